/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The oracle of the deterrence model: a second implementation, written from the mathematics alone, with which the
 * engine's kernel is compared. One replica at a time, libm, plain loops that can be read beside the equations; section
 * numbers in comments are those of models/deterrence/README.md (the mathematics). It shares with the kernel the
 * scenario it reads and the addresses of its random draws (so that paths can be compared draw for draw), and nothing
 * else.
 *
 * Where the mathematics leaves a choice, the one made here is marked `reading:` in a comment. */
#ifndef TESTS_ORACLE_H
#define TESTS_ORACLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../models/deterrence/deterrence.h"
#include "brink/scenario.h"

typedef struct oracle oracle;

/* NULL when out of memory or beyond the limits of deterrence.h. Keeps no pointer into the scenario. */
oracle *oracle_new(const brink_scenario *scenario);
void oracle_free(oracle *o); /* NULL is fine */

/* Puts the replica at period 0. */
void oracle_start(oracle *o, uint64_t seed, uint64_t replica);

/* One period on. False when the equilibrium could not be found (the tracer got stuck); the state is then undefined. */
bool oracle_step(oracle *o);

/* How a period is solved. TRACE is the definition (section 4); ITERATE is the cross-check, damped fixed-point iteration
 * from uniform play, which finds an equilibrium where it contracts but cannot tell which. */
typedef enum oracle_method { ORACLE_TRACE, ORACLE_ITERATE } oracle_method;
void oracle_use(oracle *o, oracle_method method);

uint32_t oracle_period(const oracle *o); /* periods completed */

/* The state of section 1 as a vector, in the order that deterrence.h gives for brink__deterrence_get_state. */
size_t oracle_n_state(const oracle *o);
void oracle_get_state(const oracle *o, double *vector);
void oracle_set_state(oracle *o, const double *vector); /* a warning where the defender has no post reads as 0 */

typedef enum oracle_set { ORACLE_THEATRES, ORACLE_CHALLENGERS, ORACLE_DEFENDERS, ORACLE_PARTNERSHIPS } oracle_set;
size_t oracle_count(const oracle *o, oracle_set set);

/* Posts in the order of `stakes`, actions in menu order, hold first. */
size_t oracle_n_posts(const oracle *o);
size_t oracle_menu_size(const oracle *o, size_t post);
bool oracle_is_challenger(const oracle *o, size_t post);

/* What happened in the period just stepped. */
typedef struct oracle_post_view {
    size_t action;
    bool is_attributed;
    bool is_forced;               /* by the script */
    const double *probability[2]; /* [type][menu size]; at the realised v for defenders, row 0 for challengers */
    double distance;              /* of the action's draw from the nearest cumulative boundary; 1 when forced */
} oracle_post_view;
void oracle_get_post(const oracle *o, size_t post, oracle_post_view *view);

/* Attributed severity v and sum of severities s of a theatre in the period just stepped. */
double oracle_attributed(const oracle *o, size_t theatre);
double oracle_severity(const oracle *o, size_t theatre);

/* Solves without moving on. Challengers' probabilities of `theatre` at the current state (into the posts' views), and
 * defenders' at severity v. Without shocks or script: the state as it stands. False when stuck. */
bool oracle_solve_challengers(oracle *o, size_t theatre);
bool oracle_solve_defenders(oracle *o, size_t theatre, double v);

/* A metric (after the last period) or series (now) by its name; false when the oracle has none of that name. NaN:
 * missing. */
bool oracle_metric(const oracle *o, const char *name, double *value);
bool oracle_series(const oracle *o, const char *name, double *value);

/* Effort since oracle_start: traced systems, steps along them, and turns of the rationality scale (folds). */
typedef struct oracle_effort {
    size_t traces, steps, folds;
} oracle_effort;
oracle_effort oracle_get_effort(const oracle *o);

#endif
