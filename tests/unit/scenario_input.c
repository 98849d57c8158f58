/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bad input, and odd input that is fine: each row puts one file in place of one of a small scenario's, and says every
 * message that must come, exactly. */
#include "support/check.h"

#include <sys/resource.h>
#include <time.h>

#include "scenario/csv.h"
#include "scenario/table.h"
#include "support/scratch.h"
#include "support/small_model.h"

#define S    "key,value\nname,base\nmodel,small\n"
#define U    "unit,label,side,weight,size,nerve\n"
#define L    "from,to,count,open,note\n"
#define B    "unit,from,share,day,target\n"
#define P    "path,basis,source,note\n"
#define ROWS "A,Alpha,red,0.5,1,\nB,Beta,blue,0.25,2,0.5\n"

struct row {
    const char *name;
    const char *file;     /* in folder s */
    const char *text;     /* NULL: the file is removed */
    const char *messages; /* one a line, without "s/"; "" when all is well */
    size_t size;          /* of the text, which may hold NUL */
};

#define GONE                            ((const char *)NULL)
#define ROW(name, file, text, messages) {name, file, text, messages, sizeof(text) - 1},

static const struct row rows[] = {
#include "scenario_input_rows.h"
};

static void write_base(void)
{
    remove_tree("s");
    assert_int_equal(mkdir("s", 0700), 0);
    write_text("s/scenario.csv", SMALL_SCENARIO);
    write_text("s/units.csv", SMALL_UNITS);
    write_text("s/links.csv", SMALL_LINKS);
    write_text("s/settings.csv", SMALL_SETTINGS);
}

/* Reads folder `folder` and compares the messages. */
static void expect(const char *folder, brink_status want_status, const char *want)
{
    brink_diagnostics *d = brink_diagnostics_new();
    brink_scenario *scenario = NULL;
    assert_non_null(d);
    brink_status status = brink__scenario_read_with(folder, small_models, &scenario, d);
    char got[65536] = "";
    for (size_t i = 0; i < brink_diagnostics_count(d); i++) {
        const char *message = brink_diagnostics_get(d, i);
        size_t n = strlen(got);
        snprintf(got + n, sizeof got - n, "%s%s", n > 0 ? "\n" : "",
                 strncmp(message, "s/", 2) == 0 ? message + 2 : message);
    }
    assert_string_equal(got, want);
    assert_int_equal(status, want_status);
    assert_true((scenario != NULL) == (status == BRINK_OK));
    brink_scenario_free(scenario);
    brink_diagnostics_free(d);
}

static void input_is_judged(void **state)
{
    const struct row *row = *state;
    char path[64];
    write_base();
    snprintf(path, sizeof path, "s/%s", row->file);
    if (row->text == NULL) {
        assert_int_equal(remove(path), 0);
    } else {
        write_bytes(path, row->text, row->size);
    }
    expect("s", row->messages[0] == '\0' ? BRINK_OK : BRINK_EDATA, row->messages);
}

/* --- the same at every chunk size -------------------------------------------------------------------------------- */

/* Rows, cells and mistakes of units.csv when its bytes come in pieces of `piece`; as one text. */
static void read_in_pieces(const struct row *row, size_t piece, char *out, size_t size)
{
    size_t n = row->size;
    brink_diagnostics *d = brink_diagnostics_new();
    brink__report report = {.diagnostics = d};
    brink_scenario *scenario = brink__scenario_new();
    assert_non_null(scenario);
    assert_true(brink__scenario_add_model(scenario, &small_model));
    uint32_t file = brink__file_index(scenario, "file");
    char table_name[64];
    snprintf(table_name, sizeof table_name, "%.*s", (int)strcspn(row->file, "."), row->file);
    size_t t = brink__find_table(scenario, table_name);
    t = t == BRINK__NONE ? brink__find_table(scenario, "units") : t;
    brink__reader *reader = brink__reader_new(scenario, t, file, 0, &report);
    assert_non_null(reader);
    for (size_t i = 0; i < n; i += piece) {
        if (!brink__reader_feed(reader, row->text + i, n - i < piece ? n - i : piece)) {
            break;
        }
    }
    assert_int_equal(brink__reader_finish(reader), BRINK_OK);
    out[0] = '\0';
    size_t used = 0;
    const brink__table *table = &scenario->tables[t];
    for (size_t i = 0; i < table->n_rows * table->schema->n_columns; i++) {
        const brink__cell *cell = &table->cells[i];
        used += (size_t)snprintf(out + used, size - used, "%u:%u:%s=%g\n", cell->line, cell->column, cell->text,
                                 cell->number);
    }
    for (size_t i = 0; i < brink_diagnostics_count(d); i++) {
        used += (size_t)snprintf(out + used, size - used, "%s\n", brink_diagnostics_get(d, i));
    }
    assert_true(used < size);
    brink__reader_free(reader);
    brink_scenario_free(scenario);
    brink_diagnostics_free(d);
}

