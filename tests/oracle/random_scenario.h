/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Random scenarios of the deterrence model, written as folders of CSV tables, so that a comparison goes through the
 * whole chain from text to path. Numbers lie in the ranges of the schema; each term of the model is switched off now
 * and then. */
#ifndef TESTS_RANDOM_SCENARIO_H
#define TESTS_RANDOM_SCENARIO_H

#include <stdbool.h>
#include <stdint.h>

typedef struct random_scenario {
    uint64_t seed;           /* everything follows from it and the fields below */
    const char *solution;    /* value of parameters.solution */
    const char *branch;      /* value of parameters.branch */
    const char *tolerance;   /* value of parameters.tolerance */
    double rationality_most; /* drawn from 0 (now and then exactly) to this */
    double reputation_most;  /* largest reputation_value */
    unsigned size_most;      /* at most so many challengers, defenders, theatres and actions in a menu: 1 .. 5 */
    unsigned horizon;
} random_scenario;

/* Writes the tables into `folder`, which exists. False when a file cannot be written. */
bool random_scenario_write(const random_scenario *r, const char *folder);

/* Removes a folder of such tables with what is in it. */
void random_scenario_remove(const char *folder);

#endif
