/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/tree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/no_memory.h"
#include "explore/discovery/grow.h"

enum { MOST_DEPTH = 64 };

static size_t count_leaves(const brink__grown *grown, double alpha)
{
    size_t n = 0;
    for (size_t i = 0; i < grown->n; i++) {
        const brink_node *node = &grown->node[i];
        bool is_split = node->left != BRINK_NO_NODE && node->strength > alpha;
        bool hangs = i > 0 && !(grown->node[node->parent].strength > alpha);
        n += !is_split && !hangs;
    }
    return n;
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* One size for each strength that a split has, and before them the whole tree. */
static brink_status list_sizes(brink_tree *tree, const brink__grown *grown, brink_error *err)
{
    double *alpha = malloc((grown->n + 1) * sizeof *alpha);
    tree->size = calloc(grown->n + 1, sizeof *tree->size);
    if (!alpha || !tree->size) {
        free(alpha);
        return brink__no_memory(err, "a tree's sizes");
    }
    size_t n = 0;
    alpha[n++] = 0.0;
    for (size_t i = 0; i < grown->n; i++) {
        if (grown->node[i].left != BRINK_NO_NODE) {
            alpha[n++] = grown->node[i].strength;
        }
    }
    qsort(alpha, n, sizeof alpha[0], compare_doubles);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || alpha[i] > alpha[i - 1]) {
            tree->size[tree->n_sizes++] =
                (brink_tree_size){.alpha = alpha[i], .n_leaves = count_leaves(grown, alpha[i])};
        }
    }
    free(alpha);
    return BRINK_OK;
}

/* Moves the nodes of the chosen size into the tree, in their order. */
static brink_status keep(brink_tree *tree, const brink__grown *grown, brink_error *err)
{
    double alpha = tree->size[tree->chosen].alpha;
    size_t *index = malloc(grown->n * sizeof *index);
    tree->node = malloc(grown->n * sizeof *tree->node);
    if (!index || !tree->node) {
        free(index);
        return brink__no_memory(err, "a tree");
    }
    for (size_t i = 0; i < grown->n; i++) {
        const brink_node *node = &grown->node[i];
        bool is_kept = i == 0 || (index[node->parent] != BRINK_NO_NODE && grown->node[node->parent].strength > alpha);
        index[i] = is_kept ? tree->n_nodes : BRINK_NO_NODE;
        if (!is_kept) {
            continue;
        }
        brink_node *copy = &tree->node[tree->n_nodes++];
        *copy = *node;
        if (!(node->left != BRINK_NO_NODE && node->strength > alpha)) {
            copy->left = BRINK_NO_NODE;
            copy->right = BRINK_NO_NODE;
        }
        if (i > 0) {
            size_t parent = index[node->parent];
            bool is_left = grown->node[node->parent].left == i;
            copy->parent = parent;
            *(is_left ? &tree->node[parent].left : &tree->node[parent].right) = index[i];
        }
    }
    free(index);
    return BRINK_OK;
}

static bool is_denser(const brink_node *a, const brink_node *b)
{
    return a->n_interest * b->n > b->n_interest * a->n; /* below 1e14 */
}

/* The densest leaf that is not taken yet, BRINK_NO_NODE if there is none with cases of interest. */
static size_t densest(const brink_tree *tree)
{
    size_t best = BRINK_NO_NODE;
    for (size_t i = 0; i < tree->n_nodes; i++) {
        const brink_node *node = &tree->node[i];
        bool is_free = node->left == BRINK_NO_NODE && !node->is_taken && node->n_interest > 0;
        if (is_free && (best == BRINK_NO_NODE || is_denser(node, &tree->node[best]))) {
            best = i;
        }
    }
    return best;
}

static void take_leaves(brink_tree *tree)
{
    size_t all = tree->node[0].n_interest;
    for (size_t i = densest(tree); i != BRINK_NO_NODE; i = densest(tree)) {
        brink_node *node = &tree->node[i];
        size_t n = tree->n_taken + node->n;
        size_t k = tree->n_taken_interest + node->n_interest;
        /* 2k / (n + K) must rise; below 1e14 */
        if (!(k * (tree->n_taken + all) > tree->n_taken_interest * (n + all))) {
            return;
        }
        node->is_taken = true;
        tree->n_taken = n;
        tree->n_taken_interest = k;
    }
}

static brink_status weigh_dimensions(brink_tree *tree, brink_error *err)
{
    tree->importance = calloc(tree->n_dimensions, sizeof *tree->importance);
    if (!tree->importance) {
        return brink__no_memory(err, "a tree");
    }
    double total = 0.0;
    for (size_t i = 0; i < tree->n_nodes; i++) {
        const brink_node *node = &tree->node[i];
        if (node->left != BRINK_NO_NODE) {
            double gain = brink__squares(node) - brink__squares(&tree->node[node->left]) -
                          brink__squares(&tree->node[node->right]);
            tree->importance[node->dimension] += gain;
            total += gain;
        }
    }
    for (size_t f = 0; f < tree->n_dimensions && total > 0.0; f++) {
        tree->importance[f] /= total;
    }
    return BRINK_OK;
}

