/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Laws that the mathematics of the deterrence model implies for the state: which of it matters to which choices, how it
 * moves when nobody acts, and what is learnt about resolve. */
#include "support/verify.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

#include "support/paths.h"

enum { SEED = 20240909, N_SCENARIOS = 6 };

static verify_about law(const char *check)
{
    return (verify_about){"laws", check, "models/deterrence/README.md, 3"};
}

static tables *random_tables(uint64_t seed, unsigned size_most)
{
    random_scenario r = {seed, "qre", "auto", "1e-11", 3.0, 0.3, size_most, 10};
    return tables_random(&r);
}

static double worse(double worst, double off)
{
    return off <= worst ? worst : off; /* NaN is worse */
}

static void put_state(runner *r, const double *state)
{
    for (size_t l = 0; l < BRINK_LANES; l++) {
        brink__deterrence_set_state(&r->batch, l, state);
    }
}

/* --- what does not matter to choices */

/* A term that is switched off, and the state that matters through it only. */
typedef struct idle {
    const char *what;
    const char *const *zero; /* parameters, or table.column, set to 0; NULL-terminated */
    size_t first, end;       /* offsets in `layout`: rows of the state from one to the other */
} idle;

#define ROWS(from, to) offsetof(layout, from), offsetof(layout, to)
static const char *const no_reprisal[] = {"reprisal", NULL};
static const char *const no_gain[] = {"capability_gain", NULL};
static const char *const no_load[] = {"load_cost", NULL};
static const char *const no_commitment[] = {"warning_commitment", NULL};
static const char *const no_hazard[] = {"hazard_ceiling", NULL};
static const char *const no_bonds[] = {"partnerships.relief", "partnerships.embolden", "partnerships.counterweight",
                                       NULL};
static const char *const nothing[] = {NULL};

static const idle idles[] = {
    {"reprisal 0: grievance does not matter to choices", no_reprisal, ROWS(grievance, alignment)},
    {"capability_gain 0: capability does not matter to choices", no_gain, ROWS(capability, strain)},
    {"load_cost 0: load on attention does not matter to choices", no_load, ROWS(attention, grievance)},
    {"warning_commitment 0: warnings do not matter to choices", no_commitment, ROWS(warning, type)},
    {"hazard_ceiling 0: levels do not matter to choices", no_hazard, ROWS(level, warning)},
    {"no relief, embolden, counterweight: alignment does not matter to choices", no_bonds, ROWS(alignment, survival)},
    {"types are private: they do not matter to mixed strategies", nothing, ROWS(type, log_odds)},
    {"survival and the conflict draw do not matter to choices", nothing, ROWS(survival, n)},
};

static void switch_off(tables *t, const char *const *zero)
{
    for (; *zero != NULL; zero++) {
        const char *dot = strchr(*zero, '.');
        if (dot == NULL) {
            tables_set_value(t, "parameters", *zero, "0");
        } else {
            char table[32];
            (void)snprintf(table, sizeof table, "%.*s", (int)(dot - *zero), *zero);
            tables_set_all(t, table, dot + 1, 0.0);
        }
    }
}

static size_t row_of(const layout *l, size_t offset)
{
    return *(const size_t *)(const void *)((const char *)l + offset);
}

/* Both types' probabilities of every post in one lane. */
static void compare_lane(const runner *a, const runner *b, size_t lane, difference *d)
{
    for (size_t i = 0; i < a->n_posts; i++) {
        brink__deterrence_post one, two;
        brink__deterrence_get_post(&a->batch, lane, i, &one);
        brink__deterrence_get_post(&b->batch, lane, i, &two);
        for (int type = 0; type < 2; type++) {
            difference_add(d, one.probability[type], two.probability[type], 0,
                           brink__deterrence_menu_size(a->program, i));
        }
    }
}

