/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve_game.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "brink/levels.h"
#include "brink/nash.h"
#include "brink/quantal.h"
#include "solve.h"
#include "write_game.h"

enum { DEFAULT_LEVEL = 2, DEFAULT_MOST = 1000 };

/* r_i of every player, on the heap: `names` [n] are looked through. */
static brink_status find_rationalities(const cli_solve_game *a, const char *const *names, size_t n,
                                       double **rationality)
{
    *rationality = calloc(n + 1, sizeof **rationality);
    if (*rationality == NULL) {
        return cli_fail(BRINK_ENOMEM, "out of memory");
    }
    for (size_t i = 0; i < n; i++) {
        (*rationality)[i] = 1.0;
    }
    for (size_t k = 0; k < a->n_rationalities; k++) {
        const char *equals = strrchr(a->rationality[k], '=');
        size_t length = (size_t)(equals - a->rationality[k]);
        char word[SOLVE_NAME];
        char hint[2 * SOLVE_NAME];
        size_t i = 0;
        (void)snprintf(word, sizeof word, "%.*s", (int)length, a->rationality[k]);
        while (i < n && strcmp(names[i], word) != 0) {
            i++;
        }
        if (i == n) {
            return cli_usage(&cli_command_solve, "--rationality: the game has no player '%s'%s", word,
                             cli_hint(hint, sizeof hint, "", word, names, n));
        }
        (void)brink__parse_number(equals + 1, &(*rationality)[i]); /* it is one */
    }
    return BRINK_OK;
}

/* --- solving ------------------------------------------------------------------------------------------------------ */

/* A path without its folders. */
static const char *base_name(const char *file)
{
    const char *slash = strrchr(file, '/');
    return slash != NULL ? slash + 1 : file;
}

/* Calls the solver. BRINK_EDIVERGE comes with solutions. */
static brink_status call(const cli_solve_game *a, const brink_game *game, const double *rationality, solve_view *view,
                         brink_solutions **solutions, brink_error *err)
{
    static const double one = 1.0;
    size_t most = a->has_most ? (size_t)a->most : DEFAULT_MOST;
    bool is_hierarchy = a->concept == CLI_HIERARCHY;
    view->concept = cli_solve_concepts[a->concept];
    switch (a->concept) {
    case CLI_NASH:
        view->heads = SOLVE_BY_NUMBER;
        if (brink_game_n_players(game) == 2) {
            view->what = "Nash equilibria: all extreme ones";
            return brink_nash_all(game, most, solutions, err);
        }
        view->what = "Nash equilibria in pure strategies (mixed ones are found of two players only)";
        return brink_nash_pure(game, most, solutions, err);
    case CLI_SPNE:
        view->heads = SOLVE_BY_NUMBER;
        view->what = "Subgame-perfect equilibria in pure strategies";
        return brink_nash_subgame_perfect(game, most, solutions, err);
    case CLI_LEVEL_K:
    case CLI_HIERARCHY:
        view->heads = SOLVE_BY_LEVEL;
        view->what = is_hierarchy ? "Cognitive hierarchy; 'all' is the population" : "Level-k reasoning";
        return brink_levels_solve(game,
                                  &(brink_levels_options){.level = a->has_level ? (size_t)a->level : DEFAULT_LEVEL,
                                                          .is_hierarchy = is_hierarchy,
                                                          .tau = a->has_tau ? a->tau : 1.5,
                                                          .lambda = a->n_lambdas > 0 ? a->lambda[0] : HUGE_VAL,
                                                          .rationality = rationality},
                                  solutions, err);
    case CLI_QRE:
    case CLI_MARKOV:
    case CLI_NONE:
    case CLI_N_CONCEPTS:
        break;
    }
    view->heads = SOLVE_BY_LAMBDA;
    view->what = "Logit quantal response equilibria on the principal branch";
    return brink_quantal_solve(game,
                               &(brink_quantal_options){.lambda = a->n_lambdas > 0 ? a->lambda : &one,
                                                        .n_lambdas = a->n_lambdas > 0 ? a->n_lambdas : 1,
                                                        .rationality = rationality,
                                                        .is_picked = a->is_picked,
                                                        .seed = a->seed,
                                                        .max_steps = (size_t)a->steps},
                               solutions, err);
}

