/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tally.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- shapes */

brink_status brink__scale_init(brink__scale *scale, const brink_output *output, brink_error *err)
{
    if (!(isfinite(output->lo) && isfinite(output->hi) && output->lo <= output->hi)) {
        return brink_fail(err, BRINK_EBUG, "%s: bounds [%g, %g] are not finite and in order", output->name, output->lo,
                          output->hi);
    }
    int exponent;
    double fraction = frexp(fmax(fmax(fabs(output->lo), fabs(output->hi)), 1.0), &exponent);
    int ceiling = fraction > 0.5 ? exponent : exponent - 1; /* of the logarithm: exact, unlike ceil(log2()) */
    double width = output->hi - output->lo;
    *scale = (brink__scale){
        .lo = output->lo,
        .hi = output->hi,
        .to_fixed = ldexp(1.0, 43 - ceiling),
        .to_value = ldexp(1.0, ceiling - 43),
        .bins_per_unit = width > 0.0 ? BRINK__BINS / width : 0.0,
        .may_be_missing = output->may_be_missing,
        .is_flag = output->quantity->kind == BRINK_PROPORTION,
    };
    return BRINK_OK;
}

static brink_status ratios_init(brink__shape *shape, brink_error *err)
{
    size_t n = shape->dims.n_metrics;
    size_t found = 0;
    for (size_t m = 0; m < n; m++) {
        const brink_output *output = &shape->metrics[m];
        if (!brink__is_ratio(output)) {
            continue;
        }
        if (output->numerator >= n || output->denominator >= n || brink__is_ratio(&shape->metrics[output->numerator]) ||
            brink__is_ratio(&shape->metrics[output->denominator])) {
            return brink_fail(err, BRINK_EBUG, "%s: numerator or denominator is not a plain metric", output->name);
        }
        shape->ratio[found++] = m;
    }
    shape->dims.n_ratios = found;
    return BRINK_OK;
}

brink_status brink__count_cells(const brink_count_table *tables, size_t n, size_t *n_cells, brink_error *err)
{
    *n_cells = 0;
    for (size_t i = 0; i < n; i++) {
        const brink_count_table *t = &tables[i];
        if (!t->name || !t->rows || !t->bins || t->n_rows < 1 || t->n_bins < 1) {
            return brink_fail(err, BRINK_EBUG, "counted table %lu of a program has no name, rows or bins",
                              (unsigned long)i);
        }
        if (t->n_rows > BRINK_MAX_COUNTS / t->n_bins || t->n_rows * t->n_bins > BRINK_MAX_COUNTS - *n_cells) {
            return brink_fail(err, BRINK_EBUG, "%s: the counted tables have more than %d cells", t->name,
                              BRINK_MAX_COUNTS);
        }
        if (t->kind == BRINK_COUNT_DISTRIBUTION) {
            bool is_sound = t->n_rows == 2 && isfinite(t->bins[0].from) && isfinite(t->end);
            for (size_t b = 0; b < t->n_bins; b++) {
                is_sound = is_sound && t->bins[b].from < (b + 1 < t->n_bins ? t->bins[b + 1].from : t->end);
            }
            if (!is_sound) {
                return brink_fail(err, BRINK_EBUG, "%s: a distribution needs two rows and ascending bins", t->name);
            }
        }
        *n_cells += t->n_rows * t->n_bins;
    }
    return BRINK_OK;
}

