/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Section 4: the other solution rules (level-k, doctrine), and damped iteration as a second method for equilibria. */
#include <string.h>

#include "parts.h"

enum { MAX_SWEEPS = 20000 };
static const double DAMPING = 0.5, CONVERGED = 1e-14;

/* A player's expectation as others see it. Indexed by actor: a player has at most one post in a theatre. */
typedef struct aggregates {
    double harm[MAX_ACTORS], severity[MAX_ACTORS]; /* H_j, R_j; for challengers vbar_i, sbar_i */
} aggregates;

static bool is_at(const oracle *o, const post *p, size_t t, bool is_challenger)
{
    return p->theatre == t && o->actor[p->actor].is_challenger == is_challenger;
}

static void others(const oracle *o, const aggregates *g, size_t but, double *harm, double *severity)
{
    *harm = *severity = 0.0;
    for (size_t x = 0; x < o->n_actors; x++) {
        if (x != but) {
            *harm += g->harm[x];
            *severity += g->severity[x];
        }
    }
}

/* Uniform play, both types alike. */
static void uniform(const oracle *o, size_t t, bool of_challengers, aggregates *g)
{
    *g = (aggregates){0};
    for (size_t i = 0; i < o->n_posts; i++) {
        const post *p = &o->post[i];
        if (!is_at(o, p, t, of_challengers)) {
            continue;
        }
        for (size_t a = 0; a < p->n; a++) {
            const action *act = &p->menu[a];
            double first = of_challengers ? act->attribution * act->severity : o->now.strength[p->actor] * act->harm;
            g->harm[p->actor] += first / (double)p->n;
            g->severity[p->actor] += act->severity / (double)p->n;
        }
    }
}

/* One response of every defender of t, all to the same `g`, which then moves by `share` of the way. Returns the largest
 * change that a whole step would make; negative when a response failed. Choices are left in the posts.
 * reading: level-k players respond to earlier play, and so does the reputation term: observers tell the types apart by
 * the choices of the level below. */
static double respond_all(oracle *o, size_t t, double v, double share, aggregates *g)
{
    aggregates next = *g;
    double change = 0.0;
    for (size_t i = 0; i < o->n_posts; i++) {
        post *d = &o->post[i];
        if (!is_at(o, d, t, false)) {
            continue;
        }
        size_t j = d->actor;
        facing f = {.v = v};
        choice c;
        others(o, g, j, &f.harm, &f.severity);
        if (o->p.solution == SOLUTION_LEVEL_K) {
            double u[2][MAX_MENU];
            oracle_defender_payoffs(o, d, f, u, NULL);
            oracle_choice_after(o, d, oracle_rationality(o, j), u, &c);
        } else if (!oracle_respond(o, d, f, &c)) {
            return -1.0;
        }
        oracle_settle(d, &c);
        change = fmax(change, fmax(fabs(c.harm - g->harm[j]), fabs(c.severity - g->severity[j])));
        next.harm[j] += share * (c.harm - g->harm[j]);
        next.severity[j] += share * (c.severity - g->severity[j]);
    }
    *g = next;
    return change;
}

/* Uniform choices, which is level 0 (k = 0). */
static void choose_uniformly(post *p)
{
    for (size_t a = 0; a < p->n; a++) {
        for (size_t type = 0; type < 2; type++) {
            p->probability[type][a] = 1.0 / (double)p->n;
            p->log_probability[type][a] = -log((double)p->n);
        }
    }
}

/* The defenders' stage at v by the rule in force, from uniform play: their choices, and what is expected of them. */
static bool answers(oracle *o, size_t t, double v, aggregates *g)
{
    uniform(o, t, false, g);
    for (size_t i = 0; i < o->n_posts; i++) {
        if (is_at(o, &o->post[i], t, false)) {
            choose_uniformly(&o->post[i]);
        }
    }
    if (o->p.solution == SOLUTION_LEVEL_K) {
        for (size_t i = 0; i < o->p.k; i++) {
            (void)respond_all(o, t, v, 1.0, g);
        }
        return true;
    }
    for (int i = 0; i < MAX_SWEEPS; i++) {
        double change = respond_all(o, t, v, DAMPING, g);
        if (change < CONVERGED) {
            return change >= 0.0;
        }
    }
    return false;
}

