/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Outcomes of designs: the same as a study of whole points gives, joined by name whatever the order, refused where
 * anything is missing. */
#include "support/check.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

#include "brink/factors.h"
#include "brink/outcomes.h"
#include "support/folder.h"

#define SURFACE  BRINK_SOURCE_DIR "/scenarios/surfaces/quadratic"
#define BASELINE BRINK_SOURCE_DIR "/scenarios/baseline"

enum { REPLICAS = 150, SEED = 3 };

static brink_scenario *read_scenario(const char *folder)
{
    brink_scenario *scenario = NULL;
    brink_diagnostics *d = brink_diagnostics_new();
    assert_int_equal(brink_scenario_read(folder, &scenario, d), BRINK_OK);
    brink_diagnostics_free(d);
    return scenario;
}

/* n points x1 = 0, 0.1, 0.2 ... named p0, p1 ...; in reverse order if `turned`. */
static brink_design *make(size_t n, bool turned, double step)
{
    brink_scenario *scenario = read_scenario(SURFACE);
    brink_design *design = brink_design_new(scenario, "quadratic");
    assert_int_equal(brink_design_add_path(design, "inputs.x1.value"), BRINK_OK);
    for (size_t k = 0; k < n; k++) {
        const size_t i = turned ? n - 1 - k : k;
        char name[32];
        char text[32];
        const char *const values[] = {text};
        snprintf(name, sizeof name, "p%zu", i);
        snprintf(text, sizeof text, "%.3f", step * (double)i);
        assert_int_equal(brink_design_add_point(design, name, "", i % 2 == 0 ? 0 : 5, values), BRINK_OK);
    }
    brink_diagnostics *d = brink_diagnostics_new();
    assert_int_equal(brink_design_check(design, d), BRINK_OK);
    brink_diagnostics_free(d);
    brink_scenario_free(scenario);
    return design;
}

static brink_status run(const brink_design *design, const char *folder, unsigned threads)
{
    brink_run_options how = {.seed = SEED, .replicas = REPLICAS, .threads = threads, .resume = true};
    brink_error err = {0};
    brink_status status = brink_outcomes_run(design, folder, &how, &err);
    if (status != BRINK_OK) {
        print_message("%s\n", err.what);
    }
    return status;
}

static const brink_statistic mean = {.kind = BRINK_STATISTIC_MEAN};

static void values_are_known(void **state)
{
    (void)state;
    char folder[64];
    folder_new(folder);
    brink_design *design = make(6, false, 0.1);
    brink_design *turned = make(6, true, 0.1);
    brink_outcomes *outcomes = NULL;
    brink_outcome a[6];
    brink_outcome b[6];
    double pseudo[2][REPLICAS];
    assert_int_equal(run(design, folder, 2), BRINK_OK);
    assert_int_equal(brink_outcomes_open(folder, design, NULL, &outcomes, NULL), BRINK_OK);
    assert_int_equal(brink_outcomes_replicas(outcomes), REPLICAS);
    assert_string_equal(brink_outcomes_unit(outcomes, "y", &mean, NULL), "1");
    assert_int_equal(brink_outcomes_read(outcomes, "y", &mean, a, NULL), BRINK_OK);
    for (size_t i = 0; i < 6; i++) {
        brink_estimate e;
        const double x = 0.1 * (double)i;
        assert_int_equal(
            brink_results_metric(brink_outcomes_results(outcomes), brink_outcomes_index(outcomes, i), 0, &e, NULL),
            BRINK_OK);
        assert_near(a[i].value, e.mean, 1e-12);
        assert_near(a[i].se, e.se, 1e-12);
        assert_int_equal(a[i].n, REPLICAS);
        /* 3 + (x - 0.3)^2 + 2 0.5^2 + 4 0.6^2, within five standard errors */
        assert_near(a[i].value, 4.94 + (x - 0.3) * (x - 0.3), 5.0 * a[i].se);
        assert_near(a[i].se, sqrt((0.25 + 0.04 * x * x) / REPLICAS), 0.2 * a[i].se);
    }
    /* of one noise number: the difference has only the noise of the slope; of two: that of both */
    assert_int_equal(brink_outcomes_pseudo(outcomes, 0, "y", &mean, pseudo[0], NULL), BRINK_OK);
    for (size_t other = 1; other < 3; other++) {
        double squares = 0.0;
        const double difference = a[other].value - a[0].value;
        assert_int_equal(brink_outcomes_pseudo(outcomes, other, "y", &mean, pseudo[1], NULL), BRINK_OK);
        for (size_t r = 0; r < REPLICAS; r++) {
            const double d = pseudo[1][r] - pseudo[0][r] - difference;
            squares += d * d / (REPLICAS - 1);
        }
        assert_near(sqrt(squares), other == 2 ? 0.2 * 0.2 : sqrt(0.5), 0.2 * (other == 2 ? 0.04 : 0.7));
    }
    brink_outcomes_close(outcomes);

    /* the same by name */
    assert_int_equal(brink_outcomes_open(folder, turned, NULL, &outcomes, NULL), BRINK_OK);
    assert_int_equal(brink_outcomes_read(outcomes, "y", &mean, b, NULL), BRINK_OK);
    for (size_t i = 0; i < 6; i++) {
        assert_near(b[5 - i].value, a[i].value, 0);
    }
    brink_outcomes_close(outcomes);
    brink_design_free(design);
    brink_design_free(turned);
    folder_remove(folder);
}

