/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Strategic forms, and equilibria in pure strategies. */
#include "nash.h"

#include <assert.h>
#include <stdlib.h>

#include "brink/nash.h"
#include "data.h"
#include "solution.h"

brink_status brink__strategic_init(brink__strategic *s, const brink_game *game, brink_error *err)
{
    char infoset[64];
    char player[64];
    size_t forgetful = brink_game_forgetful(game);
    s->game = game;
    s->table = game;
    if (forgetful != BRINK_GAME_NONE) {
        return brink_fail(err, BRINK_EDATA,
                          "%s is reached at information set %s with different memories: without perfect recall, "
                          "mixtures of strategies are no behaviour",
                          brink_game_player_name(game, game->infosets[forgetful].view.player, player, sizeof player),
                          brink_game_infoset_name(game, forgetful, infoset, sizeof infoset));
    }
    brink_status status = brink__reduce(game, s->reduced, err);
    if (status == BRINK_OK && game->form == BRINK_GAME_EXTENSIVE) {
        status = brink__reduced_game(game, s->reduced, &s->own, err);
        s->table = s->own;
    }
    return status == BRINK_OK ? brink__agents_of_game(game, NULL, &s->raw, err) : status;
}

void brink__strategic_fini(brink__strategic *s)
{
    for (size_t i = 0; s->game != NULL && i < s->game->n_players; i++) {
        brink__reduced_fini(&s->reduced[i]);
    }
    brink__agents_free(s->raw);
    brink_game_free(s->own);
}

brink_status brink__strategic_add(const brink__strategic *s, const double *weight, brink_solutions *list,
                                  brink_error *err)
{
    brink_solution *solution = brink__solutions_add(list, s->game);
    if (solution == NULL) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for an equilibrium");
    }
    solution->branch = BRINK_BRANCH_PURE;
    for (size_t i = 0; i < s->game->n_players; i++) {
        brink__reduced_behaviour(s->game, &s->reduced[i], i, weight, solution->p);
        for (size_t k = 0; k < s->reduced[i].n; k++) {
            solution->branch = weight[k] > 0.0 && weight[k] < 1.0 ? BRINK_BRANCH_MIXED : solution->branch;
        }
        weight += s->reduced[i].n;
    }
    brink__solution_fill_from_p(solution, s->game, s->raw);
    return BRINK_OK;
}

/* --- pure equilibria ---------------------------------------------------------------------------------------------- */

/* Sign of player i's payoff at profile a less that at b. Rounding keeps order, so doubles decide unless they are equal.
 */
static int compare(const brink_game *table, size_t a, size_t b, size_t i, mpq_t x, mpq_t y)
{
    double u = table->payoffs[a * table->n_players + i];
    double v = table->payoffs[b * table->n_players + i];
    if (u != v) {
        return u < v ? -1 : 1;
    }
    bool has_texts = table->exact != NULL || table->outcome_at != NULL;
    if (!has_texts) {
        return 0;
    }
    brink__game_exact_entry(table, a, i, x);
    brink__game_exact_entry(table, b, i, y);
    return mpq_cmp(x, y);
}

/* Whether a profile is an equilibrium; `has_tie` is set when somebody has another best reply there. */
static bool is_equilibrium(const brink_game *table, size_t profile, bool *has_tie, mpq_t x, mpq_t y)
{
    size_t stride = 1;
    bool is_tied = false;
    for (size_t i = 0; i < table->n_players; i++) {
        size_t n = table->infosets[i].view.n_actions;
        size_t own = profile / stride % n;
        for (size_t a = 0; a < n; a++) {
            if (a != own) {
                int sign = compare(table, profile - own * stride + a * stride, profile, i, x, y);
                if (sign > 0) {
                    return false;
                }
                is_tied = is_tied || sign == 0;
            }
        }
        stride *= n;
    }
    *has_tie = *has_tie || is_tied;
    return true;
}

static brink_status add_pure(const brink__strategic *s, size_t profile, double *weight, brink_solutions *list,
                             brink_error *err)
{
    size_t first = 0;
    for (size_t i = 0; i < s->game->n_players; i++) {
        size_t n = s->reduced[i].n;
        assert(n > 0 && "everybody has a strategy");
        for (size_t a = 0; a < n; a++) {
            weight[first + a] = a == profile % n ? 1.0 : 0.0;
        }
        profile /= n;
        first += n;
    }
    return brink__strategic_add(s, weight, list, err);
}

brink_status brink_nash_pure(const brink_game *game, size_t most, brink_solutions **solutions, brink_error *err)
{
    brink__strategic s = {0};
    double *weight = NULL;
    brink_solutions *list = NULL;
    mpq_t x;
    mpq_t y;
    mpq_inits(x, y, (mpq_ptr)NULL);
    *solutions = NULL;
    brink_status status = brink__strategic_init(&s, game, err);
    if (status == BRINK_OK) {
        weight = malloc((s.table->n_actions + 1) * sizeof *weight);
        list = brink__solutions_new(game, 0);
        status =
            weight != NULL && list != NULL ? BRINK_OK : brink_fail(err, BRINK_ENOMEM, "out of memory for equilibria");
    }
    for (size_t profile = 0; status == BRINK_OK && profile < s.table->n_profiles; profile++) {
        if (is_equilibrium(s.table, profile, &list->is_degenerate, x, y)) {
            if (list->n == most) {
                list->is_cut = true;
                break;
            }
            status = add_pure(&s, profile, weight, list, err);
        }
    }
    mpq_clears(x, y, (mpq_ptr)NULL);
    brink__strategic_fini(&s);
    free(weight);
    if (status != BRINK_OK) {
        brink_solutions_free(list);
        return status;
    }
    *solutions = list;
    return BRINK_OK;
}
