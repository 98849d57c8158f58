/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The body of every kernel (see kernel.h); the including file defines KERNEL as the name of its table and VECTOR as the
 * number of floats that it handles at a time. Equations by the numbers of README.md. Loops run over lanes, rounded up
 * to whole vectors; what a lane computes depends on that lane alone. */
#include "brink/draws.h"
#include "brink/math.h"
#include "kernel.h"
#include "solve.h"
#include "step.h"

/* A number of slots, which is one of whole vectors: said so that compilers make no loop for a remainder. */
#ifndef WHOLE
#define WHOLE(n) ((n) / VECTOR * VECTOR)
#endif

static inline size_t whole_vectors(size_t n)
{
    return (n + VECTOR - 1) / VECTOR * VECTOR;
}

/* Rows of n slots. */
static inline void copy(double *restrict to, const double *restrict from, size_t n)
{
    for (size_t l = 0; l < WHOLE(n); l++) {
        to[l] = from[l];
    }
}

static inline void copy_narrow(float *restrict to, const float *restrict from, size_t n)
{
    for (size_t l = 0; l < WHOLE(n); l++) {
        to[l] = from[l];
    }
}

static inline void clear(double *row, size_t n)
{
    for (size_t l = 0; l < WHOLE(n); l++) {
        row[l] = 0.0;
    }
}

static inline void clear_narrow(float *row, size_t n)
{
    for (size_t l = 0; l < WHOLE(n); l++) {
        row[l] = 0.0F;
    }
}

#include "newton_body.h"
#include "respond_body.h"

/* Sums of H_j and R_j over the defenders of a theatre at one point. */
static void total(const theatre *t, size_t n_slots, lanes *harm, lanes *severity, lanes sum_harm, lanes sum_severity)
{
    const size_t n = WHOLE(n_slots);
    lanes all_harm, all_severity;
    clear(all_harm, n);
    clear(all_severity, n);
    for (size_t j = 0; j < t->n_defenders; j++) {
        for (size_t l = 0; l < n; l++) {
            all_harm[l] += harm[j][l];
            all_severity[l] += severity[j][l];
        }
    }
    copy(sum_harm, all_harm, n);
    copy(sum_severity, all_severity, n);
}

/* One Gauss-Seidel sweep over the defenders of theatre `t` at severity v, from and into harm, severity, gap (rows by
 * defender); lanes with active = 0 keep theirs. Raises `residual` to a bound on what one more sweep could change in
 * any choice probability: inputs that moved by (dP, dR, dD) since they were used move a logit by at most
 * rationality (relief |dP| + dread |h'| answer_push |dR|) + kappa |dD|, and a probability by half of that.
 * with_choices: choice probabilities and ln Z1 - ln Z0 are kept as well. */
