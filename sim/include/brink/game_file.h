/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Games in files: Gambit's .nfg (payoff and outcome versions) and .efg (versions 1 and 2 of those formats:
 * https://gambitproject.readthedocs.io, "Game representation formats"), and tables of payoffs as CSV.
 *
 * Bytes: UTF-8; whitespace separates, and means nothing more. Texts stand between double quotes, \" and \\ inside them
 * for a quote and a backslash. Numbers are integers, decimals (1.5, .5, 2., with exponents to 400) or fractions (2/5),
 * of at most 1024 characters. Where Gambit's documentation and its program differ, the documentation holds: a
 * description of an information set or outcome that is repeated must be the same, the probabilities of a chance event
 * sum to exactly one, outcome 0 has no description. Commas are allowed between payoffs in braces. Files have at most 16
 * MiB.
 *
 * CSV (as brink/scenario.h has it): a row a pure profile, each once, in any order. Columns in any order:
 *
 *   action.PLAYER   the player's strategy, one column a player; players and strategies are in order of appearance
 *   payoff.PLAYER   its payoff: a number as above
 *
 * A CSV file with a column `state` is a stochastic game: brink/markov_game.h. */
#ifndef BRINK_GAME_FILE_H
#define BRINK_GAME_FILE_H

#include <stddef.h>

#include "brink/game.h"
#include "brink/status.h"

typedef enum brink_game_format {
    BRINK_GAME_NFG,
    BRINK_GAME_EFG,
    BRINK_GAME_CSV,
    BRINK_GAME_N_FORMATS
} brink_game_format;

/* "nfg", "efg", "csv". */
const char *brink_game_format_name(brink_game_format format);

/* The format that a file's name ends in (in any case), or BRINK_GAME_N_FORMATS. */
brink_game_format brink_game_format_of(const char *file);

/* Reads and checks the game in `file`; mistakes are added to `diagnostics` (required), as many as make sense, sorted by
 * place.
 *
 *   game   set to a finished game that the caller frees, or to NULL
 *
 * BRINK_OK; BRINK_EDATA when anything was diagnosed; BRINK_ENOINPUT when there is no such file, or it cannot be opened
 * (diagnosed too); BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_game_read(const char *file, brink_game **game, brink_diagnostics *diagnostics);

/* The same from bytes [n] in memory; `name` is what messages call them. */
BRINK_MUST_CHECK brink_status brink_game_read_bytes(const char *name, brink_game_format format, const char *bytes,
                                                    size_t n, brink_game **game, brink_diagnostics *diagnostics);

/* The text of a game in a format, `n` bytes and a NUL, on the heap (free()). A tree becomes .efg, a table .nfg (of
 * outcomes if it was made of them) or CSV; BRINK_EDATA for others: brink_game_to_strategic() and
 * brink_game_to_extensive() convert. What is read from it is the same game: all numbers to the last digit, all labels,
 * numbers and the order of everything; CSV has no title and no comment. BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_game_write(const brink_game *game, brink_game_format format, char **text, size_t *n,
                                               brink_error *err);

#endif
