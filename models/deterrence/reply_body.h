/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The responses of respond_body.h once more, in single precision and with their derivatives: what newton_body.h
 * iterates on. Rounding here decides how near the start of the sweeps in double precision comes to the solution, and
 * nothing else. Loops as there. */
#include "brink/math.h"
#include "kernel.h"

#include <string.h>

static inline float lesser(float a, float b)
{
    return a < b ? a : b;
}

static inline float greater(float a, float b)
{
    return a > b ? a : b;
}

/* Rows of a defender in a block of narrow rows, before those of its menu in the order of post.order: value, harm, and
 * of what the types do not value alike ratio and rise. Values in logits of base 2. */
enum { ROW_PER_WIDTH, ROW_LINE, ROW_COMMITMENT, ROW_WANT, ROW_BELIEF, N_DEFENDER_ROWS };

/* One defender's occasion: rows of n slots. */
typedef struct question {
    narrow *own; /* the defender's rows */
    const float *level;
    const float *severity, *others_harm, *others_severity, *gap;
    size_t n;
} question;

/* H_j, R_j and D_j as expected next, and the derivatives of H_j and D_j by P_-j and v. */
typedef struct reply {
    narrow harm, severity, gap, by_harm, by_severity, gap_by_harm, gap_by_severity;
} reply;

/* Softmax weights of type 0 without the reputation term, and what its derivatives need: the audience's price of a rung
 * and how it changes with v. */
typedef struct weights {
    narrow weight[MAX_MENU + 1];
    narrow audience, steeper, unanswered;
} weights;

KERNEL_INLINE void weigh_narrow(const post *d, const question *q, bool has_slopes, weights *to)
{
    const narrow_post *at = &d->single;
    const size_t n = WHOLE(q->n);
    const float *v = q->severity, *others_harm = q->others_harm, *others_severity = q->others_severity;
    const float *level = q->level, *per_width = q->own[ROW_PER_WIDTH], *line = q->own[ROW_LINE];
    const float *commitment = q->own[ROW_COMMITMENT], *want = q->own[ROW_WANT];
    narrow *values = q->own + N_DEFENDER_ROWS, *harms = values + d->n;
    const float restraint = at->restraint, dread = at->dread, push = at->push, answer_push = at->answer_push;
    narrow hazard, top;
    for (size_t l = 0; l < n; l++) {
        float far = brink_exp2f(line[l] - v[l] * per_width[l]);
        float nearness = 1.0F / (1.0F + far), per_v = 1.0F / greater(v[l], 0.5F);
        float audience = commitment[l] * nearness * per_v;
        to->audience[l] = audience;
        if (has_slopes) {
            to->steeper[l] =
                audience * (far * nearness * per_width[l] * (float)(1.0 / LOG2_E) - (v[l] > 0.5F ? per_v : 0.0F));
        }
        to->unanswered[l] = greater(v[l] - others_harm[l], 0.0F);
        hazard[l] = brink_exp2f(level[l] - push * v[l] - answer_push * others_severity[l]);
        top[l] = -1e30F;
    }
    for (size_t i = 0; i < d->n; i += 2) {
        const size_t next = i + 1 < d->n ? i + 1 : i;
        const float *value_a = values[i], *value_b = values[next], *harm_a = harms[i], *harm_b = harms[next];
        const float factor_a = at->hazard_factor[i], factor_b = at->hazard_factor[next];
        for (size_t l = 0; l < n; l++) {
            float risk_a = 1.0F + hazard[l] * factor_a, risk_b = 1.0F + hazard[l] * factor_b;
            float both = dread / (risk_a * risk_b);
            float above_a = v[l] - harm_a[l], above_b = v[l] - harm_b[l];
            float u_a = value_a[l] + want[l] * lesser(harm_a[l], to->unanswered[l]) -
                        greater(to->audience[l] * above_a, restraint * above_a) - both * risk_b;
            float u_b = value_b[l] + want[l] * lesser(harm_b[l], to->unanswered[l]) -
                        greater(to->audience[l] * above_b, restraint * above_b) - both * risk_a;
            to->weight[i][l] = u_a;
            to->weight[i + 1][l] = u_b;
            top[l] = greater(top[l], greater(u_a, u_b));
        }
    }
    for (size_t i = 0; i < d->n; i++) {
        for (size_t l = 0; l < n; l++) {
            to->weight[i][l] = brink_exp2f(to->weight[i][l] - top[l]);
        }
    }
}

