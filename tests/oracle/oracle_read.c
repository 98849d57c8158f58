/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A scenario's tables into the oracle's plain structs (sections 1 and 2). The scenario has been checked, so names are
 * found. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parts.h"

static const size_t NOT_FOUND = (size_t)-1;

static void copy_name(char name[NAME_BYTES], const char *text)
{
    (void)snprintf(name, NAME_BYTES, "%s", text);
}

/* A cell that the actor's side does not use is empty: 0. */
static double number(const brink_scenario *s, const char *table, size_t row, const char *column)
{
    double x = brink_scenario_number(s, table, row, column);
    return isnan(x) ? 0.0 : x;
}

static size_t find_actor(const oracle *o, const char *name)
{
    for (size_t x = 0; x < o->n_actors; x++) {
        if (strcmp(o->actor[x].name, name) == 0) {
            return x;
        }
    }
    return NOT_FOUND;
}

static size_t find_theatre(const oracle *o, const char *name)
{
    for (size_t t = 0; t < o->n_theatres; t++) {
        if (strcmp(o->theatre[t].name, name) == 0) {
            return t;
        }
    }
    return NOT_FOUND;
}

size_t oracle_find_post(const oracle *o, size_t x, size_t t)
{
    for (size_t i = 0; i < o->n_posts; i++) {
        if (o->post[i].actor == x && o->post[i].theatre == t) {
            return i;
        }
    }
    return NOT_FOUND;
}

size_t oracle_find_action(const post *p, const char *name)
{
    for (size_t a = 0; a < p->n; a++) {
        if (strcmp(p->menu[a].name, name) == 0) {
            return a;
        }
    }
    return NOT_FOUND;
}

static void read_actors(oracle *o, const brink_scenario *s)
{
    for (size_t x = 0; x < o->n_actors; x++) {
        actor *a = &o->actor[x];
        copy_name(a->name, brink_scenario_text(s, "actors", x, "actor"));
        a->is_challenger = strcmp(brink_scenario_text(s, "actors", x, "side"), "challenger") == 0;
        a->rationality = number(s, "actors", x, "rationality");
        a->resolve = number(s, "actors", x, "resolve");
        a->reputation = number(s, "actors", x, "reputation");
        a->irresolution = number(s, "actors", x, "irresolution");
        a->reputation_value = number(s, "actors", x, "reputation_value");
        a->capability = number(s, "actors", x, "capability");
        a->capability_rest = number(s, "actors", x, "capability_rest");
        a->strain = number(s, "actors", x, "strain");
        a->fatigue = number(s, "actors", x, "fatigue");
        a->fatigue_rate = number(s, "actors", x, "fatigue_rate");
        a->fatigue_drift = number(s, "actors", x, "fatigue_drift");
        a->audience = number(s, "actors", x, "audience");
        a->clarity = number(s, "actors", x, "clarity");
        a->dread = number(s, "actors", x, "dread");
        a->attention = number(s, "actors", x, "attention");
    }
}

static void read_theatres(oracle *o, const brink_scenario *s)
{
    for (size_t t = 0; t < o->n_theatres; t++) {
        theatre *at = &o->theatre[t];
        copy_name(at->name, brink_scenario_text(s, "theatres", t, "theatre"));
        at->level = number(s, "theatres", t, "level");
        at->rest = number(s, "theatres", t, "rest");
        at->decay = number(s, "theatres", t, "decay");
        at->red_line = number(s, "theatres", t, "red_line");
        at->push = number(s, "theatres", t, "push");
        at->answer_push = number(s, "theatres", t, "answer_push");
        at->noise = number(s, "theatres", t, "noise");
        at->damage_weight = number(s, "theatres", t, "damage_weight");
    }
}

static action read_action(const brink_scenario *s, const char *name)
{
    const char *const keys[] = {name, NULL};
    size_t row = brink_scenario_find(s, "actions", keys);
    action a = {.severity = number(s, "actions", row, "severity"),
                .gain = number(s, "actions", row, "gain"),
                .cost = number(s, "actions", row, "cost"),
                .harm = number(s, "actions", row, "harm"),
                .attribution = number(s, "actions", row, "attribution"),
                .burden = number(s, "actions", row, "burden"),
                .attrition = number(s, "actions", row, "attrition"),
                .calm = number(s, "actions", row, "calm"),
                .rally = number(s, "actions", row, "rally"),
                .warns = number(s, "actions", row, "warn") > 0.0};
    copy_name(a.name, name);
    const char *instrument = brink_scenario_text(s, "actions", row, "instrument");
    a.is_forceful = strcmp(instrument, "military") == 0 || strcmp(instrument, "economic") == 0;
    return a;
}

