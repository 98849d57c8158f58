/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Nash equilibria: textbook games, degenerate ones, trees; and vertices by brute force over random games. */
#include "support/check.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <stdlib.h>
#include <string.h>

#include "brink/game_file.h"
#include "brink/nash.h"
#include "support/random_game.h"

enum { ALL = 1000 };

static brink_game *bimatrix(size_t m, size_t n, const double *a, const double *b)
{
    static const char *const players[] = {"Row", "Column"};
    brink_game *game = NULL;
    double *payoff = malloc((2 * m * n + 1) * sizeof *payoff);
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < n; j++) {
            payoff[2 * (i + m * j)] = a[i * n + j];
            payoff[2 * (i + m * j) + 1] = b[i * n + j];
        }
    }
    assert_int_equal(brink_game_new_table("bimatrix", 2, players, (const size_t[]){m, n}, NULL, payoff, &game, NULL),
                     BRINK_OK);
    free(payoff);
    return game;
}

static brink_solutions *all_of(const brink_game *game)
{
    brink_solutions *list = NULL;
    brink_error err = {0};
    if (brink_nash_all(game, ALL, &list, &err) != BRINK_OK) {
        fail_msg("%s", err.what);
    }
    for (size_t k = 0; k < list->n; k++) {
        assert_true(list->item[k].regret <= 1e-14);
        assert_int_equal(list->item[k].status, BRINK_OK);
    }
    return list;
}

static void assert_plays(const brink_solution *s, const double *p, size_t n)
{
    for (size_t v = 0; v < n; v++) {
        assert_near(s->p[v], p[v], 1e-15);
    }
}

/* von Stengel (2002), Handbook of Game Theory 3, example (2.2): three equilibria, by hand. */
static void handbook(void **state)
{
    (void)state;
    brink_game *game = bimatrix(3, 2, (const double[]){3, 3, 2, 5, 0, 6}, (const double[]){3, 2, 2, 6, 3, 1});
    brink_solutions *list = all_of(game);
    assert_int_equal(list->n, 3);
    assert_false(list->is_degenerate);
    assert_plays(&list->item[0], (const double[]){1, 0, 0, 1, 0}, 5);
    assert_plays(&list->item[1], (const double[]){0.8, 0.2, 0, 2.0 / 3, 1.0 / 3}, 5);
    assert_plays(&list->item[2], (const double[]){0, 1.0 / 3, 2.0 / 3, 1.0 / 3, 2.0 / 3}, 5);
    assert_int_equal(list->item[0].branch, BRINK_BRANCH_PURE);
    assert_int_equal(list->item[1].branch, BRINK_BRANCH_MIXED);
    assert_int_equal(list->item[2].component, 3);
    assert_near(list->item[1].expected[0], 3, 1e-14);
    brink_solutions_free(list);

    assert_int_equal(brink_nash_all(game, 2, &list, NULL), BRINK_OK);
    assert_int_equal(list->n, 2);
    assert_true(list->is_cut);
    brink_solutions_free(list);
    brink_game_free(game);
}

/* A column that ties with a weakly dominated one: a line of equilibria, whose ends are the extreme ones. */
static void degenerate(void **state)
{
    (void)state;
    /* row: top 1 1, bottom 0 1; column is indifferent throughout */
    brink_game *game = bimatrix(2, 2, (const double[]){1, 1, 0, 1}, (const double[]){0, 0, 0, 0});
    brink_solutions *list = all_of(game);
    assert_true(list->is_degenerate);
    /* top with anything; right with anything: two edges that share (top, right) */
    assert_int_equal(list->n, 3);
    for (size_t k = 0; k < list->n; k++) {
        assert_int_equal(list->item[k].component, 1);
    }
    brink_solutions_free(list);
    assert_int_equal(brink_nash_pure(game, ALL, &list, NULL), BRINK_OK);
    assert_int_equal(list->n, 3);
    assert_true(list->is_degenerate);
    brink_solutions_free(list);
    brink_game_free(game);

    /* all payoffs equal: everything is an equilibrium, the corners are extreme */
    game = bimatrix(2, 3, (const double[]){7, 7, 7, 7, 7, 7}, (const double[]){0, 0, 0, 0, 0, 0});
    list = all_of(game);
    assert_int_equal(list->n, 6);
    assert_int_equal(list->item[5].component, 1);
    brink_solutions_free(list);
    brink_game_free(game);
}

