/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a scenario that is right says: values, extends, setting, sources, digest. */
#include "support/check.h"

#include <sha256.h>

#include "base/text.h"
#include "scenario/table.h"
#include "support/scratch.h"
#include "support/small_model.h"

static const char *const sources = "path,basis,source,note\n"
                                   "*,assumption,,\n"
                                   "units.*.weight,judgement,a panel,\n"
                                   "units.B.*,evidence,a census,\n"
                                   "settings.gain,evidence,a paper,\n";

static void write_base(void)
{
    remove_tree("base");
    assert_int_equal(mkdir("base", 0700), 0);
    write_text("base/scenario.csv", SMALL_SCENARIO);
    write_text("base/units.csv", SMALL_UNITS);
    write_text("base/links.csv", SMALL_LINKS);
    write_text("base/bands.csv", "unit,from,share,day,target\nA,2.50,0.5,2024-02-29,x.y\nA,1e1,0.25,,\n");
    write_text("base/settings.csv", SMALL_SETTINGS);
    write_text("base/sources.csv", sources);
}

/* Reads a folder in which nothing is wrong. */
static brink_scenario *read_right(const char *folder)
{
    brink_diagnostics *d = brink_diagnostics_new();
    brink_scenario *scenario = NULL;
    brink_status status = brink__scenario_read_with(folder, small_models, &scenario, d);
    for (size_t i = 0; i < brink_diagnostics_count(d); i++) {
        print_error("%s\n", brink_diagnostics_get(d, i));
    }
    assert_int_equal(status, BRINK_OK);
    assert_non_null(scenario);
    brink_diagnostics_free(d);
    return scenario;
}

/* Reads a folder in which these things are wrong, one a line. */
static void read_wrong(const char *folder, const char *want)
{
    brink_diagnostics *d = brink_diagnostics_new();
    brink_scenario *scenario = NULL;
    assert_int_equal(brink__scenario_read_with(folder, small_models, &scenario, d), BRINK_EDATA);
    assert_null(scenario);
    char got[4096] = "";
    for (size_t i = 0; i < brink_diagnostics_count(d); i++) {
        size_t n = strlen(got);
        snprintf(got + n, sizeof got - n, "%s\n", brink_diagnostics_get(d, i));
    }
    assert_string_equal(got, want);
    brink_diagnostics_free(d);
}

static void digest_text(const brink_scenario *scenario, char out[65])
{
    unsigned char digest[32];
    brink_scenario_digest(scenario, digest);
    brink__hex(digest, out);
}

static void digest_of_folder(const char *folder, char out[65])
{
    brink_scenario *scenario = read_right(folder);
    digest_text(scenario, out);
    brink_scenario_free(scenario);
}

static const char *find_text(const brink_scenario *s, const char *table, const char *key, const char *column)
{
    size_t row = brink_scenario_find(s, table, (const char *const[]){key, NULL});
    assert_true(row != BRINK__NONE);
    return brink_scenario_text(s, table, row, column);
}

/* --- values ------------------------------------------------------------------------------------------------------ */

