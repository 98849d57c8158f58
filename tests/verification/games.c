/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Quantal response equilibria and beliefs against values that Gambit computed (tests/verification/games/README.md).
 * Their true error is below 1.1e-9; agreement to 1e-8 is asked for. Every row is a test. */
#include "support/check.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

#include "brink/game_file.h"
#include "brink/quantal.h"
#include "support/cells.h"

#define FOLDER BRINK_SOURCE_DIR "/tests/verification/games/"

enum { MAX_ROWS = 200, MAX_BYTES = 1 << 16 };

typedef struct row {
    char name[128];
    const char *game, *player, *infoset, *what; /* what: an action, or a type of the belief */
    double lambda, value, reach;
} row;

static char qre_text[MAX_BYTES], beliefs_text[MAX_BYTES];
static row rows[MAX_ROWS];
static size_t n_rows;

static void load(const char *file, char *text)
{
    FILE *f = fopen(file, "rb");
    size_t n = f != NULL ? fread(text, 1, MAX_BYTES - 1, f) : 0;
    if (f == NULL || n == 0) {
        perror(file);
        exit(1);
    }
    fclose(f);
    text[n] = '\0';
}

/* game,player,action,lambda,probability; in a tree the action is number:label:action */
static void load_choices(void)
{
    char *cells[8];
    load(FOLDER "qre.csv", qre_text);
    char *at = strchr(qre_text, '\n') + 1;
    while (*at != '\0' && n_rows < MAX_ROWS) {
        row *r = &rows[n_rows++];
        if (cells_split(&at, cells, COUNT(cells)) != 5) {
            exit(1);
        }
        *r = (row){.game = cells[0], .player = cells[1], .infoset = "", .what = cells[2], .reach = (double)NAN};
        r->lambda = cell_number(cells[3]);
        r->value = cell_number(cells[4]);
        snprintf(r->name, sizeof r->name, "%s %s %s at %s", r->game, r->player, r->what, cells[3]);
        char *colon = strrchr(cells[2], ':');
        if (colon != NULL) {
            *colon = '\0';
            r->infoset = cells[2];
            r->what = colon + 1;
        }
    }
}

/* game,player,infoset,type,lambda,posterior,reach_probability */
static void load_beliefs(void)
{
    char *cells[8];
    load(FOLDER "beliefs.csv", beliefs_text);
    char *at = strchr(beliefs_text, '\n') + 1;
    while (*at != '\0' && n_rows < MAX_ROWS) {
        row *r = &rows[n_rows++];
        if (cells_split(&at, cells, COUNT(cells)) != 7) {
            exit(1);
        }
        *r = (row){.game = cells[0], .player = cells[1], .infoset = cells[2], .what = cells[3]};
        r->lambda = cell_number(cells[4]);
        r->value = cell_number(cells[5]);
        r->reach = cell_number(cells[6]);
        snprintf(r->name, sizeof r->name, "%s belief in %s at %s, lambda %s", r->game, r->what, r->infoset, cells[4]);
    }
}

static size_t find_infoset(const brink_game *game, const row *r)
{
    for (size_t h = 0; h < brink_game_n_infosets(game); h++) {
        const brink_game_infoset *view = brink_game_get_infoset(game, h);
        char player[64];
        char infoset[64];
        if (view->player != BRINK_GAME_CHANCE &&
            strcmp(brink_game_player_name(game, view->player, player, sizeof player), r->player) == 0 &&
            strcmp(brink_game_infoset_name(game, h, infoset, sizeof infoset), r->infoset) == 0) {
            return h;
        }
    }
    fail_msg("no information set %s of %s", r->infoset, r->player);
    return 0;
}

static void check_choice(const brink_game *game, const brink_solution *solution, const row *r, size_t h)
{
    const brink_game_infoset *view = brink_game_get_infoset(game, h);
    size_t a = 0;
    while (a < view->n_actions && strcmp(view->action[a], r->what) != 0) {
        a++;
    }
    assert_int_not_equal(a, view->n_actions);
    assert_near(solution->p[view->first + a], r->value, 1e-8);
}

/* The belief in all nodes below the chance action of that name. */
static void check_belief(const brink_game *game, const brink_solution *solution, const row *r, size_t h)
{
    const brink_game_infoset *view = brink_game_get_infoset(game, h);
    double belief = 0.0;
    for (size_t k = 0; k < view->n_nodes; k++) {
        size_t n = view->node[k];
        while (brink_game_get_node(game, n)->parent != 0) {
            n = brink_game_get_node(game, n)->parent;
        }
        const brink_game_infoset *root = brink_game_get_infoset(game, brink_game_get_node(game, 0)->infoset);
        if (strcmp(root->action[brink_game_get_node(game, n)->action], r->what) == 0) {
            belief += solution->belief[view->node[k]];
        }
    }
    assert_near(belief, r->value, 1e-8);
    assert_near(solution->reach[h], r->reach, 1e-8);
}

static void known_answer(void **state)
{
    const row *r = *state;
    char file[1024];
    snprintf(file, sizeof file, FOLDER "%s", r->game);
    brink_game *game = NULL;
    brink_solutions *solutions = NULL;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    assert_int_equal(brink_game_read(file, &game, diagnostics), BRINK_OK);
    brink_error err = {0};
    brink_quantal_options options = {.lambda = &r->lambda, .n_lambdas = 1};
    assert_int_equal(brink_quantal_solve(game, &options, &solutions, &err), BRINK_OK);
    const brink_solution *solution = &solutions->item[0];
    assert_int_equal(solution->status, BRINK_OK);
    assert_int_equal(solution->branch, BRINK_BRANCH_PRINCIPAL);
    assert_true(solution->residual <= 1e-11);
    size_t h = find_infoset(game, r);
    if (isnan(r->reach)) {
        check_choice(game, solution, r, h);
    } else {
        check_belief(game, solution, r, h);
    }
    brink_solutions_free(solutions);
    brink_game_free(game);
    brink_diagnostics_free(diagnostics);
}

int main(void)
{
    static struct CMUnitTest tests[MAX_ROWS];
    gsl_set_error_handler_off();
    load_choices();
    load_beliefs();
    for (size_t i = 0; i < n_rows; i++) {
        tests[i] = (struct CMUnitTest){rows[i].name, known_answer, NULL, NULL, &rows[i]};
    }
    return n_rows < 165 || _cmocka_run_group_tests("games", tests, n_rows, NULL, NULL) != 0;
}
