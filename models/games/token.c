/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "exact.h"

void brink__tokens_init(brink__tokens *tokens, const char *file, const char *bytes, size_t n, brink__report *report)
{
    tokens->bytes = bytes;
    tokens->n = n;
    tokens->next = 0;
    tokens->line = 1;
    tokens->column = 1;
    tokens->file = file;
    tokens->report = report;
    tokens->kind = BRINK__TOKEN_END;
    tokens->place = (brink_place){file, 1, 1};
    tokens->text = "";
    tokens->length = 0;
    tokens->has_breaks = false;
}

static void pass(brink__tokens *t)
{
    if (t->bytes[t->next] == '\n') {
        t->line++;
        t->column = 1;
    } else {
        t->column++;
    }
    t->next++;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_end_of_word(char c)
{
    return is_space(c) || c == '{' || c == '}' || c == ',' || c == '"' || c == '\0';
}

/* The rest of a text that cannot be used, up to its quote. */
static void skip_text(brink__tokens *t)
{
    bool is_escaped = false;
    while (t->next < t->n) {
        char c = t->bytes[t->next];
        pass(t);
        if (c == '"' && !is_escaped) {
            return;
        }
        is_escaped = c == '\\' && !is_escaped;
    }
}

static void broken_text(brink__tokens *t, brink_place place, const char *what)
{
    brink__mistake(t->report, place, "%s", what);
    t->kind = BRINK__TOKEN_BROKEN;
    skip_text(t);
}

/* Takes one character of a text to the buffer. False when it is refused (reported). */
static bool take_character(brink__tokens *t)
{
    size_t length = brink__utf8_length(t->bytes + t->next, t->n - t->next);
    char c = t->bytes[t->next];
    bool is_break = c == '\n' || c == '\t' || (c == '\r' && t->next + 1 < t->n && t->bytes[t->next + 1] == '\n');
    if (length == 0 || (!is_break && !brink__is_printable(t->bytes + t->next, length))) {
        char shown[32];
        char what[128];
        (void)brink__printable(t->bytes + t->next, length > 0 ? length : 1, shown, sizeof shown);
        (void)snprintf(what, sizeof what, "%s in a text; allowed: printable text in UTF-8", shown);
        broken_text(t, (brink_place){t->file, t->line, t->column}, what);
        return false;
    }
    if (t->length + length > BRINK__MAX_LABEL) {
        broken_text(t, t->place, "a text of more than 4096 bytes");
        return false;
    }
    t->has_breaks = t->has_breaks || is_break;
    if (c == '\r') { /* a line break is one character, whoever wrote the file */
        pass(t);
        return true;
    }
    for (size_t i = 0; i < length; i++) {
        t->buffer[t->length++] = t->bytes[t->next];
        pass(t);
    }
    return true;
}

static void take_text(brink__tokens *t)
{
    t->kind = BRINK__TOKEN_TEXT;
    t->has_breaks = false;
    pass(t);
    while (t->next < t->n && t->bytes[t->next] != '"') {
        bool is_escape = t->bytes[t->next] == '\\' && t->next + 1 < t->n &&
                         (t->bytes[t->next + 1] == '"' || t->bytes[t->next + 1] == '\\');
        if (is_escape) {
            pass(t);
        }
        if (!take_character(t)) {
            return;
        }
    }
    if (t->next >= t->n) {
        broken_text(t, t->place, "a text without its closing quote");
        return;
    }
    pass(t);
    t->buffer[t->length] = '\0';
}

/* A number or a word; the first byte is none that stands for itself. */
static void take_word(brink__tokens *t)
{
    size_t start = t->next;
    while (t->next < t->n && !is_end_of_word(t->bytes[t->next])) {
        pass(t);
    }
    size_t length = t->next - start;
    if (length == 0) { /* a NUL byte, alone or after a word */
        pass(t);
        brink__mistake(t->report, t->place, "NUL byte; allowed: printable text (is this a game file?)");
        t->kind = BRINK__TOKEN_BROKEN;
        return;
    }
    t->length = length < BRINK__MAX_LABEL ? length : BRINK__MAX_LABEL;
    memcpy(t->buffer, t->bytes + start, t->length);
    t->buffer[t->length] = '\0';
    t->kind = brink__exact_length(t->bytes + start, length) == length ? BRINK__TOKEN_NUMBER : BRINK__TOKEN_WORD;
}

void brink__tokens_next(brink__tokens *t)
{
    while (t->next < t->n && is_space(t->bytes[t->next])) {
        pass(t);
    }
    t->place = (brink_place){t->file, t->line, t->column};
    t->text = t->buffer;
    t->length = 0;
    t->buffer[0] = '\0';
    if (t->next >= t->n) {
        t->kind = BRINK__TOKEN_END;
        return;
    }
    switch (t->bytes[t->next]) {
    case '{':
        t->kind = BRINK__TOKEN_OPEN;
        break;
    case '}':
        t->kind = BRINK__TOKEN_CLOSE;
        break;
    case ',':
        t->kind = BRINK__TOKEN_COMMA;
        break;
    case '"':
        take_text(t);
        return;
    default:
        take_word(t);
        return;
    }
    t->buffer[0] = t->bytes[t->next];
    t->buffer[1] = '\0';
    t->length = 1;
    pass(t);
}

void brink__tokens_unexpected(const brink__tokens *t, const char *what)
{
    char shown[BRINK__SHORT];
    switch (t->kind) {
    case BRINK__TOKEN_BROKEN:
        return;
    case BRINK__TOKEN_END:
        brink__mistake(t->report, t->place, "the file ends; allowed: %s", what);
        return;
    case BRINK__TOKEN_TEXT:
        brink__mistake(t->report, t->place, "the text \"%s\"; allowed: %s", brink__shorten(t->text, shown), what);
        return;
    case BRINK__TOKEN_OPEN:
    case BRINK__TOKEN_CLOSE:
    case BRINK__TOKEN_COMMA:
    case BRINK__TOKEN_NUMBER:
    case BRINK__TOKEN_WORD:
        break;
    }
    brink__mistake(t->report, t->place, "%s; allowed: %s", brink__shorten(t->text, shown), what);
}