static void values_are_found(void **state)
{
    (void)state;
    write_base();
    brink_scenario *s = read_right("base");
    assert_string_equal(brink_scenario_name(s), "base");
    assert_ptr_equal(brink_scenario_model(s), &small_model);
    assert_string_equal(brink_scenario_value_text(s, "scenario", "title"), "A test");
    assert_string_equal(brink_scenario_value_text(s, "scenario", "extends"), "");
    assert_true(brink_scenario_value(s, "scenario", "horizon") == 10.0);
    assert_true(brink_scenario_value(s, "scenario", "period_days") == 7.0); /* the fallback */
    assert_true(brink_scenario_value(s, "settings", "gain") == 1.5);
    assert_true(brink_scenario_value(s, "settings", "steps") == 3.0);
    assert_string_equal(brink_scenario_value_text(s, "settings", "rule"), "fast");
    assert_true(isnan(brink_scenario_value(s, "settings", "rule")));
    assert_int_equal(brink_scenario_n_rows(s, "units"), 2);
    assert_int_equal(brink_scenario_n_rows(s, "settings"), 3);
    assert_true(brink_scenario_number(s, "units", 1, "size") == 2.0);
    assert_true(isnan(brink_scenario_number(s, "units", 0, "nerve")));
    assert_string_equal(brink_scenario_text(s, "units", 0, "nerve"), "");
    assert_int_equal(brink_scenario_find(s, "units", (const char *const[]){"B", NULL}), 1);
    assert_true(brink_scenario_find(s, "units", (const char *const[]){"b", NULL}) == BRINK__NONE);
    assert_true(brink_scenario_find(s, "units", (const char *const[]){NULL}) == BRINK__NONE);
    assert_true(brink_scenario_find(s, "units", (const char *const[]){"B", "B", NULL}) == BRINK__NONE);
    assert_int_equal(brink_scenario_find(s, "bands", (const char *const[]){"A", "2.5", NULL}), 0);
    assert_int_equal(brink_scenario_find(s, "bands", (const char *const[]){"A", "10", NULL}), 1);
    brink_place place = brink_scenario_place(s, "units", 1, "size");
    assert_string_equal(place.file, "base/units.csv");
    assert_int_equal(place.line, 3);
    assert_int_equal(place.column, 18);
    place = brink_scenario_place(s, "units", 1, NULL);
    assert_int_equal(place.line, 3);
    assert_int_equal(place.column, 0);
    place = brink_scenario_place(s, "units", BRINK__NONE, NULL);
    assert_string_equal(place.file, "base/units.csv");
    assert_int_equal(place.line, 0);
    brink_scenario_free(s);
    brink_scenario_free(NULL);
}

static void fallbacks_of_columns(void **state)
{
    (void)state;
    write_base();
    write_text("base/links.csv", "from,to,count\nA,B,3\n");
    char without[65];
    char with[65];
    digest_of_folder("base", without);
    brink_scenario *s = read_right("base");
    assert_true(brink_scenario_number(s, "links", 0, "open") == 1.0);
    brink_scenario_free(s);
    write_text("base/links.csv", "from,to,count,open,note\nA,B,3,,\n"); /* an empty cell is the fallback too */
    digest_of_folder("base", with);
    assert_string_equal(with, without);
}

static void inputs_are_listed(void **state)
{
    (void)state;
    static const char *const files[] = {"base/scenario.csv", "base/sources.csv", "base/units.csv",
                                        "base/links.csv",    "base/bands.csv",   "base/settings.csv"};
    write_base();
    brink_scenario *s = read_right("base/"); /* the slash is not shown twice */
    assert_int_equal(brink_scenario_n_inputs(s), COUNT(files));
    for (size_t i = 0; i < COUNT(files); i++) {
        const brink_input *input = brink_scenario_input(s, i);
        char want[65];
        char got[65];
        assert_string_equal(input->file, files[i]);
        assert_non_null(SHA256File(files[i], want));
        brink__hex(input->sha256, got);
        assert_string_equal(got, want);
    }
    brink_scenario_free(s);
}

/* --- visits and sources ------------------------------------------------------------------------------------------- */

struct list {
    char text[4096];
};

static void note(void *context, const char *path, const char *text, const brink_column *column, size_t source_row)
{
    struct list *list = context;
    size_t n = strlen(list->text);
    snprintf(list->text + n, sizeof list->text - n, "%s=%s [%s] %d\n", path, text,
             column->unit != NULL ? column->unit : "", (int)source_row);
}

