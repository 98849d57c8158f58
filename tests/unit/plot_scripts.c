/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which rows plot scripts get, and which charts are drawn: with scripts that only say what they were given. */
#include "support/check.h"

#include "brink/report.h"
#include "support/folder.h"

static char folder[64];
static char own[128]; /* scripts of the test's own */

static int begin(void **state)
{
    (void)state;
    folder_new(folder);
    snprintf(own, sizeof own, "%s/own", folder);
    assert_int_equal(mkdir(own, 0777), 0);
    file_put(own, "theme.gp", "");
    return 0;
}

static int end(void **state)
{
    (void)state;
    folder_remove(folder);
    return 0;
}

/* Prints its arguments and the rows of its tables as what passes for a picture. */
static const char parrot[] = "set datafile separator comma\nset datafile columnheaders\nset print ARG2\n"
                             "print ARG4 . '|' . ARG5 . '|' . ARG6 . '|' . ARG7 . '|' . ARG9\n"
                             "text(k) = stringcolumn(1) . '/' . stringcolumn(2) . '/' . stringcolumn(3)\n"
                             "say(k) = (all = all . ' ' . text(k), 0)\n"
                             "set table $t\nall = ''; plot ARG1 using (say(0)) with table\nprint 'first:' . all\n"
                             "if (strlen(ARG8) > 0) { all = ''; plot ARG8 using (say(0)) with table\n"
                             "print 'second:' . all }\nprint '</svg>'\n";

static void put_script(const char *name, const char *declaration)
{
    char text[2000];
    snprintf(text, sizeof text, "# SPDX\n%s\n%s", declaration, parrot);
    file_put(own, name, text);
}

/* What a picture says, or "" if there is none. */
static char *picture(const char *name)
{
    return file_is_there(folder, name) ? file_get(folder, name, NULL) : strdup("");
}

static void assert_picture(const char *name, const char *want)
{
    char *text = picture(name);
    assert_string_equal(text, want);
    free(text);
}

/* `n` points called p0, p1, ... with a row each. */
static void put_points(size_t n)
{
    char text[8000] = "scenario,point,series,period,n,mean,sd,se,q05,q25,q50,q75,q95,no_conflict,bin\n";
    for (size_t i = 0; i < n; i++) {
        char row[120];
        snprintf(row, sizeof row, "base,p%zu,x,0,5,1,0,0,1,1,1,1,1,,0.1\n", i);
        assert_true(strlen(text) + strlen(row) < sizeof text);
        memcpy(text + strlen(text), row, strlen(row) + 1);
    }
    file_put(folder, "series.csv", text);
}

static brink_status draw_own(brink_plot_options options, size_t *n_left_out, brink_error *err)
{
    options.scripts = own;
    options.format = "svg";
    return brink_report_plots(folder, &options, n_left_out, err);
}

/* A chart of a point gets the rows of that point, one of the study those of all; a second table may be missing, the
 * first may not. */
static void scripts_get_their_rows(void **state)
{
    (void)state;
    put_points(3);
    file_put(
        folder, "manifest.json",
        "{\"seed\": \"7\", \"version\": \"1.2\", \"headline\": [\"cost\", \"peak\"], \"titles\": {\"base\": \"T\"}}");
    file_put(folder, "d.csv", "point,reference,m\np1,p0,a\n\"p2\",p0,a\np1,p0,b\n");
    put_script("alone.gp", "# chart: point series.csv, none.csv");
    put_script("both.gp", "# chart: study d.csv series.csv");
    put_script("absent.gp", "# chart: study none.csv d.csv");
    put_script("shared.gp", "# chart: none");
    assert_int_equal(draw_own((brink_plot_options){0}, NULL, NULL), BRINK_OK);
    assert_picture("plots/alone-p0.svg", "T|||base, p0, seed 7, brink 1.2| cost peak\nfirst: base/p0/x\n</svg>\n");
    assert_picture("plots/alone-p2.svg", "T|||base, p2, seed 7, brink 1.2| cost peak\nfirst: base/p2/x\n</svg>\n");
    assert_picture("plots/both.svg", "T|||3 points, seed 7, brink 1.2| cost peak\n"
                                     "first: p1/p0/a p2/p0/a p1/p0/b\nsecond: base/p0/x base/p1/x base/p2/x\n</svg>\n");
    char plots[128];
    size_t n_hidden;
    snprintf(plots, sizeof plots, "%s/plots", folder);
    assert_int_equal(folder_count(plots, &n_hidden), 4);
    assert_int_equal(n_hidden, 0);
}

