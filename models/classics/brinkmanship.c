/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Brinkmanship as an attrition of risk: two sides hold out, each for a prize that is worth v to it and known to it
 * alone, while disaster strikes at a unit rate and costs d relative to giving in. In the symmetric equilibrium the side
 * of value v holds out for t(v) = 1/d integral from 0 to v of x f(x)/(1 - F(x)) dx:
 *
 *   v uniform on [0, 1]      t = (-v - ln(1 - v))/d
 *                            P(disaster) = 1 - 2 sum_k c^k/((c+2)(c+3)...(c+2+k)), c = 1/d:   11 - 4e for d = 1
 *   v exponential, rate L    t = L v^2/(2 d)
 *                            P(disaster) = 1 - x R(x), x = 2 sqrt(d L), R Mills' ratio of the normal distribution
 *
 * The mean time to the end, in units of 1/rate, is P(disaster) too. Nobody holds out under complete information: the
 * side that is known to be less resolved gives in at once. A period is a crisis.
 *
 * Schelling (1966); Powell (1990), Nuclear Deterrence Theory; attrition with private values: Bishop, Cannings &
 * Maynard Smith (1978). */
#include <math.h>
#include <string.h>

#include "brink/math.h"
#include "brink/rng.h"
#include "classic.h"

static const char *const laws[] = {"uniform", "exponential", NULL};
static const brink_column rows[] = {
    WORD("values", laws, "uniform", "Law of what the prize is worth: uniform on [0, 1], or exponential."),
    NUMBER_ABOVE("rate", 0, 1000, "1/util", "1", "Rate of the exponential law, L: its mean is 1/L."),
    NUMBER_ABOVE("loss", 0, 1000, "util", "1", "Loss by disaster relative to giving in, d."),
};
static const brink_table tables[] = {PARAMETERS(rows)};

enum { DISASTER, DURATION = 2, N_METRICS = 4 };
static const brink_quantity metrics[] = {
    PAIR("disaster", BRINK_MEAN, "1", "share of crises that end in disaster", "1 - E exp(-t(v)) at the lesser value"),
    PAIR("duration", BRINK_MEAN, "1", "time to the end of a crisis, in mean times to disaster", "the same number"),
};
_Static_assert(LENGTH(metrics) == N_METRICS, "pairs");
static const brink_quantity series[] = {
    {"disaster", BRINK_PROPORTION, "1", "whether the crisis of the period ends in disaster"},
    {"duration", BRINK_MEAN, "1", "time to its end, in mean times to disaster"},
};
static const char *const headline[] = {"disaster", "disaster_theory", "duration", "duration_theory", NULL};

enum { IS_DISASTER, LASTED, N_NOW, N_ROWS = 2 * N_NOW };
enum { PURPOSE_VALUE, PURPOSE_DISASTER };

typedef struct program {
    classic common;
    bool is_uniform;
    double rate, loss;
    uint32_t who;
} program;

static double chance_of_disaster(const program *p)
{
    if (!p->is_uniform) {
        const double x = 2.0 * sqrt(p->loss * p->rate);
        return 1.0 - x * brink_mills_ratio(x);
    }
    const double c = 1.0 / p->loss;
    double term = 1.0 / (c + 2.0), sum = 0.0;
    for (int k = 0; term > 1e-18 * sum; k++) {
        sum += term;
        term *= c / (c + 3.0 + (double)k);
    }
    return 1.0 - 2.0 * sum;
}

static brink_status compile(const brink_scenario *scenario, brink_program **out, brink_error *err)
{
    program *p = brink__classic_new(scenario, sizeof *p, N_ROWS);
    if (p == NULL) {
        return brink__classic_finish(NULL, out, err);
    }
    p->is_uniform = brink__parameter_is(scenario, "values", "uniform");
    p->rate = brink__parameter(scenario, "rate");
    p->loss = brink__parameter(scenario, "loss");
    p->who = brink_who("brinkmanship", "");
    const double disaster = chance_of_disaster(p), longest = 37.0; /* -ln of the least uniform */
    brink__show_share(&p->common, &metrics[DISASTER], &series[0], IS_DISASTER, N_NOW, disaster);
    (void)brink__show_pair(&p->common, &metrics[DURATION], NULL, N_NOW + LASTED, 1.0 / (double)p->common.head.n_periods,
                           0.0, longest, disaster);
    brink__show_of_period(&p->common, &series[1], NULL, LASTED, 0.0, longest);
    return brink__classic_finish(&p->common, out, err);
}

static void start(brink_batch *batch)
{
    brink__classic_start(batch);
}

/* How long the side that drew u holds out. */
static double patience(const program *p, double u)
{
    if (p->is_uniform) {
        return (-u - brink_log(1.0 - u)) / p->loss;
    }
    const double value = -brink_log(u) / p->rate;
    return p->rate * value * value / (2.0 * p->loss);
}

static void step(brink_batch *batch)
{
    const program *p = (const program *)(const void *)batch->program;
    lanes *row = brink__rows(batch);
    lanes a, b, u;
    batch->period++;
    brink__uniforms(batch, p->who, PURPOSE_VALUE, 0, a);
    brink__uniforms(batch, p->who, PURPOSE_VALUE, 1, b);
    brink__uniforms(batch, p->who, PURPOSE_DISASTER, 0, u);
    for (size_t k = 0; k < BRINK_LANES; k++) {
        const double until = brink_min(patience(p, a[k]), patience(p, b[k])), strikes = -brink_log(u[k]);
        row[IS_DISASTER][k] = strikes < until ? 1.0 : 0.0;
        row[LASTED][k] = brink_min(strikes, until);
    }
    brink__sum_period(batch, N_NOW);
}

extern const brink_model_type brink_model_brinkmanship;
const brink_model_type brink_model_brinkmanship = {
    .name = "brinkmanship",
    .summary = "Two sides that hold out while disaster may strike, each knowing only its own resolve",
    .source = "Schelling (1966), Arms and Influence; Powell (1990), Nuclear Deterrence Theory",
    CLASSIC_MEMBERS,
};
