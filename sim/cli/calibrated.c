/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calibrated.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "table.h"

enum { INDENT = 2, MOST_SHOWN = 4 };

void cli_calibrated_progress(void *context, const brink_calibrate_progress *now)
{
    cli_progress *progress = context;
    char left[32];
    char tolerance[64] = "";
    char text[200];
    if (!cli_progress_is_due(progress, now->seconds)) {
        return;
    }
    const double seconds = cli_progress_left(now->replicas, now->replicas_before, now->budget, now->seconds);
    if (!isnan(now->tolerance)) {
        (void)snprintf(tolerance, sizeof tolerance, ", tolerance %.4g", now->tolerance);
    }
    (void)snprintf(text, sizeof text, "%s, round %zu%s, at most %s left", now->phase, now->round + 1, tolerance,
                   cli_duration(left, sizeof left, seconds));
    cli_progress_tell(progress, now->seconds, cli_progress_share(now->replicas, now->budget), text);
}

/* --- parts --------------------------------------------------------------------------------------------------- */

static const brink_generation *last_of(const brink_calibration *c)
{
    return brink_calibration_generation(c, brink_calibration_n_generations(c) - 1);
}

static void print_course(const brink_calibration *c)
{
    const brink_calibrate_options *o = brink_calibration_options(c);
    const brink_generation *g = last_of(c);
    const brink_moments_fit *fit = brink_calibration_fit(c);
    size_t failed = 0;
    for (size_t i = 0; i < brink_calibration_n_generations(c); i++) {
        failed += brink_calibration_generation(c, i)->n_failed;
    }
    (void)printf("%zu generation%s of %zu particles, %" PRIu64 " replicas each, seed %" PRIu64
                 ": tolerance %.4g of the bands, %.0f effective\nparticles",
                 brink_calibration_n_generations(c), brink_calibration_n_generations(c) == 1 ? "" : "s", o->particles,
                 o->replicas, o->seed, g->tolerance, g->ess);
    if (failed > 0) {
        (void)printf("; %zu particles failed and have no weight", failed);
    }
    if (fit->point != SIZE_MAX) {
        (void)printf(". Best fit after %zu rounds, misfit %.4g%s", fit->n_rounds,
                     brink_calibration_point(c, fit->point)->misfit, fit->has_converged ? "" : ", not converged");
    }
    (void)printf(".\n\n");
}

static void add_number(cli_table *table, double x)
{
    if (isnan(x)) {
        cli_table_add(table, "-");
    } else {
        cli_table_add(table, "%.4g", x);
    }
}

static brink_status print_parameters(const brink_calibration *c)
{
    static const cli_column columns[] = {
        {.title = "parameter"},
        {.title = "now", .is_number = true},
        {.title = "prior", .more = "5 %", .is_number = true},
        {.title = "", .more = "95 %", .is_number = true},
        {.title = "posterior", .more = "5 %", .is_number = true},
        {.title = "", .more = "50 %", .is_number = true},
        {.title = "", .more = "95 %", .is_number = true},
        {.title = "sd left", .is_number = true},
        {.title = "best fit", .is_number = true},
    };
    const brink_factors *parameters = brink_calibration_problem(c)->parameters;
    cli_table *table = cli_table_new(columns, sizeof columns / sizeof columns[0]);
    for (size_t k = 0; k < brink_factors_n(parameters); k++) {
        char text[32];
        const brink_factor *factor = brink_factors_get(parameters, k);
        const brink_parameter_fit f = brink_calibration_parameter(c, k);
        cli_table_add(table, "%s", factor->path);
        cli_table_add(table, "%s", factor->now);
        add_number(table, f.prior[0]);
        add_number(table, f.prior[2]);
        for (size_t q = 0; q < 3; q++) {
            add_number(table, f.posterior[q]);
        }
        cli_table_add(table, "%.0f %%", 100.0 * f.contraction);
        if (isnan(f.fitted_score)) {
            cli_table_add(table, "-");
        } else {
            cli_table_add(table, "%.6s%s", brink_calibration_text(c, k, f.fitted_score, text), f.is_at_end ? "*" : "");
        }
    }
    const brink_status status = cli_table_print(table, stdout, INDENT, CLI_WIDTH);
    cli_table_free(table);
    (void)printf(
        "'sd left' is the posterior's standard deviation as a share of the prior's: near 100 %%, the targets say "
        "nothing\nabout that parameter. A best fit with * lies at an end of its range.\n\n");
    return status;
}

