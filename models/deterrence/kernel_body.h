/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The body of every kernel (see kernel.h); the including file defines KERNEL as the name of its table. Equations by the
 * numbers of README.md. Loops run over whole batches of BRINK_LANES; what a lane computes depends on that lane alone.
 */
#include "brink/math.h"
#include "kernel.h"

#include "respond_body.h"

/* One Gauss-Seidel sweep over the defenders of theatre `t` at severity v, from and into harm, severity, gap (rows by
 * defender); lanes with active = 0 keep theirs. Raises `residual` to a bound on what one more sweep could change in
 * any choice probability: inputs that moved by (dP, dR, dD) since they were used move a logit by at most
 * rationality (relief |dP| + dread max|h'| answer_push |dR|) + kappa |dD|, and a probability by half of that. */
static void sweep(const program *p, const work *w, const theatre *t, const double *v, const double *active,
                  lanes *restrict harm, lanes *restrict severity, lanes *restrict gap, double *restrict residual)
{
    const size_t n = t->n_defenders;
    lanes *used_harm = w->scratch, *used_severity = used_harm + n, *moved_gap = used_severity + n;
    lanes total_harm, total_severity;
    answer now;
    for (size_t l = 0; l < BRINK_LANES; l++) {
        total_harm[l] = total_severity[l] = 0.0;
    }
    for (size_t j = 0; j < n; j++) {
        for (size_t l = 0; l < BRINK_LANES; l++) {
            total_harm[l] += harm[j][l];
            total_severity[l] += severity[j][l];
        }
    }
    for (size_t j = 0; j < n; j++) {
        const post *d = &p->posts[t->defenders[j]];
        double *restrict others_harm = used_harm[j];
        double *restrict others_severity = used_severity[j];
        double *restrict moved = moved_gap[j];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            others_harm[l] = total_harm[l] - harm[j][l];
            others_severity[l] = total_severity[l] - severity[j][l];
        }
        respond(p, w, d, &(occasion){v, others_harm, others_severity, gap[j], true, true}, &now, NULL, NULL);
        for (size_t l = 0; l < BRINK_LANES; l++) {
            bool is_active = active[l] != 0.0;
            double d_new = is_active ? now.root[l] : gap[j][l];
            moved[l] = d_new - gap[j][l];
            gap[j][l] = d_new;
            double h_new = is_active ? now.harm[l] : harm[j][l];
            total_harm[l] += h_new - harm[j][l];
            harm[j][l] = h_new;
            double s_new = is_active ? now.severity[l] : severity[j][l];
            total_severity[l] += s_new - severity[j][l];
            severity[j][l] = s_new;
        }
    }
    for (size_t j = 0; j < n; j++) {
        const post *d = &p->posts[t->defenders[j]];
        const actor *x = &p->actors[d->actor];
        const double by_harm = 0.5 * x->rationality * p->par.relief_value * d->stake;
        const double by_severity =
            0.5 * x->rationality * x->dread * t->answer_push * p->par.hazard_ceiling / (4.0 * p->par.hazard_width);
        const double by_gap = 0.5 * x->rationality * x->reputation_value;
        const double *restrict unity = w->unity[0];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            double moved_harm = total_harm[l] - harm[j][l] - used_harm[j][l];
            double moved_severity = total_severity[l] - severity[j][l] - used_severity[j][l];
            double bound = by_harm * unity[l] * brink_max(moved_harm, -moved_harm) +
                           by_severity * brink_max(moved_severity, -moved_severity) +
                           by_gap * brink_max(moved_gap[j][l], -moved_gap[j][l]);
            residual[l] = brink_max(residual[l], bound);
        }
    }
}

/* Sums of H_j and R_j over the defenders of a theatre at one point. */
static void total(const theatre *t, lanes *harm, lanes *severity, double *restrict sum_harm,
                  double *restrict sum_severity)
{
    for (size_t l = 0; l < BRINK_LANES; l++) {
        sum_harm[l] = sum_severity[l] = 0.0;
    }
    for (size_t j = 0; j < t->n_defenders; j++) {
        for (size_t l = 0; l < BRINK_LANES; l++) {
            sum_harm[l] += harm[j][l];
            sum_severity[l] += severity[j][l];
        }
    }
}

/* vbar and sbar of challenger `self`: sums over the other challengers of the theatre. */
static void others(const theatre *t, const work *w, size_t self, double *restrict attributed, double *restrict severity)
{
    for (size_t l = 0; l < BRINK_LANES; l++) {
        attributed[l] = severity[l] = 0.0;
    }
    for (size_t k = 0; k < t->n_challengers; k++) {
        if (k == self) {
            continue;
        }
        const double *restrict a = w->mean_attributed[t->challengers[k]];
        const double *restrict b = w->mean_severity[t->challengers[k]];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            attributed[l] += a[l];
            severity[l] += b[l];
        }
    }
}

