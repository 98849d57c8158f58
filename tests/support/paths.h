/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One batch of replicas of the deterrence model, step by step or as a record of whole paths, for comparisons of one
 * scenario with another. */
#ifndef TESTS_SUPPORT_PATHS_H
#define TESTS_SUPPORT_PATHS_H

#include "../../models/deterrence/deterrence.h"
#include "support/tables.h"

/* --- a batch, to be stepped */

typedef struct runner {
    brink_program *program; /* owned */
    brink_batch batch;      /* BRINK_LANES replicas from `first` on, at period 0 */
    size_t n_state, n_posts;
} runner;

/* Takes the program over. */
runner runner_new(brink_program *program, uint64_t seed, uint64_t first);
void runner_free(runner *r);
void runner_start(runner *r);
void runner_step(runner *r);

/* First row of each variable in the state vector of deterrence.h, and what it ranges over at random. */
typedef struct layout {
    size_t level, warning, type, log_odds, capability, strain, fatigue, attention, grievance, alignment, survival, draw,
        n;
} layout;
layout layout_of(const tables *t);

/* A state anywhere inside the ranges of the mathematics (its section 1), off their ends: state[layout.n]. */
void random_state(const layout *l, uint64_t seed, double *state);

/* --- records */

typedef struct paths {
    size_t n_periods, n_series, n_metrics, n_posts;
    char **series_name, **metric_name;
    double *series;        /* [n_periods + 1][n_series][BRINK_LANES] */
    double *metrics;       /* [n_metrics][BRINK_LANES]; those that are no ratios */
    uint32_t *action;      /* [n_periods][n_posts][BRINK_LANES] */
    double *probability;   /* [n_periods][n_posts][2][MAX_MENU][BRINK_LANES] */
    size_t *menu;          /* [n_posts] */
    size_t n_nonconverged; /* lanes x periods */
} paths;

/* Runs a batch of the tables' scenario to its horizon. No lane may fail. */
paths *paths_new(const tables *t, uint64_t seed, uint64_t first);
void paths_free(paths *p); /* NULL is fine */

size_t paths_series(const paths *p, const char *name); /* index; fails when there is none */
size_t paths_metric(const paths *p, const char *name);
const double *paths_series_at(const paths *p, size_t period, const char *name); /* [BRINK_LANES] */
uint32_t paths_action(const paths *p, size_t period, size_t post, size_t lane); /* period from 1 */
const double *paths_probability(const paths *p, size_t period, size_t post, size_t type, size_t action);

/* What two records differ in: numbers whose bits differ, over those compared. */
typedef struct difference {
    size_t n, n_different;
    double worst; /* largest absolute difference */
} difference;

/* Adds the comparison of two rows of lanes, or of the lanes from `lane` to `lane` + n - 1. */
void difference_add(difference *d, const double *a, const double *b, size_t lane, size_t n);
/* Series of one name over periods 0 .. n_periods, all lanes. */
void difference_series(difference *d, const paths *a, const paths *b, const char *name, size_t n_periods);
/* Everything that both report: names must be the same; cascades are left out where `is_cascade_too` is false. */
void difference_all(difference *d, const paths *a, const paths *b, size_t n_periods, size_t lane, size_t n,
                    bool is_cascade_too);

/* Whether a metric is one of cascades. */
bool is_of_cascades(const char *metric);

#endif
