/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/robust.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/no_memory.h"
#include "brink/math.h"
#include "engine/estimates.h"
#include "explore/robustness/draws.h"

enum { M = BRINK_N_ROBUST_MEASURES, LEAST_DRAWS = 100 };

static double mean_of(const double *x, size_t n)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        sum += x[i];
    }
    return sum / (double)n;
}

/* Variance of x - y (of x for a NULL y). */
static double variance_of(const double *x, const double *y, size_t n)
{
    double mean = mean_of(x, n) - (y ? mean_of(y, n) : 0.0);
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        double off = x[i] - (y ? y[i] : 0.0) - mean;
        sum += off * off;
    }
    return sum / (double)(n - 1);
}

/* Measures that are performances themselves. */
static bool is_in_units(size_t m)
{
    return m == BRINK_ROBUST_EXPECTED || m == BRINK_ROBUST_WORST || m == BRINK_ROBUST_WORST_TAIL ||
           m == BRINK_ROBUST_HURWICZ;
}

/* Measures of which large values are wanted: losses are turned round. */
static bool is_turned(size_t m, bool is_maximised)
{
    return m == BRINK_ROBUST_SHARE || m == BRINK_ROBUST_RADIUS || (is_in_units(m) && is_maximised);
}

static const double ln_005 = -2.9957322735539910;
static const double z95 = 1.9599639845400542;

/* Wilson's interval for a share of n states, n not whole. */
static void set_share_interval(brink_robustness *cell, double variance, size_t n_states)
{
    double p = cell->value;
    double n = variance > 0.0 ? p * (1.0 - p) / variance : (double)n_states;
    n = p > 0.0 && p < 1.0 && n < (double)n_states ? n : (double)n_states;
    double z2 = z95 * z95 / n;
    double middle = (p + z2 / 2.0) / (1.0 + z2);
    double half = sqrt(z2 * (p * (1.0 - p) + z2 / 4.0)) / (1.0 + z2);
    cell->lo95 = p > 0.0 ? middle - half : 0.0;
    cell->hi95 = p < 1.0 ? middle + half : 1.0;
}

static bool never_fails(const brink__world *world, size_t p)
{
    size_t n = world->n_states + world->n_near;
    for (size_t s = 0; s < n; s++) {
        if (world->fails[p * n + s]) {
            return false;
        }
    }
    return true;
}

/* In badness; `room` [n_draws]. */
static void estimate(const brink__draws *d, size_t m, size_t p, double *room, brink_robustness *cell)
{
    size_t n = d->options->n_draws;
    size_t k = m * d->payoffs->n_postures + p;
    const double *replicas = brink__draws_of(d, BRINK__DRAW_REPLICAS, m, p);
    cell->covers_states = brink__robust_covers_states((brink_robust_measure)m);
    const double *draws = cell->covers_states ? brink__draws_of(d, BRINK__DRAW_BOTH, m, p) : replicas;
    double of_replicas = d->has_noise ? variance_of(replicas, NULL, n) : 0.0; /* and not what rounding leaves */
    double all = variance_of(draws, NULL, n);
    bool is_basic = m != BRINK_ROBUST_RADIUS;
    bool is_corrected = m != BRINK_ROBUST_EXPECTED && is_basic && of_replicas > 0.0;
    cell->raw = d->raw[k];
    cell->value = is_corrected ? 2.0 * d->base[k] - mean_of(replicas, n) : d->base[k];
    memcpy(room, draws, n * sizeof *room);
    double low = brink__quantile(room, n, 0.025);
    double high = brink__quantile(room, n, 0.975);
    if (cell->covers_states) {
        double shift =
            is_corrected ? 2.0 * (mean_of(replicas, n) - d->base[k]) : 0.0; /* from biased draws to the value */
        cell->lo95 = low - shift;
        cell->hi95 = high - shift;
    } else {
        cell->lo95 = is_basic ? 2.0 * d->base[k] - high : low;
        cell->hi95 = is_basic ? 2.0 * d->base[k] - low : high;
    }
    if (m == BRINK_ROBUST_REGRET || m == BRINK_ROBUST_REGRET_TAIL) { /* nothing is better than the best */
        cell->value = brink_max(cell->value, 0.0);
        cell->lo95 = brink_max(cell->lo95, 0.0);
        cell->hi95 = brink_max(cell->hi95, 0.0);
    }
    if (cell->covers_states) {
        cell->noise = !(all > 0.0) ? (double)NAN : of_replicas < all ? of_replicas / all : 1.0;
    } else if (m != BRINK_ROBUST_RADIUS) {
        cell->unseen = 1.0 - brink_exp(ln_005 / (double)d->payoffs->n_states);
    }
}

