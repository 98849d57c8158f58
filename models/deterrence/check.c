/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rules of the deterrence model that span cells or tables: sides, posts and menus, what an action may do on which side,
 * transfers, partnerships, spillovers, and the limits of a program. Every message says what was found, what is allowed,
 * and what is likely to have been meant. */
#include "check.h"

#include <string.h>

#include "deterrence.h"

static const size_t none = (size_t)-1;

void brink__name_list_add(brink__name_list *list, const char *name)
{
    const char *comma = list->length > 0 ? ", " : "";
    size_t need = strlen(comma) + strlen(name);

    if (list->is_cut) {
        return;
    }
    if (list->length + need + sizeof ", ..." > sizeof list->text) {
        comma = "";
        name = ", ...";
        need = strlen(name);
        list->is_cut = true;
    }
    memcpy(list->text + list->length, comma, strlen(comma));
    memcpy(list->text + list->length + strlen(comma), name, strlen(name) + 1);
    list->length += need;
}

/* Text of a cell; short, since rules are full of them. */
static const char *cell(const brink_scenario *scenario, const char *table, size_t row, const char *column)
{
    return brink_scenario_text(scenario, table, row, column);
}

static bool is_at(const brink_scenario *scenario, const char *table, size_t row, const char *actor, const char *theatre)
{
    return strcmp(cell(scenario, table, row, "actor"), actor) == 0 &&
           strcmp(cell(scenario, table, row, "theatre"), theatre) == 0;
}

bool brink__is_post(const brink_scenario *scenario, const char *actor, const char *theatre)
{
    size_t stake = brink_scenario_find(scenario, "stakes", (const char *const[]){actor, theatre, NULL});

    return stake != none && brink_scenario_number(scenario, "stakes", stake, "stake") > 0;
}

bool brink__has_choice(const brink_scenario *scenario, const char *actor, const char *theatre)
{
    for (size_t i = 0; i < brink_scenario_n_rows(scenario, "menus"); i++) {
        if (is_at(scenario, "menus", i, actor, theatre) && brink_scenario_number(scenario, "menus", i, "open") > 0) {
            return true;
        }
    }
    return false;
}

void brink__list_menu(const brink_scenario *scenario, const char *actor, const char *theatre, brink__name_list *list)
{
    brink__name_list_add(list, "hold");
    for (size_t i = 0; i < brink_scenario_n_rows(scenario, "menus"); i++) {
        if (is_at(scenario, "menus", i, actor, theatre) && brink_scenario_number(scenario, "menus", i, "open") > 0) {
            brink__name_list_add(list, cell(scenario, "menus", i, "action"));
        }
    }
}

static bool is_on_side(const brink_scenario *scenario, const char *actor, const char *side)
{
    size_t row = brink_scenario_find(scenario, "actors", (const char *const[]){actor, NULL});

    return row != none && strcmp(cell(scenario, "actors", row, "side"), side) == 0;
}

static void check_sides(const brink_scenario *scenario, brink_diagnostics *diagnostics)
{
    static const char *const sides[] = {"challenger", "defender"};

    if (brink_scenario_n_rows(scenario, "actors") == 0) {
        return; /* a required table: said already */
    }
    for (size_t k = 0; k < 2; k++) {
        bool found = false;
        for (size_t i = 0; !found && i < brink_scenario_n_rows(scenario, "actors"); i++) {
            found = strcmp(cell(scenario, "actors", i, "side"), sides[k]) == 0;
        }
        if (!found) {
            brink_diagnose(diagnostics, brink_scenario_place(scenario, "actors", 0, "side"),
                           "no actor has side %s; a scenario needs a challenger and a defender at least", sides[k]);
        }
    }
}

/* Complains about the first row of `table` beyond `limit`; true if there is none. */
static bool check_n_rows(const brink_scenario *scenario, const char *table, const char *key, size_t limit,
                         brink_diagnostics *diagnostics)
{
    size_t n = brink_scenario_n_rows(scenario, table);

    if (n > limit) {
        brink_diagnose(diagnostics, brink_scenario_place(scenario, table, limit, key),
                       "table %s has %zu rows; the model allows %zu at most", table, n, limit);
        return false;
    }
    return true;
}

static void check_n_posts(const brink_scenario *scenario, brink_diagnostics *diagnostics)
{
    size_t n = 0;

    for (size_t i = 0; i < brink_scenario_n_rows(scenario, "stakes"); i++) {
        n += brink__is_post(scenario, cell(scenario, "stakes", i, "actor"), cell(scenario, "stakes", i, "theatre"));
        if (n > MAX_POSTS) {
            brink_diagnose(diagnostics, brink_scenario_place(scenario, "stakes", i, "actor"),
                           "this row is post number %zu (a pair of actor and theatre with a stake above 0); the "
                           "model allows %d at most",
                           n, (int)MAX_POSTS);
            return;
        }
    }
}

