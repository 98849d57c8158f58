/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Making lists of solutions. */
#ifndef GAMES_SOLUTION_H
#define GAMES_SOLUTION_H

#include "agents.h"
#include "brink/solution.h"

/* A list of n solutions with room for all their numbers, which are NaN; status BRINK_EDIVERGE. NULL when out of
 * memory. */
brink_solutions *brink__solutions_new(const brink_game *game, size_t n);

/* Adds one to a list; NULL when out of memory. */
brink_solution *brink__solutions_add(brink_solutions *solutions, const brink_game *game);

/* Makes all numbers of a solution NaN again, but for its lambda. */
void brink__solution_clear(brink_solution *solution, const brink_game *game);

/* Fills in what follows from log_p; status becomes BRINK_OK. `raw` are the game's agents in plain utils. */
void brink__solution_fill(brink_solution *solution, const brink_game *game, brink__agents *raw);

/* The same from p, which stays as it is. */
void brink__solution_fill_from_p(brink_solution *solution, const brink_game *game, brink__agents *raw);

#endif
