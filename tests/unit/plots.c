/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Charts drawn by gnuplot from exported tables: whole pictures with the right words in them, or an error and no
 * picture. */
#include "support/check.h"

#include "brink/report.h"
#include "support/folder.h"
#include "support/svg.h"

static const char scripts[] = BRINK_SOURCE_DIR "/plots";
static const char header[] = "scenario,point,series,period,n,mean,sd,se,q05,q25,q50,q75,q95,no_conflict,bin\n";
static const char manifest[] =
    "{\"version\": \"1.2.3\", \"seed\": \"42\", \"start_date\": \"2024-09-09\", \"period_days\": 7,"
    " \"titles\": {\"base\": \"Title with <odd> & {strange}_text `id`\"}}";

static char folder[64];
static char *path_before;

static int begin(void **state)
{
    (void)state;
    folder_new(folder);
    const char *path = getenv("PATH");
    path_before = path ? strdup(path) : NULL;
    return path_before ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    limit_files(RLIM_INFINITY);
    unsetenv("BRINK_PLOTS");
    int failed = setenv("PATH", path_before, 1);
    free(path_before);
    folder_remove(folder);
    return failed;
}

/* Rows of a series that starts at `from` and spreads with time; `text` has room for them. */
static void add_series(char *text, size_t room, const char *point, const char *name, int periods, double from,
                       double spread)
{
    for (int t = 0; t <= periods; t++) {
        double s = spread * t / periods;
        size_t n = strlen(text);
        int more = snprintf(text + n, room - n, "base,%s,%s,%d,1200,%g,%g,%g,%g,%g,%g,%g,%g,%g,0.01\n", point, name, t,
                            from, s, s / 35, from - 2 * s, from - s, from, from + s, from + 2 * s, 1 - 0.001 * t);
        assert_in_range(more, 1, room - n - 1);
    }
}

enum { ROOM = 1 << 18 };

/* What a point of the main model exports, as far as charts look at it. */
static void add_point(char *text, const char *point, int periods)
{
    add_series(text, ROOM, point, "level.UKR", periods, 5, 1);
    add_series(text, ROOM, point, "level.Grey_zone", periods, 2, 0.5);
    add_series(text, ROOM, point, "credibility", periods, 0.6, 0.1);
    add_series(text, ROOM, point, "belief.USA", periods, 0.61, 0.1);
    add_series(text, ROOM, point, "belief.Saudi", periods, 0.3, 0.1);
    add_series(text, ROOM, point, "unity", periods, 0.8, 0.05);
}

static char *new_table(void)
{
    char *text = calloc(ROOM, 1);
    assert_non_null(text);
    memcpy(text, header, sizeof header);
    return text;
}

static void put_study(int periods)
{
    char *text = new_table();
    add_point(text, "base", periods);
    file_put(folder, "series.csv", text);
    file_put(folder, "manifest.json", manifest);
    free(text);
}

static size_t big_endian(const unsigned char *p)
{
    return ((size_t)p[0] << 24) | ((size_t)p[1] << 16) | ((size_t)p[2] << 8) | p[3];
}

/* Walks the chunks to the very last byte; the picture is `width` wide. Returns its size. */
static size_t assert_png(const char *name, size_t width)
{
    size_t size;
    char *file = file_get(folder, name, &size);
    const unsigned char *p = (const unsigned char *)file;
    size_t at = 8;
    bool is_ended = false;
    assert_true(size > 8 && memcmp(p, "\x89PNG\r\n\x1a\n", 8) == 0);
    assert_int_equal(big_endian(p + 16), width);
    while (!is_ended) {
        assert_true(at + 12 <= size);
        is_ended = memcmp(p + at + 4, "IEND", 4) == 0;
        at += 12 + big_endian(p + at);
    }
    assert_int_equal(at, size);
    free(file);
    return size;
}

static brink_status draw(brink_error *err)
{
    const brink_plot_options options = {.scripts = scripts};
    return brink_report_plots(folder, &options, NULL, err);
}

