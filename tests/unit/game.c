/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Games built in memory: what follows from them, and every mistake in building. */
#include "support/check.h"

#include <string.h>

#include "brink/game.h"

static const char *const two[] = {"a", "b"};

static brink_game *new_tree(void)
{
    brink_game *g = brink_game_new(BRINK_GAME_EXTENSIVE, "tree");
    assert_non_null(g);
    assert_int_equal(brink_game_add_player(g, "One"), 0);
    assert_int_equal(brink_game_add_player(g, "Two"), 1);
    return g;
}

/* Finishing fails with a sentence that has `part` in it. */
static void assert_refused(brink_game *g, const char *part)
{
    brink_error err = {0};
    assert_int_equal(brink_game_finish(g, &err), BRINK_EDATA);
    if (strstr(err.what, part) == NULL) {
        fail_msg("'%s' does not say '%s'", err.what, part);
    }
    brink_game_free(g);
}

/* Chance, then One at an information set of two nodes, then Two; an outcome at an inner node. */
static void a_tree(void **state)
{
    (void)state;
    brink_game *g = new_tree();
    size_t nature =
        brink_game_add_chance_exact(g, "weather", 3, (const char *const[]){"x", "y", "z"},
                                    (const char *const[]){"1/3", "1/3", "0.3333333333333333333333333333333333e0"});
    assert_int_equal(nature, BRINK_GAME_NONE); /* a third is no decimal */
    brink_game_free(g);

    g = new_tree();
    nature = brink_game_add_chance_exact(g, "weather", 2, two, (const char *const[]){"1/3", "2/3"});
    size_t move = brink_game_add_infoset(g, 0, "move", 2, two);
    size_t reply = brink_game_add_infoset(g, 1, "", 2, two);
    size_t bonus = brink_game_add_outcome(g, "bonus", (const double[]){10, 20});
    size_t root = brink_game_add_node(g, BRINK_GAME_NONE, 0, nature, BRINK_GAME_NONE, "root");
    size_t left = brink_game_add_node(g, root, 0, move, bonus, "left");
    size_t right = brink_game_add_node(g, root, 1, move, BRINK_GAME_NONE, "right");
    brink_game_add_leaf(g, left, 0, "", (const double[]){1, 2});
    brink_game_add_leaf(g, left, 1, "", (const double[]){3, 4});
    brink_game_add_leaf(g, right, 0, "", (const double[]){5, 6});
    size_t last = brink_game_add_node(g, right, 1, reply, BRINK_GAME_NONE, "");
    brink_game_add_leaf(g, last, 0, "", (const double[]){-7, 8});
    brink_game_add_leaf(g, last, 1, "", (const double[]){9, -10});
    brink_error err = {0};
    assert_int_equal(brink_game_finish(g, &err), BRINK_OK);

    assert_int_equal(brink_game_n_actions(g), 4);
    assert_int_equal(brink_game_get_infoset(g, nature)->first, BRINK_GAME_NONE);
    assert_int_equal(brink_game_get_infoset(g, move)->n_nodes, 2);
    assert_int_equal(brink_game_get_infoset(g, move)->node[1], right);
    assert_int_equal(brink_game_get_node(g, right)->child[1], last);
    assert_near(brink_game_get_node(g, 3)->payoffs[1], 22, 0);
    assert_near(brink_game_get_player(g, 0)->lo, -7, 0);
    assert_near(brink_game_get_player(g, 1)->hi, 24, 0);
    assert_int_equal(brink_game_forgetful(g), BRINK_GAME_NONE);
    assert_int_equal(brink_game_absent_minded(g), BRINK_GAME_NONE);
    char name[32];
    assert_string_equal(brink_game_infoset_name(g, move, name, sizeof name), "1:move");
    assert_string_equal(brink_game_infoset_name(g, reply, name, sizeof name), "1");

    /* by hand: 1/3 (0.25 * 11 + 0.75 * 13) + 2/3 (0.25 * 5 + 0.75 (0.5 * -7 + 0.5 * 9)) */
    double payoff[2];
    brink_game_expected(g, (const double[]){0.25, 0.75, 0.5, 0.5}, payoff);
    assert_near(payoff[0], 12.5 / 3 + 2 * (1.25 + 0.75) / 3, 1e-14);
    assert_near(payoff[1], (0.25 * 22 + 0.75 * 24) / 3 + 2 * (0.25 * 6 - 0.75) / 3, 1e-14);
    brink_game_free(g);
}

