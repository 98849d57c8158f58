/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is tuned: a scenario with its levers and objectives. */
#ifndef SIM_CLI_TUNE_PLAN_H
#define SIM_CLI_TUNE_PLAN_H

#include "brink/tune.h"
#include "cli.h"
#include "points.h"
#include "run_words.h"

/* What the command line says about it. */
typedef struct cli_tune_words {
    cli_words scenarios; /* one */
    cli_run_words run;
    const char **pattern; /* [n_patterns] of levers */
    size_t n_patterns;
    bool is_front;
} cli_tune_words;

typedef struct cli_tune_plan {
    cli_scenarios plain; /* the scenario as its files have it */
    cli_points points;   /* and with the overrides */
    brink_levers *levers;
    brink_objectives *objectives;
    const brink_lever **lever;         /* [problem.n_levers] */
    const brink_objective **objective; /* [problem.n_objectives] */
    brink_setting *settings;           /* [problem.n_settings] */
    char *label, *folder, *description;
    brink_tune_problem problem;
} cli_tune_plan;

/* Reads and checks everything, and prints what is wrong with the scenario, or else with its tables, in one go. A
 * status, told. Call cli_tune_plan_fini() in any case. */
brink_status cli_tune_plan_make(cli_tune_plan *p, const cli_tune_words *a, int argc, char **argv);
void cli_tune_plan_fini(cli_tune_plan *p); /* zeroed is fine */

#endif
