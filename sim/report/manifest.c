/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * manifest.json: what was run, from which inputs, with what outcome, and which files came of it. Keys keep one order.
 */
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <sha256.h>
#include <stdlib.h>
#include <string.h>

#include "brink/report.h"
#include "brink/study.h"
#include "report/file.h"
#include "report/headline.h"
#include "report/json.h"
#include "version.h"

static const char *const outputs[] = {
    "summary.csv",       "series.csv",          "actions.csv",       "distributions.csv",
    "differences.csv",   "cascades.csv",        "influence.csv",     "replicas.csv",
    "trajectories.csv",  "summary_wide.csv",    "series_wide.csv",   "trace.csv",
    "gains.csv",         "front.csv",           "hypervolume.csv",   "tuned.csv",
    "selection.csv",     "design.csv",          "sweep.csv",         "sensitivity.csv",
    "robust.csv",        "robust_regrets.csv",  "robust_states.csv", "duel_cells.csv",
    "duel_postures.csv", "duel_equilibria.csv", "duel_rounds.csv",   "posterior.csv",
    "generations.csv",   "moments.csv",         "fit.csv",           "identifiability.csv",
    "correlations.csv",  "directions.csv",      "calibrated.csv"};

/* Keys of the store's description that the manifest repeats, in this order; null when the description lacks them. */
static const char *const described[] = {"command",     "design",     "overrides", "periods", "start_date",
                                        "period_days", "thresholds", "titles",    "inputs",  "exploration"};

/* Steals `value`; a NULL one (out of memory, or a name that is not UTF-8) makes *is_good false. */
static void put(json_t *object, const char *key, json_t *value, bool *is_good)
{
    if (json_object_set_new(object, key, value) != 0) {
        *is_good = false;
    }
}

static void append(json_t *array, json_t *value, bool *is_good)
{
    if (json_array_append_new(array, value) != 0) {
        *is_good = false;
    }
}

/* Counts stay below 2^53 in practice; one that a double cannot hold would still be written in full. */
static json_t *count(uint64_t n)
{
    return json_integer((json_int_t)n);
}

/* A string: most readers of JSON lose whole numbers above 2^53. */
static json_t *big_number(uint64_t n)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%" PRIu64, n);
    return json_string(digits);
}

static json_t *hexadecimal(const unsigned char *bytes, size_t n)
{
    char digits[2 * 32 + 1] = "";
    for (size_t i = 0; i < n && i < 32; i++) {
        snprintf(digits + 2 * i, 3, "%02x", bytes[i]);
    }
    return json_string(digits);
}

/* Adds `n` to the count under `key`. */
static void add_count(json_t *object, const char *key, uint64_t n, bool *is_good)
{
    json_int_t before = json_integer_value(json_object_get(object, key));
    put(object, key, count((uint64_t)before + n), is_good);
}

static json_t *describe_point(brink_results *results, size_t p, const json_t *notes, json_t *until, bool *is_good)
{
    const brink_results_point *point = brink_results_get_point(results, p);
    json_t *object = json_object();
    json_t *failures = json_object();
    json_t *counters = json_object();
    for (int code = 0; code < BRINK_N_STATUSES; code++) {
        uint64_t n = brink_results_failures(results, p, (brink_status)code);
        if (n > 0) {
            put(failures, brink_status_name((brink_status)code), count(n), is_good);
        }
    }
    for (size_t i = 0; i < brink_results_n_counters(results, p); i++) {
        uint64_t n = 0;
        const char *name = brink_results_counter(results, p, i, &n);
        put(counters, name, count(n), is_good);
    }
    put(object, "scenario", json_string(point->scenario), is_good);
    put(object, "point", json_string(point->name), is_good);
    json_t *note = json_object_get(notes, point->name);
    put(object, "note", note ? json_incref(note) : json_null(), is_good);
    put(object, "model", json_string(brink_results_model(results, p)), is_good);
    put(object, "digest", hexadecimal(point->digest, sizeof point->digest), is_good);
    put(object, "periods", count(point->n_periods), is_good);
    put(object, "replicas", count(point->replicas), is_good);
    put(object, "done", count(point->done), is_good);
    put(object, "failed", count(point->failed), is_good);
    put(object, "failures", failures, is_good);
    put(object, "until", until, is_good);
    put(object, "counters", counters, is_good);
    return object;
}

/* Names of the metrics to look at first. */
static json_t *list_headline(const brink_results *results, bool *is_good)
{
    size_t metric[BRINK__HEADLINE];
    size_t n = brink_results_n_points(results) > 0 ? brink__headline(results, 0, metric) : 0;
    json_t *names = json_array();
    for (size_t i = 0; i < n; i++) {
        append(names, json_string(brink_results_get_point(results, 0)->metrics[metric[i]].name), is_good);
    }
    return names;
}

/* Sums over the points, from their descriptions. */
static json_t *sum_points(const json_t *points, bool *is_good)
{
    static const char *const sums[] = {"replicas", "done", "failed"};
    static const char *const groups[] = {"failures", "counters"};
    json_t *totals = json_object();
    put(totals, "points", count(json_array_size(points)), is_good);
    for (size_t k = 0; k < sizeof sums / sizeof sums[0]; k++) {
        put(totals, sums[k], count(0), is_good);
    }
    for (size_t k = 0; k < sizeof groups / sizeof groups[0]; k++) {
        put(totals, groups[k], json_object(), is_good);
    }
    for (size_t p = 0; p < json_array_size(points); p++) {
        json_t *point = json_array_get(points, p);
        for (size_t k = 0; k < sizeof sums / sizeof sums[0]; k++) {
            add_count(totals, sums[k], (uint64_t)json_integer_value(json_object_get(point, sums[k])), is_good);
        }
        for (size_t k = 0; k < sizeof groups / sizeof groups[0]; k++) {
            const char *name;
            json_t *n;
            json_object_foreach(json_object_get(point, groups[k]), name, n)
            {
                add_count(json_object_get(totals, groups[k]), name, (uint64_t)json_integer_value(n), is_good);
            }
        }
    }
    bool is_complete =
        json_integer_value(json_object_get(totals, "done")) == json_integer_value(json_object_get(totals, "replicas"));
    put(totals, "complete", json_boolean(is_complete), is_good);
    return totals;
}

