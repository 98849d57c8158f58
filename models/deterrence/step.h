/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parts of a period around its solution. Private to models/deterrence. */
#ifndef MODELS_DETERRENCE_STEP_H
#define MODELS_DETERRENCE_STEP_H

#include "program.h"

void brink__deterrence_start(brink_batch *batch);
void brink__deterrence_step(brink_batch *batch);

/* What a period begins with: its shocks, what follows from the state, and what payoffs depend on it alone. */
void brink__begin_period(const program *p, work *w, const brink_batch *batch, uint32_t period);

/* State with the offsets in force, clamped to its range; likewise the columns that shocks may offset. */
void brink__derive_effective(const program *p, work *w);

/* Unity, strength, belief, width, embolden, relief, counterweight, from the effective state (README.md, 1). */
void brink__derive(const program *p, work *w);

/* Row of `forced` for a post in this period, or NULL. */
const forced_move *brink__find_forced(const program *p, size_t post_index, uint32_t period);

/* Clamps row `row` of the state vector, variable by variable (README.md, 1). */
void brink__state_range(const program *p, size_t row, double *lo, double *hi);

#endif
