/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reckon.h"

#include <math.h>
#include <stdlib.h>

#include "brink/math.h"
#include "solve.h"
#include "trace.h"

static const post *defender_of(const reckoning *r, size_t j)
{
    return &r->s.p->posts[r->s.t->defenders[j]];
}

static const post *challenger_of(const reckoning *r, size_t k)
{
    return &r->s.p->posts[r->s.t->challengers[k]];
}

static brink_status lost(const reckoning *r, brink_error *err)
{
    return brink_fail(err, BRINK_EDIVERGE, "theatre %s: the principal branch could not be followed to its end",
                      r->s.t->name);
}

/* What defenders face at occasion `o` when harm and severity [stride apart] are everybody's. */
static void face(reckoning *r, size_t o, const double *harm, const double *severity, const double *gap, size_t stride,
                 bool is_inferred)
{
    const size_t n = r->s.t->n_defenders;
    double total_harm = 0.0, total_severity = 0.0;
    for (size_t j = 0; j < n; j++) {
        total_harm += harm[j * stride];
        total_severity += severity[j * stride];
    }
    for (size_t j = 0; j < n; j++) {
        r->facing[o * n + j] = (facing){.severity = r->severity[o],
                                        .others_harm = total_harm - harm[j * stride],
                                        .others_severity = total_severity - severity[j * stride],
                                        .gap = gap[j * stride],
                                        .is_inferred = is_inferred};
    }
}

/* --- equilibria */

/* From block `b` of a traced solution. */
static void take_block(reckoning *r, const situation *s, const double *u, double x, size_t b, size_t o)
{
    const size_t n = r->s.t->n_defenders;
    double gap[3 * MAX_ACTORS];
    for (size_t j = 0; j < n; j++) {
        gap[3 * j] = brink__situation_gap(s, u, x, b, j);
        r->reckoned_harm[o * n + j] = u[b * s->m + 3 * j];
        r->reckoned_severity[o * n + j] = u[b * s->m + 3 * j + 1];
    }
    face(r, o, u + b * s->m, u + b * s->m + 1, gap, 3, true);
}

/* The defenders' stage by itself, at the severity of occasion `o`. */
static bool answer(reckoning *r, size_t o)
{
    situation s = brink__situation_defenders(r->s.p, r->s.w, (size_t)(r->s.t - r->s.p->theatres), r->s.lane);
    double *u, reached;
    s.severity = r->severity[o];
    if (!brink__trace(&s, r->scale, r->s.w->trace_space, &u, &reached)) {
        return false;
    }
    take_block(r, &s, u, reached, 0, o);
    return true;
}

static void place_points(reckoning *r)
{
    for (size_t b = 0; b < r->n_points; b++) {
        size_t k, a;
        brink__situation_owner(&r->s, b, &k, &a);
        r->severity[b] = r->others_attributed[k] + challenger_of(r, k)->severity[a];
    }
}

static void take_others(reckoning *r, const double *attributed, const double *severity)
{
    for (size_t k = 0; k < r->s.t->n_challengers; k++) {
        r->others_attributed[k] = r->others_severity[k] = 0.0;
        for (size_t other = 0; other < r->s.t->n_challengers; other++) {
            r->others_attributed[k] += other == k ? 0.0 : attributed[other];
            r->others_severity[k] += other == k ? 0.0 : severity[other];
        }
    }
}

static brink_status reckon_equilibrium(reckoning *r, brink_error *err)
{
    const situation *s = &r->s;
    double *u, reached;
    if (!brink__trace(s, r->scale, s->w->trace_space, &u, &reached)) {
        return lost(r, err);
    }
    for (size_t k = 0; k < s->t->n_challengers; k++) {
        r->own_attributed[k] = u[s->n_blocks * s->m + 2 * k];
        r->own_severity[k] = u[s->n_blocks * s->m + 2 * k + 1];
    }
    take_others(r, r->own_attributed, r->own_severity);
    place_points(r);
    for (size_t b = 0; b < s->n_blocks; b++) {
        take_block(r, s, u, reached, b, b);
    }
    /* occasions that no challenger reckons with: the realised one, and all where they are myopic */
    for (size_t o = s->n_blocks; s->t->n_defenders > 0 && o < r->n_occasions; o++) {
        if (!answer(r, o)) {
            return lost(r, err);
        }
    }
    return BRINK_OK;
}

