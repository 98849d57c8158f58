/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The charts of a study. Each script says which tables it draws, and whether a chart is of a point, of the study, or
 * of whole tables (report/scripts.h); it gets the rows of those tables that concern it, and draws nothing where they
 * lack what it is about. So nothing here knows a chart or a model. */
#include <errno.h>
#include <fnmatch.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "brink/report.h"
#include "brink/scenario.h"
#include "report/caption.h"
#include "report/extract.h"
#include "report/file.h"
#include "report/nothing.h"
#include "report/picture.h"
#include "report/scripts.h"

enum { MAX_WORD = 120, MAX_HEADLINE = 1024 };

typedef struct point {
    char *scenario, *name;
    bool is_chosen;   /* it has charts of its own */
    bool is_in_study; /* its rows are in the charts of the study */
} point;

/* A table that charts draw, as its rows are cut out of it. */
typedef struct sheet {
    const char *table; /* file name, borrowed */
    brink__extract rows;
    bool is_there;
    brink__file cut;
    size_t n_cut; /* rows in `cut` */
} sheet;

typedef struct study {
    const char *folder; /* of the results */
    const brink_plot_options *options;
    brink__scripts scripts;
    char *plots;      /* folder of the pictures */
    json_t *manifest; /* NULL when there is none */
    char headline[MAX_HEADLINE];
    point *points;
    size_t n_points;
    sheet *sheets; /* of the charts at hand */
    size_t n_sheets;
} study;

/* --- what is said about a study */

static void read_manifest(study *s)
{
    char *path = brink__file_path(s->folder, "manifest.json");
    s->manifest = path ? json_load_file(path, 0, NULL) : NULL;
    free(path);
    brink__caption_headline(s->manifest, s->headline, sizeof s->headline);
}

/* --- points */

static brink_status add_point(study *s, const brink__extract *rows, brink_error *err)
{
    point *grown = realloc(s->points, (s->n_points + 1) * sizeof *grown);
    point new = {.scenario = strdup(rows->name[BRINK__SCENARIO]), .name = strdup(rows->name[BRINK__POINT])};
    s->points = grown ? grown : s->points;
    if (!grown || !new.scenario || !new.name) {
        free(new.scenario);
        free(new.name);
        return brink_fail(err, BRINK_ENOMEM, "out of memory");
    }
    s->points[s->n_points++] = new;
    return BRINK_OK;
}

static bool is_of(const brink__extract *rows, const point *p)
{
    return rows->is_at_row && strcmp(rows->name[BRINK__POINT], p->name) == 0;
}

/* The points of a study are those of summary.csv, where the rows of each stand together; or, if that was taken away, of
 * series.csv. */
static brink_status list_points(study *s, brink_error *err)
{
    brink__extract rows;
    brink_status status = brink__extract_open(&rows, s->folder, "summary.csv", err);
    if (status == BRINK_ENOINPUT) {
        brink__extract_close(&rows);
        status = brink__extract_open(&rows, s->folder, "series.csv", err);
    }
    while (status == BRINK_OK && rows.is_at_row) {
        if (s->n_points == 0 || !is_of(&rows, &s->points[s->n_points - 1])) {
            status = add_point(s, &rows, err);
        }
        if (status == BRINK_OK) {
            status = brink__extract_copy(&rows, NULL, err);
        }
    }
    brink__extract_close(&rows);
    return status;
}

/* Says that there is no `what` called `word`, and what was probably meant. `names` [n], none NULL. */
static brink_status fail_unknown(const char *what, const char *word, const char *const *names, size_t n,
                                 brink_error *err)
{
    const char *nearest = brink_nearest(word, names, n);
    return brink_fail(err, BRINK_EUSAGE, "there is no %s '%s'%s%s%s", what, word, nearest ? "; did you mean '" : "",
                      nearest ? nearest : "", nearest ? "'?" : "");
}

/* Chooses the points that a pattern names. */
static brink_status choose(study *s, const char *pattern, brink_error *err)
{
    bool is_found = false;
    const char **names = malloc((s->n_points + 1) * sizeof *names);
    if (!names) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory");
    }
    for (size_t i = 0; i < s->n_points; i++) {
        names[i] = s->points[i].name;
        if (fnmatch(pattern, names[i], 0) == 0) {
            s->points[i].is_chosen = true;
            is_found = true;
        }
    }
    brink_status status = is_found ? BRINK_OK : fail_unknown("point", pattern, names, s->n_points, err);
    free(names);
    return status;
}

/* Marks the points that are drawn. The first stands in every chart of the study: it is what others are compared with.
 */