/* Of any statistic the pseudo-values have its value for a mean, and its error. */
/* A design of some of the points reads the same, and leaves the others alone. */
static void some_points_suffice(void **state)
{
    (void)state;
    char folder[64];
    folder_new(folder);
    brink_design *all = make(6, false, 0.1);
    brink_design *some = make(2, true, 0.1); /* p1, p0 */
    brink_outcomes *outcomes = NULL;
    brink_outcome a[6];
    brink_outcome b[2];
    assert_int_equal(run(all, folder, 2), BRINK_OK);
    assert_int_equal(brink_outcomes_open(folder, all, NULL, &outcomes, NULL), BRINK_OK);
    assert_int_equal(brink_outcomes_read(outcomes, "y", &mean, a, NULL), BRINK_OK);
    brink_outcomes_close(outcomes);
    assert_int_equal(brink_outcomes_open(folder, some, NULL, &outcomes, NULL), BRINK_OK);
    assert_int_equal(brink_outcomes_read(outcomes, "y", &mean, b, NULL), BRINK_OK);
    const brink_results *results = brink_outcomes_results(outcomes);
    assert_int_equal(brink_results_n_points(results), 6);
    for (size_t i = 0; i < 6; i++) {
        const brink_results_point *point = brink_results_get_point(results, i);
        assert_string_equal(point->name, brink_design_name(all, i));
        assert_int_equal(point->n_metrics > 0, i < 2);
        assert_int_equal(point->done, i < 2 ? REPLICAS : 0);
    }
    for (size_t i = 0; i < 2; i++) {
        assert_true(b[i].value == a[1 - i].value && b[i].se == a[1 - i].se);
    }
    brink_outcomes_close(outcomes);
    brink_design_free(all);
    brink_design_free(some);
    folder_remove(folder);
}

static void pseudo_values_stand_for_statistics(void **state)
{
    (void)state;
    static const char *const statistics[] = {"mean", "quantile:0.8", "cvar:0.2", "cvar_low:0.1", "exceed:5"};
    char folder[64];
    folder_new(folder);
    brink_design *design = make(1, false, 0.1);
    brink_outcomes *outcomes = NULL;
    assert_int_equal(run(design, folder, 1), BRINK_OK);
    assert_int_equal(brink_outcomes_open(folder, design, NULL, &outcomes, NULL), BRINK_OK);
    for (size_t s = 0; s < COUNT(statistics); s++) {
        brink_statistic statistic;
        brink_outcome outcome;
        double pseudo[REPLICAS];
        double sum = 0.0;
        double squares = 0.0;
        assert_int_equal(brink_statistic_parse(statistics[s], &statistic, NULL), BRINK_OK);
        assert_int_equal(brink_outcomes_read(outcomes, "y", &statistic, &outcome, NULL), BRINK_OK);
        assert_int_equal(brink_outcomes_pseudo(outcomes, 0, "y", &statistic, pseudo, NULL), BRINK_OK);
        for (size_t r = 0; r < REPLICAS; r++) {
            sum += pseudo[r] / REPLICAS;
        }
        for (size_t r = 0; r < REPLICAS; r++) {
            squares += (pseudo[r] - sum) * (pseudo[r] - sum) / (REPLICAS - 1);
        }
        assert_near(sum, outcome.value, 1e-12);
        assert_near(sqrt(squares / REPLICAS), outcome.se, 1e-12);
        assert_true(outcome.se > 0.0);
    }
    brink_outcomes_close(outcomes);
    brink_design_free(design);
    folder_remove(folder);
}

