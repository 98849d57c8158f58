/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exact.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* The parts of a number's text. */
typedef struct parts {
    const char *digits; /* of the whole part, or of the numerator */
    size_t n_digits;
    const char *fraction; /* digits behind the point, or of the denominator */
    size_t n_fraction;
    bool is_negative, is_ratio;
    long exponent; /* cut to a little more than is allowed */
    size_t length;
} parts;

static size_t digits_in(const char *text, size_t n)
{
    size_t i = 0;
    while (i < n && text[i] >= '0' && text[i] <= '9') {
        i++;
    }
    return i;
}

/* Takes the exponent at text[i], if there is a whole one; the index behind it. */
static size_t take_exponent(const char *text, size_t n, size_t i, parts *p)
{
    if (i >= n || (text[i] != 'e' && text[i] != 'E')) {
        return i;
    }
    size_t k = i + 1;
    bool is_negative = k < n && text[k] == '-';
    k += k < n && (text[k] == '-' || text[k] == '+');
    size_t d = digits_in(text + k, n - k);
    if (d == 0) {
        return i;
    }
    for (size_t j = 0; j < d; j++) {
        p->exponent = p->exponent > EXACT_MAX_EXPONENT ? p->exponent : 10 * p->exponent + (text[k + j] - '0');
    }
    p->exponent = is_negative ? -p->exponent : p->exponent;
    return k + d;
}

static bool split(const char *text, size_t n, parts *p)
{
    *p = (parts){0};
    size_t i = n > 0 && (text[0] == '-' || text[0] == '+');
    p->is_negative = i > 0 && text[0] == '-';
    p->digits = text + i;
    p->n_digits = digits_in(text + i, n - i);
    i += p->n_digits;
    if (p->n_digits > 0 && i < n && text[i] == '/') {
        size_t d = digits_in(text + i + 1, n - i - 1);
        if (d > 0) {
            p->is_ratio = true;
            p->fraction = text + i + 1;
            p->n_fraction = d;
            p->length = i + 1 + d;
            return true;
        }
    }
    if (i < n && text[i] == '.') {
        size_t d = digits_in(text + i + 1, n - i - 1);
        if (p->n_digits + d == 0) {
            return false;
        }
        p->fraction = text + i + 1;
        p->n_fraction = d;
        i += 1 + d;
    }
    if (p->n_digits + p->n_fraction == 0) {
        return false;
    }
    p->length = take_exponent(text, n, i, p);
    return true;
}

size_t brink__exact_length(const char *text, size_t n)
{
    parts p;
    return split(text, n, &p) ? p.length : 0;
}

const char *brink__exact_status_text(brink__exact_status status)
{
    switch (status) {
    case BRINK__EXACT_OK:
        return "";
    case BRINK__EXACT_LONG:
        return "a number of more than 1024 characters";
    case BRINK__EXACT_EXPONENT:
        return "an exponent beyond 400";
    case BRINK__EXACT_ZERO:
        return "a denominator of zero";
    case BRINK__EXACT_NOT:
        break;
    }
    return "not a number";
}

/* The whole number of `n` digits at `a` followed by `m` at `b`. */
static void set_digits(mpz_t z, const char *a, size_t n, const char *b, size_t m)
{
    char text[EXACT_MAX_LENGTH + 2] = "0"; /* the parts of one number */
    if (n > 0) {
        memcpy(text + 1, a, n);
    }
    if (m > 0) {
        memcpy(text + 1 + n, b, m);
    }
    text[1 + n + m] = '\0';
    (void)mpz_set_str(z, text, 10); /* digits only */
}

static void set_parts(mpq_t q, const parts *p)
{
    if (p->is_ratio) {
        set_digits(mpq_numref(q), p->digits, p->n_digits, NULL, 0);
        set_digits(mpq_denref(q), p->fraction, p->n_fraction, NULL, 0);
    } else {
        long power = p->exponent - (long)p->n_fraction;
        mpz_t ten;
        mpz_init(ten);
        mpz_ui_pow_ui(ten, 10, (unsigned long)labs(power));
        set_digits(mpq_numref(q), p->digits, p->n_digits, p->fraction, p->n_fraction);
        mpz_set_ui(mpq_denref(q), 1);
        if (power >= 0) {
            mpz_mul(mpq_numref(q), mpq_numref(q), ten);
        } else {
            mpz_set(mpq_denref(q), ten);
        }
        mpz_clear(ten);
    }
    mpq_canonicalize(q);
    if (p->is_negative) {
        mpq_neg(q, q);
    }
}

/* Up to 15 digits times a power of ten up to 22 in size: the quotient or product of two exact doubles is correctly
 * rounded (Clinger 1990, PLDI, 92-101), and 15 digits read back. */
