/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace.h"

#include "arrowhead.h"
#include "brink/math.h"

/* How a path is followed: `near`, the size of the last correction at which a point counts as on it (Newton's error is
 * about the square), and `end`, that at which its end counts as found; `longest` step. */
typedef struct pace {
    double near, end, longest;
    int few;      /* corrections, after which the next step is longer; not of a brisk walk, nor the following */
    double reach; /* of a first correction, in lengths of the step; beyond it may be another branch */
    double turn;  /* cosine of the angle of a turn that asks for shorter steps */
} pace;

/* Up to the rationalities themselves paths bend gently. At a hundred times these they turn at corners of best
 * responses, and a long step there has been seen to end on another branch, as has a correction of half a step. A brisk
 * walk takes one correction for most points, and half the systems of an easy one. */
static const pace easy = {1e-4, 1e-11, 1.0, 2, 0.5, 0.7}, careful = {1e-8, 1e-11, 0.25, 3, 0.15, 0.9},
                  brisk = {0.03, 1e-5, 1.0, 0, 0.0, 0.0};

typedef struct tracer {
    arrowhead system;
    const pace *pace;
    size_t n;                                  /* unknowns without the scale */
    double *u;                                 /* [n + 1]: unknowns, then sigma = x / x_end */
    double *tangent, *trial, *predicted, *row; /* [n + 1] each */
    double *bend;                              /* [n + 1]: half the change of the tangent by length, of a brisk walk */
    double first;                              /* size of the first correction of the last step */
    double start_sign;                         /* of the determinant with the tangent at the start */
} tracer;

enum { N_VECTORS = 6 };

size_t brink__trace_space(const program *p)
{
    size_t most = 0;
    for (size_t t = 0; t < p->n_theatres; t++) {
        const theatre *here = &p->theatres[t];
        size_t m = 3 * here->n_defenders, n_border = 2 * here->n_challengers;
        size_t points = here->n_points > 0 ? here->n_points : 1;
        size_t need = N_VECTORS * (m * points + n_border + 1) + brink__arrowhead_space(m, points, n_border);
        most = need > most ? need : most;
    }
    return most;
}

static tracer tracer_over(const situation *s, const pace *how, double x_end, double *space)
{
    tracer t = {.pace = how, .n = situation_n(s)};
    double **const vectors[N_VECTORS] = {&t.u, &t.tangent, &t.trial, &t.predicted, &t.row, &t.bend};
    for (size_t i = 0; i < N_VECTORS; i++) {
        *vectors[i] = space;
        space += t.n + 1;
    }
    t.system = brink__arrowhead_over(s, x_end, space);
    return t;
}

