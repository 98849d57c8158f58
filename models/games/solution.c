/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solution.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "brink/math.h"

const char *brink_branch_name(brink_branch branch)
{
    static const char *const names[BRINK_BRANCH_N] = {
        [BRINK_BRANCH_NONE] = "",
        [BRINK_BRANCH_PRINCIPAL] = "principal",
        [BRINK_BRANCH_SYMMETRIC] = "symmetric",
        [BRINK_BRANCH_PICKED] = "picked",
        [BRINK_BRANCH_PURE] = "pure",
        [BRINK_BRANCH_MIXED] = "mixed",
    };
    return (unsigned)branch < (unsigned)BRINK_BRANCH_N ? names[branch] : "";
}

void brink_solutions_free(brink_solutions *solutions)
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

static size_t n_numbers(const brink_game *game)
{
    return 3 * brink_game_n_actions(game) + 2 * brink_game_n_infosets(game) + brink_game_n_nodes(game) +
           brink_game_n_players(game);
}

void brink__solution_clear(brink_solution *solution, const brink_game *game)
{
    for (size_t k = 0; k < n_numbers(game); k++) {
        solution->p[k] = (double)NAN;
    }
}

/* All numbers of a solution in one piece. */
static bool init(brink_solution *solution, const brink_game *game)
{
    size_t n = brink_game_n_actions(game);
    size_t n_infosets = brink_game_n_infosets(game);
    size_t n_nodes = brink_game_n_nodes(game);
    *solution = (brink_solution){.lambda = (double)NAN,
                                 .status = BRINK_EDIVERGE,
                                 .residual = (double)NAN,
                                 .error = (double)NAN,
                                 .regret = (double)NAN};
    solution->p = malloc(n_numbers(game) * sizeof *solution->p);
    if (solution->p == NULL) {
        return false;
    }
    brink__solution_clear(solution, game);
    solution->log_p = solution->p + n;
    solution->payoff = solution->log_p + n;
    solution->infoset_regret = solution->payoff + n;
    solution->reach = solution->infoset_regret + n_infosets;
    solution->belief = solution->reach + n_infosets;
    solution->expected = solution->belief + n_nodes;
    return true;
}

brink_solution *brink__solutions_add(brink_solutions *solutions, const brink_game *game)
{
    size_t n = solutions->n;
    if ((n & (n - 1)) == 0) { /* 0 or a power of two: the room is used up */
        brink_solution *item = realloc(solutions->item, (n > 0 ? 2 * n : 1) * sizeof *item);
        if (item == NULL) {
            return NULL;
        }
        solutions->item = item;
    }
    if (!init(&solutions->item[n], game)) {
        return NULL;
    }
    solutions->n++;
    return &solutions->item[n];
}

brink_solutions *brink__solutions_new(const brink_game *game, size_t n)
{
    brink_solutions *solutions = calloc(1, sizeof *solutions);
    for (size_t k = 0; k < n && solutions != NULL; k++) {
        if (brink__solutions_add(solutions, game) == NULL) {
            brink_solutions_free(solutions);
            solutions = NULL;
        }
    }
    return solutions;
}

static void set_regrets(brink_solution *solution, const brink_game *game)
{
    solution->regret = 0.0;
    for (size_t h = 0; h < brink_game_n_infosets(game); h++) {
        const brink_game_infoset *view = brink_game_get_infoset(game, h);
        solution->infoset_regret[h] = 0.0;
        if (view->player == BRINK_GAME_CHANCE) {
            continue;
        }
        const brink_game_player *player = brink_game_get_player(game, view->player);
        const double *payoff = solution->payoff + view->first;
        const double *p = solution->p + view->first;
        double best = payoff[0];
        for (size_t a = 1; a < view->n_actions; a++) {
            best = payoff[a] > best ? payoff[a] : best;
        }
        double lost = 0.0;
        for (size_t a = 0; a < view->n_actions; a++) {
            lost += p[a] * (best - payoff[a]);
        }
        double range = player->hi - player->lo;
        solution->infoset_regret[h] = range > 0.0 ? lost / range : 0.0;
        if (solution->reach[h] > 0.0 && solution->infoset_regret[h] > solution->regret) {
            solution->regret = solution->infoset_regret[h];
        }
    }
}

/* What follows from p and log_p. */
static void fill(brink_solution *solution, const brink_game *game, brink__agents *raw)
{
    if (brink_game_get_form(game) == BRINK_GAME_EXTENSIVE) {
        brink__agents_beliefs(raw, solution->log_p, solution->belief, solution->reach);
    } else {
        for (size_t h = 0; h < brink_game_n_infosets(game); h++) {
            solution->reach[h] = 1.0;
        }
    }
    raw->payoffs(raw, solution->p, solution->log_p, solution->payoff, NULL);
    set_regrets(solution, game);
    brink_game_expected(game, solution->p, solution->expected);
    solution->status = BRINK_OK;
}

void brink__solution_fill(brink_solution *solution, const brink_game *game, brink__agents *raw)
{
    for (size_t v = 0; v < brink_game_n_actions(game); v++) {
        solution->p[v] = solution->log_p[v] < -708.0 ? 0.0 : brink_exp(solution->log_p[v]);
    }
    fill(solution, game, raw);
}

void brink__solution_fill_from_p(brink_solution *solution, const brink_game *game, brink__agents *raw)
{
    for (size_t v = 0; v < brink_game_n_actions(game); v++) {
        solution->log_p[v] = solution->p[v] >= DBL_MIN ? brink_log(solution->p[v]) : -HUGE_VAL;
    }
    fill(solution, game, raw);
}

brink_status brink_assess(const brink_game *game, const double *p, brink_solutions **solutions, brink_error *err)
{
    brink__agents *raw = NULL;
    *solutions = NULL;
    brink_status status = brink__agents_of_game(game, NULL, &raw, err);
    if (status != BRINK_OK) {
        return status;
    }
    brink_solutions *list = brink__solutions_new(game, 1);
    if (list == NULL) {
        brink__agents_free(raw);
        return brink_fail(err, BRINK_ENOMEM, "out of memory for a solution");
    }
    memcpy(list->item[0].p, p, brink_game_n_actions(game) * sizeof *p);
    brink__solution_fill_from_p(&list->item[0], game, raw);
    brink__agents_free(raw);
    *solutions = list;
    return BRINK_OK;
}
