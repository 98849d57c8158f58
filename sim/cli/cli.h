/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the commands share: how they are described, how they fail, how they read their arguments and scenarios.
 *
 * A command returns a brink_status, which main() turns into the exit status; whoever returns something else than
 * BRINK_OK has told the user why. Results go to stdout, everything else to stderr. */
#ifndef SIM_CLI_H
#define SIM_CLI_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/scenario.h"
#include "brink/status.h"

enum { CLI_WIDTH = 100 }; /* columns that tables are laid out for */

/* What is offered as `brink NAME`. */
typedef struct cli_command {
    const char *name;
    const char *summary; /* one line of `brink help` */
    const struct argp *argp;
    brink_status (*run)(int argc, char **argv); /* argv[0] is "brink NAME" */
} cli_command;

extern const cli_command cli_command_bench;
extern const cli_command cli_command_calibrate;
extern const cli_command cli_command_check;
extern const cli_command cli_command_design;
extern const cli_command cli_command_diff;
extern const cli_command cli_command_discover;
extern const cli_command cli_command_duel;
extern const cli_command cli_command_export;
extern const cli_command cli_command_list;
extern const cli_command cli_command_plot;
extern const cli_command cli_command_rank;
extern const cli_command cli_command_robust;
extern const cli_command cli_command_run;
extern const cli_command cli_command_sense;
extern const cli_command cli_command_show;
extern const cli_command cli_command_solve;
extern const cli_command cli_command_tune;
extern const cli_command cli_command_sweep;

/* --- messages ------------------------------------------------------------------------------------------------ */

/* Prints `brink: <text>` and returns `code`. Control characters of the text are shown as \xNN. */
brink_status cli_fail(brink_status code, const char *format, ...) BRINK_PRINTF(2, 3);

#ifdef __clang_analyzer__ /* as for brink_fail() */
#define cli_fail(code, ...) ((void)(cli_fail)(code, __VA_ARGS__), (code))
#endif

/* Prints `brink: <err->what>` and returns `code`; the code's own sentence when `err` holds none. */
brink_status cli_fail_error(brink_status code, const brink_error *err);
#ifdef __clang_analyzer__
#define cli_fail_error(code, err) ((void)(cli_fail_error)(code, err), (code))
#endif

/* Prints `brink: warning: <text>`. */
void cli_warn(const char *format, ...) BRINK_PRINTF(1, 2);

/* Prints the messages on stderr, a line each. */
void cli_print_diagnostics(const brink_diagnostics *diagnostics);

/* Prints the messages, and that there are so many errors in <text>; of BRINK_ENOMEM, and without diagnostics, that
 * alone. Returns the status that was given (BRINK_ENOMEM without diagnostics); it is not BRINK_OK. */
brink_status cli_fail_diagnosed(brink_status status, const brink_diagnostics *diagnostics, const char *format, ...)
    BRINK_PRINTF(3, 4);

/* Prints `brink: <text>` and where the help is (`command` NULL: that of brink itself), and returns BRINK_EUSAGE. */
brink_status cli_usage(const cli_command *command, const char *format, ...) BRINK_PRINTF(2, 3);
#ifdef __clang_analyzer__
#define cli_usage(command, ...) ((void)(cli_usage)(command, __VA_ARGS__), BRINK_EUSAGE)
#endif

/* "; did you mean 'X'?", or "" when no word is near; `prefix` stands before the word. */
const char *cli_hint(char *buffer, size_t size, const char *prefix, const char *word, const char *const *words,
                     size_t n);

/* The same of outputs, by their names. */
struct brink_output;
const char *cli_hint_output(char *buffer, size_t size, const char *name, const struct brink_output *outputs, size_t n);

/* Flushes stdout: BRINK_OK, or BRINK_EIO (said so) when anything written to it was lost. */
brink_status cli_flush(void);

/* --- arguments ----------------------------------------------------------------------------------------------- */