brink_status brink__shape_init(brink__shape *shape, uint32_t n_periods, const brink_output *metrics, size_t n_metrics,
                               const brink_output *series, size_t n_series, size_t n_counters, size_t n_counts,
                               brink_error *err)
{
    *shape = (brink__shape){.n_periods = n_periods, .metrics = metrics};
    if (n_periods < 1 || n_periods > UINT16_MAX) {
        return brink_fail(err, BRINK_EBUG, "a program of %lu periods, expected 1 to 65535", (unsigned long)n_periods);
    }
    shape->dims = (brink__dims){.n_metrics = n_metrics,
                                .n_series = n_series,
                                .n_counters = n_counters,
                                .n_counts = n_counts,
                                .n_cells = ((size_t)n_periods + 1) * n_series};
    shape->metric = calloc(n_metrics + 1, sizeof *shape->metric); /* + 1: none is no failure */
    shape->series = calloc(n_series + 1, sizeof *shape->series);
    shape->ratio = calloc(n_metrics + 1, sizeof *shape->ratio);
    if (!shape->metric || !shape->series || !shape->ratio) {
        brink__shape_free(shape);
        return brink_fail(err, BRINK_ENOMEM, "out of memory for the shape of a program");
    }
    brink_status status = BRINK_OK;
    for (size_t m = 0; status == BRINK_OK && m < n_metrics; m++) {
        status = brink__scale_init(&shape->metric[m], &metrics[m], err);
    }
    for (size_t s = 0; status == BRINK_OK && s < n_series; s++) {
        status = brink__scale_init(&shape->series[s], &series[s], err);
        if (status == BRINK_OK && brink__is_ratio(&series[s])) {
            status = brink_fail(err, BRINK_EBUG, "%s: a series cannot be a ratio", series[s].name);
        }
    }
    if (status == BRINK_OK) {
        status = ratios_init(shape, err);
    }
    if (status != BRINK_OK) {
        brink__shape_free(shape);
    }
    return status;
}

void brink__shape_free(brink__shape *shape)
{
    free(shape->metric);
    free(shape->series);
    free(shape->ratio);
    *shape = (brink__shape){0};
}

bool brink__dims_equal(const brink__dims *a, const brink__dims *b)
{
    return a->n_metrics == b->n_metrics && a->n_series == b->n_series && a->n_ratios == b->n_ratios &&
           a->n_counters == b->n_counters && a->n_cells == b->n_cells && a->n_counts == b->n_counts;
}

/* --- memory */

static brink_status sums_init(brink__tally *tally, const brink__dims *dims)
{
    *tally = (brink__tally){.dims = *dims, .counts.n_counters = dims->n_counters};
    tally->counts.counters = calloc(dims->n_counters + 1, sizeof *tally->counts.counters);
    tally->metrics = calloc(dims->n_metrics + 1, sizeof *tally->metrics);
    tally->ratios = calloc(dims->n_ratios + 1, sizeof *tally->ratios);
    tally->tables = calloc(dims->n_counts + 1, sizeof *tally->tables);
    tally->squares = calloc(dims->n_counts + 1, sizeof *tally->squares);
    tally->cells = calloc(dims->n_cells + 1, sizeof *tally->cells);
    if (!tally->counts.counters || !tally->metrics || !tally->ratios || !tally->cells || !tally->tables ||
        !tally->squares) {
        brink__tally_free(tally);
        return BRINK_ENOMEM;
    }
    return BRINK_OK;
}

brink_status brink__tally_init(brink__tally *tally, const brink__dims *dims)
{
    brink_status status = sums_init(tally, dims);
    if (status == BRINK_OK) {
        tally->bins = calloc(dims->n_cells + 1, sizeof *tally->bins * BRINK__BINS);
        if (!tally->bins) {
            brink__tally_free(tally);
            status = BRINK_ENOMEM;
        }
    }
    return status;
}

void brink__tally_free(brink__tally *tally)
{
    free(tally->counts.counters);
    free(tally->metrics);
    free(tally->ratios);
    free(tally->cells);
    free(tally->tables);
    free(tally->squares);
    free(tally->bins);
    *tally = (brink__tally){0};
}

size_t brink__tally_bytes(const brink__dims *dims)
{
    return sizeof(brink__tally) + dims->n_counters * sizeof(uint64_t) + dims->n_metrics * sizeof(brink__moments) +
           dims->n_ratios * sizeof(brink__ratio) + dims->n_counts * (sizeof(uint64_t) + sizeof(brink__u128)) +
           dims->n_cells * (sizeof(brink__moments) + BRINK__BINS * sizeof(uint32_t));
}

