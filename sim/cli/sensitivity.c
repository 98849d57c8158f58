/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sensitivity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/estimates.h"
#include "table.h"

brink_status cli_sensitivity_open(cli_sensitivity *out, brink_error *err)
{
    brink_status status = brink__file_open(&out->csv.file, out->x->folder, "sensitivity.csv", err);
    if (status == BRINK_OK) {
        brink__file_puts(&out->csv.file, "metric,statistic,index,path,other_path,estimate,se,lo95,hi95,raw,noise,rank,"
                                         "rank_from,rank_to,unit\n");
    }
    return status;
}

brink_status cli_sensitivity_commit(cli_sensitivity *out, brink_error *err)
{
    return brink__file_commit(&out->csv.file, err);
}

void cli_sensitivity_fini(cli_sensitivity *out)
{
    brink__file_abandon(&out->csv.file);
}

/* --- sensitivity.csv ----------------------------------------------------------------------------------------- */

static const char *path_of(const cli_sensitivity *out, size_t i)
{
    return brink_factors_get(out->x->factors, i)->path;
}

static void write_row(cli_sensitivity *out, const cli_look *look, const char *name, const char *path, const char *other,
                      const brink_index *index, const brink_rank *rank, const char *unit)
{
    brink__csv *csv = &out->csv;
    char statistic[64];
    brink__csv_text(csv, look->metric);
    brink__csv_text(csv, brink_statistic_name(&look->statistic, statistic));
    brink__csv_text(csv, name);
    brink__csv_text(csv, path);
    brink__csv_text(csv, other);
    const double numbers[] = {index->estimate, index->se, index->lo95, index->hi95, index->raw, index->noise};
    brink__csv_numbers(csv, numbers, sizeof numbers / sizeof numbers[0]);
    const size_t places[] = {rank != NULL ? rank->place : 0, rank != NULL ? rank->from : 0,
                             rank != NULL ? rank->to : 0};
    for (size_t i = 0; i < 3; i++) {
        if (rank != NULL) {
            brink__csv_count(csv, places[i]);
        } else {
            brink__csv_text(csv, NULL);
        }
    }
    brink__csv_text(csv, unit);
    brink__csv_end_row(csv);
}

/* A number of the outcome itself, with its error over scrambles. */
static void write_fact(cli_sensitivity *out, const cli_look *look, const char *name, double value, double se,
                       size_t scrambles, double raw, const char *unit)
{
    const double half = isnan(se) ? se : brink__t95(scrambles - 1) * se;
    const brink_index index = {value, se, value - half, value + half, raw, (double)NAN};
    write_row(out, look, name, NULL, NULL, &index, NULL, unit);
}

/* --- order --------------------------------------------------------------------------------------------------- */

/* order[k]: the factor in place k + 1; malloc()ed. */
static size_t *order_of(const brink_rank *rank, size_t d)
{
    size_t *order = calloc(d + 1, sizeof *order);
    for (size_t i = 0; i < d && order != NULL; i++) {
        order[rank[i].place - 1] = i;
    }
    return order;
}

/* "3" or "2-5": the places that are open. */
static void add_places(cli_table *table, const brink_rank *rank)
{
    if (rank->from == rank->to) {
        cli_table_add(table, "%zu", rank->from);
    } else {
        cli_table_add(table, "%zu-%zu", rank->from, rank->to);
    }
}

/* How sure the order is, over the first places: as many as matter. */
static void tell_order(const brink_rank *rank, const size_t *order, size_t d, size_t n_that_matter, const char *more)
{
    size_t n_settled = 0;
    const size_t n = n_that_matter < d ? n_that_matter : d;
    for (size_t k = 0; k < n; k++) {
        n_settled += rank[order[k]].from == rank[order[k]].to;
    }
    if (n == 0) {
        (void)printf("  None of the values stands out from the noise: nothing to rank; take more %s.\n", more);
    } else if (n_settled == n) {
        (void)printf("  The order of the first %zu is certain (95 %%, all at once).\n", n);
    } else if (n_settled == 0) {
        (void)printf("  Too few %s to rank: of the %zu values that matter none has a certain place.\n", more, n);
    } else {
        (void)printf(
            "  Certain places (95 %%, all at once): %zu of the %zu values that matter; more %s would settle others.\n",
            n_settled, n, more);
    }
}

static void tell_rest(size_t d, size_t top)
{
    if (d > top) {
        (void)printf("  ... and %zu more below these, in sensitivity.csv\n", d - top);
    }
}

