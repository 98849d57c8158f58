/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/duel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "explore/allot.h"
#include "explore/duel_cells.h"
#include "explore/duel_judge.h"
#include "explore/memory.h"

enum { MIN_SLICE = 32, MAX_SLICE = 65536, MAX_FIRST = 1000, MIN_RESAMPLES = 100 };

brink_status brink_duel_check_budget(const brink_duel_problem *problem, const brink_duel_options *options,
                                     brink_error *err)
{
    const size_t n_cells =
        brink_design_n_points(problem->side[0].postures) * brink_design_n_points(problem->side[1].postures);
    const uint64_t least = (uint64_t)n_cells * options->first * options->slice;
    if (options->budget < least) {
        return brink_fail(err, BRINK_EUSAGE,
                          "budget %llu is too small: the first round takes %zu cells x %llu slices x %llu replicas = "
                          "%llu",
                          (unsigned long long)options->budget, n_cells, (unsigned long long)options->first,
                          (unsigned long long)options->slice, (unsigned long long)least);
    }
    return BRINK_OK;
}

static brink_status check(const brink_duel_problem *problem, const brink_duel_options *o, brink_error *err)
{
    const size_t n[2] = {brink_design_n_points(problem->side[0].postures),
                         brink_design_n_points(problem->side[1].postures)};
    for (size_t side = 0; side < 2; side++) {
        if (n[side] == 0 || n[side] > BRINK_DUEL_MAX_POSTURES) {
            return brink_fail(err, BRINK_EUSAGE, "a side with %zu postures; 1 to %d are allowed", n[side],
                              BRINK_DUEL_MAX_POSTURES);
        }
        if (problem->side[side].n_terms == 0) {
            return brink_fail(err, BRINK_EUSAGE, "a side without a payoff");
        }
        for (size_t k = 0; k < problem->side[side].n_terms; k++) {
            const brink_duel_term *term = &problem->side[side].term[k];
            if (!isfinite(term->weight) || term->weight == 0.0) {
                return brink_fail(err, BRINK_EUSAGE, "%.256s with weight %g; a finite one other than 0 is needed",
                                  term->metric, term->weight);
            }
        }
    }
    if (o->slice < MIN_SLICE || o->slice > MAX_SLICE) {
        return brink_fail(err, BRINK_EUSAGE, "slices of %llu replicas; %d to %d are allowed",
                          (unsigned long long)o->slice, MIN_SLICE, MAX_SLICE);
    }
    if (o->first < 1 || o->first > MAX_FIRST) {
        return brink_fail(err, BRINK_EUSAGE, "%llu slices a cell in the first round; 1 to %d are allowed",
                          (unsigned long long)o->first, MAX_FIRST);
    }
    if (o->resamples < MIN_RESAMPLES || o->resamples > BRINK_DUEL_MAX_RESAMPLES) {
        return brink_fail(err, BRINK_EUSAGE, "%zu resampled games; %d to %d are allowed", o->resamples, MIN_RESAMPLES,
                          BRINK_DUEL_MAX_RESAMPLES);
    }
    return brink_duel_check_budget(problem, o, err);
}

/* --- rounds */

static brink_status note_round(brink_duel *duel, const size_t *chosen, size_t n, size_t n_cells, brink_error *err)
{
    brink_duel_round *bigger = realloc(duel->round, (duel->n_rounds + 1) * sizeof *bigger);
    size_t *slices = calloc(n_cells, sizeof *slices);
    duel->round = bigger ? bigger : duel->round;
    if (!bigger || !slices) {
        free(slices);
        return brink_fail(err, BRINK_ENOMEM, "out of memory for rounds");
    }
    const uint64_t before = duel->n_rounds > 0 ? bigger[duel->n_rounds - 1].replicas : 0;
    for (size_t k = 0; k < n; k++) {
        slices[chosen[k]]++;
    }
    bigger[duel->n_rounds++] = (brink_duel_round){.replicas = before + n * duel->slice, .slices = slices};
    return BRINK_OK;
}

static brink_status choose(brink__empirical *game, const brink_duel_options *o, size_t n, bool is_first, size_t *chosen,
                           brink_error *err)
{
    if (is_first || o->is_uniform) {
        return brink__allot_alike(game, (size_t)o->slice, n, chosen, err);
    }
    return brink__allot(game, o->seed, (size_t)o->slice, n, chosen, err);
}

