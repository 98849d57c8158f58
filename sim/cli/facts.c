/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "facts.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "brink/facts.h"
#include "brink/results.h"
#include "brink/study.h"
#include "cli.h"
#include "folder.h"
#include "stop.h"
#include "table.h"

enum { SHORT_RUN = 1000, SHORT_RUN_SEED = 1 }; /* what `brink run` does if not told otherwise */

/* --- the table --------------------------------------------------------------------------------------------------- */

static const char *verdict_of(const brink_fact_check *check)
{
    switch (check->verdict) {
    case BRINK_FACT_PASS:
        return check->is_close ? "pass (close)" : "pass";
    case BRINK_FACT_MISS:
        return check->is_close ? "miss (close)" : "miss";
    case BRINK_FACT_NO_VALUE:
        break;
    }
    return "no value";
}

static void add_row(cli_table *table, const brink_fact *target, const brink_fact_check *check)
{
    bool is_mean = strcmp(target->statistic, "mean") == 0;
    cli_table_add(table, "%s", target->name);
    cli_table_add_number(table, target->value);
    cli_table_add_number(table, target->lo);
    cli_table_add_number(table, target->hi);
    cli_table_add_number(table, check->simulated);
    cli_table_add_number(table, check->lo95);
    cli_table_add_number(table, check->hi95);
    cli_table_add(table, "%s", verdict_of(check));
    cli_table_add(table, "%s", target->basis);
    cli_table_add(table, "%s%s%s%s%s", is_mean ? "" : target->statistic, is_mean ? "" : " of ", target->metric,
                  target->per[0] != '\0' ? " per " : "", target->per);
}

static brink_status print_table(const brink_facts *facts, brink_results *results, size_t point)
{
    static const cli_column columns[] = {
        {.title = "fact"},
        {.title = "value", .is_number = true},
        {.title = "lo", .is_number = true},
        {.title = "hi", .is_number = true},
        {.title = "simulated", .is_number = true},
        {.title = "from", .is_number = true},
        {.title = "to", .is_number = true},
        {.title = "verdict"},
        {.title = "basis"},
        {.title = "metric", .is_below = true},
    };
    const brink_results_point *at = brink_results_get_point(results, point);
    cli_table *table = cli_table_new(columns, sizeof columns / sizeof columns[0]);
    brink_status status = BRINK_OK;
    size_t n_passed = 0;
    size_t n_missed = 0;
    for (size_t i = 0; i < brink_facts_n(facts) && status == BRINK_OK; i++) {
        brink_fact_check check;
        brink_error err = {0};
        status = brink_facts_check(facts, i, results, point, &check, &err);
        if (status != BRINK_OK) {
            (void)cli_fail_error(status, &err);
            break;
        }
        n_passed += check.verdict == BRINK_FACT_PASS;
        n_missed += check.verdict == BRINK_FACT_MISS;
        add_row(table, brink_facts_get(facts, i), &check);
    }
    if (status == BRINK_OK) {
        (void)printf("%s: facts against %" PRIu64 " replica%s, seed %" PRIu64 "; a fact passes within its band\n",
                     at->name, at->done - at->failed, at->done - at->failed == 1 ? "" : "s",
                     brink_results_seed(results));
        status = cli_table_print(table, stdout, 2, CLI_WIDTH);
        (void)printf("%zu of %zu passed, %zu missed. 'from' and 'to' are the sampling error of the simulation (95 %%); "
                     "'close' says\nthat it reaches over an end of the band. What the bands rest on stands in "
                     "targets.csv; a fact from which a\nvalue of the scenario was set, as it says there, confirms "
                     "nothing by passing.\n",
                     n_passed, brink_facts_n(facts), n_missed);
    }
    cli_table_free(table);
    return status;
}

/* --- results ----------------------------------------------------------------------------------------------------- */

static brink_status print_point(const brink_scenario *scenario, const brink_facts *facts, const char *folder)
{
    unsigned char digest[32];
    brink_results *results = NULL;
    brink_error err = {0};
    brink_status status = brink_results_open(folder, &results, &err);
    if (status != BRINK_OK) {
        return cli_fail_error(status, &err);
    }
    brink_scenario_digest(scenario, digest);
    size_t point = 0;
    size_t n = brink_results_n_points(results);
    while (point < n && memcmp(brink_results_get_point(results, point)->digest, digest, sizeof digest) != 0) {
        point++;
    }
    status = point < n ? print_table(facts, results, point)
                       : cli_fail(BRINK_EMISMATCH, "%s holds no results of %s with the values that it has now", folder,
                                  brink_scenario_name(scenario));
    brink_results_close(results);
    return status;
}

static brink_status run(const brink_scenario *scenario, const char *folder)
{
    brink_error err = {0};
    brink_point point = {.scenario = brink_scenario_name(scenario), .name = brink_scenario_name(scenario)};
    brink_program *program = NULL;
    brink_run_options how = {.seed = SHORT_RUN_SEED, .replicas = SHORT_RUN, .stop = cli_stop()};
    brink_status status = brink_program_new(scenario, &program, &err);
    if (status == BRINK_OK) {
        point.program = program;
        brink_scenario_digest(scenario, point.digest);
        status = brink_study_run(folder, &point, 1, &how, &err);
    }
    brink_program_free(program);
    if (status == BRINK_EINTERRUPTED) {
        return cli_fail(status, "interrupted");
    }
    return status == BRINK_OK ? BRINK_OK : cli_fail_error(status, &err);
}

static brink_status print_short_run(const brink_scenario *scenario, const brink_facts *facts)
{
    const char *tmp = getenv("TMPDIR");
    (void)cli_stop(); /* from here on nobody may end the process without the folder being removed */
    char folder[4096];
    int length = snprintf(folder, sizeof folder, "%s/brink-facts-XXXXXX", tmp != NULL && *tmp != '\0' ? tmp : "/tmp");
    if (length < 0 || (size_t)length >= sizeof folder || mkdtemp(folder) == NULL) {
        return cli_fail(BRINK_ECANTCREATE, "cannot create a temporary folder %s", folder);
    }
    brink_status status = run(scenario, folder);
    if (status == BRINK_OK) {
        status = print_point(scenario, facts, folder);
    }
    if (cli_folder_holds_results(folder)) {
        brink_status cleared = cli_folder_clear(folder);
        status = status == BRINK_OK ? cleared : status;
    }
    (void)rmdir(folder);
    return status;
}

brink_status cli_facts_print(const brink_scenario *scenario, const char *results)
{
    brink_facts *facts = NULL;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_status status = diagnostics != NULL ? brink_facts_read(scenario, &facts, diagnostics) : BRINK_ENOMEM;
    if (status != BRINK_OK) {
        (void)cli_fail_diagnosed(status, diagnostics, "the facts of %s", brink_scenario_name(scenario));
    } else if (brink_facts_n(facts) == 0) {
        (void)printf("%s: no facts, since it has no targets.csv\n", brink_scenario_name(scenario));
    } else {
        status = results != NULL ? print_point(scenario, facts, results) : print_short_run(scenario, facts);
    }
    brink_facts_free(facts);
    brink_diagnostics_free(diagnostics);
    return status;
}
