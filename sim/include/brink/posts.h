/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What players face in one period of one replica, and why they choose as they do: data that a model gives through its
 * optional hook `posts` (brink/model.h), and that callers print or check without knowing the model.
 *
 * A post is a player in a place with a menu of actions. Some posts move first; others answer, and what they do depends
 * on the occasion: what it is that they answer. A choice is what one post would do at one occasion as one of its
 * types: a probability and a payoff for each action, and the terms that the payoff consists of. Everything counts from
 * 0.
 *
 * Where choices are quantal responses, in every choice
 *
 *     payoff[a]      = term[0][a] + term[1][a] + ...                     exactly, added in this order
 *     probability[a] = softmax of precision x payoff at a                to rounding
 *
 * and where they are not (fixed rules), payoffs and terms are NaN. */
#ifndef BRINK_POSTS_H
#define BRINK_POSTS_H

#include <stddef.h>
#include <stdint.h>

#include "brink/status.h"

#define BRINK_POSTS_NONE ((size_t)-1)

/* Which period of which replica. Period 0: the start, before anything has happened, shocks included; the same for all
 * replicas. Period k > 0: as the replica comes to it, after the shocks of that period. */
typedef struct brink_moment {
    uint64_t seed, replica;
    uint32_t period; /* 0 .. n_periods of the program */
} brink_moment;

/* A number that has a name: a term of payoffs, or what an action does to others. */
typedef struct brink_posts_number {
    const char *name, *unit;
    const char *meaning; /* one sentence */
} brink_posts_number;

/* A type that a player may privately be, and how likely the others think that it is. */
typedef struct brink_posts_type {
    const char *name;
    double probability; /* the types of a post sum to 1 */
} brink_posts_type;

typedef struct brink_post {
    const char *actor, *theatre;
    double precision; /* of its quantal response, 1/util; NaN where it follows another rule */
    size_t n_actions;
    const char *const *action; /* [n_actions] */
    size_t n_types;            /* >= 1 */
    const brink_posts_type *type;
    size_t n_terms;
    const brink_posts_number *term; /* [n_terms] */
    size_t n_effects;
    const brink_posts_number *effect; /* [n_effects]; posts that answer one another have effects of the same names */
    const double *effect_value;       /* [n_effects][n_actions] */
    size_t drawn_type, taken;         /* the replica's own: its type, and the action that it takes; NONE at the start */
} brink_post;

/* What posts of a theatre answer. */
typedef struct brink_occasion {
    const char *theatre;
    brink_posts_number number; /* what makes the difference between occasions... */
    double value;              /* ...and how much of it */
    size_t post, action;       /* whose action would bring it about; NONE: as it happens in the replica, or nobody's */
} brink_occasion;

typedef struct brink_choice {
    size_t post, type;
    size_t occasion;           /* NONE: the post moves first, or does not look at the occasion */
    const double *probability; /* [n_actions] */
    const double *payoff;      /* [n_actions] util */
    const double *term;        /* [n_terms][n_actions] util, row-major */
} brink_choice;

/* Read-only for callers. */
typedef struct brink_posts {
    const char *rule; /* by which choices come about, a phrase */
    /* Largest difference between what posts reckon with and what the choices here come to, in the units of effects; NaN
     * where the rule does not ask for them to agree. */
    double residual;
    size_t n_posts, n_occasions, n_choices;
    const brink_post *post;
    const brink_occasion *occasion;
    const brink_choice *choice;
} brink_posts;

void brink_posts_free(brink_posts *posts); /* NULL is fine */

/* The index of a post's choice at an occasion as a type, or NONE. Linear time. */
size_t brink_posts_find(const brink_posts *posts, size_t post, size_t occasion, size_t type);

/* What others expect of a post at an occasion: its mixed strategy averaged over its types, probability [n_actions]; and
 * the expected value of each of its effects, effect [n_effects]. Either may be NULL. Zeros when there is no choice. */
void brink_posts_expect(const brink_posts *posts, size_t post, size_t occasion, double *probability, double *effect);

/* --- for models: how a brink_posts is made
 *
 * Everything given is copied, texts too. When memory runs out that is remembered, the call returns NONE, and
 * brink_posts_finish() tells. */
typedef struct brink_posts_builder brink_posts_builder;

/* NULL when out of memory. */
brink_posts_builder *brink_posts_begin(const char *rule);
size_t brink_posts_add_post(brink_posts_builder *builder, const brink_post *post);
size_t brink_posts_add_occasion(brink_posts_builder *builder, const brink_occasion *occasion);

/* Adds a choice by its terms; payoff and probability of `choice` are ignored: they follow. Returns its index, under
 * which *probability and *payoff [n_actions] are borrowed until the builder is freed. */
size_t brink_posts_add_response(brink_posts_builder *builder, const brink_choice *choice, const double **probability);

/* Adds a choice that is no quantal response, by its probabilities. */
size_t brink_posts_add_rule(brink_posts_builder *builder, const brink_choice *choice);

/* Frees the builder (NULL: out of memory before). BRINK_OK, and the caller frees *posts; or BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_posts_finish(brink_posts_builder *builder, double residual, brink_posts **posts,
                                                 brink_error *err);

#endif
