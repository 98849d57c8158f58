/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file results.db: the only place that knows SQL.
 *
 *   meta            key, value: seed, replicas (a point, at most), plan (JSON of plan.h), version, description, block
 *                   (replicas in one)
 *   layouts         id (checksum of the content, so that it does not depend on who came first), content: JSON of
 *                   layout.h, each text once
 *   points          id (0, 1, ...), scenario, name, noise, digest, model, n_periods, layout; the last three are '', 0
 *                   and NULL while they are not known
 *   tallies         point, wanted (replicas, by the rounds so far), replicas and failed (finished so far),
 *                   counts, done, tally: blobs of tally.h and ranges.h; no row while no block is finished
 *   replica_blocks  id = point * 2^25 + block, data: blob of replicas.h; the view `blocks` splits the id
 *
 * A writer holds the write lock from opening to closing and so keeps out any other; readers are not held up (WAL). A
 * store is used by one thread at a time. */
#ifndef BRINK_ENGINE_STORE_H
#define BRINK_ENGINE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/status.h"

typedef struct brink__store brink__store;

typedef struct brink__study_facts {
    uint64_t seed, replicas;
    const char *version, *description, *plan;
} brink__study_facts;

typedef struct brink__point_facts {
    const char *scenario, *name;
    uint32_t noise;
    unsigned char digest[32];
    const char *model; /* "" while what follows is not known */
    uint32_t n_periods;
    const char *layout;        /* text; NULL while it is not known */
    int64_t layout_id;         /* set when read; ignored when written */
    const void *counts, *done; /* blobs; NULL before the first block is finished; ignored when written */
    size_t n_counts, n_done;
    uint64_t wanted; /* 0 before the first block is finished; ignored when written */
} brink__point_facts;

/* Whether `folder` holds a file results.db with anything in it; a run that was killed before its first commit leaves a
 * blank one, which counts as none. */
bool brink__store_exists(const char *folder);

/* Makes a store, or fills an empty one, and leaves a transaction open: add the points, then call
 * brink__store_commit(). BRINK_OK, BRINK_ECANTCREATE, BRINK_EIO, BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__store_create(const char *folder, const brink__study_facts *facts,
                                                  brink__store **store, brink_error *err);
BRINK_MUST_CHECK brink_status brink__store_add_point(brink__store *store, size_t point, const brink__point_facts *facts,
                                                     brink_error *err);

/* Within the transaction: what was not known of a point; another description of the study. BRINK_OK, BRINK_EIO,
 * BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__store_describe_point(brink__store *store, size_t point, const char *model,
                                                          uint32_t n_periods, const char *layout, brink_error *err);
BRINK_MUST_CHECK brink_status brink__store_set_description(brink__store *store, const char *description,
                                                           brink_error *err);

/* Opens a store with a transaction on it, to write or to read only (a snapshot: what others commit later is not seen).
 * BRINK_OK; BRINK_ENOINPUT (there is none); BRINK_EDATA (another kind of file, or another format); BRINK_EIO (also: in
 * use by another writer); BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__store_open(const char *folder, bool for_writing, brink__store **store,
                                                brink_error *err);

/* Closes; what was not committed is lost. NULL is fine. */
void brink__store_close(brink__store *store);

/* Borrowed from the store. */
const brink__study_facts *brink__store_facts(const brink__store *store);

/* Calls `visit` for every point in order; texts and blobs are borrowed for the call. Stops at the first status that is
 * not BRINK_OK, and returns it. BRINK_EIO also when points are not numbered 0, 1, ... or a layout fails its checksum.
 */
typedef brink_status brink__visit_point(void *context, size_t point, const brink__point_facts *facts, brink_error *err);
BRINK_MUST_CHECK brink_status brink__store_each_point(brink__store *store, brink__visit_point *visit, void *context,
                                                      brink_error *err);

typedef struct brink__tally_row {
    uint64_t wanted, replicas, failed;
    const void *counts, *done, *tally;
    size_t n_counts, n_done, n_tally;
} brink__tally_row;

/* The row of a point that has one, borrowed until the next call on the store. BRINK_OK, BRINK_EIO. */
BRINK_MUST_CHECK brink_status brink__store_read_tally(brink__store *store, size_t point, brink__tally_row *row,
                                                      brink_error *err);

/* Within the transaction. BRINK_OK, BRINK_EIO (disk full), BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__store_write_tally(brink__store *store, size_t point, const brink__tally_row *row,
                                                       brink_error *err);
BRINK_MUST_CHECK brink_status brink__store_add_block(brink__store *store, size_t point, uint64_t block,
                                                     const void *data, size_t n, brink_error *err);

/* Commits, durable when it returns, and opens the next transaction. BRINK_OK; BRINK_EIO: nothing of the transaction
 * stays (disk full), or another process has written to the store. */
BRINK_MUST_CHECK brink_status brink__store_commit(brink__store *store, brink_error *err);

/* After the last commit: moves everything into results.db itself and leaves no file beside it. BRINK_OK; BRINK_EIO:
 * what was committed is safe, but partly still in results.db-wal. */
BRINK_MUST_CHECK brink_status brink__store_finish(brink__store *store, brink_error *err);

/* Opens the blob of a block for reading in pieces. BRINK_OK, BRINK_EIO (no such block, or a piece beyond its end). */
BRINK_MUST_CHECK brink_status brink__store_open_block(brink__store *store, size_t point, uint64_t block, size_t *n,
                                                      brink_error *err);
BRINK_MUST_CHECK brink_status brink__store_read_block(brink__store *store, size_t offset, size_t n, void *out,
                                                      brink_error *err);

#endif
