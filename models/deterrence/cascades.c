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
    w->pull = memory ? (double *)(void *)((char *)memory + used) : NULL;
    used += per_batch * sizeof(double);
    w->last_events = memory ? (event *)(void *)((char *)memory + used) : NULL;
    used += per_batch * sizeof(event);
    w->trees = memory ? (tree *)(void *)((char *)memory + used) : NULL;
    return used + 2 * per_batch * sizeof(tree);
}

void brink__cascade_start(const program *p, work *w)
{
    memset(w->pull, 0, BRINK_LANES * p->n_posts * sizeof *w->pull);
    memset(w->last_events, 0, BRINK_LANES * p->n_posts * sizeof *w->last_events);
    memset(w->n_trees, 0, sizeof w->n_trees);
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

/* Counts a tree that ends. */
static void count_tree(const program *p, work *w, const brink_batch *batch, size_t lane, const tree *t,
                       bool is_censored)
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
}

/* --- events */

/* One lane in one period: its books, and the events that are new. These become last events only when all have been
 * entered: challengers move together, and so none sets off another in the same period. */
typedef struct page {
    const program *p;
    work *w;
    const brink_batch *batch;
    size_t lane;
    uint32_t period;
    double *pull; /* [post] severity x (1 - decay)^age of the last events, by age in the next period; 0: no candidate */
    event *last;  /* [post] */
    tree *trees;  /* [2 n_posts]: those that can grow are at most the posts, and so are those begun in a period */
    uint32_t *n_trees;
    size_t n_new;
    uint16_t post[MAX_POSTS]; /* [n_new] */
    event made[MAX_POSTS];    /* [n_new] */
} page;

/* Enters the event of post `index`: a child of `parent`, of the post `parent_index`, or a root (NULL). */
static event *enter(page *g, size_t index, size_t a, const event *parent, size_t parent_index)
{
    const post *here = &g->p->posts[index];
    event *e = &g->made[g->n_new];
    g->post[g->n_new++] = (uint16_t)index;
    if (!parent) {
        g->trees[*g->n_trees] = (tree){.first = g->period};
    }
    *e = (event){.recipient = here->recipient[a] != (size_t)-1 && here->amount[a] > 0.0 ? (uint32_t)here->recipient[a]
                                                                                        : NO_ACTOR,
                 .depth = parent ? parent->depth + 1 : 1,
                 .tree = parent ? parent->tree : (*g->n_trees)++};
    tree *t = &g->trees[e->tree];
    t->size++;
    t->depth = e->depth > t->depth ? e->depth : t->depth;
    t->last = g->period;
    t->theatres |= (uint32_t)1 << here->theatre;
    t->actors |= (uint64_t)1 << here->actor;
    lanes *sums = g->w->cascade_sums;
    sums[CASCADE_EVENTS][g->lane] += 1.0;
    sums[CASCADE_ROOTS][g->lane] += parent ? 0.0 : 1.0;
    sums[CASCADE_PROVOKED][g->lane] += parent && here->is_challenger ? 1.0 : 0.0;
    count(g->p, g->batch, g->lane, TABLE_INFLUENCE, parent ? parent_index + 1 : 0, index);
    return e;
}

/* Draws the parent of a challenger's event among the last events of all posts; n_posts = no candidate. */
static size_t draw_parent(const page *g, size_t index, double u)
{
    const size_t n = g->p->n_posts;
    const size_t self = g->p->posts[index].actor;
    const double *link = g->p->link + index * n;
    double weight[MAX_POSTS], sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        const double bonds = (g->last[i].recipient == self ? 1.0 : 0.0) + (double)(g->last[i].harmed >> self & 1);
        weight[i] = g->pull[i] * (link[i] + bonds);
        sum += weight[i];
    }
    size_t found = n;
    double cumulated = 0.0;
    for (size_t i = 0; i < n && !(cumulated > u * sum); i++) {
        if (weight[i] > 0.0) { /* the last candidate also takes what rounding leaves over */
            cumulated += weight[i];
            found = i;
        }
    }
    return found;
}

static void enter_challenger(page *g, size_t index, size_t a)
{
    const post *here = &g->p->posts[index];
    const size_t l = g->lane, n = g->p->n_posts;
    const double q = g->w->probability[0][here->state + a][l], q_rest = g->w->rest_probability[here->state + a][l];
    brink_address at = {g->batch->first + l, here->who, (uint16_t)g->period, PURPOSE_ROOT, 0};
    size_t parent = n;
    if (q > q_rest && !brink__find_forced(g->p, index, g->period) && brink_uniform(g->batch->seed, at) * q >= q_rest) {
        at.purpose = PURPOSE_PARENT;
        parent = draw_parent(g, index, brink_uniform(g->batch->seed, at));
    }
    enter(g, index, a, parent < n ? &g->last[parent] : NULL, parent);
}

/* The attributed challengers' event of greatest severity in a theatre (ties: by order of `actors`), and the actors it
 * could be laid at the door of. */
