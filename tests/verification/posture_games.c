/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A game of postures through the engine: scenarios/surfaces/bimatrix, whose only equilibrium is known by hand, under
 * noise. Also that it ends in the same numbers when it is resumed, on any number of threads, and when the budget comes
 * in parts. */
#include "support/verify.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

#include "brink/duel.h"
#include "support/folder.h"

#define SURFACES BRINK_SOURCE_DIR "/scenarios/surfaces/"

static const char by_hand[] = "by hand: what makes the opponent indifferent";
static const brink_duel_term row_pay[] = {{"row", 1.0}};
static const brink_duel_term column_pay[] = {{"column", 0.5}, {"column", 0.5}};
static const double lambda[] = {1.0};

static brink_design *read_design(const char *file)
{
    brink_design *design = NULL;
    brink_diagnostics *d = brink_diagnostics_new();
    assert_int_equal(brink_design_read(file, NULL, NULL, 0, &design, d), BRINK_OK);
    brink_diagnostics_free(d);
    return design;
}

typedef struct table {
    brink_design *rows, *columns;
    brink_duel_problem problem;
} table;

static table read_tables(void)
{
    table t = {.rows = read_design(SURFACES "bimatrix_rows.csv"),
               .columns = read_design(SURFACES "bimatrix_columns.csv")};
    t.problem =
        (brink_duel_problem){.side = {{t.rows, row_pay, COUNT(row_pay)}, {t.columns, column_pay, COUNT(column_pay)}},
                             .scenario = brink_design_get_scenario(t.rows, 0),
                             .label = SURFACES "bimatrix"};
    return t;
}

static void free_tables(table *t)
{
    brink_design_free(t->rows);
    brink_design_free(t->columns);
}

static brink_duel *play(const table *t, const char *folder, uint64_t budget, unsigned threads, bool is_resumed)
{
    const brink_duel_options how = {.seed = 11,
                                    .budget = budget,
                                    .slice = 128,
                                    .first = 2,
                                    .resamples = 200,
                                    .lambda = lambda,
                                    .n_lambdas = 1,
                                    .threads = threads,
                                    .resume = is_resumed};
    brink_duel *duel = NULL;
    brink_error err = {0};
    brink_status status = brink_duel_play(&t->problem, &how, folder, &duel, &err);
    if (status != BRINK_OK) {
        print_error("%s\n", err.what);
    }
    assert_int_equal(status, BRINK_OK);
    return duel;
}

static void known_equilibrium(void **state)
{
    (void)state;
    static const double want[] = {1.0 / 4, 1.0 / 2, 1.0 / 4, 0, 1.0 / 3, 1.0 / 6, 1.0 / 2, 0};
    char folder[64];
    table t = read_tables();
    folder_new(folder);
    brink_duel *duel = play(&t, folder, 100000, 2, false);
    verify_same((verify_about){"postures", "bimatrix: number of equilibria", by_hand}, "equilibria", 1,
                duel->n_nash == 1 ? 0 : 1);
    const brink_duel_profile *nash = &duel->nash[0];
    for (size_t k = 0; k < COUNT(want); k++) {
        const brink_interval p = nash->probability[k];
        const verify_about about = {
            "postures", verify_name("bimatrix: probability of %s %s", k < 4 ? "row" : "column", duel->name[k]),
            by_hand};
        if (want[k] > 0.0) {
            verify_mean(about, p.value, (p.hi - p.lo) / 3.92, want[k], 3.0);
        } else {
            verify_number(about, p.value, 0.0, 0.0);
        }
    }
    for (size_t side = 0; side < 2; side++) {
        const brink_interval v = nash->value[side];
        verify_mean(
            (verify_about){"postures", verify_name("bimatrix: value of the %s", side == 0 ? "row" : "column"), by_hand},
            v.value, (v.hi - v.lo) / 3.92, 0.0, 3.0);
        /* waiting loses 1/2 against the equilibrium */
        const brink_interval loss = nash->loss[4 * side + 3];
        verify_mean((verify_about){"postures",
                                   verify_name("bimatrix: loss of the %s by waiting", side == 0 ? "row" : "column"),
                                   by_hand},
                    loss.value, (loss.hi - loss.lo) / 3.92, 0.5, 3.0);
        verify_text((verify_about){"postures",
                                   verify_name("bimatrix: waiting as %s is dominated by", side == 0 ? "row" : "column"),
                                   by_hand},
                    duel->posture[4 * side + 3].dominance == BRINK_STRICTLY_DOMINATED &&
                            duel->posture[4 * side + 3].by == BRINK_DUEL_MIXTURE
                        ? "a mixture"
                        : "nothing, or a posture",
                    "a mixture");
    }
    verify_least((verify_about){"postures", "bimatrix: share of resampled games with this support", by_hand},
                 nash->support_share, 0.95);
    brink_duel_free(duel);
    free_tables(&t);
    folder_remove(folder);
}