static void print_head(const cli_sensitivity *out, const cli_look *look, const char *what)
{
    char statistic[64];
    const char *unit = brink_outcomes_unit(out->outcomes, look->metric, &look->statistic, NULL);
    const bool has_unit = unit != NULL && strcmp(unit, "1") != 0;
    (void)printf("%s: %s of %s%s%s%s\n", what, brink_statistic_name(&look->statistic, statistic), look->metric,
                 has_unit ? " [" : "", has_unit ? unit : "", has_unit ? "]" : "");
}

/* --- Sobol' -------------------------------------------------------------------------------------------------- */

static void print_indices(const cli_sensitivity *out, const brink_indices *indices, const size_t *order)
{
    static const cli_column columns[] = {
        {.title = "value"},
        {.title = "first order", .is_number = true},
        {.title = "from", .is_number = true},
        {.title = "to", .is_number = true},
        {.title = "total", .is_number = true},
        {.title = "from", .is_number = true},
        {.title = "to", .is_number = true},
        {.title = "place", .is_number = true},
    };
    cli_table *table = cli_table_new(columns, sizeof columns / sizeof columns[0]);
    for (size_t k = 0; k < indices->d && k < out->top; k++) {
        const size_t i = order[k];
        const brink_index *pair[] = {&indices->first[i], &indices->total[i]};
        cli_table_add(table, "%s", path_of(out, i));
        for (size_t p = 0; p < 2; p++) {
            cli_table_add(table, "%.3f", pair[p]->estimate);
            cli_table_add(table, "%.3f", pair[p]->lo95);
            cli_table_add(table, "%.3f", pair[p]->hi95);
        }
        add_places(table, &indices->rank[i]);
    }
    (void)cli_table_print(table, stdout, 2, CLI_WIDTH);
    cli_table_free(table);
}

static void print_pairs(const cli_sensitivity *out, const brink_indices *indices)
{
    enum { SHOWN = 5 };
    size_t largest[SHOWN][2] = {{0}};
    double value[SHOWN];
    size_t n = 0;
    for (size_t i = 0, k = 0; i < indices->d; i++) {
        for (size_t j = i + 1; j < indices->d; j++, k++) {
            const brink_index *s = &indices->second[k];
            size_t at = n < SHOWN ? n : SHOWN;
            if (!(s->lo95 > 0.0)) {
                continue;
            }
            for (; at > 0 && s->estimate > value[at - 1]; at--) {
                if (at < SHOWN) {
                    value[at] = value[at - 1];
                    memcpy(largest[at], largest[at - 1], sizeof largest[at]);
                }
            }
            if (at < SHOWN) {
                value[at] = s->estimate;
                largest[at][0] = i;
                largest[at][1] = j;
                n += n < SHOWN;
            }
        }
    }
    for (size_t p = 0; p < n; p++) {
        (void)printf("%s%s with %s: %.3f\n", p == 0 ? "  Pairs: " : "         ", path_of(out, largest[p][0]),
                     path_of(out, largest[p][1]), value[p]);
    }
    if (n == 0) {
        (void)printf("  Pairs: none whose interval excludes 0.\n");
    }
}

static size_t count_mattering(const brink_indices *indices)
{
    size_t n = 0;
    for (size_t i = 0; i < indices->d; i++) {
        n += indices->total[i].lo95 > 0.01;
    }
    return n;
}

static double sum_of_first(const brink_indices *indices)
{
    double sum = 0.0;
    for (size_t i = 0; i < indices->d; i++) {
        sum += indices->first[i].estimate;
    }
    return sum;
}

