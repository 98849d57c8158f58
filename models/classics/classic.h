/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the classics share. A classic is one file of this folder: a textbook model with a known answer. Its program is a
 * `classic` with the model's own numbers behind it; its batch is rows of lanes; and each of its outputs shows a row, or
 * a number of theory that was computed when compiling. So a file holds its tables, its mathematics and a step. */
#ifndef MODELS_CLASSICS_CLASSIC_H
#define MODELS_CLASSICS_CLASSIC_H

#include "brink/model.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

typedef double lanes[BRINK_LANES];

/* --- tables ------------------------------------------------------------------------------------------------------- */

extern const brink_column brink__parameter_columns[2]; /* parameter,value */

/* The table `parameters` of a classic, given its rows. */
#define PARAMETERS(r)                                                                                                  \
    {                                                                                                                  \
        .name = "parameters", .columns = brink__parameter_columns, .n_columns = 2, .rows = (r), .n_rows = LENGTH(r),   \
        .meaning = "The numbers of the model."                                                                         \
    }

/* Its rows: a number in a closed range, in (from, to], in (from, to), a whole number, a word. */
#define NUMBER(n, from, to, u, value, m)                                                                               \
    {                                                                                                                  \
        .name = (n), .kind = BRINK_CELL_NUMBER, .lo = (from), .hi = (to), .unit = (u), .fallback = (value),            \
        .meaning = (m)                                                                                                 \
    }
#define NUMBER_ABOVE(n, from, to, u, value, m)                                                                         \
    {                                                                                                                  \
        .name = (n), .kind = BRINK_CELL_NUMBER, .lo = (from), .lo_is_open = true, .hi = (to), .unit = (u),             \
        .fallback = (value), .meaning = (m)                                                                            \
    }
#define NUMBER_WITHIN(n, from, to, u, value, m)                                                                        \
    {                                                                                                                  \
        .name = (n), .kind = BRINK_CELL_NUMBER, .lo = (from), .lo_is_open = true, .hi = (to), .hi_is_open = true,      \
        .unit = (u), .fallback = (value), .meaning = (m)                                                               \
    }
#define WHOLE(n, from, to, u, value, m)                                                                                \
    {                                                                                                                  \
        .name = (n), .kind = BRINK_CELL_INTEGER, .lo = (from), .hi = (to), .unit = (u), .fallback = (value),           \
        .meaning = (m)                                                                                                 \
    }
#define WORD(n, words, value, m)                                                                                       \
    {                                                                                                                  \
        .name = (n), .kind = BRINK_CELL_CHOICE, .choices = (words), .fallback = (value), .meaning = (m)                \
    }

/* Columns of tables of its own: a key, a key that is one of another table, a number. */
#define KEY(n, m)                                                                                                      \
    {                                                                                                                  \
        .name = (n), .kind = BRINK_CELL_NAME, .is_key = true, .meaning = (m)                                           \
    }
#define KEY_IN(n, table, m)                                                                                            \
    {                                                                                                                  \
        .name = (n), .kind = BRINK_CELL_REFERENCE, .is_key = true, .refers_to = (table), .meaning = (m)                \
    }
#define COLUMN(n, from, to, u, m)                                                                                      \
    {                                                                                                                  \
        .name = (n), .kind = BRINK_CELL_NUMBER, .lo = (from), .hi = (to), .unit = (u), .meaning = (m)                  \
    }

#define LARGE 1e6 /* end of a range that mathematics does not bound: keeps products of parameters far from overflow */

double brink__parameter(const brink_scenario *scenario, const char *name);
bool brink__parameter_is(const brink_scenario *scenario, const char *name, const char *word);

/* For `check`: complains about the first row beyond `most`, and at the value of a parameter. */
void brink__check_rows(const brink_scenario *scenario, const char *table, size_t most, brink_diagnostics *diagnostics);
void brink__check_parameter(const brink_scenario *scenario, const char *name, bool is_right,
                            brink_diagnostics *diagnostics, const char *format, ...) BRINK_PRINTF(5, 6);
/* That names[0], names[1] ... (NULL-terminated) are parameters in strictly descending order. */
void brink__check_descending(const brink_scenario *scenario, const char *const *names, brink_diagnostics *diagnostics);

/* Row of `table` whose key stands in this cell. */
size_t brink__row_of(const brink_scenario *scenario, const char *table, const char *of, size_t row, const char *column);

/* x^n by squaring. */
double brink__power(double x, uint32_t n);

/* --- quantities --------------------------------------------------------------------------------------------------- */

/* A metric that is simulated and, right after it, what theory says its mean should be: NAME and NAME_theory, or with a
 * key NAME.KEY and NAME_theory.KEY. Two elements of an array of quantities. */
#define PAIR(n, kind, unit, what, law)                                                                                 \
    {n, kind, unit, what},                                                                                             \
    {                                                                                                                  \
        n "_theory", BRINK_MEAN, unit, law                                                                             \
    }
#define PAIR_OF(n, key, kind, unit, what, law)                                                                         \
    {n "." key, kind, unit, what},                                                                                     \
    {                                                                                                                  \
        n "_theory." key, BRINK_MEAN, unit, law                                                                        \
    }

/* --- programs ----------------------------------------------------------------------------------------------------- */

/* What an output shows. */
typedef struct brink__view {
    enum { SHOWS_ROW, SHOWS_NUMBER, SHOWS_RATIO } kind;
    size_t row;
    double scale;        /* the output is scale times the row */
    double number;       /* of theory */
    bool is_of_a_period; /* series: there is no value before the first period */
} brink__view;

