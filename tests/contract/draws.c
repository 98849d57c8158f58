/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How every model draws, seen by putting a recorder between it and the random numbers (linked with --wrap): no draw is
 * used twice, none belongs to another replica, and draws belong to names, so that what a new row of a table draws
 * leaves all others alone. */
#include "support/check.h"

#include <gsl/gsl_errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "brink/rng.h"
#include "support/batch.h"
#include "support/folder.h"
#include "support/registry.h"
#include "support/scenario_copy.h"

/* --- the recorder ------------------------------------------------------------------------------------------------- */

typedef struct record {
    brink_address *at; /* one a replica: vectors are taken apart */
    size_t n, room;
    bool is_on, is_foreign; /* a draw of another seed, another replica, or a later period was made */
    const brink_batch *batch;
} record;

static record seen;

static void note(uint64_t seed, brink_address at, size_t n)
{
    if (!seen.is_on) {
        return;
    }
    const brink_batch *b = seen.batch;
    seen.is_foreign = seen.is_foreign || seed != b->seed || at.replica < b->first ||
                      at.replica + n > b->first + BRINK_LANES ||
                      at.period > b->period + 1; /* step() may count the period when it is over */
    for (size_t i = 0; i < n; i++) {
        if (seen.n == seen.room) {
            seen.room = seen.room > 0 ? 2 * seen.room : 4096;
            seen.at = realloc(seen.at, seen.room * sizeof *seen.at);
            assert_non_null(seen.at);
        }
        seen.at[seen.n] = at;
        seen.at[seen.n++].replica += i;
    }
}

/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c): the linker gives these names */
double __real_brink_uniform(uint64_t seed, brink_address at);
void __real_brink_uniforms(uint64_t seed, brink_address at, size_t n, double *u);
double __real_brink_normal(uint64_t seed, brink_address at);
void __real_brink_normals(uint64_t seed, brink_address at, size_t n, double *z);
double __wrap_brink_uniform(uint64_t seed, brink_address at);
void __wrap_brink_uniforms(uint64_t seed, brink_address at, size_t n, double *u);
double __wrap_brink_normal(uint64_t seed, brink_address at);
void __wrap_brink_normals(uint64_t seed, brink_address at, size_t n, double *z);
void __wrap_brink_rng_seek(void *rng, uint64_t seed, brink_address at);

double __wrap_brink_uniform(uint64_t seed, brink_address at)
{
    note(seed, at, 1);
    return __real_brink_uniform(seed, at);
}

void __wrap_brink_uniforms(uint64_t seed, brink_address at, size_t n, double *u)
{
    note(seed, at, n);
    __real_brink_uniforms(seed, at, n, u);
}

double __wrap_brink_normal(uint64_t seed, brink_address at)
{
    note(seed, at, 1);
    return __real_brink_normal(seed, at);
}

void __wrap_brink_normals(uint64_t seed, brink_address at, size_t n, double *z)
{
    note(seed, at, n);
    __real_brink_normals(seed, at, n, z);
}

/* A generator at an address uses as many as it likes, which cannot be seen from here. */
void __wrap_brink_rng_seek(void *rng, uint64_t seed, brink_address at)
{
    (void)rng;
    (void)seed;
    (void)at;
    fail_msg("a model draws from a generator: teach this test to follow it");
}
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c) */

static int compare(const void *a, const void *b)
{
    const brink_address *x = a, *y = b;
    if (x->replica != y->replica) {
        return x->replica < y->replica ? -1 : 1;
    }
    if (x->who != y->who) {
        return x->who < y->who ? -1 : 1;
    }
    const uint32_t left = (uint32_t)x->period << 16 | (uint32_t)x->purpose << 8 | x->index;
    const uint32_t right = (uint32_t)y->period << 16 | (uint32_t)y->purpose << 8 | y->index;
    return left < right ? -1 : left > right;
}

/* All draws of a batch in order; freed by the caller. `n` receives their number. */
static brink_address *draws_of(batch_run *run, uint64_t first, size_t *n)
{
    seen = (record){.is_on = true, .batch = &run->batch};
    batch_go(run, first, BRINK_LANES, true);
    seen.is_on = false;
    assert_false(seen.is_foreign);
    if (seen.n > 0) {
        qsort(seen.at, seen.n, sizeof *seen.at, compare);
    }
    *n = seen.n;
    return seen.at;
}

/* --- promises ----------------------------------------------------------------------------------------------------- */

/* No draw is used twice, so nothing depends on anything else by accident, and no two replicas share a stream. */
static void once(void **state)
{
    const registry_entry *e = *state;
    assert_non_null(e->scenario);
    brink_program *p = registry_compile(e->scenario);
    batch_run run;
    batch_new(&run, p);
    for (uint64_t first = 0; first < 2 * BRINK_LANES; first += BRINK_LANES) {
        size_t n = 0;
        brink_address *draw = draws_of(&run, first, &n);
        for (size_t i = 1; i < n; i++) {
            if (compare(&draw[i - 1], &draw[i]) == 0) {
                fail_msg("replica %lu draws twice at who %08x, period %u, purpose %u, index %u",
                         (unsigned long)draw[i].replica, (unsigned)draw[i].who, draw[i].period, draw[i].purpose,
                         draw[i].index);
            }
        }
        free(draw);
    }
    batch_free(&run);
    brink_program_free(p);
}

/* The first row of a table under another name: its text, freed by the caller; NULL where the folder has no such file or
 * the row no cell besides. */
