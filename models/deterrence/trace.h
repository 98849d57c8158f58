/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The principal branch by path-following: from uniform play at scale 0 along the curve of equilibria (u, x) to the
 * wanted scale, by pseudo-arclength continuation (Allgower & Georg 1990), through folds. Defines the equilibrium; the
 * fast solver is checked against it. Private to models/deterrence. */
#ifndef MODELS_DETERRENCE_TRACE_H
#define MODELS_DETERRENCE_TRACE_H

#include "situation.h"

/* Doubles of working space that any stage of the program needs. */
size_t brink__trace_space(const program *p);

/* Follows the branch of `s` to scale `x_end`. `space` [brink__trace_space]; on success *u (inside `space`) is the
 * solution, [situation_n(s)], accurate to about 1e-11. False when the step length underflows or the path does not
 * arrive in 2,000 steps: *u is then the last point found on the branch, at scale *reached. Time: a few dozen Newton
 * steps, each linear in the points and in the defenders of the theatre, and cubic in its challengers. */
bool brink__trace(const situation *s, double x_end, double *space, double **u, double *reached);

/* The same in half the time, for a look at what another method found: *u is accurate to about 1e-8, and a walk that
 * needs short steps is given up (false: *u is nothing). With strides this long it may come to another branch where
 * those of brink__trace() do not: whoever is told of a difference asks that one. x_end at most 1. */
bool brink__trace_briskly(const situation *s, double x_end, double *space, double **u);

#endif
