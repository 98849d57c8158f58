/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The threads of a run. */
#ifndef BRINK_ENGINE_POOL_H
#define BRINK_ENGINE_POOL_H

#include "brink/study.h"
#include "engine/ledger.h"

/* Processors that this process may use (its affinity), at least 1. */
unsigned brink__processors(void);

/* Runs every block that the ledger lacks, dealt round-robin over points, and commits about once a second and at the
 * end. Statuses as brink_study_run(); what was committed stays, whatever comes back. */
BRINK_MUST_CHECK brink_status brink__pool_run(brink__ledger *ledger, const brink_point *points, size_t n_points,
                                              const brink_run_options *options, brink_error *err);

#endif
