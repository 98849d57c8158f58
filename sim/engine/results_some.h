/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Results of which only some points are looked at. What points report may differ from one to the next, as bounds of
 * metrics follow a scenario's values, and reading that takes most of the time to open results of many points. */
#ifndef BRINK_ENGINE_RESULTS_SOME_H
#define BRINK_ENGINE_RESULTS_SOME_H

#include "brink/results.h"

/* Whether a point of that name is looked at. */
typedef bool brink__wants_point(void *context, const char *name);

/* brink_results_open(), but points that are not wanted have a scenario, a name, noise and a digest, and nothing else:
 * no metrics, no replicas done. */
BRINK_MUST_CHECK brink_status brink__results_open_some(const char *folder, brink__wants_point *wants, void *context,
                                                       brink_results **results, brink_error *err);

#endif
