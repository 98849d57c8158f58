/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files of games: what is read from each spelling, that writing and reading give the same game, and the message for
 * each mistake. */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include "brink/game_file.h"
#include "support/random_game.h"

static const char *const names[] = {"g.nfg", "g.efg", "g.csv"};

static brink_game *read_game(brink_game_format format, const char *text)
{
    brink_game *game = NULL;
    brink_diagnostics *d = brink_diagnostics_new();
    if (brink_game_read_bytes(names[format], format, text, strlen(text), &game, d) != BRINK_OK) {
        fail_msg("%s\n%s", text, brink_diagnostics_get(d, 0));
    }
    brink_diagnostics_free(d);
    return game;
}

static char *write_game(const brink_game *game, brink_game_format format)
{
    char *text = NULL;
    size_t n = 0;
    brink_error err = {0};
    assert_int_equal(brink_game_write(game, format, &text, &n, &err), BRINK_OK);
    assert_int_equal(strlen(text), n);
    return text;
}

/* Everything that can be asked of both is the same. */
static void assert_same_game(const brink_game *a, const brink_game *b)
{
    size_t n_players = brink_game_n_players(a);
    assert_string_equal(brink_game_title(a), brink_game_title(b));
    assert_string_equal(brink_game_comment(a), brink_game_comment(b));
    assert_int_equal(n_players, brink_game_n_players(b));
    assert_int_equal(brink_game_n_infosets(a), brink_game_n_infosets(b));
    assert_int_equal(brink_game_n_nodes(a), brink_game_n_nodes(b));
    assert_int_equal(brink_game_n_outcomes(a), brink_game_n_outcomes(b));
    assert_int_equal(brink_game_n_profiles(a), brink_game_n_profiles(b));
    for (size_t i = 0; i < n_players; i++) {
        assert_string_equal(brink_game_get_player(a, i)->label, brink_game_get_player(b, i)->label);
    }
    for (size_t h = 0; h < brink_game_n_infosets(a); h++) {
        const brink_game_infoset *x = brink_game_get_infoset(a, h);
        const brink_game_infoset *y = brink_game_get_infoset(b, h);
        assert_string_equal(x->label, y->label);
        assert_int_equal(x->player, y->player);
        assert_int_equal(x->number, y->number);
        assert_int_equal(x->n_actions, y->n_actions);
        for (size_t c = 0; c < x->n_actions; c++) {
            assert_string_equal(x->action[c], y->action[c]);
            assert_true(x->probability == NULL || x->probability[c] == y->probability[c]);
        }
    }
    for (size_t n = 0; n < brink_game_n_nodes(a); n++) {
        const brink_game_node *x = brink_game_get_node(a, n);
        const brink_game_node *y = brink_game_get_node(b, n);
        assert_string_equal(x->label, y->label);
        assert_int_equal(x->parent, y->parent);
        assert_int_equal(x->action, y->action);
        assert_int_equal(x->infoset, y->infoset);
        assert_int_equal(x->outcome, y->outcome);
    }
    for (size_t o = 0; o < brink_game_n_outcomes(a); o++) {
        const brink_game_outcome *x = brink_game_get_outcome(a, o);
        const brink_game_outcome *y = brink_game_get_outcome(b, o);
        assert_string_equal(x->label, y->label);
        assert_int_equal(x->number, y->number);
        assert_memory_equal(x->payoff, y->payoff, n_players * sizeof *x->payoff);
    }
    for (size_t s = 0; s < brink_game_n_profiles(a); s++) {
        assert_memory_equal(brink_game_payoffs(a) + s * n_players, brink_game_payoffs(b) + s * n_players,
                            n_players * sizeof(double));
        const size_t *x = brink_game_profile_outcomes(a);
        const size_t *y = brink_game_profile_outcomes(b);
        assert_true((x == NULL) == (y == NULL));
        assert_true(x == NULL || y == NULL || x[s] == y[s]);
    }
}

