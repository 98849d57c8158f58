/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "situation.h"

#include "brink/math.h"

situation brink__situation_challengers(const program *p, const work *w, size_t t, size_t lane)
{
    const theatre *here = &p->theatres[t];
    bool is_myopic = p->par.solution == SOLUTION_MYOPIC;
    return (situation){.p = p,
                       .t = here,
                       .w = w,
                       .lane = lane,
                       .m = 3 * here->n_defenders,
                       .n_blocks = is_myopic || here->n_defenders == 0 ? 0 : here->n_points,
                       .n_border = 2 * here->n_challengers,
                       .level = w->effective[p->row.level + t][lane],
                       .unity = w->unity[0][lane],
                       .red_line = w->red_line[t][lane]};
}

situation brink__situation_defenders(const program *p, const work *w, size_t t, size_t lane)
{
    situation s = brink__situation_challengers(p, w, t, lane);
    s.n_blocks = 1;
    s.n_border = 0;
    s.severity = w->seen[t][lane];
    return s;
}

void brink__situation_owner(const situation *s, size_t b, size_t *challenger, size_t *action)
{
    size_t k = 0;
    while (b >= s->p->posts[s->t->challengers[k]].n) {
        b -= s->p->posts[s->t->challengers[k]].n;
        k++;
    }
    *challenger = k;
    *action = b;
}

void brink__situation_uniform(const situation *s, double *u)
{
    const program *p = s->p;
    for (size_t b = 0; b < s->n_blocks; b++) {
        for (size_t j = 0; j < s->t->n_defenders; j++) {
            const post *d = &p->posts[s->t->defenders[j]];
            double harm = 0.0, severity = 0.0;
            for (size_t a = 0; a < d->n; a++) {
                harm += s->w->harm[d->state + a][s->lane];
                severity += d->severity[a];
            }
            double *at = u + b * s->m + 3 * j;
            at[0] = harm / (double)d->n;
            at[1] = severity / (double)d->n;
            at[2] = 0.0; /* both types play alike */
        }
    }
    for (size_t k = 0; 2 * k < s->n_border; k++) {
        const post *c = &p->posts[s->t->challengers[k]];
        double attributed = 0.0, severity = 0.0;
        for (size_t a = 0; a < c->n; a++) {
            attributed += c->severity[a] * c->attribution[a];
            severity += c->severity[a];
        }
        u[s->n_blocks * s->m + 2 * k] = attributed / (double)c->n;
        u[s->n_blocks * s->m + 2 * k + 1] = severity / (double)c->n;
    }
}

/* Sum of the other challengers' A (offset 0) or B (offset 1). */
static double others_border(const situation *s, const double *u, size_t self, size_t offset)
{
    double sum = 0.0;
    for (size_t k = 0; 2 * k < s->n_border; k++) {
        if (k != self) {
            sum += u[s->n_blocks * s->m + 2 * k + offset];
        }
    }
    return sum;
}

static double block_severity(const situation *s, const double *u, size_t b)
{
    if (s->n_border == 0) {
        return s->severity;
    }
    size_t k, a;
    brink__situation_owner(s, b, &k, &a);
    return others_border(s, u, k, 0) + s->p->posts[s->t->challengers[k]].severity[a];
}

/* h(z) and h'(z) */
static double hazard(const program *p, double z, double *slope)
{
    double sigma = brink_logistic((z - p->par.hazard_midpoint) / p->par.hazard_width);
    *slope = p->par.hazard_ceiling * sigma * (1.0 - sigma) / p->par.hazard_width;
    return p->par.hazard_ceiling * sigma;
}

/* One type's mixed strategy: probabilities, derivative of each logit by x, and ln Z. */
typedef struct mixture {
    double pi[MAX_MENU], by_x[MAX_MENU], log_z;
} mixture;

/* Derivatives of the logits that both types share, by the others' harm, by their severity, by D, and by v. */
typedef struct slopes {
    double harm[MAX_MENU], severity[MAX_MENU], gap[MAX_MENU], v[MAX_MENU];
} slopes;

static void softmax(const double *logit, size_t n, double *pi, double *log_z)
{
    double top = -1e300, sum = 0.0;
    for (size_t a = 0; a < n; a++) {
        top = brink_max(top, logit[a]);
    }
    for (size_t a = 0; a < n; a++) {
        pi[a] = brink_exp(logit[a] - top);
        sum += pi[a];
    }
    for (size_t a = 0; a < n; a++) {
        pi[a] /= sum;
    }
    *log_z = top + brink_log(sum);
}

/* Both types' logit responses of defender j to (v, P_-j, R_-j, D) at scale x, with derivatives (`slope` may be NULL).
 */
