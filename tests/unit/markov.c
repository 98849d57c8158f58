/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Markov logit equilibria: closed forms, one-shot games as a special case, values and responses by slow iteration, and
 * the branch by a dense grid of precisions; files and their mistakes. */
#include "support/check.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

#include "brink/markov_game.h"
#include "brink/rng.h"
#include "support/random_game.h"

enum { MOST_STATES = 4, MOST_ACTIONS = 64 };

static brink_markov_solutions *solve_with(const brink_markov_game *game, const brink_quantal_options *options)
{
    brink_markov_solutions *list = NULL;
    brink_error err = {0};
    if (brink_markov_solve(game, options, &list, &err) != BRINK_OK) {
        fail_msg("%s", err.what);
    }
    return list;
}

static brink_markov_solutions *solve(const brink_markov_game *game, const double *lambda, size_t n)
{
    return solve_with(game, &(brink_quantal_options){.lambda = lambda, .n_lambdas = n});
}

/* Kept beside a random game, since its numbers cannot be asked for. */
typedef struct table {
    brink_markov_game *game;
    size_t n_players, n_states, n_actions[MOST_STATES][3];
    double payoff[MOST_STATES][27][3], discount[MOST_STATES][27][3], to[MOST_STATES][27][MOST_STATES];
} table;

