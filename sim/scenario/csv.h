/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CSV as brink accepts it: UTF-8 without a byte-order mark, lines that end in LF, commas, quotes only around a whole
 * cell and doubled inside it, one row a line, no blank lines, no control characters. libcsv splits lines into cells;
 * places, encoding and limits are watched here, byte by byte, so that nothing depends on how the bytes are cut into
 * pieces. */
#ifndef BRINK_SCENARIO_CSV_H
#define BRINK_SCENARIO_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "brink/status.h"
#include "scenario/report.h"

enum {
    BRINK__MAX_CELL = 64 * 1024,       /* bytes, quotes included */
    BRINK__MAX_LINE = 1024 * 1024,     /* bytes without the LF */
    BRINK__MAX_FILE = 16 * 1024 * 1024 /* bytes */
};

typedef struct brink__csv brink__csv;

/* What is called while bytes are fed; lines and columns count from 1, columns count bytes. */
typedef struct brink__csv_events {
    /* A cell: `text` (ended with NUL, which is not in it) is borrowed for the call; `column` is where it begins, at the
     * quote if there is one. */
    void (*cell)(void *context, const char *text, unsigned long line, unsigned long column);
    /* The end of a row, at the column after its last byte. A broken one (a mistake in it was reported) may have lost
     * cells, or all of them. */
    void (*row)(void *context, unsigned long line, unsigned long column, bool is_broken);
    void *context;
} brink__csv_events;

/* `file` (borrowed) and `report` (borrowed) are for messages. NULL when out of memory. */
brink__csv *brink__csv_new(const brink__csv_events *events, const char *file, brink__report *report);
void brink__csv_free(brink__csv *csv); /* NULL is fine */

/* Takes the next n bytes. False when nothing more is wanted: a limit was passed (reported), brink__csv_stop() was
 * called, or memory ran out (see brink__csv_finish). */
bool brink__csv_feed(brink__csv *csv, const char *bytes, size_t n);

/* From within an event: no further events, and feeding returns false. */
void brink__csv_stop(brink__csv *csv);

/* True until a byte was taken, not counting a byte-order mark. */
bool brink__csv_is_empty(const brink__csv *csv);

/* After the last byte. BRINK_OK, or BRINK_ENOMEM if memory ran out at any time. Mistakes are in the report. */
brink_status brink__csv_finish(brink__csv *csv);

#endif
