/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A public crisis as an attrition of audience costs: two sides escalate for a prize v, backing down at time t costs
 * side i alpha_i t before its audience, and once that exceeds what war would cost it (war_i below 0) it is locked in. A
 * side that mixes leaves the other indifferent, which gives the survival of the other,
 *
 *   P(side j has not backed down by t) = S_j(t) = v/(v + alpha_i t)      up to T = min over i of -war_i/alpha_i
 *
 * so it is the side with the higher audience costs that backs down less. With a = alpha_1/v, b = alpha_2/v,
 *
 *   P(war) = S_1(T) S_2(T)        P(side 1 backs down) = integral from 0 to T of b/(1 + b t)^2/(1 + a t) dt
 *
 * A period is a crisis. Fearon (1994), American Political Science Review 88, 577-592. */
#include <math.h>

#include "brink/math.h"
#include "brink/rng.h"
#include "classic.h"

static const brink_column rows[] = {
    NUMBER_ABOVE("prize", 0, LARGE, "util", "1", "What is at stake, v."),
    NUMBER_ABOVE("cost_1", 0, LARGE, "util/day", "0.5", "Audience cost of side 1 for a day of escalation, alpha_1."),
    NUMBER_ABOVE("cost_2", 0, LARGE, "util/day", "1", "Audience cost of side 2 for a day of escalation, alpha_2."),
    {.name = "war_1",
     .kind = BRINK_CELL_NUMBER,
     .lo = -LARGE,
     .hi = 0,
     .hi_is_open = true,
     .unit = "util",
     .fallback = "-2",
     .meaning = "Worth of war to side 1."},
    {.name = "war_2",
     .kind = BRINK_CELL_NUMBER,
     .lo = -LARGE,
     .hi = 0,
     .hi_is_open = true,
     .unit = "util",
     .fallback = "-2",
     .meaning = "Worth of war to side 2."},
    NUMBER("time", 0, LARGE, "day", "1",
           "When it is looked whether a side still stands: t in `stands_1` and `stands_2`."),
};
static const brink_table tables[] = {PARAMETERS(rows)};

enum { WAR, BACKS_1 = 2, BACKS_2 = 4, STANDS_1 = 6, STANDS_2 = 8, HORIZON = 10, N_METRICS };
static const brink_quantity metrics[] = {
    PAIR("war", BRINK_MEAN, "1", "share of crises that end in war: both sides are locked in", "S_1(T) S_2(T)"),
    PAIR("backs_down_1", BRINK_MEAN, "1", "share of crises in which side 1 backs down", "the integral above"),
    PAIR("backs_down_2", BRINK_MEAN, "1", "share of crises in which side 2 backs down",
         "the integral with a and b exchanged"),
    PAIR("stands_1", BRINK_MEAN, "1", "share in which side 1 would not have backed down by `time`",
         "S_1(min(time, T))"),
    PAIR("stands_2", BRINK_MEAN, "1", "share in which side 2 would not have backed down by `time`",
         "S_2(min(time, T))"),
    [HORIZON] = {"locked_in", BRINK_MEAN, "day", "T: from then on nobody backs down"},
};
_Static_assert(LENGTH(metrics) == N_METRICS, "metrics");
static const brink_quantity series[] = {
    {"war", BRINK_PROPORTION, "1", "whether the crisis of the period ends in war"},
    {"backs_down_1", BRINK_PROPORTION, "1", "whether side 1 backs down"},
    {"backs_down_2", BRINK_PROPORTION, "1", "whether side 2 backs down"},
    {"stands_1", BRINK_PROPORTION, "1", "whether side 1 would not have backed down by `time`"},
    {"stands_2", BRINK_PROPORTION, "1", "whether side 2 would not have backed down by `time`"},
};
static const char *const headline[] = {"war", "war_theory", "backs_down_1", "backs_down_1_theory", NULL};

enum { N_NOW = 5, N_ROWS = 2 * N_NOW };

