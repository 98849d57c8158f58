/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "differences.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli.h"
#include "table.h"

enum { MINUS = 1, VALUE = 3 }; /* columns of print_metric() that only one kind of table has */

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

static const char *name_of(const brink_results *results, size_t point)
{
    return brink_results_get_point(results, point)->name;
}

static size_t find(const brink_results *results, size_t point, const char *metric)
{
    return brink_metric_find(brink_results_get_point(results, point), metric);
}

static bool is_there(const brink_results *results, cli_pair pair, const char *metric)
{
    return find(results, pair.point, metric) != BRINK_NO_METRIC &&
           find(results, pair.reference, metric) != BRINK_NO_METRIC;
}

/* --- comparing ----------------------------------------------------------------------------------------------- */

/* One metric and statistic over all pairs. */
typedef struct outcome {
    const brink_output *metric; /* NULL: nothing to tell */
    brink_statistic statistic;
    brink_difference *difference; /* [c->n] */
    bool *is_there;               /* [c->n] both points have the metric */
    size_t n_there;
} outcome;

static brink_status outcome_init(outcome *o, size_t n)
{
    *o = (outcome){.difference = calloc(n + 1, sizeof *o->difference), .is_there = calloc(n + 1, sizeof *o->is_there)};
    return o->difference != NULL && o->is_there != NULL ? BRINK_OK : cli_fail(BRINK_ENOMEM, "out of memory");
}

static void outcome_fini(outcome *o)
{
    free(o->difference);
    free(o->is_there);
}

/* The pairs from `first` on that share a reference, as one call; returns the first of another reference in `next`. */
static brink_status compare_group(brink_results *results, const cli_comparisons *c, size_t first, size_t *next,
                                  outcome *o, brink_error *err)
{
    size_t reference = c->pair[first].reference;
    size_t n = 1;
    while (first + n < c->n && c->pair[first + n].reference == reference) {
        n++;
    }
    *next = first + n;
    size_t metric = find(results, reference, o->metric->name);
    size_t *points = calloc(n, sizeof *points);
    if (points == NULL) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory");
    }
    for (size_t i = 0; i < n; i++) {
        points[i] = c->pair[first + i].point;
    }
    brink_status status = BRINK_OK;
    if (metric != BRINK_NO_METRIC && o->n_there > 0) {
        status =
            brink_compare(results, reference, metric, &o->statistic, points, n, o->n_there, o->difference + first, err);
    }
    free(points);
    return status;
}

static brink_status compare(brink_results *results, const cli_comparisons *c, const char *metric,
                            const brink_statistic *statistic, outcome *o)
{
    brink_error err = {0};
    brink_status status = BRINK_OK;
    o->metric = NULL;
    o->n_there = 0;
    for (size_t i = 0; i < c->n; i++) {
        o->is_there[i] = is_there(results, c->pair[i], metric);
        o->n_there += o->is_there[i];
        if (o->is_there[i] && o->metric == NULL) {
            size_t reference = c->pair[i].reference;
            o->metric = &brink_results_get_point(results, reference)->metrics[find(results, reference, metric)];
        }
    }
    if (o->metric == NULL || brink_statistic_of(statistic, o->metric, &o->statistic, NULL) != BRINK_OK) {
        o->metric = NULL;
        return BRINK_OK;
    }
    for (size_t i = 0; i < c->n && status == BRINK_OK;) {
        status = compare_group(results, c, i, &i, o, &err);
    }
    return status == BRINK_OK ? status : cli_fail_error(status, &err);
}

/* --- tables -------------------------------------------------------------------------------------------------- */

static const char *unit_of(const brink_output *metric)
{
    const char *unit = metric->quantity->unit;
    return unit != NULL && strcmp(unit, "1") != 0 ? unit : "";
}

static void add_number(cli_table *table, double x)
{
    if (isnan(x)) {
        cli_table_add(table, "-");
    } else {
        cli_table_add(table, "%.4g", x);
    }
}

static void add_numbers(cli_table *table, const double *cells, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        add_number(table, cells[i]);
    }
}

/* Metric and statistic in one cell; that it is the mean, or ratio, goes without saying. */
static void add_name(cli_table *table, const outcome *o)
{
    char name[64];
    bool is_plain = o->statistic.kind == BRINK_STATISTIC_MEAN || o->statistic.kind == BRINK_STATISTIC_RATIO;
    cli_table_add(table, "%s%s%s", o->metric->name, is_plain ? "" : " ",
                  is_plain ? "" : brink_statistic_name(&o->statistic, name));
}