static void a_table(void **state)
{
    (void)state;
    static const char *const players[] = {"Row", "Row", ""};
    brink_game *g = NULL;
    brink_error err = {0};
    double payoff[3 * 3 * 1 * 2];
    for (size_t k = 0; k < COUNT(payoff); k++) {
        payoff[k] = (double)k;
    }
    assert_int_equal(brink_game_new_table("table", 3, players, (const size_t[]){3, 1, 2},
                                          (const char *const[]){"up", "up", "", "only", "left", "right"}, payoff, &g,
                                          &err),
                     BRINK_OK);
    assert_int_equal(brink_game_n_profiles(g), 6);
    assert_int_equal(brink_game_profile(g, (const size_t[]){2, 0, 1}), 5);
    assert_near(brink_game_payoffs(g)[5 * 3 + 1], 16, 0);
    char name[32];
    assert_string_equal(brink_game_player_name(g, 0, name, sizeof name), "Row");
    assert_string_equal(brink_game_player_name(g, 1, name, sizeof name), "Row#2");
    assert_string_equal(brink_game_player_name(g, 2, name, sizeof name), "3");
    assert_string_equal(brink_game_action_name(g, 0, 1, name, sizeof name), "up#2");
    assert_string_equal(brink_game_action_name(g, 0, 2, name, sizeof name), "3");
    double expected[3];
    brink_game_expected(g, (const double[]){0.5, 0.25, 0.25, 1, 0.5, 0.5}, expected);
    assert_near(expected[0], 0.5 * (0.25 * 3 + 0.25 * 6) + 0.5 * (0.5 * 9 + 0.25 * 12 + 0.25 * 15), 1e-14);
    brink_game_free(g);

    assert_int_equal(
        brink_game_new_table("huge", 3, players, (const size_t[]){60000, 60000, 60000}, NULL, payoff, &g, &err),
        BRINK_EDATA);
    assert_null(g);
}

static void outcomes_in_a_table(void **state)
{
    (void)state;
    brink_game *g = brink_game_new(BRINK_GAME_STRATEGIC, "t");
    brink_game_add_player(g, "One");
    brink_game_add_infoset(g, 0, "", 2, two);
    size_t prize = brink_game_add_outcome(g, "prize", (const double[]){3});
    brink_game_set_outcome(g, 0, prize);
    brink_game_set_outcome(g, 1, BRINK_GAME_NONE);
    assert_int_equal(brink_game_finish(g, NULL), BRINK_OK);
    assert_int_equal(brink_game_profile_outcomes(g)[1], BRINK_GAME_NONE);
    assert_near(brink_game_get_player(g, 0)->hi, 3, 0);
    assert_near(brink_game_get_player(g, 0)->lo, 0, 0);
    brink_game_free(g);
}

/* Doubles that do not sum to one in decimals get a last one that does. */
static void chance_from_doubles(void **state)
{
    (void)state;
    brink_game *g = new_tree();
    double p = 0.1234567890123456;
    double rest = 1.0 - p - 1e-17;
    size_t h = brink_game_add_chance(g, "", 3, (const char *const[]){"a", "b", "c"}, (const double[]){p, 1e-17, rest});
    assert_int_not_equal(h, BRINK_GAME_NONE);
    size_t root = brink_game_add_node(g, BRINK_GAME_NONE, 0, h, BRINK_GAME_NONE, "");
    for (size_t a = 0; a < 3; a++) {
        brink_game_add_leaf(g, root, a, "", (const double[]){0, 0});
    }
    assert_int_equal(brink_game_finish(g, NULL), BRINK_OK);
    assert_near(brink_game_get_infoset(g, h)->probability[2], rest, 1e-15);
    brink_game_free(g);

    g = new_tree();
    brink_game_add_chance(g, "c", 2, two, (const double[]){0.5, 0.5 + 1e-9});
    assert_refused(g, "'c' do not sum to 1");
    g = new_tree();
    brink_game_add_chance(g, "c", 2, two, (const double[]){1.5, -0.5});
    assert_refused(g, "0 to 1");
    g = new_tree();
    brink_game_add_chance(g, "c", 2, two, (const double[]){(double)NAN, 0.5});
    assert_refused(g, "0 to 1");
    g = new_tree();
    brink_game_add_chance_exact(g, "c", 2, two, (const char *const[]){"3/2", "-1/2"});
    assert_refused(g, "sum 1");
    g = new_tree();
    brink_game_add_chance_exact(g, "c", 2, two, (const char *const[]){"1/2", "1/0"});
    assert_refused(g, "denominator of zero");
}

