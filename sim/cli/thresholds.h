/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The option --threshold of run, diff and export. */
#ifndef SIM_CLI_THRESHOLDS_H
#define SIM_CLI_THRESHOLDS_H

#include "brink/results.h"
#include "brink/study.h"
#include "cli.h"

#define CLI_THRESHOLD_HELP                                                                                             \
    "Add a metric: whether a replica's value of METRIC passes X, as --threshold 'peak_level>=7'; >=, >, <= or <; may " \
    "be repeated"

typedef struct cli_thresholds {
    brink_threshold *item;
    size_t n;
} cli_thresholds;

/* For argp parsers: adds one. 0, ENOMEM, or CLI_TOLD. */
int cli_add_threshold(const cli_command *command, cli_thresholds *thresholds, const char *text);
void cli_thresholds_fini(cli_thresholds *thresholds); /* zeroed is fine */

/* Whether each is on a metric of at least one point; says what is wrong with all that are not. BRINK_OK, BRINK_EDATA.
 */
brink_status cli_thresholds_check(const cli_thresholds *thresholds, const brink_point *points, size_t n);

/* Adds their metrics to open results, and says what is wrong with all that cannot be. With `is_kept`, warns of those
 * that the store does not hold. BRINK_OK; BRINK_EDATA, BRINK_ENOMEM (told). */
brink_status cli_thresholds_apply(const cli_thresholds *thresholds, brink_results *results, bool is_kept);

#endif
