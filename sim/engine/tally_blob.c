/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tallies as bytes. Histograms are sparse: pairs of a gap and a count. */
#include "engine/tally.h"

#include <string.h>

enum { TALLY_KIND = 'T', COUNTS_KIND = 'C', FORMAT = 3 };

static void put_moments(brink__bytes *blob, const brink__moments *moments)
{
    brink__put_unsigned(blob, moments->n);
    if (moments->n > 0) {
        brink__put_signed(blob, moments->sum);
        brink__put_unsigned(blob, moments->squares);
    }
}

static void get_moments(brink__cursor *cursor, brink__moments *moments)
{
    *moments = (brink__moments){.n = brink__get_unsigned(cursor)};
    if (moments->n > 0) {
        moments->sum = brink__get_signed(cursor);
        moments->squares = brink__get_wide(cursor);
    }
}

static void put_bins(brink__bytes *blob, const uint32_t bins[BRINK__BINS])
{
    unsigned next = 0; /* the first bin that no pair has covered */
    for (unsigned b = 0; b < BRINK__BINS; b++) {
        if (bins[b] > 0) {
            brink__put_unsigned(blob, b - next);
            brink__put_unsigned(blob, bins[b]);
            next = b + 1;
        }
    }
}

/* The counts of the bins sum to the n of the cell, which says where the pairs end. */
static void get_bins(brink__cursor *cursor, uint64_t n, uint32_t bins[BRINK__BINS])
{
    memset(bins, 0, BRINK__BINS * sizeof *bins);
    uint64_t next = 0;
    while (n > 0 && !cursor->failed) {
        uint64_t gap = brink__get_unsigned(cursor);
        uint64_t times = brink__get_unsigned(cursor);
        if (next >= BRINK__BINS || gap >= BRINK__BINS - next || times == 0 || times > n || times > UINT32_MAX) {
            cursor->failed = true;
            return;
        }
        bins[next + gap] = (uint32_t)times;
        next += gap + 1;
        n -= times;
    }
}

/* A gap, a count and its squares, as many times as there are cells with squares: a bin of a distribution may be empty
 * below others that are not. */
static void put_counts(brink__bytes *blob, const uint64_t *counts, const brink__u128 *squares, size_t n)
{
    uint64_t n_used = 0;
    size_t next = 0;
    for (size_t i = 0; i < n; i++) {
        n_used += squares[i] > 0;
    }
    brink__put_unsigned(blob, n_used);
    for (size_t i = 0; i < n; i++) {
        if (squares[i] > 0) {
            brink__put_unsigned(blob, i - next);
            brink__put_unsigned(blob, counts[i]);
            brink__put_unsigned(blob, squares[i]);
            next = i + 1;
        }
    }
}

static void get_counts(brink__cursor *cursor, uint64_t *counts, brink__u128 *squares, size_t n)
{
    memset(counts, 0, n * sizeof *counts);
    memset(squares, 0, n * sizeof *squares);
    uint64_t next = 0;
    for (uint64_t left = brink__get_unsigned(cursor); left > 0 && !cursor->failed; left--) {
        uint64_t gap = brink__get_unsigned(cursor);
        uint64_t times = brink__get_unsigned(cursor);
        brink__u128 square = brink__get_wide(cursor);
        if (next >= n || gap >= n - next || square == 0) {
            cursor->failed = true;
            return;
        }
        counts[next + gap] = times;
        squares[next + gap] = square;
        next += gap + 1;
    }
}