/* Written, read and written again: the same game and the same text. */
static void assert_round_trip(const brink_game *game, brink_game_format format)
{
    char *text = write_game(game, format);
    brink_game *again = read_game(format, text);
    char *same = write_game(again, format);
    assert_string_equal(text, same);
    if (format != BRINK_GAME_CSV) { /* which has no title */
        assert_same_game(game, again);
    }
    free(text);
    free(same);
    brink_game_free(again);
}

static const char spelt[] = "NFG 1 D \"Selten (IJGT, 75), Figure 2\"\r\n{\"Player \\\"1\\\"\" \"\\\\2\\n\"}{3 2}\n"
                            "1 +1 0e5 2. .0 2e0 1/1 1 0 30E-1 2 -0";

static void spellings(void **state)
{
    (void)state;
    brink_game *game = read_game(BRINK_GAME_NFG, spelt);
    assert_string_equal(brink_game_title(game), "Selten (IJGT, 75), Figure 2");
    assert_string_equal(brink_game_get_player(game, 0)->label, "Player \"1\"");
    assert_string_equal(brink_game_get_player(game, 1)->label, "\\2\\n");
    assert_string_equal(brink_game_get_infoset(game, 0)->action[2], "3");
    assert_near(brink_game_payoffs(game)[3], 2, 0);
    assert_near(brink_game_payoffs(game)[9], 3, 0);
    assert_round_trip(game, BRINK_GAME_NFG);
    assert_round_trip(game, BRINK_GAME_CSV);
    brink_game_free(game);
}

static void outcomes(void **state)
{
    (void)state;
    brink_game *game =
        read_game(BRINK_GAME_NFG, "NFG 1 R \"t\" { \"A\" \"B\" } { { \"x\" \"y\" } { \"z\" } }\n\"why\"\n"
                                  "{ { \"one\" 1, 1/3 } { \"two\" 0.1 2 } { \"three\" 1, 2, } }\n2 0");
    assert_int_equal(brink_game_n_outcomes(game), 3);
    assert_int_equal(brink_game_profile_outcomes(game)[0], 1);
    assert_int_equal(brink_game_profile_outcomes(game)[1], BRINK_GAME_NONE);
    assert_near(brink_game_payoffs(game)[1], 2, 0);
    assert_round_trip(game, BRINK_GAME_NFG);
    assert_round_trip(game, BRINK_GAME_CSV);
    brink_game_free(game);
}

/* Descriptions once, again, or spelt otherwise with the same value; payoffs inside; labels with everything. */
static void a_tree(void **state)
{
    (void)state;
    brink_game *game = read_game(BRINK_GAME_EFG, "EFG 2 R \"a\nb\" { \"A\" \"B\" } \"line\n\tbreak\"\n"
                                                 "c \"r\" 7 \"ev\" { \"l\" 1/3 \"r\" 2/3 } 0\n"
                                                 "p \"\" 1 3 \"\" { \"\" \"\" } 5 \"bonus\" { 1 2 }\n"
                                                 "t \"\" 2 \"o, {x}\" { 0.5, 2 }\n"
                                                 "t \"\" 2 \"o, {x}\" { 1/2, 2e0 }\n"
                                                 "c \"\" 7 \"ev\" { \"l\" 2/6 \"r\" 4/6 } 5\n"
                                                 "p \"\" 1 3 0 t \"\" 0 t \"\" 2\n"
                                                 "p \"\" 2 3 \"\" { \"only\" } 0 t \"\xc3\xa9\" 5\n");
    assert_int_equal(brink_game_n_nodes(game), 10);
    assert_int_equal(brink_game_get_infoset(game, 1)->number, 3);
    assert_near(brink_game_get_node(game, 2)->payoffs[0], 1.5, 0);
    assert_string_equal(brink_game_title(game), "a\nb");
    assert_round_trip(game, BRINK_GAME_EFG);
    brink_game_free(game);
}

static void random_round_trips(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        brink_game *game = random_tree(seed, 2 + seed % 4, (payoff_kind)(seed % 3));
        /* nodes of a random tree are in prefix order, so numbers survive, too */
        assert_round_trip(game, BRINK_GAME_EFG);
        brink_game_free(game);
        game = random_table(seed, 1 + seed % 4, 4, (payoff_kind)(seed % 4));
        assert_round_trip(game, BRINK_GAME_NFG);
        assert_round_trip(game, BRINK_GAME_CSV);
        brink_game_free(game);
    }
}

