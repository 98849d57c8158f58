/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * brink sweep: metrics along one value, or over a grid of two. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brink/sampling.h"
#include "exploration.h"
#include "report/file.h"
#include "table.h"

enum { MOST_AXES = 2, MOST_POINTS = 100000, USUAL_LINE = 11, USUAL_GRID = 9, USUAL_REPLICAS = 500 };

static const struct argp_option options[] = {
    CLI_SCENARIO_OPTIONS(1),
    CLI_METRIC_OPTIONS(2),
    CLI_RUN_OPTIONS(3, "500"),
    {0},
};

typedef struct arguments {
    cli_exploration x;
    cli_words words;
    size_t n_axes;
    size_t levels[MOST_AXES];
} arguments;

static error_t parse(int key, char *arg, struct argp_state *state)
{
    arguments *a = state->input;
    if (key == ARGP_KEY_ARGS) {
        cli_take_words(&a->words, state);
        return 0;
    }
    return cli_explore_parse(&a->x, key, arg, state);
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "SCENARIO PATH=LO:HI[:K] [PATH=LO:HI[:K]]",
    .doc = "Run a scenario along one of its values, or over a grid of two, under the same luck everywhere.\v"
           "K is the number of places from LO to HI (default 11; 9 each of two); PATH=A,B,C takes a list of values "
           "instead. The scenario as it is is run too, and every point is compared with it, replica by replica.\n\n"
           "Examples:\n"
           "  brink sweep baseline actors.USA.clarity=0:1\n"
           "  brink sweep baseline actors.USA.clarity=0:1:21 --metric provocations -n 2000\n"
           "  brink sweep baseline actors.USA.clarity=0.1:0.9 parameters.reprisal=0:0.4 -o results/map\n"
           "  brink sweep baseline parameters.solution=qre,level_k,myopic --metric damage --statistic cvar:0.05\n\n"
           "Leaves sweep.csv, design.csv, manifest.json and results.db in the output folder (default "
           "results/sweep-SCENARIO). Exit status as of 'brink run'; 65 also when a point has no value of a metric.",
};

/* --- the design ---------------------------------------------------------------------------------------------- */

static brink_status read_axes(arguments *a)
{
    const cli_words scenario = {.word = a->words.word, .n = a->words.n > 0 ? 1 : 0};
    a->n_axes = a->words.n > 0 ? a->words.n - 1 : 0;
    if (a->words.n > 0 && (a->n_axes < 1 || a->n_axes > MOST_AXES)) {
        return cli_usage(&cli_command_sweep,
                         "'brink sweep' takes a scenario and one or two ranges, as in 'brink sweep baseline "
                         "actors.USA.clarity=0:1'");
    }
    brink_status status = cli_explore_read(&a->x, &scenario);
    for (size_t i = 0; i < a->n_axes && status == BRINK_OK; i++) {
        status = cli_explore_vary(&a->x, "", a->words.word[1 + i]);
    }
    for (size_t i = 0; i < a->n_axes && status == BRINK_OK; i++) {
        const brink_factor *axis = brink_factors_get(a->x.factors, i);
        const size_t own = cli_explore_levels(&a->x, axis->path);
        const double places = axis->distribution.is_whole ? axis->distribution.upper - axis->distribution.lower + 1.0
                                                          : (double)MOST_POINTS;
        a->levels[i] = own > 0 ? own : a->n_axes == 1 ? USUAL_LINE : USUAL_GRID;
        a->levels[i] = (double)a->levels[i] > places ? (size_t)places : a->levels[i];
        if (axis->distribution.kind == BRINK_DISCRETE) {
            a->levels[i] = axis->distribution.n_values;
        }
    }
    return status;
}

/* Place k of K on an axis, so that whole numbers and lists come in turn. */
static double place_of(const arguments *a, size_t axis, size_t k)
{
    const brink_distribution *d = &brink_factors_get(a->x.factors, axis)->distribution;
    const size_t n = a->levels[axis];
    if (d->kind == BRINK_DISCRETE) {
        return ((double)k + 0.5) / (double)n;
    }
    return n > 1 ? (double)k / (double)(n - 1) : 0.5;
}

