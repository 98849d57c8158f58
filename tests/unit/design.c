/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Designs: what is read from them, and every message that a bad one gets, exactly. */
#include "support/check.h"

#include <sys/resource.h>

#include "scenario/design_rows.h"
#include "support/scratch.h"
#include "support/small_model.h"

#define HEADER    "scenario,name, then note or not, then noise or not, then paths of values"
#define SCENARIOS "a folder beside this file, a relative path, or a shipped scenario"

struct row {
    const char *name;
    const char *text;     /* of d/study.csv */
    const char *messages; /* one a line, without "d/"; "" when all is well */
    size_t size;
};

#define ROW(name, text, messages) {name, text, messages, sizeof(text) - 1},

static const struct row rows[] = {
#include "design_rows.h"
};

static void write_scenario(const char *folder, const char *name, const char *units)
{
    char path[64];
    char text[256];
    assert_int_equal(mkdir(folder, 0700), 0);
    snprintf(path, sizeof path, "%s/scenario.csv", folder);
    snprintf(text, sizeof text, "key,value\nname,%s\nmodel,small\n", name);
    write_text(path, text);
    snprintf(path, sizeof path, "%s/units.csv", folder);
    write_text(path, units);
}

static void write_scenarios(void)
{
    assert_int_equal(mkdir("d", 0700), 0);
    assert_int_equal(mkdir("shipped", 0700), 0);
    write_scenario("d/base", "base", SMALL_UNITS);
    write_text("d/base/links.csv", SMALL_LINKS);
    write_scenario("d/twin", "base", SMALL_UNITS);
    write_scenario("d/broken", "broken", "unit,label,side,weight,size,nerve\nA,Alpha,red,9,1,\n");
    write_scenario("shipped/afar", "afar", "unit,label,side,weight,size,nerve\nC,Gamma,red,0.5,1,\nD,D,red,0.5,1,\n");
    assert_int_equal(mkdir("shipped/family", 0700), 0);
    write_scenario("shipped/family/afar", "relative", SMALL_UNITS);
    write_scenario("shipped/base", "hidden", SMALL_UNITS); /* the one beside the design goes first */
    assert_int_equal(mkdir("d/child", 0700), 0);
    write_text("d/child/scenario.csv", "key,value\nname,child\nextends,base\n");
    write_text("d/child/settings.csv", "setting,value\ngain,3\n");
}

static brink_status read_study(const brink_setting *settings, size_t n, brink_design **design, char *got, size_t size)
{
    brink_diagnostics *d = brink_diagnostics_new();
    assert_non_null(d);
    brink_status status = brink__design_read_with("d/study.csv", "shipped", settings, n, small_models, design, d);
    got[0] = '\0';
    for (size_t i = 0; i < brink_diagnostics_count(d); i++) {
        const char *message = brink_diagnostics_get(d, i);
        size_t used = strlen(got);
        snprintf(got + used, size - used, "%s%s", used > 0 ? "\n" : "",
                 strncmp(message, "d/", 2) == 0 ? message + 2 : message);
    }
    brink_diagnostics_free(d);
    return status;
}

/* Folders of scenarios stand in the middle of a message, too. */
static void remove_folder_name(char *text)
{
    for (char *at = strstr(text, " d/"); at != NULL; at = strstr(at, " d/")) {
        memmove(at + 1, at + 3, strlen(at + 3) + 1);
    }
}

static void input_is_judged(void **state)
{
    const struct row *row = *state;
    char got[16384];
    brink_design *design = NULL;
    write_bytes("d/study.csv", row->text, row->size);
    brink_status status = read_study(NULL, 0, &design, got, sizeof got);
    remove_folder_name(got);
    assert_string_equal(got, row->messages);
    assert_int_equal(status, row->messages[0] == '\0' ? BRINK_OK : BRINK_EDATA);
    assert_true((design != NULL) == (status == BRINK_OK));
    brink_design_free(design);
}

