/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is wanted: metrics that are named in thresholds, judged before anything runs, or else objectives. */
#ifndef SIM_CLI_WANTED_H
#define SIM_CLI_WANTED_H

#include "brink/compare.h"
#include "brink/model.h"
#include "brink/objectives.h"
#include "cli.h"

/* The metric of that name that a program reports, and the statistic as it is of that metric (brink_statistic_of()).
 * `option` and `text` say where it was asked for, as "--want" and "damage<=200". BRINK_OK, BRINK_EUSAGE (told). */
brink_status cli_find_wanted(const cli_command *command, const char *option, const char *text,
                             const brink_program *program, const char *metric, const brink_statistic *statistic,
                             size_t *index, brink_statistic *own);

/* Reads the objectives of a scenario, which is `name` in messages. BRINK_OK, or why not (told). */
brink_status cli_objectives_read(const brink_scenario *scenario, const char *name, brink_objectives **objectives);

#endif