static brink_status make_design(arguments *a)
{
    const double none[MOST_AXES] = {(double)NAN, (double)NAN};
    const size_t inner = a->n_axes > 1 ? a->levels[1] : 1;
    if (a->levels[0] > MOST_POINTS / inner) {
        return cli_usage(&cli_command_sweep, "more than %d points; take fewer places", (int)MOST_POINTS);
    }
    a->x.design = cli_explore_design(&a->x, a->x.folder);
    if (a->x.design == NULL) {
        return BRINK_ENOMEM;
    }
    brink_status status =
        brink_factors_add_point(a->x.factors, a->x.design, "as_is", "The scenario as it is.", 0, none);
    for (size_t i = 0; i < a->levels[0] * inner && status == BRINK_OK; i++) {
        char name[64];
        const double u[MOST_AXES] = {place_of(a, 0, i / inner), a->n_axes > 1 ? place_of(a, 1, i % inner) : 0.0};
        if (a->n_axes > 1) {
            (void)snprintf(name, sizeof name, "x%zu_y%zu", i / inner + 1, i % inner + 1);
        } else {
            (void)snprintf(name, sizeof name, "x%zu", i + 1);
        }
        status = brink_factors_add_point(a->x.factors, a->x.design, name, "", 0, u);
    }
    return status == BRINK_OK ? cli_explore_check(&a->x, a->x.design) : cli_fail(BRINK_ENOMEM, "out of memory");
}

/* --- comparing ----------------------------------------------------------------------------------------------- */

typedef struct reading {
    const arguments *a;
    brink_outcomes *outcomes;
    size_t n; /* points */
    brink_outcome *outcome;
    brink_paired *difference; /* from the scenario as it is */
    double *as_is, *other;    /* [replicas] pseudo-values */
} reading;

static bool reserve(reading *r)
{
    const size_t replicas = (size_t)brink_outcomes_replicas(r->outcomes);
    r->outcome = calloc(r->n, sizeof *r->outcome);
    r->difference = calloc(r->n, sizeof *r->difference);
    r->as_is = calloc(replicas, sizeof *r->as_is);
    r->other = calloc(replicas, sizeof *r->other);
    return r->outcome != NULL && r->difference != NULL && r->as_is != NULL && r->other != NULL;
}

/* The paired difference of a metric between each point and the first, by pseudo-values. */
static brink_status compare(reading *r, const cli_look *look, brink_error *err)
{
    brink_status status = brink_outcomes_read(r->outcomes, look->metric, &look->statistic, r->outcome, err);
    if (status == BRINK_OK) {
        status = brink_outcomes_pseudo(r->outcomes, 0, look->metric, &look->statistic, r->as_is, err);
    }
    for (size_t i = 1; i < r->n && status == BRINK_OK; i++) {
        status = brink_outcomes_pseudo(r->outcomes, i, look->metric, &look->statistic, r->other, err);
        if (status == BRINK_OK) {
            const size_t replicas = (size_t)brink_outcomes_replicas(r->outcomes);
            r->difference[i] = brink_outcomes_paired(r->other, r->as_is, replicas, &look->statistic);
        }
    }
    return status;
}

/* --- sweep.csv ----------------------------------------------------------------------------------------------- */

static const char *value_at(const arguments *a, size_t point, size_t axis)
{
    const size_t column = brink_design_n_paths(a->x.design) - a->n_axes + axis;
    const char *value = brink_design_value(a->x.design, point, column);
    return value != NULL ? value : brink_factors_get(a->x.factors, axis)->now;
}

