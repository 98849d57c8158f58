/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * brink discover: where cases of interest lie. */
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "brink/findings.h"
#include "brink/sampling.h"
#include "exploration.h"
#include "explore/discovery/case_table.h"
#include "folder.h"
#include "found.h"
#include "interest.h"
#include "posture.h"
#include "share.h"
#include "studied.h"

enum { USUAL_REPLICAS = 200, USUAL_POINTS = 500, USUAL_RESAMPLES = 100, MOST_POINTS = 999999, MOST_RESAMPLES = 100000 };
enum {
    KEY_OUTCOME = CLI_KEY_OWN,
    KEY_ANY,
    KEY_POINTS,
    KEY_POSTURE,
    KEY_DESIGN,
    KEY_TABLE,
    KEY_DIMENSION,
    KEY_BOX,
    KEY_BOXES,
    KEY_ALPHA,
    KEY_MASS,
    KEY_RESAMPLES
};

static const struct argp_option options[] = {
    {"outcome", KEY_OUTCOME, "METRIC>X", 0,
     "A case is of interest when METRIC passes X: >=, >, <= or <; may be repeated: when all do (default: when a bound "
     "of the scenario's objectives is not kept)",
     1},
    {"any", KEY_ANY, NULL, 0, "When at least one of them does", 1},
    {"statistic", CLI_KEY_STATISTIC, "S", 0,
     "Of METRIC over replicas: mean (default), quantile:P, cvar:P, cvar_low:P, exceed:X", 1},
    {"table", KEY_TABLE, "FILE", 0,
     "Search a CSV table instead of simulations: a row a case; outcomes are on its columns", 2},
    {"design", KEY_DESIGN, "FILE", 0, "The design of RESULTS, where it is neither there nor where it was", 2},
    {"posture", KEY_POSTURE, "FILE:NAME", 0,
     "Ask about a posture: what the point NAME of a design sets, in the scenario that it starts from", 3},
    {"points", KEY_POINTS, "N", 0,
     "Draw N points of what is uncertain (default 500); with --resume a larger N adds to those that there are", 3},
    CLI_FACTOR_OPTIONS(3),
    CLI_SCENARIO_OPTIONS(3),
    {"dimension", KEY_DIMENSION, "PATTERN", 0,
     "Search only dimensions whose path (or column) fits, as 'actors.*'; may be repeated", 4},
    {"box", KEY_BOX, "RULE", 0,
     "Which box of a peeling trajectory is taken: balance (default: greatest harmonic mean of coverage and density), "
     "density=D or coverage=C (the best box with at least that, as density=0.8), step=N",
     4},
    {"boxes", KEY_BOXES, "N", 0, "At most N boxes (default 4)", 4},
    {"alpha", KEY_ALPHA, "A", 0, "Share peeled at a time (default 0.05)", 4},
    {"mass", KEY_MASS, "M", 0, "Least share of the cases in a box (default 0.05)", 4},
    {"resamples", KEY_RESAMPLES, "N", 0, "Resamples and permutations that test the first box (default 100; 0: none)",
     4},
    CLI_RUN_OPTIONS(5, "200"),
    {0},
};

typedef struct arguments {
    cli_exploration x;
    cli_words words;
    cli_interest interest;
    const char **pattern; /* [n_patterns] borrowed from argv */
    size_t n_patterns;
    const char *table, *design;
    cli_posture posture;
    uint64_t points, boxes, resamples;
    brink_prim_options prim;
    /* what was made of them */
    cli_studied studied;
    brink_case_table *cases;
    char *folder; /* where findings go */
} arguments;

/* --- options ------------------------------------------------------------------------------------------------- */

static int parse_share(const char *option, const char *text, double most, double *value)
{
    if (brink__parse_number(text, value) != BRINK__NUMBER_OK || !(*value > 0.0 && *value <= most)) {
        (void)cli_usage(&cli_command_discover, "%s '%s': a share above 0, at most %g is needed", option, text, most);
        return CLI_TOLD;
    }
    return 0;
}

