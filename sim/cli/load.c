/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From names on the command line to checked scenarios. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "brink/design.h"
#include "brink/model.h"
#include "cli.h"

/* "a" "/" "b", malloc()ed. */
static char *join(const char *a, const char *b)
{
    size_t n = strlen(a) + strlen(b) + 2;
    char *path = malloc(n);
    if (path != NULL) {
        (void)snprintf(path, n, "%s/%s", a, b);
    }
    return path;
}

static bool is_folder(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

static bool is_there(const char *path)
{
    return access(path, F_OK) == 0;
}

/* <prefix>/share/brink when the program is <prefix>/bin/brink: an installed tree may be moved as a whole. */
static bool beside_program(char *folder, size_t size)
{
    char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n <= 0) {
        return false;
    }
    self[n] = '\0';
    for (int up = 0; up < 2; up++) {
        char *slash = strrchr(self, '/');
        if (slash == NULL) {
            return false;
        }
        *slash = '\0';
    }
    int length = snprintf(folder, size, "%s/%s", self, BRINK_DATADIR_RELATIVE);
    return length > 0 && (size_t)length < size;
}

char *cli_data_path(const char *relative)
{
    const char *chosen = getenv("BRINK_DATA");
    if (chosen != NULL && chosen[0] != '\0') {
        char *path = join(chosen, relative);
        if (path != NULL && is_there(path)) {
            return path;
        }
        free(path); /* whoever names a folder wants that one and no other */
        return NULL;
    }
    char beside[4352];
    const char *folders[] = {beside_program(beside, sizeof beside) ? beside : NULL, BRINK_DATADIR, BRINK_SOURCE_DATA};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        char *path = folders[i] != NULL ? join(folders[i], relative) : NULL;
        if (path != NULL && is_there(path)) {
            return path;
        }
        free(path);
    }
    return NULL;
}

/* --- overrides ----------------------------------------------------------------------------------------------- */

int cli_add_override(cli_overrides *overrides, const char *option, const char *path, const char *value)
{
    cli_override *item = realloc(overrides->item, (overrides->n + 1) * sizeof *item);
    if (item == NULL) {
        return ENOMEM;
    }
    overrides->item = item;
    size_t n = strlen(option) + strlen(value) + 2;
    cli_override new = {.origin = malloc(n), .path = strdup(path), .value = value};
    if (new.origin == NULL || new.path == NULL) {
        free(new.origin);
        free(new.path);
        return ENOMEM;
    }
    (void)snprintf(new.origin, n, "%s %s", option, value);
    overrides->item[overrides->n++] = new;
    return 0;
}

int cli_add_set(const cli_command *command, cli_overrides *overrides, const char *assignment)
{
    const char *equals = strchr(assignment, '=');
    if (equals == NULL || equals == assignment) {
        (void)cli_usage(command, "--set '%s': PATH=VALUE is needed, as in --set parameters.reprisal=0.2", assignment);
        return CLI_TOLD;
    }
    int failed = cli_add_override(overrides, "--set", assignment, assignment);
    if (failed == 0) {
        cli_override *last = &overrides->item[overrides->n - 1];
        last->path[equals - assignment] = '\0';
        last->value = equals + 1;
    }
    return failed;
}

brink_setting *cli_settings(const cli_overrides *overrides, size_t *n)
{
    brink_setting *settings = calloc(overrides->n + 1, sizeof *settings);
    size_t n_settings = 0;
    for (size_t i = 0; i < overrides->n && settings != NULL; i++) {
        const cli_override *o = &overrides->item[i];
        size_t k = n != NULL ? 0 : n_settings;
        while (k < n_settings && strcmp(settings[k].path, o->path) != 0) {
            k++;
        }
        settings[k] = (brink_setting){.path = o->path, .value = o->value, .origin = o->origin};
        n_settings += k == n_settings;
    }
    if (n != NULL) {
        *n = n_settings;
    }
    return settings;
}

void cli_overrides_fini(cli_overrides *overrides)
{
    for (size_t i = 0; i < overrides->n; i++) {
        free(overrides->item[i].origin);
        free(overrides->item[i].path);
    }
    free(overrides->item);
    *overrides = (cli_overrides){0};
}

