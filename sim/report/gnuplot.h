/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BRINK_REPORT_GNUPLOT_H
#define BRINK_REPORT_GNUPLOT_H

#include <sys/types.h>

#include "brink/status.h"

enum { BRINK__GNUPLOT_ARGUMENTS = 9 }; /* gnuplot knows ARG1 .. ARG9 */

/* A gnuplot that is drawing. */
typedef struct brink__drawing {
    const char *script; /* borrowed, for messages */
    pid_t pid;
    int fd; /* what it says */
} brink__drawing;

/* Starts `gnuplot -d -c script argument...` (found on PATH; no shell, no start-up files).
 *
 *   script      path of the script; must outlive the drawing
 *   arguments   [BRINK__GNUPLOT_ARGUMENTS] texts that the script sees verbatim as ARG1, ARG2, ..., up to the first
 * NULL. A file name among them must not start with '<', '|', '-', '$' or '~': see brink__file_path()
 *
 * BRINK_OK: call brink__gnuplot_finish() then; BRINK_EUNAVAILABLE when gnuplot is missing (the text names the package);
 * BRINK_ENOMEM when no process could be made. */
BRINK_MUST_CHECK brink_status brink__gnuplot_start(brink__drawing *drawing, const char *script,
                                                   const char *const *arguments, brink_error *err);

/* Waits for it. BRINK_OK; BRINK_EUNAVAILABLE when it failed (the text holds the end of what it said);
 * BRINK_EINTERRUPTED when an interrupt ended it. */
BRINK_MUST_CHECK brink_status brink__gnuplot_finish(brink__drawing *drawing, brink_error *err);

#endif
