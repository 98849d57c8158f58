/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The deterrence model's hook `posts` (brink/posts.h): what it says of a period adds up, agrees with the oracle at the
 * start and with the engine in every other period, and depends on nothing but the moment. Over random scenarios and
 * every rule of solution. */
#include "support/verify.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

#include "oracle/parts.h"
#include "support/paths.h"

enum { SEED = 20240909, HORIZON = 8 };

typedef struct group {
    const char *solution;
    double rationality_most;
    uint64_t n_scenarios;
} group;

static const group groups[] = {
    {"qre", 6.0, 8}, {"level_k", 6.0, 6}, {"best_response", 1.0, 4}, {"myopic", 6.0, 4}, {"doctrine", 6.0, 4}};

static verify_about about(const char *check)
{
    return (verify_about){"period", check, "models/deterrence/README.md, 3.2 and 3.3"};
}

static tables *random_tables(const group *g, uint64_t seed)
{
    random_scenario r = {seed, g->solution, "auto", "1e-11", g->rationality_most, 0.3, 3, HORIZON};
    return tables_random(&r);
}

static double worse(double worst, double off)
{
    return off <= worst ? worst : off; /* NaN is worse */
}

static brink_posts *posts_at(const brink_program *p, uint64_t replica, uint32_t period)
{
    brink_posts *posts = NULL;
    brink_error err = {0};
    if (p->type->posts(p, (brink_moment){SEED, replica, period}, &posts, &err) != BRINK_OK) {
        fail_msg("%s", err.what);
    }
    return posts;
}

/* --- what the data promise of themselves */

typedef struct sums {
    size_t n, n_choices;
    double payoff, probability, total, residual, punishment;
} sums;

static void add_up(const brink_posts *posts, const brink_choice *c, sums *s)
{
    const brink_post *who = &posts->post[c->post];
    double top = -HUGE_VAL, sum = 0.0, total = 0.0;
    for (size_t a = 0; a < who->n_actions; a++) {
        double payoff = 0.0;
        for (size_t i = 0; i < who->n_terms; i++) {
            payoff += c->term[i * who->n_actions + a];
        }
        s->payoff = worse(s->payoff, fabs(payoff - c->payoff[a]));
        top = fmax(top, who->precision * payoff);
    }
    for (size_t a = 0; a < who->n_actions; a++) {
        sum += exp(who->precision * c->payoff[a] - top);
        total += c->probability[a];
    }
    for (size_t a = 0; a < who->n_actions; a++, s->n++) {
        double q = exp(who->precision * c->payoff[a] - top) / sum;
        s->probability = worse(s->probability, q > 1e-300 ? fabs(c->probability[a] / q - 1.0) : 0.0);
    }
    s->total = worse(s->total, fabs(total - 1.0));
    s->n_choices++;
}

/* Harm that all who answer are expected to do if challenger `post` takes action `a`. */
static double expected_harm(const brink_posts *posts, size_t index, size_t a)
{
    double total = 0.0;
    for (size_t o = 0; o < posts->n_occasions; o++) {
        for (size_t k = 0; posts->occasion[o].post == index && posts->occasion[o].action == a && k < posts->n_posts;
             k++) {
            double effect[3];
            brink_posts_expect(posts, k, o, NULL, effect);
            assert_string_equal(posts->post[k].effect[2].name, "harm");
            total += effect[2];
        }
    }
    return total;
}

/* The punishment of a challenger follows from the answers that are shown beside it. */
static void check_punishment(const tables *t, const brink_posts *posts, const brink_choice *c, double unity, sums *s)
{
    const brink_post *who = &posts->post[c->post];
    const double scale = tables_value(t, "punishment_scale", 2.0);
    const double before = expected_harm(posts, c->post, 0);
    assert_string_equal(who->term[3].name, "punishment");
    for (size_t a = 0; a < who->n_actions; a++) {
        double want =
            -scale * who->effect_value[who->n_actions + a] * unity * (expected_harm(posts, c->post, a) - before);
        s->punishment = worse(s->punishment, fabs(c->term[3 * who->n_actions + a] - want));
    }
}

static double unity_at_start(const tables *t)
{
    double total = 0.0, frayed = 0.0;
    for (size_t x = 0; x < tables_n_rows(t, "actors"); x++) {
        if (tables_get(t, "actors", x, "actor")[0] == 'D') {
            total += tables_number(t, "actors", x, "capability");
            frayed += tables_number(t, "actors", x, "capability") * tables_number(t, "actors", x, "fatigue");
        }
    }
    return fmax(0.0, 1.0 - frayed / total);
}

