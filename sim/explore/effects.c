/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Elementary effects. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "brink/sampling.h"
#include "brink/sensitivity.h"
#include "engine/estimates.h"
#include "explore/rows.h"

size_t brink_effects_n_points(const brink_effects_plan *plan, size_t d)
{
    return plan->trajectories * (d + 1);
}

static brink_status sample(const brink_effects_plan *plan, size_t d, double **u, uint32_t **moved, brink_error *err)
{
    *u = malloc(brink_effects_n_points(plan, d) * d * sizeof **u);
    *moved = malloc(plan->trajectories * d * sizeof **moved);
    return *u && *moved ? brink_morris(plan->trajectories, d, plan->levels, plan->seed, *u, *moved, err)
                        : brink_fail(err, BRINK_ENOMEM, "out of memory for trajectories");
}

brink_status brink_effects_add_points(const brink_effects_plan *plan, const brink_factors *factors,
                                      brink_design *design, brink_error *err)
{
    const size_t d = brink_factors_n(factors);
    double *u = NULL;
    uint32_t *moved = NULL;
    brink_status status = BRINK_OK;
    if (plan->trajectories < 2 || d < 1) {
        return brink_fail(err, BRINK_EUSAGE, "%zu trajectories of %zu factors; allowed: at least 2 of at least 1",
                          plan->trajectories, d);
    }
    status = sample(plan, d, &u, &moved, err);
    for (size_t i = 0; i < brink_effects_n_points(plan, d) && status == BRINK_OK; i++) {
        char name[64];
        double *point = u + i * d;
        for (size_t k = 0; k < d; k++) {
            point[k] = brink_distribution_grid(&brink_factors_get(factors, k)->distribution, point[k]);
        }
        (void)snprintf(name, sizeof name, "m%zu_%zu", i / (d + 1), i % (d + 1));
        status = brink_factors_add_point(factors, design, name, "", (uint32_t)(i / (d + 1)), point);
        if (status != BRINK_OK) {
            (void)brink_fail(err, status, "out of memory for points");
        }
    }
    free(u);
    free(moved);
    return status;
}

/* --- effects ------------------------------------------------------------------------------------------------------ */

typedef struct estimating {
    size_t d, n;
    double *effect; /* [n][d] */
    double *size;   /* [n][d] absolute values */
    double *noise;  /* [n][d] variance of an effect from replicas */
    double *value;  /* [d] */
} estimating;

static brink_status read_effects(estimating *e, brink__row *row, const double *u, const uint32_t *moved,
                                 brink_error *err)
{
    brink_status status = BRINK_OK;
    for (size_t t = 0; t < e->n && status == BRINK_OK; t++) {
        status = brink__row_read(row, t * (e->d + 1), err);
        for (size_t k = 0; k < e->d && status == BRINK_OK; k++) {
            const size_t i = moved[t * e->d + k];
            const double *from = u + (t * (e->d + 1) + k) * e->d;
            const double step = from[e->d + i] - from[i];
            const double effect = (row->mean[k + 1] - row->mean[k]) / step;
            e->effect[t * e->d + i] = effect;
            e->size[t * e->d + i] = fabs(effect);
            e->noise[t * e->d + i] = fmax(brink__row_noise_of_difference(row, k + 1, k), 0.0) / (step * step);
        }
    }
    return status;
}

static brink_index of_mean(const estimating *e, const double *x, size_t i, double noise)
{
    brink_index index = {.noise = noise};
    brink__mean_and_error(x + i, e->n, e->d, &index.estimate, &index.se);
    const double half = brink__t95(e->n - 1) * index.se;
    index.lo95 = index.estimate - half;
    index.hi95 = index.estimate + half;
    index.raw = index.estimate;
    return index;
}

/* The variance of effects 0 .. n-1 without number `but` (n: with all), noise taken off if is_clean. */
static double variance_of(const estimating *e, size_t i, size_t but, bool is_clean)
{
    const double n = (double)(e->n - (but < e->n));
    double sum = 0.0;
    double squares = 0.0;
    double noise = 0.0;
    for (size_t t = 0; t < e->n; t++) {
        sum += t != but ? e->effect[t * e->d + i] : 0.0;
        noise += t != but ? e->noise[t * e->d + i] : 0.0;
    }
    for (size_t t = 0; t < e->n; t++) {
        const double apart = e->effect[t * e->d + i] - sum / n;
        squares += t != but ? apart * apart : 0.0;
    }
    return n > 1.0 ? squares / (n - 1.0) - (is_clean ? noise / n : 0.0) : (double)NAN;
}

