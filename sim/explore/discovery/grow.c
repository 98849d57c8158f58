/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explore/discovery/grow.h"

#include <stdlib.h>
#include <string.h>

#include "base/no_memory.h"

__extension__ typedef unsigned __int128 wide;

/* A way to cut a node in two. Its score is the sum of k^2/n over both sides: the greater, the less impurity is left. */
typedef struct split {
    bool is_there;
    size_t dimension;
    double limit;
    uint64_t levels;
    size_t n, k; /* on the left */
} split;

typedef struct grower {
    const brink_cases *cases;
    brink__orders *orders;
    size_t least, max_depth;
    brink__grown *grown;
    uint32_t *room; /* [n] */
    bool *is_left;  /* [cases->n] */
    struct {
        size_t from, to;
    } * span; /* [capacity] where the cases of each node stand, in every order */
} grower;

/* Whether split a of a node (n, k) scores more than b. Below 1e35 on both sides, as n is below BRINK_MAX_CASES. */
static bool is_better(const split *a, const split *b, size_t n, size_t k)
{
    wide a_right = (wide)(k - a->k);
    wide b_right = (wide)(k - b->k);
    wide a_left = (wide)a->k;
    wide b_left = (wide)b->k;
    wide score_a = a_left * a_left * (wide)(n - a->n) + a_right * a_right * (wide)a->n;
    wide score_b = b_left * b_left * (wide)(n - b->n) + b_right * b_right * (wide)b->n;
    return score_a * ((wide)b->n * (wide)(n - b->n)) > score_b * ((wide)a->n * (wide)(n - a->n));
}

/* Whether a split lowers impurity at all: unless both sides have one share of interest it does. */
static bool is_gain(const split *s, size_t n, size_t k)
{
    return (wide)s->k * (wide)n != (wide)k * (wide)s->n;
}

static void consider(const grower *g, const brink_node *node, const split *s, split *best)
{
    bool is_large = s->n >= g->least && node->n - s->n >= g->least;
    if (is_large && is_gain(s, node->n, node->n_interest) &&
        (!best->is_there || is_better(s, best, node->n, node->n_interest))) {
        *best = *s;
        best->is_there = true;
    }
}

static void split_numeric(const grower *g, const brink_node *node, size_t i, size_t f, split *best)
{
    const double *x = g->cases->x[f];
    const uint32_t *order = g->orders->order[f];
    bool is_whole = g->cases->dimensions[f].kind == BRINK_DIMENSION_WHOLE;
    split s = {.dimension = f};
    for (size_t at = g->span[i].from; at + 1 < g->span[i].to; at++) {
        double here = x[order[at]];
        double next = x[order[at + 1]];
        s.n++;
        s.k += g->cases->is_interest[order[at]];
        if (next > here) {
            double middle = 0.5 * here + 0.5 * next;
            s.limit = !is_whole && middle >= here && middle < next ? middle : here;
            consider(g, node, &s, best);
        }
    }
}

typedef struct level {
    unsigned index;
    size_t n, k;
} level;

/* By share of interest, then by index. */
static int compare_levels(const void *a, const void *b)
{
    const level *p = a;
    const level *q = b;
    size_t left = p->k * q->n; /* below 1e14 */
    size_t right = q->k * p->n;
    if (left != right) {
        return left < right ? -1 : 1;
    }
    return p->index < q->index ? -1 : p->index > q->index;
}

static void split_category(const grower *g, const brink_node *node, size_t i, size_t f, split *best)
{
    level levels[BRINK_MAX_LEVELS];
    size_t n_levels = 0;
    level found[BRINK_MAX_LEVELS];
    memset(levels, 0, sizeof levels);
    for (size_t at = g->span[i].from; at < g->span[i].to; at++) {
        size_t which = g->orders->order[f][at];
        level *l = &levels[(size_t)g->cases->x[f][which]];
        l->n++;
        l->k += g->cases->is_interest[which];
    }
    for (unsigned l = 0; l < g->cases->dimensions[f].n_levels; l++) {
        if (levels[l].n > 0) {
            found[n_levels] = levels[l];
            found[n_levels++].index = l;
        }
    }
    qsort(found, n_levels, sizeof found[0], compare_levels);
    split s = {.dimension = f};
    for (size_t l = 0; l + 1 < n_levels; l++) {
        s.n += found[l].n;
        s.k += found[l].k;
        s.levels |= UINT64_C(1) << found[l].index;
        consider(g, node, &s, best);
    }
}

