/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/grown.h"
#include "engine/estimates.h"
#include "engine/results_state.h"

typedef brink__results_point point_state;
typedef brink__named_layout named_layout;

brink_status brink__results_no_memory(brink_error *err)
{
    (void)brink_fail(err, BRINK_ENOMEM, "out of memory for results");
    return BRINK_ENOMEM;
}

/* --- opening */

static const named_layout *find_layout(const brink_results *results, int64_t id)
{
    size_t lo = 0;
    size_t hi = results->n_layouts;
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if (results->layouts[middle].id == id) {
            return &results->layouts[middle];
        }
        *(results->layouts[middle].id < id ? &lo : &hi) = results->layouts[middle].id < id ? middle + 1 : middle;
    }
    return NULL;
}

static void free_layout(named_layout *named)
{
    if (named->metrics) {
        brink__metrics_free(named->metrics);
        free(named->metrics);
    }
    if (named->layout) {
        brink__layout_free(named->layout);
        free(named->layout);
    }
}

/* There are few, as a rule one. */
static void insert_layout(brink_results *results, named_layout added)
{
    size_t at = results->n_layouts++;
    for (; at > 0 && results->layouts[at - 1].id > added.id; at--) {
        results->layouts[at] = results->layouts[at - 1];
    }
    results->layouts[at] = added;
}

static brink_status add_layout(brink_results *results, int64_t id, const char *text, brink_error *err)
{
    named_layout *layouts =
        brink__grown(results->layouts, results->n_layouts, &results->layouts_capacity, sizeof *layouts);
    results->layouts = layouts != NULL ? layouts : results->layouts;
    named_layout added = {.id = id};
    added.layout = layouts != NULL ? calloc(1, sizeof *added.layout) : NULL;
    added.metrics = layouts != NULL ? calloc(1, sizeof *added.metrics) : NULL;
    if (!added.layout || !added.metrics) {
        free_layout(&added);
        return brink__results_no_memory(err);
    }
    brink_status status = brink__layout_parse(added.layout, text, err);
    if (status == BRINK_OK && brink__metrics_init(added.metrics, added.layout) != BRINK_OK) {
        status = brink__results_no_memory(err);
    }
    if (status != BRINK_OK) {
        free_layout(&added);
        return status;
    }
    insert_layout(results, added);
    return BRINK_OK;
}

static void free_point(point_state *point)
{
    free(point->scenario);
    free(point->name);
    free(point->model);
    free(point->counts.counters);
    brink__ranges_free(&point->done);
}

/* Counts and done-set of a point that has blocks. */
static brink_status read_state(const brink_results *results, point_state *point, const brink__point_facts *stored,
                               brink_error *err)
{
    if (!stored->done) {
        return BRINK_OK;
    }
    uint64_t ceiling = brink__store_facts(results->store)->replicas;
    if (!brink__plan_allows(&results->plan, stored->wanted, ceiling)) {
        return brink_fail(err, BRINK_EIO, "the store wants %llu replicas of point %s, which no round ends with",
                          (unsigned long long)stored->wanted, stored->name);
    }
    point->facts.replicas = stored->wanted;
    uint64_t n_blocks = (stored->wanted + BRINK_BLOCK - 1) / BRINK_BLOCK;
    brink_status status = brink__counts_decode(&point->counts, stored->counts, stored->n_counts);
    if (status == BRINK_OK) {
        status = brink__ranges_decode(&point->done, stored->done, stored->n_done, n_blocks);
    }
    if (status != BRINK_OK) {
        return brink_fail(err, status, "the store's record of point %s cannot be read: %s", stored->name,
                          brink_status_text(status));
    }
    point->facts.done = point->counts.replicas;
    point->facts.failed = brink__counts_failed(&point->counts);
    return BRINK_OK;
}

/* Of a point whose outputs are not known; its id is 0, which no text has for a checksum. */
static const char no_outputs[] = "{\"counters\":[],\"metrics\":[],\"series\":[],\"tables\":[]}";

