/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rules for the table doctrine. Its rows must make sense whenever they are there; that every post has some, and that
 * their actions are open, matters only when parameters.solution is doctrine. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

typedef struct entry {
    size_t stake; /* row of the post in stakes */
    double level_from;
    size_t row; /* in doctrine */
} entry;

static int by_band(const void *a, const void *b)
{
    const entry *x = a;
    const entry *y = b;

    if (x->stake != y->stake) {
        return x->stake < y->stake ? -1 : 1;
    }
    if (x->level_from != y->level_from) {
        return x->level_from < y->level_from ? -1 : 1;
    }
    return x->row < y->row ? -1 : x->row > y->row;
}

/* The row names a post, and an action that the post may take. False if it names no post. */
static bool check_row(const brink_scenario *scenario, size_t row, bool is_in_use, entry *out,
                      brink_diagnostics *diagnostics)
{
    const char *actor = brink_scenario_text(scenario, "doctrine", row, "actor");
    const char *theatre = brink_scenario_text(scenario, "doctrine", row, "theatre");
    const char *action = brink_scenario_text(scenario, "doctrine", row, "action");
    size_t menu = brink_scenario_find(scenario, "menus", (const char *const[]){actor, theatre, action, NULL});

    if (!brink__is_post(scenario, actor, theatre)) {
        brink_diagnose(diagnostics, brink_scenario_place(scenario, "doctrine", row, "theatre"),
                       "%s cannot act in %s; it needs a stake above 0 there", actor, theatre);
        return false;
    }
    *out = (entry){
        .stake = brink_scenario_find(scenario, "stakes", (const char *const[]){actor, theatre, NULL}),
        .level_from = brink_scenario_number(scenario, "doctrine", row, "level_from"),
        .row = row,
    };
    if (strcmp(action, "hold") != 0 &&
        (menu == (size_t)-1 || (is_in_use && !(brink_scenario_number(scenario, "menus", menu, "open") > 0)))) {
        brink__name_list open = {{0}, 0, false};
        brink__list_menu(scenario, actor, theatre, &open);
        brink_diagnose(diagnostics, brink_scenario_place(scenario, "doctrine", row, "action"),
                       "'%s' is not open to %s in %s; its menu is %s", action, actor, theatre, open.text);
    }
    return true;
}

/* The rows entries[0 .. n) are one band: its probabilities must sum to 1. */
static void check_band(const brink_scenario *scenario, const entry *entries, size_t n, brink_diagnostics *diagnostics)
{
    double sum = 0;
    size_t first = entries[0].row;

    for (size_t i = 0; i < n; i++) {
        sum += brink_scenario_number(scenario, "doctrine", entries[i].row, "probability");
        first = entries[i].row < first ? entries[i].row : first;
    }
    if (!(fabs(sum - 1) <= 1e-9)) {
        brink_diagnose(diagnostics, brink_scenario_place(scenario, "doctrine", first, "probability"),
                       "the probabilities of %s in %s from level %g sum to %.10g; those of a band must sum to 1",
                       brink_scenario_text(scenario, "doctrine", entries[0].row, "actor"),
                       brink_scenario_text(scenario, "doctrine", entries[0].row, "theatre"), entries[0].level_from,
                       sum);
    }
}

static void check_bands(const brink_scenario *scenario, const entry *entries, size_t n, brink_diagnostics *diagnostics)
{
    size_t first = 0; /* of the band */

    for (size_t i = 0; i < n; i++) {
        bool is_new_post = i == 0 || entries[i].stake != entries[i - 1].stake;
        if (is_new_post && entries[i].level_from != 0) {
            brink_diagnose(diagnostics, brink_scenario_place(scenario, "doctrine", entries[i].row, "level_from"),
                           "the bands of %s in %s start at level %g; the first band must start at 0",
                           brink_scenario_text(scenario, "doctrine", entries[i].row, "actor"),
                           brink_scenario_text(scenario, "doctrine", entries[i].row, "theatre"), entries[i].level_from);
        }
        if (i + 1 == n || entries[i + 1].stake != entries[i].stake ||
            entries[i + 1].level_from != entries[i].level_from) {
            check_band(scenario, entries + first, i + 1 - first, diagnostics);
            first = i + 1;
        }
    }
}

static void check_every_post_has_bands(const brink_scenario *scenario, const entry *entries, size_t n,
                                       brink_diagnostics *diagnostics)
{
    size_t k = 0;

    for (size_t i = 0; i < brink_scenario_n_rows(scenario, "stakes"); i++) {
        const char *actor = brink_scenario_text(scenario, "stakes", i, "actor");
        const char *theatre = brink_scenario_text(scenario, "stakes", i, "theatre");
        while (k < n && entries[k].stake < i) {
            k++;
        }
        if ((k == n || entries[k].stake != i) && brink__is_post(scenario, actor, theatre) &&
            brink__has_choice(scenario, actor, theatre)) {
            brink_diagnose(
                diagnostics, brink_scenario_place(scenario, "stakes", i, "actor"),
                "%s has no rule for %s in table doctrine, but parameters.solution is doctrine; every post that "
                "has a choice needs one (to keep it still: %s,%s,0,hold,1)",
                actor, theatre, actor, theatre);
        }
    }
}

void brink__check_doctrine(const brink_scenario *scenario, brink_diagnostics *diagnostics)
{
    bool is_in_use = strcmp(brink_scenario_value_text(scenario, "parameters", "solution"), "doctrine") == 0;
    size_t n_rows = brink_scenario_n_rows(scenario, "doctrine");
    size_t n = 0;
    entry *entries = calloc(n_rows + 1, sizeof *entries);

    if (entries == NULL) {
        brink_diagnose(diagnostics, brink_scenario_place(scenario, "doctrine", (size_t)-1, NULL),
                       "out of memory while checking %zu rows", n_rows);
        return;
    }
    for (size_t i = 0; i < n_rows; i++) {
        n += check_row(scenario, i, is_in_use, &entries[n], diagnostics);
    }
    qsort(entries, n, sizeof *entries, by_band);
    check_bands(scenario, entries, n, diagnostics);
    if (is_in_use) {
        check_every_post_has_bands(scenario, entries, n, diagnostics);
    }
    free(entries);
}
