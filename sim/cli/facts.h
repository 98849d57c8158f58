/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is known against what is simulated. */
#ifndef SIM_CLI_FACTS_H
#define SIM_CLI_FACTS_H

#include "brink/scenario.h"
#include "brink/status.h"

/* Prints the targets of a scenario with their simulated values, from the results in a folder (of the same scenario, as
 * it is after overrides) or, with NULL, from a run of 1000 replicas, seed 1, that leaves nothing. BRINK_OK, misses
 * included; else what reading and running return, told. */
brink_status cli_facts_print(const brink_scenario *scenario, const char *results);

#endif
