/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "found.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli.h"
#include "describe.h"
#include "table.h"

enum { MAX_TEXT = 512 };

static double percent(size_t n, size_t of)
{
    return of > 0 ? 100.0 * (double)n / (double)of : (double)NAN;
}

static void print_cases(const brink_discovery *found, bool is_any)
{
    const brink_prim *prim = found->prim;
    const brink_case_table *table = found->table;
    (void)printf("%zu cases, %zu of interest (%.3g %%): ", prim->n, prim->n_interest,
                 percent(prim->n_interest, prim->n));
    for (size_t c = 0; c < table->n_criteria; c++) {
        (void)printf("%s%s", c == 0 ? "" : is_any ? " or " : " and ", table->outcomes[c]);
    }
    (void)putchar('\n');
    if (table->n_undecided > 0) {
        (void)printf("  %zu could be either: their 95 %% intervals leave it open (more replicas would tell)\n",
                     table->n_undecided);
    }
    (void)putchar('\n');
}

brink_status cli_found_check(const brink_case_table *table)
{
    const size_t n = table->cases.n;
    char ranges[4 * MAX_TEXT] = "";
    size_t used = 0;
    size_t n_interest = 0;
    for (size_t i = 0; i < n; i++) {
        n_interest += table->cases.is_interest[i];
    }
    if (n_interest > 0 && n_interest < n) {
        return BRINK_OK;
    }
    for (size_t c = 0; c < table->n_criteria && used < sizeof ranges; c++) {
        double least = table->value[c * n];
        double most = least;
        for (size_t i = 1; i < n; i++) {
            const double x = table->value[c * n + i];
            least = x < least ? x : least;
            most = x > most ? x : most;
        }
        int length = snprintf(ranges + used, sizeof ranges - used, "%s%.4g to %.4g (asked for: %s)", c > 0 ? ", " : "",
                              least, most, table->outcomes[c]);
        used += length > 0 ? (size_t)length : 0;
    }
    return cli_fail(BRINK_EDATA, "%s of %zu cases are of interest, so there is nothing to tell apart; outcomes are %s",
                    n_interest == 0 ? "none" : "all", n, ranges);
}

/* --- boxes --------------------------------------------------------------------------------------------------- */

/* The limits alone: "<= 0.42", "0.2 to 0.7", "qre, level_k". */
static void print_limits(const brink_dimension *dimension, const brink_range *range, char out[MAX_TEXT])
{
    if (dimension->kind == BRINK_DIMENSION_CATEGORY) {
        char text[MAX_TEXT];
        (void)brink_range_text(dimension, range, text, sizeof text);
        (void)snprintf(out, MAX_TEXT, "%s", text + strlen(dimension->name) + strlen(" = "));
    } else if (range->has_lo && range->has_hi) {
        (void)snprintf(out, MAX_TEXT, "%.4g to %.4g", range->lo, range->hi);
    } else {
        (void)snprintf(out, MAX_TEXT, "%s %.4g", range->has_lo ? ">=" : "<=", range->has_lo ? range->lo : range->hi);
    }
}

static void add_limit(cli_table *table, const brink_discovery *found, size_t b, size_t f)
{
    const brink_box *box = &found->prim->peeling[b].final;
    const brink_dimension *dimension = &found->table->cases.dimensions[f];
    brink_range all = brink_range_of_all(&found->table->cases, f);
    char limits[MAX_TEXT];
    print_limits(dimension, &box->range[f], limits);
    cli_table_add(table, "%s", dimension->name);
    cli_table_add(table, "%s", limits);
    if (dimension->kind == BRINK_DIMENSION_CATEGORY) {
        cli_table_add(table, "%zu values", dimension->n_levels);
    } else {
        cli_table_add(table, "%.4g to %.4g", all.lo, all.hi);
    }
    cli_table_add(table, "%s", strcmp(dimension->unit, "1") != 0 ? dimension->unit : "");
    cli_table_add(table, "%.2g", box->quasi_p[f]);
    if (b == 0 && found->trust != NULL) {
        cli_table_add(table, "%.0f %%", 100.0 * found->trust->chosen_share[f]);
    } else {
        cli_table_add(table, "-");
    }
}

/* Dimensions that the chosen step limits and the box does not. */
static size_t count_dropped(const brink_discovery *found, size_t b)
{
    const brink_peeling *p = &found->prim->peeling[b];
    size_t n = 0;
    for (size_t f = 0; f < found->prim->n_dimensions; f++) {
        const brink_dimension *dimension = &found->table->cases.dimensions[f];
        n += brink_range_is_limited(dimension, &p->step[p->chosen].range[f]) &&
             !brink_range_is_limited(dimension, &p->final.range[f]);
    }
    return n;
}

