/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve.h"

#include "brink/math.h"
#include "kernel.h"
#include "situation.h"
#include "trace.h"

bool brink__is_fast_safe(const program *p)
{
    const parameters *par = &p->par;
    bool is_safe = true;
    for (size_t t = 0; t < p->n_theatres; t++) {
        const theatre *here = &p->theatres[t];
        double provoked = 0.0, answered = 0.0, calmed = 0.0;
        for (size_t k = 0; k < here->n_challengers; k++) {
            double most = 0.0;
            for (size_t a = 0; a < p->posts[here->challengers[k]].n; a++) {
                most = brink_max(most, p->posts[here->challengers[k]].severity[a]);
            }
            provoked += most;
        }
        for (size_t j = 0; j < here->n_defenders; j++) {
            double most = 0.0;
            for (size_t a = 0; a < p->posts[here->defenders[j]].n; a++) {
                most = brink_max(most, p->posts[here->defenders[j]].severity[a]);
                calmed = brink_max(calmed, p->posts[here->defenders[j]].calm[a]);
            }
            answered += most;
        }
        double reach = 10.0 + par->hazard_midpoint + here->push * provoked + here->answer_push * answered + calmed;
        is_safe = is_safe && reach / par->hazard_width < 300.0;
    }
    for (size_t i = 0; i < p->n_posts; i++) {
        const post *here = &p->posts[i];
        const actor *x = &p->actors[here->actor];
        for (size_t a = 0; !here->is_challenger && a < here->n; a++) {
            double cost =
                here->is_costly[a] ? here->cost[a] * (1.0 + par->fatigue_cost) * (1.0 + 10.0 * par->load_cost) : 0.0;
            double excess = x->rationality * cost * (x->irresolution - 1.0);
            double kappa = x->rationality * x->reputation_value;
            is_safe = is_safe && excess < 500.0 && kappa * excess < 500.0 && kappa < 20.0;
        }
    }
    return is_safe;
}

bool brink__has_newton(const program *p)
{
    const parameters *par = &p->par;
    double calmed = 0.0;
    bool is_safe = true;
    for (size_t i = 0; i < p->n_posts; i++) {
        const post *here = &p->posts[i];
        const actor *x = &p->actors[here->actor];
        const double kappa = x->rationality * x->reputation_value;
        for (size_t a = 0; !here->is_challenger && a < here->n; a++) {
            double cost = here->cost[a] * (1.0 + par->fatigue_cost) * (1.0 + 10.0 * par->load_cost);
            double excess = here->is_costly[a] ? x->rationality * cost * (x->irresolution - 1.0) : 0.0;
            is_safe = is_safe && excess + 6.0 * kappa < 70.0 && kappa * excess < 70.0;
            calmed = brink_max(calmed, here->calm[a]);
        }
    }
    return is_safe && (par->hazard_midpoint + calmed) / par->hazard_width < 40.0;
}

size_t brink__n_narrow_rows(const program *p)
{
    size_t most = 0;
    for (size_t t = 0; t < p->n_theatres; t++) {
        const theatre *here = &p->theatres[t];
        const size_t points = here->n_points > 0 ? here->n_points : 1;
        const size_t scratch = 3 * here->n_defenders + 9 * here->n_challengers;
        const size_t n = here->n_narrow + 1 + 2 * here->n_challengers + points * (5 * here->n_defenders + 3) + scratch;
        most = n > most ? n : most;
    }
    return most;
}

static bool uses_kernel(const program *p)
{
    return p->is_fast_safe && !p->par.always_traces && p->par.solution != SOLUTION_BEST_RESPONSE;
}

/* Another branch, not another rounding: iteration stops within a few tolerances of its limit. */
static double mismatch_above(const program *p)
{
    return brink_max(1e-4, 100.0 * p->par.tolerance);
}

static bool differs(double a, double b, double above)
{
    return !(a - b <= above && b - a <= above);
}

