/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Section 4: the equilibrium of a theatre's two stages, by tracing (the definition) and by damped iteration (the
 * cross-check), and the other solution rules.
 *
 * The unknowns of the traced system are, in this order,
 *   for every challenger i of the theatre   vbar_i, sbar_i: its expected attributed severity and severity
 *   for every point of the defenders' stage a block: for every defender j H_j, R_j, and D_j if reputation_value_j > 0
 * A point is one severity at which somebody asks what the defenders would do: vbar_-i + s_a for every challenger i and
 * action a, hold included; or, when only the defenders are left to move, the realised v. Every unknown is traced at
 * once. */
#include <stdlib.h>
#include <string.h>

#include "parts.h"
#include "trace.h"

typedef struct stages {
    oracle *o;
    size_t n_challengers, n_defenders, n_points, n; /* n unknowns */
    post *challenger[MAX_ACTORS], *defender[MAX_ACTORS];
    bool is_myopic;
    facing fixed; /* without challengers: v of the only point, and what players outside the system add to P and R */
    size_t point_of[MAX_ACTORS][MAX_MENU]; /* of challenger i and action: equal severities share a point */
    size_t offset[MAX_ACTORS];             /* of defender j within a block */
    size_t block;                          /* unknowns of a block */
    double *harm, *severity;               /* [points]: P and R there */
} stages;

static size_t unknown_v(size_t i)
{
    return 2 * i;
}

static size_t unknown_s(size_t i)
{
    return 2 * i + 1;
}

static size_t unknown_harm(const stages *m, size_t point, size_t j)
{
    return 2 * m->n_challengers + point * m->block + m->offset[j];
}

static size_t unknown_severity(const stages *m, size_t point, size_t j)
{
    return unknown_harm(m, point, j) + 1;
}

static size_t unknown_gap(const stages *m, size_t point, size_t j)
{
    return unknown_harm(m, point, j) + 2;
}

static bool has_gap(const stages *m, size_t j)
{
    return m->o->actor[m->defender[j]->actor].reputation_value > 0.0;
}

static void stages_free(stages *m)
{
    free(m->harm);
    free(m->severity);
}

/* Points of a challenger's actions. Two of equal severity are one question, and must have one answer: as two points
 * they would turn back at the same fold, where the path could leave with either. */
static void add_points(stages *m, size_t i, const post *p)
{
    for (size_t a = 0; a < p->n; a++) {
        size_t same = 0;
        while (same < a && p->menu[same].severity != p->menu[a].severity) {
            same++;
        }
        m->point_of[i][a] = same < a ? m->point_of[i][same] : m->n_points++;
    }
}

/* The system of theatre t: of both stages, or of the defenders' alone at v. */
static bool stages_init(stages *m, oracle *o, size_t t, bool is_answers_only, double v)
{
    *m = (stages){.o = o, .fixed = {.v = v}, .is_myopic = o->p.solution == SOLUTION_MYOPIC};
    for (size_t i = 0; i < o->n_posts; i++) {
        post *p = &o->post[i];
        if (p->theatre != t) {
            continue;
        }
        if (!o->actor[p->actor].is_challenger) {
            m->defender[m->n_defenders] = p;
            m->offset[m->n_defenders] = m->block;
            m->block += has_gap(m, m->n_defenders) ? 3 : 2;
            m->n_defenders++;
        } else if (!is_answers_only) {
            add_points(m, m->n_challengers, p);
            m->challenger[m->n_challengers++] = p;
        }
    }
    if (is_answers_only) {
        m->n_points = 1;
    }
    m->n = 2 * m->n_challengers + (m->is_myopic && !is_answers_only ? 0 : m->n_points * m->block);
    m->harm = calloc(m->n_points + 1, sizeof *m->harm);
    m->severity = calloc(m->n_points + 1, sizeof *m->severity);
    return m->harm != NULL && m->severity != NULL;
}

/* vbar_-i and sbar_-i */
static void others_of(const stages *m, const double *y, size_t i, double *v, double *s)
{
    *v = *s = 0.0;
    for (size_t k = 0; k < m->n_challengers; k++) {
        if (k != i) {
            *v += y[unknown_v(k)];
            *s += y[unknown_s(k)];
        }
    }
}

/* Expectation of f under q, and its derivative when payoffs move by `slope` (lambda Cov(f, slope)). */
static double expect(const double *q, const double *f, size_t n)
{
    double sum = 0.0;
    for (size_t a = 0; a < n; a++) {
        sum += q[a] * f[a];
    }
    return sum;
}

static double expect_slope(double lambda, const double *q, const double *f, const double *slope, size_t n)
{
    double mean_f = expect(q, f, n), mean_slope = expect(q, slope, n), sum = 0.0;
    for (size_t a = 0; a < n; a++) {
        sum += q[a] * (f[a] - mean_f) * (slope[a] - mean_slope);
    }
    return lambda * sum;
}

