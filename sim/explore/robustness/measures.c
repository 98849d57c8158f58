/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explore/robustness/measures.h"

#include <math.h>

#include "engine/estimates.h"

static const char *const names[BRINK_N_ROBUST_MEASURES] = {
    [BRINK_ROBUST_EXPECTED] = "expected",     [BRINK_ROBUST_WORST] = "worst",
    [BRINK_ROBUST_WORST_TAIL] = "worst_tail", [BRINK_ROBUST_HURWICZ] = "hurwicz",
    [BRINK_ROBUST_REGRET] = "regret",         [BRINK_ROBUST_REGRET_TAIL] = "regret_tail",
    [BRINK_ROBUST_DEVIATION] = "deviation",   [BRINK_ROBUST_DEVIATION_TAIL] = "deviation_tail",
    [BRINK_ROBUST_SHARE] = "share",           [BRINK_ROBUST_RADIUS] = "radius",
};

const char *brink_robust_name(brink_robust_measure measure)
{
    return names[measure];
}

bool brink__robust_covers_states(brink_robust_measure measure)
{
    return measure == BRINK_ROBUST_EXPECTED || measure == BRINK_ROBUST_WORST_TAIL ||
           measure == BRINK_ROBUST_REGRET_TAIL || measure == BRINK_ROBUST_DEVIATION_TAIL ||
           measure == BRINK_ROBUST_SHARE;
}

/* Mean, least, greatest and tail of x[states[j]] - base[states[j]], base NULL for 0. */
typedef struct summary {
    double mean, least, greatest, tail;
} summary;

static summary sum_up(const brink__world *w, const double *x, const double *base, const size_t *states, double tail)
{
    summary s = {0.0, (double)INFINITY, (double)-INFINITY, 0.0};
    for (size_t j = 0; j < w->n_states; j++) {
        double value = base ? x[states[j]] - base[states[j]] : x[states[j]];
        w->room[j] = value;
        s.mean += value;
        s.least = value < s.least ? value : s.least;
        s.greatest = value > s.greatest ? value : s.greatest;
    }
    s.mean /= (double)w->n_states;
    s.tail = brink__quantile(w->room, w->n_states, tail);
    return s;
}

static size_t width_of(const brink__world *w)
{
    return w->n_states + w->n_near + w->has_own;
}

static void find_least(const brink__world *w)
{
    size_t width = width_of(w);
    for (size_t s = 0; s < w->n_states; s++) {
        w->least[s] = w->plain[s];
        for (size_t p = 1; p < w->n_postures; p++) {
            double loss = w->plain[p * width + s];
            w->least[s] = loss < w->least[s] ? loss : w->least[s];
        }
    }
}

static void measure_losses(const brink__world *w, const brink_robust_options *options, const size_t *states,
                           bool is_drawn, double *out)
{
    size_t n = w->n_postures;
    find_least(w);
    for (size_t p = 0; p < n; p++) {
        size_t first = p * width_of(w);
        const double *loss = &w->loss[first];
        summary own = sum_up(w, loss, NULL, states, options->tail);
        summary regret = sum_up(w, &w->plain[first], w->least, states, options->tail);
        double reference = w->has_own ? loss[w->n_states + w->n_near] : own.least;
        out[BRINK_ROBUST_EXPECTED * n + p] = own.mean;
        out[BRINK_ROBUST_WORST_TAIL * n + p] = own.tail;
        out[BRINK_ROBUST_REGRET_TAIL * n + p] = regret.tail;
        out[BRINK_ROBUST_DEVIATION_TAIL * n + p] = own.tail - reference;
        if (!is_drawn) {
            out[BRINK_ROBUST_WORST * n + p] = own.greatest;
            out[BRINK_ROBUST_HURWICZ * n + p] =
                options->optimism * own.least + (1.0 - options->optimism) * own.greatest;
            out[BRINK_ROBUST_REGRET * n + p] = regret.greatest;
            out[BRINK_ROBUST_DEVIATION * n + p] = own.greatest - reference;
        }
    }
}

/* Distance of the nearest state that fails; of the furthest state, if none does. */
static double radius_of(const brink__world *w, const bool *fails)
{
    double radius = 0.0;
    double nearest = (double)INFINITY;
    for (size_t s = 0; s < w->n_states + w->n_near; s++) {
        radius = w->distance[s] > radius ? w->distance[s] : radius;
        nearest = fails[s] && w->distance[s] < nearest ? w->distance[s] : nearest;
    }
    return nearest < radius ? nearest : radius;
}

static void measure_bounds(const brink__world *w, const size_t *states, bool is_drawn, double *out)
{
    size_t n = w->n_postures;
    for (size_t p = 0; p < n; p++) {
        const bool *fails = &w->fails[p * (w->n_states + w->n_near)];
        size_t n_kept = 0;
        for (size_t j = 0; j < w->n_states; j++) {
            n_kept += !fails[states[j]];
        }
        out[BRINK_ROBUST_SHARE * n + p] = -(double)n_kept / (double)w->n_states;
        if (!is_drawn && w->distance) {
            out[BRINK_ROBUST_RADIUS * n + p] = -radius_of(w, fails);
        }
    }
}

void brink__robust_measure(const brink__world *world, const brink_robust_options *options, const size_t *states,
                           bool is_drawn, double *out)
{
    for (size_t i = 0; i < BRINK_N_ROBUST_MEASURES * world->n_postures; i++) {
        out[i] = (double)NAN;
    }
    if (world->has_loss) {
        measure_losses(world, options, states, is_drawn, out);
    }
    if (world->has_bound) {
        measure_bounds(world, states, is_drawn, out);
    }
}
