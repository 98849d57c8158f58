/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Running points until the best of them is found. */
#ifndef SIM_CLI_SELECTION_H
#define SIM_CLI_SELECTION_H

#include "brink/rank.h"
#include "cli.h"
#include "replication.h"

typedef struct cli_selection {
    cli_words scenarios; /* of a ranking of results: their folder, and points */
    cli_overrides overrides;
    cli_replication replication; /* its failure limit */
    const char *metric, *design, *output;
    brink_statistic statistic;
    double confidence, indifference;
    uint64_t most, stage, seed, threads;
    bool is_maximised, is_resuming, is_forced, is_quiet;
} cli_selection;

/* Runs them, writes the tables and says what was selected. A status, told. */
brink_status cli_select(const cli_selection *a, int argc, char **argv);

#endif
