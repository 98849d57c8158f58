/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What designs call the scenarios that their points start from. */
#ifndef SIM_CLI_LABELS_H
#define SIM_CLI_LABELS_H

#include "brink/scenario.h"

/* What column scenario says in a design that lies in `folder`: the bare name of a scenario that was looked up by it, or
 * a relative path. `name`: what the scenario was asked for by, a bare name or a folder. malloc()ed; NULL when out of
 * memory. */
char *cli_scenario_label(const brink_scenario *scenario, const char *name, const char *folder);

/* What it says in a design that may lie anywhere: a bare name as it is, a path made absolute. malloc()ed; NULL when out
 * of memory, or when there is no such folder. */
char *cli_scenario_name_anywhere(const char *name);

/* The name of a scenario for a command line, malloc()ed: the bare one of a shipped scenario, else its folder. NULL when
 * out of memory. */
char *cli_scenario_word(const brink_scenario *scenario);

#endif
