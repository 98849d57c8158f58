/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explore/discovery/peel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/no_memory.h"

__extension__ typedef __int128 wide;

typedef struct level_count {
    size_t n, n_interest;
} level_count;

/* A box that shrinks, and where the cases inside lie in each order: within order[from .. to), some of them gone. */
typedef struct peeler {
    const brink__field *field;
    bool *is_inside;     /* by case */
    size_t *from, *to;   /* [n_dimensions] */
    level_count *levels; /* [n_dimensions][BRINK_MAX_LEVELS] of the cases inside; of categories only */
    brink_box box;
} peeler;

/* --- slices */

bool brink__slice_is_better(size_t n, size_t k, const brink__slice *a, const brink__slice *b, bool is_pasting)
{
    wide side = is_pasting ? 1 : -1;
    /* Density changes by side (k_slice n - k n_slice) / (n (n + side n_slice)), here for each case of the slice, and
     * without the dimension n that all share. Below 1e14 each, as n is below BRINK_MAX_CASES. */
    wide gain_a = side * ((wide)a->n_interest * (wide)n - (wide)k * (wide)a->n);
    wide gain_b = side * ((wide)b->n_interest * (wide)n - (wide)k * (wide)b->n);
    wide over_a = ((wide)n + side * (wide)a->n) * (wide)a->n;
    wide over_b = ((wide)n + side * (wide)b->n) * (wide)b->n;
    return gain_a * over_b > gain_b * over_a;
}

/* Halfway between a value outside and one inside, on the side of the latter when there is no double in between. */
static double limit_between(const brink_dimension *dimension, double outside, double inside)
{
    if (dimension->kind == BRINK_DIMENSION_WHOLE) {
        return inside;
    }
    double middle = 0.5 * outside + 0.5 * inside;
    bool is_between = outside < inside ? middle > outside && middle <= inside : middle < outside && middle >= inside;
    return is_between ? middle : inside;
}

/* The lowest (highest) cases inside, at least `wanted` and whole groups of equal values; none if that is all. */
static brink__slice numeric_slice(peeler *p, size_t f, bool is_high, size_t wanted)
{
    const brink__field *field = p->field;
    const uint32_t *order = field->orders->order[f];
    const double *x = field->cases->x[f];
    brink__slice slice = {.dimension = f, .side = is_high ? BRINK__HIGH : BRINK__LOW, .has_limit = true};
    while (is_high && !p->is_inside[order[p->to[f] - 1]]) {
        p->to[f]--;
    }
    while (!is_high && !p->is_inside[order[p->from[f]]]) {
        p->from[f]++;
    }
    double last = 0.0;
    for (size_t i = p->from[f]; i < p->to[f]; i++) {
        size_t which = order[is_high ? p->to[f] - 1 - (i - p->from[f]) : i];
        if (!p->is_inside[which]) {
            continue;
        }
        if (slice.n >= wanted && !(x[which] == last)) {
            slice.limit = limit_between(&field->cases->dimensions[f], last, x[which]);
            return slice;
        }
        slice.n++;
        slice.n_interest += field->is_interest[which];
        last = x[which];
    }
    slice.n = 0;
    return slice;
}

/* Keeps the better one in `best`. A limited dimension wins over one that is not when both gain as much. */
static void consider(const peeler *p, const brink__slice *slice, brink__slice *best)
{
    const brink_box *box = &p->box;
    if (slice->n == 0) {
        return;
    }
    if (best->n > 0) {
        if (brink__slice_is_better(box->n, box->n_interest, best, slice, false)) {
            return;
        }
        const brink_dimension *dimensions = p->field->cases->dimensions;
        bool is_new = !brink_range_is_limited(&dimensions[slice->dimension], &box->range[slice->dimension]);
        bool is_old = brink_range_is_limited(&dimensions[best->dimension], &box->range[best->dimension]);
        bool is_equal = !brink__slice_is_better(box->n, box->n_interest, slice, best, false);
        if (is_equal && (is_old || is_new)) {
            return;
        }
    }
    *best = *slice;
}

