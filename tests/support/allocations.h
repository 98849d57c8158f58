/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Makes any one allocation of a program fail. Include in one file of a program that is linked with
 * --wrap=malloc,calloc,realloc; what shared libraries allocate by themselves is not seen. */
#ifndef TESTS_SUPPORT_ALLOCATIONS_H
#define TESTS_SUPPORT_ALLOCATIONS_H

#include <stdbool.h>
#include <stddef.h>

static size_t n_allocations; /* since it was last set to 0 */
static size_t fail_at;       /* the number (from 1) of the allocation that gets NULL; 0 = none */
static bool fail_after;      /* and all after it */

/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c): the linker gives these names */
void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);

static bool is_refused(void)
{
    n_allocations++;
    return n_allocations == fail_at || (fail_after && fail_at != 0 && n_allocations > fail_at);
}

void *__wrap_malloc(size_t size)
{
    return is_refused() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
    return is_refused() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return is_refused() ? NULL : __real_realloc(old, size);
}
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c) */

#endif
