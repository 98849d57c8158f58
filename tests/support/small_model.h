/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A made-up model with every kind of cell, and a scenario for it, for tests of the reader. */
#ifndef TESTS_SUPPORT_SMALL_MODEL_H
#define TESTS_SUPPORT_SMALL_MODEL_H

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "brink/model.h"

static const char *const small_sides[] = {"red", "blue", NULL};
static const char *const small_rules[] = {"fast", "slow", NULL};
static const char *const small_nobody[] = {"nobody", NULL};

static const brink_column small_units[] = {
    {.name = "unit", .kind = BRINK_CELL_NAME, .is_key = true},
    {.name = "label", .kind = BRINK_CELL_TEXT},
    {.name = "side", .kind = BRINK_CELL_CHOICE, .choices = small_sides},
    {.name = "weight", .kind = BRINK_CELL_NUMBER, .lo = 0, .hi = 1, .unit = "1"},
    {.name = "size", .kind = BRINK_CELL_NUMBER, .lo = 0, .hi = 5, .lo_is_open = true, .unit = "rung"},
    {.name = "nerve", .kind = BRINK_CELL_NUMBER, .lo = 0, .hi = 1, .unit = "1", .used_if = "side=blue"},
};

static const brink_column small_links[] = {
    {.name = "from", .kind = BRINK_CELL_REFERENCE, .refers_to = "units", .is_key = true},
    {.name = "to", .kind = BRINK_CELL_REFERENCE, .refers_to = "units", .choices = small_nobody},
    {.name = "count", .kind = BRINK_CELL_INTEGER, .lo = 1, .hi = 10, .unit = "days"},
    {.name = "open", .kind = BRINK_CELL_FLAG, .is_optional = true, .fallback = "1"},
    {.name = "note", .kind = BRINK_CELL_TEXT, .is_optional = true, .fallback = ""},
};

static const brink_column small_bands[] = {
    {.name = "unit", .kind = BRINK_CELL_REFERENCE, .refers_to = "units", .is_key = true},
    {.name = "from", .kind = BRINK_CELL_NUMBER, .lo = 0, .hi = 10, .unit = "rung", .is_key = true},
    {.name = "share", .kind = BRINK_CELL_NUMBER, .lo = 0, .hi = 1, .hi_is_open = true, .unit = "1"},
    {.name = "day", .kind = BRINK_CELL_DATE, .is_optional = true},
    {.name = "target", .kind = BRINK_CELL_TARGET, .is_optional = true},
};

static const brink_column small_setting_columns[] = {
    {.name = "setting", .kind = BRINK_CELL_NAME, .is_key = true},
    {.name = "value", .kind = BRINK_CELL_TEXT},
};

static const brink_column small_settings[] = {
    {.name = "gain", .kind = BRINK_CELL_NUMBER, .lo = 0, .hi = (double)INFINITY, .unit = "util", .fallback = "0.5"},
    {.name = "steps", .kind = BRINK_CELL_INTEGER, .lo = 1, .hi = 10, .unit = "1", .fallback = "3"},
    {.name = "rule", .kind = BRINK_CELL_CHOICE, .choices = small_rules, .fallback = "fast"},
};

static const brink_table small_tables[] = {
    {.name = "units", .columns = small_units, .n_columns = 6, .is_required = true},
    {.name = "links", .columns = small_links, .n_columns = 5},
    {.name = "bands", .columns = small_bands, .n_columns = 5},
    {.name = "settings", .columns = small_setting_columns, .n_columns = 2, .rows = small_settings, .n_rows = 3},
};

/* Complains when no unit is red, and about each unit that weighs nothing. */
static void small_check(const brink_scenario *scenario, brink_diagnostics *diagnostics)
{
    int n_red = 0;
    for (size_t i = 0; i < brink_scenario_n_rows(scenario, "units"); i++) {
        n_red += strcmp(brink_scenario_text(scenario, "units", i, "side"), "red") == 0;
        if (brink_scenario_number(scenario, "units", i, "weight") == 0.0) {
            brink_diagnose(diagnostics, brink_scenario_place(scenario, "units", i, "weight"), "weighs nothing");
        }
    }
    if (n_red == 0) {
        brink_diagnose(diagnostics, brink_scenario_place(scenario, "units", (size_t)-1, NULL), "no unit is red");
    }
}

static const brink_model_type small_model = {
    .name = "small", .tables = small_tables, .n_tables = 4, .check = small_check};
static const brink_model_type tiny_model = {.name = "tiny"};
static const brink_model_type *const small_models[] = {&small_model, &tiny_model, NULL};

#define SMALL_SCENARIO "key,value\nname,base\ntitle,A test\nmodel,small\nstart_date,2024-02-29\nhorizon,10\n"
#define SMALL_UNITS    "unit,label,side,weight,size,nerve\nA,Alpha,red,0.5,1,\nB,Beta,blue,0.25,2,0.5\n"
#define SMALL_LINKS    "from,to,count,open,note\nA,B,3,1,\n"
#define SMALL_SETTINGS "setting,value\ngain,1.5\n"

#endif
