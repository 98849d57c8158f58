/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How far a run is, on stderr: a live line on a terminal, else a plain line now and then. */
#ifndef SIM_CLI_PROGRESS_H
#define SIM_CLI_PROGRESS_H

#include <stdbool.h>

#include "brink/study.h"

typedef struct cli_progress {
    bool is_quiet, is_live, is_coloured;
    bool is_line_open;   /* a live line stands on the terminal */
    double last_seconds; /* when the last plain line was written */
    brink_progress last; /* as last reported */
} cli_progress;

/* Looks at stderr and the environment (TERM=dumb: no live line; NO_COLOR: no colours). */
void cli_progress_init(cli_progress *progress, bool is_quiet);

/* For brink_run_options.progress, with the cli_progress as context. */
void cli_progress_show(void *context, const brink_progress *now);

/* For progress of other kinds: whether something may be said, `seconds` after the start, and saying it: behind a bar of
 * a share in [0, 1] on a live line, else as a line of its own. */
bool cli_progress_is_due(const cli_progress *progress, double seconds);
void cli_progress_tell(cli_progress *progress, double seconds, double share, const char *text);

/* Of a search with a budget of replicas, `before` of which were there when it began: the share that is spent, and the
 * seconds that the rest takes at the pace so far, NaN while there is none or nothing is left. */
double cli_progress_share(uint64_t replicas, uint64_t budget);
double cli_progress_left(uint64_t replicas, uint64_t before, uint64_t budget, double seconds);

/* Removes the live line, so that what follows starts on a clean line. */
void cli_progress_clear(cli_progress *progress);

/* "41 s", "3:05 min", "2:10 h": for times left and taken; "-" when not finite. */
const char *cli_duration(char *buffer, size_t size, double seconds);

/* A rate or count in groups of three digits: "21,300". */
const char *cli_grouped(char *buffer, size_t size, double x);

#endif
