/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every script in the folder of plot scripts is a chart; theme.gp is what they share. A script is called for each point
 * and format and draws nothing when the point lacks the series it is about, so nothing here knows a model. */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "brink/report.h"
#include "report/extract.h"
#include "report/file.h"
#include "report/gnuplot.h"

static const char *const formats[] = {"png", "svg"};
enum { N_FORMATS = sizeof formats / sizeof formats[0], MAX_WORD = 120 };

typedef struct charts {
    char *scripts; /* folder of the scripts */
    char **names;  /* [n] names without ".gp", sorted */
    size_t n;
    char *folder;     /* where the charts go */
    json_t *manifest; /* NULL when there is none */
} charts;

/* What a script is told about the point, besides its rows. */
typedef struct caption {
    char start[16];       /* YYYY-MM-DD, or "" */
    char period_days[32]; /* or "" */
    char title[256];
    char source[512];
} caption;

static bool has_theme(const char *folder)
{
    char *path = brink__file_path(folder, "theme.gp");
    bool is_there = path && access(path, R_OK) == 0;
    free(path);
    return is_there;
}

/* The folder on the heap, or NULL with *status set. */
static char *find_scripts(const char *given, brink_status *status, brink_error *err)
{
    const char *chosen = given ? given : getenv("BRINK_PLOTS");
    if (chosen && chosen[0] == '\0') {
        chosen = NULL;
    }
    if (chosen && !has_theme(chosen)) {
        *status = brink_fail(err, BRINK_ENOINPUT, "there are no plot scripts in %s (theme.gp is missing)", chosen);
        return NULL;
    }
    if (!chosen) {
        chosen = has_theme(BRINK_DATADIR "/plots") ? BRINK_DATADIR "/plots" : BRINK_SOURCE_DATA "/plots";
    }
    if (!has_theme(chosen)) {
        *status = brink_fail(err, BRINK_ENOINPUT,
                             "the plot scripts are neither in " BRINK_DATADIR "/plots nor in " BRINK_SOURCE_DATA
                             "/plots; name their folder in BRINK_PLOTS");
        return NULL;
    }
    char *folder = strdup(chosen);
    *status = folder ? BRINK_OK : brink_fail(err, BRINK_ENOMEM, "out of memory");
    return folder;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static brink_status list_scripts(charts *c, brink_error *err)
{
    brink_status status = BRINK_OK;
    DIR *folder = opendir(c->scripts);
    if (!folder) {
        return brink_fail(err, BRINK_ENOINPUT, "cannot read the folder %s", c->scripts);
    }
    for (const struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        const char *name = entry->d_name;
        size_t n = strlen(name);
        if (n <= 3 || name[0] == '.' || strcmp(name + n - 3, ".gp") != 0 || strcmp(name, "theme.gp") == 0) {
            continue;
        }
        char **grown = realloc(c->names, (c->n + 1) * sizeof *grown);
        char *copy = strndup(name, n - 3);
        if (grown) {
            c->names = grown;
        }
        if (!grown || !copy) {
            free(copy);
            status = brink_fail(err, BRINK_ENOMEM, "out of memory");
            break;
        }
        c->names[c->n++] = copy;
    }
    closedir(folder);
    if (status == BRINK_OK && c->n > 0) {
        qsort(c->names, c->n, sizeof c->names[0], compare_names);
    }
    return status;
}

/* Titles and dates come from the manifest when it is there; charts can be drawn without. */
static json_t *read_manifest(const char *folder)
{
    char *path = brink__file_path(folder, "manifest.json");
    json_t *manifest = path ? json_load_file(path, 0, NULL) : NULL;
    free(path);
    return manifest;
}

static const char *text_in(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static void make_caption(const json_t *manifest, const char *scenario, const char *point, caption *out)
{
    const char *title = text_in(json_object_get(manifest, "titles"), scenario);
    double days = json_number_value(json_object_get(manifest, "period_days"));
    *out = (caption){0};
    snprintf(out->start, sizeof out->start, "%s", text_in(manifest, "start_date"));
    if (days > 0) {
        snprintf(out->period_days, sizeof out->period_days, "%.15g", days);
    }
    title = title[0] != '\0' ? title : scenario;
    brink__printable(title, strlen(title), out->title, sizeof out->title);
    char source[1024];
    bool is_named = strcmp(scenario, point) != 0;
    const char *seed = text_in(manifest, "seed");
    bool is_known = seed[0] != '\0';
    int n = snprintf(source, sizeof source, "%s%s%s%s%s%s%s", scenario, is_named ? ", " : "", is_named ? point : "",
                     is_known ? ", seed " : "", seed, is_known ? ", brink " : "",
                     is_known ? text_in(manifest, "version") : "");
    size_t length = n < 0 ? 0 : (size_t)n < sizeof source ? (size_t)n : sizeof source - 1;
    brink__printable(source, length, out->source, sizeof out->source);
}

/* gnuplot does not say when the disk is full, but then the end of the picture is missing. */
static brink_status check_picture(const char *path, const char *format, bool *is_empty, brink_error *err)
{
    static const char png_end[] = "IEND\xae\x42\x60\x82";
    static const char svg_end[] = "</svg>";
    char tail[16] = "";
    size_t n = 0;
    FILE *in = fopen(path, "re");
    if (!in) {
        return brink_fail(err, BRINK_EIO, "cannot read %s", path);
    }
    bool is_good = fseek(in, 0, SEEK_END) == 0;
    long size = ftell(in);
    long from = size > (long)sizeof tail ? size - (long)sizeof tail : 0;
    *is_empty = is_good && size == 0;
    if (is_good && fseek(in, from, SEEK_SET) == 0) {
        n = fread(tail, 1, sizeof tail, in);
    }
    fclose(in);
    bool is_png = strcmp(format, "png") == 0;
    const char *end = is_png ? png_end : svg_end;
    size_t n_end = is_png ? sizeof png_end - 1 : sizeof svg_end - 1;
    while (!is_png && n > 0 && (tail[n - 1] == '\n' || tail[n - 1] == ' ')) {
        n--;
    }
    if (!*is_empty && (n < n_end || memcmp(tail + n - n_end, end, n_end) != 0)) {
        return brink_fail(err, BRINK_EIO, "gnuplot left a picture without its end (%s): the disk may be full", path);
    }
    return BRINK_OK;
}

static brink_status draw(const charts *c, const char *script, const char *format, const char *rows, const char *word,
                         const caption *about, brink_error *err)
{
    char name[512];
    char file_name[512];
    brink__file out = {0};
    bool is_empty = false;
    snprintf(file_name, sizeof file_name, "%s.gp", script);
    snprintf(name, sizeof name, "%s%s%s.%s", script, word[0] != '\0' ? "-" : "", word, format);
    char *script_path = brink__file_path(c->scripts, file_name);
    if (!script_path) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory");
    }
    brink_status status = brink__file_open(&out, c->folder, name, err);
    if (status == BRINK_OK) {
        status = brink__file_finish(&out, err);
    }
    if (status == BRINK_OK) {
        const char *arguments[BRINK__GNUPLOT_ARGUMENTS] = {rows,         out.temporary,      format,       about->title,
                                                           about->start, about->period_days, about->source};
        status = brink__gnuplot(script_path, arguments, err);
    }
    if (status == BRINK_OK) {
        status = check_picture(out.temporary, format, &is_empty, err);
    }
    if (status == BRINK_OK && !is_empty) {
        status = brink__file_commit(&out, err);
    }
    brink__file_abandon(&out);
    free(script_path);
    return status;
}

/* All charts of a point, number `index`, whose rows are in the file `rows`. */
static brink_status draw_all(const charts *c, const char *rows, const char *scenario, const char *point, bool is_only,
                             size_t index, brink_error *err)
{
    brink_status status = BRINK_OK;
    caption about;
    char *word = is_only ? strdup("") : brink__extract_word(point);
    if (!word) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory");
    }
    if (strlen(word) > MAX_WORD) { /* too long for a file name: its number tells it from others */
        snprintf(word + MAX_WORD - 24, 24, "~%zu", index + 1);
    }
    make_caption(c->manifest, scenario, point, &about);
    for (size_t i = 0; i < c->n && status == BRINK_OK; i++) {
        for (size_t f = 0; f < N_FORMATS && status == BRINK_OK; f++) {
            status = draw(c, c->names[i], formats[f], rows, word, &about, err);
        }
    }
    free(word);
    return status;
}

