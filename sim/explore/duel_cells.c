/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explore/duel_cells.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brink/outcomes.h"
#include "engine/store.h"
#include "explore/memory.h"
#include "version.h"

enum { NAME_SIZE = 96 };

static const brink_statistic the_mean = {.kind = BRINK_STATISTIC_MEAN};

/* --- the design */

brink_status brink__cells_design(const brink_duel_problem *problem, brink_design **design)
{
    brink_design *d = brink_design_new(problem->scenario, problem->label);
    brink_status status = d ? BRINK_OK : BRINK_ENOMEM;
    for (size_t i = 0; i < problem->n_settings && status == BRINK_OK; i++) {
        bool is_last = true; /* of several settings of one path the last counts */
        for (size_t k = i + 1; k < problem->n_settings; k++) {
            is_last = is_last && strcmp(problem->settings[i].path, problem->settings[k].path) != 0;
        }
        if (is_last) {
            status = brink_design_add_constant(d, problem->settings[i].path, problem->settings[i].value);
        }
    }
    for (size_t side = 0; side < 2; side++) {
        const brink_design *postures = problem->side[side].postures;
        for (size_t k = 0; k < brink_design_n_paths(postures) && status == BRINK_OK; k++) {
            status = brink_design_add_path(d, brink_design_path(postures, k));
        }
    }
    *design = d;
    return status;
}

brink_status brink__cells_add(const brink_duel_problem *problem, brink_design *design, size_t cell, size_t slice)
{
    const brink_design *postures[2] = {problem->side[0].postures, problem->side[1].postures};
    const size_t n_columns = brink_design_n_points(postures[1]);
    const size_t at[2] = {cell / n_columns, cell % n_columns};
    char name[NAME_SIZE];
    char note[2 * NAME_SIZE];
    size_t n = 0;
    const char **value =
        calloc(brink_design_n_paths(postures[0]) + brink_design_n_paths(postures[1]) + 1, sizeof *value);
    if (!value) {
        return BRINK_ENOMEM;
    }
    for (size_t side = 0; side < 2; side++) {
        for (size_t k = 0; k < brink_design_n_paths(postures[side]); k++) {
            value[n++] = brink_design_value(postures[side], at[side], k);
        }
    }
    int length = snprintf(name, sizeof name, "r%zuc%zu", at[0] + 1, at[1] + 1);
    if (slice > 0) {
        (void)snprintf(name + length, sizeof name - (size_t)length, "_%zu", slice);
    }
    (void)snprintf(note, sizeof note, "%.64s against %.64s", brink_design_name(postures[0], at[0]),
                   brink_design_name(postures[1], at[1]));
    brink_status status = brink_design_add_point(design, name, note, (uint32_t)slice, value);
    free((void *)value);
    return status;
}

/* --- the store */

static brink_status check_study(const brink__cells *cells, const brink_results *results, brink_error *err)
{
    const brink_duel_options *o = cells->options;
    if (strcmp(brink_results_version(results), BRINK_VERSION) != 0) {
        return brink_fail(err, BRINK_EMISMATCH, "stored by brink %.100s, this is brink %s",
                          brink_results_version(results), BRINK_VERSION);
    }
    if (brink_results_seed(results) != o->seed) {
        return brink_fail(err, BRINK_EMISMATCH, "stored with seed %llu, this game has seed %llu",
                          (unsigned long long)brink_results_seed(results), (unsigned long long)o->seed);
    }
    if (brink_results_ceiling(results) != o->slice) {
        return brink_fail(err, BRINK_EMISMATCH, "stored with %llu replicas a point, this game has slices of %llu",
                          (unsigned long long)brink_results_ceiling(results), (unsigned long long)o->slice);
    }
    return BRINK_OK;
}

static brink_status look_at_store(brink__cells *cells, brink_error *err)
{
    brink_results *results = NULL;
    if (!cells->options->resume || !brink__store_exists(cells->folder)) {
        return BRINK_OK;
    }
    brink_status status = brink_results_open(cells->folder, &results, err);
    if (status == BRINK_OK) {
        status = check_study(cells, results, err);
    }
    for (size_t p = 0; status == BRINK_OK && p < brink_results_n_points(results); p++) {
        cells->stored += brink_results_get_point(results, p)->done;
        cells->n_stored++;
    }
    brink_results_close(results);
    return status;
}

brink_status brink__cells_init(brink__cells *cells, const brink_duel_problem *problem,
                               const brink_duel_options *options, const char *folder, brink_error *err)
{
    *cells = (brink__cells){.problem = problem, .options = options, .folder = folder};
    for (size_t side = 0; side < 2; side++) {
        cells->n[side] = brink_design_n_points(problem->side[side].postures);
    }
    cells->slices = calloc(cells->n[0] * cells->n[1] + 1, sizeof *cells->slices);
    brink_status status = brink__has_memory(cells->slices, "cells", err);
    if (status == BRINK_OK && brink__cells_design(problem, &cells->design) != BRINK_OK) {
        status = brink_fail(err, BRINK_ENOMEM, "out of memory for cells");
    }
    return status == BRINK_OK ? look_at_store(cells, err) : status;
}

