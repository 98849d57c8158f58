/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve_period.h"

#include <string.h>

#include "brink/model.h"
#include "solve_posts.h"
#include "write_game.h"

error_t cli_solve_period_parse(const cli_command *command, int key, char *arg, cli_solve_period *how)
{
    uint64_t period = 0;
    switch (key) {
    case CLI_KEY_PERIOD:
        how->given = "--period";
        if (cli_parse_whole(command, "--period", arg, 0, UINT32_MAX, &period) != 0) {
            return CLI_TOLD;
        }
        how->moment.period = (uint32_t)period;
        return 0;
    case CLI_KEY_REPLICA:
        how->given = "--replica";
        how->has_replica = true;
        /* a batch of lanes begins there */
        return cli_parse_whole(command, "--replica", arg, 0, UINT64_MAX - BRINK_LANES, &how->moment.replica);
    case CLI_KEY_SEED:
        how->given = "--seed";
        how->has_replica = true;
        return cli_parse_whole(command, "--seed", arg, 0, UINT64_MAX, &how->moment.seed);
    case CLI_KEY_THEATRE:
        how->given = "--theatre";
        how->theatre = arg;
        return 0;
    case CLI_KEY_ACTOR:
        how->given = "--actor";
        how->actor = arg;
        return 0;
    case CLI_KEY_TERMS:
        how->given = "--terms";
        how->has_terms = true;
        return 0;
    case CLI_KEY_SET:
        how->given = "--set";
        return cli_add_set(command, &how->overrides, arg);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

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

/* Writes the theatre as a finite game into every file that was asked for. */
static brink_status write_games(const cli_solve_period *how, const brink_program *program)
{
    brink_game *game = NULL;
    brink_error err = {0};
    if (program->type->finite == NULL) {
        return cli_fail(BRINK_EDATA, "the model %s does not give its periods as finite games", program->type->name);
    }
    brink_status status = program->type->finite(program, how->moment, how->theatre, &game, &err);
    status = status == BRINK_OK ? BRINK_OK : cli_fail_error(status, &err);
    for (int f = 0; f < BRINK_GAME_N_FORMATS && status == BRINK_OK; f++) {
        if (how->write[f] != NULL) {
            status = cli_write_game(game, (brink_game_format)f, how->write[f]);
        }
    }
    brink_game_free(game);
    return status;
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
    if (how->has_replica && how->moment.period == 0) {
        return cli_usage(command,
                         "--replica and --seed need --period 1 or more: the start is the same for all replicas");
    }
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
    bool is_written = false, is_shown = true; /* a game on stdout stands alone */
    for (int f = 0; f < BRINK_GAME_N_FORMATS; f++) {
        is_written = is_written || how->write[f] != NULL;
        is_shown = is_shown && (how->write[f] == NULL || strcmp(how->write[f], "-") != 0);
    }
    if (status == BRINK_OK && is_written) {
        status = write_games(how, program);
    }
    if (status == BRINK_OK && is_shown) {
        status = explain(command, how, scenarios.item[0].read, program);
    }
    brink_program_free(program);
    cli_scenarios_fini(&scenarios);
    return status;
}
