/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "describe.h"

#include "exploration.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "brink/model.h"

/* Names of files need not be UTF-8, JSON must be: bytes that are not are written as \xNN. */
json_t *cli_json_text(const char *s)
{
    json_t *value = json_string(s);
    if (value == NULL) {
        brink_error shown;
        (void)brink_fail(&shown, BRINK_EUSAGE, "%s", s);
        value = json_string(shown.what);
    }
    return value;
}

static json_t *words(int argc, char **argv)
{
    json_t *array = json_array();
    for (int i = 0; i < argc; i++) {
        (void)json_array_append_new(array, cli_json_text(argv[i]));
    }
    return array;
}

/* "brink NAME" as two words, then the rest: what would be typed again. */
json_t *cli_json_command(int argc, char **argv)
{
    json_t *array = words(argc, argv);
    const char *name = strchr(argv[0], ' ');
    (void)json_array_set_new(array, 0, json_string("brink"));
    (void)json_array_insert_new(array, 1, cli_json_text(name != NULL ? name + 1 : ""));
    return array;
}

static char *finish(json_t *object)
{
    char *dumped = object != NULL ? json_dumps(object, JSON_COMPACT) : NULL;
    json_decref(object);
    return dumped;
}

static bool lists_file(const json_t *inputs, const char *file)
{
    size_t i;
    const json_t *item;
    json_array_foreach(inputs, i, item)
    {
        const char *known = json_string_value(json_object_get(item, "file"));
        if (known != NULL && strcmp(known, file) == 0) {
            return true;
        }
    }
    return false;
}

static void add_input(json_t *inputs, const brink_input *input)
{
    char digits[65];
    for (size_t b = 0; b < sizeof input->sha256; b++) {
        (void)snprintf(digits + 2 * b, 3, "%02x", input->sha256[b]);
    }
    if (!lists_file(inputs, input->file)) {
        (void)json_array_append_new(inputs,
                                    json_pack("{s:o, s:s}", "file", cli_json_text(input->file), "sha256", digits));
    }
}

/* Scenarios that extend one base have read the same files: each is listed once. */
static json_t *inputs_of(const cli_points *points, const cli_inputs *extra)
{
    json_t *inputs = json_array();
    if (points->design != NULL) {
        add_input(inputs, brink_design_input(points->design));
    }
    for (size_t s = 0; s < cli_points_n_scenarios(points); s++) {
        const brink_scenario *scenario = cli_points_scenario(points, s);
        for (size_t i = 0; i < brink_scenario_n_inputs(scenario); i++) {
            add_input(inputs, brink_scenario_input(scenario, i));
        }
    }
    for (size_t i = 0; extra != NULL && i < extra->n; i++) {
        add_input(inputs, extra->item[i]);
    }
    return inputs;
}

static json_t *notes_of(const cli_points *points)
{
    json_t *notes = json_object();
    for (size_t i = 0; points->design != NULL && i < points->n; i++) {
        const char *note = brink_design_note(points->design, i);
        if (note[0] != '\0') {
            (void)json_object_set_new(notes, brink_design_name(points->design, i), cli_json_text(note));
        }
    }
    return notes;
}

static json_t *overrides_of(const cli_overrides *overrides)
{
    json_t *assignments = json_array();
    for (size_t i = 0; i < overrides->n; i++) {
        char assignment[1024];
        (void)snprintf(assignment, sizeof assignment, "%s=%s", overrides->item[i].path, overrides->item[i].value);
        (void)json_array_append_new(assignments, cli_json_text(assignment));
    }
    return assignments;
}

