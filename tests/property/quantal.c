/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Quantal response equilibria of random games: against a slow implementation that shares no code, and laws that hold
 * whatever the game. BRINK_QUANTAL_SCALE multiplies how many games are compared. */
#include "support/check.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

#include "brink/quantal.h"
#include "brink/rng.h"
#include "support/random_game.h"
#include "support/slow_quantal.h"

enum { MOST = 64 };

static brink_solutions *solve_with(const brink_game *game, const double *lambda, size_t n,
                                   const brink_quantal_options *like)
{
    brink_quantal_options options = like != NULL ? *like : (brink_quantal_options){0};
    options.lambda = lambda;
    options.n_lambdas = n;
    brink_solutions *solutions = NULL;
    brink_error err = {0};
    brink_status status = brink_quantal_solve(game, &options, &solutions, &err);
    if (status != BRINK_OK) {
        fail_msg("%s", err.what);
    }
    return solutions;
}

static void assert_same(const brink_game *game, const double *got, const double *want, double tolerance, uint64_t seed,
                        double lambda)
{
    for (size_t v = 0; v < brink_game_n_actions(game); v++) {
        if (!(fabs(got[v] - want[v]) <= tolerance)) {
            fail_msg("seed %llu, lambda %g: p[%zu] = %.12g, expected %.12g", (unsigned long long)seed, lambda, v,
                     got[v], want[v]);
        }
    }
}

/* --- against the slow one ----------------------------------------------------------------------------------------- */

static size_t scale(void)
{
    const char *text = getenv("BRINK_QUANTAL_SCALE");
    return text != NULL ? (size_t)strtoul(text, NULL, 10) : 1;
}

static void compare(const brink_game *game, uint64_t seed, const double *lambda, size_t n)
{
    double p[MOST];
    brink_solutions *solutions = solve_with(game, lambda, n, NULL);
    for (size_t k = 0; k < n; k++) {
        const brink_solution *s = &solutions->item[k];
        if (s->branch == BRINK_BRANCH_SYMMETRIC) {
            continue; /* the slow one is no judge where curves cross */
        }
        if (!slow_quantal(game, lambda[k], 0.02, p)) {
            fail_msg("seed %llu: the slow solver gave up at lambda %g", (unsigned long long)seed, lambda[k]);
        }
        assert_same(game, s->p, p, 1e-8, seed, lambda[k]);
        double payoff[MOST];
        slow_payoffs(game, p, payoff);
        for (size_t v = 0; v < brink_game_n_actions(game); v++) {
            assert_near(s->payoff[v], payoff[v], 1e-6 * (1.0 + fabs(payoff[v])));
        }
    }
    brink_solutions_free(solutions);
}

static void tables_slowly(void **state)
{
    (void)state;
    static const double lambda[] = {0.5, 2, 6};
    for (uint64_t seed = 1; seed <= 12 * scale(); seed++) {
        brink_game *game = random_table(seed, 2 + seed % 3, seed % 3 == 2 ? 2 : 3, (payoff_kind)(seed % 2));
        compare(game, seed, lambda, COUNT(lambda));
        brink_game_free(game);
    }
}

/* Curves that nearly touch: the classes in which one jumps from one to the other if anywhere. */
static void coordination_slowly(void **state)
{
    (void)state;
    static const double lambda[] = {1, 3, 5, 10};
    for (uint64_t seed = 1; seed <= 10 * scale(); seed++) {
        brink_game *game = random_table(100 + seed, 2 + seed % 2, 3, PAYOFF_COORDINATION);
        compare(game, seed, lambda, COUNT(lambda));
        brink_game_free(game);
    }
}

static void trees_slowly(void **state)
{
    (void)state;
    static const double lambda[] = {0.7, 3};
    for (uint64_t seed = 1; seed <= 10 * scale(); seed++) {
        brink_game *game = random_tree(seed, 3, (payoff_kind)(seed % 2));
        compare(game, seed, lambda, COUNT(lambda));
        brink_game_free(game);
    }
}

/* --- what every solution must be ---------------------------------------------------------------------------------- */

/* Solutions at all precisions: a fixed point of the response, by payoffs of the slow implementation where p has no
 * zeros; regret within the bound of a logit response, (number of actions) / (e lambda). */
