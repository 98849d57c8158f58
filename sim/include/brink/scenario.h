/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A scenario: a folder of small CSV tables, checked against the schema of the model that it names.
 *
 * Tables: scenario.csv (key,value: name, title, model, start_date, period_days, horizon, extends), sources.csv (path,
 * basis,source,note) and the model's own. With `extends,<other>` (another folder beside this one, or a relative path)
 * the tables hold only the rows that differ: a row replaces the row of the same key, in its place, or is added at the
 * end. Tables that do not differ may be missing. `name` and `extends` are not inherited. Files named levers,
 * uncertainties, objectives and targets.csv belong to other commands and are not read here.
 *
 * Every value has a path `table.key[.key2...].column` (`actors.USA.clarity`, `stakes.RUS.UKR.stake`), and in tables of
 * named values `table.key` (`parameters.reprisal`, `scenario.horizon`). Rows count from 0 in file order; a table of
 * named values has a row for every key that its schema knows, in that order, with the fallback where no file says
 * otherwise.
 *
 * Bytes: UTF-8 without a byte-order mark, lines that end in LF, no blank lines, no control characters, quotes around
 * whole cells only and closed on their line. Numbers are decimal: digits[.digits][e[sign]digits] with an optional sign.
 */
#ifndef BRINK_SCENARIO_H
#define BRINK_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>

#include "brink/schema.h"
#include "brink/status.h"

struct brink_model_type;
typedef struct brink_scenario brink_scenario;

/* A file that was read, for the manifest. */
typedef struct brink_input {
    const char *file;
    unsigned char sha256[32];
} brink_input;

/* Reads and checks the scenario in `folder`; every mistake is added to `diagnostics` (required), all in one go.
 *
 *   scenario   set to a new scenario that the caller frees, or to NULL
 *
 * BRINK_OK; BRINK_EDATA when anything was diagnosed; BRINK_ENOINPUT when the folder cannot be opened (diagnosed too);
 * BRINK_ENOMEM. The model's own `check` has passed when this returns BRINK_OK. Memory is bounded whatever the input:
 * a field may have 64 KiB, a line 1 MiB, a file 16 MiB, a table 100,000 rows, a chain of `extends` 16 folders, and
 * reading stops at the first that is longer; of a file's mistakes the first 1000 are listed. Messages are sorted by
 * place. */
BRINK_MUST_CHECK brink_status brink_scenario_read(const char *folder, brink_scenario **scenario,
                                                  brink_diagnostics *diagnostics);
void brink_scenario_free(brink_scenario *scenario); /* NULL is fine */

/* A deep copy, NULL when out of memory. The caller frees it. */
brink_scenario *brink_scenario_copy(const brink_scenario *scenario);

/* Replaces the value at `path`. The cell is checked as when read; the scenario as a whole is not: call
 * brink_scenario_check() after the last of several (it judges references, and cells that another cell rules out). On
 * failure the scenario is unchanged. Sources, and the scenario's name, model and extends, cannot be set. `origin` says
 * where the path stands (column of the path; `value_column` that of the value, 0 = same), for messages. Keys cannot be
 * set. BRINK_OK, BRINK_EDATA, BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_scenario_set(brink_scenario *scenario, const char *path, const char *value,
                                                 brink_place origin, unsigned long value_column,
                                                 brink_diagnostics *diagnostics);

/* References, sources and the model's own rules over the whole scenario. BRINK_OK, BRINK_EDATA, or BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_scenario_check(const brink_scenario *scenario, brink_diagnostics *diagnostics);

const struct brink_model_type *brink_scenario_model(const brink_scenario *scenario);
const char *brink_scenario_name(const brink_scenario *scenario);

/* Tables. `table` is a name; a table that the scenario lacks has 0 rows. Unknown names are a caller's bug (asserted).
 */
size_t brink_scenario_n_rows(const brink_scenario *scenario, const char *table);

/* The row with these key cells (NULL-terminated list after `table`), or (size_t)-1. O(rows). */
size_t brink_scenario_find(const brink_scenario *scenario, const char *table, const char *const *keys);

/* The text of a cell, "" if empty; borrowed. */
const char *brink_scenario_text(const brink_scenario *scenario, const char *table, size_t row, const char *column);

/* The number in a cell; NaN if empty. */
double brink_scenario_number(const brink_scenario *scenario, const char *table, size_t row, const char *column);

/* Value of key `key` in a table of named values (`parameters`, `scenario`), or its fallback. */
const char *brink_scenario_value_text(const brink_scenario *scenario, const char *table, const char *key);
double brink_scenario_value(const brink_scenario *scenario, const char *table, const char *key);

/* Where a cell was read, for the model's own messages. Row (size_t)-1: the table as a whole; column NULL: the row. What
 * no file says (a fallback) has no line, or no column. */
brink_place brink_scenario_place(const brink_scenario *scenario, const char *table, size_t row, const char *column);

/* Every number of the scenario, in order of table, row, column: calls `visit` with its path, text and source row
 * ((size_t)-1 if sources.csv has none; the last matching row wins). Keys and empty cells are no numbers of the
 * scenario.
 *
 * In a path of sources.csv `*` stands for any run of characters, dots included: `actors.*.dread`, `menus.*`. A row
 * speaks for the values of its own folder and of those that it extends: a value that was changed further down, or set,
 * has only the sources given there. */
void brink_scenario_visit(const brink_scenario *scenario,
                          void (*visit)(void *context, const char *path, const char *text, const brink_column *column,
                                        size_t source_row),
                          void *context);

/* Files read, in order of reading. */
size_t brink_scenario_n_inputs(const brink_scenario *scenario);
const brink_input *brink_scenario_input(const brink_scenario *scenario, size_t i);

/* SHA-256 over model name and all values (after overrides) in canonical order, numbers by value. What does not change a
 * result does not count: sources, names of files, the scenario's name, title and extends, whether a fallback is spelt
 * out. */
void brink_scenario_digest(const brink_scenario *scenario, unsigned char sha256[32]);

/* The word of `words` (n of them, NULLs skipped) nearest to `word` in edit distance (Damerau-Levenshtein, case counts
 * half), or NULL when none is near enough to be a likely slip (more than a third of its length, at least 1). Of equally
 * near ones the first that begins with the same letter, else the first. Words longer than 64 bytes are near to nothing.
 */
const char *brink_nearest(const char *word, const char *const *words, size_t n);

/* Schema of the tables that every scenario may have: scenario and sources. `n` receives their number. */
const brink_table *brink_common_tables(size_t *n);

#endif
