/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cascades.h"

#include <assert.h>
#include <string.h>

#include "brink/math.h"
#include "brink/rng.h"
#include "step.h"

/* Pulls below this count as 0, so that they do not crawl through the subnormal numbers. */
#define LEAST_PULL 1e-300

/* --- memory */

size_t brink__cascade_layout(const program *p, work *w, void *memory, size_t used)
{
    const size_t per_batch = BRINK_LANES * p->n_posts;
    used += (64 - used % 64) % 64;
    w->pull = memory ? (double *)(void *)((char *)memory + used) : NULL;
    used += (1 + p->n_challengers) * per_batch * sizeof(double);
    w->last_events = memory ? (event *)(void *)((char *)memory + used) : NULL;
    used += per_batch * sizeof(event);
    w->trees = memory ? (tree *)(void *)((char *)memory + used) : NULL;
    return used + 2 * per_batch * sizeof(tree);
}

/* Bonds of a lane, [challenger][post]: they follow upon the pulls of all lanes. */
static double *bonds_of(const program *p, const work *w, size_t lane)
{
    return w->pull + p->n_posts * (BRINK_LANES + p->n_challengers * lane);
}

void brink__cascade_start(const program *p, work *w)
{
    memset(w->pull, 0, (1 + p->n_challengers) * BRINK_LANES * p->n_posts * sizeof *w->pull);
    memset(w->last_events, 0, BRINK_LANES * p->n_posts * sizeof *w->last_events);
    memset(w->n_trees, 0, sizeof w->n_trees);
    for (size_t i = 0; i < 2 * BRINK_LANES * p->n_posts; i++) {
        w->trees[i].place = (uint16_t)(i % (2 * p->n_posts));
    }
    memset(w->cascade_sums, 0, N_CASCADE_SUMS * sizeof(lanes));
    memset(w->rest_probability, 0, p->n_menu_rows * sizeof(lanes));
    for (size_t r = 0; p->start_rest_warm && r < w->n_warm; r++) {
        for (size_t l = 0; l < BRINK_LANES; l++) {
            w->rest_warm[r][l] = p->start_rest_warm[r];
        }
    }
}

/* --- books */

/* An event of this period. */
typedef struct entry {
    uint16_t post, action;
    event made;
} entry;

/* One lane in one period: its books, and the events that are new. These become last events only when all have been
 * entered: challengers move together, and so none sets off another in the same period. */
typedef struct page {
    const program *p;
    work *w;
    const brink_batch *batch;
    uint32_t period;
    size_t from[2][N_COUNT_TABLES]; /* first cell of the rows of trees that are complete and censored */
    bool can_fade;                  /* a pull may have become too small in this period */
    /* of the lane */
    size_t lane;
    uint32_t *cells; /* NULL when nobody wants them */
    double *pull; /* [post] severity x (1 - decay)^age of the last events, by age in the next period; 0: no candidate */
    double *bonds; /* [challenger][post] */
    event *last;   /* [post] */
    tree *trees;   /* [2 n_posts]: those that can grow are at most the posts, and so are those begun in a period */
    size_t n_new, n_roots, n_provoked;
    entry made[MAX_POSTS];     /* [n_new] */
    uint16_t place[MAX_POSTS]; /* [post] in `made` of those that are there */
} page;

static void start_page(page *g, const program *p, work *w, const brink_batch *batch, uint32_t period)
{
    g->p = p;
    g->w = w;
    g->batch = batch;
    g->period = period;
    for (size_t i = 0; i < N_COUNT_TABLES; i++) {
        g->from[0][i] = p->first_count[i];
        g->from[1][i] = p->first_count[i] + p->count_tables[i].n_bins;
    }
}

static void take_lane(page *g, size_t lane)
{
    const program *p = g->p;
    g->lane = lane;
    g->cells = g->batch->counts ? g->batch->counts + lane * p->n_counts : NULL;
    g->pull = g->w->pull + p->n_posts * lane;
    g->bonds = bonds_of(p, g->w, lane);
    g->last = g->w->last_events + p->n_posts * lane;
    g->trees = g->w->trees + 2 * p->n_posts * lane;
}

/* --- counting */

static size_t n_bits(uint64_t set)
{
    set -= set >> 1 & 0x5555555555555555U;
    set = (set & 0x3333333333333333U) + (set >> 2 & 0x3333333333333333U);
    return (size_t)(((set + (set >> 4)) & 0x0f0f0f0f0f0f0f0fU) * 0x0101010101010101U >> 56);
}

