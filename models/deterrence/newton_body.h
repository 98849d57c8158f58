/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Newton's method in single precision: brings the warm values of a stage near its solution, from where a sweep or two
 * in double precision (kernel_body.h) get there. It decides nothing: what it leaves is where those sweeps start.
 *
 * At a point, given v, the defenders' harms satisfy H_j = f_j(T - H_j, v), T their sum. With slopes J_j = df_j/dP_-j <=
 * 0 and S_j = df_j/dv a step is dH_j = (f_j - H_j + J_j dT + S_j dv)/(1 + J_j), and the sum over j gives dT by one
 * division. R_j and D_j, which matter little to the others, follow by plain sweeps. With dT/dv the challengers' means
 * are the solution of a small linear system, which is swept.
 *
 * Slots hold the lanes that still iterate; these move together as others arrive, so that all vectors are full. */
#include "reply_body.h"

enum { MOST_STEPS = 6, LINEAR_SWEEPS = 6 };

/* Where 1 + J_j is not above this, a defender's own response is so steep that there may be other solutions, which a
 * step might take for the one that is sought: such lanes are left to the sweeps. */
#define LEAST_DIVISOR 0.1F
#define HOPELESS      1e30F

/* Where a defender's step stands while the others' are not known: dH_j = own + with_total dT. And dD_j/dP_-j. */
typedef struct partial {
    narrow own, with_total, gap_by_harm;
} partial;

/* A challenger's means at the others' means (v, s), and their derivatives by these. */
typedef struct means {
    narrow v, s, attributed, severity, attributed_by_v, attributed_by_s, severity_by_v, severity_by_s;
    narrow was_attributed; /* A_k before the step */
} means;

typedef struct approach {
    const program *p;
    const theatre *t;
    size_t n_points;                            /* 1 in the defenders' stage */
    size_t n, n_open;                           /* slots; those of them that still iterate */
    size_t n_rows;                              /* rows that move with the slots */
    narrow *rows;                               /* level, the posts' (post.narrow), and the following */
    narrow *seen;                               /* [1] v of the defenders' stage */
    narrow *mean_attributed, *mean_severity;    /* [challenger] A_k, B_k */
    narrow *harm, *severity, *gap;              /* [point][defender] H_j, R_j, D_j */
    narrow *slope, *gap_slope;                  /* [point][defender] dH_j/dv, dD_j/dv */
    narrow *total, *total_severity, *per_point; /* [point] T, R, dT/dv; do not outlive a step */
    partial *parts;                             /* [defender] */
    means *means;                               /* [challenger]; the place of `parts` */
    uint8_t lane[BRINK_LANES], is_open[BRINK_LANES];
} approach;

static inline float size_of(float x)
{
    return greater(x, -x);
}

/* --- from and to double precision */

static void narrow_row(narrow to, const lanes from, double factor, size_t n)
{
    for (size_t l = 0; l < n; l++) {
        to[l] = (float)(from[l] * factor);
    }
}

static void fill_defender(const program *p, const work *w, const post *d, narrow *own, size_t n)
{
    const actor *j = &p->actors[d->actor];
    const double scale = j->rationality * LOG2_E;
    const double *width = w->width[d->player], *red_line = w->red_line[d->theatre];
    narrow *to = own + N_DEFENDER_ROWS;
    for (size_t l = 0; l < n; l++) {
        own[ROW_PER_WIDTH][l] = (float)(LOG2_E / width[l]);
        own[ROW_LINE][l] = (float)(red_line[l] * LOG2_E / width[l]);
    }
    narrow_row(own[ROW_COMMITMENT], w->commitment[(size_t)(d - p->posts)], scale, n);
    narrow_row(own[ROW_WANT], w->unity[0], scale * p->par.relief_value * d->stake, n);
    narrow_row(own[ROW_BELIEF], w->belief[d->player], 1.0, n);
    for (size_t i = 0; i < d->n; i++) {
        narrow_row(to[i], w->value[d->state + d->order[i]], scale, n);
        narrow_row(to[d->n + i], w->harm[d->state + d->order[i]], 1.0, n);
    }
    to += 2 * d->n;
    for (size_t i = d->n_alike; i < d->n; i++, to++) {
        narrow_row(to[0], w->ratio[d->state + d->order[i]], 1.0, n);
        narrow_row(to[d->n - d->n_alike], w->rise[d->state + d->order[i]], 1.0, n);
    }
}

static void fill_challenger(const program *p, const work *w, const post *c, narrow *own, size_t n)
{
    const double scale = p->actors[c->actor].rationality * LOG2_E;
    narrow_row(own[0], w->unity[0], scale * p->par.punishment_scale, n);
    for (size_t a = 0; a < c->n; a++) {
        narrow_row(own[1 + a], w->value[c->state + a], scale, n);
    }
}

