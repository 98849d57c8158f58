/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From outcomes to payoffs. */
#include <math.h>
#include <stdlib.h>

#include "brink/worlds.h"

#include "base/no_memory.h"

enum { MAX_BATCHES = 32 };

/* Means of batches of pseudo-values; what is missing counts as their mean. */
static void batch_up(const double *pseudo, size_t n, size_t n_batches, double *value, double *batch)
{
    double sum = 0.0;
    size_t n_there = 0;
    size_t size = n / n_batches;
    for (size_t r = 0; r < n; r++) {
        sum += isnan(pseudo[r]) ? 0.0 : pseudo[r];
        n_there += isnan(pseudo[r]) ? 0 : 1;
    }
    *value = sum / (double)n_there;
    for (size_t b = 0; b < n_batches; b++) {
        double off = 0.0;
        for (size_t r = b * size; r < (b + 1) * size; r++) {
            off += isnan(pseudo[r]) ? 0.0 : pseudo[r] - *value;
        }
        batch[b] = off / (double)size;
    }
}

/* What values an objective can have: those of its metric, as the first point reports it; of a probability 0 to 1. */
static void find_range(const brink_outcomes *outcomes, const brink_objective *objective, brink_performance *performance)
{
    const brink_results_point *point =
        brink_results_get_point(brink_outcomes_results(outcomes), brink_outcomes_index(outcomes, 0));
    size_t m = brink_metric_find(point, objective->metric);
    if (objective->statistic.kind == BRINK_STATISTIC_EXCEED) {
        performance->least = 0.0;
        performance->most = 1.0;
    } else if (m != BRINK_NO_METRIC) {
        performance->least = point->metrics[m].lo;
        performance->most = point->metrics[m].hi;
    }
}

static brink_status read_objective(const brink_worlds *worlds, brink_outcomes *outcomes,
                                   const brink_objective *objective, size_t n_batches, double *pseudo, double *value,
                                   double *batch, bool *has_unknown_error, brink_error *err)
{
    size_t n_postures = brink_design_n_points(brink_worlds_postures(worlds));
    size_t width = brink_design_n_points(brink_worlds_design(worlds)) / n_postures;
    size_t n = (size_t)brink_outcomes_replicas(outcomes);
    brink_outcome *outcome = calloc(n_postures * width, sizeof *outcome);
    brink_status status = outcome != NULL
                              ? brink_outcomes_read(outcomes, objective->metric, &objective->statistic, outcome, err)
                              : brink__no_memory(err, "payoffs");
    *has_unknown_error = false;
    for (size_t cell = 0; cell < n_postures * width && status == BRINK_OK; cell++) {
        *has_unknown_error = *has_unknown_error || isnan(outcome[cell].se);
        size_t point = brink_worlds_point(worlds, cell / width, cell % width);
        status = brink_outcomes_pseudo(outcomes, point, objective->metric, &objective->statistic, pseudo, err);
        if (status == BRINK_OK) {
            batch_up(pseudo, n, n_batches, &value[cell], &batch[cell * n_batches]);
        }
    }
    free(outcome);
    return status;
}

brink_status brink_worlds_payoffs(const brink_worlds *worlds, brink_outcomes *outcomes,
                                  const brink_objective *objectives, size_t n_objectives, brink_payoff_table *table,
                                  brink_error *err)
{
    size_t n_points = brink_design_n_points(brink_worlds_design(worlds));
    size_t n = (size_t)brink_outcomes_replicas(outcomes);
    size_t n_batches = n < MAX_BATCHES ? n : MAX_BATCHES;
    *table = (brink_payoff_table){0};
    table->value = malloc((n_objectives * n_points + 1) * sizeof *table->value);
    table->batch = malloc((n_objectives * n_points * n_batches + 1) * sizeof *table->batch);
    table->objective = calloc(n_objectives + 1, sizeof *table->objective);
    double *pseudo = malloc((n + 1) * sizeof *pseudo);
    brink_status status = BRINK_OK;
    if (table->value == NULL || table->batch == NULL || table->objective == NULL || pseudo == NULL) {
        status = brink__no_memory(err, "payoffs");
    }
    for (size_t o = 0; o < n_objectives && status == BRINK_OK; o++) {
        const brink_objective *objective = &objectives[o];
        double *value = &table->value[o * n_points];
        double *batch = &table->batch[o * n_points * n_batches];
        table->objective[o] = (brink_performance){.is_maximised = objective->is_maximised,
                                                  .bound = objective->bound,
                                                  .least = (double)-INFINITY,
                                                  .most = (double)INFINITY,
                                                  .value = value,
                                                  .batch = n_batches >= 2 ? batch : NULL};
        find_range(outcomes, objective, &table->objective[o]);
        status = read_objective(worlds, outcomes, objective, n_batches, pseudo, value, batch,
                                &table->objective[o].has_unknown_error, err);
        if (table->objective[o].has_unknown_error) {
            table->objective[o].batch = NULL; /* contributions that say nothing are no noise to correct for */
        }
    }
    table->payoffs = (brink_payoffs){.n_postures = brink_design_n_points(brink_worlds_postures(worlds)),
                                     .n_states = brink_worlds_n_states(worlds),
                                     .n_near = brink_worlds_n_near(worlds),
                                     .has_own = true,
                                     .n_batches = n_batches >= 2 ? n_batches : 0,
                                     .distance = brink_worlds_distance(worlds),
                                     .n_objectives = n_objectives,
                                     .objective = table->objective};
    free(pseudo);
    if (status != BRINK_OK) {
        brink_payoff_table_fini(table);
    }
    return status;
}

void brink_payoff_table_fini(brink_payoff_table *table)
{
    free(table->value);
    free(table->batch);
    free(table->objective);
    *table = (brink_payoff_table){0};
}
