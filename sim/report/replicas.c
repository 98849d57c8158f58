/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * replicas.csv and trajectories.csv: single replicas, in order of point and replica. A block of values, or one
 * trajectory, is held at a time. */
#include <stdlib.h>
#include <string.h>

#include "brink/report.h"
#include "report/columns.h"
#include "report/file.h"

static void write_titles(brink__csv *csv, const brink__columns *columns)
{
    for (size_t c = 0; c < columns->n; c++) {
        brink__csv_text(csv, columns->name[c]);
    }
    brink__csv_end_row(csv);
}

/* --- values from the store */

static void write_rows(brink__csv *csv, const brink_results *results, const brink_results_point *point,
                       const brink__columns *columns, uint64_t first, size_t n, const uint8_t *status,
                       const double *values)
{
    for (size_t k = 0; k < n; k++) {
        brink__csv_text(csv, point->scenario);
        brink__csv_text(csv, point->name);
        brink__csv_count(csv, BRINK_NOISE_REPLICAS * point->noise + first + k);
        brink__csv_count(csv, brink_results_seed(results));
        brink__csv_text(csv, brink_status_name((brink_status)status[k]));
        for (size_t c = 0; c < columns->n; c++) {
            if (columns->output[c] == SIZE_MAX) {
                brink__csv_text(csv, NULL);
            } else {
                brink__csv_number(csv, values[columns->output[c] * BRINK_BLOCK + k]);
            }
        }
        brink__csv_end_row(csv);
    }
}

static brink_status write_point(brink_results *results, size_t p, brink__columns *columns, brink__csv *csv,
                                brink_error *err)
{
    const brink_results_point *point = brink_results_get_point(results, p);
    uint8_t failed[BRINK_BLOCK];
    brink_status status = BRINK_OK;
    double *values = calloc(point->n_metrics + 1, BRINK_BLOCK * sizeof *values);
    if (!values) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for the values of a block");
    }
    brink__columns_map(columns, point->metrics, point->n_metrics);
    for (uint64_t first = 0; first < point->replicas && status == BRINK_OK; first += BRINK_BLOCK) {
        size_t n = 0;
        status = brink_results_block(results, p, first / BRINK_BLOCK, &n, failed, values, err);
        if (status == BRINK_OK) {
            write_rows(csv, results, point, columns, first, n, failed, values);
            status = brink__file_check(&csv->file, err); /* a full disk ends the export early */
        }
    }
    free(values);
    return status;
}

brink_status brink_report_replicas(brink_results *results, const char *folder, brink_error *err)
{
    brink__csv csv = {0};
    brink__columns columns = {0};
    brink_status status = brink__columns_init(&columns, results, BRINK__PLAIN_METRICS, err);
    if (status == BRINK_OK) {
        status = brink__file_open(&csv.file, folder, "replicas.csv", err);
    }
    if (status == BRINK_OK) {
        brink__file_puts(&csv.file, "scenario,point,replica,seed,status");
        csv.is_inside_row = 1;
        write_titles(&csv, &columns);
    }
    for (size_t p = 0; p < brink_results_n_points(results) && status == BRINK_OK; p++) {
        status = write_point(results, p, &columns, &csv, err);
    }
    if (status == BRINK_OK) {
        status = brink__file_commit(&csv.file, err);
    }
    brink__file_abandon(&csv.file);
    brink__columns_free(&columns);
    return status;
}

/* --- trajectories, run again */

typedef struct trajectory_writer {
    brink__csv csv;
    brink__columns columns;
    const brink_point *point;
} trajectory_writer;

static brink_status write_trajectory(void *context, uint64_t replica, brink_status failed, const double *series,
                                     brink_error *err)
{
    trajectory_writer *w = context;
    const brink_program *program = w->point->program;
    for (size_t t = 0; t <= program->n_periods; t++) {
        brink__csv_text(&w->csv, w->point->scenario);
        brink__csv_text(&w->csv, w->point->name);
        brink__csv_count(&w->csv, BRINK_NOISE_REPLICAS * w->point->noise + replica);
        brink__csv_count(&w->csv, t);
        for (size_t c = 0; c < w->columns.n; c++) {
            if (failed != BRINK_OK || w->columns.output[c] == SIZE_MAX) {
                brink__csv_text(&w->csv, NULL);
            } else {
                brink__csv_number(&w->csv, series[t * program->n_series + w->columns.output[c]]);
            }
        }
        brink__csv_end_row(&w->csv);
    }
    return brink__file_check(&w->csv.file, err);
}

/* The store and the points must be of one study, or trajectories would belong to other replicas than the tables. */
static brink_status check_points(const brink_results *results, const brink_point *points, size_t n_points,
                                 brink_error *err)
{
    bool is_same = brink_results_n_points(results) == n_points;
    for (size_t p = 0; p < n_points && is_same; p++) {
        const brink_results_point *stored = brink_results_get_point(results, p);
        is_same = strcmp(stored->name, points[p].name) == 0 && stored->noise == points[p].noise &&
                  strcmp(stored->scenario, points[p].scenario) == 0 &&
                  memcmp(stored->digest, points[p].digest, sizeof stored->digest) == 0;
    }
    return is_same ? BRINK_OK : brink_fail(err, BRINK_EMISMATCH, "trajectories of other points than the results have");
}

brink_status brink_report_trajectories(brink_results *results, const brink_point *points, size_t n_points,
                                       uint64_t replicas, const volatile sig_atomic_t *stop, const char *folder,
                                       brink_error *err)
{
    trajectory_writer w = {.columns.kind = BRINK__SERIES};
    brink_status status = check_points(results, points, n_points, err);
    for (size_t p = 0; p < n_points && status == BRINK_OK; p++) {
        status = brink__columns_add(&w.columns, points[p].program->series, points[p].program->n_series, err);
    }
    if (status == BRINK_OK) {
        status = brink__file_open(&w.csv.file, folder, "trajectories.csv", err);
    }
    if (status == BRINK_OK) {
        brink__file_puts(&w.csv.file, "scenario,point,replica,period");
        w.csv.is_inside_row = 1;
        write_titles(&w.csv, &w.columns);
    }
    for (size_t p = 0; p < n_points && status == BRINK_OK; p++) {
        const brink_program *program = points[p].program;
        uint64_t wanted = brink_results_get_point(results, p)->replicas;
        w.point = &points[p];
        w.columns.last = NULL; /* programs come and go, so an address says nothing */
        brink__columns_map(&w.columns, program->series, program->n_series);
        status = brink_study_replay(program, brink_results_seed(results), points[p].noise,
                                    replicas < wanted ? replicas : wanted, write_trajectory, &w, stop, err);
    }
    if (status == BRINK_OK) {
        status = brink__file_commit(&w.csv.file, err);
    }
    brink__file_abandon(&w.csv.file);
    brink__columns_free(&w.columns);
    return status;
}
