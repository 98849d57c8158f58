/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Games against answers that were not computed here: quantal response equilibria and beliefs by Gambit
 * (tests/verification/games/README.md), closed forms, published orderings. Every value is a row of VERIFICATION.md. */
#include "support/verify.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

#include "brink/game_file.h"
#include "brink/levels.h"
#include "brink/nash.h"
#include "brink/quantal.h"
#include "support/cells.h"

#define FOLDER BRINK_SOURCE_DIR "/tests/verification/games/"
#define GAMES  BRINK_SOURCE_DIR "/scenarios/games/"

enum { MAX_ROWS = 200, MAX_BYTES = 1 << 16 };

/* --- Gambit's values ---------------------------------------------------------------------------------------------- */

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
        snprintf(r->name, sizeof r->name, "%s: %s %s at lambda %s", r->game, r->player, r->what, cells[3]);
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
        snprintf(r->name, sizeof r->name, "%s: belief in %s at %s, lambda %s", r->game, r->what, r->infoset, cells[4]);
    }
}

static brink_game *read_file(const char *file)
{
    char path[1024];
    snprintf(path, sizeof path, GAMES "%s", file);
    brink_game *game = NULL;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    assert_int_equal(brink_game_read(path, &game, diagnostics), BRINK_OK);
    brink_diagnostics_free(diagnostics);
    return game;
}

static brink_game *read_text(brink_game_format format, const char *text)
{
    brink_game *game = NULL;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    assert_int_equal(brink_game_read_bytes("text", format, text, strlen(text), &game, diagnostics), BRINK_OK);
    brink_diagnostics_free(diagnostics);
    return game;
}

