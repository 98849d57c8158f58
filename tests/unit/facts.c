/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Facts: each mistake in targets.csv at its place, and simulated values, intervals and verdicts against the same
 * numbers had in another way. */
#include "support/check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "brink/facts.h"
#include "brink/study.h"
#include "support/folder.h"
#include "support/scenario_copy.h"

#define BASELINE BRINK_SOURCE_DIR "/scenarios/baseline"
#define HEADER   "target,metric,statistic,per,value,lo,hi,weight,basis,source,note\n"

enum { REPLICAS = 200 };

/* The baseline, with targets.csv of these rows (NULL: the shipped one). */
static char *copy_new(const char *rows, const scenario_edit *edits, size_t n)
{
    char *folder = scenario_copy_new(BASELINE, edits, n);
    char text[4096];
    if (rows != NULL) {
        snprintf(text, sizeof text, HEADER "%s", rows);
        file_put(folder, "targets.csv", text);
    }
    return folder;
}

static brink_scenario *read_scenario(const char *folder)
{
    brink_scenario *scenario = NULL;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_status status = brink_scenario_read(folder, &scenario, diagnostics);
    for (size_t i = 0; i < brink_diagnostics_count(diagnostics); i++) {
        print_error("%s\n", brink_diagnostics_get(diagnostics, i));
    }
    assert_int_equal(status, BRINK_OK);
    brink_diagnostics_free(diagnostics);
    return scenario;
}

/* Reads the facts of a scenario; those and the messages are the caller's. */
static brink_status read_facts(const char *folder, brink_facts **facts, brink_diagnostics **diagnostics)
{
    brink_scenario *scenario = read_scenario(folder);
    *diagnostics = brink_diagnostics_new();
    brink_status status = brink_facts_read(scenario, facts, *diagnostics);
    brink_scenario_free(scenario);
    return status;
}

/* --- mistakes ---------------------------------------------------------------------------------------------------- */

typedef struct mistake {
    const char *name, *rows;
    const char *expected[4]; /* all messages, without the folder; NULL: none further */
} mistake;

// clang-format off
static const mistake mistakes[] = {
    {"unknown metric", "a,events.RUS.EUR.sabotag,,,1,0,2,1,evidence,s,\n",
     {"2:3: metric = events.RUS.EUR.sabotag; allowed: a metric that the scenario reports; did you mean events.RUS.EUR.sabotage?"}},
    {"unknown per", "a,provocations,,perods,1,0,2,1,evidence,s,\n",
     {"2:17: per = perods; allowed: a metric that the scenario reports; did you mean periods?"}},
    {"band", "a,provocations,,,1,2,0.5,1,evidence,s,\n",
     {"2:20: lo = 2; allowed: at most the value, 1", "2:22: hi = 0.5; allowed: at least the value, 1"}},
    {"ratio of a ratio", "a,enforcement,,enforcement,1,0,2,1,evidence,s,\n",
     {"2:3: metric = enforcement, a ratio, with a second metric in per; allowed: a metric that is none",
      "2:16: per = enforcement, a ratio; allowed: a metric that is none"}},
    {"median of a ratio", "a,enforcement,median,,1,0,2,1,evidence,s,\n",
     {"2:15: statistic = median of a ratio; allowed: mean, which is the ratio of totals"}},
    {"median per", "a,provocations,median,periods,1,0,2,1,evidence,s,\n",
     {"2:16: statistic = median of a ratio; allowed: mean, which is the ratio of totals"}},
    {"statistic", "a,provocations,man,,1,0,2,1,evidence,s,\n",
     {"2:16: statistic = man; allowed: mean, median, q05, q25, q75 or q95; did you mean mean?"}},
    {"twice", "a,provocations,,,1,0,2,1,evidence,s,\na,answers,,,1,0,2,1,evidence,s,\n",
     {"3:1: second row of a; allowed: one row a key (the first is in line 2)"}},
    {"no number", "a,provocations,,,x,0,2,1,evidence,s,\n", {"2:18: value = x: not a number; allowed: -1000000000 to 1000000000 [the metric's]"}},
    {"short", "a,provocations\n", {"2:15: short row of 2 cells; allowed: 11, as the header has"}},
    {"several", "a,provocations,,,x,0,2,1,evidence,s,\nb,nothing_like_it,,,1,0,2,-1,guess,s,\n", {
      "2:18: value = x: not a number; allowed: -1000000000 to 1000000000 [the metric's]",
      "3:3: metric = nothing_like_it; allowed: a metric that the scenario reports",
      "3:27: weight = -1; allowed: 0 to 1000000",
      "3:30: basis = guess; allowed: evidence, judgement or assumption"}},
};
// clang-format on

