/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * brink show: a scenario to read, with the source of each of its numbers. Laid out by the schema, whatever the model.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "brink/model.h"
#include "cli.h"
#include "schema_text.h"
#include "sources.h"
#include "table.h"

#define NONE ((size_t)-1)

enum { KEY_SET = 256, PATH_SIZE = 512, MARK_SIZE = 24 };

static const struct argp_option options[] = {
    {"set", KEY_SET, "PATH=VALUE", 0, "Override one value first; may be repeated", 1},
    {0},
};

typedef struct arguments {
    cli_words scenarios;
    cli_overrides overrides;
} arguments;

static error_t parse(int key, char *arg, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case KEY_SET:
        return cli_add_set(&cli_command_show, &a->overrides, arg);
    case ARGP_KEY_ARGS:
        cli_take_words(&a->scenarios, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "SCENARIO",
    .doc = "Show a scenario: its tables with units, and where each number comes from.\v"
           "Behind a number stands the letter of its basis (e evidence, j judgement, a assumption) and the number of "
           "the source in the list at the end; - stands for none, * for a value that was overridden.\n\n"
           "Examples:\n"
           "  brink show baseline\n"
           "  brink show mine --set actors.USA.clarity=0.7 | less -S",
};

/* --- footnotes ----------------------------------------------------------------------------------------------- */

typedef struct digest {
    const brink_scenario *scenario;
    const cli_overrides *overrides;
    cli_sources sources;
    size_t *note;   /* [rows of `sources`] number of the footnote, 0: not used so far */
    size_t *row_of; /* [rows of `sources`] row of footnote k + 1 */
    size_t n_notes;
    bool is_marking; /* footnotes are numbered on a first pass, so that marks have one width */
    size_t mark_width;
} digest;

static bool is_overridden(const digest *d, const char *path)
{
    for (size_t i = 0; i < d->overrides->n; i++) {
        if (strcmp(d->overrides->item[i].path, path) == 0) {
            return true;
        }
    }
    return false;
}

/* "e3", "-", "*". */
static const char *mark_of(digest *d, const char *path, char mark[MARK_SIZE])
{
    size_t row = cli_sources_find(&d->sources, path);
    if (is_overridden(d, path)) {
        (void)snprintf(mark, MARK_SIZE, "*");
    } else if (row == NONE) {
        (void)snprintf(mark, MARK_SIZE, "-");
    } else {
        if (d->note[row] == 0) {
            d->row_of[d->n_notes++] = row;
            d->note[row] = d->n_notes;
        }
        const char *basis = brink_scenario_text(d->scenario, "sources", row, "basis");
        (void)snprintf(mark, MARK_SIZE, "%c%zu", basis[0] != '\0' ? basis[0] : '?', d->note[row]);
    }
    size_t width = strlen(mark);
    d->mark_width = width > d->mark_width ? width : d->mark_width;
    return mark;
}

static void add_number(digest *d, cli_table *table, const char *path, const char *text)
{
    char mark[MARK_SIZE];
    if (text[0] == '\0') {
        cli_table_add(table, "%s", "");
        return;
    }
    (void)mark_of(d, path, mark);
    cli_table_add(table, "%s %-*s", text, (int)d->mark_width, mark);
}

/* --- tables -------------------------------------------------------------------------------------------------- */

/* table.key1.key2.column */
static void path_of(const digest *d, const brink_table *t, size_t row, const brink_column *column, char path[PATH_SIZE])
{
    size_t used = (size_t)snprintf(path, PATH_SIZE, "%s", t->name);
    for (size_t c = 0; c < t->n_columns && used < PATH_SIZE; c++) {
        if (t->columns[c].is_key) {
            const char *key = brink_scenario_text(d->scenario, t->name, row, t->columns[c].name);
            used += (size_t)snprintf(path + used, PATH_SIZE - used, ".%s", key);
        }
    }
    if (used < PATH_SIZE) {
        (void)snprintf(path + used, PATH_SIZE - used, ".%s", column->name);
    }
}

static cli_table *build_rows(digest *d, const brink_table *t, const cli_column *columns)
{
    cli_table *table = cli_table_new(columns, t->n_columns);
    for (size_t r = 0; r < brink_scenario_n_rows(d->scenario, t->name); r++) {
        for (size_t c = 0; c < t->n_columns; c++) {
            const brink_column *column = &t->columns[c];
            const char *text = brink_scenario_text(d->scenario, t->name, r, column->name);
            if (cli_is_number(column) && !column->is_key) {
                char path[PATH_SIZE];
                path_of(d, t, r, column, path);
                add_number(d, table, path, text);
            } else {
                cli_table_add(table, "%s", text);
            }
        }
    }
    return table;
}

static brink_status show_rows(digest *d, const brink_table *t)
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
    cli_table *table = build_rows(d, t, columns);
    brink_status status = d->is_marking ? BRINK_OK : cli_table_print(table, stdout, 2, CLI_WIDTH);
    cli_table_free(table);
    free(columns);
    return status;
}

