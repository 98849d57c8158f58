/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/csv.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

struct brink__csv {
    struct csv_parser parser;
    bool is_open; /* `parser` holds memory */
    brink__csv_events events;
    const char *file;
    brink__report *report;
    brink_status status;
    bool is_stopped;

    unsigned long line;        /* of the next byte */
    unsigned long column;      /* of the next byte */
    unsigned long cell_column; /* where the current cell began */
    bool cell_is_quoted;
    bool row_has_ended; /* libcsv has said so since the last LF */
    bool is_broken;     /* the rest of the line is skipped */
    bool has_cr;        /* the byte before was a CR */
    bool crlf_is_known; /* reported, once a file */
    char character[4];  /* bytes of a UTF-8 character that is not complete */
    size_t n_character, character_length;
};

/* Spaces belong to a cell: a number with a space is a mistake to be shown, not to be mended. */
static int is_space(unsigned char c)
{
    (void)c;
    return 0;
}

static int is_line_end(unsigned char c)
{
    return c == '\n';
}

static void open_parser(brink__csv *csv)
{
    if (csv->is_open) {
        csv_free(&csv->parser);
    }
    (void)csv_init(&csv->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL | CSV_APPEND_NULL);
    csv_set_space_func(&csv->parser, is_space);
    csv_set_term_func(&csv->parser, is_line_end);
    csv_set_realloc_func(&csv->parser, realloc); /* ours, so that tests can make it fail */
    csv_set_blk_size(&csv->parser, 1024);
    csv->is_open = true;
}

brink__csv *brink__csv_new(const brink__csv_events *events, const char *file, brink__report *report)
{
    brink__csv *csv = calloc(1, sizeof *csv);
    if (csv == NULL) {
        return NULL;
    }
    csv->events = *events;
    csv->file = file;
    csv->report = report;
    csv->line = 1;
    csv->column = 1;
    csv->cell_column = 1;
    open_parser(csv);
    return csv;
}

void brink__csv_free(brink__csv *csv)
{
    if (csv != NULL) {
        csv_free(&csv->parser);
        free(csv);
    }
}

void brink__csv_stop(brink__csv *csv)
{
    csv->is_stopped = true;
}

/* A mistake on the current line; what follows on it is skipped. */
static void broken(brink__csv *csv, unsigned long column, const char *what)
{
    brink__mistake(csv->report, (brink_place){csv->file, csv->line, column}, "%s", what);
    csv->is_broken = true;
}

/* A limit was passed: nothing more of the file is read. */
static void too_long(brink__csv *csv, unsigned long column, const char *what)
{
    broken(csv, column, what);
    csv->is_stopped = true;
}

static void on_cell(void *text, size_t length, void *context)
{
    (void)length; /* there is no NUL inside: it is refused before it gets here */
    brink__csv *csv = context;
    if (!csv->is_stopped) {
        csv->events.cell(csv->events.context, text, csv->line, csv->cell_column);
    }
    csv->cell_column = csv->column + 1; /* the byte that ended the cell is not counted yet */
    csv->cell_is_quoted = false;
}

static void on_row(int end, void *context)
{
    (void)end;
    brink__csv *csv = context;
    csv->row_has_ended = true;
}

/* Hands one byte to libcsv. */
static void parse(brink__csv *csv, char byte)
{
    if (csv->column == csv->cell_column && byte == '"') {
        csv->cell_is_quoted = true;
    }
    if (csv_parse(&csv->parser, &byte, 1, on_cell, on_row, csv) == 1) {
        return;
    }
    if (csv_error(&csv->parser) != CSV_EPARSE) {
        csv->status = BRINK_ENOMEM;
        csv->is_stopped = true;
    } else if (csv->cell_is_quoted) {
        broken(csv, csv->column,
               "text after the closing quote; allowed: quotes around a whole cell, doubled inside it");
    } else {
        broken(csv, csv->column, "stray quote; allowed: quotes around a whole cell, doubled inside it");
    }
}

static void end_line(brink__csv *csv)
{
    bool is_blank = csv->column == 1;
    if (csv->n_character > 0 && !csv->is_broken) {
        broken(csv, csv->column - csv->n_character, "not UTF-8: a character is cut short; save the file as UTF-8");
    }
    if (is_blank && !csv->is_broken) {
        broken(csv, 1, "blank line; allowed: one row a line");
    }
    if (!csv->is_broken) {
        csv->row_has_ended = false;
        unsigned long cell_column = csv->cell_column;
        parse(csv, '\n');
        if (!csv->row_has_ended && !csv->is_stopped) {
            broken(csv, cell_column,
                   "quote that is not closed on its line; allowed: a closing quote before the line ends");
        }
    }
    if (!csv->is_stopped) {
        csv->events.row(csv->events.context, csv->line, csv->column, csv->is_broken);
    }
    if (csv->is_broken) {
        open_parser(csv); /* forget what it has of the line */
    }
    csv->line++;
    csv->column = 1;
    csv->cell_column = 1;
    csv->cell_is_quoted = false;
    csv->is_broken = false;
    csv->n_character = 0;
}

