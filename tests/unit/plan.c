/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rounds, half-widths and limits, without a store: blocks are added to a tally as a ledger adds them. */
#include "support/check.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine/block.h"
#include "engine/plan.h"
#include "support/toy.h"

static void rounds_double(void **unused)
{
    (void)unused;
    assert_int_equal(brink_round_replicas(0, 100000), 512);
    assert_int_equal(brink_round_replicas(1, 100000), 1024);
    assert_int_equal(brink_round_replicas(7, 100000), 65536);
    assert_int_equal(brink_round_replicas(8, 100000), 100000);
    assert_int_equal(brink_round_replicas(4000000000u, 100000), 100000);
    assert_int_equal(brink_round_replicas(0, 37), 37);
    assert_int_equal(brink_round_replicas(40, UINT32_MAX), UINT32_MAX);
    assert_int_equal(BRINK_FIRST_ROUND % BRINK_BLOCK, 0); /* a block belongs to one round */
}

static void limits_are_exact(void **unused)
{
    (void)unused;
    static const struct {
        double most;
        bool is_percent;
        uint64_t failed, done;
        bool exceeds;
    } rows[] = {
        {0, false, 0, 10, false},    {0, false, 1, 10, true},     {3, false, 3, 10, false},   {3, false, 4, 10, true},
        {0, true, 0, 10, false},     {0, true, 1, 1000000, true}, {29, true, 29, 100, false}, {29, true, 30, 100, true},
        {0.1, true, 1, 1000, false}, {0.1, true, 2, 1000, true},  {100, true, 7, 7, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        brink_failure_limit limit = {.most = rows[i].most, .is_percent = rows[i].is_percent};
        assert_int_equal(brink_failures_exceed(&limit, rows[i].failed, rows[i].done), rows[i].exceeds);
    }
}

static void plans_are_text(void **unused)
{
    (void)unused;
    static const brink_target one[] = {{"last", 0.1, false}, {"hits", 0.02, true}, {"last", 0.3, true}};
    static const brink_target other[] = {{"last", 0.3, true}, {"last", 0.1, false}, {"hits", 0.02, true}};
    static const brink_failure_limit limit = {.most = 29.5, .is_percent = true};
    brink__plan a = {0};
    brink__plan b = {0};
    brink__plan back = {0};
    brink_run_options options = {.targets = one, .n_targets = COUNT(one), .max_failures = &limit};
    assert_int_equal(brink__plan_init(&a, &options, NULL), BRINK_OK);
    options.targets = other;
    assert_int_equal(brink__plan_init(&b, &options, NULL), BRINK_OK);
    char *text = brink__plan_text(&a);
    char *same = brink__plan_text(&b);
    assert_string_equal(text, same); /* the order of the command line does not matter */
    assert_int_equal(brink__plan_parse(&back, text, NULL), BRINK_OK);
    free(same);
    same = brink__plan_text(&back);
    assert_string_equal(text, same);
    assert_string_equal(back.targets[0].metric, "hits");
    assert_near(back.targets[1].half_width, 0.1, 0.0);
    assert_true(back.has_limit && back.limit.is_percent);
    free(text);
    free(same);
    brink__plan_free(&a);
    brink__plan_free(&b);
    brink__plan_free(&back);

    options = (brink_run_options){.max_failures = &limit}; /* without targets a limit decides nothing */
    assert_int_equal(brink__plan_init(&a, &options, NULL), BRINK_OK);
    text = brink__plan_text(&a);
    assert_string_equal(text, "{}");
    assert_int_equal(brink__plan_start(&a, 100000), 100000);
    assert_true(brink__plan_allows(&a, 100000, 100000) && !brink__plan_allows(&a, 512, 100000));
    free(text);
    brink__plan_free(&a);
}

static void nonsense_is_refused(void **unused)
{
    (void)unused;
    static const double widths[] = {0.0, -1.0, (double)NAN, (double)INFINITY};
    static const char *const texts[] = {"", "[]", "{", "{\"targets\":[{}]}", "{\"targets\":[{\"metric\":\"a\"}]}"};
    brink__plan plan;
    for (size_t i = 0; i < COUNT(widths); i++) {
        brink_target target = {"last", widths[i], false};
        brink_run_options options = {.targets = &target, .n_targets = 1};
        assert_int_equal(brink__plan_init(&plan, &options, NULL), BRINK_EUSAGE);
        brink_failure_limit limit = {.most = widths[i] > 0.0 ? 101.0 : widths[i], .is_percent = true};
        options = (brink_run_options){.max_failures = &limit};
        assert_int_equal(brink__plan_init(&plan, &options, NULL), i == 0 ? BRINK_OK : BRINK_EUSAGE);
        brink__plan_free(&plan);
    }
    for (size_t i = 0; i < COUNT(texts); i++) {
        assert_int_equal(brink__plan_parse(&plan, texts[i], NULL), BRINK_EIO);
    }
}

/* A point without a store. */
typedef struct point {
    toy_program program;
    brink__block block;
    brink__tally tally;
    uint64_t replicas;
} point;

static void point_init(point *p, uint32_t n_periods, double phi)
{
    *p = (point){0};
    toy_init(&p->program, n_periods, phi);
}

static void point_fini(point *p)
{
    brink__tally_free(&p->tally);
    brink__block_free(&p->block);
}

/* Goes on to `wanted` replicas. */
static void run_to(point *p, uint64_t seed, uint64_t wanted)
{
    atomic_int never = 0;
    atomic_uint_fast64_t periods = 0;
    for (; p->replicas < wanted; p->replicas += p->block.n) {
        size_t n = wanted - p->replicas < BRINK_BLOCK ? (size_t)(wanted - p->replicas) : BRINK_BLOCK;
        assert_int_equal(brink__block_run(&p->block, &p->program.head, seed, p->replicas, n, &never, &periods, NULL),
                         BRINK_OK);
        if (p->replicas == 0) {
            brink__tally_free(&p->tally);
            assert_int_equal(brink__tally_init(&p->tally, &p->block.shape.dims), BRINK_OK);
        }
        brink__tally_add(&p->tally, &p->block.delta);
    }
}

/* Replicas at which a point stops. */
static uint64_t run_rounds(point *p, uint64_t seed, uint64_t ceiling, brink_target target,
                           const brink_failure_limit *limit, brink_reach *reach)
{
    brink__plan plan;
    brink_run_options options = {.targets = &target, .n_targets = 1, .max_failures = limit};
    assert_int_equal(brink__plan_init(&plan, &options, NULL), BRINK_OK);
    uint64_t next = brink__plan_start(&plan, ceiling);
    p->replicas = 0;
    do {
        assert_true(brink__plan_allows(&plan, next, ceiling));
        run_to(p, seed, next);
        next = brink__plan_next(&plan, p->replicas, ceiling, &p->block.shape, &p->tally);
    } while (next > p->replicas);
    *reach = brink__plan_reach(&plan, 0, &p->block.shape, &p->tally);
    brink__plan_free(&plan);
    return p->replicas;
}

/* x after one period is standard normal, and above 0 with probability 1/2: what half-widths must be is known. */
static void known_half_widths_stop_where_they_must(void **unused)
{
    (void)unused;
    point p;
    brink_reach reach;
    point_init(&p, 1, 0.5);
    /* 1.96 / sqrt(n): 0.0866 at 512, 0.0612 at 1024, 0.0433 at 2048; a deviation of 7 standard errors of the sd and
     * more would be needed for another round */
    assert_int_equal(run_rounds(&p, 1, 100000, (brink_target){"last", 0.05, false}, NULL, &reach), 2048);
    assert_true(reach.is_reached);
    assert_near(reach.half_width, 0.0433, 0.003);
    assert_near(reach.mean, 0.0, 0.12);
    assert_int_equal(run_rounds(&p, 1, 100000, (brink_target){"last", 0.2, false}, NULL, &reach), 512);
    assert_int_equal(run_rounds(&p, 1, 1500, (brink_target){"last", 0.05, false}, NULL, &reach), 1500);
    assert_false(reach.is_reached); /* 0.0506: the ceiling */
    assert_int_equal(run_rounds(&p, 1, 100, (brink_target){"last", 0.5, false}, NULL, &reach), 100);
    assert_true(reach.is_reached);
    /* Wilson's for a proportion: 0.98 / sqrt(n + 3.84) is 0.0216 at 2048 */
    assert_int_equal(run_rounds(&p, 1, 100000, (brink_target){"up", 0.022, false}, NULL, &reach), 2048);
    assert_near(reach.half_width, 0.98 / sqrt(2048.0 + 3.84), 1e-4);
    assert_int_equal(run_rounds(&p, 1, 100000, (brink_target){"up", 0.05, true}, NULL, &reach), 2048); /* 5 % of 1/2 */
    /* relative to a mean near 0 there is no end but the ceiling */
    assert_int_equal(run_rounds(&p, 1, 3000, (brink_target){"last", 0.1, true}, NULL, &reach), 3000);
    assert_false(reach.is_reached);
    point_fini(&p);
}

static void ratios_have_their_own_error(void **unused)
{
    (void)unused;
    point p;
    brink_reach reach;
    point_init(&p, 12, 0.5);
    uint64_t n = run_rounds(&p, 3, 100000, (brink_target){"hit_share", 0.01, false}, NULL, &reach);
    brink__moments *x = &p.tally.ratios[0].numerator;
    brink__moments *y = &p.tally.ratios[0].denominator;
    assert_true(n > 512 && n < 100000 && reach.is_reached && reach.half_width > 0.005);
    assert_near(reach.mean, (double)x->sum / (double)y->sum, 1e-12);
    point_fini(&p);
}

/* In one period `first` is 1 or missing: no variance, which is no reason to stop after a dozen values. */
static void constants_are_not_certain(void **unused)
{
    (void)unused;
    point p;
    brink_reach reach;
    point_init(&p, 1, 0.5);
    uint64_t n = run_rounds(&p, 1, 100000, (brink_target){"first", 0.05, false}, NULL, &reach);
    uint64_t n_values = p.tally.metrics[TOY_FIRST].n;
    assert_int_equal(n, 4096); /* a value comes in 2.3 % of replicas; 73 are needed */
    assert_true(n_values >= 73 && n_values < 146);
    assert_near(reach.half_width, 3.8415 / ((double)n_values + 3.8415), 1e-4);
    assert_near(reach.mean, 1.0, 0.0);
    /* and where nothing has a value nothing is known */
    point_fini(&p);
    point_init(&p, 1, 0.5);
    p.program.nan_every = 2; /* replica 1 fails */
    n = run_rounds(&p, 1, 2, (brink_target){"last", 1e9, false}, NULL, &reach);
    assert_int_equal(n, 2);
    assert_true(isnan(reach.half_width) && !reach.is_reached); /* one value has no spread */
    point_fini(&p);
}

static void failures_end_the_rounds(void **unused)
{
    (void)unused;
    static const brink_failure_limit limit = {.most = 1, .is_percent = true};
    static const brink_failure_limit high = {.most = 10, .is_percent = true};
    point p;
    brink_reach reach;
    point_init(&p, 3, 0.5);
    p.program.fail_every = 20; /* 5 % */
    assert_int_equal(run_rounds(&p, 1, 4096, (brink_target){"last", 0.001, false}, &limit, &reach), 512);
    assert_false(reach.is_reached);
    assert_int_equal(run_rounds(&p, 1, 4096, (brink_target){"last", 0.001, false}, &high, &reach), 4096);
    point_fini(&p);
}

/* Null: intervals after stopping cover the true mean, 0, as often as they say, 95 %, up to the optimism of stopping.
 * The target is where a round ends, so about half of the points stop early by luck: the worst case. Of 400 seeds 380
 * are expected, standard deviation 4.4; 362 is four and a bit below. */
static void intervals_after_stopping_cover(void **unused)
{
    (void)unused;
    enum { SEEDS = 400, AT_LEAST = 362 };
    size_t n_covered = 0;
    size_t n_early = 0;
    point p;
    point_init(&p, 1, 0.5);
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        brink_reach reach;
        n_early += run_rounds(&p, seed, 100000, (brink_target){"last", 0.0613, false}, NULL, &reach) == 1024;
        assert_true(reach.is_reached);
        n_covered += fabs(reach.mean) <= reach.half_width;
    }
    print_message("%zu of %d intervals cover, %zu stopped early\n", n_covered, SEEDS, n_early);
    assert_true(n_early > SEEDS / 4 && n_early < SEEDS * 3 / 4);
    assert_true(n_covered >= AT_LEAST && n_covered < SEEDS);
    point_fini(&p);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rounds_double),
        cmocka_unit_test(limits_are_exact),
        cmocka_unit_test(plans_are_text),
        cmocka_unit_test(nonsense_is_refused),
        cmocka_unit_test(known_half_widths_stop_where_they_must),
        cmocka_unit_test(ratios_have_their_own_error),
        cmocka_unit_test(constants_are_not_certain),
        cmocka_unit_test(failures_end_the_rounds),
        cmocka_unit_test(intervals_after_stopping_cover),
    };
    return cmocka_run_group_tests_name("plan", tests, NULL, NULL) != 0;
}