/* --- what is read ------------------------------------------------------------------------------------------------ */

static double made_number(const brink_design *design, size_t i, const char *unit, const char *column)
{
    brink_scenario *scenario = NULL;
    assert_int_equal(brink_design_make(design, i, &scenario), BRINK_OK);
    const char *const keys[] = {unit, NULL};
    double number = brink_scenario_number(scenario, "units", brink_scenario_find(scenario, "units", keys), column);
    brink_scenario_free(scenario);
    return number;
}

static void points_are_as_written(void **state)
{
    (void)state;
    char got[4096];
    brink_design *design = NULL;
    write_text("d/study.csv", "scenario,name,note,units.A.weight,settings.gain,units.C.weight\n"
                              "afar,first,,,,0.25\n"
                              "base,second,\"why, then\",0.75,,\n"
                              "base,third,,,2,\n"
                              "child,fourth,,,,\n");
    assert_int_equal(read_study(NULL, 0, &design, got, sizeof got), BRINK_OK);
    assert_int_equal(brink_design_n_points(design), 4);
    assert_string_equal(brink_design_name(design, 0), "first");
    assert_string_equal(brink_design_note(design, 0), "");
    assert_string_equal(brink_design_note(design, 1), "why, then");
    assert_int_equal(brink_design_n_scenarios(design), 3);
    assert_string_equal(brink_scenario_name(brink_design_get_scenario(design, 0)), "afar");
    assert_string_equal(brink_scenario_name(brink_design_get_scenario(design, 2)), "child");
    assert_int_equal(brink_design_scenario_of(design, 2), 1);
    assert_int_equal(brink_design_n_paths(design), 3);
    assert_string_equal(brink_design_path(design, 1), "settings.gain");
    assert_null(brink_design_value(design, 1, 1));
    assert_string_equal(brink_design_value(design, 2, 1), "2");
    assert_string_equal(brink_design_value(design, 0, 2), "0.25");
    assert_near(made_number(design, 0, "C", "weight"), 0.25, 0);
    assert_near(made_number(design, 1, "A", "weight"), 0.75, 0);
    assert_near(made_number(design, 2, "A", "weight"), 0.5, 0);
    /* the scenario itself is as its files say */
    const char *const keys[] = {"A", NULL};
    const brink_scenario *base = brink_design_get_scenario(design, 1);
    assert_near(brink_scenario_number(base, "units", brink_scenario_find(base, "units", keys), "weight"), 0.5, 0);
    char digest[65];
    for (size_t i = 0; i < 32; i++) {
        snprintf(digest + 2 * i, 3, "%02x", brink_design_input(design)->sha256[i]);
    }
    assert_string_equal(brink_design_input(design)->file, "d/study.csv");
    /* printf 'scenario,name,...' | sha256sum */
    assert_string_equal(digest, "d9e4decfd24ff58f059ec5516139dafa7c50a4ddc2bc82c51c64a599becaa090");
    brink_design_free(design);
}

/* A row says what --set says: the same digest, and so the same results. */
static void rows_are_settings(void **state)
{
    (void)state;
    char got[4096];
    unsigned char want[32];
    unsigned char is[32];
    brink_design *design = NULL;
    brink_diagnostics *d = brink_diagnostics_new();
    brink_scenario *scenario = NULL;
    write_text("d/study.csv", "scenario,name,units.A.weight,settings.rule\nbase,a,0.125,slow\n");
    assert_int_equal(read_study(NULL, 0, &design, got, sizeof got), BRINK_OK);
    assert_int_equal(brink_design_make(design, 0, &scenario), BRINK_OK);
    brink_scenario_digest(scenario, is);
    brink_scenario_free(scenario);
    assert_int_equal(brink__scenario_read_with("d/base", small_models, &scenario, d), BRINK_OK);
    assert_int_equal(brink_scenario_set(scenario, "units.A.weight", "0.125", (brink_place){0}, 0, d), BRINK_OK);
    assert_int_equal(brink_scenario_set(scenario, "settings.rule", "slow", (brink_place){0}, 0, d), BRINK_OK);
    brink_scenario_digest(scenario, want);
    assert_memory_equal(is, want, sizeof is);
    brink_scenario_free(scenario);
    brink_diagnostics_free(d);
    brink_design_free(design);
}

