/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who set off whom (README.md, 6): every action but hold is an event, and each event but the roots has a parent. A
 * replica needs memory for the last event of every post and for the trees that can still grow. Private to
 * models/deterrence. */
#ifndef MODELS_DETERRENCE_CASCADES_H
#define MODELS_DETERRENCE_CASCADES_H

#include "program.h"

enum { REST_PERIODS = 13 }; /* periods between two solutions of the rest state */

/* The last event of a post, as a possible parent. In work.pull stand its pull, [lane][post], and, after those of all
 * lanes, its bonds with each challenger, [lane][challenger][post]: 1 if it harmed the challenger, 1 if it moved
 * capability to it. */
typedef struct event {
    uint64_t harmed;   /* actors, by bit */
    uint32_t depth;    /* generations from its root: 1 for the root itself */
    uint16_t tree;     /* index among the lane's trees; without meaning when the pull is 0 */
    uint16_t supplied; /* actor that it moved capability to + 1; 0 = none */
} event;

/* A cascade that can still grow, or of this period. Trees stay where they are as long as they live. */
typedef struct tree {
    uint64_t actors; /* of its events, by bit */
    double peak;
    uint32_t theatres; /* of its events, by bit */
    uint32_t size, depth;
    uint16_t first, last; /* periods */
    uint16_t n_pulling;   /* its events that are last events of a post with a pull above 0: at 0 it cannot grow */
    uint16_t place; /* entry k of the lane's list of trees by their indices, which has nothing to do with this tree:
                       first the n_trees that live, then the others */
} tree;

/* Counted tables and the links between posts. BRINK_OK, BRINK_ENOMEM. cascade_tables.c */
brink_status brink__cascade_compile(program *p, brink_error *err);

/* Bin of a whole number from 1, and the least number in a bin: single numbers up to 63, then sixteen bins a doubling,
 * so that a bin is at most 1/16 of what is in it. cascade_tables.c */
size_t brink__cascade_bin(uint32_t number);
double brink__cascade_bin_from(size_t bin);

/* Sets the views of the trees into `memory` from `used` on; returns the bytes used then. */
size_t brink__cascade_layout(const program *p, work *w, void *memory, size_t used);

void brink__cascade_start(const program *p, work *w);

/* Traces the rest state of lane 0 and leaves its warm values there, as brink__solve_start() does. rest.c */
void brink__cascade_solve_start(const program *p, work *w);

/* Solves the challengers' stage at the rest state, when this period is due. After the period's own. rest.c */
void brink__cascade_rest(const program *p, work *w, const brink_batch *batch, uint32_t period);

/* Enters the period's events, before the conflict is judged. */
void brink__cascade_moves(const program *p, work *w, const brink_batch *batch, uint32_t period);

/* Notes the levels that the period ended at, and counts the cascades that cannot grow any more; after the last period
 * that counts, the others too, as censored. */
void brink__cascade_end(const program *p, work *w, const brink_batch *batch, uint32_t period);

#endif
