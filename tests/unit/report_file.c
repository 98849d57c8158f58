/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Output files are whole or not there; CSV cells read back as they were. */
#include "support/check.h"

#include <csv.h>
#include <sys/wait.h>

#include "base/text.h"
#include "report/file.h"
#include "support/folder.h"

static char folder[64];

static int begin(void **state)
{
    (void)state;
    folder_new(folder);
    file_put(folder, "out.csv", "old\n");
    return 0;
}

static int end(void **state)
{
    (void)state;
    limit_files(RLIM_INFINITY);
    folder_remove(folder);
    return 0;
}

/* Just the one file, holding `text`. */
static void assert_only(const char *text)
{
    size_t n_hidden;
    assert_int_equal(folder_count(folder, &n_hidden), 1);
    char *found = file_get(folder, "out.csv", NULL);
    assert_string_equal(found, text);
    free(found);
}

static void commit_replaces(void **state)
{
    (void)state;
    brink__file file;
    brink_error err;
    struct stat facts;
    char path[128];
    assert_int_equal(brink__file_open(&file, folder, "out.csv", &err), BRINK_OK);
    brink__file_puts(&file, "new\n");
    assert_int_equal(brink__file_check(&file, &err), BRINK_OK);
    assert_int_equal(brink__file_commit(&file, &err), BRINK_OK);
    assert_only("new\n");
    snprintf(path, sizeof path, "%s/out.csv", folder);
    assert_int_equal(stat(path, &facts), 0);
    mode_t mask = umask(0);
    umask(mask);
    assert_int_equal(facts.st_mode & 0777,
                     0666 & ~mask); /* as if written plainly, not private as temporary files are */
    brink__file_abandon(&file);     /* harmless */
}

static void abandon_keeps_the_old(void **state)
{
    (void)state;
    brink__file file;
    brink__file empty = {0};
    assert_int_equal(brink__file_open(&file, folder, "out.csv", NULL), BRINK_OK);
    brink__file_puts(&file, "new\n");
    brink__file_abandon(&file);
    brink__file_abandon(&empty);
    assert_only("old\n");
}

static void finished_is_not_yet_there(void **state)
{
    (void)state;
    brink__file file;
    assert_int_equal(brink__file_open(&file, folder, "out.csv", NULL), BRINK_OK);
    brink__file_puts(&file, "new\n");
    assert_int_equal(brink__file_finish(&file, NULL), BRINK_OK);
    char *found = file_get(folder, "out.csv", NULL);
    assert_string_equal(found, "old\n");
    free(found);
    assert_int_equal(brink__file_commit(&file, NULL), BRINK_OK);
    assert_only("new\n");
}

static void two_writers_do_not_meet(void **state)
{
    (void)state;
    brink__file a;
    brink__file b;
    assert_int_equal(brink__file_open(&a, folder, "out.csv", NULL), BRINK_OK);
    assert_int_equal(brink__file_open(&b, folder, "out.csv", NULL), BRINK_OK);
    brink__file_puts(&a, "a\n");
    brink__file_puts(&b, "b\n");
    assert_int_equal(brink__file_commit(&a, NULL), BRINK_OK);
    assert_int_equal(brink__file_commit(&b, NULL), BRINK_OK);
    assert_only("b\n");
}

/* Small output stays in the stream's buffer, so this fails when it is flushed at the end. */
static void full_disk_at_the_end(void **state)
{
    (void)state;
    brink__file file;
    brink_error err;
    assert_int_equal(brink__file_open(&file, folder, "out.csv", &err), BRINK_OK);
    limit_files(2);
    brink__file_puts(&file, "0123456789\n");
    assert_int_equal(brink__file_check(&file, &err), BRINK_OK);
    assert_int_equal(brink__file_commit(&file, &err), BRINK_EIO);
    assert_non_null(strstr(err.what, "out.csv"));
    assert_only("old\n");
}

static void full_disk_on_the_way(void **state)
{
    (void)state;
    brink__file file;
    brink_error err;
    assert_int_equal(brink__file_open(&file, folder, "out.csv", &err), BRINK_OK);
    limit_files(10000);
    for (int i = 0; i < 10000; i++) {
        brink__file_puts(&file, "0123456789\n");
    }
    assert_int_equal(brink__file_check(&file, &err), BRINK_EIO);
    limit_files(RLIM_INFINITY); /* room again at the end does not heal the hole */
    brink__file_puts(&file, "the end\n");
    assert_int_equal(brink__file_commit(&file, &err), BRINK_EIO);
    assert_only("old\n");
}

