/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/factors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/grown.h"
#include "base/text.h"
#include "brink/levers.h"
#include "brink/uncertainties.h"
#include "explore/distribution.h"
#include "explore/side.h"

/* Distributions belong to the tables, but for those that were added one by one. */
struct brink_factors {
    brink_factor *factor;
    bool *is_own; /* [n] the distribution is to be ended here */
    size_t n, capacity, own_capacity;
    brink_levers **levers;
    size_t n_levers, levers_capacity;
    brink_uncertainties **uncertainties;
    size_t n_uncertainties, uncertainties_capacity;
    brink_scenario *texts; /* holds texts, and nothing else */
};

brink_factors *brink_factors_new(void)
{
    brink_factors *factors = calloc(1, sizeof *factors);
    if (factors != NULL) {
        factors->texts = brink__scenario_new();
    }
    if (factors == NULL || factors->texts == NULL) {
        brink_factors_free(factors);
        return NULL;
    }
    return factors;
}

void brink_factors_free(brink_factors *factors)
{
    if (factors == NULL) {
        return;
    }
    for (size_t i = 0; i < factors->n; i++) {
        if (factors->is_own[i]) {
            brink__distribution_fini(&factors->factor[i].distribution);
        }
    }
    for (size_t i = 0; i < factors->n_levers; i++) {
        brink_levers_free(factors->levers[i]);
    }
    for (size_t i = 0; i < factors->n_uncertainties; i++) {
        brink_uncertainties_free(factors->uncertainties[i]);
    }
    free(factors->factor);
    free(factors->is_own);
    free((void *)factors->levers);
    free((void *)factors->uncertainties);
    brink_scenario_free(factors->texts);
    free(factors);
}

static brink_status add(brink_factors *factors, const brink_factor *factor, bool is_own, brink_place place,
                        brink_diagnostics *diagnostics)
{
    for (size_t i = 0; i < factors->n; i++) {
        if (strcmp(factors->factor[i].path, factor->path) == 0) {
            brink_diagnose(diagnostics, place, "%s is varied twice; allowed: once", factor->path);
            return BRINK_EDATA;
        }
    }
    brink_factor *bigger = brink__grown(factors->factor, factors->n, &factors->capacity, sizeof *bigger);
    factors->factor = bigger != NULL ? bigger : factors->factor;
    bool *flags = brink__grown(factors->is_own, factors->n, &factors->own_capacity, sizeof *flags);
    factors->is_own = flags != NULL ? flags : factors->is_own;
    if (bigger == NULL || flags == NULL) {
        return BRINK_ENOMEM;
    }
    flags[factors->n] = is_own;
    bigger[factors->n++] = *factor;
    return BRINK_OK;
}

static bool fits(const char *pattern, const char *path)
{
    return pattern == NULL || brink__matches(pattern, path);
}

/* --- from tables -------------------------------------------------------------------------------------------------- */

brink_status brink_factors_add_levers(brink_factors *factors, const brink_scenario *scenario, const char *pattern,
                                      size_t *n_added, brink_diagnostics *diagnostics)
{
    brink_levers *levers = NULL;
    brink_levers **room =
        brink__grown((void *)factors->levers, factors->n_levers, &factors->levers_capacity, sizeof(brink_levers *));
    const size_t before = factors->n;
    if (room == NULL) {
        return BRINK_ENOMEM;
    }
    factors->levers = room;
    brink_status status = brink_levers_read(scenario, &levers, diagnostics);
    if (status != BRINK_OK) {
        return status;
    }
    room[factors->n_levers++] = levers;
    for (size_t i = 0; i < brink_levers_n(levers) && status != BRINK_ENOMEM; i++) {
        const brink_lever *lever = brink_levers_get(levers, i);
        char now[32];
        if (!fits(pattern, lever->path)) {
            continue;
        }
        (void)brink__format_double(lever->now, now);
        brink_factor factor = {.path = lever->path,
                               .distribution = lever->range,
                               .is_lever = true,
                               .now = brink__keep_text(factors->texts, now, strlen(now)),
                               .unit = lever->unit};
        brink_status one = factor.now != NULL
                               ? add(factors, &factor, false, (brink_place){.file = "levers"}, diagnostics)
                               : BRINK_ENOMEM;
        status = one != BRINK_OK ? one : status;
    }
    if (n_added != NULL) {
        *n_added = factors->n - before;
    }
    return status;
}

brink_status brink_factors_add_uncertainties(brink_factors *factors, const brink_scenario *scenario,
                                             const char *pattern, size_t *n_added, brink_diagnostics *diagnostics)
{
    brink_uncertainties *table = NULL;
    brink_uncertainties **room = brink__grown((void *)factors->uncertainties, factors->n_uncertainties,
                                              &factors->uncertainties_capacity, sizeof(brink_uncertainties *));
    const size_t before = factors->n;
    if (room == NULL) {
        return BRINK_ENOMEM;
    }
    factors->uncertainties = room;
    brink_status status = brink_uncertainties_read(scenario, &table, diagnostics);
    if (status != BRINK_OK) {
        return status;
    }
    room[factors->n_uncertainties++] = table;
    for (size_t i = 0; i < brink_uncertainties_n(table) && status != BRINK_ENOMEM; i++) {
        const brink_uncertainty *u = brink_uncertainties_get(table, i);
        if (fits(pattern, u->path)) {
            brink_factor factor = {.path = u->path, .distribution = u->distribution, .now = u->now, .unit = u->unit};
            brink_status one = add(factors, &factor, false, (brink_place){.file = "uncertainties"}, diagnostics);
            status = one != BRINK_OK ? one : status;
        }
    }
    if (n_added != NULL) {
        *n_added = factors->n - before;
    }
    return status;
}

