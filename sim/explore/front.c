/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The search for a front, and which of its postures are run again. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "explore/memory.h"
#include "explore/nsde.h"
#include "explore/pareto.h"
#include "explore/tuning.h"

enum { MOST_ROUNDS = 60000, MOST_IDLE = 20, USUAL_FRESH = 24, PER_GOAL = 8, LEAST_POPULATION = 8 };

/* Violation of a trial that failed: beyond any that bounds give. */
static const double failed_violation = 1e300;

void brink__front_fini(brink__front *front)
{
    free(front->goal);
    free(front->reference);
    free(front->after);
    free(front->n_trials);
    free(front->candidate);
    free(front->fresh);
}

void brink__front_goals(const brink_tuning *tuning, const brink_outcome *objective, double cost, double *out)
{
    const brink__front *front = &tuning->front;
    for (size_t g = 0; g < front->n_goals; g++) {
        size_t j = front->goal[g];
        if (j == BRINK_TUNE_COST) {
            out[g] = cost;
        } else {
            out[g] = tuning->problem.objectives[j]->is_maximised ? -objective[j].value : objective[j].value;
        }
    }
}

static brink_status find_goals(brink_tuning *t, brink_error *err)
{
    const brink_tune_problem *p = &t->problem;
    bool has_cost = false;
    t->front.n_goals = 0;
    t->front.goal = malloc((p->n_objectives + 1) * sizeof *t->front.goal);
    if (!t->front.goal) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for a front");
    }
    for (size_t j = 0; j < p->n_objectives; j++) {
        if (p->objectives[j]->weight > 0.0) {
            t->front.goal[t->front.n_goals++] = j;
        }
    }
    for (size_t v = 0; v < p->n_levers; v++) {
        has_cost = has_cost || p->levers[v]->unit_cost > 0.0;
    }
    if (has_cost) {
        t->front.goal[t->front.n_goals++] = BRINK_TUNE_COST;
    }
    if (t->front.n_goals < 2) {
        return brink_fail(err, BRINK_EUSAGE,
                          "a front needs two objectives with a weight, or one and levers that cost something");
    }
    return BRINK_OK;
}

/* --- hypervolume */

/* Goals of the trials that meet the bounds: f[n][n_goals]; returns n. */
static size_t collect(const brink_tuning *t, size_t n_trials, double *f)
{
    size_t n = 0;
    for (size_t i = 0; i < n_trials; i++) {
        const brink_trial *trial = brink__trials_get(t->trials, i);
        if (!trial->is_failed && !(trial->violation > 0.0)) {
            brink__front_goals(t, trial->objective, trial->cost, f + n++ * t->front.n_goals);
        }
    }
    return n;
}

/* The worst of each goal so far, and a tenth of the range beyond. */
static brink_status set_reference(brink_tuning *t, brink_error *err)
{
    brink__front *front = &t->front;
    const size_t m = front->n_goals;
    double *room = malloc(3 * m * sizeof *room);
    front->reference = room ? malloc(m * sizeof *front->reference) : NULL;
    if (!front->reference) {
        free(room);
        return brink_fail(err, BRINK_ENOMEM, "out of memory for a front");
    }
    double *lo = room;
    double *hi = room + m;
    double *f = room + 2 * m;
    for (size_t g = 0; g < m; g++) {
        lo[g] = (double)INFINITY;
        hi[g] = -(double)INFINITY;
    }
    for (size_t i = 0; i < brink__trials_n(t->trials); i++) { /* the incumbent has not failed */
        const brink_trial *trial = brink__trials_get(t->trials, i);
        brink__front_goals(t, trial->objective, trial->cost, f);
        for (size_t g = 0; g < m && !trial->is_failed; g++) {
            lo[g] = fmin(lo[g], f[g]);
            hi[g] = fmax(hi[g], f[g]);
        }
    }
    for (size_t g = 0; g < m; g++) {
        front->reference[g] = hi[g] + 0.1 * (hi[g] - lo[g]);
    }
    front->volume.reference = front->reference;
    free(room);
    return BRINK_OK;
}

static brink_status add_round(brink_tuning *t, brink_error *err)
{
    brink__front *front = &t->front;
    const size_t n = brink__trials_n(t->trials);
    size_t round = front->volume.n_rounds;
    double *f = malloc((n * front->n_goals + 1) * sizeof *f);
    double *after = realloc(front->after, (round + 1) * sizeof *after);
    front->after = after ? after : front->after;
    size_t *n_trials = realloc(front->n_trials, (round + 1) * sizeof *n_trials);
    front->n_trials = n_trials ? n_trials : front->n_trials;
    brink_status status = f && after && n_trials ? BRINK_OK : BRINK_ENOMEM;
    if (status == BRINK_OK) {
        status = brink__hypervolume(f, collect(t, n, f), front->n_goals, front->reference, &after[round]);
    }
    free(f);
    if (status != BRINK_OK) {
        return brink_fail(err, status, "out of memory for a front");
    }
    n_trials[round] = n;
    front->volume.after = after;
    front->volume.n_trials = n_trials;
    front->volume.n_rounds = round + 1;
    brink__trials_note(t->trials, after[round]);
    return BRINK_OK;
}

