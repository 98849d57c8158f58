/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cascades.h"

#include <string.h>

#include "brink/math.h"
#include "brink/rng.h"
#include "kernel.h"
#include "metrics.h"
#include "solve.h"
#include "step.h"

/* Pulls below this count as 0, so that they do not crawl through the subnormal numbers. */
#define LEAST_PULL 1e-300

/* --- memory */

size_t brink__cascade_layout(const program *p, work *w, void *memory, size_t used)
{
    const size_t per_batch = BRINK_LANES * p->n_posts;
    used += (64 - used % 64) % 64;
    w->last_events = memory ? (event *)(void *)((char *)memory + used) : NULL;
    used += per_batch * sizeof(event);
    w->new_events = memory ? (event *)(void *)((char *)memory + used) : NULL;
    used += per_batch * sizeof(event);
    w->trees = memory ? (tree *)(void *)((char *)memory + used) : NULL;
    return used + 2 * per_batch * sizeof(tree);
}

void brink__cascade_start(const program *p, work *w)
{
    for (size_t i = 0; i < BRINK_LANES * p->n_posts; i++) {
        w->last_events[i] = w->new_events[i] = (event){.recipient = NO_ACTOR, .tree = NO_TREE};
    }
    memset(w->trees, 0, 2 * BRINK_LANES * p->n_posts * sizeof *w->trees);
    memset(w->cascade_sums, 0, N_CASCADE_SUMS * sizeof(lanes));
    memset(w->rest_probability, 0, p->n_menu_rows * sizeof(lanes));
    for (size_t r = 0; p->start_rest_warm && r < w->n_warm; r++) {
        for (size_t l = 0; l < BRINK_LANES; l++) {
            w->rest_warm[r][l] = p->start_rest_warm[r];
        }
    }
}

/* --- the rest state */

/* The work of the same batch at the rest state: levels at rest, no warning, no grievance, everything else as it is.
 * Rows that depend on none of these are shared: solving writes into them what stands there already. */
static work rest_work(const program *p, const work *w)
{
    const state_rows *r = &p->row;
    work rest = *w;
    rest.effective = w->rest_effective;
    rest.value = w->rest_value;
    rest.commitment = w->rest_commitment;
    rest.probability[0] = rest.probability[1] = w->rest_probability;
    rest.warm = rest.point_harm = w->rest_warm;
    rest.point_severity = rest.point_harm + p->n_point_rows;
    rest.point_gap = rest.point_severity + p->n_point_rows;
    rest.mean_attributed = rest.point_gap + p->n_point_rows;
    rest.mean_severity = rest.mean_attributed + p->n_posts;
    memcpy(rest.effective, w->effective, p->n_states * sizeof(lanes));
    memcpy(rest.effective + r->level, w->rest, p->n_theatres * sizeof(lanes));
    memset(rest.effective + r->warning, 0, (r->type - r->warning) * sizeof(lanes));
    memset(rest.effective + r->grievance, 0, p->n_challengers * sizeof(lanes));
    return rest;
}

void brink__cascade_solve_start(const program *p, work *w)
{
    work rest = rest_work(p, w);
    brink__solve_start(p, &rest);
}

void brink__cascade_rest(const program *p, work *w, const brink_batch *batch, uint32_t period)
{
    if ((period - 1) % REST_PERIODS != 0) {
        return;
    }
    uint64_t apart[N_COUNTERS] = {0}; /* effort on the rest state is not effort on the path */
    verdict said = {0};
    work rest = rest_work(p, w);
    p->kernel->prepare(p, &rest);
    for (size_t t = 0; t < p->n_theatres; t++) {
        brink__solve_challengers(p, &rest, t, batch->n, &said, apart);
    }
    batch->counters[COUNT_REST] += batch->n;
    for (size_t l = 0; l < batch->n; l++) {
        batch->counters[COUNT_REST_NONCONVERGED] += said.is_nonconverged[l];
    }
}

void brink__deterrence_get_rest(const brink_batch *batch, size_t lane, size_t index, double *q_rest)
{
    const post *here = &program_of(batch)->posts[index];
    for (size_t a = 0; a < here->n; a++) {
        q_rest[a] = work_of(batch)->rest_probability[here->state + a][lane];
    }
}

/* --- counting */

/* Cell of a counted table in one lane; NULL when nobody wants them. */
static uint32_t *cell(const program *p, const brink_batch *batch, size_t lane, enum cascade_table table, size_t row,
                      size_t bin)
{
    return batch->counts
               ? batch->counts + lane * p->n_counts + p->first_count[table] + row * p->count_tables[table].n_bins + bin
               : NULL;
}

static void count(const program *p, const brink_batch *batch, size_t lane, enum cascade_table table, size_t row,
                  size_t bin)
{
    uint32_t *at = cell(p, batch, lane, table, row, bin);
    if (at) {
        ++*at;
    }
}

