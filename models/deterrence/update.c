/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "update.h"

#include "brink/math.h"
#include "brink/rng.h"
#include "solve.h"
#include "step.h"

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

static void move_levels(const program *p, work *w, const brink_batch *batch, uint32_t period)
{
    for (size_t t = 0; t < p->n_theatres; t++) {
        const theatre *here = &p->theatres[t];
        double *restrict level = w->state[p->row.level + t];
        lanes noise, spilled = {0};
        brink_normals(batch->seed, (brink_address){batch->first, here->who, (uint16_t)period, PURPOSE_NOISE, 0},
                      BRINK_LANES, noise);
        for (size_t i = 0; i < p->n_spillovers; i++) {
            const spillover *s = &p->spillovers[i];
            if (s->to == t) {
                for (size_t l = 0; l < BRINK_LANES; l++) {
                    spilled[l] += s->weight * brink_plus(w->effective[p->row.level + s->from][l] - w->rest[s->from][l]);
                }
            }
        }
        for (size_t l = 0; l < BRINK_LANES; l++) {
            double next = level[l] + here->push * w->provoked[t][l] + here->answer_push * w->answered_severity[t][l] -
                          w->calmed[t][l] - here->decay * (level[l] - w->rest[t][l]) + spilled[l] +
                          here->noise * noise[l];
            level[l] = brink_clamp(next, 0.0, 10.0);
        }
    }
}

/* ln pi(a|1) - ln pi(a|0) of the action taken by a defender's post: what it says of resolve. */
static double evidence(const program *p, const work *w, size_t index, size_t lane)
{
    const post *d = &p->posts[index];
    if (p->par.solution == SOLUTION_DOCTRINE || (p->par.solution == SOLUTION_LEVEL_K && p->par.k == 0)) {
        return 0.0; /* both types play alike */
    }
    size_t a = (size_t)w->action[index][lane];
    return brink__scale(p) * w->excess[d->state + a][lane] - w->gap[index][lane];
}

static bool is_observed(const program *p, size_t index, uint32_t period)
{
    for (size_t i = 0; i < p->n_forced; i++) {
        if (p->forced[i].period == period && p->forced[i].post == index) {
            return p->forced[i].is_observed;
        }
    }
    return true;
}

/* Belief, warning, fatigue and attention of the defenders. */
static void move_defenders_state(const program *p, work *w, uint32_t period)
{
    const parameters *par = &p->par;
    const state_rows *r = &p->row;
    for (size_t i = r->warning; i < r->type; i++) {
        for (size_t l = 0; l < BRINK_LANES; l++) {
            w->state[i][l] *= 1.0 - par->warning_decay;
        }
    }
    for (size_t j = 0; j < p->n_defenders; j++) {
        const actor *x = &p->actors[p->defenders[j]];
        lanes learned = {0}, paid = {0}, rallied = {0};
        for (size_t index = 0; index < p->n_posts; index++) {
            const post *d = &p->posts[index];
            if (d->actor != p->defenders[j]) {
                continue;
            }
            const size_t t = d->theatre;
            const double counts = is_observed(p, index, period) ? 1.0 : 0.0;
            double *restrict warning = w->state[r->warning + j * p->n_theatres + t];
            for (size_t l = 0; l < BRINK_LANES; l++) {
                size_t a = (size_t)w->action[index][l];
                double v = w->seen[t][l];
                double test = v > 0.0 ? brink_logistic((v - w->red_line[t][l]) / w->width[j][l]) : 0.0;
                learned[l] += counts * test * evidence(p, w, index, l);
                paid[l] += d->cost[a];
                rallied[l] += d->rally[a];
                warning[l] = d->warns[a] ? 1.0 - par->warning_decay : warning[l];
            }
        }
        double *restrict log_odds = w->state[r->log_odds + j];
        double *restrict fatigue = w->state[r->fatigue + j];
        double *restrict attention = w->state[r->attention + j];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            double revised = log_odds[l] + par->learning * learned[l];
            log_odds[l] = brink_clamp(revised + (1.0 - par->memory) * (x->reputation_log_odds - revised), -8.0, 8.0);
            fatigue[l] = brink_clamp(fatigue[l] * (1.0 - par->fatigue_recovery) + x->fatigue_drift +
                                         x->fatigue_rate * paid[l] - rallied[l],
                                     0.0, 1.0);
            attention[l] = brink_clamp(
                attention[l] + par->load_decay * (w->attention_load[j][l] + paid[l] - attention[l]), 0.0, 10.0);
        }
    }
}

