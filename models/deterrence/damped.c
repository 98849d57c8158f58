/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A period's equilibrium as one would first write it: the payoffs of README.md, 3.2 and 3.3, type by type, a softmax
 * each, everybody answering what the others were last expected to do, and half of the way from there. One replica at a
 * time, with libm. From the same warm values and to the same tolerance as the kernels, which are measured against it
 * (`brink bench`) and tested against it (tests/property/kernels.c). */
#include <math.h>

#include "brink/math.h"
#include "kernel.h"

/* Of the step to the response; of 0.3 to 1 the fastest on the baseline that settles in all its states. */
#define DAMPING 0.5

/* Where a stage stands in one lane. */
typedef struct place {
    const program *p;
    work *w;
    const theatre *t;
    size_t lane;
    double moved; /* bound on what one more sweep could change in a choice probability; NaN stays */
    uint64_t n_exponentials;
} place;

typedef struct crowd {
    double harm, severity; /* expected of the others, or of one */
} crowd;

static void note(place *at, double change)
{
    change = fabs(change);
    at->moved = change <= at->moved ? at->moved : change;
}

static double hazard(place *at, double level)
{
    const parameters *par = &at->p->par;
    at->n_exponentials++;
    return par->hazard_ceiling / (1.0 + exp((par->hazard_midpoint - level) / par->hazard_width));
}

/* Logits to probabilities; returns ln of the normaliser. */
static double softmax(place *at, size_t n, double *logit)
{
    double top = -(double)INFINITY, sum = 0.0;
    for (size_t a = 0; a < n; a++) {
        top = brink_max(top, logit[a]);
    }
    for (size_t a = 0; a < n; a++) {
        logit[a] = exp(logit[a] - top);
        sum += logit[a];
    }
    at->n_exponentials += n;
    for (size_t a = 0; a < n; a++) {
        logit[a] /= sum;
    }
    return top + log(sum);
}

/* Defender `d` at severity v (3.2), given D = `gap`: pi[type][action]. Returns ln Z1 - ln Z0. */
static double answer(place *at, const post *d, double v, crowd others, double gap, double (*pi)[MAX_MENU])
{
    const program *p = at->p;
    const work *w = at->w;
    const actor *j = &p->actors[d->actor];
    const size_t l = at->lane;
    const double unity = w->unity[0][l], level = w->effective[d->theatre][l];
    const double nearness = 1.0 / (1.0 + exp((w->red_line[d->theatre][l] - v) / w->width[d->player][l]));
    const double audience = w->commitment[(size_t)(d - p->posts)][l] * nearness / brink_max(v, 0.5);
    at->n_exponentials++;
    for (size_t i = 0; i < d->n; i++) {
        const size_t a = d->order[i];
        const double harm = w->harm[d->state + a][l];
        const double excess = i < d->n_alike ? 0.0 : w->excess[d->state + a][l];
        double u = w->value[d->state + a][l]; /* what the irresolute make of gain and cost */
        u += p->par.relief_value * d->stake * unity * brink_min(harm, brink_plus(v - others.harm));
        u -= p->par.restraint * brink_plus(harm - v) + audience * brink_plus(v - harm);
        u -= j->dread *
             hazard(at, level + at->t->push * v + at->t->answer_push * (d->severity[a] + others.severity) - d->calm[a]);
        u += j->reputation_value * brink_clamp(excess - gap, -3.0, 3.0);
        pi[0][a] = j->rationality * u;
        pi[1][a] = j->rationality * u + excess;
    }
    const double irresolute = softmax(at, d->n, pi[0]);
    return softmax(at, d->n, pi[1]) - irresolute;
}

/* What defender `d` of row j would do next, less what is expected of it; its D moves on. */
static crowd step_of(place *at, const post *d, double v, crowd others, double harm, double severity, double *gap,
                     bool with_choices)
{
    const actor *x = &at->p->actors[d->actor];
    const size_t l = at->lane;
    const double belief = at->w->belief[d->player][l];
    double pi[2][MAX_MENU];
    const double found = answer(at, d, v, others, *gap, pi);
    crowd step = {-harm, -severity};
    for (size_t a = 0; a < d->n; a++) {
        const double expected = belief * pi[1][a] + (1.0 - belief) * pi[0][a];
        step.harm += expected * at->w->harm[d->state + a][l];
        step.severity += expected * d->severity[a];
        for (int type = 0; with_choices && type < 2; type++) {
            at->w->probability[type][d->state + a][l] = pi[type][a];
        }
    }
    if (with_choices) {
        at->w->gap[(size_t)(d - at->p->posts)][l] = found;
    }
    note(at, 0.5 * x->rationality * x->reputation_value * (found - *gap));
    *gap += DAMPING * (found - *gap);
    return step;
}