static void terms_add_up(void **given)
{
    const group *g = *given;
    sums s = {0};
    for (uint64_t k = 0; k < g->n_scenarios; k++) {
        tables *t = random_tables(g, 3000 + k);
        brink_program *p = tables_compile(t);
        for (uint32_t period = 0; period <= HORIZON; period += 4) {
            brink_posts *posts = posts_at(p, k, period);
            for (size_t i = 0; i < posts->n_choices; i++) {
                const brink_choice *c = &posts->choice[i];
                bool is_response = !isnan(c->payoff[0]); /* at level 0 none is */
                bool reckons = c->occasion == BRINK_POSTS_NONE && strcmp(g->solution, "myopic") != 0 && is_response;
                assert_int_equal(is_response, !isnan(posts->post[c->post].precision));
                if (is_response) {
                    add_up(posts, c, &s);
                }
                if (reckons && period == 0) {
                    check_punishment(t, posts, c, unity_at_start(t), &s);
                }
            }
            s.residual = isnan(posts->residual) ? s.residual : worse(s.residual, posts->residual);
            brink_posts_free(posts);
        }
        brink_program_free(p);
        tables_free(t);
    }
    verify_worst(about(verify_name("%s: payoffs", g->solution)), "the sums of their terms", s.n, s.payoff, 0.0);
    verify_worst(about(verify_name("%s: probabilities, relative", g->solution)), "softmax of precision x payoff", s.n,
                 s.probability, 1e-12);
    verify_worst(about(verify_name("%s: sums of probabilities", g->solution)), "1", s.n_choices, s.total, 1e-14);
    if (strcmp(g->solution, "myopic") != 0) {
        verify_worst(about(verify_name("%s: punishments", g->solution)), "scale x unity x harm of the answers shown",
                     s.n, s.punishment, 1e-12);
    }
    if (strcmp(g->solution, "level_k") != 0) {
        verify_worst(about(verify_name("%s: what posts reckon with", g->solution)), "what the choices come to",
                     s.n_choices, s.residual, 1e-10);
    }
}

/* --- the oracle, at the start */

typedef struct against {
    size_t n, n_payoffs;
    double probability, payoff;
} against;

static void compare_challenger(const brink_posts *posts, oracle *o, const brink_choice *c, against *w)
{
    oracle_post_view view;
    oracle_get_post(o, c->post, &view);
    for (size_t a = 0; a < posts->post[c->post].n_actions; a++, w->n++) {
        w->probability = worse(w->probability, fabs(c->probability[a] - view.probability[0][a]));
    }
}

/* The payoffs by the oracle's formula, from what the data say that others do. */
static void compare_payoffs(const brink_posts *posts, oracle *o, const brink_choice *c, against *w)
{
    const brink_post *who = &posts->post[c->post];
    double harm[MAX_MENU] = {0}, severity[MAX_MENU] = {0}, u[MAX_MENU], others = 0.0;
    for (size_t k = 0; k < posts->n_choices; k++) { /* sbar: the other challengers of the theatre */
        const brink_choice *other = &posts->choice[k];
        const brink_post *by = &posts->post[other->post];
        bool counts =
            other->occasion == BRINK_POSTS_NONE && other->post != c->post && strcmp(by->theatre, who->theatre) == 0;
        for (size_t a = 0; counts && a < by->n_actions; a++) {
            others += other->probability[a] * by->effect_value[a];
        }
    }
    for (size_t i = 0; i < posts->n_occasions; i++) {
        const brink_occasion *at = &posts->occasion[i];
        for (size_t k = 0; at->post == c->post && k < posts->n_posts; k++) {
            double effect[3];
            brink_posts_expect(posts, k, i, NULL, effect);
            severity[at->action] += effect[0];
            harm[at->action] += effect[2];
        }
    }
    oracle_challenger_payoffs(o, &o->post[c->post], others, harm, severity, u);
    for (size_t a = 0; a < who->n_actions; a++, w->n_payoffs++) {
        w->payoff = worse(w->payoff, fabs(c->payoff[a] - u[a]));
    }
}

/* A defender's choices as both types at an occasion: as the oracle solves the stage at that severity. */
static void compare_defender(const brink_posts *posts, oracle *o, size_t index, size_t occasion, against *w)
{
    oracle_post_view view;
    oracle_get_post(o, index, &view);
    for (size_t type = 0; type < 2; type++) { /* resolute comes first there, second here */
        const brink_choice *c = &posts->choice[brink_posts_find(posts, index, occasion, type)];
        for (size_t a = 0; a < posts->post[index].n_actions; a++, w->n++) {
            w->probability = worse(w->probability, fabs(c->probability[a] - view.probability[1 - type][a]));
        }
    }
}

