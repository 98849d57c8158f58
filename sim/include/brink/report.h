/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From a store to files that people read. */
#ifndef BRINK_REPORT_H
#define BRINK_REPORT_H

#include "brink/results.h"
#include "brink/status.h"

/* Writes summary.csv, series.csv and actions.csv into `folder` (which exists), and differences.csv for a study of
 * several points, each to a temporary name; they take their names when all are complete and on disk.
 *
 *   summary.csv   scenario,point,metric,n,mean,sd,se,lo95,hi95,q05,q25,q50,q75,q95,unit: a brink_estimate a row
 *   series.csv    scenario,point,series,period,n,mean,sd,se,q05,q25,q50,q75,q95,no_conflict,bin: a brink_band a row,
 *                 periods 0 (the start) .. n_periods; no_conflict: share of replicas without conflict so far, empty if
 *                 the model has no series of that name
 *   actions.csv   scenario,point,actor,theatre,action,n,mean,sd,se,lo95,hi95,per_period: number of times a replica over
 *                 the horizon; per_period = mean / n_periods
 *   differences.csv point,reference,metric,statistic,n,value,reference_value,difference,se,lo95,hi95,lo95_all,hi95_all,
 *                 variance_ratio,unit: a brink_difference (brink/compare.h) a row; every other point against the first,
 *                 by its mean, or ratio; rows in order of the first point's metrics, then of points
 *
 * Rows in order of point, quantity, period, as in the store; floats in digits that read back exactly, NaN as an empty
 * cell; RFC 4180 quoting, lines end in LF. Memory: one series, and what brink_results_metric() takes. BRINK_OK;
 * BRINK_EIO (disk full, or the store is damaged), BRINK_ECANTCREATE, BRINK_ENOMEM: the files of before are then
 * untouched. */
BRINK_MUST_CHECK brink_status brink_report_csv(brink_results *results, const char *folder, brink_error *err);

/* Writes manifest.json, as safely: keys in this order, null for what is not known.
 *
 *   version        of the brink that made the store; commit: of the brink that writes this
 *   model, seed    seed as a string, since most readers of JSON lose whole numbers above 2^53
 *   replicas       wanted a point; block: replicas in a block
 *   command, design, overrides, periods, start_date, period_days, thresholds, titles, inputs
 *                  from the store's description
 *   points         scenario, point, note (of the store's description), model, digest, periods, replicas, done, failed,
 *                  failures by status, counters of the model
 *   totals         sums over the points; complete: every replica is done
 *   run            the JSON object `run`: facts about this run (wall seconds, threads, host); {} for NULL
 *   outputs        file and sha256 of each CSV file that is in `folder`
 *
 * BRINK_OK; BRINK_EDATA when a JSON text is not an object; else as brink_report_csv(). */
BRINK_MUST_CHECK brink_status brink_report_manifest(brink_results *results, const char *folder, const char *run,
                                                    brink_error *err);

/* Draws the charts of series.csv in `folder` as PNG and SVG into `folder`/plots with gnuplot: CHART.png for a study of
 * one point, CHART-POINT.png for more (bytes outside [A-Za-z0-9_.-] as %XX). Titles and dates come from manifest.json
 * when it is there. A chart whose series a point lacks is left out; one that cannot be finished leaves no file.
 *
 *   scripts   folder of theme.gp and a CHART.gp a chart; NULL = $BRINK_PLOTS, else where brink was installed, else
 *             where it was built
 *
 * BRINK_OK; BRINK_ENOINPUT without scripts or series.csv; BRINK_EDATA when that is not ours; BRINK_EUNAVAILABLE when
 * gnuplot is missing or fails; BRINK_EIO, BRINK_ECANTCREATE, BRINK_ENOMEM; BRINK_EINTERRUPTED. */
BRINK_MUST_CHECK brink_status brink_report_plots(const char *folder, const char *scripts, brink_error *err);

#endif
