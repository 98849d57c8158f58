/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Solutions of games as tables and as CSV. */
#include "solve.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brink/levels.h"
#include "cli.h"

enum { PATH_SIZE = 1024 };

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

static void level_name(size_t level, char out[32])
{
    if (level == BRINK_LEVEL_ALL) {
        (void)snprintf(out, 32, "all");
    } else {
        (void)snprintf(out, 32, "%zu", level);
    }
}

static void head_of(const solve_view *view, const brink_solution *solution, size_t k, char out[32])
{
    char level[32];
    switch (view->heads) {
    case SOLVE_BY_LAMBDA:
        (void)snprintf(out, 32, "lambda %.6g", solution->lambda);
        return;
    case SOLVE_BY_LEVEL:
        level_name(solution->level, level);
        (void)snprintf(out, 32, "level %.24s", level);
        return;
    case SOLVE_BY_NUMBER:
        break;
    }
    (void)snprintf(out, 32, "%zu", k + 1);
}

/* The moves that lead to a node, by name: "Weak/Challenge/Resist"; cut to its size. */
static const char *path_name(const brink_game *game, size_t node, char out[PATH_SIZE])
{
    size_t path[BRINK_GAME_MAX_DEPTH];
    size_t n = 0;
    size_t used = 0;
    for (size_t m = node; brink_game_get_node(game, m)->parent != BRINK_GAME_NONE;
         m = brink_game_get_node(game, m)->parent) {
        path[n++] = m;
    }
    out[0] = '\0';
    for (size_t k = n; k > 0 && used + 1 < PATH_SIZE; k--) {
        const brink_game_node *m = brink_game_get_node(game, path[k - 1]);
        char name[SOLVE_NAME];
        (void)brink_game_action_name(game, brink_game_get_node(game, m->parent)->infoset, m->action, name, sizeof name);
        int length = snprintf(out + used, PATH_SIZE - used, "%s%s", k < n ? "/" : "", name);
        used += length > 0 ? (size_t)length : 0;
    }
    return out;
}

/* --- tables ------------------------------------------------------------------------------------------------------- */

static cli_table *new_table(const solve_view *view, const cli_column *before, size_t n_before,
                            const brink_solutions *solutions, solve_columns *columns)
{
    if (!solve_columns_init(columns, before, n_before, solutions->n)) {
        return NULL;
    }
    for (size_t k = 0; k < solutions->n; k++) {
        head_of(view, &solutions->item[k], k, columns->head[k]);
    }
    return cli_table_new(columns->column, columns->n);
}

static brink_status print_choices(const solve_view *view, const brink_game *game, const brink_solutions *solutions)
{
    static const cli_column before[] = {
        {.title = "player", .is_key = true}, {.title = "infoset", .is_key = true}, {.title = "action", .is_key = true}};
    static const cli_column before_table[] = {{.title = "player", .is_key = true}, {.title = "action", .is_key = true}};
    bool is_tree = brink_game_get_form(game) == BRINK_GAME_EXTENSIVE;
    solve_columns columns;
    cli_table *table = new_table(view, is_tree ? before : before_table, is_tree ? 3 : 2, solutions, &columns);
    for (size_t i = 0; i < brink_game_n_players(game); i++) {
        const brink_game_player *player = brink_game_get_player(game, i);
        for (size_t j = 0; j < player->n_infosets; j++) {
            const brink_game_infoset *h = brink_game_get_infoset(game, player->infoset[j]);
            for (size_t a = 0; a < h->n_actions; a++) {
                char name[SOLVE_NAME];
                cli_table_add(table, "%s", a + j == 0 ? brink_game_player_name(game, i, name, sizeof name) : "");
                if (is_tree) {
                    cli_table_add(table, "%s",
                                  a == 0 ? brink_game_infoset_name(game, player->infoset[j], name, sizeof name) : "");
                }
                cli_table_add(table, "%s", brink_game_action_name(game, player->infoset[j], a, name, sizeof name));
                for (size_t k = 0; k < solutions->n; k++) {
                    solve_add_probability(table, solutions->item[k].p[h->first + a]);
                }
            }
        }
    }
    brink_status status = solve_print_table(table, "Probability of each choice");
    solve_columns_fini(&columns);
    return status;
}

