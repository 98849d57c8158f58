/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is calibrated: a scenario with its targets, and those of its uncertain values that are to be fitted. */
#ifndef SIM_CLI_CALIBRATE_PLAN_H
#define SIM_CLI_CALIBRATE_PLAN_H

#include "brink/calibrate.h"
#include "cli.h"
#include "points.h"
#include "run_words.h"

/* What the command line says about it. */
typedef struct cli_calibrate_words {
    cli_words scenarios; /* one */
    cli_run_words run;
    const char **pattern; /* [n_patterns] of uncertainties, at least one */
    size_t n_patterns;
} cli_calibrate_words;

typedef struct cli_calibrate_plan {
    cli_scenarios plain; /* the scenario as its files have it */
    cli_points points;   /* and with the overrides */
    brink_factors *parameters;
    brink_facts *targets;
    brink_setting *settings; /* [problem.n_settings] */
    char *label, *folder, *description;
    brink_calibrate_problem problem;
} cli_calibrate_plan;

/* Reads and checks everything, and prints what is wrong with the scenario, or else with its tables, in one go. A
 * status, told. Call cli_calibrate_plan_fini() in any case. */
brink_status cli_calibrate_plan_make(cli_calibrate_plan *p, const cli_calibrate_words *words, int argc, char **argv);
void cli_calibrate_plan_fini(cli_calibrate_plan *p); /* zeroed is fine */

#endif
