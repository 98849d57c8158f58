/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How brink reports what went wrong.
 *
 * A fallible function returns a `brink_status` and takes an optional `brink_error *` last, for a person.
 * Mistakes in input files are collected in a `brink_diagnostics`, so that a reader learns of all of them in one go.
 * The library prints nothing, ends no process, and keeps no global state. It never calls
 * gsl_set_error_handler_off(): that handler belongs to the process, so the program's main() must turn it off. */
#ifndef BRINK_STATUS_H
#define BRINK_STATUS_H

#include <stddef.h>
#include <stdio.h>

#if defined(__GNUC__)
#define BRINK_MUST_CHECK   __attribute__((warn_unused_result))
#define BRINK_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define BRINK_MUST_CHECK
#define BRINK_PRINTF(f, a)
#endif

/* Code, exit status of the command (sysexits.h, and 130 as a shell reports SIGINT), text. */
#define BRINK_STATUS_LIST(X)                                                                                           \
    X(BRINK_OK, 0, "success")                                                                                          \
    X(BRINK_EUSAGE, 64, "the command line is wrong")                                                                   \
    X(BRINK_EDATA, 65, "input data is wrong")                                                                          \
    X(BRINK_ENOINPUT, 66, "an input cannot be opened")                                                                 \
    X(BRINK_EUNAVAILABLE, 69, "a program that brink calls is missing or failed")                                       \
    X(BRINK_EBUG, 70, "internal error: please report it")                                                              \
    X(BRINK_ENOMEM, 71, "out of memory or another resource of the system")                                             \
    X(BRINK_ECANTCREATE, 73, "an output cannot be created")                                                            \
    X(BRINK_EIO, 74, "reading or writing failed")                                                                      \
    X(BRINK_EDIVERGE, 75, "an iteration did not converge")                                                             \
    X(BRINK_ERANGE, 76, "a value left its documented range")                                                           \
    X(BRINK_EMISMATCH, 78, "stored results belong to another study")                                                   \
    X(BRINK_EINTERRUPTED, 130, "interrupted")

typedef enum brink_status {
#define BRINK_STATUS_ENUM(code, exit_status, text) code,
    BRINK_STATUS_LIST(BRINK_STATUS_ENUM)
#undef BRINK_STATUS_ENUM
        BRINK_N_STATUSES
} brink_status;

/* The sentence of a code; "unknown status" for a number that is none. Never NULL, static storage. */
const char *brink_status_text(brink_status code);

/* The code itself as a word, "BRINK_OK" and so on: how results name why a replica failed. "unknown" for a number that
 * is none. Never NULL, static storage. */
const char *brink_status_name(brink_status code);

/* The exit status that the command gives for a code; 70 for a number that is none. */
int brink_status_exit(brink_status code);

typedef struct brink_error {
    brink_status code;
    char what[1024]; /* one sentence, no newline, control characters shown as \xNN */
} brink_error;

/* The only place where an error is born: fills `err` (may be NULL) and returns `code`. */
brink_status brink_fail(brink_error *err, brink_status code, const char *format, ...) BRINK_PRINTF(3, 4);
#ifdef __clang_analyzer__ /* which does not look into another file, and must not think that a failure may be BRINK_OK  \
                           */
#define brink_fail(err, code, ...) ((void)(brink_fail)(err, code, __VA_ARGS__), (code))
#endif

/* Where in the input something stands. Lines and columns count from 1; 0 = not applicable. A column counts bytes. */
typedef struct brink_place {
    const char *file; /* borrowed; for command-line input the option, as "--set" */
    unsigned long line;
    unsigned long column;
} brink_place;

/* A growing list of messages, in the order in which they were added. Not shared between threads. */
typedef struct brink_diagnostics brink_diagnostics;

/* NULL when out of memory. */
brink_diagnostics *brink_diagnostics_new(void);
void brink_diagnostics_free(brink_diagnostics *diagnostics); /* NULL is fine */

/* Adds `file:line:column: message` (copied; parts of the place that are 0 or NULL are left out). Control characters and
 * bytes that are not UTF-8 are shown as \xNN, so hostile input cannot drive a terminal. When memory runs out the
 * message is dropped but still counted. */
void brink_diagnose(brink_diagnostics *diagnostics, brink_place place, const char *format, ...) BRINK_PRINTF(3, 4);

size_t brink_diagnostics_count(const brink_diagnostics *diagnostics);

/* Message `i` (0 .. count-1), without a newline; borrowed until the next call that changes the list. NULL if
 * dropped. */
const char *brink_diagnostics_get(const brink_diagnostics *diagnostics, size_t i);

/* Puts messages in order of file (first seen first), line, column; equal places keep their order. */
void brink_diagnostics_sort(brink_diagnostics *diagnostics);

#endif
