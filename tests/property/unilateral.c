/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The equilibria that the classic unilateral_deterrence reports, held against the game itself: over random games within
 * the orderings, written as a tree with chance for the types (brink/game.h), no type of either player gains by another
 * action at any of its information sets, and outcomes have the chances that are reported. Every regime occurs. */
#include "support/check.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_rng.h>
#include <stdlib.h>
#include <string.h>

#include "brink/game.h"
#include "brink/rng.h"
#include "support/batch.h"
#include "support/registry.h"
#include "support/verify.h"

enum { N_GAMES = 400, N_WORTHS = 5 };
enum { CHALLENGER, DEFENDER, N_PLAYERS };
enum { SQ, DC, CD, DD, N_OUTCOMES };
/* Information sets; each has the mild action first. */
enum { OPEN, RESIST = 2, FIGHT = 4, N_SETS = 6 }; /* of the hard and the soft type */

static const char *const worth_names[N_PLAYERS][N_WORTHS] = {{"c_DC", "c_SQ", "c_DD_hard", "c_CD", "c_DD_soft"},
                                                             {"d_CD", "d_SQ", "d_DD_hard", "d_DC", "d_DD_soft"}};

typedef struct setting {
    double worth[N_PLAYERS][N_WORTHS]; /* in the order of the names */
    double hard[N_PLAYERS];
} setting;

static void set(brink_scenario *scenario, const char *name, double value)
{
    char path[64], text[40];
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    assert_non_null(diagnostics);
    (void)snprintf(path, sizeof path, "parameters.%s", name);
    (void)snprintf(text, sizeof text, "%.17g", value);
    const brink_place place = {.file = "test"};
    assert_int_equal(brink_scenario_set(scenario, path, text, place, 0, diagnostics), BRINK_OK);
    brink_diagnostics_free(diagnostics);
}

static setting draw(gsl_rng *rng)
{
    setting s;
    for (size_t i = 0; i < N_PLAYERS; i++) {
        double worth = 5.0;
        for (size_t k = 0; k < N_WORTHS; k++) {
            s.worth[i][k] = worth;
            worth -= 0.05 + 2.0 * gsl_rng_uniform(rng);
        }
        s.hard[i] = 0.02 + 0.96 * gsl_rng_uniform(rng);
    }
    return s;
}

/* Worth of an outcome to a player of that type (0 hard, 1 soft). */
static double worth_of(const setting *s, size_t player, size_t outcome, size_t type)
{
    static const size_t places[N_PLAYERS][N_OUTCOMES] = {{1, 0, 3, 2}, {1, 3, 0, 2}};
    const size_t place = places[player][outcome] + (outcome == DD && type == 1 ? 2 : 0);
    return s->worth[player][place];
}

static brink_game *build(const setting *s)
{
    static const char *const types[] = {"hard hard", "hard soft", "soft hard", "soft soft"};
    static const char *const actions[3][2] = {{"stay", "challenge"}, {"concede", "resist"}, {"concede", "fight"}};
    brink_game *g = brink_game_new(BRINK_GAME_EXTENSIVE, "");
    assert_non_null(g);
    const size_t player[2] = {brink_game_add_player(g, "Challenger"), brink_game_add_player(g, "Defender")};
    size_t infoset[N_SETS];
    for (size_t h = 0; h < N_SETS; h++) {
        const bool is_defender = h / 2 * 2 == RESIST;
        infoset[h] = brink_game_add_infoset(g, player[is_defender ? DEFENDER : CHALLENGER], "", 2, actions[h / 2]);
    }
    const double c = s->hard[CHALLENGER], d = s->hard[DEFENDER];
    const double chance[4] = {c * d, c * (1.0 - d), (1.0 - c) * d, (1.0 - c) * (1.0 - d)};
    const size_t nature = brink_game_add_chance(g, "", 4, types, chance);
    const size_t root = brink_game_add_node(g, BRINK_GAME_NONE, 0, nature, BRINK_GAME_NONE, "");
    for (size_t t = 0; t < 4; t++) {
        const size_t type[2] = {t / 2, t % 2};
        double pay[N_OUTCOMES][N_PLAYERS];
        for (size_t o = 0; o < N_OUTCOMES; o++) {
            for (size_t i = 0; i < N_PLAYERS; i++) {
                pay[o][i] = worth_of(s, i, o, type[i]);
            }
        }
        const size_t open = brink_game_add_node(g, root, t, infoset[OPEN + type[0]], BRINK_GAME_NONE, "");
        (void)brink_game_add_leaf(g, open, 0, "SQ", pay[SQ]);
        const size_t answer = brink_game_add_node(g, open, 1, infoset[RESIST + type[1]], BRINK_GAME_NONE, "");
        (void)brink_game_add_leaf(g, answer, 0, "DC", pay[DC]);
        const size_t last = brink_game_add_node(g, answer, 1, infoset[FIGHT + type[0]], BRINK_GAME_NONE, "");
        (void)brink_game_add_leaf(g, last, 0, "CD", pay[CD]);
        (void)brink_game_add_leaf(g, last, 1, "DD", pay[DD]);
    }
    brink_error err = {0};
    if (brink_game_finish(g, &err) != BRINK_OK) {
        fail_msg("%s", err.what);
    }
    return g;
}

