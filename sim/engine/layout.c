/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layout.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "engine/tally.h"

static const char *const kind_names[] = {
    [BRINK_MEAN] = "mean", [BRINK_PROPORTION] = "proportion", [BRINK_RATIO] = "ratio"};

static const char *const table_kind_names[] = {
    [BRINK_COUNT_DISTRIBUTION] = "distribution", [BRINK_COUNT_TRANSITIONS] = "transitions"};

enum { N_KINDS = sizeof kind_names / sizeof *kind_names };

/* Sets a key to a text; NULL leaves it out. */
static int set_text(json_t *object, const char *key, const char *text)
{
    return text ? json_object_set_new(object, key, json_string(text)) : 0;
}

static json_t *output_json(const brink_output *output)
{
    const brink_quantity *quantity = output->quantity;
    json_t *object = json_object();
    int bad = set_text(object, "name", output->name);
    bad |= set_text(object, "kind", kind_names[quantity->kind]);
    bad |= set_text(object, "unit", quantity->unit ? quantity->unit : "1");
    bad |= set_text(object, "meaning", quantity->meaning ? quantity->meaning : "");
    bad |= json_object_set_new(object, "lo", json_real(output->lo));
    bad |= json_object_set_new(object, "hi", json_real(output->hi));
    bad |= json_object_set_new(object, "may_be_missing", json_boolean(output->may_be_missing));
    bad |= set_text(object, "actor", output->actor);
    bad |= set_text(object, "theatre", output->theatre);
    bad |= set_text(object, "action", output->action);
    if (quantity->kind == BRINK_RATIO) {
        bad |= json_object_set_new(object, "numerator", json_integer((json_int_t)output->numerator));
        bad |= json_object_set_new(object, "denominator", json_integer((json_int_t)output->denominator));
    }
    if (bad) {
        json_decref(object);
        return NULL;
    }
    return object;
}

