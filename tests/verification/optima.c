/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tuning finds optima and a front that are known: through scenarios, the engine, the store and the optimisers, as the
 * command does. */
#include "support/verify.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

#include "explore/pareto.h"
#include "support/scenario_copy.h"
#include "support/tuned.h"

#define SURFACES BRINK_SOURCE_DIR "/scenarios/surfaces/"
#define SECTION  "tuning"

static const char lagrange[] = "calculus: Lagrange's condition";
static const char definition[] = "by definition of the function";
static const char rosenbrock_1960[] = "Rosenbrock (1960), Comput. J. 3, 175";

static void at_optimum(const brink_tuning *tuning, const char *what, const char *origin, const double want[2],
                       double tolerance)
{
    const brink_trial *winner = brink_tuning_trial(tuning, brink_tuning_winner(tuning));
    assert_int_equal(brink_tuning_problem(tuning)->n_levers, 2);
    for (size_t v = 0; v < 2; v++) {
        verify_number((verify_about){SECTION, verify_name("%s, lever %zu", what, v + 1), origin}, winner->x[v], want[v],
                      tolerance);
    }
}

/* y = 3 + (x1 - 0.3)^2 + 2 (x2 + 0.5)^2 + 4 (x3 - 0.6)^2 + 0.2 Z1 x1 + 0.5 Z2. Of N replicas the optimum in x1 is at
 * 0.3 less a tenth of the mean of Z1: 0.1 / sqrt(N) from the truth. From (0, 0, 0) the mean falls by 2.03 - (x1 -
 * 0.3)^2. */
static void noisy_quadratic(void **unused)
{
    (void)unused;
    static const double want[] = {0.3, -0.5, 0.6};
    char folder[64];
    tuned t;
    tuned_folder(folder);
    tuned_read(&t, SURFACES "quadratic");
    brink_tune_options o = tuned_options();
    brink_tuning *tuning = tuned_run(&t, &o, folder);
    const brink_trial *winner = brink_tuning_trial(tuning, brink_tuning_winner(tuning));
    brink_gain gain = brink_tuning_fresh_gain(tuning, BRINK_TUNE_TOTAL);
    verify_mean((verify_about){SECTION, "noisy quadratic bowl, the lever whose slope is noisy", definition},
                winner->x[0], 0.1 / sqrt((double)o.replicas), want[0], 3.0);
    verify_number((verify_about){SECTION, "noisy quadratic bowl, lever 2", definition}, winner->x[1], want[1], 0.002);
    verify_number((verify_about){SECTION, "noisy quadratic bowl, lever 3", definition}, winner->x[2], want[2], 0.002);
    verify_mean((verify_about){SECTION, "noisy quadratic bowl, gain under fresh noise", definition}, gain.difference,
                gain.se, (winner->x[0] - 0.3) * (winner->x[0] - 0.3) - 2.03, 3.0);
    brink_tuning_free(tuning);
    tuned_free(&t);
    folder_remove(folder);
}

static void rosenbrock(void **unused)
{
    (void)unused;
    static const double want[] = {1.0, 1.0};
    char folder[64];
    tuned t;
    tuned_folder(folder);
    tuned_read(&t, SURFACES "rosenbrock");
    brink_tune_options o = tuned_options();
    o.replicas = 2; /* without noise */
    o.budget = 2 * 400;
    o.tolerance = 1e-6;
    brink_tuning *tuning = tuned_run(&t, &o, folder);
    at_optimum(tuning, "Rosenbrock's valley, crs then bobyqa", rosenbrock_1960, want, 0.001);
    brink_tuning_free(tuning);
    tuned_free(&t);
    folder_remove(folder);
}

static void bounded(void **unused)
{
    (void)unused;
    static const double want[] = {0.5, 0.0};
    for (brink_optimiser global = BRINK_NO_OPTIMISER; global <= BRINK_ISRES; global++) {
        char folder[64];
        tuned t;
        tuned_folder(folder);
        tuned_read(&t, SURFACES "bounded");
        brink_tune_options o = tuned_options();
        o.global = global;
        o.local = BRINK_COBYLA;
        brink_tuning *tuning = tuned_run(&t, &o, folder);
        at_optimum(tuning, verify_name("bowl behind a bound, %s then cobyla", brink_optimiser_name(global)), lagrange,
                   want, 0.01);
        const brink_trial *winner = brink_tuning_trial(tuning, brink_tuning_winner(tuning));
        verify_least(
            (verify_about){SECTION, verify_name("the bound is kept, %s", brink_optimiser_name(global)), lagrange},
            winner->x[0] + winner->x[1], 0.5 - 1e-12); /* the sum of two rounded numbers */
        brink_tuning_free(tuning);
        tuned_free(&t);
        folder_remove(folder);
    }
}

