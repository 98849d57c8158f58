/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explore/duel_judge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "explore/compare_values.h"
#include "explore/memory.h"

/* Every estimate with an interval is a column of draws, a row a resampled game. */
typedef struct judge {
    brink__empirical *e;
    brink_duel *duel;
    const double *lambda;
    size_t n_lambdas;
    size_t n_postures;
    double *mean;  /* [cells][2] as estimated */
    double *drawn; /* [cells][2] resampled */
    double *draws; /* [n_columns][n_resamples] */
    size_t n_columns, n_resamples;
    size_t *by; /* [postures] room */
} judge;

/* --- columns of draws: cells' payoffs, cells' gains, postures' regrets; of each profile values, regret, probabilities
 * and losses */

static size_t payoff_column(size_t cell, size_t side)
{
    return 2 * cell + side;
}

static size_t gain_column(const judge *j, size_t cell, size_t side)
{
    return 2 * j->e->n_cells + 2 * cell + side;
}

static size_t regret_column(const judge *j, size_t posture)
{
    return 4 * j->e->n_cells + posture;
}

#define ROUNDING 1e-12
enum { OF_VALUE = 0, OF_REGRET = 2, OF_PROBABILITY = 3 };

static size_t profile_column(const judge *j, size_t profile, size_t of)
{
    return 4 * j->e->n_cells + j->n_postures + profile * (OF_PROBABILITY + 2 * j->n_postures) + of;
}

static double *draw_of(const judge *j, size_t column, size_t b)
{
    return &j->draws[column * j->n_resamples + b];
}

/* --- one game */

/* Writes what a profile comes to in a game: for the estimate (b = SIZE_MAX, into the duel) or a draw. */
static void assess_profile(const judge *j, const brink__posture_game *g, size_t profile, const double *p, size_t b)
{
    brink_duel_profile *out =
        profile < j->duel->n_nash ? &j->duel->nash[profile] : &j->duel->quantal[profile - j->duel->n_nash];
    for (size_t side = 0; side < 2; side++) {
        const double value = brink__pay_of_mixtures(g, side, p);
        double *at =
            b == SIZE_MAX ? &out->value[side].value : draw_of(j, profile_column(j, profile, OF_VALUE + side), b);
        *at = value;
        for (size_t i = 0; i < g->n[side]; i++) {
            const size_t k = side == 0 ? i : g->n[0] + i;
            const double other = brink__pay_against(g, side, i, p);
            /* what is mixed pays the same: what is left of the difference is rounding */
            const double loss = fabs(value - other) > ROUNDING * (fabs(value) + fabs(other)) ? value - other : 0.0;
            if (b == SIZE_MAX) {
                out->probability[k].value = p[k];
                out->loss[k].value = loss;
            } else {
                *draw_of(j, profile_column(j, profile, OF_PROBABILITY + k), b) = p[k];
                *draw_of(j, profile_column(j, profile, OF_PROBABILITY + j->n_postures + k), b) = loss;
            }
        }
    }
}

static void assess_cells(const judge *j, const brink__posture_game *g, size_t b)
{
    for (size_t c = 0; c < j->e->n_cells; c++) {
        const size_t at[2] = {c / g->n[1], c % g->n[1]};
        for (size_t side = 0; side < 2; side++) {
            const double gain = brink__gain(g, side, at[side], at[1 - side]);
            if (b == SIZE_MAX) {
                j->duel->cell[c].payoff[side] = g->u[2 * c + side];
                j->duel->cell[c].gain[side].value = gain;
            } else {
                *draw_of(j, payoff_column(c, side), b) = g->u[2 * c + side];
                *draw_of(j, gain_column(j, c, side), b) = gain;
                j->duel->cell[c].best_share[side] += gain <= 0.0;
            }
        }
    }
}

static void assess_regrets(const judge *j, const brink__posture_game *g, size_t b)
{
    for (size_t side = 0; side < 2; side++) {
        for (size_t i = 0; i < g->n[side]; i++) {
            const size_t k = side == 0 ? i : g->n[0] + i;
            double worst = 0.0;
            for (size_t o = 0; o < g->n[1 - side]; o++) {
                worst = fmax(worst, brink__gain(g, side, i, o));
            }
            *(b == SIZE_MAX ? &j->duel->posture[k].max_regret.value : draw_of(j, regret_column(j, k), b)) = worst;
        }
    }
}

/* --- as estimated */

