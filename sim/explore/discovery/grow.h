/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Growing and pruning of trees. */
#ifndef BRINK_EXPLORE_DISCOVERY_GROW_H
#define BRINK_EXPLORE_DISCOVERY_GROW_H

#include "brink/tree.h"
#include "explore/discovery/orders.h"

typedef struct brink__grown { /* nodes of one tree, as they are added */
    brink_node *node;
    size_t n, capacity;
} brink__grown;

/* Grows a tree on the cases of `orders`, which are put into another order. Leaves hold at least `least` cases.
 * BRINK_OK, BRINK_ENOMEM; free(grown->node) in both cases. */
BRINK_MUST_CHECK brink_status brink__grow(const brink_cases *cases, brink__orders *orders, size_t least,
                                          size_t max_depth, brink__grown *grown, brink_error *err);

/* Sets the strength of every split of a grown tree. BRINK_OK, BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__prune(brink__grown *grown, brink_error *err);

/* The child of node i that case `which` belongs to. */
size_t brink__child(const brink_node *nodes, const brink_cases *cases, size_t i, size_t which);

/* Risk times the number of all cases in a node: its sum of squares about its share of interest. */
double brink__squares(const brink_node *node);

/* Least number of cases in a leaf of a tree on n cases. */
size_t brink__least_cases(const brink_tree_options *options, size_t n);

/* Cross-validation: fills in the risks of tree->size and tree->chosen. BRINK_OK, BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__validate(brink_tree *tree, const brink_cases *cases, const brink__orders *orders,
                                              const brink_tree_options *options, brink_error *err);

#endif
