/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/slow_quantal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 64, MOST_STEPS = 200000 };

/* --- payoffs ------------------------------------------------------------------------------------------------------ */

static void table_payoffs(const brink_game *game, const double *p, double *payoff)
{
    size_t n = brink_game_n_players(game);
    for (size_t s = 0; s < brink_game_n_profiles(game); s++) {
        for (size_t i = 0; i < n; i++) {
            double weight = 1.0;
            size_t own = 0;
            size_t rest = s;
            for (size_t j = 0; j < n; j++) {
                const brink_game_infoset *h = brink_game_get_infoset(game, j);
                size_t action = rest % h->n_actions;
                rest /= h->n_actions;
                weight *= j == i ? 1.0 : p[h->first + action];
                own = j == i ? h->first + action : own;
            }
            payoff[own] += weight * brink_game_payoffs(game)[s * n + i];
        }
    }
}

static double move_probability(const brink_game *game, const double *p, size_t node)
{
    const brink_game_node *n = brink_game_get_node(game, node);
    const brink_game_infoset *h = brink_game_get_infoset(game, brink_game_get_node(game, n->parent)->infoset);
    return h->probability != NULL ? h->probability[n->action] : p[h->first + n->action];
}

/* Each terminal node counts for every move on its path, with the probability of the path but for that move. */
static void tree_payoffs(const brink_game *game, const double *p, double *payoff)
{
    double reach[MOST] = {0.0};
    for (size_t z = 0; z < brink_game_n_nodes(game); z++) {
        const brink_game_node *end = brink_game_get_node(game, z);
        if (end->infoset != BRINK_GAME_NONE) {
            double to = 1.0;
            for (size_t m = z; brink_game_get_node(game, m)->parent != BRINK_GAME_NONE;
                 m = brink_game_get_node(game, m)->parent) {
                to *= move_probability(game, p, m);
            }
            reach[end->infoset] += to;
            continue;
        }
        for (size_t at = z; brink_game_get_node(game, at)->parent != BRINK_GAME_NONE;
             at = brink_game_get_node(game, at)->parent) {
            const brink_game_node *node = brink_game_get_node(game, at);
            const brink_game_infoset *h =
                brink_game_get_infoset(game, brink_game_get_node(game, node->parent)->infoset);
            if (h->player == BRINK_GAME_CHANCE) {
                continue;
            }
            double weight = 1.0;
            for (size_t m = z; brink_game_get_node(game, m)->parent != BRINK_GAME_NONE;
                 m = brink_game_get_node(game, m)->parent) {
                weight *= m == at ? 1.0 : move_probability(game, p, m);
            }
            payoff[h->first + node->action] += weight * end->payoffs[h->player];
        }
    }
    for (size_t h = 0; h < brink_game_n_infosets(game); h++) {
        const brink_game_infoset *view = brink_game_get_infoset(game, h);
        for (size_t a = 0; a < view->n_actions && view->player != BRINK_GAME_CHANCE; a++) {
            payoff[view->first + a] /= reach[h];
        }
    }
}

void slow_payoffs(const brink_game *game, const double *p, double *payoff)
{
    memset(payoff, 0, brink_game_n_actions(game) * sizeof *payoff);
    if (brink_game_get_form(game) == BRINK_GAME_STRATEGIC) {
        table_payoffs(game, p, payoff);
    } else {
        tree_payoffs(game, p, payoff);
    }
}

/* --- the curve ---------------------------------------------------------------------------------------------------- */

/* Unknowns: log odds of all actions but the last of their set, then lambda times `scale`. */
typedef struct curve {
    const brink_game *game;
    size_t n;
    double scale;
} curve;

static void probabilities(const curve *c, const double *z, double *p)
{
    size_t k = 0;
    for (size_t h = 0; h < brink_game_n_infosets(c->game); h++) {
        const brink_game_infoset *view = brink_game_get_infoset(c->game, h);
        if (view->player == BRINK_GAME_CHANCE) {
            continue;
        }
        double top = 0.0;
        for (size_t a = 0; a + 1 < view->n_actions; a++) {
            top = fmax(top, z[k + a]);
        }
        double sum = exp(-top);
        for (size_t a = 0; a + 1 < view->n_actions; a++) {
            sum += exp(z[k + a] - top);
        }
        for (size_t a = 0; a < view->n_actions; a++) {
            p[view->first + a] = exp((a + 1 < view->n_actions ? z[k + a] : 0.0) - top) / sum;
        }
        k += view->n_actions - 1;
    }
}

static void equations(const curve *c, const double *z, double *f)
{
    double p[MOST];
    double payoff[MOST];
    double lambda = z[c->n] / c->scale;
    size_t k = 0;
    probabilities(c, z, p);
    slow_payoffs(c->game, p, payoff);
    for (size_t h = 0; h < brink_game_n_infosets(c->game); h++) {
        const brink_game_infoset *view = brink_game_get_infoset(c->game, h);
        if (view->player == BRINK_GAME_CHANCE) {
            continue;
        }
        double last = payoff[view->first + view->n_actions - 1];
        for (size_t a = 0; a + 1 < view->n_actions; a++, k++) {
            f[k] = z[k] - lambda * (payoff[view->first + a] - last);
        }
    }
}

