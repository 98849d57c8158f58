/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of a game in strategic form. */
#include <stdlib.h>
#include <string.h>

#include "data.h"

/* Makes the table, when its first entry comes. */
static bool open_table(brink_game *game)
{
    size_t n = 1;
    if (game->form != BRINK_GAME_STRATEGIC || game->n_players == 0) {
        (void)brink__game_fail(game, BRINK_EDATA, "%s",
                               game->n_players == 0 ? "players must be added before payoffs"
                                                    : "payoffs of profiles belong to games in strategic form");
        return false;
    }
    for (size_t i = 0; i < game->n_players; i++) {
        if (game->n_infosets != game->n_players || game->infosets[i].view.player != i) {
            (void)brink__game_fail(game, BRINK_EDATA,
                                   "each player needs one information set (its strategies), in the order of players");
            return false;
        }
        n *= game->infosets[i].view.n_actions;
        if (n * game->n_players > BRINK_GAME_MAX_ENTRIES) { /* no overflow: both factors are small */
            (void)brink__game_fail(game, BRINK_EDATA, "more than %d payoffs in a table", (int)BRINK_GAME_MAX_ENTRIES);
            return false;
        }
    }
    game->payoffs = calloc(n * game->n_players, sizeof *game->payoffs);
    game->is_set = calloc(n, 1);
    if (game->payoffs == NULL || game->is_set == NULL) {
        (void)brink__game_fail(game, BRINK_ENOMEM, "out of memory for a table of payoffs");
        return false;
    }
    game->n_profiles = n;
    return true;
}

/* Whether a profile may be given payoffs, or an outcome. */
static bool is_ready(brink_game *game, size_t profile, bool is_outcome)
{
    if (game->has_failed || (game->n_profiles == 0 && !open_table(game))) {
        return false;
    }
    if (game->is_finished) {
        (void)brink__game_fail(game, BRINK_EDATA, "the game is finished: nothing can be added to it");
    } else if (profile >= game->n_profiles) {
        (void)brink__game_fail(game, BRINK_EDATA, "profile %zu of %zu", profile, game->n_profiles);
    } else if (game->n_set > 0 && is_outcome != (game->outcome_at != NULL)) {
        (void)brink__game_fail(game, BRINK_EDATA, "one table takes either payoffs or outcomes");
    } else {
        game->n_set += !game->is_set[profile];
        game->is_set[profile] = 1;
        return true;
    }
    return false;
}

static void set_payoffs(brink_game *game, size_t profile, const double *payoff, const char *const *text)
{
    if (is_ready(game, profile, false)) {
        size_t first = profile * game->n_players;
        (void)brink__game_take_payoffs(game, payoff, text, game->payoffs + first, &game->exact,
                                       game->n_profiles * game->n_players, first);
    }
}

void brink_game_set_payoffs(brink_game *game, size_t profile, const double *payoff)
{
    set_payoffs(game, profile, payoff, NULL);
}

void brink_game_set_payoffs_exact(brink_game *game, size_t profile, const char *const *payoff)
{
    set_payoffs(game, profile, NULL, payoff);
}

void brink_game_set_outcome(brink_game *game, size_t profile, size_t outcome)
{
    if (!is_ready(game, profile, true)) {
        return;
    }
    if (outcome >= game->n_outcomes && outcome != BRINK_GAME_NONE) {
        (void)brink__game_fail(game, BRINK_EDATA, "outcome %zu of %zu", outcome, game->n_outcomes);
        return;
    }
    if (game->outcome_at == NULL) {
        game->outcome_at = malloc(game->n_profiles * sizeof *game->outcome_at);
        if (game->outcome_at == NULL) {
            (void)brink__game_fail(game, BRINK_ENOMEM, "out of memory for a table of outcomes");
            return;
        }
    }
    game->outcome_at[profile] = outcome;
    if (outcome != BRINK_GAME_NONE) {
        memcpy(game->payoffs + profile * game->n_players, game->outcomes[outcome].payoff,
               game->n_players * sizeof *game->payoffs);
    }
}

brink_status brink_game_new_table(const char *title, size_t n_players, const char *const *player,
                                  const size_t *n_strategies, const char *const *strategy, const double *payoff,
                                  brink_game **game, brink_error *err)
{
    *game = NULL;
    brink_game *g = brink_game_new(BRINK_GAME_STRATEGIC, title);
    if (g == NULL) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for a game");
    }
    for (size_t i = 0; i < n_players; i++) {
        (void)brink_game_add_player(g, player[i]);
    }
    size_t n_profiles = 1;
    for (size_t i = 0; i < n_players && !g->has_failed; i++) {
        (void)brink_game_add_infoset(g, i, "", n_strategies[i], strategy);
        strategy = strategy != NULL ? strategy + n_strategies[i] : NULL;
        n_profiles *= n_strategies[i];
        n_profiles = n_profiles > BRINK_GAME_MAX_ENTRIES ? BRINK_GAME_MAX_ENTRIES : n_profiles; /* refused below */
    }
    for (size_t s = 0; s < n_profiles && !g->has_failed; s++) {
        brink_game_set_payoffs(g, s, payoff + s * n_players);
    }
    brink_status status = brink_game_finish(g, err);
    if (status != BRINK_OK) {
        brink_game_free(g);
        return status;
    }
    *game = g;
    return BRINK_OK;
}
