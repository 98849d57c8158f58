/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Levers: the values of a scenario that a decision maker could choose. Table levers.csv beside a scenario, a row a
 * lever:
 *
 *   path,lower,upper,unit_cost,basis,source,note
 *   actors.USA.clarity,0,1,2,judgement,...,...
 *
 * A posture is a choice of values for levers. Its cost is the sum over levers of unit_cost times the distance of the
 * value from the one that the scenario has: whichever way it is moved, change has to be worked for. */
#ifndef BRINK_LEVERS_H
#define BRINK_LEVERS_H

#include <stdbool.h>
#include <stddef.h>

#include "brink/distribution.h"
#include "brink/scenario.h"
#include "brink/schema.h"
#include "brink/status.h"

typedef struct brink_levers brink_levers;

typedef struct brink_lever {
    const char *path;    /* of a number in the scenario */
    double lower, upper; /* lower < upper, both allowed for that value */
    double unit_cost;    /* >= 0, a unit of the value's own unit; what it is counted in is up to the table */
    const char *basis;   /* evidence, judgement, assumption, or "" */
    const char *source, *note;
    double now;               /* what the scenario says, which may lie outside of [lower, upper] */
    const char *unit;         /* of the value; "1" for a pure number */
    brink_distribution range; /* uniform from lower to upper, of whole numbers where the value is one */
} brink_lever;

/* The schema of levers.csv. */
const brink_table *brink_levers_table(void);

/* Reads levers.csv of the scenario's folder and of those it extends: a row replaces the row of the same path. Checked
 * as the tables of a scenario are; a path must be that of a number that can be set.
 *
 *   levers   set to new levers that the caller frees, or to NULL
 *
 * BRINK_OK (without levers when there is no file); BRINK_EDATA when anything was diagnosed; BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_levers_read(const brink_scenario *scenario, brink_levers **levers,
                                                brink_diagnostics *diagnostics);
void brink_levers_free(brink_levers *levers); /* NULL is fine */

size_t brink_levers_n(const brink_levers *levers);
const brink_lever *brink_levers_get(const brink_levers *levers, size_t i); /* in the order of the rows */

/* The files that they were read from, as brink_scenario_input() has those of a scenario. */
size_t brink_levers_n_inputs(const brink_levers *levers);
const brink_input *brink_levers_input(const brink_levers *levers, size_t i);

/* The cost of a posture: values [n] in the order of the levers; NaN leaves a lever where it is. */
double brink_levers_cost(const brink_levers *levers, const double *values);

#endif
