/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "share.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

static const double live_interval = 0.1;   /* seconds between changes of a live line ... */
static const double plain_interval = 10.0; /* ... and between plain lines */

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void cli_share_init(cli_share *share, const char *what, bool is_quiet)
{
    *share = (cli_share){.what = what, .start = now()};
    share->last = share->start;
    cli_progress_init(&share->progress, is_quiet);
}

void cli_share_show(void *context, double done)
{
    cli_share *share = context;
    double at = now();
    bool is_live = share->progress.is_live;
    char left[32];
    if (share->progress.is_quiet || at - share->last < (is_live ? live_interval : plain_interval)) {
        return;
    }
    share->last = at;
    share->progress.is_line_open = is_live;
    double seconds = done > 0.0 ? (at - share->start) * (1.0 - done) / done : (double)NAN;
    (void)fprintf(stderr, "%sbrink: %s, %.0f %%, %s left%s", is_live ? "\r" : "", share->what, floor(100.0 * done),
                  cli_duration(left, sizeof left, seconds), is_live ? "\033[K" : "\n");
    (void)fflush(stderr);
}

void cli_share_clear(cli_share *share)
{
    cli_progress_clear(&share->progress);
}
