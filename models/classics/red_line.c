/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A red line that is stated with some ambiguity: it lies at `line` give or take a normal error of standard deviation
 * s, the challenger picks how far to go and is punished if it turns out to be beyond. With Phi the normal distribution
 * function,
 *
 *   U(x) = b x - c Phi((x - line)/s)
 *
 * has a local maximum iff c > b s sqrt(2 pi), at x* = line - s sqrt(2 ln(c/(b s sqrt(2 pi)))). A clear line (s -> 0) is
 * approached to the last inch; x* falls with s down to line - s* at s* = c/(b sqrt(2 pi e)), then rises, and at
 * s = c/(b sqrt(2 pi)) deterrence collapses: so there is a best ambiguity inside. The challenger takes x*, or 0 where
 * that is below, unless going as far as it can (`cap`) pays more. A period is a provocation.
 *
 * The model is this project's own construction (assumption), in the tradition of Schelling (1966), Arms and Influence.
 */
#include <math.h>

#include "brink/math.h"
#include "brink/rng.h"
#include "classic.h"

static const brink_column rows[] = {
    NUMBER_ABOVE("benefit", 0, LARGE, "util/rung", "1", "What a rung of severity is worth to the challenger, b."),
    NUMBER_ABOVE("punishment", 0, LARGE, "util", "10", "What being beyond the line costs it, c."),
    NUMBER("line", 0, 1000, "rung", "5", "Where the line lies on average."),
    NUMBER_ABOVE("ambiguity", 0, 1000, "rung", "1", "Standard deviation of where it lies, s."),
    NUMBER("cap", 0, 1000, "rung", "10", "As far as the challenger can go."),
};
static const brink_table tables[] = {PARAMETERS(rows)};

enum { SEVERITY, PUNISHED = 2, PAYOFF = 4, LOCAL = 6, IS_DETERRED, BEST_AMBIGUITY, BEST_LOCAL, COLLAPSE, N_METRICS };
static const brink_quantity metrics[] = {
    PAIR("severity", BRINK_MEAN, "rung", "how far the challenger goes, found by looking at every step up to the cap",
         "x*, 0 where that is below, or the cap if that pays more"),
    PAIR("punished", BRINK_MEAN, "1", "share of provocations that are beyond the line", "Phi((x - line)/s) at that x"),
    PAIR("payoff", BRINK_MEAN, "util", "payoff of the challenger", "U(x) at that x"),
    [LOCAL] = {"deterred_severity", BRINK_MEAN, "rung", "x*: the local maximum; missing where there is none"},
    [IS_DETERRED] = {"deterred", BRINK_MEAN, "1", "1 if x* exists, 0 <= x* <= cap, and U(x*) >= U(cap)"},
    [BEST_AMBIGUITY] = {"best_ambiguity", BRINK_MEAN, "rung", "s* = c/(b sqrt(2 pi e)), at which x* is least"},
    [BEST_LOCAL] = {"best_severity", BRINK_MEAN, "rung", "x* there: line - s*"},
    [COLLAPSE] = {"collapse_ambiguity", BRINK_MEAN, "rung", "s = c/(b sqrt(2 pi)), from which nothing deters"},
};
_Static_assert(LENGTH(metrics) == N_METRICS, "metrics");
static const brink_quantity series[] = {
    {"punished", BRINK_PROPORTION, "1", "whether the provocation of the period is beyond the line"},
    {"payoff", BRINK_MEAN, "util", "payoff of the challenger in the period"},
};
static const char *const headline[] = {"severity", "severity_theory", "punished", "punished_theory", NULL};

enum { IS_PUNISHED, GAIN, N_NOW, CHOSEN = 2 * N_NOW, N_ROWS };
enum { N_GRID = 4096 };

typedef struct program {
    classic common;
    double benefit, punishment, line, ambiguity, cap, chosen;
    uint32_t who;
} program;

#define SQRT_2_PI   2.5066282746310005024
#define SQRT_2_PI_E 4.1327313541224929385

static double utility(const program *p, double x)
{
    return p->benefit * x - p->punishment * brink_normal_cdf((x - p->line) / p->ambiguity);
}

/* x*, NaN where there is none. */
static double local_maximum(const program *p)
{
    const double ratio = p->punishment / (p->benefit * p->ambiguity * SQRT_2_PI);
    return ratio > 1.0 ? p->line - p->ambiguity * sqrt(2.0 * brink_log(ratio)) : (double)NAN;
}

static double slope(const program *p, double x)
{
    const double z = (x - p->line) / p->ambiguity;
    return p->benefit - p->punishment / p->ambiguity * brink_exp(-0.5 * z * z) / SQRT_2_PI;
}