/* What the table cannot say by itself. */
static void tell_about(const cli_solve_game *a, const brink_solutions *solutions)
{
    if (a->concept == CLI_SPNE && solutions->is_degenerate) {
        (void)puts("\nActions tie: each equilibrium breaks ties in its own way.");
    }
    if (a->concept == CLI_NASH && solutions->is_degenerate) {
        (void)puts("\nThe game is degenerate: some strategies have more best replies than they mix. Equilibria of one "
                   "component\nare joined by further ones.");
    }
    if (solutions->is_cut) {
        (void)printf("\nThere are more than these %zu (--most).\n", solutions->n);
    }
}

static brink_status solve_game(const cli_solve_game *a, const brink_game *game)
{
    solve_view view = {.file = base_name(a->file)};
    brink_solutions *solutions = NULL;
    double *rationality = NULL;
    size_t n = brink_game_n_players(game);
    char(*text)[SOLVE_NAME] = calloc(n, sizeof *text);
    const char **names = calloc(n, sizeof *names);
    brink_status status = text != NULL && names != NULL ? BRINK_OK : cli_fail(BRINK_ENOMEM, "out of memory");
    for (size_t i = 0; i < n && status == BRINK_OK; i++) {
        names[i] = brink_game_player_name(game, i, text[i], sizeof text[i]);
    }
    status = status == BRINK_OK ? find_rationalities(a, names, n, &rationality) : status;
    if (status == BRINK_OK) {
        brink_error err = {0};
        brink_status solved = call(a, game, rationality, &view, &solutions, &err);
        if (solutions != NULL) {
            status = a->is_csv ? solve_print_csv(&view, game, solutions) : solve_print(&view, game, solutions);
            if (!a->is_csv && status == BRINK_OK) {
                tell_about(a, solutions);
            }
        }
        if (solved != BRINK_OK && status == BRINK_OK) {
            (void)fflush(stdout); /* the reason behind what was found */
            status = cli_fail_error(solved, &err);
        }
    }
    brink_solutions_free(solutions);
    free(rationality);
    free(text);
    free((void *)names);
    return status;
}

static brink_status solve_markov(const cli_solve_game *a, const brink_markov_game *game)
{
    static const double one = 1.0;
    solve_view view = {.file = base_name(a->file),
                       .concept = cli_solve_concepts[CLI_MARKOV],
                       .what = "Markov logit equilibria on the principal branch",
                       .heads = SOLVE_BY_LAMBDA};
    brink_markov_solutions *solutions = NULL;
    double *rationality = NULL;
    size_t n = brink_markov_n_players(game);
    const char **names = calloc(n, sizeof *names);
    brink_status status = names != NULL ? BRINK_OK : cli_fail(BRINK_ENOMEM, "out of memory");
    for (size_t i = 0; i < n && status == BRINK_OK; i++) {
        names[i] = brink_markov_player(game, i);
    }
    status = status == BRINK_OK ? find_rationalities(a, names, n, &rationality) : status;
    if (status == BRINK_OK) {
        brink_error err = {0};
        brink_quantal_options o = {.lambda = a->n_lambdas > 0 ? a->lambda : &one,
                                   .n_lambdas = a->n_lambdas > 0 ? a->n_lambdas : 1,
                                   .rationality = rationality,
                                   .is_picked = a->is_picked,
                                   .seed = a->seed,
                                   .max_steps = (size_t)a->steps};
        brink_status solved = brink_markov_solve(game, &o, &solutions, &err);
        if (solutions != NULL) {
            status =
                a->is_csv ? solve_print_markov_csv(&view, game, solutions) : solve_print_markov(&view, game, solutions);
        }
        if (solved != BRINK_OK && status == BRINK_OK) {
            (void)fflush(stdout);
            status = cli_fail_error(solved, &err);
        }
    }
    brink_markov_solutions_free(solutions);
    free(rationality);
    free((void *)names);
    return status;
}

