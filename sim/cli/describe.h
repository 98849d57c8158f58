/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON about a run, for the store and for the manifest. */
#ifndef SIM_CLI_DESCRIBE_H
#define SIM_CLI_DESCRIBE_H

#include <time.h>

#include "points.h"
#include "thresholds.h"

/* Further files that were read, for what they stand in. */
typedef struct cli_inputs {
    const brink_input **item; /* [n] borrowed */
    size_t n;
} cli_inputs;

/* What was studied: command, inputs with SHA-256, design (its file, or null), overrides, periods (null when not
 * overridden), start_date and period_days (of the first scenario), thresholds (canonical), titles, notes (of the points
 * that have one). The points are compiled. `extra` may be NULL. A free()able JSON object, or NULL when out of memory.
 */
char *cli_describe_study(const cli_points *points, const cli_overrides *overrides, const cli_thresholds *thresholds,
                         const cli_inputs *extra, int argc, char **argv);

/* The same of an exploration; `method` (stolen) says what kind. */
struct cli_exploration;
struct json_t;
char *cli_describe_exploration(const struct cli_exploration *x, struct json_t *method, int argc, char **argv);

/* Names of files need not be UTF-8, JSON must be: bytes that are not are written as \\xNN. And "brink NAME" as two
 * words, then the rest: what would be typed again. New references, NULL when out of memory. */
struct json_t *cli_json_text(const char *s);
struct json_t *cli_json_command(int argc, char **argv);

/* How it was run, this time. */
typedef struct cli_run_facts {
    uint64_t seed, replicas;
    uint64_t done_now; /* replicas of all points that this run has added */
    unsigned threads;
    bool is_resumed;
    const char *max_failures; /* as on the command line */
    double wall_seconds, replica_periods_per_second;
    struct timespec started, finished; /* CLOCK_REALTIME */
} cli_run_facts;
char *cli_describe_run(const cli_run_facts *facts, int argc, char **argv);

#endif
