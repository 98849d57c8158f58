/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "robustness.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "table.h"

enum { MAX_LABEL = 320, MAX_TITLE = 40 };

static const double much_noise = 0.2; /* of the variance over states, from which on to warn */

/* The measures of a table, in its order. */
static const struct {
    brink_robust_measure measure;
    bool is_main;
} measures[] = {
    {BRINK_ROBUST_EXPECTED, true},   {BRINK_ROBUST_WORST_TAIL, true},      {BRINK_ROBUST_WORST, false},
    {BRINK_ROBUST_HURWICZ, false},   {BRINK_ROBUST_REGRET, true},          {BRINK_ROBUST_REGRET_TAIL, false},
    {BRINK_ROBUST_DEVIATION, false}, {BRINK_ROBUST_DEVIATION_TAIL, false}, {BRINK_ROBUST_SHARE, true},
    {BRINK_ROBUST_RADIUS, true},
};
enum { N_MEASURES = sizeof measures / sizeof measures[0] };

static void name_measure(brink_robust_measure m, const brink_robust_options *options, char title[MAX_TITLE])
{
    bool is_tail = m == BRINK_ROBUST_WORST_TAIL || m == BRINK_ROBUST_REGRET_TAIL || m == BRINK_ROBUST_DEVIATION_TAIL;
    if (is_tail) {
        const char *name = m == BRINK_ROBUST_WORST_TAIL    ? "worst"
                           : m == BRINK_ROBUST_REGRET_TAIL ? "regret"
                                                           : "deviation";
        (void)snprintf(title, MAX_TITLE, "%s, %.3g %%", name, 100.0 * options->tail);
    } else if (m == BRINK_ROBUST_HURWICZ) {
        (void)snprintf(title, MAX_TITLE, "Hurwicz, %.3g", options->optimism);
    } else if (m == BRINK_ROBUST_SHARE) {
        (void)snprintf(title, MAX_TITLE, "bound kept");
    } else {
        (void)snprintf(title, MAX_TITLE, "%s", brink_robust_name(m));
    }
}

static void add_cell(cli_table *table, const brink_robustness *cell)
{
    const char *mark = cell->may_be_best ? " *" : "";
    const char *all = cell->is_censored ? "all of " : "";
    if (isnan(cell->lo95)) {
        cli_table_add(table, "%s%.3g (?)", all, cell->value);
    } else if (cell->is_censored) {
        cli_table_add(table, "%s%.2g%s", all, cell->value, mark);
    } else {
        cli_table_add(table, "%.3g (%.3g to %.3g)%s", cell->value, cell->lo95, cell->hi95, mark);
    }
}

/* The measures that objective i has. */
static size_t list_measures(const brink_robust_findings *found, size_t i, bool has_all,
                            brink_robust_measure shown[N_MEASURES])
{
    size_t n = 0;
    for (size_t k = 0; k < N_MEASURES; k++) {
        bool is_wanted = has_all || measures[k].is_main;
        if (is_wanted && brink_robust_get(found->robust, i, measures[k].measure, 0)->rank > 0) {
            shown[n++] = measures[k].measure;
        }
    }
    return n;
}

static brink_status print_objective(const brink_robust_findings *found, const brink_robust_options *options, size_t i,
                                    bool has_all)
{
    brink_robust_measure shown[N_MEASURES];
    char titles[N_MEASURES][MAX_TITLE];
    cli_column columns[N_MEASURES + 1] = {{.title = "posture", .is_key = true}};
    size_t n = list_measures(found, i, has_all, shown);
    for (size_t k = 0; k < n; k++) {
        name_measure(shown[k], options, titles[k]);
        columns[k + 1] = (cli_column){.title = titles[k]};
    }
    cli_table *table = cli_table_new(columns, n + 1);
    for (size_t p = 0; p < found->robust->n_postures; p++) {
        cli_table_add(table, "%s", brink_design_name(brink_worlds_postures(found->worlds), p));
        for (size_t k = 0; k < n; k++) {
            add_cell(table, brink_robust_get(found->robust, i, shown[k], p));
        }
    }
    brink_status status = cli_table_print(table, stdout, 2, CLI_WIDTH);
    cli_table_free(table);
    (void)putchar('\n');
    return status;
}

static void print_head(const brink_robust_findings *found, size_t i)
{
    char label[MAX_LABEL];
    if (i == found->payoffs->n_objectives) {
        (void)puts("all bounds at once");
        return;
    }
    const brink_objective *o = &found->objectives[i];
    (void)printf("%s%s%s%s, to be %s", brink_objective_label(o, label, sizeof label),
                 strcmp(o->unit, "1") != 0 ? " [" : "", strcmp(o->unit, "1") != 0 ? o->unit : "",
                 strcmp(o->unit, "1") != 0 ? "]" : "", o->is_maximised ? "large" : "small");
    if (!isnan(o->bound)) {
        (void)printf(", bound %.4g", o->bound);
    }
    (void)putchar('\n');
}

