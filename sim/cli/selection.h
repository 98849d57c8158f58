/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Running points until the best of them is found. */
#ifndef SIM_CLI_SELECTION_H
#define SIM_CLI_SELECTION_H

#include "brink/rank.h"
#include "cli.h"
#include "run_words.h"

typedef struct cli_selection {
    cli_words scenarios; /* of a ranking of results: their folder, and points */
    cli_run_words run;
    const char *metric, *design;
    brink_statistic statistic;
    double confidence, indifference;
    uint64_t most, stage;
    bool is_maximised;
} cli_selection;

/* Runs them, writes the tables and says what was selected. A status, told. */
brink_status cli_select(cli_selection *a, int argc, char **argv);

#endif
