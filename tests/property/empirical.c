/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Empirical games with known payoffs under made-up noise: means of cells with unequal replicas, coverage of the
 * intervals over resampled games, and whether replicas dealt to the cells that decide find the equilibrium more often
 * than the same number dealt to all alike. Draws are by key, so the shares below are facts about these seeds, and the
 * thresholds leave room for others: they were chosen by binomial errors, as said at each. */
#include "support/check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "brink/rng.h"
#include "explore/allot.h"
#include "explore/duel_judge.h"

enum { MAX_CELLS = 36, SLICE = 32 };

/* A game and its noise: payoff + luck shared by all cells + noise of the cell. */
typedef struct truth {
    size_t n[2];
    double u[2 * MAX_CELLS];
    double luck, noise;
} truth;

/* Adds replicas up to n of a cell, by (study, cell, replica). */
static void add(const truth *t, brink__empirical *e, uint64_t study, size_t cell, size_t n)
{
    const size_t from = e->cell[cell].n;
    double *x = malloc(2 * (n - from) * sizeof *x);
    assert_non_null(x);
    for (size_t r = from; r < n; r++) {
        for (uint8_t s = 0; s < 2; s++) {
            const brink_address shared = {.replica = r, .who = 1, .index = s};
            const brink_address own = {.replica = r, .who = 2, .period = (uint16_t)cell, .index = s};
            x[2 * (r - from) + s] =
                t->u[2 * cell + s] + t->luck * brink_normal(study, shared) + t->noise * brink_normal(study, own);
        }
    }
    assert_int_equal(brink__empirical_add(e, cell, x, n - from, NULL), BRINK_OK);
    free(x);
}

static void play(const truth *t, brink__empirical *e, uint64_t study, size_t n)
{
    assert_int_equal(brink__empirical_init(e, t->n[0], t->n[1], NULL), BRINK_OK);
    for (size_t c = 0; c < e->n_cells; c++) {
        add(t, e, study, c, n);
    }
    assert_int_equal(brink__empirical_fit(e, NULL), BRINK_OK);
}

/* --- means */

/* Of equal numbers the plain means; of unequal ones the difference of two cells has the noise of its pairs, not that of
 * the luck that they share: over 60 studies its variance is below a fifth of that of plain means (pairs alone: 0.04).
 */
static void luck_cancels_in_unequal_cells(void **state)
{
    (void)state;
    static const truth t = {.n = {2, 2}, .u = {1, 0, 2, 0, 3, 0, 4, 0}, .luck = 5.0, .noise = 1.0};
    enum { STUDIES = 60 };
    double squares[2] = {0.0, 0.0};
    for (uint64_t study = 0; study < STUDIES; study++) {
        brink__empirical e;
        double mean[8];
        double plain[2] = {0.0, 0.0};
        play(&t, &e, study, 64);
        brink__empirical_means(&e, mean);
        for (size_t c = 0; c < 2; c++) {
            for (size_t r = 0; r < 64; r++) {
                plain[c] += e.cell[c].x[0][r] / 64.0;
            }
            assert_near(mean[2 * c], plain[c], 1e-13);
        }
        add(&t, &e, study, 1, 512);
        add(&t, &e, study, 2, 256);
        assert_int_equal(brink__empirical_fit(&e, NULL), BRINK_OK);
        assert_int_equal(e.n_levels, 3);
        brink__empirical_means(&e, mean);
        plain[1] = 0.0;
        for (size_t r = 0; r < 512; r++) {
            plain[1] += e.cell[1].x[0][r] / 512.0;
        }
        assert_near(mean[2], plain[1], 1e-13);
        squares[0] += (mean[2] - mean[0] - 1.0) * (mean[2] - mean[0] - 1.0);
        squares[1] += (plain[1] - plain[0] - 1.0) * (plain[1] - plain[0] - 1.0);
        brink__empirical_fini(&e);
    }
    assert_true(squares[0] < 0.2 * squares[1]);
}

