/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

enum { MAX_TRIES = 1000 }; /* temporary names tried: another host's process may have the same id on a shared disk */

char *brink__file_path(const char *folder, const char *name)
{
    const char *before = folder[0] == '/' ? "" : "./";
    size_t n = strlen(before) + strlen(folder) + 1 + strlen(name) + 1;
    char *path = malloc(n);
    if (path) {
        snprintf(path, n, "%s%s/%s", before, folder, name);
    }
    return path;
}

brink_status brink__file_fail(brink_error *err, int error, const char *what, const char *path)
{
    char reason[128] = "";
    if (strerror_r(error, reason, sizeof reason) != 0) {
        snprintf(reason, sizeof reason, "error %d", error);
    }
    brink_status code = BRINK_ECANTCREATE;
    if (error == ENOSPC || error == EDQUOT || error == EFBIG || error == EIO) {
        code = BRINK_EIO;
    } else if (error == ENOMEM || error == EMFILE || error == ENFILE) {
        code = BRINK_ENOMEM;
    }
    return brink_fail(err, code, "cannot %s %s: %s", what, path, reason);
}

static void forget(brink__file *file)
{
    free(file->folder);
    free(file->temporary);
    free(file->path);
    *file = (brink__file){0};
}

/* An open descriptor of a file that was not there before, or -1 with errno. */
static int create_temporary(const char *folder, const char *name, char **temporary)
{
    size_t n = strlen(name) + 64;
    char *hidden = malloc(n);
    int fd = -1;
    int error = ENOMEM;
    for (int k = 0; hidden && k < MAX_TRIES; k++) {
        snprintf(hidden, n, ".%s.%ld-%d.tmp", name, (long)getpid(), k);
        char *path = brink__file_path(folder, hidden);
        if (!path) {
            break;
        }
        fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        error = errno;
        if (fd >= 0) {
            *temporary = path;
            break;
        }
        free(path);
        if (error != EEXIST) {
            break;
        }
    }
    free(hidden);
    errno = error;
    return fd;
}

brink_status brink__file_open(brink__file *file, const char *folder, const char *name, brink_error *err)
{
    *file = (brink__file){0};
    brink_status status = BRINK_OK;
    int fd = -1;
    file->folder = brink__file_path(folder, ".");
    file->path = brink__file_path(folder, name);
    if (!file->folder || !file->path) {
        status = brink_fail(err, BRINK_ENOMEM, "out of memory");
        goto out;
    }
    fd = create_temporary(folder, name, &file->temporary);
    if (fd < 0) {
        status = brink__file_fail(err, errno, "create", file->path);
        goto out;
    }
    file->stream = fdopen(fd, "w");
    if (!file->stream) {
        status = brink__file_fail(err, errno, "create", file->path);
        goto out;
    }
    fd = -1;
out:
    if (fd >= 0) {
        close(fd);
    }
    if (status != BRINK_OK) {
        brink__file_abandon(file);
    }
    return status;
}

void brink__file_write(brink__file *file, const void *data, size_t n)
{
    if (file->error == 0 && fwrite(data, 1, n, file->stream) != n) {
        file->error = errno != 0 ? errno : EIO;
    }
}

void brink__file_puts(brink__file *file, const char *text)
{
    brink__file_write(file, text, strlen(text));
}

brink_status brink__file_check(const brink__file *file, brink_error *err)
{
    return file->error == 0 ? BRINK_OK : brink__file_fail(err, file->error, "write", file->path);
}

/* Puts the bytes of an open stream on disk and closes it; keeps the first error in file->error. */
static void finish_stream(brink__file *file)
{
    FILE *stream = file->stream;
    file->stream = NULL;
    if (file->error == 0 && (fflush(stream) != 0 || ferror(stream))) {
        file->error = errno != 0 ? errno : EIO;
    }
    if (file->error == 0 && fsync(fileno(stream)) != 0 && errno != EINVAL) { /* EINVAL: no such thing there */
        file->error = errno;
    }
    if (fclose(stream) != 0 && file->error == 0) {
        file->error = errno;
    }
}

brink_status brink__file_finish(brink__file *file, brink_error *err)
{
    finish_stream(file);
    return brink__file_check(file, err);
}

/* A rename is on disk only once its folder is. */
static int sync_path(const char *path, int flags)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | flags);
    if (fd < 0) {
        return errno;
    }
    int error = fsync(fd) == 0 || errno == EINVAL ? 0 : errno;
    close(fd);
    return error;
}

brink_status brink__file_commit(brink__file *file, brink_error *err)
{
    brink_status status = BRINK_OK;
    if (file->stream) {
        finish_stream(file);
    } else {
        file->error = sync_path(file->temporary, 0);
    }
    if (file->error != 0) {
        status = brink__file_fail(err, file->error, "write", file->path);
        goto out;
    }
    if (rename(file->temporary, file->path) != 0) {
        status = brink__file_fail(err, errno, "replace", file->path);
        goto out;
    }
    free(file->temporary);
    file->temporary = NULL;
    int error = sync_path(file->folder, O_DIRECTORY);
    if (error != 0) {
        status = brink__file_fail(err, error, "sync the folder of", file->path);
    }
out:
    brink__file_abandon(file);
    return status;
}

void brink__file_abandon(brink__file *file)
{
    if (file->stream) {
        fclose(file->stream);
    }
    if (file->temporary) {
        unlink(file->temporary);
    }
    forget(file);
}

static void begin_cell(brink__csv *csv)
{
    if (csv->is_inside_row) {
        brink__file_puts(&csv->file, ",");
    }
    csv->is_inside_row = 1;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

void brink__csv_text(brink__csv *csv, const char *text)
{
    begin_cell(csv);
    if (!text || text[0] == '\0') {
        return;
    }
    size_t n = strlen(text);
    if (!strpbrk(text, ",\"\r\n") && !is_blank(text[0]) && !is_blank(text[n - 1])) {
        brink__file_write(&csv->file, text, n);
        return;
    }
    brink__file_puts(&csv->file, "\"");
    for (const char *from = text; *from != '\0';) {
        size_t plain = strcspn(from, "\"");
        brink__file_write(&csv->file, from, plain);
        from += plain;
        if (*from == '"') {
            brink__file_puts(&csv->file, "\"\"");
            from++;
        }
    }
    brink__file_puts(&csv->file, "\"");
}

void brink__csv_number(brink__csv *csv, double x)
{
    begin_cell(csv);
    if (x == x) {
        char digits[32];
        brink__format_double(x, digits);
        brink__file_puts(&csv->file, digits);
    }
}

void brink__csv_texts(brink__csv *csv, const char *const *texts, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        brink__csv_text(csv, texts[i]);
    }
}

void brink__csv_numbers(brink__csv *csv, const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        brink__csv_number(csv, x[i]);
    }
}

void brink__csv_count(brink__csv *csv, uint64_t n)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%" PRIu64, n);
    begin_cell(csv);
    brink__file_puts(&csv->file, digits);
}

void brink__csv_end_row(brink__csv *csv)
{
    brink__file_puts(&csv->file, "\n");
    csv->is_inside_row = 0;
}