/* Sums over a menu of one type's weights (m), times harm (h) and severity (s); of those whose reputation term is not
 * clamped (f), of those that relief does not reach in full (r), and times the derivative of restraint and audience by v
 * (g), each also times harm. */
typedef struct moments {
    narrow m, h, s, f, fh, r, rh, g, gh;
} moments;

/* What both types value alike: the first actions in the order, of which type 1's sums are the same. */
KERNEL_INLINE void sum_alike(const post *d, const question *q, const weights *w, const float *tilt, bool has_slopes,
                             moments *to, moments *type1)
{
    const float least = d->single.least, most = d->single.most, restraint = d->single.restraint;
    narrow *harms = q->own + N_DEFENDER_ROWS + d->n;
    const size_t n = WHOLE(q->n);
    for (size_t l = 0; l < n; l++) {
        to->m[l] = to->h[l] = to->s[l] = to->r[l] = to->rh[l] = to->g[l] = to->gh[l] = 0.0F;
    }
    for (size_t i = 0; i < d->n_alike; i++) {
        const float *harm = harms[i], *v = q->severity;
        const float severity = d->single.severity[i];
        for (size_t l = 0; l < n; l++) {
            float e = w->weight[i][l], h = harm[l];
            float kept = w->unanswered[l] < h ? e : 0.0F;
            to->m[l] += e;
            to->h[l] += e * h;
            to->s[l] += e * severity;
            to->r[l] += kept;
            to->rh[l] += kept * h;
            if (has_slopes) {
                float above = v[l] - h, g = e * (above > 0.0F ? w->audience[l] + w->steeper[l] * above : restraint);
                to->g[l] += g;
                to->gh[l] += g * h;
            }
        }
    }
    for (size_t l = 0; l < n; l++) {
        float seen = lesser(greater(tilt[l], least), most), is_free = seen == tilt[l] ? 1.0F : 0.0F;
        to->m[l] *= seen;
        to->h[l] *= seen;
        to->s[l] *= seen;
        to->r[l] *= seen;
        to->rh[l] *= seen;
        if (has_slopes) {
            to->g[l] *= seen;
            to->gh[l] *= seen;
        }
        to->f[l] = is_free * to->m[l];
        to->fh[l] = is_free * to->h[l];
    }
    for (size_t l = 0; l < n; l++) {
        type1->m[l] = to->m[l];
        type1->h[l] = to->h[l];
        type1->s[l] = to->s[l];
        type1->f[l] = to->f[l];
        type1->fh[l] = to->fh[l];
        type1->r[l] = to->r[l];
        type1->rh[l] = to->rh[l];
        if (has_slopes) {
            type1->g[l] = to->g[l];
            type1->gh[l] = to->gh[l];
        }
    }
}