/* From badness to what users read. */
static void turn(const brink__draws *d, size_t m, size_t p, brink_robustness *cell)
{
    if (is_turned(m, d->payoffs->objective[d->first].is_maximised)) {
        double lo = cell->lo95;
        cell->raw = 0.0 - cell->raw; /* no -0 */
        cell->value = 0.0 - cell->value;
        cell->lo95 = 0.0 - cell->hi95;
        cell->hi95 = 0.0 - lo;
    }
    if (is_in_units(m)) {
        const brink_performance *o = &d->payoffs->objective[d->first];
        cell->value = brink_clamp(cell->value, o->least, o->most);
        cell->lo95 = brink_clamp(cell->lo95, o->least, o->most);
        cell->hi95 = brink_clamp(cell->hi95, o->least, o->most);
    }
    if (m == BRINK_ROBUST_SHARE) {
        cell->value = brink_clamp(cell->value, 0.0, 1.0);
        set_share_interval(cell, variance_of(brink__draws_of(d, BRINK__DRAW_BOTH, m, p), NULL, d->options->n_draws),
                           d->payoffs->n_states);
    }
}

/* Rank and the set of those that may be the best, by one measure. */
static void rank(const brink__draws *d, size_t m, double z, brink_robustness *cells)
{
    size_t n = d->payoffs->n_postures;
    double sign = is_turned(m, d->payoffs->objective[d->first].is_maximised) ? -1.0 : 1.0;
    brink__draw_kind kind =
        brink__robust_covers_states((brink_robust_measure)m) ? BRINK__DRAW_BOTH : BRINK__DRAW_REPLICAS;
    for (size_t p = 0; p < n; p++) {
        cells[p].rank = 1;
        cells[p].may_be_best = true;
        for (size_t q = 0; q < n; q++) {
            double gap = sign * (cells[p].value - cells[q].value);
            if (!(gap > 0.0)) {
                continue;
            }
            cells[p].rank++;
            double variance =
                variance_of(brink__draws_of(d, kind, m, p), brink__draws_of(d, kind, m, q), d->options->n_draws);
            cells[p].may_be_best = cells[p].may_be_best && !(gap > z * sqrt(variance));
        }
    }
}

/* One objective, or all at once: cells[M][n_postures]. */
static void judge(const brink__draws *d, double z, double *room, brink_robustness *cells)
{
    size_t n = d->payoffs->n_postures;
    for (size_t m = 0; m < M; m++) {
        if (isnan(d->raw[m * n])) {
            continue;
        }
        for (size_t p = 0; p < n; p++) {
            estimate(d, m, p, room, &cells[m * n + p]);
            turn(d, m, p, &cells[m * n + p]);
        }
        rank(d, m, z, &cells[m * n]);
        for (size_t p = 0; p < n && d->has_unknown_error; p++) {
            brink_robustness *cell = &cells[m * n + p];
            cell->lo95 = cell->hi95 = cell->noise = (double)NAN;
            cell->may_be_best = true;
        }
    }
}

static brink_status check(const brink_payoffs *payoffs, const brink_robust_options *options, brink_error *err)
{
    if (payoffs->n_postures < 1 || payoffs->n_states < 2 || payoffs->n_objectives < 1) {
        return brink_fail(err, BRINK_EUSAGE,
                          "%zu postures, %zu states of the world, %zu objectives; at least 1, 2, 1 "
                          "are needed",
                          payoffs->n_postures, payoffs->n_states, payoffs->n_objectives);
    }
    if (!(options->optimism >= 0.0 && options->optimism <= 1.0)) {
        return brink_fail(err, BRINK_EUSAGE, "an optimism of %g; 0 to 1 is possible", options->optimism);
    }
    if (!(options->tail > 0.0 && options->tail < 1.0)) {
        return brink_fail(err, BRINK_EUSAGE, "a tail of %g; more than 0, less than 1 is possible", options->tail);
    }
    if (options->n_draws < LEAST_DRAWS) {
        return brink_fail(err, BRINK_EUSAGE, "%zu bootstrap draws; at least %d are needed", options->n_draws,
                          (int)LEAST_DRAWS);
    }
    size_t n_cells = payoffs->n_postures * brink_payoffs_width(payoffs);
    for (size_t i = 0; i < payoffs->n_objectives; i++) {
        const brink_performance *o = &payoffs->objective[i];
        size_t n_numbers = o->batch ? n_cells * payoffs->n_batches : 0;
        bool is_good = (!o->batch || payoffs->n_batches >= 2) && o->least <= o->most;
        for (size_t k = 0; k < n_cells && is_good; k++) {
            is_good = o->value[k] - o->value[k] == 0.0;
        }
        for (size_t k = 0; k < n_numbers && is_good; k++) {
            is_good = o->batch[k] - o->batch[k] == 0.0;
        }
        if (!is_good) {
            return brink_fail(err, BRINK_EUSAGE,
                              "objective %zu has values that are not finite, a single batch, or no range", i + 1);
        }
    }
    return BRINK_OK;
}

