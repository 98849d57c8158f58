/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BRINK_REPORT_GNUPLOT_H
#define BRINK_REPORT_GNUPLOT_H

#include "brink/status.h"

enum { BRINK__GNUPLOT_ARGUMENTS = 9 }; /* gnuplot knows ARG1 .. ARG9 */

/* Runs `gnuplot -d -c script argument...` (found on PATH; no shell, no start-up files) and waits for it.
 *
 *   script      path of the script
 *   arguments   [BRINK__GNUPLOT_ARGUMENTS] texts that the script sees verbatim as ARG1, ARG2, ..., up to the first
 * NULL. A file name among them must not start with '<', '|', '-', '$' or '~': see brink__file_path()
 *
 * BRINK_OK; BRINK_EUNAVAILABLE when gnuplot is missing (the text names the package) or failed (the text holds the end
 * of what it said); BRINK_EINTERRUPTED when an interrupt ended it; BRINK_ENOMEM when no process could be made. */
BRINK_MUST_CHECK brink_status brink__gnuplot(const char *script, const char *const *arguments, brink_error *err);

#endif
