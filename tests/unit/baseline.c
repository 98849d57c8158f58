/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The baseline that ships: it is read without a complaint, each of its numbers has a stated basis, and the defaults of
 * the parameters are its values. */
#include "support/check.h"

#include <fnmatch.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../../models/deterrence/deterrence.h"
#include "brink/factors.h"
#include "brink/levers.h"
#include "brink/objectives.h"
#include "brink/rng.h"
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

/* --- what explorations read ----------------------------------------------------------------------------------------
 */

typedef struct coverage {
    const brink_scenario *scenario;
    const char *patterns[256]; /* paths of uncertainties.csv */
    size_t n, n_judged, n_silent;
} coverage;

static void look_for_row(void *context, const char *path, const char *text, const brink_column *column,
                         size_t source_row)
{
    coverage *c = context;
    (void)column;
    const char *basis = brink_scenario_text(c->scenario, "sources", source_row, "basis");
    if (strncmp(path, "scenario.", 9) == 0 || strcmp(basis, "evidence") == 0) {
        return;
    }
    c->n_judged++;
    for (size_t i = 0; i < c->n; i++) {
        if (fnmatch(c->patterns[i], path, 0) == 0) {
            return;
        }
    }
    print_error("%s = %s rests on %s, and uncertainties.csv is silent about it\n", path, text, basis);
    c->n_silent++;
}

/* A number that rests on judgement or assumption is uncertain, or said to be fixed. */
static void what_is_judged_is_uncertain(void **state)
{
    coverage c = {.scenario = *state};
    static char text[65536];
    FILE *file = fopen(BASELINE "/uncertainties.csv", "rb");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    assert_int_equal(fclose(file), 0);
    for (char *line = strchr(text, '\n'); line != NULL && line[1] != '\0';) {
        char *next = strchr(line + 1, '\n');
        char *comma = strchr(line, ',');
        assert_non_null(comma);
        assert_true(c.n < COUNT(c.patterns));
        c.patterns[c.n++] = line + 1;
        *comma = '\0';
        line = next;
    }
    brink_scenario_visit(c.scenario, look_for_row, &c);
    assert_true(c.n_judged > 300);
    assert_int_equal(c.n_silent, 0);
}

static void levers_are_no_uncertainties(void **state)
{
    brink_diagnostics *d = brink_diagnostics_new();
    brink_factors *factors = brink_factors_new();
    brink_levers *levers = NULL;
    brink_objectives *objectives = NULL;
    size_t n = 0;
    brink_status status = brink_factors_add_levers(factors, *state, NULL, &n, d);
    assert_true(n >= 15);
    if (status == BRINK_OK) {
        status = brink_factors_add_uncertainties(factors, *state, NULL, &n, d); /* refuses what is a factor already */
    }
    if (status == BRINK_OK) {
        status = brink_levers_read(*state, &levers, d);
    }
    if (status == BRINK_OK) {
        status = brink_objectives_read(*state, &objectives, d);
    }
    for (size_t i = 0; i < brink_diagnostics_count(d); i++) {
        print_error("%s\n", brink_diagnostics_get(d, i));
    }
    assert_int_equal(status, BRINK_OK);
    assert_int_equal(n, 203); /* as scenarios/README.md says */
    assert_int_equal(brink_levers_n(levers), 21);
    for (size_t i = 0; i < brink_levers_n(levers); i++) {
        const brink_lever *lever = brink_levers_get(levers, i);
        assert_true(lever->now >= lever->lower && lever->now <= lever->upper);
        assert_true(lever->unit_cost > 0.0 && lever->basis[0] != '\0' && lever->source[0] != '\0');
    }
    assert_true(brink_objectives_n(objectives) >= 4);
    brink_objectives_free(objectives);
    brink_levers_free(levers);
    brink_factors_free(factors);
    brink_diagnostics_free(d);
}

/* Draws of all levers and uncertainties at once are scenarios without a mistake. */
static void draws_are_scenarios(void **state)
{
    brink_diagnostics *d = brink_diagnostics_new();
    brink_factors *factors = brink_factors_new();
    assert_int_equal(brink_factors_add_levers(factors, *state, NULL, NULL, d), BRINK_OK);
    assert_int_equal(brink_factors_add_uncertainties(factors, *state, NULL, NULL, d), BRINK_OK);
    const size_t n = brink_factors_n(factors);
    brink_design *design = brink_factors_design(factors, *state, "baseline", NULL, 0);
    double *u = calloc(n, sizeof *u);
    for (uint64_t i = 0; i < 100; i++) {
        char name[16];
        snprintf(name, sizeof name, "p%d", (int)i);
        for (size_t k = 0; k < n; k++) {
            const double x = brink_uniform(9, (brink_address){.replica = i, .who = (uint32_t)k});
            u[k] = x < 0.02 ? 0.001 * x : x > 0.98 ? 1.0 - 1e-4 * (1.0 - x) : x; /* far out now and then */
        }
        assert_int_equal(brink_factors_add_point(factors, design, name, "", 0, u), BRINK_OK);
    }
    brink_status status = brink_design_check(design, d);
    for (size_t i = 0; i < brink_diagnostics_count(d); i++) {
        print_error("%s\n", brink_diagnostics_get(d, i));
    }
    assert_int_equal(status, BRINK_OK);
    free(u);
    brink_design_free(design);
    brink_factors_free(factors);
    brink_diagnostics_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_has_a_source),   cmocka_unit_test(every_source_says_why),
        cmocka_unit_test(defaults_are_its_values),     cmocka_unit_test(what_is_judged_is_uncertain),
        cmocka_unit_test(levers_are_no_uncertainties), cmocka_unit_test(draws_are_scenarios),
    };
    return cmocka_run_group_tests_name("baseline", tests, read_baseline, free_baseline) != 0;
}
