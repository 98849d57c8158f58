/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All extreme equilibria of two players: pairs of vertices that together have every label. */
#include <stdlib.h>
#include <string.h>

#include "brink/nash.h"
#include "data.h"
#include "nash.h"
#include "polyhedron.h"
#include "solution.h"

/* One player's mixtures: vertices other than zero, in order, and what they play. */
typedef struct side {
    brink__vertices vertices;
    size_t n_own;     /* strategies */
    double *weight;   /* [vertices][n_own] probabilities */
    size_t *order;    /* of vertices: those that play earlier strategies more come first; zero is left out */
    size_t n;         /* of those */
    uint64_t *labels; /* [n] in that order; bits as below */
} side;

typedef struct enumeration {
    brink__strategic strategic;
    size_t m, n;
    side row, column;
    size_t *component; /* [row.n + column.n] a forest: what hangs together */
} enumeration;

static void side_fini(side *s)
{
    brink__vertices_fini(&s->vertices);
    free(s->weight);
    free(s->order);
    free(s->labels);
}

/* The opponent's payoffs as positive whole numbers, [own strategies][opponent's strategies]. Adding a constant and
 * multiplying with one leave best replies alone. NULL when out of memory. */
static mpz_t *whole_payoffs(const enumeration *e, bool of_row)
{
    size_t n = e->m * e->n;
    mpz_t *matrix = malloc((n + 1) * sizeof *matrix);
    mpq_t *payoff = malloc((n + 1) * sizeof *payoff);
    if (matrix == NULL || payoff == NULL) {
        free(matrix);
        free(payoff);
        return NULL;
    }
    mpq_t least;
    mpz_t common;
    mpq_init(least);
    mpz_init_set_ui(common, 1);
    for (size_t k = 0; k < n; k++) {
        /* row's mixtures are judged by what column gets, and the other way round */
        size_t profile = of_row ? k / e->n + e->m * (k % e->n) : k % e->m + e->m * (k / e->m);
        mpq_init(payoff[k]);
        mpz_init(matrix[k]);
        brink__game_exact_entry(e->strategic.table, profile, of_row ? 1 : 0, payoff[k]);
        mpz_lcm(common, common, mpq_denref(payoff[k]));
        if (k == 0 || mpq_cmp(payoff[k], least) < 0) {
            mpq_set(least, payoff[k]);
        }
    }
    for (size_t k = 0; k < n; k++) {
        mpq_sub(payoff[k], payoff[k], least);
        mpz_divexact(matrix[k], common, mpq_denref(payoff[k]));
        mpz_mul(matrix[k], matrix[k], mpq_numref(payoff[k]));
        mpz_add_ui(matrix[k], matrix[k], 1);
        mpq_clear(payoff[k]);
    }
    mpq_clear(least);
    mpz_clear(common);
    free(payoff);
    return matrix;
}

static void free_whole(mpz_t *matrix, size_t n)
{
    for (size_t k = 0; k < n && matrix != NULL; k++) {
        mpz_clear(matrix[k]);
    }
    free(matrix);
}

/* Probabilities of a vertex. */
static void set_weights(const side *s, size_t vertex)
{
    const mpz_t *x = (const mpz_t *)s->vertices.item[vertex].x;
    mpz_t sum;
    mpq_t share;
    mpz_init(sum);
    mpq_init(share);
    for (size_t i = 0; i < s->n_own; i++) {
        mpz_add(sum, sum, x[i]);
    }
    for (size_t i = 0; i < s->n_own && mpz_sgn(sum) > 0; i++) {
        mpz_set(mpq_numref(share), x[i]);
        mpz_set(mpq_denref(share), sum);
        mpq_canonicalize(share);
        s->weight[vertex * s->n_own + i] = brink__exact_double(share);
    }
    mpz_clear(sum);
    mpq_clear(share);
}

