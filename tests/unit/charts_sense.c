/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The charts of brink sense and brink sweep, from tables made up so that what they show is known. */
#include "support/check.h"

#include "brink/report.h"
#include "support/folder.h"
#include "support/svg.h"

#define SENSITIVITY                                                                                                    \
    "metric,statistic,index,path,other_path,estimate,se,lo95,hi95,raw,noise,rank,rank_from,rank_to,unit\n"
#define SWEEP                                                                                                          \
    "point,x_path,x,y_path,y,metric,statistic,n,value,se,lo95,hi95,difference,difference_se,difference_lo95,"          \
    "difference_hi95,unit\n"

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

/* Draws one chart; what it says, or NULL where it is left out. */
static char *draw(const char *chart, bool is_there)
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
    assert_int_equal(file_is_there(folder, picture), is_there);
    return is_there ? svg_of(folder, picture) : NULL;
}

/* Whether the first of two texts stands above the other. */
static bool is_above(const char *svg, const char *one, const char *other)
{
    return svg_text(svg, one, 0).y < svg_text(svg, other, 0).y;
}

/* --- brink sense -------------------------------------------------------------------------------------------------- */

/* The order down the side is that of the ranks; what does not stand out is grey; a tornado there is none. */
static void indices_are_bars(void **state)
{
    (void)state;
    file_put(folder, "sensitivity.csv",
             SENSITIVITY "harm,mean,mean,,,5,,,,5,,,,,1\n"
                         "harm,mean,S1,a.small,,0.01,0.01,-0.01,0.03,0.01,0,,,,1\n"
                         "harm,mean,S1,a.large,,0.5,0.01,0.48,0.52,0.5,0,,,,1\n"
                         "harm,mean,ST,a.small,,0.02,0.01,0,0.04,0.02,0,2,2,3,1\n"
                         "harm,mean,ST,a.large,,0.8,0.01,0.78,0.82,0.8,0,1,1,1,1\n"
                         "harm,mean,ST,a.none,,0,0.01,-0.02,0.02,0,0,3,2,3,1\n");
    char *svg = draw("sensitivity", true);
    assert_says(svg, "Shares of the variance");
    assert_says(svg, ">3 values<");
    assert_says(svg, ">harm");
    assert_says(svg, ">2\xe2\x80\x93"
                     "3<");
    assert_true(is_above(svg, ">a.large<", ">a.small<"));
    assert_true(is_above(svg, ">a.small<", ">a.none<"));
    assert_int_equal(svg_count(svg, "rgb(166, 206, 228)"),
                     1); /* the total of a.large stands out, that of no other does */
    free(svg);
    assert_null(draw("tornado", false));
}

/* The sign of an effect is its colour, and none where the interval includes 0. */
static void effects_are_a_tornado(void **state)
{
    (void)state;
    file_put(folder, "sensitivity.csv",
             SENSITIVITY "harm,mean,mu,up,,3,0.1,2.8,3.2,3,0.1,,,,util\n"
                         "harm,mean,mu_star,up,,3,0.1,2.8,3.2,3,0.2,1,1,1,util\n"
                         "harm,mean,sigma,up,,1,0.1,0.8,1.2,1,0,,,,util\n"
                         "harm,mean,mu,down,,-2,0.1,-2.2,-1.8,-2,0.1,,,,util\n"
                         "harm,mean,mu_star,down,,2,0.1,1.8,2.2,2,0.2,2,2,2,util\n"
                         "harm,mean,sigma,down,,1,0.1,0.8,1.2,1,0,,,,util\n"
                         "harm,mean,mu,flat,,0.1,0.1,-0.1,0.3,0.1,0.1,,,,util\n"
                         "harm,mean,mu_star,flat,,0.1,0.1,-0.1,0.3,0.1,0.2,3,3,3,util\n"
                         "harm,mean,sigma,flat,,1,0.1,0.8,1.2,1,0,,,,util\n");
    char *svg = draw("tornado", true);
    assert_says(svg, "Morris's mu");
    assert_says(svg, "(util)");
    assert_true(is_above(svg, ">up<", ">down<"));
    assert_int_equal(svg_count(svg, "<polygon fill = 'rgb(202, 131,  77)'"), 1);
    assert_int_equal(svg_count(svg, "<polygon fill = 'rgb( 77, 144, 189)'"), 1);
    assert_int_equal(svg_count(svg, "<polygon fill = 'rgb(192, 192, 192)'"), 1);
    free(svg);
    svg = draw("sensitivity", true);
    assert_says(svg, "Mean size of the effect");
    assert_says(svg, "luck alone");
    free(svg);
}

