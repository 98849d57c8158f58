/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "brink/findings.h"
#include "report/bundle.h"

static double share(size_t n, size_t of)
{
    return of > 0 ? (double)n / (double)of : (double)NAN;
}

/* Appends to text of which *used of `size` bytes are written; what does not fit is cut. */
static void append(char *out, size_t size, size_t *used, const char *text)
{
    int n = *used < size ? snprintf(out + *used, size - *used, "%s", text) : 0;
    *used += n > 0 ? (size_t)n : 0;
}

/* Four digits are enough to read. */
static void append_number(double x, char *out, size_t size, size_t *used)
{
    char digits[32];
    (void)brink__format_double(brink__round_digits(x, 4), digits);
    append(out, size, used, digits);
}

static void append_levels(const brink_dimension *dimension, const brink_range *range, char *out, size_t size,
                          size_t *used)
{
    const char *before = "";
    for (size_t l = 0; l < dimension->n_levels; l++) {
        if ((range->levels >> l & 1u) != 0) {
            append(out, size, used, before);
            append(out, size, used, dimension->levels[l]);
            before = ", ";
        }
    }
}

const char *brink_range_text(const brink_dimension *dimension, const brink_range *range, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    if (dimension->kind == BRINK_DIMENSION_CATEGORY) {
        append(out, size, &used, dimension->name);
        append(out, size, &used, " = ");
        append_levels(dimension, range, out, size, &used);
        return out;
    }
    if (range->has_lo && range->has_hi) {
        append_number(range->lo, out, size, &used);
        append(out, size, &used, " <= ");
    }
    append(out, size, &used, dimension->name);
    if (range->has_lo && !range->has_hi) {
        append(out, size, &used, " >= ");
        append_number(range->lo, out, size, &used);
    }
    if (range->has_hi) {
        append(out, size, &used, " <= ");
        append_number(range->hi, out, size, &used);
    }
    return out;
}

enum { MAX_TEXT = 8192 };
enum { SUMMARY, BOXES, TRAJECTORY, TREE, CASES, N_FILES };

static const char *const names[N_FILES] = {[SUMMARY] = "discover_summary.csv",
                                           [BOXES] = "discover_boxes.csv",
                                           [TRAJECTORY] = "discover_trajectory.csv",
                                           [TREE] = "discover_tree.csv",
                                           [CASES] = "discover_cases.csv"};

/* --- summary */

static void put(brink__csv *csv, const char *quantity, double value)
{
    brink__csv_text(csv, quantity);
    brink__csv_number(csv, value);
    brink__csv_end_row(csv);
}

static void write_trust(brink__csv *csv, const brink_prim_trust *trust)
{
    put(csv, "resamples", (double)trust->n_resamples);
    put(csv, "resamples_judged", (double)trust->n_judged);
    put(csv, "box1_density_unseen", trust->density);
    put(csv, "box1_density_unseen_sd", trust->density_sd);
    put(csv, "box1_density_seen", trust->density_seen);
    put(csv, "box1_coverage_unseen", trust->coverage);
    put(csv, "box1_coverage_unseen_sd", trust->coverage_sd);
    put(csv, "box1_coverage_seen", trust->coverage_seen);
    put(csv, "box1_balance", trust->balance);
    put(csv, "box1_balance_by_chance", trust->chance_balance);
    put(csv, "box1_p", trust->p);
}

static void write_summary(brink__csv *csv, const brink_discovery *d)
{
    const brink_prim *prim = d->prim;
    size_t n = 0;
    size_t k = 0;
    brink__file_puts(&csv->file, "quantity,value\n");
    put(csv, "cases", (double)prim->n);
    put(csv, "of_interest", (double)prim->n_interest);
    put(csv, "undecided", (double)d->table->n_undecided);
    put(csv, "share_of_interest", share(prim->n_interest, prim->n));
    put(csv, "boxes", (double)prim->n_peelings);
    for (size_t b = 0; b < prim->n_peelings; b++) {
        n += prim->peeling[b].final.n;
        k += prim->peeling[b].final.n_interest;
    }
    put(csv, "boxes_cases", (double)n);
    put(csv, "boxes_density", share(k, n));
    put(csv, "boxes_coverage", share(k, prim->n_interest));
    if (d->trust) {
        write_trust(csv, d->trust);
    }
    brink_agreement a = brink_tree_agreement(d->tree, prim, &d->table->cases);
    put(csv, "tree_leaves", (double)d->tree->size[d->tree->chosen].n_leaves);
    put(csv, "tree_cases", (double)d->tree->n_taken);
    put(csv, "tree_density", share(d->tree->n_taken_interest, d->tree->n_taken));
    put(csv, "tree_coverage", share(d->tree->n_taken_interest, prim->n_interest));
    put(csv, "agreement_share", a.share);
    put(csv, "agreement_kappa", a.kappa);
    put(csv, "agreement_overlap", a.overlap);
}

