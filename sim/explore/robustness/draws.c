/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explore/robustness/draws.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/no_memory.h"
#include "brink/rng.h"

enum { M = BRINK_N_ROBUST_MEASURES };

static size_t n_cells(const brink_payoffs *payoffs)
{
    return payoffs->n_postures * brink_payoffs_width(payoffs);
}

double *brink__draws_of(const brink__draws *draws, brink__draw_kind kind, size_t measure, size_t posture)
{
    return &draws->draw[((kind * M + measure) * draws->payoffs->n_postures + posture) * draws->options->n_draws];
}

/* --- the spread of noise */

/* Mean over states of the variance of a cell's noise, but for what moves all states alike: that spreads nothing. */
static double noise_of(const brink__draws *d, const brink_performance *o, size_t p)
{
    size_t n_states = d->payoffs->n_states;
    size_t n = d->payoffs->n_batches;
    if (!o->batch) {
        return 0.0;
    }
    const double *batch = &o->batch[p * brink_payoffs_width(d->payoffs) * n];
    for (size_t b = 0; b < n; b++) {
        d->room[b] = 0.0;
        for (size_t s = 0; s < n_states; s++) {
            d->room[b] += batch[s * n + b];
        }
        d->room[b] /= (double)n_states;
    }
    double total = 0.0;
    for (size_t s = 0; s < n_states; s++) {
        double mean = 0.0;
        double squares = 0.0;
        for (size_t b = 0; b < n; b++) {
            mean += (batch[s * n + b] - d->room[b]) / (double)n;
        }
        for (size_t b = 0; b < n; b++) {
            double off = batch[s * n + b] - d->room[b] - mean;
            squares += off * off;
        }
        total += squares / (double)(n - 1) / (double)n;
    }
    return total / (double)(n_states - 1); /* one degree went to the common part */
}

static double mean_of(const double *x, size_t n)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        sum += x[i];
    }
    return sum / (double)n;
}

static double variance_about(const double *x, size_t n, double mean)
{
    double squares = 0.0;
    for (size_t i = 0; i < n; i++) {
        squares += (x[i] - mean) * (x[i] - mean);
    }
    return squares / (double)(n - 1);
}

/* Moves losses over states towards their mean until their variance is what is left without noise. */
static void take_noise_out(double *loss, size_t n, double noise)
{
    double mean = mean_of(loss, n);
    double variance = variance_about(loss, n, mean);
    double factor = variance > noise ? sqrt(1.0 - noise / variance) : 0.0;
    for (size_t s = 0; s < n && noise > 0.0; s++) {
        loss[s] = mean + factor * (loss[s] - mean);
    }
}

double brink__draws_noise(const brink__draws *draws, size_t objective, size_t posture)
{
    const brink_payoffs *payoffs = draws->payoffs;
    const double *value = &payoffs->objective[objective].value[posture * brink_payoffs_width(payoffs)];
    double noise = draws->noise[objective * payoffs->n_postures + posture];
    double variance = variance_about(value, payoffs->n_states, mean_of(value, payoffs->n_states));
    return noise < variance ? noise / variance : noise > 0.0 ? 1.0 : 0.0;
}

static double sign_of(const brink_performance *o)
{
    return o->is_maximised ? -1.0 : 1.0;
}

static void find_centres(brink__draws *d)
{
    const brink_payoffs *payoffs = d->payoffs;
    for (size_t i = 0; i < payoffs->n_objectives; i++) {
        const brink_performance *o = &payoffs->objective[i];
        double *centre = &d->centre[i * n_cells(payoffs)];
        for (size_t cell = 0; cell < n_cells(payoffs); cell++) {
            centre[cell] = sign_of(o) * o->value[cell];
        }
        for (size_t p = 0; p < payoffs->n_postures; p++) {
            double *noise = &d->noise[i * payoffs->n_postures + p];
            *noise = noise_of(d, o, p);
            take_noise_out(&centre[p * brink_payoffs_width(payoffs)], payoffs->n_states, *noise);
        }
    }
}

/* --- one draw */