/* Payoffs as the two types, from the others' aggregates and D = ln Z1 - ln Z0 that the data imply. */
static void compare_defender_payoffs(const brink_posts *posts, oracle *o, size_t index, size_t occasion, against *w)
{
    const brink_post *who = &posts->post[index];
    facing f = {.v = posts->occasion[occasion].value};
    double u[2][MAX_MENU], effect[3];
    for (size_t k = 0; k < posts->n_posts; k++) {
        brink_posts_expect(posts, k, occasion, NULL, effect);
        f.severity += k != index ? effect[0] : 0.0;
        f.harm += k != index ? effect[2] : 0.0;
    }
    oracle_defender_payoffs(o, &o->post[index], f, u, NULL);
    double log_z[2];
    for (size_t type = 0; type < 2; type++) {
        const brink_choice *c = &posts->choice[brink_posts_find(posts, index, occasion, type)];
        log_z[1 - type] = who->precision * c->payoff[0] - log(c->probability[0]);
    }
    choice c;
    oracle_choice(o, &o->post[index], who->precision, u, log_z[1] - log_z[0], &c);
    for (size_t type = 0; type < 2; type++) {
        const brink_choice *got = &posts->choice[brink_posts_find(posts, index, occasion, type)];
        for (size_t a = 0; a < who->n_actions; a++, w->n_payoffs++) {
            w->payoff = worse(w->payoff, fabs(got->payoff[a] - c.payoff[1 - type][a]));
        }
    }
}

static size_t theatre_index(const tables *t, const char *name)
{
    size_t i = 0;
    while (strcmp(tables_get(t, "theatres", i, "theatre"), name) != 0) {
        i++;
    }
    return i;
}

static void compare_start(const group *g, const tables *t, const brink_posts *posts, oracle *o, against *w)
{
    const bool is_equilibrium = strcmp(g->solution, "qre") == 0 || strcmp(g->solution, "best_response") == 0;
    for (size_t i = 0; i < posts->n_choices; i++) {
        const brink_choice *c = &posts->choice[i];
        if (c->occasion == BRINK_POSTS_NONE && posts->post[c->post].n_types == 1) {
            assert_true(oracle_solve_challengers(o, theatre_index(t, posts->post[c->post].theatre)));
            compare_challenger(posts, o, c, w);
            if (is_equilibrium) {
                compare_payoffs(posts, o, c, w);
            }
        }
    }
    for (size_t k = 0; k < posts->n_occasions; k++) {
        const brink_occasion *at = &posts->occasion[k];
        assert_true(oracle_solve_defenders(o, theatre_index(t, at->theatre), at->value));
        for (size_t i = 0; i < posts->n_posts; i++) {
            if (brink_posts_find(posts, i, k, 0) != BRINK_POSTS_NONE) {
                compare_defender(posts, o, i, k, w);
                if (is_equilibrium || strcmp(g->solution, "myopic") == 0) {
                    compare_defender_payoffs(posts, o, i, k, w);
                }
            }
        }
    }
}

static void start_is_the_oracles(void **given)
{
    const group *g = *given;
    against w = {0};
    bool has_payoffs = strcmp(g->solution, "level_k") != 0 && strcmp(g->solution, "doctrine") != 0;
    for (uint64_t k = 0; k < g->n_scenarios; k++) {
        tables *t = random_tables(g, 3100 + k);
        brink_scenario *scenario = tables_scenario(t);
        brink_program *p = tables_compile(t);
        brink_posts *posts = posts_at(p, 0, 0);
        oracle *o = oracle_new(scenario);
        assert_non_null(o);
        oracle_start(o, SEED, 0);
        compare_start(g, t, posts, o, &w);
        oracle_free(o);
        brink_posts_free(posts);
        brink_program_free(p);
        brink_scenario_free(scenario);
        tables_free(t);
    }
    verify_worst(about(verify_name("%s: probabilities at the start", g->solution)), "the oracle", w.n, w.probability,
                 1e-9);
    if (has_payoffs) {
        verify_worst(about(verify_name("%s: payoffs at the start", g->solution)), "the oracle's formulas", w.n_payoffs,
                     w.payoff, 1e-9);
    }
}

/* --- the engine, in other periods */

