/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/paths.h"

#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include "brink/rng.h"

static void *room(size_t n, size_t size)
{
    void *memory = calloc(n + 1, size);
    assert_non_null(memory);
    return memory;
}

/* --- a batch, to be stepped */

runner runner_new(brink_program *program, uint64_t seed, uint64_t first)
{
    size_t bytes = (program->type->batch_bytes(program) + 63) / 64 * 64;
    runner r = {.program = program,
                .batch = {.program = program,
                          .seed = seed,
                          .first = first,
                          .n = BRINK_LANES,
                          .memory = aligned_alloc(64, bytes),
                          .counters = room(program->type->n_counters, sizeof(uint64_t))},
                .n_state = brink__deterrence_n_state(program),
                .n_posts = brink__deterrence_n_posts(program)};
    assert_non_null(r.batch.memory);
    memset(r.batch.memory, 0, bytes);
    runner_start(&r);
    return r;
}

void runner_free(runner *r)
{
    brink_program_free(r->program);
    free(r->batch.memory);
    free(r->batch.counters);
}

void runner_start(runner *r)
{
    r->program->type->start(&r->batch);
}

void runner_step(runner *r)
{
    r->program->type->step(&r->batch);
    for (size_t l = 0; l < BRINK_LANES; l++) {
        assert_int_equal(r->batch.failed[l], BRINK_OK);
    }
}

layout layout_of(const tables *t)
{
    size_t n_challengers = 0, n_actors = tables_n_rows(t, "actors"), n_theatres = tables_n_rows(t, "theatres");
    for (size_t x = 0; x < n_actors; x++) {
        n_challengers += strcmp(tables_get(t, "actors", x, "side"), "challenger") == 0;
    }
    const size_t n_defenders = n_actors - n_challengers;
    layout l = {.warning = n_theatres};
    l.type = l.warning + n_defenders * n_theatres;
    l.log_odds = l.type + n_defenders;
    l.capability = l.log_odds + n_defenders;
    l.strain = l.capability + n_actors;
    l.fatigue = l.strain + n_challengers;
    l.attention = l.fatigue + n_defenders;
    l.grievance = l.attention + n_defenders;
    l.alignment = l.grievance + n_challengers;
    l.survival = l.alignment + tables_n_rows(t, "partnerships");
    l.draw = l.survival + 1;
    l.n = l.draw + 1;
    return l;
}

void random_state(const layout *l, uint64_t seed, double *state)
{
    const struct {
        size_t end;
        double lo, hi;
    } runs[] = {{l->warning, 1, 8},     {l->type, 0.1, 0.9},     {l->log_odds, 0, 1},    {l->capability, -3, 3},
                {l->strain, 0.5, 3},    {l->fatigue, 0.1, 3},    {l->attention, 0, 0.8}, {l->grievance, 0.5, 6},
                {l->alignment, 0.5, 9}, {l->survival, 0.1, 0.9}, {l->draw, 0.2, 1},      {l->n, 0, 1}};
    for (size_t i = 0, run = 0; i < l->n; i++) {
        while (i >= runs[run].end) {
            run++;
        }
        state[i] = runs[run].lo + (runs[run].hi - runs[run].lo) * brink_uniform(seed, (brink_address){.replica = i});
        state[i] = i >= l->type && i < l->log_odds ? (state[i] < 0.5 ? 0.0 : 1.0) : state[i];
    }
}

/* --- records */

static void record_posts(paths *p, const runner *r, size_t period)
{
    for (size_t l = 0; l < BRINK_LANES; l++) {
        p->n_nonconverged += !brink__deterrence_is_converged(&r->batch, l);
        for (size_t i = 0; i < p->n_posts; i++) {
            brink__deterrence_post seen;
            brink__deterrence_get_post(&r->batch, l, i, &seen);
            p->action[((period - 1) * p->n_posts + i) * BRINK_LANES + l] = seen.action;
            double *to = p->probability + ((period - 1) * p->n_posts + i) * 2 * MAX_MENU * BRINK_LANES + l;
            for (size_t a = 0; a < p->menu[i]; a++) {
                to[a * BRINK_LANES] = seen.probability[0][a];
                to[(MAX_MENU + a) * BRINK_LANES] = seen.probability[1][a];
            }
        }
    }
}

static char **names_of(const brink_output *outputs, size_t n)
{
    char **names = room(n, sizeof *names);
    for (size_t i = 0; i < n; i++) {
        names[i] = strdup(outputs[i].name);
        assert_non_null(names[i]);
    }
    return names;
}

