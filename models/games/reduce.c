/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reduce.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data.h"

enum { LONGEST_LABEL = 4000 }; /* bytes; strategies with longer ones are called by number */

void brink__reduced_fini(brink__reduced *reduced)
{
    free(reduced->choice);
    *reduced = (brink__reduced){0};
}

/* --- strategies --------------------------------------------------------------------------------------------------- */

/* A player's information sets in an order in which those that can come earlier on a path do: by their first node. */
typedef struct placed {
    size_t node, index; /* index: among the player's information sets */
} placed;

static int by_node(const void *a, const void *b)
{
    const placed *x = a;
    const placed *y = b;
    return x->node < y->node ? -1 : x->node > y->node;
}

typedef struct enumeration {
    const brink_game *game;
    const brink_game_player *player;
    size_t *index_of;  /* [n_infosets of the game] place of an information set among its player's */
    placed *order;     /* [player's n_infosets] */
    size_t *choice;    /* [player's n_infosets] of the strategy at hand; NONE: ruled out, or not chosen yet */
    bool is_forgetful; /* then nothing is ruled out: what the player has done says too little */
} enumeration;

/* Whether the choices at hand let some node of information set h be reached. */
static bool is_open(const enumeration *e, size_t h)
{
    const brink_game_infoset *view = &e->game->infosets[h].view;
    for (size_t k = 0; k < view->n_nodes && !e->is_forgetful; k++) {
        bool is_reached = true;
        for (size_t n = view->node[k]; e->game->nodes[n].parent != BRINK_GAME_NONE && is_reached;
             n = e->game->nodes[n].parent) {
            size_t above = e->game->nodes[e->game->nodes[n].parent].infoset;
            if (e->game->infosets[above].view.player == view->player) {
                is_reached = e->choice[e->index_of[above]] == e->game->nodes[n].action;
            }
        }
        if (is_reached) {
            return true;
        }
    }
    return view->n_nodes == 0 || e->is_forgetful; /* no nodes: strategic form */
}

/* Chooses first actions from place `from` on. */
static void first_choices(enumeration *e, size_t from)
{
    for (size_t k = from; k < e->player->n_infosets; k++) {
        e->choice[e->order[k].index] = BRINK_GAME_NONE;
    }
    for (size_t k = from; k < e->player->n_infosets; k++) {
        size_t i = e->order[k].index;
        e->choice[i] = is_open(e, e->player->infoset[i]) ? 0 : BRINK_GAME_NONE;
    }
}

/* The next strategy in the order of choices; false after the last. */
static bool next_choices(enumeration *e)
{
    for (size_t k = e->player->n_infosets; k > 0; k--) {
        size_t i = e->order[k - 1].index;
        size_t n_actions = e->game->infosets[e->player->infoset[i]].view.n_actions;
        if (e->choice[i] != BRINK_GAME_NONE && e->choice[i] + 1 < n_actions) {
            e->choice[i]++;
            first_choices(e, k); /* what comes later depends on it */
            return true;
        }
    }
    return false;
}

static brink_status enumerate(enumeration *e, brink__reduced *reduced, brink_error *err)
{
    size_t n_infosets = e->player->n_infosets;
    first_choices(e, 0);
    do {
        if (reduced->n == BRINK_GAME_MAX_ACTIONS) {
            return brink_fail(err, BRINK_EDATA, "player '%s' has more than %d strategies", e->player->label,
                              (int)BRINK_GAME_MAX_ACTIONS);
        }
        if (reduced->n == reduced->capacity) {
            size_t capacity = reduced->capacity > 0 ? 2 * reduced->capacity : 16;
            size_t *choice = realloc(reduced->choice, (capacity * n_infosets + 1) * sizeof *choice);
            if (choice == NULL) {
                return brink_fail(err, BRINK_ENOMEM, "out of memory for strategies");
            }
            reduced->choice = choice;
            reduced->capacity = capacity;
        }
        memcpy(reduced->choice + reduced->n * n_infosets, e->choice, n_infosets * sizeof *e->choice);
        reduced->n++;
    } while (next_choices(e));
    return BRINK_OK;
}