static int parse_box(arguments *a, const char *text)
{
    uint64_t step = 0;
    if (strcmp(text, "balance") == 0) {
        a->prim.rule = BRINK_PRIM_BALANCE;
        return 0;
    }
    if (strncmp(text, "density=", 8) == 0) {
        a->prim.rule = BRINK_PRIM_DENSITY;
        return parse_share("--box density", text + 8, 1.0, &a->prim.at);
    }
    if (strncmp(text, "coverage=", 9) == 0) {
        a->prim.rule = BRINK_PRIM_COVERAGE;
        return parse_share("--box coverage", text + 9, 1.0, &a->prim.at);
    }
    if (strncmp(text, "step=", 5) == 0) {
        a->prim.rule = BRINK_PRIM_STEP;
        int failed = cli_parse_whole(&cli_command_discover, "--box step", text + 5, 0, 100000, &step);
        a->prim.at = (double)step;
        return failed;
    }
    (void)cli_usage(&cli_command_discover, "--box '%s': balance, density=D, coverage=C or step=N is needed", text);
    return CLI_TOLD;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    arguments *a = state->input;
    const cli_command *me = &cli_command_discover;
    switch (key) {
    case KEY_OUTCOME:
        return cli_add_word(&a->interest.outcome, &a->interest.n_outcomes, arg);
    case KEY_DIMENSION:
        return cli_add_word(&a->pattern, &a->n_patterns, arg);
    case KEY_ANY:
        a->interest.is_any = true;
        return 0;
    case KEY_TABLE:
        a->table = arg;
        return 0;
    case KEY_DESIGN:
        a->design = arg;
        return 0;
    case KEY_POSTURE:
        return cli_parse_posture(me, &a->posture, arg);
    case KEY_POINTS:
        return cli_parse_whole(me, "--points", arg, 2, MOST_POINTS, &a->points);
    case KEY_BOX:
        return parse_box(a, arg);
    case KEY_BOXES:
        return cli_parse_whole(me, "--boxes", arg, 1, 1000, &a->boxes);
    case KEY_ALPHA:
        return parse_share("--alpha", arg, 0.5, &a->prim.alpha);
    case KEY_MASS:
        return parse_share("--mass", arg, 0.99, &a->prim.mass_min);
    case KEY_RESAMPLES:
        return cli_parse_whole(me, "--resamples", arg, 0, MOST_RESAMPLES, &a->resamples);
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
    .args_doc = "SCENARIO\nRESULTS\n--posture FILE:NAME\n--table FILE",
    .doc =
        "Find out where a posture fails: boxes of what is uncertain in which cases of interest are dense (PRIM), with "
        "a classification tree (CART) as a second opinion.\v"
        "A scenario, or a posture, is run over points of its uncertainties.csv under the same luck; RESULTS of a "
        "design, as 'brink run --design' and 'brink design' make them, are searched as they are.\n\n"
        "Examples:\n"
        "  brink discover baseline --outcome 'conflict_probability>0.01'\n"
        "  brink discover --posture essay.csv:cohesive --points 1000\n"
        "  brink discover baseline --vary parameters.reprisal=0:0.5\n"
        "  brink discover results/study --outcome 'damage>200' --box density=0.8\n"
        "  brink discover --table cases.csv --outcome 'y>=1'\n\n"
        "Density: share of the cases in a box that are of interest; coverage: share of all cases of interest that are "
        "in it. A quasi-p-value is the chance of so many cases of interest inside if the limits on one dimension did "
        "nothing; 'again in' says in what share of halves of the cases that dimension is limited again. Trust limits "
        "that have a small one and come back.\n\n"
        "Leaves discover_summary.csv, discover_boxes.csv, discover_trajectory.csv, discover_tree.csv, "
        "discover_cases.csv and discover.json in the output folder (default results/discover-SCENARIO, the folder of "
        "RESULTS, or results/discover-FILE), besides what a run leaves. Exit status as of 'brink run'; 65 also when "
        "no case is of interest, or all are.",
};

/* --- cases --------------------------------------------------------------------------------------------------- */

static brink_status make_cases(arguments *a, const brink_design *design, brink_outcomes *outcomes)
{
    const brink_interest interest = cli_interest_get(&a->interest);
    brink_error err = {0};
    brink_status status =
        brink_case_table_make(design, outcomes, &interest, a->pattern, a->n_patterns, &a->cases, &err);
    return status == BRINK_OK ? status : cli_fail_error(status, &err);
}

static brink_status read_table(arguments *a)
{
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    if (a->interest.n_outcomes == 0) {
        brink_diagnostics_free(diagnostics);
        return cli_usage(&cli_command_discover, "which cases are of interest? Give --outcome, as in --outcome 'y>=1'");
    }
    brink_status status =
        diagnostics != NULL ? cli_interest_read(&a->interest, a->x.statistic) : cli_fail(BRINK_ENOMEM, "out of memory");
    const brink_interest interest = cli_interest_get(&a->interest);
    if (status == BRINK_OK) {
        status = brink_case_table_read(a->table, &interest, a->pattern, a->n_patterns, &a->cases, diagnostics);
        if (status != BRINK_OK) {
            (void)cli_fail_diagnosed(status, diagnostics, "%s", a->table);
        }
    }
    brink_diagnostics_free(diagnostics);
    return status;
}

static brink_status read_results(arguments *a)
{
    const char *folder = a->words.word[0];
    brink_status status = cli_studied_open(&a->studied, folder, a->design);
    if (status == BRINK_OK) {
        status = cli_interest_choose(&a->interest, a->x.statistic, brink_design_get_scenario(a->studied.design, 0));
    }
    return status == BRINK_OK ? make_cases(a, a->studied.design, a->studied.outcomes) : status;
}

/* Whether the scenario reports what --outcome asks for, and --dimension fits what varies: before anything runs. */
static brink_status check_questions(arguments *a)
{
    brink_error err = {0};
    brink_status status = brink_program_new(a->x.scenario, &a->x.program, &err);
    if (status != BRINK_OK) {
        return cli_fail(status, "%s: %s", a->x.scenario_name, err.what);
    }
    status = cli_interest_check(&a->interest, a->x.program);
    for (size_t i = 0; i < a->n_patterns && status == BRINK_OK; i++) {
        bool fits = false;
        for (size_t f = 0; f < brink_factors_n(a->x.factors) && !fits; f++) {
            fits = brink__case_table_wants(&a->pattern[i], 1, brink_factors_get(a->x.factors, f)->path, &fits);
        }
        if (!fits) {
            status = cli_usage(&cli_command_discover, "--dimension '%s' fits nothing that varies", a->pattern[i]);
        }
    }
    return status;
}

/* --- own points ---------------------------------------------------------------------------------------------- */

static brink_status add_points(arguments *a)
{
    size_t dims = brink_factors_n(a->x.factors);
    size_t n = (size_t)a->points;
    brink_error err = {0};
    double *u = malloc((n * dims + 1) * sizeof *u);
    brink_status status = u != NULL ? brink_halton(n, dims, a->x.run.seed, 0, u, &err)
                                    : brink_fail(&err, BRINK_ENOMEM, "out of memory for %zu points", n);
    for (size_t i = 0; i < n && status == BRINK_OK; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "h%zu", i + 1);
        status = brink_factors_add_point(a->x.factors, a->x.design, name, "", 0, &u[i * dims]);
    }
    free(u);
    return status == BRINK_OK ? cli_explore_check(&a->x, a->x.design) : cli_fail_error(status, &err);
}

