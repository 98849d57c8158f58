/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The challengers' part of a step of newton_body.h, which includes this: their means from the defenders' answers at
 * the points, as a small linear system. */

/* Sums over a menu of the weights (m), times severity with (a) and without (s) attribution; of the derivatives of the
 * logits by v and by s likewise. */
typedef struct leverage {
    narrow m, a, s, v, va, vs, w, wa, ws;
} leverage;

/* Response of challenger `c` (3.3), whose points begin at `point`, with the others at to->v and to->s; `moved` is how
 * far v is from where the points were evaluated. */
static void provoke_narrow(const approach *at, const post *c, size_t point, const narrow moved, means *to)
{
    const size_t n = WHOLE(at->n);
    narrow *own = at->rows + c->narrow;
    const float dread = c->single.dread, push = c->single.push, answer_push = c->single.answer_push;
    const float *level = at->rows[0], *punish = own[0], *others = to->s;
    const float *steep_0 = at->per_point[point], *severity_0 = at->total_severity[point], *harm_0 = at->total[point];
    narrow logit[MAX_MENU], by_v[MAX_MENU], by_s[MAX_MENU], top;
    leverage sum;
    for (size_t l = 0; l < n; l++) {
        sum.m[l] = sum.a[l] = sum.s[l] = sum.v[l] = sum.va[l] = sum.vs[l] = sum.w[l] = sum.wa[l] = sum.ws[l] = 0.0F;
        top[l] = -1e30F;
    }
    for (size_t a = 0; a < c->n; a++) {
        const float o = (float)c->attribution[a], s = (float)c->severity[a], *value = own[1 + a];
        const float *steep = at->per_point[point + a], *severity = at->total_severity[point + a];
        const float *harm = at->total[point + a];
        for (size_t l = 0; l < n; l++) {
            float steeper = steep[l] - steep_0[l], more = harm[l] - harm_0[l] + steeper * moved[l];
            float answer = o * severity[l] + (1.0F - o) * severity_0[l];
            float far = brink_exp2f(level[l] - push * (others[l] + s) - answer_push * answer);
            float risk = 1.0F / (1.0F + far), fear = dread * risk;
            float u = value[l] - punish[l] * o * more - fear;
            logit[a][l] = u;
            by_v[a][l] = -punish[l] * o * steeper;
            by_s[a][l] = -fear * far * risk * push;
            top[l] = greater(top[l], u);
        }
    }
    for (size_t a = 0; a < c->n; a++) {
        const float s = (float)c->severity[a], so = (float)(c->severity[a] * c->attribution[a]);
        for (size_t l = 0; l < n; l++) {
            float e = brink_exp2f(logit[a][l] - top[l]), v = e * by_v[a][l], w = e * by_s[a][l];
            sum.m[l] += e;
            sum.a[l] += so * e;
            sum.s[l] += s * e;
            sum.v[l] += v;
            sum.va[l] += so * v;
            sum.vs[l] += s * v;
            sum.w[l] += w;
            sum.wa[l] += so * w;
            sum.ws[l] += s * w;
        }
    }
    for (size_t l = 0; l < n; l++) {
        const float per_e = (float)(1.0 / LOG2_E); /* logits of v are in base 2, those of s too but for the hazard's */
        float r = 1.0F / sum.m[l], a = sum.a[l] * r, s = sum.s[l] * r;
        to->attributed[l] = a;
        to->severity[l] = s;
        to->attributed_by_v[l] = (sum.va[l] - a * sum.v[l]) * r * per_e;
        to->severity_by_v[l] = (sum.vs[l] - s * sum.v[l]) * r * per_e;
        to->attributed_by_s[l] = (sum.wa[l] - a * sum.w[l]) * r * (per_e * per_e);
        to->severity_by_s[l] = (sum.ws[l] - s * sum.w[l]) * r * (per_e * per_e);
    }
}