brink_status brink__delta_init(brink__delta *delta, const brink__dims *dims)
{
    delta->bins = NULL;
    brink_status status = sums_init(&delta->sums, dims);
    if (status == BRINK_OK) {
        delta->bins = calloc(dims->n_cells + 1, BRINK__BINS);
        if (!delta->bins) {
            brink__delta_free(delta);
            status = BRINK_ENOMEM;
        }
    }
    return status;
}

void brink__delta_free(brink__delta *delta)
{
    brink__tally_free(&delta->sums);
    free(delta->bins);
    delta->bins = NULL;
}

static void sums_clear(brink__tally *tally)
{
    const brink__dims *dims = &tally->dims;
    tally->counts.replicas = 0;
    memset(tally->counts.failures, 0, sizeof tally->counts.failures);
    memset(tally->counts.counters, 0, dims->n_counters * sizeof *tally->counts.counters);
    memset(tally->metrics, 0, dims->n_metrics * sizeof *tally->metrics);
    memset(tally->ratios, 0, dims->n_ratios * sizeof *tally->ratios);
    memset(tally->cells, 0, dims->n_cells * sizeof *tally->cells);
    memset(tally->tables, 0, dims->n_counts * sizeof *tally->tables);
    memset(tally->squares, 0, dims->n_counts * sizeof *tally->squares);
}

void brink__delta_clear(brink__delta *delta)
{
    sums_clear(&delta->sums);
    memset(delta->bins, 0, delta->sums.dims.n_cells * BRINK__BINS);
}

/* --- merging */

static void add_moments(brink__moments *to, const brink__moments *from)
{
    to->n += from->n;
    to->sum += from->sum;
    to->squares += from->squares;
}

static void add_sums(brink__tally *tally, const brink__tally *other)
{
    const brink__dims *dims = &tally->dims;
    tally->counts.replicas += other->counts.replicas;
    for (size_t i = 0; i < BRINK_N_STATUSES; i++) {
        tally->counts.failures[i] += other->counts.failures[i];
    }
    for (size_t i = 0; i < dims->n_counters; i++) {
        tally->counts.counters[i] += other->counts.counters[i];
    }
    for (size_t m = 0; m < dims->n_metrics; m++) {
        add_moments(&tally->metrics[m], &other->metrics[m]);
    }
    for (size_t r = 0; r < dims->n_ratios; r++) {
        add_moments(&tally->ratios[r].numerator, &other->ratios[r].numerator);
        add_moments(&tally->ratios[r].denominator, &other->ratios[r].denominator);
        tally->ratios[r].products += other->ratios[r].products;
    }
    for (size_t c = 0; c < dims->n_cells; c++) {
        add_moments(&tally->cells[c], &other->cells[c]);
    }
    for (size_t i = 0; i < dims->n_counts; i++) {
        tally->tables[i] += other->tables[i];
        tally->squares[i] += other->squares[i];
    }
}

void brink__tally_merge(brink__tally *tally, const brink__tally *other)
{
    add_sums(tally, other);
    for (size_t i = 0; i < tally->dims.n_cells * BRINK__BINS; i++) {
        tally->bins[i] += other->bins[i];
    }
}

void brink__tally_add(brink__tally *tally, const brink__delta *delta)
{
    enum {
        AT_ONCE = 16
    }; /* a block leaves most bins empty: these are not even looked at in the tally, which is large */
    static const uint8_t none[AT_ONCE] = {0};
    add_sums(tally, &delta->sums);
    for (size_t i = 0; i < tally->dims.n_cells * BRINK__BINS; i += AT_ONCE) {
        const uint8_t *from = delta->bins + i;
        uint32_t *to = tally->bins + i;
        if (memcmp(from, none, sizeof none) != 0) {
            for (size_t k = 0; k < AT_ONCE; k++) {
                to[k] += from[k];
            }
        }
    }
}
