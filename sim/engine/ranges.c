/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ranges.h"

#include <stdlib.h>
#include <string.h>

enum { KIND = 'D', FORMAT = 1 };

void brink__ranges_free(brink__ranges *ranges)
{
    free(ranges->range);
    *ranges = (brink__ranges){0};
}

/* Index of the first range that ends above x. */
static size_t find(const brink__ranges *ranges, uint64_t x)
{
    size_t lo = 0;
    size_t hi = ranges->n;
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if (ranges->range[middle].end > x) {
            hi = middle;
        } else {
            lo = middle + 1;
        }
    }
    return lo;
}

bool brink__ranges_contain(const brink__ranges *ranges, uint64_t x)
{
    size_t i = find(ranges, x);
    return i < ranges->n && ranges->range[i].first <= x;
}

uint64_t brink__ranges_count(const brink__ranges *ranges)
{
    uint64_t count = 0;
    for (size_t i = 0; i < ranges->n; i++) {
        count += ranges->range[i].end - ranges->range[i].first;
    }
    return count;
}

static bool reserve(brink__ranges *ranges, size_t n)
{
    if (n <= ranges->capacity) {
        return true;
    }
    size_t capacity = n < 4 ? 4 : n + n / 2;
    brink__range *range = realloc(ranges->range, capacity * sizeof *range);
    if (!range) {
        return false;
    }
    ranges->range = range;
    ranges->capacity = capacity;
    return true;
}

static void drop(brink__ranges *ranges, size_t i)
{
    memmove(ranges->range + i, ranges->range + i + 1, (ranges->n - i - 1) * sizeof *ranges->range);
    ranges->n--;
}

brink_status brink__ranges_add(brink__ranges *ranges, uint64_t x)
{
    if (x == UINT64_MAX || brink__ranges_contain(ranges, x)) {
        return BRINK_EBUG;
    }
    size_t i = find(ranges, x); /* the range after x */
    bool touches_last = i > 0 && ranges->range[i - 1].end == x;
    bool touches_next = i < ranges->n && ranges->range[i].first == x + 1;
    if (touches_last && touches_next) {
        ranges->range[i - 1].end = ranges->range[i].end;
        drop(ranges, i);
    } else if (touches_last) {
        ranges->range[i - 1].end = x + 1;
    } else if (touches_next) {
        ranges->range[i].first = x;
    } else {
        if (!reserve(ranges, ranges->n + 1)) {
            return BRINK_ENOMEM;
        }
        memmove(ranges->range + i + 1, ranges->range + i, (ranges->n - i) * sizeof *ranges->range);
        ranges->range[i] = (brink__range){.first = x, .end = x + 1};
        ranges->n++;
    }
    return BRINK_OK;
}

void brink__ranges_encode(const brink__ranges *ranges, brink__bytes *blob)
{
    brink__blob_start(blob, KIND, FORMAT);
    brink__put_unsigned(blob, ranges->n);
    uint64_t last = 0;
    for (size_t i = 0; i < ranges->n; i++) {
        brink__put_unsigned(blob, ranges->range[i].first - last);
        brink__put_unsigned(blob, ranges->range[i].end - ranges->range[i].first);
        last = ranges->range[i].end;
    }
    brink__blob_seal(blob);
}

brink_status brink__ranges_decode(brink__ranges *ranges, const void *blob, size_t n, uint64_t limit)
{
    ranges->n = 0;
    brink__cursor cursor = brink__blob_open(blob, n, KIND, FORMAT);
    uint64_t n_ranges = brink__get_unsigned(&cursor);
    if (cursor.failed || n_ranges > n) { /* a range takes more than a byte: bounds the memory asked for */
        return BRINK_EIO;
    }
    if (!reserve(ranges, (size_t)n_ranges)) {
        return BRINK_ENOMEM;
    }
    uint64_t last = 0;
    for (size_t i = 0; i < (size_t)n_ranges; i++) {
        uint64_t gap = brink__get_unsigned(&cursor);
        uint64_t length = brink__get_unsigned(&cursor);
        if (cursor.failed || (i > 0 && gap == 0) || length == 0 || gap > limit - last || length > limit - last - gap) {
            ranges->n = 0;
            return BRINK_EIO;
        }
        ranges->range[i] = (brink__range){.first = last + gap, .end = last + gap + length};
        last = ranges->range[i].end;
    }
    if (!brink__is_at_end(&cursor)) {
        return BRINK_EIO;
    }
    ranges->n = (size_t)n_ranges;
    return BRINK_OK;
}
