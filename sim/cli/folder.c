/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "brink/results.h"
#include "cli.h"
#include "engine/store.h"

/* The store, with what SQLite keeps beside it, and what is exported from it. */
static const char *const own_files[] = {
    "results.db",          "results.db-wal",    "results.db-shm",    "results.db-journal", "summary.csv",
    "series.csv",          "actions.csv",       "distributions.csv", "differences.csv",    "cascades.csv",
    "influence.csv",       "replicas.csv",      "trajectories.csv",  "summary_wide.csv",   "series_wide.csv",
    "trace.csv",           "gains.csv",         "front.csv",         "hypervolume.csv",    "tuned.csv",
    "selection.csv",       "design.csv",        "sweep.csv",         "sensitivity.csv",    "robust.csv",
    "robust_regrets.csv",  "robust_states.csv", "duel_cells.csv",    "duel_postures.csv",  "duel_equilibria.csv",
    "duel_rounds.csv",     "posterior.csv",     "generations.csv",   "moments.csv",        "fit.csv",
    "identifiability.csv", "correlations.csv",  "directions.csv",    "calibrated.csv",     "manifest.json"};

enum { N_OWN_FILES = sizeof own_files / sizeof own_files[0], PATH_SIZE = 4096 };

static bool is_there(const char *path)
{
    struct stat s;
    return lstat(path, &s) == 0;
}

/* folder/name; false when it is too long for a path of this system, so that nothing of that name can be there. */
static bool path_of(char path[PATH_SIZE], const char *folder, const char *name)
{
    int n = snprintf(path, PATH_SIZE, "%s/%s", folder, name);
    return n > 0 && n < PATH_SIZE;
}

bool cli_folder_holds_results(const char *folder)
{
    char path[PATH_SIZE];
    for (size_t i = 0; i < N_OWN_FILES; i++) {
        if (path_of(path, folder, own_files[i]) && is_there(path)) {
            return true;
        }
    }
    return false;
}

brink_status cli_folder_make(const char *folder)
{
    char path[PATH_SIZE];
    size_t n = strlen(folder);
    if (n == 0 || n >= sizeof path) {
        return cli_fail(BRINK_ECANTCREATE, "cannot create the folder '%s': its name is %s", folder,
                        n == 0 ? "empty" : "too long");
    }
    memcpy(path, folder, n + 1);
    for (size_t i = 1; i <= n; i++) {
        if (path[i] != '/' && path[i] != '\0') {
            continue;
        }
        char kept = path[i];
        path[i] = '\0';
        struct stat s;
        int error = mkdir(path, 0777) == 0 ? 0 : errno;
        /* not "EEXIST is fine": a parent that is there on a read-only disk gives EROFS instead */
        if (error != 0 && !(stat(path, &s) == 0 && S_ISDIR(s.st_mode))) {
            return cli_fail(BRINK_ECANTCREATE, "cannot create the folder %s: %s", path,
                            error == EEXIST || error == ENOTDIR ? "a file is in the way" : strerror(error));
        }
        path[i] = kept;
    }
    return BRINK_OK;
}

brink_status cli_folder_remove(const char *folder, const char *name)
{
    char path[PATH_SIZE];
    if (path_of(path, folder, name) && unlink(path) != 0 && errno != ENOENT && errno != ENOTDIR) {
        return cli_fail(BRINK_ECANTCREATE, "cannot remove %s: %s", path, strerror(errno));
    }
    return BRINK_OK;
}

/* Whether the file begins like a store of any version of brink: SQLite's header with brink's application id, or empty,
 * which is what a run that was killed at its very start leaves. */
static bool begins_like_store(const char *path)
{
    enum { ID_AT = 68 };
    static const unsigned char id[4] = {'b', 'r', 'n', 'k'};
    unsigned char head[ID_AT + sizeof id] = {0};
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        return false;
    }
    size_t n = fread(head, 1, sizeof head, file);
    (void)fclose(file);
    return n == 0 ||
           (n == sizeof head && memcmp(head, "SQLite format 3", 16) == 0 && memcmp(head + ID_AT, id, sizeof id) == 0);
}

/* The header of a store that was cut off may still stand in the write-ahead log beside it: then opening it tells. And a
 * database in which nothing was made so far holds nothing of anybody's. */
static bool has_own_store(const char *folder)
{
    char path[PATH_SIZE];
    if (!path_of(path, folder, "results.db") || !is_there(path)) {
        return false;
    }
    if (begins_like_store(path) || !brink__store_exists(folder)) {
        return true;
    }
    brink_results *results = NULL;
    bool is_store = brink_results_open(folder, &results, NULL) == BRINK_OK;
    brink_results_close(results);
    return is_store;
}

/* The study that a tuning leaves in its folder, as far as it is brink's. */
static brink_status clear_fresh(const char *folder)
{
    char fresh[PATH_SIZE];
    if (!path_of(fresh, folder, "fresh") || !cli_folder_holds_results(fresh)) {
        return BRINK_OK;
    }
    brink_status status = cli_folder_clear(fresh);
    if (status == BRINK_OK && path_of(fresh, folder, "fresh/plots")) {
        (void)rmdir(fresh); /* where other files are in it, it stays */
    }
    if (status == BRINK_OK && path_of(fresh, folder, "fresh")) {
        (void)rmdir(fresh);
    }
    return status;
}