/* What a defender's block row needs: derivatives of its expected harm, severity and of ln Z1 - ln Z0 when both types'
 * payoffs move by du[type][a]. */
typedef struct moved {
    double harm, severity, gap;
} moved;

static moved move_defender(const oracle *o, const post *d, double lambda, choice *c, double du[2][MAX_MENU])
{
    double harm[MAX_MENU], severity[MAX_MENU];
    for (size_t a = 0; a < d->n; a++) {
        harm[a] = o->now.strength[d->actor] * d->menu[a].harm;
        severity[a] = d->menu[a].severity;
    }
    moved by = {0};
    for (size_t type = 0; type < 2; type++) {
        double weight = type == 1 ? o->now.belief[d->actor] : 1.0 - o->now.belief[d->actor];
        by.harm += weight * expect_slope(lambda, c->probability[type], harm, du[type], d->n);
        by.severity += weight * expect_slope(lambda, c->probability[type], severity, du[type], d->n);
        by.gap += (type == 1 ? 1.0 : -1.0) * lambda * expect(c->probability[type], du[type], d->n);
    }
    return by;
}

/* Rows of defender j at one point. `v_slope` [n_challengers]: how v moves with vbar_k. */
static void defender_rows(const stages *m, size_t point, size_t j, double v, const double *y, double x,
                          double *residual, double *jacobian, double *by_x, size_t owner)
{
    const oracle *o = m->o;
    const post *d = m->defender[j];
    size_t n = m->n, rows[3] = {unknown_harm(m, point, j), unknown_severity(m, point, j), unknown_gap(m, point, j)};
    double rationality = oracle_rationality(o, d->actor), lambda = x * rationality;
    double gap = has_gap(m, j) ? y[rows[2]] : 0.0;
    facing f = {.v = v, .harm = m->fixed.harm, .severity = m->fixed.severity};
    for (size_t k = 0; k < m->n_defenders; k++) {
        if (k != j) {
            f.harm += y[unknown_harm(m, point, k)];
            f.severity += y[unknown_severity(m, point, k)];
        }
    }
    double u[2][MAX_MENU];
    slopes slope;
    choice c;
    oracle_defender_payoffs(o, d, f, u, &slope);
    oracle_choice(o, d, lambda, u, gap, &c);
    residual[rows[0]] = y[rows[0]] - c.harm;
    residual[rows[1]] = y[rows[1]] - c.severity;
    if (has_gap(m, j)) {
        residual[rows[2]] = y[rows[2]] - c.gap;
    }
    if (jacobian == NULL) {
        return;
    }

    /* payoffs moved by P_-j, R_-j, v, D, and by x through the reputation term */
    double value = o->actor[d->actor].reputation_value;
    double by_harm[2][MAX_MENU], by_severity[2][MAX_MENU], by_v[2][MAX_MENU], by_gap[2][MAX_MENU],
        by_scale[2][MAX_MENU];
    for (size_t type = 0; type < 2; type++) {
        for (size_t a = 0; a < d->n; a++) {
            by_harm[type][a] = slope.by_harm[a];
            by_severity[type][a] = slope.by_severity[a];
            by_v[type][a] = slope.by_v[a];
            by_gap[type][a] = c.is_free[a] ? -value : 0.0;
            by_scale[type][a] = c.is_free[a] ? value * rationality * (u[1][a] - u[0][a]) : 0.0;
        }
    }
    moved of_harm = move_defender(o, d, lambda, &c, by_harm),
          of_severity = move_defender(o, d, lambda, &c, by_severity), of_v = move_defender(o, d, lambda, &c, by_v),
          of_gap = move_defender(o, d, lambda, &c, by_gap), of_term = move_defender(o, d, lambda, &c, by_scale);
    moved of_x = move_defender(o, d, rationality, &c, c.payoff); /* x itself multiplies the payoffs */
    const double from_harm[3] = {of_harm.harm, of_harm.severity, of_harm.gap},
                 from_severity[3] = {of_severity.harm, of_severity.severity, of_severity.gap},
                 from_v[3] = {of_v.harm, of_v.severity, of_v.gap},
                 from_gap[3] = {of_gap.harm, of_gap.severity, of_gap.gap},
                 from_x[3] = {of_x.harm + of_term.harm, of_x.severity + of_term.severity, of_x.gap + of_term.gap};
    for (size_t r = 0; r < (has_gap(m, j) ? 3 : 2); r++) {
        double *row = &jacobian[rows[r] * n];
        row[rows[r]] += 1.0;
        for (size_t k = 0; k < m->n_defenders; k++) {
            if (k != j) {
                row[unknown_harm(m, point, k)] -= from_harm[r];
                row[unknown_severity(m, point, k)] -= from_severity[r];
            }
        }
        if (has_gap(m, j)) {
            row[rows[2]] -= from_gap[r];
        }
        for (size_t k = 0; k < m->n_challengers; k++) {
            if (k != owner) {
                row[unknown_v(k)] -= from_v[r];
            }
        }
        by_x[rows[r]] = -from_x[r];
    }
}

