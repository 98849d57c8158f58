/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A scratch folder, in which the test then works. */
#ifndef TESTS_SUPPORT_SCRATCH_H
#define TESTS_SUPPORT_SCRATCH_H

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Removes what is at `path`, with all that is in it. */
static void remove_tree(const char *path)
{
    struct stat about;
    if (lstat(path, &about) != 0) {
        return;
    }
    DIR *dir = S_ISDIR(about.st_mode) ? opendir(path) : NULL;
    for (struct dirent *e = dir != NULL ? readdir(dir) : NULL; e != NULL; e = readdir(dir)) {
        char inner[4096];
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0) {
            snprintf(inner, sizeof inner, "%s/%s", path, e->d_name);
            remove_tree(inner);
        }
    }
    if (dir != NULL) {
        closedir(dir);
    }
    remove(path);
}

/* Makes a new folder, works in it from now on, and writes its name. */
static void enter_scratch(char name[4096])
{
    const char *tmp = getenv("TMPDIR");
    snprintf(name, 4096, "%s/brink-test-XXXXXX", tmp != NULL ? tmp : "/tmp");
    if (mkdtemp(name) == NULL || chdir(name) != 0) {
        perror(name);
        exit(1);
    }
}

static void leave_scratch(const char *name)
{
    if (chdir("/") == 0) {
        remove_tree(name);
    }
}

/* Writes a file, n bytes. */
static void write_bytes(const char *path, const char *bytes, size_t n)
{
    FILE *f = fopen(path, "wb");
    if (f == NULL || fwrite(bytes, 1, n, f) != n || fclose(f) != 0) {
        perror(path);
        exit(1);
    }
}

static void write_text(const char *path, const char *text)
{
    write_bytes(path, text, strlen(text));
}

#endif
