/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Richardson's arms race in discrete time, of n actors. Actor i's stock moves by
 *
 *   x_i' = (1 - fatigue_i) x_i + sum_j reaction_ij x_j + grievance_i + noise_i z      z standard normal
 *
 * that is X' = A X + G + noise. Fixed point (I - A)^-1 G; stable iff the spectral radius of A is below 1. For two
 * actors that is Jury's three conditions (1 - tr + det, 1 + tr + det, 1 - det > 0): the rule of continuous time, ab >
 * kl, is the first of them alone. The same algebra carries technology that two partners pass to each other. Stocks are
 * not kept above 0: that would bend the line on which the closed forms stand.
 *
 * Richardson (1960), Arms and Insecurity; Jury (1964), Theory and Application of the z-Transform Method. */
#include <math.h>
#include <string.h>

#include "brink/math.h"
#include "brink/rng.h"
#include "classic.h"
#include "matrix.h"

enum { MOST = BRINK__MATRIX_MOST - 1 }; /* actors; a row more carries the constant */

static const brink_column actor_columns[] = {
    KEY("actor", "Short name of the actor."),
    COLUMN("stock", -LARGE, LARGE, "1", "Stock of arms at the start."),
    COLUMN("fatigue", -10, 10, "1/period", "Share of the stock that is given up in a period; below 0 it feeds itself."),
    COLUMN("grievance", -LARGE, LARGE, "1/period", "What is added in a period whatever the others have."),
    COLUMN("noise", 0, LARGE, "1", "Standard deviation of a normal disturbance in a period."),
};
static const brink_column reaction_columns[] = {
    KEY_IN("actor", "actors", "Who reacts."),
    KEY_IN("to", "actors", "To whose stock."),
    COLUMN("reaction", -10, 10, "1/period", "Added to the stock in a period for each unit of the other's stock."),
};
static const brink_table tables[] = {
    {.name = "actors",
     .columns = actor_columns,
     .n_columns = LENGTH(actor_columns),
     .is_required = true,
     .meaning = "Who arms."},
    {.name = "reactions",
     .columns = reaction_columns,
     .n_columns = LENGTH(reaction_columns),
     .meaning = "Who reacts to whom; without a row, not at all."},
};

enum {
    STOCK,
    VARIANCE = 2,
    TOTAL = 4,
    TOTAL_LIMIT = 6,
    FIXED_POINT,
    RADIUS,
    IS_STABLE,
    JURY,
    EIGENVALUE_REAL,
    EIGENVALUE_IMAGINARY,
    N_METRICS
};
static const brink_quantity metrics[] = {
    PAIR_OF("stock", "ACTOR", BRINK_MEAN, "1", "stock at the horizon",
            "its mean by A^T: the augmented matrix to a power"),
    PAIR_OF("variance", "ACTOR", BRINK_MEAN, "1", "squared deviation of that stock from its mean",
            "its variance, sum over s < T of A^s N A'^s with N the variances of the noise"),
    PAIR("total", BRINK_MEAN, "1", "sum of the stocks at the horizon", "its mean"),
    [TOTAL_LIMIT] = {"total_limit", BRINK_MEAN, "1", "sum of the stocks at the fixed point; missing without one"},
    [FIXED_POINT] = {"fixed_point.ACTOR", BRINK_MEAN, "1",
                     "the actor's part of (I - A)^-1 G; missing if I - A is singular"},
    [RADIUS] = {"spectral_radius", BRINK_MEAN, "1", "greatest modulus of an eigenvalue of A"},
    [IS_STABLE] = {"stable", BRINK_MEAN, "1", "1 if the spectral radius is below 1"},
    [JURY] = {"jury.CONDITION", BRINK_MEAN, "1",
              "of two actors: 1 - tr + det, 1 + tr + det, 1 - det; stable iff all above 0"},
    [EIGENVALUE_REAL] = {"eigenvalue_real.N", BRINK_MEAN, "1", "real part of the N-th eigenvalue of A, by modulus"},
    [EIGENVALUE_IMAGINARY] = {"eigenvalue_imaginary.N", BRINK_MEAN, "1", "its imaginary part"},
};
_Static_assert(LENGTH(metrics) == N_METRICS, "metrics");
static const brink_quantity series[] = {{"stock.ACTOR", BRINK_MEAN, "1", "stock of arms"}};
static const char *const headline[] = {"total", "total_theory", "total_limit", "spectral_radius", NULL};

