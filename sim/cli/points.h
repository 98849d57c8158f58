/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The points of a study: one a scenario named on the command line, or one a row of a design. */
#ifndef SIM_CLI_POINTS_H
#define SIM_CLI_POINTS_H

#include "brink/design.h"
#include "brink/study.h"
#include "cli.h"

typedef struct cli_compiled {
    brink_program *program; /* owned */
} cli_compiled;

typedef struct cli_points {
    cli_scenarios scenarios; /* those named one by one */
    brink_design *design;    /* or else this; NULL without one */
    cli_compiled *compiled;  /* [n] once compiled */
    brink_point *point;      /* [n] once compiled; names are the scenarios' and the design's own */
    size_t n;
    bool is_lazy;  /* only the first point of each scenario is compiled, the others when they are needed */
    size_t n_seen; /* scenarios with a compiled point */
} cli_points;

/* Reads and checks the scenarios in `names` or, when `design` is not NULL, that (a file, or the bare name of a
 * shipped one); the overrides apply to every
 * point. What is wrong is printed in one go. BRINK_OK; BRINK_EDATA, BRINK_ENOINPUT, BRINK_ENOMEM, told. */
brink_status cli_points_read(cli_points *points, const char *design, const cli_words *names,
                             const cli_overrides *overrides);

/* Fills `compiled` and `point`; with is_lazy, the programs of some points stay NULL. BRINK_OK, or why a point cannot be
 * compiled (told, each of them). */
brink_status cli_points_compile(cli_points *points);

/* For brink_run_options.compile, with the points as compiler. */
brink_status cli_points_compile_one(void *points, size_t i, brink_program **program, brink_error *err);

void cli_points_fini(cli_points *points); /* zeroed is fine */

/* The scenarios behind the points, each once, as their files have them. */
size_t cli_points_n_scenarios(const cli_points *points);
const brink_scenario *cli_points_scenario(const cli_points *points, size_t i);

#endif
