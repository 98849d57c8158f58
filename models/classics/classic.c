/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classic.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "brink/math.h"
#include "brink/rng.h"

const brink_column brink__parameter_columns[2] = {
    {.name = "parameter", .kind = BRINK_CELL_NAME, .is_key = true, .meaning = "Name of the number."},
    {.name = "value", .kind = BRINK_CELL_TEXT, .meaning = "Its value."},
};

/* --- tables ------------------------------------------------------------------------------------------------------- */

double brink__parameter(const brink_scenario *scenario, const char *name)
{
    return brink_scenario_value(scenario, "parameters", name);
}

bool brink__parameter_is(const brink_scenario *scenario, const char *name, const char *word)
{
    return strcmp(brink_scenario_value_text(scenario, "parameters", name), word) == 0;
}

void brink__check_rows(const brink_scenario *scenario, const char *table, size_t most, brink_diagnostics *diagnostics)
{
    const size_t n = brink_scenario_n_rows(scenario, table);
    if (n > most) {
        brink_diagnose(diagnostics, brink_scenario_place(scenario, table, most, NULL),
                       "%s has %zu rows; allowed: at most %zu", table, n, most);
    }
}

/* The place of a parameter's value, of the table where it has its default. */
static brink_place place_of(const brink_scenario *scenario, const char *name)
{
    const char *const key[] = {name, NULL};
    return brink_scenario_place(scenario, "parameters", brink_scenario_find(scenario, "parameters", key), "value");
}

void brink__check_parameter(const brink_scenario *scenario, const char *name, bool is_right,
                            brink_diagnostics *diagnostics, const char *format, ...)
{
    char what[256];
    if (!is_right) {
        va_list arguments;
        va_start(arguments, format);
        (void)vsnprintf(what, sizeof what, format, arguments);
        va_end(arguments);
        brink_diagnose(diagnostics, place_of(scenario, name), "%s = %s; %s", name,
                       brink_scenario_value_text(scenario, "parameters", name), what);
    }
}

void brink__check_descending(const brink_scenario *scenario, const char *const *names, brink_diagnostics *diagnostics)
{
    for (size_t i = 1; names[i] != NULL; i++) {
        const double above = brink__parameter(scenario, names[i - 1]);
        brink__check_parameter(scenario, names[i], brink__parameter(scenario, names[i]) < above, diagnostics,
                               "allowed: less than %s, which is %s", names[i - 1],
                               brink_scenario_value_text(scenario, "parameters", names[i - 1]));
    }
}

size_t brink__row_of(const brink_scenario *scenario, const char *table, const char *of, size_t row, const char *column)
{
    const char *const key[] = {brink_scenario_text(scenario, of, row, column), NULL};
    return brink_scenario_find(scenario, table, key);
}

double brink__power(double x, uint32_t n)
{
    double power = 1.0;
    for (; n > 0; n >>= 1) {
        power *= n & 1 ? x : 1.0;
        x *= x;
    }
    return power;
}

/* --- programs ----------------------------------------------------------------------------------------------------- */

void *brink__classic_new(const brink_scenario *scenario, size_t size, size_t n_rows)
{
    classic *program = calloc(1, size);
    if (program != NULL) {
        program->head.type = brink_scenario_model(scenario);
        program->head.n_periods = (uint32_t)brink_scenario_value(scenario, "scenario", "horizon");
        program->n_rows = n_rows;
    }
    return program;
}

static void outputs_fini(brink__outputs *outputs)
{
    free(outputs->output);
    free(outputs->view);
    free(outputs->name);
}

void brink__classic_free(brink_program *program)
{
    classic *own = (classic *)(void *)program;
    if (own != NULL) {
        outputs_fini(&own->metrics);
        outputs_fini(&own->series);
    }
    free(own);
}

brink_status brink__classic_abandon(classic *program, brink_status status)
{
    brink__classic_free(&program->head);
    return status;
}

static void set_names(brink__outputs *outputs)
{
    for (size_t i = 0; i < outputs->n; i++) {
        outputs->output[i].name = outputs->name[i];
    }
}

brink_status brink__classic_finish(classic *program, brink_program **out, brink_error *err)
{
    if (program == NULL || program->is_out_of_memory) {
        brink__classic_free(program != NULL ? &program->head : NULL);
        return brink_fail(err, BRINK_ENOMEM, "out of memory for a program");
    }
    set_names(&program->metrics);
    set_names(&program->series);
    program->head.metrics = program->metrics.output;
    program->head.n_metrics = program->metrics.n;
    program->head.series = program->series.output;
    program->head.n_series = program->series.n;
    *out = &program->head;
    return BRINK_OK;
}

/* --- outputs ------------------------------------------------------------------------------------------------------ */

