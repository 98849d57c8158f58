/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ledger.h"

#include <stdlib.h>
#include <string.h>

/* A tally in memory, on a list from the one used last to the one used longest ago. */
typedef struct entry {
    size_t point;
    brink__tally tally;
    bool is_dirty;
    struct entry *newer, *older;
} entry;

typedef struct point_state {
    brink__ranges done;
    uint64_t wanted; /* replicas */
    bool is_stored;  /* has a row of tallies */
    bool is_described;
    entry *entry; /* NULL: not in memory */
} point_state;

struct brink__ledger {
    brink__store *store;     /* borrowed; must outlive */
    const brink__plan *plan; /* borrowed; must outlive */
    size_t n_points;
    uint64_t ceiling;          /* replicas a point */
    uint64_t finished, wanted; /* replicas, over all points */
    point_state *points;
    entry *newest, *oldest;
    size_t bytes, cache_bytes;
    bool is_dirty;
    brink__bytes counts, done, tally; /* rows being written */
};

brink__ledger *brink__ledger_new(brink__store *store, size_t n_points, uint64_t ceiling, const brink__plan *plan,
                                 size_t cache_bytes)
{
    brink__ledger *ledger = calloc(1, sizeof *ledger);
    if (!ledger) {
        return NULL;
    }
    *ledger = (brink__ledger){.store = store,
                              .plan = plan,
                              .n_points = n_points,
                              .ceiling = ceiling,
                              .cache_bytes = cache_bytes,
                              .points = calloc(n_points + 1, sizeof *ledger->points)};
    if (!ledger->points) {
        free(ledger);
        return NULL;
    }
    for (size_t p = 0; p < n_points; p++) {
        ledger->points[p].wanted = brink__plan_start(plan, ceiling);
        ledger->wanted += ledger->points[p].wanted;
    }
    return ledger;
}

static void unlink_entry(brink__ledger *ledger, entry *e)
{
    *(e->newer ? &e->newer->older : &ledger->newest) = e->older;
    *(e->older ? &e->older->newer : &ledger->oldest) = e->newer;
    e->newer = NULL;
    e->older = NULL;
}

static void link_newest(brink__ledger *ledger, entry *e)
{
    e->older = ledger->newest;
    *(ledger->newest ? &ledger->newest->newer : &ledger->oldest) = e;
    ledger->newest = e;
}

static void drop(brink__ledger *ledger, entry *e)
{
    unlink_entry(ledger, e);
    ledger->points[e->point].entry = NULL;
    ledger->bytes -= brink__tally_bytes(&e->tally.dims);
    brink__tally_free(&e->tally);
    free(e);
}

void brink__ledger_free(brink__ledger *ledger)
{
    if (!ledger) {
        return;
    }
    entry *older = NULL;
    for (entry *e = ledger->newest; e; e = older) {
        older = e->older;
        drop(ledger, e);
    }
    for (size_t p = 0; p < ledger->n_points; p++) {
        brink__ranges_free(&ledger->points[p].done);
    }
    free(ledger->points);
    brink__bytes_free(&ledger->counts);
    brink__bytes_free(&ledger->done);
    brink__bytes_free(&ledger->tally);
    free(ledger);
}

static uint64_t blocks_of(uint64_t replicas)
{
    return (replicas + BRINK_BLOCK - 1) / BRINK_BLOCK;
}

brink_status brink__ledger_load(brink__ledger *ledger, size_t point, uint64_t wanted, const void *done, size_t n,
                                brink_error *err)
{
    point_state *state = &ledger->points[point];
    if (!brink__plan_allows(ledger->plan, wanted, ledger->ceiling)) {
        return brink_fail(err, BRINK_EIO, "point %lu: the store wants %llu replicas of it, which no round ends with",
                          (unsigned long)point, (unsigned long long)wanted);
    }
    uint64_t n_blocks = blocks_of(wanted);
    brink_status status = brink__ranges_decode(&state->done, done, n, n_blocks);
    if (status != BRINK_OK) {
        return brink_fail(err, status, "point %lu: its set of finished blocks cannot be read: %s", (unsigned long)point,
                          brink_status_text(status));
    }
    state->is_stored = true;
    ledger->wanted += wanted - state->wanted;
    state->wanted = wanted;
    uint64_t missing = n_blocks * BRINK_BLOCK - wanted; /* of the last block */
    ledger->finished += brink__ranges_count(&state->done) * BRINK_BLOCK;
    ledger->finished -= brink__ranges_contain(&state->done, n_blocks - 1) ? missing : 0;
    return BRINK_OK;
}

bool brink__ledger_is_described(const brink__ledger *ledger, size_t point)
{
    return ledger->points[point].is_described;
}

void brink__ledger_set_described(brink__ledger *ledger, size_t point)
{
    ledger->points[point].is_described = true;
}

brink_status brink__ledger_describe(brink__ledger *ledger, size_t point, const brink_program *program,
                                    const char *layout, brink_error *err)
{
    brink_status status =
        brink__store_describe_point(ledger->store, point, program->type->name, program->n_periods, layout, err);
    ledger->points[point].is_described = status == BRINK_OK;
    return status;
}

uint64_t brink__ledger_next(const brink__ledger *ledger, size_t point, uint64_t from)
{
    const point_state *state = &ledger->points[point];
    uint64_t n_blocks = blocks_of(state->wanted);
    while (from < n_blocks && brink__ranges_contain(&state->done, from)) {
        from++;
    }
    return from < n_blocks ? from : UINT64_MAX;
}

