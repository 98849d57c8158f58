/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wanted.h"

#include <stdint.h>
#include <stdlib.h>

static brink_status tell_unknown(const cli_command *command, const char *option, const char *text,
                                 const brink_program *program, const char *metric)
{
    char hint[400] = "";
    const char **words = calloc(program->n_metrics + 1, sizeof *words);
    for (size_t k = 0; words != NULL && k < program->n_metrics; k++) {
        words[k] = program->metrics[k].name;
    }
    brink_status status =
        cli_usage(command, "%s '%s': there is no metric '%s'%s", option, text, metric,
                  words != NULL ? cli_hint(hint, sizeof hint, "", metric, words, program->n_metrics) : "");
    free((void *)words);
    return status;
}

brink_status cli_find_wanted(const cli_command *command, const char *option, const char *text,
                             const brink_program *program, const char *metric, const brink_statistic *statistic,
                             size_t *index, brink_statistic *own)
{
    brink_error err = {0};
    *index = brink_find_output(program->metrics, program->n_metrics, metric);
    if (*index == SIZE_MAX) {
        return tell_unknown(command, option, text, program, metric);
    }
    if (brink_statistic_of(statistic, &program->metrics[*index], own, &err) != BRINK_OK) {
        return cli_usage(command, "%s '%s': %s", option, text, err.what);
    }
    return BRINK_OK;
}

brink_status cli_objectives_read(const brink_scenario *scenario, const char *name, brink_objectives **objectives)
{
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_status status = diagnostics != NULL ? brink_objectives_read(scenario, objectives, diagnostics) : BRINK_ENOMEM;
    if (status != BRINK_OK) {
        (void)cli_fail_diagnosed(status, diagnostics, "the objectives of %s", name);
    }
    brink_diagnostics_free(diagnostics);
    return status;
}
