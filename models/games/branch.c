/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "branch.h"

#include <math.h>
#include <stdlib.h>

#include "logit.h"

static const double PICK = 1e-6;  /* size of the perturbation, of the range of payoffs */
static const double REACH = 0.5;  /* how far, in log p, carrying a solution back from a perturbed game may go */
static const double ERROR = 1e-6; /* of log p: what is worse is no solution */

/* One path and what solves at its points. */
typedef struct tracing {
    brink__agents *agents;
    bool is_picked, is_reduced; /* reduced: fewer classes than actions */
    brink__logit logit;         /* what is followed: classes, or single actions that are perturbed */
    brink__logit whole;         /* single actions, never perturbed */
    size_t *class_of, *single;  /* [n_actions] */
    double *bonus;              /* [n_actions] of the pick */
    double *y, *x;              /* [n_actions] of classes; of actions */
    brink__path *path;
    brink__path *polisher; /* of `whole` */
} tracing;

static void tracing_fini(tracing *t)
{
    brink__path_free(t->path);
    brink__path_free(t->polisher);
    brink__logit_fini(&t->logit);
    brink__logit_fini(&t->whole);
    free(t->class_of);
    free(t->single);
    free(t->bonus);
    free(t->y);
    free(t->x);
}

static bool tracing_init(tracing *t, const double *pick, size_t max_steps)
{
    size_t n = t->agents->n_actions;
    t->class_of = malloc((n + 1) * sizeof *t->class_of);
    t->single = malloc((n + 1) * sizeof *t->single);
    t->bonus = calloc(n + 1, sizeof *t->bonus);
    t->y = calloc(n + 1, sizeof *t->y);
    t->x = calloc(n + 1, sizeof *t->x);
    if (t->class_of == NULL || t->single == NULL || t->bonus == NULL || t->y == NULL || t->x == NULL) {
        return false;
    }
    size_t n_classes = n;
    for (size_t v = 0; v < n; v++) {
        t->single[v] = v;
        t->class_of[v] = v;
        t->bonus[v] = pick != NULL ? PICK * pick[v] : 0.0;
    }
    t->is_picked = pick != NULL;
    if (!t->is_picked) {
        n_classes = brink__symmetry_classes(t->agents, t->class_of);
    }
    t->is_reduced = n_classes < n;
    if (n_classes == 0 || !brink__logit_init(&t->logit, t->agents, n_classes, t->class_of) ||
        !brink__logit_init(&t->whole, t->agents, n, t->single)) {
        return false;
    }
    t->logit.bonus = t->is_picked ? t->bonus : NULL;
    brink__path_system followed = brink__logit_system(&t->logit);
    brink__path_system single = brink__logit_system(&t->whole);
    brink__logit_start(&t->logit, t->y);
    t->path = brink__path_new(&followed, t->y, max_steps);
    t->polisher = brink__path_new(&single, t->x, 0);
    return t->path != NULL && t->polisher != NULL;
}

/* The solution at mu from a point of the path, and how good it is. */
static brink_status settle(tracing *t, double mu, double error, brink__branch_point *point)
{
    /* rounding of payoffs, and of log probabilities as small as -mu, weighs more at great mu */
    double enough = 1e-9 + 1e-13 * mu + 1e-16 * mu * mu;
    for (size_t v = 0; v < t->agents->n_actions; v++) {
        t->x[v] = t->y[t->class_of[v]];
    }
    double residual = brink__logit_finish(&t->whole, t->x, mu, point->log_p);
    if (t->is_picked || !(residual <= enough)) {
        /* back to the game itself; or what passed for alike was not quite */
        brink_status status = brink__path_polish(t->polisher, mu, REACH, t->x, &error);
        if (status != BRINK_OK) {
            return status;
        }
        residual = brink__logit_finish(&t->whole, t->x, mu, point->log_p);
    }
    if (!(residual <= enough && error <= ERROR)) {
        return BRINK_EDIVERGE;
    }
    point->residual = residual;
    point->error = error;
    point->branch = t->is_picked ? BRINK_BRANCH_PICKED : BRINK_BRANCH_PRINCIPAL;
    if (t->is_reduced) {
        size_t n_broken = 0;
        brink_status status = brink__logit_broken_modes(&t->logit, t->y, mu, &n_broken);
        if (status != BRINK_OK) {
            return status;
        }
        point->branch = n_broken > 0 ? BRINK_BRANCH_SYMMETRIC : BRINK_BRANCH_PRINCIPAL;
    }
    return BRINK_OK;
}

typedef struct order {
    double lambda;
    size_t index;
} order;

static int by_lambda(const void *a, const void *b)
{
    const order *x = a;
    const order *y = b;
    return x->lambda != y->lambda ? (x->lambda < y->lambda ? -1 : 1) : (x->index > y->index) - (x->index < y->index);
}

static brink_status trace(tracing *t, const order *orders, brink__branch_point *points, size_t n, brink_error *err)
{
    size_t n_missed = 0;
    double missed = 0.0;
    for (size_t k = 0; k < n; k++) {
        brink__branch_point *point = &points[orders[k].index];
        double mu = point->lambda * t->agents->scale;
        double error = (double)NAN;
        point->status = brink__path_reach(t->path, mu, t->y, &error);
        point->status = point->status == BRINK_OK ? settle(t, mu, error, point) : point->status;
        if (point->status == BRINK_ENOMEM) {
            return brink_fail(err, BRINK_ENOMEM, "out of memory for a solution");
        }
        if (point->status != BRINK_OK) {
            missed = n_missed++ == 0 ? point->lambda : missed;
        }
    }
    if (n_missed == 0) {
        return BRINK_OK;
    }
    brink__path_state state = brink__path_get_state(t->path);
    return brink_fail(err, BRINK_EDIVERGE,
                      "no solution at lambda %g%s: the path came to lambda %g in %zu steps with %zu folds", missed,
                      n_missed > 1 ? " and others" : "", state.mu / t->agents->scale, state.n_steps, state.n_folds);
}

brink_status brink__branch_solve(brink__agents *agents, const double *pick, size_t max_steps,
                                 brink__branch_point *points, size_t n_points, brink_error *err)
{
    if (agents->n_actions == 0) { /* nobody moves: chance alone */
        for (size_t k = 0; k < n_points; k++) {
            points[k].status = BRINK_OK;
            points[k].branch = BRINK_BRANCH_PRINCIPAL;
            points[k].residual = 0.0;
            points[k].error = 0.0;
        }
        return BRINK_OK;
    }
    tracing t = {.agents = agents};
    order *orders = malloc((n_points + 1) * sizeof *orders);
    brink_status status = BRINK_ENOMEM;
    if (orders == NULL || !tracing_init(&t, pick, max_steps)) {
        (void)brink_fail(err, status, "out of memory for a path");
    } else {
        for (size_t k = 0; k < n_points; k++) {
            orders[k] = (order){points[k].lambda, k};
        }
        if (n_points > 1) {
            qsort(orders, n_points, sizeof *orders, by_lambda);
        }
        status = trace(&t, orders, points, n_points, err);
    }
    free(orders);
    tracing_fini(&t);
    return status;
}