/* Retires lanes that reached the tolerance. Returns the number of lanes that were active (before). */
static uint64_t retire(const program *p, const double *residual, double *active, bool *is_any_left)
{
    uint64_t n = 0;
    bool any = false;
    for (size_t l = 0; l < BRINK_LANES; l++) {
        if (active[l] != 0.0) {
            n++;
            /* written so that NaN stays active: it is then traced, fails there, and is counted */
            active[l] = residual[l] <= p->par.tolerance ? 0.0 : 1.0;
            any = any || active[l] != 0.0;
        }
    }
    *is_any_left = any;
    return n;
}

/* One sweep over the points of challenger k and its response; see `challengers` in kernel.h. */
static void sweep_challenger(const program *p, work *w, const theatre *t, size_t k, size_t first_row,
                             const double *active, double *restrict residual)
{
    const post *c = &p->posts[t->challengers[k]];
    const bool is_myopic = p->par.solution == SOLUTION_MYOPIC;
    lanes others_attributed, others_severity, v, mean_attributed, mean_severity;
    lanes harm[MAX_MENU], severity[MAX_MENU], q[MAX_MENU];
    others(t, w, k, others_attributed, others_severity);
    for (size_t a = 0; !is_myopic && a < c->n; a++) {
        size_t row = first_row + a * t->n_defenders;
        for (size_t l = 0; l < BRINK_LANES; l++) {
            v[l] = others_attributed[l] + c->severity[a];
        }
        sweep(p, w, t, v, active, w->point_harm + row, w->point_severity + row, w->point_gap + row, residual);
        total(t, w->point_harm + row, w->point_severity + row, harm[a], severity[a]);
    }
    provoke(p, w, c, others_severity, is_myopic ? NULL : harm, is_myopic ? NULL : severity, q, mean_attributed,
            mean_severity);
    double *restrict kept_attributed = w->mean_attributed[t->challengers[k]];
    double *restrict kept_severity = w->mean_severity[t->challengers[k]];
    for (size_t a = 0; a < c->n; a++) {
        double *restrict kept = w->probability[0][c->state + a];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            double change = q[a][l] - kept[l];
            residual[l] = brink_max(residual[l], brink_max(change, -change));
            kept[l] = active[l] != 0.0 ? q[a][l] : kept[l];
        }
    }
    for (size_t l = 0; l < BRINK_LANES; l++) {
        kept_attributed[l] = active[l] != 0.0 ? mean_attributed[l] : kept_attributed[l];
        kept_severity[l] = active[l] != 0.0 ? mean_severity[l] : kept_severity[l];
    }
}

static uint64_t challengers(const program *p, work *w, size_t index, size_t n, lanes unsolved)
{
    const theatre *t = &p->theatres[index];
    uint64_t sweeps = 0;
    bool any = t->n_challengers > 0;
    for (size_t l = 0; l < BRINK_LANES; l++) {
        unsolved[l] = any && l < n ? 1.0 : 0.0;
    }
    for (uint32_t it = 0; any && it < p->par.max_iterations; it++) {
        lanes residual;
        for (size_t l = 0; l < BRINK_LANES; l++) {
            residual[l] = 0.0;
        }
        size_t row = t->first_point;
        for (size_t k = 0; k < t->n_challengers; k++) {
            sweep_challenger(p, w, t, k, row, unsolved, residual);
            row += p->posts[t->challengers[k]].n * t->n_defenders;
        }
        sweeps += retire(p, residual, unsolved, &any);
    }
    return sweeps;
}

static uint64_t defenders(const program *p, work *w, size_t index, size_t n, lanes unsolved)
{
    const theatre *t = &p->theatres[index];
    uint64_t sweeps = 0;
    bool any = t->n_defenders > 0;
    for (size_t l = 0; l < BRINK_LANES; l++) {
        unsolved[l] = any && l < n ? 1.0 : 0.0;
    }
    for (uint32_t it = 0; any && it < p->par.max_iterations; it++) {
        lanes residual;
        for (size_t l = 0; l < BRINK_LANES; l++) {
            residual[l] = 0.0;
        }
        sweep(p, w, t, w->seen[index], unsolved, w->real_harm, w->real_severity, w->real_gap, residual);
        sweeps += retire(p, residual, unsolved, &any);
    }
    return sweeps;
}

