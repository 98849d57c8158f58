/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * brink list: what there is to choose from, told by the schema and the registry, and the rows of a scenario's tables.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brink/model.h"
#include "cli.h"
#include "schema_text.h"
#include "table.h"

enum { KEY_SCENARIO = 256, KEY_MODEL, KEY_FORMAT };

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

static const struct argp_option options[] = {
    {"model", KEY_MODEL, "NAME", 0, "The model that is asked about (default: that of the scenario, else the first)", 1},
    {"scenario", KEY_SCENARIO, "SCENARIO", 0,
     "Of metrics and series: the names that this scenario reports. Of a table: whose rows (default baseline)", 1},
    {"format", KEY_FORMAT, "FORMAT", 0, "table (default) or csv", 1},
    {0},
};

typedef struct arguments {
    cli_words what;
    const char *scenario;
    const char *model;
    bool is_csv;
} arguments;

static error_t parse(int key, char *arg, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case KEY_MODEL:
        a->model = arg;
        return 0;
    case KEY_SCENARIO:
        a->scenario = arg;
        return 0;
    case KEY_FORMAT:
        if (strcmp(arg, "table") != 0 && strcmp(arg, "csv") != 0) {
            (void)cli_usage(&cli_command_list, "--format '%s': table or csv is needed", arg);
            return CLI_TOLD;
        }
        a->is_csv = strcmp(arg, "csv") == 0;
        return 0;
    case ARGP_KEY_ARGS:
        cli_take_words(&a->what, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "models|tables|parameters|metrics|series|TABLE",
    .doc = "List what there is to choose from, with units, ranges, defaults and meaning.\v"
           "models: what can be simulated. tables: the tables of a scenario and their columns. parameters: the "
           "named values, with their defaults. metrics, series: what a run reports; words in capitals stand "
           "for keys of the scenario. Any other word names a table, as actions or actors, whose rows are listed.\n\n"
           "Examples:\n"
           "  brink list parameters\n"
           "  brink list metrics --scenario baseline   the names that summary.csv has\n"
           "  brink list actions                       those of the baseline\n"
           "  brink list tables --format csv",
};

/* Prints and frees a table. */
static brink_status print(cli_table *table, const arguments *a, int indent)
{
    brink_status status =
        a->is_csv ? cli_table_print_csv(table, stdout) : cli_table_print(table, stdout, indent, CLI_WIDTH);
    cli_table_free(table);
    return status;
}

static brink_status list_models(const brink_model_type *model, const brink_scenario *scenario, const arguments *a)
{
    static const cli_column columns[] = {
        {.title = "model"}, {.title = "summary", .is_below = true}, {.title = "source", .is_below = true}};
    cli_table *table = cli_table_new(columns, LENGTH(columns));
    (void)model;
    (void)scenario;
    for (const brink_model_type *const *m = brink_models(); *m != NULL; m++) {
        cli_table_add(table, "%s", (*m)->name);
        cli_table_add(table, "%s", (*m)->summary);
        cli_table_add(table, "%s", (*m)->source);
    }
    return print(table, a, 0);
}

static void add_rule(cli_table *table, const brink_column *column)
{
    char range[512];
    cli_table_add(table, "%s", cli_kind_text(column->kind));
    cli_table_add(table, "%s", cli_range_text(column, range, sizeof range));
    cli_table_add(table, "%s", cli_is_number(column) && column->unit != NULL ? column->unit : "");
}

/* "key", "optional", "if side=defender" */
static void add_need(cli_table *table, const brink_column *column)
{
    if (column->used_if != NULL) {
        cli_table_add(table, "if %s", column->used_if);
    } else {
        cli_table_add(table, "%s", column->is_key ? "key" : column->is_optional ? "optional" : "");
    }
}

static brink_status list_tables_as_csv(const brink_model_type *model, const arguments *a)
{
    static const cli_column columns[] = {{.title = "table"},  {.title = "column"}, {.title = "need"},
                                         {.title = "kind"},   {.title = "range"},  {.title = "unit"},
                                         {.title = "meaning"}};
    cli_table *table = cli_table_new(columns, LENGTH(columns));
    const brink_table *t;
    for (size_t i = 0; (t = cli_table_of(model, i)) != NULL; i++) {
        for (size_t c = 0; c < t->n_columns; c++) {
            cli_table_add(table, "%s", t->name);
            cli_table_add(table, "%s", t->columns[c].name);
            add_need(table, &t->columns[c]);
            add_rule(table, &t->columns[c]);
            cli_table_add(table, "%s", t->columns[c].meaning);
        }
    }
    return print(table, a, 0);
}

static brink_status list_tables(const brink_model_type *model, const brink_scenario *scenario, const arguments *a)
{
    static const cli_column columns[] = {{.title = "column"}, {.title = "need"},
                                         {.title = "kind"},   {.title = "range", .is_wrapped = true},
                                         {.title = "unit"},   {.title = "meaning", .is_below = true}};
    (void)scenario;
    if (a->is_csv) {
        return list_tables_as_csv(model, a);
    }
    brink_status status = BRINK_OK;
    const brink_table *t;
    for (size_t i = 0; status == BRINK_OK && (t = cli_table_of(model, i)) != NULL; i++) {
        cli_table *table = cli_table_new(columns, LENGTH(columns));
        (void)printf("%s%s.csv (%s)\n", i > 0 ? "\n" : "", t->name, t->is_required ? "required" : "optional");
        cli_print_filled(stdout, t->meaning, 2, CLI_WIDTH);
        for (size_t c = 0; c < t->n_columns; c++) {
            cli_table_add(table, "%s", t->columns[c].name);
            add_need(table, &t->columns[c]);
            add_rule(table, &t->columns[c]);
            cli_table_add(table, "%s", t->columns[c].meaning);
        }
        status = print(table, a, 2);
    }
    return status;
}

static brink_status list_parameters(const brink_model_type *model, const brink_scenario *scenario, const arguments *a)
{
    static const cli_column columns[] = {{.title = "path"}, {.title = "default", .is_number = true},
                                         {.title = "kind"}, {.title = "range", .is_wrapped = true},
                                         {.title = "unit"}, {.title = "meaning", .is_below = true}};
    cli_table *table = cli_table_new(columns, LENGTH(columns));
    const brink_table *t;
    (void)scenario;
    for (size_t i = 0; (t = cli_table_of(model, i)) != NULL; i++) {
        for (size_t r = 0; r < t->n_rows; r++) {
            cli_table_add(table, "%s.%s", t->name, t->rows[r].name);
            cli_table_add(table, "%s", t->rows[r].fallback != NULL ? t->rows[r].fallback : "");
            add_rule(table, &t->rows[r]);
            cli_table_add(table, "%s", t->rows[r].meaning);
        }
    }
    return print(table, a, 0);
}

static const char *quantity_kind_text(brink_quantity_kind kind)
{
    static const char *const texts[] = {
        [BRINK_MEAN] = "mean", [BRINK_PROPORTION] = "proportion", [BRINK_RATIO] = "ratio of totals"};
    return (size_t)kind < LENGTH(texts) ? texts[kind] : "";
}

static brink_status list_quantities(const brink_quantity *quantity, size_t n, const char *title, const arguments *a)
{
    const cli_column columns[] = {
        {.title = title}, {.title = "unit"}, {.title = "kind"}, {.title = "meaning", .is_below = true}};
    cli_table *table = cli_table_new(columns, LENGTH(columns));
    for (size_t i = 0; i < n; i++) {
        cli_table_add(table, "%s", quantity[i].pattern);
        cli_table_add(table, "%s", quantity[i].unit);
        cli_table_add(table, "%s", quantity_kind_text(quantity[i].kind));
        cli_table_add(table, "%s", quantity[i].meaning);
    }
    return print(table, a, 0);
}

static void add_bound(cli_table *table, double x)
{
    cli_table_add(table, "%.6g", x);
}

static brink_status list_outputs(const brink_output *output, size_t n, const char *title, const arguments *a)
{
    const cli_column columns[] = {{.title = title},
                                  {.title = "unit"},
                                  {.title = "kind"},
                                  {.title = "least", .is_number = true},
                                  {.title = "most", .is_number = true},
                                  {.title = "meaning", .is_below = true}};
    cli_table *table = cli_table_new(columns, LENGTH(columns));
    for (size_t i = 0; i < n; i++) {
        cli_table_add(table, "%s", output[i].name);
        cli_table_add(table, "%s", output[i].quantity->unit);
        cli_table_add(table, "%s", quantity_kind_text(output[i].quantity->kind));
        add_bound(table, output[i].lo);
        add_bound(table, output[i].hi);
        bool is_last_of_kind = i + 1 == n || output[i + 1].quantity != output[i].quantity;
        cli_table_add(table, "%s", a->is_csv || is_last_of_kind ? output[i].quantity->meaning : "");
    }
    return print(table, a, 0);
}

static brink_status list_metrics(const brink_model_type *model, const brink_scenario *scenario, const arguments *a)
{
    bool is_series = strcmp(a->what.word[0], "series") == 0;
    if (scenario == NULL) {
        return is_series ? list_quantities(model->series, model->n_series, "series", a)
                         : list_quantities(model->metrics, model->n_metrics, "metric", a);
    }
    brink_program *program = NULL;
    brink_error err = {0};
    brink_status status = brink_program_new(scenario, &program, &err);
    if (status != BRINK_OK) {
        return cli_fail(status, "%s: %s", brink_scenario_name(scenario), err.what);
    }
    status = is_series ? list_outputs(program->series, program->n_series, "series", a)
                       : list_outputs(program->metrics, program->n_metrics, "metric", a);
    brink_program_free(program);
    return status;
}

/* The rows of one table of the scenario. */
static brink_status list_rows(const brink_table *t, const brink_scenario *scenario, const arguments *a)
{
    cli_column *columns = calloc(t->n_columns, sizeof *columns);
    if (columns == NULL) {
        return cli_fail(BRINK_ENOMEM, "out of memory");
    }
    for (size_t c = 0; c < t->n_columns; c++) {
        const brink_column *column = &t->columns[c];
        columns[c] = (cli_column){.title = column->name,
                                  .unit = cli_unit_text(column),
                                  .is_number = cli_is_number(column),
                                  .is_key = column->is_key,
                                  .is_wrapped = column->kind == BRINK_CELL_TEXT};
    }
    cli_table *table = cli_table_new(columns, t->n_columns);
    for (size_t r = 0; r < brink_scenario_n_rows(scenario, t->name); r++) {
        for (size_t c = 0; c < t->n_columns; c++) {
            cli_table_add(table, "%s", brink_scenario_text(scenario, t->name, r, t->columns[c].name));
        }
    }
    brink_status status = print(table, a, 0);
    free(columns);
    return status;
}

/* --- the command --------------------------------------------------------------------------------------------- */

typedef struct listing {
    const char *name;
    brink_status (*list)(const brink_model_type *model, const brink_scenario *scenario, const arguments *a);
} listing;

static const listing listings[] = {{"models", list_models},
                                   {"tables", list_tables},
                                   {"parameters", list_parameters},
                                   {"metrics", list_metrics},
                                   {"series", list_metrics}};

static brink_status refuse(const char *what, const brink_model_type *model)
{
    const char *words[64];
    size_t n = 0;
    for (size_t i = 0; i < LENGTH(listings); i++) {
        words[n++] = listings[i].name;
    }
    const brink_table *t;
    for (size_t i = 0; (t = cli_table_of(model, i)) != NULL && n < LENGTH(words); i++) {
        words[n++] = t->name;
    }
    char hint[128];
    return cli_usage(&cli_command_list, "'brink list' knows no '%s'%s", what,
                     cli_hint(hint, sizeof hint, "", what, words, n));
}

static brink_status list(const arguments *a, const brink_model_type *model, const brink_scenario *scenario)
{
    const char *what = a->what.word[0];
    for (size_t i = 0; i < LENGTH(listings); i++) {
        if (strcmp(listings[i].name, what) == 0) {
            return listings[i].list(model, scenario, a);
        }
    }
    return list_rows(cli_find_table(model, what), scenario, a);
}

/* Which model and, where one is needed, which scenario. */
static brink_status find_subject(arguments *a, const brink_model_type **model, cli_scenarios *scenarios)
{
    const char *what = a->what.word[0];
    bool is_listing = false;
    *model = cli_find_model(&cli_command_list, a->model);
    if (*model == NULL) {
        return BRINK_EUSAGE;
    }
    for (size_t i = 0; i < LENGTH(listings); i++) {
        is_listing = is_listing || strcmp(listings[i].name, what) == 0;
    }
    if (!is_listing && a->scenario == NULL && cli_find_table(*model, what) == NULL) {
        return refuse(what, *model);
    }
    if (is_listing && a->scenario == NULL) {
        return BRINK_OK;
    }
    const char *subject = a->scenario != NULL ? a->scenario : "baseline";
    cli_words words = {.word = &subject, .n = 1};
    brink_status status = cli_scenarios_read(scenarios, &words, &(cli_overrides){0});
    if (status != BRINK_OK) {
        return status;
    }
    if (a->model != NULL && *model != brink_scenario_model(scenarios->item[0].read)) {
        return cli_usage(&cli_command_list, "the model of %s is %s, not %s", subject,
                         brink_scenario_model(scenarios->item[0].read)->name, a->model);
    }
    *model = brink_scenario_model(scenarios->item[0].read);
    return is_listing || cli_find_table(*model, what) != NULL ? BRINK_OK : refuse(what, *model);
}

static brink_status command(int argc, char **argv)
{
    arguments a = {0};
    cli_scenarios scenarios = {0};
    const brink_model_type *model = NULL;
    bool is_done = false;
    brink_status status = cli_parse(&cli_command_list, argc, argv, &a, &is_done);
    if (status != BRINK_OK || is_done) {
        return status;
    }
    if (a.what.n != 1) {
        return cli_usage(&cli_command_list,
                         a.what.n == 0 ? "'brink list' needs a word: %s" : "'brink list' takes one word only: %s",
                         "models, tables, parameters, metrics, series, or the name of a table");
    }
    status = find_subject(&a, &model, &scenarios);
    if (status == BRINK_OK) {
        status = list(&a, model, scenarios.n > 0 ? scenarios.item[0].read : NULL);
    }
    cli_scenarios_fini(&scenarios);
    return status;
}

const cli_command cli_command_list = {.name = "list",
                                      .summary = "list models, tables, parameters, metrics, series, actions",
                                      .argp = &argp,
                                      .run = command};
