/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_CLI_WRITE_GAME_H
#define SIM_CLI_WRITE_GAME_H

#include "brink/game_file.h"

/* Writes a finished game into a file, which is whole or untouched; `path` "-": stdout. A tree goes into a table in its
 * reduced strategic form, a table into a tree of moves that nobody sees. BRINK_OK, or told: BRINK_EDATA (it has no such
 * form), BRINK_ECANTCREATE, BRINK_EIO, BRINK_ENOMEM. */
brink_status cli_write_game(const brink_game *game, brink_game_format format, const char *path);

#endif
