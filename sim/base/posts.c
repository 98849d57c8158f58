/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/posts.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "brink/math.h"

/* Everything that is kept stands in pieces of a list. */
typedef struct piece {
    struct piece *next;
    double memory[]; /* aligned for all that is kept here */
} piece;

struct brink_posts_builder {
    brink_posts posts; /* first: what callers see is this one */
    brink_post *post;
    brink_occasion *occasion;
    brink_choice *choice;
    size_t room_posts, room_occasions, room_choices;
    piece *pieces;
    bool is_short; /* of memory */
};

static void *keep(brink_posts_builder *b, const void *from, size_t bytes)
{
    piece *p = malloc(sizeof *p + bytes);
    if (p == NULL) {
        b->is_short = true;
        return NULL;
    }
    p->next = b->pieces;
    b->pieces = p;
    if (from != NULL) {
        memcpy(p->memory, from, bytes);
    }
    return p->memory;
}

static const char *keep_text(brink_posts_builder *b, const char *text)
{
    return keep(b, text, strlen(text) + 1);
}

static brink_posts_number keep_number(brink_posts_builder *b, const brink_posts_number *n)
{
    return (brink_posts_number){keep_text(b, n->name), keep_text(b, n->unit), keep_text(b, n->meaning)};
}

static const brink_posts_number *keep_numbers(brink_posts_builder *b, const brink_posts_number *from, size_t n)
{
    brink_posts_number *to = keep(b, NULL, n * sizeof *to);
    for (size_t i = 0; to != NULL && i < n; i++) {
        to[i] = keep_number(b, &from[i]);
    }
    return to;
}

/* Room for one more in a list of `size` bytes each; false when there is none. */
static bool grow(brink_posts_builder *b, void **list, size_t *room, size_t n, size_t size)
{
    if (n == *room) {
        size_t wanted = 2 * n + 16;
        void *larger = realloc(*list, wanted * size);
        if (larger == NULL) {
            b->is_short = true;
            return false;
        }
        *list = larger;
        *room = wanted;
    }
    return true;
}

brink_posts_builder *brink_posts_begin(const char *rule)
{
    brink_posts_builder *b = calloc(1, sizeof *b);
    if (b != NULL) {
        b->posts.rule = keep_text(b, rule);
    }
    return b;
}

size_t brink_posts_add_post(brink_posts_builder *b, const brink_post *post)
{
    void *list = b->post;
    bool is_room = grow(b, &list, &b->room_posts, b->posts.n_posts, sizeof *b->post);
    b->post = list;
    if (!is_room) {
        return BRINK_POSTS_NONE;
    }
    brink_post copy = *post;
    const char **action = keep(b, NULL, post->n_actions * sizeof *action);
    brink_posts_type *type = keep(b, NULL, post->n_types * sizeof *type);
    for (size_t a = 0; action != NULL && a < post->n_actions; a++) {
        action[a] = keep_text(b, post->action[a]);
    }
    for (size_t i = 0; type != NULL && i < post->n_types; i++) {
        type[i] = (brink_posts_type){keep_text(b, post->type[i].name), post->type[i].probability};
    }
    copy.actor = keep_text(b, post->actor);
    copy.theatre = keep_text(b, post->theatre);
    copy.action = action;
    copy.type = type;
    copy.term = keep_numbers(b, post->term, post->n_terms);
    copy.effect = keep_numbers(b, post->effect, post->n_effects);
    copy.effect_value = keep(b, post->effect_value, post->n_effects * post->n_actions * sizeof(double));
    if (b->is_short) {
        return BRINK_POSTS_NONE;
    }
    b->post[b->posts.n_posts] = copy;
    return b->posts.n_posts++;
}

size_t brink_posts_add_occasion(brink_posts_builder *b, const brink_occasion *occasion)
{
    void *list = b->occasion;
    bool is_room = grow(b, &list, &b->room_occasions, b->posts.n_occasions, sizeof *b->occasion);
    b->occasion = list;
    if (!is_room) {
        return BRINK_POSTS_NONE;
    }
    brink_occasion copy = *occasion;
    copy.theatre = keep_text(b, occasion->theatre);
    copy.number = keep_number(b, &occasion->number);
    if (b->is_short) {
        return BRINK_POSTS_NONE;
    }
    b->occasion[b->posts.n_occasions] = copy;
    return b->posts.n_occasions++;
}

