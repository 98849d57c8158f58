/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dueled.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli.h"
#include "progress.h"
#include "table.h"

enum { INDENT = 2, MOST_SHOWN = 8 };

static const char *const side_names[] = {"row", "column"};

void cli_dueled_progress(void *context, const brink_duel_progress *now)
{
    cli_progress *progress = context;
    char left[32];
    char done[32];
    char text[160];
    if (!cli_progress_is_due(progress, now->seconds)) {
        return;
    }
    const double seconds = cli_progress_left(now->replicas, now->replicas_before, now->budget, now->seconds);
    (void)snprintf(text, sizeof text, "round %zu, %s replicas, %s left", now->round,
                   cli_grouped(done, sizeof done, (double)now->replicas), cli_duration(left, sizeof left, seconds));
    cli_progress_tell(progress, now->seconds, cli_progress_share(now->replicas, now->budget), text);
}

/* --- parts --------------------------------------------------------------------------------------------------- */

static brink_status print(cli_table *table)
{
    brink_status status =
        table != NULL ? cli_table_print(table, stdout, INDENT, CLI_WIDTH) : cli_fail(BRINK_ENOMEM, "out of memory");
    cli_table_free(table);
    return status;
}

static size_t offset(const brink_duel *d, size_t side)
{
    return side == 0 ? 0 : d->n[0];
}

/* Payoffs of both sides, a star at best replies. */
static brink_status print_matrix(const brink_duel *d)
{
    cli_column *columns = calloc(d->n[1] + 1, sizeof *columns);
    if (columns == NULL) {
        return cli_fail(BRINK_ENOMEM, "out of memory");
    }
    columns[0] = (cli_column){.title = "row \\ column", .is_key = true};
    for (size_t j = 0; j < d->n[1]; j++) {
        columns[j + 1] = (cli_column){.title = d->name[d->n[0] + j], .is_number = true};
    }
    cli_table *table = cli_table_new(columns, d->n[1] + 1);
    double worst[2] = {0.0, 0.0};
    for (size_t i = 0; i < d->n[0]; i++) {
        cli_table_add(table, "%s", d->name[i]);
        for (size_t j = 0; j < d->n[1]; j++) {
            const brink_duel_cell *c = &d->cell[i * d->n[1] + j];
            cli_table_add(table, "%.4g%s, %.4g%s", c->payoff[0], c->gain[0].value > 0.0 ? "" : "*", c->payoff[1],
                          c->gain[1].value > 0.0 ? "" : "*");
            worst[0] = fmax(worst[0], c->se[0]);
            worst[1] = fmax(worst[1], c->se[1]);
        }
    }
    brink_status status = print(table);
    free(columns);
    (void)printf(
        "  *: best reply. Standard errors up to %.2g and %.2g; cells share their luck, so differences have less.\n"
        "\n",
        worst[0], worst[1]);
    return status;
}

static brink_status print_postures(const brink_duel *d)
{
    static const cli_column columns[] = {{.title = "side"},
                                         {.title = "posture"},
                                         {.title = "dominated"},
                                         {.title = "surely", .is_number = true},
                                         {.title = "eliminated", .is_number = true},
                                         {.title = "regret", .more = "at most", .is_number = true},
                                         {.title = "95 % interval", .is_number = true}};
    cli_table *table = cli_table_new(columns, sizeof columns / sizeof columns[0]);
    for (size_t side = 0; side < 2; side++) {
        for (size_t i = 0; i < d->n[side]; i++) {
            const brink_duel_posture *p = &d->posture[offset(d, side) + i];
            cli_table_add(table, "%s", side_names[side]);
            cli_table_add(table, "%s", d->name[offset(d, side) + i]);
            if (p->dominance == BRINK_NOT_DOMINATED) {
                cli_table_add(table, "no");
            } else {
                cli_table_add(table, "%s, by %s", p->dominance == BRINK_WEAKLY_DOMINATED ? "weakly" : "strictly",
                              p->by == BRINK_DUEL_MIXTURE ? "a mixture" : d->name[offset(d, side) + p->by]);
            }
            cli_table_add(table, "%.0f %%", 100.0 * p->strict_share);
            if (p->eliminated > 0) {
                cli_table_add(table, "round %zu", p->eliminated);
            } else {
                cli_table_add(table, "-");
            }
            cli_table_add(table, "%.4g", p->max_regret.value);
            cli_table_add(table, "%.4g to %.4g", p->max_regret.lo, p->max_regret.hi);
        }
    }
    (void)printf("Postures (surely: share of %zu resampled games in which it is strictly dominated; eliminated: by "
                 "iterated\nstrict dominance; regret: behind the best reply, at the opponent's posture where that is "
                 "most):\n",
                 d->n_resamples);
    brink_status status = print(table);
    (void)printf("\n");
    return status;
}

