/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether the text of a cell is what its column allows. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "scenario/table.h"

enum { MAX_NAME = 32, MAX_ALLOWED = 512 };

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_name(const char *text)
{
    size_t n = strnlen(text, MAX_NAME + 1);
    if (n == 0 || n > MAX_NAME || !is_letter(text[0])) {
        return false;
    }
    for (size_t i = 1; i < n; i++) {
        if (!is_letter(text[i]) && !is_digit(text[i]) && text[i] != '_') {
            return false;
        }
    }
    return true;
}

/* A day of the Gregorian calendar as YYYY-MM-DD, year 1 or later. */
static bool is_date(const char *text)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    static const char shape[] = "dddd-dd-dd";
    if (strnlen(text, sizeof shape) != sizeof shape - 1) {
        return false;
    }
    int part[3] = {0};
    for (size_t i = 0, k = 0; i < sizeof shape - 1; i++) {
        if (shape[i] == 'd') {
            if (!is_digit(text[i])) {
                return false;
            }
            part[k] = 10 * part[k] + (text[i] - '0');
        } else {
            if (text[i] != '-') {
                return false;
            }
            k++;
        }
    }
    if (part[0] < 1 || part[1] < 1 || part[1] > 12) {
        return false;
    }
    bool is_leap = (part[0] % 4 == 0 && part[0] % 100 != 0) || part[0] % 400 == 0;
    int last = days[part[1] - 1] + (part[1] == 2 && is_leap);
    return part[2] >= 1 && part[2] <= last;
}

static bool is_choice(const char *text, const char *const *words)
{
    for (size_t i = 0; words[i] != NULL; i++) {
        if (strcmp(words[i], text) == 0) {
            return true;
        }
    }
    return false;
}

/* Digits with at most a sign: 1e3 and 5.0 are refused where a count is meant. */
static bool is_whole(const char *text)
{
    text += *text == '-' || *text == '+';
    return *text != '\0' && text[strspn(text, "0123456789")] == '\0';
}

static bool is_within(const brink_column *rule, double x)
{
    double lo = rule->kind == BRINK_CELL_FLAG ? 0.0 : rule->lo;
    double hi = rule->kind == BRINK_CELL_FLAG ? 1.0 : rule->hi;
    bool is_above = rule->lo_is_open ? x > lo : x >= lo;
    bool is_below = rule->hi_is_open ? x < hi : x <= hi;
    return is_above && is_below;
}

/* Some number that the rule allows, so that what is built on a mistaken cell need not be a mistake too. */
static double stand_in(const brink_column *rule)
{
    double number = (double)NAN;
    if (rule->fallback != NULL && brink__parse_number(rule->fallback, &number) == BRINK__NUMBER_OK) {
        return number;
    }
    static const double tries[] = {0.0, 1.0, 0.5};
    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
        if (is_within(rule, tries[i])) {
            return tries[i];
        }
    }
    return isfinite(rule->lo) && !rule->lo_is_open ? rule->lo : rule->hi;
}

static bool wrong(const brink_column *rule, const char *text, const char *what, brink_place place,
                  brink__report *report)
{
    char allowed[MAX_ALLOWED];
    char shown[BRINK__SHORT];
    char hint[BRINK__MAX_HINT] = "";
    if (rule->choices != NULL && rule->kind == BRINK_CELL_CHOICE) {
        size_t n = 0;
        while (rule->choices[n] != NULL) {
            n++;
        }
        (void)brink__hint(brink_nearest(text, rule->choices, n), hint);
    }
    brink__mistake(report, place, "%s = %s%s%s; allowed: %s%s", rule->name, brink__shorten(text, shown),
                   what[0] != '\0' ? ": " : "", what, brink__allowed(rule, allowed, sizeof allowed), hint);
    return false;
}

