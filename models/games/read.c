/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "brink/game_file.h"
#include "brink/scenario.h"
#include "data.h"
#include "scenario/file.h"
#include "scenario/table.h"

static const char *const format_names[BRINK_GAME_N_FORMATS] = {"nfg", "efg", "csv"};

const char *brink_game_format_name(brink_game_format format)
{
    return (unsigned)format < (unsigned)BRINK_GAME_N_FORMATS ? format_names[format] : "";
}

brink_game_format brink_game_format_of(const char *file)
{
    const char *dot = strrchr(file, '.');
    for (int f = 0; f < BRINK_GAME_N_FORMATS && dot != NULL; f++) {
        if (strcasecmp(dot + 1, format_names[f]) == 0) {
            return (brink_game_format)f;
        }
    }
    return BRINK_GAME_N_FORMATS;
}

/* --- texts -------------------------------------------------------------------------------------------------------- */

bool brink__texts_add(brink__texts *texts, const char *text, size_t length)
{
    char **item = brink__grown(texts->item, texts->n, &texts->capacity, sizeof *item);
    char *copy = item != NULL ? malloc(length + 1) : NULL;
    texts->item = item != NULL ? item : texts->item;
    if (copy == NULL) {
        return false;
    }
    memcpy(copy, text, length);
    copy[length] = '\0';
    item[texts->n++] = copy;
    return true;
}

void brink__texts_clear(brink__texts *texts)
{
    for (size_t i = 0; i < texts->n; i++) {
        free(texts->item[i]);
    }
    texts->n = 0;
}

void brink__texts_fini(brink__texts *texts)
{
    brink__texts_clear(texts);
    free(texts->item);
    *texts = (brink__texts){0};
}

/* --- parts -------------------------------------------------------------------------------------------------------- */

bool brink__take(brink__tokens *tokens, brink__token_kind kind, const char *what)
{
    if (tokens->kind != kind) {
        brink__tokens_unexpected(tokens, what);
        return false;
    }
    brink__tokens_next(tokens);
    return true;
}

bool brink__is_label(const brink__tokens *tokens)
{
    if (tokens->has_breaks) {
        brink__mistake(tokens->report, tokens->place, "a label with a line break or tab; allowed: one line");
    }
    return !tokens->has_breaks;
}

bool brink__take_head(brink__tokens *tokens, const char *word, const char *version, brink_game_form form,
                      brink_game **game)
{
    char what[64];
    brink__tokens_next(tokens);
    if (tokens->kind != BRINK__TOKEN_WORD || strcmp(tokens->text, word) != 0) {
        (void)snprintf(what, sizeof what, "%s %s R \"title\", the head of such a file", word, version);
        brink__tokens_unexpected(tokens, what);
        return false;
    }
    brink__tokens_next(tokens);
    if (tokens->kind != BRINK__TOKEN_NUMBER || strcmp(tokens->text, version) != 0) {
        (void)snprintf(what, sizeof what, "%s, the version", version);
        brink__tokens_unexpected(tokens, what);
        return false;
    }
    brink__tokens_next(tokens);
    bool is_kind =
        tokens->kind == BRINK__TOKEN_WORD && (strcmp(tokens->text, "R") == 0 || strcmp(tokens->text, "D") == 0);
    if (!is_kind) {
        brink__tokens_unexpected(tokens, "R (or D)");
        return false;
    }
    brink__tokens_next(tokens);
    if (tokens->kind != BRINK__TOKEN_TEXT) {
        brink__tokens_unexpected(tokens, "the title, in quotes");
        return false;
    }
    *game = brink_game_new(form, tokens->text);
    brink__tokens_next(tokens);
    return *game != NULL;
}

