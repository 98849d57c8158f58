/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Compiled with _GNU_SOURCE, for sched_getaffinity: POSIX knows the processors of the machine, not those of the
 * process. */
#include <sched.h>
#include <unistd.h>

#include "engine/pool.h"

unsigned brink__processors(void)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    long n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;
    if (n < 1) { /* more than 1024 processors do not fit the set */
        n = sysconf(_SC_NPROCESSORS_ONLN);
    }
    return n < 1 ? 1 : (unsigned)n;
}