static bool check_number(const brink_column *rule, brink__cell *cell, brink_place place, brink__report *report)
{
    double number = (double)NAN;
    brink__number_status status = brink__parse_number(cell->text, &number);
    const char *what = NULL;
    if (status != BRINK__NUMBER_OK) {
        what = brink__number_status_text(status);
    } else if (rule->kind != BRINK_CELL_NUMBER && !is_whole(cell->text)) {
        what = rule->kind == BRINK_CELL_FLAG ? "" : "not a whole number in digits";
    } else if (!is_within(rule, number)) {
        what = "";
    }
    if (what != NULL) {
        cell->number = stand_in(rule);
        return wrong(rule, cell->text, what, place, report);
    }
    cell->number = number == 0.0 ? 0.0 : number; /* no -0: its sign would show in digests and quotients */
    return true;
}

bool brink__check_cell(const brink_column *rule, brink__cell *cell, brink_place place, brink__report *report)
{
    cell->number = (double)NAN;
    if (cell->text[0] == '\0' && rule->is_optional && rule->fallback != NULL) {
        cell->text = rule->fallback;
    }
    if (cell->text[0] == '\0') {
        if (rule->is_optional || rule->used_if != NULL) {
            return true;
        }
        char allowed[MAX_ALLOWED];
        if (brink__is_number(rule)) {
            cell->number = stand_in(rule);
        }
        brink__mistake(report, place, "%s is empty; allowed: %s", rule->name,
                       brink__allowed(rule, allowed, sizeof allowed));
        return false;
    }
    switch (rule->kind) {
    case BRINK_CELL_NAME:
        return is_name(cell->text) || wrong(rule, cell->text, "not a name", place, report);
    case BRINK_CELL_CHOICE:
        return is_choice(cell->text, rule->choices) || wrong(rule, cell->text, "", place, report);
    case BRINK_CELL_NUMBER:
    case BRINK_CELL_INTEGER:
    case BRINK_CELL_FLAG:
        return check_number(rule, cell, place, report);
    case BRINK_CELL_DATE:
        return is_date(cell->text) || wrong(rule, cell->text, "no such day", place, report);
    case BRINK_CELL_REFERENCE: /* judged when all tables are read */
    case BRINK_CELL_TARGET:    /* judged by the model */
    case BRINK_CELL_TEXT:
        break;
    }
    return true;
}

/* --- cells that depend on another of their row ------------------------------------------------------------------- */

bool brink__check_use(const brink_scenario *scenario, const brink__table *table, size_t row, brink__report *report)
{
    const brink_table *schema = table->schema;
    bool is_right = true;
    for (size_t c = 0; c < schema->n_columns; c++) {
        const brink_column *rule = &schema->columns[c];
        const char *equals = rule->used_if != NULL ? strchr(rule->used_if, '=') : NULL;
        if (equals == NULL) {
            continue;
        }
        char decider_name[MAX_NAME + 1] = "";
        size_t length = (size_t)(equals - rule->used_if);
        memcpy(decider_name, rule->used_if, length < MAX_NAME ? length : MAX_NAME);
        size_t decider = brink__find_column(schema, decider_name);
        if (decider == BRINK__NONE) {
            continue;
        }
        const brink_column *decides = &schema->columns[decider];
        const char *word = brink__cell_at(table, row, decider)->text;
        if (decides->kind == BRINK_CELL_CHOICE && !is_choice(word, decides->choices)) {
            continue; /* reported already */
        }
        brink__cell *cell = brink__cell_at(table, row, c);
        bool is_used = strcmp(word, equals + 1) == 0;
        bool is_filled = cell->text[0] != '\0';
        char shown[BRINK__SHORT];
        char allowed[MAX_ALLOWED];
        if (is_used && !is_filled && !rule->is_optional) {
            brink__mistake(report, brink__place(scenario, cell), "%s is empty; allowed where %s is %s: %s", rule->name,
                           decider_name, word, brink__allowed(rule, allowed, sizeof allowed));
            is_right = false;
        } else if (!is_used && is_filled) {
            char other[BRINK__SHORT];
            brink__mistake(report, brink__place(scenario, cell), "%s = %s; allowed: empty where %s is %s", rule->name,
                           brink__shorten(cell->text, shown), decider_name, brink__shorten(word, other));
            is_right = false;
        }
    }
    return is_right;
}
