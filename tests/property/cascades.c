/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The model's streaming cascades against plain bookkeeping of the same paths (oracle/forest.h), cell by cell, on the
 * baseline and on random scenarios; the rest state against a replica that is put there; and what must hold of any
 * cascade. */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../models/deterrence/cascades.h"
#include "../../models/deterrence/deterrence.h"
#include "brink/rng.h"
#include "oracle/forest.h"
#include "oracle/random_scenario.h"
#include "oracle/tiny.h"

enum { SEED = 20240909, MOST_THEATRES = 8, HORIZON = 45, EACH = 5 /* lane is compared: the plain way is slow */ };

static const char baseline[] = BRINK_SOURCE_DIR "/scenarios/baseline";

typedef struct run {
    brink_scenario *scenario;
    brink_program *program;
    brink_batch batch;
    size_t n_counts;
    double *values; /* of series or metrics */
    forest *forest[BRINK_LANES];
} run;

static void open_run(run *r, brink_scenario *scenario, uint64_t first)
{
    assert_non_null(scenario);
    *r = (run){.scenario = scenario};
    brink_error err = {0};
    if (brink_program_new(scenario, &r->program, &err) != BRINK_OK) {
        fail_msg("%s", err.what);
    }
    const brink_program *p = r->program;
    for (size_t i = 0; i < p->n_count_tables; i++) {
        r->n_counts += p->count_tables[i].n_rows * p->count_tables[i].n_bins;
    }
    size_t bytes = (p->type->batch_bytes(p) + 63) / 64 * 64;
    r->batch = (brink_batch){.program = p,
                             .seed = SEED,
                             .first = first,
                             .n = BRINK_LANES,
                             .memory = aligned_alloc(64, bytes),
                             .counters = calloc(p->type->n_counters, sizeof(uint64_t)),
                             .counts = calloc(BRINK_LANES * r->n_counts, sizeof(uint32_t))};
    r->values = calloc((p->n_metrics + p->n_series) * BRINK_LANES, sizeof *r->values);
    assert_true(r->batch.memory && r->batch.counters && r->batch.counts && r->values);
    memset(r->batch.memory, 0, bytes);
    p->type->start(&r->batch);
}

static void close_run(run *r)
{
    brink_program_free(r->program);
    brink_scenario_free(r->scenario);
    free(r->batch.memory);
    free(r->batch.counters);
    free(r->batch.counts);
    free(r->values);
    for (size_t l = 0; l < BRINK_LANES; l++) {
        forest_free(r->forest[l]);
    }
}

static size_t output(const brink_output *outputs, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(outputs[i].name, name) == 0) {
            return i;
        }
    }
    fail_msg("no output %s", name);
    return 0;
}

static double metric(const run *r, const char *name, size_t lane)
{
    return r->values[output(r->program->metrics, r->program->n_metrics, name) * BRINK_LANES + lane];
}

static size_t table_of(const run *r, const char *name, size_t *first)
{
    *first = 0;
    for (size_t i = 0; i < r->program->n_count_tables; i++) {
        if (strcmp(r->program->count_tables[i].name, name) == 0) {
            return i;
        }
        *first += r->program->count_tables[i].n_rows * r->program->count_tables[i].n_bins;
    }
    fail_msg("no counted table %s", name);
    return 0;
}

/* Adds a value to the cell that its table's labels say. */
static void count_value(const run *r, uint32_t *counts, const char *name, bool is_censored, double value)
{
    size_t first;
    const brink_count_table *t = &r->program->count_tables[table_of(r, name, &first)];
    size_t bin = 0;
    assert_true(value >= t->bins[0].from && value <= t->end);
    while (bin + 1 < t->n_bins && value >= t->bins[bin + 1].from) {
        bin++;
    }
    counts[first + (is_censored ? t->n_bins : 0) + bin]++;
}

static void read_move(const run *r, size_t lane, size_t index, forest_move *move)
{
    brink__deterrence_post seen;
    double q_rest[MAX_MENU];
    brink__deterrence_get_post(&r->batch, lane, index, &seen);
    brink__deterrence_get_rest(&r->batch, lane, index, q_rest);
    *move = (forest_move){seen.action, seen.is_attributed, seen.probability[0][seen.action], q_rest[seen.action]};
}