/* All defenders of the theatre at severity v: rows harm, severity and gap in the lane, a damped step on. */
static void sweep(place *at, double v, lanes *harm, lanes *severity, lanes *gap, bool with_choices)
{
    const program *p = at->p;
    const size_t n = at->t->n_defenders, l = at->lane;
    crowd all = {0.0, 0.0}, moved = {0.0, 0.0}, step[MAX_ACTORS];
    for (size_t j = 0; j < n; j++) {
        all.harm += harm[j][l];
        all.severity += severity[j][l];
    }
    for (size_t j = 0; j < n; j++) {
        const crowd others = {all.harm - harm[j][l], all.severity - severity[j][l]};
        const post *d = &p->posts[at->t->defenders[j]];
        step[j] = step_of(at, d, v, others, harm[j][l], severity[j][l], &gap[j][l], with_choices);
        moved.harm += step[j].harm;
        moved.severity += step[j].severity;
    }
    for (size_t j = 0; j < n; j++) {
        const post *d = &p->posts[at->t->defenders[j]];
        const actor *x = &p->actors[d->actor];
        const double by_severity = x->dread * at->t->answer_push * p->par.hazard_ceiling / p->par.hazard_width;
        note(at, 0.5 * x->rationality * p->par.relief_value * d->stake * (moved.harm - step[j].harm));
        note(at, 0.125 * x->rationality * by_severity * (moved.severity - step[j].severity));
        harm[j][l] += DAMPING * step[j].harm;
        severity[j][l] += DAMPING * step[j].severity;
    }
}

/* Challenger `k` (3.3), whose points begin at row `first`, a damped step on. `others` are the other challengers'
 * attributed and whole severities. */
static void provoke(place *at, size_t k, size_t first, crowd others)
{
    const program *p = at->p;
    work *w = at->w;
    const size_t index = at->t->challengers[k], l = at->lane;
    const post *c = &p->posts[index];
    const actor *i = &p->actors[c->actor];
    const bool is_myopic = p->par.solution == SOLUTION_MYOPIC;
    double q[MAX_MENU], attributed = 0.0, severity = 0.0;
    crowd answers[MAX_MENU];
    for (size_t a = 0; a < c->n; a++) {
        const size_t row = first + a * at->t->n_defenders;
        answers[a] = (crowd){0.0, 0.0};
        for (size_t j = 0; !is_myopic && j < at->t->n_defenders; j++) {
            answers[a].harm += w->point_harm[row + j][l];
            answers[a].severity += w->point_severity[row + j][l];
        }
        const double o = c->attribution[a];
        const double expected = o * answers[a].severity + (1.0 - o) * answers[0].severity;
        const double level = w->effective[c->theatre][l] + at->t->push * (others.severity + c->severity[a]);
        q[a] = i->rationality * (w->value[c->state + a][l] -
                                 p->par.punishment_scale * o * w->unity[0][l] * (answers[a].harm - answers[0].harm) -
                                 i->dread * hazard(at, level + at->t->answer_push * expected));
    }
    (void)softmax(at, c->n, q);
    for (size_t a = 0; a < c->n; a++) {
        note(at, q[a] - w->probability[0][c->state + a][l]);
        w->probability[0][c->state + a][l] = q[a];
        attributed += q[a] * c->severity[a] * c->attribution[a];
        severity += q[a] * c->severity[a];
    }
    w->mean_attributed[index][l] += DAMPING * (attributed - w->mean_attributed[index][l]);
    w->mean_severity[index][l] += DAMPING * (severity - w->mean_severity[index][l]);
}

static void sweep_challengers(place *at)
{
    const work *w = at->w;
    const theatre *t = at->t;
    const size_t l = at->lane;
    double attributed = 0.0, severity = 0.0;
    for (size_t k = 0; k < t->n_challengers; k++) {
        attributed += w->mean_attributed[t->challengers[k]][l];
        severity += w->mean_severity[t->challengers[k]][l];
    }
    size_t row = t->first_point;
    for (size_t k = 0; k < t->n_challengers; k++) {
        const post *c = &at->p->posts[t->challengers[k]];
        const size_t first = row;
        const crowd others = {attributed - w->mean_attributed[t->challengers[k]][l],
                              severity - w->mean_severity[t->challengers[k]][l]};
        for (size_t a = 0; a < c->n; a++, row += t->n_defenders) {
            if (at->p->par.solution != SOLUTION_MYOPIC) {
                sweep(at, others.harm + c->severity[a], w->point_harm + row, w->point_severity + row,
                      w->point_gap + row, false);
            }
        }
        provoke(at, k, first, others);
    }
}

static void challengers(const program *p, work *w, size_t t, size_t n, lanes unsolved, effort *spent)
{
    for (size_t l = 0; l < BRINK_LANES; l++) {
        bool is_open = l < n && p->theatres[t].n_challengers > 0;
        place at = {.p = p, .w = w, .t = &p->theatres[t], .lane = l};
        for (uint32_t it = 0; is_open && it < 10 * p->par.max_iterations; it++) {
            at.moved = 0.0;
            sweep_challengers(&at);
            spent->sweeps++;
            is_open = !(at.moved <= p->par.tolerance);
        }
        unsolved[l] = is_open ? 1.0 : 0.0;
        spent->exponentials += at.n_exponentials;
    }
}

static void defenders(const program *p, work *w, size_t t, size_t n, bool is_near, lanes unsolved, effort *spent)
{
    (void)is_near;
    for (size_t l = 0; l < BRINK_LANES; l++) {
        bool is_open = l < n && p->theatres[t].n_defenders > 0;
        place at = {.p = p, .w = w, .t = &p->theatres[t], .lane = l};
        for (uint32_t it = 0; is_open && it < 10 * p->par.max_iterations; it++) {
            at.moved = 0.0;
            sweep(&at, w->seen[t][l], w->real_harm, w->real_severity, w->real_gap, true);
            spent->sweeps++;
            is_open = !(at.moved <= p->par.tolerance);
        }
        unsolved[l] = is_open ? 1.0 : 0.0;
        spent->exponentials += at.n_exponentials;
    }
}

const solver brink__deterrence_damped = {challengers, defenders};
