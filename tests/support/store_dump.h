/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stores as tests see them: folders of their own, and all content as one text to compare. */
#ifndef TESTS_SUPPORT_STORE_DUMP_H
#define TESTS_SUPPORT_STORE_DUMP_H

/* A new empty folder under $TMPDIR or /tmp; its path goes to `folder`. Fails the test when it cannot. */
void make_folder(char folder[64]);
/* Removes results.db with what SQLite keeps beside it, and the folder. */
void remove_folder(const char *folder);

/* Every row of every table, in order of the key, blobs as hexadecimal; free() it. NULL if the store cannot be read. */
char *dump_store(const char *folder);

/* Runs SQL on a store, as somebody with a hex editor might. */
void alter_store(const char *folder, const char *sql);

/* Bytes of <folder>/<name>, -1 if there is no such file. */
long long file_size(const char *folder, const char *name);

#endif