/* Steps to the end, and keeps the books of every lane as long as its periods count. */
static void play(run *r, uint32_t n_periods)
{
    const brink_program *p = r->program;
    size_t n_theatres = brink_scenario_n_rows(r->scenario, "theatres");
    size_t level = p->n_series, n_state = brink__deterrence_n_state(p);
    bool is_over[BRINK_LANES] = {false};
    double *state = calloc(n_state, sizeof *state);
    assert_non_null(state);
    assert_true(n_theatres <= MOST_THEATRES);
    for (size_t l = 0; l < BRINK_LANES; l += EACH) {
        r->forest[l] = forest_new(r->scenario, SEED, r->batch.first + l);
        assert_non_null(r->forest[l]);
    }
    for (size_t s = 0; s < p->n_series && level == p->n_series; s++) {
        level = strncmp(p->series[s].name, "level.", 6) == 0 ? s : level;
    }
    for (uint32_t period = 1; period <= n_periods; period++) {
        p->type->step(&r->batch);
        p->type->series_values(&r->batch, r->values);
        for (size_t l = 0; l < BRINK_LANES; l += EACH) {
            forest_move move[MAX_POSTS];
            double levels[MOST_THEATRES];
            if (is_over[l]) {
                continue;
            }
            for (size_t i = 0; i < brink__deterrence_n_posts(p); i++) {
                read_move(r, l, i, &move[i]);
            }
            for (size_t t = 0; t < n_theatres; t++) {
                levels[t] = r->values[(level + t) * BRINK_LANES + l];
            }
            forest_add(r->forest[l], period, move, levels);
            brink__deterrence_get_state(&r->batch, l, state);
            is_over[l] = state[n_state - 2] < state[n_state - 1]; /* survival, conflict draw */
        }
    }
    p->type->metric_values(&r->batch, r->values);
    free(state);
}

/* The cells and metrics of one lane from its forest. */
static void check_lane(const run *r, size_t lane)
{
    const forest *f = r->forest[lane];
    uint32_t *want = calloc(r->n_counts, sizeof *want);
    size_t influence, n_roots = 0, n_provoked = 0, n_posts = forest_n_posts(f);
    double largest = 0.0, total = 0.0;
    assert_non_null(want);
    (void)table_of(r, "influence", &influence);
    for (size_t i = 0; i < forest_n_trees(f); i++) {
        forest_tree t = forest_get_tree(f, i);
        count_value(r, want, "size", t.is_censored, t.size);
        count_value(r, want, "depth", t.is_censored, t.depth);
        count_value(r, want, "duration", t.is_censored, t.duration);
        count_value(r, want, "theatres", t.is_censored, t.theatres);
        count_value(r, want, "actors", t.is_censored, t.actors);
        count_value(r, want, "peak_level", t.is_censored, t.peak);
        assert_true(1 <= t.depth && t.depth <= t.size);
        assert_true(1 <= t.actors && t.actors <= t.size && t.theatres <= t.size && t.duration >= 1);
        largest = fmax(largest, t.size);
        total += t.size;
    }
    for (size_t e = 0; e < forest_n_events(f); e++) {
        size_t parent, index;
        bool is_forced;
        forest_get_event(f, e, &parent, &index, &is_forced);
        want[influence + (parent == n_posts ? 0 : parent + 1) * n_posts + index]++;
        const char *who = brink_scenario_text(r->scenario, "stakes", index, "actor");
        size_t row = brink_scenario_find(r->scenario, "actors", (const char *const[]){who, NULL});
        bool is_challenger = strcmp(brink_scenario_text(r->scenario, "actors", row, "side"), "challenger") == 0;
        assert_true(parent == n_posts || !is_forced);
        n_roots += parent == n_posts;
        n_provoked += parent != n_posts && is_challenger;
    }
    assert_true(total == (double)forest_n_events(f)); /* every event is in one tree */
    assert_true(metric(r, "cascades", lane) == (double)forest_n_trees(f));
    assert_true(metric(r, "cascades", lane) == (double)n_roots);
    assert_true(metric(r, "cascade_events", lane) == total);
    assert_true(metric(r, "cascade_events", lane) == metric(r, "provocations", lane) + metric(r, "answers", lane));
    assert_true(metric(r, "cascade_size_max", lane) == largest);
    assert_true(metric(r, "provoked", lane) == (double)n_provoked);
    for (size_t i = 0; i < r->n_counts; i++) {
        if (r->batch.counts[lane * r->n_counts + i] != want[i]) {
            fail_msg("replica %llu: cell %zu is %u, not %u", (unsigned long long)r->batch.first + lane, i,
                     r->batch.counts[lane * r->n_counts + i], want[i]);
        }
    }
    free(want);
}

static void baseline_agrees(void **unused)
{
    (void)unused;
    run r;
    size_t n_trees = 0, n_deep = 0;
    open_run(&r, tiny_read_folder(baseline, NULL), 0);
    play(&r, r.program->n_periods);
    for (size_t l = 0; l < BRINK_LANES; l += EACH) {
        check_lane(&r, l);
        n_trees += forest_n_trees(r.forest[l]);
        for (size_t i = 0; i < forest_n_trees(r.forest[l]); i++) {
            n_deep += forest_get_tree(r.forest[l], i).depth > 4;
        }
    }
    assert_true(n_trees > 1000 && n_deep > 20); /* there was something to compare */
    close_run(&r);
}

