/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a run says at its end, from its store. */
#ifndef SIM_CLI_SUMMARY_H
#define SIM_CLI_SUMMARY_H

#include "brink/results.h"

/* On stdout, of one point a table of its main metrics (totals of no particular actor, theatre or action) with 95 %
 * intervals; of several points an overview of them. BRINK_OK, BRINK_EIO, BRINK_ENOMEM (told). */
brink_status cli_summary_print(brink_results *results);

/* On stderr, a warning for every point in which replicas failed or the model counted something that needs attention.
 * BRINK_OK, or, when a point has no replica left that could be used, the status of those that failed (told). */
brink_status cli_summary_warn(brink_results *results);

/* On stderr, a warning for every point with replicas that are still to be run. */
void cli_summary_warn_unfinished(const brink_results *results);

/* Whether the metric of that name is one that tables for people show without being asked: of no particular actor,
 * theatre or action, no rate that only repeats what its total says; or a threshold, which somebody asked for. */
bool cli_is_main_metric_named(const brink_results *results, const char *name);

/* Whether cascades.csv and influence.csv are among the tables. */
bool cli_summary_has_counted(const brink_results *results);

#endif
