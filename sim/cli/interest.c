/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "interest.h"

#include <math.h>
#include <stdlib.h>

#include "wanted.h"

static const cli_command *const command = &cli_command_discover;

static brink_status reserve(cli_interest *interest, size_t n)
{
    interest->threshold = calloc(n + 1, sizeof *interest->threshold);
    interest->criterion = calloc(n + 1, sizeof *interest->criterion);
    return interest->threshold != NULL && interest->criterion != NULL ? BRINK_OK
                                                                      : cli_fail(BRINK_ENOMEM, "out of memory");
}

brink_status cli_interest_read(cli_interest *interest, const char *statistic)
{
    brink_statistic wanted = {.kind = BRINK_STATISTIC_MEAN};
    brink_error err = {0};
    brink_status status = reserve(interest, interest->n_outcomes);
    if (status == BRINK_OK && statistic != NULL && brink_statistic_parse(statistic, &wanted, &err) != BRINK_OK) {
        return cli_usage(command, "--statistic: %s", err.what);
    }
    for (size_t i = 0; i < interest->n_outcomes && status == BRINK_OK; i++) {
        brink_threshold *t = &interest->threshold[i];
        if (brink_threshold_parse(interest->outcome[i], t, &err) != BRINK_OK) {
            return cli_usage(command, "--outcome: %s", err.what);
        }
        interest->criterion[interest->n_criteria++] =
            (brink_criterion){.metric = t->metric, .statistic = wanted, .relation = t->relation, .bound = t->bound};
    }
    return status;
}

/* A bound that is not kept. */
static brink_status read_bounds(cli_interest *interest, const char *scenario)
{
    const size_t n = brink_objectives_n(interest->objectives);
    brink_status status = reserve(interest, n);
    for (size_t i = 0; i < n && status == BRINK_OK; i++) {
        const brink_objective *o = brink_objectives_get(interest->objectives, i);
        if (!isnan(o->bound)) {
            interest->criterion[interest->n_criteria++] =
                (brink_criterion){.metric = o->metric,
                                  .statistic = o->statistic,
                                  .relation = o->is_maximised ? BRINK_BELOW : BRINK_ABOVE,
                                  .bound = o->bound};
        }
    }
    interest->is_any = true;
    if (status == BRINK_OK && interest->n_criteria == 0) {
        return cli_usage(command,
                         "what is of interest? Give --outcome, as in --outcome 'conflict_probability>0.01' (no "
                         "objective of %s has a bound)",
                         scenario);
    }
    return status;
}

brink_status cli_interest_choose(cli_interest *interest, const char *statistic, const brink_scenario *scenario)
{
    if (interest->n_outcomes > 0) {
        return cli_interest_read(interest, statistic);
    }
    const char *name = brink_scenario_name(scenario);
    brink_status status = cli_objectives_read(scenario, name, &interest->objectives);
    return status == BRINK_OK ? read_bounds(interest, name) : status;
}

brink_status cli_interest_check(const cli_interest *interest, const brink_program *program)
{
    brink_status status = BRINK_OK;
    for (size_t i = 0; i < interest->n_outcomes && status == BRINK_OK; i++) {
        const brink_criterion *criterion = &interest->criterion[i];
        brink_statistic own;
        size_t m = 0;
        status = cli_find_wanted(command, "--outcome", interest->outcome[i], program, criterion->metric,
                                 &criterion->statistic, &m, &own);
    }
    return status;
}

brink_interest cli_interest_get(const cli_interest *interest)
{
    return (brink_interest){interest->criterion, interest->n_criteria, interest->is_any};
}

void cli_interest_fini(cli_interest *interest)
{
    free((void *)interest->outcome);
    free(interest->threshold);
    free(interest->criterion);
    brink_objectives_free(interest->objectives);
    *interest = (cli_interest){0};
}
