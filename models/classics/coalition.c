/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Decision rules of an alliance. Each of n members agrees to a proposal with chance p and takes an exponential time
 * over it, mean `delay`, all independent. By
 *
 *   unanimity     p^n                                   delay of the last member: delay H_n,  H_n = 1 + 1/2 + ... + 1/n
 *   majority      sum over k > n/2 of C(n,k) p^k q^(n-k)          of the k-th: delay (H_n - H_(n-k))
 *   lead nation   p                                               of the first member alone: delay
 *
 * and by any quorum in between. A period is a proposal. Order statistics of exponentials: Renyi (1953). */
#include <string.h>

#include "brink/math.h"
#include "brink/rng.h"
#include "classic.h"

enum { MOST_MEMBERS = 200 };

static const brink_column rows[] = {
    WHOLE("members", 1, MOST_MEMBERS, "1", "32", "Members of the alliance, n."),
    NUMBER("willingness", 0, 1, "1", "0.95", "Chance that a member agrees to a proposal, p."),
    WHOLE("quorum", 1, MOST_MEMBERS, "1", "22", "How many must agree under the rule of a quorum."),
    NUMBER("delay", 0, LARGE, "days", "1", "Mean time that a member takes."),
};
static const brink_table tables[] = {PARAMETERS(rows)};

enum {
    UNANIMITY,
    MAJORITY = 2,
    QUORUM = 4,
    LEAD = 6,
    DELAY_ALL = 8,
    DELAY_MAJORITY = 10,
    DELAY_QUORUM = 12,
    DELAY_LEAD = 14,
    N_METRICS = 16
};
static const brink_quantity metrics[] = {
    PAIR("unanimity", BRINK_MEAN, "1", "share of proposals to which all agree", "p^n"),
    PAIR("majority", BRINK_MEAN, "1", "share of proposals to which more than half agree", "binomial tail above n/2"),
    PAIR("quorum", BRINK_MEAN, "1", "share of proposals to which at least `quorum` agree",
         "binomial tail from the quorum"),
    PAIR("lead", BRINK_MEAN, "1", "share of proposals to which the first member agrees", "p"),
    PAIR("delay_unanimity", BRINK_MEAN, "days", "time until the last member has decided", "delay H_n"),
    PAIR("delay_majority", BRINK_MEAN, "days", "time until more than half have decided",
         "delay (H_n - H_(n-k)), k the least majority"),
    PAIR("delay_quorum", BRINK_MEAN, "days", "time until `quorum` have decided", "delay (H_n - H_(n-quorum))"),
    PAIR("delay_lead", BRINK_MEAN, "days", "time until the first member of the list has decided", "delay"),
};
_Static_assert(LENGTH(metrics) == N_METRICS, "pairs");
enum { N_RULES = 4 };
static const brink_quantity series[] = {
    {"unanimity", BRINK_PROPORTION, "1", "whether all agree to the proposal of the period"},
    {"majority", BRINK_PROPORTION, "1", "whether more than half agree"},
    {"quorum", BRINK_PROPORTION, "1", "whether at least `quorum` agree"},
    {"lead", BRINK_PROPORTION, "1", "whether the first member agrees"},
};
static const char *const headline[] = {"unanimity", "unanimity_theory", "delay_unanimity", "delay_unanimity_theory",
                                       NULL};

/* Rows: agreed under each rule, then decided after how long, and their sums. */
enum { N_NOW = 2 * N_RULES, N_ROWS = 2 * N_NOW };
enum { PURPOSE_WILL, PURPOSE_TIME };

typedef struct program {
    classic common;
    size_t n, needed[N_RULES]; /* of the lead nation: 0 */
    double willingness, delay;
    uint32_t who;
} program;

static void check(const brink_scenario *scenario, brink_diagnostics *diagnostics)
{
    brink__check_parameter(scenario, "quorum",
                           brink__parameter(scenario, "quorum") <= brink__parameter(scenario, "members"), diagnostics,
                           "allowed: at most members");
}

