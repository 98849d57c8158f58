/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cascades by plain bookkeeping (models/deterrence/README.md, 6), for one replica: every event is kept, with its
 * parent, and the trees are measured at the end. It takes actions, attribution, choice probabilities (of the path and
 * of the rest state) and levels as given, and shares with the model the addresses of the draws and nothing else. */
#ifndef TESTS_ORACLE_FOREST_H
#define TESTS_ORACLE_FOREST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/model.h"

typedef struct forest forest;

/* Reads what it needs from the scenario and keeps no pointer into it. NULL: out of memory. */
forest *forest_new(const brink_scenario *scenario, uint64_t seed, uint64_t replica);
void forest_free(forest *f); /* NULL is fine */

size_t forest_n_posts(const forest *f);

/* What a post did in a period. */
typedef struct forest_move {
    size_t action; /* in its menu */
    bool is_attributed;
    double q, q_rest; /* of that action; challengers */
} forest_move;

/* Enters a period that counts: move[post] in the order of `stakes`, level[theatre] as it ended. */
void forest_add(forest *f, uint32_t period, const forest_move *move, const double *level);

/* Measures of a tree. */
typedef struct forest_tree {
    uint32_t size, depth, duration, theatres, actors;
    double peak;
    bool is_censored;
} forest_tree;

/* After the last period: the trees. */
size_t forest_n_trees(const forest *f);
forest_tree forest_get_tree(const forest *f, size_t tree);

size_t forest_n_events(const forest *f);
/* Post of the parent (forest_n_posts for a root) and of the event itself; whether the script forced it. */
void forest_get_event(const forest *f, size_t event, size_t *parent_post, size_t *post, bool *is_forced);

#endif