static void every_number_has_a_path_and_a_source(void **state)
{
    (void)state;
    write_base();
    brink_scenario *s = read_right("base");
    struct list list = {""};
    brink_scenario_visit(s, note, &list);
    assert_string_equal(list.text, "scenario.period_days=7 [days] 0\n"
                                   "scenario.horizon=10 [periods] 0\n"
                                   "units.A.weight=0.5 [1] 1\n"
                                   "units.A.size=1 [rung] 0\n"
                                   "units.B.weight=0.25 [1] 2\n" /* the last row that fits */
                                   "units.B.size=2 [rung] 2\n"
                                   "units.B.nerve=0.5 [1] 2\n"
                                   "links.A.count=3 [days] 0\n"
                                   "links.A.open=1 [] 0\n"
                                   "bands.A.2.5.share=0.5 [1] 0\n"
                                   "bands.A.10.share=0.25 [1] 0\n"
                                   "settings.gain=1.5 [util] 3\n"
                                   "settings.steps=3 [1] 0\n");
    brink_scenario_free(s);
    remove("base/sources.csv");
    s = read_right("base");
    list.text[0] = '\0';
    brink_scenario_visit(s, note, &list);
    assert_non_null(strstr(list.text, "settings.gain=1.5 [util] -1\n"));
    brink_scenario_free(s);
}

struct match {
    const char *pattern, *path;
    bool fits;
};

static const struct match matches[] = {
    {"a.b.c", "a.b.c", true},
    {"a.b.c", "a.b.d", false},
    {"a.*.c", "a.b.c", true},
    {"a.*.c", "a.b.b.c", true},
    {"*", "", true},
    {"*", "a.b", true},
    {"", "", true},
    {"", "a", false},
    {"a.*", "a.", true},
    {"a.*", "a", false},
    {"*.c", "a.b.cc", false},
    {"*.c", "a.c.c", true},
    {"a*b*c", "aXbXbXc", true},
    {"a*b*c", "aXcXb", false},
    {"**", "x", true},
    {"a**c", "abc", true},
    {"*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
};

static void pattern_fits(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(matches); i++) {
        assert_int_equal(brink__matches(matches[i].pattern, matches[i].path), matches[i].fits);
    }
}

/* --- extends ------------------------------------------------------------------------------------------------------ */

static void write_child(const char *folder, const char *name, const char *extends)
{
    char path[256];
    char text[512];
    assert_int_equal(mkdir(folder, 0700), 0);
    snprintf(path, sizeof path, "%s/scenario.csv", folder);
    snprintf(text, sizeof text, "key,value\nname,%s\nextends,%s\n", name, extends);
    write_text(path, text);
}

static void child_changes_what_it_says(void **state)
{
    (void)state;
    write_base();
    remove_tree("child");
    write_child("child", "child", "base");
    char plain[65];
    char same[65];
    digest_of_folder("base", plain);
    digest_of_folder("child", same);
    assert_string_equal(same, plain); /* it says the same under another name */

    write_text("child/units.csv", "unit,label,side,weight,size,nerve\nC,Gamma,blue,1,1,0\nA,Alef,red,0.75,1,\n");
    write_text("child/settings.csv", "setting,value\nsteps,4\n");
    write_text("child/links.csv", "from,to,count\n");
    write_text("child/sources.csv", "path,basis\nunits.A.size,judgement\n*,assumption\n");
    brink_scenario *s = read_right("child");
    assert_string_equal(brink_scenario_name(s), "child");
    assert_string_equal(brink_scenario_value_text(s, "scenario", "title"), "A test");
    assert_true(brink_scenario_value(s, "settings", "gain") == 1.5);
    assert_true(brink_scenario_value(s, "settings", "steps") == 4.0);
    assert_int_equal(brink_scenario_n_rows(s, "units"), 3);
    assert_string_equal(brink_scenario_text(s, "units", 0, "label"), "Alef"); /* in its place */
    assert_string_equal(brink_scenario_text(s, "units", 1, "label"), "Beta");
    assert_string_equal(brink_scenario_text(s, "units", 2, "label"), "Gamma"); /* at the end */
    assert_int_equal(brink_scenario_n_rows(s, "links"), 1);
    assert_string_equal(brink_scenario_place(s, "units", 0, "size").file, "child/units.csv");
    assert_string_equal(brink_scenario_place(s, "units", 1, "size").file, "base/units.csv");
    assert_int_equal(brink_scenario_n_inputs(s), 11);
    struct list list = {""};
    brink_scenario_visit(s, note, &list);
    /* sources of base (`*` replaced by the child's, then 1 .. 3) speak for base's rows only */
    assert_non_null(strstr(list.text, "units.A.weight=0.75 [1] 0\n"));
    assert_non_null(strstr(list.text, "units.A.size=1 [rung] 4\n"));
    assert_non_null(strstr(list.text, "units.B.size=2 [rung] 2\n"));
    brink_scenario_free(s);
}