/* Writes a traced solution of the challengers' stage into the lane. */
static void store_challengers(const situation *s, work *w, const double *u, double x)
{
    double f[2], by_point[4 * MAX_MENU], by_others[2], by_x[2], q[MAX_MENU];
    const size_t l = s->lane;
    const size_t n = s->t->n_defenders;
    for (size_t i = 0; i < s->n_blocks * n; i++) {
        w->point_harm[s->t->first_point + i][l] = u[3 * i];
        w->point_severity[s->t->first_point + i][l] = u[3 * i + 1];
        w->point_gap[s->t->first_point + i][l] = brink__situation_gap(s, u, x, i / n, i % n);
    }
    for (size_t k = 0; 2 * k < s->n_border; k++) {
        const size_t index = s->t->challengers[k];
        const post *c = &s->p->posts[index];
        brink__situation_border(s, u, x, k, f, by_point, by_others, by_x, q);
        for (size_t a = 0; a < c->n; a++) {
            w->probability[0][c->state + a][l] = q[a];
        }
        w->mean_attributed[index][l] = u[s->n_blocks * s->m + 2 * k];
        w->mean_severity[index][l] = u[s->n_blocks * s->m + 2 * k + 1];
    }
}

static bool challengers_differ(const situation *s, const work *w, const double *u, double x)
{
    double f[2], by_point[4 * MAX_MENU], by_others[2], by_x[2], q[MAX_MENU];
    const double above = mismatch_above(s->p);
    bool found = false;
    for (size_t k = 0; 2 * k < s->n_border; k++) {
        const post *c = &s->p->posts[s->t->challengers[k]];
        brink__situation_border(s, u, x, k, f, by_point, by_others, by_x, q);
        for (size_t a = 0; a < c->n; a++) {
            found = found || differs(w->probability[0][c->state + a][s->lane], q[a], above);
        }
    }
    return found;
}

static void store_defenders(const situation *s, work *w, const double *u, double x)
{
    double pi[2][MAX_MENU];
    for (size_t j = 0; j < s->t->n_defenders; j++) {
        const post *d = &s->p->posts[s->t->defenders[j]];
        brink__situation_answers(s, u, x, 0, j, pi[0], pi[1]);
        for (size_t a = 0; a < d->n; a++) {
            w->probability[0][d->state + a][s->lane] = pi[0][a];
            w->probability[1][d->state + a][s->lane] = pi[1][a];
        }
        w->gap[s->t->defenders[j]][s->lane] = brink__situation_gap(s, u, x, 0, j);
    }
}

static bool defenders_differ(const situation *s, const work *w, const double *u, double x)
{
    double pi[2][MAX_MENU];
    const double above = mismatch_above(s->p);
    bool found = false;
    for (size_t j = 0; j < s->t->n_defenders; j++) {
        const post *d = &s->p->posts[s->t->defenders[j]];
        brink__situation_answers(s, u, x, 0, j, pi[0], pi[1]);
        for (int tau = 0; tau < 2; tau++) {
            for (size_t a = 0; a < d->n; a++) {
                found = found || differs(w->probability[tau][d->state + a][s->lane], pi[tau][a], above);
            }
        }
    }
    return found;
}

/* Compares the lane's solution of a stage with the traced one. A brisk walk will do to find that they agree; that they
 * do not is said on the word of the tracer that defines the branch. */
static void audit(const situation *s, work *w, verdict *said,
                  bool (*differ)(const situation *, const work *, const double *, double))
{
    double *u, reached;
    const double x_end = brink__scale(s->p);
    if (brink__trace_briskly(s, x_end, w->trace_space, &u) && !differ(s, w, u, x_end)) {
        return;
    }
    if (!brink__trace(s, x_end, w->trace_space, &u, &reached)) {
        said->is_unaudited[s->lane] = true;
    } else if (differ(s, w, u, reached)) {
        said->is_mismatch[s->lane] = true;
    }
}

/* Traces the stage of one lane. Where iteration had a turn (`has_iterate`) and tracing fails, the iterate stays;
 * otherwise the last point found on the branch is used. Either way the period counts as not converged. */
static void trace(const situation *s, work *w, verdict *said, uint64_t *counters, bool has_iterate,
                  void (*store)(const situation *, work *, const double *, double))
{
    double *u, reached;
    bool is_found = brink__trace(s, brink__scale(s->p), w->trace_space, &u, &reached);
    counters[COUNT_TRACED_STAGES]++;
    if (is_found || !has_iterate) {
        store(s, w, u, reached);
    }
    if (!is_found) {
        said->is_nonconverged[s->lane] = true;
    }
}

/* Fixed mixed strategies by the level of the theatre. */
static void follow_doctrine(const program *p, work *w, const post *c)
{
    for (size_t l = 0; l < BRINK_LANES; l++) {
        const double level = w->effective[p->row.level + c->theatre][l];
        size_t band = 0;
        while (band + 1 < c->n_bands && level >= c->bands[band + 1].level_from) {
            band++;
        }
        for (size_t a = 0; a < c->n; a++) {
            w->probability[0][c->state + a][l] = w->probability[1][c->state + a][l] = c->bands[band].probability[a];
        }
    }
}