/* Lays out the stage in `w->narrow` and fills in what does not change while it is solved. */
static void begin(approach *s, const program *p, work *w, size_t index, size_t n, bool is_challengers)
{
    const theatre *t = &p->theatres[index];
    const size_t n_challengers = is_challengers ? t->n_challengers : 0;
    const double per_hazard = LOG2_E / p->par.hazard_width;
    *s = (approach){.p = p, .t = t, .rows = w->narrow, .n_open = n, .n = whole_vectors(n)};
    s->n_points = is_challengers ? t->n_points : 1;
    s->seen = s->rows + t->n_narrow;
    s->mean_attributed = s->seen + 1;
    s->mean_severity = s->mean_attributed + n_challengers;
    s->harm = s->mean_severity + n_challengers;
    s->severity = s->harm + s->n_points * t->n_defenders;
    s->gap = s->severity + s->n_points * t->n_defenders;
    s->slope = s->gap + s->n_points * t->n_defenders;
    s->gap_slope = s->slope + s->n_points * t->n_defenders;
    s->total = s->gap_slope + s->n_points * t->n_defenders;
    s->n_rows = (size_t)((n_challengers > 1 ? s->total : s->slope) - s->rows);
    s->total_severity = s->total + s->n_points;
    s->per_point = s->total_severity + s->n_points;
    s->parts = (partial *)(void *)(s->per_point + s->n_points);
    s->means = (means *)(void *)(s->per_point + s->n_points);
    const double *level = w->effective[p->row.level + index];
    for (size_t l = 0; l < s->n; l++) {
        s->rows[0][l] = (float)((p->par.hazard_midpoint - level[l]) * per_hazard);
        s->lane[l] = (uint8_t)l;
        s->is_open[l] = l < n;
    }
    for (size_t j = 0; j < t->n_defenders; j++) {
        const post *d = &p->posts[t->defenders[j]];
        fill_defender(p, w, d, s->rows + d->narrow, s->n);
    }
    for (size_t k = 0; k < n_challengers; k++) {
        const post *c = &p->posts[t->challengers[k]];
        fill_challenger(p, w, c, s->rows + c->narrow, s->n);
        narrow_row(s->mean_attributed[k], w->mean_attributed[t->challengers[k]], 1.0, s->n);
        narrow_row(s->mean_severity[k], w->mean_severity[t->challengers[k]], 1.0, s->n);
    }
}

/* Rows of a stage's warm values, in double precision. */
typedef struct warm_rows {
    lanes *harm, *severity, *gap;           /* [point][defender] */
    lanes *mean_attributed, *mean_severity; /* [post]; NULL in the defenders' stage */
} warm_rows;

static void read_warm(approach *s, const warm_rows *warm)
{
    for (size_t i = 0; i < s->n_points * s->t->n_defenders; i++) {
        narrow_row(s->harm[i], warm->harm[i], 1.0, s->n);
        narrow_row(s->severity[i], warm->severity[i], 1.0, s->n);
        narrow_row(s->gap[i], warm->gap[i], 1.0, s->n);
    }
}

/* Moves what iterates beyond the first `n` slots to those of them that do not; the others stay where they are. */
static void move_together(approach *s, size_t n)
{
    uint8_t from[BRINK_LANES], to[BRINK_LANES];
    size_t n_moves = 0;
    for (size_t far = n, near = 0; far < s->n; far++) {
        if (!s->is_open[far]) {
            continue;
        }
        while (s->is_open[near]) {
            near++;
        }
        from[n_moves] = (uint8_t)far;
        to[n_moves++] = (uint8_t)near;
        s->lane[near] = s->lane[far];
        s->is_open[near] = true;
    }
    for (size_t r = 0; r < s->n_rows; r++) {
        for (size_t m = 0; m < n_moves; m++) {
            s->rows[r][to[m]] = s->rows[r][from[m]];
        }
    }
    s->n = n;
}

/* Takes lanes out that are near enough, or all if this was the last step, and moves the others together. A lane in
 * which nothing sensible came out keeps the warm values that it had. */
