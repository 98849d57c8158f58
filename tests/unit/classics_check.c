/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the classics refuse beyond ranges of single cells, with the messages that users get. A row is a test: the
 * shipped scenario, values that are set, and all messages, one a line. */
#include "support/check.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

#include "brink/model.h"
#include "brink/scenario.h"
#include "support/scenario_copy.h"

#define CLASSICS BRINK_SOURCE_DIR "/scenarios/classics/"

enum { MOST_SETTINGS = 4, ROOM = 2048 };

typedef struct row {
    const char *scenario;
    const char *set[MOST_SETTINGS][2]; /* path, value */
    const char *messages;              /* from checking or, if that finds nothing, from compiling; without places */
} row;

static const row rows[] = {
    {"ladder", {{"parameters.start", "12"}}, "start = 12; allowed: at most top\n"},
    {"ladder", {{"parameters.up", "0.75"}}, "down = 0.5; allowed: up + down at most 1\n"},
    {"rudimentary_deterrence", {{"parameters.a_SQ", "1"}}, "a_SQ = 1; allowed: less than a_DC, which is 1\n"},
    {"unilateral_deterrence",
     {{"parameters.c_SQ", "2"}, {"parameters.d_DC", "0.95"}},
     "c_SQ = 2; allowed: less than c_DC, which is 1\n"
     "d_DC = 0.95; allowed: less than d_DD_hard, which is 0.5\n"},
    {"asymmetric_escalation",
     {{"parameters.c_DE", "0.3"}, {"parameters.d_DE", "1"}},
     "c_DE = 0.3; allowed: less than c_EE_hard, which is 0.2\n"
     "d_DE = 1; allowed: less than d_SQ, which is 1\n"},
    {"critical_risk", {{"parameters.submit", "3"}}, "submit = 3; allowed: less than prevail, which is 1\n"},
    {"crisis_signalling", {{"parameters.status_quo", "1"}}, "status_quo = 1; allowed: less than prize_A\n"},
    {"crisis_signalling",
     {{"parameters.equilibrium", "4"}},
     "parameters.equilibrium = 4; allowed: at most 3, the number of equilibria\n"},
    {"coalition", {{"parameters.quorum", "33"}}, "quorum = 33; allowed: at most members\n"},
    {"branching",
     {{"offspring.strike.strike.mean", "9"}, {"parameters.ceiling", "7000"}},
     "ceiling = 7000; allowed: at most 6666, 60000 over the greatest mean of offspring\n"},
    {"hawkes", {{"scenario.horizon", "100"}}, "warm_up = 100; allowed: less than the horizon, which is 100\n"},
    {"hawkes",
     {{"excitation.north.north.weight", "1.5"}, {"excitation.north.south.weight", "0"}},
     "the weights have spectral radius 1.5: events would set off ever more; allowed: below 1\n"},
    {"richardson",
     {{"actors.RED.fatigue", "-9"}, {"scenario.horizon", "20"}, {"actors.RED.stock", "10"}},
     "stocks may come to 1.03e+21 within 20 periods; allowed: 1e12, so shorten the horizon\n"},
};

static brink_scenario *read_scenario(const char *folder, brink_diagnostics *diagnostics)
{
    brink_scenario *scenario = NULL;
    assert_int_equal(brink_scenario_read(folder, &scenario, diagnostics), BRINK_OK);
    return scenario;
}

/* Messages without their places, a line each. */
static void collect(const brink_diagnostics *diagnostics, char out[ROOM])
{
    for (size_t i = 0; i < brink_diagnostics_count(diagnostics); i++) {
        const char *message = brink_diagnostics_get(diagnostics, i);
        const char *end = strstr(message, ": ");
        assert_non_null(end);
        const size_t n = strlen(out);
        (void)snprintf(out + n, ROOM - n, "%s\n", end + 2);
    }
}