static void sweep(const program *p, work *w, const theatre *t, size_t n_slots, const double *v, const double *active,
                  lanes *harm, lanes *severity, lanes *gap, bool with_choices, lanes residual)
{
    const size_t n_defenders = t->n_defenders, n = WHOLE(n_slots);
    lanes *used_harm = w->scratch, *used_severity = used_harm + n_defenders, *moved_gap = used_severity + n_defenders;
    lanes *steepness = moved_gap + n_defenders;
    lanes total_harm, total_severity, others_harm, others_severity, worst;
    answer now;
    total(t, n, harm, severity, total_harm, total_severity);
    for (size_t j = 0; j < n_defenders; j++) {
        const size_t index = t->defenders[j];
        const post *d = &p->posts[index];
        const double *harm_j = harm[j], *severity_j = severity[j], *gap_j = gap[j];
        for (size_t l = 0; l < n; l++) {
            others_harm[l] = total_harm[l] - harm_j[l];
            others_severity[l] = total_severity[l] - severity_j[l];
        }
        const occasion o = {n, v, others_harm, others_severity, gap_j, active, true, true};
        respond(p, w, d, &o, &now, with_choices ? w->probability[0] + d->state : NULL,
                with_choices ? w->probability[1] + d->state : NULL);
        for (size_t l = 0; with_choices && l < n; l++) {
            w->gap[index][l] = active[l] != 0.0 ? now.gap[l] : w->gap[index][l];
        }
        copy(used_harm[j], others_harm, n);
        copy(used_severity[j], others_severity, n);
        for (size_t l = 0; l < n; l++) {
            double is_active = active[l];
            now.harm[l] = is_active != 0.0 ? now.harm[l] : harm_j[l];
            now.severity[l] = is_active != 0.0 ? now.severity[l] : severity_j[l];
            now.root[l] = is_active != 0.0 ? now.root[l] : gap_j[l];
            now.gap[l] = now.root[l] - gap_j[l];
            total_harm[l] = others_harm[l] + now.harm[l];
            total_severity[l] = others_severity[l] + now.severity[l];
        }
        copy(harm[j], now.harm, n);
        copy(severity[j], now.severity, n);
        copy(gap[j], now.root, n);
        copy(moved_gap[j], now.gap, n);
        copy(steepness[j], now.steepness, n);
    }
    copy(worst, residual, n);
    for (size_t j = 0; j < n_defenders; j++) {
        const post *d = &p->posts[t->defenders[j]];
        const actor *x = &p->actors[d->actor];
        const double by_harm = 0.5 * x->rationality * p->par.relief_value * d->stake;
        const double by_severity =
            0.5 * x->rationality * x->dread * t->answer_push * p->par.hazard_ceiling / p->par.hazard_width;
        const double by_gap = 0.5 * x->rationality * x->reputation_value;
        const double *unity = w->unity[0];
        for (size_t l = 0; l < n; l++) {
            double moved_harm = total_harm[l] - harm[j][l] - used_harm[j][l];
            double moved_severity = total_severity[l] - severity[j][l] - used_severity[j][l];
            double bound = by_harm * unity[l] * brink_max(moved_harm, -moved_harm) +
                           by_severity * steepness[j][l] * brink_max(moved_severity, -moved_severity) +
                           by_gap * brink_max(moved_gap[j][l], -moved_gap[j][l]);
            worst[l] = brink_max(worst[l], bound);
        }
    }
    copy(residual, worst, n);
}

/* vbar and sbar of challenger `self`: sums over the other challengers of the theatre. */
static void others(const theatre *t, const work *w, size_t n_slots, size_t self, lanes attributed, lanes severity)
{
    const size_t n = WHOLE(n_slots);
    lanes sum_attributed, sum_severity;
    clear(sum_attributed, n);
    clear(sum_severity, n);
    for (size_t k = 0; k < t->n_challengers; k++) {
        const double *a = w->mean_attributed[t->challengers[k]], *b = w->mean_severity[t->challengers[k]];
        for (size_t l = 0; k != self && l < n; l++) {
            sum_attributed[l] += a[l];
            sum_severity[l] += b[l];
        }
    }
    copy(attributed, sum_attributed, n);
    copy(severity, sum_severity, n);
}

/* Retires lanes that reached the tolerance. Returns the number of lanes that were active (before). */
static uint64_t retire(const program *p, size_t n, const double *residual, double *active, bool *is_any_left)
{
    uint64_t n_active = 0;
    bool any = false;
    for (size_t l = 0; l < n; l++) {
        if (active[l] != 0.0) {
            n_active++;
            /* written so that NaN stays active: it is then traced, fails there, and is counted */
            active[l] = residual[l] <= p->par.tolerance ? 0.0 : 1.0;
            any = any || active[l] != 0.0;
        }
    }
    *is_any_left = any;
    return n_active;
}

/* The response of challenger k of theatre `t`, whose points begin at row `first`, to the defenders as they stand there
 * and to the other challengers; raises `residual` to how far its probabilities move. Lanes with active = 0 keep theirs.
 */
static void expect(const program *p, work *w, const theatre *t, size_t n_slots, size_t k, size_t first,
                   const lanes others_severity, const double *active, lanes residual)
{
    const size_t index = t->challengers[k], n = WHOLE(n_slots);
    const post *c = &p->posts[index];
    const bool is_myopic = p->par.solution == SOLUTION_MYOPIC;
    lanes harm[MAX_MENU], severity[MAX_MENU], q[MAX_MENU], mean_attributed, mean_severity, worst;
    for (size_t a = 0; !is_myopic && a < c->n; a++) {
        const size_t row = first + a * t->n_defenders;
        total(t, n, w->point_harm + row, w->point_severity + row, harm[a], severity[a]);
    }
    provoke(p, w, c, n, others_severity, is_myopic ? NULL : harm, is_myopic ? NULL : severity, q, mean_attributed,
            mean_severity);
    copy(worst, residual, n);
    for (size_t a = 0; a < c->n; a++) {
        double *kept = w->probability[0][c->state + a];
        for (size_t l = 0; l < n; l++) {
            double change = q[a][l] - kept[l];
            worst[l] = brink_max(worst[l], brink_max(change, -change));
            q[a][l] = active[l] != 0.0 ? q[a][l] : kept[l];
        }
        copy(kept, q[a], n);
    }
    copy(residual, worst, n);
    for (size_t l = 0; l < n; l++) {
        mean_attributed[l] = active[l] != 0.0 ? mean_attributed[l] : w->mean_attributed[index][l];
        mean_severity[l] = active[l] != 0.0 ? mean_severity[l] : w->mean_severity[index][l];
    }
    copy(w->mean_attributed[index], mean_attributed, n);
    copy(w->mean_severity[index], mean_severity, n);
}