/* One that forgets which way it went (but moves once a path), and one that forgets that it moved. */
static void memory(void **state)
{
    (void)state;
    brink_game *g = new_tree();
    size_t first = brink_game_add_infoset(g, 0, "first", 2, two);
    size_t second = brink_game_add_infoset(g, 0, "second", 2, two);
    size_t root = brink_game_add_node(g, BRINK_GAME_NONE, 0, first, BRINK_GAME_NONE, "");
    for (size_t a = 0; a < 2; a++) {
        size_t node = brink_game_add_node(g, root, a, second, BRINK_GAME_NONE, "");
        brink_game_add_leaf(g, node, 0, "", (const double[]){1, 0});
        brink_game_add_leaf(g, node, 1, "", (const double[]){0, 1});
    }
    assert_int_equal(brink_game_finish(g, NULL), BRINK_OK);
    assert_int_equal(brink_game_forgetful(g), second);
    assert_int_equal(brink_game_absent_minded(g), BRINK_GAME_NONE);
    brink_game_free(g);

    g = new_tree();
    first = brink_game_add_infoset(g, 0, "exit?", 2, two);
    root = brink_game_add_node(g, BRINK_GAME_NONE, 0, first, BRINK_GAME_NONE, "");
    brink_game_add_leaf(g, root, 0, "", (const double[]){0, 0});
    size_t again = brink_game_add_node(g, root, 1, first, BRINK_GAME_NONE, "");
    brink_game_add_leaf(g, again, 0, "", (const double[]){4, 0});
    brink_game_add_leaf(g, again, 1, "", (const double[]){1, 0});
    assert_int_equal(brink_game_finish(g, NULL), BRINK_OK);
    assert_int_equal(brink_game_forgetful(g), first);
    assert_int_equal(brink_game_absent_minded(g), first);
    brink_game_free(g);
}

static void mistakes_in_trees(void **state)
{
    (void)state;
    brink_game *g = brink_game_new(BRINK_GAME_EXTENSIVE, NULL);
    assert_refused(g, "without players");
    assert_refused(new_tree(), "without nodes");

    g = new_tree();
    brink_game_add_infoset(g, 2, "x", 2, two);
    assert_refused(g, "'x' of player 3, of 2");
    g = new_tree();
    brink_game_add_infoset(g, 0, "x", 0, two);
    assert_refused(g, "0 actions");

    g = new_tree();
    size_t h = brink_game_add_infoset(g, 0, "x", 2, two);
    size_t root = brink_game_add_node(g, BRINK_GAME_NONE, 0, h, BRINK_GAME_NONE, "");
    size_t leaf = brink_game_add_leaf(g, root, 0, "", (const double[]){0, 0});
    brink_game_add_leaf(g, leaf, 0, "", (const double[]){0, 0});
    assert_refused(g, "below a terminal node");

    g = new_tree();
    h = brink_game_add_infoset(g, 0, "x", 2, two);
    root = brink_game_add_node(g, BRINK_GAME_NONE, 0, h, BRINK_GAME_NONE, "");
    brink_game_add_leaf(g, root, 2, "", (const double[]){0, 0});
    assert_refused(g, "its parent does not have");

    g = new_tree();
    h = brink_game_add_infoset(g, 0, "x", 2, two);
    root = brink_game_add_node(g, BRINK_GAME_NONE, 0, h, BRINK_GAME_NONE, "");
    brink_game_add_leaf(g, root, 0, "", (const double[]){0, 0});
    assert_refused(g, "without a node below it");

    g = new_tree();
    h = brink_game_add_infoset(g, 0, "x", 2, two);
    root = brink_game_add_node(g, BRINK_GAME_NONE, 0, h, BRINK_GAME_NONE, "");
    brink_game_add_leaf(g, root, 0, "", (const double[]){0, 0});
    brink_game_add_leaf(g, root, 0, "", (const double[]){0, 0});
    assert_refused(g, "two nodes below one action");

    g = new_tree();
    h = brink_game_add_infoset(g, 0, "x", 1, two);
    brink_game_add_infoset(g, 0, "lost", 1, two);
    root = brink_game_add_node(g, BRINK_GAME_NONE, 0, h, BRINK_GAME_NONE, "");
    brink_game_add_leaf(g, root, 0, "", (const double[]){0, 0});
    assert_refused(g, "'lost' (number 2) has no node");

    g = new_tree();
    h = brink_game_add_infoset(g, 0, "x", 1, two);
    size_t k = brink_game_add_infoset(g, 0, "y", 1, two);
    brink_game_number_infoset(g, k, 1);
    root = brink_game_add_node(g, BRINK_GAME_NONE, 0, h, BRINK_GAME_NONE, "");
    size_t node = brink_game_add_node(g, root, 0, k, BRINK_GAME_NONE, "");
    brink_game_add_leaf(g, node, 0, "", (const double[]){0, 0});
    assert_refused(g, "two information sets of a player with number 1");

    g = new_tree();
    brink_game_add_outcome(g, "o", (const double[]){0, 1e101});
    assert_refused(g, "at most 1e+100");

    g = new_tree();
    h = brink_game_add_infoset(g, 0, "x", 1, two);
    node = BRINK_GAME_NONE;
    for (size_t d = 0; d <= BRINK_GAME_MAX_DEPTH; d++) {
        size_t each = brink_game_add_infoset(g, 0, "", 1, two);
        node = brink_game_add_node(g, node, 0, d == 5 ? h : each, BRINK_GAME_NONE, "");
        if (d == 5) {
            node = brink_game_add_node(g, node, 0, each, BRINK_GAME_NONE, "");
        }
    }
    brink_game_add_leaf(g, node, 0, "", (const double[]){0, 0});
    assert_refused(g, "a path of more than 1024 moves");
}

