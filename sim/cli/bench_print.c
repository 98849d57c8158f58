/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "cli.h"
#include "table.h"

typedef struct spread {
    double median, lo, hi;
} spread;

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static spread spread_of(const double *values, size_t n)
{
    double sorted[BENCH_MOST_ROUNDS];
    memcpy(sorted, values, n * sizeof *values);
    qsort(sorted, n, sizeof *sorted, compare);
    return (spread){0.5 * (sorted[(n - 1) / 2] + sorted[n / 2]), sorted[0], sorted[n - 1]};
}

/* Rows of the report: a quantity of something, against something else where it is a ratio. */
typedef struct printer {
    const bench_run *run;
    cli_table *table;
    bool is_csv;
} printer;

static void add_number(const printer *to, double value)
{
    cli_table_add(to->table, to->is_csv ? "%.9g" : value < 1000.0 ? "%.3g" : "%.0f", value);
}

static void add_row(const printer *to, const char *quantity, const char *of, const char *against, const char *unit,
                    spread s)
{
    cli_table_add(to->table, "%s", quantity);
    cli_table_add(to->table, "%s", of);
    cli_table_add(to->table, "%s", against);
    add_number(to, s.median);
    add_number(to, s.lo);
    add_number(to, s.hi);
    cli_table_add(to->table, "%s", unit);
}

static const char *name_of(const bench_line *line, char *buffer, size_t size)
{
    const char *kernel = line->kernel ? line->kernel->name : "as built";
    if (line->n == 1) {
        return kernel;
    }
    (void)snprintf(buffer, size, "%s, %u %s", kernel, line->n, line->is_processes ? "processes" : "threads");
    return buffer;
}

/* Round by round, as both runs of a round met the same machine: what one thread does by processor time, what several
 * do by the clock. */
static void add_ratio(const printer *to, const char *quantity, const bench_line *a, const bench_line *b)
{
    double ratio[BENCH_MOST_ROUNDS];
    char one[64], other[64];
    const char *against = name_of(b, other, sizeof other), *comma = b->n > 1 ? strchr(against, ',') : NULL;
    for (size_t r = 0; r < to->run->options.rounds; r++) {
        ratio[r] = a->n > 1 ? a->rate[r] / b->rate[r] : a->cpu_rate[r] / b->cpu_rate[r];
    }
    add_row(to, quantity, name_of(a, one, sizeof one), comma ? comma + 2 : against, "1",
            spread_of(ratio, to->run->options.rounds));
}

/* By the kernels' processor time alone, whatever stands around them. */
static void add_kernels_ratio(const printer *to, const bench_line *a, const bench_line *b)
{
    double ratio[BENCH_MOST_ROUNDS];
    for (size_t r = 0; r < to->run->options.rounds; r++) {
        ratio[r] = a->kernel_rate[r] / b->kernel_rate[r];
    }
    add_row(to, "ratio of kernels alone", a->kernel->name, b->kernel->name, "1",
            spread_of(ratio, to->run->options.rounds));
}

static const bench_line *line_of(const bench_run *run, brink_kernel_kind kind)
{
    for (size_t i = 0; i < run->n_lines; i++) {
        if (run->line[i].kernel && run->line[i].kernel->kind == kind) {
            return &run->line[i];
        }
    }
    return NULL;
}

static bool is_isa(const bench_line *line)
{
    return line->kernel && line->kernel->kind == BRINK_KERNEL_ISA && line->n == 1;
}

static void add_ratios(const printer *to)
{
    const bench_run *run = to->run;
    const bench_line *naive = line_of(run, BRINK_KERNEL_NAIVE), *plain = line_of(run, BRINK_KERNEL_PLAIN);
    const bench_line *in_lanes = line_of(run, BRINK_KERNEL_LANES);
    for (size_t i = 0; plain && i < run->n_lines; i++) {
        if (is_isa(&run->line[i])) {
            add_ratio(to, "kernel ratio", &run->line[i], plain);
        }
    }
    for (size_t i = 0; in_lanes && i < run->n_lines; i++) {
        if (is_isa(&run->line[i])) {
            add_ratio(to, "vectors alone", &run->line[i], in_lanes);
        }
    }
    for (size_t i = 0; plain && i < run->n_lines; i++) {
        if (is_isa(&run->line[i])) {
            add_kernels_ratio(to, &run->line[i], plain);
        }
    }
    if (naive && plain) {
        add_ratio(to, "algorithm ratio", plain, naive);
    }
    for (size_t i = 0; naive && i < run->n_lines; i++) {
        if (is_isa(&run->line[i])) {
            add_ratio(to, "both", &run->line[i], naive);
        }
    }
    for (size_t i = 0; i + 1 < run->n_lines; i++) {
        const bench_line *threads = &run->line[i], *processes = &run->line[i + 1];
        if (threads->n > 1 && !threads->is_processes) {
            add_ratio(to, "threads to processes", threads, processes);
        }
    }
}

