/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What discovery found, for people. */
#ifndef SIM_CLI_FOUND_H
#define SIM_CLI_FOUND_H

#include <stdbool.h>

#include "brink/findings.h"

/* Whether some of the cases are of interest and some are not. BRINK_OK; BRINK_EDATA, told with what outcomes there
 * are. */
brink_status cli_found_check(const brink_case_table *table);

/* On stdout: the cases, each box with its limits, the first one's trajectory and what speaks for it, the tree.
 * `is_any`: one outcome is enough. BRINK_OK, BRINK_ENOMEM (told). */
brink_status cli_found_print(const brink_discovery *found, bool is_any);

/* Writes discover.json into the folder: command, options, seed, the table if one was read, and the files. BRINK_OK, or
 * why not (told). */
brink_status cli_found_describe(const brink_discovery *found, const brink_prim_options *options, uint64_t seed,
                                const char *folder, int argc, char **argv);

#endif
