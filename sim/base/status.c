/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/status.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/diagnostics.h"
#include "base/grown.h"
#include "base/text.h"

static const char *const texts[BRINK_N_STATUSES] = {
#define TEXT(code, exit_status, text) [code] = (text),
    BRINK_STATUS_LIST(TEXT)
#undef TEXT
};

static const char *const names[BRINK_N_STATUSES] = {
#define NAME(code, exit_status, text) [code] = #code,
    BRINK_STATUS_LIST(NAME)
#undef NAME
};

static const int exits[BRINK_N_STATUSES] = {
#define EXIT(code, exit_status, text) [code] = (exit_status),
    BRINK_STATUS_LIST(EXIT)
#undef EXIT
};

static bool is_status(brink_status code)
{
    return (unsigned)code < (unsigned)BRINK_N_STATUSES;
}

const char *brink_status_text(brink_status code)
{
    return is_status(code) ? texts[code] : "unknown status";
}

const char *brink_status_name(brink_status code)
{
    return is_status(code) ? names[code] : "unknown";
}

int brink_status_exit(brink_status code)
{
    return is_status(code) ? exits[code] : exits[BRINK_EBUG];
}

/* Length of a text that vsnprintf may have cut in the middle of a character. */
static size_t whole_characters(const char *text, size_t length)
{
    size_t tail = 0;
    while (tail < 3 && tail < length && ((unsigned char)text[length - tail - 1] & 0xc0) == 0x80) {
        tail++;
    }
    if (tail < length && ((unsigned char)text[length - tail - 1] & 0xc0) == 0xc0 &&
        brink__utf8_length(text + length - tail - 1, tail + 1) == 0) {
        return length - tail - 1;
    }
    return length;
}

brink_status(brink_fail)(brink_error *err, brink_status code, const char *format, ...)
{
    if (err == NULL) {
        return code;
    }
    char raw[sizeof err->what];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(raw, sizeof raw, format, args);
    va_end(args);
    size_t length = n < 0 ? 0 : (size_t)n;
    if (length >= sizeof raw) {
        length = whole_characters(raw, sizeof raw - 1);
    }
    err->code = code;
    (void)brink__printable(raw, length, err->what, sizeof err->what);
    return code;
}

/* --- diagnostics ------------------------------------------------------------------------------------------------ */

struct message {
    char *text;
    size_t file; /* index in `files`; messages without a file have 0, an index that no file has */
    unsigned long line, column;
    size_t number; /* order of arrival: qsort is not stable */
};

struct brink_diagnostics {
    struct message *messages;
    size_t n, capacity;
    size_t n_dropped; /* found no memory */
    char **files;     /* files[k - 1] has index k: in the order in which they were first seen */
    size_t n_files, files_capacity;
};

brink_diagnostics *brink_diagnostics_new(void)
{
    return calloc(1, sizeof(brink_diagnostics));
}

void brink_diagnostics_free(brink_diagnostics *diagnostics)
{
    if (diagnostics == NULL) {
        return;
    }
    for (size_t i = 0; i < diagnostics->n; i++) {
        free(diagnostics->messages[i].text);
    }
    for (size_t i = 0; i < diagnostics->n_files; i++) {
        free(diagnostics->files[i]);
    }
    free(diagnostics->messages);
    free(diagnostics->files);
    free(diagnostics);
}

/* Index of a file, from 1; 0 without a file or when out of memory. */
static size_t file_index(brink_diagnostics *d, const char *file)
{
    if (file == NULL) {
        return 0;
    }
    for (size_t k = d->n_files; k > 0; k--) { /* from the last: messages of a file come together */
        if (strcmp(d->files[k - 1], file) == 0) {
            return k;
        }
    }
    char **files = brink__grown(d->files, d->n_files, &d->files_capacity, sizeof *files);
    if (files == NULL) {
        return 0;
    }
    d->files = files;
    size_t size = strlen(file) + 1;
    char *copy = malloc(size);
    if (copy == NULL) {
        return 0;
    }
    d->files[d->n_files++] = memcpy(copy, file, size);
    return d->n_files;
}

/* "file:line:column: " with the parts that there are; returns the length. The file name may be long: not cut here. */
static size_t place_length(brink_place place, char numbers[64])
{
    int n = 0;
    numbers[0] = '\0';
    if (place.line > 0 && place.column > 0) {
        n = snprintf(numbers, 64, "%s%lu:%lu", place.file != NULL ? ":" : "", place.line, place.column);
    } else if (place.line > 0 || place.column > 0) {
        n = snprintf(numbers, 64, "%s%lu", place.file != NULL ? ":" : "", place.line > 0 ? place.line : place.column);
    }
    size_t length = (place.file != NULL ? strlen(place.file) : 0) + (size_t)n;
    return length > 0 ? length + 2 : 0;
}

