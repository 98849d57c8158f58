/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "path.h"

#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Limits of a step (in the largest component) and what its length aims at. */
static const double FIRST_STEP = 0.05;
static const double SHORTEST_STEP = 1e-11;
static const double MOVE_LIMIT = 0.1, MOVE_AIM = 0.02;               /* the corrector's first move */
static const double CONTRACTION_LIMIT = 0.1, CONTRACTION_AIM = 0.02; /* of its moves */
static const double TURN_LIMIT = 0.1, TURN_AIM = 0.03;               /* of the tangent */
static const double REACH = 0.3;      /* of Newton's method at a target, from the cubic through both ends of a step */
static const double SURE_STEP = 1e-4; /* a determinant that changes sign within such a step does so at a bifurcation */
enum { MAX_CORRECTIONS = 8, MAX_POLISH = 100, QUICK_POLISH = 20 };

struct brink__path {
    brink__path_system system;
    size_t n;
    /* the last point and the one that is tried, [n + 1] each: y, then mu */
    double *at, *tangent, *next, *next_tangent;
    double *before_tangent; /* of the point before the last */
    double last_length;     /* of the step that led here; 0 at the start */
    double length;          /* to be tried next */
    int sign, next_sign;    /* of the bordered determinant */
    bool has_stalled;
    size_t n_attempts, max_steps;
    brink__path_state state;
    /* workspace */
    double *f, *f_mu, *jacobian, *bordered, *move, *guess;
    gsl_permutation permutation;
    double first_move, contraction, turn; /* of the step that is tried */
};

brink__path *brink__path_new(const brink__path_system *system, const double *y, size_t max_steps)
{
    size_t n = system->n;
    size_t m = n + 1;
    brink__path *path = calloc(1, sizeof *path);
    if (path == NULL) {
        return NULL;
    }
    path->system = *system;
    path->n = n;
    path->at = calloc(9 * m + n * n + m * m, sizeof *path->at); /* all in one piece */
    path->permutation.size = m;
    path->permutation.data = malloc(m * sizeof *path->permutation.data);
    if (path->at == NULL || path->permutation.data == NULL) {
        brink__path_free(path);
        return NULL;
    }
    path->tangent = path->at + m;
    path->next = path->tangent + m;
    path->next_tangent = path->next + m;
    path->before_tangent = path->next_tangent + m;
    path->f = path->before_tangent + m;
    path->f_mu = path->f + m;
    path->move = path->f_mu + m;
    path->guess = path->move + m;
    path->jacobian = path->guess + m;
    path->bordered = path->jacobian + n * n;
    memcpy(path->at, y, n * sizeof *y);
    path->tangent[n] = 1.0; /* a border that gives mu a direction; the first step replaces it */
    path->length = FIRST_STEP;
    path->max_steps = max_steps;
    return path;
}

void brink__path_free(brink__path *path)
{
    if (path != NULL) {
        free(path->at);
        free(path->permutation.data);
        free(path);
    }
}

brink__path_state brink__path_get_state(const brink__path *path)
{
    brink__path_state state = path->state;
    state.mu = path->at[path->n];
    return state;
}

static double largest(const double *x, size_t n)
{
    double size = 0.0;
    for (size_t i = 0; i < n; i++) {
        size = fabs(x[i]) <= size ? size : fabs(x[i]); /* NaN stays */
    }
    return size;
}

/* Moves that are as good as none, more at great mu, where rounding of payoffs weighs more. */
static double precision(double mu)
{
    return 1e-10 + 1e-14 * fabs(mu);
}

/* Moves that may be all that rounding leaves, when they do not become shorter any more: an ill-conditioned point
 * magnifies it. */
static double noise(double mu)
{
    return 1e-5 + 1e-11 * fabs(mu);
}

/* Factors the n + 1 equations F, border at z; the sign of the determinant, 0 if the matrix is singular. */
static int factor(brink__path *path, const double *z, const double *border)
{
    size_t n = path->n;
    size_t m = n + 1;
    path->system.evaluate(path->system.context, z, z[n], path->f, path->jacobian, path->f_mu);
    for (size_t r = 0; r < n; r++) {
        memcpy(path->bordered + r * m, path->jacobian + r * n, n * sizeof *path->jacobian);
        path->bordered[r * m + n] = path->f_mu[r];
    }
    memcpy(path->bordered + n * m, border, m * sizeof *border);
    gsl_matrix_view a = gsl_matrix_view_array(path->bordered, m, m);
    int sign = 1;
    if (gsl_linalg_LU_decomp(&a.matrix, &path->permutation, &sign) != GSL_SUCCESS) {
        return 0;
    }
    for (size_t r = 0; r < m; r++) {
        double pivot = path->bordered[r * m + r];
        if (!(fabs(pivot) > 0.0 && isfinite(pivot))) {
            return 0;
        }
        sign = pivot < 0.0 ? -sign : sign;
    }
    return sign;
}

