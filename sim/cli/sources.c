/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sources.h"

#include <stdlib.h>
#include <string.h>

#include "base/grown.h"
#include "cli.h"

#define NONE ((size_t)-1)

typedef struct collecting {
    cli_sources *sources;
    const brink_scenario *scenario;
    size_t capacity;
    bool is_short_of_memory;
} collecting;

static void collect(void *context, const char *path, const char *text, const brink_column *column, size_t source_row)
{
    collecting *c = context;
    cli_sources *s = c->sources;
    (void)text;
    (void)column;
    cli_number *number = brink__grown(s->number, s->n, &c->capacity, sizeof *number);
    c->is_short_of_memory = c->is_short_of_memory || number == NULL;
    s->number = number != NULL ? number : s->number;
    char *copy = c->is_short_of_memory ? NULL : strdup(path);
    if (copy == NULL) {
        c->is_short_of_memory = true;
        return;
    }
    s->number[s->n++] = (cli_number){.path = copy, .row = source_row};
    s->n_unsourced += source_row == NONE;
    const char *basis = source_row != NONE ? brink_scenario_text(c->scenario, "sources", source_row, "basis") : "";
    for (size_t b = 0; b < s->n_bases; b++) {
        s->count[b] += strcmp(basis, s->basis[b]) == 0;
    }
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const cli_number *)a)->path, ((const cli_number *)b)->path);
}

static void find_bases(cli_sources *sources, const brink_scenario *scenario)
{
    const brink_table *table = cli_find_table(brink_scenario_model(scenario), "sources");
    for (size_t c = 0; table != NULL && c < table->n_columns; c++) {
        const char *const *word = table->columns[c].choices;
        if (strcmp(table->columns[c].name, "basis") != 0) {
            continue;
        }
        for (; word != NULL && *word != NULL && sources->n_bases < CLI_MAX_BASES; word++) {
            sources->basis[sources->n_bases++] = *word;
        }
    }
}

brink_status cli_sources_init(cli_sources *sources, const brink_scenario *scenario)
{
    *sources = (cli_sources){0};
    collecting c = {.sources = sources, .scenario = scenario};
    find_bases(sources, scenario);
    brink_scenario_visit(scenario, collect, &c);
    if (c.is_short_of_memory) {
        cli_sources_fini(sources);
        return cli_fail(BRINK_ENOMEM, "out of memory");
    }
    return BRINK_OK;
}

void cli_sources_fini(cli_sources *sources)
{
    for (size_t i = 0; i < sources->n; i++) {
        free(sources->number[i].path);
    }
    free(sources->number);
    *sources = (cli_sources){0};
}

void cli_sources_sort(cli_sources *sources)
{
    if (sources->n > 0) {
        qsort(sources->number, sources->n, sizeof sources->number[0], by_path);
    }
}

size_t cli_sources_find(const cli_sources *sources, const char *path)
{
    for (size_t lo = 0, hi = sources->n; lo < hi;) {
        size_t middle = lo + (hi - lo) / 2;
        int order = strcmp(path, sources->number[middle].path);
        if (order == 0) {
            return sources->number[middle].row;
        }
        lo = order > 0 ? middle + 1 : lo;
        hi = order > 0 ? hi : middle;
    }
    return NONE;
}