static char *renamed_row(const char *folder, const char *file, const char *name)
{
    if (!file_is_there(folder, file)) {
        return NULL;
    }
    char *text = file_get(folder, file, NULL);
    const char *row = strchr(text, '\n');
    const char *comma = row != NULL ? strchr(row + 1, ',') : NULL;
    const char *end = comma != NULL ? strchr(comma, '\n') : NULL;
    const size_t size = strlen(text) + strlen(name) + 2;
    char *out = end != NULL ? malloc(size) : NULL;
    if (out != NULL) {
        (void)snprintf(out, size, "%s%.*s\n", name, (int)(end - comma), comma);
    }
    free(text);
    return out;
}

/* The scenario with one more row in a table of named things, 20 periods long where it may be; NULL where the model
 * refuses that. */
static brink_scenario *with_another(const registry_entry *e, const brink_table *table)
{
    char file[64];
    (void)snprintf(file, sizeof file, "%s.csv", table->name);
    char *row = renamed_row(e->folder[0], file, "Zzz_another");
    if (row == NULL) {
        return NULL;
    }
    const scenario_edit edit = {.file = file, .put = row};
    char *folder = scenario_copy_new(e->folder[0], &edit, 1);
    brink_scenario *scenario = NULL;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    assert_non_null(diagnostics);
    if (brink_scenario_read(folder, &scenario, diagnostics) == BRINK_OK) {
        const unsigned horizon = (unsigned)brink_scenario_value(e->scenario, "scenario", "horizon");
        brink_scenario *copy = registry_with_horizon(scenario, horizon);
        brink_scenario_free(scenario);
        scenario = copy;
    }
    brink_diagnostics_free(diagnostics);
    scenario_copy_remove(folder);
    free(row);
    return scenario;
}

/* Every address that was drawn before is drawn still, for the same replica: what is new has names of its own. */
static void assert_kept(const brink_address *before, size_t n_before, const brink_address *after, size_t n_after)
{
    size_t j = 0;
    for (size_t i = 0; i < n_before; i++) {
        while (j < n_after && compare(&after[j], &before[i]) < 0) {
            j++;
        }
        if (j == n_after || compare(&after[j], &before[i]) != 0) {
            fail_msg("a draw is gone: who %08x, period %u, purpose %u", (unsigned)before[i].who, before[i].period,
                     before[i].purpose);
        }
    }
}

/* Series of the same name hold the same values. The number of them. */
static size_t assert_same_series(const batch_run *before, const batch_run *after)
{
    const brink_program *p = before->batch.program, *q = after->batch.program;
    size_t n = 0;
    for (size_t s = 0; s < p->n_series; s++) {
        for (size_t r = 0; r < q->n_series; r++) {
            if (strchr(p->series[s].name, '.') == NULL || strcmp(p->series[s].name, q->series[r].name) != 0) {
                continue; /* sums over all may well change */
            }
            for (size_t t = 0; t <= p->n_periods; t++) {
                assert_memory_equal(before->series + (t * p->n_series + s) * BRINK_LANES,
                                    after->series + (t * q->n_series + r) * BRINK_LANES, BRINK_LANES * sizeof(double));
            }
            n++;
        }
    }
    return n;
}

/* Models whose things do not notice one that is tied to none of them. */
static const char *const aloof[] = {"branching", "hawkes", "richardson"};

static bool is_aloof(const char *name)
{
    bool is_listed = false;
    for (size_t i = 0; i < COUNT(aloof); i++) {
        is_listed = is_listed || strcmp(aloof[i], name) == 0;
    }
    return is_listed;
}

/* Draws belong to names: with one more actor, theatre or whatever a table names, all draws of before are there still;
 * and where nothing ties it to the others, all that they do is the same. */
static void names(void **state)
{
    const registry_entry *e = *state;
    assert_non_null(e->scenario);
    size_t n_added = 0, n_series = 0;
    for (size_t t = 0; t < e->model->n_tables; t++) {
        const brink_table *table = &e->model->tables[t];
        const bool names_things = table->rows == NULL && table->columns[0].kind == BRINK_CELL_NAME;
        brink_scenario *more = names_things ? with_another(e, table) : NULL;
        if (more == NULL) {
            continue;
        }
        brink_program *p = registry_compile(e->scenario), *q = registry_compile(more);
        batch_run before, after;
        size_t n_before = 0, n_after = 0;
        batch_new(&before, p);
        batch_new(&after, q);
        brink_address *old = draws_of(&before, 0, &n_before), *new = draws_of(&after, 0, &n_after);
        assert_kept(old, n_before, new, n_after);
        n_series += is_aloof(e->model->name) ? assert_same_series(&before, &after) : 0;
        n_added++;
        free(old);
        free(new);
        batch_free(&before);
        batch_free(&after);
        brink_program_free(p);
        brink_program_free(q);
        brink_scenario_free(more);
    }
    print_message("%s: %zu tables with another row, %zu series the same\n", e->model->name, n_added, n_series);
    assert_true(n_series > 0 || !is_aloof(e->model->name));
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    static registry_entry entries[REGISTRY_MOST];
    static struct CMUnitTest tests[2 * REGISTRY_MOST];
    static char name[2 * REGISTRY_MOST][96];
    const size_t n = registry_open(entries);
    for (size_t i = 0; i < 2 * n; i++) {
        registry_entry *e = &entries[i / 2];
        (void)snprintf(name[i], sizeof name[i], "%s/%s", e->model->name, i % 2 ? "names" : "once");
        tests[i] = (struct CMUnitTest){name[i], i % 2 ? names : once, NULL, NULL, e};
    }
    const int failed = _cmocka_run_group_tests("draws", tests, 2 * n, NULL, NULL);
    registry_close(entries, n);
    return failed != 0;
}