/* Conflicts end the counting in most of these. */
static void conflicts_end_the_count(void **unused)
{
    (void)unused;
    static const char *const set[] = {"parameters.hazard_ceiling", "0.5", "parameters.hazard_midpoint", "6.5", NULL};
    run r;
    size_t n_conflicts = 0;
    open_run(&r, tiny_read_folder(baseline, set), 7000);
    play(&r, r.program->n_periods);
    for (size_t l = 0; l < BRINK_LANES; l += EACH) {
        check_lane(&r, l);
        n_conflicts += metric(&r, "conflict", l) != 0.0;
    }
    assert_true(n_conflicts > BRINK_LANES / EACH / 2);
    close_run(&r);
}

/* Shocks, scripts, ties, several challengers, decays of 0 and 1, each solution. */
static void random_scenarios_agree(void **unused)
{
    (void)unused;
    static const char *const solutions[] = {"qre", "myopic", "level_k", "doctrine", "qre", "qre"};
    static const char *const set[] = {"parameters.capability_gain", "0.6",
                                      NULL}; /* 1 may take all harm from an actor */
    size_t n_events = 0, n_forced = 0, n_provoked = 0;
    for (uint64_t seed = 1; seed <= 48; seed++) {
        random_scenario what = {
            seed, solutions[seed % COUNT(solutions)], "auto", "1e-8", 4.0, 0.3, 4, HORIZON,
        };
        char folder[] = "/tmp/brink_cascades_XXXXXX";
        assert_non_null(mkdtemp(folder));
        assert_true(random_scenario_write(&what, folder));
        run r;
        open_run(&r, tiny_read_folder(folder, set), 1000 * seed);
        random_scenario_remove(folder);
        play(&r, HORIZON);
        for (size_t l = 0; l < BRINK_LANES; l += EACH) {
            check_lane(&r, l);
            for (size_t e = 0; e < forest_n_events(r.forest[l]); e++) {
                size_t parent, index;
                bool is_forced;
                forest_get_event(r.forest[l], e, &parent, &index, &is_forced);
                n_forced += is_forced;
            }
            n_events += forest_n_events(r.forest[l]);
            n_provoked += (size_t)metric(&r, "provoked", l);
        }
        close_run(&r);
    }
    assert_true(n_events > 10000 && n_forced > 20 && n_provoked > 1000);
}

/* q_rest is what a replica would choose that has the same slow state, levels at rest, no warning and no grievance. */
static void rest_state_is_solved(void **unused)
{
    (void)unused;
    enum { BEFORE = 26 }; /* the rest state is solved in period 27 */
    run a, b;
    open_run(&a, tiny_read_folder(baseline, NULL), 500);
    open_run(&b, tiny_read_folder(baseline, NULL), 500);
    size_t n = brink__deterrence_n_state(a.program), n_theatres = 3, n_defenders = 5, n_challengers = 2;
    size_t grievance = n_theatres + n_defenders * n_theatres + 2 * n_defenders + 7 + n_challengers + 2 * n_defenders;
    double *state = calloc(n, sizeof *state);
    double largest = 0.0;
    assert_non_null(state);
    for (uint32_t period = 1; period <= BEFORE; period++) {
        a.program->type->step(&a.batch);
        b.program->type->step(&b.batch);
    }
    for (size_t l = 0; l < BRINK_LANES; l++) {
        brink__deterrence_get_state(&a.batch, l, state);
        for (size_t t = 0; t < n_theatres; t++) {
            state[t] = brink_scenario_number(a.scenario, "theatres", t, "rest");
        }
        for (size_t i = 0; i < n_defenders * n_theatres; i++) {
            state[n_theatres + i] = 0.0;
        }
        for (size_t i = 0; i < n_challengers; i++) {
            largest = fmax(largest, state[grievance + i]);
            state[grievance + i] = 0.0;
        }
        brink__deterrence_set_state(&b.batch, l, state);
    }
    assert_true(largest > 0.5); /* it was the grievance that was reset */
    a.program->type->step(&a.batch);
    b.program->type->step(&b.batch);
    double furthest = 0.0;
    for (size_t l = 0; l < BRINK_LANES; l++) {
        for (size_t i = 0; i < 5; i++) { /* the challengers' posts */
            brink__deterrence_post path, there;
            double q_rest[MAX_MENU];
            brink__deterrence_get_rest(&a.batch, l, i, q_rest);
            brink__deterrence_get_post(&a.batch, l, i, &path);
            brink__deterrence_get_post(&b.batch, l, i, &there);
            for (size_t k = 0; k < brink__deterrence_menu_size(a.program, i); k++) {
                assert_near(q_rest[k], there.probability[0][k], 1e-5); /* ten tolerances */
                furthest = fmax(furthest, fabs(q_rest[k] - path.probability[0][k]));
            }
        }
    }
    assert_true(furthest > 0.02); /* and it is not the path's */
    close_run(&a);
    close_run(&b);
    free(state);
}

