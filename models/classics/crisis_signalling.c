/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Crisis signalling with audience costs. A leaves the status quo (worth S_A to it) or challenges B's prize (V_A to A,
 * V_B to B); B concedes (C_B) or resists; then A fights (war worth W_A + e_A and W_B + e_B) or backs down, at the
 * audience cost a + e_a. The errors are standard normal, each known to its player alone. With p_R, p_C, p_F the chances
 * of resistance, of a challenge and of fighting after resistance, c* = (S_A - (1 - p_R) V_A)/p_R, Phi the normal
 * distribution function and Phi2 that of two normals with correlation 1/sqrt 2, the equilibria are the roots of the
 * last equation in
 *
 *   p_C = 1 - Phi(c* - W_A) Phi(c* - a)       p_F = Phi2((W_A - a)/sqrt 2, W_A - c*)/p_C
 *   p_R = Phi((p_F W_B + (1 - p_F) V_B - C_B)/p_F)
 *
 * There may be several. All are found (those that are crossings, by a search of p_R in steps of logit p_R) and reported
 * in order of p_R; the one that is played is chosen by its number, parameter `equilibrium`. A period is a crisis.
 *
 * Lewis & Schultz (2003), Political Analysis 11, 345-367; Jo (2011), Political Analysis 19. */
#include <gsl/gsl_integration.h>
#include <gsl/gsl_roots.h>
#include <math.h>

#include "brink/math.h"
#include "brink/rng.h"
#include "classic.h"

static const brink_column rows[] = {
    NUMBER("status_quo", -20, 20, "util", "0", "Status quo, to A: S_A; less than prize_A."),
    NUMBER("prize_A", -20, 20, "util", "1", "What B concedes, to A: V_A."),
    NUMBER("concession", -20, 20, "util", "0", "Conceding, to B: C_B."),
    NUMBER("war_A", -20, 20, "util", "-2", "War, to A, on average: W_A."),
    NUMBER("war_B", -20, 20, "util", "-2.5", "War, to B, on average: W_B."),
    NUMBER("audience", -20, 20, "util", "-1.2", "Backing down, to A, on average: a."),
    NUMBER("prize_B", -20, 20, "util", "1", "What B keeps when A backs down: V_B."),
    WHOLE("equilibrium", 1, 5, "1", "1", "Which is played: the number of one in ascending order of p_R."),
};
static const brink_table tables[] = {PARAMETERS(rows)};

enum { MOST_ROOTS = 5 };
enum {
    SQ,
    CD = 2,
    SF = 4,
    BD = 6,
    CHALLENGE = 8,
    RESIST = 10,
    FIGHT = 12,
    N_EQUILIBRIA = 14,
    P_R,
    P_C,
    P_F,
    COUNTS,
    N_METRICS = COUNTS + 3
};
static const brink_quantity metrics[] = {
    PAIR("SQ", BRINK_MEAN, "1", "share of crises that stay at the status quo", "1 - p_C"),
    PAIR("CD", BRINK_MEAN, "1", "share of crises in which B concedes", "p_C (1 - p_R)"),
    PAIR("SF", BRINK_MEAN, "1", "share of crises in which A stands firm: war", "p_C p_R p_F"),
    PAIR("BD", BRINK_MEAN, "1", "share of crises in which A backs down", "p_C p_R (1 - p_F)"),
    PAIR("challenge", BRINK_MEAN, "1", "share of crises in which A challenges",
         "p_C of the equilibrium that is played"),
    PAIR("resist", BRINK_RATIO, "1", "resistance over challenges", "its p_R"),
    PAIR("fight", BRINK_RATIO, "1", "wars over resistance", "its p_F"),
    [N_EQUILIBRIA] = {"n_equilibria", BRINK_MEAN, "1", "number of equilibria"},
    [P_R] = {"p_resist.N", BRINK_MEAN, "1",
             "p_R of the N-th equilibrium, in ascending order; missing if there are fewer"},
    [P_C] = {"p_challenge.N", BRINK_MEAN, "1", "its p_C"},
    [P_F] = {"p_fight.N", BRINK_MEAN, "1", "its p_F"},
    [COUNTS] = {"n_challenge", BRINK_MEAN, "1", "challenges"},
    [COUNTS + 1] = {"n_resist", BRINK_MEAN, "1", "of these, resisted"},
    [COUNTS + 2] = {"n_fight", BRINK_MEAN, "1", "of these, wars"},
};
_Static_assert(LENGTH(metrics) == N_METRICS, "metrics");
static const brink_quantity series[] = {
    {"SQ", BRINK_PROPORTION, "1", "whether the crisis of the period stays at the status quo"},
    {"CD", BRINK_PROPORTION, "1", "whether B concedes"},
    {"SF", BRINK_PROPORTION, "1", "whether A stands firm: war"},
    {"BD", BRINK_PROPORTION, "1", "whether A backs down"},
    {"challenge", BRINK_PROPORTION, "1", "whether A challenges"},
    {"resist", BRINK_PROPORTION, "1", "whether B resists"},
};
static const char *const headline[] = {"challenge", "SF", "BD", "n_equilibria", NULL};

