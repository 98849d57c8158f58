/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How robust postures are, for people. */
#ifndef SIM_CLI_ROBUSTNESS_H
#define SIM_CLI_ROBUSTNESS_H

#include <stdbool.h>

#include "brink/findings.h"

/* On stdout: a table for each objective, and one for all bounds at once if there are several, then what to make of
 * them. `has_all`: every measure, and not the main ones alone. BRINK_OK, BRINK_ENOMEM (told). */
brink_status cli_robustness_print(const brink_robust_findings *found, const brink_robust_options *options,
                                  uint64_t replicas, bool has_all);

/* On stderr: what postures settle although it is uncertain, and where replication noise is large or unknown. */
void cli_robustness_warn(const brink_robust_findings *found);

#endif
