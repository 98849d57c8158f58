/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What to say when memory runs out. */
#ifndef BRINK_EXPLORE_MEMORY_H
#define BRINK_EXPLORE_MEMORY_H

#include <stdbool.h>

#include "base/no_memory.h"
#include "brink/status.h"

/* BRINK_OK if all that was allocated is there, else BRINK_ENOMEM. In a header, so that analysers see that there is no
 * third way. */
static inline brink_status brink__has_memory(bool is_there, const char *what, brink_error *err)
{
    return is_there ? BRINK_OK : brink__no_memory(err, what);
}

#endif