static void csv(void **state)
{
    (void)state;
    brink_game *game =
        read_game(BRINK_GAME_CSV, "payoff.B,action.A,payoff.A,action.B\n"
                                  "1,y,2,\"l, \"\"x\"\"\"\n3,x,1/3,r\n5,y,6,r\n7,x,8,\"l, \"\"x\"\"\"\n");
    assert_string_equal(brink_game_get_infoset(game, 0)->action[0], "y");
    assert_string_equal(brink_game_get_infoset(game, 1)->action[0], "l, \"x\"");
    assert_near(brink_game_payoffs(game)[1], 1, 0);     /* (y, l): B */
    assert_near(brink_game_payoffs(game)[2 + 0], 8, 0); /* (x, l): A */
    assert_round_trip(game, BRINK_GAME_CSV);
    assert_round_trip(game, BRINK_GAME_NFG);
    brink_game_free(game);
}

static void wrong_formats(void **state)
{
    (void)state;
    char *text = NULL;
    size_t n = 0;
    brink_error err = {0};
    brink_game *game = random_table(1, 2, 2, PAYOFF_UNIFORM);
    assert_int_equal(brink_game_write(game, BRINK_GAME_EFG, &text, &n, &err), BRINK_EDATA);
    assert_string_equal(err.what, "a game in strategic form is no .efg");
    assert_null(text);
    brink_game_free(game);
    assert_int_equal(brink_game_format_of("a/b.c/x.NFG"), BRINK_GAME_NFG);
    assert_int_equal(brink_game_format_of("x.efg"), BRINK_GAME_EFG);
    assert_int_equal(brink_game_format_of("csv"), BRINK_GAME_N_FORMATS);
    brink_diagnostics *d = brink_diagnostics_new();
    assert_int_equal(brink_game_read("no/such.efg", &game, d), BRINK_ENOINPUT);
    assert_string_equal(brink_diagnostics_get(d, 0), "no/such.efg: no such file; allowed: a game (.nfg, .efg, .csv)");
    brink_diagnostics_free(d);
}

/* --- mistakes ----------------------------------------------------------------------------------------------------- */

#define N   BRINK_GAME_NFG
#define E   BRINK_GAME_EFG
#define C   BRINK_GAME_CSV
#define NUM "; allowed: an integer, a decimal or a fraction, as 2, -0.5 or 1/3"
#define EH  "EFG 2 R \"t\" { \"A\" \"B\" }\n"
#define NH  "NFG 1 R \"t\" { \"A\" \"B\" } { 2 1 }\n"

