/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * brink robust: postures over states of the world. */
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "brink/findings.h"
#include "brink/sampling.h"
#include "exploration.h"
#include "labels.h"
#include "points.h"
#include "robustness.h"
#include "share.h"
#include "wanted.h"

enum { USUAL_REPLICAS = 200, USUAL_STATES = 100, USUAL_NEAR = 50, MOST_STATES = 100000, USUAL_DRAWS = 2000 };
enum { KEY_STATES = CLI_KEY_OWN, KEY_NEAR, KEY_WANT, KEY_OPTIMISM, KEY_TAIL, KEY_DRAWS, KEY_ALL };

static const struct argp_option options[] = {
    {"states", KEY_STATES, "N", 0,
     "Draw N states of the world (default 100); with --resume a larger N adds to those that there are", 1},
    {"near", KEY_NEAR, "N", 0,
     "Draw N more near what is expected, for the radius (default 50; 0: none; none where nothing has a bound)", 1},
    {"uncertainties", CLI_KEY_UNCERTAINTIES, "PATTERN", OPTION_ARG_OPTIONAL,
     "What is uncertain: uncertainties.csv of the first posture's scenario (default), or what in it fits", 1},
    {"vary", CLI_KEY_VARY, "PATH=LO:HI", 0,
     "What is uncertain: one value from LO to HI, evenly; or PATH=A,B,C; may be repeated", 1},
    CLI_SCENARIO_OPTIONS(1),
    {"want", KEY_WANT, "METRIC<=X", 0,
     "Judge by this instead of objectives.csv: small values of METRIC are wanted (>=: large ones) and X is the bound; "
     "may be repeated",
     2},
    {"statistic", CLI_KEY_STATISTIC, "S", 0,
     "Of METRIC over replicas: mean (default), quantile:P, cvar:P, cvar_low:P, exceed:X", 2},
    {"optimism", KEY_OPTIMISM, "A", 0, "Weight of the best state in Hurwicz's measure (default 0.5)", 3},
    {"tail", KEY_TAIL, "P", 0, "Quantile of the measures that leave the worst states out (default 0.9)", 3},
    {"all", KEY_ALL, NULL, 0, "Print every measure, and not the main ones alone (robust.csv has all)", 3},
    {"draws", KEY_DRAWS, "N", 0, "Bootstrap draws of states and replicas (default 2000)", 3},
    CLI_RUN_OPTIONS(4, "200"),
    {0},
};

typedef struct arguments {
    cli_exploration x;
    cli_words words;
    uint64_t states, near, draws;
    bool has_near, has_all;
    brink_robust_options robust;
    const char **want; /* [n_wants] borrowed from argv */
    size_t n_wants;
    /* what was made of them */
    cli_points postures;
    char *scenario; /* for the command line: that of the first posture */
    const char *word[1];
    brink_threshold *threshold; /* [n_wants] */
    brink_objective *objective; /* [n_objectives]; texts are the thresholds', the program's or x.objectives' */
    size_t n_objectives;
    brink_worlds *worlds; /* x.design is its own */
} arguments;

