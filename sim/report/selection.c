/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/rank.h"
#include "report/file.h"

brink_status brink_report_selection(const brink_point *points, const brink_selected *selected, size_t n,
                                    const char *folder, brink_error *err)
{
    brink__csv csv = {0};
    size_t n_left = 0;
    for (size_t i = 0; i < n; i++) {
        n_left += selected[i].is_in;
    }
    brink_status status = brink__file_open(&csv.file, folder, "selection.csv", err);
    if (status == BRINK_OK) {
        brink__file_puts(&csv.file, "point,status,value,se,replicas,dropped_after,dropped_for\n");
        for (size_t i = 0; i < n; i++) {
            const brink_selected *s = &selected[i];
            brink__csv_text(&csv, points[i].name);
            brink__csv_text(&csv, !s->is_in ? "dropped" : n_left == 1 ? "selected" : "in");
            brink__csv_number(&csv, s->value);
            brink__csv_number(&csv, s->se);
            brink__csv_count(&csv, s->replicas);
            if (s->is_in) {
                brink__csv_text(&csv, "");
                brink__csv_text(&csv, "");
            } else {
                brink__csv_count(&csv, s->dropped);
                brink__csv_text(&csv, points[s->by].name);
            }
            brink__csv_end_row(&csv);
        }
        status = brink__file_commit(&csv.file, err);
    }
    brink__file_abandon(&csv.file);
    return status;
}