static size_t find_provocation(const page *g, const theatre *here, uint64_t *provokers)
{
    const program *p = g->p;
    size_t found = p->n_posts;
    double most = 0.0;
    *provokers = 0;
    for (size_t k = 0; k < here->n_challengers; k++) {
        const size_t index = here->challengers[k];
        const double severity = g->w->seen_severity[index][g->lane];
        if (severity > 0.0) {
            *provokers |= (uint64_t)1 << p->posts[index].actor;
            if (severity > most || (severity == most && p->posts[index].actor < p->posts[found].actor)) {
                most = severity;
                found = index;
            }
        }
    }
    return found;
}

static const event *find_made(const page *g, size_t index)
{
    size_t i = 0;
    while (g->post[i] != index) {
        i++;
    }
    return &g->made[i];
}

static void enter_defenders(page *g, const theatre *here)
{
    const program *p = g->p;
    const size_t unknown = p->n_posts + 1;
    size_t provocation = unknown;
    uint64_t provokers = 0;
    for (size_t j = 0; j < here->n_defenders; j++) {
        const size_t answer = here->defenders[j];
        const size_t a = (size_t)g->w->action[answer][g->lane];
        if (a == 0) {
            continue;
        }
        provocation = provocation == unknown ? find_provocation(g, here, &provokers) : provocation;
        const bool is_root = provocation == p->n_posts || brink__find_forced(p, answer, g->period);
        event *e = enter(g, answer, a, is_root ? NULL : find_made(g, provocation), is_root ? 0 : provocation);
        e->harmed = g->w->harm[p->posts[answer].state + a][g->lane] > 0.0 ? provokers : 0;
    }
}

/* Makes the new events last events, a period older than they are: their pull is that of the next period. */
static void turn(page *g)
{
    const program *p = g->p;
    bool has_faded = false;
    for (size_t i = 0; i < p->n_posts; i++) {
        const double pull = g->pull[i] * p->pull_kept[i];
        has_faded = has_faded || (pull > 0.0 && pull < LEAST_PULL);
        g->pull[i] = pull;
    }
    for (size_t i = 0; has_faded && i < p->n_posts; i++) {
        if (g->pull[i] > 0.0 && g->pull[i] < LEAST_PULL) {
            g->pull[i] = 0.0;
            g->trees[g->last[i].tree].n_pulling--;
        }
    }
    for (size_t k = 0; k < g->n_new; k++) {
        const size_t i = g->post[k];
        const size_t a = (size_t)g->w->action[i][g->lane];
        if (g->pull[i] > 0.0) {
            g->trees[g->last[i].tree].n_pulling--;
        }
        const double pull = p->posts[i].severity[a] * p->pull_kept[i];
        g->pull[i] = pull < LEAST_PULL ? 0.0 : pull;
        g->last[i] = g->made[k];
        g->trees[g->last[i].tree].n_pulling += g->pull[i] > 0.0 ? 1 : 0;
    }
}

static bool counts(const work *w, size_t lane)
{
    return w->conflict_time[0][lane] == 0.0;
}

void brink__cascade_moves(const program *p, work *w, const brink_batch *batch, uint32_t period)
{
    page g; /* large, so not cleared */
    g.p = p;
    g.w = w;
    g.batch = batch;
    g.period = period;
    for (size_t l = 0; l < batch->n; l++) {
        if (!counts(w, l)) {
            continue;
        }
        g.lane = l;
        g.pull = w->pull + p->n_posts * l;
        g.last = w->last_events + p->n_posts * l;
        g.trees = w->trees + 2 * p->n_posts * l;
        g.n_trees = &w->n_trees[l];
        g.n_new = 0;
        for (size_t t = 0; t < p->n_theatres; t++) {
            for (size_t k = 0; k < p->theatres[t].n_challengers; k++) {
                const size_t index = p->theatres[t].challengers[k], a = (size_t)w->action[index][l];
                if (a > 0) {
                    enter_challenger(&g, index, a);
                }
            }
        }
        for (size_t t = 0; t < p->n_theatres; t++) {
            enter_defenders(&g, &p->theatres[t]);
        }
        turn(&g);
    }
}

/* --- the end of a period */

/* Takes tree `i` out: the last one gets its place. */
static void take_out(const program *p, work *w, size_t lane, uint32_t i)
{
    tree *trees = w->trees + 2 * p->n_posts * lane;
    event *last = w->last_events + p->n_posts * lane;
    const uint32_t moved = --w->n_trees[lane];
    trees[i] = trees[moved];
    for (size_t k = 0; moved != i && k < p->n_posts; k++) {
        last[k].tree = last[k].tree == moved ? i : last[k].tree;
    }
}

static void end_lane(const program *p, work *w, const brink_batch *batch, size_t lane, uint32_t period, bool is_last)
{
    tree *trees = w->trees + 2 * p->n_posts * lane;
    lanes *levels = w->effective + p->row.level;
    for (uint32_t i = w->n_trees[lane]; i-- > 0;) {
        tree *t = &trees[i];
        const bool can_grow = t->n_pulling > 0;
        for (uint32_t left = can_grow || t->last == period ? t->theatres : 0; left; left &= left - 1) {
            t->peak = brink_max(t->peak, levels[__builtin_ctz(left)][lane]);
        }
        if (is_last || !can_grow) {
            count_tree(p, w, batch, lane, t, can_grow);
            take_out(p, w, lane, i);
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
