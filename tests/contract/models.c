/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What every model owes the engine, whatever it is about: promises x registered models, MODEL/PROMISE. A model needs no
 * word here to be covered; a promise is a function below. */
#include "support/check.h"

#include <ctype.h>
#include <gsl/gsl_errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "brink/study.h"
#include "support/batch.h"
#include "support/registry.h"

/* --- metadata ----------------------------------------------------------------------------------------------------- */

static bool is_identifier(const char *name)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    return name && strspn(name, letters) > 0 &&
           strspn(name, "_0123456789.ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                        "abcdefghijklmnopqrstuvwxyz") == strlen(name);
}

static void assert_says(const char *what, const char *text)
{
    if (text == NULL || text[0] == '\0') {
        fail_msg("%s is left empty", what);
    }
}

static bool is_number(const brink_column *column)
{
    return column->kind == BRINK_CELL_NUMBER || column->kind == BRINK_CELL_INTEGER || column->kind == BRINK_CELL_FLAG;
}

/* Whether the default of a number lies in its range. */
static bool is_fallback_right(const brink_column *c)
{
    char *end = NULL;
    const double x = strtod(c->fallback, &end);
    return *end == '\0' && (c->lo_is_open ? x > c->lo : x >= c->lo) && (c->hi_is_open ? x < c->hi : x <= c->hi) &&
           (c->kind != BRINK_CELL_INTEGER || x == floor(x));
}

static void check_column(const brink_model_type *model, const brink_column *c)
{
    assert_true(is_identifier(c->name));
    assert_says(c->name, c->meaning);
    if (is_number(c)) {
        assert_says(c->name, c->unit);
        assert_true(c->lo <= c->hi && isfinite(c->lo) && isfinite(c->hi));
        assert_true(c->fallback == NULL || c->fallback[0] == '\0' || is_fallback_right(c));
    }
    if (c->kind == BRINK_CELL_CHOICE) {
        assert_true(c->choices != NULL && c->choices[0] != NULL);
        bool is_one = c->fallback == NULL;
        for (size_t i = 0; c->choices[i] != NULL; i++) {
            is_one = is_one || strcmp(c->choices[i], c->fallback) == 0;
        }
        assert_true(is_one);
    }
    if (c->kind == BRINK_CELL_REFERENCE) {
        bool is_table = false;
        for (size_t t = 0; t < model->n_tables; t++) {
            is_table = is_table || strcmp(model->tables[t].name, c->refers_to) == 0;
        }
        assert_true(is_table);
    }
}

static void check_quantities(const brink_quantity *quantity, size_t n, bool may_be_ratio)
{
    for (size_t i = 0; i < n; i++) {
        assert_true(is_identifier(quantity[i].pattern));
        assert_says(quantity[i].pattern, quantity[i].unit);
        assert_says(quantity[i].pattern, quantity[i].meaning);
        assert_true(quantity[i].kind == BRINK_MEAN || quantity[i].kind == BRINK_PROPORTION ||
                    (may_be_ratio && quantity[i].kind == BRINK_RATIO));
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(quantity[i].pattern, quantity[j].pattern);
        }
    }
}

/* Names, sources, units, ranges, defaults and meanings are all there. */
static void metadata(const registry_entry *e)
{
    const brink_model_type *m = e->model;
    assert_true(is_identifier(m->name) && strlen(m->name) <= 32);
    assert_ptr_equal(brink_model_find(m->name), m);
    assert_says("summary", m->summary);
    assert_says("source", m->source);
    for (size_t t = 0; t < m->n_tables; t++) {
        const brink_table *table = &m->tables[t];
        assert_true(is_identifier(table->name));
        assert_says(table->name, table->meaning);
        assert_true(table->n_columns > 0);
        for (size_t c = 0; c < table->n_columns; c++) {
            check_column(m, &table->columns[c]);
        }
        for (size_t r = 0; r < table->n_rows; r++) {
            check_column(m, &table->rows[r]);
            assert_non_null(table->rows[r].fallback); /* an absent row has a value */
        }
    }
    assert_true(m->n_metrics > 0);
    check_quantities(m->metrics, m->n_metrics, true);
    check_quantities(m->series, m->n_series, false);
    for (size_t i = 0; i < m->n_counters; i++) {
        assert_true(is_identifier(m->counters[i]));
    }
    assert_true(m->compile && m->program_free && m->batch_bytes && m->start && m->step && m->series_values &&
                m->metric_values);
    m->program_free(NULL);
}

