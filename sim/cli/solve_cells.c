/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cells and columns of what `brink solve` prints. */
#include "solve.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

/* --- columns and cells -------------------------------------------------------------------------------------------- */

bool solve_columns_init(solve_columns *columns, const cli_column *before, size_t n_before, size_t n_solutions)
{
    columns->n = n_before + n_solutions;
    columns->column = calloc(columns->n, sizeof *columns->column);
    columns->head = calloc(n_solutions + 1, sizeof *columns->head);
    if (columns->column == NULL || columns->head == NULL) {
        return false;
    }
    memcpy(columns->column, before, n_before * sizeof *before);
    for (size_t k = 0; k < n_solutions; k++) {
        columns->column[n_before + k] = (cli_column){.title = columns->head[k], .is_number = true};
    }
    return true;
}

void solve_columns_fini(solve_columns *columns)
{
    free(columns->column);
    free(columns->head);
}

void solve_add_probability(cli_table *table, double p)
{
    if (isnan(p)) {
        cli_table_add(table, "-");
    } else if (p > 0.0 && p < 1e-4) {
        cli_table_add(table, "%.2e", p);
    } else {
        cli_table_add(table, "%.6f", p);
    }
}

void solve_add_number(cli_table *table, double x)
{
    if (isnan(x)) {
        cli_table_add(table, "-");
    } else {
        cli_table_add(table, "%.6g", fabs(x) < 1e-12 ? 0.0 : x); /* what rounding leaves of zero */
    }
}

void solve_add_small(cli_table *table, double x)
{
    if (isnan(x)) {
        cli_table_add(table, "-");
    } else if (x <= 0.0) {
        cli_table_add(table, "0");
    } else if (x < 1e-12) {
        cli_table_add(table, "<1e-12");
    } else {
        cli_table_add(table, "%.1e", x);
    }
}

void solve_add_exact(cli_table *table, double x)
{
    char digits[32] = "";
    if (!isnan(x)) {
        (void)brink__format_double(x, digits);
    }
    cli_table_add(table, "%s", digits);
}

brink_status solve_print_table(cli_table *table, const char *heading)
{
    (void)printf("\n%s\n", heading);
    brink_status status = cli_table_print(table, stdout, 2, CLI_WIDTH);
    cli_table_free(table);
    return status;
}

cli_table *solve_csv_table(void)
{
    static const cli_column columns[] = {
        {.title = "game"},      {.title = "player"},      {.title = "infoset"},  {.title = "action"},
        {.title = "lambda"},    {.title = "probability"}, {.title = "belief"},   {.title = "regret"},
        {.title = "status"},    {.title = "kind"},        {.title = "node"},     {.title = "reach"},
        {.title = "payoff"},    {.title = "concept"},     {.title = "solution"}, {.title = "level"},
        {.title = "component"}, {.title = "branch"},      {.title = "residual"}, {.title = "error"},
    };
    return cli_table_new(columns, LENGTH(columns));
}

static void add_text(cli_table *table, const char *text)
{
    cli_table_add(table, "%s", text != NULL ? text : "");
}

static void add_count(cli_table *table, size_t n)
{
    if (n == 0) {
        add_text(table, NULL);
    } else {
        cli_table_add(table, "%zu", n);
    }
}

void solve_clear_row(solve_row *row, const char *kind)
{
    row->kind = kind;
    row->player = NULL;
    row->infoset = NULL;
    row->action = NULL;
    row->node = NULL;
    row->probability = (double)NAN;
    row->belief = (double)NAN;
    row->regret = (double)NAN;
    row->reach = (double)NAN;
    row->payoff = (double)NAN;
}

void solve_add_row(cli_table *table, const solve_row *row)
{
    add_text(table, row->game);
    add_text(table, row->player);
    add_text(table, row->infoset);
    add_text(table, row->action);
    solve_add_exact(table, row->lambda);
    solve_add_exact(table, row->probability);
    solve_add_exact(table, row->belief);
    solve_add_exact(table, row->regret);
    add_text(table, row->status);
    add_text(table, row->kind);
    add_text(table, row->node);
    solve_add_exact(table, row->reach);
    solve_add_exact(table, row->payoff);
    add_text(table, row->concept);
    add_count(table, row->solution);
    add_text(table, row->level);
    add_count(table, row->component);
    add_text(table, row->branch);
    solve_add_exact(table, row->residual);
    solve_add_exact(table, row->error);
}
