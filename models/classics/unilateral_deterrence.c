/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The unilateral deterrence game. The challenger stays (SQ) or challenges; then the defender concedes (DC) or resists;
 * then the challenger concedes (CD) or fights (DD). Worths, the hard type of a player preferring conflict to conceding:
 *
 *   challenger   DC > SQ > DD hard > CD > DD soft         defender   CD > SQ > DD hard > DC > DD soft
 *
 * With p_C, p_D the chances that they are hard, t1 = (c_DC - c_SQ)/(c_DC - c_DD hard), t2 = (c_DC - c_SQ)/(c_DC - c_CD)
 * and d1 = (d_CD - d_DC)/(d_CD - d_DD soft), the perfect Bayesian equilibrium is
 *
 *   certain      p_D >= t1                  nobody challenges
 *   separating   t2 <= p_D < t1             the hard challenger challenges, no soft player does anything
 *   bluff        p_D < t2, p_C < d1         the soft challenger too with chance p_C (1 - d1)/(d1 (1 - p_C)), and the
 * soft defender resists with chance (t2 - p_D)/(1 - p_D) attack       p_D < t2, p_C >= d1        all challengers
 * challenge, the soft defender concedes
 *
 * A hard defender always resists. There is a fifth, the steadfast equilibrium without challenges, which rests on
 * implausible beliefs off the path: it is not played here. A period is a play, with types drawn anew.
 *
 * Zagare & Kilgour (1993), International Studies Quarterly 37, 1-27, and (2000), Perfect Deterrence. */
#include <math.h>

#include "brink/math.h"
#include "brink/rng.h"
#include "classic.h"

static const brink_column rows[] = {
    NUMBER("c_DC", -LARGE, LARGE, "util", "1", "Challenger: the defender concedes."),
    NUMBER("c_SQ", -LARGE, LARGE, "util", "0.6", "Challenger: the status quo; less than c_DC."),
    NUMBER("c_DD_hard", -LARGE, LARGE, "util", "0.3", "Hard challenger: conflict; less than c_SQ."),
    NUMBER("c_CD", -LARGE, LARGE, "util", "0.2", "Challenger: it concedes itself; less than c_DD_hard."),
    NUMBER("c_DD_soft", -LARGE, LARGE, "util", "0", "Soft challenger: conflict; less than c_CD."),
    NUMBER("d_CD", -LARGE, LARGE, "util", "1", "Defender: the challenger concedes."),
    NUMBER("d_SQ", -LARGE, LARGE, "util", "0.9", "Defender: the status quo; less than d_CD."),
    NUMBER("d_DD_hard", -LARGE, LARGE, "util", "0.5", "Hard defender: conflict; less than d_SQ."),
    NUMBER("d_DC", -LARGE, LARGE, "util", "0.3", "Defender: it concedes itself; less than d_DD_hard."),
    NUMBER("d_DD_soft", -LARGE, LARGE, "util", "0", "Soft defender: conflict; less than d_DC."),
    NUMBER("challenger_hard", 0, 1, "1", "0.2", "Chance that the challenger is hard, p_C."),
    NUMBER("defender_hard", 0, 1, "1", "0.2", "Chance that the defender is hard, p_D."),
};
static const brink_table tables[] = {PARAMETERS(rows)};

