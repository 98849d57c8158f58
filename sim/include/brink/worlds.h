/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Postures met by states of the world: the design that has every posture in every state, and the payoffs that come of
 * it (brink/robust.h).
 *
 * A state is a point of the unit cube, a coordinate an uncertain value (brink/factors.h). Every posture meets every
 * state under the same luck, and also the world as it is expected: as its scenario has it. What a posture settles is
 * not uncertain in it: where its row, or its own scenario, says something else than the first posture's scenario says,
 * states leave that value alone.
 *
 * The distance of a state from what is expected is the least h so that the state lies in the cube that is shrunk by h
 * towards what is expected, in probability: 0 there, 1 where any value is at an end of its range. States near it are
 * drawn from such cubes. */
#ifndef BRINK_WORLDS_H
#define BRINK_WORLDS_H

#include <stddef.h>
#include <stdint.h>

#include "brink/design.h"
#include "brink/factors.h"
#include "brink/objectives.h"
#include "brink/outcomes.h"
#include "brink/robust.h"
#include "brink/status.h"

/* The coordinates of what is expected, out[n factors]: the probability of values below what the scenario has, of a
 * discrete one to the middle of its step. */
void brink_worlds_expected(const brink_factors *factors, double *out);

/* Moves points u[n][n factors] of the cube towards what is expected, point i by h = (i + 1/2) / n: into the cube that
 * is shrunk by h. */
void brink_worlds_draw_near(const brink_factors *factors, double *u, size_t n);

typedef struct brink_worlds brink_worlds;

/* A value that a posture settles although it is uncertain. */
typedef struct brink_settled {
    size_t posture, factor;
} brink_settled;

/* Postures, uncertain values and states; all borrowed, postures and factors must outlive what is made. */
typedef struct brink_worlds_options {
    const brink_design *postures; /* a point a posture; noise and notes do not matter */
    const char *const *labels; /* [scenarios of the postures] what the new design calls them (brink_design_new()); NULL:
                                  as the postures do */
    const brink_setting *settings; /* [n_settings] values that are the same for all and win over those of postures */
    size_t n_settings;
    const brink_factors *factors; /* what is uncertain, of the first posture's scenario; nothing that is set */
    const double *u;              /* [n_states + n_near][n factors] */
    size_t n_states, n_near;
} brink_worlds_options;

/* Makes and checks the design. BRINK_OK; BRINK_EDATA (diagnosed: points that are no scenarios, or more than 999,999 of
 * them); BRINK_ENOMEM. The caller frees `worlds`, which is NULL on failure. */
BRINK_MUST_CHECK brink_status brink_worlds_new(const brink_worlds_options *options, brink_worlds **worlds,
                                               brink_diagnostics *diagnostics);
void brink_worlds_free(brink_worlds *worlds); /* NULL is fine */

const brink_design *brink_worlds_design(const brink_worlds *worlds);
const brink_design *brink_worlds_postures(const brink_worlds *worlds);
size_t brink_worlds_n_states(const brink_worlds *worlds);
size_t brink_worlds_n_near(const brink_worlds *worlds);

/* What is uncertain, and its value in a state (numbered as in brink_worlds_point()) as a cell has it: of a posture that
 * does not settle it. `out` is room; the text is there or the factor's own. */
size_t brink_worlds_n_factors(const brink_worlds *worlds);
const brink_factor *brink_worlds_factor(const brink_worlds *worlds, size_t factor);
const char *brink_worlds_value(const brink_worlds *worlds, size_t state, size_t factor, char out[32]);

/* The point of a posture in a state: 0 .. n_states - 1, then those near what is expected, then what is expected. In the
 * design the last come first, and states last, so that more states go behind those that were run. */
size_t brink_worlds_point(const brink_worlds *worlds, size_t posture, size_t state);

/* [n_states + n_near] */
const double *brink_worlds_distance(const brink_worlds *worlds);

/* What is settled, in order of posture and factor. */
size_t brink_worlds_n_settled(const brink_worlds *worlds);
const brink_settled *brink_worlds_settled(const brink_worlds *worlds);

/* Payoffs with the arrays that they borrow. */
typedef struct brink_payoff_table {
    brink_payoffs payoffs;
    brink_performance *objective; /* [n_objectives] */
    double *value, *batch;
} brink_payoff_table;

/* Reads the payoffs of objectives [n_objectives] from the outcomes of the design. Replicas are put into at most 32
 * batches of one size (a few at the end may be left out of these); one without a value anywhere counts in its batch as
 * the mean.
 *
 * BRINK_OK; what brink_outcomes_pseudo() returns; BRINK_ENOMEM. End it with brink_payoff_table_fini(), which takes {0}.
 */
BRINK_MUST_CHECK brink_status brink_worlds_payoffs(const brink_worlds *worlds, brink_outcomes *outcomes,
                                                   const brink_objective *objectives, size_t n_objectives,
                                                   brink_payoff_table *table, brink_error *err);
void brink_payoff_table_fini(brink_payoff_table *table);

#endif
