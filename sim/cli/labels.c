/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "labels.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static void folder_of(const brink_scenario *scenario, char folder[PATH_MAX])
{
    const char *file = brink_scenario_input(scenario, 0)->file;
    const char *slash = strrchr(file, '/');
    (void)snprintf(folder, PATH_MAX, "%.*s", slash != NULL ? (int)(slash - file) : 1, slash != NULL ? file : ".");
}

/* The path that leads from folder `from` to `to`, both absolute and without dots; malloc()ed. */
static char *relative_path(const char *from, const char *to)
{
    size_t same = 0; /* up to the slash behind the last folder that both lie in */
    size_t i = 0;
    for (; from[i] != '\0' && from[i] == to[i]; i++) {
        same = from[i] == '/' ? i : same;
    }
    if ((from[i] == '\0' || from[i] == '/') && (to[i] == '\0' || to[i] == '/')) {
        same = i;
    }
    size_t up = 0;
    for (const char *c = from + same; *c != '\0'; c++) {
        up += *c == '/' && c[1] != '\0';
    }
    const char *rest = to + same + (to[same] == '/');
    const size_t size = 3 * up + strlen(rest) + 2;
    char *path = malloc(size);
    for (size_t k = 0; k < up && path != NULL; k++) {
        (void)snprintf(path + 3 * k, size - 3 * k, "../");
    }
    if (path != NULL) {
        (void)snprintf(path + 3 * up, size - 3 * up, "%s", up == 0 && *rest == '\0' ? "." : rest);
    }
    return path;
}

char *cli_scenario_label(const brink_scenario *scenario, const char *name, const char *folder)
{
    char own[PATH_MAX];
    folder_of(scenario, own);
    if (strcmp(own, name) != 0 && strchr(name, '/') == NULL) {
        return strdup(name); /* was looked up */
    }
    char *from = realpath(folder, NULL);
    char *to = realpath(own, NULL);
    char *label = from != NULL && to != NULL ? relative_path(from, to) : NULL;
    free(from);
    free(to);
    return label;
}

char *cli_scenario_name_anywhere(const char *name)
{
    return strchr(name, '/') == NULL && name[0] != '.' ? strdup(name) : realpath(name, NULL);
}

/* Whether a path leads to the shipped scenario of that name. */
static bool is_shipped(const char *folder, const char *name)
{
    char relative[PATH_MAX + 16];
    char *real = realpath(folder, NULL);
    (void)snprintf(relative, sizeof relative, "scenarios/%s", name);
    char *shipped = cli_data_path(relative);
    char *real_shipped = shipped != NULL ? realpath(shipped, NULL) : NULL;
    bool is_same = real != NULL && real_shipped != NULL && strcmp(real, real_shipped) == 0;
    free(real);
    free(shipped);
    free(real_shipped);
    return is_same;
}

char *cli_scenario_word(const brink_scenario *scenario)
{
    char folder[PATH_MAX];
    folder_of(scenario, folder);
    const char *last = strrchr(folder, '/');
    const char *name = last != NULL ? last + 1 : folder;
    return strdup(is_shipped(folder, name) ? name : folder);
}
