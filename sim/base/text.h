/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text: showing it safely, reading and writing numbers independently of the process's locale, digests.
 * (brink_nearest(), also in text.c, is public: brink/scenario.h.) */
#ifndef BRINK_BASE_TEXT_H
#define BRINK_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Length in bytes (1 .. 4) of the well-formed UTF-8 character at the start of text[n]; 0 if there is none (n = 0, a
 * stray or overlong sequence, a surrogate, above U+10FFFF, cut short). */
size_t brink__utf8_length(const char *text, size_t n);

/* True when the character of `length` bytes at `text` may go to a terminal as it is: not a control (C0, DEL, C1), not a
 * line or paragraph separator, not one that turns the direction of writing round (U+202A-202E, U+2066-2069). */
bool brink__is_printable(const char *text, size_t length);

/* Copies text[n] to out[size] so that it can be printed: what is not printable or not UTF-8 becomes \xNN, byte by byte.
 * Writes whole characters only and always ends with NUL (size > 0). Returns the length that the whole would have,
 * without NUL, as snprintf does. */
size_t brink__printable(const char *text, size_t n, char *out, size_t size);

enum { BRINK__SHORT = 64 }; /* bytes of a text shown in a message */

/* `text` for a message: printable, and when longer than fits cut and ended with "...". Returns out. */
const char *brink__shorten(const char *text, char out[BRINK__SHORT]);

typedef enum brink__number_status {
    BRINK__NUMBER_OK,
    BRINK__NUMBER_EMPTY,
    BRINK__NUMBER_SPACES,  /* spaces before, within or after */
    BRINK__NUMBER_HEX,     /* 0x... */
    BRINK__NUMBER_INF,     /* inf, infinity */
    BRINK__NUMBER_NAN,     /* nan, NA, ... */
    BRINK__NUMBER_COMMA,   /* a comma for the decimal point or between thousands */
    BRINK__NUMBER_TOO_BIG, /* more than a double can hold */
    BRINK__NUMBER_NOT      /* anything else */
} brink__number_status;

/* Reads all of `text` as [-+]?digits[.digits][(e|E)[-+]?digits], at least one digit on each side of the point,
 * correctly rounded. `value` is set only on BRINK__NUMBER_OK, and is finite then; what is too small becomes 0. */
brink__number_status brink__parse_number(const char *text, double *value);

/* What is wrong, for a message ("hexadecimal", "not a number", ...); "" for BRINK__NUMBER_OK. */
const char *brink__number_status_text(brink__number_status status);

/* Writes the shortest of %.15g, %.16g and %.17g that reads back exactly; "nan", "inf", "-inf"; "0" for -0 too. The
 * decimal point is "." whatever the locale. Returns the length. */
size_t brink__format_double(double value, char out[32]);

/* `value`, finite, rounded to so many significant decimal digits (1 .. 17), ties to even. */
double brink__round_digits(double value, int digits);

/* 64 lower-case hexadecimal digits and NUL. */
void brink__hex(const unsigned char digest[32], char out[65]);

#endif