static void check_menu(const brink_scenario *scenario, size_t row, brink_diagnostics *diagnostics)
{
    const char *actor = cell(scenario, "menus", row, "actor");
    const char *theatre = cell(scenario, "menus", row, "theatre");
    brink__name_list has = {{0}, 0, false};

    if (strcmp(cell(scenario, "menus", row, "action"), "hold") == 0) {
        brink_diagnose(diagnostics, brink_scenario_place(scenario, "menus", row, "action"),
                       "'hold' is in every menu already; remove the row");
    }
    if (brink_scenario_find(scenario, "stakes", (const char *const[]){actor, theatre, NULL}) != none) {
        return;
    }
    for (size_t i = 0; i < brink_scenario_n_rows(scenario, "stakes"); i++) {
        if (strcmp(cell(scenario, "stakes", i, "actor"), actor) == 0) {
            brink__name_list_add(&has, cell(scenario, "stakes", i, "theatre"));
        }
    }
    brink_diagnose(diagnostics, brink_scenario_place(scenario, "menus", row, "theatre"),
                   "%s has a menu but no stake in %s; a menu needs a row %s,%s in table stakes (%s has stakes in %s)",
                   actor, theatre, actor, theatre, actor, has.length > 0 ? has.text : "no theatre");
}

/* Number of open actions of the post of menu row `row`, counted up to that row. */
static size_t n_open_until(const brink_scenario *scenario, size_t row)
{
    const char *actor = cell(scenario, "menus", row, "actor");
    const char *theatre = cell(scenario, "menus", row, "theatre");
    size_t n = 0;

    for (size_t i = 0; i <= row; i++) {
        n += is_at(scenario, "menus", i, actor, theatre) && brink_scenario_number(scenario, "menus", i, "open") > 0;
    }
    return n;
}

static void check_menus(const brink_scenario *scenario, brink_diagnostics *diagnostics)
{
    enum { MAX_OPEN = MAX_MENU - 1 }; /* `hold` takes one place */
    size_t n = brink_scenario_n_rows(scenario, "menus");

    for (size_t i = 0; i < n; i++) {
        check_menu(scenario, i, diagnostics);
        if (i >= MAX_OPEN && brink_scenario_number(scenario, "menus", i, "open") > 0 &&
            n_open_until(scenario, i) == MAX_OPEN + 1) {
            brink_diagnose(diagnostics, brink_scenario_place(scenario, "menus", i, "open"),
                           "this is open action number %d of %s in %s; the model allows %d at most", MAX_OPEN + 1,
                           cell(scenario, "menus", i, "actor"), cell(scenario, "menus", i, "theatre"), (int)MAX_OPEN);
        }
    }
}

/* First row of `menus` that gives `action` to an actor of the side, closed rows included: a sweep may open them. */
static size_t menu_row_of_side(const brink_scenario *scenario, const char *action, const char *side)
{
    for (size_t i = 0; i < brink_scenario_n_rows(scenario, "menus"); i++) {
        if (strcmp(cell(scenario, "menus", i, "action"), action) == 0 &&
            is_on_side(scenario, cell(scenario, "menus", i, "actor"), side)) {
            return i;
        }
    }
    return none;
}

static void require_value(const brink_scenario *scenario, size_t row, const char *column, double value,
                          const char *side, size_t menu_row, brink_diagnostics *diagnostics)
{
    if (brink_scenario_number(scenario, "actions", row, column) == value) {
        return;
    }
    brink_diagnose(diagnostics, brink_scenario_place(scenario, "actions", row, column),
                   "%s of '%s' is %s, but must be %g since the action is in the menu of a %s (%s in %s, line %lu of "
                   "menus.csv); only a %s uses this column",
                   column, cell(scenario, "actions", row, "action"), cell(scenario, "actions", row, column), value,
                   side, cell(scenario, "menus", menu_row, "actor"), cell(scenario, "menus", menu_row, "theatre"),
                   brink_scenario_place(scenario, "menus", menu_row, NULL).line,
                   strcmp(side, "challenger") == 0 ? "defender" : "challenger");
}

static void check_actions(const brink_scenario *scenario, brink_diagnostics *diagnostics)
{
    static const char *const defenders_only[] = {"harm", "burden", "attrition", "calm", "rally", "warn"};

    for (size_t i = 0; i < brink_scenario_n_rows(scenario, "actions"); i++) {
        const char *action = cell(scenario, "actions", i, "action");
        size_t challenger = menu_row_of_side(scenario, action, "challenger");
        size_t defender = menu_row_of_side(scenario, action, "defender");

        if (strcmp(action, "hold") == 0) {
            brink_diagnose(diagnostics, brink_scenario_place(scenario, "actions", i, "action"),
                           "'hold' (doing nothing) is always there and cannot be a row; remove it or use another name");
            continue;
        }
        if (challenger != none) {
            for (size_t k = 0; k < sizeof defenders_only / sizeof *defenders_only; k++) {
                require_value(scenario, i, defenders_only[k], 0, "challenger", challenger, diagnostics);
            }
        }
        if (defender != none) {
            require_value(scenario, i, "attribution", 1, "defender", defender, diagnostics);
        }
    }
}

