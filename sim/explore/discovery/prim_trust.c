/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/no_memory.h"
#include "brink/rng.h"
#include "explore/discovery/peel.h"

enum { HALVES = 1, PERMUTATIONS = 2 }; /* `period` of a draw's address: what it is for */

/* Room for one resample, and what stays the same over all of them. */
typedef struct room {
    const brink_cases *cases;
    const brink_prim_options *options;
    brink__orders orders;
    brink_range *all;
    double balance; /* of the box */
    gsl_rng *rng;
    void (*progress)(void *context, double share);
    void *context;
    uint32_t *shuffled; /* [n] */
    bool *is_in;        /* [n] */
    uint8_t *dealt;     /* [n] outcomes of a permutation */
} room;

static void room_fini(room *r)
{
    brink__orders_fini(&r->orders);
    free(r->all);
    if (r->rng) {
        gsl_rng_free(r->rng);
    }
    free(r->shuffled);
    free(r->is_in);
    free(r->dealt);
}

static brink_status room_init(room *r, brink_error *err)
{
    size_t n = r->cases->n;
    r->all = brink__ranges_of_all(r->cases);
    r->rng = gsl_rng_alloc(brink_rng_philox);
    r->shuffled = malloc(n * sizeof *r->shuffled);
    r->is_in = malloc(n * sizeof *r->is_in);
    r->dealt = malloc(n * sizeof *r->dealt);
    if (!r->all || !r->rng || !r->shuffled || !r->is_in || !r->dealt) {
        return brink__no_memory(err, "resamples");
    }
    return brink__orders_init(&r->orders, r->cases, err);
}

static void tell(const room *r, size_t done, size_t all)
{
    if (r->progress) {
        r->progress(r->context, (double)done / (double)all);
    }
}

static void shuffle(room *r, uint16_t what, size_t number)
{
    for (size_t i = 0; i < r->cases->n; i++) {
        r->shuffled[i] = (uint32_t)i;
    }
    brink_rng_seek(r->rng, r->options->seed,
                   (brink_address){.replica = number, .who = brink_who("prim", "resample"), .period = what});
    gsl_ran_shuffle(r->rng, r->shuffled, r->cases->n, sizeof *r->shuffled);
}

/* Searches the cases that are in; `judge` sees the box, NULL where there is nothing to tell apart. */
static brink_status search_again(room *r, const bool *is_in, const uint8_t *is_interest,
                                 void (*judge)(void *context, const room *r, const brink__field *field,
                                               const brink_box *box),
                                 void *context, brink_error *err)
{
    brink__orders orders = {0};
    brink_peeling peeling = {0};
    brink__field field = {.cases = r->cases, .orders = &orders, .is_interest = is_interest, .all = r->all};
    for (size_t i = 0; i < r->cases->n; i++) {
        field.n += is_in[i];
        field.n_interest += is_in[i] && is_interest[i];
    }
    if (field.n_interest == 0 || field.n_interest == field.n) {
        judge(context, r, &field, NULL);
        return BRINK_OK;
    }
    brink_status status = brink__orders_pick(&orders, &r->orders, is_in, err);
    if (status == BRINK_OK) {
        status = brink__find_box(&field, r->options, r->options->rule, brink__share_of(r->options->mass_min, field.n),
                                 &peeling, err);
    }
    if (status == BRINK_OK) {
        judge(context, r, &field, &peeling.final);
    }
    brink__peeling_fini(&peeling);
    brink__orders_fini(&orders);
    return status;
}

/* The harmonic mean of coverage and density. */
static double balance_of(const brink_box *box, size_t n_interest)
{
    return 2.0 * (double)box->n_interest / (double)(box->n + n_interest);
}

/* --- halves */

typedef struct halves {
    brink_prim_trust *trust;
    size_t n;                       /* halves that had something to find, seen and unseen */
    double density[2], coverage[2]; /* sums and sums of squares on halves not seen */
    double density_seen, coverage_seen;
} halves;

static void judge_half(void *context, const room *r, const brink__field *field, const brink_box *box)
{
    halves *h = context;
    const brink_cases *cases = r->cases;
    size_t n = 0;
    size_t k = 0;
    size_t all = 0;
    for (size_t i = 0; i < cases->n && box; i++) {
        if (!r->is_in[i]) {
            bool is_held = brink_box_holds(cases, box->range, i);
            n += is_held;
            k += is_held && cases->is_interest[i];
            all += cases->is_interest[i];
        }
    }
    if (n == 0 || all == 0) {
        return;
    }
    double density = (double)k / (double)n;
    double coverage = (double)k / (double)all;
    h->n++;
    h->density[0] += density;
    h->density[1] += density * density;
    h->coverage[0] += coverage;
    h->coverage[1] += coverage * coverage;
    h->density_seen += (double)box->n_interest / (double)box->n;
    h->coverage_seen += (double)box->n_interest / (double)field->n_interest;
    for (size_t f = 0; f < cases->n_dimensions; f++) {
        h->trust->chosen_share[f] += brink_range_is_limited(&cases->dimensions[f], &box->range[f]);
    }
}

