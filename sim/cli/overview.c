/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "overview.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli.h"
#include "table.h"

enum {
    MAX_ROWS = 50, /* of a table that people read */
    MIN_WIDTH = 60,
    MAX_WIDTH = 250,
    MAX_COLUMNS = 24,
    MAX_DECIMALS = 6,
    GAP = 2,
    INDENT = 2
};

int cli_terminal_width(void)
{
    struct winsize size = {0};
    if (isatty(STDOUT_FILENO) != 1 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
        return CLI_WIDTH;
    }
    return size.ws_col < MIN_WIDTH ? MIN_WIDTH : size.ws_col > MAX_WIDTH ? MAX_WIDTH : size.ws_col;
}

static bool ends_with(const char *word, const char *end)
{
    size_t n = strlen(word);
    size_t k = strlen(end);
    return n >= k && strcmp(word + n - k, end) == 0;
}

static bool is_threshold(const brink_output *metric)
{
    return strpbrk(metric->name, "<>") != NULL;
}

bool cli_is_main_metric(const brink_output *metric)
{
    if (is_threshold(metric)) {
        return true;
    }
    return metric->actor == NULL && metric->theatre == NULL && metric->action == NULL &&
           strchr(metric->name, '.') == NULL && !ends_with(metric->name, "_per_period");
}

/* --- one metric over the points ----------------------------------------------------------------------------------- */

typedef struct measure {
    const brink_output *metric;
    brink_estimate *at; /* [points shown]; all NaN where a point lacks the metric */
    size_t rank;        /* the lower the sooner it is shown */
    bool varies;        /* it is not the same number everywhere */
    int exponent;       /* values are shown in units of 10^exponent */
    int decimals;
    int half_digits;  /* characters of the longest half-width, so that they align */
    int width;        /* of its column */
    char head[3][80]; /* two lines of the name, and the unit */
    bool is_shown;
} measure;

typedef struct overview {
    brink_results *results;
    size_t n_rows; /* points shown */
    measure *measures;
    size_t n;
    int name_width;
} overview;

/* The farther end of the interval: Wilson's is not symmetric. */
static double half_width(const brink_estimate *e)
{
    return fmax(e->hi95 - e->mean, e->mean - e->lo95);
}

static brink_status estimate(const overview *o, measure *m)
{
    const double none = (double)NAN;
    for (size_t p = 0; p < o->n_rows; p++) {
        const brink_results_point *point = brink_results_get_point(o->results, p);
        brink_error err = {0};
        size_t k = 0;
        while (k < point->n_metrics && strcmp(point->metrics[k].name, m->metric->name) != 0) {
            k++;
        }
        m->at[p] = (brink_estimate){.mean = none, .sd = none, .se = none, .lo95 = none, .hi95 = none};
        if (k == point->n_metrics) {
            continue;
        }
        brink_status status = brink_results_metric(o->results, p, k, &m->at[p], &err);
        if (status != BRINK_OK) {
            return cli_fail_error(status, &err);
        }
    }
    return BRINK_OK;
}

static void judge(const overview *o, measure *m, size_t index)
{
    const brink_model_type *model = brink_model_find(brink_results_model(o->results, 0)); /* may be of another build */
    const char *const *headline = model != NULL ? model->headline : NULL;
    m->rank = is_threshold(m->metric) ? index : SIZE_MAX / 2 + index;
    for (size_t n = 0; headline != NULL && headline[n] != NULL; n++) {
        if (strcmp(headline[n], m->metric->name) == 0) {
            m->rank = SIZE_MAX / 4 + n;
        }
    }
    double some = (double)NAN; /* a value that it has */
    for (size_t p = 0; p < o->n_rows; p++) {
        const brink_estimate *e = &m->at[p];
        some = isnan(some) ? e->mean : some;
        m->varies = m->varies || e->sd > 0.0 || fabs(e->mean - some) > 0.0;
    }
}

/* --- laying out a column ------------------------------------------------------------------------------------------ */

/* Digits of the smallest half-width: one, or two when it begins with 1; of what does not vary four digits of the
 * largest value; in units that keep the numbers short. */
