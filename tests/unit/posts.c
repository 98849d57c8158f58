/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The builder of brink/posts.h: what it copies and works out; and each allocation of explaining a period failing once.
 */
#include "support/check.h"

#include <string.h>

#include "brink/model.h"
#include "oracle/tiny.h"
#include "support/allocations.h"

static const brink_posts_number terms[] = {{"worth", "util", "What it is worth."}, {"cost", "util", "What it costs."}};
static const brink_posts_number effects[] = {{"harm", "rung", "Harm done."}};
static const double harm[] = {0.0, 2.0};

/* One that moves, one that answers as one of two types; the second's post is `answer`. */
static brink_posts *small(size_t *answer)
{
    char actor[8] = "A";
    const char *const action[] = {"hold", "push"};
    const brink_posts_type types[] = {{"firm", 0.75}, {"soft", 0.25}};
    brink_post post = {.actor = actor,
                       .theatre = "T",
                       .precision = 2.0,
                       .n_actions = 2,
                       .action = action,
                       .n_types = 1,
                       .type = (const brink_posts_type[]){{"", 1.0}},
                       .n_terms = 2,
                       .term = terms,
                       .n_effects = 1,
                       .effect = effects,
                       .effect_value = harm,
                       .drawn_type = BRINK_POSTS_NONE,
                       .taken = BRINK_POSTS_NONE};
    brink_posts_builder *b = brink_posts_begin("by hand");
    assert_non_null(b);
    size_t first = brink_posts_add_post(b, &post);
    (void)snprintf(actor, sizeof actor, "D"); /* texts are copied */
    post.n_types = 2;
    post.type = types;
    *answer = brink_posts_add_post(b, &post);
    size_t occasion =
        brink_posts_add_occasion(b, &(brink_occasion){"T", {"severity", "rung", "How hard."}, 3.0, first, 1});
    const double *q = NULL;
    (void)brink_posts_add_response(
        b, &(brink_choice){.post = first, .occasion = BRINK_POSTS_NONE, .term = (const double[]){0.0, 1.5, 0.0, -0.5}},
        &q);
    assert_near(q[1], 1.0 / (1.0 + exp(-2.0)), 1e-15);
    for (size_t type = 0; type < 2; type++) {
        const double probability[] = {type == 0 ? 0.5 : 0.0, type == 0 ? 0.5 : 1.0};
        (void)brink_posts_add_rule(
            b, &(brink_choice){.post = *answer, .type = type, .occasion = occasion, .probability = probability});
    }
    brink_posts *posts = NULL;
    assert_int_equal(brink_posts_finish(b, 0.0, &posts, NULL), BRINK_OK);
    return posts;
}

static void choices_follow_from_terms(void **state)
{
    (void)state;
    size_t answer = 0;
    brink_posts *posts = small(&answer);
    assert_int_equal(posts->n_posts, 2);
    assert_int_equal(posts->n_choices, 3);
    assert_string_equal(posts->post[0].actor, "A");
    assert_string_equal(posts->post[1].actor, "D");
    assert_string_equal(posts->post[1].type[1].name, "soft");
    const brink_choice *c = &posts->choice[brink_posts_find(posts, 0, BRINK_POSTS_NONE, 0)];
    assert_near(c->payoff[0], 0.0, 0.0);
    assert_near(c->payoff[1], 1.0, 0.0);
    assert_near(c->probability[0], 1.0 / (1.0 + exp(2.0)), 1e-15);
    c = &posts->choice[brink_posts_find(posts, answer, 0, 1)];
    assert_true(isnan(c->payoff[0]) && isnan(c->term[3]));
    assert_int_equal(brink_posts_find(posts, 0, 0, 0), BRINK_POSTS_NONE);
    brink_posts_free(posts);
}

static void types_are_averaged(void **state)
{
    (void)state;
    size_t answer = 0;
    brink_posts *posts = small(&answer);
    double probability[2], effect[1];
    brink_posts_expect(posts, answer, 0, probability, effect);
    assert_near(probability[0], 0.375, 1e-15);
    assert_near(effect[0], 2.0 * 0.625, 1e-15);
    brink_posts_expect(posts, 0, 0, probability, effect); /* no such choice */
    assert_near(probability[1] + effect[0], 0.0, 0.0);
    brink_posts_free(posts);
}

/* Payoffs far beyond what exp() holds. */
static void large_payoffs_do_not_overflow(void **state)
{
    (void)state;
    const char *const action[] = {"a", "b"};
    brink_posts_builder *b = brink_posts_begin("steep");
    (void)brink_posts_add_post(b, &(brink_post){.actor = "A",
                                                .theatre = "T",
                                                .precision = 1e3,
                                                .n_actions = 2,
                                                .action = action,
                                                .n_types = 1,
                                                .type = (const brink_posts_type[]){{"", 1.0}},
                                                .n_terms = 1,
                                                .term = terms});
    const double *q = NULL;
    (void)brink_posts_add_response(
        b, &(brink_choice){.occasion = BRINK_POSTS_NONE, .term = (const double[]){-1e4, -2e4}}, &q);
    assert_near(q[0], 1.0, 0.0);
    assert_near(q[1], 0.0, 1e-300);
    brink_posts *posts = NULL;
    assert_int_equal(brink_posts_finish(b, 0.0, &posts, NULL), BRINK_OK);
    brink_posts_free(posts);
}

static void each_allocation_fails_once(void **state)
{
    (void)state;
    brink_scenario *scenario = tiny_read(2, NULL);
    brink_program *program = NULL;
    brink_error err = {0};
    assert_non_null(scenario);
    assert_int_equal(brink_program_new(scenario, &program, &err), BRINK_OK);
    const brink_moment moment = {.seed = 1, .replica = 3, .period = 2};
    brink_posts *posts = NULL;
    n_allocations = 0;
    assert_int_equal(program->type->posts(program, moment, &posts, &err), BRINK_OK);
    brink_posts_free(posts);
    size_t n = n_allocations;
    assert_true(n > 50); /* they are seen */
    for (size_t k = 1; k <= n; k++) {
        n_allocations = 0;
        fail_at = k;
        brink_status status = program->type->posts(program, moment, &posts, &err);
        fail_at = 0;
        assert_int_equal(status, BRINK_ENOMEM);
        assert_null(posts);
    }
    brink_program_free(program);
    brink_scenario_free(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(choices_follow_from_terms),
        cmocka_unit_test(types_are_averaged),
        cmocka_unit_test(large_payoffs_do_not_overflow),
        cmocka_unit_test(each_allocation_fails_once),
    };
    return cmocka_run_group_tests_name("posts", tests, NULL, NULL) != 0;
}