static void chains_and_cycles(void **state)
{
    (void)state;
    write_base();
    static const char *const names[] = {"child", "grand", "deep", "a", "b", "lost"};
    for (size_t i = 0; i < COUNT(names); i++) {
        remove_tree(names[i]);
    }
    write_child("child", "child", "base");
    write_text("child/settings.csv", "setting,value\ngain,2\nsteps,5\n");
    write_child("grand", "grand", "child");
    write_text("grand/settings.csv", "setting,value\nsteps,6\n");
    assert_int_equal(mkdir("deep", 0700), 0);
    write_child("deep/down", "down", "../../grand");
    brink_scenario *s = read_right("deep/down");
    assert_true(brink_scenario_value(s, "settings", "gain") == 2.0);
    assert_true(brink_scenario_value(s, "settings", "steps") == 6.0);
    assert_string_equal(brink_scenario_name(s), "down");
    brink_scenario_free(s);
    assert_int_equal(chdir("grand"), 0);
    s = read_right("."); /* what lies beside "." */
    assert_true(brink_scenario_value(s, "settings", "gain") == 2.0);
    brink_scenario_free(s);
    assert_int_equal(chdir(".."), 0);

    write_child("a", "a", "b");
    write_child("b", "b", "a");
    read_wrong("a",
               "b/scenario.csv:3:9: extends = a: leads back to a; allowed: a scenario that does not extend this one\n"
               "a/scenario.csv: model is missing; allowed: letters, digits and _, a letter first, at most 32\n");
    write_child("lost", "lost", "bse");
    read_wrong("lost",
               "lost/scenario.csv: model is missing; allowed: letters, digits and _, a letter first, at most 32\n"
               "lost/scenario.csv:3:9: extends = bse: No such file or directory; allowed: a folder beside this "
               "one, or a relative path; did you mean base?\n");
    write_text("lost/scenario.csv", "key,value\nextends,base\nmodel,tiny\n");
    write_text("lost/units.csv", SMALL_UNITS);
    read_wrong("lost",
               "base/scenario.csv:4:7: model = small; allowed: tiny, the model of the scenario that extends this one\n"
               "lost/scenario.csv: name is missing; allowed: letters, digits and _, a letter first, at most 32\n");
    for (int i = 0; i < 17; i++) {
        char name[16];
        char next[16];
        snprintf(name, sizeof name, "c%d", i);
        snprintf(next, sizeof next, "c%d", i + 1);
        write_child(name, name, i < 16 ? next : "base");
    }
    read_wrong("c0", "c15/scenario.csv:3:9: extends = c16: a chain of more than 16; allowed: at most 16 scenarios\n"
                     "c0/scenario.csv: model is missing; allowed: letters, digits and _, a letter first, at most 32\n");
    s = read_right("c3"); /* 16 with base */
    brink_scenario_free(s);
}

static void mistakes_of_a_parent_are_shown(void **state)
{
    (void)state;
    write_base();
    remove_tree("child");
    write_child("child", "child", "base");
    write_text("base/units.csv", "unit,label,side,weight,size,nerve\nA,Alpha,red,5,1,\nB,Beta,blue,0.25,2,0.5\n");
    write_text("child/units.csv", "unit,label,side,weight,size,nerve\nA,Alpha,red,6,1,\n");
    read_wrong("child", "base/units.csv:2:13: weight = 5; allowed: 0 to 1\n"
                        "child/units.csv:2:13: weight = 6; allowed: 0 to 1\n");
}

