/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rudimentary asymmetric deterrence game: A cooperates (SQ) or defects; then B concedes (DC) or resists (DD). B is
 * hard, so that it resists, with chance p_B, and soft otherwise. With A's worths DC > SQ > DD, A is deterred iff
 *
 *   p_B >= (a_DC - a_SQ)/(a_DC - a_DD)
 *
 * A period is a play, with B's type drawn anew. Zagare & Kilgour (2000), Perfect Deterrence, appendix 3. */
#include "brink/math.h"
#include "brink/rng.h"
#include "classic.h"

static const brink_column rows[] = {
    NUMBER("a_DC", -LARGE, LARGE, "util", "1", "A's worth of winning: B concedes."),
    NUMBER("a_SQ", -LARGE, LARGE, "util", "0.5", "A's worth of the status quo; less than a_DC."),
    NUMBER("a_DD", -LARGE, LARGE, "util", "-1", "A's worth of conflict; less than a_SQ."),
    NUMBER("b_hard", 0, 1, "1", "0.2", "Chance that B is hard, p_B."),
};
static const brink_table tables[] = {PARAMETERS(rows)};

enum { SQ, DC = 2, DD = 4, CRITICAL = 6, N_METRICS };
static const brink_quantity metrics[] = {
    PAIR("SQ", BRINK_MEAN, "1", "share of plays that stay at the status quo", "1 if A is deterred, else 0"),
    PAIR("DC", BRINK_MEAN, "1", "share of plays in which B concedes", "1 - p_B unless A is deterred"),
    PAIR("DD", BRINK_MEAN, "1", "share of plays that end in conflict", "p_B unless A is deterred"),
    [CRITICAL] = {"critical_hard", BRINK_MEAN, "1", "(a_DC - a_SQ)/(a_DC - a_DD): A is deterred from this p_B on"},
};
_Static_assert(LENGTH(metrics) == N_METRICS, "metrics");
static const brink_quantity series[] = {
    {"SQ", BRINK_PROPORTION, "1", "whether the play of the period stays at the status quo"},
    {"DC", BRINK_PROPORTION, "1", "whether B concedes"},
    {"DD", BRINK_PROPORTION, "1", "whether it ends in conflict"},
};
static const char *const headline[] = {"SQ", "DC", "DD", "critical_hard", NULL};

enum { N_NOW = 3, N_ROWS = 2 * N_NOW };

typedef struct program {
    classic common;
    double hard;
    bool is_deterred;
    uint32_t who;
} program;

static void check(const brink_scenario *scenario, brink_diagnostics *diagnostics)
{
    static const char *const order[] = {"a_DC", "a_SQ", "a_DD", NULL};
    brink__check_descending(scenario, order, diagnostics);
}

static brink_status compile(const brink_scenario *scenario, brink_program **out, brink_error *err)
{
    program *p = brink__classic_new(scenario, sizeof *p, N_ROWS);
    if (p == NULL) {
        return brink__classic_finish(NULL, out, err);
    }
    const double win = brink__parameter(scenario, "a_DC");
    const double critical = (win - brink__parameter(scenario, "a_SQ")) / (win - brink__parameter(scenario, "a_DD"));
    p->hard = brink__parameter(scenario, "b_hard");
    p->is_deterred = p->hard >= critical;
    p->who = brink_who("rudimentary_deterrence", "");
    const double theory[N_NOW] = {p->is_deterred ? 1.0 : 0.0, p->is_deterred ? 0.0 : 1.0 - p->hard,
                                  p->is_deterred ? 0.0 : p->hard};
    for (size_t i = 0; i < N_NOW; i++) {
        brink__show_share(&p->common, &metrics[SQ + 2 * i], &series[i], i, N_NOW, theory[i]);
    }
    (void)brink__show_number(&p->common, &metrics[CRITICAL], NULL, critical);
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
    lanes u;
    batch->period++;
    brink__uniforms(batch, p->who, 0, 0, u);
    for (size_t k = 0; k < BRINK_LANES; k++) {
        const bool is_hard = u[k] < p->hard;
        row[0][k] = p->is_deterred ? 1.0 : 0.0;
        row[1][k] = !p->is_deterred && !is_hard ? 1.0 : 0.0;
        row[2][k] = !p->is_deterred && is_hard ? 1.0 : 0.0;
    }
    brink__sum_period(batch, N_NOW);
}

extern const brink_model_type brink_model_rudimentary_deterrence;
const brink_model_type brink_model_rudimentary_deterrence = {
    .name = "rudimentary_deterrence",
    .summary = "One threat, credible with some probability",
    .source = "Zagare & Kilgour (2000), Perfect Deterrence, appendix 3",
    .check = check,
    CLASSIC_MEMBERS,
};
