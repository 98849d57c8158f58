/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli.h"
#include "solve_posts.h"
#include "table.h"

static const cli_column columns[] = {
    {.title = "scenario"},     {.title = "period"},        {.title = "replica"}, {.title = "seed"},
    {.title = "theatre"},      {.title = "actor"},         {.title = "type"},    {.title = "belief"},
    {.title = "facing_actor"}, {.title = "facing_action"}, {.title = "facing"},  {.title = "facing_value"},
    {.title = "action"},       {.title = "quantity"},      {.title = "value"},   {.title = "unit"}};

static void add_exact(cli_table *table, double x)
{
    char digits[32] = "";
    if (!isnan(x)) {
        (void)brink__format_double(x, digits);
    }
    cli_table_add(table, "%s", digits);
}

static void add_count(cli_table *table, uint64_t n, bool is_there)
{
    if (is_there) {
        cli_table_add(table, "%" PRIu64, n);
    } else {
        cli_table_add(table, "%s", "");
    }
}

/* One row. `type` is the index of a type, or NONE for what others expect of the post. */
typedef struct row {
    size_t post, type, occasion;
    const char *action, *quantity, *unit;
    double value;
} row;

static void add_row(const cli_posts_view *view, cli_table *table, const row *r)
{
    const brink_post *post = &view->posts->post[r->post];
    const brink_occasion *o = r->occasion != BRINK_POSTS_NONE ? &view->posts->occasion[r->occasion] : NULL;
    const brink_post *by = o != NULL && o->post != BRINK_POSTS_NONE ? &view->posts->post[o->post] : NULL;
    const bool has_replica = view->moment.period > 0, is_expected = r->type == BRINK_POSTS_NONE;
    cli_table_add(table, "%s", view->scenario);
    cli_table_add(table, "%" PRIu32, view->moment.period);
    add_count(table, view->moment.replica, has_replica);
    add_count(table, view->moment.seed, has_replica);
    cli_table_add(table, "%s", post->theatre);
    cli_table_add(table, "%s", post->actor);
    cli_table_add(table, "%s", is_expected ? "expected" : post->type[r->type].name);
    add_exact(table, is_expected ? (double)NAN : post->type[r->type].probability);
    cli_table_add(table, "%s", by != NULL ? by->actor : "");
    cli_table_add(table, "%s", by != NULL ? by->action[o->action] : "");
    cli_table_add(table, "%s", o != NULL ? o->number.name : "");
    add_exact(table, o != NULL ? o->value : (double)NAN);
    cli_table_add(table, "%s", r->action);
    cli_table_add(table, "%s", r->quantity);
    add_exact(table, r->value);
    cli_table_add(table, "%s", r->unit);
}

static void add_choice(const cli_posts_view *view, cli_table *table, const brink_choice *c)
{
    const brink_post *post = &view->posts->post[c->post];
    for (size_t a = 0; a < post->n_actions; a++) {
        row r = {c->post, c->type, c->occasion, post->action[a], "probability", "1", c->probability[a]};
        add_row(view, table, &r);
        r.quantity = "payoff";
        r.unit = "util";
        r.value = c->payoff[a];
        add_row(view, table, &r);
        for (size_t i = 0; i < post->n_terms; i++) {
            r.quantity = post->term[i].name;
            r.unit = post->term[i].unit;
            r.value = c->term[i * post->n_actions + a];
            add_row(view, table, &r);
        }
    }
}

/* What others expect of a post at an occasion: its actions, and their effects. */
static brink_status add_expected(const cli_posts_view *view, cli_table *table, size_t index, size_t occasion)
{
    const brink_post *post = &view->posts->post[index];
    double *q = calloc(post->n_actions + post->n_effects + 1, sizeof *q);
    if (q == NULL) {
        return cli_fail(BRINK_ENOMEM, "out of memory");
    }
    double *effect = q + post->n_actions;
    brink_posts_expect(view->posts, index, occasion, q, effect);
    for (size_t a = 0; a < post->n_actions; a++) {
        add_row(view, table, &(row){index, BRINK_POSTS_NONE, occasion, post->action[a], "probability", "1", q[a]});
    }
    for (size_t i = 0; i < post->n_effects; i++) {
        add_row(view, table,
                &(row){index, BRINK_POSTS_NONE, occasion, "", post->effect[i].name, post->effect[i].unit, effect[i]});
    }
    free(q);
    return BRINK_OK;
}

static void add_taken(const cli_posts_view *view, cli_table *table, size_t index)
{
    const brink_post *post = &view->posts->post[index];
    for (size_t a = 0; post->taken != BRINK_POSTS_NONE && a < post->n_actions; a++) {
        add_row(view, table,
                &(row){index, post->drawn_type, BRINK_POSTS_NONE, post->action[a], "taken", "1", a == post->taken});
    }
}

brink_status cli_posts_print_csv(const cli_posts_view *view)
{
    const brink_posts *posts = view->posts;
    cli_table *table = cli_table_new(columns, sizeof columns / sizeof columns[0]);
    brink_status status = BRINK_OK;
    for (size_t i = 0; i < posts->n_posts && status == BRINK_OK; i++) {
        const brink_post *post = &posts->post[i];
        if ((view->theatre != NULL && strcmp(view->theatre, post->theatre) != 0) ||
            (view->actor != NULL && strcmp(view->actor, post->actor) != 0)) {
            continue;
        }
        for (size_t k = 0; k < posts->n_choices && status == BRINK_OK; k++) {
            const brink_choice *c = &posts->choice[k];
            if (c->post == i) {
                add_choice(view, table, c);
                bool is_last_type = post->n_types > 1 && c->type + 1 == post->n_types;
                status = is_last_type ? add_expected(view, table, i, c->occasion) : BRINK_OK;
            }
        }
        add_taken(view, table, i);
    }
    if (status == BRINK_OK) {
        status = cli_table_print_csv(table, stdout);
    }
    cli_table_free(table);
    return status;
}
