/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The asymmetric escalation game, with types known to both players. The challenger stays (SQ) or demands; the defender
 * concedes (DC), responds in kind, or escalates. To a response in kind the challenger concedes (DD, conflict at the
 * lower level) or escalates, and the defender then lets it win (ED) or escalates too (EE); to an escalation the
 * challenger gives in (DE) or escalates too (EE).
 *
 *   challenger  DC > SQ > ED > DD > EE hard > DE > EE soft
 *   defender    SQ > DE > DD hard > DC > DD soft > EE hard > ED > EE soft
 *
 * The challenger is hard or soft about EE against DE; the defender tactically about DD against DC, and strategically
 * about EE against ED. Backward induction gives one outcome for each of the eight combinations: a soft challenger
 * stays; a hard one does only if the defender is hard in both ways, and else wins at once (DC). A period is a play,
 * with types drawn anew and told to both.
 *
 * Zagare & Kilgour (1993), International Studies Quarterly 37, 1-27; (2000), Perfect Deterrence, appendix 8. */
#include "brink/math.h"
#include "brink/rng.h"
#include "classic.h"

static const brink_column rows[] = {
    NUMBER("c_DC", -LARGE, LARGE, "util", "1", "Challenger: the defender concedes."),
    NUMBER("c_SQ", -LARGE, LARGE, "util", "0.8", "Challenger: the status quo; less than c_DC."),
    NUMBER("c_ED", -LARGE, LARGE, "util", "0.6", "Challenger: it alone escalates; less than c_SQ."),
    NUMBER("c_DD", -LARGE, LARGE, "util", "0.4", "Challenger: conflict at the lower level; less than c_ED."),
    NUMBER("c_EE_hard", -LARGE, LARGE, "util", "0.2", "Hard challenger: all-out conflict; less than c_DD."),
    NUMBER("c_DE", -LARGE, LARGE, "util", "0.1", "Challenger: the defender alone escalates; less than c_EE_hard."),
    NUMBER("c_EE_soft", -LARGE, LARGE, "util", "0", "Soft challenger: all-out conflict; less than c_DE."),
    NUMBER("d_SQ", -LARGE, LARGE, "util", "1", "Defender: the status quo."),
    NUMBER("d_DE", -LARGE, LARGE, "util", "0.8", "Defender: it alone escalates; less than d_SQ."),
    NUMBER("d_DD_hard", -LARGE, LARGE, "util", "0.6",
           "Tactically hard defender: conflict at the lower level; less than d_DE."),
    NUMBER("d_DC", -LARGE, LARGE, "util", "0.5", "Defender: it concedes; less than d_DD_hard."),
    NUMBER("d_DD_soft", -LARGE, LARGE, "util", "0.4",
           "Tactically soft defender: conflict at the lower level; less than d_DC."),
    NUMBER("d_EE_hard", -LARGE, LARGE, "util", "0.3",
           "Strategically hard defender: all-out conflict; less than d_DD_soft."),
    NUMBER("d_ED", -LARGE, LARGE, "util", "0.2", "Defender: the challenger alone escalates; less than d_EE_hard."),
    NUMBER("d_EE_soft", -LARGE, LARGE, "util", "0", "Strategically soft defender: all-out conflict; less than d_ED."),
    NUMBER("challenger_hard", 0, 1, "1", "0.5", "Chance that the challenger is hard."),
    NUMBER("tactically_hard", 0, 1, "1", "0.5", "Chance that the defender is tactically hard."),
    NUMBER("strategically_hard", 0, 1, "1", "0.5", "Chance that the defender is strategically hard, drawn apart."),
};
static const brink_table tables[] = {PARAMETERS(rows)};

enum outcome { SQ, DC, DD, DE, ED, EE, N_OUTCOMES };
enum { OF_OUTCOME = 0, OF_TYPES = 2 * N_OUTCOMES, N_METRICS };
static const brink_quantity metrics[] = {
    PAIR("SQ", BRINK_MEAN, "1", "share of plays that stay at the status quo", "its chance by backward induction"),
    PAIR("DC", BRINK_MEAN, "1", "share in which the defender concedes at once", "its chance by backward induction"),
    PAIR("DD", BRINK_MEAN, "1", "share that end in conflict at the lower level", "its chance by backward induction"),
    PAIR("DE", BRINK_MEAN, "1", "share in which the defender alone escalates", "its chance by backward induction"),
    PAIR("ED", BRINK_MEAN, "1", "share in which the challenger alone escalates", "its chance by backward induction"),
    PAIR("EE", BRINK_MEAN, "1", "share that end in all-out conflict", "its chance by backward induction"),
    [OF_TYPES] =
        {"outcome.TYPES", BRINK_MEAN, "1",
         "outcome between these types, 0 to 5 for SQ, DC, DD, DE, ED, EE; TYPES: H or S for the challenger, for "
         "the defender tactically, and strategically"},
};
_Static_assert(LENGTH(metrics) == N_METRICS, "metrics");
static const brink_quantity series[] = {
    {"SQ", BRINK_PROPORTION, "1", "whether the play of the period stays at the status quo"},
    {"DC", BRINK_PROPORTION, "1", "whether the defender concedes at once"},
    {"DD", BRINK_PROPORTION, "1", "whether it ends in conflict at the lower level"},
    {"DE", BRINK_PROPORTION, "1", "whether the defender alone escalates"},
    {"ED", BRINK_PROPORTION, "1", "whether the challenger alone escalates"},
    {"EE", BRINK_PROPORTION, "1", "whether it ends in all-out conflict"},
};
static const char *const headline[] = {"SQ", "DC", "DD", "EE", NULL};

