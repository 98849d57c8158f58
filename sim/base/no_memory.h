/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Running out of memory. */
#ifndef BRINK_BASE_NO_MEMORY_H
#define BRINK_BASE_NO_MEMORY_H

#include "brink/status.h"

/* Says for what there was no memory, and returns BRINK_ENOMEM: a constant, so that analysers see that what could not be
 * allocated is not used. */
static inline brink_status brink__no_memory(brink_error *err, const char *what)
{
    (void)brink_fail(err, BRINK_ENOMEM, "out of memory for %s", what);
    return BRINK_ENOMEM;
}

#endif