/* Fills profile k, Nash equilibria before quantal ones. */
static brink_status add_profile(const judge *j, const brink__posture_game *g, const brink__profiles *found,
                                size_t which, size_t k, brink_error *err)
{
    const bool is_nash = k < j->duel->n_nash;
    brink_duel_profile *profile = is_nash ? &j->duel->nash[which] : &j->duel->quantal[which];
    const double *p = found->p + which * j->n_postures;
    profile->lambda = is_nash ? (double)NAN : j->lambda[which];
    profile->component = found->component[which];
    profile->probability = calloc(j->n_postures, sizeof *profile->probability);
    profile->loss = calloc(j->n_postures, sizeof *profile->loss);
    if (!profile->probability || !profile->loss) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for equilibria");
    }
    assess_profile(j, g, k, p, SIZE_MAX);
    profile->regret = brink__regret(g, p);
    profile->support_share = is_nash ? 0.0 : (double)NAN;
    return BRINK_OK;
}

static brink_status list_profiles(const judge *j, const brink__posture_game *g, const brink__profiles *nash,
                                  const brink__profiles *quantal, brink_error *err)
{
    brink_duel *duel = j->duel;
    duel->nash = calloc(nash->n + 1, sizeof *duel->nash);
    duel->quantal = calloc(quantal->n + 1, sizeof *duel->quantal);
    if (!duel->nash || !duel->quantal) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for equilibria");
    }
    duel->n_nash = nash->n;
    duel->n_quantal = quantal->n;
    brink_status status = BRINK_OK;
    for (size_t k = 0; k < nash->n && status == BRINK_OK; k++) {
        status = add_profile(j, g, nash, k, k, err);
    }
    for (size_t k = 0; k < quantal->n && status == BRINK_OK; k++) {
        status = add_profile(j, g, quantal, k, nash->n + k, err);
    }
    return status;
}

static brink_status judge_dominance(const judge *j, const brink__posture_game *g, brink_error *err)
{
    brink_status status = brink__find_strict(g, NULL, j->by, err);
    for (size_t k = 0; k < j->n_postures && status == BRINK_OK; k++) {
        brink_duel_posture *posture = &j->duel->posture[k];
        const size_t side = k < g->n[0] ? 0 : 1;
        posture->by = j->by[k];
        posture->dominance = BRINK_STRICTLY_DOMINATED;
        if (posture->by == BRINK__NOTHING) {
            posture->by = brink__find_weak(g, side, side == 0 ? k : k - g->n[0]);
            posture->dominance = posture->by == BRINK__NOTHING ? BRINK_NOT_DOMINATED : BRINK_WEAKLY_DOMINATED;
        }
    }
    if (status == BRINK_OK) {
        status = brink__eliminate(g, j->by, err);
    }
    for (size_t k = 0; k < j->n_postures && status == BRINK_OK; k++) {
        j->duel->posture[k].eliminated = j->by[k];
    }
    return status;
}

static brink_status estimate(const judge *j, brink__profiles *nash, brink__profiles *quantal, brink_error *err)
{
    const brink__posture_game g = {{j->e->n[0], j->e->n[1]}, j->mean};
    brink_error why = {0};
    brink__empirical_means(j->e, j->mean);
    brink_status status = brink__find_nash(&g, nash, &why);
    if (status == BRINK_OK) {
        status = brink__find_quantal(&g, j->lambda, j->n_lambdas, quantal, &why);
    }
    if (status != BRINK_OK) {
        return brink_fail(err, status == BRINK_EDATA ? BRINK_EDIVERGE : status, "%s", why.what);
    }
    size_t kept = 0; /* quantal responses that the path came to */
    for (size_t k = 0; k < quantal->n; k++) {
        kept = kept == k && !isnan(quantal->p[k * j->n_postures]) ? k + 1 : kept;
    }
    quantal->n = kept;
    j->duel->is_degenerate = nash->is_degenerate;
    j->duel->is_cut = nash->is_cut;
    status = list_profiles(j, &g, nash, quantal, err);
    if (status == BRINK_OK) {
        status = judge_dominance(j, &g, err);
    }
    assess_cells(j, &g, SIZE_MAX);
    assess_regrets(j, &g, SIZE_MAX);
    return status;
}

/* --- resampled */

static double distance(const double *p, const double *q, size_t n)
{
    double most = 0.0;
    for (size_t k = 0; k < n; k++) {
        most = fmax(most, fabs(p[k] - q[k]));
    }
    return most;
}

