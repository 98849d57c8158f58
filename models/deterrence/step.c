/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "step.h"

#include <string.h>

#include "brink/math.h"
#include "brink/rng.h"
#include "cascades.h"
#include "kernel.h"
#include "metrics.h"
#include "solve.h"
#include "update.h"

void brink__state_range(const program *p, size_t row, double *lo, double *hi)
{
    const state_rows *r = &p->row;
    const struct {
        size_t first;
        double lo, hi;
    } ranges[] = {{r->level, 0, 10},     {r->warning, 0, 1},   {r->type, 0, 1},     {r->log_odds, -8, 8},
                  {r->capability, 0, 5}, {r->strain, 0, 5},    {r->fatigue, 0, 1},  {r->attention, 0, 10},
                  {r->grievance, 0, 20}, {r->alignment, 0, 1}, {r->survival, 0, 1}, {r->conflict_draw, 0, 1}};
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (row >= ranges[i].first) {
            *lo = ranges[i].lo;
            *hi = ranges[i].hi;
        }
    }
}

void brink__derive_effective(const program *p, work *w)
{
    memcpy(w->effective, w->state, p->n_states * sizeof(lanes));
    for (size_t j = 0; j < p->n_defenders; j++) {
        const actor *x = &p->actors[p->defenders[j]];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            w->attention_load[j][l] = x->attention;
            w->clarity[j][l] = x->clarity;
            w->audience[j][l] = x->audience;
        }
    }
    for (size_t t = 0; t < p->n_theatres; t++) {
        for (size_t l = 0; l < BRINK_LANES; l++) {
            w->red_line[t][l] = p->theatres[t].red_line;
            w->rest[t][l] = p->theatres[t].rest;
        }
    }
    for (size_t i = 0; i < p->n_shocks; i++) {
        const shock *s = &p->shocks[i];
        if (s->duration == 0) {
            continue;
        }
        double lo = 0.0, hi = 0.0;
        lanes *row = brink__shock_row(p, w, s, true, &lo, &hi);
        for (size_t l = 0; l < BRINK_LANES; l++) {
            row[0][l] += w->shock_left[i][l] > 0.0 ? s->amount : 0.0;
        }
    }
    /* clamped once, after all offsets of a target are in */
    for (size_t i = 0; i < p->n_shocks; i++) {
        const shock *s = &p->shocks[i];
        double lo = 0.0, hi = 0.0;
        if (s->duration > 0) {
            lanes *row = brink__shock_row(p, w, s, true, &lo, &hi);
            for (size_t l = 0; l < BRINK_LANES; l++) {
                row[0][l] = brink_clamp(row[0][l], lo, hi);
            }
        }
    }
}

void brink__derive(const program *p, work *w)
{
    const parameters *par = &p->par;
    lanes frayed = {0};
    for (size_t x = 0; x < p->n_actors; x++) {
        const actor *a = &p->actors[x];
        const double *restrict capability = w->effective[p->row.capability + x];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            w->strength[x][l] = 1.0 + par->capability_gain * (capability[l] / a->capability - 1.0);
        }
    }
    for (size_t j = 0; j < p->n_defenders; j++) {
        const double weight = p->actors[p->defenders[j]].unity_weight;
        const double *restrict fatigue = w->effective[p->row.fatigue + j];
        const double *restrict log_odds = w->effective[p->row.log_odds + j];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            frayed[l] += weight * fatigue[l];
            w->belief[j][l] = brink_logistic(log_odds[l]);
            w->width[j][l] =
                w->clarity[j][l] * par->audience_width_clear + (1.0 - w->clarity[j][l]) * par->audience_width_ambiguous;
        }
    }
    for (size_t l = 0; l < BRINK_LANES; l++) {
        w->unity[0][l] = brink_clamp(1.0 - frayed[l], 0.0, 1.0);
    }
    for (size_t i = 0; i < p->n_challengers; i++) {
        for (size_t l = 0; l < BRINK_LANES; l++) {
            w->embolden[i][l] = w->relief[i][l] = 0.0;
        }
    }
    for (size_t t = 0; t < p->n_theatres; t++) {
        for (size_t l = 0; l < BRINK_LANES; l++) {
            w->counterweight[t][l] = 1.0;
        }
    }
    for (size_t d = 0; d < p->n_partnerships; d++) {
        const partnership *ship = &p->partnerships[d];
        const double *restrict alignment = w->effective[p->row.alignment + d];
        const size_t ends[2] = {ship->from, ship->to};
        for (size_t e = 0; e < 2; e++) {
            const actor *x = &p->actors[ends[e]];
            if (x->is_challenger) {
                for (size_t l = 0; l < BRINK_LANES; l++) {
                    w->embolden[x->player][l] = brink_max(w->embolden[x->player][l], ship->embolden * alignment[l]);
                    w->relief[x->player][l] = brink_max(w->relief[x->player][l], ship->relief * alignment[l]);
                }
            }
        }
        if (ship->theatre != (size_t)-1) {
            for (size_t l = 0; l < BRINK_LANES; l++) {
                w->counterweight[ship->theatre][l] *= 1.0 - ship->counterweight * alignment[l];
            }
        }
    }
}

