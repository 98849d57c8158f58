/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values of levers that a search may take: few digits, so that postures can be read, that what is asked for twice is
 * seen to be the same, and that last bits of an optimiser's arithmetic do not matter. */
#ifndef BRINK_EXPLORE_GRID_H
#define BRINK_EXPLORE_GRID_H

#include "brink/levers.h"

/* The grid of a lever has the multiples of 10^e, where e is the largest whole number with 10^e <= resolution (upper -
 * lower), -300 at least; of a lever of whole numbers those with e >= 0. */
int brink__grid_exponent(const brink_lever *lever, double resolution);

/* The place on the grid that is nearest to lower + u (upper - lower), within the range: a multiple, an end of the range
 * where that is nearer, or what the scenario has where that is nearer. As text, and as the number that it reads back
 * to. u: in [0, 1]. */
double brink__grid_place(const brink_lever *lever, int exponent, double u, char text[32]);

#endif