/* Counts a tree that ends. */
static void count_tree(const page *g, const tree *t, bool is_censored)
{
    const size_t *from = g->from[is_censored];
    uint32_t *cells = g->cells;
    double *largest = &g->w->cascade_sums[CASCADE_LARGEST][g->lane];
    *largest = brink_max(*largest, (double)t->size);
    if (cells) {
        const size_t n_levels = g->p->count_tables[TABLE_PEAK_LEVEL].n_bins;
        const size_t level = (size_t)(t->peak * (double)n_levels / 10.0);
        cells[from[TABLE_SIZE] + brink__cascade_bin(t->size)]++;
        cells[from[TABLE_DEPTH] + brink__cascade_bin(t->depth)]++;
        cells[from[TABLE_DURATION] + brink__cascade_bin((uint32_t)(t->last - t->first + 1))]++;
        cells[from[TABLE_THEATRES] + n_bits(t->theatres) - 1]++;
        cells[from[TABLE_ACTORS] + n_bits(t->actors) - 1]++;
        cells[from[TABLE_PEAK_LEVEL] + (level < n_levels ? level : n_levels - 1)]++;
    }
}

/* --- events */

/* Enters the event of post `index`: a child of `parent`, of the post `parent_index`, or a root (NULL). */
static inline void enter(page *g, size_t index, size_t a, const event *parent, size_t parent_index, uint64_t harmed)
{
    const post *here = &g->p->posts[index];
    event now = {.harmed = harmed, .depth = 1};
    if (here->amount[a] > 0.0) {
        now.supplied = (uint16_t)(here->recipient[a] + 1);
    }
    if (parent) {
        now.depth = parent->depth + 1;
        now.tree = parent->tree;
    } else {
        now.tree = g->trees[g->w->n_trees[g->lane]++].place;
        tree *begun = &g->trees[now.tree];
        *begun = (tree){.first = (uint16_t)g->period, .place = begun->place};
        g->n_roots++;
    }
    tree *t = &g->trees[now.tree];
    t->size++;
    t->depth = now.depth > t->depth ? now.depth : t->depth;
    t->last = (uint16_t)g->period;
    t->theatres |= (uint32_t)1 << here->theatre;
    t->actors |= (uint64_t)1 << here->actor;
    if (g->cells) {
        g->cells[g->from[0][TABLE_INFLUENCE] + (parent ? parent_index + 1 : 0) * g->p->n_posts + index]++;
    }
    g->place[index] = (uint16_t)g->n_new;
    g->made[g->n_new++] = (entry){(uint16_t)index, (uint16_t)a, now};
}

static bool is_forced(const page *g, size_t index)
{
    return g->p->n_forced > 0 && brink__find_forced(g->p, index, g->period);
}

/* Draws the parent of a challenger's event among the last events of all posts; n_posts = no candidate. The parent is
 * the first at which the sum of weights exceeds u times that of all; a post without weight leaves the sum as it is. */
static size_t draw_parent(const page *g, size_t index, double u)
{
    const size_t n = g->p->n_posts;
    const double *link = g->p->link + index * n, *bonds = g->bonds + g->p->posts[index].player * n;
    const double *pull = g->pull;
    double weight[MAX_POSTS], cumulated[MAX_POSTS], sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        weight[i] = pull[i] * (link[i] + bonds[i]);
    }
    for (size_t i = 0; i < n; i++) {
        sum += weight[i];
        cumulated[i] = sum;
    }
    const double drawn = u * sum;
    for (size_t i = 0; i < n; i++) {
        if (cumulated[i] > drawn) {
            return i;
        }
    }
    for (size_t i = n; i-- > 0;) { /* the last candidate also takes what rounding leaves over */
        if (weight[i] > 0.0) {
            return i;
        }
    }
    return n;
}