/* Fires shocks (3.1): a lasting one that fires again while it lasts starts its duration anew. */
static void fire_shocks(const program *p, work *w, const brink_batch *batch, uint32_t period)
{
    for (size_t i = 0; i < p->n_shocks; i++) {
        const shock *s = &p->shocks[i];
        lanes u;
        double lo = 0.0, hi = 0.0;
        for (size_t l = 0; l < BRINK_LANES; l++) {
            w->shock_left[i][l] = brink_plus(w->shock_left[i][l] - 1.0);
        }
        if (s->period != 0 ? s->period != period : !(s->hazard > 0.0)) {
            continue;
        }
        if (s->period == 0) {
            brink_address at = {batch->first, s->who, (uint16_t)period, PURPOSE_SHOCK, 0};
            brink_uniforms(batch->seed, at, BRINK_LANES, u);
        }
        lanes *row = s->duration > 0 ? NULL : brink__shock_row(p, w, s, false, &lo, &hi);
        for (size_t l = 0; l < BRINK_LANES; l++) {
            bool fires = s->period != 0 || (u[l] < s->hazard && (s->repeats || w->shock_fired[i][l] == 0.0));
            if (fires) {
                w->shock_fired[i][l] = 1.0;
                if (row) {
                    row[0][l] = brink_clamp(row[0][l] + s->amount, lo, hi);
                } else {
                    w->shock_left[i][l] = (double)s->duration;
                }
            }
        }
    }
}

const forced_move *brink__find_forced(const program *p, size_t post_index, uint32_t period)
{
    for (size_t i = 0; i < p->n_forced; i++) {
        if (p->forced[i].period == period && p->forced[i].post == post_index) {
            return &p->forced[i];
        }
    }
    return NULL;
}

/* Draws the action of a post by inverse CDF in menu order, with each lane's own type for a defender. */
static void draw_action(const program *p, work *w, const brink_batch *batch, size_t index, uint32_t period)
{
    const post *d = &p->posts[index];
    const forced_move *forced = brink__find_forced(p, index, period);
    double *restrict action = w->action[index];
    if (forced) {
        for (size_t l = 0; l < BRINK_LANES; l++) {
            action[l] = (double)forced->action;
        }
        return;
    }
    lanes u, cumulated = {0};
    brink_uniforms(batch->seed, (brink_address){batch->first, d->who, (uint16_t)period, PURPOSE_ACTION, 0}, BRINK_LANES,
                   u);
    for (size_t l = 0; l < BRINK_LANES; l++) {
        action[l] = 0.0;
    }
    for (size_t a = 0; a + 1 < d->n; a++) {
        const double *restrict q0 = w->probability[0][d->state + a];
        const double *restrict q1 = w->probability[d->is_challenger ? 0 : 1][d->state + a];
        const double *restrict type = w->state[p->row.type + (d->is_challenger ? 0 : d->player)];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            cumulated[l] += type[l] != 0.0 ? q1[l] : q0[l];
            action[l] += u[l] >= cumulated[l] ? 1.0 : 0.0;
        }
    }
}

