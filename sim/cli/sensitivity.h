/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Indices and effects as sensitivity.csv and as tables on the terminal. */
#ifndef SIM_CLI_SENSITIVITY_H
#define SIM_CLI_SENSITIVITY_H

#include "brink/sensitivity.h"
#include "exploration.h"
#include "report/file.h"

/* Starts as {.x, .outcomes, .scrambles, .top}. */
typedef struct cli_sensitivity {
    const cli_exploration *x;
    brink_outcomes *outcomes;
    size_t scrambles; /* of Sobol' indices */
    size_t top;       /* rows of a printed table */
    brink__csv csv;
} cli_sensitivity;

/* Begins sensitivity.csv; adds one metric to it, and prints it unless x->is_quiet; gives the file its name. Statuses of
 * report/file.h. */
BRINK_MUST_CHECK brink_status cli_sensitivity_open(cli_sensitivity *out, brink_error *err);
BRINK_MUST_CHECK brink_status cli_sensitivity_add_indices(cli_sensitivity *out, const cli_look *look,
                                                          const brink_indices *indices);
BRINK_MUST_CHECK brink_status cli_sensitivity_add_effects(cli_sensitivity *out, const cli_look *look,
                                                          const brink_effects *effects);
BRINK_MUST_CHECK brink_status cli_sensitivity_commit(cli_sensitivity *out, brink_error *err);
void cli_sensitivity_fini(cli_sensitivity *out); /* {0} is fine */

#endif
