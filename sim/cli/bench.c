/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench_exp.h"
#include "brink/results.h"
#include "brink/study.h"
#include "cli.h"
#include "engine/pool.h"
#include "folder.h"

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
    (void)number;
    stop = 1;
}

static double read_clock(clockid_t which)
{
    struct timespec now;
    (void)clock_gettime(which, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

double bench_now(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

/* --- one run */

static brink_status study(const bench_run *run, const bench_line *line, const char *folder, uint64_t replicas,
                          unsigned threads)
{
    brink_error err = {0};
    brink_point point = {.scenario = brink_scenario_name(run->scenario), .name = "bench", .program = line->program};
    brink_scenario_digest(run->scenario, point.digest);
    const brink_run_options options = {
        .seed = run->options.seed, .replicas = replicas, .threads = threads, .stop = &stop};
    const brink_status status = brink_study_run(folder, &point, 1, &options, &err);
    if (status == BRINK_EINTERRUPTED) {
        return cli_fail(status, "interrupted"); /* nothing stays that could be resumed */
    }
    return status == BRINK_OK ? BRINK_OK : cli_fail_error(status, &err);
}

/* Ratios of the counters that the run left in its store. */
static brink_status read_effort(const bench_line *line, const char *folder)
{
    const brink_model_type *type = line->program->type;
    brink_results *results = NULL;
    brink_error err = {0};
    const brink_status status = brink_results_open(folder, &results, &err);
    for (size_t i = 0; status == BRINK_OK && i < type->n_efforts; i++) {
        uint64_t above = 0, below = 0;
        for (size_t c = 0; c < brink_results_n_counters(results, 0); c++) {
            uint64_t value = 0;
            const char *name = brink_results_counter(results, 0, c, &value);
            above = strcmp(name, type->efforts[i].counter) == 0 ? value : above;
            below = strcmp(name, type->efforts[i].per) == 0 ? value : below;
        }
        line->effort[i] = (double)above / (double)below;
    }
    brink_results_close(results);
    return status == BRINK_OK ? BRINK_OK : cli_fail_error(status, &err);
}

/* Runs the studies of a line, each in the folder of its number. Processes are forked while there are no threads. */
static brink_status run_all(const bench_run *run, const bench_line *line, char (*folder)[320])
{
    if (!line->is_processes) {
        return study(run, line, folder[0], line->replicas, line->n);
    }
    brink_status status = BRINK_OK;
    for (unsigned i = 0; i < line->n; i++) {
        const pid_t child = fork();
        if (child == 0) {
            _exit(study(run, line, folder[i], line->replicas / line->n, 1) == BRINK_OK ? 0 : 1);
        }
        status = child > 0 ? status : cli_fail(BRINK_EIO, "cannot start a process");
    }
    int how = 0;
    while (wait(&how) > 0) {
        status = WIFEXITED(how) && WEXITSTATUS(how) == 0 ? status : BRINK_EIO; /* told by the child */
    }
    return status;
}

/* Rates of one run, in fresh folders that are gone after it. */
static brink_status run_line(const bench_run *run, const bench_line *line, double *rate, double *cpu_rate)
{
    const unsigned n_folders = line->is_processes ? line->n : 1;
    char(*folder)[320] = calloc(n_folders, sizeof *folder);
    brink_status status = folder ? BRINK_OK : cli_fail(BRINK_ENOMEM, "out of memory");
    for (unsigned i = 0; status == BRINK_OK && i < n_folders; i++) {
        (void)snprintf(folder[i], sizeof folder[i], "%s/%u", run->folder, i);
        status = cli_folder_make(folder[i]);
    }
    const double work = (double)line->replicas * (double)line->program->n_periods;
    const double begin = bench_now(), cpu_begin = read_clock(CLOCK_PROCESS_CPUTIME_ID);
    status = status == BRINK_OK ? run_all(run, line, folder) : status;
    *rate = work / (bench_now() - begin);
    *cpu_rate = work / (read_clock(CLOCK_PROCESS_CPUTIME_ID) - cpu_begin);
    status = status == BRINK_OK ? read_effort(line, folder[0]) : status;
    for (unsigned i = 0; folder && i < n_folders; i++) {
        if (folder[i][0] != '\0' && cli_folder_holds_results(folder[i])) {
            status = cli_folder_clear(folder[i]) == BRINK_OK ? status : BRINK_EIO;
        }
        (void)rmdir(folder[i]);
    }
    free(folder);
    return status;
}

/* The line once more with its kernels timed. Apart from its rates, which looking at the clock would slow. */
static brink_status run_timed(const bench_run *run, bench_line *line, unsigned round)
{
    const brink_model_type *type = line->program->type;
    uint64_t spent = 0;
    double rate = 0.0, cpu_rate = 0.0;
    type->time_kernel(line->program, &spent);
    const brink_status status = run_line(run, line, &rate, &cpu_rate);
    type->use_kernel(line->program, (size_t)(line->kernel - type->kernels));
    const double work = (double)line->replicas * (double)line->program->n_periods;
    line->kernel_rate[round] = 1e9 * work / (double)spent;
    line->kernel_share[round] = cpu_rate / line->kernel_rate[round];
    return status;
}

/* --- all of them */

static void add_line(bench_run *run, const brink_kernel *kernel, brink_program *program, unsigned n, bool is_processes)
{
    run->line[run->n_lines++] = (bench_line){.kernel = kernel,
                                             .is_processes = is_processes,
                                             .n = n,
                                             .program = program,
                                             .effort = calloc(program->type->n_efforts + 1, sizeof(double))};
}

static bool is_wanted(const bench_options *options, const char *kernel)
{
    bool is_named = options->n_kernels == 0;
    for (size_t i = 0; i < options->n_kernels; i++) {
        is_named = is_named || strcmp(options->kernel[i], kernel) == 0;
    }
    return is_named;
}

/* Whether all kernels that were asked for can be measured. */
static brink_status check_kernels(const bench_run *run)
{
    const brink_model_type *type = brink_scenario_model(run->scenario);
    const char *names[BENCH_MOST_KERNELS] = {0};
    char known[256] = "";
    size_t n = 0, length = 0;
    brink_status status = BRINK_OK;
    for (; n < type->n_kernels && n < BENCH_MOST_KERNELS && length < sizeof known; n++) {
        names[n] = type->kernels[n].name;
        length += (size_t)snprintf(known + length, sizeof known - length, "%s%s", n > 0 ? ", " : "", names[n]);
    }
    for (size_t i = 0; i < run->options.n_kernels; i++) {
        const char *asked = run->options.kernel[i];
        char hint[320];
        size_t k = 0;
        while (k < n && strcmp(names[k], asked) != 0) {
            k++;
        }
        if (n == 0) {
            status = cli_fail(BRINK_EUSAGE, "--kernel: the model %s offers no kernels to choose from", type->name);
        } else if (k == n) {
            status = cli_fail(BRINK_EUSAGE, "--kernel: the model %s has no kernel '%s', only %s%s", type->name, asked,
                              known, cli_hint(hint, sizeof hint, "", asked, names, n));
        } else if (type->kernels[k].kind == BRINK_KERNEL_ISA && !brink_isa_is_supported(type->kernels[k].isa)) {
            status = cli_fail(BRINK_EUSAGE, "--kernel: this CPU does not have %s", type->kernels[k].summary);
        }
    }
    return status;
}

/* A line a kernel on one thread; then more threads, and as many processes, of the one that runs use. */
static brink_status plan(bench_run *run)
{
    const brink_model_type *type = brink_scenario_model(run->scenario);
    const size_t n_kernels = type->n_kernels > 0 ? type->n_kernels : 1;
    const unsigned most = run->options.threads > 0 ? run->options.threads : brink__processors();
    run->program = calloc(n_kernels, sizeof(brink_program *));
    run->line = calloc(n_kernels + 2 * 32, sizeof *run->line);
    if (!run->program || !run->line) {
        return cli_fail(BRINK_ENOMEM, "out of memory");
    }
    size_t best = 0;
    for (size_t k = 0; k < n_kernels; k++) {
        const brink_kernel *kernel = type->n_kernels > 0 ? &type->kernels[k] : NULL;
        brink_error err = {0};
        if (kernel && kernel->kind == BRINK_KERNEL_ISA && !brink_isa_is_supported(kernel->isa)) {
            continue;
        }
        if (kernel && !is_wanted(&run->options, kernel->name)) {
            continue;
        }
        brink_program **program = &run->program[run->n_programs];
        const brink_status status = brink_program_new(run->scenario, program, &err);
        if (status != BRINK_OK) {
            return cli_fail_error(status, &err);
        }
        if (kernel) {
            type->use_kernel(*program, k);
            best = kernel->kind == BRINK_KERNEL_ISA && kernel->isa == brink_isa_now() ? run->n_lines : best;
        }
        run->n_programs++;
        add_line(run, kernel, *program, 1, false);
    }
    for (unsigned n = 2; run->line[best].program && n <= most; n = n < most && 2 * n > most ? most : 2 * n) {
        add_line(run, run->line[best].kernel, run->line[best].program, n, false);
        add_line(run, run->line[best].kernel, run->line[best].program, n, true);
    }
    for (size_t i = 0; i < run->n_lines; i++) {
        if (!run->line[i].effort) {
            return cli_fail(BRINK_ENOMEM, "out of memory");
        }
    }
    return BRINK_OK;
}

/* How many replicas last about as long as they should, from a first run that also warms everything up. */
static brink_status set_size(const bench_run *run, bench_line *line)
{
    double rate = 0.0, cpu_rate = 0.0;
    const uint64_t least = (uint64_t)BRINK_BLOCK * line->n;
    line->replicas = least;
    const brink_status status = run_line(run, line, &rate, &cpu_rate);
    const double blocks = rate * 1e-3 * run->options.millis / ((double)line->program->n_periods * (double)least);
    line->replicas = least * (blocks > 1.0 ? (uint64_t)blocks : 1);
    return status;
}

static brink_status measure(bench_run *run)
{
    brink_status status = check_kernels(run);
    status = status == BRINK_OK ? plan(run) : status;
    for (size_t i = 0; i < run->n_lines && status == BRINK_OK; i++) {
        status = set_size(run, &run->line[i]);
    }
    for (unsigned r = 0; r < run->options.rounds && status == BRINK_OK; r++) {
        for (size_t k = 0; k < run->n_lines && status == BRINK_OK; k++) {
            /* to and fro, so that a drift meets the first and the last alike */
            bench_line *line = &run->line[r % 2 == 0 ? k : run->n_lines - 1 - k];
            status = run_line(run, line, &line->rate[r], &line->cpu_rate[r]);
            if (status == BRINK_OK && line->kernel && line->n == 1) {
                status = run_timed(run, line, r);
            }
        }
        for (size_t isa = 0; isa < BRINK_N_ISAS; isa++) {
            if (brink_isa_is_supported((brink_isa)isa)) {
                const bench_exp_cost cost = bench_exp_measure((brink_isa)isa);
                run->exp_double[isa][r] = cost.in_double;
                run->exp_single[isa][r] = cost.in_single;
                run->exp_vector[isa] = cost.vector;
            }
        }
    }
    return status;
}

brink_status bench_measure(bench_run *run, const brink_scenario *scenario, const bench_options *options)
{
    const char *where = getenv("TMPDIR");
    struct sigaction handler = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    *run = (bench_run){.scenario = scenario, .options = *options};
    (void)snprintf(run->folder, sizeof run->folder - 16, "%s/brink-bench-XXXXXX", where && *where ? where : "/tmp");
    if (mkdtemp(run->folder) == NULL) {
        return cli_fail(BRINK_ECANTCREATE, "%s: no scratch folder can be made", run->folder);
    }
    (void)sigaction(SIGINT, &handler, NULL);
    (void)sigaction(SIGTERM, &handler, NULL);
    const brink_status status = measure(run);
    (void)rmdir(run->folder);
    return status;
}

void bench_fini(bench_run *run)
{
    for (size_t i = 0; i < run->n_lines; i++) {
        free(run->line[i].effort);
    }
    for (size_t i = 0; i < run->n_programs; i++) {
        brink_program_free(run->program[i]);
    }
    free(run->line);
    free(run->program);
    *run = (bench_run){0};
}
