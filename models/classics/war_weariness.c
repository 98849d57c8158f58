/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two laws of support for a war. Linear: support recovers towards s_0 and falls with cost,
 * s' = s + recovery (s_0 - s) - sensitivity cost, so it settles at s* = s_0 - sensitivity cost/recovery. Costs of a
 * period are a constant part and an exponential one, so that after T periods, with r = 1 - recovery,
 *
 *   E s = s* + r^T (s_start - s*)       Var s = (sensitivity cost spread)^2 (1 - r^2T)/(1 - r^2)
 *
 * Logarithmic (Mueller): support falls by a constant number of points per tenfold increase of cumulative casualties,
 * which here grow by the same number in every period. Support is not kept within its range: that would bend the line on
 * which the closed forms stand.
 *
 * Mueller (1973), War, Presidents and Public Opinion. */
#include <math.h>

#include "brink/math.h"
#include "brink/rng.h"
#include "classic.h"

static const brink_column rows[] = {
    NUMBER("rest", 0, 1, "1", "0.7", "Support at which opinion rests without cost, s_0."),
    NUMBER("start", 0, 1, "1", "0.7", "Support at the start."),
    NUMBER_ABOVE("recovery", 0, 1, "1/period", "0.05", "Share of the distance to rest that is made up in a period."),
    NUMBER("sensitivity", 0, 1000, "1", "0.01", "Support lost by a unit of cost."),
    NUMBER("cost", 0, 1000, "1/period", "1.5", "Mean cost of a period."),
    NUMBER("spread", 0, 1, "1", "0.5", "Share of it that is random (exponential)."),
    NUMBER("level", -1000, 1000, "point", "90", "Support in Mueller's law at one casualty."),
    NUMBER("slope", 0, 1000, "point", "15", "Points lost by a tenfold increase of casualties."),
    NUMBER("casualties", 1, 1e9, "1", "100", "Casualties so far at the start."),
    NUMBER("toll", 0, 1e9, "1/period", "100", "Casualties of a period."),
};
static const brink_table tables[] = {PARAMETERS(rows)};

enum { SUPPORT, VARIANCE = 2, CHANGE = 4, SUPPORT_LIMIT = 6, N_METRICS };
static const brink_quantity metrics[] = {
    PAIR("support", BRINK_MEAN, "1", "support at the horizon by the linear law", "s* + r^T (s_start - s*)"),
    PAIR("variance", BRINK_MEAN, "1", "squared deviation of it from its mean",
         "(sensitivity cost spread)^2 (1 - r^2T)/(1 - r^2)"),
    PAIR("mueller_change", BRINK_MEAN, "point", "change of support up to the horizon by Mueller's law",
         "-slope log10((casualties + toll T)/casualties)"),
    [SUPPORT_LIMIT] = {"support_limit", BRINK_MEAN, "1", "s* = rest - sensitivity cost/recovery"},
};
_Static_assert(LENGTH(metrics) == N_METRICS, "metrics");
static const brink_quantity series[] = {
    {"support", BRINK_MEAN, "1", "support by the linear law"},
    {"mueller_support", BRINK_MEAN, "point", "support by Mueller's law"},
};
static const char *const headline[] = {"support", "support_theory", "support_limit", "mueller_change", NULL};

enum { NOW, OFF, MUELLER, DIFFERENCE, N_ROWS };

typedef struct program {
    classic common;
    double rest, start, recovery, sensitivity, cost, spread, level, slope, casualties, toll, mean;
    uint32_t who;
} program;

#define LN_10 2.302585092994045684

static double mueller(const program *p, double casualties)
{
    return p->level - p->slope * (brink_log(casualties) / LN_10);
}