/* A study whose store has no series has charts of what it has; its points are those of summary.csv. */
static void series_are_not_needed(void **state)
{
    (void)state;
    file_put(folder, "summary.csv", "scenario,point,metric\ns,b,cost\ns,b,peak\ns,a,cost\n");
    file_put(folder, "series.csv", "scenario,point,series\n");
    put_script("each.gp", "# chart: point summary.csv series.csv");
    put_script("none.gp", "# chart: point series.csv");
    assert_int_equal(draw_own((brink_plot_options){0}, NULL, NULL), BRINK_OK);
    assert_picture("plots/each-b.svg", "s|||s, b|\nfirst: s/b/cost s/b/peak\n</svg>\n");
    assert_picture("plots/each-a.svg", "s|||s, a|\nfirst: s/a/cost\n</svg>\n");
    assert_picture("plots/none-b.svg", "");
}

/* Whole tables are drawn as they are, whether there are points beside them or not. */
static void whole_tables(void **state)
{
    (void)state;
    file_put(folder, "found.csv", "a,b,c\n1,2,3\n4,5,6\n");
    file_put(folder, "more.csv", "x,y,z\n7,8,9\n");
    put_script("two.gp", "# chart: folder found.csv, more.csv");
    put_script("one.gp", "# chart: folder found.csv none.csv");
    put_script("absent.gp", "# chart: folder none.csv found.csv");
    assert_int_equal(draw_own((brink_plot_options){0}, NULL, NULL), BRINK_OK);
    char about[200];
    char want[400];
    snprintf(about, sizeof about, "%s||||", folder); /* of what nothing is said */
    snprintf(want, sizeof want, "%s\nfirst: 1/2/3 4/5/6\nsecond: 7/8/9\n</svg>\n", about);
    assert_picture("plots/two.svg", want);
    snprintf(want, sizeof want, "%s\nfirst: 1/2/3 4/5/6\n</svg>\n", about);
    assert_picture("plots/one.svg", want);
    assert_picture("plots/absent.svg", "");
    put_points(2);
    put_script("each.gp", "# chart: point series.csv");
    file_put(
        folder, "manifest.json",
        "{\"seed\": \"7\", \"version\": \"1.2\", \"replicas\": 9, \"headline\": [\"cost\"], \"titles\": {\"base\": "
        "\"T\"}, \"totals\": {\"points\": 12}}");
    assert_int_equal(draw_own((brink_plot_options){0}, NULL, NULL), BRINK_OK);
    assert_picture("plots/one.svg",
                   "T|||12 points, 9 replicas each, seed 7, brink 1.2| cost\nfirst: 1/2/3 4/5/6\n</svg>\n");
    assert_picture("plots/each-p1.svg", "T|||base, p1, seed 7, brink 1.2| cost\nfirst: base/p1/x\n</svg>\n");
}

static void scripts_must_say_what_they_draw(void **state)
{
    (void)state;
    static const char *const bad[] = {"# no declaration",
                                      "# chart:",
                                      "# chart: points series.csv",
                                      "# chart: point",
                                      "# chart: none series.csv",
                                      "# chart: study a.csv b.csv c.csv",
                                      "# chart: folder"};
    put_points(1);
    for (size_t i = 0; i < COUNT(bad); i++) {
        brink_error err;
        put_script("odd.gp", bad[i]);
        assert_int_equal(draw_own((brink_plot_options){0}, NULL, &err), BRINK_EDATA);
        assert_non_null(strstr(err.what, "odd.gp"));
        assert_false(file_is_there(folder, "plots"));
    }
}