/* --- scenarios ---------------------------------------------------------------------------------------------------- */

static void require_source(void *context, const char *path, const char *text, const brink_column *column,
                           size_t source_row)
{
    (void)column;
    if (source_row == (size_t)-1) {
        fail_msg("%s: %s = %s has no source", (const char *)context, path, text);
    }
}

/* A scenario ships, reading it gave no complaint, and each of its numbers has a source. */
static void shipped(const registry_entry *e)
{
    assert_true(e->n > 0);
    for (size_t i = 0; i < e->n; i++) {
        brink_scenario_visit(e->shipped[i], require_source, (void *)(uintptr_t)e->folder[i]);
        brink_program_free(registry_compile(e->shipped[i]));
    }
}

/* --- what a program says of itself -------------------------------------------------------------------------------- */

static void check_outputs(const brink_program *p, const brink_output *output, size_t n, const brink_quantity *known,
                          size_t n_known, bool is_metric)
{
    for (size_t i = 0; i < n; i++) {
        const brink_output *o = &output[i];
        assert_true(is_identifier(o->name));
        assert_true(o->quantity >= known && o->quantity < known + n_known);
        const size_t stem = strcspn(o->quantity->pattern, ".");
        if (isupper((unsigned char)o->quantity->pattern[0]) == 0) { /* else the pattern is one key, any name */
            assert_true(strncmp(o->name, o->quantity->pattern, stem) == 0);
            assert_true(o->name[stem] == o->quantity->pattern[stem]); /* both end, or both have a key */
        }
        if (o->quantity->kind == BRINK_RATIO) {
            assert_true(is_metric && o->numerator < p->n_metrics && o->denominator < p->n_metrics);
            assert_true(p->metrics[o->numerator].quantity->kind != BRINK_RATIO);
            assert_true(p->metrics[o->denominator].quantity->kind != BRINK_RATIO);
        }
        assert_true(isfinite(o->lo) && isfinite(o->hi) && o->lo <= o->hi);
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(o->name, output[j].name);
        }
    }
}

/* Outputs are documented, bounded and of one name each; headlines are metrics. */
static void outputs(const registry_entry *e)
{
    brink_program *p = registry_compile(e->scenario);
    assert_ptr_equal(p->type, e->model);
    assert_int_equal(p->n_periods, (uint32_t)brink_scenario_value(e->scenario, "scenario", "horizon"));
    check_outputs(p, p->metrics, p->n_metrics, e->model->metrics, e->model->n_metrics, true);
    check_outputs(p, p->series, p->n_series, e->model->series, e->model->n_series, false);
    for (size_t i = 0; e->model->headline != NULL && e->model->headline[i] != NULL; i++) {
        bool is_metric = false;
        for (size_t m = 0; m < p->n_metrics; m++) {
            is_metric = is_metric || strcmp(p->metrics[m].name, e->model->headline[i]) == 0;
        }
        if (!is_metric) {
            fail_msg("headline %s is no metric", e->model->headline[i]);
        }
    }
    brink_program_free(p);
}

/* --- replicas ----------------------------------------------------------------------------------------------------- */

enum { SOME_REPLICAS = 4 * BRINK_LANES };

static void check_value(const brink_output *o, double x, uint64_t replica)
{
    const bool is_flag = o->quantity->kind != BRINK_PROPORTION || x == 0.0 || x == 1.0;
    if (isnan(x) ? !o->may_be_missing : !(x >= o->lo && x <= o->hi && is_flag)) {
        fail_msg("%s = %.17g in replica %lu; allowed: %.17g to %.17g", o->name, x, (unsigned long)replica, o->lo,
                 o->hi);
    }
}

