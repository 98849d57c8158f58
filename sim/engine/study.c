/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/study.h"

#include <stdlib.h>
#include <string.h>

#include "engine/layout.h"
#include "engine/plan.h"
#include "engine/pool.h"
#include "version.h"

static int compare_names(const void *a, const void *b)
{
    const char *const *x = a;
    const char *const *y = b;
    return strcmp(*x, *y);
}

static brink_status check_names(const brink_point *points, size_t n_points, brink_error *err)
{
    brink_status status = BRINK_OK;
    const char **names = calloc(n_points, sizeof *names);
    if (!names) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for %lu points", (unsigned long)n_points);
    }
    for (size_t p = 0; p < n_points; p++) {
        names[p] = points[p].name;
    }
    qsort(names, n_points, sizeof *names, compare_names);
    for (size_t p = 1; status == BRINK_OK && p < n_points; p++) {
        if (strcmp(names[p - 1], names[p]) == 0) {
            status = brink_fail(err, BRINK_EUSAGE, "two points of the study are named %s", names[p]);
        }
    }
    free((void *)names);
    return status;
}

/* A target must be a metric of every point: a point without it would run to the ceiling for nothing. */
static brink_status check_targets(const brink_point *point, const brink_run_options *options, brink_error *err)
{
    for (size_t i = 0; i < options->n_targets; i++) {
        const char *metric = options->targets[i].metric;
        if (!point->program) {
            return brink_fail(err, BRINK_EUSAGE, "a target for %s, and point %s without a program", metric,
                              point->name);
        }
        if (brink_find_output(point->program->metrics, point->program->n_metrics, metric) == SIZE_MAX) {
            return brink_fail(err, BRINK_EUSAGE, "point %s has no metric %s", point->name, metric);
        }
    }
    return BRINK_OK;
}

/* Programs that are made later are checked then. */
static brink_status check_program(const brink_program *program, const brink_run_options *options, const char *point,
                                  brink_error *err)
{
    brink__shape shape;
    size_t n_counts = 0;
    if (!program) {
        return options->compile ? BRINK_OK : brink_fail(err, BRINK_EUSAGE, "point %s has no program", point);
    }
    brink_status status = brink__count_cells(program->count_tables, program->n_count_tables, &n_counts, err);
    if (status == BRINK_OK) {
        status = brink__shape_init(&shape, program->n_periods, program->metrics, program->n_metrics, program->series,
                                   program->n_series, program->type->n_counters, n_counts, err);
        brink__shape_free(&shape);
    }
    return status;
}

static brink_status check(const brink_point *points, size_t n_points, const brink_run_options *options,
                          brink_error *err)
{
    if (n_points < 1) {
        return brink_fail(err, BRINK_EUSAGE, "a study needs at least one point");
    }
    if (options->replicas < 1 || options->replicas > UINT32_MAX) {
        return brink_fail(err, BRINK_EUSAGE, "%llu replicas, expected 1 to 4294967295",
                          (unsigned long long)options->replicas);
    }
    brink_status status = check_names(points, n_points, err);
    for (size_t p = 0; status == BRINK_OK && p < n_points; p++) {
        status = check_program(points[p].program, options, points[p].name, err);
        if (status == BRINK_OK) {
            status = check_targets(&points[p], options, err);
        }
    }
    return status;
}

/* --- a new store */

/* Those from `first` on. */
static brink_status add_points(brink__store *store, const brink_point *points, size_t first, size_t n_points,
                               bool metrics_only, brink_error *err)
{
    brink_status status = BRINK_OK;
    for (size_t p = first; status == BRINK_OK && p < n_points; p++) {
        const brink_program *program = points[p].program;
        char *layout = NULL;
        status = program ? brink__layout_text(program, metrics_only, &layout, err) : BRINK_OK;
        if (status == BRINK_OK) {
            brink__point_facts facts = {.scenario = points[p].scenario,
                                        .name = points[p].name,
                                        .noise = points[p].noise,
                                        .model = program ? program->type->name : "",
                                        .n_periods = program ? program->n_periods : 0,
                                        .layout = layout};
            memcpy(facts.digest, points[p].digest, sizeof facts.digest);
            status = brink__store_add_point(store, p, &facts, err);
        }
        free(layout);
    }
    return status;
}