static void choose_digits(const overview *o, measure *m)
{
    double largest = 0.0;
    double smallest = (double)INFINITY;
    for (size_t p = 0; p < o->n_rows; p++) {
        double half = half_width(&m->at[p]);
        largest = fmax(largest, fmax(fabs(m->at[p].mean), half)); /* fmax and fmin pass over NaN */
        smallest = half > 0.0 ? fmin(smallest, half) : smallest;
    }
    m->exponent = largest > 0.0 && (largest < 0.01 || largest >= 1e5) ? 3 * (int)floor(log10(largest) / 3.0) : 0;
    double scaled = smallest / pow(10.0, m->exponent);
    int last = largest > 0.0 ? (int)floor(log10(largest)) - m->exponent - 3 : -2;
    int place = isfinite(scaled) ? (int)floor(log10(scaled)) : last; /* of its first digit */
    bool begins_with_1 = isfinite(scaled) && scaled < 2.0 * pow(10.0, place);
    int decimals = begins_with_1 ? 1 - place : -place;
    m->decimals = decimals < 0 ? 0 : decimals > MAX_DECIMALS ? MAX_DECIMALS : decimals;
}

static void write_cell(const measure *m, size_t p, char *out, size_t size)
{
    const brink_estimate *e = &m->at[p];
    double unit = pow(10.0, m->exponent);
    if (isnan(e->mean)) {
        (void)snprintf(out, size, "-");
    } else if (isnan(half_width(e))) {
        (void)snprintf(out, size, "%.*f", m->decimals, e->mean / unit);
    } else {
        (void)snprintf(out, size, "%.*f +- %*.*f", m->decimals, e->mean / unit, m->half_digits, m->decimals,
                       half_width(e) / unit);
    }
}

/* A long name on two lines, parted after the underscore that leaves the shorter column. */
static void split_name(measure *m)
{
    const char *name = m->metric->name;
    size_t n = strlen(name);
    size_t best = n;
    for (size_t i = 0; i < n; i++) {
        size_t longer = i + 1 > n - i - 1 ? i + 1 : n - i - 1;
        size_t so_far = best > n - best ? best : n - best;
        if (name[i] == '_' && i + 1 < n && longer < so_far) {
            best = i + 1;
        }
    }
    (void)snprintf(m->head[0], sizeof m->head[0], "%.*s", (int)best, name);
    (void)snprintf(m->head[1], sizeof m->head[1], "%s", name + best);
}

static void lay_out(const overview *o, measure *m)
{
    const char *unit = strcmp(m->metric->quantity->unit, "1") != 0 ? m->metric->quantity->unit : "";
    char cell[64];
    choose_digits(o, m);
    split_name(m);
    if (m->exponent != 0) {
        (void)snprintf(m->head[2], sizeof m->head[2], "1e%d%s%s", m->exponent, unit[0] != '\0' ? " " : "", unit);
    } else {
        (void)snprintf(m->head[2], sizeof m->head[2], "%s", unit);
    }
    for (size_t p = 0; p < o->n_rows; p++) {
        double half = half_width(&m->at[p]) / pow(10.0, m->exponent);
        int n = snprintf(cell, sizeof cell, "%.*f", m->decimals, half);
        m->half_digits = !isnan(half) && n > m->half_digits ? n : m->half_digits;
    }
    for (size_t i = 0; i < 3; i++) {
        int n = (int)strlen(m->head[i]);
        m->width = n > m->width ? n : m->width;
    }
    for (size_t p = 0; p < o->n_rows; p++) {
        write_cell(m, p, cell, sizeof cell);
        int n = (int)strlen(cell);
        m->width = n > m->width ? n : m->width;
    }
}

/* --- the whole ---------------------------------------------------------------------------------------------------- */

static brink_status measure_all(overview *o)
{
    const brink_results_point *first = brink_results_get_point(o->results, 0);
    o->measures = calloc(first->n_metrics + 1, sizeof *o->measures);
    if (o->measures == NULL) {
        return cli_fail(BRINK_ENOMEM, "out of memory");
    }
    brink_status status = BRINK_OK;
    for (size_t k = 0; k < first->n_metrics && status == BRINK_OK; k++) {
        if (!cli_is_main_metric(&first->metrics[k])) {
            continue;
        }
        measure *m = &o->measures[o->n];
        m->metric = &first->metrics[k];
        m->at = calloc(o->n_rows + 1, sizeof *m->at);
        if (m->at == NULL) {
            return cli_fail(BRINK_ENOMEM, "out of memory");
        }
        o->n++;
        status = estimate(o, m);
        if (status == BRINK_OK) {
            judge(o, m, k);
            lay_out(o, m);
        }
    }
    return status;
}