/* Ties that doubles cannot see: 1/3 is more than its nearest decimal with 20 digits. */
static void exact_ties(void **state)
{
    (void)state;
    static const char text[] = "NFG 1 R \"t\" { \"A\" } { 2 } 1/3 0.33333333333333333333";
    brink_game *game = NULL;
    brink_solutions *list = NULL;
    brink_diagnostics *d = brink_diagnostics_new();
    assert_int_equal(brink_game_read_bytes("t.nfg", BRINK_GAME_NFG, text, strlen(text), &game, d), BRINK_OK);
    assert_true(brink_game_payoffs(game)[0] == brink_game_payoffs(game)[1]);
    assert_int_equal(brink_nash_pure(game, ALL, &list, NULL), BRINK_OK);
    assert_int_equal(list->n, 1);
    assert_near(list->item[0].p[0], 1, 0);
    assert_false(list->is_degenerate);
    brink_solutions_free(list);
    brink_game_free(game);
    brink_diagnostics_free(d);
}

static void refusals(void **state)
{
    (void)state;
    brink_error err = {0};
    brink_solutions *list = NULL;
    brink_game *game = random_table(1, 3, 2, PAYOFF_UNIFORM);
    assert_int_equal(brink_nash_all(game, ALL, &list, &err), BRINK_EDATA);
    assert_string_equal(err.what, "all equilibria are found of games with two players; this one has 3");
    assert_int_equal(brink_nash_subgame_perfect(game, ALL, &list, &err), BRINK_EDATA);
    assert_string_equal(err.what, "subgames belong to games in extensive form; this one is a table");
    brink_game_free(game);

    size_t n[] = {40, 30};
    double *zeros = calloc(2 * 40 * 30, sizeof *zeros);
    static const char *const players[] = {"A", "B"};
    assert_int_equal(brink_game_new_table("t", 2, players, n, NULL, zeros, &game, NULL), BRINK_OK);
    assert_int_equal(brink_nash_all(game, ALL, &list, &err), BRINK_EDATA);
    assert_string_equal(err.what, "40 and 30 strategies; allowed for all equilibria: 64 together");
    free(zeros);
    brink_game_free(game);
}

/* --- against brute force ------------------------------------------------------------------------------------------ */

/* Vertices of { x >= 0 : x A <= 1 } (A positive, [m][n]): every choice of m inequalities that gives a feasible point.
 */
static size_t brute_vertices(size_t m, size_t n, const double *a, double (*x)[4], unsigned *labels)
{
    size_t n_found = 0;
    for (unsigned set = 0; set < 1u << (m + n); set++) {
        double matrix[16] = {0};
        double right[4] = {0};
        size_t row = 0;
        for (size_t k = 0; k < m + n; k++) {
            if ((set >> k & 1u) == 0 || row >= m) {
                row += (set >> k & 1u) != 0;
                continue;
            }
            for (size_t i = 0; i < m; i++) {
                matrix[row * m + i] = k < m ? (i == k ? 1.0 : 0.0) : a[i * n + (k - m)];
            }
            right[row++] = k < m ? 0.0 : 1.0;
        }
        if (row != m) {
            continue;
        }
        gsl_matrix_view view = gsl_matrix_view_array(matrix, m, m);
        gsl_vector_view b = gsl_vector_view_array(right, m);
        size_t order[4];
        gsl_permutation permutation = {m, order};
        int sign = 0;
        gsl_linalg_LU_decomp(&view.matrix, &permutation, &sign);
        bool is_regular = true;
        for (size_t i = 0; i < m; i++) {
            is_regular = is_regular && fabs(matrix[i * m + i]) > 1e-9;
        }
        if (!is_regular) {
            continue;
        }
        gsl_linalg_LU_svx(&view.matrix, &permutation, &b.vector);
        unsigned tight = 0;
        bool is_feasible = true;
        double total = 0.0;
        for (size_t k = 0; k < m + n; k++) {
            double slack = k < m ? right[k] : 1.0;
            for (size_t i = 0; i < m && k >= m; i++) {
                slack -= right[i] * a[i * n + (k - m)];
            }
            is_feasible = is_feasible && slack > -1e-9;
            tight |= fabs(slack) < 1e-9 ? 1u << k : 0u;
            total += k < m ? right[k] : 0.0;
        }
        bool is_new = is_feasible && total > 1e-9;
        for (size_t f = 0; f < n_found && is_new; f++) {
            double distance = 0.0;
            for (size_t i = 0; i < m; i++) {
                distance = fmax(distance, fabs(x[f][i] - right[i] / total));
            }
            is_new = distance > 1e-7;
        }
        if (is_new) {
            for (size_t i = 0; i < m; i++) {
                x[n_found][i] = right[i] / total;
            }
            labels[n_found++] = tight;
        }
    }
    return n_found;
}