static size_t add_choice(brink_posts_builder *b, const brink_choice *choice, double **probability, double **payoff,
                         double **term)
{
    void *list = b->choice;
    bool is_room = !b->is_short && grow(b, &list, &b->room_choices, b->posts.n_choices, sizeof *b->choice);
    b->choice = is_room ? list : b->choice;
    if (!is_room) {
        return BRINK_POSTS_NONE;
    }
    const brink_post *post = &b->post[choice->post];
    *probability = keep(b, NULL, post->n_actions * sizeof(double));
    *payoff = keep(b, NULL, post->n_actions * sizeof(double));
    *term = keep(b, NULL, post->n_terms * post->n_actions * sizeof(double));
    if (b->is_short) {
        return BRINK_POSTS_NONE;
    }
    b->choice[b->posts.n_choices] = (brink_choice){.post = choice->post,
                                                   .type = choice->type,
                                                   .occasion = choice->occasion,
                                                   .probability = *probability,
                                                   .payoff = *payoff,
                                                   .term = *term};
    return b->posts.n_choices++;
}

size_t brink_posts_add_response(brink_posts_builder *b, const brink_choice *choice, const double **probability)
{
    double *q = NULL, *payoff = NULL, *term = NULL;
    size_t index = add_choice(b, choice, &q, &payoff, &term);
    *probability = q;
    if (index == BRINK_POSTS_NONE) {
        return index;
    }
    const brink_post *post = &b->post[choice->post];
    const size_t n = post->n_actions;
    double top = -HUGE_VAL, sum = 0.0;
    memcpy(term, choice->term, post->n_terms * n * sizeof *term);
    for (size_t a = 0; a < n; a++) {
        payoff[a] = 0.0;
        for (size_t i = 0; i < post->n_terms; i++) {
            payoff[a] += term[i * n + a];
        }
        top = fmax(top, post->precision * payoff[a]);
    }
    for (size_t a = 0; a < n; a++) {
        q[a] = brink_exp(post->precision * payoff[a] - top);
        sum += q[a];
    }
    for (size_t a = 0; a < n; a++) {
        q[a] /= sum;
    }
    return index;
}

size_t brink_posts_add_rule(brink_posts_builder *b, const brink_choice *choice)
{
    double *probability = NULL, *payoff = NULL, *term = NULL;
    size_t index = add_choice(b, choice, &probability, &payoff, &term);
    if (index == BRINK_POSTS_NONE) {
        return index;
    }
    const brink_post *post = &b->post[choice->post];
    memcpy(probability, choice->probability, post->n_actions * sizeof *probability);
    for (size_t a = 0; a < post->n_actions; a++) {
        payoff[a] = (double)NAN;
    }
    for (size_t i = 0; i < post->n_terms * post->n_actions; i++) {
        term[i] = (double)NAN;
    }
    return index;
}

brink_status brink_posts_finish(brink_posts_builder *b, double residual, brink_posts **posts, brink_error *err)
{
    *posts = NULL;
    if (b == NULL || b->is_short) {
        brink_posts_free(b != NULL ? &b->posts : NULL);
        return brink_fail(err, BRINK_ENOMEM, "out of memory for the choices of a period");
    }
    b->posts.residual = residual;
    b->posts.post = b->post;
    b->posts.occasion = b->occasion;
    b->posts.choice = b->choice;
    *posts = &b->posts;
    return BRINK_OK;
}

void brink_posts_free(brink_posts *posts)
{
    brink_posts_builder *b = (brink_posts_builder *)(void *)posts;
    if (b == NULL) {
        return;
    }
    for (piece *p = b->pieces; p != NULL;) {
        piece *next = p->next;
        free(p);
        p = next;
    }
    free(b->post);
    free(b->occasion);
    free(b->choice);
    free(b);
}

size_t brink_posts_find(const brink_posts *posts, size_t post, size_t occasion, size_t type)
{
    for (size_t i = 0; i < posts->n_choices; i++) {
        const brink_choice *c = &posts->choice[i];
        if (c->post == post && c->occasion == occasion && c->type == type) {
            return i;
        }
    }
    return BRINK_POSTS_NONE;
}

void brink_posts_expect(const brink_posts *posts, size_t post, size_t occasion, double *probability, double *effect)
{
    const brink_post *by = &posts->post[post];
    for (size_t a = 0; probability != NULL && a < by->n_actions; a++) {
        probability[a] = 0.0;
    }
    for (size_t i = 0; effect != NULL && i < by->n_effects; i++) {
        effect[i] = 0.0;
    }
    for (size_t type = 0; type < by->n_types; type++) {
        size_t found = brink_posts_find(posts, post, occasion, type);
        for (size_t a = 0; found != BRINK_POSTS_NONE && a < by->n_actions; a++) {
            const double q = by->type[type].probability * posts->choice[found].probability[a];
            if (probability != NULL) {
                probability[a] += q;
            }
            for (size_t i = 0; effect != NULL && i < by->n_effects; i++) {
                effect[i] += q * by->effect_value[i * by->n_actions + a];
            }
        }
    }
}
