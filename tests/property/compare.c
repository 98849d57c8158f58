/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The engine's kernel of the deterrence model against the oracle (tests/oracle), over random scenarios, random states
 * and whole paths, for every solution rule. Both see the same random draws, so they are compared period by period:
 * choice probabilities, moves, state, series, and at the end every metric.
 *
 * BRINK_COMPARE_SCALE=n runs n times as many scenarios. A failure prints its case and scenario, which
 * BRINK_COMPARE_CASE=name and BRINK_COMPARE_SEED=number run alone. */
#include "support/verify.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_rng.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "oracle/oracle.h"
#include "oracle/random_scenario.h"
#include "oracle/tiny.h"

enum { PATHS = 2, HORIZON = 30, STUDY_SEED = 20240909 };

/* A draw so near a boundary of the cumulative probabilities that rounding may decide it. */
static const double NEAR_BOUNDARY = 1e-6;

typedef struct group {
    const char *name, *solution, *branch;
    double rationality_most, reputation_most, probability_tolerance, state_tolerance;
    unsigned size_most;
    uint64_t n_scenarios;
} group;

/* Rationality to 6 is a few times what the baseline has; to 20, with strong reputation, equilibria are several. What is
 * iterated from warm values may then be another one than the oracle's (which audits count): that is compared to 3. */
static const group groups[] = {
    {"qre_traced", "qre", "trace", 6.0, 0.3, 1e-7, 1e-9, 4, 4},
    {"qre_traced_sharp", "qre", "trace", 20.0, 1.5, 1e-7, 1e-9, 3, 3},
    {"qre_iterated", "qre", "auto", 3.0, 0.3, 1e-7, 1e-9, 4, 8},
    {"level_k", "level_k", "auto", 6.0, 0.3, 1e-7, 1e-9, 4, 4},
    {"best_response", "best_response", "auto", 3.0, 0.3, 1e-7, 1e-9, 3, 3},
    {"myopic", "myopic", "auto", 3.0, 0.3, 1e-7, 1e-9, 4, 4},
    {"doctrine", "doctrine", "auto", 6.0, 0.3, 1e-7, 1e-9, 4, 4},
};

/* What is being compared, for messages, and what was found. */
typedef struct comparison {
    const group *g;
    uint64_t seed;
    const char *phase;
    size_t lane;
    brink_program *program;
    brink_batch batch;
    oracle *o;
    double *ours, *theirs; /* [n_state] */
    double *table;         /* [outputs][BRINK_LANES] */
    size_t n_draws, n_skipped, n_wrong, n_moved, n_periods, n_nonconverged, n_unsolved, n_probabilities, n_states;
    double worst_probability, worst_state;
} comparison;

static bool differs(double got, double want, double tolerance)
{
    return !(fabs(got - want) <= tolerance * (1.0 + fabs(want)));
}

/* fmax() would lose a NaN. */
static double worse(double worst, double off)
{
    return off <= worst ? worst : off;
}

static void complain(comparison *c, const char *what, size_t a, size_t b, double got, double want)
{
    if (c->n_wrong++ < 8) {
        print_error("%s, scenario %llu, %s, lane %zu, period %u: %s %zu.%zu is %.17g, the oracle has %.17g\n",
                    c->g->name, (unsigned long long)c->seed, c->phase, c->lane, (unsigned)oracle_period(c->o), what, a,
                    b, got, want);
    }
}

/* One lane's moves and probabilities. False when a draw was too near a boundary and went the other way. */
static bool compare_posts(comparison *c)
{
    bool same = true;
    c->n_periods++;
    if (!brink__deterrence_is_converged(&c->batch, c->lane)) {
        c->n_nonconverged++; /* said and counted by the kernel itself: nothing to compare */
        return false;
    }
    for (size_t i = 0; i < oracle_n_posts(c->o); i++) {
        oracle_post_view want;
        brink__deterrence_post got;
        oracle_get_post(c->o, i, &want);
        brink__deterrence_get_post(&c->batch, c->lane, i, &got);
        for (size_t type = 0; type < (oracle_is_challenger(c->o, i) ? 1 : 2); type++) {
            for (size_t a = 0; a < oracle_menu_size(c->o, i); a++) {
                double p = got.probability[type][a], q = want.probability[type][a];
                c->worst_probability = worse(c->worst_probability, fabs(p - q));
                c->n_probabilities++;
                if (differs(p, q, c->g->probability_tolerance)) {
                    complain(c, type == 1 ? "probability of resolute post" : "probability of post", i, a, p, q);
                }
            }
        }
        c->n_draws++;
        if (got.action != want.action) {
            same = false;
            if (want.distance < NEAR_BOUNDARY) {
                c->n_skipped++;
                continue;
            }
            c->n_moved++;
            complain(c, "action of post", i, 0, (double)got.action, (double)want.action);
        } else if (got.is_attributed != want.is_attributed) {
            same = false;
            c->n_moved++;
            complain(c, "attribution of post", i, got.action, got.is_attributed, want.is_attributed);
        }
    }
    return same;
}

