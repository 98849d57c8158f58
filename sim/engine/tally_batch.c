/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What one batch of replicas adds to a delta. */
#include <string.h>

#include "engine/tally.h"

enum { CACHE_LINE = 64 };

/* 1.5 * 2^52: added to |x| < 2^51 it leaves the nearest integer in the low bits, at every rounding-mode default and
 * without an instruction that AVX2 lacks. */
static const double magic = 6755399441055744.0;

static inline int64_t fixed(double product) /* which is exact */
{
    double shifted = product + magic;
    int64_t bits;
    int64_t origin;
    memcpy(&bits, &shifted, sizeof bits);
    memcpy(&origin, &magic, sizeof origin);
    return bits - origin;
}

int64_t brink__fix(const brink__scale *scale, double value)
{
    if (value != value) {
        return BRINK__MISSING;
    }
    return fixed(value * scale->to_fixed);
}

/* Whether a value may stand. */
static bool is_sound(const brink__scale *scale, double value)
{
    bool is_within = value >= scale->lo && value <= scale->hi;
    bool is_flag = !scale->is_flag || value == 0.0 || value == 1.0;
    return (is_within && is_flag) || (scale->may_be_missing && value != value);
}

/* Written with a number, as then gcc looks at several values at a time. */
static bool are_within(const double *row, size_t n, double lo, double hi)
{
    double within = 1.0;
    for (size_t k = 0; k < n; k++) {
        within = row[k] >= lo && row[k] <= hi ? within : 0.0;
    }
    return within != 0.0;
}

static bool are_flags(const double *row, size_t n)
{
    double flags = 1.0;
    for (size_t k = 0; k < n; k++) {
        flags = row[k] == 0.0 || row[k] == 1.0 ? flags : 0.0;
    }
    return flags != 0.0;
}

/* Almost all rows are sound throughout: this is found without a branch on a value. */
static void judge_row(const brink__scale *scale, const double *row, size_t n, uint8_t *failed)
{
    if (are_within(row, n, scale->lo, scale->hi) && (!scale->is_flag || are_flags(row, n))) {
        return;
    }
    for (size_t k = 0; k < n; k++) {
        if (failed[k] == BRINK_OK && !is_sound(scale, row[k])) {
            failed[k] = row[k] != row[k] ? BRINK_EDIVERGE : BRINK_ERANGE;
        }
    }
}

void brink__judge_series(const brink__shape *shape, const double *series, size_t n, uint8_t failed[BRINK_LANES])
{
    for (size_t i = 0; i < shape->dims.n_series; i++) {
        judge_row(&shape->series[i], series + i * BRINK_LANES, n, failed);
    }
}

void brink__judge(const brink__shape *shape, const uint8_t series[BRINK_LANES], const double *metrics, size_t n,
                  uint8_t failed[BRINK_LANES])
{
    for (size_t k = 0; k < n; k++) {
        uint8_t said = failed[k] < BRINK_N_STATUSES ? failed[k] : BRINK_EBUG;
        failed[k] = said != BRINK_OK ? said : series[k];
    }
    for (size_t m = 0; m < shape->dims.n_metrics; m++) {
        if (!brink__is_ratio(&shape->metrics[m])) {
            judge_row(&shape->metric[m], metrics + m * BRINK_LANES, n, failed);
        }
    }
}

static void count(brink__moments *moments, int64_t q)
{
    moments->n++;
    moments->sum += q;
    moments->squares += (brink__u128)((brink__i128)q * q);
}

static size_t bin_of(const brink__scale *scale, double value)
{
    size_t bin = (size_t)((value - scale->lo) * scale->bins_per_unit);
    return bin < BRINK__BINS ? bin : BRINK__BINS - 1; /* hi belongs to the last */
}

/* A row of values that all count. The sum of so few fits 64 bits. */
static void add_whole_row(const brink__scale *scale, const double *row, brink__moments *moments, uint8_t *bins)
{
    const double lo = scale->lo, to_fixed = scale->to_fixed, bins_per_unit = scale->bins_per_unit;
    int64_t q[BRINK_LANES];
    int64_t sum = 0;
    int32_t bin[BRINK_LANES];
    brink__u128 squares = 0;
    for (size_t k = 0; k < BRINK_LANES; k++) {
        q[k] = fixed(row[k] * to_fixed);
        sum += q[k];
    }
    for (size_t k = 0; k < BRINK_LANES; k++) {
        double place = (row[k] - lo) * bins_per_unit;
        bin[k] = (int32_t)(place < BRINK__BINS - 1 ? place : BRINK__BINS - 1); /* hi belongs to the last */
    }
    for (size_t k = 0; k < BRINK_LANES; k++) {
        squares += (brink__u128)((brink__i128)q[k] * q[k]);
    }
    for (size_t k = 0; k < BRINK_LANES; k++) {
        bins[bin[k]]++;
    }
    moments->n += BRINK_LANES;
    moments->sum += sum;
    moments->squares += squares;
}

