/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * NLopt asks for one point at a time, also where a population could be evaluated at once. So an optimiser is asked for
 * a population without being told its values, stopped, and, once they are known, started again: it does the same again
 * up to there, as it is deterministic. That costs microseconds a point, and uses all threads of a machine. */
#include "explore/optimise.h"

#include <math.h>
#include <nlopt.h>
#include <stdlib.h>
#include <string.h>

static const nlopt_algorithm algorithms[] = {[BRINK_CRS] = NLOPT_GN_CRS2_LM,
                                             [BRINK_ISRES] = NLOPT_GN_ISRES,
                                             [BRINK_BOBYQA] = NLOPT_LN_BOBYQA,
                                             [BRINK_COBYLA] = NLOPT_LN_COBYLA};

/* Value of a point that violates constraints, where an optimiser knows no constraints: beyond any that meets them. */
static const double infeasible = 1e30;

typedef struct run {
    const brink__problem *problem; /* borrowed */
    const brink__search *search;   /* borrowed */
    nlopt_opt optimiser;
    size_t stride;  /* doubles a record: x[n], value, g[n_constraints] */
    double *record; /* [capacity][stride] evaluations in order of asking */
    size_t capacity;
    size_t known, n_asked;       /* records with values; of this start */
    size_t population;           /* asked for at once */
    bool has_generations;        /* all of the search comes in populations, not the first points only */
    bool is_stopped, is_waiting; /* this start is over; for being started again */
    bool is_over;                /* so is the search */
    brink_status status;
    brink_error *err;
} run;

const char *brink_optimiser_name(brink_optimiser optimiser)
{
    static const char *const names[] = {[BRINK_NO_OPTIMISER] = "none",
                                        [BRINK_CRS] = "crs",
                                        [BRINK_ISRES] = "isres",
                                        [BRINK_BOBYQA] = "bobyqa",
                                        [BRINK_COBYLA] = "cobyla"};
    return names[optimiser];
}

static bool takes_constraints(brink_optimiser method)
{
    return method == BRINK_ISRES || method == BRINK_COBYLA;
}

/* --- evaluations */

static double *record_at(const run *r, size_t i)
{
    return r->record + i * r->stride;
}

static bool make_room(run *r, size_t n)
{
    if (n > r->capacity) {
        size_t capacity = 2 * n + 64;
        double *bigger = realloc(r->record, capacity * r->stride * sizeof *bigger);
        if (!bigger) {
            r->status = brink_fail(r->err, BRINK_ENOMEM, "out of memory for the evaluations of a search");
            return false;
        }
        r->record = bigger;
        r->capacity = capacity;
    }
    return true;
}

static bool are_finite(const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(x[i])) {
            return false;
        }
    }
    return true;
}

/* Values of the records known .. known + k - 1. */
static void evaluate(run *r, size_t k)
{
    const brink__problem *p = r->problem;
    double *room = malloc(k * (p->n + 1 + p->n_constraints) * sizeof *room);
    if (!room) {
        r->status = brink_fail(r->err, BRINK_ENOMEM, "out of memory for the evaluations of a search");
        return;
    }
    double *value = room + k * p->n;
    double *g = value + k;
    for (size_t i = 0; i < k; i++) {
        memcpy(room + i * p->n, record_at(r, r->known + i), p->n * sizeof *room);
    }
    r->status = p->evaluate(p->context, room, k, value, g, &r->is_over, r->err);
    if (r->status == BRINK_OK && !r->is_over && !are_finite(value, k * (1 + p->n_constraints))) {
        r->status = brink_fail(r->err, BRINK_EBUG, "a search was given a value that is no number");
    }
    for (size_t i = 0; i < k; i++) {
        double *record = record_at(r, r->known + i);
        record[p->n] = value[i];
        memcpy(record + p->n + 1, g + i * p->n_constraints, p->n_constraints * sizeof *g);
    }
    free(room);
    if (r->status == BRINK_OK && !r->is_over) {
        r->known += k;
    }
}

/* Whether the point with index i is the last of those that are asked for at once. */
static bool ends_batch(const run *r, size_t i)
{
    return r->has_generations ? (i + 1) % r->population == 0 : i + 1 >= r->population;
}

