/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explore/growing.h"

#include <stdlib.h>
#include <string.h>

#include "base/grown.h"
#include "brink/results.h"
#include "engine/store.h"
#include "explore/memory.h"
#include "version.h"

static brink_status check_study(const brink__growing *g, const brink_results *results, brink_error *err)
{
    if (strcmp(brink_results_version(results), BRINK_VERSION) != 0) {
        return brink_fail(err, BRINK_EMISMATCH, "stored by brink %.100s, this is brink %s",
                          brink_results_version(results), BRINK_VERSION);
    }
    if (brink_results_seed(results) != g->how.seed) {
        return brink_fail(err, BRINK_EMISMATCH, "stored with seed %llu, this search has seed %llu",
                          (unsigned long long)brink_results_seed(results), (unsigned long long)g->how.seed);
    }
    if (brink_results_ceiling(results) != g->how.replicas) {
        return brink_fail(err, BRINK_EMISMATCH, "stored with %llu replicas a point, this search has %llu",
                          (unsigned long long)brink_results_ceiling(results), (unsigned long long)g->how.replicas);
    }
    return BRINK_OK;
}

brink_status brink__growing_init(brink__growing *growing, const char *folder, const brink_run_options *how,
                                 brink_error *err)
{
    brink__growing *g = growing;
    brink_results *results = NULL;
    *g = (brink__growing){.folder = folder, .how = *how};
    if (!how->resume || !brink__store_exists(folder)) {
        return BRINK_OK;
    }
    brink_status status = brink_results_open(folder, &results, err);
    if (status == BRINK_OK) {
        status = check_study(g, results, err);
    }
    size_t n = results ? brink_results_n_points(results) : 0;
    g->stored = calloc(n + 1, sizeof *g->stored);
    if (status == BRINK_OK) {
        status = brink__has_memory(g->stored, "points", err);
    }
    for (size_t p = 0; status == BRINK_OK && p < n; p++) {
        const brink_results_point *point = brink_results_get_point(results, p);
        memcpy(g->stored[p].digest, point->digest, sizeof point->digest);
        g->stored[p].noise = point->noise;
        g->stored[p].is_complete = point->done == point->replicas;
        g->replicas_before += point->done;
    }
    g->n_stored = status == BRINK_OK ? n : 0;
    g->is_begun = g->n_stored > 0;
    brink_results_close(results);
    return status;
}

void brink__growing_fini(brink__growing *growing)
{
    for (size_t p = 0; p < growing->n; p++) {
        free((void *)(uintptr_t)growing->point[p].name);
    }
    free(growing->point);
    free(growing->stored);
    *growing = (brink__growing){0};
}

brink_status brink__growing_add(brink__growing *growing, const brink_point *point)
{
    brink__growing *g = growing;
    brink_point *bigger = brink__grown(g->point, g->n, &g->capacity, sizeof *bigger);
    if (!bigger) {
        return BRINK_ENOMEM;
    }
    g->point = bigger;
    char *name = strdup(point->name);
    if (!name) {
        return BRINK_ENOMEM;
    }
    g->point[g->n] = *point;
    g->point[g->n++].name = name;
    return BRINK_OK;
}

/* Whether the store has all points from `first` on; one with other values is another search's. */
static brink_status look_up(const brink__growing *g, size_t first, bool *is_there, brink_error *err)
{
    *is_there = g->n <= g->n_stored;
    for (size_t p = first; p < g->n && p < g->n_stored; p++) {
        const brink__grown_point *stored = &g->stored[p];
        if (memcmp(stored->digest, g->point[p].digest, sizeof stored->digest) != 0 ||
            stored->noise != g->point[p].noise) {
            return brink_fail(err, BRINK_EMISMATCH, "point %s has other values there than in this search",
                              g->point[p].name);
        }
        *is_there = *is_there && stored->is_complete;
    }
    return BRINK_OK;
}

brink_status brink__growing_run(brink__growing *growing, size_t first, brink_error *err)
{
    brink__growing *g = growing;
    bool is_there = false;
    brink_status status = look_up(g, first, &is_there, err);
    if (status != BRINK_OK || is_there) {
        return status;
    }
    brink_run_options how = g->how;
    how.resume = g->how.resume || g->is_begun;
    status = brink_study_run(g->folder, g->point, g->n, &how, err);
    g->is_begun = g->is_begun || status == BRINK_OK;
    return status;
}