static brink_status compile(const brink_scenario *scenario, brink_program **out, brink_error *err)
{
    program *p = brink__classic_new(scenario, sizeof *p, N_ROWS);
    if (p == NULL) {
        return brink__classic_finish(NULL, out, err);
    }
    const struct {
        double *to;
        const char *name;
    } list[] = {{&p->rest, "rest"},
                {&p->start, "start"},
                {&p->recovery, "recovery"},
                {&p->sensitivity, "sensitivity"},
                {&p->cost, "cost"},
                {&p->spread, "spread"},
                {&p->level, "level"},
                {&p->slope, "slope"},
                {&p->casualties, "casualties"},
                {&p->toll, "toll"}};
    for (size_t i = 0; i < LENGTH(list); i++) {
        *list[i].to = brink__parameter(scenario, list[i].name);
    }
    p->who = brink_who("war_weariness", "");
    const uint32_t periods = p->common.head.n_periods;
    const double r = 1.0 - p->recovery, kept = brink__power(r, periods),
                 settled = p->rest - p->sensitivity * p->cost / p->recovery;
    const double shock = p->sensitivity * p->cost * p->spread;
    const double last = p->casualties + p->toll * (double)periods;
    p->mean = settled + kept * (p->start - settled);
    /* the largest cost of a period, its random part 37 means, in every period */
    const double worst = p->sensitivity * p->cost * 38.0 * brink_min((double)periods, 1.0 / p->recovery);
    const double lowest = -worst, most_off = 1.0 + worst;
    const double most = fabs(p->level) + p->slope * 14.0; /* from 1 to 1e9 + 1e4 periods of 1e9 casualties */
    classic *c = &p->common;
    (void)brink__show_pair(c, &metrics[SUPPORT], NULL, NOW, 1.0, lowest, 1.0, p->mean);
    (void)brink__show_pair(c, &metrics[VARIANCE], NULL, OFF, 1.0, 0.0, most_off * most_off,
                           p->recovery < 1.0 ? shock * shock * (1.0 - kept * kept) / (1.0 - r * r) : shock * shock);
    (void)brink__show_pair(c, &metrics[CHANGE], NULL, DIFFERENCE, 1.0, -most, 0.0,
                           -p->slope * (brink_log(last / p->casualties) / LN_10));
    (void)brink__show_number(c, &metrics[SUPPORT_LIMIT], NULL, settled);
    brink__show_series(c, &series[0], NULL, NOW, lowest, 1.0);
    brink__show_series(c, &series[1], NULL, MUELLER, -most, most);
    return brink__classic_finish(c, out, err);
}

static void start(brink_batch *batch)
{
    const program *p = (const program *)(const void *)batch->program;
    lanes *row = brink__rows(batch);
    brink__classic_start(batch);
    for (size_t k = 0; k < BRINK_LANES; k++) {
        row[NOW][k] = p->start;
        row[MUELLER][k] = mueller(p, p->casualties);
    }
}

static void step(brink_batch *batch)
{
    const program *p = (const program *)(const void *)batch->program;
    lanes *row = brink__rows(batch);
    lanes u;
    batch->period++;
    brink__uniforms(batch, p->who, 0, 0, u);
    const double before = mueller(p, p->casualties);
    const double now = mueller(p, p->casualties + p->toll * (double)batch->period);
    for (size_t k = 0; k < BRINK_LANES; k++) {
        const double cost = p->cost * (1.0 - p->spread - p->spread * brink_log(u[k]));
        row[NOW][k] += p->recovery * (p->rest - row[NOW][k]) - p->sensitivity * cost;
        const double off = row[NOW][k] - p->mean;
        row[OFF][k] = off * off;
        row[MUELLER][k] = now;
        row[DIFFERENCE][k] = now - before;
    }
}

extern const brink_model_type brink_model_war_weariness;
const brink_model_type brink_model_war_weariness = {
    .name = "war_weariness",
    .summary = "Support for a war that recovers and is worn down by cost, and one that falls with casualties",
    .source = "Linear recovery; Mueller (1973), War, Presidents and Public Opinion",
    CLASSIC_MEMBERS,
};
