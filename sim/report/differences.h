/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * differences.csv: every other point of a study against its first. */
#ifndef BRINK_REPORT_DIFFERENCES_H
#define BRINK_REPORT_DIFFERENCES_H

#include "brink/results.h"
#include "report/file.h"

extern const char brink__differences_header[];

/* Rows in order of the first point's metrics, then of points. Errors of the file itself are told when it is finished.
 * BRINK_OK, BRINK_EIO (the store is damaged), BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__differences_write(brink_results *results, brink__csv *csv, brink_error *err);

#endif
