/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The words of Gambit's files, with their places. */
#ifndef GAMES_TOKEN_H
#define GAMES_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "scenario/report.h"

enum { BRINK__MAX_LABEL = 4096 }; /* bytes of a quoted text */

typedef enum brink__token_kind {
    BRINK__TOKEN_END,
    BRINK__TOKEN_OPEN,  /* { */
    BRINK__TOKEN_CLOSE, /* } */
    BRINK__TOKEN_COMMA,
    BRINK__TOKEN_NUMBER, /* `text` is a number of exact.h */
    BRINK__TOKEN_TEXT,   /* `text` is what was between the quotes, escapes undone */
    BRINK__TOKEN_WORD,   /* anything else: letters up to the next space, brace, comma or quote */
    BRINK__TOKEN_BROKEN  /* reported */
} brink__token_kind;

typedef struct brink__tokens {
    const char *bytes;
    size_t n, next; /* the next byte */
    unsigned long line, column;
    const char *file;
    brink__report *report;
    /* the current token */
    brink__token_kind kind;
    brink_place place;
    const char *text; /* ends with NUL; valid until the next token. Numbers and words: in `buffer`, cut */
    size_t length;
    bool has_breaks; /* a text with line breaks or tabs: fit for a title or a comment, not for a label */
    char buffer[BRINK__MAX_LABEL + 1];
} brink__tokens;

/* `bytes` and `file` are borrowed. */
void brink__tokens_init(brink__tokens *tokens, const char *file, const char *bytes, size_t n, brink__report *report);

/* Goes on to the next token. After the end there is nothing but BRINK__TOKEN_END. */
void brink__tokens_next(brink__tokens *tokens);

/* Reports the current token as `what` was expected instead; nothing when it is BROKEN and was reported. */
void brink__tokens_unexpected(const brink__tokens *tokens, const char *what);

#endif
