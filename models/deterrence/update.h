/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How the state moves on after everybody has moved (README.md, 3.5 to 3.7). Private to models/deterrence. */
#ifndef MODELS_DETERRENCE_UPDATE_H
#define MODELS_DETERRENCE_UPDATE_H

#include "program.h"

/* The row that a shock moves: of the effective state or columns (`is_effective`), or of the state itself; with its
 * range. */
lanes *brink__shock_row(const program *p, work *w, const shock *s, bool is_effective, double *lo, double *hi);

/* State at the start of the next period but for survival, all from values at the start of this one. */
void brink__update(const program *p, work *w, const brink_batch *batch, uint32_t period);

/* Survival over this period from the levels it ended at (effective ones), and w->hazard. */
void brink__update_survival(const program *p, work *w);

#endif
