/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "explore/discovery/peel.h"

__extension__ typedef __int128 wide;

/* How many dimensions keep each case out, so that those just outside one limit are found in one walk. */
static void count_failed(const brink__field *field, const brink_box *box, uint32_t *n_failed)
{
    const brink_cases *cases = field->cases;
    for (size_t i = 0; i < field->orders->n; i++) {
        size_t which = field->orders->order[0][i];
        n_failed[which] = 0;
        for (size_t f = 0; f < cases->n_dimensions; f++) {
            n_failed[which] += !brink_range_holds(&cases->dimensions[f], &box->range[f], cases->x[f][which]);
        }
    }
}

/* The nearest cases beyond a limit that nothing else keeps out: at least `wanted` and whole groups of equal values, or
 * all that there are. The limit then lies before the next value of any case, so that it cuts no group. */
static brink__slice numeric_slice(const brink__field *field, const brink_range *range, const uint32_t *n_failed,
                                  size_t f, bool is_high, size_t wanted)
{
    const uint32_t *order = field->orders->order[f];
    const double *x = field->cases->x[f];
    size_t n = field->orders->n;
    brink__slice slice = {.dimension = f, .side = is_high ? BRINK__HIGH : BRINK__LOW};
    double last = 0.0;
    for (size_t i = 0; i < n; i++) {
        size_t which = order[is_high ? i : n - 1 - i]; /* outwards */
        if (is_high ? !(x[which] > range->hi) : !(x[which] < range->lo)) {
            continue;
        }
        if (slice.n >= wanted && !(x[which] == last)) {
            slice.has_limit = true;
            slice.limit =
                field->cases->dimensions[f].kind == BRINK_DIMENSION_WHOLE ? last : 0.5 * last + 0.5 * x[which];
            bool is_clear = is_high ? slice.limit < x[which] : slice.limit > x[which];
            slice.limit = is_clear ? slice.limit : last;
            return slice;
        }
        if (n_failed[which] == 1) {
            slice.n++;
            slice.n_interest += field->is_interest[which];
        }
        if (slice.n > 0) {
            last = x[which];
        }
    }
    return slice;
}

static brink__slice level_slice(const brink__field *field, const uint32_t *n_failed, size_t f, unsigned level)
{
    brink__slice slice = {.dimension = f, .side = BRINK__LEVEL, .level = level};
    for (size_t i = 0; i < field->orders->n; i++) {
        size_t which = field->orders->order[f][i];
        if (n_failed[which] == 1 && field->cases->x[f][which] == (double)level) {
            slice.n++;
            slice.n_interest += field->is_interest[which];
        }
    }
    return slice;
}

/* Calls `visit` with a slice of `wanted` cases beyond each limit. */
static void visit_slices(const brink__field *field, const brink_box *box, const uint32_t *n_failed, size_t wanted,
                         void (*visit)(void *context, const brink__slice *slice), void *context)
{
    for (size_t f = 0; f < field->cases->n_dimensions; f++) {
        const brink_range *range = &box->range[f];
        const brink_dimension *dimension = &field->cases->dimensions[f];
        for (unsigned side = 0; dimension->kind != BRINK_DIMENSION_CATEGORY && side < 2; side++) {
            if (side == 0 ? range->has_lo : range->has_hi) {
                brink__slice slice = numeric_slice(field, range, n_failed, f, side == 1, wanted);
                visit(context, &slice);
            }
        }
        for (unsigned level = 0; dimension->kind == BRINK_DIMENSION_CATEGORY && level < dimension->n_levels; level++) {
            if ((range->levels >> level & 1u) == 0) {
                brink__slice slice = level_slice(field, n_failed, f, level);
                visit(context, &slice);
            }
        }
    }
}

static void widen(const brink__field *field, brink_box *box, const brink__slice *slice)
{
    size_t f = slice->dimension;
    brink_range *range = &box->range[f];
    if (slice->side == BRINK__LEVEL) {
        range->levels |= UINT64_C(1) << slice->level;
    } else if (slice->side == BRINK__LOW) {
        range->has_lo = slice->has_limit;
        range->lo = slice->has_limit ? slice->limit : field->all[f].lo;
    } else {
        range->has_hi = slice->has_limit;
        range->hi = slice->has_limit ? slice->limit : field->all[f].hi;
    }
    box->n += slice->n;
    box->n_interest += slice->n_interest;
}

typedef struct search {
    const brink_box *box;
    brink__slice best, idle;
    bool has_idle;
} search;

static void keep_best(void *context, const brink__slice *slice)
{
    search *s = context;
    /* k_slice / n_slice >= k / n: density does not fall */
    bool is_fine =
        slice->n_interest > 0 && (wide)slice->n_interest * (wide)s->box->n >= (wide)s->box->n_interest * (wide)slice->n;
    if (is_fine && (s->best.n == 0 || brink__slice_is_better(s->box->n, s->box->n_interest, slice, &s->best, true))) {
        s->best = *slice;
    }
}

static void keep_idle(void *context, const brink__slice *slice)
{
    search *s = context;
    if (slice->n == 0 && !s->has_idle) {
        s->idle = *slice;
        s->has_idle = true;
    }
}

/* Limits beyond which there is nothing that they alone keep out say nothing: they go, one after the other. */
static void drop_idle(const brink__field *field, brink_box *box, uint32_t *n_failed)
{
    for (;;) {
        search s = {.box = box};
        count_failed(field, box, n_failed);
        visit_slices(field, box, n_failed, SIZE_MAX, keep_idle, &s);
        if (!s.has_idle) {
            return;
        }
        widen(field, box, &s.idle);
    }
}

brink_status brink__paste(const brink__field *field, double alpha, brink_box *box, brink_error *err)
{
    uint32_t *n_failed = malloc((field->cases->n + 1) * sizeof *n_failed);
    if (!n_failed) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for pasting %zu cases", field->n);
    }
    count_failed(field, box, n_failed);
    size_t wanted = brink__share_of(alpha, box->n);
    while (wanted > 0) {
        search s = {.box = box};
        visit_slices(field, box, n_failed, wanted, keep_best, &s);
        if (s.best.n == 0) {
            wanted /= 2;
            continue;
        }
        widen(field, box, &s.best);
        count_failed(field, box, n_failed);
    }
    if (alpha > 0.0) {
        drop_idle(field, box, n_failed);
    }
    free(n_failed);
    brink__box_count(field, box);
    return BRINK_OK;
}
