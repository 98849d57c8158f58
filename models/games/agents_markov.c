/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Agents of a stochastic game: a player in a state. Values follow from the probabilities by a linear system for each
 * player,
 *
 *     V = r + P V,   r(s) = E u(s, a),   P(s, t) = E delta(s, a) phi(t | s, a),
 *
 * so the equilibrium is one in probabilities alone, like that of any other game. With w(s, a) = u(s, a) + delta(s, a)
 * sum_t phi(t | s, a) V(t), an action pays Q(s, b) = E[w | b], and
 *
 *     dQ(s, b) / dlog p(t, c) = [s = t] p_c E[w | b, c]  +  sum_x M(s, b)(x) dV(x) / dlog p(t, c)
 *     dV / dlog p(t, c) = (I - P)^-1 e_t p_c E[w(t, .) | c],   M(s, b)(x) = E[delta phi(x | s, a) | b],
 *
 * c being an action of anybody in state t; in the first term of somebody else. */
#include <gsl/gsl_blas.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_permute_vector.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "brink/game.h"
#include "markov.h"

typedef struct markov {
    brink__agents head;                /* first */
    const brink_markov_game *game;     /* borrowed */
    size_t n_players, n_states, n_all; /* n_all: actions */
    double *weight, *shift;            /* [n_players] payoffs are weight (u - shift) */
    double *w;                         /* [most profiles] payoffs with what follows */
    double *value;                     /* [n_states][n_players] */
    double *system;                    /* [n_states][n_states] I - P, factored */
    double *right;                     /* [n_states] */
    double *leads;                     /* [n_all][n_states] M of the player at hand */
    double *given;                     /* [n_all] E[w | c] of the player at hand, for actions of everybody */
    gsl_permutation order;
} markov;

static void free_markov(brink__agents *agents)
{
    markov *m = (markov *)(void *)agents;
    free(m->weight);
    free(m->order.data);
    brink__agents_fini(agents);
    free(m);
}

/* The actions of a profile: behaviour indices, one a player. */
static void unpack(const markov *m, size_t s, size_t profile, size_t *action)
{
    for (size_t i = 0; i < m->n_players; i++) {
        const brink_markov_agent *agent = &m->game->agent[s * m->n_players + i];
        action[i] = agent->first + profile % agent->n_actions;
        profile /= agent->n_actions;
    }
}

/* The probability of a profile when players i and j do not count (n_players: nobody). */
static double share_without(const markov *m, const size_t *action, const double *p, size_t i, size_t j)
{
    double share = 1.0;
    for (size_t k = 0; k < m->n_players; k++) {
        share *= k == i || k == j ? 1.0 : p[action[k]];
    }
    return share;
}

static double scaled(const markov *m, const markov_state *state, size_t profile, size_t i)
{
    return m->weight[i] * (state->payoff[profile * m->n_players + i] - m->shift[i]);
}

/* I - P and r of player i, then V. False when the system is singular: probabilities far from any sum of one. */
static bool set_values(markov *m, size_t i, const double *p)
{
    size_t n = m->n_states;
    size_t action[BRINK_GAME_MAX_PLAYERS];
    memset(m->system, 0, n * n * sizeof *m->system);
    memset(m->right, 0, n * sizeof *m->right);
    for (size_t s = 0; s < n; s++) {
        const markov_state *state = &m->game->state[s];
        m->system[s * n + s] = 1.0;
        for (size_t a = 0; a < state->n_profiles; a++) {
            unpack(m, s, a, action);
            double share = share_without(m, action, p, m->n_players, m->n_players);
            double follows = share * state->discount[a * m->n_players + i];
            m->right[s] += share * scaled(m, state, a, i);
            for (size_t t = 0; t < n; t++) {
                m->system[s * n + t] -= follows * state->to[a * n + t];
            }
        }
    }
    int sign = 0;
    gsl_matrix_view system = gsl_matrix_view_array(m->system, n, n);
    gsl_vector_view right = gsl_vector_view_array(m->right, n);
    bool is_regular = gsl_linalg_LU_decomp(&system.matrix, &m->order, &sign) == GSL_SUCCESS;
    for (size_t s = 0; s < n && is_regular; s++) {
        is_regular = fabs(m->system[s * n + s]) > 0.0;
    }
    if (is_regular) {
        (void)gsl_linalg_LU_svx(&system.matrix, &m->order, &right.vector);
    }
    for (size_t s = 0; s < n; s++) {
        m->value[s * m->n_players + i] = is_regular ? m->right[s] : (double)NAN;
    }
    return is_regular;
}