static bool has_support_of(const double *p, const double *q, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        if ((p[k] > 0.0) != (q[k] > 0.0)) {
            return false;
        }
    }
    return true;
}

static void draw_profiles(const judge *j, const brink__posture_game *g, const brink__profiles *nash,
                          const brink__profiles *quantal, const brink__profiles *now,
                          const brink__profiles *now_quantal, size_t b)
{
    const size_t n = j->n_postures;
    for (size_t k = 0; k < nash->n; k++) {
        const double *p = nash->p + k * n;
        size_t nearest = 0;
        bool is_supported = false;
        for (size_t i = 0; i < now->n; i++) {
            const double *q = now->p + i * n;
            nearest = distance(p, q, n) < distance(p, now->p + nearest * n, n) ? i : nearest;
            is_supported = is_supported || has_support_of(p, q, n);
        }
        assess_profile(j, g, k, now->p + nearest * n, b);
        *draw_of(j, profile_column(j, k, OF_REGRET), b) = brink__regret(g, p);
        j->duel->nash[k].support_share += is_supported;
    }
    for (size_t k = 0; k < quantal->n; k++) {
        assess_profile(j, g, nash->n + k, now_quantal->p + k * n, b);
        *draw_of(j, profile_column(j, nash->n + k, OF_REGRET), b) = brink__regret(g, quantal->p + k * n);
    }
}

static brink_status draw_dominance(const judge *j, const brink__posture_game *g, brink_error *err)
{
    brink_status status = brink__find_strict(g, NULL, j->by, err);
    for (size_t k = 0; k < j->n_postures && status == BRINK_OK; k++) {
        j->duel->posture[k].strict_share += j->by[k] != BRINK__NOTHING;
    }
    if (status == BRINK_OK) {
        status = brink__eliminate(g, j->by, err);
    }
    for (size_t k = 0; k < j->n_postures && status == BRINK_OK; k++) {
        j->duel->posture[k].survives_share += j->by[k] == 0;
    }
    return status;
}

/* Whether all of the quantal responses that are wanted are there. */
static bool is_complete(const brink__profiles *now, size_t n_wanted, size_t n_postures)
{
    bool is = now->n >= n_wanted;
    for (size_t k = 0; k < n_wanted && is; k++) {
        is = !isnan(now->p[k * n_postures]);
    }
    return is;
}

static brink_status resample(const judge *j, uint64_t seed, const brink__profiles *nash, const brink__profiles *quantal,
                             size_t *n_drawn, brink_error *err)
{
    const brink__posture_game g = {{j->e->n[0], j->e->n[1]}, j->drawn};
    *n_drawn = 0;
    for (size_t b = 0; b < j->n_resamples; b++) {
        brink__profiles now = {0};
        brink__profiles now_quantal = {0};
        brink__empirical_resample(j->e, seed, BRINK__RESAMPLE_JUDGE, (uint16_t)b, j->drawn);
        brink_status status = brink__find_nash(&g, &now, err);
        if (status == BRINK_OK && quantal->n > 0) {
            status = brink__find_quantal(&g, j->lambda, quantal->n, &now_quantal, err);
        }
        if (status == BRINK_OK && now.n > 0 && is_complete(&now_quantal, quantal->n, j->n_postures)) {
            status = draw_dominance(j, &g, err);
            if (status == BRINK_OK) {
                assess_cells(j, &g, *n_drawn);
                assess_regrets(j, &g, *n_drawn);
                draw_profiles(j, &g, nash, quantal, &now, &now_quantal, *n_drawn);
                ++*n_drawn;
            }
        }
        brink__profiles_fini(&now);
        brink__profiles_fini(&now_quantal);
        if (status == BRINK_ENOMEM) {
            return status;
        }
    }
    j->duel->n_unsolved = j->n_resamples - *n_drawn;
    return *n_drawn > 1 ? BRINK_OK
                        : brink_fail(err, BRINK_EDIVERGE, "no resampled game has equilibria that could be had");
}

/* --- intervals */

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Quantile of sorted draws, type 7 of Hyndman & Fan (1996). */
static double quantile(const double *sorted, size_t n, double at)
{
    const double place = at * (double)(n - 1);
    const size_t k = (size_t)place;
    return k + 1 < n ? sorted[k] + (place - (double)k) * (sorted[k + 1] - sorted[k]) : sorted[n - 1];
}