/* One sweep over the challengers and, with_points, before each over the defenders at its points. */
static void sweep_challengers(const program *p, work *w, const theatre *t, size_t n, bool with_points,
                              const double *active, lanes residual)
{
    size_t row = t->first_point;
    lanes others_attributed, others_severity, v;
    for (size_t k = 0; k < t->n_challengers; k++) {
        const post *c = &p->posts[t->challengers[k]];
        const size_t first = row;
        others(t, w, n, k, others_attributed, others_severity);
        for (size_t a = 0; a < c->n; a++, row += t->n_defenders) {
            for (size_t l = 0; with_points && l < n; l++) {
                v[l] = others_attributed[l] + c->severity[a];
            }
            if (with_points) {
                sweep(p, w, t, n, v, active, w->point_harm + row, w->point_severity + row, w->point_gap + row, false,
                      residual);
            }
        }
        expect(p, w, t, n, k, first, others_severity, active, residual);
    }
}

static void start_unsolved(size_t n, bool has_players, lanes unsolved)
{
    for (size_t l = 0; l < whole_vectors(n); l++) {
        unsolved[l] = has_players && l < n ? 1.0 : 0.0;
    }
}

static void challengers(const program *p, work *w, size_t index, size_t n, lanes unsolved, effort *spent)
{
    const theatre *t = &p->theatres[index];
    const bool with_points = p->par.solution != SOLUTION_MYOPIC && t->n_defenders > 0;
    const size_t n_slots = whole_vectors(n);
    const uint64_t at_points = t->n_points * n_exponentials_at_point(p, t);
    const uint64_t at_choices = n_exponentials_of_challengers(t);
    bool any = t->n_challengers > 0;
    lanes residual;
    start_unsolved(n, any, unsolved);
    if (any && with_points && p->has_newton) {
        const uint64_t steps = approach_challengers(p, w, index, n);
        spent->steps += steps;
        spent->exponentials += steps * at_points + (t->n_challengers > 1 ? (steps + n) * at_choices : 0);
    }
    if (any) { /* the choices at the points as they stand: what the first sweep changes is measured from there */
        clear(residual, n_slots);
        sweep_challengers(p, w, t, n_slots, false, unsolved, residual);
        spent->exponentials += n * at_choices;
    }
    for (uint32_t it = 0; any && it < p->par.max_iterations; it++) {
        clear(residual, n_slots);
        sweep_challengers(p, w, t, n_slots, with_points, unsolved, residual);
        const uint64_t n_swept = retire(p, n, residual, unsolved, &any);
        spent->sweeps += n_swept;
        spent->exponentials += n_swept * (at_choices + (with_points ? at_points : 0));
    }
}

static void defenders(const program *p, work *w, size_t index, size_t n, bool is_near, lanes unsolved, effort *spent)
{
    const theatre *t = &p->theatres[index];
    const size_t n_slots = whole_vectors(n);
    const uint64_t at_point = n_exponentials_at_point(p, t);
    bool any = t->n_defenders > 0;
    lanes residual;
    start_unsolved(n, any, unsolved);
    if (any && !is_near && p->has_newton) {
        const uint64_t steps = approach_defenders(p, w, index, n);
        spent->steps += steps;
        spent->exponentials += steps * at_point;
    }
    for (uint32_t it = 0; any && it < p->par.max_iterations; it++) {
        clear(residual, n_slots);
        sweep(p, w, t, n_slots, w->seen[index], unsolved, w->real_harm, w->real_severity, w->real_gap, true, residual);
        const uint64_t n_swept = retire(p, n, residual, unsolved, &any);
        spent->sweeps += n_swept;
        spent->exponentials += n_swept * at_point;
    }
}