/* Draws of all objectives, one after the other. */
static void measure(brink_robust *robust, brink__draws *d, double *room, void (*progress)(void *context, double share),
                    void *context)
{
    size_t n = robust->n_postures;
    size_t n_draws = d->options->n_draws;
    double z = n > 1 ? -brink_normal_quantile(0.05 / (double)(n - 1)) : 0.0;
    for (size_t i = 0; i <= robust->n_objectives; i++) {
        brink_robustness *cells = &robust->cell[i * M * n];
        if (!brink__draws_begin(d, i)) {
            continue;
        }
        for (size_t p = 0; p < n; p++) { /* of the world without noise, in which begin() leaves it */
            cells[BRINK_ROBUST_RADIUS * n + p].is_censored =
                d->payoffs->distance && d->world.has_bound && never_fails(&d->world, p);
        }
        for (size_t k = 0; k < n_draws; k++) {
            brink__draws_make(d, k);
            if (progress && k % 16 == 0) {
                progress(context, ((double)i + (double)k / (double)n_draws) / (double)(robust->n_objectives + 1));
            }
        }
        judge(d, z, room, cells);
        for (size_t p = 0; p < n && i < robust->n_objectives; p++) {
            robust->noise[i * n + p] = brink__draws_noise(d, i, p);
        }
    }
}

brink_status brink_robust_init(brink_robust *robust, const brink_payoffs *payoffs, const brink_robust_options *options,
                               void (*progress)(void *context, double share), void *context, brink_error *err)
{
    *robust = (brink_robust){.n_objectives = payoffs->n_objectives, .n_postures = payoffs->n_postures};
    brink_status status = check(payoffs, options, err);
    if (status != BRINK_OK) {
        return status;
    }
    size_t n_all = (payoffs->n_objectives + 1) * M * payoffs->n_postures;
    const double none = (double)NAN;
    brink__draws draws = {0};
    double *room = malloc(options->n_draws * sizeof *room);
    robust->cell = calloc(n_all + 1, sizeof *robust->cell);
    robust->noise = calloc(payoffs->n_objectives * payoffs->n_postures + 1, sizeof *robust->noise);
    status = room && robust->cell && robust->noise ? brink__draws_init(&draws, payoffs, options, err)
                                                   : brink__no_memory(err, "measures");
    if (status == BRINK_OK) {
        for (size_t k = 0; k < n_all; k++) {
            robust->cell[k] = (brink_robustness){none, none, none, none, false, false, none, none, 0, false};
        }
        measure(robust, &draws, room, progress, context);
    }
    brink__draws_fini(&draws);
    free(room);
    if (status != BRINK_OK) {
        brink_robust_fini(robust);
    }
    return status;
}

void brink_robust_fini(brink_robust *robust)
{
    free(robust->cell);
    free(robust->noise);
    *robust = (brink_robust){0};
}

void brink_robust_regrets(const brink_payoffs *payoffs, size_t objective, size_t posture, double *out)
{
    const brink_performance *o = &payoffs->objective[objective];
    size_t width = brink_payoffs_width(payoffs);
    double sign = o->is_maximised ? -1.0 : 1.0;
    for (size_t s = 0; s < payoffs->n_states; s++) {
        double least = sign * o->value[s];
        for (size_t p = 1; p < payoffs->n_postures; p++) {
            double loss = sign * o->value[p * width + s];
            least = loss < least ? loss : least;
        }
        out[s] = sign * o->value[posture * width + s] - least;
    }
}
