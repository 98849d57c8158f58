/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/quantal.h"

#include <stdlib.h>

#include "branch.h"
#include "brink/rng.h"
#include "solution.h"

/* A perturbation in [-1, 1] for each action, by name, so that it moves with the labels; NULL when out of memory. */
static double *draw_pick(const brink_game *game, uint64_t seed)
{
    double *pick = calloc(brink_game_n_actions(game) + 1, sizeof *pick);
    for (size_t h = 0; h < brink_game_n_infosets(game) && pick != NULL; h++) {
        const brink_game_infoset *view = brink_game_get_infoset(game, h);
        if (view->player == BRINK_GAME_CHANCE) {
            continue;
        }
        char player[256];
        char infoset[256];
        char action[256];
        uint32_t who = brink_who(brink_game_player_name(game, view->player, player, sizeof player),
                                 brink_game_infoset_name(game, h, infoset, sizeof infoset));
        for (size_t a = 0; a < view->n_actions; a++) {
            uint32_t what = brink_who(brink_game_action_name(game, h, a, action, sizeof action), "");
            pick[view->first + a] = 2.0 * brink_uniform(seed, (brink_address){.replica = what, .who = who}) - 1.0;
        }
    }
    return pick;
}

brink_status brink__quantal_check(const brink_quantal_options *options, size_t n_players, size_t n_actions,
                                  brink_error *err)
{
    for (size_t k = 0; k < options->n_lambdas; k++) {
        if (!(options->lambda[k] >= 0.0 && options->lambda[k] <= BRINK_QUANTAL_MAX_LAMBDA)) {
            return brink_fail(err, BRINK_EDATA, "lambda %g; allowed: 0 to %g", options->lambda[k],
                              BRINK_QUANTAL_MAX_LAMBDA);
        }
    }
    for (size_t i = 0; i < n_players && options->rationality != NULL; i++) {
        if (!(options->rationality[i] >= 0.0 && options->rationality[i] <= BRINK_QUANTAL_MAX_RATIONALITY)) {
            return brink_fail(err, BRINK_EDATA, "rationality %g; allowed: 0 to %g", options->rationality[i],
                              BRINK_QUANTAL_MAX_RATIONALITY);
        }
    }
    if (n_actions > BRINK_QUANTAL_MAX_ACTIONS) {
        return brink_fail(err, BRINK_EDATA, "%zu actions of all information sets together; allowed: %d", n_actions,
                          (int)BRINK_QUANTAL_MAX_ACTIONS);
    }
    return BRINK_OK;
}

/* The solutions that the points became. */
static void take_points(const brink__branch_point *points, size_t n, const brink_game *game, brink__agents *raw,
                        brink_solutions *list)
{
    for (size_t k = 0; k < n; k++) {
        brink_solution *solution = &list->item[k];
        if (points[k].status == BRINK_OK) {
            solution->branch = points[k].branch;
            solution->residual = points[k].residual;
            solution->error = points[k].error;
            brink__solution_fill(solution, game, raw);
        } else {
            brink__solution_clear(solution, game);
        }
    }
}

static brink_status solve(const brink_game *game, const brink_quantal_options *options, brink__agents *agents,
                          brink__agents *raw, brink_solutions *list, brink_error *err)
{
    size_t n = options->n_lambdas;
    brink__branch_point *points = calloc(n + 1, sizeof *points);
    double *pick = options->is_picked ? draw_pick(game, options->seed) : NULL;
    brink_status status = BRINK_ENOMEM;
    if (points == NULL || (options->is_picked && pick == NULL)) {
        (void)brink_fail(err, status, "out of memory for solutions");
    } else {
        for (size_t k = 0; k < n; k++) {
            list->item[k].lambda = options->lambda[k];
            points[k] = (brink__branch_point){.lambda = options->lambda[k], .log_p = list->item[k].log_p};
        }
        size_t max_steps = options->max_steps > 0 ? options->max_steps : BRINK_QUANTAL_STEPS;
        status = brink__branch_solve(agents, pick, max_steps, points, n, err);
        if (status == BRINK_OK || status == BRINK_EDIVERGE) {
            take_points(points, n, game, raw, list);
        }
    }
    free(points);
    free(pick);
    return status;
}

brink_status brink_quantal_solve(const brink_game *game, const brink_quantal_options *options,
                                 brink_solutions **solutions, brink_error *err)
{
    brink__agents *agents = NULL;
    brink__agents *raw = NULL;
    brink_solutions *list = NULL;
    double all_one[BRINK_GAME_MAX_PLAYERS];
    *solutions = NULL;
    brink_status status = brink__quantal_check(options, brink_game_n_players(game), brink_game_n_actions(game), err);
    for (size_t i = 0; i < BRINK_GAME_MAX_PLAYERS; i++) {
        all_one[i] = 1.0;
    }
    if (status == BRINK_OK) {
        const double *rationality = options->rationality != NULL ? options->rationality : all_one;
        status = brink__agents_of_game(game, rationality, &agents, err);
    }
    if (status == BRINK_OK) {
        status = brink__agents_of_game(game, NULL, &raw, err);
    }
    if (status == BRINK_OK) {
        list = brink__solutions_new(game, options->n_lambdas);
        status = list != NULL ? solve(game, options, agents, raw, list, err)
                              : brink_fail(err, BRINK_ENOMEM, "out of memory for solutions");
    }
    brink__agents_free(agents);
    brink__agents_free(raw);
    if (status == BRINK_OK || status == BRINK_EDIVERGE) {
        *solutions = list;
    } else {
        brink_solutions_free(list);
    }
    return status;
}