/* Moves challenger k's means along their tangent to where the others' means are now. */
static void follow(approach *s, size_t k, const means *m, const narrow total, const narrow total_severity)
{
    float *attributed = s->mean_attributed[k], *severity = s->mean_severity[k];
    narrow a, b;
    for (size_t l = 0; l < WHOLE(s->n); l++) {
        float v = total[l] - attributed[l] - m->v[l], w = total_severity[l] - severity[l] - m->s[l];
        a[l] = greater(m->attributed[l] + m->attributed_by_v[l] * v + m->attributed_by_s[l] * w, 0.0F);
        b[l] = greater(m->severity[l] + m->severity_by_v[l] * v + m->severity_by_s[l] * w, 0.0F);
    }
    copy_narrow(attributed, a, s->n);
    copy_narrow(severity, b, s->n);
}

static void add_rows(narrow *rows, size_t n_rows, size_t n_slots, narrow sum)
{
    const size_t n = WHOLE(n_slots);
    narrow total;
    clear_narrow(total, n);
    for (size_t r = 0; r < n_rows; r++) {
        for (size_t l = 0; l < n; l++) {
            total[l] += rows[r][l];
        }
    }
    copy_narrow(sum, total, n);
}

/* The challengers' means where all agree, to first order, and the defenders' harms there. */
static void balance(approach *s, narrow residual)
{
    const size_t n_challengers = s->t->n_challengers, n = WHOLE(s->n);
    narrow was, total, total_severity, moved, worst;
    add_rows(s->mean_attributed, n_challengers, n, was);
    for (size_t k = 0, point = 0; k < n_challengers; k++) {
        const post *c = &s->p->posts[s->t->challengers[k]];
        means *m = &s->means[k];
        add_rows(s->mean_attributed, n_challengers, n, total);
        add_rows(s->mean_severity, n_challengers, n, total_severity);
        for (size_t l = 0; l < n; l++) {
            m->was_attributed[l] = s->mean_attributed[k][l];
            m->v[l] = total[l] - s->mean_attributed[k][l];
            m->s[l] = total_severity[l] - s->mean_severity[k][l];
            moved[l] = total[l] - was[l];
        }
        provoke_narrow(s, c, point, moved, m);
        copy_narrow(s->mean_attributed[k], m->attributed, n);
        copy_narrow(s->mean_severity[k], m->severity, n);
        point += c->n;
    }
    for (size_t sweep = 0; sweep < LINEAR_SWEEPS; sweep++) {
        for (size_t k = 0; k < n_challengers; k++) {
            add_rows(s->mean_attributed, n_challengers, n, total);
            add_rows(s->mean_severity, n_challengers, n, total_severity);
            follow(s, k, &s->means[k], total, total_severity);
        }
    }
    add_rows(s->mean_attributed, n_challengers, n, total);
    copy_narrow(worst, residual, n);
    for (size_t k = 0, row = 0; k < n_challengers; k++) {
        const size_t end = row + s->p->posts[s->t->challengers[k]].n * s->t->n_defenders;
        for (size_t l = 0; l < n; l++) {
            float own = s->mean_attributed[k][l] - s->means[k].was_attributed[l];
            moved[l] = total[l] - was[l] - own;
            worst[l] = greater(worst[l], size_of(own));
        }
        for (; row < end; row++) {
            float *harm = s->harm[row], *gap = s->gap[row];
            for (size_t l = 0; l < n; l++) {
                harm[l] = greater(harm[l] + s->slope[row][l] * moved[l], 0.0F);
            }
            for (size_t l = 0; l < n; l++) {
                gap[l] = greater(gap[l] + s->gap_slope[row][l] * moved[l], 0.0F);
            }
        }
    }
    copy_narrow(residual, worst, n);
}

/* Sums at the points as they stand, for a first look at the challengers' choices. */
static void sum_points(approach *s)
{
    const size_t n_defenders = s->t->n_defenders;
    for (size_t point = 0; point < s->n_points; point++) {
        add_rows(s->harm + point * n_defenders, n_defenders, s->n, s->total[point]);
        add_rows(s->severity + point * n_defenders, n_defenders, s->n, s->total_severity[point]);
        clear_narrow(s->per_point[point], s->n);
    }
    for (size_t row = 0; row < s->n_points * n_defenders; row++) {
        clear_narrow(s->slope[row], s->n);
        clear_narrow(s->gap_slope[row], s->n);
    }
}
