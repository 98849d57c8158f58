/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Running a study from a command: its folder, interruptions, progress, and what is said at its end. */
#ifndef SIM_CLI_RUNNING_H
#define SIM_CLI_RUNNING_H

#include <time.h>

#include "brink/study.h"
#include "cli.h"
#include "describe.h"
#include "folder.h"
#include "stop.h"

/* How a study is run: brink_study_run() or brink_outcomes_run() on `what`. */
typedef brink_status cli_run_function(void *what, const char *folder, const brink_run_options *how, brink_error *err);

typedef struct cli_running {
    const char *folder;
    cli_run_function *run;
    void *what;
    bool is_quiet, is_forced;
} cli_running;

/* Runs with `how`, to which stop and progress are added; fills in what the run took (rate, times, replicas done), and
 * tells its outcome on stderr. BRINK_OK, or what the run returned (told). */
brink_status cli_run(const cli_running *running, brink_run_options *how, cli_run_facts *facts);

/* When something ran, for `facts`: started, finished, wall_seconds. */
typedef struct cli_clock {
    struct timespec from;
} cli_clock;
cli_clock cli_clock_start(cli_run_facts *facts);
void cli_clock_stop(const cli_clock *clock, cli_run_facts *facts);

/* Tells how running `what` ("study", "search") in a folder ended, unless well; returns `status`. */
brink_status cli_run_end(brink_status status, const brink_error *err, const char *what, const char *folder,
                         bool is_forced);

/* The manifest of a study that was run, `run` being what cli_describe_run() gives; with its tables if wanted. BRINK_OK,
 * or why not (told). */
brink_status cli_export_study(const char *folder, const char *run, bool has_tables);

/* What a search leaves besides its own tables: its manifest, and (has_fresh) the study in its folder fresh with its
 * tables. BRINK_OK, or why not (told). */
brink_status cli_export_search(const char *folder, const char *run, bool has_fresh);

#endif
