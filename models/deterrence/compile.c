/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "brink/math.h"
#include "brink/rng.h"
#include "cascades.h"
#include "kernel.h"
#include "metrics.h"
#include "solve.h"
#include "step.h"
#include "trace.h"

static void read_parameters(program *p, const brink_scenario *scenario)
{
    parameters *par = &p->par;
    const struct {
        const char *key;
        double *to;
    } numbers[] = {{"tolerance", &par->tolerance},
                   {"relief_value", &par->relief_value},
                   {"restraint", &par->restraint},
                   {"audience_width_clear", &par->audience_width_clear},
                   {"audience_width_ambiguous", &par->audience_width_ambiguous},
                   {"warning_commitment", &par->warning_commitment},
                   {"warning_decay", &par->warning_decay},
                   {"memory", &par->memory},
                   {"learning", &par->learning},
                   {"strain_decay", &par->strain_decay},
                   {"capability_gain", &par->capability_gain},
                   {"capability_reversion", &par->capability_reversion},
                   {"fatigue_recovery", &par->fatigue_recovery},
                   {"fatigue_cost", &par->fatigue_cost},
                   {"load_decay", &par->load_decay},
                   {"load_cost", &par->load_cost},
                   {"hazard_ceiling", &par->hazard_ceiling},
                   {"hazard_midpoint", &par->hazard_midpoint},
                   {"hazard_width", &par->hazard_width},
                   {"punishment_scale", &par->punishment_scale},
                   {"reprisal", &par->reprisal},
                   {"grievance_decay", &par->grievance_decay},
                   {"damage_rate", &par->damage_rate},
                   {"enforcement_share", &par->enforcement_share}};
    static const struct {
        const char *word;
        enum solution solution;
    } solutions[] = {{"qre", SOLUTION_QRE},
                     {"level_k", SOLUTION_LEVEL_K},
                     {"best_response", SOLUTION_BEST_RESPONSE},
                     {"myopic", SOLUTION_MYOPIC},
                     {"doctrine", SOLUTION_DOCTRINE}};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        *numbers[i].to = brink_scenario_value(scenario, "parameters", numbers[i].key);
    }
    const char *word = brink_scenario_value_text(scenario, "parameters", "solution");
    for (size_t i = 0; i < sizeof solutions / sizeof solutions[0]; i++) {
        if (strcmp(word, solutions[i].word) == 0) {
            par->solution = solutions[i].solution;
        }
    }
    par->always_traces = strcmp(brink_scenario_value_text(scenario, "parameters", "branch"), "trace") == 0;
    par->k = (uint32_t)brink_scenario_value(scenario, "parameters", "k");
    par->max_iterations = (uint32_t)brink_scenario_value(scenario, "parameters", "max_iterations");
}

/* Number of a cell that only one side fills: 0 for the other. */
static double number(const brink_scenario *scenario, size_t row, const char *column)
{
    return brink_scenario_text(scenario, "actors", row, column)[0] == '\0'
               ? 0.0
               : brink_scenario_number(scenario, "actors", row, column);
}

static void read_actors(program *p, const brink_scenario *scenario)
{
    double defended = 0.0;
    for (size_t x = 0; x < p->n_actors; x++) {
        actor *a = &p->actors[x];
        const struct {
            const char *column;
            double *to;
        } numbers[] = {{"rationality", &a->rationality},
                       {"resolve", &a->resolve},
                       {"reputation", &a->reputation},
                       {"irresolution", &a->irresolution},
                       {"reputation_value", &a->reputation_value},
                       {"capability", &a->capability},
                       {"capability_rest", &a->capability_rest},
                       {"strain", &a->strain},
                       {"fatigue", &a->fatigue},
                       {"fatigue_rate", &a->fatigue_rate},
                       {"fatigue_drift", &a->fatigue_drift},
                       {"audience", &a->audience},
                       {"clarity", &a->clarity},
                       {"dread", &a->dread},
                       {"attention", &a->attention}};
        for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
            *numbers[i].to = number(scenario, x, numbers[i].column);
        }
        a->is_challenger = strcmp(brink_scenario_text(scenario, "actors", x, "side"), "challenger") == 0;
        a->who = brink_who(a->name, "");
        if (a->is_challenger) {
            a->player = p->n_challengers;
            p->challengers[p->n_challengers++] = x;
        } else {
            a->player = p->n_defenders;
            p->defenders[p->n_defenders++] = x;
            a->reputation_log_odds = brink_log(a->reputation / (1.0 - a->reputation));
            defended += a->capability;
        }
    }
    for (size_t j = 0; j < p->n_defenders; j++) {
        actor *a = &p->actors[p->defenders[j]];
        a->unity_weight = a->capability / defended;
    }
}

