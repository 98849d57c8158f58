/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tables of cases from CSV files: what becomes a dimension, what is of interest, and every mistake at its place. */
#include "support/check.h"

#include <string.h>

#include "brink/case_table.h"
#include "support/scratch.h"

static const brink_criterion above_half = {.metric = "y", .relation = BRINK_ABOVE, .bound = 0.5};

static brink_case_table *read_text(const char *text, const brink_criterion *criteria, size_t n, bool is_any,
                                   const char *pattern, char got[2048])
{
    brink_diagnostics *d = brink_diagnostics_new();
    brink_case_table *table = NULL;
    brink_interest interest = {criteria, n, is_any};
    write_text("cases.csv", text);
    brink_status status = brink_case_table_read("cases.csv", &interest, &pattern, pattern != NULL ? 1 : 0, &table, d);
    assert_int_equal(status, brink_diagnostics_count(d) > 0 ? BRINK_EDATA : BRINK_OK);
    assert_true((table != NULL) == (status == BRINK_OK));
    got[0] = '\0';
    for (size_t i = 0; i < brink_diagnostics_count(d); i++) {
        size_t used = strlen(got);
        snprintf(got + used, 2048 - used, "%s%s", i > 0 ? "\n" : "", brink_diagnostics_get(d, i));
    }
    brink_diagnostics_free(d);
    return table;
}

static void columns_become_dimensions(void **state)
{
    (void)state;
    char got[2048];
    brink_case_table *t = read_text("name,x,k,flag,same,y,also\n"
                                    "north,0.5,3,on,1,1,-2\n"
                                    "south,1e0,-7,off,1.0,0.5,4\n"
                                    "east,2.25,3,on,1,0.75,5\n",
                                    &above_half, 1, false, NULL, got);
    assert_string_equal(got, "");
    static const struct {
        const char *name;
        brink_dimension_kind kind;
        double x[3];
    } want[] = {{"name", BRINK_DIMENSION_CATEGORY, {1, 2, 0}},
                {"x", BRINK_DIMENSION_REAL, {0.5, 1, 2.25}},
                {"k", BRINK_DIMENSION_WHOLE, {3, -7, 3}},
                {"flag", BRINK_DIMENSION_CATEGORY, {1, 0, 1}},
                {"also", BRINK_DIMENSION_WHOLE, {-2, 4, 5}}};
    assert_int_equal(t->cases.n, 3);
    assert_int_equal(t->cases.n_dimensions, COUNT(want));
    for (size_t f = 0; f < COUNT(want); f++) {
        assert_string_equal(t->cases.dimensions[f].name, want[f].name);
        assert_int_equal(t->cases.dimensions[f].kind, want[f].kind);
        assert_memory_equal(t->cases.x[f], want[f].x, sizeof want[f].x);
    }
    assert_string_equal(t->cases.dimensions[0].levels[2], "south");
    static const uint8_t interest[] = {1, 0, 1};
    assert_memory_equal(t->cases.is_interest, interest, sizeof interest);
    assert_string_equal(t->names[2], "line 4");
    assert_string_equal(t->outcomes[0], "y>0.5");
    assert_int_equal(t->n_undecided, 0);
    assert_string_equal(t->input.file, "cases.csv");
    brink_case_table_free(t);
}

static void criteria_join(void **state)
{
    (void)state;
    static const brink_criterion both[] = {{.metric = "y", .relation = BRINK_AT_LEAST, .bound = 2},
                                           {.metric = "z", .relation = BRINK_BELOW, .bound = 0}};
    static const char text[] = "x,y,z\n1,2,-1\n2,2,0\n3,1,-1\n4,1,0\n";
    static const uint8_t all[] = {1, 0, 0, 0};
    static const uint8_t any[] = {1, 1, 1, 0};
    char got[2048];
    for (size_t pass = 0; pass < 2; pass++) {
        brink_case_table *t = read_text(text, both, 2, pass == 1, NULL, got);
        assert_string_equal(got, "");
        assert_int_equal(t->cases.n_dimensions, 1); /* outcomes are none */
        assert_memory_equal(t->cases.is_interest, pass == 1 ? any : all, 4);
        brink_case_table_free(t);
    }
}

