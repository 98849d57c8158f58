/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each allocation of reading a design and making its points fails once: BRINK_ENOMEM, nothing lost, nothing touched
 * that is not there (the sanitizers see to that). */
#include "support/check.h"

#include "scenario/design_rows.h"
#include "support/allocations.h"
#include "support/scratch.h"
#include "support/small_model.h"

/* All that is done with a design; BRINK_OK also when it is bad and that was noticed. */
static brink_status use(const char *file, bool is_bad)
{
    static const brink_setting settings[] = {{"settings.gain", "2", "--set settings.gain=2"}};
    brink_diagnostics *d = brink_diagnostics_new();
    brink_design *design = NULL;
    brink_scenario *scenario = NULL;
    if (d == NULL) {
        return BRINK_ENOMEM;
    }
    brink_status status = brink__design_read_with(file, "shipped", settings, 1, small_models, &design, d);
    assert_true((design != NULL) == (status == BRINK_OK));
    if (is_bad && status == BRINK_EDATA && brink_diagnostics_count(d) > 0) {
        status = BRINK_OK;
    }
    for (size_t i = 0; design != NULL && i < brink_design_n_points(design) && status == BRINK_OK; i++) {
        status = brink_design_make(design, i, &scenario);
        brink_scenario_free(scenario);
    }
    brink_design_free(design);
    brink_diagnostics_free(d);
    return status;
}

static void fail_each(const char *file, bool is_bad)
{
    n_allocations = 0;
    fail_at = 0;
    assert_int_equal(use(file, is_bad), BRINK_OK);
    size_t n = n_allocations;
    assert_true(n >= 60); /* they are seen */
    for (size_t k = 1; k <= n; k++) {
        for (int after = 0; after < 2; after++) {
            n_allocations = 0;
            fail_at = k;
            fail_after = after == 1;
            brink_status status = use(file, is_bad);
            fail_at = 0;
            /* libcsv asks again for less; a message that finds no memory is only counted */
            assert_true(status == BRINK_ENOMEM || (status == BRINK_OK && (is_bad || after == 0)));
        }
    }
}

static void good_design(void **state)
{
    (void)state;
    fail_each("good.csv", false);
}

static void bad_design(void **state)
{
    (void)state;
    fail_each("bad.csv", true);
}

int main(void)
{
    char scratch[4096];
    enter_scratch(scratch);
    assert_int_equal(mkdir("base", 0700), 0);
    write_text("base/scenario.csv", SMALL_SCENARIO);
    write_text("base/units.csv", SMALL_UNITS);
    write_text("good.csv", "scenario,name,note,units.A.weight,settings.rule\nbase,a,why,0.25,\nbase,b,,,slow\n");
    write_text("bad.csv", "scenario,name,units.A.weight,units.Z.weight,units.A.weight,units.B.side\n"
                          "base,a,7,,,\nnone,b,,,,\nbase,a,0.5,,,red\nbase\n");
    const struct CMUnitTest tests[] = {cmocka_unit_test(good_design), cmocka_unit_test(bad_design)};
    int status = cmocka_run_group_tests_name("design_memory", tests, NULL, NULL) != 0;
    leave_scratch(scratch);
    return status;
}