/* An outcome that does not vary has no indices. */
static void nothing_to_rank_is_no_failure(void **state)
{
    (void)state;
    file_put(folder, "sensitivity.csv", SENSITIVITY);
    assert_null(draw("sensitivity", false));
    file_put(folder, "sensitivity.csv",
             SENSITIVITY "harm,mean,S1,a,,,,,,,,,,,1\n"
                         "harm,mean,ST,a,,,,,,,,1,1,1,1\n");
    free(draw("sensitivity", true));
}

/* --- brink sweep -------------------------------------------------------------------------------------------------- */

static void one_value_is_a_line(void **state)
{
    (void)state;
    file_put(folder, "sweep.csv",
             SWEEP "as_is,a.b,0.5,,,harm,mean,90,5,1,3,7,,,,,util\n"
                   "x1,a.b,0,,,harm,mean,90,4,1,2,6,-1,0.1,-1.2,-0.8,util\n"
                   "x2,a.b,1,,,harm,mean,90,6,1,4,8,1,0.1,0.8,1.2,util\n");
    char *svg = draw("sweep", true);
    assert_says(svg, "Along a.b, all else as it is");
    assert_says(svg, "n = 90 replicas a point");
    assert_says(svg, "(util)");
    free(svg);
    assert_null(draw("sweep_map", false));
}

static void words_stand_in_turn(void **state)
{
    (void)state;
    file_put(folder, "sweep.csv",
             SWEEP "as_is,rule,wise,,,harm,mean,90,5,1,3,7,,,,,1\n"
                   "x1,rule,wise,,,harm,mean,90,5,1,3,7,0,0,0,0,1\n"
                   "x2,rule,fool,,,harm,mean,90,6,1,4,8,1,0.1,0.8,1.2,1\n");
    char *svg = draw("sweep", true);
    assert_true(svg_text(svg, ">wise<", 0).x < svg_text(svg, ">fool<", 0).x);
    assert_true(svg_count(svg, "rgb(204, 227, 240)") >= 1); /* intervals */
    free(svg);
}

/* Cells say their values, in powers of a thousand, and pale where the difference may be none. */
static void two_values_are_a_map(void **state)
{
    (void)state;
    file_put(folder, "sweep.csv",
             SWEEP "as_is,a.b,0.5,c.d,2,harm,mean,90,5000,1,4999,5001,,,,,1\n"
                   "x1_y1,a.b,0,c.d,1,harm,mean,90,4000,1,3999,4001,-1000,1,-1002,-998,1\n"
                   "x1_y2,a.b,0,c.d,3,harm,mean,90,5001,1,5000,5002,1,1,-1,3,1\n"
                   "x2_y1,a.b,1,c.d,1,harm,mean,90,6000,1,5999,6001,1000,1,998,1002,1\n"
                   "x2_y2,a.b,1,c.d,3,harm,mean,90,5500,1,5499,5501,500,1,498,502,1\n");
    char *svg = draw("sweep_map", true);
    assert_says(svg, "Over a.b and c.d");
    assert_says(svg, ">4.00<");
    assert_says(svg, ">5.50<");
    assert_says(svg, "as it is: 5.00; darkest: 1.00 away");
    assert_says(svg, "rgb(119,119,119)"); /* 5.00: its difference includes 0 */
    assert_says(svg, "as it is (ring)");  /* between the cells */
    free(svg);
    assert_null(draw("sweep", false));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(indices_are_bars, begin, end),
        cmocka_unit_test_setup_teardown(effects_are_a_tornado, begin, end),
        cmocka_unit_test_setup_teardown(nothing_to_rank_is_no_failure, begin, end),
        cmocka_unit_test_setup_teardown(one_value_is_a_line, begin, end),
        cmocka_unit_test_setup_teardown(words_stand_in_turn, begin, end),
        cmocka_unit_test_setup_teardown(two_values_are_a_map, begin, end),
    };
    return cmocka_run_group_tests_name("charts_sense", tests, NULL, NULL) != 0;
}