/* Solves the factored system in place. */
static void solve(brink__path *path, double *x)
{
    size_t m = path->n + 1;
    gsl_matrix_view a = gsl_matrix_view_array(path->bordered, m, m);
    gsl_vector_view b = gsl_vector_view_array(x, m);
    (void)gsl_linalg_LU_svx(&a.matrix, &path->permutation, &b.vector); /* regular: factor() has looked */
}

/* The tangent from the factored matrix, pointing along its border. */
static bool set_tangent(brink__path *path, double *tangent)
{
    size_t m = path->n + 1;
    memset(tangent, 0, m * sizeof *tangent);
    tangent[path->n] = 1.0;
    solve(path, tangent);
    double square = 0.0;
    for (size_t i = 0; i < m; i++) {
        square += tangent[i] * tangent[i];
    }
    double size = sqrt(square);
    for (size_t i = 0; i < m; i++) {
        tangent[i] /= size;
    }
    return size > 0.0 && isfinite(size);
}

static bool start(brink__path *path)
{
    path->sign = factor(path, path->at, path->tangent);
    return path->sign != 0 && set_tangent(path, path->tangent);
}

/* Along the tangent, and bent as the tangent has turned before. */
static void predict(brink__path *path, double length)
{
    for (size_t i = 0; i <= path->n; i++) {
        double bend = path->last_length > 0.0
                          ? (path->tangent[i] - path->before_tangent[i]) * length / (2.0 * path->last_length)
                          : 0.0;
        path->next[i] = path->at[i] + length * (path->tangent[i] + bend);
    }
}

/* Newton's method across the tangent, from the prediction. */
static bool correct(brink__path *path)
{
    size_t m = path->n + 1;
    double before = 0.0;
    path->contraction = 0.0;
    for (int k = 0; k < MAX_CORRECTIONS; k++) {
        path->next_sign = factor(path, path->next, path->tangent);
        if (path->next_sign == 0) {
            return false;
        }
        memcpy(path->move, path->f, path->n * sizeof *path->f);
        path->move[path->n] = 0.0;
        solve(path, path->move);
        double move = largest(path->move, m);
        double enough = precision(path->next[path->n]);
        bool is_noise = k > 0 && before <= noise(path->next[path->n]) && move > CONTRACTION_LIMIT * before;
        if (k == 0) {
            path->first_move = move;
        } else if (move > enough && !is_noise) {
            path->contraction = move / before > path->contraction ? move / before : path->contraction;
        }
        if (!(path->first_move <= MOVE_LIMIT && path->contraction <= CONTRACTION_LIMIT)) {
            return false;
        }
        for (size_t i = 0; i < m; i++) {
            path->next[i] -= path->move[i];
        }
        if (move <= enough || is_noise) {
            return true;
        }
        before = move;
    }
    return false;
}

/* Tries a step of the given length; `next` and `next_tangent` hold it if it may be taken. */
static bool attempt(brink__path *path, double length)
{
    predict(path, length);
    if (!correct(path) || !set_tangent(path, path->next_tangent)) {
        return false;
    }
    path->turn = 0.0;
    for (size_t i = 0; i <= path->n; i++) {
        double turn = fabs(path->next_tangent[i] - path->tangent[i]);
        path->turn = turn <= path->turn ? path->turn : turn;
    }
    return path->turn <= TURN_LIMIT && (path->next_sign == path->sign || length <= SURE_STEP);
}

static void accept(brink__path *path, double length)
{
    size_t m = path->n + 1;
    path->state.n_steps++;
    path->state.n_folds += (path->tangent[path->n] < 0.0) != (path->next_tangent[path->n] < 0.0);
    path->state.n_crossings += path->next_sign != path->sign;
    path->sign = path->next_sign;
    memcpy(path->before_tangent, path->tangent, m * sizeof *path->tangent);
    memcpy(path->tangent, path->next_tangent, m * sizeof *path->tangent);
    memcpy(path->at, path->next, m * sizeof *path->at);
    path->last_length = length;
    double factor =
        fmax(sqrt(path->first_move / MOVE_AIM), fmax(sqrt(path->contraction / CONTRACTION_AIM), path->turn / TURN_AIM));
    factor = fmin(fmax(factor, 0.5), 2.0);
    /* what happens at great mu is drawn out in proportion, so longer steps than that would only be luck */
    path->length = fmin(length / factor, fmax(0.25, 0.125 * fabs(path->at[path->n])));
}

/* --- targets ------------------------------------------------------------------------------------------------------ */

