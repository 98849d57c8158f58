/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studied.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "brink/results.h"
#include "points.h"

/* What the store says of the run: a JSON object. BRINK_OK, or why not (told). */
static brink_status describe(const char *folder, json_t **description)
{
    brink_results *results = NULL;
    brink_error err = {0};
    brink_status status = brink_results_open(folder, &results, &err);
    if (status != BRINK_OK) {
        return cli_fail_error(status, &err);
    }
    *description = json_loads(brink_results_description(results), 0, NULL);
    brink_results_close(results);
    return *description != NULL ? BRINK_OK
                                : cli_fail(BRINK_EDATA, "the results in %s do not say what they are of", folder);
}

/* The file of the design, malloc()ed; NULL when there is none, or no memory. */
static char *find_file(const char *folder, const char *given, const json_t *description)
{
    char own[4096];
    const char *named = json_string_value(json_object_get(description, "design"));
    if (given != NULL) {
        return strdup(given);
    }
    (void)snprintf(own, sizeof own, "%s/design.csv", folder);
    if (access(own, R_OK) == 0) {
        return strdup(own);
    }
    return named != NULL ? strdup(named) : NULL;
}

/* Values that the run set, as overrides. */
static brink_status add_overrides(cli_overrides *overrides, const json_t *description)
{
    const json_t *assignments = json_object_get(description, "overrides");
    for (size_t i = 0; i < json_array_size(assignments); i++) {
        const char *text = json_string_value(json_array_get(assignments, i));
        char path[1024];
        const char *equals = text != NULL ? strchr(text, '=') : NULL;
        if (equals == NULL) {
            continue;
        }
        (void)snprintf(path, sizeof path, "%.*s", (int)(equals - text), text);
        if (cli_add_override(overrides, "--set", path, equals + 1) != 0) {
            return cli_fail(BRINK_ENOMEM, "out of memory");
        }
    }
    return BRINK_OK;
}

static brink_status open_with(cli_studied *studied, const char *folder, const char *file, const json_t *description)
{
    cli_points points = {0};
    cli_overrides overrides = {0};
    brink_error err = {0};
    brink_status status = add_overrides(&overrides, description);
    if (status == BRINK_OK) {
        status = cli_points_read(&points, file, NULL, &overrides);
    }
    if (status == BRINK_OK) {
        studied->design = points.design;
        points.design = NULL;
        status = brink_outcomes_open(folder, studied->design, NULL, &studied->outcomes, &err);
        status = status == BRINK_OK ? status : cli_fail_error(status, &err);
    }
    cli_points_fini(&points);
    cli_overrides_fini(&overrides);
    return status;
}

brink_status cli_studied_open(cli_studied *studied, const char *folder, const char *design)
{
    json_t *description = NULL;
    *studied = (cli_studied){0};
    brink_status status = describe(folder, &description);
    char *file = status == BRINK_OK ? find_file(folder, design, description) : NULL;
    if (file != NULL) {
        status = open_with(studied, folder, file, description);
    } else if (status == BRINK_OK) {
        status =
            cli_fail(BRINK_EUSAGE, "%s does not say of which design it is: give that, as in --design FILE", folder);
    }
    free(file);
    json_decref(description);
    return status;
}

void cli_studied_close(cli_studied *studied)
{
    brink_outcomes_close(studied->outcomes);
    brink_design_free(studied->design);
    *studied = (cli_studied){0};
}
