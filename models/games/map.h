/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A map from pairs of numbers to indices: open addressing, never shrinks, nothing is removed. */
#ifndef GAMES_MAP_H
#define GAMES_MAP_H

#include <stdbool.h>
#include <stddef.h>

typedef struct brink__map_entry {
    size_t a, b, value;
    bool is_used;
} brink__map_entry;

typedef struct brink__map {
    brink__map_entry *entry;
    size_t n, capacity;
} brink__map;

void brink__map_fini(brink__map *map); /* zeroed is fine */

/* The value of a pair, or (size_t)-1. */
size_t brink__map_get(const brink__map *map, size_t a, size_t b);

/* Adds a pair that is not there yet. False when out of memory. */
bool brink__map_add(brink__map *map, size_t a, size_t b, size_t value);

#endif
