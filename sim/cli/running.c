/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "running.h"

#include <stdio.h>

#include "brink/report.h"
#include "brink/results.h"
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

cli_clock cli_clock_start(cli_run_facts *facts)
{
    cli_clock clock;
    (void)clock_gettime(CLOCK_REALTIME, &facts->started);
    (void)clock_gettime(CLOCK_MONOTONIC, &clock.from);
    return clock;
}

void cli_clock_stop(const cli_clock *clock, cli_run_facts *facts)
{
    struct timespec to;
    (void)clock_gettime(CLOCK_MONOTONIC, &to);
    (void)clock_gettime(CLOCK_REALTIME, &facts->finished);
    facts->wall_seconds = (double)(to.tv_sec - clock->from.tv_sec) + 1e-9 * (double)(to.tv_nsec - clock->from.tv_nsec);
}

brink_status cli_run_end(brink_status status, const brink_error *err, const char *what, const char *folder,
                         bool is_forced)
{
    if (status == BRINK_EINTERRUPTED) {
        return cli_fail(status,
                        "interrupted; what is finished is kept in %s: the same command with --resume%s goes on from it",
                        folder, is_forced ? " instead of --force" : "");
    }
    if (status == BRINK_EMISMATCH) {
        return cli_fail(status, "%s holds another %s: %s; --output DIR puts this one elsewhere, --force replaces that",
                        folder, what, err->what);
    }
    return status == BRINK_OK ? status : cli_fail_error(status, err);
}

brink_status cli_export_study(const char *folder, const char *run, bool has_tables)
{
    brink_results *results = NULL;
    brink_error err = {0};
    brink_status status = brink_results_open(folder, &results, &err);
    if (status == BRINK_OK && has_tables) {
        status = brink_report_csv(results, folder, &err);
    }
    if (status == BRINK_OK) {
        status = brink_report_manifest(results, folder, run, &err);
    }
    brink_results_close(results);
    return status == BRINK_OK ? status : cli_fail_error(status, &err);
}

brink_status cli_export_search(const char *folder, const char *run, bool has_fresh)
{
    char fresh[4096];
    const int length = snprintf(fresh, sizeof fresh, "%s/fresh", folder);
    brink_status status = BRINK_OK;
    if (has_fresh && (size_t)length < sizeof fresh) {
        status = cli_export_study(fresh, run, true);
    }
    return status == BRINK_OK ? cli_export_study(folder, run, false) : status;
}

brink_status cli_run(const cli_running *running, brink_run_options *how, cli_run_facts *facts)
{
    cli_progress progress;
    brink_error err = {0};
    cli_progress_init(&progress, running->is_quiet);
    how->stop = cli_stop();
    how->progress = cli_progress_show;
    how->context = &progress;
    const cli_clock clock = cli_clock_start(facts);
    brink_status status = running->run(running->what, running->folder, how, &err);
    cli_clock_stop(&clock, facts);
    cli_progress_clear(&progress);
    facts->done_now = progress.last.done - progress.last.done_before;
    facts->replica_periods_per_second = progress.last.replica_periods_per_second;
    status = cli_run_end(status, &err, "study", running->folder, running->is_forced);
    if (status == BRINK_OK && !running->is_quiet) {
        tell_rate(facts);
    }
    return status;
}