/* The whole message, unescaped, in memory that the caller frees; NULL when out of memory. */
BRINK_PRINTF(2, 0)
static char *raw_message(brink_place place, const char *format, va_list args, size_t *length)
{
    va_list again;
    va_copy(again, args);
    int body = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char numbers[64];
    size_t head = place_length(place, numbers);
    char *raw = body < 0 ? NULL : malloc(head + (size_t)body + 1);
    if (raw == NULL) {
        return NULL;
    }
    if (head > 0) {
        (void)snprintf(raw, head + 1, "%s%s: ", place.file != NULL ? place.file : "", numbers);
    }
    (void)vsnprintf(raw + head, (size_t)body + 1, format, args);
    *length = head + (size_t)body;
    return raw;
}

/* Takes over `text` (NULL: a message that found no memory). */
static void append(brink_diagnostics *d, brink_place place, char *text)
{
    struct message *messages = NULL;
    if (text != NULL) {
        messages = brink__grown(d->messages, d->n, &d->capacity, sizeof *messages);
    }
    if (messages == NULL) {
        free(text);
        d->n_dropped++;
        return;
    }
    d->messages = messages;
    messages[d->n] = (struct message){
        .text = text, .file = file_index(d, place.file), .line = place.line, .column = place.column, .number = d->n};
    d->n++;
}

void brink_diagnose(brink_diagnostics *diagnostics, brink_place place, const char *format, ...)
{
    size_t length = 0;
    va_list args;
    va_start(args, format);
    char *raw = raw_message(place, format, args, &length);
    va_end(args);
    char *text = NULL;
    if (raw != NULL) {
        char nothing[1];
        size_t size = brink__printable(raw, length, nothing, sizeof nothing) + 1;
        text = malloc(size);
        if (text != NULL) {
            (void)brink__printable(raw, length, text, size);
        }
    }
    free(raw);
    append(diagnostics, place, text);
}

static char *copied(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = malloc(size);
    return copy != NULL ? memcpy(copy, text, size) : NULL;
}

void brink__diagnostics_add_at(brink_diagnostics *to, const brink_diagnostics *from, brink_place place,
                               const char *prefix)
{
    for (size_t i = 0; i < from->n; i++) {
        const struct message *m = &from->messages[i];
        const char *file = m->file > 0 ? from->files[m->file - 1] : NULL;
        if (file != NULL && strcmp(file, place.file) == 0) {
            append(to, (brink_place){place.file, m->line, m->column}, copied(m->text));
        } else {
            brink_diagnose(to, place, "%s%s", prefix, m->text);
        }
    }
    to->n_dropped += from->n_dropped;
}

void brink__diagnostics_add_new(brink_diagnostics *to, const brink_diagnostics *from)
{
    size_t n = to->n; /* those added here do not keep each other out */
    for (size_t i = 0; i < from->n; i++) {
        const struct message *m = &from->messages[i];
        const char *file = m->file > 0 ? from->files[m->file - 1] : NULL;
        bool is_known = false;
        for (size_t k = 0; k < n && !is_known && m->line > 0; k++) {
            const struct message *other = &to->messages[k];
            is_known = other->line == m->line && other->file > 0 && file != NULL &&
                       strcmp(to->files[other->file - 1], file) == 0;
        }
        if (!is_known) {
            append(to, (brink_place){file, m->line, m->column}, copied(m->text));
        }
    }
    to->n_dropped += from->n_dropped;
}

size_t brink_diagnostics_count(const brink_diagnostics *diagnostics)
{
    return diagnostics->n + diagnostics->n_dropped;
}

const char *brink_diagnostics_get(const brink_diagnostics *diagnostics, size_t i)
{
    return i < diagnostics->n ? diagnostics->messages[i].text : NULL;
}

static int by_place(const void *a, const void *b)
{
    const struct message *x = a;
    const struct message *y = b;
    if (x->file != y->file) {
        return x->file < y->file ? -1 : 1;
    }
    if (x->line != y->line) {
        return x->line < y->line ? -1 : 1;
    }
    if (x->column != y->column) {
        return x->column < y->column ? -1 : 1;
    }
    return x->number < y->number ? -1 : x->number > y->number;
}

void brink_diagnostics_sort(brink_diagnostics *diagnostics)
{
    if (diagnostics->n > 1) {
        qsort(diagnostics->messages, diagnostics->n, sizeof *diagnostics->messages, by_place);
    }
    for (size_t i = 0; i < diagnostics->n; i++) {
        diagnostics->messages[i].number = i;
    }
}
