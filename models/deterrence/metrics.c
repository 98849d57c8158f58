/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics.h"

#include <math.h>
#include <string.h>

#include "brink/math.h"

#define MISSING ((double)NAN)
static void note_state(const program *p, work *w, bool is_first)
{
    lanes credibility = {0};
    for (size_t j = 0; j < p->n_defenders; j++) {
        for (size_t l = 0; l < BRINK_LANES; l++) {
            credibility[l] += w->belief[j][l];
        }
    }
    for (size_t l = 0; l < BRINK_LANES; l++) {
        double b = credibility[l] / (double)p->n_defenders;
        w->credibility[0][l] = b;
        if (w->conflict_time[0][l] == 0.0) {
            w->credibility_end[0][l] = b;
            w->credibility_min[0][l] = is_first ? b : brink_min(w->credibility_min[0][l], b);
            w->unity_end[0][l] = w->unity[0][l];
            w->unity_min[0][l] = is_first ? w->unity[0][l] : brink_min(w->unity_min[0][l], w->unity[0][l]);
        }
    }
    for (size_t j = 0; j < p->n_defenders; j++) {
        for (size_t l = 0; l < BRINK_LANES; l++) {
            w->belief_end[j][l] = w->conflict_time[0][l] == 0.0 ? w->belief[j][l] : w->belief_end[j][l];
        }
    }
    for (size_t d = 0; d < p->n_partnerships; d++) {
        const double *restrict alignment = w->effective[p->row.alignment + d];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            w->alignment_end[d][l] = w->conflict_time[0][l] == 0.0 ? alignment[l] : w->alignment_end[d][l];
        }
    }
}

void brink__account_start(const program *p, work *w)
{
    memset(w->sums, 0, N_SUMS * sizeof(lanes));
    memset(w->time_above, 0, (p->n_theatres + 1) * N_RUNGS * sizeof(lanes));
    memset(w->payoff, 0, p->n_actors * sizeof(lanes));
    memset(w->events, 0, p->n_menu_rows * sizeof(lanes));
    memset(w->enforced, 0, sizeof(lanes));
    memset(w->conflict_time, 0, sizeof(lanes));
    memset(w->lived, 0, sizeof(lanes));
    memset(w->hazard, 0, sizeof(lanes));
    for (size_t l = 0; l < BRINK_LANES; l++) {
        w->acts[0][l] = w->answers[0][l] = MISSING; /* nothing is done before the first period */
        w->peak[p->n_theatres][l] = 0.0;
    }
    for (size_t t = 0; t < p->n_theatres; t++) {
        const double *restrict level = w->effective[p->row.level + t];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            w->peak[t][l] = level[l];
            w->peak[p->n_theatres][l] = brink_max(w->peak[p->n_theatres][l], level[l]);
        }
    }
    note_state(p, w, true);
}

/* 1 while the period counts: the conflict has not begun before it. */
static double counts(const work *w, size_t lane)
{
    return w->conflict_time[0][lane] == 0.0 ? 1.0 : 0.0;
}

static void account_challenger(const program *p, work *w, size_t index)
{
    const post *c = &p->posts[index];
    const size_t t = c->theatre;
    const double *restrict strain = w->effective[p->row.strain + c->player];
    for (size_t l = 0; l < BRINK_LANES; l++) {
        const size_t a = (size_t)w->action[index][l];
        const double on = counts(w, l), acted = a > 0 ? 1.0 : 0.0;
        const double seen = w->attributed[index][l] * c->severity[a];
        const double share = w->seen[t][l] > 0.0 ? seen / w->seen[t][l] : 0.0;
        const double gained = c->stake * c->gain[a];
        w->sums[SUM_GAINS][l] += on * gained;
        w->sums[SUM_PROVOCATIONS][l] += on * acted;
        w->sums[SUM_TRANSFERS][l] += c->recipient[a] != (size_t)-1 ? on : 0.0;
        w->acts[0][l] += acted;
        w->payoff[c->actor][l] +=
            on * (gained * w->strength[c->actor][l] * (1.0 + w->embolden[c->player][l]) * w->counterweight[t][l] -
                  c->cost[a] * (1.0 + strain[l]) -
                  p->par.punishment_scale * w->unity[0][l] * w->answered_harm[t][l] * share);
        w->events[c->state + a][l] += on;
    }
}