/* Information sets of several nodes: reached how often, and what is believed there. */
static brink_status print_beliefs(const solve_view *view, const brink_game *game, const brink_solutions *solutions)
{
    static const cli_column before[] = {
        {.title = "player", .is_key = true}, {.title = "infoset", .is_key = true}, {.title = "node", .is_key = true}};
    solve_columns columns;
    cli_table *table = new_table(view, before, LENGTH(before), solutions, &columns);
    for (size_t h = 0; h < brink_game_n_infosets(game); h++) {
        const brink_game_infoset *view_h = brink_game_get_infoset(game, h);
        if (view_h->n_nodes < 2 || view_h->player == BRINK_GAME_CHANCE) {
            continue;
        }
        for (size_t m = 0; m <= view_h->n_nodes; m++) {
            char name[SOLVE_NAME];
            char path[PATH_SIZE];
            cli_table_add(table, "%s", m == 0 ? brink_game_player_name(game, view_h->player, name, sizeof name) : "");
            cli_table_add(table, "%s", m == 0 ? brink_game_infoset_name(game, h, name, sizeof name) : "");
            cli_table_add(table, "%s", m == 0 ? "(reached)" : path_name(game, view_h->node[m - 1], path));
            for (size_t k = 0; k < solutions->n; k++) {
                const brink_solution *s = &solutions->item[k];
                solve_add_probability(table, m == 0 ? s->reach[h] : s->belief[view_h->node[m - 1]]);
            }
        }
    }
    brink_status status = BRINK_OK;
    if (table == NULL || cli_table_n_rows(table) > 0) {
        status = solve_print_table(table, "Beliefs: the probability of a node once its information set is reached");
    } else {
        cli_table_free(table);
    }
    solve_columns_fini(&columns);
    return status;
}

static brink_status print_payoffs(const solve_view *view, const brink_game *game, const brink_solutions *solutions)
{
    static const cli_column before[] = {{.title = "player", .is_key = true}};
    solve_columns columns;
    cli_table *table = new_table(view, before, LENGTH(before), solutions, &columns);
    for (size_t i = 0; i < brink_game_n_players(game); i++) {
        char name[SOLVE_NAME];
        cli_table_add(table, "%s", brink_game_player_name(game, i, name, sizeof name));
        for (size_t k = 0; k < solutions->n; k++) {
            solve_add_number(table, solutions->item[k].expected[i]);
        }
    }
    brink_status status = solve_print_table(table, "Expected payoffs");
    solve_columns_fini(&columns);
    return status;
}

static const char *status_word(brink_status status)
{
    return status == BRINK_OK ? "solved" : "not reached";
}

/* Columns that no solution has anything for are left out. */
static brink_status print_quality(const solve_view *view, const brink_solutions *solutions)
{
    enum { HEAD, BRANCH, COMPONENT, RESIDUAL, ERROR, REGRET, STATUS, N };
    static const cli_column all[N] = {
        [HEAD] = {.title = "solution"},
        [BRANCH] = {.title = "branch"},
        [COMPONENT] = {.title = "component", .is_number = true},
        [RESIDUAL] = {.title = "residual", .is_number = true},
        [ERROR] = {.title = "error", .is_number = true},
        [REGRET] = {.title = "regret", .is_number = true},
        [STATUS] = {.title = "status"},
    };
    bool is_in[N] = {[HEAD] = true, [REGRET] = true, [STATUS] = true};
    for (size_t k = 0; k < solutions->n; k++) {
        const brink_solution *s = &solutions->item[k];
        is_in[BRANCH] = is_in[BRANCH] || s->branch != BRINK_BRANCH_NONE;
        is_in[COMPONENT] = is_in[COMPONENT] || s->component > 0;
        is_in[RESIDUAL] = is_in[RESIDUAL] || view->heads == SOLVE_BY_LAMBDA;
    }
    is_in[ERROR] = is_in[RESIDUAL];
    cli_column columns[N];
    size_t n = 0;
    for (size_t c = 0; c < N; c++) {
        if (is_in[c]) {
            columns[n++] = all[c];
        }
    }
    cli_table *table = cli_table_new(columns, n);
    for (size_t k = 0; k < solutions->n; k++) {
        const brink_solution *s = &solutions->item[k];
        char head[32];
        head_of(view, s, k, head);
        cli_table_add(table, "%s", head);
        if (is_in[BRANCH]) {
            cli_table_add(table, "%s", brink_branch_name(s->branch));
        }
        if (is_in[COMPONENT]) {
            cli_table_add(table, "%zu", s->component);
        }
        if (is_in[RESIDUAL]) {
            solve_add_small(table, s->residual);
            solve_add_small(table, s->error);
        }
        solve_add_small(table, s->regret);
        cli_table_add(table, "%s", status_word(s->status));
    }
    return solve_print_table(table,
                             "Quality (regret: the largest of a player where it moves, as a share of the range of its "
                             "payoffs)");
}

