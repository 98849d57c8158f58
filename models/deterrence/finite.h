/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The hook that gives a theatre's stage game as a finite game. Private to models/deterrence. */
#ifndef MODELS_DETERRENCE_FINITE_H
#define MODELS_DETERRENCE_FINITE_H

#include "brink/game.h"
#include "program.h"

brink_status brink__deterrence_finite(const brink_program *head, brink_moment moment, const char *theatre_name,
                                      brink_game **game, brink_error *err);

#endif
