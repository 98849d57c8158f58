/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The charts of brink discover, brink robust and brink duel, from tables made up so that what they show is known. */
#include "support/check.h"

#include "brink/report.h"
#include "support/folder.h"
#include "support/svg.h"

static char folder[64];

static int begin(void **state)
{
    (void)state;
    folder_new(folder);
    return 0;
}

static int end(void **state)
{
    (void)state;
    folder_remove(folder);
    return 0;
}

/* Draws one chart and returns what it says. */
static char *draw(const char *chart)
{
    char picture[64];
    const brink_plot_options options = {
        .scripts = BRINK_SOURCE_DIR "/plots", .charts = &chart, .n_charts = 1, .format = "svg"};
    brink_error err = {0};
    brink_status status = brink_report_plots(folder, &options, NULL, &err);
    if (status != BRINK_OK) {
        print_error("%s\n", err.what);
    }
    assert_int_equal(status, BRINK_OK);
    (void)snprintf(picture, sizeof picture, "plots/%s.svg", chart);
    return svg_of(folder, picture);
}

/* What was asked stands in every picture of a discovery, and beside a box how likely it is by chance. */
static void discoveries_say_what_was_asked(void **state)
{
    (void)state;
    static const char *const charts[] = {"discover_boxes", "discover_peeling", "discover_scatter"};
    file_put(folder, "discover_cases.csv",
             "case,a.low,a.high,harm>2,cost<=7,is_interest,is_undecided,box,is_taken\n"
             "h1,1,5,1,8,0,0,0,0\nh2,2,6,3,6,1,0,1,0\nh3,3,7,4,5,1,1,1,0\n");
    file_put(
        folder, "discover_boxes.csv",
        "box,dimension,kind,unit,is_limited,lower,upper,levels,least,greatest,from,to,quasi_p,resampled,n,n_interest,"
        "density,coverage,mass\n"
        "1,a.low,real,rung,1,1.5,,,1,3.25,0.25,1,0.3,0.5,2,2,1,1,0.6\n"
        "1,a.high,real,1,1,,6.5,,5,7,0,0.75,0.3,,2,2,1,1,0.6\n");
    file_put(folder, "discover_trajectory.csv",
             "box,step,n,n_interest,density,coverage,mass,n_limited,largest_quasi_p,is_chosen,limits\n"
             "1,0,3,2,0.66,1,1,0,,0,\n1,1,2,2,1,1,0.6,1,0.3,1,a.low >= 1.5\n");
    for (size_t i = 0; i < sizeof charts / sizeof charts[0]; i++) {
        char *svg = draw(charts[i]);
        assert_says(svg, "harm>2, cost&lt;=7");
        free(svg);
    }
    char *svg = draw("discover_peeling");
    assert_says(svg, ">box 1: 0.3<");
    free(svg);
    svg = draw("discover_boxes");
    assert_says(svg, ">3.25<"); /* the greatest of all cases, below the end of its row */
    assert_says(svg, ">= 1.5 rung");
    free(svg);
    file_put(folder, "discover_cases.csv", "case,a,is_interest,is_undecided,box,is_taken\n");
    svg = draw("discover_boxes"); /* and without cases what is known */
    assert_says(svg, "Boxes of cases of interest: ");
    free(svg);
}

/* A posture whose error nobody knows is no winner: it is hollow. Numbers on axes do not fall away when all agree. */
static void measures_without_error_are_hollow(void **state)
{
    (void)state;
#define ROW(measure, posture, value, interval)                                                                         \
    "harm,minimise,," measure "," posture "," value "," value "," interval ",1,1,1,0,0,0,1\n"
    file_put(
        folder, "robust.csv",
        "objective,direction,bound,measure,posture,value,raw,lo95,hi95,rank,may_be_best,covers_states,noise,unseen,"
        "is_censored,unit\n" ROW("expected", "one", "3", "2,4") ROW("expected", "two", "3.5", ",")
            ROW("regret", "one", "20000", ",") ROW("regret", "two", "20000", ","));
#undef ROW
    char *svg = draw("robust_measures");
    assert_says(svg, ">harm, to be small<");
    assert_says(svg, ">20k<");
    assert_int_equal(svg_count(svg, "xlink:href='#gpPt6' transform='tr"), 1); /* dots with an interval */
    assert_int_equal(svg_count(svg, "xlink:href='#gpPt5' transform='tr"), 3); /* without */
    free(svg);
}

/* Payoffs have three digits, their unit, and how many replicas they rest on, which differs between cells. */
static void duels_say_how_sure_they_are(void **state)
{
    (void)state;
    file_put(folder, "duel_cells.csv",
             "row,column,side,payoff,se,replicas,failed,gain,gain_lo95,gain_hi95,best_reply,best_reply_share,unit\n"
             "hold,push,row,-16,0.5,1000,0,0,0,0,1,1,util\nhold,push,column,0,0.25,1000,0,2,1,3,0,0,util\n"
             "hold,wait,row,-120.4,0.5,2000,0,0,0,0,1,1,util\nhold,wait,column,2,0.25,2000,0,0,0,0,1,1,util\n");
    char *svg = draw("duel_payoffs");
    assert_says(svg, ">-16.0<");
    assert_says(svg, ">-120<");
    assert_says(svg, ">0<");
    assert_says(svg, "(util)");
    assert_says(svg, "2 cells of 1,000 to 2,000 replicas; standard errors up to 0.5 and 0.25");
    free(svg);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(discoveries_say_what_was_asked, begin, end),
        cmocka_unit_test_setup_teardown(measures_without_error_are_hollow, begin, end),
        cmocka_unit_test_setup_teardown(duels_say_how_sure_they_are, begin, end),
    };
    return cmocka_run_group_tests_name("charts_explore", tests, NULL, NULL) != 0;
}
