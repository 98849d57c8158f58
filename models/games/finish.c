/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The end of building: what must hold of the whole, and what follows from it. */
#include <stdlib.h>
#include <string.h>

#include "data.h"

static bool out_of_memory(brink_game *game)
{
    (void)brink__game_fail(game, BRINK_ENOMEM, "out of memory for a game");
    return false;
}

/* Lists each player's information sets, and gives the actions their places in a behaviour profile. */
static bool list_infosets(brink_game *game)
{
    game->infosets_of_players = malloc((game->n_infosets + 1) * sizeof *game->infosets_of_players);
    if (game->infosets_of_players == NULL) {
        return out_of_memory(game);
    }
    for (size_t h = 0; h < game->n_infosets; h++) {
        size_t i = game->infosets[h].view.player;
        if (i != BRINK_GAME_CHANCE) {
            game->players[i].n_infosets++;
        }
    }
    size_t *next = game->infosets_of_players;
    for (size_t i = 0; i < game->n_players; i++) {
        game->players[i].infoset = next;
        next += game->players[i].n_infosets;
        game->players[i].n_infosets = 0;
    }
    for (size_t h = 0; h < game->n_infosets; h++) {
        brink_game_infoset *view = &game->infosets[h].view;
        if (view->player != BRINK_GAME_CHANCE) {
            brink_game_player *player = &game->players[view->player];
            game->infosets_of_players[(size_t)(player->infoset - game->infosets_of_players) + player->n_infosets++] = h;
            view->first = game->n_actions;
            game->n_actions += view->n_actions;
        }
    }
    return true;
}

typedef struct numbered {
    size_t player, number;
} numbered;

static int by_number(const void *a, const void *b)
{
    const numbered *x = a;
    const numbered *y = b;
    if (x->player != y->player) {
        return x->player < y->player ? -1 : 1;
    }
    return (x->number > y->number) - (x->number < y->number);
}

static bool check_numbers(brink_game *game, bool of_outcomes)
{
    size_t n = of_outcomes ? game->n_outcomes : game->n_infosets;
    numbered *sorted = malloc((n + 1) * sizeof *sorted);
    if (sorted == NULL) {
        return out_of_memory(game);
    }
    for (size_t k = 0; k < n; k++) {
        sorted[k] = of_outcomes ? (numbered){0, game->outcomes[k].view.number}
                                : (numbered){game->infosets[k].view.player, game->infosets[k].view.number};
    }
    if (n > 1) {
        qsort(sorted, n, sizeof *sorted, by_number);
    }
    for (size_t k = 1; k < n && !game->has_failed; k++) {
        if (by_number(&sorted[k - 1], &sorted[k]) == 0) {
            (void)brink__game_fail(game, BRINK_EDATA, "two %s with number %zu",
                                   of_outcomes ? "outcomes" : "information sets of a player", sorted[k].number);
        }
    }
    free(sorted);
    return !game->has_failed;
}

static void widen(brink_game *game, const double *payoff, bool is_first)
{
    for (size_t i = 0; i < game->n_players; i++) {
        brink_game_player *player = &game->players[i];
        player->lo = is_first || payoff[i] < player->lo ? payoff[i] : player->lo;
        player->hi = is_first || payoff[i] > player->hi ? payoff[i] : player->hi;
    }
}

/* --- strategic form ----------------------------------------------------------------------------------------------- */

static bool finish_table(brink_game *game)
{
    if (game->n_profiles == 0) {
        (void)brink__game_fail(game, BRINK_EDATA, "a game in strategic form without payoffs");
        return false;
    }
    for (size_t s = 0; s < game->n_profiles; s++) {
        if (!game->is_set[s]) {
            (void)brink__game_fail(game, BRINK_EDATA, "profile %zu of %zu has no payoffs", s, game->n_profiles);
            return false;
        }
        widen(game, game->payoffs + s * game->n_players, s == 0);
    }
    free(game->is_set);
    game->is_set = NULL;
    return true;
}

/* --- extensive form ----------------------------------------------------------------------------------------------- */

static bool list_children(brink_game *game)
{
    game->children = malloc((game->n_nodes + 1) * sizeof *game->children);
    if (game->children == NULL) {
        return out_of_memory(game);
    }
    size_t n_wanted = 1; /* the root is there */
    for (size_t n = 0; n < game->n_nodes; n++) {
        size_t h = game->nodes[n].infoset;
        n_wanted += h != BRINK_GAME_NONE ? game->infosets[h].view.n_actions : 0;
    }
    if (n_wanted < game->n_nodes) {
        (void)brink__game_fail(game, BRINK_EDATA, "two nodes below one action");
        return false;
    }
    if (n_wanted > game->n_nodes) {
        (void)brink__game_fail(game, BRINK_EDATA, "an action without a node below it: %zu nodes, %zu are needed",
                               game->n_nodes, n_wanted);
        return false;
    }
    size_t next = 0;
    for (size_t n = 0; n < game->n_nodes; n++) {
        size_t h = game->nodes[n].infoset;
        if (h != BRINK_GAME_NONE) {
            game->nodes[n].child = game->children + next;
            next += game->infosets[h].view.n_actions;
        }
    }
    memset(game->children, 0, (next + 1) * sizeof *game->children); /* the root is nobody's child */
    for (size_t n = 1; n < game->n_nodes; n++) {
        const brink_game_node *node = &game->nodes[n];
        size_t *child = game->children + (size_t)(game->nodes[node->parent].child - game->children) + node->action;
        if (*child != 0) {
            (void)brink__game_fail(game, BRINK_EDATA, "two nodes below one action");
            return false;
        }
        *child = n;
    }
    return true;
}