static void assert_refused(const char *folder, const brink_design *design, const brink_failure_limit *limit,
                           brink_status want, const char *says)
{
    brink_outcomes *outcomes = NULL;
    brink_error err = {0};
    assert_int_equal(brink_outcomes_open(folder, design, limit, &outcomes, &err), want);
    assert_null(outcomes);
    if (!strstr(err.what, says)) {
        fail_msg("\"%s\" does not say \"%s\"", err.what, says);
    }
}

static void stop_at_once(void *context, const brink_progress *progress)
{
    volatile sig_atomic_t *stop = context;
    (void)progress;
    *stop = 1;
}

static void what_is_missing_is_named(void **state)
{
    (void)state;
    char folder[64];
    folder_new(folder);
    brink_design *few = make(3, false, 0.1);
    brink_design *many = make(5, false, 0.1);
    brink_design *other = make(3, false, 0.2);
    brink_outcomes *outcomes = NULL;
    brink_outcome out[5];
    brink_error err = {0};
    const brink_statistic ratio = {.kind = BRINK_STATISTIC_RATIO};
    assert_refused(folder, few, NULL, BRINK_ENOINPUT, "");
    assert_int_equal(run(few, folder, 1), BRINK_OK);
    assert_refused(folder, many, NULL, BRINK_EMISMATCH, "point p3 is not among the results (as 1 other point)");
    assert_refused(folder, other, NULL, BRINK_EMISMATCH, "point p1 has other values in the results than in the design");
    assert_int_equal(brink_outcomes_open(folder, few, NULL, &outcomes, NULL), BRINK_OK);
    assert_int_equal(brink_outcomes_read(outcomes, "yy", &mean, out, &err), BRINK_EDATA);
    assert_string_equal(err.what, "point p0 has no metric yy; did you mean y?");
    assert_int_equal(brink_outcomes_read(outcomes, "y", &ratio, out, &err), BRINK_EUSAGE);
    assert_null(brink_outcomes_unit(outcomes, "y", &ratio, &err));
    brink_outcomes_close(outcomes);
    /* a design that has grown */
    assert_int_equal(run(many, folder, 2), BRINK_OK);
    assert_int_equal(brink_outcomes_open(folder, many, NULL, &outcomes, NULL), BRINK_OK);
    assert_int_equal(brink_outcomes_read(outcomes, "y", &mean, out, NULL), BRINK_OK);
    brink_outcomes_close(outcomes);
    assert_int_equal(brink_outcomes_open(folder, few, NULL, &outcomes, NULL), BRINK_OK); /* part of it will do */
    brink_outcomes_close(outcomes);
    brink_design_free(few);
    brink_design_free(many);
    brink_design_free(other);
    folder_remove(folder);
}

static void unfinished_runs_are_refused(void **state)
{
    (void)state;
    char folder[64];
    folder_new(folder);
    brink_design *design = make(400, false, 0.01);
    volatile sig_atomic_t stop = 0;
    brink_run_options how = {.seed = SEED, .replicas = 20000, .threads = 1, .stop = &stop};
    how.progress = stop_at_once;
    how.context = (void *)(uintptr_t)&stop;
    assert_int_equal(brink_outcomes_run(design, folder, &how, NULL), BRINK_EINTERRUPTED);
    assert_refused(folder, design, NULL, BRINK_EDATA, "of 20000 replicas: finish the run first");
    brink_design_free(design);
    folder_remove(folder);
}

