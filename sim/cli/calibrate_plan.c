/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calibrate_plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brink/uncertainties.h"
#include "describe.h"
#include "labels.h"

void cli_calibrate_plan_fini(cli_calibrate_plan *p)
{
    free(p->folder);
    free(p->label);
    free(p->description);
    free(p->settings);
    brink_factors_free(p->parameters);
    brink_facts_free(p->targets);
    cli_points_fini(&p->points);
    cli_scenarios_fini(&p->plain);
}

static const brink_scenario *scenario_of(const cli_calibrate_plan *p)
{
    return p->points.scenarios.item[0].read;
}

/* A pattern that fits no uncertainty: told, with the nearest; or that there are none at all. */
static brink_status tell_no_fit(const brink_scenario *scenario, const char *name, const char *pattern)
{
    char hint[256] = "";
    brink_uncertainties *all = NULL;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    const brink_status status =
        diagnostics != NULL ? brink_uncertainties_read(scenario, &all, diagnostics) : BRINK_ENOMEM;
    const size_t n = status == BRINK_OK ? brink_uncertainties_n(all) : 0;
    const char **paths = calloc(n + 1, sizeof *paths);
    for (size_t i = 0; paths != NULL && i < n; i++) {
        paths[i] = brink_uncertainties_get(all, i)->path;
    }
    if (paths != NULL) {
        (void)cli_hint(hint, sizeof hint, "", pattern, paths, n);
    }
    free((void *)paths);
    brink_uncertainties_free(all);
    brink_diagnostics_free(diagnostics);
    if (status == BRINK_OK && n == 0) {
        return cli_fail(BRINK_EDATA,
                        "%s has no uncertain values: what is not known well stands in uncertainties.csv beside its "
                        "other tables",
                        name);
    }
    return cli_usage(&cli_command_calibrate, "no uncertain value fits '%s'%s", pattern, hint);
}

/* Parameters and targets; everything that is wrong with either table is told in one go. */
static brink_status read_tables(cli_calibrate_plan *p, const cli_calibrate_words *a, brink_diagnostics *diagnostics)
{
    brink_status status = brink_facts_read(scenario_of(p), &p->targets, diagnostics);
    const char *unfit = NULL;
    brink_status other = status;
    for (size_t k = 0; k < a->n_patterns && (other == BRINK_OK || (k == 0 && other == BRINK_EDATA)); k++) {
        size_t n = 0;
        other = brink_factors_add_uncertainties(p->parameters, scenario_of(p), a->pattern[k], &n, diagnostics);
        unfit = other == BRINK_OK && n == 0 && unfit == NULL ? a->pattern[k] : unfit;
    }
    status = status != BRINK_OK ? status : other;
    if (status != BRINK_OK) {
        return cli_fail_diagnosed(status, diagnostics, "the uncertainties and targets of %s", a->scenarios.word[0]);
    }
    if (unfit != NULL) {
        return tell_no_fit(scenario_of(p), a->scenarios.word[0], unfit);
    }
    if (brink_facts_n(p->targets) == 0) {
        return cli_fail(BRINK_EDATA, "%s has no targets: what is known stands in targets.csv beside its other tables",
                        a->scenarios.word[0]);
    }
    return BRINK_OK;
}

static brink_status list_settings(cli_calibrate_plan *p, const cli_calibrate_words *a)
{
    p->settings = cli_settings(&a->run.overrides, &p->problem.n_settings);
    if (p->settings == NULL) {
        return cli_fail(BRINK_ENOMEM, "out of memory");
    }
    for (size_t i = 0; i < a->run.overrides.n; i++) {
        const cli_override *o = &a->run.overrides.item[i];
        for (size_t k = 0; k < brink_factors_n(p->parameters); k++) {
            if (strcmp(o->path, brink_factors_get(p->parameters, k)->path) == 0) {
                return cli_usage(&cli_command_calibrate, "%s: this value is a parameter; leave out one of the two",
                                 o->origin);
            }
        }
    }
    return BRINK_OK;
}

static brink_status name_things(cli_calibrate_plan *p, const cli_calibrate_words *a)
{
    char folder[128];
    (void)snprintf(folder, sizeof folder, "results/%.64s_calibrate", brink_scenario_name(scenario_of(p)));
    p->folder = strdup(a->run.output != NULL ? a->run.output : folder);
    p->label = cli_scenario_name_anywhere(a->scenarios.word[0]);
    return p->folder != NULL && p->label != NULL ? BRINK_OK : cli_fail(BRINK_ENOMEM, "out of memory");
}

static brink_status describe(cli_calibrate_plan *p, const cli_calibrate_words *a, int argc, char **argv)
{
    static const cli_thresholds none = {0};
    const size_t n_parameters = brink_factors_n_inputs(p->parameters);
    const size_t n = n_parameters + brink_facts_n_inputs(p->targets);
    cli_inputs extra = {.item = calloc(n + 1, sizeof(void *)), .n = n};
    for (size_t i = 0; extra.item != NULL && i < n; i++) {
        extra.item[i] =
            i < n_parameters ? brink_factors_input(p->parameters, i) : brink_facts_input(p->targets, i - n_parameters);
    }
    p->description =
        extra.item != NULL ? cli_describe_study(&p->points, &a->run.overrides, &none, &extra, argc, argv) : NULL;
    free((void *)extra.item);
    return p->description != NULL ? BRINK_OK : cli_fail(BRINK_ENOMEM, "out of memory");
}

brink_status cli_calibrate_plan_make(cli_calibrate_plan *p, const cli_calibrate_words *words, int argc, char **argv)
{
    static const cli_overrides none = {0};
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    p->parameters = brink_factors_new();
    brink_status status =
        diagnostics != NULL && p->parameters != NULL ? BRINK_OK : cli_fail(BRINK_ENOMEM, "out of memory");
    if (status == BRINK_OK) {
        status = cli_points_read(&p->points, NULL, &words->scenarios, &words->run.overrides);
    }
    if (status == BRINK_OK) {
        status = cli_scenarios_read(&p->plain, &words->scenarios, &none);
    }
    if (status == BRINK_OK) {
        status = read_tables(p, words, diagnostics);
    }
    if (status == BRINK_OK) {
        status = list_settings(p, words);
    }
    if (status == BRINK_OK) {
        status = name_things(p, words);
    }
    if (status == BRINK_OK) {
        status = cli_points_compile(&p->points);
    }
    if (status == BRINK_OK) {
        status = describe(p, words, argc, argv);
    }
    brink_diagnostics_free(diagnostics);
    p->problem.scenario = p->plain.n > 0 ? p->plain.item[0].read : NULL;
    p->problem.label = p->label;
    p->problem.settings = p->settings;
    p->problem.parameters = p->parameters;
    p->problem.targets = p->targets;
    return status;
}