/* --- level-k (the kernel has the same over lanes) */

/* Probabilities [n] of a response with these terms, by precision. */
static void soften(const double *term, size_t n_terms, size_t n, double precision, double *probability, double *log_z)
{
    double top = -HUGE_VAL, sum = 0.0;
    for (size_t a = 0; a < n; a++) {
        probability[a] = 0.0;
        for (size_t i = 0; i < n_terms; i++) {
            probability[a] += term[i * n + a];
        }
        probability[a] *= precision;
        top = brink_max(top, probability[a]);
    }
    for (size_t a = 0; a < n; a++) {
        probability[a] = brink_exp(probability[a] - top);
        sum += probability[a];
    }
    for (size_t a = 0; a < n; a++) {
        probability[a] /= sum;
    }
    *log_z = top + brink_log(sum);
}

/* H, R and D of defender j's response to what it faces. */
static void respond(const reckoning *r, size_t j, const facing *f, double *harm, double *severity, double *gap)
{
    const post *d = defender_of(r, j);
    const double belief = r->s.w->belief[d->player][r->s.lane], strength = r->s.w->strength[d->actor][r->s.lane];
    double log_z[2];
    *harm = *severity = 0.0;
    for (int type = 0; type < 2; type++) {
        double term[N_DEFENDER_TERMS * MAX_MENU], probability[MAX_MENU];
        brink__terms_of_defender(&r->s, d, f, r->scale, type, term);
        soften(term, N_DEFENDER_TERMS, d->n, r->scale * r->s.p->actors[d->actor].rationality, probability,
               &log_z[type]);
        for (size_t a = 0; a < d->n; a++) {
            const double share = (type == 1 ? belief : 1.0 - belief) * probability[a];
            *harm += share * strength * d->harm[a];
            *severity += share * d->severity[a];
        }
    }
    *gap = log_z[1] - log_z[0];
}

/* k responses from uniform play at occasion `o`: leaves what is faced at the last, and its aggregates. */
static void answer_levels(reckoning *r, size_t o, double *total_harm, double *total_severity)
{
    const size_t n = r->s.t->n_defenders;
    double harm[MAX_ACTORS], severity[MAX_ACTORS], gap[MAX_ACTORS];
    for (size_t j = 0; j < n; j++) {
        const post *d = defender_of(r, j);
        harm[j] = severity[j] = gap[j] = 0.0;
        for (size_t a = 0; a < d->n; a++) {
            harm[j] += r->s.w->strength[d->actor][r->s.lane] * d->harm[a] / (double)d->n;
            severity[j] += d->severity[a] / (double)d->n;
        }
    }
    for (uint32_t level = 1; level <= r->s.p->par.k; level++) {
        face(r, o, harm, severity, gap, 1, level > 1);
        for (size_t j = 0; j < n; j++) {
            respond(r, j, &r->facing[o * n + j], &harm[j], &severity[j], &gap[j]);
        }
    }
    *total_harm = *total_severity = 0.0;
    for (size_t j = 0; j < n; j++) {
        *total_harm += harm[j];
        *total_severity += severity[j];
    }
}

/* A and B of challenger k's response to the answers at its points, which begin at occasion `first`. */
static void provoke(reckoning *r, size_t k, size_t first, double *attributed, double *severity)
{
    const post *c = challenger_of(r, k);
    double harm_at[MAX_MENU], severity_at[MAX_MENU], term[N_CHALLENGER_TERMS * MAX_MENU], q[MAX_MENU], log_z;
    for (size_t a = 0; a < c->n; a++) {
        answer_levels(r, first + a, &harm_at[a], &severity_at[a]);
    }
    brink__terms_of_challenger(&r->s, c, r->others_severity[k], harm_at, severity_at, term);
    soften(term, N_CHALLENGER_TERMS, c->n, r->scale * r->s.p->actors[c->actor].rationality, q, &log_z);
    *attributed = *severity = 0.0;
    for (size_t a = 0; a < c->n; a++) {
        *attributed += q[a] * c->attribution[a] * c->severity[a];
        *severity += q[a] * c->severity[a];
    }
}