/* Draws the next point of `series`, number `index`. A study of one point has charts without a point in their names. */
static brink_status draw_point(const charts *c, brink__extract *series, size_t index, brink_error *err)
{
    char *scenario = NULL;
    char *point = NULL;
    brink__file rows = {0};
    brink_status status = brink__file_open(&rows, c->folder, "point.csv", err);
    if (status == BRINK_OK) {
        status = brink__extract_next(series, &rows, &scenario, &point, err);
    }
    if (status == BRINK_OK) {
        status = brink__file_finish(&rows, err);
    }
    if (status == BRINK_OK) {
        bool is_only = index == 0 && !series->is_at_row;
        status = draw_all(c, rows.temporary, scenario, point, is_only, index, err);
    }
    brink__file_abandon(&rows);
    free(scenario);
    free(point);
    return status;
}

brink_status brink_report_plots(const char *folder, const char *scripts, brink_error *err)
{
    charts c = {0};
    brink__extract series = {0};
    brink_status status = BRINK_OK;
    c.scripts = find_scripts(scripts, &status, err);
    if (c.scripts) {
        status = list_scripts(&c, err);
    }
    if (status == BRINK_OK) {
        status = brink__extract_open(&series, folder, "series.csv", err);
    }
    if (status == BRINK_OK) {
        c.manifest = read_manifest(folder);
        c.folder = brink__file_path(folder, "plots");
        if (!c.folder) {
            status = brink_fail(err, BRINK_ENOMEM, "out of memory");
        } else if (mkdir(c.folder, 0777) != 0 && errno != EEXIST) {
            status = brink__file_fail(err, errno, "create", c.folder);
        }
    }
    for (size_t i = 0; status == BRINK_OK && series.is_at_row; i++) {
        status = draw_point(&c, &series, i, err);
    }
    brink__extract_close(&series);
    for (size_t i = 0; i < c.n; i++) {
        free(c.names[i]);
    }
    free(c.names);
    free(c.scripts);
    free(c.folder);
    json_decref(c.manifest);
    return status;
}