brink_status brink__reduce(const brink_game *game, brink__reduced *reduced, brink_error *err)
{
    enumeration e = {.game = game, .is_forgetful = brink_game_forgetful(game) != BRINK_GAME_NONE};
    e.index_of = calloc(game->n_infosets + 1, sizeof *e.index_of);
    e.order = calloc(game->n_infosets + 1, sizeof *e.order);
    e.choice = calloc(game->n_infosets + 1, sizeof *e.choice);
    brink_status status = BRINK_OK;
    if (e.index_of == NULL || e.order == NULL || e.choice == NULL) {
        status = brink_fail(err, BRINK_ENOMEM, "out of memory for strategies");
    }
    for (size_t i = 0; i < game->n_players && status == BRINK_OK; i++) {
        e.player = &game->players[i];
        for (size_t k = 0; k < e.player->n_infosets; k++) {
            const brink_game_infoset *view = &game->infosets[e.player->infoset[k]].view;
            e.index_of[e.player->infoset[k]] = k;
            e.order[k] = (placed){view->n_nodes > 0 ? view->node[0] : k, k}; /* nodes are listed in order */
        }
        if (e.player->n_infosets > 1) {
            qsort(e.order, e.player->n_infosets, sizeof *e.order, by_node);
        }
        status = enumerate(&e, &reduced[i], err);
    }
    free(e.index_of);
    free(e.order);
    free(e.choice);
    return status;
}

void brink__reduced_behaviour(const brink_game *game, const brink__reduced *reduced, size_t i, const double *weight,
                              double *p)
{
    const brink_game_player *player = &game->players[i];
    for (size_t k = 0; k < player->n_infosets; k++) {
        const brink_game_infoset *view = &game->infosets[player->infoset[k]].view;
        double *own = p + view->first;
        double total = 0.0;
        for (size_t a = 0; a < view->n_actions; a++) {
            own[a] = 0.0;
        }
        for (size_t s = 0; s < reduced->n; s++) {
            size_t action = reduced->choice[s * player->n_infosets + k];
            if (action != BRINK_GAME_NONE) {
                own[action] += weight[s];
                total += weight[s];
            }
        }
        for (size_t a = 0; a < view->n_actions; a++) {
            own[a] = total > 0.0 ? own[a] / total : 1.0 / (double)view->n_actions;
        }
    }
}

/* --- the table ---------------------------------------------------------------------------------------------------- */

typedef struct building {
    const brink_game *game;
    const brink__reduced *reduced;
    brink_game *table;
    size_t stride[BRINK_GAME_MAX_PLAYERS];
    size_t n_profiles;
    mpq_t *payoff;       /* [n_profiles][n_players] */
    size_t *index_of;    /* as above */
    unsigned char *fits; /* [all strategies of all players] whether they let a terminal node be reached */
    size_t first_fit[BRINK_GAME_MAX_PLAYERS];
} building;

static char *strategy_label(const building *b, size_t i, size_t s)
{
    const brink_game_player *player = &b->game->players[i];
    const size_t *choice = b->reduced[i].choice + s * player->n_infosets;
    size_t length = 1;
    for (size_t k = 0; k < player->n_infosets; k++) {
        char name[64];
        length += 1 + (choice[k] == BRINK_GAME_NONE
                           ? 1
                           : strlen(b->game->infosets[player->infoset[k]].view.action[choice[k]]) + sizeof name);
    }
    length = length < 32 ? 32 : length;
    char *label = malloc(length);
    size_t used = 0;
    if (label == NULL) {
        return NULL;
    }
    label[0] = '\0';
    if (length > LONGEST_LABEL) {
        (void)snprintf(label, length, "%zu", s + 1);
        return label;
    }
    for (size_t k = 0; k < player->n_infosets; k++) {
        used += (size_t)snprintf(label + used, length - used, "%s", k > 0 ? "/" : "");
        if (choice[k] == BRINK_GAME_NONE) {
            used += (size_t)snprintf(label + used, length - used, "*");
        } else {
            (void)brink_game_action_name(b->game, player->infoset[k], choice[k], label + used, length - used);
            used += strlen(label + used);
        }
    }
    return label;
}