/* A replica's cells do not depend on its lane, nor on the other replicas. */
static void lanes_do_not_matter(void **unused)
{
    (void)unused;
    run a, b;
    open_run(&a, tiny_read_folder(baseline, NULL), 0);
    open_run(&b, tiny_read_folder(baseline, NULL), 11);
    b.batch.n = 9;
    for (uint32_t period = 1; period <= a.program->n_periods; period++) {
        a.program->type->step(&a.batch);
        b.program->type->step(&b.batch);
    }
    assert_memory_equal(b.batch.counts, a.batch.counts + 11 * a.n_counts, 9 * a.n_counts * sizeof(uint32_t));
    close_run(&a);
    close_run(&b);
}

/* One challenger and one defender in one theatre, in limits that can be told in advance. */
static void limits(void **unused)
{
    (void)unused;
    /* neither the fast state nor the slow one moves: no action is above its rate at rest */
    static const char *const at_rest[] = {"theatres.T.level",
                                          "3",
                                          "theatres.T.push",
                                          "0",
                                          "theatres.T.answer_push",
                                          "0",
                                          "actions.answer.calm",
                                          "0",
                                          "parameters.reprisal",
                                          "0",
                                          "parameters.warning_commitment",
                                          "0",
                                          "actions.answer.burden",
                                          "0",
                                          "actions.answer.attrition",
                                          "0",
                                          "actions.answer.rally",
                                          "0",
                                          "actors.D.fatigue_rate",
                                          "0",
                                          "actors.D.fatigue_drift",
                                          "0",
                                          "parameters.fatigue_recovery",
                                          "0",
                                          "parameters.strain_decay",
                                          "0",
                                          "parameters.load_decay",
                                          "0",
                                          "parameters.learning",
                                          "0",
                                          "scenario.horizon",
                                          "45",
                                          NULL};
    /* nothing lasts: what was done in one period sets off nothing in the next */
    static const char *const no_memory[] = {
        "theatres.T.decay", "1", "parameters.reprisal", "3", "scenario.horizon", "45", NULL};
    /* nothing is found out: no answer has a parent */
    static const char *const unseen[] = {"actions.push.attribution", "0", "scenario.horizon", "45", NULL};
    static const char *const *const sets[] = {at_rest, no_memory, unseen};
    for (size_t i = 0; i < COUNT(sets); i++) {
        run r;
        open_run(&r, tiny_read(1, sets[i]), 0);
        play(&r, HORIZON);
        uint64_t answers_with_parent = 0;
        for (size_t l = 0; l < BRINK_LANES; l += EACH) {
            check_lane(&r, l);
            size_t first;
            (void)table_of(&r, "influence", &first);
            const uint32_t *cell = r.batch.counts + l * r.n_counts + first;
            /* rows: root, A, D; columns: A, D */
            assert_int_equal(cell[5], 0); /* no defender answers another */
            answers_with_parent += cell[3];
            assert_true(metric(&r, "provocations", l) > 0.0);
            if (i < 2) {
                assert_true(metric(&r, "provoked", l) == 0.0);
                assert_true(metric(&r, "cascade_size_max", l) <= 2.0);
            } else {
                assert_int_equal(cell[3], 0);
            }
        }
        assert_true(i == 2 || answers_with_parent > 0);
        close_run(&r);
    }
}

static void bins_hold_their_numbers(void **unused)
{
    (void)unused;
    for (uint32_t n = 1; n < 300000; n++) {
        size_t bin = brink__cascade_bin(n);
        double from = brink__cascade_bin_from(bin), to = brink__cascade_bin_from(bin + 1);
        assert_true(from <= n && n < to);
        assert_true(to - from <= fmax(1.0, from / 16.0));
    }
    assert_int_equal(brink__cascade_bin(1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bins_hold_their_numbers),
        cmocka_unit_test(baseline_agrees),
        cmocka_unit_test(conflicts_end_the_count),
        cmocka_unit_test(random_scenarios_agree),
        cmocka_unit_test(rest_state_is_solved),
        cmocka_unit_test(lanes_do_not_matter),
        cmocka_unit_test(limits),
    };
    return cmocka_run_group_tests_name("cascades", tests, NULL, NULL) != 0;
}
