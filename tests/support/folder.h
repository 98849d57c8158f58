/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A folder of its own for a test of files, below the current one (the build folder), and looks into it. */
#ifndef TESTS_SUPPORT_FOLDER_H
#define TESTS_SUPPORT_FOLDER_H

#include "support/check.h"

#include <dirent.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* Makes an empty folder and writes its name to out[64]. */
static inline void folder_new(char out[64])
{
    snprintf(out, 64, "folder-XXXXXX");
    assert_non_null(mkdtemp(out));
}

/* Number of entries, with the dot files; `n_hidden` counts those alone (where temporary files would be). */
static inline size_t folder_count(const char *folder, size_t *n_hidden)
{
    size_t n = 0;
    *n_hidden = 0;
    DIR *d = opendir(folder);
    assert_non_null(d);
    for (const struct dirent *e = readdir(d); e; e = readdir(d)) {
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0) {
            n++;
            *n_hidden += e->d_name[0] == '.';
        }
    }
    closedir(d);
    return n;
}

/* Removes a folder and the files and folders in it. */
static inline void folder_remove(const char *folder)
{
    DIR *d = opendir(folder);
    if (!d) {
        return;
    }
    for (const struct dirent *e = readdir(d); e; e = readdir(d)) {
        char path[1024];
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) {
            continue;
        }
        int n = snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        assert_in_range(n, 1, sizeof path - 1);
        if (unlink(path) != 0) {
            folder_remove(path);
        }
    }
    closedir(d);
    assert_int_equal(rmdir(folder), 0);
}

static inline void file_put(const char *folder, const char *name, const char *text)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static inline bool file_is_there(const char *folder, const char *name)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return access(path, F_OK) == 0;
}

/* The bytes of a file with a NUL behind them, on the heap; `size` (may be NULL) receives their number. */
static inline char *file_get(const char *folder, const char *name, size_t *size)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "r");
    if (!f) {
        print_error("cannot open %s\n", path);
    }
    assert_non_null(f);
    size_t room = 1 << 16;
    size_t n = 0;
    char *text = malloc(room);
    assert_non_null(text);
    for (;;) {
        n += fread(text + n, 1, room - 1 - n, f);
        if (n < room - 1) {
            break;
        }
        room *= 2;
        text = realloc(text, room);
        assert_non_null(text);
    }
    assert_int_equal(ferror(f), 0);
    fclose(f);
    text[n] = '\0';
    if (size) {
        *size = n;
    }
    return text;
}

/* No file of this process may grow beyond `bytes` from here on, which is how a full disk looks to it; RLIM_INFINITY
 * ends that. Writes then fail with EFBIG. */
static inline void limit_files(rlim_t bytes)
{
    struct rlimit limit;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

#endif
