/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arrowhead.h"

/* Own elimination rather than GSL's: results must be the same bytes wherever brink runs, and a library's order of
 * summation is its own affair. The systems are small (three unknowns a defender). */

enum { REPLY = sizeof(reply) / sizeof(double), N_COLUMNS = 3 };

size_t brink__arrowhead_space(size_t m, size_t n_blocks, size_t n_border)
{
    size_t n = m * n_blocks + n_border + 1;
    return 2 * n + (REPLY * (m / 3) + N_COLUMNS * (m + 2)) * n_blocks + 5 * (m / 3) + (n_border + 1) * (n_border + 2);
}

arrowhead brink__arrowhead_over(const situation *s, double x_end, double *space)
{
    arrowhead t = {.s = s, .x_end = x_end, .n = situation_n(s), .border = s->n_border + 1};
    t.replies = (reply *)space; /* doubles too */
    t.delta = space + REPLY * (s->m / 3) * s->n_blocks;
    t.ahead = t.delta + t.n + 1;
    t.by_v = t.ahead + t.n + 1;
    t.by_x = t.by_v + s->m * s->n_blocks;
    t.residual = t.by_x + s->m * s->n_blocks;
    t.totals = t.residual + s->m * s->n_blocks;
    t.inverse = t.totals + 2 * N_COLUMNS * s->n_blocks;
    t.schur = t.inverse + 5 * (s->m / 3);
    return t;
}

/* A pivot of 0 becomes tiny: at a fold of one block the step is then rejected, not divided by 0. */
static double pivot_of(double value)
{
    return value == 0.0 ? 1e-300 : value;
}

/* Solves the Jacobian of a block for the columns by_v, by_x and residual, in place. A defender's responses depend on
 * the others through two sums. With D eliminated from its equations, y = (H, R), and A their derivatives by the sums T
 * - y of the others' y, (1 + A) y = rhs + A T, so with S = 1/(1 + A)
 *
 *     y = S rhs + (1 - S) T,    (1 - n + sum S) T = sum S rhs,
 *
 * where elimination would be cubic in the defenders. Leaves T of each column in `total` and returns the sign of the
 * determinant. Where some 1 + A is nearly singular though the block is not, digits of a correction are lost, not of
 * what it tends to. */
static double settle(const reply *of, size_t n, double (*inverse)[5], double *const *rhs, double (*total)[2])
{
    double sign = 1.0, sum[4] = {1.0 - (double)n, 0.0, 0.0, 1.0 - (double)n};
    for (size_t c = 0; c < N_COLUMNS; c++) {
        total[c][0] = total[c][1] = 0.0;
    }
    for (size_t j = 0; j < n; j++) {
        const reply *r = &of[j];
        const double of_gap = 1.0 / pivot_of(1.0 - r->by_gap[2]), has_others = n > 1 ? 1.0 : 0.0;
        const double e[2] = {r->by_gap[0] * of_gap, r->by_gap[1] * of_gap};
        const double a00 = 1.0 + has_others * (r->by_harm[0] + e[0] * r->by_harm[2]);
        const double a01 = has_others * (r->by_severity[0] + e[0] * r->by_severity[2]);
        const double a10 = has_others * (r->by_harm[1] + e[1] * r->by_harm[2]);
        const double a11 = 1.0 + has_others * (r->by_severity[1] + e[1] * r->by_severity[2]);
        const double of_both = 1.0 / pivot_of(a00 * a11 - a01 * a10);
        const double s[4] = {a11 * of_both, -a01 * of_both, -a10 * of_both, a00 * of_both};
        sign = (of_gap < 0.0) != (of_both < 0.0) ? -sign : sign;
        for (size_t i = 0; i < 4; i++) {
            inverse[j][i] = s[i];
            sum[i] += s[i];
        }
        inverse[j][4] = of_gap;
        for (size_t c = 0; c < N_COLUMNS; c++) {
            double *at = rhs[c] + 3 * j;
            const double harm = at[0] + e[0] * at[2], severity = at[1] + e[1] * at[2];
            at[0] = s[0] * harm + s[1] * severity;
            at[1] = s[2] * harm + s[3] * severity;
            total[c][0] += at[0];
            total[c][1] += at[1];
        }
    }
    const double of_sum = 1.0 / pivot_of(sum[0] * sum[3] - sum[1] * sum[2]);
    for (size_t c = 0; c < N_COLUMNS; c++) {
        const double harm = total[c][0], severity = total[c][1];
        total[c][0] = (sum[3] * harm - sum[1] * severity) * of_sum;
        total[c][1] = (sum[0] * severity - sum[2] * harm) * of_sum;
        for (size_t j = 0; j < n; j++) {
            const double *s = inverse[j], *t = total[c];
            double *at = rhs[c] + 3 * j;
            at[0] += t[0] - s[0] * t[0] - s[1] * t[1];
            at[1] += t[1] - s[2] * t[0] - s[3] * t[1];
            at[2] = s[4] * (at[2] + of[j].by_harm[2] * (t[0] - at[0]) + of[j].by_severity[2] * (t[1] - at[1]));
        }
    }
    return of_sum < 0.0 ? -sign : sign;
}