static brink_status add_strategies(building *b, size_t i)
{
    size_t n = b->reduced[i].n;
    char **labels = calloc(n + 1, sizeof *labels);
    bool is_there = labels != NULL;
    for (size_t s = 0; s < n && is_there; s++) {
        labels[s] = strategy_label(b, i, s);
        is_there = labels[s] != NULL;
    }
    if (is_there) {
        (void)brink_game_add_infoset(b->table, i, "", n, (const char *const *)labels);
    }
    for (size_t s = 0; s < n && labels != NULL; s++) {
        free(labels[s]);
    }
    free(labels);
    return is_there ? BRINK_OK : BRINK_ENOMEM;
}

/* Which strategies let terminal node z be reached, and the probability of chance on its path. */
static void judge_path(building *b, size_t z, mpq_t chance, mpq_t q)
{
    const brink_game *game = b->game;
    memset(b->fits, 1, b->first_fit[game->n_players - 1] + b->reduced[game->n_players - 1].n);
    mpq_set_ui(chance, 1, 1);
    for (size_t n = z; game->nodes[n].parent != BRINK_GAME_NONE; n = game->nodes[n].parent) {
        size_t h = game->nodes[game->nodes[n].parent].infoset;
        size_t i = game->infosets[h].view.player;
        if (i == BRINK_GAME_CHANCE) {
            brink__game_exact_probability(game, h, game->nodes[n].action, q);
            mpq_mul(chance, chance, q);
            continue;
        }
        size_t n_infosets = game->players[i].n_infosets;
        for (size_t s = 0; s < b->reduced[i].n; s++) {
            if (b->reduced[i].choice[s * n_infosets + b->index_of[h]] != game->nodes[n].action) {
                b->fits[b->first_fit[i] + s] = 0;
            }
        }
    }
}

/* Adds chance times the payoffs of terminal node z to every profile of strategies that fit. */
static void add_path(building *b, size_t z, const mpq_t chance, mpq_t *share, mpq_t q)
{
    const brink_game *game = b->game;
    size_t n_players = game->n_players;
    size_t strategy[BRINK_GAME_MAX_PLAYERS];
    for (size_t i = 0; i < n_players; i++) {
        mpq_set_ui(share[i], 0, 1);
        for (size_t n = z; n != BRINK_GAME_NONE; n = game->nodes[n].parent) {
            if (game->nodes[n].outcome != BRINK_GAME_NONE) {
                brink__game_exact_payoff(game, game->nodes[n].outcome, i, q);
                mpq_add(share[i], share[i], q);
            }
        }
        mpq_mul(share[i], share[i], chance);
        strategy[i] = 0;
        while (strategy[i] < b->reduced[i].n && !b->fits[b->first_fit[i] + strategy[i]]) {
            strategy[i]++;
        }
        if (strategy[i] == b->reduced[i].n) {
            return; /* forgetful players may never get there */
        }
    }
    for (;;) {
        size_t profile = 0;
        for (size_t i = 0; i < n_players; i++) {
            profile += strategy[i] * b->stride[i];
        }
        for (size_t i = 0; i < n_players; i++) {
            mpq_add(b->payoff[profile * n_players + i], b->payoff[profile * n_players + i], share[i]);
        }
        size_t i = 0;
        for (; i < n_players; i++) { /* the next strategies that fit, as digits of a number */
            size_t next = strategy[i] + 1;
            while (next < b->reduced[i].n && !b->fits[b->first_fit[i] + next]) {
                next++;
            }
            if (next < b->reduced[i].n) {
                strategy[i] = next;
                break;
            }
            strategy[i] = 0;
            while (!b->fits[b->first_fit[i] + strategy[i]]) {
                strategy[i]++;
            }
        }
        if (i == n_players) {
            return;
        }
    }
}

