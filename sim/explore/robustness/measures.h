/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The measures of robustness themselves, on one matrix. */
#ifndef BRINK_EXPLORE_ROBUSTNESS_MEASURES_H
#define BRINK_EXPLORE_ROBUSTNESS_MEASURES_H

#include "brink/robust.h"

/* What is measured, of one objective or of all with bounds. */
typedef struct brink__world {
    size_t n_postures, n_states, n_near;
    bool has_own;
    const double *distance; /* [n_states + n_near] or NULL */
    bool has_loss, has_bound;
    double *loss; /* [n_postures][n_states + n_near + has_own] what is wanted small, its spread over states without that
                     of noise */
    double *plain; /* [n_postures][n_states + n_near + has_own] the same as estimated: postures are compared by these */
    bool *fails;   /* [n_postures][n_states + n_near] where a bound is not kept */
    double *least; /* [n_states] room: loss of the best posture */
    double *room;  /* [n_states] */
} brink__world;

/* All measures of all postures as badness (the smaller the better): out[BRINK_N_ROBUST_MEASURES][n_postures]; NaN of
 * those that there are none of.
 *
 *   states     [n_states] indices, the states drawn; extremes are then not measured */
void brink__robust_measure(const brink__world *world, const brink_robust_options *options, const size_t *states,
                           bool is_drawn, double *out);

/* Whether the sampling of states is in a measure's interval. */
bool brink__robust_covers_states(brink_robust_measure measure);

#endif
