/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The directions that the shipped batch (scenarios/essay.csv) must show against its first point: in each row the paired
 * difference under common noise has the sign of the essay's argument, and its 95 % interval (Student's t, a row by
 * itself) excludes zero. The number of replicas is the argument, 256 if none: at that number the smallest difference
 * lies six standard errors from zero. The interval is computed here and not by the library's comparisons, so that each
 * checks the other. */
#include "support/check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

#include "brink/design.h"
#include "brink/model.h"
#include "brink/results.h"
#include "brink/study.h"
#include "support/folder.h"

#define SCENARIOS BRINK_SOURCE_DIR "/scenarios"

typedef struct direction {
    const char *point, *reference, *metric;
    int sign;
} direction;

#define BOTH(point, sign)                                                                                              \
    {point, "baseline", "provocations", sign},                                                                         \
    {                                                                                                                  \
        point, "baseline", "conflict_probability", sign                                                                \
    }

static const direction directions[] = {
    BOTH("missiles", +1),
    BOTH("two_way_street", +1),
    BOTH("fatigue", +1),
    BOTH("stretched", +1),
    BOTH("credibility_lost", +1),
    BOTH("ambiguity", +1),
    BOTH("no_partnership", -1),
    BOTH("clear_lines", -1),
    BOTH("cohesive", -1),
    BOTH("engagement", -1),
    BOTH("normalisation", -1),
    BOTH("emboldened", +1),
    {"half_measures", "baseline", "provocations", +1},
    {"sabotage", "baseline", "events.RUS.EUR.sabotage", +1},
    BOTH("shipment_week_4", +1),
    {"shipment_week_4", "no_shipment_week_4", "provocations", +1},
};

/* What the baseline is known for; wide enough for the sampling error of 256 replicas. */
static const struct {
    const char *metric;
    double lo, hi;
} figures[] = {
    {"events.RUS.UKR.strike", 62, 70},      {"events.RUS.UKR.mass_strike", 19, 24}, {"events.RUS.EUR.sabotage", 40, 46},
    {"conflict_probability", 0.004, 0.012}, {"belief_end.USA", 0.40, 0.55},
};

static uint64_t replicas = 256;

typedef struct batch {
    char folder[64];
    brink_design *design;
    brink_program **program; /* [n] */
    size_t n;
    brink_results *results;
} batch;

static int free_batch(void **state)
{
    batch *b = *state;
    brink_results_close(b->results);
    for (size_t i = 0; i < b->n && b->program != NULL; i++) {
        brink_program_free(b->program[i]);
    }
    free(b->program);
    brink_design_free(b->design);
    folder_remove(b->folder);
    free(b);
    return 0;
}

static brink_status run(batch *b, brink_error *err)
{
    brink_point *points = calloc(b->n, sizeof *points);
    b->program = calloc(b->n, sizeof(brink_program *));
    brink_status status = points != NULL && b->program != NULL ? BRINK_OK : BRINK_ENOMEM;
    for (size_t i = 0; i < b->n && status == BRINK_OK; i++) {
        brink_scenario *scenario = NULL;
        status = brink_design_make(b->design, i, &scenario);
        if (status == BRINK_OK) {
            status = brink_program_new(scenario, &b->program[i], err);
            brink_scenario_digest(scenario, points[i].digest);
        }
        brink_scenario_free(scenario);
        points[i].scenario = points[i].name = brink_design_name(b->design, i);
        points[i].program = b->program[i];
    }
    if (status == BRINK_OK) {
        brink_run_options how = {.seed = 1, .replicas = replicas};
        status = brink_study_run(b->folder, points, b->n, &how, err);
    }
    free(points);
    return status == BRINK_OK ? brink_results_open(b->folder, &b->results, err) : status;
}

