/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Objectives: what a posture is judged by. Table objectives.csv beside a scenario, a row an objective:
 *
 *   metric,statistic,direction,weight,bound,source,note
 *   conflict_probability,mean,minimise,1,,...,...
 *   damage,cvar:0.05,minimise,0,200,...,...
 *
 * An objective is a statistic (brink/compare.h) of a metric over replicas, that should be small or large. With a bound
 * it is a constraint besides: at most the bound where it is to be small, at least where it is to be large. With weight
 * 0 it is a constraint alone, or shown only. */
#ifndef BRINK_OBJECTIVES_H
#define BRINK_OBJECTIVES_H

#include <stdbool.h>
#include <stddef.h>

#include "brink/compare.h"
#include "brink/scenario.h"
#include "brink/schema.h"
#include "brink/status.h"

typedef struct brink_objectives brink_objectives;

typedef struct brink_objective {
    const char *metric; /* one that the scenario reports */
    brink_statistic statistic;
    bool is_maximised;
    double weight; /* >= 0 */
    double bound;  /* in the metric's unit; NaN if there is none */
    const char *source, *note;
    const char *unit; /* of the metric */
} brink_objective;

/* The schema of objectives.csv. */
const brink_table *brink_objectives_table(void);

/* Reads objectives.csv of the scenario's folder and of those it extends: a row replaces the row of the same metric and
 * statistic. Checked as the tables of a scenario are, and every metric against those that the scenario reports.
 *
 *   objectives   set to new ones that the caller frees, or to NULL
 *
 * BRINK_OK (without any when there is no file); BRINK_EDATA when anything was diagnosed; BRINK_ENOMEM; what
 * brink_program_new() returns when the scenario cannot be compiled (diagnosed too). */
BRINK_MUST_CHECK brink_status brink_objectives_read(const brink_scenario *scenario, brink_objectives **objectives,
                                                    brink_diagnostics *diagnostics);
void brink_objectives_free(brink_objectives *objectives); /* NULL is fine */

size_t brink_objectives_n(const brink_objectives *objectives);
const brink_objective *brink_objectives_get(const brink_objectives *objectives, size_t i);

/* The files that they were read from. */
size_t brink_objectives_n_inputs(const brink_objectives *objectives);
const brink_input *brink_objectives_input(const brink_objectives *objectives, size_t i);

#endif
