/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The schema of the deterrence model is complete and sound, and scenarios/README.md says of every column and parameter
 * exactly what the schema says; the model's README explains every metric and series. */
#include "support/check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../../models/deterrence/deterrence.h"
#include "../../models/deterrence/target.h"
#include "brink/levers.h"
#include "brink/objectives.h"
#include "brink/uncertainties.h"
#include "support/markdown.h"

#define README       BRINK_SOURCE_DIR "/scenarios/README.md"
#define MODEL_README BRINK_SOURCE_DIR "/models/deterrence/README.md"

/* --- soundness -----------------------------------------------------------------------------------------------------
 */

static bool is_number(const brink_column *c)
{
    return c->kind == BRINK_CELL_NUMBER || c->kind == BRINK_CELL_INTEGER || c->kind == BRINK_CELL_FLAG;
}

static void is_sentence(const char *name, const char *text)
{
    if (text == NULL || strlen(text) < 10 || text[strlen(text) - 1] != '.' || strchr(text, '|') != NULL) {
        fail_msg("%s: meaning must be a sentence: %s", name, text != NULL ? text : "(none)");
    }
}

static const brink_table *table_named(const char *name)
{
    for (size_t i = 0; i < (size_t)BRINK__DETERRENCE_N_TABLES; i++) {
        if (strcmp(brink__deterrence_tables[i].name, name) == 0) {
            return &brink__deterrence_tables[i];
        }
    }
    return NULL;
}

static bool has_word(const char *const *words, const char *word)
{
    for (; words != NULL && *words != NULL; words++) {
        if (strcmp(*words, word) == 0) {
            return true;
        }
    }
    return false;
}

/* `used_if` is "column=word" of a choice column of the same table. */
static bool is_sound_condition(const brink_column *columns, size_t n, const char *condition)
{
    const char *equals = strchr(condition, '=');
    for (size_t i = 0; equals != NULL && i < n; i++) {
        if (strlen(columns[i].name) == (size_t)(equals - condition) &&
            strncmp(columns[i].name, condition, (size_t)(equals - condition)) == 0) {
            return columns[i].kind == BRINK_CELL_CHOICE && has_word(columns[i].choices, equals + 1);
        }
    }
    return false;
}

static void check_number_column(const brink_column *c)
{
    if (c->unit == NULL || c->unit[0] == '\0') {
        fail_msg("%s: no unit", c->name);
    }
    if (!(isfinite(c->lo) && isfinite(c->hi) && c->lo < c->hi)) {
        fail_msg("%s: no range", c->name);
    }
    if (c->fallback != NULL) {
        char *end = NULL;
        double value = strtod(c->fallback, &end);
        assert_true(end != c->fallback && *end == '\0');
        if (!(c->lo_is_open ? value > c->lo : value >= c->lo) || !(c->hi_is_open ? value < c->hi : value <= c->hi)) {
            fail_msg("%s: default %s is out of range", c->name, c->fallback);
        }
    }
}

static void check_column(const brink_column *columns, size_t n, size_t i)
{
    const brink_column *c = &columns[i];
    is_sentence(c->name, c->meaning);
    for (size_t k = 0; k < i; k++) {
        assert_string_not_equal(c->name, columns[k].name);
    }
    if (c->is_key && i > 0 && !columns[i - 1].is_key) {
        fail_msg("%s: keys come first", c->name);
    }
    if (c->is_key && c->is_optional) {
        fail_msg("%s: a key cannot be empty", c->name);
    }
    if (is_number(c)) {
        check_number_column(c);
    } else {
        assert_null(c->unit);
    }
    if ((c->kind == BRINK_CELL_CHOICE) != (c->choices != NULL && c->kind != BRINK_CELL_REFERENCE)) {
        fail_msg("%s: words are for choices", c->name);
    }
    if (c->kind == BRINK_CELL_CHOICE && c->fallback != NULL && !has_word(c->choices, c->fallback)) {
        fail_msg("%s: default %s is not one of its words", c->name, c->fallback);
    }
    if ((c->kind == BRINK_CELL_REFERENCE) != (c->refers_to != NULL)) {
        fail_msg("%s: a reference refers to a table", c->name);
    }
    if (c->refers_to != NULL && table_named(c->refers_to) == NULL) {
        fail_msg("%s: no table %s", c->name, c->refers_to);
    }
    if (c->used_if != NULL && !is_sound_condition(columns, n, c->used_if)) {
        fail_msg("%s: used_if %s", c->name, c->used_if);
    }
}

static void is_complete(void **state)
{
    const brink_table *t = *state;
    is_sentence(t->name, t->meaning);
    for (const brink_table *other = brink__deterrence_tables; other < t; other++) {
        assert_string_not_equal(other->name, t->name);
    }
    assert_true(t->n_columns > 1);
    assert_true(t->columns[0].is_key);
    for (size_t i = 0; i < t->n_columns; i++) {
        check_column(t->columns, t->n_columns, i);
    }
    assert_true((t->rows != NULL) == (t->n_rows > 0));
    for (size_t i = 0; t->rows != NULL && i < t->n_rows; i++) {
        check_column(t->rows, t->n_rows, i);
        assert_non_null(t->rows[i].fallback); /* parameters.csv is optional */
    }
}