typedef struct program {
    classic common;
    size_t n; /* actors; rows of a batch: stocks [n], squared deviations [n], their total */
    double stock[MOST], grievance[MOST], noise[MOST];
    double mean[MOST]; /* of the stocks at the horizon */
    uint32_t who[MOST];
    brink__matrix a; /* [n][n] */
} program;

static void check(const brink_scenario *scenario, brink_diagnostics *diagnostics)
{
    brink__check_rows(scenario, "actors", MOST, diagnostics);
    for (size_t r = 0; r < brink_scenario_n_rows(scenario, "reactions"); r++) {
        const char *actor = brink_scenario_text(scenario, "reactions", r, "actor");
        if (strcmp(actor, brink_scenario_text(scenario, "reactions", r, "to")) == 0) {
            brink_diagnose(diagnostics, brink_scenario_place(scenario, "reactions", r, "to"),
                           "%s reacts to itself; allowed: another actor (its fatigue says what its own stock does)",
                           actor);
        }
    }
}

static brink_status read(program *p, const brink_scenario *scenario, brink_error *err)
{
    const size_t n = p->n;
    for (size_t i = 0; i < n; i++) {
        p->stock[i] = brink_scenario_number(scenario, "actors", i, "stock");
        p->grievance[i] = brink_scenario_number(scenario, "actors", i, "grievance");
        p->noise[i] = brink_scenario_number(scenario, "actors", i, "noise");
        p->a[i * n + i] = 1.0 - brink_scenario_number(scenario, "actors", i, "fatigue");
    }
    for (size_t r = 0; r < brink_scenario_n_rows(scenario, "reactions"); r++) {
        const size_t i = brink__row_of(scenario, "actors", "reactions", r, "actor");
        const size_t j = brink__row_of(scenario, "actors", "reactions", r, "to");
        p->a[i * n + j] = brink_scenario_number(scenario, "reactions", r, "reaction");
    }
    return brink__whos(scenario, "actors", "actor", p->who, err);
}

/* out = m^power, by squaring. */
static void raise(size_t n, const double *m, uint32_t power, double *out)
{
    brink__matrix square, next;
    memcpy(square, m, n * n * sizeof *m);
    for (size_t i = 0; i < n * n; i++) {
        out[i] = i % (n + 1) == 0 ? 1.0 : 0.0;
    }
    for (; power > 0; power >>= 1) {
        if (power & 1) {
            brink__multiply(n, square, out, next);
            memcpy(out, next, n * n * sizeof *out);
        }
        brink__multiply(n, square, square, next);
        memcpy(square, next, n * n * sizeof *square);
    }
}

/* Mean of the stocks at the horizon: (X, 1) moves by the matrix ((A, G), (0, 1)). */
static void find_mean(program *p)
{
    const size_t n = p->n, m = n + 1;
    brink__matrix augmented = {0.0}, power;
    for (size_t i = 0; i < n; i++) {
        memcpy(augmented + i * m, p->a + i * n, n * sizeof *augmented);
        augmented[i * m + n] = p->grievance[i];
    }
    augmented[n * m + n] = 1.0;
    raise(m, augmented, p->common.head.n_periods, power);
    for (size_t i = 0; i < n; i++) {
        p->mean[i] = power[i * m + n];
        for (size_t j = 0; j < n; j++) {
            p->mean[i] += power[i * m + j] * p->stock[j];
        }
    }
}

