/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "oracle/forest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../models/deterrence/deterrence.h"
#include "brink/rng.h"

enum { MOST_PERIODS = 256 };

#define NONE ((size_t)-1)

typedef struct forest_action {
    double severity, harm;
    size_t recipient; /* NONE: moves no capability */
} forest_action;

typedef struct forest_post {
    size_t actor, theatre;
    bool is_challenger;
    uint32_t who;
    forest_action action[MAX_MENU];
    bool is_forced[MOST_PERIODS];
} forest_post;

typedef struct forest_event {
    uint32_t period;
    size_t post, parent, root; /* events; parent NONE for a root */
    uint32_t generation;
    double severity;
    size_t recipient;
    uint64_t harmed;
    bool is_forced;
} forest_event;

struct forest {
    uint64_t seed, replica;
    size_t n_posts, n_theatres;
    forest_post *post;
    double *decay;  /* [theatre] */
    double *spills; /* [from][to] weight/push */
    forest_event *event;
    size_t n_events, capacity;
    double *level; /* [period][theatre] */
    uint32_t n_periods;
    size_t *root; /* [n_trees] events */
    size_t n_trees;
};

static size_t row_of(const brink_scenario *s, const char *table, const char *key)
{
    return brink_scenario_find(s, table, (const char *const[]){key, NULL});
}

static void read_post(forest *f, const brink_scenario *s, size_t i)
{
    forest_post *p = &f->post[i];
    const char *who = brink_scenario_text(s, "stakes", i, "actor");
    const char *where = brink_scenario_text(s, "stakes", i, "theatre");
    p->actor = row_of(s, "actors", who);
    p->theatre = row_of(s, "theatres", where);
    p->is_challenger = strcmp(brink_scenario_text(s, "actors", p->actor, "side"), "challenger") == 0;
    p->who = brink_who(who, where);
    p->action[0].recipient = NONE;
    size_t n = 1;
    for (size_t m = 0; m < brink_scenario_n_rows(s, "menus"); m++) {
        if (strcmp(brink_scenario_text(s, "menus", m, "actor"), who) != 0 ||
            strcmp(brink_scenario_text(s, "menus", m, "theatre"), where) != 0 ||
            brink_scenario_number(s, "menus", m, "open") == 0.0) {
            continue;
        }
        const char *action = brink_scenario_text(s, "menus", m, "action");
        size_t row = row_of(s, "actions", action);
        size_t transfer = brink_scenario_find(s, "transfers", (const char *const[]){action, who, NULL});
        bool moves = transfer != NONE && brink_scenario_number(s, "transfers", transfer, "amount") > 0.0;
        p->action[n++] = (forest_action){
            .severity = brink_scenario_number(s, "actions", row, "severity"),
            .harm = brink_scenario_number(s, "actions", row, "harm"),
            .recipient = moves ? row_of(s, "actors", brink_scenario_text(s, "transfers", transfer, "to")) : NONE};
    }
    for (size_t r = 0; r < brink_scenario_n_rows(s, "script"); r++) {
        size_t period = (size_t)brink_scenario_number(s, "script", r, "period");
        if (strcmp(brink_scenario_text(s, "script", r, "actor"), who) == 0 &&
            strcmp(brink_scenario_text(s, "script", r, "theatre"), where) == 0 && period < MOST_PERIODS) {
            p->is_forced[period] = true;
        }
    }
}

