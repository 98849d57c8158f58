/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the shipped charts show, from tables made up so that it is known: words and numbers, where they stand, and the
 * colours that carry meaning. */
#include "support/check.h"

#include "brink/report.h"
#include "support/cells.h"
#include "support/folder.h"
#include "support/svg.h"

#define SERIES "scenario,point,series,period,n,mean,sd,se,q05,q25,q50,q75,q95,no_conflict,bin\n"
#define DIFFERENCES                                                                                                    \
    "point,reference,metric,statistic,n,value,reference_value,difference,se,lo95,hi95,lo95_all,hi95_all,"              \
    "variance_ratio,unit\n"
#define CASCADES      "scenario,point,quantity,value,count,censored,share,ccdf,ccdf_se,ccdf_all,width,unit\n"
#define DISTRIBUTIONS "scenario,point,metric,value,n,at_least,ccdf,lo95,hi95,unit\n"
#define ACTIONS       "scenario,point,actor,theatre,action,n,mean,sd,se,lo95,hi95,per_period\n"
#define INFLUENCE                                                                                                      \
    "scenario,point,parent_actor,parent_theatre,child_actor,child_theatre,count,per_replica,share,per_replica_se\n"
#define ROW(point, series, t, level)                                                                                   \
    "s," point "," series "," t ",9," level ",0,0," level "," level "," level "," level "," level ",1,0.1\n"
/* two points, one period, whatever the chart is of */
#define TWO_POINTS SERIES ROW("ref", "x", "0", "1") ROW("one", "x", "0", "1") ROW("two", "x", "0", "1")

static char folder[64];

static int begin(void **state)
{
    (void)state;
    folder_new(folder);
    file_put(folder, "series.csv", TWO_POINTS);
    return 0;
}

static int end(void **state)
{
    (void)state;
    folder_remove(folder);
    return 0;
}

/* Draws one chart and returns what it says. */
static char *draw(const char *chart, const char *picture)
{
    const brink_plot_options options = {
        .scripts = BRINK_SOURCE_DIR "/plots", .charts = &chart, .n_charts = 1, .format = "svg"};
    brink_error err = {0};
    brink_status status = brink_report_plots(folder, &options, NULL, &err);
    if (status != BRINK_OK) {
        print_error("%s\n", err.what);
    }
    assert_int_equal(status, BRINK_OK);
    return svg_of(folder, picture);
}

/* --- levels and beliefs */

static void levels_stand_in_named_bands(void **state)
{
    (void)state;
    file_put(folder, "series.csv",
             SERIES ROW("ref", "level.SEA", "0", "1") ROW("ref", "level.SEA", "1", "9")
                 ROW("ref", "level.AIR", "0", "5") ROW("ref", "level.AIR", "1", "5"));
    char *svg = draw("levels", "plots/levels.svg");
    static const char *const bands[] = {">Subcrisis maneuvering<", ">Traditional crises<", ">Intense crises<",
                                        ">Nuclear use and above<"};
    for (size_t i = 0; i < COUNT(bands); i++) {
        assert_int_equal(svg_count(svg, bands[i]), 2); /* beside each panel */
        if (i > 0) {
            assert_true(svg_text(svg, bands[i], 0).y < svg_text(svg, bands[i - 1], 0).y);
        }
    }
    assert_says(svg, ">Kahn 10–20<");
    assert_says(svg, "On Escalation, 1965");
    /* rungs 4 to 8 lie between the ticks of 4 and 8 */
    const double middle = svg_text(svg, ">Intense crises<", 0).y;
    assert_true(middle < svg_text(svg, "> 4<", 0).y && middle > svg_text(svg, "> 8<", 0).y);
    free(svg);
}

/* Reads the cells of the next row behind *at, those that it lacks empty; quoted cells may hold commas. False at the
 * end. */
static bool next_row(char **at, char *cells[8])
{
    bool is_quoted = false;
    size_t n = 0;
    if (**at == '\0') {
        return false;
    }
    cells[n++] = *at;
    for (; **at != '\n' && **at != '\0'; (*at)++) {
        is_quoted = is_quoted != (**at == '"');
        if (**at == ',' && !is_quoted && n < 8) {
            **at = '\0';
            cells[n++] = *at + 1;
        }
    }
    for (; n < 8; n++) {
        cells[n] = *at;
    }
    if (**at != '\0') {
        *(*at)++ = '\0';
    }
    return true;
}