static void print_notes(const brink_robust_findings *found, const brink_robust_options *options, bool has_all)
{
    const brink_robustness *worst = brink_robust_get(found->robust, 0, BRINK_ROBUST_WORST, 0);
    char text[1600];
    (void)snprintf(
        text, sizeof text,
        "In brackets 95 %% intervals; * may be the best by that measure (with 95 %% all of the best are marked). "
        "'worst, %.3g %%' leaves the worst %.3g %% of the states out. 'regret' is the most that the best posture "
        "for the same state would have spared%s; it is of the states drawn, its error that of the replicas alone, "
        "and of all states up to %.2g %% may be worse (at 95 %%). 'bound kept' is a share of the states, and "
        "'radius' the share of the way from what is expected to the ends of what may be on which the bound is "
        "kept.",
        100.0 * options->tail, 100.0 * (1.0 - options->tail),
        has_all ? ", 'deviation' the most lost against the posture's own performance where all is as expected" : "",
        100.0 * worst->unseen);
    cli_print_filled(stdout, text, 0, CLI_WIDTH);
    (void)putchar('\n');
}

brink_status cli_robustness_print(const brink_robust_findings *found, const brink_robust_options *options,
                                  uint64_t replicas, bool has_all)
{
    const brink_payoffs *payoffs = found->payoffs;
    size_t n_bounds = 0;
    brink_status status = BRINK_OK;
    const size_t n_factors = brink_worlds_n_factors(found->worlds);
    (void)printf("%zu posture%s in %zu states of the world (%zu uncertain value%s), %" PRIu64 " replica%s each\n\n",
                 payoffs->n_postures, payoffs->n_postures == 1 ? "" : "s", payoffs->n_states, n_factors,
                 n_factors == 1 ? "" : "s", replicas, replicas == 1 ? "" : "s");
    for (size_t i = 0; i < payoffs->n_objectives; i++) {
        n_bounds += isnan(found->objectives[i].bound) ? 0 : 1;
    }
    for (size_t i = 0; i <= payoffs->n_objectives && status == BRINK_OK; i++) {
        if (i < payoffs->n_objectives || n_bounds > 1) {
            print_head(found, i);
            status = print_objective(found, options, i, has_all);
        }
    }
    if (status == BRINK_OK) {
        print_notes(found, options, has_all);
    }
    return status;
}

/* --- warnings ------------------------------------------------------------------------------------------------ */

static void warn_settled(const brink_worlds *worlds)
{
    size_t n = brink_worlds_n_settled(worlds);
    if (n == 0) {
        return;
    }
    const brink_settled *first = &brink_worlds_settled(worlds)[0];
    char others[48] = "";
    if (n > 1) {
        (void)snprintf(others, sizeof others, " (and %zu more such values)", n - 1);
    }
    cli_warn("posture %s settles %s, which is uncertain%s: states leave it alone there",
             brink_design_name(brink_worlds_postures(worlds), first->posture),
             brink_worlds_factor(worlds, first->factor)->path, others);
}

/* Of tail means and quantiles with few replicas. */
static void warn_unknown(const brink_robust_findings *found)
{
    for (size_t i = 0; i < found->payoffs->n_objectives; i++) {
        if (found->payoffs->objective[i].has_unknown_error) {
            char label[MAX_LABEL];
            cli_warn("%s: too few replicas for an error of it, so its measures have no intervals",
                     brink_objective_label(&found->objectives[i], label, sizeof label));
        }
    }
}

void cli_robustness_warn(const brink_robust_findings *found)
{
    size_t n = found->robust->n_postures;
    warn_settled(found->worlds);
    warn_unknown(found);
    for (size_t i = 0; i < found->payoffs->n_objectives; i++) {
        size_t worst = 0;
        for (size_t p = 1; p < n; p++) {
            worst = found->robust->noise[i * n + p] > found->robust->noise[i * n + worst] ? p : worst;
        }
        if (found->robust->noise[i * n + worst] > much_noise) {
            char label[MAX_LABEL];
            cli_warn(
                "%s: %.0f %% of the variance over states of posture %s is the noise of replicas (more of them make "
                "extremes and tails surer)",
                brink_objective_label(&found->objectives[i], label, sizeof label),
                100.0 * found->robust->noise[i * n + worst],
                brink_design_name(brink_worlds_postures(found->worlds), worst));
        }
    }
}