char *cli_describe_study(const cli_points *points, const cli_overrides *overrides, const cli_thresholds *thresholds,
                         const cli_inputs *extra, int argc, char **argv)
{
    json_t *assignments = overrides_of(overrides);
    json_t *periods = json_null();
    for (size_t i = 0; i < overrides->n; i++) {
        if (strcmp(overrides->item[i].path, "scenario.horizon") ==
            0) { /* the last one counts, at every point; it has been checked */
            periods = json_integer((json_int_t)points->point[0].program->n_periods);
        }
    }
    json_t *named = json_array();
    for (size_t i = 0; i < thresholds->n; i++) {
        (void)json_array_append_new(named, cli_json_text(thresholds->item[i].name));
    }
    json_t *titles = json_object();
    for (size_t s = 0; s < cli_points_n_scenarios(points); s++) {
        const brink_scenario *scenario = cli_points_scenario(points, s);
        (void)json_object_set_new(titles, brink_scenario_name(scenario),
                                  cli_json_text(brink_scenario_value_text(scenario, "scenario", "title")));
    }
    const brink_scenario *first = cli_points_scenario(points, 0);
    const char *start = brink_scenario_value_text(first, "scenario", "start_date");
    json_t *design = points->design != NULL ? cli_json_text(brink_design_input(points->design)->file) : json_null();
    return finish(json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:f, s:o, s:o, s:o}", "command",
                            cli_json_command(argc, argv), "inputs", inputs_of(points, extra), "design", design,
                            "overrides", assignments, "periods", periods, "start_date",
                            start[0] != '\0' ? cli_json_text(start) : json_null(), "period_days",
                            brink_scenario_value(first, "scenario", "period_days"), "thresholds", named, "titles",
                            titles, "notes", notes_of(points)));
}

char *cli_describe_exploration(const cli_exploration *x, json_t *method, int argc, char **argv)
{
    const char *start = brink_scenario_value_text(x->scenario, "scenario", "start_date");
    json_t *inputs = json_array();
    json_t *titles = json_object();
    for (size_t i = 0; i < brink_scenario_n_inputs(x->as_read); i++) {
        add_input(inputs, brink_scenario_input(x->as_read, i));
    }
    for (size_t i = 0; i < brink_factors_n_inputs(x->factors); i++) {
        add_input(inputs, brink_factors_input(x->factors, i));
    }
    (void)json_object_set_new(titles, brink_scenario_name(x->as_read),
                              cli_json_text(brink_scenario_value_text(x->as_read, "scenario", "title")));
    return finish(json_pack("{s:o, s:o, s:s, s:o, s:I, s:o, s:f, s:o, s:o}", "command", cli_json_command(argc, argv),
                            "inputs", inputs, "design", "design.csv", "overrides", overrides_of(&x->run.overrides),
                            "periods", (json_int_t)brink_scenario_value(x->scenario, "scenario", "horizon"),
                            "start_date", start[0] != '\0' ? cli_json_text(start) : json_null(), "period_days",
                            brink_scenario_value(x->scenario, "scenario", "period_days"), "titles", titles,
                            "exploration", method));
}

static json_t *utc(struct timespec t)
{
    char date[40] = "";
    struct tm parts;
    if (gmtime_r(&t.tv_sec, &parts) != NULL) {
        (void)strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", &parts);
    }
    return json_string(date);
}

char *cli_describe_run(const cli_run_facts *facts, int argc, char **argv)
{
    char seed[24];
    char host[256] = "";
    (void)snprintf(seed, sizeof seed, "%" PRIu64, facts->seed); /* a string: many readers lose integers above 2^53 */
    if (gethostname(host, sizeof host - 1) != 0) {
        host[0] = '\0';
    }
    json_t *options = json_pack("{s:I, s:s, s:b, s:s}", "replicas", (json_int_t)facts->replicas, "seed", seed, "resume",
                                (int)facts->is_resumed, "max_failures", facts->max_failures);
    return finish(json_pack("{s:o, s:o, s:I, s:f, s:f, s:o, s:s, s:o, s:o}", "command", cli_json_command(argc, argv),
                            "options", options, "threads", (json_int_t)facts->threads, "wall_seconds",
                            facts->wall_seconds, "replica_periods_per_second", facts->replica_periods_per_second,
                            "host", cli_json_text(host), "isa", brink_isa_name(brink_isa_now()), "started",
                            utc(facts->started), "finished", utc(facts->finished)));
}
