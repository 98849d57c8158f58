/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tables of a calibration. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "brink/calibrate.h"
#include "report/file.h"

static const char *path_of(const brink_calibration *c, size_t parameter)
{
    return brink_factors_get(brink_calibration_problem(c)->parameters, parameter)->path;
}

static size_t n_parameters(const brink_calibration *c)
{
    return brink_factors_n(brink_calibration_problem(c)->parameters);
}

static void write_paths(brink__csv *csv, const brink_calibration *c)
{
    for (size_t k = 0; k < n_parameters(c); k++) {
        brink__csv_text(csv, path_of(c, k));
    }
}

static void write_values(brink__csv *csv, const brink_calibration *c, const double *score)
{
    char text[32];
    for (size_t k = 0; k < n_parameters(c); k++) {
        brink__csv_text(csv, isnan(score[k]) ? "" : brink_calibration_text(c, k, score[k], text));
    }
}

static void write_posterior(brink__csv *csv, const brink_calibration *c)
{
    static const char *const names[] = {"particle", "weight", "misfit"};
    const brink_generation *g = brink_calibration_generation(c, brink_calibration_n_generations(c) - 1);
    brink__csv_texts(csv, names, 3);
    write_paths(csv, c);
    brink__csv_end_row(csv);
    for (size_t i = g->first; i < g->first + g->n; i++) {
        const brink_trial_point *p = brink_calibration_point(c, i);
        if (!p->is_failed) {
            brink__csv_text(csv, p->name);
            brink__csv_number(csv, p->weight);
            brink__csv_number(csv, p->misfit);
            write_values(csv, c, p->score);
            brink__csv_end_row(csv);
        }
    }
}

static void write_generations(brink__csv *csv, const brink_calibration *c)
{
    static const char *const names[] = {"generation", "particles", "failed",       "replicas",
                                        "tolerance",  "ess",       "least_misfit", "median_misfit"};
    brink__csv_texts(csv, names, sizeof names / sizeof names[0]);
    brink__csv_end_row(csv);
    for (size_t i = 0; i < brink_calibration_n_generations(c); i++) {
        const brink_generation *g = brink_calibration_generation(c, i);
        const double cells[] = {g->tolerance, g->ess, g->least, g->median};
        brink__csv_count(csv, i);
        brink__csv_count(csv, g->n);
        brink__csv_count(csv, g->n_failed);
        brink__csv_count(csv, (g->first + g->n) * brink_calibration_options(c)->replicas);
        brink__csv_numbers(csv, cells, 4);
        brink__csv_end_row(csv);
    }
}

static void write_moments(brink__csv *csv, const brink_calibration *c)
{
    static const char *const names[] = {"point", "phase", "round", "noise", "status", "weight", "misfit"};
    const brink_facts *targets = brink_calibration_problem(c)->targets;
    brink__csv_texts(csv, names, sizeof names / sizeof names[0]);
    write_paths(csv, c);
    for (size_t j = 0; j < brink_facts_n(targets); j++) {
        brink__csv_text(csv, brink_facts_get(targets, j)->name);
    }
    brink__csv_end_row(csv);
    for (size_t i = 0; i < brink_calibration_n_points(c); i++) {
        const brink_trial_point *p = brink_calibration_point(c, i);
        brink__csv_text(csv, p->name);
        brink__csv_text(csv, p->is_fit ? "fit" : "particles");
        brink__csv_count(csv, p->round);
        brink__csv_count(csv, p->noise);
        brink__csv_text(csv, p->is_failed ? "failed" : "ok");
        brink__csv_number(csv, p->weight);
        brink__csv_number(csv, p->misfit);
        write_values(csv, c, p->score);
        brink__csv_numbers(csv, p->moment, brink_facts_n(targets));
        brink__csv_end_row(csv);
    }
}

static void write_fit(brink__csv *csv, const brink_calibration *c)
{
    static const char *const names[] = {"point", "target",   "metric",  "statistic", "per",       "value",
                                        "lo",    "hi",       "weight",  "n",         "simulated", "lo95",
                                        "hi95",  "residual", "verdict", "close"};
    static const char *const verdicts[] = {
        [BRINK_FACT_NO_VALUE] = "no_value", [BRINK_FACT_MISS] = "miss", [BRINK_FACT_PASS] = "pass"};
    const brink_facts *targets = brink_calibration_problem(c)->targets;
    brink__csv_texts(csv, names, sizeof names / sizeof names[0]);
    brink__csv_end_row(csv);
    for (size_t i = 0; i < brink_calibration_n_checks(c); i++) {
        for (size_t j = 0; j < brink_facts_n(targets); j++) {
            const brink_fact *t = brink_facts_get(targets, j);
            const brink_fact_check *k = brink_calibration_check(c, i, j);
            const char *const words[] = {brink_calibration_check_name(c, i), t->name, t->metric, t->statistic, t->per};
            const double known[] = {t->value, t->lo, t->hi, t->weight};
            const double sigma = brink_calibration_sigma(t, k->simulated);
            const double found[] = {k->simulated, k->lo95, k->hi95,
                                    sigma > 0.0 ? (k->simulated - t->value) / sigma : (double)NAN};
            brink__csv_texts(csv, words, 5);
            brink__csv_numbers(csv, known, 4);
            brink__csv_count(csv, k->n);
            brink__csv_numbers(csv, found, 4);
            brink__csv_text(csv, verdicts[k->verdict]);
            brink__csv_text(csv, k->is_close ? "yes" : "no");
            brink__csv_end_row(csv);
        }
    }
}

