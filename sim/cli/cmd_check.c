/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * brink check: what is wrong with scenarios, or what is in them. */
#include <stdio.h>
#include <string.h>

#include "beside.h"
#include "brink/model.h"
#include "cli.h"
#include "facts.h"
#include "points.h"
#include "sources.h"

enum { KEY_SET = 256, KEY_STRICT, KEY_SOURCES, KEY_DESIGN, KEY_FACTS };

static const struct argp_option options[] = {
    {"design", KEY_DESIGN, "FILE", 0, "Check the points of a design instead, and the scenarios that it names", 1},
    {"set", KEY_SET, "PATH=VALUE", 0, "Override one value at every point first; may be repeated", 1},
    {"sources", KEY_SOURCES, NULL, 0, "List the paths of the numbers for which no source is given", 1},
    {"strict", KEY_STRICT, NULL, 0, "Treat a number without a source as an error", 1},
    {"facts", KEY_FACTS, "RESULTS", OPTION_ARG_OPTIONAL,
     "Compare the facts of targets.csv with results in that folder, or with a short run of 1000 replicas, seed 1", 1},
    {0},
};

typedef struct arguments {
    cli_words scenarios;
    cli_overrides overrides;
    const char *design; /* NULL: the scenarios */
    bool is_strict, lists_unsourced, compares_facts;
    const char *results; /* to compare facts with; NULL: a short run */
} arguments;

static error_t parse(int key, char *arg, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case KEY_DESIGN:
        a->design = arg;
        return 0;
    case KEY_SET:
        return cli_add_set(&cli_command_check, &a->overrides, arg);
    case KEY_STRICT:
        a->is_strict = true;
        return 0;
    case KEY_SOURCES:
        a->lists_unsourced = true;
        return 0;
    case KEY_FACTS:
        a->compares_facts = true;
        a->results = arg;
        return 0;
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
    .args_doc = "SCENARIO...\n--design FILE",
    .doc = "Check scenarios, and the tables of targets, levers, uncertainties and objectives beside them, and report "
           "every mistake in them, in one go.\v"
           "Examples:\n"
           "  brink check baseline               a line on what is in it\n"
           "  brink check mine theirs            all mistakes of both\n"
           "  brink check --strict mine          every number must have a source, too\n"
           "  brink check --design mine.csv      every point of a design\n"
           "  brink check baseline --set actors.USA.clarity=0.7\n"
           "  brink check baseline --facts       what is known against a short run\n"
           "  brink check baseline --facts=results/baseline\n\n"
           "A mistake is reported as FILE:LINE:COLUMN: what was found; what is allowed; the nearest known name. "
           "A fact that is missed is printed, and is no error. "
           "Exit status: 0 all good, 64 wrong usage, 65 wrong data, 66 no such scenario or results, "
           "78 RESULTS are of another one.",
};

/* "7 actors", "1 shock": tables are named in the plural. */
static void print_count(size_t n, const char *table, const char *separator)
{
    size_t length = strlen(table);
    bool is_singular = n == 1 && length > 1 && table[length - 1] == 's';
    (void)printf("%s%zu %.*s", separator, n, (int)(is_singular ? length - 1 : length), table);
}

static void print_digest(const brink_scenario *scenario, const cli_sources *sources)
{
    const brink_model_type *model = brink_scenario_model(scenario);
    (void)printf("%s: model %s", brink_scenario_name(scenario), model->name);
    const char *separator = "; ";
    for (size_t t = 0; t < model->n_tables; t++) {
        size_t n = brink_scenario_n_rows(scenario, model->tables[t].name);
        if (n > 0) {
            print_count(n, model->tables[t].name, separator);
            separator = ", ";
        }
    }
    print_count(sources->n, "numbers", "; ");
    (void)printf(":");
    for (size_t b = 0; b < sources->n_bases; b++) {
        (void)printf(" %zu by %s,", sources->count[b], sources->basis[b]);
    }
    (void)printf(" %zu without source\n", sources->n_unsourced);
}

static brink_status check_sources(const brink_scenario *scenario, const arguments *a)
{
    cli_sources sources;
    brink_status status = cli_sources_init(&sources, scenario);
    if (status != BRINK_OK) {
        return status;
    }
    print_digest(scenario, &sources);
    for (size_t i = 0; i < sources.n && a->lists_unsourced; i++) {
        if (sources.number[i].row == (size_t)-1) {
            (void)printf("  %s\n", sources.number[i].path);
        }
    }
    if (a->is_strict && sources.n_unsourced > 0) {
        status =
            cli_fail(BRINK_EDATA, "%s: %zu of %zu numbers have no source%s", brink_scenario_name(scenario),
                     sources.n_unsourced, sources.n, a->lists_unsourced ? "" : "; 'brink check --sources' lists them");
    }
    cli_sources_fini(&sources);
    return status;
}

static void print_design(const brink_design *design)
{
    (void)printf("%s:", brink_design_input(design)->file);
    print_count(brink_design_n_points(design), "points", " ");
    print_count(brink_design_n_scenarios(design), "scenarios", " of ");
    print_count(brink_design_n_paths(design), "paths", "; ");
    (void)putchar('\n');
}

static brink_status check_arguments(const arguments *a)
{
    if (a->scenarios.n == 0 && a->design == NULL) {
        return cli_usage(&cli_command_check,
                         "'brink check' needs a scenario, as in 'brink check baseline', or --design FILE");
    }
    if (a->scenarios.n > 0 && a->design != NULL) {
        return cli_usage(&cli_command_check, "'%s' beside --design: check them one after the other",
                         a->scenarios.word[0]);
    }
    return BRINK_OK;
}

/* Of what can be looked at. */
static brink_status report(const cli_points *points, const arguments *a, brink_status status)
{
    for (size_t i = 0; status != BRINK_ENOMEM && i < cli_points_n_scenarios(points); i++) {
        if (points->design != NULL || points->scenarios.item[i].is_good) {
            const brink_status beside = cli_beside_check(cli_points_scenario(points, i));
            brink_status one = check_sources(cli_points_scenario(points, i), a);
            one = one == BRINK_OK ? beside : one;
            if (one == BRINK_OK && a->compares_facts) {
                one = cli_facts_print(cli_points_scenario(points, i), a->results);
            }
            status = status == BRINK_OK ? one : status;
        }
    }
    if (points->design != NULL) {
        print_design(points->design);
    }
    return status;
}

static brink_status command(int argc, char **argv)
{
    arguments a = {0};
    cli_points points = {0};
    bool is_done = false;
    brink_status status = cli_parse(&cli_command_check, argc, argv, &a, &is_done);
    if (status == BRINK_OK && !is_done) {
        status = check_arguments(&a);
        if (status == BRINK_OK) {
            status = report(&points, &a, cli_points_read(&points, a.design, &a.scenarios, &a.overrides));
        }
    }
    cli_points_fini(&points);
    cli_overrides_fini(&a.overrides);
    return status;
}

const cli_command cli_command_check = {
    .name = "check", .summary = "report every mistake in scenarios", .argp = &argp, .run = command};
