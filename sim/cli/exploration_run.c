/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The design of an exploration, its run, and what is looked at. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brink/report.h"
#include "exploration.h"
#include "explore/compare_values.h"
#include "labels.h"
#include "running.h"
#include "wanted.h"

brink_design *cli_explore_design(const cli_exploration *x, const char *folder)
{
    char *label = cli_scenario_label(x->as_read, x->scenario_name, folder);
    size_t n = 0;
    brink_setting *settings = cli_settings(&x->run.overrides, &n);
    brink_design *design = NULL;
    if (label != NULL && settings != NULL) {
        design = brink_factors_design(x->factors, x->as_read, label, settings, n);
    }
    if (design == NULL) {
        (void)cli_fail(BRINK_ENOMEM, "out of memory");
    }
    free(label);
    free(settings);
    return design;
}

/* --- what is looked at --------------------------------------------------------------------------------------- */

static brink_status add_look(cli_exploration *x, const char *metric, brink_statistic statistic, bool is_objective,
                             bool is_maximised)
{
    cli_look *look = realloc(x->look, (x->n_looks + 1) * sizeof *look);
    if (look == NULL) {
        return cli_fail(BRINK_ENOMEM, "out of memory");
    }
    x->look = look;
    look[x->n_looks++] = (cli_look){
        .metric = metric, .statistic = statistic, .is_objective = is_objective, .is_maximised = is_maximised};
    return BRINK_OK;
}

static brink_status tell_unknown(const cli_exploration *x, const char *metric, const brink_program *program)
{
    char hint[400];
    return cli_usage(x->command, "%s has no metric '%s'%s", x->scenario_name, metric,
                     cli_hint_output(hint, sizeof hint, metric, program->metrics, program->n_metrics));
}

static brink_status add_named(cli_exploration *x, const brink_program *program)
{
    brink_statistic wanted = {.kind = BRINK_STATISTIC_MEAN};
    brink_error err = {0};
    brink_status status = BRINK_OK;
    if (x->statistic != NULL && brink_statistic_parse(x->statistic, &wanted, &err) != BRINK_OK) {
        return cli_usage(x->command, "--statistic: %s", err.what);
    }
    for (size_t i = 0; i < x->n_metrics && status == BRINK_OK; i++) {
        brink_statistic own;
        const size_t m = brink_find_output(program->metrics, program->n_metrics, x->metric[i]);
        if (m == SIZE_MAX) {
            return tell_unknown(x, x->metric[i], program);
        }
        if (brink_statistic_of(&wanted, &program->metrics[m], &own, &err) != BRINK_OK) {
            return cli_usage(x->command, "%s", err.what);
        }
        status = add_look(x, x->metric[i], own, false, false);
    }
    return status;
}

static brink_status add_usual(cli_exploration *x, const brink_program *program)
{
    const brink_statistic mean = {.kind = BRINK_STATISTIC_MEAN};
    const char *const *headline = program->type->headline;
    brink_status status = cli_objectives_read(x->scenario, x->scenario_name, &x->objectives);
    for (size_t i = 0; status == BRINK_OK && i < brink_objectives_n(x->objectives); i++) {
        const brink_objective *o = brink_objectives_get(x->objectives, i);
        status = add_look(x, o->metric, o->statistic, true, o->is_maximised);
    }
    for (size_t i = 0; status == BRINK_OK && brink_objectives_n(x->objectives) == 0 && headline != NULL &&
                       headline[i] != NULL && x->n_looks < 4;
         i++) {
        const size_t m = brink_find_output(program->metrics, program->n_metrics, headline[i]);
        brink_statistic own;
        if (m != SIZE_MAX && brink_statistic_of(&mean, &program->metrics[m], &own, NULL) == BRINK_OK) {
            status = add_look(x, headline[i], own, false, false);
        }
    }
    for (size_t m = 0; status == BRINK_OK && x->n_looks == 0 && m < program->n_metrics && m < 4; m++) {
        brink_statistic own;
        if (brink_statistic_of(&mean, &program->metrics[m], &own, NULL) == BRINK_OK) {
            status = add_look(x, program->metrics[m].name, own, false, false);
        }
    }
    return status;
}