static brink_status print_box(const brink_discovery *found, size_t b)
{
    static const cli_column columns[] = {{.title = "dimension"},
                                         {.title = "inside"},
                                         {.title = "of all"},
                                         {.title = "unit"},
                                         {.title = "quasi-p", .is_number = true},
                                         {.title = "again in", .is_number = true}};
    const brink_peeling *peeling = &found->prim->peeling[b];
    const brink_box *box = &peeling->final;
    (void)printf("Box %zu: %zu of %zu cases are of interest (density %.3g %%); %.3g %% of all that are (coverage)\n",
                 b + 1, box->n_interest, box->n, percent(box->n_interest, box->n),
                 percent(box->n_interest, found->prim->n_interest));
    if (!peeling->is_rule_met) {
        (void)puts("  (no step is as dense as was asked for: this is the densest)");
    }
    size_t n_dropped = count_dropped(found, b);
    if (box->n_limited == 0) {
        (void)printf("  no limits%s: nothing tells cases of interest apart well enough to hold on cases not seen\n\n",
                     n_dropped > 0 ? " that are more than chance" : "");
        return BRINK_OK;
    }
    cli_table *table = cli_table_new(columns, sizeof columns / sizeof columns[0]);
    for (size_t f = 0; f < found->prim->n_dimensions; f++) {
        if (brink_range_is_limited(&found->table->cases.dimensions[f], &box->range[f])) {
            add_limit(table, found, b, f);
        }
    }
    brink_status status = cli_table_print(table, stdout, 2, CLI_WIDTH);
    cli_table_free(table);
    if (n_dropped > 0) {
        (void)printf("  (%zu limit%s of the peeling said no more than chance would and %s taken off)\n", n_dropped,
                     n_dropped == 1 ? "" : "s", n_dropped == 1 ? "was" : "were");
    }
    (void)putchar('\n');
    return status;
}

static void print_trust(const brink_discovery *found)
{
    const brink_prim_trust *t = found->trust;
    char text[4 * MAX_TEXT];
    if (t == NULL) {
        return;
    }
    (void)snprintf(
        text, sizeof text,
        "Searched again in %zu halves of the cases and tried on the other halves, the first box has a density "
        "of %.3g +- %.2g %% (%.3g %% where it was found) and a coverage of %.3g +- %.2g %% (%.3g %%). Where "
        "outcomes are dealt out at random, the search comes to a balance (harmonic mean of the two) of %.2f, "
        "here to %.2f: p = %.2g%s.",
        t->n_judged, 100.0 * t->density, 100.0 * t->density_sd, 100.0 * t->density_seen, 100.0 * t->coverage,
        100.0 * t->coverage_sd, 100.0 * t->coverage_seen, t->chance_balance, t->balance, t->p,
        t->p > 0.05 ? ", so it may be chance" : "");
    cli_print_filled(stdout, text, 0, CLI_WIDTH);
    (void)putchar('\n');
}

/* --- the trajectory ------------------------------------------------------------------------------------------ */

/* Steps that say something: where a further dimension is limited, the chosen one, the first and the last. */
static bool is_shown(const brink_peeling *p, size_t i)
{
    return i == 0 || i + 1 == p->n_steps || i == p->chosen || p->step[i].n_limited != p->step[i - 1].n_limited;
}

static double largest_quasi_p(const brink_box *box, size_t n)
{
    double largest = (double)NAN;
    for (size_t f = 0; f < n; f++) {
        bool is_larger = !isnan(box->quasi_p[f]) && !(box->quasi_p[f] <= largest);
        largest = is_larger ? box->quasi_p[f] : largest;
    }
    return largest;
}

static brink_status print_trajectory(const brink_discovery *found)
{
    static const cli_column columns[] = {{.title = "step", .is_number = true},
                                         {.title = "cases", .is_number = true},
                                         {.title = "density", .unit = "%", .is_number = true},
                                         {.title = "coverage", .unit = "%", .is_number = true},
                                         {.title = "limited", .is_number = true},
                                         {.title = "largest quasi-p", .is_number = true},
                                         {.title = ""}};
    const brink_peeling *p = &found->prim->peeling[0];
    cli_table *table = cli_table_new(columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < p->n_steps; i++) {
        const brink_box *box = &p->step[i];
        if (!is_shown(p, i)) {
            continue;
        }
        double quasi_p = largest_quasi_p(box, found->prim->n_dimensions);
        cli_table_add(table, "%zu", i);
        cli_table_add(table, "%zu", box->n);
        cli_table_add(table, "%.3g", percent(box->n_interest, box->n));
        cli_table_add(table, "%.3g", percent(box->n_interest, found->prim->n_interest));
        cli_table_add(table, "%zu", box->n_limited);
        if (isnan(quasi_p)) {
            cli_table_add(table, "-");
        } else {
            cli_table_add(table, "%.2g", quasi_p);
        }
        cli_table_add(table, "%s", i == p->chosen ? "chosen" : "");
    }
    (void)printf("Peeling of box 1 (all %zu steps are in discover_trajectory.csv; --box step=N takes another)\n",
                 p->n_steps);
    brink_status status = cli_table_print(table, stdout, 2, CLI_WIDTH);
    cli_table_free(table);
    (void)putchar('\n');
    return status;
}

/* --- the tree ------------------------------------------------------------------------------------------------ */

