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
static brink_status read_and_make(const char *file, bool is_bad)
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

static const brink_scenario *base; /* of designs made in memory */

static brink_status make(const char *file, bool is_bad)
{
    static const char *const values[] = {"0.5", NULL};
    (void)file;
    brink_diagnostics *d = brink_diagnostics_new();
    brink_design *design = brink_design_new(base, "base");
    brink_status status = d != NULL && design != NULL ? BRINK_OK : BRINK_ENOMEM;
    for (size_t i = 0; i < 2 && status == BRINK_OK; i++) {
        status = brink_design_add_path(design, i == 0 ? "units.A.weight" : "settings.rule");
    }
    for (size_t i = 0; i < 20 && status == BRINK_OK; i++) {
        char name[8];
        snprintf(name, sizeof name, "p%zu", i);
        status = brink_design_add_point(design, name, i % 2 == 0 ? "why" : "", (uint32_t)i, values);
    }
    if (status == BRINK_OK) {
        status = brink_design_check(design, d);
    }
    if (status == BRINK_OK) {
        status = brink_design_write(design, ".", "made.csv", NULL);
    }
    assert_true(!is_bad);
    brink_design_free(design);
    brink_diagnostics_free(d);
    return status;
}

static void fail_each(brink_status (*use)(const char *file, bool is_bad), const char *file, bool is_bad)
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
    fail_each(read_and_make, "good.csv", false);
}

static void bad_design(void **state)
{
    (void)state;
    fail_each(read_and_make, "bad.csv", true);
}

static void made_design(void **state)
{
    (void)state;
    brink_scenario *scenario = NULL;
    brink_diagnostics *d = brink_diagnostics_new();
    assert_int_equal(brink__scenario_read_with("base", small_models, &scenario, d), BRINK_OK);
    base = scenario;
    fail_each(make, "", false);
    brink_scenario_free(scenario);
    brink_diagnostics_free(d);
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
    const struct CMUnitTest tests[] = {cmocka_unit_test(good_design), cmocka_unit_test(bad_design),
                                       cmocka_unit_test(made_design)};
    int status = cmocka_run_group_tests_name("design_memory", tests, NULL, NULL) != 0;
    leave_scratch(scratch);
    return status;
}
