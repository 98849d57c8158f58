/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From a store to files that people read. */
#ifndef BRINK_REPORT_H
#define BRINK_REPORT_H

#include "brink/results.h"
#include "brink/status.h"
#include "brink/study.h"

/* Writes summary.csv, series.csv, actions.csv and distributions.csv into `folder` (which exists), differences.csv for a
 * study of several points, and cascades.csv and influence.csv if a program of it has counted tables; each to a
 * temporary name: they take their names when all are complete and on disk.
 *
 *   summary.csv   scenario,point,metric,n,mean,sd,se,lo95,hi95,q05,q25,q50,q75,q95,unit: a brink_estimate a row
 *   series.csv    scenario,point,series,period,n,mean,sd,se,q05,q25,q50,q75,q95,no_conflict,bin: a brink_band a row,
 *                 periods 0 (the start) .. n_periods; no_conflict: share of replicas without conflict so far, empty if
 *                 the model has no series of that name
 *   actions.csv   scenario,point,actor,theatre,action,n,mean,sd,se,lo95,hi95,per_period: number of times a replica over
 *                 the horizon; per_period = mean / n_periods
 *   distributions.csv scenario,point,metric,value,n,at_least,ccdf,lo95,hi95,unit: how a metric is distributed over
 *                 replicas, for those of the headline (see the manifest) that are neither proportions nor ratios; a
 *                 value that occurred a row, ascending; n: replicas with a value, at_least: those with this value or
 *                 more, ccdf = at_least / n with Wilson's interval at this one value. The ten least and the ten
 * greatest have a row, and from there inwards every tenth of the rank: about 50 rows in each factor of ten of replicas,
 * however many there are differences.csv
 * point,reference,metric,statistic,n,value,reference_value,difference,se,lo95,hi95,lo95_all,hi95_all,
 *                 variance_ratio,unit: a brink_difference (brink/compare.h) a row; every other point against the first,
 *                 by its mean, or ratio; rows in order of the first point's metrics, then of points
 *   cascades.csv  scenario,point,quantity,value,count,censored,share,ccdf,ccdf_se,ccdf_all,width,unit: a bin of a
 *                 distribution a row, from the first to the last that holds anything; the bin is [value, value +
 *                 width); count: complete ones, censored: those cut off by the end, over all replicas that did not
 *                 fail; share = count over all complete ones, ccdf = the share of complete ones at or above `value`,
 *                 ccdf_se = a bound on its standard error over replicas; ccdf_all: the same estimated from all, those
 *                 cut off counted as having reached at least their value (Kaplan & Meier 1958, Journal of the American
 *                 Statistical Association 53, 457-481), which assumes that what would have followed does not depend
 *                 on being cut off
 *   influence.csv scenario,point,parent_actor,parent_theatre,child_actor,child_theatre,count,per_replica,share,
 *                 per_replica_se: a pair of posts a row, or "root" and a post; share = of the child's own counts
 *
 * Rows in order of point, quantity, period, as in the store; floats in digits that read back exactly, NaN as an empty
 * cell; RFC 4180 quoting, lines end in LF. Memory: one series, and 8 bytes a replica. BRINK_OK;
 * BRINK_EIO (disk full, or the store is damaged), BRINK_ECANTCREATE, BRINK_ENOMEM: the files of before are then
 * untouched. */
BRINK_MUST_CHECK brink_status brink_report_csv(brink_results *results, const char *folder, brink_error *err);

/* Writes manifest.json, as safely: keys in this order, null for what is not known.
 *
 *   version        of the brink that made the store; commit: of the brink that writes this
 *   model, seed    seed as a string, since most readers of JSON lose whole numbers above 2^53
 *   replicas       wanted a point, at most; block: replicas in a block
 *   headline       names of the metrics to look at first: those that the first point's model names
 *                  (brink_model_type.headline), or the first that concern no single actor, theatre or action; at most 8
 *   command, design, overrides, periods, start_date, period_days, thresholds, titles, inputs, exploration
 *                  from the store's description
 *   points         scenario, point, note (of the store's description), model, digest, periods, replicas, done, failed,
 *                  failures by status, until (what targets have come to: metric, target, relative, mean,
 *                  half_width, reached), counters of the model
 *   totals         sums over the points; complete: every replica is done
 *   run            the JSON object `run`: facts about this run (wall seconds, threads, host); {} for NULL
 *   outputs        file and sha256 of each CSV file that is in `folder`
 *
 * BRINK_OK; BRINK_EDATA when a JSON text is not an object; else as brink_report_csv(). */
BRINK_MUST_CHECK brink_status brink_report_manifest(brink_results *results, const char *folder, const char *run,
                                                    brink_error *err);