static void compare_with_brute_force(size_t m, size_t n, const double *a, const double *b)
{
    double b_positive[16];
    double a_turned[16];
    double x[256][4];
    double y[256][4];
    unsigned x_labels[256];
    unsigned y_labels[256];
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < n; j++) {
            b_positive[i * n + j] = b[i * n + j] + 10.0;
            a_turned[j * m + i] = a[i * n + j] + 10.0;
        }
    }
    size_t n_x = brute_vertices(m, n, b_positive, x, x_labels);
    size_t n_y = brute_vertices(n, m, a_turned, y, y_labels);
    brink_game *game = bimatrix(m, n, a, b);
    brink_solutions *list = all_of(game);
    size_t n_pairs = 0;
    for (size_t s = 0; s < n_x; s++) {
        for (size_t t = 0; t < n_y; t++) {
            unsigned own = y_labels[t] & ((1u << n) - 1u);
            unsigned labels = x_labels[s] | own << m | y_labels[t] >> n;
            if (labels != (1u << (m + n)) - 1u) {
                continue;
            }
            n_pairs++;
            bool is_listed = false;
            for (size_t k = 0; k < list->n && !is_listed; k++) {
                double distance = 0.0;
                for (size_t i = 0; i < m; i++) {
                    distance = fmax(distance, fabs(list->item[k].p[i] - x[s][i]));
                }
                for (size_t j = 0; j < n; j++) {
                    distance = fmax(distance, fabs(list->item[k].p[m + j] - y[t][j]));
                }
                is_listed = distance < 1e-7;
            }
            assert_true(is_listed);
        }
    }
    assert_int_equal(list->n, n_pairs);
    /* pure equilibria are extreme */
    brink_solutions *pure = NULL;
    assert_int_equal(brink_nash_pure(game, ALL, &pure, NULL), BRINK_OK);
    size_t n_pure = 0;
    for (size_t k = 0; k < list->n; k++) {
        n_pure += list->item[k].branch == BRINK_BRANCH_PURE;
    }
    assert_int_equal(pure->n, n_pure);
    brink_solutions_free(pure);
    brink_solutions_free(list);
    brink_game_free(game);
}

static void brute_force(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        double a[16];
        double b[16];
        brink_game *source = random_table(seed, 2, 4, seed % 2 == 0 ? PAYOFF_WHOLE : PAYOFF_UNIFORM);
        size_t m = brink_game_get_infoset(source, 0)->n_actions;
        size_t n = brink_game_get_infoset(source, 1)->n_actions;
        for (size_t i = 0; i < m; i++) {
            for (size_t j = 0; j < n; j++) {
                a[i * n + j] = brink_game_payoffs(source)[2 * (i + m * j)];
                b[i * n + j] = brink_game_payoffs(source)[2 * (i + m * j) + 1];
            }
        }
        compare_with_brute_force(m, n, a, b);
        brink_game_free(source);
    }
}

