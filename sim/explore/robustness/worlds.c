/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/worlds.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "brink/distribution.h"
#include "brink/math.h"
#include "scenario/table.h"

enum { MAX_POINTS = 999999 };

struct brink_worlds {
    const brink_design *postures;
    const brink_factors *factors;
    brink_design *design;
    size_t n_states, n_near;
    double *u;        /* [n_states + n_near][n factors] */
    double *distance; /* [n_states + n_near] */
    brink_settled *settled;
    size_t n_settled, capacity;
};

/* Where columns of the new design come from, and room for a row of it: columns of postures first, but for those that
 * are set, then factors that are none of these. */
typedef struct layout {
    size_t n_paths;
    size_t *posture_column;   /* [columns of postures] their columns here; BRINK__NONE: set */
    size_t *column_of_factor; /* [n factors] */
    const char **values;      /* [n_paths] */
    char (*texts)[32];        /* [n factors] */
    bool *is_settled;         /* [n postures][n factors] */
} layout;

/* --- what is expected */

static double expected_at(const brink_factor *factor)
{
    const brink_distribution *d = &factor->distribution;
    double now = brink_distribution_number(d, factor->now);
    if (isnan(now)) {
        return 0.5; /* none of the values that it might have */
    }
    double step = d->kind == BRINK_DISCRETE || d->is_whole ? brink_distribution_density(d, now) : 0.0;
    return brink_clamp(brink_distribution_probability(d, now) - 0.5 * step, 0.0, 1.0);
}

void brink_worlds_expected(const brink_factors *factors, double *out)
{
    for (size_t f = 0; f < brink_factors_n(factors); f++) {
        out[f] = expected_at(brink_factors_get(factors, f));
    }
}

void brink_worlds_draw_near(const brink_factors *factors, double *u, size_t n)
{
    size_t d = brink_factors_n(factors);
    for (size_t f = 0; f < d; f++) {
        double centre = expected_at(brink_factors_get(factors, f));
        for (size_t i = 0; i < n; i++) {
            double h = ((double)i + 0.5) / (double)n;
            u[i * d + f] = centre + h * (u[i * d + f] - centre);
        }
    }
}

/* The share of the way from the centre to the end of the range that it lies towards. */
static double distance_of(double u, double centre)
{
    double way = u > centre ? 1.0 - centre : centre;
    return way > 0.0 ? fabs(u - centre) / way : 0.0;
}

static void measure_distances(brink_worlds *w)
{
    size_t d = brink_factors_n(w->factors);
    for (size_t f = 0; f < d; f++) {
        double centre = expected_at(brink_factors_get(w->factors, f));
        for (size_t s = 0; s < w->n_states + w->n_near; s++) {
            w->distance[s] = brink_max(w->distance[s], distance_of(w->u[s * d + f], centre));
        }
    }
}

/* --- what postures settle */

static const char *text_of(const brink_scenario *scenario, const char *path)
{
    brink__address at;
    char what[BRINK__MAX_WHAT];
    if (!brink__resolve(scenario, path, &at, what)) {
        return NULL;
    }
    return brink__cell_at(&scenario->tables[at.table], at.row, at.column)->text;
}

static bool is_same(const char *a, const char *b)
{
    double x = 0.0;
    double y = 0.0;
    if (a == NULL || b == NULL) {
        return a == b;
    }
    bool are_numbers = brink__parse_number(a, &x) == BRINK__NUMBER_OK && brink__parse_number(b, &y) == BRINK__NUMBER_OK;
    return are_numbers ? x == y : strcmp(a, b) == 0;
}

/* Whether the row of a posture says something of a path that is not set. */
static bool says(const brink_worlds *w, const layout *l, size_t posture, const char *path)
{
    for (size_t c = 0; c < brink_design_n_paths(w->postures); c++) {
        if (l->posture_column[c] != BRINK__NONE && strcmp(brink_design_path(w->postures, c), path) == 0) {
            const char *value = brink_design_value(w->postures, posture, c);
            return value != NULL && value[0] != '\0';
        }
    }
    return false;
}

/* Also what another scenario does not have at all is settled in it. */
static bool settles(const brink_worlds *w, const layout *l, size_t posture, size_t f)
{
    const char *path = brink_factors_get(w->factors, f)->path;
    size_t base = brink_design_scenario_of(w->postures, posture);
    size_t first = brink_design_scenario_of(w->postures, 0);
    return says(w, l, posture, path) ||
           (base != first && !is_same(text_of(brink_design_get_scenario(w->postures, base), path),
                                      text_of(brink_design_get_scenario(w->postures, first), path)));
}

static brink_status find_settled(brink_worlds *w, layout *l, size_t posture)
{
    for (size_t f = 0; f < brink_factors_n(w->factors); f++) {
        bool *is_settled = &l->is_settled[posture * brink_factors_n(w->factors) + f];
        *is_settled = settles(w, l, posture, f);
        if (!*is_settled) {
            continue;
        }
        brink_settled *grown = brink__grown(w->settled, w->n_settled, &w->capacity, sizeof *grown);
        if (grown == NULL) {
            return BRINK_ENOMEM;
        }
        w->settled = grown;
        grown[w->n_settled++] = (brink_settled){posture, f};
    }
    return BRINK_OK;
}

