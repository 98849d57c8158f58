/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One chart: gnuplot draws it in each format at once, and whole pictures take their names. */
#ifndef BRINK_REPORT_PICTURE_H
#define BRINK_REPORT_PICTURE_H

#include "brink/report.h"
#include "brink/status.h"
#include "report/gnuplot.h"

/* Draws `name`.png and `name`.svg into `folder`, those of them that the options ask for, and says so through
 * options->drawn. A script that leaves a picture empty had nothing to draw: no file then.
 *
 *   script      path of the script
 *   arguments   as brink__gnuplot_start() has them; [1], the picture, and [2], its format, are set here
 *
 * BRINK_OK; BRINK_EUNAVAILABLE, BRINK_EINTERRUPTED as brink__gnuplot_finish(); BRINK_EIO (disk full),
 * BRINK_ECANTCREATE, BRINK_ENOMEM: what stood under the names is then untouched. */
BRINK_MUST_CHECK brink_status brink__picture_draw(const char *folder, const char *name, const char *script,
                                                  const char *const arguments[BRINK__GNUPLOT_ARGUMENTS],
                                                  const brink_plot_options *options, brink_error *err);

#endif