static void one_mistake(void **state)
{
    const mistake *m = *state;
    brink_facts *facts = NULL;
    brink_diagnostics *diagnostics = NULL;
    char *folder = copy_new(m->rows, NULL, 0);
    brink_status status = read_facts(folder, &facts, &diagnostics);
    size_t n = 0;
    while (n < COUNT(m->expected) && m->expected[n] != NULL) {
        n++;
    }
    for (size_t i = 0; i < brink_diagnostics_count(diagnostics); i++) {
        const char *message = brink_diagnostics_get(diagnostics, i);
        const char *rest = strstr(message, "/targets.csv:");
        if (rest == NULL || i >= n || strcmp(rest + strlen("/targets.csv:"), m->expected[i]) != 0) {
            fail_msg("got      %s\nexpected %s", message, i < n ? m->expected[i] : "nothing");
        }
    }
    assert_int_equal(brink_diagnostics_count(diagnostics), n);
    assert_int_equal(status, BRINK_EDATA);
    assert_null(facts);
    brink_diagnostics_free(diagnostics);
    scenario_copy_remove(folder);
}

/* --- layers ------------------------------------------------------------------------------------------------------ */

static void extended_rows_are_replaced(void **state)
{
    (void)state;
    brink_facts *facts = NULL;
    brink_diagnostics *diagnostics = NULL;
    char *above = copy_new("a,provocations,,,1,0,2,1,evidence,s,\n"
                           "b,events.IRN.UKR.missiles,,,1,0,2,1,evidence,s,\n",
                           NULL, 0);
    char below[64], text[4352];
    folder_new(below);
    /* from anywhere up to the root and down again: only relative paths are allowed */
    snprintf(text, sizeof text, "key,value\nname,below\nextends,../../../../../../../../../../../..%s\n", above);
    file_put(below, "scenario.csv", text);
    file_put(below, "menus.csv", "actor,theatre,action,open\nIRN,UKR,missiles,0\n");
    file_put(below, "targets.csv", HEADER "a,answers,,,5,4,6,2,judgement,t,why\n");
    assert_int_equal(read_facts(below, &facts, &diagnostics), BRINK_OK);
    assert_int_equal(brink_facts_n(facts), 2);
    assert_int_equal(brink_facts_n_inputs(facts), 2); /* both files */
    assert_string_not_equal(brink_facts_input(facts, 0)->file, brink_facts_input(facts, 1)->file);
    const brink_fact *a = brink_facts_get(facts, 0);
    assert_string_equal(a->metric, "answers");
    assert_string_equal(a->statistic, "mean");
    assert_string_equal(a->per, "");
    assert_near(a->weight, 2, 0);
    assert_string_equal(a->basis, "judgement");
    assert_string_equal(a->note, "why");
    assert_string_equal(brink_facts_get(facts, 1)->metric, "events.IRN.UKR.missiles"); /* which nobody reports here */
    brink_facts_free(facts);
    brink_diagnostics_free(diagnostics);
    folder_remove(below);
    scenario_copy_remove(above);
}

/* --- values ------------------------------------------------------------------------------------------------------ */

static brink_results *run(const char *scenario_folder, const char *folder)
{
    brink_scenario *scenario = read_scenario(scenario_folder);
    brink_program *program = NULL;
    brink_results *results = NULL;
    brink_point point = {.scenario = "copy", .name = "copy"};
    assert_int_equal(brink_program_new(scenario, &program, NULL), BRINK_OK);
    point.program = program;
    brink_run_options how = {.seed = 5, .replicas = REPLICAS};
    assert_int_equal(brink_study_run(folder, &point, 1, &how, NULL), BRINK_OK);
    assert_int_equal(brink_results_open(folder, &results, NULL), BRINK_OK);
    brink_program_free(program);
    brink_scenario_free(scenario);
    return results;
}