/* Posts in the order of `stakes`, those with S > 0; `hold` first, then the open rows of `menus` in their order.
 * reading: a stake without an open row is a post whose menu is hold alone. */
static bool read_posts(oracle *o, const brink_scenario *s)
{
    size_t n_menus = brink_scenario_n_rows(s, "menus");
    for (size_t row = 0; row < brink_scenario_n_rows(s, "stakes"); row++) {
        double stake = number(s, "stakes", row, "stake");
        if (!(stake > 0.0)) {
            continue;
        }
        post *p = &o->post[o->n_posts++];
        const char *actor_name = brink_scenario_text(s, "stakes", row, "actor");
        const char *theatre_name = brink_scenario_text(s, "stakes", row, "theatre");
        p->actor = find_actor(o, actor_name);
        p->theatre = find_theatre(o, theatre_name);
        p->stake = stake;
        p->menu = calloc(MAX_MENU, sizeof *p->menu);
        if (p->menu == NULL) {
            return false;
        }
        copy_name(p->menu[HOLD].name, "hold");
        p->n = 1;
        for (size_t m = 0; m < n_menus; m++) {
            if (strcmp(brink_scenario_text(s, "menus", m, "actor"), actor_name) != 0 ||
                strcmp(brink_scenario_text(s, "menus", m, "theatre"), theatre_name) != 0 ||
                !(number(s, "menus", m, "open") > 0.0)) {
                continue;
            }
            if (p->n == MAX_MENU) {
                return false;
            }
            p->menu[p->n++] = read_action(s, brink_scenario_text(s, "menus", m, "action"));
        }
    }
    return true;
}

static void read_links(oracle *o, const brink_scenario *s)
{
    for (size_t i = 0; i < o->n_transfers; i++) {
        transfer *v = &o->transfer[i];
        copy_name(v->action, brink_scenario_text(s, "transfers", i, "action"));
        v->from = find_actor(o, brink_scenario_text(s, "transfers", i, "from"));
        v->to = find_actor(o, brink_scenario_text(s, "transfers", i, "to"));
        v->amount = number(s, "transfers", i, "amount");
        v->returns = number(s, "transfers", i, "returns");
    }
    for (size_t d = 0; d < o->n_partnerships; d++) {
        partnership *v = &o->partnership[d];
        const char *where = brink_scenario_text(s, "partnerships", d, "theatre");
        v->from = find_actor(o, brink_scenario_text(s, "partnerships", d, "from"));
        v->to = find_actor(o, brink_scenario_text(s, "partnerships", d, "to"));
        v->theatre = where[0] == '\0' ? NO_ROW : (int)find_theatre(o, where);
        v->alignment = number(s, "partnerships", d, "alignment");
        v->rest = number(s, "partnerships", d, "rest");
        v->growth = number(s, "partnerships", d, "growth");
        v->strain_pull = number(s, "partnerships", d, "strain_pull");
        v->decay = number(s, "partnerships", d, "decay");
        v->relief = number(s, "partnerships", d, "relief");
        v->embolden = number(s, "partnerships", d, "embolden");
        v->counterweight = number(s, "partnerships", d, "counterweight");
    }
    for (size_t i = 0; i < o->n_spillovers; i++) {
        o->spillover[i].from = find_theatre(o, brink_scenario_text(s, "spillovers", i, "from"));
        o->spillover[i].to = find_theatre(o, brink_scenario_text(s, "spillovers", i, "to"));
        o->spillover[i].weight = number(s, "spillovers", i, "weight");
    }
}

static bool read_post_action(const oracle *o, const brink_scenario *s, const char *table, size_t row, size_t *at,
                             size_t *act)
{
    size_t x = find_actor(o, brink_scenario_text(s, table, row, "actor"));
    size_t t = find_theatre(o, brink_scenario_text(s, table, row, "theatre"));
    *at = oracle_find_post(o, x, t);
    if (*at == NOT_FOUND) {
        return false;
    }
    *act = oracle_find_action(&o->post[*at], brink_scenario_text(s, table, row, "action"));
    return *act != NOT_FOUND;
}