static void move_challengers(const program *p, work *w, const brink_batch *batch, uint32_t period)
{
    lanes u;
    for (size_t t = 0; t < p->n_theatres; t++) {
        for (size_t l = 0; l < BRINK_LANES; l++) {
            w->provoked[t][l] = w->seen[t][l] = 0.0;
        }
        for (size_t k = 0; k < p->theatres[t].n_challengers; k++) {
            const size_t index = p->theatres[t].challengers[k];
            const post *c = &p->posts[index];
            draw_action(p, w, batch, index, period);
            brink_uniforms(batch->seed, (brink_address){batch->first, c->who, (uint16_t)period, PURPOSE_ATTRIBUTION, 0},
                           BRINK_LANES, u);
            for (size_t l = 0; l < BRINK_LANES; l++) {
                size_t a = (size_t)w->action[index][l];
                double is_seen = a > 0 && u[l] < c->attribution[a] ? 1.0 : 0.0;
                w->attributed[index][l] = is_seen;
                w->provoked[t][l] += c->severity[a];
                w->seen[t][l] += is_seen * c->severity[a];
            }
        }
    }
}

static void move_defenders(const program *p, work *w, const brink_batch *batch, uint32_t period)
{
    for (size_t t = 0; t < p->n_theatres; t++) {
        for (size_t l = 0; l < BRINK_LANES; l++) {
            w->answered_harm[t][l] = w->answered_severity[t][l] = w->calmed[t][l] = 0.0;
        }
        for (size_t j = 0; j < p->theatres[t].n_defenders; j++) {
            const size_t index = p->theatres[t].defenders[j];
            const post *d = &p->posts[index];
            const double *restrict strength = w->strength[d->actor];
            draw_action(p, w, batch, index, period);
            for (size_t l = 0; l < BRINK_LANES; l++) {
                size_t a = (size_t)w->action[index][l];
                w->attributed[index][l] = 0.0;
                w->answered_harm[t][l] += strength[l] * d->harm[a];
                w->answered_severity[t][l] += d->severity[a];
                w->calmed[t][l] += d->calm[a];
            }
        }
    }
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
    brink__derive_effective(p, w);
    brink__derive(p, w);
    brink__account_start(p, w);
    brink__cascade_start(p, w);
}

void brink__begin_period(const program *p, work *w, const brink_batch *batch, uint32_t period)
{
    fire_shocks(p, w, batch, period);
    brink__derive_effective(p, w);
    brink__derive(p, w);
    p->kernel->prepare(p, w);
}

void brink__deterrence_step(brink_batch *batch)
{
    const program *p = program_of(batch);
    work *w = work_of(batch);
    const uint32_t period = batch->period + 1;
    verdict said = {0};
    brink__begin_period(p, w, batch, period);
    choose_audits(p, batch, period, &said);
    for (size_t t = 0; t < p->n_theatres; t++) {
        brink__solve_challengers(p, w, t, batch->n, &said, batch->counters);
    }
    brink__cascade_rest(p, w, batch, period);
    move_challengers(p, w, batch, period);
    for (size_t t = 0; t < p->n_theatres; t++) {
        brink__solve_defenders(p, w, t, batch->n, &said, batch->counters);
    }
    move_defenders(p, w, batch, period);
    count(batch, &said);
    for (size_t l = 0; l < BRINK_LANES; l++) {
        w->nonconverged[0][l] = said.is_nonconverged[l] ? 1.0 : 0.0;
    }
    brink__account_moves(p, w);
    brink__cascade_moves(p, w, batch, period);
    brink__update(p, w, batch, period);
    brink__derive_effective(p, w);
    brink__derive(p, w);
    brink__update_survival(p, w);
    brink__account_end(p, w, period);
    brink__cascade_end(p, w, batch, period);
    batch->period = period;
}
