/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Equilibria of stochastic games as tables and as CSV. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli.h"
#include "solve.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

static cli_table *new_table(const cli_column *before, size_t n_before, const brink_markov_solutions *solutions,
                            solve_columns *columns)
{
    if (!solve_columns_init(columns, before, n_before, solutions->n)) {
        return NULL;
    }
    for (size_t k = 0; k < solutions->n; k++) {
        (void)snprintf(columns->head[k], sizeof columns->head[k], "lambda %.6g", solutions->item[k].lambda);
    }
    return cli_table_new(columns->column, columns->n);
}

static brink_status print_choices(const brink_markov_game *game, const brink_markov_solutions *solutions)
{
    static const cli_column before[] = {
        {.title = "state", .is_key = true}, {.title = "player", .is_key = true}, {.title = "action", .is_key = true}};
    solve_columns columns;
    cli_table *table = new_table(before, LENGTH(before), solutions, &columns);
    for (size_t s = 0; s < brink_markov_n_states(game); s++) {
        for (size_t i = 0; i < brink_markov_n_players(game); i++) {
            const brink_markov_agent *agent = brink_markov_get_agent(game, s, i);
            for (size_t a = 0; a < agent->n_actions; a++) {
                cli_table_add(table, "%s", i + a == 0 ? brink_markov_state(game, s) : "");
                cli_table_add(table, "%s", a == 0 ? brink_markov_player(game, i) : "");
                cli_table_add(table, "%s", agent->action[a]);
                for (size_t k = 0; k < solutions->n; k++) {
                    solve_add_probability(table, solutions->item[k].p[agent->first + a]);
                }
            }
        }
    }
    brink_status status = solve_print_table(table, "Probability of each choice");
    solve_columns_fini(&columns);
    return status;
}

static brink_status print_values(const brink_markov_game *game, const brink_markov_solutions *solutions)
{
    static const cli_column before[] = {{.title = "state", .is_key = true}, {.title = "player", .is_key = true}};
    solve_columns columns;
    cli_table *table = new_table(before, LENGTH(before), solutions, &columns);
    size_t n_players = brink_markov_n_players(game);
    for (size_t s = 0; s < brink_markov_n_states(game); s++) {
        for (size_t i = 0; i < n_players; i++) {
            cli_table_add(table, "%s", i == 0 ? brink_markov_state(game, s) : "");
            cli_table_add(table, "%s", brink_markov_player(game, i));
            for (size_t k = 0; k < solutions->n; k++) {
                solve_add_number(table, solutions->item[k].value[s * n_players + i]);
            }
        }
    }
    brink_status status = solve_print_table(table, "Value of each state: discounted payoffs from there on");
    solve_columns_fini(&columns);
    return status;
}

static brink_status print_quality(const brink_markov_solutions *solutions)
{
    static const cli_column columns[] = {
        {.title = "lambda", .is_number = true},   {.title = "branch"},
        {.title = "residual", .is_number = true}, {.title = "error", .is_number = true},
        {.title = "regret", .is_number = true},   {.title = "status"},
    };
    cli_table *table = cli_table_new(columns, LENGTH(columns));
    for (size_t k = 0; k < solutions->n; k++) {
        const brink_markov_solution *s = &solutions->item[k];
        solve_add_number(table, s->lambda);
        cli_table_add(table, "%s", brink_branch_name(s->branch));
        solve_add_small(table, s->residual);
        solve_add_small(table, s->error);
        solve_add_small(table, s->regret);
        cli_table_add(table, "%s", s->status == BRINK_OK ? "solved" : "not reached");
    }
    return solve_print_table(table,
                             "Quality (regret: the largest of a player in a state, as a share of the range of what its "
                             "actions pay)");
}

brink_status solve_print_markov(const solve_view *view, const brink_markov_game *game,
                                const brink_markov_solutions *solutions)
{
    (void)printf("%s\n%zu player%s, %zu state%s, %zu actions in all. %s.\n", view->file, brink_markov_n_players(game),
                 brink_markov_n_players(game) == 1 ? "" : "s", brink_markov_n_states(game),
                 brink_markov_n_states(game) == 1 ? "" : "s", brink_markov_n_actions(game), view->what);
    brink_status status = print_choices(game, solutions);
    status = status == BRINK_OK ? print_values(game, solutions) : status;
    return status == BRINK_OK ? print_quality(solutions) : status;
}

/* --- CSV ---------------------------------------------------------------------------------------------------------- */

static void add_agent_rows(cli_table *table, const brink_markov_game *game, const brink_markov_solution *solution,
                           size_t s, size_t i, solve_row *row)
{
    const brink_markov_agent *agent = brink_markov_get_agent(game, s, i);
    size_t k = s * brink_markov_n_players(game) + i;
    solve_clear_row(row, "action");
    row->player = brink_markov_player(game, i);
    row->infoset = brink_markov_state(game, s);
    row->regret = solution->agent_regret[k];
    for (size_t a = 0; a < agent->n_actions; a++) {
        row->action = agent->action[a];
        row->probability = solution->p[agent->first + a];
        row->payoff = solution->q[agent->first + a];
        solve_add_row(table, row);
    }
    row->kind = "state";
    row->action = NULL;
    row->probability = (double)NAN;
    row->payoff = solution->value[k];
    solve_add_row(table, row);
}

brink_status solve_print_markov_csv(const solve_view *view, const brink_markov_game *game,
                                    const brink_markov_solutions *solutions)
{
    cli_table *table = solve_csv_table();
    for (size_t k = 0; k < solutions->n; k++) {
        const brink_markov_solution *s = &solutions->item[k];
        solve_row row = {.game = view->file,
                         .concept = view->concept,
                         .status = brink_status_name(s->status),
                         .branch = brink_branch_name(s->branch),
                         .solution = k + 1,
                         .lambda = s->lambda,
                         .residual = s->residual,
                         .error = s->error};
        for (size_t state = 0; state < brink_markov_n_states(game); state++) {
            for (size_t i = 0; i < brink_markov_n_players(game); i++) {
                add_agent_rows(table, game, s, state, i, &row);
            }
        }
    }
    brink_status status = cli_table_print_csv(table, stdout);
    cli_table_free(table);
    return status;
}