/* --- the command -------------------------------------------------------------------------------------------------- */

static brink_status with_markov(cli_solve_game *a, brink_diagnostics *diagnostics)
{
    brink_markov_game *game = NULL;
    for (int f = 0; f < BRINK_GAME_N_FORMATS; f++) {
        if (a->write[f] != NULL) {
            return cli_usage(&cli_command_solve, "--write-%s: a stochastic game is no finite game",
                             brink_game_format_name((brink_game_format)f));
        }
    }
    a->concept = a->has_concept ? a->concept : CLI_MARKOV;
    if (a->concept != CLI_MARKOV && a->concept != CLI_NONE) {
        return cli_usage(&cli_command_solve,
                         "a stochastic game (it has a column 'state') is solved by --concept markov");
    }
    brink_status status = cli_solve_check_options(a);
    if (status == BRINK_OK) {
        status = brink_markov_read(a->file, &game, diagnostics);
        cli_print_diagnostics(diagnostics);
        status = status == BRINK_OK && a->concept == CLI_MARKOV ? solve_markov(a, game) : status;
    }
    brink_markov_free(game);
    return status;
}

static brink_status with_game(cli_solve_game *a, brink_diagnostics *diagnostics)
{
    brink_game *game = NULL;
    if (a->concept == CLI_MARKOV) {
        return cli_usage(&cli_command_solve,
                         "--concept markov is of stochastic games, CSV files with a column 'state'");
    }
    brink_status status = cli_solve_check_options(a);
    if (status == BRINK_OK) {
        status = brink_game_read(a->file, &game, diagnostics);
        cli_print_diagnostics(diagnostics);
    }
    for (int f = 0; f < BRINK_GAME_N_FORMATS && status == BRINK_OK; f++) {
        if (a->write[f] != NULL) {
            status = cli_write_game(game, (brink_game_format)f, a->write[f]);
        }
    }
    if (status == BRINK_OK && a->concept != CLI_NONE) {
        status = solve_game(a, game);
    }
    brink_game_free(game);
    return status;
}

bool cli_is_game_file(const char *word)
{
    struct stat about;
    bool is_folder = stat(word, &about) == 0 && S_ISDIR(about.st_mode);
    return !is_folder && brink_game_format_of(word) != BRINK_GAME_N_FORMATS;
}

/* The file that is meant: as named, or the shipped one of that name. On the heap; NULL when out of memory. */
static char *find_file(const char *name)
{
    struct stat about;
    char shipped[SOLVE_NAME];
    int length = snprintf(shipped, sizeof shipped, "scenarios/games/%s", name);
    bool is_bare = strchr(name, '/') == NULL && stat(name, &about) != 0 && length < (int)sizeof shipped;
    char *path = is_bare ? cli_data_path(shipped) : NULL;
    return path != NULL ? path : strdup(name);
}

brink_status cli_solve_file(cli_solve_game *a)
{
    char *file = find_file(a->file);
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_status status = file != NULL && diagnostics != NULL ? BRINK_OK : cli_fail(BRINK_ENOMEM, "out of memory");
    if (status == BRINK_OK) {
        a->file = file;
        bool is_markov = brink_game_format_of(file) == BRINK_GAME_CSV && brink_markov_is_file(file);
        status = is_markov ? with_markov(a, diagnostics) : with_game(a, diagnostics);
        a->file = NULL;
    }
    brink_diagnostics_free(diagnostics);
    free(file);
    return status;
}
