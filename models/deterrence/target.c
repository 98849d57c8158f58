/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "target.h"

#include <string.h>

#include "deterrence.h"

static const size_t none = (size_t)-1;

const brink__target_type brink__target_types[N_TARGETS] = {
    [TARGET_LEVEL] = {"level", "level.THEATRE", NULL, false, "rung", "Level of escalation of a theatre."},
    [TARGET_CAPABILITY] = {"capability", "capability.ACTOR", NULL, false, "1", "Capability of an actor."},
    [TARGET_STRAIN] = {"strain", "strain.CHALLENGER", "challenger", false, "1", "Economic strain of a challenger."},
    [TARGET_FATIGUE] = {"fatigue", "fatigue.DEFENDER", "defender", false, "1", "Domestic fatigue of a defender."},
    [TARGET_GRIEVANCE] = {"grievance", "grievance.CHALLENGER", "challenger", false, "rung",
                          "Grievance of a challenger."},
    [TARGET_ALIGNMENT] = {"alignment", "alignment.FROM.TO", NULL, false, "1",
                          "Alignment of the partnership with this key."},
    [TARGET_BELIEF] = {"belief", "belief.DEFENDER", "defender", false, "log-odds",
                       "Log-odds of the public belief that a defender is resolute."},
    [TARGET_WARNING] = {"warning", "warning.DEFENDER.THEATRE", "defender", false, "1",
                        "Outstanding warning of a defender in a theatre."},
    [TARGET_ATTENTION] = {"attention", "attention.DEFENDER", "defender", true, "util",
                          "Load on a defender's attention from elsewhere."},
    [TARGET_RED_LINE] = {"red_line", "red_line.THEATRE", NULL, true, "rung", "Red line of a theatre."},
    [TARGET_REST] = {"rest", "rest.THEATRE", NULL, true, "rung", "Level to which a theatre settles."},
    [TARGET_CLARITY] = {"clarity", "clarity.DEFENDER", "defender", true, "1", "Clarity of a defender's red lines."},
    [TARGET_AUDIENCE] = {"audience", "audience.DEFENDER", "defender", true, "util", "Audience cost of a defender."},
};

#define ALL_FORMS                                                                                                      \
    "level.THEATRE, capability.ACTOR, strain.CHALLENGER, fatigue.DEFENDER, grievance.CHALLENGER, alignment.FROM.TO, "  \
    "belief.DEFENDER, warning.DEFENDER.THEATRE, and with a duration attention.DEFENDER, red_line.THEATRE, "            \
    "rest.THEATRE, clarity.DEFENDER, audience.DEFENDER"

enum { MAX_PARTS = 3, MAX_TEXT = 127 }; /* three names of 32 bytes and two dots are shorter */

const char *brink__nearest_key(const brink_scenario *scenario, const char *table, const char *column, const char *word)
{
    const char *names[MAX_ACTORS]; /* no table asked for may have more rows than it may have actors */
    size_t n = brink_scenario_n_rows(scenario, table);

    if (n > MAX_ACTORS) {
        n = MAX_ACTORS;
    }
    for (size_t i = 0; i < n; i++) {
        names[i] = brink_scenario_text(scenario, table, i, column);
    }
    return brink_nearest(word, names, n);
}

/* Row of the actor or theatre `key`; fails if there is none, or if an actor is on the wrong side. */
static brink_status find_key(const brink_scenario *scenario, const char *text, const char *table, const char *column,
                             const char *key, const char *side, size_t *row, brink_error *err)
{
    *row = brink_scenario_find(scenario, table, (const char *const[]){key, NULL});
    if (*row == none) {
        const char *near = brink__nearest_key(scenario, table, column, key);
        return brink_fail(err, BRINK_EDATA, "target '%s': no %s '%s' in table %s%s%s%s", text, column, key, table,
                          near != NULL ? "; did you mean " : "", near != NULL ? near : "", near != NULL ? "?" : "");
    }
    if (side != NULL && strcmp(brink_scenario_text(scenario, table, *row, "side"), side) != 0) {
        return brink_fail(err, BRINK_EDATA, "target '%s': %s is a %s; only a %s has it", text, key,
                          brink_scenario_text(scenario, table, *row, "side"), side);
    }
    return BRINK_OK;
}

