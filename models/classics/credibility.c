/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two memories of whether red lines were enforced, when each test is met with chance p: a moving average,
 * C' = (1 - learning) C + learning 1[enforced], and counts with a prior, Beta(alpha, beta). After T tests
 *
 *   E C = p + (1 - learning)^T (C_0 - p)            Var C = learning p q/(2 - learning) (1 - (1 - learning)^2T)
 *   E posterior mean = (alpha + p T)/(alpha + beta + T)
 *
 * so the average forgets at its own pace, and the counts ever more slowly. A period is a test.
 *
 * Roberts (1959), Technometrics 1, 239-250; Raiffa & Schlaifer (1961), Applied Statistical Decision Theory. */
#include "brink/math.h"
#include "brink/rng.h"
#include "classic.h"

static const brink_column rows[] = {
    NUMBER("enforcement", 0, 1, "1", "0.6", "Chance that a test is met, p."),
    NUMBER("start", 0, 1, "1", "0.6", "Moving average at the start, C_0."),
    NUMBER_ABOVE("learning", 0, 1, "1", "0.2", "Weight of the last test in the moving average."),
    NUMBER_ABOVE("prior_enforced", 0, LARGE, "1", "2", "Tests met that the prior counts, alpha."),
    NUMBER_ABOVE("prior_unenforced", 0, LARGE, "1", "2", "Tests not met that the prior counts, beta."),
};
static const brink_table tables[] = {PARAMETERS(rows)};

enum { AVERAGE, VARIANCE = 2, POSTERIOR = 4, AVERAGE_LIMIT = 6, VARIANCE_LIMIT, N_METRICS };
static const brink_quantity metrics[] = {
    PAIR("average", BRINK_MEAN, "1", "moving average at the horizon", "p + (1 - learning)^T (C_0 - p)"),
    PAIR("variance", BRINK_MEAN, "1", "squared deviation of that average from its mean",
         "learning p q/(2 - learning) (1 - (1 - learning)^2T)"),
    PAIR("posterior", BRINK_MEAN, "1", "posterior mean of the chance of enforcement at the horizon",
         "(alpha + p T)/(alpha + beta + T)"),
    [AVERAGE_LIMIT] = {"average_limit", BRINK_MEAN, "1", "stationary mean of the moving average, p"},
    [VARIANCE_LIMIT] = {"variance_limit", BRINK_MEAN, "1", "its stationary variance, learning p q/(2 - learning)"},
};
_Static_assert(LENGTH(metrics) == N_METRICS, "metrics");
static const brink_quantity series[] = {
    {"average", BRINK_MEAN, "1", "moving average of enforcement"},
    {"posterior", BRINK_MEAN, "1", "posterior mean of the chance of enforcement"},
    {"enforced", BRINK_PROPORTION, "1", "whether the test of the period was met"},
};
static const char *const headline[] = {"average", "average_theory", "posterior", "posterior_theory", NULL};

enum { IS_MET, N_MET, NOW, OFF, BELIEF, N_ROWS };

typedef struct program {
    classic common;
    double enforcement, start, learning, alpha, beta, mean;
    uint32_t who;
} program;

static brink_status compile(const brink_scenario *scenario, brink_program **out, brink_error *err)
{
    program *p = brink__classic_new(scenario, sizeof *p, N_ROWS);
    if (p == NULL) {
        return brink__classic_finish(NULL, out, err);
    }
    p->enforcement = brink__parameter(scenario, "enforcement");
    p->start = brink__parameter(scenario, "start");
    p->learning = brink__parameter(scenario, "learning");
    p->alpha = brink__parameter(scenario, "prior_enforced");
    p->beta = brink__parameter(scenario, "prior_unenforced");
    p->who = brink_who("credibility", "");
    const double periods = (double)p->common.head.n_periods, q = 1.0 - p->enforcement;
    const double kept = brink__power(1.0 - p->learning, p->common.head.n_periods);
    const double limit = p->learning * p->enforcement * q / (2.0 - p->learning);
    p->mean = p->enforcement + kept * (p->start - p->enforcement);
    classic *c = &p->common;
    (void)brink__show_pair(c, &metrics[AVERAGE], NULL, NOW, 1.0, 0.0, 1.0, p->mean);
    (void)brink__show_pair(c, &metrics[VARIANCE], NULL, OFF, 1.0, 0.0, 1.0, limit * (1.0 - kept * kept));
    (void)brink__show_pair(c, &metrics[POSTERIOR], NULL, BELIEF, 1.0, 0.0, 1.0,
                           (p->alpha + p->enforcement * periods) / (p->alpha + p->beta + periods));
    (void)brink__show_number(c, &metrics[AVERAGE_LIMIT], NULL, p->enforcement);
    (void)brink__show_number(c, &metrics[VARIANCE_LIMIT], NULL, limit);
    brink__show_series(c, &series[0], NULL, NOW, 0.0, 1.0);
    brink__show_series(c, &series[1], NULL, BELIEF, 0.0, 1.0);
    brink__show_of_period(c, &series[2], NULL, IS_MET, 0.0, 1.0);
    return brink__classic_finish(c, out, err);
}

static void start(brink_batch *batch)
{
    const program *p = (const program *)(const void *)batch->program;
    lanes *row = brink__rows(batch);
    brink__classic_start(batch);
    for (size_t k = 0; k < BRINK_LANES; k++) {
        row[NOW][k] = p->start;
        row[BELIEF][k] = p->alpha / (p->alpha + p->beta);
    }
}

static void step(brink_batch *batch)
{
    const program *p = (const program *)(const void *)batch->program;
    lanes *row = brink__rows(batch);
    lanes u;
    batch->period++;
    brink__uniforms(batch, p->who, 0, 0, u);
    for (size_t k = 0; k < BRINK_LANES; k++) {
        row[IS_MET][k] = u[k] < p->enforcement ? 1.0 : 0.0;
        row[N_MET][k] += row[IS_MET][k];
        row[NOW][k] = (1.0 - p->learning) * row[NOW][k] + p->learning * row[IS_MET][k];
        row[BELIEF][k] = (p->alpha + row[N_MET][k]) / (p->alpha + p->beta + (double)batch->period);
        const double off = row[NOW][k] - p->mean;
        row[OFF][k] = off * off;
    }
}

extern const brink_model_type brink_model_credibility;
const brink_model_type brink_model_credibility = {
    .name = "credibility",
    .summary = "Credibility as a moving average of enforcement, and as counts with a prior",
    .source =
        "Roberts (1959), Technometrics 1, 239-250; Raiffa & Schlaifer (1961), Applied Statistical Decision Theory",
    CLASSIC_MEMBERS,
};