/* Replicas that failed are left out, of a cell and of what stands for the others. */
static void failed_replicas_are_left_out(void **state)
{
    (void)state;
    brink__empirical e;
    double x[16];
    double mean[4];
    assert_int_equal(brink__empirical_init(&e, 1, 2, NULL), BRINK_OK);
    for (size_t r = 0; r < 8; r++) {
        x[2 * r] = (double)(r % 4);
        x[2 * r + 1] = 1.0;
    }
    x[5] = (double)NAN; /* replica 2 */
    assert_int_equal(brink__empirical_add(&e, 0, x, 8, NULL), BRINK_OK);
    assert_int_equal(brink__empirical_add(&e, 1, x, 4, NULL), BRINK_OK);
    assert_int_equal(brink__empirical_fit(&e, NULL), BRINK_OK);
    brink__empirical_means(&e, mean);
    assert_int_equal(e.cell[0].n_failed, 1);
    assert_near(mean[0], 10.0 / 7.0, 1e-14);
    assert_near(mean[2], 10.0 / 7.0, 1e-14); /* the other cell, of slope 1: 4/3 + (10/7 - 4/3) */
    brink__empirical_resample(&e, 1, BRINK__RESAMPLE_JUDGE, 0, mean);
    assert_true(isfinite(mean[0]) && isfinite(mean[2]));
    brink__empirical_fini(&e);
}

/* Weights of resampled games are Poisson(1) and of one key: means over 400 games have the variance of a mean. */
static void resampled_means_have_the_error_of_means(void **state)
{
    (void)state;
    static const truth t = {.n = {1, 1}, .u = {0, 0}, .noise = 2.0};
    enum { GAMES = 400, N = 512 };
    brink__empirical e;
    double mean[2];
    double again[2];
    double sum = 0.0;
    double squares = 0.0;
    play(&t, &e, 3, N);
    for (unsigned b = 0; b < GAMES; b++) {
        brink__empirical_resample(&e, 9, BRINK__RESAMPLE_JUDGE, (uint16_t)b, mean);
        sum += mean[0];
        squares += mean[0] * mean[0];
    }
    brink__empirical_resample(&e, 9, BRINK__RESAMPLE_JUDGE, GAMES - 1, again);
    assert_near(again[0], mean[0], 0);
    brink__empirical_resample(&e, 9, BRINK__RESAMPLE_ALLOT, GAMES - 1, again);
    assert_true(again[0] != mean[0]);
    brink__empirical_means(&e, mean);
    const double sd = sqrt((squares - sum * sum / GAMES) / (GAMES - 1));
    assert_near(sum / GAMES, mean[0], 5.0 * sd / sqrt(GAMES));
    assert_near(sd, 2.0 / sqrt(N), 0.2 * 2.0 / sqrt(N)); /* five errors of a deviation of 400, and that of the sample */
    brink__empirical_fini(&e);
}

/* --- coverage */

typedef struct coverage {
    const char *what;
    size_t n, held;
} coverage;

static void note(coverage *c, brink_interval interval, double right)
{
    c->n++;
    c->held += interval.lo <= right && right <= interval.hi;
}

/* A game whose only equilibrium is mixed (row 0.4, 0.6; column 0.3, 0.7; values 0.4 and 0.6), 160 studies: of each
 * interval a share of 0.95 should hold the truth; its binomial error is 0.017, so that 0.90 to 0.99 are within three.
 * Cells have unequal numbers of replicas. */
