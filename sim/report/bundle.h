/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CSV files that belong together: all of them take their names when all are complete and on disk, or none does. */
#ifndef BRINK_REPORT_BUNDLE_H
#define BRINK_REPORT_BUNDLE_H

#include <stddef.h>

#include "report/file.h"

enum { BRINK__BUNDLE_FILES = 8 };

typedef struct brink__bundle {
    brink__csv csv[BRINK__BUNDLE_FILES];
    size_t n;
} brink__bundle;

/* Opens folder/names[i] for i < n, empty. End it with brink__bundle_end() in either case. Statuses of
 * brink__file_open(). */
BRINK_MUST_CHECK brink_status brink__bundle_open(brink__bundle *bundle, const char *folder, const char *const *names,
                                                 size_t n, brink_error *err);

/* With BRINK_OK commits the files, else drops them and returns `status`. Statuses of brink__file_commit(). */
BRINK_MUST_CHECK brink_status brink__bundle_end(brink__bundle *bundle, brink_status status, brink_error *err);

#endif