static void patterns_choose(void **state)
{
    (void)state;
    char got[2048];
    static const char text[] = "id,a.x,a.z,b.x,y\n1,1,2,3,0\n2,2,3,4,1\n";
    brink_case_table *t = read_text(text, &above_half, 1, false, "a.*", got);
    assert_int_equal(t->cases.n_dimensions, 2);
    assert_string_equal(t->cases.dimensions[1].name, "a.z");
    brink_case_table_free(t);
    assert_null(read_text(text, &above_half, 1, false, "c*", got));
    assert_string_equal(got, "cases.csv:1: no column fits 'c*'");
}

typedef struct row {
    const char *name, *text, *messages;
} row;

static const row rows[] = {
    {"no such outcome", "x,yy\n1,2\n", "cases.csv:1: there is no column y; did you mean yy?"},
    {"no number", "x,y\n1,2\n2,many\n3,nan\n",
     "cases.csv:3: y = many: not a number; allowed: a number\ncases.csv:4: y = nan: not a number; allowed: a number"},
    {"empty cell", "x,y\n1,2\n,1\n2,\n",
     "cases.csv:3:1: x is empty; allowed: a value in every cell\n"
     "cases.csv:4:3: y is empty; allowed: a value in every cell"},
    {"short and long", "x,y\n1\n1,2,3\n1,2\n",
     "cases.csv:2:2: 1 cells; allowed: 2, as many as the header has\n"
     "cases.csv:3:5: 3 cells; allowed: 2, as many as the header has"},
    {"a column twice", "x,y,x\n1,2,3\n", "cases.csv:1:5: column x stands twice; allowed: once"},
    {"no name", "x,,y\n1,2,3\n", "cases.csv:1:3: column without a name"},
    {"no rows", "x,y\n", "cases.csv: no rows; a header and a row a case are needed"},
    {"nothing differs", "x,y\n1,2\n1.0,0\n", "cases.csv: the cases differ in nothing that could tell them apart"},
    {"carriage returns", "x,y\r\n1,2\r\n", "cases.csv:1:4: line ends in CR LF; allowed: lines that end in LF (Unix)"},
    {"quote", "x,y\n\"1,2\n",
     "cases.csv:2:1: quote that is not closed on its line; allowed: a closing quote before the line "
     "ends"},
};

static void mistakes_are_told(void **state)
{
    const row *r = *state;
    char got[2048];
    assert_null(read_text(r->text, &above_half, 1, false, NULL, got));
    assert_string_equal(got, r->messages);
}

static void too_many_levels(void **state)
{
    (void)state;
    char text[2048] = "x,y\n";
    char got[2048];
    for (int i = 0; i < 65; i++) {
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, "level%d,%d\n", i, i % 2);
    }
    assert_null(read_text(text, &above_half, 1, false, NULL, got));
    assert_string_equal(got, "cases.csv: x has 65 different values that are no numbers; at most 64 are possible");
}

static void no_file(void **state)
{
    (void)state;
    brink_diagnostics *d = brink_diagnostics_new();
    brink_case_table *table = NULL;
    brink_interest interest = {&above_half, 1, false};
    assert_int_equal(brink_case_table_read("nothing.csv", &interest, NULL, 0, &table, d), BRINK_ENOINPUT);
    assert_string_equal(brink_diagnostics_get(d, 0), "nothing.csv: there is no such file");
    brink_diagnostics_free(d);
}

int main(void)
{
    char scratch[4096];
    enter_scratch(scratch);
    struct CMUnitTest tests[COUNT(rows) + 5] = {cmocka_unit_test(columns_become_dimensions),
                                                cmocka_unit_test(criteria_join), cmocka_unit_test(patterns_choose),
                                                cmocka_unit_test(too_many_levels), cmocka_unit_test(no_file)};
    for (size_t i = 0; i < COUNT(rows); i++) {
        tests[5 + i].name = rows[i].name;
        tests[5 + i].test_func = mistakes_are_told;
        tests[5 + i].initial_state = (void *)(uintptr_t)&rows[i];
    }
    int status = _cmocka_run_group_tests("case_table", tests, COUNT(tests), NULL, NULL) != 0;
    leave_scratch(scratch);
    return status;
}