/* What the irresolute pay more for. */
KERNEL_INLINE void sum_dearer(const post *d, const question *q, const weights *w, const float *tilt, bool has_slopes,
                              moments *type0, moments *type1)
{
    const float least = d->single.least, most = d->single.most, restraint = d->single.restraint;
    narrow *harms = q->own + N_DEFENDER_ROWS + d->n, *ratios = harms + d->n, *rises = ratios + (d->n - d->n_alike);
    const size_t n = WHOLE(q->n);
    for (size_t i = d->n_alike; i < d->n; i++) {
        const float *harm = harms[i], *ratio = ratios[i - d->n_alike], *rise = rises[i - d->n_alike], *v = q->severity;
        const float severity = d->single.severity[i];
        for (size_t l = 0; l < n; l++) {
            float h = harm[l], times = ratio[l], raw = rise[l] * tilt[l];
            float seen = lesser(greater(raw, least), most);
            float e = w->weight[i][l] * seen, e1 = e * times;
            float is_free = seen == raw ? e : 0.0F, kept = w->unanswered[l] < h ? e : 0.0F;
            type0->m[l] += e;
            type1->m[l] += e1;
            type0->h[l] += e * h;
            type1->h[l] += e1 * h;
            type0->s[l] += e * severity;
            type1->s[l] += e1 * severity;
            type0->f[l] += is_free;
            type1->f[l] += is_free * times;
            type0->fh[l] += is_free * h;
            type1->fh[l] += is_free * h * times;
            type0->r[l] += kept;
            type1->r[l] += kept * times;
            type0->rh[l] += kept * h;
            type1->rh[l] += kept * h * times;
            if (has_slopes) {
                float above = v[l] - h, g = e * (above > 0.0F ? w->audience[l] + w->steeper[l] * above : restraint);
                type0->g[l] += g;
                type1->g[l] += g * times;
                type0->gh[l] += g * h;
                type1->gh[l] += g * h * times;
            }
        }
    }
}

/* A derivative of the mean of h is a covariance with the derivatives of the logits, by type: cov(h, g) = E[g h] - E[g]
 * E[h]. D takes one Newton step, and H follows to first order. Without `has_slopes` nobody asks for those by v. */
KERNEL_INLINE void answer_narrow(const post *d, const question *q, bool has_slopes, reply *restrict to)
{
    const size_t n = WHOLE(q->n);
    const float kappa = d->single.kappa, tilts = d->single.per_gap;
    const float per_e = (float)(1.0 / LOG2_E); /* logits are in base 2 */
    const float *belief = q->own[ROW_BELIEF], *want = q->own[ROW_WANT], *gap = q->gap;
    weights w;
    moments a, b;
    narrow tilt;
    weigh_narrow(d, q, has_slopes, &w);
    for (size_t l = 0; l < n; l++) {
        tilt[l] = brink_exp2f(tilts * gap[l]);
    }
    sum_alike(d, q, &w, tilt, has_slopes, &a, &b);
    sum_dearer(d, q, &w, tilt, has_slopes, &a, &b);
    for (size_t l = 0; l < n; l++) {
        float both = 1.0F / (a.m[l] * b.m[l]), r0 = both * b.m[l], r1 = both * a.m[l];
        float share1 = belief[l], share0 = 1.0F - share1;
        float h0 = a.h[l] * r0, h1 = b.h[l] * r1;
        float found = brink_log2f(b.m[l] * r0) * per_e;
        float per_gap = 1.0F / greater(1.0F + kappa * (b.f[l] * r1 - a.f[l] * r0), 0.1F);
        float root = greater(gap[l] + (found - gap[l]) * per_gap, 0.0F);
        float by_gap = -kappa * (share0 * (a.fh[l] - h0 * a.f[l]) * r0 + share1 * (b.fh[l] - h1 * b.f[l]) * r1);
        float relief = w.unanswered[l] > 0.0F ? want[l] * per_e : 0.0F;
        float by_relief = share0 * (a.rh[l] - h0 * a.r[l]) * r0 + share1 * (b.rh[l] - h1 * b.r[l]) * r1;
        float gap_by_relief = (b.r[l] * r1 - a.r[l] * r0) * relief;
        to->harm[l] = share0 * h0 + share1 * h1 + by_gap * (root - gap[l]);
        to->severity[l] = share0 * a.s[l] * r0 + share1 * b.s[l] * r1;
        to->gap[l] = root;
        to->by_harm[l] = -relief * by_relief;
        to->gap_by_harm[l] = -gap_by_relief * per_gap;
        if (has_slopes) {
            float by_price = share0 * (a.gh[l] - h0 * a.g[l]) * r0 + share1 * (b.gh[l] - h1 * b.g[l]) * r1;
            to->by_severity[l] = relief * by_relief - by_price * per_e;
            to->gap_by_severity[l] = (gap_by_relief - (b.g[l] * r1 - a.g[l] * r0) * per_e) * per_gap;
        }
    }
}