static double root(double x)
{
    return x > 0.0 ? sqrt(x) : isnan(x) ? x : 0.0;
}

/* The jackknife (Quenouille 1956; Efron 1982): of the estimate left as it is, its error from leaving each one out. */
static brink_index of_sigma(const estimating *e, size_t i, double noise)
{
    brink_index index = {
        .estimate = root(variance_of(e, i, e->n, true)), .raw = root(variance_of(e, i, e->n, false)), .noise = noise};
    double sum = 0.0;
    double squares = 0.0;
    for (size_t t = 0; t < e->n; t++) {
        sum += root(variance_of(e, i, t, true)) / (double)e->n;
    }
    for (size_t t = 0; t < e->n; t++) {
        const double apart = root(variance_of(e, i, t, true)) - sum;
        squares += apart * apart;
    }
    index.se = sqrt(squares * (double)(e->n - 1) / (double)e->n);
    const double half = brink__t95(e->n - 1) * index.se;
    index.lo95 = fmax(index.estimate - half, 0.0);
    index.hi95 = index.estimate + half;
    return index;
}

static void summarise(estimating *e, brink_effects *effects)
{
    static const double mean_size = 0.79788456080286535588; /* of a standard normal: sqrt(2/pi) */
    for (size_t i = 0; i < e->d; i++) {
        double variance = 0.0;
        double luck = 0.0;
        for (size_t t = 0; t < e->n; t++) {
            variance += e->noise[t * e->d + i] / (double)e->n;
            luck += mean_size * sqrt(e->noise[t * e->d + i]) / (double)e->n;
        }
        effects->mu[i] = of_mean(e, e->effect, i, sqrt(variance / (double)e->n));
        effects->mu_star[i] = of_mean(e, e->size, i, luck);
        effects->sigma[i] = of_sigma(e, i, sqrt(variance));
        e->value[i] = effects->mu_star[i].estimate;
    }
    brink__rank(e->value, e->size, e->n, e->d, effects->rank);
}

void brink_effects_free(brink_effects *effects)
{
    free(effects->mu);
    free(effects->mu_star);
    free(effects->sigma);
    free(effects->rank);
    *effects = (brink_effects){0};
}

static bool reserve(estimating *e, brink_effects *effects)
{
    *effects = (brink_effects){.d = e->d};
    effects->mu = calloc(e->d, sizeof *effects->mu);
    effects->mu_star = calloc(e->d, sizeof *effects->mu_star);
    effects->sigma = calloc(e->d, sizeof *effects->sigma);
    effects->rank = calloc(e->d, sizeof *effects->rank);
    e->effect = calloc(e->n * e->d, sizeof *e->effect);
    e->size = calloc(e->n * e->d, sizeof *e->size);
    e->noise = calloc(e->n * e->d, sizeof *e->noise);
    e->value = calloc(e->d, sizeof *e->value);
    return effects->mu && effects->mu_star && effects->sigma && effects->rank && e->effect && e->size && e->noise &&
           e->value;
}

brink_status brink_effects_estimate(brink_outcomes *outcomes, const brink_effects_plan *plan, size_t d,
                                    const char *metric, const brink_statistic *statistic, brink_effects *effects,
                                    brink_error *err)
{
    estimating e = {.d = d, .n = plan->trajectories};
    brink__row row = {0};
    double *u = NULL;
    uint32_t *moved = NULL;
    brink_status status = reserve(&e, effects) ? sample(plan, d, &u, &moved, err)
                                               : brink_fail(err, BRINK_ENOMEM, "out of memory for effects");
    if (status == BRINK_OK) {
        status = brink__row_init(&row, outcomes, metric, statistic, d + 1, err);
    }
    if (status == BRINK_OK) {
        status = read_effects(&e, &row, u, moved, err);
    }
    if (status == BRINK_OK) {
        summarise(&e, effects);
    } else {
        brink_effects_free(effects);
    }
    brink__row_fini(&row);
    free(u);
    free(moved);
    free(e.effect);
    free(e.size);
    free(e.noise);
    free(e.value);
    return status;
}
