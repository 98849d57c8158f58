/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * summary_wide.csv and series_wide.csv: the numbers of summary.csv and series.csv with one column a metric and
 * statistic, as spreadsheets and data frames like them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brink/report.h"
#include "report/columns.h"
#include "report/file.h"

static const char *const estimate_statistics[] = {"mean", "sd",  "se",  "lo95", "hi95",
                                                  "q05",  "q25", "q50", "q75",  "q95"};
static const char *const band_statistics[] = {"mean", "sd", "se", "q05", "q25", "q50", "q75", "q95", "bin"};

enum { N_ESTIMATE = 10, N_BAND = 9 };

/* A cell "name.statistic" of a header. */
static brink_status write_title(brink__csv *csv, const char *name, const char *statistic, brink_error *err)
{
    size_t n = strlen(name) + strlen(statistic) + 2;
    char *title = malloc(n);
    if (!title) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for the header of a table");
    }
    snprintf(title, n, "%s.%s", name, statistic);
    brink__csv_text(csv, title);
    free(title);
    return BRINK_OK;
}

static brink_status write_header(brink__csv *csv, const brink__columns *columns, const char *const *statistics,
                                 size_t n, brink_error *err)
{
    brink__csv_text(csv, "scenario");
    brink__csv_text(csv, "point");
    if (columns->kind == BRINK__SERIES) {
        brink__csv_text(csv, "period");
    }
    for (size_t c = 0; c < columns->n; c++) {
        brink_status status = write_title(csv, columns->name[c], "n", err);
        for (size_t s = 0; s < n && status == BRINK_OK; s++) {
            status = write_title(csv, columns->name[c], statistics[s], err);
        }
        if (status != BRINK_OK) {
            return status;
        }
    }
    brink__csv_end_row(csv);
    return BRINK_OK;
}

static void write_nothing(brink__csv *csv, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        brink__csv_text(csv, NULL);
    }
}

static void write_estimate(brink__csv *csv, const brink_estimate *e)
{
    const double cells[N_ESTIMATE] = {e->mean, e->sd, e->se, e->lo95, e->hi95, e->q05, e->q25, e->q50, e->q75, e->q95};
    brink__csv_count(csv, e->n);
    brink__csv_numbers(csv, cells, N_ESTIMATE);
}

static void write_band(brink__csv *csv, const brink_band *b)
{
    const double cells[N_BAND] = {b->mean, b->sd, b->se, b->q05, b->q25, b->q50, b->q75, b->q95, b->bin};
    brink__csv_count(csv, b->n);
    brink__csv_numbers(csv, cells, N_BAND);
}

static brink_status write_summary(brink_results *results, brink__columns *columns, brink__csv *csv, brink_error *err)
{
    for (size_t p = 0; p < brink_results_n_points(results); p++) {
        const brink_results_point *point = brink_results_get_point(results, p);
        brink__columns_map(columns, point->metrics, point->n_metrics);
        brink__csv_text(csv, point->scenario);
        brink__csv_text(csv, point->name);
        for (size_t c = 0; c < columns->n; c++) {
            if (columns->output[c] == SIZE_MAX) {
                write_nothing(csv, N_ESTIMATE + 1);
                continue;
            }
            brink_estimate estimate;
            brink_status status = brink_results_metric(results, p, columns->output[c], &estimate, err);
            if (status != BRINK_OK) {
                return status;
            }
            write_estimate(csv, &estimate);
        }
        brink__csv_end_row(csv);
        brink_status status = brink__file_check(&csv->file, err); /* a full disk ends the export early */
        if (status != BRINK_OK) {
            return status;
        }
    }
    return BRINK_OK;
}

/* The rows of one point: bands[columns][period]. */
static void write_periods(brink__csv *csv, const brink_results_point *point, const brink__columns *columns,
                          const brink_band *bands)
{
    size_t n = (size_t)point->n_periods + 1;
    for (size_t t = 0; t < n; t++) {
        brink__csv_text(csv, point->scenario);
        brink__csv_text(csv, point->name);
        brink__csv_count(csv, t);
        for (size_t c = 0; c < columns->n; c++) {
            if (columns->output[c] == SIZE_MAX) {
                write_nothing(csv, N_BAND + 1);
            } else {
                write_band(csv, &bands[c * n + t]);
            }
        }
        brink__csv_end_row(csv);
    }
}

static brink_status write_series(brink_results *results, brink__columns *columns, brink__csv *csv, brink_error *err)
{
    brink_status status = BRINK_OK;
    for (size_t p = 0; p < brink_results_n_points(results) && status == BRINK_OK; p++) {
        const brink_results_point *point = brink_results_get_point(results, p);
        size_t n = (size_t)point->n_periods + 1;
        brink_band *bands = calloc(columns->n * n + 1, sizeof *bands);
        if (!bands) {
            return brink_fail(err, BRINK_ENOMEM, "out of memory for the series of a point");
        }
        brink__columns_map(columns, point->series, point->n_series);
        for (size_t c = 0; c < columns->n && status == BRINK_OK; c++) {
            if (columns->output[c] != SIZE_MAX) {
                status = brink_results_series(results, p, columns->output[c], bands + c * n, err);
            }
        }
        if (status == BRINK_OK) {
            write_periods(csv, point, columns, bands);
            status = brink__file_check(&csv->file, err);
        }
        free(bands);
    }
    return status;
}

brink_status brink_report_wide(brink_results *results, const char *folder, brink_error *err)
{
    brink__csv summary = {0};
    brink__csv series = {0};
    brink__columns of_summary = {0};
    brink__columns of_series = {0};
    brink_status status = brink__columns_init(&of_summary, results, BRINK__METRICS, err);
    if (status != BRINK_OK || (status = brink__columns_init(&of_series, results, BRINK__SERIES, err)) != BRINK_OK ||
        (status = brink__file_open(&summary.file, folder, "summary_wide.csv", err)) != BRINK_OK ||
        (status = brink__file_open(&series.file, folder, "series_wide.csv", err)) != BRINK_OK ||
        (status = write_header(&summary, &of_summary, estimate_statistics, N_ESTIMATE, err)) != BRINK_OK ||
        (status = write_summary(results, &of_summary, &summary, err)) != BRINK_OK ||
        (status = write_header(&series, &of_series, band_statistics, N_BAND, err)) != BRINK_OK ||
        (status = write_series(results, &of_series, &series, err)) != BRINK_OK) {
        goto out;
    }
    /* both must be complete before the first of them replaces what was there */
    if ((status = brink__file_finish(&summary.file, err)) != BRINK_OK ||
        (status = brink__file_finish(&series.file, err)) != BRINK_OK ||
        (status = brink__file_commit(&summary.file, err)) != BRINK_OK) {
        goto out;
    }
    status = brink__file_commit(&series.file, err);
out:
    brink__file_abandon(&summary.file);
    brink__file_abandon(&series.file);
    brink__columns_free(&of_summary);
    brink__columns_free(&of_series);
    return status;
}
