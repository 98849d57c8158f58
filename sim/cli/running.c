/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "running.h"

#include <stdio.h>
#include <time.h>

#include "progress.h"

static void tell_rate(const cli_run_facts *facts)
{
    if (facts->done_now == 0) {
        (void)fputs("brink: every replica is finished already\n", stderr);
        return;
    }
    char count[32];
    char rate[32];
    char taken[32];
    (void)fprintf(stderr, "brink: %s replicas in %s, %s replica-periods/s\n",
                  cli_grouped(count, sizeof count, (double)facts->done_now),
                  cli_duration(taken, sizeof taken, facts->wall_seconds),
                  cli_grouped(rate, sizeof rate, facts->replica_periods_per_second));
}

brink_status cli_run(const cli_running *running, brink_run_options *how, cli_run_facts *facts)
{
    cli_progress progress;
    brink_error err = {0};
    struct timespec from;
    struct timespec to;
    cli_progress_init(&progress, running->is_quiet);
    how->stop = cli_stop();
    how->progress = cli_progress_show;
    how->context = &progress;
    (void)clock_gettime(CLOCK_REALTIME, &facts->started);
    (void)clock_gettime(CLOCK_MONOTONIC, &from);
    brink_status status = running->run(running->what, running->folder, how, &err);
    (void)clock_gettime(CLOCK_MONOTONIC, &to);
    (void)clock_gettime(CLOCK_REALTIME, &facts->finished);
    cli_progress_clear(&progress);
    facts->wall_seconds = (double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec);
    facts->done_now = progress.last.done - progress.last.done_before;
    facts->replica_periods_per_second = progress.last.replica_periods_per_second;
    if (status == BRINK_EINTERRUPTED) {
        return cli_fail(status,
                        "interrupted; what is finished is kept in %s: the same command with --resume%s goes on from it",
                        running->folder, running->is_forced ? " instead of --force" : "");
    }
    if (status == BRINK_EMISMATCH) {
        return cli_fail(status,
                        "%s holds another study: %s; --output DIR puts this one elsewhere, --force replaces that",
                        running->folder, err.what);
    }
    if (status != BRINK_OK) {
        return cli_fail_error(status, &err);
    }
    if (!running->is_quiet) {
        tell_rate(facts);
    }
    return BRINK_OK;
}
