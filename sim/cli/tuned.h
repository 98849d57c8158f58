/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a tuning came to, for people. */
#ifndef SIM_CLI_TUNED_H
#define SIM_CLI_TUNED_H

#include "brink/tune.h"
#include "progress.h"

/* How a search is getting on: for brink_tune_options.progress, with a cli_progress as context. */
void cli_tuned_progress(void *context, const brink_tune_progress *now);

/* The outcome on stdout. BRINK_OK or BRINK_ENOMEM (told). */
brink_status cli_tuned_print(const brink_tuning *tuning);

#endif
