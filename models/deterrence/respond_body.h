/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Quantal responses of one player in one stage (README.md, 3.2 and 3.3), over lanes: the innermost part of
 * kernel_body.h, which includes it. */
#include "brink/math.h"
#include "kernel.h"

/* The stage of one defender at one severity: what respond() reads and writes. */
typedef struct occasion {
    const double *severity;        /* v */
    const double *others_harm;     /* P_-j */
    const double *others_severity; /* R_-j */
    const double *gap;             /* D the reputation term is evaluated at */
    bool settles;                  /* D is solved for, starting from `gap`; false: taken as given (level-k) */
    bool has_reputation;           /* false: level 1 of level-k, whose observers saw uniform play */
} occasion;

typedef struct answer {
    lanes harm, severity; /* H_j, R_j: expected over the types by the public belief */
    lanes gap;            /* ln Z1 - ln Z0 at these weights: phi(D) */
    lanes root;           /* a better D: the root of D = phi(D) if settled, else one Newton step towards it */
} answer;

/* Logits of type 0 without the reputation term, and their maximum (3.2). */
static void logits(const program *p, const work *w, const post *d, const occasion *o, lanes *restrict logit,
                   double *restrict top)
{
    const theatre *t = &p->theatres[d->theatre];
    const actor *j = &p->actors[d->actor];
    const double *restrict v = o->severity;
    const double *restrict others_harm = o->others_harm;
    const double *restrict others_severity = o->others_severity;
    const double *restrict level = w->effective[d->theatre];
    const double *restrict red_line = w->red_line[d->theatre];
    const double *restrict width = w->width[d->player];
    const double *restrict commitment = w->commitment[(size_t)(d - p->posts)];
    const double *restrict unity = w->unity[0];
    const double relief = p->par.relief_value * d->stake;
    const double restraint = p->par.restraint;
    const double push = t->push, answer_push = t->answer_push;
    const double midpoint = p->par.hazard_midpoint, per_width = 1.0 / p->par.hazard_width;
    const double dread = j->dread * p->par.hazard_ceiling;
    const double rationality = j->rationality;
    lanes audience, unanswered, hazard, want;
    for (size_t l = 0; l < BRINK_LANES; l++) {
        double nearness = 1.0 / (1.0 + brink_exp((red_line[l] - v[l]) / width[l]));
        audience[l] = commitment[l] * nearness / brink_max(v[l], 0.5);
        unanswered[l] = brink_plus(v[l] - others_harm[l]);
        want[l] = relief * unity[l];
        /* the hazard's exponential splits into this and one constant per action */
        hazard[l] = brink_exp((midpoint - (level[l] + push * v[l] + answer_push * others_severity[l])) * per_width);
        top[l] = -1e300;
    }
    for (size_t a = 0; a < d->n; a++) {
        const double *restrict value = w->value[d->state + a];
        const double *restrict harm = w->harm[d->state + a];
        const double factor = d->hazard_factor[a];
        double *restrict out = logit[a];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            double u = value[l] + want[l] * brink_min(harm[l], unanswered[l]) - restraint * brink_plus(harm[l] - v[l]) -
                       audience[l] * brink_plus(v[l] - harm[l]) - dread / (1.0 + hazard[l] * factor);
            out[l] = rationality * u;
            top[l] = brink_max(top[l], out[l]);
        }
    }
}

/* Brings `gap` to the root of D = phi(D) of a defender for given weights (rows of its menu), by Newton within a
 * bracket: the root lies in [0, max excess]. For kappa = rationality x reputation_value of at least NEEDS_SETTLING,
 * where the single Newton step that a sweep takes might not contract. */
