/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/differences.h"

#include <stdlib.h>

#include "brink/compare.h"

const char brink__differences_header[] = "point,reference,metric,statistic,n,value,reference_value,difference,se,lo95,"
                                         "hi95,lo95_all,hi95_all,variance_ratio,unit\n";

static const brink_statistic mean = {.kind = BRINK_STATISTIC_MEAN};

static void write_row(brink__csv *csv, const char *point, const char *reference, const brink_output *metric,
                      const char *statistic, const brink_difference *d)
{
    const double cells[] = {d->value,    d->reference, d->difference,    d->se, d->lo95, d->hi95,
                            d->lo95_all, d->hi95_all,  d->variance_ratio};
    brink__csv_text(csv, point);
    brink__csv_text(csv, reference);
    brink__csv_text(csv, metric->name);
    brink__csv_text(csv, statistic);
    brink__csv_count(csv, d->n);
    brink__csv_numbers(csv, cells, sizeof cells / sizeof cells[0]);
    brink__csv_text(csv, metric->quantity->unit);
    brink__csv_end_row(csv);
}

static brink_status write_metric(brink_results *results, size_t m, const size_t *points, size_t n,
                                 brink_difference *differences, brink__csv *csv, brink_error *err)
{
    const brink_results_point *reference = brink_results_get_point(results, 0);
    const brink_output *metric = &reference->metrics[m];
    brink_statistic statistic;
    char name[64];
    brink_status status = brink_statistic_of(&mean, metric, &statistic, err);
    if (status == BRINK_OK) {
        status = brink_compare(results, 0, m, &statistic, points, n, 0, differences, err);
    }
    for (size_t i = 0; i < n && status == BRINK_OK; i++) {
        const brink_results_point *point = brink_results_get_point(results, points[i]);
        if (brink_metric_find(point, metric->name) != BRINK_NO_METRIC) {
            write_row(csv, point->name, reference->name, metric, brink_statistic_name(&statistic, name),
                      &differences[i]);
        }
    }
    return status;
}

brink_status brink__differences_write(brink_results *results, brink__csv *csv, brink_error *err)
{
    size_t n = brink_results_n_points(results) - 1;
    size_t *points = calloc(n + 1, sizeof *points);
    brink_difference *differences = calloc(n + 1, sizeof *differences);
    brink_status status = BRINK_OK;
    if (!points || !differences) {
        status = brink_fail(err, BRINK_ENOMEM, "out of memory");
        goto out;
    }
    for (size_t i = 0; i < n; i++) {
        points[i] = i + 1;
    }
    for (size_t m = 0; m < brink_results_get_point(results, 0)->n_metrics && status == BRINK_OK; m++) {
        status = write_metric(results, m, points, n, differences, csv, err);
        if (status == BRINK_OK) {
            status = brink__file_check(&csv->file, err); /* a full disk ends it early */
        }
    }
out:
    free(points);
    free(differences);
    return status;
}
