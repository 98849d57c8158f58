/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/grown.h"

#include <stdint.h>
#include <stdlib.h>

void *brink__grown(void *array, size_t n, size_t *capacity, size_t size)
{
    if (n < *capacity) {
        return array;
    }
    size_t wanted = *capacity == 0 ? 8 : 2 * *capacity;
    void *bigger = wanted <= SIZE_MAX / size ? realloc(array, wanted * size) : NULL;
    if (bigger != NULL) {
        *capacity = wanted;
    }
    return bigger;
}