static void write_rows(const reading *r, const cli_look *look, brink__csv *csv)
{
    const arguments *a = r->a;
    char statistic[64];
    const char *unit = brink_outcomes_unit(r->outcomes, look->metric, &look->statistic, NULL);
    for (size_t i = 0; i < r->n; i++) {
        const brink_outcome *o = &r->outcome[i];
        const double none = (double)NAN;
        const brink_paired *d = i > 0 ? &r->difference[i] : &(brink_paired){0, none, none, none, none};
        brink__csv_text(csv, brink_design_name(a->x.design, i));
        for (size_t axis = 0; axis < MOST_AXES; axis++) {
            const bool is_there = axis < a->n_axes;
            brink__csv_text(csv, is_there ? brink_factors_get(a->x.factors, axis)->path : NULL);
            brink__csv_text(csv, is_there ? value_at(a, i, axis) : NULL);
        }
        brink__csv_text(csv, look->metric);
        brink__csv_text(csv, brink_statistic_name(&look->statistic, statistic));
        brink__csv_count(csv, o->n);
        const double numbers[] = {o->value, o->se, o->lo95, o->hi95, d->difference, d->se, d->lo95, d->hi95};
        brink__csv_numbers(csv, numbers, sizeof numbers / sizeof numbers[0]);
        brink__csv_text(csv, unit);
        brink__csv_end_row(csv);
    }
}

/* --- the table ----------------------------------------------------------------------------------------------- */

static void print_line(const reading *r)
{
    const arguments *a = r->a;
    const cli_column columns[] = {{.title = brink_factors_get(a->x.factors, 0)->path, .is_number = true},
                                  {.title = "value", .is_number = true},
                                  {.title = "from", .is_number = true},
                                  {.title = "to", .is_number = true},
                                  {.title = "against as is", .is_number = true},
                                  {.title = "from", .is_number = true},
                                  {.title = "to", .is_number = true}};
    cli_table *table = cli_table_new(columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < r->n; i++) {
        const brink_outcome *o = &r->outcome[i];
        const brink_paired *d = &r->difference[i];
        cli_table_add(table, "%s%s", value_at(a, i, 0), i == 0 ? " (as is)" : "");
        cli_table_add_number(table, o->value);
        cli_table_add_number(table, o->lo95);
        cli_table_add_number(table, o->hi95);
        cli_table_add_number(table, i > 0 ? d->difference : (double)NAN);
        cli_table_add_number(table, i > 0 ? d->lo95 : (double)NAN);
        cli_table_add_number(table, i > 0 ? d->hi95 : (double)NAN);
    }
    (void)cli_table_print(table, stdout, 2, CLI_WIDTH);
    cli_table_free(table);
}

static void print_extreme(const reading *r, const char *title, size_t i)
{
    const arguments *a = r->a;
    const brink_outcome *o = &r->outcome[i];
    (void)printf("  %-8s %.4g", title, o->value);
    if (isnan(o->lo95)) {
        (void)printf(" (too few replicas for an interval)");
    } else {
        (void)printf(" (%.4g to %.4g)", o->lo95, o->hi95);
    }
    for (size_t axis = 0; axis < a->n_axes; axis++) {
        (void)printf("%s%s = %s", axis == 0 ? " at " : ", ", brink_factors_get(a->x.factors, axis)->path,
                     value_at(a, i, axis));
    }
    (void)putchar('\n');
}

static void print_grid(const reading *r)
{
    size_t least = 1;
    size_t most = 1;
    for (size_t i = 1; i < r->n; i++) {
        least = r->outcome[i].value < r->outcome[least].value ? i : least;
        most = r->outcome[i].value > r->outcome[most].value ? i : most;
    }
    print_extreme(r, "as it is", 0);
    print_extreme(r, "least", least);
    print_extreme(r, "most", most);
}

static void print_look(const reading *r, const cli_look *look)
{
    char statistic[64];
    const char *unit = brink_outcomes_unit(r->outcomes, look->metric, &look->statistic, NULL);
    (void)printf("%s of %s%s%s%s, %llu replicas a point\n", brink_statistic_name(&look->statistic, statistic),
                 look->metric, strcmp(unit, "1") != 0 ? " [" : "", strcmp(unit, "1") != 0 ? unit : "",
                 strcmp(unit, "1") != 0 ? "]" : "", (unsigned long long)brink_outcomes_replicas(r->outcomes));
    if (r->a->n_axes == 1) {
        print_line(r);
    } else {
        print_grid(r);
    }
    (void)putchar('\n');
}

