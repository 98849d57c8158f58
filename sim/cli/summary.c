/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "summary.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "overview.h"
#include "table.h"

static bool ends_with(const char *word, const char *end)
{
    size_t n = strlen(word);
    size_t k = strlen(end);
    return n >= k && strcmp(word + n - k, end) == 0;
}

bool cli_is_main_metric_named(const brink_results *results, const char *name)
{
    for (size_t p = 0; p < brink_results_n_points(results); p++) {
        const brink_results_point *point = brink_results_get_point(results, p);
        size_t m = brink_metric_find(point, name);
        if (m != BRINK_NO_METRIC) {
            return cli_is_main_metric(&point->metrics[m]);
        }
    }
    return false;
}

static brink_status print_point(brink_results *results, size_t p)
{
    static const cli_column columns[] = {
        {.title = "metric"},
        {.title = "mean", .is_number = true},
        {.title = "from", .is_number = true},
        {.title = "to", .is_number = true},
        {.title = "replicas", .is_number = true},
        {.title = "unit"},
    };
    const brink_results_point *point = brink_results_get_point(results, p);
    cli_table *table = cli_table_new(columns, sizeof columns / sizeof columns[0]);
    brink_status status = BRINK_OK;
    for (size_t m = 0; m < point->n_metrics && status == BRINK_OK; m++) {
        const brink_output *metric = &point->metrics[m];
        brink_estimate e;
        brink_error err = {0};
        if (!cli_is_main_metric(metric)) {
            continue;
        }
        status = brink_results_metric(results, p, m, &e, &err);
        if (status != BRINK_OK) {
            (void)cli_fail_error(status, &err);
            break;
        }
        cli_table_add(table, "%s", metric->name);
        cli_table_add_number(table, e.mean);
        cli_table_add_number(table, e.lo95);
        cli_table_add_number(table, e.hi95);
        cli_table_add(table, "%" PRIu64, e.n);
        cli_table_add(table, "%s", strcmp(metric->quantity->unit, "1") != 0 ? metric->quantity->unit : "");
    }
    if (status == BRINK_OK) {
        (void)printf("%s: %" PRIu64 " replica%s of %" PRIu32 " periods, seed %" PRIu64 "; means with 95 %% intervals\n",
                     point->name, point->done, point->done == 1 ? "" : "s", point->n_periods,
                     brink_results_seed(results));
        status = cli_table_print(table, stdout, 2, CLI_WIDTH);
        (void)putchar('\n');
    }
    cli_table_free(table);
    return status;
}

brink_status cli_summary_print(brink_results *results)
{
    return brink_results_n_points(results) == 1 ? print_point(results, 0)
                                                : cli_overview_print(results, cli_terminal_width());
}

bool cli_summary_has_counted(const brink_results *results)
{
    bool found = false;
    for (size_t p = 0; p < brink_results_n_points(results); p++) {
        found = found || brink_results_get_point(results, p)->n_count_tables > 0;
    }
    return found;
}

/* By the names' convention (models/README.md): what begins with "nonconverged", or ends in "mismatches" or "failures",
 * should be zero; other counters only count. */
static bool needs_attention(const char *counter)
{
    static const char start[] = "nonconverged";
    return strncmp(counter, start, sizeof start - 1) == 0 || ends_with(counter, "mismatches") ||
           ends_with(counter, "failures");
}

static brink_status warn_of_failures(const brink_results *results, size_t p)
{
    const brink_results_point *point = brink_results_get_point(results, p);
    brink_status first = BRINK_OK;
    for (int code = BRINK_OK + 1; code < BRINK_N_STATUSES; code++) {
        uint64_t n = brink_results_failures(results, p, (brink_status)code);
        if (n > 0) {
            first = first == BRINK_OK ? (brink_status)code : first;
            cli_warn("%s: %" PRIu64 " of %" PRIu64 " replicas failed and are left out of every estimate: %s",
                     point->name, n, point->done, brink_status_text((brink_status)code));
        }
    }
    return point->failed > 0 && point->failed == point->done ? first : BRINK_OK;
}

brink_status cli_summary_warn(brink_results *results)
{
    brink_status worst = BRINK_OK;
    for (size_t p = 0; p < brink_results_n_points(results); p++) {
        const brink_results_point *point = brink_results_get_point(results, p);
        brink_status status = warn_of_failures(results, p);
        if (status != BRINK_OK) {
            worst = cli_fail(status, "%s: no replica could be used", point->name);
        }
        for (size_t i = 0; i < brink_results_n_counters(results, p); i++) {
            uint64_t value = 0;
            const char *name = brink_results_counter(results, p, i, &value);
            if (value > 0 && needs_attention(name)) {
                char words[128];
                (void)snprintf(words, sizeof words, "%s", name);
                for (char *c = words; *c != '\0'; c++) {
                    if (*c == '_') {
                        *c = ' ';
                    }
                }
                cli_warn("%s: %" PRIu64 " %s in %" PRIu64 " replicas of %" PRIu32 " periods", point->name, value, words,
                         point->done, point->n_periods);
            }
        }
    }
    return worst;
}

void cli_summary_warn_unfinished(const brink_results *results)
{
    for (size_t p = 0; p < brink_results_n_points(results); p++) {
        const brink_results_point *point = brink_results_get_point(results, p);
        if (point->done < point->replicas) {
            cli_warn("%s: only %" PRIu64 " of %" PRIu64
                     " replicas are finished; 'brink run' with --resume runs the others",
                     point->name, point->done, point->replicas);
        }
    }
}
