/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What can be asked of a finished game. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "data.h"

brink_game_form brink_game_get_form(const brink_game *game)
{
    return game->form;
}

const char *brink_game_title(const brink_game *game)
{
    return game->title;
}

const char *brink_game_comment(const brink_game *game)
{
    return game->comment;
}

size_t brink_game_n_players(const brink_game *game)
{
    return game->n_players;
}

size_t brink_game_n_infosets(const brink_game *game)
{
    return game->n_infosets;
}

size_t brink_game_n_nodes(const brink_game *game)
{
    return game->n_nodes;
}

size_t brink_game_n_outcomes(const brink_game *game)
{
    return game->n_outcomes;
}

size_t brink_game_n_actions(const brink_game *game)
{
    return game->n_actions;
}

size_t brink_game_n_profiles(const brink_game *game)
{
    return game->n_profiles;
}

const brink_game_player *brink_game_get_player(const brink_game *game, size_t i)
{
    return &game->players[i];
}

const brink_game_infoset *brink_game_get_infoset(const brink_game *game, size_t h)
{
    return &game->infosets[h].view;
}

const brink_game_node *brink_game_get_node(const brink_game *game, size_t n)
{
    return &game->nodes[n];
}

const brink_game_outcome *brink_game_get_outcome(const brink_game *game, size_t o)
{
    return &game->outcomes[o].view;
}

const double *brink_game_payoffs(const brink_game *game)
{
    return game->payoffs;
}

const size_t *brink_game_profile_outcomes(const brink_game *game)
{
    return game->outcome_at;
}

size_t brink_game_profile(const brink_game *game, const size_t *strategy)
{
    size_t profile = 0;
    for (size_t i = game->n_players; i > 0; i--) {
        profile = profile * game->infosets[i - 1].view.n_actions + strategy[i - 1];
    }
    return profile;
}

/* --- names -------------------------------------------------------------------------------------------------------- */

/* "label", "label#3" where an earlier one (is_taken) has it, "3" without one; number counts from 0. */
static const char *unique_name(const char *label, bool is_taken, size_t number, char *out, size_t size)
{
    if (label[0] == '\0') {
        (void)snprintf(out, size, "%zu", number + 1);
    } else if (is_taken) {
        (void)snprintf(out, size, "%s#%zu", label, number + 1);
    } else {
        (void)snprintf(out, size, "%s", label);
    }
    return out;
}

const char *brink_game_player_name(const brink_game *game, size_t i, char *out, size_t size)
{
    bool is_taken = false;
    for (size_t k = 0; k < i; k++) {
        is_taken = is_taken || strcmp(game->players[k].label, game->players[i].label) == 0;
    }
    return unique_name(game->players[i].label, is_taken, i, out, size);
}

const char *brink_game_infoset_name(const brink_game *game, size_t h, char *out, size_t size)
{
    const brink_game_infoset *view = &game->infosets[h].view;
    if (game->form == BRINK_GAME_STRATEGIC) {
        (void)snprintf(out, size, "%s", "");
    } else {
        (void)snprintf(out, size, "%zu%s%s", view->number, view->label[0] != '\0' ? ":" : "", view->label);
    }
    return out;
}

const char *brink_game_action_name(const brink_game *game, size_t h, size_t a, char *out, size_t size)
{
    const brink_game_infoset *view = &game->infosets[h].view;
    bool is_taken = false;
    for (size_t k = 0; k < a; k++) {
        is_taken = is_taken || strcmp(view->action[k], view->action[a]) == 0;
    }
    return unique_name(view->action[a], is_taken, a, out, size);
}

/* --- the tree ----------------------------------------------------------------------------------------------------- */

size_t brink__game_next(const brink_game *game, size_t node)
{
    if (game->nodes[node].child != NULL) {
        return game->nodes[node].child[0];
    }
    while (game->nodes[node].parent != BRINK_GAME_NONE) {
        const brink_game_node *parent = &game->nodes[game->nodes[node].parent];
        size_t next = game->nodes[node].action + 1;
        if (next < game->infosets[parent->infoset].view.n_actions) {
            return parent->child[next];
        }
        node = game->nodes[node].parent;
    }
    return BRINK_GAME_NONE;
}

/* The node at which `player` moved last before `node`; NONE if there is none. */
static size_t last_own(const brink_game *game, size_t node, size_t player, size_t *action)
{
    *action = BRINK_GAME_NONE;
    for (size_t n = node; game->nodes[n].parent != BRINK_GAME_NONE; n = game->nodes[n].parent) {
        size_t parent = game->nodes[n].parent;
        if (game->infosets[game->nodes[parent].infoset].view.player == player) {
            *action = game->nodes[n].action;
            return parent;
        }
    }
    return BRINK_GAME_NONE;
}