/* Steps the oracle after the kernel. False when there is nothing to compare: the kernel failed, which is wrong, or the
 * oracle itself found no solution, which is counted. */
static bool step_oracle(comparison *c)
{
    if (c->batch.failed[c->lane] != BRINK_OK) {
        complain(c, "status of lane", c->lane, 0, c->batch.failed[c->lane], BRINK_OK);
        return false;
    }
    if (!oracle_step(c->o)) {
        c->n_unsolved++;
        return false;
    }
    return true;
}

static void compare_state(comparison *c)
{
    size_t n = oracle_n_state(c->o);
    brink__deterrence_get_state(&c->batch, c->lane, c->ours);
    oracle_get_state(c->o, c->theirs);
    for (size_t k = 0; k < n; k++) {
        c->worst_state = worse(c->worst_state, fabs(c->ours[k] - c->theirs[k]) / (1.0 + fabs(c->theirs[k])));
        c->n_states++;
        if (differs(c->ours[k], c->theirs[k], c->g->state_tolerance)) {
            complain(c, "state", k, n, c->ours[k], c->theirs[k]);
        }
    }
}

/* Metrics that property.cascades compares. */
static bool is_of_cascades(const char *name)
{
    return strncmp(name, "cascade", 7) == 0 || strcmp(name, "provoked") == 0 || strcmp(name, "branching_share") == 0;
}

static void compare_outputs(comparison *c, const brink_output *outputs, size_t n, bool is_metric)
{
    for (size_t m = 0; m < n; m++) {
        double got = c->table[m * BRINK_LANES + c->lane], want = 0.0;
        if (is_metric && is_of_cascades(outputs[m].name)) {
            continue;
        }
        bool is_known =
            is_metric ? oracle_metric(c->o, outputs[m].name, &want) : oracle_series(c->o, outputs[m].name, &want);
        if (!is_known) {
            complain(c, outputs[m].name, m, 0, got, (double)NAN);
        } else if (outputs[m].quantity->kind == BRINK_RATIO ||
                   (isnan(want) && isnan(got) && outputs[m].may_be_missing)) {
            continue;
        } else if (differs(got, want, 1e-7)) {
            complain(c, outputs[m].name, m, 0, got, want);
        } else if (!(got >= outputs[m].lo && got <= outputs[m].hi)) {
            complain(c, "beyond its stated range", m, 0, got, want);
        }
    }
}

/* A state anywhere in section 1's ranges, often at their ends. */
static double draw_in(gsl_rng *rng, double lo, double hi)
{
    double u = gsl_rng_uniform(rng);
    return u < 0.1 ? lo : u < 0.2 ? hi : lo + (hi - lo) * gsl_rng_uniform(rng);
}

