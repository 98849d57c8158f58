/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A known function of its inputs, with noise: outcomes are sums of terms, terms are products of factors,
 *
 *   y = sum over terms (coefficient + noise Z) prod over its factors (offset + shape(shift + scale x))^power
 *
 * with Z standard normal, one a term and replica. Every function that explorations are commonly tried on is such a sum,
 * and its optima, sensitivity indices and frontiers are known. All but the noise is worked out when compiling. */
#include <gsl/gsl_sf_trig.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "brink/math.h"
#include "brink/model.h"
#include "brink/rng.h"

enum { MOST_OUTCOMES = 64, MOST_TERMS = 1024, MOST_POWER = 16 };

#define LARGE 1e6 /* keeps a slip of the keyboard out, and products far from overflow */

static const char *const shapes[] = {"linear", "sin", "abs", "exp", "step", NULL};

static const brink_column inputs_columns[] = {
    {.name = "input", .kind = BRINK_CELL_NAME, .is_key = true, .meaning = "Name of the input."},
    {.name = "value", .kind = BRINK_CELL_NUMBER, .lo = -LARGE, .hi = LARGE, .unit = "1", .meaning = "Its value, x."},
};

static const brink_column outcomes_columns[] = {
    {.name = "outcome", .kind = BRINK_CELL_NAME, .is_key = true, .meaning = "Name of the outcome, y."},
    {.name = "lower",
     .kind = BRINK_CELL_NUMBER,
     .lo = -1e9,
     .hi = 1e9,
     .unit = "1",
     .meaning = "A replica in which the outcome is below fails."},
    {.name = "upper",
     .kind = BRINK_CELL_NUMBER,
     .lo = -1e9,
     .hi = 1e9,
     .unit = "1",
     .meaning = "A replica in which it is above fails."},
};

static const brink_column terms_columns[] = {
    {.name = "term", .kind = BRINK_CELL_NAME, .is_key = true, .meaning = "Name of the term."},
    {.name = "outcome",
     .kind = BRINK_CELL_REFERENCE,
     .refers_to = "outcomes",
     .meaning = "Outcome that it belongs to."},
    {.name = "coefficient",
     .kind = BRINK_CELL_NUMBER,
     .lo = -LARGE,
     .hi = LARGE,
     .unit = "1",
     .meaning = "What the product of its factors is multiplied by; without factors, the term itself."},
    {.name = "noise",
     .kind = BRINK_CELL_NUMBER,
     .lo = 0,
     .hi = LARGE,
     .unit = "1",
     .fallback = "0",
     .meaning = "Standard deviation of the coefficient from replica to replica."},
};

static const brink_column factors_columns[] = {
    {.name = "term", .kind = BRINK_CELL_REFERENCE, .is_key = true, .refers_to = "terms", .meaning = "Of which term."},
    {.name = "factor", .kind = BRINK_CELL_NAME, .is_key = true, .meaning = "Name of the factor in that term."},
    {.name = "input", .kind = BRINK_CELL_REFERENCE, .refers_to = "inputs", .meaning = "Input x of the factor."},
    {.name = "shape",
     .kind = BRINK_CELL_CHOICE,
     .choices = shapes,
     .is_optional = true,
     .fallback = "linear",
     .meaning = "Function of shift + scale x; step is 1 from 0 upwards, else 0."},
    {.name = "scale",
     .kind = BRINK_CELL_NUMBER,
     .lo = -LARGE,
     .hi = LARGE,
     .unit = "1",
     .is_optional = true,
     .fallback = "1",
     .meaning = "What the input is multiplied by."},
    {.name = "shift",
     .kind = BRINK_CELL_NUMBER,
     .lo = -LARGE,
     .hi = LARGE,
     .unit = "1",
     .is_optional = true,
     .fallback = "0",
     .meaning = "What is added to it."},
    {.name = "offset",
     .kind = BRINK_CELL_NUMBER,
     .lo = -LARGE,
     .hi = LARGE,
     .unit = "1",
     .is_optional = true,
     .fallback = "0",
     .meaning = "What is added to the function of it."},
    {.name = "power",
     .kind = BRINK_CELL_INTEGER,
     .lo = -MOST_POWER,
     .hi = MOST_POWER,
     .unit = "1",
     .is_optional = true,
     .fallback = "1",
     .meaning = "The power that the sum is raised to."},
};

#define TABLE(n, text)                                                                                                 \
    {                                                                                                                  \
        .name = #n, .columns = n##_columns, .n_columns = sizeof n##_columns / sizeof n##_columns[0], .meaning = (text) \
    }