/* Writes replicas.csv, as safely: scenario,point,replica,seed,status and a column a metric (not RATIO), a replica a
 * row, from the store's values, which are rounded as brink_results_values() says. `replica` is the one that the draws
 * are addressed by: BRINK_NOISE_REPLICAS times the point's noise, and the replica's number. `status` is a
 * brink_status_name(); one that failed has no values. Replicas that are not run yet have no row. A metric that a point
 * lacks is empty. Memory: a block.
 */
BRINK_MUST_CHECK brink_status brink_report_replicas(brink_results *results, const char *folder, brink_error *err);

/* Writes trajectories.csv, as safely: scenario,point,replica,period and a column a series, for the first `replicas`
 * replicas of each point, which are run again for it: the store keeps no trajectories. So it needs the points that were
 * run, and costs as much as running so many replicas on one thread. A replica that failed has empty cells.
 *
 *   points   [n_points] as given to brink_study_run()
 *   stop     as brink_run_options has it; may be NULL
 *
 * As brink_report_csv(); BRINK_EMISMATCH (the results are of other points), BRINK_EINTERRUPTED. */
BRINK_MUST_CHECK brink_status brink_report_trajectories(brink_results *results, const brink_point *points,
                                                        size_t n_points, uint64_t replicas,
                                                        const volatile sig_atomic_t *stop, const char *folder,
                                                        brink_error *err);

/* Writes summary_wide.csv (a point a row: scenario,point, then METRIC.n, METRIC.mean ... METRIC.q95, as in summary.csv)
 * and series_wide.csv (a point and period a row: scenario,point,period, then SERIES.n, SERIES.mean ... SERIES.bin), as
 * safely. What a point lacks is empty. Memory: all series of one point. */
BRINK_MUST_CHECK brink_status brink_report_wide(brink_results *results, const char *folder, brink_error *err);

/* The study's summary as one JSON document, without a newline at its end; free() it.
 *
 *   version, seed (a string), replicas (a point, at most), complete, points: scenario, point, model, periods, replicas,
 *   done, failed, failures by status, until (as in the manifest), metrics: metric, kind (mean, proportion, ratio),
 * unit, n, mean, sd, se, lo95, hi95, q05, q25, q50, q75, q95
 *
 * Numbers have 17 digits, which read back exactly; null where there is none. BRINK_OK, BRINK_EIO, BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_report_json(brink_results *results, char **text, brink_error *err);

enum { BRINK_PLOT_POINTS = 24 }; /* points that have charts of their own when none are named; and most in one chart */

/* What to draw; {0} is everything. All borrowed. */
typedef struct brink_plot_options {
    const char *scripts; /* folder of theme.gp and the charts; NULL = $BRINK_PLOTS, else where brink was installed,
                          * else where it was built */
    const char *const *points; /* [n_points] names, or patterns as of a shell; none: the first BRINK_PLOT_POINTS */
    size_t n_points;
    const char *const *charts; /* [n_charts] names of scripts without ".gp"; none: all */
    size_t n_charts;
    const char *format;                             /* "png" or "svg"; NULL: both */
    void (*drawn)(void *context, const char *name); /* told of each file that was made in `plots`; may be NULL */
    void *context;
} brink_plot_options;

/* Draws charts of the tables in `folder`, from them alone, as PNG and SVG into `folder`/plots with gnuplot. What charts
 * there are the scripts say: of a point (CHART-POINT.png, or CHART.png in a study of one point; bytes outside
 * [A-Za-z0-9_.-] as %XX) of the study (CHART.png), where the first point stands beside those that were chosen, at
 * most BRINK_PLOT_POINTS of all, or of whole tables (CHART.png), as of what explorations found. Titles, dates and which
 * metrics come first are those of manifest.json when it is there. A chart that finds nothing to draw is left out; one
 * that cannot be finished leaves no file. plots/README.md says how scripts are called.
 *
 *   options      NULL = {0}
 *   n_left_out   set to the points that have no charts for being too many; NULL when not wanted
 *
 * BRINK_OK; BRINK_ENOINPUT without scripts, or with neither summary.csv, series.csv nor a table that is drawn as a
 * whole; BRINK_EDATA when a table is not
 * ours or a script does not say what it draws; BRINK_EUSAGE when there is no such chart or point; BRINK_EUNAVAILABLE
 * when gnuplot is missing or fails; BRINK_EIO, BRINK_ECANTCREATE, BRINK_ENOMEM; BRINK_EINTERRUPTED. */
BRINK_MUST_CHECK brink_status brink_report_plots(const char *folder, const brink_plot_options *options,
                                                 size_t *n_left_out, brink_error *err);

#endif