/* What keeps a character out; NULL if nothing does. */
static const char *objection(const char *character, size_t length)
{
    static const char *const controls[] = {
        ['\0'] = "NUL byte; allowed: printable text (is this a CSV file?)",
        ['\t'] = "tab; allowed: printable text, cells separated by commas",
    };
    if (brink__utf8_length(character, length) == 0) {
        return "not UTF-8; save the file as UTF-8";
    }
    if (brink__is_printable(character, length)) {
        return NULL;
    }
    unsigned char first = (unsigned char)character[0];
    if (first < sizeof controls / sizeof controls[0] && controls[first] != NULL) {
        return controls[first];
    }
    return "control character; allowed: printable text";
}

/* A byte-order mark at the start of the file is reported, and the file read as if it were not there. */
static bool is_mark(brink__csv *csv)
{
    if (csv->line != 1 || csv->column != 3 || csv->n_character != 3 || memcmp(csv->character, "\xef\xbb\xbf", 3) != 0) {
        return false;
    }
    brink__mistake(csv->report, (brink_place){csv->file, 1, 1},
                   "byte-order mark; allowed: UTF-8 without one (save as UTF-8 without a byte-order mark)");
    open_parser(csv); /* its first two bytes are there already */
    csv->n_character = 0;
    csv->column = 1;
    return true;
}

static void collect(brink__csv *csv, char byte)
{
    unsigned char c = (unsigned char)byte;
    if (csv->n_character == 0) {
        csv->character_length = c < 0xc2 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 1;
    }
    csv->character[csv->n_character++] = byte;
}

/* Judges the character collected if it is complete, or cannot become one with this byte; the line may be broken then.
 */
static void inspect(brink__csv *csv, char byte)
{
    bool is_astray = csv->n_character > 1 && ((unsigned char)byte & 0xc0) != 0x80;
    if (csv->n_character < csv->character_length && !is_astray) {
        return;
    }
    const char *what = objection(csv->character, csv->n_character);
    if (what != NULL) {
        char shown[4 * sizeof csv->character + 1];
        (void)brink__printable(csv->character, csv->n_character - is_astray, shown, sizeof shown);
        char message[128];
        (void)snprintf(message, sizeof message, "%s: %s", shown, what);
        broken(csv, csv->column + 1 - csv->n_character, message);
    }
    csv->n_character = 0;
}

/* A CR that was held back, now that the next byte (or the end) is known. */
static void settle_cr(brink__csv *csv, bool before_lf)
{
    csv->has_cr = false;
    if (csv->is_broken) {
        return;
    }
    brink_place place = {csv->file, csv->line, csv->column - 1};
    if (!before_lf) {
        broken(csv, place.column, "carriage return; allowed: lines that end in LF");
    } else if (!csv->crlf_is_known) {
        brink__mistake(csv->report, place, "line ends in CR LF; allowed: lines that end in LF (Unix)");
        csv->crlf_is_known = true;
    }
}

static void take(brink__csv *csv, char byte)
{
    if (csv->has_cr) {
        settle_cr(csv, byte == '\n');
        csv->column -= byte == '\n'; /* the CR is no part of the row */
    }
    if (byte == '\n') {
        end_line(csv);
        return;
    }
    if (csv->column > BRINK__MAX_LINE) {
        too_long(csv, csv->column, "line longer than 1 MiB; the rest of the file is not read");
        return;
    }
    if (byte == '\r' && csv->n_character == 0) {
        csv->has_cr = true;
    } else if (!csv->is_broken) {
        collect(csv, byte);
        if (is_mark(csv)) {
            return;
        }
        inspect(csv, byte);
        if (!csv->is_broken) {
            parse(csv, byte);
        }
    }
    csv->column++;
    if (!csv->is_broken && csv->column - csv->cell_column > BRINK__MAX_CELL) {
        too_long(csv, csv->cell_column, "cell longer than 64 KiB; the rest of the file is not read");
    }
}

bool brink__csv_feed(brink__csv *csv, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n && !csv->is_stopped; i++) {
        take(csv, bytes[i]);
    }
    return !csv->is_stopped;
}

bool brink__csv_is_empty(const brink__csv *csv)
{
    return csv->line == 1 && csv->column == 1;
}

brink_status brink__csv_finish(brink__csv *csv)
{
    if (!csv->is_stopped && csv->has_cr) {
        settle_cr(csv, false);
    }
    if (!csv->is_stopped && csv->column > 1) {
        end_line(csv); /* the LF after the last row may be missing */
    }
    return csv->status;
}