static void intervals_cover(void **state)
{
    (void)state;
    enum { STUDIES = 160 };
    static const truth t = {.n = {2, 2}, .u = {1.1, 0.6, 0.1, 1.2, -0.3, 0.6, 0.7, 0.2}, .luck = 1.0, .noise = 1.0};
    static const double lambda[] = {1.0};
    coverage row = {.what = "probability of a row"};
    coverage column = {.what = "probability of a column"};
    coverage value = {.what = "value"};
    coverage gain = {.what = "gain"};
    coverage quantal = {.what = "quantal probability"};
    const brink__posture_game g = {{2, 2}, t.u};
    brink__profiles true_quantal;
    brink__profiles true_nash;
    size_t regret_held = 0;
    assert_int_equal(brink__find_quantal(&g, lambda, 1, &true_quantal, NULL), BRINK_OK);
    assert_int_equal(brink__find_nash(&g, &true_nash, NULL), BRINK_OK);
    assert_int_equal(true_nash.n, 1);
    for (uint64_t study = 0; study < STUDIES; study++) {
        brink__empirical e;
        brink_duel *duel = calloc(1, sizeof *duel);
        play(&t, &e, 1000 + study, 256);
        add(&t, &e, 1000 + study, 1, 512);
        add(&t, &e, 1000 + study, 2, 768);
        assert_int_equal(brink__empirical_fit(&e, NULL), BRINK_OK);
        assert_int_equal(brink__duel_judge(&e, study, 200, lambda, 1, duel, NULL), BRINK_OK);
        const brink_duel_profile *nash = &duel->nash[0];
        const double p[] = {nash->probability[0].value, nash->probability[1].value, nash->probability[2].value,
                            nash->probability[3].value};
        note(&row, nash->probability[0], true_nash.p[0]);
        note(&column, nash->probability[2], true_nash.p[2]);
        note(&value, nash->value[0], brink__pay_of_mixtures(&g, 0, true_nash.p));
        note(&gain, duel->cell[1].gain[0], brink__gain(&g, 0, 0, 1));
        note(&quantal, duel->quantal[0].probability[0], true_quantal.p[0]);
        regret_held += brink__regret(&g, p) <= nash->regret_hi;
        brink_duel_free(duel);
        brink__empirical_fini(&e);
    }
    const coverage *all[] = {&row, &column, &value, &gain, &quantal};
    for (size_t k = 0; k < COUNT(all); k++) {
        print_message("%s: %zu of %zu intervals hold\n", all[k]->what, all[k]->held, all[k]->n);
        assert_in_range(all[k]->held, (size_t)(0.90 * STUDIES), (size_t)(0.99 * STUDIES));
    }
    /* a bound from above, at 95 %: it may hold more often */
    print_message("regret of the profile: %zu of %d bounds hold\n", regret_held, STUDIES);
    assert_true(regret_held >= (size_t)(0.90 * STUDIES));
    brink__profiles_fini(&true_quantal);
    brink__profiles_fini(&true_nash);
}

/* --- dealing */

/* Whether the game as estimated has exactly the equilibrium supports of the truth. */
static bool has_true_support(const truth *t, const brink__empirical *e)
{
    double mean[2 * MAX_CELLS];
    brink__profiles found;
    brink__profiles want;
    const size_t n = t->n[0] + t->n[1];
    const brink__posture_game estimated = {{t->n[0], t->n[1]}, mean};
    const brink__posture_game real = {{t->n[0], t->n[1]}, t->u};
    brink__empirical_means(e, mean);
    assert_int_equal(brink__find_nash(&estimated, &found, NULL), BRINK_OK);
    assert_int_equal(brink__find_nash(&real, &want, NULL), BRINK_OK);
    bool is_same = found.n == want.n;
    for (size_t k = 0; is_same && k < found.n * n; k++) {
        is_same = (found.p[k] > 0.0) == (want.p[k] > 0.0);
    }
    brink__profiles_fini(&found);
    brink__profiles_fini(&want);
    return is_same;
}

/* Deals slices as brink_duel_play() does, to `most` in all. */
static void deal(const truth *t, brink__empirical *e, uint64_t study, size_t first, size_t most, bool is_alike)
{
    size_t chosen[1024];
    size_t done = first * t->n[0] * t->n[1];
    play(t, e, study, first * SLICE);
    while (done < most) {
        const size_t wish = done / 4 > e->n_cells ? done / 4 : e->n_cells;
        const size_t n = wish < most - done ? wish : most - done;
        assert_true(n <= COUNT(chosen));
        assert_int_equal(is_alike ? brink__allot_alike(e, SLICE, n, chosen, NULL)
                                  : brink__allot(e, study, SLICE, n, chosen, NULL),
                         BRINK_OK);
        for (size_t k = 0; k < n; k++) {
            add(t, e, study, chosen[k], e->cell[chosen[k]].n + SLICE);
        }
        assert_int_equal(brink__empirical_fit(e, NULL), BRINK_OK);
        done += n;
    }
}

/* A game of 5 x 5, payoffs in [0, 1], made by key. */
static void make_game(truth *t, uint64_t key)
{
    *t = (truth){.n = {5, 5}, .luck = 2.0, .noise = 1.0};
    for (size_t k = 0; k < 50; k++) {
        t->u[k] = brink_uniform(key, (brink_address){.replica = k, .who = 77});
    }
}

/* Whether the game has one equilibrium, in pure strategies. */
static bool is_plain(const truth *t)
{
    brink__profiles nash;
    const brink__posture_game g = {{t->n[0], t->n[1]}, t->u};
    assert_int_equal(brink__find_nash(&g, &nash, NULL), BRINK_OK);
    bool is = nash.n == 1;
    for (size_t k = 0; is && k < t->n[0] + t->n[1]; k++) {
        is = nash.p[k] == 0.0 || nash.p[k] == 1.0;
    }
    brink__profiles_fini(&nash);
    return is;
}