static void pictures_say_what_they_should(void **state)
{
    (void)state;
    brink_error err = {0};
    size_t n_hidden;
    put_study(104);
    assert_int_equal(draw(&err), BRINK_OK);
    char plots[128];
    snprintf(plots, sizeof plots, "%s/plots", folder);
    assert_int_equal(folder_count(plots, &n_hidden), 4);
    assert_int_equal(n_hidden, 0);
    /* an empty canvas of this size takes 8 to 9 kB */
    assert_true(assert_png("plots/levels.png", 1800) > 40000);
    assert_true(assert_png("plots/credibility.png", 1800) > 40000);

    char *svg = svg_of(folder, "plots/levels.svg");
    assert_says(svg, "Title with &lt;odd> &amp; {strange}_text `id`");
    assert_says(svg, "n = 1,200 replicas; without broader conflict at the end: 89.6 %");
    assert_says(svg, "base, seed 42, brink 1.2.3");
    assert_says(svg, "weeks from start (9 September 2024)");
    assert_says(svg, "Mar 2026");
    assert_says(svg, ">UKR<");
    assert_says(svg, ">Grey_zone<");
    assert_says(svg, ">rung<");
    assert_says(svg, "90 % of replicas");
    free(svg);
    svg = svg_of(folder, "plots/credibility.svg");
    assert_says(svg, ">USA<");
    assert_says(svg, ">Saudi<");
    assert_says(svg, ">unity<");
    assert_says(svg, ">belief in resolve<");
    assert_null(strstr(svg, "UKR"));
    free(svg);
}

/* Two lines that end 0.01 apart would have their names on each other. */
static void names_do_not_overlap(void **state)
{
    (void)state;
    put_study(104);
    assert_int_equal(draw(NULL), BRINK_OK);
    char *svg = svg_of(folder, "plots/credibility.svg");
    double apart = svg_text(svg, ">all<", 0).y - svg_text(svg, ">USA<", 0).y; /* USA ends higher, so stands above */
    assert_near(apart, 15, 2);
    assert_true(svg_text(svg, ">Saudi<", 0).y - svg_text(svg, ">all<", 0).y > 50);
    free(svg);
}

static void same_rows_same_bytes(void **state)
{
    (void)state;
    static const char *const names[] = {"plots/levels.png", "plots/levels.svg", "plots/credibility.png",
                                        "plots/credibility.svg"};
    char *first[COUNT(names)];
    size_t n_first[COUNT(names)];
    put_study(52);
    assert_int_equal(draw(NULL), BRINK_OK);
    for (size_t i = 0; i < COUNT(names); i++) {
        first[i] = file_get(folder, names[i], &n_first[i]);
    }
    assert_int_equal(draw(NULL), BRINK_OK);
    for (size_t i = 0; i < COUNT(names); i++) {
        size_t n;
        char *again = file_get(folder, names[i], &n);
        assert_int_equal(n, n_first[i]);
        assert_memory_equal(again, first[i], n);
        free(again);
        free(first[i]);
    }
}

/* One chart a point, each of its own rows; the second lacks theatres, so has no fan of levels. */
static void points_have_their_own(void **state)
{
    (void)state;
    char *text = new_table();
    add_point(text, "calm", 10);
    add_series(text, ROOM, "\"high, \"\"very\"\"\"", "unity", 10, 0.5, 0.1);
    file_put(folder, "series.csv", text);
    free(text);
    assert_int_equal(draw(NULL), BRINK_OK);
    assert_true(file_is_there(folder, "plots/levels-calm.png"));
    assert_true(file_is_there(folder, "plots/credibility-calm.svg"));
    assert_false(file_is_there(folder, "plots/levels-high%2C%20%22very%22.png"));
    char *svg = svg_of(folder, "plots/credibility-high%2C%20%22very%22.svg");
    assert_says(svg, "base, high, \"very\"");
    assert_says(svg, "periods from start"); /* without a manifest there are no dates */
    assert_null(strstr(svg, "belief"));
    free(svg);
}

static void nothing_to_draw(void **state)
{
    (void)state;
    static const char *const rows[] = {"", "base,base,fatigue.USA,0,0,,,,,,,,,,0.1\n",
                                       "base,base,level.UKR,0,0,,,,,,,,,,0.1\n"};
    for (size_t i = 0; i < COUNT(rows); i++) {
        char *text = new_table();
        size_t n_hidden;
        char plots[128];
        memcpy(text + strlen(text), rows[i], strlen(rows[i]) + 1);
        file_put(folder, "series.csv", text);
        free(text);
        assert_int_equal(draw(NULL), BRINK_OK);
        snprintf(plots, sizeof plots, "%s/plots", folder);
        assert_int_equal(folder_count(plots, &n_hidden), 0);
    }
}

