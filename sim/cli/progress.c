/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "progress.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const double plain_interval = 10.0; /* seconds between plain lines: a log of a day stays short */

void cli_progress_init(cli_progress *progress, bool is_quiet)
{
    const char *term = getenv("TERM");
    const char *no_colour = getenv("NO_COLOR");
    bool is_dumb = term == NULL || term[0] == '\0' || strcmp(term, "dumb") == 0;
    *progress = (cli_progress){.is_quiet = is_quiet, .is_live = !is_quiet && !is_dumb && isatty(STDERR_FILENO) != 0};
    progress->is_coloured = progress->is_live && (no_colour == NULL || no_colour[0] == '\0');
}

const char *cli_duration(char *buffer, size_t size, double seconds)
{
    if (!(seconds >= 0.0 && seconds < 1e9)) {
        (void)snprintf(buffer, size, "-");
    } else if (seconds < 9.95) {
        (void)snprintf(buffer, size, "%.1f s", seconds);
    } else if (seconds < 99.5) {
        (void)snprintf(buffer, size, "%.0f s", seconds);
    } else if (seconds < 5970.0) {
        long s = lround(seconds);
        (void)snprintf(buffer, size, "%ld:%02ld min", s / 60, s % 60);
    } else {
        long minutes = lround(seconds / 60.0);
        (void)snprintf(buffer, size, "%ld:%02ld h", minutes / 60, minutes % 60);
    }
    return buffer;
}

const char *cli_grouped(char *buffer, size_t size, double x)
{
    char digits[32];
    int n = x >= 0.0 && x < 1e15 ? snprintf(digits, sizeof digits, "%.0f", x) : snprintf(digits, sizeof digits, "-");
    size_t used = 0;
    for (int i = 0; i < n && used + 2 < size; i++) {
        if (i > 0 && (n - i) % 3 == 0) {
            buffer[used++] = ',';
        }
        buffer[used++] = digits[i];
    }
    buffer[used] = '\0';
    return buffer;
}

static double seconds_left(const brink_progress *now)
{
    double done = (double)(now->done - now->done_before);
    return done > 0.0 ? now->seconds * (double)(now->total - now->done) / done : (double)NAN;
}

static int terminal_width(void)
{
    struct winsize size = {0};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

/* [#####-----]  43 %  4,300 of 10,000 replicas  21,300 replica-periods/s  12 s left: the bar takes the room that is
 * left; on a narrow terminal it goes first, then the end of the text. */
static void draw(cli_progress *progress, double share, const char *after)
{
    char text[256];
    (void)snprintf(text, sizeof text, "%3.0f %%  %s", floor(100.0 * share), after);
    int room = terminal_width() - 1; /* a full last column makes some terminals wrap */
    int bar = room - (int)strlen(text) - 4;
    bar = bar > 40 ? 40 : bar;
    char cells[48];
    if (bar >= 5) {
        int filled = (int)(share * bar);
        memset(cells, '#', (size_t)filled);
        memset(cells + filled, '-', (size_t)(bar - filled));
        (void)fprintf(stderr, "\r[%s%.*s%s%.*s]  %s\033[K", progress->is_coloured ? "\033[32m" : "", filled, cells,
                      progress->is_coloured ? "\033[0m" : "", bar - filled, cells + filled, text);
    } else {
        (void)fprintf(stderr, "\r%.*s\033[K", room, text);
    }
    (void)fflush(stderr);
    progress->is_line_open = true;
}

bool cli_progress_is_due(const cli_progress *progress, double seconds)
{
    return progress->is_live || (!progress->is_quiet && seconds - progress->last_seconds >= plain_interval);
}

void cli_progress_tell(cli_progress *progress, double seconds, double share, const char *text)
{
    if (progress->is_live) {
        draw(progress, share, text);
    } else {
        progress->last_seconds = seconds;
        (void)fprintf(stderr, "brink: %s\n", text);
    }
}

void cli_progress_show(void *context, const brink_progress *now)
{
    cli_progress *progress = context;
    char done[32];
    char total[32];
    char rate[32];
    char left[32];
    char text[256];
    progress->last = *now;
    if (!cli_progress_is_due(progress, now->seconds)) {
        return;
    }
    double share = now->total > 0 ? (double)now->done / (double)now->total : 0.0;
    (void)cli_grouped(rate, sizeof rate, now->replica_periods_per_second);
    (void)cli_duration(left, sizeof left, seconds_left(now));
    if (progress->is_live) {
        (void)snprintf(text, sizeof text, "%s of %s replicas  %s replica-periods/s  %s left",
                       cli_grouped(done, sizeof done, (double)now->done),
                       cli_grouped(total, sizeof total, (double)now->total), rate, left);
    } else {
        (void)snprintf(text, sizeof text,
                       "%" PRIu64 " of %" PRIu64 " replicas (%.0f %%), %s replica-periods/s, %s left", now->done,
                       now->total, floor(100.0 * share), rate, left);
    }
    cli_progress_tell(progress, now->seconds, share, text);
}

double cli_progress_share(uint64_t replicas, uint64_t budget)
{
    return budget > 0 ? fmin((double)replicas / (double)budget, 1.0) : 0.0;
}

double cli_progress_left(uint64_t replicas, uint64_t before, uint64_t budget, double seconds)
{
    return replicas > before && budget > replicas ? seconds * (double)(budget - replicas) / (double)(replicas - before)
                                                  : (double)NAN;
}

void cli_progress_clear(cli_progress *progress)
{
    if (progress->is_line_open) {
        (void)fputs("\r\033[K", stderr);
        (void)fflush(stderr);
        progress->is_line_open = false;
    }
}
