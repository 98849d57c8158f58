/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explore/nsde.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "brink/math.h"
#include "brink/rng.h"
#include "explore/pareto.h"

/* What is drawn for; the rest of an address is the generation and who * 2^16 + variable. */
enum { DRAW_CELL = 1, DRAW_ORDER, DRAW_TARGET, DRAW_BASE, DRAW_PAIR, DRAW_WHOLE, DRAW_CROSS, DRAW_MUTATE, DRAW_DELTA };

static const double step_size = 0.5;
static const double cross_share = 0.7;
static const double mutation_index = 20.0;

/* A set of points. */
typedef struct herd {
    double *x, *f, *violation, *crowding; /* [n][variables], [n][objectives], [n], [n] */
    size_t *rank;                         /* [n] */
    size_t n;
} herd;

struct brink__nsde {
    size_t n, m, population;
    uint64_t seed;
    uint32_t who;
    uint32_t generation;
    double *start; /* [n_start][n] */
    size_t n_start;
    herd now, all; /* the population; it with its offspring */
};

static double draw(const brink__nsde *g, unsigned purpose, uint64_t individual, size_t variable)
{
    /* a search has at most 2^16 generations before addresses repeat: years of simulation */
    return brink_uniform(g->seed, (brink_address){.replica = (individual << 16) | variable,
                                                  .who = g->who,
                                                  .period = (uint16_t)g->generation,
                                                  .purpose = (uint8_t)purpose});
}

static double power(double x, double y)
{
    return x > 0.0 ? brink_exp(y * brink_log(x)) : 0.0;
}

/* --- memory */

static bool herd_init(herd *h, size_t n, size_t n_variables, size_t n_objectives)
{
    *h = (herd){.x = malloc(n * n_variables * sizeof *h->x),
                .f = malloc(n * n_objectives * sizeof *h->f),
                .violation = malloc(n * sizeof *h->violation),
                .crowding = malloc(n * sizeof *h->crowding),
                .rank = malloc(n * sizeof *h->rank)};
    return h->x && h->f && h->violation && h->crowding && h->rank;
}

static void herd_free(herd *h)
{
    free(h->x);
    free(h->f);
    free(h->violation);
    free(h->crowding);
    free(h->rank);
}

brink__nsde *brink__nsde_new(const brink__nsde_options *options)
{
    brink__nsde *g = calloc(1, sizeof *g);
    if (!g) {
        return NULL;
    }
    g->n = options->n;
    g->m = options->m;
    g->population = options->population;
    g->seed = options->seed;
    g->who = brink_who("explore", "nsde");
    g->n_start = options->n_start;
    g->start = malloc((options->n_start * options->n + 1) * sizeof *g->start);
    bool is_made = g->start && herd_init(&g->now, g->population, g->n, g->m);
    is_made = is_made && herd_init(&g->all, 2 * g->population, g->n, g->m);
    if (!is_made) {
        brink__nsde_free(g);
        return NULL;
    }
    if (g->n_start > 0) {
        memcpy(g->start, options->start, g->n_start * g->n * sizeof *g->start);
    }
    return g;
}

void brink__nsde_free(brink__nsde *nsde)
{
    if (nsde) {
        herd_free(&nsde->now);
        herd_free(&nsde->all);
        free(nsde->start);
        free(nsde);
    }
}

/* --- generation 0 */

/* Each variable has one point in each of k cells, in an order of its own: point i is in the cell whose number is the
 * rank of its draw. */
static void fill_hypercube(const brink__nsde *g, double *x, size_t k)
{
    for (size_t v = 0; v < g->n; v++) {
        for (size_t i = 0; i < k; i++) {
            double mine = draw(g, DRAW_ORDER, i, v);
            size_t cell = 0;
            for (size_t j = 0; j < k; j++) {
                double other = draw(g, DRAW_ORDER, j, v);
                cell += other < mine || (other == mine && j < i);
            }
            x[i * g->n + v] = ((double)cell + draw(g, DRAW_CELL, i, v)) / (double)k;
        }
    }
}

/* --- offspring */

static size_t choose_any(const brink__nsde *g, unsigned purpose, size_t child, size_t which)
{
    return (size_t)(draw(g, purpose, child, which) * (double)g->now.n);
}

static size_t hold_tournament(const brink__nsde *g, unsigned purpose, size_t child)
{
    const herd *h = &g->now;
    size_t a = choose_any(g, purpose, child, 0);
    size_t b = choose_any(g, purpose, child, 1);
    if (h->rank[a] != h->rank[b]) {
        return h->rank[a] < h->rank[b] ? a : b;
    }
    return h->crowding[a] >= h->crowding[b] ? a : b;
}

