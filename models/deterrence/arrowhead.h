/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The linear systems of the tracer: the equations of a situation at a point (u, sigma), sigma = scale / x_end, bordered
 * by one row more. Blocks are eliminated one by one, which leaves a Schur complement of the border (Allgower & Georg
 * 1990, on bordered systems). Private to models/deterrence. */
#ifndef MODELS_DETERRENCE_ARROWHEAD_H
#define MODELS_DETERRENCE_ARROWHEAD_H

#include "situation.h"

typedef struct arrowhead {
    const situation *s;
    double x_end;
    size_t n;                       /* unknowns without the scale */
    size_t border;                  /* of the Schur complement: s->n_border + 1 */
    double *delta, *ahead;          /* [n + 1] each: what was solved for last */
    double *by_v, *by_x, *residual; /* [n_blocks][m] each: the block's inverse times the columns */
    reply *replies;                 /* [n_blocks][defenders] */
    double *totals;                 /* [n_blocks][3][2]: the sums of H and of R in by_v, by_x and residual */
    double *inverse;                /* [defenders][5] */
    double *schur;                  /* [border][border + 1] */
    double sign;                    /* of the determinant of the system last solved */
} arrowhead;

/* Doubles of space for blocks of `m` unknowns. */
size_t brink__arrowhead_space(size_t m, size_t n_blocks, size_t n_border);

/* `space` [brink__arrowhead_space()] is borrowed. */
arrowhead brink__arrowhead_over(const situation *s, double x_end, double *space);

/* The system at the point `at`, [n + 1], bordered by the row `last`, [n + 1], for two right-hand sides: t->delta,
 * Newton's correction with last . delta = `off`; and t->ahead, the direction of the path, with last . ahead = 1. */
void brink__arrowhead_solve(arrowhead *t, const double *at, const double *last, double off);

static inline double brink__magnitude(double x)
{
    return x < 0.0 ? -x : x;
}

#endif
