/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A study of several points at a glance: a row a point, a column a metric. */
#ifndef SIM_CLI_OVERVIEW_H
#define SIM_CLI_OVERVIEW_H

#include "brink/results.h"

/* Columns of the terminal on stdout; CLI_WIDTH when it is none, or does not say. */
int cli_terminal_width(void);

/* On stdout, at most `width` columns wide: mean and half-width of the 95 % interval of as many main metrics as fit:
 * thresholds, then those that the model wants to be seen first (brink_model_type.headline), then the others in its
 * order. Metrics that are the same number at every point are left out, and points after the fiftieth. BRINK_OK,
 * BRINK_EIO, BRINK_ENOMEM (told). */
brink_status cli_overview_print(brink_results *results, int width);

/* Whether a metric is of no particular actor, theatre or action, and no rate that only repeats its total; thresholds,
 * which somebody asked for, always are. */
bool cli_is_main_metric(const brink_output *metric);

#endif
