/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tables that are written only when they are asked for, and the summary as JSON: for `run` and `export`. */
#ifndef SIM_CLI_EXPORTS_H
#define SIM_CLI_EXPORTS_H

#include <stdbool.h>

#include "brink/results.h"
#include "cli.h"

enum { CLI_TRAJECTORIES = 20 }; /* replicas of each point, when no number is given */

typedef struct cli_exports {
    bool has_replicas, is_wide, is_json;
    uint64_t trajectories; /* replicas of each point; 0: none */
} cli_exports;

/* For argp parsers: the options of these names, with keys of the command's own. 0 or CLI_TOLD. */
int cli_parse_trajectories(const cli_command *command, const char *arg, cli_exports *exports);

/* Writes replicas.csv and the wide tables where they are wanted. BRINK_OK or what brink/report.h says (told). */
brink_status cli_exports_write(const cli_exports *exports, brink_results *results, const char *folder);

/* The names of all wanted tables on stdout: each behind `before` and, if it is not NULL, `folder` and a slash, and
 * before `after`. */
void cli_exports_print_names(const cli_exports *exports, const char *before, const char *folder, const char *after);

/* The summary as JSON on stdout. BRINK_OK, BRINK_EIO, BRINK_ENOMEM (told). */
brink_status cli_exports_print_json(brink_results *results);

/* Removes the tables that are not wanted: those of an earlier export rest on fewer replicas than the store holds now.
 * BRINK_OK or BRINK_ECANTCREATE (told). */
brink_status cli_exports_drop(const cli_exports *exports, const char *folder);

#endif
