/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * brink bench: how fast a scenario runs here, and what that speed comes from. */
#include <string.h>

#include "bench.h"
#include "cli.h"

enum { KEY_CSV = 256, KEY_SET, KEY_ROUNDS, KEY_MILLIS, KEY_THREADS, KEY_SEED, KEY_KERNEL };

static const struct argp_option options[] = {
    {"rounds", KEY_ROUNDS, "N", 0, "Rounds; medians are taken over them (default 5)", 1},
    {"millis", KEY_MILLIS, "N", 0, "How long one measurement should last, in milliseconds (default 500)", 1},
    {"threads", KEY_THREADS, "N", 0, "Measure up to N threads (default: all that this process may use)", 1},
    {"kernel", KEY_KERNEL, "NAME", 0, "Measure this one only, as it is named in the report; may be given again", 1},
    {"seed", KEY_SEED, "N", 0, "Seed of the random numbers (default 1)", 1},
    {"set", KEY_SET, "PATH=VALUE", 0, "Change one number of the scenario; may be given again", 2},
    {"csv", KEY_CSV, NULL, 0, "Print CSV: a row a quantity", 3},
    {0},
};

typedef struct arguments {
    cli_words words;
    cli_overrides overrides;
    bench_options bench;
    bool is_csv;
} arguments;

static error_t parse_number(const char *option, const char *arg, uint64_t lo, uint64_t hi, unsigned *to)
{
    uint64_t value = 0;
    if (cli_parse_whole(&cli_command_bench, option, arg, lo, hi, &value) != 0) {
        return CLI_TOLD;
    }
    *to = (unsigned)value;
    return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case KEY_ROUNDS:
        return parse_number("--rounds", arg, 1, BENCH_MOST_ROUNDS, &a->bench.rounds);
    case KEY_MILLIS:
        return parse_number("--millis", arg, 1, 3600000, &a->bench.millis);
    case KEY_THREADS:
        return parse_number("--threads", arg, 1, 4096, &a->bench.threads);
    case KEY_SEED:
        return cli_parse_whole(&cli_command_bench, "--seed", arg, 0, UINT64_MAX, &a->bench.seed);
    case KEY_KERNEL:
        if (a->bench.n_kernels == BENCH_MOST_KERNELS) {
            (void)cli_usage(&cli_command_bench, "--kernel: at most %d may be given", BENCH_MOST_KERNELS);
            return CLI_TOLD;
        }
        a->bench.kernel[a->bench.n_kernels++] = arg;
        return 0;
    case KEY_SET:
        return cli_add_set(&cli_command_bench, &a->overrides, arg);
    case KEY_CSV:
        a->is_csv = true;
        return 0;
    case ARGP_KEY_ARGS:
        cli_take_words(&a->words, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "SCENARIO",
    .doc =
        "Measure how fast a scenario runs on this machine, everything included, in replica-periods a second: by each "
        "instruction set, by the same algorithm in plain C (kernel ratio), by the simplest algorithm (algorithm "
        "ratio), by the kernels' loops without vectors (vectors alone), and with more threads. Each is run once a "
        "round, in turns; given are the median over the rounds, "
        "the least and the most. Ratios are taken within rounds, those of kernels and algorithms by processor time, in "
        "which other programs do not count.\v"
        "Examples:\n"
        "  brink bench baseline\n"
        "  taskset -c 0 brink bench baseline --threads 1 --rounds 9\n"
        "  brink bench baseline --csv >bench.csv\n"
        "  perf record brink bench baseline --kernel plain --rounds 1",
};

static brink_status command(int argc, char **argv)
{
    arguments a = {.bench = {.seed = 1, .rounds = 5, .millis = 500}};
    cli_scenarios scenarios = {0};
    bench_run run = {0};
    bool is_done = false;
    brink_status status = cli_parse(&cli_command_bench, argc, argv, &a, &is_done);
    if (status == BRINK_OK && !is_done && a.words.n != 1) {
        status = cli_usage(&cli_command_bench, "'brink bench' needs one scenario, as in 'brink bench baseline'");
    }
    if (status == BRINK_OK && !is_done) {
        status = cli_scenarios_read(&scenarios, &a.words, &a.overrides);
        status = status == BRINK_OK ? bench_measure(&run, scenarios.item[0].read, &a.bench) : status;
        status = status == BRINK_OK ? bench_print(&run, a.is_csv) : status;
    }
    bench_fini(&run);
    cli_scenarios_fini(&scenarios);
    cli_overrides_fini(&a.overrides);
    return status;
}

const cli_command cli_command_bench = {
    .name = "bench", .summary = "measure how fast a scenario runs here", .argp = &argp, .run = command};
