/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Options of explorations, and what is varied. */
#include "exploration.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int add_variation(cli_exploration *x, int key, const char *text)
{
    cli_variation *variation = realloc(x->variation, (x->n_variations + 1) * sizeof *variation);
    if (variation == NULL) {
        return ENOMEM;
    }
    x->variation = variation;
    variation[x->n_variations++] = (cli_variation){.key = key, .text = text};
    return 0;
}

int cli_explore_parse(cli_exploration *x, int key, char *arg, const struct argp_state *state)
{
    (void)state;
    switch (key) {
    case CLI_KEY_LEVERS:
    case CLI_KEY_UNCERTAINTIES:
    case CLI_KEY_VARY:
        return add_variation(x, key, arg);
    case CLI_KEY_METRIC:
        return cli_add_word(&x->metric, &x->n_metrics, arg);
    case CLI_KEY_STATISTIC:
        x->statistic = arg;
        return 0;
    case 'n':
        return cli_parse_whole(x->command, "--replicas", arg, 1, UINT32_MAX, &x->replicas);
    default:
        return cli_run_parse(x->command, key, arg, &x->run);
    }
}

/* --- ranges -------------------------------------------------------------------------------------------------- */

static bool refuse_range(const cli_command *command, const char *option, const char *text, bool has_levels)
{
    (void)cli_usage(command, "%s%s'%s': PATH=LO:HI%s or PATH=A,B,C is needed, as in actors.USA.clarity=0.1:0.9", option,
                    option[0] != '\0' ? " " : "", text, has_levels ? ", PATH=LO:HI:K" : "");
    return false;
}

/* A,B,C: values that are equally likely. */
static bool parse_list(const char *values, char parameters[512])
{
    size_t used = 0;
    while (*values != '\0') {
        const size_t n = strcspn(values, ",");
        const int length = snprintf(parameters + used, 512 - used, "%s%.*s=1", used > 0 ? " " : "", (int)n, values);
        if (n == 0 || length < 0 || (size_t)length >= 512 - used) {
            return false;
        }
        used += (size_t)length;
        values += n + (values[n] == ',');
    }
    return used > 0;
}

bool cli_parse_range(const cli_command *command, const char *option, const char *text, const char **kind,
                     char parameters[512], size_t *levels)
{
    const char *equals = strchr(text, '=');
    const char *range = equals != NULL ? equals + 1 : "";
    const char *colon = strchr(range, ':');
    if (equals == NULL || equals == text) {
        return refuse_range(command, option, text, levels != NULL);
    }
    if (levels != NULL) {
        *levels = 0;
    }
    if (colon == NULL) {
        *kind = "discrete";
        return parse_list(range, parameters) || refuse_range(command, option, text, levels != NULL);
    }
    const char *second = strchr(colon + 1, ':');
    const size_t n = second != NULL ? (size_t)(second - colon) - 1 : strlen(colon + 1);
    if (second != NULL) {
        uint64_t k = 0;
        if (levels == NULL ||
            cli_parse_whole(command, option[0] != '\0' ? option : "places", second + 1, 2, 10000, &k) != 0) {
            return levels != NULL ? false : refuse_range(command, option, text, false);
        }
        *levels = (size_t)k;
    }
    *kind = "uniform";
    const int length =
        snprintf(parameters, 512, "lower=%.*s upper=%.*s", (int)(colon - range), range, (int)n, colon + 1);
    return (length > 0 && length < 512) || refuse_range(command, option, text, levels != NULL);
}

/* --- the scenario -------------------------------------------------------------------------------------------- */

/* Tells what was diagnosed. */
static brink_status tell(const cli_exploration *x, brink_status status, brink_diagnostics *diagnostics,
                         const char *where)
{
    return status == BRINK_OK ? status : cli_fail_diagnosed(status, diagnostics, "%s of %s", where, x->scenario_name);
}

