/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ways to compute a period agree. From the same states the choice probabilities of the plain kernel and of the damped
 * iteration, which takes the equations as they are written and shares nothing with the kernels but what they start
 * from, are those of the kernels to within the scenario's tolerance; instruction sets give the same bits. */
#include "support/check.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>

#include "support/paths.h"

enum { SEED = 5, PERIODS = 16, N_RANDOM = 6 };

static const brink_model_type *model(void)
{
    return brink_model_find("deterrence");
}

/* The damped iteration is the reference: it goes on to a thousandth of the tolerance. */
static runner runner_by(const tables *t, size_t kernel)
{
    tables *own = tables_copy(t);
    if (model()->kernels[kernel].kind == BRINK_KERNEL_NAIVE) {
        char text[32];
        (void)snprintf(text, sizeof text, "%.9g", 1e-3 * tables_value(t, "tolerance", 1e-6));
        tables_set_value(own, "parameters", "tolerance", text);
    }
    brink_program *program = tables_compile(own);
    tables_free(own);
    model()->use_kernel(program, kernel);
    return runner_new(program, SEED, 0);
}

static void copy_state(runner *to, const runner *from)
{
    double *state = calloc(from->n_state, sizeof *state);
    assert_non_null(state);
    for (size_t l = 0; l < BRINK_LANES; l++) {
        brink__deterrence_get_state(&from->batch, l, state);
        brink__deterrence_set_state(&to->batch, l, state);
    }
    free(state);
}

typedef struct found {
    double worst;
    size_t n, n_bits, n_moves; /* probabilities compared, of other bits; lanes that moved otherwise */
} found;

static bool moved_alike(const runner *a, const runner *b, size_t lane)
{
    brink__deterrence_post one, other;
    bool is_alike = true;
    for (size_t i = 0; i < a->n_posts; i++) {
        brink__deterrence_get_post(&a->batch, lane, i, &one);
        brink__deterrence_get_post(&b->batch, lane, i, &other);
        is_alike = is_alike && one.action == other.action && one.is_attributed == other.is_attributed;
    }
    return is_alike;
}

static void compare(const runner *a, const runner *b, found *to)
{
    brink__deterrence_post one, other;
    for (size_t l = 0; l < BRINK_LANES; l++) {
        if (!moved_alike(a, b, l)) { /* the defenders then face something else */
            to->n_moves++;
            continue;
        }
        for (size_t i = 0; i < a->n_posts; i++) {
            brink__deterrence_get_post(&a->batch, l, i, &one);
            brink__deterrence_get_post(&b->batch, l, i, &other);
            for (size_t k = 0; k < 2 * brink__deterrence_menu_size(a->program, i); k++) {
                const double x = one.probability[k % 2][k / 2], y = other.probability[k % 2][k / 2];
                to->worst = fabs(x - y) <= to->worst ? to->worst : fabs(x - y);
                to->n_bits += !same_bits(&x, &y, 1);
                to->n++;
            }
        }
    }
}

/* Every other kernel against the kernel of the base instruction set, which leads. */
static void compare_all(const tables *t, const char *what)
{
    const double tolerance = tables_value(t, "tolerance", 1e-6);
    size_t base = 0;
    while (model()->kernels[base].kind != BRINK_KERNEL_ISA) {
        base++;
    }
    for (size_t k = 0; k < model()->n_kernels; k++) {
        const brink_kernel *kernel = &model()->kernels[k];
        const bool is_isa = kernel->kind == BRINK_KERNEL_ISA;
        found sum = {0};
        if (k == base || (is_isa && !brink_isa_is_supported(kernel->isa))) {
            continue;
        }
        runner lead = runner_by(t, base), other = runner_by(t, k);
        for (int period = 0; period < PERIODS; period++) {
            copy_state(&other, &lead);
            runner_step(&lead);
            runner_step(&other);
            compare(&lead, &other, &sum);
        }
        runner_free(&lead);
        runner_free(&other);
        print_message("%s, %s: %zu probabilities, worst %.2g of tolerance %.2g, %zu of other bits\n", what,
                      kernel->name, sum.n, sum.worst, tolerance, sum.n_bits);
        assert_true(sum.n > 0);
        assert_true(is_isa ? sum.n_bits == 0 && sum.n_moves == 0 : sum.worst <= tolerance);
        assert_true(is_isa || sum.n_bits > 0); /* they do differ, so the comparison is one of two things */
        assert_true(sum.n_moves <= 1);
    }
}

static void shipped_scenario(void **unused)
{
    (void)unused;
    tables *t = tables_read(BRINK_SOURCE_DIR "/scenarios/baseline");
    compare_all(t, "baseline");
    tables_free(t);
}

static void random_scenarios(void **unused)
{
    (void)unused;
    for (uint64_t i = 0; i < N_RANDOM; i++) {
        char what[32];
        tables *t = tables_random(&(random_scenario){300 + i, "qre", "auto", "1e-8", 3.0, 0.1, 4, PERIODS});
        (void)snprintf(what, sizeof what, "random scenario %d", (int)i);
        compare_all(t, what);
        tables_free(t);
    }
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(shipped_scenario), cmocka_unit_test(random_scenarios)};
    return cmocka_run_group_tests_name("kernels", tests, NULL, NULL) != 0;
}
