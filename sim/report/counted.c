/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/counted.h"

#include <math.h>
#include <stdlib.h>

const char brink__cascades_header[] = "scenario,point,quantity,value,count,censored,share,ccdf,width,unit\n";
const char brink__influence_header[] = "scenario,point,parent_actor,parent_theatre,child_actor,child_theatre,count,"
                                       "per_replica,share,per_replica_se\n";

/* 0 of 0 has no value. */
static double share_of(uint64_t part, uint64_t whole)
{
    return whole > 0 ? (double)part / (double)whole : (double)NAN;
}

/* One row a bin, up to the last that holds anything. */
static void write_distribution(brink__csv *csv, const brink_results_point *point, const brink_count_table *table,
                               const uint64_t *count)
{
    const uint64_t *censored = count + table->n_bins;
    uint64_t total = 0, above = 0;
    size_t n = 0;
    for (size_t b = 0; b < table->n_bins; b++) {
        total += count[b];
        n = count[b] > 0 || censored[b] > 0 ? b + 1 : n;
    }
    above = total;
    for (size_t b = 0; b < n; b++) {
        double end = b + 1 < table->n_bins ? table->bins[b + 1].from : table->end;
        brink__csv_text(csv, point->scenario);
        brink__csv_text(csv, point->name);
        brink__csv_text(csv, table->name);
        brink__csv_number(csv, table->bins[b].from);
        brink__csv_count(csv, count[b]);
        brink__csv_count(csv, censored[b]);
        brink__csv_number(csv, share_of(count[b], total));
        brink__csv_number(csv, share_of(above, total));
        brink__csv_number(csv, end - table->bins[b].from);
        brink__csv_text(csv, table->unit);
        brink__csv_end_row(csv);
        above -= count[b];
    }
}

/* One row a pair, also of those that never occurred. */
static void write_transitions(brink__csv *csv, const brink_results_point *point, const brink_count_table *table,
                              const uint64_t *count, const double *se)
{
    const uint64_t n_replicas = point->done - point->failed;
    for (size_t r = 0; r < table->n_rows; r++) {
        for (size_t b = 0; b < table->n_bins; b++) {
            const size_t i = r * table->n_bins + b;
            uint64_t of_child = 0;
            for (size_t k = 0; k < table->n_rows; k++) {
                of_child += count[k * table->n_bins + b];
            }
            brink__csv_text(csv, point->scenario);
            brink__csv_text(csv, point->name);
            brink__csv_text(csv, table->rows[r].actor ? table->rows[r].actor : "root");
            brink__csv_text(csv, table->rows[r].theatre);
            brink__csv_text(csv, table->bins[b].actor);
            brink__csv_text(csv, table->bins[b].theatre);
            brink__csv_count(csv, count[i]);
            brink__csv_number(csv, share_of(count[i], n_replicas));
            brink__csv_number(csv, share_of(count[i], of_child));
            brink__csv_number(csv, se[i]);
            brink__csv_end_row(csv);
        }
    }
}

brink_status brink__counted_write(brink_results *results, size_t p, brink__csv *cascades, brink__csv *influence,
                                  brink_error *err)
{
    const brink_results_point *point = brink_results_get_point(results, p);
    brink_status status = BRINK_OK;
    for (size_t i = 0; i < point->n_count_tables && status == BRINK_OK; i++) {
        const brink_count_table *table = &point->count_tables[i];
        const size_t n = table->n_rows * table->n_bins;
        uint64_t *count = calloc(n, sizeof *count);
        double *se = calloc(n, sizeof *se);
        if (!count || !se) {
            status = brink_fail(err, BRINK_ENOMEM, "out of memory for a table of counts");
        } else {
            status = brink_results_counts(results, p, i, count, se, err);
            if (status == BRINK_OK && table->kind == BRINK_COUNT_DISTRIBUTION) {
                write_distribution(cascades, point, table, count);
            } else if (status == BRINK_OK) {
                write_transitions(influence, point, table, count, se);
            }
        }
        free(count);
        free(se);
    }
    return status;
}
