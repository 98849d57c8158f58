/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Levers, uncertainties, objectives and factors: every mistake in their tables at its place, what is read, and what
 * points of the unit cube become. */
#include "support/check.h"

#include <gsl/gsl_errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "brink/factors.h"
#include "brink/levers.h"
#include "brink/objectives.h"
#include "brink/uncertainties.h"
#include "support/folder.h"
#include "support/scenario_copy.h"

#define SURFACE  BRINK_SOURCE_DIR "/scenarios/surfaces/quadratic"
#define BASELINE BRINK_SOURCE_DIR "/scenarios/baseline"

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

/* --- mistakes ---------------------------------------------------------------------------------------------------- */

typedef struct mistake {
    const char *name, *file, *text;
    const char *messages; /* one a line, without the folder */
} mistake;

#define L "path,lower,upper,unit_cost,note\n"
#define U "path,distribution,parameters\n"
#define O "metric,statistic,direction,weight,bound\n"

// clang-format off
static const mistake mistakes[] = {
    {"unknown path", "levers.csv", L "inputs.x1.valu,0,1,1,\ninputs.x9.value,0,1,1,\ninput.x1.value,0,1,1,\nx,0,1,1,\n",
     "levers.csv:2:1: path = unknown column valu of table inputs; allowed: value; did you mean value?\n"
     "levers.csv:3:1: path = unknown key x9 of table inputs; allowed: a row of inputs.csv; did you mean x1?\n"
     "levers.csv:4:1: path = unknown table input; allowed: see brink list tables; did you mean inputs?\n"
     "levers.csv:5:1: path = x is not the path of a value; allowed: table.key.column, or table.key"},
    {"no number", "levers.csv", L "factors.a.x.shape,0,1,1,\n", "levers.csv:2:1: path = factors.a.x.shape: not a number; allowed: a number"},
    {"a name", "levers.csv", L "scenario.name,0,1,1,\n", "levers.csv:2:1: path = scenario.name cannot be set; allowed: to write name in the scenario's tables"},
    {"reversed", "levers.csv", L "inputs.x1.value,1,-1,1,\ninputs.x2.value,1,1,1,\n",
     "levers.csv:2:19: upper = -1; allowed: more than lower, 1\nlevers.csv:3:19: upper = 1; allowed: more than lower, 1"},
    {"outside", "levers.csv", L "inputs.x1.value,-2000000,1,1,\nfactors.a.x.power,0,2.5,1,\n",
     "levers.csv:2:17: value = -2000000; allowed: -1000000 to 1000000\n"
     "levers.csv:3:21: power = 2.5: not a whole number in digits; allowed: whole number, -16 to 16"},
    {"cost", "levers.csv", L "inputs.x1.value,-1,1,-1,\n",
     "levers.csv:2:22: unit_cost = -1; allowed: 0 to 1000000000 [effort per unit of the value]"},
    {"twice", "levers.csv", L "inputs.x1.value,-1,1,1,\ninputs.x1.value,-1,2,1,\n",
     "levers.csv:3:1: second row of inputs.x1.value; allowed: one row a key (the first is in line 2)"},
    {"header", "levers.csv", "path,lower,uper\ninputs.x1.value,-1,1\n",
     "levers.csv:1:12: unknown column uper; allowed: path,lower,upper,unit_cost,basis,source,note; did you mean upper?\n"
     "levers.csv:1:16: column upper is missing; allowed: path,lower,upper,unit_cost,basis,source,note"},
    {"a cell once", "levers.csv", L "inputs.x1.value,a,1,1,\n",
     "levers.csv:2:17: lower = a: not a number; allowed: -1000000000 to 1000000000 [the value's]"},
    {"distribution", "uncertainties.csv", U "inputs.x1.value,unifrm,lower=0 upper=1\n",
     "uncertainties.csv:2:17: distribution = unifrm; allowed: fixed, uniform, loguniform, normal, lognormal, beta, triangular or discrete; did you mean uniform?"},
    {"parameters", "uncertainties.csv", U "inputs.x1.value,uniform,lower=1 upper=0\ninputs.x2.value,normal,mean=0\n",
     "uncertainties.csv:2:25: lower is not below upper; allowed for uniform: lower=X upper=X\n"
     "uncertainties.csv:3:24: sd: is missing; allowed for normal: sd=X, and mean=X, lower=X, upper=X or not"},
    {"words", "uncertainties.csv", U "factors.a.x.shape,uniform,lower=0 upper=1\nfactors.a.x.shape,discrete,sinus=1\n",
     "uncertainties.csv:2:19: distribution = uniform of what is not a number; allowed: discrete\n"
     "uncertainties.csv:3:1: second row of factors.a.x.shape; allowed: one row a key (the first is in line 2)"},
    {"word", "uncertainties.csv", U "factors.a.x.shape,discrete,sinus=1 linear=1\n",
     "uncertainties.csv:2:28: shape = sinus; allowed: linear, sin, abs, exp or step"},
    {"pattern", "uncertainties.csv", U "inputs.*.valu,normal,sd=1\nterms.*.noise,normal,sd=-1\nterms.l*.coefficient,uniform,lower=4 upper=5e6\n*.x9.*,fixed,\n",
     "uncertainties.csv:2:1: path = inputs.*.valu fits no value that is not 0; allowed: a path, or a pattern that fits some\n"
     "uncertainties.csv:3:22: at terms.a.noise: sd is not above 0; allowed for normal: sd=X, and mean=X, lower=X, upper=X or not\n"
     "uncertainties.csv:3:22: at terms.b.noise: sd is not above 0; allowed for normal: sd=X, and mean=X, lower=X, upper=X or not\n"
     "uncertainties.csv:3:22: at terms.c.noise: sd is not above 0; allowed for normal: sd=X, and mean=X, lower=X, upper=X or not\n"
     "uncertainties.csv:3:22: at terms.slope.noise: sd is not above 0; allowed for normal: sd=X, and mean=X, lower=X, upper=X or not\n"
     "uncertainties.csv:3:22: at terms.luck.noise: sd is not above 0; allowed for normal: sd=X, and mean=X, lower=X, upper=X or not\n"
     "uncertainties.csv:4:30: at terms.luck.coefficient: coefficient = 5e6; allowed: -1000000 to 1000000\n"
     "uncertainties.csv:5:1: path = *.x9.* fits no value that is not 0; allowed: a path, or a pattern that fits some"},
    {"fixed", "uncertainties.csv", U "inputs.x1.value,fixed,sd=1\n", "uncertainties.csv:2:23: parameters = sd=1; allowed: none of fixed"},
    {"whole", "uncertainties.csv", U "factors.a.x.power,normal,mean=2 sd=1\n",
     "uncertainties.csv:2:19: distribution = normal of a whole number; allowed: uniform or discrete"},
    {"metric", "objectives.csv", O "z,mean,minimise,1,\nyy,mean,minimise,1,\n",
     "objectives.csv:2:1: metric = z; allowed: a metric that the scenario reports\n"
     "objectives.csv:3:1: metric = yy; allowed: a metric that the scenario reports; did you mean y?"},
    {"statistic", "objectives.csv", O "y,meen,minimise,1,\ny,quantile:2,minimise,1,\ny,ratio,minimise,1,\n",
     "objectives.csv:2:3: statistic = meen: there is no statistic 'meen', but mean, ratio, quantile:P, cvar:P, cvar_low:P (0 < P < 1) and exceed:X; did you mean 'mean'?\n"
     "objectives.csv:3:3: statistic = quantile:2: 'quantile:2': a share above 0 and below 1 is needed\n"
     "objectives.csv:4:3: statistic = ratio: y is no ratio of totals: ask for its mean"},
    {"direction", "objectives.csv", O "y,mean,minimize,1,\n",
     "objectives.csv:2:8: direction = minimize; allowed: minimise or maximise; did you mean minimise?"},
    {"weight", "objectives.csv", O "y,mean,minimise,-1,\n",
     "objectives.csv:2:17: weight = -1; allowed: 0 to 1000000000 [per unit of the metric]"},
};
// clang-format on

