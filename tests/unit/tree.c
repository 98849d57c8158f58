/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Trees on cases whose splits follow by hand; the first split of random ones against a search of all. */
#include "support/check.h"

#include <gsl/gsl_errno.h>
#include <string.h>

#include "brink/tree.h"
#include "explore/discovery/grow.h"
#include "support/made_cases.h"

static brink_tree_options defaults(void)
{
    return BRINK_TREE_DEFAULTS;
}

static brink_tree *run(const made_cases *m, brink_tree_options options)
{
    brink_error err = {0};
    brink_tree *tree = NULL;
    brink_status status = brink_tree_new(&m->cases, &options, &tree, &err);
    if (status != BRINK_OK) {
        print_error("%s\n", err.what);
    }
    assert_int_equal(status, BRINK_OK);
    return tree;
}

/* 100 cases on a grid of 10 x 10; of interest in the corner a >= 7, b <= 3. */
static void corner(made_cases *m)
{
    made_init(m, 100, 3);
    for (size_t i = 0; i < 100; i++) {
        size_t tens = i / 10;
        m->column[0][i] = (double)tens;
        m->column[1][i] = (double)(i % 10);
        m->column[2][i] = (double)((i * 37) % 100); /* says nothing */
        m->is_interest[i] = i / 10 >= 7 && i % 10 <= 3;
    }
}

static void corner_is_found(void **state)
{
    (void)state;
    made_cases m;
    corner(&m);
    brink_tree *tree = run(&m, defaults());
    /* the sum of k^2/n: 12^2/30 with a first, 12^2/40 with b first */
    assert_int_equal(tree->n_nodes, 5);
    const brink_node *root = &tree->node[0];
    assert_int_equal(root->dimension, 0);
    assert_near(root->limit, 6.5, 0);
    assert_int_equal(root->n, 100);
    assert_int_equal(root->n_interest, 12);
    const brink_node *right = &tree->node[root->right];
    assert_int_equal(right->dimension, 1);
    assert_near(right->limit, 3.5, 0);
    assert_int_equal(right->n, 30);
    assert_int_equal(right->parent, 0);
    assert_int_equal(tree->node[root->left].left, BRINK_NO_NODE);
    assert_int_equal(tree->node[root->left].n_interest, 0);
    assert_true(tree->node[right->left].is_taken);
    assert_false(tree->node[right->right].is_taken);
    assert_int_equal(tree->node[right->left].depth, 2);
    assert_int_equal(tree->n_taken, 12);
    assert_int_equal(tree->n_taken_interest, 12);
    for (size_t i = 0; i < 100; i++) {
        assert_int_equal(brink_tree_takes(tree, &m.cases, i), m.is_interest[i]);
    }
    /* squares: root 12 x 88/100, a's right side 12 x 18/30, the leaves none */
    assert_near(tree->importance[0], (10.56 - 7.2) / 10.56, 1e-15);
    assert_near(tree->importance[1], 7.2 / 10.56, 1e-15);
    assert_near(tree->importance[2], 0, 0);
    brink_tree_free(tree);
    m.dimension[0].kind = BRINK_DIMENSION_WHOLE;
    tree = run(&m, defaults());
    assert_near(tree->node[0].limit, 6, 0);
    brink_tree_free(tree);
    made_fini(&m);
}

/* The links by hand: the split on b saves 7.2 for one leaf more, both together 10.56 for two, that is 5.28 each: the
 * weakest link is the root, and everything goes at once. */