static bool comes_first(const side *s, size_t a, size_t b)
{
    for (size_t i = 0; i < s->n_own; i++) {
        double x = s->weight[a * s->n_own + i];
        double y = s->weight[b * s->n_own + i];
        if (x != y) {
            return x > y;
        }
    }
    return a < b;
}

/* Heap sort: qsort() would need the weights as global state. */
static void sort(const side *s, size_t *order, size_t n)
{
    for (size_t end = n, start = n / 2; end > 1;) {
        if (start > 0) {
            start--;
        } else {
            size_t last = order[--end];
            order[end] = order[0];
            order[0] = last;
        }
        for (size_t root = start;;) {
            size_t child = 2 * root + 1;
            if (child >= end) {
                break;
            }
            child += child + 1 < end && comes_first(s, order[child], order[child + 1]);
            if (!comes_first(s, order[root], order[child])) {
                break;
            }
            size_t swap = order[root];
            order[root] = order[child];
            order[child] = swap;
            root = child;
        }
    }
}

/* Finds a side's mixtures. Bits of labels: 0 .. m - 1 row's strategies, m .. m + n - 1 column's; set where the strategy
 * is unplayed (its own side) or a best reply (the other side). */
static brink_status find_side(const enumeration *e, side *s, bool is_row, brink_error *err)
{
    size_t n_other = is_row ? e->n : e->m;
    mpz_t *matrix = whole_payoffs(e, is_row);
    s->n_own = is_row ? e->m : e->n;
    brink_status status = matrix != NULL
                              ? brink__vertices_find(&s->vertices, s->n_own, n_other, matrix, BRINK_NASH_MAX_VERTICES)
                              : BRINK_ENOMEM;
    free_whole(matrix, e->m * e->n);
    if (status == BRINK_EDATA) {
        return brink_fail(err, status, "more than %d vertices of best-reply polyhedra: the game is too large",
                          (int)BRINK_NASH_MAX_VERTICES);
    }
    size_t n = s->vertices.n;
    s->weight = calloc(n * s->n_own + 1, sizeof *s->weight);
    s->order = calloc(n + 1, sizeof *s->order);
    s->labels = calloc(n + 1, sizeof *s->labels);
    if (status != BRINK_OK || s->weight == NULL || s->order == NULL || s->labels == NULL) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for equilibria");
    }
    uint64_t own_mask = ((uint64_t)1 << s->n_own) - 1;
    for (size_t k = 0; k < n; k++) {
        set_weights(s, k);
        if ((s->vertices.item[k].tight & own_mask) != own_mask) { /* not x = 0 */
            s->order[s->n++] = k;
        }
    }
    sort(s, s->order, s->n);
    for (size_t k = 0; k < s->n; k++) {
        uint64_t tight = s->vertices.item[s->order[k]].tight;
        s->labels[k] = is_row ? tight : (tight & own_mask) << e->m | tight >> s->n_own;
    }
    return BRINK_OK;
}

static bool is_degenerate(const side *s)
{
    for (size_t k = 0; k < s->n; k++) {
        size_t n_tight = 0;
        for (uint64_t bits = s->labels[k]; bits != 0; bits &= bits - 1) {
            n_tight++;
        }
        if (n_tight > s->n_own) {
            return true;
        }
    }
    return false;
}

/* --- pairs -------------------------------------------------------------------------------------------------------- */

static size_t root_of(size_t *forest, size_t k)
{
    while (forest[k] != k) {
        forest[k] = forest[forest[k]];
        k = forest[k];
    }
    return k;
}

static brink_status add_pair(const enumeration *e, size_t x, size_t y, double *weight, brink_solutions *list,
                             brink_error *err)
{
    memcpy(weight, e->row.weight + e->row.order[x] * e->m, e->m * sizeof *weight);
    memcpy(weight + e->m, e->column.weight + e->column.order[y] * e->n, e->n * sizeof *weight);
    return brink__strategic_add(&e->strategic, weight, list, err);
}

