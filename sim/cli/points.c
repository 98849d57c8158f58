/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "points.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The file of a design, malloc()ed: what is there under that name, else the shipped one. NULL when out of memory. */
static char *find_design(const char *name)
{
    char relative[320];
    char *shipped = NULL;
    int length = snprintf(relative, sizeof relative, "scenarios/%s", name);
    bool is_bare = strchr(name, '/') == NULL && name[0] != '\0' && name[0] != '.';
    if (is_bare && (size_t)length < sizeof relative && access(name, F_OK) != 0) {
        shipped = cli_data_path(relative);
    }
    return shipped != NULL ? shipped : strdup(name);
}

static brink_status read_design(cli_points *points, const char *name, const cli_overrides *overrides)
{
    char *file = find_design(name);
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_setting *settings = cli_settings(overrides, NULL); /* all are judged */
    char *shipped = cli_data_path("scenarios");
    brink_status status = BRINK_ENOMEM;
    if (diagnostics != NULL && settings != NULL && file != NULL) {
        status = brink_design_read(file, shipped, settings, overrides->n, &points->design, diagnostics);
    }
    if (status != BRINK_OK) {
        (void)cli_fail_diagnosed(status, diagnostics, "design %s", file);
    } else {
        points->n = brink_design_n_points(points->design);
    }
    free(file);
    free(shipped);
    free(settings);
    brink_diagnostics_free(diagnostics);
    return status;
}

brink_status cli_points_read(cli_points *points, const char *design, const cli_words *names,
                             const cli_overrides *overrides)
{
    if (design != NULL) {
        return read_design(points, design, overrides);
    }
    brink_status status = cli_scenarios_read(&points->scenarios, names, overrides);
    points->n = points->scenarios.n;
    return status;
}

/* One program. A point of a design has a scenario of its own for that long only: there may be very many of them. */
static brink_status compile_one(cli_points *points, size_t i)
{
    brink_scenario *made = NULL;
    const brink_scenario *scenario = NULL;
    brink_point *point = &points->point[i];
    brink_error err = {0};
    if (points->design != NULL) {
        size_t base = brink_design_scenario_of(points->design, i);
        if (brink_design_make(points->design, i, &made) != BRINK_OK) {
            return cli_fail(BRINK_ENOMEM, "out of memory");
        }
        scenario = made;
        point->scenario = brink_scenario_name(brink_design_get_scenario(points->design, base));
        point->name = brink_design_name(points->design, i);
        point->noise = brink_design_noise(points->design, i);
    } else {
        scenario = points->scenarios.item[i].read;
        point->scenario = brink_scenario_name(scenario);
        point->name = point->scenario;
    }
    /* scenarios stand in the order of their first point */
    bool is_needed =
        !points->is_lazy || points->design == NULL || brink_design_scenario_of(points->design, i) == points->n_seen;
    points->n_seen += is_needed;
    brink_status status = is_needed ? brink_program_new(scenario, &points->compiled[i].program, &err) : BRINK_OK;
    if (status != BRINK_OK) {
        (void)cli_fail(status, "%s: %s", point->name, err.what);
    }
    point->program = points->compiled[i].program;
    brink_scenario_digest(scenario, point->digest);
    brink_scenario_free(made);
    return status;
}

brink_status cli_points_compile_one(void *points, size_t i, brink_program **program, brink_error *err)
{
    const cli_points *p = points;
    brink_scenario *made = NULL;
    if (p->design == NULL) {
        return brink_program_new(p->scenarios.item[i].read, program, err);
    }
    if (brink_design_make(p->design, i, &made) != BRINK_OK) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for a scenario");
    }
    brink_status status = brink_program_new(made, program, err);
    brink_scenario_free(made);
    return status;
}

brink_status cli_points_compile(cli_points *points)
{
    points->compiled = calloc(points->n, sizeof *points->compiled);
    points->point = calloc(points->n, sizeof *points->point);
    if (points->compiled == NULL || points->point == NULL) {
        return cli_fail(BRINK_ENOMEM, "out of memory");
    }
    brink_status worst = BRINK_OK;
    for (size_t i = 0; i < points->n && worst != BRINK_ENOMEM; i++) {
        brink_status status = compile_one(points, i);
        worst = status != BRINK_OK ? status : worst;
    }
    return worst;
}

void cli_points_fini(cli_points *points)
{
    for (size_t i = 0; points->compiled != NULL && i < points->n; i++) {
        brink_program_free(points->compiled[i].program);
    }
    free(points->compiled);
    free(points->point);
    brink_design_free(points->design);
    cli_scenarios_fini(&points->scenarios);
    *points = (cli_points){0};
}

size_t cli_points_n_scenarios(const cli_points *points)
{
    return points->design != NULL ? brink_design_n_scenarios(points->design) : points->scenarios.n;
}

const brink_scenario *cli_points_scenario(const cli_points *points, size_t i)
{
    return points->design != NULL ? brink_design_get_scenario(points->design, i) : points->scenarios.item[i].read;
}
