/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The charts of searches, from tables made up so that what they show is known. */
#include "support/check.h"

#include "brink/report.h"
#include "support/folder.h"
#include "support/svg.h"

#define TRACE "trial,point,phase,round,replicas,status,total,best,violation,cost\n"
#define GAINS                                                                                                          \
    "point,reference,quantity,statistic,direction,weight,unit,search_incumbent,search_posture,search_difference,"      \
    "search_se,n,incumbent,posture,difference,se,lo95,hi95,posture_lo95,posture_hi95,bound,holds\n"
#define FRONT                                                                                                          \
    "point,on_search_front,on_front,membership,knee,knee_share,violation,quantity,statistic,direction,weight,unit,"    \
    "search,value,se\n"

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

/* Where the best stands lower than the scenario as it is, and the gain is that under fresh noise, not the search's. */
static void a_search_shows_the_fresh_gain(void **state)
{
    (void)state;
    file_put(folder, "trace.csv",
             TRACE "0,incumbent,incumbent,0,64,ok,5,5,0,0\n"
                   "1,t1,crs,0,128,ok,90,5,0,0\n"
                   "2,t2,bobyqa,0,192,ok,4,5,0.5,0\n"
                   "3,t3,bobyqa,0,256,failed,,5,,0\n"
                   "4,t4,bobyqa,0,320,ok,3,3,0,0\n");
    file_put(folder, "gains.csv",
             GAINS "t4,incumbent,total,,minimise,,,5,3,-2,0.1,1234,5.25,4,-1.25,0.05,-1.5,-1,,,,\n");
    char *svg = draw("tuning", true);
    assert_says(svg, "A search: 5 trials");
    assert_says(svg, ">change -1.25<");
    assert_says(svg, ">95 % interval<");
    assert_says(svg, ">-1.5 to -1<");
    assert_says(svg, "fresh noise: 1,234 pairs of replicas; 1 trial failed");
    assert_says(svg, "Crosses: trials that break a bound.");
    assert_says(svg, "bobyqa<");
    free(svg);
}

static void a_search_may_find_nothing(void **state)
{
    (void)state;
    file_put(folder, "trace.csv",
             TRACE "0,incumbent,incumbent,0,64,ok,5,5,0,0\n1,t1,crs,0,128,ok,9,5,0,0\n2,t2,crs,0,192,ok,7,5,0,0\n");
    file_put(folder, "gains.csv", GAINS);
    char *svg = draw("tuning", true);
    assert_says(svg, "nothing better was found");
    assert_int_equal(svg_count(svg, "under fresh noise"), 0);
    free(svg);
}

/* A search for a front has no total to draw. */
static void a_front_has_no_total(void **state)
{
    (void)state;
    file_put(folder, "trace.csv", TRACE "0,incumbent,incumbent,0,64,ok,5,5,0,0\n1,t1,front,0,128,ok,9,5,0,0\n");
    (void)draw("tuning", false);
}

/* Two goals that differ make one panel; what is only shown (weight 0), and a cost that is 0 throughout, make none. */
static void a_front_has_a_panel_a_pair(void **state)
{
    (void)state;
#define POSTURE(name, on, knee, a, b)                                                                                  \
    name ",1," on ",0.5," knee ",0.1,0,a,mean,minimise,1,util,9," a ",0.1\n" name ",1," on ",0.5," knee                \
         ",0.1,0,b,quantile:0.95,maximise,1,1,9," b ",0.1\n" name ",1," on ",0.5," knee                                \
         ",0.1,0,c,mean,minimise,0,1,9,7,0.1\n" name ",1," on ",0.5," knee ",0.1,0,lever_cost,,minimise,1,,0,0,\n"
    file_put(folder, "front.csv",
             FRONT POSTURE("incumbent", "0", "0", "3", "4") POSTURE("t1", "1", "0", "1", "4")
                 POSTURE("t2", "1", "1", "2", "9"));
    file_put(folder, "hypervolume.csv", "point,generation,trials,replicas,hypervolume\nt1,0,2,128,1\nt2,1,3,192,2\n");
    char *svg = draw("front", true);
    assert_says(svg, "2 of 3 postures are on the front");
    assert_says(svg, ">a (util) ←<");
    assert_says(svg, "the knee<");
    assert_says(svg, ">b quantile:0.95 →<");
    assert_int_equal(svg_count(svg, ">c ←<"), 0);
    assert_int_equal(svg_count(svg, ">cost of levers ←<"), 0);
    assert_says(svg, ">hypervolume<");
    free(svg);
    file_put(folder, "front.csv", FRONT POSTURE("incumbent", "1", "0", "3", "4") POSTURE("t1", "1", "0", "1", "2"));
    svg = draw("front", true);
    assert_int_equal(svg_count(svg, "dominated<") + svg_count(svg, "the knee<"), 0); /* there is none to be seen */
    free(svg);
#undef POSTURE
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_search_shows_the_fresh_gain, begin, end),
        cmocka_unit_test_setup_teardown(a_search_may_find_nothing, begin, end),
        cmocka_unit_test_setup_teardown(a_front_has_no_total, begin, end),
        cmocka_unit_test_setup_teardown(a_front_has_a_panel_a_pair, begin, end),
    };
    return cmocka_run_group_tests_name("charts_tuning", tests, NULL, NULL) != 0;
}