static brink_status find_partnership(const brink_scenario *scenario, const char *text, const char *from, const char *to,
                                     size_t *row, brink_error *err)
{
    *row = brink_scenario_find(scenario, "partnerships", (const char *const[]){from, to, NULL});
    if (*row != none) {
        return BRINK_OK;
    }
    if (brink_scenario_find(scenario, "partnerships", (const char *const[]){to, from, NULL}) != none) {
        return brink_fail(err, BRINK_EDATA,
                          "target '%s': table partnerships has the pair the other way round; did you mean "
                          "alignment.%s.%s?",
                          text, to, from);
    }
    return brink_fail(err, BRINK_EDATA, "target '%s': no partnership of %s and %s in table partnerships", text, from,
                      to);
}

/* Cuts `text` at its dots; returns the number of parts, MAX_PARTS + 1 if there are more. */
static size_t split(char *text, char *parts[MAX_PARTS])
{
    size_t n = 0;

    for (char *dot = text; text != NULL; text = dot) {
        if (n == MAX_PARTS) {
            return MAX_PARTS + 1;
        }
        parts[n++] = text;
        dot = strchr(text, '.');
        if (dot != NULL) {
            *dot++ = '\0';
        }
    }
    return n;
}

static size_t n_parts_of(const char *form)
{
    size_t n = 1;

    for (; *form != '\0'; form++) {
        n += *form == '.';
    }
    return n;
}

static brink_status find_kind(const char *text, const char *word, brink__target_kind *kind, brink_error *err)
{
    const char *words[N_TARGETS];
    const char *near = NULL;

    for (int i = 0; i < N_TARGETS; i++) {
        words[i] = brink__target_types[i].word;
        if (strcmp(word, words[i]) == 0) {
            *kind = (brink__target_kind)i;
            return BRINK_OK;
        }
    }
    near = brink_nearest(word, words, N_TARGETS);
    return brink_fail(err, BRINK_EDATA, "unknown target '%s'; allowed are " ALL_FORMS "%s%s%s", text,
                      near != NULL ? "; did you mean " : "", near != NULL ? near : "", near != NULL ? "?" : "");
}

brink_status brink__target_parse(const brink_scenario *scenario, const char *text, brink__target *target,
                                 brink_error *err)
{
    char copy[MAX_TEXT + 1];
    char *parts[MAX_PARTS] = {NULL};
    const brink__target_type *type = NULL;
    size_t n = 0;
    brink_status status = BRINK_OK;

    *target = (brink__target){N_TARGETS, none, none, none};
    if (strlen(text) > MAX_TEXT) {
        return brink_fail(err, BRINK_EDATA, "unknown target of %zu characters; allowed are " ALL_FORMS, strlen(text));
    }
    memcpy(copy, text, strlen(text) + 1);
    n = split(copy, parts);
    status = find_kind(text, parts[0], &target->kind, err);
    if (status != BRINK_OK) {
        return status;
    }
    type = &brink__target_types[target->kind];
    if (n != n_parts_of(type->form)) {
        return brink_fail(err, BRINK_EDATA, "target '%s' is not complete or has too much; its form is %s", text,
                          type->form);
    }
    switch (target->kind) {
    case TARGET_LEVEL:
    case TARGET_RED_LINE:
    case TARGET_REST:
        return find_key(scenario, text, "theatres", "theatre", parts[1], NULL, &target->theatre, err);
    case TARGET_ALIGNMENT:
        return find_partnership(scenario, text, parts[1], parts[2], &target->partnership, err);
    case TARGET_WARNING:
        status = find_key(scenario, text, "theatres", "theatre", parts[2], NULL, &target->theatre, err);
        if (status != BRINK_OK) {
            return status;
        }
        break;
    default:
        break;
    }
    return find_key(scenario, text, "actors", "actor", parts[1], type->side, &target->actor, err);
}
