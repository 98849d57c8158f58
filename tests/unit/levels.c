/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Level-k and cognitive hierarchies: by hand in small games, Poisson shares, and planning ahead in trees. */
#include "support/check.h"

#include <string.h>

#include "brink/game_file.h"
#include "brink/levels.h"
#include "brink/quantal.h"
#include "support/random_game.h"

static brink_game *read_game(brink_game_format format, const char *text)
{
    brink_game *game = NULL;
    brink_diagnostics *d = brink_diagnostics_new();
    if (brink_game_read_bytes("t", format, text, strlen(text), &game, d) != BRINK_OK) {
        fail_msg("%s", brink_diagnostics_get(d, 0));
    }
    brink_diagnostics_free(d);
    return game;
}

static brink_solutions *levels_of(const brink_game *game, const brink_levels_options *options)
{
    brink_solutions *list = NULL;
    brink_error err = {0};
    if (brink_levels_solve(game, options, &list, &err) != BRINK_OK) {
        fail_msg("%s", err.what);
    }
    return list;
}

static void assert_plays(const brink_solution *s, const double *p, size_t n)
{
    for (size_t v = 0; v < n; v++) {
        assert_near(s->p[v], p[v], 1e-14);
    }
}

/* Matching pennies in which the row player gains 9 at (up, left): best replies go round. */
static const char pennies[] = "NFG 1 R \"t\" { \"R\" \"C\" } { 2 2 } 9 0 0 1 0 1 1 0";

static void best_replies(void **state)
{
    (void)state;
    brink_game *game = read_game(BRINK_GAME_NFG, pennies);
    brink_solutions *list = levels_of(game, &(brink_levels_options){.level = 4, .lambda = HUGE_VAL});
    assert_int_equal(list->n, 5);
    assert_plays(&list->item[0], (const double[]){0.5, 0.5, 0.5, 0.5}, 4);
    assert_plays(&list->item[1], (const double[]){1, 0, 0.5, 0.5}, 4); /* the column player is indifferent */
    assert_plays(&list->item[2], (const double[]){1, 0, 0, 1}, 4);
    assert_plays(&list->item[3], (const double[]){0, 1, 0, 1}, 4);
    assert_plays(&list->item[4], (const double[]){0, 1, 1, 0}, 4);
    assert_int_equal(list->item[4].level, 4);
    brink_solutions_free(list);
    brink_game_free(game);
}

static void logit_replies(void **state)
{
    (void)state;
    brink_game *game = read_game(BRINK_GAME_NFG, pennies);
    const double r[] = {0.5, 0};
    brink_solutions *list = levels_of(game, &(brink_levels_options){.level = 2, .lambda = 0.7, .rationality = r});
    double up = 1.0 / (1.0 + exp(-0.35 * 4.0));
    assert_plays(&list->item[1], (const double[]){up, 1 - up, 0.5, 0.5}, 4);
    assert_plays(&list->item[2], (const double[]){up, 1 - up, 0.5, 0.5}, 4); /* C stays uniform */
    brink_solutions_free(list);
    brink_game_free(game);
}

/* Camerer, Ho & Chong (2004): tau = 1.5, values as in the project's reference (e^-1.5 1.5^k / k!). */
static void poisson(void **state)
{
    (void)state;
    static const double want[] = {0.2231301601, 0.3346952402, 0.2510214302, 0.1255107151};
    for (size_t k = 0; k < COUNT(want); k++) {
        assert_near(brink_poisson_share(1.5, k), want[k], 1e-10);
    }
    double sum = 0.0;
    for (size_t k = 0; k < 100; k++) {
        sum += brink_poisson_share(7.5, k);
    }
    assert_near(sum, 1.0, 1e-14);
    assert_near(brink_poisson_share(0, 0), 1.0, 0);
    assert_near(brink_poisson_share(0, 1), 0.0, 0);
}