static void random_markov(uint64_t seed, double most_discount, table *t)
{
    gsl_rng *rng = gsl_rng_alloc(brink_rng_philox);
    gsl_rng_set(rng, (unsigned long)seed);
    static const char *const labels[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i"};
    *t = (table){.game = brink_markov_new(), .n_players = 1 + seed % 3, .n_states = 1 + seed % MOST_STATES};
    for (size_t i = 0; i < t->n_players; i++) {
        (void)brink_markov_add_player(t->game, labels[i]);
    }
    for (size_t s = 0; s < t->n_states; s++) {
        for (size_t i = 0; i < t->n_players; i++) {
            t->n_actions[s][i] = 1 + gsl_rng_uniform_int(rng, 3);
        }
        (void)brink_markov_add_state(t->game, labels[s], t->n_actions[s], labels);
    }
    bool is_common = seed % 2 == 0;
    for (size_t s = 0; s < t->n_states; s++) {
        size_t n_profiles = 1;
        for (size_t i = 0; i < t->n_players; i++) {
            n_profiles *= t->n_actions[s][i];
        }
        for (size_t a = 0; a < n_profiles; a++) {
            double sum = 0.0;
            for (size_t i = 0; i < t->n_players; i++) {
                t->payoff[s][a][i] = 10.0 + 2.0 * gsl_rng_uniform(rng);
                t->discount[s][a][i] = most_discount * (is_common ? 1.0 : gsl_rng_uniform(rng));
            }
            for (size_t x = 0; x < t->n_states; x++) {
                t->to[s][a][x] = gsl_rng_uniform(rng);
                sum += t->to[s][a][x];
            }
            for (size_t x = 0; x < t->n_states; x++) {
                t->to[s][a][x] /= sum;
            }
            brink_markov_set(t->game, s, a, t->payoff[s][a], t->discount[s][a], t->to[s][a]);
        }
    }
    brink_error err = {0};
    if (brink_markov_finish(t->game, &err) != BRINK_OK) {
        fail_msg("%s", err.what);
    }
    gsl_rng_free(rng);
}

/* Values by iteration until nothing changes, then what every action pays. */
static void slow_payoffs(const table *t, const double *p, double *value, double *q)
{
    double next[MOST_STATES * 3];
    double change = 1.0;
    memset(value, 0, MOST_STATES * 3 * sizeof *value);
    for (int round = 0; round < 100000 && change > 0.0; round++) {
        memset(next, 0, sizeof next);
        memset(q, 0, MOST_ACTIONS * sizeof *q);
        for (size_t s = 0; s < t->n_states; s++) {
            size_t n_profiles = 1;
            for (size_t i = 0; i < t->n_players; i++) {
                n_profiles *= t->n_actions[s][i];
            }
            for (size_t a = 0; a < n_profiles; a++) {
                size_t at[3];
                size_t rest = a;
                for (size_t i = 0; i < t->n_players; i++) {
                    at[i] = brink_markov_get_agent(t->game, s, i)->first + rest % t->n_actions[s][i];
                    rest /= t->n_actions[s][i];
                }
                for (size_t i = 0; i < t->n_players; i++) {
                    double others = 1.0;
                    double follows = 0.0;
                    for (size_t j = 0; j < t->n_players; j++) {
                        others *= j == i ? 1.0 : p[at[j]];
                    }
                    for (size_t x = 0; x < t->n_states; x++) {
                        follows += t->to[s][a][x] * value[x * t->n_players + i];
                    }
                    double w = t->payoff[s][a][i] + t->discount[s][a][i] * follows;
                    q[at[i]] += others * w;
                    next[s * t->n_players + i] += others * p[at[i]] * w;
                }
            }
        }
        change = 0.0;
        for (size_t k = 0; k < t->n_states * t->n_players; k++) {
            change = fmax(change, fabs(next[k] - value[k]));
            value[k] = next[k];
        }
    }
}

static void slow_response(const table *t, const double *q, double lambda, double *response)
{
    for (size_t k = 0; k < t->n_states * t->n_players; k++) {
        const brink_markov_agent *agent = brink_markov_get_agent(t->game, k / t->n_players, k % t->n_players);
        double top = -HUGE_VAL;
        double sum = 0.0;
        for (size_t a = agent->first; a < agent->first + agent->n_actions; a++) {
            top = fmax(top, q[a]);
        }
        for (size_t a = agent->first; a < agent->first + agent->n_actions; a++) {
            response[a] = exp(lambda * (q[a] - top));
            sum += response[a];
        }
        for (size_t a = agent->first; a < agent->first + agent->n_actions; a++) {
            response[a] /= sum;
        }
    }
}

static void fixed_points(void **state)
{
    (void)state;
    static const double lambda[] = {0, 0.5, 3, 20, 300};
    for (uint64_t seed = 1; seed <= 24; seed++) {
        table t;
        random_markov(seed, 0.9, &t);
        brink_markov_solutions *list = solve(t.game, lambda, COUNT(lambda));
        for (size_t k = 0; k < COUNT(lambda); k++) {
            double value[MOST_STATES * 3];
            double q[MOST_ACTIONS];
            double response[MOST_ACTIONS];
            const brink_markov_solution *s = &list->item[k];
            slow_payoffs(&t, s->p, value, q);
            slow_response(&t, q, lambda[k], response);
            for (size_t v = 0; v < brink_markov_n_actions(t.game); v++) {
                assert_near(s->q[v], q[v], 1e-9);
                assert_near(s->p[v], response[v], 1e-9 + 1e-11 * lambda[k]);
            }
            for (size_t v = 0; v < t.n_states * t.n_players; v++) {
                assert_near(s->value[v], value[v], 1e-9);
            }
            assert_true(s->residual < 1e-9);
        }
        brink_markov_solutions_free(list);
        brink_markov_free(t.game);
    }
}

/* From uniform play, in many small steps of lambda, damped iteration at each: the same curve, where it has no folds. */
static void dense_grid(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        table t;
        random_markov(seed, 0.6, &t);
        size_t n = brink_markov_n_actions(t.game);
        double lambda = 1.0;
        double p[MOST_ACTIONS] = {0.0};
        double q[MOST_ACTIONS];
        double value[MOST_STATES * 3];
        double response[MOST_ACTIONS] = {0.0};
        memset(q, 0, sizeof q);
        slow_response(&t, q, 0.0, p);
        for (int step = 1; step <= 40; step++) {
            double change = 1.0;
            for (int round = 0; round < 4000 && change > 1e-13; round++) {
                slow_payoffs(&t, p, value, q);
                slow_response(&t, q, lambda * step / 40.0, response);
                change = 0.0;
                for (size_t v = 0; v < n; v++) {
                    change = fmax(change, fabs(response[v] - p[v]));
                    p[v] += 0.3 * (response[v] - p[v]);
                }
            }
            assert_true(change <= 1e-10);
        }
        brink_markov_solutions *list = solve(t.game, &lambda, 1);
        for (size_t v = 0; v < n; v++) {
            assert_near(list->item[0].p[v], p[v], 1e-8);
        }
        brink_markov_solutions_free(list);
        brink_markov_free(t.game);
    }
}

