/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/math.h"
#include "brink/rng.h"
#include "step.h"

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

lanes *brink__shock_row(const program *p, work *w, const shock *s, bool is_effective, double *lo, double *hi)
{
    const brink__target *to = &s->target;
    const state_rows *r = &p->row;
    const size_t player = to->actor != (size_t)-1 ? p->actors[to->actor].player : 0;
    size_t row = 0;
    *lo = 0.0;
    *hi = 1e300; /* columns without an upper end */
    switch (to->kind) {
    case TARGET_ATTENTION:
        return w->attention_load + player;
    case TARGET_RED_LINE:
        return w->red_line + to->theatre;
    case TARGET_REST:
        *hi = 10.0;
        return w->rest + to->theatre;
    case TARGET_CLARITY:
        *hi = 1.0;
        return w->clarity + player;
    case TARGET_AUDIENCE:
        return w->audience + player;
    case TARGET_LEVEL:
        row = r->level + to->theatre;
        break;
    case TARGET_CAPABILITY:
        row = r->capability + to->actor;
        break;
    case TARGET_STRAIN:
        row = r->strain + player;
        break;
    case TARGET_FATIGUE:
        row = r->fatigue + player;
        break;
    case TARGET_GRIEVANCE:
        row = r->grievance + player;
        break;
    case TARGET_ALIGNMENT:
        row = r->alignment + to->partnership;
        break;
    case TARGET_BELIEF:
        row = r->log_odds + player;
        break;
    case TARGET_WARNING:
        row = r->warning + player * p->n_theatres + to->theatre;
        break;
    case N_TARGETS:
        break;
    }
    brink__state_range(p, row, lo, hi);
    return (is_effective ? w->effective : w->state) + row;
}

void brink__fire_shocks(const program *p, work *w, const brink_batch *batch, uint32_t period)
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
