/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/nothing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/no_results.h"
#include "report/file.h"

enum { MAX_NAMES = 640 };

/* The tables that charts of a whole folder draw, each once, after those that list points. */
static void list_tables(const brink__scripts *scripts, char out[MAX_NAMES])
{
    int n = snprintf(out, MAX_NAMES, "table to draw (summary.csv, series.csv");
    for (size_t i = 0; i < scripts->n; i++) {
        const char *table = scripts->script[i].table[0];
        if (scripts->script[i].scope == BRINK__CHART_OF_FOLDER && !strstr(out, table) &&
            (size_t)n + strlen(table) + sizeof ", )" <= MAX_NAMES) {
            n += snprintf(out + n, MAX_NAMES - (size_t)n, ", %s", table);
        }
    }
    (void)snprintf(out + n, MAX_NAMES - (size_t)n, ")");
}

brink_status brink__nothing_to_draw(const char *folder, const brink__scripts *scripts, brink_error *err)
{
    char wanted[MAX_NAMES];
    char *store = brink__file_path(folder, "results.db");
    const bool has_store = store && access(store, F_OK) == 0;
    free(store);
    list_tables(scripts, wanted);
    return has_store
               ? brink_fail(err, BRINK_ENOINPUT,
                            "%s has a results.db, but no %s; 'brink export' writes tables, also of a run that was "
                            "interrupted",
                            folder, wanted)
               : brink__no_results(folder, wanted, err);
}
