/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Agents of a game in strategic form: one a player. */
#include <stdlib.h>
#include <string.h>

#include "agents.h"
#include "brink/game.h"

typedef struct table {
    brink__agents head; /* first */
    size_t n_profiles;
    double *payoff;  /* [n_players][n_profiles], scaled; the first player's strategy varies fastest */
    double *work[2]; /* [n_profiles] */
} table;

static void free_table(brink__agents *agents)
{
    table *t = (table *)(void *)agents;
    free(t->payoff);
    free(t->work[0]);
    brink__agents_fini(agents);
    free(t);
}

/* Takes the expectation over player k's strategy: in and out are arrays over the strategies of those players whose
 * `size` is not 1; size[k] becomes 1. */
static void average_out(const double *in, double *out, size_t *size, size_t n, size_t k, const double *p)
{
    size_t inner = 1;
    size_t outer = 1;
    for (size_t i = 0; i < k; i++) {
        inner *= size[i];
    }
    for (size_t i = k + 1; i < n; i++) {
        outer *= size[i];
    }
    for (size_t o = 0; o < outer; o++) {
        double *to = out + o * inner;
        const double *from = in + o * inner * size[k];
        for (size_t i = 0; i < inner; i++) {
            to[i] = p[0] * from[i];
        }
        for (size_t s = 1; s < size[k]; s++) {
            for (size_t i = 0; i < inner; i++) {
                to[i] += p[s] * from[s * inner + i];
            }
        }
    }
    size[k] = 1;
}

/* Averages player i's payoffs over all players but i and j (j = i: over all but i). Returns the array over what is
 * left. */
static const double *averaged(const table *t, const double *p, size_t i, size_t j)
{
    size_t n = t->head.n_agents;
    size_t size[BRINK_GAME_MAX_PLAYERS];
    for (size_t k = 0; k < n; k++) {
        size[k] = t->head.first[k + 1] - t->head.first[k];
    }
    const double *in = t->payoff + i * t->n_profiles;
    size_t turn = 0;
    for (size_t k = n; k > 0; k--) { /* from the slowest index: then rows are contiguous */
        if (k - 1 != i && k - 1 != j) {
            average_out(in, t->work[turn], size, n, k - 1, p + t->head.first[k - 1]);
            in = t->work[turn];
            turn = 1 - turn;
        }
    }
    return in;
}

static void payoffs(brink__agents *agents, const double *p, const double *log_p, double *v, double *dv)
{
    const table *t = (const table *)(void *)agents;
    const size_t *first = agents->first;
    size_t n_actions = agents->n_actions;
    (void)log_p;
    if (dv != NULL) {
        memset(dv, 0, n_actions * n_actions * sizeof *dv);
    }
    for (size_t i = 0; i < agents->n_agents; i++) {
        size_t n_own = first[i + 1] - first[i];
        bool is_done = false;
        for (size_t j = 0; j < agents->n_agents && dv != NULL; j++) {
            if (j == i) {
                continue;
            }
            const double *u = averaged(t, p, i, j);
            size_t n_other = first[j + 1] - first[j];
            size_t own_stride = i < j ? 1 : n_other;
            size_t other_stride = i < j ? n_own : 1;
            for (size_t a = 0; a < n_own; a++) {
                double sum = 0.0;
                double *row = dv + (first[i] + a) * n_actions + first[j];
                for (size_t b = 0; b < n_other; b++) {
                    row[b] = p[first[j] + b] * u[a * own_stride + b * other_stride];
                    sum += row[b];
                }
                if (!is_done) {
                    v[first[i] + a] = sum;
                }
            }
            is_done = true;
        }
        if (!is_done) {
            memcpy(v + first[i], averaged(t, p, i, i), n_own * sizeof *v);
        }
    }
}

brink_status brink__agents_of_table(const brink_game *game, const double *rationality, brink__agents **agents,
                                    brink_error *err)
{
    size_t n = brink_game_n_players(game);
    size_t n_profiles = brink_game_n_profiles(game);
    table *t = calloc(1, sizeof *t);
    if (t == NULL) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for the agents of a game");
    }
    t->head.payoffs = payoffs;
    t->head.free = free_table;
    t->n_profiles = n_profiles;
    t->payoff = malloc(n * n_profiles * sizeof *t->payoff);
    t->work[0] = malloc(2 * n_profiles * sizeof *t->work[0]);
    if (!brink__agents_init(&t->head, n) || t->payoff == NULL || t->work[0] == NULL) {
        free_table(&t->head);
        return brink_fail(err, BRINK_ENOMEM, "out of memory for the agents of a game");
    }
    t->work[1] = t->work[0] + n_profiles;
    double lo[BRINK_GAME_MAX_PLAYERS];
    double hi[BRINK_GAME_MAX_PLAYERS];
    double weight[BRINK_GAME_MAX_PLAYERS];
    double shift[BRINK_GAME_MAX_PLAYERS];
    for (size_t i = 0; i < n; i++) {
        const brink_game_player *player = brink_game_get_player(game, i);
        lo[i] = player->lo;
        hi[i] = player->hi;
        t->head.player[i] = i;
        t->head.first[i + 1] = t->head.first[i] + brink_game_get_infoset(game, player->infoset[0])->n_actions;
    }
    t->head.n_actions = t->head.first[n];
    t->head.scale = brink__agents_scale(n, rationality, lo, hi, weight, shift);
    const double *u = brink_game_payoffs(game);
    for (size_t s = 0; s < n_profiles; s++) {
        for (size_t i = 0; i < n; i++) {
            t->payoff[i * n_profiles + s] = weight[i] * (u[s * n + i] - shift[i]);
        }
    }
    *agents = &t->head;
    return BRINK_OK;
}