/* --- the search */

typedef struct herd {
    brink__nsde *nsde;
    size_t population;
    double *u, *f, *violation; /* [population][n_levers], [population][n_goals], [population] */
    size_t *index;             /* [population] */
} herd;

static void herd_fini(herd *h)
{
    brink__nsde_free(h->nsde);
    free(h->u);
    free(h->f);
    free(h->violation);
    free(h->index);
}

/* `left`: trials after the incumbent's. */
static brink_status choose_population(const brink_tuning *t, uint64_t left, size_t *population, brink_error *err)
{
    const size_t m = t->front.n_goals;
    const size_t usual = PER_GOAL * m > LEAST_POPULATION ? PER_GOAL * m : LEAST_POPULATION;
    *population = t->options.population > 0 ? t->options.population : usual;
    if (*population < 4 || left < *population) {
        return brink_fail(
            err, BRINK_EUSAGE,
            "a population of %zu, of which a budget of %llu replicas allows %llu trials: at least 4, and a "
            "budget for one generation and the incumbent, are needed",
            *population, (unsigned long long)t->options.budget, (unsigned long long)left);
    }
    return BRINK_OK;
}

brink_status brink__prepare_front(brink_tuning *tuning, brink_error *err)
{
    const uint64_t n_trials = tuning->options.budget / tuning->options.replicas;
    size_t population;
    brink_status status = find_goals(tuning, err);
    return status == BRINK_OK ? choose_population(tuning, n_trials > 0 ? n_trials - 1 : 0, &population, err) : status;
}

static brink_status herd_init(herd *h, const brink_tuning *t, brink_error *err)
{
    const size_t n = t->problem.n_levers;
    const size_t m = t->front.n_goals;
    *h = (herd){0};
    brink_status status = choose_population(t, brink__trials_left(t->trials), &h->population, err);
    if (status != BRINK_OK) {
        return status;
    }
    h->u = malloc(h->population * n * sizeof *h->u);
    h->f = malloc(h->population * m * sizeof *h->f);
    h->violation = malloc(h->population * sizeof *h->violation);
    h->index = malloc(h->population * sizeof *h->index);
    status = brink__has_memory(h->u && h->f && h->violation && h->index, "a front", err);
    if (status != BRINK_OK) {
        return status;
    }
    brink__trials_place(t->trials, 0, h->u);
    h->nsde = brink__nsde_new(&(brink__nsde_options){
        .n = n, .m = m, .population = h->population, .seed = t->options.seed, .start = h->u, .n_start = 1});
    return brink__has_memory(h->nsde != NULL, "a front", err);
}

/* Where levers cost something, what is near the incumbent matters, and a hypercube has next to nothing there: every
 * second of its points moves halfway to it. */
static void draw_near(const brink_tuning *t, herd *h)
{
    const size_t n = t->problem.n_levers;
    for (size_t i = 2; i < h->population; i += 2) {
        for (size_t v = 0; v < n; v++) {
            h->u[i * n + v] = 0.5 * (h->u[i * n + v] + h->u[v]);
        }
    }
}

static brink_status run_generation(brink_tuning *t, herd *h, bool *is_over, uint32_t round, brink_error *err)
{
    const size_t m = t->front.n_goals;
    brink__nsde_ask(h->nsde, h->u);
    if (round == 0 && t->front.goal[m - 1] == BRINK_TUNE_COST) {
        draw_near(t, h);
    }
    brink_status status = brink__trials_run(t->trials, h->u, h->population, h->index, is_over, err);
    if (status != BRINK_OK || *is_over) {
        return status;
    }
    for (size_t i = 0; i < h->population; i++) {
        // NOLINTNEXTLINE(clang-analyzer-core.NullDereference): herd_init() has made it, or failed
        const brink_trial *trial = brink__trials_get(t->trials, h->index[i]);
        h->violation[i] = trial->is_failed ? failed_violation : trial->violation;
        brink__front_goals(t, trial->objective, trial->cost, h->f + i * m);
        for (size_t g = 0; g < m && trial->is_failed; g++) {
            h->f[i * m + g] = 0.0; /* not looked at */
        }
    }
    status = brink__nsde_tell(h->nsde, h->u, h->f, h->violation);
    return status == BRINK_OK ? status : brink_fail(err, status, "out of memory for a front");
}