static size_t next_important(const brink_tree *tree, double below, size_t after)
{
    size_t best = SIZE_MAX;
    for (size_t f = 0; f < tree->n_dimensions; f++) {
        double x = tree->importance[f];
        bool is_left = x > 0.0 && (x < below || (x == below && f > after));
        best = is_left && (best == SIZE_MAX || x > tree->importance[best]) ? f : best;
    }
    return best;
}

static void print_tree(const brink_discovery *found)
{
    const brink_tree *tree = found->tree;
    brink_agreement a = brink_tree_agreement(tree, found->prim, &found->table->cases);
    char text[4 * MAX_TEXT];
    size_t used = 0;
    size_t n_leaves = tree->size[tree->chosen].n_leaves;
    if (n_leaves == 1) {
        cli_print_filled(stdout, "A classification tree (CART) finds nothing to split on that holds on cases not seen.",
                         0, CLI_WIDTH);
        (void)putchar('\n');
        return;
    }
    used += (size_t)snprintf(text, sizeof text,
                             "A classification tree (CART) of %zu leaves takes %zu cases (density %.3g %%, coverage "
                             "%.3g %%) and agrees with the boxes on %.3g %% of all cases (kappa %.2f). It splits on",
                             n_leaves, tree->n_taken, percent(tree->n_taken_interest, tree->n_taken),
                             percent(tree->n_taken_interest, found->prim->n_interest), 100.0 * a.share, a.kappa);
    double below = (double)INFINITY;
    size_t f = 0;
    for (size_t k = 0; k < 6; k++) {
        f = next_important(tree, below, f);
        if (f == SIZE_MAX || used + MAX_TEXT > sizeof text) {
            break;
        }
        below = tree->importance[f];
        used += (size_t)snprintf(text + used, sizeof text - used, "%s %s (%.0f %%)", k == 0 ? "" : ",",
                                 found->table->cases.dimensions[f].name, 100.0 * below);
    }
    (void)snprintf(text + used, sizeof text - used, ".");
    cli_print_filled(stdout, text, 0, CLI_WIDTH);
    (void)putchar('\n');
}

brink_status cli_found_print(const brink_discovery *found, bool is_any)
{
    print_cases(found, is_any);
    brink_status status = BRINK_OK;
    for (size_t b = 0; b < found->prim->n_peelings && status == BRINK_OK; b++) {
        status = print_box(found, b);
    }
    if (status == BRINK_OK) {
        print_trust(found);
        status = print_trajectory(found);
    }
    if (status == BRINK_OK) {
        print_tree(found);
    }
    return status;
}

/* --- the manifest -------------------------------------------------------------------------------------------- */

static const char *rule_name(brink_prim_rule rule)
{
    static const char *const names[] = {[BRINK_PRIM_BALANCE] = "balance",
                                        [BRINK_PRIM_DENSITY] = "density",
                                        [BRINK_PRIM_COVERAGE] = "coverage",
                                        [BRINK_PRIM_STEP] = "step"};
    return names[rule];
}

brink_status cli_found_describe(const brink_discovery *found, const brink_prim_options *options, uint64_t seed,
                                const char *folder, int argc, char **argv)
{
    static const char *const files[] = {"discover_summary.csv", "discover_boxes.csv", "discover_trajectory.csv",
                                        "discover_tree.csv", "discover_cases.csv"};
    brink_error err = {0};
    char digits[24];
    char sum[65];
    const brink_input *input = &found->table->input;
    (void)snprintf(digits, sizeof digits, "%" PRIu64, seed); /* a string: many readers lose integers above 2^53 */
    brink__hex(input->sha256, sum);
    json_t *outcomes = json_array();
    for (size_t c = 0; c < found->table->n_criteria; c++) {
        (void)json_array_append_new(outcomes, json_string(found->table->outcomes[c]));
    }
    json_t *table =
        input->file != NULL ? json_pack("{s:o, s:s}", "file", cli_json_text(input->file), "sha256", sum) : json_null();
    json_t *facts =
        json_pack("{s:o, s:s, s:o, s:o, s:{s:f, s:f, s:f, s:s, s:f, s:I}, s:I}", "command",
                  cli_json_command(argc, argv), "seed", digits, "table", table, "outcomes", outcomes, "prim", "alpha",
                  options->alpha, "paste_alpha", options->paste_alpha, "mass_min", options->mass_min, "rule",
                  rule_name(options->rule), "at", options->at, "max_boxes", (json_int_t)options->max_boxes, "resamples",
                  (json_int_t)(found->trust != NULL ? found->trust->n_resamples : 0));
    char *text = facts != NULL ? json_dumps(facts, JSON_COMPACT) : NULL;
    brink_status status = text != NULL ? brink_findings_describe(folder, "discover.json", text, files,
                                                                 sizeof files / sizeof files[0], &err)
                                       : brink_fail(&err, BRINK_ENOMEM, "out of memory");
    json_decref(facts);
    free(text);
    return status == BRINK_OK ? status : cli_fail_error(status, &err);
}
