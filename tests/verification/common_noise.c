/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What common noise saves: a small lever on the baseline that ships, the clarity of one defender's red lines from 0.5
 * to 0.55. Draws are addressed by names and turned into actions by inverse CDF in the order of the menu, so that a
 * small change of probabilities changes few actions. Required: the difference of `provocations` has at most a tenth of
 * the variance that independent runs would give it. */
#include "support/check.h"

#include <stdlib.h>

#include "brink/compare.h"
#include "brink/study.h"
#include "support/folder.h"

enum { REPLICAS = 128, SEED = 1 };

static brink_scenario *read_baseline(const char *clarity)
{
    brink_scenario *scenario = NULL;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    assert_non_null(diagnostics);
    assert_int_equal(brink_scenario_read(BRINK_SOURCE_DIR "/scenarios/baseline", &scenario, diagnostics), BRINK_OK);
    assert_int_equal(
        brink_scenario_set(scenario, "actors.USA.clarity", clarity, (brink_place){.file = "test"}, 0, diagnostics),
        BRINK_OK);
    brink_diagnostics_free(diagnostics);
    return scenario;
}

static void a_small_lever_needs_few_replicas(void **state)
{
    (void)state;
    static const char *const clarity[] = {"0.5", "0.55"};
    static const char *const names[] = {"baseline", "clearer"};
    brink_scenario *scenarios[2] = {NULL};
    brink_program *programs[2] = {NULL};
    brink_point points[2];
    brink_error err = {0};
    char folder[64];
    folder_new(folder);
    for (size_t p = 0; p < 2; p++) {
        scenarios[p] = read_baseline(clarity[p]);
        assert_int_equal(brink_program_new(scenarios[p], &programs[p], &err), BRINK_OK);
        points[p] = (brink_point){.scenario = "baseline", .name = names[p], .program = programs[p]};
        brink_scenario_digest(scenarios[p], points[p].digest);
    }
    brink_run_options options = {.seed = SEED, .replicas = REPLICAS, .threads = 2};
    brink_results *results = NULL;
    assert_int_equal(brink_study_run(folder, points, 2, &options, &err), BRINK_OK);
    assert_int_equal(brink_results_open(folder, &results, &err), BRINK_OK);
    size_t metric = brink_metric_find(brink_results_get_point(results, 0), "provocations");
    assert_true(metric != BRINK_NO_METRIC);
    static const brink_statistic mean = {.kind = BRINK_STATISTIC_MEAN};
    static const size_t other = 1;
    brink_difference d;
    assert_int_equal(brink_compare(results, 0, metric, &mean, &other, 1, 0, &d, &err), BRINK_OK);
    print_message("clarity 0.55 against 0.5, provocations: %.4g (95 %% interval %.4g to %.4g), n %d, variance of "
                  "independent runs %.3g times that of the pairs\n",
                  d.difference, d.lo95, d.hi95, (int)d.n, d.variance_ratio);
    assert_int_equal(d.n, REPLICAS);
    assert_true(d.variance_ratio >= 10.0);
    brink_results_close(results);
    for (size_t p = 0; p < 2; p++) {
        brink_program_free(programs[p]);
        brink_scenario_free(scenarios[p]);
    }
    folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_small_lever_needs_few_replicas)};
    return cmocka_run_group_tests_name("common_noise", tests, NULL, NULL) != 0;
}
