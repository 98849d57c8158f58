/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each allocation of reading, copying, setting and checking a scenario fails once: BRINK_ENOMEM, nothing lost, nothing
 * touched that is not there (the sanitizers see to that). */
#include "support/check.h"

#include "scenario/table.h"
#include "support/allocations.h"
#include "support/scratch.h"
#include "support/small_model.h"

static void write_scenarios(void)
{
    assert_int_equal(mkdir("base", 0700), 0);
    assert_int_equal(mkdir("child", 0700), 0);
    write_text("base/scenario.csv", SMALL_SCENARIO);
    write_text("base/units.csv", SMALL_UNITS);
    write_text("base/links.csv", SMALL_LINKS);
    write_text("base/settings.csv", SMALL_SETTINGS);
    write_text("base/sources.csv", "path,basis\n*,assumption\n");
    write_text("child/scenario.csv", "key,value\nname,child\nextends,base\n");
    write_text("child/settings.csv", "setting,value\nsteps,4\n");
}

/* All that can be done with a scenario. The first status that is not BRINK_OK, but BRINK_OK when `is_bad` and what is
 * bad was noticed. */
static brink_status use(const char *folder, bool is_bad)
{
    brink_scenario *scenario = NULL;
    brink_scenario *copy = NULL;
    brink_diagnostics *d = brink_diagnostics_new();
    if (d == NULL) {
        return BRINK_ENOMEM;
    }
    brink_status status = brink__scenario_read_with(folder, small_models, &scenario, d);
    assert_true((scenario != NULL) == (status == BRINK_OK));
    if (is_bad) {
        assert_int_not_equal(status, BRINK_OK);
        assert_true(status == BRINK_ENOMEM || brink_diagnostics_count(d) > 0);
        status = status == BRINK_EDATA ? BRINK_OK : status;
        goto out;
    }
    if (status != BRINK_OK) {
        goto out;
    }
    copy = brink_scenario_copy(scenario);
    if (copy == NULL) {
        status = BRINK_ENOMEM;
        goto out;
    }
    status = brink_scenario_set(copy, "units.A.weight", "0.25", (brink_place){"--set", 0, 0}, 0, d);
    if (status == BRINK_OK) {
        status = brink_scenario_check(copy, d);
    }
    unsigned char digest[32];
    brink_scenario_digest(copy, digest);
    assert_true(status == BRINK_ENOMEM || brink_diagnostics_count(d) == 0);
out:
    brink_scenario_free(copy);
    brink_scenario_free(scenario);
    brink_diagnostics_free(d);
    return status;
}

static void fail_each(const char *folder, bool is_bad, size_t at_least)
{
    n_allocations = 0;
    fail_at = 0;
    assert_int_equal(use(folder, is_bad), BRINK_OK);
    size_t n = n_allocations;
    assert_true(n >= at_least); /* they are seen */
    size_t n_recovered = 0;
    for (size_t k = 1; k <= n; k++) {
        n_allocations = 0;
        fail_at = k;
        fail_after = false;
        brink_status status = use(folder, is_bad); /* libcsv asks again for less */
        fail_at = 0;
        n_recovered += status == BRINK_OK;
        assert_true(status == BRINK_ENOMEM || status == BRINK_OK);
        n_allocations = 0;
        fail_at = k;
        fail_after = true;
        status = use(folder, is_bad);
        fail_at = 0;
        /* a message that finds no memory is only counted: bad input is noticed all the same */
        assert_true(status == BRINK_ENOMEM || (is_bad && status == BRINK_OK));
    }
    assert_true(is_bad || n_recovered < n / 2);
}

static void good_scenario(void **state)
{
    (void)state;
    fail_each("base", false, 50);
}

static void extended_scenario(void **state)
{
    (void)state;
    fail_each("child", false, 60);
}

static void bad_scenario(void **state)
{
    (void)state;
    write_text("base/unknown.csv", "");
    write_text("base/links.csv", "from,to,count,open,note\nA,Z,99,1,\n");
    write_text("base/units.csv",
               "unit,label,side,weight,size,nerve\nA,Alpha,red,0,1,\nA,\"x,red,0,1,\nB,Beta,blue,0,2,\n");
    fail_each("base", true, 50);
}

int main(void)
{
    char scratch[4096];
    enter_scratch(scratch);
    write_scenarios();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_scenario),
        cmocka_unit_test(extended_scenario),
        cmocka_unit_test(bad_scenario),
    };
    int status = cmocka_run_group_tests_name("scenario_memory", tests, NULL, NULL) != 0;
    leave_scratch(scratch);
    return status;
}