static void links_are_cut(void **state)
{
    (void)state;
    made_cases m;
    corner(&m);
    brink__orders orders = {0};
    brink__grown grown = {0};
    brink_error err;
    assert_int_equal(brink__orders_init(&orders, &m.cases, &err), BRINK_OK);
    assert_int_equal(brink__grow(&m.cases, &orders, 5, 8, &grown, &err), BRINK_OK);
    assert_int_equal(brink__prune(&grown, &err), BRINK_OK);
    assert_int_equal(grown.n, 5);
    assert_near(grown.node[0].strength, 0.0528, 1e-15);
    assert_near(grown.node[grown.node[0].right].strength, 0.0528, 1e-15);
    free(grown.node);
    brink__orders_fini(&orders);
    /* one case in the wrong place: a third split, by the third dimension, saves next to nothing and goes first */
    m.is_interest[5] = 1;
    assert_int_equal(brink__orders_init(&orders, &m.cases, &err), BRINK_OK);
    assert_int_equal(brink__grow(&m.cases, &orders, 5, 8, &grown, &err), BRINK_OK);
    assert_int_equal(brink__prune(&grown, &err), BRINK_OK);
    assert_true(grown.n > 5);
    double root = grown.node[0].strength;
    for (size_t i = 1; i < grown.n; i++) {
        assert_true(grown.node[i].left == BRINK_NO_NODE || grown.node[i].strength <= root);
        assert_true(grown.node[i].left == BRINK_NO_NODE ||
                    grown.node[i].strength <= grown.node[grown.node[i].parent].strength);
        assert_true(grown.node[i].n >= 5);
    }
    free(grown.node);
    brink__orders_fini(&orders);
    made_fini(&m);
}

static void levels_are_sorted(void **state)
{
    (void)state;
    made_cases m;
    made_init(&m, 120, 2);
    made_category(&m, 0, 4);
    for (size_t i = 0; i < 120; i++) {
        size_t level = i % 4;
        m.column[0][i] = (double)level;
        m.column[1][i] = (double)((i * 7) % 120);
        /* red 0 of 30, green 24, blue 6, black 30 */
        m.is_interest[i] = level == 3 || (level == 1 && i / 4 < 24) || (level == 2 && i / 4 < 6);
    }
    brink_tree_options o = defaults();
    o.max_depth = 1;
    brink_tree *tree = run(&m, o);
    assert_int_equal(tree->n_nodes, 3);
    assert_int_equal(tree->node[0].dimension, 0);
    assert_int_equal(tree->node[0].levels, 1u << 0 | 1u << 2); /* red and blue go left */
    assert_int_equal(tree->node[1].n_interest, 6);
    assert_int_equal(tree->node[2].n_interest, 54);
    brink_tree_free(tree);
    made_fini(&m);
}

/* Nothing to find: cross-validation leaves the root, which takes everything or nothing. */
static void noise_is_pruned(void **state)
{
    (void)state;
    made_cases m;
    made_init(&m, 500, 4);
    made_uniforms(&m, 21);
    for (size_t i = 0; i < 500; i++) {
        m.is_interest[i] = made_uniform(22, i, 9) < 0.3;
    }
    brink_tree *tree = run(&m, defaults());
    assert_int_equal(tree->n_nodes, 1);
    assert_true(tree->n_sizes > 5);
    assert_int_equal(tree->size[tree->n_sizes - 1].n_leaves, 1);
    for (size_t s = 1; s < tree->n_sizes; s++) {
        assert_true(tree->size[s].alpha > tree->size[s - 1].alpha);
        assert_true(tree->size[s].n_leaves < tree->size[s - 1].n_leaves);
    }
    /* the risk of the root alone is the variance of the outcome, but for what folds leave out */
    double p = (double)tree->node[0].n_interest / 500;
    assert_near(tree->size[tree->n_sizes - 1].risk, p * (1 - p), 0.002);
    assert_true(tree->size[0].risk > tree->size[tree->n_sizes - 1].risk);
    brink_tree_free(tree);
    made_fini(&m);
}

/* --- the first split against a search of all */

static double impurity(const made_cases *m, size_t f, double limit, size_t least)
{
    double n[2] = {0, 0};
    double k[2] = {0, 0};
    for (size_t i = 0; i < m->cases.n; i++) {
        size_t side = m->column[f][i] > limit;
        n[side]++;
        k[side] += m->is_interest[i];
    }
    if (n[0] < (double)least || n[1] < (double)least) {
        return (double)INFINITY;
    }
    return 2 * k[0] * (1 - k[0] / n[0]) + 2 * k[1] * (1 - k[1] / n[1]);
}

