/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve_posts.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "table.h"

enum { WORDS = 512, MOST_COLUMNS = 256 };

static bool is_shown(const cli_posts_view *view, const brink_post *post)
{
    return (view->theatre == NULL || strcmp(view->theatre, post->theatre) == 0) &&
           (view->actor == NULL || strcmp(view->actor, post->actor) == 0);
}

static bool is_mover(const brink_posts *posts, size_t post)
{
    return brink_posts_find(posts, post, BRINK_POSTS_NONE, 0) != BRINK_POSTS_NONE;
}

/* A chance, or a payoff, in a column of such. */
static void add_number(cli_table *table, double x)
{
    if (isnan(x)) {
        cli_table_add(table, "-");
    } else if (x == 0.0) {
        cli_table_add(table, "0");
    } else {
        cli_table_add(table, fabs(x) < 0.0005 ? "%.0e" : "%.3f", x);
    }
}

/* What an occasion consists in, on its first row. */
static void add_value(cli_table *table, double x, bool is_first)
{
    char text[32] = "";
    if (is_first) {
        (void)snprintf(text, sizeof text, "%.3g", x);
    }
    cli_table_add(table, "%s", text);
}

/* "RUS strike", or what happened where nobody's action is meant. */
static const char *occasion_name(const cli_posts_view *view, size_t occasion, char out[WORDS])
{
    const brink_occasion *o = &view->posts->occasion[occasion];
    if (o->post == BRINK_POSTS_NONE) {
        (void)snprintf(out, WORDS, "%s", view->moment.period > 0 ? "what happened" : "nothing");
    } else {
        const brink_post *by = &view->posts->post[o->post];
        (void)snprintf(out, WORDS, "%s %s", by->actor, by->action[o->action]);
    }
    return out;
}

/* --- tables of one post -------------------------------------------------------------------------------------- */

/* Its choices, and which of the terms are worth a column. */
typedef struct portrait {
    const cli_posts_view *view;
    size_t index;
    const brink_post *post;
    bool is_response;                /* payoffs are there */
    bool *is_zero;                   /* [n_terms] in every choice */
    cli_column column[MOST_COLUMNS]; /* of its tables */
    size_t n_columns;
} portrait;

static brink_status look_at_terms(portrait *f)
{
    const brink_post *post = f->post;
    f->is_zero = calloc(post->n_terms + 1, sizeof *f->is_zero);
    if (f->is_zero == NULL) {
        return cli_fail(BRINK_ENOMEM, "out of memory");
    }
    for (size_t i = 0; i < post->n_terms; i++) {
        f->is_zero[i] = true;
    }
    for (size_t k = 0; k < f->view->posts->n_choices; k++) {
        const brink_choice *c = &f->view->posts->choice[k];
        for (size_t i = 0; c->post == f->index && i < post->n_terms * post->n_actions; i++) {
            f->is_response = f->is_response || !isnan(c->payoff[0]);
            f->is_zero[i / post->n_actions] = f->is_zero[i / post->n_actions] && c->term[i] == 0.0;
        }
    }
    return BRINK_OK;
}

static void add_column(portrait *f, const char *title, bool is_number)
{
    if (f->n_columns < MOST_COLUMNS) {
        f->column[f->n_columns++] = (cli_column){.title = title, .is_key = !is_number, .is_number = is_number};
    }
}

static void choose_columns(portrait *f)
{
    const brink_post *post = f->post;
    add_column(f, "action", false);
    add_column(f, "chance", true);
    if (f->is_response) {
        add_column(f, "payoff", true);
    }
    for (size_t i = 0; f->is_response && i < post->n_terms; i++) {
        if (!f->is_zero[i]) {
            add_column(f, post->term[i].name, true);
        }
    }
}

/* Whether this is the choice that the replica made: as its type, at what happened or whatever the occasion. */
static bool is_own(const portrait *f, const brink_choice *c)
{
    return f->post->drawn_type == c->type &&
           (c->occasion == BRINK_POSTS_NONE || f->view->posts->occasion[c->occasion].post == BRINK_POSTS_NONE);
}

/* A row an action, with the terms of its payoff. */
static brink_status print_choice(const portrait *f, const brink_choice *c)
{
    const brink_post *post = f->post;
    const char *type = post->type[c->type].name;
    char name[WORDS];
    if (c->occasion != BRINK_POSTS_NONE) {
        const brink_occasion *o = &f->view->posts->occasion[c->occasion];
        (void)printf("  facing %s (%s %.3g %s)%s%s\n", occasion_name(f->view, c->occasion, name), o->number.name,
                     o->value, o->number.unit, type[0] != '\0' ? ", if " : "", type);
    } else if (type[0] != '\0') {
        (void)printf("  if %s\n", type);
    }
    cli_table *table = cli_table_new(f->column, f->n_columns);
    for (size_t a = 0; a < post->n_actions; a++) {
        cli_table_add(table, "%s%s", post->action[a], is_own(f, c) && post->taken == a ? " *" : "");
        add_number(table, c->probability[a]);
        if (f->is_response) {
            add_number(table, c->payoff[a]);
        }
        for (size_t i = 0; f->is_response && i < post->n_terms; i++) {
            if (!f->is_zero[i]) {
                add_number(table, c->term[i * post->n_actions + a]);
            }
        }
    }
    brink_status status = cli_table_print(table, stdout, 2, CLI_WIDTH);
    cli_table_free(table);
    return status;
}

