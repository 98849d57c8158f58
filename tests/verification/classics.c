/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The classics run by the ordinary engine (scenario, design, study, store), held against answers that it did not
 * compute. tests/verification/classics has a design a model, and reference.csv: what the metrics of theory must be at
 * its points, as given to the project (`basis` begins with "given", then model, case and quantity there, and what it
 * rests on), or computed another way in many digits, as `basis` says.
 *
 * Theory: within the row's tolerance, and half a unit of the last digit that the row prints. Simulation: null, each
 * metric NAME has the mean NAME_theory; rejected beyond 4 standard errors at the fixed seed. Of some 650 comparisons,
 * were they independent and normal, one would lie beyond at one seed in 25. What does not vary must agree to 1e-9.
 *
 * The number of replicas a point is the argument, 512 if none. */
#include "support/check.h"

#include <ctype.h>
#include <gsl/gsl_errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "brink/design.h"
#include "brink/model.h"
#include "brink/results.h"
#include "brink/study.h"
#include "support/cells.h"
#include "support/folder.h"
#include "support/verify.h"

#define FOLDER    BRINK_SOURCE_DIR "/tests/verification/classics"
#define SCENARIOS BRINK_SOURCE_DIR "/scenarios"

enum { SEED = 1, MOST_POINTS = 32, MOST_ROWS = 4096 };

static uint64_t n_replicas = 512;

/* --- references --------------------------------------------------------------------------------------------------- */

typedef struct reference {
    const char *design, *point, *metric, *value, *basis;
    double tolerance;
} reference;

static reference references[MOST_ROWS];
static size_t n_references;
static char *reference_text; /* what the texts of the references point into */

static void read_references(void)
{
    char empty[] = "";
    char *cells[] = {empty, empty, empty, empty, empty, empty};
    reference_text = file_get(FOLDER, "reference.csv", NULL);
    char *at = reference_text;
    assert_int_equal(cells_split(&at, cells, COUNT(cells)), COUNT(cells));
    assert_string_equal(cells[5], "basis");
    while (*at != '\0') {
        assert_int_equal(cells_split(&at, cells, COUNT(cells)), COUNT(cells));
        assert_true(n_references < MOST_ROWS);
        references[n_references++] =
            (reference){cells[0], cells[1], cells[2], cells[3], cells[5], cell_number(cells[4])};
    }
}

/* Half a unit of the last digit of a number that was cut: of 0.3333333333 that is 5e-11. One in fewer than 8 digits is
 * taken for exact. */
static double half_digit(const char *number)
{
    const char *dot = strchr(number, '.');
    const char *power = strpbrk(number, "eE");
    const size_t end = power ? (size_t)(power - number) : strlen(number);
    size_t n_digits = 0;
    for (size_t i = 0; i < end; i++) {
        n_digits += isdigit((unsigned char)number[i]) && (n_digits > 0 || number[i] != '0');
    }
    const double decimals = dot ? (double)(end - (size_t)(dot - number) - 1) : 0.0;
    return n_digits < 8 ? 0.0 : 0.5 * pow(10.0, (power ? strtod(power + 1, NULL) : 0.0) - decimals);
}

/* --- a study ------------------------------------------------------------------------------------------------------ */

typedef struct study {
    const char *design; /* its name */
    size_t n;
    brink_scenario *scenario[MOST_POINTS];
    brink_program *program[MOST_POINTS];
    brink_point point[MOST_POINTS];
    brink_results *results;
    char folder[64];
} study;

static brink_design *read_design(const char *name)
{
    char file[1024];
    brink_design *design = NULL;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    assert_non_null(diagnostics);
    (void)snprintf(file, sizeof file, FOLDER "/%s.csv", name);
    const brink_status status = brink_design_read(file, SCENARIOS, NULL, 0, &design, diagnostics);
    for (size_t i = 0; i < brink_diagnostics_count(diagnostics); i++) {
        print_error("%s\n", brink_diagnostics_get(diagnostics, i));
    }
    assert_int_equal(status, BRINK_OK);
    brink_diagnostics_free(diagnostics);
    return design;
}

