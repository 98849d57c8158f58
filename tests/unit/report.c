/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The exported tables and the manifest of results that are known in advance. */
#include "support/check.h"

#include <jansson.h>
#include <sha256.h>

#include "brink/report.h"
#include "brink/study.h"
#include "report/extract.h"
#include "support/allocations.h"
#include "support/folder.h"
#include "support/made_up_results.h"

#define MISSING ((double)NAN)

static const brink_quantity count_of = {.pattern = "hits", .kind = BRINK_MEAN, .unit = "1"};
static const brink_quantity odd_unit = {.pattern = "cost", .kind = BRINK_MEAN, .unit = "util, net"};
static const brink_quantity no_unit = {.pattern = "ratio", .kind = BRINK_RATIO, .unit = NULL};

static const brink_output metrics[] = {
    {.name = "cost", .quantity = &odd_unit},
    {.name = "ratio", .quantity = &no_unit},
    {.name = "hits.A.sea.shell", .quantity = &count_of, .actor = "A", .theatre = "sea", .action = "shell"},
    {.name = "hits.A.sea", .quantity = &count_of, .actor = "A", .theatre = "sea"},
};
static const brink_output series[] = {{.name = "x", .quantity = &count_of},
                                      {.name = "no_conflict", .quantity = &count_of}};

static const brink_estimate estimates[] = {
    {100, 0.1, 0.25, 0.025, 0.05, 0.15, -1, -0.5, 0, 1.0 / 3, 1e-300},
    {0, MISSING, MISSING, MISSING, MISSING, MISSING, MISSING, MISSING, MISSING, MISSING, MISSING},
    {99, 3, 1, 0.1, 2.8, 3.2, 1, 2, 3, 4, 5},
    {99, 7, 0, 0, 7, 7, 7, 7, 7, 7, 7},
};
/* [series][period], periods 0 to 4 */
static const brink_band bands[] = {
    {100, 1, 0, 0, 1, 1, 1, 1, 1, 0.125},
    {90, 1.5, 0.5, 0.05, 0.75, 1.25, 1.5, 1.75, 2.25, 0.125},
    {80, 1.5, 0.5, 0.05, 0.75, 1.25, 1.5, 1.75, 2.25, 0.125},
    {1, 2, MISSING, MISSING, 2, 2, 2, 2, 2, 0.125},
    {0, MISSING, MISSING, MISSING, MISSING, MISSING, MISSING, MISSING, MISSING, 0.125},
    {100, 1, 0, 0, 1, 1, 1, 1, 1, 0.01},
    {100, 0.9, 0.3, 0.03, 0, 1, 1, 1, 1, 0.01},
    {100, 0.8, 0.4, 0.04, 0, 1, 1, 1, 1, 0.01},
    {100, 0.01, 0.1, 0.01, 0, 0, 0, 0, 0, 0.01},
    {100, 0, 0, 0, 0, 0, 0, 0, 0, 0.01},
};

static const brink_count_label bins[] = {{.from = 1}, {.from = 2}, {.from = 4}, {.from = 8}};
static const brink_count_label parties[] = {
    {.actor = NULL}, {.actor = "A", .theatre = "sea"}, {.actor = "B, C", .theatre = "air"}};
static const brink_count_table counted[] = {{.name = "size",
                                             .kind = BRINK_COUNT_DISTRIBUTION,
                                             .unit = "1",
                                             .n_rows = 2,
                                             .n_bins = 4,
                                             .rows = parties,
                                             .bins = bins,
                                             .end = 16},
                                            {.name = "influence",
                                             .kind = BRINK_COUNT_TRANSITIONS,
                                             .unit = "1",
                                             .n_rows = 3,
                                             .n_bins = 2,
                                             .rows = parties,
                                             .bins = parties + 1}};
static const uint64_t some[] = {3, 0, 1, 0, /* censored */ 0, 2, 0, 0, /* root */ 5, 0, 10, 0, 25, 0};
static const uint64_t none[COUNT(some)] = {0};

#define POINT(s, p)                                                                                                    \
    .scenario = (s), .name = (p), .metrics = metrics, .series = series, .n_metrics = COUNT(metrics), .n_periods = 4,   \
    .count_tables = counted, .n_count_tables = COUNT(counted), .replicas = 200, .done = 101, .failed = 1,              \
    .digest = {0xab, 0x01, [31] = 0xff}

