/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A changed copy of a shipped scenario in a folder of its own, for tests of what is wrong with it. */
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

/* Copies the files of folder `from` to a new folder, whose name goes to out[64], and makes `edits` (at most n, up to
 * the first with file NULL). To be removed with folder_remove(). Fails the test when something goes wrong. */
void scenario_copy(const char *from, const scenario_edit *edits, size_t n, char out[64]);

#endif