static void differ(const brink__nsde *g, size_t child, double *x)
{
    const double *target = g->now.x + hold_tournament(g, DRAW_TARGET, child) * g->n;
    const double *base = g->now.x + hold_tournament(g, DRAW_BASE, child) * g->n;
    const double *a = g->now.x + choose_any(g, DRAW_PAIR, child, 0) * g->n;
    const double *b = g->now.x + choose_any(g, DRAW_PAIR, child, 1) * g->n;
    size_t always = (size_t)(draw(g, DRAW_WHOLE, child, 0) * (double)g->n);
    for (size_t v = 0; v < g->n; v++) {
        bool is_taken = v == always || draw(g, DRAW_CROSS, child, v) < cross_share;
        x[v] = is_taken ? brink_clamp(base[v] + step_size * (a[v] - b[v]), 0.0, 1.0) : target[v];
    }
}

static void mutate(const brink__nsde *g, size_t child, double *x)
{
    for (size_t v = 0; v < g->n; v++) {
        if (draw(g, DRAW_MUTATE, child, v) * (double)g->n >= 1.0) {
            continue;
        }
        double u = draw(g, DRAW_DELTA, child, v);
        double side = u < 0.5 ? x[v] : 1.0 - x[v]; /* to the bound on the side that it moves to */
        double share = u < 0.5 ? 2.0 * u : 2.0 * (1.0 - u);
        double base = share + (1.0 - share) * power(1.0 - side, mutation_index + 1.0);
        double delta = 1.0 - power(base, 1.0 / (mutation_index + 1.0));
        x[v] = brink_clamp(u < 0.5 ? x[v] - delta : x[v] + delta, 0.0, 1.0);
    }
}

void brink__nsde_ask(const brink__nsde *nsde, double *x)
{
    size_t n_given = nsde->generation == 0 ? nsde->n_start : 0;
    if (n_given > 0) {
        memcpy(x, nsde->start, n_given * nsde->n * sizeof *x);
    }
    if (nsde->generation == 0) {
        fill_hypercube(nsde, x + n_given * nsde->n, nsde->population - n_given);
        return;
    }
    for (size_t i = 0; i < nsde->population; i++) {
        differ(nsde, i, x + i * nsde->n);
        mutate(nsde, i, x + i * nsde->n);
    }
}

/* --- survivors */

static void append(const brink__nsde *g, herd *to, const double *x, const double *f, double violation)
{
    for (size_t i = 0; i < to->n; i++) {
        if (memcmp(to->x + i * g->n, x, g->n * sizeof *x) == 0) {
            return;
        }
    }
    memcpy(to->x + to->n * g->n, x, g->n * sizeof *x);
    memcpy(to->f + to->n * g->m, f, g->m * sizeof *f);
    to->violation[to->n++] = violation;
}

static void survive(brink__nsde *g, size_t i, double distance)
{
    const herd *from = &g->all;
    herd *to = &g->now;
    size_t at = to->n++;
    memcpy(to->x + at * g->n, from->x + i * g->n, g->n * sizeof *to->x);
    memcpy(to->f + at * g->m, from->f + i * g->m, g->m * sizeof *to->f);
    to->violation[at] = from->violation[i];
    to->rank[at] = from->rank[i];
    to->crowding[at] = distance;
}

/* Thins the points of one rank out to `wanted`, and lets them survive. */
static brink_status thin_out(brink__nsde *g, size_t *index, size_t k, size_t wanted, double *distance)
{
    brink_status status = brink__crowding(g->all.f, g->m, index, k, distance);
    for (; status == BRINK_OK && k > wanted; k--) {
        size_t least = 0;
        for (size_t i = 1; i < k; i++) {
            least = distance[i] < distance[least] ? i : least;
        }
        memmove(index + least, index + least + 1, (k - least - 1) * sizeof *index);
        status = brink__crowding(g->all.f, g->m, index, k - 1, distance);
    }
    for (size_t i = 0; status == BRINK_OK && i < k; i++) {
        survive(g, index[i], distance[i]);
    }
    return status;
}

static brink_status select_survivors(brink__nsde *g)
{
    const herd *all = &g->all;
    size_t *index = malloc((all->n + 1) * sizeof *index);
    double *distance = malloc((all->n + 1) * sizeof *distance);
    brink_status status = index && distance ? BRINK_OK : BRINK_ENOMEM;
    (void)brink__pareto_ranks(all->f, all->violation, all->n, g->m, all->rank);
    g->now.n = 0;
    size_t most = all->n < g->population ? all->n : g->population;
    for (size_t rank = 0; status == BRINK_OK && g->now.n < most; rank++) {
        size_t k = 0;
        for (size_t i = 0; i < all->n; i++) {
            if (all->rank[i] == rank) {
                index[k++] = i;
            }
        }
        status = thin_out(g, index, k, most - g->now.n, distance);
    }
    free(index);
    free(distance);
    return status;
}

brink_status brink__nsde_tell(brink__nsde *nsde, const double *x, const double *f, const double *violation)
{
    herd *all = &nsde->all;
    all->n = 0;
    for (size_t i = 0; i < nsde->now.n; i++) {
        append(nsde, all, nsde->now.x + i * nsde->n, nsde->now.f + i * nsde->m, nsde->now.violation[i]);
    }
    for (size_t i = 0; i < nsde->population; i++) {
        append(nsde, all, x + i * nsde->n, f + i * nsde->m, violation[i]);
    }
    nsde->generation++;
    return select_survivors(nsde);
}
