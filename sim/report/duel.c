/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tables of a game of postures. */
#include "brink/duel.h"

#include <math.h>

#include "report/file.h"

static const char *const side_names[] = {"row", "column"};

static void put_interval(brink__csv *csv, brink_interval interval)
{
    brink__csv_number(csv, interval.value);
    brink__csv_number(csv, interval.lo);
    brink__csv_number(csv, interval.hi);
}

/* --- duel_cells.csv: a row a cell and side */

static void put_cells(brink__csv *csv, const brink_duel *d)
{
    brink__file_puts(&csv->file, "row,column,side,payoff,se,replicas,failed,gain,gain_lo95,gain_hi95,best_reply,"
                                 "best_reply_share,unit\n");
    for (size_t c = 0; c < d->n[0] * d->n[1]; c++) {
        const brink_duel_cell *cell = &d->cell[c];
        for (size_t side = 0; side < 2; side++) {
            brink__csv_text(csv, d->name[c / d->n[1]]);
            brink__csv_text(csv, d->name[d->n[0] + c % d->n[1]]);
            brink__csv_text(csv, side_names[side]);
            brink__csv_number(csv, cell->payoff[side]);
            brink__csv_number(csv, cell->se[side]);
            brink__csv_count(csv, cell->replicas);
            brink__csv_count(csv, cell->failed);
            put_interval(csv, cell->gain[side]);
            brink__csv_count(csv, (uint64_t)(cell->gain[side].value <= 0.0));
            brink__csv_number(csv, cell->best_share[side]);
            brink__csv_text(csv, d->unit[side]);
            brink__csv_end_row(csv);
        }
    }
}

/* --- duel_postures.csv: a row a posture */

static const char *dominator(const brink_duel *d, size_t posture)
{
    const brink_duel_posture *p = &d->posture[posture];
    return p->dominance == BRINK_NOT_DOMINATED ? ""
           : p->by == BRINK_DUEL_MIXTURE       ? "mixture"
                                               : d->name[p->by + (posture < d->n[0] ? 0 : d->n[0])];
}

static void put_postures(brink__csv *csv, const brink_duel *d)
{
    static const char *const dominance[] = {"", "weakly", "strictly"};
    brink__file_puts(&csv->file, "side,posture,dominated,by,strictly_share,eliminated_in_round,survives_share,"
                                 "max_regret,max_regret_lo95,max_regret_hi95,unit\n");
    for (size_t k = 0; k < d->n[0] + d->n[1]; k++) {
        const brink_duel_posture *p = &d->posture[k];
        const size_t side = k < d->n[0] ? 0 : 1;
        brink__csv_text(csv, side_names[side]);
        brink__csv_text(csv, d->name[k]);
        brink__csv_text(csv, dominance[p->dominance]);
        brink__csv_text(csv, dominator(d, k));
        brink__csv_number(csv, p->strict_share);
        brink__csv_number(csv, p->eliminated > 0 ? (double)p->eliminated : (double)NAN);
        brink__csv_number(csv, p->survives_share);
        put_interval(csv, p->max_regret);
        brink__csv_text(csv, d->unit[side]);
        brink__csv_end_row(csv);
    }
}

/* --- duel_equilibria.csv: a row an equilibrium and posture */

static void put_profile(brink__csv *csv, const brink_duel *d, const char *solution, size_t number,
                        const brink_duel_profile *profile)
{
    for (size_t k = 0; k < d->n[0] + d->n[1]; k++) {
        const size_t side = k < d->n[0] ? 0 : 1;
        brink__csv_text(csv, solution);
        brink__csv_count(csv, number);
        brink__csv_number(csv, profile->lambda);
        brink__csv_number(csv, profile->component > 0 ? (double)profile->component : (double)NAN);
        brink__csv_number(csv, profile->support_share);
        brink__csv_text(csv, side_names[side]);
        brink__csv_text(csv, d->name[k]);
        put_interval(csv, profile->probability[k]);
        put_interval(csv, profile->loss[k]);
        put_interval(csv, profile->value[side]);
        brink__csv_number(csv, profile->regret);
        brink__csv_number(csv, profile->regret_hi);
        brink__csv_text(csv, d->unit[side]);
        brink__csv_end_row(csv);
    }
}

static void put_equilibria(brink__csv *csv, const brink_duel *d)
{
    brink__file_puts(&csv->file, "solution,number,lambda,component,support_share,side,posture,probability,"
                                 "probability_lo95,probability_hi95,loss,loss_lo95,loss_hi95,value,value_lo95,"
                                 "value_hi95,regret,regret_hi95,unit\n");
    for (size_t k = 0; k < d->n_nash; k++) {
        put_profile(csv, d, "nash", k + 1, &d->nash[k]);
    }
    for (size_t k = 0; k < d->n_quantal; k++) {
        put_profile(csv, d, "quantal", k + 1, &d->quantal[k]);
    }
}

/* --- duel_rounds.csv: a row a round and cell that got replicas in it */

static void put_rounds(brink__csv *csv, const brink_duel *d)
{
    brink__file_puts(&csv->file, "round,row,column,slices,replicas,replicas_so_far\n");
    for (size_t r = 0; r < d->n_rounds; r++) {
        for (size_t c = 0; c < d->n[0] * d->n[1]; c++) {
            const size_t slices = d->round[r].slices[c];
            if (slices == 0) {
                continue;
            }
            brink__csv_count(csv, r + 1);
            brink__csv_text(csv, d->name[c / d->n[1]]);
            brink__csv_text(csv, d->name[d->n[0] + c % d->n[1]]);
            brink__csv_count(csv, slices);
            brink__csv_count(csv, slices * d->slice);
            brink__csv_count(csv, d->round[r].replicas);
            brink__csv_end_row(csv);
        }
    }
}

brink_status brink_report_duel(const brink_duel *duel, const char *folder, brink_error *err)
{
    static const struct {
        const char *name;
        void (*put)(brink__csv *csv, const brink_duel *duel);
    } tables[] = {{"duel_cells.csv", put_cells},
                  {"duel_postures.csv", put_postures},
                  {"duel_equilibria.csv", put_equilibria},
                  {"duel_rounds.csv", put_rounds}};
    brink_status status = BRINK_OK;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0] && status == BRINK_OK; i++) {
        brink__csv csv = {0};
        status = brink__file_open(&csv.file, folder, tables[i].name, err);
        if (status == BRINK_OK) {
            tables[i].put(&csv, duel);
            status = brink__file_commit(&csv.file, err);
        }
        brink__file_abandon(&csv.file);
    }
    return status;
}