/* Central differences; a[n + 1][n + 1], the last row is left alone. */
static void derivatives(const curve *c, const double *z, double a[MOST][MOST])
{
    double moved[MOST];
    double up[MOST];
    double down[MOST];
    for (size_t j = 0; j <= c->n; j++) {
        double step = 1e-6;
        memcpy(moved, z, (c->n + 1) * sizeof *moved);
        moved[j] = z[j] + step;
        equations(c, moved, up);
        moved[j] = z[j] - step;
        equations(c, moved, down);
        for (size_t i = 0; i < c->n; i++) {
            a[i][j] = (up[i] - down[i]) / (2.0 * step);
        }
    }
}

/* Gauss with row pivots; b becomes the solution. */
static bool eliminate(size_t n, double a[MOST][MOST], double *b)
{
    for (size_t k = 0; k < n; k++) {
        size_t best = k;
        for (size_t i = k + 1; i < n; i++) {
            best = fabs(a[i][k]) > fabs(a[best][k]) ? i : best;
        }
        if (!(fabs(a[best][k]) > 0.0)) {
            return false;
        }
        for (size_t j = 0; j < n; j++) {
            double swap = a[k][j];
            a[k][j] = a[best][j];
            a[best][j] = swap;
        }
        double swap = b[k];
        b[k] = b[best];
        b[best] = swap;
        for (size_t i = k + 1; i < n; i++) {
            double factor = a[i][k] / a[k][k];
            for (size_t j = k; j < n; j++) {
                a[i][j] -= factor * a[k][j];
            }
            b[i] -= factor * b[k];
        }
    }
    for (size_t k = n; k > 0; k--) {
        for (size_t j = k; j < n; j++) {
            b[k - 1] -= a[k - 1][j] * b[j];
        }
        b[k - 1] /= a[k - 1][k - 1];
    }
    return true;
}

/* Newton with the last row as border; z moves across it. */
static bool correct(const curve *c, const double *border, double *z)
{
    static double a[MOST][MOST];
    double f[MOST];
    for (int k = 0; k < 30; k++) {
        equations(c, z, f);
        derivatives(c, z, a);
        memcpy(a[c->n], border, (c->n + 1) * sizeof *border);
        f[c->n] = 0.0;
        if (!eliminate(c->n + 1, a, f)) {
            return false;
        }
        double size = 0.0;
        for (size_t j = 0; j <= c->n; j++) {
            z[j] -= f[j];
            size = fmax(size, fabs(f[j]));
        }
        if (!(size < 0.5)) {
            return false;
        }
        if (size < 1e-11) {
            return true;
        }
    }
    return false;
}

static bool turn(const curve *c, const double *z, double *tangent)
{
    static double a[MOST][MOST];
    double t[MOST] = {0.0};
    derivatives(c, z, a);
    memcpy(a[c->n], tangent, (c->n + 1) * sizeof *tangent);
    t[c->n] = 1.0;
    if (!eliminate(c->n + 1, a, t)) {
        return false;
    }
    double size = 0.0;
    for (size_t j = 0; j <= c->n; j++) {
        size += t[j] * t[j];
    }
    for (size_t j = 0; j <= c->n; j++) {
        tangent[j] = t[j] / sqrt(size);
    }
    return true;
}

bool slow_quantal(const brink_game *game, double lambda, double length, double *p)
{
    curve c = {.game = game};
    double z[MOST] = {0.0};
    double before[MOST] = {0.0};
    double tangent[MOST] = {0.0};
    for (size_t h = 0; h < brink_game_n_infosets(game); h++) {
        const brink_game_infoset *view = brink_game_get_infoset(game, h);
        c.n += view->player != BRINK_GAME_CHANCE ? view->n_actions - 1 : 0;
    }
    for (size_t i = 0; i < brink_game_n_players(game); i++) {
        const brink_game_player *player = brink_game_get_player(game, i);
        c.scale = fmax(c.scale, player->hi - player->lo);
    }
    if (brink_game_n_actions(game) + 1 > MOST || brink_game_n_infosets(game) > MOST) {
        fprintf(stderr, "too large for the slow solver\n");
        exit(1);
    }
    double target = lambda * c.scale;
    tangent[c.n] = 1.0;
    for (int k = 0; k < MOST_STEPS && z[c.n] < target; k++) {
        memcpy(before, z, sizeof z);
        if (!turn(&c, z, tangent)) {
            return false;
        }
        for (size_t j = 0; j <= c.n; j++) {
            z[j] += length * tangent[j];
        }
        if (!correct(&c, tangent, z)) {
            return false;
        }
    }
    if (z[c.n] < target) {
        return false;
    }
    double share = target > 0.0 ? (target - before[c.n]) / (z[c.n] - before[c.n]) : 0.0;
    for (size_t j = 0; j < c.n && target > 0.0; j++) {
        z[j] = before[j] + share * (z[j] - before[j]);
    }
    z[c.n] = target;
    double fixed[MOST] = {0.0};
    fixed[c.n] = 1.0;
    bool is_right = correct(&c, fixed, z);
    probabilities(&c, z, p);
    return is_right;
}