static void draw_state(const comparison *c, gsl_rng *rng, double *state)
{
    const struct {
        size_t n;
        double lo, hi;
    } runs[] = {{oracle_count(c->o, ORACLE_THEATRES), 0.0, 10.0},
                {oracle_count(c->o, ORACLE_DEFENDERS) * oracle_count(c->o, ORACLE_THEATRES), 0.0, 1.0},
                {oracle_count(c->o, ORACLE_DEFENDERS), 0.0, 0.0},
                {oracle_count(c->o, ORACLE_DEFENDERS), -8.0, 8.0},
                {oracle_count(c->o, ORACLE_DEFENDERS) + oracle_count(c->o, ORACLE_CHALLENGERS), 0.0, 5.0},
                {oracle_count(c->o, ORACLE_CHALLENGERS), 0.0, 5.0},
                {oracle_count(c->o, ORACLE_DEFENDERS), 0.0, 1.0},
                {oracle_count(c->o, ORACLE_DEFENDERS), 0.0, 10.0},
                {oracle_count(c->o, ORACLE_CHALLENGERS), 0.0, 20.0},
                {oracle_count(c->o, ORACLE_PARTNERSHIPS), 0.0, 1.0},
                {2, 0.0, 1.0}};
    size_t k = 0;
    for (size_t r = 0; r < COUNT(runs); r++) {
        for (size_t i = 0; i < runs[r].n; i++) {
            state[k++] = r == 2 ? (double)gsl_rng_uniform_int(rng, 2) : draw_in(rng, runs[r].lo, runs[r].hi);
        }
    }
    assert_int_equal(k, oracle_n_state(c->o));
    oracle_set_state(c->o, state); /* which forgets what cannot be: warnings where the defender has no post */
    oracle_get_state(c->o, state);
}

static void start(comparison *c)
{
    c->batch.program->type->start(&c->batch);
}

static void step(comparison *c)
{
    c->batch.program->type->step(&c->batch);
}

/* Every lane another random state; one period from there. */
static void compare_states(comparison *c)
{
    c->phase = "random states";
    size_t n = oracle_n_state(c->o);
    double *states = calloc(BRINK_LANES * n, sizeof *states);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    assert_non_null(states);
    assert_non_null(rng);
    gsl_rng_set(rng, (unsigned long)c->seed + 77);
    start(c);
    for (size_t lane = 0; lane < BRINK_LANES; lane++) {
        draw_state(c, rng, &states[lane * n]);
        brink__deterrence_set_state(&c->batch, lane, &states[lane * n]);
    }
    step(c);
    for (c->lane = 0; c->lane < BRINK_LANES; c->lane++) {
        oracle_start(c->o, STUDY_SEED, c->batch.first + c->lane);
        oracle_set_state(c->o, &states[c->lane * n]);
        if (step_oracle(c) && compare_posts(c)) {
            compare_state(c);
        }
    }
    gsl_rng_free(rng);
    free(states);
}

/* Whole paths from the start. The kernel's state is set to the oracle's after every period, so that rounding does not
 * add up; its shocks, sums and warm starts are its own. */
static void compare_paths(comparison *c)
{
    const brink_program *p = c->program;
    c->phase = "paths";
    for (size_t path = 0; path < PATHS; path++) {
        c->lane = (path * 13 + c->seed) % BRINK_LANES;
        start(c);
        oracle_start(c->o, STUDY_SEED, c->batch.first + c->lane);
        compare_state(c);
        bool same = true;
        for (uint32_t period = 0; period <= p->n_periods; period++) {
            if (period > 0) {
                step(c);
                if (!step_oracle(c)) {
                    return;
                }
                if (compare_posts(c)) {
                    compare_state(c);
                } else {
                    same = false;
                }
            }
            if (same) {
                p->type->series_values(&c->batch, c->table);
                compare_outputs(c, p->series, p->n_series, false);
            }
            oracle_get_state(c->o, c->theirs);
            brink__deterrence_set_state(&c->batch, c->lane, c->theirs);
        }
        if (same) { /* one period otherwise, and sums over the path are no longer the same */
            p->type->metric_values(&c->batch, c->table);
            compare_outputs(c, p->metrics, p->n_metrics, true);
        }
    }
}

