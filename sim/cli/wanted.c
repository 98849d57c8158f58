/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wanted.h"

#include <stdint.h>

brink_status cli_find_wanted(const cli_command *command, const char *option, const char *text,
                             const brink_program *program, const char *metric, const brink_statistic *statistic,
                             size_t *index, brink_statistic *own)
{
    brink_error err = {0};
    *index = brink_find_output(program->metrics, program->n_metrics, metric);
    if (*index == SIZE_MAX) {
        char hint[400];
        return cli_usage(command, "%s '%s': there is no metric '%s'%s", option, text, metric,
                         cli_hint_output(hint, sizeof hint, metric, program->metrics, program->n_metrics));
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
