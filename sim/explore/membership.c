/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A front under fresh noise, and how sure its members are: studies are resampled, replica by replica (Efron 1979), the
 * same replicas for all postures, as they share their noise. Statistics other than means are resampled through their
 * pseudo-values. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "brink/rng.h"
#include "explore/memory.h"
#include "explore/pareto.h"
#include "explore/tuning.h"

typedef struct resampling {
    brink_tuning *tuning;
    size_t k, n_objectives, replicas; /* candidates */
    double *pseudo;                   /* [k][n_objectives][replicas] */
    brink_outcome *objective;         /* [k][n_objectives] of one study */
    double *f, *violation;            /* [k][n_goals], [k] */
    double *weight;                   /* [replicas] how often each is drawn */
    bool *is_on_front;                /* [k] */
    size_t knee;
    double volume, incumbent; /* hypervolumes */
} resampling;

static void resampling_fini(resampling *s)
{
    free(s->pseudo);
    free(s->objective);
    free(s->f);
    free(s->violation);
    free(s->weight);
    free(s->is_on_front);
}

static brink_status resampling_init(resampling *s, brink_tuning *t, size_t replicas, brink_error *err)
{
    const size_t k = t->front.n_candidates;
    const size_t n = t->problem.n_objectives;
    *s = (resampling){.tuning = t,
                      .k = k,
                      .n_objectives = n,
                      .replicas = replicas,
                      .pseudo = malloc(k * n * replicas * sizeof *s->pseudo),
                      .objective = calloc(k * n, sizeof *s->objective),
                      .f = calloc(k * t->front.n_goals, sizeof *s->f),
                      .violation = calloc(k, sizeof *s->violation),
                      .weight = calloc(replicas, sizeof *s->weight),
                      .is_on_front = calloc(k, sizeof *s->is_on_front)};
    bool is_made = s->pseudo && s->objective && s->f && s->violation && s->weight && s->is_on_front;

    return brink__has_memory(is_made, "the replicas of a front", err);
}

static brink_status read(resampling *s, brink_outcomes *outcomes, brink_error *err)
{
    brink_tuning *t = s->tuning;
    brink_status status = BRINK_OK;
    double *room = malloc(s->replicas * sizeof *room);
    if (!room) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for the replicas of a front");
    }
    for (size_t i = 0; status == BRINK_OK && i < s->k; i++) {
        for (size_t j = 0; status == BRINK_OK && j < s->n_objectives; j++) {
            const brink_objective *o = t->problem.objectives[j];
            double *pseudo = s->pseudo + (i * s->n_objectives + j) * s->replicas;
            status = brink_outcomes_pseudo(outcomes, i, o->metric, &o->statistic, pseudo, err);
            if (status == BRINK_OK) {
                memcpy(room, pseudo, s->replicas * sizeof *room);
                t->front.fresh[i * s->n_objectives + j] = brink__summarise(&o->statistic, room, s->replicas);
            }
        }
    }
    free(room);
    return status;
}

/* The front, its knee and its hypervolume by objective[k][n_objectives]. */
static brink_status judge(resampling *s, const brink_outcome *objective)
{
    const brink_tuning *t = s->tuning;
    const size_t m = t->front.n_goals;
    size_t n = 0;
    size_t knee;
    for (size_t i = 0; i < s->k; i++) {
        const brink_outcome *o = objective + i * s->n_objectives;
        brink__front_goals(t, o, brink__trials_get(t->trials, t->front.candidate[i].trial)->cost, s->f + i * m);
        s->violation[i] = brink__violation(&t->problem, o);
    }
    for (size_t i = 0; i < s->k; i++) {
        s->is_on_front[i] = true;
        for (size_t l = 0; l < s->k && s->is_on_front[i]; l++) {
            s->is_on_front[i] = !brink__dominates(s->f + l * m, s->violation[l], s->f + i * m, s->violation[i], m);
        }
    }
    brink_status status =
        brink__hypervolume(s->f, s->violation[0] > 0.0 ? 0u : 1u, m, t->front.reference, &s->incumbent);
    for (size_t i = 0; i < s->k; i++) { /* the front alone from here on, in the same order */
        if (s->is_on_front[i]) {
            memmove(s->f + n * m, s->f + i * m, m * sizeof *s->f);
            n += s->violation[i] > 0.0 ? 0u : 1u;
        }
    }
    if (status == BRINK_OK) {
        status = brink__hypervolume(s->f, n, m, t->front.reference, &s->volume);
    }
    if (status == BRINK_OK) {
        status = brink__knee(s->f, n, m, &knee);
    }
    s->knee = SIZE_MAX;
    for (size_t i = 0; status == BRINK_OK && i < s->k && knee != SIZE_MAX; i++) {
        if (s->is_on_front[i] && knee-- == 0) {
            s->knee = i;
            break;
        }
    }
    return status;
}

