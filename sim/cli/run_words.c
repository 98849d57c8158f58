/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_words.h"

#include "engine/pool.h"

enum { MAX_THREADS = 1024 };

error_t cli_run_parse(const cli_command *command, int key, char *arg, cli_run_words *words)
{
    uint64_t periods = 0;
    switch (key) {
    case CLI_RUN_SEED:
        return cli_parse_whole(command, "--seed", arg, 0, UINT64_MAX, &words->seed);
    case CLI_RUN_PERIODS:
        if (cli_parse_whole(command, "--periods", arg, 1, UINT32_MAX, &periods) != 0) {
            return CLI_TOLD;
        }
        return cli_add_override(&words->overrides, "--periods", "scenario.horizon", arg);
    case CLI_RUN_SET:
        return cli_add_set(command, &words->overrides, arg);
    case CLI_RUN_THREADS:
        return cli_parse_whole(command, "--threads", arg, 1, MAX_THREADS, &words->threads);
    case CLI_RUN_MAX_FAILURES:
        return cli_parse_failures(command, &words->replication, arg);
    case CLI_RUN_RESUME:
        words->is_resuming = true;
        return 0;
    case CLI_RUN_FORCE:
        words->is_forced = true;
        return 0;
    case 'o':
        words->output = arg;
        return 0;
    case 'q':
        words->is_quiet = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

brink_status cli_run_words_check(const cli_command *command, const cli_run_words *words)
{
    return words->is_resuming && words->is_forced
               ? cli_usage(command, "--resume keeps results and --force replaces them: give one of them")
               : BRINK_OK;
}

cli_run_facts cli_run_words_facts(cli_run_words *words, uint64_t replicas)
{
    cli_replication_settle(&words->replication);
    return (cli_run_facts){.seed = words->seed,
                           .replicas = replicas,
                           .max_failures = words->replication.limit_text,
                           .threads = words->threads > 0 ? (unsigned)words->threads : brink__processors(),
                           .is_resumed = words->is_resuming};
}

void cli_run_words_fini(cli_run_words *words)
{
    cli_overrides_fini(&words->overrides);
    cli_replication_fini(&words->replication);
}