static size_t metric_of(brink_results *results, const char *name)
{
    const brink_results_point *point = brink_results_get_point(results, 0);
    for (size_t m = 0; m < point->n_metrics; m++) {
        if (strcmp(point->metrics[m].name, name) == 0) {
            return m;
        }
    }
    fail_msg("no metric %s", name);
    return 0;
}

static brink_estimate estimate_of(brink_results *results, const char *name)
{
    brink_estimate e;
    assert_int_equal(brink_results_metric(results, 0, metric_of(results, name), &e, NULL), BRINK_OK);
    return e;
}

/* A ratio of totals whose replicas are left out one by one: the jackknife's error, which agrees with the delta method's
 * to order 1/n. */
static void jackknife(brink_results *results, const char *x_name, const char *y_name, double *ratio, double *se)
{
    double x[REPLICAS], y[REPLICAS], sum_x = 0, sum_y = 0, mean = 0, squares = 0;
    assert_int_equal(brink_results_values(results, 0, metric_of(results, x_name), x, NULL), BRINK_OK);
    assert_int_equal(brink_results_values(results, 0, metric_of(results, y_name), y, NULL), BRINK_OK);
    for (size_t i = 0; i < REPLICAS; i++) {
        sum_x += x[i];
        sum_y += y[i];
    }
    for (size_t i = 0; i < REPLICAS; i++) {
        mean += (sum_x - x[i]) / (sum_y - y[i]) / REPLICAS;
    }
    for (size_t i = 0; i < REPLICAS; i++) {
        double left = (sum_x - x[i]) / (sum_y - y[i]) - mean;
        squares += left * left;
    }
    *ratio = sum_x / sum_y;
    *se = sqrt(squares * (REPLICAS - 1) / REPLICAS);
}

/* Replicas whose damage, which has no ties, lies below and above an interval. */
static void count_outside(brink_results *results, const brink_fact_check *check, size_t below, size_t above)
{
    double values[REPLICAS];
    size_t n_below = 0, n_above = 0;
    assert_int_equal(brink_results_values(results, 0, metric_of(results, "damage"), values, NULL), BRINK_OK);
    for (size_t i = 0; i < REPLICAS; i++) {
        n_below += values[i] < check->lo95;
        n_above += values[i] > check->hi95;
    }
    assert_int_equal(n_below, below);
    assert_int_equal(n_above, above);
}

