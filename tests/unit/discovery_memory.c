/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each allocation of discovery and robustness fails once: BRINK_ENOMEM, nothing lost, nothing touched that is not there
 * (the sanitizers see to that). GSL's own allocations are in a shared library and are not seen. */
#include "support/check.h"

#include <gsl/gsl_errno.h>

#include "brink/prim.h"
#include "brink/robust.h"
#include "brink/tree.h"
#include "support/allocations.h"
#include "support/made_cases.h"

static made_cases m;

static brink_status use_prim(void)
{
    brink_prim_options o = BRINK_PRIM_DEFAULTS;
    o.n_folds = 2;
    brink_prim *prim = NULL;
    brink_prim_trust trust = {0};
    brink_error err;
    brink_status status = brink_prim_new(&m.cases, &o, &prim, &err);
    assert_true((prim != NULL) == (status == BRINK_OK));
    if (status == BRINK_OK) {
        status = brink_prim_trust_init(&trust, &m.cases, &o, prim, 2, NULL, NULL, &err);
    }
    brink_prim_trust_fini(&trust);
    brink_prim_free(prim);
    return status;
}

static brink_status use_tree(void)
{
    brink_tree_options o = BRINK_TREE_DEFAULTS;
    brink_tree *tree = NULL;
    brink_error err;
    o.n_folds = 3;
    brink_status status = brink_tree_new(&m.cases, &o, &tree, &err);
    assert_true((tree != NULL) == (status == BRINK_OK));
    brink_tree_free(tree);
    return status;
}

static brink_status use_robust(void)
{
    static const double v[] = {1, 2, 3, 4, 3, 2};
    brink_performance o = {.least = -(double)INFINITY, .most = (double)INFINITY, .bound = 2, .value = v};
    brink_payoffs payoffs = {.n_postures = 2, .n_states = 3, .n_objectives = 1, .objective = &o};
    brink_robust_options options = BRINK_ROBUST_DEFAULTS;
    brink_robust robust;
    brink_error err;
    options.n_draws = 100;
    brink_status status = brink_robust_init(&robust, &payoffs, &options, NULL, NULL, &err);
    assert_true((robust.cell != NULL) == (status == BRINK_OK));
    brink_robust_fini(&robust);
    return status;
}

static void fail_each(brink_status (*use)(void), size_t least)
{
    n_allocations = 0;
    fail_at = 0;
    assert_int_equal(use(), BRINK_OK);
    size_t n = n_allocations;
    assert_true(n >= least); /* they are seen */
    for (size_t k = 1; k <= n; k++) {
        n_allocations = 0;
        fail_at = k;
        brink_status status = use();
        fail_at = 0;
        assert_int_equal(status, BRINK_ENOMEM);
    }
}

static void prim(void **state)
{
    (void)state;
    fail_each(use_prim, 100);
}

static void tree(void **state)
{
    (void)state;
    fail_each(use_tree, 40);
}

static void robust(void **state)
{
    (void)state;
    fail_each(use_robust, 18);
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    made_init(&m, 60, 3);
    made_uniforms(&m, 2);
    for (size_t i = 0; i < 60; i++) {
        m.is_interest[i] = m.column[0][i] > 0.6;
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test(prim), cmocka_unit_test(tree), cmocka_unit_test(robust)};
    int status = cmocka_run_group_tests_name("discovery_memory", tests, NULL, NULL) != 0;
    made_fini(&m);
    return status;
}
