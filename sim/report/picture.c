/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/picture.h"

#include <stdlib.h>
#include <string.h>

#include "report/file.h"

static const char *const formats[] = {"png", "svg"};
enum { N_FORMATS = sizeof formats / sizeof formats[0] };

/* A picture in one format on its way. */
typedef struct picture {
    const char *format;
    char *name; /* of its file */
    brink__file out;
    brink__drawing drawing;
    bool is_drawing, is_empty;
} picture;

/* gnuplot does not say when the disk is full, but then the end of the picture is missing. */
static brink_status check(const char *path, const char *format, bool *is_empty, brink_error *err)
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

static brink_status start(picture *p, const char *folder, const char *name, const char *script,
                          const char *const arguments[BRINK__GNUPLOT_ARGUMENTS], brink_error *err)
{
    const char *all[BRINK__GNUPLOT_ARGUMENTS];
    const size_t size = strlen(name) + 1 + strlen(p->format) + 1;
    char *full = malloc(size);
    if (!full) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory");
    }
    snprintf(full, size, "%s.%s", name, p->format);
    brink_status status = brink__file_open(&p->out, folder, full, err);
    p->name = full;
    if (status == BRINK_OK) {
        status = brink__file_finish(&p->out, err);
    }
    if (status == BRINK_OK) {
        memcpy(all, arguments, sizeof all);
        all[1] = p->out.temporary;
        all[2] = p->format;
        status = brink__gnuplot_start(&p->drawing, script, all, err);
        p->is_drawing = status == BRINK_OK;
    }
    return status;
}

brink_status brink__picture_draw(const char *folder, const char *name, const char *script,
                                 const char *const arguments[BRINK__GNUPLOT_ARGUMENTS],
                                 const brink_plot_options *options, brink_error *err)
{
    picture pictures[N_FORMATS] = {{.format = NULL}};
    size_t n = 0;
    brink_status status = BRINK_OK;
    for (size_t i = 0; i < N_FORMATS && status == BRINK_OK; i++) {
        if (!options->format || strcmp(options->format, formats[i]) == 0) {
            pictures[n].format = formats[i];
            status = start(&pictures[n++], folder, name, script, arguments, err);
        }
    }
    for (size_t i = 0; i < n; i++) { /* also after a failure: what was started must end */
        picture *p = &pictures[i];
        brink_status ended =
            p->is_drawing ? brink__gnuplot_finish(&p->drawing, status == BRINK_OK ? err : NULL) : status;
        status = status == BRINK_OK ? ended : status;
        if (status == BRINK_OK) {
            status = check(p->out.temporary, p->format, &p->is_empty, err);
        }
    }
    for (size_t i = 0; i < n; i++) {
        picture *p = &pictures[i];
        if (status == BRINK_OK && !p->is_empty) {
            status = brink__file_commit(&p->out, err);
            if (status == BRINK_OK && options->drawn) {
                options->drawn(options->context, p->name);
            }
        }
        brink__file_abandon(&p->out);
        free(p->name);
    }
    return status;
}
