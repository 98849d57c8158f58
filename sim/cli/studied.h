/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A design that was run, from the folder of its results. */
#ifndef SIM_CLI_STUDIED_H
#define SIM_CLI_STUDIED_H

#include "brink/design.h"
#include "brink/outcomes.h"
#include "cli.h"

typedef struct cli_studied {
    brink_design *design;
    brink_outcomes *outcomes;
} cli_studied;

/* Reads the design of the results in `folder` and opens them.
 *
 *   design   its file; NULL: design.csv in the folder, else the file that the run was given. Values that the run set
 *            (--set) are set again.
 *
 * BRINK_OK; BRINK_EUSAGE (the run had no design); what brink_design_read() and brink_outcomes_open() return (told). */
brink_status cli_studied_open(cli_studied *studied, const char *folder, const char *design);
void cli_studied_close(cli_studied *studied); /* zeroed is fine */

#endif
