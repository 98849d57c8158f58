/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The shipped baseline with its levers and objectives: a short search improves the total, and the paired 95 % interval
 * under fresh noise excludes zero. Half a year instead of two, so that it takes seconds. */
#include "support/tuned.h"

#include <gsl/gsl_errno.h>

static void baseline_improves(void **unused)
{
    (void)unused;
    const brink_setting half_a_year = {.path = "scenario.horizon", .value = "26", .origin = "--periods"};
    char folder[64];
    tuned t;
    tuned_folder(folder);
    tuned_read(&t, BRINK_SOURCE_DIR "/scenarios/baseline");
    t.problem.settings = &half_a_year;
    t.problem.n_settings = 1;
    brink_tune_options o = tuned_options();
    o.replicas = 64;
    o.fresh_replicas = 256;
    o.budget = 64 * 60;
    o.global = BRINK_NO_OPTIMISER;
    o.local = BRINK_COBYLA;
    o.step = 0.25;
    o.cost_weight = 0.25; /* levers are priced for two years, and so are weights */
    brink_tuning *tuning = tuned_run(&t, &o, folder);
    const brink_gain search = brink_tuning_search_gain(tuning, BRINK_TUNE_TOTAL);
    const brink_gain fresh = brink_tuning_fresh_gain(tuning, BRINK_TUNE_TOTAL);
    print_message("search %g, fresh %g (%g to %g)\n", search.difference, fresh.difference, fresh.lo95, fresh.hi95);
    assert_true(brink_tuning_winner(tuning) > 0);
    assert_int_equal(fresh.n, 256);
    assert_true(fresh.hi95 < 0.0);
    assert_true(fresh.lo95 <= fresh.difference && fresh.difference <= fresh.hi95);
    assert_int_equal(brink_tuning_n_failed(tuning), 0);
    /* what it says of single objectives adds up */
    double sum = o.cost_weight * brink_tuning_trial(tuning, brink_tuning_winner(tuning))->cost;
    for (size_t j = 0; j < t.problem.n_objectives; j++) {
        const brink_gain g = brink_tuning_fresh_gain(tuning, j);
        sum += (t.objective[j]->is_maximised ? -1.0 : 1.0) * t.objective[j]->weight * g.difference;
    }
    assert_near(fresh.difference, sum, 1e-9);
    brink_tuning_free(tuning);
    tuned_free(&t);
    folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(baseline_improves)};
    (void)gsl_set_error_handler_off();
    return cmocka_run_group_tests_name("tune_baseline", tests, NULL, NULL) != 0;
}