static void respond(const situation *s, const post *d, double v, double others_harm, double others_severity, double gap,
                    double x, mixture type[2], slopes *slope)
{
    const program *p = s->p;
    const actor *j = &p->actors[d->actor];
    const double width = s->w->width[d->player][s->lane];
    const double commitment = s->w->commitment[(size_t)(d - p->posts)][s->lane];
    const double nearness = brink_logistic((v - s->red_line) / width);
    const double scale = brink_max(v, 0.5);
    const double audience = commitment * nearness / scale;
    const double audience_by_v = audience * (1.0 - nearness) / width - (v > 0.5 ? audience / v : 0.0);
    const double want = p->par.relief_value * d->stake * s->unity;
    const double unanswered = brink_plus(v - others_harm);
    const double rationality = j->rationality, rho = j->reputation_value;
    double logit[2][MAX_MENU];
    for (size_t a = 0; a < d->n; a++) {
        const double harm = s->w->harm[d->state + a][s->lane];
        const double excess = s->w->excess[d->state + a][s->lane];
        double h_slope;
        double h =
            hazard(p, s->level + s->t->push * v + s->t->answer_push * (d->severity[a] + others_severity) - d->calm[a],
                   &h_slope);
        double u = s->w->value[d->state + a][s->lane] + want * brink_min(harm, unanswered) -
                   p->par.restraint * brink_plus(harm - v) - audience * brink_plus(v - harm) - j->dread * h;
        double ratio = x * excess - gap; /* ln pi(a|1) - ln pi(a|0) */
        double seen = brink_clamp(ratio, -3.0, 3.0);
        double is_free = ratio > -3.0 && ratio < 3.0 ? 1.0 : 0.0;
        double inferred = rationality * rho * (seen + x * excess * is_free);
        logit[0][a] = x * (rationality * (u + rho * seen));
        logit[1][a] = logit[0][a] + x * excess;
        type[0].by_x[a] = rationality * u + inferred;
        type[1].by_x[a] = type[0].by_x[a] + excess;
        if (slope) {
            bool is_partial = unanswered > 0.0 && unanswered < harm;
            slope->harm[a] = is_partial ? -x * rationality * want : 0.0;
            slope->severity[a] = -x * rationality * j->dread * h_slope * s->t->answer_push;
            slope->gap[a] = -x * rationality * rho * is_free;
            slope->v[a] = x * rationality *
                          ((is_partial ? want : 0.0) + (harm > v ? p->par.restraint : 0.0) -
                           (v > harm ? audience + audience_by_v * (v - harm) : 0.0) - j->dread * h_slope * s->t->push);
        }
    }
    softmax(logit[0], d->n, type[0].pi, &type[0].log_z);
    softmax(logit[1], d->n, type[1].pi, &type[1].log_z);
}

static double mean(const double *pi, const double *f, size_t n)
{
    double sum = 0.0;
    for (size_t a = 0; a < n; a++) {
        sum += pi[a] * f[a];
    }
    return sum;
}

/* Covariance of f and g under pi: the derivative of the mean of f when the logits move by g. */
static double covariance(const double *pi, const double *f, double mean_f, const double *g, size_t n)
{
    double sum = 0.0;
    for (size_t a = 0; a < n; a++) {
        sum += pi[a] * (f[a] - mean_f) * g[a];
    }
    return sum;
}

void brink__situation_block(const situation *s, const double *u, double x, size_t b, double *f, double *a, double *by_v,
                            double *by_x)
{
    const size_t m = s->m, n_defenders = s->t->n_defenders;
    const double *at = u + b * m;
    const double v = block_severity(s, u, b);
    double total_harm = 0.0, total_severity = 0.0;
    for (size_t j = 0; j < n_defenders; j++) {
        total_harm += at[3 * j];
        total_severity += at[3 * j + 1];
    }
    for (size_t j = 0; j < n_defenders; j++) {
        const post *d = &s->p->posts[s->t->defenders[j]];
        const double belief = s->w->belief[d->player][s->lane];
        mixture type[2];
        slopes slope;
        double harm[MAX_MENU];
        const double gap = (1.0 + x) * at[3 * j + 2];
        respond(s, d, v, total_harm - at[3 * j], total_severity - at[3 * j + 1], gap, x, type, &slope);
        for (size_t k = 0; k < d->n; k++) {
            harm[k] = s->w->harm[d->state + k][s->lane];
        }
        const double *const g[4] = {slope.harm, slope.severity, slope.gap, slope.v};
        double d_harm[5] = {0}, d_severity[5] = {0}, d_gap[5] = {0}, value[2] = {0};
        for (int tau = 0; tau < 2; tau++) {
            const double share = tau ? belief : 1.0 - belief;
            const double sign = tau ? 1.0 : -1.0;
            const double *pi = type[tau].pi;
            double mean_harm = mean(pi, harm, d->n), mean_severity = mean(pi, d->severity, d->n);
            value[0] += share * mean_harm;
            value[1] += share * mean_severity;
            for (int i = 0; i < 5; i++) {
                const double *moved = i < 4 ? g[i] : type[tau].by_x;
                d_harm[i] += share * covariance(pi, harm, mean_harm, moved, d->n);
                d_severity[i] += share * covariance(pi, d->severity, mean_severity, moved, d->n);
                d_gap[i] += sign * mean(pi, moved, d->n);
            }
        }
        const double *const derivative[3] = {d_harm, d_severity, d_gap};
        f[3 * j] = at[3 * j] - value[0];
        f[3 * j + 1] = at[3 * j + 1] - value[1];
        const double found = (type[1].log_z - type[0].log_z) / (1.0 + x);
        f[3 * j + 2] = at[3 * j + 2] - found;
        /* by the scaled unknown, and by x with that held: D = (1 + x) unknown, and its equation divided by 1 + x */
        for (size_t r = 0; r < 3; r++) {
            double *by = r == 0 ? d_harm : r == 1 ? d_severity : d_gap;
            by[4] += by[2] * at[3 * j + 2];
            by[2] *= 1.0 + x;
        }
        for (size_t i = 0; i < 5; i++) {
            d_gap[i] /= 1.0 + x;
        }
        d_gap[4] -= found / (1.0 + x);
        for (size_t r = 0; r < 3; r++) {
            double *row = a + (3 * j + r) * m;
            for (size_t k = 0; k < n_defenders; k++) {
                row[3 * k] = k == j ? 0.0 : -derivative[r][0];
                row[3 * k + 1] = k == j ? 0.0 : -derivative[r][1];
                row[3 * k + 2] = k == j ? -derivative[r][2] : 0.0;
            }
            row[3 * j + r] += 1.0;
            by_v[3 * j + r] = -derivative[r][3];
            by_x[3 * j + r] = -derivative[r][4];
        }
    }
}