static void check_solutions(const brink_game *game, uint64_t seed, size_t *n_missed)
{
    static const double lambda[] = {0, 0.1, 1, 10, 100, 1000};
    brink_solutions *solutions = NULL;
    brink_quantal_options options = {.lambda = lambda, .n_lambdas = COUNT(lambda)};
    brink_error err = {0};
    brink_status status = brink_quantal_solve(game, &options, &solutions, &err);
    assert_true(status == BRINK_OK || status == BRINK_EDIVERGE);
    for (size_t k = 0; k < COUNT(lambda); k++) {
        const brink_solution *s = &solutions->item[k];
        if (s->status != BRINK_OK) {
            assert_true(isnan(s->p[0]) && isnan(s->regret));
            *n_missed += 1;
            continue;
        }
        for (size_t h = 0; h < brink_game_n_infosets(game); h++) {
            const brink_game_infoset *view = brink_game_get_infoset(game, h);
            if (view->player == BRINK_GAME_CHANCE) {
                continue;
            }
            const brink_game_player *player = brink_game_get_player(game, view->player);
            const double *payoff = s->payoff + view->first;
            double top = payoff[0];
            for (size_t a = 0; a < view->n_actions; a++) {
                top = fmax(top, payoff[a]);
            }
            double sum = 0.0;
            double total = 0.0;
            for (size_t a = 0; a < view->n_actions; a++) {
                sum += exp(lambda[k] * (payoff[a] - top));
                total += s->p[view->first + a];
            }
            assert_near(total, 1.0, 1e-12);
            for (size_t a = 0; a < view->n_actions; a++) {
                double want = lambda[k] * (payoff[a] - top) - log(sum);
                double span = lambda[k] * (player->hi - player->lo);
                if (!(fabs(s->log_p[view->first + a] - want) <= 1e-8 + 1e-12 * span + 1e-15 * span * span)) {
                    fail_msg("seed %llu, lambda %g: log p is %.15g, its response %.15g", (unsigned long long)seed,
                             lambda[k], s->log_p[view->first + a], want);
                }
            }
            if (lambda[k] > 0.0 && player->hi > player->lo) {
                double bound = (double)view->n_actions / (2.71828 * lambda[k] * (player->hi - player->lo));
                assert_true(s->infoset_regret[h] <= bound);
                assert_true(s->infoset_regret[h] >= 0.0);
            }
        }
        if (lambda[k] == 0.0) {
            for (size_t v = 0; v < brink_game_n_actions(game); v++) {
                assert_near(s->residual, 0.0, 1e-15);
            }
        }
    }
    brink_solutions_free(solutions);
}

static void all_precisions(void **state)
{
    (void)state;
    size_t n_missed = 0;
    size_t n = 0;
    for (uint64_t seed = 1; seed <= 120; seed++) {
        payoff_kind kind = (payoff_kind)(seed % PAYOFF_N);
        brink_game *game = seed % 3 == 0 ? random_tree(seed, 2 + seed % 4, (payoff_kind)(seed % 3))
                                         : random_table(seed, 2 + seed % 3, 4, kind);
        check_solutions(game, seed, &n_missed);
        n += 6;
        brink_game_free(game);
    }
    print_message("%zu of %zu solutions missed\n", n_missed, n);
    assert_true(n_missed <= n / 200); /* stalls may be, where payoffs tie exactly at great precision; not many */
}

/* --- laws --------------------------------------------------------------------------------------------------------- */

