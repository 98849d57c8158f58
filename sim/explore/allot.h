/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which cells of an empirical game get the next replicas. */
#ifndef BRINK_EXPLORE_ALLOT_H
#define BRINK_EXPLORE_ALLOT_H

#include "explore/empirical.h"

/* Deals `n` slices of a round, one after the other, as brink/duel.h says: chosen[n] cells. A smaller n gives a
 * beginning of the same. Counts of slices are replicas over `slice`.
 *
 *   e   fitted
 *
 * BRINK_OK; BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__allot(brink__empirical *e, uint64_t seed, size_t slice, size_t n, size_t *chosen,
                                           brink_error *err);

/* The same without looking at results: always the cell that has fewest, the first of several. */
BRINK_MUST_CHECK brink_status brink__allot_alike(const brink__empirical *e, size_t slice, size_t n, size_t *chosen,
                                                 brink_error *err);

#endif