static void enter_challenger(page *g, size_t index, size_t a)
{
    const post *here = &g->p->posts[index];
    const size_t l = g->lane, n = g->p->n_posts;
    const double q = g->w->probability[0][here->state + a][l], q_rest = g->w->rest_probability[here->state + a][l];
    brink_address at = {g->batch->first + l, here->who, (uint16_t)g->period, PURPOSE_ROOT, 0};
    size_t parent = n;
    if (q > q_rest && !is_forced(g, index) && brink_uniform(g->batch->seed, at) * q >= q_rest) {
        at.purpose = PURPOSE_PARENT;
        parent = draw_parent(g, index, brink_uniform(g->batch->seed, at));
    }
    g->n_provoked += parent < n;
    enter(g, index, a, parent < n ? &g->last[parent] : NULL, parent, 0);
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

/* What the defenders of a theatre answer to, found when the first of them has. */
typedef struct provocation {
    size_t theatre; /* of which it was found last */
    size_t index;   /* post; n_posts = none */
    uint64_t provokers;
} provocation;

static void enter_defender(page *g, size_t index, size_t a, provocation *last)
{
    const program *p = g->p;
    const post *here = &p->posts[index];
    if (last->theatre != here->theatre) {
        last->theatre = here->theatre;
        last->index = find_provocation(g, &p->theatres[here->theatre], &last->provokers);
    }
    const bool is_root = last->index == p->n_posts || is_forced(g, index);
    const bool harms = g->w->harm[here->state + a][g->lane] > 0.0;
    enter(g, index, a, is_root ? NULL : &g->made[g->place[last->index]].made, is_root ? 0 : last->index,
          harms ? last->provokers : 0);
}

/* --- the turn of the period: last events */

/* Whether a pull above 0 may have become too small by the end of this period: if the least that can be had the longest
 * time has. */
static bool can_fade(const program *p, uint32_t period)
{
    double least = 1.0, kept = 1.0;
    for (size_t i = 0; i < p->n_posts; i++) {
        const post *here = &p->posts[i];
        kept = p->pull_kept[i] > 0.0 ? brink_min(kept, p->pull_kept[i]) : kept;
        for (size_t a = 0; a < here->n; a++) {
            least = here->severity[a] > 0.0 ? brink_min(least, here->severity[a]) : least;
        }
    }
    for (uint32_t n = period; n > 0; n >>= 1) {
        least *= n & 1 ? kept : 1.0;
        kept *= kept;
    }
    return !(least > 2.0 * LEAST_PULL);
}

/* Ages the last events by a period: their pull is that of the next one. */
static void age(page *g)
{
    const size_t n = g->p->n_posts;
    const double *restrict kept = g->p->pull_kept;
    double *restrict pull = g->pull;
    for (size_t i = 0; i < n; i++) {
        pull[i] *= kept[i];
    }
    for (size_t i = 0; g->can_fade && i < n; i++) {
        if (pull[i] > 0.0 && pull[i] < LEAST_PULL) {
            pull[i] = 0.0;
            g->trees[g->last[i].tree].n_pulling--;
        }
    }
}

/* Makes the new events last events, a period older than they are. */
static void turn(page *g)
{
    const program *p = g->p;
    age(g);
    for (size_t k = 0; k < g->n_new; k++) {
        const size_t i = g->made[k].post;
        const event *now = &g->made[k].made;
        event *before = &g->last[i];
        const double fresh = p->posts[i].severity[g->made[k].action] * p->pull_kept[i];
        if (g->pull[i] > 0.0) {
            g->trees[before->tree].n_pulling--;
        }
        g->pull[i] = fresh < LEAST_PULL ? 0.0 : fresh;
        if (g->pull[i] > 0.0) {
            g->trees[now->tree].n_pulling++;
        }
        const bool is_as_before = now->harmed == before->harmed && now->supplied == before->supplied;
        for (size_t c = 0; !is_as_before && c < p->n_challengers; c++) {
            const size_t self = p->challengers[c];
            g->bonds[c * p->n_posts + i] = (now->supplied == self + 1 ? 1.0 : 0.0) + (double)(now->harmed >> self & 1);
        }
        *before = *now;
    }
}

/* --- a period */

/* The posts in the order in which their events are entered: challengers before defenders. */
static void order_posts(const program *p, uint16_t order[MAX_POSTS])
{
    size_t n = 0;
    for (size_t t = 0; t < p->n_theatres; t++) {
        for (size_t k = 0; k < p->theatres[t].n_challengers; k++) {
            order[n++] = (uint16_t)p->theatres[t].challengers[k];
        }
    }
    for (size_t t = 0; t < p->n_theatres; t++) {
        for (size_t j = 0; j < p->theatres[t].n_defenders; j++) {
            order[n++] = (uint16_t)p->theatres[t].defenders[j];
        }
    }
}

enum { POSTS_A_SET = 64, MAX_SETS = MAX_POSTS / POSTS_A_SET };

/* Which posts did anything but hold, by their place in the order; `acting` is clear. */
static void find_acting(const program *p, const work *w, const uint16_t *order, uint64_t acting[][BRINK_LANES])
{
    for (size_t k = 0; k < p->n_posts; k++) {
        const double *action = w->action[order[k]];
        const uint64_t bit = (uint64_t)1 << k % POSTS_A_SET;
        uint64_t *set = acting[k / POSTS_A_SET];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            set[l] |= action[l] > 0.0 ? bit : 0;
        }
    }
}