static void settings_come_last(void **state)
{
    (void)state;
    static const brink_setting settings[] = {{"units.A.weight", "0.9", "--set units.A.weight=0.9"},
                                             {"units.A.weight", "1", "--set units.A.weight=1"}};
    static const brink_setting wrong[] = {{"units.A.weight", "7", "--set units.A.weight=7"},
                                          {"units.A.wait", "7", "--set units.A.wait=7"}};
    static const brink_setting zero[] = {{"units.B.weight", "0", "--set units.B.weight=0"}};
    char got[4096];
    brink_design *design = NULL;
    write_text("d/study.csv", "scenario,name,units.A.weight\nbase,a,0.125\nbase,b,\nbase,c,8\n");
    assert_int_equal(read_study(wrong, COUNT(wrong), &design, got, sizeof got), BRINK_EDATA);
    assert_string_equal(got, "--set units.A.weight=7: weight = 7; allowed: 0 to 1\n"
                             "--set units.A.wait=7: unknown column wait of table units; allowed: label, side, weight, "
                             "size, nerve\n"
                             "study.csv:4:8: weight = 8; allowed: 0 to 1");
    write_text("d/study.csv", "scenario,name,units.A.weight\nbase,a,0.125\nbase,b,\n");
    assert_int_equal(read_study(settings, COUNT(settings), &design, got, sizeof got), BRINK_OK);
    assert_near(made_number(design, 0, "A", "weight"), 1, 0);
    assert_near(made_number(design, 1, "A", "weight"), 1, 0);
    brink_design_free(design);
    assert_int_equal(read_study(zero, COUNT(zero), &design, got, sizeof got), BRINK_EDATA);
    assert_string_equal(got, "study.csv:2:6: point a: --set units.B.weight=0: weighs nothing\n"
                             "study.csv:3:6: point b: --set units.B.weight=0: weighs nothing");
    /* of several scenarios it says which */
    write_text("d/study.csv", "scenario,name\nbase,a\nafar,b\n");
    assert_int_equal(read_study(settings, 1, &design, got, sizeof got), BRINK_EDATA);
    assert_string_equal(got, "afar: --set units.A.weight=0.9: unknown key A of table units; allowed: a row of "
                             "units.csv");
}

static void noise_is_read(void **state)
{
    (void)state;
    char got[4096];
    brink_design *design = NULL;
    write_text("d/study.csv", "scenario,name,noise,units.A.weight\nbase,a,,0.5\nbase,b,4294967295,\n");
    assert_int_equal(read_study(NULL, 0, &design, got, sizeof got), BRINK_OK);
    assert_int_equal(brink_design_noise(design, 0), 0);
    assert_int_equal(brink_design_noise(design, 1), UINT32_MAX);
    assert_int_equal(brink_design_n_paths(design), 1);
    brink_design_free(design);
}

/* --- in memory --------------------------------------------------------------------------------------------------- */

static brink_design *made(void)
{
    static const char *const values[][3] = {{"0.25", NULL, "slow"}, {"", "2.5", NULL}, {NULL, NULL, NULL}};
    brink_scenario *scenario = NULL;
    brink_diagnostics *d = brink_diagnostics_new();
    assert_int_equal(brink__scenario_read_with("d/base", small_models, &scenario, d), BRINK_OK);
    brink_design *design = brink_design_new(scenario, "base");
    brink_scenario_free(scenario); /* it was copied */
    brink_diagnostics_free(d);
    assert_non_null(design);
    assert_int_equal(brink_design_add_path(design, "units.A.weight"), BRINK_OK);
    assert_int_equal(brink_design_add_path(design, "settings.gain"), BRINK_OK);
    assert_int_equal(brink_design_add_path(design, "settings.rule"), BRINK_OK);
    assert_int_equal(brink_design_add_point(design, "a", "", 0, values[0]), BRINK_OK);
    assert_int_equal(brink_design_add_point(design, "b", "why, then", 7, values[1]), BRINK_OK);
    assert_int_equal(brink_design_add_point(design, "c", "", 0, values[2]), BRINK_OK);
    return design;
}

