/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A period, and the parts of it that are no loops over lanes (those stand in the kernels). Private to
 * models/deterrence. */
#ifndef MODELS_DETERRENCE_STEP_H
#define MODELS_DETERRENCE_STEP_H

#include "program.h"

void brink__deterrence_start(brink_batch *batch);
void brink__deterrence_step(brink_batch *batch);

/* What a period begins with: its shocks, what follows from the state, and what payoffs depend on it alone. */
void brink__begin_period(const program *p, work *w, const brink_batch *batch, uint32_t period);

/* Row of `forced` for a post in this period, or NULL. */
const forced_move *brink__find_forced(const program *p, size_t post_index, uint32_t period);

/* Clamps row `row` of the state vector, variable by variable (README.md, 1). shocks.c */
void brink__state_range(const program *p, size_t row, double *lo, double *hi);

/* Fires shocks (3.1): a lasting one that fires again while it lasts starts its duration anew. shocks.c */
void brink__fire_shocks(const program *p, work *w, const brink_batch *batch, uint32_t period);

/* The row that a shock moves: of the effective state or columns (`is_effective`), or of the state itself; with its
 * range. shocks.c */
lanes *brink__shock_row(const program *p, work *w, const shock *s, bool is_effective, double *lo, double *hi);

#endif
