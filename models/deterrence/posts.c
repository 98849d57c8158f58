/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "brink/math.h"
#include "brink/rng.h"
#include "compile.h"
#include "kernel.h"

/* Attributes of row `row` of `actions` as action `a` of a post. */
static void read_action(const brink_scenario *scenario, post *here, size_t a, size_t row)
{
    const struct {
        const char *column;
        double *to;
    } attributes[] = {{"severity", here->severity},
                      {"gain", here->gain},
                      {"cost", here->cost},
                      {"harm", here->harm},
                      {"attribution", here->attribution},
                      {"burden", here->burden},
                      {"attrition", here->attrition},
                      {"calm", here->calm},
                      {"rally", here->rally}};
    for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++) {
        attributes[i].to[a] = brink_scenario_number(scenario, "actions", row, attributes[i].column);
    }
    const char *instrument = brink_scenario_text(scenario, "actions", row, "instrument");
    here->action_row[a] = row;
    here->warns[a] = brink_scenario_number(scenario, "actions", row, "warn") != 0.0;
    here->is_costly[a] = strcmp(instrument, "military") == 0 || strcmp(instrument, "economic") == 0;
}

static void read_transfer(const brink_scenario *scenario, post *here, size_t a, const char *action, const char *giver)
{
    size_t row = brink_scenario_find(scenario, "transfers", (const char *const[]){action, giver, NULL});
    if (row == (size_t)-1) {
        return;
    }
    here->recipient[a] = compile_row(scenario, "actors", brink_scenario_text(scenario, "transfers", row, "to"));
    here->amount[a] = brink_scenario_number(scenario, "transfers", row, "amount");
    here->returns[a] = brink_scenario_number(scenario, "transfers", row, "returns");
    here->has_transfers = true;
}

/* The open rows of `menus` for the post, after hold. */
static brink_status read_menu(program *p, const brink_scenario *scenario, post *here, brink_error *err)
{
    const char *who = p->actors[here->actor].name, *where = p->theatres[here->theatre].name;
    const size_t n_rows = brink_scenario_n_rows(scenario, "menus");
    here->n = 1;
    for (size_t a = 0; a < MAX_MENU; a++) {
        here->action_row[a] = here->recipient[a] = (size_t)-1;
    }
    /* hold: nothing done, so nothing to attribute */
    here->attribution[0] = here->is_challenger ? 0.0 : 1.0;
    for (size_t row = 0; row < n_rows; row++) {
        const char *action = brink_scenario_text(scenario, "menus", row, "action");
        if (strcmp(brink_scenario_text(scenario, "menus", row, "actor"), who) != 0 ||
            strcmp(brink_scenario_text(scenario, "menus", row, "theatre"), where) != 0 ||
            brink_scenario_number(scenario, "menus", row, "open") == 0.0) {
            continue;
        }
        if (here->n == MAX_MENU) {
            return brink_fail(err, BRINK_EDATA, "menu of %s in %s has more than %d open actions", who, where,
                              MAX_MENU - 1);
        }
        read_action(scenario, here, here->n, compile_row(scenario, "actions", action));
        read_transfer(scenario, here, here->n, action, who);
        here->n++;
    }
    for (size_t a = 0; a < here->n; a++) {
        double raised = p->theatres[here->theatre].answer_push * here->severity[a] - here->calm[a];
        here->hazard_factor[a] = brink_exp(-raised / p->par.hazard_width);
        here->least_hazard_factor =
            a == 0 ? here->hazard_factor[0] : brink_min(here->least_hazard_factor, here->hazard_factor[a]);
    }
    return BRINK_OK;
}

/* What costs the irresolute more comes last. */
static void order_menu(const program *p, post *here)
{
    const actor *x = &p->actors[here->actor];
    size_t n = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t a = 0; a < here->n; a++) {
            bool is_dearer = !here->is_challenger && here->is_costly[a] && here->cost[a] > 0.0 && x->irresolution > 1.0;
            if (is_dearer == (pass == 1)) {
                here->order[n++] = a;
            }
        }
        here->n_alike = pass == 0 ? n : here->n_alike;
    }
}

/* What the kernels would else reckon at every response. */
static void set_constants(const program *p, post *here)
{
    const actor *x = &p->actors[here->actor];
    const theatre *t = &p->theatres[here->theatre];
    const double scale = x->rationality * LOG2_E, per_hazard = LOG2_E / p->par.hazard_width;
    const double kappa = x->rationality * x->reputation_value;
    narrow_post *single = &here->single;
    const bool has_gap = kappa > 0.0 && here->n_alike < here->n;
    here->least_seen = brink_exp(-3.0 * kappa);
    here->most_seen = brink_exp(3.0 * kappa);
    single->kappa = (float)kappa;
    single->by_gap = (float)(0.5 * kappa);
    single->per_gap = has_gap ? -(float)kappa * (float)LOG2_E : 0.0F;
    single->least = has_gap ? brink_exp2f(-3.0F * (float)kappa * (float)LOG2_E) : 1.0F;
    single->most = 1.0F / single->least;
    single->restraint = (float)(-scale * p->par.restraint);
    single->dread = (float)(scale * x->dread * p->par.hazard_ceiling);
    single->push = (float)(t->push * per_hazard);
    single->answer_push = (float)(t->answer_push * per_hazard);
    for (size_t i = 0; i < here->n; i++) {
        single->hazard_factor[i] = (float)here->hazard_factor[here->order[i]];
        single->severity[i] = (float)here->severity[here->order[i]];
    }
}

