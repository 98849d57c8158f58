/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Approximate Bayesian computation by sequential Monte Carlo, in the space of normal scores: brink/calibrate.h says
 * how, and where it is from. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/grown.h"
#include "brink/math.h"
#include "brink/rng.h"
#include "explore/calibration.h"

/* What is drawn, the purpose of an address; the parameter is its index. */
enum { DRAW_STEP, DRAW_CHOICE };

static const double prior_share = 0.1; /* of proposals, once there are particles to draw around */
static const double ess_share = 0.5;

typedef struct cloud {
    size_t first, n; /* a generation */
    double *root;    /* [d][d] lower triangular: kernel covariance = root root' */
    double log_det;  /* of root */
} cloud;

/* --- weights */

/* Normalises weights exp(log_weight) of a generation's particles; returns the effective sample size. */
static double normalise(const double *log_weight, size_t n, double *weight)
{
    double most = (double)-INFINITY;
    double sum = 0.0;
    double squares = 0.0;
    for (size_t i = 0; i < n; i++) {
        most = log_weight[i] > most ? log_weight[i] : most;
    }
    for (size_t i = 0; i < n; i++) {
        weight[i] = log_weight[i] > (double)-INFINITY ? brink_exp(log_weight[i] - most) : 0.0;
        sum += weight[i];
    }
    for (size_t i = 0; i < n; i++) {
        weight[i] /= sum;
        squares += weight[i] * weight[i];
    }
    return sum > 0.0 ? 1.0 / squares : 0.0;
}

/* Weights of a generation at tolerance e; base[n]: log of prior over proposal. */
static double weigh(const brink_trial_point *point, const double *base, size_t n, double e, double *log_weight,
                    double *weight)
{
    for (size_t i = 0; i < n; i++) {
        log_weight[i] = point[i].is_failed ? (double)-INFINITY : base[i] - point[i].misfit / (2.0 * e * e);
    }
    return normalise(log_weight, n, weight);
}

/* The least tolerance from 1 to `most` that leaves so many effective particles; `most` if none does. */
static double find_tolerance(const brink_trial_point *point, const double *base, size_t n, double most, double wanted,
                             double *log_weight, double *weight)
{
    double lo = 1.0;
    double hi = most;
    if (weigh(point, base, n, lo, log_weight, weight) >= wanted) {
        return lo;
    }
    for (int i = 0; i < 60; i++) {
        const double middle = sqrt(lo * hi);
        *(weigh(point, base, n, middle, log_weight, weight) >= wanted ? &hi : &lo) = middle;
    }
    return hi;
}

/* The tolerance of a first generation is at most this: one that leaves so many effective particles, however far from
 * the targets they are. */
static double widest_tolerance(const brink_trial_point *point, const double *base, size_t n, double wanted,
                               double *log_weight, double *weight)
{
    double e = 1e6;
    while (e < 1e150 && weigh(point, base, n, e, log_weight, weight) < wanted) {
        e *= 1e3;
    }
    return e;
}

/* --- the kernel */

/* Lower triangular root of a positive definite a[d][d], in place; what has lost its definiteness to rounding, or was
 * never of full rank, is taken as a billionth. */
static void take_root(double *a, size_t d)
{
    for (size_t j = 0; j < d; j++) {
        for (size_t i = j; i < d; i++) {
            double sum = a[i * d + j];
            for (size_t k = 0; k < j; k++) {
                sum -= a[i * d + k] * a[j * d + k];
            }
            a[i * d + j] = i == j ? sqrt(sum > 1e-9 ? sum : 1e-9) : sum / a[j * d + j];
        }
        for (size_t i = 0; i < j; i++) {
            a[i * d + j] = 0.0;
        }
    }
}