static void pieces_do_not_matter(void **state)
{
    const struct row *row = *state;
    static char whole[65536];
    static char pieces[65536];
    if (row->text == NULL) {
        return;
    }
    size_t n = row->size;
    read_in_pieces(row, n > 0 ? n : 1, whole, sizeof whole);
    for (size_t piece = 1; piece < n; piece++) {
        read_in_pieces(row, piece, pieces, sizeof pieces);
        assert_string_equal(pieces, whole);
    }
}

/* --- what a table of texts cannot show ---------------------------------------------------------------------------- */

static void things_that_are_no_files(void **state)
{
    (void)state;
    write_base();
    remove("s/units.csv");
    assert_int_equal(mkdir("s/units.csv", 0700), 0);
    expect("s", BRINK_EDATA, "units.csv: a folder; allowed: a plain file");
    remove("s/units.csv");
    assert_int_equal(mkfifo("s/units.csv", 0600), 0); /* must not wait for a writer */
    expect("s", BRINK_EDATA, "units.csv: a FIFO; allowed: a plain file");
    remove("s/units.csv");
    assert_int_equal(symlink("/dev/zero", "s/units.csv"), 0); /* must not read on for ever */
    expect("s", BRINK_EDATA, "units.csv: a device; allowed: a plain file");
    remove("s/units.csv");
    assert_int_equal(symlink("units.csv", "s/units.csv"), 0);
    expect("s", BRINK_EDATA, "units.csv: cannot be opened: Too many levels of symbolic links");
    remove("s/units.csv");
    assert_int_equal(symlink("nowhere", "s/units.csv"), 0);
    expect("s", BRINK_EDATA, "units.csv: cannot be opened: No such file or directory");
    remove("s/units.csv");
    write_text("units", SMALL_UNITS);
    assert_int_equal(symlink("../units", "s/units.csv"), 0); /* a link to a file is a file */
    expect("s", BRINK_OK, "");
}

static void unreadable_file(void **state)
{
    (void)state;
    if (geteuid() == 0) {
        return; /* root reads everything; ELOOP above takes the same path */
    }
    write_base();
    assert_int_equal(chmod("s/units.csv", 0), 0);
    expect("s", BRINK_EDATA, "units.csv: cannot be opened: Permission denied");
}

static void missing_folders(void **state)
{
    (void)state;
    write_base();
    expect("nowhere", BRINK_ENOINPUT, "nowhere: No such file or directory; allowed: a folder with a scenario");
    write_text("file", "");
    expect("file", BRINK_ENOINPUT, "file: Not a directory; allowed: a folder with a scenario");
    assert_int_equal(mkdir("baseline", 0700), 0);
    expect("baselin", BRINK_ENOINPUT,
           "baselin: No such file or directory; allowed: a folder with a scenario; did you mean baseline?");
    expect("baseline", BRINK_EDATA, "baseline/scenario.csv: no such file; allowed: every scenario has one");
    expect("s///", BRINK_OK, "");
    assert_int_equal(chdir("s"), 0);
    expect("", BRINK_OK, "");
    expect(".", BRINK_OK, "");
    assert_int_equal(chdir(".."), 0);
    remove_tree("baseline");
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Lengthens a file to `size` with NULs that take no disk. */
static void stretch(const char *path, off_t size)
{
    assert_int_equal(truncate(path, size), 0);
}

static void repeat(const char *path, const char *head, const char *text, size_t n)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    fputs(head, f);
    for (size_t i = 0; i < n; i++) {
        fputs(text, f);
    }
    assert_int_equal(fclose(f), 0);
}

/* A gigabyte of anything is given up early. */
static void huge_files(void **state)
{
    (void)state;
    double start = now();
    write_base();
    repeat("s/units.csv", U, "x", 1);
    stretch("s/units.csv", (off_t)1 << 30);
    expect("s", BRINK_EDATA,
           "units.csv:2:2: \\x00: NUL byte; allowed: printable text (is this a CSV file?)\n"
           "units.csv:2:1048577: line longer than 1 MiB; the rest of the file is not read");
    repeat("s/units.csv", U, "x", 100000);
    expect("s", BRINK_EDATA, "units.csv:2:1: cell longer than 64 KiB; the rest of the file is not read");
    repeat("s/units.csv", U "\"", "x", 100000);
    expect("s", BRINK_EDATA, "units.csv:2:1: cell longer than 64 KiB; the rest of the file is not read");
    repeat("s/units.csv", U, ",", 2000000);
    expect("s", BRINK_EDATA, "units.csv:2:1048577: line longer than 1 MiB; the rest of the file is not read");
    repeat("s/units.csv", "", ",", 1000);
    expect("s", BRINK_EDATA, "units.csv:1:1: header with 1001 columns; allowed: unit,label,side,weight,size,nerve");
    assert_true(now() - start < 20.0);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    assert_true(usage.ru_maxrss < 400 * 1024); /* KiB; sanitizers need most of it */
}

