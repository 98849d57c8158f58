/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "brink/scenario.h"

/* --- numbers ---------------------------------------------------------------------------------------------------- */

struct number {
    const char *text;
    brink__number_status status;
    double value;
};

static const struct number numbers[] = {
    {"0", BRINK__NUMBER_OK, 0.0},
    {"1", BRINK__NUMBER_OK, 1.0},
    {"-1.5", BRINK__NUMBER_OK, -1.5},
    {"+2.25e2", BRINK__NUMBER_OK, 225.0},
    {"1E-3", BRINK__NUMBER_OK, 0.001},
    {"1e+3", BRINK__NUMBER_OK, 1000.0},
    {"007", BRINK__NUMBER_OK, 7.0},
    {"1e-999", BRINK__NUMBER_OK, 0.0},
    {"2.2250738585072011e-308", BRINK__NUMBER_OK, 2.2250738585072011e-308}, /* once hung PHP and Java */
    {"1.7976931348623157e308", BRINK__NUMBER_OK, DBL_MAX},
    {"1.7976931348623159e308", BRINK__NUMBER_TOO_BIG, 0},
    {"-1e999", BRINK__NUMBER_TOO_BIG, 0},
    {"", BRINK__NUMBER_EMPTY, 0},
    {" 1", BRINK__NUMBER_SPACES, 0},
    {"1 ", BRINK__NUMBER_SPACES, 0},
    {"1 000", BRINK__NUMBER_SPACES, 0},
    {"\t1", BRINK__NUMBER_SPACES, 0},
    {"0x1p3", BRINK__NUMBER_HEX, 0},
    {"-0X10", BRINK__NUMBER_HEX, 0},
    {"inf", BRINK__NUMBER_INF, 0},
    {"-Infinity", BRINK__NUMBER_INF, 0},
    {"nan", BRINK__NUMBER_NAN, 0},
    {"NaN", BRINK__NUMBER_NAN, 0},
    {"NA", BRINK__NUMBER_NAN, 0},
    {"1,5", BRINK__NUMBER_COMMA, 0},
    {"1,000.5", BRINK__NUMBER_COMMA, 0},
    {"nan(1)", BRINK__NUMBER_NOT, 0},
    {".5", BRINK__NUMBER_NOT, 0},
    {"5.", BRINK__NUMBER_NOT, 0},
    {"1e", BRINK__NUMBER_NOT, 0},
    {"1e+", BRINK__NUMBER_NOT, 0},
    {"--1", BRINK__NUMBER_NOT, 0},
    {"+", BRINK__NUMBER_NOT, 0},
    {"1.5x", BRINK__NUMBER_NOT, 0},
    {"1.5.2", BRINK__NUMBER_NOT, 0},
    {"1f", BRINK__NUMBER_NOT, 0},
    {"\xd9\xa3", BRINK__NUMBER_NOT, 0}, /* an Arabic-Indic digit */
};

static void number_is_read(void **state)
{
    const struct number *row = *state;
    double value = -12345.0;
    assert_int_equal(brink__parse_number(row->text, &value), row->status);
    if (row->status == BRINK__NUMBER_OK) {
        assert_true(value == row->value);
    } else {
        assert_true(value == -12345.0); /* untouched */
        assert_string_not_equal(brink__number_status_text(row->status), "");
    }
}

struct formatted {
    double value;
    const char *text;
};

static const struct formatted formatted[] = {
    {0.1, "0.1"},
    {-0.0, "0"},
    {1.0, "1"},
    {1.0 / 3.0, "0.3333333333333333"},
    {0.1 + 0.2, "0.30000000000000004"},
    {100.0, "100"},
    {1e300, "1e+300"},
    {-2.5e-7, "-2.5e-07"},
    {5e-324, "4.94065645841247e-324"},
};

static void double_is_written(void **state)
{
    const struct formatted *row = *state;
    char text[32];
    assert_int_equal(brink__format_double(row->value, text), strlen(row->text));
    assert_string_equal(text, row->text);
}