/* ZDT2: the front is f2 = 1 - f1^2 at x2 = 0, and bulges inward, which no weighted sum sees. */
static void front(void **unused)
{
    (void)unused;
    static const double corner[] = {1.1, 1.1};
    static const char origin[] = "Zitzler, Deb & Thiele (2000), Evol. Comput. 8, 173: ZDT2, two variables";
    char folder[64];
    tuned t;
    tuned_folder(folder);
    tuned_read(&t, SURFACES "zdt2");
    brink_tune_options o = tuned_options();
    o.is_front = true;
    o.tolerance = 0.01;
    o.budget = 128 * 300;
    brink_tuning *tuning = tuned_run(&t, &o, folder);
    size_t n = brink_tuning_n_candidates(tuning);
    double *f = malloc(2 * n * sizeof *f);
    double off = 0.0;
    double volume = 0.0;
    assert_non_null(f);
    for (size_t i = 0; i < n; i++) { /* true values of the postures */
        const brink_trial *trial = brink_tuning_trial(tuning, brink_tuning_candidate(tuning, i)->trial);
        double g = 1.0 + 9.0 * trial->x[1];
        f[2 * i] = trial->x[0];
        f[2 * i + 1] = g - trial->x[0] * trial->x[0] / g;
        if (brink_tuning_candidate(tuning, i)->is_on_front) {
            off = fmax(off, trial->x[1]);
        }
    }
    assert_int_equal(brink__hypervolume(f, n, 2, corner, &volume), BRINK_OK);
    verify_number((verify_about){SECTION, "front that bulges inward: largest x2 of its postures", origin}, off, 0.0,
                  0.002);
    verify_number((verify_about){SECTION,
                                 "the same: hypervolume up to (1.1, 1.1) of the 24 postures that are run again",
                                 "integral: 1.21 - 2/3, less at most 1/24 for 24 points"},
                  volume, 1.21 - 2.0 / 3.0, 1.0 / 24.0);
    /* The noise is one number for all postures, so the front is as sure as can be. */
    double least = 1.0;
    for (size_t i = 1; i < n; i++) {
        least = fmin(least, brink_tuning_candidate(tuning, i)->membership);
    }
    verify_number(
        (verify_about){SECTION, "the same, noise common to all postures: least share on the front", definition}, least,
        1.0, 0.0);
    free(f);
    brink_tuning_free(tuning);
    tuned_free(&t);
    folder_remove(folder);
}

/* The bowl with its lowest point where the scenario is, and slopes that are noise: there is nothing to gain, and much
 * to be wrong about. y = 3 + x1^2 + 2 x2^2 + 4 x3^2 + 2 Z1 x1 + 4 Z2 x2 + 8 Z3 x3. Over searches with other seeds, what
 * they believe of their winner is too good, and what is found under fresh noise is right: on average, and within its
 * interval in 95 % of them. */
static void luck_is_no_gain(void **unused)
{
    (void)unused;
    enum { SEARCHES = 60 };
    static const char origin[] = "closed form of the bowl";
    const scenario_edit edits[] = {{.file = "terms.csv", .find = "slope,y,0,0.2", .put = "slope,y,0,2"},
                                   {.file = "terms.csv", .put = "slope2,y,0,4\nslope3,y,0,8\n"},
                                   {.file = "factors.csv", .find = ",-0.3,", .put = ",0,"},
                                   {.file = "factors.csv", .find = ",0.5,", .put = ",0,"},
                                   {.file = "factors.csv", .find = ",-0.6,", .put = ",0,"},
                                   {.file = "factors.csv", .put = "slope2,x,x2,linear,,,,\nslope3,x,x3,linear,,,,\n"},
                                   {.file = NULL}};
    char *scenario = scenario_copy_new(SURFACES "quadratic", edits, COUNT(edits));
    tuned t;
    double z_fresh = 0.0;
    double z_search = 0.0;
    size_t n_held = 0;
    tuned_read(&t, scenario);
    for (uint64_t seed = 1; seed <= SEARCHES; seed++) {
        char folder[64];
        brink_tune_options o = tuned_options();
        tuned_folder(folder);
        o.seed = seed;
        o.replicas = 32;
        o.fresh_replicas = 128;
        o.budget = 32 * 30;
        o.global = BRINK_NO_OPTIMISER;
        o.step = 0.2;
        o.tolerance = 0.02;
        brink_tuning *tuning = tuned_run(&t, &o, folder);
        assert_true(brink_tuning_winner(tuning) > 0);
        const double *x = brink_tuning_trial(tuning, brink_tuning_winner(tuning))->x;
        const double truth = x[0] * x[0] + 2.0 * x[1] * x[1] + 4.0 * x[2] * x[2];
        const brink_gain search = brink_tuning_search_gain(tuning, BRINK_TUNE_TOTAL);
        const brink_gain fresh = brink_tuning_fresh_gain(tuning, BRINK_TUNE_TOTAL);
        z_search += (search.difference - truth) / search.se / sqrt(SEARCHES);
        z_fresh += (fresh.difference - truth) / fresh.se / sqrt(SEARCHES);
        n_held += fresh.lo95 <= truth && truth <= fresh.hi95;
        brink_tuning_free(tuning);
        folder_remove(folder);
    }
    const double least = 0.95 - 3.0 * sqrt(0.95 * 0.05 / SEARCHES);
    verify_least(
        (verify_about){SECTION,
                       verify_name("gain under fresh noise is within its interval: share of %d searches", SEARCHES),
                       origin},
        (double)n_held / SEARCHES, least);
    verify_number((verify_about){SECTION, "the same on average: errors of the mean from the truth", origin}, z_fresh,
                  0.0, 3.0);
    verify_least((verify_about){SECTION, "what the searches believed is too good: errors of the mean below the truth",
                                "Mak, Morton & Wood (1999)"},
                 -z_search, 5.0);
    tuned_free(&t);
    scenario_copy_remove(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {verify_test(noisy_quadratic), verify_test(rosenbrock), verify_test(bounded),
                                       verify_test(front), verify_test(luck_is_no_gain)};
    (void)gsl_set_error_handler_off();
    return verify_main("optima", tests, COUNT(tests));
}
