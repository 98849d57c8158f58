/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bargaining before war with private costs: A makes a demand x of a pie of size 1 that B accepts or answers by war,
 * which gives A the share p on average and costs A c_A and B c_B, uniform on [0, c_max] and known to B alone. B accepts
 * iff x <= p + c_B, so with a = min((c_max - c_A)/2, 1 - p), and never below 0,
 *
 *   demand x = p + a        P(war) = a/c_max, that is (1 - c_A/c_max)/2 within the pie        E payoff of A = x (1 - P)
 * + (p - c_A) P
 *
 * War would be avoided at any x in [p - c_A, p + c_B]: what causes it is that B's cost is not known. A period is a
 * crisis. Fearon (1995), International Organization 49, 379-414. */
#include "brink/math.h"
#include "brink/rng.h"
#include "classic.h"

static const brink_column rows[] = {
    NUMBER("strength", 0, 1, "1", "0.5", "Share that A gets by war, on average: p."),
    NUMBER("cost", 0, 1, "1", "0.2", "Cost of war to A."),
    NUMBER_ABOVE("cost_most", 0, 1, "1", "0.6", "Greatest cost of war to B; it is uniform from 0."),
};
static const brink_table tables[] = {PARAMETERS(rows)};

enum { WAR, PAYOFF = 2, DEMAND = 4, DEMAND_ABOVE, N_METRICS };
static const brink_quantity metrics[] = {
    PAIR("war", BRINK_MEAN, "1", "share of crises that end in war",
         "a/cost_most, a = min((cost_most - cost)/2, 1 - p)"),
    PAIR("payoff", BRINK_MEAN, "1", "what A gets, costs taken off", "x (1 - P(war)) + (p - cost) P(war)"),
    [DEMAND] = {"demand", BRINK_MEAN, "1", "the demand x that is best for A"},
    [DEMAND_ABOVE] = {"demand_above_strength", BRINK_MEAN, "1", "x - p"},
};
_Static_assert(LENGTH(metrics) == N_METRICS, "metrics");
static const brink_quantity series[] = {
    {"war", BRINK_PROPORTION, "1", "whether the crisis of the period ends in war"},
    {"payoff", BRINK_MEAN, "1", "what A gets in it, costs taken off"},
};
static const char *const headline[] = {"war", "war_theory", "payoff", "payoff_theory", NULL};

enum { IS_WAR, GAIN, N_NOW, N_ROWS = 2 * N_NOW };

typedef struct program {
    classic common;
    double strength, cost, cost_most, demand;
    uint32_t who;
} program;

static brink_status compile(const brink_scenario *scenario, brink_program **out, brink_error *err)
{
    program *p = brink__classic_new(scenario, sizeof *p, N_ROWS);
    if (p == NULL) {
        return brink__classic_finish(NULL, out, err);
    }
    p->strength = brink__parameter(scenario, "strength");
    p->cost = brink__parameter(scenario, "cost");
    p->cost_most = brink__parameter(scenario, "cost_most");
    p->who = brink_who("bargaining", "");
    const double above = brink_plus(brink_min(0.5 * (p->cost_most - p->cost), 1.0 - p->strength));
    const double war = above / p->cost_most, periods = (double)p->common.head.n_periods;
    p->demand = p->strength + above;
    classic *c = &p->common;
    brink__show_share(c, &metrics[WAR], &series[0], IS_WAR, N_NOW, war);
    (void)brink__show_pair(c, &metrics[PAYOFF], NULL, N_NOW + GAIN, 1.0 / periods, -1.0, 1.0,
                           p->demand * (1.0 - war) + (p->strength - p->cost) * war);
    (void)brink__show_number(c, &metrics[DEMAND], NULL, p->demand);
    (void)brink__show_number(c, &metrics[DEMAND_ABOVE], NULL, above);
    brink__show_of_period(c, &series[1], NULL, GAIN, -1.0, 1.0);
    return brink__classic_finish(c, out, err);
}

static void start(brink_batch *batch)
{
    brink__classic_start(batch);
}

static void step(brink_batch *batch)
{
    const program *p = (const program *)(const void *)batch->program;
    lanes *row = brink__rows(batch);
    lanes u;
    batch->period++;
    brink__uniforms(batch, p->who, 0, 0, u);
    for (size_t k = 0; k < BRINK_LANES; k++) {
        const bool is_war = p->demand > p->strength + p->cost_most * u[k];
        row[IS_WAR][k] = is_war ? 1.0 : 0.0;
        row[GAIN][k] = is_war ? p->strength - p->cost : p->demand;
    }
    brink__sum_period(batch, N_NOW);
}

extern const brink_model_type brink_model_bargaining;
const brink_model_type brink_model_bargaining = {
    .name = "bargaining",
    .summary = "A demand made in the dark about what war would cost the other side",
    .source = "Fearon (1995), International Organization 49, 379-414",
    CLASSIC_MEMBERS,
};