/* Room for one more of everything. */
static bool grow(brink__outputs *outputs)
{
    if (outputs->n < outputs->room) {
        return true;
    }
    const size_t room = outputs->room > 0 ? 2 * outputs->room : 16;
    brink_output *output = realloc(outputs->output, room * sizeof *output);
    if (output != NULL) {
        outputs->output = output;
    }
    brink__view *view = realloc(outputs->view, room * sizeof *view);
    if (view != NULL) {
        outputs->view = view;
    }
    char(*name)[sizeof *outputs->name] = realloc(outputs->name, room * sizeof *name);
    if (name != NULL) {
        outputs->name = name;
    }
    if (output == NULL || view == NULL || name == NULL) {
        return false;
    }
    outputs->room = room;
    return true;
}

static size_t add(classic *program, brink__outputs *to, const char *key, brink_output output, brink__view view)
{
    if (program->is_out_of_memory || !grow(to)) {
        program->is_out_of_memory = true;
        return 0;
    }
    const char *pattern = output.quantity->pattern;
    const char *dot = key != NULL ? strchr(pattern, '.') : NULL;
    const int stem = dot != NULL ? (int)(dot - pattern) + 1 : (int)strlen(pattern);
    (void)snprintf(to->name[to->n], sizeof *to->name, "%.*s%s", stem, pattern, key != NULL ? key : "");
    to->output[to->n] = output;
    to->view[to->n] = view;
    return to->n++;
}

void brink__number_key(size_t number, char key[BRINK__KEY])
{
    (void)snprintf(key, BRINK__KEY, "%zu", number);
}

size_t brink__show(classic *program, const brink_quantity *quantity, const char *key, size_t row, double scale,
                   double lo, double hi)
{
    return add(program, &program->metrics, key, (brink_output){.quantity = quantity, .lo = lo, .hi = hi},
               (brink__view){.kind = SHOWS_ROW, .row = row, .scale = scale});
}

size_t brink__show_if_any(classic *program, const brink_quantity *quantity, const char *key, size_t row, double scale,
                          double lo, double hi)
{
    return add(program, &program->metrics, key,
               (brink_output){.quantity = quantity, .lo = lo, .hi = hi, .may_be_missing = true},
               (brink__view){.kind = SHOWS_ROW, .row = row, .scale = scale});
}

size_t brink__show_number(classic *program, const brink_quantity *quantity, const char *key, double number)
{
    const bool is_there = isfinite(number);
    double bound = 1.0; /* the least power of two: the store's resolution follows from it */
    while (is_there && bound < fabs(number)) {
        bound *= 2.0;
    }
    return add(program, &program->metrics, key,
               (brink_output){.quantity = quantity,
                              .lo = is_there && number < 0.0 ? -bound : 0.0,
                              .hi = bound,
                              .may_be_missing = !is_there},
               (brink__view){.kind = SHOWS_NUMBER, .number = is_there ? number : (double)NAN});
}

size_t brink__show_ratio(classic *program, const brink_quantity *quantity, const char *key, size_t numerator,
                         size_t denominator)
{
    return add(program, &program->metrics, key,
               (brink_output){.quantity = quantity,
                              .lo = 0.0,
                              .hi = 1.0,
                              .may_be_missing = true,
                              .numerator = numerator,
                              .denominator = denominator},
               (brink__view){.kind = SHOWS_RATIO});
}

size_t brink__show_pair(classic *program, const brink_quantity *quantity, const char *key, size_t row, double scale,
                        double lo, double hi, double number)
{
    const size_t first = brink__show(program, quantity, key, row, scale, lo, hi);
    (void)brink__show_number(program, quantity + 1, key, number);
    return first;
}

void brink__show_ratio_pair(classic *program, const brink_quantity *quantity, size_t numerator, size_t denominator,
                            double number)
{
    (void)brink__show_ratio(program, quantity, NULL, numerator, denominator);
    (void)brink__show_number(program, quantity + 1, NULL, number);
}

void brink__show_share(classic *program, const brink_quantity *pair, const brink_quantity *of_period, size_t now,
                       size_t n, double number)
{
    const double periods = (double)program->head.n_periods;
    (void)brink__show_pair(program, pair, NULL, now + n, 1.0 / periods, 0.0, 1.0, number);
    brink__show_of_period(program, of_period, NULL, now, 0.0, 1.0);
}

static void add_series(classic *program, const brink_quantity *quantity, const char *key, size_t row, double lo,
                       double hi, bool may_be_missing, bool is_of_a_period)
{
    (void)add(program, &program->series, key,
              (brink_output){.quantity = quantity, .lo = lo, .hi = hi, .may_be_missing = may_be_missing},
              (brink__view){.kind = SHOWS_ROW, .row = row, .scale = 1.0, .is_of_a_period = is_of_a_period});
}

void brink__show_series(classic *program, const brink_quantity *quantity, const char *key, size_t row, double lo,
                        double hi)
{
    add_series(program, quantity, key, row, lo, hi, false, false);
}