size_t brink_game_forgetful(const brink_game *game)
{
    for (size_t h = 0; h < game->n_infosets; h++) {
        const brink_game_infoset *view = &game->infosets[h].view;
        size_t first_infoset = BRINK_GAME_NONE;
        size_t first_action = BRINK_GAME_NONE;
        for (size_t k = 0; k < view->n_nodes && view->player != BRINK_GAME_CHANCE; k++) {
            /* the same last own move at all nodes: by induction, the same memory of all of them */
            size_t action = BRINK_GAME_NONE;
            size_t last = last_own(game, view->node[k], view->player, &action);
            size_t infoset = last != BRINK_GAME_NONE ? game->nodes[last].infoset : BRINK_GAME_NONE;
            if (k > 0 && (infoset != first_infoset || action != first_action)) {
                return h;
            }
            first_infoset = infoset;
            first_action = action;
        }
    }
    return BRINK_GAME_NONE;
}

size_t brink_game_absent_minded(const brink_game *game)
{
    for (size_t n = 0; n < game->n_nodes; n++) {
        size_t h = game->nodes[n].infoset;
        if (h == BRINK_GAME_NONE || game->infosets[h].view.player == BRINK_GAME_CHANCE) {
            continue;
        }
        for (size_t m = game->nodes[n].parent; m != BRINK_GAME_NONE; m = game->nodes[m].parent) {
            if (game->nodes[m].infoset == h) {
                return h;
            }
        }
    }
    return BRINK_GAME_NONE;
}

/* --- expectations ------------------------------------------------------------------------------------------------- */

static void expected_of_table(const brink_game *game, const double *p, double *payoff)
{
    size_t strategy[BRINK_GAME_MAX_PLAYERS] = {0};
    for (size_t s = 0; s < game->n_profiles; s++) {
        double weight = 1.0;
        for (size_t i = 0; i < game->n_players; i++) {
            weight *= p[game->infosets[i].view.first + strategy[i]];
        }
        for (size_t i = 0; i < game->n_players; i++) {
            payoff[i] += weight * game->payoffs[s * game->n_players + i];
        }
        for (size_t i = 0; i < game->n_players; i++) {
            if (++strategy[i] < game->infosets[i].view.n_actions) {
                break;
            }
            strategy[i] = 0;
        }
    }
}

/* Depth first, with the probability of reaching the current node; undone by dividing would lose zeros, so it is taken
 * anew from the path at each terminal node: paths are short. */
static void expected_of_tree(const brink_game *game, const double *p, double *payoff)
{
    for (size_t n = 0; n < game->n_nodes; n++) {
        if (game->nodes[n].payoffs == NULL) {
            continue;
        }
        double reach = 1.0;
        for (size_t m = n; game->nodes[m].parent != BRINK_GAME_NONE; m = game->nodes[m].parent) {
            const brink_game_infoset *h = &game->infosets[game->nodes[game->nodes[m].parent].infoset].view;
            size_t a = game->nodes[m].action;
            reach *= h->probability != NULL ? h->probability[a] : p[h->first + a];
        }
        for (size_t i = 0; i < game->n_players; i++) {
            payoff[i] += reach * game->nodes[n].payoffs[i];
        }
    }
}

void brink_game_expected(const brink_game *game, const double *p, double *payoff)
{
    for (size_t i = 0; i < game->n_players; i++) {
        payoff[i] = 0.0;
    }
    if (game->form == BRINK_GAME_STRATEGIC) {
        expected_of_table(game, p, payoff);
    } else {
        expected_of_tree(game, p, payoff);
    }
}

/* --- exact numbers ------------------------------------------------------------------------------------------------ */

const char *brink__game_text(double value, const char *exact, char digits[32])
{
    if (exact != NULL) {
        return exact;
    }
    (void)brink__format_double(value, digits);
    return digits;
}

void brink__game_exact_probability(const brink_game *game, size_t infoset, size_t action, mpq_t q)
{
    const infoset_data *h = &game->infosets[infoset];
    brink__exact_set_number(q, h->probability[action], h->exact != NULL ? h->exact[action] : NULL);
}

void brink__game_exact_payoff(const brink_game *game, size_t outcome, size_t player, mpq_t q)
{
    const outcome_data *o = &game->outcomes[outcome];
    brink__exact_set_number(q, o->payoff[player], o->exact != NULL ? o->exact[player] : NULL);
}

void brink__game_exact_entry(const brink_game *game, size_t profile, size_t player, mpq_t q)
{
    if (game->outcome_at != NULL) {
        if (game->outcome_at[profile] == BRINK_GAME_NONE) {
            mpq_set_ui(q, 0, 1);
        } else {
            brink__game_exact_payoff(game, game->outcome_at[profile], player, q);
        }
        return;
    }
    size_t k = profile * game->n_players + player;
    brink__exact_set_number(q, game->payoffs[k], game->exact != NULL ? game->exact[k] : NULL);
}
