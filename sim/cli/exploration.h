/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the commands that explore one scenario share: their options, what is varied, the folder of their results with
 * the design in it, the run, the metrics that are looked at. */
#ifndef SIM_CLI_EXPLORATION_H
#define SIM_CLI_EXPLORATION_H

#include "brink/factors.h"
#include "brink/objectives.h"
#include "brink/outcomes.h"
#include "cli.h"
#include "describe.h"
#include "run_words.h"

struct json_t;

/* Keys of the options below, besides those of run_words.h; a command's own begin with CLI_KEY_OWN. */
enum {
    CLI_KEY_LEVERS = 1024,
    CLI_KEY_UNCERTAINTIES,
    CLI_KEY_VARY,
    CLI_KEY_METRIC,
    CLI_KEY_STATISTIC,
    CLI_KEY_OWN = 2048
};

/* What is varied. */
#define CLI_FACTOR_OPTIONS(group)                                                                                      \
    {"levers",                                                                                                         \
     CLI_KEY_LEVERS,                                                                                                   \
     "PATTERN",                                                                                                        \
     OPTION_ARG_OPTIONAL,                                                                                              \
     "Vary the levers of the scenario (levers.csv), or those whose path fits PATTERN, as 'actors.USA.*'",              \
     group},                                                                                                           \
        {"uncertainties",                                                                                              \
         CLI_KEY_UNCERTAINTIES,                                                                                        \
         "PATTERN",                                                                                                    \
         OPTION_ARG_OPTIONAL,                                                                                          \
         "Vary its uncertain values (uncertainties.csv), or those that fit",                                           \
         group},                                                                                                       \
    {                                                                                                                  \
        "vary", CLI_KEY_VARY, "PATH=LO:HI", 0,                                                                         \
            "Vary one value from LO to HI, evenly; or PATH=A,B,C over a list of values; may be repeated", group        \
    }

/* What the scenario is otherwise. */
#define CLI_SCENARIO_OPTIONS(group)                                                                                    \
    CLI_SET_OPTION("at every point", group),                                                                           \
    {                                                                                                                  \
        "periods", CLI_RUN_PERIODS, "T", 0, "Run T periods; short for --set scenario.horizon=T", group                 \
    }

/* What is looked at. */
#define CLI_METRIC_OPTIONS(group)                                                                                      \
    {"metric",                                                                                                         \
     CLI_KEY_METRIC,                                                                                                   \
     "METRIC",                                                                                                         \
     0,                                                                                                                \
     "Look at this metric; may be repeated (default: the objectives of the scenario, else its main metrics)",          \
     group},                                                                                                           \
    {                                                                                                                  \
        "statistic", CLI_KEY_STATISTIC, "S", 0,                                                                        \
            "Of the metrics that are named: mean (default), quantile:P, cvar:P or cvar_low:P (mean of the highest or " \
            "lowest share P of the replicas), exceed:X (probability of a value above X)",                              \
            group                                                                                                      \
    }

/* How it is run. */
#define CLI_RUN_OPTIONS(group, default_replicas)                                                                       \
    {"replicas", 'n', "N", 0, "Replicas a point (default " default_replicas ")", group}, CLI_SEED_OPTION(group),       \
        {"output", 'o', "DIR", 0, "Folder for the results", group},                                                    \
        {"resume",                                                                                                     \
         CLI_RUN_RESUME,                                                                                               \
         NULL,                                                                                                         \
         0,                                                                                                            \
         "Go on with an interrupted run in that folder, or with a larger design, or look at other metrics of it",      \
         group},                                                                                                       \
        CLI_FORCE_OPTION(group), CLI_THREADS_OPTION(group), CLI_QUIET_OPTION("tables", group)

/* One --levers, --uncertainties or --vary. */
typedef struct cli_variation {
    int key;
    const char *text; /* borrowed from argv; NULL: all */
} cli_variation;

/* K of a --vary PATH=LO:HI:K. */
typedef struct cli_levels {
    char *path;
    size_t n;
} cli_levels;