static brink_status read_table(const brink_scenario *scenario, const char *file, brink_diagnostics *d)
{
    brink_levers *levers = NULL;
    brink_uncertainties *uncertainties = NULL;
    brink_objectives *objectives = NULL;
    brink_status status;
    if (strcmp(file, "levers.csv") == 0) {
        status = brink_levers_read(scenario, &levers, d);
    } else if (strcmp(file, "uncertainties.csv") == 0) {
        status = brink_uncertainties_read(scenario, &uncertainties, d);
    } else {
        status = brink_objectives_read(scenario, &objectives, d);
    }
    assert_null(levers);
    assert_null(uncertainties);
    assert_null(objectives);
    return status;
}

static void is_refused(void **state)
{
    const mistake *m = *state;
    char *folder = scenario_copy_new(SURFACE, NULL, 0);
    file_put(folder, m->file, m->text);
    brink_scenario *scenario = read_scenario(folder);
    brink_diagnostics *d = brink_diagnostics_new();
    assert_int_equal(read_table(scenario, m->file, d), BRINK_EDATA);
    char got[4096] = "";
    for (size_t i = 0; i < brink_diagnostics_count(d); i++) {
        const char *message = brink_diagnostics_get(d, i);
        const char *name = strrchr(folder, '/') != NULL ? message + strlen(folder) + 1 : message;
        const size_t n = strlen(got);
        snprintf(got + n, sizeof got - n, "%s%s", i > 0 ? "\n" : "", name);
    }
    assert_string_equal(got, m->messages);
    brink_diagnostics_free(d);
    brink_scenario_free(scenario);
    scenario_copy_remove(folder);
}