/* Calls for every pair of mixtures that have all labels between them: first to see what hangs together, then to list
 * them. */
static brink_status list_pairs(enumeration *e, size_t most, double *weight, brink_solutions *list, brink_error *err)
{
    uint64_t all = e->m + e->n < 64 ? ((uint64_t)1 << (e->m + e->n)) - 1 : UINT64_MAX;
    size_t *forest = e->component;
    size_t n_components = 0;
    for (size_t k = 0; k < e->row.n + e->column.n; k++) {
        forest[k] = k;
    }
    for (size_t x = 0; x < e->row.n; x++) {
        for (size_t y = 0; y < e->column.n; y++) {
            if ((e->row.labels[x] | e->column.labels[y]) == all) {
                forest[root_of(forest, e->row.n + y)] = root_of(forest, x);
            }
        }
    }
    size_t *number = calloc(e->row.n + e->column.n + 1, sizeof *number);
    brink_status status = number != NULL ? BRINK_OK : brink_fail(err, BRINK_ENOMEM, "out of memory for equilibria");
    for (size_t x = 0; x < e->row.n && status == BRINK_OK; x++) {
        for (size_t y = 0; y < e->column.n && status == BRINK_OK; y++) {
            if ((e->row.labels[x] | e->column.labels[y]) != all) {
                continue;
            }
            if (list->n == most) {
                list->is_cut = true;
                free(number);
                return BRINK_OK;
            }
            status = add_pair(e, x, y, weight, list, err);
            size_t root = root_of(forest, x);
            number[root] = number[root] == 0 ? ++n_components : number[root];
            if (status == BRINK_OK) {
                list->item[list->n - 1].component = number[root];
            }
        }
    }
    free(number);
    return status;
}

static brink_status enumerate(enumeration *e, size_t most, brink_solutions *list, brink_error *err)
{
    const brink_game *table = e->strategic.table;
    e->m = table->infosets[0].view.n_actions;
    e->n = table->infosets[1].view.n_actions;
    if (e->m + e->n > BRINK_NASH_MAX_STRATEGIES) {
        return brink_fail(err, BRINK_EDATA, "%zu and %zu strategies; allowed for all equilibria: %d together", e->m,
                          e->n, (int)BRINK_NASH_MAX_STRATEGIES);
    }
    brink_status status = find_side(e, &e->row, true, err);
    status = status == BRINK_OK ? find_side(e, &e->column, false, err) : status;
    if (status != BRINK_OK) {
        return status;
    }
    list->is_degenerate = is_degenerate(&e->row) || is_degenerate(&e->column);
    double *weight = calloc(e->m + e->n, sizeof *weight);
    e->component = calloc(e->row.n + e->column.n + 1, sizeof *e->component);
    status = weight != NULL && e->component != NULL ? list_pairs(e, most, weight, list, err)
                                                    : brink_fail(err, BRINK_ENOMEM, "out of memory for equilibria");
    free(weight);
    return status;
}

brink_status brink_nash_all(const brink_game *game, size_t most, brink_solutions **solutions, brink_error *err)
{
    enumeration e = {0};
    *solutions = NULL;
    if (game->n_players != 2) {
        return brink_fail(err, BRINK_EDATA, "all equilibria are found of games with two players; this one has %zu",
                          game->n_players);
    }
    brink_solutions *list = brink__solutions_new(game, 0);
    brink_status status = list != NULL ? brink__strategic_init(&e.strategic, game, err)
                                       : brink_fail(err, BRINK_ENOMEM, "out of memory for equilibria");
    status = status == BRINK_OK ? enumerate(&e, most, list, err) : status;
    side_fini(&e.row);
    side_fini(&e.column);
    free(e.component);
    brink__strategic_fini(&e.strategic);
    if (status != BRINK_OK) {
        brink_solutions_free(list);
        return status;
    }
    *solutions = list;
    return BRINK_OK;
}