/* The bands cover 0 to 10 and the 44 rungs, break where Kahn's units do, and bear their names; the last has several. */
static void bands_are_kahns_units(void **state)
{
    (void)state;
    char *ladder = file_get(BRINK_SOURCE_DIR "/plots", "ladder.csv", NULL), *at = ladder;
    char *kahn = file_get(BRINK_SOURCE_DIR "/tests/reference", "kahn_ladder.csv", NULL), *rung_at = kahn;
    char *band[8], *rung[8];
    char unit[64] = "", threshold[64] = "";
    double to = 0.0;
    int last = 0;
    assert_true(next_row(&at, band) && next_row(&rung_at, rung));
    while (next_row(&at, band)) {
        assert_near(strtod(band[0], NULL), to, 0.0);
        to = strtod(band[1], NULL);
        assert_int_equal(strtol(band[3], NULL, 10), last + 1);
        const bool is_top = strtol(band[4], NULL, 10) == 44;
        for (; last < strtol(band[4], NULL, 10); last++) {
            assert_true(next_row(&rung_at, rung));
            assert_int_equal(strtol(rung[0], NULL, 10), last + 1);
            if (!is_top) {
                assert_string_equal(rung[2], band[2]);
            } else if (last + 1 == strtol(band[3], NULL, 10)) {
                assert_string_equal(threshold, "No nuclear use"); /* what is beyond it */
            }
            assert_true(strtol(band[3], NULL, 10) <= last || strcmp(unit, rung[2]) != 0); /* begins with a unit */
            snprintf(unit, sizeof unit, "%s", rung[2]);
            snprintf(threshold, sizeof threshold, "%s", rung[3]);
        }
    }
    assert_near(to, 10.0, 0.0);
    assert_int_equal(last, 44);
    free(ladder);
    free(kahn);
}

static void alignments_have_a_panel(void **state)
{
    (void)state;
    file_put(folder, "series.csv",
             SERIES ROW("ref", "unity", "0", "0.8") ROW("ref", "unity", "1", "0.7")
                 ROW("ref", "alignment.A.B", "0", "0.2") ROW("ref", "alignment.A.B", "1", "0.3"));
    char *svg = draw("credibility", "plots/credibility.svg");
    assert_says(svg, ">Unity and alignment<");
    assert_says(svg, ">alignment<");
    assert_says(svg, "A–B<");
    assert_null(strstr(svg, "belief"));
    assert_true(svg_text(svg, ">alignment<", 0).y > svg_text(svg, ">unity<", 0).y);
    free(svg);
}

/* --- comparisons */

/* One rises, the other falls; a third metric is no headline; of `cost` the first is not known to differ. */
static void differences_are_ranked(void **state)
{
    (void)state;
    file_put(folder, "manifest.json", "{\"headline\": [\"peak\", \"cost\"]}");
    file_put(folder, "differences.csv",
             DIFFERENCES "one,ref,cost,mean,800,9,10,-1,1,-3,1,-4,2,5,util\n"
                         "two,ref,cost,mean,900,15,10,5,1,3,7,2,8,5,util\n"
                         "one,ref,peak,mean,900,3,4.25,-1.25,0.1,-1.45,-1.05,-1.5,-1,5,1\n"
                         "two,ref,peak,mean,900,6,4.25,1.75,0.1,1.55,1.95,1.5,2,5,1\n"
                         "one,ref,other,mean,900,6,5,1,0.1,0.8,1.2,0.7,1.3,5,1\n");
    char *svg = draw("differences", "plots/differences.svg");
    assert_says(svg, ">Paired difference from ref, in the mean a replica<");
    assert_says(svg, "peak</tspan>");
    assert_says(svg, "cost (util)</tspan>");
    assert_null(strstr(svg, "other"));
    assert_says(svg, ">ref: 4.25<");
    assert_says(svg, ">ref: 10<");
    assert_says(svg, "of all 2 at once");
    assert_says(svg, "n = 800 to 900 pairs of replicas");
    assert_says(svg, ">3 points<");
    assert_true(svg_text(svg, ">two<", 0).y < svg_text(svg, ">one<", 0).y); /* the greater on top */
    assert_true(svg_text(svg, "peak</tspan>", 0).x < svg_text(svg, "cost (util)</tspan>", 0).x);
    /* each mark: two bars and a dot, by what is known of its sign */
    assert_true(svg_count(svg, "rgb(179,  78,   0)") >= 2); /* two: more of both */
    assert_true(svg_count(svg, "rgb(  0,  97, 160)") >= 1); /* one: less of peak */
    assert_true(svg_count(svg, "rgb(136, 136, 136)") >= 1); /* cost: not known */
    free(svg);
}