/* w of player i in a state. */
static void set_w(markov *m, size_t s, size_t i)
{
    const markov_state *state = &m->game->state[s];
    for (size_t a = 0; a < state->n_profiles; a++) {
        double follows = 0.0;
        for (size_t t = 0; t < m->n_states; t++) {
            follows += state->to[a * m->n_states + t] * m->value[t * m->n_players + i];
        }
        m->w[a] = scaled(m, state, a, i) + state->discount[a * m->n_players + i] * follows;
    }
}

/* Q of player i in a state; with derivatives, also E[w | c], M, and what the state's own probabilities change at once.
 */
static void set_state(markov *m, size_t s, size_t i, const double *p, double *v, double *dv)
{
    const markov_state *state = &m->game->state[s];
    size_t action[BRINK_GAME_MAX_PLAYERS] = {0};
    set_w(m, s, i);
    for (size_t a = 0; a < state->n_profiles; a++) {
        unpack(m, s, a, action);
        double share = share_without(m, action, p, i, m->n_players);
        v[action[i]] += share * m->w[a];
        if (dv == NULL) {
            continue;
        }
        double follows = share * state->discount[a * m->n_players + i];
        for (size_t t = 0; t < m->n_states; t++) {
            m->leads[action[i] * m->n_states + t] += follows * state->to[a * m->n_states + t];
        }
        for (size_t j = 0; j < m->n_players; j++) {
            m->given[action[j]] += share_without(m, action, p, j, m->n_players) * m->w[a];
            if (j != i) {
                dv[action[i] * m->n_all + action[j]] += share_without(m, action, p, i, j) * p[action[j]] * m->w[a];
            }
        }
    }
}

/* What probabilities anywhere change through values: rows of player i. */
static void add_value_terms(markov *m, size_t i, const double *p, double *dv)
{
    size_t n = m->n_states;
    gsl_matrix_view system = gsl_matrix_view_array(m->system, n, n);
    for (size_t s = 0; s < n; s++) {
        const brink_markov_agent *own = &m->game->agent[s * m->n_players + i];
        for (size_t r = own->first; r < own->first + own->n_actions; r++) {
            double *lead = m->leads + r * n;
            /* M (I - P)^-1: the transposed system, L and U the other way round, then the rows put back */
            gsl_vector_view b = gsl_vector_view_array(lead, n);
            (void)gsl_blas_dtrsv(CblasUpper, CblasTrans, CblasNonUnit, &system.matrix, &b.vector);
            (void)gsl_blas_dtrsv(CblasLower, CblasTrans, CblasUnit, &system.matrix, &b.vector);
            (void)gsl_permute_vector_inverse(&m->order, &b.vector);
            for (size_t t = 0; t < n; t++) {
                for (size_t j = 0; j < m->n_players; j++) {
                    const brink_markov_agent *other = &m->game->agent[t * m->n_players + j];
                    for (size_t c = other->first; c < other->first + other->n_actions; c++) {
                        dv[r * m->n_all + c] += lead[t] * p[c] * m->given[c];
                    }
                }
            }
        }
    }
}