/* One row a metric: A minus B. */
static brink_status print_pair(brink_results *results, const cli_comparisons *c)
{
    static const cli_column columns[] = {{.title = "metric", .is_key = true},
                                         {.title = "n", .is_number = true},
                                         {.title = "value", .is_number = true},
                                         {.title = "other", .is_number = true},
                                         {.title = "difference", .is_number = true},
                                         {.title = "from", .is_number = true},
                                         {.title = "to", .is_number = true},
                                         {.title = "saved", .is_number = true},
                                         {.title = "unit"}};
    outcome o;
    brink_status status = outcome_init(&o, c->n);
    cli_table *table = cli_table_new(columns, LENGTH(columns));
    for (size_t m = 0; m < c->n_metrics; m++) {
        for (size_t s = 0; s < c->n_statistics && status == BRINK_OK; s++) {
            status = compare(results, c, c->metric[m], &c->statistic[s], &o);
            if (status == BRINK_OK && o.metric != NULL) {
                const brink_difference *d = &o.difference[0];
                const double cells[] = {d->value, d->reference, d->difference, d->lo95, d->hi95, d->variance_ratio};
                add_name(table, &o);
                cli_table_add(table, "%" PRIu64, d->n);
                add_numbers(table, cells, LENGTH(cells));
                cli_table_add(table, "%s", unit_of(o.metric));
            }
        }
    }
    if (status == BRINK_OK) {
        (void)printf("%s (value) minus %s (other)\n", name_of(results, c->pair[0].point),
                     name_of(results, c->pair[0].reference));
        status = cli_table_print(table, stdout, 2, CLI_WIDTH);
        (void)puts(
            "\nPaired over the n replicas with a value at both. from, to: 95 % interval of the difference; saved: "
            "variance\nof independent runs over that of the pairs.");
    }
    cli_table_free(table);
    outcome_fini(&o);
    return status;
}

/* --- places -------------------------------------------------------------------------------------------------- */

/* Places from `best` to `worst`, 1 = highest, that all pairwise simultaneous intervals leave to a point. Mogstad,
 * Romano, Shaikh & Wilhelm (2024), Review of Economic Studies 91, 476-518. */
typedef struct place {
    size_t point, best, worst;
    double value;
} place;

static int by_place(const void *a, const void *b)
{
    const place *x = a;
    const place *y = b;
    if (x->value != y->value) {
        return x->value > y->value ? -1 : 1;
    }
    return x->point < y->point ? -1 : x->point > y->point;
}

/* places [number of points]; the number of points that are compared with all others. */
static size_t find_places(const cli_comparisons *c, const outcome *o, place *places, size_t n_points)
{
    size_t n = 0;
    for (size_t p = 0; p < n_points; p++) {
        place at = {.point = p};
        size_t n_above = 0;
        size_t n_below = 0;
        size_t n_pairs = 0;
        for (size_t i = 0; i < c->n; i++) {
            const brink_difference *d = &o->difference[i];
            if (!o->is_there[i] || isnan(d->difference) || (c->pair[i].point != p && c->pair[i].reference != p)) {
                continue;
            }
            bool is_reference = c->pair[i].reference == p;
            at.value = is_reference ? d->reference : d->value;
            n_above += is_reference ? d->lo95_all > 0.0 : d->hi95_all < 0.0;
            n_below += is_reference ? d->hi95_all < 0.0 : d->lo95_all > 0.0;
            n_pairs++;
        }
        if (n_pairs > 0) {
            at.best = 1 + n_above;
            at.worst = n_pairs + 1 - n_below;
            places[n++] = at;
        }
    }
    qsort(places, n, sizeof *places, by_place);
    return n;
}

static brink_status print_places(const brink_results *results, const cli_comparisons *c, const outcome *o)
{
    static const cli_column columns[] = {
        {.title = "highest first"}, {.title = "value", .is_number = true}, {.title = "place"}};
    size_t n_points = brink_results_n_points(results);
    place *places = calloc(n_points + 1, sizeof *places);
    cli_table *table = cli_table_new(columns, LENGTH(columns));
    brink_status status = BRINK_OK;
    if (places == NULL || table == NULL) {
        status = cli_fail(BRINK_ENOMEM, "out of memory");
        goto out;
    }
    size_t n = find_places(c, o, places, n_points);
    for (size_t i = 0; i < n; i++) {
        cli_table_add(table, "%s", name_of(results, places[i].point));
        add_number(table, places[i].value);
        if (places[i].best == places[i].worst) {
            cli_table_add(table, "%zu", places[i].best);
        } else {
            cli_table_add(table, "%zu to %zu", places[i].best, places[i].worst);
        }
    }
    (void)putchar('\n');
    status = cli_table_print(table, stdout, 2, CLI_WIDTH);
out:
    free(places);
    cli_table_free(table);
    return status;
}

/* --- many pairs ---------------------------------------------------------------------------------------------- */