static void add_efforts(const printer *to)
{
    for (size_t i = 0; i < to->run->n_lines; i++) {
        const bench_line *line = &to->run->line[i];
        const brink_model_type *type = line->program->type;
        /* instruction sets do the same work: said once */
        const bool is_new = i == 0 || !is_isa(line) || !is_isa(&to->run->line[i - 1]);
        for (size_t e = 0; line->n == 1 && is_new && e < type->n_efforts; e++) {
            const double value = line->effort[e];
            add_row(to, type->efforts[e].text, is_isa(line) ? "instruction sets" : line->kernel->name, "", "1",
                    (spread){value, value, value});
        }
    }
}

static void add_exponentials(const printer *to)
{
    const size_t n = to->run->options.rounds;
    for (size_t isa = 0; isa < BRINK_N_ISAS; isa++) {
        for (int is_single = 0; to->run->exp_vector[isa] > 0 && is_single < 2; is_single++) {
            const size_t width = to->run->exp_vector[isa] / (is_single ? sizeof(float) : sizeof(double));
            double ns[BENCH_MOST_ROUNDS];
            char of[64];
            for (size_t r = 0; r < n; r++) {
                ns[r] = (double)width * (is_single ? to->run->exp_single : to->run->exp_double)[isa][r];
            }
            (void)snprintf(of, sizeof of, "%s, %zu %s", brink_isa_name((brink_isa)isa), width,
                           is_single ? "floats" : "doubles");
            add_row(to, "vector exponential", of, "", "ns", spread_of(ns, n));
        }
    }
}

static void print_head(const bench_run *run)
{
    const brink_model_type *type = brink_scenario_model(run->scenario);
    double load[1] = {0.0};
    (void)getloadavg(load, 1);
    (void)printf("%s, %u periods, seed %llu: %u rounds in which all take turns, about %u ms each;\n"
                 "load of the machine now: %.2f. Runs are whole: draws, equilibria, tallies, store.\n\n",
                 brink_scenario_name(run->scenario), (unsigned)run->line[0].program->n_periods,
                 (unsigned long long)run->options.seed, run->options.rounds, run->options.millis, load[0]);
    for (size_t k = 0; k < type->n_kernels; k++) {
        const brink_kernel *kernel = &type->kernels[k];
        const bool is_here = kernel->kind != BRINK_KERNEL_ISA || brink_isa_is_supported(kernel->isa);
        (void)printf("  %-7s %s%s\n", kernel->name, kernel->summary, is_here ? "" : ": not on this CPU");
    }
    (void)puts(type->n_kernels > 0 ? "" : "  as built: the model offers no kernels to compare\n");
}

brink_status bench_print(const bench_run *run, bool is_csv)
{
    static const cli_column columns[] = {{.title = "quantity", .is_key = true},
                                         {.title = "of", .is_key = true},
                                         {.title = "against"},
                                         {.title = "median", .is_number = true},
                                         {.title = "min", .is_number = true},
                                         {.title = "max", .is_number = true},
                                         {.title = "unit"}};
    const printer to = {run, cli_table_new(columns, sizeof columns / sizeof columns[0]), is_csv};
    for (size_t i = 0; i < run->n_lines; i++) {
        char name[64];
        add_row(&to, "replica-periods", name_of(&run->line[i], name, sizeof name), "", "1/s",
                spread_of(run->line[i].rate, run->options.rounds));
    }
    for (size_t i = 0; i < run->n_lines; i++) {
        char name[64];
        if (run->line[i].n == 1) {
            add_row(&to, "by processor time", name_of(&run->line[i], name, sizeof name), "", "1/s",
                    spread_of(run->line[i].cpu_rate, run->options.rounds));
        }
    }
    for (size_t i = 0; i < run->n_lines; i++) {
        if (run->line[i].n == 1 && run->line[i].kernel) {
            add_row(&to, "kernels' share of time", run->line[i].kernel->name, "", "1",
                    spread_of(run->line[i].kernel_share, run->options.rounds));
        }
    }
    add_ratios(&to);
    add_efforts(&to);
    add_exponentials(&to);
    if (!is_csv) {
        print_head(run);
    }
    const brink_status status = to.table == NULL ? cli_fail(BRINK_ENOMEM, "out of memory")
                                : is_csv         ? cli_table_print_csv(to.table, stdout)
                                                 : cli_table_print(to.table, stdout, 0, CLI_WIDTH);
    cli_table_free(to.table);
    return status;
}