static int parse_number(const char *option, const char *text, double lo, double hi, bool is_open, double *value)
{
    bool is_good = brink__parse_number(text, value) == BRINK__NUMBER_OK && *value >= lo && *value <= hi &&
                   !(is_open && (*value == lo || *value == hi));
    if (!is_good) {
        (void)cli_usage(&cli_command_robust, "%s '%s': a number %s %g %s %g is needed", option, text,
                        is_open ? "between" : "from", lo, is_open ? "and" : "to", hi);
        return CLI_TOLD;
    }
    return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    arguments *a = state->input;
    const cli_command *me = &cli_command_robust;
    switch (key) {
    case KEY_STATES:
        return cli_parse_whole(me, "--states", arg, 2, MOST_STATES, &a->states);
    case KEY_NEAR:
        a->has_near = true;
        return cli_parse_whole(me, "--near", arg, 0, MOST_STATES, &a->near);
    case KEY_WANT:
        return cli_add_word(&a->want, &a->n_wants, arg);
    case KEY_ALL:
        a->has_all = true;
        return 0;
    case KEY_OPTIMISM:
        return parse_number("--optimism", arg, 0.0, 1.0, false, &a->robust.optimism);
    case KEY_TAIL:
        return parse_number("--tail", arg, 0.0, 1.0, true, &a->robust.tail);
    case KEY_DRAWS:
        return cli_parse_whole(me, "--draws", arg, 100, 1000000, &a->draws);
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
    .args_doc = "POSTURES",
    .doc =
        "Run postures, the points of a design, over states of the world that are drawn from what is uncertain, all "
        "under the same luck, and say how robust each is.\v"
        "Examples:\n"
        "  brink robust essay.csv\n"
        "  brink robust mine.csv -n 400 --want 'conflict_probability<=0.01'\n"
        "  brink robust mine.csv --want 'damage<=200' --statistic cvar:0.05\n"
        "  brink robust mine.csv --uncertainties='actors.*' --states 300\n"
        "  brink robust mine.csv --vary parameters.reprisal=0:0.5\n"
        "  brink robust mine.csv --states 1000 --resume    (adds to those run)\n\n"
        "Measures: expected (mean over states), worst (maximin), Hurwicz's mix of best and worst, regret (against the "
        "best posture for each state: minimax regret), deviation (against the posture's own performance where all is "
        "as expected), the share of states in which a bound is kept, and the radius within which it is. "
        "brink/robust.h has their definitions and sources, and how intervals come about. A value that a posture "
        "settles is not drawn in it.\n\n"
        "Leaves robust.csv, robust_regrets.csv, robust_states.csv, design.csv, manifest.json and results.db in the "
        "output folder (default results/robust-SCENARIO). Exit status as of 'brink run'; 65 also when a posture in a "
        "state has no value of a metric, 75 when too many of its replicas failed.",
};

/* --- what is wanted ------------------------------------------------------------------------------------------ */

static brink_status add_wanted(arguments *a, size_t i, brink_statistic statistic)
{
    const brink_program *program = a->x.program;
    brink_threshold *t = &a->threshold[i];
    brink_error err = {0};
    brink_statistic own;
    size_t m = 0;
    if (brink_threshold_parse(a->want[i], t, &err) != BRINK_OK) {
        return cli_usage(&cli_command_robust, "--want: %s", err.what);
    }
    brink_status status =
        cli_find_wanted(&cli_command_robust, "--want", a->want[i], program, t->metric, &statistic, &m, &own);
    if (status != BRINK_OK) {
        return status;
    }
    brink_objective *o = &a->objective[a->n_objectives++];
    *o = (brink_objective){
        .metric = t->metric, .statistic = own, .bound = t->bound, .weight = 1.0, .source = "", .note = ""};
    o->is_maximised = t->relation == BRINK_AT_LEAST || t->relation == BRINK_ABOVE;
    o->unit = statistic.kind == BRINK_STATISTIC_EXCEED ? "1" : program->metrics[m].quantity->unit;
    return BRINK_OK;
}

static brink_status read_wants(arguments *a)
{
    brink_statistic statistic = {.kind = BRINK_STATISTIC_MEAN};
    brink_error err = {0};
    brink_status status = brink_program_new(a->x.scenario, &a->x.program, &err);
    if (status != BRINK_OK) {
        return cli_fail(status, "%s: %s", a->x.scenario_name, err.what);
    }
    if (a->x.statistic != NULL && brink_statistic_parse(a->x.statistic, &statistic, &err) != BRINK_OK) {
        return cli_usage(&cli_command_robust, "--statistic: %s", err.what);
    }
    a->threshold = calloc(a->n_wants + 1, sizeof *a->threshold);
    a->objective = calloc(a->n_wants + 1, sizeof *a->objective);
    if (a->threshold == NULL || a->objective == NULL) {
        return cli_fail(BRINK_ENOMEM, "out of memory");
    }
    for (size_t i = 0; i < a->n_wants && status == BRINK_OK; i++) {
        status = add_wanted(a, i, statistic);
    }
    return status;
}

/* --want, or else objectives.csv. */
static brink_status choose_objectives(arguments *a)
{
    if (a->n_wants > 0) {
        return read_wants(a);
    }
    if (a->x.statistic != NULL) {
        return cli_usage(&cli_command_robust, "--statistic is about --want: give that too");
    }
    brink_status status = cli_objectives_read(a->x.scenario, a->x.scenario_name, &a->x.objectives);
    if (status != BRINK_OK) {
        return status;
    }
    if (brink_objectives_n(a->x.objectives) == 0) {
        return cli_usage(&cli_command_robust,
                         "by what are postures judged? %s has no objectives.csv: give --want, as in --want "
                         "'conflict_probability<=0.01'",
                         a->x.scenario_name);
    }
    a->objective = calloc(brink_objectives_n(a->x.objectives), sizeof *a->objective);
    if (a->objective == NULL) {
        return cli_fail(BRINK_ENOMEM, "out of memory");
    }
    a->n_objectives = brink_objectives_n(a->x.objectives);
    for (size_t i = 0; i < a->n_objectives; i++) {
        a->objective[i] = *brink_objectives_get(a->x.objectives, i);
    }
    return BRINK_OK;
}

static bool has_bound(const arguments *a)
{
    for (size_t i = 0; i < a->n_objectives; i++) {
        if (!isnan(a->objective[i].bound)) {
            return true;
        }
    }
    return false;
}

/* --- the design ---------------------------------------------------------------------------------------------- */

static brink_status read_postures(arguments *a)
{
    static const cli_overrides none = {0};
    if (a->words.n != 1) {
        return cli_usage(&cli_command_robust,
                         "'brink robust' takes a design of postures, as in 'brink robust essay.csv'");
    }
    if (a->x.n_metrics > 0) {
        return cli_usage(&cli_command_robust, "--want says which metric is looked at");
    }
    brink_status status = cli_points_read(&a->postures, a->words.word[0], NULL, &none);
    if (status != BRINK_OK) {
        return status;
    }
    const brink_design *design = a->postures.design;
    a->scenario = cli_scenario_word(brink_design_get_scenario(design, brink_design_scenario_of(design, 0)));
    a->word[0] = a->scenario;
    const cli_words words = {.word = a->word, .n = 1};
    return a->scenario != NULL ? cli_explore_read(&a->x, &words) : cli_fail(BRINK_ENOMEM, "out of memory");
}

static void free_labels(char **labels, size_t n)
{
    for (size_t i = 0; labels != NULL && i < n; i++) {
        free(labels[i]);
    }
    free(labels);
}

/* What the new design calls the scenarios of the postures: it lies elsewhere. */
static char **make_labels(const arguments *a)
{
    const brink_design *design = a->postures.design;
    size_t n = brink_design_n_scenarios(design);
    char **labels = calloc(n + 1, sizeof *labels);
    bool is_good = labels != NULL;
    for (size_t i = 0; i < n && is_good; i++) {
        const brink_scenario *scenario = brink_design_get_scenario(design, i);
        char *word = cli_scenario_word(scenario);
        labels[i] = word != NULL ? cli_scenario_label(scenario, word, a->x.folder) : NULL;
        is_good = labels[i] != NULL;
        free(word);
    }
    if (!is_good) {
        free_labels(labels, n);
        return NULL;
    }
    return labels;
}

/* States from what is uncertain; those near what is expected come from another scramble. */
static double *draw_states(const arguments *a, brink_error *err)
{
    size_t d = brink_factors_n(a->x.factors);
    size_t n = (size_t)a->states;
    size_t near = (size_t)a->near;
    double *u = malloc(((n + near) * d + 1) * sizeof *u);
    brink_status status = u != NULL ? brink_halton(n, d, a->x.run.seed, 0, u, err)
                                    : brink_fail(err, BRINK_ENOMEM, "out of memory for states");
    if (status == BRINK_OK && near > 0) {
        status = brink_halton(near, d, a->x.run.seed, 1, &u[n * d], err);
    }
    if (status != BRINK_OK) {
        free(u);
        return NULL;
    }
    brink_worlds_draw_near(a->x.factors, &u[n * d], near);
    return u;
}

static brink_status make_worlds(arguments *a)
{
    brink_error err = {0};
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    size_t n_settings = 0;
    brink_setting *settings = cli_settings(&a->x.run.overrides, &n_settings);
    char **labels = make_labels(a);
    double *u = draw_states(a, &err);
    brink_status status = BRINK_ENOMEM;
    if (u == NULL && err.code == BRINK_EUSAGE) {
        status = cli_fail_error(BRINK_EUSAGE, &err);
    } else if (diagnostics != NULL && settings != NULL && labels != NULL && u != NULL) {
        const brink_worlds_options made = {.postures = a->postures.design,
                                           .labels = (const char *const *)labels,
                                           .settings = settings,
                                           .n_settings = n_settings,
                                           .factors = a->x.factors,
                                           .u = u,
                                           .n_states = (size_t)a->states,
                                           .n_near = (size_t)a->near};
        status = brink_worlds_new(&made, &a->worlds, diagnostics);
    }
    if (status != BRINK_OK && status != BRINK_EUSAGE) {
        (void)cli_fail_diagnosed(status, diagnostics, "postures in states of the world");
    }
    free(u);
    free_labels(labels, labels != NULL ? brink_design_n_scenarios(a->postures.design) : 0);
    free(settings);
    brink_diagnostics_free(diagnostics);
    return status;
}

/* --- findings ------------------------------------------------------------------------------------------------ */

static brink_status judge(arguments *a, brink_outcomes *outcomes)
{
    brink_error err = {0};
    brink_payoff_table table = {0};
    brink_robust robust = {0};
    cli_share share;
    a->robust.seed = a->x.run.seed;
    a->robust.n_draws = (size_t)a->draws;
    cli_share_init(&share, "bootstrap", a->x.run.is_quiet);
    brink_status status = brink_worlds_payoffs(a->worlds, outcomes, a->objective, a->n_objectives, &table, &err);
    if (status == BRINK_OK) {
        status = brink_robust_init(&robust, &table.payoffs, &a->robust, cli_share_show, &share, &err);
    }
    cli_share_clear(&share);
    const brink_robust_findings found = {
        .worlds = a->worlds, .objectives = a->objective, .payoffs = &table.payoffs, .robust = &robust};
    if (status == BRINK_OK) {
        status = brink_robust_write(&found, a->x.folder, &err);
    }
    if (status != BRINK_OK) {
        (void)cli_fail_error(status, &err);
    } else {
        cli_robustness_warn(&found);
        status = a->x.run.is_quiet
                     ? BRINK_OK
                     : cli_robustness_print(&found, &a->robust, brink_outcomes_replicas(outcomes), a->has_all);
    }
    brink_robust_fini(&robust);
    brink_payoff_table_fini(&table);
    return status;
}

static json_t *describe(const arguments *a)
{
    const brink_input *input = brink_design_input(a->postures.design);
    char sum[65];
    brink__hex(input->sha256, sum);
    return json_pack("{s:s, s:s, s:I, s:I, s:I, s:f, s:f, s:I, s:{s:o, s:s}}", "kind", "robust", "method", "halton",
                     "states", (json_int_t)a->states, "near", (json_int_t)a->near, "values",
                     (json_int_t)brink_factors_n(a->x.factors), "optimism", a->robust.optimism, "tail", a->robust.tail,
                     "draws", (json_int_t)a->draws, "postures", "file", cli_json_text(input->file), "sha256", sum);
}

static brink_status finish(arguments *a, const cli_run_facts *facts, int argc, char **argv)
{
    brink_error err = {0};
    brink_outcomes *outcomes = NULL;
    brink_status status = brink_outcomes_open(a->x.folder, a->x.design, NULL, &outcomes, &err);
    if (status != BRINK_OK) {
        return cli_fail_error(status, &err);
    }
    status = judge(a, outcomes);
    brink_status written = cli_explore_manifest(&a->x, brink_outcomes_results(outcomes), facts, argc, argv);
    brink_outcomes_close(outcomes);
    if (status == BRINK_OK && written == BRINK_OK && !a->x.run.is_quiet) {
        (void)printf("Results are in %s: robust.csv, robust_regrets.csv, robust_states.csv,\n"
                     "design.csv, manifest.json, results.db\n'brink plot %s' draws them.\n",
                     a->x.folder, a->x.folder);
    }
    return status == BRINK_OK ? written : status;
}

static brink_status explore(arguments *a, int argc, char **argv)
{
    static const int usual[] = {CLI_KEY_UNCERTAINTIES, 0};
    cli_run_facts facts = {0};
    brink_status status = read_postures(a);
    if (status == BRINK_OK) {
        status = choose_objectives(a);
    }
    if (status == BRINK_OK) {
        a->near = a->has_near ? a->near : USUAL_NEAR;
        a->near = has_bound(a) ? a->near : 0;
        status = cli_explore_factors(&a->x, usual);
    }
    if (status == BRINK_OK) {
        status = cli_explore_claim(&a->x, "robust");
    }
    if (status == BRINK_OK) {
        status = make_worlds(a);
    }
    if (status == BRINK_OK) {
        a->x.design = (brink_design *)(uintptr_t)brink_worlds_design(a->worlds); /* it is only read */
        status = cli_explore_run(&a->x, describe(a), argc, argv, &facts);
    }
    if (status == BRINK_OK) {
        status = finish(a, &facts, argc, argv);
    }
    a->x.design = NULL;
    return status;
}

static brink_status command(int argc, char **argv)
{
    arguments a = {.x = {.command = &cli_command_robust, .run.seed = 1, .replicas = USUAL_REPLICAS},
                   .states = USUAL_STATES,
                   .draws = USUAL_DRAWS,
                   .robust = BRINK_ROBUST_DEFAULTS};
    bool is_done = false;
    char **typed = cli_keep_words(argc, argv);
    brink_status status = typed != NULL ? cli_parse(&cli_command_robust, argc, argv, &a, &is_done) : BRINK_ENOMEM;
    if (status == BRINK_OK && !is_done) {
        status = explore(&a, argc, typed);
    }
    brink_worlds_free(a.worlds);
    free((void *)a.want);
    free(a.threshold);
    free(a.objective);
    free(a.scenario);
    cli_explore_fini(&a.x);
    cli_points_fini(&a.postures);
    free(typed);
    return status;
}

const cli_command cli_command_robust = {
    .name = "robust", .summary = "run postures over states of the world", .argp = &argp, .run = command};
