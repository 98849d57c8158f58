/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From one form to the other. */
#include <stdlib.h>
#include <string.h>

#include "brink/game_file.h"
#include "data.h"
#include "reduce.h"

/* What is written and read again is the same game. */
static brink_status copy(const brink_game *game, brink_game_format format, brink_game **out, brink_error *err)
{
    char *text = NULL;
    size_t n = 0;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_status status = diagnostics != NULL ? brink_game_write(game, format, &text, &n, err)
                                              : brink_fail(err, BRINK_ENOMEM, "out of memory for a game");
    if (status == BRINK_OK) {
        status = brink_game_read_bytes("copy", format, text, n, out, diagnostics);
        if (status != BRINK_OK) {
            const char *what = brink_diagnostics_count(diagnostics) > 0 ? brink_diagnostics_get(diagnostics, 0) : NULL;
            status = brink_fail(err, status, "%s", what != NULL ? what : "out of memory for a game");
        }
    }
    free(text);
    brink_diagnostics_free(diagnostics);
    return status;
}

brink_status brink_game_to_strategic(const brink_game *game, brink_game **strategic, brink_error *err)
{
    *strategic = NULL;
    if (game->form == BRINK_GAME_STRATEGIC) {
        return copy(game, BRINK_GAME_NFG, strategic, err);
    }
    brink__reduced reduced[BRINK_GAME_MAX_PLAYERS] = {{0}};
    brink_status status = brink__reduce(game, reduced, err);
    if (status == BRINK_OK) {
        status = brink__reduced_game(game, reduced, strategic, err);
    }
    for (size_t i = 0; i < game->n_players; i++) {
        brink__reduced_fini(&reduced[i]);
    }
    return status;
}

/* The outcome of a profile: that of the table, or one of its own. */
static size_t outcome_of(const brink_game *game, brink_game *tree, size_t profile, const size_t *outcomes)
{
    const char *text[BRINK_GAME_MAX_PLAYERS];
    char digits[BRINK_GAME_MAX_PLAYERS][32];
    if (game->outcome_at != NULL) {
        return game->outcome_at[profile] != BRINK_GAME_NONE ? outcomes[game->outcome_at[profile]] : BRINK_GAME_NONE;
    }
    size_t first = profile * game->n_players;
    for (size_t i = 0; i < game->n_players; i++) {
        text[i] =
            brink__game_text(game->payoffs[first + i], game->exact != NULL ? game->exact[first + i] : NULL, digits[i]);
    }
    return brink_game_add_outcome_exact(tree, "", text);
}

/* Copies the table's outcomes; their indices there. */
static size_t *copy_outcomes(const brink_game *game, brink_game *tree)
{
    size_t *outcomes = calloc(game->n_outcomes + 1, sizeof *outcomes);
    for (size_t o = 0; o < game->n_outcomes && outcomes != NULL; o++) {
        const outcome_data *outcome = &game->outcomes[o];
        const char *text[BRINK_GAME_MAX_PLAYERS];
        char digits[BRINK_GAME_MAX_PLAYERS][32];
        for (size_t i = 0; i < game->n_players; i++) {
            text[i] =
                brink__game_text(outcome->payoff[i], outcome->exact != NULL ? outcome->exact[i] : NULL, digits[i]);
        }
        outcomes[o] = brink_game_add_outcome_exact(tree, outcome->view.label, text);
    }
    return outcomes;
}

/* Adds the subtree below `action` of `parent` at which player i moves; `profile` has the choices so far. */
static void grow(const brink_game *game, brink_game *tree, const size_t *infoset, const size_t *outcomes, size_t parent,
                 size_t action, size_t i, size_t profile, size_t stride)
{
    if (i == game->n_players) {
        (void)brink_game_add_node(tree, parent, action, BRINK_GAME_NONE, outcome_of(game, tree, profile, outcomes), "");
        return;
    }
    size_t n_actions = game->infosets[i].view.n_actions;
    size_t node = brink_game_add_node(tree, parent, action, infoset[i], BRINK_GAME_NONE, "");
    for (size_t a = 0; a < n_actions && !tree->has_failed; a++) { /* depth: the number of players */
        grow(game, tree, infoset, outcomes, node, a, i + 1, profile + a * stride, stride * n_actions);
    }
}

brink_status brink_game_to_extensive(const brink_game *game, brink_game **extensive, brink_error *err)
{
    *extensive = NULL;
    if (game->form == BRINK_GAME_EXTENSIVE) {
        return copy(game, BRINK_GAME_EFG, extensive, err);
    }
    brink_game *tree = brink_game_new(BRINK_GAME_EXTENSIVE, game->title);
    if (tree == NULL) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for a game");
    }
    brink_game_set_comment(tree, game->comment);
    size_t infoset[BRINK_GAME_MAX_PLAYERS];
    for (size_t i = 0; i < game->n_players; i++) {
        (void)brink_game_add_player(tree, game->players[i].label);
    }
    for (size_t i = 0; i < game->n_players; i++) {
        const brink_game_infoset *view = &game->infosets[i].view;
        infoset[i] = brink_game_add_infoset(tree, i, "", view->n_actions, view->action);
    }
    size_t *outcomes = copy_outcomes(game, tree);
    if (outcomes != NULL) {
        grow(game, tree, infoset, outcomes, BRINK_GAME_NONE, 0, 0, 0, 1);
    }
    brink_status status =
        outcomes != NULL ? brink_game_finish(tree, err) : brink_fail(err, BRINK_ENOMEM, "out of memory for a game");
    free(outcomes);
    if (status != BRINK_OK) {
        brink_game_free(tree);
        return status;
    }
    *extensive = tree;
    return BRINK_OK;
}