/* --- boxes */

static const char *kind_name(brink_dimension_kind kind)
{
    return kind == BRINK_DIMENSION_CATEGORY ? "category" : kind == BRINK_DIMENSION_WHOLE ? "whole" : "real";
}

static size_t count_levels(const brink_range *range)
{
    size_t n = 0;
    for (unsigned l = 0; l < BRINK_MAX_LEVELS; l++) {
        n += range->levels >> l & 1u;
    }
    return n;
}

static void write_box_row(brink__csv *csv, const brink_discovery *d, size_t b, size_t f)
{
    const brink_dimension *dimension = &d->table->cases.dimensions[f];
    const brink_box *box = &d->prim->peeling[b].final;
    const brink_range *range = &box->range[f];
    brink_range all = brink_range_of_all(&d->table->cases, f);
    bool is_category = dimension->kind == BRINK_DIMENSION_CATEGORY;
    double width = all.hi - all.lo;
    char levels[MAX_TEXT] = "";
    size_t used = 0;
    if (is_category) {
        append_levels(dimension, range, levels, sizeof levels, &used);
    }
    brink__csv_count(csv, b + 1);
    brink__csv_text(csv, dimension->name);
    brink__csv_text(csv, kind_name(dimension->kind));
    brink__csv_text(csv, dimension->unit);
    brink__csv_count(csv, brink_range_is_limited(dimension, range));
    brink__csv_number(csv, range->has_lo ? range->lo : (double)NAN);
    brink__csv_number(csv, range->has_hi ? range->hi : (double)NAN);
    brink__csv_text(csv, levels);
    brink__csv_number(csv, is_category ? (double)NAN : all.lo);
    brink__csv_number(csv, is_category ? (double)NAN : all.hi);
    brink__csv_number(csv, is_category ? 0.0 : (range->lo - all.lo) / width);
    brink__csv_number(csv,
                      is_category ? share(count_levels(range), dimension->n_levels) : (range->hi - all.lo) / width);
    brink__csv_number(csv, box->quasi_p[f]);
    brink__csv_number(csv, b == 0 && d->trust ? d->trust->chosen_share[f] : (double)NAN);
    brink__csv_count(csv, box->n);
    brink__csv_count(csv, box->n_interest);
    brink__csv_number(csv, share(box->n_interest, box->n));
    brink__csv_number(csv, share(box->n_interest, d->prim->n_interest));
    brink__csv_number(csv, share(box->n, d->prim->n));
    brink__csv_end_row(csv);
}

static void write_boxes(brink__csv *csv, const brink_discovery *d)
{
    brink__file_puts(&csv->file, "box,dimension,kind,unit,is_limited,lower,upper,levels,least,greatest,from,to,quasi_p,"
                                 "resampled,n,n_interest,density,coverage,mass\n");
    for (size_t b = 0; b < d->prim->n_peelings; b++) {
        for (size_t f = 0; f < d->prim->n_dimensions; f++) {
            write_box_row(csv, d, b, f);
        }
    }
}

/* --- trajectory */

static void write_step(brink__csv *csv, const brink_discovery *d, size_t b, size_t i)
{
    const brink_peeling *peeling = &d->prim->peeling[b];
    const brink_box *box = &peeling->step[i];
    double largest = (double)NAN;
    char limits[MAX_TEXT] = "";
    size_t used = 0;
    for (size_t f = 0; f < d->prim->n_dimensions; f++) {
        const brink_dimension *dimension = &d->table->cases.dimensions[f];
        char text[MAX_TEXT / 8];
        if (brink_range_is_limited(dimension, &box->range[f])) {
            append(limits, sizeof limits, &used, used > 0 ? "; " : "");
            append(limits, sizeof limits, &used, brink_range_text(dimension, &box->range[f], text, sizeof text));
            largest = box->quasi_p[f] <= largest ? largest : box->quasi_p[f]; /* also in place of NaN */
        }
    }
    brink__csv_count(csv, b + 1);
    brink__csv_count(csv, i);
    brink__csv_count(csv, box->n);
    brink__csv_count(csv, box->n_interest);
    brink__csv_number(csv, share(box->n_interest, box->n));
    brink__csv_number(csv, share(box->n_interest, d->prim->n_interest));
    brink__csv_number(csv, share(box->n, d->prim->n));
    brink__csv_count(csv, box->n_limited);
    brink__csv_number(csv, largest);
    brink__csv_count(csv, i == peeling->chosen);
    brink__csv_text(csv, limits);
    brink__csv_end_row(csv);
}

static void write_trajectory(brink__csv *csv, const brink_discovery *d)
{
    brink__file_puts(&csv->file,
                     "box,step,n,n_interest,density,coverage,mass,n_limited,largest_quasi_p,is_chosen,limits\n");
    for (size_t b = 0; b < d->prim->n_peelings; b++) {
        for (size_t i = 0; i < d->prim->peeling[b].n_steps; i++) {
            write_step(csv, d, b, i);
        }
    }
}