bool brink__take_players(brink__tokens *tokens, brink_game *game)
{
    if (!brink__take(tokens, BRINK__TOKEN_OPEN, "{ before the names of the players")) {
        return false;
    }
    brink_place place = tokens->place;
    bool is_right = true;
    while (tokens->kind == BRINK__TOKEN_TEXT) {
        is_right = brink__is_label(tokens) && is_right;
        if (game->n_players == BRINK_GAME_MAX_PLAYERS) {
            brink__mistake(tokens->report, tokens->place, "more than %d players", (int)BRINK_GAME_MAX_PLAYERS);
            return false;
        }
        (void)brink_game_add_player(game, tokens->text);
        brink__tokens_next(tokens);
    }
    if (game->n_players == 0 && tokens->kind != BRINK__TOKEN_BROKEN) {
        brink__mistake(tokens->report, place, "no players; allowed: the name of each, in quotes");
        return false;
    }
    return brink__take(tokens, BRINK__TOKEN_CLOSE, "the name of a player in quotes, or } after the last") && is_right;
}

void brink__take_comment(brink__tokens *tokens, brink_game *game)
{
    if (tokens->kind == BRINK__TOKEN_TEXT) {
        brink_game_set_comment(game, tokens->text);
        brink__tokens_next(tokens);
    }
}

bool brink__take_whole(brink__tokens *tokens, const char *what, size_t lo, size_t hi, size_t *value)
{
    size_t x = 0;
    bool is_right = tokens->kind == BRINK__TOKEN_NUMBER && tokens->length < 10;
    for (size_t i = 0; i < tokens->length && is_right; i++) {
        is_right = tokens->text[i] >= '0' && tokens->text[i] <= '9';
        x = 10 * x + (size_t)(tokens->text[i] - '0');
    }
    if (!is_right || x < lo || x > hi) {
        char allowed[96];
        (void)snprintf(allowed, sizeof allowed, "%s, a whole number %zu to %zu", what, lo, hi);
        brink__tokens_unexpected(tokens, allowed);
        return false;
    }
    *value = x;
    brink__tokens_next(tokens);
    return true;
}

bool brink__check_number(const char *text, size_t length, brink_place place, brink__report *report)
{
    char shown[BRINK__SHORT];
    double value = 0.0;
    bool is_plain = false;
    brink__exact_status status = brink__exact_read(text, length, &value, &is_plain);
    if (status != BRINK__EXACT_OK) {
        brink__mistake(report, place, "%s: %s; allowed: an integer, a decimal or a fraction, as 2, -0.5 or 1/3",
                       brink__shorten(text, shown), brink__exact_status_text(status));
        return false;
    }
    if (!(fabs(value) <= BRINK_GAME_MAX_PAYOFF)) {
        brink__mistake(report, place, "%s; allowed: at most %g in size", brink__shorten(text, shown),
                       BRINK_GAME_MAX_PAYOFF);
        return false;
    }
    return true;
}

bool brink__keep_number(const brink__tokens *tokens, brink__texts *texts)
{
    bool is_right = tokens->kind != BRINK__TOKEN_BROKEN &&
                    brink__check_number(tokens->text, tokens->length, tokens->place, tokens->report);
    return is_right ? brink__texts_add(texts, tokens->text, tokens->length) : brink__texts_add(texts, "0", 1);
}

bool brink__take_payoffs(brink__tokens *tokens, size_t n, brink__texts *texts, bool *is_short_of_memory)
{
    brink_place place = tokens->place;
    brink__texts_clear(texts);
    while (tokens->kind == BRINK__TOKEN_NUMBER || tokens->kind == BRINK__TOKEN_WORD) {
        if (texts->n <= n && !brink__keep_number(tokens, texts)) { /* one too many is enough to know */
            *is_short_of_memory = true;
            return false;
        }
        brink__tokens_next(tokens);
        if (tokens->kind == BRINK__TOKEN_COMMA) {
            brink__tokens_next(tokens);
        }
    }
    if (!brink__take(tokens, BRINK__TOKEN_CLOSE, "a payoff, or } after the last")) {
        return false;
    }
    if (texts->n != n) {
        brink__mistake(tokens->report, place, "%s%zu payoff%s; allowed: %zu, one a player",
                       texts->n > n ? "at least " : "", texts->n, texts->n == 1 ? "" : "s", n);
        return false;
    }
    return true;
}