static void device_is_full(void **state)
{
    (void)state;
    brink__file file;
    brink_error err;
    assert_int_equal(brink__file_open(&file, folder, "out.csv", &err), BRINK_OK);
    fclose(file.stream);
    file.stream = fopen("/dev/full", "w");
    assert_non_null(file.stream);
    brink__file_puts(&file, "x");
    assert_int_equal(brink__file_finish(&file, &err), BRINK_EIO);
    brink__file_abandon(&file);
    assert_only("old\n");
}

static void nowhere_to_write(void **state)
{
    (void)state;
    brink__file file;
    brink_error err;
    assert_int_equal(brink__file_open(&file, "no-such-folder", "out.csv", &err), BRINK_ECANTCREATE);
    assert_non_null(strstr(err.what, "no-such-folder/out.csv"));
}

static void a_folder_is_in_the_way(void **state)
{
    (void)state;
    brink__file file;
    brink_error err;
    size_t n_hidden;
    char path[128];
    snprintf(path, sizeof path, "%s/taken", folder);
    assert_int_equal(mkdir(path, 0777), 0);
    assert_int_equal(brink__file_open(&file, folder, "taken", &err), BRINK_OK);
    assert_int_equal(brink__file_commit(&file, &err), BRINK_ECANTCREATE);
    assert_int_equal(folder_count(folder, &n_hidden), 2);
    assert_int_equal(n_hidden, 0);
}

/* A process that dies before the rename leaves the old file, and its leavings hinder nobody. */
static void death_before_the_rename(void **state)
{
    (void)state;
    pid_t pid = fork();
    if (pid == 0) {
        brink__file file;
        brink_status status = brink__file_open(&file, folder, "out.csv", NULL);
        for (int i = 0; i < 10000 && status == BRINK_OK; i++) {
            brink__file_puts(&file, "half of a row,");
        }
        raise(SIGKILL);
    }
    int ended;
    assert_int_equal(waitpid(pid, &ended, 0), pid);
    assert_true(WIFSIGNALED(ended));
    char *found = file_get(folder, "out.csv", NULL);
    assert_string_equal(found, "old\n");
    free(found);
    brink__file file;
    assert_int_equal(brink__file_open(&file, folder, "out.csv", NULL), BRINK_OK);
    brink__file_puts(&file, "new\n");
    assert_int_equal(brink__file_commit(&file, NULL), BRINK_OK);
    found = file_get(folder, "out.csv", NULL);
    assert_string_equal(found, "new\n");
    free(found);
}

static void paths_are_no_options(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {"a", "b", "./a/b"}, {"/a", "b", "/a/b"}, {"-a", "b", "./-a/b"}, {"<a", "b", "./<a/b"}, {"~", "b", "./~/b"}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        char *path = brink__file_path(rows[i][0], rows[i][1]);
        assert_string_equal(path, rows[i][2]);
        free(path);
    }
}

static void cells_are_quoted(void **state)
{
    (void)state;
    static const char *const rows[][2] = {{"plain", "plain"},
                                          {"", ""},
                                          {"a,b", "\"a,b\""},
                                          {"say \"x\"", "\"say \"\"x\"\"\""},
                                          {"\"", "\"\"\"\""},
                                          {"two\nlines", "\"two\nlines\""},
                                          {"cr\r", "\"cr\r\""},
                                          {" lead", "\" lead\""},
                                          {"trail ", "\"trail \""},
                                          {"in side", "in side"},
                                          {"caf\xc3\xa9", "caf\xc3\xa9"}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        brink__csv csv = {0};
        char want[128];
        assert_int_equal(brink__file_open(&csv.file, folder, "out.csv", NULL), BRINK_OK);
        brink__csv_text(&csv, "first");
        brink__csv_text(&csv, rows[i][0]);
        brink__csv_text(&csv, NULL);
        brink__csv_count(&csv, UINT64_MAX);
        brink__csv_end_row(&csv);
        brink__csv_number(&csv, 0.1);
        brink__csv_number(&csv, (double)NAN);
        brink__csv_end_row(&csv);
        assert_int_equal(brink__file_commit(&csv.file, NULL), BRINK_OK);
        snprintf(want, sizeof want, "first,%s,,18446744073709551615\n0.1,\n", rows[i][1]);
        assert_only(want);
    }
}