/* Points from several scenarios: what they inherit is that scenario's; a label stands for the scenario that had it
 * first.
 */
static void made_of_several_scenarios(void **state)
{
    (void)state;
    static const char *const values[][3] = {{NULL, "9", NULL}, {NULL, NULL, NULL}};
    brink_scenario *scenario = NULL;
    brink_diagnostics *d = brink_diagnostics_new();
    brink_design *design = made();
    assert_int_equal(brink__scenario_read_with("shipped/afar", small_models, &scenario, d), BRINK_OK);
    assert_int_equal(brink_design_start_from(design, scenario, "afar"), BRINK_OK);
    assert_int_equal(brink_design_add_point(design, "d", "", 0, values[0]), BRINK_OK);
    assert_int_equal(brink_design_start_from(design, scenario, "base"), BRINK_OK);
    brink_scenario_free(scenario);
    assert_int_equal(brink_design_add_point(design, "e", "", 0, values[1]), BRINK_OK);
    assert_int_equal(brink_design_check(design, d), BRINK_OK);
    assert_int_equal(brink_design_n_scenarios(design), 2);
    assert_string_equal(brink_design_label(design, 3), "afar");
    assert_string_equal(brink_design_label(design, 4), "base");
    assert_int_equal(brink_design_scenario_of(design, 3), 1);
    assert_int_equal(brink_design_scenario_of(design, 4), 0);
    assert_near(made_number(design, 3, "C", "weight"), 0.5, 0);
    char got[4096];
    brink_design *back = NULL;
    assert_int_equal(brink_design_write(design, "d", "study.csv", NULL), BRINK_OK);
    assert_int_equal(read_study(NULL, 0, &back, got, sizeof got), BRINK_OK);
    for (size_t i = 0; i < brink_design_n_points(design); i++) {
        assert_string_equal(brink_design_label(back, i), brink_design_label(design, i));
    }
    brink_design_free(back);
    brink_design_free(design);
    brink_diagnostics_free(d);
}

static void assert_same(const char *a, const char *b)
{
    assert_true((a == NULL) == (b == NULL));
    if (a != NULL) {
        assert_string_equal(a, b);
    }
}

static void made_is_written_is_read(void **state)
{
    (void)state;
    char got[4096];
    brink_design *design = made();
    brink_design *back = NULL;
    brink_diagnostics *d = brink_diagnostics_new();
    assert_int_equal(brink_design_check(design, d), BRINK_OK);
    assert_int_equal(brink_design_write(design, "d", "study.csv", NULL), BRINK_OK);
    assert_int_equal(read_study(NULL, 0, &back, got, sizeof got), BRINK_OK);
    assert_int_equal(brink_design_n_points(back), brink_design_n_points(design));
    assert_int_equal(brink_design_n_paths(back), brink_design_n_paths(design));
    for (size_t i = 0; i < brink_design_n_points(design); i++) {
        brink_scenario *scenarios[2];
        unsigned char digests[2][32];
        assert_string_equal(brink_design_name(back, i), brink_design_name(design, i));
        assert_string_equal(brink_design_note(back, i), brink_design_note(design, i));
        assert_string_equal(brink_design_label(back, i), brink_design_label(design, i));
        assert_int_equal(brink_design_noise(back, i), brink_design_noise(design, i));
        for (size_t c = 0; c < brink_design_n_paths(design); c++) {
            assert_string_equal(brink_design_path(back, c), brink_design_path(design, c));
            assert_same(brink_design_value(back, i, c), brink_design_value(design, i, c));
        }
        assert_int_equal(brink_design_make(design, i, &scenarios[0]), BRINK_OK);
        assert_int_equal(brink_design_make(back, i, &scenarios[1]), BRINK_OK);
        brink_scenario_digest(scenarios[0], digests[0]);
        brink_scenario_digest(scenarios[1], digests[1]);
        assert_memory_equal(digests[0], digests[1], sizeof digests[0]);
        brink_scenario_free(scenarios[0]);
        brink_scenario_free(scenarios[1]);
    }
    assert_near(made_number(design, 0, "A", "weight"), 0.25, 0);
    assert_int_equal(brink_design_n_scenarios(design), 1);
    assert_string_equal(brink_design_input(design)->file, "");
    brink_design_free(back);
    brink_design_free(design);
    brink_diagnostics_free(d);
}