static split find_split(const grower *g, size_t i)
{
    const brink_node *node = &g->grown->node[i];
    split best = {0};
    if (node->n_interest == 0 || node->n_interest == node->n || node->n < 2 * g->least || node->depth >= g->max_depth) {
        return best;
    }
    for (size_t f = 0; f < g->cases->n_dimensions; f++) {
        if (g->cases->dimensions[f].kind == BRINK_DIMENSION_CATEGORY) {
            split_category(g, node, i, f, &best);
        } else {
            split_numeric(g, node, i, f, &best);
        }
    }
    return best;
}

static bool goes_left(const brink_node *node, const brink_cases *cases, size_t which)
{
    double x = cases->x[node->dimension][which];
    bool is_category = cases->dimensions[node->dimension].kind == BRINK_DIMENSION_CATEGORY;
    return is_category ? (node->levels >> (unsigned)x & 1u) != 0 : x <= node->limit;
}

size_t brink__child(const brink_node *nodes, const brink_cases *cases, size_t i, size_t which)
{
    return goes_left(&nodes[i], cases, which) ? nodes[i].left : nodes[i].right;
}

double brink__squares(const brink_node *node)
{
    return (double)node->n_interest * (double)(node->n - node->n_interest) / (double)node->n;
}

static brink_status add_node(grower *g, brink_node node, size_t from, size_t to, size_t *index, brink_error *err)
{
    brink__grown *grown = g->grown;
    if (!grown->node || !g->span || grown->n == grown->capacity) {
        size_t capacity = grown->capacity > 0 ? 2 * grown->capacity : 64;
        void *nodes = realloc(grown->node, capacity * sizeof *grown->node);
        grown->node = nodes ? nodes : grown->node;
        void *spans = nodes ? realloc(g->span, capacity * sizeof *g->span) : NULL;
        if (!spans) {
            return brink__no_memory(err, "a tree");
        }
        g->span = spans;
        grown->capacity = capacity;
    }
    *index = grown->n++;
    grown->node[*index] = node;
    g->span[*index].from = from;
    g->span[*index].to = to;
    return BRINK_OK;
}

/* Cases that go left first, in every order, each side in the order that it had. */
static void part(grower *g, size_t i)
{
    size_t from = g->span[i].from;
    size_t to = g->span[i].to;
    for (size_t at = from; at < to; at++) {
        size_t which = g->orders->order[0][at];
        g->is_left[which] = goes_left(&g->grown->node[i], g->cases, which);
    }
    for (size_t f = 0; f < g->cases->n_dimensions; f++) {
        uint32_t *order = g->orders->order[f];
        size_t n_left = 0;
        size_t n_right = 0;
        for (size_t at = from; at < to; at++) {
            if (g->is_left[order[at]]) {
                order[from + n_left++] = order[at];
            } else {
                g->room[n_right++] = order[at];
            }
        }
        memcpy(&order[from + n_left], g->room, n_right * sizeof *g->room);
    }
}

/* Splits node i, and what comes of it. */
static brink_status grow_from(grower *g, size_t i, brink_error *err)
{
    split s = find_split(g, i);
    if (!s.is_there) {
        return BRINK_OK;
    }
    brink_node *node = &g->grown->node[i];
    node->dimension = s.dimension;
    node->limit = s.limit;
    node->levels = s.levels;
    part(g, i);
    brink_node left = {.parent = i,
                       .left = BRINK_NO_NODE,
                       .right = BRINK_NO_NODE,
                       .depth = node->depth + 1,
                       .n = s.n,
                       .n_interest = s.k};
    brink_node right = left;
    right.n = node->n - s.n;
    right.n_interest = node->n_interest - s.k;
    size_t from = g->span[i].from;
    size_t to = g->span[i].to;
    size_t child = 0;
    brink_status status = add_node(g, left, from, from + s.n, &child, err);
    if (status == BRINK_OK) {
        g->grown->node[i].left = child;
        status = grow_from(g, child, err);
    }
    if (status == BRINK_OK) {
        status = add_node(g, right, from + s.n, to, &child, err);
    }
    if (status == BRINK_OK) {
        g->grown->node[i].right = child;
        status = grow_from(g, child, err);
    }
    return status;
}

