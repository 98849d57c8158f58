/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/columns.h"

#include <stdlib.h>
#include <string.h>

static bool is_wanted(brink__column_kind kind, const brink_output *output)
{
    return kind != BRINK__PLAIN_METRICS || output->quantity->kind != BRINK_RATIO;
}

static bool has(const brink__columns *columns, const char *name)
{
    for (size_t c = 0; c < columns->n; c++) {
        if (strcmp(columns->name[c], name) == 0) {
            return true;
        }
    }
    return false;
}

static bool append(brink__columns *columns, const char *name)
{
    if (columns->n == columns->capacity) {
        size_t capacity = columns->capacity ? 2 * columns->capacity : 64;
        const char **names = realloc((void *)columns->name, capacity * sizeof *names);
        if (!names) {
            return false;
        }
        columns->name = names;
        size_t *output = realloc(columns->output, capacity * sizeof *output);
        if (!output) {
            return false;
        }
        columns->output = output;
        columns->capacity = capacity;
    }
    columns->name[columns->n++] = name;
    return true;
}

brink_status brink__columns_add(brink__columns *columns, const brink_output *outputs, size_t n, brink_error *err)
{
    if (outputs == columns->last) {
        return BRINK_OK;
    }
    bool is_first = columns->n == 0;
    for (size_t i = 0; i < n; i++) {
        if (is_wanted(columns->kind, &outputs[i]) && (is_first || !has(columns, outputs[i].name)) &&
            !append(columns, outputs[i].name)) {
            return brink_fail(err, BRINK_ENOMEM, "out of memory for the columns of a table");
        }
    }
    columns->last = outputs;
    return BRINK_OK;
}

brink_status brink__columns_init(brink__columns *columns, const brink_results *results, brink__column_kind kind,
                                 brink_error *err)
{
    *columns = (brink__columns){.kind = kind};
    brink_status status = BRINK_OK;
    for (size_t p = 0; p < brink_results_n_points(results) && status == BRINK_OK; p++) {
        const brink_results_point *point = brink_results_get_point(results, p);
        status = kind == BRINK__SERIES ? brink__columns_add(columns, point->series, point->n_series, err)
                                       : brink__columns_add(columns, point->metrics, point->n_metrics, err);
    }
    columns->last = NULL; /* nothing is mapped */
    return status;
}

void brink__columns_map(brink__columns *columns, const brink_output *outputs, size_t n)
{
    if (outputs == columns->last) {
        return;
    }
    for (size_t c = 0; c < columns->n; c++) {
        columns->output[c] = brink_find_output(outputs, n, columns->name[c]);
    }
    columns->last = outputs;
}

void brink__columns_free(brink__columns *columns)
{
    free((void *)columns->name);
    free(columns->output);
    *columns = (brink__columns){0};
}
