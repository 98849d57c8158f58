/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * brink sense: which values matter. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brink/sampling.h"
#include "brink/sensitivity.h"
#include "exploration.h"
#include "sensitivity.h"

enum { KEY_SCRAMBLES = CLI_KEY_OWN, KEY_SECOND_ORDER, KEY_GRID, KEY_TOP };
enum { MOST_POINTS = 2000000, USUAL_REPLICAS = 32, USUAL_POINTS = 512, USUAL_SCRAMBLES = 8 };
enum { USUAL_TRAJECTORIES = 20, USUAL_LEVELS = 4, USUAL_TOP = 20 };

static const struct argp_option options[] = {
    CLI_FACTOR_OPTIONS(1),
    CLI_SCENARIO_OPTIONS(1),
    CLI_METRIC_OPTIONS(2),
    {"points", 'N', "N", 0, "sobol: base points of all scrambles together (default 512); morris: trajectories (20)", 3},
    {"scrambles", KEY_SCRAMBLES, "R", 0, "sobol: independent scrambles, from which intervals come (default 8)", 3},
    {"second-order", KEY_SECOND_ORDER, NULL, 0, "sobol: indices of pairs too, at about twice the points", 3},
    {"grid", KEY_GRID, "K", 0, "morris: places in each dimension, an even number (default 4)", 3},
    CLI_RUN_OPTIONS(4, "32"),
    {"top", KEY_TOP, "K", 0, "Print the K values that matter most (default 20); sensitivity.csv has all", 5},
    {0},
};

typedef struct arguments {
    cli_exploration x;
    cli_words words;
    bool is_morris, has_second_order;
    uint64_t points, scrambles, grid, top; /* 0: not given */
    brink_indices_plan indices;
    brink_effects_plan effects;
} arguments;