/* The sums as payoffs of the table. */
static brink_status set_payoffs(building *b)
{
    size_t n_players = b->game->n_players;
    char *text[BRINK_GAME_MAX_PLAYERS] = {NULL};
    brink_status status = BRINK_OK;
    for (size_t s = 0; s < b->n_profiles && status == BRINK_OK; s++) {
        for (size_t i = 0; i < n_players && status == BRINK_OK; i++) {
            text[i] = brink__exact_text(b->payoff[s * n_players + i]);
            status = text[i] != NULL ? BRINK_OK : BRINK_ENOMEM;
        }
        if (status == BRINK_OK) {
            brink_game_set_payoffs_exact(b->table, s, (const char *const *)text);
        }
        for (size_t i = 0; i < n_players; i++) {
            free(text[i]);
            text[i] = NULL;
        }
    }
    return status;
}

static brink_status fill(building *b)
{
    size_t n_players = b->game->n_players;
    size_t n = b->n_profiles * n_players;
    mpq_t chance;
    mpq_t q;
    mpq_t share[BRINK_GAME_MAX_PLAYERS];
    b->payoff = malloc((n + 1) * sizeof *b->payoff);
    if (b->payoff == NULL) {
        return BRINK_ENOMEM;
    }
    for (size_t k = 0; k < n; k++) {
        mpq_init(b->payoff[k]);
    }
    mpq_inits(chance, q, (mpq_ptr)NULL);
    for (size_t i = 0; i < n_players; i++) {
        mpq_init(share[i]);
    }
    for (size_t z = 0; z < b->game->n_nodes; z++) {
        if (b->game->nodes[z].infoset == BRINK_GAME_NONE) {
            judge_path(b, z, chance, q);
            add_path(b, z, chance, share, q);
        }
    }
    brink_status status = set_payoffs(b);
    for (size_t i = 0; i < n_players; i++) {
        mpq_clear(share[i]);
    }
    mpq_clears(chance, q, (mpq_ptr)NULL);
    for (size_t k = 0; k < n; k++) {
        mpq_clear(b->payoff[k]);
    }
    free(b->payoff);
    return status;
}

static brink_status prepare(building *b, brink_error *err)
{
    const brink_game *game = b->game;
    size_t n_strategies = 0;
    b->n_profiles = 1;
    b->table = brink_game_new(BRINK_GAME_STRATEGIC, game->title);
    b->index_of = calloc(game->n_infosets + 1, sizeof *b->index_of);
    if (b->table == NULL || b->index_of == NULL) {
        return BRINK_ENOMEM;
    }
    brink_game_set_comment(b->table, game->comment);
    for (size_t i = 0; i < game->n_players; i++) {
        (void)brink_game_add_player(b->table, game->players[i].label);
        for (size_t k = 0; k < game->players[i].n_infosets; k++) {
            b->index_of[game->players[i].infoset[k]] = k;
        }
        b->stride[i] = b->n_profiles;
        b->first_fit[i] = n_strategies;
        n_strategies += b->reduced[i].n;
        b->n_profiles *= b->reduced[i].n;
        if (b->n_profiles * game->n_players > BRINK_GAME_MAX_ENTRIES) {
            return brink_fail(err, BRINK_EDATA, "the strategic form has more than %d payoffs",
                              (int)BRINK_GAME_MAX_ENTRIES);
        }
    }
    b->fits = malloc(n_strategies + 1);
    brink_status status = b->fits != NULL ? BRINK_OK : BRINK_ENOMEM;
    for (size_t i = 0; i < game->n_players && status == BRINK_OK; i++) {
        status = add_strategies(b, i);
    }
    return status;
}

brink_status brink__reduced_game(const brink_game *game, const brink__reduced *reduced, brink_game **strategic,
                                 brink_error *err)
{
    building b = {.game = game, .reduced = reduced};
    *strategic = NULL;
    brink_status status = prepare(&b, err);
    status = status == BRINK_OK ? fill(&b) : status;
    status = status == BRINK_OK ? brink_game_finish(b.table, err) : status;
    free(b.index_of);
    free(b.fits);
    if (status != BRINK_OK) {
        brink_game_free(b.table);
        return status == BRINK_ENOMEM ? brink_fail(err, status, "out of memory for a strategic form") : status;
    }
    *strategic = b.table;
    return BRINK_OK;
}