/* What the batches drawn add to the loss of a cell. */
static double drawn_noise(const brink__draws *d, const brink_performance *o, size_t cell)
{
    double noise = 0.0;
    const double *batch = o->batch ? &o->batch[cell * d->payoffs->n_batches] : NULL;
    for (size_t b = 0; batch && b < d->payoffs->n_batches; b++) {
        noise += d->weight[b] * batch[b];
    }
    return sign_of(o) * noise;
}

static void mark_failures(brink__draws *d, const brink_performance *o, const double *loss)
{
    const brink_payoffs *payoffs = d->payoffs;
    size_t n = payoffs->n_states + payoffs->n_near;
    for (size_t p = 0; p < payoffs->n_postures; p++) {
        for (size_t s = 0; s < n; s++) {
            bool is_beyond =
                loss[p * brink_payoffs_width(payoffs) + s] > sign_of(o) * o->bound; /* never if it is NaN */
            d->world.fails[p * n + s] = d->world.fails[p * n + s] || is_beyond;
        }
    }
}

typedef enum source { AS_ESTIMATED, WITHOUT_NOISE, DRAWN } source;

/* Losses and failures of the objectives judged. */
static void fill_world(brink__draws *d, source from)
{
    const brink_payoffs *payoffs = d->payoffs;
    brink__world *w = &d->world;
    memset(w->fails, 0, payoffs->n_postures * (payoffs->n_states + payoffs->n_near) * sizeof *w->fails);
    for (size_t i = d->first; i < d->first + d->n_objectives; i++) {
        const brink_performance *o = &payoffs->objective[i];
        const double *centre = &d->centre[i * n_cells(payoffs)];
        for (size_t cell = 0; cell < n_cells(payoffs); cell++) {
            double noise = from == DRAWN ? drawn_noise(d, o, cell) : 0.0;
            w->plain[cell] = sign_of(o) * o->value[cell] + noise;
            w->loss[cell] = from == AS_ESTIMATED ? w->plain[cell] : centre[cell] + noise;
        }
        for (size_t p = 0; p < payoffs->n_postures && from == DRAWN; p++) {
            take_noise_out(&w->loss[p * brink_payoffs_width(payoffs)], payoffs->n_states,
                           d->noise[i * payoffs->n_postures + p]);
        }
        mark_failures(d, o, w->loss);
    }
}

/* Batches drawn with replacement count w times, of n: less 1, over n, and widened, as the variance of n batches about
 * their mean is too small by (n - 1) / n. The constant makes the zero of contributions immaterial. */
static void draw_batches(brink__draws *d)
{
    size_t n = d->payoffs->n_batches;
    for (size_t b = 0; b < n; b++) {
        d->weight[b] = -1.0;
    }
    for (size_t b = 0; b < n; b++) {
        d->weight[gsl_rng_uniform_int(d->rng, n)] += 1.0;
    }
    double scale = sqrt((double)n / (double)(n - 1)) / (double)n;
    for (size_t b = 0; b < n; b++) {
        d->weight[b] *= scale;
    }
}

static void keep(brink__draws *d, brink__draw_kind kind, size_t number)
{
    for (size_t m = 0; m < M; m++) {
        for (size_t p = 0; p < d->payoffs->n_postures; p++) {
            brink__draws_of(d, kind, m, p)[number] = d->out[m * d->payoffs->n_postures + p];
        }
    }
}

void brink__draws_make(brink__draws *d, size_t number)
{
    const brink_payoffs *payoffs = d->payoffs;
    brink_rng_seek(d->rng, d->options->seed, (brink_address){.replica = number, .who = brink_who("robust", "draw")});
    for (size_t s = 0; s < payoffs->n_states; s++) {
        d->states[s] = gsl_rng_uniform_int(d->rng, payoffs->n_states);
    }
    if (payoffs->n_batches > 0) {
        draw_batches(d);
    }
    fill_world(d, DRAWN);
    brink__robust_measure(&d->world, d->options, d->all_states, false, d->out);
    keep(d, BRINK__DRAW_REPLICAS, number);
    brink__robust_measure(&d->world, d->options, d->states, true, d->out);
    keep(d, BRINK__DRAW_BOTH, number);
}

