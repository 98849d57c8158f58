/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/scripts.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/file.h"

static const char theme[] = "theme.gp";
static const char declaration[] = "# chart:";
static const char *const scopes[BRINK__N_CHART_SCOPES] = {
    [BRINK__CHART_OF_POINT] = "point", [BRINK__CHART_OF_STUDY] = "study", [BRINK__CHART_OF_FOLDER] = "folder"};
enum { DECLARED_WITHIN = 20 }; /* lines */

static bool has_theme(const char *folder)
{
    char *path = brink__file_path(folder, theme);
    bool is_there = path && access(path, R_OK) == 0;
    free(path);
    return is_there;
}

/* The folder on the heap, or NULL with *status set. */
static char *find_folder(const char *given, brink_status *status, brink_error *err)
{
    const char *chosen = given ? given : getenv("BRINK_PLOTS");
    if (chosen && chosen[0] == '\0') {
        chosen = NULL;
    }
    if (chosen && !has_theme(chosen)) {
        *status = brink_fail(err, BRINK_ENOINPUT, "there are no plot scripts in %s (theme.gp is missing)", chosen);
        return NULL;
    }
    if (!chosen) {
        chosen = has_theme(BRINK_DATADIR "/plots") ? BRINK_DATADIR "/plots" : BRINK_SOURCE_DATA "/plots";
    }
    if (!has_theme(chosen)) {
        *status = brink_fail(err, BRINK_ENOINPUT,
                             "the plot scripts are neither in " BRINK_DATADIR "/plots nor in " BRINK_SOURCE_DATA
                             "/plots; name their folder in BRINK_PLOTS");
        return NULL;
    }
    char *folder = strdup(chosen);
    *status = folder ? BRINK_OK : brink_fail(err, BRINK_ENOMEM, "out of memory");
    return folder;
}

static void script_fini(brink__script *script)
{
    free(script->name);
    for (size_t i = 0; i < BRINK__CHART_TABLES; i++) {
        free(script->table[i]);
    }
    *script = (brink__script){0};
}

/* The next word of a declaration, blanks and commas apart, on the heap; NULL at its end (or when out of memory, for
 * which *is_good becomes false). */
static char *next_word(const char **at, bool *is_good)
{
    static const char between[] = " \t\r\n,";
    *at += strspn(*at, between);
    const size_t n = strcspn(*at, between);
    char *word = n > 0 ? strndup(*at, n) : NULL;
    *is_good = *is_good && (n == 0 || word);
    *at += n;
    return word;
}

/* Takes a declaration apart. `is_chart` becomes false for a script that is for others. */
static brink_status read_declaration(const char *text, brink__script *script, bool *is_chart, brink_error *err)
{
    bool is_good = true;
    char *scope = next_word(&text, &is_good);
    for (size_t i = 0; i < BRINK__CHART_TABLES; i++) {
        script->table[i] = next_word(&text, &is_good);
    }
    char *rest = next_word(&text, &is_good);
    const bool is_none = scope && strcmp(scope, "none") == 0;
    bool is_scope = false;
    for (size_t i = 0; scope && i < BRINK__N_CHART_SCOPES && !is_scope; i++) {
        is_scope = strcmp(scope, scopes[i]) == 0;
        script->scope = (brink__chart_scope)i;
    }
    *is_chart = !is_none;
    const bool is_understood = is_none ? !script->table[0] : is_scope && script->table[0];
    const bool is_whole = is_understood && !rest;
    free(scope);
    free(rest);
    if (!is_good) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory");
    }
    return is_whole
               ? BRINK_OK
               : brink_fail(err, BRINK_EDATA,
                            "%s.gp: after '%s' there should stand 'point', 'study' or 'folder' and one or two tables, "
                            "as in '%s point series.csv', or 'none'",
                            script->name, declaration, declaration);
}

/* Looks for the declaration in the first lines of a script. */
static brink_status read_script(const char *folder, const char *file_name, brink__script *script, bool *is_chart,
                                brink_error *err)
{
    char line[512];
    brink_status status = BRINK_OK;
    bool is_found = false;
    char *path = brink__file_path(folder, file_name);
    script->name = strndup(file_name, strlen(file_name) - 3);
    if (!path || !script->name) {
        free(path);
        return brink_fail(err, BRINK_ENOMEM, "out of memory");
    }
    FILE *in = fopen(path, "re");
    for (size_t i = 0; in && i < DECLARED_WITHIN && !is_found && fgets(line, sizeof line, in); i++) {
        is_found = strncmp(line, declaration, sizeof declaration - 1) == 0;
    }
    if (!in) {
        status = brink_fail(err, BRINK_ENOINPUT, "cannot read %s", path);
    } else if (!is_found) {
        status = brink_fail(err, BRINK_EDATA,
                            "%s does not say what it draws: one of its first %d lines should be like "
                            "'%s point series.csv', or '%s none' if it is for other scripts",
                            path, DECLARED_WITHIN, declaration, declaration);
    } else {
        status = read_declaration(line + sizeof declaration - 1, script, is_chart, err);
    }
    if (in) {
        fclose(in);
    }
    free(path);
    return status;
}

static brink_status add_script(brink__scripts *scripts, const char *file_name, brink_error *err)
{
    brink__script script = {0};
    bool is_chart = false;
    brink_status status = read_script(scripts->folder, file_name, &script, &is_chart, err);
    if (status == BRINK_OK && is_chart) {
        brink__script *grown = realloc(scripts->script, (scripts->n + 1) * sizeof *grown);
        if (grown) {
            scripts->script = grown;
            scripts->script[scripts->n++] = script;
            return BRINK_OK;
        }
        status = brink_fail(err, BRINK_ENOMEM, "out of memory");
    }
    script_fini(&script);
    return status;
}

static int compare_scripts(const void *a, const void *b)
{
    return strcmp(((const brink__script *)a)->name, ((const brink__script *)b)->name);
}

brink_status brink__scripts_init(brink__scripts *scripts, const char *given, brink_error *err)
{
    brink_status status = BRINK_OK;
    *scripts = (brink__scripts){0};
    scripts->folder = find_folder(given, &status, err);
    if (!scripts->folder) {
        return status;
    }
    DIR *folder = opendir(scripts->folder);
    if (!folder) {
        return brink_fail(err, BRINK_ENOINPUT, "cannot read the folder %s", scripts->folder);
    }
    for (const struct dirent *entry = readdir(folder); entry && status == BRINK_OK; entry = readdir(folder)) {
        const char *name = entry->d_name;
        const size_t n = strlen(name);
        if (n > 3 && name[0] != '.' && strcmp(name + n - 3, ".gp") == 0 && strcmp(name, theme) != 0) {
            status = add_script(scripts, name, err);
        }
    }
    closedir(folder);
    if (status == BRINK_OK && scripts->n > 0) {
        qsort(scripts->script, scripts->n, sizeof scripts->script[0], compare_scripts);
    }
    return status;
}

void brink__scripts_fini(brink__scripts *scripts)
{
    for (size_t i = 0; i < scripts->n; i++) {
        script_fini(&scripts->script[i]);
    }
    free(scripts->script);
    free(scripts->folder);
    *scripts = (brink__scripts){0};
}