/* n-player games: a profile is listed exactly when nobody gains alone. */
static void pure_of_many(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        brink_game *game = random_table(seed, 2 + seed % 3, 3, PAYOFF_WHOLE);
        size_t n = brink_game_n_players(game);
        const double *u = brink_game_payoffs(game);
        brink_solutions *list = NULL;
        assert_int_equal(brink_nash_pure(game, ALL, &list, NULL), BRINK_OK);
        size_t n_found = 0;
        for (size_t s = 0; s < brink_game_n_profiles(game); s++) {
            bool is_stable = true;
            for (size_t t = 0; t < brink_game_n_profiles(game); t++) {
                size_t n_differ = 0;
                size_t who = 0;
                for (size_t i = 0, x = s, y = t; i < n; i++) {
                    size_t actions = brink_game_get_infoset(game, i)->n_actions;
                    n_differ += x % actions != y % actions;
                    who = x % actions != y % actions ? i : who;
                    x /= actions;
                    y /= actions;
                }
                is_stable = is_stable && !(n_differ == 1 && u[t * n + who] > u[s * n + who]);
            }
            if (is_stable) {
                assert_true(n_found < list->n);
                for (size_t i = 0, x = s; i < n; i++) {
                    const brink_game_infoset *h = brink_game_get_infoset(game, i);
                    assert_near(list->item[n_found].p[h->first + x % h->n_actions], 1, 0);
                    x /= h->n_actions;
                }
                n_found++;
            }
        }
        assert_int_equal(list->n, n_found);
        brink_solutions_free(list);
        brink_game_free(game);
    }
}

/* --- trees -------------------------------------------------------------------------------------------------------- */

static brink_game *read_tree(const char *text)
{
    brink_game *game = NULL;
    brink_diagnostics *d = brink_diagnostics_new();
    if (brink_game_read_bytes("t.efg", BRINK_GAME_EFG, text, strlen(text), &game, d) != BRINK_OK) {
        fail_msg("%s", brink_diagnostics_get(d, 0));
    }
    brink_diagnostics_free(d);
    return game;
}

/* Entry: subgame perfection leaves (in, share); the threat of a fight is a Nash equilibrium besides. */
static void entry(void **state)
{
    (void)state;
    brink_game *game = read_tree("EFG 2 R \"entry\" { \"Rival\" \"Owner\" }\n"
                                 "p \"\" 1 1 \"\" { \"out\" \"in\" } 0\n"
                                 "t \"\" 1 \"\" { 0 2 }\n"
                                 "p \"\" 2 1 \"\" { \"fight\" \"share\" } 0\n"
                                 "t \"\" 2 \"\" { -1 -1 }\nt \"\" 3 \"\" { 1 1 }\n");
    brink_solutions *list = NULL;
    assert_int_equal(brink_nash_subgame_perfect(game, ALL, &list, NULL), BRINK_OK);
    assert_int_equal(list->n, 1);
    assert_false(list->is_degenerate);
    assert_plays(&list->item[0], (const double[]){0, 1, 0, 1}, 4);
    brink_solutions_free(list);
    assert_int_equal(brink_nash_pure(game, ALL, &list, NULL), BRINK_OK);
    assert_int_equal(list->n, 2);
    assert_plays(&list->item[0], (const double[]){1, 0, 1, 0}, 4);
    brink_solutions_free(list);
    list = all_of(game);
    assert_true(list->is_degenerate);
    assert_int_equal(list->n, 3); /* out, with fight or with fight just often enough; in, with share */
    assert_plays(&list->item[1], (const double[]){1, 0, 0.5, 0.5}, 4);
    brink_solutions_free(list);
    brink_game_free(game);
}

/* Ties are followed: two ways at one node, then two above only one of them. */
static void ties(void **state)
{
    (void)state;
    brink_game *game = read_tree("EFG 2 R \"ties\" { \"A\" \"B\" }\n"
                                 "p \"\" 1 1 \"\" { \"l\" \"r\" } 0\n"
                                 "p \"\" 2 1 \"\" { \"x\" \"y\" } 0\n"
                                 "t \"\" 1 \"\" { 0 1/3 }\nt \"\" 2 \"\" { 2 1/3 }\n"
                                 "t \"\" 3 \"\" { 2 0 }\n");
    brink_solutions *list = NULL;
    assert_int_equal(brink_nash_subgame_perfect(game, ALL, &list, NULL), BRINK_OK);
    assert_true(list->is_degenerate);
    assert_int_equal(list->n, 3); /* x: r; y: l or r */
    assert_plays(&list->item[0], (const double[]){0, 1, 1, 0}, 4);
    assert_plays(&list->item[1], (const double[]){1, 0, 0, 1}, 4);
    assert_plays(&list->item[2], (const double[]){0, 1, 0, 1}, 4);
    brink_solutions_free(list);
    assert_int_equal(brink_nash_subgame_perfect(game, 2, &list, NULL), BRINK_OK);
    assert_int_equal(list->n, 2);
    assert_true(list->is_cut);
    brink_solutions_free(list);
    brink_game_free(game);
}

