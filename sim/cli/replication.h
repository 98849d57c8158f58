/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How many replicas a run takes, and how many may fail: --replicas, --until, --max-failures. */
#ifndef SIM_CLI_REPLICATION_H
#define SIM_CLI_REPLICATION_H

#include "brink/results.h"
#include "brink/study.h"
#include "cli.h"

enum { CLI_REPLICAS = 1000, CLI_CEILING = 100000 }; /* --replicas when not given: without and with --until */

typedef struct cli_replication {
    uint64_t replicas;    /* 0: not given */
    brink_target *target; /* [n_targets], names owned */
    size_t n_targets;
    brink_failure_limit limit;
    const char *limit_text; /* as given; NULL: the default */
} cli_replication;

/* For argp parsers: METRIC=HALFWIDTH or METRIC=P%; N or P%. 0, ENOMEM, or CLI_TOLD. */
int cli_add_until(const cli_command *command, cli_replication *replication, const char *text);
int cli_parse_failures(const cli_command *command, cli_replication *replication, const char *text);
void cli_replication_fini(cli_replication *replication); /* zeroed is fine */

/* Fills in the defaults of what was not given. */
void cli_replication_settle(cli_replication *replication);

/* Whether every target is a metric of every point. BRINK_OK or BRINK_EUSAGE (told, with the nearest name). */
brink_status cli_replication_check(const cli_command *command, const cli_replication *replication,
                                   const brink_point *points, size_t n_points);

/* The same of one metric that an option names. */
brink_status cli_check_metric(const cli_command *command, const char *option, const char *metric,
                              const brink_point *points, size_t n_points);

/* How far the targets of a finished study were reached: a table on stdout if `has_table`, a warning on stderr for each
 * that was not. Nothing without targets. BRINK_OK, BRINK_EIO, BRINK_ENOMEM (told). */
brink_status cli_replication_tell(brink_results *results, bool has_table);

/* BRINK_OK, or BRINK_EDIVERGE (told) when more replicas of a point failed than may. */
brink_status cli_replication_judge(const cli_replication *replication, const brink_results *results);

#endif