/* Solves a x = rhs for `n_rhs` right-hand sides (rhs[r] is a vector of n) by elimination with partial pivoting; a
 * [n][stride] is destroyed. Returns the sign of the determinant. */
static double eliminate(double *a, size_t n, size_t stride, double *const *rhs, size_t n_rhs)
{
    double sign = 1.0;
    for (size_t c = 0; c < n; c++) {
        size_t pivot = c;
        for (size_t r = c + 1; r < n; r++) {
            if (brink__magnitude(a[r * stride + c]) > brink__magnitude(a[pivot * stride + c])) {
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
        a[c * stride + c] = pivot_of(a[c * stride + c]);
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

/* Adds coefficient * v_of_block to a row of the Schur complement: v is the sum of the A of all challengers but `owner`.
 */
static void add_severity(const arrowhead *t, double *row, size_t owner, double coefficient)
{
    for (size_t k = 0; 2 * k < t->s->n_border; k++) {
        if (k != owner) {
            row[2 * k] += coefficient;
        }
    }
}

/* Rows of the Schur complement that are challengers' equations. */
static void border_rows(arrowhead *t, const double *at)
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
                const double(*total)[2] = (const double(*)[2])(t->totals + (block + a) * 2 * N_COLUMNS);
                const double harm = by_point[(r * n_actions + a) * 2], severity = by_point[(r * n_actions + a) * 2 + 1];
                add_severity(t, row, k, -(harm * total[0][0] + severity * total[0][1]));
                row[q - 1] -= harm * total[1][0] + severity * total[1][1];
                row[q] += harm * total[2][0] + severity * total[2][1];
            }
        }
        block += n_actions;
    }
}

void brink__arrowhead_solve(arrowhead *t, const double *at, const double *last, double off)
{
    const situation *s = t->s;
    const size_t q = t->border, m = s->m, z = m * s->n_blocks;
    const double x = at[t->n] * t->x_end;
    double *bottom = t->schur + (q - 1) * (q + 1);
    t->sign = 1.0;
    for (size_t c = 0; c < q; c++) {
        bottom[c] = last[z + c];
    }
    bottom[q] = off;
    brink__situation_replies(s, at, x, t->replies);
    for (size_t b = 0; b < s->n_blocks; b++) {
        double *f = t->residual + b * m, *by_v = t->by_v + b * m, *by_x = t->by_x + b * m;
        const reply *of = t->replies + b * s->t->n_defenders;
        for (size_t i = 0; i < m; i++) {
            f[i] = of[i / 3].residual[i % 3];
            by_v[i] = -of[i / 3].by_v[i % 3];
            by_x[i] = -of[i / 3].by_x[i % 3] * t->x_end;
        }
        t->sign *= settle(of, s->t->n_defenders, (double(*)[5])t->inverse, (double *const[]){by_v, by_x, f},
                          (double(*)[2])(t->totals + b * 2 * N_COLUMNS));
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
