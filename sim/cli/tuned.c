/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tuned.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "table.h"

enum { INDENT = 2 };

/* --- progress ------------------------------------------------------------------------------------------------ */

void cli_tuned_progress(void *context, const brink_tune_progress *now)
{
    cli_progress *progress = context;
    char left[32];
    char best[64] = "";
    char text[200];
    if (!cli_progress_is_due(progress, now->seconds)) {
        return;
    }
    const double seconds = cli_progress_left(now->replicas, now->replicas_before, now->total, now->seconds);
    if (!isnan(now->best)) {
        (void)snprintf(best, sizeof best, ", best %.5g", now->best);
    }
    (void)snprintf(text, sizeof text, "%s, %" PRIu64 " trials%s, at most %s left", now->phase, now->trials, best,
                   cli_duration(left, sizeof left, seconds));
    cli_progress_tell(progress, now->seconds, cli_progress_share(now->replicas, now->total), text);
}

/* --- parts --------------------------------------------------------------------------------------------------- */

static const char *objective_name(const brink_objective *o, char out[400])
{
    char statistic[64];
    bool is_mean = o->statistic.kind == BRINK_STATISTIC_MEAN;
    (void)snprintf(out, 400, "%.256s%s%s", o->metric, is_mean ? "" : " ",
                   is_mean ? "" : brink_statistic_name(&o->statistic, statistic));
    return out;
}

static void print_search(const brink_tuning *tuning)
{
    const brink_tune_options *o = brink_tuning_options(tuning);
    const size_t failed = brink_tuning_n_failed(tuning);
    (void)printf("%zu trials of %" PRIu64 " replicas each, seed %" PRIu64 ":\n", brink_tuning_n_trials(tuning),
                 o->replicas, o->seed);
    (void)printf("  the scenario as it is\n");
    for (size_t i = 0; i < brink_tuning_n_phases(tuning); i++) {
        const brink_tune_phase *p = brink_tuning_phase(tuning, i);
        (void)printf("  %s, %zu new trial%s: %s\n", p->name, p->n_trials, p->n_trials == 1 ? "" : "s", p->ending);
    }
    if (failed > 0) {
        (void)printf("  %zu of them failed (trace.csv says which)\n", failed);
    }
    (void)printf("\n");
}

/* The levers that a posture moves. */
static brink_status print_levers(const brink_tuning *tuning, size_t trial)
{
    static const cli_column columns[] = {{.title = "lever"},
                                         {.title = "now", .is_number = true},
                                         {.title = "tuned", .is_number = true},
                                         {.title = "range", .is_number = true},
                                         {.title = "costs", .is_number = true}};
    const brink_tune_problem *problem = brink_tuning_problem(tuning);
    const brink_trial *t = brink_tuning_trial(tuning, trial);
    size_t n_still = 0;
    cli_table *table = cli_table_new(columns, sizeof columns / sizeof columns[0]);
    for (size_t v = 0; v < problem->n_levers; v++) {
        const brink_lever *lever = problem->levers[v];
        if (t->x[v] == lever->now) {
            n_still++;
            continue;
        }
        cli_table_add(table, "%s", lever->path);
        cli_table_add(table, "%.6g", lever->now);
        cli_table_add(table, "%s", brink_tuning_text(tuning, trial, v));
        cli_table_add(table, "%g to %g", lever->lower, lever->upper);
        cli_table_add(table, "%.3g", lever->unit_cost * fabs(t->x[v] - lever->now));
    }
    brink_status status =
        table != NULL ? cli_table_print(table, stdout, INDENT, CLI_WIDTH) : cli_fail(BRINK_ENOMEM, "out of memory");
    if (status == BRINK_OK && n_still > 0) {
        (void)printf("  %zu lever%s where %s\n", n_still, n_still == 1 ? " stays" : "s stay",
                     n_still == 1 ? "it is" : "they are");
    }
    (void)printf("\n");
    cli_table_free(table);
    return status;
}

/* --- one total ----------------------------------------------------------------------------------------------- */

/* Four digits; from 1000 on whole numbers. */
static const char *plain_number(double x, char out[32])
{
    (void)snprintf(out, 32, fabs(x) >= 1000.0 && fabs(x) < 1e12 ? "%.0f" : "%.4g", x);
    return out;
}

/* Decimals that show two digits of half an interval. */
static int decimals_for(double half)
{
    double digits = half > 0.0 ? 1.0 - floor(log10(half)) : 4.0;
    return (int)fmin(fmax(digits, 0.0), 9.0);
}