static const struct made_up_point points[] = {
    {.facts = {POINT("base", "base"), .n_series = 2},
     .estimates = estimates,
     .bands = bands,
     .failures = {[BRINK_EDIVERGE] = 1},
     .n_audits = 5,
     .counts = some},
    /* a name that needs quotes; without the series no_conflict */
    {.facts = {POINT("base", "high, \"very\""), .n_series = 1},
     .estimates = estimates,
     .bands = bands,
     .failures = {[BRINK_ERANGE] = 1},
     .n_audits = 6,
     .counts = none},
};

static const char summary_golden[] =
    "scenario,point,metric,n,mean,sd,se,lo95,hi95,q05,q25,q50,q75,q95,unit\n"
    "base,base,cost,100,0.1,0.25,0.025,0.05,0.15,-1,-0.5,0,0.3333333333333333,1e-300,\"util, net\"\n"
    "base,base,ratio,0,,,,,,,,,,,\n"
    "base,base,hits.A.sea.shell,99,3,1,0.1,2.8,3.2,1,2,3,4,5,1\n"
    "base,base,hits.A.sea,99,7,0,0,7,7,7,7,7,7,7,1\n"
    "base,\"high, \"\"very\"\"\",cost,100,0.1,0.25,0.025,0.05,0.15,-1,-0.5,0,0.3333333333333333,1e-300,\"util, net\"\n"
    "base,\"high, \"\"very\"\"\",ratio,0,,,,,,,,,,,\n"
    "base,\"high, \"\"very\"\"\",hits.A.sea.shell,99,3,1,0.1,2.8,3.2,1,2,3,4,5,1\n"
    "base,\"high, \"\"very\"\"\",hits.A.sea,99,7,0,0,7,7,7,7,7,7,7,1\n";

static const char series_golden[] = "scenario,point,series,period,n,mean,sd,se,q05,q25,q50,q75,q95,no_conflict,bin\n"
                                    "base,base,x,0,100,1,0,0,1,1,1,1,1,1,0.125\n"
                                    "base,base,x,1,90,1.5,0.5,0.05,0.75,1.25,1.5,1.75,2.25,0.9,0.125\n"
                                    "base,base,x,2,80,1.5,0.5,0.05,0.75,1.25,1.5,1.75,2.25,0.8,0.125\n"
                                    "base,base,x,3,1,2,,,2,2,2,2,2,0.01,0.125\n"
                                    "base,base,x,4,0,,,,,,,,,0,0.125\n"
                                    "base,base,no_conflict,0,100,1,0,0,1,1,1,1,1,1,0.01\n"
                                    "base,base,no_conflict,1,100,0.9,0.3,0.03,0,1,1,1,1,0.9,0.01\n"
                                    "base,base,no_conflict,2,100,0.8,0.4,0.04,0,1,1,1,1,0.8,0.01\n"
                                    "base,base,no_conflict,3,100,0.01,0.1,0.01,0,0,0,0,0,0.01,0.01\n"
                                    "base,base,no_conflict,4,100,0,0,0,0,0,0,0,0,0,0.01\n"
                                    "base,\"high, \"\"very\"\"\",x,0,100,1,0,0,1,1,1,1,1,,0.125\n"
                                    "base,\"high, \"\"very\"\"\",x,1,90,1.5,0.5,0.05,0.75,1.25,1.5,1.75,2.25,,0.125\n"
                                    "base,\"high, \"\"very\"\"\",x,2,80,1.5,0.5,0.05,0.75,1.25,1.5,1.75,2.25,,0.125\n"
                                    "base,\"high, \"\"very\"\"\",x,3,1,2,,,2,2,2,2,2,,0.125\n"
                                    "base,\"high, \"\"very\"\"\",x,4,0,,,,,,,,,,0.125\n";

static const char actions_golden[] = "scenario,point,actor,theatre,action,n,mean,sd,se,lo95,hi95,per_period\n"
                                     "base,base,A,sea,shell,99,3,1,0.1,2.8,3.2,0.75\n"
                                     "base,\"high, \"\"very\"\"\",A,sea,shell,99,3,1,0.1,2.8,3.2,0.75\n";