static void no_gnuplot(void **state)
{
    (void)state;
    brink_error err;
    size_t n_hidden;
    char plots[128];
    put_study(10);
    assert_int_equal(setenv("PATH", folder, 1), 0);
    brink_status status = draw(&err);
    assert_int_equal(status, BRINK_EUNAVAILABLE);
    assert_int_equal(brink_status_exit(status), 69);
    assert_non_null(strstr(err.what, "gnuplot-nox"));
    snprintf(plots, sizeof plots, "%s/plots", folder);
    assert_int_equal(folder_count(plots, &n_hidden), 0);
}

/* Folders of scripts: the argument, then BRINK_PLOTS; a script that fails keeps the picture of before. */
static void gnuplot_fails(void **state)
{
    (void)state;
    brink_error err;
    char own[128];
    put_study(10);
    brink_plot_options options = {.scripts = "no-such-folder"};
    assert_int_equal(brink_report_plots(folder, &options, NULL, &err), BRINK_ENOINPUT);
    snprintf(own, sizeof own, "%s/plots", folder);
    assert_int_equal(mkdir(own, 0777), 0);
    file_put(own, "old.png", "old");
    snprintf(own, sizeof own, "%s/own", folder);
    assert_int_equal(mkdir(own, 0777), 0);
    options.scripts = own;
    assert_int_equal(brink_report_plots(folder, &options, NULL, &err), BRINK_ENOINPUT);
    file_put(own, "theme.gp", "");
    file_put(own, "old.gp", "# chart: point series.csv\nset output ARG2\nset terminal svg\nplot no_such_variable\n");
    assert_int_equal(setenv("BRINK_PLOTS", own, 1), 0);
    assert_int_equal(brink_report_plots(folder, NULL, NULL, &err), BRINK_EUNAVAILABLE);
    assert_non_null(strstr(err.what, "no_such_variable"));
    assert_null(strchr(err.what, '\n'));
    size_t n_hidden;
    snprintf(own, sizeof own, "%s/plots", folder);
    assert_int_equal(folder_count(own, &n_hidden), 1);
    char *text = file_get(own, "old.png", NULL);
    assert_string_equal(text, "old");
    free(text);
}

/* Room for the rows of a point, not for its picture. */
static void full_disk(void **state)
{
    (void)state;
    brink_error err;
    size_t n_hidden;
    char plots[128];
    put_study(10);
    limit_files(12000);
    assert_int_equal(draw(&err), BRINK_EIO);
    limit_files(100);
    assert_int_equal(draw(&err), BRINK_EIO);
    snprintf(plots, sizeof plots, "%s/plots", folder);
    assert_int_equal(folder_count(plots, &n_hidden), 0);
}

/* Names are data: neither a shell nor gnuplot may take them for a command. */
static void names_are_not_commands(void **state)
{
    (void)state;
    static const char *const names[] = {"|touch pwned;'\"`touch pwned`", "<touch pwned", "-", "$(touch pwned)"};
    const brink_plot_options options = {.scripts = scripts};
    char *text = new_table();
    add_series(text, ROOM, "';system(`touch pwned`)", "level.'.system(\"touch pwned\").'", 3, 5, 1);
    add_series(text, ROOM, "\"\n@x\"", "level.`touch pwned`", 3, 5, 1);
    char here[1024];
    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(chdir(folder), 0);
    for (size_t i = 0; i < COUNT(names); i++) {
        assert_int_equal(mkdir(names[i], 0777), 0);
        file_put(names[i], "series.csv", text);
        assert_int_equal(brink_report_plots(names[i], &options, NULL, NULL), BRINK_OK);
        assert_false(file_is_there(".", "pwned"));
        folder_remove(names[i]);
    }
    assert_int_equal(chdir(here), 0);
    free(text);
}

static void other_tables_are_refused(void **state)
{
    (void)state;
    brink_error err;
    assert_int_equal(draw(&err), BRINK_ENOINPUT);
    file_put(folder, "series.csv", "a,b\n1,2\n");
    assert_int_equal(draw(&err), BRINK_EDATA);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(pictures_say_what_they_should),
        TEST(names_do_not_overlap),
        TEST(same_rows_same_bytes),
        TEST(points_have_their_own),
        TEST(nothing_to_draw),
        TEST(no_gnuplot),
        TEST(gnuplot_fails),
        TEST(full_disk),
        TEST(names_are_not_commands),
        TEST(other_tables_are_refused),
    };
    return cmocka_run_group_tests_name("plots", tests, NULL, NULL) != 0;
}