static int run_batch(void **state)
{
    batch *b = calloc(1, sizeof *b);
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_error err = {0};
    *state = b;
    if (b == NULL || diagnostics == NULL) {
        brink_diagnostics_free(diagnostics);
        free(b);
        return -1;
    }
    folder_new(b->folder);
    brink_status status = brink_design_read(SCENARIOS "/essay.csv", SCENARIOS, NULL, 0, &b->design, diagnostics);
    for (size_t i = 0; i < brink_diagnostics_count(diagnostics); i++) {
        print_error("%s\n", brink_diagnostics_get(diagnostics, i));
    }
    brink_diagnostics_free(diagnostics);
    if (status == BRINK_OK) {
        b->n = brink_design_n_points(b->design);
        status = run(b, &err);
    }
    if (status != BRINK_OK) {
        print_error("%s: %s\n", brink_status_text(status), err.what);
    }
    return status == BRINK_OK ? 0 : -1;
}

static size_t find_point(brink_results *results, const char *name)
{
    for (size_t p = 0; p < brink_results_n_points(results); p++) {
        if (strcmp(brink_results_get_point(results, p)->name, name) == 0) {
            return p;
        }
    }
    fail_msg("no point %s", name);
    return 0;
}

/* Replica values, on the heap. */
static double *values_of(brink_results *results, const char *point, const char *metric)
{
    size_t p = find_point(results, point);
    const brink_results_point *at = brink_results_get_point(results, p);
    double *values = calloc(replicas, sizeof *values);
    assert_non_null(values);
    for (size_t m = 0; m < at->n_metrics; m++) {
        if (strcmp(at->metrics[m].name, metric) == 0) {
            assert_int_equal(brink_results_values(results, p, m, values, NULL), BRINK_OK);
            return values;
        }
    }
    fail_msg("no metric %s of %s", metric, point);
    return values;
}

static void direction_holds(void **state)
{
    const batch *b = *state;
    size_t n_wrong = 0;
    double n = (double)replicas;
    double t = gsl_cdf_tdist_Pinv(0.975, n - 1);
    for (size_t i = 0; i < COUNT(directions); i++) {
        const direction *d = &directions[i];
        double *there = values_of(b->results, d->point, d->metric);
        double *here = values_of(b->results, d->reference, d->metric);
        double mean = 0, squares = 0;
        for (uint64_t r = 0; r < replicas; r++) {
            mean += (there[r] - here[r]) / n;
        }
        for (uint64_t r = 0; r < replicas; r++) {
            double off = there[r] - here[r] - mean;
            squares += off * off;
        }
        double se = sqrt(squares / (n - 1) / n);
        bool holds = d->sign * mean - t * se > 0; /* false for NaN, too */
        print_message("%-18s against %-18s %-24s %+.4g (%.4g to %.4g), %.1f standard errors%s\n", d->point,
                      d->reference, d->metric, mean, mean - t * se, mean + t * se, mean / se,
                      holds ? "" : ": NOT as argued");
        n_wrong += !holds;
        free(there);
        free(here);
    }
    assert_int_equal(n_wrong, 0);
}

static void baseline_stays(void **state)
{
    const batch *b = *state;
    for (size_t i = 0; i < COUNT(figures); i++) {
        double *values = values_of(b->results, "baseline", figures[i].metric);
        double mean = 0;
        for (uint64_t r = 0; r < replicas; r++) {
            mean += values[r] / (double)replicas;
        }
        free(values);
        print_message("baseline %s: %.4g\n", figures[i].metric, mean);
        if (!(mean >= figures[i].lo && mean <= figures[i].hi)) {
            fail_msg("%s = %g, not within %g to %g", figures[i].metric, mean, figures[i].lo, figures[i].hi);
        }
    }
}

static void points_say_why(void **state)
{
    const batch *b = *state;
    assert_string_equal(brink_design_name(b->design, 0), "baseline");
    for (size_t i = 0; i < b->n; i++) {
        assert_true(strlen(brink_design_note(b->design, i)) > 20);
    }
}

static void nobody_fails(void **state)
{
    const batch *b = *state;
    for (size_t p = 0; p < b->n; p++) {
        assert_int_equal(brink_results_get_point(b->results, p)->failed, 0);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(direction_holds),
        cmocka_unit_test(baseline_stays),
        cmocka_unit_test(points_say_why),
        cmocka_unit_test(nobody_fails),
    };
    if (argc > 1) {
        replicas = strtoull(argv[1], NULL, 10);
    }
    return cmocka_run_group_tests_name("essay", tests, run_batch, free_batch) != 0;
}