static void targets_are_complete(void **state)
{
    (void)state;
    for (int i = 0; i < N_TARGETS; i++) {
        const brink__target_type *t = &brink__target_types[i];
        is_sentence(t->word, t->meaning);
        assert_non_null(t->unit);
        assert_int_equal(strncmp(t->form, t->word, strlen(t->word)), 0);
        assert_int_equal(t->form[strlen(t->word)], '.');
    }
}

/* --- scenarios/README.md -------------------------------------------------------------------------------------------
 */

static void target_line(char line[MARKDOWN_LINE], const brink__target_type *t)
{
    line[0] = '\0';
    markdown_add(line, "| `%s` | %s | %s | %s |", t->form, t->meaning, t->unit,
                 t->needs_duration ? "required" : "optional");
}

/* Expects `line` at the start of the table row that `*rest` points to; moves on by one row. */
static void expect_row(const char **rest, const char *line)
{
    const char *row = strstr(*rest, "\n| `");
    if (row == NULL || strncmp(row + 1, line, strlen(line)) != 0 || row[1 + strlen(line)] != '\n') {
        print_error("found:    %.*s\n", row != NULL ? (int)strcspn(row + 1, "\n") : 0, row != NULL ? row + 1 : "");
        print_error("expected: %s\n", line);
        fail_msg("%s differs from the schema", README);
        return;
    }
    *rest = row + 1;
}

static void check_section(const brink_table *t)
{
    char line[MARKDOWN_LINE];
    char *text = markdown_section(README, t->name);
    const char *rest = text;
    assert_non_null(strstr(text, t->meaning));
    for (size_t i = 0; i < t->n_columns; i++) {
        markdown_column(line, &t->columns[i]);
        expect_row(&rest, line);
    }
    for (size_t i = 0; i < t->n_rows; i++) {
        markdown_column(line, &t->rows[i]);
        expect_row(&rest, line);
    }
    assert_null(strstr(rest, "\n| `")); /* nothing that the schema lacks */
    free(text);
}

static void is_documented(void **state)
{
    check_section(*state);
}

static void common_tables_are_documented(void **state)
{
    (void)state;
    size_t n = 0;
    const brink_table *tables = brink_common_tables(&n);
    assert_true(n > 0);
    for (size_t i = 0; i < n; i++) {
        check_section(&tables[i]);
    }
}

static void tables_of_explorations_are_documented(void **state)
{
    (void)state;
    check_section(brink_levers_table());
    check_section(brink_uncertainties_table());
    check_section(brink_objectives_table());
}

static void targets_are_documented(void **state)
{
    (void)state;
    char line[MARKDOWN_LINE];
    char *text = markdown_section(README, "Targets of shocks");
    const char *rest = text;
    for (int i = 0; i < N_TARGETS; i++) {
        target_line(line, &brink__target_types[i]);
        expect_row(&rest, line);
    }
    assert_null(strstr(rest, "\n| `"));
    free(text);
}

/* --- models/deterrence/README.md -----------------------------------------------------------------------------------
 */

static void expect_names(const char *text, const brink_quantity *quantities, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char quoted[128];
        (void)snprintf(quoted, sizeof quoted, "`%s`", quantities[i].pattern);
        if (strstr(text, quoted) == NULL) {
            fail_msg("%s does not explain %s", MODEL_README, quantities[i].pattern);
        }
    }
}

static void quantities_are_explained(void **state)
{
    (void)state;
    const brink_model_type *model = brink_model_find("deterrence");
    char *text = markdown_read(MODEL_README);
    assert_non_null(model);
    assert_true(model->n_metrics > 0 && model->n_series > 0);
    expect_names(text, model->metrics, model->n_metrics);
    expect_names(text, model->series, model->n_series);
    free(text);
}

/* What is to be shown first must be there to be shown: a misspelt name would be passed over silently. */
static void headline_is_of_metrics(void **state)
{
    (void)state;
    const brink_model_type *model = brink_model_find("deterrence");
    size_t n = 0;
    for (; model->headline[n] != NULL; n++) {
        bool is_known = false;
        for (size_t m = 0; m < model->n_metrics; m++) {
            is_known = is_known || strcmp(model->headline[n], model->metrics[m].pattern) == 0;
        }
        assert_true(is_known);
    }
    assert_true(n >= 5);
}

int main(void)
{
    static char names[64][80];
    struct CMUnitTest tests[64] = {
        {.name = "targets/complete", .test_func = targets_are_complete},
        {.name = "targets/documented", .test_func = targets_are_documented},
        {.name = "common/documented", .test_func = common_tables_are_documented},
        {.name = "explorations/documented", .test_func = tables_of_explorations_are_documented},
        {.name = "quantities/explained", .test_func = quantities_are_explained},
        {.name = "headline/metrics", .test_func = headline_is_of_metrics},
    };
    size_t n = 6;
    for (size_t i = 0; i < (size_t)BRINK__DETERRENCE_N_TABLES; i++) {
        const brink_table *t = &brink__deterrence_tables[i];
        (void)snprintf(names[n], sizeof names[n], "%s/complete", t->name);
        tests[n] =
            (struct CMUnitTest){.name = names[n], .test_func = is_complete, .initial_state = (void *)(uintptr_t)t};
        n++;
        (void)snprintf(names[n], sizeof names[n], "%s/documented", t->name);
        tests[n] =
            (struct CMUnitTest){.name = names[n], .test_func = is_documented, .initial_state = (void *)(uintptr_t)t};
        n++;
    }
    return _cmocka_run_group_tests("deterrence_schema", tests, n, NULL, NULL) != 0;
}