static void enter_lane(page *g, const uint16_t *order, uint64_t acting[][BRINK_LANES])
{
    const program *p = g->p;
    provocation last = {.theatre = p->n_theatres};
    g->n_new = g->n_roots = g->n_provoked = 0;
    for (size_t from = 0; from < p->n_posts; from += POSTS_A_SET) {
        for (uint64_t left = acting[from / POSTS_A_SET][g->lane]; left; left &= left - 1) {
            const size_t index = order[from + (size_t)__builtin_ctzll(left)];
            const size_t a = (size_t)g->w->action[index][g->lane];
            if (p->posts[index].is_challenger) {
                enter_challenger(g, index, a);
            } else {
                enter_defender(g, index, a, &last);
            }
        }
    }
    lanes *sums = g->w->cascade_sums;
    sums[CASCADE_EVENTS][g->lane] += (double)g->n_new;
    sums[CASCADE_ROOTS][g->lane] += (double)g->n_roots;
    sums[CASCADE_PROVOKED][g->lane] += (double)g->n_provoked;
}

void brink__cascade_moves(const program *p, work *w, const brink_batch *batch, uint32_t period)
{
    uint64_t acting[MAX_SETS][BRINK_LANES] = {0};
    uint16_t order[MAX_POSTS] = {0};
    page g; /* large, so not cleared */
    start_page(&g, p, w, batch, period);
    g.can_fade = can_fade(p, period);
    order_posts(p, order);
    find_acting(p, w, order, acting);
    for (size_t l = 0; l < batch->n; l++) {
        if (w->conflict_time[0][l] == 0.0) { /* this period counts */
            take_lane(&g, l);
            enter_lane(&g, order, acting);
            turn(&g);
        }
    }
}

/* --- the end of a period */

enum { SET_BITS = 4, SETS = 1 << SET_BITS, MAX_GROUPS = (MAX_THEATRES + SET_BITS - 1) / SET_BITS };

/* The highest level in each set of theatres, by groups of SET_BITS theatres; 0 in none. */
static size_t find_highest(const program *p, const work *w, lanes highest[][SETS])
{
    lanes *levels = w->effective + p->row.level;
    assert(p->n_theatres > 0 && "a game has a theatre");
    for (size_t t = 0; t < p->n_theatres; t++) {
        lanes *of = highest[t / SET_BITS];
        const size_t n = (size_t)1 << t % SET_BITS;
        memset(of, 0, n == 1 ? sizeof of[0] : 0);
        for (size_t set = 0; set < n; set++) {
            const double *without = of[set], *level = levels[t];
            double *with = of[n + set];
            for (size_t l = 0; l < BRINK_LANES; l++) {
                with[l] = brink_max(without[l], level[l]);
            }
        }
    }
    return (p->n_theatres + SET_BITS - 1) / SET_BITS;
}

/* Without a branch on what a tree is, since this cannot be guessed. */
static void end_lane(page *g, lanes highest[][SETS], size_t n_groups, bool is_last)
{
    tree *trees = g->trees;
    uint32_t *n_trees = &g->w->n_trees[g->lane];
    uint16_t ending[2 * MAX_POSTS];
    size_t n_ending = 0;
    for (uint32_t i = *n_trees; i-- > 0;) {
        tree *t = &trees[trees[i].place];
        const bool can_grow = t->n_pulling > 0;
        const uint32_t touched = t->theatres & (can_grow || t->last == g->period ? UINT32_MAX : 0);
        t->peak = brink_max(t->peak, highest[0][touched & (SETS - 1)][g->lane]);
        for (size_t k = 1; k < n_groups; k++) {
            t->peak = brink_max(t->peak, highest[k][touched >> k * SET_BITS & (SETS - 1)][g->lane]);
        }
        ending[n_ending] = (uint16_t)i;
        n_ending += is_last || !can_grow;
    }
    for (size_t k = 0; k < n_ending; k++) { /* from the last in the list down */
        const uint16_t place = trees[ending[k]].place;
        const uint32_t n = --*n_trees;
        count_tree(g, &trees[place], trees[place].n_pulling > 0);
        trees[ending[k]].place = trees[n].place;
        trees[n].place = place;
    }
}

void brink__cascade_end(const program *p, work *w, const brink_batch *batch, uint32_t period)
{
    lanes highest[MAX_GROUPS][SETS];
    page g; /* large, so not cleared */
    const size_t n_groups = find_highest(p, w, highest);
    start_page(&g, p, w, batch, period);
    for (size_t l = 0; l < batch->n; l++) {
        const double begun = w->conflict_time[0][l];
        if (begun == 0.0 || begun == (double)period) {
            take_lane(&g, l);
            end_lane(&g, highest, n_groups, begun != 0.0 || period == p->head.n_periods);
        }
    }
}