/* Two states that differ in those rows only, a period on. Returns the number of rows. */
static size_t compare_idle(const idle *what, tables *t, uint64_t k, difference *d)
{
    layout l = layout_of(t);
    double *here = calloc(2 * l.n, sizeof *here), *there = here + l.n;
    size_t n_changed = 0;
    assert_non_null(here);
    runner a = runner_new(tables_compile(t), SEED, 0), b = runner_new(tables_compile(t), SEED, 0);
    random_state(&l, k, here);
    random_state(&l, 1000 + k, there);
    for (size_t i = 0; i < l.n; i++) {
        bool is_idle = i >= row_of(&l, what->first) && i < row_of(&l, what->end);
        n_changed += is_idle && there[i] != here[i];
        there[i] = is_idle ? there[i] : here[i];
    }
    put_state(&a, here);
    put_state(&b, there);
    runner_step(&a);
    runner_step(&b);
    compare_lane(&a, &b, 0, d);
    runner_free(&a);
    runner_free(&b);
    free(here);
    return n_changed;
}

static void what_is_off_does_not_matter(void **state)
{
    const idle *what = *state;
    difference off = {0}, on = {0};
    size_t n_changed = 0;
    for (uint64_t k = 0; k < 2 * N_SCENARIOS; k++) {
        tables *t = random_tables(800 + k, 4);
        (void)compare_idle(what, t, k, &on);
        switch_off(t, what->zero);
        n_changed += compare_idle(what, t, k, &off);
        tables_free(t);
    }
    assert_true(n_changed > 0);
    assert_true(what->zero == nothing || on.n_different > 0); /* and matters where it is on */
    verify_same(law(what->what), "probabilities", off.n, off.n_different);
}

/* Level, rest and the hazard's midpoint a rung higher: only the ladder's origin has moved. */
static void the_ladder_has_no_origin(void **state)
{
    (void)state;
    double worst = 0.0, worst_level = 0.0;
    size_t n = 0, n_levels = 0;
    for (uint64_t k = 0; k < N_SCENARIOS; k++) {
        tables *t = random_tables(900 + k, 4), *up = tables_copy(t);
        tables_empty(t, "shocks");
        tables_empty(up, "shocks");
        char midpoint[40];
        (void)snprintf(midpoint, sizeof midpoint, "%.17g", 1.0 + tables_value(t, "hazard_midpoint", 0.0));
        tables_set_value(up, "parameters", "hazard_midpoint", midpoint);
        for (size_t i = 0; i < tables_n_rows(t, "theatres"); i++) {
            tables_set_number(up, "theatres", i, "rest", 1.0 + tables_number(t, "theatres", i, "rest"));
        }
        layout l = layout_of(t);
        double *here = calloc(2 * l.n, sizeof *here), *after = here + l.n;
        assert_non_null(here);
        runner a = runner_new(tables_compile(t), SEED, 0), b = runner_new(tables_compile(up), SEED, 0);
        random_state(&l, k, here);
        for (size_t i = l.level; i < l.warning; i++) {
            here[i] = 2.0 + 0.5 * here[i];
        }
        put_state(&a, here);
        for (size_t i = l.level; i < l.warning; i++) {
            here[i] += 1.0;
        }
        put_state(&b, here);
        runner_step(&a);
        runner_step(&b);
        for (size_t lane = 0; lane < BRINK_LANES; lane++) {
            difference d = {0};
            compare_lane(&a, &b, lane, &d);
            worst = worse(worst, d.worst);
            n += d.n;
            brink__deterrence_get_state(&a.batch, lane, here);
            brink__deterrence_get_state(&b.batch, lane, after);
            for (size_t i = l.level; i < l.warning; i++) {
                bool is_inside = here[i] > 0.0 && after[i] < 10.0; /* clamps do have places */
                worst_level = is_inside ? worse(worst_level, fabs(after[i] - here[i] - 1.0)) : worst_level;
                n_levels += is_inside;
            }
        }
        runner_free(&a);
        runner_free(&b);
        free(here);
        tables_free(t);
        tables_free(up);
    }
    verify_worst(law("levels, rests and hazard_midpoint a rung higher: probabilities"), "those before", n, worst, 1e-9);
    verify_worst(law("levels, rests and hazard_midpoint a rung higher: next levels, a rung higher"), "those before",
                 n_levels, worst_level, 1e-12);
}

/* --- nothing is attributed */

