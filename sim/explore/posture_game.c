/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explore/posture_game.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/no_memory.h"
#include "brink/nash.h"
#include "brink/quantal.h"
#include "explore/memory.h"

/* --- payoffs */

double brink__pay_against(const brink__posture_game *g, size_t side, size_t i, const double *p)
{
    const double *other = side == 0 ? p + g->n[0] : p;
    double sum = 0.0;
    for (size_t j = 0; j < g->n[1 - side]; j++) {
        sum += other[j] != 0.0 ? other[j] * brink__pay_of(g, side, i, j) : 0.0;
    }
    return sum;
}

double brink__pay_of_mixtures(const brink__posture_game *g, size_t side, const double *p)
{
    const double *own = side == 0 ? p : p + g->n[0];
    double sum = 0.0;
    for (size_t i = 0; i < g->n[side]; i++) {
        sum += own[i] != 0.0 ? own[i] * brink__pay_against(g, side, i, p) : 0.0;
    }
    return sum;
}

double brink__gain(const brink__posture_game *g, size_t side, size_t i, size_t j)
{
    double best = brink__pay_of(g, side, 0, j);
    for (size_t k = 1; k < g->n[side]; k++) {
        best = fmax(best, brink__pay_of(g, side, k, j));
    }
    return best - brink__pay_of(g, side, i, j);
}

double brink__regret(const brink__posture_game *g, const double *p)
{
    double regret = 0.0;
    for (size_t side = 0; side < 2; side++) {
        const double got = brink__pay_of_mixtures(g, side, p);
        for (size_t i = 0; i < g->n[side]; i++) {
            regret = fmax(regret, brink__pay_against(g, side, i, p) - got);
        }
    }
    return regret;
}

/* --- equilibria */

void brink__profiles_fini(brink__profiles *profiles)
{
    free(profiles->p);
    free(profiles->component);
    *profiles = (brink__profiles){0};
}

/* As a game of the library, whose first player's strategies vary fastest. */
static brink_status make_game(const brink__posture_game *g, brink_game **game, brink_error *err)
{
    static const char *const players[] = {"rows", "columns"};
    double *payoff = malloc(2 * g->n[0] * g->n[1] * sizeof *payoff);
    *game = NULL;
    brink_status status = brink__has_memory(payoff, "a game", err);
    if (status == BRINK_OK) {
        for (size_t i = 0; i < g->n[0]; i++) {
            for (size_t j = 0; j < g->n[1]; j++) {
                payoff[2 * (j * g->n[0] + i)] = brink__pay(g, 0, i, j);
                payoff[2 * (j * g->n[0] + i) + 1] = brink__pay(g, 1, i, j);
            }
        }
        status = brink_game_new_table("postures", 2, players, g->n, NULL, payoff, game, err);
    }
    free(payoff);
    return status;
}

static brink_status take(const brink_solutions *from, size_t n_actions, brink__profiles *to, brink_error *err)
{
    to->p = calloc(from->n * n_actions + 1, sizeof *to->p);
    to->component = calloc(from->n + 1, sizeof *to->component);
    if (!to->p || !to->component) {
        return brink__no_memory(err, "equilibria");
    }
    for (size_t e = 0; e < from->n; e++) {
        memcpy(to->p + e * n_actions, from->item[e].p, n_actions * sizeof *to->p);
        to->component[e] = from->item[e].component;
    }
    to->n = from->n;
    to->is_degenerate = from->is_degenerate;
    to->is_cut = from->is_cut;
    return BRINK_OK;
}

brink_status brink__find_nash(const brink__posture_game *g, brink__profiles *profiles, brink_error *err)
{
    brink_game *game = NULL;
    brink_solutions *found = NULL;
    *profiles = (brink__profiles){0};
    brink_status status = make_game(g, &game, err);
    if (status == BRINK_OK) {
        status = brink_nash_all(game, BRINK_DUEL_MAX_EQUILIBRIA, &found, err);
    }
    if (status == BRINK_OK) {
        status = take(found, g->n[0] + g->n[1], profiles, err);
    }
    brink_solutions_free(found);
    brink_game_free(game);
    return status;
}

brink_status brink__find_quantal(const brink__posture_game *g, const double *lambda, size_t n_lambdas,
                                 brink__profiles *profiles, brink_error *err)
{
    brink_game *game = NULL;
    brink_solutions *found = NULL;
    *profiles = (brink__profiles){0};
    const brink_quantal_options how = {.lambda = lambda, .n_lambdas = n_lambdas};
    if (n_lambdas == 0) {
        return BRINK_OK;
    }
    brink_status status = make_game(g, &game, err);
    if (status == BRINK_OK) {
        status = brink_quantal_solve(game, &how, &found, err);
    }
    if (status == BRINK_OK || (status == BRINK_EDIVERGE && found)) {
        status = take(found, g->n[0] + g->n[1], profiles, err);
    }
    brink_solutions_free(found);
    brink_game_free(game);
    return status;
}

/* --- dominance */

static size_t offset(const brink__posture_game *g, size_t side)
{
    return side == 0 ? 0 : g->n[0];
}