/* --- set ---------------------------------------------------------------------------------------------------------- */

struct setting {
    const char *path, *value;
    brink_status status;
    const char *message; /* of the set, or else of the check after it; NULL for none */
};

static const struct setting settings[] = {
    {"units.A.weight", "0.125", BRINK_OK, NULL},
    {"settings.gain", "7e2", BRINK_OK, NULL},
    {"settings.steps", "10", BRINK_OK, NULL},
    {"settings.rule", "slow", BRINK_OK, NULL},
    {"scenario.horizon", "99", BRINK_OK, NULL},
    {"scenario.title", "Other, \"title\"", BRINK_OK, NULL},
    {"bands.A.2.5.share", "0", BRINK_OK, NULL},
    {"links.A.open", "", BRINK_OK, NULL},
    {"links.A.to", "nobody", BRINK_OK, NULL},
    {"units.A.weight", "2", BRINK_EDATA, "--set:9: weight = 2; allowed: 0 to 1"},
    {"units.A.weight", "", BRINK_EDATA, "--set:9: weight is empty; allowed: 0 to 1"},
    {"units.A.weight", "0x1", BRINK_EDATA, "--set:9: weight = 0x1: hexadecimal; allowed: 0 to 1"},
    {"units.A.label", "a\nb", BRINK_EDATA, "--set:9: value a\\x0ab; allowed: printable UTF-8, at most 64 KiB"},
    {"units.A.label", "\xff", BRINK_EDATA, "--set:9: value \\xff; allowed: printable UTF-8, at most 64 KiB"},
    {"units.A.nerve", "0.5", BRINK_OK, "--set:9: nerve = 0.5; allowed: empty where side is red"},
    {"units.B.side", "red", BRINK_OK, "base/units.csv:3:20: nerve = 0.5; allowed: empty where side is red"},
    {"units.A.weight", "0", BRINK_OK, "--set:9: weighs nothing"},
    {"links.A.to", "Z", BRINK_OK, "--set:9: to = Z; allowed: a key of units or nobody"},
    {"units.A.wieght", "1", BRINK_EDATA,
     "--set:3: unknown column wieght of table units; allowed: label, side, weight, size, nerve; did you mean weight?"},
    {"units.AA.weight", "1", BRINK_EDATA,
     "--set:3: unknown key AA of table units; allowed: a row of units.csv; did you mean A?"},
    {"unit.A.weight", "1", BRINK_EDATA,
     "--set:3: unknown table unit; allowed: see brink list tables; did you mean units?"},
    {"settings.gian", "1", BRINK_EDATA,
     "--set:3: unknown key gian of table settings; allowed: see brink list; did you mean gain?"},
    {"units.A.unit", "C", BRINK_EDATA, "--set:3: unit is a key of table units; allowed: its other columns"},
    {"units.A", "C", BRINK_EDATA, "--set:3: units.A lacks a part; allowed: units.key.column"},
    {"units", "C", BRINK_EDATA, "--set:3: units is not the path of a value; allowed: table.key.column, or table.key"},
    {"", "C", BRINK_EDATA, "--set:3: nothing is not the path of a value; allowed: table.key.column, or table.key"},
    {"..", "C", BRINK_EDATA, "--set:3: unknown table ; allowed: see brink list tables"},
    {"bands.A.2.50.share", "0", BRINK_EDATA,
     "--set:3: unknown key A.2.50 of table bands; allowed: a row of bands.csv; did you mean A.2.5?"},
    {"scenario.model", "tiny", BRINK_EDATA,
     "--set:3: scenario.model cannot be set; allowed: to write model in the scenario's tables"},
    {"scenario.name", "x", BRINK_EDATA,
     "--set:3: scenario.name cannot be set; allowed: to write name in the scenario's tables"},
    {"scenario.extends", "x", BRINK_EDATA,
     "--set:3: scenario.extends cannot be set; allowed: to write extends in the scenario's tables"},
    {"sources.*.basis", "judgement", BRINK_EDATA,
     "--set:3: sources.*.basis cannot be set; allowed: to write sources in the scenario's tables"},
};

