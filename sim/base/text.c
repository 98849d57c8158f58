/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "brink/scenario.h"

static const char hex_digits[] = "0123456789abcdef";

size_t brink__utf8_length(const char *text, size_t n)
{
    const unsigned char *s = (const unsigned char *)text;
    if (n == 0) {
        return 0;
    }
    if (s[0] < 0x80) {
        return 1;
    }
    size_t length = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
    if (s[0] < 0xc2 || s[0] > 0xf4 || n < length) {
        return 0;
    }
    /* the second byte alone decides about overlong forms, surrogates and what lies above U+10FFFF */
    unsigned lo = s[0] == 0xe0 ? 0xa0 : s[0] == 0xf0 ? 0x90 : 0x80;
    unsigned hi = s[0] == 0xed ? 0x9f : s[0] == 0xf4 ? 0x8f : 0xbf;
    if (s[1] < lo || s[1] > hi) {
        return 0;
    }
    for (size_t i = 2; i < length; i++) {
        if ((s[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    return length;
}

bool brink__is_printable(const char *text, size_t length)
{
    const unsigned char *s = (const unsigned char *)text;
    if (length == 1) {
        return s[0] >= 0x20 && s[0] != 0x7f;
    }
    if (length == 2) {
        return !(s[0] == 0xc2 && s[1] < 0xa0); /* U+0080 .. U+009F: some terminals obey them */
    }
    if (length == 3 && s[0] == 0xe2) {
        bool is_separator_or_turn = s[1] == 0x80 && s[2] >= 0xa8 && s[2] <= 0xae; /* U+2028 .. U+202E */
        bool is_isolate = s[1] == 0x81 && s[2] >= 0xa6 && s[2] <= 0xa9;           /* U+2066 .. U+2069 */
        return !is_separator_or_turn && !is_isolate;
    }
    return length > 0;
}

size_t brink__printable(const char *text, size_t n, char *out, size_t size)
{
    size_t whole = 0;   /* length of everything */
    size_t written = 0; /* stops growing at the first character that does not fit */
    for (size_t i = 0; i < n;) {
        char piece[4];
        size_t step = brink__utf8_length(text + i, n - i);
        size_t length = step;
        if (step > 0 && brink__is_printable(text + i, step)) {
            memcpy(piece, text + i, step);
        } else {
            unsigned char byte = (unsigned char)text[i];
            step = 1;
            length = 4;
            piece[0] = '\\';
            piece[1] = 'x';
            piece[2] = hex_digits[byte >> 4];
            piece[3] = hex_digits[byte & 15];
        }
        if (written == whole && whole + length < size) {
            memcpy(out + written, piece, length);
            written += length;
        }
        whole += length;
        i += step;
    }
    out[written] = '\0';
    return whole;
}

const char *brink__shorten(const char *text, char out[BRINK__SHORT])
{
    size_t n = strnlen(text, 2 * (size_t)BRINK__SHORT);
    if (brink__printable(text, n, out, BRINK__SHORT) >= BRINK__SHORT) {
        (void)brink__printable(text, n, out, BRINK__SHORT - 3);
        memcpy(out + strlen(out), "...", 4);
    }
    return out;
}

/* The thread's locale set to "C" and what it was before; newlocale() gives glibc's built-in object, it allocates
 * nothing. */
static locale_t enter_c_locale(locale_t *before)
{
    locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    *before = c != (locale_t)0 ? uselocale(c) : (locale_t)0;
    return c;
}

static void leave_c_locale(locale_t c, locale_t before)
{
    if (c != (locale_t)0) {
        (void)uselocale(before);
        freelocale(c);
    }
}

static size_t skip_digits(const char *s)
{
    size_t n = 0;
    while (s[n] >= '0' && s[n] <= '9') {
        n++;
    }
    return n;
}

static bool is_decimal(const char *s)
{
    s += *s == '-' || *s == '+';
    size_t n = skip_digits(s);
    if (n == 0) {
        return false;
    }
    s += n;
    if (*s == '.') {
        n = skip_digits(s + 1);
        if (n == 0) {
            return false;
        }
        s += 1 + n;
    }
    if (*s == 'e' || *s == 'E') {
        s++;
        s += *s == '-' || *s == '+';
        n = skip_digits(s);
        if (n == 0) {
            return false;
        }
        s += n;
    }
    return *s == '\0';
}

/* Names the slip in a text that is_decimal() refused. */
static brink__number_status what_else(const char *text)
{
    static const char *const missing[] = {"nan", "na", "n/a", "null", "none", "-nan", "+nan", "#n/a"};
    const char *bare = text + (*text == '-' || *text == '+');
    if (*text == '\0') {
        return BRINK__NUMBER_EMPTY;
    }
    if (strpbrk(text, " \t") != NULL && strspn(text, " \t0123456789+-.eE") == strlen(text)) {
        return BRINK__NUMBER_SPACES;
    }
    if (bare[0] == '0' && (bare[1] == 'x' || bare[1] == 'X')) {
        return BRINK__NUMBER_HEX;
    }
    if (strcasecmp(bare, "inf") == 0 || strcasecmp(bare, "infinity") == 0) {
        return BRINK__NUMBER_INF;
    }
    for (size_t i = 0; i < sizeof missing / sizeof missing[0]; i++) {
        if (strcasecmp(text, missing[i]) == 0) {
            return BRINK__NUMBER_NAN;
        }
    }
    if (strchr(text, ',') != NULL && strspn(bare, "0123456789.,") == strlen(bare)) {
        return BRINK__NUMBER_COMMA;
    }
    return BRINK__NUMBER_NOT;
}

brink__number_status brink__parse_number(const char *text, double *value)
{
    if (!is_decimal(text)) {
        return what_else(text);
    }
    locale_t before;
    locale_t c = enter_c_locale(&before);
    double x = strtod(text, NULL);
    leave_c_locale(c, before);
    if (!isfinite(x)) {
        return BRINK__NUMBER_TOO_BIG;
    }
    *value = x;
    return BRINK__NUMBER_OK;
}

const char *brink__number_status_text(brink__number_status status)
{
    switch (status) {
    case BRINK__NUMBER_OK:
        return "";
    case BRINK__NUMBER_EMPTY:
        return "empty";
    case BRINK__NUMBER_SPACES:
        return "a number with spaces";
    case BRINK__NUMBER_HEX:
        return "hexadecimal";
    case BRINK__NUMBER_INF:
        return "infinity";
    case BRINK__NUMBER_COMMA:
        return "a number with a comma";
    case BRINK__NUMBER_TOO_BIG:
        return "too large for a double";
    case BRINK__NUMBER_NAN:
    case BRINK__NUMBER_NOT:
        break;
    }
    return "not a number";
}

size_t brink__format_double(double value, char out[32])
{
    int n = 0;
    if (isnan(value)) {
        n = snprintf(out, 32, "nan");
    } else if (isinf(value)) {
        n = snprintf(out, 32, value > 0 ? "inf" : "-inf");
    } else {
        value = value == 0.0 ? 0.0 : value; /* no "-0" */
        locale_t before;
        locale_t c = enter_c_locale(&before);
        for (int digits = 15; digits <= 17; digits++) {
            n = snprintf(out, 32, "%.*g", digits, value);
            if (strtod(out, NULL) == value) {
                break;
            }
        }
        leave_c_locale(c, before);
    }
    return (size_t)n;
}

double brink__round_digits(double value, int digits)
{
    char text[40];
    locale_t before;
    locale_t c = enter_c_locale(&before);
    (void)snprintf(text, sizeof text, "%.*e", digits - 1, value);
    value = strtod(text, NULL);
    leave_c_locale(c, before);
    return value;
}

void brink__hex(const unsigned char digest[32], char out[65])
{
    for (size_t i = 0; i < 32; i++) {
        out[2 * i] = hex_digits[digest[i] >> 4];
        out[2 * i + 1] = hex_digits[digest[i] & 15];
    }
    out[64] = '\0';
}

/* --- brink_nearest --------------------------------------------------------------------------------------------- */

enum { LONGEST_WORD = 64 }; /* bytes; longer words are not worth a suggestion, and the cost is their product */

static char fold(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static unsigned min_of(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Cost of reading `a` as `b`, in half edits. */
static unsigned swap_cost(char a, char b)
{
    return a == b ? 0 : fold(a) == fold(b) ? 1 : 2;
}

/* Damerau-Levenshtein distance (optimal string alignment: neighbours swapped count once and are not edited again) in
 * half edits, so that a difference of case counts half an edit. Damerau (1964), CACM 7, 171-176. */
static unsigned distance(const char *a, size_t n, const char *b, size_t m)
{
    unsigned rows[3][LONGEST_WORD + 1];
    unsigned *two_before = rows[0];
    unsigned *before = rows[1];
    unsigned *now = rows[2];
    for (size_t j = 0; j <= m; j++) {
        before[j] = 2 * (unsigned)j;
    }
    for (size_t i = 1; i <= n; i++) {
        now[0] = 2 * (unsigned)i;
        for (size_t j = 1; j <= m; j++) {
            unsigned d = before[j - 1] + swap_cost(a[i - 1], b[j - 1]);
            d = min_of(d, min_of(before[j], now[j - 1]) + 2);
            if (i > 1 && j > 1 && fold(a[i - 1]) == fold(b[j - 2]) && fold(a[i - 2]) == fold(b[j - 1])) {
                d = min_of(d, two_before[j - 2] + 2);
            }
            now[j] = d;
        }
        unsigned *free_row = two_before;
        two_before = before;
        before = now;
        now = free_row;
    }
    return before[m];
}

const char *brink_nearest(const char *word, const char *const *words, size_t n)
{
    size_t length = strnlen(word, LONGEST_WORD + 1);
    if (length == 0 || length > LONGEST_WORD) {
        return NULL;
    }
    unsigned limit = 2 * (unsigned)length / 3; /* a third of its length, in half edits */
    limit = limit < 2 ? 2 : limit;
    const char *best = NULL;
    unsigned best_score =
        2 * (limit + 1); /* twice the distance, and 1 when the first letters differ: slips rarely do that */
    for (size_t i = 0; i < n; i++) {
        if (words[i] == NULL) {
            continue;
        }
        size_t other = strnlen(words[i], LONGEST_WORD + 1);
        size_t apart = other > length ? other - length : length - other;
        if (other > LONGEST_WORD || 4 * apart >= best_score) {
            continue; /* each byte of difference costs an edit */
        }
        unsigned d = distance(word, length, words[i], other);
        if (d >= 2 * (unsigned)(other > length ? other : length)) {
            continue; /* nothing in common */
        }
        unsigned score = 2 * d + (fold(word[0]) != fold(words[i][0]));
        if (score < best_score) {
            best_score = score;
            best = words[i];
        }
    }
    return best;
}