/* One state for ever: what follows is a constant, and play is that of the one-shot game. No discount: every state is a
 * game of its own. */
static void one_shot(void **state)
{
    (void)state;
    static const double lambda[] = {1, 6, 50};
    for (uint64_t seed = 1; seed <= 8; seed++) {
        brink_game *one = random_table(seed, 2, 3, PAYOFF_UNIFORM);
        size_t n[2] = {brink_game_get_infoset(one, 0)->n_actions, brink_game_get_infoset(one, 1)->n_actions};
        brink_markov_game *game = brink_markov_new();
        (void)brink_markov_add_player(game, "A");
        (void)brink_markov_add_player(game, "B");
        (void)brink_markov_add_state(game, "for ever", n, NULL);
        for (size_t a = 0; a < n[0] * n[1]; a++) {
            brink_markov_set(game, 0, a, brink_game_payoffs(one) + 2 * a, (const double[]){0.95, 0.5},
                             (const double[]){1});
        }
        assert_int_equal(brink_markov_finish(game, NULL), BRINK_OK);
        brink_markov_solutions *list = solve(game, lambda, COUNT(lambda));
        brink_solutions *quantal = NULL;
        assert_int_equal(
            brink_quantal_solve(one, &(brink_quantal_options){.lambda = lambda, .n_lambdas = 3}, &quantal, NULL),
            BRINK_OK);
        for (size_t k = 0; k < COUNT(lambda); k++) {
            for (size_t v = 0; v < n[0] + n[1]; v++) {
                assert_near(list->item[k].p[v], quantal->item[k].p[v], 1e-9);
            }
            assert_near(list->item[k].value[0], quantal->item[k].expected[0] / 0.05, 1e-10);
            assert_near(list->item[k].value[1], quantal->item[k].expected[1] / 0.5, 1e-10);
        }
        brink_markov_solutions_free(list);
        brink_solutions_free(quantal);
        brink_markov_free(game);
        brink_game_free(one);
    }
}

static const char bridge[] = "state,action.A,payoff.A,discount,to.near,to.far\n"
                             "near,stay,1,0.9,1,\n"
                             "near,go,0,0.9,,1\n"
                             "far,stay,3,9/10,1/3,2/3\n";

static brink_markov_game *read_game(const char *text)
{
    brink_markov_game *game = NULL;
    brink_diagnostics *d = brink_diagnostics_new();
    if (brink_markov_read_bytes("m.csv", text, strlen(text), &game, d) != BRINK_OK) {
        fail_msg("%s", brink_diagnostics_get(d, 0));
    }
    brink_diagnostics_free(d);
    return game;
}

/* A decision problem by hand: at great lambda the better of two plans, with its values. */
static void decision(void **state)
{
    (void)state;
    static const double lambda[] = {0, 1e4};
    brink_markov_game *game = read_game(bridge);
    assert_int_equal(brink_markov_n_states(game), 2);
    assert_string_equal(brink_markov_state(game, 1), "far");
    assert_string_equal(brink_markov_get_agent(game, 0, 0)->action[1], "go");
    brink_markov_solutions *list = solve(game, lambda, COUNT(lambda));
    /* going: V(near) = 0.9 V(far), V(far) = 3 + 0.9 (V(near) / 3 + 2 V(far) / 3) = 3 / (1 - 0.27 - 0.6) */
    double far = 3.0 / (1.0 - 0.27 - 0.6);
    assert_near(list->item[1].p[1], 1, 1e-12);
    assert_near(list->item[1].value[1], far, 1e-10);
    assert_near(list->item[1].value[0], 0.9 * far, 1e-10);
    /* uniform: V(near) = (1 + 0.9 V(near) + 0.9 V(far)) / 2, V(far) = 3 + 0.3 V(near) + 0.6 V(far) */
    double near = (0.5 + 0.45 * 7.5) / (0.55 - 0.45 * 0.75);
    assert_near(list->item[0].value[0], near, 1e-10);
    assert_near(list->item[0].value[1], 7.5 + 0.75 * near, 1e-10);
    assert_int_equal(list->item[1].branch, BRINK_BRANCH_PRINCIPAL);
    brink_markov_solutions_free(list);
    brink_markov_free(game);
}