/* What the challenger of the simulation does: it looks at every step of a grid up to the cap, then halves its way to
 * where the slope around the best turns. It does not know the formula above. */
static double look_around(const program *p)
{
    const double width = p->cap / N_GRID;
    size_t best = 0;
    for (size_t i = 1; i <= N_GRID; i++) {
        best = utility(p, width * (double)i) > utility(p, width * (double)best) ? i : best;
    }
    double from = brink_max(0.0, width * ((double)best - 1.0)), to = brink_min(p->cap, width * ((double)best + 1.0));
    if (!(slope(p, from) > 0.0)) {
        return from; /* only at 0 can it fall from the start */
    }
    if (slope(p, to) > 0.0) {
        return to; /* nor can it rise at the end, but at the cap */
    }
    for (int i = 0; i < 200; i++) {
        const double middle = 0.5 * (from + to);
        if (slope(p, middle) > 0.0) {
            from = middle;
        } else {
            to = middle;
        }
    }
    return from;
}

static brink_status compile(const brink_scenario *scenario, brink_program **out, brink_error *err)
{
    program *p = brink__classic_new(scenario, sizeof *p, N_ROWS);
    if (p == NULL) {
        return brink__classic_finish(NULL, out, err);
    }
    p->benefit = brink__parameter(scenario, "benefit");
    p->punishment = brink__parameter(scenario, "punishment");
    p->line = brink__parameter(scenario, "line");
    p->ambiguity = brink__parameter(scenario, "ambiguity");
    p->cap = brink__parameter(scenario, "cap");
    p->who = brink_who("red_line", "");
    p->chosen = look_around(p);
    const double local = local_maximum(p), inside = brink_min(brink_max(local, 0.0), p->cap);
    const double x = isnan(local) || utility(p, p->cap) > utility(p, inside) ? p->cap : inside;
    const double periods = (double)p->common.head.n_periods, collapse = p->punishment / p->benefit / SQRT_2_PI;
    const double best = p->punishment / p->benefit / SQRT_2_PI_E, most = p->benefit * p->cap + p->punishment;
    const bool is_deterred = local >= 0.0 && local <= p->cap && utility(p, local) >= utility(p, p->cap);
    classic *c = &p->common;
    (void)brink__show_pair(c, &metrics[SEVERITY], NULL, CHOSEN, 1.0, 0.0, brink_max(p->cap, 1.0), x);
    brink__show_share(c, &metrics[PUNISHED], &series[0], IS_PUNISHED, N_NOW,
                      brink_normal_cdf((x - p->line) / p->ambiguity));
    (void)brink__show_pair(c, &metrics[PAYOFF], NULL, N_NOW + GAIN, 1.0 / periods, -most, most, utility(p, x));
    (void)brink__show_number(c, &metrics[LOCAL], NULL, local);
    (void)brink__show_number(c, &metrics[IS_DETERRED], NULL, is_deterred ? 1.0 : 0.0);
    (void)brink__show_number(c, &metrics[BEST_AMBIGUITY], NULL, best);
    (void)brink__show_number(c, &metrics[BEST_LOCAL], NULL, p->line - best);
    (void)brink__show_number(c, &metrics[COLLAPSE], NULL, collapse);
    brink__show_of_period(c, &series[1], NULL, GAIN, -most, most);
    return brink__classic_finish(c, out, err);
}

static void start(brink_batch *batch)
{
    const program *p = (const program *)(const void *)batch->program;
    brink__classic_start(batch);
    for (size_t k = 0; k < BRINK_LANES; k++) {
        brink__rows(batch)[CHOSEN][k] = p->chosen;
    }
}

static void step(brink_batch *batch)
{
    const program *p = (const program *)(const void *)batch->program;
    lanes *row = brink__rows(batch);
    lanes z;
    batch->period++;
    brink__normals(batch, p->who, 0, 0, z);
    for (size_t k = 0; k < BRINK_LANES; k++) {
        const bool is_beyond = p->chosen > p->line + p->ambiguity * z[k];
        row[IS_PUNISHED][k] = is_beyond ? 1.0 : 0.0;
        row[GAIN][k] = p->benefit * p->chosen - (is_beyond ? p->punishment : 0.0);
    }
    brink__sum_period(batch, N_NOW);
}

extern const brink_model_type brink_model_red_line;
const brink_model_type brink_model_red_line = {
    .name = "red_line",
    .summary = "A red line stated with some ambiguity, and how close a challenger comes to it",
    .source = "assumption: this project's construction, after Schelling (1966), Arms and Influence",
    CLASSIC_MEMBERS,
};
