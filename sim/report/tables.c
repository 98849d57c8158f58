/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * summary.csv, series.csv, actions.csv and distributions.csv of a store, differences.csv of a study of several points,
 * cascades.csv and influence.csv if a model of it counts them. One row is held at a time (one series for series.csv,
 * one metric for distributions.csv, one table for the last two). The files take their names together, after all are
 * written.
 */
#include <stdlib.h>
#include <string.h>

#include "brink/report.h"
#include "report/counted.h"
#include "report/differences.h"
#include "report/distributions.h"
#include "report/file.h"

/* By convention (brink/model.h): its mean is the share of replicas in which the conflict has not begun. */
static const char no_conflict_name[] = "no_conflict";

static const char summary_header[] = "scenario,point,metric,n,mean,sd,se,lo95,hi95,q05,q25,q50,q75,q95,unit\n";
static const char series_header[] = "scenario,point,series,period,n,mean,sd,se,q05,q25,q50,q75,q95,no_conflict,bin\n";
static const char actions_header[] = "scenario,point,actor,theatre,action,n,mean,sd,se,lo95,hi95,per_period\n";

enum { N_FILES = 7 };

typedef struct tables {
    brink__csv summary, series, actions, distributions;
    brink__csv differences;         /* not open in a study of one point */
    brink__csv cascades, influence; /* not open when nothing is counted */
} tables;

/* The open files. Returns their number. */
static size_t list_files(tables *out, brink__file *files[N_FILES])
{
    brink__csv *const all[N_FILES] = {&out->summary,     &out->series,   &out->actions,  &out->distributions,
                                      &out->differences, &out->cascades, &out->influence};
    size_t n = 0;
    for (size_t i = 0; i < N_FILES; i++) {
        if (all[i]->file.path) {
            files[n++] = &all[i]->file;
        }
    }
    return n;
}

static bool has_counted(const brink_results *results)
{
    bool found = false;
    for (size_t p = 0; p < brink_results_n_points(results); p++) {
        found = found || brink_results_get_point(results, p)->n_count_tables > 0;
    }
    return found;
}

static void write_summary_row(brink__csv *csv, const brink_results_point *point, const brink_output *metric,
                              const brink_estimate *e)
{
    const double cells[] = {e->mean, e->sd, e->se, e->lo95, e->hi95, e->q05, e->q25, e->q50, e->q75, e->q95};
    brink__csv_text(csv, point->scenario);
    brink__csv_text(csv, point->name);
    brink__csv_text(csv, metric->name);
    brink__csv_count(csv, e->n);
    brink__csv_numbers(csv, cells, sizeof cells / sizeof cells[0]);
    brink__csv_text(csv, metric->quantity->unit);
    brink__csv_end_row(csv);
}

static void write_actions_row(brink__csv *csv, const brink_results_point *point, const brink_output *metric,
                              const brink_estimate *e)
{
    const double cells[] = {e->mean, e->sd, e->se, e->lo95, e->hi95, e->mean / point->n_periods};
    brink__csv_text(csv, point->scenario);
    brink__csv_text(csv, point->name);
    brink__csv_text(csv, metric->actor);
    brink__csv_text(csv, metric->theatre);
    brink__csv_text(csv, metric->action);
    brink__csv_count(csv, e->n);
    brink__csv_numbers(csv, cells, sizeof cells / sizeof cells[0]);
    brink__csv_end_row(csv);
}

static void write_series_rows(brink__csv *csv, const brink_results_point *point, const char *name,
                              const brink_band *band, const brink_band *no_conflict)
{
    for (uint32_t t = 0; t <= point->n_periods; t++) {
        const brink_band *b = &band[t];
        const double cells[] = {b->mean, b->sd, b->se, b->q05, b->q25, b->q50, b->q75, b->q95};
        brink__csv_text(csv, point->scenario);
        brink__csv_text(csv, point->name);
        brink__csv_text(csv, name);
        brink__csv_count(csv, t);
        brink__csv_count(csv, b->n);
        brink__csv_numbers(csv, cells, sizeof cells / sizeof cells[0]);
        if (no_conflict) {
            brink__csv_number(csv, no_conflict[t].mean);
        } else {
            brink__csv_text(csv, NULL);
        }
        brink__csv_number(csv, b->bin);
        brink__csv_end_row(csv);
    }
}

static brink_status write_metrics(brink_results *results, size_t p, tables *out, brink_error *err)
{
    const brink_results_point *point = brink_results_get_point(results, p);
    for (size_t m = 0; m < point->n_metrics; m++) {
        const brink_output *metric = &point->metrics[m];
        brink_estimate estimate;
        brink_status status = brink_results_metric(results, p, m, &estimate, err);
        if (status != BRINK_OK) {
            return status;
        }
        write_summary_row(&out->summary, point, metric, &estimate);
        if (metric->actor && metric->theatre && metric->action) {
            write_actions_row(&out->actions, point, metric, &estimate);
        }
    }
    return BRINK_OK;
}