static void payoffs(brink__agents *agents, const double *p, const double *log_p, double *v, double *dv)
{
    markov *m = (markov *)(void *)agents;
    (void)log_p;
    memset(v, 0, m->n_all * sizeof *v);
    if (dv != NULL) {
        memset(dv, 0, m->n_all * m->n_all * sizeof *dv);
    }
    for (size_t i = 0; i < m->n_players; i++) {
        bool is_regular = set_values(m, i, p);
        memset(m->leads, 0, m->n_all * m->n_states * sizeof *m->leads);
        memset(m->given, 0, m->n_all * sizeof *m->given);
        for (size_t s = 0; s < m->n_states; s++) {
            set_state(m, s, i, p, v, dv);
        }
        if (dv != NULL && is_regular) {
            add_value_terms(m, i, p, dv);
        }
    }
}

const double *brink__agents_markov_values(const brink__agents *agents)
{
    const markov *m = (const markov *)(const void *)agents;
    return m->value;
}

/* --- making ------------------------------------------------------------------------------------------------------- */

/* The span of what a player can get in all, hi - lo, from which the scale follows; and what may be taken off its
 * payoffs: constants do not matter where its discounts are all the same. */
static void set_ranges(const brink_markov_game *game, size_t i, double *lo, double *hi)
{
    double most = 0.0;
    double least = 1.0;
    *lo = *hi = game->state[0].payoff[i];
    for (size_t s = 0; s < game->n_states; s++) {
        for (size_t a = 0; a < game->state[s].n_profiles; a++) {
            double u = game->state[s].payoff[a * game->n_players + i];
            double delta = game->state[s].discount[a * game->n_players + i];
            *lo = u < *lo ? u : *lo;
            *hi = u > *hi ? u : *hi;
            most = delta > most ? delta : most;
            least = delta < least ? delta : least;
        }
    }
    double span = (*hi - *lo) / (1.0 - most);
    *lo = most > least ? 0.0 : *lo;
    *hi = *lo + span;
}

static bool allocate(markov *m)
{
    size_t most = 0;
    for (size_t s = 0; s < m->n_states; s++) {
        most = m->game->state[s].n_profiles > most ? m->game->state[s].n_profiles : most;
    }
    size_t n = m->n_states;
    m->weight = calloc(2 * m->n_players + most + n * m->n_players + n * n + n + m->n_all * n + m->n_all,
                       sizeof *m->weight); /* all in one piece */
    m->order.size = n;
    m->order.data = calloc(n + 1, sizeof *m->order.data);
    if (!brink__agents_init(&m->head, n * m->n_players) || m->weight == NULL || m->order.data == NULL) {
        return false;
    }
    m->shift = m->weight + m->n_players;
    m->w = m->shift + m->n_players;
    m->value = m->w + most;
    m->system = m->value + n * m->n_players;
    m->right = m->system + n * n;
    m->leads = m->right + n;
    m->given = m->leads + m->n_all * n;
    return true;
}

brink_status brink__agents_of_markov(const brink_markov_game *game, const double *rationality, brink__agents **agents,
                                     brink_error *err)
{
    markov *m = calloc(1, sizeof *m);
    if (m == NULL) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for the agents of a game");
    }
    m->head.payoffs = payoffs;
    m->head.free = free_markov;
    m->game = game;
    m->n_players = game->n_players;
    m->n_states = game->n_states;
    m->n_all = game->n_actions;
    if (!allocate(m)) {
        free_markov(&m->head);
        return brink_fail(err, BRINK_ENOMEM, "out of memory for the agents of a game");
    }
    for (size_t k = 0; k < m->head.n_agents; k++) {
        m->head.first[k + 1] = m->head.first[k] + game->agent[k].n_actions;
        m->head.player[k] = game->agent[k].player;
    }
    m->head.n_actions = m->n_all;
    double lo[BRINK_GAME_MAX_PLAYERS];
    double hi[BRINK_GAME_MAX_PLAYERS];
    for (size_t i = 0; i < m->n_players; i++) {
        set_ranges(game, i, &lo[i], &hi[i]);
    }
    m->head.scale = brink__agents_scale(m->n_players, rationality, lo, hi, m->weight, m->shift);
    *agents = &m->head;
    return BRINK_OK;
}
