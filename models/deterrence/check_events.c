/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rules for what happens at given times: shocks and the script. Rows beyond the horizon are allowed, since --periods
 * may shorten it: they never happen. */
#include <math.h>
#include <string.h>

#include "check.h"
#include "target.h"

static void check_timing(const brink_scenario *scenario, size_t row, brink_diagnostics *diagnostics)
{
    const char *name = brink_scenario_text(scenario, "shocks", row, "shock");
    bool has_period = !isnan(brink_scenario_number(scenario, "shocks", row, "period"));
    bool has_hazard = !isnan(brink_scenario_number(scenario, "shocks", row, "hazard"));

    if (has_period && has_hazard) {
        brink_diagnose(diagnostics, brink_scenario_place(scenario, "shocks", row, "hazard"),
                       "shock %s has both a period and a hazard; fill one and leave the other empty", name);
    } else if (!has_period && !has_hazard) {
        brink_diagnose(diagnostics, brink_scenario_place(scenario, "shocks", row, "period"),
                       "shock %s has neither a period nor a hazard; fill one of them", name);
    } else if (has_period && brink_scenario_number(scenario, "shocks", row, "repeat") > 0) {
        brink_diagnose(
            diagnostics, brink_scenario_place(scenario, "shocks", row, "repeat"),
            "shock %s has a period, so it cannot repeat; give it a hazard instead, or write one row a period", name);
    }
}

static void check_target(const brink_scenario *scenario, size_t row, brink_diagnostics *diagnostics)
{
    const char *text = brink_scenario_text(scenario, "shocks", row, "target");
    brink__target target;
    brink_error err;

    if (brink__target_parse(scenario, text, &target, &err) != BRINK_OK) {
        brink_diagnose(diagnostics, brink_scenario_place(scenario, "shocks", row, "target"), "%s", err.what);
        return;
    }
    if (brink__target_types[target.kind].needs_duration &&
        isnan(brink_scenario_number(scenario, "shocks", row, "duration"))) {
        brink_diagnose(diagnostics, brink_scenario_place(scenario, "shocks", row, "duration"),
                       "shock %s: %s can only be offset for a while; fill in the duration in periods",
                       brink_scenario_text(scenario, "shocks", row, "shock"), text);
    }
    if (target.kind == TARGET_WARNING) {
        const char *actor = brink_scenario_text(scenario, "actors", target.actor, "actor");
        const char *theatre = brink_scenario_text(scenario, "theatres", target.theatre, "theatre");
        if (!brink__is_post(scenario, actor, theatre)) {
            brink_diagnose(diagnostics, brink_scenario_place(scenario, "shocks", row, "target"),
                           "target '%s': %s has no stake above 0 in %s, so that a warning there commits it to nothing",
                           text, actor, theatre);
        }
    }
}

void brink__check_shocks(const brink_scenario *scenario, brink_diagnostics *diagnostics)
{
    for (size_t i = 0; i < brink_scenario_n_rows(scenario, "shocks"); i++) {
        check_timing(scenario, i, diagnostics);
        check_target(scenario, i, diagnostics);
    }
}

void brink__check_script(const brink_scenario *scenario, brink_diagnostics *diagnostics)
{
    for (size_t i = 0; i < brink_scenario_n_rows(scenario, "script"); i++) {
        const char *actor = brink_scenario_text(scenario, "script", i, "actor");
        const char *theatre = brink_scenario_text(scenario, "script", i, "theatre");
        const char *action = brink_scenario_text(scenario, "script", i, "action");
        size_t row = brink_scenario_find(scenario, "menus", (const char *const[]){actor, theatre, action, NULL});

        if (!brink__is_post(scenario, actor, theatre)) {
            brink_diagnose(diagnostics, brink_scenario_place(scenario, "script", i, "theatre"),
                           "%s cannot act in %s; it needs a stake above 0 there", actor, theatre);
        } else if (strcmp(action, "hold") != 0 &&
                   (row == (size_t)-1 || !(brink_scenario_number(scenario, "menus", row, "open") > 0))) {
            brink__name_list open = {{0}, 0, false};
            brink__list_menu(scenario, actor, theatre, &open);
            brink_diagnose(diagnostics, brink_scenario_place(scenario, "script", i, "action"),
                           "'%s' is not open to %s in %s; its menu is %s", action, actor, theatre, open.text);
        }
    }
}
