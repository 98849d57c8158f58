/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From a store to files that people read. */
#ifndef BRINK_REPORT_H
#define BRINK_REPORT_H

#include "brink/results.h"
#include "brink/status.h"

/* Writes summary.csv, series.csv and actions.csv into `folder`, each to a temporary name that is renamed when it is
 * complete and on disk. Rows in order of point, quantity, period; floats in the fewest digits that read back
 * exactly; RFC 4180 quoting, lines end in LF. BRINK_OK, BRINK_EIO (disk full: no short file stays), BRINK_ECANTCREATE, ... */
BRINK_MUST_CHECK brink_status brink_report_csv(brink_results *results, const char *folder, brink_error *err);

/* Writes manifest.json: version, commit, model, seed, options, inputs with SHA-256, counts, wall time. `run` is a JSON
 * object of facts about the run itself (options, wall seconds, threads, host) merged in under "run"; may be NULL. */
BRINK_MUST_CHECK brink_status brink_report_manifest(brink_results *results, const char *folder, const char *run,
                                                    brink_error *err);

/* Draws every plot (PNG and SVG) from the CSV files in `folder` into `folder`/plots with gnuplot. `scripts`: the folder of
 * the gnuplot scripts; NULL = the installed one, or $BRINK_PLOTS. BRINK_EUNAVAILABLE without gnuplot. */
BRINK_MUST_CHECK brink_status brink_report_plots(const char *folder, const char *scripts, brink_error *err);

#endif