/* The record of a point that the optimiser asks for; NULL: stop. While a batch is collected it has no values. */
static const double *ask(run *r, const double *x)
{
    size_t i = r->n_asked++;
    if (i < r->known) {
        if (memcmp(record_at(r, i), x, r->problem->n * sizeof *x) != 0) {
            r->status = brink_fail(r->err, BRINK_EBUG, "an optimiser asked for other points when it was started again");
            return NULL;
        }
        return record_at(r, i);
    }
    if (!make_room(r, i + 1)) {
        return NULL;
    }
    double *record = record_at(r, i);
    memcpy(record, x, r->problem->n * sizeof *x);
    memset(record + r->problem->n, 0, (r->stride - r->problem->n) * sizeof *record);
    if (!ends_batch(r, i) && i + 1 < r->search->max_evaluations) {
        return record;
    }
    bool is_alone = i == r->known;
    evaluate(r, i + 1 - r->known);
    r->is_waiting = !is_alone && r->status == BRINK_OK && !r->is_over;
    return r->status == BRINK_OK && !r->is_over && is_alone ? record : NULL;
}

/* Deb's order as one number. */
static double merit(const run *r, const double *record)
{
    const double *g = record + r->problem->n + 1;
    double violation = 0.0;
    for (size_t j = 0; j < r->problem->n_constraints; j++) {
        violation += fmax(g[j], 0.0);
    }
    return violation > 0.0 ? infeasible * (1.0 + violation) : record[r->problem->n];
}

// NOLINTNEXTLINE(readability-non-const-parameter): the type is NLopt's
static double objective(unsigned n, const double *x, double *gradient, void *data)
{
    run *r = data;
    (void)gradient;
    bool has_enough = r->n_asked >= r->search->max_evaluations; /* crs itself looks only now and then */
    const double *record = r->is_stopped || has_enough ? NULL : ask(r, x);
    if (!record) {
        r->is_stopped = true; /* crs goes on asking until its population is complete */
        (void)nlopt_force_stop(r->optimiser);
        return 0.0;
    }
    return takes_constraints(r->search->method) ? record[n] : merit(r, record);
}

/* NLopt asks for constraints right after the objective, at the same point. */
// NOLINTNEXTLINE(readability-non-const-parameter): the type is NLopt's
static void constraints(unsigned m, double *result, unsigned n, const double *x, double *gradient, void *data)
{
    const run *r = data;
    (void)x;
    (void)gradient;
    if (r->is_stopped) {
        memset(result, 0, m * sizeof *result);
    } else {
        memcpy(result, record_at(r, r->n_asked - 1) + n + 1, m * sizeof *result);
    }
}

/* --- one start of the optimiser */

static nlopt_result configure(run *r)
{
    const brink__problem *p = r->problem;
    const brink__search *s = r->search;
    bool is_local = s->method == BRINK_BOBYQA || s->method == BRINK_COBYLA;
    nlopt_result result = nlopt_set_lower_bounds(r->optimiser, p->lower);
    result = result > 0 ? nlopt_set_upper_bounds(r->optimiser, p->upper) : result;
    result = result > 0 ? nlopt_set_min_objective(r->optimiser, objective, r) : result;
    result = result > 0 ? nlopt_set_maxeval(r->optimiser, (int)s->max_evaluations) : result;
    if (result > 0 && p->n_constraints > 0 && takes_constraints(s->method)) {
        result = nlopt_add_inequality_mconstraint(r->optimiser, (unsigned)p->n_constraints, constraints, r, NULL);
    }
    if (result > 0 && !is_local) {
        result = nlopt_set_population(r->optimiser, (unsigned)r->population);
    }
    double *lengths = is_local && result > 0 ? malloc(p->n * sizeof *lengths) : NULL;
    if (is_local && result > 0 && !lengths) {
        return NLOPT_OUT_OF_MEMORY;
    }
    for (size_t i = 0; lengths && i < p->n; i++) {
        double range = p->upper[i] - p->lower[i];
        lengths[i] = range > 0.0 ? range * s->step : 1.0; /* 0 is refused, also for what cannot move */
    }
    result = lengths ? nlopt_set_initial_step(r->optimiser, lengths) : result;
    for (size_t i = 0; lengths && i < p->n; i++) {
        lengths[i] *= s->tolerance / s->step;
    }
    result = lengths && result > 0 ? nlopt_set_xtol_abs(r->optimiser, lengths) : result;
    free(lengths);
    return result;
}

