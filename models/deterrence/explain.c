/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explain.h"

#include <math.h>
#include <stdio.h>

#include "moment.h"
#include "reckon.h"
#include "solve.h"

enum { N_EFFECTS = 3, RESOLUTE = 0, IRRESOLUTE = 1 /* types in the order in which they are shown */ };

static const brink_posts_number effects[N_EFFECTS] = {
    {"severity", "rung", "How hard the action is as a provocation or answer."},
    {"attribution", "1", "Chance that the action can be laid at its actor's door."},
    {"harm", "rung", "Punishment that the answer inflicts, at the actor's present strength."},
};

static const brink_posts_number attributed_severity = {"severity", "rung",
                                                       "Severity of what the defenders can lay at somebody's door."};

/* A period being explained: the replica before it, and after it where it has one. */
typedef struct account {
    standpoint before, after;
    brink_posts_builder *builder;
    double residual;
} account;

static const char *rule_of(const program *p, char out[96])
{
    switch (p->par.solution) {
    case SOLUTION_LEVEL_K:
        (void)snprintf(out, 96, "level-k: %u quantal responses from uniform play", (unsigned)p->par.k);
        return out;
    case SOLUTION_BEST_RESPONSE:
        return "quantal response equilibrium at 100 times the rationality (best response), on its principal branch";
    case SOLUTION_MYOPIC:
        return "quantal responses of challengers that reckon with no answer (myopic), and of defenders";
    case SOLUTION_DOCTRINE:
        return "fixed rules by level (doctrine)";
    case SOLUTION_QRE:
    default:
        return "quantal response equilibrium, on its principal branch";
    }
}

/* --- posts */

static void add_post(account *c, size_t index)
{
    const program *p = c->before.p;
    const post *here = &p->posts[index];
    const work *after = c->after.w;
    const char *action[MAX_MENU];
    double effect[N_EFFECTS * MAX_MENU];
    for (size_t a = 0; a < here->n; a++) {
        action[a] = a == 0 ? "hold" : p->action_names[here->action_row[a]];
        effect[a] = here->severity[a];
        effect[here->n + a] = here->attribution[a];
        effect[2 * here->n + a] = c->before.w->strength[here->actor][0] * here->harm[a];
    }
    const double belief = here->is_challenger ? 1.0 : c->before.w->belief[here->player][0];
    const brink_posts_type types[2] = {{here->is_challenger ? "" : "resolute", belief}, {"irresolute", 1.0 - belief}};
    size_t drawn = BRINK_POSTS_NONE;
    if (after != NULL) {
        bool is_resolute = here->is_challenger || after->state[p->row.type + here->player][0] != 0.0;
        drawn = is_resolute ? RESOLUTE : IRRESOLUTE;
    }
    (void)brink_posts_add_post(
        c->builder,
        &(brink_post){.actor = p->actors[here->actor].name,
                      .theatre = p->theatres[here->theatre].name,
                      .precision =
                          brink__is_response(p) ? brink__scale(p) * p->actors[here->actor].rationality : (double)NAN,
                      .n_actions = here->n,
                      .action = action,
                      .n_types = here->is_challenger ? 1 : 2,
                      .type = types,
                      .n_terms = here->is_challenger ? N_CHALLENGER_TERMS : N_DEFENDER_TERMS,
                      .term = here->is_challenger ? brink__challenger_terms : brink__defender_terms,
                      .n_effects = N_EFFECTS,
                      .effect = effects,
                      .effect_value = effect,
                      .drawn_type = drawn,
                      .taken = after != NULL ? (size_t)after->action[index][0] : BRINK_POSTS_NONE});
}

/* --- choices */

static void note(account *c, double reckoned, double found)
{
    double off = fabs(reckoned - found);
    c->residual = off > c->residual ? off : c->residual; /* NaN: not a fixed point */
}

/* Choices of all defenders at occasion `o`; the harm and severity that they come to by the public beliefs. */
static void add_answers(account *c, const reckoning *r, size_t o, size_t occasion, double *harm, double *severity)
{
    const program *p = r->s.p;
    const size_t n = r->s.t->n_defenders;
    *harm = *severity = 0.0;
    for (size_t j = 0; j < n; j++) {
        const size_t index = r->s.t->defenders[j];
        const post *d = &p->posts[index];
        const double belief = r->s.w->belief[d->player][0], strength = r->s.w->strength[d->actor][0];
        double own_harm = 0.0, own_severity = 0.0, term[N_DEFENDER_TERMS * MAX_MENU];
        for (size_t type = 0; type < 2; type++) {
            const double *probability = NULL;
            brink__terms_of_defender(&r->s, d, &r->facing[o * n + j], r->scale, type == RESOLUTE, term);
            (void)brink_posts_add_response(
                c->builder, &(brink_choice){.post = index, .type = type, .occasion = occasion, .term = term},
                &probability);
            for (size_t a = 0; probability != NULL && a < d->n; a++) {
                const double share = (type == RESOLUTE ? belief : 1.0 - belief) * probability[a];
                own_harm += share * strength * d->harm[a];
                own_severity += share * d->severity[a];
            }
        }
        note(c, r->reckoned_harm[o * n + j], own_harm);
        note(c, r->reckoned_severity[o * n + j], own_severity);
        *harm += own_harm;
        *severity += own_severity;
    }
}