static void compare_one(comparison *c)
{
    const group *g = c->g;
    random_scenario r = {c->seed,      g->solution, g->branch, "1e-10", g->rationality_most, g->reputation_most,
                         g->size_most, HORIZON};
    char folder[] = "/tmp/brink_compare_XXXXXX";
    assert_non_null(mkdtemp(folder));
    assert_true(random_scenario_write(&r, folder));
    brink_scenario *scenario = tiny_read_folder(folder, NULL);
    random_scenario_remove(folder);
    assert_non_null(scenario);

    brink_error err;
    if (brink_program_new(scenario, &c->program, &err) != BRINK_OK) {
        fail_msg("%s, scenario %llu: %s", g->name, (unsigned long long)c->seed, err.what);
    }
    c->o = oracle_new(scenario);
    assert_non_null(c->o);
    brink_scenario_free(scenario);
    size_t bytes = (c->program->type->batch_bytes(c->program) + 63) / 64 * 64, n = oracle_n_state(c->o);
    size_t n_outputs = c->program->n_metrics > c->program->n_series ? c->program->n_metrics : c->program->n_series;
    c->batch = (brink_batch){.program = c->program,
                             .seed = STUDY_SEED,
                             .first = 1000 * c->seed,
                             .n = BRINK_LANES,
                             .memory = aligned_alloc(64, bytes),
                             .counters = calloc(c->program->type->n_counters + 1, sizeof(uint64_t))};
    c->ours = calloc(n, sizeof *c->ours);
    c->theirs = calloc(n, sizeof *c->theirs);
    c->table = calloc(n_outputs * BRINK_LANES, sizeof *c->table);
    assert_true(c->batch.memory && c->batch.counters && c->ours && c->theirs && c->table);
    memset(c->batch.memory, 0, bytes);
    assert_int_equal(brink__deterrence_n_state(c->program), n);
    assert_int_equal(brink__deterrence_n_posts(c->program), oracle_n_posts(c->o));

    compare_states(c);
    compare_paths(c);

    oracle_free(c->o);
    brink_program_free(c->program);
    free(c->batch.memory);
    free(c->batch.counters);
    free(c->ours);
    free(c->theirs);
    free(c->table);
}

static uint64_t number_in(const char *variable, uint64_t fallback)
{
    const char *text = getenv(variable);
    return text != NULL ? strtoull(text, NULL, 10) : fallback;
}

static void record(const comparison *c)
{
    const char *const origin = "models/deterrence/README.md, sections 1 to 4, in tests/oracle";
    const char *const name = c->g->name;
    verify_worst((verify_about){"oracle", verify_name("%s: choice probabilities", name), origin}, "the oracle",
                 c->n_probabilities, c->worst_probability, c->g->probability_tolerance);
    verify_same((verify_about){"oracle", verify_name("%s: moves and attributions", name), origin}, "draws",
                c->n_draws - c->n_skipped, c->n_moved);
    verify_worst((verify_about){"oracle", verify_name("%s: state after a period", name), origin}, "the oracle",
                 c->n_states, c->worst_state, c->g->state_tolerance);
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { ONE_IN = 4 }; /* of the scenarios: they take ten times as long, and memory is used alike in all */
#else
enum { ONE_IN = 1 };
#endif

static void kernel_is_oracle(void **unused)
{
    comparison c = {.g = *unused};
    uint64_t only = number_in("BRINK_COMPARE_SEED", 0), n = c.g->n_scenarios * number_in("BRINK_COMPARE_SCALE", 1);
    n = (n + ONE_IN - 1) / ONE_IN;
    for (c.seed = only > 0 ? only : 1; c.seed <= (only > 0 ? only : n); c.seed++) {
        size_t wrong_before = c.n_wrong;
        c.n_wrong = 0;
        compare_one(&c);
        c.n_wrong += wrong_before;
    }
    print_message("%s: %zu draws, %zu too near a boundary; largest differences: probability %.2g, state %.2g\n",
                  c.g->name, c.n_draws, c.n_skipped, c.worst_probability, c.worst_state);
    assert_true(c.n_draws > 0);
    assert_true((double)c.n_skipped < 0.001 * (double)c.n_draws);
    print_message("%s: of %zu periods %zu did not converge, and the oracle could not solve %zu more\n", c.g->name,
                  c.n_periods, c.n_nonconverged, c.n_unsolved);
    assert_true((double)(c.n_nonconverged + c.n_unsolved) < 0.01 * (double)c.n_periods);
    record(&c);
    assert_int_equal(c.n_wrong, 0);
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    struct CMUnitTest tests[COUNT(groups)];
    for (size_t i = 0; i < COUNT(groups); i++) {
        tests[i] = verify_test_of(groups[i].name, kernel_is_oracle, &groups[i]);
    }
    const char *filter = getenv("BRINK_COMPARE_CASE");
    if (filter != NULL) {
        cmocka_set_test_filter(filter);
    }
    return verify_main("compare", tests, COUNT(tests));
}