static void run(study *s, const char *name)
{
    brink_design *design = read_design(name);
    const brink_run_options options = {.seed = SEED, .replicas = n_replicas, .threads = 2};
    brink_error err = {0};
    *s = (study){.design = name, .n = brink_design_n_points(design)};
    assert_in_range(s->n, 1, MOST_POINTS);
    for (size_t i = 0; i < s->n; i++) {
        assert_int_equal(brink_design_make(design, i, &s->scenario[i]), BRINK_OK);
        if (brink_program_new(s->scenario[i], &s->program[i], &err) != BRINK_OK) {
            fail_msg("%s, %s: %s", name, brink_design_name(design, i), err.what);
        }
        s->point[i] = (brink_point){.scenario = brink_scenario_name(s->scenario[i]),
                                    .name = brink_design_name(design, i),
                                    .program = s->program[i]};
        brink_scenario_digest(s->scenario[i], s->point[i].digest);
    }
    folder_new(s->folder);
    assert_int_equal(brink_study_run(s->folder, s->point, s->n, &options, &err), BRINK_OK);
    assert_int_equal(brink_results_open(s->folder, &s->results, &err), BRINK_OK);
    brink_design_free(design);
}

static void end(study *s)
{
    brink_results_close(s->results);
    for (size_t i = 0; i < s->n; i++) {
        brink_program_free(s->program[i]);
        brink_scenario_free(s->scenario[i]);
    }
    folder_remove(s->folder);
}

static bool find(const study *s, size_t point, const char *metric, brink_estimate *estimate)
{
    const size_t m = brink_metric_find(brink_results_get_point(s->results, point), metric);
    if (m != BRINK_NO_METRIC) {
        assert_int_equal(brink_results_metric(s->results, point, m, estimate, NULL), BRINK_OK);
    }
    return m != BRINK_NO_METRIC;
}

/* --- theory ------------------------------------------------------------------------------------------------------- */

/* The number of theory that a reference is about; NaN where there is none, or where it varies over replicas. */
static double theory(const study *s, const reference *want)
{
    size_t p = 0;
    brink_estimate got = {.mean = (double)NAN};
    while (p < s->n && strcmp(brink_results_get_point(s->results, p)->name, want->point) != 0) {
        p++;
    }
    const bool is_there = p < s->n && find(s, p, want->metric, &got) && got.sd == 0.0;
    return is_there ? got.mean : (double)NAN;
}

/* What is given is a row of the document each, the others are one together. */
static void hold_theory(const study *s)
{
    static const char given[] = "given: ";
    size_t n = 0;
    double worst = 0.0;
    for (size_t r = 0; r < n_references; r++) {
        const reference *want = &references[r];
        if (strcmp(want->design, s->design) != 0) {
            continue;
        }
        const double got = theory(s, want), value = strtod(want->value, NULL);
        const double allowed = want->tolerance + half_digit(want->value);
        if (strncmp(want->basis, given, sizeof given - 1) == 0) {
            const char *check = verify_name("%s, %s: %s", want->design, want->point, want->metric);
            verify_number((verify_about){"classics", check, want->basis + sizeof given - 1}, got, value, allowed);
            continue;
        }
        const double share = fabs(got - value) / allowed;
        if (!(share <= 1.0)) {
            print_error("%s, %s, %s = %.12g, expected %s +- %.2g (%s)\n", want->design, want->point, want->metric, got,
                        want->value, allowed, want->basis);
        }
        worst = share <= worst ? worst : share; /* keeps NaN */
        n++;
    }
    verify_worst((verify_about){"classics", verify_name("%s: theory, share of the tolerance", s->design),
                                "tests/verification/classics/reference.csv"},
                 "computed another way", n, worst, 1.0);
}

/* --- simulation --------------------------------------------------------------------------------------------------- */

/* NAME or NAME.KEY to NAME_theory or NAME_theory.KEY. */
static void theory_of(const char *metric, char *name, size_t size)
{
    const size_t stem = strcspn(metric, ".");
    (void)snprintf(name, size, "%.*s_theory%s", (int)stem, metric, metric + stem);
}

