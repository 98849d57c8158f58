/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/quantal.h"

#include <math.h>
#include <stdlib.h>

#include "brink/rng.h"
#include "logit.h"
#include "solution.h"

static const double PICK = 1e-6;  /* size of the perturbation, of the range of payoffs */
static const double ERROR = 1e-6; /* of log p: what is worse is no solution */
static const double REACH = 0.5;  /* how far, in log p, carrying a solution back from a perturbed game may go */

/* One path and what solves at its points. */
typedef struct tracing {
    const brink_game *game;
    const brink_quantal_options *options;
    brink__agents *agents, *raw;
    brink__logit logit;        /* what is followed: classes, or single actions */
    brink__logit whole;        /* single actions, never perturbed */
    size_t *class_of, *single; /* [n_actions] */
    double *bonus;             /* [n_actions] of the pick */
    double *y, *x;             /* [n_actions] of classes; of actions */
    brink__path *path;
    brink__path *polisher; /* of `whole` */
    bool is_reduced;       /* fewer classes than actions */
} tracing;

static void tracing_fini(tracing *t)
{
    brink__path_free(t->path);
    brink__path_free(t->polisher);
    brink__logit_fini(&t->logit);
    brink__logit_fini(&t->whole);
    brink__agents_free(t->agents);
    brink__agents_free(t->raw);
    free(t->class_of);
    free(t->single);
    free(t->bonus);
    free(t->y);
    free(t->x);
}

/* A perturbation for each action, by name, so that it moves with the labels. */
static void draw_bonus(tracing *t)
{
    for (size_t h = 0; h < brink_game_n_infosets(t->game); h++) {
        const brink_game_infoset *view = brink_game_get_infoset(t->game, h);
        if (view->player == BRINK_GAME_CHANCE) {
            continue;
        }
        char player[256];
        char infoset[256];
        char action[256];
        uint32_t who = brink_who(brink_game_player_name(t->game, view->player, player, sizeof player),
                                 brink_game_infoset_name(t->game, h, infoset, sizeof infoset));
        for (size_t a = 0; a < view->n_actions; a++) {
            uint32_t what = brink_who(brink_game_action_name(t->game, h, a, action, sizeof action), "");
            double u = brink_uniform(t->options->seed, (brink_address){.replica = what, .who = who});
            t->bonus[view->first + a] = PICK * (2.0 * u - 1.0);
        }
    }
}

static brink_status prepare(tracing *t, brink_error *err)
{
    size_t n = t->agents->n_actions;
    t->class_of = malloc((n + 1) * sizeof *t->class_of);
    t->single = malloc((n + 1) * sizeof *t->single);
    t->bonus = calloc(n + 1, sizeof *t->bonus);
    t->y = calloc(n + 1, sizeof *t->y);
    t->x = calloc(n + 1, sizeof *t->x);
    if (t->class_of == NULL || t->single == NULL || t->bonus == NULL || t->y == NULL || t->x == NULL) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for a path");
    }
    size_t n_classes = n;
    for (size_t v = 0; v < n; v++) {
        t->single[v] = v;
        t->class_of[v] = v;
    }
    if (t->options->is_picked) {
        draw_bonus(t);
    } else {
        n_classes = brink__symmetry_classes(t->agents, t->class_of);
    }
    t->is_reduced = n_classes < n;
    if (n_classes == 0 || !brink__logit_init(&t->logit, t->agents, n_classes, t->class_of) ||
        !brink__logit_init(&t->whole, t->agents, n, t->single)) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for a path");
    }
    t->logit.bonus = t->options->is_picked ? t->bonus : NULL;
    brink__path_system followed = brink__logit_system(&t->logit);
    brink__path_system single = brink__logit_system(&t->whole);
    brink__logit_start(&t->logit, t->y);
    size_t max_steps = t->options->max_steps > 0 ? t->options->max_steps : BRINK_QUANTAL_STEPS;
    t->path = brink__path_new(&followed, t->y, max_steps);
    t->polisher = brink__path_new(&single, t->x, 0);
    return t->path != NULL && t->polisher != NULL ? BRINK_OK
                                                  : brink_fail(err, BRINK_ENOMEM, "out of memory for a path");
}