static brink_solutions *quantal(const brink_game *game, double lambda)
{
    brink_solutions *solutions = NULL;
    brink_error err = {0};
    brink_quantal_options options = {.lambda = &lambda, .n_lambdas = 1};
    assert_int_equal(brink_quantal_solve(game, &options, &solutions, &err), BRINK_OK);
    return solutions;
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

/* The belief in all nodes below the chance action of that name. */
static double belief_in(const brink_game *game, const brink_solution *solution, const char *type, size_t h)
{
    const brink_game_infoset *view = brink_game_get_infoset(game, h);
    const brink_game_infoset *root = brink_game_get_infoset(game, brink_game_get_node(game, 0)->infoset);
    double belief = 0.0;
    for (size_t k = 0; k < view->n_nodes; k++) {
        size_t n = view->node[k];
        while (brink_game_get_node(game, n)->parent != 0) {
            n = brink_game_get_node(game, n)->parent;
        }
        if (strcmp(root->action[brink_game_get_node(game, n)->action], type) == 0) {
            belief += solution->belief[view->node[k]];
        }
    }
    return belief;
}

static double choice_of(const brink_game *game, const brink_solution *solution, const char *action, size_t h)
{
    const brink_game_infoset *view = brink_game_get_infoset(game, h);
    size_t a = 0;
    while (a < view->n_actions && strcmp(view->action[a], action) != 0) {
        a++;
    }
    assert_int_not_equal(a, view->n_actions);
    return solution->p[view->first + a];
}

static void known_answer(void **state)
{
    const row *r = *state;
    verify_about about = {"games", r->name, "Gambit 17 alpha, true error below 1.1e-9"};
    brink_game *game = read_file(r->game);
    brink_solutions *solutions = quantal(game, r->lambda);
    const brink_solution *solution = &solutions->item[0];
    assert_int_equal(solution->branch, BRINK_BRANCH_PRINCIPAL);
    assert_true(solution->residual <= 1e-11);
    size_t h = find_infoset(game, r);
    if (isnan(r->reach)) {
        verify_number(about, choice_of(game, solution, r->what, h), r->value, 1e-8);
    } else {
        verify_number(about, belief_in(game, solution, r->what, h), r->value, 1e-8);
        assert_near(solution->reach[h], r->reach, 1e-8);
    }
    brink_solutions_free(solutions);
    brink_game_free(game);
}

/* --- closed forms ---------------------------------------------------------------------------------------------------
 */

/* Challenge or not, then resist or not (u11 = 0, u13 = 1, u14 = -1.5, u24 - u23 = -0.5): the agents' responses one
 * after the other from the end. */
static void deterrence(void **state)
{
    (void)state;
    static const char text[] = "EFG 2 R \"t\" { \"A\" \"B\" }\n"
                               "p \"\" 1 1 \"\" { \"SQ\" \"challenge\" } 0\nt \"\" 1 \"\" { 0 0 }\n"
                               "p \"\" 2 1 \"\" { \"CAP\" \"WAR\" } 0\n"
                               "t \"\" 2 \"\" { 1 0 }\nt \"\" 3 \"\" { -1.5 -0.5 }\n";
    brink_game *game = read_text(BRINK_GAME_EFG, text);
    for (int lambda = 0; lambda <= 2; lambda++) {
        double war = 1.0 / (1.0 + exp(0.5 * lambda));
        double challenge = 1.0 / (1.0 + exp(-lambda * (1.0 - 2.5 * war)));
        brink_solutions *solutions = quantal(game, lambda);
        const double *p = solutions->item[0].p;
        const double got[] = {p[0], p[1] * p[2], p[1] * p[3]};
        const double want[] = {1 - challenge, challenge * (1 - war), challenge * war};
        static const char *const outcome[] = {"SQ", "CAP", "WAR"};
        for (size_t k = 0; k < 3; k++) {
            verify_number((verify_about){"games",
                                         verify_name("logit deterrence: Pr(%s) at lambda %d", outcome[k], lambda),
                                         "closed form, agents from the end (Signorino 1999)"},
                          got[k], want[k], 1e-12);
        }
        brink_solutions_free(solutions);
    }
    brink_game_free(game);
}

static void pennies(void **state)
{
    (void)state;
    static const struct {
        double lambda, value;
        size_t place;
        const char *name;
    } known[] = {
        {1, 0.893576, 0, "matching pennies 9-1: Pr(Up) at lambda 1"},
        {5, 0.117135, 2, "matching pennies 9-1: Pr(Left) at lambda 5"},
        {0.5, 0.418077, 2, "matching pennies 9-1: Pr(Left) at lambda 0.5"},
    };
    brink_game *game = read_file("matching_pennies_asym.nfg");
    for (size_t k = 0; k < COUNT(known); k++) {
        brink_solutions *solutions = quantal(game, known[k].lambda);
        verify_number((verify_about){"games", known[k].name, "fixed point of Goeree & Holt's game, six digits"},
                      solutions->item[0].p[known[k].place], known[k].value, 2e-6);
        brink_solutions_free(solutions);
    }
    brink_game_free(game);
}

/* Pure coordination: p = logit(lambda (2 p - 1)) has one root up to lambda 2 and three beyond. */
static void pitchfork(void **state)
{
    (void)state;
    brink_game *game = read_text(BRINK_GAME_NFG, "NFG 1 R \"t\" { \"A\" \"B\" } { 2 2 } 1 1 0 0 0 0 1 1");
    static const double lambda[] = {1.9, 2.1, 8};
    for (size_t k = 0; k < COUNT(lambda); k++) {
        brink_solutions *solutions = quantal(game, lambda[k]);
        verify_number(
            (verify_about){"games", verify_name("pure coordination, symmetric: p at lambda %g", lambda[k]), "symmetry"},
            solutions->item[0].p[0], 0.5, 1e-12);
        verify_text((verify_about){"games", verify_name("pure coordination: branch at lambda %g", lambda[k]),
                                   "pitchfork at lambda 2"},
                    brink_branch_name(solutions->item[0].branch), lambda[k] < 2 ? "principal" : "symmetric");
        brink_solutions_free(solutions);
    }
    brink_quantal_options options = {.lambda = &lambda[2], .n_lambdas = 1, .is_picked = true, .seed = 5};
    brink_solutions *picked = NULL;
    assert_int_equal(brink_quantal_solve(game, &options, &picked, NULL), BRINK_OK);
    double root = 1.0;
    for (int k = 0; k < 200; k++) {
        root = 1.0 / (1.0 + exp(-8.0 * (2.0 * root - 1.0)));
    }
    double p = picked->item[0].p[0];
    verify_number(
        (verify_about){"games", "pure coordination, picked: max(p, 1 - p) at lambda 8", "root of the response"},
        p > 0.5 ? p : 1 - p, root, 1e-12);
    brink_solutions_free(picked);
    brink_game_free(game);
}

static void poisson(void **state)
{
    (void)state;
    static const double known[] = {0.2231301601, 0.3346952402, 0.2510214302, 0.1255107151};
    for (size_t k = 0; k < COUNT(known); k++) {
        verify_number((verify_about){"games", verify_name("Poisson share of level %zu, tau 1.5", k),
                                     "Camerer, Ho & Chong 2004, ten digits"},
                      brink_poisson_share(1.5, k), known[k], 1e-10);
    }
}

/* --- unilateral deterrence (Zagare & Kilgour 2000) as a tree of four type pairs
 * --------------------------------------- */

/* Adds what follows the draw of types: stay (SQ), or challenge, concede (DC), or resist, concede (CD), or fight (DD).
 */
static void add_types(brink_game *g, size_t root, size_t draw, const size_t *infoset, double challenger_dd,
                      double defender_dd)
{
    size_t start = brink_game_add_node(g, root, draw, infoset[0], BRINK_GAME_NONE, "");
    brink_game_add_leaf(g, start, 0, "SQ", (const double[]){0.6, 0.9});
    size_t answer = brink_game_add_node(g, start, 1, infoset[1], BRINK_GAME_NONE, "");
    brink_game_add_leaf(g, answer, 0, "DC", (const double[]){1, 0.3});
    size_t last = brink_game_add_node(g, answer, 1, infoset[2], BRINK_GAME_NONE, "");
    brink_game_add_leaf(g, last, 0, "CD", (const double[]){0.2, 1});
    brink_game_add_leaf(g, last, 1, "DD", (const double[]){challenger_dd, defender_dd});
}

/* Types: challenger hard with probability c, defender with d; each knows its own. */
static brink_game *unilateral(double c, double d)
{
    static const char *const move[] = {"stay", "challenge"};
    static const char *const reply[] = {"concede", "resist"};
    static const char *const end[] = {"concede", "fight"};
    brink_game *g = brink_game_new(BRINK_GAME_EXTENSIVE, "unilateral deterrence");
    (void)brink_game_add_player(g, "Challenger");
    (void)brink_game_add_player(g, "Defender");
    size_t nature = brink_game_add_chance(g, "types", 4, NULL,
                                          (const double[]){c * d, c * (1 - d), (1 - c) * d, (1 - c) * (1 - d)});
    size_t first[2];
    size_t answer[2];
    size_t last[2];
    for (size_t t = 0; t < 2; t++) {
        first[t] = brink_game_add_infoset(g, 0, t == 0 ? "hard" : "soft", 2, move);
        last[t] = brink_game_add_infoset(g, 0, t == 0 ? "hard, resisted" : "soft, resisted", 2, end);
        answer[t] = brink_game_add_infoset(g, 1, t == 0 ? "hard" : "soft", 2, reply);
    }
    size_t root = brink_game_add_node(g, BRINK_GAME_NONE, 0, nature, BRINK_GAME_NONE, "");
    for (size_t pair = 0; pair < 4; pair++) {
        size_t i = pair / 2;
        size_t j = pair % 2;
        add_types(g, root, pair, (const size_t[]){first[i], answer[j], last[i]}, i == 0 ? 0.3 : 0.0,
                  j == 0 ? 0.5 : 0.0);
    }
    brink_error err = {0};
    assert_int_equal(brink_game_finish(g, &err), BRINK_OK);
    return g;
}

static void outcome_shares(const brink_game *game, const double *p, double *share)
{
    static const char *const names[] = {"SQ", "DC", "CD", "DD"};
    memset(share, 0, 4 * sizeof *share);
    for (size_t n = 0; n < brink_game_n_nodes(game); n++) {
        const brink_game_node *node = brink_game_get_node(game, n);
        if (node->payoffs == NULL) {
            continue;
        }
        double reach = 1.0;
        for (size_t m = n; brink_game_get_node(game, m)->parent != BRINK_GAME_NONE;
             m = brink_game_get_node(game, m)->parent) {
            const brink_game_node *move = brink_game_get_node(game, m);
            const brink_game_infoset *h =
                brink_game_get_infoset(game, brink_game_get_node(game, move->parent)->infoset);
            reach *= h->probability != NULL ? h->probability[move->action] : p[h->first + move->action];
        }
        for (size_t k = 0; k < COUNT(names); k++) {
            share[k] += strcmp(node->label, names[k]) == 0 ? reach : 0.0;
        }
    }
}

/* The regimes' outcome shares are among those of the game's Nash equilibria; there are others, on threats that are not
 * carried out. */
static void unilateral_deterrence(void **state)
{
    (void)state;
    static const struct {
        double c, d;
        const char *regime;
        double share[4];
    } known[] = {
        {0.9, 0.2, "attack", {0, 0.8, 0.02, 0.18}},
        {0.5, 0.6, "certain deterrence", {1, 0, 0, 0}},
        {0.2, 0.2, "bluff", {0.714286, 0.142857, 0.042857, 0.1}},
    };
    for (size_t k = 0; k < COUNT(known); k++) {
        brink_game *game = unilateral(known[k].c, known[k].d);
        brink_solutions *list = NULL;
        brink_error err = {0};
        assert_int_equal(brink_nash_all(game, 10000, &list, &err), BRINK_OK);
        double nearest = HUGE_VAL;
        for (size_t e = 0; e < list->n; e++) {
            double share[4];
            double distance = 0.0;
            outcome_shares(game, list->item[e].p, share);
            for (size_t o = 0; o < 4; o++) {
                distance = fmax(distance, fabs(share[o] - known[k].share[o]));
            }
            nearest = fmin(nearest, distance);
        }
        verify_number((verify_about){"games",
                                     verify_name("unilateral deterrence, %s: distance of the nearest Nash equilibrium",
                                                 known[k].regime),
                                     "Zagare & Kilgour 2000, thresholds; six digits"},
                      nearest, 0.0, 1e-6);
        brink_solutions_free(list);
        brink_game_free(game);
    }
}

int main(void)
{
    static struct CMUnitTest tests[MAX_ROWS + 5];
    size_t n = 0;
    gsl_set_error_handler_off();
    load_choices();
    load_beliefs();
    for (size_t i = 0; i < n_rows; i++) {
        tests[n++] = verify_test_of(rows[i].name, known_answer, &rows[i]);
    }
    tests[n++] = verify_test(deterrence);
    tests[n++] = verify_test(pennies);
    tests[n++] = verify_test(pitchfork);
    tests[n++] = verify_test(poisson);
    tests[n++] = verify_test(unilateral_deterrence);
    return n_rows < 165 ? 1 : verify_main("games", tests, n);
}