static double deviation(const double sums[2], size_t n)
{
    double mean = sums[0] / (double)n;
    double variance = (sums[1] - (double)n * mean * mean) / (double)(n - 1);
    return n < 2 ? (double)NAN : sqrt(variance > 0.0 ? variance : 0.0);
}

static brink_status try_halves(room *r, brink_prim_trust *trust, brink_error *err)
{
    halves h = {.trust = trust};
    brink_status status = BRINK_OK;
    for (size_t b = 0; b < trust->n_resamples && status == BRINK_OK; b++) {
        shuffle(r, HALVES, b);
        for (size_t i = 0; i < r->cases->n; i++) {
            r->is_in[r->shuffled[i]] = i < (r->cases->n + 1) / 2;
        }
        status = search_again(r, r->is_in, r->cases->is_interest, judge_half, &h, err);
        tell(r, b + 1, 2 * trust->n_resamples);
    }
    double n = (double)h.n; /* 0 gives NaN: nothing could be judged */
    for (size_t f = 0; f < r->cases->n_dimensions; f++) {
        trust->chosen_share[f] /= n;
    }
    trust->n_judged = h.n;
    trust->density = h.density[0] / n;
    trust->density_sd = deviation(h.density, h.n);
    trust->coverage = h.coverage[0] / n;
    trust->coverage_sd = deviation(h.coverage, h.n);
    trust->density_seen = h.density_seen / n;
    trust->coverage_seen = h.coverage_seen / n;
    return status;
}

/* --- permutations */

typedef struct chances {
    double balance; /* sum */
    size_t n_as_good;
} chances;

static void judge_chance(void *context, const room *r, const brink__field *field, const brink_box *box)
{
    chances *c = context;
    double balance = box ? balance_of(box, field->n_interest) : 0.0; /* as many are of interest: there is a box */
    c->balance += balance;
    c->n_as_good += balance >= r->balance;
}

static brink_status try_permutations(room *r, brink_prim_trust *trust, brink_error *err)
{
    chances c = {0};
    brink_status status = BRINK_OK;
    for (size_t i = 0; i < r->cases->n; i++) {
        r->is_in[i] = true;
    }
    for (size_t b = 0; b < trust->n_resamples && status == BRINK_OK; b++) {
        shuffle(r, PERMUTATIONS, b);
        for (size_t i = 0; i < r->cases->n; i++) {
            r->dealt[i] = r->cases->is_interest[r->shuffled[i]];
        }
        status = search_again(r, r->is_in, r->dealt, judge_chance, &c, err);
        tell(r, trust->n_resamples + b + 1, 2 * trust->n_resamples);
    }
    trust->chance_balance = c.balance / (double)trust->n_resamples;
    trust->p = (double)(1 + c.n_as_good) / (double)(1 + trust->n_resamples);
    return status;
}

brink_status brink_prim_trust_init(brink_prim_trust *trust, const brink_cases *cases, const brink_prim_options *options,
                                   const brink_prim *prim, size_t n_resamples,
                                   void (*progress)(void *context, double share), void *context, brink_error *err)
{
    *trust = (brink_prim_trust){.n_resamples = n_resamples};
    if (n_resamples == 0) {
        return brink_fail(err, BRINK_EUSAGE, "at least one resample is needed");
    }
    brink_status status = brink__prim_check(cases, options, err);
    if (status != BRINK_OK) {
        return status;
    }
    room r = {.cases = cases, .options = options, .progress = progress, .context = context};
    r.balance = balance_of(&prim->peeling[0].final, prim->n_interest);
    trust->balance = r.balance;
    trust->chosen_share = calloc(cases->n_dimensions, sizeof *trust->chosen_share);
    status = trust->chosen_share ? room_init(&r, err) : brink__no_memory(err, "resamples");
    if (status == BRINK_OK) {
        status = try_halves(&r, trust, err);
    }
    if (status == BRINK_OK) {
        status = try_permutations(&r, trust, err);
    }
    room_fini(&r);
    if (status != BRINK_OK) {
        brink_prim_trust_fini(trust);
    }
    return status;
}

void brink_prim_trust_fini(brink_prim_trust *trust)
{
    free(trust->chosen_share);
    *trust = (brink_prim_trust){0};
}
