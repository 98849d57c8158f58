/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Arrays that grow. */
#ifndef BRINK_BASE_GROWN_H
#define BRINK_BASE_GROWN_H

#include <stddef.h>

/* Room for one more element of `size` bytes in an array of n, which doubles: where it is now, or NULL when out of
 * memory; the old one stays valid then. */
void *brink__grown(void *array, size_t n, size_t *capacity, size_t size);

#endif
