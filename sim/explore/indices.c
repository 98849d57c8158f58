/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sobol' indices. A row of the design is the points of one base point: A, B, then A with column i of B (AB_i), then,
 * for second order, B with column i of A (BA_i). Rows come base point by base point, each of all scrambles, so that a
 * plan with more points begins with that of fewer. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brink/sampling.h"
#include "brink/sensitivity.h"
#include "engine/estimates.h"
#include "explore/rows.h"

enum { A, B, AB }; /* places in a row; BA_i follow AB_i */

static size_t width_of(const brink_indices_plan *plan, size_t d)
{
    return 2 + d * (plan->second_order ? 2 : 1);
}

size_t brink_indices_n_points(const brink_indices_plan *plan, size_t d)
{
    const bool fits = d >= 1 && 2 * d <= BRINK_HALTON_DIMS;
    return fits ? plan->scrambles * plan->points * width_of(plan, d) : 0;
}

/* --- points ------------------------------------------------------------------------------------------------------- */

static brink_status sample(const brink_indices_plan *plan, size_t d, uint32_t scramble, double *u, brink_error *err)
{
    return 2 * d <= BRINK_SOBOL_DIMS ? brink_sobol(plan->points, 2 * d, plan->seed, scramble, u, err)
                                     : brink_halton(plan->points, 2 * d, plan->seed, scramble, u, err);
}

/* Point k of the row of a base point ab[2 d]. */
static void mix(const double *ab, size_t d, size_t k, double *u)
{
    const bool is_from_b = k == B || k >= AB + d;
    memcpy(u, is_from_b ? ab + d : ab, d * sizeof *u);
    if (k >= AB) {
        const size_t i = (k - AB) % d;
        u[i] = is_from_b ? ab[i] : ab[d + i];
    }
}

static void name_of(size_t scramble, size_t point, size_t d, size_t k, char name[96])
{
    static const char *const base[] = {"a", "b"};
    if (k < AB) {
        (void)snprintf(name, 96, "s%zu_%zu%s", scramble, point, base[k]);
    } else {
        (void)snprintf(name, 96, "s%zu_%zu%s%zu", scramble, point, k < AB + d ? "ab" : "ba", (k - AB) % d + 1);
    }
}

static brink_status add_row(const brink_indices_plan *plan, const brink_factors *factors, brink_design *design,
                            size_t scramble, size_t point, const double *ab, double *u)
{
    const size_t d = brink_factors_n(factors);
    brink_status status = BRINK_OK;
    for (size_t k = 0; k < width_of(plan, d) && status == BRINK_OK; k++) {
        char name[96];
        mix(ab, d, k, u);
        name_of(scramble, point, d, k, name);
        status = brink_factors_add_point(factors, design, name, "", (uint32_t)scramble, u);
    }
    return status;
}

brink_status brink_indices_add_points(const brink_indices_plan *plan, const brink_factors *factors,
                                      brink_design *design, brink_error *err)
{
    const size_t d = brink_factors_n(factors);
    if (plan->scrambles < 2 || plan->points < 2 || brink_indices_n_points(plan, d) == 0) {
        return brink_fail(
            err, BRINK_EUSAGE,
            "%zu scrambles of %zu base points in %zu dimensions; allowed: at least 2 of at least 2, in at "
            "most %d",
            plan->scrambles, plan->points, d, BRINK_HALTON_DIMS / 2);
    }
    const size_t size = plan->points * 2 * d;
    double *ab = malloc(plan->scrambles * size * sizeof *ab);
    double *u = malloc(d * sizeof *u);
    brink_status status = ab && u ? BRINK_OK : BRINK_ENOMEM;
    for (size_t s = 0; s < plan->scrambles && status == BRINK_OK; s++) {
        status = sample(plan, d, (uint32_t)s, ab + s * size, err);
    }
    for (size_t j = 0; j < plan->points && status == BRINK_OK; j++) {
        for (size_t s = 0; s < plan->scrambles && status == BRINK_OK; s++) {
            status = add_row(plan, factors, design, s, j, ab + s * size + j * 2 * d, u);
        }
    }
    free(ab);
    free(u);
    return status == BRINK_ENOMEM ? brink_fail(err, status, "out of memory for points") : status;
}

/* --- sums over the rows of a scramble ----------------------------------------------------------------------------- */

/* A product as it is, and less what noise adds to it. */
typedef struct pair {
    double raw, clean;
} pair;

/* Of one scramble. With c any number: sum (B - c)(AB_i - A) = sum B (AB_i - A) - c sum (AB_i - A). */
typedef struct sums {
    pair *first;                /* [d] */
    double *slope;              /* [d] what c is multiplied by */
    pair *total;                /* [d] */
    pair *closed;               /* [d (d - 1) / 2] BA_i AB_j - A B */
    double sum, squares, noise; /* of A and B: outcomes, squares, and the mean noise of each */
    double *luck;               /* [replicas] sums of centred pseudo-values: the noise of the mean */
    size_t n;                   /* rows */
} sums;