/* A copy with the overrides, checked when the scenario was read with them. */
static brink_status override(cli_exploration *x)
{
    brink_diagnostics *unused = brink_diagnostics_new();
    x->scenario = brink_scenario_copy(x->as_read);
    brink_status status = unused != NULL && x->scenario != NULL ? BRINK_OK : BRINK_ENOMEM;
    for (size_t i = 0; i < x->run.overrides.n && status == BRINK_OK; i++) {
        const cli_override *o = &x->run.overrides.item[i];
        status = brink_scenario_set(x->scenario, o->path, o->value, (brink_place){.file = o->origin}, 0, unused);
    }
    brink_diagnostics_free(unused);
    return status == BRINK_OK ? BRINK_OK : cli_fail(BRINK_ENOMEM, "out of memory");
}

brink_status cli_explore_read(cli_exploration *x, const cli_words *names)
{
    static const cli_overrides none = {0};
    cli_scenarios checked = {0};
    cli_scenarios plain = {0};
    brink_status status = cli_run_words_check(x->command, &x->run);
    if (status != BRINK_OK) {
        return status;
    }
    if (names->n != 1) {
        return cli_usage(x->command,
                         names->n == 0 ? "'brink %s' needs a scenario, as in 'brink %s baseline'"
                                       : "'brink %s' takes one scenario, as in 'brink %s baseline'",
                         x->command->name, x->command->name);
    }
    x->scenario_name = names->word[0];
    status = cli_scenarios_read(&checked, names, &x->run.overrides);
    if (status == BRINK_OK) {
        status = cli_scenarios_read(&plain, names, &none);
    }
    if (status == BRINK_OK) {
        x->as_read = plain.item[0].read;
        plain.item[0].read = NULL;
        status = override(x);
    }
    cli_scenarios_fini(&checked);
    cli_scenarios_fini(&plain);
    return status;
}

/* --- factors ------------------------------------------------------------------------------------------------- */

static bool is_set(const cli_exploration *x, const char *path)
{
    for (size_t i = 0; i < x->run.overrides.n; i++) {
        if (strcmp(x->run.overrides.item[i].path, path) == 0) {
            return true;
        }
    }
    return false;
}

static brink_status add_levels(cli_exploration *x, const char *path, size_t n)
{
    cli_levels *levels = realloc(x->levels, (x->n_levels + 1) * sizeof *levels);
    x->levels = levels != NULL ? levels : x->levels;
    char *copy = strdup(path);
    if (levels == NULL || copy == NULL) {
        free(copy);
        return BRINK_ENOMEM;
    }
    levels[x->n_levels++] = (cli_levels){.path = copy, .n = n};
    return BRINK_OK;
}

size_t cli_explore_levels(const cli_exploration *x, const char *path)
{
    for (size_t i = 0; i < x->n_levels; i++) {
        if (strcmp(x->levels[i].path, path) == 0) {
            return x->levels[i].n;
        }
    }
    return 0;
}

static brink_status add_range(cli_exploration *x, const char *option, const char *text, brink_diagnostics *diagnostics)
{
    char origin[600];
    char path[512];
    char parameters[512];
    const char *kind = NULL;
    size_t levels = 0;
    if (!cli_parse_range(x->command, option, text, &kind, parameters, x->takes_levels ? &levels : NULL)) {
        return BRINK_EUSAGE;
    }
    (void)snprintf(path, sizeof path, "%.*s", (int)strcspn(text, "="), text);
    (void)snprintf(origin, sizeof origin, "%s%s%s", option, option[0] != '\0' ? " " : "", text);
    if (is_set(x, path)) {
        return cli_usage(x->command, "%s is varied and set: one of the two", path);
    }
    brink_status status =
        brink_factors_add(x->factors, x->scenario, path, kind, parameters, (brink_place){.file = origin}, diagnostics);
    return status == BRINK_OK && levels > 0 ? add_levels(x, path, levels) : status;
}

brink_status cli_explore_vary(cli_exploration *x, const char *option, const char *text)
{
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    if (x->factors == NULL) {
        x->factors = brink_factors_new();
    }
    brink_status status =
        diagnostics != NULL && x->factors != NULL ? add_range(x, option, text, diagnostics) : BRINK_ENOMEM;
    if (status != BRINK_EUSAGE) {
        status = tell(x, status, diagnostics, "what is varied");
    }
    brink_diagnostics_free(diagnostics);
    return status;
}

