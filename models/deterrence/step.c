/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "step.h"

#include <string.h>

#include "brink/rng.h"
#include "cascades.h"
#include "kernel.h"
#include "metrics.h"
#include "solve.h"

const forced_move *brink__find_forced(const program *p, size_t post_index, uint32_t period)
{
    for (size_t i = 0; i < p->n_forced; i++) {
        if (p->forced[i].period == period && p->forced[i].post == post_index) {
            return &p->forced[i];
        }
    }
    return NULL;
}

/* Sets aside a keyed sample of replica-periods that the audit solves again. */
static void choose_audits(const program *p, const brink_batch *batch, uint32_t period, verdict *said)
{
    lanes u;
    brink_uniforms(batch->seed, (brink_address){batch->first, p->who_audit, (uint16_t)period, PURPOSE_AUDIT, 0},
                   BRINK_LANES, u);
    for (size_t l = 0; l < batch->n; l++) {
        said->is_audited[l] = u[l] < 1.0 / 1024.0 && p->is_audited;
    }
}

static void count(const brink_batch *batch, const verdict *said)
{
    uint64_t *counters = batch->counters;
    counters[COUNT_PERIODS] += batch->n;
    for (size_t l = 0; l < batch->n; l++) {
        counters[COUNT_NONCONVERGED] += said->is_nonconverged[l];
        counters[COUNT_AUDITS] += said->is_audited[l];
        counters[COUNT_MISMATCHES] += said->is_audited[l] && said->is_mismatch[l];
        counters[COUNT_UNAUDITED] += said->is_audited[l] && said->is_unaudited[l];
    }
}

void brink__deterrence_start(brink_batch *batch)
{
    const program *p = program_of(batch);
    work *w = work_of(batch);
    brink__layout(p, w, batch->memory);
    batch->period = 0;
    for (size_t r = 0; r < p->n_states; r++) {
        for (size_t l = 0; l < BRINK_LANES; l++) {
            w->state[r][l] = p->start_state[r];
        }
    }
    for (size_t j = 0; j < p->n_defenders; j++) {
        const actor *x = &p->actors[p->defenders[j]];
        lanes u;
        brink_uniforms(batch->seed, (brink_address){batch->first, x->who, 0, PURPOSE_TYPE, 0}, BRINK_LANES, u);
        for (size_t l = 0; l < BRINK_LANES; l++) {
            w->state[p->row.type + j][l] = u[l] < x->resolve ? 1.0 : 0.0;
        }
    }
    brink_uniforms(batch->seed, (brink_address){batch->first, p->who_conflict, 0, PURPOSE_CONFLICT, 0}, BRINK_LANES,
                   w->state[p->row.conflict_draw]);
    for (size_t i = 0; i < p->n_shocks; i++) {
        for (size_t l = 0; l < BRINK_LANES; l++) {
            w->shock_left[i][l] = w->shock_fired[i][l] = 0.0;
        }
    }
    for (size_t r = 0; p->start_warm && r < w->n_warm; r++) {
        for (size_t l = 0; l < BRINK_LANES; l++) {
            w->warm[r][l] = p->start_warm[r];
        }
    }
    memset(w->probability[0], 0, p->n_menu_rows * sizeof(lanes));
    memset(batch->failed, BRINK_OK, sizeof batch->failed);
    p->kernel->derive(p, w);
    brink__account_start(p, w);
    brink__cascade_start(p, w);
}

void brink__begin_period(const program *p, work *w, const brink_batch *batch, uint32_t period)
{
    if (p->n_shocks > 0) {
        brink__fire_shocks(p, w, batch, period);
        p->kernel->derive(p, w); /* else what the last period ended with still holds */
    }
    p->kernel->prepare(p, w);
}

void brink__deterrence_step(brink_batch *batch)
{
    const program *p = program_of(batch);
    const kernel *k = p->kernel;
    work *w = work_of(batch);
    const uint32_t period = batch->period + 1;
    verdict said = {0};
    brink__begin_period(p, w, batch, period);
    choose_audits(p, batch, period, &said);
    for (size_t t = 0; t < p->n_theatres; t++) {
        brink__solve_challengers(p, w, t, batch->n, &said, batch->counters);
    }
    brink__cascade_rest(p, w, batch, period);
    k->move_challengers(p, w, batch, period);
    for (size_t t = 0; t < p->n_theatres; t++) {
        brink__solve_defenders(p, w, t, batch->n, &said, batch->counters);
    }
    k->move_defenders(p, w, batch, period);
    count(batch, &said);
    for (size_t l = 0; l < BRINK_LANES; l++) {
        w->nonconverged[0][l] = said.is_nonconverged[l] ? 1.0 : 0.0;
    }
    k->account_moves(p, w);
    brink__cascade_moves(p, w, batch, period);
    k->update(p, w, batch, period);
    k->derive(p, w);
    k->update_survival(p, w);
    k->account_end(p, w, period);
    brink__cascade_end(p, w, batch, period);
    batch->period = period;
}
