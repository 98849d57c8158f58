/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A theatre of one challenger and one defender as a finite game (the hook `finite` of brink/model.h): the solver of
 * trees finds in it what the model's own solver finds in the theatre. Over random scenarios and later periods; and what
 * is not exactly a finite game is refused with reasons. */
#include "support/verify.h"

#include <string.h>

#include "brink/quantal.h"
#include "support/paths.h"

enum { SEED = 20240912, HORIZON = 6, N_SCENARIOS = 12 };

typedef struct found {
    size_t n, n_theatres;
    double challenger, defender;
} found;

/* Leaves one challenger and one defender in every theatre, who neither look at their reputation nor climb by answers.
 */
static tables *duels(const char *solution, double rationality_most, uint64_t seed)
{
    random_scenario r = {seed, solution, "trace", "1e-11", rationality_most, 0.3, 4, HORIZON};
    tables *t = tables_random(&r);
    for (size_t i = 0; i < tables_n_rows(t, "stakes"); i++) {
        const char *actor = tables_get(t, "stakes", i, "actor"), *theatre = tables_get(t, "stakes", i, "theatre");
        for (size_t k = 0; k < i; k++) {
            if (tables_get(t, "stakes", k, "actor")[0] == actor[0] &&
                strcmp(tables_get(t, "stakes", k, "theatre"), theatre) == 0) {
                tables_set_number(t, "stakes", i, "stake", 0.0);
            }
        }
    }
    tables_empty(t, "script");
    tables_empty(t, "doctrine");
    tables_set_all(t, "actors", "reputation_value", 0.0);
    tables_set_all(t, "theatres", "answer_push", 0.0);
    return t;
}

static size_t infoset_of(const brink_game *game, size_t player, const char *label)
{
    for (size_t h = 0; h < brink_game_n_infosets(game); h++) {
        const brink_game_infoset *set = brink_game_get_infoset(game, h);
        if (set->player == player && strcmp(set->label, label) == 0) {
            return h;
        }
    }
    fail_msg("no information set '%s'", label);
    return 0;
}

static double worst_of(const brink_game *game, const brink_solution *s, size_t player, const char *label,
                       const double *probability, size_t n)
{
    const brink_game_infoset *set = brink_game_get_infoset(game, infoset_of(game, player, label));
    double worst = 0.0;
    assert_int_equal(set->n_actions, n);
    for (size_t a = 0; a < n; a++) {
        double off = fabs(s->p[set->first + a] - probability[a]);
        worst = off <= worst ? worst : off; /* NaN is worse */
    }
    return worst;
}

/* Every choice in the theatre against the tree's solution. */
static void compare(const brink_posts *posts, const char *theatre, const brink_game *game, const brink_solution *s,
                    found *f)
{
    for (size_t i = 0; i < posts->n_choices; i++) {
        const brink_choice *c = &posts->choice[i];
        const brink_post *who = &posts->post[c->post];
        if (strcmp(who->theatre, theatre) != 0) {
            continue;
        }
        if (c->occasion == BRINK_POSTS_NONE) {
            f->challenger = fmax(f->challenger, worst_of(game, s, 0, "", c->probability, who->n_actions));
            f->n++;
        } else if (posts->occasion[c->occasion].post != BRINK_POSTS_NONE) {
            const brink_occasion *at = &posts->occasion[c->occasion];
            const bool is_seen = posts->post[at->post].effect_value[posts->post[at->post].n_actions + at->action] > 0.0;
            char label[64];
            (void)snprintf(label, sizeof label, "%s at %g", who->type[c->type].name, at->value);
            if (is_seen) { /* what nobody can be held for is no part of the game */
                f->defender = fmax(f->defender, worst_of(game, s, 1, label, c->probability, who->n_actions));
                f->n++;
            }
        }
    }
}

static void compare_theatres(const tables *t, const brink_program *p, brink_moment moment, found *f)
{
    brink_posts *posts = NULL;
    brink_error err = {0};
    assert_int_equal(p->type->posts(p, moment, &posts, &err), BRINK_OK);
    for (size_t i = 0; i < tables_n_rows(t, "theatres"); i++) {
        const char *theatre = tables_get(t, "theatres", i, "theatre");
        brink_game *game = NULL;
        brink_solutions *solutions = NULL;
        const double one = 1.0;
        brink_status status = p->type->finite(p, moment, theatre, &game, &err);
        if (status == BRINK_EDATA) {
            assert_non_null(strstr(err.what, "not one of each")); /* a theatre without one of them */
            assert_null(game);
            continue;
        }
        assert_int_equal(status, BRINK_OK);
        assert_int_equal(
            brink_quantal_solve(game, &(brink_quantal_options){.lambda = &one, .n_lambdas = 1}, &solutions, &err),
            BRINK_OK);
        compare(posts, theatre, game, &solutions->item[0], f);
        f->n_theatres++;
        brink_solutions_free(solutions);
        brink_game_free(game);
    }
    brink_posts_free(posts);
}

static void theatre_is_a_tree(void **unused)
{
    (void)unused;
    static const struct {
        const char *solution;
        double rationality_most;
    } groups[] = {{"qre", 6.0}, {"best_response", 0.3}};
    for (size_t g = 0; g < sizeof groups / sizeof groups[0]; g++) {
        found f = {0};
        for (uint64_t k = 0; k < N_SCENARIOS; k++) {
            tables *t = duels(groups[g].solution, groups[g].rationality_most, 5200 + k);
            brink_program *p = tables_compile(t);
            compare_theatres(t, p, (brink_moment){SEED, k, 0}, &f);
            compare_theatres(t, p, (brink_moment){SEED, k, HORIZON / 2}, &f);
            brink_program_free(p);
            tables_free(t);
        }
        assert_true(f.n_theatres >= N_SCENARIOS);
        verify_about about = {"period", verify_name("%s: challengers of pairs", groups[g].solution),
                              "the theatre as a tree, by agent quantal response"};
        verify_worst(about, "the solver of trees", f.n, f.challenger, 1e-8);
        about.check = verify_name("%s: defenders of pairs", groups[g].solution);
        verify_worst(about, "the solver of trees", f.n, f.defender, 1e-8);
    }
}

static void others_are_refused(void **unused)
{
    (void)unused;
    tables *t = duels("qre", 6.0, 5300);
    brink_game *game = NULL;
    brink_error err = {0};
    tables_set_all(t, "theatres", "answer_push", 0.05);
    tables_set_all(t, "actors", "reputation_value", 0.2);
    brink_program *p = tables_compile(t);
    assert_int_equal(p->type->finite(p, (brink_moment){0}, tables_get(t, "theatres", 0, "theatre"), &game, &err),
                     BRINK_EDATA);
    assert_non_null(strstr(err.what, "answer_push is not 0"));
    assert_non_null(strstr(err.what, "reputation_value of its defender is not 0"));
    assert_int_equal(p->type->finite(p, (brink_moment){0}, "nowhere", &game, &err), BRINK_EDATA);
    assert_non_null(strstr(err.what, "there is no theatre 'nowhere'"));
    assert_int_equal(p->type->finite(p, (brink_moment){.period = HORIZON + 1}, NULL, &game, &err), BRINK_EDATA);
    assert_null(game);
    brink_program_free(p);
    tables_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {verify_test(theatre_is_a_tree), verify_test(others_are_refused)};
    return verify_main("finite", tests, COUNT(tests));
}