/* Made-up replicas all have the mean; `ratio` is that of cost to cost. */
static const char differences_golden[] =
    "point,reference,metric,statistic,n,value,reference_value,difference,se,lo95,hi95,lo95_all,hi95_all,variance_ratio,"
    "unit\n"
    "\"high, \"\"very\"\"\",base,cost,mean,200,0.1,0.1,0,0,0,0,0,0,,\"util, net\"\n"
    "\"high, \"\"very\"\"\",base,ratio,ratio,200,1,1,0,0,0,0,0,0,,\n"
    "\"high, \"\"very\"\"\",base,hits.A.sea.shell,mean,200,3,3,0,0,0,0,0,0,,1\n"
    "\"high, \"\"very\"\"\",base,hits.A.sea,mean,200,7,7,0,0,0,0,0,0,,1\n";

/* Shares of the four complete ones; up to the last bin that holds anything, of nothing no row. Three of six, two of
 * them cut off, are known to have got beyond 1, and nothing is known to have stopped at 2. Made-up errors are 0.3 and
 * 0.1 on 4 in a hundred replicas. */
static const char cascades_golden[] =
    "scenario,point,quantity,value,count,censored,share,ccdf,ccdf_se,ccdf_all,width,unit\n"
    "base,base,size,1,3,0,0.75,1,0,1,1,1\n"
    "base,base,size,2,0,2,0,0.25,1.875,0.5,2,1\n"
    "base,base,size,4,1,0,0.25,0.25,4.375,0.5,4,1\n";

/* Of 200 replicas with the same value one row, and Wilson's interval of all of 200 begins at 200/(200 + z^2). The toy
 * model names no headline, so all that is of no actor. */
static const char distributions_golden[] =
    "scenario,point,metric,value,n,at_least,ccdf,lo95,hi95,unit\n"
    "base,base,cost,0.1,200,200,1,0.9811546736227335,1,\"util, net\"\n"
    "base,\"high, \"\"very\"\"\",cost,0.1,200,200,1,0.9811546736227335,1,\"util, net\"\n";

/* a hundred replicas did not fail; shares of the child's own events */
static const char influence_golden[] =
    "scenario,point,parent_actor,parent_theatre,child_actor,child_theatre,count,per_replica,share,per_replica_se\n"
    "base,base,root,,A,sea,5,0.05,0.125,0.5\n"
    "base,base,root,,\"B, C\",air,0,0,,0\n"
    "base,base,A,sea,A,sea,10,0.1,0.25,1\n"
    "base,base,A,sea,\"B, C\",air,0,0,,0\n"
    "base,base,\"B, C\",air,A,sea,25,0.25,0.625,2.5\n"
    "base,base,\"B, C\",air,\"B, C\",air,0,0,,0\n"
    "base,\"high, \"\"very\"\"\",root,,A,sea,0,0,,0\n"
    "base,\"high, \"\"very\"\"\",root,,\"B, C\",air,0,0,,0\n"
    "base,\"high, \"\"very\"\"\",A,sea,A,sea,0,0,,0\n"
    "base,\"high, \"\"very\"\"\",A,sea,\"B, C\",air,0,0,,0\n"
    "base,\"high, \"\"very\"\"\",\"B, C\",air,A,sea,0,0,,0\n"
    "base,\"high, \"\"very\"\"\",\"B, C\",air,\"B, C\",air,0,0,,0\n";

static const struct {
    const char *name, *text;
} goldens[] = {{"summary.csv", summary_golden},         {"series.csv", series_golden},
               {"actions.csv", actions_golden},         {"distributions.csv", distributions_golden},
               {"differences.csv", differences_golden}, {"cascades.csv", cascades_golden},
               {"influence.csv", influence_golden}};

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
    limit_files(RLIM_INFINITY);
    folder_remove(folder);
    return 0;
}

static brink_results made_up(void)
{
    return (brink_results){.points = points, .n_points = COUNT(points), .seed = UINT64_MAX, .description = "{}"};
}

static void tables_match(void **state)
{
    (void)state;
    brink_results results = made_up();
    brink_error err = {0};
    size_t n_hidden;
    assert_int_equal(brink_report_csv(&results, folder, &err), BRINK_OK);
    assert_int_equal(folder_count(folder, &n_hidden), COUNT(goldens));
    for (size_t i = 0; i < COUNT(goldens); i++) {
        char *text = file_get(folder, goldens[i].name, NULL);
        assert_string_equal(text, goldens[i].text);
        free(text);
    }
}