static void what_is_made_is_judged(void **state)
{
    (void)state;
    static const char *const values[][2] = {{"7", NULL}, {"0.5", NULL}, {NULL, NULL}, {"0.5", "1"}};
    static const char *const names[] = {"a", "a", "c d", "e"};
    static const char *const want[] = {
        "a: weight = 7; allowed: 0 to 1",
        "a: second point named a; allowed: one of a name",
        "c d: name = c d: not a name; allowed: letters, digits and _, a letter first, at most 32",
        "column units.A.wait: unknown column wait of table units; allowed: label, side, weight, size, nerve",
    };
    brink_scenario *scenario = NULL;
    brink_diagnostics *d = brink_diagnostics_new();
    assert_int_equal(brink__scenario_read_with("d/base", small_models, &scenario, d), BRINK_OK);
    brink_design *design = brink_design_new(scenario, "base");
    assert_int_equal(brink_design_add_path(design, "units.A.weight"), BRINK_OK);
    assert_int_equal(brink_design_add_path(design, "units.A.wait"), BRINK_OK);
    for (size_t i = 0; i < COUNT(names); i++) {
        assert_int_equal(brink_design_add_point(design, names[i], "", 0, values[i]), BRINK_OK);
    }
    assert_int_equal(brink_design_check(design, d), BRINK_EDATA);
    assert_int_equal(brink_diagnostics_count(d), COUNT(want));
    for (size_t i = 0; i < COUNT(want); i++) {
        bool is_said = false;
        for (size_t k = 0; k < COUNT(want); k++) {
            is_said = is_said || strcmp(brink_diagnostics_get(d, k), want[i]) == 0;
        }
        if (!is_said) {
            print_error("nobody said: %s\n", want[i]);
            for (size_t k = 0; k < COUNT(want); k++) {
                print_error("  but: %s\n", brink_diagnostics_get(d, k));
            }
        }
        assert_true(is_said);
    }
    brink_scenario_free(scenario);
    brink_design_free(design);
    brink_diagnostics_free(d);
}

static void things_that_are_no_files(void **state)
{
    (void)state;
    char got[4096];
    brink_design *design = NULL;
    remove("d/study.csv");
    assert_int_equal(read_study(NULL, 0, &design, got, sizeof got), BRINK_ENOINPUT);
    assert_string_equal(got, "study.csv: no such file; allowed: a design, a CSV table of points");
    assert_int_equal(mkdir("d/study.csv", 0700), 0);
    assert_int_equal(read_study(NULL, 0, &design, got, sizeof got), BRINK_EDATA);
    assert_string_equal(got, "study.csv: a folder; allowed: a plain file");
    remove("d/study.csv");
    assert_int_equal(mkfifo("d/study.csv", 0600), 0); /* must not wait for a writer */
    assert_int_equal(read_study(NULL, 0, &design, got, sizeof got), BRINK_EDATA);
    assert_string_equal(got, "study.csv: a FIFO; allowed: a plain file");
    remove("d/study.csv");
}