/* What the targets cannot tell apart. */
static void print_identifiability(const brink_calibration *c)
{
    const brink_factors *parameters = brink_calibration_problem(c)->parameters;
    const size_t d = brink_factors_n(parameters);
    size_t n_flat = 0;
    for (size_t a = 0; a < d; a++) {
        for (size_t b = a + 1; b < d; b++) {
            const double r = brink_calibration_correlation(c, a, b);
            if (fabs(r) > 0.7) {
                (void)printf("%s and %s are told apart badly: correlation %.2f\n",
                             brink_factors_get(parameters, a)->path, brink_factors_get(parameters, b)->path, r);
            }
        }
    }
    for (size_t i = 0; i < brink_calibration_n_directions(c); i++) {
        n_flat += brink_calibration_direction(c, i)->is_flat;
    }
    if (brink_calibration_n_directions(c) > 0) {
        const double most = brink_calibration_direction(c, 0)->information;
        const double least = brink_calibration_direction(c, d - 1)->information;
        (void)printf(
            "Of %zu directions %zu %s flat (the prior says more than all targets); information from %.3g to %.3g "
            "prior\nprecisions (directions.csv).\n\n",
            d, n_flat, n_flat == 1 ? "is" : "are", most, least);
    }
}

static const char *verdict_of(const brink_fact_check *check)
{
    static const char *const words[] = {
        [BRINK_FACT_NO_VALUE] = "no value", [BRINK_FACT_MISS] = "miss", [BRINK_FACT_PASS] = "pass"};
    return words[check->verdict];
}

static brink_status print_targets(const brink_calibration *c)
{
    static const cli_column columns[] = {
        {.title = "target"},
        {.title = "value", .is_number = true},
        {.title = "lo", .is_number = true},
        {.title = "hi", .is_number = true},
        {.title = "as it is", .is_number = true},
        {.title = ""},
        {.title = "posterior", .more = "mean", .is_number = true},
        {.title = ""},
        {.title = "best fit", .is_number = true},
        {.title = ""},
    };
    const brink_facts *targets = brink_calibration_problem(c)->targets;
    const size_t n = brink_calibration_n_checks(c);
    const size_t m = brink_facts_n(targets);
    cli_table *table = cli_table_new(columns, 4 + 2 * n);
    for (size_t j = 0; j < m; j++) {
        const brink_fact *t = brink_facts_get(targets, j);
        cli_table_add(table, "%s%s", t->name, t->weight > 0.0 ? "" : " (shown only)");
        add_number(table, t->value);
        add_number(table, t->lo);
        add_number(table, t->hi);
        for (size_t i = 0; i < n; i++) {
            const brink_fact_check *k = brink_calibration_check(c, i, j);
            add_number(table, k->simulated);
            cli_table_add(table, "%s", verdict_of(k));
        }
    }
    const brink_status status = cli_table_print(table, stdout, INDENT, CLI_WIDTH);
    cli_table_free(table);
    (void)printf("Under fresh luck, %" PRIu64 " replicas each:", brink_calibration_options(c)->check);
    for (size_t i = 0; i < n; i++) {
        size_t passed = 0;
        for (size_t j = 0; j < m; j++) {
            passed += brink_calibration_check(c, i, j)->verdict == BRINK_FACT_PASS;
        }
        (void)printf("%s %s %zu of %zu pass", i > 0 ? "," : "",
                     i == 0   ? "as it is"
                     : i == 1 ? "posterior mean"
                              : "best fit",
                     passed, m);
    }
    (void)printf(".\n");
    for (size_t j = 0; j < m; j++) {
        if (brink_calibration_check(c, 0, j)->verdict == BRINK_FACT_MISS) {
            (void)printf("As it is, the scenario misses %s.\n", brink_facts_get(targets, j)->name);
        }
    }
    return status;
}

brink_status cli_calibrated_print(const brink_calibration *calibration)
{
    print_course(calibration);
    brink_status status = print_parameters(calibration);
    if (status == BRINK_OK) {
        print_identifiability(calibration);
        status = print_targets(calibration);
    }
    return status;
}
