/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "write_game.h"

#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "report/file.h"

static brink_status write_file(const char *path, const char *text, size_t n, brink_error *err)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    char *folder = slash != NULL ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
    brink__file file = {0};
    if (folder == NULL) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory");
    }
    brink_status status = name[0] != '\0' ? brink__file_open(&file, folder, name, err)
                                          : brink_fail(err, BRINK_ECANTCREATE, "%s names a folder, no file", path);
    if (status == BRINK_OK) {
        brink__file_write(&file, text, n);
        status = brink__file_commit(&file, err);
    }
    brink__file_abandon(&file);
    free(folder);
    return status;
}

brink_status cli_write_game(const brink_game *game, brink_game_format format, const char *path)
{
    char *text = NULL;
    size_t n = 0;
    brink_game *other = NULL;
    brink_error err = {0};
    bool is_tree = brink_game_get_form(game) == BRINK_GAME_EXTENSIVE;
    brink_status status = BRINK_OK;
    if (is_tree != (format == BRINK_GAME_EFG)) {
        status = is_tree ? brink_game_to_strategic(game, &other, &err) : brink_game_to_extensive(game, &other, &err);
    }
    if (status == BRINK_OK) {
        status = brink_game_write(other != NULL ? other : game, format, &text, &n, &err);
    }
    if (status == BRINK_OK && strcmp(path, "-") == 0) {
        (void)fwrite(text, 1, n, stdout); /* cli_flush() tells of errors */
    } else if (status == BRINK_OK) {
        status = write_file(path, text, n, &err);
    }
    free(text);
    brink_game_free(other);
    return status == BRINK_OK ? BRINK_OK : cli_fail_error(status, &err);
}