static nlopt_result start_once(run *r, const double *start)
{
    const brink__problem *p = r->problem;
    double value;
    nlopt_result result = NLOPT_OUT_OF_MEMORY;
    double *x = malloc(p->n * sizeof *x);
    r->n_asked = 0;
    r->is_waiting = false;
    r->is_stopped = false;
    r->optimiser = nlopt_create(algorithms[r->search->method], (unsigned)p->n);
    if (x && r->optimiser) {
        for (size_t i = 0; i < p->n; i++) {
            x[i] = fmin(fmax(start[i], p->lower[i]), p->upper[i]);
        }
        nlopt_srand((unsigned long)(r->search->seed & UINT32_MAX));
        result = configure(r);
        result = result > 0 ? nlopt_optimize(r->optimiser, x, &value) : result;
    }
    nlopt_destroy(r->optimiser);
    r->optimiser = NULL;
    free(x);
    return result;
}

static brink_status check(const brink__problem *p, const brink__search *s, size_t *n_free, brink_error *err)
{
    *n_free = 0;
    for (size_t i = 0; i < p->n; i++) {
        if (!(isfinite(p->lower[i]) && isfinite(p->upper[i]) && p->lower[i] <= p->upper[i])) {
            return brink_fail(err, BRINK_EUSAGE, "a search over a range from %g to %g", p->lower[i], p->upper[i]);
        }
        *n_free += p->lower[i] < p->upper[i];
    }
    if (*n_free == 0 || s->max_evaluations < 1 || s->max_evaluations > INT32_MAX - 8 ||
        !(s->tolerance > 0.0 && s->tolerance <= s->step && s->step < 1.0)) {
        return brink_fail(err, BRINK_EUSAGE,
                          "a search needs a variable that can move, an evaluation, and 0 < tolerance <= step < 1");
    }
    return BRINK_OK;
}

static brink_status judge(const run *r, nlopt_result result, brink__ending *ending, brink_error *err)
{
    *ending = BRINK__SPENT;
    if (r->status != BRINK_OK || r->is_over) {
        return r->status;
    }
    switch (result) {
    case NLOPT_MAXEVAL_REACHED:
    case NLOPT_FORCED_STOP:
        return BRINK_OK;
    case NLOPT_ROUNDOFF_LIMITED:
        *ending = BRINK__STALLED;
        return BRINK_OK;
    case NLOPT_OUT_OF_MEMORY:
        return brink_fail(err, BRINK_ENOMEM, "out of memory for an optimiser");
    default:
        *ending = BRINK__CONVERGED;
        return result > 0 ? BRINK_OK
                          : brink_fail(err, BRINK_EUSAGE, "the optimiser %s refuses the problem (%s)",
                                       brink_optimiser_name(r->search->method), nlopt_result_to_string(result));
    }
}

brink_status brink__optimise(const brink__problem *problem, const brink__search *search, const double *start,
                             brink__ending *ending, brink_error *err)
{
    size_t n_free = 0;
    brink_status status = check(problem, search, &n_free, err);
    if (status != BRINK_OK) {
        return status;
    }
    run r = {.problem = problem, .search = search, .stride = problem->n + 1 + problem->n_constraints, .err = err};
    if (search->method == BRINK_CRS || search->method == BRINK_ISRES) {
        size_t usual = (search->method == BRINK_CRS ? 10 : 20) * (n_free + 1);
        r.population = search->population > 0 ? search->population : usual;
        r.has_generations = search->method == BRINK_ISRES;
    }
    nlopt_result result;
    do {
        result = start_once(&r, start);
    } while (r.is_waiting);
    free(r.record);
    return judge(&r, result, ending, err);
}
