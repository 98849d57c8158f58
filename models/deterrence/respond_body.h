/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Quantal responses of one player in one stage (README.md, 3.2 and 3.3), over slots: the innermost part of
 * kernel_body.h, which includes it. A slot is a lane, or a place to which one was moved.
 *
 * Softmax is done in base 2: payoffs are multiplied by rationality x log2(e). Loops store to local arrays only, so that
 * compilers see that nothing overlaps, and vectorise. Rows of weights are in the order of post.order, not of the menu.
 */
#include "brink/math.h"
#include "kernel.h"

#include <string.h>

/* The stage of one defender at one severity: what respond() reads. */
typedef struct occasion {
    size_t n;                      /* slots */
    const double *severity;        /* v */
    const double *others_harm;     /* P_-j */
    const double *others_severity; /* R_-j */
    const double *gap;             /* D the reputation term is evaluated at */
    const double *active;          /* choice probabilities stay where it is 0; NULL: nowhere */
    bool settles;                  /* D is solved for, starting from `gap`; false: taken as given (level-k) */
    bool has_reputation;           /* false: level 1 of level-k, whose observers saw uniform play */
} occasion;

typedef struct answer {
    lanes harm, severity; /* H_j, R_j: expected over the types by the public belief */
    lanes gap;            /* ln Z1 - ln Z0 at these weights: phi(D) */
    lanes root;           /* D for the next sweep: the root of D = phi(D) if settled, else phi(D) */
    lanes steepness;      /* a bound on sigma (1 - sigma) of the hazards that it faced */
} answer;

/* Softmax weights of type 0 without the reputation term (3.2), the greatest being 1. */
KERNEL_INLINE void weigh(const program *p, const work *w, const post *d, const occasion *o, lanes *weight,
                         lanes steepness)
{
    const theatre *t = &p->theatres[d->theatre];
    const actor *j = &p->actors[d->actor];
    const size_t n = WHOLE(o->n);
    const double *v = o->severity, *others_harm = o->others_harm, *others_severity = o->others_severity;
    const double *level = w->effective[d->theatre], *red_line = w->red_line[d->theatre];
    const double *width = w->width[d->player], *unity = w->unity[0];
    const double *commitment = w->commitment[(size_t)(d - p->posts)];
    const double scale = j->rationality * LOG2_E, relief = scale * p->par.relief_value * d->stake;
    const double restraint = -scale * p->par.restraint, dread = scale * j->dread * p->par.hazard_ceiling;
    const double push = t->push, answer_push = t->answer_push;
    const double midpoint = p->par.hazard_midpoint, per_width = LOG2_E / p->par.hazard_width;
    const double least_factor = d->least_hazard_factor;
    lanes audience, unanswered, hazard, want, top;
    for (size_t l = 0; l < n; l++) {
        double distance = 1.0 + brink_exp2((red_line[l] - v[l]) * LOG2_E / width[l]);
        audience[l] = scale * commitment[l] / (distance * brink_max(v[l], 0.5));
        unanswered[l] = brink_plus(v[l] - others_harm[l]);
        want[l] = relief * unity[l];
        /* the hazard's exponential splits into this and one constant per action */
        hazard[l] = brink_exp2((midpoint - (level[l] + push * v[l] + answer_push * others_severity[l])) * per_width);
        steepness[l] = brink_min(0.25, 1.0 / (hazard[l] * least_factor)); /* sigma(x) <= e^x */
        top[l] = -1e300;
    }
    /* [harm - v]+ restraint + [v - harm]+ audience is the greater of two products; two actions share a division; an odd
     * last one is paired with itself */
    for (size_t i = 0; i < d->n; i += 2) {
        const size_t a = d->order[i], b = d->order[i + 1 < d->n ? i + 1 : i];
        const double *value_a = w->value[d->state + a], *value_b = w->value[d->state + b];
        const double *harm_a = w->harm[d->state + a], *harm_b = w->harm[d->state + b];
        const double factor_a = d->hazard_factor[a], factor_b = d->hazard_factor[b];
        for (size_t l = 0; l < n; l++) {
            double risk_a = 1.0 + hazard[l] * factor_a, risk_b = 1.0 + hazard[l] * factor_b;
            double both = dread / (risk_a * risk_b);
            double above_a = v[l] - harm_a[l], above_b = v[l] - harm_b[l];
            double u_a = scale * value_a[l] + want[l] * brink_min(harm_a[l], unanswered[l]) -
                         brink_max(audience[l] * above_a, restraint * above_a) - both * risk_b;
            double u_b = scale * value_b[l] + want[l] * brink_min(harm_b[l], unanswered[l]) -
                         brink_max(audience[l] * above_b, restraint * above_b) - both * risk_a;
            weight[i][l] = u_a;
            weight[i + 1][l] = u_b;
            top[l] = brink_max(top[l], brink_max(u_a, u_b));
        }
    }
    for (size_t i = 0; i < d->n; i++) {
        for (size_t l = 0; l < n; l++) {
            weight[i][l] = brink_exp2(weight[i][l] - top[l]);
        }
    }
}

