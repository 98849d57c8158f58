/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tables of a tuning. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "brink/tune.h"
#include "report/file.h"

enum { N_TABLES = 3, NAME_SIZE = 400 };

/* METRIC.STATISTIC, and an end to it. */
static const char *objective_name(const brink_objective *o, const char *end, char out[NAME_SIZE])
{
    char statistic[64];
    (void)snprintf(out, NAME_SIZE, "%.256s.%s%s", o->metric, brink_statistic_name(&o->statistic, statistic), end);
    return out;
}

/* Names of columns: the objectives, each with the ends, then the levers. */
static void write_columns(brink__csv *csv, const brink_tune_problem *problem, const char *const *ends, size_t n_ends)
{
    char name[NAME_SIZE];
    for (size_t j = 0; j < problem->n_objectives; j++) {
        for (size_t e = 0; e < n_ends; e++) {
            brink__csv_text(csv, objective_name(problem->objectives[j], ends[e], name));
        }
    }
    for (size_t v = 0; v < problem->n_levers; v++) {
        brink__csv_text(csv, problem->levers[v]->path);
    }
    brink__csv_end_row(csv);
}

static void write_levers(brink__csv *csv, const brink_tuning *tuning, size_t trial)
{
    for (size_t v = 0; v < brink_tuning_problem(tuning)->n_levers; v++) {
        brink__csv_text(csv, brink_tuning_text(tuning, trial, v));
    }
    brink__csv_end_row(csv);
}

static void write_trial_name(brink__csv *csv, size_t trial)
{
    char name[32];
    (void)snprintf(name, sizeof name, trial == 0 ? "incumbent" : "t%zu", trial);
    brink__csv_text(csv, name);
}

/* --- trace.csv */

static void write_trace(brink__csv *csv, const brink_tuning *tuning)
{
    static const char *const names[] = {"trial",  "point", "phase", "round",     "replicas",
                                        "status", "total", "best",  "violation", "cost"};
    static const char *const ends[] = {"", ".se"};
    const double none = (double)NAN;
    const brink_tune_problem *problem = brink_tuning_problem(tuning);
    double best = none;
    brink__csv_texts(csv, names, sizeof names / sizeof names[0]);
    write_columns(csv, problem, ends, 2);
    for (size_t i = 0; i < brink_tuning_n_trials(tuning); i++) {
        const brink_trial *t = brink_tuning_trial(tuning, i);
        if (!t->is_failed && !(t->violation > 0.0) && !(best <= t->total)) {
            best = t->total;
        }
        brink__csv_count(csv, i);
        write_trial_name(csv, i);
        brink__csv_text(csv, t->phase);
        brink__csv_count(csv, t->round);
        brink__csv_count(csv, (i + 1) * brink_tuning_options(tuning)->replicas);
        brink__csv_text(csv, t->is_failed ? "failed" : "ok");
        const double cells[] = {t->total, best, t->violation, t->cost};
        brink__csv_numbers(csv, cells, 4);
        for (size_t j = 0; j < problem->n_objectives; j++) {
            const double pair[] = {t->is_failed ? none : t->objective[j].value,
                                   t->is_failed ? none : t->objective[j].se};
            brink__csv_numbers(csv, pair, 2);
        }
        write_levers(csv, tuning, i);
    }
}

/* --- gains.csv */

static const char *holds(const brink_held *held, bool is_maximised)
{
    if (isnan(held->bound) || isnan(held->value)) {
        return "";
    }
    bool is_kept = is_maximised ? held->lo95 >= held->bound : held->hi95 <= held->bound;
    bool is_broken = is_maximised ? held->hi95 < held->bound : held->lo95 > held->bound;
    return is_kept ? "yes" : is_broken ? "no" : "unclear";
}

/* What a row of gains.csv and front.csv says about its quantity. */
static void write_objective(brink__csv *csv, const brink_objective *o)
{
    char statistic[64];
    brink__csv_text(csv, o->metric);
    brink__csv_text(csv, brink_statistic_name(&o->statistic, statistic));
    brink__csv_text(csv, o->is_maximised ? "maximise" : "minimise");
    brink__csv_number(csv, o->weight);
    brink__csv_text(csv, o->unit);
}

static void write_cost(brink__csv *csv, const brink_tuning *tuning)
{
    brink__csv_texts(csv, (const char *const[]){"lever_cost", "", "minimise"}, 3);
    brink__csv_number(csv, brink_tuning_options(tuning)->cost_weight);
    brink__csv_text(csv, "");
}

static void write_gain(brink__csv *csv, const brink_gain *search, const brink_gain *fresh, const brink_held *held,
                       const char *kept)
{
    const double first[] = {search->incumbent, search->posture, search->difference, search->se};
    const double second[] = {fresh->incumbent, fresh->posture, fresh->difference, fresh->se,  fresh->lo95,
                             fresh->hi95,      held->lo95,     held->hi95,        held->bound};
    brink__csv_numbers(csv, first, sizeof first / sizeof first[0]);
    brink__csv_count(csv, fresh->n);
    brink__csv_numbers(csv, second, sizeof second / sizeof second[0]);
    brink__csv_text(csv, kept);
    brink__csv_end_row(csv);
}