/* A model that counts nothing leaves no empty tables. */
static void nothing_counted_is_no_file(void **state)
{
    (void)state;
    struct made_up_point plain[COUNT(points)];
    for (size_t i = 0; i < COUNT(points); i++) {
        plain[i] = points[i];
        plain[i].facts.n_count_tables = 0;
    }
    brink_results results = made_up();
    brink_error err = {0};
    size_t n_hidden;
    results.points = plain;
    assert_int_equal(brink_report_csv(&results, folder, &err), BRINK_OK);
    assert_int_equal(folder_count(folder, &n_hidden), 5); /* summary, series, actions, distributions, differences */
}

static void put_old_tables(void)
{
    for (size_t i = 0; i < COUNT(goldens); i++) {
        file_put(folder, goldens[i].name, "old\n");
    }
}

static void assert_old_tables(void)
{
    size_t n_hidden;
    assert_int_equal(folder_count(folder, &n_hidden), COUNT(goldens));
    for (size_t i = 0; i < COUNT(goldens); i++) {
        char *text = file_get(folder, goldens[i].name, NULL);
        assert_string_equal(text, "old\n");
        free(text);
    }
}

/* The disk fills up in the header of the first table, within it, in its last row, and when only the second is too long.
 */
static void full_disk_changes_nothing(void **state)
{
    (void)state;
    static const rlim_t sizes[] = {10, 300, 500, sizeof summary_golden - 2, sizeof summary_golden + 10};
    assert_true(sizes[COUNT(sizes) - 1] < sizeof series_golden - 1);
    brink_results results = made_up();
    brink_error err;
    put_old_tables();
    for (size_t i = 0; i < COUNT(sizes); i++) {
        limit_files(sizes[i]);
        assert_int_equal(brink_report_csv(&results, folder, &err), BRINK_EIO);
        limit_files(RLIM_INFINITY);
        assert_old_tables();
    }
}

static void damaged_store_changes_nothing(void **state)
{
    (void)state;
    brink_error err;
    put_old_tables();
    for (size_t k = 1; k <= COUNT(points) * COUNT(metrics); k++) {
        brink_results results = made_up();
        results.metrics_before_fault = k;
        assert_int_equal(brink_report_csv(&results, folder, &err), BRINK_EIO);
        assert_string_equal(err.what, "a checksum is wrong");
        assert_old_tables();
    }
    for (size_t k = 1; k <= 10; k++) { /* the ratio reads two metrics at each point */
        brink_results results = made_up();
        results.values_before_fault = k;
        assert_int_equal(brink_report_csv(&results, folder, &err), BRINK_EIO);
        assert_string_equal(err.what, "a checksum is wrong");
        assert_old_tables();
    }
}

/* Each allocation in turn: the status says so, the old tables stay, and (under ASan) nothing leaks. */
static void out_of_memory(void **state)
{
    (void)state;
    brink_results results = made_up();
    brink_error err;
    put_old_tables();
    for (size_t kind = 0; kind < 2; kind++) {
        size_t n = 0;
        brink_status status = BRINK_ENOMEM;
        for (fail_at = 1; status == BRINK_ENOMEM; fail_at++) {
            n_allocations = 0;
            status = kind == 0 ? brink_report_manifest(&results, folder, NULL, &err)
                               : brink_report_csv(&results, folder, &err);
            n += status == BRINK_ENOMEM;
            if (status == BRINK_ENOMEM) {
                assert_old_tables();
            }
        }
        fail_at = 0;
        assert_int_equal(status, BRINK_OK);
        assert_true(n >= 5);
        if (kind == 0) {
            char path[128];
            snprintf(path, sizeof path, "%s/manifest.json", folder);
            assert_int_equal(unlink(path), 0);
        }
    }
}

static void no_folder(void **state)
{
    (void)state;
    brink_results results = made_up();
    brink_error err;
    assert_int_equal(brink_report_csv(&results, "no-such-folder", &err), BRINK_ECANTCREATE);
    assert_int_equal(brink_report_manifest(&results, "no-such-folder", NULL, &err), BRINK_ECANTCREATE);
}