/* Against the first point, which stands above the table, so that no column tells it. */
static brink_status print_metric(brink_results *results, const cli_comparisons *c, const outcome *o)
{
    const bool is_all = c->contrast == CLI_ALL_PAIRS;
    const cli_column columns[] = {{.title = "point", .is_key = true},         {.title = "minus", .is_key = true},
                                  {.title = "n", .is_number = true},          {.title = "value", .is_number = true},
                                  {.title = "difference", .is_number = true}, {.title = "from", .is_number = true},
                                  {.title = "to", .is_number = true},         {.title = "all from", .is_number = true},
                                  {.title = "all to", .is_number = true},     {.title = "saved", .is_number = true}};
    cli_column shown[LENGTH(columns)];
    size_t n_shown = 0;
    for (size_t k = 0; k < LENGTH(columns); k++) {
        if (k != (is_all ? VALUE : MINUS)) {
            shown[n_shown++] = columns[k];
        }
    }
    cli_table *table = cli_table_new(shown, n_shown);
    for (size_t i = 0; i < c->n; i++) {
        const brink_difference *d = &o->difference[i];
        const double cells[] = {d->difference, d->lo95, d->hi95, d->lo95_all, d->hi95_all, d->variance_ratio};
        if (!o->is_there[i]) {
            continue;
        }
        cli_table_add(table, "%s", name_of(results, c->pair[i].point));
        if (is_all) {
            cli_table_add(table, "%s", name_of(results, c->pair[i].reference));
        }
        cli_table_add(table, "%" PRIu64, d->n);
        if (!is_all) {
            add_number(table, d->value);
        }
        add_numbers(table, cells, LENGTH(cells));
    }
    char name[64];
    const char *unit = unit_of(o->metric);
    (void)printf("%s, %s%s%s%s: %s%s\n", o->metric->name, brink_statistic_name(&o->statistic, name),
                 unit[0] != '\0' ? " (" : "", unit, unit[0] != '\0' ? ")" : "",
                 is_all ? "all pairs" : "difference from ", is_all ? "" : name_of(results, c->pair[0].reference));
    brink_status status = cli_table_print(table, stdout, 2, CLI_WIDTH);
    if (status == BRINK_OK && is_all) {
        status = print_places(results, c, o);
    }
    (void)putchar('\n');
    cli_table_free(table);
    return status;
}

brink_status cli_differences_print(brink_results *results, const cli_comparisons *c)
{
    if (c->contrast == CLI_ONE_PAIR) {
        return print_pair(results, c);
    }
    outcome o;
    brink_status status = outcome_init(&o, c->n);
    for (size_t m = 0; m < c->n_metrics; m++) {
        for (size_t s = 0; s < c->n_statistics && status == BRINK_OK; s++) {
            status = compare(results, c, c->metric[m], &c->statistic[s], &o);
            if (status == BRINK_OK && o.metric != NULL) {
                status = print_metric(results, c, &o);
            }
        }
    }
    if (status == BRINK_OK) {
        (void)puts("Paired over the n replicas with a value at both. from, to: 95 % interval of that difference; "
                   "all from, all to:\nof all in the table at once (Bonferroni); saved: variance of independent runs "
                   "over that of the pairs.");
    }
    outcome_fini(&o);
    return status;
}

/* --- CSV ----------------------------------------------------------------------------------------------------- */

static void add_exact(cli_table *table, double x)
{
    char digits[32] = "";
    if (!isnan(x)) {
        (void)brink__format_double(x, digits);
    }
    cli_table_add(table, "%s", digits);
}

static void add_csv_row(cli_table *table, const brink_results *results, cli_pair pair, const outcome *o,
                        const brink_difference *d)
{
    const double cells[] = {d->value,    d->reference, d->difference,    d->se, d->lo95, d->hi95,
                            d->lo95_all, d->hi95_all,  d->variance_ratio};
    char name[64];
    cli_table_add(table, "%s", name_of(results, pair.point));
    cli_table_add(table, "%s", name_of(results, pair.reference));
    cli_table_add(table, "%s", o->metric->name);
    cli_table_add(table, "%s", brink_statistic_name(&o->statistic, name));
    cli_table_add(table, "%" PRIu64, d->n);
    for (size_t i = 0; i < LENGTH(cells); i++) {
        add_exact(table, cells[i]);
    }
    cli_table_add(table, "%s", o->metric->quantity->unit != NULL ? o->metric->quantity->unit : "");
}

brink_status cli_differences_print_csv(brink_results *results, const cli_comparisons *c)
{
    static const cli_column columns[] = {{.title = "point"},
                                         {.title = "reference"},
                                         {.title = "metric"},
                                         {.title = "statistic"},
                                         {.title = "n"},
                                         {.title = "value"},
                                         {.title = "reference_value"},
                                         {.title = "difference"},
                                         {.title = "se"},
                                         {.title = "lo95"},
                                         {.title = "hi95"},
                                         {.title = "lo95_all"},
                                         {.title = "hi95_all"},
                                         {.title = "variance_ratio"},
                                         {.title = "unit"}};
    outcome o;
    brink_status status = outcome_init(&o, c->n);
    cli_table *table = cli_table_new(columns, LENGTH(columns));
    for (size_t m = 0; m < c->n_metrics; m++) {
        for (size_t s = 0; s < c->n_statistics && status == BRINK_OK; s++) {
            status = compare(results, c, c->metric[m], &c->statistic[s], &o);
            for (size_t i = 0; i < c->n && status == BRINK_OK && o.metric != NULL; i++) {
                if (o.is_there[i]) {
                    add_csv_row(table, results, c->pair[i], &o, &o.difference[i]);
                }
            }
        }
    }
    if (status == BRINK_OK) {
        status = cli_table_print_csv(table, stdout);
    }
    cli_table_free(table);
    outcome_fini(&o);
    return status;
}