/* Lists the nodes of each information set; every one of them must have a node, or its actions would mean nothing. */
static bool list_nodes(brink_game *game)
{
    game->nodes_of_infosets = malloc((game->n_nodes + 1) * sizeof *game->nodes_of_infosets);
    if (game->nodes_of_infosets == NULL) {
        return out_of_memory(game);
    }
    for (size_t n = 0; n < game->n_nodes; n++) {
        if (game->nodes[n].infoset != BRINK_GAME_NONE) {
            game->infosets[game->nodes[n].infoset].view.n_nodes++;
        }
    }
    size_t next = 0;
    for (size_t h = 0; h < game->n_infosets; h++) {
        brink_game_infoset *view = &game->infosets[h].view;
        if (view->n_nodes == 0) {
            (void)brink__game_fail(game, BRINK_EDATA, "information set '%s' (number %zu) has no node", view->label,
                                   view->number);
            return false;
        }
        view->node = game->nodes_of_infosets + next;
        next += view->n_nodes;
        view->n_nodes = 0;
    }
    for (size_t n = 0; n < game->n_nodes; n++) {
        if (game->nodes[n].infoset != BRINK_GAME_NONE) {
            brink_game_infoset *view = &game->infosets[game->nodes[n].infoset].view;
            game->nodes_of_infosets[(size_t)(view->node - game->nodes_of_infosets) + view->n_nodes++] = n;
        }
    }
    return true;
}

/* Sums payoffs over paths and bounds the depth. Parents come before their children. */
static bool add_up(brink_game *game)
{
    size_t n_players = game->n_players;
    size_t n_terminal = 0;
    for (size_t n = 0; n < game->n_nodes; n++) {
        n_terminal += game->nodes[n].infoset == BRINK_GAME_NONE;
    }
    game->path_payoffs = calloc(n_terminal * n_players + 1, sizeof *game->path_payoffs);
    size_t *depth = calloc(game->n_nodes, sizeof *depth);
    bool is_right = game->path_payoffs != NULL && depth != NULL;
    size_t next = 0;
    for (size_t n = 0; n < game->n_nodes && is_right; n++) {
        brink_game_node *node = &game->nodes[n];
        depth[n] = n > 0 ? depth[node->parent] + 1 : 0;
        is_right = depth[n] <= BRINK_GAME_MAX_DEPTH;
        if (node->infoset == BRINK_GAME_NONE && is_right) {
            double *sum = game->path_payoffs + next;
            next += n_players;
            for (size_t m = n; m != BRINK_GAME_NONE; m = game->nodes[m].parent) {
                size_t o = game->nodes[m].outcome;
                for (size_t i = 0; i < n_players && o != BRINK_GAME_NONE; i++) {
                    sum[i] += game->outcomes[o].payoff[i];
                }
            }
            node->payoffs = sum;
            widen(game, sum, next == n_players);
        }
    }
    if (game->path_payoffs == NULL || depth == NULL) {
        (void)out_of_memory(game);
    } else if (!is_right) {
        (void)brink__game_fail(game, BRINK_EDATA, "a path of more than %d moves", (int)BRINK_GAME_MAX_DEPTH);
    }
    free(depth);
    return is_right;
}

static bool finish_tree(brink_game *game)
{
    if (game->n_nodes == 0) {
        (void)brink__game_fail(game, BRINK_EDATA, "a tree without nodes");
        return false;
    }
    return list_children(game) && list_nodes(game) && add_up(game);
}

brink_status brink_game_finish(brink_game *game, brink_error *err)
{
    if (!game->has_failed && game->n_players == 0) {
        (void)brink__game_fail(game, BRINK_EDATA, "a game without players");
    }
    if (!game->has_failed && !game->is_finished) {
        game->is_finished = list_infosets(game) && check_numbers(game, false) && check_numbers(game, true) &&
                            (game->form == BRINK_GAME_STRATEGIC ? finish_table(game) : finish_tree(game));
    }
    return game->has_failed ? brink_fail(err, game->error.code, "%s", game->error.what) : BRINK_OK;
}
