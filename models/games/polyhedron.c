/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "polyhedron.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/grown.h"

static void vertex_fini(const brink__vertices *v, brink__vertex *vertex)
{
    if (vertex->x != NULL) {
        for (size_t i = 0; i <= v->m; i++) {
            mpz_clear(vertex->x[i]);
        }
        free(vertex->x);
        vertex->x = NULL;
    }
}

void brink__vertices_fini(brink__vertices *v)
{
    for (size_t k = 0; k < v->n; k++) {
        vertex_fini(v, &v->item[k]);
    }
    free(v->item);
    *v = (brink__vertices){0};
}

/* Another vertex, all zero; NULL when out of memory. */
static brink__vertex *add(brink__vertices *v)
{
    brink__vertex *item = brink__grown(v->item, v->n, &v->capacity, sizeof *item);
    if (item == NULL) {
        return NULL;
    }
    v->item = item;
    brink__vertex *vertex = &v->item[v->n];
    vertex->tight = 0;
    vertex->x = malloc((v->m + 1) * sizeof *vertex->x);
    if (vertex->x == NULL) {
        return NULL;
    }
    for (size_t i = 0; i <= v->m; i++) {
        mpz_init(vertex->x[i]);
    }
    v->n++;
    return vertex;
}

/* The cone of x >= 0 and the first column: rays e_i with t = A[i][0], and t alone. */
static bool start(brink__vertices *v, mpz_t *matrix)
{
    uint64_t all_zero = ((uint64_t)1 << v->m) - 1;
    for (size_t i = 0; i <= v->m; i++) {
        brink__vertex *ray = add(v);
        if (ray == NULL) {
            return false;
        }
        mpz_set_ui(ray->x[i], 1);
        ray->tight = all_zero;
        if (i < v->m) {
            mpz_set(ray->x[v->m], matrix[i * v->n_columns]);
            ray->tight = (all_zero & ~((uint64_t)1 << i)) | (uint64_t)1 << v->m;
        }
    }
    return true;
}

static int n_bits(uint64_t x)
{
    int n = 0;
    for (; x != 0; x &= x - 1) {
        n++;
    }
    return n;
}

/* Two rays span an edge of the cone unless a third lies on all the inequalities that both lie on. */
static bool is_edge(const brink__vertices *v, size_t n, size_t a, size_t b)
{
    uint64_t common = v->item[a].tight & v->item[b].tight;
    if (n_bits(common) + 1 < (int)v->m) {
        return false;
    }
    for (size_t k = 0; k < n; k++) {
        if ((common & ~v->item[k].tight) == 0 && k != a && k != b) {
            return false;
        }
    }
    return true;
}

static void divide_by_gcd(const brink__vertices *v, brink__vertex *ray, mpz_t gcd)
{
    mpz_set_ui(gcd, 0);
    for (size_t i = 0; i <= v->m; i++) {
        mpz_gcd(gcd, gcd, ray->x[i]);
    }
    for (size_t i = 0; i <= v->m && mpz_cmp_ui(gcd, 1) > 0; i++) {
        mpz_divexact(ray->x[i], ray->x[i], gcd);
    }
}

/* Where the edge from a (inside) to b (outside) meets the new inequality. */
static bool cut_edge(brink__vertices *v, size_t a, size_t b, const mpz_t *slack, size_t column, mpz_t work)
{
    brink__vertex *ray = add(v);
    if (ray == NULL) {
        return false;
    }
    const brink__vertex *inside = &v->item[a];
    const brink__vertex *outside = &v->item[b];
    for (size_t i = 0; i <= v->m; i++) {
        mpz_mul(ray->x[i], slack[a], outside->x[i]);
        mpz_submul(ray->x[i], slack[b], inside->x[i]);
    }
    ray->tight = (inside->tight & outside->tight) | (uint64_t)1 << (v->m + column);
    divide_by_gcd(v, ray, work);
    return true;
}

static brink_status cut(brink__vertices *v, size_t column, mpz_t *matrix, size_t most, mpz_t *slack, mpz_t work)
{
    size_t n = v->n;
    for (size_t k = 0; k < n; k++) {
        mpz_set(slack[k], v->item[k].x[v->m]);
        for (size_t i = 0; i < v->m; i++) {
            mpz_submul(slack[k], v->item[k].x[i], matrix[i * v->n_columns + column]);
        }
        v->item[k].tight |= mpz_sgn(slack[k]) == 0 ? (uint64_t)1 << (v->m + column) : 0;
    }
    for (size_t a = 0; a < n; a++) {
        for (size_t b = 0; b < n && mpz_sgn(slack[a]) > 0; b++) {
            if (mpz_sgn(slack[b]) < 0 && is_edge(v, n, a, b)) {
                if (v->n == most) {
                    return BRINK_EDATA;
                }
                if (!cut_edge(v, a, b, (const mpz_t *)slack, column, work)) {
                    return BRINK_ENOMEM;
                }
            }
        }
    }
    size_t n_kept = 0;
    for (size_t k = 0; k < v->n; k++) {
        if (k < n && mpz_sgn(slack[k]) < 0) {
            vertex_fini(v, &v->item[k]);
        } else {
            v->item[n_kept++] = v->item[k];
        }
    }
    v->n = n_kept;
    return BRINK_OK;
}

brink_status brink__vertices_find(brink__vertices *v, size_t m, size_t n, mpz_t *matrix, size_t most)
{
    v->m = m;
    v->n_columns = n;
    if (!start(v, matrix)) {
        return BRINK_ENOMEM;
    }
    brink_status status = BRINK_OK;
    mpz_t work;
    mpz_init(work);
    for (size_t column = 1; column < n && status == BRINK_OK; column++) {
        size_t n_rays = v->n;
        mpz_t *slack = malloc((n_rays + 1) * sizeof *slack);
        if (slack == NULL) {
            status = BRINK_ENOMEM;
            break;
        }
        for (size_t k = 0; k < n_rays; k++) {
            mpz_init(slack[k]);
        }
        status = cut(v, column, matrix, most, slack, work);
        for (size_t k = 0; k < n_rays; k++) {
            mpz_clear(slack[k]);
        }
        free(slack);
    }
    mpz_clear(work);
    return status;
}
