/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace.h"

#include "brink/math.h"

/* Own elimination rather than GSL's: results must be the same bytes wherever brink runs, and a library's order of
 * summation is its own affair. The systems are small (three unknowns a defender). */

/* How a path is followed: `near`, the size of the last correction at which a point counts as on it (Newton's error is
 * about the square; the end is found to 1e-11); `longest` step; `few` corrections, after which the next step is longer.
 */
typedef struct pace {
    double near, longest;
    int few;
} pace;

/* Up to the rationalities themselves paths bend gently. At a hundred times these they turn at corners of best
 * responses, and a long step there has been seen to end on another branch. */
static const pace easy = {1e-4, 1.0, 2}, careful = {1e-8, 0.25, 3};

typedef struct tracer {
    const situation *s;
    const pace *pace;
    double x_end;
    size_t n;                                  /* unknowns without the scale */
    size_t border;                             /* of the Schur complement: s->n_border + 1 */
    double *u;                                 /* [n + 1]: unknowns, then sigma = x / x_end */
    double *tangent, *trial, *predicted, *row; /* [n + 1] each */
    double *delta, *ahead;                     /* [n + 1] each: what solve() found */
    double *by_v, *by_x, *residual;            /* [n_blocks][m] each: the block's inverse times the columns */
    double *a;                                 /* [m][m] */
    double *schur;                             /* [border][border + 1] */
    double sign;                               /* of the determinant of the system last solved */
    double start_sign;                         /* of that with the tangent at the start */
} tracer;

static size_t space_of(size_t m, size_t n_blocks, size_t n_border)
{
    size_t n = m * n_blocks + n_border + 1;
    return 7 * n + 3 * m * n_blocks + m * m + (n_border + 1) * (n_border + 2);
}

size_t brink__trace_space(const program *p)
{
    size_t most = 0;
    for (size_t t = 0; t < p->n_theatres; t++) {
        const theatre *here = &p->theatres[t];
        size_t m = 3 * here->n_defenders;
        size_t points = here->n_points > 0 ? here->n_points : 1;
        size_t need = space_of(m, points, 2 * here->n_challengers);
        most = need > most ? need : most;
    }
    return most;
}

static tracer tracer_over(const situation *s, double x_end, double *space)
{
    tracer t = {
        .s = s, .pace = x_end > 1.0 ? &careful : &easy, .x_end = x_end, .n = situation_n(s), .border = s->n_border + 1};
    double **const vectors[] = {&t.u, &t.tangent, &t.trial, &t.predicted, &t.row, &t.delta, &t.ahead};
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        *vectors[i] = space;
        space += t.n + 1;
    }
    double **const columns[] = {&t.by_v, &t.by_x, &t.residual};
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        *columns[i] = space;
        space += s->m * s->n_blocks;
    }
    t.a = space;
    t.schur = space + s->m * s->m;
    return t;
}

static double magnitude(double x)
{
    return x < 0.0 ? -x : x;
}

/* Solves a x = rhs for `n_rhs` right-hand sides (rhs[r] is a vector of n) by elimination with partial pivoting; a
 * [n][stride] is destroyed. A pivot of 0 becomes tiny: at a fold of one block the step is then rejected, not divided by
 * 0. Returns the sign of the determinant. */
static double eliminate(double *a, size_t n, size_t stride, double *const *rhs, size_t n_rhs)
{
    double sign = 1.0;
    for (size_t c = 0; c < n; c++) {
        size_t pivot = c;
        for (size_t r = c + 1; r < n; r++) {
            if (magnitude(a[r * stride + c]) > magnitude(a[pivot * stride + c])) {
                pivot = r;
            }
        }
        if (pivot != c) {
            sign = -sign;
            for (size_t k = c; k < n; k++) {
                double swap = a[c * stride + k];
                a[c * stride + k] = a[pivot * stride + k];
                a[pivot * stride + k] = swap;
            }
            for (size_t i = 0; i < n_rhs; i++) {
                double swap = rhs[i][c];
                rhs[i][c] = rhs[i][pivot];
                rhs[i][pivot] = swap;
            }
        }
        if (a[c * stride + c] == 0.0) {
            a[c * stride + c] = 1e-300;
        }
        sign = a[c * stride + c] < 0.0 ? -sign : sign;
        for (size_t r = c + 1; r < n; r++) {
            double factor = a[r * stride + c] / a[c * stride + c];
            if (factor == 0.0) {
                continue;
            }
            for (size_t k = c + 1; k < n; k++) {
                a[r * stride + k] -= factor * a[c * stride + k];
            }
            for (size_t i = 0; i < n_rhs; i++) {
                rhs[i][r] -= factor * rhs[i][c];
            }
        }
    }
    for (size_t i = 0; i < n_rhs; i++) {
        for (size_t c = n; c-- > 0;) {
            double sum = rhs[i][c];
            for (size_t k = c + 1; k < n; k++) {
                sum -= a[c * stride + k] * rhs[i][k];
            }
            rhs[i][c] = sum / a[c * stride + c];
        }
    }
    return sign;
}

