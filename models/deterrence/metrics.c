/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics.h"

#include <math.h>
#include <string.h>

#include "brink/math.h"
#include "kernel.h"

#define MISSING ((double)NAN)

void brink__account_start(const program *p, work *w)
{
    memset(w->sums, 0, N_SUMS * sizeof(lanes));
    memset(w->time_at, 0, (p->n_theatres + 1) * (N_RUNGS + 1) * sizeof(counted));
    memset(w->payoff, 0, p->n_actors * sizeof(lanes));
    memset(w->events, 0, p->n_menu_rows * sizeof(counted));
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
    p->kernel->note_state(p, w, true);
}

static void copy(double *out, size_t row, lanes *from, size_t n)
{
    memcpy(out + row * BRINK_LANES, from, n * sizeof(lanes));
}

static void copy_counted(double *out, counted *from, size_t n)
{
    for (size_t r = 0; r < n; r++) {
        for (size_t l = 0; l < BRINK_LANES; l++) {
            out[r * BRINK_LANES + l] = (double)from[r][l];
        }
    }
}

/* Periods at or above each rung, from those at each. */
static void copy_time_above(double *out, counted *time_at)
{
    for (size_t l = 0; l < BRINK_LANES; l++) {
        uint32_t periods = 0;
        for (size_t r = N_RUNGS; r > 0; r--) {
            periods += time_at[r][l];
            out[(r - 1) * BRINK_LANES + l] = (double)periods;
        }
    }
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
    copy_time_above(out + at->time_above * BRINK_LANES, w->time_at + p->n_theatres * (N_RUNGS + 1));
    for (size_t t = 0; t < p->n_theatres; t++) {
        copy_time_above(out + (at->time_above_theatre + t * N_RUNGS) * BRINK_LANES, w->time_at + t * (N_RUNGS + 1));
    }
    copy(out, at->credibility_end, w->credibility_end, 1);
    copy(out, at->credibility_min, w->credibility_min, 1);
    copy(out, at->unity_end, w->unity_end, 1);
    copy(out, at->unity_min, w->unity_min, 1);
    copy(out, at->belief_end, w->belief_end, p->n_defenders);
    copy(out, at->alignment_end, w->alignment_end, p->n_partnerships);
    copy(out, at->cascade, w->cascade_sums, N_CASCADE_SUMS);
    for (size_t i = 0; i < p->n_posts; i++) {
        const post *here = &p->posts[i];
        copy_counted(out + here->first_event_metric * BRINK_LANES, w->events + here->state + 1, here->n - 1);
    }
}