static void write_gains(brink__csv *csv, const brink_tuning *tuning)
{
    static const char *const names[] = {"point",          "reference",
                                        "quantity",       "statistic",
                                        "direction",      "weight",
                                        "unit",           "search_incumbent",
                                        "search_posture", "search_difference",
                                        "search_se",      "n",
                                        "incumbent",      "posture",
                                        "difference",     "se",
                                        "lo95",           "hi95",
                                        "posture_lo95",   "posture_hi95",
                                        "bound",          "holds"};
    const double none = (double)NAN;
    const size_t winner = brink_tuning_winner(tuning);
    const brink_held nothing = {none, none, none, none};
    const brink_tune_problem *problem = brink_tuning_problem(tuning);
    const brink_gain total = brink_tuning_search_gain(tuning, BRINK_TUNE_TOTAL);
    const brink_gain fresh = brink_tuning_fresh_gain(tuning, BRINK_TUNE_TOTAL);
    const double cost = brink_tuning_trial(tuning, winner)->cost;
    const brink_gain spent = {fresh.n, 0.0, cost, cost, none, none, none};
    brink__csv_texts(csv, names, sizeof names / sizeof names[0]);
    brink__csv_end_row(csv);
    for (size_t row = 0; winner > 0 && row < problem->n_objectives + 2; row++) {
        write_trial_name(csv, winner);
        write_trial_name(csv, 0);
        if (row == 0) {
            brink__csv_texts(csv, (const char *const[]){"total", "", "minimise", "", ""}, 5);
            write_gain(csv, &total, &fresh, &nothing, "");
        } else if (row == 1) {
            write_cost(csv, tuning);
            write_gain(csv, &spent, &spent, &nothing, "");
        } else {
            const brink_objective *o = problem->objectives[row - 2];
            const brink_gain search_gain = brink_tuning_search_gain(tuning, row - 2);
            const brink_gain fresh_gain = brink_tuning_fresh_gain(tuning, row - 2);
            const brink_held held = brink_tuning_held(tuning, row - 2);
            write_objective(csv, o);
            write_gain(csv, &search_gain, &fresh_gain, &held, holds(&held, o->is_maximised));
        }
    }
}

/* --- front.csv, hypervolume.csv */

static void write_front(brink__csv *csv, const brink_tuning *tuning)
{
    static const char *const names[] = {
        "point",     "on_search_front", "on_front", "membership", "knee",   "knee_share", "violation", "quantity",
        "statistic", "direction",       "weight",   "unit",       "search", "value",      "se"};
    const brink_tune_problem *problem = brink_tuning_problem(tuning);
    brink__csv_texts(csv, names, sizeof names / sizeof names[0]);
    brink__csv_end_row(csv);
    for (size_t i = 0; i < brink_tuning_n_candidates(tuning); i++) {
        const brink_candidate *c = brink_tuning_candidate(tuning, i);
        const brink_trial *t = brink_tuning_trial(tuning, c->trial);
        for (size_t j = 0; j <= problem->n_objectives; j++) {
            const bool is_cost = j == problem->n_objectives;
            write_trial_name(csv, c->trial);
            brink__csv_count(csv, c->is_on_search_front);
            brink__csv_count(csv, c->is_on_front);
            brink__csv_number(csv, c->membership);
            brink__csv_count(csv, c->is_knee);
            brink__csv_number(csv, c->knee_share);
            brink__csv_number(csv, c->violation);
            if (is_cost) {
                write_cost(csv, tuning);
            } else {
                write_objective(csv, problem->objectives[j]);
            }
            const double three[] = {is_cost ? t->cost : t->objective[j].value, is_cost ? t->cost : c->fresh[j].value,
                                    is_cost ? 0.0 : c->fresh[j].se};
            brink__csv_numbers(csv, three, 3);
            brink__csv_end_row(csv);
        }
    }
}

static void write_hypervolume(brink__csv *csv, const brink_tuning *tuning)
{
    const brink_volume *volume = brink_tuning_volume(tuning);
    brink__csv_texts(csv, (const char *const[]){"point", "generation", "trials", "replicas", "hypervolume"}, 5);
    brink__csv_end_row(csv);
    for (size_t i = 0; i < volume->n_rounds; i++) {
        write_trial_name(csv, volume->n_trials[i] - 1);
        brink__csv_count(csv, i);
        brink__csv_count(csv, volume->n_trials[i]);
        brink__csv_count(csv, volume->n_trials[i] * brink_tuning_options(tuning)->replicas);
        brink__csv_number(csv, volume->after[i]);
        brink__csv_end_row(csv);
    }
}

/* --- all of them */

typedef struct table {
    const char *name;
    void (*write)(brink__csv *csv, const brink_tuning *tuning);
} table;

static const table of_total[] = {{"trace.csv", write_trace}, {"gains.csv", write_gains}};
static const table of_front[] = {
    {"trace.csv", write_trace}, {"front.csv", write_front}, {"hypervolume.csv", write_hypervolume}};

brink_status brink_report_tuning(const brink_tuning *tuning, const char *folder, brink_error *err)
{
    const bool is_front = brink_tuning_options(tuning)->is_front;
    const table *tables = is_front ? of_front : of_total;
    const size_t n = is_front ? sizeof of_front / sizeof of_front[0] : sizeof of_total / sizeof of_total[0];
    brink__csv csv[N_TABLES] = {0};
    brink_design *design = NULL;
    brink_status status = brink_tuning_design(tuning, &design);
    if (status != BRINK_OK) {
        return brink_fail(err, status, "out of memory for the tables of a tuning");
    }
    for (size_t i = 0; status == BRINK_OK && i < n; i++) {
        status = brink__file_open(&csv[i].file, folder, tables[i].name, err);
        if (status == BRINK_OK) {
            tables[i].write(&csv[i], tuning);
            status = brink__file_finish(&csv[i].file, err);
        }
    }
    if (status == BRINK_OK) {
        status = brink_design_write(design, folder, "tuned.csv", err);
    }
    for (size_t i = 0; status == BRINK_OK && i < n; i++) {
        status = brink__file_commit(&csv[i].file, err);
    }
    for (size_t i = 0; i < n; i++) {
        brink__file_abandon(&csv[i].file);
    }
    brink_design_free(design);
    return status;
}