brink_status cli_sensitivity_add_indices(cli_sensitivity *out, const cli_look *look, const brink_indices *indices)
{
    size_t *order = order_of(indices->rank, indices->d);
    const char *unit = brink_outcomes_unit(out->outcomes, look->metric, &look->statistic, NULL);
    if (order == NULL) {
        return cli_fail(BRINK_ENOMEM, "out of memory");
    }
    write_fact(out, look, "mean", indices->mean, indices->mean_se, out->scrambles, indices->mean, unit);
    write_fact(out, look, "sd", indices->sd, indices->sd_se, out->scrambles, indices->raw_sd, unit);
    write_fact(out, look, "noise_share", indices->noise_share, (double)NAN, out->scrambles, indices->noise_share, "1");
    for (size_t i = 0; i < indices->d; i++) {
        write_row(out, look, "S1", path_of(out, i), NULL, &indices->first[i], NULL, "1");
    }
    for (size_t i = 0; i < indices->d; i++) {
        write_row(out, look, "ST", path_of(out, i), NULL, &indices->total[i], &indices->rank[i], "1");
    }
    for (size_t i = 0, k = 0; indices->second != NULL && i < indices->d; i++) {
        for (size_t j = i + 1; j < indices->d; j++, k++) {
            write_row(out, look, "S2", path_of(out, i), path_of(out, j), &indices->second[k], NULL, "1");
        }
    }
    if (!out->x->run.is_quiet) {
        print_head(out, look, "Sobol' indices");
        if (indices->sd > 0.0) {
            (void)printf("  mean %.4g (standard error %.2g), standard deviation %.4g (%.2g); noise is %.1f %% of the "
                         "raw variance, and taken off\n",
                         indices->mean, indices->mean_se, indices->sd, indices->sd_se, 100.0 * indices->noise_share);
            print_indices(out, indices, order);
            tell_rest(indices->d, out->top);
            (void)printf("  First-order indices add up to %.3f: what is missing to 1 is interactions, and error.\n",
                         sum_of_first(indices));
            if (indices->second != NULL) {
                print_pairs(out, indices);
            }
            tell_order(indices->rank, order, indices->d, count_mattering(indices), "points (-N)");
        } else {
            (void)printf(
                "  mean %.4g (standard error %.2g); over these values it does not vary by more than its noise\n",
                indices->mean, indices->mean_se);
        }
        (void)putchar('\n');
    }
    free(order);
    return BRINK_OK;
}

/* --- Morris -------------------------------------------------------------------------------------------------- */

static void print_effects(const cli_sensitivity *out, const brink_effects *effects, const size_t *order)
{
    static const cli_column columns[] = {
        {.title = "value"},
        {.title = "mu", .is_number = true},
        {.title = "mu*", .is_number = true},
        {.title = "from", .is_number = true},
        {.title = "to", .is_number = true},
        {.title = "by luck", .is_number = true},
        {.title = "sigma", .is_number = true},
        {.title = "place", .is_number = true},
    };
    cli_table *table = cli_table_new(columns, sizeof columns / sizeof columns[0]);
    for (size_t k = 0; k < effects->d && k < out->top; k++) {
        const size_t i = order[k];
        cli_table_add(table, "%s", path_of(out, i));
        cli_table_add_number(table, effects->mu[i].estimate);
        cli_table_add_number(table, effects->mu_star[i].estimate);
        cli_table_add_number(table, effects->mu_star[i].lo95);
        cli_table_add_number(table, effects->mu_star[i].hi95);
        cli_table_add_number(table, effects->mu_star[i].noise);
        cli_table_add_number(table, effects->sigma[i].estimate);
        add_places(table, &effects->rank[i]);
    }
    (void)cli_table_print(table, stdout, 2, CLI_WIDTH);
    cli_table_free(table);
}

/* Those that are above what luck alone would show, and not a hundred times below the first. */
static size_t count_standing_out(const brink_effects *effects, const size_t *order)
{
    size_t n = 0;
    const double first = effects->mu_star[order[0]].estimate;
    for (size_t i = 0; i < effects->d; i++) {
        n += effects->mu_star[i].lo95 > effects->mu_star[i].noise && effects->mu_star[i].estimate >= 0.01 * first;
    }
    return n;
}

brink_status cli_sensitivity_add_effects(cli_sensitivity *out, const cli_look *look, const brink_effects *effects)
{
    size_t *order = order_of(effects->rank, effects->d);
    const char *unit = brink_outcomes_unit(out->outcomes, look->metric, &look->statistic, NULL);
    if (order == NULL) {
        return cli_fail(BRINK_ENOMEM, "out of memory");
    }
    for (size_t i = 0; i < effects->d; i++) {
        write_row(out, look, "mu", path_of(out, i), NULL, &effects->mu[i], NULL, unit);
        write_row(out, look, "mu_star", path_of(out, i), NULL, &effects->mu_star[i], &effects->rank[i], unit);
        write_row(out, look, "sigma", path_of(out, i), NULL, &effects->sigma[i], NULL, unit);
    }
    if (!out->x->run.is_quiet) {
        print_head(out, look, "Elementary effects");
        print_effects(out, effects, order);
        tell_rest(effects->d, out->top);
        tell_order(effects->rank, order, effects->d, count_standing_out(effects, order), "trajectories (-N)");
        (void)putchar('\n');
    }
    free(order);
    return BRINK_OK;
}
