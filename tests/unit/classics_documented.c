/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * models/classics/README.md has of every model that has no folder of its own exactly what its schema says: tables,
 * parameters, metrics and series. With the argument `print` it writes those parts, each after a line `@NAME`. */
#include "support/check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/markdown.h"

#define README BRINK_SOURCE_DIR "/models/classics/README.md"

static void put_columns(FILE *out, const brink_column *column, size_t n)
{
    char line[MARKDOWN_LINE];
    for (size_t i = 0; i < n; i++) {
        markdown_column(line, &column[i]);
        (void)fprintf(out, "%s\n", line);
    }
}

static void put_quantities(FILE *out, const char *title, const brink_quantity *quantity, size_t n)
{
    char line[MARKDOWN_LINE];
    (void)fprintf(out, "\n| %s | meaning | unit |\n|---|---|---|\n", title);
    for (size_t i = 0; i < n; i++) {
        markdown_quantity(line, &quantity[i]);
        (void)fprintf(out, "%s\n", line);
    }
}

/* What must stand at the end of the model's section. */
static void put_model(FILE *out, const brink_model_type *model)
{
    for (size_t t = 0; t < model->n_tables; t++) {
        const brink_table *table = &model->tables[t];
        (void)fprintf(out, "%sTable `%s`: %s%s\n\n", t > 0 ? "\n" : "", table->name, table->meaning,
                      table->is_required ? "" : " (Optional.)");
        (void)fprintf(out, "| %s | meaning | unit | allowed |\n|---|---|---|---|\n",
                      table->rows != NULL ? "parameter" : "column");
        if (table->rows != NULL) {
            put_columns(out, table->rows, table->n_rows);
        } else {
            put_columns(out, table->columns, table->n_columns);
        }
    }
    put_quantities(out, "metric", model->metrics, model->n_metrics);
    put_quantities(out, "series", model->series, model->n_series);
}

static bool has_own_folder(const brink_model_type *model)
{
    char folder[512];
    (void)snprintf(folder, sizeof folder, BRINK_SOURCE_DIR "/models/%s", model->name);
    return access(folder, F_OK) == 0;
}

static void is_documented(void **state)
{
    const brink_model_type *model = *state;
    char *want = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&want, &size);
    assert_non_null(out);
    put_model(out, model);
    assert_int_equal(fclose(out), 0);
    char *section = markdown_section(README, model->name);
    if (strstr(section, want) == NULL) {
        print_error("%s\n", want);
        fail_msg("section %s of " README " does not end with the above", model->name);
    }
    free(section);
    free(want);
}

int main(int argc, char **argv)
{
    struct CMUnitTest tests[256];
    size_t n = 0;
    for (const brink_model_type *const *model = brink_models(); *model; model++) {
        if (has_own_folder(*model)) {
            continue;
        }
        assert_true(n < COUNT(tests));
        tests[n++] = (struct CMUnitTest){(*model)->name, is_documented, NULL, NULL, (void *)(uintptr_t)*model};
        if (argc > 1 && strcmp(argv[1], "print") == 0) {
            (void)printf("@%s\n", (*model)->name);
            put_model(stdout, *model);
        }
    }
    return argc > 1 ? 0 : _cmocka_run_group_tests("classics_documented", tests, n, NULL, NULL) != 0;
}