static void add_challenge(account *c, const reckoning *r, size_t k, const double *harm, const double *severity)
{
    const size_t index = r->s.t->challengers[k];
    const post *i = &r->s.p->posts[index];
    double term[N_CHALLENGER_TERMS * MAX_MENU], attributed = 0.0, push = 0.0;
    const double *probability = NULL;
    brink__terms_of_challenger(&r->s, i, r->others_severity[k], harm, severity, term);
    (void)brink_posts_add_response(
        c->builder, &(brink_choice){.post = index, .occasion = BRINK_POSTS_NONE, .term = term}, &probability);
    for (size_t a = 0; probability != NULL && a < i->n; a++) {
        attributed += probability[a] * i->attribution[a] * i->severity[a];
        push += probability[a] * i->severity[a];
    }
    note(c, r->own_attributed[k], attributed);
    note(c, r->own_severity[k], push);
}

static void add_responses(account *c, const reckoning *r)
{
    const program *p = r->s.p;
    const bool is_myopic = p->par.solution == SOLUTION_MYOPIC;
    size_t o = 0;
    for (size_t k = 0; k < r->s.t->n_challengers; k++) {
        const post *i = &p->posts[r->s.t->challengers[k]];
        double harm[MAX_MENU] = {0}, severity[MAX_MENU] = {0};
        for (size_t a = 0; r->n_points > 0 && a < i->n; a++, o++) {
            size_t occasion = brink_posts_add_occasion(c->builder, &(brink_occasion){.theatre = r->s.t->name,
                                                                                     .number = attributed_severity,
                                                                                     .value = r->severity[o],
                                                                                     .post = r->s.t->challengers[k],
                                                                                     .action = a});
            add_answers(c, r, o, occasion, &harm[a], &severity[a]);
            harm[a] = is_myopic ? 0.0 : harm[a];
            severity[a] = is_myopic ? 0.0 : severity[a];
        }
        add_challenge(c, r, k, harm, severity);
    }
    for (; o < r->n_occasions; o++) {
        double harm, severity;
        size_t occasion = brink_posts_add_occasion(c->builder, &(brink_occasion){.theatre = r->s.t->name,
                                                                                 .number = attributed_severity,
                                                                                 .value = r->severity[o],
                                                                                 .post = BRINK_POSTS_NONE,
                                                                                 .action = BRINK_POSTS_NONE});
        add_answers(c, r, o, occasion, &harm, &severity);
    }
}

/* Doctrine, and level 0: whatever the occasion. */
static void add_rules(account *c, size_t t)
{
    const program *p = c->before.p;
    work *w = c->before.w;
    verdict said = {0};
    brink__solve_challengers(p, w, t, 1, &said, c->before.batch.counters);
    brink__solve_defenders(p, w, t, 1, &said, c->before.batch.counters);
    for (size_t i = 0; i < p->n_posts; i++) {
        const post *here = &p->posts[i];
        for (size_t type = 0; here->theatre == t && type < (here->is_challenger ? 1 : 2); type++) {
            lanes *rows = w->probability[!here->is_challenger && type == RESOLUTE ? 1 : 0] + here->state;
            double probability[MAX_MENU];
            for (size_t a = 0; a < here->n; a++) {
                probability[a] = rows[a][0];
            }
            (void)brink_posts_add_rule(
                c->builder,
                &(brink_choice){.post = i, .type = type, .occasion = BRINK_POSTS_NONE, .probability = probability});
        }
    }
}

static brink_status add_theatre(account *c, size_t t, brink_error *err)
{
    reckoning r = {0};
    const double realised = c->after.w != NULL ? c->after.w->seen[t][0] : (double)NAN;
    brink_status status = brink__reckon(&r, c->before.p, c->before.w, t, realised, err);
    if (status == BRINK_OK && r.is_response) {
        add_responses(c, &r);
    } else if (status == BRINK_OK) {
        add_rules(c, t);
    }
    brink__reckon_fini(&r);
    return status;
}

brink_status brink__deterrence_explain(const brink_program *head, brink_moment moment, brink_posts **posts,
                                       brink_error *err)
{
    account c = {0};
    char rule[96];
    *posts = NULL;
    brink_status status = brink__stand_before(&c.before, head, moment, err);
    if (status == BRINK_OK && moment.period > 0) {
        status = brink__stand_after(&c.after, head, moment, err);
    }
    if (status == BRINK_OK && (c.builder = brink_posts_begin(rule_of(c.before.p, rule))) == NULL) {
        status = brink_fail(err, BRINK_ENOMEM, "out of memory for the choices of a period");
    }
    for (size_t i = 0; status == BRINK_OK && i < c.before.p->n_posts; i++) {
        add_post(&c, i);
    }
    for (size_t t = 0; status == BRINK_OK && t < c.before.p->n_theatres; t++) {
        status = add_theatre(&c, t, err);
    }
    if (c.before.p != NULL &&
        (c.before.p->par.solution == SOLUTION_LEVEL_K || c.before.p->par.solution == SOLUTION_DOCTRINE)) {
        c.residual = (double)NAN; /* nobody reckons with what the others really do */
    }
    if (c.builder != NULL) {
        brink_status finished = brink_posts_finish(c.builder, c.residual, posts, status == BRINK_OK ? err : NULL);
        status = status == BRINK_OK ? finished : status;
    }
    if (status != BRINK_OK) {
        brink_posts_free(*posts);
        *posts = NULL;
    }
    brink__stand_down(&c.before);
    brink__stand_down(&c.after);
    return status;
}