/* The solution at mu from a point of the path, and how good it is. */
static brink_status settle(tracing *t, double mu, double error, brink_solution *solution)
{
    size_t n = t->agents->n_actions;
    /* rounding of payoffs, and of log probabilities as small as -mu, weighs more at great mu */
    double enough = 1e-9 + 1e-13 * mu + 1e-16 * mu * mu;
    for (size_t v = 0; v < n; v++) {
        t->x[v] = t->y[t->class_of[v]];
    }
    double residual = brink__logit_finish(&t->whole, t->x, mu, solution->log_p);
    if (t->options->is_picked || !(residual <= enough)) {
        /* back to the game itself; or what passed for alike was not quite */
        brink_status status = brink__path_polish(t->polisher, mu, REACH, t->x, &error);
        if (status != BRINK_OK) {
            return status;
        }
        residual = brink__logit_finish(&t->whole, t->x, mu, solution->log_p);
    }
    if (!(residual <= enough && error <= ERROR)) {
        return BRINK_EDIVERGE;
    }
    solution->error = error;
    solution->branch = t->options->is_picked ? BRINK_BRANCH_PICKED : BRINK_BRANCH_PRINCIPAL;
    solution->residual = residual;
    if (t->is_reduced) {
        size_t n_broken = 0;
        brink_status status = brink__logit_broken_modes(&t->logit, t->y, mu, &n_broken);
        if (status != BRINK_OK) {
            return status;
        }
        solution->branch = n_broken > 0 ? BRINK_BRANCH_SYMMETRIC : BRINK_BRANCH_PRINCIPAL;
    }
    brink__solution_fill(solution, t->game, t->raw);
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

static brink_status trace(tracing *t, const order *orders, size_t n, brink_solutions *list, brink_error *err)
{
    size_t n_missed = 0;
    double missed = 0.0;
    for (size_t k = 0; k < n; k++) {
        brink_solution *solution = &list->item[orders[k].index];
        double mu = orders[k].lambda * t->agents->scale;
        double error = (double)NAN;
        brink_status status = brink__path_reach(t->path, mu, t->y, &error);
        status = status == BRINK_OK ? settle(t, mu, error, solution) : status;
        if (status == BRINK_ENOMEM) {
            return brink_fail(err, status, "out of memory for a solution");
        }
        if (status != BRINK_OK) {
            missed = n_missed++ == 0 ? orders[k].lambda : missed;
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

static brink_status check(const brink_game *game, const brink_quantal_options *options, brink_error *err)
{
    for (size_t k = 0; k < options->n_lambdas; k++) {
        if (!(options->lambda[k] >= 0.0 && options->lambda[k] <= BRINK_QUANTAL_MAX_LAMBDA)) {
            return brink_fail(err, BRINK_EDATA, "lambda %g; allowed: 0 to %g", options->lambda[k],
                              BRINK_QUANTAL_MAX_LAMBDA);
        }
    }
    for (size_t i = 0; i < brink_game_n_players(game) && options->rationality != NULL; i++) {
        if (!(options->rationality[i] >= 0.0 && options->rationality[i] <= 1e6)) {
            return brink_fail(err, BRINK_EDATA, "rationality %g; allowed: 0 to 1e+06", options->rationality[i]);
        }
    }
    if (brink_game_n_actions(game) > BRINK_QUANTAL_MAX_ACTIONS) {
        return brink_fail(err, BRINK_EDATA, "%zu actions of all information sets together; allowed: %d",
                          brink_game_n_actions(game), (int)BRINK_QUANTAL_MAX_ACTIONS);
    }
    return BRINK_OK;
}

brink_status brink_quantal_solve(const brink_game *game, const brink_quantal_options *options,
                                 brink_solutions **solutions, brink_error *err)
{
    tracing t = {.game = game, .options = options};
    brink_solutions *list = NULL;
    double all_one[BRINK_GAME_MAX_PLAYERS];
    order *orders = NULL;
    *solutions = NULL;
    brink_status status = check(game, options, err);
    for (size_t i = 0; i < BRINK_GAME_MAX_PLAYERS; i++) {
        all_one[i] = 1.0;
    }
    if (status == BRINK_OK) {
        const double *rationality = options->rationality != NULL ? options->rationality : all_one;
        status = brink__agents_of_game(game, rationality, &t.agents, err);
    }
    if (status == BRINK_OK) {
        status = brink__agents_of_game(game, NULL, &t.raw, err);
    }
    if (status != BRINK_OK) {
        goto out;
    }
    list = brink__solutions_new(game, options->n_lambdas);
    orders = malloc((options->n_lambdas + 1) * sizeof *orders);
    if (list == NULL || orders == NULL) {
        status = brink_fail(err, BRINK_ENOMEM, "out of memory for solutions");
        goto out;
    }
    for (size_t k = 0; k < options->n_lambdas; k++) {
        orders[k] = (order){options->lambda[k], k};
        list->item[k].lambda = options->lambda[k];
    }
    qsort(orders, options->n_lambdas, sizeof *orders, by_lambda);
    if (t.agents->n_actions == 0) { /* nobody moves: chance alone */
        for (size_t k = 0; k < options->n_lambdas; k++) {
            list->item[k].branch = BRINK_BRANCH_PRINCIPAL;
            list->item[k].residual = 0.0;
            list->item[k].error = 0.0;
            brink__solution_fill(&list->item[k], game, t.raw);
        }
        goto out;
    }
    status = prepare(&t, err);
    if (status == BRINK_OK) {
        status = trace(&t, orders, options->n_lambdas, list, err);
    }
out:
    free(orders);
    tracing_fini(&t);
    if (status == BRINK_OK || status == BRINK_EDIVERGE) {
        *solutions = list;
    } else {
        brink_solutions_free(list);
    }
    return status;
}
