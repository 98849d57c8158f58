/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/cases.h"

#include <gsl/gsl_sort_double.h>
#include <math.h>
#include <stdlib.h>

#include "base/no_memory.h"
#include "explore/discovery/orders.h"

static uint64_t all_levels(const brink_dimension *dimension)
{
    if (dimension->kind != BRINK_DIMENSION_CATEGORY) {
        return 0;
    }
    return dimension->n_levels < 64 ? (UINT64_C(1) << dimension->n_levels) - 1 : UINT64_MAX;
}

brink_range brink_range_of_all(const brink_cases *cases, size_t f)
{
    const brink_dimension *dimension = &cases->dimensions[f];
    const double *x = cases->x[f];
    brink_range range = {.lo = x[0], .hi = x[0], .levels = all_levels(dimension)};
    for (size_t i = 1; i < cases->n; i++) {
        range.lo = x[i] < range.lo ? x[i] : range.lo;
        range.hi = x[i] > range.hi ? x[i] : range.hi;
    }
    return range;
}

bool brink_range_holds(const brink_dimension *dimension, const brink_range *range, double x)
{
    if (dimension->kind == BRINK_DIMENSION_CATEGORY) {
        return (range->levels >> (unsigned)x & 1u) != 0;
    }
    return (!range->has_lo || x >= range->lo) && (!range->has_hi || x <= range->hi);
}

bool brink_range_is_limited(const brink_dimension *dimension, const brink_range *range)
{
    if (dimension->kind == BRINK_DIMENSION_CATEGORY) {
        return range->levels != all_levels(dimension);
    }
    return range->has_lo || range->has_hi;
}

bool brink_box_holds(const brink_cases *cases, const brink_range *box, size_t i)
{
    for (size_t f = 0; f < cases->n_dimensions; f++) {
        if (!brink_range_holds(&cases->dimensions[f], &box[f], cases->x[f][i])) {
            return false;
        }
    }
    return true;
}

static brink_status check_dimension(const brink_cases *cases, size_t f, brink_error *err)
{
    const brink_dimension *dimension = &cases->dimensions[f];
    bool is_category = dimension->kind == BRINK_DIMENSION_CATEGORY;
    if (is_category && (dimension->n_levels == 0 || dimension->n_levels > BRINK_MAX_LEVELS)) {
        return brink_fail(err, BRINK_EUSAGE, "%s has %zu levels; 1 to %d are possible", dimension->name,
                          dimension->n_levels, (int)BRINK_MAX_LEVELS);
    }
    for (size_t i = 0; i < cases->n; i++) {
        double x = cases->x[f][i];
        if (!(x - x == 0.0)) {
            return brink_fail(err, BRINK_EUSAGE, "%s of case %zu is not finite", dimension->name, i + 1);
        }
        if (is_category && !(x >= 0.0 && x < (double)dimension->n_levels && x == floor(x))) {
            return brink_fail(err, BRINK_EUSAGE, "%s of case %zu is no level", dimension->name, i + 1);
        }
    }
    return BRINK_OK;
}

brink_status brink_cases_check(const brink_cases *cases, brink_error *err)
{
    if (!(cases->n >= 1 && cases->n <= BRINK_MAX_CASES)) {
        return brink_fail(err, BRINK_EUSAGE, "%zu cases; 1 to %d are possible", cases->n, (int)BRINK_MAX_CASES);
    }
    if (cases->n_dimensions == 0) {
        return brink_fail(err, BRINK_EUSAGE, "no dimension varies over the cases");
    }
    for (size_t f = 0; f < cases->n_dimensions; f++) {
        brink_status status = check_dimension(cases, f, err);
        if (status != BRINK_OK) {
            return status;
        }
    }
    return BRINK_OK;
}

size_t brink__count_interest(const brink_cases *cases)
{
    size_t k = 0;
    for (size_t i = 0; i < cases->n; i++) {
        k += cases->is_interest[i];
    }
    return k;
}

brink_status brink__discovery_check(const brink_cases *cases, brink_error *err)
{
    brink_status status = brink_cases_check(cases, err);
    size_t k = status == BRINK_OK ? brink__count_interest(cases) : 0;
    if (status == BRINK_OK && (k == 0 || k == cases->n)) {
        return brink_fail(err, BRINK_EUSAGE, "%s of %zu cases are of interest: there is nothing to tell apart",
                          k == 0 ? "none" : "all", cases->n);
    }
    return status;
}

/* --- orders */

void brink__orders_fini(brink__orders *orders)
{
    for (size_t f = 0; orders->order && f < orders->n_dimensions; f++) {
        free(orders->order[f]);
    }
    free(orders->order);
    *orders = (brink__orders){0};
}

static brink_status make_room(brink__orders *orders, size_t n_dimensions, size_t n, brink_error *err)
{
    *orders = (brink__orders){.n_dimensions = n_dimensions, .n = n};
    orders->order = calloc(n_dimensions, sizeof *orders->order);
    bool is_good = orders->order != NULL;
    for (size_t f = 0; f < n_dimensions && is_good; f++) {
        orders->order[f] = malloc((n + 1) * sizeof *orders->order[f]);
        is_good = orders->order[f] != NULL;
    }
    return is_good ? BRINK_OK : brink__no_memory(err, "sorted cases");
}

brink_status brink__orders_init(brink__orders *orders, const brink_cases *cases, brink_error *err)
{
    size_t *sorted = malloc((cases->n + 1) * sizeof *sorted);
    brink_status status = make_room(orders, cases->n_dimensions, cases->n, err);
    if (status == BRINK_OK && !sorted) {
        status = brink__no_memory(err, "sorted cases");
    }
    for (size_t f = 0; f < cases->n_dimensions && status == BRINK_OK; f++) {
        gsl_sort_index(sorted, cases->x[f], 1, cases->n);
        for (size_t i = 0; i < cases->n; i++) {
            orders->order[f][i] = (uint32_t)sorted[i];
        }
    }
    free(sorted);
    return status;
}

brink_status brink__orders_pick(brink__orders *orders, const brink__orders *all, const bool *is_in, brink_error *err)
{
    size_t n = 0;
    for (size_t i = 0; i < all->n; i++) {
        n += is_in[all->order[0][i]];
    }
    brink_status status = make_room(orders, all->n_dimensions, n, err);
    for (size_t f = 0; f < all->n_dimensions && status == BRINK_OK; f++) {
        size_t k = 0;
        for (size_t i = 0; i < all->n; i++) {
            uint32_t which = all->order[f][i];
            if (is_in[which]) {
                orders->order[f][k++] = which;
            }
        }
    }
    return status;
}

size_t brink__share_of(double share, size_t n)
{
    return (size_t)ceil(share * (double)n * (1.0 - 1e-12));
}