/* By hand: level 2 meets level 0 and 1 in shares f0 : f1. */
static void hierarchy(void **state)
{
    (void)state;
    brink_game *game = read_game(BRINK_GAME_NFG, pennies);
    brink_levels_options options = {.level = 2, .lambda = 0.4, .is_hierarchy = true, .tau = 1.5};
    brink_solutions *list = levels_of(game, &options);
    assert_int_equal(list->n, 4);
    assert_true(list->item[3].level == BRINK_LEVEL_ALL);
    double up1 = 1.0 / (1.0 + exp(-0.4 * 4.0));
    double f0 = exp(-1.5);
    double f1 = 1.5 * f0;
    double f2 = 1.5 * f1 / 2;
    double up = (0.5 * f0 + up1 * f1) / (f0 + f1);
    double left = 0.5; /* of level 1, who is indifferent */
    double left2 = 1.0 / (1.0 + exp(-0.4 * ((1 - up) - up)));
    double up2 = 1.0 / (1.0 + exp(-0.4 * (9 * left - (1 - left))));
    assert_plays(&list->item[2], (const double[]){up2, 1 - up2, left2, 1 - left2}, 4);
    double all_up = (0.5 * f0 + up1 * f1 + up2 * f2) / (f0 + f1 + f2);
    assert_near(list->item[3].p[0], all_up, 1e-14);
    brink_solutions_free(list);
    brink_game_free(game);
}

/* One player, two moves: level 1 knows what it will do later. Against uniform play of its own later self, "on" would
 * pay (0 + 3) / 2 < 2. */
static void planning(void **state)
{
    (void)state;
    brink_game *game = read_game(BRINK_GAME_EFG, "EFG 2 R \"t\" { \"A\" }\n"
                                                 "p \"\" 1 1 \"\" { \"stop\" \"on\" } 0\nt \"\" 1 \"\" { 2 }\n"
                                                 "p \"\" 1 2 \"\" { \"x\" \"y\" } 0\n"
                                                 "t \"\" 2 \"\" { 0 }\nt \"\" 3 \"\" { 3 }\n");
    brink_solutions *list = levels_of(game, &(brink_levels_options){.level = 1, .lambda = HUGE_VAL});
    assert_plays(&list->item[1], (const double[]){0, 1, 0, 1}, 4);
    brink_solutions_free(list);
    brink_game_free(game);
}

/* B sees that A entered. Level 0 enters half the time, level 1 never; so who enters is of level 0, and level 2 of B
 * knows it: it meets A's second move with level 0's uniform play, though half of its opponents would play x. */
static void learning(void **state)
{
    (void)state;
    brink_game *game = read_game(BRINK_GAME_EFG, "EFG 2 R \"t\" { \"A\" \"B\" }\n"
                                                 "p \"\" 1 1 \"\" { \"out\" \"in\" } 0\nt \"\" 1 \"\" { 10 0 }\n"
                                                 "p \"\" 2 1 \"\" { \"trust\" \"leave\" } 0\n"
                                                 "p \"\" 1 2 \"\" { \"x\" \"y\" } 0\n"
                                                 "t \"\" 2 \"\" { 1 3 }\nt \"\" 3 \"\" { 0 0 }\n"
                                                 "t \"\" 4 \"\" { 0 1.6 }\n");
    brink_levels_options options = {.level = 2, .lambda = HUGE_VAL, .is_hierarchy = true, .tau = 1};
    brink_solutions *list = levels_of(game, &options);
    assert_near(list->item[1].p[1], 0, 0);                                 /* A of level 1 stays out */
    assert_near(list->item[1].p[5], 0, 0);                                 /* and would play x */
    assert_plays(&list->item[2], (const double[]){1, 0, 0, 1}, 4);         /* B: 1.5 < 1.6 */
    assert_plays(&list->item[3], (const double[]){0.8, 0.2, 0.2, 0.8}, 4); /* shares 2 : 2 : 1 */
    brink_solutions_free(list);
    brink_game_free(game);
}

/* A fixed point of level-k is a quantal response equilibrium of agents; in one-shot games at small lambda it is
 * reached. */