static size_t count_messages(const char *folder, char *last, size_t size)
{
    brink_diagnostics *d = brink_diagnostics_new();
    brink_scenario *scenario = NULL;
    assert_int_equal(brink__scenario_read_with(folder, small_models, &scenario, d), BRINK_EDATA);
    size_t n = brink_diagnostics_count(d);
    snprintf(last, size, "%s", brink_diagnostics_get(d, 0));
    brink_diagnostics_free(d);
    return n;
}

static void many_rows_and_many_mistakes(void **state)
{
    (void)state;
    char first[256];
    write_base();
    repeat("s/units.csv", U, "A,Alpha,red,2,1,\n", 5000);
    assert_int_equal(count_messages("s", first, sizeof first),
                     2003); /* 1000 ranges, 1000 keys, two ends, no B for links */
    assert_string_equal(first, "s/units.csv: more than 1000 mistakes; the rest is not listed");
    repeat("s/units.csv", U, "A,Alpha,red,0.5,1,\n", 100001);
    assert_int_equal(count_messages("s", first, sizeof first), 1002);
    FILE *f = fopen("s/units.csv", "wb");
    assert_non_null(f);
    fputs(U ROWS, f);
    for (int i = 2; i < 100000; i++) {
        fprintf(f, "A%d,Alpha,red,0.5,1,\n", i);
    }
    assert_int_equal(fclose(f), 0);
    expect("s", BRINK_OK, "");
    f = fopen("s/units.csv", "ab");
    assert_non_null(f);
    fputs("A100000,Alpha,red,0.5,1,\n", f);
    assert_int_equal(fclose(f), 0);
    expect("s", BRINK_EDATA, "units.csv:100002:1: more than 100000 rows; the rest of the file is not read");
    repeat("s/units.csv", U ROWS "C,\"", "\"\"", 8400000);
    expect("s", BRINK_EDATA, "units.csv:4:3: cell longer than 64 KiB; the rest of the file is not read");
    repeat("s/units.csv", U ROWS, "C,Gamma,red,0.5,0000000000000000000000000000000000000000000000000000000000001,\n",
           220000);
    char last[256];
    assert_true(count_messages("s", last, sizeof last) > 1000);
}

/* Every mistake of every file in one go, sorted by place within a file. */
static void all_in_one_go(void **state)
{
    (void)state;
    write_base();
    write_text("s/scenario.csv", "key,value\nname,base\nmodel,small\nhorizon,0\ncolour,red\n");
    write_text("s/units.csv", U "A,Alpha,blue,1.5,1,\nB,Beta,blue,x,6,0.5\n");
    write_text("s/links.csv", L "A,C,3,1,\nA,B,99,2,\n");
    write_text("s/unit.csv", "");
    write_text("s/levers.csv", "not read");
    expect(
        "s", BRINK_EDATA,
        "scenario.csv:4:9: horizon = 0; allowed: whole number, 1 to 10000 [periods]\n"
        "scenario.csv:5:1: unknown key colour; allowed: name, title, model, start_date, period_days, horizon, extends\n"
        "units.csv:2:14: weight = 1.5; allowed: 0 to 1\n"
        "units.csv:2:20: nerve is empty; allowed where side is blue: 0 to 1\n"
        "units.csv:3:13: weight = x: not a number; allowed: 0 to 1\n"
        "units.csv:3:15: size = 6; allowed: more than 0, at most 5 [rung]\n"
        "links.csv:2:3: to = C; allowed: a key of units or nobody\n"
        "links.csv:3:1: second row of A; allowed: one row a key (the first is in line 2)\n"
        "links.csv:3:5: count = 99; allowed: whole number, 1 to 10 [days]\n"
        "links.csv:3:8: open = 2; allowed: 0 or 1\n"
        "unit.csv: unknown table; allowed: see brink list tables; did you mean units?");
}

int main(void)
{
    char scratch[4096];
    enter_scratch(scratch);
    const struct CMUnitTest single[] = {
        cmocka_unit_test(things_that_are_no_files),
        cmocka_unit_test(unreadable_file),
        cmocka_unit_test(missing_folders),
        cmocka_unit_test(huge_files),
        cmocka_unit_test(many_rows_and_many_mistakes),
        cmocka_unit_test(all_in_one_go),
    };
    static struct CMUnitTest tests[2 * COUNT(rows) + COUNT(single)];
    size_t n = 0;
    for (size_t i = 0; i < COUNT(rows); i++) {
        tests[n++] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = input_is_judged, .initial_state = (void *)(uintptr_t)&rows[i]};
        tests[n++] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = pieces_do_not_matter, .initial_state = (void *)(uintptr_t)&rows[i]};
    }
    memcpy(tests + n, single, sizeof single);
    int status = cmocka_run_group_tests_name("scenario_input", tests, NULL, NULL) != 0;
    leave_scratch(scratch);
    return status;
}