static brink_status play_rounds(brink__cells *cells, brink__empirical *game, const brink_duel_options *o,
                                brink_duel *duel, brink_error *err)
{
    const size_t n_cells = game->n_cells;
    const size_t most = (size_t)(o->budget / o->slice);
    brink_status status = BRINK_OK;
    size_t done = 0;
    while (done < most && status == BRINK_OK) {
        const bool is_first = done == 0;
        const size_t wish = is_first ? n_cells * (size_t)o->first : done / 4 > n_cells ? done / 4 : n_cells;
        const size_t n = wish < most - done ? wish : most - done;
        size_t *chosen = calloc(n, sizeof *chosen);
        status = brink__has_memory(chosen, "replicas", err);
        if (status == BRINK_OK) {
            status = choose(game, o, n, is_first, chosen, err);
        }
        if (status == BRINK_OK) {
            status = brink__cells_run(cells, chosen, n, game, err);
        }
        if (status == BRINK_OK) {
            status = note_round(duel, chosen, n, n_cells, err);
        }
        if (status == BRINK_OK) {
            status = brink__empirical_fit(game, err);
        }
        done += n;
        free(chosen);
    }
    if (status == BRINK_OK && done < cells->n_stored) {
        const uint64_t stored = cells->n_stored * o->slice;
        status =
            brink_fail(err, BRINK_EMISMATCH, "stored with %llu replicas in all, which is more than this budget of %llu",
                       (unsigned long long)stored, (unsigned long long)o->budget);
    }
    return status;
}

/* --- all of it */

static brink_status list_names(brink_duel *duel, const brink_duel_problem *problem, brink_error *err)
{
    const char **name = calloc(duel->n[0] + duel->n[1], sizeof *name);
    if (!name) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for names");
    }
    for (size_t k = 0; k < duel->n[0] + duel->n[1]; k++) {
        name[k] = k < duel->n[0] ? brink_design_name(problem->side[0].postures, k)
                                 : brink_design_name(problem->side[1].postures, k - duel->n[0]);
    }
    duel->name = name;
    return BRINK_OK;
}

brink_status brink_duel_play(const brink_duel_problem *problem, const brink_duel_options *options, const char *folder,
                             brink_duel **duel, brink_error *err)
{
    brink__cells cells = {0};
    brink__empirical game = {0};
    *duel = NULL;
    brink_status status = check(problem, options, err);
    if (status != BRINK_OK) {
        return status;
    }
    brink_duel *d = calloc(1, sizeof *d);
    if (!d) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for a game");
    }
    d->seed = options->seed;
    d->slice = options->slice;
    status = brink__cells_init(&cells, problem, options, folder, err);
    if (status == BRINK_OK) {
        status = brink__empirical_init(&game, cells.n[0], cells.n[1], err);
    }
    if (status == BRINK_OK) {
        status = play_rounds(&cells, &game, options, d, err);
    }
    if (status == BRINK_OK) {
        status =
            brink__duel_judge(&game, options->seed, options->resamples, options->lambda, options->n_lambdas, d, err);
    }
    if (status == BRINK_OK) {
        status = list_names(d, problem, err);
    }
    for (size_t side = 0; side < 2; side++) {
        d->unit[side] = cells.unit[side];
        cells.unit[side] = NULL;
    }
    brink__empirical_fini(&game);
    brink__cells_fini(&cells);
    if (status != BRINK_OK) {
        brink_duel_free(d);
        return status;
    }
    *duel = d;
    return BRINK_OK;
}

static void free_profiles(brink_duel_profile *profile, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        free(profile[k].probability);
        free(profile[k].loss);
    }
    free(profile);
}

void brink_duel_free(brink_duel *duel)
{
    if (!duel) {
        return;
    }
    for (size_t k = 0; k < duel->n_rounds; k++) {
        free(duel->round[k].slices);
    }
    free(duel->round);
    free_profiles(duel->nash, duel->n_nash);
    free_profiles(duel->quantal, duel->n_quantal);
    free(duel->cell);
    free(duel->posture);
    free((void *)(uintptr_t)duel->name);
    free((void *)(uintptr_t)duel->unit[0]);
    free((void *)(uintptr_t)duel->unit[1]);
    free(duel);
}
