/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * distributions.csv: how the headline metrics are distributed over replicas, both tails in full detail. */
#ifndef BRINK_REPORT_DISTRIBUTIONS_H
#define BRINK_REPORT_DISTRIBUTIONS_H

#include "brink/results.h"
#include "report/file.h"

extern const char brink__distributions_header[];

/* Appends the rows of a point. Errors of the file itself are told when it is finished. O(n log n) time and 8 bytes a
 * replica of memory. BRINK_OK, BRINK_EIO (the store is damaged), BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__distributions_write(brink_results *results, size_t p, brink__csv *csv,
                                                         brink_error *err);

#endif
