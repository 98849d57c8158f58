/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads a scenario and compiles it, with the installed headers and library only:
 *     consumer FOLDER
 * prints the scenario's name, its model, and how many metrics it reports. */
#include <stdio.h>
#include <stdlib.h>

#include <brink/math.h>
#include <brink/model.h>
#include <brink/report.h>
#include <brink/results.h>
#include <brink/rng.h>
#include <brink/scenario.h>
#include <brink/schema.h>
#include <brink/status.h>
#include <brink/study.h>
#include <gsl/gsl_errno.h>

int main(int argc, char **argv)
{
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_scenario *scenario = NULL;
    brink_program *program = NULL;
    brink_error err = {BRINK_OK, ""};
    int result = EXIT_FAILURE;

    gsl_set_error_handler_off(); /* the process owns the handler; the library never touches it */
    if (argc != 2 || diagnostics == NULL) {
        goto out;
    }
    if (brink_scenario_read(argv[1], &scenario, diagnostics) != BRINK_OK) {
        for (size_t i = 0; i < brink_diagnostics_count(diagnostics); i++) {
            fprintf(stderr, "%s\n", brink_diagnostics_get(diagnostics, i));
        }
        goto out;
    }
    if (brink_program_new(scenario, &program, &err) != BRINK_OK) {
        fprintf(stderr, "%s\n", err.what);
        goto out;
    }
    printf("%s: model %s, %zu metrics\n", brink_scenario_name(scenario), brink_scenario_model(scenario)->name,
           program->n_metrics);
    result = program->n_metrics > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
out:
    brink_program_free(program);
    brink_scenario_free(scenario);
    brink_diagnostics_free(diagnostics);
    return result;
}