static double metric(const batch_run *run, const char *name)
{
    const brink_program *p = run->batch.program;
    for (size_t m = 0; m < p->n_metrics; m++) {
        if (strcmp(p->metrics[m].name, name) == 0) {
            return run->metrics[m * BRINK_LANES];
        }
    }
    fail_msg("there is no metric %s", name);
    return (double)NAN;
}

/* What the best other action at an information set would add to its player's payoff. */
static double regret(const brink_game *g, const double *profile)
{
    double worst = 0.0, base[N_PLAYERS], other[N_PLAYERS], changed[2 * N_SETS];
    brink_game_expected(g, profile, base);
    for (size_t h = 0; h < brink_game_n_infosets(g); h++) {
        const brink_game_infoset *set_h = brink_game_get_infoset(g, h);
        for (size_t a = 0; a < 2 && set_h->player != BRINK_GAME_CHANCE; a++) {
            memcpy(changed, profile, sizeof changed);
            changed[set_h->first] = a == 0 ? 1.0 : 0.0;
            changed[set_h->first + 1] = a == 0 ? 0.0 : 1.0;
            brink_game_expected(g, changed, other);
            worst = fmax(worst, other[set_h->player] - base[set_h->player]);
        }
    }
    return worst;
}

static void nobody_gains_by_deviating(void **state)
{
    (void)state;
    static const char *const regimes[] = {"regime_certain", "regime_separating", "regime_bluff", "regime_attack"};
    static registry_entry entries[REGISTRY_MOST];
    const size_t n_models = registry_open(entries);
    brink_scenario *scenario = NULL;
    for (size_t i = 0; i < n_models; i++) {
        if (strcmp(entries[i].model->name, "unilateral_deterrence") == 0) {
            scenario = brink_scenario_copy(entries[i].scenario);
        }
    }
    assert_non_null(scenario);
    gsl_rng *rng = gsl_rng_alloc(brink_rng_philox);
    assert_non_null(rng);
    gsl_rng_set(rng, 5);
    size_t n_of[COUNT(regimes)] = {0};
    double worst = 0.0;
    for (size_t n = 0; n < N_GAMES; n++) {
        const setting s = draw(rng);
        for (size_t i = 0; i < N_PLAYERS; i++) {
            set(scenario, i == CHALLENGER ? "challenger_hard" : "defender_hard", s.hard[i]);
            for (size_t k = 0; k < N_WORTHS; k++) {
                set(scenario, worth_names[i][k], s.worth[i][k]);
            }
        }
        brink_program *program = registry_compile(scenario);
        batch_run run;
        batch_new(&run, program);
        batch_go(&run, 0, 1, false);
        const double hot[N_SETS] = {metric(&run, "challenge_hard_theory"),
                                    metric(&run, "challenge_soft_theory"),
                                    metric(&run, "resist_hard_theory"),
                                    metric(&run, "resist_soft_theory"),
                                    1.0,
                                    0.0};
        double profile[2 * N_SETS], expected[N_PLAYERS];
        brink_game *g = build(&s);
        for (size_t h = 0; h < N_SETS; h++) { /* they were added first, in this order */
            profile[brink_game_get_infoset(g, h)->first] = 1.0 - hot[h];
            profile[brink_game_get_infoset(g, h)->first + 1] = hot[h];
        }
        worst = fmax(worst, regret(g, profile));
        /* the challenger's payoff by the chances of outcomes: those of conflict are the hard type's */
        brink_game_expected(g, profile, expected);
        const double sum = metric(&run, "SQ_theory") * s.worth[0][1] + metric(&run, "DC_theory") * s.worth[0][0] +
                           metric(&run, "CD_theory") * s.worth[0][3] + metric(&run, "DD_theory") * s.worth[0][2];
        assert_near(sum, expected[CHALLENGER], 1e-10);
        for (size_t r = 0; r < COUNT(regimes); r++) {
            n_of[r] += metric(&run, regimes[r]) == 1.0;
        }
        brink_game_free(g);
        batch_free(&run);
        brink_program_free(program);
    }
    print_message("%d games, greatest regret %.2g; certain %zu, separating %zu, bluff %zu, attack %zu\n", N_GAMES,
                  worst, n_of[0], n_of[1], n_of[2], n_of[3]);
    verify_worst((verify_about){"classics",
                                "unilateral_deterrence: what a type would gain by another action, random games",
                                "the game as a tree, brink/game.h"},
                 "no gain", N_GAMES, worst, 1e-10);
    assert_true(n_of[0] > 20 && n_of[1] > 20 && n_of[2] > 20 && n_of[3] > 20);
    assert_int_equal(n_of[0] + n_of[1] + n_of[2] + n_of[3], N_GAMES);
    gsl_rng_free(rng);
    brink_scenario_free(scenario);
    registry_close(entries, n_models);
}

int main(void)
{
    const struct CMUnitTest tests[] = {verify_test(nobody_gains_by_deviating)};
    (void)gsl_set_error_handler_off();
    return verify_main("unilateral", tests, COUNT(tests));
}