static brink_status choose_points(study *s, size_t *n_left_out, brink_error *err)
{
    const brink_plot_options *o = s->options;
    brink_status status = BRINK_OK;
    size_t n_in_study = 0;
    for (size_t i = 0; i < o->n_points && status == BRINK_OK; i++) {
        status = choose(s, o->points[i], err);
    }
    *n_left_out = 0;
    for (size_t i = 0; i < s->n_points && status == BRINK_OK; i++) {
        s->points[i].is_chosen = o->n_points > 0 ? s->points[i].is_chosen : i < BRINK_PLOT_POINTS;
        s->points[i].is_in_study = i == 0 || (s->points[i].is_chosen && n_in_study < BRINK_PLOT_POINTS);
        n_in_study += s->points[i].is_in_study;
        *n_left_out += o->n_points == 0 && !s->points[i].is_chosen;
    }
    return status;
}

/* --- rows */

/* The sheet of a table, or NULL for no table and for one that there is none of. */
static sheet *find_sheet(const study *s, const char *table)
{
    for (size_t i = 0; table && i < s->n_sheets; i++) {
        if (s->sheets[i].table && strcmp(s->sheets[i].table, table) == 0) {
            return &s->sheets[i];
        }
    }
    return NULL;
}

static bool is_wanted(const study *s, const brink__script *script)
{
    bool is_found = s->options->n_charts == 0;
    for (size_t i = 0; i < s->options->n_charts; i++) {
        is_found = is_found || strcmp(s->options->charts[i], script->name) == 0;
    }
    return is_found;
}

/* Opens every table that a wanted chart of that scope draws. */
static brink_status open_sheets(study *s, brink__chart_scope scope, brink_error *err)
{
    brink_status status = BRINK_OK;
    s->sheets = calloc(s->scripts.n * BRINK__CHART_TABLES + 1, sizeof *s->sheets);
    if (!s->sheets) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory");
    }
    for (size_t i = 0; i < s->scripts.n * BRINK__CHART_TABLES && status == BRINK_OK; i++) {
        const brink__script *script = &s->scripts.script[i / BRINK__CHART_TABLES];
        const char *table = script->table[i % BRINK__CHART_TABLES];
        if (!table || script->scope != scope || !is_wanted(s, script) || find_sheet(s, table)) {
            continue;
        }
        sheet *new = &s->sheets[s->n_sheets++];
        new->table = table;
        status = brink__extract_open(&new->rows, s->folder, table, err);
        new->is_there = status == BRINK_OK;
        status = status == BRINK_ENOINPUT ? BRINK_OK : status;
    }
    return status;
}

static void close_sheets(study *s)
{
    for (size_t i = 0; i < s->n_sheets; i++) {
        brink__extract_close(&s->sheets[i].rows);
        brink__file_abandon(&s->sheets[i].cut);
    }
    free(s->sheets);
    s->sheets = NULL;
    s->n_sheets = 0;
}

static brink_status begin_cut(study *s, sheet *t, brink_error *err)
{
    t->n_cut = 0;
    brink_status status = brink__file_open(&t->cut, s->plots, t->table, err);
    if (status == BRINK_OK) {
        brink__file_puts(&t->cut, t->rows.header);
    }
    return status;
}

static brink_status copy_row(sheet *t, brink_error *err)
{
    t->n_cut++;
    return brink__extract_copy(&t->rows, &t->cut, err);
}

/* Cuts out the rows of a point, or passes over them where no chart wants them. Rows of a point stand together, and
 * points stand in one order in all tables. */
static brink_status cut_point(study *s, sheet *t, const point *p, brink_error *err)
{
    brink_status status = BRINK_OK;
    if (p->is_chosen) {
        status = begin_cut(s, t, err);
    }
    while (status == BRINK_OK && is_of(&t->rows, p)) {
        status = p->is_chosen ? copy_row(t, err) : brink__extract_copy(&t->rows, NULL, err);
    }
    return status == BRINK_OK && p->is_chosen ? brink__file_finish(&t->cut, err) : status;
}

static const point *find_point(const study *s, const char *name)
{
    for (size_t i = 0; i < s->n_points; i++) {
        if (s->points[i].is_in_study && strcmp(s->points[i].name, name) == 0) {
            return &s->points[i];
        }
    }
    return NULL;
}

