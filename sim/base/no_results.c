/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/no_results.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "brink/scenario.h"

enum { PATH_SIZE = 4096, HINT_SIZE = 384 };

static const char expected[] = "expected: a folder of results, as 'brink run' and other commands write";

/* folder/name/below, the last part optional; false when too long for a path of this system. */
static bool join(char out[PATH_SIZE], const char *folder, const char *name, const char *below)
{
    const int n = snprintf(out, PATH_SIZE, "%s/%s%s%s", folder, name, below[0] != '\0' ? "/" : "", below);
    return n > 0 && n < PATH_SIZE;
}

static bool is_folder(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

static bool is_file(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 && S_ISREG(s.st_mode);
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* The entries of a folder by name, none when it cannot be read. */
static int list(const char *folder, struct dirent ***entry)
{
    const int n = scandir(folder, entry, is_visible, alphasort);
    if (n < 0) {
        *entry = NULL;
    }
    return n > 0 ? n : 0;
}

static void free_list(struct dirent **entry, int n)
{
    for (int i = 0; i < n; i++) {
        free(entry[i]);
    }
    free(entry);
}

static void hint(char out[HINT_SIZE], const char *folder, const char *slash, const char *name)
{
    const int n = snprintf(out, HINT_SIZE, "; did you mean %s%s%s?", folder, slash, name);
    if (n < 0 || n >= HINT_SIZE) { /* rather none than a name that is cut */
        out[0] = '\0';
    }
}

/* The first folder within this one that has results. */
static void hint_within(char out[HINT_SIZE], const char *folder)
{
    char path[PATH_SIZE];
    struct dirent **entry = NULL;
    const int n = list(folder, &entry);
    for (int i = 0; i < n && out[0] == '\0'; i++) {
        if (join(path, folder, entry[i]->d_name, "results.db") && is_file(path)) {
            hint(out, folder, folder[strlen(folder) - 1] == '/' ? "" : "/", entry[i]->d_name);
        }
    }
    free_list(entry, n);
}

/* The folder beside this one, which is not there, whose name is nearest. */
static void hint_beside(char out[HINT_SIZE], const char *folder)
{
    char parent[PATH_SIZE];
    char path[PATH_SIZE];
    const char *slash = strrchr(folder, '/');
    const char *name = slash != NULL ? slash + 1 : folder;
    const size_t n_parent = slash != NULL ? (size_t)(slash - folder) + 1 : 0;
    if (n_parent + 1 >= PATH_SIZE || name[0] == '\0') {
        return;
    }
    memcpy(parent, folder, n_parent);
    parent[n_parent] = '\0';
    struct dirent **entry = NULL;
    const int n = list(n_parent > 0 ? parent : ".", &entry);
    const char **names = malloc(((size_t)n + 1) * sizeof *names);
    size_t k = 0;
    for (int i = 0; i < n && names != NULL; i++) {
        if (join(path, n_parent > 0 ? parent : ".", entry[i]->d_name, "") && is_folder(path)) {
            names[k++] = entry[i]->d_name;
        }
    }
    const char *nearest = names != NULL ? brink_nearest(name, names, k) : NULL;
    if (nearest != NULL) {
        hint(out, parent, "", nearest);
    }
    free((void *)names);
    free_list(entry, n);
}

brink_status brink__no_results(const char *folder, const char *wanted, brink_error *err)
{
    char near[HINT_SIZE] = "";
    struct stat s;
    if (stat(folder, &s) != 0) {
        const int error = errno;
        hint_beside(near, folder);
        return error == ENOENT
                   ? brink_fail(err, BRINK_ENOINPUT, "there is no folder '%s'; %s%s", folder, expected, near)
                   : brink_fail(err, BRINK_ENOINPUT, "%s: %s; %s%s", folder, strerror(error), expected, near);
    }
    if (!S_ISDIR(s.st_mode)) {
        return brink_fail(err, BRINK_ENOINPUT, "%s is no folder; %s", folder, expected);
    }
    struct dirent **entry = NULL;
    const int n = list(folder, &entry);
    free_list(entry, n);
    hint_within(near, folder);
    return n == 0 ? brink_fail(err, BRINK_ENOINPUT, "%s is empty, and has no %s; %s", folder, wanted, expected)
                  : brink_fail(err, BRINK_ENOINPUT, "%s has no %s; %s%s", folder, wanted, expected, near);
}
