/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command brink: finds out which command is meant and runs it. */
#include <gsl/gsl_errno.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "version.h"

static const cli_command *const commands[] = {
    &cli_command_run,      &cli_command_check, &cli_command_show,      &cli_command_list, &cli_command_design,
    &cli_command_sweep,    &cli_command_sense, &cli_command_tune,      &cli_command_rank, &cli_command_robust,
    &cli_command_discover, &cli_command_duel,  &cli_command_calibrate, &cli_command_diff, &cli_command_plot,
    &cli_command_export,   &cli_command_solve, &cli_command_bench,
};

enum { N_COMMANDS = sizeof commands / sizeof commands[0] };

static void print_version(void)
{
    (void)printf("brink %s (commit %s)\n"
                 "Copyright (C) 2026 the authors of brink\n"
                 "License GPLv3+: GNU GPL version 3 or later <https://gnu.org/licenses/gpl.html>.\n"
                 "This is free software: you are free to change and redistribute it.\n"
                 "There is NO WARRANTY, to the extent permitted by law.\n",
                 BRINK_VERSION, BRINK_COMMIT);
}

static void print_help(void)
{
    (void)puts("Usage: brink COMMAND [OPTION...] [ARGUMENT...]\n"
               "\n"
               "Simulate scenarios of provocation and response, many times over, and say what\n"
               "follows from what was assumed.\n"
               "\n"
               "Commands:");
    for (size_t i = 0; i < N_COMMANDS; i++) {
        (void)printf("  %-9s %s\n", commands[i]->name, commands[i]->summary);
    }
    (void)puts("  help      give help on a command, as 'brink help run'\n"
               "\n"
               "  -h, --help     give this help\n"
               "  -V, --version  print version, commit and licence\n"
               "\n"
               "Start with:\n"
               "  brink run baseline                simulate the shipped scenario\n"
               "  brink plot results/baseline       draw what came out\n"
               "  brink show baseline               read what went in\n"
               "\n"
               "Exit status: 0 done, 64 wrong usage, 65 wrong data, 66 no input, 69 gnuplot missing\n"
               "or failed, 73 output exists or cannot be made, 74 read or write error, 75 too many\n"
               "replicas failed or a game not solved, 78 results of another study, 130 interrupted.");
}

static const cli_command *find_command(const char *name)
{
    for (size_t i = 0; i < N_COMMANDS; i++) {
        if (strcmp(commands[i]->name, name) == 0) {
            return commands[i];
        }
    }
    const char *words[N_COMMANDS + 1] = {"help"};
    for (size_t i = 0; i < N_COMMANDS; i++) {
        words[i + 1] = commands[i]->name;
    }
    char hint[128];
    (void)cli_usage(NULL, "there is no command '%s'%s", name,
                    cli_hint(hint, sizeof hint, "", name, words, N_COMMANDS + 1));
    return NULL;
}

static brink_status run_command(int argc, char **argv)
{
    const cli_command *command = find_command(argv[1]);
    if (command == NULL) {
        return BRINK_EUSAGE;
    }
    char name[32]; /* what getopt and argp take for the program's name */
    (void)snprintf(name, sizeof name, "brink %s", command->name);
    argv[1] = name;
    return command->run(argc - 1, argv + 1);
}

static brink_status help_on(int argc, char **argv)
{
    if (argc > 3) {
        return cli_usage(NULL, "'brink help' takes one command");
    }
    if (argc == 2 || strcmp(argv[2], "help") == 0) {
        print_help();
        return BRINK_OK;
    }
    const cli_command *command = find_command(argv[2]);
    if (command != NULL) {
        cli_help(command);
    }
    return command != NULL ? BRINK_OK : BRINK_EUSAGE;
}

static brink_status dispatch(int argc, char **argv)
{
    static const char *const words[] = {"help", "version"};
    const char *first = argc > 1 ? argv[1] : "";
    if (argc < 2) {
        return cli_usage(NULL, "a command is needed, as in 'brink run baseline'");
    }
    if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0) {
        print_help();
        return BRINK_OK;
    }
    if (strcmp(first, "--version") == 0 || strcmp(first, "-V") == 0) {
        print_version();
        return BRINK_OK;
    }
    if (first[0] == '-') {
        char hint[128];
        return cli_usage(NULL, "brink has no option %s before a command%s", first,
                         cli_hint(hint, sizeof hint, "--", first + strspn(first, "-"), words, 2));
    }
    return strcmp(first, "help") == 0 ? help_on(argc, argv) : run_command(argc, argv);
}

int main(int argc, char **argv)
{
    (void)gsl_set_error_handler_off(); /* it would abort; the library returns statuses instead */
    brink_status status = dispatch(argc, argv);
    brink_status written = cli_flush();
    return brink_status_exit(status != BRINK_OK ? status : written);
}
