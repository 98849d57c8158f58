/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each allocation of compiling a scenario fails once, and then it and all after it: BRINK_ENOMEM with a text, no
 * program, nothing lost and nothing touched that is not there (the sanitizers see to that). What shared libraries
 * allocate by themselves is not seen. */
#include "support/check.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>

#include "support/allocations.h"
#include "support/registry.h"

static void fail_from(const registry_entry *e, size_t k, bool all_after)
{
    brink_program *program = NULL;
    brink_error err = {0};
    n_allocations = 0;
    fail_at = k;
    fail_after = all_after;
    const brink_status status = brink_program_new(e->scenario, &program, &err);
    fail_at = 0;
    if (status != BRINK_ENOMEM || program != NULL || err.what[0] == '\0') {
        fail_msg("allocation %zu fails: status %s, %s, '%s'", k, brink_status_name(status),
                 program != NULL ? "a program" : "no program", err.what);
    }
}

static void each_allocation_fails(void **state)
{
    const registry_entry *e = *state;
    brink_program *program = NULL;
    assert_non_null(e->scenario);
    n_allocations = 0;
    fail_at = 0;
    assert_int_equal(brink_program_new(e->scenario, &program, NULL), BRINK_OK);
    const size_t n = n_allocations;
    brink_program_free(program);
    assert_true(n > 0); /* they are seen */
    for (size_t k = 1; k <= n; k++) {
        fail_from(e, k, false);
        fail_from(e, k, true);
    }
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    static registry_entry entries[REGISTRY_MOST];
    static struct CMUnitTest tests[REGISTRY_MOST];
    const size_t n = registry_open(entries);
    for (size_t i = 0; i < n; i++) {
        tests[i] = (struct CMUnitTest){entries[i].model->name, each_allocation_fails, NULL, NULL, &entries[i]};
    }
    const int failed = _cmocka_run_group_tests("compile", tests, n, NULL, NULL);
    registry_close(entries, n);
    return failed != 0;
}