static brink__slice best_slice(peeler *p, double alpha)
{
    brink__slice best = {0};
    size_t wanted = brink__share_of(alpha, p->box.n);
    for (size_t f = 0; f < p->field->cases->n_dimensions; f++) {
        const brink_dimension *dimension = &p->field->cases->dimensions[f];
        if (dimension->kind != BRINK_DIMENSION_CATEGORY) {
            brink__slice low = numeric_slice(p, f, false, wanted);
            brink__slice high = numeric_slice(p, f, true, wanted);
            consider(p, &low, &best);
            consider(p, &high, &best);
            continue;
        }
        for (unsigned level = 0; level < dimension->n_levels; level++) {
            const level_count *count = &p->levels[f * BRINK_MAX_LEVELS + level];
            brink__slice slice = {.dimension = f,
                                  .n = count->n < p->box.n ? count->n : 0,
                                  .n_interest = count->n_interest,
                                  .side = BRINK__LEVEL,
                                  .level = level};
            consider(p, &slice, &best);
        }
    }
    return best;
}

/* --- taking one off */

static void lose(peeler *p, size_t which)
{
    const brink_cases *cases = p->field->cases;
    p->is_inside[which] = false;
    for (size_t f = 0; f < cases->n_dimensions; f++) {
        if (cases->dimensions[f].kind == BRINK_DIMENSION_CATEGORY) {
            level_count *count = &p->levels[f * BRINK_MAX_LEVELS + (size_t)cases->x[f][which]];
            count->n--;
            count->n_interest -= p->field->is_interest[which];
        }
    }
}

static size_t count_limited(const brink_cases *cases, const brink_range *range)
{
    size_t n = 0;
    for (size_t f = 0; f < cases->n_dimensions; f++) {
        n += brink_range_is_limited(&cases->dimensions[f], &range[f]);
    }
    return n;
}

static void narrow(brink_range *range, const brink__slice *slice)
{
    if (slice->side == BRINK__LEVEL) {
        range->levels &= ~(UINT64_C(1) << slice->level);
    } else if (slice->side == BRINK__LOW) {
        range->lo = slice->limit;
        range->has_lo = true;
    } else {
        range->hi = slice->limit;
        range->has_hi = true;
    }
}

static void take_off(peeler *p, const brink__slice *slice)
{
    const brink__field *field = p->field;
    size_t f = slice->dimension;
    const uint32_t *order = field->orders->order[f];
    narrow(&p->box.range[f], slice);
    bool is_whole = slice->side == BRINK__LEVEL;
    size_t left = slice->n;
    for (size_t i = p->from[f]; i < p->to[f] && left > 0; i++) {
        size_t which = order[slice->side == BRINK__HIGH ? p->to[f] - 1 - (i - p->from[f]) : i];
        bool is_hit = p->is_inside[which] && (!is_whole || field->cases->x[f][which] == (double)slice->level);
        if (is_hit) {
            lose(p, which);
            left--;
        }
    }
    p->box.n -= slice->n;
    p->box.n_interest -= slice->n_interest;
    p->box.n_limited = count_limited(field->cases, p->box.range);
}

/* --- trajectories */

brink_status brink__box_copy(brink_box *copy, const brink_box *box, size_t n_dimensions, brink_error *err)
{
    *copy = *box;
    copy->range = malloc((n_dimensions + 1) * sizeof *copy->range);
    copy->quasi_p = malloc((n_dimensions + 1) * sizeof *copy->quasi_p);
    if (!copy->range || !copy->quasi_p) {
        free(copy->range);
        free(copy->quasi_p);
        *copy = (brink_box){0};
        return brink__no_memory(err, "a box");
    }
    memcpy(copy->range, box->range, n_dimensions * sizeof *copy->range);
    for (size_t f = 0; f < n_dimensions; f++) {
        copy->quasi_p[f] = (double)NAN;
    }
    return BRINK_OK;
}