static void play_without_attribution(uint64_t seed, difference *d, size_t *n_moved, size_t *n)
{
    tables *t = random_tables(seed, 4);
    tables_set_all(t, "actions", "attribution", 0.0);
    for (size_t i = 0; i < tables_n_rows(t, "actions"); i++) { /* defenders' must have 1 */
        if (strncmp(tables_get(t, "actions", i, "action"), "ans", 3) == 0) {
            tables_set(t, "actions", i, "attribution", "1");
        }
    }
    tables_empty(t, "script");
    tables_empty(t, "shocks");
    tables *idle_hands = tables_copy(t);
    for (size_t i = 0; i < tables_n_rows(t, "stakes"); i++) {
        char row[128];
        (void)snprintf(row, sizeof row, "1,%s,%s,hold,1", tables_get(t, "stakes", i, "actor"),
                       tables_get(t, "stakes", i, "theatre"));
        if (tables_get(t, "stakes", i, "actor")[0] == 'C') {
            tables_add(idle_hands, "script", row);
        }
    }
    paths *a = paths_new(t, SEED, 0), *b = paths_new(idle_hands, SEED, 0);
    for (size_t i = 0; i < a->n_posts; i++) {
        bool is_defender = tables_get(t, "stakes", i, "actor")[0] == 'D';
        for (size_t k = 0; is_defender && k < 2 * a->menu[i]; k++) {
            difference_add(d, paths_probability(a, 1, i, k % 2, k / 2), paths_probability(b, 1, i, k % 2, k / 2), 0,
                           BRINK_LANES);
        }
    }
    /* what only attributed severity moves: grievance and strain but for its decay, and beliefs but for reversion */
    char zero[2] = "0";
    tables_set_value(t, "parameters", "strain_decay", zero);
    tables_set_value(t, "parameters", "memory", "1");
    paths_free(a);
    a = paths_new(t, SEED, 0);
    for (size_t s = 0; s < a->n_series; s++) {
        const char *name = a->series_name[s];
        if (strncmp(name, "grievance.", 10) == 0 || strncmp(name, "strain.", 7) == 0 ||
            strncmp(name, "belief.", 7) == 0) {
            const double *start = paths_series_at(a, 0, name), *end = paths_series_at(a, a->n_periods, name);
            for (size_t l = 0; l < BRINK_LANES; l++, ++*n) {
                *n_moved += start[l] != end[l];
            }
        }
    }
    paths_free(a);
    paths_free(b);
    tables_free(t);
    tables_free(idle_hands);
}

static void unattributed_is_unseen(void **state)
{
    (void)state;
    difference d = {0};
    size_t n_moved = 0, n = 0;
    for (uint64_t k = 0; k < N_SCENARIOS; k++) {
        play_without_attribution(1000 + k, &d, &n_moved, &n);
    }
    verify_worst(law("attribution 0: defenders' probabilities whatever is done"), "those after hold, v = 0", d.n,
                 d.worst, 1e-9);
    verify_same(law("attribution 0: grievance, strain and beliefs after 10 periods"), "values", n, n_moved);
}

/* --- nobody acts */

typedef struct quiet {
    const tables *t;
    const layout *l;
    const double *start;
    double *want;
} quiet;

static double kept(const quiet *q, const char *decay, double start, double rest, int periods)
{
    return rest + pow(1.0 - tables_value(q->t, decay, 0.0), periods) * (start - rest);
}

