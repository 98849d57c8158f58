/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reputation in the chain-store game: one incumbent meets a challenger in each of `markets` theatres, one a period, and
 * n counts down those that are left. A challenger stays out (0) or enters, for b if the incumbent gives way and b - 1
 * if it fights, 0 < b < 1. A weak incumbent loses 1 by fighting, 0 by giving way, and gains a > 1 where nobody enters;
 * a tough one fights whatever happens. With p the belief that it is tough, the sequential equilibrium is
 *
 *   entry            p > b^n: out.  p < b^n: in.  p = b^n: out with chance 1/a
 *   weak incumbent   n = 1: gives way.  p >= b^(n-1): fights.  Else fights with chance (1 - b^(n-1)) p/((1 - p)
 * b^(n-1)) belief           after a fight max(b^(n-1), p); after giving way 0; without entry unchanged
 *
 * so a small chance of toughness keeps challengers out until few theatres are left. Chances on the path are summed over
 * the beliefs that can be reached. After the last market nothing happens.
 *
 * Kreps & Wilson (1982), Journal of Economic Theory 27, 253-279; Milgrom & Roberts (1982). */
#include <string.h>

#include "brink/math.h"
#include "brink/rng.h"
#include "classic.h"

enum { MOST_MARKETS = 100 };

static const char *const types[] = {"weak", "tough", "drawn", NULL};
static const brink_column rows[] = {
    WHOLE("markets", 1, MOST_MARKETS, "1", "10", "Theatres in which the incumbent is challenged, one after the other."),
    NUMBER("entry_gain", 0.001, 0.999, "util", "0.5", "What entry gains where the incumbent gives way, b."),
    {.name = "calm_gain",
     .kind = BRINK_CELL_NUMBER,
     .lo = 1,
     .lo_is_open = true,
     .hi = LARGE,
     .unit = "util",
     .fallback = "2",
     .meaning = "What the incumbent gains where nobody enters, a."},
    NUMBER_WITHIN("prior", 0, 1, "1", "0.1", "Belief at the start that the incumbent is tough."),
    WORD("incumbent", types, "weak", "What it is: weak, tough, or drawn with the prior's chance of being tough."),
};
static const brink_table tables[] = {PARAMETERS(rows)};

enum { ENTERED, FOUGHT = 2, ENTRY = 4, FIGHT = 6, FIGHTS = 8, N_METRICS };
static const brink_quantity metrics[] = {
    PAIR("entries", BRINK_MEAN, "1", "markets that are entered", "its mean, summed over beliefs"),
    PAIR("fights", BRINK_MEAN, "1", "entries that are fought", "its mean, summed over beliefs"),
    PAIR_OF("entry", "N", BRINK_MEAN, "1", "whether the market is entered after which N - 1 are left",
            "the chance of it, summed over beliefs"),
    PAIR_OF("fight", "N", BRINK_RATIO, "1", "fights over entries in that market", "the ratio of their chances"),
    [FIGHTS] = {"fought.N", BRINK_MEAN, "1", "whether there is a fight in that market"},
};
_Static_assert(LENGTH(metrics) == N_METRICS, "metrics");
static const brink_quantity series[] = {
    {"belief", BRINK_MEAN, "1", "belief that the incumbent is tough"},
    {"entry", BRINK_PROPORTION, "1", "whether the market of the period is entered"},
    {"fight", BRINK_PROPORTION, "1", "whether the incumbent fights in it"},
};
static const char *const headline[] = {"entries", "entries_theory", "fights", "fights_theory", NULL};

/* Rows; then entry and fight of each market. */
enum { BELIEF, IS_TOUGH, IS_ENTRY, IS_FIGHT, N_ENTRIES, N_FIGHTS, OF_MARKET };
enum { PURPOSE_TYPE, PURPOSE_ENTRY, PURPOSE_FIGHT };

typedef struct program {
    classic common;
    size_t markets;
    double a, prior, tough;         /* chance to be tough in truth */
    double power[MOST_MARKETS + 1]; /* b^n */
    uint32_t who;
} program;

static double entry_chance(const program *p, size_t n, double belief)
{
    return belief > p->power[n] ? 0.0 : belief < p->power[n] ? 1.0 : 1.0 - 1.0 / p->a;
}

static double fight_chance(const program *p, size_t n, double belief)
{
    const double bar = p->power[n - 1];
    return n == 1 ? 0.0 : belief >= bar ? 1.0 : (1.0 - bar) * belief / ((1.0 - belief) * bar);
}

/* Beliefs that can be reached, in an order in which they only move on: 0, the prior, b^n (index n + 2). */
typedef struct law {
    double share[MOST_MARKETS + 3];
} law;

static double belief_of(const program *p, size_t state)
{
    return state == 0 ? 0.0 : state == 1 ? p->prior : p->power[state - 2];
}

/* Adds the chances of entry and fight in each market, [markets + 1] by n, with weight `share` of the type. */
static void walk(const program *p, bool is_tough, double share, double *entry, double *fight)
{
    law now = {{0.0}};
    now.share[1] = share;
    for (size_t n = p->markets; n >= 1; n--) {
        law next = {{0.0}};
        for (size_t s = 0; s < p->markets + 3; s++) {
            const double belief = belief_of(p, s), here = now.share[s];
            const double entered = here * entry_chance(p, n, belief);
            const double fought = entered * (is_tough ? 1.0 : fight_chance(p, n, belief));
            entry[n] += entered;
            fight[n] += fought;
            next.share[s] += here - entered;
            next.share[p->power[n - 1] > belief ? n + 1 : s] += fought; /* index of b^(n-1), or the same */
            next.share[0] += entered - fought;
        }
        now = next;
    }
}

