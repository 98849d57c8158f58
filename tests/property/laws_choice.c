/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Laws that the mathematics of the deterrence model implies for a period's solution, whatever the numbers, over random
 * scenarios and through the engine that runs them. Where a law is exact in floating-point arithmetic too, bits are
 * compared. */
#include "support/verify.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

#include "support/paths.h"

enum { SEED = 20240909, FIRST = 0, N_SCENARIOS = 6 };

static const char ORIGIN[] = "models/deterrence/README.md, 3 and 4";
static const char BASELINE[] = BRINK_SOURCE_DIR "/scenarios/baseline";

static tables *random_tables(uint64_t seed, const char *solution, unsigned size_most)
{
    random_scenario r = {seed, solution, "auto", "1e-11", 3.0, 0.3, size_most, 10};
    return tables_random(&r);
}

static verify_about law(const char *check)
{
    return (verify_about){"laws", check, ORIGIN};
}

static double worse(double worst, double off)
{
    return off <= worst ? worst : off; /* NaN is worse */
}

/* --- rationality 0 */

static void no_rationality_is_uniform(void **state)
{
    (void)state;
    static const char *const solutions[] = {"qre", "level_k", "best_response", "myopic"};
    static const char *const branches[] = {"auto", "trace"};
    size_t n = 0;
    double worst = 0.0;
    for (uint64_t k = 0; k < 2 * COUNT(solutions); k++) {
        tables *t = random_tables(100 + k, solutions[k / 2], 4);
        tables_set_value(t, "parameters", "branch", branches[k % 2]);
        tables_set_all(t, "actors", "rationality", 0.0);
        paths *p = paths_new(t, SEED, FIRST);
        for (size_t period = 1; period <= p->n_periods; period++) {
            for (size_t i = 0; i < p->n_posts; i++) {
                for (size_t a = 0; a < 2 * p->menu[i]; a++) {
                    const double *q = paths_probability(p, period, i, a % 2, a / 2);
                    for (size_t l = 0; l < BRINK_LANES; l++, n++) {
                        worst = worse(worst, fabs(q[l] - 1.0 / (double)p->menu[i]));
                    }
                }
            }
        }
        paths_free(p);
        tables_free(t);
    }
    verify_worst(law("rationality 0: every choice is uniform"), "1/n", n, worst, 1e-15);
}

/* --- the definition */

/* Probabilities of two records as long as their moves agree, which rounding near a boundary may end. */
static void compare_probabilities(const paths *a, const paths *b, difference *d, size_t *n_moves, size_t *n_moved)
{
    bool is_apart[BRINK_LANES] = {false};
    for (size_t period = 1; period <= a->n_periods; period++) {
        bool parts[BRINK_LANES] = {false};
        for (size_t i = 0; i < a->n_posts; i++) {
            for (size_t l = 0; l < BRINK_LANES; l++) {
                for (size_t k = 0; !is_apart[l] && k < 2 * a->menu[i]; k++) {
                    difference_add(d, paths_probability(a, period, i, k % 2, k / 2),
                                   paths_probability(b, period, i, k % 2, k / 2), l, 1);
                }
                bool moves_apart = paths_action(a, period, i, l) != paths_action(b, period, i, l);
                *n_moves += !is_apart[l];
                *n_moved += !is_apart[l] && moves_apart;
                parts[l] = parts[l] || moves_apart;
            }
        }
        for (size_t l = 0; l < BRINK_LANES; l++) {
            is_apart[l] = is_apart[l] || parts[l];
        }
    }
}

static void solution_is_the_traced_branch(void **state)
{
    (void)state;
    difference d = {0};
    size_t n_moves = 0, n_moved = 0, n_nonconverged = 0;
    for (uint64_t k = 0; k <= N_SCENARIOS; k++) {
        tables *t = k == 0 ? tables_read(BASELINE) : random_tables(200 + k, "qre", 3);
        tables_set_value(t, "parameters", "tolerance", "1e-11");
        tables_set_value(t, "scenario", "horizon", k == 0 ? "4" : "10"); /* the baseline is large to trace */
        paths *iterated = paths_new(t, SEED, FIRST);
        tables_set_value(t, "parameters", "branch", "trace");
        paths *traced = paths_new(t, SEED, FIRST);
        compare_probabilities(iterated, traced, &d, &n_moves, &n_moved);
        n_nonconverged += iterated->n_nonconverged + traced->n_nonconverged;
        paths_free(iterated);
        paths_free(traced);
        tables_free(t);
    }
    verify_worst(law("the engine's solution along its path, and the branch traced anew in each period"),
                 "the traced branch", d.n, d.worst, 1e-8);
    verify_same(law("the moves drawn from those two"), "draws", n_moves, n_moved);
    assert_int_equal(n_nonconverged, 0);
}

/* --- other rules */