static void add_gain(cli_table *table, const char *name, brink_gain fresh, brink_gain search)
{
    char a[32];
    const double half = 0.5 * (fresh.hi95 - fresh.lo95);
    const int n = isnan(half) ? 4 : decimals_for(half);
    cli_table_add(table, "%s", name);
    cli_table_add(table, "%s", plain_number(fresh.incumbent, a));
    cli_table_add(table, "%s", plain_number(fresh.posture, a));
    cli_table_add(table, "%+.*f", n, fresh.difference);
    if (isnan(half)) {
        cli_table_add(table, "-");
    } else {
        cli_table_add(table, "%+.*f to %+.*f", n, fresh.lo95, n, fresh.hi95);
    }
    cli_table_add(table, "%+.*f", n, search.difference);
}

static brink_status print_gains(const brink_tuning *tuning)
{
    static const cli_column columns[] = {
        {.title = "quantity", .is_wrapped = true},     {.title = "now", .is_number = true},
        {.title = "tuned", .is_number = true},         {.title = "change", .is_number = true},
        {.title = "95 % interval", .is_number = true}, {.title = "search", .more = "said", .is_number = true},
    };
    const brink_tune_problem *problem = brink_tuning_problem(tuning);
    cli_table *table = cli_table_new(columns, sizeof columns / sizeof columns[0]);
    add_gain(table, "total", brink_tuning_fresh_gain(tuning, BRINK_TUNE_TOTAL),
             brink_tuning_search_gain(tuning, BRINK_TUNE_TOTAL));
    for (size_t j = 0; j < problem->n_objectives; j++) {
        char name[400];
        const brink_objective *o = problem->objectives[j];
        char marked[420];
        const char *mark = !(o->weight > 0.0) ? "" : o->is_maximised ? " (+)" : " (-)";
        (void)snprintf(marked, sizeof marked, "%s%s", objective_name(o, name), mark);
        add_gain(table, marked, brink_tuning_fresh_gain(tuning, j), brink_tuning_search_gain(tuning, j));
    }
    brink_status status =
        table != NULL ? cli_table_print(table, stdout, INDENT, CLI_WIDTH) : cli_fail(BRINK_ENOMEM, "out of memory");
    cli_table_free(table);
    return status;
}

static void print_bounds(const brink_tuning *tuning)
{
    const brink_tune_problem *problem = brink_tuning_problem(tuning);
    for (size_t j = 0; j < problem->n_objectives; j++) {
        const brink_objective *o = problem->objectives[j];
        const brink_held held = brink_tuning_held(tuning, j);
        char name[400];
        if (isnan(o->bound)) {
            continue;
        }
        bool is_kept = o->is_maximised ? held.lo95 >= o->bound : held.hi95 <= o->bound;
        bool is_broken = o->is_maximised ? held.hi95 < o->bound : held.lo95 > o->bound;
        (void)printf("  %s %s %g is %s: %.4g (95 %% interval %.4g to %.4g)\n", objective_name(o, name),
                     o->is_maximised ? ">=" : "<=", o->bound,
                     is_kept     ? "kept"
                     : is_broken ? "broken"
                                 : "kept or broken, which these replicas do not tell",
                     held.value, held.lo95, held.hi95);
    }
}

static brink_status print_total(const brink_tuning *tuning)
{
    const size_t winner = brink_tuning_winner(tuning);
    const brink_trial *best = brink_tuning_trial(tuning, winner);
    if (winner == 0) {
        (void)printf("No posture did better than the scenario as it is (total %.5g%s).\n\n", best->total,
                     best->violation > 0.0 ? ", which breaks a bound" : "");
        return BRINK_OK;
    }
    if (best->violation > 0.0) {
        (void)printf("No posture kept all bounds; this one, t%zu, comes closest:\n", winner);
    } else {
        (void)printf("The best posture, t%zu:\n", winner);
    }
    brink_status status = print_levers(tuning, winner);
    const brink_gain fresh = brink_tuning_fresh_gain(tuning, BRINK_TUNE_TOTAL);
    const brink_gain search = brink_tuning_search_gain(tuning, BRINK_TUNE_TOTAL);
    if (status == BRINK_OK) {
        (void)printf("It and the scenario as it is, run again under fresh noise, %" PRIu64
                     " pairs of replicas (wanted small (-), large (+)):\n",
                     fresh.n);
        status = print_gains(tuning);
    }
    print_bounds(tuning);
    if (fresh.hi95 < 0.0) {
        (void)printf("\nThe total falls by %.4g (%.4g to %.4g)", -fresh.difference, -fresh.hi95, -fresh.lo95);
    } else {
        (void)printf("\nNo gain is shown: the change of the total is %+.4g (%+.4g to %+.4g)", fresh.difference,
                     fresh.lo95, fresh.hi95);
    }
    (void)printf(", the search itself said %+.4g.\n\n", search.difference);
    return status;
}