/* A metric that is looked at. */
typedef struct cli_look {
    const char *metric; /* borrowed from argv, or from the objectives */
    brink_statistic statistic;
    bool is_maximised, is_objective;
} cli_look;

typedef struct cli_exploration {
    const cli_command *command;
    bool takes_levels; /* --vary PATH=LO:HI:K may be given */
    /* options */
    const char *scenario_name;
    cli_variation *variation;
    size_t n_variations;
    cli_levels *levels; /* [n_levels] */
    size_t n_levels;
    cli_run_words run;
    const char **metric;
    size_t n_metrics;
    const char *statistic;
    uint64_t replicas;
    /* what was read */
    brink_scenario *as_read;  /* as its files say */
    brink_scenario *scenario; /* with the overrides */
    brink_program *program;   /* of it; for the names of metrics */
    brink_factors *factors;
    brink_objectives *objectives;
    brink_design *design;
    cli_look *look; /* [n_looks] */
    size_t n_looks;
    char *folder;
} cli_exploration;

/* For argp parsers: takes the options above, and the arguments. 0, an error of argp's, CLI_TOLD, or ARGP_ERR_UNKNOWN
 * for a key of the command's own. */
int cli_explore_parse(cli_exploration *x, int key, char *arg, const struct argp_state *state);

/* The range of a --vary, into kind and parameters as brink/factors.h wants them. `levels` (may be NULL) receives a
 * trailing `:K`, 0 without one; not allowed where it is NULL. False (told) when it is none. */
bool cli_parse_range(const cli_command *command, const char *option, const char *text, const char **kind,
                     char parameters[512], size_t *levels);

/* Reads the scenario that was named (exactly one), with and without the overrides. BRINK_OK, or why not (told). */
brink_status cli_explore_read(cli_exploration *x, const cli_words *names);

/* Makes the factors of the variations; with none, those of the tables that `usual` says (keys, 0-terminated). A value
 * that was set is no factor, unless a --vary names it, which is refused. BRINK_OK, or why not (told); BRINK_EUSAGE when
 * nothing is varied. */
brink_status cli_explore_factors(cli_exploration *x, const int *usual);

/* Adds the factor of a range that was given as an argument, or with `option`. BRINK_OK, or why not (told). */
brink_status cli_explore_vary(cli_exploration *x, const char *option, const char *text);

/* Places that a --vary asked for on the range of this path; 0: it did not. */
size_t cli_explore_levels(const cli_exploration *x, const char *path);

/* A design with the overrides as constants and the factors as columns, as it is to be written into `folder`. NULL when
 * out of memory (told). */
brink_design *cli_explore_design(const cli_exploration *x, const char *folder);

/* Judges the design. BRINK_OK, or what is wrong with it (told). */
brink_status cli_explore_check(const cli_exploration *x, brink_design *design);

/* What is looked at: the metrics that were named, else the objectives, else the headline of the model. Metrics are
 * checked against a program of the scenario. With `needs_noise` statistics of tails that x->replicas are too few for
 * are refused, or if they are objectives left out (said so). BRINK_OK, or why not (told). */
brink_status cli_explore_looks(cli_exploration *x, bool needs_noise);

/* Claims the folder: the one that was asked for, or results/PREFIX-SCENARIO. BRINK_OK, BRINK_ECANTCREATE (told). */
brink_status cli_explore_claim(cli_exploration *x, const char *prefix);

/* Runs x->design in the folder and leaves it there as design.csv. `method` is a JSON object that says what kind of
 * exploration it is, for the manifest; it is stolen. BRINK_OK, or why not (told). */
brink_status cli_explore_run(cli_exploration *x, struct json_t *method, int argc, char **argv, cli_run_facts *facts);

/* Writes manifest.json. BRINK_OK, or why not (told). */
brink_status cli_explore_manifest(const cli_exploration *x, brink_results *results, const cli_run_facts *facts,
                                  int argc, char **argv);

/* Says, unless quiet, where the results are: the table of this name, and what every exploration leaves. */
void cli_explore_tell(const cli_exploration *x, const char *table);

void cli_explore_fini(cli_exploration *x); /* zeroed is fine */

#endif