static brink_status create(const char *folder, const brink_point *points, size_t n_points,
                           const brink_run_options *options, const char *plan, brink__store **store, brink_error *err)
{
    brink__study_facts facts = {.seed = options->seed,
                                .replicas = options->replicas,
                                .version = BRINK_VERSION,
                                .description = options->description ? options->description : "{}",
                                .plan = plan};
    brink_status status = brink__store_create(folder, &facts, store, err);
    if (status != BRINK_OK) {
        return status;
    }
    if ((status = add_points(*store, points, 0, n_points, options->metrics_only, err)) != BRINK_OK ||
        (status = brink__store_commit(*store, err)) != BRINK_OK) {
        brink__store_close(*store);
        *store = NULL;
    }
    return status;
}

/* --- a store to go on with */

typedef struct comparison {
    const brink_point *points;
    size_t n_points, n_seen;
    bool metrics_only;
    brink__ledger *ledger;
} comparison;

static brink_status differ(brink_error *err, const char *point, const char *what, const char *stored, const char *asked)
{
    return brink_fail(err, BRINK_EMISMATCH, "point %s: stored %s %.200s, this study has %.200s", point, what, stored,
                      asked);
}

static brink_status differ_in_outputs(brink_error *err, const char *point, const char *stored, const char *asked)
{
    size_t same = 0;
    while (stored[same] && stored[same] == asked[same]) {
        same++;
    }
    size_t from = same < 40 ? 0 : same - 40; /* enough to see which output it is */
    return brink_fail(err, BRINK_EMISMATCH,
                      "point %s: stored outputs are described ...%.120s..., this study's ...%.120s...", point,
                      stored + from, asked + from);
}