/* --- tree */

/* What a node's cases have in common that its sibling's have not. */
static void describe(const brink_discovery *d, size_t i, char *out, size_t size)
{
    const brink_node *node = &d->tree->node[i];
    out[0] = '\0';
    if (node->parent == BRINK_NO_NODE) {
        return;
    }
    const brink_node *parent = &d->tree->node[node->parent];
    const brink_dimension *dimension = &d->table->cases.dimensions[parent->dimension];
    bool is_left = parent->left == i;
    brink_range range = brink_range_of_all(&d->table->cases, parent->dimension);
    size_t used = 0;
    if (dimension->kind == BRINK_DIMENSION_CATEGORY) {
        range.levels = is_left ? parent->levels : range.levels & ~parent->levels;
        (void)brink_range_text(dimension, &range, out, size);
        return;
    }
    append(out, size, &used, dimension->name);
    append(out, size, &used, is_left ? " <= " : " > ");
    append_number(parent->limit, out, size, &used);
}

static void write_tree(brink__csv *csv, const brink_discovery *d)
{
    brink__file_puts(&csv->file, "node,parent,depth,condition,n,n_interest,density,coverage,is_leaf,is_taken\n");
    for (size_t i = 0; i < d->tree->n_nodes; i++) {
        const brink_node *node = &d->tree->node[i];
        char condition[MAX_TEXT];
        describe(d, i, condition, sizeof condition);
        brink__csv_count(csv, i + 1);
        if (node->parent == BRINK_NO_NODE) {
            brink__csv_text(csv, "");
        } else {
            brink__csv_count(csv, node->parent + 1);
        }
        brink__csv_count(csv, node->depth);
        brink__csv_text(csv, condition);
        brink__csv_count(csv, node->n);
        brink__csv_count(csv, node->n_interest);
        brink__csv_number(csv, share(node->n_interest, node->n));
        brink__csv_number(csv, share(node->n_interest, d->prim->n_interest));
        brink__csv_count(csv, node->left == BRINK_NO_NODE);
        brink__csv_count(csv, node->is_taken);
        brink__csv_end_row(csv);
    }
}

/* --- cases */

static size_t box_of(const brink_discovery *d, size_t i)
{
    for (size_t b = 0; b < d->prim->n_peelings; b++) {
        if (brink_box_holds(&d->table->cases, d->prim->peeling[b].final.range, i)) {
            return b + 1;
        }
    }
    return 0;
}

static void write_case(brink__csv *csv, const brink_discovery *d, size_t i)
{
    const brink_case_table *table = d->table;
    const brink_cases *cases = &table->cases;
    brink__csv_text(csv, table->names[i]);
    for (size_t f = 0; f < cases->n_dimensions; f++) {
        const brink_dimension *dimension = &cases->dimensions[f];
        if (dimension->kind == BRINK_DIMENSION_CATEGORY) {
            brink__csv_text(csv, dimension->levels[(size_t)cases->x[f][i]]);
        } else {
            brink__csv_number(csv, cases->x[f][i]);
        }
    }
    for (size_t c = 0; c < table->n_criteria; c++) {
        brink__csv_number(csv, table->value[c * cases->n + i]);
    }
    brink__csv_count(csv, cases->is_interest[i]);
    brink__csv_count(csv, table->is_undecided[i]);
    brink__csv_count(csv, box_of(d, i));
    brink__csv_count(csv, brink_tree_takes(d->tree, cases, i));
    brink__csv_end_row(csv);
}

static void write_cases(brink__csv *csv, const brink_discovery *d)
{
    const brink_cases *cases = &d->table->cases;
    brink__csv_text(csv, "case");
    for (size_t f = 0; f < cases->n_dimensions; f++) {
        brink__csv_text(csv, cases->dimensions[f].name);
    }
    for (size_t c = 0; c < d->table->n_criteria; c++) {
        brink__csv_text(csv, d->table->outcomes[c]);
    }
    static const char *const last[] = {"is_interest", "is_undecided", "box", "is_taken"};
    brink__csv_texts(csv, last, sizeof last / sizeof last[0]);
    brink__csv_end_row(csv);
    for (size_t i = 0; i < cases->n; i++) {
        write_case(csv, d, i);
    }
}

brink_status brink_discovery_write(const brink_discovery *discovery, const char *folder, brink_error *err)
{
    brink__bundle files;
    brink_status status = brink__bundle_open(&files, folder, names, N_FILES, err);
    if (status == BRINK_OK) {
        write_summary(&files.csv[SUMMARY], discovery);
        write_boxes(&files.csv[BOXES], discovery);
        write_trajectory(&files.csv[TRAJECTORY], discovery);
        write_tree(&files.csv[TREE], discovery);
        write_cases(&files.csv[CASES], discovery);
    }
    return brink__bundle_end(&files, status, err);
}
