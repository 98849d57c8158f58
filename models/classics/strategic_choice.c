/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Strategic random utility: 1 keeps the status quo (u11) or challenges; then 2 capitulates (u13 to 1, u23 to 2) or goes
 * to war (u14, u24). With p4 the chance of war after a challenge and v = p4 u14 + (1 - p4) u13 - u11,
 *
 *   agent     normal errors of each action        p4 = Phi((u24 - u23)/sqrt 2)       p2 = Phi(v/sqrt 2)
 *   private   normal errors of each worth, known  p4 the same                        p2 = Phi(v/sqrt(1 + p4^2 + (1 -
 * p4)^2)) to the player alone logit     agent quantal response              p4 = sigma(l (u24 - u23))          p2 =
 * sigma(l v)
 *
 * Worths are multiplied by `rationality` l in all three. On a tree of perfect information the equilibrium is unique, by
 * backward induction: l = 0 is uniform, a large l the subgame-perfect play. A period is a play.
 *
 * Signorino (1999), American Political Science Review 93, 279-297; (2003), Political Analysis 11, 316-344; McKelvey &
 * Palfrey (1998), Experimental Economics 1, 9-41. */
#include <math.h>

#include "brink/math.h"
#include "brink/rng.h"
#include "classic.h"

static const char *const kinds[] = {"agent", "private", "logit", NULL};
static const brink_column rows[] = {
    WORD("errors", kinds, "agent", "What is not seen by others: errors of actions, private worths, or logit errors."),
    NUMBER("rationality", 0, 1000, "1/util", "1", "Factor on all worths, l."),
    NUMBER("u11", -1000, 1000, "util", "0", "Player 1: status quo."),
    NUMBER("u13", -1000, 1000, "util", "1", "Player 1: 2 capitulates."),
    NUMBER("u14", -1000, 1000, "util", "-1.5", "Player 1: war."),
    NUMBER("u23", -1000, 1000, "util", "0", "Player 2: it capitulates."),
    NUMBER("u24", -1000, 1000, "util", "-1", "Player 2: war."),
};
static const brink_table tables[] = {PARAMETERS(rows)};

enum { SQ, CAPITULATION = 2, WAR = 4, N_METRICS = 6 };
static const brink_quantity metrics[] = {
    PAIR("SQ", BRINK_MEAN, "1", "share of plays that keep the status quo", "1 - p2"),
    PAIR("capitulation", BRINK_MEAN, "1", "share of plays in which 2 capitulates", "p2 (1 - p4)"),
    PAIR("war", BRINK_MEAN, "1", "share of plays that end in war", "p2 p4"),
};
_Static_assert(LENGTH(metrics) == N_METRICS, "pairs");
static const brink_quantity series[] = {
    {"SQ", BRINK_PROPORTION, "1", "whether the play of the period keeps the status quo"},
    {"capitulation", BRINK_PROPORTION, "1", "whether 2 capitulates"},
    {"war", BRINK_PROPORTION, "1", "whether it ends in war"},
};
static const char *const headline[] = {"SQ", "SQ_theory", "war", "war_theory", NULL};

enum { N_NOW = 3, N_ROWS = 2 * N_NOW };
enum kind { AGENT, PRIVATE, LOGIT };
/* Errors: of 1 about u11, u13, u14 (private) or about its two actions; of 2 about its two actions. */
enum { PURPOSE_1, PURPOSE_2 };

typedef struct program {
    classic common;
    enum kind kind;
    double u11, u13, u14, advantage; /* u24 - u23; all times l */
    double p4;
    uint32_t who;
} program;

#define SQRT_HALF 0.70710678118654752440

static brink_status compile(const brink_scenario *scenario, brink_program **out, brink_error *err)
{
    program *p = brink__classic_new(scenario, sizeof *p, N_ROWS);
    if (p == NULL) {
        return brink__classic_finish(NULL, out, err);
    }
    const double l = brink__parameter(scenario, "rationality");
    p->kind = brink__parameter_is(scenario, "errors", "logit")     ? LOGIT
              : brink__parameter_is(scenario, "errors", "private") ? PRIVATE
                                                                   : AGENT;
    p->u11 = l * brink__parameter(scenario, "u11");
    p->u13 = l * brink__parameter(scenario, "u13");
    p->u14 = l * brink__parameter(scenario, "u14");
    p->advantage = l * (brink__parameter(scenario, "u24") - brink__parameter(scenario, "u23"));
    p->who = brink_who("strategic_choice", "");
    p->p4 = p->kind == LOGIT ? brink_logistic(p->advantage) : brink_normal_cdf(p->advantage * SQRT_HALF);
    const double v = p->p4 * p->u14 + (1.0 - p->p4) * p->u13 - p->u11;
    const double width = sqrt(1.0 + p->p4 * p->p4 + (1.0 - p->p4) * (1.0 - p->p4));
    const double p2 = p->kind == LOGIT     ? brink_logistic(v)
                      : p->kind == PRIVATE ? brink_normal_cdf(v / width)
                                           : brink_normal_cdf(v * SQRT_HALF);
    const double theory[N_NOW] = {1.0 - p2, p2 * (1.0 - p->p4), p2 * p->p4};
    for (size_t i = 0; i < N_NOW; i++) {
        brink__show_share(&p->common, &metrics[SQ + 2 * i], &series[i], i, N_NOW, theory[i]);
    }
    return brink__classic_finish(&p->common, out, err);
}

static void start(brink_batch *batch)
{
    brink__classic_start(batch);
}

/* An error with the distribution that goes with the kind: normal, or Gumbel's, whose differences are logistic. */
static void errors(const brink_batch *batch, const program *p, uint8_t purpose, size_t index, lanes e)
{
    if (p->kind != LOGIT) {
        brink__normals(batch, p->who, purpose, index, e);
        return;
    }
    brink__uniforms(batch, p->who, purpose, index, e);
    for (size_t k = 0; k < BRINK_LANES; k++) {
        e[k] = -brink_log(-brink_log(e[k]));
    }
}

static void step(brink_batch *batch)
{
    const program *p = (const program *)(const void *)batch->program;
    lanes *row = brink__rows(batch);
    lanes e[5];
    batch->period++;
    for (size_t i = 0; i < 5; i++) {
        errors(batch, p, i < 3 ? PURPOSE_1 : PURPOSE_2, i, e[i]);
    }
    for (size_t k = 0; k < BRINK_LANES; k++) {
        const double stays = p->u11 + e[0][k];
        const double goes = p->kind == PRIVATE ? p->p4 * (p->u14 + e[1][k]) + (1.0 - p->p4) * (p->u13 + e[2][k])
                                               : p->p4 * p->u14 + (1.0 - p->p4) * p->u13 + e[1][k];
        const bool challenges = goes > stays;
        const bool fights = challenges && p->advantage + e[3][k] > e[4][k];
        row[0][k] = challenges ? 0.0 : 1.0;
        row[1][k] = challenges && !fights ? 1.0 : 0.0;
        row[2][k] = fights ? 1.0 : 0.0;
    }
    brink__sum_period(batch, N_NOW);
}

extern const brink_model_type brink_model_strategic_choice;
const brink_model_type brink_model_strategic_choice = {
    .name = "strategic_choice",
    .summary = "A challenge and an answer by random utility: strategic probit and logit",
    .source = "Signorino (1999), American Political Science Review 93, 279-297; McKelvey & Palfrey (1998)",
    CLASSIC_MEMBERS,
};