void brink__show_series_if_any(classic *program, const brink_quantity *quantity, const char *key, size_t row, double lo,
                               double hi)
{
    add_series(program, quantity, key, row, lo, hi, true, false);
}

void brink__show_of_period(classic *program, const brink_quantity *quantity, const char *key, size_t row, double lo,
                           double hi)
{
    add_series(program, quantity, key, row, lo, hi, true, true);
}

/* --- batches ------------------------------------------------------------------------------------------------------ */

static const classic *program_of(const brink_batch *batch)
{
    return (const classic *)(const void *)batch->program;
}

size_t brink__classic_bytes(const brink_program *program)
{
    return ((const classic *)(const void *)program)->n_rows * sizeof(lanes);
}

void brink__classic_start(brink_batch *batch)
{
    memset(batch->memory, 0, brink__classic_bytes(batch->program));
    memset(batch->failed, BRINK_OK, sizeof batch->failed);
    batch->period = 0;
}

static void show(const brink_batch *batch, const brink__view *view, double *out)
{
    const double *row = brink__rows(batch)[view->row];
    const bool is_too_early = view->is_of_a_period && batch->period == 0;
    for (size_t k = 0; k < BRINK_LANES; k++) {
        out[k] = is_too_early ? (double)NAN : view->kind == SHOWS_ROW ? view->scale * row[k] : view->number;
    }
}

void brink__classic_series(const brink_batch *batch, double *out)
{
    const brink__outputs *series = &program_of(batch)->series;
    for (size_t s = 0; s < series->n; s++) {
        show(batch, &series->view[s], out + s * BRINK_LANES);
    }
}

void brink__classic_metrics(brink_batch *batch, double *out)
{
    const brink__outputs *metrics = &program_of(batch)->metrics;
    for (size_t m = 0; m < metrics->n; m++) {
        if (metrics->view[m].kind != SHOWS_RATIO) {
            show(batch, &metrics->view[m], out + m * BRINK_LANES);
        }
    }
}

void brink__add_rows(lanes *sum, lanes *now, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < BRINK_LANES; k++) {
            sum[i][k] += now[i][k];
        }
    }
}

void brink__sum_period(const brink_batch *batch, size_t n)
{
    lanes *row = brink__rows(batch);
    brink__add_rows(row + n, row, n);
}

/* --- draws -------------------------------------------------------------------------------------------------------- */

static brink_address address(const brink_batch *batch, uint32_t who, uint8_t purpose, size_t index)
{
    return (brink_address){batch->first, who, (uint16_t)batch->period, purpose, (uint8_t)index};
}

void brink__uniforms(const brink_batch *batch, uint32_t who, uint8_t purpose, size_t index, lanes u)
{
    brink_uniforms(batch->seed, address(batch, who, purpose, index), BRINK_LANES, u);
}

void brink__normals(const brink_batch *batch, uint32_t who, uint8_t purpose, size_t index, lanes z)
{
    brink_normals(batch->seed, address(batch, who, purpose, index), BRINK_LANES, z);
}

enum { POISSON_STEP = 16 };

/* The least n with P(N <= n) >= u. P sums to 1 but for rounding: where u is above all that was summed the loop ends
 * when terms no longer count. */
static double poisson_quantile(double mean, double u)
{
    double term = brink_exp(-mean);
    double sum = term;
    double n = 0.0;
    while (u > sum && (n < mean || term > 1e-18)) {
        n += 1.0;
        term *= mean / n;
        sum += term;
    }
    return n;
}

void brink__poissons(brink_batch *batch, uint32_t who, uint8_t purpose, const lanes mean, lanes out)
{
    for (size_t k = 0; k < BRINK_LANES; k++) {
        double left = mean[k];
        out[k] = 0.0;
        if (!(left <= BRINK__POISSON_MOST)) { /* NaN too */
            batch->failed[k] = BRINK_ERANGE;
            continue;
        }
        brink_address at = address(batch, who, purpose, 0);
        at.replica += k;
        while (left > 0.0) {
            const double u = brink_uniform(batch->seed, at);
            out[k] += poisson_quantile(brink_min(left, POISSON_STEP), u);
            left -= POISSON_STEP;
            at.index++; /* 8 bits: back to 0 */
            at.purpose = (uint8_t)(at.purpose + (at.index == 0));
        }
    }
}

brink_status brink__whos(const brink_scenario *scenario, const char *table, const char *column, uint32_t *out,
                         brink_error *err)
{
    for (size_t i = 0; i < brink_scenario_n_rows(scenario, table); i++) {
        out[i] = brink_who(brink_scenario_text(scenario, table, i, column), "");
        for (size_t j = 0; j < i; j++) {
            if (out[j] == out[i]) {
                return brink_fail(err, BRINK_EDATA, "%s: the names %s and %s have the same hash: rename one", table,
                                  brink_scenario_text(scenario, table, j, column),
                                  brink_scenario_text(scenario, table, i, column));
            }
        }
    }
    return BRINK_OK;
}