#include "level_k_body.h"

static inline void fill(lanes row, double value)
{
    for (size_t l = 0; l < BRINK_LANES; l++) {
        row[l] = value;
    }
}

#include "moves_body.h"

#include "update_body.h"

#include "account_body.h"

/* Payoffs that depend on the state alone: challengers (3.3) S g k (1 + embolden) counterweight + reprisal G s - c (1 +
 * E). */
static void prepare_challenger(const program *p, work *w, const post *c)
{
    const double *strength = w->strength[c->actor], *embolden = w->embolden[c->player];
    const double *counterweight = w->counterweight[c->theatre];
    const double *strain = w->effective[p->row.strain + c->player];
    const double *grievance = w->effective[p->row.grievance + c->player];
    for (size_t a = 0; a < c->n; a++) {
        const double gain = c->stake * c->gain[a], reprisal = p->par.reprisal * c->severity[a], cost = c->cost[a];
        double *value = w->value[c->state + a];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            value[l] = gain * strength[l] * (1.0 + embolden[l]) * counterweight[l] + reprisal * grievance[l] -
                       cost * (1.0 + strain[l]);
        }
    }
}

/* Defenders (3.2): S g - cost of type 0, harm, and the exponentials of what separates the types. */
static void prepare_defender(const program *p, work *w, const post *d)
{
    const actor *x = &p->actors[d->actor];
    const double *fatigue = w->effective[p->row.fatigue + d->player];
    const double *attention = w->effective[p->row.attention + d->player];
    const double *warning = w->effective[p->row.warning + d->player * p->n_theatres + d->theatre];
    const double *audience = w->audience[d->player], *strength = w->strength[d->actor];
    const double kappa = x->rationality * x->reputation_value, commits = p->par.warning_commitment;
    const double per_fatigue = p->par.fatigue_cost, per_load = p->par.load_cost;
    double *commitment = w->commitment[(size_t)(d - p->posts)];
    lanes burden;
    for (size_t l = 0; l < BRINK_LANES; l++) {
        burden[l] = (1.0 + per_fatigue * fatigue[l]) * (1.0 + per_load * attention[l]);
    }
    for (size_t l = 0; l < BRINK_LANES; l++) {
        commitment[l] = audience[l] * (1.0 + commits * warning[l]);
    }
    for (size_t i = 0; i < d->n; i++) {
        const size_t a = d->order[i];
        const double gain = d->stake * d->gain[a], cost = d->cost[a], harm = d->harm[a];
        const double irresolution = i < d->n_alike ? 1.0 : x->irresolution;
        const double dearer = x->rationality * cost * (irresolution - 1.0);
        double *value = w->value[d->state + a], *to_harm = w->harm[d->state + a];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            value[l] = gain - cost * irresolution * burden[l];
        }
        for (size_t l = 0; l < BRINK_LANES; l++) {
            to_harm[l] = strength[l] * harm;
        }
        if (i < d->n_alike) {
            continue; /* excess 0, ratio and rise 1, of which nobody asks */
        }
        double *excess = w->excess[d->state + a], *ratio = w->ratio[d->state + a], *rise = w->rise[d->state + a];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            excess[l] = dearer * burden[l];
        }
        for (size_t l = 0; l < BRINK_LANES; l++) {
            ratio[l] = brink_exp(dearer * burden[l]);
        }
        for (size_t l = 0; l < BRINK_LANES; l++) {
            rise[l] = kappa > 0.0 ? brink_exp(kappa * dearer * burden[l]) : 1.0;
        }
    }
}

static void prepare(const program *p, work *w)
{
    for (size_t i = 0; i < p->n_posts; i++) {
        if (p->posts[i].is_challenger) {
            prepare_challenger(p, w, &p->posts[i]);
        } else {
            prepare_defender(p, w, &p->posts[i]);
        }
    }
}

#ifdef KERNEL
const kernel KERNEL = {
    .prepare = prepare,
    .solver = {challengers, defenders},
    .derive = derive,
    .move_challengers = move_challengers,
    .move_defenders = move_defenders,
    .update = update,
    .update_survival = update_survival,
    .account_moves = account_moves,
    .account_end = account_end,
    .note_state = note_state,
    .level_k_challengers = level_k_challengers,
    .level_k_defenders = level_k_defenders,
};
#endif