static double product(const brink__row *row, size_t p, size_t q, double shift)
{
    return (row->mean[p] - shift) * (row->mean[q] - shift);
}

static void add_product(pair *to, const brink__row *row, size_t p, size_t q, double shift, double weight)
{
    const double raw = product(row, p, q, shift);
    to->raw += weight * raw;
    to->clean += weight * (raw - brink__row_noise(row, p, q));
}

/* V_i and the total variance from base point `a`, the other one `b`, and a with column i of b. */
static void add_factor(sums *s, const brink__row *row, size_t i, size_t a, size_t b, size_t mixed, double shift,
                       double weight)
{
    add_product(&s->first[i], row, b, mixed, shift, weight);
    add_product(&s->first[i], row, b, a, shift, -weight);
    s->slope[i] += weight * (row->mean[mixed] - row->mean[a]);
    const double difference = row->mean[a] - row->mean[mixed];
    const double raw = 0.5 * difference * difference;
    s->total[i].raw += weight * raw;
    s->total[i].clean += weight * (raw - 0.5 * brink__row_noise_of_difference(row, a, mixed));
}

static void add_variance(sums *s, const brink__row *row, double shift)
{
    for (size_t p = A; p <= B; p++) {
        const double *x = row->pseudo + p * row->replicas;
        s->sum += row->mean[p] - shift;
        s->squares += product(row, p, p, shift);
        s->noise += brink__row_noise(row, p, p);
        for (size_t r = 0; r < row->replicas; r++) {
            s->luck[r] += isnan(x[r]) ? 0.0 : x[r];
        }
    }
}

static void add_row_sums(sums *s, const brink__row *row, size_t d, bool second_order, double shift)
{
    const double weight = second_order ? 0.5 : 1.0;
    for (size_t i = 0; i < d; i++) {
        add_factor(s, row, i, A, B, AB + i, shift, weight);
        if (second_order) {
            add_factor(s, row, i, B, A, AB + d + i, shift, weight);
        }
    }
    for (size_t i = 0, k = 0; second_order && i < d; i++) {
        for (size_t j = i + 1; j < d; j++, k++) {
            add_product(&s->closed[k], row, AB + d + i, AB + j, shift, 1.0);
            add_product(&s->closed[k], row, A, B, shift, -1.0);
        }
    }
    add_variance(s, row, shift);
    s->n++;
}

/* The sample variance of the outcomes at A and B, and what noise adds to it: the mean noise of a point less the mean
 * covariance of the noise of two. */
static pair variance_of(const sums *s, size_t replicas)
{
    const double m = 2.0 * (double)s->n;
    const double raw = (s->squares - s->sum * s->sum / m) / (m - 1.0);
    double squares = 0.0;
    for (size_t r = 0; r < replicas; r++) {
        squares += s->luck[r] * s->luck[r];
    }
    /* noise of the sum of all m outcomes, from which that of pairs follows */
    const double of_sum = replicas > 1 ? squares / (double)(replicas - 1) / (double)replicas : 0.0;
    const double mean_noise = s->noise / m;
    const double mean_covariance = (of_sum - s->noise) / (m * (m - 1.0));
    const double clean = raw - (mean_noise - mean_covariance);
    const double rounding = 1e-12 * (s->squares / m + mean_noise); /* more than is left of what was subtracted */
    return (pair){.raw = raw > rounding ? raw : 0.0, .clean = fabs(clean) > rounding ? clean : 0.0};
}

/* --- from sums to indices ----------------------------------------------------------------------------------------- */

typedef struct estimating {
    const brink_indices_plan *plan;
    size_t d, n_pairs, replicas;
    double shift; /* taken off every outcome: digits would be lost in products of large numbers */
    sums *s;      /* [scrambles] */
    pair *v;      /* [scrambles] variances */
    double *room;
    double *numerator; /* [scrambles] */
    double *part;      /* [scrambles][d] contributions to total indices, for ranks */
} estimating;

static void estimating_fini(estimating *e)
{
    free(e->s);
    free(e->v);
    free(e->room);
    free(e->numerator);
    free(e->part);
}