enum { IS_SQ, IS_CD, IS_SF, IS_BD, IS_CHALLENGE, IS_RESIST, N_NOW, N_ROWS = 2 * N_NOW };
enum { PURPOSE_WAR_A, PURPOSE_AUDIENCE, PURPOSE_WAR_B };

typedef struct game {
    double s_a, v_a, c_b, w_a, w_b, a, v_b;
    gsl_integration_glfixed_table *rule; /* while compiling */
} game;

#define SQRT_HALF 0.70710678118654752440

typedef struct program {
    classic common;
    game game;
    double demand; /* c* */
    double hurdle; /* B resists if e_B is at least this */
    uint32_t who;
} program;

static void check(const brink_scenario *scenario, brink_diagnostics *diagnostics)
{
    brink__check_parameter(scenario, "status_quo",
                           brink__parameter(scenario, "status_quo") < brink__parameter(scenario, "prize_A"),
                           diagnostics, "allowed: less than prize_A");
}

/* --- equilibria --------------------------------------------------------------------------------------------------- */

/* P(X <= h, Y <= k) of standard normals with correlation 1/sqrt 2: the product of the two plus the integral of their
 * joint density over correlations from 0 (Plackett 1954), by Gauss and Legendre's rule, to rounding. */
enum { POINTS = 32 }; /* of which GSL has a table */

static double both_below(double h, double k, const gsl_integration_glfixed_table *rule)
{
    double sum = 0.0;
    for (size_t i = 0; i < POINTS; i++) {
        double r = 0.0, weight = 0.0;
        (void)gsl_integration_glfixed_point(0.0, SQRT_HALF, i, &r, &weight, rule);
        const double rest = 1.0 - r * r;
        sum += weight * brink_exp(-0.5 * (h * h - 2.0 * h * k * r + k * k) / rest) / sqrt(rest);
    }
    return brink_normal_cdf(h) * brink_normal_cdf(k) + sum / 6.283185307179586477;
}

typedef struct chances {
    double r, c, f, reply; /* reply: what p_R the other chances ask for */
} chances;

static double demand_of(const game *g, double p_r)
{
    return (g->s_a - (1.0 - p_r) * g->v_a) / p_r;
}

static chances respond(const game *g, double p_r)
{
    const double demand = brink_clamp(demand_of(g, p_r), -60.0, 60.0); /* beyond the reach of any error */
    const double no_war = brink_normal_cdf(g->w_a - demand), no_bluff = brink_normal_cdf(g->a - demand);
    chances p = {.r = p_r, .c = no_war + no_bluff - no_war * no_bluff}; /* 1 - (1 - .)(1 - .), which would cancel */
    const double fights = both_below((g->w_a - g->a) * SQRT_HALF, g->w_a - demand, g->rule);
    p.f = brink_clamp(fights / p.c, 1e-300, 1.0);
    p.reply = brink_normal_cdf((p.f * g->w_b + (1.0 - p.f) * g->v_b - g->c_b) / p.f);
    return p;
}

