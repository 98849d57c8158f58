/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Classification trees (CART), as a second opinion on the boxes of PRIM: L. Breiman, J. H. Friedman, R. A. Olshen & C.
 * J. Stone (1984), Classification and Regression Trees; for scenario discovery, R. J. Lempert, B. P. Bryant & S. C.
 * Bankes (2008), Comparing algorithms for scenario discovery, RAND WR-557.
 *
 * A node with n cases, k of them of interest, has the Gini impurity 2 (k/n) (1 - k/n); a split takes the dimension and
 * limit that lower its sum over cases most. Of a category with two outcomes the best of all subsets is found by sorting
 * its levels by their share of interest (section 4.2.2). The tree is grown until nothing can be split, then
 * pruned by minimal cost-complexity (chapter 3): the risk of a tree is the mean square of (outcome - share in its
 * leaf), half the mean Gini impurity; complexity `alpha` charges it for each leaf. The alpha comes from
 * cross-validation: the greatest whose risk on cases not seen is within `n_errors` standard errors of the least. That
 * risk, not the rate of wrong classes, as cases of interest are often so rare that calling none of them so is right
 * nearly always.
 *
 * Leaves are then taken in order of density while the harmonic mean of coverage and density rises: they say what the
 * tree holds to be of interest, by the rule that PRIM's boxes are chosen by.
 *
 * Splits compare fractions of whole numbers exactly; risks are sums in a fixed order. So a tree is the same on every
 * machine. */
#ifndef BRINK_TREE_H
#define BRINK_TREE_H

#include "brink/cases.h"
#include "brink/prim.h"
#include "brink/status.h"

typedef struct brink_tree_options {
    double leaf_min; /* least share of all cases in a leaf, in (0, 0.5]; at least 5 cases anyway */
    size_t max_depth;
    size_t n_folds;  /* of the cross-validation, >= 2; cases of interest are dealt evenly */
    double n_errors; /* >= 0 */
    uint64_t seed;   /* of the folds */
} brink_tree_options;

#define BRINK_TREE_DEFAULTS                                                                                            \
    ((brink_tree_options){.leaf_min = 0.01, .max_depth = 8, .n_folds = 10, .n_errors = 1.0, .seed = 1})

#define BRINK_NO_NODE SIZE_MAX

typedef struct brink_node {
    size_t parent, left, right; /* BRINK_NO_NODE where there is none; a leaf has no children */
    size_t depth;               /* 0: the root */
    size_t n, n_interest;
    size_t dimension; /* of the split */
    double limit;     /* values of at most that go left ... */
    uint64_t levels;  /* ... of a category, these levels */
    double strength;  /* alpha from which on this split is pruned */
    bool is_taken;    /* a leaf that is held to be of interest */
} brink_node;

typedef struct brink_tree_size {
    double alpha;
    size_t n_leaves;
    double risk, risk_se; /* cross-validated */
} brink_tree_size;

typedef struct brink_tree {
    size_t n_nodes;
    brink_node *node;       /* [n_nodes] parents before children, left before right; 0 is the root */
    size_t n_sizes, chosen; /* the nested trees, from the largest to the root alone, and which of them this is */
    brink_tree_size *size;  /* [n_sizes] */
    size_t n_dimensions;
    double *importance; /* [n_dimensions] share of the fall in impurity that is due to splits on the dimension */
    size_t n_taken, n_taken_interest; /* cases in leaves that are taken */
} brink_tree;

/* BRINK_OK; BRINK_EUSAGE: options or cases outside their domain, no case of interest or all of them; BRINK_ENOMEM. The
 * caller frees `tree`, which is NULL on failure. O(n_dimensions n (log n + n_folds max_depth)). */
BRINK_MUST_CHECK brink_status brink_tree_new(const brink_cases *cases, const brink_tree_options *options,
                                             brink_tree **tree, brink_error *err);
void brink_tree_free(brink_tree *tree); /* NULL is fine */

/* Whether the tree holds case i to be of interest. */
bool brink_tree_takes(const brink_tree *tree, const brink_cases *cases, size_t i);

/* How far boxes and tree agree on the cases. */
typedef struct brink_agreement {
    size_t both, boxes_alone, tree_alone, neither;
    double share;   /* of cases on which they agree */
    double kappa;   /* Cohen (1960): agreement beyond chance, 1 = full; NaN when chance agrees fully */
    double overlap; /* Jaccard: both / (both + either alone); NaN when both hold nothing */
} brink_agreement;

brink_agreement brink_tree_agreement(const brink_tree *tree, const brink_prim *prim, const brink_cases *cases);

#endif