/* How far the mean lies from theory, in standard errors, which are those of the null for a proportion. */
static double distance(const brink_output *metric, const brink_estimate *got, double want)
{
    const double off = fabs(got->mean - want);
    const double se = metric->quantity->kind == BRINK_PROPORTION ? sqrt(want * (1.0 - want) / (double)got->n) : got->se;
    return se > 0.0 ? off / se : off <= 1e-9 * fmax(1.0, fabs(want)) ? 0.0 : (double)INFINITY;
}

static void hold_simulation(const study *s)
{
    size_t n = 0;
    double worst = 0.0;
    for (size_t p = 0; p < s->n; p++) {
        const brink_results_point *point = brink_results_get_point(s->results, p);
        assert_int_equal(point->failed, 0);
        for (size_t m = 0; m < point->n_metrics; m++) {
            char name[256];
            brink_estimate want = {.mean = (double)NAN}, got = {.mean = (double)NAN};
            theory_of(point->metrics[m].name, name, sizeof name);
            if (!find(s, p, name, &want) || isnan(want.mean)) {
                continue; /* no theory, or it says nothing at this point */
            }
            assert_true(find(s, p, point->metrics[m].name, &got));
            if (point->metrics[m].may_be_missing && isnan(got.mean)) {
                continue; /* as a share of what did not occur */
            }
            const double z = distance(&point->metrics[m], &got, want.mean);
            if (!(z <= 4.0)) {
                print_error("%s, %s, %s = %.9g +- %.2g, theory %.9g: %.1f standard errors\n", s->design, point->name,
                            point->metrics[m].name, got.mean, got.se, want.mean, z);
            }
            worst = z <= worst ? worst : z;
            n++;
        }
    }
    verify_worst((verify_about){"classics",
                                verify_name("%s: simulation, standard errors off, %zu points", s->design, s->n),
                                "models/classics/README.md"},
                 "closed forms", n, worst, 4.0);
}

static void agrees(void **state)
{
    study s;
    run(&s, *state);
    hold_theory(&s);
    hold_simulation(&s);
    end(&s);
}

/* --- the whole ---------------------------------------------------------------------------------------------------- */

static const char *const designs[] = {"asymmetric_escalation",
                                      "audience_costs",
                                      "bargaining",
                                      "branching",
                                      "brinkmanship",
                                      "burden_sharing",
                                      "chain_store",
                                      "coalition",
                                      "credibility",
                                      "crisis_signalling",
                                      "critical_risk",
                                      "hawkes",
                                      "ladder",
                                      "overstretch",
                                      "red_line",
                                      "richardson",
                                      "rudimentary_deterrence",
                                      "strategic_choice",
                                      "unilateral_deterrence",
                                      "war_weariness"};

/* Every model of the folder models/classics has a design, and every reference a design that is run. */
static void nothing_is_left_out(void **state)
{
    (void)state;
    for (size_t r = 0; r < n_references; r++) {
        bool is_run = false;
        for (size_t d = 0; d < COUNT(designs); d++) {
            is_run = is_run || strcmp(designs[d], references[r].design) == 0;
        }
        if (!is_run) {
            fail_msg("reference.csv: there is no design %s", references[r].design);
        }
    }
    for (const brink_model_type *const *model = brink_models(); *model; model++) {
        char file[256];
        (void)snprintf(file, sizeof file, "%s.csv", (*model)->name);
        if (!file_is_there(BRINK_SOURCE_DIR "/models", (*model)->name) && !file_is_there(FOLDER, file)) {
            fail_msg("%s has no design in " FOLDER, (*model)->name);
        }
    }
}

int main(int argc, char **argv)
{
    struct CMUnitTest tests[COUNT(designs) + 1];
    (void)gsl_set_error_handler_off();
    if (argc > 1) {
        n_replicas = strtoul(argv[1], NULL, 10);
    }
    read_references();
    for (size_t d = 0; d < COUNT(designs); d++) {
        tests[d] = verify_test_of(designs[d], agrees, designs[d]);
    }
    tests[COUNT(designs)] = (struct CMUnitTest)cmocka_unit_test(nothing_is_left_out);
    const int failed = verify_main("classics", tests, COUNT(tests));
    free(reference_text);
    return failed;
}