static void read_theatres(program *p, const brink_scenario *scenario)
{
    for (size_t t = 0; t < p->n_theatres; t++) {
        theatre *here = &p->theatres[t];
        const struct {
            const char *column;
            double *to;
        } numbers[] = {{"level", &here->level}, {"rest", &here->rest},
                       {"decay", &here->decay}, {"red_line", &here->red_line},
                       {"push", &here->push},   {"answer_push", &here->answer_push},
                       {"noise", &here->noise}, {"damage_weight", &here->damage_weight}};
        for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
            *numbers[i].to = brink_scenario_number(scenario, "theatres", t, numbers[i].column);
        }
        here->who = brink_who("", here->name);
    }
}

static void read_partnerships(program *p, const brink_scenario *scenario)
{
    for (size_t d = 0; d < p->n_partnerships; d++) {
        partnership *ship = &p->partnerships[d];
        const char *in = brink_scenario_text(scenario, "partnerships", d, "theatre");
        const struct {
            const char *column;
            double *to;
        } numbers[] = {{"alignment", &ship->alignment}, {"rest", &ship->rest},
                       {"growth", &ship->growth},       {"strain_pull", &ship->strain_pull},
                       {"decay", &ship->decay},         {"relief", &ship->relief},
                       {"embolden", &ship->embolden},   {"counterweight", &ship->counterweight}};
        for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
            *numbers[i].to = brink_scenario_number(scenario, "partnerships", d, numbers[i].column);
        }
        ship->from = compile_row(scenario, "actors", brink_scenario_text(scenario, "partnerships", d, "from"));
        ship->to = compile_row(scenario, "actors", brink_scenario_text(scenario, "partnerships", d, "to"));
        ship->theatre = in[0] ? compile_row(scenario, "theatres", in) : (size_t)-1;
    }
    for (size_t i = 0; i < p->n_spillovers; i++) {
        spillover *s = &p->spillovers[i];
        s->from = compile_row(scenario, "theatres", brink_scenario_text(scenario, "spillovers", i, "from"));
        s->to = compile_row(scenario, "theatres", brink_scenario_text(scenario, "spillovers", i, "to"));
        s->weight = brink_scenario_number(scenario, "spillovers", i, "weight");
    }
}

/* An empty cell of a whole number reads as 0. */
static uint32_t whole(const brink_scenario *scenario, const char *table, size_t row, const char *column)
{
    double x = brink_scenario_number(scenario, table, row, column);
    return x > 0.0 ? (uint32_t)x : 0;
}

static brink_status read_shocks(program *p, const brink_scenario *scenario, brink_error *err)
{
    for (size_t i = 0; i < p->n_shocks; i++) {
        shock *s = &p->shocks[i];
        s->who = brink_who(brink_scenario_text(scenario, "shocks", i, "shock"), "shock");
        s->period = whole(scenario, "shocks", i, "period");
        s->hazard = s->period ? 0.0 : brink_scenario_number(scenario, "shocks", i, "hazard");
        s->repeats = whole(scenario, "shocks", i, "repeat") != 0;
        s->duration = whole(scenario, "shocks", i, "duration");
        s->amount = brink_scenario_number(scenario, "shocks", i, "amount");
        brink_status status =
            brink__target_parse(scenario, brink_scenario_text(scenario, "shocks", i, "target"), &s->target, err);
        if (status != BRINK_OK) {
            return status;
        }
    }
    return BRINK_OK;
}

