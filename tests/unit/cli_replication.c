/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * --until and --max-failures: what is understood, and what is said of the outcome. */
#include "support/made_up_results.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/replication.h"

static const struct argp argp = {0};
static const cli_command command = {.name = "test", .argp = &argp};

/* What was written to stdout (1) or stderr (2) since begin(), malloc()ed. */
typedef struct capture {
    int number, before;
    FILE *file;
} capture;

static capture begin(int number)
{
    capture c = {.number = number, .before = dup(number), .file = tmpfile()};
    assert_non_null(c.file);
    assert_true(c.before >= 0);
    (void)fflush(NULL);
    assert_true(dup2(fileno(c.file), number) >= 0);
    return c;
}

static char *end(capture *c)
{
    (void)fflush(stdout);
    assert_true(dup2(c->before, c->number) >= 0);
    (void)close(c->before);
    assert_int_equal(fseek(c->file, 0, SEEK_END), 0);
    long n = ftell(c->file);
    rewind(c->file);
    char *text = calloc((size_t)n + 1, 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, (size_t)n, c->file), n);
    (void)fclose(c->file);
    return text;
}

static void amounts_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text, *metric;
        double half_width;
        bool is_relative;
    } rows[] = {
        {"a=0.5", "a", 0.5, false},
        {"a.b.c=2%", "a.b.c", 0.02, true},
        {"a=b=1e-3", "a=b", 1e-3, false},
        {"a=", NULL, 0, false},
        {"a", NULL, 0, false},
        {"=1", NULL, 0, false},
        {"a=0", NULL, 0, false},
        {"a=-1", NULL, 0, false},
        {"a=nan", NULL, 0, false},
        {"a=1x", NULL, 0, false},
        {"a=%", NULL, 0, false},
        {"a=2%%", NULL, 0, false},
        {"a=inf", NULL, 0, false},
        {"a=0%", NULL, 0, false},
        {"a= 1", NULL, 0, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        cli_replication r = {0};
        capture c = begin(2);
        int failed = cli_add_until(&command, &r, rows[i].text);
        char *text = end(&c);
        assert_int_equal(failed, rows[i].metric ? 0 : CLI_TOLD);
        assert_int_equal(r.n_targets, rows[i].metric ? 1 : 0);
        if (rows[i].metric) {
            assert_string_equal(r.target[0].metric, rows[i].metric);
            assert_near(r.target[0].half_width, rows[i].half_width, 0.0);
            assert_int_equal(r.target[0].is_relative, rows[i].is_relative);
        } else {
            assert_non_null(strstr(text, "METRIC=HALFWIDTH is needed"));
        }
        free(text);
        cli_replication_fini(&r);
    }
}

static void limits_are_read(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "-1", "1.5", "101%", "x", "%", "nan", "5 %"};
    cli_replication r = {0};
    assert_int_equal(cli_parse_failures(&command, &r, "0"), 0);
    assert_true(r.limit.most == 0.0 && !r.limit.is_percent);
    assert_int_equal(cli_parse_failures(&command, &r, "2.5%"), 0);
    assert_true(r.limit.most == 2.5 && r.limit.is_percent);
    for (size_t i = 0; i < COUNT(bad); i++) {
        capture c = begin(2);
        int failed = cli_parse_failures(&command, &r, bad[i]);
        free(end(&c));
        assert_int_equal(failed, CLI_TOLD);
    }
}

static void defaults_are_as_documented(void **state)
{
    (void)state;
    cli_replication r = {0};
    cli_replication_settle(&r);
    assert_int_equal(r.replicas, 1000);
    assert_true(r.limit.most == 5.0 && r.limit.is_percent);
    cli_replication until = {0};
    assert_int_equal(cli_add_until(&command, &until, "a=1"), 0);
    cli_replication_settle(&until);
    assert_int_equal(until.replicas, 100000);
    cli_replication_fini(&until);
    cli_replication given = {.replicas = 7, .limit = {.most = 3}, .limit_text = "3"};
    cli_replication_settle(&given);
    assert_true(given.replicas == 7 && given.limit.most == 3.0 && !given.limit.is_percent);
}

static struct made_up_point point_of(const char *name, uint64_t done, uint64_t failed)
{
    return (struct made_up_point){.facts = {.name = name, .replicas = done, .done = done, .failed = failed}};
}

/* The ceiling is the first point's replicas, half-widths are 0.25, 0.5, ... (made_up_results.h). */
static void outcomes_are_told(void **state)
{
    (void)state;
    static const brink_target targets[] = {{"hits", 0.3, false}, {"late", 0.02, true}};
    struct made_up_point points[2] = {point_of("p", 4000, 0), point_of("q", 512, 90)};
    brink_results results = {.points = points, .n_points = 2, .targets = targets, .n_targets = 2};
    capture c = begin(1);
    capture errors = begin(2);
    brink_status status = cli_replication_tell(&results, true);
    char *warnings = end(&errors);
    char *text = end(&c);
    assert_int_equal(status, BRINK_OK);
    assert_string_equal(text, "--until: 1 of 4 half-widths reached\n"
                              "  point  metric  mean    +-      wanted  replicas  reached\n"
                              "  p      hits      10  0.25         0.3     4,000  yes\n"
                              "  p      late      10  0.25  2% of mean     4,000  no: ceiling\n"
                              "  q      hits      10   0.5         0.3       512  no: failures\n"
                              "  q      late      10   0.5  2% of mean       512  no: failures\n"
                              "\n");
    assert_string_equal(
        warnings,
        "brink: warning: p: late is known to +- 0.25 only, not 2% of mean: the ceiling of 4,000 replicas (--replicas) "
        "stopped it\n"
        "brink: warning: q: hits is known to +- 0.5 only, not 0.3: too many failures stopped it after 512 replicas\n"
        "brink: warning: q: late is known to +- 0.5 only, not 2% of mean: too many failures stopped it after 512 "
        "replicas\n");
    free(text);
    free(warnings);
}

static void failures_are_judged(void **state)
{
    (void)state;
    struct made_up_point points[2] = {point_of("p", 4000, 200), point_of("q", 512, 90)};
    brink_results results = {.points = points, .n_points = 2};
    cli_replication r = {0};
    cli_replication_settle(&r);
    capture c = begin(2);
    brink_status status = cli_replication_judge(&r, &results);
    char *text = end(&c);
    assert_int_equal(status, BRINK_EDIVERGE);
    assert_int_equal(brink_status_exit(status), 75);
    assert_string_equal(text, "brink: q: 90 of 512 replicas failed, more than --max-failures 5%\n"); /* p: 5 %, just */
    free(text);
    points[1].facts.failed = 25;
    assert_int_equal(cli_replication_judge(&r, &results), BRINK_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_are_read),           cmocka_unit_test(limits_are_read),
        cmocka_unit_test(defaults_are_as_documented), cmocka_unit_test(outcomes_are_told),
        cmocka_unit_test(failures_are_judged),
    };
    return cmocka_run_group_tests_name("cli_replication", tests, NULL, NULL) != 0;
}