/* --- what is read ------------------------------------------------------------------------------------------------- */

static void tables_are_read(void **state)
{
    (void)state;
    char *folder = scenario_copy_new(SURFACE, NULL, 0);
    file_put(folder, "levers.csv",
             "path,lower,upper,unit_cost,basis,source,note\n"
             "inputs.x2.value,-1,0.5,2.5,judgement,somebody,\"why, then\"\nfactors.a.x.power,1,3,,,,\n");
    file_put(folder, "objectives.csv",
             "metric,statistic,direction,weight,bound\ny,,minimise,,\ny,cvar:0.1,maximise,0,5\n");
    brink_scenario *scenario = read_scenario(folder);
    brink_diagnostics *d = brink_diagnostics_new();
    brink_levers *levers = NULL;
    assert_int_equal(brink_levers_read(scenario, &levers, d), BRINK_OK);
    assert_int_equal(brink_levers_n(levers), 2);
    assert_int_equal(brink_levers_n_inputs(levers), 1);
    const brink_lever *lever = brink_levers_get(levers, 0);
    assert_string_equal(lever->path, "inputs.x2.value");
    assert_near(lever->lower, -1, 0);
    assert_near(lever->upper, 0.5, 0);
    assert_near(lever->unit_cost, 2.5, 0);
    assert_near(lever->now, 0, 0);
    assert_string_equal(lever->basis, "judgement");
    assert_string_equal(lever->note, "why, then");
    assert_false(lever->range.is_whole);
    assert_true(brink_levers_get(levers, 1)->range.is_whole);
    assert_near(brink_levers_get(levers, 1)->now, 2, 0);
    assert_near(brink_levers_get(levers, 1)->unit_cost, 0, 0);
    assert_near(brink_levers_cost(levers, (double[]){-0.4, 3}), 1.0, 1e-15);
    assert_near(brink_levers_cost(levers, (double[]){(double)NAN, 3}), 0.0, 0);
    brink_levers_free(levers);

    brink_objectives *objectives = NULL;
    assert_int_equal(brink_objectives_read(scenario, &objectives, d), BRINK_OK);
    assert_int_equal(brink_objectives_n(objectives), 2);
    const brink_objective *objective = brink_objectives_get(objectives, 0);
    assert_string_equal(objective->metric, "y");
    assert_int_equal(objective->statistic.kind, BRINK_STATISTIC_MEAN);
    assert_false(objective->is_maximised);
    assert_near(objective->weight, 1, 0);
    assert_true(isnan(objective->bound));
    objective = brink_objectives_get(objectives, 1);
    assert_int_equal(objective->statistic.kind, BRINK_STATISTIC_CVAR);
    assert_true(objective->is_maximised);
    assert_near(objective->bound, 5, 0);
    brink_objectives_free(objectives);
    assert_int_equal(brink_diagnostics_count(d), 0);
    brink_diagnostics_free(d);
    brink_scenario_free(scenario);
    scenario_copy_remove(folder);
}