static bool read_rules(oracle *o, const brink_scenario *s)
{
    for (size_t i = 0; i < o->n_script; i++) {
        script_line *v = &o->script[i];
        v->period = (uint32_t)number(s, "script", i, "period");
        /* an empty cell means observed, the default */
        v->is_observed = !(brink_scenario_number(s, "script", i, "observed") <= 0.0);
        if (!read_post_action(o, s, "script", i, &v->post, &v->action)) {
            return false;
        }
    }
    for (size_t i = 0; i < o->n_doctrine; i++) {
        doctrine_line *v = &o->doctrine[i];
        v->level_from = number(s, "doctrine", i, "level_from");
        v->probability = number(s, "doctrine", i, "probability");
        if (!read_post_action(o, s, "doctrine", i, &v->post, &v->action)) {
            return false;
        }
    }
    return true;
}

/* "level.UKR", "alignment.RUS.IRN": word, then one or two names. */
static bool read_target(const oracle *o, const char *text, shock *v)
{
    static const struct {
        const char *word;
        target_kind kind;
    } words[] = {{"level", TARGET_LEVEL},         {"capability", TARGET_CAPABILITY},
                 {"strain", TARGET_STRAIN},       {"fatigue", TARGET_FATIGUE},
                 {"grievance", TARGET_GRIEVANCE}, {"alignment", TARGET_ALIGNMENT},
                 {"belief", TARGET_BELIEF},       {"warning", TARGET_WARNING},
                 {"attention", TARGET_ATTENTION}, {"red_line", TARGET_RED_LINE},
                 {"rest", TARGET_REST},           {"clarity", TARGET_CLARITY},
                 {"audience", TARGET_AUDIENCE}};
    char word[16] = "", first[NAME_BYTES] = "", second[NAME_BYTES] = "";
    if (sscanf(text, "%15[^.].%39[^.].%39[^.]", word, first, second) < 2) { // NOLINT(cert-err34-c): strings only
        return false;
    }
    size_t w = 0;
    while (w < sizeof words / sizeof *words && strcmp(words[w].word, word) != 0) {
        w++;
    }
    if (w == sizeof words / sizeof *words) {
        return false;
    }
    v->kind = words[w].kind;
    switch (v->kind) {
    case TARGET_LEVEL:
    case TARGET_RED_LINE:
    case TARGET_REST:
        v->index = find_theatre(o, first);
        return v->index != NOT_FOUND;
    case TARGET_ALIGNMENT:
        for (size_t d = 0; d < o->n_partnerships; d++) {
            if (o->partnership[d].from == find_actor(o, first) && o->partnership[d].to == find_actor(o, second)) {
                v->index = d;
                return true;
            }
        }
        return false;
    case TARGET_WARNING:
        v->theatre = find_theatre(o, second);
        v->index = find_actor(o, first);
        return v->index != NOT_FOUND && v->theatre != NOT_FOUND;
    default:
        v->index = find_actor(o, first);
        return v->index != NOT_FOUND;
    }
}

static bool read_shocks(oracle *o, const brink_scenario *s)
{
    for (size_t i = 0; i < o->n_shocks; i++) {
        shock *v = &o->shock[i];
        copy_name(v->name, brink_scenario_text(s, "shocks", i, "shock"));
        v->period = brink_scenario_number(s, "shocks", i, "period");
        v->hazard = brink_scenario_number(s, "shocks", i, "hazard");
        v->repeats = brink_scenario_number(s, "shocks", i, "repeat") > 0.0;
        v->duration = brink_scenario_number(s, "shocks", i, "duration");
        v->amount = number(s, "shocks", i, "amount");
        if (!read_target(o, brink_scenario_text(s, "shocks", i, "target"), v)) {
            return false;
        }
    }
    return true;
}

