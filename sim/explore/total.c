/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The search for the best total: a global optimiser, then a local one from where that came to. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "explore/memory.h"
#include "explore/optimise.h"
#include "explore/tuning.h"

enum { ASKED_PER_TRIAL = 10 }; /* an optimiser may ask so often for each trial: most of it then on known places */

typedef struct search {
    brink_tuning *tuning;
    const size_t *bound; /* [n_bounds] objectives that have one */
    size_t n_bounds;
    double least, most; /* totals so far */
} search;

/* What an optimiser is told of a trial that failed: something worse than all that did not, but of their size, so that
 * models of it stay of use. */
static void describe_failure(const search *s, double *value, double *g)
{
    *value = s->most + (s->most - s->least) + 1e-6 * fabs(s->most);
    for (size_t j = 0; j < s->n_bounds; j++) {
        g[j] = 1.0;
    }
}

static void describe(search *s, const brink_trial *trial, double *value, double *g)
{
    if (trial->is_failed) {
        describe_failure(s, value, g);
        return;
    }
    *value = trial->total;
    s->least = fmin(s->least, trial->total);
    s->most = fmax(s->most, trial->total);
    for (size_t j = 0; j < s->n_bounds; j++) {
        const brink_objective *o = s->tuning->problem.objectives[s->bound[j]];
        double over = trial->objective[s->bound[j]].value - o->bound;
        g[j] = (o->is_maximised ? -over : over) / (o->bound != 0.0 ? fabs(o->bound) : 1.0);
    }
}

/* For brink__problem.evaluate. */
static brink_status evaluate(void *context, const double *x, size_t k, double *value, double *g, bool *is_over,
                             brink_error *err)
{
    search *s = context;
    size_t n = s->tuning->problem.n_levers;
    double *u = malloc(k * n * sizeof *u);
    size_t *index = malloc(k * sizeof *index);
    brink_status status = brink__has_memory(u && index, "trials", err);
    if (status == BRINK_OK) {
        memcpy(u, x, k * n * sizeof *u);
        status = brink__trials_run(s->tuning->trials, u, k, index, is_over, err);
    }
    for (size_t i = 0; status == BRINK_OK && !*is_over && i < k; i++) {
        describe(s, brink__trials_get(s->tuning->trials, index[i]), &value[i], g + i * s->n_bounds);
    }
    free(u);
    free(index);
    return status;
}

static const char *ending_text(brink__ending ending)
{
    static const char *const texts[] = {[BRINK__CONVERGED] = "trust region at its smallest",
                                        [BRINK__SPENT] = "budget spent",
                                        [BRINK__STALLED] = "no further step"};
    return texts[ending];
}

/* Trials that the global search may take, the incumbent's among them. */
static uint64_t global_trials(const brink_tune_options *o)
{
    const uint64_t n_trials = o->budget / o->replicas;
    return o->local == BRINK_NO_OPTIMISER ? n_trials : (uint64_t)(o->global_share * (double)n_trials);
}

/* A population that leaves at least as many trials for what follows it. */
static brink_status choose_population(const brink_tune_problem *problem, const brink_tune_options *o, uint64_t left,
                                      size_t *population, brink_error *err)
{
    size_t n = problem->n_levers;
    size_t usual = (o->global == BRINK_CRS ? 10 : 20) * (n + 1);
    size_t half = left / 2 > n + 2 ? (size_t)(left / 2) : n + 2;
    *population = o->population > 0 ? o->population : usual < half ? usual : half;
    if (*population < n + 2 || *population > left) {
        return brink_fail(err, BRINK_EUSAGE,
                          "a budget of %llu replicas gives the global search %llu trials of %llu, and a population %s "
                          "%zu: give it more, or search locally only",
                          (unsigned long long)o->budget, (unsigned long long)left, (unsigned long long)o->replicas,
                          o->population > 0 ? "has" : "of its kind needs at least",
                          o->population > 0 ? o->population : n + 2);
    }
    return BRINK_OK;
}

brink_status brink__prepare_total(const brink_tuning *tuning, brink_error *err)
{
    const brink_tune_options *o = &tuning->options;
    const uint64_t trials = global_trials(o);
    size_t population;
    return o->global == BRINK_NO_OPTIMISER
               ? BRINK_OK
               : choose_population(&tuning->problem, o, trials > 0 ? trials - 1 : 0, &population, err);
}