/* Cuts out the rows of all points that the charts of the study show, in whichever order they stand. */
static brink_status cut_study(study *s, sheet *t, brink_error *err)
{
    brink_status status = begin_cut(s, t, err);
    while (status == BRINK_OK && t->rows.is_at_row) {
        status =
            find_point(s, t->rows.name[BRINK__POINT]) ? copy_row(t, err) : brink__extract_copy(&t->rows, NULL, err);
    }
    return status == BRINK_OK ? brink__file_finish(&t->cut, err) : status;
}

/* --- charts */

/* Draws a chart of the tables with these paths, the second "" for none; `word` is "", or the point as a part of file
 * names. */
static brink_status draw_tables(const study *s, const brink__script *script, const char *word, const char *first,
                                const char *second, const brink__caption *about, brink_error *err)
{
    char file_name[512], name[512];
    snprintf(file_name, sizeof file_name, "%s.gp", script->name);
    snprintf(name, sizeof name, "%s%s%s", script->name, word[0] != '\0' ? "-" : "", word);
    char *path = brink__file_path(s->scripts.folder, file_name);
    if (!path) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory");
    }
    const char *const arguments[BRINK__GNUPLOT_ARGUMENTS] = {
        first, NULL, NULL, about->title, about->start, about->period_days, about->source, second, s->headline};
    brink_status status = brink__picture_draw(s->plots, name, path, arguments, s->options, err);
    free(path);
    return status;
}

/* Draws a chart from the sheets. */
static brink_status draw(const study *s, const brink__script *script, const char *word, const brink__caption *about,
                         brink_error *err)
{
    const sheet *first = find_sheet(s, script->table[0]), *second = find_sheet(s, script->table[1]);
    if (!first->is_there || first->n_cut == 0) {
        return BRINK_OK;
    }
    const bool has_second = second && second->is_there && second->n_cut > 0;
    return draw_tables(s, script, word, first->cut.temporary, has_second ? second->cut.temporary : "", about, err);
}

static brink_status draw_all(const study *s, brink__chart_scope scope, const char *word, const brink__caption *about,
                             brink_error *err)
{
    brink_status status = BRINK_OK;
    for (size_t i = 0; i < s->scripts.n && status == BRINK_OK; i++) {
        const brink__script *script = &s->scripts.script[i];
        if (script->scope == scope && is_wanted(s, script)) {
            status = draw(s, script, word, about, err);
        }
    }
    return status;
}

/* The charts of point i. A study of one point has charts without a point in their names. */
static brink_status draw_point(const study *s, size_t i, brink_error *err)
{
    const point *p = &s->points[i];
    char subject[512];
    brink__caption about;
    char *word = s->n_points == 1 ? strdup("") : brink__extract_word(p->name);
    if (!word) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory");
    }
    if (strlen(word) > MAX_WORD) { /* too long for a file name: its number tells it from others */
        snprintf(word + MAX_WORD - 24, 24, "~%zu", i + 1);
    }
    const bool is_named = strcmp(p->scenario, p->name) != 0;
    snprintf(subject, sizeof subject, "%s%s%s", p->scenario, is_named ? ", " : "", is_named ? p->name : "");
    brink__caption_init(&about, s->manifest, p->scenario, subject);
    brink_status status = draw_all(s, BRINK__CHART_OF_POINT, word, &about, err);
    free(word);
    return status;
}

static brink_status draw_points(study *s, brink_error *err)
{
    brink_status status = open_sheets(s, BRINK__CHART_OF_POINT, err);
    for (size_t i = 0; i < s->n_points && status == BRINK_OK; i++) {
        for (size_t k = 0; k < s->n_sheets && status == BRINK_OK; k++) {
            if (s->sheets[k].is_there) {
                status = cut_point(s, &s->sheets[k], &s->points[i], err);
            }
        }
        if (status == BRINK_OK && s->points[i].is_chosen) {
            status = draw_point(s, i, err);
        }
        for (size_t k = 0; k < s->n_sheets; k++) {
            brink__file_abandon(&s->sheets[k].cut);
        }
    }
    close_sheets(s);
    return status;
}

static brink_status draw_study(study *s, brink_error *err)
{
    char subject[128];
    brink__caption about;
    size_t n = 0;
    for (size_t i = 0; i < s->n_points; i++) {
        n += s->points[i].is_in_study;
    }
    brink_status status = n > 0 ? open_sheets(s, BRINK__CHART_OF_STUDY, err) : BRINK_OK;
    for (size_t k = 0; k < s->n_sheets && status == BRINK_OK; k++) {
        if (s->sheets[k].is_there) {
            status = cut_study(s, &s->sheets[k], err);
        }
    }
    if (status == BRINK_OK && n > 0) {
        if (n < s->n_points) {
            snprintf(subject, sizeof subject, "%zu of %zu points", n, s->n_points);
        } else {
            snprintf(subject, sizeof subject, n > 1 ? "%zu points" : "%zu point", n);
        }
        brink__caption_init(&about, s->manifest, s->points[0].scenario, n > 1 ? subject : s->points[0].name);
        status = draw_all(s, BRINK__CHART_OF_STUDY, "", &about, err);
    }
    close_sheets(s);
    return status;
}

