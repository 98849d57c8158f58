/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages about one file (or one pass over a scenario), bounded in number: a file in which every cell is wrong must
 * not fill the memory, or the screen. */
#ifndef BRINK_SCENARIO_REPORT_H
#define BRINK_SCENARIO_REPORT_H

#include <stddef.h>

#include "brink/status.h"

enum { BRINK__MAX_MISTAKES = 1000 };

typedef struct brink__report {
    brink_diagnostics *diagnostics; /* borrowed */
    size_t n;                       /* mistakes so far, the unlisted ones included */
} brink__report;

/* Adds a message at `place`. The one after the BRINK__MAX_MISTAKES-th says that the rest is not listed. */
void brink__mistake(brink__report *report, brink_place place, const char *format, ...) BRINK_PRINTF(3, 4);

#endif