static void retire_narrow(approach *s, const narrow residual, bool is_last, const warm_rows *to)
{
    uint8_t done[BRINK_LANES];
    size_t n_left = 0, n_done = 0;
    for (size_t l = 0; l < s->n; l++) {
        const bool is_near = residual[l] <= s->p->near, is_hopeful = residual[l] < HOPELESS;
        if (s->is_open[l] && (is_near || (is_last && residual[l] <= 1.0F))) {
            done[n_done++] = (uint8_t)l;
        } else if (s->is_open[l] && is_hopeful) { /* not NaN either */
            n_left++;
        }
        s->is_open[l] = s->is_open[l] && !is_near && is_hopeful;
    }
    for (size_t i = 0; n_done > 0 && i < s->n_points * s->t->n_defenders; i++) {
        for (size_t k = 0; k < n_done; k++) {
            const size_t slot = done[k], lane = s->lane[slot];
            to->harm[i][lane] = (double)s->harm[i][slot];
            to->severity[i][lane] = (double)s->severity[i][slot];
            to->gap[i][lane] = (double)s->gap[i][slot];
        }
    }
    for (size_t i = 0; to->mean_attributed && i < s->t->n_challengers; i++) {
        const size_t index = s->t->challengers[i];
        for (size_t k = 0; k < n_done; k++) {
            const size_t slot = done[k], lane = s->lane[slot];
            to->mean_attributed[index][lane] = (double)s->mean_attributed[i][slot];
            to->mean_severity[index][lane] = (double)s->mean_severity[i][slot];
        }
    }
    s->n_open = n_left;
    if (n_left > 0 && whole_vectors(n_left) < s->n) {
        move_together(s, whole_vectors(n_left));
    }
}

/* --- a step */

/* The response of defender j at a point, and its part of the step; adds to the sums over defenders. */
KERNEL_INLINE void ask(const approach *s, size_t row, const post *d, const float *v, bool has_slopes,
                       const narrow total, narrow total_severity, partial *part, partial *sum, narrow steep,
                       narrow residual)
{
    const float *harm = s->harm[row], *severity = s->severity[row], *gap = s->gap[row];
    const float by_gap = d->single.by_gap;
    const size_t n = WHOLE(s->n);
    narrow others_harm, others_severity;
    reply now;
    for (size_t l = 0; l < n; l++) {
        others_harm[l] = total[l] - harm[l];
        others_severity[l] = total_severity[l] - severity[l];
    }
    const question q = {s->rows + d->narrow, s->rows[0], v, others_harm, others_severity, gap, n};
    answer_narrow(d, &q, has_slopes, &now);
    for (size_t l = 0; l < n; l++) {
        float divisor = greater(1.0F + now.by_harm[l], LEAST_DIVISOR), per = 1.0F / divisor;
        now.harm[l] = (now.harm[l] - harm[l]) * per;
        now.by_harm[l] *= per;
        sum->own[l] += now.harm[l];
        sum->with_total[l] += now.by_harm[l];
        if (has_slopes) {
            now.by_severity[l] *= per;
            steep[l] += now.by_severity[l];
        }
        total_severity[l] = others_severity[l] + now.severity[l];
        float size = divisor > LEAST_DIVISOR ? by_gap * size_of(now.gap[l] - gap[l]) : HOPELESS;
        residual[l] = greater(residual[l], size);
    }
    copy_narrow(part->own, now.harm, n);
    copy_narrow(part->with_total, now.by_harm, n);
    copy_narrow(part->gap_by_harm, now.gap_by_harm, n);
    if (has_slopes) {
        copy_narrow(s->slope[row], now.by_severity, n);
        copy_narrow(s->gap_slope[row], now.gap_by_severity, n);
    }
    copy_narrow(s->severity[row], now.severity, n);
    copy_narrow(s->gap[row], now.gap, n);
}

/* Defender j's step, where those of all add up to `sum`; adds to `residual`. */
KERNEL_INLINE void take_step(const approach *s, size_t row, const float *want, const partial *part, const narrow sum,
                             bool has_slopes, const narrow steep, narrow residual)
{
    const size_t n = WHOLE(s->n);
    float *harm = s->harm[row], *gap = s->gap[row], *slope = s->slope[row], *gap_slope = s->gap_slope[row];
    narrow moved;
    for (size_t l = 0; l < n; l++) {
        float step = part->own[l] + part->with_total[l] * sum[l], others = sum[l] - step;
        residual[l] = greater(residual[l], (float)(0.5 / LOG2_E) * want[l] * size_of(others));
        moved[l] = others;
        harm[l] = greater(harm[l] + step, 0.0F);
    }
    for (size_t l = 0; l < n; l++) {
        gap[l] = greater(gap[l] + part->gap_by_harm[l] * moved[l], 0.0F);
    }
    for (size_t l = 0; has_slopes && l < n; l++) {
        slope[l] += part->with_total[l] * steep[l];
    }
    for (size_t l = 0; has_slopes && l < n; l++) {
        gap_slope[l] += part->gap_by_harm[l] * (steep[l] - slope[l]);
    }
}