static void myopic_reckons_with_no_answer(void **state)
{
    (void)state;
    difference d = {0};
    for (uint64_t k = 0; k < N_SCENARIOS; k++) {
        tables *myopic = random_tables(300 + k, "myopic", 4), *free_hand = tables_copy(myopic);
        tables_set_value(free_hand, "parameters", "solution", "qre");
        tables_set_value(free_hand, "parameters", "punishment_scale", "0");
        tables_set_all(free_hand, "theatres", "answer_push", 0.0);
        paths *a = paths_new(myopic, SEED, FIRST), *b = paths_new(free_hand, SEED, FIRST);
        for (size_t i = 0; i < a->n_posts; i++) {
            const char *actor = tables_get(myopic, "stakes", i, "actor"); /* C1, C2 ... are challengers */
            for (size_t act = 0; actor[0] == 'C' && act < a->menu[i]; act++) {
                difference_add(&d, paths_probability(a, 1, i, 0, act), paths_probability(b, 1, i, 0, act), 0,
                               BRINK_LANES);
            }
        }
        paths_free(a);
        paths_free(b);
        tables_free(myopic);
        tables_free(free_hand);
    }
    verify_worst(law("myopic challengers, and ones with punishment_scale 0 and answer_push 0"),
                 "the quantal response equilibrium", d.n, d.worst, 1e-9);
}

/* Level k is k steps of an iteration that starts at uniform play; where it contracts, it goes to the equilibrium. */
static void levels_end_in_the_equilibrium(void **state)
{
    (void)state;
    difference d = {0};
    double off_at_1 = 0.0;
    for (uint64_t k = 0; k < N_SCENARIOS; k++) {
        random_scenario r = {400 + k, "level_k", "auto", "1e-11", 1.5, 0.3, 3, 1};
        tables *t = tables_random(&r);
        tables_set_value(t, "parameters", "k", "20");
        paths *deep = paths_new(t, SEED, FIRST);
        tables_set_value(t, "parameters", "k", "1");
        paths *shallow = paths_new(t, SEED, FIRST);
        tables_set_value(t, "parameters", "solution", "qre");
        paths *qre = paths_new(t, SEED, FIRST);
        difference at_1 = {0};
        size_t ignored = 0;
        compare_probabilities(deep, qre, &d, &ignored, &ignored);
        compare_probabilities(shallow, qre, &at_1, &ignored, &ignored);
        off_at_1 = fmax(off_at_1, at_1.worst);
        paths_free(deep);
        paths_free(shallow);
        paths_free(qre);
        tables_free(t);
    }
    verify_worst(law("level 20 at rationality up to 1.5"), "the quantal response equilibrium", d.n, d.worst, 1e-9);
    assert_true(off_at_1 > 1e-4); /* level 1 is not there yet */
}

/* --- units */

/* Payoffs in half utils with twice the rationality: the same choices. Halving and doubling are exact, so bits agree.
 * Costs are payoffs too, and what adds costs up (fatigue, load) has its rates changed the other way. */
static tables *in_half_utils(const tables *t)
{
    static const char *const parameters[] = {"relief_value", "restraint", "punishment_scale", "reprisal"};
    static const struct {
        const char *table, *column;
        double factor;
    } columns[] = {{"actions", "gain", 0.5},        {"actions", "cost", 0.5},      {"actors", "reputation_value", 0.5},
                   {"actors", "audience", 0.5},     {"actors", "dread", 0.5},      {"actors", "attention", 0.5},
                   {"actors", "fatigue_rate", 2.0}, {"actors", "rationality", 2.0}};
    tables *half = tables_copy(t);
    for (size_t i = 0; i < COUNT(parameters); i++) {
        tables_scale_value(half, parameters[i], 0.5, 0.0);
    }
    tables_scale_value(half, "load_cost", 2.0, 0.0);
    for (size_t i = 0; i < COUNT(columns); i++) {
        tables_scale_all(half, columns[i].table, columns[i].column, columns[i].factor);
    }
    for (size_t i = 0; i < tables_n_rows(half, "shocks"); i++) {
        const char *target = tables_get(half, "shocks", i, "target");
        if (strncmp(target, "attention.", 10) == 0 || strncmp(target, "audience.", 9) == 0) {
            tables_set_number(half, "shocks", i, "amount", 0.5 * tables_number(half, "shocks", i, "amount"));
        }
    }
    return half;
}

