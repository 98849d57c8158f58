/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the README files say of schemas, as it must stand there. */
#ifndef TESTS_SUPPORT_MARKDOWN_H
#define TESTS_SUPPORT_MARKDOWN_H

#include "brink/model.h"

enum { MARKDOWN_LINE = 1024 };

/* Appends to a line; fails the test when it gets too long. */
void markdown_add(char line[MARKDOWN_LINE], const char *format, ...) BRINK_PRINTF(2, 3);

/* "| `name` (key) | meaning | unit | allowed |" */
void markdown_column(char line[MARKDOWN_LINE], const brink_column *column);

/* "| `pattern` | meaning | unit |" */
void markdown_quantity(char line[MARKDOWN_LINE], const brink_quantity *quantity);

/* The text of a file, to be freed. Fails the test when there is none. */
char *markdown_read(const char *file);

/* The section `### name` of a file, up to the next heading; to be freed. Fails the test when there is none. */
char *markdown_section(const char *file, const char *name);

#endif
