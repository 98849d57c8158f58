/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve_game.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "brink/levels.h"
#include "brink/quantal.h"

const char *const cli_solve_concepts[CLI_N_CONCEPTS] = {"qre",    "nash", "spne", "level-k", "cognitive-hierarchy",
                                                        "markov", "none"};

static int parse_number(const char *option, const char *text, size_t length, double lo, double hi, double *value)
{
    char copy[64] = "";
    if (length < sizeof copy) {
        memcpy(copy, text, length);
    }
    if (brink__parse_number(copy, value) != BRINK__NUMBER_OK || !(*value >= lo && *value <= hi)) {
        (void)cli_usage(&cli_command_solve, "%s '%.*s': a number %g to %g is needed", option, (int)length, text, lo,
                        hi);
        return CLI_TOLD;
    }
    return 0;
}

static int add_lambdas(cli_solve_game *a, const char *list)
{
    for (const char *item = list;; item++) {
        size_t length = strcspn(item, ",");
        double *lambda = realloc(a->lambda, (a->n_lambdas + 1) * sizeof *lambda);
        if (lambda == NULL) {
            return ENOMEM;
        }
        a->lambda = lambda;
        int failed = parse_number("--lambda", item, length, 0.0, BRINK_QUANTAL_MAX_LAMBDA, &lambda[a->n_lambdas]);
        if (failed != 0) {
            return failed;
        }
        a->n_lambdas++;
        item += length;
        if (*item == '\0') {
            return 0;
        }
    }
}

static int set_concept(cli_solve_game *a, const char *word)
{
    char hint[128];
    for (int c = 0; c < CLI_N_CONCEPTS; c++) {
        if (strcmp(word, cli_solve_concepts[c]) == 0) {
            a->concept = (cli_solve_concept)c;
            a->has_concept = true;
            return 0;
        }
    }
    (void)cli_usage(&cli_command_solve,
                    "--concept '%s': qre, nash, spne, level-k, cognitive-hierarchy, markov or none is "
                    "needed%s",
                    word, cli_hint(hint, sizeof hint, "", word, cli_solve_concepts, CLI_N_CONCEPTS));
    return CLI_TOLD;
}

static int add_rationality(cli_solve_game *a, const char *assignment)
{
    if (cli_add_word(&a->rationality, &a->n_rationalities, assignment) != 0) {
        return ENOMEM;
    }
    double unused = 0.0;
    const char *equals = strrchr(assignment, '=');
    if (equals == NULL || equals == assignment) {
        (void)cli_usage(&cli_command_solve, "--rationality '%s': PLAYER=R is needed", assignment);
        return CLI_TOLD;
    }
    return parse_number("--rationality", equals + 1, strlen(equals + 1), 0.0, BRINK_QUANTAL_MAX_RATIONALITY, &unused);
}

error_t cli_solve_game_parse(int key, char *arg, cli_solve_game *a)
{
    switch (key) {
    case CLI_KEY_CONCEPT:
        a->given = "--concept";
        return set_concept(a, arg);
    case CLI_KEY_LAMBDA:
        a->given = "--lambda";
        return add_lambdas(a, arg);
    case CLI_KEY_RATIONALITY:
        a->given = "--rationality";
        return add_rationality(a, arg);
    case CLI_KEY_PICK:
        a->given = "--pick";
        a->is_picked = true;
        return cli_parse_whole(&cli_command_solve, a->given, arg, 0, UINT64_MAX, &a->seed);
    case CLI_KEY_LEVEL:
        a->given = "--level";
        a->has_level = true;
        return cli_parse_whole(&cli_command_solve, a->given, arg, 0, BRINK_LEVELS_MAX, &a->level);
    case CLI_KEY_TAU:
        a->given = "--tau";
        a->has_tau = true;
        return parse_number(a->given, arg, strlen(arg), 0.0, 50.0, &a->tau);
    case CLI_KEY_MOST:
        a->given = "--most";
        a->has_most = true;
        return cli_parse_whole(&cli_command_solve, a->given, arg, 1, 1000000, &a->most);
    case CLI_KEY_STEPS:
        a->given = "--steps";
        a->has_steps = true;
        return cli_parse_whole(&cli_command_solve, a->given, arg, 1, 1000000000, &a->steps);
    case CLI_KEY_WRITE + BRINK_GAME_NFG:
    case CLI_KEY_WRITE + BRINK_GAME_EFG:
    case CLI_KEY_WRITE + BRINK_GAME_CSV:
        a->write[key - CLI_KEY_WRITE] = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* Options that the concept does not know. */
brink_status cli_solve_check_options(const cli_solve_game *a)
{
    bool has_precision = a->concept != CLI_NASH && a->concept != CLI_SPNE && a->concept != CLI_NONE;
    bool is_level = a->concept == CLI_LEVEL_K || a->concept == CLI_HIERARCHY;
    const struct {
        bool is_wrong;
        const char *option, *use;
    } rules[] = {
        {a->n_lambdas > 0 && !has_precision, "--lambda", "qre, level-k, cognitive-hierarchy and markov"},
        {a->n_rationalities > 0 && !has_precision, "--rationality", "qre, level-k, cognitive-hierarchy and markov"},
        {a->is_picked && a->concept != CLI_QRE && a->concept != CLI_MARKOV, "--pick", "qre and markov"},
        {a->has_steps && a->concept != CLI_QRE && a->concept != CLI_MARKOV, "--steps", "qre and markov"},
        {a->has_level && !is_level, "--level", "level-k and cognitive-hierarchy"},
        {a->has_tau && a->concept != CLI_HIERARCHY, "--tau", "cognitive-hierarchy"},
        {a->has_most && a->concept != CLI_NASH && a->concept != CLI_SPNE, "--most", "nash and spne"},
    };
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (rules[i].is_wrong) {
            return cli_usage(&cli_command_solve, "%s is of --concept %s, not of %s", rules[i].option, rules[i].use,
                             cli_solve_concepts[a->concept]);
        }
    }
    if (is_level && a->n_lambdas > 1) {
        return cli_usage(&cli_command_solve, "--concept %s takes one lambda", cli_solve_concepts[a->concept]);
    }
    return BRINK_OK;
}

void cli_solve_game_fini(cli_solve_game *a)
{
    free(a->lambda);
    free((void *)a->rationality);
}