/* Rows of challenger i: its expected attributed severity and severity. Its choice goes to q when wanted. */
static void challenger_rows(const stages *m, size_t i, const double *y, double x, double *residual, double *jacobian,
                            double *by_x, double *log_q)
{
    const oracle *o = m->o;
    const post *c = m->challenger[i];
    size_t n = m->n, rows[2] = {unknown_v(i), unknown_s(i)};
    const size_t *at = m->point_of[i];
    double rationality = oracle_rationality(o, c->actor), lambda = x * rationality;
    double others_v = 0.0, others_s = 0.0, u[MAX_MENU], q[MAX_MENU], logs[MAX_MENU];
    others_of(m, y, i, &others_v, &others_s);
    double harm[MAX_MENU], severity[MAX_MENU];
    for (size_t a = 0; a < c->n; a++) {
        harm[a] = m->harm[at[a]];
        severity[a] = m->severity[at[a]];
    }
    oracle_challenger_payoffs(o, c, others_s, harm, severity, u);
    (void)oracle_softmax(lambda, u, c->n, q, logs);
    if (log_q != NULL) {
        memcpy(log_q, logs, c->n * sizeof *log_q);
    }
    double f[2][MAX_MENU]; /* o s and s */
    for (size_t a = 0; a < c->n; a++) {
        f[0][a] = c->menu[a].attribution * c->menu[a].severity;
        f[1][a] = c->menu[a].severity;
    }
    for (size_t r = 0; r < 2; r++) {
        residual[rows[r]] = y[rows[r]] - expect(q, f[r], c->n);
    }
    if (jacobian == NULL) {
        return;
    }
    challenger_slopes slope;
    oracle_challenger_slopes(o, c, others_s, severity, &slope);
    for (size_t r = 0; r < 2; r++) {
        double *row = &jacobian[rows[r] * n];
        row[rows[r]] += 1.0;
        double from_others = expect_slope(lambda, q, f[r], slope.by_others, c->n);
        for (size_t k = 0; k < m->n_challengers; k++) {
            if (k != i) {
                row[unknown_s(k)] -= from_others;
            }
        }
        double from_rest_harm = expect_slope(lambda, q, f[r], slope.punishment, c->n);
        double from_rest = expect_slope(lambda, q, f[r], slope.by_rest, c->n);
        for (size_t j = 0; j < m->n_defenders && !m->is_myopic; j++) {
            row[unknown_harm(m, at[HOLD], j)] -= from_rest_harm;
            row[unknown_severity(m, at[HOLD], j)] -= from_rest;
            for (size_t a = 0; a < c->n; a++) {
                double one = lambda * q[a] * (f[r][a] - expect(q, f[r], c->n)); /* lambda Cov(f, [action is a]) */
                row[unknown_harm(m, at[a], j)] += one * slope.punishment[a];
                row[unknown_severity(m, at[a], j)] -= one * slope.by_answer[a];
            }
        }
        by_x[rows[r]] = -expect_slope(rationality, q, f[r], u, c->n);
    }
}

static void gather_points(const stages *m, const double *y)
{
    for (size_t point = 0; point < m->n_points; point++) {
        m->harm[point] = m->severity[point] = 0.0;
        for (size_t j = 0; j < m->n_defenders && !(m->is_myopic && m->n_challengers > 0); j++) {
            m->harm[point] += y[unknown_harm(m, point, j)];
            m->severity[point] += y[unknown_severity(m, point, j)];
        }
    }
}

static void evaluate(void *context, const double *y, double x, double *residual, double *jacobian, double *by_x)
{
    const stages *m = context;
    if (jacobian != NULL) {
        memset(jacobian, 0, m->n * m->n * sizeof *jacobian);
    }
    gather_points(m, y);
    if (m->n_challengers == 0) {
        for (size_t j = 0; j < m->n_defenders; j++) {
            defender_rows(m, 0, j, m->fixed.v, y, x, residual, jacobian, by_x, 0);
        }
    }
    for (size_t i = 0; i < m->n_challengers; i++) {
        challenger_rows(m, i, y, x, residual, jacobian, by_x, NULL);
        double others_v = 0.0, others_s = 0.0;
        others_of(m, y, i, &others_v, &others_s);
        for (size_t a = 0, next = m->point_of[i][HOLD]; a < m->challenger[i]->n && !m->is_myopic; a++) {
            if (m->point_of[i][a] != next) {
                continue; /* a severity seen before */
            }
            for (size_t j = 0; j < m->n_defenders; j++) {
                defender_rows(m, next, j, others_v + m->challenger[i]->menu[a].severity, y, x, residual, jacobian, by_x,
                              i);
            }
            next++;
        }
    }
}

