/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A changed copy of a shipped scenario in a temporary folder, for tests of what is wrong with it. */
#ifndef TESTS_SUPPORT_SCENARIO_COPY_H
#define TESTS_SUPPORT_SCENARIO_COPY_H

#include <stddef.h>

/* One change of a file: `find`, which must occur exactly once, becomes `put`; or, with `find` NULL, `put` is appended
 * `times` times (0 = once), each '#' in it the number of the time, from 0. */
typedef struct scenario_edit {
    const char *file;
    const char *find;
    const char *put;
    size_t times;
} scenario_edit;

/* Copies the folder `from` to a new temporary folder, with `edits` [up to the first with file NULL, at most n]. Returns
 * its name, to be given to scenario_copy_remove(). Fails the test when something goes wrong. */
char *scenario_copy_new(const char *from, const scenario_edit *edits, size_t n);

/* Removes the folder and frees its name; NULL is fine. */
void scenario_copy_remove(char *folder);

#endif