/* The check has found that there is one. */
static size_t find_post(const program *p, const char *who, const char *where)
{
    size_t i = 0;
    while (i + 1 < p->n_posts && (strcmp(p->actors[p->posts[i].actor].name, who) != 0 ||
                                  strcmp(p->theatres[p->posts[i].theatre].name, where) != 0)) {
        i++;
    }
    return i;
}

static void read_script(program *p, const brink_scenario *scenario)
{
    for (size_t i = 0; i < p->n_forced; i++) {
        forced_move *f = &p->forced[i];
        const char *who = brink_scenario_text(scenario, "script", i, "actor");
        const char *where = brink_scenario_text(scenario, "script", i, "theatre");
        const char *action = brink_scenario_text(scenario, "script", i, "action");
        f->period = whole(scenario, "script", i, "period");
        f->post = find_post(p, who, where);
        f->is_observed = brink_scenario_number(scenario, "script", i, "observed") != 0.0;
        f->action = 0;
        const post *here = &p->posts[f->post];
        for (size_t a = 1; a < here->n; a++) {
            f->action = strcmp(p->action_names[here->action_row[a]], action) == 0 ? a : f->action;
        }
    }
}

/* Every address that draws must be its own: 32-bit hashes may collide, so all pairs are compared. */
static brink_status check_hashes(const program *p, const brink_scenario *scenario, brink_error *err)
{
    const size_t n = p->n_posts + p->n_actors + p->n_theatres + p->n_shocks + 2;
    uint32_t *who = malloc(n * sizeof *who);
    size_t k = 0;
    brink_status status = BRINK_OK;
    if (!who) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for the table of hashes");
    }
    for (size_t i = 0; i < p->n_posts; i++) {
        who[k++] = p->posts[i].who;
    }
    for (size_t x = 0; x < p->n_actors; x++) {
        who[k++] = p->actors[x].who;
    }
    for (size_t t = 0; t < p->n_theatres; t++) {
        who[k++] = p->theatres[t].who;
    }
    for (size_t i = 0; i < p->n_shocks; i++) {
        who[k++] = p->shocks[i].who;
    }
    who[k++] = p->who_conflict;
    who[k++] = p->who_audit;
    for (size_t i = 0; i < n && status == BRINK_OK; i++) {
        for (size_t j = 0; j < i; j++) {
            if (who[i] == who[j]) {
                status = brink_fail(err, BRINK_EDATA,
                                    "two names of scenario %s have the same 32-bit hash, so they would draw the same "
                                    "numbers: rename an actor, a theatre or a shock",
                                    brink_scenario_name(scenario));
                break;
            }
        }
    }
    free(who);
    return status;
}

static brink_status start_state(program *p, brink_error *err)
{
    const state_rows *r = &p->row;
    double *state = calloc(p->n_states, sizeof *state);
    if (!state) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for the state");
    }
    p->start_state = state;
    for (size_t t = 0; t < p->n_theatres; t++) {
        state[r->level + t] = p->theatres[t].level;
    }
    for (size_t x = 0; x < p->n_actors; x++) {
        const actor *a = &p->actors[x];
        state[r->capability + x] = a->capability;
        if (a->is_challenger) {
            state[r->strain + a->player] = a->strain;
        } else {
            state[r->log_odds + a->player] = brink_clamp(a->reputation_log_odds, -8.0, 8.0);
            state[r->fatigue + a->player] = a->fatigue;
            state[r->attention + a->player] = a->attention;
        }
    }
    for (size_t d = 0; d < p->n_partnerships; d++) {
        state[r->alignment + d] = p->partnerships[d].alignment;
    }
    state[r->survival] = 1.0;
    return BRINK_OK;
}