static json_t *outputs_json(const brink_output *outputs, size_t n)
{
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++) {
        if (json_array_append_new(array, output_json(&outputs[i])) != 0) { /* takes NULL for a failure */
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

static json_t *counters_json(const brink_model_type *type)
{
    json_t *array = json_array();
    for (size_t i = 0; i < type->n_counters; i++) {
        if (json_array_append_new(array, json_string(type->counters[i])) != 0) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

/* --- counted tables */

static json_t *labels_json(const brink_count_label *labels, size_t n, bool is_numbered)
{
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++) {
        json_t *label = is_numbered ? json_real(labels[i].from) : json_object();
        int bad = is_numbered ? 0 : set_text(label, "actor", labels[i].actor);
        bad |= is_numbered ? 0 : set_text(label, "theatre", labels[i].theatre);
        if (bad || json_array_append_new(array, json_incref(label)) != 0) {
            json_decref(label);
            json_decref(array);
            return NULL;
        }
        json_decref(label);
    }
    return array;
}

static json_t *tables_json(const brink_program *program)
{
    json_t *array = json_array();
    for (size_t i = 0; i < program->n_count_tables; i++) {
        const brink_count_table *table = &program->count_tables[i];
        const bool is_numbered = table->kind == BRINK_COUNT_DISTRIBUTION;
        json_t *object = json_object();
        int bad = set_text(object, "name", table->name);
        bad |= set_text(object, "kind", table_kind_names[table->kind]);
        bad |= set_text(object, "unit", table->unit ? table->unit : "1");
        bad |= set_text(object, "meaning", table->meaning ? table->meaning : "");
        bad |= json_object_set_new(object, "end", json_real(table->end));
        bad |= json_object_set_new(object, "rows", labels_json(table->rows, table->n_rows, false));
        bad |= json_object_set_new(object, "bins", labels_json(table->bins, table->n_bins, is_numbered));
        if (bad || json_array_append_new(array, json_incref(object)) != 0) {
            json_decref(object);
            json_decref(array);
            return NULL;
        }
        json_decref(object);
    }
    return array;
}

static bool parse_labels(json_t *array, bool is_numbered, brink_count_label *labels)
{
    for (size_t i = 0; i < json_array_size(array); i++) {
        json_t *label = json_array_get(array, i);
        labels[i] = (brink_count_label){.actor = json_string_value(json_object_get(label, "actor")),
                                        .theatre = json_string_value(json_object_get(label, "theatre")),
                                        .from = json_number_value(label)};
        if (is_numbered ? !json_is_number(label) : !json_is_object(label)) {
            return false;
        }
    }
    return true;
}

/* Fills layout->count_tables [n_count_tables]; layout->labels has room for all. */
static bool parse_tables(json_t *array, brink__layout *layout)
{
    brink_count_label *free_label = layout->labels;
    for (size_t i = 0; i < layout->n_count_tables; i++) {
        json_t *object = json_array_get(array, i);
        json_t *rows = json_object_get(object, "rows");
        json_t *bins = json_object_get(object, "bins");
        const char *kind = json_string_value(json_object_get(object, "kind"));
        bool is_numbered = kind && strcmp(kind, table_kind_names[BRINK_COUNT_DISTRIBUTION]) == 0;
        brink_count_table *table = &layout->count_tables[i];
        *table = (brink_count_table){.name = json_string_value(json_object_get(object, "name")),
                                     .kind = is_numbered ? BRINK_COUNT_DISTRIBUTION : BRINK_COUNT_TRANSITIONS,
                                     .unit = json_string_value(json_object_get(object, "unit")),
                                     .meaning = json_string_value(json_object_get(object, "meaning")),
                                     .n_rows = json_array_size(rows),
                                     .n_bins = json_array_size(bins),
                                     .rows = free_label,
                                     .bins = free_label + json_array_size(rows),
                                     .end = json_number_value(json_object_get(object, "end"))};
        bool has_kind = is_numbered || (kind && strcmp(kind, table_kind_names[BRINK_COUNT_TRANSITIONS]) == 0);
        if (!has_kind || !table->name || !table->unit || !table->meaning || !parse_labels(rows, false, free_label) ||
            !parse_labels(bins, is_numbered, free_label + table->n_rows)) {
            return false;
        }
        free_label += table->n_rows + table->n_bins;
    }
    return true;
}

static size_t count_labels(json_t *tables)
{
    size_t n = 0;
    for (size_t i = 0; i < json_array_size(tables); i++) {
        n += json_array_size(json_object_get(json_array_get(tables, i), "rows")) +
             json_array_size(json_object_get(json_array_get(tables, i), "bins"));
    }
    return n;
}

static brink_status check(const brink_output *outputs, size_t n, brink_error *err)
{
    for (size_t i = 0; i < n; i++) {
        const brink_output *output = &outputs[i];
        if (!output->name || !output->quantity || (unsigned)output->quantity->kind >= N_KINDS) {
            return brink_fail(err, BRINK_EBUG, "output %lu of a program has no name or no quantity", (unsigned long)i);
        }
    }
    return BRINK_OK;
}

brink_status brink__layout_text(const brink_program *program, bool metrics_only, char **text, brink_error *err)
{
    *text = NULL;
    brink_status status = check(program->metrics, program->n_metrics, err);
    if (status == BRINK_OK) {
        status = check(program->series, program->n_series, err);
    }
    size_t n_counts = 0;
    if (status == BRINK_OK) {
        status = brink__count_cells(program->count_tables, program->n_count_tables, &n_counts, err);
    }
    if (status != BRINK_OK) {
        return status;
    }
    json_t *root = json_object();
    int bad = json_object_set_new(root, "metrics", outputs_json(program->metrics, program->n_metrics));
    bad |= json_object_set_new(root, "series", outputs_json(program->series, metrics_only ? 0 : program->n_series));
    bad |= json_object_set_new(root, "counters", counters_json(program->type));
    bad |= json_object_set_new(root, "tables", metrics_only ? json_array() : tables_json(program));
    if (!bad) {
        *text = json_dumps(root, JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION(17));
    }
    json_decref(root);
    if (!*text) {
        return brink_fail(err, BRINK_ENOMEM, "cannot describe the outputs of a program: out of memory, or not UTF-8");
    }
    return BRINK_OK;
}

static bool parse_output(json_t *object, brink_output *output, brink_quantity *quantity)
{
    const char *kind = json_string_value(json_object_get(object, "kind"));
    *output = (brink_output){
        .name = json_string_value(json_object_get(object, "name")),
        .quantity = quantity,
        .lo = json_number_value(json_object_get(object, "lo")),
        .hi = json_number_value(json_object_get(object, "hi")),
        .may_be_missing = json_is_true(json_object_get(object, "may_be_missing")),
        .actor = json_string_value(json_object_get(object, "actor")),
        .theatre = json_string_value(json_object_get(object, "theatre")),
        .action = json_string_value(json_object_get(object, "action")),
        .numerator = (size_t)json_integer_value(json_object_get(object, "numerator")),
        .denominator = (size_t)json_integer_value(json_object_get(object, "denominator")),
    };
    *quantity = (brink_quantity){
        .pattern = output->name,
        .unit = json_string_value(json_object_get(object, "unit")),
        .meaning = json_string_value(json_object_get(object, "meaning")),
    };
    bool has_kind = false;
    for (int k = 0; kind && k < N_KINDS; k++) {
        if (strcmp(kind, kind_names[k]) == 0) {
            quantity->kind = (brink_quantity_kind)k;
            has_kind = true;
        }
    }
    return has_kind && output->name && quantity->unit && quantity->meaning;
}

static bool parse_outputs(json_t *array, brink_output *outputs, brink_quantity *quantities, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!parse_output(json_array_get(array, i), &outputs[i], &quantities[i])) {
            return false;
        }
    }
    return true;
}

brink_status brink__layout_parse(brink__layout *layout, const char *text, brink_error *err)
{
    *layout = (brink__layout){.root = json_loads(text, 0, NULL)};
    json_t *metrics = json_object_get(layout->root, "metrics");
    json_t *series = json_object_get(layout->root, "series");
    json_t *counters = json_object_get(layout->root, "counters");
    json_t *tables = json_object_get(layout->root, "tables");
    brink_status status = BRINK_OK;
    if (!json_is_array(metrics) || !json_is_array(series) || !json_is_array(counters) || !json_is_array(tables)) {
        status = brink_fail(err, BRINK_EIO, "the store's description of outputs is damaged");
        goto out;
    }
    layout->n_metrics = json_array_size(metrics);
    layout->n_series = json_array_size(series);
    layout->n_counters = json_array_size(counters);
    layout->metrics = calloc(layout->n_metrics + 1, sizeof *layout->metrics);
    layout->series = calloc(layout->n_series + 1, sizeof *layout->series);
    layout->quantities = calloc(layout->n_metrics + layout->n_series + 1, sizeof *layout->quantities);
    layout->counters = calloc(layout->n_counters + 1, sizeof *layout->counters);
    layout->n_count_tables = json_array_size(tables);
    layout->count_tables = calloc(layout->n_count_tables + 1, sizeof *layout->count_tables);
    layout->labels = calloc(count_labels(tables) + 1, sizeof *layout->labels);
    if (!layout->metrics || !layout->series || !layout->quantities || !layout->counters || !layout->count_tables ||
        !layout->labels) {
        status = brink_fail(err, BRINK_ENOMEM, "out of memory for the outputs of a store");
        goto out;
    }
    bool is_sound = parse_outputs(metrics, layout->metrics, layout->quantities, layout->n_metrics) &&
                    parse_outputs(series, layout->series, layout->quantities + layout->n_metrics, layout->n_series) &&
                    parse_tables(tables, layout);
    for (size_t i = 0; i < layout->n_counters; i++) {
        layout->counters[i] = json_string_value(json_array_get(counters, i));
        is_sound = is_sound && layout->counters[i];
    }
    if (!is_sound) {
        status = brink_fail(err, BRINK_EIO, "the store's description of outputs is damaged");
    }
out:
    if (status != BRINK_OK) {
        brink__layout_free(layout);
    }
    return status;
}

void brink__layout_free(brink__layout *layout)
{
    json_decref(layout->root);
    free(layout->metrics);
    free(layout->series);
    free(layout->quantities);
    free((void *)layout->counters);
    free(layout->count_tables);
    free(layout->labels);
    *layout = (brink__layout){0};
}
