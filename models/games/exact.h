/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Exact numbers: texts of integers, decimals and fractions, and rationals of GMP.
 *
 * GMP ends the process when the system has no memory left; the sizes of texts are bounded so that no input leads
 * there. */
#ifndef GAMES_EXACT_H
#define GAMES_EXACT_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>

enum {
    EXACT_MAX_LENGTH = 1024, /* bytes of a number: enough for one less a sum of any doubles */
    EXACT_MAX_EXPONENT = 400 /* of ten, in size */
};

typedef enum brink__exact_status {
    BRINK__EXACT_OK,
    BRINK__EXACT_NOT,      /* no number */
    BRINK__EXACT_LONG,     /* more than EXACT_MAX_LENGTH bytes */
    BRINK__EXACT_EXPONENT, /* beyond EXACT_MAX_EXPONENT */
    BRINK__EXACT_ZERO      /* a denominator of zero */
} brink__exact_status;

/* Length of the longest start of text[n] that is a number: [+-] digits[.digits] | .digits, either with [eE][+-]digits,
 * or [+-] digits/digits. 0 if there is none. */
size_t brink__exact_length(const char *text, size_t n);

/* Reads text[n], all of it a number. `value` becomes the nearest double (ties to even); `is_plain` says whether the
 * shortest decimal of that double is exactly this number, so that the text need not be kept. */
brink__exact_status brink__exact_read(const char *text, size_t n, double *value, bool *is_plain);

/* For a message: "not a number", ... */
const char *brink__exact_status_text(brink__exact_status status);

/* The rational of a text that brink__exact_read() takes. `q` must be initialised. */
void brink__exact_set(mpq_t q, const char *text, size_t n);

/* The rational of a number as games keep it: its text, or (NULL) the shortest decimal of its double. */
void brink__exact_set_number(mpq_t q, double value, const char *text);

/* A text of q that brink__exact_read() takes, on the heap: a whole number or a fraction; where that is too long, the
 * shortest decimal of the nearest double. NULL when out of memory. */
char *brink__exact_text(const mpq_t q);

/* The nearest double (ties to even); infinite when beyond. */
double brink__exact_double(const mpq_t q);

#endif
