/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Output files that are either whole or not there, and CSV written into them.
 *
 * A file grows under a temporary name in its own folder and takes its final name when it is complete and on disk. Until
 * then, and after any error, what stood under the final name stays untouched. Temporary names start with a dot and end
 * in ".tmp"; only a process that is killed outright can leave one behind, and no later run mistakes it for anything. */
#ifndef BRINK_REPORT_FILE_H
#define BRINK_REPORT_FILE_H

#include <stdint.h>
#include <stdio.h>

#include "brink/status.h"

typedef struct brink__file {
    FILE *stream;
    char *folder, *temporary, *path; /* paths as given: folder, folder/.name.pid-k.tmp, folder/name */
    int error;                       /* errno of the first write that failed, 0 if none did */
} brink__file;

/* folder/name on the heap, with "./" before a relative folder so that no program can take the path for an option or a
 * command; the caller frees it. NULL when out of memory. */
char *brink__file_path(const char *folder, const char *name);

/* The status of a failed system call on an output: a full disk or a broken one is BRINK_EIO, a lack of memory or
 * descriptors BRINK_ENOMEM, anything else BRINK_ECANTCREATE. `what` is the verb: "cannot <what> <path>: <reason>". */
brink_status brink__file_fail(brink_error *err, int error, const char *what, const char *path);

/* Makes an empty new file in `folder` under a temporary name that no other process uses. Call commit or abandon on
 * every file that was opened; abandon is fine on any, also on one that was only zeroed. */
BRINK_MUST_CHECK brink_status brink__file_open(brink__file *file, const char *folder, const char *name,
                                               brink_error *err);

/* Appends; a failure is kept in `file->error` and told by brink__file_commit(). */
void brink__file_write(brink__file *file, const void *data, size_t n);
void brink__file_puts(brink__file *file, const char *text);

/* BRINK_OK while every write has succeeded, else what brink__file_commit() would say. */
BRINK_MUST_CHECK brink_status brink__file_check(const brink__file *file, brink_error *err);

/* Flushes, checks, syncs and closes, and keeps the temporary name: for several files that must all be complete before
 * the first takes its place, and for a file that another program is to write. */
BRINK_MUST_CHECK brink_status brink__file_finish(brink__file *file, brink_error *err);

/* Finishes the file if that was not done, renames it onto `path` and syncs the folder. On failure the temporary file is
 * removed and BRINK_EIO, BRINK_ENOMEM or BRINK_ECANTCREATE returned. `file` is empty afterwards in both cases. */
BRINK_MUST_CHECK brink_status brink__file_commit(brink__file *file, brink_error *err);

/* Removes the temporary file; nothing to do on an empty or committed one. */
void brink__file_abandon(brink__file *file);

/* A cell of a CSV row (RFC 4180, lines end in LF): the comma before it is written unless it starts a row. Text is
 * quoted when it holds a comma, a quote, a line break, or a blank at either end (which some readers trim). */
typedef struct brink__csv {
    brink__file file;
    int is_inside_row;
} brink__csv;

void brink__csv_text(brink__csv *csv, const char *text); /* NULL is an empty cell */
void brink__csv_number(brink__csv *csv, double x); /* fewest digits that read back exactly; NaN is an empty cell */
void brink__csv_count(brink__csv *csv, uint64_t n);
void brink__csv_texts(brink__csv *csv, const char *const *texts, size_t n); /* a cell each */
void brink__csv_numbers(brink__csv *csv, const double *x, size_t n);
void brink__csv_end_row(brink__csv *csv);

#endif
