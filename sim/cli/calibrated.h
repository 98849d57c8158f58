/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a calibration goes, and what came out of it, for people. */
#ifndef SIM_CLI_CALIBRATED_H
#define SIM_CLI_CALIBRATED_H

#include "brink/calibrate.h"
#include "progress.h"

/* For brink_calibrate_options.progress, with a cli_progress as context. */
void cli_calibrated_progress(void *context, const brink_calibrate_progress *now);

/* Tables on stdout. BRINK_OK or BRINK_ENOMEM (told). */
brink_status cli_calibrated_print(const brink_calibration *calibration);

#endif
