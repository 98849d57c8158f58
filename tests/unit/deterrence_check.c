/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rules of the deterrence model that span cells or tables: one row a rule, each a changed copy of the baseline with the
 * message that it must give, at its line and column. */
#include "support/check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "brink/scenario.h"
#include "support/scenario_copy.h"

#define BASELINE   BRINK_SOURCE_DIR "/scenarios/baseline"
#define DEFENDER   "defender,3.0,0.5,0.5,1,0,1.0,1.0,,0.1,0,0,0,0.5,100,0"
#define CHALLENGER "challenger,3.0,,,,,1.0,1.0,0.3,,,,,,100,"
#define SHOCK(r)                                                                                                       \
    {                                                                                                                  \
        {                                                                                                              \
            "shocks.csv", NULL, r "\n", 0                                                                              \
        }                                                                                                              \
    }
#define SCRIPT(r)                                                                                                      \
    {                                                                                                                  \
        {                                                                                                              \
            "script.csv", NULL, r "\n", 0                                                                              \
        }                                                                                                              \
    }
#define RULE(r)                                                                                                        \
    {                                                                                                                  \
        {                                                                                                              \
            "doctrine.csv", NULL, r "\n", 0                                                                            \
        }                                                                                                              \
    }
#define DOCTRINE                                                                                                       \
    {                                                                                                                  \
        "parameters.csv", "solution,qre", "solution,doctrine", 0                                                       \
    }

typedef struct row {
    const char *name;
    scenario_edit edits[6];
    const char *expected; /* "file:line:column: message"; NULL: the scenario is right */
    bool has_more;        /* other messages follow from the same change */
} row;