/* `other` against i over the opponent's postures that are in. */
static bool is_better_everywhere(const brink__posture_game *g, const bool *is_out, size_t side, size_t other, size_t i)
{
    for (size_t j = 0; j < g->n[1 - side]; j++) {
        const bool counts = !is_out || !is_out[offset(g, 1 - side) + j];
        if (counts && !(brink__pay_of(g, side, other, j) > brink__pay_of(g, side, i, j))) {
            return false;
        }
    }
    return true;
}

/* Whether i is a best reply to some posture of the opponent: then no mixture dominates it strictly. */
static bool is_some_best_reply(const brink__posture_game *g, const bool *is_out, size_t side, size_t i)
{
    for (size_t j = 0; j < g->n[1 - side]; j++) {
        bool is_best = !is_out || !is_out[offset(g, 1 - side) + j];
        for (size_t k = 0; is_best && k < g->n[side]; k++) {
            const bool counts = !is_out || !is_out[offset(g, side) + k];
            is_best = !counts || !(brink__pay_of(g, side, k, j) > brink__pay_of(g, side, i, j));
        }
        if (is_best) {
            return true;
        }
    }
    return false;
}

/* Whether the other postures, mixed well, beat i by more than 0 whatever the opponent does. */
static brink_status beats(const brink__posture_game *g, const bool *is_out, size_t side, size_t i, bool *is_beaten,
                          brink_error *err)
{
    brink__posture_game difference = {{0, 0}, NULL};
    brink__profiles found = {0};
    size_t n = 0;
    double *u = malloc(2 * g->n[0] * g->n[1] * sizeof *u);
    brink_status status = brink__has_memory(u, "a game", err);
    for (size_t k = 0; status == BRINK_OK && k < g->n[side]; k++) {
        if (k == i || (is_out && is_out[offset(g, side) + k])) {
            continue;
        }
        difference.n[0]++;
        for (size_t j = 0; j < g->n[1 - side]; j++) {
            if (!is_out || !is_out[offset(g, 1 - side) + j]) {
                const double d = brink__pay_of(g, side, k, j) - brink__pay_of(g, side, i, j);
                u[n++] = d;
                u[n++] = -d;
            }
        }
    }
    *is_beaten = false;
    if (status == BRINK_OK && difference.n[0] > 1) {
        difference.u = u;
        difference.n[1] = n / 2 / difference.n[0];
        status = brink__find_nash(&difference, &found, err);
        *is_beaten = status == BRINK_OK && found.n > 0 && brink__pay_of_mixtures(&difference, 0, found.p) > 0.0;
    }
    brink__profiles_fini(&found);
    free(u);
    return status;
}

brink_status brink__find_strict(const brink__posture_game *g, const bool *is_out, size_t *by, brink_error *err)
{
    brink_status status = BRINK_OK;
    for (size_t side = 0; side < 2; side++) {
        for (size_t i = 0; i < g->n[side] && status == BRINK_OK; i++) {
            size_t *found = &by[offset(g, side) + i];
            *found = BRINK__NOTHING;
            if ((is_out && is_out[offset(g, side) + i]) || is_some_best_reply(g, is_out, side, i)) {
                continue;
            }
            for (size_t k = 0; k < g->n[side] && *found == BRINK__NOTHING; k++) {
                const bool counts = !is_out || !is_out[offset(g, side) + k];
                *found = counts && is_better_everywhere(g, is_out, side, k, i) ? k : BRINK__NOTHING;
            }
            bool is_beaten = false;
            if (*found == BRINK__NOTHING) {
                status = beats(g, is_out, side, i, &is_beaten, err);
            }
            *found = is_beaten ? BRINK_DUEL_MIXTURE : *found;
        }
    }
    return status;
}

size_t brink__find_weak(const brink__posture_game *g, size_t side, size_t i)
{
    for (size_t k = 0; k < g->n[side]; k++) {
        bool is_worse = false;
        bool is_better = false;
        for (size_t j = 0; j < g->n[1 - side]; j++) {
            const double d = brink__pay_of(g, side, k, j) - brink__pay_of(g, side, i, j);
            is_worse = is_worse || d < 0.0;
            is_better = is_better || d > 0.0;
        }
        if (is_better && !is_worse) {
            return k;
        }
    }
    return BRINK__NOTHING;
}

brink_status brink__eliminate(const brink__posture_game *g, size_t *round, brink_error *err)
{
    const size_t n = g->n[0] + g->n[1];
    bool *is_out = calloc(n, sizeof *is_out);
    size_t *by = calloc(n, sizeof *by);
    brink_status status = brink__has_memory(is_out && by, "postures", err);
    memset(round, 0, n * sizeof *round);
    bool is_going = status == BRINK_OK;
    for (size_t k = 1; is_going; k++) {
        is_going = false;
        status = brink__find_strict(g, is_out, by, err);
        for (size_t i = 0; i < n && status == BRINK_OK; i++) {
            if (!is_out[i] && by[i] != BRINK__NOTHING) {
                is_out[i] = true;
                round[i] = k;
                is_going = true;
            }
        }
    }
    free(is_out);
    free(by);
    return status;
}