static void limit_is_quantal(void **state)
{
    (void)state;
    double lambda = 0.3;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        brink_game *game = random_table(seed, 2 + seed % 3, 3, PAYOFF_UNIFORM);
        brink_solutions *list = levels_of(game, &(brink_levels_options){.level = 60, .lambda = lambda});
        brink_solutions *quantal = NULL;
        assert_int_equal(
            brink_quantal_solve(game, &(brink_quantal_options){.lambda = &lambda, .n_lambdas = 1}, &quantal, NULL),
            BRINK_OK);
        for (size_t v = 0; v < brink_game_n_actions(game); v++) {
            assert_near(list->item[60].p[v], quantal->item[0].p[v], 1e-9);
        }
        brink_solutions_free(list);
        brink_solutions_free(quantal);
        brink_game_free(game);
    }
}

/* In trees of perfect information, level k with best replies plays best against level k - 1: each reached node's regret
 * against the others' level is 0, by brute force over the player's plans. */
static void replies_in_trees(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 15; seed++) {
        brink_game *game = random_perfect_tree(seed, 4, PAYOFF_UNIFORM);
        size_t n = brink_game_n_actions(game);
        brink_solutions *list = levels_of(game, &(brink_levels_options){.level = 2, .lambda = HUGE_VAL});
        for (size_t i = 0; i < brink_game_n_players(game); i++) {
            double p[256];
            double got[8];
            assert_true(n <= COUNT(p));
            memcpy(p, list->item[1].p, n * sizeof *p);
            for (size_t h = 0; h < brink_game_n_infosets(game); h++) {
                const brink_game_infoset *view = brink_game_get_infoset(game, h);
                if (view->player == i) {
                    memcpy(p + view->first, list->item[2].p + view->first, view->n_actions * sizeof *p);
                }
            }
            brink_game_expected(game, p, got);
            /* no single change of plan, and no random plan, pays more */
            for (uint64_t trial = 0; trial < 50; trial++) {
                double q[256];
                double other[8];
                memcpy(q, p, n * sizeof *q);
                for (size_t h = 0; h < brink_game_n_infosets(game); h++) {
                    const brink_game_infoset *view = brink_game_get_infoset(game, h);
                    if (view->player == i) {
                        size_t action = (size_t)((trial * 2654435761u + h * 40503u) >> 7) % view->n_actions;
                        for (size_t a = 0; a < view->n_actions; a++) {
                            q[view->first + a] = a == action ? 1.0 : 0.0;
                        }
                    }
                }
                brink_game_expected(game, q, other);
                assert_true(other[i] <= got[i] + 1e-12);
            }
        }
        brink_solutions_free(list);
        brink_game_free(game);
    }
}

static void refusals(void **state)
{
    (void)state;
    brink_error err = {0};
    brink_solutions *list = NULL;
    brink_game *game = read_game(BRINK_GAME_NFG, pennies);
    assert_int_equal(brink_levels_solve(game, &(brink_levels_options){.level = 101}, &list, &err), BRINK_EDATA);
    assert_string_equal(err.what, "level 101; allowed: 0 to 100");
    assert_int_equal(brink_levels_solve(game, &(brink_levels_options){.lambda = -1}, &list, &err), BRINK_EDATA);
    assert_int_equal(brink_levels_solve(game, &(brink_levels_options){.lambda = (double)NAN}, &list, &err),
                     BRINK_EDATA);
    assert_int_equal(brink_levels_solve(game, &(brink_levels_options){.is_hierarchy = true, .tau = 51}, &list, &err),
                     BRINK_EDATA);
    assert_string_equal(err.what, "tau 51; allowed: 0 to 50");
    assert_null(list);
    brink_game_free(game);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(best_replies),     cmocka_unit_test(logit_replies),    cmocka_unit_test(poisson),
        cmocka_unit_test(hierarchy),        cmocka_unit_test(planning),         cmocka_unit_test(learning),
        cmocka_unit_test(limit_is_quantal), cmocka_unit_test(replies_in_trees), cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests_name("levels", tests, NULL, NULL) != 0;
}