// clang-format off
static const row rows[] = {
    {"baseline", {{0}}, NULL, false},

    /* sides and limits */
    {"no challenger", {{"actors.csv", "RUS,Russia,challenger,3.0,,,,,1.0,1.0,0.3,,,,,,120,", "RUS,Russia," DEFENDER, 0},
                       {"actors.csv", "IRN,Iran,challenger,3.0,,,,,1.0,1.0,0.4,,,,,,180,", "IRN,Iran," DEFENDER, 0}},
     "actors.csv:2:12: no actor has side challenger; a scenario needs a challenger and a defender at least", true},
    {"no defender", {{"actors.csv", "United States,defender,3.0,0.45,0.65,2.5,0.05,1.0,1.0,,0.15,0.006,0.0030,0.8,0.5,200,0.3", "United States," CHALLENGER, 0},
                     {"actors.csv", "European NATO,defender,3.0,0.35,0.50,2.5,0.05,0.6,0.6,,0.20,0.008,0.0035,0.6,0.4,220,0.1", "European NATO," CHALLENGER, 0},
                     {"actors.csv", "Ukraine,defender,3.0,0.95,0.90,1.5,0,0.5,0.5,,0.20,0.004,0.0020,0.5,0.8,60,0", "Ukraine," CHALLENGER, 0},
                     {"actors.csv", "Israel,defender,3.0,0.85,0.80,1.8,0.05,0.7,0.7,,0.15,0.006,0.0015,0.8,0.7,120,0", "Israel," CHALLENGER, 0},
                     {"actors.csv", "Saudi Arabia,defender,3.0,0.30,0.30,2.5,0,0.3,0.3,,0.10,0.006,0,0.2,0.2,200,0", "Saudi Arabia," CHALLENGER, 0}},
     "actors.csv:2:12: no actor has side defender; a scenario needs a challenger and a defender at least", true},
    {"too many actors", {{"actors.csv", NULL, "X#,Extra,challenger,3.0,,,,,1.0,1.0,0.3,,,,,,120,\n", 58}},
     "actors.csv:66:1: table actors has 65 rows; the model allows 64 at most", false},
    {"as many actors as may be", {{"actors.csv", NULL, "X#,Extra,challenger,3.0,,,,,1.0,1.0,0.3,,,,,,120,\n", 57}}, NULL, false},
    {"too many theatres", {{"theatres.csv", NULL, "X#,Extra,1,1,0.1,1,0.1,0.1,0.1,1\n", 30}},
     "theatres.csv:34:1: table theatres has 33 rows; the model allows 32 at most", false},
    {"too many actions", {{"actions.csv", NULL, "x#,Extra,military,1,1,1,0,1,0,0,0,0,0\n", 1003}},
     "actions.csv:1026:1: table actions has 1025 rows; the model allows 1024 at most", false},
    {"too many posts", {{"theatres.csv", NULL, "T#,Extra,1,1,0.1,1,0.1,0.1,0.1,1\n", 29},
                        {"actors.csv", NULL, "X#,Extra,challenger,3.0,,,,,1.0,1.0,0.3,,,,,,120,\n", 20},
                        {"stakes.csv", NULL, "X0,T#,1\nX1,T#,1\nX2,T#,1\nX3,T#,1\nX4,T#,1\nX5,T#,1\nX6,T#,1\nX7,T#,1\nX8,T#,1\n"
                                             "X9,T#,1\nX10,T#,1\nX11,T#,1\nX12,T#,1\nX13,T#,1\nX14,T#,1\nX15,T#,1\nX16,T#,1\nX17,T#,1\n", 29}},
     "stakes.csv:514:1: this row is post number 513 (a pair of actor and theatre with a stake above 0); the model allows "
     "512 at most", false},
    {"too large a menu", {{"actions.csv", NULL, "x#,Extra,military,1,1,1,0,1,0,0,0,0,0\n", 63},
                          {"menus.csv", NULL, "RUS,UKR,x#,1\n", 63}},
     "menus.csv:105:13: this is open action number 65 of RUS in UKR; the model allows 64 at most", false},
    {"as large a menu as may be", {{"actions.csv", NULL, "x#,Extra,military,1,1,1,0,1,0,0,0,0,0\n", 62},
                                   {"menus.csv", NULL, "RUS,UKR,x#,1\n", 62}}, NULL, false},

    /* menus and actions */
    {"menu without stake", {{"menus.csv", NULL, "UKR,EUR,warning,1\n", 0}},
     "menus.csv:43:5: UKR has a menu but no stake in EUR; a menu needs a row UKR,EUR in table stakes (UKR has stakes in "
     "UKR)", false},
    {"stake without menu", {{"stakes.csv", NULL, "SAU,UKR,0.1\n", 0}}, NULL, false},
    {"stake of 0 with a menu", {{"stakes.csv", "SAU,MDE,0.5", "SAU,MDE,0", 0}}, NULL, false},
    {"hold as an action", {{"actions.csv", NULL, "hold,Wait,military,0,0,0,0,1,0,0,0,0,0\n", 0}},
     "actions.csv:24:1: 'hold' (doing nothing) is always there and cannot be a row; remove it or use another name", false},
    {"hold in a menu", {{"actions.csv", NULL, "hold,Wait,military,0,0,0,0,1,0,0,0,0,0\n", 0},
                        {"menus.csv", NULL, "RUS,UKR,hold,1\n", 0}},
     "menus.csv:43:9: 'hold' is in every menu already; remove the row", true},
    {"harm of a challenger", {{"actions.csv", "military,2.0,1.90,0.35,0,1", "military,2.0,1.90,0.35,0.5,1", 0}},
     "actions.csv:2:57: harm of 'strike' is 0.5, but must be 0 since the action is in the menu of a challenger (RUS in UKR, "
     "line 2 of menus.csv); only a defender uses this column", false},
    {"burden of a challenger", {{"actions.csv", "military,2.0,1.90,0.35,0,1,0,0,0,0,0", "military,2.0,1.90,0.35,0,1,0.5,0,0,0,0", 0}},
     "actions.csv:2:61: burden of 'strike' is 0.5, but must be 0 since the action is in the menu of a challenger (RUS in UKR, "
     "line 2 of menus.csv); only a defender uses this column", false},
    {"attrition of a challenger", {{"actions.csv", "military,2.0,1.90,0.35,0,1,0,0,0,0,0", "military,2.0,1.90,0.35,0,1,0,0.5,0,0,0", 0}},
     "actions.csv:2:63: attrition of 'strike' is 0.5, but must be 0 since the action is in the menu of a challenger (RUS in "
     "UKR, line 2 of menus.csv); only a defender uses this column", false},
    {"calm of a challenger", {{"actions.csv", "military,2.0,1.90,0.35,0,1,0,0,0,0,0", "military,2.0,1.90,0.35,0,1,0,0,0.5,0,0", 0}},
     "actions.csv:2:65: calm of 'strike' is 0.5, but must be 0 since the action is in the menu of a challenger (RUS in UKR, "
     "line 2 of menus.csv); only a defender uses this column", false},
    {"rally of a challenger", {{"actions.csv", "military,2.0,1.90,0.35,0,1,0,0,0,0,0", "military,2.0,1.90,0.35,0,1,0,0,0,0.5,0", 0}},
     "actions.csv:2:67: rally of 'strike' is 0.5, but must be 0 since the action is in the menu of a challenger (RUS in UKR, "
     "line 2 of menus.csv); only a defender uses this column", false},
    {"warning by a challenger", {{"actions.csv", "military,2.0,1.90,0.35,0,1,0,0,0,0,0", "military,2.0,1.90,0.35,0,1,0,0,0,0,1", 0}},
     "actions.csv:2:69: warn of 'strike' is 1, but must be 0 since the action is in the menu of a challenger (RUS in UKR, "
     "line 2 of menus.csv); only a defender uses this column", false},
    {"attribution of a defender", {{"actions.csv", "diplomatic,0.2,0,0.30,0.10,1,", "diplomatic,0.2,0,0.30,0.10,0.9,", 0}},
     "actions.csv:11:51: attribution of 'warning' is 0.9, but must be 1 since the action is in the menu of a defender (USA in "
     "UKR, line 11 of menus.csv); only a challenger uses this column", false},
    {"closed row counts", {{"menus.csv", NULL, "RUS,UKR,talks,0\n", 0}},
     "actions.csv:18:54: calm of 'talks' is 0.25, but must be 0 since the action is in the menu of a challenger (RUS in UKR, "
     "line 43 of menus.csv); only a defender uses this column", false},

    /* pairs */
    {"transfer to itself", {{"transfers.csv", "drones,IRN,RUS", "drones,IRN,IRN", 0}},
     "transfers.csv:3:12: IRN gives 'drones' to itself; the recipient must be another actor", false},
    {"transfer that nobody can make", {{"transfers.csv", "drones,IRN,RUS", "drones,RUS,IRN", 0}},
     "transfers.csv:3:8: 'drones' is in no menu of RUS; the giver must be an actor that can choose the action (IRN)", true},
    {"partner of itself", {{"partnerships.csv", "RUS,IRN,", "RUS,RUS,", 0}}, "partnerships.csv:2:5: RUS is its own partner; "
     "a partnership needs two actors", true},
    {"the same pair twice", {{"partnerships.csv", NULL, "IRN,RUS,,0.45,0.30,0.05,0.02,0.08,0.2,0.5,0\n", 0}},
     "partnerships.csv:4:1: IRN and RUS are partners already (line 2: the order of the two means nothing); remove one of the "
     "rows", false},
    {"counterweight nowhere", {{"partnerships.csv", "ISR,SAU,MDE,", "ISR,SAU,,", 0}},
     "partnerships.csv:3:36: counterweight 0.35 of ISR and SAU has no effect without a theatre; fill in theatre or write 0",
     false},
    {"spillover into itself", {{"spillovers.csv", "EUR,UKR,0.01", "EUR,EUR,0.01", 0}},
     "spillovers.csv:3:5: EUR spills over into itself; a spillover needs two theatres (decay is in table theatres)", false},

    /* shocks: timing */
    {"shock at a time", SHOCK("crisis,10,,,,level.UKR,1.5,A crisis"), NULL, false},
    {"shock by chance", SHOCK("crisis,,0.1,1,4,red_line.UKR,-0.5,"), NULL, false},
    {"shock beyond the horizon", SHOCK("crisis,5000,,,,level.UKR,1.5,"), NULL, false},
    {"shock with two timings", SHOCK("crisis,10,0.1,,,level.UKR,1.5,"),
     "shocks.csv:2:11: shock crisis has both a period and a hazard; fill one and leave the other empty", false},
    {"shock without timing", SHOCK("crisis,,,,,level.UKR,1.5,"),
     "shocks.csv:2:8: shock crisis has neither a period nor a hazard; fill one of them", false},
    {"shock that repeats at a time", SHOCK("crisis,10,,1,,level.UKR,1.5,"),
     "shocks.csv:2:12: shock crisis has a period, so it cannot repeat; give it a hazard instead, or write one row a period",
     false},
    {"shock to a column for ever", SHOCK("crisis,10,,,,rest.UKR,1.5,"),
     "shocks.csv:2:13: shock crisis: rest.UKR can only be offset for a while; fill in the duration in periods", false},

    /* shocks: targets */
    {"every target", {{"shocks.csv", NULL, "a,1,,,,level.UKR,1,\nb,1,,,,capability.UKR,1,\nc,1,,,,strain.RUS,1,\n"
                       "d,1,,,,fatigue.EUR,1,\ne,1,,,,grievance.IRN,1,\nf,1,,,,alignment.RUS.IRN,1,\ng,1,,,,belief.USA,1,\n"
                       "h,1,,,,warning.USA.EUR,1,\ni,1,,,1,attention.USA,1,\nj,1,,,1,red_line.UKR,1,\nk,1,,,1,rest.EUR,1,\n"
                       "l,1,,,1,clarity.USA,1,\nm,1,,,1,audience.USA,1,\n", 0}}, NULL, false},
    {"unknown target", SHOCK("crisis,10,,,,levle.UKR,1.5,"),
     "shocks.csv:2:14: unknown target 'levle.UKR'; allowed are level.THEATRE, capability.ACTOR, strain.CHALLENGER, "
     "fatigue.DEFENDER, grievance.CHALLENGER, alignment.FROM.TO, belief.DEFENDER, warning.DEFENDER.THEATRE, and with a "
     "duration attention.DEFENDER, red_line.THEATRE, rest.THEATRE, clarity.DEFENDER, audience.DEFENDER; did you mean level?",
     false},
    {"target without key", SHOCK("crisis,10,,,,level,1.5,"),
     "shocks.csv:2:14: target 'level' is not complete or has too much; its form is level.THEATRE", false},
    {"target with too many keys", SHOCK("crisis,10,,,,level.UKR.EUR,1.5,"),
     "shocks.csv:2:14: target 'level.UKR.EUR' is not complete or has too much; its form is level.THEATRE", false},
    {"target with far too many keys", SHOCK("crisis,10,,,,level.UKR.EUR.MDE.UKR,1.5,"),
     "shocks.csv:2:14: target 'level.UKR.EUR.MDE.UKR' is not complete or has too much; its form is level.THEATRE", false},
    {"target in no theatre", SHOCK("crisis,10,,,,level.UKX,1.5,"),
     "shocks.csv:2:14: target 'level.UKX': no theatre 'UKX' in table theatres; did you mean UKR?", false},
    {"target of no actor", SHOCK("crisis,10,,,,belief.EURO,1.5,"),
     "shocks.csv:2:14: target 'belief.EURO': no actor 'EURO' in table actors; did you mean EUR?", false},
    {"target of the other side", SHOCK("crisis,10,,,,strain.USA,1.5,"),
     "shocks.csv:2:14: target 'strain.USA': USA is a defender; only a challenger has it", false},
    {"target of the one side", SHOCK("crisis,10,,,,fatigue.RUS,1.5,"),
     "shocks.csv:2:14: target 'fatigue.RUS': RUS is a challenger; only a defender has it", false},
    {"alignment the other way", SHOCK("crisis,10,,,,alignment.IRN.RUS,0.1,"),
     "shocks.csv:2:14: target 'alignment.IRN.RUS': table partnerships has the pair the other way round; did you mean "
     "alignment.RUS.IRN?", false},
    {"alignment of strangers", SHOCK("crisis,10,,,,alignment.USA.RUS,0.1,"),
     "shocks.csv:2:14: target 'alignment.USA.RUS': no partnership of USA and RUS in table partnerships", false},
    {"warning where it has no stake", SHOCK("crisis,10,,,,warning.UKR.MDE,1,"),
     "shocks.csv:2:14: target 'warning.UKR.MDE': UKR has no stake above 0 in MDE, so that a warning there commits it to "
     "nothing", false},
    {"warning in no theatre", SHOCK("crisis,10,,,,warning.UKR.ARC,1,"),
     "shocks.csv:2:14: target 'warning.UKR.ARC': no theatre 'ARC' in table theatres", false},

    /* script */
    {"script", SCRIPT("3,IRN,MDE,direct,\n4,USA,UKR,hold,0"), NULL, false},
    {"script of no post", SCRIPT("3,UKR,MDE,raid,1"), "script.csv:2:7: UKR cannot act in MDE; it needs a stake above 0 there",
     false},
    {"script of an action not in the menu", SCRIPT("3,RUS,MDE,strike,1"),
     "script.csv:2:11: 'strike' is not open to RUS in MDE; its menu is hold, arm_iran", false},
    {"script of a closed action", {{"menus.csv", "IRN,MDE,direct,1", "IRN,MDE,direct,0", 0},
                                   {"script.csv", NULL, "3,IRN,MDE,direct,1\n", 0}},
     "script.csv:2:11: 'direct' is not open to IRN in MDE; its menu is hold, proxy", false},

    /* doctrine */
    {"doctrine not in use", RULE("USA,UKR,0,hold,0.5\nUSA,UKR,0,arms,0.5\nUSA,UKR,6,deep_fires,1"), NULL, false},
    {"doctrine of no post", RULE("UKR,MDE,0,raid,1"), "doctrine.csv:2:5: UKR cannot act in MDE; it needs a stake above 0 there",
     false},
    {"doctrine of an action not in the menu", RULE("SAU,MDE,0,raid,1"),
     "doctrine.csv:2:11: 'raid' is not open to SAU in MDE; its menu is hold, defence_pact, talks", false},
    {"doctrine that starts above 0", RULE("USA,UKR,2.5,hold,1"),
     "doctrine.csv:2:9: the bands of USA in UKR start at level 2.5; the first band must start at 0", false},
    {"doctrine that does not sum to 1", RULE("USA,UKR,0,hold,0.5\nUSA,UKR,0,arms,0.4\nUSA,UKR,6,arms,1"),
     "doctrine.csv:2:16: the probabilities of USA in UKR from level 0 sum to 0.9; those of a band must sum to 1", false},
    {"doctrine in thirds", RULE("USA,UKR,0,hold,0.3333333333\nUSA,UKR,0,arms,0.3333333333\nUSA,UKR,0,talks,0.3333333333"), NULL,
     false},
    {"doctrine in use without rows", {DOCTRINE},
     "stakes.csv:2:1: RUS has no rule for UKR in table doctrine, but parameters.solution is doctrine; every post that has a "
     "choice needs one (to keep it still: RUS,UKR,0,hold,1)", true},
    {"doctrine in use, whole", {DOCTRINE, {"doctrine.csv", NULL,
      "RUS,UKR,0,strike,1\nRUS,EUR,0,hold,1\nRUS,MDE,0,hold,1\nIRN,UKR,0,drones,1\nIRN,MDE,0,hold,1\nUSA,UKR,0,arms,1\n"
      "USA,EUR,0,hold,1\nUSA,MDE,0,hold,1\nEUR,UKR,0,arms,1\nEUR,EUR,0,hold,1\nUKR,UKR,0,hold,1\nISR,MDE,0,hold,1\n"
      "SAU,MDE,0,hold,1\n", 0}}, NULL, false},
    {"doctrine in use, one post missing", {DOCTRINE, {"doctrine.csv", NULL,
      "RUS,UKR,0,strike,1\nRUS,EUR,0,hold,1\nRUS,MDE,0,hold,1\nIRN,UKR,0,drones,1\nIRN,MDE,0,hold,1\nUSA,UKR,0,arms,1\n"
      "USA,EUR,0,hold,1\nUSA,MDE,0,hold,1\nEUR,UKR,0,arms,1\nEUR,EUR,0,hold,1\nUKR,UKR,0,hold,1\nISR,MDE,0,hold,1\n", 0}},
     "stakes.csv:14:1: SAU has no rule for MDE in table doctrine, but parameters.solution is doctrine; every post that has a "
     "choice needs one (to keep it still: SAU,MDE,0,hold,1)", false},
    {"doctrine in use, closed action", {DOCTRINE, {"menus.csv", "SAU,MDE,talks,1", "SAU,MDE,talks,0", 0},
      {"doctrine.csv", NULL, "SAU,MDE,0,talks,1\n", 0}},
     "doctrine.csv:2:11: 'talks' is not open to SAU in MDE; its menu is hold, defence_pact", true},
    {"doctrine not in use, closed action", {{"menus.csv", "SAU,MDE,talks,1", "SAU,MDE,talks,0", 0},
      {"doctrine.csv", NULL, "SAU,MDE,0,talks,1\n", 0}}, NULL, false},
};
// clang-format on

