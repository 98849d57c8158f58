/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/no_memory.h"
#include "brink/findings.h"
#include "report/bundle.h"

enum { ROBUST, REGRETS, STATES, N_FILES, MAX_LABEL = 320 };

static const char *const names[N_FILES] = {
    [ROBUST] = "robust.csv", [REGRETS] = "robust_regrets.csv", [STATES] = "robust_states.csv"};

const char *brink_objective_label(const brink_objective *objective, char *out, size_t size)
{
    char statistic[64];
    if (!objective) {
        (void)snprintf(out, size, "all bounds");
        return out;
    }
    brink_statistic_kind kind = objective->statistic.kind;
    bool is_plain = kind == BRINK_STATISTIC_MEAN || kind == BRINK_STATISTIC_RATIO;
    (void)snprintf(out, size, "%s%s%s", objective->metric, is_plain ? "" : " ",
                   is_plain ? "" : brink_statistic_name(&objective->statistic, statistic));
    return out;
}

static const char *posture_name(const brink_robust_findings *f, size_t p)
{
    return brink_design_name(brink_worlds_postures(f->worlds), p);
}

/* --- measures */

static void write_measure(brink__csv *csv, const brink_robust_findings *f, size_t i, brink_robust_measure m, size_t p)
{
    const brink_robustness *cell = brink_robust_get(f->robust, i, m, p);
    bool is_one = i < f->payoffs->n_objectives;
    const brink_objective *o = is_one ? &f->objectives[i] : NULL;
    char label[MAX_LABEL];
    brink__csv_text(csv, brink_objective_label(o, label, sizeof label));
    brink__csv_text(csv, !is_one ? "" : o->is_maximised ? "maximise" : "minimise");
    brink__csv_number(csv, is_one ? o->bound : (double)NAN);
    brink__csv_text(csv, brink_robust_name(m));
    brink__csv_text(csv, posture_name(f, p));
    brink__csv_number(csv, cell->value);
    brink__csv_number(csv, cell->raw);
    brink__csv_number(csv, cell->lo95);
    brink__csv_number(csv, cell->hi95);
    brink__csv_count(csv, cell->rank);
    brink__csv_count(csv, cell->may_be_best);
    brink__csv_count(csv, cell->covers_states);
    brink__csv_number(csv, cell->noise);
    brink__csv_number(csv, cell->unseen);
    brink__csv_count(csv, cell->is_censored);
    brink__csv_text(csv, m >= BRINK_ROBUST_SHARE || !is_one ? "1" : o->unit);
    brink__csv_end_row(csv);
}

static void write_measures(brink__csv *csv, const brink_robust_findings *f)
{
    brink__file_puts(&csv->file, "objective,direction,bound,measure,posture,value,raw,lo95,hi95,rank,may_be_best,"
                                 "covers_states,noise,unseen,is_censored,unit\n");
    for (size_t i = 0; i <= f->robust->n_objectives; i++) {
        for (size_t m = 0; m < BRINK_N_ROBUST_MEASURES; m++) {
            for (size_t p = 0; p < f->robust->n_postures; p++) {
                if (brink_robust_get(f->robust, i, (brink_robust_measure)m, p)->rank > 0) {
                    write_measure(csv, f, i, (brink_robust_measure)m, p);
                }
            }
        }
    }
}

/* --- regrets */

/* "s17", "near3" or "expected". */
static const char *state_name(const brink_robust_findings *f, size_t s, char out[24])
{
    size_t n = f->payoffs->n_states;
    if (s < n) {
        (void)snprintf(out, 24, "s%zu", s + 1);
    } else if (s < n + f->payoffs->n_near) {
        (void)snprintf(out, 24, "near%zu", s - n + 1);
    } else {
        (void)snprintf(out, 24, "expected");
    }
    return out;
}

static double se_of(const brink_payoffs *payoffs, size_t i, size_t cell)
{
    const double *batch = payoffs->objective[i].batch;
    size_t n = payoffs->n_batches;
    double mean = 0.0;
    double squares = 0.0;
    if (!batch) {
        return (double)NAN;
    }
    batch += cell * n;
    for (size_t b = 0; b < n; b++) {
        mean += batch[b] / (double)n;
    }
    for (size_t b = 0; b < n; b++) {
        squares += (batch[b] - mean) * (batch[b] - mean);
    }
    return sqrt(squares / (double)(n - 1) / (double)n);
}