/* Appends the exported files that are in the folder, with their checksums. BRINK_EIO when one cannot be read. */
static brink_status describe_outputs(const char *folder, json_t *list, bool *is_good, brink_error *err)
{
    for (size_t i = 0; i < sizeof outputs / sizeof outputs[0]; i++) {
        char *path = brink__file_path(folder, outputs[i]);
        char digest[SHA256_DIGEST_STRING_LENGTH];
        if (!path) {
            *is_good = false;
            break;
        }
        if (SHA256File(path, digest)) {
            json_t *output = json_object();
            put(output, "file", json_string(outputs[i]), is_good);
            put(output, "sha256", json_string(digest), is_good);
            append(list, output, is_good);
        } else if (errno != ENOENT) {
            free(path);
            return brink_fail(err, BRINK_EIO, "cannot read %s in %s for its checksum", outputs[i], folder);
        }
        free(path);
    }
    return BRINK_OK;
}

/* An object from JSON text; BRINK_EDATA when it is none. NULL text is an empty object. */
static brink_status parse_object(const char *text, const char *what, json_t **object, brink_error *err)
{
    json_error_t fault;
    *object = json_loads(text ? text : "{}", JSON_REJECT_DUPLICATES, &fault);
    if (!*object) {
        return brink_fail(err, BRINK_EDATA, "%s is not JSON: %s (line %d)", what, fault.text, fault.line);
    }
    if (!json_is_object(*object)) {
        return brink_fail(err, BRINK_EDATA, "%s is not a JSON object", what);
    }
    return BRINK_OK;
}

static int write_chunk(const char *data, size_t n, void *file)
{
    brink__file_write(file, data, n);
    return 0;
}

static brink_status write_json(const json_t *object, const char *folder, brink_error *err)
{
    brink__file file;
    brink_status status = brink__file_open(&file, folder, "manifest.json", err);
    if (status == BRINK_OK) {
        /* 15 digits: times and rates are measured, and 0.1 should not read 0.10000000000000001 */
        if (json_dump_callback(object, write_chunk, &file, JSON_INDENT(2) | JSON_REAL_PRECISION(15)) != 0) {
            status = brink_fail(err, BRINK_ENOMEM, "out of memory while writing the manifest");
        } else {
            brink__file_puts(&file, "\n");
            status = brink__file_commit(&file, err);
        }
    }
    brink__file_abandon(&file);
    return status;
}

brink_status brink_report_manifest(brink_results *results, const char *folder, const char *run, brink_error *err)
{
    bool is_good = true;
    json_t *description = NULL;
    json_t *facts = NULL;
    json_t *manifest = json_object();
    json_t *points = json_array();
    json_t *files = json_array();
    size_t n_points = brink_results_n_points(results);
    brink_status status =
        parse_object(brink_results_description(results), "the store's description", &description, err);
    if (status == BRINK_OK) {
        status = parse_object(run, "the description of the run", &facts, err);
    }
    if (status != BRINK_OK) {
        goto out;
    }
    put(manifest, "version", json_string(brink_results_version(results)), &is_good);
    put(manifest, "commit", json_string(BRINK_COMMIT), &is_good);
    put(manifest, "model", n_points > 0 ? json_string(brink_results_model(results, 0)) : json_null(), &is_good);
    put(manifest, "seed", big_number(brink_results_seed(results)), &is_good);
    put(manifest, "replicas", count(brink_results_ceiling(results)), &is_good);
    put(manifest, "block", count(BRINK_BLOCK), &is_good);
    put(manifest, "headline", list_headline(results, &is_good), &is_good);
    for (size_t k = 0; k < sizeof described / sizeof described[0]; k++) {
        json_t *value = json_object_get(description, described[k]);
        put(manifest, described[k], value ? json_incref(value) : json_null(), &is_good);
    }
    for (size_t p = 0; p < n_points; p++) {
        json_t *until = NULL;
        status = brink__json_targets(results, p, &until, err);
        if (status != BRINK_OK) {
            goto out;
        }
        append(points, describe_point(results, p, json_object_get(description, "notes"), until, &is_good), &is_good);
    }
    /* of an exploration design.csv tells, which may have very many */
    bool is_listed = !json_is_object(json_object_get(description, "exploration"));
    put(manifest, "points", is_listed ? json_incref(points) : json_null(), &is_good);
    put(manifest, "totals", sum_points(points, &is_good), &is_good);
    put(manifest, "run", json_incref(facts), &is_good);
    status = describe_outputs(folder, files, &is_good, err);
    if (status != BRINK_OK) {
        goto out;
    }
    put(manifest, "outputs", json_incref(files), &is_good);
    status = is_good ? write_json(manifest, folder, err)
                     : brink_fail(err, BRINK_ENOMEM, "out of memory, or a name that is not UTF-8, in the manifest");
out:
    json_decref(manifest);
    json_decref(points);
    json_decref(files);
    json_decref(description);
    json_decref(facts);
    return status;
}