enum {
    SQ,
    DC = 2,
    CD = 4,
    DD = 6,
    CHALLENGE_HARD = 8,
    CHALLENGE_SOFT = 10,
    RESIST_HARD = 12,
    RESIST_SOFT = 14,
    COUNTS = 16, /* occasions and acts of the four, in pairs */
    REGIME = 24,
    T1 = 28,
    T2,
    D1,
    N_METRICS
};
static const brink_quantity metrics[] = {
    PAIR("SQ", BRINK_MEAN, "1", "share of plays that stay at the status quo", "its chance in the equilibrium"),
    PAIR("DC", BRINK_MEAN, "1", "share of plays in which the defender concedes", "its chance in the equilibrium"),
    PAIR("CD", BRINK_MEAN, "1", "share of plays in which the challenger concedes", "its chance in the equilibrium"),
    PAIR("DD", BRINK_MEAN, "1", "share of plays that end in conflict", "its chance in the equilibrium"),
    PAIR("challenge_hard", BRINK_RATIO, "1", "hard challengers' challenges over hard challengers",
         "1, or 0 if certain"),
    PAIR("challenge_soft", BRINK_RATIO, "1", "soft challengers' challenges over soft challengers",
         "p_C (1 - d1)/(d1 (1 - p_C)) in bluff, 1 in attack, else 0"),
    PAIR("resist_hard", BRINK_RATIO, "1", "hard defenders' resistance over challenges that they meet", "1"),
    PAIR("resist_soft", BRINK_RATIO, "1", "soft defenders' resistance over challenges that they meet",
         "(t2 - p_D)/(1 - p_D) in bluff, else 0"),
    {"n_challenger_hard", BRINK_MEAN, "1", "plays with a hard challenger"},
    {"n_challenge_hard", BRINK_MEAN, "1", "of these, challenges"},
    {"n_challenger_soft", BRINK_MEAN, "1", "plays with a soft challenger"},
    {"n_challenge_soft", BRINK_MEAN, "1", "of these, challenges"},
    {"n_challenged_hard", BRINK_MEAN, "1", "challenges to a hard defender"},
    {"n_resist_hard", BRINK_MEAN, "1", "of these, resisted"},
    {"n_challenged_soft", BRINK_MEAN, "1", "challenges to a soft defender"},
    {"n_resist_soft", BRINK_MEAN, "1", "of these, resisted"},
    [REGIME] = {"regime_certain", BRINK_MEAN, "1", "1 in certain deterrence: p_D >= t1"},
    [REGIME + 1] = {"regime_separating", BRINK_MEAN, "1", "1 in the separating equilibrium: t2 <= p_D < t1"},
    [REGIME + 2] = {"regime_bluff", BRINK_MEAN, "1", "1 in the bluff equilibrium: p_D < t2, p_C < d1"},
    [REGIME + 3] = {"regime_attack", BRINK_MEAN, "1", "1 in the attack equilibrium: p_D < t2, p_C >= d1"},
    [T1] = {"t1", BRINK_MEAN, "1", "(c_DC - c_SQ)/(c_DC - c_DD hard)"},
    [T2] = {"t2", BRINK_MEAN, "1", "(c_DC - c_SQ)/(c_DC - c_CD)"},
    [D1] = {"d1", BRINK_MEAN, "1", "(d_CD - d_DC)/(d_CD - d_DD soft)"},
};
_Static_assert(LENGTH(metrics) == N_METRICS, "metrics");
enum { N_OUTCOMES = 4, N_ACTS = 4, N_REGIMES = 4 };
static const brink_quantity series[] = {
    {"SQ", BRINK_PROPORTION, "1", "whether the play of the period stays at the status quo"},
    {"DC", BRINK_PROPORTION, "1", "whether the defender concedes"},
    {"CD", BRINK_PROPORTION, "1", "whether the challenger concedes"},
    {"DD", BRINK_PROPORTION, "1", "whether it ends in conflict"},
};
static const char *const headline[] = {"SQ", "DC", "CD", "DD", NULL};

/* Rows: outcomes; then the occasions of each act and the acts; then the sums of all. */
enum { OCCASIONS = N_OUTCOMES, N_NOW = N_OUTCOMES + 2 * N_ACTS, N_ROWS = 2 * N_NOW };
enum { PURPOSE_CHALLENGER, PURPOSE_DEFENDER, PURPOSE_CHALLENGE, PURPOSE_RESIST };
enum regime { CERTAIN, SEPARATING, BLUFF, ATTACK };

typedef struct program {
    classic common;
    double t1, t2, d1, p_c, p_d;
    double
        chance[N_ACTS]; /* the hard and the soft challenger's challenge, the hard and the soft defender's resistance */
    enum regime regime;
    uint32_t who;
} program;

static void check(const brink_scenario *scenario, brink_diagnostics *diagnostics)
{
    static const char *const challenger[] = {"c_DC", "c_SQ", "c_DD_hard", "c_CD", "c_DD_soft", NULL};
    static const char *const defender[] = {"d_CD", "d_SQ", "d_DD_hard", "d_DC", "d_DD_soft", NULL};
    brink__check_descending(scenario, challenger, diagnostics);
    brink__check_descending(scenario, defender, diagnostics);
}

static void find_equilibrium(program *p, const brink_scenario *scenario)
{
    const double c_dc = brink__parameter(scenario, "c_DC"), gain = c_dc - brink__parameter(scenario, "c_SQ");
    const double d_cd = brink__parameter(scenario, "d_CD");
    p->t1 = gain / (c_dc - brink__parameter(scenario, "c_DD_hard"));
    p->t2 = gain / (c_dc - brink__parameter(scenario, "c_CD"));
    p->d1 = (d_cd - brink__parameter(scenario, "d_DC")) / (d_cd - brink__parameter(scenario, "d_DD_soft"));
    p->regime = p->p_d >= p->t1 ? CERTAIN : p->p_d >= p->t2 ? SEPARATING : p->p_c < p->d1 ? BLUFF : ATTACK;
    const double bluffs = p->p_c * (1.0 - p->d1) / (p->d1 * (1.0 - p->p_c));
    p->chance[0] = p->regime == CERTAIN ? 0.0 : 1.0;
    p->chance[1] = p->regime == BLUFF ? bluffs : p->regime == ATTACK ? 1.0 : 0.0;
    p->chance[2] = 1.0;
    p->chance[3] = p->regime == BLUFF ? (p->t2 - p->p_d) / (1.0 - p->p_d) : 0.0;
}

