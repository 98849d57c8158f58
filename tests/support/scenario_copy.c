/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario_copy.h"

#include "support/folder.h"

/* Copies the file as it is. */
static void copy_file(const char *from, const char *to, const char *file)
{
    char *text = file_get(from, file, NULL);
    file_put(to, file, text);
    free(text);
}

static void append(const char *folder, const scenario_edit *edit)
{
    char *text = file_get(folder, edit->file, NULL);
    char path[1024];
    (void)snprintf(path, sizeof path, "%s/%s", folder, edit->file);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    for (size_t i = 0; i < (edit->times > 0 ? edit->times : 1); i++) {
        for (const char *c = edit->put; *c != '\0'; c++) {
            assert_true(*c == '#' ? fprintf(file, "%zu", i) > 0 : fputc(*c, file) != EOF);
        }
    }
    assert_int_equal(fclose(file), 0);
    free(text);
}

static void replace(const char *folder, const scenario_edit *edit)
{
    char *text = file_get(folder, edit->file, NULL);
    char *at = strstr(text, edit->find);
    if (at == NULL || strstr(at + 1, edit->find) != NULL) {
        free(text);
        fail_msg("'%s' does not occur exactly once in %s", edit->find, edit->file);
        return;
    }
    size_t size = strlen(text) + strlen(edit->put) + 1;
    char *changed = malloc(size);
    assert_non_null(changed);
    (void)snprintf(changed, size, "%.*s%s%s", (int)(at - text), text, edit->put, at + strlen(edit->find));
    file_put(folder, edit->file, changed);
    free(changed);
    free(text);
}

void scenario_copy(const char *from, const scenario_edit *edits, size_t n, char out[64])
{
    folder_new(out);
    DIR *list = opendir(from);
    assert_non_null(list);
    for (const struct dirent *entry = readdir(list); entry != NULL; entry = readdir(list)) {
        if (entry->d_name[0] != '.') {
            copy_file(from, out, entry->d_name);
        }
    }
    assert_int_equal(closedir(list), 0);
    for (size_t i = 0; i < n && edits[i].file != NULL; i++) {
        if (edits[i].find == NULL) {
            append(out, &edits[i]);
        } else {
            replace(out, &edits[i]);
        }
    }
}