/* Sum over defenders of the harm (offset 0) or severity (offset 1) entries of a block's column. */
static double summed(const situation *s, const double *column, size_t offset)
{
    double sum = 0.0;
    for (size_t j = 0; j < s->t->n_defenders; j++) {
        sum += column[3 * j + offset];
    }
    return sum;
}

/* Adds coefficient * v_of_block to a row of the Schur complement: v is the sum of the A of all challengers but `owner`.
 */
static void add_severity(const tracer *t, double *row, size_t owner, double coefficient)
{
    for (size_t k = 0; 2 * k < t->s->n_border; k++) {
        if (k != owner) {
            row[2 * k] += coefficient;
        }
    }
}

/* Rows of the Schur complement that are challengers' equations. */
static void border_rows(tracer *t, const double *at)
{
    const situation *s = t->s;
    const size_t q = t->border;
    double by_point[2 * MAX_MENU * 2], pi[MAX_MENU];
    size_t block = 0;
    for (size_t k = 0; 2 * k < s->n_border; k++) {
        const size_t n_actions = s->p->posts[s->t->challengers[k]].n;
        double f[2], by_others[2], by_x[2];
        brink__situation_border(s, at, at[t->n] * t->x_end, k, f, by_point, by_others, by_x, pi);
        for (size_t r = 0; r < 2; r++) {
            double *row = t->schur + (2 * k + r) * (q + 1);
            for (size_t c = 0; c <= q; c++) {
                row[c] = 0.0;
            }
            row[2 * k + r] = 1.0;
            for (size_t other = 0; 2 * other < s->n_border; other++) {
                if (other != k) {
                    row[2 * other + 1] += by_others[r];
                }
            }
            row[q - 1] = by_x[r] * t->x_end;
            row[q] = -f[r];
            for (size_t a = 0; s->n_blocks > 0 && a < n_actions; a++) {
                const double *v = t->by_v + (block + a) * s->m, *x = t->by_x + (block + a) * s->m;
                const double *e = t->residual + (block + a) * s->m;
                const double harm = by_point[(r * n_actions + a) * 2], severity = by_point[(r * n_actions + a) * 2 + 1];
                add_severity(t, row, k, -(harm * summed(s, v, 0) + severity * summed(s, v, 1)));
                row[q - 1] -= harm * summed(s, x, 0) + severity * summed(s, x, 1);
                row[q] += harm * summed(s, e, 0) + severity * summed(s, e, 1);
            }
        }
        block += n_actions;
    }
}

/* The system at the point `at`, [n + 1], bordered by the row t->row, for two right-hand sides: t->delta, Newton's
 * correction with t->row . delta = `off`; and t->ahead, the direction of the path, with t->row . ahead = 1. */