static void check_transfers(const brink_scenario *scenario, brink_diagnostics *diagnostics)
{
    for (size_t i = 0; i < brink_scenario_n_rows(scenario, "transfers"); i++) {
        const char *action = cell(scenario, "transfers", i, "action");
        const char *from = cell(scenario, "transfers", i, "from");
        brink__name_list others = {{0}, 0, false};
        const char *last = "";
        bool can_give = false;

        if (strcmp(from, cell(scenario, "transfers", i, "to")) == 0) {
            brink_diagnose(diagnostics, brink_scenario_place(scenario, "transfers", i, "to"),
                           "%s gives '%s' to itself; the recipient must be another actor", from, action);
        }
        for (size_t m = 0; m < brink_scenario_n_rows(scenario, "menus"); m++) {
            const char *actor = cell(scenario, "menus", m, "actor");
            if (strcmp(cell(scenario, "menus", m, "action"), action) == 0) {
                can_give = can_give || strcmp(actor, from) == 0;
                if (strcmp(actor, last) != 0) { /* menus list an actor's rows together as a rule */
                    brink__name_list_add(&others, actor);
                    last = actor;
                }
            }
        }
        if (!can_give) {
            brink_diagnose(diagnostics, brink_scenario_place(scenario, "transfers", i, "from"),
                           "'%s' is in no menu of %s; the giver must be an actor that can choose the action (%s)",
                           action, from, others.length > 0 ? others.text : "nobody can");
        }
    }
}

static void check_partnerships(const brink_scenario *scenario, brink_diagnostics *diagnostics)
{
    for (size_t i = 0; i < brink_scenario_n_rows(scenario, "partnerships"); i++) {
        const char *from = cell(scenario, "partnerships", i, "from");
        const char *to = cell(scenario, "partnerships", i, "to");
        size_t reverse = brink_scenario_find(scenario, "partnerships", (const char *const[]){to, from, NULL});

        if (strcmp(from, to) == 0) {
            brink_diagnose(diagnostics, brink_scenario_place(scenario, "partnerships", i, "to"),
                           "%s is its own partner; a partnership needs two actors", from);
        } else if (reverse != none && reverse < i) {
            brink_diagnose(diagnostics, brink_scenario_place(scenario, "partnerships", i, "from"),
                           "%s and %s are partners already (line %lu: the order of the two means nothing); remove one "
                           "of the rows",
                           from, to, brink_scenario_place(scenario, "partnerships", reverse, NULL).line);
        }
        if (brink_scenario_number(scenario, "partnerships", i, "counterweight") > 0 &&
            cell(scenario, "partnerships", i, "theatre")[0] == '\0') {
            brink_diagnose(diagnostics, brink_scenario_place(scenario, "partnerships", i, "counterweight"),
                           "counterweight %s of %s and %s has no effect without a theatre; fill in theatre or write 0",
                           cell(scenario, "partnerships", i, "counterweight"), from, to);
        }
    }
}

static void check_spillovers(const brink_scenario *scenario, brink_diagnostics *diagnostics)
{
    for (size_t i = 0; i < brink_scenario_n_rows(scenario, "spillovers"); i++) {
        const char *from = cell(scenario, "spillovers", i, "from");
        if (strcmp(from, cell(scenario, "spillovers", i, "to")) == 0) {
            brink_diagnose(diagnostics, brink_scenario_place(scenario, "spillovers", i, "to"),
                           "%s spills over into itself; a spillover needs two theatres (decay is in table theatres)",
                           from);
        }
    }
}

void brink__deterrence_check(const brink_scenario *scenario, brink_diagnostics *diagnostics)
{
    bool is_small = check_n_rows(scenario, "actors", "actor", MAX_ACTORS, diagnostics);

    is_small = check_n_rows(scenario, "theatres", "theatre", MAX_THEATRES, diagnostics) && is_small;
    is_small = check_n_rows(scenario, "actions", "action", MAX_ACTIONS, diagnostics) && is_small;
    check_sides(scenario, diagnostics);
    if (!is_small) {
        return; /* what follows compares rows with rows: its time is bounded by the limits */
    }
    check_n_posts(scenario, diagnostics);
    check_menus(scenario, diagnostics);
    check_actions(scenario, diagnostics);
    check_transfers(scenario, diagnostics);
    check_partnerships(scenario, diagnostics);
    check_spillovers(scenario, diagnostics);
    brink__check_shocks(scenario, diagnostics);
    brink__check_script(scenario, diagnostics);
    brink__check_doctrine(scenario, diagnostics);
}