static void values_and_verdicts(void **state)
{
    (void)state;
    static const scenario_edit short_horizon[] = {{"scenario.csv", "horizon,104", "horizon,12", 0}};
    brink_facts *facts = NULL;
    brink_diagnostics *diagnostics = NULL;
    char folder[64];
    folder_new(folder);
    char *scenario = copy_new(NULL, short_horizon, 1);
    brink_results *results = run(scenario, folder);
    brink_estimate mean = estimate_of(results, "provocations"), ratio = estimate_of(results, "enforcement");
    /* bands: around the value; just above it; with an end inside the interval */
    char rows[2048];
    snprintf(rows, sizeof rows,
             HEADER "in,provocations,,,%.17g,%.17g,%.17g,1,evidence,s,\n"
                    "out,provocations,,,%.17g,%.17g,1e6,1,evidence,s,\n"
                    "edge,provocations,,,%.17g,%.17g,1e6,1,evidence,s,\n"
                    "middle,damage,median,,0,0,1e6,1,evidence,s,\n"
                    "share,enforcement,,,0,0,1,1,evidence,s,\n"
                    "per,events.RUS.UKR.strike,,answers,0,0,1,1,evidence,s,\n"
                    "late,conflict_time,,,0,0,1,1,evidence,s,\n"
                    "none,events.SAU.MDE.defence_pact,,conflict,0,0,1,1,evidence,s,\n"
                    "high,damage,q95,,0,0,1e6,1,evidence,s,\n"
                    "just,provocations,,,%.17g,%.17g,1e6,1,evidence,s,\n",
             mean.mean, mean.mean - 100, mean.mean + 100, mean.mean + 200, mean.mean + 100, mean.mean + mean.se,
             mean.mean + mean.se / 2, mean.mean, mean.mean - mean.se / 2);
    file_put(scenario, "targets.csv", rows);
    assert_int_equal(read_facts(scenario, &facts, &diagnostics), BRINK_OK);
    brink_fact_check check[10];
    assert_int_equal(brink_facts_n(facts), 10);
    for (size_t i = 0; i < 10; i++) {
        assert_int_equal(brink_facts_check(facts, i, results, 0, &check[i], NULL), BRINK_OK);
    }
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(check[i].n, REPLICAS);
        assert_near(check[i].simulated, mean.mean, 0);
        assert_near(check[i].lo95, mean.lo95, 0);
        assert_near(check[i].hi95, mean.hi95, 0);
    }
    assert_true(check[0].verdict == BRINK_FACT_PASS && !check[0].is_close);
    assert_true(check[1].verdict == BRINK_FACT_MISS && !check[1].is_close);
    assert_true(check[2].verdict == BRINK_FACT_MISS && check[2].is_close);

    assert_true(check[9].verdict == BRINK_FACT_PASS && check[9].is_close);

    brink_estimate damage = estimate_of(results, "damage");
    assert_near(check[3].simulated, damage.q50, 0);
    assert_near(check[8].simulated, damage.q95, 0);
    /* 200 p -+ 1.96 sqrt(200 p (1 - p)): ranks 86 and 115 at p = 0.5, 183 and 198 at 0.95 */
    count_outside(results, &check[3], 85, 200 - 115);
    count_outside(results, &check[8], 182, 200 - 198);

    assert_near(check[4].simulated, ratio.mean, 0);
    assert_near(check[4].lo95, ratio.lo95, 0);

    double r, se;
    jackknife(results, "events.RUS.UKR.strike", "answers", &r, &se);
    assert_near(check[5].simulated, r, 1e-12);
    assert_near((check[5].hi95 - check[5].lo95) / 2, 1.971957 * se, 0.02 * se); /* t(199) */

    assert_near(estimate_of(results, "conflict").mean, 0, 0); /* nothing to measure a time of, or to divide by */
    for (size_t i = 6; i < 8; i++) {
        assert_int_equal(check[i].verdict, BRINK_FACT_NO_VALUE);
        assert_true(isnan(check[i].simulated) && isnan(check[i].lo95) && isnan(check[i].hi95));
    }
    brink_facts_free(facts);
    brink_diagnostics_free(diagnostics);
    brink_results_close(results);
    folder_remove(folder);
    scenario_copy_remove(scenario);
}

static void shipped_targets_say_why(void **state)
{
    (void)state;
    brink_facts *facts = NULL;
    brink_diagnostics *diagnostics = NULL;
    assert_int_equal(read_facts(BASELINE, &facts, &diagnostics), BRINK_OK);
    assert_true(brink_facts_n(facts) >= 10);
    for (size_t i = 0; i < brink_facts_n(facts); i++) {
        const brink_fact *t = brink_facts_get(facts, i);
        if (strlen(t->source) < 5 || strlen(t->note) < 5 || !(t->lo < t->hi)) {
            fail_msg("%s: no source, no note, or no band", t->name);
        }
    }
    brink_facts_free(facts);
    brink_diagnostics_free(diagnostics);
}

int main(void)
{
    struct CMUnitTest tests[COUNT(mistakes) + 3] = {
        cmocka_unit_test(extended_rows_are_replaced),
        cmocka_unit_test(values_and_verdicts),
        cmocka_unit_test(shipped_targets_say_why),
    };
    for (size_t i = 0; i < COUNT(mistakes); i++) {
        tests[i + 3] = (struct CMUnitTest){
            .name = mistakes[i].name, .test_func = one_mistake, .initial_state = (void *)(uintptr_t)&mistakes[i]};
    }
    return cmocka_run_group_tests_name("facts", tests, NULL, NULL) != 0;
}