/* Loss of the best posture in a state. */
static double least_loss(const brink_payoffs *payoffs, size_t i, size_t s)
{
    const brink_performance *o = &payoffs->objective[i];
    double least = (double)INFINITY;
    for (size_t p = 0; p < payoffs->n_postures; p++) {
        double loss = (o->is_maximised ? -1.0 : 1.0) * o->value[p * brink_payoffs_width(payoffs) + s];
        least = loss < least ? loss : least;
    }
    return least;
}

/* Place of a state of the sample by the loss of its best posture, 1 the easiest; ties in order of state. */
static size_t place_of(const brink_payoffs *payoffs, const double *least, size_t s)
{
    size_t place = 1;
    for (size_t other = 0; other < payoffs->n_states; other++) {
        place += least[other] < least[s] || (other < s && least[other] == least[s]);
    }
    return place;
}

static void write_regret(brink__csv *csv, const brink_robust_findings *f, size_t i, size_t p, size_t s, double least,
                         size_t place)
{
    const brink_payoffs *payoffs = f->payoffs;
    const brink_performance *o = &payoffs->objective[i];
    size_t cell = p * brink_payoffs_width(payoffs) + s;
    double sign = o->is_maximised ? -1.0 : 1.0;
    bool has_distance = s < payoffs->n_states + payoffs->n_near;
    char label[MAX_LABEL];
    char state[24];
    brink__csv_text(csv, brink_objective_label(&f->objectives[i], label, sizeof label));
    brink__csv_text(csv, posture_name(f, p));
    brink__csv_text(csv, state_name(f, s, state));
    brink__csv_number(csv, has_distance ? payoffs->distance[s] : 0.0);
    brink__csv_number(csv, o->value[cell]);
    brink__csv_number(csv, se_of(payoffs, i, cell));
    brink__csv_number(csv, sign * least);
    brink__csv_number(csv, sign * o->value[cell] - least);
    if (isnan(o->bound)) {
        brink__csv_text(csv, "");
    } else {
        brink__csv_count(csv, sign * o->value[cell] <= sign * o->bound);
    }
    if (place > 0) {
        brink__csv_count(csv, place);
    } else {
        brink__csv_text(csv, "");
    }
    brink__csv_text(csv, f->objectives[i].unit);
    brink__csv_end_row(csv);
}

static brink_status write_regrets(brink__csv *csv, const brink_robust_findings *f, brink_error *err)
{
    const brink_payoffs *payoffs = f->payoffs;
    size_t width = brink_payoffs_width(payoffs);
    double *least = calloc(width, sizeof *least);
    size_t *place = calloc(width, sizeof *place);
    brink__file_puts(&csv->file, "objective,posture,state,distance,value,se,best,regret,kept,place,unit\n");
    for (size_t i = 0; i < f->robust->n_objectives && least && place; i++) {
        for (size_t s = 0; s < width; s++) {
            least[s] = least_loss(payoffs, i, s);
        }
        for (size_t s = 0; s < payoffs->n_states; s++) {
            place[s] = place_of(payoffs, least, s);
        }
        for (size_t p = 0; p < f->robust->n_postures; p++) {
            for (size_t s = 0; s < width; s++) {
                write_regret(csv, f, i, p, s, least[s], place[s]);
            }
        }
    }
    brink_status status = least && place ? BRINK_OK : brink__no_memory(err, "regrets");
    free(least);
    free(place);
    return status;
}

/* --- states */

static void write_states(brink__csv *csv, const brink_robust_findings *f)
{
    brink__csv_text(csv, "state");
    brink__csv_text(csv, "distance");
    size_t n = brink_worlds_n_factors(f->worlds);
    for (size_t k = 0; k < n; k++) {
        brink__csv_text(csv, brink_worlds_factor(f->worlds, k)->path);
    }
    brink__csv_end_row(csv);
    for (size_t s = 0; s < brink_payoffs_width(f->payoffs); s++) {
        bool has_distance = s < f->payoffs->n_states + f->payoffs->n_near;
        char state[24];
        brink__csv_text(csv, state_name(f, s, state));
        brink__csv_number(csv, has_distance ? f->payoffs->distance[s] : 0.0);
        for (size_t k = 0; k < n; k++) {
            char text[32];
            brink__csv_text(csv, brink_worlds_value(f->worlds, s, k, text));
        }
        brink__csv_end_row(csv);
    }
}

brink_status brink_robust_write(const brink_robust_findings *findings, const char *folder, brink_error *err)
{
    brink__bundle files;
    brink_status status = brink__bundle_open(&files, folder, names, N_FILES, err);
    if (status == BRINK_OK) {
        write_measures(&files.csv[ROBUST], findings);
        write_states(&files.csv[STATES], findings);
        status = write_regrets(&files.csv[REGRETS], findings, err);
    }
    return brink__bundle_end(&files, status, err);
}
