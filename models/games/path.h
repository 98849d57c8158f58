/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Follows a curve of solutions of n equations F(y, mu) = 0 in n + 1 unknowns by pseudo-arclength: a predictor along the
 * tangent, Newton's method across it, and a step length from how far and how fast the corrector went and how much the
 * tangent turned (Allgower & Georg 1990, Numerical Continuation Methods, chapters 2, 3 and 6; Keller 1977). mu need not
 * grow along the curve: folds are passed like any other point.
 *
 * Jumping onto another curve must not happen. So a step is refused unless the corrector's first move is short and its
 * next ones contract well, the tangent turns little, and the determinant of the bordered matrix keeps its sign. The
 * sign does change where another curve crosses (a bifurcation); a step that is short already is believed then, goes
 * straight on, and the crossing is counted. */
#ifndef GAMES_PATH_H
#define GAMES_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "brink/status.h"

/* F at (y, mu): f [n], f_mu [n], jacobian [n][n] row-major. */
typedef struct brink__path_system {
    size_t n;
    void (*evaluate)(void *context, const double *y, double mu, double *f, double *jacobian, double *f_mu);
    void *context;
} brink__path_system;

typedef struct brink__path brink__path;

/* A path that starts at the solution y [n] at mu = 0, in the direction of growing mu. The Jacobian there must be
 * regular. `max_steps` bounds how many steps are tried. NULL when out of memory. */
brink__path *brink__path_new(const brink__path_system *system, const double *y, size_t max_steps);
void brink__path_free(brink__path *path); /* NULL is fine */

/* Follows the path to where mu first reaches `target` (not less than any target before), and solves there at the exact
 * mu: y [n]. `error` becomes an estimate of its error, the length of Newton's last moves. BRINK_OK; BRINK_EDIVERGE: it
 * stalled (the step became too short, or too many were taken), and stays so. */
brink_status brink__path_reach(brink__path *path, double target, double *y, double *error);

/* How far it has come. */
typedef struct brink__path_state {
    double mu;          /* of the last point */
    size_t n_steps;     /* accepted */
    size_t n_folds;     /* points passed where mu turned */
    size_t n_crossings; /* other curves that crossed */
} brink__path_state;
brink__path_state brink__path_get_state(const brink__path *path);

/* Newton's method at fixed mu from y [n], which becomes the solution; `error` as above. Converged: BRINK_OK;
 * BRINK_EDIVERGE: it did not, or went farther than `reach` (largest component); y is then as before. */
brink_status brink__path_polish(brink__path *path, double mu, double reach, double *y, double *error);

#endif
