/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What must hold of boxes and trees whatever the cases: counts that can be made again, coverage that only falls, and
 * answers that do not depend on the order of cases or on the scale of a dimension. Random cases with ties, categories
 * and noise; the seed of a failure is printed. */
#include "support/check.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <string.h>

#include "brink/prim.h"
#include "brink/tree.h"
#include "support/made_cases.h"

enum { N = 300, SEEDS = 25 };

static void draw(made_cases *m, uint64_t seed)
{
    made_init(m, N, 4);
    made_uniforms(m, seed);
    made_category(m, 3, 4);
    m->dimension[2].kind = BRINK_DIMENSION_WHOLE;
    for (size_t i = 0; i < N; i++) {
        m->column[2][i] = floor(7 * m->column[2][i]);
        m->column[3][i] = floor(4 * m->column[3][i]);
        double p = 0.05 + (m->column[0][i] > 0.6 && m->column[2][i] >= 3 ? 0.6 : 0) + (m->column[3][i] == 2 ? 0.2 : 0);
        m->is_interest[i] = made_uniform(seed, i, 20) < p;
    }
}

static brink_prim *boxes_with(const made_cases *m, double quasi_p_max)
{
    brink_prim_options o = BRINK_PRIM_DEFAULTS;
    o.quasi_p_max = quasi_p_max;
    brink_prim *prim = NULL;
    brink_error err = {0};
    assert_int_equal(brink_prim_new(&m->cases, &o, &prim, &err), BRINK_OK);
    return prim;
}

static brink_prim *boxes(const made_cases *m)
{
    return boxes_with(m, BRINK_PRIM_DEFAULTS.quasi_p_max);
}

static brink_tree *grow(const made_cases *m)
{
    brink_tree_options o = BRINK_TREE_DEFAULTS;
    brink_tree *tree = NULL;
    brink_error err = {0};
    assert_int_equal(brink_tree_new(&m->cases, &o, &tree, &err), BRINK_OK);
    return tree;
}

/* Cases inside a box and outside of all before it. */
static void recount(const made_cases *m, const brink_prim *prim, size_t before, const brink_box *box)
{
    size_t n = 0;
    size_t k = 0;
    for (size_t i = 0; i < N; i++) {
        bool is_in = brink_box_holds(&m->cases, box->range, i);
        for (size_t b = 0; b < before; b++) {
            is_in = is_in && !brink_box_holds(&m->cases, prim->peeling[b].final.range, i);
        }
        n += is_in;
        k += is_in && m->is_interest[i];
    }
    assert_int_equal(box->n, n);
    assert_int_equal(box->n_interest, k);
    size_t n_limited = 0;
    for (size_t f = 0; f < 4; f++) {
        bool is_limited = brink_range_is_limited(&m->dimension[f], &box->range[f]);
        n_limited += is_limited;
        assert_int_equal(is_limited, !isnan(box->quasi_p[f]));
        assert_false(is_limited && !(box->quasi_p[f] >= 0 && box->quasi_p[f] <= 1));
    }
    assert_int_equal(box->n_limited, n_limited);
}

static void counts_hold(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 2 * SEEDS; k++) {
        made_cases m;
        bool has_all_limits = k < SEEDS;
        draw(&m, k % SEEDS + 1);
        brink_prim *prim = boxes_with(&m, has_all_limits ? 1 : 0.05);
        for (size_t b = 0; b < prim->n_peelings; b++) {
            const brink_peeling *p = &prim->peeling[b];
            for (size_t i = 0; i < p->n_steps; i++) {
                recount(&m, prim, b, &p->step[i]);
                assert_true(i == 0 ||
                            (p->step[i].n < p->step[i - 1].n && p->step[i].n_interest <= p->step[i - 1].n_interest));
                assert_true(p->step[i].n >= 15); /* the least mass */
            }
            recount(&m, prim, b, &p->final);
            /* pasting covers no less, no less densely; without some limits more is covered */
            const brink_box *chosen = &p->step[p->chosen];
            assert_true(p->final.n_interest >= chosen->n_interest);
            assert_true(!has_all_limits || p->final.n_interest * chosen->n >= chosen->n_interest * p->final.n);
        }
        brink_prim_free(prim);
        made_fini(&m);
    }
}

/* Not by memory: what pads a range is anything. */
static void same_range(const brink_range *a, const brink_range *b)
{
    assert_memory_equal(&a->lo, &b->lo, sizeof a->lo);
    assert_memory_equal(&a->hi, &b->hi, sizeof a->hi);
    assert_int_equal(a->has_lo, b->has_lo);
    assert_int_equal(a->has_hi, b->has_hi);
    assert_int_equal(a->levels, b->levels);
}

static void same_boxes(const brink_prim *a, const brink_prim *b)
{
    assert_int_equal(a->n_peelings, b->n_peelings);
    for (size_t i = 0; i < a->n_peelings; i++) {
        const brink_peeling *p = &a->peeling[i];
        const brink_peeling *q = &b->peeling[i];
        assert_int_equal(p->n_steps, q->n_steps);
        assert_int_equal(p->chosen, q->chosen);
        for (size_t f = 0; f < 4; f++) {
            same_range(&p->final.range[f], &q->final.range[f]);
        }
        for (size_t s = 0; s < p->n_steps; s++) {
            assert_int_equal(p->step[s].n, q->step[s].n);
            assert_int_equal(p->step[s].n_interest, q->step[s].n_interest);
            assert_memory_equal(p->step[s].quasi_p, q->step[s].quasi_p, 4 * sizeof(double));
        }
    }
}