static bool read_short(const parts *p, double *value)
{
    static const double tens[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                  1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    long power = p->exponent - (long)p->n_fraction;
    if (p->is_ratio || p->n_digits + p->n_fraction > 15 || labs(power) > 22) {
        return false;
    }
    double x = 0.0;
    for (size_t i = 0; i < p->n_digits; i++) {
        x = 10.0 * x + (p->digits[i] - '0');
    }
    for (size_t i = 0; i < p->n_fraction; i++) {
        x = 10.0 * x + (p->fraction[i] - '0');
    }
    x = power >= 0 ? x * tens[power] : x / tens[-power];
    *value = p->is_negative && x != 0.0 ? -x : x;
    return true;
}

brink__exact_status brink__exact_read(const char *text, size_t n, double *value, bool *is_plain)
{
    parts p;
    if (n > EXACT_MAX_LENGTH) {
        return BRINK__EXACT_LONG;
    }
    if (!split(text, n, &p) || p.length != n) {
        return BRINK__EXACT_NOT;
    }
    if (labs(p.exponent) > EXACT_MAX_EXPONENT) {
        return BRINK__EXACT_EXPONENT;
    }
    if (read_short(&p, value)) {
        *is_plain = true;
        return BRINK__EXACT_OK;
    }
    if (p.is_ratio && strspn(p.fraction, "0") >= p.n_fraction) {
        return BRINK__EXACT_ZERO;
    }
    mpq_t q;
    mpq_t short_decimal;
    mpq_inits(q, short_decimal, (mpq_ptr)NULL);
    set_parts(q, &p);
    *value = brink__exact_double(q);
    *is_plain = false;
    if (isfinite(*value)) {
        brink__exact_set_number(short_decimal, *value, NULL);
        *is_plain = mpq_equal(q, short_decimal) != 0;
    }
    mpq_clears(q, short_decimal, (mpq_ptr)NULL);
    return BRINK__EXACT_OK;
}

void brink__exact_set(mpq_t q, const char *text, size_t n)
{
    parts p;
    if (split(text, n, &p)) {
        set_parts(q, &p);
    }
}

void brink__exact_set_number(mpq_t q, double value, const char *text)
{
    char decimal[32];
    if (text == NULL) {
        (void)brink__format_double(value, decimal);
        text = decimal;
    }
    brink__exact_set(q, text, strlen(text));
}

char *brink__exact_text(const mpq_t q)
{
    size_t size = mpz_sizeinbase(mpq_numref(q), 10) + mpz_sizeinbase(mpq_denref(q), 10) + 3;
    bool is_long = size > EXACT_MAX_LENGTH;
    char *text = malloc(is_long ? 32 : size);
    if (text != NULL && is_long) {
        (void)brink__format_double(brink__exact_double(q), text);
    } else if (text != NULL) {
        (void)mpq_get_str(text, 10, q);
    }
    return text;
}

/* GMP's own mpq_get_d() cuts; this rounds. 2^k num/den is taken with at least 65 bits, and what is left over breaks
 * ties. */
double brink__exact_double(const mpq_t q)
{
    if (mpq_sgn(q) == 0) {
        return 0.0;
    }
    long k = 66 - ((long)mpz_sizeinbase(mpq_numref(q), 2) - (long)mpz_sizeinbase(mpq_denref(q), 2));
    mpz_t quotient;
    mpz_t rest;
    mpz_t scaled;
    mpz_inits(quotient, rest, scaled, (mpz_ptr)NULL);
    mpz_abs(scaled, mpq_numref(q));
    if (k >= 0) {
        mpz_mul_2exp(scaled, scaled, (mp_bitcnt_t)k);
        mpz_tdiv_qr(quotient, rest, scaled, mpq_denref(q));
    } else {
        mpz_mul_2exp(rest, mpq_denref(q), (mp_bitcnt_t)-k);
        mpz_tdiv_qr(quotient, rest, scaled, rest);
    }
    long bits = (long)mpz_sizeinbase(quotient, 2);
    long drop = bits - 53 > k - 1074 ? bits - 53 : k - 1074; /* the lowest bit kept: of 53, and not below 2^-1074 */
    bool is_up = false;
    if (drop > 0) {
        bool half = mpz_tstbit(quotient, (mp_bitcnt_t)(drop - 1)) != 0;
        bool below = mpz_sgn(rest) != 0 || (long)mpz_scan1(quotient, 0) < drop - 1;
        mpz_tdiv_q_2exp(quotient, quotient, (mp_bitcnt_t)drop);
        is_up = half && (below || mpz_odd_p(quotient));
    }
    if (is_up) {
        mpz_add_ui(quotient, quotient, 1);
    }
    double x = ldexp(mpz_get_d(quotient), (int)(drop - k));
    mpz_clears(quotient, rest, scaled, (mpz_ptr)NULL);
    return mpq_sgn(q) < 0 ? -x : x;
}