static brink_status run_generations(brink_tuning *t, herd *h, brink_error *err)
{
    brink_status status = BRINK_OK;
    const char *ending = "as many generations as there may be";
    size_t n_idle = 0;
    bool is_over = false;
    for (uint32_t round = 0; status == BRINK_OK && round < MOST_ROUNDS; round++) {
        size_t before = brink__trials_n(t->trials);
        brink__trials_begin(t->trials, "front", round, UINT64_MAX);
        status = run_generation(t, h, &is_over, round, err);
        if (status == BRINK_OK && !is_over && round == 0) {
            status = set_reference(t, err);
        }
        if (status == BRINK_OK && !is_over) {
            status = add_round(t, err);
        }
        n_idle = brink__trials_n(t->trials) == before ? n_idle + 1 : 0;
        if (is_over || n_idle == MOST_IDLE) {
            ending = is_over ? "budget spent" : "no new postures on the grid";
            break;
        }
    }
    if (status == BRINK_OK && !brink__tuning_add_phase(t, "front", ending, brink__trials_n(t->trials) - 1)) {
        status = brink_fail(err, BRINK_ENOMEM, "out of memory for a front");
    }
    return status;
}

/* --- what is run again */

/* Thins index[*n] out by crowding until `most` are left. */
static brink_status thin_out(const double *f, size_t m, size_t *index, size_t *n, size_t most)
{
    double *distance = malloc((*n + 1) * sizeof *distance);
    brink_status status = distance ? BRINK_OK : BRINK_ENOMEM;
    while (status == BRINK_OK && *n > most) {
        status = brink__crowding(f, m, index, *n, distance);
        size_t least = 0;
        for (size_t i = 1; i < *n; i++) {
            least = distance[i] < distance[least] ? i : least;
        }
        memmove(index + least, index + least + 1, (*n - least - 1) * sizeof *index);
        (*n)--;
    }
    free(distance);
    return status;
}

/* The trials on the front, or the one with the least violation when none meets the bounds: index[*n]. */
static brink_status find_front(const brink_tuning *t, double *f, double *violation, size_t *rank, size_t *index,
                               size_t *n)
{
    const size_t m = t->front.n_goals;
    const size_t n_trials = brink__trials_n(t->trials);
    for (size_t i = 0; i < n_trials; i++) {
        const brink_trial *trial = brink__trials_get(t->trials, i);
        brink__front_goals(t, trial->objective, trial->cost, f + i * m);
        violation[i] = trial->is_failed ? failed_violation : trial->violation;
        for (size_t g = 0; g < m && trial->is_failed; g++) {
            f[i * m + g] = 0.0;
        }
    }
    (void)brink__pareto_ranks(f, violation, n_trials, m, rank);
    *n = 0;
    for (size_t i = 0; i < n_trials; i++) {
        if (rank[i] == 0) {
            index[(*n)++] = i;
        }
    }
    size_t most = t->options.most_fresh > 0 ? t->options.most_fresh : USUAL_FRESH;
    return thin_out(f, m, index, n, most < 3 ? 3 : most);
}

/* Candidates: the incumbent, then index[n]. */
static brink_status choose(brink_tuning *t, const size_t *index, size_t n, const size_t *rank)
{
    brink__front *front = &t->front;
    front->candidate = calloc(n + 1, sizeof *front->candidate);
    front->fresh = calloc((n + 1) * t->problem.n_objectives, sizeof *front->fresh);
    if (!front->candidate || !front->fresh) {
        return BRINK_ENOMEM;
    }
    front->candidate[front->n_candidates++] = (brink_candidate){.trial = 0, .is_on_search_front = rank[0] == 0};
    for (size_t i = 0; i < n; i++) {
        if (index[i] > 0) {
            front->candidate[front->n_candidates++] = (brink_candidate){.trial = index[i], .is_on_search_front = true};
        }
    }
    for (size_t i = 0; i < front->n_candidates; i++) {
        front->candidate[i].fresh = front->fresh + i * t->problem.n_objectives;
    }
    return BRINK_OK;
}

static brink_status run_candidates(brink_tuning *t, brink_error *err)
{
    const size_t n_trials = brink__trials_n(t->trials);
    double *f = malloc(n_trials * t->front.n_goals * sizeof *f);
    double *violation = malloc(n_trials * sizeof *violation);
    size_t *room = malloc((2 * n_trials + 1) * sizeof *room);
    size_t n = 0;
    brink_status status = f && violation && room ? BRINK_OK : BRINK_ENOMEM;
    if (status == BRINK_OK) {
        status = find_front(t, f, violation, room, room + n_trials, &n);
    }
    if (status == BRINK_OK) {
        status = choose(t, room + n_trials, n, room);
    }
    if (status != BRINK_OK) {
        (void)brink_fail(err, status, "out of memory for a front");
    }
    for (size_t i = 0; status == BRINK_OK && i < t->front.n_candidates; i++) {
        room[i] = t->front.candidate[i].trial;
    }
    if (status == BRINK_OK) {
        status = brink__run_fresh(t, room, t->front.n_candidates, err);
    }
    free(f);
    free(violation);
    free(room);
    return status;
}

brink_status brink__search_front(brink_tuning *tuning, brink_error *err)
{
    herd h = {0};
    brink_status status = herd_init(&h, tuning, err);
    if (status == BRINK_OK) {
        status = run_generations(tuning, &h, err);
    }
    herd_fini(&h);
    return status == BRINK_OK ? run_candidates(tuning, err) : status;
}