enum { INPUTS, OUTCOMES, TERMS, FACTORS, N_TABLES };
static const brink_table tables[N_TABLES] = {
    [INPUTS] = TABLE(inputs, "What the function depends on."),
    [OUTCOMES] = TABLE(outcomes, "What comes out; each is a sum of terms."),
    [TERMS] = TABLE(terms, "The terms of all outcomes."),
    [FACTORS] = TABLE(factors, "The factors of the terms."),
};

static const brink_quantity quantities[] = {{"OUTCOME", BRINK_MEAN, "1", "value of the outcome"}};

typedef struct term {
    size_t outcome;
    double noise; /* standard deviation of coefficient times product */
    uint32_t who;
} term;

typedef struct program {
    brink_program head; /* first */
    brink_output *outputs;
    char (*names)[33];
    double *start; /* [n_metrics] sums of what has no noise */
    term *terms;   /* those with noise */
    size_t n_terms;
} program;

/* --- checking ----------------------------------------------------------------------------------------------------- */

static void check_number(const brink_scenario *scenario, const char *table, size_t most, brink_diagnostics *diagnostics)
{
    if (brink_scenario_n_rows(scenario, table) > most) {
        brink_diagnose(diagnostics, brink_scenario_place(scenario, table, most, NULL),
                       "more than %zu rows in table %s; allowed: at most so many", most, table);
    }
}

static void check(const brink_scenario *scenario, brink_diagnostics *diagnostics)
{
    check_number(scenario, "outcomes", MOST_OUTCOMES, diagnostics);
    check_number(scenario, "terms", MOST_TERMS, diagnostics);
    if (brink_scenario_n_rows(scenario, "outcomes") == 0) {
        brink_diagnose(diagnostics, brink_scenario_place(scenario, "outcomes", (size_t)-1, NULL),
                       "no outcome; allowed: at least one row in outcomes.csv");
    }
    for (size_t i = 0; i < brink_scenario_n_rows(scenario, "outcomes"); i++) {
        if (!(brink_scenario_number(scenario, "outcomes", i, "lower") <
              brink_scenario_number(scenario, "outcomes", i, "upper"))) {
            brink_diagnose(diagnostics, brink_scenario_place(scenario, "outcomes", i, "upper"),
                           "upper = %s; allowed: more than lower, %s",
                           brink_scenario_text(scenario, "outcomes", i, "upper"),
                           brink_scenario_text(scenario, "outcomes", i, "lower"));
        }
    }
}

/* --- compiling ---------------------------------------------------------------------------------------------------- */

static double shape_of(const char *shape, double x)
{
    if (strcmp(shape, "sin") == 0) {
        return gsl_sf_sin(x); /* plain arithmetic, unlike libm's, whose last bits depend on the CPU */
    }
    if (strcmp(shape, "abs") == 0) {
        return fabs(x);
    }
    if (strcmp(shape, "exp") == 0) {
        return brink_exp(x);
    }
    if (strcmp(shape, "step") == 0) {
        return x >= 0.0 ? 1.0 : 0.0;
    }
    return x;
}

static double power_of(double x, int power)
{
    double product = 1.0;
    for (int i = 0; i < abs(power); i++) {
        product *= x;
    }
    return power < 0 ? 1.0 / product : product;
}

static double factor_at(const brink_scenario *scenario, size_t row)
{
    const char *const key[] = {brink_scenario_text(scenario, "factors", row, "input"), NULL};
    const double x = brink_scenario_number(scenario, "inputs", brink_scenario_find(scenario, "inputs", key), "value");
    const double argument = brink_scenario_number(scenario, "factors", row, "shift") +
                            brink_scenario_number(scenario, "factors", row, "scale") * x;
    return power_of(brink_scenario_number(scenario, "factors", row, "offset") +
                        shape_of(brink_scenario_text(scenario, "factors", row, "shape"), argument),
                    (int)brink_scenario_number(scenario, "factors", row, "power"));
}

static double product_of(const brink_scenario *scenario, const char *name)
{
    double product = 1.0;
    for (size_t i = 0; i < brink_scenario_n_rows(scenario, "factors"); i++) {
        if (strcmp(brink_scenario_text(scenario, "factors", i, "term"), name) == 0) {
            product *= factor_at(scenario, i);
        }
    }
    return product;
}

static brink_status add_term(program *p, const brink_scenario *scenario, size_t row, brink_error *err)
{
    const char *name = brink_scenario_text(scenario, "terms", row, "term");
    const char *const key[] = {brink_scenario_text(scenario, "terms", row, "outcome"), NULL};
    const size_t outcome = brink_scenario_find(scenario, "outcomes", key);
    const double product = product_of(scenario, name);
    const double noise = brink_scenario_number(scenario, "terms", row, "noise");
    p->start[outcome] += brink_scenario_number(scenario, "terms", row, "coefficient") * product;
    if (noise == 0.0) {
        return BRINK_OK;
    }
    term *t = &p->terms[p->n_terms++];
    *t = (term){.outcome = outcome, .noise = noise * product, .who = brink_who(name, "")};
    for (size_t i = 0; i + 1 < p->n_terms; i++) {
        if (p->terms[i].who == t->who) {
            return brink_fail(err, BRINK_EDATA, "terms: %s and another one have the same hash: rename one", name);
        }
    }
    return BRINK_OK;
}