/* Every listed equilibrium of a random tree leaves no mover a better action, at any node; and there is one at least. */
static void random_subgames(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        brink_game *game = random_perfect_tree(seed, 5, (payoff_kind)(seed % 3));
        brink_solutions *list = NULL;
        assert_int_equal(brink_nash_subgame_perfect(game, 50, &list, NULL), BRINK_OK);
        assert_true(list->n >= 1);
        for (size_t k = 0; k < list->n; k++) {
            for (size_t h = 0; h < brink_game_n_infosets(game); h++) {
                assert_true(list->item[k].infoset_regret[h] <= 1e-14); /* reached or not */
            }
            for (size_t j = 0; j < k; j++) {
                assert_memory_not_equal(list->item[j].p, list->item[k].p, brink_game_n_actions(game) * sizeof(double));
            }
        }
        assert_true(list->n == 1 || list->is_degenerate);
        brink_solutions_free(list);
        brink_game_free(game);
    }
}

static void imperfect_information(void **state)
{
    (void)state;
    brink_error err = {0};
    brink_solutions *list = NULL;
    brink_game *game = read_tree("EFG 2 R \"t\" { \"A\" \"B\" }\n"
                                 "p \"\" 1 1 \"\" { \"l\" \"r\" } 0\n"
                                 "p \"\" 2 1 \"see\" { \"x\" \"y\" } 0\nt \"\" 1 \"\" { 0 1 }\nt \"\" 2 \"\" { 1 0 }\n"
                                 "p \"\" 2 1 \"see\" { \"x\" \"y\" } 0\nt \"\" 2 t \"\" 1\n");
    assert_int_equal(brink_nash_subgame_perfect(game, ALL, &list, &err), BRINK_EDATA);
    assert_string_equal(err.what,
                        "backward induction needs perfect information: information set 1:see of B has 2 nodes");
    list = all_of(game);
    assert_int_equal(list->n, 1);
    assert_plays(&list->item[0], (const double[]){0.5, 0.5, 0.5, 0.5}, 4);
    assert_near(list->item[0].belief[1], 0.5, 1e-15);
    brink_solutions_free(list);
    brink_game_free(game);

    game = read_tree("EFG 2 R \"t\" { \"A\" \"B\" }\n"
                     "p \"\" 1 1 \"\" { \"l\" \"r\" } 0\n"
                     "p \"\" 1 2 \"what?\" { \"x\" \"y\" } 0\nt \"\" 0 t \"\" 0\n"
                     "p \"\" 1 2 \"what?\" { \"x\" \"y\" } 0\nt \"\" 0 t \"\" 0\n");
    assert_int_equal(brink_nash_pure(game, ALL, &list, &err), BRINK_EDATA);
    assert_string_equal(err.what, "A is reached at information set 2:what? with different memories: without perfect "
                                  "recall, mixtures of strategies are no behaviour");
    brink_game_free(game);
}

/* --- the asymmetric escalation game (Zagare & Kilgour 2000, chapter 8) -------------------------------------------- */

/* Outcomes as ranks: challenger EE- < DE < EE+ < DD < ED < SQ < DC, defender EE- < ED < EE+ < DD- < DC < DD+ < DE < SQ.
 */