static void count_effort(uint64_t *counters, size_t n, const effort *spent)
{
    counters[COUNT_STAGES] += n;
    counters[COUNT_STEPS] += spent->steps;
    counters[COUNT_SWEEPS] += spent->sweeps;
    counters[COUNT_EXPONENTIALS] += spent->exponentials;
}

void brink__solve_challengers(const program *p, work *w, size_t t, size_t n, verdict *said, uint64_t *counters)
{
    const theatre *here = &p->theatres[t];
    lanes unsolved;
    if (p->par.solution == SOLUTION_DOCTRINE) {
        for (size_t k = 0; k < here->n_challengers; k++) {
            follow_doctrine(p, w, &p->posts[here->challengers[k]]);
        }
        return;
    }
    if (p->par.solution == SOLUTION_LEVEL_K) {
        p->kernel->level_k_challengers(p, w, t, n);
        return;
    }
    const bool has_iterate = uses_kernel(p);
    if (has_iterate) {
        effort spent = {0};
        p->solver->challengers(p, w, t, n, unsolved, &spent);
        count_effort(counters, n, &spent);
    }
    for (size_t l = 0; l < n; l++) {
        const bool is_traced = !has_iterate || unsolved[l] != 0.0;
        if (!is_traced && !said->is_audited[l]) {
            continue;
        }
        situation s = brink__situation_challengers(p, w, t, l);
        if (is_traced) {
            trace(&s, w, said, counters, has_iterate, store_challengers);
        } else {
            audit(&s, w, said, challengers_differ);
        }
    }
}

/* Starts the realised stage from the point nearest in kind: the first challenger's, at its action if it was attributed.
 * Where there is no other challenger this is the solution. */
static void start_from_point(work *w, const theatre *here)
{
    for (size_t l = 0; l < BRINK_LANES; l++) {
        size_t row = here->first_point;
        if (here->n_challengers > 0) {
            size_t index = here->challengers[0];
            row += (w->attributed[index][l] != 0.0 ? (size_t)w->action[index][l] : 0) * here->n_defenders;
        }
        for (size_t j = 0; j < here->n_defenders; j++) {
            bool has_point = here->n_challengers > 0;
            w->real_harm[j][l] = has_point ? w->point_harm[row + j][l] : 0.0;
            w->real_severity[j][l] = has_point ? w->point_severity[row + j][l] : 0.0;
            w->real_gap[j][l] = has_point ? w->point_gap[row + j][l] : 0.0;
        }
    }
}

void brink__solve_defenders(const program *p, work *w, size_t t, size_t n, verdict *said, uint64_t *counters)
{
    const theatre *here = &p->theatres[t];
    lanes unsolved;
    if (p->par.solution == SOLUTION_DOCTRINE) {
        for (size_t j = 0; j < here->n_defenders; j++) {
            follow_doctrine(p, w, &p->posts[here->defenders[j]]);
        }
        return;
    }
    if (p->par.solution == SOLUTION_LEVEL_K) {
        p->kernel->level_k_defenders(p, w, t, n);
        return;
    }
    const bool has_iterate = uses_kernel(p);
    if (has_iterate) {
        effort spent = {0};
        start_from_point(w, here);
        p->solver->defenders(p, w, t, n, here->n_challengers == 1, unsolved, &spent);
        count_effort(counters, n, &spent);
    }
    for (size_t l = 0; l < n; l++) {
        const bool is_traced = !has_iterate || unsolved[l] != 0.0;
        if (here->n_defenders == 0 || (!is_traced && !said->is_audited[l])) {
            continue;
        }
        situation s = brink__situation_defenders(p, w, t, l);
        if (is_traced) {
            trace(&s, w, said, counters, has_iterate, store_defenders);
        } else {
            audit(&s, w, said, defenders_differ);
        }
    }
}

void brink__solve_start(const program *p, work *w)
{
    p->kernel->prepare(p, w);
    if (!uses_kernel(p)) {
        return;
    }
    for (size_t t = 0; t < p->n_theatres; t++) {
        double *u, reached;
        situation s = brink__situation_challengers(p, w, t, 0);
        if (brink__trace(&s, 1.0, w->trace_space, &u, &reached)) {
            store_challengers(&s, w, u, reached);
        }
    }
}