static void print_zeros(const portrait *f)
{
    const char *before = "  0 throughout: ";
    for (size_t i = 0; f->is_response && i < f->post->n_terms; i++) {
        if (f->is_zero[i]) {
            (void)printf("%s%s", before, f->post->term[i].name);
            before = ", ";
        }
    }
    if (before[0] == ',') {
        (void)putchar('\n');
    }
}

/* --- what a mover expects ------------------------------------------------------------------------------------- */

/* "hold 0.81, warning 0.10": the likelier first; what is below half a percent is left out. `taken`: marked with *, or
 * NONE. */
static void describe(const brink_post *post, const double *probability, size_t taken, char *out, size_t size)
{
    double below = 2.0;
    size_t last = 0;
    out[0] = '\0';
    for (size_t k = 0; k < post->n_actions; k++) {
        size_t most = BRINK_POSTS_NONE; /* the next in order of chance, then of the menu */
        for (size_t a = 0; a < post->n_actions; a++) {
            bool is_left = probability[a] < below || (probability[a] == below && a > last);
            most = is_left && (most == BRINK_POSTS_NONE || probability[a] > probability[most]) ? a : most;
        }
        if (most == BRINK_POSTS_NONE) {
            return;
        }
        below = probability[most];
        last = most;
        size_t length = strlen(out);
        if (below >= 0.005 || most == taken) {
            (void)snprintf(out + length, size - length, "%s%s%s %.2f", length > 0 ? ", " : "", post->action[most],
                           most == taken ? "*" : "", below);
        }
    }
}

/* Effects of the answer that some responder has: those get a column. */
static bool has_effect(const brink_post *post, size_t i)
{
    for (size_t a = 0; a < post->n_actions; a++) {
        if (post->effect_value[i * post->n_actions + a] != post->effect_value[i * post->n_actions]) {
            return true;
        }
    }
    return false;
}

static brink_status add_expectations(const portrait *f, cli_table *table, size_t o, const bool *is_wanted)
{
    const brink_posts *posts = f->view->posts;
    const brink_occasion *at = &posts->occasion[o];
    char answer[2 * WORDS];
    bool is_first = true;
    for (size_t k = 0; k < posts->n_posts; k++) {
        const brink_post *by = &posts->post[k];
        if (brink_posts_find(posts, k, o, 0) == BRINK_POSTS_NONE) {
            continue;
        }
        double *q = calloc(by->n_actions + by->n_effects + 1, sizeof *q);
        if (q == NULL) {
            return cli_fail(BRINK_ENOMEM, "out of memory");
        }
        double *effect = q + by->n_actions;
        brink_posts_expect(posts, k, o, q, effect);
        describe(by, q, BRINK_POSTS_NONE, answer, sizeof answer);
        cli_table_add(table, "%s", is_first ? f->post->action[at->action] : "");
        add_value(table, at->value, is_first);
        cli_table_add(table, "%s", by->actor);
        cli_table_add(table, "%s", answer);
        for (size_t i = 0; i < by->n_effects; i++) {
            if (is_wanted[i]) {
                add_number(table, effect[i]);
            }
        }
        is_first = false;
        free(q);
    }
    return BRINK_OK;
}

static brink_status print_expectations(const portrait *f)
{
    const brink_posts *posts = f->view->posts;
    cli_column columns[MOST_COLUMNS] = {{.title = "if it does"},
                                        {.title = "", .is_number = true},
                                        {.title = "then"},
                                        {.title = "does, by the public belief", .is_wrapped = true}};
    bool is_wanted[MOST_COLUMNS] = {false};
    size_t n_columns = 4, n_found = 0;
    for (size_t k = 0; k < posts->n_posts; k++) {
        const brink_post *by = &posts->post[k];
        for (size_t i = 0; !is_mover(posts, k) && i < by->n_effects && i < MOST_COLUMNS; i++) {
            is_wanted[i] = is_wanted[i] || (strcmp(by->theatre, f->post->theatre) == 0 && has_effect(by, i));
        }
    }
    for (size_t i = 0; i < f->post->n_effects && n_columns < MOST_COLUMNS; i++) {
        if (is_wanted[i]) {
            columns[n_columns++] =
                (cli_column){.title = f->post->effect[i].name, .more = "expected", .is_number = true};
        }
    }
    cli_table *table = NULL;
    brink_status status = BRINK_OK;
    for (size_t o = 0; o < posts->n_occasions && status == BRINK_OK; o++) {
        if (posts->occasion[o].post == f->index) {
            columns[1].title = posts->occasion[o].number.name;
            table = table != NULL ? table : cli_table_new(columns, n_columns);
            status = add_expectations(f, table, o, is_wanted);
            n_found++;
        }
    }
    if (status == BRINK_OK && n_found > 0) {
        (void)putchar('\n');
        status = cli_table_print(table, stdout, 2, CLI_WIDTH);
    }
    cli_table_free(table);
    return status;
}

