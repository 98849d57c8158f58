/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Subgame-perfect equilibria of trees with perfect information: from the last node to the first, each mover takes an
 * action that pays it most. Where several do, the search comes back for the others. */
#include <stdlib.h>

#include "agents.h"
#include "brink/nash.h"
#include "data.h"
#include "solution.h"

typedef struct search {
    const brink_game *game;
    brink__agents *raw;
    mpq_t *value;   /* [n_nodes][n_players] of play from a node on; payoffs on the way to it left out */
    size_t *choice; /* [n_nodes] action of a player's node */
    brink_solutions *list;
    size_t most;
    mpq_t best, probability, q;
} search;

static mpq_t *value_at(search *s, size_t node, size_t player)
{
    return &s->value[node * s->game->n_players + player];
}

/* What the action at a player's node pays the mover. */
static mpq_t *pays(search *s, size_t node, size_t action)
{
    const brink_game_node *n = &s->game->nodes[node];
    return value_at(s, n->child[action], s->game->infosets[n->infoset].view.player);
}

/* The first best action from `from` on, or n_actions. */
static size_t next_best(search *s, size_t node, size_t from)
{
    size_t n_actions = s->game->infosets[s->game->nodes[node].infoset].view.n_actions;
    mpq_set(s->best, *pays(s, node, 0));
    for (size_t a = 1; a < n_actions; a++) {
        if (mpq_cmp(*pays(s, node, a), s->best) > 0) {
            mpq_set(s->best, *pays(s, node, a));
        }
    }
    while (from < n_actions && mpq_cmp(*pays(s, node, from), s->best) != 0) {
        from++;
    }
    return from;
}

/* Sets the values of a node whose children, and choice, are settled. */
static void set_value(search *s, size_t node)
{
    const brink_game *game = s->game;
    const brink_game_node *n = &game->nodes[node];
    for (size_t i = 0; i < game->n_players; i++) {
        mpq_t *value = value_at(s, node, i);
        mpq_set_ui(*value, 0, 1);
        if (n->infoset != BRINK_GAME_NONE && game->infosets[n->infoset].view.player == BRINK_GAME_CHANCE) {
            for (size_t a = 0; a < game->infosets[n->infoset].view.n_actions; a++) {
                brink__game_exact_probability(game, n->infoset, a, s->probability);
                mpq_mul(s->q, s->probability, *value_at(s, n->child[a], i));
                mpq_add(*value, *value, s->q);
            }
        } else if (n->infoset != BRINK_GAME_NONE) {
            mpq_set(*value, *value_at(s, n->child[s->choice[node]], i));
        }
        if (n->outcome != BRINK_GAME_NONE) {
            brink__game_exact_payoff(game, n->outcome, i, s->q);
            mpq_add(*value, *value, s->q);
        }
    }
}

static bool is_move(const search *s, size_t node)
{
    size_t h = s->game->nodes[node].infoset;
    return h != BRINK_GAME_NONE && s->game->infosets[h].view.player != BRINK_GAME_CHANCE;
}

/* Settles the nodes below `node` in number, the last first (children come after their parents), with first choices. */
static void settle_below(search *s, size_t node)
{
    for (size_t n = node; n > 0; n--) {
        if (is_move(s, n - 1)) {
            s->choice[n - 1] = next_best(s, n - 1, 0);
        }
        set_value(s, n - 1);
    }
}

static brink_status keep(search *s, brink_error *err)
{
    brink_solution *solution = brink__solutions_add(s->list, s->game);
    if (solution == NULL) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for an equilibrium");
    }
    for (size_t n = 0; n < s->game->n_nodes; n++) {
        if (is_move(s, n)) {
            const brink_game_infoset *view = &s->game->infosets[s->game->nodes[n].infoset].view;
            for (size_t a = 0; a < view->n_actions; a++) {
                solution->p[view->first + a] = a == s->choice[n] ? 1.0 : 0.0;
            }
        }
    }
    solution->branch = BRINK_BRANCH_PURE;
    brink__solution_fill_from_p(solution, s->game, s->raw);
    return BRINK_OK;
}

/* All equilibria: as an odometer whose digits are choices; that of the smallest node turns fastest. */
static brink_status search_all(search *s, brink_error *err)
{
    size_t n_nodes = s->game->n_nodes;
    settle_below(s, n_nodes);
    for (;;) {
        if (s->list->n == s->most) {
            s->list->is_cut = true;
            return BRINK_OK;
        }
        brink_status status = keep(s, err);
        if (status != BRINK_OK) {
            return status;
        }
        size_t n = 0;
        for (; n < n_nodes; n++) {
            size_t n_actions = is_move(s, n) ? s->game->infosets[s->game->nodes[n].infoset].view.n_actions : 0;
            size_t next = n_actions > 0 ? next_best(s, n, s->choice[n] + 1) : 0;
            if (n_actions > 0 && next < n_actions) {
                s->list->is_degenerate = true;
                s->choice[n] = next;
                set_value(s, n);
                settle_below(s, n);
                break;
            }
        }
        if (n == n_nodes) {
            return BRINK_OK;
        }
    }
}

static brink_status check(const brink_game *game, brink_error *err)
{
    if (game->form == BRINK_GAME_STRATEGIC) {
        return brink_fail(err, BRINK_EDATA, "subgames belong to games in extensive form; this one is a table");
    }
    for (size_t h = 0; h < game->n_infosets; h++) {
        char infoset[64];
        char player[64];
        const brink_game_infoset *view = &game->infosets[h].view;
        if (view->n_nodes > 1 && view->player != BRINK_GAME_CHANCE) {
            return brink_fail(err, BRINK_EDATA,
                              "backward induction needs perfect information: information set %s of %s has %zu nodes",
                              brink_game_infoset_name(game, h, infoset, sizeof infoset),
                              brink_game_player_name(game, view->player, player, sizeof player), view->n_nodes);
        }
    }
    return BRINK_OK;
}

brink_status brink_nash_subgame_perfect(const brink_game *game, size_t most, brink_solutions **solutions,
                                        brink_error *err)
{
    search s = {.game = game, .most = most};
    *solutions = NULL;
    brink_status status = check(game, err);
    status = status == BRINK_OK ? brink__agents_of_game(game, NULL, &s.raw, err) : status;
    if (status != BRINK_OK) {
        return status;
    }
    size_t n_values = game->n_nodes * game->n_players;
    s.value = malloc(n_values * sizeof *s.value);
    s.choice = calloc(game->n_nodes, sizeof *s.choice);
    s.list = brink__solutions_new(game, 0);
    if (s.value == NULL || s.choice == NULL || s.list == NULL) {
        status = brink_fail(err, BRINK_ENOMEM, "out of memory for equilibria");
    } else {
        for (size_t k = 0; k < n_values; k++) {
            mpq_init(s.value[k]);
        }
        mpq_inits(s.best, s.probability, s.q, (mpq_ptr)NULL);
        status = search_all(&s, err);
        mpq_clears(s.best, s.probability, s.q, (mpq_ptr)NULL);
        for (size_t k = 0; k < n_values; k++) {
            mpq_clear(s.value[k]);
        }
    }
    free(s.value);
    free(s.choice);
    brink__agents_free(s.raw);
    if (status != BRINK_OK) {
        brink_solutions_free(s.list);
        return status;
    }
    *solutions = s.list;
    return BRINK_OK;
}