static double excess(double logit, void *context)
{
    const double p_r = brink_logistic(logit);
    return respond(context, p_r).reply - p_r;
}

/* The root between two logits, of which `excess` has opposite signs. */
static brink_status refine(game *g, double from, double to, double *root)
{
    gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    gsl_function function = {.function = excess, .params = g};
    if (solver == NULL) {
        return BRINK_ENOMEM;
    }
    int status = gsl_root_fsolver_set(solver, &function, from, to);
    for (int i = 0; status == GSL_SUCCESS && i < 200; i++) {
        status = gsl_root_fsolver_iterate(solver);
        if (gsl_root_test_interval(gsl_root_fsolver_x_lower(solver), gsl_root_fsolver_x_upper(solver), 1e-14, 1e-15) ==
            GSL_SUCCESS) {
            break;
        }
    }
    *root = brink_logistic(gsl_root_fsolver_root(solver));
    gsl_root_fsolver_free(solver);
    return BRINK_OK;
}

/* All equilibria in ascending order of p_R, at most MOST_ROOTS. At the ends, where logits say no more, p_R is 0 or 1 to
 * 13 digits, and what it asks for is the root. */
static brink_status find_equilibria(game *g, chances *all, size_t *n)
{
    const double most = 30.0, step_width = 1.0 / 32.0;
    double before = excess(-most, g);
    *n = 0;
    if (before < 0.0) {
        all[(*n)++] = respond(g, brink_max(respond(g, brink_logistic(-most)).reply, 1e-300));
    }
    for (int i = 1; i <= 60 * 32 && *n < MOST_ROOTS; i++) {
        const double x = -most + step_width * i, now = excess(x, g);
        if ((before > 0.0) != (now > 0.0)) {
            double root = 0.0;
            const brink_status status = refine(g, x - step_width, x, &root);
            if (status != BRINK_OK) {
                return status;
            }
            all[(*n)++] = respond(g, root);
        }
        before = now;
    }
    if (before > 0.0 && *n < MOST_ROOTS) {
        all[(*n)++] = respond(g, respond(g, 1.0).reply);
    }
    return BRINK_OK;
}

/* --- program ------------------------------------------------------------------------------------------------------ */

static void show(program *p, const chances *all, size_t n, const chances *played)
{
    classic *c = &p->common;
    const double periods = (double)c->head.n_periods;
    const double theory[5] = {1.0 - played->c, played->c * (1.0 - played->r), played->c * played->r * played->f,
                              played->c * played->r * (1.0 - played->f), played->c};
    for (size_t i = 0; i < 5; i++) {
        brink__show_share(c, &metrics[2 * i], &series[i], i, N_NOW, brink_clamp(theory[i], 0.0, 1.0));
    }
    const size_t rows_of[3] = {N_NOW + IS_CHALLENGE, N_NOW + IS_RESIST, N_NOW + IS_SF};
    size_t count[3];
    for (size_t i = 0; i < 3; i++) {
        count[i] = brink__show(c, &metrics[COUNTS + i], NULL, rows_of[i], 1.0, 0.0, periods);
    }
    brink__show_ratio_pair(c, &metrics[RESIST], count[1], count[0], played->r);
    brink__show_ratio_pair(c, &metrics[FIGHT], count[2], count[1], played->f);
    brink__show_of_period(c, &series[5], NULL, IS_RESIST, 0.0, 1.0);
    (void)brink__show_number(c, &metrics[N_EQUILIBRIA], NULL, (double)n);
    for (size_t i = 0; i < MOST_ROOTS; i++) {
        char number[BRINK__KEY];
        const double none = (double)NAN;
        brink__number_key(i + 1, number);
        (void)brink__show_number(c, &metrics[P_R], number, i < n ? all[i].r : none);
        (void)brink__show_number(c, &metrics[P_C], number, i < n ? all[i].c : none);
        (void)brink__show_number(c, &metrics[P_F], number, i < n ? all[i].f : none);
    }
}

