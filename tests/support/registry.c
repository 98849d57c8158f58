/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/registry.h"

#include "support/check.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DEPTH = 2 }; /* scenarios, and folders of them */

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static brink_scenario *read_scenario(const char *folder)
{
    brink_scenario *scenario = NULL;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    assert_non_null(diagnostics);
    const brink_status status = brink_scenario_read(folder, &scenario, diagnostics);
    for (size_t i = 0; i < brink_diagnostics_count(diagnostics); i++) {
        print_error("%s\n", brink_diagnostics_get(diagnostics, i));
    }
    assert_int_equal(status, BRINK_OK);
    brink_diagnostics_free(diagnostics);
    return scenario;
}

static void add(registry_entry *entries, size_t n, const char *folder)
{
    brink_scenario *scenario = read_scenario(folder);
    for (size_t i = 0; i < n; i++) {
        registry_entry *e = &entries[i];
        if (e->model == brink_scenario_model(scenario)) {
            assert_true(e->n < REGISTRY_SHIPPED);
            e->shipped[e->n] = scenario;
            (void)snprintf(e->folder[e->n++], REGISTRY_PATH, "%s", folder);
        }
    }
}

static void search(registry_entry *entries, size_t n, const char *folder, int depth)
{
    struct dirent **entry = NULL;
    int found = scandir(folder, &entry, is_visible, alphasort);
    for (int i = 0; i < found; i++) {
        char path[REGISTRY_PATH];
        char file[REGISTRY_PATH + 16];
        (void)snprintf(path, sizeof path, "%s/%s", folder, entry[i]->d_name);
        (void)snprintf(file, sizeof file, "%s/scenario.csv", path);
        if (access(file, F_OK) == 0) {
            add(entries, n, path);
        } else if (depth > 1) {
            search(entries, n, path, depth - 1); /* no folder: nothing is found */
        }
        free(entry[i]);
    }
    free(entry);
}

size_t registry_open(registry_entry entries[REGISTRY_MOST])
{
    size_t n = 0;
    for (; brink_models()[n] != NULL; n++) {
        assert_true(n < REGISTRY_MOST);
        entries[n] = (registry_entry){.model = brink_models()[n]};
    }
    search(entries, n, BRINK_SOURCE_DIR "/scenarios", DEPTH);
    for (size_t i = 0; i < n; i++) {
        registry_entry *e = &entries[i];
        if (e->n > 0) {
            e->scenario = registry_with_horizon(e->shipped[0], 20);
            e->scenario = e->scenario != NULL ? e->scenario : brink_scenario_copy(e->shipped[0]);
            assert_non_null(e->scenario);
        }
    }
    return n;
}

void registry_close(registry_entry *entries, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < entries[i].n; k++) {
            brink_scenario_free(entries[i].shipped[k]);
        }
        brink_scenario_free(entries[i].scenario);
    }
}

brink_scenario *registry_with_horizon(const brink_scenario *scenario, unsigned horizon)
{
    char text[16];
    (void)snprintf(text, sizeof text, "%u", horizon);
    brink_scenario *copy = brink_scenario_copy(scenario);
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    assert_true(copy != NULL && diagnostics != NULL);
    const brink_place place = {.file = "test"};
    assert_int_equal(brink_scenario_set(copy, "scenario.horizon", text, place, 0, diagnostics), BRINK_OK);
    if (brink_scenario_check(copy, diagnostics) != BRINK_OK) {
        brink_scenario_free(copy);
        copy = NULL;
    }
    brink_diagnostics_free(diagnostics);
    return copy;
}

brink_program *registry_compile(const brink_scenario *scenario)
{
    brink_program *program = NULL;
    brink_error err = {0};
    if (brink_program_new(scenario, &program, &err) != BRINK_OK) {
        fail_msg("%s: %s", brink_scenario_name(scenario), err.what);
    }
    return program;
}