bool brink__draws_begin(brink__draws *d, size_t i)
{
    const brink_payoffs *payoffs = d->payoffs;
    bool is_all = i == payoffs->n_objectives;
    d->first = is_all ? 0 : i;
    d->n_objectives = is_all ? payoffs->n_objectives : 1;
    d->world.has_loss = !is_all;
    d->world.has_bound = false;
    d->has_noise = false;
    d->has_unknown_error = false;
    for (size_t o = d->first; o < d->first + d->n_objectives; o++) {
        d->world.has_bound = d->world.has_bound || !isnan(payoffs->objective[o].bound);
        d->has_noise = d->has_noise || payoffs->objective[o].batch;
        bool counts = !is_all || !isnan(payoffs->objective[o].bound);
        d->has_unknown_error = d->has_unknown_error || (counts && payoffs->objective[o].has_unknown_error);
    }
    if (!d->world.has_loss && !d->world.has_bound) {
        return false;
    }
    fill_world(d, AS_ESTIMATED);
    brink__robust_measure(&d->world, d->options, d->all_states, false, d->raw);
    fill_world(d, WITHOUT_NOISE);
    brink__robust_measure(&d->world, d->options, d->all_states, false, d->base);
    return true;
}

/* --- room */

brink_status brink__draws_init(brink__draws *d, const brink_payoffs *payoffs, const brink_robust_options *options,
                               brink_error *err)
{
    size_t n = payoffs->n_postures;
    size_t n_states = payoffs->n_states;
    *d = (brink__draws){.payoffs = payoffs, .options = options};
    d->world = (brink__world){.n_postures = n,
                              .n_states = n_states,
                              .n_near = payoffs->n_near,
                              .has_own = payoffs->has_own,
                              .distance = payoffs->distance};
    d->world.loss = calloc(n_cells(payoffs), sizeof *d->world.loss);
    d->world.plain = calloc(n_cells(payoffs), sizeof *d->world.plain);
    d->world.fails = malloc(n * (n_states + payoffs->n_near) * sizeof *d->world.fails);
    d->world.least = calloc(n_states, sizeof *d->world.least);
    d->world.room = calloc(n_states, sizeof *d->world.room);
    d->rng = gsl_rng_alloc(brink_rng_philox);
    d->states = malloc(n_states * sizeof *d->states);
    d->all_states = malloc(n_states * sizeof *d->all_states);
    d->weight = malloc((payoffs->n_batches + 1) * sizeof *d->weight);
    d->room = calloc(payoffs->n_batches + 1, sizeof *d->room);
    d->centre = calloc(payoffs->n_objectives * n_cells(payoffs), sizeof *d->centre);
    d->noise = malloc(payoffs->n_objectives * n * sizeof *d->noise);
    d->raw = malloc(M * n * sizeof *d->raw);
    d->base = malloc(M * n * sizeof *d->base);
    d->out = malloc(M * n * sizeof *d->out);
    d->draw = calloc(BRINK__N_DRAW_KINDS * M * n * options->n_draws, sizeof *d->draw);
    if (!d->world.loss || !d->world.plain || !d->world.fails || !d->world.least || !d->world.room || !d->rng ||
        !d->states || !d->all_states || !d->weight || !d->room || !d->centre || !d->noise || !d->raw || !d->base ||
        !d->out || !d->draw) {
        return brink__no_memory(err, "bootstrap draws");
    }
    for (size_t s = 0; s < n_states; s++) {
        d->all_states[s] = s;
    }
    find_centres(d);
    return BRINK_OK;
}

void brink__draws_fini(brink__draws *d)
{
    free(d->world.loss);
    free(d->world.plain);
    free(d->world.fails);
    free(d->world.least);
    free(d->world.room);
    if (d->rng) {
        gsl_rng_free(d->rng);
    }
    free(d->states);
    free(d->all_states);
    free(d->weight);
    free(d->room);
    free(d->centre);
    free(d->noise);
    free(d->raw);
    free(d->base);
    free(d->out);
    free(d->draw);
    *d = (brink__draws){0};
}