static void solve(tracer *t, const double *at, double off)
{
    const situation *s = t->s;
    const size_t q = t->border, m = s->m, z = m * s->n_blocks;
    const double x = at[t->n] * t->x_end;
    const double *last = t->row;
    double *bottom = t->schur + (q - 1) * (q + 1);
    t->sign = 1.0;
    for (size_t c = 0; c < q; c++) {
        bottom[c] = last[z + c];
    }
    bottom[q] = off;
    for (size_t b = 0; b < s->n_blocks; b++) {
        double *f = t->residual + b * m, *by_v = t->by_v + b * m, *by_x = t->by_x + b * m;
        brink__situation_block(s, at, x, b, f, t->a, by_v, by_x);
        for (size_t i = 0; i < m; i++) {
            by_x[i] *= t->x_end;
        }
        t->sign *= eliminate(t->a, m, m, (double *const[]){by_v, by_x, f}, 3);
        double dot_v = 0.0, dot_x = 0.0, dot_f = 0.0;
        for (size_t i = 0; i < m; i++) {
            dot_v += last[b * m + i] * by_v[i];
            dot_x += last[b * m + i] * by_x[i];
            dot_f += last[b * m + i] * f[i];
        }
        if (s->n_border > 0) {
            size_t owner, action;
            brink__situation_owner(s, b, &owner, &action);
            add_severity(t, bottom, owner, -dot_v);
        }
        bottom[q - 1] -= dot_x;
        bottom[q] += dot_f;
    }
    border_rows(t, at);
    /* a right-hand side is the last column; gather both into the tails of the results, where they belong */
    double *tail = t->delta + z, *tail_ahead = t->ahead + z;
    for (size_t r = 0; r < q; r++) {
        tail[r] = t->schur[r * (q + 1) + q];
        tail_ahead[r] = r + 1 == q ? 1.0 : 0.0;
    }
    t->sign *= eliminate(t->schur, q, q + 1, (double *const[]){tail, tail_ahead}, 2);
    double total = 0.0, total_ahead = 0.0;
    for (size_t k = 0; 2 * k < s->n_border; k++) {
        total += tail[2 * k];
        total_ahead += tail_ahead[2 * k];
    }
    for (size_t b = 0; b < s->n_blocks; b++) {
        double moved = 0.0, moved_ahead = 0.0;
        if (s->n_border > 0) {
            size_t owner, action;
            brink__situation_owner(s, b, &owner, &action);
            moved = total - tail[2 * owner];
            moved_ahead = total_ahead - tail_ahead[2 * owner];
        }
        for (size_t i = 0; i < m; i++) {
            size_t e = b * m + i;
            t->delta[e] = -t->residual[e] - t->by_v[e] * moved - t->by_x[e] * tail[q - 1];
            t->ahead[e] = -t->by_v[e] * moved_ahead - t->by_x[e] * tail_ahead[q - 1];
        }
    }
}

static double largest(const double *v, size_t n)
{
    double most = 0.0;
    for (size_t i = 0; i < n; i++) {
        /* NaN must not pass for small */
        most = magnitude(v[i]) <= most ? most : magnitude(v[i]);
    }
    return most;
}

static double dot(const double *a, const double *b, size_t n)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        sum += a[i] * b[i];
    }
    return sum;
}

/* Newton from t->predicted into t->trial on the plane row . (trial - predicted) = 0. Returns the iterations used, 0 on
 * failure: no convergence, or a first correction longer than `reach`, which hints at another branch. */
static int correct(tracer *t, double tolerance, int most, double reach)
{
    const size_t n = t->n + 1;
    for (size_t i = 0; i < n; i++) {
        t->trial[i] = t->predicted[i];
    }
    for (int it = 1; it <= most; it++) {
        double off = 0.0;
        for (size_t i = 0; i < n; i++) {
            off += t->row[i] * (t->trial[i] - t->predicted[i]);
        }
        solve(t, t->trial, -off);
        double size = largest(t->delta, n);
        if (!(size <= (it == 1 ? reach : 1e3))) {
            return 0;
        }
        for (size_t i = 0; i < n; i++) {
            t->trial[i] += t->delta[i];
        }
        if (size <= tolerance) {
            return it;
        }
    }
    return 0;
}

/* The unit tangent that solve() found last, pointing onwards along the path, into t->tangent. False if there is none.
 */
static bool take_tangent(tracer *t)
{
    const size_t n = t->n + 1;
    double square = dot(t->ahead, t->ahead, n);
    if (!(square > 0.0 && square < 1e300)) {
        return false;
    }
    /* The determinant with the tangent as last row keeps its sign along a path, also where the path turns back sharply
     * at a kink: there the angle to the old tangent would send it back where it came from. With the old tangent as last
     * row the sign is the same or, where the solution points backwards in this sense, opposite. */
    double scale = (t->sign == t->start_sign ? 1.0 : -1.0) / __builtin_sqrt(square);
    for (size_t i = 0; i < n; i++) {
        t->tangent[i] = t->ahead[i] * scale;
    }
    return true;
}

