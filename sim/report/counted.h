/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows of cascades.csv and influence.csv: the counted tables of a program (brink/model.h). */
#ifndef BRINK_REPORT_COUNTED_H
#define BRINK_REPORT_COUNTED_H

#include "brink/results.h"
#include "report/file.h"

extern const char brink__cascades_header[], brink__influence_header[];

/* Appends the rows of a point: its distributions to `cascades`, its transitions to `influence`. BRINK_OK, BRINK_EIO,
 * BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__counted_write(brink_results *results, size_t p, brink__csv *cascades,
                                                   brink__csv *influence, brink_error *err);

#endif
