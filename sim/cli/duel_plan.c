/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "duel_plan.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "describe.h"
#include "folder.h"
#include "replication.h"

enum { MOST_OF_NAME = 60 }; /* bytes of the name of a table in that of a folder */

static const char *const option_names[] = {"--row-payoff", "--column-payoff"};

/* --- payoffs ------------------------------------------------------------------------------------------------- */

int cli_parse_payoff(const char *option, const char *list, cli_payoff *payoff)
{
    cli_payoff_fini(payoff); /* the last one counts */
    payoff->text = strdup(list);
    payoff->term = calloc(strlen(list) + 1, sizeof *payoff->term);
    if (payoff->text == NULL || payoff->term == NULL) {
        return ENOMEM;
    }
    for (char *at = payoff->text, *next; at != NULL; at = next) {
        next = strchr(at, ',');
        if (next != NULL) {
            *next++ = '\0';
        }
        char *sign = strchr(at, '=');
        char *end = NULL;
        brink_duel_term term = {.metric = at, .weight = 1.0};
        errno = 0;
        if (sign != NULL) {
            *sign = '\0';
            term.weight = strtod(sign + 1, &end);
        }
        bool is_number = sign == NULL || (end != sign + 1 && *end == '\0' && errno == 0 && isfinite(term.weight));
        if (at[0] == '\0' || !is_number || term.weight == 0.0) {
            (void)cli_usage(&cli_command_duel,
                            "%s '%s': METRIC or METRIC=WEIGHT is needed, with commas between several, as in "
                            "payoff.USA,payoff.EUR=0.5",
                            option, list);
            return CLI_TOLD;
        }
        payoff->term[payoff->n++] = term;
    }
    return 0;
}

void cli_payoff_fini(cli_payoff *payoff)
{
    free(payoff->text);
    free(payoff->term);
    *payoff = (cli_payoff){0};
}

/* --- the plan ------------------------------------------------------------------------------------------------ */

void cli_duel_plan_fini(cli_duel_plan *p)
{
    cli_points_fini(&p->postures[0]);
    cli_points_fini(&p->postures[1]);
    free(p->settings);
    free(p->folder);
    free(p->description);
    *p = (cli_duel_plan){0};
}

static brink_status name_things(cli_duel_plan *p, const cli_duel_words *words)
{
    char folder[160];
    size_t n[2];
    const char *name[2] = {cli_stem(words->tables.word[0], &n[0]), cli_stem(words->tables.word[1], &n[1])};
    (void)snprintf(folder, sizeof folder, "results/%.*s_%.*s", n[0] < MOST_OF_NAME ? (int)n[0] : MOST_OF_NAME, name[0],
                   n[1] < MOST_OF_NAME ? (int)n[1] : MOST_OF_NAME, name[1]);
    p->folder = strdup(words->run.output != NULL ? words->run.output : folder);
    p->settings = cli_settings(&words->run.overrides, NULL);
    return p->folder != NULL && p->settings != NULL ? BRINK_OK : cli_fail(BRINK_ENOMEM, "out of memory");
}

static void state_problem(cli_duel_plan *p, const cli_duel_words *words)
{
    for (size_t side = 0; side < 2; side++) {
        p->problem.side[side] = (brink_duel_side){
            .postures = p->postures[side].design, .term = words->payoff[side].term, .n_terms = words->payoff[side].n};
    }
    p->problem.scenario = brink_design_get_scenario(p->postures[0].design, 0);
    p->problem.label = brink_design_label(p->postures[0].design, 0);
    p->problem.settings = p->settings;
    p->problem.n_settings = words->run.overrides.n;
}

static brink_status check(const cli_duel_plan *p)
{
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_status status = diagnostics != NULL ? brink_duel_check(&p->problem, diagnostics) : BRINK_ENOMEM;
    if (status != BRINK_OK) {
        (void)cli_fail_diagnosed(status, diagnostics, "the game of these tables");
    }
    brink_diagnostics_free(diagnostics);
    return status;
}

static brink_status check_payoffs(const cli_duel_plan *p)
{
    brink_status worst = BRINK_OK;
    for (size_t side = 0; side < 2; side++) {
        for (size_t k = 0; k < p->problem.side[side].n_terms; k++) {
            brink_status status = cli_check_metric(&cli_command_duel, option_names[side],
                                                   p->problem.side[side].term[k].metric, p->postures[0].point, 1);
            worst = status != BRINK_OK ? status : worst;
        }
    }
    return worst;
}

static brink_status describe(cli_duel_plan *p, const cli_duel_words *words, int argc, char **argv)
{
    static const cli_thresholds none = {0};
    const brink_input *columns = brink_design_input(p->postures[1].design);
    const cli_inputs extra = {.item = &columns, .n = 1};
    p->description = cli_describe_study(&p->postures[0], &words->run.overrides, &none, &extra, argc, argv);
    return p->description != NULL ? BRINK_OK : cli_fail(BRINK_ENOMEM, "out of memory");
}

brink_status cli_duel_plan_make(cli_duel_plan *p, const cli_duel_words *words, int argc, char **argv)
{
    static const cli_words nothing = {0};
    brink_status status = BRINK_OK;
    for (size_t side = 0; side < 2; side++) { /* both are read, so that the mistakes of both are seen */
        brink_status one =
            cli_points_read(&p->postures[side], words->tables.word[side], &nothing, &words->run.overrides);
        status = one != BRINK_OK ? one : status;
    }
    if (status == BRINK_OK) {
        status = name_things(p, words);
    }
    if (status == BRINK_OK) {
        state_problem(p, words);
        status = check(p);
    }
    if (status == BRINK_OK) {
        status = cli_points_compile(&p->postures[0]);
    }
    if (status == BRINK_OK) {
        status = check_payoffs(p);
    }
    return status == BRINK_OK ? describe(p, words, argc, argv) : status;
}