/* Values lie within their bounds, NaN stands only where a value may be missing, and no replica fails. */
static void bounds(const registry_entry *e)
{
    brink_program *p = registry_compile(e->scenario);
    batch_run run;
    batch_new(&run, p);
    for (uint64_t first = 0; first < SOME_REPLICAS; first += BRINK_LANES) {
        batch_go(&run, first, BRINK_LANES, true);
        for (size_t k = 0; k < BRINK_LANES; k++) {
            assert_int_equal(run.batch.failed[k], BRINK_OK);
            for (size_t m = 0; m < p->n_metrics; m++) {
                if (p->metrics[m].quantity->kind != BRINK_RATIO) {
                    check_value(&p->metrics[m], run.metrics[m * BRINK_LANES + k], first + k);
                }
            }
            for (size_t i = 0; i < ((size_t)p->n_periods + 1) * p->n_series; i++) {
                check_value(&p->series[i % p->n_series], run.series[i * BRINK_LANES + k], first + k);
            }
        }
    }
    batch_free(&run);
    brink_program_free(p);
}

/* Lane `k` of one run holds what lane `j` of another does. */
static void assert_same_lane(const brink_program *p, const batch_run *a, size_t k, const batch_run *b, size_t j)
{
    for (size_t i = 0; i < ((size_t)p->n_periods + 1) * p->n_series; i++) {
        if (!same_bits(&a->series[i * BRINK_LANES + k], &b->series[i * BRINK_LANES + j], 1)) {
            fail_msg("%s differs in period %zu: %.17g and %.17g", p->series[i % p->n_series].name, i / p->n_series,
                     a->series[i * BRINK_LANES + k], b->series[i * BRINK_LANES + j]);
        }
    }
    for (size_t m = 0; m < p->n_metrics; m++) {
        if (p->metrics[m].quantity->kind != BRINK_RATIO &&
            !same_bits(&a->metrics[m * BRINK_LANES + k], &b->metrics[m * BRINK_LANES + j], 1)) {
            fail_msg("%s differs: %.17g and %.17g", p->metrics[m].name, a->metrics[m * BRINK_LANES + k],
                     b->metrics[m * BRINK_LANES + j]);
        }
    }
    assert_memory_equal(a->counts + k * a->n_cells, b->counts + j * b->n_cells, a->n_cells * sizeof(uint32_t));
}

/* A batch of n is n batches of 1: the lane, the batch and what ran in its memory before do not matter, and counters of
 * lanes that are not in use are not counted. */
static void lanes(const registry_entry *e)
{
    brink_program *p = registry_compile(e->scenario);
    batch_run whole, other;
    uint64_t *sum = calloc(e->model->n_counters + 1, sizeof *sum);
    assert_non_null(sum);
    batch_new(&whole, p);
    batch_new(&other, p);
    batch_go(&whole, 0, BRINK_LANES, true);
    for (size_t k = 0; k < BRINK_LANES; k++) { /* each replica alone */
        batch_go(&other, k, 1, true);
        assert_same_lane(p, &whole, k, &other, 0);
        for (size_t i = 0; i < e->model->n_counters; i++) {
            sum[i] += other.counters[i];
        }
    }
    for (size_t i = 0; i < e->model->n_counters; i++) {
        if (sum[i] != whole.counters[i]) {
            fail_msg("counter %s: %lu one by one, %lu together", e->model->counters[i], (unsigned long)sum[i],
                     (unsigned long)whole.counters[i]);
        }
    }
    batch_go(&other, 13, BRINK_LANES, true); /* shifted by 13 lanes */
    for (size_t k = 13; k < BRINK_LANES; k++) {
        assert_same_lane(p, &whole, k, &other, k - 13);
    }
    free(sum);
    batch_free(&whole);
    batch_free(&other);
    brink_program_free(p);
}