static void realise(const program *p, work *w, size_t index)
{
    const theatre *t = &p->theatres[index];
    lanes sum_harm, sum_severity, others_harm, others_severity;
    answer now;
    total(t, w->real_harm, w->real_severity, sum_harm, sum_severity);
    for (size_t j = 0; j < t->n_defenders; j++) {
        const post *d = &p->posts[t->defenders[j]];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            others_harm[l] = sum_harm[l] - w->real_harm[j][l];
            others_severity[l] = sum_severity[l] - w->real_severity[j][l];
        }
        respond(p, w, d, &(occasion){w->seen[index], others_harm, others_severity, w->real_gap[j], true, true}, &now,
                w->probability[0] + d->state, w->probability[1] + d->state);
        for (size_t l = 0; l < BRINK_LANES; l++) {
            w->gap[t->defenders[j]][l] = now.gap[l];
        }
    }
}

/* `levels` quantal responses of the defenders of `t` from uniform play at severity v (all respond to the level below,
 * so no order among them); leaves the aggregates in harm, severity, gap, and with `is_last` the last level's
 * probabilities. The reputation term uses what observers infer at the level below; below level 1 play is uniform: they
 * infer nothing. */
static void level_k_answers(const program *p, const work *w, const theatre *t, const double *v, uint32_t levels,
                            lanes *restrict harm, lanes *restrict severity, lanes *restrict gap, bool is_last)
{
    const size_t n = t->n_defenders;
    lanes *below_harm = w->scratch, *below_severity = below_harm + n, *below_gap = below_severity + n;
    lanes sum_harm, sum_severity, others_harm, others_severity;
    answer now;
    for (size_t j = 0; j < n; j++) {
        const post *d = &p->posts[t->defenders[j]];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            harm[j][l] = severity[j][l] = gap[j][l] = 0.0;
        }
        for (size_t a = 0; a < d->n; a++) {
            const double share = 1.0 / (double)d->n;
            for (size_t l = 0; l < BRINK_LANES; l++) {
                harm[j][l] += share * w->harm[d->state + a][l];
                severity[j][l] += share * d->severity[a];
                if (is_last) {
                    w->probability[0][d->state + a][l] = w->probability[1][d->state + a][l] = share;
                }
            }
        }
    }
    for (uint32_t level = 1; level <= levels; level++) {
        for (size_t j = 0; j < n; j++) {
            for (size_t l = 0; l < BRINK_LANES; l++) {
                below_harm[j][l] = harm[j][l];
                below_severity[j][l] = severity[j][l];
                below_gap[j][l] = gap[j][l];
            }
        }
        total(t, below_harm, below_severity, sum_harm, sum_severity);
        for (size_t j = 0; j < n; j++) {
            const post *d = &p->posts[t->defenders[j]];
            const bool wants = is_last && level == levels;
            for (size_t l = 0; l < BRINK_LANES; l++) {
                others_harm[l] = sum_harm[l] - below_harm[j][l];
                others_severity[l] = sum_severity[l] - below_severity[j][l];
            }
            respond(p, w, d, &(occasion){v, others_harm, others_severity, below_gap[j], false, level > 1}, &now,
                    wants ? w->probability[0] + d->state : NULL, wants ? w->probability[1] + d->state : NULL);
            for (size_t l = 0; l < BRINK_LANES; l++) {
                harm[j][l] = now.harm[l];
                severity[j][l] = now.severity[l];
                gap[j][l] = now.gap[l];
            }
        }
    }
}

static void level_k_challengers(const program *p, work *w, size_t index)
{
    const theatre *t = &p->theatres[index];
    lanes others_attributed, others_severity, v;
    lanes harm[MAX_MENU], severity[MAX_MENU];
    lanes *next_attributed = w->scratch + 3 * t->n_defenders, *next_severity = next_attributed + t->n_challengers;
    for (size_t k = 0; k < t->n_challengers; k++) {
        const post *c = &p->posts[t->challengers[k]];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            w->mean_attributed[t->challengers[k]][l] = w->mean_severity[t->challengers[k]][l] = 0.0;
        }
        for (size_t a = 0; a < c->n; a++) {
            const double share = 1.0 / (double)c->n;
            for (size_t l = 0; l < BRINK_LANES; l++) {
                w->probability[0][c->state + a][l] = share;
                w->mean_attributed[t->challengers[k]][l] += share * c->severity[a] * c->attribution[a];
                w->mean_severity[t->challengers[k]][l] += share * c->severity[a];
            }
        }
    }
    for (uint32_t level = 1; level <= p->par.k; level++) {
        for (size_t k = 0; k < t->n_challengers; k++) {
            const post *c = &p->posts[t->challengers[k]];
            others(t, w, k, others_attributed, others_severity);
            for (size_t a = 0; a < c->n; a++) {
                for (size_t l = 0; l < BRINK_LANES; l++) {
                    v[l] = others_attributed[l] + c->severity[a];
                }
                level_k_answers(p, w, t, v, p->par.k, w->real_harm, w->real_severity, w->real_gap, false);
                total(t, w->real_harm, w->real_severity, harm[a], severity[a]);
            }
            provoke(p, w, c, others_severity, harm, severity, w->probability[0] + c->state, next_attributed[k],
                    next_severity[k]);
        }
        for (size_t k = 0; k < t->n_challengers; k++) {
            for (size_t l = 0; l < BRINK_LANES; l++) {
                w->mean_attributed[t->challengers[k]][l] = next_attributed[k][l];
                w->mean_severity[t->challengers[k]][l] = next_severity[k][l];
            }
        }
    }
}

