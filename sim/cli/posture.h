/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A posture: a point of a design, by the name of its file and its own. */
#ifndef SIM_CLI_POSTURE_H
#define SIM_CLI_POSTURE_H

#include "cli.h"
#include "points.h"

typedef struct cli_posture {
    const char *text;    /* FILE:NAME, borrowed from argv; NULL: none */
    cli_points points;   /* the design */
    char *scenario;      /* name of the scenario that the point starts from, as for a command line */
    const char *word[1]; /* the same */
} cli_posture;

/* For argp parsers: takes FILE:NAME. 0 or CLI_TOLD. */
int cli_parse_posture(const cli_command *command, cli_posture *posture, const char *text);

/* Reads the design, and puts what the point sets before `overrides`, so that these win. `scenario` becomes the name of
 * its scenario, which lives as long as the posture, as do the values. BRINK_OK, or why not (told). */
brink_status cli_posture_read(const cli_command *command, cli_posture *posture, cli_overrides *overrides,
                              cli_words *scenario);
void cli_posture_fini(cli_posture *posture); /* zeroed is fine; the overrides first */

#endif