/* Newton's step at one point, given v. Raises `residual` to a bound on what the step could change in the next choice
 * probabilities, through others' harm and D, as `sweep` in kernel_body.h does. With `has_slopes` it leaves what the
 * challengers' step asks for: derivatives by v, and the sums over the defenders. */
KERNEL_INLINE void step_point(const approach *s, size_t point, const float *v, bool has_slopes, narrow residual)
{
    const size_t n_defenders = s->t->n_defenders, first = point * n_defenders, n = WHOLE(s->n);
    partial *parts = s->parts, sum;
    narrow total, total_severity, steep, worst;
    copy_narrow(worst, residual, n);
    for (size_t l = 0; l < n; l++) {
        total[l] = total_severity[l] = sum.own[l] = sum.with_total[l] = steep[l] = 0.0F;
    }
    for (size_t j = 0; j < n_defenders; j++) {
        for (size_t l = 0; l < n; l++) {
            total[l] += s->harm[first + j][l];
            total_severity[l] += s->severity[first + j][l];
        }
    }
    for (size_t j = 0; j < n_defenders; j++) {
        ask(s, first + j, &s->p->posts[s->t->defenders[j]], v, has_slopes, total, total_severity, &parts[j], &sum,
            steep, worst);
    }
    for (size_t l = 0; l < n; l++) {
        float per = 1.0F / (1.0F - sum.with_total[l]); /* that sum is not above 0 */
        sum.own[l] *= per;
        steep[l] *= per;
        total[l] += sum.own[l];
    }
    for (size_t j = 0; j < n_defenders; j++) {
        const float *want = s->rows[s->p->posts[s->t->defenders[j]].narrow + ROW_WANT];
        take_step(s, first + j, want, &parts[j], sum.own, has_slopes, steep, worst);
    }
    if (has_slopes) {
        copy_narrow(s->total[point], total, n);
        copy_narrow(s->total_severity[point], total_severity, n);
        copy_narrow(s->per_point[point], steep, n);
    }
    copy_narrow(residual, worst, n);
}

static void step_with_slopes(const approach *s, size_t point, const float *v, narrow residual)
{
    step_point(s, point, v, true, residual);
}

static void step_alone(const approach *s, size_t point, const float *v, narrow residual)
{
    step_point(s, point, v, false, residual);
}

#include "balance_body.h"

/* --- the two stages */

/* Returns steps, summed over lanes. */
static uint64_t approach_challengers(const program *p, work *w, size_t index, size_t n)
{
    const theatre *t = &p->theatres[index];
    const warm_rows warm = {w->point_harm + t->first_point, w->point_severity + t->first_point,
                            w->point_gap + t->first_point, w->mean_attributed, w->mean_severity};
    const bool is_coupled = t->n_challengers > 1; /* else v at the points is given */
    uint64_t steps = 0;
    approach s;
    narrow residual, total, v;
    begin(&s, p, w, index, n, true);
    read_warm(&s, &warm);
    if (is_coupled) {
        clear_narrow(residual, s.n);
        sum_points(&s);
        balance(&s, residual);
    }
    for (int step = 1; step <= MOST_STEPS && s.n_open > 0; step++) {
        steps += s.n_open;
        clear_narrow(residual, s.n);
        add_rows(s.mean_attributed, t->n_challengers, s.n, total);
        for (size_t k = 0, point = 0; k < t->n_challengers; k++) {
            const post *c = &p->posts[t->challengers[k]];
            for (size_t a = 0; a < c->n; a++, point++) {
                for (size_t l = 0; l < WHOLE(s.n); l++) {
                    v[l] = greater(total[l] - s.mean_attributed[k][l], 0.0F) + (float)c->severity[a];
                }
                (is_coupled ? step_with_slopes : step_alone)(&s, point, v, residual);
            }
        }
        if (is_coupled) {
            balance(&s, residual);
        }
        retire_narrow(&s, residual, step == MOST_STEPS, &warm);
    }
    return steps;
}

static uint64_t approach_defenders(const program *p, work *w, size_t index, size_t n)
{
    const warm_rows warm = {w->real_harm, w->real_severity, w->real_gap, NULL, NULL};
    uint64_t steps = 0;
    approach s;
    narrow residual;
    begin(&s, p, w, index, n, false);
    read_warm(&s, &warm);
    narrow_row(s.seen[0], w->seen[index], 1.0, s.n);
    for (int step = 1; step <= MOST_STEPS && s.n_open > 0; step++) {
        steps += s.n_open;
        clear_narrow(residual, s.n);
        step_alone(&s, 0, s.seen[0], residual);
        retire_narrow(&s, residual, step == MOST_STEPS, &warm);
    }
    return steps;
}