static void reckon_levels(reckoning *r)
{
    const size_t n = r->s.t->n_challengers;
    double attributed[MAX_ACTORS], severity[MAX_ACTORS], harm, push;
    for (size_t k = 0; k < n; k++) {
        const post *c = challenger_of(r, k);
        attributed[k] = severity[k] = 0.0;
        for (size_t a = 0; a < c->n; a++) {
            attributed[k] += c->attribution[a] * c->severity[a] / (double)c->n;
            severity[k] += c->severity[a] / (double)c->n;
        }
    }
    for (uint32_t level = 1; level <= r->s.p->par.k; level++) {
        take_others(r, attributed, severity);
        place_points(r);
        for (size_t k = 0, first = 0; k < n; first += challenger_of(r, k)->n, k++) {
            provoke(r, k, first, &attributed[k], &severity[k]);
        }
    }
    for (size_t o = r->n_points; o < r->n_occasions; o++) {
        answer_levels(r, o, &harm, &push);
    }
}

/* --- */

static brink_status reserve(reckoning *r, brink_error *err)
{
    const size_t n = r->n_occasions * (r->s.t->n_defenders + 1) + r->s.t->n_challengers + 1;
    double **const arrays[] = {&r->severity,        &r->reckoned_harm,  &r->reckoned_severity, &r->others_attributed,
                               &r->others_severity, &r->own_attributed, &r->own_severity};
    bool is_there = (r->facing = calloc(n, sizeof *r->facing)) != NULL;
    for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++) {
        *arrays[i] = calloc(n, sizeof(double));
        is_there = is_there && *arrays[i];
    }
    for (size_t i = 0; is_there && i < n; i++) {
        r->reckoned_harm[i] = r->reckoned_severity[i] = r->own_attributed[i] = r->own_severity[i] = (double)NAN;
    }
    return is_there ? BRINK_OK : brink_fail(err, BRINK_ENOMEM, "out of memory for the choices of a period");
}

bool brink__is_response(const program *p)
{
    return p->par.solution != SOLUTION_DOCTRINE && !(p->par.solution == SOLUTION_LEVEL_K && p->par.k == 0);
}

brink_status brink__reckon(reckoning *r, const program *p, work *w, size_t theatre_index, double realised,
                           brink_error *err)
{
    const theatre *here = &p->theatres[theatre_index];
    const bool is_levels = p->par.solution == SOLUTION_LEVEL_K;
    *r = (reckoning){.s = brink__situation_challengers(p, w, theatre_index, 0),
                     .scale = brink__scale(p),
                     .is_response = brink__is_response(p)};
    r->n_points = r->is_response && here->n_defenders > 0 ? here->n_points : 0;
    bool has_more = r->is_response && here->n_defenders > 0 && (!isnan(realised) || here->n_points == 0);
    r->n_occasions = r->n_points + has_more;
    brink_status status = reserve(r, err);
    if (status == BRINK_OK && has_more) {
        r->severity[r->n_points] = isnan(realised) ? 0.0 : realised;
    }
    if (status == BRINK_OK && is_levels && r->is_response) {
        reckon_levels(r);
    } else if (status == BRINK_OK && r->is_response) {
        status = reckon_equilibrium(r, err);
    }
    if (status != BRINK_OK) {
        brink__reckon_fini(r);
    }
    return status;
}

void brink__reckon_fini(reckoning *r)
{
    double *const arrays[] = {r->severity,        r->reckoned_harm,  r->reckoned_severity, r->others_attributed,
                              r->others_severity, r->own_attributed, r->own_severity};
    for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++) {
        free(arrays[i]);
    }
    free(r->facing);
    *r = (reckoning){0};
}