/* `round`, `step`: of a local search, how often it was begun anew, and its first radius. */
static brink_status run_phase(search *s, brink_optimiser method, const double *lower, const double *upper,
                              uint64_t most, uint32_t round, double step, brink_error *err)
{
    brink_tuning *t = s->tuning;
    size_t n = t->problem.n_levers;
    size_t before = brink__trials_n(t->trials);
    bool is_global = method == BRINK_CRS || method == BRINK_ISRES;
    double *start = malloc(n * sizeof *start);
    if (!start) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for a search");
    }
    brink__trials_begin(t->trials, brink_optimiser_name(method), round, most);
    uint64_t left = brink__trials_left(t->trials);
    brink__trials_place(t->trials, brink__trials_best(t->trials), start);
    brink__problem problem = {
        .n = n, .n_constraints = s->n_bounds, .lower = lower, .upper = upper, .evaluate = evaluate, .context = s};
    brink__search how = {.method = method,
                         .seed = t->options.seed,
                         .max_evaluations = (size_t)(left < 1000000 ? ASKED_PER_TRIAL * left + 1 : 10000000),
                         .step = step,
                         .tolerance = t->options.tolerance};
    brink__ending ending = BRINK__SPENT;
    brink_status status =
        is_global ? choose_population(&t->problem, &t->options, left, &how.population, err) : BRINK_OK;
    if (status == BRINK_OK) {
        status = brink__optimise(&problem, &how, start, &ending, err);
    }
    free(start);
    if (status == BRINK_OK && !brink__tuning_add_phase(t, brink_optimiser_name(method), ending_text(ending),
                                                       brink__trials_n(t->trials) - before)) {
        status = brink_fail(err, BRINK_ENOMEM, "out of memory for a search");
    }
    return status;
}

/* The box of a phase: whole numbers stay where they are in a local search, which knows nothing between them. Returns
 * how many levers can move. */
static size_t fill_box(const search *s, bool is_local, double *lower, double *upper, double *best)
{
    const brink_tune_problem *problem = &s->tuning->problem;
    size_t n_free = 0;
    brink__trials_place(s->tuning->trials, brink__trials_best(s->tuning->trials), best);
    for (size_t v = 0; v < problem->n_levers; v++) {
        bool is_fixed = is_local && problem->levers[v]->range.is_whole;
        lower[v] = is_fixed ? best[v] : 0.0;
        upper[v] = is_fixed ? best[v] : 1.0;
        n_free += !is_fixed;
    }
    return n_free;
}

/* A local search may end before its time, on a model that has gone stale. It is begun anew from the best trial, with
 * half the radius, until that brings nothing better. */
static brink_status run_local(search *s, double *room, brink_error *err)
{
    const brink_tuning *t = s->tuning;
    const brink_tune_options *o = &t->options;
    const size_t n = t->problem.n_levers;
    brink_status status = BRINK_OK;
    uint32_t round = 0;
    size_t before;
    double step = o->step;
    if (fill_box(s, true, room, room + n, room + 2 * n) == 0) {
        return BRINK_OK;
    }
    do {
        before = brink__trials_best(t->trials);
        status = run_phase(s, o->local, room, room + n, UINT64_MAX, round++, step, err);
        step *= 0.5;
    } while (status == BRINK_OK && brink__trials_best(t->trials) != before && step >= 2.0 * o->tolerance &&
             brink__trials_left(t->trials) > 0);
    return status;
}

static brink_status run_phases(search *s, double *room, brink_error *err)
{
    const brink_tune_options *o = &s->tuning->options;
    const size_t n = s->tuning->problem.n_levers;
    brink_status status = BRINK_OK;
    if (o->global != BRINK_NO_OPTIMISER) {
        (void)fill_box(s, false, room, room + n, room + 2 * n);
        status = run_phase(s, o->global, room, room + n, global_trials(o), 0, o->step, err);
    }
    return status == BRINK_OK && o->local != BRINK_NO_OPTIMISER ? run_local(s, room, err) : status;
}

brink_status brink__search_total(brink_tuning *tuning, brink_error *err)
{
    const brink_tune_problem *problem = &tuning->problem;
    size_t *bound = malloc((problem->n_objectives + 1) * sizeof *bound);
    double *room = malloc(3 * problem->n_levers * sizeof *room);
    search s = {.tuning = tuning, .bound = bound};
    brink_status status = brink__has_memory(bound && room, "a search", err);
    for (size_t j = 0; status == BRINK_OK && j < problem->n_objectives; j++) {
        if (!isnan(problem->objectives[j]->bound)) {
            bound[s.n_bounds++] = j;
        }
    }
    if (status == BRINK_OK && s.n_bounds > 0 && tuning->options.local == BRINK_BOBYQA) {
        status = brink_fail(err, BRINK_EUSAGE, "bobyqa knows no bounds of objectives: use cobyla");
    }
    if (status == BRINK_OK) {
        const brink_trial *incumbent = brink__trials_get(tuning->trials, 0);
        s.least = incumbent->total;
        s.most = incumbent->total;
        status = run_phases(&s, room, err);
        tuning->winner = brink__trials_best(tuning->trials);
    }
    free(bound);
    free(room);
    return status;
}
