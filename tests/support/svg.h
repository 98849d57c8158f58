/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an SVG picture of gnuplot says, and where. */
#ifndef TESTS_SUPPORT_SVG_H
#define TESTS_SUPPORT_SVG_H

#include "support/check.h"
#include "support/folder.h"

/* A whole picture, on the heap. */
static inline char *svg_of(const char *folder, const char *name)
{
    char *svg = file_get(folder, name, NULL);
    assert_int_equal(strncmp(svg, "<?xml", 5), 0);
    assert_non_null(strstr(svg, "</svg>"));
    return svg;
}

static inline void assert_says(const char *svg, const char *words)
{
    if (!strstr(svg, words)) {
        print_error("the picture does not say: %s\n", words);
    }
    assert_non_null(strstr(svg, words));
}

static inline size_t svg_count(const char *svg, const char *words)
{
    size_t n = 0;
    for (const char *p = strstr(svg, words); p; p = strstr(p + 1, words)) {
        n++;
    }
    return n;
}

typedef struct svg_place {
    double x, y; /* pixels from the left, from the top */
} svg_place;

/* Where the `nth` text (from 0) that reads `words` stands: at the last "translate(x,y)" before it. */
static inline svg_place svg_text(const char *svg, const char *words, size_t nth)
{
    const char *at = strstr(svg, words);
    for (size_t i = 0; i < nth && at; i++) {
        at = strstr(at + 1, words);
    }
    if (!at) {
        print_error("the picture does not say so often: %s\n", words);
    }
    assert_non_null(at);
    const char *last = svg;
    for (const char *p = svg; p && p < at; p = strstr(p + 1, "translate(")) {
        last = p;
    }
    char *comma;
    svg_place place = {.x = strtod(last + strlen("translate("), &comma)};
    assert_int_equal(*comma, ',');
    place.y = strtod(comma + 1, NULL);
    return place;
}

#endif