/* --- equilibria ---------------------------------------------------------------------------------------------- */

static brink_status print_profile(const brink_duel *d, const brink_duel_profile *p)
{
    static const cli_column columns[] = {{.title = "side"},
                                         {.title = "posture"},
                                         {.title = "played", .is_number = true},
                                         {.title = "95 % interval", .is_number = true},
                                         {.title = "loss", .is_number = true},
                                         {.title = "95 % interval", .is_number = true}};
    cli_table *table = cli_table_new(columns, sizeof columns / sizeof columns[0]);
    for (size_t k = 0; k < d->n[0] + d->n[1]; k++) {
        cli_table_add(table, "%s", side_names[k < d->n[0] ? 0 : 1]);
        cli_table_add(table, "%s", d->name[k]);
        cli_table_add(table, "%.3f", p->probability[k].value);
        cli_table_add(table, "%.3f to %.3f", p->probability[k].lo, p->probability[k].hi);
        cli_table_add(table, "%.4g", p->loss[k].value);
        cli_table_add(table, "%.4g to %.4g", p->loss[k].lo, p->loss[k].hi);
    }
    brink_status status = print(table);
    for (size_t side = 0; side < 2; side++) {
        (void)printf("  The %s gets %.5g (%.5g to %.5g).\n", side_names[side], p->value[side].value, p->value[side].lo,
                     p->value[side].hi);
    }
    (void)printf("  Leaving it would gain at most %.3g, with 95 %% confidence no more than %.3g.\n\n",
                 p->regret < 1e-9 * fabs(p->value[0].value) ? 0.0 : p->regret, p->regret_hi);
    return status;
}

static brink_status print_nash(const brink_duel *d)
{
    brink_status status = BRINK_OK;
    (void)printf("%zu Nash equilibri%s%s%s\n\n", d->n_nash, d->n_nash == 1 ? "um" : "a", d->is_cut ? " and more" : "",
                 d->is_degenerate ? " (the game has ties: there may be others between)" : "");
    for (size_t k = 0; k < d->n_nash && k < MOST_SHOWN && status == BRINK_OK; k++) {
        (void)printf("Nash equilibrium %zu, whose support %.0f %% of resampled games have:\n", k + 1,
                     100.0 * d->nash[k].support_share);
        status = print_profile(d, &d->nash[k]);
    }
    if (d->n_nash > MOST_SHOWN) {
        (void)printf("%zu more are in duel_equilibria.csv.\n\n", d->n_nash - MOST_SHOWN);
    }
    return status;
}

static void print_rounds(const brink_duel *d)
{
    const size_t n = d->n[0] * d->n[1];
    size_t least = 0;
    size_t most = 0;
    uint64_t failed = 0;
    for (size_t c = 0; c < n; c++) {
        least = d->cell[c].replicas < d->cell[least].replicas ? c : least;
        most = d->cell[c].replicas > d->cell[most].replicas ? c : most;
        failed += d->cell[c].failed;
    }
    (void)printf("%" PRIu64 " replicas in %zu round%s: from %" PRIu64 " (%s against %s) to %" PRIu64
                 " (%s against %s) a cell",
                 d->round[d->n_rounds - 1].replicas, d->n_rounds, d->n_rounds == 1 ? "" : "s", d->cell[least].replicas,
                 d->name[least / d->n[1]], d->name[d->n[0] + least % d->n[1]], d->cell[most].replicas,
                 d->name[most / d->n[1]], d->name[d->n[0] + most % d->n[1]]);
    (void)printf(failed > 0 ? "; %" PRIu64 " failed.\n" : ".\n", failed);
    if (d->n_unsolved > 0) {
        (void)printf("%zu of %zu resampled games could not be solved, and are left out.\n", d->n_unsolved,
                     d->n_resamples);
    }
}

brink_status cli_dueled_print(const brink_duel *duel)
{
    (void)printf("%zu x %zu postures; payoffs of rows%s%s and columns%s%s:\n", duel->n[0], duel->n[1],
                 duel->unit[0][0] != '\0' ? " in " : "", duel->unit[0], duel->unit[1][0] != '\0' ? " in " : "",
                 duel->unit[1]);
    brink_status status = print_matrix(duel);
    if (status == BRINK_OK) {
        status = print_postures(duel);
    }
    if (status == BRINK_OK) {
        status = print_nash(duel);
    }
    for (size_t k = 0; k < duel->n_quantal && status == BRINK_OK; k++) {
        (void)printf("Quantal responses of precision %g:\n", duel->quantal[k].lambda);
        status = print_profile(duel, &duel->quantal[k]);
    }
    print_rounds(duel);
    return status;
}