static brink_game *escalation(bool challenger_is_hard, bool is_tactically_hard, bool is_strategically_hard)
{
    double c_ee = challenger_is_hard ? 3 : 1;
    double d_ee = is_strategically_hard ? 3 : 1;
    double d_dd = is_tactically_hard ? 6 : 4;
    brink_game *g = brink_game_new(BRINK_GAME_EXTENSIVE, "asymmetric escalation");
    size_t challenger = brink_game_add_player(g, "Challenger");
    size_t defender = brink_game_add_player(g, "Defender");
    size_t first = brink_game_add_infoset(g, challenger, "", 2, (const char *const[]){"C", "D"});
    size_t answer = brink_game_add_infoset(g, defender, "", 3, (const char *const[]){"C", "D", "E"});
    size_t after_d = brink_game_add_infoset(g, challenger, "", 2, (const char *const[]){"C", "E"});
    size_t after_e = brink_game_add_infoset(g, challenger, "", 2, (const char *const[]){"D", "E"});
    size_t last = brink_game_add_infoset(g, defender, "", 2, (const char *const[]){"D", "E"});
    size_t root = brink_game_add_node(g, BRINK_GAME_NONE, 0, first, BRINK_GAME_NONE, "");
    brink_game_add_leaf(g, root, 0, "SQ", (const double[]){6, 8});
    size_t a = brink_game_add_node(g, root, 1, answer, BRINK_GAME_NONE, "");
    brink_game_add_leaf(g, a, 0, "DC", (const double[]){7, 5});
    size_t d = brink_game_add_node(g, a, 1, after_d, BRINK_GAME_NONE, "");
    brink_game_add_leaf(g, d, 0, "DD", (const double[]){4, d_dd});
    size_t e = brink_game_add_node(g, d, 1, last, BRINK_GAME_NONE, "");
    brink_game_add_leaf(g, e, 0, "ED", (const double[]){5, 2});
    brink_game_add_leaf(g, e, 1, "EE", (const double[]){c_ee, d_ee});
    size_t f = brink_game_add_node(g, a, 2, after_e, BRINK_GAME_NONE, "");
    brink_game_add_leaf(g, f, 0, "DE", (const double[]){2, 7});
    brink_game_add_leaf(g, f, 1, "EE", (const double[]){c_ee, d_ee});
    brink_error err = {0};
    assert_int_equal(brink_game_finish(g, &err), BRINK_OK);
    return g;
}

/* A soft challenger keeps the status quo; a hard one does only when the defender is hard in both ways, and otherwise
 * gets its way (five of these rows are among the reference values of the project; all follow from the orderings). */
static void asymmetric_escalation(void **state)
{
    (void)state;
    for (int type = 0; type < 8; type++) {
        bool is_hard = (type & 1) != 0;
        bool is_tactically_hard = (type & 2) != 0;
        bool is_strategically_hard = (type & 4) != 0;
        const char *want = !is_hard || (is_tactically_hard && is_strategically_hard) ? "SQ" : "DC";
        brink_game *game = escalation(is_hard, is_tactically_hard, is_strategically_hard);
        brink_solutions *list = NULL;
        assert_int_equal(brink_nash_subgame_perfect(game, ALL, &list, NULL), BRINK_OK);
        assert_int_equal(list->n, 1);
        size_t n = 0;
        while (brink_game_get_node(game, n)->child != NULL) {
            const brink_game_node *node = brink_game_get_node(game, n);
            const brink_game_infoset *h = brink_game_get_infoset(game, node->infoset);
            size_t action = 0;
            while (list->item[0].p[h->first + action] < 1.0) {
                action++;
            }
            n = node->child[action];
        }
        assert_string_equal(brink_game_get_node(game, n)->label, want);
        brink_solutions_free(list);
        brink_game_free(game);
    }
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(handbook),
        cmocka_unit_test(degenerate),
        cmocka_unit_test(exact_ties),
        cmocka_unit_test(refusals),
        cmocka_unit_test(brute_force),
        cmocka_unit_test(pure_of_many),
        cmocka_unit_test(entry),
        cmocka_unit_test(ties),
        cmocka_unit_test(random_subgames),
        cmocka_unit_test(imperfect_information),
        cmocka_unit_test(asymmetric_escalation),
    };
    return cmocka_run_group_tests_name("nash", tests, NULL, NULL) != 0;
}
