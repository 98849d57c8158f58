/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a program reports, as JSON text in a store, so that results can be read without the scenario or the model:
 * {"counters": [names], "metrics": [...], "series": [...], "tables": [...]}, an output being {"name", "kind": mean |
 * proportion | ratio, "unit", "meaning", "lo", "hi", "may_be_missing", and where they apply "actor", "theatre",
 * "action", "numerator", "denominator"}, a counted table {"name", "kind": distribution | transitions, "unit",
 * "meaning", "end", "rows": [labels], "bins": [labels]}, a label {"actor", "theatre"} or, in the bins of a
 * distribution, a number. Keys are sorted, so equal outputs give equal text. */
#ifndef BRINK_ENGINE_LAYOUT_H
#define BRINK_ENGINE_LAYOUT_H

#include "brink/model.h"

struct json_t;

typedef struct brink__layout {
    struct json_t *root; /* owns all strings */
    size_t n_metrics, n_series, n_counters, n_count_tables;
    brink_output *metrics, *series;
    brink_quantity *quantities; /* [n_metrics + n_series], those of the outputs */
    const char **counters;
    brink_count_table *count_tables;
    brink_count_label *labels; /* of all their rows and bins */
} brink__layout;

/* A text to be freed with free(); `metrics_only`: without series and counted tables. BRINK_OK, BRINK_ENOMEM, BRINK_EBUG
 * (a name that is missing or not UTF-8). */
BRINK_MUST_CHECK brink_status brink__layout_text(const brink_program *program, bool metrics_only, char **text,
                                                 brink_error *err);

/* BRINK_OK, BRINK_ENOMEM, BRINK_EIO (no such text). Whether bounds make sense is for brink__shape_init() to say. */
BRINK_MUST_CHECK brink_status brink__layout_parse(brink__layout *layout, const char *text, brink_error *err);
void brink__layout_free(brink__layout *layout); /* {0} and half-built are fine */

#endif