static bool estimating_init(estimating *e)
{
    const size_t n = e->plan->scrambles;
    const size_t each = 2 * e->d + e->d + 2 * e->d + 2 * e->n_pairs + e->replicas;
    e->s = calloc(n, sizeof *e->s);
    e->v = calloc(n, sizeof *e->v);
    e->room = calloc(n * each, sizeof *e->room);
    e->numerator = calloc(n, sizeof *e->numerator);
    e->part = calloc(n * e->d, sizeof *e->part);
    if (!e->s || !e->v || !e->room || !e->numerator || !e->part) {
        return false;
    }
    for (size_t k = 0; k < n; k++) {
        double *at = e->room + k * each;
        sums *s = &e->s[k];
        s->first = (pair *)(void *)at;
        s->total = s->first + e->d;
        s->closed = s->total + e->d;
        s->slope = (double *)(void *)(s->closed + e->n_pairs);
        s->luck = s->slope + e->d;
    }
    return true;
}

/* The mean over the scrambles but one, less the shift: independent of it in points and luck. */
static double mean_of_others(const estimating *e, size_t but)
{
    double sum = 0.0;
    double n = 0.0;
    for (size_t k = 0; k < e->plan->scrambles; k++) {
        sum += k != but ? e->s[k].sum : 0.0;
        n += k != but ? 2.0 * (double)e->s[k].n : 0.0;
    }
    return sum / n;
}

static double first_of(const estimating *e, size_t k, size_t i, bool is_clean)
{
    const sums *s = &e->s[k];
    const double of_b = is_clean ? s->first[i].clean : s->first[i].raw;
    return (of_b - mean_of_others(e, k) * s->slope[i]) / (double)s->n;
}

static double total_of(const estimating *e, size_t k, size_t i, bool is_clean)
{
    return (is_clean ? e->s[k].total[i].clean : e->s[k].total[i].raw) / (double)e->s[k].n;
}

static size_t pair_index(size_t d, size_t i, size_t j)
{
    return i * d - i * (i + 1) / 2 + j - i - 1;
}

static double second_of(const estimating *e, size_t k, size_t i, size_t j, bool is_clean)
{
    const pair *closed = &e->s[k].closed[pair_index(e->d, i, j)];
    return (is_clean ? closed->clean : closed->raw) / (double)e->s[k].n - first_of(e, k, i, is_clean) -
           first_of(e, k, j, is_clean);
}

/* A ratio of sums over scrambles: numerator[k] over v[k]. `part` (step apart), if any, receives contributions whose
 * mean is the ratio. */
static double ratio_of(const estimating *e, bool is_clean, double *se, double *part, size_t step)
{
    const size_t n = e->plan->scrambles;
    double above = 0.0;
    double below = 0.0;
    double squares = 0.0;
    for (size_t k = 0; k < n; k++) {
        above += e->numerator[k];
        below += is_clean ? e->v[k].clean : e->v[k].raw;
    }
    const double ratio = below > 0.0 ? above / below : (double)NAN;
    for (size_t k = 0; k < n; k++) {
        const double residual = e->numerator[k] - ratio * (is_clean ? e->v[k].clean : e->v[k].raw);
        squares += residual * residual;
        if (part) {
            part[k * step] = ratio + residual * (double)n / below;
        }
    }
    *se = sqrt(squares * (double)n / (double)(n - 1)) / below;
    return ratio;
}

static brink_index finish(const estimating *e, double estimate, double se, double raw)
{
    const double half = brink__t95(e->plan->scrambles - 1) * se;
    return (brink_index){.estimate = estimate,
                         .se = se,
                         .lo95 = estimate - half,
                         .hi95 = estimate + half,
                         .raw = raw,
                         .noise = raw - estimate};
}

typedef double value_of(const estimating *e, size_t k, size_t i, bool is_clean);

static brink_index index_of(estimating *e, value_of *of, size_t i, double *part)
{
    double se = 0.0;
    double unused = 0.0;
    for (size_t k = 0; k < e->plan->scrambles; k++) {
        e->numerator[k] = of(e, k, i, false);
    }
    const double raw = ratio_of(e, false, &unused, NULL, 0);
    for (size_t k = 0; k < e->plan->scrambles; k++) {
        e->numerator[k] = of(e, k, i, true);
    }
    const double estimate = ratio_of(e, true, &se, part, e->d);
    return finish(e, estimate, se, raw);
}

static brink_index second_index_of(estimating *e, size_t i, size_t j)
{
    double se = 0.0;
    double unused = 0.0;
    for (size_t k = 0; k < e->plan->scrambles; k++) {
        e->numerator[k] = second_of(e, k, i, j, false);
    }
    const double raw = ratio_of(e, false, &unused, NULL, 0);
    for (size_t k = 0; k < e->plan->scrambles; k++) {
        e->numerator[k] = second_of(e, k, i, j, true);
    }
    const double estimate = ratio_of(e, true, &se, NULL, 0);
    return finish(e, estimate, se, raw);
}

