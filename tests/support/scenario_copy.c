/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario_copy.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

typedef struct text {
    char *bytes;
    size_t n;
} text;

static void add(text *t, const char *bytes, size_t n)
{
    char *more = realloc(t->bytes, t->n + n + 1);
    assert_non_null(more);
    memcpy(more + t->n, bytes, n);
    t->bytes = more;
    t->n += n;
    more[t->n] = '\0';
}

static text read_file(const char *name)
{
    text t = {NULL, 0};
    char buffer[4096];
    size_t n = 0;
    FILE *file = fopen(name, "rb");
    assert_non_null(file);
    add(&t, "", 0);
    while ((n = fread(buffer, 1, sizeof buffer, file)) > 0) {
        add(&t, buffer, n);
    }
    assert_int_equal(ferror(file), 0);
    assert_int_equal(fclose(file), 0);
    return t;
}

static void write_file(const char *name, const text *t)
{
    FILE *file = fopen(name, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(t->bytes, 1, t->n, file), t->n);
    assert_int_equal(fclose(file), 0);
}

static void append(text *t, const char *put, size_t times)
{
    for (size_t i = 0; i < (times > 0 ? times : 1); i++) {
        for (const char *c = put; *c != '\0'; c++) {
            char number[24];
            if (*c == '#') {
                (void)snprintf(number, sizeof number, "%zu", i);
                add(t, number, strlen(number));
            } else {
                add(t, c, 1);
            }
        }
    }
}

static void replace(text *t, const scenario_edit *edit)
{
    text out = {NULL, 0};
    char *at = strstr(t->bytes, edit->find);
    if (at == NULL || strstr(at + 1, edit->find) != NULL) {
        fail_msg("'%s' does not occur exactly once in %s", edit->find, edit->file);
        return;
    }
    add(&out, t->bytes, (size_t)(at - t->bytes));
    add(&out, edit->put, strlen(edit->put));
    add(&out, at + strlen(edit->find), strlen(at + strlen(edit->find)));
    free(t->bytes);
    *t = out;
}

static char *joined(const char *folder, const char *file)
{
    size_t size = strlen(folder) + strlen(file) + 2;
    char *name = malloc(size);
    assert_non_null(name);
    (void)snprintf(name, size, "%s/%s", folder, file);
    return name;
}

/* Calls `visit` with every plain file of the folder. */
static void each_file(const char *folder, void (*visit)(void *context, const char *file), void *context)
{
    DIR *list = opendir(folder);
    assert_non_null(list);
    for (struct dirent *entry = readdir(list); entry != NULL; entry = readdir(list)) { // NOLINT(concurrency-mt-unsafe)
        if (entry->d_name[0] != '.') {
            visit(context, entry->d_name);
        }
    }
    assert_int_equal(closedir(list), 0);
}

typedef struct copying {
    const char *from, *to;
    const scenario_edit *edits;
    size_t n;
    bool *is_used; /* [n] */
} copying;

static void copy_file(void *context, const char *file)
{
    copying *c = context;
    char *from = joined(c->from, file);
    char *to = joined(c->to, file);
    text t = read_file(from);
    for (size_t i = 0; i < c->n && c->edits[i].file != NULL; i++) {
        const scenario_edit *edit = &c->edits[i];
        if (strcmp(edit->file, file) != 0) {
            continue;
        }
        c->is_used[i] = true;
        if (edit->find == NULL) {
            append(&t, edit->put, edit->times);
        } else {
            replace(&t, edit);
        }
    }
    write_file(to, &t);
    free(t.bytes);
    free(to);
    free(from);
}

char *scenario_copy_new(const char *from, const scenario_edit *edits, size_t n)
{
    const char *root = getenv("TMPDIR"); // NOLINT(concurrency-mt-unsafe)
    char *folder = joined(root != NULL ? root : "/tmp", "brink_scenario_XXXXXX");
    bool *is_used = calloc(n + 1, sizeof *is_used);
    assert_non_null(is_used);
    assert_non_null(mkdtemp(folder));
    each_file(from, copy_file, &(copying){from, folder, edits, n, is_used});
    for (size_t i = 0; i < n && edits[i].file != NULL; i++) {
        if (!is_used[i]) {
            fail_msg("%s has no file %s", from, edits[i].file);
        }
    }
    free(is_used);
    return folder;
}

static void remove_file(void *context, const char *file)
{
    char *name = joined(context, file);
    assert_int_equal(unlink(name), 0);
    free(name);
}

void scenario_copy_remove(char *folder)
{
    if (folder != NULL) {
        each_file(folder, remove_file, folder);
        assert_int_equal(rmdir(folder), 0);
    }
    free(folder);
}