/* The same game with the first two players exchanged, and each player's actions turned round. */
static brink_game *relabelled(const brink_game *game)
{
    size_t n = brink_game_n_players(game);
    size_t order[8] = {1, 0, 2, 3};
    brink_game *other = brink_game_new(BRINK_GAME_STRATEGIC, "relabelled");
    for (size_t i = 0; i < n; i++) {
        (void)brink_game_add_player(other, brink_game_get_player(game, order[i])->label);
    }
    for (size_t i = 0; i < n; i++) {
        const brink_game_infoset *view = brink_game_get_infoset(game, order[i]);
        const char *action[8];
        for (size_t a = 0; a < view->n_actions; a++) {
            action[a] = view->action[view->n_actions - 1 - a];
        }
        (void)brink_game_add_infoset(other, i, "", view->n_actions, action);
    }
    for (size_t s = 0; s < brink_game_n_profiles(game); s++) {
        size_t strategy[8] = {0};
        size_t there[8];
        double u[8];
        size_t rest = s;
        for (size_t i = 0; i < n; i++) {
            size_t n_actions = brink_game_get_infoset(game, i)->n_actions;
            strategy[i] = rest % n_actions;
            rest /= n_actions;
        }
        size_t profile = 0;
        for (size_t i = n; i > 0; i--) {
            size_t n_actions = brink_game_get_infoset(game, order[i - 1])->n_actions;
            there[i - 1] = n_actions - 1 - strategy[order[i - 1]];
            u[i - 1] = brink_game_payoffs(game)[s * n + order[i - 1]];
            profile = profile * n_actions + there[i - 1];
        }
        brink_game_set_payoffs(other, profile, u);
    }
    assert_int_equal(brink_game_finish(other, NULL), BRINK_OK);
    return other;
}

static void relabelling(void **state)
{
    (void)state;
    static const double lambda[] = {1, 4, 20};
    for (uint64_t seed = 1; seed <= 30; seed++) {
        brink_game *game = random_table(seed, 2 + seed % 3, 3, (payoff_kind)(seed % PAYOFF_N));
        brink_game *other = relabelled(game);
        for (int picks = 0; picks < 2; picks++) {
            brink_quantal_options options = {.is_picked = picks == 1, .seed = 9};
            brink_solutions *a = solve_with(game, lambda, COUNT(lambda), &options);
            brink_solutions *b = solve_with(other, lambda, COUNT(lambda), &options);
            for (size_t k = 0; k < COUNT(lambda); k++) {
                for (size_t i = 0; i < 2; i++) {
                    const brink_game_infoset *view = brink_game_get_infoset(game, i);
                    const brink_game_infoset *there = brink_game_get_infoset(other, 1 - i);
                    for (size_t c = 0; c < view->n_actions; c++) {
                        assert_near(a->item[k].p[view->first + c], b->item[k].p[there->first + view->n_actions - 1 - c],
                                    1e-9);
                    }
                }
            }
            brink_solutions_free(a);
            brink_solutions_free(b);
        }
        brink_game_free(game);
        brink_game_free(other);
    }
}

/* payoff -> shift_i + factor_i payoff in a copy of a table */
static brink_game *scaled(const brink_game *game, const double *factor, const double *shift)
{
    size_t n = brink_game_n_players(game);
    brink_game *other = brink_game_new(BRINK_GAME_STRATEGIC, "scaled");
    for (size_t i = 0; i < n; i++) {
        (void)brink_game_add_player(other, brink_game_get_player(game, i)->label);
    }
    for (size_t i = 0; i < n; i++) {
        const brink_game_infoset *view = brink_game_get_infoset(game, i);
        (void)brink_game_add_infoset(other, i, "", view->n_actions, view->action);
    }
    for (size_t s = 0; s < brink_game_n_profiles(game); s++) {
        double u[8];
        for (size_t i = 0; i < n; i++) {
            u[i] = shift[i] + factor[i] * brink_game_payoffs(game)[s * n + i];
        }
        brink_game_set_payoffs(other, s, u);
    }
    assert_int_equal(brink_game_finish(other, NULL), BRINK_OK);
    return other;
}

/* A rationality is a factor of payoffs; constants do not matter. */
static void rationality_and_shifts(void **state)
{
    (void)state;
    static const double lambda[] = {0.5, 3, 40};
    static const double factor[] = {0.25, 3, 1, 0};
    static const double shift[] = {100, -7, 0, 3};
    for (uint64_t seed = 1; seed <= 20; seed++) {
        brink_game *game = random_table(seed, 2 + seed % 3, 3, PAYOFF_UNIFORM);
        brink_game *other = scaled(game, factor, shift);
        brink_quantal_options options = {.rationality = factor};
        brink_solutions *a = solve_with(game, lambda, COUNT(lambda), &options);
        brink_solutions *b = solve_with(other, lambda, COUNT(lambda), NULL);
        for (size_t k = 0; k < COUNT(lambda); k++) {
            assert_same(game, a->item[k].p, b->item[k].p, 1e-9, seed, lambda[k]);
        }
        if (brink_game_n_players(game) == 4) { /* rationality 0 is uniform play */
            const brink_game_infoset *view = brink_game_get_infoset(game, 3);
            assert_near(a->item[2].p[view->first], 1.0 / (double)view->n_actions, 1e-12);
        }
        brink_solutions_free(a);
        brink_solutions_free(b);
        brink_game_free(game);
        brink_game_free(other);
    }
}

