/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the readers of games share. */
#ifndef GAMES_READ_H
#define GAMES_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "brink/game.h"
#include "scenario/report.h"
#include "token.h"

/* Each builds an unfinished game (the caller frees it in any case) from bytes, and reports mistakes. BRINK_OK (whether
 * or not something was reported), BRINK_ENOMEM. */
brink_status brink__read_nfg(const char *file, const char *bytes, size_t n, brink_game **game, brink__report *report);
brink_status brink__read_efg(const char *file, const char *bytes, size_t n, brink_game **game, brink__report *report);
brink_status brink__read_game_csv(const char *file, const char *bytes, size_t n, brink_game **game,
                                  brink__report *report);

/* The whole of a plain file, at most 16 MiB, on the heap. BRINK_OK; BRINK_ENOINPUT, BRINK_EDATA (reported);
 * BRINK_ENOMEM. `bytes` is NULL then. */
brink_status brink__read_whole(const char *file, const char *what, char **bytes, size_t *n, brink__report *report);

/* --- parts of Gambit's files. False: reported, and what follows cannot be made sense of --- */

/* WORD VERSION R|D "title", all of it; the next token is current afterwards. */
bool brink__take_head(brink__tokens *tokens, const char *word, const char *version, brink_game_form form,
                      brink_game **game);

/* A token of that kind, which is passed. */
bool brink__take(brink__tokens *tokens, brink__token_kind kind, const char *what);

/* { "name" "name" ... }: adds the players. */
bool brink__take_players(brink__tokens *tokens, brink_game *game);

/* "comment", if there is one. */
void brink__take_comment(brink__tokens *tokens, brink_game *game);

/* Whether the current text is a label: one line. Reported if not. */
bool brink__is_label(const brink__tokens *tokens);

/* A list that grows, of texts on the heap. */
typedef struct brink__texts {
    char **item;
    size_t n, capacity;
} brink__texts;
bool brink__texts_add(brink__texts *texts, const char *text, size_t length); /* false: out of memory */
void brink__texts_clear(brink__texts *texts);
void brink__texts_fini(brink__texts *texts); /* zeroed is fine */

/* A whole number lo .. hi at the current token, which is passed. */
bool brink__take_whole(brink__tokens *tokens, const char *what, size_t lo, size_t hi, size_t *value);

/* Whether text[length] is a number that a payoff or probability may be; reported if not. */
bool brink__check_number(const char *text, size_t length, brink_place place, brink__report *report);

/* The current number, judged as a payoff: kept in `texts`; a stand-in is kept when it is refused (reported), so that
 * reading goes on. False when out of memory. */
bool brink__keep_number(const brink__tokens *tokens, brink__texts *texts);

/* `n` payoffs up to a closing brace, commas between them or not; passes the brace. */
bool brink__take_payoffs(brink__tokens *tokens, size_t n, brink__texts *texts, bool *is_short_of_memory);

#endif