static void hexadecimal(const unsigned char digest[32], char text[65])
{
    for (size_t i = 0; i < 32; i++) {
        text[2 * i] = "0123456789abcdef"[digest[i] >> 4];
        text[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
    }
    text[64] = '\0';
}

/* What can be held against a program: not while the store, or this study, does not know it. */
static brink_status compare_outputs(const comparison *c, const brink_point *asked, const brink__point_facts *stored,
                                    brink_error *err)
{
    if (!stored->layout || !asked->program) {
        return BRINK_OK;
    }
    if (strcmp(stored->model, asked->program->type->name) != 0) {
        return differ(err, asked->name, "model", stored->model, asked->program->type->name);
    }
    if (stored->n_periods != asked->program->n_periods) {
        return brink_fail(err, BRINK_EMISMATCH, "point %s: stored with %lu periods, this study has %lu", asked->name,
                          (unsigned long)stored->n_periods, (unsigned long)asked->program->n_periods);
    }
    char *layout = NULL;
    brink_status status = brink__layout_text(asked->program, c->metrics_only, &layout, err);
    if (status == BRINK_OK && strcmp(layout, stored->layout) != 0) {
        status = differ_in_outputs(err, asked->name, stored->layout, layout);
    }
    free(layout);
    return status;
}

static brink_status compare_point(void *context, size_t p, const brink__point_facts *stored, brink_error *err)
{
    comparison *c = context;
    c->n_seen = p + 1;
    if (p >= c->n_points) {
        return brink_fail(err, BRINK_EMISMATCH, "the stored study has more points than this one: %lu, the next is %s",
                          (unsigned long)c->n_points, stored->name);
    }
    const brink_point *asked = &c->points[p];
    if (strcmp(stored->name, asked->name) != 0) {
        return brink_fail(err, BRINK_EMISMATCH, "point %lu is named %s in the store, %s in this study",
                          (unsigned long)p, stored->name, asked->name);
    }
    if (strcmp(stored->scenario, asked->scenario) != 0) {
        return differ(err, asked->name, "scenario", stored->scenario, asked->scenario);
    }
    if (stored->noise != asked->noise) {
        return brink_fail(err, BRINK_EMISMATCH, "point %s: stored with noise %lu, this study has noise %lu",
                          asked->name, (unsigned long)stored->noise, (unsigned long)asked->noise);
    }
    if (memcmp(stored->digest, asked->digest, sizeof stored->digest) != 0) {
        char was[65];
        char is[65];
        hexadecimal(stored->digest, was);
        hexadecimal(asked->digest, is);
        return differ(err, asked->name, "digest of the scenario's values", was, is);
    }
    brink_status status = compare_outputs(c, asked, stored, err);
    if (stored->layout) {
        brink__ledger_set_described(c->ledger, p);
    }
    if (status == BRINK_OK && stored->done) {
        status = brink__ledger_load(c->ledger, p, stored->wanted, stored->done, stored->n_done, err);
    }
    return status;
}

static brink_status compare(brink__store *store, brink__ledger *ledger, const brink_point *points, size_t n_points,
                            const brink_run_options *options, const char *plan, brink_error *err)
{
    const brink__study_facts *facts = brink__store_facts(store);
    if (strcmp(facts->version, BRINK_VERSION) != 0) {
        return brink_fail(err, BRINK_EMISMATCH, "stored by brink %.100s, this is brink %s", facts->version,
                          BRINK_VERSION);
    }
    if (facts->seed != options->seed) {
        return brink_fail(err, BRINK_EMISMATCH, "stored with seed %llu, this study has seed %llu",
                          (unsigned long long)facts->seed, (unsigned long long)options->seed);
    }
    if (facts->replicas != options->replicas) {
        return brink_fail(err, BRINK_EMISMATCH, "stored with %llu replicas, this study has %llu",
                          (unsigned long long)facts->replicas, (unsigned long long)options->replicas);
    }
    if (strcmp(facts->plan, plan) != 0) {
        return brink_fail(err, BRINK_EMISMATCH, "stored with targets %.300s, this study has %.300s", facts->plan, plan);
    }
    comparison c = {.points = points, .n_points = n_points, .metrics_only = options->metrics_only, .ledger = ledger};
    brink_status status = brink__store_each_point(store, compare_point, &c, err);
    if (status == BRINK_OK && c.n_seen < n_points) { /* a study that has grown */
        status = add_points(store, points, c.n_seen, n_points, options->metrics_only, err);
        if (status == BRINK_OK && options->description) {
            status = brink__store_set_description(store, options->description, err);
        }
        if (status == BRINK_OK) {
            status = brink__store_commit(store, err);
        }
    }
    return status;
}

static brink_status run(const char *folder, const brink_point *points, size_t n_points,
                        const brink_run_options *options, const brink__plan *plan, const char *plan_text,
                        brink_error *err)
{
    brink__store *store = NULL;
    brink__ledger *ledger = NULL;
    bool exists = brink__store_exists(folder);
    if (exists && !options->resume) {
        return brink_fail(err, BRINK_ECANTCREATE, "%s/results.db exists already: resume it, or give another folder",
                          folder);
    }
    brink_status status = exists ? brink__store_open(folder, true, &store, err)
                                 : create(folder, points, n_points, options, plan_text, &store, err);
    if (status != BRINK_OK) {
        goto out;
    }
    ledger = brink__ledger_new(store, n_points, options->replicas, plan, BRINK__CACHE_BYTES);
    if (!ledger) {
        status = brink_fail(err, BRINK_ENOMEM, "out of memory for %lu points", (unsigned long)n_points);
        goto out;
    }
    if (exists) {
        status = compare(store, ledger, points, n_points, options, plan_text, err);
    }
    if (status != BRINK_OK) {
        goto out;
    }
    for (size_t p = 0; p < n_points; p++) {
        if (points[p].program) {
            brink__ledger_set_described(ledger, p);
        }
    }
    status = brink__pool_run(ledger, points, n_points, options, err);
    if (status == BRINK_OK) {
        status = brink__store_finish(store, err);
    } else if (status == BRINK_EINTERRUPTED) {
        /* what is committed is safe either way */
        brink_status finished = brink__store_finish(store, NULL);
        (void)finished;
    }
out:
    brink__ledger_free(ledger);
    brink__store_close(store);
    return status;
}

brink_status brink_study_run(const char *folder, const brink_point *points, size_t n_points,
                             const brink_run_options *options, brink_error *err)
{
    brink__plan plan = {0};
    brink_status status = check(points, n_points, options, err);
    if (status == BRINK_OK) {
        status = brink__plan_init(&plan, options, err);
    }
    if (status != BRINK_OK) {
        return status;
    }
    char *text = brink__plan_text(&plan);
    status =
        text ? run(folder, points, n_points, options, &plan, text, err)
             : brink_fail(err, BRINK_ENOMEM, "out of memory, or a name that is not UTF-8, in the targets of a study");
    free(text);
    brink__plan_free(&plan);
    return status;
}