/* A row of values of which some do not count. */
static void add_row(const brink__scale *scale, const double *row, size_t n, const uint8_t *failed,
                    brink__moments *moments, uint8_t *bins)
{
    for (size_t k = 0; k < n; k++) {
        if (failed[k] == BRINK_OK && row[k] == row[k]) {
            count(moments, brink__fix(scale, row[k]));
            bins[bin_of(scale, row[k])]++;
        }
    }
}

/* All bins of a batch are more than caches hold, and which ones a row needs is known only when it is there. */
static void fetch_ahead(const brink__delta *delta, size_t cell)
{
    const size_t ahead = cell + 2;
    for (size_t b = 0; ahead < delta->sums.dims.n_cells && b < BRINK__BINS; b += CACHE_LINE) {
        __builtin_prefetch(delta->bins + ahead * BRINK__BINS + b, 1);
    }
}

void brink__delta_add_series(brink__delta *delta, const brink__shape *shape, uint32_t period, const double *series,
                             size_t n, const uint8_t failed[BRINK_LANES])
{
    const size_t n_series = shape->dims.n_series;
    bool is_whole = n == BRINK_LANES;
    for (size_t k = 0; k < n; k++) {
        is_whole = is_whole && failed[k] == BRINK_OK;
    }
    for (size_t i = 0; i < n_series; i++) {
        const brink__scale *scale = &shape->series[i];
        const double *row = series + i * BRINK_LANES;
        const size_t cell = period * n_series + i;
        uint8_t *bins = delta->bins + cell * BRINK__BINS;
        fetch_ahead(delta, cell);
        if (is_whole && (!scale->may_be_missing || are_within(row, n, scale->lo, scale->hi))) {
            add_whole_row(scale, row, &delta->sums.cells[cell], bins);
        } else {
            add_row(scale, row, n, failed, &delta->sums.cells[cell], bins);
        }
    }
}

void brink__delta_take_series(brink__delta *delta, const brink__shape *shape, uint32_t period, const double *series,
                              size_t lane)
{
    const size_t n_series = shape->dims.n_series;
    for (size_t i = 0; i < n_series; i++) {
        const double value = series[i * BRINK_LANES + lane];
        const size_t cell = period * n_series + i;
        brink__moments *moments = &delta->sums.cells[cell];
        if (value == value) {
            const int64_t q = brink__fix(&shape->series[i], value);
            moments->n--;
            moments->sum -= q;
            moments->squares -= (brink__u128)((brink__i128)q * q);
            delta->bins[cell * BRINK__BINS + bin_of(&shape->series[i], value)]--;
        }
    }
}

/* One row of a counted table in one replica, from its last bin down. */
static void add_counts(const uint32_t *counts, size_t n_bins, bool is_distribution, uint64_t *sums,
                       brink__u128 *squares)
{
    uint64_t above = 0;
    for (size_t i = n_bins; i-- > 0;) {
        above = is_distribution ? above + counts[i] : counts[i];
        sums[i] += counts[i];
        squares[i] += (brink__u128)above * above;
    }
}

void brink__delta_add_counts(brink__delta *delta, const brink_count_table *tables, size_t n_tables,
                             const uint32_t *counts, size_t n, const uint8_t failed[BRINK_LANES])
{
    const size_t n_counts = delta->sums.dims.n_counts;
    for (size_t k = 0; k < n; k++) {
        size_t at = 0;
        for (size_t i = 0; failed[k] == BRINK_OK && i < n_tables; i++) {
            const brink_count_table *t = &tables[i];
            for (size_t row = 0; row < t->n_rows; row++, at += t->n_bins) {
                add_counts(counts + k * n_counts + at, t->n_bins, t->kind == BRINK_COUNT_DISTRIBUTION,
                           delta->sums.tables + at, delta->sums.squares + at);
            }
        }
    }
}

void brink__delta_add_metrics(brink__delta *delta, const brink__shape *shape, const int64_t *fixed, size_t n,
                              const uint8_t *status)
{
    brink__tally *sums = &delta->sums;
    const brink__dims *dims = &shape->dims;
    for (size_t k = 0; k < n; k++) {
        sums->counts.failures[status[k]] += status[k] != BRINK_OK;
    }
    sums->counts.replicas += n;
    for (size_t m = 0; m < dims->n_metrics; m++) {
        const int64_t *row = fixed + m * BRINK_BLOCK;
        for (size_t k = 0; k < n; k++) {
            if (!brink__is_ratio(&shape->metrics[m]) && row[k] != BRINK__MISSING) {
                count(&sums->metrics[m], row[k]);
            }
        }
    }
    for (size_t r = 0; r < dims->n_ratios; r++) {
        const brink_output *output = &shape->metrics[shape->ratio[r]];
        const int64_t *x = fixed + output->numerator * BRINK_BLOCK;
        const int64_t *y = fixed + output->denominator * BRINK_BLOCK;
        brink__ratio *ratio = &sums->ratios[r];
        for (size_t k = 0; k < n; k++) {
            if (x[k] != BRINK__MISSING && y[k] != BRINK__MISSING) {
                count(&ratio->numerator, x[k]);
                count(&ratio->denominator, y[k]);
                ratio->products += (brink__i128)x[k] * y[k];
            }
        }
    }
}
