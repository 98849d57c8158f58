/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arrowhead.h"

/* Own elimination rather than GSL's: results must be the same bytes wherever brink runs, and a library's order of
 * summation is its own affair. The systems are small (three unknowns a defender). */

size_t brink__arrowhead_space(size_t m, size_t n_blocks, size_t n_border)
{
    size_t n = m * n_blocks + n_border + 1;
    return 2 * n + 3 * m * n_blocks + m * m + (n_border + 1) * (n_border + 2);
}

arrowhead brink__arrowhead_over(const situation *s, double x_end, double *space)
{
    arrowhead t = {.s = s, .x_end = x_end, .n = situation_n(s), .border = s->n_border + 1};
    t.delta = space;
    t.ahead = t.delta + t.n + 1;
    t.by_v = t.ahead + t.n + 1;
    t.by_x = t.by_v + s->m * s->n_blocks;
    t.residual = t.by_x + s->m * s->n_blocks;
    t.a = t.residual + s->m * s->n_blocks;
    t.schur = t.a + s->m * s->m;
    return t;
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