forest *forest_new(const brink_scenario *s, uint64_t seed, uint64_t replica)
{
    forest *f = calloc(1, sizeof *f);
    if (!f) {
        return NULL;
    }
    size_t n_posts = brink_scenario_n_rows(s, "stakes"), n_theatres = brink_scenario_n_rows(s, "theatres");
    *f = (forest){.seed = seed,
                  .replica = replica,
                  .n_posts = n_posts,
                  .n_theatres = n_theatres,
                  .post = calloc(n_posts + 1, sizeof *f->post),
                  .decay = calloc(n_theatres, sizeof *f->decay),
                  .spills = calloc(n_theatres * n_theatres, sizeof *f->spills),
                  .event = calloc(n_posts * MOST_PERIODS + 1, sizeof *f->event),
                  .level = calloc(n_theatres * MOST_PERIODS, sizeof *f->level),
                  .root = calloc(n_posts * MOST_PERIODS + 1, sizeof *f->root)};
    if (!f->post || !f->decay || !f->spills || !f->event || !f->level || !f->root) {
        forest_free(f);
        return NULL;
    }
    for (size_t i = 0; i < n_posts; i++) {
        read_post(f, s, i);
    }
    for (size_t t = 0; t < n_theatres; t++) {
        f->decay[t] = brink_scenario_number(s, "theatres", t, "decay");
    }
    for (size_t i = 0; i < brink_scenario_n_rows(s, "spillovers"); i++) {
        size_t from = row_of(s, "theatres", brink_scenario_text(s, "spillovers", i, "from"));
        size_t to = row_of(s, "theatres", brink_scenario_text(s, "spillovers", i, "to"));
        double push = brink_scenario_number(s, "theatres", from, "push");
        f->spills[from * n_theatres + to] =
            push > 0.0 ? brink_scenario_number(s, "spillovers", i, "weight") / push : 0.0;
    }
    return f;
}

void forest_free(forest *f)
{
    if (f) {
        free(f->post);
        free(f->decay);
        free(f->spills);
        free(f->event);
        free(f->level);
        free(f->root);
        free(f);
    }
}

size_t forest_n_posts(const forest *f)
{
    return f->n_posts;
}

static double draw(const forest *f, const forest_post *p, uint32_t period, uint8_t purpose)
{
    return brink_uniform(f->seed, (brink_address){f->replica, p->who, (uint16_t)period, purpose, 0});
}

/* The last event of a post before `period`, or NONE. */
static size_t last_event(const forest *f, size_t post, uint32_t period)
{
    size_t found = NONE;
    for (size_t e = 0; e < f->n_events; e++) {
        found = f->event[e].post == post && f->event[e].period < period ? e : found;
    }
    return found;
}

static double weight(const forest *f, const forest_event *parent, const forest_post *child, uint32_t period)
{
    const forest_post *from = &f->post[parent->post];
    double bonds = from->theatre == child->theatre ? 1.0 : 0.0;
    bonds += f->spills[from->theatre * f->n_theatres + child->theatre];
    bonds += parent->recipient == child->actor ? 1.0 : 0.0;
    bonds += parent->harmed >> child->actor & 1 ? 1.0 : 0.0;
    return parent->severity * pow(1.0 - f->decay[from->theatre], period - parent->period) * bonds;
}

static size_t parent_of_challenger(const forest *f, size_t post, uint32_t period, const forest_move *move)
{
    const forest_post *p = &f->post[post];
    if (p->is_forced[period] || draw(f, p, period, PURPOSE_ROOT) < fmin(1.0, move->q_rest / move->q)) {
        return NONE;
    }
    double total = 0.0, below = 0.0;
    for (size_t i = 0; i < f->n_posts; i++) {
        size_t e = last_event(f, i, period);
        total += e == NONE ? 0.0 : weight(f, &f->event[e], p, period);
    }
    double u = draw(f, p, period, PURPOSE_PARENT) * total;
    for (size_t i = 0; i < f->n_posts; i++) {
        size_t e = last_event(f, i, period);
        below += e == NONE ? 0.0 : weight(f, &f->event[e], p, period);
        if (below > u) {
            return e;
        }
    }
    return NONE; /* no candidate */
}

/* The attributed challengers' event of greatest severity in the theatre, of this period. */
static size_t parent_of_defender(const forest *f, size_t post, uint32_t period, const forest_move *move)
{
    size_t best = NONE;
    if (f->post[post].is_forced[period]) {
        return NONE;
    }
    for (size_t e = 0; e < f->n_events; e++) {
        const forest_event *x = &f->event[e];
        const forest_post *p = &f->post[x->post];
        if (x->period != period || !p->is_challenger || p->theatre != f->post[post].theatre ||
            !move[x->post].is_attributed || x->severity == 0.0) {
            continue;
        }
        if (best == NONE || x->severity > f->event[best].severity ||
            (x->severity == f->event[best].severity && p->actor < f->post[f->event[best].post].actor)) {
            best = e;
        }
    }
    return best;
}

