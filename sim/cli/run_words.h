/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How something is run, as the command line says: what the commands that run, explore and search take alike. */
#ifndef SIM_CLI_RUN_WORDS_H
#define SIM_CLI_RUN_WORDS_H

#include "cli.h"
#include "describe.h"
#include "replication.h"

/* Keys of their options, besides 'o' and 'q'. */
enum {
    CLI_RUN_SEED = 4096,
    CLI_RUN_PERIODS,
    CLI_RUN_SET,
    CLI_RUN_RESUME,
    CLI_RUN_FORCE,
    CLI_RUN_THREADS,
    CLI_RUN_MAX_FAILURES,
};

/* Rows of a table of options, in a group of its help: those that are worded alike. */
#define CLI_SEED_OPTION(group)                                                                                         \
    {                                                                                                                  \
        "seed", CLI_RUN_SEED, "S", 0, "Seed of all random numbers (default 1); the same seed gives the same bytes",    \
            group                                                                                                      \
    }
#define CLI_PERIODS_OPTION(group)                                                                                      \
    {                                                                                                                  \
        "periods", CLI_RUN_PERIODS, "T", 0,                                                                            \
            "Run T periods, whatever the scenario says; short for --set scenario.horizon=T", group                     \
    }
#define CLI_SET_OPTION(where, group)                                                                                   \
    {                                                                                                                  \
        "set", CLI_RUN_SET, "PATH=VALUE", 0, "Override one value " where "; may be repeated, the last one counts",     \
            group                                                                                                      \
    }
#define CLI_OUTPUT_OPTION(usual, group)                                                                                \
    {                                                                                                                  \
        "output", 'o', "DIR", 0, "Folder for the results (default " usual ")", group                                   \
    }
#define CLI_RESUME_OPTION(what, group)                                                                                 \
    {                                                                                                                  \
        "resume", CLI_RUN_RESUME, NULL, 0,                                                                             \
            "Finish the interrupted " what " in that folder (start it when there is none)", group                      \
    }
#define CLI_FORCE_OPTION(group)                                                                                        \
    {                                                                                                                  \
        "force", CLI_RUN_FORCE, NULL, 0, "Replace the results in that folder; other files in it are left alone", group \
    }
#define CLI_THREADS_OPTION(group)                                                                                      \
    {                                                                                                                  \
        "threads", CLI_RUN_THREADS, "K", 0, "Threads (default: all cores); results do not depend on it", group         \
    }
#define CLI_QUIET_OPTION(what, group)                                                                                  \
    {                                                                                                                  \
        "quiet", 'q', NULL, 0, "Print neither progress nor " what ", only warnings and errors", group                  \
    }

typedef struct cli_run_words {
    cli_overrides overrides;
    cli_replication replication; /* its failure limit; `brink run` uses the rest, too */
    const char *output;          /* NULL: by what is run */
    uint64_t seed, threads;      /* threads 0: all cores */
    bool is_resuming, is_forced, is_quiet;
} cli_run_words;

/* For argp parsers: 0, ENOMEM, CLI_TOLD, or ARGP_ERR_UNKNOWN for a key that is none of these. */
error_t cli_run_parse(const cli_command *command, int key, char *arg, cli_run_words *words);
/* Whether they agree: not both --resume and --force. BRINK_OK, or BRINK_EUSAGE (told). */
brink_status cli_run_words_check(const cli_command *command, const cli_run_words *words);

/* What a manifest says of such a run of so many replicas a point; settles the failure limit. */
cli_run_facts cli_run_words_facts(cli_run_words *words, uint64_t replicas);

void cli_run_words_fini(cli_run_words *words); /* zeroed is fine */

#endif