static void first_split_is_best(void **state)
{
    (void)state;
    for (uint64_t seed = 100; seed < 120; seed++) {
        made_cases m;
        made_init(&m, 60, 3);
        made_uniforms(&m, seed);
        for (size_t i = 0; i < 60; i++) {
            m.column[2][i] = floor(6 * m.column[2][i]); /* with ties */
            m.is_interest[i] = made_uniform(seed, i, 8) < 0.2 + 0.5 * m.column[seed % 2][i];
        }
        double best = (double)INFINITY;
        for (size_t f = 0; f < 3; f++) {
            for (size_t i = 0; i < 60; i++) {
                best = fmin(best, impurity(&m, f, m.column[f][i], 5));
            }
        }
        brink__orders orders = {0};
        brink__grown grown = {0};
        brink_error err;
        assert_int_equal(brink__orders_init(&orders, &m.cases, &err), BRINK_OK);
        assert_int_equal(brink__grow(&m.cases, &orders, 5, 1, &grown, &err), BRINK_OK);
        assert_int_equal(grown.n, 3);
        assert_near(impurity(&m, grown.node[0].dimension, grown.node[0].limit, 5), best, 1e-12);
        free(grown.node);
        brink__orders_fini(&orders);
        made_fini(&m);
    }
}

/* --- boxes and trees */

static void agreement_counts(void **state)
{
    (void)state;
    made_cases m;
    corner(&m);
    brink_error err;
    brink_prim_options o = BRINK_PRIM_DEFAULTS;
    brink_prim *prim = NULL;
    brink_tree *tree = run(&m, defaults());
    assert_int_equal(brink_prim_new(&m.cases, &o, &prim, &err), BRINK_OK);
    brink_agreement a = brink_tree_agreement(tree, prim, &m.cases);
    assert_int_equal(a.both, 12);
    assert_int_equal(a.neither, 88);
    assert_near(a.share, 1, 0);
    assert_near(a.kappa, 1, 1e-15);
    assert_near(a.overlap, 1, 0);
    /* the box says a <= 6 by force: nothing in common */
    brink_range *range = prim->peeling[0].final.range;
    range[0] = (brink_range){.lo = 0, .hi = 6, .has_hi = true};
    range[1] = (brink_range){.lo = 0, .hi = 9};
    a = brink_tree_agreement(tree, prim, &m.cases);
    assert_int_equal(a.both, 0);
    assert_int_equal(a.boxes_alone, 70);
    assert_int_equal(a.tree_alone, 12);
    assert_int_equal(a.neither, 18);
    assert_near(a.overlap, 0, 0);
    double chance = 0.7 * 0.12 + 0.3 * 0.88;
    assert_near(a.kappa, (0.18 - chance) / (1 - chance), 1e-15);
    brink_prim_free(prim);
    brink_tree_free(tree);
    made_fini(&m);
}

static void nonsense_is_refused(void **state)
{
    (void)state;
    made_cases m;
    corner(&m);
    static const brink_tree_options wrong[] = {
        {.leaf_min = 0, .max_depth = 8, .n_folds = 10},
        {.leaf_min = 0.6, .max_depth = 8, .n_folds = 10},
        {.leaf_min = 0.01, .max_depth = 0, .n_folds = 10},
        {.leaf_min = 0.01, .max_depth = 65, .n_folds = 10},
        {.leaf_min = 0.01, .max_depth = 8, .n_folds = 1},
        {.leaf_min = 0.01, .max_depth = 8, .n_folds = 10, .n_errors = -1},
    };
    for (size_t i = 0; i < COUNT(wrong); i++) {
        brink_error err = {0};
        brink_tree *tree = (brink_tree *)(uintptr_t)1;
        assert_int_equal(brink_tree_new(&m.cases, &wrong[i], &tree, &err), BRINK_EUSAGE);
        assert_null(tree);
        assert_true(err.what[0] != '\0');
    }
    made_fini(&m);
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(corner_is_found),     cmocka_unit_test(links_are_cut),
        cmocka_unit_test(levels_are_sorted),   cmocka_unit_test(noise_is_pruned),
        cmocka_unit_test(first_split_is_best), cmocka_unit_test(agreement_counts),
        cmocka_unit_test(nonsense_is_refused),
    };
    return cmocka_run_group_tests_name("tree", tests, NULL, NULL) != 0;
}