/* Brings `gap` to the root of D = phi(D) of a defender for given weights, by Newton within a bracket: the root lies in
 * [0, max excess]. For kappa = rationality x reputation_value of at least NEEDS_SETTLING, where the single step that a
 * sweep takes might not contract enough. */
#define NEEDS_SETTLING 0.5
static void settle(const work *w, const post *d, double kappa, size_t n, lanes *weight, lanes gap)
{
    const double least = d->least_seen, most = d->most_seen;
    lanes lo, hi, m0, m1, free0, free1, tilt;
    bool any = true;
    for (size_t l = 0; l < n; l++) {
        lo[l] = hi[l] = 0.0;
    }
    for (size_t i = d->n_alike; i < d->n; i++) {
        for (size_t l = 0; l < n; l++) {
            hi[l] = brink_max(hi[l], w->excess[d->state + d->order[i]][l]);
        }
    }
    for (size_t l = 0; l < n; l++) {
        gap[l] = brink_clamp(gap[l], lo[l], hi[l]);
    }
    for (int it = 0; it < 100 && any; it++) {
        for (size_t l = 0; l < n; l++) {
            tilt[l] = brink_exp(-kappa * gap[l]);
            m0[l] = free0[l] = 0.0;
        }
        for (size_t i = 0; i < d->n_alike; i++) {
            for (size_t l = 0; l < n; l++) {
                double seen = brink_clamp(tilt[l], least, most), e = weight[i][l] * seen;
                m0[l] += e;
                free0[l] += seen == tilt[l] ? e : 0.0;
            }
        }
        for (size_t l = 0; l < n; l++) {
            m1[l] = m0[l];
            free1[l] = free0[l];
        }
        for (size_t i = d->n_alike; i < d->n; i++) {
            const double *ratio = w->ratio[d->state + d->order[i]], *rise = w->rise[d->state + d->order[i]];
            for (size_t l = 0; l < n; l++) {
                double raw = rise[l] * tilt[l], seen = brink_clamp(raw, least, most);
                double e = weight[i][l] * seen, e_free = seen == raw ? e : 0.0;
                m0[l] += e;
                m1[l] += e * ratio[l];
                free0[l] += e_free;
                free1[l] += e_free * ratio[l];
            }
        }
        any = false;
        for (size_t l = 0; l < n; l++) {
            double off = brink_log(m1[l] / m0[l]) - gap[l];
            double slope = -kappa * (free1[l] / m1[l] - free0[l] / m0[l]);
            bool is_found = off < 1e-11 && off > -1e-11;
            lo[l] = off > 0.0 ? gap[l] : lo[l];
            hi[l] = off > 0.0 ? hi[l] : gap[l];
            double newton = gap[l] + off / (1.0 - slope);
            double next = newton > lo[l] && newton < hi[l] ? newton : 0.5 * (lo[l] + hi[l]);
            gap[l] = is_found ? gap[l] : next;
            any = any || !is_found;
        }
    }
}

