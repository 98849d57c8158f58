/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a search is run, as the command line says: what tune, rank, duel and calibrate take alike. */
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

typedef struct cli_run_words {
    cli_overrides overrides;
    cli_replication replication; /* its failure limit */
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
