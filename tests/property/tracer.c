/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tracer from within. Its linear systems are those of the equations, by finite differences of their residuals; a
 * brisk walk ends where the walk ends that defines the branch. */
#include "support/check.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>

#include "../../models/deterrence/arrowhead.h"
#include "../../models/deterrence/trace.h"
#include "support/paths.h"

enum { SEED = 7, PERIODS = 12, LANES = 4, N_RANDOM = 12 };

typedef struct visit {
    size_t n, n_given_up, n_elsewhere; /* stages; of these those that the brisk walk leaves, and ends elsewhere */
    double worst;                      /* difference of the ends of the others */
    double off;                        /* of what a system should be from what it is */
} visit;

/* Residuals of all equations at (u, x). */
static void residuals(const situation *s, const double *u, double x, double *to)
{
    const size_t n_defenders = s->t->n_defenders;
    reply *replies = calloc(s->n_blocks * n_defenders + 1, sizeof *replies);
    double by_point[4 * MAX_MENU], by_others[2], by_x[2], q[MAX_MENU];
    assert_non_null(replies);
    brink__situation_replies(s, u, x, replies);
    for (size_t i = 0; i < s->n_blocks * s->m; i++) {
        to[i] = replies[i / 3].residual[i % 3];
    }
    for (size_t k = 0; 2 * k < s->n_border; k++) {
        brink__situation_border(s, u, x, k, to + s->n_blocks * s->m + 2 * k, by_point, by_others, by_x, q);
    }
    free(replies);
}

/* Along Newton's correction residuals fall in proportion to its part that is taken, along the direction of the path
 * they do not change; to first order. */
static void check_system(const situation *s, const double *at, visit *to)
{
    const size_t n = situation_n(s);
    const double part = 1e-6;
    double *space = calloc(brink__arrowhead_space(s->m, s->n_blocks, s->n_border) + 4 * (n + 1), sizeof *space);
    double *last = space, *moved = last + n + 1, *here = moved + n + 1, *there = here + n + 1;
    arrowhead system = brink__arrowhead_over(s, 1.0, there + n + 1);
    for (size_t i = 0; i <= n; i++) {
        last[i] = i == n ? 1.0 : 0.01;
    }
    brink__arrowhead_solve(&system, at, last, 0.25);
    residuals(s, at, at[n], here);
    for (int along = 0; along < 2; along++) {
        const double *way = along == 0 ? system.delta : system.ahead;
        double row = 0.0;
        for (size_t i = 0; i <= n; i++) {
            moved[i] = at[i] + part * way[i];
            row += last[i] * way[i];
        }
        residuals(s, moved, moved[n], there);
        to->off = fmax(to->off, fabs(row - (along == 0 ? 0.25 : 1.0)));
        for (size_t i = 0; i < n; i++) {
            const double slope = (there[i] - here[i]) / part;
            to->off = fmax(to->off, fabs(slope + (along == 0 ? here[i] : 0.0)));
        }
    }
    free(space);
}

static void check_stage(const situation *s, visit *to)
{
    const size_t n = situation_n(s), n_space = brink__trace_space(s->p);
    double *space = calloc(2 * n_space + n + 1, sizeof *space), *end, *brisk_end, reached, worst = 0.0;
    assert_non_null(space);
    assert_true(brink__trace(s, 1.0, space, &end, &reached) && reached == 1.0);
    to->n++;
    if (!brink__trace_briskly(s, 1.0, space + n_space, &brisk_end)) {
        to->n_given_up++;
    } else {
        for (size_t i = 0; i < n; i++) {
            worst = fmax(worst, fabs(end[i] - brisk_end[i]));
        }
        to->n_elsewhere += worst > 1e-4;
        to->worst = worst > 1e-4 ? to->worst : fmax(to->worst, worst);
    }
    double *at = space + 2 * n_space; /* off the path, and off what is special in play */
    for (size_t i = 0; i < n; i++) {
        at[i] = end[i] * (0.9 + 0.001 * (double)(i % 7)) + 0.003;
    }
    at[n] = 0.7;
    check_system(s, at, to);
    free(space);
}

static visit walk(const tables *t)
{
    visit sum = {0};
    runner r = runner_new(tables_compile(t), SEED, 0);
    for (int period = 0; period < PERIODS; period++) {
        runner_step(&r);
        const program *p = program_of(&r.batch);
        const work *w = work_of(&r.batch);
        for (size_t k = 0; k < p->n_theatres * LANES; k++) {
            const situation challengers = brink__situation_challengers(p, w, k / LANES, k % LANES);
            const situation defenders = brink__situation_defenders(p, w, k / LANES, k % LANES);
            check_stage(&challengers, &sum);
            if (defenders.m > 0) {
                check_stage(&defenders, &sum);
            }
        }
    }
    runner_free(&r);
    return sum;
}

static void report(const char *what, const visit *v)
{
    print_message("%s: of %zu stages %zu given up and %zu elsewhere, the others within %.2g; systems within %.2g\n",
                  what, v->n, v->n_given_up, v->n_elsewhere, v->worst, v->off);
}

static void shipped_scenario(void **unused)
{
    (void)unused;
    tables *t = tables_read(BRINK_SOURCE_DIR "/scenarios/baseline");
    const visit v = walk(t);
    report("baseline", &v);
    assert_true(v.n == 6 * PERIODS * LANES);
    assert_true(100 * v.n_given_up <= v.n && v.n_elsewhere == 0);
    assert_true(v.worst < 1e-7 && v.off < 2e-5);
    tables_free(t);
}

static void random_scenarios(void **unused)
{
    (void)unused;
    visit sum = {0};
    for (uint64_t i = 0; i < N_RANDOM; i++) {
        tables *t = tables_random(&(random_scenario){500 + i, "qre", "auto", "1e-8", 3.0, 0.1, 4, PERIODS});
        const visit v = walk(t);
        sum.n += v.n;
        sum.n_given_up += v.n_given_up;
        sum.n_elsewhere += v.n_elsewhere;
        sum.worst = fmax(sum.worst, v.worst);
        sum.off = fmax(sum.off, v.off);
        tables_free(t);
    }
    report("random scenarios", &sum);
    assert_true(20 * sum.n_given_up <= sum.n && 1000 * sum.n_elsewhere <= sum.n);
    assert_true(sum.worst < 1e-7 && sum.off < 2e-5);
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(shipped_scenario), cmocka_unit_test(random_scenarios)};
    return cmocka_run_group_tests_name("tracer", tests, NULL, NULL) != 0;
}