/* Sums over a menu, by type: the weights, and times harm and severity. */
typedef struct sums {
    lanes m0, m1, h0, h1, s0, s1;
} sums;

/* Brings the reputation term into the weights of type 0, and sums. What both types value alike, the first actions in
 * the order, have one ratio of 1 and one reputation term. */
KERNEL_INLINE void sum_menu(const work *w, const post *d, size_t n, double kappa, const double *gap, lanes *weight,
                            sums *to)
{
    /* exp(kappa clamp(x_a - D, -3, 3)) as a clamped product: no further exponential */
    const bool has_gap = kappa > 0.0 && d->n_alike < d->n;
    const double least = has_gap ? d->least_seen : 1.0, most = has_gap ? d->most_seen : 1.0;
    const double per_gap = -kappa * LOG2_E;
    lanes tilt;
    for (size_t l = 0; l < n; l++) {
        tilt[l] = has_gap ? brink_exp2(per_gap * gap[l]) : 1.0;
        to->m0[l] = to->h0[l] = to->s0[l] = 0.0;
    }
    for (size_t i = 0; i < d->n_alike; i++) {
        const double *harm = w->harm[d->state + d->order[i]];
        const double severity = d->severity[d->order[i]];
        for (size_t l = 0; l < n; l++) {
            // NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): the whole menu has been weighed
            double e = weight[i][l] * brink_clamp(tilt[l], least, most);
            weight[i][l] = e;
            to->m0[l] += e;
            to->h0[l] += e * harm[l];
            to->s0[l] += e * severity;
        }
    }
    for (size_t l = 0; l < n; l++) {
        to->m1[l] = to->m0[l];
        to->h1[l] = to->h0[l];
        to->s1[l] = to->s0[l];
    }
    for (size_t i = d->n_alike; i < d->n; i++) {
        const double *harm = w->harm[d->state + d->order[i]];
        const double *ratio = w->ratio[d->state + d->order[i]];
        const double *rise = w->rise[d->state + d->order[i]];
        const double severity = d->severity[d->order[i]];
        for (size_t l = 0; l < n; l++) {
            double e = weight[i][l] * brink_clamp(rise[l] * tilt[l], least, most);
            double e1 = e * ratio[l];
            weight[i][l] = e;
            to->m0[l] += e;
            to->h0[l] += e * harm[l];
            to->s0[l] += e * severity;
            to->m1[l] += e1;
            to->h1[l] += e1 * harm[l];
            to->s1[l] += e1 * severity;
        }
    }
}

/* Probabilities of one action: weight x ratio (NULL: 1) x share. */
static void keep_choices(const lanes weight, const double *ratio, const lanes share, const occasion *o, lanes pi)
{
    const size_t n = WHOLE(o->n);
    lanes now;
    for (size_t l = 0; l < n; l++) {
        now[l] = weight[l] * share[l];
    }
    for (size_t l = 0; ratio && l < n; l++) {
        now[l] *= ratio[l];
    }
    for (size_t l = 0; o->active && l < n; l++) {
        now[l] = o->active[l] != 0.0 ? now[l] : pi[l];
    }
    copy(pi, now, n);
}