/* --- the command --------------------------------------------------------------------------------------------- */

static brink_status report(reading *r, const cli_exploration *x, brink_error *err)
{
    brink__csv csv = {0};
    brink_status status = brink__file_open(&csv.file, x->folder, "sweep.csv", err);
    if (status == BRINK_OK) {
        brink__file_puts(&csv.file, "point,x_path,x,y_path,y,metric,statistic,n,value,se,lo95,hi95,difference,"
                                    "difference_se,difference_lo95,difference_hi95,unit\n");
    }
    for (size_t i = 0; i < x->n_looks && status == BRINK_OK; i++) {
        status = compare(r, &x->look[i], err);
        if (status == BRINK_OK) {
            write_rows(r, &x->look[i], &csv);
            if (!x->run.is_quiet) {
                print_look(r, &x->look[i]);
            }
        }
    }
    if (status == BRINK_OK) {
        status = brink__file_commit(&csv.file, err);
    }
    brink__file_abandon(&csv.file);
    return status;
}

static brink_status finish(arguments *a, const cli_run_facts *facts, int argc, char **argv)
{
    brink_error err = {0};
    reading r = {.a = a, .n = brink_design_n_points(a->x.design)};
    brink_status status = brink_outcomes_open(a->x.folder, a->x.design, NULL, &r.outcomes, &err);
    if (status == BRINK_OK) {
        status = reserve(&r) ? report(&r, &a->x, &err) : brink_fail(&err, BRINK_ENOMEM, "out of memory");
    }
    if (status != BRINK_OK) {
        (void)cli_fail_error(status, &err);
    } else {
        status = cli_explore_manifest(&a->x, brink_outcomes_results(r.outcomes), facts, argc, argv);
    }
    brink_outcomes_close(r.outcomes);
    free(r.outcome);
    free(r.difference);
    free(r.as_is);
    free(r.other);
    return status;
}

static json_t *describe(const arguments *a)
{
    json_t *axes = json_array();
    for (size_t i = 0; i < a->n_axes; i++) {
        (void)json_array_append_new(axes, json_pack("{s:s, s:I}", "path", brink_factors_get(a->x.factors, i)->path,
                                                    "places", (json_int_t)a->levels[i]));
    }
    return json_pack("{s:s, s:o}", "kind", "sweep", "axes", axes);
}

static brink_status command(int argc, char **argv)
{
    arguments a = {
        .x = {.command = &cli_command_sweep, .run.seed = 1, .replicas = USUAL_REPLICAS, .takes_levels = true}};
    cli_run_facts facts = {0};
    bool is_done = false;
    char **typed = cli_keep_words(argc, argv);
    brink_status status = typed != NULL ? cli_parse(&cli_command_sweep, argc, argv, &a, &is_done) : BRINK_ENOMEM;
    if (status != BRINK_OK || is_done) {
        goto out;
    }
    status = read_axes(&a);
    if (status == BRINK_OK) {
        status = cli_explore_looks(&a.x, false);
    }
    if (status == BRINK_OK) {
        status = cli_explore_claim(&a.x, "sweep");
    }
    if (status == BRINK_OK) {
        status = make_design(&a);
    }
    if (status == BRINK_OK) {
        status = cli_explore_run(&a.x, describe(&a), argc, typed, &facts);
    }
    if (status == BRINK_OK) {
        status = finish(&a, &facts, argc, typed);
    }
    if (status == BRINK_OK) {
        cli_explore_tell(&a.x, "sweep.csv");
    }
out:
    cli_explore_fini(&a.x);
    free(typed);
    return status;
}

const cli_command cli_command_sweep = {
    .name = "sweep", .summary = "run a scenario along one or two of its values", .argp = &argp, .run = command};
