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

static void softmax(const double *logit, size_t n, double *pi)
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
}

/* What a defender chooses from at scale x, whatever the block. */
typedef struct menu {
    const post *d;
    size_t n;
    double harm[MAX_MENU], value[MAX_MENU], excess[MAX_MENU];
    double ratio[MAX_MENU]; /* e^(x excess), of type 1's weights to type 0's; where that is bounded */
    bool is_bounded;
} menu;

/* What it faces at a block: v, P_-j, R_-j, D. */
typedef struct outlook {
    double v, others_harm, others_severity, gap;
} outlook;

/* Logits of type 0 (type 1's are larger by x excess), their derivative by x, and what they depend on: is the harm that
 * others leave to be relieved less than the action's; the slope of the hazard; the derivative by v of restraint and
 * audience costs; is the inference from the action within its bounds. */
typedef struct logits {
    double of[MAX_MENU], by_x[MAX_MENU], is_partial[MAX_MENU], hazard[MAX_MENU], line[MAX_MENU], is_free[MAX_MENU];
} logits;

static void read_menu(const situation *s, const post *d, double x, menu *of)
{
    double most = 0.0;
    of->d = d;
    of->n = d->n;
    for (size_t a = 0; a < d->n; a++) {
        of->harm[a] = s->w->harm[d->state + a][s->lane];
        of->value[a] = s->w->value[d->state + a][s->lane];
        of->excess[a] = s->w->excess[d->state + a][s->lane];
        most = brink_max(most, of->excess[a]);
    }
    /* the largest weight of type 0 is 1: what is lost below e^-708 stays below e^-408 of type 1's */
    of->is_bounded = x * most < 300.0;
    for (size_t a = 0; of->is_bounded && a < d->n; a++) {
        of->ratio[a] = of->excess[a] > 0.0 ? brink_exp(x * of->excess[a]) : 1.0;
    }
}

static void weigh(const situation *s, const menu *from, const outlook *o, double x, logits *to)
{
    const program *p = s->p;
    const post *d = from->d;
    const actor *j = &p->actors[d->actor];
    const double v = o->v, clearness = 1.0 / s->w->width[d->player][s->lane], per_scale = 1.0 / brink_max(v, 0.5);
    const double nearness = brink_logistic((v - s->red_line) * clearness);
    const double audience = s->w->commitment[(size_t)(d - p->posts)][s->lane] * nearness * per_scale;
    const double audience_by_v = audience * ((1.0 - nearness) * clearness - (v > 0.5 ? per_scale : 0.0));
    const double want = p->par.relief_value * d->stake * s->unity, unanswered = brink_plus(v - o->others_harm);
    const double rationality = j->rationality, rho = j->reputation_value, restraint = p->par.restraint;
    const double dread = j->dread * p->par.hazard_ceiling, steepness = 1.0 / p->par.hazard_width;
    const double answer_push = s->t->answer_push;
    const double z = s->level + s->t->push * v + answer_push * o->others_severity - p->par.hazard_midpoint;
    for (size_t a = 0; a < from->n; a++) {
        const double harm = from->harm[a], charge = x * from->excess[a];
        const double h = brink_logistic((z + answer_push * d->severity[a] - d->calm[a]) * steepness);
        const double u = from->value[a] + want * brink_min(harm, unanswered) - restraint * brink_plus(harm - v) -
                         audience * brink_plus(v - harm) - dread * h;
        const double ratio = charge - o->gap; /* ln pi(a|1) - ln pi(a|0) */
        const double seen = brink_clamp(ratio, -3.0, 3.0);
        to->is_free[a] = ratio > -3.0 && ratio < 3.0 ? 1.0 : 0.0;
        to->of[a] = x * (rationality * (u + rho * seen));
        to->by_x[a] = rationality * (u + rho * (seen + charge * to->is_free[a]));
        to->is_partial[a] = unanswered > 0.0 && unanswered < harm ? 1.0 : 0.0;
        to->hazard[a] = h * (1.0 - h) * steepness;
        to->line[a] = (harm > v ? restraint : 0.0) - (v > harm ? audience + audience_by_v * (v - harm) : 0.0);
    }
}