/* One after the other as long as one fits. Returns how many are shown. */
static size_t choose(overview *o, int width)
{
    int room = width - INDENT - o->name_width;
    size_t n_shown = 0;
    while (n_shown < MAX_COLUMNS) {
        measure *best = NULL;
        for (size_t k = 0; k < o->n; k++) {
            measure *m = &o->measures[k];
            bool is_candidate = !m->is_shown && m->varies && m->width + GAP <= room;
            if (is_candidate && (best == NULL || m->rank < best->rank)) {
                best = m;
            }
        }
        if (best == NULL) {
            break;
        }
        best->is_shown = true;
        room -= best->width + GAP;
        n_shown++;
    }
    return n_shown;
}

static brink_status print_table(const overview *o, size_t n_shown)
{
    cli_column *columns = calloc(n_shown + 1, sizeof *columns);
    cli_table *table = columns != NULL ? cli_table_new(columns, n_shown + 1) : NULL;
    if (table == NULL) {
        free(columns);
        return cli_fail(BRINK_ENOMEM, "out of memory");
    }
    size_t c = 0;
    columns[c++] = (cli_column){.title = "point", .is_key = true};
    for (size_t k = 0; k < o->n; k++) {
        const measure *m = &o->measures[k];
        if (m->is_shown) {
            columns[c++] = (cli_column){.title = m->head[0],
                                        .more = m->head[1][0] != '\0' ? m->head[1] : NULL,
                                        .unit = m->head[2][0] != '\0' ? m->head[2] : NULL,
                                        .is_number = true};
        }
    }
    for (size_t p = 0; p < o->n_rows; p++) {
        cli_table_add(table, "%s", brink_results_get_point(o->results, p)->name);
        for (size_t k = 0; k < o->n; k++) {
            char cell[64];
            if (o->measures[k].is_shown) {
                write_cell(&o->measures[k], p, cell, sizeof cell);
                cli_table_add(table, "%s", cell);
            }
        }
    }
    brink_status status = cli_table_print(table, stdout, INDENT, MAX_WIDTH);
    cli_table_free(table);
    free(columns);
    return status;
}

static void print_head(const overview *o)
{
    const brink_results_point *first = brink_results_get_point(o->results, 0);
    size_t n_points = brink_results_n_points(o->results);
    uint32_t lo = first->n_periods;
    uint32_t hi = first->n_periods;
    for (size_t p = 0; p < n_points; p++) {
        uint32_t n = brink_results_get_point(o->results, p)->n_periods;
        lo = n < lo ? n : lo;
        hi = n > hi ? n : hi;
    }
    char periods[32];
    if (lo == hi) {
        (void)snprintf(periods, sizeof periods, "%" PRIu32, lo);
    } else {
        (void)snprintf(periods, sizeof periods, "%" PRIu32 " to %" PRIu32, lo, hi);
    }
    (void)printf("%zu points of %" PRIu64 " replica%s of %s periods, seed %" PRIu64
                 "; means +- half of their 95 %% intervals\n",
                 n_points, first->replicas, first->replicas == 1 ? "" : "s", periods, brink_results_seed(o->results));
}

brink_status cli_overview_print(brink_results *results, int width)
{
    size_t n_points = brink_results_n_points(results);
    overview o = {.results = results, .n_rows = n_points < MAX_ROWS ? n_points : MAX_ROWS};
    o.name_width = (int)strlen("point");
    for (size_t p = 0; p < o.n_rows; p++) {
        int n = (int)strlen(brink_results_get_point(results, p)->name);
        o.name_width = n > o.name_width ? n : o.name_width;
    }
    brink_status status = measure_all(&o);
    if (status == BRINK_OK) {
        size_t n_shown = choose(&o, width);
        print_head(&o);
        status = print_table(&o, n_shown);
        if (n_points > o.n_rows) {
            (void)printf("  ... and %zu more points\n", n_points - o.n_rows);
        }
        (void)printf(
            "Other metrics are in summary.csv, paired differences from %s in differences.csv ('brink diff').\n\n",
            brink_results_get_point(results, 0)->name);
    }
    for (size_t k = 0; k < o.n; k++) {
        free(o.measures[k].at);
    }
    free(o.measures);
    return status;
}