/* All permitted keys with the values that count, also where the scenario leaves them to the model. */
static brink_status show_named(digest *d, const brink_table *t)
{
    static const cli_column columns[] = {{.title = "name"},
                                         {.title = "value", .is_number = true},
                                         {.title = "unit"},
                                         {.title = "meaning", .is_wrapped = true}};
    cli_table *table = cli_table_new(columns, sizeof columns / sizeof columns[0]);
    for (size_t r = 0; r < t->n_rows; r++) {
        const brink_column *rule = &t->rows[r];
        const char *key[] = {rule->name, NULL};
        const char *text = brink_scenario_value_text(d->scenario, t->name, rule->name);
        bool is_given = brink_scenario_find(d->scenario, t->name, key) != NONE;
        cli_table_add(table, "%s", rule->name);
        if (is_given && cli_is_number(rule)) {
            char path[PATH_SIZE];
            (void)snprintf(path, sizeof path, "%s.%s", t->name, rule->name);
            add_number(d, table, path, text);
        } else {
            cli_table_add(table, "%s %-*s", text, (int)d->mark_width, is_given ? "" : "default");
        }
        const char *unit = cli_unit_text(rule);
        cli_table_add(table, "%s", unit != NULL ? unit : "");
        cli_table_add(table, "%s", rule->meaning);
    }
    brink_status status = d->is_marking ? BRINK_OK : cli_table_print(table, stdout, 2, CLI_WIDTH);
    cli_table_free(table);
    return status;
}

/* A table of keys and one flag says which of the last keys go with the others (who may do what): grouped, one line a
 * group. */
static const brink_column *flag_of(const brink_table *t)
{
    if (t->n_columns < 3 || t->columns[t->n_columns - 1].kind != BRINK_CELL_FLAG) {
        return NULL;
    }
    for (size_t c = 0; c + 1 < t->n_columns; c++) {
        if (!t->columns[c].is_key) {
            return NULL;
        }
    }
    return &t->columns[t->n_columns - 1];
}

static bool same_group(const digest *d, const brink_table *t, size_t a, size_t b)
{
    for (size_t c = 0; c + 2 < t->n_columns; c++) {
        const char *name = t->columns[c].name;
        if (strcmp(brink_scenario_text(d->scenario, t->name, a, name),
                   brink_scenario_text(d->scenario, t->name, b, name)) != 0) {
            return false;
        }
    }
    return true;
}

/* The last keys of the group that row `first` begins, those whose flag is `flag`, comma by comma. */
static void add_members(const digest *d, const brink_table *t, size_t first, double flag, cli_table *table)
{
    char line[4096] = "";
    size_t used = 0;
    for (size_t r = first; r < brink_scenario_n_rows(d->scenario, t->name); r++) {
        double x = brink_scenario_number(d->scenario, t->name, r, t->columns[t->n_columns - 1].name);
        if (same_group(d, t, first, r) && x == flag && used < sizeof line) {
            used += (size_t)snprintf(line + used, sizeof line - used, "%s%s", used > 0 ? ", " : "",
                                     brink_scenario_text(d->scenario, t->name, r, t->columns[t->n_columns - 2].name));
        }
    }
    cli_table_add(table, "%s", line);
}

