/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One stage of one replica as a system of equations in (aggregates, scale): what the tracer follows. Scalar, in the
 * log domain, without the bounds that the fast solver needs. Private to models/deterrence.
 *
 * Unknowns: a block (H_j, R_j, D_j/(1 + x)) of every defender j for each point (a severity at which the defenders are
 * anticipated), then the border (A_i, B_i) of every challenger i. A block depends on its own unknowns, on the
 * border through v = sum of the other challengers' A + s_a, and on the scale x of all rationalities; the border depends
 * on the blocks of its own challenger: an arrowhead. D grows
 * with x, so it is kept per unit of scale: else it would be most of the length of a path to a large scale. */
#ifndef MODELS_DETERRENCE_SITUATION_H
#define MODELS_DETERRENCE_SITUATION_H

#include "program.h"

typedef struct situation {
    const program *p;
    const theatre *t;
    const work *w;
    size_t lane;
    size_t m;        /* size of a block: 3 x defenders */
    size_t n_blocks; /* 0 when challengers are myopic */
    size_t n_border; /* 2 x challengers; 0 for the defenders' stage */
    double severity; /* of the only block of the defenders' stage */
    double level, unity, red_line;
} situation;

/* The challengers' stage (with its points) or the defenders' stage at w->seen of theatre `t` in one lane. */
situation brink__situation_challengers(const program *p, const work *w, size_t t, size_t lane);
situation brink__situation_defenders(const program *p, const work *w, size_t t, size_t lane);

static inline size_t situation_n(const situation *s)
{
    return s->m * s->n_blocks + s->n_border;
}

/* Uniform play: the solution at scale 0. u[situation_n]. */
void brink__situation_uniform(const situation *s, double *u);

/* The equations of a defender at a block: what (H, R, D/(1 + x)) are beyond its responses, and the derivatives of the
 * responses by the sum of the other defenders' H and of their R, by its own D/(1 + x), by v and by x. */
typedef struct reply {
    double residual[3], by_harm[3], by_severity[3], by_gap[3], by_v[3], by_x[3];
} reply;

/* Those of all blocks at (u, x): replies[n_blocks][defenders]. */
void brink__situation_replies(const situation *s, const double *u, double x, reply *replies);

/* The challenger whose point block `b` is, and the action. */
void brink__situation_owner(const situation *s, size_t b, size_t *challenger, size_t *action);

/* The two border equations of challenger `k`: residual f[2]; derivatives by (P, R) at each of its points,
 * by_point[2][n][2] (row-major, n its menu size), by the others' mean severity by_others[2], and by x by_x[2]. */
void brink__situation_border(const situation *s, const double *u, double x, size_t k, double f[2], double *by_point,
                             double by_others[2], double by_x[2], double *q);

/* D_j = ln Z1 - ln Z0 of defender j at block `b`. */
double brink__situation_gap(const situation *s, const double *u, double x, size_t b, size_t j);

/* Choice probabilities of defender j at block `b`, by type: pi0, pi1 [menu]. */
void brink__situation_answers(const situation *s, const double *u, double x, size_t b, size_t j, double *pi0,
                              double *pi1);

#endif
