/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <sha256.h>

#include "base/text.h"
#include "scenario/csv.h"

enum { PIECE = 16 * 1024 };

static const char *kind_of(mode_t mode)
{
    return S_ISDIR(mode)    ? "a folder"
           : S_ISFIFO(mode) ? "a FIFO"
           : S_ISCHR(mode)  ? "a device"
           : S_ISBLK(mode)  ? "a device"
           : S_ISSOCK(mode) ? "a socket"
                            : "not a plain file";
}

static const char *error_text(int error, char out[128])
{
    if (strerror_r(error, out, 128) != 0) {
        (void)snprintf(out, 128, "error %d", error);
    }
    return out;
}

/* Opens a plain file. -1 when it cannot be had: reported, unless there is none (`found` false). */
static int open_file(const char *name, bool *found, brink__report *report)
{
    brink_place place = {.file = name};
    char text[128];
    struct stat about;
    *found = true;
    if (stat(name, &about) == 0 && !S_ISREG(about.st_mode)) { /* before opening: to open a device can do things */
        brink__mistake(report, place, "%s; allowed: a plain file", kind_of(about.st_mode));
        return -1;
    }
    int fd = open(name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0) {
        int error = errno;
        /* a link that leads nowhere is a file that cannot be opened, not one that is not there */
        *found = error != ENOENT || lstat(name, &about) == 0;
        if (*found) {
            brink__mistake(report, place, "cannot be opened: %s", error_text(error, text));
        }
        return -1;
    }
    if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) {
        brink__mistake(report, place, "not a plain file; allowed: a plain file");
        (void)close(fd);
        return -1;
    }
    return fd;
}

/* Feeds a file to whoever takes it; true when all of it was taken. */
static bool feed(const brink__taker *taker, int fd, const char *name, SHA256_CTX *sha, brink__report *report)
{
    char piece[PIECE];
    const size_t most = taker->most > 0 ? taker->most : BRINK__MAX_FILE;
    size_t n_bytes = 0;
    for (;;) {
        ssize_t n = read(fd, piece, sizeof piece);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            char text[128];
            brink__mistake(report, (brink_place){.file = name}, "cannot be read: %s", error_text(errno, text));
            return false;
        }
        if (n == 0) {
            return true;
        }
        n_bytes += (size_t)n;
        if (n_bytes > most) {
            brink__mistake(report, (brink_place){.file = name}, "longer than %zu MiB; the rest is not read",
                           most >> 20);
            return false;
        }
        SHA256_Update(sha, (const uint8_t *)piece, (size_t)n);
        if (!taker->take(taker->context, piece, (size_t)n)) {
            return false;
        }
    }
}

brink__feeding brink__feed_file(const char *name, const brink__taker *taker, unsigned char sha256[32],
                                brink__report *report)
{
    bool found = false;
    int fd = open_file(name, &found, report);
    if (fd < 0) {
        return found ? BRINK__FILE_SHUT : BRINK__FILE_MISSING;
    }
    SHA256_CTX sha;
    SHA256_Init(&sha);
    bool is_whole = feed(taker, fd, name, &sha, report);
    SHA256_Final(sha256, &sha);
    (void)close(fd);
    return is_whole ? BRINK__FILE_WHOLE : BRINK__FILE_CUT;
}

static bool take_for_reader(void *context, const char *bytes, size_t n)
{
    return brink__reader_feed(context, bytes, n);
}

static bool add_input(brink_scenario *scenario, const char *name, const unsigned char sha256[32])
{
    brink_input *inputs =
        brink__grown(scenario->inputs, scenario->n_inputs, &scenario->inputs_capacity, sizeof *inputs);
    if (inputs == NULL) {
        return false;
    }
    scenario->inputs = inputs;
    inputs[scenario->n_inputs].file = name;
    memcpy(inputs[scenario->n_inputs].sha256, sha256, sizeof inputs->sha256);
    scenario->n_inputs++;
    return true;
}

brink_status brink__read_file(brink_scenario *scenario, size_t index, uint32_t file, int layer, bool *found,
                              brink_diagnostics *diagnostics)
{
    brink__report report = {.diagnostics = diagnostics};
    const char *name = scenario->files[file];
    unsigned char sha256[32];
    brink__reader *reader = brink__reader_new(scenario, index, file, layer, &report);
    if (reader == NULL) {
        return BRINK_ENOMEM;
    }
    brink__taker taker = {.take = take_for_reader, .context = reader};
    brink__feeding how = brink__feed_file(name, &taker, sha256, &report);
    *found = how != BRINK__FILE_MISSING;
    if (how == BRINK__FILE_SHUT || how == BRINK__FILE_CUT) {
        scenario->tables[index].is_incomplete = true;
        scenario->is_unsound = true;
    }
    brink_status status = BRINK_OK;
    if (how == BRINK__FILE_CUT || how == BRINK__FILE_WHOLE) {
        status = brink__reader_finish(reader);
        if (status == BRINK_OK && !add_input(scenario, name, sha256)) {
            status = BRINK_ENOMEM;
        }
    }
    brink__reader_free(reader);
    return status;
}