static bool respond_challenger(oracle *o, post *c, const aggregates *g, double *attributed, double *severity)
{
    double v = 0.0, s = 0.0, harm[MAX_MENU] = {0}, answer[MAX_MENU] = {0}, u[MAX_MENU];
    others(o, g, c->actor, &v, &s);
    for (size_t a = 0; a < c->n && o->p.solution != SOLUTION_MYOPIC; a++) {
        aggregates of_defenders;
        if (!answers(o, c->theatre, v + c->menu[a].severity, &of_defenders)) {
            return false;
        }
        others(o, &of_defenders, (size_t)-1, &harm[a], &answer[a]);
    }
    oracle_challenger_payoffs(o, c, s, harm, answer, u);
    (void)oracle_softmax(oracle_rationality(o, c->actor), u, c->n, c->probability[0], c->log_probability[0]);
    *attributed = *severity = 0.0;
    for (size_t a = 0; a < c->n; a++) {
        *attributed += c->probability[0][a] * c->menu[a].attribution * c->menu[a].severity;
        *severity += c->probability[0][a] * c->menu[a].severity;
    }
    return true;
}

static double provoke_all(oracle *o, size_t t, double share, aggregates *g)
{
    aggregates next = *g;
    double change = 0.0;
    for (size_t n = 0; n < o->n_posts; n++) {
        post *c = &o->post[n];
        double v = 0.0, s = 0.0;
        if (!is_at(o, c, t, true)) {
            continue;
        }
        if (!respond_challenger(o, c, g, &v, &s)) {
            return -1.0;
        }
        size_t i = c->actor;
        change = fmax(change, fmax(fabs(v - g->harm[i]), fabs(s - g->severity[i])));
        next.harm[i] += share * (v - g->harm[i]);
        next.severity[i] += share * (s - g->severity[i]);
    }
    *g = next;
    return change;
}

static bool provocations(oracle *o, size_t t)
{
    aggregates g;
    uniform(o, t, true, &g);
    if (o->p.solution == SOLUTION_LEVEL_K) {
        for (size_t i = 0; i < o->p.k; i++) {
            if (provoke_all(o, t, 1.0, &g) < 0.0) {
                return false;
            }
        }
        return true;
    }
    for (int i = 0; i < MAX_SWEEPS; i++) {
        double change = provoke_all(o, t, DAMPING, &g);
        if (change < 10.0 * CONVERGED) {
            return change >= 0.0;
        }
    }
    return false;
}

/* The mixed strategy of the highest band that begins at or below the theatre's level, for both types alike.
 * reading: a post without rows holds; the level is the effective one at the start of the period. */
static void follow_doctrine(const oracle *o, post *p)
{
    double level = o->now.s.level[p->theatre], band = -1.0;
    for (size_t r = 0; r < o->n_doctrine; r++) {
        const doctrine_line *line = &o->doctrine[r];
        if (&o->post[line->post] == p && line->level_from <= level && line->level_from > band) {
            band = line->level_from;
        }
    }
    memset(p->probability, 0, sizeof p->probability);
    for (size_t r = 0; r < o->n_doctrine; r++) {
        const doctrine_line *line = &o->doctrine[r];
        if (&o->post[line->post] == p && line->level_from == band) {
            p->probability[0][line->action] = p->probability[1][line->action] = line->probability;
        }
    }
    if (band < 0.0) {
        p->probability[0][HOLD] = p->probability[1][HOLD] = 1.0;
    }
    for (size_t a = 0; a < p->n; a++) {
        for (size_t type = 0; type < 2; type++) {
            p->log_probability[type][a] = log(p->probability[type][a]);
        }
    }
}

bool oracle_solve_theatre(oracle *o, size_t t)
{
    for (size_t i = 0; i < o->n_posts; i++) {
        if (is_at(o, &o->post[i], t, true)) {
            choose_uniformly(&o->post[i]);
            if (o->p.solution == SOLUTION_DOCTRINE) {
                follow_doctrine(o, &o->post[i]);
            }
        }
    }
    if (o->p.solution == SOLUTION_DOCTRINE) {
        return true;
    }
    bool by_responses = o->p.solution == SOLUTION_LEVEL_K || o->method == ORACLE_ITERATE;
    return by_responses ? provocations(o, t) : oracle_trace_theatre(o, t);
}

bool oracle_solve_answers(oracle *o, size_t t, double v)
{
    for (size_t i = 0; i < o->n_posts; i++) {
        if (is_at(o, &o->post[i], t, false)) {
            choose_uniformly(&o->post[i]);
            if (o->p.solution == SOLUTION_DOCTRINE) {
                follow_doctrine(o, &o->post[i]);
            }
        }
    }
    if (o->p.solution == SOLUTION_DOCTRINE) {
        return true;
    }
    if (o->p.solution == SOLUTION_LEVEL_K || o->method == ORACLE_ITERATE) {
        aggregates g;
        return answers(o, t, v, &g);
    }
    return oracle_trace_answers(o, t, v);
}