/* General rows, then their exceptions. */
static void patterns_spread(void **state)
{
    (void)state;
    static const struct {
        const char *path, *row;
        double median;
    } want[] = {
        {"terms.a.coefficient", "terms.*.coefficient", 1},    {"terms.b.coefficient", "terms.b.coefficient", 10},
        {"terms.luck.coefficient", "terms.*.coefficient", 3}, {"factors.a.x.shift", "factors.*.shift", -0.3},
        {"factors.c.x.shift", "factors.*.shift", -0.6},       {"factors.slope.x.shift", "factors.*.shift", 0}};
    char *folder = scenario_copy_new(SURFACE, NULL, 0);
    file_put(folder, "uncertainties.csv",
             U "terms.*.coefficient,lognormal,sigma=0.2\n" /* not of `slope`, which is 0 */
               "terms.c*,fixed,\nterms.b.coefficient,normal,mean=10 sd=1\nfactors.*.shift,normal,sd=0.1\n"
               "factors.b.x.shift,fixed,\n");
    brink_scenario *scenario = read_scenario(folder);
    brink_diagnostics *d = brink_diagnostics_new();
    brink_uncertainties *u = NULL;
    assert_int_equal(brink_uncertainties_read(scenario, &u, d), BRINK_OK);
    assert_int_equal(brink_uncertainties_n(u), COUNT(want));
    for (size_t i = 0; i < COUNT(want); i++) {
        const brink_uncertainty *x = brink_uncertainties_get(u, i);
        assert_string_equal(x->path, want[i].path);
        assert_string_equal(x->row, want[i].row);
        assert_near(brink_distribution_quantile(&x->distribution, 0.5), want[i].median, 1e-12);
    }
    brink_uncertainties_free(u);
    brink_diagnostics_free(d);
    brink_scenario_free(scenario);
    scenario_copy_remove(folder);
}

static void missing_tables_are_empty(void **state)
{
    (void)state;
    brink_scenario *scenario = read_scenario(BRINK_SOURCE_DIR "/scenarios/surfaces/linear");
    brink_diagnostics *d = brink_diagnostics_new();
    brink_levers *levers = NULL;
    brink_objectives *objectives = NULL;
    assert_int_equal(brink_levers_read(scenario, &levers, d), BRINK_OK);
    assert_int_equal(brink_levers_n(levers), 0);
    assert_int_equal(brink_objectives_read(scenario, &objectives, d), BRINK_OK);
    assert_int_equal(brink_objectives_n(objectives), 0);
    brink_levers_free(levers);
    brink_objectives_free(objectives);
    brink_diagnostics_free(d);
    brink_scenario_free(scenario);
}