brink_status cli_folder_clear(const char *folder)
{
    if (!has_own_store(folder)) {
        return cli_fail(BRINK_ECANTCREATE,
                        "%s holds files with the names of results but no results.db that brink wrote; "
                        "nothing was removed: choose another folder or remove them yourself",
                        folder);
    }
    cli_plots plots;
    brink_status status = cli_plots_find(&plots, folder);
    status = status == BRINK_OK ? clear_fresh(folder) : status;
    for (size_t i = 0; i < plots.n && status == BRINK_OK; i++) {
        char name[300];
        (void)snprintf(name, sizeof name, "plots/%s", plots.name[i]);
        status = cli_folder_remove(folder, name);
    }
    cli_plots_fini(&plots);
    /* the store last: what an interrupted removal leaves is still known as brink's */
    for (size_t i = N_OWN_FILES; i > 0 && status == BRINK_OK; i--) {
        status = cli_folder_remove(folder, own_files[i - 1]);
    }
    return status;
}

brink_status cli_claim_folder(const char *folder, bool is_resuming, bool is_forced)
{
    if (!is_resuming && cli_folder_holds_results(folder)) {
        if (!is_forced) {
            return cli_fail(BRINK_ECANTCREATE,
                            "%s already holds results: --resume finishes an interrupted run, --force replaces them, "
                            "--output DIR puts the new ones elsewhere",
                            folder);
        }
        brink_status status = cli_folder_clear(folder);
        if (status != BRINK_OK) {
            return status;
        }
    }
    return cli_folder_make(folder);
}

void cli_folder_leave(const char *folder)
{
    (void)rmdir(folder); /* only an empty one goes */
}

/* --- plots --------------------------------------------------------------------------------------------------- */

static bool ends_with(const char *name, const char *end)
{
    size_t n = strlen(name);
    size_t k = strlen(end);
    return n > k && strcmp(name + n - k, end) == 0;
}

static int is_script(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && ends_with(entry->d_name, ".gp");
}

static int is_picture(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && (ends_with(entry->d_name, ".png") || ends_with(entry->d_name, ".svg"));
}

/* <script>.png, or <script>-<point>.png in a study of several points. */
static bool is_drawn_by(const char *picture, struct dirent **script, int n)
{
    for (int i = 0; i < n; i++) {
        size_t stem = strlen(script[i]->d_name) - 3;
        if (strncmp(picture, script[i]->d_name, stem) == 0 && (picture[stem] == '-' || picture[stem] == '.')) {
            return true;
        }
    }
    return false;
}

static void free_entries(struct dirent **entry, int n)
{
    for (int i = 0; i < n; i++) {
        free(entry[i]);
    }
    free(entry);
}

char *cli_plot_scripts(void)
{
    const char *chosen = getenv("BRINK_PLOTS");
    return chosen != NULL && chosen[0] != '\0' ? strdup(chosen) : cli_data_path("plots");
}

brink_status cli_plots_find(cli_plots *plots, const char *folder)
{
    char path[PATH_SIZE];
    char *scripts = cli_plot_scripts();
    struct dirent **script = NULL;
    struct dirent **picture = NULL;
    brink_status status = BRINK_OK;
    *plots = (cli_plots){0};
    int n_scripts = scripts != NULL ? scandir(scripts, &script, is_script, alphasort) : -1;
    int n_pictures = path_of(path, folder, "plots") ? scandir(path, &picture, is_picture, alphasort) : -1;
    plots->name = calloc(n_pictures > 0 ? (size_t)n_pictures : 1, sizeof *plots->name);
    for (int i = 0; i < n_pictures && plots->name != NULL && status == BRINK_OK; i++) {
        if (is_drawn_by(picture[i]->d_name, script, n_scripts)) {
            char *name = strdup(picture[i]->d_name);
            status = name != NULL ? BRINK_OK : BRINK_ENOMEM;
            plots->name[plots->n] = name;
            plots->n += name != NULL;
        }
    }
    if (plots->name == NULL || status != BRINK_OK) {
        status = cli_fail(BRINK_ENOMEM, "out of memory");
    }
    free_entries(script, n_scripts);
    free_entries(picture, n_pictures);
    free(scripts);
    return status;
}

void cli_plots_fini(cli_plots *plots)
{
    for (size_t i = 0; i < plots->n; i++) {
        free(plots->name[i]);
    }
    free(plots->name);
    *plots = (cli_plots){0};
}

const char *cli_stem(const char *file, size_t *n)
{
    const char *slash = strrchr(file, '/');
    const char *name = slash != NULL ? slash + 1 : file;
    const char *dot = strrchr(name, '.');
    *n = dot != NULL && dot > name ? (size_t)(dot - name) : strlen(name);
    return name;
}