/* Precisions in any order, one by one or together. */
static void several_at_once(void **state)
{
    (void)state;
    static const double together[] = {30, 0.5, 0, 7, 7, 2};
    for (uint64_t seed = 1; seed <= 20; seed++) {
        brink_game *game =
            seed % 2 == 0 ? random_tree(seed, 4, PAYOFF_UNIFORM) : random_table(seed, 3, 3, PAYOFF_COORDINATION);
        brink_solutions *all = solve_with(game, together, COUNT(together), NULL);
        for (size_t k = 0; k < COUNT(together); k++) {
            brink_solutions *one = solve_with(game, &together[k], 1, NULL);
            assert_near(all->item[k].lambda, together[k], 0);
            assert_same(game, all->item[k].p, one->item[0].p, 1e-9, seed, together[k]);
            brink_solutions_free(one);
        }
        brink_solutions_free(all);
        brink_game_free(game);
    }
}

/* Trees of perfect information have one quantal response equilibrium, by backward induction. */
static void backward_induction(void **state)
{
    (void)state;
    static const double lambda[] = {0.5, 5, 200};
    for (uint64_t seed = 1; seed <= 20; seed++) {
        brink_game *game = random_perfect_tree(seed, 5, (payoff_kind)(seed % 3));
        size_t n_nodes = brink_game_n_nodes(game);
        size_t n_players = brink_game_n_players(game);
        double *value = calloc(n_nodes * n_players, sizeof *value);
        brink_solutions *solutions = solve_with(game, lambda, COUNT(lambda), NULL);
        for (size_t k = 0; k < COUNT(lambda); k++) {
            for (size_t n = n_nodes; n > 0; n--) {
                const brink_game_node *node = brink_game_get_node(game, n - 1);
                double *own = value + (n - 1) * n_players;
                memset(own, 0, n_players * sizeof *own);
                if (node->payoffs != NULL) {
                    memcpy(own, node->payoffs, n_players * sizeof *own);
                    continue;
                }
                const brink_game_infoset *h = brink_game_get_infoset(game, node->infoset);
                double sum = 0.0;
                double top = -HUGE_VAL;
                for (size_t a = 0; a < h->n_actions && h->probability == NULL; a++) {
                    top = fmax(top, lambda[k] * value[node->child[a] * n_players + h->player]);
                }
                for (size_t a = 0; a < h->n_actions && h->probability == NULL; a++) {
                    sum += exp(lambda[k] * value[node->child[a] * n_players + h->player] - top);
                }
                for (size_t a = 0; a < h->n_actions; a++) {
                    const double *child = value + node->child[a] * n_players;
                    double p =
                        h->probability != NULL ? h->probability[a] : exp(lambda[k] * child[h->player] - top) / sum;
                    if (h->probability == NULL) {
                        assert_near(solutions->item[k].p[h->first + a], p, 1e-10);
                    }
                    for (size_t i = 0; i < n_players; i++) {
                        own[i] += p * child[i];
                    }
                }
            }
        }
        brink_solutions_free(solutions);
        free(value);
        brink_game_free(game);
    }
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_slowly),   cmocka_unit_test(coordination_slowly),
        cmocka_unit_test(trees_slowly),    cmocka_unit_test(all_precisions),
        cmocka_unit_test(relabelling),     cmocka_unit_test(rationality_and_shifts),
        cmocka_unit_test(several_at_once), cmocka_unit_test(backward_induction),
    };
    return cmocka_run_group_tests_name("quantal", tests, NULL, NULL) != 0;
}