/* Weighted mean and covariance of a generation, into the calibration. */
static void summarise(brink_calibration *c, const brink_generation *g)
{
    const size_t d = c->n_parameters;
    const brink_trial_point *point = c->points.item + g->first;
    const double unbiased = g->ess > 1.0 ? 1.0 - 1.0 / g->ess : 1.0;
    memset(c->mean, 0, d * sizeof *c->mean);
    memset(c->covariance, 0, d * d * sizeof *c->covariance);
    for (size_t i = 0; i < g->n; i++) {
        for (size_t k = 0; k < d; k++) {
            c->mean[k] += point[i].weight * point[i].score[k];
        }
    }
    for (size_t i = 0; i < g->n; i++) {
        for (size_t k = 0; k < d; k++) {
            for (size_t l = 0; l < d; l++) {
                c->covariance[k * d + l] +=
                    point[i].weight * (point[i].score[k] - c->mean[k]) * (point[i].score[l] - c->mean[l]) / unbiased;
            }
        }
    }
}

static void make_kernel(const brink_calibration *c, const brink_generation *g, cloud *around)
{
    const size_t d = c->n_parameters;
    const double power = 1.0 / ((double)d + 4.0);
    /* h = (4 / ((d + 2) n))^(1 / (d + 4)), n the effective sample size */
    const double h = brink_exp(power * (brink_log(4.0 / ((double)d + 2.0)) - brink_log(fmax(g->ess, 1.0))));
    around->first = g->first;
    around->n = g->n;
    for (size_t i = 0; i < d * d; i++) {
        around->root[i] = h * h * c->covariance[i];
    }
    take_root(around->root, d);
    around->log_det = 0.0;
    for (size_t k = 0; k < d; k++) {
        around->log_det += brink_log(around->root[k * d + k]);
    }
}

/* The logarithm of prior over proposal, at a score. The constant of the normal density is in both. */
static double log_ratio(const brink_calibration *c, const cloud *around, const double *score)
{
    const size_t d = c->n_parameters;
    double step[BRINK_CALIBRATE_PARAMETERS];
    double prior = 0.0;
    double ratio = prior_share; /* proposal over prior */
    for (size_t k = 0; k < d; k++) {
        prior -= 0.5 * score[k] * score[k];
    }
    for (size_t i = 0; i < around->n; i++) {
        const brink_trial_point *p = &c->points.item[around->first + i];
        double squares = 0.0;
        for (size_t k = 0; k < d; k++) {
            double sum = score[k] - p->score[k];
            for (size_t l = 0; l < k; l++) {
                sum -= around->root[k * d + l] * step[l];
            }
            step[k] = sum / around->root[k * d + k];
            squares += step[k] * step[k];
        }
        ratio += (1.0 - prior_share) * p->weight * brink_exp(-0.5 * squares - around->log_det - prior);
    }
    return -brink_log(ratio);
}

/* --- drawing */

/* Scores of particle i of a generation: from the prior, or around a particle. */
static void draw(const brink_calibration *c, const cloud *around, size_t i, double *score)
{
    const size_t d = c->n_parameters;
    const uint64_t seed = c->options->seed;
    brink_address at = {
        .replica = i, .who = brink_who("calibrate", "particles"), .period = (uint16_t)c->round, .purpose = DRAW_CHOICE};
    double z[BRINK_CALIBRATE_PARAMETERS];
    double u = brink_uniform(seed, at);
    at.purpose = DRAW_STEP;
    for (size_t k = 0; k < d; k++) {
        at.index = (uint8_t)k;
        z[k] = brink_normal(seed, at);
    }
    if (around->n == 0 || u < prior_share) {
        memcpy(score, z, d * sizeof *z);
        return;
    }
    u = (u - prior_share) / (1.0 - prior_share);
    size_t parent = around->first;
    size_t last = parent;
    for (double sum = 0.0; parent < around->first + around->n && !(sum > u); parent++) {
        const double weight = c->points.item[parent].weight;
        sum += weight;
        last = weight > 0.0 ? parent : last; /* the weights may sum to a little less than u */
    }
    for (size_t k = 0; k < d; k++) {
        score[k] = c->points.item[last].score[k];
        for (size_t l = 0; l <= k; l++) {
            score[k] += around->root[k * d + l] * z[l];
        }
    }
}

/* --- generations */

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