static brink_status show_groups(digest *d, const brink_table *t, const brink_column *flag)
{
    size_t n_keys = t->n_columns - 2;
    cli_column *columns = calloc(t->n_columns, sizeof *columns);
    char closed[64];
    if (columns == NULL) {
        return cli_fail(BRINK_ENOMEM, "out of memory");
    }
    (void)snprintf(closed, sizeof closed, "not %s", flag->name);
    for (size_t c = 0; c < n_keys; c++) {
        columns[c] = (cli_column){.title = t->columns[c].name, .is_key = true};
    }
    columns[n_keys] = (cli_column){.title = flag->name, .is_wrapped = true};
    columns[n_keys + 1] = (cli_column){.title = closed, .is_wrapped = true};
    bool has_closed = false;
    for (size_t r = 0; r < brink_scenario_n_rows(d->scenario, t->name); r++) {
        has_closed = has_closed || brink_scenario_number(d->scenario, t->name, r, flag->name) == 0.0;
    }
    cli_table *table = cli_table_new(columns, n_keys + 1 + has_closed);
    for (size_t r = 0; r < brink_scenario_n_rows(d->scenario, t->name); r++) {
        bool is_known = false;
        for (size_t before = 0; before < r && !is_known; before++) {
            is_known = same_group(d, t, before, r);
        }
        for (size_t c = 0; c < n_keys && !is_known; c++) {
            cli_table_add(table, "%s", brink_scenario_text(d->scenario, t->name, r, t->columns[c].name));
        }
        if (!is_known) {
            add_members(d, t, r, 1.0, table);
        }
        if (!is_known && has_closed) {
            add_members(d, t, r, 0.0, table);
        }
    }
    brink_status status = d->is_marking ? BRINK_OK : cli_table_print(table, stdout, 2, CLI_WIDTH);
    cli_table_free(table);
    free(columns);
    return status;
}

static brink_status show_table(digest *d, const brink_table *t)
{
    size_t n = brink_scenario_n_rows(d->scenario, t->name);
    if (!d->is_marking) {
        (void)printf("\n%s", t->name);
        if (n > 0 || t->rows != NULL) {
            (void)putchar('\n');
            cli_print_filled(stdout, t->meaning, 2, CLI_WIDTH);
        } else {
            (void)puts(": none");
        }
    }
    if (t->rows != NULL) {
        return show_named(d, t);
    }
    const brink_column *flag = flag_of(t);
    return n == 0 ? BRINK_OK : flag != NULL ? show_groups(d, t, flag) : show_rows(d, t);
}

/* --- the whole ----------------------------------------------------------------------------------------------- */

/* "104 periods of 7 days, 2024-09-09 to 2026-09-07" */
static void show_time(const brink_scenario *scenario)
{
    double horizon = brink_scenario_value(scenario, "scenario", "horizon");
    double days = brink_scenario_value(scenario, "scenario", "period_days");
    const char *start = brink_scenario_value_text(scenario, "scenario", "start_date");
    struct tm date = {0};
    (void)printf("%g periods of %g days", horizon, days);
    char end[16];
    if (strptime(start, "%Y-%m-%d", &date) != NULL) {
        time_t until = timegm(&date) + (time_t)llround(horizon * days * 86400.0);
        if (gmtime_r(&until, &date) != NULL && strftime(end, sizeof end, "%Y-%m-%d", &date) > 0) {
            (void)printf(", %s to %s", start, end);
        }
    }
    (void)putchar('\n');
}

