/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tune_plan.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "describe.h"
#include "labels.h"

void cli_tune_plan_fini(cli_tune_plan *p)
{
    free(p->folder);
    free(p->label);
    free(p->description);
    free(p->settings);
    free((void *)p->lever);
    free((void *)p->objective);
    brink_levers_free(p->levers);
    brink_objectives_free(p->objectives);
    cli_points_fini(&p->points);
    cli_scenarios_fini(&p->plain);
}

static const brink_scenario *scenario_of(const cli_tune_plan *p)
{
    return p->points.scenarios.item[0].read;
}

/* Levers and objectives; everything that is wrong with either is told in one go. */
static brink_status read_tables(cli_tune_plan *p, const char *name)
{
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_status status =
        diagnostics != NULL ? brink_levers_read(scenario_of(p), &p->levers, diagnostics) : BRINK_ENOMEM;
    brink_status other =
        status != BRINK_ENOMEM ? brink_objectives_read(scenario_of(p), &p->objectives, diagnostics) : status;
    status = status != BRINK_OK ? status : other;
    if (status != BRINK_OK) {
        (void)cli_fail_diagnosed(status, diagnostics, "the levers and objectives of %s", name);
    } else if (brink_levers_n(p->levers) == 0 || brink_objectives_n(p->objectives) == 0) {
        status = cli_fail(BRINK_EDATA,
                          "%s has no %s: what may be moved stands in levers.csv, and what is wanted in "
                          "objectives.csv, beside its other tables",
                          name, brink_levers_n(p->levers) == 0 ? "levers" : "objectives");
    }
    brink_diagnostics_free(diagnostics);
    return status;
}

static brink_status choose_levers(cli_tune_plan *p, const cli_tune_words *a)
{
    size_t n = brink_levers_n(p->levers);
    const char **paths = calloc(n + 1, sizeof *paths);
    p->lever = calloc(n + 1, sizeof(void *));
    if (paths == NULL || p->lever == NULL) {
        free((void *)paths);
        return cli_fail(BRINK_ENOMEM, "out of memory");
    }
    brink_status status = BRINK_OK;
    for (size_t i = 0; i < n; i++) {
        paths[i] = brink_levers_get(p->levers, i)->path;
    }
    for (size_t k = 0; k < a->n_patterns && status == BRINK_OK; k++) {
        bool is_found = false;
        for (size_t i = 0; i < n && !is_found; i++) {
            is_found = fnmatch(a->pattern[k], paths[i], 0) == 0;
        }
        if (!is_found) {
            char hint[256];
            status = cli_usage(&cli_command_tune, "no lever fits '%s'%s", a->pattern[k],
                               cli_hint(hint, sizeof hint, "", a->pattern[k], paths, n));
        }
    }
    for (size_t i = 0; i < n && status == BRINK_OK; i++) {
        bool is_wanted = a->n_patterns == 0;
        for (size_t k = 0; k < a->n_patterns && !is_wanted; k++) {
            is_wanted = fnmatch(a->pattern[k], paths[i], 0) == 0;
        }
        if (is_wanted) {
            p->lever[p->problem.n_levers++] = brink_levers_get(p->levers, i);
        }
    }
    free((void *)paths);
    return status;
}

static brink_status list_objectives(cli_tune_plan *p, const cli_tune_words *a)
{
    p->problem.n_objectives = brink_objectives_n(p->objectives);
    p->problem.n_settings = a->run.overrides.n;
    p->objective = calloc(p->problem.n_objectives + 1, sizeof(void *));
    p->settings = cli_settings(&a->run.overrides, NULL);
    if (p->objective == NULL || p->settings == NULL) {
        return cli_fail(BRINK_ENOMEM, "out of memory");
    }
    for (size_t j = 0; j < p->problem.n_objectives; j++) {
        p->objective[j] = brink_objectives_get(p->objectives, j);
    }
    return BRINK_OK;
}

static brink_status name_things(cli_tune_plan *p, const cli_tune_words *a)
{
    char folder[128];
    (void)snprintf(folder, sizeof folder, "results/%.64s_%s", brink_scenario_name(scenario_of(p)),
                   a->is_front ? "front" : "tune");
    p->folder = strdup(a->run.output != NULL ? a->run.output : folder);
    p->label = cli_scenario_name_anywhere(a->scenarios.word[0]);
    return p->folder != NULL && p->label != NULL ? BRINK_OK : cli_fail(BRINK_ENOMEM, "out of memory");
}

static brink_status describe(cli_tune_plan *p, const cli_tune_words *a, int argc, char **argv)
{
    static const cli_thresholds none = {0};
    size_t n_levers = brink_levers_n_inputs(p->levers);
    size_t n = n_levers + brink_objectives_n_inputs(p->objectives);
    cli_inputs extra = {.item = calloc(n + 1, sizeof(void *)), .n = n};
    for (size_t i = 0; extra.item != NULL && i < n; i++) {
        extra.item[i] =
            i < n_levers ? brink_levers_input(p->levers, i) : brink_objectives_input(p->objectives, i - n_levers);
    }
    p->description =
        extra.item != NULL ? cli_describe_study(&p->points, &a->run.overrides, &none, &extra, argc, argv) : NULL;
    free((void *)extra.item);
    return p->description != NULL ? BRINK_OK : cli_fail(BRINK_ENOMEM, "out of memory");
}

brink_status cli_tune_plan_make(cli_tune_plan *p, const cli_tune_words *a, int argc, char **argv)
{
    static const cli_overrides none = {0};
    brink_status status = cli_points_read(&p->points, NULL, &a->scenarios, &a->run.overrides);
    if (status == BRINK_OK) {
        status = cli_scenarios_read(&p->plain, &a->scenarios, &none);
    }
    if (status == BRINK_OK) {
        status = read_tables(p, a->scenarios.word[0]);
    }
    if (status == BRINK_OK) {
        status = choose_levers(p, a);
    }
    if (status == BRINK_OK) {
        status = list_objectives(p, a);
    }
    if (status == BRINK_OK) {
        status = name_things(p, a);
    }
    if (status == BRINK_OK) {
        status = cli_points_compile(&p->points);
    }
    if (status == BRINK_OK) {
        status = describe(p, a, argc, argv);
    }
    p->problem.scenario = p->plain.n > 0 ? p->plain.item[0].read : NULL;
    p->problem.label = p->label;
    p->problem.settings = p->settings;
    p->problem.levers = p->lever;
    p->problem.objectives = p->objective;
    return status;
}