brink_status brink__grow(const brink_cases *cases, brink__orders *orders, size_t least, size_t max_depth,
                         brink__grown *grown, brink_error *err)
{
    grower g = {.cases = cases, .orders = orders, .least = least, .max_depth = max_depth, .grown = grown};
    *grown = (brink__grown){0};
    brink_node root = {.parent = BRINK_NO_NODE, .left = BRINK_NO_NODE, .right = BRINK_NO_NODE, .n = orders->n};
    for (size_t i = 0; i < orders->n; i++) {
        root.n_interest += cases->is_interest[orders->order[0][i]];
    }
    g.room = malloc((orders->n + 1) * sizeof *g.room);
    g.is_left = malloc((cases->n + 1) * sizeof *g.is_left);
    size_t first = 0;
    brink_status status =
        g.room && g.is_left ? add_node(&g, root, 0, orders->n, &first, err) : brink__no_memory(err, "a tree");
    if (status == BRINK_OK) {
        status = grow_from(&g, first, err);
    }
    free(g.room);
    free(g.is_left);
    free(g.span);
    return status;
}

/* --- pruning */

typedef struct branch {
    double squares; /* of the leaves that hang from a node now */
    size_t n_leaves;
} branch;

/* How much risk the branch at a node saves for each leaf more than one. */
static double link(const brink_node *node, const branch *b)
{
    return (brink__squares(node) - b->squares) / (double)(b->n_leaves - 1);
}

/* Sums up the branches, each node after its children, and finds the weakest link. */
static double sum_up(const brink__grown *grown, const bool *is_leaf, branch *b)
{
    const brink_node *node = grown->node;
    double least = -1.0;
    for (size_t i = grown->n; i-- > 0;) {
        if (is_leaf[i]) {
            b[i] = (branch){brink__squares(&node[i]), 1};
            continue;
        }
        const branch *left = &b[node[i].left];
        const branch *right = &b[node[i].right];
        b[i] = (branch){left->squares + right->squares, left->n_leaves + right->n_leaves};
        double now = link(&node[i], &b[i]);
        least = least < 0.0 || now < least ? now : least;
    }
    return least;
}

/* Weakest links first (Breiman et al. 1984, section 3.3): all that are equally weak go at once, with what hangs from
 * them. */
brink_status brink__prune(brink__grown *grown, brink_error *err)
{
    brink_node *node = grown->node;
    branch *b = calloc(grown->n, sizeof *b);
    bool *is_leaf = malloc(grown->n * sizeof *is_leaf);
    if (!b || !is_leaf) {
        free(b);
        free(is_leaf);
        return brink__no_memory(err, "pruning a tree");
    }
    for (size_t i = 0; i < grown->n; i++) {
        is_leaf[i] = node[i].left == BRINK_NO_NODE;
    }
    double alpha = 0.0;
    while (!is_leaf[0]) {
        double least = sum_up(grown, is_leaf, b);
        double now = least / (double)node[0].n;
        alpha = now > alpha ? now : alpha; /* rounding must not make it fall */
        for (size_t i = 0; i < grown->n; i++) {
            bool hangs = i > 0 && is_leaf[node[i].parent];
            if (!is_leaf[i] && (hangs || link(&node[i], &b[i]) <= least * (1.0 + 1e-12))) {
                node[i].strength = alpha;
                is_leaf[i] = true;
            }
        }
    }
    free(b);
    free(is_leaf);
    return BRINK_OK;
}
