/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What `brink solve` shows: solutions of games, as tables for people or as rows of long CSV. */
#ifndef SIM_CLI_SOLVE_H
#define SIM_CLI_SOLVE_H

#include "brink/game.h"
#include "brink/markov_game.h"
#include "brink/solution.h"
#include "table.h"

/* How the columns of solutions are headed. */
typedef enum solve_heads {
    SOLVE_BY_LAMBDA, /* the precision */
    SOLVE_BY_NUMBER, /* 1, 2, ... and whether pure or mixed */
    SOLVE_BY_LEVEL   /* level 0, level 1, ..., all */
} solve_heads;

typedef struct solve_view {
    const char *file;    /* its name, without folders */
    const char *concept; /* "qre", "nash", ... */
    const char *what;    /* "Logit quantal response equilibria on the principal branch" */
    solve_heads heads;
} solve_view;

/* Both: BRINK_OK or BRINK_ENOMEM, told. */
brink_status solve_print(const solve_view *view, const brink_game *game, const brink_solutions *solutions);
brink_status solve_print_csv(const solve_view *view, const brink_game *game, const brink_solutions *solutions);
brink_status solve_print_markov(const solve_view *view, const brink_markov_game *game,
                                const brink_markov_solutions *solutions);
brink_status solve_print_markov_csv(const solve_view *view, const brink_markov_game *game,
                                    const brink_markov_solutions *solutions);

/* --- shared by the files behind this --- */

enum { SOLVE_NAME = 256 }; /* bytes of a name in a table: longer ones are cut */

/* A column for each solution, after `n_before` given ones; and the texts of their heads. */
typedef struct solve_columns {
    cli_column *column;
    char (*head)[32];
    size_t n;
} solve_columns;
bool solve_columns_init(solve_columns *columns, const cli_column *before, size_t n_before, size_t n_solutions);
void solve_columns_fini(solve_columns *columns);

/* The next cells: a probability, six digits or three and an exponent; a number, six digits; something small that is
 * rounding below 1e-12; "-" for what is not there. */
void solve_add_probability(cli_table *table, double p);
void solve_add_number(cli_table *table, double x);
void solve_add_small(cli_table *table, double x);

/* Prints and frees a table, with a heading and a line before it. */
brink_status solve_print_table(cli_table *table, const char *heading);

/* A CSV cell: shortest digits that read back; empty for NaN; "inf" for what is infinite. */
void solve_add_exact(cli_table *table, double x);

/* The columns of the long CSV. */
cli_table *solve_csv_table(void);

/* A row of it. Texts that are NULL and numbers that are NaN are empty cells; so are a solution or component of 0. */
typedef struct solve_row {
    /* of one solution */
    const char *game, *concept, *status, *branch, *level;
    size_t solution, component;
    double lambda, residual, error;
    /* of one thing in it */
    const char *kind, *player, *infoset, *action, *node;
    double probability, belief, regret, reach, payoff;
} solve_row;
void solve_add_row(cli_table *table, const solve_row *row);

/* Empties what is of one thing. */
void solve_clear_row(solve_row *row, const char *kind);

#endif