static void mistakes_in_tables(void **state)
{
    (void)state;
    brink_game *g = brink_game_new(BRINK_GAME_STRATEGIC, "t");
    brink_game_add_player(g, "One");
    brink_game_set_payoffs(g, 0, (const double[]){0});
    assert_refused(g, "each player needs one information set");

    g = brink_game_new(BRINK_GAME_STRATEGIC, "t");
    brink_game_add_player(g, "One");
    brink_game_add_infoset(g, 0, "", 2, two);
    brink_game_set_payoffs(g, 0, (const double[]){0});
    assert_refused(g, "profile 1 of 2 has no payoffs");

    g = brink_game_new(BRINK_GAME_STRATEGIC, "t");
    brink_game_add_player(g, "One");
    brink_game_add_infoset(g, 0, "", 2, two);
    size_t o = brink_game_add_outcome(g, "", (const double[]){1});
    brink_game_set_payoffs(g, 0, (const double[]){0});
    brink_game_set_outcome(g, 1, o);
    assert_refused(g, "either payoffs or outcomes");

    g = brink_game_new(BRINK_GAME_STRATEGIC, "t");
    brink_game_add_player(g, "One");
    brink_game_add_infoset(g, 0, "", 2, two);
    brink_game_set_payoffs(g, 2, (const double[]){0});
    assert_refused(g, "profile 2 of 2");

    g = brink_game_new(BRINK_GAME_STRATEGIC, "t");
    brink_game_add_player(g, "One");
    brink_game_add_infoset(g, 0, "", 2, two);
    brink_game_add_node(g, BRINK_GAME_NONE, 0, BRINK_GAME_NONE, BRINK_GAME_NONE, "");
    assert_refused(g, "extensive form");

    g = brink_game_new(BRINK_GAME_STRATEGIC, "t");
    brink_game_add_player(g, "One");
    brink_game_add_infoset(g, 0, "", 1, two);
    brink_game_set_payoffs(g, 0, (const double[]){0});
    assert_int_equal(brink_game_finish(g, NULL), BRINK_OK);
    brink_game_add_player(g, "Late");
    assert_refused(g, "finished");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tree),
        cmocka_unit_test(a_table),
        cmocka_unit_test(outcomes_in_a_table),
        cmocka_unit_test(chance_from_doubles),
        cmocka_unit_test(memory),
        cmocka_unit_test(mistakes_in_trees),
        cmocka_unit_test(mistakes_in_tables),
    };
    return cmocka_run_group_tests_name("game", tests, NULL, NULL) != 0;
}