typedef struct heard {
    size_t n;
    char last[64];
} heard;

static void hear(void *context, const char *name)
{
    heard *h = context;
    h->n++;
    snprintf(h->last, sizeof h->last, "%s", name);
}

/* The first point stands in charts of the study whichever are chosen. */
static void points_and_charts_are_chosen(void **state)
{
    (void)state;
    static const char *const points[] = {"p3", "p1?"}, *const charts[] = {"each"}, *const bad[] = {"q*"};
    brink_error err;
    heard h = {0};
    put_points(14);
    put_script("each.gp", "# chart: point series.csv");
    put_script("all.gp", "# chart: study series.csv");
    brink_plot_options options = {.points = points, .n_points = 2, .drawn = hear, .context = &h};
    size_t n_left_out = 99;
    assert_int_equal(draw_own(options, &n_left_out, NULL), BRINK_OK);
    assert_int_equal(h.n, 6); /* p3, p10 to p13, and the study */
    assert_string_equal(h.last, "each-p13.svg");
    assert_int_equal(n_left_out, 0);
    assert_true(file_is_there(folder, "plots/each-p3.svg"));
    assert_false(file_is_there(folder, "plots/each-p1.svg"));
    assert_picture("plots/all.svg", "base|||6 of 14 points|\n"
                                    "first: base/p0/x base/p3/x base/p10/x base/p11/x base/p12/x base/p13/x\n</svg>\n");
    options.charts = charts;
    options.n_charts = 1;
    options.n_points = 1;
    assert_int_equal(draw_own(options, NULL, NULL), BRINK_OK);
    assert_int_equal(h.n, 7);
    options.charts = bad;
    assert_int_equal(draw_own(options, NULL, &err), BRINK_EUSAGE);
    assert_non_null(strstr(err.what, "no chart 'q*'"));
    options.n_charts = 0;
    options.points = bad;
    assert_int_equal(draw_own(options, NULL, &err), BRINK_EUSAGE);
    assert_non_null(strstr(err.what, "'q*'"));
}

/* Nobody looks at a thousand charts: those of the first points are drawn, and how many were not is told. */
static void many_points_are_not_drawn(void **state)
{
    (void)state;
    static const char *const all[] = {"*"};
    enum { MANY = BRINK_PLOT_POINTS + 3 };
    heard h = {0};
    size_t n_left_out = 0;
    put_points(MANY);
    put_script("each.gp", "# chart: point series.csv");
    put_script("all.gp", "# chart: study series.csv");
    brink_plot_options options = {.drawn = hear, .context = &h};
    assert_int_equal(draw_own(options, &n_left_out, NULL), BRINK_OK);
    assert_int_equal(n_left_out, 3);
    assert_int_equal(h.n, BRINK_PLOT_POINTS + 1);
    char *text = picture("plots/all.svg");
    assert_non_null(strstr(text, "24 of 27 points"));
    assert_null(strstr(text, "p24"));
    free(text);
    options.points = all;
    options.n_points = 1;
    h.n = 0;
    assert_int_equal(draw_own(options, &n_left_out, NULL), BRINK_OK);
    assert_int_equal(n_left_out, 0);
    assert_int_equal(h.n, MANY + 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(scripts_get_their_rows),          TEST(series_are_not_needed),        TEST(whole_tables),
        TEST(scripts_must_say_what_they_draw), TEST(points_and_charts_are_chosen), TEST(many_points_are_not_drawn),
    };
    return cmocka_run_group_tests_name("plot_scripts", tests, NULL, NULL) != 0;
}