/* Variances of the stocks at the horizon: column j of A^s times noise_j, squared and summed over s and j. */
static void find_variance(const program *p, double *variance)
{
    const size_t n = p->n;
    brink__matrix power, next;
    raise(n, p->a, 0, power);
    memset(variance, 0, n * sizeof *variance);
    for (uint32_t s = 0; s < p->common.head.n_periods; s++) {
        for (size_t i = 0; i < n * n; i++) {
            const double part = power[i] * p->noise[i % n];
            variance[i / n] += part * part;
        }
        brink__multiply(n, p->a, power, next);
        memcpy(power, next, n * n * sizeof *power);
    }
}

static brink_status find_fixed_point(const program *p, double *fixed)
{
    brink__matrix left = {0.0};
    for (size_t i = 0; i < p->n * p->n; i++) {
        left[i] = (i % (p->n + 1) == 0 ? 1.0 : 0.0) - p->a[i];
    }
    return brink__solve_linear(p->n, left, p->grievance, fixed);
}

/* What can be reached up to the horizon, +- most[i]: |A| applied again and again to the start, the grievances and the
 * largest disturbances that a uniform of 53 bits can give, or to the disturbances alone. Returns the sum at its
 * greatest. */
static double find_bounds(const program *p, bool is_of_noise_alone, double *most)
{
    const double largest_normal = 8.3;
    double now[MOST] = {0.0}, next[MOST], total = 0.0;
    for (size_t i = 0; i < p->n; i++) {
        now[i] = most[i] = is_of_noise_alone ? 0.0 : fabs(p->stock[i]);
    }
    for (uint32_t t = 0; t < p->common.head.n_periods; t++) {
        double sum = 0.0;
        for (size_t i = 0; i < p->n; i++) {
            next[i] = largest_normal * p->noise[i] + (is_of_noise_alone ? 0.0 : fabs(p->grievance[i]));
            for (size_t j = 0; j < p->n; j++) {
                next[i] += fabs(p->a[i * p->n + j]) * now[j];
            }
        }
        for (size_t i = 0; i < p->n; i++) {
            now[i] = next[i];
            most[i] = brink_max(most[i], now[i] * (1.0 + 1e-9)); /* the path itself rounds otherwise */
            sum += most[i];
        }
        total = brink_max(total, sum);
    }
    return total;
}

static void show_stability(program *p, double radius, const double *re, const double *im)
{
    classic *c = &p->common;
    (void)brink__show_number(c, &metrics[RADIUS], NULL, radius);
    (void)brink__show_number(c, &metrics[IS_STABLE], NULL, radius < 1.0 ? 1.0 : 0.0);
    if (p->n == 2) {
        const double trace = p->a[0] + p->a[3], det = p->a[0] * p->a[3] - p->a[1] * p->a[2];
        (void)brink__show_number(c, &metrics[JURY], "1", 1.0 - trace + det);
        (void)brink__show_number(c, &metrics[JURY], "2", 1.0 + trace + det);
        (void)brink__show_number(c, &metrics[JURY], "3", 1.0 - det);
    }
    for (size_t i = 0; i < p->n; i++) {
        char number[BRINK__KEY];
        brink__number_key(i + 1, number);
        (void)brink__show_number(c, &metrics[EIGENVALUE_REAL], number, re[i]);
        (void)brink__show_number(c, &metrics[EIGENVALUE_IMAGINARY], number, im[i]);
    }
}

