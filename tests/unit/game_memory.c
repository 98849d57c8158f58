/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each allocation of reading, building, writing and solving games fails once: BRINK_ENOMEM, nothing lost, nothing
 * touched that is not there (the sanitizers see to that). */
#include "support/check.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

#include "brink/game_file.h"
#include "brink/levels.h"
#include "brink/markov_game.h"
#include "brink/nash.h"
#include "brink/quantal.h"
#include "support/allocations.h"

static const char tree[] = "EFG 2 R \"t\" { \"A\" \"B\" } \"c\"\n"
                           "c \"\" 1 \"luck\" { \"l\" 1/3 \"r\" 2/3 } 0\n"
                           "p \"\" 1 1 \"i\" { \"a\" \"b\" } 1 \"bonus\" { 1, 2/7 }\n"
                           "t \"\" 2 \"o\" { 1, 2 }\n"
                           "t \"\" 3 \"o\" { 3, 2 }\n"
                           "p \"\" 1 1 0\n"
                           "t \"\" 2\n"
                           "p \"\" 2 1 \"j\" { \"a\" \"b\" \"c\" } 0 t \"\" 0 t \"\" 2 t \"\" 3\n";
static const char table[] = "NFG 1 R \"t\" { \"A\" \"B\" } { { \"x\" \"y\" } { \"z\" \"w\" } }\n\"c\"\n"
                            "{ { \"one\" 1, 1/3 } { \"two\" 0.1 2 } }\n2 0 1 2";
static const char csv[] = "action.A,action.B,payoff.A,payoff.B\nx,l,1,2/3\ny,l,0,0\nx,r,0,0\ny,r,1,1\n";
static const char bad[] = "EFG 2 R \"t\" { \"A\" }\np \"\" 3 1 \"\" { \"a\" } 0\nt \"\" 1 \"x\" { 1 2 }\nt \"\" 1\n";

static const char markov[] =
    "state,action.A,payoff.A,discount,to.s,to.t\ns,x,1,1/2,1,\ns,y,0,0.5,,1\nt,x,3,0.5,1/3,2/3\n";
static const char bad_markov[] = "state,action.A,payoff.A,discount,to.s,to.t\ns,x,a,1,1,\nt,x,3,0.5,1/3,1/3\n";

enum { MARKOV = BRINK_GAME_N_FORMATS };

static const struct subject {
    const char *name;
    brink_game_format format;
    const char *text;
    bool is_bad;
} subjects[] = {
    {"markov", (brink_game_format)MARKOV, markov, false},
    {"bad markov", (brink_game_format)MARKOV, bad_markov, true},
    {"tree", BRINK_GAME_EFG, tree, false},
    {"table", BRINK_GAME_NFG, table, false},
    {"csv", BRINK_GAME_CSV, csv, false},
    {"bad", BRINK_GAME_EFG, bad, true},
};

static brink_status solve(const brink_game *game)
{
    static const double lambda[] = {0, 1, 5};
    for (int picks = 0; picks < 2; picks++) {
        brink_quantal_options options = {.lambda = lambda, .n_lambdas = COUNT(lambda), .is_picked = picks == 1};
        brink_solutions *solutions = NULL;
        brink_status status = brink_quantal_solve(game, &options, &solutions, NULL);
        assert_true((solutions != NULL) == (status == BRINK_OK));
        brink_solutions_free(solutions);
        if (status != BRINK_OK) {
            return status;
        }
    }
    return BRINK_OK;
}

static brink_status solve_otherwise(const brink_game *game)
{
    brink_solutions *solutions = NULL;
    brink_game *other = NULL;
    brink_status status = brink_nash_all(game, 100, &solutions, NULL);
    brink_solutions_free(solutions);
    if (status == BRINK_OK) {
        status = brink_nash_pure(game, 100, &solutions, NULL);
        brink_solutions_free(solutions);
    }
    if (status == BRINK_OK) {
        brink_levels_options options = {.level = 2, .lambda = 1, .is_hierarchy = true, .tau = 1};
        status = brink_levels_solve(game, &options, &solutions, NULL);
        brink_solutions_free(solutions);
    }
    if (status == BRINK_OK && brink_game_get_form(game) == BRINK_GAME_EXTENSIVE) {
        status = brink_nash_subgame_perfect(game, 100, &solutions, NULL);
        status = status == BRINK_EDATA ? BRINK_OK : status; /* not all trees have perfect information */
        brink_solutions_free(solutions);
    }
    if (status == BRINK_OK) {
        status = brink_game_to_strategic(game, &other, NULL);
        brink_game_free(other);
    }
    if (status == BRINK_OK) {
        status = brink_game_to_extensive(game, &other, NULL);
        brink_game_free(other);
    }
    return status;
}