static bool same_interval(const brink_interval *a, const brink_interval *b)
{
    return same_bits(&a->value, &b->value, 1) && same_bits(&a->lo, &b->lo, 1) && same_bits(&a->hi, &b->hi, 1);
}

static bool same_cell(const brink_duel_cell *a, const brink_duel_cell *b)
{
    return a->replicas == b->replicas && a->failed == b->failed && same_bits(a->payoff, b->payoff, 2) &&
           same_bits(a->se, b->se, 2) && same_interval(&a->gain[0], &b->gain[0]) &&
           same_interval(&a->gain[1], &b->gain[1]) && same_bits(a->best_share, b->best_share, 2);
}

static size_t differing(const brink_duel *a, const brink_duel *b)
{
    size_t n = a->n_rounds != b->n_rounds;
    for (size_t c = 0; c < 16; c++) {
        n += !same_cell(&a->cell[c], &b->cell[c]);
    }
    for (size_t k = 0; k < 8; k++) {
        n += !same_interval(&a->nash[0].probability[k], &b->nash[0].probability[k]);
        n += !same_interval(&a->quantal[0].loss[k], &b->quantal[0].loss[k]);
    }
    return n;
}

static void same_however_run(void **state)
{
    (void)state;
    char folder[2][64];
    table t = read_tables();
    folder_new(folder[0]);
    folder_new(folder[1]);
    brink_duel *whole = play(&t, folder[0], 12000, 1, false);
    brink_duel *again = play(&t, folder[0], 12000, 2, true);
    brink_duel *part = play(&t, folder[1], 4500, 3, false);
    brink_duel *more = play(&t, folder[1], 12000, 2, true);
    verify_same((verify_about){"postures", "bimatrix: a finished game, resumed", "the promise of architecture"},
                "numbers", 33, differing(whole, again));
    assert_true(part->n_rounds < whole->n_rounds);
    verify_same((verify_about){"postures", "bimatrix: a smaller budget, then a larger one; other threads",
                               "the promise of architecture"},
                "numbers", 33, differing(whole, more));
    brink_duel *refused = NULL;
    brink_error err = {0};
    const brink_duel_options less = {
        .seed = 11, .budget = 4500, .slice = 128, .first = 2, .resamples = 200, .resume = true};
    assert_int_equal(brink_duel_play(&t.problem, &less, folder[0], &refused, &err), BRINK_EMISMATCH);
    assert_null(refused);
    brink_duel_options other = less;
    other.seed = 12;
    assert_int_equal(brink_duel_play(&t.problem, &other, folder[0], &refused, &err), BRINK_EMISMATCH);
    brink_duel_free(whole);
    brink_duel_free(again);
    brink_duel_free(part);
    brink_duel_free(more);
    free_tables(&t);
    folder_remove(folder[0]);
    folder_remove(folder[1]);
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {verify_test(known_equilibrium), verify_test(same_however_run)};
    return verify_main("posture_games", tests, COUNT(tests));
}
