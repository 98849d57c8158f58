/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A tiny scenario whose equilibria can be computed by hand: one challenger A (hold or `push`), one or two defenders D,
 * E (hold or `answer`), one theatre T. */
#ifndef TESTS_TINY_H
#define TESTS_TINY_H

#include "brink/scenario.h"

/* Reads it after setting the paths in `set` (path, value, path, value, ..., NULL; NULL for none). NULL when that fails;
 * what was wrong is printed to stderr. The caller frees it. */
brink_scenario *tiny_read(unsigned n_defenders, const char *const *set);

/* Reads a folder and sets paths in the same way. */
brink_scenario *tiny_read_folder(const char *folder, const char *const *set);

#endif
