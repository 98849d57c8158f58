/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The cells of a game of postures as points of a design, a point a slice of replicas, and their payoffs in the store.
 */
#ifndef BRINK_EXPLORE_DUEL_CELLS_H
#define BRINK_EXPLORE_DUEL_CELLS_H

#include "brink/duel.h"
#include "explore/empirical.h"

typedef struct brink__cells {
    const brink_duel_problem *problem; /* borrowed, as options and folder */
    const brink_duel_options *options;
    const char *folder;
    size_t n[2];
    brink_design *design;  /* of all slices so far */
    size_t *slices;        /* [cells] */
    size_t n_stored;       /* points in the store when it was opened */
    uint64_t stored;       /* replicas there */
    char *unit[2];         /* of the payoffs, once something was read */
    size_t round;          /* for progress */
    double seconds_before; /* the same: of earlier rounds */
    double seconds;        /* of this one so far */
} brink__cells;

/* A design without points, with the settings and the paths of both sides for columns; and slice number `slice` (from 1)
 * of a cell in it, or 0: the cell itself, called r1c2. BRINK_OK or BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__cells_design(const brink_duel_problem *problem, brink_design **design);
BRINK_MUST_CHECK brink_status brink__cells_add(const brink_duel_problem *problem, brink_design *design, size_t cell,
                                               size_t slice);

/* Looks at the store when it is to be resumed. BRINK_OK; BRINK_EMISMATCH (of another version, seed or slice);
 * statuses of brink_results_open(); BRINK_ENOMEM. Fini in any case; zeroed is fine. */
BRINK_MUST_CHECK brink_status brink__cells_init(brink__cells *cells, const brink_duel_problem *problem,
                                                const brink_duel_options *options, const char *folder,
                                                brink_error *err);
void brink__cells_fini(brink__cells *cells);

/* Runs one more slice of each of the cells chosen[n], in that order (a cell may be there again), unless the store has
 * them, and adds their payoffs to the game. Slice k of every cell has noise number k. Statuses of brink_outcomes_run()
 * and brink_outcomes_read(). */
BRINK_MUST_CHECK brink_status brink__cells_run(brink__cells *cells, const size_t *chosen, size_t n,
                                               brink__empirical *game, brink_error *err);

#endif