static void compare_period(const tables *t, const runner *r, const brink_posts *posts, against *w, size_t *n_moves,
                           size_t *n_moved)
{
    const layout l = layout_of(t);
    double at[512];
    assert_true(l.n <= COUNT(at));
    brink__deterrence_get_state(&r->batch, 0, at);
    for (size_t i = 0; i < posts->n_posts; i++) {
        const brink_post *who = &posts->post[i];
        brink__deterrence_post seen;
        brink__deterrence_get_post(&r->batch, 0, i, &seen);
        ++*n_moves;
        *n_moved += who->taken != seen.action;
        if (who->n_types == 2) { /* D1, D2 ... are the defenders */
            ++*n_moves;
            *n_moved += (who->drawn_type == 0) != (at[l.type + (size_t)(who->actor[1] - '1')] != 0.0);
        }
        for (size_t k = 0; k < posts->n_choices; k++) {
            const brink_choice *c = &posts->choice[k];
            bool happened = c->occasion == BRINK_POSTS_NONE || posts->occasion[c->occasion].post == BRINK_POSTS_NONE;
            for (size_t a = 0; c->post == i && happened && a < who->n_actions; a++, w->n++) {
                double q = seen.probability[who->n_types == 1 || c->type == 1 ? 0 : 1][a];
                w->probability = worse(w->probability, fabs(c->probability[a] - q));
            }
        }
    }
}

static void periods_are_the_engines(void **given)
{
    const group *g = *given;
    against w = {0};
    size_t n_moves = 0, n_moved = 0;
    for (uint64_t k = 0; k < g->n_scenarios; k++) {
        tables *t = random_tables(g, 3200 + k);
        runner r = runner_new(tables_compile(t), SEED, 40 + k);
        for (uint32_t period = 1; period <= HORIZON; period++) {
            runner_step(&r);
            if (period % 3 == 1) {
                brink_posts *posts = posts_at(r.program, 40 + k, period);
                compare_period(t, &r, posts, &w, &n_moves, &n_moved);
                brink_posts_free(posts);
            }
        }
        runner_free(&r);
        tables_free(t);
    }
    verify_worst(about(verify_name("%s: probabilities in periods 1, 4, 7 of a replica", g->solution)), "the engine's",
                 w.n, w.probability, 1e-8);
    verify_same(about(verify_name("%s: what the replica did there, and as which types", g->solution)), "draws", n_moves,
                n_moved);
}

/* --- the rest */

static void a_moment_says_it_all(void **given)
{
    (void)given;
    tables *t = random_tables(&groups[0], 3300);
    brink_program *p = tables_compile(t);
    brink_posts *a = posts_at(p, 7, 5), *other = posts_at(p, 8, 5), *b = posts_at(p, 7, 5);
    size_t n_different = 0;
    assert_int_equal(a->n_choices, b->n_choices);
    for (size_t i = 0; i < a->n_choices; i++) {
        size_t bytes = a->post[a->choice[i].post].n_actions * sizeof(double);
        assert_memory_equal(a->choice[i].payoff, b->choice[i].payoff, bytes);
        n_different += memcmp(a->choice[i].payoff, other->choice[i].payoff, bytes) != 0;
    }
    assert_true(n_different > 0);
    brink_posts_free(a);
    brink_posts_free(b);
    brink_posts_free(other);
    brink_error err = {0};
    assert_int_equal(p->type->posts(p, (brink_moment){SEED, 0, HORIZON + 1}, &a, &err), BRINK_EDATA);
    assert_null(a);
    assert_non_null(strstr(err.what, "period 9 is beyond the horizon of 8"));
    brink_program_free(p);
    tables_free(t);
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    static void (*const tests_of[])(void **) = {terms_add_up, start_is_the_oracles, periods_are_the_engines};
    static const char *const names[] = {"terms_add_up", "start_is_the_oracles", "periods_are_the_engines"};
    struct CMUnitTest tests[COUNT(groups) * COUNT(tests_of) + 1];
    char name[COUNT(groups) * COUNT(tests_of)][64];
    size_t n = 0;
    for (size_t i = 0; i < COUNT(groups); i++) {
        for (size_t k = 0; k < COUNT(tests_of); k++, n++) {
            bool is_fixed = strcmp(groups[i].solution, "doctrine") == 0 && k == 0;
            if (is_fixed) { /* no payoffs: nothing to add up */
                n--;
                continue;
            }
            (void)snprintf(name[n], sizeof name[n], "%s/%s", groups[i].solution, names[k]);
            tests[n] = verify_test_of(name[n], tests_of[k], &groups[i]);
        }
    }
    tests[n++] = verify_test(a_moment_says_it_all);
    return verify_main("explain", tests, n);
}