/* Takes out what there are too few replicas for. */
static brink_status drop_tails(cli_exploration *x)
{
    size_t kept = 0;
    if (x->replicas == 1) {
        cli_warn("one replica a point: if there is noise it cannot be told from effects, and stays in them");
    }
    for (size_t i = 0; i < x->n_looks; i++) {
        const cli_look *look = &x->look[i];
        char statistic[64];
        const bool is_of_tail = look->statistic.kind != BRINK_STATISTIC_MEAN &&
                                look->statistic.kind != BRINK_STATISTIC_RATIO &&
                                look->statistic.kind != BRINK_STATISTIC_EXCEED;
        if (!is_of_tail || brink__has_enough(&look->statistic, (size_t)x->replicas)) {
            x->look[kept++] = *look;
            continue;
        }
        (void)brink_statistic_name(&look->statistic, statistic);
        if (!look->is_objective) {
            return cli_usage(x->command, "%s of %s takes more than %llu replicas a point: give --replicas", statistic,
                             look->metric, (unsigned long long)x->replicas);
        }
        if (!x->run.is_quiet) {
            (void)fprintf(stderr, "brink: %s of %s is left out: it takes more than %llu replicas a point\n", statistic,
                          look->metric, (unsigned long long)x->replicas);
        }
    }
    x->n_looks = kept;
    return kept > 0 ? BRINK_OK : cli_usage(x->command, "no objective is left: give --replicas, or --metric");
}

brink_status cli_explore_looks(cli_exploration *x, bool needs_noise)
{
    brink_error err = {0};
    brink_status status = brink_program_new(x->scenario, &x->program, &err);
    if (status != BRINK_OK) {
        return cli_fail(status, "%s: %s", x->scenario_name, err.what);
    }
    if (x->statistic != NULL && x->n_metrics == 0) {
        return cli_usage(x->command, "--statistic is about metrics that are named: give --metric too");
    }
    status = x->n_metrics > 0 ? add_named(x, x->program) : add_usual(x, x->program);
    return status == BRINK_OK && needs_noise ? drop_tails(x) : status;
}

/* --- the run ------------------------------------------------------------------------------------------------- */

static brink_status run_design(void *what, const char *folder, const brink_run_options *how, brink_error *err)
{
    return brink_outcomes_run(what, folder, how, err);
}

brink_status cli_explore_claim(cli_exploration *x, const char *prefix)
{
    char folder[160];
    const char *name = brink_scenario_name(x->as_read);
    (void)snprintf(folder, sizeof folder, "results/%s-%s", prefix, name);
    x->folder = strdup(x->run.output != NULL ? x->run.output : folder);
    return x->folder != NULL ? cli_claim_folder(x->folder, x->run.is_resuming, x->run.is_forced)
                             : cli_fail(BRINK_ENOMEM, "out of memory");
}

brink_status cli_explore_run(cli_exploration *x, json_t *method, int argc, char **argv, cli_run_facts *facts)
{
    char *description = cli_describe_exploration(x, method, argc, argv);
    brink_error err = {0};
    *facts = cli_run_words_facts(&x->run, x->replicas);
    if (description == NULL) {
        return cli_fail(BRINK_ENOMEM, "out of memory");
    }
    brink_run_options how = {.seed = x->run.seed,
                             .replicas = x->replicas,
                             .threads = facts->threads,
                             .resume = x->run.is_resuming,
                             .description = description};
    const cli_running running = {.folder = x->folder,
                                 .run = run_design,
                                 .what = x->design,
                                 .is_quiet = x->run.is_quiet,
                                 .is_forced = x->run.is_forced};
    brink_status status = cli_run(&running, &how, facts);
    free(description);
    /* not before: a folder with another study keeps its design */
    if ((status == BRINK_OK || status == BRINK_EINTERRUPTED) &&
        brink_design_write(x->design, x->folder, "design.csv", &err) != BRINK_OK) {
        return cli_fail_error(err.code, &err);
    }
    return status;
}

brink_status cli_explore_manifest(const cli_exploration *x, brink_results *results, const cli_run_facts *facts,
                                  int argc, char **argv)
{
    brink_error err = {0};
    char *how = cli_describe_run(facts, argc, argv);
    brink_status status = how != NULL ? brink_report_manifest(results, x->folder, how, &err)
                                      : brink_fail(&err, BRINK_ENOMEM, "out of memory");
    free(how);
    return status == BRINK_OK ? BRINK_OK : cli_fail_error(status, &err);
}

void cli_explore_tell(const cli_exploration *x, const char *table)
{
    if (!x->run.is_quiet) {
        (void)printf("Results are in %s: %s, design.csv, manifest.json, results.db\n'brink plot %s' draws them.\n",
                     x->folder, table, x->folder);
    }
}
