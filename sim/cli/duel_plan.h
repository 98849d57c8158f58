/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two tables of postures and what they are paid, as a game. */
#ifndef SIM_CLI_DUEL_PLAN_H
#define SIM_CLI_DUEL_PLAN_H

#include "brink/duel.h"
#include "cli.h"
#include "points.h"
#include "run_words.h"

/* Terms of a payoff, "METRIC[=WEIGHT],..."; text owned. */
typedef struct cli_payoff {
    char *text;
    brink_duel_term *term; /* [n] metrics in the text */
    size_t n;
} cli_payoff;

/* For argp parsers: adds the terms of a list. 0, ENOMEM, or CLI_TOLD. */
int cli_parse_payoff(const char *option, const char *list, cli_payoff *payoff);
void cli_payoff_fini(cli_payoff *payoff); /* zeroed is fine */

/* What the command line says about the game. */
typedef struct cli_duel_words {
    cli_words tables; /* two */
    cli_run_words run;
    cli_payoff payoff[2];
} cli_duel_words;

typedef struct cli_duel_plan {
    cli_points postures[2];
    brink_setting *settings; /* [problem.n_settings] */
    char *folder, *description;
    brink_duel_problem problem;
} cli_duel_plan;

/* Reads and checks everything, and prints what is wrong in one go. A status, told. Call cli_duel_plan_fini() in any
 * case. */
brink_status cli_duel_plan_make(cli_duel_plan *p, const cli_duel_words *words, int argc, char **argv);
void cli_duel_plan_fini(cli_duel_plan *p); /* zeroed is fine */

#endif