void brink__tally_encode(const brink__tally *tally, brink__bytes *blob)
{
    const brink__dims *dims = &tally->dims;
    brink__blob_start(blob, TALLY_KIND, FORMAT);
    brink__put_unsigned(blob, dims->n_metrics);
    brink__put_unsigned(blob, dims->n_ratios);
    brink__put_unsigned(blob, dims->n_series);
    brink__put_unsigned(blob, dims->n_cells);
    brink__put_unsigned(blob, dims->n_counts);
    for (size_t m = 0; m < dims->n_metrics; m++) {
        put_moments(blob, &tally->metrics[m]);
    }
    for (size_t r = 0; r < dims->n_ratios; r++) {
        put_moments(blob, &tally->ratios[r].numerator);
        put_moments(blob, &tally->ratios[r].denominator);
        brink__put_signed(blob, tally->ratios[r].products);
    }
    for (size_t c = 0; c < dims->n_cells; c++) {
        put_moments(blob, &tally->cells[c]);
        put_bins(blob, tally->bins + c * BRINK__BINS);
    }
    put_counts(blob, tally->tables, tally->squares, dims->n_counts);
    brink__blob_seal(blob);
}

brink_status brink__tally_decode(brink__tally *tally, const void *blob, size_t n)
{
    const brink__dims *dims = &tally->dims;
    brink__cursor cursor = brink__blob_open(blob, n, TALLY_KIND, FORMAT);
    if (brink__get_unsigned(&cursor) != dims->n_metrics || brink__get_unsigned(&cursor) != dims->n_ratios ||
        brink__get_unsigned(&cursor) != dims->n_series || brink__get_unsigned(&cursor) != dims->n_cells ||
        brink__get_unsigned(&cursor) != dims->n_counts) {
        return BRINK_EIO;
    }
    for (size_t m = 0; m < dims->n_metrics; m++) {
        get_moments(&cursor, &tally->metrics[m]);
    }
    for (size_t r = 0; r < dims->n_ratios; r++) {
        get_moments(&cursor, &tally->ratios[r].numerator);
        get_moments(&cursor, &tally->ratios[r].denominator);
        tally->ratios[r].products = brink__get_signed(&cursor);
    }
    for (size_t c = 0; c < dims->n_cells; c++) {
        get_moments(&cursor, &tally->cells[c]);
        get_bins(&cursor, tally->cells[c].n, tally->bins + c * BRINK__BINS);
    }
    get_counts(&cursor, tally->tables, tally->squares, dims->n_counts);
    return brink__is_at_end(&cursor) ? BRINK_OK : BRINK_EIO;
}

void brink__counts_encode(const brink__counts *counts, brink__bytes *blob)
{
    brink__blob_start(blob, COUNTS_KIND, FORMAT);
    brink__put_unsigned(blob, counts->replicas);
    brink__put_unsigned(blob, BRINK_N_STATUSES);
    for (size_t i = 0; i < BRINK_N_STATUSES; i++) {
        brink__put_unsigned(blob, counts->failures[i]);
    }
    brink__put_unsigned(blob, counts->n_counters);
    for (size_t i = 0; i < counts->n_counters; i++) {
        brink__put_unsigned(blob, counts->counters[i]);
    }
    brink__blob_seal(blob);
}

brink_status brink__counts_decode(brink__counts *counts, const void *blob, size_t n)
{
    brink__cursor cursor = brink__blob_open(blob, n, COUNTS_KIND, FORMAT);
    counts->replicas = brink__get_unsigned(&cursor);
    if (brink__get_unsigned(&cursor) != BRINK_N_STATUSES) {
        return BRINK_EIO;
    }
    for (size_t i = 0; i < BRINK_N_STATUSES; i++) {
        counts->failures[i] = brink__get_unsigned(&cursor);
    }
    if (brink__get_unsigned(&cursor) != counts->n_counters) {
        return BRINK_EIO;
    }
    for (size_t i = 0; i < counts->n_counters; i++) {
        counts->counters[i] = brink__get_unsigned(&cursor);
    }
    return brink__is_at_end(&cursor) ? BRINK_OK : BRINK_EIO;
}

uint64_t brink__counts_failed(const brink__counts *counts)
{
    uint64_t failed = 0;
    for (size_t i = 0; i < BRINK_N_STATUSES; i++) {
        failed += counts->failures[i];
    }
    return failed;
}
