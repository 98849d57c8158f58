/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A scenario with its levers and objectives, ready to be tuned. */
#ifndef TESTS_SUPPORT_TUNED_H
#define TESTS_SUPPORT_TUNED_H

#include "support/check.h"

#include "brink/tune.h"
#include "support/folder.h"

typedef struct tuned {
    brink_scenario *scenario;
    brink_levers *levers;
    brink_objectives *objectives;
    const brink_lever *lever[32];
    const brink_objective *objective[8];
    brink_tune_problem problem;
} tuned;

/* What a short search takes; the other members are as good as any. */
static inline brink_tune_options tuned_options(void)
{
    return (brink_tune_options){.seed = 1,
                                .replicas = 128,
                                .fresh_replicas = 512,
                                .budget = 128 * 200,
                                .global = BRINK_CRS,
                                .local = BRINK_BOBYQA,
                                .global_share = 0.5,
                                .step = 0.1,
                                .tolerance = 1e-3,
                                .cost_weight = 1.0,
                                .threads = 2};
}

/* A folder of its own, in memory where the system has such a place: a search writes to disk, durably, for every trial.
 */
static inline void tuned_folder(char out[64])
{
    snprintf(out, 64, "/dev/shm/brink-XXXXXX");
    if (!mkdtemp(out)) {
        folder_new(out);
    }
}

static inline void tuned_read(tuned *t, const char *folder)
{
    brink_diagnostics *d = brink_diagnostics_new();
    *t = (tuned){0};
    assert_int_equal(brink_scenario_read(folder, &t->scenario, d), BRINK_OK);
    assert_int_equal(brink_levers_read(t->scenario, &t->levers, d), BRINK_OK);
    assert_int_equal(brink_objectives_read(t->scenario, &t->objectives, d), BRINK_OK);
    brink_diagnostics_free(d);
    t->problem = (brink_tune_problem){.scenario = t->scenario,
                                      .label = folder,
                                      .levers = t->lever,
                                      .n_levers = brink_levers_n(t->levers),
                                      .objectives = t->objective,
                                      .n_objectives = brink_objectives_n(t->objectives)};
    assert_in_range(t->problem.n_levers, 1, COUNT(t->lever));
    assert_in_range(t->problem.n_objectives, 1, COUNT(t->objective));
    for (size_t v = 0; v < t->problem.n_levers; v++) {
        t->lever[v] = brink_levers_get(t->levers, v);
    }
    for (size_t j = 0; j < t->problem.n_objectives; j++) {
        t->objective[j] = brink_objectives_get(t->objectives, j);
    }
}

static inline void tuned_free(tuned *t)
{
    brink_objectives_free(t->objectives);
    brink_levers_free(t->levers);
    brink_scenario_free(t->scenario);
}

static inline brink_tuning *tuned_run(const tuned *t, const brink_tune_options *options, const char *folder)
{
    brink_tuning *tuning = NULL;
    brink_error err = {0};
    brink_status status = brink_tune(&t->problem, options, folder, &tuning, &err);
    if (status != BRINK_OK) {
        print_error("%s\n", err.what);
    }
    assert_int_equal(status, BRINK_OK);
    return tuning;
}

#endif
