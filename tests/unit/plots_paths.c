/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The chart of a model that no other chart is about (plots/paths.gp), from a made-up series.csv: whatever its series
 * are called they are in it, and it stays away where there are levels. */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include "brink/report.h"
#include "support/folder.h"

static const char header[] = "scenario,point,series,period,n,mean,sd,se,q05,q25,q50,q75,q95,no_conflict,bin\n";

enum { ROOM = 1 << 16, PERIODS = 8, N = 400 };

static void add(char *text, const char *series, double mean, double sd, double low, double high)
{
    for (int t = 0; t <= PERIODS; t++) {
        const size_t n = strlen(text);
        const int more = snprintf(text + n, ROOM - n, "s,p,%s,%d,%d,%.17g,%.17g,%.17g,%g,%g,%g,%g,%g,,0.01\n", series,
                                  t, N, mean, sd, sd / sqrt(N), low, low, mean, high, high);
        assert_in_range(more, 1, ROOM - n - 1);
    }
}

/* The SVG of the chart, to be freed; NULL if it was not drawn. */
static char *draw(const char *text)
{
    char folder[64];
    brink_error err = {0};
    folder_new(folder);
    file_put(folder, "series.csv", text);
    const brink_plot_options options = {.scripts = BRINK_SOURCE_DIR "/plots"};
    if (brink_report_plots(folder, &options, NULL, &err) != BRINK_OK) {
        fail_msg("%s", err.what);
    }
    char *svg = file_is_there(folder, "plots/paths.svg") ? file_get(folder, "plots/paths.svg", NULL) : NULL;
    assert_int_equal(file_is_there(folder, "plots/paths.png"), svg != NULL);
    folder_remove(folder);
    return svg;
}

static char *new_text(void)
{
    char *text = calloc(ROOM, 1);
    assert_non_null(text);
    return memcpy(text, header, sizeof header);
}

static void series_of_any_name_are_drawn(void **state)
{
    (void)state;
    char *text = new_text();
    add(text, "stock.RED", 3, 1, 1, 5);
    add(text, "entry", 0.25, sqrt(0.25 * 0.75 * N / (N - 1.0)), 0, 1);
    add(text, "still", 2, 0, 2, 2);
    char *svg = draw(text);
    assert_non_null(svg);
    assert_non_null(strstr(svg, "stock.RED"));
    assert_non_null(strstr(svg, "entry"));
    assert_non_null(strstr(svg, "still"));
    assert_non_null(strstr(svg, "90 % of replicas")); /* of the first */
    assert_non_null(strstr(svg, "without a fan: mean"));
    free(svg);
    free(text);
}

static void shares_alone_have_no_fans(void **state)
{
    (void)state;
    char *text = new_text();
    add(text, "SQ", 0.25, sqrt(0.25 * 0.75 * N / (N - 1.0)), 0, 1);
    char *svg = draw(text);
    assert_non_null(svg);
    assert_null(strstr(svg, "90 % of replicas"));
    assert_non_null(strstr(svg, "95 % of its sampling error"));
    free(svg);
    free(text);
}

static void other_charts_take_its_place(void **state)
{
    (void)state;
    char *text = new_text();
    add(text, "level.UKR", 3, 1, 1, 5);
    add(text, "stock.RED", 3, 1, 1, 5);
    assert_null(draw(text));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(series_of_any_name_are_drawn),
        cmocka_unit_test(shares_alone_have_no_fans),
        cmocka_unit_test(other_charts_take_its_place),
    };
    return cmocka_run_group_tests_name("plots_paths", tests, NULL, NULL) != 0;
}