static json_t *describe(const arguments *a)
{
    return json_pack("{s:s, s:s, s:I, s:I, s:s}", "kind", "discover", "method", "halton", "points",
                     (json_int_t)a->points, "values", (json_int_t)brink_factors_n(a->x.factors), "posture",
                     a->posture.text != NULL ? a->posture.text : "");
}

static brink_status run_points(arguments *a, cli_run_facts *facts, int argc, char **argv)
{
    static const int usual[] = {CLI_KEY_UNCERTAINTIES, 0};
    cli_words scenario = a->words;
    brink_status status = BRINK_OK;
    if (a->posture.text != NULL) {
        status = cli_posture_read(&cli_command_discover, &a->posture, &a->x.run.overrides, &scenario);
    }
    if (status == BRINK_OK) {
        status = cli_explore_read(&a->x, &scenario);
    }
    if (status == BRINK_OK) {
        status = cli_interest_choose(&a->interest, a->x.statistic, a->x.scenario);
    }
    if (status == BRINK_OK) {
        status = cli_explore_factors(&a->x, usual);
    }
    if (status == BRINK_OK) {
        status = check_questions(a);
    }
    if (status == BRINK_OK) {
        status = cli_explore_claim(&a->x, "discover");
    }
    if (status == BRINK_OK) {
        a->x.design = cli_explore_design(&a->x, a->x.folder);
        status = a->x.design != NULL ? add_points(a) : BRINK_ENOMEM;
    }
    return status == BRINK_OK ? cli_explore_run(&a->x, describe(a), argc, argv, facts) : status;
}