/* Period 0 is the same for all replicas: traced once here, it is where their first solution starts from. */
static brink_status warm_up(program *p, brink_error *err)
{
    size_t bytes = brink__deterrence_batch_bytes(&p->head);
    void *memory = aligned_alloc(64, bytes);
    if (!memory) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for a batch of %zu bytes", bytes);
    }
    memset(memory, 0, bytes);
    uint64_t counters[N_COUNTERS] = {0};
    brink_batch batch = {.program = &p->head, .n = 1, .memory = memory, .counters = counters};
    brink__deterrence_start(&batch);
    work *w = work_of(&batch);
    brink__solve_start(p, w);
    p->start_warm = calloc(w->n_warm + 1, sizeof *p->start_warm);
    for (size_t r = 0; p->start_warm && r < w->n_warm; r++) {
        p->start_warm[r] = w->warm[r][0];
    }
    brink__cascade_solve_start(p, w);
    p->start_rest_warm = calloc(w->n_warm + 1, sizeof *p->start_rest_warm);
    for (size_t r = 0; p->start_rest_warm && r < w->n_warm; r++) {
        p->start_rest_warm[r] = w->rest_warm[r][0];
    }
    free(memory);
    return p->start_warm && p->start_rest_warm ? BRINK_OK
                                               : brink_fail(err, BRINK_ENOMEM, "out of memory for the start values");
}

static void set_rows(program *p)
{
    const size_t sizes[] = {p->n_theatres,
                            p->n_defenders * p->n_theatres,
                            p->n_defenders,
                            p->n_defenders,
                            p->n_actors,
                            p->n_challengers,
                            p->n_defenders,
                            p->n_defenders,
                            p->n_challengers,
                            p->n_partnerships,
                            1,
                            1};
    size_t *const firsts[] = {&p->row.level,      &p->row.warning,   &p->row.type,     &p->row.log_odds,
                              &p->row.capability, &p->row.strain,    &p->row.fatigue,  &p->row.attention,
                              &p->row.grievance,  &p->row.alignment, &p->row.survival, &p->row.conflict_draw};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        *firsts[i] = p->n_states;
        p->n_states += sizes[i];
    }
}

/* Copies the keys of a table's rows into p->strings from *used on; to[row * stride] points at the copy. */
static void keep_keys(program *p, const brink_scenario *scenario, const char *table, const char *column, size_t *used,
                      const char **to, size_t stride)
{
    for (size_t i = 0; i < brink_scenario_n_rows(scenario, table); i++) {
        const char *key = brink_scenario_text(scenario, table, i, column);
        size_t bytes = strlen(key) + 1;
        memcpy(p->strings + *used, key, bytes);
        *(const char **)(void *)((char *)to + i * stride) = p->strings + *used;
        *used += bytes;
    }
}

static brink_status allocate(program *p, const brink_scenario *scenario, brink_error *err)
{
    static const char *const tables[] = {"actors",     "theatres", "stakes", "partnerships",
                                         "spillovers", "shocks",   "script", "actions"};
    size_t *const sizes[] = {&p->n_actors,     &p->n_theatres, &p->n_posts,  &p->n_partnerships,
                             &p->n_spillovers, &p->n_shocks,   &p->n_forced, &p->n_actions};
    size_t bytes = 1, used = 0;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        *sizes[i] = brink_scenario_n_rows(scenario, tables[i]);
    }
    for (size_t i = 0; i < p->n_actors; i++) {
        bytes += strlen(brink_scenario_text(scenario, "actors", i, "actor")) + 1;
    }
    for (size_t i = 0; i < p->n_theatres; i++) {
        bytes += strlen(brink_scenario_text(scenario, "theatres", i, "theatre")) + 1;
    }
    for (size_t i = 0; i < p->n_actions; i++) {
        bytes += strlen(brink_scenario_text(scenario, "actions", i, "action")) + 1;
    }
    /* one more than needed everywhere, so that an empty table is no special case */
    p->actors = calloc(p->n_actors + 1, sizeof *p->actors);
    p->challengers = calloc(p->n_actors + 1, sizeof *p->challengers);
    p->defenders = calloc(p->n_actors + 1, sizeof *p->defenders);
    p->theatres = calloc(p->n_theatres + 1, sizeof *p->theatres);
    p->posts = calloc(p->n_posts + 1, sizeof *p->posts);
    p->partnerships = calloc(p->n_partnerships + 1, sizeof *p->partnerships);
    p->spillovers = calloc(p->n_spillovers + 1, sizeof *p->spillovers);
    p->shocks = calloc(p->n_shocks + 1, sizeof *p->shocks);
    p->forced = calloc(p->n_forced + 1, sizeof *p->forced);
    p->strings = malloc(bytes);
    p->action_names = calloc(p->n_actions + 1, sizeof *p->action_names);
    if (!p->actors || !p->challengers || !p->defenders || !p->theatres || !p->posts || !p->partnerships ||
        !p->spillovers || !p->shocks || !p->forced || !p->strings || !p->action_names) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for the program of scenario %s",
                          brink_scenario_name(scenario));
    }
    keep_keys(p, scenario, "actors", "actor", &used, &p->actors[0].name, sizeof *p->actors);
    keep_keys(p, scenario, "theatres", "theatre", &used, &p->theatres[0].name, sizeof *p->theatres);
    keep_keys(p, scenario, "actions", "action", &used, p->action_names, sizeof *p->action_names);
    return BRINK_OK;
}