static void show_head(const digest *d)
{
    const brink_scenario *s = d->scenario;
    (void)printf("%s: %s\n", brink_scenario_name(s), brink_scenario_value_text(s, "scenario", "title"));
    (void)printf("model %s, ", brink_scenario_model(s)->name);
    show_time(s);
    for (size_t i = 0; i < d->overrides->n; i++) {
        (void)printf("overridden: %s = %s\n", d->overrides->item[i].path, d->overrides->item[i].value);
    }
}

static brink_status show_notes(const digest *d)
{
    static const cli_column columns[] = {{.title = "", .is_key = true},
                                         {.title = "path: source. note", .is_wrapped = true}};
    cli_table *table = cli_table_new(columns, sizeof columns / sizeof columns[0]);
    (void)printf("\nsources of %zu numbers:", d->sources.n);
    for (size_t b = 0; b < d->sources.n_bases; b++) {
        (void)printf(" %zu %s (%c),", d->sources.count[b], d->sources.basis[b], d->sources.basis[b][0]);
    }
    (void)printf(" %zu none (-)\n", d->sources.n_unsourced);
    for (size_t k = 0; k < d->n_notes; k++) {
        size_t row = d->row_of[k];
        const char *note = brink_scenario_text(d->scenario, "sources", row, "note");
        cli_table_add(table, "%c%zu", brink_scenario_text(d->scenario, "sources", row, "basis")[0], k + 1);
        cli_table_add(table, "%s: %s%s%s", brink_scenario_text(d->scenario, "sources", row, "path"),
                      brink_scenario_text(d->scenario, "sources", row, "source"), note[0] != '\0' ? ". " : "", note);
    }
    brink_status status = d->n_notes > 0 ? cli_table_print(table, stdout, 2, CLI_WIDTH) : BRINK_OK;
    cli_table_free(table);
    return status;
}

static brink_status show_tables(digest *d)
{
    const brink_model_type *model = brink_scenario_model(d->scenario);
    brink_status status = BRINK_OK;
    for (size_t t = 0; t < model->n_tables && status == BRINK_OK; t++) {
        status = show_table(d, &model->tables[t]);
    }
    return status;
}

static brink_status show(const brink_scenario *scenario, const cli_overrides *overrides)
{
    digest d = {.scenario = scenario, .overrides = overrides, .is_marking = true};
    size_t n = brink_scenario_n_rows(scenario, "sources");
    d.note = calloc(n + 1, sizeof *d.note);
    d.row_of = calloc(n + 1, sizeof *d.row_of);
    brink_status status = d.note != NULL && d.row_of != NULL ? cli_sources_init(&d.sources, scenario)
                                                             : cli_fail(BRINK_ENOMEM, "out of memory");
    if (status == BRINK_OK) {
        cli_sources_sort(&d.sources);
        status = show_tables(&d);
    }
    if (status == BRINK_OK) {
        d.is_marking = false;
        show_head(&d);
        status = show_tables(&d);
    }
    if (status == BRINK_OK) {
        status = show_notes(&d);
    }
    cli_sources_fini(&d.sources);
    free(d.note);
    free(d.row_of);
    return status;
}

static brink_status command(int argc, char **argv)
{
    arguments a = {0};
    cli_scenarios scenarios = {0};
    bool is_done = false;
    brink_status status = cli_parse(&cli_command_show, argc, argv, &a, &is_done);
    if (status == BRINK_OK && !is_done) {
        status = a.scenarios.n == 1 ? cli_scenarios_read(&scenarios, &a.scenarios, &a.overrides)
                                    : cli_usage(&cli_command_show, "'brink show' needs one scenario, as in "
                                                                   "'brink show baseline'");
    }
    if (status == BRINK_OK && scenarios.n > 0) {
        status = show(scenarios.item[0].read, &a.overrides);
    }
    cli_scenarios_fini(&scenarios);
    cli_overrides_fini(&a.overrides);
    return status;
}

const cli_command cli_command_show = {
    .name = "show", .summary = "show a scenario with the sources of its numbers", .argp = &argp, .run = command};