void brink__box_fini(brink_box *box)
{
    free(box->range);
    free(box->quasi_p);
    *box = (brink_box){0};
}

void brink__peeling_fini(brink_peeling *peeling)
{
    for (size_t i = 0; i < peeling->n_steps; i++) {
        brink__box_fini(&peeling->step[i]);
    }
    free(peeling->step);
    brink__box_fini(&peeling->final);
    *peeling = (brink_peeling){0};
}

void brink__box_count(const brink__field *field, brink_box *box)
{
    box->n = 0;
    box->n_interest = 0;
    for (size_t i = 0; i < field->orders->n; i++) {
        size_t which = field->orders->order[0][i];
        bool is_held = brink_box_holds(field->cases, box->range, which);
        box->n += is_held;
        box->n_interest += is_held && field->is_interest[which];
    }
    box->n_limited = count_limited(field->cases, box->range);
}

static brink_status add_step(brink_peeling *peeling, const peeler *p, brink_error *err)
{
    brink_box *grown = realloc(peeling->step, (peeling->n_steps + 1) * sizeof *grown);
    if (!grown) {
        return brink__no_memory(err, "a trajectory");
    }
    peeling->step = grown;
    brink_status status = brink__box_copy(&grown[peeling->n_steps], &p->box, p->field->cases->n_dimensions, err);
    peeling->n_steps += status == BRINK_OK;
    return status;
}

static brink_status peeler_init(peeler *p, const brink__field *field, brink_error *err)
{
    const brink_cases *cases = field->cases;
    size_t d = cases->n_dimensions;
    *p = (peeler){.field = field, .box = {.n = field->n, .n_interest = field->n_interest}};
    p->is_inside = calloc(cases->n, sizeof *p->is_inside);
    p->from = calloc(d, sizeof *p->from);
    p->to = calloc(d, sizeof *p->to);
    p->levels = calloc(d * BRINK_MAX_LEVELS, sizeof *p->levels);
    p->box.range = malloc(d * sizeof *p->box.range);
    if (!p->is_inside || !p->from || !p->to || !p->levels || !p->box.range) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for peeling %zu cases", field->n);
    }
    memcpy(p->box.range, field->all, d * sizeof *p->box.range);
    for (size_t f = 0; f < d; f++) {
        p->to[f] = field->orders->n;
    }
    for (size_t i = 0; i < field->orders->n; i++) {
        size_t which = field->orders->order[0][i];
        p->is_inside[which] = true;
        for (size_t f = 0; f < d; f++) {
            if (cases->dimensions[f].kind == BRINK_DIMENSION_CATEGORY) {
                level_count *count = &p->levels[f * BRINK_MAX_LEVELS + (size_t)cases->x[f][which]];
                count->n++;
                count->n_interest += field->is_interest[which];
            }
        }
    }
    return BRINK_OK;
}

static void peeler_fini(peeler *p)
{
    free(p->is_inside);
    free(p->from);
    free(p->to);
    free(p->levels);
    free(p->box.range);
}

brink_status brink__peel(const brink__field *field, double alpha, size_t least, brink_peeling *peeling,
                         brink_error *err)
{
    peeler p;
    peeling->n = field->n;
    peeling->n_interest = field->n_interest;
    brink_status status = peeler_init(&p, field, err);
    if (status == BRINK_OK) {
        status = add_step(peeling, &p, err);
    }
    while (status == BRINK_OK && p.box.n_interest < p.box.n) {
        brink__slice slice = best_slice(&p, alpha);
        if (slice.n == 0 || p.box.n - slice.n < least) {
            break;
        }
        take_off(&p, &slice);
        status = add_step(peeling, &p, err);
    }
    peeler_fini(&p);
    return status;
}