/* --- the design */

static void layout_fini(layout *l)
{
    free(l->posture_column);
    free(l->column_of_factor);
    free((void *)l->values);
    free(l->texts);
    free(l->is_settled);
}

static bool is_set(const brink_worlds_options *o, const char *path)
{
    for (size_t i = 0; i < o->n_settings; i++) {
        if (strcmp(o->settings[i].path, path) == 0) {
            return true;
        }
    }
    return false;
}

static brink_status layout_init(layout *l, const brink_worlds_options *o)
{
    size_t n = brink_design_n_paths(o->postures);
    size_t d = brink_factors_n(o->factors);
    l->posture_column = calloc(n + 1, sizeof *l->posture_column);
    l->column_of_factor = calloc(d + 1, sizeof *l->column_of_factor);
    l->texts = calloc(d + 1, sizeof *l->texts);
    l->is_settled = calloc(brink_design_n_points(o->postures) * d + 1, sizeof *l->is_settled);
    if (l->posture_column == NULL || l->column_of_factor == NULL || l->texts == NULL || l->is_settled == NULL) {
        return BRINK_ENOMEM;
    }
    for (size_t c = 0; c < n; c++) {
        l->posture_column[c] = is_set(o, brink_design_path(o->postures, c)) ? BRINK__NONE : l->n_paths++;
    }
    for (size_t f = 0; f < d; f++) {
        l->column_of_factor[f] = BRINK__NONE;
        for (size_t c = 0; c < n; c++) {
            if (strcmp(brink_design_path(o->postures, c), brink_factors_get(o->factors, f)->path) == 0) {
                l->column_of_factor[f] = l->posture_column[c];
            }
        }
        l->column_of_factor[f] = l->column_of_factor[f] != BRINK__NONE ? l->column_of_factor[f] : l->n_paths++;
    }
    l->values = calloc(l->n_paths + 1, sizeof *l->values);
    return l->values != NULL ? BRINK_OK : BRINK_ENOMEM;
}

static brink_status add_columns(brink_worlds *w, const brink_worlds_options *o, const layout *l)
{
    brink_status status = BRINK_OK;
    size_t n = 0; /* paths so far: a factor that is a column of postures too is there already */
    for (size_t i = 0; i < o->n_settings && status == BRINK_OK; i++) {
        status = brink_design_add_constant(w->design, o->settings[i].path, o->settings[i].value);
    }
    for (size_t c = 0; c < brink_design_n_paths(o->postures) && status == BRINK_OK; c++) {
        if (l->posture_column[c] != BRINK__NONE) {
            status = brink_design_add_path(w->design, brink_design_path(o->postures, c));
            n++;
        }
    }
    for (size_t f = 0; f < brink_factors_n(o->factors) && status == BRINK_OK; f++) {
        if (l->column_of_factor[f] == n) {
            status = brink_design_add_path(w->design, brink_factors_get(o->factors, f)->path);
            n++;
        }
    }
    return status;
}

/* One posture in one state: u[n factors], NULL for what is expected. */
static brink_status add_point(brink_worlds *w, layout *l, size_t posture, const char *state, const double *u)
{
    char name[64];
    (void)snprintf(name, sizeof name, "p%zu_%s", posture + 1, state);
    memset((void *)l->values, 0, l->n_paths * sizeof *l->values);
    for (size_t c = 0; c < brink_design_n_paths(w->postures); c++) {
        if (l->posture_column[c] != BRINK__NONE) {
            l->values[l->posture_column[c]] = brink_design_value(w->postures, posture, c);
        }
    }
    for (size_t f = 0; f < brink_factors_n(w->factors) && u != NULL; f++) {
        if (!l->is_settled[posture * brink_factors_n(w->factors) + f]) {
            l->values[l->column_of_factor[f]] =
                brink_distribution_text(&brink_factors_get(w->factors, f)->distribution, u[f], l->texts[f]);
        }
    }
    return brink_design_add_point(w->design, name, brink_design_name(w->postures, posture), 0, l->values);
}

static const char *label_of(const brink_worlds_options *o, size_t posture)
{
    return o->labels != NULL ? o->labels[brink_design_scenario_of(o->postures, posture)]
                             : brink_design_label(o->postures, posture);
}

/* All postures in one state, numbered as in brink_worlds_point(). */
static brink_status add_state(brink_worlds *w, const brink_worlds_options *o, layout *l, size_t s)
{
    size_t d = brink_factors_n(w->factors);
    brink_status status = BRINK_OK;
    char state[32] = "expected";
    if (s < w->n_states) {
        (void)snprintf(state, sizeof state, "s%zu", s + 1);
    } else if (s < w->n_states + w->n_near) {
        (void)snprintf(state, sizeof state, "near%zu", s - w->n_states + 1);
    }
    for (size_t p = 0; p < brink_design_n_points(o->postures) && status == BRINK_OK; p++) {
        const brink_scenario *scenario =
            brink_design_get_scenario(w->postures, brink_design_scenario_of(w->postures, p));
        status = brink_design_start_from(w->design, scenario, label_of(o, p));
        if (status == BRINK_OK) {
            status = add_point(w, l, p, state, s < w->n_states + w->n_near ? &w->u[s * d] : NULL);
        }
    }
    return status;
}