static brink_status show(program *p, const brink_scenario *scenario, brink_error *err)
{
    classic *c = &p->common;
    double most[MOST] = {0.0}, most_off[MOST] = {0.0}, fixed[MOST], variance[MOST], re[BRINK__MATRIX_MOST],
           im[BRINK__MATRIX_MOST];
    const double most_total = find_bounds(p, false, most);
    (void)find_bounds(p, true, most_off);
    if (!(most_total < 1e12)) {
        return brink_fail(err, BRINK_EDATA,
                          "stocks may come to %.3g within %lu periods; allowed: 1e12, so shorten the horizon",
                          most_total, (unsigned long)c->head.n_periods);
    }
    if (find_fixed_point(p, fixed) != BRINK_OK || brink__eigenvalues(p->n, p->a, re, im) != BRINK_OK) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for the fixed point");
    }
    find_variance(p, variance);
    double total = 0.0, total_fixed = 0.0;
    for (size_t i = 0; i < p->n; i++) {
        const char *name = brink_scenario_text(scenario, "actors", i, "actor");
        (void)brink__show_pair(c, &metrics[STOCK], name, i, 1.0, -most[i], most[i], p->mean[i]);
        (void)brink__show_pair(c, &metrics[VARIANCE], name, p->n + i, 1.0, 0.0,
                               most_off[i] * most_off[i] + 1e-9 * most[i] * most[i], variance[i]);
        (void)brink__show_number(c, &metrics[FIXED_POINT], name, fixed[i]);
        brink__show_series(c, &series[0], name, i, -most[i], most[i]);
        total += p->mean[i];
        total_fixed += fixed[i];
    }
    (void)brink__show_pair(c, &metrics[TOTAL], NULL, 2 * p->n, 1.0, -most_total, most_total, total);
    (void)brink__show_number(c, &metrics[TOTAL_LIMIT], NULL, total_fixed);
    show_stability(p, hypot(re[0], im[0]), re, im);
    return BRINK_OK;
}

static brink_status compile(const brink_scenario *scenario, brink_program **out, brink_error *err)
{
    const size_t n = brink_scenario_n_rows(scenario, "actors");
    program *p = brink__classic_new(scenario, sizeof *p, 2 * n + 1);
    if (p == NULL) {
        return brink__classic_finish(NULL, out, err);
    }
    p->n = n;
    brink_status status = read(p, scenario, err);
    if (status == BRINK_OK) {
        find_mean(p);
        status = show(p, scenario, err);
    }
    return status == BRINK_OK ? brink__classic_finish(&p->common, out, err)
                              : brink__classic_abandon(&p->common, status);
}

static void account(const program *p, lanes *row)
{
    memset(row[2 * p->n], 0, sizeof *row);
    for (size_t i = 0; i < p->n; i++) {
        for (size_t k = 0; k < BRINK_LANES; k++) {
            const double off = row[i][k] - p->mean[i];
            row[p->n + i][k] = off * off;
            row[2 * p->n][k] += row[i][k];
        }
    }
}

static void start(brink_batch *batch)
{
    const program *p = (const program *)(const void *)batch->program;
    lanes *row = brink__rows(batch);
    brink__classic_start(batch);
    for (size_t i = 0; i < p->n; i++) {
        for (size_t k = 0; k < BRINK_LANES; k++) {
            row[i][k] = p->stock[i];
        }
    }
}

static void step(brink_batch *batch)
{
    const program *p = (const program *)(const void *)batch->program;
    lanes *row = brink__rows(batch);
    lanes next[MOST];
    batch->period++;
    for (size_t i = 0; i < p->n; i++) {
        lanes z = {0.0};
        if (p->noise[i] > 0.0) {
            brink__normals(batch, p->who[i], 0, 0, z);
        }
        for (size_t k = 0; k < BRINK_LANES; k++) {
            next[i][k] = p->grievance[i] + p->noise[i] * z[k];
        }
        for (size_t j = 0; j < p->n; j++) {
            for (size_t k = 0; k < BRINK_LANES; k++) {
                next[i][k] += p->a[i * p->n + j] * row[j][k];
            }
        }
    }
    memcpy(row, next, p->n * sizeof *row);
    account(p, row);
}

extern const brink_model_type brink_model_richardson;
const brink_model_type brink_model_richardson = {
    .name = "richardson",
    .summary = "An arms race of several actors in discrete time; also technology that partners pass to each other",
    .source = "Richardson (1960), Arms and Insecurity; Jury (1964), Theory and Application of the z-Transform Method",
    .check = check,
    CLASSIC_MEMBERS,
};