static json_t *read_manifest(void)
{
    json_error_t fault;
    char path[128];
    snprintf(path, sizeof path, "%s/manifest.json", folder);
    json_t *manifest = json_load_file(path, JSON_REJECT_DUPLICATES, &fault);
    assert_non_null(manifest);
    return manifest;
}

static const char *text_at(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    assert_non_null(text);
    return text;
}

static json_int_t number_at(const json_t *object, const char *key)
{
    assert_true(json_is_integer(json_object_get(object, key)));
    return json_integer_value(json_object_get(object, key));
}

static void assert_keys(json_t *object, const char *const *want, size_t n)
{
    const char *key;
    json_t *value;
    size_t i = 0;
    json_object_foreach(object, key, value)
    {
        assert_true(i < n);
        assert_string_equal(key, want[i]);
        i++;
    }
    assert_int_equal(i, n);
}

static void manifest_tells_all(void **state)
{
    (void)state;
    static const char *const keys[] = {"version",     "commit",     "model",  "seed",      "replicas",    "block",
                                       "headline",    "command",    "design", "overrides", "periods",     "start_date",
                                       "period_days", "thresholds", "titles", "inputs",    "exploration", "points",
                                       "totals",      "run",        "outputs"};
    static const char *const point_keys[] = {"scenario", "point", "note",   "model",    "digest", "periods",
                                             "replicas", "done",  "failed", "failures", "until",  "counters"};
    static const brink_target targets[] = {{.metric = "hits", .half_width = 0.3},
                                           {.metric = "share", .half_width = 0.625, .is_relative = true}};
    brink_results results = made_up();
    brink_error err = {0};
    results.targets = targets;
    results.n_targets = COUNT(targets);
    results.description = "{\"inputs\": [{\"file\": \"a.csv\", \"sha256\": \"00\"}], \"command\": [\"brink\", \"run\"],"
                          " \"start_date\": \"2024-09-09\", \"period_days\": 7, \"periods\": null, \"more\": 1,"
                          " \"notes\": {\"base\": \"why\"}}";
    assert_int_equal(brink_report_csv(&results, folder, &err), BRINK_OK);
    assert_int_equal(brink_report_manifest(&results, folder, "{\"threads\": 2, \"seconds\": 0.1}", &err), BRINK_OK);

    json_t *m = read_manifest();
    assert_keys(m, keys, COUNT(keys));
    assert_string_equal(text_at(m, "version"), "1.2.3");
    assert_true(strlen(text_at(m, "commit")) > 0);
    assert_string_equal(text_at(m, "model"), "toy");
    assert_string_equal(text_at(m, "seed"), "18446744073709551615");
    assert_int_equal(number_at(m, "replicas"), 200);
    assert_int_equal(number_at(m, "block"), BRINK_BLOCK);
    assert_string_equal(json_string_value(json_array_get(json_object_get(m, "command"), 1)), "run");
    const json_t *first = json_object_get(m, "headline");
    assert_int_equal(json_array_size(first), 2);
    assert_string_equal(json_string_value(json_array_get(first, 0)), "cost");
    assert_string_equal(json_string_value(json_array_get(first, 1)), "ratio");
    assert_true(json_is_null(json_object_get(m, "overrides")));
    assert_int_equal(number_at(m, "period_days"), 7);
    assert_string_equal(text_at(json_array_get(json_object_get(m, "inputs"), 0), "file"), "a.csv");

    json_t *p = json_array_get(json_object_get(m, "points"), 1);
    assert_int_equal(json_array_size(json_object_get(m, "points")), COUNT(points));
    assert_keys(p, point_keys, COUNT(point_keys));
    assert_string_equal(text_at(p, "point"), "high, \"very\"");
    assert_true(json_is_null(json_object_get(p, "note")));
    assert_string_equal(text_at(json_array_get(json_object_get(m, "points"), 0), "note"), "why");
    assert_string_equal(text_at(p, "digest"), "ab010000000000000000000000000000000000000000000000000000000000ff");
    assert_int_equal(number_at(p, "failed"), 1);
    assert_int_equal(number_at(json_object_get(p, "failures"), "BRINK_ERANGE"), 1);
    assert_int_equal(json_object_size(json_object_get(p, "failures")), 1);
    assert_int_equal(number_at(json_object_get(p, "counters"), "audits"), 6);

    json_t *until = json_object_get(p, "until");
    assert_int_equal(json_array_size(until), 2);
    assert_string_equal(text_at(json_array_get(until, 0), "metric"), "hits");
    assert_near(json_real_value(json_object_get(json_array_get(until, 0), "target")), 0.3, 0.0);
    assert_near(json_real_value(json_object_get(json_array_get(until, 0), "half_width")), 0.5, 0.0);
    assert_true(json_is_false(json_object_get(json_array_get(until, 0), "reached")));
    assert_true(json_is_true(json_object_get(json_array_get(until, 1), "relative")));
    assert_true(json_is_true(json_object_get(json_array_get(until, 1), "reached")));

    const json_t *totals = json_object_get(m, "totals");
    assert_int_equal(number_at(totals, "points"), 2);
    assert_int_equal(number_at(totals, "replicas"), 400);
    assert_int_equal(number_at(totals, "done"), 202);
    assert_int_equal(number_at(totals, "failed"), 2);
    assert_int_equal(json_object_size(json_object_get(totals, "failures")), 2);
    assert_int_equal(number_at(json_object_get(totals, "counters"), "audits"), 11);
    assert_int_equal(number_at(json_object_get(totals, "counters"), "periods"), 808);
    assert_true(json_is_false(json_object_get(totals, "complete")));
    assert_int_equal(number_at(json_object_get(m, "run"), "threads"), 2);
    json_decref(m);

    char *text = file_get(folder, "manifest.json", NULL);
    assert_non_null(strstr(text, "{\n  \"version\": \"1.2.3\",\n"));
    assert_non_null(strstr(text, "\"seconds\": 0.1\n"));
    assert_string_equal(text + strlen(text) - 2, "}\n");
    free(text);
}