static brink_status read_own(arguments *a)
{
    brink_error err = {0};
    brink_status status = brink_outcomes_open(a->x.folder, a->x.design, NULL, &a->studied.outcomes, &err);
    return status == BRINK_OK ? make_cases(a, a->x.design, a->studied.outcomes) : cli_fail_error(status, &err);
}

/* --- findings ------------------------------------------------------------------------------------------------ */

static brink_status search(arguments *a, brink_prim **prim, brink_prim_trust *trust, brink_tree **tree)
{
    brink_error err = {0};
    brink_tree_options grown = BRINK_TREE_DEFAULTS;
    cli_share share;
    cli_share_init(&share, "resampling", a->x.run.is_quiet);
    grown.seed = a->x.run.seed;
    a->prim.max_boxes = (size_t)a->boxes;
    a->prim.paste_alpha = a->prim.alpha;
    a->prim.seed = a->x.run.seed;
    brink_status status = brink_prim_new(&a->cases->cases, &a->prim, prim, &err);
    if (status == BRINK_OK && a->resamples > 0) {
        status = brink_prim_trust_init(trust, &a->cases->cases, &a->prim, *prim, (size_t)a->resamples, cli_share_show,
                                       &share, &err);
        cli_share_clear(&share);
    }
    if (status == BRINK_OK) {
        status = brink_tree_new(&a->cases->cases, &grown, tree, &err);
    }
    return status == BRINK_OK ? status : cli_fail_error(status, &err);
}

static brink_status choose_folder(arguments *a)
{
    char folder[256];
    if (a->x.folder != NULL || a->x.run.output != NULL) {
        a->folder = strdup(a->x.run.output != NULL ? a->x.run.output : a->x.folder);
    } else if (a->table != NULL) {
        size_t length = 0;
        const char *name = cli_stem(a->table, &length);
        (void)snprintf(folder, sizeof folder, "results/discover-%.*s", (int)length, name);
        a->folder = strdup(folder);
    } else {
        a->folder = strdup(a->words.word[0]);
    }
    return a->folder != NULL ? cli_folder_make(a->folder) : cli_fail(BRINK_ENOMEM, "out of memory");
}

static brink_status report(arguments *a, int argc, char **argv)
{
    brink_prim *prim = NULL;
    brink_tree *tree = NULL;
    brink_prim_trust trust = {0};
    brink_error err = {0};
    brink_status status = cli_found_check(a->cases);
    if (status == BRINK_OK) {
        status = search(a, &prim, &trust, &tree);
    }
    const brink_discovery found = {
        .table = a->cases, .prim = prim, .trust = a->resamples > 0 ? &trust : NULL, .tree = tree};
    if (status == BRINK_OK) {
        status = choose_folder(a);
    }
    if (status == BRINK_OK && brink_discovery_write(&found, a->folder, &err) != BRINK_OK) {
        status = cli_fail_error(err.code, &err);
    }
    if (status == BRINK_OK) {
        status = cli_found_describe(&found, &a->prim, a->x.run.seed, a->folder, argc, argv);
    }
    if (status == BRINK_OK && !a->x.run.is_quiet) {
        status = cli_found_print(&found, a->interest.is_any);
        (void)printf("Results are in %s: discover_summary.csv, discover_boxes.csv, discover_trajectory.csv,\n"
                     "discover_tree.csv, discover_cases.csv, discover.json%s\n'brink plot %s' draws them.\n",
                     a->folder, a->x.design != NULL ? ", design.csv, manifest.json, results.db" : "", a->folder);
    }
    brink_tree_free(tree);
    brink_prim_trust_fini(&trust);
    brink_prim_free(prim);
    return status;
}

