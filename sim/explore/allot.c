/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explore/allot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "brink/math.h"
#include "explore/memory.h"
#include "explore/posture_game.h"

enum { RESAMPLES = 32, STRAY = 8 }; /* every STRAY-th slice of a round goes to the cell with fewest */

typedef struct dealing {
    brink__empirical *e;
    double *mean;  /* [cells][2] of a resampled game */
    double *rate;  /* [cells][2] fall of what is missed with the variance of the cell's mean */
    double *room;  /* [postures of a side] variances of payoffs against a mixture */
    size_t *count; /* [cells] slices */
    double range[2];
} dealing;

static size_t cell_of(const brink__empirical *e, size_t side, size_t i, size_t j)
{
    return side == 0 ? i * e->n[1] + j : j * e->n[1] + i;
}

static double variance_of_mean(const brink__empirical *e, size_t cell, size_t side)
{
    return e->residual[2 * cell + side] / (double)(e->cell[cell].n - e->cell[cell].n_failed);
}

/* Adds to the rates what one side's comparisons at an equilibrium ask for. */
static void weigh(dealing *d, const brink__posture_game *g, size_t side, const double *p, double share)
{
    const brink__empirical *e = d->e;
    const double *own = side == 0 ? p : p + g->n[0];
    const double *other = side == 0 ? p + g->n[0] : p;
    const double value = brink__pay_of_mixtures(g, side, p);
    double mixed = 0.0; /* variance of what the mixture gets, times each own weight once */
    for (size_t i = 0; i < g->n[side]; i++) {
        d->room[i] = 0.0;
        for (size_t j = 0; j < g->n[1 - side]; j++) {
            d->room[i] += other[j] * other[j] * variance_of_mean(e, cell_of(e, side, i, j), side);
        }
        mixed += own[i] * own[i] * d->room[i];
    }
    for (size_t i = 0; i < g->n[side]; i++) {
        const double rest = mixed - own[i] * own[i] * d->room[i];
        const double s2 = (1.0 - own[i]) * (1.0 - own[i]) * d->room[i] + rest;
        if (!(s2 > 0.0)) {
            continue; /* the only posture that is played, or nothing varies */
        }
        const double behind = value - brink__pay_against(g, side, i, p);
        const double rate = share * brink_exp(-0.5 * behind * behind / s2) / (sqrt(s2) * d->range[side]);
        for (size_t k = 0; k < g->n[side]; k++) {
            const double weight = k == i ? 1.0 - own[k] : own[k];
            for (size_t j = 0; weight != 0.0 && j < g->n[1 - side]; j++) {
                d->rate[2 * cell_of(e, side, k, j) + side] += rate * weight * weight * other[j] * other[j];
            }
        }
    }
}

static brink_status weigh_all(dealing *d, uint64_t seed, brink_error *err)
{
    const brink__empirical *e = d->e;
    const brink__posture_game g = {{e->n[0], e->n[1]}, d->mean};
    for (unsigned b = 0; b < RESAMPLES; b++) {
        brink__profiles nash;
        brink__empirical_resample(d->e, seed, BRINK__RESAMPLE_ALLOT, (uint16_t)b, d->mean);
        brink_status status = brink__find_nash(&g, &nash, err);
        if (status == BRINK_ENOMEM) {
            return status;
        }
        for (size_t k = 0; status == BRINK_OK && k < nash.n; k++) {
            weigh(d, &g, 0, nash.p + k * (g.n[0] + g.n[1]), 1.0 / (double)nash.n);
            weigh(d, &g, 1, nash.p + k * (g.n[0] + g.n[1]), 1.0 / (double)nash.n);
        }
        brink__profiles_fini(&nash);
    }
    return BRINK_OK;
}

static void find_ranges(dealing *d)
{
    const size_t n = d->e->n_cells;
    brink__empirical_means(d->e, d->mean);
    for (size_t s = 0; s < 2; s++) {
        double lo = d->mean[s];
        double hi = d->mean[s];
        for (size_t c = 1; c < n; c++) {
            lo = fmin(lo, d->mean[2 * c + s]);
            hi = fmax(hi, d->mean[2 * c + s]);
        }
        d->range[s] = hi > lo ? hi - lo : 1.0;
    }
}

static size_t fewest(const size_t *count, size_t n)
{
    size_t best = 0;
    for (size_t c = 1; c < n; c++) {
        best = count[c] < count[best] ? c : best;
    }
    return best;
}

/* Where one more slice lowers what is missed most; of cells that are alike, one with fewest. */
static size_t most_wanted(const dealing *d)
{
    size_t best = fewest(d->count, d->e->n_cells);
    double most = 0.0;
    for (size_t c = 0; c < d->e->n_cells; c++) {
        const double k = (double)d->count[c];
        const double fall =
            (d->rate[2 * c] * d->e->residual[2 * c] + d->rate[2 * c + 1] * d->e->residual[2 * c + 1]) / (k * (k + 1.0));
        if (fall > most) {
            most = fall;
            best = c;
        }
    }
    return best;
}

static void count_slices(const brink__empirical *e, size_t slice, size_t *count)
{
    for (size_t c = 0; c < e->n_cells; c++) {
        count[c] = e->cell[c].n / slice;
    }
}

brink_status brink__allot(brink__empirical *e, uint64_t seed, size_t slice, size_t n, size_t *chosen, brink_error *err)
{
    dealing d = {.e = e,
                 .mean = calloc(2 * e->n_cells, sizeof(double)),
                 .rate = calloc(2 * e->n_cells, sizeof(double)),
                 .room = calloc(e->n[0] + e->n[1], sizeof(double)),
                 .count = calloc(e->n_cells, sizeof(size_t))};
    brink_status status = brink__has_memory(d.mean && d.rate && d.room && d.count, "replicas", err);
    if (status == BRINK_OK) {
        find_ranges(&d);
        status = weigh_all(&d, seed, err);
    }
    if (status == BRINK_OK) {
        count_slices(e, slice, d.count);
        for (size_t k = 0; k < n; k++) {
            chosen[k] = k % STRAY == STRAY - 1 ? fewest(d.count, e->n_cells) : most_wanted(&d);
            d.count[chosen[k]]++;
        }
    }
    free(d.mean);
    free(d.rate);
    free(d.room);
    free(d.count);
    return status;
}

brink_status brink__allot_alike(const brink__empirical *e, size_t slice, size_t n, size_t *chosen, brink_error *err)
{
    size_t *count = calloc(e->n_cells, sizeof *count);
    brink_status status = brink__has_memory(count, "replicas", err);
    if (status == BRINK_OK) {
        count_slices(e, slice, count);
        for (size_t k = 0; k < n; k++) {
            chosen[k] = fewest(count, e->n_cells);
            count[chosen[k]]++;
        }
    }
    free(count);
    return status;
}