/* --- the whole ------------------------------------------------------------------------------------------------ */

/* What a post that answers does, a row an occasion and type, without the reasons. */
static brink_status print_answers(const portrait *f)
{
    const brink_posts *posts = f->view->posts;
    const cli_column columns[] = {
        {.title = "facing"},
        {.title = posts->n_occasions > 0 ? posts->occasion[0].number.name : "", .is_number = true},
        {.title = "if"},
        {.title = "does", .is_wrapped = true}};
    char name[WORDS], answer[2 * WORDS];
    cli_table *table = cli_table_new(columns, sizeof columns / sizeof columns[0]);
    for (size_t k = 0; k < posts->n_choices; k++) {
        const brink_choice *c = &posts->choice[k];
        if (c->post != f->index) {
            continue;
        }
        bool has_occasion = c->occasion != BRINK_POSTS_NONE && c->type == 0;
        describe(f->post, c->probability, is_own(f, c) ? f->post->taken : BRINK_POSTS_NONE, answer, sizeof answer);
        cli_table_add(table, "%s", has_occasion ? occasion_name(f->view, c->occasion, name) : "");
        add_value(table, has_occasion ? posts->occasion[c->occasion].value : 0.0, has_occasion);
        cli_table_add(table, "%s", f->post->type[c->type].name);
        cli_table_add(table, "%s", answer);
    }
    brink_status status = cli_table_print(table, stdout, 2, CLI_WIDTH);
    cli_table_free(table);
    return status;
}

static void print_head(const portrait *f)
{
    const brink_post *post = f->post;
    (void)printf("%s in %s", post->actor, post->theatre);
    if (post->n_types > 1) {
        for (size_t type = 0; type < post->n_types; type++) {
            (void)printf("%s%s %.4f", type == 0 ? ": believed " : ", ", post->type[type].name,
                         post->type[type].probability);
        }
    }
    if (post->n_types > 1 && post->drawn_type != BRINK_POSTS_NONE) {
        (void)printf("; is %s", post->type[post->drawn_type].name);
    }
    if (!isnan(post->precision)) {
        (void)printf("%s precision %.4g per util", post->n_types > 1 ? ";" : ":", post->precision);
    }
    (void)putchar('\n');
}

static brink_status print_post(const cli_posts_view *view, size_t index)
{
    portrait f = {.view = view, .index = index, .post = &view->posts->post[index]};
    const bool moves = is_mover(view->posts, index);
    print_head(&f);
    brink_status status = look_at_terms(&f);
    if (status == BRINK_OK && !moves && !view->has_terms) {
        status = print_answers(&f);
    } else if (status == BRINK_OK) {
        choose_columns(&f);
        for (size_t k = 0; k < view->posts->n_choices && status == BRINK_OK; k++) {
            const brink_choice *c = &view->posts->choice[k];
            status = c->post == index ? print_choice(&f, c) : BRINK_OK;
        }
        print_zeros(&f);
    }
    if (status == BRINK_OK) {
        status = print_expectations(&f);
    }
    (void)putchar('\n');
    free(f.is_zero);
    return status;
}

static void print_legend(const cli_posts_view *view)
{
    const brink_posts *posts = view->posts;
    bool has_payoffs = false, has_more = false;
    for (size_t i = 0; i < posts->n_choices; i++) {
        bool is_here = is_shown(view, &posts->post[posts->choice[i].post]);
        has_payoffs = has_payoffs || (is_here && !isnan(posts->choice[i].payoff[0]));
        has_more = has_more || (is_here && posts->choice[i].occasion != BRINK_POSTS_NONE && !view->has_terms);
    }
    if (view->moment.period > 0) {
        (void)puts("* is what the replica did.");
    }
    if (has_payoffs) {
        (void)puts("payoff is the sum of the terms to its right (util), chance the softmax of precision x payoff.");
    }
    if (!isnan(posts->residual)) {
        (void)printf("What posts reckon with and what the choices come to differ by %.0e at most.\n", posts->residual);
    }
    if (has_more) {
        (void)puts("The terms of those who answer: --terms, or --actor and a name.");
    }
}

brink_status cli_posts_print(const cli_posts_view *view)
{
    const brink_moment *at = &view->moment;
    if (at->period == 0) {
        (void)printf("%s at the start", view->scenario);
    } else {
        (void)printf("%s, period %" PRIu32 " of replica %" PRIu64 " (seed %" PRIu64 ")", view->scenario, at->period,
                     at->replica, at->seed);
    }
    (void)printf(": %s\n\n", view->posts->rule);
    brink_status status = BRINK_OK;
    for (size_t i = 0; i < view->posts->n_posts && status == BRINK_OK; i++) {
        if (is_shown(view, &view->posts->post[i])) {
            status = print_post(view, i);
        }
    }
    if (status == BRINK_OK) {
        print_legend(view);
    }
    return status;
}