/* A small generator for the property tests: Marsaglia's xorshift64. */
static uint64_t draw(uint64_t *x)
{
    *x ^= *x << 13;
    *x ^= *x >> 7;
    *x ^= *x << 17;
    return *x;
}

static void floats_read_back(void **state)
{
    (void)state;
    enum { N = 20000 };
    uint64_t x = 20240909;
    double *want = calloc(N, sizeof *want);
    assert_non_null(want);
    brink__csv csv = {0};
    assert_int_equal(brink__file_open(&csv.file, folder, "out.csv", NULL), BRINK_OK);
    for (size_t i = 0; i < N;) {
        uint64_t bits = draw(&x);
        memcpy(&want[i], &bits, sizeof bits);
        if (i % 2 == 0) { /* every second one of ordinary size, where the fewest digits matter */
            want[i] = (double)(bits % 1000000) / 1000.0;
        }
        if (isfinite(want[i])) {
            brink__csv_number(&csv, want[i]);
            brink__csv_end_row(&csv);
            i++;
        }
    }
    assert_int_equal(brink__file_commit(&csv.file, NULL), BRINK_OK);
    char *text = file_get(folder, "out.csv", NULL);
    char *at = text;
    for (size_t i = 0; i < N; i++) {
        char *after;
        double got = strtod(at, &after);
        assert_memory_equal(&got, &want[i], sizeof got);
        assert_true(after > at && *after == '\n');
        assert_true(i % 2 != 0 || after - at <= 7); /* 999.999 */
        at = after + 1;
    }
    assert_int_equal(*at, '\0');
    free(text);
    free(want);
}

/* What libcsv, a reader that is not ours, makes of our cells. */
struct heard {
    const char *want; /* [n_cells][width] */
    size_t width, n_cells, n_rows, n_wrong;
};

static void hear_cell(void *text, size_t n, void *context)
{
    struct heard *h = context;
    const char *want = h->want + h->n_cells * h->width;
    h->n_wrong += n != strlen(want) || memcmp(text, want, n) != 0;
    h->n_cells++;
}

static void hear_row(int c, void *context)
{
    struct heard *h = context;
    (void)c;
    h->n_rows++;
}

static void texts_read_back(void **state)
{
    (void)state;
    enum { ROWS = 2000, CELLS = 3, WIDTH = 9 };
    static const char letters[] = "ab,\"\n\r \t;'";
    uint64_t x = 4711;
    char(*want)[WIDTH] = calloc(ROWS * CELLS, sizeof *want);
    assert_non_null(want);
    brink__csv csv = {0};
    assert_int_equal(brink__file_open(&csv.file, folder, "out.csv", NULL), BRINK_OK);
    for (size_t i = 0; i < ROWS * CELLS; i++) {
        size_t n = draw(&x) % WIDTH;
        for (size_t k = 0; k < n; k++) {
            want[i][k] = letters[draw(&x) % (sizeof letters - 1)];
        }
        brink__csv_text(&csv, want[i]);
        if (i % CELLS == CELLS - 1) {
            brink__csv_end_row(&csv);
        }
    }
    assert_int_equal(brink__file_commit(&csv.file, NULL), BRINK_OK);
    size_t size;
    char *text = file_get(folder, "out.csv", &size);
    struct csv_parser parser;
    struct heard h = {.want = want[0], .width = WIDTH};
    assert_int_equal(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI), 0);
    assert_int_equal(csv_parse(&parser, text, size, hear_cell, hear_row, &h), size);
    assert_int_equal(csv_fini(&parser, hear_cell, hear_row, &h), 0);
    csv_free(&parser);
    assert_int_equal(h.n_rows, ROWS);
    assert_int_equal(h.n_cells, ROWS * CELLS);
    assert_int_equal(h.n_wrong, 0);
    free(text);
    free(want);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(commit_replaces),         TEST(abandon_keeps_the_old), TEST(finished_is_not_yet_there),
        TEST(two_writers_do_not_meet), TEST(full_disk_at_the_end),  TEST(full_disk_on_the_way),
        TEST(device_is_full),          TEST(nowhere_to_write),      TEST(a_folder_is_in_the_way),
        TEST(death_before_the_rename), TEST(paths_are_no_options),  TEST(cells_are_quoted),
        TEST(floats_read_back),        TEST(texts_read_back),
    };
    return cmocka_run_group_tests_name("report_file", tests, NULL, NULL) != 0;
}
