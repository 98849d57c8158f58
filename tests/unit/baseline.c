/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The baseline that ships: it is read without a complaint, each of its numbers has a stated basis, and the defaults of
 * the parameters are its values. */
#include "support/check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../../models/deterrence/deterrence.h"
#include "brink/scenario.h"

#define BASELINE BRINK_SOURCE_DIR "/scenarios/baseline"

static int read_baseline(void **state)
{
    brink_scenario *scenario = NULL;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_status status = diagnostics != NULL ? brink_scenario_read(BASELINE, &scenario, diagnostics) : BRINK_ENOMEM;
    for (size_t i = 0; diagnostics != NULL && i < brink_diagnostics_count(diagnostics); i++) {
        print_error("%s\n", brink_diagnostics_get(diagnostics, i));
    }
    bool is_clean = status == BRINK_OK && brink_diagnostics_count(diagnostics) == 0;
    brink_diagnostics_free(diagnostics);
    if (!is_clean) {
        brink_scenario_free(scenario);
        return -1;
    }
    *state = scenario;
    return 0;
}

static int free_baseline(void **state)
{
    brink_scenario_free(*state);
    return 0;
}

typedef struct audit {
    const brink_scenario *scenario;
    size_t n_numbers, n_without;
} audit;

static void audit_number(void *context, const char *path, const char *text, const brink_column *column,
                         size_t source_row)
{
    audit *a = context;
    (void)column;
    a->n_numbers++;
    if (source_row == (size_t)-1) {
        print_error("%s = %s has no row in sources.csv\n", path, text);
        a->n_without++;
    }
}

static void every_number_has_a_source(void **state)
{
    audit a = {*state, 0, 0};
    brink_scenario_visit(a.scenario, audit_number, &a);
    assert_true(a.n_numbers >
                400); /* 22 actions of 10 numbers, 7 actors of 5 or 14, 41 menu rows, 26 parameters, ... */
    assert_int_equal(a.n_without, 0);
}

static void every_source_says_why(void **state)
{
    const brink_scenario *scenario = *state;
    size_t n = brink_scenario_n_rows(scenario, "sources");
    assert_true(n > 0);
    for (size_t i = 0; i < n; i++) {
        const char *path = brink_scenario_text(scenario, "sources", i, "path");
        if (strlen(brink_scenario_text(scenario, "sources", i, "source")) < 5 ||
            strlen(brink_scenario_text(scenario, "sources", i, "note")) < 5) {
            fail_msg("%s: no source or no note", path);
        }
    }
}

static void defaults_are_its_values(void **state)
{
    const brink_scenario *scenario = *state;
    size_t n_checked = 0;
    for (size_t i = 0; i < (size_t)BRINK__DETERRENCE_N_TABLES; i++) {
        const brink_table *t = &brink__deterrence_tables[i];
        for (size_t k = 0; t->rows != NULL && k < t->n_rows; k++) {
            const brink_column *c = &t->rows[k];
            if (c->kind == BRINK_CELL_CHOICE) {
                assert_string_equal(c->fallback, brink_scenario_value_text(scenario, t->name, c->name));
            } else {
                assert_near(strtod(c->fallback, NULL), brink_scenario_value(scenario, t->name, c->name), 0);
            }
            n_checked++;
        }
    }
    assert_true(n_checked > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_has_a_source),
        cmocka_unit_test(every_source_says_why),
        cmocka_unit_test(defaults_are_its_values),
    };
    return cmocka_run_group_tests_name("baseline", tests, read_baseline, free_baseline) != 0;
}