static void value_is_set(void **state)
{
    const struct setting *row = *state;
    write_base();
    brink_scenario *s = read_right("base");
    brink_diagnostics *d = brink_diagnostics_new();
    char before[65];
    char after[65];
    digest_text(s, before);
    brink_status status = brink_scenario_set(s, row->path, row->value, (brink_place){"--set", 0, 3}, 9, d);
    assert_int_equal(status, row->status);
    digest_text(s, after);
    if (status != BRINK_OK) {
        assert_string_equal(after, before); /* untouched */
    } else {
        assert_int_equal(brink_diagnostics_count(d), 0);
        status = brink_scenario_check(s, d);
        assert_int_equal(status, row->message != NULL ? BRINK_EDATA : BRINK_OK);
    }
    if (row->message != NULL) {
        assert_int_equal(brink_diagnostics_count(d), 1);
        assert_string_equal(brink_diagnostics_get(d, 0), row->message);
    } else {
        assert_int_equal(brink_diagnostics_count(d), 0);
    }
    brink_diagnostics_free(d);
    brink_scenario_free(s);
}

static void set_reads_back_and_has_no_source(void **state)
{
    (void)state;
    write_base();
    brink_scenario *s = read_right("base");
    brink_diagnostics *d = brink_diagnostics_new();
    brink_place origin = {"--set", 0, 0};
    assert_int_equal(brink_scenario_set(s, "units.A.weight", "0.125", origin, 0, d), BRINK_OK);
    assert_int_equal(brink_scenario_set(s, "settings.steps", "4", origin, 0, d), BRINK_OK);
    assert_int_equal(brink_scenario_set(s, "settings.steps", "5", origin, 0, d), BRINK_OK); /* the last counts */
    assert_string_equal(find_text(s, "units", "A", "weight"), "0.125");
    assert_true(brink_scenario_value(s, "settings", "steps") == 5.0);
    struct list list = {""};
    brink_scenario_visit(s, note, &list);
    assert_non_null(strstr(list.text, "units.A.weight=0.125 [1] -1\n"));
    assert_non_null(strstr(list.text, "units.A.size=1 [rung] 0\n"));
    brink_diagnostics_free(d);
    brink_scenario_free(s);
}

static void copies_are_apart(void **state)
{
    (void)state;
    write_base();
    brink_scenario *s = read_right("base");
    brink_scenario *copy = brink_scenario_copy(s);
    assert_non_null(copy);
    char before[65];
    char of_copy[65];
    digest_text(s, before);
    digest_text(copy, of_copy);
    assert_string_equal(of_copy, before);
    brink_diagnostics *d = brink_diagnostics_new();
    assert_int_equal(brink_scenario_set(copy, "units.A.weight", "1", (brink_place){0}, 0, d), BRINK_OK);
    assert_string_equal(find_text(s, "units", "A", "weight"), "0.5");
    assert_int_equal(brink_scenario_n_inputs(copy), brink_scenario_n_inputs(s));
    brink_scenario_free(s); /* the copy owns all it has */
    assert_string_equal(brink_scenario_input(copy, 2)->file, "base/units.csv");
    assert_string_equal(find_text(copy, "units", "A", "label"), "Alpha");
    digest_text(copy, of_copy);
    assert_string_not_equal(of_copy, before);
    assert_string_equal(brink_scenario_place(copy, "units", 0, "label").file, "base/units.csv");
    assert_null(brink_scenario_place(copy, "units", 0, "weight").file);
    brink_diagnostics_free(d);
    brink_scenario_free(copy);
}

/* --- digest ------------------------------------------------------------------------------------------------------- */