/* Cases in another order give the same boxes and, but for the folds, the same tree. */
static void order_does_not_matter(void **state)
{
    (void)state;
    gsl_rng *rng = gsl_rng_alloc(brink_rng_philox);
    assert_non_null(rng);
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        made_cases m;
        made_cases shuffled;
        size_t order[N];
        draw(&m, seed);
        draw(&shuffled, seed);
        for (size_t i = 0; i < N; i++) {
            order[i] = i;
        }
        gsl_rng_set(rng, seed);
        gsl_ran_shuffle(rng, order, N, sizeof order[0]);
        for (size_t i = 0; i < N; i++) {
            for (size_t f = 0; f < 4; f++) {
                shuffled.column[f][i] = m.column[f][order[i]];
            }
            shuffled.is_interest[i] = m.is_interest[order[i]];
        }
        brink_prim *a = boxes(&m);
        brink_prim *b = boxes(&shuffled);
        same_boxes(a, b);
        brink_tree *tree = grow(&m);
        brink_tree *other = grow(&shuffled);
        assert_int_equal(tree->n_sizes, other->n_sizes);
        for (size_t s = 0; s < tree->n_sizes; s++) {
            assert_near(tree->size[s].alpha, other->size[s].alpha, 0);
            assert_int_equal(tree->size[s].n_leaves, other->size[s].n_leaves);
        }
        brink_tree_free(tree);
        brink_tree_free(other);
        brink_prim_free(a);
        brink_prim_free(b);
        made_fini(&m);
        made_fini(&shuffled);
    }
    gsl_rng_free(rng);
}

/* A rising function of a dimension changes limits, and nothing else; turning it round changes sides. */
static void scale_does_not_matter(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        made_cases m;
        made_cases scaled;
        draw(&m, seed);
        draw(&scaled, seed);
        for (size_t i = 0; i < N; i++) {
            double x = m.column[0][i];
            scaled.column[0][i] = x * x * x * 1000 - 7;
        }
        brink_prim *a = boxes(&m);
        brink_prim *b = boxes(&scaled);
        assert_int_equal(a->n_peelings, b->n_peelings);
        for (size_t p = 0; p < a->n_peelings; p++) {
            assert_int_equal(a->peeling[p].chosen, b->peeling[p].chosen);
            assert_int_equal(a->peeling[p].final.n, b->peeling[p].final.n);
            for (size_t i = 0; i < N; i++) {
                assert_int_equal(brink_box_holds(&m.cases, a->peeling[p].final.range, i),
                                 brink_box_holds(&scaled.cases, b->peeling[p].final.range, i));
            }
        }
        brink_tree *tree = grow(&m);
        brink_tree *other = grow(&scaled);
        assert_int_equal(tree->n_nodes, other->n_nodes);
        for (size_t i = 0; i < N; i++) {
            assert_int_equal(brink_tree_takes(tree, &m.cases, i), brink_tree_takes(other, &scaled.cases, i));
        }
        brink_tree_free(tree);
        brink_tree_free(other);
        brink_prim_free(a);
        brink_prim_free(b);
        made_fini(&m);
        made_fini(&scaled);
    }
}

/* Leaves part the cases; those taken have the counts that the tree says. */
static void trees_part_cases(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        made_cases m;
        draw(&m, seed);
        brink_tree *tree = grow(&m);
        size_t n_leaves = 0;
        size_t n = 0;
        size_t n_taken = 0;
        double importance = 0;
        for (size_t i = 0; i < tree->n_nodes; i++) {
            const brink_node *node = &tree->node[i];
            if (node->left != BRINK_NO_NODE) {
                assert_true(node->left > i && node->right > node->left);
                assert_int_equal(node->n, tree->node[node->left].n + tree->node[node->right].n);
                assert_int_equal(node->n_interest,
                                 tree->node[node->left].n_interest + tree->node[node->right].n_interest);
                assert_int_equal(tree->node[node->left].parent, i);
                continue;
            }
            n_leaves++;
            n += node->n;
            assert_true(node->n >= 5);
        }
        assert_int_equal(n, N);
        assert_int_equal(n_leaves, tree->size[tree->chosen].n_leaves);
        for (size_t i = 0; i < N; i++) {
            n_taken += brink_tree_takes(tree, &m.cases, i);
        }
        assert_int_equal(n_taken, tree->n_taken);
        for (size_t f = 0; f < 4; f++) {
            importance += tree->importance[f];
        }
        assert_near(importance, tree->n_nodes > 1 ? 1 : 0, 1e-12);
        brink_tree_free(tree);
        made_fini(&m);
    }
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_hold),
        cmocka_unit_test(order_does_not_matter),
        cmocka_unit_test(scale_does_not_matter),
        cmocka_unit_test(trees_part_cases),
    };
    return cmocka_run_group_tests_name("discovery", tests, NULL, NULL) != 0;
}