static size_t action_of(const program *p, const post *here, const char *name)
{
    for (size_t a = 1; a < here->n; a++) {
        if (strcmp(p->action_names[here->action_row[a]], name) == 0) {
            return a;
        }
    }
    return 0; /* hold */
}

static int compare_bands(const void *a, const void *b)
{
    double x = ((const doctrine_band *)a)->level_from, y = ((const doctrine_band *)b)->level_from;
    return (x > y) - (x < y);
}

/* Rows of `doctrine` for the post, gathered by level. */
static brink_status read_doctrine(program *p, const brink_scenario *scenario, post *here, brink_error *err)
{
    const size_t n_rows = brink_scenario_n_rows(scenario, "doctrine");
    here->bands = calloc(n_rows + 1, sizeof *here->bands);
    if (!here->bands) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for the doctrine");
    }
    for (size_t row = 0; row < n_rows; row++) {
        if (strcmp(brink_scenario_text(scenario, "doctrine", row, "actor"), p->actors[here->actor].name) != 0 ||
            strcmp(brink_scenario_text(scenario, "doctrine", row, "theatre"), p->theatres[here->theatre].name) != 0) {
            continue;
        }
        const double from = brink_scenario_number(scenario, "doctrine", row, "level_from");
        size_t band = 0;
        while (band < here->n_bands && here->bands[band].level_from != from) {
            band++;
        }
        if (band == here->n_bands) {
            here->bands[here->n_bands++].level_from = from;
        }
        size_t a = action_of(p, here, brink_scenario_text(scenario, "doctrine", row, "action"));
        here->bands[band].probability[a] = brink_scenario_number(scenario, "doctrine", row, "probability");
    }
    if (here->n_bands == 0) {
        /* a post without doctrine holds */
        here->bands[here->n_bands++].probability[0] = 1.0;
    }
    qsort(here->bands, here->n_bands, sizeof *here->bands, compare_bands);
    return BRINK_OK;
}

/* Appends the posts to the lists of their theatres. */
static brink_status list_posts(program *p, brink_error *err)
{
    for (size_t t = 0; t < p->n_theatres; t++) {
        theatre *here = &p->theatres[t];
        here->challengers = calloc(p->n_posts + 1, sizeof *here->challengers);
        here->defenders = calloc(p->n_posts + 1, sizeof *here->defenders);
        if (!here->challengers || !here->defenders) {
            return brink_fail(err, BRINK_ENOMEM, "out of memory for the posts of a theatre");
        }
        for (size_t i = 0; i < p->n_posts; i++) {
            if (p->posts[i].theatre != t) {
                continue;
            }
            if (p->posts[i].is_challenger) {
                here->challengers[here->n_challengers++] = i;
                here->n_points += p->posts[i].n;
            } else {
                here->defenders[here->n_defenders++] = i;
            }
        }
        here->n_narrow = 1; /* the level */
        for (size_t j = 0; j < here->n_defenders; j++) {
            post *d = &p->posts[here->defenders[j]];
            d->narrow = here->n_narrow;
            here->n_narrow += 5 + 2 * d->n + 2 * (d->n - d->n_alike); /* rows as in reply_body.h */
        }
        for (size_t k = 0; k < here->n_challengers; k++) {
            post *c = &p->posts[here->challengers[k]];
            c->narrow = here->n_narrow;
            here->n_narrow += 1 + c->n;
        }
        here->first_point = p->n_point_rows;
        p->n_point_rows += here->n_points * here->n_defenders;
    }
    return BRINK_OK;
}

/* The posts of each actor, as parts of one array. */
static brink_status list_by_actor(program *p, brink_error *err)
{
    size_t *next = p->actor_posts = calloc(p->n_posts + 1, sizeof *next);
    if (!next) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for the posts of the actors");
    }
    for (size_t x = 0; x < p->n_actors; x++) {
        p->actors[x].posts = next;
        for (size_t i = 0; i < p->n_posts; i++) {
            if (p->posts[i].actor == x) {
                *next++ = i;
            }
        }
        p->actors[x].n_posts = (size_t)(next - p->actors[x].posts);
    }
    return BRINK_OK;
}

brink_status brink__compile_posts(program *p, const brink_scenario *scenario, brink_error *err)
{
    brink_status status = BRINK_OK;
    const size_t n_rows = p->n_posts;
    p->n_posts = 0;
    for (size_t i = 0; i < n_rows && status == BRINK_OK; i++) {
        const double stake = brink_scenario_number(scenario, "stakes", i, "stake");
        if (!(stake > 0.0)) {
            continue; /* kept out: its menu is nobody's */
        }
        post *here = &p->posts[p->n_posts++];
        here->actor = compile_row(scenario, "actors", brink_scenario_text(scenario, "stakes", i, "actor"));
        here->theatre = compile_row(scenario, "theatres", brink_scenario_text(scenario, "stakes", i, "theatre"));
        here->player = p->actors[here->actor].player;
        here->is_challenger = p->actors[here->actor].is_challenger;
        here->stake = stake;
        here->who = brink_who(p->actors[here->actor].name, p->theatres[here->theatre].name);
        here->state = p->n_menu_rows;
        status = read_menu(p, scenario, here, err);
        order_menu(p, here);
        set_constants(p, here);
        p->n_menu_rows += here->n;
        if (status == BRINK_OK && p->par.solution == SOLUTION_DOCTRINE) {
            status = read_doctrine(p, scenario, here, err);
        }
    }
    status = status == BRINK_OK ? list_by_actor(p, err) : status;
    return status == BRINK_OK ? list_posts(p, err) : status;
}