static void add(forest *f, uint32_t period, size_t post, const forest_move *move, size_t parent)
{
    const forest_action *a = &f->post[post].action[move[post].action];
    size_t here = f->n_events++;
    forest_event *e = &f->event[here];
    *e = (forest_event){.period = period,
                        .post = post,
                        .parent = parent,
                        .root = parent == NONE ? here : f->event[parent].root,
                        .generation = parent == NONE ? 1 : f->event[parent].generation + 1,
                        .severity = a->severity,
                        .recipient = a->recipient,
                        .is_forced = f->post[post].is_forced[period]};
    for (size_t i = 0; i < f->n_posts && a->harm > 0.0; i++) {
        const forest_post *c = &f->post[i];
        bool is_struck = c->is_challenger && c->theatre == f->post[post].theatre && move[i].is_attributed &&
                         c->action[move[i].action].severity > 0.0;
        e->harmed |= is_struck ? (uint64_t)1 << c->actor : 0;
    }
    if (parent == NONE) {
        f->root[f->n_trees++] = here;
    }
}

void forest_add(forest *f, uint32_t period, const forest_move *move, const double *level)
{
    for (int side = 0; side < 2; side++) { /* challengers first */
        for (size_t i = 0; i < f->n_posts; i++) {
            if (f->post[i].is_challenger == (side == 0) && move[i].action > 0) {
                add(f, period, i, move,
                    side == 0 ? parent_of_challenger(f, i, period, &move[i]) : parent_of_defender(f, i, period, move));
            }
        }
    }
    memcpy(f->level + period * f->n_theatres, level, f->n_theatres * sizeof *level);
    f->n_periods = period;
}

size_t forest_n_trees(const forest *f)
{
    return f->n_trees;
}

/* Whether an event of the tree is the last of its post at the end of `period` and could still set something off. */
static bool is_alive(const forest *f, size_t root, uint32_t period)
{
    for (size_t i = 0; i < f->n_posts; i++) {
        size_t e = last_event(f, i, period + 1);
        if (e != NONE && f->event[e].root == root && f->event[e].severity > 0.0 && f->decay[f->post[i].theatre] < 1.0) {
            return true;
        }
    }
    return false;
}

forest_tree forest_get_tree(const forest *f, size_t tree)
{
    const size_t root = f->root[tree];
    forest_tree t = {.is_censored = is_alive(f, root, f->n_periods)};
    uint64_t actors = 0, theatres = 0;
    for (uint32_t period = f->event[root].period; period <= f->n_periods; period++) {
        bool has_event = false;
        for (size_t e = 0; e < f->n_events; e++) {
            const forest_event *x = &f->event[e];
            if (x->root == root && x->period == period) {
                has_event = true;
                t.size++;
                t.depth = x->generation > t.depth ? x->generation : t.depth;
                t.duration = period - f->event[root].period + 1;
                actors |= (uint64_t)1 << f->post[x->post].actor;
                theatres |= (uint64_t)1 << f->post[x->post].theatre;
            }
        }
        for (size_t k = 0; k < f->n_theatres && (has_event || is_alive(f, root, period)); k++) {
            t.peak = theatres >> k & 1 ? fmax(t.peak, f->level[period * f->n_theatres + k]) : t.peak;
        }
    }
    for (; actors; actors &= actors - 1) {
        t.actors++;
    }
    for (; theatres; theatres &= theatres - 1) {
        t.theatres++;
    }
    return t;
}

size_t forest_n_events(const forest *f)
{
    return f->n_events;
}

void forest_get_event(const forest *f, size_t event, size_t *parent_post, size_t *post, bool *is_forced)
{
    const forest_event *e = &f->event[event];
    *parent_post = e->parent == NONE ? f->n_posts : f->event[e->parent].post;
    *post = e->post;
    *is_forced = e->is_forced;
}