static game read(const brink_scenario *scenario)
{
    return (game){.s_a = brink__parameter(scenario, "status_quo"),
                  .v_a = brink__parameter(scenario, "prize_A"),
                  .c_b = brink__parameter(scenario, "concession"),
                  .w_a = brink__parameter(scenario, "war_A"),
                  .w_b = brink__parameter(scenario, "war_B"),
                  .a = brink__parameter(scenario, "audience"),
                  .v_b = brink__parameter(scenario, "prize_B")};
}

static brink_status compile(const brink_scenario *scenario, brink_program **out, brink_error *err)
{
    program *p = brink__classic_new(scenario, sizeof *p, N_ROWS);
    if (p == NULL) {
        return brink__classic_finish(NULL, out, err);
    }
    const size_t wanted = (size_t)brink__parameter(scenario, "equilibrium");
    chances all[MOST_ROOTS];
    size_t n = 0;
    p->game = read(scenario);
    p->who = brink_who("crisis_signalling", "");
    p->game.rule = gsl_integration_glfixed_table_alloc(POINTS);
    const brink_status status = p->game.rule != NULL ? find_equilibria(&p->game, all, &n) : BRINK_ENOMEM;
    gsl_integration_glfixed_table_free(p->game.rule);
    p->game.rule = NULL;
    if (status != BRINK_OK) {
        return brink__classic_abandon(&p->common, brink_fail(err, BRINK_ENOMEM, "out of memory for the equilibria"));
    }
    if (wanted > n) {
        return brink__classic_abandon(
            &p->common,
            brink_fail(err, n > 0 ? BRINK_EDATA : BRINK_EDIVERGE,
                       "parameters.equilibrium = %zu; allowed: at most %zu, the number of equilibria", wanted, n));
    }
    const chances *played = &all[wanted - 1];
    p->demand = demand_of(&p->game, played->r);
    p->hurdle = -(played->f * p->game.w_b + (1.0 - played->f) * p->game.v_b - p->game.c_b) / played->f;
    show(p, all, n, played);
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
    lanes e_a, e_audience, e_b;
    batch->period++;
    brink__normals(batch, p->who, PURPOSE_WAR_A, 0, e_a);
    brink__normals(batch, p->who, PURPOSE_AUDIENCE, 0, e_audience);
    brink__normals(batch, p->who, PURPOSE_WAR_B, 0, e_b);
    for (size_t k = 0; k < BRINK_LANES; k++) {
        const double war = p->game.w_a + e_a[k], back = p->game.a + e_audience[k];
        const bool challenges = brink_max(war, back) >= p->demand;
        const bool resists = challenges && e_b[k] >= p->hurdle;
        row[IS_SQ][k] = challenges ? 0.0 : 1.0;
        row[IS_CD][k] = challenges && !resists ? 1.0 : 0.0;
        row[IS_SF][k] = resists && war > back ? 1.0 : 0.0;
        row[IS_BD][k] = resists && !(war > back) ? 1.0 : 0.0;
        row[IS_CHALLENGE][k] = challenges ? 1.0 : 0.0;
        row[IS_RESIST][k] = resists ? 1.0 : 0.0;
    }
    brink__sum_period(batch, N_NOW);
}

extern const brink_model_type brink_model_crisis_signalling;
const brink_model_type brink_model_crisis_signalling = {
    .name = "crisis_signalling",
    .summary = "A challenge as a signal, with audience costs and several equilibria",
    .source = "Lewis & Schultz (2003), Political Analysis 11, 345-367; Jo (2011), Political Analysis 19",
    .check = check,
    CLASSIC_MEMBERS,
};