/* The file's own folder counts, not that of whoever reads it; nor is a list of shipped scenarios needed. */
static void beside_the_file(void **state)
{
    (void)state;
    brink_design *design = NULL;
    brink_diagnostics *d = brink_diagnostics_new();
    write_text("d/study.csv", "scenario,name\nbase,a\n");
    assert_int_equal(chdir("d"), 0);
    assert_int_equal(brink__design_read_with("study.csv", NULL, NULL, 0, small_models, &design, d), BRINK_OK);
    brink_design_free(design);
    assert_int_equal(chdir(".."), 0);
    write_text("study.csv", "scenario,name\nbase,a\n");
    assert_int_equal(brink__design_read_with("study.csv", NULL, NULL, 0, small_models, &design, d), BRINK_EDATA);
    assert_string_equal(brink_diagnostics_get(d, 0),
                        "study.csv:2:1: scenario = base: No such file or directory; allowed: " SCENARIOS);
    brink_diagnostics_free(d);
}

/* --- large ones --------------------------------------------------------------------------------------------------- */

static void many_columns_and_rows(void **state)
{
    (void)state;
    static char got[262144];
    brink_design *design = NULL;
    FILE *f = fopen("d/study.csv", "wb");
    assert_non_null(f);
    fputs("scenario,name", f);
    for (int i = 0; i < 1100; i++) {
        fputs(",units.A.weight", f);
    }
    fputs("\nbase,a\n", f);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(read_study(NULL, 0, &design, got, sizeof got), BRINK_EDATA);
    assert_string_equal(got, "study.csv:1:1: header with 1102 columns; allowed: at most 1024");

    f = fopen("d/study.csv", "wb");
    assert_non_null(f);
    fputs("scenario,name,units.A.weight\n", f);
    for (int i = 0; i < 20000; i++) {
        fprintf(f, "base,p%d,0.%05d\n", i, i + 1);
    }
    assert_int_equal(fclose(f), 0);
    assert_int_equal(read_study(NULL, 0, &design, got, sizeof got), BRINK_OK);
    assert_near(made_number(design, 12345, "A", "weight"), 0.12346, 0);
    brink_design_free(design);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    assert_true(usage.ru_maxrss < 400 * 1024); /* KiB; sanitizers need most of it, a scenario a point more */

    f = fopen("d/study.csv", "wb");
    assert_non_null(f);
    fputs("scenario,name,units.A.weight\n", f);
    for (int i = 0; i < 3000; i++) {
        fprintf(f, "base,p%d,2\n", i);
    }
    assert_int_equal(fclose(f), 0);
    assert_int_equal(read_study(NULL, 0, &design, got, sizeof got), BRINK_EDATA);
    assert_non_null(strstr(got, "study.csv: more than 1000 mistakes in its points; the rest is not listed"));
    assert_null(strstr(got, "study.csv:1500:"));
}

int main(void)
{
    char scratch[4096];
    enter_scratch(scratch);
    write_scenarios();
    const struct CMUnitTest single[] = {
        cmocka_unit_test(points_are_as_written),
        cmocka_unit_test(rows_are_settings),
        cmocka_unit_test(settings_come_last),
        cmocka_unit_test(things_that_are_no_files),
        cmocka_unit_test(beside_the_file),
        cmocka_unit_test(many_columns_and_rows),
        cmocka_unit_test(noise_is_read),
        cmocka_unit_test(made_is_written_is_read),
        cmocka_unit_test(made_of_several_scenarios),
        cmocka_unit_test(what_is_made_is_judged),
    };
    static struct CMUnitTest tests[COUNT(rows) + COUNT(single)];
    size_t n = 0;
    for (size_t i = 0; i < COUNT(rows); i++) {
        tests[n++] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = input_is_judged, .initial_state = (void *)(uintptr_t)&rows[i]};
    }
    memcpy(tests + n, single, sizeof single);
    int status = cmocka_run_group_tests_name("design", tests, NULL, NULL) != 0;
    leave_scratch(scratch);
    return status;
}