static bool trace(stages *m, double *y)
{
    trace_system s = {.n = m->n, .evaluate = evaluate, .context = m};
    for (size_t i = 0; i < m->n_challengers; i++) {
        s.rationality = fmax(s.rationality, oracle_rationality(m->o, m->challenger[i]->actor));
    }
    for (size_t j = 0; j < m->n_defenders; j++) {
        s.rationality = fmax(s.rationality, oracle_rationality(m->o, m->defender[j]->actor));
    }
    trace_result result;
    bool ok = trace_follow(&s, y, &result);
    m->o->effort.traces++;
    m->o->effort.steps += result.steps;
    m->o->effort.folds += result.folds;
    return ok;
}

/* The defenders' choices at a point of a solved system. */
static void settle_answers(const stages *m, const double *y)
{
    for (size_t j = 0; j < m->n_defenders; j++) {
        post *d = m->defender[j];
        facing f = m->fixed;
        for (size_t k = 0; k < m->n_defenders; k++) {
            if (k != j) {
                f.harm += y[unknown_harm(m, 0, k)];
                f.severity += y[unknown_severity(m, 0, k)];
            }
        }
        double u[2][MAX_MENU];
        choice c;
        oracle_defender_payoffs(m->o, d, f, u, NULL);
        oracle_choice(m->o, d, oracle_rationality(m->o, d->actor), u, has_gap(m, j) ? y[unknown_gap(m, 0, j)] : 0.0,
                      &c);
        oracle_settle(d, &c);
    }
}

void oracle_settle(post *d, const choice *c)
{
    for (size_t type = 0; type < 2; type++) {
        memcpy(d->probability[type], c->probability[type], d->n * sizeof(double));
        memcpy(d->log_probability[type], c->log_probability[type], d->n * sizeof(double));
    }
}

bool oracle_trace_answers(oracle *o, size_t t, double v)
{
    stages m;
    double *y = NULL;
    bool ok = stages_init(&m, o, t, true, v) && (y = calloc(m.n + 1, sizeof *y)) != NULL && trace(&m, y);
    if (ok) {
        settle_answers(&m, y);
    }
    free(y);
    stages_free(&m);
    return ok;
}

bool oracle_trace_theatre(oracle *o, size_t t)
{
    stages m;
    double *y = NULL;
    bool ok = stages_init(&m, o, t, false, 0.0) && (y = calloc(m.n + 1, sizeof *y)) != NULL && trace(&m, y);
    double *residual = ok ? calloc(m.n + 2, sizeof *residual) : NULL;
    if (residual != NULL) {
        gather_points(&m, y);
        for (size_t i = 0; i < m.n_challengers; i++) {
            post *c = m.challenger[i];
            challenger_rows(&m, i, y, 1.0, residual, NULL, NULL, c->log_probability[0]);
            for (size_t a = 0; a < c->n; a++) {
                c->probability[0][a] = exp(c->log_probability[0][a]);
            }
        }
    }
    free(residual);
    free(y);
    stages_free(&m);
    return ok && residual != NULL;
}

/* g(D) = ln Z1(D) - ln Z0(D) - D has g(0) >= 0 and g(largest) <= 0, and falls throughout when lambda reputation_value
 * <= 1, so halving the interval finds its only root. Beyond that there may be several, and the path from x = 0 says
 * which. */
bool oracle_respond(oracle *o, post *d, facing f, choice *c)
{
    double lambda = oracle_rationality(o, d->actor), u[2][MAX_MENU];
    oracle_defender_payoffs(o, d, f, u, NULL);
    double gap = 0.0;
    if (lambda * o->actor[d->actor].reputation_value > 1.0) {
        stages m = {.o = o, .n_defenders = 1, .n_points = 1, .n = 3, .block = 3, .fixed = f};
        double y[3] = {0}, harm = 0.0, severity = 0.0;
        m.defender[0] = d;
        m.harm = &harm;
        m.severity = &severity;
        if (!trace(&m, y)) {
            return false;
        }
        gap = y[2];
    } else if (o->actor[d->actor].reputation_value > 0.0) {
        double lo = 0.0, hi = 0.0;
        for (size_t a = 0; a < d->n; a++) {
            hi = fmax(hi, lambda * (u[1][a] - u[0][a]));
        }
        for (int i = 0; i < 100; i++) {
            gap = 0.5 * (lo + hi);
            oracle_choice(o, d, lambda, u, gap, c);
            if (c->gap > gap) {
                lo = gap;
            } else {
                hi = gap;
            }
        }
    }
    oracle_choice(o, d, lambda, u, gap, c);
    return true;
}