static error_t parse(int key, char *arg, struct argp_state *state)
{
    arguments *a = state->input;
    const cli_command *me = &cli_command_sense;
    switch (key) {
    case 'N':
        return cli_parse_whole(me, "--points", arg, 2, MOST_POINTS, &a->points);
    case KEY_SCRAMBLES:
        return cli_parse_whole(me, "--scrambles", arg, 2, 1000, &a->scrambles);
    case KEY_GRID:
        return cli_parse_whole(me, "--grid", arg, 2, 1000, &a->grid);
    case KEY_TOP:
        return cli_parse_whole(me, "--top", arg, 1, 10000, &a->top);
    case KEY_SECOND_ORDER:
        a->has_second_order = true;
        return 0;
    case ARGP_KEY_ARGS:
        cli_take_words(&a->words, state);
        return 0;
    default:
        return cli_explore_parse(&a->x, key, arg, state);
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "morris SCENARIO\nsobol SCENARIO",
    .doc =
        "Find out which values of a scenario its outcomes depend on.\n\n"
        "morris screens many values with few points: the mean, the mean size and the spread of the effect of each. "
        "sobol "
        "divides the variance of an outcome among them: first-order and total indices, and those of pairs.\v"
        "Without --levers, --uncertainties and --vary the uncertain values of the scenario are varied. A run of morris "
        "takes N (d + 1) points for d values, one of sobol N (d + 2), with --second-order N (2 d + 2). Few replicas a "
        "point will do: the noise that they leave is taken off the indices, and shown beside them.\n\n"
        "Intervals (95 %) come from independent scrambles, or trajectories, each with luck of its own. They hold the "
        "distributions of the values for known.\n\n"
        "Examples:\n"
        "  brink sense morris baseline -N 10\n"
        "  brink sense sobol baseline --levers -N 256 --replicas 16 --metric provocations\n"
        "  brink sense sobol baseline --vary parameters.reprisal=0:0.4 --vary actors.USA.clarity=0.1:0.9\n"
        "  brink sense sobol baseline --levers -N 512 --resume     more points, keeping what is there\n\n"
        "Leaves sensitivity.csv, design.csv, manifest.json and results.db in the output folder (default "
        "results/sense-METHOD-SCENARIO). Exit status as of 'brink run'; 65 also when a point has no value of a metric.",
};

/* --- the plan ------------------------------------------------------------------------------------------------ */

static brink_status choose_method(arguments *a, cli_words *scenario)
{
    static const char *const words[] = {"morris", "sobol"};
    const char *word = a->words.n > 0 ? a->words.word[0] : "";
    char hint[128];
    a->is_morris = strcmp(word, words[0]) == 0;
    if (!a->is_morris && strcmp(word, words[1]) != 0) {
        return a->words.n == 0
                   ? cli_usage(&cli_command_sense,
                               "'brink sense' needs a method and a scenario, as in 'brink sense morris baseline'")
                   : cli_usage(&cli_command_sense, "there is no method '%s', but morris and sobol%s", word,
                               cli_hint(hint, sizeof hint, "", word, words, 2));
    }
    const char *foreign = a->is_morris ? (a->scrambles > 0      ? "scrambles"
                                          : a->has_second_order ? "second-order"
                                                                : NULL)
                                       : (a->grid > 0 ? "grid" : NULL);
    if (foreign != NULL) {
        return cli_usage(&cli_command_sense, "%s has no option --%s", word, foreign);
    }
    *scenario = (cli_words){.word = a->words.word + 1, .n = a->words.n - 1};
    return BRINK_OK;
}

static brink_status plan_indices(arguments *a)
{
    const size_t scrambles = a->scrambles > 0 ? a->scrambles : USUAL_SCRAMBLES;
    const size_t points = a->points > 0 ? a->points : USUAL_POINTS;
    const size_t d = brink_factors_n(a->x.factors);
    if (points % scrambles != 0 || points / scrambles < 2) {
        return cli_usage(
            &cli_command_sense,
            "%zu points in %zu scrambles: as many in each are needed, and at least 2; take a multiple of %zu", points,
            scrambles, scrambles);
    }
    a->indices = (brink_indices_plan){.scrambles = scrambles,
                                      .points = points / scrambles,
                                      .second_order = a->has_second_order,
                                      .seed = a->x.run.seed};
    const size_t n = brink_indices_n_points(&a->indices, d);
    if (n == 0 || n > MOST_POINTS) {
        return cli_usage(
            &cli_command_sense,
            "%zu values in %zu base points are too many; screen them with morris, and take those that matter", d,
            points);
    }
    if (2 * d <= BRINK_SOBOL_DIMS && (a->indices.points & (a->indices.points - 1)) != 0) {
        cli_warn("%zu points a scramble: Sobol's sequence is even at powers of 2, as %zu points in all",
                 a->indices.points, scrambles << (a->indices.points > 64 ? 7 : 6));
    }
    return BRINK_OK;
}

static brink_status plan_effects(arguments *a)
{
    a->effects = (brink_effects_plan){.trajectories = a->points > 0 ? a->points : USUAL_TRAJECTORIES,
                                      .levels = a->grid > 0 ? a->grid : USUAL_LEVELS,
                                      .seed = a->x.run.seed};
    if (a->effects.levels % 2 != 0) {
        return cli_usage(&cli_command_sense, "--grid '%zu': an even number is needed", a->effects.levels);
    }
    if (brink_effects_n_points(&a->effects, brink_factors_n(a->x.factors)) > MOST_POINTS) {
        return cli_usage(&cli_command_sense, "more than %d points: take fewer trajectories", (int)MOST_POINTS);
    }
    return BRINK_OK;
}

static brink_status make_design(arguments *a)
{
    brink_error err = {0};
    a->x.design = cli_explore_design(&a->x, a->x.folder);
    if (a->x.design == NULL) {
        return BRINK_ENOMEM;
    }
    brink_status status = a->is_morris ? brink_effects_add_points(&a->effects, a->x.factors, a->x.design, &err)
                                       : brink_indices_add_points(&a->indices, a->x.factors, a->x.design, &err);
    return status == BRINK_OK ? cli_explore_check(&a->x, a->x.design) : cli_fail_error(status, &err);
}

static json_t *describe(const arguments *a)
{
    json_t *paths = json_array();
    for (size_t i = 0; i < brink_factors_n(a->x.factors); i++) {
        (void)json_array_append_new(paths, json_string(brink_factors_get(a->x.factors, i)->path));
    }
    return a->is_morris
               ? json_pack("{s:s, s:s, s:I, s:I, s:o}", "kind", "sense", "method", "morris", "trajectories",
                           (json_int_t)a->effects.trajectories, "grid", (json_int_t)a->effects.levels, "paths", paths)
               : json_pack("{s:s, s:s, s:I, s:I, s:b, s:s, s:o}", "kind", "sense", "method", "sobol", "points",
                           (json_int_t)a->indices.points * (json_int_t)a->indices.scrambles, "scrambles",
                           (json_int_t)a->indices.scrambles, "second_order", (int)a->indices.second_order, "sequence",
                           2 * brink_factors_n(a->x.factors) <= BRINK_SOBOL_DIMS ? "sobol" : "halton", "paths", paths);
}

/* --- the command --------------------------------------------------------------------------------------------- */

static brink_status estimate(arguments *a, cli_sensitivity *out, const cli_look *look, brink_outcomes *outcomes,
                             brink_error *err)
{
    const size_t d = brink_factors_n(a->x.factors);
    if (a->is_morris) {
        brink_effects effects;
        brink_status status =
            brink_effects_estimate(outcomes, &a->effects, d, look->metric, &look->statistic, &effects, err);
        if (status == BRINK_OK) {
            status = cli_sensitivity_add_effects(out, look, &effects);
            brink_effects_free(&effects);
        }
        return status;
    }
    brink_indices indices;
    brink_status status =
        brink_indices_estimate(outcomes, &a->indices, d, look->metric, &look->statistic, &indices, err);
    if (status == BRINK_OK) {
        status = cli_sensitivity_add_indices(out, look, &indices);
        brink_indices_free(&indices);
    }
    return status;
}

static brink_status finish(arguments *a, const cli_run_facts *facts, int argc, char **argv)
{
    brink_error err = {0};
    brink_outcomes *outcomes = NULL;
    cli_sensitivity out = {.x = &a->x, .top = a->top > 0 ? (size_t)a->top : USUAL_TOP};
    brink_status status = brink_outcomes_open(a->x.folder, a->x.design, NULL, &outcomes, &err);
    if (status == BRINK_OK) {
        out.outcomes = outcomes;
        out.scrambles = a->indices.scrambles;
        status = cli_sensitivity_open(&out, &err);
    }
    for (size_t i = 0; i < a->x.n_looks && status == BRINK_OK; i++) {
        status = estimate(a, &out, &a->x.look[i], outcomes, &err);
    }
    if (status == BRINK_OK) {
        status = cli_sensitivity_commit(&out, &err);
    }
    if (status != BRINK_OK) {
        (void)cli_fail_error(status, &err);
    } else {
        status = cli_explore_manifest(&a->x, brink_outcomes_results(outcomes), facts, argc, argv);
    }
    cli_sensitivity_fini(&out);
    brink_outcomes_close(outcomes);
    return status;
}

static brink_status prepare(arguments *a)
{
    static const int usual[] = {CLI_KEY_UNCERTAINTIES, 0};
    cli_words scenario = {0};
    brink_status status = choose_method(a, &scenario);
    if (status == BRINK_OK) {
        status = cli_explore_read(&a->x, &scenario);
    }
    if (status == BRINK_OK) {
        status = cli_explore_factors(&a->x, usual);
    }
    if (status == BRINK_OK) {
        status = cli_explore_looks(&a->x, true);
    }
    if (status == BRINK_OK) {
        status = a->is_morris ? plan_effects(a) : plan_indices(a);
    }
    if (status == BRINK_OK) {
        status = cli_explore_claim(&a->x, a->is_morris ? "sense-morris" : "sense-sobol");
    }
    return status == BRINK_OK ? make_design(a) : status;
}

static brink_status command(int argc, char **argv)
{
    arguments a = {.x = {.command = &cli_command_sense, .run.seed = 1, .replicas = USUAL_REPLICAS}};
    cli_run_facts facts = {0};
    bool is_done = false;
    char **typed = cli_keep_words(argc, argv);
    brink_status status = typed != NULL ? cli_parse(&cli_command_sense, argc, argv, &a, &is_done) : BRINK_ENOMEM;
    if (status != BRINK_OK || is_done) {
        goto out;
    }
    status = prepare(&a);
    if (status == BRINK_OK) {
        status = cli_explore_run(&a.x, describe(&a), argc, typed, &facts);
    }
    if (status == BRINK_OK) {
        status = finish(&a, &facts, argc, typed);
    }
    if (status == BRINK_OK) {
        cli_explore_tell(&a.x, "sensitivity.csv");
    }
out:
    cli_explore_fini(&a.x);
    free(typed);
    return status;
}

const cli_command cli_command_sense = {
    .name = "sense", .summary = "find out which values matter", .argp = &argp, .run = command};