static void checksums_are_of_the_files(void **state)
{
    (void)state;
    brink_results results = made_up();
    brink_error err;
    assert_int_equal(brink_report_csv(&results, folder, &err), BRINK_OK);
    assert_int_equal(brink_report_manifest(&results, folder, NULL, &err), BRINK_OK);
    json_t *m = read_manifest();
    const json_t *outputs = json_object_get(m, "outputs");
    assert_int_equal(json_array_size(outputs), COUNT(goldens));
    for (size_t i = 0; i < COUNT(goldens); i++) {
        char digest[SHA256_DIGEST_STRING_LENGTH];
        const json_t *output = json_array_get(outputs, i);
        assert_string_equal(text_at(output, "file"), goldens[i].name);
        SHA256Data((const uint8_t *)goldens[i].text, strlen(goldens[i].text), digest);
        assert_string_equal(text_at(output, "sha256"), digest);
    }
    json_decref(m);
}

/* No description, no tables, no points. */
static void manifest_of_little(void **state)
{
    (void)state;
    brink_results results = {.description = "{}"};
    brink_error err;
    assert_int_equal(brink_report_manifest(&results, folder, NULL, &err), BRINK_OK);
    json_t *m = read_manifest();
    assert_true(json_is_null(json_object_get(m, "model")));
    assert_true(json_is_null(json_object_get(m, "inputs")));
    assert_int_equal(json_array_size(json_object_get(m, "points")), 0);
    assert_int_equal(json_array_size(json_object_get(m, "outputs")), 0);
    assert_true(json_is_true(json_object_get(json_object_get(m, "totals"), "complete")));
    json_decref(m);
}

static void manifest_refuses(void **state)
{
    (void)state;
    static const struct {
        const char *description, *run;
        rlim_t limit;
        brink_status status;
    } rows[] = {
        {"{\"a\": ", NULL, RLIM_INFINITY, BRINK_EDATA},
        {"[1]", NULL, RLIM_INFINITY, BRINK_EDATA},
        {"{}", "3", RLIM_INFINITY, BRINK_EDATA},
        {"{}", "{\"a\": 1, \"a\": 2}", RLIM_INFINITY, BRINK_EDATA},
        {"{}", NULL, 100, BRINK_EIO},
    };
    size_t n_hidden;
    file_put(folder, "manifest.json", "old\n");
    for (size_t i = 0; i < COUNT(rows); i++) {
        brink_results results = made_up();
        brink_error err = {0};
        results.description = rows[i].description;
        limit_files(rows[i].limit);
        assert_int_equal(brink_report_manifest(&results, folder, rows[i].run, &err), rows[i].status);
        assert_int_equal(err.code, rows[i].status);
        limit_files(RLIM_INFINITY);
        assert_int_equal(folder_count(folder, &n_hidden), 1);
        char *text = file_get(folder, "manifest.json", NULL);
        assert_string_equal(text, "old\n");
        free(text);
    }
}