static const struct mistake {
    const char *name;
    brink_game_format format;
    const char *text, *want;
} mistakes[] = {
    {"empty nfg", N, "", "g.nfg:1:1: the file ends; allowed: NFG 1 R \"title\", the head of such a file"},
    {"other head", N, "EFG 2 R", "g.nfg:1:1: EFG; allowed: NFG 1 R \"title\", the head of such a file"},
    {"version", E, "EFG 3 R", "g.efg:1:5: 3; allowed: 2, the version"},
    {"data type", E, "EFG 2 X \"t\"", "g.efg:1:7: X; allowed: R (or D)"},
    {"title", E, "EFG 2 R { }", "g.efg:1:9: {; allowed: the title, in quotes"},
    {"no players", E, "EFG 2 R \"t\" { }", "g.efg:1:15: no players; allowed: the name of each, in quotes"},
    {"players with commas", E, "EFG 2 R \"t\" { \"A\", \"B\" }",
     "g.efg:1:18: ,; allowed: the name of a player in quotes, or } after the last"},
    {"open text", E, "EFG 2 R \"t\" { \"A", "g.efg:1:15: a text without its closing quote"},
    {"text that is escaped to the end", E, "EFG 2 R \"t\\\"", "g.efg:1:9: a text without its closing quote"},
    {"control character", E, "EFG 2 R \"t\x01\" { \"A\" }",
     "g.efg:1:11: \\x01 in a text; allowed: printable text in UTF-8"},
    {"latin-1", E, "EFG 2 R \"t\xe9\" { \"A\" }", "g.efg:1:11: \\xe9 in a text; allowed: printable text in UTF-8"},
    {"label of two lines", E, "EFG 2 R \"t\" { \"A\nB\" }",
     "g.efg:1:15: a label with a line break or tab; allowed: one line"},
    {"strategies of too few", N, "NFG 1 R \"t\" { \"A\" \"B\" } { 2 }\n",
     "g.nfg:1:29: strategies of 1 player; allowed: of all 2"},
    {"strategies of too many", N, "NFG 1 R \"t\" { \"A\" } { 2 2 }\n",
     "g.nfg:1:25: strategies of more players than there are; allowed: 1"},
    {"no strategies", N, "NFG 1 R \"t\" { \"A\" } { 0 }\n",
     "g.nfg:1:23: 0; allowed: a number of strategies, a whole number 1 to 65536"},
    {"empty list of strategies", N, "NFG 1 R \"t\" { \"A\" } { { } }\n",
     "g.nfg:1:23: 0 strategies; allowed: at least 1, and at most 4194304 payoffs in a table"},
    {"huge table", N, "NFG 1 R \"t\" { \"A\" \"B\" } { 65536 65536 }\n",
     "g.nfg:1:33: 65536 strategies; allowed: at least 1, and at most 4194304 payoffs in a table"},
    {"huge count", N, "NFG 1 R \"t\" { \"A\" \"B\" } { 99999999999999999999 2 }\n",
     "g.nfg:1:27: 99999999999999999999; allowed: a number of strategies, a whole number 1 to 65536"},
    {"payoffs missing", N, NH "1 2 3\n",
     "g.nfg:3:1: the file ends after 3 payoffs; allowed: 4, one a profile and player"},
    {"payoffs too many", N, NH "1 2 3 4 5\n",
     "g.nfg:2:9: 5; allowed: the end of the file, after the payoffs of the last profile"},
    {"all wrong payoffs at once", N, NH "1x nan\n1/0 1e999\n",
     "g.nfg:2:1: 1x: not a number" NUM "\n"
     "g.nfg:2:4: nan: not a number" NUM "\n"
     "g.nfg:3:1: 1/0: a denominator of zero" NUM "\n"
     "g.nfg:3:5: 1e999: an exponent beyond 400" NUM},
    {"great payoff", N, NH "1e101 2 3 4", "g.nfg:2:1: 1e101; allowed: at most 1e+100 in size"},
    {"comma between payoffs of a table", N, NH "1, 2, 3, 4", "g.nfg:2:2: ,; allowed: a payoff"},
    {"nul in a table", N, NH "1 2 3 \x07", "g.nfg:2:7: \\x07: not a number" NUM},
    {"outcome beyond", N, NH "{ { \"a\" 1 2 } }\n1 2\n", "g.nfg:3:3: 2; allowed: an outcome, a whole number 0 to 1"},
    {"outcome with one payoff", N, NH "{ { \"a\" 1 } }\n1 1\n", "g.nfg:2:9: 1 payoff; allowed: 2, one a player"},
    {"outcome without name", N, NH "{ { 1 2 } }\n1 1\n", "g.nfg:2:5: 1; allowed: the name of an outcome, in quotes"},
    {"outcomes missing", N, NH "{ { \"a\" 1 2 } }\n1\n",
     "g.nfg:4:1: the file ends after 1 outcomes; allowed: 2, one a profile"},

    {"no nodes", E, EH, "g.efg:2:1: the file ends; allowed: a node: c (chance), p (player) or t (terminal)"},
    {"unknown node", E, EH "x \"\" 0", "g.efg:2:1: x; allowed: a node: c (chance), p (player) or t (terminal)"},
    {"node without name", E, EH "t 0", "g.efg:2:3: 0; allowed: the name of the node, in quotes"},
    {"unknown player", E, EH "p \"\" 3 1 \"\" { \"a\" } 0 t \"\" 0",
     "g.efg:2:6: 3; allowed: the number of a player, a whole number 1 to 2"},
    {"player 0", E, EH "p \"\" 0 1 \"\" { \"a\" } 0 t \"\" 0",
     "g.efg:2:6: 0; allowed: the number of a player, a whole number 1 to 2"},
    {"information set undefined", E, EH "p \"\" 1 1 0 t \"\" 0",
     "g.efg:2:8: information set 1 without a description; allowed: name and actions at its first mention"},
    {"event undefined", E, EH "c \"\" 1 0 t \"\" 0",
     "g.efg:2:6: chance event 1 without a description; allowed: name and actions at its first mention"},
    {"information set changed", E, EH "p \"\" 1 1 \"\" { \"a\" } 0\np \"\" 1 1 \"\" { \"b\" } 0\nt \"\" 0",
     "g.efg:3:8: information set 1 described differently than before; allowed: the same, or nothing"},
    {"more actions than before", E,
     EH "p \"\" 1 1 \"\" { \"a\" } 0\np \"\" 1 1 \"\" { \"a\" \"b\" } 0\nt \"\" 0 t \"\" 0",
     "g.efg:3:8: information set 1 described differently than before; allowed: the same, or nothing"},
    {"event changed", E, EH "c \"\" 1 \"\" { \"a\" 1 } 0\nc \"\" 1 \"\" { \"a\" 1/2 \"b\" 1/2 } 0\nt \"\" 0 t \"\" 0",
     "g.efg:3:6: chance event 1 described differently than before; allowed: the same, or nothing"},
    {"no actions", E, EH "p \"\" 1 1 \"\" { } 0", "g.efg:2:13: no actions; allowed: at least one"},
    {"actions without name", E, EH "p \"\" 1 1 { \"a\" } 0",
     "g.efg:2:10: {; allowed: a name in quotes, before the actions"},
    {"probabilities short of one", E, EH "c \"\" 1 \"\" { \"a\" 0.333 \"b\" 0.666 } 0 t \"\" 0 t \"\" 0",
     "g.efg:2:11: probabilities that sum to 0.999; allowed: a sum of exactly 1 (fractions like 1/3 help)"},
    {"probabilities nearly one", E,
     EH "c \"\" 1 \"\" { \"a\" 0.33333333333333333333 \"b\" 0.66666666666666666666 } 0 t \"\" 0 t \"\" 0",
     "g.efg:2:11: probabilities that sum to nearly 1; allowed: a sum of exactly 1 (fractions like 1/3 help)"},
    {"negative probability", E, EH "c \"\" 1 \"\" { \"a\" 1.5 \"b\" -0.5 } 0 t \"\" 0 t \"\" 0",
     "g.efg:2:11: a negative probability; allowed: 0 to 1"},
    {"probability missing", E, EH "c \"\" 1 \"\" { \"a\" \"b\" 1 } 0 t \"\" 0 t \"\" 0",
     "g.efg:2:17: the text \"b\"; allowed: the probability of the action before"},
    {"outcome undefined", E, EH "t \"\" 1",
     "g.efg:2:6: outcome 1 without payoffs; allowed: name and payoffs at its first mention"},
    {"outcome 0 described", E, EH "t \"\" 0 \"x\" { 1 2 }",
     "g.efg:2:8: outcome 0 with a description; allowed: none, it stands for no outcome"},
    {"outcome changed", E, EH "p \"\" 1 1 \"\" { \"a\" \"b\" } 0\nt \"\" 1 \"x\" { 1 2 }\nt \"\" 1 \"x\" { 1 3 }",
     "g.efg:4:6: outcome 1 described differently than before; allowed: the same, or nothing"},
    {"outcome with three payoffs", E, EH "t \"\" 1 \"x\" { 1 2 3 }",
     "g.efg:2:14: at least 3 payoffs; allowed: 2, one a player"},
    {"outcome without number", E, EH "t \"\"",
     "g.efg:2:5: the file ends; allowed: the number of an outcome (0: none), a whole number 0 to 999999999"},
    {"node missing", E, EH "p \"\" 1 1 \"one\" { \"a\" \"b\" } 0\nt \"\" 0\n",
     "g.efg:4:1: the file ends where a node is needed, below action b of information set 'one'"},
    {"node too many", E, EH "t \"\" 0\nt \"\" 0\n",
     "g.efg:3:1: a node after the tree is complete; allowed: the end of the file"},
    {"mistakes of several nodes", E,
     EH "p \"\" 1 1 \"\" { \"a\" \"b\" } 0\nt \"\" 1 \"x\" { 1 }\np \"\" 9 1 \"\" { } 0\nt \"\" 1\nt 5\n",
     "g.efg:3:14: 1 payoff; allowed: 2, one a player\n"
     "g.efg:4:6: 9; allowed: the number of a player, a whole number 1 to 2\n"
     "g.efg:6:3: 5; allowed: the name of the node, in quotes"},

    {"empty csv", C, "", "g.csv:1: empty file; allowed: a header and rows"},
    {"no rows", C, "action.A,payoff.A\n", "g.csv: no rows; allowed: at least one"},
    {"unknown columns", C, "acton.A,payoff.A,x\n1,2,3\n",
     "g.csv:1:1: column acton.A; allowed: action.PLAYER and payoff.PLAYER for each player; did you mean action?\n"
     "g.csv:1:9: column payoff.A without action.A; allowed: action.PLAYER and payoff.PLAYER for each player\n"
     "g.csv:1:18: column x; allowed: action.PLAYER and payoff.PLAYER for each player"},
    {"column twice", C, "action.A,payoff.A,payoff.A\n1,2,3\n",
     "g.csv:1:19: column payoff.A stands twice; allowed: once"},
    {"short and long rows", C, "action.A,payoff.A\nx\ny,1,2\n",
     "g.csv:2:2: short row of 1 cells; allowed: 2, as the header has\n"
     "g.csv:3:5: long row of 3 cells; allowed: 2, as the header has"},
    {"empty action", C, "action.A,payoff.A\n,1\n", "g.csv:2:1: action.A is empty; allowed: a strategy"},
    {"wrong payoff", C, "action.A,payoff.A\nx,1.0.0\n", "g.csv:2:3: 1.0.0: not a number" NUM},
    {"profile twice", C, "action.A,payoff.A\nx,1\nx,1\n",
     "g.csv:3:1: second row of this profile; allowed: one (the first is in line 2)"},
    {"profile missing", C, "action.A,action.B,payoff.A,payoff.B\nx,l,1,1\ny,r,1,1\nx,r,1,1\n",
     "g.csv: no row for (y, l); allowed: one for each profile"},
    {"CR LF", C, "action.A,payoff.A\r\nx,1\r\n",
     "g.csv:1:18: line ends in CR LF; allowed: lines that end in LF (Unix)"},
};

