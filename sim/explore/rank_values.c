/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explore/rank_values.h"

#include <math.h>
#include <stdlib.h>

/* The statistic of one point over its own replicas. */
static void estimate(const brink__comparison *how, brink__sample s, size_t n, double *room, brink_ranked *ranked)
{
    double *over = room + n;
    size_t k = 0;
    for (size_t j = 0; j < n; j++) {
        if (!isnan(s.x[j]) && !(s.over && isnan(s.over[j]))) {
            room[k] = s.x[j];
            over[k++] = s.over ? s.over[j] : 0.0;
        }
    }
    ranked->n = k;
    ranked->value = k > 0 ? brink__evaluate(&how->statistic, room, over, over, k) : (double)NAN;
    ranked->se = brink__has_enough(&how->statistic, k) ? brink__se(room, k) : (double)NAN;
}

/* Takes in the difference of `one` to another point; all as if to be minimised. */
static void include(brink_ranked *one, double difference, double lo, double hi)
{
    const double endless = (double)INFINITY;
    one->behind = fmax(one->behind, difference);
    one->lo = fmax(one->lo, isnan(lo) ? -endless : lo);
    one->hi = fmax(one->hi, isnan(hi) ? endless : hi);
}

/* Each pair once: the bounds of one difference are those of the other with signs turned. */
static brink_status compare_pairs(const brink__comparison *how, const brink__sample *sample, size_t k, size_t n,
                                  double sign, brink_ranked *ranked)
{
    for (size_t i = 0; i < k; i++) {
        for (size_t l = 0; l < i; l++) {
            brink_difference d;
            brink_status status = brink__compare_values(how, sample[i], sample[l], n, &d);
            if (status != BRINK_OK) {
                return status;
            }
            double lo = sign > 0.0 ? d.lo95_all : -d.hi95_all;
            double hi = sign > 0.0 ? d.hi95_all : -d.lo95_all;
            include(&ranked[i], sign * d.difference, lo, hi);
            include(&ranked[l], -sign * d.difference, -hi, -lo);
        }
    }
    return BRINK_OK;
}

static void settle(size_t k, double sign, brink_ranked *ranked)
{
    for (size_t i = 0; i < k; i++) {
        brink_ranked *one = &ranked[i];
        one->may_be_best = !(one->lo > 0.0);
        double lo = fmin(one->lo, 0.0);
        double hi = fmax(one->hi, 0.0);
        one->behind = sign * one->behind + 0.0; /* no -0, here and below */
        one->lo = (sign > 0.0 ? lo : -hi) + 0.0;
        one->hi = (sign > 0.0 ? hi : -lo) + 0.0;
        one->place = 1;
        for (size_t l = 0; l < k; l++) {
            one->place += sign * ranked[l].value < sign * one->value;
        }
    }
}

brink_status brink__rank_values(const brink__comparison *how, const brink__sample *sample, size_t k, size_t n,
                                bool is_maximised, brink_ranked *ranked)
{
    const double sign = is_maximised ? -1.0 : 1.0;
    const double least = -(double)INFINITY;
    double *room = malloc((2 * n + 1) * sizeof *room);
    if (!room) {
        return BRINK_ENOMEM;
    }
    for (size_t i = 0; i < k; i++) {
        ranked[i] = (brink_ranked){.behind = least, .lo = least, .hi = least};
        estimate(how, sample[i], n, room, &ranked[i]);
    }
    free(room);
    brink_status status = compare_pairs(how, sample, k, n, sign, ranked);
    if (status == BRINK_OK) {
        settle(k, sign, ranked);
    }
    return status;
}