static brink_status use_markov(const struct subject *s, brink_diagnostics *d)
{
    static const double lambda[] = {0, 2};
    brink_markov_game *game = NULL;
    brink_status status = brink_markov_read_bytes("f", s->text, strlen(s->text), &game, d);
    assert_true((game != NULL) == (status == BRINK_OK));
    if (s->is_bad) {
        assert_true(status == BRINK_ENOMEM || (status == BRINK_EDATA && brink_diagnostics_count(d) > 0));
        return status == BRINK_EDATA ? BRINK_OK : status;
    }
    for (int picks = 0; picks < 2 && status == BRINK_OK; picks++) {
        brink_quantal_options options = {.lambda = lambda, .n_lambdas = COUNT(lambda), .is_picked = picks == 1};
        brink_markov_solutions *solutions = NULL;
        status = brink_markov_solve(game, &options, &solutions, NULL);
        assert_true((solutions != NULL) == (status == BRINK_OK));
        brink_markov_solutions_free(solutions);
    }
    brink_markov_free(game);
    return status;
}

/* Everything that can be done with a file. BRINK_OK too when it is bad, and that was noticed. */
static brink_status use(const struct subject *s)
{
    brink_game *game = NULL;
    char *text = NULL;
    size_t n = 0;
    brink_diagnostics *d = brink_diagnostics_new();
    if (d == NULL) {
        return BRINK_ENOMEM;
    }
    if ((int)s->format == MARKOV) {
        brink_status how = use_markov(s, d);
        brink_diagnostics_free(d);
        return how;
    }
    brink_status status = brink_game_read_bytes("f", s->format, s->text, strlen(s->text), &game, d);
    assert_true((game != NULL) == (status == BRINK_OK));
    if (s->is_bad) {
        assert_true(status == BRINK_ENOMEM || (status == BRINK_EDATA && brink_diagnostics_count(d) > 0));
        status = status == BRINK_EDATA ? BRINK_OK : status;
    } else if (status == BRINK_OK) {
        status = brink_game_write(game, s->format, &text, &n, NULL);
        status = status == BRINK_OK ? solve(game) : status;
        status = status == BRINK_OK ? solve_otherwise(game) : status;
    }
    free(text);
    brink_game_free(game);
    brink_diagnostics_free(d);
    return status;
}

static void fail_each(void **state)
{
    const struct subject *s = *state;
    n_allocations = 0;
    fail_at = 0;
    assert_int_equal(use(s), BRINK_OK);
    size_t n = n_allocations;
    assert_true(n >= (s->is_bad ? 10 : 40)); /* they are seen */
    size_t n_recovered = 0;
    for (size_t k = 1; k <= n; k++) {
        for (int after = 0; after < 2; after++) {
            n_allocations = 0;
            fail_at = k;
            fail_after = after == 1;
            brink_status status = use(s);
            fail_at = 0;
            n_recovered += status == BRINK_OK;
            /* libcsv asks again for less; a message that finds no memory is only counted */
            assert_true(status == BRINK_ENOMEM || status == BRINK_OK);
        }
    }
    assert_true(s->is_bad || n_recovered <= 4);
}

int main(void)
{
    gsl_set_error_handler_off();
    struct CMUnitTest tests[COUNT(subjects)];
    for (size_t i = 0; i < COUNT(subjects); i++) {
        tests[i] = (struct CMUnitTest){subjects[i].name, fail_each, NULL, NULL, (void *)(uintptr_t)&subjects[i]};
    }
    return _cmocka_run_group_tests("game_memory", tests, COUNT(subjects), NULL, NULL) != 0;
}