/* Choice probabilities by type. Returns ln Z1 - ln Z0. */
static double mix(const menu *from, const logits *l, double x, double *pi0, double *pi1)
{
    const size_t n = from->n;
    double top[2] = {-1e300, -1e300}, sum[2] = {0.0, 0.0};
    for (size_t a = 0; a < n; a++) {
        top[0] = brink_max(top[0], l->of[a]);
        top[1] = brink_max(top[1], l->of[a] + x * from->excess[a]);
    }
    top[1] = from->is_bounded ? top[0] : top[1];
    for (size_t a = 0; a < n; a++) {
        pi0[a] = brink_exp(l->of[a] - top[0]);
    }
    for (size_t a = 0; a < n; a++) {
        pi1[a] = from->is_bounded ? pi0[a] * from->ratio[a] : brink_exp(l->of[a] + x * from->excess[a] - top[1]);
        sum[0] += pi0[a];
        sum[1] += pi1[a];
    }
    const double share[2] = {1.0 / sum[0], 1.0 / sum[1]};
    for (size_t a = 0; a < n; a++) {
        pi0[a] *= share[0];
        pi1[a] *= share[1];
    }
    return top[1] - top[0] + brink_log(sum[1] * share[0]);
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

/* Means of a defender's responses move with its logits: a weight an action, for H, R and ln Z1 - ln Z0. */
typedef struct weights {
    double of[3][MAX_MENU];
} weights;

static void project(const weights *w, const double *moved, size_t n, double scale, double to[3])
{
    double harm = 0.0, severity = 0.0, gap = 0.0;
    for (size_t a = 0; a < n; a++) {
        harm += w->of[0][a] * moved[a];
        severity += w->of[1][a] * moved[a];
        gap += w->of[2][a] * moved[a];
    }
    to[0] = scale * harm;
    to[1] = scale * severity;
    to[2] = scale * gap;
}

/* Means of harm and severity into `value`, their weights into `w`; `excess`: what they and ln Z1 move by as type 1's
 * logits move by its excess. */
static void weigh_means(const menu *from, double belief, const double *pi0, const double *pi1, weights *w,
                        double value[2], double excess[3])
{
    const double *of[2] = {from->harm, from->d->severity};
    for (int i = 0; i < 2; i++) {
        double mean0 = 0.0, mean1 = 0.0, moved = 0.0;
        for (size_t a = 0; a < from->n; a++) {
            mean0 += pi0[a] * of[i][a];
            mean1 += pi1[a] * of[i][a];
        }
        for (size_t a = 0; a < from->n; a++) {
            const double of_type1 = belief * pi1[a] * (of[i][a] - mean1);
            w->of[i][a] = (1.0 - belief) * pi0[a] * (of[i][a] - mean0) + of_type1;
            moved += of_type1 * from->excess[a];
        }
        value[i] = (1.0 - belief) * mean0 + belief * mean1;
        excess[i] = moved;
    }
    excess[2] = 0.0;
    for (size_t a = 0; a < from->n; a++) {
        w->of[2][a] = pi1[a] - pi0[a];
        excess[2] += pi1[a] * from->excess[a];
    }
}

/* `own` (H, R, D/(1 + x)) of a defender at a block. */
static void reply_to(const situation *s, const menu *from, const outlook *o, double x, const double own[3], reply *to)
{
    const size_t n = from->n;
    const actor *j = &s->p->actors[from->d->actor];
    const double pull = x * j->rationality, want = s->p->par.relief_value * from->d->stake * s->unity;
    const double dread = j->dread * s->p->par.hazard_ceiling, per_scale = 1.0 / (1.0 + x);
    double pi0[MAX_MENU], pi1[MAX_MENU], value[2], excess[3], line[3], hazard[3];
    logits l;
    weights w;
    weigh(s, from, o, x, &l);
    const double found = mix(from, &l, x, pi0, pi1) * per_scale;
    weigh_means(from, s->w->belief[from->d->player][s->lane], pi0, pi1, &w, value, excess);
    project(&w, l.is_partial, n, -pull * want, to->by_harm);
    project(&w, l.hazard, n, -pull * dread, hazard);
    project(&w, l.line, n, pull, line);
    project(&w, l.by_x, n, 1.0, to->by_x);
    for (int i = 0; i < 3; i++) {
        to->by_severity[i] = hazard[i] * s->t->answer_push;
        to->by_v[i] = line[i] - to->by_harm[i] + hazard[i] * s->t->push;
        to->by_x[i] += excess[i];
        to->by_gap[i] = 0.0;
    }
    if (j->reputation_value != 0.0) {
        project(&w, l.is_free, n, -pull * j->reputation_value, to->by_gap);
    }
    /* by the scaled unknown, and by x with that held: D = (1 + x) unknown, and its equation divided by 1 + x */
    for (int i = 0; i < 3; i++) {
        to->by_x[i] += to->by_gap[i] * own[2];
        to->by_gap[i] *= 1.0 + x;
    }
    double *const of_gap[] = {to->by_harm, to->by_severity, to->by_gap, to->by_v, to->by_x};
    for (size_t i = 0; i < sizeof of_gap / sizeof of_gap[0]; i++) {
        of_gap[i][2] *= per_scale;
    }
    to->by_x[2] -= found * per_scale;
    to->residual[0] = own[0] - value[0];
    to->residual[1] = own[1] - value[1];
    to->residual[2] = own[2] - found;
}

/* What defender `j` faces at block `b`. */
static outlook outlook_of(const situation *s, const double *u, double x, size_t b, size_t j)
{
    const double *at = u + b * s->m;
    outlook o = {.v = block_severity(s, u, b), .gap = brink__situation_gap(s, u, x, b, j)};
    for (size_t k = 0; k < s->t->n_defenders; k++) {
        o.others_harm += k == j ? 0.0 : at[3 * k];
        o.others_severity += k == j ? 0.0 : at[3 * k + 1];
    }
    return o;
}

void brink__situation_replies(const situation *s, const double *u, double x, reply *replies)
{
    const size_t n_defenders = s->t->n_defenders;
    for (size_t j = 0; j < n_defenders && s->n_blocks > 0; j++) {
        menu from;
        read_menu(s, &s->p->posts[s->t->defenders[j]], x, &from);
        for (size_t b = 0; b < s->n_blocks; b++) {
            const outlook o = outlook_of(s, u, x, b, j);
            reply_to(s, &from, &o, x, u + b * s->m + 3 * j, &replies[b * n_defenders + j]);
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
    double weighted[MAX_MENU];
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
    softmax(logit, c->n, q);
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
    const outlook o = outlook_of(s, u, x, b, j);
    menu from;
    logits l;
    read_menu(s, &s->p->posts[s->t->defenders[j]], x, &from);
    weigh(s, &from, &o, x, &l);
    (void)mix(&from, &l, x, pi0, pi1);
}
