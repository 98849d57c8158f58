/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/model.h"

#include <string.h>

const brink_model_type *brink_model_find(const char *name)
{
    for (const brink_model_type *const *model = brink_models(); *model; model++) {
        if (strcmp((*model)->name, name) == 0) {
            return *model;
        }
    }
    return NULL;
}

brink_status brink_program_new(const brink_scenario *scenario, brink_program **program, brink_error *err)
{
    return brink_scenario_model(scenario)->compile(scenario, program, err);
}

void brink_program_free(brink_program *program)
{
    if (program) {
        program->type->program_free(program);
    }
}