/* Strain, grievance, and what attrition takes from the capability of the challengers. */
static void move_challengers_state(const program *p, work *w, lanes *capability_change)
{
    const parameters *par = &p->par;
    const state_rows *r = &p->row;
    for (size_t i = 0; i < p->n_challengers; i++) {
        lanes strained = {0}, aggrieved = {0};
        for (size_t index = 0; index < p->n_posts; index++) {
            const post *c = &p->posts[index];
            if (c->actor != p->challengers[i]) {
                continue;
            }
            const size_t t = c->theatre;
            lanes burden = {0}, attrition = {0};
            for (size_t k = 0; k < p->theatres[t].n_defenders; k++) {
                const size_t answering = p->theatres[t].defenders[k];
                const post *d = &p->posts[answering];
                for (size_t l = 0; l < BRINK_LANES; l++) {
                    size_t a = (size_t)w->action[answering][l];
                    burden[l] += d->burden[a];
                    attrition[l] += d->attrition[a];
                }
            }
            for (size_t l = 0; l < BRINK_LANES; l++) {
                double s = w->attributed[index][l] * c->severity[(size_t)w->action[index][l]];
                double share = w->seen[t][l] > 0.0 ? s / w->seen[t][l] : 0.0;
                strained[l] += burden[l] * w->unity[0][l] * share * (1.0 - w->relief[i][l]);
                aggrieved[l] += w->unity[0][l] * w->answered_harm[t][l] * share;
                capability_change[p->challengers[i]][l] -= attrition[l] * share;
            }
        }
        double *restrict strain = w->state[r->strain + i];
        double *restrict grievance = w->state[r->grievance + i];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            strain[l] = brink_clamp(strain[l] * (1.0 - par->strain_decay) + strained[l], 0.0, 5.0);
            grievance[l] = brink_clamp(grievance[l] * (1.0 - par->grievance_decay) + aggrieved[l], 0.0, 20.0);
        }
    }
}

/* Transfers move capability both ways and bring partners closer. */
static void move_partners(const program *p, work *w, lanes *capability_change)
{
    for (size_t d = 0; d < p->n_partnerships; d++) {
        for (size_t l = 0; l < BRINK_LANES; l++) {
            w->transferred[d][l] = 0.0;
        }
    }
    for (size_t index = 0; index < p->n_posts; index++) {
        const post *giver = &p->posts[index];
        if (!giver->has_transfers) {
            continue;
        }
        for (size_t l = 0; l < BRINK_LANES; l++) {
            size_t a = (size_t)w->action[index][l];
            if (giver->recipient[a] == (size_t)-1) {
                continue;
            }
            capability_change[giver->recipient[a]][l] += giver->amount[a];
            capability_change[giver->actor][l] += giver->returns[a];
            for (size_t d = 0; d < p->n_partnerships; d++) {
                const partnership *ship = &p->partnerships[d];
                bool is_theirs = (ship->from == giver->actor && ship->to == giver->recipient[a]) ||
                                 (ship->to == giver->actor && ship->from == giver->recipient[a]);
                w->transferred[d][l] += is_theirs ? 1.0 : 0.0;
            }
        }
    }
    for (size_t d = 0; d < p->n_partnerships; d++) {
        const partnership *ship = &p->partnerships[d];
        const actor *from = &p->actors[ship->from], *to = &p->actors[ship->to];
        double *restrict alignment = w->state[p->row.alignment + d];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            double strain_from = from->is_challenger ? w->effective[p->row.strain + from->player][l] : 0.0;
            double strain_to = to->is_challenger ? w->effective[p->row.strain + to->player][l] : 0.0;
            double next = alignment[l] + ship->growth * w->transferred[d][l] +
                          ship->strain_pull * brink_min(strain_from, strain_to) -
                          ship->decay * (alignment[l] - ship->rest);
            alignment[l] = brink_clamp(next, 0.0, 1.0);
        }
    }
}

void brink__update(const program *p, work *w, const brink_batch *batch, uint32_t period)
{
    lanes *change = w->capability_change;
    for (size_t x = 0; x < p->n_actors; x++) {
        for (size_t l = 0; l < BRINK_LANES; l++) {
            change[x][l] = 0.0;
        }
    }
    move_levels(p, w, batch, period);
    move_defenders_state(p, w, period);
    move_challengers_state(p, w, change);
    move_partners(p, w, change);
    for (size_t x = 0; x < p->n_actors; x++) {
        double *restrict capability = w->state[p->row.capability + x];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            double next = capability[l] + p->par.capability_reversion * (p->actors[x].capability_rest - capability[l]) +
                          change[x][l];
            capability[l] = brink_clamp(next, 0.0, 5.0);
        }
    }
}

void brink__update_survival(const program *p, work *w)
{
    double *restrict survival = w->state[p->row.survival];
    lanes kept;
    for (size_t l = 0; l < BRINK_LANES; l++) {
        kept[l] = 1.0;
    }
    for (size_t t = 0; t < p->n_theatres; t++) {
        const double *restrict level = w->effective[p->row.level + t];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            double h =
                p->par.hazard_ceiling * brink_logistic((level[l] - p->par.hazard_midpoint) / p->par.hazard_width);
            kept[l] *= 1.0 - h;
        }
    }
    for (size_t l = 0; l < BRINK_LANES; l++) {
        w->hazard[0][l] = 1.0 - kept[l];
        survival[l] *= kept[l];
    }
}
