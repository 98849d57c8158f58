/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/random_game.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "brink/rng.h"

enum { MOST_PLAYERS = 8, MOST_DEPTH = 8, SETS = 3 };

typedef struct growing {
    gsl_rng *rng;
    brink_game *game;
    payoff_kind kind;
    bool is_perfect;
    size_t n_players;
    size_t set[MOST_DEPTH][SETS]; /* information sets of a level: so none is met twice on a path */
} growing;

static gsl_rng *new_rng(uint64_t seed)
{
    gsl_rng *rng = gsl_rng_alloc(brink_rng_philox);
    gsl_rng_set(rng, (unsigned long)seed);
    return rng;
}

static size_t below(gsl_rng *rng, size_t n)
{
    return (size_t)gsl_rng_uniform_int(rng, (unsigned long)n);
}

static double payoff(gsl_rng *rng, payoff_kind kind)
{
    double u = gsl_rng_uniform(rng);
    switch (kind) {
    case PAYOFF_WHOLE:
        return floor(5.0 * u) - 2.0;
    case PAYOFF_SPREAD:
        return (below(rng, 2) == 0 ? -1.0 : 1.0) * exp(4.0 * u);
    case PAYOFF_UNIFORM:
    case PAYOFF_COORDINATION:
    case PAYOFF_N:
        break;
    }
    return 2.0 * u - 1.0;
}

static void must(brink_game *game)
{
    brink_error err = {0};
    if (game == NULL || brink_game_finish(game, &err) != BRINK_OK) {
        fprintf(stderr, "random game: %s\n", err.what);
        exit(1);
    }
}

brink_game *random_table(uint64_t seed, size_t n_players, size_t most_actions, payoff_kind kind)
{
    gsl_rng *rng = new_rng(seed);
    brink_game *game = brink_game_new(BRINK_GAME_STRATEGIC, "random");
    size_t n[MOST_PLAYERS];
    size_t n_profiles = 1;
    for (size_t i = 0; i < n_players; i++) {
        char label[32];
        snprintf(label, sizeof label, "P%zu", i + 1);
        (void)brink_game_add_player(game, label);
    }
    for (size_t i = 0; i < n_players; i++) {
        static const char *const labels[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
        n[i] = 2 + below(rng, most_actions - 1);
        n_profiles *= n[i];
        (void)brink_game_add_infoset(game, i, "", n[i], labels);
    }
    for (size_t s = 0; s < n_profiles; s++) {
        double u[MOST_PLAYERS];
        bool is_same = true;
        for (size_t i = 0, rest = s; i < n_players; rest /= n[i++]) {
            is_same = is_same && rest % n[i] == s % n[0];
        }
        for (size_t i = 0; i < n_players; i++) {
            u[i] = kind == PAYOFF_COORDINATION ? (is_same ? 1.0 : 0.0) + 0.025 * payoff(rng, PAYOFF_UNIFORM)
                                               : payoff(rng, kind);
        }
        brink_game_set_payoffs(game, s, u);
    }
    must(game);
    gsl_rng_free(rng);
    return game;
}

static void grow(growing *g, size_t parent, size_t action, size_t level, size_t depth)
{
    double u[MOST_PLAYERS];
    if (level == depth || (level > 1 && gsl_rng_uniform(g->rng) < 0.2)) {
        for (size_t i = 0; i < g->n_players; i++) {
            u[i] = payoff(g->rng, g->kind);
        }
        (void)brink_game_add_leaf(g->game, parent, action, "", u);
        return;
    }
    static const char *const labels[] = {"a", "b", "c"};
    size_t n_actions = 2 + (below(g->rng, 4) == 0);
    size_t h = BRINK_GAME_NONE;
    size_t *shared = &g->set[level][below(g->rng, SETS)];
    if (gsl_rng_uniform(g->rng) < 0.2) {
        double p = 0.01 + 0.98 * gsl_rng_uniform(g->rng);
        h = brink_game_add_chance(g->game, "luck", 2, labels, (const double[]){p, 1.0 - p});
    } else if (g->is_perfect || *shared == BRINK_GAME_NONE) {
        char label[32];
        snprintf(label, sizeof label, "h%zu", brink_game_n_infosets(g->game));
        h = brink_game_add_infoset(g->game, below(g->rng, g->n_players), label, n_actions, labels);
        *shared = h;
    } else {
        h = *shared;
    }
    size_t outcome = BRINK_GAME_NONE;
    if (gsl_rng_uniform(g->rng) < 0.1) {
        for (size_t i = 0; i < g->n_players; i++) {
            u[i] = payoff(g->rng, g->kind);
        }
        outcome = brink_game_add_outcome(g->game, "on the way", u);
    }
    size_t node = brink_game_add_node(g->game, parent, action, h, outcome, "");
    n_actions = brink_game_get_infoset(g->game, h)->n_actions;
    for (size_t a = 0; a < n_actions; a++) {
        grow(g, node, a, level + 1, depth);
    }
}

static brink_game *new_tree(uint64_t seed, size_t depth, payoff_kind kind, bool is_perfect)
{
    growing g = {.rng = new_rng(seed), .kind = kind, .is_perfect = is_perfect};
    g.game = brink_game_new(BRINK_GAME_EXTENSIVE, "random");
    g.n_players = 1 + below(g.rng, 3);
    for (size_t i = 0; i < g.n_players; i++) {
        char label[32];
        snprintf(label, sizeof label, "P%zu", i + 1);
        (void)brink_game_add_player(g.game, label);
    }
    for (size_t level = 0; level < MOST_DEPTH; level++) {
        for (size_t k = 0; k < SETS; k++) {
            g.set[level][k] = BRINK_GAME_NONE;
        }
    }
    grow(&g, BRINK_GAME_NONE, 0, 0, depth);
    must(g.game);
    gsl_rng_free(g.rng);
    return g.game;
}

brink_game *random_tree(uint64_t seed, size_t depth, payoff_kind kind)
{
    return new_tree(seed, depth, kind, false);
}

brink_game *random_perfect_tree(uint64_t seed, size_t depth, payoff_kind kind)
{
    return new_tree(seed, depth, kind, true);
}
