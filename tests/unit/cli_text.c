/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How the command lays out what it prints: tables, filled text, durations, groups of digits. */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include "cli/progress.h"
#include "cli/table.h"

/* --- tables --------------------------------------------------------------------------------------------------- */

typedef struct layout {
    const char *name;
    int indent, width;
    size_t n_columns;
    cli_column column[4];
    size_t n_cells;
    const char *cell[8];
    const char *text, *csv;
} layout;

static const layout layouts[] = {
    {"numbers to the right",
     0,
     80,
     2,
     {{.title = "key", .is_key = true}, {.title = "n", .unit = "util", .is_number = true}},
     4,
     {"a", "1", "bcd", "10.5"},
     "key     n\n"
     "     util\n"
     "a       1\n"
     "bcd  10.5\n",
     "key,n\na,1\nbcd,10.5\n"},
    {"no blanks at the ends of lines",
     2,
     80,
     3,
     {{.title = "a"}, {.title = "b"}, {.title = "c"}},
     6,
     {"x", "", "", "x", "y ", "z  "},
     "  a  b   c\n"
     "  x\n"
     "  x  y   z\n",
     "a,b,c\nx,,\nx,y ,z  \n"},
    {"characters of several bytes",
     0,
     80,
     2,
     {{.title = "a"}, {.title = "b"}},
     4,
     {"\xc3\xa9\xe2\x82\xac", "1", "xyz", "2"},
     "a    b\n"
     "\xc3\xa9\xe2\x82\xac   1\n"
     "xyz  2\n",
     "a,b\n\xc3\xa9\xe2\x82\xac,1\nxyz,2\n"},
    {"long text is wrapped",
     0,
     26,
     2,
     {{.title = "a"}, {.title = "b", .is_wrapped = true}},
     2,
     {"xyz", "one two three four five six"},
     "a    b\n"
     "xyz  one two three four\n"
     "     five six\n",
     "a,b\nxyz,one two three four five six\n"},
    {"a table too wide is cut in blocks with its keys",
     0,
     12,
     4,
     {{.title = "key", .is_key = true}, {.title = "one"}, {.title = "two"}, {.title = "three"}},
     4,
     {"k", "1", "2", "3"},
     "key  one\n"
     "k    1\n"
     "\n"
     "key  two\n"
     "k    2\n"
     "\n"
     "key  three\n"
     "k    3\n",
     "key,one,two,three\nk,1,2,3\n"},
    {"text below its row",
     0,
     20,
     2,
     {{.title = "a"}, {.title = "meaning", .is_below = true}},
     4,
     {"x", "says more than fits", "y", "short"},
     "a\n"
     "x\n"
     "    says more than\n"
     "    fits\n"
     "y\n"
     "    short\n",
     "a,meaning\nx,says more than fits\ny,short\n"},
    {"cells that CSV must quote",
     0,
     80,
     2,
     {{.title = "a"}, {.title = "b"}},
     2,
     {"1,2", "say \"no\""},
     "a    b\n"
     "1,2  say \"no\"\n",
     "a,b\n\"1,2\",\"say \"\"no\"\"\"\n"},
};

static void lays_out(void **state)
{
    const layout *l = *state;
    cli_table *table = cli_table_new(l->column, l->n_columns);
    char *text = NULL;
    size_t size = 0;
    assert_non_null(table);
    for (size_t i = 0; i < l->n_cells; i++) {
        cli_table_add(table, "%s", l->cell[i]);
    }
    assert_int_equal(cli_table_n_rows(table), l->n_cells / l->n_columns);
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_int_equal(cli_table_print(table, out, l->indent, l->width), BRINK_OK);
    assert_int_equal(fclose(out), 0);
    assert_string_equal(text, l->text);
    free(text);
    out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_int_equal(cli_table_print_csv(table, out), BRINK_OK);
    assert_int_equal(fclose(out), 0);
    assert_string_equal(text, l->csv);
    free(text);
    cli_table_free(table);
}

/* A word longer than the line is cut, never lost, and filling always ends. */
static void fills(void **state)
{
    char *text = NULL;
    size_t size = 0;
    (void)state;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    cli_print_filled(out, "ab abcdefghij  cd", 1, 6);
    assert_int_equal(fclose(out), 0);
    assert_string_equal(text, " ab\n abcde\n fghij\n cd\n");
    free(text);
}

/* --- durations and counts ------------------------------------------------------------------------------------- */

static void durations(void **state)
{
    static const struct {
        double seconds;
        const char *text;
    } rows[] = {{0.0, "0.0 s"},       {9.94, "9.9 s"},       {9.96, "10 s"},          {99.4, "99 s"},
                {99.6, "1:40 min"},   {3599.6, "60:00 min"}, {5969.0, "99:29 min"},   {5970.5, "1:40 h"},
                {86400.0, "24:00 h"}, {(double)NAN, "-"},    {(double)INFINITY, "-"}, {-1.0, "-"}};
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char buffer[32];
        assert_string_equal(cli_duration(buffer, sizeof buffer, rows[i].seconds), rows[i].text);
    }
}

static void groups(void **state)
{
    static const struct {
        double x;
        const char *text;
    } rows[] = {
        {0.0, "0"},         {999.0, "999"}, {1000.0, "1,000"}, {999999.6, "1,000,000"}, {12345678.0, "12,345,678"},
        {(double)NAN, "-"}, {1e300, "-"}};
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char buffer[32];
        assert_string_equal(cli_grouped(buffer, sizeof buffer, rows[i].x), rows[i].text);
    }
}

int main(void)
{
    struct CMUnitTest tests[COUNT(layouts) + 3] = {cmocka_unit_test(fills), cmocka_unit_test(durations),
                                                   cmocka_unit_test(groups)};
    for (size_t i = 0; i < COUNT(layouts); i++) {
        tests[3 + i] = (struct CMUnitTest){
            .name = layouts[i].name, .test_func = lays_out, .initial_state = (void *)(uintptr_t)&layouts[i]};
    }
    return cmocka_run_group_tests_name("cli_text", tests, NULL, NULL) != 0;
}