static brink_status compile(const brink_scenario *scenario, brink_program **out, brink_error *err)
{
    const size_t markets = (size_t)brink__parameter(scenario, "markets");
    program *p = brink__classic_new(scenario, sizeof *p, OF_MARKET + 2 * markets);
    if (p == NULL) {
        return brink__classic_finish(NULL, out, err);
    }
    double entry[MOST_MARKETS + 1] = {0.0}, fight[MOST_MARKETS + 1] = {0.0}, entries = 0.0, fights = 0.0;
    classic *c = &p->common;
    p->markets = markets;
    p->a = brink__parameter(scenario, "calm_gain");
    p->prior = brink__parameter(scenario, "prior");
    p->tough = brink__parameter_is(scenario, "incumbent", "tough")   ? 1.0
               : brink__parameter_is(scenario, "incumbent", "drawn") ? p->prior
                                                                     : 0.0;
    p->who = brink_who("chain_store", "");
    p->power[0] = 1.0;
    for (size_t n = 1; n <= markets; n++) {
        p->power[n] = p->power[n - 1] * brink__parameter(scenario, "entry_gain");
    }
    walk(p, false, 1.0 - p->tough, entry, fight);
    walk(p, true, p->tough, entry, fight);
    for (size_t n = markets; n >= 1; n--) {
        const bool is_played = markets - n < c->head.n_periods;
        const size_t row = OF_MARKET + 2 * (n - 1);
        char number[BRINK__KEY];
        brink__number_key(n, number);
        entry[n] = is_played ? entry[n] : 0.0;
        fight[n] = is_played ? fight[n] : 0.0;
        entries += entry[n];
        fights += fight[n];
        const size_t entered = brink__show_pair(c, &metrics[ENTRY], number, row, 1.0, 0.0, 1.0, entry[n]);
        const size_t fought = brink__show(c, &metrics[FIGHTS], number, row + 1, 1.0, 0.0, 1.0);
        (void)brink__show_ratio(c, &metrics[FIGHT], number, fought, entered);
        (void)brink__show_number(c, &metrics[FIGHT + 1], number, fight[n] / entry[n]);
    }
    (void)brink__show_pair(c, &metrics[ENTERED], NULL, N_ENTRIES, 1.0, 0.0, (double)markets, entries);
    (void)brink__show_pair(c, &metrics[FOUGHT], NULL, N_FIGHTS, 1.0, 0.0, (double)markets, fights);
    brink__show_series(c, &series[0], NULL, BELIEF, 0.0, 1.0);
    brink__show_of_period(c, &series[1], NULL, IS_ENTRY, 0.0, 1.0);
    brink__show_of_period(c, &series[2], NULL, IS_FIGHT, 0.0, 1.0);
    return brink__classic_finish(c, out, err);
}

static void start(brink_batch *batch)
{
    const program *p = (const program *)(const void *)batch->program;
    lanes *row = brink__rows(batch);
    lanes u;
    brink__classic_start(batch);
    brink__uniforms(batch, p->who, PURPOSE_TYPE, 0, u);
    for (size_t k = 0; k < BRINK_LANES; k++) {
        row[BELIEF][k] = p->prior;
        row[IS_TOUGH][k] = u[k] < p->tough ? 1.0 : 0.0;
    }
}

static void step(brink_batch *batch)
{
    const program *p = (const program *)(const void *)batch->program;
    lanes *row = brink__rows(batch);
    lanes u, v;
    batch->period++;
    memset(row[IS_ENTRY], 0, 2 * sizeof *row);
    if (batch->period > p->markets) {
        return;
    }
    const size_t n = p->markets + 1 - batch->period;
    lanes *of_market = &row[OF_MARKET + 2 * (n - 1)];
    brink__uniforms(batch, p->who, PURPOSE_ENTRY, 0, u);
    brink__uniforms(batch, p->who, PURPOSE_FIGHT, 0, v);
    for (size_t k = 0; k < BRINK_LANES; k++) {
        double *belief = &row[BELIEF][k];
        const bool enters = u[k] < entry_chance(p, n, *belief);
        const bool fights = enters && (row[IS_TOUGH][k] != 0.0 || v[k] < fight_chance(p, n, *belief));
        *belief = !enters ? *belief : fights ? brink_max(*belief, p->power[n - 1]) : 0.0;
        of_market[0][k] = row[IS_ENTRY][k] = enters ? 1.0 : 0.0;
        of_market[1][k] = row[IS_FIGHT][k] = fights ? 1.0 : 0.0;
    }
    brink__add_rows(&row[N_ENTRIES], &row[IS_ENTRY], 2);
}

extern const brink_model_type brink_model_chain_store;
const brink_model_type brink_model_chain_store = {
    .name = "chain_store",
    .summary = "An incumbent whose reputation for toughness keeps challengers out, for a while",
    .source = "Kreps & Wilson (1982), Journal of Economic Theory 27, 253-279",
    CLASSIC_MEMBERS,
};