static void program_free(brink_program *head)
{
    program *p = (program *)(void *)head;
    if (p != NULL) {
        free(p->outputs);
        free(p->names);
        free(p->start);
        free(p->terms);
        free(p);
    }
}

static brink_status fill(program *p, const brink_scenario *scenario, brink_error *err)
{
    const size_t n = brink_scenario_n_rows(scenario, "outcomes");
    const size_t n_terms = brink_scenario_n_rows(scenario, "terms");
    p->outputs = calloc(n, sizeof *p->outputs);
    p->names = calloc(n, sizeof *p->names);
    p->start = calloc(n, sizeof *p->start);
    p->terms = calloc(n_terms + 1, sizeof *p->terms);
    if (p->outputs == NULL || p->names == NULL || p->start == NULL || p->terms == NULL) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for a program");
    }
    for (size_t i = 0; i < n; i++) {
        (void)snprintf(p->names[i], sizeof p->names[i], "%s", brink_scenario_text(scenario, "outcomes", i, "outcome"));
        p->outputs[i] = (brink_output){.name = p->names[i],
                                       .quantity = &quantities[0],
                                       .lo = brink_scenario_number(scenario, "outcomes", i, "lower"),
                                       .hi = brink_scenario_number(scenario, "outcomes", i, "upper")};
    }
    p->head = (brink_program){.type = brink_scenario_model(scenario),
                              .n_periods = (uint32_t)brink_scenario_value(scenario, "scenario", "horizon"),
                              .n_metrics = n,
                              .metrics = p->outputs};
    brink_status status = BRINK_OK;
    for (size_t i = 0; i < n_terms && status == BRINK_OK; i++) {
        status = add_term(p, scenario, i, err);
    }
    return status;
}

static brink_status compile(const brink_scenario *scenario, brink_program **out, brink_error *err)
{
    program *p = calloc(1, sizeof *p);
    *out = NULL;
    if (p == NULL) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for a program");
    }
    brink_status status = fill(p, scenario, err);
    if (status != BRINK_OK) {
        program_free(&p->head);
        return status;
    }
    *out = &p->head;
    return BRINK_OK;
}

/* --- running ------------------------------------------------------------------------------------------------------ */

static const program *program_of(const brink_batch *batch)
{
    return (const program *)(const void *)batch->program;
}

static size_t batch_bytes(const brink_program *head)
{
    return head->n_metrics * BRINK_LANES * sizeof(double);
}

static void start(brink_batch *batch)
{
    const program *p = program_of(batch);
    double(*value)[BRINK_LANES] = batch->memory;
    for (size_t i = 0; i < p->head.n_metrics; i++) {
        for (size_t k = 0; k < BRINK_LANES; k++) {
            value[i][k] = p->start[i];
        }
    }
    memset(batch->failed, BRINK_OK, sizeof batch->failed);
    batch->period = 0;
}

/* All noise comes in the first period. */
static void step(brink_batch *batch)
{
    const program *p = program_of(batch);
    double(*value)[BRINK_LANES] = batch->memory;
    batch->period++;
    for (size_t i = 0; i < p->n_terms && batch->period == 1; i++) {
        const term *t = &p->terms[i];
        double z[BRINK_LANES];
        brink_normals(batch->seed, (brink_address){batch->first, t->who, 1, 0, 0}, BRINK_LANES, z);
        for (size_t k = 0; k < BRINK_LANES; k++) {
            value[t->outcome][k] += t->noise * z[k];
        }
    }
}

// NOLINTNEXTLINE(readability-non-const-parameter): the type is the model's
static void series_values(const brink_batch *batch, double *out)
{
    (void)batch; /* there are none: nothing happens over time */
    (void)out;
}

static void metric_values(brink_batch *batch, double *out)
{
    memcpy(out, batch->memory, batch_bytes(batch->program));
}

extern const brink_model_type brink_model_surface;
const brink_model_type brink_model_surface = {
    .name = "surface",
    .summary = "a known function of its inputs, with noise: what explorations are tried on",
    .source = "definition; the functions of scenarios/surfaces have their own sources",
    .tables = tables,
    .n_tables = N_TABLES,
    .metrics = quantities,
    .n_metrics = 1,
    .check = check,
    .compile = compile,
    .program_free = program_free,
    .batch_bytes = batch_bytes,
    .start = start,
    .step = step,
    .series_values = series_values,
    .metric_values = metric_values,
};