enum { N_NOW = N_OUTCOMES, N_ROWS = 2 * N_NOW };
enum { CHALLENGER, TACTICAL, STRATEGIC, N_KINDS, N_TYPES = 8 };

typedef struct program {
    classic common;
    double hard[N_KINDS];
    enum outcome outcome[N_TYPES]; /* bit i of the index: soft in kind i */
    uint32_t who;
} program;

static void check(const brink_scenario *scenario, brink_diagnostics *diagnostics)
{
    static const char *const challenger[] = {"c_DC", "c_SQ", "c_ED", "c_DD", "c_EE_hard", "c_DE", "c_EE_soft", NULL};
    static const char *const defender[] = {"d_SQ",      "d_DE", "d_DD_hard", "d_DC", "d_DD_soft",
                                           "d_EE_hard", "d_ED", "d_EE_soft", NULL};
    brink__check_descending(scenario, challenger, diagnostics);
    brink__check_descending(scenario, defender, diagnostics);
}

/* Worths of the outcomes to the two players, of given types. */
typedef struct worths {
    double c[N_OUTCOMES], d[N_OUTCOMES];
} worths;

static worths read(const brink_scenario *scenario, size_t types)
{
    static const char *const names[N_OUTCOMES] = {"SQ", "DC", "DD", "DE", "ED", "EE"};
    const bool is_soft[N_KINDS] = {types & 1, types & 2, types & 4};
    worths w;
    for (size_t i = 0; i < N_OUTCOMES; i++) {
        char name[2][32];
        const char *of_c = i != EE ? "" : is_soft[CHALLENGER] ? "_soft" : "_hard";
        const char *of_d = i == EE   ? (is_soft[STRATEGIC] ? "_soft" : "_hard")
                           : i == DD ? (is_soft[TACTICAL] ? "_soft" : "_hard")
                                     : "";
        (void)snprintf(name[0], sizeof name[0], "c_%s%s", names[i], of_c);
        (void)snprintf(name[1], sizeof name[1], "d_%s%s", names[i], of_d);
        w.c[i] = brink__parameter(scenario, name[0]);
        w.d[i] = brink__parameter(scenario, name[1]);
    }
    return w;
}

/* The outcome of a or b that is better by these worths. They are never equal: the orderings are strict. */
static enum outcome better(const double *worth, enum outcome a, enum outcome b)
{
    return worth[a] > worth[b] ? a : b;
}

static enum outcome solve(const worths *w)
{
    const enum outcome last = better(w->d, ED, EE);
    const enum outcome in_kind = better(w->c, DD, last);
    const enum outcome escalated = better(w->c, DE, EE);
    return better(w->c, SQ, better(w->d, DC, better(w->d, in_kind, escalated)));
}

static brink_status compile(const brink_scenario *scenario, brink_program **out, brink_error *err)
{
    program *p = brink__classic_new(scenario, sizeof *p, N_ROWS);
    if (p == NULL) {
        return brink__classic_finish(NULL, out, err);
    }
    classic *c = &p->common;
    double theory[N_OUTCOMES] = {0.0};
    p->hard[CHALLENGER] = brink__parameter(scenario, "challenger_hard");
    p->hard[TACTICAL] = brink__parameter(scenario, "tactically_hard");
    p->hard[STRATEGIC] = brink__parameter(scenario, "strategically_hard");
    p->who = brink_who("asymmetric_escalation", "");
    for (size_t types = 0; types < N_TYPES; types++) {
        const worths w = read(scenario, types);
        double chance = 1.0;
        for (size_t i = 0; i < N_KINDS; i++) {
            chance *= types >> i & 1 ? 1.0 - p->hard[i] : p->hard[i];
        }
        p->outcome[types] = solve(&w);
        theory[p->outcome[types]] += chance;
    }
    for (size_t i = 0; i < N_OUTCOMES; i++) {
        brink__show_share(c, &metrics[2 * i], &series[i], i, N_NOW, brink_min(theory[i], 1.0));
    }
    for (size_t types = 0; types < N_TYPES; types++) {
        const char name[4] = {types & 1 ? 'S' : 'H', types & 2 ? 'S' : 'H', types & 4 ? 'S' : 'H', '\0'};
        (void)brink__show_number(c, &metrics[OF_TYPES], name, (double)p->outcome[types]);
    }
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
    lanes u[N_KINDS];
    batch->period++;
    for (size_t i = 0; i < N_KINDS; i++) {
        brink__uniforms(batch, p->who, (uint8_t)i, 0, u[i]);
    }
    for (size_t k = 0; k < BRINK_LANES; k++) {
        size_t types = 0;
        for (size_t i = 0; i < N_KINDS; i++) {
            types |= (size_t)(u[i][k] < p->hard[i] ? 0 : 1) << i;
        }
        for (size_t i = 0; i < N_OUTCOMES; i++) {
            row[i][k] = i == (size_t)p->outcome[types] ? 1.0 : 0.0;
        }
    }
    brink__sum_period(batch, N_NOW);
}

extern const brink_model_type brink_model_asymmetric_escalation;
const brink_model_type brink_model_asymmetric_escalation = {
    .name = "asymmetric_escalation",
    .summary = "A demand that may be met in kind or by escalation, between players whose resolve is known",
    .source = "Zagare & Kilgour (1993), International Studies Quarterly 37, 1-27; (2000), Perfect Deterrence",
    .check = check,
    CLASSIC_MEMBERS,
};