static void account_defender(const program *p, work *w, size_t index)
{
    const post *d = &p->posts[index];
    const actor *x = &p->actors[d->actor];
    const size_t t = d->theatre;
    const double *restrict type = w->state[p->row.type + d->player];
    const double *restrict fatigue = w->effective[p->row.fatigue + d->player];
    const double *restrict attention = w->effective[p->row.attention + d->player];
    for (size_t l = 0; l < BRINK_LANES; l++) {
        const size_t a = (size_t)w->action[index][l];
        const double on = counts(w, l), acted = a > 0 ? 1.0 : 0.0;
        const double unanswered = brink_plus(w->seen[t][l] - w->unity[0][l] * w->answered_harm[t][l]);
        const double cost = d->cost[a] * (1.0 + p->par.fatigue_cost * fatigue[l]) *
                            (1.0 + p->par.load_cost * attention[l]) *
                            (type[l] == 0.0 && d->is_costly[a] ? x->irresolution : 1.0);
        w->sums[SUM_COST][l] += on * d->cost[a];
        w->sums[SUM_ANSWERS][l] += on * acted;
        w->sums[SUM_TRANSFERS][l] += d->recipient[a] != (size_t)-1 ? on : 0.0;
        w->answers[0][l] += acted;
        w->payoff[d->actor][l] -= on * (d->stake * unanswered + cost);
        w->events[d->state + a][l] += on;
    }
}

void brink__account_moves(const program *p, work *w)
{
    for (size_t l = 0; l < BRINK_LANES; l++) {
        w->acts[0][l] = w->answers[0][l] = 0.0;
    }
    for (size_t index = 0; index < p->n_posts; index++) {
        if (p->posts[index].is_challenger) {
            account_challenger(p, w, index);
        } else {
            account_defender(p, w, index);
        }
    }
    for (size_t t = 0; t < p->n_theatres; t++) {
        for (size_t l = 0; l < BRINK_LANES; l++) {
            const double on = counts(w, l), v = w->seen[t][l];
            const double inflicted = w->unity[0][l] * w->answered_harm[t][l];
            const double crossed = v >= w->red_line[t][l] ? on : 0.0;
            w->sums[SUM_UNANSWERED][l] += on * brink_plus(v - inflicted);
            w->sums[SUM_CROSSINGS][l] += crossed;
            w->enforced[0][l] += inflicted >= p->par.enforcement_share * v ? crossed : 0.0;
        }
    }
}

void brink__account_end(const program *p, work *w, uint32_t period)
{
    lanes highest = {0};
    for (size_t t = 0; t <= p->n_theatres; t++) {
        const double *restrict level = t < p->n_theatres ? w->effective[p->row.level + t] : highest;
        const double weight = t < p->n_theatres ? p->theatres[t].damage_weight : 0.0;
        for (size_t l = 0; l < BRINK_LANES; l++) {
            const double on = counts(w, l);
            w->peak[t][l] = on != 0.0 ? brink_max(w->peak[t][l], level[l]) : w->peak[t][l];
            w->sums[SUM_DAMAGE][l] += on * weight * (brink_exp(p->par.damage_rate * level[l]) - 1.0);
            for (size_t r = 0; r < N_RUNGS; r++) {
                w->time_above[t * N_RUNGS + r][l] += level[l] >= (double)(r + 1) ? on : 0.0;
            }
        }
        if (t < p->n_theatres) {
            for (size_t l = 0; l < BRINK_LANES; l++) {
                highest[l] = brink_max(highest[l], level[l]);
            }
        }
    }
    const double *restrict survival = w->state[p->row.survival];
    const double *restrict draw = w->state[p->row.conflict_draw];
    for (size_t l = 0; l < BRINK_LANES; l++) {
        const double on = counts(w, l);
        w->lived[0][l] += on;
        w->conflict_time[0][l] = on != 0.0 && survival[l] < draw[l] ? (double)period : w->conflict_time[0][l];
    }
    note_state(p, w, false);
}

static void copy(double *out, size_t row, lanes *from, size_t n)
{
    memcpy(out + row * BRINK_LANES, from, n * sizeof(lanes));
}

