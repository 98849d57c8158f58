/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each allocation of reading levers, uncertainties and objectives, and of making points from them, fails once:
 * BRINK_ENOMEM, nothing lost, nothing touched that is not there (the sanitizers see to that). */
#include "support/check.h"

#include <gsl/gsl_errno.h>

#include "brink/factors.h"
#include "brink/levers.h"
#include "brink/objectives.h"
#include "support/allocations.h"

static const brink_scenario *scenario;

static brink_status use(void)
{
    static const double u[] = {0.5, 0.25, 0.75, 0.5, 0.1};
    brink_diagnostics *d = brink_diagnostics_new();
    brink_factors *factors = brink_factors_new();
    brink_objectives *objectives = NULL;
    brink_design *design = NULL;
    brink_place place = {.file = "--vary"};
    brink_status status = d != NULL && factors != NULL ? BRINK_OK : BRINK_ENOMEM;
    if (status == BRINK_OK) {
        status = brink_factors_add_levers(factors, scenario, NULL, NULL, d);
    }
    if (status == BRINK_OK) {
        status = brink_factors_add_uncertainties(factors, scenario, NULL, NULL, d);
    }
    if (status == BRINK_OK) {
        status = brink_factors_add(factors, scenario, "factors.a.x.shape", "discrete", "linear=1 abs=2", place, d);
    }
    if (status == BRINK_OK) {
        status = brink_objectives_read(scenario, &objectives, d);
    }
    if (status == BRINK_OK) {
        design = brink_factors_design(factors, scenario, "quadratic", NULL, 0);
        status = design != NULL ? brink_factors_add_point(factors, design, "a", "", 0, u) : BRINK_ENOMEM;
    }
    brink_objectives_free(objectives);
    brink_design_free(design);
    brink_factors_free(factors);
    brink_diagnostics_free(d);
    return status;
}

static void each_fails_once(void **state)
{
    (void)state;
    n_allocations = 0;
    fail_at = 0;
    assert_int_equal(use(), BRINK_OK);
    const size_t n = n_allocations;
    assert_true(n >= 60); /* they are seen */
    for (size_t k = 1; k <= n; k++) {
        for (int after = 0; after < 2; after++) {
            n_allocations = 0;
            fail_at = k;
            fail_after = after == 1;
            brink_status status = use();
            fail_at = 0;
            /* libcsv asks again for less */
            assert_true(status == BRINK_ENOMEM || (status == BRINK_OK && after == 0));
        }
    }
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    brink_scenario *read = NULL;
    brink_diagnostics *d = brink_diagnostics_new();
    if (brink_scenario_read(BRINK_SOURCE_DIR "/scenarios/surfaces/quadratic", &read, d) != BRINK_OK) {
        return 1;
    }
    scenario = read;
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_fails_once)};
    int status = cmocka_run_group_tests_name("explore_memory", tests, NULL, NULL) != 0;
    brink_scenario_free(read);
    brink_diagnostics_free(d);
    return status;
}