static void mistake(void **state)
{
    const struct mistake *m = *state;
    brink_game *game = NULL;
    brink_diagnostics *d = brink_diagnostics_new();
    assert_int_equal(brink_game_read_bytes(names[m->format], m->format, m->text, strlen(m->text), &game, d),
                     BRINK_EDATA);
    assert_null(game);
    char got[4096] = "";
    for (size_t i = 0; i < brink_diagnostics_count(d); i++) {
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s", i > 0 ? "\n" : "", brink_diagnostics_get(d, i));
    }
    assert_string_equal(got, m->want);
    brink_diagnostics_free(d);
}

/* Bytes that a C string cannot hold, and files that are large. */
static void hostile(void **state)
{
    (void)state;
    brink_game *game = NULL;
    brink_diagnostics *d = brink_diagnostics_new();
    static const char nul[] = "EFG 2 R \"t\" { \"A\" }\nt \"\" 0 \0 1";
    assert_int_equal(brink_game_read_bytes("n.efg", BRINK_GAME_EFG, nul, sizeof nul - 1, &game, d), BRINK_EDATA);
    assert_string_equal(brink_diagnostics_get(d, 0),
                        "n.efg:2:8: NUL byte; allowed: printable text (is this a game file?)");
    brink_diagnostics_free(d);

    /* deeper than allowed */
    size_t size = 200000;
    char *text = malloc(size);
    size_t n = (size_t)snprintf(text, size, "EFG 2 R \"t\" { \"A\" }\n");
    for (size_t k = 1; k <= 3000; k++) {
        n += (size_t)snprintf(text + n, size - n, "p \"\" 1 %zu \"\" { \"a\" } 0\n", k);
    }
    d = brink_diagnostics_new();
    assert_int_equal(brink_game_read_bytes("d.efg", BRINK_GAME_EFG, text, n, &game, d), BRINK_EDATA);
    assert_string_equal(brink_diagnostics_get(d, 0), "d.efg:1027:1: a path of more than 1024 moves");
    brink_diagnostics_free(d);

    /* a mistake in every payoff: the list ends */
    n = (size_t)snprintf(text, size, "NFG 1 R \"t\" { \"A\" } { 5000 }\n");
    for (size_t k = 0; k < 5000; k++) {
        n += (size_t)snprintf(text + n, size - n, "x\n");
    }
    d = brink_diagnostics_new();
    assert_int_equal(brink_game_read_bytes("x.nfg", BRINK_GAME_NFG, text, n, &game, d), BRINK_EDATA);
    assert_int_equal(brink_diagnostics_count(d), 1001);
    brink_diagnostics_free(d);

    /* a label that is too long */
    n = (size_t)snprintf(text, size, "EFG 2 R \"%05000d\" { \"A\" } t \"\" 0", 0);
    d = brink_diagnostics_new();
    assert_int_equal(brink_game_read_bytes("l.efg", BRINK_GAME_EFG, text, n, &game, d), BRINK_EDATA);
    assert_string_equal(brink_diagnostics_get(d, 0), "l.efg:1:9: a text of more than 4096 bytes");
    brink_diagnostics_free(d);
    free(text);
}

