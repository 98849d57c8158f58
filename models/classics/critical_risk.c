/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Critical risk: an actor to whom prevailing is worth w, submitting s and disaster d < s < w runs a risk r rather than
 * submit iff r <= r* = (w - s)/(w - d). It climbs a stair on which step t carries the risk `risk` + `rise` (t - 1), so
 * it takes n steps, the ones within r*, unless disaster comes first,
 *
 *   P(no disaster) = product over the steps taken of (1 - risk_t):   (1 - risk)^n without a rise
 *
 * Having climbed to the horizon it prevails; where the next step is too much for it, it submits. A period is a step.
 *
 * Ellsberg (1959), The Theory and Practice of Blackmail; Snyder & Diesing (1977); Powell (1990). */
#include "brink/math.h"
#include "brink/rng.h"
#include "classic.h"

static const brink_column rows[] = {
    NUMBER("prevail", -LARGE, LARGE, "util", "1", "Worth of prevailing, w."),
    NUMBER("submit", -LARGE, LARGE, "util", "0", "Worth of submitting, s; less than w."),
    NUMBER("disaster", -LARGE, LARGE, "util", "-9", "Worth of disaster, d; less than s."),
    NUMBER("risk", 0, 1, "1", "0.02", "Risk of the first step."),
    NUMBER("rise", 0, 1, "1", "0.01", "What each step adds to the risk."),
};
static const brink_table tables[] = {PARAMETERS(rows)};

enum { DISASTER, PREVAILED = 2, STEPS = 4, PAYOFF = 6, CRITICAL = 8, N_METRICS };
static const brink_quantity metrics[] = {
    PAIR("disaster", BRINK_PROPORTION, "1", "whether disaster came",
         "1 - product of (1 - risk_t) over the steps taken"),
    PAIR("prevailed", BRINK_PROPORTION, "1", "whether every step up to the horizon was taken, without disaster",
         "that product if all steps are within r*, else 0"),
    PAIR("steps", BRINK_MEAN, "periods", "steps taken, the one of disaster included",
         "sum of the chances to take them"),
    PAIR("payoff", BRINK_MEAN, "util", "worth of how it ended", "its mean"),
    [CRITICAL] = {"critical_risk", BRINK_MEAN, "1", "r* = (w - s)/(w - d)"},
};
_Static_assert(LENGTH(metrics) == N_METRICS, "metrics");
static const brink_quantity series[] = {
    {"disaster", BRINK_PROPORTION, "1", "whether disaster has come"},
    {"steps", BRINK_MEAN, "periods", "steps taken so far"},
};
static const char *const headline[] = {"disaster", "disaster_theory", "steps", "steps_theory", NULL};

enum { STRUCK, STANDS, TAKEN, WORTH, N_ROWS };

typedef struct program {
    classic common;
    double prevail, submit, disaster, risk, rise, critical;
    uint32_t who;
} program;

static void check(const brink_scenario *scenario, brink_diagnostics *diagnostics)
{
    static const char *const order[] = {"prevail", "submit", "disaster", NULL};
    brink__check_descending(scenario, order, diagnostics);
}

static double risk_at(const program *p, uint32_t step_number)
{
    return brink_min(p->risk + p->rise * (double)(step_number - 1), 1.0);
}

/* Whether the actor takes the step; r* itself is run, whatever the rounding of it. */
static bool is_run(const program *p, uint32_t step_number)
{
    return risk_at(p, step_number) <= p->critical + 1e-12;
}

static brink_status compile(const brink_scenario *scenario, brink_program **out, brink_error *err)
{
    program *p = brink__classic_new(scenario, sizeof *p, N_ROWS);
    if (p == NULL) {
        return brink__classic_finish(NULL, out, err);
    }
    p->prevail = brink__parameter(scenario, "prevail");
    p->submit = brink__parameter(scenario, "submit");
    p->disaster = brink__parameter(scenario, "disaster");
    p->risk = brink__parameter(scenario, "risk");
    p->rise = brink__parameter(scenario, "rise");
    p->who = brink_who("critical_risk", "");
    p->critical = (p->prevail - p->submit) / (p->prevail - p->disaster);
    double safe = 1.0, steps = 0.0;
    uint32_t t = 1;
    for (; t <= p->common.head.n_periods && is_run(p, t); t++) {
        steps += safe;
        safe *= 1.0 - risk_at(p, t);
    }
    const bool climbs_to_the_end = t > p->common.head.n_periods;
    classic *c = &p->common;
    (void)brink__show_pair(c, &metrics[DISASTER], NULL, STRUCK, 1.0, 0.0, 1.0, 1.0 - safe);
    (void)brink__show_pair(c, &metrics[PREVAILED], NULL, STANDS, 1.0, 0.0, 1.0, climbs_to_the_end ? safe : 0.0);
    (void)brink__show_pair(c, &metrics[STEPS], NULL, TAKEN, 1.0, 0.0, (double)c->head.n_periods, steps);
    (void)brink__show_pair(c, &metrics[PAYOFF], NULL, WORTH, 1.0, p->disaster, p->prevail,
                           safe * (climbs_to_the_end ? p->prevail : p->submit) + (1.0 - safe) * p->disaster);
    (void)brink__show_number(c, &metrics[CRITICAL], NULL, p->critical);
    brink__show_series(c, &series[0], NULL, STRUCK, 0.0, 1.0);
    brink__show_series(c, &series[1], NULL, TAKEN, 0.0, (double)c->head.n_periods);
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
    const double risk = risk_at(p, batch->period);
    const bool is_taken = is_run(p, batch->period); /* risks only rise: who stopped does not go on */
    const bool is_last = batch->period == p->common.head.n_periods;
    for (size_t k = 0; k < BRINK_LANES; k++) {
        const bool climbs = is_taken && row[STRUCK][k] == 0.0;
        row[TAKEN][k] += climbs ? 1.0 : 0.0;
        row[STRUCK][k] = row[STRUCK][k] != 0.0 || (climbs && u[k] < risk) ? 1.0 : 0.0;
        row[STANDS][k] = is_last && is_taken && row[STRUCK][k] == 0.0 ? 1.0 : 0.0;
        row[WORTH][k] = row[STRUCK][k] != 0.0 ? p->disaster : row[STANDS][k] != 0.0 ? p->prevail : p->submit;
    }
}

extern const brink_model_type brink_model_critical_risk;
const brink_model_type brink_model_critical_risk = {
    .name = "critical_risk",
    .summary = "An actor that climbs as long as the risk of the next step is worth it",
    .source = "Ellsberg (1959), The Theory and Practice of Blackmail; Powell (1990), Nuclear Deterrence Theory",
    .check = check,
    CLASSIC_MEMBERS,
};