/* --- one by one --------------------------------------------------------------------------------------------------- */

brink_status brink_factors_add(brink_factors *factors, const brink_scenario *scenario, const char *path,
                               const char *distribution, const char *parameters, brink_place origin,
                               brink_diagnostics *diagnostics)
{
    static const brink_column kind_rule = {
        .name = "distribution", .kind = BRINK_CELL_CHOICE, .choices = brink__distribution_names};
    const brink__distribution_text text = {distribution, parameters, origin, origin};
    brink__report report = {.diagnostics = diagnostics};
    brink__cell kind = {.text = distribution};
    brink__value value;
    bool is_out_of_memory = false;
    if (!brink__side_resolve(scenario, path, origin, &value, &report) ||
        !brink__check_cell(&kind_rule, &kind, origin, &report)) {
        return BRINK_EDATA;
    }
    brink_factor factor = {.path = brink__keep_text(factors->texts, path, strlen(path)),
                           .now = brink__keep_text(factors->texts, value.now->text, strlen(value.now->text)),
                           .unit = value.rule->unit};
    if (factor.path == NULL || factor.now == NULL) {
        return BRINK_ENOMEM;
    }
    bool is_right = brink__distribution_read(&factor.distribution, factors->texts, &text, value.rule, value.now->number,
                                             &report, &is_out_of_memory);
    brink_status status = is_out_of_memory ? BRINK_ENOMEM : is_right ? BRINK_OK : BRINK_EDATA;
    if (status == BRINK_OK) {
        status = add(factors, &factor, true, origin, diagnostics);
    }
    if (status != BRINK_OK) {
        brink__distribution_fini(&factor.distribution);
    }
    return status;
}

bool brink_factors_drop(brink_factors *factors, const char *path)
{
    for (size_t i = 0; i < factors->n; i++) {
        if (strcmp(factors->factor[i].path, path) == 0) {
            if (factors->is_own[i]) {
                brink__distribution_fini(&factors->factor[i].distribution);
            }
            const size_t behind = factors->n - i - 1;
            memmove(&factors->factor[i], &factors->factor[i + 1], behind * sizeof *factors->factor);
            memmove(&factors->is_own[i], &factors->is_own[i + 1], behind * sizeof *factors->is_own);
            factors->n--;
            return true;
        }
    }
    return false;
}

/* --- what is asked of them ---------------------------------------------------------------------------------------- */

size_t brink_factors_n(const brink_factors *factors)
{
    return factors->n;
}

const brink_factor *brink_factors_get(const brink_factors *factors, size_t i)
{
    return &factors->factor[i];
}

size_t brink_factors_n_inputs(const brink_factors *factors)
{
    size_t n = 0;
    for (size_t i = 0; i < factors->n_levers; i++) {
        n += brink_levers_n_inputs(factors->levers[i]);
    }
    for (size_t i = 0; i < factors->n_uncertainties; i++) {
        n += brink_uncertainties_n_inputs(factors->uncertainties[i]);
    }
    return n;
}

const brink_input *brink_factors_input(const brink_factors *factors, size_t i)
{
    for (size_t k = 0; k < factors->n_levers; k++) {
        const size_t n = brink_levers_n_inputs(factors->levers[k]);
        if (i < n) {
            return brink_levers_input(factors->levers[k], i);
        }
        i -= n;
    }
    for (size_t k = 0; k < factors->n_uncertainties; k++) {
        const size_t n = brink_uncertainties_n_inputs(factors->uncertainties[k]);
        if (i < n) {
            return brink_uncertainties_input(factors->uncertainties[k], i);
        }
        i -= n;
    }
    return NULL;
}

/* --- points ------------------------------------------------------------------------------------------------------- */

brink_design *brink_factors_design(const brink_factors *factors, const brink_scenario *scenario, const char *label,
                                   const brink_setting *settings, size_t n_settings)
{
    brink_design *design = brink_design_new(scenario, label);
    brink_status status = design != NULL ? BRINK_OK : BRINK_ENOMEM;
    for (size_t i = 0; i < n_settings && status == BRINK_OK; i++) {
        status = brink_design_add_constant(design, settings[i].path, settings[i].value);
    }
    for (size_t i = 0; i < factors->n && status == BRINK_OK; i++) {
        status = brink_design_add_path(design, factors->factor[i].path);
    }
    if (status != BRINK_OK) {
        brink_design_free(design);
        return NULL;
    }
    return design;
}

brink_status brink_factors_add_point(const brink_factors *factors, brink_design *design, const char *name,
                                     const char *note, uint32_t noise, const double *u)
{
    const char **values = calloc(factors->n + 1, sizeof *values);
    char(*texts)[32] = calloc(factors->n + 1, sizeof *texts);
    brink_status status = BRINK_ENOMEM;
    if (values != NULL && texts != NULL) {
        for (size_t i = 0; i < factors->n; i++) {
            values[i] = isnan(u[i]) ? NULL : brink_distribution_text(&factors->factor[i].distribution, u[i], texts[i]);
        }
        status = brink_design_add_point(design, name, note, noise, values);
    }
    free((void *)values);
    free(texts);
    return status;
}