/* Predicts a step of length `ds` along the tangent and corrects it. Returns iterations, 0 = failed. */
static int step(tracer *t, double ds)
{
    for (size_t i = 0; i <= t->n; i++) {
        t->predicted[i] = t->u[i] + ds * t->tangent[i];
        t->row[i] = t->tangent[i];
    }
    return correct(t, t->pace->near, 10, 0.5 * ds + 1e-6);
}

/* The path crosses sigma = 1 between t->u and t->trial, `ds` apart: from the crossing of their chord, Newton at sigma
 * = 1. */
static bool arrive(tracer *t, double ds)
{
    const double share = (1.0 - t->u[t->n]) / (t->trial[t->n] - t->u[t->n]);
    for (size_t i = 0; i <= t->n; i++) {
        t->predicted[i] = t->u[i] + share * (t->trial[i] - t->u[i]);
        t->row[i] = i == t->n ? 1.0 : 0.0;
    }
    t->predicted[t->n] = 1.0;
    return correct(t, 1e-11, 20, 0.5 * ds + 1e-6) > 0;
}

static void copy(double *to, const double *from, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        to[i] = from[i];
    }
}

/* At a kink where the path turns back by more than a right angle no plane across the old tangent meets it: every step
 * fails, however short. The way on is the tangent of the next smooth piece, found from the derivatives a little beyond
 * the kink; the sign of the determinant orients it. False if there is no such piece near. */
static bool turn(tracer *t)
{
    static const double reaches[] = {1e-6, 1e-5, 1e-4};
    const size_t n = t->n + 1;
    copy(t->row, t->tangent, n);
    for (size_t k = 0; k < sizeof reaches / sizeof reaches[0]; k++) {
        for (size_t i = 0; i < n; i++) {
            t->predicted[i] = t->u[i] + reaches[k] * t->row[i];
        }
        solve(t, t->predicted, 0.0);
        if (take_tangent(t) && dot(t->tangent, t->row, n) < 0.9) {
            return true;
        }
        copy(t->tangent, t->row, n);
    }
    return false;
}

bool brink__trace(const situation *s, double x_end, double *space, double **u, double *reached)
{
    enum { MOST_STEPS = 2000 };
    tracer t = tracer_over(s, x_end, space);
    const size_t n = t.n + 1;
    double ds = 0.1;
    bool has_turned = false;
    *u = t.u;
    brink__situation_uniform(s, t.u);
    t.u[t.n] = 0.0;
    *reached = t.n == 0 ? x_end : 0.0;
    if (t.n == 0) {
        return true;
    }
    for (size_t i = 0; i < n; i++) {
        t.row[i] = i == t.n ? 1.0 : 0.0;
    }
    solve(&t, t.u, 0.0);
    t.start_sign = t.sign;
    if (!take_tangent(&t)) {
        return false;
    }
    for (int k = 0; k < MOST_STEPS && ds > 1e-10; k++) {
        int used = step(&t, ds);
        if (used > 0 && t.trial[t.n] >= 1.0) {
            if (arrive(&t, ds)) {
                copy(t.u, t.trial, n);
                *reached = x_end;
                return true;
            }
            used = 0;
        }
        /* keep the old tangent: the new one is found in its place, and may be refused */
        copy(t.row, t.tangent, n);
        copy(t.predicted, t.tangent, n);
        bool is_good = used > 0 && !(t.trial[t.n] < 0.0) && take_tangent(&t);
        /* a sharp turn asks for shorter steps; at a kink of the piecewise smooth path no step is short enough */
        if (is_good && ds > 1e-4 && !(dot(t.tangent, t.row, n) > 0.7)) {
            is_good = false;
        }
        if (!is_good) {
            copy(t.tangent, t.predicted, n);
            ds *= 0.5;
            if (ds < 1e-7 && !has_turned && turn(&t)) {
                has_turned = true; /* once a kink */
                ds = 1e-3;
            }
            continue;
        }
        has_turned = has_turned && ds < 1e-6;
        copy(t.u, t.trial, n);
        *reached = t.u[t.n] * x_end;
        ds = used <= t.pace->few ? brink_min(ds * 2.0, t.pace->longest) : used >= t.pace->few + 4 ? ds * 0.5 : ds;
    }
    return false;
}