/* Mean and spread of the outcome. A scramble has noise of its own, so what differs between scrambles is their error. */
static void summarise_outcome(const estimating *e, brink_indices *indices)
{
    const size_t n = e->plan->scrambles;
    double sum = 0.0;
    pair v = {0};
    double m = 0.0;
    for (size_t k = 0; k < n; k++) {
        sum += e->s[k].sum;
        m += 2.0 * (double)e->s[k].n;
        v.raw += e->v[k].raw / (double)n;
        v.clean += e->v[k].clean / (double)n;
    }
    indices->mean = e->shift + sum / m;
    indices->raw_sd = sqrt(v.raw);
    indices->sd = v.clean > 0.0 ? sqrt(v.clean) : 0.0;
    indices->noise_share = v.raw > 0.0 ? fmin(fmax((v.raw - v.clean) / v.raw, 0.0), 1.0) : (double)NAN;
    double of_means = 0.0;
    double of_variances = 0.0;
    for (size_t k = 0; k < n; k++) {
        const double off = e->s[k].sum / (2.0 * (double)e->s[k].n) - sum / m;
        of_means += off * off;
        of_variances += (e->v[k].clean - v.clean) * (e->v[k].clean - v.clean);
    }
    const double pairs = (double)n * (double)(n - 1);
    indices->mean_se = sqrt(of_means / pairs);
    indices->sd_se = indices->sd > 0.0 ? sqrt(of_variances / pairs) / (2.0 * indices->sd) : (double)NAN;
}

static void summarise(estimating *e, brink_indices *indices)
{
    summarise_outcome(e, indices);
    for (size_t i = 0; i < e->d; i++) {
        indices->first[i] = index_of(e, first_of, i, NULL);
        indices->total[i] = index_of(e, total_of, i, e->part + i);
    }
    for (size_t i = 0, k = 0; indices->second && i < e->d; i++) {
        for (size_t j = i + 1; j < e->d; j++, k++) {
            indices->second[k] = second_index_of(e, i, j);
        }
    }
}

/* --- the whole ---------------------------------------------------------------------------------------------------- */

void brink_indices_free(brink_indices *indices)
{
    free(indices->first);
    free(indices->total);
    free(indices->second);
    free(indices->rank);
    *indices = (brink_indices){0};
}

static bool reserve(brink_indices *indices, size_t d, size_t n_pairs)
{
    *indices = (brink_indices){.d = d};
    indices->first = calloc(d, sizeof *indices->first);
    indices->total = calloc(d, sizeof *indices->total);
    indices->second = n_pairs > 0 ? calloc(n_pairs, sizeof *indices->second) : NULL;
    indices->rank = calloc(d, sizeof *indices->rank);
    return indices->first && indices->total && indices->rank && (n_pairs == 0 || indices->second);
}

static brink_status read_rows(estimating *e, brink__row *row, brink_error *err)
{
    brink_status status = BRINK_OK;
    const size_t n_rows = e->plan->points * e->plan->scrambles;
    for (size_t k = 0; k < n_rows && status == BRINK_OK; k++) {
        status = brink__row_read(row, k * row->width, err);
        if (status == BRINK_OK) {
            e->shift = k == 0 ? row->mean[A] : e->shift;
            add_row_sums(&e->s[k % e->plan->scrambles], row, e->d, e->plan->second_order, e->shift);
        }
    }
    return status;
}

brink_status brink_indices_estimate(brink_outcomes *outcomes, const brink_indices_plan *plan, size_t d,
                                    const char *metric, const brink_statistic *statistic, brink_indices *indices,
                                    brink_error *err)
{
    estimating e = {.plan = plan,
                    .d = d,
                    .n_pairs = plan->second_order ? d * (d - 1) / 2 : 0,
                    .replicas = (size_t)brink_outcomes_replicas(outcomes)};
    brink__row row = {0};
    double *value = calloc(d, sizeof *value);
    brink_status status = value && estimating_init(&e) && reserve(indices, d, e.n_pairs)
                              ? brink__row_init(&row, outcomes, metric, statistic, width_of(plan, d), err)
                              : brink_fail(err, BRINK_ENOMEM, "out of memory for indices");
    if (status == BRINK_OK) {
        status = read_rows(&e, &row, err);
    }
    if (status == BRINK_OK) {
        for (size_t k = 0; k < plan->scrambles; k++) {
            e.v[k] = variance_of(&e.s[k], e.replicas);
        }
        summarise(&e, indices);
        for (size_t i = 0; i < d; i++) {
            value[i] = indices->total[i].estimate;
        }
        brink__rank(value, e.part, plan->scrambles, d, indices->rank);
    } else {
        brink_indices_free(indices);
    }
    free(value);
    brink__row_fini(&row);
    estimating_fini(&e);
    return status;
}