/* Everything goes to its rest geometrically. */
static void expect_quiet(const quiet *q, int periods)
{
    const layout *l = q->l;
    size_t challenger = 0, defender = 0;
    double survived = 1.0;
    memcpy(q->want, q->start, l->n * sizeof *q->want);
    for (size_t i = l->warning; i < l->type; i++) {
        q->want[i] = kept(q, "warning_decay", q->start[i], 0.0, periods);
    }
    for (size_t x = 0; x < tables_n_rows(q->t, "actors"); x++) {
        q->want[l->capability + x] = kept(q, "capability_reversion", q->start[l->capability + x],
                                          tables_number(q->t, "actors", x, "capability_rest"), periods);
        if (strcmp(tables_get(q->t, "actors", x, "side"), "challenger") == 0) {
            q->want[l->strain + challenger] = kept(q, "strain_decay", q->start[l->strain + challenger], 0.0, periods);
            q->want[l->grievance + challenger] =
                kept(q, "grievance_decay", q->start[l->grievance + challenger], 0.0, periods);
            challenger++;
            continue;
        }
        double reputation = tables_number(q->t, "actors", x, "reputation"), odds = log(reputation / (1.0 - reputation));
        double memory = tables_value(q->t, "memory", 0.0);
        double recovery = tables_value(q->t, "fatigue_recovery", 0.0),
               drift = tables_number(q->t, "actors", x, "fatigue_drift"), fatigue = q->start[l->fatigue + defender];
        for (int k = 0; k < periods; k++) {
            fatigue = fmin(1.0, fatigue * (1.0 - recovery) + drift);
        }
        q->want[l->log_odds + defender] = odds + pow(memory, periods) * (q->start[l->log_odds + defender] - odds);
        q->want[l->fatigue + defender] = fatigue;
        q->want[l->attention + defender] = kept(q, "load_decay", q->start[l->attention + defender],
                                                tables_number(q->t, "actors", x, "attention"), periods);
        defender++;
    }
    for (size_t i = 0; i < tables_n_rows(q->t, "partnerships"); i++) {
        double rest = tables_number(q->t, "partnerships", i, "rest");
        q->want[l->alignment + i] = rest + pow(1.0 - tables_number(q->t, "partnerships", i, "decay"), periods) *
                                               (q->start[l->alignment + i] - rest);
    }
    for (int k = 1; k <= periods; k++) {
        for (size_t i = 0; i < tables_n_rows(q->t, "theatres"); i++) {
            double rest = tables_number(q->t, "theatres", i, "rest");
            double level =
                rest + pow(1.0 - tables_number(q->t, "theatres", i, "decay"), k) * (q->start[l->level + i] - rest);
            double midpoint = tables_value(q->t, "hazard_midpoint", 0.0),
                   width = tables_value(q->t, "hazard_width", 1.0);
            q->want[l->level + i] = level;
            survived *= 1.0 - tables_value(q->t, "hazard_ceiling", 0.0) / (1.0 + exp(-(level - midpoint) / width));
        }
    }
    q->want[l->survival] = q->start[l->survival] * survived;
}

static void what_is_left_alone_comes_to_rest(void **state)
{
    (void)state;
    double worst = 0.0;
    size_t n = 0;
    for (uint64_t k = 0; k < N_SCENARIOS; k++) {
        tables *t = random_tables(1100 + k, 4);
        tables_empty(t, "shocks");
        tables_empty(t, "script");
        tables_empty(t, "spillovers");
        tables_set_all(t, "theatres", "noise", 0.0);
        tables_set_all(t, "partnerships", "strain_pull", 0.0);
        for (size_t i = 0; i < tables_n_rows(t, "stakes"); i++) {
            for (int period = 1; period <= 8; period++) {
                char row[128];
                (void)snprintf(row, sizeof row, "%d,%s,%s,hold,1", period, tables_get(t, "stakes", i, "actor"),
                               tables_get(t, "stakes", i, "theatre"));
                tables_add(t, "script", row);
            }
        }
        layout l = layout_of(t);
        double *start = calloc(3 * l.n, sizeof *start), *want = start + l.n, *got = want + l.n;
        assert_non_null(start);
        random_state(&l, k, start);
        runner r = runner_new(tables_compile(t), SEED, 0);
        put_state(&r, start);
        for (int period = 1; period <= 8; period++) {
            runner_step(&r);
            expect_quiet(&(quiet){t, &l, start, want}, period);
            brink__deterrence_get_state(&r.batch, 0, got);
            for (size_t i = 0; i < l.n; i++, n++) {
                worst = worse(worst, fabs(got[i] - want[i]) / (1.0 + fabs(want[i])));
            }
        }
        runner_free(&r);
        free(start);
        tables_free(t);
    }
    verify_worst(law("nobody acts: the whole state over 8 periods"), "geometric decay to rest, in closed form", n,
                 worst, 1e-13);
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    struct CMUnitTest tests[COUNT(idles) + 3];
    for (size_t i = 0; i < COUNT(idles); i++) {
        tests[i] = verify_test_of(idles[i].what, what_is_off_does_not_matter, &idles[i]);
    }
    tests[COUNT(idles)] = verify_test(the_ladder_has_no_origin);
    tests[COUNT(idles) + 1] = verify_test(unattributed_is_unseen);
    tests[COUNT(idles) + 2] = verify_test(what_is_left_alone_comes_to_rest);
    return verify_main("laws_state", tests, COUNT(tests));
}