static double largest(const double *v, size_t n)
{
    double most = 0.0;
    for (size_t i = 0; i < n; i++) {
        /* NaN must not pass for small */
        most = brink__magnitude(v[i]) <= most ? most : brink__magnitude(v[i]);
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
        brink__arrowhead_solve(&t->system, t->trial, t->row, -off);
        double size = largest(t->system.delta, n);
        t->first = it == 1 ? size : t->first;
        if (!(size <= (it == 1 ? reach : 1e3))) {
            return 0;
        }
        for (size_t i = 0; i < n; i++) {
            t->trial[i] += t->system.delta[i];
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
    const double *ahead = t->system.ahead;
    double square = dot(ahead, ahead, n);
    if (!(square > 0.0 && square < 1e300)) {
        return false;
    }
    /* The determinant with the tangent as last row keeps its sign along a path, also where the path turns back sharply
     * at a kink: there the angle to the old tangent would send it back where it came from. With the old tangent as last
     * row the sign is the same or, where the solution points backwards in this sense, opposite. */
    double scale = (t->system.sign == t->start_sign ? 1.0 : -1.0) / __builtin_sqrt(square);
    for (size_t i = 0; i < n; i++) {
        t->tangent[i] = ahead[i] * scale;
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
    return correct(t, t->pace->near, 10, t->pace->reach * ds + 1e-6);
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
    return correct(t, t->pace->end, 20, 0.5 * ds + 1e-6) > 0;
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
        brink__arrowhead_solve(&t->system, t->predicted, t->row, 0.0);
        if (take_tangent(t) && dot(t->tangent, t->row, n) < 0.9) {
            return true;
        }
        copy(t->tangent, t->row, n);
    }
    return false;
}

/* Uniform play at scale 0 and the tangent there. False if there is none. */
static bool start(tracer *t)
{
    brink__situation_uniform(t->system.s, t->u);
    for (size_t i = 0; i <= t->n; i++) {
        t->row[i] = i == t->n ? 1.0 : 0.0;
        t->bend[i] = 0.0;
    }
    t->u[t->n] = 0.0;
    brink__arrowhead_solve(&t->system, t->u, t->row, 0.0);
    t->start_sign = t->system.sign;
    return take_tangent(t);
}

bool brink__trace(const situation *s, double x_end, double *space, double **u, double *reached)
{
    enum { MOST_STEPS = 2000 };
    tracer t = tracer_over(s, x_end > 1.0 ? &careful : &easy, x_end, space);
    const size_t n = t.n + 1;
    double ds = 0.1;
    bool has_turned = false;
    *u = t.u;
    *reached = t.n == 0 ? x_end : 0.0;
    if (t.n == 0) {
        return true;
    }
    if (!start(&t)) {
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
        if (is_good && ds > 1e-4 && !(dot(t.tangent, t.row, n) > t.pace->turn)) {
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

/* --- briskly */

static void predict(tracer *t, double ds)
{
    for (size_t i = 0; i <= t->n; i++) {
        t->predicted[i] = t->u[i] + ds * (t->tangent[i] + ds * t->bend[i]);
    }
}

/* The length at which the prediction comes to sigma = 1, or `ds` if it does not within that. */
static double limited(const tracer *t, double ds)
{
    const double left = 1.0 - t->u[t->n], slope = t->tangent[t->n], bend = t->bend[t->n];
    if (!(ds * (slope + ds * bend) > left)) {
        return ds;
    }
    /* of the two ways to write the root the one that also holds without a bend */
    return 2.0 * left / (slope + __builtin_sqrt(brink_plus(slope * slope + 4.0 * bend * left)));
}

/* Steps onto sigma = 1. A path that comes there for the first time comes from below, so the determinant has the sign
 * that it had at the start: what has another is on another branch. */
static bool land(tracer *t, double ds)
{
    predict(t, ds);
    for (size_t i = 0; i <= t->n; i++) {
        t->row[i] = i == t->n ? 1.0 : 0.0;
    }
    t->predicted[t->n] = 1.0;
    return correct(t, t->pace->end, 10, 0.5 * ds + 1e-6) > 0 && t->system.sign == t->start_sign;
}

/* From t->u to the next point, by a step of length `ds`. False, and t->u as it was, if that is too long. */
static bool advance(tracer *t, double ds)
{
    const size_t n = t->n + 1;
    predict(t, ds);
    copy(t->row, t->tangent, n);
    bool is_good = correct(t, t->pace->near, 4, 0.5 * ds + 1e-6) > 0 && t->trial[t->n] >= 0.0 && t->trial[t->n] < 1.0 &&
                   take_tangent(t) && dot(t->tangent, t->row, n) > 0.7;
    if (!is_good) {
        copy(t->tangent, t->row, n);
        return false;
    }
    double square = 0.0;
    for (size_t i = 0; i < n; i++) {
        square += (t->trial[i] - t->u[i]) * (t->trial[i] - t->u[i]);
    }
    for (size_t i = 0; i < n; i++) {
        t->bend[i] = 0.5 * (t->tangent[i] - t->row[i]) / __builtin_sqrt(square);
    }
    copy(t->u, t->trial, n);
    return true;
}

bool brink__trace_briskly(const situation *s, double x_end, double *space, double **u)
{
    enum { MOST_STEPS = 100 };
    /* steps are as long as keeps the first correction about this size, which goes with the square of the length */
    static const double aim = 0.03, shortest = 1e-3;
    tracer t = tracer_over(s, &brisk, x_end, space);
    double ds = 0.2;
    *u = t.u;
    if (t.n == 0) {
        return true;
    }
    if (!start(&t)) {
        return false;
    }
    for (int k = 0; k < MOST_STEPS && ds > shortest; k++) {
        double to_end = limited(&t, ds);
        if (to_end < ds) {
            if (land(&t, to_end)) {
                copy(t.u, t.trial, t.n + 1);
                return true;
            }
            ds = 0.5 * to_end;
        } else if (advance(&t, ds)) {
            double change = __builtin_sqrt(aim / brink_max(t.first, 1e-9));
            ds = brink_min(ds * brink_clamp(change, 0.5, 2.0), t.pace->longest);
        } else {
            ds *= 0.5;
        }
    }
    return false;
}