static void read_parameters(oracle *o, const brink_scenario *s)
{
    static const struct {
        const char *name;
        size_t offset;
    } rows[] = {
#define ROW(n) {#n, offsetof(parameters, n)}
        ROW(relief_value),
        ROW(restraint),
        ROW(audience_width_clear),
        ROW(audience_width_ambiguous),
        ROW(warning_commitment),
        ROW(warning_decay),
        ROW(memory),
        ROW(learning),
        ROW(strain_decay),
        ROW(capability_gain),
        ROW(capability_reversion),
        ROW(fatigue_recovery),
        ROW(fatigue_cost),
        ROW(load_decay),
        ROW(load_cost),
        ROW(hazard_ceiling),
        ROW(hazard_midpoint),
        ROW(hazard_width),
        ROW(punishment_scale),
        ROW(reprisal),
        ROW(grievance_decay),
        ROW(damage_rate),
        ROW(enforcement_share),
#undef ROW
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double x = brink_scenario_value(s, "parameters", rows[i].name);
        memcpy((char *)&o->p + rows[i].offset, &x, sizeof x);
    }
    static const char *const solutions[] = {"qre", "level_k", "best_response", "myopic", "doctrine"};
    const char *word = brink_scenario_value_text(s, "parameters", "solution");
    for (size_t i = 0; i < sizeof solutions / sizeof *solutions; i++) {
        if (strcmp(word, solutions[i]) == 0) {
            o->p.solution = (solution)i;
        }
    }
    o->p.k = (size_t)brink_scenario_value(s, "parameters", "k");
    o->horizon = (uint32_t)brink_scenario_value(s, "scenario", "horizon");
}

static bool reserve(oracle *o, const brink_scenario *s)
{
    o->n_actors = brink_scenario_n_rows(s, "actors");
    o->n_theatres = brink_scenario_n_rows(s, "theatres");
    o->n_transfers = brink_scenario_n_rows(s, "transfers");
    o->n_partnerships = brink_scenario_n_rows(s, "partnerships");
    o->n_spillovers = brink_scenario_n_rows(s, "spillovers");
    o->n_script = brink_scenario_n_rows(s, "script");
    o->n_doctrine = brink_scenario_n_rows(s, "doctrine");
    o->n_shocks = brink_scenario_n_rows(s, "shocks");
    size_t n_stakes = brink_scenario_n_rows(s, "stakes");
    if (o->n_actors > MAX_ACTORS || o->n_theatres > MAX_THEATRES || n_stakes > MAX_POSTS ||
        o->n_partnerships > MAX_PARTNERSHIPS) {
        return false;
    }
    o->post = calloc(n_stakes + 1, sizeof *o->post);
    o->transfer = calloc(o->n_transfers + 1, sizeof *o->transfer);
    o->partnership = calloc(o->n_partnerships + 1, sizeof *o->partnership);
    o->spillover = calloc(o->n_spillovers + 1, sizeof *o->spillover);
    o->script = calloc(o->n_script + 1, sizeof *o->script);
    o->doctrine = calloc(o->n_doctrine + 1, sizeof *o->doctrine);
    o->shock = calloc(o->n_shocks + 1, sizeof *o->shock);
    o->events = calloc((n_stakes + 1) * MAX_MENU, sizeof *o->events);
    return o->post && o->transfer && o->partnership && o->spillover && o->script && o->doctrine && o->shock &&
           o->events;
}

oracle *oracle_new(const brink_scenario *scenario)
{
    oracle *o = calloc(1, sizeof *o);
    if (o == NULL || !reserve(o, scenario)) {
        goto fail;
    }
    read_parameters(o, scenario);
    read_actors(o, scenario);
    read_theatres(o, scenario);
    if (!read_posts(o, scenario)) {
        goto fail;
    }
    read_links(o, scenario);
    if (!read_rules(o, scenario) || !read_shocks(o, scenario)) {
        goto fail;
    }
    oracle_start(o, 0, 0);
    return o;
fail:
    oracle_free(o);
    return NULL;
}

void oracle_free(oracle *o)
{
    if (o == NULL) {
        return;
    }
    for (size_t i = 0; o->post != NULL && i < o->n_posts; i++) {
        free(o->post[i].menu);
    }
    free(o->post);
    free(o->transfer);
    free(o->partnership);
    free(o->spillover);
    free(o->script);
    free(o->doctrine);
    free(o->shock);
    free(o->events);
    free(o);
}