static brink_status add_factors(cli_exploration *x, int key, const char *text, brink_diagnostics *diagnostics)
{
    size_t n = 0;
    if (key == CLI_KEY_VARY) {
        return add_range(x, "--vary", text, diagnostics);
    }
    const bool is_levers = key == CLI_KEY_LEVERS;
    brink_status status = is_levers ? brink_factors_add_levers(x->factors, x->scenario, text, &n, diagnostics)
                                    : brink_factors_add_uncertainties(x->factors, x->scenario, text, &n, diagnostics);
    if (status == BRINK_OK && n == 0) {
        const char *what = is_levers ? "levers" : "uncertainties";
        return text != NULL ? cli_usage(x->command, "no path in %s.csv of %s fits '%s'", what, x->scenario_name, text)
                            : cli_usage(x->command, "%s has no %s.csv", x->scenario_name, what);
    }
    return status;
}

/* What was set is known. */
static void drop_set(cli_exploration *x)
{
    size_t n_dropped = 0;
    const char *first = NULL;
    for (size_t i = 0; i < x->run.overrides.n; i++) {
        if (brink_factors_drop(x->factors, x->run.overrides.item[i].path)) {
            first = first == NULL ? x->run.overrides.item[i].path : first;
            n_dropped++;
        }
    }
    if (n_dropped > 0 && !x->run.is_quiet) {
        char others[48] = "";
        if (n_dropped > 1) {
            (void)snprintf(others, sizeof others, " (and %zu more)", n_dropped - 1);
        }
        (void)fprintf(stderr, "brink: %s%s is set, so it is not varied\n", first, others);
    }
}

brink_status cli_explore_factors(cli_exploration *x, const int *usual)
{
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    x->factors = brink_factors_new();
    brink_status status = x->factors != NULL && diagnostics != NULL ? BRINK_OK : BRINK_ENOMEM;
    for (size_t i = 0; i < x->n_variations && status == BRINK_OK; i++) {
        status = add_factors(x, x->variation[i].key, x->variation[i].text, diagnostics);
    }
    for (size_t i = 0; x->n_variations == 0 && usual[i] != 0 && status == BRINK_OK; i++) {
        status = usual[i] == CLI_KEY_LEVERS
                     ? brink_factors_add_levers(x->factors, x->scenario, NULL, NULL, diagnostics)
                     : brink_factors_add_uncertainties(x->factors, x->scenario, NULL, NULL, diagnostics);
    }
    if (status != BRINK_EUSAGE) {
        status = tell(x, status, diagnostics, "what is varied");
    }
    brink_diagnostics_free(diagnostics);
    if (status == BRINK_OK) {
        drop_set(x);
    }
    if (status == BRINK_OK && brink_factors_n(x->factors) == 0) {
        status = cli_usage(x->command,
                           "nothing is varied: give --levers, --uncertainties, or --vary PATH=LO:HI (%s has no such "
                           "tables)",
                           x->scenario_name);
    }
    return status;
}

brink_status cli_explore_check(const cli_exploration *x, brink_design *design)
{
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_status status = diagnostics != NULL ? brink_design_check(design, diagnostics) : BRINK_ENOMEM;
    status = tell(x, status, diagnostics, "the design");
    brink_diagnostics_free(diagnostics);
    return status;
}

void cli_explore_fini(cli_exploration *x)
{
    free(x->variation);
    for (size_t i = 0; i < x->n_levels; i++) {
        free(x->levels[i].path);
    }
    free(x->levels);
    cli_run_words_fini(&x->run);
    free((void *)x->metric);
    brink_scenario_free(x->as_read);
    brink_scenario_free(x->scenario);
    brink_program_free(x->program);
    brink_factors_free(x->factors);
    brink_objectives_free(x->objectives);
    brink_design_free(x->design);
    free(x->look);
    free(x->folder);
    *x = (cli_exploration){0};
}
