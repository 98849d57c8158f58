/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve_period.h"

#include <string.h>

#include "brink/model.h"
#include "solve_posts.h"

/* A theatre or an actor that no post has is a slip. */
static brink_status check_name(const cli_command *command, const brink_posts *posts, const char *option,
                               const char *name, bool is_theatre)
{
    const char *words[1024];
    size_t n = 0;
    for (size_t i = 0; name != NULL && i < posts->n_posts && n < sizeof words / sizeof words[0]; i++) {
        words[n] = is_theatre ? posts->post[i].theatre : posts->post[i].actor;
        if (strcmp(words[n++], name) == 0) {
            return BRINK_OK;
        }
    }
    char hint[256];
    return name == NULL ? BRINK_OK
                        : cli_usage(command, "%s: nobody chooses anything as '%s'%s", option, name,
                                    cli_hint(hint, sizeof hint, "", name, words, n));
}

static brink_status explain(const cli_command *command, const cli_solve_period *how, const brink_scenario *scenario,
                            const brink_program *program)
{
    brink_posts *posts = NULL;
    brink_error err = {0};
    if (program->type->posts == NULL) {
        return cli_fail(BRINK_EDATA, "the model %s does not say how its players choose in a period",
                        program->type->name);
    }
    brink_status status = program->type->posts(program, how->moment, &posts, &err);
    if (status != BRINK_OK) {
        return cli_fail_error(status, &err);
    }
    status = check_name(command, posts, "--theatre", how->theatre, true);
    if (status == BRINK_OK) {
        status = check_name(command, posts, "--actor", how->actor, false);
    }
    if (status == BRINK_OK) {
        const cli_posts_view view = {.scenario = brink_scenario_name(scenario),
                                     .posts = posts,
                                     .moment = how->moment,
                                     .theatre = how->theatre,
                                     .actor = how->actor,
                                     .has_terms = how->has_terms || how->actor != NULL};
        status = how->is_csv ? cli_posts_print_csv(&view) : cli_posts_print(&view);
    }
    brink_posts_free(posts);
    return status;
}

brink_status cli_solve_scenario(const cli_command *command, const cli_solve_period *how)
{
    cli_scenarios scenarios = {0};
    const cli_words names = {.word = &how->scenario, .n = 1};
    brink_program *program = NULL;
    brink_error err = {0};
    brink_status status = cli_scenarios_read(&scenarios, &names, &how->overrides);
    if (status == BRINK_OK && (status = brink_program_new(scenarios.item[0].read, &program, &err)) != BRINK_OK) {
        (void)cli_fail_error(status, &err);
    }
    if (status == BRINK_OK && program->type->posts == NULL) {
        status =
            cli_fail(BRINK_EDATA, "the model %s does not say how its players choose in a period", program->type->name);
    }
    if (status == BRINK_OK && how->moment.period > program->n_periods) {
        status = cli_usage(command, "--period %u: the horizon is %u", (unsigned)how->moment.period,
                           (unsigned)program->n_periods);
    }
    if (status == BRINK_OK) {
        status = explain(command, how, scenarios.item[0].read, program);
    }
    brink_program_free(program);
    cli_scenarios_fini(&scenarios);
    return status;
}