/* Whether counts are wanted changes nothing else; nor does compiling anew. */
static void again(const registry_entry *e)
{
    brink_program *p = registry_compile(e->scenario);
    brink_program *q = registry_compile(e->scenario);
    batch_run with, without;
    batch_new(&with, p);
    batch_new(&without, q);
    batch_go(&with, 5, BRINK_LANES, true);
    batch_go(&without, 5, BRINK_LANES, false);
    memcpy(without.counts, with.counts, with.n_cells * BRINK_LANES * sizeof *with.counts);
    for (size_t k = 0; k < BRINK_LANES; k++) {
        assert_same_lane(p, &with, k, &without, k);
    }
    batch_free(&with);
    batch_free(&without);
    brink_program_free(p);
    brink_program_free(q);
}

/* A horizon of T is the beginning of a horizon of T + 1. */
static void prefix(const registry_entry *e)
{
    brink_program *p = registry_compile(e->scenario);
    brink_scenario *longer = registry_with_horizon(e->scenario, p->n_periods + 1);
    assert_non_null(longer);
    brink_program *q = registry_compile(longer);
    batch_run a, b;
    batch_new(&a, p);
    batch_new(&b, q);
    assert_int_equal(p->n_series, q->n_series);
    batch_go(&a, 0, BRINK_LANES, false);
    batch_go(&b, 0, BRINK_LANES, false);
    assert_memory_equal(a.series, b.series, ((size_t)p->n_periods + 1) * p->n_series * BRINK_LANES * sizeof(double));
    batch_free(&a);
    batch_free(&b);
    brink_program_free(p);
    brink_program_free(q);
    brink_scenario_free(longer);
}

/* Another seed gives other paths, unless nothing is drawn. */
static void seeds(const registry_entry *e)
{
    brink_program *p = registry_compile(e->scenario);
    batch_run a, b;
    batch_new(&a, p);
    batch_new(&b, p);
    b.batch.seed = BATCH_SEED + 1;
    batch_go(&a, 0, BRINK_LANES, false);
    batch_go(&b, 0, BRINK_LANES, false);
    bool varies = false;  /* over replicas */
    bool differs = false; /* over seeds */
    for (size_t i = 0; i < ((size_t)p->n_periods + 1) * p->n_series * BRINK_LANES; i++) {
        varies = varies || !same_bits(&a.series[i], &a.series[i / BRINK_LANES * BRINK_LANES], 1);
        differs = differs || !same_bits(&a.series[i], &b.series[i], 1);
    }
    assert_int_equal(differs, varies);
    batch_free(&a);
    batch_free(&b);
    brink_program_free(p);
}

/* --- the product -------------------------------------------------------------------------------------------------- */

typedef struct promise {
    const char *name;
    void (*hold)(const registry_entry *entry);
} promise;

static const promise promises[] = {{"metadata", metadata}, {"shipped", shipped}, {"outputs", outputs},
                                   {"bounds", bounds},     {"lanes", lanes},     {"again", again},
                                   {"prefix", prefix},     {"seeds", seeds}};

typedef struct cell {
    const promise *promise;
    const registry_entry *entry;
    char name[96];
} cell;

static void hold(void **state)
{
    const cell *c = *state;
    if (c->entry->scenario == NULL && c->promise->hold != metadata) {
        fail_msg("no scenario of model %s ships", c->entry->model->name);
    }
    c->promise->hold(c->entry);
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    static registry_entry entries[REGISTRY_MOST];
    static struct CMUnitTest tests[REGISTRY_MOST * COUNT(promises)];
    static cell cells[REGISTRY_MOST * COUNT(promises)];
    const size_t n = registry_open(entries), n_tests = n * COUNT(promises);
    for (size_t i = 0; i < n_tests; i++) {
        cell *c = &cells[i];
        c->promise = &promises[i % COUNT(promises)];
        c->entry = &entries[i / COUNT(promises)];
        (void)snprintf(c->name, sizeof c->name, "%s/%s", c->entry->model->name, c->promise->name);
        tests[i] = (struct CMUnitTest){c->name, hold, NULL, NULL, c};
    }
    const int failed = _cmocka_run_group_tests("models", tests, n_tests, NULL, NULL);
    registry_close(entries, n);
    return failed != 0;
}