static void rows_are_inherited(void **state)
{
    (void)state;
    char *above = scenario_copy_new(SURFACE, NULL, 0);
    char below[64];
    char text[4352];
    folder_new(below);
    snprintf(text, sizeof text, "key,value\nname,below\nextends,../../../../../../../../../../../..%s\n", above);
    file_put(below, "scenario.csv", text);
    file_put(below, "levers.csv", L "inputs.x2.value,0,2,7,\nterms.luck.coefficient,0,5,1,\n");
    brink_scenario *scenario = read_scenario(below);
    brink_diagnostics *d = brink_diagnostics_new();
    brink_levers *levers = NULL;
    assert_int_equal(brink_levers_read(scenario, &levers, d), BRINK_OK);
    assert_int_equal(brink_levers_n(levers), 4);
    assert_int_equal(brink_levers_n_inputs(levers), 2);
    assert_string_equal(brink_levers_get(levers, 1)->path, "inputs.x2.value"); /* in its place */
    assert_near(brink_levers_get(levers, 1)->upper, 2, 0);
    assert_near(brink_levers_get(levers, 2)->upper, 1, 0);
    assert_string_equal(brink_levers_get(levers, 3)->path, "terms.luck.coefficient");
    brink_levers_free(levers);
    brink_diagnostics_free(d);
    brink_scenario_free(scenario);
    folder_remove(below);
    scenario_copy_remove(above);
}

/* A pattern for what is 0 here: wrong where it stands, and no matter to a scenario that inherits it. */
static void patterns_may_fit_nothing_below(void **state)
{
    (void)state;
    char *above = scenario_copy_new(SURFACE, NULL, 0);
    char below[64];
    char text[4352];
    folder_new(below);
    snprintf(text, sizeof text, "key,value\nname,below\nextends,../../../../../../../../../../../..%s\n", above);
    file_put(below, "scenario.csv", text);
    file_put(above, "uncertainties.csv", U "inputs.*.value,lognormal,sigma=0.2\nterms.a*,normal,sd=1\n");
    const char *const folders[] = {above, below};
    for (size_t i = 0; i < COUNT(folders); i++) {
        brink_scenario *scenario = read_scenario(folders[i]);
        brink_diagnostics *d = brink_diagnostics_new();
        brink_uncertainties *u = NULL;
        assert_int_equal(brink_uncertainties_read(scenario, &u, d), i == 0 ? BRINK_EDATA : BRINK_OK);
        assert_int_equal(brink_diagnostics_count(d), i == 0 ? 1 : 0);
        if (i == 1) {
            assert_true(brink_uncertainties_n(u) > 0);
            assert_int_equal(strncmp(brink_uncertainties_get(u, 0)->path, "terms.a", 7), 0);
        }
        brink_uncertainties_free(u);
        brink_diagnostics_free(d);
        brink_scenario_free(scenario);
    }
    folder_remove(below);
    scenario_copy_remove(above);
}

/* --- factors ------------------------------------------------------------------------------------------------------ */

