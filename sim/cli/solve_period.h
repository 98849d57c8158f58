/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `brink solve SCENARIO`: a period of a scenario, solved and explained. */
#ifndef SIM_CLI_SOLVE_PERIOD_H
#define SIM_CLI_SOLVE_PERIOD_H

#include "brink/posts.h"
#include "cli.h"

typedef struct cli_solve_period {
    const char *scenario; /* a folder, or the bare name of a shipped one */
    cli_overrides overrides;
    brink_moment moment;
    const char *theatre, *actor; /* only these; NULL: all */
    bool has_terms;              /* of those who answer too; where an actor is given, always */
    bool is_csv;
} cli_solve_period;

/* Solves and prints. Whatever it returns but BRINK_OK has been told. */
brink_status cli_solve_scenario(const cli_command *command, const cli_solve_period *how);

#endif