/* Two coordinate for ever: symmetric until a seed picks. */
static void symmetry(void **state)
{
    (void)state;
    static const char text[] = "state,action.A,action.B,payoff.A,payoff.B,discount,to.s\n"
                               "s,x,x,1,1,0.5,1\ns,x,y,0,0,0.5,1\ns,y,x,0,0,0.5,1\ns,y,y,1,1,0.5,1\n";
    double lambda = 4;
    brink_markov_game *game = read_game(text);
    brink_markov_solutions *list = solve(game, &lambda, 1);
    assert_near(list->item[0].p[0], 0.5, 1e-14);
    assert_int_equal(list->item[0].branch, BRINK_BRANCH_SYMMETRIC);
    brink_markov_solutions_free(list);
    brink_quantal_options options = {.lambda = &lambda, .n_lambdas = 1, .is_picked = true, .seed = 1};
    list = solve_with(game, &options);
    double p = list->item[0].p[0];
    assert_true(fabs(p - 0.5) > 0.4);
    assert_near(p, 1.0 / (1.0 + exp(-lambda * (2 * p - 1))), 1e-12);
    assert_int_equal(list->item[0].branch, BRINK_BRANCH_PICKED);
    brink_markov_solutions_free(list);
    brink_markov_free(game);
}

/* --- mistakes ----------------------------------------------------------------------------------------------------- */

#define ALLOWED                                                                                                        \
    "; allowed: state, discount (or discount.PLAYER), action.PLAYER and payoff.PLAYER for each player, to.STATE for "  \
    "each state"
#define HEAD "state,action.A,payoff.A,discount,to.s,to.t\n"

static const struct mistake {
    const char *name, *text, *want;
} mistakes[] = {
    {"no state", "action.A,payoff.A,discount\nx,1,0\n", "m.csv:1:1: no column state" ALLOWED},
    {"unknown column", "stat,state,action.A,payoff.A,discount,to.s\n1,s,x,1,0,1\n",
     "m.csv:1:1: column stat" ALLOWED "; did you mean state?"},
    {"payoff of nobody", "state,action.A,payoff.A,payoff.B,discount,to.s\ns,x,1,1,0,1\n",
     "m.csv:1:25: column payoff.B without action.B" ALLOWED},
    {"no discount", "state,action.A,payoff.A,to.s\ns,x,1,1\n", "m.csv:1:7: column action.A without discount.A" ALLOWED},
    {"two discounts", "state,action.A,payoff.A,discount,discount.A,to.s\ns,x,1,0,0,1\n",
     "m.csv:1:34: column discount.A beside discount; allowed: one for all, or one for each player"},
    {"no players", "state,discount,to.s\ns,0,1\n", "m.csv:1:1: no players" ALLOWED},
    {"no column of a state", "state,action.A,payoff.A,discount,to.s\ns,x,1,0,1\nt,x,1,0,1\n",
     "m.csv:1:1: no column to.t; allowed: one for each state"},
    {"state without rows", HEAD "s,x,1,0,1,0\n",
     "m.csv:1:39: column to.t of a state without rows; allowed: to.STATE for each state that has rows"},
    {"numbers", HEAD "s,x,one,1,1,0\nt,x,1,-0.1,2,-1\n",
     "m.csv:2:5: one: not a number; allowed: an integer, a decimal or a fraction, as 2, -0.5 or 1/3\n"
     "m.csv:2:9: discount 1; allowed: 0 up to, not including, 1\n"
     "m.csv:3:7: discount -0.1; allowed: 0 up to, not including, 1\n"
     "m.csv:3:12: probability 2; allowed: 0 to 1\n"
     "m.csv:3:14: probability -1; allowed: 0 to 1"},
    {"sum", HEAD "s,x,1,0,0.333,0.666\nt,x,1,0,1/3,0.66666666666666666667\n",
     "m.csv:2:1: transitions that sum to 0.999; allowed: a sum of exactly 1 (fractions like 1/3 help)\n"
     "m.csv:3:1: transitions that sum to nearly 1; allowed: a sum of exactly 1 (fractions like 1/3 help)"},
    {"twice and missing",
     "state,action.A,action.B,payoff.A,payoff.B,discount,to.s\n"
     "s,x,l,1,1,0,1\ns,x,l,1,1,0,1\ns,y,r,1,1,0,1\n",
     "m.csv: no row for (y, l) in state s; allowed: one for each profile of each state\n"
     "m.csv: no row for (x, r) in state s; allowed: one for each profile of each state\n"
     "m.csv:3:1: second row of this profile; allowed: one (the first is in line 2)"},
    {"empty cells", HEAD ",x,1,0,1,\ns,,1,0,1,\nt,x,1,0,,1\n", "m.csv:2:1: state is empty; allowed: its name"},
    {"empty", "", "m.csv:1: empty file; allowed: a header and rows"},
};