static double *sort_draws(const judge *j, size_t column, size_t n)
{
    double *draws = draw_of(j, column, 0);
    qsort(draws, n, sizeof *draws, by_size);
    return draws;
}

static void enclose(const judge *j, size_t column, size_t n, brink_interval *interval)
{
    const double *draws = sort_draws(j, column, n);
    interval->lo = quantile(draws, n, 0.025);
    interval->hi = quantile(draws, n, 0.975);
}

static void enclose_profile(const judge *j, size_t k, size_t n, brink_duel_profile *profile)
{
    for (size_t side = 0; side < 2; side++) {
        enclose(j, profile_column(j, k, OF_VALUE + side), n, &profile->value[side]);
    }
    profile->regret_hi = quantile(sort_draws(j, profile_column(j, k, OF_REGRET), n), n, 0.95);
    for (size_t i = 0; i < j->n_postures; i++) {
        enclose(j, profile_column(j, k, OF_PROBABILITY + i), n, &profile->probability[i]);
        enclose(j, profile_column(j, k, OF_PROBABILITY + j->n_postures + i), n, &profile->loss[i]);
    }
    profile->support_share /= (double)n;
}

static void enclose_all(const judge *j, size_t n)
{
    brink_duel *duel = j->duel;
    for (size_t c = 0; c < j->e->n_cells; c++) {
        for (size_t side = 0; side < 2; side++) {
            /* brink__se() is of a mean of n: the deviation of the draws is what is wanted */
            duel->cell[c].se[side] = brink__se(draw_of(j, payoff_column(c, side), 0), n) * sqrt((double)n);
            enclose(j, gain_column(j, c, side), n, &duel->cell[c].gain[side]);
            duel->cell[c].best_share[side] /= (double)n;
        }
    }
    for (size_t k = 0; k < j->n_postures; k++) {
        enclose(j, regret_column(j, k), n, &duel->posture[k].max_regret);
        duel->posture[k].strict_share /= (double)n;
        duel->posture[k].survives_share /= (double)n;
    }
    for (size_t k = 0; k < duel->n_nash + duel->n_quantal; k++) {
        enclose_profile(j, k, n, k < duel->n_nash ? &duel->nash[k] : &duel->quantal[k - duel->n_nash]);
    }
}

brink_status brink__duel_judge(brink__empirical *e, uint64_t seed, size_t n_resamples, const double *lambda,
                               size_t n_lambdas, brink_duel *duel, brink_error *err)
{
    judge j = {.e = e,
               .duel = duel,
               .lambda = lambda,
               .n_lambdas = n_lambdas,
               .n_postures = e->n[0] + e->n[1],
               .n_resamples = n_resamples};
    brink__profiles nash = {0};
    brink__profiles quantal = {0};
    size_t n_drawn = 0;
    j.mean = calloc(2 * e->n_cells, sizeof *j.mean);
    j.drawn = calloc(2 * e->n_cells, sizeof *j.drawn);
    j.by = calloc(j.n_postures, sizeof *j.by);
    duel->n[0] = e->n[0];
    duel->n[1] = e->n[1];
    duel->n_resamples = n_resamples;
    duel->cell = calloc(e->n_cells, sizeof *duel->cell);
    duel->posture = calloc(j.n_postures, sizeof *duel->posture);
    brink_status status = brink__has_memory(j.mean && j.drawn && j.by && duel->cell && duel->posture, "a game", err);
    if (status == BRINK_OK) {
        status = estimate(&j, &nash, &quantal, err);
    }
    if (status == BRINK_OK) {
        j.n_columns = profile_column(&j, nash.n + quantal.n, 0);
        j.draws = calloc(j.n_columns * n_resamples, sizeof *j.draws);
        status = brink__has_memory(j.draws, "resampled games", err);
    }
    if (status == BRINK_OK) {
        status = resample(&j, seed, &nash, &quantal, &n_drawn, err);
    }
    if (status == BRINK_OK) {
        enclose_all(&j, n_drawn);
    }
    for (size_t c = 0; duel->cell && c < e->n_cells; c++) {
        duel->cell[c].replicas = e->cell[c].n;
        duel->cell[c].failed = e->cell[c].n_failed;
    }
    brink__profiles_fini(&nash);
    brink__profiles_fini(&quantal);
    free(j.mean);
    free(j.drawn);
    free(j.by);
    free(j.draws);
    return status;
}
