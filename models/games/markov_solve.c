/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "branch.h"
#include "brink/game.h"
#include "brink/math.h"
#include "brink/rng.h"
#include "markov.h"

void brink_markov_solutions_free(brink_markov_solutions *solutions)
{
    if (solutions == NULL) {
        return;
    }
    for (size_t k = 0; k < solutions->n; k++) {
        free(solutions->item[k].p);
    }
    free(solutions->item);
    free(solutions);
}

static size_t n_numbers(const brink_markov_game *game)
{
    return 3 * game->n_actions + 2 * game->n_states * game->n_players;
}

static void clear(brink_markov_solution *solution, const brink_markov_game *game)
{
    solution->status = BRINK_EDIVERGE;
    solution->residual = (double)NAN;
    solution->error = (double)NAN;
    solution->regret = (double)NAN;
    for (size_t k = 0; k < n_numbers(game); k++) {
        solution->p[k] = (double)NAN;
    }
}

static brink_markov_solutions *new_list(const brink_markov_game *game, const double *lambda, size_t n)
{
    brink_markov_solutions *list = calloc(1, sizeof *list);
    brink_markov_solution *item = calloc(n + 1, sizeof *item);
    if (list == NULL || item == NULL) {
        free(list);
        free(item);
        return NULL;
    }
    list->item = item;
    for (size_t k = 0; k < n; k++) {
        item[k].p = malloc((n_numbers(game) + 1) * sizeof *item[k].p);
        if (item[k].p == NULL) {
            brink_markov_solutions_free(list);
            return NULL;
        }
        list->n++;
        item[k].lambda = lambda[k];
        item[k].log_p = item[k].p + game->n_actions;
        item[k].q = item[k].log_p + game->n_actions;
        item[k].value = item[k].q + game->n_actions;
        item[k].agent_regret = item[k].value + game->n_states * game->n_players;
        clear(&item[k], game);
    }
    return list;
}

static void set_regrets(brink_markov_solution *solution, const brink_markov_game *game)
{
    double lo[BRINK_GAME_MAX_PLAYERS];
    double hi[BRINK_GAME_MAX_PLAYERS];
    for (size_t k = 0; k < game->n_states * game->n_players; k++) {
        const brink_markov_agent *agent = &game->agent[k];
        for (size_t a = agent->first; a < agent->first + agent->n_actions; a++) {
            bool is_first = agent->state == 0 && a == agent->first;
            size_t i = agent->player;
            lo[i] = is_first || solution->q[a] < lo[i] ? solution->q[a] : lo[i];
            hi[i] = is_first || solution->q[a] > hi[i] ? solution->q[a] : hi[i];
        }
    }
    solution->regret = 0.0;
    for (size_t k = 0; k < game->n_states * game->n_players; k++) {
        const brink_markov_agent *agent = &game->agent[k];
        double best = solution->q[agent->first];
        double lost = 0.0;
        for (size_t a = agent->first; a < agent->first + agent->n_actions; a++) {
            best = solution->q[a] > best ? solution->q[a] : best;
        }
        for (size_t a = agent->first; a < agent->first + agent->n_actions; a++) {
            lost += solution->p[a] * (best - solution->q[a]);
        }
        double range = hi[agent->player] - lo[agent->player];
        solution->agent_regret[k] = range > 0.0 ? lost / range : 0.0;
        solution->regret = solution->agent_regret[k] > solution->regret ? solution->agent_regret[k] : solution->regret;
    }
}

static void take_point(const brink__branch_point *point, const brink_markov_game *game, brink__agents *raw,
                       brink_markov_solution *solution)
{
    if (point->status != BRINK_OK) {
        clear(solution, game);
        return;
    }
    for (size_t v = 0; v < game->n_actions; v++) {
        solution->p[v] = solution->log_p[v] < -708.0 ? 0.0 : brink_exp(solution->log_p[v]);
    }
    raw->payoffs(raw, solution->p, solution->log_p, solution->q, NULL);
    memcpy(solution->value, brink__agents_markov_values(raw),
           game->n_states * game->n_players * sizeof *solution->value);
    solution->branch = point->branch;
    solution->residual = point->residual;
    solution->error = point->error;
    solution->status = BRINK_OK;
    set_regrets(solution, game);
}

/* A perturbation in [-1, 1] for each action, by name. */
static void draw_pick(const brink_markov_game *game, uint64_t seed, double *pick)
{
    for (size_t k = 0; k < game->n_states * game->n_players; k++) {
        const brink_markov_agent *agent = &game->agent[k];
        uint32_t who = brink_who(game->player[agent->player], game->state[agent->state].label);
        for (size_t a = 0; a < agent->n_actions; a++) {
            uint32_t what = brink_who(agent->action[a], "");
            pick[agent->first + a] = 2.0 * brink_uniform(seed, (brink_address){.replica = what, .who = who}) - 1.0;
        }
    }
}

static brink_status solve(const brink_markov_game *game, const brink_quantal_options *options, brink__agents *agents,
                          brink__agents *raw, brink_markov_solutions *list, brink_error *err)
{
    brink__branch_point *points = calloc(options->n_lambdas + 1, sizeof *points);
    double *pick = calloc(game->n_actions + 1, sizeof *pick);
    brink_status status = BRINK_ENOMEM;
    if (points == NULL || pick == NULL) {
        (void)brink_fail(err, status, "out of memory for solutions");
    } else {
        for (size_t k = 0; k < options->n_lambdas; k++) {
            points[k] = (brink__branch_point){.lambda = options->lambda[k], .log_p = list->item[k].log_p};
        }
        draw_pick(game, options->seed, pick);
        size_t max_steps = options->max_steps > 0 ? options->max_steps : BRINK_QUANTAL_STEPS;
        status =
            brink__branch_solve(agents, options->is_picked ? pick : NULL, max_steps, points, options->n_lambdas, err);
        for (size_t k = 0; k < options->n_lambdas && (status == BRINK_OK || status == BRINK_EDIVERGE); k++) {
            take_point(&points[k], game, raw, &list->item[k]);
        }
    }
    free(points);
    free(pick);
    return status;
}

brink_status brink_markov_solve(const brink_markov_game *game, const brink_quantal_options *options,
                                brink_markov_solutions **solutions, brink_error *err)
{
    brink__agents *agents = NULL;
    brink__agents *raw = NULL;
    brink_markov_solutions *list = NULL;
    double all_one[BRINK_GAME_MAX_PLAYERS];
    *solutions = NULL;
    for (size_t i = 0; i < BRINK_GAME_MAX_PLAYERS; i++) {
        all_one[i] = 1.0;
    }
    brink_status status = brink__quantal_check(options, game->n_players, game->n_actions, err);
    if (status == BRINK_OK) {
        const double *rationality = options->rationality != NULL ? options->rationality : all_one;
        status = brink__agents_of_markov(game, rationality, &agents, err);
    }
    if (status == BRINK_OK) {
        status = brink__agents_of_markov(game, NULL, &raw, err);
    }
    if (status == BRINK_OK) {
        list = new_list(game, options->lambda, options->n_lambdas);
        status = list != NULL ? solve(game, options, agents, raw, list, err)
                              : brink_fail(err, BRINK_ENOMEM, "out of memory for solutions");
    }
    brink__agents_free(agents);
    brink__agents_free(raw);
    if (status == BRINK_OK || status == BRINK_EDIVERGE) {
        *solutions = list;
    } else {
        brink_markov_solutions_free(list);
    }
    return status;
}