static void mistake(void **state)
{
    const struct mistake *m = *state;
    brink_markov_game *game = NULL;
    brink_diagnostics *d = brink_diagnostics_new();
    assert_int_equal(brink_markov_read_bytes("m.csv", m->text, strlen(m->text), &game, d), BRINK_EDATA);
    assert_null(game);
    char got[4096] = "";
    for (size_t i = 0; i < brink_diagnostics_count(d); i++) {
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s", i > 0 ? "\n" : "", brink_diagnostics_get(d, i));
    }
    assert_string_equal(got, m->want);
    brink_diagnostics_free(d);
}

static void mistakes_in_memory(void **state)
{
    (void)state;
    static const size_t two[] = {2};
    brink_error err = {0};
    brink_markov_game *game = brink_markov_new();
    (void)brink_markov_add_state(game, "s", two, NULL);
    assert_int_equal(brink_markov_finish(game, &err), BRINK_EDATA);
    assert_string_equal(err.what, "players must be added before states");
    brink_markov_free(game);

    game = brink_markov_new();
    (void)brink_markov_add_player(game, "A");
    (void)brink_markov_add_state(game, "s", two, NULL);
    brink_markov_set(game, 0, 0, (const double[]){1}, (const double[]){0.5}, (const double[]){1});
    assert_int_equal(brink_markov_finish(game, &err), BRINK_EDATA);
    assert_string_equal(err.what, "state 's': profile 1 of 2 is missing");
    brink_markov_free(game);

    game = brink_markov_new();
    (void)brink_markov_add_player(game, "A");
    (void)brink_markov_add_state(game, "s", two, NULL);
    brink_markov_set(game, 0, 0, (const double[]){1}, (const double[]){1}, (const double[]){1});
    assert_int_equal(brink_markov_finish(game, &err), BRINK_EDATA);
    brink_markov_free(game);

    game = brink_markov_new();
    (void)brink_markov_add_player(game, "A");
    (void)brink_markov_add_state(game, "s", two, NULL);
    brink_markov_set(game, 0, 0, (const double[]){1}, (const double[]){0}, (const double[]){0.5});
    assert_int_equal(brink_markov_finish(game, &err), BRINK_EDATA);
    assert_string_equal(err.what, "state 's': transitions that are no probabilities with sum 1");
    brink_markov_free(game);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest others[] = {
        cmocka_unit_test(fixed_points), cmocka_unit_test(dense_grid), cmocka_unit_test(one_shot),
        cmocka_unit_test(decision),     cmocka_unit_test(symmetry),   cmocka_unit_test(mistakes_in_memory),
    };
    static struct CMUnitTest tests[COUNT(mistakes) + COUNT(others)];
    size_t n = 0;
    for (size_t i = 0; i < COUNT(others); i++) {
        tests[n++] = others[i];
    }
    for (size_t i = 0; i < COUNT(mistakes); i++) {
        tests[n].name = mistakes[i].name;
        tests[n].test_func = mistake;
        tests[n++].initial_state = (void *)(uintptr_t)&mistakes[i];
    }
    return _cmocka_run_group_tests("markov", tests, n, NULL, NULL) != 0;
}