static brink_status compile(const brink_scenario *scenario, brink_program **out, brink_error *err)
{
    program *p = brink__classic_new(scenario, sizeof *p, N_ROWS);
    if (p == NULL) {
        return brink__classic_finish(NULL, out, err);
    }
    classic *c = &p->common;
    p->p_c = brink__parameter(scenario, "challenger_hard");
    p->p_d = brink__parameter(scenario, "defender_hard");
    p->who = brink_who("unilateral_deterrence", "");
    find_equilibrium(p, scenario);
    const double hard = p->p_c * p->chance[0], soft = (1.0 - p->p_c) * p->chance[1];
    const double resisted = p->p_d * p->chance[2] + (1.0 - p->p_d) * p->chance[3];
    const double theory[N_OUTCOMES] = {1.0 - hard - soft, (hard + soft) * (1.0 - resisted), soft * resisted,
                                       hard * resisted};
    for (size_t i = 0; i < N_OUTCOMES; i++) {
        brink__show_share(c, &metrics[SQ + 2 * i], &series[i], i, N_NOW, brink_clamp(theory[i], 0.0, 1.0));
    }
    for (size_t i = 0; i < N_ACTS; i++) {
        const size_t row = N_NOW + OCCASIONS + 2 * i;
        const double periods = (double)c->head.n_periods;
        const size_t occasions = brink__show(c, &metrics[COUNTS + 2 * i], NULL, row, 1.0, 0.0, periods);
        const size_t acts = brink__show(c, &metrics[COUNTS + 2 * i + 1], NULL, row + 1, 1.0, 0.0, periods);
        brink__show_ratio_pair(c, &metrics[CHALLENGE_HARD + 2 * i], acts, occasions, p->chance[i]);
    }
    for (size_t i = 0; i < N_REGIMES; i++) {
        (void)brink__show_number(c, &metrics[REGIME + i], NULL, (size_t)p->regime == i ? 1.0 : 0.0);
    }
    (void)brink__show_number(c, &metrics[T1], NULL, p->t1);
    (void)brink__show_number(c, &metrics[T2], NULL, p->t2);
    (void)brink__show_number(c, &metrics[D1], NULL, p->d1);
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
    lanes u[4];
    batch->period++;
    for (uint8_t i = 0; i < 4; i++) {
        brink__uniforms(batch, p->who, i, 0, u[i]);
    }
    for (size_t k = 0; k < BRINK_LANES; k++) {
        const size_t challenger = u[PURPOSE_CHALLENGER][k] < p->p_c ? 0U : 1U;
        const size_t defender = u[PURPOSE_DEFENDER][k] < p->p_d ? 2U : 3U;
        const bool challenges = u[PURPOSE_CHALLENGE][k] < p->chance[challenger];
        const bool resists = challenges && u[PURPOSE_RESIST][k] < p->chance[defender];
        const size_t outcome = !challenges ? 0U : !resists ? 1U : challenger == 1 ? 2U : 3U;
        for (size_t i = 0; i < N_NOW; i++) {
            row[i][k] = i == outcome ? 1.0 : 0.0;
        }
        row[OCCASIONS + 2 * challenger][k] = 1.0;
        row[OCCASIONS + 2 * challenger + 1][k] = challenges ? 1.0 : 0.0;
        row[OCCASIONS + 2 * defender][k] = challenges ? 1.0 : 0.0;
        row[OCCASIONS + 2 * defender + 1][k] = resists ? 1.0 : 0.0;
    }
    brink__sum_period(batch, N_NOW);
}

extern const brink_model_type brink_model_unilateral_deterrence;
const brink_model_type brink_model_unilateral_deterrence = {
    .name = "unilateral_deterrence",
    .summary = "A challenge, an answer, and whether either was meant",
    .source = "Zagare & Kilgour (1993), International Studies Quarterly 37, 1-27; (2000), Perfect Deterrence",
    .check = check,
    CLASSIC_MEMBERS,
};
