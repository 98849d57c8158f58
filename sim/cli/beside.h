/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tables beside a scenario, which its model does not read: targets, levers, uncertainties, objectives. */
#ifndef SIM_CLI_BESIDE_H
#define SIM_CLI_BESIDE_H

#include "brink/scenario.h"

/* Reads and checks them as those commands would that use them; tells every mistake, in one go. BRINK_OK (also where
 * there are none), BRINK_EDATA, BRINK_ENOMEM, what brink_program_new() returns when the scenario cannot be compiled:
 * all told. */
brink_status cli_beside_check(const brink_scenario *scenario);

#endif