/* Rows are told by their point, in whichever column that stands, and copied with plain names. */
static void rows_of_each_point(void **state)
{
    (void)state;
    static const struct {
        const char *table, *point, *reference, *copied;
    } want[] = {
        {"scenario,point,v\ns,one,1\n", "one", "", "s,one,1\n"},
        {"scenario,point,v\ns,one,\"2,\n\"\n", "one", "", "s,one,\"2,\n\"\n"},
        {"scenario,point,v\ns,\"two, \"\"2\"\"\nx\",3\n", "two, \"2\"\nx", "", "s,two%2C%20%222%22%0Ax,3\n"},
        {"scenario,point,v\ns,.one,\n", ".one", "", "s,%2Eone,\n"},
        {"point,reference,metric,v\n\"a b\",,peak>=7,1\n", "a b", "", "a%20b,,peak>=7,1\n"},
        {"v,point,reference\n4,a,\"b, \"", "a", "b, ", "4,a,b%2C%20\n"},
    };
    for (size_t i = 0; i < COUNT(want); i++) {
        brink__extract x;
        brink__file out;
        brink_error err;
        file_put(folder, "t.csv", want[i].table);
        assert_int_equal(brink__extract_open(&x, folder, "t.csv", &err), BRINK_OK);
        assert_true(x.is_at_row);
        assert_string_equal(x.name[BRINK__POINT], want[i].point);
        assert_string_equal(x.name[BRINK__REFERENCE], want[i].reference);
        assert_string_equal(x.name[BRINK__SCENARIO], want[i].table[0] == 's' ? "s" : "");
        assert_int_equal(strncmp(x.header, want[i].table, strlen(x.header)), 0);
        assert_int_equal(brink__file_open(&out, folder, "point.csv", &err), BRINK_OK);
        assert_int_equal(brink__extract_copy(&x, &out, &err), BRINK_OK);
        assert_false(x.is_at_row);
        assert_int_equal(brink__file_commit(&out, &err), BRINK_OK);
        char *text = file_get(folder, "point.csv", NULL);
        assert_string_equal(text, want[i].copied);
        free(text);
        brink__extract_close(&x);
    }
}

static void tables_of_others_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        brink_status status;
    } rows[] = {
        {"", BRINK_EDATA},
        {"period,scenario\n", BRINK_EDATA},
        {"scenario,points\n", BRINK_EDATA},
        {"scenario,point,v\ns,p\n", BRINK_EDATA},
        {"scenario,point,v\ns,p,1,2\n", BRINK_EDATA},
        {"scenario,point,v\ns,p,1\n\n", BRINK_EDATA},
        {"scenario,point,v\ns,\"p,1\n", BRINK_EDATA},
        {"scenario,point,v\n", BRINK_OK},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        brink__extract x;
        brink_error err;
        file_put(folder, "t.csv", rows[i].text);
        brink_status status = brink__extract_open(&x, folder, "t.csv", &err);
        while (status == BRINK_OK && x.is_at_row) {
            status = brink__extract_copy(&x, NULL, &err);
        }
        assert_int_equal(status, rows[i].status);
        assert_true(status == BRINK_OK || strstr(err.what, "t.csv"));
        brink__extract_close(&x);
    }
    brink__extract x;
    assert_int_equal(brink__extract_open(&x, folder, "none.csv", NULL), BRINK_ENOINPUT);
    brink__extract_close(&x);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(tables_match),
        TEST(nothing_counted_is_no_file),
        TEST(full_disk_changes_nothing),
        TEST(damaged_store_changes_nothing),
        TEST(out_of_memory),
        TEST(no_folder),
        TEST(manifest_tells_all),
        TEST(checksums_are_of_the_files),
        TEST(manifest_of_little),
        TEST(manifest_refuses),
        TEST(rows_of_each_point),
        TEST(tables_of_others_are_refused),
    };
    return cmocka_run_group_tests_name("report", tests, NULL, NULL) != 0;
}
