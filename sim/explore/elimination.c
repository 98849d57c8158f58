/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explore/elimination.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "brink/math.h"

struct brink__elimination {
    size_t k, n0;
    double alpha, delta, h2;
    double *first;    /* [k][n0] */
    double *variance; /* [k][k] of differences; from the first screening on */
    double *sum;      /* [k] */
    uint64_t *n;      /* [k] */
    bool *is_in;      /* [k] */
    bool *is_falling; /* [k] room of a screening */
    size_t n_in;
    bool is_screened;
};

brink__elimination *brink__elimination_new(size_t k, size_t n0, double alpha, double delta)
{
    brink__elimination *e = calloc(1, sizeof *e);
    if (!e) {
        return NULL;
    }
    *e = (brink__elimination){.k = k,
                              .n0 = n0,
                              .alpha = alpha,
                              .delta = delta,
                              .first = calloc(k * n0, sizeof *e->first),
                              .variance = calloc(k * k, sizeof *e->variance),
                              .sum = calloc(k, sizeof *e->sum),
                              .n = calloc(k, sizeof *e->n),
                              .is_in = calloc(k, sizeof *e->is_in),
                              .is_falling = calloc(k, sizeof *e->is_falling),
                              .n_in = k};
    if (!e->first || !e->variance || !e->sum || !e->n || !e->is_in || !e->is_falling) {
        brink__elimination_free(e);
        return NULL;
    }
    memset(e->is_in, true, k * sizeof *e->is_in);
    if (k > 1) {
        double freedom = (double)(n0 - 1);
        /* brink's own functions: what passes through libm may differ in its last bits between CPUs */
        double eta = 0.5 * (brink_exp(-2.0 / freedom * brink_log(2.0 * alpha / (double)(k - 1))) - 1.0);
        e->h2 = 2.0 * eta * freedom;
    }
    return e;
}

void brink__elimination_free(brink__elimination *elimination)
{
    if (elimination) {
        free(elimination->first);
        free(elimination->variance);
        free(elimination->sum);
        free(elimination->n);
        free(elimination->is_in);
        free(elimination->is_falling);
        free(elimination);
    }
}

void brink__elimination_add(brink__elimination *elimination, size_t system, const double *x, size_t n)
{
    brink__elimination *e = elimination;
    assert(e->is_in[system]);
    for (size_t j = 0; j < n; j++) {
        if (e->n[system] < e->n0) {
            e->first[system * e->n0 + e->n[system]] = x[j];
        }
        e->sum[system] += x[j];
        e->n[system]++;
    }
}

/* Variance of x - y, divisor n - 1. */
static double variance_of_difference(const double *x, const double *y, size_t n)
{
    double sum = 0.0;
    double squares = 0.0;
    for (size_t j = 0; j < n; j++) {
        sum += x[j] - y[j];
    }
    for (size_t j = 0; j < n; j++) {
        double d = x[j] - y[j] - sum / (double)n;
        squares += d * d;
    }
    return squares / (double)(n - 1);
}

static void measure_first_stage(brink__elimination *e)
{
    for (size_t i = 0; i < e->k; i++) {
        for (size_t l = 0; l < i; l++) {
            double v = variance_of_difference(e->first + i * e->n0, e->first + l * e->n0, e->n0);
            e->variance[i * e->k + l] = v;
            e->variance[l * e->k + i] = v;
        }
    }
    e->is_screened = true;
}

/* Whether i is worse than some other by more than what chance allows. */
static bool falls(const brink__elimination *e, size_t i)
{
    double n = (double)e->n[i];
    for (size_t l = 0; l < e->k; l++) {
        if (l == i || !e->is_in[l]) {
            continue;
        }
        double room = e->h2 * e->variance[i * e->k + l] / (n * e->delta * e->delta) - 1.0;
        double gap = (e->sum[l] - e->sum[i]) / n;
        if (gap > 0.5 * e->delta * fmax(room, 0.0)) {
            return true;
        }
        if (room < 0.0 && gap == 0.0 && l < i) { /* a tie at the very end: the first one wins */
            return true;
        }
    }
    return false;
}

size_t brink__elimination_screen(brink__elimination *elimination)
{
    brink__elimination *e = elimination;
    if (!e->is_screened) {
        measure_first_stage(e);
    }
    for (size_t i = 0; i < e->k; i++) { /* all against those that were in before */
        e->is_falling[i] = e->is_in[i] && falls(e, i);
    }
    for (size_t i = 0; i < e->k; i++) {
        e->n_in -= e->is_falling[i];
        e->is_in[i] = e->is_in[i] && !e->is_falling[i];
    }
    return e->n_in;
}

bool brink__elimination_is_in(const brink__elimination *elimination, size_t system)
{
    return elimination->is_in[system];
}

double brink__elimination_mean(const brink__elimination *elimination, size_t system)
{
    return elimination->sum[system] / (double)elimination->n[system];
}

uint64_t brink__elimination_n(const brink__elimination *elimination, size_t system)
{
    return elimination->n[system];
}

uint64_t brink__elimination_most(const brink__elimination *elimination)
{
    const brink__elimination *e = elimination;
    double most = 0.0;
    for (size_t i = 0; i < e->k * e->k; i++) {
        most = fmax(most, e->variance[i]);
    }
    most = floor(e->h2 * most / (e->delta * e->delta) * (1.0 + 1e-12)); /* a whole number may come out just below */
    uint64_t n = most < 1e18 ? (uint64_t)most + 1 : UINT64_MAX;
    return e->k == 1 || n < e->n0 ? e->n0 : n;
}