typedef struct brink__outputs {
    brink_output *output;
    brink__view *view;
    char (*name)[96];
    size_t n, room;
} brink__outputs;

/* The first member of each program. */
typedef struct classic {
    brink_program head;
    size_t n_rows; /* of lanes in a batch */
    brink__outputs metrics, series;
    bool is_out_of_memory;
} classic;

/* A zeroed program of `size` bytes, with `n_rows` rows of lanes in its batches; NULL when out of memory. */
void *brink__classic_new(const brink_scenario *scenario, size_t size, size_t n_rows);

/* Ends compile(): the outputs get their names, and `*out` the program. Frees it when something was out of memory, also
 * `program` NULL. BRINK_OK or BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__classic_finish(classic *program, brink_program **out, brink_error *err);

/* Frees the program and passes `status` on, for a compile() that cannot be done. */
brink_status brink__classic_abandon(classic *program, brink_status status);

void brink__classic_free(brink_program *program);

/* Adds a metric; its index is returned. `key` takes the place of the capitals in the quantity's pattern, NULL where
 * there are none. When memory runs out brink__classic_finish() tells.
 *
 *   row        what is shown, times `scale`; every value then lies in [lo, hi]
 *   number     of theory, the same in every replica; NaN = there is none (missing)
 *   numerator, denominator   metrics that were added before: a ratio of totals */
size_t brink__show(classic *program, const brink_quantity *quantity, const char *key, size_t row, double scale,
                   double lo, double hi);
size_t brink__show_number(classic *program, const brink_quantity *quantity, const char *key, double number);
size_t brink__show_ratio(classic *program, const brink_quantity *quantity, const char *key, size_t numerator,
                         size_t denominator);
/* A number as a key. */
enum { BRINK__KEY = 24 };
void brink__number_key(size_t number, char key[BRINK__KEY]);
/* A row in which NaN means that the replica has no such value. */
size_t brink__show_if_any(classic *program, const brink_quantity *quantity, const char *key, size_t row, double scale,
                          double lo, double hi);

/* A pair, given the first of the two quantities. The first metric's index is returned. */
size_t brink__show_pair(classic *program, const brink_quantity *quantity, const char *key, size_t row, double scale,
                        double lo, double hi, double number);

/* A pair that is a ratio of two totals, and what it should be. */
void brink__show_ratio_pair(classic *program, const brink_quantity *quantity, size_t numerator, size_t denominator,
                            double number);

/* What happens or not in each period: row `now` as a series; row `now + n`, the sum of it so far, as the share of the
 * periods, with what that should be. */
void brink__show_share(classic *program, const brink_quantity *pair, const brink_quantity *of_period, size_t now,
                       size_t n, double number);

/* Adds a series that shows a row at the start and after every period; one in which NaN means that there is no value;
 * one that tells of a period, so that there is none at the start. */
void brink__show_series(classic *program, const brink_quantity *quantity, const char *key, size_t row, double lo,
                        double hi);
void brink__show_series_if_any(classic *program, const brink_quantity *quantity, const char *key, size_t row, double lo,
                               double hi);
void brink__show_of_period(classic *program, const brink_quantity *quantity, const char *key, size_t row, double lo,
                           double hi);

/* --- batches ------------------------------------------------------------------------------------------------------ */

static inline lanes *brink__rows(const brink_batch *batch)
{
    return batch->memory;
}

size_t brink__classic_bytes(const brink_program *program);
/* All rows 0. */
void brink__classic_start(brink_batch *batch);
void brink__classic_series(const brink_batch *batch, double *out);
void brink__classic_metrics(brink_batch *batch, double *out);

/* sum[i] += now[i] for n rows of lanes. */
void brink__add_rows(lanes *sum, lanes *now, size_t n);

/* Ends the period of a model whose rows 0 .. n-1 tell of a period and n .. 2n-1 are their sums. */
void brink__sum_period(const brink_batch *batch, size_t n);

/* One uniform, or standard normal, a lane, for this period. */
void brink__uniforms(const brink_batch *batch, uint32_t who, uint8_t purpose, size_t index, lanes u);
void brink__normals(const brink_batch *batch, uint32_t who, uint8_t purpose, size_t index, lanes z);

/* Poisson numbers with these means (>= 0) by inverting the distribution, in steps of at most 16 of the mean, since the
 * sum of Poisson numbers is one of the summed mean. Each step has an index of its own, and after 256 of them the next
 * purpose: leave 15 of them free. A mean above BRINK__POISSON_MOST, or NaN, fails its lane with BRINK_ERANGE. */
enum { BRINK__POISSON_MOST = 60000 };
void brink__poissons(brink_batch *batch, uint32_t who, uint8_t purpose, const lanes mean, lanes out);

/* Hashes of the keys of a table's rows for `who`: out[rows]. BRINK_OK, or BRINK_EDATA when two agree. */
BRINK_MUST_CHECK brink_status brink__whos(const brink_scenario *scenario, const char *table, const char *column,
                                          uint32_t *out, brink_error *err);

/* --- the type ----------------------------------------------------------------------------------------------------- */

/* Members that are the same in every classic, or that every file names alike. */
#define CLASSIC_MEMBERS                                                                                                \
    .tables = tables, .n_tables = LENGTH(tables), .metrics = metrics, .n_metrics = LENGTH(metrics), .series = series,  \
    .n_series = LENGTH(series), .headline = headline, .compile = compile, .program_free = brink__classic_free,         \
    .batch_bytes = brink__classic_bytes, .start = start, .step = step, .series_values = brink__classic_series,         \
    .metric_values = brink__classic_metrics

#endif