brink_status brink__deterrence_compile(const brink_scenario *scenario, brink_program **out, brink_error *err)
{
    program *p = calloc(1, sizeof *p);
    *out = NULL;
    if (!p) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for a program");
    }
    p->head.type = brink_scenario_model(scenario);
    p->head.n_periods = (uint32_t)brink_scenario_value(scenario, "scenario", "horizon");
    p->who_conflict = brink_who("", "");
    p->who_audit = brink_who("", "audit");
    brink__use_isa(p, brink_isa_now());
    brink_status status = allocate(p, scenario, err);
    if (status == BRINK_OK) {
        read_parameters(p, scenario);
        read_actors(p, scenario);
        read_theatres(p, scenario);
        read_partnerships(p, scenario);
        status = read_shocks(p, scenario, err);
    }
    if (status == BRINK_OK) {
        status = brink__compile_posts(p, scenario, err);
    }
    if (status == BRINK_OK) {
        read_script(p, scenario);
        status = check_hashes(p, scenario, err);
    }
    if (status == BRINK_OK) {
        set_rows(p);
        p->is_fast_safe = brink__is_fast_safe(p);
        p->has_newton = p->is_fast_safe && brink__has_newton(p);
        /* an error is about the square of the last step; below the other bound steps are rounding */
        p->near = (float)brink_max(sqrt(0.003 * p->par.tolerance), 2e-6);
        p->is_audited = p->is_fast_safe && !p->par.always_traces &&
                        (p->par.solution == SOLUTION_QRE || p->par.solution == SOLUTION_MYOPIC);
        status = start_state(p, err);
    }
    if (status == BRINK_OK) {
        status = brink__outputs(p, err);
    }
    if (status == BRINK_OK) {
        status = brink__cascade_compile(p, err);
    }
    if (status == BRINK_OK) {
        status = warm_up(p, err);
    }
    if (status != BRINK_OK) {
        brink__deterrence_free(&p->head);
        return status;
    }
    *out = &p->head;
    return BRINK_OK;
}

void brink__deterrence_free(brink_program *head)
{
    program *p = (program *)(void *)head;
    if (!p) {
        return;
    }
    for (size_t t = 0; p->theatres && t < p->n_theatres; t++) {
        free(p->theatres[t].challengers);
        free(p->theatres[t].defenders);
    }
    for (size_t i = 0; p->posts && i < p->n_posts; i++) {
        free(p->posts[i].bands);
    }
    free(p->actors);
    free(p->challengers);
    free(p->defenders);
    free(p->theatres);
    free(p->posts);
    free(p->actor_posts);
    free(p->partnerships);
    free(p->spillovers);
    free(p->shocks);
    free(p->forced);
    free(p->strings);
    free(p->action_names);
    free(p->metrics);
    free(p->series);
    free(p->names);
    free(p->start_state);
    free(p->start_warm);
    free(p->start_rest_warm);
    free(p->count_tables);
    free(p->count_labels);
    free(p->link);
    free(p->pull_kept);
    free(p);
}