/* --- folders ------------------------------------------------------------------------------------------------------ */

bool brink__identify_folder(const char *folder, brink__identity *identity, int *error)
{
    struct stat about;
    if (stat(folder, &about) != 0) {
        *error = errno;
        return false;
    }
    if (!S_ISDIR(about.st_mode)) {
        *error = ENOTDIR;
        return false;
    }
    if (access(folder, R_OK | X_OK) != 0) {
        *error = errno;
        return false;
    }
    identity->device = about.st_dev;
    identity->inode = about.st_ino;
    return true;
}

/* Length of a file name without ".csv" (in any case), 0 if it does not end so. */
static size_t stem_length(const char *name)
{
    size_t n = strlen(name);
    return n > 4 && name[0] != '.' && strcasecmp(name + n - 4, ".csv") == 0 ? n - 4 : 0;
}

static bool is_expected(const brink_scenario *scenario, const char *name)
{
    static const char *const others[] = {"levers.csv", "uncertainties.csv", "objectives.csv", "targets.csv"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (strcmp(name, others[i]) == 0) {
            return true;
        }
    }
    for (size_t t = 0; t < scenario->n_tables; t++) {
        const char *table = scenario->tables[t].schema->name;
        size_t n = strlen(table);
        if (strncmp(name, table, n) == 0 && strcmp(name + n, ".csv") == 0) {
            return true;
        }
    }
    return false;
}

static int by_text(const void *a, const void *b)
{
    const char *const *x = a;
    const char *const *y = b;
    return strcmp(*x, *y);
}

static bool report_unknown(brink_scenario *scenario, const char *folder, const char *name, brink__report *report)
{
    const char *path = brink__join(scenario, folder, "/", name, NULL);
    if (path == NULL) {
        return false;
    }
    char word[BRINK__SHORT] = "";
    size_t n = stem_length(name);
    memcpy(word, name, n < sizeof word ? n : 0); /* longer than any table: no suggestion */
    char hint[BRINK__MAX_HINT];
    brink__mistake(report, (brink_place){.file = path}, "unknown table; allowed: see brink list tables%s",
                   brink__table_hint(scenario, word, hint));
    return true;
}

brink_status brink__check_folder(brink_scenario *scenario, const char *folder, brink__report *report)
{
    DIR *dir = opendir(folder);
    if (dir == NULL) {
        return BRINK_OK; /* its files were looked for one by one, and missed where they are required */
    }
    const char **names = NULL;
    size_t n_names = 0;
    size_t capacity = 0;
    brink_status status = BRINK_OK;
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        if (stem_length(entry->d_name) == 0 || is_expected(scenario, entry->d_name)) {
            continue;
        }
        if (n_names > BRINK__MAX_MISTAKES) {
            break;
        }
        const char **more = brink__grown(names, n_names, &capacity, sizeof *names);
        const char *name = brink__keep_text(scenario, entry->d_name, strlen(entry->d_name));
        names = more != NULL ? more : names;
        if (more == NULL || name == NULL) {
            status = BRINK_ENOMEM;
            break;
        }
        names[n_names++] = name;
    }
    (void)closedir(dir);
    if (n_names > 1) {
        qsort(names, n_names, sizeof *names, by_text);
    }
    for (size_t i = 0; i < n_names && status == BRINK_OK; i++) {
        status = report_unknown(scenario, folder, names[i], report) ? BRINK_OK : BRINK_ENOMEM;
    }
    free(names);
    return status;
}

void brink__nearest_folder(const char *folder, const char *name, char out[256])
{
    out[0] = '\0';
    DIR *dir = opendir(folder);
    if (dir == NULL) {
        return;
    }
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        struct stat about;
        const char *best = out[0] != '\0' ? out : NULL;
        if (entry->d_name[0] != '.' && strlen(entry->d_name) < 256 &&
            brink_nearest(name, (const char *const[]){best, entry->d_name}, 2) == entry->d_name &&
            fstatat(dirfd(dir), entry->d_name, &about, 0) == 0 && S_ISDIR(about.st_mode)) {
            memcpy(out, entry->d_name, strlen(entry->d_name) + 1);
        }
    }
    (void)closedir(dir);
}