/* Cut anywhere, a file is refused without harm (the sanitizers see to that); whole, it is read. */
static void cut_short(void **state)
{
    (void)state;
    brink_game *tree = random_tree(3, 3, PAYOFF_SPREAD);
    char *text = write_game(tree, BRINK_GAME_EFG);
    size_t n = strlen(text);
    for (size_t k = 0; k + 1 < n; k++) {
        brink_game *game = NULL;
        brink_diagnostics *d = brink_diagnostics_new();
        char *part = malloc(k + 1);
        memcpy(part, text, k);
        brink_status status = brink_game_read_bytes("c.efg", BRINK_GAME_EFG, part, k, &game, d);
        /* the format has no end of its own: the number of the last outcome, cut, may be that of another */
        bool is_in_last_line = strchr(text + k, '\n') == text + n - 1;
        if (status == BRINK_OK && !is_in_last_line) {
            fail_msg("cut at %zu of %zu passes", k, n);
        }
        brink_game_free(game);
        free(part);
        brink_diagnostics_free(d);
    }
    free(text);
    brink_game_free(tree);
}

int main(void)
{
    static struct CMUnitTest tests[COUNT(mistakes) + 8];
    size_t n = 0;
    const struct CMUnitTest others[] = {
        cmocka_unit_test(spellings), cmocka_unit_test(outcomes),      cmocka_unit_test(a_tree),
        cmocka_unit_test(csv),       cmocka_unit_test(wrong_formats), cmocka_unit_test(random_round_trips),
        cmocka_unit_test(hostile),   cmocka_unit_test(cut_short),
    };
    for (size_t i = 0; i < COUNT(others); i++) {
        tests[n++] = others[i];
    }
    for (size_t i = 0; i < COUNT(mistakes); i++) {
        tests[n].name = mistakes[i].name;
        tests[n].test_func = mistake;
        tests[n++].initial_state = (void *)(uintptr_t)&mistakes[i];
    }
    return _cmocka_run_group_tests("game_file", tests, n, NULL, NULL) != 0;
}