typedef struct program {
    classic common;
    double rate[2]; /* alpha_i/v */
    double horizon, time;
    uint32_t who;
} program;

static double survival(double rate_of_other, double t)
{
    return 1.0 / (1.0 + rate_of_other * t);
}

/* Integral from 0 to T of b/(1 + b t)^2/(1 + a t) dt, in u = b t/(1 + b t): of (1 - u)/(1 - k u) up to U, k = 1 - a/b.
 * Where k is small as a series, since the closed form cancels. */
static double backs_down(double a, double b, double horizon)
{
    const double k = 1.0 - a / b, u = b * horizon / (1.0 + b * horizon);
    if (fabs(k) > 0.1) {
        return u / k - (1.0 - 1.0 / k) * brink_log(1.0 - k * u) / k;
    }
    double sum = 0.0, power = u; /* k^n u^(n+1) */
    for (int n = 0; n < 20; n++) {
        sum += power / (n + 1) - power * u / (n + 2);
        power *= k * u;
    }
    return sum;
}

static brink_status compile(const brink_scenario *scenario, brink_program **out, brink_error *err)
{
    program *p = brink__classic_new(scenario, sizeof *p, N_ROWS);
    if (p == NULL) {
        return brink__classic_finish(NULL, out, err);
    }
    const double prize = brink__parameter(scenario, "prize");
    const double cost[2] = {brink__parameter(scenario, "cost_1"), brink__parameter(scenario, "cost_2")};
    p->rate[0] = cost[0] / prize;
    p->rate[1] = cost[1] / prize;
    p->horizon =
        brink_min(-brink__parameter(scenario, "war_1") / cost[0], -brink__parameter(scenario, "war_2") / cost[1]);
    p->time = brink_min(brink__parameter(scenario, "time"), p->horizon);
    p->who = brink_who("audience_costs", "");
    const double theory[N_NOW] = {survival(p->rate[0], p->horizon) * survival(p->rate[1], p->horizon),
                                  backs_down(p->rate[0], p->rate[1], p->horizon),
                                  backs_down(p->rate[1], p->rate[0], p->horizon), survival(p->rate[1], p->time),
                                  survival(p->rate[0], p->time)};
    for (size_t i = 0; i < N_NOW; i++) {
        brink__show_share(&p->common, &metrics[WAR + 2 * i], &series[i], i, N_NOW, theory[i]);
    }
    (void)brink__show_number(&p->common, &metrics[HORIZON], NULL, p->horizon);
    return brink__classic_finish(&p->common, out, err);
}

static void start(brink_batch *batch)
{
    brink__classic_start(batch);
}

static void step(brink_batch *batch)
{
    const program *p = (const program *)(const void *)batch->program;
    lanes *row = brink__rows(batch);
    lanes u[2];
    batch->period++;
    brink__uniforms(batch, p->who, 0, 0, u[0]);
    brink__uniforms(batch, p->who, 1, 0, u[1]);
    for (size_t k = 0; k < BRINK_LANES; k++) {
        /* each side backs down when its survival has fallen to its draw */
        const double first = (1.0 / u[0][k] - 1.0) / p->rate[1], second = (1.0 / u[1][k] - 1.0) / p->rate[0];
        const double end = brink_min(first, second);
        row[0][k] = end > p->horizon ? 1.0 : 0.0;
        row[1][k] = first <= p->horizon && first <= second ? 1.0 : 0.0;
        row[2][k] = second <= p->horizon && second < first ? 1.0 : 0.0;
        row[3][k] = first > p->time ? 1.0 : 0.0;
        row[4][k] = second > p->time ? 1.0 : 0.0;
    }
    brink__sum_period(batch, N_NOW);
}

extern const brink_model_type brink_model_audience_costs;
const brink_model_type brink_model_audience_costs = {
    .name = "audience_costs",
    .summary = "A public crisis in which backing down costs ever more",
    .source = "Fearon (1994), American Political Science Review 88, 577-592",
    CLASSIC_MEMBERS,
};
