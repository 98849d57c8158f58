/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Designs as CSV. */
#include "brink/design.h"

#include <string.h>

#include "report/file.h"

static bool has_notes(const brink_design *design)
{
    size_t n = brink_design_n_points(design);
    for (size_t i = 0; i < n; i++) {
        if (brink_design_note(design, i)[0] != '\0') {
            return true;
        }
    }
    return false;
}

static bool has_noise(const brink_design *design)
{
    size_t n = brink_design_n_points(design);
    for (size_t i = 0; i < n; i++) {
        if (brink_design_noise(design, i) != 0) {
            return true;
        }
    }
    return false;
}

static void write_header(brink__csv *csv, const brink_design *design, bool notes, bool noise)
{
    brink__csv_text(csv, "scenario");
    brink__csv_text(csv, "name");
    if (notes) {
        brink__csv_text(csv, "note");
    }
    if (noise) {
        brink__csv_text(csv, "noise");
    }
    for (size_t c = 0; c < brink_design_n_paths(design); c++) {
        brink__csv_text(csv, brink_design_path(design, c));
    }
    brink__csv_end_row(csv);
}

static void write_point(brink__csv *csv, const brink_design *design, size_t i, bool notes, bool noise)
{
    brink__csv_text(csv, brink_design_label(design, i));
    brink__csv_text(csv, brink_design_name(design, i));
    if (notes) {
        brink__csv_text(csv, brink_design_note(design, i));
    }
    if (noise) {
        brink__csv_count(csv, brink_design_noise(design, i));
    }
    for (size_t c = 0; c < brink_design_n_paths(design); c++) {
        brink__csv_text(csv, brink_design_value(design, i, c));
    }
    brink__csv_end_row(csv);
}

static brink_status write_all(brink__csv *csv, const brink_design *design, brink_error *err)
{
    const bool notes = has_notes(design);
    const bool noise = has_noise(design);
    brink_status status = BRINK_OK;
    write_header(csv, design, notes, noise);
    for (size_t i = 0; i < brink_design_n_points(design) && status == BRINK_OK; i++) {
        write_point(csv, design, i, notes, noise);
        status = brink__file_check(&csv->file, err); /* a full disk ends it early */
    }
    return status;
}

brink_status brink_design_print(const brink_design *design, FILE *out, brink_error *err)
{
    char name[] = "the output";
    brink__csv csv = {.file = {.stream = out, .path = name}};
    brink_status status = write_all(&csv, design, err);
    if (status == BRINK_OK && fflush(out) != 0) {
        status = brink_fail(err, BRINK_EIO, "writing the design failed");
    }
    return status;
}

brink_status brink_design_write(const brink_design *design, const char *folder, const char *name, brink_error *err)
{
    brink__csv csv = {0};
    brink_status status = brink__file_open(&csv.file, folder, name, err);
    if (status == BRINK_OK) {
        status = write_all(&csv, design, err);
    }
    if (status == BRINK_OK) {
        status = brink__file_commit(&csv.file, err);
    }
    brink__file_abandon(&csv.file);
    return status;
}
