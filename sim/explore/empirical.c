/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explore/empirical.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "brink/rng.h"
#include "explore/memory.h"

brink_status brink__empirical_init(brink__empirical *e, size_t n_rows, size_t n_columns, brink_error *err)
{
    const size_t n = n_rows * n_columns;
    *e = (brink__empirical){.n = {n_rows, n_columns}, .n_cells = n};
    e->cell = calloc(n, sizeof *e->cell);
    e->order = calloc(n, sizeof *e->order);
    e->level_of = calloc(n, sizeof *e->level_of);
    e->level = calloc(n, sizeof *e->level);
    e->slope = calloc(2 * n, sizeof *e->slope);
    e->residual = calloc(2 * n, sizeof *e->residual);
    return brink__has_memory(e->cell && e->order && e->level_of && e->level && e->slope && e->residual, "a game", err);
}

static void drop_levels(brink__empirical *e)
{
    for (size_t l = 0; l < e->n_levels; l++) {
        free(e->level[l].z[0]);
        free(e->level[l].z[1]);
        e->level[l] = (brink__level){0};
    }
    e->n_levels = 0;
}

void brink__empirical_fini(brink__empirical *e)
{
    drop_levels(e);
    for (size_t c = 0; e->cell && c < e->n_cells; c++) {
        free(e->cell[c].x[0]);
        free(e->cell[c].x[1]);
    }
    free(e->cell);
    free(e->order);
    free(e->level_of);
    free(e->level);
    free(e->slope);
    free(e->residual);
    free(e->weight);
    *e = (brink__empirical){0};
}

brink_status brink__empirical_add(brink__empirical *e, size_t cell, const double *x, size_t n, brink_error *err)
{
    brink__replicas *c = &e->cell[cell];
    if (c->n + n > c->capacity) {
        const size_t capacity = 2 * c->capacity + n;
        for (size_t s = 0; s < 2; s++) {
            double *bigger = realloc(c->x[s], capacity * sizeof *bigger);
            if (!bigger) {
                return brink_fail(err, BRINK_ENOMEM, "out of memory for replicas");
            }
            c->x[s] = bigger;
        }
        c->capacity = capacity;
    }
    for (size_t r = 0; r < n; r++) {
        const bool is_failed = isnan(x[2 * r]) || isnan(x[2 * r + 1]);
        c->x[0][c->n] = is_failed ? (double)NAN : x[2 * r];
        c->x[1][c->n++] = is_failed ? (double)NAN : x[2 * r + 1];
        c->n_failed += is_failed;
    }
    return BRINK_OK;
}

/* --- levels */

/* By falling number of replicas; of equal ones in order of cells. */
static void sort_cells(brink__empirical *e)
{
    for (size_t i = 0; i < e->n_cells; i++) {
        size_t at = i;
        for (; at > 0 && e->cell[e->order[at - 1]].n < e->cell[i].n; at--) {
            e->order[at] = e->order[at - 1];
        }
        e->order[at] = i;
    }
}

/* z of a level: the mean over the first `n_above` cells of the order. */
static brink_status average(brink__empirical *e, brink__level *level, size_t n_above, brink_error *err)
{
    for (size_t s = 0; s < 2; s++) {
        level->z[s] = calloc(level->n + 1, sizeof(double));
        brink_status status = brink__has_memory(level->z[s], "replicas", err);
        if (status != BRINK_OK) {
            return status;
        }
        for (size_t i = 0; i < n_above; i++) {
            const double *x = e->cell[e->order[i]].x[s];
            for (size_t r = 0; r < level->n; r++) {
                level->z[s][r] += x[r];
            }
        }
        for (size_t r = 0; r < level->n; r++) {
            level->z[s][r] /= (double)n_above;
        }
    }
    return BRINK_OK;
}

static brink_status make_levels(brink__empirical *e, brink_error *err)
{
    brink_status status = BRINK_OK;
    drop_levels(e);
    sort_cells(e);
    for (size_t i = 0; i < e->n_cells && status == BRINK_OK; i++) {
        const size_t n = e->cell[e->order[i]].n;
        if (i == 0 || n < e->level[e->n_levels - 1].n) {
            e->level[e->n_levels++].n = n;
            status = i > 0 ? average(e, &e->level[e->n_levels - 1], i, err) : BRINK_OK;
        }
        e->level_of[e->order[i]] = e->n_levels - 1;
    }
    return status;
}

/* --- regressions */

/* Of x on z over the replicas that have both: slope (0 where z does not vary), and variance around the line. */
static void regress(const double *x, const double *z, size_t n, double *slope, double *residual)
{
    double k = 0.0, mx = 0.0, mz = 0.0, xx = 0.0, zz = 0.0, xz = 0.0;
    for (size_t r = 0; r < n; r++) {
        if (!isnan(x[r]) && !isnan(z[r])) { /* Welford's update, for two variables */
            k += 1.0;
            const double dx = x[r] - mx;
            const double dz = z[r] - mz;
            mx += dx / k;
            mz += dz / k;
            xx += dx * (x[r] - mx);
            zz += dz * (z[r] - mz);
            xz += dx * (z[r] - mz);
        }
    }
    *slope = k > 2.0 && zz > 0.0 ? xz / zz : 0.0;
    *residual = k > 2.0 ? fmax(xx - *slope * xz, 0.0) / (k - 2.0) : 0.0;
}