static brink_status check_options(const brink_cases *cases, const brink_tree_options *options, brink_error *err)
{
    if (!(options->leaf_min > 0.0 && options->leaf_min <= 0.5)) {
        return brink_fail(err, BRINK_EUSAGE, "a least leaf of %g; more than 0, at most 0.5 is possible",
                          options->leaf_min);
    }
    if (options->max_depth == 0 || options->max_depth > MOST_DEPTH) {
        return brink_fail(err, BRINK_EUSAGE, "a depth of %zu; 1 to %d is possible", options->max_depth,
                          (int)MOST_DEPTH);
    }
    if (options->n_folds < 2 || options->n_folds > 1000) {
        return brink_fail(err, BRINK_EUSAGE, "%zu folds; 2 to 1000 are possible", options->n_folds);
    }
    if (!(options->n_errors >= 0.0)) {
        return brink_fail(err, BRINK_EUSAGE, "%g standard errors; 0 or more are possible", options->n_errors);
    }
    return brink__discovery_check(cases, err);
}

static brink_status build(brink_tree *tree, const brink_cases *cases, const brink_tree_options *options,
                          brink_error *err)
{
    brink__orders all = {0};
    brink__orders orders = {0};
    brink__grown grown = {0};
    bool *is_in = malloc(cases->n * sizeof *is_in);
    brink_status status = is_in ? brink__orders_init(&all, cases, err) : brink__no_memory(err, "a tree");
    if (status == BRINK_OK) {
        memset(is_in, true, cases->n * sizeof *is_in);
        status = brink__orders_pick(&orders, &all, is_in, err); /* growing turns it upside down */
    }
    if (status == BRINK_OK) {
        status = brink__grow(cases, &orders, brink__least_cases(options, cases->n), options->max_depth, &grown, err);
    }
    if (status == BRINK_OK) {
        status = brink__prune(&grown, err);
    }
    if (status == BRINK_OK) {
        status = list_sizes(tree, &grown, err);
    }
    if (status == BRINK_OK) {
        status = brink__validate(tree, cases, &all, options, err);
    }
    if (status == BRINK_OK) {
        status = keep(tree, &grown, err);
    }
    free(is_in);
    free(grown.node);
    brink__orders_fini(&orders);
    brink__orders_fini(&all);
    return status;
}

brink_status brink_tree_new(const brink_cases *cases, const brink_tree_options *options, brink_tree **tree,
                            brink_error *err)
{
    *tree = NULL;
    brink_status status = check_options(cases, options, err);
    if (status != BRINK_OK) {
        return status;
    }
    brink_tree *t = calloc(1, sizeof *t);
    if (!t) {
        return brink__no_memory(err, "a tree");
    }
    t->n_dimensions = cases->n_dimensions;
    status = build(t, cases, options, err);
    if (status == BRINK_OK) {
        take_leaves(t);
        status = weigh_dimensions(t, err);
    }
    if (status != BRINK_OK) {
        brink_tree_free(t);
        t = NULL;
    }
    *tree = t;
    return status;
}

void brink_tree_free(brink_tree *tree)
{
    if (tree) {
        free(tree->node);
        free(tree->size);
        free(tree->importance);
    }
    free(tree);
}

bool brink_tree_takes(const brink_tree *tree, const brink_cases *cases, size_t i)
{
    size_t at = 0;
    while (tree->node[at].left != BRINK_NO_NODE) {
        at = brink__child(tree->node, cases, at, i);
    }
    return tree->node[at].is_taken;
}

brink_agreement brink_tree_agreement(const brink_tree *tree, const brink_prim *prim, const brink_cases *cases)
{
    brink_agreement a = {0};
    for (size_t i = 0; i < cases->n; i++) {
        bool is_boxed = false;
        for (size_t b = 0; b < prim->n_peelings && !is_boxed; b++) {
            is_boxed = brink_box_holds(cases, prim->peeling[b].final.range, i);
        }
        bool is_taken = brink_tree_takes(tree, cases, i);
        size_t *cell = is_boxed ? (is_taken ? &a.both : &a.boxes_alone) : (is_taken ? &a.tree_alone : &a.neither);
        (*cell)++;
    }
    double n = (double)cases->n;
    double boxes = (double)(a.both + a.boxes_alone) / n;
    double leaves = (double)(a.both + a.tree_alone) / n;
    double chance = boxes * leaves + (1.0 - boxes) * (1.0 - leaves);
    size_t any = a.both + a.boxes_alone + a.tree_alone;
    a.share = (double)(a.both + a.neither) / n;
    a.kappa = chance < 1.0 ? (a.share - chance) / (1.0 - chance) : (double)NAN;
    a.overlap = any > 0 ? (double)a.both / (double)any : (double)NAN;
    return a;
}