struct change {
    const char *name;
    const char *file, *text;
    bool matters;
};

static const struct change changes[] = {
    {"order of sources", "sources.csv", "path,basis\nsettings.gain,judgement\n*,assumption\n", false},
    {"numbers written otherwise", "units.csv",
     "unit,label,side,weight,size,nerve\nA,Alpha,red,5e-1,1.0,\n\"B\",Beta,blue,+0.25,2,0.50\n", false},
    {"order of settings, fallback spelt out", "settings.csv", "setting,value\nsteps,3\ngain,1.5\n", false},
    {"name and title", "scenario.csv",
     "key,value\nname,other\ntitle,Other\nmodel,small\nstart_date,2024-02-29\nhorizon,10\n", false},
    {"horizon", "scenario.csv", "key,value\nname,base\nmodel,small\nstart_date,2024-02-29\nhorizon,11\n", true},
    {"date", "scenario.csv", "key,value\nname,base\nmodel,small\nstart_date,2024-02-28\nhorizon,10\n", true},
    {"order of rows", "units.csv", "unit,label,side,weight,size,nerve\nB,Beta,blue,0.25,2,0.5\nA,Alpha,red,0.5,1,\n",
     true},
    {"a number by its last digit", "settings.csv", "setting,value\ngain,1.5000000000000002\n", true},
    {"a choice", "settings.csv", "setting,value\ngain,1.5\nrule,slow\n", true},
    {"a row less", "links.csv", "from,to,count,open,note\n", true},
    {"text moved to the next cell", "bands.csv",
     "unit,from,share,day,target\nA,2.50,0.5,,2024-02-29x.y\nA,1e1,0.25,,\n", true},
};

static void digest_changes_when_it_must(void **state)
{
    const struct change *row = *state;
    char before[65];
    char after[65];
    char path[64];
    write_base();
    digest_of_folder("base", before);
    snprintf(path, sizeof path, "base/%s", row->file);
    write_text(path, row->text);
    digest_of_folder("base", after);
    assert_int_equal(strcmp(before, after) != 0, row->matters);
}

static void digest_of_a_copied_folder(void **state)
{
    (void)state;
    char here[65];
    char there[65];
    write_base();
    digest_of_folder("base", here);
    remove_tree("elsewhere");
    assert_int_equal(rename("base", "elsewhere"), 0);
    digest_of_folder("elsewhere", there);
    assert_string_equal(there, here);
}

#define ADD(table, function, label)                                                                                    \
    for (size_t i = 0; i < COUNT(table); i++) {                                                                        \
        tests[n++] = (struct CMUnitTest){                                                                              \
            .name = (table)[i].label, .test_func = (function), .initial_state = (void *)(uintptr_t) & (table)[i]};     \
    }

int main(void)
{
    char scratch[4096];
    enter_scratch(scratch);
    const struct CMUnitTest single[] = {
        cmocka_unit_test(values_are_found),
        cmocka_unit_test(fallbacks_of_columns),
        cmocka_unit_test(inputs_are_listed),
        cmocka_unit_test(every_number_has_a_path_and_a_source),
        cmocka_unit_test(pattern_fits),
        cmocka_unit_test(child_changes_what_it_says),
        cmocka_unit_test(chains_and_cycles),
        cmocka_unit_test(mistakes_of_a_parent_are_shown),
        cmocka_unit_test(set_reads_back_and_has_no_source),
        cmocka_unit_test(copies_are_apart),
        cmocka_unit_test(digest_of_a_copied_folder),
    };
    static struct CMUnitTest tests[COUNT(settings) + COUNT(changes) + COUNT(single)];
    size_t n = 0;
    ADD(settings, value_is_set, path)
    ADD(changes, digest_changes_when_it_must, name)
    memcpy(tests + n, single, sizeof single);
    int status = cmocka_run_group_tests_name("scenario", tests, NULL, NULL) != 0;
    leave_scratch(scratch);
    return status;
}