static brink_status fill(brink_worlds *w, const brink_worlds_options *o)
{
    layout l = {0};
    brink_status status = layout_init(&l, o);
    if (status == BRINK_OK) {
        const brink_scenario *first = brink_design_get_scenario(o->postures, brink_design_scenario_of(o->postures, 0));
        size_t n = w->n_states + w->n_near;
        w->design = brink_design_new(first, label_of(o, 0));
        w->u = malloc((n * brink_factors_n(w->factors) + 1) * sizeof *w->u);
        w->distance = calloc(n + 1, sizeof *w->distance);
        status = w->design != NULL && w->u != NULL && w->distance != NULL ? add_columns(w, o, &l) : BRINK_ENOMEM;
    }
    if (status == BRINK_OK) {
        memcpy(w->u, o->u, (w->n_states + w->n_near) * brink_factors_n(w->factors) * sizeof *w->u);
        measure_distances(w);
    }
    for (size_t p = 0; p < brink_design_n_points(o->postures) && status == BRINK_OK; p++) {
        status = find_settled(w, &l, p);
    }
    size_t n_all = w->n_states + w->n_near + 1;
    for (size_t i = 0; i < n_all && status == BRINK_OK; i++) { /* what is expected, near it, and the states */
        size_t s = i == 0 ? n_all - 1 : i <= w->n_near ? w->n_states + i - 1 : i - 1 - w->n_near;
        status = add_state(w, o, &l, s);
    }
    layout_fini(&l);
    return status;
}

brink_status brink_worlds_new(const brink_worlds_options *options, brink_worlds **worlds,
                              brink_diagnostics *diagnostics)
{
    size_t n = options->n_states + options->n_near + 1;
    *worlds = NULL;
    if (brink_design_n_points(options->postures) > MAX_POINTS / n) {
        brink_diagnose(diagnostics, (brink_place){0}, "%zu postures in %zu states; allowed: %d points",
                       brink_design_n_points(options->postures), n, (int)MAX_POINTS);
        return BRINK_EDATA;
    }
    brink_worlds *w = calloc(1, sizeof *w);
    if (w == NULL) {
        return BRINK_ENOMEM;
    }
    *w = (brink_worlds){.postures = options->postures,
                        .factors = options->factors,
                        .n_states = options->n_states,
                        .n_near = options->n_near};
    brink_status status = fill(w, options);
    if (status == BRINK_OK) {
        status = brink_design_check(w->design, diagnostics);
    }
    if (status != BRINK_OK) {
        brink_worlds_free(w);
        w = NULL;
    }
    *worlds = w;
    return status;
}

void brink_worlds_free(brink_worlds *worlds)
{
    if (worlds != NULL) {
        brink_design_free(worlds->design);
        free(worlds->u);
        free(worlds->distance);
        free(worlds->settled);
    }
    free(worlds);
}

const brink_design *brink_worlds_design(const brink_worlds *worlds)
{
    return worlds->design;
}

const brink_design *brink_worlds_postures(const brink_worlds *worlds)
{
    return worlds->postures;
}

size_t brink_worlds_n_states(const brink_worlds *worlds)
{
    return worlds->n_states;
}

size_t brink_worlds_n_near(const brink_worlds *worlds)
{
    return worlds->n_near;
}

size_t brink_worlds_n_factors(const brink_worlds *worlds)
{
    return brink_factors_n(worlds->factors);
}

const brink_factor *brink_worlds_factor(const brink_worlds *worlds, size_t factor)
{
    return brink_factors_get(worlds->factors, factor);
}

const char *brink_worlds_value(const brink_worlds *worlds, size_t state, size_t factor, char out[32])
{
    const brink_factor *f = brink_factors_get(worlds->factors, factor);
    bool is_expected = state == worlds->n_states + worlds->n_near;
    return is_expected ? f->now
                       : brink_distribution_text(&f->distribution,
                                                 worlds->u[state * brink_factors_n(worlds->factors) + factor], out);
}

size_t brink_worlds_point(const brink_worlds *worlds, size_t posture, size_t state)
{
    size_t n = worlds->n_states + worlds->n_near;
    size_t turn = state == n                  ? 0
                  : state >= worlds->n_states ? 1 + state - worlds->n_states
                                              : 1 + worlds->n_near + state;
    return turn * brink_design_n_points(worlds->postures) + posture;
}

const double *brink_worlds_distance(const brink_worlds *worlds)
{
    return worlds->distance;
}

size_t brink_worlds_n_settled(const brink_worlds *worlds)
{
    return worlds->n_settled;
}

const brink_settled *brink_worlds_settled(const brink_worlds *worlds)
{
    return worlds->settled;
}