static void failures_are_named(void **state)
{
    (void)state;
    static const char *const values[] = {"0", "200"}; /* 200^2 is above the outcome's upper end */
    char folder[64];
    folder_new(folder);
    brink_scenario *scenario = read_scenario(SURFACE);
    brink_design *design = brink_design_new(scenario, "quadratic");
    brink_outcomes *outcomes = NULL;
    const brink_failure_limit all = {.most = 100.0, .is_percent = true};
    brink_outcome out[2];
    brink_error err = {0};
    assert_int_equal(brink_design_add_path(design, "inputs.x1.value"), BRINK_OK);
    assert_int_equal(brink_design_add_point(design, "fine", "", 0, &values[0]), BRINK_OK);
    assert_int_equal(brink_design_add_point(design, "wild", "", 0, &values[1]), BRINK_OK);
    assert_int_equal(run(design, folder, 1), BRINK_OK);
    assert_refused(folder, design, NULL, BRINK_EDIVERGE,
                   "point wild failed in 150 of 150 replicas, most by: a value left its documented range");
    assert_int_equal(brink_outcomes_open(folder, design, &all, &outcomes, NULL), BRINK_OK);
    assert_int_equal(brink_outcomes_read(outcomes, "y", &mean, out, &err), BRINK_EDATA);
    assert_string_equal(err.what, "point wild has no value of y: it is missing in every replica");
    brink_outcomes_close(outcomes);
    brink_design_free(design);
    brink_scenario_free(scenario);
    folder_remove(folder);
}

/* The main model, with a ratio, against a study of whole points. */
static void baseline_agrees_with_a_study(void **state)
{
    (void)state;
    static const char *const values[] = {"0.9", "12"};
    char folder[2][64];
    brink_scenario *scenario = read_scenario(BASELINE);
    brink_design *design = brink_design_new(scenario, "baseline");
    folder_new(folder[0]);
    folder_new(folder[1]);
    assert_int_equal(brink_design_add_path(design, "actors.USA.clarity"), BRINK_OK);
    assert_int_equal(brink_design_add_path(design, "scenario.horizon"), BRINK_OK);
    assert_int_equal(brink_design_add_point(design, "clear", "", 0, values), BRINK_OK);
    assert_int_equal(run(design, folder[0], 2), BRINK_OK);

    brink_scenario *made = NULL;
    brink_program *program = NULL;
    assert_int_equal(brink_design_make(design, 0, &made), BRINK_OK);
    assert_int_equal(brink_program_new(made, &program, NULL), BRINK_OK);
    const brink_point point = {.scenario = "baseline", .name = "clear", .program = program};
    const brink_run_options how = {.seed = SEED, .replicas = REPLICAS};
    assert_int_equal(brink_study_run(folder[1], &point, 1, &how, NULL), BRINK_OK);

    brink_outcomes *outcomes = NULL;
    brink_results *results = NULL;
    assert_int_equal(brink_outcomes_open(folder[0], design, NULL, &outcomes, NULL), BRINK_OK);
    assert_int_equal(brink_results_open(folder[1], &results, NULL), BRINK_OK);
    const brink_results_point *facts = brink_results_get_point(results, 0);
    for (size_t m = 0; m < facts->n_metrics; m++) {
        brink_outcome outcome;
        brink_estimate e;
        brink_error err = {0};
        assert_int_equal(brink_results_metric(results, 0, m, &e, NULL), BRINK_OK);
        brink_status status = brink_outcomes_read(outcomes, facts->metrics[m].name, &mean, &outcome, &err);
        if (e.n == 0 || isnan(e.mean)) {
            assert_int_equal(status, BRINK_EDATA);
            continue;
        }
        assert_int_equal(status, BRINK_OK);
        assert_near(outcome.value, e.mean, 1e-9 * (1.0 + fabs(e.mean)));
        if (facts->metrics[m].quantity->kind != BRINK_PROPORTION && e.n > 1) {
            assert_near(outcome.se, e.se, 1e-9 * (1.0 + e.se));
        }
    }
    brink_results_close(results);
    brink_outcomes_close(outcomes);
    brink_program_free(program);
    brink_scenario_free(made);
    brink_design_free(design);
    brink_scenario_free(scenario);
    folder_remove(folder[0]);
    folder_remove(folder[1]);
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(some_points_suffice),
        cmocka_unit_test(values_are_known),
        cmocka_unit_test(pseudo_values_stand_for_statistics),
        cmocka_unit_test(what_is_missing_is_named),
        cmocka_unit_test(unfinished_runs_are_refused),
        cmocka_unit_test(failures_are_named),
        cmocka_unit_test(baseline_agrees_with_a_study),
    };
    return cmocka_run_group_tests_name("outcomes", tests, NULL, NULL) != 0;
}