brink_status solve_print(const solve_view *view, const brink_game *game, const brink_solutions *solutions)
{
    bool is_tree = brink_game_get_form(game) == BRINK_GAME_EXTENSIVE;
    (void)printf("%s%s%s\n", view->file, brink_game_title(game)[0] != '\0' ? ": " : "", brink_game_title(game));
    (void)printf("%zu player%s, %s form, %zu actions in all. %s.\n", brink_game_n_players(game),
                 brink_game_n_players(game) == 1 ? "" : "s", is_tree ? "extensive" : "strategic",
                 brink_game_n_actions(game), view->what);
    if (solutions->n == 0) {
        (void)puts("\nThere is none.");
        return BRINK_OK;
    }
    brink_status status = print_choices(view, game, solutions);
    if (status == BRINK_OK && is_tree) {
        status = print_beliefs(view, game, solutions);
    }
    status = status == BRINK_OK ? print_payoffs(view, game, solutions) : status;
    return status == BRINK_OK ? print_quality(view, solutions) : status;
}

/* --- CSV ---------------------------------------------------------------------------------------------------------- */

static void add_infoset_rows(cli_table *table, const brink_game *game, const brink_solution *solution, size_t h,
                             const solve_row *about)
{
    const brink_game_infoset *view = brink_game_get_infoset(game, h);
    char player[SOLVE_NAME];
    char infoset[SOLVE_NAME];
    char action[SOLVE_NAME];
    char path[PATH_SIZE];
    solve_row row = *about;
    solve_clear_row(&row, "action");
    row.player = brink_game_player_name(game, view->player, player, sizeof player);
    row.infoset = brink_game_infoset_name(game, h, infoset, sizeof infoset);
    row.regret = solution->infoset_regret[h];
    row.reach = solution->reach[h];
    for (size_t a = 0; a < view->n_actions; a++) {
        row.action = brink_game_action_name(game, h, a, action, sizeof action);
        row.probability = solution->p[view->first + a];
        row.payoff = solution->payoff[view->first + a];
        solve_add_row(table, &row);
    }
    row.kind = "node";
    row.action = NULL;
    row.probability = (double)NAN;
    row.payoff = (double)NAN;
    for (size_t m = 0; m < view->n_nodes && view->n_nodes > 1; m++) {
        row.node = path_name(game, view->node[m], path);
        row.belief = solution->belief[view->node[m]];
        solve_add_row(table, &row);
    }
}

static void add_solution_rows(cli_table *table, const brink_game *game, const brink_solution *solution,
                              const solve_row *about)
{
    for (size_t i = 0; i < brink_game_n_players(game); i++) {
        const brink_game_player *player = brink_game_get_player(game, i);
        char name[SOLVE_NAME];
        solve_row row = *about;
        for (size_t j = 0; j < player->n_infosets; j++) {
            add_infoset_rows(table, game, solution, player->infoset[j], about);
        }
        solve_clear_row(&row, "player");
        row.player = brink_game_player_name(game, i, name, sizeof name);
        row.payoff = solution->expected[i];
        solve_add_row(table, &row);
    }
}

brink_status solve_print_csv(const solve_view *view, const brink_game *game, const brink_solutions *solutions)
{
    cli_table *table = solve_csv_table();
    for (size_t k = 0; k < solutions->n; k++) {
        const brink_solution *s = &solutions->item[k];
        char level[32];
        solve_row row = {.game = view->file,
                         .concept = view->concept,
                         .status = brink_status_name(s->status),
                         .branch = brink_branch_name(s->branch),
                         .solution = k + 1,
                         .component = s->component,
                         .lambda = s->lambda,
                         .residual = s->residual,
                         .error = s->error};
        if (view->heads == SOLVE_BY_LEVEL) {
            level_name(s->level, level);
            row.level = level;
        }
        add_solution_rows(table, game, s, &row);
    }
    brink_status status = cli_table_print_csv(table, stdout);
    cli_table_free(table);
    return status;
}
