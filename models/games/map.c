/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "map.h"

#include <stdint.h>
#include <stdlib.h>

void brink__map_fini(brink__map *map)
{
    free(map->entry);
    *map = (brink__map){0};
}

/* Where the pair is, or would be. The capacity is a power of two, and more than n. */
static brink__map_entry *place_of(const brink__map *map, size_t a, size_t b)
{
    /* multipliers of splitmix64's finaliser (Steele, Lea & Flood 2014) */
    uint64_t hash = (uint64_t)a * 0xbf58476d1ce4e5b9u + (uint64_t)b;
    hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9u;
    hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebu;
    size_t i = (size_t)(hash ^ (hash >> 31)) & (map->capacity - 1);
    while (map->entry[i].is_used && (map->entry[i].a != a || map->entry[i].b != b)) {
        i = (i + 1) & (map->capacity - 1);
    }
    return &map->entry[i];
}

size_t brink__map_get(const brink__map *map, size_t a, size_t b)
{
    if (map->capacity == 0) {
        return (size_t)-1;
    }
    const brink__map_entry *entry = place_of(map, a, b);
    return entry->is_used ? entry->value : (size_t)-1;
}

bool brink__map_add(brink__map *map, size_t a, size_t b, size_t value)
{
    if (2 * (map->n + 1) > map->capacity) {
        brink__map bigger = {.n = map->n, .capacity = map->capacity > 0 ? 2 * map->capacity : 16};
        bigger.entry = calloc(bigger.capacity, sizeof *bigger.entry);
        if (bigger.entry == NULL) {
            return false;
        }
        for (size_t i = 0; i < map->capacity; i++) {
            if (map->entry[i].is_used) {
                *place_of(&bigger, map->entry[i].a, map->entry[i].b) = map->entry[i];
            }
        }
        free(map->entry);
        *map = bigger;
    }
    *place_of(map, a, b) = (brink__map_entry){.a = a, .b = b, .value = value, .is_used = true};
    map->n++;
    return true;
}
