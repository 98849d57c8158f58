/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_CLI_WRITE_GAME_H
#define SIM_CLI_WRITE_GAME_H

#include "brink/game_file.h"

/* Writes a finished game into a file, which is whole or untouched; `path` "-": stdout. BRINK_OK, or told: BRINK_EDATA
 * (the game has another form than the format), BRINK_ECANTCREATE, BRINK_EIO, BRINK_ENOMEM. */
brink_status cli_write_game(const brink_game *game, brink_game_format format, const char *path);

#endif
