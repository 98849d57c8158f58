/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the manifest and the summary as JSON share. */
#ifndef BRINK_REPORT_JSON_H
#define BRINK_REPORT_JSON_H

#include <jansson.h>

#include "brink/results.h"

/* What the targets of the study have come to at a point: an array of objects with metric, target, relative, mean,
 * half_width, reached; empty without targets. BRINK_OK, BRINK_EIO, BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__json_targets(brink_results *results, size_t point, json_t **array,
                                                  brink_error *err);

/* A number, or null for NaN. */
json_t *brink__json_number(double x);

#endif