static brink_status add_point(void *context, size_t index, const brink__point_facts *stored, brink_error *err)
{
    brink_results *results = context;
    const bool is_wanted = !results->wants || results->wants(results->wants_context, stored->name);
    const int64_t layout_id = is_wanted ? stored->layout_id : 0;
    if (!find_layout(results, layout_id)) {
        const char *text = stored->layout && is_wanted ? stored->layout : no_outputs;
        brink_status status = add_layout(results, layout_id, text, err);
        if (status != BRINK_OK) {
            return status;
        }
    }
    point_state *points = brink__grown(results->points, index, &results->points_capacity, sizeof *points);
    if (points == NULL) {
        return brink__results_no_memory(err);
    }
    results->points = points;
    const named_layout *named = find_layout(results, layout_id);
    const brink__layout *layout = named->layout;
    point_state *point = &results->points[index];
    *point = (point_state){.scenario = strdup(stored->scenario),
                           .name = strdup(stored->name),
                           .model = strdup(stored->model),
                           .layout = layout,
                           .metrics = named->metrics,
                           .counts.n_counters = layout->n_counters,
                           .counts.counters = calloc(layout->n_counters + 1, sizeof *point->counts.counters)};
    results->n_points = index + 1;
    if (!point->scenario || !point->name || !point->model || !point->counts.counters) {
        return brink__results_no_memory(err);
    }
    point->facts = (brink_results_point){
        .scenario = point->scenario,
        .name = point->name,
        .noise = stored->noise,
        .n_periods = stored->n_periods,
        .n_metrics = named->metrics->n,
        .n_series = layout->n_series,
        .metrics = named->metrics->output,
        .series = layout->series,
        .n_count_tables = layout->n_count_tables,
        .count_tables = layout->count_tables,
        .replicas = brink__plan_start(&results->plan, brink__store_facts(results->store)->replicas)};
    memcpy(point->facts.digest, stored->digest, sizeof stored->digest);
    return is_wanted ? read_state(results, point, stored, err) : BRINK_OK;
}

static brink_status add_threshold(void *context, const brink_threshold *threshold, brink_error *err)
{
    return brink_results_add_threshold(context, threshold, err);
}

brink_status brink_results_open(const char *folder, brink_results **results, brink_error *err)
{
    return brink__results_open_some(folder, NULL, NULL, results, err);
}

brink_status brink__results_open_some(const char *folder, brink__wants_point *wants, void *context,
                                      brink_results **results, brink_error *err)
{
    *results = calloc(1, sizeof **results);
    if (!*results) {
        return brink__results_no_memory(err);
    }
    (*results)->at = SIZE_MAX;
    (*results)->wants = wants;
    (*results)->wants_context = context;
    brink_status status = brink__store_open(folder, false, &(*results)->store, err);
    if (status == BRINK_OK) {
        status = brink__plan_parse(&(*results)->plan, brink__store_facts((*results)->store)->plan, err);
    }
    if (status == BRINK_OK) {
        status = brink__store_each_point((*results)->store, add_point, *results, err);
    }
    if (status == BRINK_OK) {
        status = brink__thresholds_each(brink_results_description(*results), add_threshold, *results, err);
    }
    if (status != BRINK_OK) {
        brink_results_close(*results);
        *results = NULL;
    }
    return status;
}

void brink_results_close(brink_results *results)
{
    if (!results) {
        return;
    }
    for (size_t p = 0; p < results->n_points; p++) {
        free_point(&results->points[p]);
    }
    for (size_t i = 0; i < results->n_layouts; i++) {
        free_layout(&results->layouts[i]);
    }
    free(results->points);
    free(results->layouts);
    free(results->scratch);
    brink__shape_free(&results->shape);
    brink__tally_free(&results->tally);
    brink__plan_free(&results->plan);
    brink__store_close(results->store);
    free(results);
}

/* --- facts */

size_t brink_results_n_points(const brink_results *results)
{
    return results->n_points;
}

const brink_results_point *brink_results_get_point(const brink_results *results, size_t point)
{
    return &results->points[point].facts;
}

uint64_t brink_results_seed(const brink_results *results)
{
    return brink__store_facts(results->store)->seed;
}

uint64_t brink_results_ceiling(const brink_results *results)
{
    return brink__store_facts(results->store)->replicas;
}

size_t brink_results_n_targets(const brink_results *results)
{
    return results->plan.n_targets;
}

const brink_target *brink_results_target(const brink_results *results, size_t target)
{
    return &results->plan.targets[target];
}

const char *brink_results_description(const brink_results *results)
{
    return brink__store_facts(results->store)->description;
}

const char *brink_results_version(const brink_results *results)
{
    return brink__store_facts(results->store)->version;
}

const char *brink_results_model(const brink_results *results, size_t point)
{
    return results->points[point].model;
}

size_t brink_results_n_counters(const brink_results *results, size_t point)
{
    return results->points[point].counts.n_counters;
}

const char *brink_results_counter(const brink_results *results, size_t point, size_t i, uint64_t *value)
{
    *value = results->points[point].counts.counters[i];
    return results->points[point].layout->counters[i];
}

uint64_t brink_results_failures(const brink_results *results, size_t point, brink_status status)
{
    return (unsigned)status < BRINK_N_STATUSES ? results->points[point].counts.failures[status] : 0;
}

