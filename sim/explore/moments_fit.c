/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The method of simulated moments: Levenberg and Marquardt's steps under common luck. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "explore/calibration.h"

enum { N_DAMPINGS = 4, NOISE = 1, N_HALVINGS = 3 };

static const double first_step = 0.25; /* of the differences, in scores */
static const double end = 3.0;         /* of scores */
static const double dampings[N_DAMPINGS] = {1e-6, 1e-2, 1e-1, 1.0};

/* A point that the fit may go on from, or NULL: it failed. */
static const brink_trial_point *good(const brink_calibration *c, size_t i)
{
    const brink_trial_point *p = &c->points.item[i];
    return p->is_failed ? NULL : p;
}

static brink_status add(brink_calibration *c, const double *score, brink_error *err)
{
    return brink__moments_add(c, true, NOISE, score) == BRINK_OK
               ? BRINK_OK
               : brink_fail(err, BRINK_ENOMEM, "out of memory for the fit");
}

/* Central differences of residuals at a point, one-sided where one of the two failed; a column of zeros where both
 * did. */
static brink_status differentiate(brink_calibration *c, size_t centre, double h, brink_error *err)
{
    const size_t d = c->n_parameters;
    const size_t first = c->points.n;
    double score[BRINK_CALIBRATE_PARAMETERS];
    double *residual = calloc(2 * c->n_targets + 1, sizeof *residual);
    brink_status status = BRINK_OK;
    if (residual == NULL) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for the fit");
    }
    for (size_t k = 0; k < 2 * d && status == BRINK_OK; k++) {
        memcpy(score, c->points.item[centre].score, d * sizeof *score);
        score[k / 2] += k % 2 == 0 ? -h : h;
        status = add(c, score, err);
    }
    if (status == BRINK_OK) {
        status = brink__moments_run(c, first, err);
    }
    for (size_t k = 0; k < d && status == BRINK_OK; k++) {
        const brink_trial_point *low = good(c, first + 2 * k);
        const brink_trial_point *high = good(c, first + 2 * k + 1);
        const double width = low != NULL && high != NULL ? 2.0 * h : h;
        const double *at = c->points.item[centre].moment;
        (void)brink__misfit(c, low != NULL ? low->moment : at, residual);
        (void)brink__misfit(c, high != NULL ? high->moment : at, residual + c->n_targets);
        for (size_t j = 0; j < c->n_targets; j++) {
            c->jacobian[j * d + k] = (residual[c->n_targets + j] - residual[j]) / width;
        }
    }
    free(residual);
    return status;
}

/* Solves a x = b for symmetric positive definite a[d][d] by elimination, both overwritten. */
static void solve(double *a, double *b, size_t d)
{
    for (size_t k = 0; k < d; k++) {
        for (size_t i = k + 1; i < d; i++) {
            const double f = a[i * d + k] / a[k * d + k];
            for (size_t j = k; j < d; j++) {
                a[i * d + j] -= f * a[k * d + j];
            }
            b[i] -= f * b[k];
        }
    }
    for (size_t k = d; k-- > 0;) {
        for (size_t j = k + 1; j < d; j++) {
            b[k] -= a[k * d + j] * b[j];
        }
        b[k] /= a[k * d + k];
    }
}

/* The step of one damping from a point: score[d]. room[d (d + 1) + n_targets]. */
static void make_step(const brink_calibration *c, size_t centre, double damping, double *score, double *room)
{
    const size_t d = c->n_parameters;
    double *normal = room;
    double *gradient = room + d * d;
    double *residual = gradient + d;
    double most = 0.0;
    (void)brink__misfit(c, c->points.item[centre].moment, residual);
    memset(room, 0, (d * d + d) * sizeof *room);
    for (size_t k = 0; k < d; k++) {
        for (size_t j = 0; j < c->n_targets; j++) {
            gradient[k] -= c->jacobian[j * d + k] * residual[j];
            for (size_t l = 0; l < d; l++) {
                normal[k * d + l] += c->jacobian[j * d + k] * c->jacobian[j * d + l];
            }
        }
        most = fmax(most, normal[k * d + k]);
    }
    for (size_t k = 0; k < d; k++) {
        normal[k * d + k] += damping * (most > 0.0 ? most : 1.0);
    }
    solve(normal, gradient, d);
    for (size_t k = 0; k < d; k++) {
        score[k] = fmin(fmax(c->points.item[centre].score[k] + gradient[k], -end), end);
    }
}

/* Tries the steps; *best is the best of them, or SIZE_MAX when all failed. */
static brink_status try_steps(brink_calibration *c, size_t centre, size_t *best, brink_error *err)
{
    const size_t d = c->n_parameters;
    const size_t first = c->points.n;
    double score[BRINK_CALIBRATE_PARAMETERS];
    double *room = calloc(d * d + d + c->n_targets, sizeof *room);
    brink_status status = BRINK_OK;
    *best = SIZE_MAX;
    if (room == NULL) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for the fit");
    }
    for (size_t i = 0; i < N_DAMPINGS && status == BRINK_OK; i++) {
        make_step(c, centre, dampings[i], score, room);
        status = add(c, score, err);
    }
    if (status == BRINK_OK) {
        status = brink__moments_run(c, first, err);
    }
    for (size_t i = first; i < c->points.n && status == BRINK_OK; i++) {
        if (good(c, i) != NULL && (*best == SIZE_MAX || c->points.item[i].misfit < c->points.item[*best].misfit)) {
            *best = i;
        }
    }
    free(room);
    return status;
}

static brink_status begin(brink_calibration *c, brink_error *err)
{
    double score[BRINK_CALIBRATE_PARAMETERS];
    const size_t first = c->points.n;
    for (size_t k = 0; k < c->n_parameters; k++) {
        score[k] = fmin(fmax(c->mean[k], -end), end);
    }
    brink_status status = add(c, score, err);
    return status == BRINK_OK ? brink__moments_run(c, first, err) : status;
}

brink_status brink__fit_moments(brink_calibration *calibration, brink_error *err)
{
    brink_calibration *c = calibration;
    const size_t a_round = 2 * c->n_parameters + N_DAMPINGS;
    double h = first_step;
    size_t halved = 0;
    c->phase = "moments";
    c->round = 0;
    c->fit = (brink_moments_fit){.point = SIZE_MAX};
    if (c->options->most_rounds == 0 || brink__moments_left(c) < a_round + 1) {
        return BRINK_OK;
    }
    size_t centre = c->points.n;
    brink_status status = begin(c, err);
    if (status != BRINK_OK || good(c, centre) == NULL) {
        return status;
    }
    while (status == BRINK_OK && halved < N_HALVINGS && c->round < c->options->most_rounds &&
           brink__moments_left(c) >= a_round) {
        size_t best = SIZE_MAX;
        status = differentiate(c, centre, h, err);
        if (status == BRINK_OK) {
            status = try_steps(c, centre, &best, err);
        }
        const double now = c->points.item[centre].misfit;
        if (status == BRINK_OK && best != SIZE_MAX && c->points.item[best].misfit < 0.999 * now - 1e-6) {
            centre = best;
        } else {
            h *= 0.5;
            halved++;
        }
        c->round++;
    }
    c->fit = (brink_moments_fit){.n_rounds = c->round, .has_converged = halved == N_HALVINGS, .point = centre};
    return status;
}
