/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which cases of a discovery are of interest: what --outcome says, or else bounds of objectives that are not kept. */
#ifndef SIM_CLI_INTEREST_H
#define SIM_CLI_INTEREST_H

#include <stdbool.h>
#include <stddef.h>

#include "brink/case_table.h"
#include "brink/model.h"
#include "brink/objectives.h"
#include "brink/results.h"
#include "cli.h"

typedef struct cli_interest {
    /* options */
    const char **outcome; /* [n_outcomes] of words of argv; freed by cli_interest_fini() */
    size_t n_outcomes;
    bool is_any;
    /* what was made of them */
    brink_threshold *threshold;   /* [n_outcomes]; texts of the criteria */
    brink_objectives *objectives; /* where there are no outcomes; likewise */
    brink_criterion *criterion;
    size_t n_criteria;
} cli_interest;

/* Takes the outcomes apart; `statistic` is what --statistic says, NULL for the mean. BRINK_OK, or why not (told). */
brink_status cli_interest_read(cli_interest *interest, const char *statistic);

/* The same, or without outcomes the bounds of the scenario's objectives, any of which is not kept. BRINK_OK, or why not
 * (told). */
brink_status cli_interest_choose(cli_interest *interest, const char *statistic, const brink_scenario *scenario);

/* Whether a program reports what the outcomes ask for. BRINK_OK, BRINK_EUSAGE (told). */
brink_status cli_interest_check(const cli_interest *interest, const brink_program *program);

/* For brink/case_table.h; borrows from `interest`. */
brink_interest cli_interest_get(const cli_interest *interest);

void cli_interest_fini(cli_interest *interest); /* zeroed is fine */

#endif