static void level_k_defenders(const program *p, work *w, size_t index)
{
    const theatre *t = &p->theatres[index];
    level_k_answers(p, w, t, w->seen[index], p->par.k, w->real_harm, w->real_severity, w->real_gap, true);
    for (size_t j = 0; j < t->n_defenders; j++) {
        for (size_t l = 0; l < BRINK_LANES; l++) {
            w->gap[t->defenders[j]][l] = w->real_gap[j][l];
        }
    }
}

/* Payoffs that depend on the state alone: defenders (3.2) S g - cost of type 0, and the exponentials of what separates
 * the types; challengers (3.3) S g k (1 + embolden) counterweight + reprisal G s - c (1 + E). */
static void prepare(const program *p, work *w)
{
    for (size_t i = 0; i < p->n_posts; i++) {
        const post *d = &p->posts[i];
        const actor *x = &p->actors[d->actor];
        const double *restrict strength = w->strength[d->actor];
        const size_t player = d->player;
        if (d->is_challenger) {
            const double *restrict embolden = w->embolden[player];
            const double *restrict counterweight = w->counterweight[d->theatre];
            const double *restrict strain = w->effective[p->row.strain + player];
            const double *restrict grievance = w->effective[p->row.grievance + player];
            for (size_t a = 0; a < d->n; a++) {
                const double gain = d->stake * d->gain[a], reprisal = p->par.reprisal * d->severity[a], c = d->cost[a];
                double *restrict value = w->value[d->state + a];
                for (size_t l = 0; l < BRINK_LANES; l++) {
                    value[l] = gain * strength[l] * (1.0 + embolden[l]) * counterweight[l] + reprisal * grievance[l] -
                               c * (1.0 + strain[l]);
                }
            }
            continue;
        }
        const double *restrict fatigue = w->effective[p->row.fatigue + player];
        const double *restrict attention = w->effective[p->row.attention + player];
        const double *restrict warning = w->effective[p->row.warning + player * p->n_theatres + d->theatre];
        const double *restrict audience = w->audience[player];
        double *restrict commitment = w->commitment[i];
        const double kappa = x->rationality * x->reputation_value;
        for (size_t l = 0; l < BRINK_LANES; l++) {
            commitment[l] = audience[l] * (1.0 + p->par.warning_commitment * warning[l]);
        }
        for (size_t a = 0; a < d->n; a++) {
            const double gain = d->stake * d->gain[a], c = d->cost[a], harm = d->harm[a];
            const double irresolution = d->is_costly[a] ? x->irresolution : 1.0;
            double *restrict value = w->value[d->state + a];
            double *restrict excess = w->excess[d->state + a];
            double *restrict ratio = w->ratio[d->state + a];
            double *restrict rise = w->rise[d->state + a];
            double *restrict harm_a = w->harm[d->state + a];
            for (size_t l = 0; l < BRINK_LANES; l++) {
                double cost = c * (1.0 + p->par.fatigue_cost * fatigue[l]) * (1.0 + p->par.load_cost * attention[l]);
                value[l] = gain - cost * irresolution;
                excess[l] = x->rationality * cost * (irresolution - 1.0);
                harm_a[l] = strength[l] * harm;
                ratio[l] = brink_exp(excess[l]);
                rise[l] = brink_exp(kappa * excess[l]);
            }
        }
    }
}

const kernel KERNEL = {
    .prepare = prepare,
    .challengers = challengers,
    .defenders = defenders,
    .realise = realise,
    .level_k_challengers = level_k_challengers,
    .level_k_defenders = level_k_defenders,
};
