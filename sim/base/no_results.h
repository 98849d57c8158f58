/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Folders that are to hold results, and do not. */
#ifndef BRINK_BASE_NO_RESULTS_H
#define BRINK_BASE_NO_RESULTS_H

#include "brink/status.h"

/* Says what is there instead, for one who named the wrong folder, or the right one's parent: whether there is no such
 * folder (and the nearest name), a file, nothing at all in it, or none of the files that are looked for (`wanted`, as
 * "results.db"), and in which of its folders there are results. Returns BRINK_ENOINPUT. */
brink_status brink__no_results(const char *folder, const char *wanted, brink_error *err);

#endif
