/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fuzz target: the first byte chooses a table and the size of the pieces, the rest is the table's file. It is read
 * whole and in pieces, merged and checked; both ways must agree, and a table without mistakes must survive another
 * reading of what was understood of it. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "scenario/table.h"
#include "support/small_model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct result {
    brink_diagnostics *diagnostics;
    brink_scenario *scenario;
};

static void require(int is_so, const char *what)
{
    if (!is_so) {
        fprintf(stderr, "%s\n", what);
        abort();
    }
}

static struct result read_table(size_t t, const char *bytes, size_t n, size_t piece)
{
    struct result r = {brink_diagnostics_new(), brink__scenario_new()};
    require(r.diagnostics != NULL && r.scenario != NULL && brink__scenario_add_model(r.scenario, &small_model),
            "memory");
    brink__report report = {.diagnostics = r.diagnostics};
    uint32_t file = brink__file_index(r.scenario, "f.csv");
    brink__reader *reader = brink__reader_new(r.scenario, t, file, 0, &report);
    require(reader != NULL, "memory");
    for (size_t i = 0; i < n; i += piece) {
        if (!brink__reader_feed(reader, bytes + i, n - i < piece ? n - i : piece)) {
            break;
        }
    }
    require(brink__reader_finish(reader) == BRINK_OK, "finish");
    brink__reader_free(reader);
    for (size_t i = 0; i < r.scenario->n_tables; i++) {
        require(brink__merge(r.scenario, &r.scenario->tables[i], &report) == BRINK_OK, "merge");
    }
    require(brink__check(r.scenario, true, &report) == BRINK_OK, "check");
    brink_diagnostics_sort(r.diagnostics);
    return r;
}

static void free_result(struct result r)
{
    brink_scenario_free(r.scenario);
    brink_diagnostics_free(r.diagnostics);
}

static void compare(struct result a, struct result b)
{
    unsigned char x[32];
    unsigned char y[32];
    brink_scenario_digest(a.scenario, x);
    brink_scenario_digest(b.scenario, y);
    require(memcmp(x, y, sizeof x) == 0, "pieces change the values");
    size_t n = brink_diagnostics_count(a.diagnostics);
    require(n == brink_diagnostics_count(b.diagnostics), "pieces change the number of messages");
    for (size_t i = 0; i < n; i++) {
        const char *message = brink_diagnostics_get(a.diagnostics, i);
        require(strcmp(message, brink_diagnostics_get(b.diagnostics, i)) == 0, "pieces change a message");
        for (size_t k = 0, length = strlen(message); k < length;) {
            size_t step = brink__utf8_length(message + k, length - k);
            require(step > 0 && brink__is_printable(message + k, step), "a message that is not printable");
            k += step;
        }
    }
}

/* Every value can be set to the text that it has. */
static void set_all(void *context, const char *path, const char *text, const brink_column *column, size_t source_row)
{
    (void)column;
    (void)source_row;
    struct result *r = context;
    require(brink_scenario_set(r->scenario, path, text, (brink_place){"--set", 0, 0}, 0, r->diagnostics) == BRINK_OK,
            "a value cannot be set to itself");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    enum { N_TABLES = 6 };
    size_t t = data[0] % N_TABLES;
    size_t piece = 1 + data[0] / N_TABLES;
    /* a block of its own, so that reading beyond its end is seen */
    size_t n = size - 1;
    char *bytes = malloc(n + 1);
    require(bytes != NULL, "memory");
    memcpy(bytes, data + 1, n);
    struct result whole = read_table(t, bytes, n, n + 1);
    struct result pieces = read_table(t, bytes, n, piece);
    compare(whole, pieces);
    if (whole.scenario->tables[t].n_rows < 100 && brink_diagnostics_count(whole.diagnostics) == 0) {
        brink_scenario_visit(whole.scenario, set_all, &whole);
        brink_scenario *copy = brink_scenario_copy(whole.scenario);
        require(copy != NULL, "memory");
        brink_scenario_free(copy);
    }
    free_result(whole);
    free_result(pieces);
    free(bytes);
    return 0;
}