static void describe(const brink_trial_point *point, double *room, brink_generation *g)
{
    size_t n = 0;
    for (size_t i = 0; i < g->n; i++) {
        if (!point[i].is_failed) {
            room[n++] = point[i].misfit;
        }
    }
    qsort(room, n, sizeof *room, by_value);
    g->n_failed = g->n - n;
    g->least = n > 0 ? room[0] : (double)NAN;
    g->median = n > 0 ? 0.5 * (room[(n - 1) / 2] + room[n / 2]) : (double)NAN;
}

static brink_status add_generation(brink_calibration *c, const brink_generation *g)
{
    brink__generations *all = &c->generations;
    brink_generation *bigger = brink__grown(all->item, all->n, &all->capacity, sizeof *bigger);
    if (bigger == NULL) {
        return BRINK_ENOMEM;
    }
    all->item = bigger;
    all->item[all->n++] = *g;
    return BRINK_OK;
}

/* Draws, runs and weighs a generation. room[4][particles]. */
static brink_status generate(brink_calibration *c, const cloud *around, double *room, brink_error *err)
{
    const size_t n = c->options->particles;
    double *base = room;
    double *log_weight = room + n;
    double *weight = room + 2 * n;
    brink_generation g = {.first = c->points.n, .n = n};
    brink_status status = BRINK_OK;
    for (size_t i = 0; i < n && status == BRINK_OK; i++) {
        double score[BRINK_CALIBRATE_PARAMETERS];
        draw(c, around, i, score);
        base[i] = around->n > 0 ? log_ratio(c, around, score) : 0.0;
        status = brink__moments_add(c, false, (uint32_t)(g.first + i + 2), score);
    }
    status = status == BRINK_OK ? brink__moments_run(c, g.first, err)
                                : brink_fail(err, BRINK_ENOMEM, "out of memory for particles");
    if (status != BRINK_OK) {
        return status;
    }
    brink_trial_point *point = c->points.item + g.first;
    describe(point, room + 3 * n, &g);
    if (10 * (n - g.n_failed) < n) {
        return brink_fail(err, BRINK_EDIVERGE,
                          "%zu of %zu particles have no misfit: too many of their replicas failed, or a target has no "
                          "value in them, or a band too narrow for a number",
                          g.n_failed, n);
    }
    const size_t n_before = c->generations.n;
    const double wanted = ess_share * (double)(n - g.n_failed);
    const double most = n_before > 0 ? c->generations.item[n_before - 1].tolerance
                                     : widest_tolerance(point, base, n, wanted, log_weight, weight);
    g.tolerance = find_tolerance(point, base, n, most, wanted, log_weight, weight);
    g.ess = weigh(point, base, n, g.tolerance, log_weight, weight);
    for (size_t i = 0; i < n; i++) {
        point[i].weight = weight[i];
    }
    summarise(c, &g);
    return add_generation(c, &g) == BRINK_OK ? BRINK_OK : brink_fail(err, BRINK_ENOMEM, "out of memory for particles");
}

brink_status brink__particles(brink_calibration *calibration, brink_error *err)
{
    brink_calibration *c = calibration;
    const size_t d = c->n_parameters;
    cloud around = {.root = calloc(d * d, sizeof(double))};
    double *room = calloc(4 * c->options->particles, sizeof *room);
    brink_status status = BRINK_OK;
    bool is_done = false;
    /* three rounds of the fit, with which an end of the budget finds it nearly done */
    const size_t for_fit = c->options->most_rounds > 0 ? 3 * (2 * d + 4) + 1 : 0;
    c->phase = "particles";
    if (around.root == NULL || room == NULL) {
        status = brink_fail(err, BRINK_ENOMEM, "out of memory for particles");
        goto out;
    }
    while (status == BRINK_OK && !is_done && c->round < UINT16_MAX) {
        const size_t n = c->generations.n;
        if (brink__moments_left(c) < c->options->particles + (n > 0 ? for_fit : 0)) {
            break;
        }
        is_done = n > 0 && c->generations.item[n - 1].tolerance <= 1.0;
        if (n > 0) {
            make_kernel(c, &c->generations.item[n - 1], &around);
        }
        status = generate(c, &around, room, err);
        c->round++;
    }
out:
    free(around.root);
    free(room);
    return status;
}