/* Of one other point there is nothing to correct for, and nothing to order. */
static void one_difference(void **state)
{
    (void)state;
    file_put(folder, "differences.csv", DIFFERENCES "two,ref,cost,mean,900,15,10,5,1,3,7,3,7,5,util\n");
    char *svg = draw("differences", "plots/differences.svg");
    assert_says(svg, "95 % interval of the paired difference");
    assert_null(strstr(svg, "at once"));
    assert_null(strstr(svg, "rgb(136, 136, 136)"));
    free(svg);
}

/* Twice as much, half as much, not known to differ, and not open; the reference is neutral. */
static void changes_are_coloured(void **state)
{
    (void)state;
    file_put(folder, "actions.csv",
             ACTIONS "s,ref,A,sea,hit,400,2,1,0.1,1.8,2.2,0.02\ns,ref,A,sea,run,400,40,1,0.1,39,41,0.4\n"
                     "s,one,A,sea,hit,400,4,1,0.1,3.8,4.2,0.04\ns,one,A,sea,run,400,20,1,0.1,19,21,0.2\n"
                     "s,two,A,sea,hit,400,2.1,1,0.1,1.8,2.4,0.02\n");
    file_put(folder, "differences.csv",
             DIFFERENCES "one,ref,events.A.sea.hit,mean,400,4,2,2,0.1,1.8,2.2,1.7,2.3,5,1\n"
                         "two,ref,events.A.sea.hit,mean,400,2.1,2,0.1,0.1,-0.1,0.3,-0.2,0.4,5,1\n"
                         "one,ref,events.A.sea.run,mean,400,20,40,-20,0.1,-21,-19,-22,-18,5,1\n");
    char *svg = draw("actions", "plots/actions.svg");
    assert_says(svg, ">2.0 ± 0.2<");
    assert_says(svg, ">4.0 ± 0.2<");
    assert_says(svg, ">40.0 ± 1.0<");
    assert_says(svg, ">2.1 ± 0.3<");
    assert_says(svg, "White: not known to differ from ref (interval for all 2 at once)");
    assert_int_equal(svg_count(svg, "<polygon fill = 'rgb(237, 187, 147)'"), 1 + 1); /* with that of the scale */
    assert_int_equal(svg_count(svg, "<polygon fill = 'rgb(147, 195, 222)'"), 1 + 1);
    assert_int_equal(svg_count(svg, "<polygon fill = 'rgb(240, 240, 240)'"), 2);
    assert_int_equal(svg_count(svg, "<polygon fill = 'rgb(255, 255, 255)'"), 2 + 1);
    assert_true(svg_text(svg, ">hit<", 0).y < svg_text(svg, ">run<", 0).y);
    assert_says(svg, "A</tspan>");
    assert_says(svg, ">sea<");
    free(svg);
}

/* A study of one point has bars. */
static void actions_of_one_point(void **state)
{
    (void)state;
    file_put(folder, "series.csv", SERIES ROW("ref", "x", "0", "1"));
    file_put(folder, "actions.csv",
             ACTIONS "s,ref,A,sea,hit,400,2,1,0.1,1.8,2.2,0.02\ns,ref,A,sea,run,400,43.21,1,0.1,42.2,44.22,0.43\n");
    char *svg = draw("actions", "plots/actions.svg");
    assert_says(svg, ">2.0 ± 0.2  (0.02 a period)<");
    assert_says(svg, ">43.2 ± 1.0  (0.43 a period)<");
    assert_says(svg, ">n = 400 replicas<");
    assert_null(strstr(svg, "White"));
    free(svg);
}

/* --- tails */

static void cut_off_cascades_are_told(void **state)
{
    (void)state;
    static const char *const rows =
        CASCADES "s,ref,size,1,900,30,0.9,1,0,1,1,1\ns,ref,size,10,90,40,0.09,0.1,0.01,0.12,1,1\n"
                 "s,ref,size,100,10,30,0.01,0.01,0.002,0.03,4,1\ns,ref,depth,7,1,0,1,1,0,1,1,1\n";
    char *text;
    file_put(folder, "series.csv", SERIES ROW("ref", "x", "0", "1"));
    file_put(folder, "cascades.csv", rows);
    text = draw("cascades", "plots/cascades.svg");
    assert_says(text, ">1,000 complete, 9.1 % cut off<"); /* 100 of 1100 */
    assert_says(text, "dashed: all, those that the end cut off taken as at least so large");
    assert_int_equal(svg_count(text, "stroke-dasharray"), 1);
    assert_says(text, ">actions in a cascade<");
    assert_null(strstr(text, "Grey"));
    /* a factor of ten is as wide everywhere */
    const double from_2 = svg_text(text, ">20<", 0).x - svg_text(text, ">2<", 0).x;
    const double from_5 = svg_text(text, ">50<", 0).x - svg_text(text, ">5<", 0).x;
    assert_near(from_2, from_5, 1.0);
    assert_true(from_2 > 200.0);
    free(text);
}