void brink__cells_fini(brink__cells *cells)
{
    brink_design_free(cells->design);
    free(cells->slices);
    free(cells->unit[0]);
    free(cells->unit[1]);
    *cells = (brink__cells){0};
}

/* --- running */

/* For brink_run_options.progress. */
static void tell(void *context, const brink_progress *progress)
{
    brink__cells *cells = context;
    cells->seconds = progress->seconds;
    const brink_duel_progress now = {.round = cells->round,
                                     .replicas = progress->done,
                                     .budget = cells->options->budget,
                                     .replicas_before = cells->stored,
                                     .seconds = cells->seconds_before + progress->seconds};
    if (cells->options->progress) {
        cells->options->progress(cells->options->context, &now);
    }
}

/* A run of a store that has further points than the design would refuse it; its rounds are complete then. */
static brink_status run(brink__cells *cells, brink_error *err)
{
    const brink_duel_options *o = cells->options;
    const brink_run_options how = {.seed = o->seed,
                                   .replicas = o->slice,
                                   .threads = o->threads,
                                   .resume = o->resume || cells->round > 1,
                                   .description = o->description,
                                   .stop = o->stop,
                                   .progress = tell,
                                   .context = cells};
    if (brink_design_n_points(cells->design) < cells->n_stored) {
        return BRINK_OK;
    }
    brink_status status = brink_outcomes_run(cells->design, cells->folder, &how, err);
    cells->seconds_before += cells->seconds;
    cells->seconds = 0.0;
    return status;
}

/* --- reading */

/* The unit of a side's payoff: that of its terms, "" where they have different ones. */
static brink_status find_unit(brink__cells *cells, const brink_outcomes *outcomes, size_t side, brink_error *err)
{
    const brink_duel_side *s = &cells->problem->side[side];
    const char *common = NULL;
    for (size_t k = 0; k < s->n_terms; k++) {
        const char *unit = brink_outcomes_unit(outcomes, s->term[k].metric, &the_mean, err);
        if (!unit) {
            return BRINK_EDATA;
        }
        common = !common || strcmp(common, unit) == 0 ? unit : "";
    }
    free(cells->unit[side]);
    cells->unit[side] = strdup(common ? common : "");
    return brink__has_memory(cells->unit[side], "units", err);
}

/* Payoffs of a point: x[slice][2], from terms read one by one into room[slice]. */
static brink_status read_point(const brink__cells *cells, brink_outcomes *outcomes, size_t point, double *room,
                               double *x, brink_error *err)
{
    const size_t n = (size_t)cells->options->slice;
    brink_status status = BRINK_OK;
    for (size_t r = 0; r < 2 * n; r++) {
        x[r] = 0.0;
    }
    for (size_t side = 0; side < 2; side++) {
        const brink_duel_side *s = &cells->problem->side[side];
        for (size_t k = 0; k < s->n_terms && status == BRINK_OK; k++) {
            status = brink_outcomes_pseudo(outcomes, point, s->term[k].metric, &the_mean, room, err);
            for (size_t r = 0; r < n && status == BRINK_OK; r++) {
                x[2 * r + side] += s->term[k].weight * room[r];
            }
        }
    }
    return status;
}

static brink_status read(brink__cells *cells, const size_t *chosen, size_t n, brink__empirical *game, brink_error *err)
{
    const size_t slice = (size_t)cells->options->slice;
    brink_outcomes *outcomes = NULL;
    double *x = malloc(3 * slice * sizeof *x);
    const size_t first = brink_design_n_points(cells->design) - n;
    brink_status status = brink__has_memory(x, "replicas", err);
    if (status == BRINK_OK) {
        status = brink_outcomes_open(cells->folder, cells->design, cells->options->max_failures, &outcomes, err);
    }
    for (size_t side = 0; side < 2 && status == BRINK_OK; side++) {
        status = find_unit(cells, outcomes, side, err);
    }
    for (size_t k = 0; k < n && status == BRINK_OK; k++) {
        status = read_point(cells, outcomes, first + k, x + 2 * slice, x, err);
        if (status == BRINK_OK) {
            status = brink__empirical_add(game, chosen[k], x, slice, err);
        }
    }
    brink_outcomes_close(outcomes);
    free(x);
    return status;
}

brink_status brink__cells_run(brink__cells *cells, const size_t *chosen, size_t n, brink__empirical *game,
                              brink_error *err)
{
    cells->round++;
    for (size_t k = 0; k < n; k++) {
        if (brink__cells_add(cells->problem, cells->design, chosen[k], ++cells->slices[chosen[k]]) != BRINK_OK) {
            return brink_fail(err, BRINK_ENOMEM, "out of memory for cells");
        }
    }
    brink_status status = run(cells, err);
    return status == BRINK_OK ? read(cells, chosen, n, game, err) : status;
}