/* --- files -------------------------------------------------------------------------------------------------------- */

typedef struct whole {
    char *bytes;
    size_t n, capacity;
    bool is_short_of_memory;
} whole;

static bool take_bytes(void *context, const char *bytes, size_t n)
{
    whole *w = context;
    if (w->n + n + 1 > w->capacity) {
        size_t capacity = w->capacity > 0 ? w->capacity : 4096;
        while (capacity < w->n + n + 1) {
            capacity *= 2;
        }
        char *grown = realloc(w->bytes, capacity);
        if (grown == NULL) {
            w->is_short_of_memory = true;
            return false;
        }
        w->bytes = grown;
        w->capacity = capacity;
    }
    memcpy(w->bytes + w->n, bytes, n);
    w->n += n;
    return true;
}

brink_status brink__read_whole(const char *file, const char *what, char **bytes, size_t *n, brink__report *report)
{
    whole w = {.bytes = malloc(1)}; /* an empty file is one, too */
    unsigned char sha256[32];
    brink__taker taker = {.take = take_bytes, .context = &w};
    *bytes = NULL;
    *n = 0;
    if (w.bytes == NULL) {
        return BRINK_ENOMEM;
    }
    brink__feeding how = brink__feed_file(file, &taker, sha256, report);
    if (how == BRINK__FILE_WHOLE) {
        *bytes = w.bytes;
        *n = w.n;
        return BRINK_OK;
    }
    free(w.bytes);
    if (how == BRINK__FILE_MISSING) {
        brink__mistake(report, (brink_place){.file = file}, "no such file; allowed: %s", what);
    }
    return w.is_short_of_memory ? BRINK_ENOMEM : how == BRINK__FILE_CUT ? BRINK_EDATA : BRINK_ENOINPUT;
}

brink_status brink_game_read_bytes(const char *name, brink_game_format format, const char *bytes, size_t n,
                                   brink_game **game, brink_diagnostics *diagnostics)
{
    brink__report report = {.diagnostics = diagnostics};
    brink_game *g = NULL;
    brink_status status = BRINK_OK;
    *game = NULL;
    switch (format) {
    case BRINK_GAME_NFG:
        status = brink__read_nfg(name, bytes, n, &g, &report);
        break;
    case BRINK_GAME_EFG:
        status = brink__read_efg(name, bytes, n, &g, &report);
        break;
    case BRINK_GAME_CSV:
        status = brink__read_game_csv(name, bytes, n, &g, &report);
        break;
    case BRINK_GAME_N_FORMATS:
        brink__mistake(&report, (brink_place){.file = name},
                       "no file of a game by its name; allowed: .nfg, .efg or .csv");
        break;
    }
    if (status == BRINK_OK && report.n == 0) {
        brink_error err = {0};
        status = brink_game_finish(g, &err);
        if (status == BRINK_EDATA) { /* of the whole, and not of a line */
            brink__mistake(&report, (brink_place){.file = name}, "%s", err.what);
        }
    } else if (status == BRINK_OK) {
        status = BRINK_EDATA;
    }
    brink_diagnostics_sort(diagnostics);
    if (status != BRINK_OK) {
        brink_game_free(g);
        return status;
    }
    *game = g;
    return BRINK_OK;
}

brink_status brink_game_read(const char *file, brink_game **game, brink_diagnostics *diagnostics)
{
    brink__report report = {.diagnostics = diagnostics};
    char *bytes = NULL;
    size_t n = 0;
    *game = NULL;
    brink_status status = brink__read_whole(file, "a game (.nfg, .efg, .csv)", &bytes, &n, &report);
    if (status == BRINK_OK) {
        status = brink_game_read_bytes(file, brink_game_format_of(file), bytes, n, game, diagnostics);
    }
    free(bytes);
    return status;
}