/* In the first level every cell is held against the mean of the others there; alone, against nothing. */
static void regress_first(brink__empirical *e, double *room)
{
    const size_t n = e->level[0].n;
    size_t k = 0;
    while (k < e->n_cells && e->level_of[e->order[k]] == 0) {
        k++;
    }
    for (size_t s = 0; s < 2; s++) {
        for (size_t i = 0; i < k; i++) {
            const size_t c = e->order[i];
            double unused;
            memset(room, 0, n * sizeof *room);
            for (size_t other = 0; other < k; other++) {
                for (size_t r = 0; other != i && r < n; r++) {
                    room[r] += e->cell[e->order[other]].x[s][r];
                }
            }
            regress(e->cell[c].x[s], room, n, &unused, &e->residual[2 * c + s]);
            e->slope[2 * c + s] = 0.0;
        }
    }
}

brink_status brink__empirical_fit(brink__empirical *e, brink_error *err)
{
    brink_status status = make_levels(e, err);
    if (status != BRINK_OK) {
        return status;
    }
    double *weight = realloc(e->weight, (e->level[0].n + 1) * sizeof *weight);
    if (!weight) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for replicas");
    }
    e->weight = weight;
    regress_first(e, weight);
    for (size_t c = 0; c < e->n_cells; c++) {
        const brink__level *level = &e->level[e->level_of[c]];
        for (size_t s = 0; s < 2 && level->z[s]; s++) {
            regress(e->cell[c].x[s], level->z[s], level->n, &e->slope[2 * c + s], &e->residual[2 * c + s]);
        }
    }
    return BRINK_OK;
}

/* --- means */

/* Weighted means of x over what it has, and of z and x over what both have; w NULL: all 1. */
static void average_pair(const double *x, const double *z, const double *w, size_t n, double *mean, double *shift)
{
    double sum = 0.0, total = 0.0, both = 0.0, sum_z = 0.0;
    for (size_t r = 0; r < n; r++) {
        const double weight = w ? w[r] : 1.0;
        if (isnan(x[r])) {
            continue;
        }
        sum += weight * x[r];
        total += weight;
        if (z && !isnan(z[r])) {
            sum_z += weight * z[r];
            both += weight;
        }
    }
    *mean = total > 0.0 ? sum / total : (double)NAN;
    *shift = both > 0.0 ? sum_z / both : (double)NAN;
}

/* Level by level: the z of a level is then known over more replicas, from the means of the cells above. */
static void evaluate(const brink__empirical *e, const double *w, double *mean)
{
    double above[2] = {0.0, 0.0}; /* sums of means over the cells of the order so far */
    size_t n_above = 0;
    for (size_t i = 0; i < e->n_cells;) {
        const size_t l = e->level_of[e->order[i]];
        const brink__level *level = &e->level[l];
        size_t end = i;
        for (; end < e->n_cells && e->level_of[e->order[end]] == l; end++) {
            const size_t c = e->order[end];
            for (size_t s = 0; s < 2; s++) {
                double m;
                double z;
                average_pair(e->cell[c].x[s], level->z[s], w, level->n, &m, &z);
                const double known = n_above > 0 ? above[s] / (double)n_above : 0.0;
                const double slope = e->slope[2 * c + s];
                mean[2 * c + s] = slope != 0.0 && !isnan(z) ? m + slope * (known - z) : m;
            }
        }
        for (; i < end; i++) {
            above[0] += mean[2 * e->order[i]];
            above[1] += mean[2 * e->order[i] + 1];
            n_above++;
        }
    }
}

void brink__empirical_means(const brink__empirical *e, double *mean)
{
    evaluate(e, NULL, mean);
}

/* Poisson with mean 1 by inverse distribution function: P(X <= k) = e^-1 sum 1/j!, correct to the last digit. */
static double poisson(double u)
{
    static const double upto[] = {0.36787944117144232, 0.73575888234288465, 0.91969860292860581, 0.98101184312384619,
                                  0.99634015317265629, 0.99940581518241832, 0.99991675885071199, 0.99998975080332536,
                                  0.99999887479740205, 0.99999988857452171, 0.99999998995223368, 0.99999999916838922,
                                  0.99999999993640219, 0.99999999999548010};
    enum { N = sizeof upto / sizeof upto[0] };
    size_t k = 0;
    while (k < N && u > upto[k]) {
        k++;
    }
    return (double)k;
}

void brink__empirical_resample(brink__empirical *e, uint64_t seed, brink__resample_use use, uint16_t b, double *mean)
{
    const size_t n = e->level[0].n;
    const brink_address at = {.replica = 0, .who = brink_who("duel", "resample"), .period = b, .purpose = (uint8_t)use};
    brink_uniforms(seed, at, n, e->weight);
    for (size_t r = 0; r < n; r++) {
        e->weight[r] = poisson(e->weight[r]);
    }
    evaluate(e, e->weight, mean);
    for (size_t c = 0; c < e->n_cells; c++) { /* nothing of a cell was drawn: with 32 replicas once in e^32 games */
        for (size_t s = 0; s < 2; s++) {
            if (isnan(mean[2 * c + s])) {
                double unused;
                average_pair(e->cell[c].x[s], NULL, NULL, e->cell[c].n, &mean[2 * c + s], &unused);
            }
        }
    }
}