static void print_all(const brink_diagnostics *diagnostics)
{
    for (size_t i = 0; i < brink_diagnostics_count(diagnostics); i++) {
        print_error("found:    %s\n", brink_diagnostics_get(diagnostics, i));
    }
}

/* True if `message` is `expected` with the name of a folder before it. */
static bool is_expected(const char *message, const char *folder, const char *expected)
{
    size_t n = strlen(folder);
    return strncmp(message, folder, n) == 0 && message[n] == '/' && strcmp(message + n + 1, expected) == 0;
}

static void gives(void **state)
{
    const row *r = *state;
    char *folder = scenario_copy_new(BASELINE, r->edits, COUNT(r->edits));
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_scenario *scenario = NULL;
    size_t n_found = 0;
    assert_non_null(diagnostics);
    brink_status status = brink_scenario_read(folder, &scenario, diagnostics);
    size_t n = brink_diagnostics_count(diagnostics);
    for (size_t i = 0; r->expected != NULL && i < n; i++) {
        n_found += is_expected(brink_diagnostics_get(diagnostics, i), folder, r->expected);
    }
    if (n_found != (r->expected != NULL) || (!r->has_more && n != n_found)) {
        print_all(diagnostics);
        print_error("expected: %s/%s\n", folder, r->expected != NULL ? r->expected : "nothing");
        fail_msg("%zu messages", n);
    }
    assert_int_equal(status, r->expected != NULL ? BRINK_EDATA : BRINK_OK);
    assert_true((scenario != NULL) == (r->expected == NULL));
    brink_scenario_free(scenario);
    brink_diagnostics_free(diagnostics);
    scenario_copy_remove(folder);
}

int main(void)
{
    struct CMUnitTest tests[COUNT(rows)];
    for (size_t i = 0; i < COUNT(rows); i++) {
        tests[i] =
            (struct CMUnitTest){.name = rows[i].name, .test_func = gives, .initial_state = (void *)(uintptr_t)&rows[i]};
    }
    return _cmocka_run_group_tests("deterrence_check", tests, COUNT(rows), NULL, NULL) != 0;
}
