/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A ladder of escalation as a birth-death chain: from rung i in 0..N, one up with probability `up`, one down with
 * `down`, until the bottom or the top is reached (gambler's ruin: Feller 1968, chapter XIV). With r = down/up,
 *
 *   P(top first) = (1 - r^i)/(1 - r^N), i/N for r = 1        E steps = (i - N P(top first))/(down - up)
 */
#include <math.h>

#include "brink/math.h"
#include "brink/rng.h"
#include "classic.h"

enum { MOST_RUNGS = 200 };

static const brink_column rows[] = {
    WHOLE("top", 1, MOST_RUNGS, "rung", "10", "The rung at the top, N; 0 is the bottom."),
    WHOLE("start", 0, MOST_RUNGS, "rung", "3", "The rung at the start, i."),
    NUMBER("up", 0, 1, "1", "0.5", "Chance to go up a rung in a period."),
    NUMBER("down", 0, 1, "1", "0.5", "Chance to go down a rung in a period; with what is left it stays."),
};
static const brink_table tables[] = {PARAMETERS(rows)};

enum { TOP, STEPS = 2, UNDECIDED = 4, N_METRICS = 6 };
static const brink_quantity metrics[] = {
    PAIR("hit_top", BRINK_PROPORTION, "1", "whether the top is reached, before the bottom",
         "(1 - r^start)/(1 - r^top) with r = down/up: the chance of it, ever"),
    PAIR("steps", BRINK_MEAN, "periods", "periods until the top or the bottom is reached; missing where undecided",
         "mean number of steps to either end"),
    PAIR("undecided", BRINK_PROPORTION, "1", "whether neither end is reached within the horizon",
         "the chance of it, by summing over paths"),
};
_Static_assert(LENGTH(metrics) == N_METRICS, "pairs");
static const brink_quantity series[] = {{"rung", BRINK_MEAN, "rung", "rung of the ladder"}};
static const char *const headline[] = {"hit_top", "hit_top_theory", "steps", "steps_theory", NULL};

enum { RUNG, AT_TOP, N_STEPS, IS_OPEN, N_ROWS };

typedef struct program {
    classic common;
    double top, start, up, down;
    uint32_t who;
} program;

static void check(const brink_scenario *scenario, brink_diagnostics *diagnostics)
{
    brink__check_parameter(scenario, "start", brink__parameter(scenario, "start") <= brink__parameter(scenario, "top"),
                           diagnostics, "allowed: at most top");
    brink__check_parameter(scenario, "down",
                           brink__parameter(scenario, "up") + brink__parameter(scenario, "down") <= 1.0, diagnostics,
                           "allowed: up + down at most 1");
}

/* Solves h(i) = up h(i+1) + down h(i-1) + stay h(i) - cost for h(0) = 0 and h(top) = end, by the differences
 * d(k) = h(k+1) - h(k): d(k) = r d(k-1) + cost/up. Wants down <= up, so that no power of r grows. */
static double solve(double up, double down, size_t start, size_t top, double end, double cost)
{
    const double r = down / up;
    double power = 1.0;
    double forced = 0.0; /* d(k) = power d(0) + forced */
    double powers = 0.0, forces = 0.0, powers_to_start = 0.0, forces_to_start = 0.0;
    for (size_t k = 0; k < top; k++) {
        powers += power;
        forces += forced;
        if (k + 1 == start) {
            powers_to_start = powers;
            forces_to_start = forces;
        }
        power *= r;
        forced = r * forced + cost / up;
    }
    return powers_to_start * ((end - forces) / powers) + forces_to_start;
}

static double chance_of_top(const program *p)
{
    const size_t i = (size_t)p->start, n = (size_t)p->top;
    if (i == 0 || i == n || p->up + p->down == 0.0) {
        return i == n ? 1.0 : 0.0;
    }
    return p->down <= p->up ? solve(p->up, p->down, i, n, 1.0, 0.0)
                            : 1.0 - solve(p->down, p->up, n - i, n, 1.0, 0.0); /* the other way round */
}

static double mean_steps(const program *p)
{
    const size_t i = (size_t)p->start, n = (size_t)p->top;
    if (i == 0 || i == n) {
        return 0.0;
    }
    if (p->up + p->down == 0.0) {
        return (double)NAN;
    }
    return p->down <= p->up ? solve(p->up, p->down, i, n, 0.0, -1.0) : solve(p->down, p->up, n - i, n, 0.0, -1.0);
}

/* P(neither end within the horizon): the distribution over rungs, period by period. */
static double chance_undecided(const program *p)
{
    const size_t n = (size_t)p->top;
    double now[MOST_RUNGS + 1] = {0.0};
    now[(size_t)p->start] = 1.0;
    for (uint32_t t = 0; t < p->common.head.n_periods; t++) {
        double below = 0.0; /* what was on the rung below */
        now[0] = now[n] = 0.0;
        for (size_t i = 1; i < n; i++) {
            const double here = now[i];
            now[i] = here * (1.0 - p->up - p->down) + below * p->up + (i + 1 < n ? now[i + 1] : 0.0) * p->down;
            below = here;
        }
    }
    double left = 0.0;
    for (size_t i = 1; i < n; i++) {
        left += now[i];
    }
    return brink_min(left, 1.0);
}

static brink_status compile(const brink_scenario *scenario, brink_program **out, brink_error *err)
{
    program *p = brink__classic_new(scenario, sizeof *p, N_ROWS);
    if (p == NULL) {
        return brink__classic_finish(NULL, out, err);
    }
    p->top = brink__parameter(scenario, "top");
    p->start = brink__parameter(scenario, "start");
    p->up = brink__parameter(scenario, "up");
    p->down = brink__parameter(scenario, "down");
    p->who = brink_who("ladder", "");
    const double periods = (double)p->common.head.n_periods;
    (void)brink__show_pair(&p->common, &metrics[TOP], NULL, AT_TOP, 1.0, 0.0, 1.0, chance_of_top(p));
    (void)brink__show_if_any(&p->common, &metrics[STEPS], NULL, N_STEPS, 1.0, 0.0, periods);
    (void)brink__show_number(&p->common, &metrics[STEPS + 1], NULL, mean_steps(p));
    (void)brink__show_pair(&p->common, &metrics[UNDECIDED], NULL, IS_OPEN, 1.0, 0.0, 1.0, chance_undecided(p));
    brink__show_series(&p->common, &series[0], NULL, RUNG, 0.0, p->top);
    return brink__classic_finish(&p->common, out, err);
}

/* What is known of the end so far. */
static void judge(const program *p, lanes *row, uint32_t period)
{
    for (size_t k = 0; k < BRINK_LANES; k++) {
        const bool was_open = row[IS_OPEN][k] != 0.0;
        const bool is_at_top = row[RUNG][k] == p->top;
        const bool is_open = !is_at_top && row[RUNG][k] != 0.0;
        row[AT_TOP][k] = is_at_top ? 1.0 : 0.0;
        row[IS_OPEN][k] = is_open ? 1.0 : 0.0;
        row[N_STEPS][k] = is_open ? (double)NAN : was_open ? (double)period : row[N_STEPS][k];
    }
}

static void start(brink_batch *batch)
{
    const program *p = (const program *)(const void *)batch->program;
    lanes *row = brink__rows(batch);
    brink__classic_start(batch);
    for (size_t k = 0; k < BRINK_LANES; k++) {
        row[RUNG][k] = p->start;
        row[IS_OPEN][k] = 1.0;
    }
    judge(p, row, 0);
}

static void step(brink_batch *batch)
{
    const program *p = (const program *)(const void *)batch->program;
    lanes *row = brink__rows(batch);
    lanes u;
    batch->period++;
    brink__uniforms(batch, p->who, 0, 0, u);
    for (size_t k = 0; k < BRINK_LANES; k++) {
        const double move = u[k] < p->up ? 1.0 : u[k] < p->up + p->down ? -1.0 : 0.0;
        row[RUNG][k] += row[IS_OPEN][k] * move;
    }
    judge(p, row, batch->period);
}

extern const brink_model_type brink_model_ladder;
const brink_model_type brink_model_ladder = {
    .name = "ladder",
    .summary = "A ladder of escalation as a random walk between its two ends",
    .source = "Feller (1968), An Introduction to Probability Theory and Its Applications, vol. 1, chapter XIV",
    .check = check,
    CLASSIC_MEMBERS,
};