/* --- scenarios ----------------------------------------------------------------------------------------------- */

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* Whether it can be the name of a shipped scenario, as baseline or FOLDER/NAME: nothing that leads out of their folder.
 */
static bool may_be_shipped(const char *name)
{
    return name[0] != '\0' && name[0] != '/' && name[0] != '.' && strstr(name, "/.") == NULL;
}

enum { MOST_SHIPPED = 1024 };

typedef struct shipped_names {
    char *name[MOST_SHIPPED];
    size_t n;
} shipped_names;

/* Adds what is in a folder of the shipped scenarios, and what is in folders there that are no scenarios: names from
 * `prefix` on, "" or "FOLDER/". */
static void add_shipped(shipped_names *names, const char *root, const char *prefix)
{
    struct dirent **entry = NULL;
    char *folder = join(root, prefix);
    int n = folder != NULL ? scandir(folder, &entry, is_visible, alphasort) : -1;
    for (int i = 0; i < n; i++) {
        char name[640];
        char inside[704];
        int length = snprintf(name, sizeof name, "%s%s", prefix, entry[i]->d_name);
        (void)snprintf(inside, sizeof inside, "%s/scenario.csv", name);
        char *path = join(root, name);
        char *scenario = join(root, inside);
        if ((size_t)length < sizeof name && names->n < MOST_SHIPPED) {
            names->name[names->n] = strdup(name);
            names->n += names->name[names->n] != NULL;
        }
        if (prefix[0] == '\0' && path != NULL && scenario != NULL && is_folder(path) && !is_there(scenario)) {
            (void)snprintf(inside, sizeof inside, "%s/", name);
            add_shipped(names, root, inside);
        }
        free(scenario);
        free(path);
        free(entry[i]);
    }
    free(entry);
    free(folder);
}

/* Whether a name is that of a shipped scenario of some folder, which was left out. */
static bool is_last_part(const char *shipped, const char *name)
{
    const char *slash = strrchr(shipped, '/');
    return slash != NULL && strcmp(slash + 1, name) == 0;
}

/* Adds "no such scenario", with the nearest of those that are shipped. */
static void diagnose_missing(const char *name, brink_diagnostics *diagnostics)
{
    if (!may_be_shipped(name)) {
        brink_diagnose(diagnostics, (brink_place){.file = name}, "there is no such folder");
        return;
    }
    char *root = cli_data_path("scenarios");
    shipped_names names = {.n = 0};
    if (root != NULL) {
        add_shipped(&names, root, "");
    }
    char hint[704];
    (void)cli_hint(hint, sizeof hint, "", name, (const char *const *)names.name, names.n);
    for (size_t i = 0; i < names.n; i++) {
        if (hint[0] == '\0' && is_last_part(names.name[i], name)) {
            (void)snprintf(hint, sizeof hint, "; did you mean '%s'?", names.name[i]);
        }
        free(names.name[i]);
    }
    brink_diagnose(diagnostics, (brink_place){.file = name},
                   "there is no such folder, and no shipped scenario of that name%s", hint);
    free(root);
}

/* The folder of a scenario, malloc()ed: what is there under that name, else the shipped one. NULL: diagnosed. */
static char *find_folder(const char *name, brink_diagnostics *diagnostics)
{
    if (name[0] != '\0' && (is_folder(name) || (strchr(name, '/') != NULL && is_there(name)))) {
        return strdup(name);
    }
    char relative[640];
    char *shipped = NULL;
    int length = snprintf(relative, sizeof relative, "scenarios/%s", name);
    if (may_be_shipped(name) && (size_t)length < sizeof relative) {
        shipped = cli_data_path(relative);
    }
    if (shipped == NULL && is_there(name)) {
        return strdup(name); /* a file: reading it says what it is not */
    }
    if (shipped == NULL) {
        diagnose_missing(name, diagnostics);
    }
    return shipped;
}