void brink__situation_border(const situation *s, const double *u, double x, size_t k, double f[2], double *by_point,
                             double by_others[2], double by_x[2], double *q)
{
    const program *p = s->p;
    const post *c = &p->posts[s->t->challengers[k]];
    const actor *i = &p->actors[c->actor];
    const double others_severity = others_border(s, u, k, 1);
    const double punishment = p->par.punishment_scale * s->unity;
    double logit[MAX_MENU], d_x[MAX_MENU], d_others[MAX_MENU], d_answer[MAX_MENU], harm[MAX_MENU], severity[MAX_MENU];
    double weighted[MAX_MENU], log_z;
    size_t first = 0;
    for (size_t before = 0; before < k; before++) {
        first += p->posts[s->t->challengers[before]].n;
    }
    for (size_t a = 0; a < c->n; a++) {
        harm[a] = severity[a] = 0.0;
        for (size_t j = 0; s->n_blocks > 0 && j < s->t->n_defenders; j++) {
            harm[a] += u[(first + a) * s->m + 3 * j];
            severity[a] += u[(first + a) * s->m + 3 * j + 1];
        }
    }
    for (size_t a = 0; a < c->n; a++) {
        const double o = c->attribution[a];
        double h_slope;
        double h = hazard(p,
                          s->level + s->t->push * (others_severity + c->severity[a]) +
                              s->t->answer_push * (o * severity[a] + (1.0 - o) * severity[0]),
                          &h_slope);
        double payoff = s->w->value[c->state + a][s->lane] - punishment * o * (harm[a] - harm[0]) - i->dread * h;
        logit[a] = x * i->rationality * payoff;
        d_x[a] = i->rationality * payoff;
        d_others[a] = -x * i->rationality * i->dread * h_slope * s->t->push;
        d_answer[a] = -x * i->rationality * i->dread * h_slope * s->t->answer_push;
        weighted[a] = o * c->severity[a];
    }
    softmax(logit, c->n, q, &log_z);
    const double *const of[2] = {weighted, c->severity};
    for (int r = 0; r < 2; r++) {
        const double m = mean(q, of[r], c->n);
        f[r] = u[s->n_blocks * s->m + 2 * k + (size_t)r] - m;
        by_others[r] = -covariance(q, of[r], m, d_others, c->n);
        by_x[r] = -covariance(q, of[r], m, d_x, c->n);
        double *row = by_point + (size_t)r * c->n * 2;
        for (size_t a = 0; a < 2 * c->n; a++) {
            row[a] = 0.0;
        }
        for (size_t a = 0; a < c->n; a++) {
            const double weight = -q[a] * (of[r][a] - m), o = c->attribution[a];
            const double by_harm = -x * i->rationality * punishment * o;
            row[2 * a] += weight * by_harm;
            row[0] -= weight * by_harm;
            row[2 * a + 1] += weight * d_answer[a] * o;
            row[1] += weight * d_answer[a] * (1.0 - o);
        }
    }
}

double brink__situation_gap(const situation *s, const double *u, double x, size_t b, size_t j)
{
    return (1.0 + x) * u[b * s->m + 3 * j + 2];
}

void brink__situation_answers(const situation *s, const double *u, double x, size_t b, size_t j, double *pi0,
                              double *pi1)
{
    const post *d = &s->p->posts[s->t->defenders[j]];
    const double *at = u + b * s->m;
    double others_harm = 0.0, others_severity = 0.0;
    for (size_t k = 0; k < s->t->n_defenders; k++) {
        if (k != j) {
            others_harm += at[3 * k];
            others_severity += at[3 * k + 1];
        }
    }
    mixture type[2];
    respond(s, d, block_severity(s, u, b), others_harm, others_severity, brink__situation_gap(s, u, x, b, j), x, type,
            NULL);
    for (size_t a = 0; a < d->n; a++) {
        pi0[a] = type[0].pi[a];
        pi1[a] = type[1].pi[a];
    }
}