static uint32_t n_bits(uint64_t set)
{
    uint32_t n = 0;
    for (; set; set &= set - 1) {
        n++;
    }
    return n;
}

/* Counts a tree and frees its slot. */
static void close_tree(const program *p, work *w, const brink_batch *batch, size_t lane, tree *t, bool is_censored)
{
    const size_t n_levels = p->count_tables[TABLE_PEAK_LEVEL].n_bins;
    const size_t level = (size_t)(t->peak * (double)n_levels / 10.0);
    count(p, batch, lane, TABLE_SIZE, is_censored, brink__cascade_bin(t->size));
    count(p, batch, lane, TABLE_DEPTH, is_censored, brink__cascade_bin(t->depth));
    count(p, batch, lane, TABLE_DURATION, is_censored, brink__cascade_bin(t->last - t->first + 1));
    count(p, batch, lane, TABLE_THEATRES, is_censored, n_bits(t->theatres) - 1);
    count(p, batch, lane, TABLE_ACTORS, is_censored, n_bits(t->actors) - 1);
    count(p, batch, lane, TABLE_PEAK_LEVEL, is_censored, level < n_levels ? level : n_levels - 1);
    w->cascade_sums[CASCADE_LARGEST][lane] = brink_max(w->cascade_sums[CASCADE_LARGEST][lane], (double)t->size);
    t->size = 0;
}

/* --- events */

/* A free slot: the trees that can grow are at most the posts, and so are those begun in a period. */
static uint32_t new_tree(const program *p, tree *trees, uint32_t period)
{
    uint32_t slot = 0;
    while (slot + 1 < 2 * p->n_posts && trees[slot].size > 0) {
        slot++;
    }
    trees[slot] = (tree){.first = period};
    return slot;
}

/* Enters the event of post `index`: a child of `parent`, of the post `parent_index`, or a root (NULL). */
static event *enter(const program *p, work *w, const brink_batch *batch, size_t lane, size_t index, uint32_t period,
                    const event *parent, size_t parent_index)
{
    const post *here = &p->posts[index];
    const size_t a = (size_t)w->action[index][lane];
    tree *trees = w->trees + 2 * p->n_posts * lane;
    event *e = &w->new_events[p->n_posts * lane + index];
    *e = (event){.pull = here->severity[a] * (1.0 - p->theatres[here->theatre].decay),
                 .recipient = here->recipient[a] != (size_t)-1 && here->amount[a] > 0.0 ? (uint32_t)here->recipient[a]
                                                                                        : NO_ACTOR,
                 .depth = parent ? parent->depth + 1 : 1,
                 .tree = parent ? parent->tree : new_tree(p, trees, period)};
    tree *t = &trees[e->tree];
    t->size++;
    t->depth = e->depth > t->depth ? e->depth : t->depth;
    t->last = period;
    t->theatres |= (uint32_t)1 << here->theatre;
    t->actors |= (uint64_t)1 << here->actor;
    w->cascade_sums[CASCADE_EVENTS][lane] += 1.0;
    w->cascade_sums[CASCADE_ROOTS][lane] += parent ? 0.0 : 1.0;
    w->cascade_sums[CASCADE_PROVOKED][lane] += parent && here->is_challenger ? 1.0 : 0.0;
    count(p, batch, lane, TABLE_INFLUENCE, parent ? parent_index + 1 : 0, index);
    return e;
}

/* Draws the parent of a challenger's event among the last events of all posts; n_posts = no candidate. */
static size_t draw_parent(const program *p, const event *last, size_t index, double u)
{
    const post *here = &p->posts[index];
    const double *restrict link = p->link + index * p->n_posts;
    double weight[MAX_POSTS], sum = 0.0;
    for (size_t i = 0; i < p->n_posts; i++) {
        const double bonds =
            (last[i].recipient == here->actor ? 1.0 : 0.0) + (double)(last[i].harmed >> here->actor & 1);
        weight[i] = last[i].pull * (link[i] + bonds);
        sum += weight[i];
    }
    size_t found = p->n_posts;
    double cumulated = 0.0;
    for (size_t i = 0; i < p->n_posts && !(cumulated > u * sum); i++) {
        if (weight[i] > 0.0) { /* the last candidate also takes what rounding leaves over */
            cumulated += weight[i];
            found = i;
        }
    }
    return found;
}

static bool counts(const work *w, size_t lane)
{
    return w->conflict_time[0][lane] == 0.0;
}