static void units_of_payoff_do_not_matter(void **state)
{
    (void)state;
    difference same = {0}, halved = {0};
    for (uint64_t k = 0; k < N_SCENARIOS; k++) {
        tables *t = random_tables(500 + k, k % 3 == 2 ? "level_k" : "qre", 4), *half = in_half_utils(t);
        paths *a = paths_new(t, SEED, FIRST), *b = paths_new(half, SEED, FIRST);
        for (size_t s = 0; s < a->n_series; s++) {
            const char *name = a->series_name[s];
            if (strncmp(name, "attention.", 10) != 0) {
                difference_series(&same, a, b, name, a->n_periods);
                continue;
            }
            for (size_t period = 0; period <= a->n_periods; period++) {
                double twice[BRINK_LANES];
                for (size_t l = 0; l < BRINK_LANES; l++) {
                    twice[l] = 2.0 * paths_series_at(b, period, name)[l];
                }
                difference_add(&halved, paths_series_at(a, period, name), twice, 0, BRINK_LANES);
            }
        }
        paths_free(a);
        paths_free(b);
        tables_free(t);
        tables_free(half);
    }
    verify_same(law("payoffs in half utils with twice the rationality: series"), "values", same.n, same.n_different);
    verify_same(law("payoffs in half utils with twice the rationality: loads are halved"), "values", halved.n,
                halved.n_different);
}

/* --- one challenger in a theatre: nothing that it faces depends on its own mix */

static bool has_one_challenger(const tables *t)
{
    return strcmp(tables_get(t, "actors", 1, "side"), "defender") == 0;
}

/* Log-odds of action a against `hold` in lane 0 of period 1. */
static double log_odds(const paths *p, size_t post, size_t a)
{
    return log(paths_probability(p, 1, post, 0, a)[0] / paths_probability(p, 1, post, 0, 0)[0]);
}

static void own_payoff_raises_own_probability(void **state)
{
    (void)state;
    size_t n = 0, n_wrong = 0, n_others = 0;
    double worst = 0.0;
    for (uint64_t seed = 600; seed < 640; seed++) {
        tables *t = random_tables(seed, "qre", 4);
        if (has_one_challenger(t)) {
            paths *before = paths_new(t, SEED, FIRST);
            tables_set_number(t, "actions", 0, "gain", 0.25 + tables_number(t, "actions", 0, "gain"));
            paths *after = paths_new(t, SEED, FIRST);
            for (size_t i = 0; i < before->n_posts; i++) {
                bool is_changed = false;
                for (size_t a = 1; a < before->menu[i]; a++) {
                    double moved = log_odds(after, i, a) - log_odds(before, i, a);
                    if (moved > 1e-6) {
                        n++; /* raised; one at most */
                        n_wrong += is_changed || tables_get(t, "stakes", i, "actor")[0] != 'C';
                        is_changed = true;
                    } else {
                        n_others++;
                        worst = worse(worst, fabs(moved));
                    }
                }
            }
            paths_free(before);
            paths_free(after);
        }
        tables_free(t);
    }
    verify_same(law("a lone challenger's gain of an action raised: its odds rise, and no others do"), "posts", n,
                n_wrong);
    verify_worst(law("a lone challenger's gain of an action raised: odds of all other actions, of either side"),
                 "the odds before", n_others, worst, 1e-8);
}

static void closing_an_action_leaves_other_odds(void **state)
{
    (void)state;
    size_t n = 0;
    double worst = 0.0;
    for (uint64_t seed = 700; seed < 740; seed++) {
        tables *t = random_tables(seed, "qre", 5);
        size_t n_posts = tables_n_rows(t, "stakes");
        paths *before = has_one_challenger(t) ? paths_new(t, SEED, FIRST) : NULL;
        /* the last open row of the first post with two actions or more besides hold */
        if (before != NULL && before->menu[0] > 2 && tables_get(t, "stakes", 0, "actor")[0] == 'C') {
            size_t row = (size_t)-1;
            for (size_t m = 0; m < tables_n_rows(t, "menus"); m++) {
                bool is_here = strcmp(tables_get(t, "menus", m, "actor"), tables_get(t, "stakes", 0, "actor")) == 0 &&
                               strcmp(tables_get(t, "menus", m, "theatre"), tables_get(t, "stakes", 0, "theatre")) == 0;
                row = is_here && tables_get(t, "menus", m, "open")[0] == '1' ? m : row;
            }
            tables_set(t, "menus", row, "open", "0");
            tables_empty(t, "script");
            tables_empty(t, "transfers");
            paths *after = paths_new(t, SEED, FIRST);
            for (size_t i = 0; i < n_posts; i++) {
                for (size_t a = 1; a < after->menu[i] && tables_get(t, "stakes", i, "actor")[0] == 'C'; a++, n++) {
                    worst = worse(worst, fabs(log_odds(after, i, a) - log_odds(before, i, a)));
                }
            }
            paths_free(after);
        }
        paths_free(before);
        tables_free(t);
    }
    verify_worst(law("a lone challenger's action closed: odds of the others"), "the odds before", n, worst, 1e-8);
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        verify_test(no_rationality_is_uniform),           verify_test(solution_is_the_traced_branch),
        verify_test(myopic_reckons_with_no_answer),       verify_test(levels_end_in_the_equilibrium),
        verify_test(units_of_payoff_do_not_matter),       verify_test(own_payoff_raises_own_probability),
        verify_test(closing_an_action_leaves_other_odds),
    };
    return verify_main("laws_choice", tests, COUNT(tests));
}
