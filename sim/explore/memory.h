/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What to say when memory runs out. */
#ifndef BRINK_EXPLORE_MEMORY_H
#define BRINK_EXPLORE_MEMORY_H

#include <stdbool.h>

#include "brink/status.h"

/* BRINK_OK if all that was allocated is there, else BRINK_ENOMEM. In a header, so that analysers see that there is no
 * third way. */
static inline brink_status brink__has_memory(bool is_there, const char *what, brink_error *err)
{
    if (is_there) {
        return BRINK_OK;
    }
    (void)brink_fail(err, BRINK_ENOMEM, "out of memory for %s", what);
    return BRINK_ENOMEM;
}

#endif
