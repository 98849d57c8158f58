/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which source stands behind which number of a scenario. */
#ifndef SIM_CLI_SOURCES_H
#define SIM_CLI_SOURCES_H

#include <stddef.h>

#include "brink/scenario.h"

enum { CLI_MAX_BASES = 16 };

typedef struct cli_number {
    char *path;
    size_t row; /* of the table `sources`, (size_t)-1: none */
} cli_number;

typedef struct cli_sources {
    cli_number *number; /* [n], in the order of the scenario */
    size_t n;
    size_t n_unsourced;
    const char *basis[CLI_MAX_BASES]; /* [n_bases] the words that the schema allows; borrowed */
    size_t count[CLI_MAX_BASES];      /* numbers of that basis */
    size_t n_bases;
} cli_sources;

/* BRINK_OK or BRINK_ENOMEM (told). */
brink_status cli_sources_init(cli_sources *sources, const brink_scenario *scenario);
void cli_sources_fini(cli_sources *sources); /* zeroed is fine */

/* Sorts the numbers by path, for cli_sources_find(). */
void cli_sources_sort(cli_sources *sources);

/* The row of `sources` behind a path, (size_t)-1 for none. */
size_t cli_sources_find(const cli_sources *sources, const char *path);

#endif
