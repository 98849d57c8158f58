/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a run has finished and what it wants: the done-set of every point and the number of its replicas so far, and the
 * tallies of the points in work, kept in memory up to a bound and written to the store with each commit. Used by one
 * thread at a time. */
#ifndef BRINK_ENGINE_LEDGER_H
#define BRINK_ENGINE_LEDGER_H

#include "engine/block.h"
#include "engine/plan.h"
#include "engine/ranges.h"
#include "engine/store.h"

typedef struct brink__ledger brink__ledger;

enum { BRINK__CACHE_BYTES = 64 << 20 };

/* `store` (with a transaction open) and `plan` are borrowed; must outlive. `ceiling`: replicas a point, at most. At
 * least one tally is kept, whatever `cache_bytes`. NULL: out of memory. */
brink__ledger *brink__ledger_new(brink__store *store, size_t n_points, uint64_t ceiling, const brink__plan *plan,
                                 size_t cache_bytes);
void brink__ledger_free(brink__ledger *ledger); /* NULL is fine; what was not committed is lost */

/* Takes over what a store holds of a point: its round and its done-set. BRINK_OK, BRINK_EIO (damaged), BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__ledger_load(brink__ledger *ledger, size_t point, uint64_t wanted, const void *done,
                                                 size_t n, brink_error *err);

/* Whether the store knows the outputs of a point, and that it does. */
bool brink__ledger_is_described(const brink__ledger *ledger, size_t point);
void brink__ledger_set_described(brink__ledger *ledger, size_t point);

/* Tells the store the outputs of a point's program: `layout` is its text. BRINK_OK, BRINK_EIO, BRINK_ENOMEM; after a
 * failure the ledger may only be freed. */
BRINK_MUST_CHECK brink_status brink__ledger_describe(brink__ledger *ledger, size_t point, const brink_program *program,
                                                     const char *layout, brink_error *err);

/* The first block from `from` on that is wanted and not finished; UINT64_MAX if there is none (so far). */
uint64_t brink__ledger_next(const brink__ledger *ledger, size_t point, uint64_t from);

uint64_t brink__ledger_replicas(const brink__ledger *ledger); /* finished, over all points */
uint64_t brink__ledger_wanted(const brink__ledger *ledger);   /* the same, wanted so far */

/* Enters a block that was run; with the last one of a round the point may come to want more. BRINK_OK, BRINK_EIO,
 * BRINK_ENOMEM; after a failure the ledger may only be freed. */
BRINK_MUST_CHECK brink_status brink__ledger_add(brink__ledger *ledger, size_t point, uint64_t block,
                                                const brink__block *run, brink_error *err);

/* Writes what changed and commits; free of cost when nothing did. The same statuses, the same rule. */
BRINK_MUST_CHECK brink_status brink__ledger_commit(brink__ledger *ledger, brink_error *err);

#endif
