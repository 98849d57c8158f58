/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "base/no_memory.h"
#include "explore/discovery/folds.h"
#include "explore/discovery/grow.h"

enum { LEAST_CASES = 5 };

typedef struct folds {
    const brink_cases *cases;
    const brink__orders *orders;
    const brink_tree_options *options;
    uint32_t *fold;        /* [n] */
    bool *is_in;           /* [n] */
    double *trial;         /* [n_sizes] alphas that stand for the sizes */
    double *sum, *squares; /* [n_sizes] of losses */
} folds;

/* Loss of a case at every alpha: on its way down, the node at which the pruned tree ends. */
static void add_losses(folds *v, size_t n_sizes, const brink_node *node, size_t which)
{
    for (size_t s = 0; s < n_sizes; s++) {
        size_t i = 0;
        while (node[i].left != BRINK_NO_NODE && node[i].strength > v->trial[s]) {
            i = brink__child(node, v->cases, i, which);
        }
        double share = (double)node[i].n_interest / (double)node[i].n;
        double off = (double)v->cases->is_interest[which] - share;
        double loss = off * off;
        v->sum[s] += loss;
        v->squares[s] += loss * loss;
    }
}

size_t brink__least_cases(const brink_tree_options *options, size_t n)
{
    size_t least = brink__share_of(options->leaf_min, n);
    return least > LEAST_CASES ? least : LEAST_CASES;
}

static brink_status try_fold(folds *v, size_t f, size_t n_sizes, brink_error *err)
{
    size_t n_in = 0;
    for (size_t i = 0; i < v->cases->n; i++) {
        v->is_in[i] = v->fold[i] != f;
        n_in += v->is_in[i];
    }
    if (n_in == 0 || n_in == v->cases->n) {
        return BRINK_OK; /* fewer cases than folds */
    }
    brink__orders orders = {0};
    brink__grown grown = {0};
    brink_status status = brink__orders_pick(&orders, v->orders, v->is_in, err);
    if (status == BRINK_OK) {
        status =
            brink__grow(v->cases, &orders, brink__least_cases(v->options, n_in), v->options->max_depth, &grown, err);
    }
    if (status == BRINK_OK) {
        status = brink__prune(&grown, err);
    }
    for (size_t i = 0; i < v->cases->n && status == BRINK_OK; i++) {
        if (!v->is_in[i]) {
            add_losses(v, n_sizes, grown.node, i);
        }
    }
    free(grown.node);
    brink__orders_fini(&orders);
    return status;
}

static void choose_size(brink_tree *tree, const folds *v)
{
    double n = (double)v->cases->n;
    size_t best = 0;
    for (size_t s = 0; s < tree->n_sizes; s++) {
        double mean = v->sum[s] / n;
        double variance = v->squares[s] / n - mean * mean;
        tree->size[s].risk = mean;
        tree->size[s].risk_se = sqrt((variance > 0.0 ? variance : 0.0) / n);
        best = mean < tree->size[best].risk ? s : best;
    }
    double limit = tree->size[best].risk + v->options->n_errors * tree->size[best].risk_se;
    tree->chosen = best;
    for (size_t s = best; s < tree->n_sizes; s++) {
        tree->chosen = tree->size[s].risk <= limit ? s : tree->chosen;
    }
}

/* The alphas tried are the geometric means of neighbours, as each stands for all between them (section 3.4.2). */
brink_status brink__validate(brink_tree *tree, const brink_cases *cases, const brink__orders *orders,
                             const brink_tree_options *options, brink_error *err)
{
    folds v = {.cases = cases, .orders = orders, .options = options};
    size_t n_sizes = tree->n_sizes;
    v.fold = malloc(cases->n * sizeof *v.fold);
    v.is_in = malloc(cases->n * sizeof *v.is_in);
    v.trial = malloc(n_sizes * sizeof *v.trial);
    v.sum = calloc(n_sizes, sizeof *v.sum);
    v.squares = calloc(n_sizes, sizeof *v.squares);
    brink_status status = BRINK_OK;
    if (!v.fold || !v.is_in || !v.trial || !v.sum || !v.squares) {
        status = brink__no_memory(err, "cross-validation");
        goto out;
    }
    for (size_t s = 0; s < n_sizes; s++) {
        v.trial[s] = s + 1 < n_sizes ? sqrt(tree->size[s].alpha * tree->size[s + 1].alpha) : (double)INFINITY;
    }
    status = brink__deal_folds(cases, orders, cases->is_interest, options->n_folds, options->seed, v.fold, err);
    for (size_t f = 0; f < options->n_folds && status == BRINK_OK; f++) {
        status = try_fold(&v, f, n_sizes, err);
    }
    if (status == BRINK_OK) {
        choose_size(tree, &v);
    }
out:
    free(v.fold);
    free(v.is_in);
    free(v.trial);
    free(v.sum);
    free(v.squares);
    return status;
}