static void write_identifiability(brink__csv *csv, const brink_calibration *c)
{
    static const char *const names[] = {"path",      "prior_q05",    "prior_q50",   "prior_q95",
                                        "now",       "q05",          "q50",         "q95",
                                        "mean",      "sd",           "score_mean",  "score_q05",
                                        "score_q50", "score_q95",    "contraction", "linear_contraction",
                                        "fitted",    "fitted_score", "at_end"};
    brink__csv_texts(csv, names, sizeof names / sizeof names[0]);
    brink__csv_end_row(csv);
    for (size_t k = 0; k < n_parameters(c); k++) {
        char text[32];
        const brink_parameter_fit f = brink_calibration_parameter(c, k);
        const double cells[] = {f.mean,     f.sd,       f.score_mean,  f.score[0],
                                f.score[1], f.score[2], f.contraction, f.linear};
        brink__csv_text(csv, path_of(c, k));
        brink__csv_numbers(csv, f.prior, 3);
        brink__csv_text(csv, brink_factors_get(brink_calibration_problem(c)->parameters, k)->now);
        brink__csv_numbers(csv, f.posterior, 3);
        brink__csv_numbers(csv, cells, sizeof cells / sizeof cells[0]);
        brink__csv_text(csv, isnan(f.fitted_score) ? "" : brink_calibration_text(c, k, f.fitted_score, text));
        brink__csv_number(csv, f.fitted_score);
        brink__csv_text(csv, isnan(f.fitted_score) ? "" : f.is_at_end ? "yes" : "no");
        brink__csv_end_row(csv);
    }
}

static void write_correlations(brink__csv *csv, const brink_calibration *c)
{
    static const char *const names[] = {"a", "b", "correlation"};
    brink__csv_texts(csv, names, 3);
    brink__csv_end_row(csv);
    for (size_t a = 0; a < n_parameters(c); a++) {
        for (size_t b = a + 1; b < n_parameters(c); b++) {
            brink__csv_text(csv, path_of(c, a));
            brink__csv_text(csv, path_of(c, b));
            brink__csv_number(csv, brink_calibration_correlation(c, a, b));
            brink__csv_end_row(csv);
        }
    }
}

static void write_directions(brink__csv *csv, const brink_calibration *c)
{
    static const char *const names[] = {"direction", "information", "flat", "parameter", "loading"};
    brink__csv_texts(csv, names, sizeof names / sizeof names[0]);
    brink__csv_end_row(csv);
    for (size_t i = 0; i < brink_calibration_n_directions(c); i++) {
        const brink_direction *d = brink_calibration_direction(c, i);
        for (size_t k = 0; k < n_parameters(c); k++) {
            brink__csv_count(csv, i + 1);
            brink__csv_number(csv, d->information);
            brink__csv_text(csv, d->is_flat ? "yes" : "no");
            brink__csv_text(csv, path_of(c, k));
            brink__csv_number(csv, d->loading[k]);
            brink__csv_end_row(csv);
        }
    }
}

brink_status brink_report_calibration(const brink_calibration *calibration, const char *folder, brink_error *err)
{
    static const struct {
        const char *name;
        void (*write)(brink__csv *csv, const brink_calibration *c);
    } tables[] = {
        {"posterior.csv", write_posterior},
        {"generations.csv", write_generations},
        {"moments.csv", write_moments},
        {"fit.csv", write_fit},
        {"identifiability.csv", write_identifiability},
        {"correlations.csv", write_correlations},
        {"directions.csv", write_directions},
    };
    enum { N = sizeof tables / sizeof tables[0] };
    brink__csv csv[N] = {0};
    brink_design *design = NULL;
    brink_status status = brink_calibration_design(calibration, &design);
    if (status != BRINK_OK) {
        return brink_fail(err, status, "out of memory for a design");
    }
    for (size_t i = 0; i < N && status == BRINK_OK; i++) {
        status = brink__file_open(&csv[i].file, folder, tables[i].name, err);
        if (status == BRINK_OK) {
            tables[i].write(&csv[i], calibration);
            status = brink__file_finish(&csv[i].file, err);
        }
    }
    if (status == BRINK_OK) {
        status = brink_design_write(design, folder, "calibrated.csv", err);
    }
    for (size_t i = 0; i < N && status == BRINK_OK; i++) {
        status = brink__file_commit(&csv[i].file, err);
    }
    for (size_t i = 0; i < N; i++) {
        brink__file_abandon(&csv[i].file);
    }
    brink_design_free(design);
    return status;
}