static void enter_challenger(const program *p, work *w, const brink_batch *batch, size_t index, uint32_t period)
{
    const post *here = &p->posts[index];
    const bool is_forced = brink__find_forced(p, index, period) != NULL;
    brink_address at = {batch->first, here->who, (uint16_t)period, PURPOSE_ROOT, 0};
    lanes u;
    brink_uniforms(batch->seed, at, BRINK_LANES, u);
    at.purpose = PURPOSE_PARENT;
    for (size_t l = 0; l < batch->n; l++) {
        const size_t a = (size_t)w->action[index][l];
        if (a == 0 || !counts(w, l)) {
            continue;
        }
        const event *last = w->last_events + p->n_posts * l;
        const double q = w->probability[0][here->state + a][l], q_rest = w->rest_probability[here->state + a][l];
        size_t parent = p->n_posts;
        if (!is_forced && q > q_rest && u[l] * q >= q_rest) {
            at.replica = batch->first + l;
            parent = draw_parent(p, last, index, brink_uniform(batch->seed, at));
        }
        enter(p, w, batch, l, index, period, parent < p->n_posts ? &last[parent] : NULL, parent);
    }
}

/* The attributed challengers' event of greatest severity in a theatre (ties: by order of `actors`), and the actors it
 * could be laid at the door of. */
static size_t find_provocation(const program *p, const work *w, const theatre *here, size_t lane, uint64_t *provokers)
{
    size_t found = p->n_posts;
    double most = 0.0;
    *provokers = 0;
    for (size_t k = 0; k < here->n_challengers; k++) {
        const size_t index = here->challengers[k];
        const post *c = &p->posts[index];
        const double severity = w->attributed[index][lane] * c->severity[(size_t)w->action[index][lane]];
        if (severity > 0.0) {
            *provokers |= (uint64_t)1 << c->actor;
            if (severity > most || (severity == most && c->actor < p->posts[found].actor)) {
                most = severity;
                found = index;
            }
        }
    }
    return found;
}

static void enter_defenders(const program *p, work *w, const brink_batch *batch, size_t index, uint32_t period)
{
    const theatre *here = &p->theatres[index];
    for (size_t l = 0; l < batch->n; l++) {
        if (!counts(w, l)) {
            continue;
        }
        uint64_t provokers;
        const event *now = w->new_events + p->n_posts * l;
        const size_t provocation = find_provocation(p, w, here, l, &provokers);
        for (size_t j = 0; j < here->n_defenders; j++) {
            const size_t answer = here->defenders[j];
            const size_t a = (size_t)w->action[answer][l];
            if (a == 0) {
                continue;
            }
            bool is_root = provocation == p->n_posts || brink__find_forced(p, answer, period);
            event *e =
                enter(p, w, batch, l, answer, period, is_root ? NULL : &now[provocation], is_root ? 0 : provocation);
            e->harmed = w->harm[p->posts[answer].state + a][l] > 0.0 ? provokers : 0;
        }
    }
}

void brink__cascade_moves(const program *p, work *w, const brink_batch *batch, uint32_t period)
{
    for (size_t i = 0; i < BRINK_LANES * p->n_posts; i++) {
        w->new_events[i].tree = NO_TREE;
    }
    for (size_t i = 0; i < p->n_posts; i++) {
        if (p->posts[i].is_challenger) {
            enter_challenger(p, w, batch, i, period);
        }
    }
    for (size_t t = 0; t < p->n_theatres; t++) {
        enter_defenders(p, w, batch, t, period);
    }
    /* only now: challengers move together, and so none sets off another in the same period */
    for (size_t l = 0; l < batch->n; l++) {
        for (size_t i = 0; i < p->n_posts; i++) {
            event *last = &w->last_events[p->n_posts * l + i];
            const event *now = &w->new_events[p->n_posts * l + i];
            if (now->tree != NO_TREE) {
                *last = *now;
            } else {
                last->pull *= 1.0 - p->theatres[p->posts[i].theatre].decay;
            }
            last->pull = last->pull < LEAST_PULL ? 0.0 : last->pull;
        }
    }
}

/* --- the end of a period */

static void end_lane(const program *p, work *w, const brink_batch *batch, size_t lane, uint32_t period, bool is_last)
{
    tree *trees = w->trees + 2 * p->n_posts * lane;
    const event *last = w->last_events + p->n_posts * lane;
    for (size_t i = 0; i < p->n_posts; i++) {
        if (last[i].pull > 0.0) {
            trees[last[i].tree].alive = period;
        }
    }
    for (size_t i = 0; i < 2 * p->n_posts; i++) {
        tree *t = &trees[i];
        if (t->size == 0) {
            continue;
        }
        bool is_alive = t->alive == period;
        if (is_alive || t->last == period) {
            for (size_t k = 0; k < p->n_theatres; k++) {
                bool is_touched = t->theatres >> k & 1;
                t->peak = is_touched ? brink_max(t->peak, w->effective[p->row.level + k][lane]) : t->peak;
            }
        }
        if (is_last || !is_alive) {
            close_tree(p, w, batch, lane, t, is_alive);
        }
    }
}

void brink__cascade_end(const program *p, work *w, const brink_batch *batch, uint32_t period)
{
    for (size_t l = 0; l < batch->n; l++) {
        const double begun = w->conflict_time[0][l];
        if (begun == 0.0 || begun == (double)period) {
            end_lane(p, w, batch, l, period, begun != 0.0 || period == p->head.n_periods);
        }
    }
}