brink_status brink_results_add_threshold(brink_results *results, const brink_threshold *threshold, brink_error *err)
{
    bool is_added = false;
    brink_status status = BRINK_OK;
    brink_error first = {0};
    for (size_t i = 0; i < results->n_layouts; i++) {
        brink_error why = {0};
        status = brink__metrics_derive(results->layouts[i].metrics, threshold, &why);
        if (status == BRINK_ENOMEM) {
            return brink__results_no_memory(err);
        }
        is_added = is_added || status == BRINK_OK;
        first = first.code == BRINK_OK ? why : first;
    }
    for (size_t p = 0; p < results->n_points; p++) {
        results->points[p].facts.metrics = results->points[p].metrics->output;
        results->points[p].facts.n_metrics = results->points[p].metrics->n;
    }
    return is_added || results->n_layouts == 0 ? BRINK_OK : brink_fail(err, first.code, "%s", first.what);
}

/* --- tallies */

brink_status brink__results_load(brink_results *results, size_t index, brink_error *err)
{
    if (results->at == index) {
        return BRINK_OK;
    }
    const point_state *point = &results->points[index];
    const brink__layout *layout = point->layout;
    results->at = SIZE_MAX;
    brink__shape_free(&results->shape);
    brink__tally_free(&results->tally);
    size_t n_counts = 0;
    brink_status status = brink__count_cells(layout->count_tables, layout->n_count_tables, &n_counts, err);
    if (status == BRINK_OK) {
        status = brink__shape_init(&results->shape, point->facts.n_periods, layout->metrics, layout->n_metrics,
                                   layout->series, layout->n_series, layout->n_counters, n_counts, err);
    }
    if (status != BRINK_OK) {
        return status;
    }
    if (brink__tally_init(&results->tally, &results->shape.dims) != BRINK_OK) {
        return brink__results_no_memory(err);
    }
    if (point->facts.done > 0) {
        brink__tally_row row;
        status = brink__store_read_tally(results->store, index, &row, err);
        if (status == BRINK_OK && brink__tally_decode(&results->tally, row.tally, row.n_tally) != BRINK_OK) {
            status = brink_fail(err, BRINK_EIO, "the store's tally of point %s is damaged", point->name);
        }
    }
    results->at = status == BRINK_OK ? index : SIZE_MAX;
    return status;
}

brink_status brink_results_reach(brink_results *results, size_t point, size_t target, brink_reach *reach,
                                 brink_error *err)
{
    const brink__layout *layout = results->points[point].layout;
    const char *metric = results->plan.targets[target].metric;
    if (brink_find_output(layout->metrics, layout->n_metrics, metric) == SIZE_MAX) {
        return brink_fail(err, BRINK_EIO, "the store has a target for %s, which point %s has not", metric,
                          results->points[point].name);
    }
    brink_status status = brink__results_load(results, point, err);
    if (status == BRINK_OK) {
        *reach = brink__plan_reach(&results->plan, target, &results->shape, &results->tally);
    }
    return status;
}

brink_status brink_results_series(brink_results *results, size_t point, size_t series, brink_band *band,
                                  brink_error *err)
{
    brink_status status = brink__results_load(results, point, err);
    if (status != BRINK_OK) {
        return status;
    }
    size_t n_series = results->shape.dims.n_series;
    for (size_t period = 0; period <= results->shape.n_periods; period++) {
        size_t cell = period * n_series + series;
        band[period] = brink__band(&results->tally.cells[cell], results->tally.bins + cell * BRINK__BINS,
                                   &results->shape.series[series]);
    }
    return BRINK_OK;
}

brink_status brink_results_counts(brink_results *results, size_t point, size_t table, uint64_t *out, double *se,
                                  brink_error *err)
{
    brink_status status = brink__results_load(results, point, err);
    if (status != BRINK_OK) {
        return status;
    }
    const brink_count_table *tables = results->points[point].facts.count_tables;
    size_t first = 0;
    for (size_t i = 0; i < table; i++) {
        first += tables[i].n_rows * tables[i].n_bins;
    }
    const size_t n = tables[table].n_rows * tables[table].n_bins;
    const brink_results_point *facts = &results->points[point].facts;
    memcpy(out, results->tally.tables + first, n * sizeof *out);
    uint64_t above = 0;
    for (size_t i = n; se && i-- > 0;) {
        const bool is_last = (i + 1) % tables[table].n_bins == 0;
        above = tables[table].kind == BRINK_COUNT_DISTRIBUTION && !is_last ? above + out[i] : out[i];
        const brink__moments moments = {
            .n = facts->done - facts->failed, .sum = (brink__i128)above, .squares = results->tally.squares[first + i]};
        se[i] = sqrt(brink__moments_variance(&moments) / (double)moments.n);
    }
    return BRINK_OK;
}