/* --- whole tables */

/* The path of a table of the folder, on the heap; NULL when it is not there, or out of memory. */
static char *find_table(const study *s, const char *table)
{
    char *path = table ? brink__file_path(s->folder, table) : NULL;
    if (path && access(path, R_OK) != 0) {
        free(path);
        path = NULL;
    }
    return path;
}

/* Whether there is anything to draw as a whole. */
static bool has_whole_tables(const study *s)
{
    bool is_there = false;
    for (size_t i = 0; i < s->scripts.n && !is_there; i++) {
        const brink__script *script = &s->scripts.script[i];
        char *path =
            script->scope == BRINK__CHART_OF_FOLDER && is_wanted(s, script) ? find_table(s, script->table[0]) : NULL;
        is_there = path;
        free(path);
    }
    return is_there;
}

static brink_status draw_folder(const study *s, brink_error *err)
{
    brink__caption about;
    brink_status status = BRINK_OK;
    brink__caption_of_folder(&about, s->manifest, s->folder);
    for (size_t i = 0; i < s->scripts.n && status == BRINK_OK; i++) {
        const brink__script *script = &s->scripts.script[i];
        if (script->scope != BRINK__CHART_OF_FOLDER || !is_wanted(s, script)) {
            continue;
        }
        char *first = find_table(s, script->table[0]);
        char *second = find_table(s, script->table[1]);
        if (first) {
            status = draw_tables(s, script, "", first, second ? second : "", &about, err);
        }
        free(first);
        free(second);
    }
    return status;
}

/* --- all of it */

static brink_status check_charts(const study *s, brink_error *err)
{
    brink_status status = BRINK_OK;
    const char **names = malloc((s->scripts.n + 1) * sizeof *names);
    if (!names) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory");
    }
    for (size_t i = 0; i < s->options->n_charts && status == BRINK_OK; i++) {
        bool is_found = false;
        for (size_t k = 0; k < s->scripts.n; k++) {
            names[k] = s->scripts.script[k].name;
            is_found = is_found || strcmp(names[k], s->options->charts[i]) == 0;
        }
        if (!is_found) {
            status = fail_unknown("chart", s->options->charts[i], names, s->scripts.n, err);
        }
    }
    free(names);
    return status;
}

static brink_status make_folder(study *s, brink_error *err)
{
    s->plots = brink__file_path(s->folder, "plots");
    if (!s->plots) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory");
    }
    return mkdir(s->plots, 0777) == 0 || errno == EEXIST ? BRINK_OK : brink__file_fail(err, errno, "create", s->plots);
}

brink_status brink_report_plots(const char *folder, const brink_plot_options *options, size_t *n_left_out,
                                brink_error *err)
{
    static const brink_plot_options plain = {0};
    size_t n = 0;
    study s = {.folder = folder, .options = options ? options : &plain};
    brink_status status = brink__scripts_init(&s.scripts, s.options->scripts, err);
    if (status == BRINK_OK) {
        status = check_charts(&s, err);
    }
    if (status == BRINK_OK) {
        status = list_points(&s, err);
        status = status == BRINK_ENOINPUT && has_whole_tables(&s) ? BRINK_OK : status; /* then it has no points */
        status = status == BRINK_ENOINPUT ? brink__nothing_to_draw(folder, &s.scripts, err) : status;
    }
    if (status == BRINK_OK) {
        status = choose_points(&s, &n, err);
    }
    if (status == BRINK_OK) {
        read_manifest(&s);
        status = make_folder(&s, err);
    }
    if (status == BRINK_OK) {
        status = draw_folder(&s, err);
    }
    if (status == BRINK_OK) {
        status = draw_study(&s, err);
    }
    if (status == BRINK_OK) {
        status = draw_points(&s, err);
    }
    if (n_left_out) {
        *n_left_out = n;
    }
    for (size_t i = 0; i < s.n_points; i++) {
        free(s.points[i].scenario);
        free(s.points[i].name);
    }
    free(s.points);
    free(s.plots);
    json_decref(s.manifest);
    brink__scripts_fini(&s.scripts);
    return status;
}