/* Cubic through both ends of a step with their tangents: component i at share s of its length. */
static double between(const brink__path *path, size_t i, double s, double length)
{
    double a = path->at[i];
    double b = path->next[i];
    double da = length * path->tangent[i];
    double db = length * path->next_tangent[i];
    double r = 1.0 - s;
    return r * r * (1.0 + 2.0 * s) * a + s * s * (3.0 - 2.0 * s) * b + s * r * (r * da - s * db);
}

/* The share at which the step's cubic in mu is highest: its end, or where it turns on the way to a fold. */
static double summit(const brink__path *path, double length)
{
    size_t mu = path->n;
    if (!(path->tangent[mu] > 0.0 && path->next_tangent[mu] < 0.0)) {
        return 1.0;
    }
    double a = length * path->tangent[mu];
    double b = length * path->next_tangent[mu];
    double rise = path->next[mu] - path->at[mu];
    double lo = 0.0;
    double hi = 1.0;
    for (int k = 0; k < 60; k++) {
        double s = 0.5 * (lo + hi);
        double slope = a * (1.0 - s) * (1.0 - 3.0 * s) + 6.0 * rise * s * (1.0 - s) + b * s * (3.0 * s - 2.0);
        if (slope > 0.0) {
            lo = s;
        } else {
            hi = s;
        }
    }
    return 0.5 * (lo + hi);
}

/* Whether mu first reaches the target within the step that is tried; `share` says how far into it. */
static bool passes(const brink__path *path, double target, double length, double *share)
{
    double lo = 0.0;
    double hi = summit(path, length);
    if (!(between(path, path->n, hi, length) >= target)) {
        return false;
    }
    for (int k = 0; k < 60; k++) {
        double middle = 0.5 * (lo + hi);
        if (between(path, path->n, middle, length) < target) {
            lo = middle;
        } else {
            hi = middle;
        }
    }
    *share = hi;
    return true;
}

brink_status brink__path_polish(brink__path *path, double mu, double reach, double *y, double *error)
{
    size_t n = path->n;
    double *z = path->guess;
    double *border = path->next_tangent;
    memcpy(z, y, n * sizeof *y);
    z[n] = mu;
    memset(border, 0, (n + 1) * sizeof *border);
    border[n] = 1.0; /* mu stays */
    double before = HUGE_VAL;
    for (int k = 0; k < MAX_POLISH; k++) {
        if (factor(path, z, border) == 0) {
            return BRINK_EDIVERGE;
        }
        memcpy(path->move, path->f, n * sizeof *path->f);
        path->move[n] = 0.0;
        solve(path, path->move);
        double move = largest(path->move, n);
        bool is_exact = k > QUICK_POLISH && largest(path->f, n) <= 1e-15 + 1e-16 * mu; /* slow: at a bifurcation */
        if ((move >= 0.5 * before && before <= noise(mu)) || is_exact) {
            memcpy(y, z, n * sizeof *y); /* rounding is all that is left */
            *error = fmax(move, before < HUGE_VAL ? before : 0.0);
            return BRINK_OK;
        }
        if (!(move <= reach)) {
            return BRINK_EDIVERGE;
        }
        double away = 0.0;
        for (size_t i = 0; i < n; i++) {
            z[i] -= path->move[i];
            away = fabs(z[i] - y[i]) <= away ? away : fabs(z[i] - y[i]);
        }
        if (!(away <= reach)) {
            return BRINK_EDIVERGE;
        }
        before = move;
    }
    return BRINK_EDIVERGE;
}

brink_status brink__path_reach(brink__path *path, double target, double *y, double *error)
{
    if (path->sign == 0 && !path->has_stalled) {
        path->has_stalled = !start(path);
    }
    if (path->at[path->n] == target) { /* the start */
        memcpy(y, path->at, path->n * sizeof *y);
        *error = 0.0;
        return BRINK_OK;
    }
    while (!path->has_stalled && path->n_attempts < path->max_steps) {
        double length = path->length;
        double share = 1.0;
        if (length <= SHORTEST_STEP * fmax(1.0, fabs(path->at[path->n]))) {
            break;
        }
        path->n_attempts++;
        if (!attempt(path, length)) {
            path->length = 0.5 * length;
            continue;
        }
        if (!passes(path, target, length, &share)) {
            accept(path, length);
            continue;
        }
        for (size_t i = 0; i < path->n; i++) {
            y[i] = between(path, i, share, length);
        }
        if (brink__path_polish(path, target, REACH, y, error) == BRINK_OK) {
            return BRINK_OK; /* the step is taken anew for the next target */
        }
        path->length = 0.5 * length;
    }
    path->has_stalled = true;
    return BRINK_EDIVERGE;
}