static brink_status write_series(brink_results *results, size_t p, tables *out, brink_error *err)
{
    const brink_results_point *point = brink_results_get_point(results, p);
    size_t n = (size_t)point->n_periods + 1;
    brink_status status = BRINK_OK;
    bool has_no_conflict = false;
    brink_band *band = calloc(n, sizeof *band);
    brink_band *no_conflict = calloc(n, sizeof *no_conflict);
    if (!band || !no_conflict) {
        status = brink_fail(err, BRINK_ENOMEM, "out of memory");
        goto out;
    }
    for (size_t s = 0; s < point->n_series && !has_no_conflict; s++) {
        if (strcmp(point->series[s].name, no_conflict_name) == 0) {
            status = brink_results_series(results, p, s, no_conflict, err);
            has_no_conflict = true;
        }
    }
    for (size_t s = 0; s < point->n_series && status == BRINK_OK; s++) {
        status = brink_results_series(results, p, s, band, err);
        if (status == BRINK_OK) {
            write_series_rows(&out->series, point, point->series[s].name, band, has_no_conflict ? no_conflict : NULL);
        }
    }
out:
    free(band);
    free(no_conflict);
    return status;
}

static brink_status begin(brink__csv *csv, const char *folder, const char *name, const char *header, brink_error *err)
{
    brink_status status = brink__file_open(&csv->file, folder, name, err);
    if (status == BRINK_OK) {
        brink__file_puts(&csv->file, header);
    }
    return status;
}

/* Looked at after every point, so that a full disk ends the export early. */
static brink_status check(tables *out, brink_error *err)
{
    brink__file *files[N_FILES];
    const size_t n = list_files(out, files);
    brink_status status = BRINK_OK;
    for (size_t i = 0; i < n && status == BRINK_OK; i++) {
        status = brink__file_check(files[i], err);
    }
    return status;
}

static brink_status commit(tables *out, brink_error *err)
{
    brink__file *files[N_FILES];
    const size_t n = list_files(out, files);
    brink_status status = BRINK_OK;
    /* all must be complete before the first of them replaces what was there */
    for (size_t i = 0; i < n && status == BRINK_OK; i++) {
        status = brink__file_finish(files[i], err);
    }
    for (size_t i = 0; i < n && status == BRINK_OK; i++) {
        status = brink__file_commit(files[i], err);
    }
    return status;
}

/* Opens the files that a study has. */
static brink_status begin_all(tables *out, const brink_results *results, const char *folder, brink_error *err)
{
    const bool has_differences = brink_results_n_points(results) > 1, has_counts = has_counted(results);
    const struct {
        brink__csv *csv;
        const char *name, *header;
        bool is_wanted;
    } all[N_FILES] = {
        {&out->summary, "summary.csv", summary_header, true},
        {&out->series, "series.csv", series_header, true},
        {&out->actions, "actions.csv", actions_header, true},
        {&out->distributions, "distributions.csv", brink__distributions_header, true},
        {&out->differences, "differences.csv", brink__differences_header, has_differences},
        {&out->cascades, "cascades.csv", brink__cascades_header, has_counts},
        {&out->influence, "influence.csv", brink__influence_header, has_counts},
    };
    brink_status status = BRINK_OK;
    for (size_t i = 0; i < N_FILES && status == BRINK_OK; i++) {
        if (all[i].is_wanted) {
            status = begin(all[i].csv, folder, all[i].name, all[i].header, err);
        }
    }
    return status;
}

static brink_status write_point(brink_results *results, size_t p, tables *out, brink_error *err)
{
    brink_status status = write_metrics(results, p, out, err);
    if (status == BRINK_OK) {
        status = write_series(results, p, out, err);
    }
    if (status == BRINK_OK) {
        status = brink__distributions_write(results, p, &out->distributions, err);
    }
    if (status == BRINK_OK) {
        status = brink__counted_write(results, p, &out->cascades, &out->influence, err);
    }
    return status == BRINK_OK ? check(out, err) : status;
}

brink_status brink_report_csv(brink_results *results, const char *folder, brink_error *err)
{
    tables out = {0};
    brink_status status = begin_all(&out, results, folder, err);
    for (size_t p = 0; p < brink_results_n_points(results) && status == BRINK_OK; p++) {
        status = write_point(results, p, &out, err);
    }
    if (status == BRINK_OK && brink_results_n_points(results) > 1) {
        status = brink__differences_write(results, &out.differences, err);
    }
    if (status == BRINK_OK) {
        status = commit(&out, err);
    }
    brink__file *files[N_FILES];
    for (size_t i = list_files(&out, files); i-- > 0;) {
        brink__file_abandon(files[i]);
    }
    return status;
}