/* --- a front ------------------------------------------------------------------------------------------------- */

static void add_goals(cli_table *table, const brink_tuning *tuning, const brink_candidate *c)
{
    for (size_t g = 0; g < brink_tuning_n_goals(tuning); g++) {
        const size_t j = brink_tuning_goal(tuning, g);
        if (j == BRINK_TUNE_COST) {
            cli_table_add(table, "%.4g", brink_tuning_trial(tuning, c->trial)->cost);
        } else {
            cli_table_add(table, "%.5g", c->fresh[j].value);
            cli_table_add(table, "%.2g", c->fresh[j].se);
        }
    }
}

/* Columns of a front: what stands before and after the goals. */
static cli_column *front_columns(const brink_tuning *tuning, size_t *n)
{
    const brink_tune_problem *problem = brink_tuning_problem(tuning);
    const size_t n_goals = brink_tuning_n_goals(tuning);
    cli_column *columns = calloc(2 * n_goals + 4, sizeof *columns);
    if (columns == NULL) {
        return NULL;
    }
    *n = 0;
    columns[(*n)++] = (cli_column){.title = "posture", .is_key = true};
    for (size_t g = 0; g < n_goals; g++) {
        const size_t j = brink_tuning_goal(tuning, g);
        if (j == BRINK_TUNE_COST) {
            columns[(*n)++] = (cli_column){.title = "levers", .more = "cost", .is_number = true};
        } else {
            columns[(*n)++] = (cli_column){.title = problem->objectives[j]->metric, .is_number = true};
            columns[(*n)++] = (cli_column){.title = "se", .is_number = true};
        }
    }
    columns[(*n)++] = (cli_column){.title = "on the", .more = "front", .is_number = true};
    columns[(*n)++] = (cli_column){.title = "knee", .is_number = true};
    columns[(*n)++] = (cli_column){.title = ""};
    return columns;
}

static brink_status print_candidates(const brink_tuning *tuning)
{
    size_t n = 0;
    cli_column *columns = front_columns(tuning, &n);
    cli_table *table = columns != NULL ? cli_table_new(columns, n) : NULL;
    brink_status status = table != NULL ? BRINK_OK : cli_fail(BRINK_ENOMEM, "out of memory");
    for (size_t i = 0; table != NULL && i < brink_tuning_n_candidates(tuning); i++) {
        const brink_candidate *c = brink_tuning_candidate(tuning, i);
        char name[32];
        (void)snprintf(name, sizeof name, c->trial == 0 ? "incumbent" : "t%zu", c->trial);
        cli_table_add(table, "%s", name);
        add_goals(table, tuning, c);
        cli_table_add(table, "%.0f %%", 100.0 * c->membership);
        cli_table_add(table, "%.0f %%", 100.0 * c->knee_share);
        cli_table_add(table, "%s",
                      c->violation > 0.0 ? "breaks a bound"
                      : !c->is_on_front  ? "dominated"
                      : c->is_knee       ? "the knee"
                                         : "");
    }
    if (status == BRINK_OK) {
        status = cli_table_print(table, stdout, INDENT, CLI_WIDTH);
    }
    cli_table_free(table);
    free(columns);
    return status;
}

static brink_status print_front(const brink_tuning *tuning)
{
    const brink_volume *v = brink_tuning_volume(tuning);
    (void)printf("Postures on the front of the search and the scenario as it is, run again under fresh noise, %" PRIu64
                 " replicas\neach (shares of %d resampled studies):\n",
                 brink_tuning_options(tuning)->fresh_replicas, BRINK_TUNE_RESAMPLES);
    brink_status status = print_candidates(tuning);
    (void)printf(
        "\nHypervolume %.5g (standard error %.2g; the scenario as it is alone %.5g); by the search itself %.5g "
        "(%.5g).\nIts corner:",
        v->fresh, v->fresh_se, v->fresh_incumbent, v->search, v->search_incumbent);
    for (size_t g = 0; g < brink_tuning_n_goals(tuning); g++) {
        const size_t j = brink_tuning_goal(tuning, g);
        const brink_objective *o = j != BRINK_TUNE_COST ? brink_tuning_problem(tuning)->objectives[j] : NULL;
        (void)printf("%s %s %.5g", g > 0 ? "," : "", o != NULL ? o->metric : "cost of levers",
                     o != NULL && o->is_maximised ? -v->reference[g] : v->reference[g]);
    }
    (void)printf(".\n\n");
    return status;
}

brink_status cli_tuned_print(const brink_tuning *tuning)
{
    print_search(tuning);
    return brink_tuning_options(tuning)->is_front ? print_front(tuning) : print_total(tuning);
}
