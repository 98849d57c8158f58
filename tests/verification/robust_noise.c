/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Robustness under noise, where the truth is known: how much of the bias that noise gives is taken off, how often
 * intervals hold, and how often the most robust posture is among those that may be. Prints what it finds.
 *
 * Four postures over 50 states, drawn anew in each trial: rising, flat, falling with a jump, and wavy in a state
 * variable uniform on (0, 1). Replicas in 32 batches, with noise that all cells share (sd 0.5 a batch) and noise of
 * each cell (sd 0.6 a batch, so 0.11 a cell: about 4 % of the variance over states of the three that vary, and all of
 * the flat one's).
 */
#include "support/verify.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <stdbool.h>
#include <stdlib.h>

#include "brink/rng.h"
#include "brink/robust.h"

enum { P = 4, S = 50, G = 32, TRIALS = 150, M = BRINK_N_ROBUST_MEASURES, WIDTH = S + 1, GRID = 20001 };

static const double bound = 2.5, own_state = 0.5, tail = 0.9;

static double truth(size_t p, double x)
{
    switch (p) {
    case 0:
        return 1 + 2 * x;
    case 1:
        return 2.2;
    case 2:
        return 3 - 2 * x + (x > 0.5 ? 0.5 : 0);
    default:
        return 2 + sin(6 * x);
    }
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double tail_of(double *x)
{
    qsort(x, GRID, sizeof *x, compare);
    return x[(size_t)(tail * (GRID - 1))];
}

/* What measures that are of the population should give, on a fine grid of states. */
static void find_population(double want[M][P])
{
    double *loss = malloc(GRID * sizeof *loss);
    double *regret = malloc(GRID * sizeof *regret);
    assert_non_null(loss);
    assert_non_null(regret);
    for (size_t p = 0; p < P; p++) {
        double sum = 0;
        size_t n_kept = 0;
        for (size_t i = 0; i < GRID; i++) {
            double x = ((double)i + 0.5) / GRID;
            double least = (double)INFINITY;
            for (size_t q = 0; q < P; q++) {
                least = fmin(least, truth(q, x));
            }
            loss[i] = truth(p, x);
            regret[i] = loss[i] - least;
            sum += loss[i];
            n_kept += loss[i] <= bound;
        }
        want[BRINK_ROBUST_EXPECTED][p] = sum / GRID;
        want[BRINK_ROBUST_SHARE][p] = (double)n_kept / GRID;
        want[BRINK_ROBUST_WORST_TAIL][p] = tail_of(loss);
        want[BRINK_ROBUST_REGRET_TAIL][p] = tail_of(regret);
        want[BRINK_ROBUST_DEVIATION_TAIL][p] = want[BRINK_ROBUST_WORST_TAIL][p] - truth(p, own_state);
    }
    free(loss);
    free(regret);
}

typedef struct trial {
    double value[P * WIDTH], exact[P * WIDTH], batch[P * WIDTH * G];
    double distance[S];
} trial;

static void draw(trial *t, gsl_rng *rng)
{
    double x[WIDTH];
    double luck[G];
    for (size_t s = 0; s < S; s++) {
        x[s] = gsl_rng_uniform(rng);
        t->distance[s] = fabs(x[s] - own_state);
    }
    x[S] = own_state;
    for (size_t g = 0; g < G; g++) {
        luck[g] = gsl_ran_gaussian(rng, 0.5);
    }
    for (size_t cell = 0; cell < P * WIDTH; cell++) {
        double sum = 0;
        for (size_t g = 0; g < G; g++) {
            t->batch[cell * G + g] = luck[g] + gsl_ran_gaussian(rng, 0.6);
            sum += t->batch[cell * G + g];
        }
        t->exact[cell] = truth(cell / WIDTH, x[cell % WIDTH]);
        t->value[cell] = t->exact[cell] + sum / G;
    }
}

typedef struct score {
    double raw, corrected; /* mean errors */
    size_t n_held;
} score;

typedef struct scores {
    score cell[M][P];
    size_t n_best_kept[M], n_kept[M];
} scores;

static brink_robust measure(const trial *t, bool is_exact, size_t n_draws, uint64_t seed)
{
    brink_performance o = {.least = -(double)INFINITY,
                           .most = (double)INFINITY,
                           .bound = bound,
                           .value = is_exact ? t->exact : t->value,
                           .batch = is_exact ? NULL : t->batch};
    brink_payoffs payoffs = {.n_postures = P,
                             .n_states = S,
                             .has_own = true,
                             .n_batches = G,
                             .distance = t->distance,
                             .n_objectives = 1,
                             .objective = &o};
    brink_robust_options options = {.optimism = 0.5, .tail = tail, .n_draws = n_draws, .seed = seed};
    brink_robust robust;
    brink_error err = {0};
    assert_int_equal(brink_robust_init(&robust, &payoffs, &options, NULL, NULL, &err), BRINK_OK);
    return robust;
}

static void add(scores *all, const brink_robust *got, const brink_robust *exact, double population[M][P])
{
    for (size_t m = 0; m < M; m++) {
        double best = (double)INFINITY;
        bool is_best_kept = false;
        for (size_t p = 0; p < P; p++) {
            const brink_robustness *cell = brink_robust_get(got, 0, (brink_robust_measure)m, p);
            double want =
                cell->covers_states ? population[m][p] : brink_robust_get(exact, 0, (brink_robust_measure)m, p)->raw;
            score *s = &all->cell[m][p];
            s->raw += (cell->raw - want) / TRIALS;
            s->corrected += (cell->value - want) / TRIALS;
            s->n_held += want >= cell->lo95 - 1e-12 && want <= cell->hi95 + 1e-12;
            double badness = m >= BRINK_ROBUST_SHARE ? -want : want;
            is_best_kept = badness < best ? cell->may_be_best : is_best_kept;
            best = fmin(best, badness);
            all->n_kept[m] += cell->may_be_best;
        }
        all->n_best_kept[m] += is_best_kept;
    }
}

static void print(const scores *all)
{
    print_message("%-15s error of raw, of corrected, intervals that hold %%: of each posture | best kept %%, kept\n",
                  "measure");
    for (size_t m = 0; m < M; m++) {
        print_message("%-15s", brink_robust_name((brink_robust_measure)m));
        for (size_t p = 0; p < P; p++) {
            const score *s = &all->cell[m][p];
            print_message(" %+.3f %+.3f %3.0f", s->raw, s->corrected, 100.0 * (double)s->n_held / TRIALS);
        }
        print_message(" | %.0f %.2f\n", 100.0 * (double)all->n_best_kept[m] / TRIALS, (double)all->n_kept[m] / TRIALS);
    }
}

static const char origin[] = "closed forms of four postures, 50 states, noise as in tests/verification/robust_noise.c";

/* The least share over postures of intervals that hold. Null: 0.95 do, less what the first-order correction leaves. In
 * 150 trials z = 5 is 0.09. */
static void verify_held(const scores *all, brink_robust_measure m, double least)
{
    size_t n_held = TRIALS;
    for (size_t p = 0; p < P; p++) {
        n_held = all->cell[m][p].n_held < n_held ? all->cell[m][p].n_held : n_held;
    }
    verify_least((verify_about){"robust",
                                verify_name("%s: share of 95 %% intervals that hold, least of four postures",
                                            brink_robust_name(m)),
                                origin},
                 (double)n_held / TRIALS, least);
}

/* The largest share over postures of the error by noise that is left, where there is any to speak of. */
static void verify_left(const scores *all, brink_robust_measure m, double most)
{
    double worst = 0;
    size_t n = 0;
    for (size_t p = 0; p < P; p++) {
        const score *s = &all->cell[m][p];
        if (fabs(s->raw) > 0.05) {
            worst = fmax(worst, fabs(s->corrected / s->raw));
            n++;
        }
    }
    verify_worst((verify_about){"robust",
                                verify_name("%s: share of the bias by noise that is left", brink_robust_name(m)),
                                origin},
                 "no bias", n, worst, most);
}

static void noise_is_corrected(void **state)
{
    (void)state;
    static scores all;
    static trial t;
    double population[M][P] = {{0}};
    gsl_rng *rng = gsl_rng_alloc(brink_rng_philox);
    assert_non_null(rng);
    gsl_rng_set(rng, 7);
    find_population(population);
    for (size_t i = 0; i < TRIALS; i++) {
        draw(&t, rng);
        brink_robust got = measure(&t, false, 300, i + 1);
        brink_robust exact = measure(&t, true, 100, i + 1);
        add(&all, &got, &exact, population);
        brink_robust_fini(&got);
        brink_robust_fini(&exact);
    }
    gsl_rng_free(rng);
    print(&all);
    verify_held(&all, BRINK_ROBUST_EXPECTED, 0.86);
    verify_held(&all, BRINK_ROBUST_WORST, 0.85);
    verify_held(&all, BRINK_ROBUST_WORST_TAIL, 0.85);
    verify_held(&all, BRINK_ROBUST_HURWICZ, 0.85);
    verify_held(&all, BRINK_ROBUST_REGRET, 0.8);
    verify_held(&all, BRINK_ROBUST_REGRET_TAIL, 0.85);
    verify_held(&all, BRINK_ROBUST_DEVIATION, 0.82);
    verify_held(&all, BRINK_ROBUST_DEVIATION_TAIL, 0.85);
    verify_held(&all, BRINK_ROBUST_SHARE, 0.86);
    verify_left(&all, BRINK_ROBUST_WORST, 0.6);
    verify_left(&all, BRINK_ROBUST_DEVIATION, 0.6);
    verify_left(&all, BRINK_ROBUST_REGRET, 0.6);
    /* of the flat one there is nothing but noise */
    assert_true(fabs(all.cell[BRINK_ROBUST_WORST][1].corrected) < 0.15 * all.cell[BRINK_ROBUST_WORST][1].raw);
    for (size_t m = 0; m < M; m++) {
        assert_true((double)all.n_best_kept[m] >= 0.9 * TRIALS);
    }
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {verify_test(noise_is_corrected)};
    return verify_main("robust_noise", tests, COUNT(tests));
}