void brink__series_values(const brink_batch *batch, double *out)
{
    const program *p = program_of(batch);
    work *w = work_of(batch);
    const state_rows *r = &p->row;
    size_t s = 0;
    const struct {
        lanes *from;
        size_t n;
    } runs[] = {{w->effective + r->level, p->n_theatres},
                {w->belief, p->n_defenders},
                {w->credibility, 1},
                {w->unity, 1},
                {NULL, 1}, /* no_conflict */
                {NULL, 1}, /* conflict_probability */
                {w->hazard, 1},
                {w->acts, 1},
                {w->answers, 1},
                {w->effective + r->fatigue, p->n_defenders},
                {w->effective + r->attention, p->n_defenders},
                {w->effective + r->capability, p->n_actors},
                {w->effective + r->strain, p->n_challengers},
                {w->effective + r->grievance, p->n_challengers},
                {w->effective + r->alignment, p->n_partnerships}};
    for (size_t i = 0; i < sizeof runs / sizeof runs[0]; i++) {
        if (runs[i].from) {
            copy(out, s, runs[i].from, runs[i].n);
        } else if (i == 4) {
            for (size_t l = 0; l < BRINK_LANES; l++) {
                out[s * BRINK_LANES + l] = w->conflict_time[0][l] == 0.0 ? 1.0 : 0.0;
            }
        } else {
            for (size_t l = 0; l < BRINK_LANES; l++) {
                out[s * BRINK_LANES + l] = 1.0 - w->state[r->survival][l];
            }
        }
        s += runs[i].n;
    }
}

void brink__metric_values(brink_batch *batch, double *out)
{
    const program *p = program_of(batch);
    work *w = work_of(batch);
    const output_index *at = &p->at;
    double war = 0.0;
    for (size_t t = 0; t < p->n_theatres; t++) {
        war += p->theatres[t].damage_weight * (brink_exp(10.0 * p->par.damage_rate) - 1.0);
    }
    for (size_t l = 0; l < BRINK_LANES; l++) {
        const double begun = w->conflict_time[0][l];
        const double probability = 1.0 - w->state[p->row.survival][l];
        /* what is left of the horizon after a conflict counts at level 10, so that war is never cheap */
        const double damage = w->sums[SUM_DAMAGE][l] + (begun != 0.0 ? war * ((double)p->head.n_periods - begun) : 0.0);
        out[at->conflict * BRINK_LANES + l] = begun != 0.0 ? 1.0 : 0.0;
        out[at->conflict_time * BRINK_LANES + l] = begun != 0.0 ? begun : MISSING;
        out[at->conflict_probability * BRINK_LANES + l] = probability;
        out[at->periods * BRINK_LANES + l] = w->lived[0][l];
        out[at->enforced * BRINK_LANES + l] = w->enforced[0][l];
        for (size_t i = 0; i < N_SUMS; i++) {
            const double sum = i == SUM_DAMAGE ? damage : w->sums[i][l];
            out[(at->cumulative + i) * BRINK_LANES + l] = sum;
            out[(at->per_period + i) * BRINK_LANES + l] = sum / w->lived[0][l];
        }
        for (size_t x = 0; x < p->n_actors; x++) {
            out[(at->payoff + x) * BRINK_LANES + l] = w->payoff[x][l] - p->actors[x].dread * probability;
        }
    }
    copy(out, at->peak_level, w->peak + p->n_theatres, 1);
    copy(out, at->peak_level_theatre, w->peak, p->n_theatres);
    copy(out, at->time_above, w->time_above + p->n_theatres * N_RUNGS, N_RUNGS);
    copy(out, at->time_above_theatre, w->time_above, p->n_theatres * N_RUNGS);
    copy(out, at->credibility_end, w->credibility_end, 1);
    copy(out, at->credibility_min, w->credibility_min, 1);
    copy(out, at->unity_end, w->unity_end, 1);
    copy(out, at->unity_min, w->unity_min, 1);
    copy(out, at->belief_end, w->belief_end, p->n_defenders);
    copy(out, at->alignment_end, w->alignment_end, p->n_partnerships);
    copy(out, at->cascade, w->cascade_sums, N_CASCADE_SUMS);
    for (size_t i = 0; i < p->n_posts; i++) {
        const post *here = &p->posts[i];
        copy(out, here->first_event_metric, w->events + here->state + 1, here->n - 1);
    }
}