uint64_t brink__ledger_replicas(const brink__ledger *ledger)
{
    return ledger->finished;
}

uint64_t brink__ledger_wanted(const brink__ledger *ledger)
{
    return ledger->wanted;
}

static brink_status write(brink__ledger *ledger, entry *e, brink_error *err)
{
    brink__bytes_clear(&ledger->counts);
    brink__bytes_clear(&ledger->done);
    brink__bytes_clear(&ledger->tally);
    brink__counts_encode(&e->tally.counts, &ledger->counts);
    brink__ranges_encode(&ledger->points[e->point].done, &ledger->done);
    brink__tally_encode(&e->tally, &ledger->tally);
    if (ledger->counts.failed || ledger->done.failed || ledger->tally.failed) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for writing a tally");
    }
    brink__tally_row row = {.wanted = ledger->points[e->point].wanted,
                            .replicas = e->tally.counts.replicas,
                            .failed = brink__counts_failed(&e->tally.counts),
                            .counts = ledger->counts.data,
                            .done = ledger->done.data,
                            .tally = ledger->tally.data,
                            .n_counts = ledger->counts.n,
                            .n_done = ledger->done.n,
                            .n_tally = ledger->tally.n};
    brink_status status = brink__store_write_tally(ledger->store, e->point, &row, err);
    e->is_dirty = status != BRINK_OK;
    ledger->points[e->point].is_stored = true;
    return status;
}

static brink_status read(brink__ledger *ledger, size_t point, brink__tally *tally, brink_error *err)
{
    brink__tally_row row;
    brink_status status = brink__store_read_tally(ledger->store, point, &row, err);
    if (status == BRINK_OK && (brink__tally_decode(tally, row.tally, row.n_tally) != BRINK_OK ||
                               brink__counts_decode(&tally->counts, row.counts, row.n_counts) != BRINK_OK)) {
        status = brink_fail(err, BRINK_EIO, "the store's tally of point %lu is damaged", (unsigned long)point);
    }
    return status;
}

/* The tally of a point, made or read if it is not in memory, as the newest. */
static brink_status find(brink__ledger *ledger, size_t point, const brink__dims *dims, entry **found, brink_error *err)
{
    point_state *state = &ledger->points[point];
    if (state->entry) {
        unlink_entry(ledger, state->entry);
        link_newest(ledger, state->entry);
        *found = state->entry;
        return BRINK_OK;
    }
    entry *e = calloc(1, sizeof *e);
    if (!e || brink__tally_init(&e->tally, dims) != BRINK_OK) {
        free(e);
        (void)brink_fail(err, BRINK_ENOMEM, "out of memory for a tally");
        return BRINK_ENOMEM;
    }
    brink_status status = state->is_stored ? read(ledger, point, &e->tally, err) : BRINK_OK;
    if (status != BRINK_OK) {
        brink__tally_free(&e->tally);
        free(e);
        return status;
    }
    e->point = point;
    state->entry = e;
    ledger->bytes += brink__tally_bytes(dims);
    link_newest(ledger, e);
    *found = e;
    return BRINK_OK;
}

/* Decides how a point goes on when its round is complete: here, in the transaction of its last block, so that a store
 * never holds a complete round without the decision. */
static void end_round(brink__ledger *ledger, const entry *e, const brink__shape *shape)
{
    point_state *state = &ledger->points[e->point];
    if (e->tally.counts.replicas == state->wanted) {
        uint64_t next = brink__plan_next(ledger->plan, state->wanted, ledger->ceiling, shape, &e->tally);
        ledger->wanted += next - state->wanted;
        state->wanted = next;
    }
}

brink_status brink__ledger_add(brink__ledger *ledger, size_t point, uint64_t block, const brink__block *run,
                               brink_error *err)
{
    entry *e = NULL;
    brink_status status = find(ledger, point, &run->delta.sums.dims, &e, err);
    if (status != BRINK_OK) {
        return status;
    }
    status = brink__store_add_block(ledger->store, point, block, run->blob.data, run->blob.n, err);
    if (status != BRINK_OK) {
        return status;
    }
    status = brink__ranges_add(&ledger->points[point].done, block);
    if (status != BRINK_OK) {
        return brink_fail(err, status, "block %llu of point %lu: %s", (unsigned long long)block, (unsigned long)point,
                          status == BRINK_EBUG ? "was run twice" : "out of memory");
    }
    brink__tally_add(&e->tally, &run->delta);
    ledger->finished += run->n;
    end_round(ledger, e, &run->shape);
    e->is_dirty = true;
    ledger->is_dirty = true;
    entry *newer = NULL;
    for (entry *old = ledger->oldest; old != e && ledger->bytes > ledger->cache_bytes && status == BRINK_OK;
         old = newer) {
        newer = old->newer;
        status = old->is_dirty ? write(ledger, old, err) : BRINK_OK;
        drop(ledger, old);
    }
    return status;
}

brink_status brink__ledger_commit(brink__ledger *ledger, brink_error *err)
{
    if (!ledger->is_dirty) {
        return BRINK_OK;
    }
    for (entry *e = ledger->newest; e; e = e->older) {
        brink_status status = e->is_dirty ? write(ledger, e, err) : BRINK_OK;
        if (status != BRINK_OK) {
            return status;
        }
    }
    ledger->is_dirty = false;
    return brink__store_commit(ledger->store, err);
}
