/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How far a computation is that runs nothing: a live percentage on a terminal, else a plain line now and then. */
#ifndef SIM_CLI_SHARE_H
#define SIM_CLI_SHARE_H

#include <stdbool.h>

#include "progress.h"

typedef struct cli_share {
    cli_progress progress;
    const char *what; /* "resampling", borrowed */
    double start, last;
} cli_share;

void cli_share_init(cli_share *share, const char *what, bool is_quiet);

/* For the callbacks of the library, with the cli_share as context. */
void cli_share_show(void *context, double done);

/* Removes the live line. */
void cli_share_clear(cli_share *share);

#endif