/* --- the command --------------------------------------------------------------------------------------------- */

static bool is_results(const char *folder)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/results.db", folder);
    return access(path, F_OK) == 0;
}

static brink_status check_arguments(const arguments *a)
{
    size_t n_sources = a->words.n + (a->table != NULL) + (a->posture.text != NULL);
    bool has_results = a->words.n == 1 && is_results(a->words.word[0]);
    if (n_sources != 1) {
        return cli_usage(&cli_command_discover,
                         "'brink discover' takes one of SCENARIO, RESULTS, --posture FILE:NAME and --table FILE, as in "
                         "'brink discover baseline'");
    }
    if (a->design != NULL && !has_results) {
        return cli_usage(&cli_command_discover,
                         "--design says which design RESULTS are of; 'brink run --design %s' runs it first", a->design);
    }
    if (a->x.n_metrics > 0) {
        return cli_usage(&cli_command_discover, "--outcome says which metric is looked at");
    }
    if (a->x.statistic != NULL && a->interest.n_outcomes == 0) {
        return cli_usage(&cli_command_discover, "--statistic is about --outcome: give that too");
    }
    if ((has_results || a->table != NULL) &&
        (a->points > 0 || a->x.n_variations > 0 || a->x.run.overrides.n > 0 || a->x.replicas > 0)) {
        return cli_usage(&cli_command_discover, "%s is searched as it is: nothing is run, varied or set",
                         has_results ? a->words.word[0] : a->table);
    }
    return BRINK_OK;
}

/* Runs points of its own, and leaves a manifest also where nothing was found in them. */
static brink_status explore(arguments *a, int argc, char **argv)
{
    cli_run_facts facts = {0};
    a->points = a->points > 0 ? a->points : USUAL_POINTS;
    a->x.replicas = a->x.replicas > 0 ? a->x.replicas : USUAL_REPLICAS;
    brink_status status = run_points(a, &facts, argc, argv);
    if (status != BRINK_OK) {
        return status;
    }
    status = read_own(a);
    if (status == BRINK_OK) {
        status = report(a, argc, argv);
    }
    if (a->studied.outcomes != NULL) {
        brink_status written =
            cli_explore_manifest(&a->x, brink_outcomes_results(a->studied.outcomes), &facts, argc, argv);
        status = status == BRINK_OK ? written : status;
    }
    return status;
}

static brink_status find(arguments *a, int argc, char **argv)
{
    brink_status status = check_arguments(a);
    if (status != BRINK_OK) {
        return status;
    }
    bool is_own = a->table == NULL && !(a->words.n == 1 && is_results(a->words.word[0]));
    if (is_own) {
        return explore(a, argc, argv);
    }
    status = a->table != NULL ? read_table(a) : read_results(a);
    return status == BRINK_OK ? report(a, argc, argv) : status;
}

static brink_status command(int argc, char **argv)
{
    arguments a = {.x = {.command = &cli_command_discover, .run.seed = 1},
                   .boxes = BRINK_PRIM_DEFAULTS.max_boxes,
                   .resamples = USUAL_RESAMPLES,
                   .prim = BRINK_PRIM_DEFAULTS};
    bool is_done = false;
    char **typed = cli_keep_words(argc, argv);
    brink_status status = typed != NULL ? cli_parse(&cli_command_discover, argc, argv, &a, &is_done) : BRINK_ENOMEM;
    if (status == BRINK_OK && !is_done) {
        status = find(&a, argc, typed);
    }
    brink_case_table_free(a.cases);
    cli_studied_close(&a.studied);
    cli_posture_fini(&a.posture);
    cli_explore_fini(&a.x);
    cli_interest_fini(&a.interest);
    free((void *)a.pattern);
    free(a.folder);
    free(typed);
    return status;
}

const cli_command cli_command_discover = {
    .name = "discover", .summary = "find out where a posture fails", .argp = &argp, .run = command};
