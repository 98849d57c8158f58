/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/results.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/estimates.h"
#include "engine/layout.h"
#include "engine/ranges.h"
#include "engine/replicas.h"
#include "engine/store.h"
#include "engine/threshold.h"

typedef struct point_state {
    brink_results_point facts;
    char *scenario, *name, *model;
    const brink__layout *layout; /* one of the results', */
    brink__metrics *metrics;     /* and with what is derived from it */
    brink__counts counts;
    brink__ranges done;
} point_state;

typedef struct named_layout {
    int64_t id;
    brink__layout *layout;
    brink__metrics *metrics;
} named_layout;

struct brink_results {
    brink__store *store;
    point_state *points;
    size_t n_points, points_capacity;
    named_layout *layouts; /* ascending ids */
    size_t n_layouts, layouts_capacity;

    size_t at; /* the point whose shape and tally these are; SIZE_MAX: none */
    brink__shape shape;
    brink__tally tally;
    unsigned char *scratch; /* pieces of a block */
    size_t scratch_bytes;
};

static brink_status no_memory(brink_error *err)
{
    (void)brink_fail(err, BRINK_ENOMEM, "out of memory for results");
    return BRINK_ENOMEM;
}

/* Room for one more element in an array that doubles. */
static bool grow(void **array, size_t n, size_t *capacity, size_t size)
{
    if (n < *capacity) {
        return true;
    }
    size_t more = *capacity ? 2 * *capacity : 8;
    void *bigger = realloc(*array, more * size);
    if (!bigger) {
        return false;
    }
    *array = bigger;
    *capacity = more;
    return true;
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

/* Points come in order and their layouts were numbered in the same order, so a new one has the highest id so far. */
static brink_status add_layout(brink_results *results, int64_t id, const char *text, brink_error *err)
{
    if (results->n_layouts > 0 && results->layouts[results->n_layouts - 1].id >= id) {
        return brink_fail(err, BRINK_EIO, "the store's descriptions of outputs are out of order");
    }
    void *layouts = results->layouts;
    bool has_room = grow(&layouts, results->n_layouts, &results->layouts_capacity, sizeof *results->layouts);
    results->layouts = layouts;
    named_layout added = {.id = id};
    added.layout = has_room ? calloc(1, sizeof *added.layout) : NULL;
    added.metrics = has_room ? calloc(1, sizeof *added.metrics) : NULL;
    if (!added.layout || !added.metrics) {
        free_layout(&added);
        return no_memory(err);
    }
    brink_status status = brink__layout_parse(added.layout, text, err);
    if (status == BRINK_OK && brink__metrics_init(added.metrics, added.layout) != BRINK_OK) {
        status = no_memory(err);
    }
    if (status != BRINK_OK) {
        free_layout(&added);
        return status;
    }
    results->layouts[results->n_layouts++] = added;
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
static brink_status read_state(point_state *point, const brink__point_facts *stored, brink_error *err)
{
    uint64_t n_blocks = (point->facts.replicas + BRINK_BLOCK - 1) / BRINK_BLOCK;
    if (!stored->done) {
        return BRINK_OK;
    }
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

static brink_status add_point(void *context, size_t index, const brink__point_facts *stored, brink_error *err)
{
    brink_results *results = context;
    if (!find_layout(results, stored->layout_id)) {
        brink_status status = add_layout(results, stored->layout_id, stored->layout, err);
        if (status != BRINK_OK) {
            return status;
        }
    }
    void *points = results->points;
    bool has_room = grow(&points, index, &results->points_capacity, sizeof *results->points);
    results->points = points;
    if (!has_room) {
        return no_memory(err);
    }
    const named_layout *named = find_layout(results, stored->layout_id);
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
        return no_memory(err);
    }
    point->facts = (brink_results_point){.scenario = point->scenario,
                                         .name = point->name,
                                         .n_periods = stored->n_periods,
                                         .n_metrics = named->metrics->n,
                                         .n_series = layout->n_series,
                                         .metrics = named->metrics->output,
                                         .series = layout->series,
                                         .replicas = brink__store_facts(results->store)->replicas};
    memcpy(point->facts.digest, stored->digest, sizeof stored->digest);
    return read_state(point, stored, err);
}

static brink_status add_threshold(void *context, const brink_threshold *threshold, brink_error *err)
{
    return brink_results_add_threshold(context, threshold, err);
}

brink_status brink_results_open(const char *folder, brink_results **results, brink_error *err)
{
    *results = calloc(1, sizeof **results);
    if (!*results) {
        return no_memory(err);
    }
    (*results)->at = SIZE_MAX;
    brink_status status = brink__store_open(folder, false, &(*results)->store, err);
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
            return no_memory(err);
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

/* Shape and tally of a point; a tally without blocks is empty. */
static brink_status load(brink_results *results, size_t index, brink_error *err)
{
    if (results->at == index) {
        return BRINK_OK;
    }
    const point_state *point = &results->points[index];
    const brink__layout *layout = point->layout;
    results->at = SIZE_MAX;
    brink__shape_free(&results->shape);
    brink__tally_free(&results->tally);
    brink_status status = brink__shape_init(&results->shape, point->facts.n_periods, layout->metrics, layout->n_metrics,
                                            layout->series, layout->n_series, layout->n_counters, err);
    if (status != BRINK_OK) {
        return status;
    }
    if (brink__tally_init(&results->tally, &results->shape.dims) != BRINK_OK) {
        return no_memory(err);
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

brink_status brink_results_series(brink_results *results, size_t point, size_t series, brink_band *band,
                                  brink_error *err)
{
    brink_status status = load(results, point, err);
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

/* --- replica values */

static brink_status scratch(brink_results *results, size_t n, brink_error *err)
{
    if (n > results->scratch_bytes) {
        unsigned char *bigger = realloc(results->scratch, n);
        if (!bigger) {
            return no_memory(err);
        }
        results->scratch = bigger;
        results->scratch_bytes = n;
    }
    return BRINK_OK;
}

/* Statuses and one column of a block: index->status, fixed[index->n]. */
static brink_status read_column(brink_results *results, size_t point, uint64_t block, size_t metric,
                                brink__replicas_index *index, int64_t fixed[BRINK_BLOCK], brink_error *err)
{
    unsigned char head[BRINK__REPLICAS_HEAD];
    size_t total = 0;
    brink_status status = brink__store_open_block(results->store, point, block, &total, err);
    if (status != BRINK_OK ||
        (status = brink__store_read_block(results->store, 0, sizeof head, head, err)) != BRINK_OK) {
        return status;
    }
    size_t n = brink__replicas_index_length(head);
    if (n == 0 || n > total) {
        goto damaged;
    }
    if ((status = scratch(results, n, err)) != BRINK_OK ||
        (status = brink__store_read_block(results->store, 0, n, results->scratch, err)) != BRINK_OK) {
        return status;
    }
    size_t n_metrics = results->points[point].layout->n_metrics;
    uint64_t expected = results->points[point].facts.replicas - block * BRINK_BLOCK;
    expected = expected < BRINK_BLOCK ? expected : BRINK_BLOCK;
    if (brink__replicas_index_decode(results->scratch, n, n_metrics, metric, index) != BRINK_OK ||
        index->total != total || index->n != expected) {
        goto damaged;
    }
    if ((status = scratch(results, index->length, err)) != BRINK_OK ||
        (status = brink__store_read_block(results->store, index->offset, index->length, results->scratch, err)) !=
            BRINK_OK) {
        return status;
    }
    if (brink__replicas_column_decode(results->scratch, index->length, index->n, fixed) != BRINK_OK) {
        goto damaged;
    }
    return BRINK_OK;
damaged:
    (void)brink_fail(err, BRINK_EIO, "the store's values of block %llu of point %s are damaged",
                     (unsigned long long)block, results->points[point].name);
    return BRINK_EIO;
}

/* Calls for the values of every finished block, in order: out[(first replica of the block) - skipped ...]. With `pack`
 * only values that exist are kept, one behind the other, and their number goes to `n`; out[capacity]. */
static brink_status read_values(brink_results *results, size_t point, size_t metric, bool pack, double *out,
                                size_t capacity, size_t *n, brink_error *err)
{
    const brink__ranges *done = &results->points[point].done;
    const brink__derived *derived = brink__metrics_derived(results->points[point].metrics, metric);
    brink__scale scale;
    brink__replicas_index index;
    int64_t fixed[BRINK_BLOCK];
    *n = 0;
    metric = derived ? derived->source : metric;
    brink_status status = brink__scale_init(&scale, &results->points[point].layout->metrics[metric], err);
    if (status != BRINK_OK) {
        return status;
    }
    for (size_t r = 0; r < done->n; r++) {
        for (uint64_t block = done->range[r].first; block < done->range[r].end; block++) {
            status = read_column(results, point, block, metric, &index, fixed, err);
            if (status != BRINK_OK) {
                return status;
            }
            for (size_t k = 0; k < index.n; k++) {
                bool has_value = fixed[k] != BRINK__MISSING;
                if (pack && has_value && *n < capacity) {
                    out[*n] = (double)fixed[k] * scale.to_value;
                } else if (!pack && has_value) {
                    out[block * BRINK_BLOCK + k] = (double)fixed[k] * scale.to_value;
                }
                *n += has_value;
            }
        }
    }
    if (derived) {
        brink__derived_apply(derived, out, pack && *n < capacity ? *n : capacity);
    }
    return BRINK_OK;
}

static bool is_ratio(const brink_results *results, size_t point, size_t metric)
{
    return results->points[point].facts.metrics[metric].quantity->kind == BRINK_RATIO;
}

brink_status brink_results_values(brink_results *results, size_t point, size_t metric, double *out, brink_error *err)
{
    for (uint64_t k = 0; k < results->points[point].facts.replicas; k++) {
        out[k] = (double)NAN;
    }
    if (is_ratio(results, point, metric)) {
        return brink_fail(err, BRINK_EUSAGE, "%s is a ratio of totals: replicas have no value of it",
                          results->points[point].facts.metrics[metric].name);
    }
    size_t n;
    size_t wanted = (size_t)results->points[point].facts.replicas;
    return read_values(results, point, metric, false, out, wanted, &n, err);
}

static brink_status ratio(brink_results *results, size_t metric, brink_estimate *estimate)
{
    const brink__shape *shape = &results->shape;
    size_t r = 0;
    while (r < shape->dims.n_ratios && shape->ratio[r] != metric) {
        r++;
    }
    const brink_output *output = &shape->metrics[metric];
    *estimate = brink__ratio_estimate(&results->tally.ratios[r], &shape->metric[metric],
                                      &shape->metric[output->numerator], &shape->metric[output->denominator]);
    return BRINK_OK;
}

brink_status brink_results_metric(brink_results *results, size_t point, size_t metric, brink_estimate *estimate,
                                  brink_error *err)
{
    brink_status status = load(results, point, err);
    if (status != BRINK_OK) {
        return status;
    }
    if (is_ratio(results, point, metric)) {
        return ratio(results, metric, estimate);
    }
    const brink__derived *derived = brink__metrics_derived(results->points[point].metrics, metric);
    size_t source = derived ? derived->source : metric;
    *estimate = brink__estimate(&results->tally.metrics[source], &results->shape.metric[source]);
    size_t n = 0;
    size_t expected = (size_t)estimate->n;
    double *values = malloc((expected + 1) * sizeof *values);
    if (!values) {
        return no_memory(err);
    }
    status = read_values(results, point, metric, true, values, expected, &n, err);
    if (status == BRINK_OK && n != expected) {
        status = brink_fail(err, BRINK_EIO, "point %s: the store counts %lu values of %s but holds %lu",
                            results->points[point].name, (unsigned long)expected,
                            results->points[point].facts.metrics[metric].name, (unsigned long)n);
    }
    if (status == BRINK_OK && derived) {
        *estimate = brink__derived_estimate(values, n);
    }
    if (status == BRINK_OK) {
        estimate->q05 = brink__quantile(values, n, 0.05);
        estimate->q25 = brink__quantile(values, n, 0.25);
        estimate->q50 = brink__quantile(values, n, 0.50);
        estimate->q75 = brink__quantile(values, n, 0.75);
        estimate->q95 = brink__quantile(values, n, 0.95);
    }
    free(values);
    return status;
}
