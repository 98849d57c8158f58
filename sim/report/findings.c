/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The manifest of findings. */
#include <errno.h>
#include <jansson.h>
#include <sha256.h>
#include <stdbool.h>
#include <stdlib.h>

#include "brink/findings.h"
#include "report/file.h"
#include "version.h"

static int write_chunk(const char *data, size_t n, void *file)
{
    brink__file_write(file, data, n);
    return 0;
}

/* File and checksum, to the list; a file that is not there is left out. */
static brink_status add_output(json_t *list, const char *folder, const char *name, brink_error *err)
{
    char digest[SHA256_DIGEST_STRING_LENGTH];
    char *path = brink__file_path(folder, name);
    brink_status status = path ? BRINK_OK : brink_fail(err, BRINK_ENOMEM, "out of memory");
    if (path && SHA256File(path, digest)) {
        json_t *output = json_pack("{s:s, s:s}", "file", name, "sha256", digest);
        status = json_array_append_new(list, output) == 0 ? BRINK_OK : brink_fail(err, BRINK_ENOMEM, "out of memory");
    } else if (path && errno != ENOENT) {
        status = brink_fail(err, BRINK_EIO, "cannot read %s for its checksum", path);
    }
    free(path);
    return status;
}

static brink_status write_object(const json_t *object, const char *folder, const char *name, brink_error *err)
{
    brink__file file;
    brink_status status = brink__file_open(&file, folder, name, err);
    if (status == BRINK_OK) {
        if (json_dump_callback(object, write_chunk, &file, JSON_INDENT(2) | JSON_REAL_PRECISION(15)) != 0) {
            status = brink_fail(err, BRINK_ENOMEM, "out of memory while writing %s", name);
        } else {
            brink__file_puts(&file, "\n");
            status = brink__file_commit(&file, err);
        }
    }
    brink__file_abandon(&file);
    return status;
}

brink_status brink_findings_describe(const char *folder, const char *name, const char *facts, const char *const *files,
                                     size_t n, brink_error *err)
{
    json_t *said = json_loads(facts, JSON_REJECT_DUPLICATES, NULL);
    json_t *object = json_pack("{s:s, s:s}", "version", BRINK_VERSION, "commit", BRINK_COMMIT);
    json_t *outputs = json_array();
    brink_status status = BRINK_OK;
    if (!json_is_object(said)) {
        status = brink_fail(err, BRINK_EDATA, "facts of %s are no JSON object", name);
    } else if (!object || !outputs || json_object_update(object, said) != 0) {
        status = brink_fail(err, BRINK_ENOMEM, "out of memory for %s", name);
    }
    for (size_t i = 0; i < n && status == BRINK_OK; i++) {
        status = add_output(outputs, folder, files[i], err);
    }
    if (status == BRINK_OK && json_object_set(object, "outputs", outputs) != 0) {
        status = brink_fail(err, BRINK_ENOMEM, "out of memory for %s", name);
    }
    if (status == BRINK_OK) {
        status = write_object(object, folder, name, err);
    }
    json_decref(said);
    json_decref(object);
    json_decref(outputs);
    return status;
}