static void factors_become_points(void **state)
{
    (void)state;
    static const brink_setting settings[] = {{"factors.a.x.power", "4", "--set"}};
    brink_scenario *scenario = read_scenario(SURFACE);
    brink_diagnostics *d = brink_diagnostics_new();
    brink_factors *factors = brink_factors_new();
    size_t n = 0;
    assert_int_equal(brink_factors_add_levers(factors, scenario, "inputs.x[12].*", &n, d), BRINK_OK);
    assert_int_equal(n, 0); /* only * is special */
    assert_int_equal(brink_factors_add_levers(factors, scenario, "*.x2.*", &n, d), BRINK_OK);
    assert_int_equal(n, 1);
    assert_int_equal(brink_factors_add_uncertainties(factors, scenario, NULL, &n, d), BRINK_OK);
    assert_int_equal(n, 1);
    brink_place place = {.file = "--vary"};
    assert_int_equal(brink_factors_add(factors, scenario, "factors.a.x.shape", "discrete", "linear=1 abs=1", place, d),
                     BRINK_OK);
    assert_int_equal(brink_factors_n(factors), 3);
    assert_true(brink_factors_get(factors, 0)->is_lever);
    assert_false(brink_factors_get(factors, 1)->is_lever);
    assert_string_equal(brink_factors_get(factors, 0)->now, "0");
    assert_string_equal(brink_factors_get(factors, 2)->now, "linear");
    assert_null(brink_factors_get(factors, 2)->unit);
    assert_true(brink_factors_n_inputs(factors) >= 2);
    assert_null(brink_factors_input(factors, brink_factors_n_inputs(factors)));

    brink_design *design = brink_factors_design(factors, scenario, "quadratic", settings, 1);
    assert_non_null(design);
    assert_int_equal(brink_factors_add_point(factors, design, "a", "", 3, (double[]){0.75, 0.5, 0.9}), BRINK_OK);
    assert_int_equal(brink_factors_add_point(factors, design, "b", "", 0, (double[]){(double)NAN, 0.5, 0.1}), BRINK_OK);
    assert_int_equal(brink_design_check(design, d), BRINK_OK);
    assert_int_equal(brink_design_n_paths(design), 4);
    assert_string_equal(brink_design_value(design, 0, 0), "4");
    assert_string_equal(brink_design_value(design, 1, 0), "4");
    assert_string_equal(brink_design_value(design, 0, 1), "0.5");
    assert_string_equal(brink_design_value(design, 0, 2), "3");
    assert_string_equal(brink_design_value(design, 0, 3), "abs");
    assert_null(brink_design_value(design, 1, 1));
    assert_string_equal(brink_design_value(design, 1, 3), "linear");
    assert_int_equal(brink_design_noise(design, 0), 3);
    brink_design_free(design);

    /* twice, in every way */
    assert_int_equal(brink_factors_add_levers(factors, scenario, NULL, NULL, d), BRINK_EDATA);
    assert_string_equal(brink_diagnostics_get(d, 0), "levers: inputs.x2.value is varied twice; allowed: once");
    assert_int_equal(
        brink_factors_add(factors, scenario, "terms.luck.coefficient", "uniform", "lower=0 upper=1", place, d),
        BRINK_EDATA);
    assert_int_equal(brink_factors_add(factors, scenario, "terms.luck.noise", "uniform", "lower=-1 upper=1", place, d),
                     BRINK_EDATA);
    assert_string_equal(brink_diagnostics_get(d, 2), "--vary: noise = -1; allowed: 0 to 1000000");
    assert_int_equal(brink_factors_add(factors, scenario, "terms.luck.noise", "unifor", "lower=0 upper=1", place, d),
                     BRINK_EDATA);
    brink_factors_free(factors);

    /* a value that is varied cannot be set besides */
    static const brink_setting varied[] = {{"inputs.x1.value", "0.5", "--set"}};
    factors = brink_factors_new();
    assert_int_equal(brink_factors_add_levers(factors, scenario, NULL, NULL, d), BRINK_OK);
    design = brink_factors_design(factors, scenario, "quadratic", varied, 1);
    const size_t before = brink_diagnostics_count(d);
    assert_int_equal(brink_factors_add_point(factors, design, "a", "", 0, (double[]){0, 0, 0}), BRINK_OK);
    assert_int_equal(brink_design_check(design, d), BRINK_EDATA);
    assert_string_equal(brink_diagnostics_get(d, before), "column inputs.x1.value stands twice; allowed: once");
    brink_design_free(design);
    brink_factors_free(factors);
    brink_diagnostics_free(d);
    brink_scenario_free(scenario);
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    const struct CMUnitTest single[] = {
        cmocka_unit_test(tables_are_read),          cmocka_unit_test(patterns_spread),
        cmocka_unit_test(missing_tables_are_empty), cmocka_unit_test(rows_are_inherited),
        cmocka_unit_test(factors_become_points),    cmocka_unit_test(patterns_may_fit_nothing_below),
    };
    static struct CMUnitTest tests[COUNT(single) + COUNT(mistakes)];
    memcpy(tests, single, sizeof single);
    for (size_t i = 0; i < COUNT(mistakes); i++) {
        tests[COUNT(single) + i] = (struct CMUnitTest){
            .name = mistakes[i].name, .test_func = is_refused, .initial_state = (void *)(uintptr_t)&mistakes[i]};
    }
    return cmocka_run_group_tests_name("explore_tables", tests, NULL, NULL) != 0;
}
