/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The chart of a calibration, from tables made up so that what it shows is known. */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include "brink/report.h"
#include "support/folder.h"
#include "support/svg.h"

#define PARAMETERS                                                                                                     \
    "path,prior_q05,prior_q50,prior_q95,now,q05,q50,q95,mean,sd,score_mean,score_q05,score_q50,score_q95,contraction," \
    "linear_contraction,fitted,fitted_score,at_end\n"
#define TARGETS "point,target,metric,statistic,per,value,lo,hi,weight,n,simulated,lo95,hi95,residual,verdict,close\n"

static char *draw(const char *folder)
{
    static const char *const chart = "calibration";
    const brink_plot_options options = {
        .scripts = BRINK_SOURCE_DIR "/plots", .charts = &chart, .n_charts = 1, .format = "svg"};
    brink_error err = {0};
    const brink_status status = brink_report_plots(folder, &options, NULL, &err);
    if (status != BRINK_OK) {
        print_error("%s\n", err.what);
    }
    assert_int_equal(status, BRINK_OK);
    return svg_of(folder, "plots/calibration.svg");
}

static void a_calibration_shows_what_passes(void **state)
{
    (void)state;
    char folder[64];
    folder_new(folder);
    file_put(folder, "identifiability.csv",
             PARAMETERS "inputs.x1.value,-1.6,0,1.6,0,0.4,0.7,1,0.7,0.2,0.7,0.4,0.7,1,0.2,0.2,0.71,0.71,no\n"
                        "inputs.x2.value,-1.6,0,1.6,0,-1.6,0,1.6,0,0.98,0,-1.6,0,1.6,0.98,0.99,3,3,yes\n");
    file_put(folder, "fit.csv",
             TARGETS "as_is,first,y,mean,,0.7,0.5,0.9,1,2000,0,0,0,-6.9,miss,no\n"
                     "as_is,second,z,mean,,1,0,2,1,2000,1.1,1,1.2,0.2,pass,no\n"
                     "posterior,first,y,mean,,0.7,0.5,0.9,1,2000,0.65,0.6,0.7,-0.5,pass,no\n"
                     "posterior,second,z,mean,,1,0,2,1,2000,1.1,1,1.2,0.2,pass,no\n"
                     "fitted,first,y,mean,,0.7,0.5,0.9,1,2000,0.7,0.6,0.8,0,pass,no\n"
                     "fitted,second,z,mean,,1,0,2,1,2000,3,3,3,3.9,miss,no\n");
    char *text = draw(folder);
    assert_non_null(strstr(text, "1 of 2 parameters keep over 90 %"));
    assert_non_null(strstr(text, "inputs.x2.value"));
    assert_non_null(strstr(text, "second"));
    assert_non_null(strstr(text, "as it is 1/2"));
    assert_non_null(strstr(text, "posterior 2/2"));
    assert_non_null(strstr(text, "best fit 1/2"));
    assert_non_null(strstr(text, "n = 2,000 replicas"));
    const size_t n_lines = svg_count(text, " L");
    free(text);
    file_put(folder, "fit.csv",
             TARGETS "as_is,first,y,mean,,0.7,0.5,0.9,1,2000,0,,,-6.9,miss,no\n"
                     "as_is,second,z,mean,,1,0,2,1,2000,1.1,,,0.2,pass,no\n"
                     "posterior,first,y,mean,,0.7,0.5,0.9,1,2000,0.65,,,-0.5,pass,no\n"
                     "posterior,second,z,mean,,1,0,2,1,2000,1.1,,,0.2,pass,no\n"
                     "fitted,first,y,mean,,0.7,0.5,0.9,1,2000,0.7,,,0,pass,no\n"
                     "fitted,second,z,mean,,1,0,2,1,2000,3,,,3.9,miss,no\n");
    text = draw(folder);
    assert_true(svg_count(text, " L") < n_lines); /* where targets have no interval there is no line for one */
    free(text);
    folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_calibration_shows_what_passes)};
    return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