static void damage_has_a_panel_a_point(void **state)
{
    (void)state;
    file_put(folder, "distributions.csv",
             DISTRIBUTIONS "s,ref,cost,1,200,200,1,0.98,1,util\ns,ref,damage,1000,200,200,1,0.98,1,1\n"
                           "s,ref,damage,20000,200,2,0.01,0.003,0.04,1\ns,ref,damage,90000,200,1,0.005,0.001,0.03,1\n"
                           "s,one,damage,1000,200,200,1,0.98,1,1\ns,one,damage,1500,200,1,0.005,0.001,0.03,1\n"
                           "s,two,damage,2000,300,300,1,0.98,1,1\ns,two,damage,70000,300,3,0.01,0.003,0.04,1\n");
    char *svg = draw("damage", "plots/damage.svg");
    assert_says(svg, ">damage over the horizon (dimensionless)<");
    assert_says(svg, ">one in 100: 70,000 or more<");
    assert_says(svg, ">one in 100: 1,000 or more<");          /* no more than one replica in 200 has 1500 */
    assert_null(strstr(svg, ">one in 100: 20,000 or more<")); /* the first is repeated in grey, not by itself */
    assert_says(svg, "Grey: ref.");
    assert_says(svg, ">n = 200 to 300 replicas a point<");
    assert_true(svg_text(svg, "one</tspan>", 0).x < svg_text(svg, "two</tspan>", 0).x);
    assert_int_equal(svg_count(svg, "stroke-dasharray"), 0);
    free(svg);
}

/* --- who answers whom */

static void parents_have_shares(void **state)
{
    (void)state;
    file_put(folder, "series.csv", SERIES ROW("ref", "x", "0", "1"));
    file_put(folder, "influence.csv",
             INFLUENCE "s,ref,root,,A,sea,300,3,0.75,0.03\ns,ref,root,,B,air,0,0,0,0\n"
                       "s,ref,A,sea,A,sea,100,1,0.25,0.02\ns,ref,A,sea,B,air,200,2,0.9996,0.05\n"
                       "s,ref,B,air,A,sea,0,0,0,0\ns,ref,B,air,B,air,0,0.0008,0.0004,0\n");
    char *svg = draw("influence", "plots/influence.svg");
    assert_says(svg, "nothing (root)</tspan>");
    assert_int_equal(svg_count(svg, ">A in sea<"), 2);
    assert_says(svg, ">75<");
    assert_says(svg, ">25<");
    assert_says(svg, ">100<");
    assert_says(svg, ">&lt;0.1<");
    assert_says(svg, ">4.0<");               /* a replica */
    assert_says(svg, "±4.9 points or less"); /* 1.96 times 0.05 of 2 */
    assert_near(svg_text(svg, ">75<", 0).y, svg_text(svg, "nothing (root)</tspan>", 0).y, 6.0);
    assert_near(svg_text(svg, ">75<", 0).x, svg_text(svg, ">25<", 0).x, 1.0);
    free(svg);
}

/* A model may count no cascades, take no actions, have no damage. */
static void nothing_to_show(void **state)
{
    (void)state;
    const char *const charts[] = {"actions",     "cascades",  "credibility", "damage",
                                  "differences", "influence", "levels"}; /* all but the one of whatever series */
    const brink_plot_options options = {
        .scripts = BRINK_SOURCE_DIR "/plots", .charts = charts, .n_charts = sizeof charts / sizeof charts[0]};
    char plots[128];
    size_t n_hidden;
    snprintf(plots, sizeof plots, "%s/plots", folder);
    file_put(folder, "actions.csv", ACTIONS);
    file_put(folder, "differences.csv", DIFFERENCES);
    file_put(folder, "distributions.csv", DISTRIBUTIONS "s,ref,cost,1,200,200,1,0.98,1,util\n");
    file_put(folder, "cascades.csv", CASCADES "s,ref,depth,7,1,0,1,1,0,1,1,1\n");
    assert_int_equal(brink_report_plots(folder, &options, NULL, NULL), BRINK_OK);
    assert_int_equal(folder_count(plots, &n_hidden), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(levels_stand_in_named_bands),
        TEST(bands_are_kahns_units),
        TEST(alignments_have_a_panel),
        TEST(differences_are_ranked),
        TEST(one_difference),
        TEST(changes_are_coloured),
        TEST(actions_of_one_point),
        TEST(cut_off_cascades_are_told),
        TEST(damage_has_a_panel_a_point),
        TEST(parents_have_shares),
        TEST(nothing_to_show),
    };
    return cmocka_run_group_tests_name("charts", tests, NULL, NULL) != 0;
}