/* Quantal response of both types of one defender. pi0, pi1 (rows of its menu) may be NULL. */
static void respond(const program *p, const work *w, const post *d, const occasion *o, answer *restrict out, lanes *pi0,
                    lanes *pi1)
{
    const actor *j = &p->actors[d->actor];
    const double kappa = o->has_reputation ? j->rationality * j->reputation_value : 0.0;
    const bool is_settled = o->settles && kappa >= NEEDS_SETTLING;
    const double *belief = w->belief[d->player];
    const size_t n = WHOLE(o->n);
    lanes weight[MAX_MENU + 1], gap, share0, share1;
    sums sum;
    weigh(p, w, d, o, weight, out->steepness);
    for (size_t l = 0; l < n; l++) {
        gap[l] = o->gap[l];
    }
    if (is_settled) {
        settle(w, d, kappa, n, weight, gap);
    }
    sum_menu(w, d, n, kappa, gap, weight, &sum);
    for (size_t l = 0; l < n; l++) {
        double both = 1.0 / (sum.m0[l] * sum.m1[l]);
        double r0 = both * sum.m1[l], r1 = both * sum.m0[l], b = belief[l];
        double found = brink_log(sum.m1[l] * r0);
        out->harm[l] = b * (sum.h1[l] * r1) + (1.0 - b) * (sum.h0[l] * r0);
        out->severity[l] = b * (sum.s1[l] * r1) + (1.0 - b) * (sum.s0[l] * r0);
        out->gap[l] = found;
        share0[l] = r0;
        share1[l] = r1;
    }
    copy(out->root, is_settled ? gap : out->gap, n);
    for (size_t i = 0; pi0 && i < d->n; i++) {
        const double *ratio = i < d->n_alike ? NULL : w->ratio[d->state + d->order[i]];
        keep_choices(weight[i], NULL, share0, o, pi0[d->order[i]]);
        keep_choices(weight[i], ratio, share1, o, pi1[d->order[i]]);
    }
}

/* Quantal response of one challenger (3.3) to the others' mean severity and to P and R at its points (rows by action,
 * already summed over defenders); NULL rows mean P = R = 0. q receives the probabilities, A and B their means. */
static void provoke(const program *p, const work *w, const post *c, size_t n_slots, const double *others_severity,
                    lanes *harm, lanes *severity, lanes *q, lanes mean_attributed, lanes mean_severity)
{
    static const lanes none = {0};
    const size_t n = WHOLE(n_slots);
    const theatre *t = &p->theatres[c->theatre];
    const actor *i = &p->actors[c->actor];
    const double *level = w->effective[c->theatre], *unity = w->unity[0];
    const double scale = i->rationality * LOG2_E, dread = scale * i->dread * p->par.hazard_ceiling;
    const double midpoint = p->par.hazard_midpoint, per_width = LOG2_E / p->par.hazard_width;
    const double push = t->push, answer_push = t->answer_push;
    lanes weight[MAX_MENU], top, sum, attributed, all;
    for (size_t l = 0; l < n; l++) {
        top[l] = -1e300;
        sum[l] = attributed[l] = all[l] = 0.0;
    }
    for (size_t a = 0; a < c->n; a++) {
        const double s = c->severity[a], o = c->attribution[a], punishment = scale * p->par.punishment_scale * o;
        const double *value = w->value[c->state + a];
        const double *harm_a = harm ? harm[a] : none, *harm_0 = harm ? harm[0] : none;
        const double *severity_a = harm ? severity[a] : none, *severity_0 = harm ? severity[0] : none;
        for (size_t l = 0; l < n; l++) {
            double expected = o * severity_a[l] + (1.0 - o) * severity_0[l];
            double z = level[l] + push * (others_severity[l] + s) + answer_push * expected;
            double u = scale * value[l] - punishment * unity[l] * (harm_a[l] - harm_0[l]) -
                       dread / (1.0 + brink_exp2((midpoint - z) * per_width));
            weight[a][l] = u;
            top[l] = brink_max(top[l], u);
        }
    }
    for (size_t a = 0; a < c->n; a++) {
        const double s = c->severity[a], so = c->severity[a] * c->attribution[a];
        for (size_t l = 0; l < n; l++) {
            double e = brink_exp2(weight[a][l] - top[l]);
            weight[a][l] = e;
            sum[l] += e;
            attributed[l] += so * e;
            all[l] += s * e;
        }
    }
    for (size_t l = 0; l < n; l++) {
        sum[l] = 1.0 / sum[l];
        attributed[l] *= sum[l];
        all[l] *= sum[l];
    }
    copy(mean_attributed, attributed, n);
    copy(mean_severity, all, n);
    for (size_t a = 0; a < c->n; a++) {
        double *to = q[a];
        for (size_t l = 0; l < n; l++) {
            to[l] = weight[a][l] * sum[l];
        }
    }
}