/* Mean regret, by the true payoffs, of the equilibria of the game as estimated. */
static double true_regret(const truth *t, const brink__empirical *e)
{
    double mean[2 * MAX_CELLS];
    double sum = 0.0;
    brink__profiles found;
    const brink__posture_game estimated = {{t->n[0], t->n[1]}, mean};
    const brink__posture_game real = {{t->n[0], t->n[1]}, t->u};
    brink__empirical_means(e, mean);
    assert_int_equal(brink__find_nash(&estimated, &found, NULL), BRINK_OK);
    for (size_t k = 0; k < found.n; k++) {
        sum += brink__regret(&real, found.p + k * (t->n[0] + t->n[1])) / (double)found.n;
    }
    brink__profiles_fini(&found);
    return sum;
}

/* Both ways of dealing 300 slices of 32 in 60 games with one pure equilibrium each: how often the game as estimated has
 * the right supports and no others, and the true regret of what it says. The null is that they are alike; games in
 * which they differ decide (McNemar's test), at z = 2; of the regrets, paired, also at z = 2. */
static void decisive_cells_find_the_support_more_often(void **state)
{
    (void)state;
    enum { GAMES = 60, FIRST = 4, MOST = 300 };
    size_t right[2] = {0, 0};
    size_t only[2] = {0, 0};
    double regret[2] = {0.0, 0.0};
    double difference = 0.0;
    double squares = 0.0;
    size_t n = 0;
    for (uint64_t game = 0; n < GAMES; game++) {
        truth t;
        bool is_right[2];
        double missed[2];
        make_game(&t, game);
        if (!is_plain(&t)) {
            continue;
        }
        n++;
        for (size_t alike = 0; alike < 2; alike++) {
            brink__empirical e;
            deal(&t, &e, 1000 + game, FIRST, MOST, alike == 1);
            is_right[alike] = has_true_support(&t, &e);
            right[alike] += is_right[alike];
            missed[alike] = true_regret(&t, &e);
            regret[alike] += missed[alike] / GAMES;
            brink__empirical_fini(&e);
        }
        only[0] += is_right[0] && !is_right[1];
        only[1] += is_right[1] && !is_right[0];
        difference += missed[1] - missed[0];
        squares += (missed[1] - missed[0]) * (missed[1] - missed[0]);
    }
    print_message("right supports: %zu of %d by decisive cells, %zu by all alike; in %zu and %zu only by one; true "
                  "regret %.4f and %.4f\n",
                  right[0], GAMES, right[1], only[0], only[1], regret[0], regret[1]);
    assert_true((double)only[0] - (double)only[1] > 2.0 * sqrt((double)(only[0] + only[1])));
    assert_true(difference > 2.0 * sqrt(squares));
}

/* A larger budget goes on where a smaller one stopped; and alike means alike. */
static void fewer_slices_are_a_beginning_of_more(void **state)
{
    (void)state;
    truth t;
    brink__empirical e;
    size_t few[7];
    size_t many[40];
    make_game(&t, 5);
    play(&t, &e, 5, 3 * SLICE);
    assert_int_equal(brink__allot(&e, 5, SLICE, COUNT(few), few, NULL), BRINK_OK);
    assert_int_equal(brink__allot(&e, 5, SLICE, COUNT(many), many, NULL), BRINK_OK);
    assert_memory_equal(few, many, sizeof few);
    assert_int_equal(brink__allot_alike(&e, SLICE, COUNT(many), many, NULL), BRINK_OK);
    for (size_t k = 0; k < COUNT(many); k++) {
        assert_int_equal(many[k], k % 25);
    }
    brink__empirical_fini(&e);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(luck_cancels_in_unequal_cells),
        cmocka_unit_test(failed_replicas_are_left_out),
        cmocka_unit_test(resampled_means_have_the_error_of_means),
        cmocka_unit_test(intervals_cover),
        cmocka_unit_test(decisive_cells_find_the_support_more_often),
        cmocka_unit_test(fewer_slices_are_a_beginning_of_more),
    };
    return cmocka_run_group_tests_name("empirical", tests, NULL, NULL) != 0;
}