/* What an argp parser returns for an error that it has already told. */
#define CLI_TOLD EDOM

/* Parses argv with the command's argp, --help included, giving `input` to its parser.
 * BRINK_OK; BRINK_EUSAGE or BRINK_ENOMEM, told; `is_done` is set when help was asked for and given. */
brink_status cli_parse(const cli_command *command, int argc, char **argv, void *input, bool *is_done);

/* Prints the help of a command on stdout. */
void cli_help(const cli_command *command);

/* The words of argv in another array, since argp changes their order: free() it. NULL when out of memory (told). */
char **cli_keep_words(int argc, char **argv);

/* For argp parsers: a whole number lo .. hi written in decimal digits only. 0, or CLI_TOLD. */
int cli_parse_whole(const cli_command *command, const char *option, const char *text, uint64_t lo, uint64_t hi,
                    uint64_t *value);

/* For argp parsers: adds a word of argv to a list, which is to be freed. 0 or ENOMEM. */
int cli_add_word(const char ***words, size_t *n, const char *word);

/* For argp parsers: all arguments from state->next on, as words in argv. Call it on ARGP_KEY_ARGS. */
typedef struct cli_words {
    const char *const *word; /* borrowed */
    size_t n;
} cli_words;
void cli_take_words(cli_words *words, const struct argp_state *state);

/* Overrides in the order in which they were given. */
typedef struct cli_override {
    char *origin; /* "--set actors.USA.clarity=0.7", for messages */
    char *path;
    const char *value; /* inside or beside `path`, or borrowed from argv */
} cli_override;
typedef struct cli_overrides {
    cli_override *item;
    size_t n;
} cli_overrides;
/* For argp parsers: adds PATH=VALUE. 0, ENOMEM, or CLI_TOLD. */
int cli_add_set(const cli_command *command, cli_overrides *overrides, const char *assignment);
/* For argp parsers: adds an option that stands for one path. 0 or ENOMEM. */
int cli_add_override(cli_overrides *overrides, const char *option, const char *path, const char *value);
void cli_overrides_fini(cli_overrides *overrides); /* zeroed is fine */

/* The overrides as settings that borrow from them, to be freed: all in their order, or (n not NULL, set to their
 * number) each path once, where it first stands, as its last override says. NULL when out of memory. */
struct brink_setting *cli_settings(const cli_overrides *overrides, size_t *n);

/* --- scenarios ----------------------------------------------------------------------------------------------- */

/* Path of `relative` in the data folder: $BRINK_DATA, else share/brink beside the program's bin, else the installed
 * one, else the source tree. malloc()ed; NULL when there is none (or no memory). */
char *cli_data_path(const char *relative);

/* Scenarios that were read, overridden and checked. */
typedef struct cli_scenario {
    brink_scenario *read; /* may be NULL when it has mistakes */
    bool is_good;
} cli_scenario;
typedef struct cli_scenarios {
    cli_scenario *item; /* [n] */
    size_t n;
} cli_scenarios;

/* Reads every scenario of `names` (a folder, or the name of a shipped one), applies the overrides to each and
 * checks them, and prints what is wrong with all of them in one go. BRINK_OK; BRINK_EDATA, BRINK_ENOINPUT,
 * BRINK_ENOMEM, told. */
brink_status cli_scenarios_read(cli_scenarios *scenarios, const cli_words *names, const cli_overrides *overrides);
void cli_scenarios_fini(cli_scenarios *scenarios); /* zeroed is fine */

/* Tables that a scenario of `model` may have: the common ones, then the model's; NULL past the last. */
struct brink_model_type;
const brink_table *cli_table_of(const struct brink_model_type *model, size_t i);
/* By name, or NULL. */
const brink_table *cli_find_table(const struct brink_model_type *model, const char *name);

/* The model of that name (NULL: the first of the registry), or NULL after saying so. */
const struct brink_model_type *cli_find_model(const cli_command *command, const char *name);

#endif
