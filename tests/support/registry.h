/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every model that is built in, each with the scenarios that ship for it. */
#ifndef TESTS_SUPPORT_REGISTRY_H
#define TESTS_SUPPORT_REGISTRY_H

#include "brink/model.h"
#include "brink/scenario.h"

enum { REGISTRY_MOST = 64, REGISTRY_SHIPPED = 64, REGISTRY_PATH = 512 };

typedef struct registry_entry {
    const brink_model_type *model;
    brink_scenario *shipped[REGISTRY_SHIPPED];    /* [n] scenarios of the model, in order of their folders' names */
    char folder[REGISTRY_SHIPPED][REGISTRY_PATH]; /* [n] */
    size_t n;
    brink_scenario *scenario; /* a copy of the first, 20 periods long where it may be so short; NULL without one */
} registry_entry;

/* Reads them all. The number of models; fails the test when one cannot be read. */
size_t registry_open(registry_entry entries[REGISTRY_MOST]);
void registry_close(registry_entry *entries, size_t n);

/* A copy of the scenario with another horizon; NULL where the model's own rules refuse that. */
brink_scenario *registry_with_horizon(const brink_scenario *scenario, unsigned horizon);

/* A program of the scenario; fails the test when there is none. */
brink_program *registry_compile(const brink_scenario *scenario);

#endif