paths *paths_new(const tables *t, uint64_t seed, uint64_t first)
{
    runner r = runner_new(tables_compile(t), seed, first);
    const brink_program *head = r.program;
    paths *p = room(1, sizeof *p);
    *p = (paths){.n_periods = head->n_periods,
                 .n_series = head->n_series,
                 .n_metrics = head->n_metrics,
                 .n_posts = r.n_posts,
                 .series_name = names_of(head->series, head->n_series),
                 .metric_name = names_of(head->metrics, head->n_metrics)};
    const size_t per_period = p->n_series * BRINK_LANES;
    p->series = room((p->n_periods + 1) * per_period, sizeof(double));
    p->metrics = room(p->n_metrics * BRINK_LANES, sizeof(double));
    p->action = room(p->n_periods * p->n_posts * BRINK_LANES, sizeof(uint32_t));
    p->probability = room(p->n_periods * p->n_posts * 2 * MAX_MENU * BRINK_LANES, sizeof(double));
    p->menu = room(p->n_posts, sizeof(size_t));
    for (size_t i = 0; i < p->n_posts; i++) {
        p->menu[i] = brink__deterrence_menu_size(head, i);
    }
    head->type->series_values(&r.batch, p->series);
    for (size_t period = 1; period <= p->n_periods; period++) {
        runner_step(&r);
        head->type->series_values(&r.batch, p->series + period * per_period);
        record_posts(p, &r, period);
    }
    head->type->metric_values(&r.batch, p->metrics);
    runner_free(&r);
    return p;
}

void paths_free(paths *p)
{
    if (p == NULL) {
        return;
    }
    for (size_t i = 0; i < p->n_series; i++) {
        free(p->series_name[i]);
    }
    for (size_t i = 0; i < p->n_metrics; i++) {
        free(p->metric_name[i]);
    }
    free(p->series_name);
    free(p->metric_name);
    free(p->series);
    free(p->metrics);
    free(p->action);
    free(p->probability);
    free(p->menu);
    free(p);
}

static size_t find(char *const *names, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(names[i], name) == 0) {
            return i;
        }
    }
    fail_msg("no output %s", name);
    return 0;
}

size_t paths_series(const paths *p, const char *name)
{
    return find(p->series_name, p->n_series, name);
}

size_t paths_metric(const paths *p, const char *name)
{
    return find(p->metric_name, p->n_metrics, name);
}

const double *paths_series_at(const paths *p, size_t period, const char *name)
{
    return p->series + (period * p->n_series + paths_series(p, name)) * BRINK_LANES;
}

uint32_t paths_action(const paths *p, size_t period, size_t post, size_t lane)
{
    return p->action[((period - 1) * p->n_posts + post) * BRINK_LANES + lane];
}

const double *paths_probability(const paths *p, size_t period, size_t post, size_t type, size_t action)
{
    return p->probability + (((period - 1) * p->n_posts + post) * 2 + type) * MAX_MENU * BRINK_LANES +
           action * BRINK_LANES;
}

void difference_add(difference *d, const double *a, const double *b, size_t lane, size_t n)
{
    for (size_t l = lane; l < lane + n; l++) {
        double off = fabs(a[l] - b[l]);
        d->n++;
        d->n_different += !same_bits(&a[l], &b[l], 1);
        /* written so that a NaN against a number counts as the worst; two NaN are two missing values */
        d->worst = off <= d->worst || (isnan(a[l]) && isnan(b[l])) ? d->worst : isnan(off) ? (double)INFINITY : off;
    }
}

void difference_series(difference *d, const paths *a, const paths *b, const char *name, size_t n_periods)
{
    for (size_t period = 0; period <= n_periods; period++) {
        difference_add(d, paths_series_at(a, period, name), paths_series_at(b, period, name), 0, BRINK_LANES);
    }
}

bool is_of_cascades(const char *metric)
{
    return strncmp(metric, "cascade", 7) == 0 || strcmp(metric, "provoked") == 0 ||
           strcmp(metric, "branching_share") == 0;
}

void difference_all(difference *d, const paths *a, const paths *b, size_t n_periods, size_t lane, size_t n,
                    bool is_cascade_too)
{
    assert_int_equal(a->n_series, b->n_series);
    assert_int_equal(a->n_metrics, b->n_metrics);
    for (size_t s = 0; s < a->n_series; s++) {
        assert_string_equal(a->series_name[s], b->series_name[s]);
        for (size_t period = 0; period <= n_periods; period++) {
            const size_t at = (period * a->n_series + s) * BRINK_LANES;
            difference_add(d, a->series + at, b->series + at, lane, n);
        }
    }
    if (n_periods < a->n_periods || n_periods < b->n_periods) {
        return; /* metrics are of whole paths */
    }
    for (size_t m = 0; m < a->n_metrics; m++) {
        assert_string_equal(a->metric_name[m], b->metric_name[m]);
        if (is_cascade_too || !is_of_cascades(a->metric_name[m])) {
            difference_add(d, a->metrics + m * BRINK_LANES, b->metrics + m * BRINK_LANES, lane, n);
        }
    }
}
