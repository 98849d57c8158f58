/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The scenarios that a design names: found, told apart, read once each. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "scenario/design_rows.h"

struct finding {
    brink_design *design;
    const char *beside; /* folder of the design file with its slash, "" for the current one; in the pool */
    const char *shipped;
    brink__report *report;
};

static brink_place place_of(const brink_design *design, const brink__design_row *row)
{
    return (brink_place){design->file, row->line, row->scenario_at};
}

/* `a`/`b` in memory that the caller frees, the slash only where one is missing; NULL when out of memory. */
static char *join(const char *a, const char *b)
{
    size_t n = strlen(a);
    size_t size = n + strlen(b) + 2;
    char *path = malloc(size);
    if (path != NULL) {
        (void)snprintf(path, size, "%s%s%s", a, n > 0 && a[n - 1] != '/' ? "/" : "", b);
    }
    return path;
}

static brink_status report_missing(const struct finding *f, const brink__design_row *row, int error)
{
    char beside[256] = "";
    char shipped[256] = "";
    char hint[BRINK__MAX_HINT] = "";
    char shown[BRINK__SHORT];
    char text[128];
    if (strchr(row->scenario, '/') == NULL) {
        brink__nearest_folder(f->beside[0] != '\0' ? f->beside : ".", row->scenario, beside);
        if (f->shipped != NULL) {
            brink__nearest_folder(f->shipped, row->scenario, shipped);
        }
        const char *const near[] = {beside, shipped};
        (void)brink__hint(brink_nearest(row->scenario, near, 2), hint);
    }
    if (strerror_r(error, text, sizeof text) != 0) {
        text[0] = '\0';
    }
    brink__mistake(f->report, place_of(f->design, row),
                   "scenario = %s: %s; allowed: a folder beside this file, a relative path, or a shipped scenario%s",
                   brink__shorten(row->scenario, shown), text, hint);
    return BRINK_OK;
}

/* The folder that the row names, in memory that the caller frees; NULL (reported) when there is none. */
static brink_status find_folder(const struct finding *f, const brink__design_row *row, char **folder,
                                brink__identity *identity)
{
    const char *name = row->scenario;
    int error = 0;
    if (name[0] == '\0') {
        brink__mistake(f->report, place_of(f->design, row),
                       "scenario is empty; allowed: a folder beside this file, a relative path, or a shipped scenario");
        return BRINK_OK;
    }
    *folder = name[0] == '/' ? join("", name) : join(f->beside, name);
    if (*folder == NULL) {
        return BRINK_ENOMEM;
    }
    if (brink__identify_folder(*folder, identity, &error)) {
        return BRINK_OK;
    }
    free(*folder);
    *folder = NULL;
    bool may_be_shipped = name[0] != '/' && name[0] != '.' && strstr(name, "/.") == NULL; /* nothing that leads out */
    if (may_be_shipped && f->shipped != NULL && (error == ENOENT || error == ENOTDIR)) {
        int other = 0;
        *folder = join(f->shipped, name);
        if (*folder == NULL) {
            return BRINK_ENOMEM;
        }
        if (brink__identify_folder(*folder, identity, &other)) {
            return BRINK_OK;
        }
        free(*folder);
        *folder = NULL;
    }
    return report_missing(f, row, error);
}

/* Index of the scenario in that folder, read if it was not yet. */
static brink_status read_base(const struct finding *f, const char *folder, brink__identity identity, size_t *index)
{
    brink_design *design = f->design;
    for (*index = 0; *index < design->n_bases; ++*index) {
        const brink__identity *other = &design->bases[*index].identity;
        if (other->device == identity.device && other->inode == identity.inode) {
            return BRINK_OK;
        }
    }
    brink__design_base *bases = brink__grown(design->bases, design->n_bases, &design->bases_capacity, sizeof *bases);
    if (bases == NULL) {
        return BRINK_ENOMEM;
    }
    design->bases = bases;
    brink__design_base *base = &bases[design->n_bases];
    *base = (brink__design_base){.identity = identity, .takes_settings = true};
    brink_status status = brink__scenario_read_with(folder, design->models, &base->read, f->report->diagnostics);
    design->n_bases++;
    return status == BRINK_ENOMEM ? status : BRINK_OK;
}

/* Names label the results, so two scenarios of one name could not be told apart there. */
static void check_name(const struct finding *f, const brink__design_row *row, size_t index)
{
    const brink_design *design = f->design;
    const brink_scenario *own = design->bases[index].read;
    for (size_t i = 0; i < index && own != NULL; i++) {
        const brink_scenario *other = design->bases[i].read;
        if (other != NULL && strcmp(brink_scenario_name(own), brink_scenario_name(other)) == 0) {
            char shown[BRINK__SHORT];
            brink__mistake(f->report, place_of(design, row),
                           "scenario = %s: its name is %s, as is that of another scenario of this design; allowed: "
                           "names that tell them apart, as results are labelled by them",
                           brink__shorten(row->scenario, shown), brink_scenario_name(own));
            return;
        }
    }
}

/* first[i] = the first row that names the scenario as row i does. False when out of memory. */
static bool find_first(const brink_design *design, size_t *first)
{
    brink__label *sorted = malloc((design->n_rows + 1) * sizeof *sorted);
    if (sorted == NULL) {
        return false;
    }
    for (size_t i = 0; i < design->n_rows; i++) {
        sorted[i] = (brink__label){design->rows[i].scenario, i};
    }
    brink__sort_labels(sorted, design->n_rows);
    for (size_t i = 0; i < design->n_rows; i++) {
        bool is_new = i == 0 || strcmp(sorted[i].text, sorted[i - 1].text) != 0;
        first[sorted[i].index] = is_new ? sorted[i].index : first[sorted[i - 1].index];
    }
    free(sorted);
    return true;
}

brink_status brink__design_read_bases(brink_design *design, const char *shipped, brink__report *report)
{
    const char *slash = strrchr(design->file, '/');
    struct finding f = {.design = design, .shipped = shipped, .report = report};
    f.beside = brink__pool_keep(&design->texts, design->file, slash != NULL ? (size_t)(slash - design->file) + 1 : 0);
    size_t *first = calloc(design->n_rows + 1, sizeof *first);
    brink_status status = first != NULL && f.beside != NULL && find_first(design, first) ? BRINK_OK : BRINK_ENOMEM;
    for (size_t i = 0; i < design->n_rows && status == BRINK_OK; i++) {
        brink__design_row *row = &design->rows[i];
        if (first[i] != i) { /* an earlier one */
            row->base = design->rows[first[i]].base;
            continue;
        }
        char *folder = NULL;
        brink__identity identity = {0};
        size_t n_before = design->n_bases;
        status = find_folder(&f, row, &folder, &identity);
        if (folder != NULL) {
            status = read_base(&f, folder, identity, &row->base);
        }
        if (design->n_bases > n_before) {
            check_name(&f, row, row->base);
        }
        free(folder);
    }
    free(first);
    return status;
}