/* Study b: replicas drawn with replacement. */
static void draw(resampling *s, uint64_t b)
{
    const brink_address at = {.replica = b << 32, .who = brink_who("explore", "membership")};
    for (size_t r = 0; r < s->replicas; r++) {
        s->weight[r] = 0.0;
    }
    for (size_t r = 0; r < s->replicas; r++) {
        brink_address here = at;
        here.replica += r;
        s->weight[(size_t)(brink_uniform(s->tuning->options.seed, here) * (double)s->replicas)] += 1.0;
    }
    for (size_t c = 0; c < s->k * s->n_objectives; c++) {
        const double *pseudo = s->pseudo + c * s->replicas;
        double sum = 0.0;
        double n = 0.0;
        for (size_t r = 0; r < s->replicas; r++) {
            if (!isnan(pseudo[r])) {
                sum += s->weight[r] * pseudo[r];
                n += s->weight[r];
            }
        }
        s->objective[c].value = n > 0.0 ? sum / n : s->tuning->front.fresh[c].value;
    }
}

static brink_status resample(resampling *s)
{
    brink__front *front = &s->tuning->front;
    double sum = 0.0;
    double squares = 0.0;
    brink_status status = BRINK_OK;
    for (uint64_t b = 0; status == BRINK_OK && b < BRINK_TUNE_RESAMPLES; b++) {
        draw(s, b);
        status = judge(s, s->objective);
        double off = s->volume - front->volume.fresh;
        sum += off;
        squares += off * off;
        for (size_t i = 0; i < s->k; i++) {
            front->candidate[i].membership += s->is_on_front[i]; /* counts, so far */
            front->candidate[i].knee_share += s->knee == i;
        }
    }
    for (size_t i = 0; i < s->k; i++) {
        front->candidate[i].membership /= BRINK_TUNE_RESAMPLES;
        front->candidate[i].knee_share /= BRINK_TUNE_RESAMPLES;
    }
    double mean = sum / BRINK_TUNE_RESAMPLES;
    front->volume.fresh_se = sqrt(fmax(squares / BRINK_TUNE_RESAMPLES - mean * mean, 0.0));
    return status;
}

/* What the search believed of the same candidates. */
static brink_status judge_search(resampling *s)
{
    brink__front *front = &s->tuning->front;
    for (size_t i = 0; i < s->k; i++) {
        const brink_trial *trial = brink__trials_get(s->tuning->trials, front->candidate[i].trial);
        for (size_t j = 0; j < s->n_objectives; j++) {
            s->objective[i * s->n_objectives + j] = trial->objective[j];
        }
    }
    // NOLINTNEXTLINE(clang-analyzer-unix.Malloc): resampling_fini() frees what the analyser misses
    brink_status status = judge(s, s->objective);
    front->volume.search = s->volume;
    front->volume.search_incumbent = s->incumbent;
    return status;
}

static brink_status judge_fresh(resampling *s)
{
    brink__front *front = &s->tuning->front;
    brink_status status = judge(s, front->fresh);
    front->volume.fresh = s->volume;
    front->volume.fresh_incumbent = s->incumbent;
    for (size_t i = 0; i < s->k; i++) {
        front->candidate[i].violation = s->violation[i];
        front->candidate[i].is_on_front = s->is_on_front[i];
        front->candidate[i].is_knee = s->knee == i;
    }
    return status;
}

brink_status brink__front_judge(brink_tuning *tuning, brink_outcomes *outcomes, brink_error *err)
{
    resampling s;
    brink_status status = resampling_init(&s, tuning, (size_t)brink_outcomes_replicas(outcomes), err);
    if (status == BRINK_OK) {
        status = read(&s, outcomes, err);
    }
    if (status == BRINK_OK) {
        status = judge_search(&s);
        status = status == BRINK_OK ? judge_fresh(&s) : status;
        status = status == BRINK_OK ? resample(&s) : status;
        if (status != BRINK_OK) {
            (void)brink_fail(err, status, "out of memory for a front");
        }
    }
    resampling_fini(&s);
    return status;
}