static void special_doubles(void **state)
{
    (void)state;
    char text[32];
    brink__format_double((double)NAN, text);
    assert_string_equal(text, "nan");
    brink__format_double((double)-INFINITY, text);
    assert_string_equal(text, "-inf");
}

/* Any finite double comes back as it was, and no shorter %g would have done. */
static void round_trip(void **state)
{
    (void)state;
    uint64_t bits = 0x9e3779b97f4a7c15u;
    for (int i = 0; i < 100000; i++) {
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        double x;
        memcpy(&x, &bits, sizeof x);
        if (!isfinite(x)) {
            continue;
        }
        char text[32];
        char shorter[32];
        double back = 0.0;
        brink__format_double(x, text);
        assert_int_equal(brink__parse_number(text, &back), BRINK__NUMBER_OK);
        assert_memory_equal(&back, &x, sizeof x);
        snprintf(shorter, sizeof shorter, "%.15g", x);
        assert_true(strtod(shorter, NULL) != x || strcmp(shorter, text) == 0);
    }
}

/* --- text for a person ------------------------------------------------------------------------------------------ */

struct shown {
    const char *raw;
    const char *printable;
};

/* NOLINTBEGIN(misc-misleading-bidirectional): that is what is tested */
static const struct shown shown[] = {
    {"plain", "plain"},
    {"", ""},
    {"caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x99\x82", "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x99\x82"},
    {"\x1b[31mred", "\\x1b[31mred"},
    {"a\nb\tc\x7f", "a\\x0ab\\x09c\\x7f"},
    {"caf\xe9!", "caf\\xe9!"}, /* Latin-1 */
    {"\xc2\x9b"
     "2J",
     "\\xc2\\x9b"
     "2J"}, /* CSI as one character */
    {"\xe2\x80\xae"
     "txt",
     "\\xe2\\x80\\xae"
     "txt"}, /* right-to-left override */
    {"\xe2\x81\xa6", "\\xe2\\x81\\xa6"},
    {"\xc0\xaf", "\\xc0\\xaf"},                   /* overlong */
    {"\xed\xa0\x80", "\\xed\\xa0\\x80"},          /* surrogate */
    {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"}, /* above U+10FFFF */
    {"\xe2\x82", "\\xe2\\x82"},                   /* cut short */
    {"\x80", "\\x80"},
};
/* NOLINTEND(misc-misleading-bidirectional) */

static void text_is_made_printable(void **state)
{
    const struct shown *row = *state;
    char out[64];
    assert_int_equal(brink__printable(row->raw, strlen(row->raw), out, sizeof out), strlen(row->printable));
    assert_string_equal(out, row->printable);
}

/* In a buffer of any size: whole characters only, always ended, never written past. */
static void printable_is_bounded(void **state)
{
    (void)state;
    const char *raw = "a\xc3\xa9\n\xe2\x82\xac";
    const char *whole = "a\xc3\xa9\\x0a\xe2\x82\xac";
    static const size_t cuts[] = {0, 1, 3, 7, 10};
    for (size_t size = 1; size <= 12; size++) {
        char out[16];
        memset(out, '#', sizeof out);
        assert_int_equal(brink__printable(raw, strlen(raw), out, size), 10);
        size_t want = 0;
        for (size_t k = 0; k < COUNT(cuts); k++) {
            want = cuts[k] < size ? cuts[k] : want;
        }
        assert_int_equal(strlen(out), want);
        assert_memory_equal(out, whole, want);
        assert_int_equal(out[size], '#');
    }
}

static void long_text_is_shortened(void **state)
{
    (void)state;
    char out[BRINK__SHORT];
    assert_string_equal(brink__shorten("short", out), "short");
    char raw[1000];
    memset(raw, 'x', sizeof raw);
    raw[sizeof raw - 1] = '\0';
    brink__shorten(raw, out);
    assert_int_equal(strlen(out), BRINK__SHORT - 1);
    assert_string_equal(out + BRINK__SHORT - 6, "xx...");
    raw[BRINK__SHORT - 1] = '\0';
    assert_string_equal(brink__shorten(raw, out), raw); /* just fits */
}

/* --- nearest word ----------------------------------------------------------------------------------------------- */

struct slip {
    const char *word;
    const char *nearest;
};

static const char *const vocabulary[] = {"clarity", NULL, "capability", "capability_rest", "RUS",       "USA",
                                         "EUR",     "k",  "reprisal",   "resolve",         "reputation"};

static const struct slip slips[] = {
    {"clarity", "clarity"},
    {"clarty", "clarity"},
    {"calrity", "clarity"}, /* two letters swapped: one edit */
    {"CLARITY", NULL},      /* seven half edits are more than a third of seven */
    {"Clarity", "clarity"},
    {"reprisl", "reprisal"},
    {"capabilty_rest", "capability_rest"},
    {"Usa", "USA"}, /* two half edits */
    {"US", "USA"},  /* one edit from RUS too, but that is a slip in the first letter */
    {"RSU", "RUS"},
    {"rsu", NULL}, /* a swap and three of case: two and a half edits */
    {"SAU", NULL},
    {"kk", "k"},
    {"K", "k"},
    {"x", NULL}, /* one edit from k, but nothing of it is left */
    {"", NULL},
    {"dread", NULL},
    {"reputatoin", "reputation"},
};

static void slip_is_recognised(void **state)
{
    const struct slip *row = *state;
    const char *got = brink_nearest(row->word, vocabulary, COUNT(vocabulary));
    if (row->nearest == NULL) {
        assert_null(got);
    } else {
        assert_non_null(got);
        assert_string_equal(got, row->nearest);
    }
}

static void endless_word_has_no_neighbour(void **state)
{
    (void)state;
    size_t n = 1u << 20;
    char *word = malloc(n + 1);
    assert_non_null(word);
    memset(word, 'a', n);
    word[n] = '\0';
    const char *words[] = {word, "a"};
    assert_null(brink_nearest(word, words, 2));
    assert_string_equal(brink_nearest("a", words, 2), "a");
    free(word);
}

static void hexadecimal(void **state)
{
    (void)state;
    unsigned char digest[32] = {0x00, 0x1f, 0xa0};
    digest[31] = 0xff;
    char out[65];
    brink__hex(digest, out);
    assert_int_equal(strlen(out), 64);
    assert_memory_equal(out, "001fa0", 6);
    assert_string_equal(out + 60, "00ff");
}

/* --- all of it -------------------------------------------------------------------------------------------------- */

#define ADD(table, function, label)                                                                                    \
    for (size_t i = 0; i < COUNT(table); i++) {                                                                        \
        tests[n++] = (struct CMUnitTest){                                                                              \
            .name = (table)[i].label, .test_func = (function), .initial_state = (void *)(uintptr_t) & (table)[i]};     \
    }

int main(void)
{
    struct CMUnitTest tests[COUNT(numbers) + COUNT(formatted) + COUNT(shown) + COUNT(slips) + 6];
    size_t n = 0;
    ADD(numbers, number_is_read, text)
    ADD(formatted, double_is_written, text)
    ADD(shown, text_is_made_printable, printable)
    ADD(slips, slip_is_recognised, word)
    const struct CMUnitTest single[] = {
        cmocka_unit_test(special_doubles),
        cmocka_unit_test(round_trip),
        cmocka_unit_test(printable_is_bounded),
        cmocka_unit_test(long_text_is_shortened),
        cmocka_unit_test(endless_word_has_no_neighbour),
        cmocka_unit_test(hexadecimal),
    };
    memcpy(tests + n, single, sizeof single);
    return cmocka_run_group_tests_name("text", tests, NULL, NULL) != 0;
}