static void is_refused(void **state)
{
    const row *r = *state;
    char folder[256], got[ROOM] = "";
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    assert_non_null(diagnostics);
    (void)snprintf(folder, sizeof folder, CLASSICS "%s", r->scenario);
    brink_scenario *scenario = read_scenario(folder, diagnostics);
    for (size_t i = 0; i < MOST_SETTINGS && r->set[i][0] != NULL; i++) {
        const brink_place place = {.file = "set"};
        assert_int_equal(brink_scenario_set(scenario, r->set[i][0], r->set[i][1], place, 0, diagnostics), BRINK_OK);
    }
    if (brink_scenario_check(scenario, diagnostics) == BRINK_OK) {
        brink_program *program = NULL;
        brink_error err = {0};
        assert_int_equal(brink_program_new(scenario, &program, &err), BRINK_EDATA);
        assert_null(program);
        (void)snprintf(got, sizeof got, "%s\n", err.what);
    } else {
        collect(diagnostics, got);
    }
    assert_string_equal(got, r->messages);
    brink_scenario_free(scenario);
    brink_diagnostics_free(diagnostics);
}

/* --- rows of tables ----------------------------------------------------------------------------------------------- */

typedef struct edit {
    const char *scenario;
    scenario_edit edit;
    const char *message; /* the end of the only message, with its place in the file */
} edit;

static const edit edits[] = {
    {"richardson",
     {.file = "reactions.csv", .put = "RED,RED,0.1\n"},
     "/reactions.csv:4:5: RED reacts to itself; allowed: another actor (its fatigue says what its own stock does)"},
    {"richardson",
     {.file = "actors.csv", .put = "X#,1,0.5,0,0\n", .times = 15},
     "/actors.csv:18: actors has 17 rows; allowed: at most 16"},
    {"branching",
     {.file = "types.csv", .put = "X#,0\n", .times = 8},
     "/types.csv:10: types has 9 rows; allowed: at most 8"},
    {"hawkes",
     {.file = "theatres.csv", .put = "X#,0.1\n", .times = 7},
     "/theatres.csv:10: theatres has 9 rows; allowed: at most 8"},
    {"burden_sharing",
     {.file = "members.csv", .put = "X#,1,0\n", .times = 62},
     "/members.csv:66: members has 65 rows; allowed: at most 64"},
};

static void row_is_refused(void **state)
{
    const edit *e = *state;
    char from[256];
    (void)snprintf(from, sizeof from, CLASSICS "%s", e->scenario);
    char *folder = scenario_copy_new(from, &e->edit, 1);
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_scenario *scenario = NULL;
    assert_non_null(diagnostics);
    assert_int_equal(brink_scenario_read(folder, &scenario, diagnostics), BRINK_EDATA);
    assert_int_equal(brink_diagnostics_count(diagnostics), 1);
    assert_string_equal(brink_diagnostics_get(diagnostics, 0) + strlen(folder), e->message);
    brink_scenario_free(scenario);
    brink_diagnostics_free(diagnostics);
    scenario_copy_remove(folder);
}

int main(void)
{
    static char names[COUNT(rows) + COUNT(edits)][64];
    struct CMUnitTest tests[COUNT(rows) + COUNT(edits)];
    (void)gsl_set_error_handler_off();
    for (size_t i = 0; i < COUNT(rows); i++) {
        (void)snprintf(names[i], sizeof names[i], "%s/%zu", rows[i].scenario, i);
        tests[i] = (struct CMUnitTest){names[i], is_refused, NULL, NULL, (void *)(uintptr_t)&rows[i]};
    }
    for (size_t i = 0; i < COUNT(edits); i++) {
        const size_t k = COUNT(rows) + i;
        (void)snprintf(names[k], sizeof names[k], "%s/row %zu", edits[i].scenario, i);
        tests[k] = (struct CMUnitTest){names[k], row_is_refused, NULL, NULL, (void *)(uintptr_t)&edits[i]};
    }
    return _cmocka_run_group_tests("classics_check", tests, COUNT(tests), NULL, NULL) != 0;
}