static brink_status override_all(brink_scenario *scenario, const cli_overrides *overrides, bool is_one_of_several,
                                 brink_diagnostics *diagnostics)
{
    brink_status worst = BRINK_OK;
    for (size_t i = 0; i < overrides->n; i++) {
        const cli_override *o = &overrides->item[i];
        char place[512];
        (void)snprintf(place, sizeof place, "%s%s%s", is_one_of_several ? brink_scenario_name(scenario) : "",
                       is_one_of_several ? ": " : "", o->origin);
        brink_status status =
            brink_scenario_set(scenario, o->path, o->value, (brink_place){.file = place}, 0, diagnostics);
        worst = status != BRINK_OK ? status : worst;
    }
    if (worst == BRINK_OK && overrides->n > 0) {
        worst = brink_scenario_check(scenario, diagnostics);
    }
    return worst;
}

static brink_status read_one(brink_scenario **scenario, const char *name, const cli_overrides *overrides,
                             bool is_one_of_several, brink_diagnostics *diagnostics)
{
    char *folder = find_folder(name, diagnostics);
    if (folder == NULL) {
        return BRINK_ENOINPUT;
    }
    brink_status status = brink_scenario_read(folder, scenario, diagnostics);
    free(folder);
    return status == BRINK_OK ? override_all(*scenario, overrides, is_one_of_several, diagnostics) : status;
}

static void print_mistakes(const brink_diagnostics *diagnostics, size_t n_bad, size_t n)
{
    size_t n_messages = brink_diagnostics_count(diagnostics);
    cli_print_diagnostics(diagnostics);
    (void)cli_fail(BRINK_EDATA, "%zu error%s in %zu of %zu scenario%s", n_messages, n_messages == 1 ? "" : "s", n_bad,
                   n, n == 1 ? "" : "s");
}

brink_status cli_scenarios_read(cli_scenarios *scenarios, const cli_words *names, const cli_overrides *overrides)
{
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    *scenarios = (cli_scenarios){.item = calloc(names->n, sizeof *scenarios->item), .n = names->n};
    brink_status worst = BRINK_OK;
    size_t n_bad = 0;
    if (diagnostics == NULL || scenarios->item == NULL) {
        scenarios->n = 0;
        worst = BRINK_ENOMEM;
    }
    for (size_t i = 0; i < scenarios->n && worst != BRINK_ENOMEM; i++) {
        brink_status status = read_one(&scenarios->item[i].read, names->word[i], overrides, names->n > 1, diagnostics);
        scenarios->item[i].is_good = status == BRINK_OK;
        n_bad += status != BRINK_OK;
        if (worst == BRINK_OK || worst == BRINK_ENOINPUT || status == BRINK_ENOMEM) {
            worst = status != BRINK_OK ? status : worst;
        }
    }
    if (worst == BRINK_ENOMEM) {
        (void)cli_fail(worst, "out of memory");
    } else if (n_bad > 0) {
        brink_diagnostics_sort(diagnostics);
        print_mistakes(diagnostics, n_bad, names->n);
    }
    brink_diagnostics_free(diagnostics);
    return worst;
}

void cli_scenarios_fini(cli_scenarios *scenarios)
{
    for (size_t i = 0; i < scenarios->n; i++) {
        brink_scenario_free(scenarios->item[i].read);
    }
    free(scenarios->item);
    *scenarios = (cli_scenarios){0};
}

/* --- models and tables --------------------------------------------------------------------------------------- */

const brink_table *cli_table_of(const brink_model_type *model, size_t i)
{
    size_t n_common;
    const brink_table *common = brink_common_tables(&n_common);
    if (i < n_common) {
        return &common[i];
    }
    return i - n_common < model->n_tables ? &model->tables[i - n_common] : NULL;
}

const brink_table *cli_find_table(const brink_model_type *model, const char *name)
{
    const brink_table *table = NULL;
    for (size_t i = 0; (table = cli_table_of(model, i)) != NULL; i++) {
        if (strcmp(table->name, name) == 0) {
            break;
        }
    }
    return table;
}

const brink_model_type *cli_find_model(const cli_command *command, const char *name)
{
    const brink_model_type *const *models = brink_models();
    const brink_model_type *model = name == NULL ? models[0] : brink_model_find(name);
    if (model == NULL && name != NULL) {
        const char *words[64];
        size_t n = 0;
        for (; models[n] != NULL && n < 64; n++) {
            words[n] = models[n]->name;
        }
        char hint[128];
        (void)cli_usage(command, "there is no model '%s'%s", name, cli_hint(hint, sizeof hint, "", name, words, n));
    }
    return model;
}
