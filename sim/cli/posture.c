/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "posture.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "labels.h"

int cli_parse_posture(const cli_command *command, cli_posture *posture, const char *text)
{
    const char *colon = strrchr(text, ':');
    if (colon == NULL || colon == text || colon[1] == '\0') {
        (void)cli_usage(command, "--posture '%s': FILE:NAME is needed, as in --posture essay.csv:cohesive", text);
        return CLI_TOLD;
    }
    posture->text = text;
    return 0;
}

static brink_status find_point(const cli_command *command, const cli_posture *posture, const char *name, size_t *point)
{
    const brink_design *design = posture->points.design;
    size_t n = brink_design_n_points(design);
    const char **words = calloc(n + 1, sizeof *words);
    if (words == NULL) {
        return cli_fail(BRINK_ENOMEM, "out of memory");
    }
    *point = n;
    for (size_t i = 0; i < n; i++) {
        words[i] = brink_design_name(design, i);
        *point = strcmp(words[i], name) == 0 ? i : *point;
    }
    brink_status status = BRINK_OK;
    if (*point == n) {
        char hint[128];
        status = cli_usage(command, "--posture %s: the design has no point '%s'%s", posture->text, name,
                           cli_hint(hint, sizeof hint, "", name, words, n));
    }
    free((void *)words);
    return status;
}

/* All that the point sets, then what was there. */
static brink_status prepend(cli_overrides *overrides, const cli_posture *posture, size_t point)
{
    const brink_design *design = posture->points.design;
    cli_overrides all = {0};
    char option[300];
    int failed = 0;
    (void)snprintf(option, sizeof option, "--posture %s:", posture->text);
    for (size_t c = 0; c < brink_design_n_paths(design) && failed == 0; c++) {
        const char *value = brink_design_value(design, point, c);
        if (value != NULL && value[0] != '\0') {
            failed = cli_add_override(&all, option, brink_design_path(design, c), value);
        }
    }
    for (size_t i = 0; i < overrides->n && failed == 0; i++) {
        failed = cli_add_override(&all, "--set", overrides->item[i].path, overrides->item[i].value);
    }
    if (failed != 0) {
        cli_overrides_fini(&all);
        return cli_fail(BRINK_ENOMEM, "out of memory");
    }
    cli_overrides_fini(overrides);
    *overrides = all;
    return BRINK_OK;
}

brink_status cli_posture_read(const cli_command *command, cli_posture *posture, cli_overrides *overrides,
                              cli_words *scenario)
{
    static const cli_overrides none = {0};
    const char *colon = strrchr(posture->text, ':');
    char file[PATH_MAX];
    size_t point = 0;
    (void)snprintf(file, sizeof file, "%.*s", (int)(colon - posture->text), posture->text);
    brink_status status = cli_points_read(&posture->points, file, NULL, &none);
    if (status == BRINK_OK) {
        status = find_point(command, posture, colon + 1, &point);
    }
    if (status == BRINK_OK) {
        const brink_design *design = posture->points.design;
        posture->scenario =
            cli_scenario_word(brink_design_get_scenario(design, brink_design_scenario_of(design, point)));
        status =
            posture->scenario != NULL ? prepend(overrides, posture, point) : cli_fail(BRINK_ENOMEM, "out of memory");
        posture->word[0] = posture->scenario;
        *scenario = (cli_words){.word = posture->word, .n = 1};
    }
    return status;
}

void cli_posture_fini(cli_posture *posture)
{
    cli_points_fini(&posture->points);
    free(posture->scenario);
    *posture = (cli_posture){0};
}
