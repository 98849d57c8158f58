/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Comparisons of points, made and printed. */
#ifndef SIM_CLI_DIFFERENCES_H
#define SIM_CLI_DIFFERENCES_H

#include "brink/compare.h"

/* Which points are compared with which. */
typedef enum cli_contrast { CLI_ONE_PAIR, CLI_AGAINST_FIRST, CLI_ALL_PAIRS } cli_contrast;

typedef struct cli_pair {
    size_t point, reference;
} cli_pair;

typedef struct cli_comparisons {
    cli_contrast contrast;
    cli_pair *pair; /* [n]; those with one reference stand together */
    size_t n;
    const char **metric; /* [n_metrics] names */
    size_t n_metrics;
    const brink_statistic *statistic; /* [n_statistics] */
    size_t n_statistics;
} cli_comparisons;

/* For people: a table of all metrics for one pair, else one a metric and statistic. A statistic that a metric does not
 * have is left out. BRINK_OK; BRINK_EIO, BRINK_ENOMEM (told). */
brink_status cli_differences_print(brink_results *results, const cli_comparisons *c);

/* The rows of differences.csv on stdout. */
brink_status cli_differences_print_csv(brink_results *results, const cli_comparisons *c);

#endif