#define NEEDS_SETTLING 0.5
static void settle(const work *w, const post *d, double kappa, lanes *restrict weight, double *restrict gap)
{
    const double least = brink_exp(-3.0 * kappa), most = brink_exp(3.0 * kappa);
    lanes lo, hi, m0, m1, free0, free1, tilt;
    bool any = true;
    for (size_t l = 0; l < BRINK_LANES; l++) {
        lo[l] = hi[l] = 0.0;
    }
    for (size_t a = 0; a < d->n; a++) {
        for (size_t l = 0; l < BRINK_LANES; l++) {
            hi[l] = brink_max(hi[l], w->excess[d->state + a][l]);
        }
    }
    for (size_t l = 0; l < BRINK_LANES; l++) {
        gap[l] = brink_clamp(gap[l], lo[l], hi[l]);
    }
    for (int it = 0; it < 100 && any; it++) {
        for (size_t l = 0; l < BRINK_LANES; l++) {
            tilt[l] = brink_exp(-kappa * gap[l]);
            m0[l] = m1[l] = free0[l] = free1[l] = 0.0;
        }
        for (size_t a = 0; a < d->n; a++) {
            const double *restrict ratio = w->ratio[d->state + a];
            const double *restrict rise = w->rise[d->state + a];
            const double *restrict excess = w->excess[d->state + a];
            for (size_t l = 0; l < BRINK_LANES; l++) {
                double e = weight[a][l] * brink_clamp(rise[l] * tilt[l], least, most);
                double x = excess[l] - gap[l];
                double is_free = x > -3.0 && x < 3.0 ? 1.0 : 0.0;
                m0[l] += e;
                m1[l] += e * ratio[l];
                free0[l] += e * is_free;
                free1[l] += e * ratio[l] * is_free;
            }
        }
        any = false;
        for (size_t l = 0; l < BRINK_LANES; l++) {
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

/* Quantal response of both types of one defender. pi0, pi1 (rows of its menu) may be NULL. */
static void respond(const program *p, const work *w, const post *d, const occasion *o, answer *restrict out,
                    lanes *restrict pi0, lanes *restrict pi1)
{
    const actor *j = &p->actors[d->actor];
    const double kappa = o->has_reputation ? j->rationality * j->reputation_value : 0.0;
    const bool has_gap = kappa > 0.0;
    const double *restrict belief = w->belief[d->player];
    lanes logit[MAX_MENU];
    lanes gap, top, tilt, m0, m1, h0, h1, s0, s1, free0, free1;
    logits(p, w, d, o, logit, top);
    for (size_t a = 0; a < d->n; a++) {
        for (size_t l = 0; l < BRINK_LANES; l++) {
            logit[a][l] = brink_exp(logit[a][l] - top[l]);
        }
    }
    for (size_t l = 0; l < BRINK_LANES; l++) {
        gap[l] = o->gap[l];
    }
    const bool is_settled = o->settles && kappa >= NEEDS_SETTLING;
    if (is_settled) {
        settle(w, d, kappa, logit, gap);
    }
    const double least = has_gap ? brink_exp(-3.0 * kappa) : 1.0, most = has_gap ? brink_exp(3.0 * kappa) : 1.0;
    for (size_t l = 0; l < BRINK_LANES; l++) {
        tilt[l] = has_gap ? brink_exp(-kappa * gap[l]) : 1.0;
        m0[l] = m1[l] = h0[l] = h1[l] = s0[l] = s1[l] = free0[l] = free1[l] = 0.0;
    }
    for (size_t a = 0; a < d->n; a++) {
        const double *restrict harm = w->harm[d->state + a];
        const double *restrict ratio = w->ratio[d->state + a];
        const double *restrict rise = w->rise[d->state + a];
        const double *restrict excess = w->excess[d->state + a];
        const double severity = d->severity[a];
        double *restrict weight = logit[a];
        if (has_gap) {
            /* exp(kappa clamp(x_a - D, -3, 3)) as a clamped product: no further exponential */
            for (size_t l = 0; l < BRINK_LANES; l++) {
                double clamped = brink_clamp(rise[l] * tilt[l], least, most);
                double x = excess[l] - gap[l];
                double is_free = x > -3.0 && x < 3.0 ? 1.0 : 0.0;
                double e = weight[l] * clamped;
                double e1 = e * ratio[l];
                weight[l] = e;
                m0[l] += e;
                h0[l] += e * harm[l];
                s0[l] += e * severity;
                m1[l] += e1;
                h1[l] += e1 * harm[l];
                s1[l] += e1 * severity;
                free0[l] += e * is_free;
                free1[l] += e1 * is_free;
            }
        } else {
            for (size_t l = 0; l < BRINK_LANES; l++) {
                double e = weight[l];
                double e1 = e * ratio[l];
                m0[l] += e;
                h0[l] += e * harm[l];
                s0[l] += e * severity;
                m1[l] += e1;
                h1[l] += e1 * harm[l];
                s1[l] += e1 * severity;
            }
        }
    }
    for (size_t l = 0; l < BRINK_LANES; l++) {
        double r0 = 1.0 / m0[l], r1 = 1.0 / m1[l];
        double b = belief[l];
        out->harm[l] = b * (h1[l] * r1) + (1.0 - b) * (h0[l] * r0);
        out->severity[l] = b * (s1[l] * r1) + (1.0 - b) * (s0[l] * r0);
        out->gap[l] = brink_log(m1[l] * r0);
        /* one Newton step on D = phi(D); the slope is below 1 whenever kappa is, and the root is not negative */
        double slope = -kappa * (free1[l] * r1 - free0[l] * r0);
        double newton = gap[l] + (out->gap[l] - gap[l]) / brink_max(1.0 - slope, 0.1);
        out->root[l] = is_settled ? gap[l] : brink_max(newton, 0.0);
        m0[l] = r0;
        m1[l] = r1;
    }
    for (size_t a = 0; pi0 && a < d->n; a++) {
        const double *restrict ratio = w->ratio[d->state + a];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            pi0[a][l] = logit[a][l] * m0[l];
            pi1[a][l] = logit[a][l] * ratio[l] * m1[l];
        }
    }
}

/* Quantal response of one challenger (3.3) to the others' mean severity and to P and R at its points (rows by action,
 * already summed over defenders); NULL rows mean P = R = 0. q receives the probabilities, A and B their means. */
static void provoke(const program *p, const work *w, const post *c, const double *others_severity, lanes *harm,
                    lanes *severity, lanes *restrict q, double *restrict mean_attributed,
                    double *restrict mean_severity)
{
    const theatre *t = &p->theatres[c->theatre];
    const actor *i = &p->actors[c->actor];
    const double *restrict level = w->effective[c->theatre];
    const double *restrict unity = w->unity[0];
    const double midpoint = p->par.hazard_midpoint, per_width = 1.0 / p->par.hazard_width;
    const double dread = i->dread * p->par.hazard_ceiling;
    lanes top, sum, zero;
    for (size_t l = 0; l < BRINK_LANES; l++) {
        top[l] = -1e300;
        sum[l] = mean_attributed[l] = mean_severity[l] = zero[l] = 0.0;
    }
    for (size_t a = 0; a < c->n; a++) {
        const double s = c->severity[a], o = c->attribution[a];
        const double *restrict value = w->value[c->state + a];
        const double *harm_a = harm ? harm[a] : zero, *harm_0 = harm ? harm[0] : zero;
        const double *severity_a = harm ? severity[a] : zero, *severity_0 = harm ? severity[0] : zero;
        const double punishment = p->par.punishment_scale * o;
        double *restrict logit = q[a];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            double expected = o * severity_a[l] + (1.0 - o) * severity_0[l];
            double z = level[l] + t->push * (others_severity[l] + s) + t->answer_push * expected;
            double u = value[l] - punishment * unity[l] * (harm_a[l] - harm_0[l]) -
                       dread / (1.0 + brink_exp((midpoint - z) * per_width));
            logit[l] = i->rationality * u;
            top[l] = brink_max(top[l], logit[l]);
        }
    }
    for (size_t a = 0; a < c->n; a++) {
        const double s = c->severity[a], so = c->severity[a] * c->attribution[a];
        double *restrict weight = q[a];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            double e = brink_exp(weight[l] - top[l]);
            weight[l] = e;
            sum[l] += e;
            mean_attributed[l] += so * e;
            mean_severity[l] += s * e;
        }
    }
    for (size_t l = 0; l < BRINK_LANES; l++) {
        sum[l] = 1.0 / sum[l];
        mean_attributed[l] *= sum[l];
        mean_severity[l] *= sum[l];
    }
    for (size_t a = 0; a < c->n; a++) {
        for (size_t l = 0; l < BRINK_LANES; l++) {
            q[a][l] *= sum[l];
        }
    }
}