/* P(at least k of n agree): the distribution of their number, member by member. */
static double tail(size_t n, double p, size_t k)
{
    double share[MOST_MEMBERS + 1] = {1.0}, sum = 0.0;
    for (size_t member = 1; member <= n; member++) {
        for (size_t i = member; i > 0; i--) {
            share[i] = share[i] * (1.0 - p) + share[i - 1] * p;
        }
        share[0] *= 1.0 - p;
    }
    for (size_t i = n + 1; i > k;
         i--) { /* smallest terms first where p is large or small alike: no matter at n <= 200 */
        sum += share[i - 1];
    }
    return brink_min(sum, 1.0);
}

/* H_n - H_(n-k) */
static double wait(size_t n, size_t k)
{
    double sum = 0.0;
    for (size_t i = 0; i < k; i++) {
        sum += 1.0 / (double)(n - i);
    }
    return sum;
}

static brink_status compile(const brink_scenario *scenario, brink_program **out, brink_error *err)
{
    program *p = brink__classic_new(scenario, sizeof *p, N_ROWS);
    if (p == NULL) {
        return brink__classic_finish(NULL, out, err);
    }
    p->n = (size_t)brink__parameter(scenario, "members");
    p->willingness = brink__parameter(scenario, "willingness");
    p->delay = brink__parameter(scenario, "delay");
    p->who = brink_who("coalition", "");
    const size_t needed[N_RULES] = {p->n, p->n / 2 + 1, (size_t)brink__parameter(scenario, "quorum"), 0};
    memcpy(p->needed, needed, sizeof needed);
    const double periods = (double)p->common.head.n_periods, longest = 37.0 * p->delay; /* -ln of the least uniform */
    for (size_t r = 0; r < N_RULES; r++) {
        const bool is_lead = needed[r] == 0;
        brink__show_share(&p->common, &metrics[UNANIMITY + 2 * r], &series[r], r, N_NOW,
                          is_lead ? p->willingness : tail(p->n, p->willingness, needed[r]));
    }
    for (size_t r = 0; r < N_RULES; r++) {
        const bool is_lead = needed[r] == 0;
        (void)brink__show_pair(&p->common, &metrics[DELAY_ALL + 2 * r], NULL, N_NOW + N_RULES + r, 1.0 / periods, 0.0,
                               longest, p->delay * (is_lead ? 1.0 : wait(p->n, needed[r])));
    }
    return brink__classic_finish(&p->common, out, err);
}

static void start(brink_batch *batch)
{
    brink__classic_start(batch);
}

/* Into a sorted list of n numbers. */
static void insert(double *sorted, size_t n, double x)
{
    size_t i = n;
    for (; i > 0 && sorted[i - 1] > x; i--) {
        sorted[i] = sorted[i - 1];
    }
    sorted[i] = x;
}

static void step(brink_batch *batch)
{
    const program *p = (const program *)(const void *)batch->program;
    lanes *row = brink__rows(batch);
    double times[BRINK_LANES][MOST_MEMBERS];
    lanes agreed = {0.0}, u, v;
    batch->period++;
    for (size_t i = 0; i < p->n; i++) {
        brink__uniforms(batch, p->who, PURPOSE_WILL, i, u);
        brink__uniforms(batch, p->who, PURPOSE_TIME, i, v);
        for (size_t k = 0; k < BRINK_LANES; k++) {
            const double is_willing = u[k] < p->willingness ? 1.0 : 0.0;
            const double time = -p->delay * brink_log(v[k]);
            agreed[k] += is_willing;
            insert(times[k], i, time);
            if (i == 0) {
                row[N_RULES - 1][k] = is_willing;
                row[2 * N_RULES - 1][k] = time;
            }
        }
    }
    for (size_t r = 0; r + 1 < N_RULES; r++) {
        for (size_t k = 0; k < BRINK_LANES; k++) {
            row[r][k] = agreed[k] >= (double)p->needed[r] ? 1.0 : 0.0;
            row[N_RULES + r][k] = times[k][p->needed[r] - 1];
        }
    }
    brink__sum_period(batch, N_NOW);
}

extern const brink_model_type brink_model_coalition;
const brink_model_type brink_model_coalition = {
    .name = "coalition",
    .summary = "Whether, and how late, an alliance decides under different rules",
    .source = "Binomial tails; order statistics of exponentials: Renyi (1953), Acta Mathematica Hungarica 4, 191-231",
    .check = check,
    CLASSIC_MEMBERS,
};
