/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/counted.h"

#include <math.h>
#include <stdlib.h>

const char brink__cascades_header[] = "scenario,point,quantity,value,count,censored,share,ccdf,ccdf_se,"
                                      "ccdf_all,width,unit\n";
const char brink__influence_header[] = "scenario,point,parent_actor,parent_theatre,child_actor,child_theatre,count,"
                                       "per_replica,share,per_replica_se\n";

/* 0 of 0 has no value. */
static double share_of(uint64_t part, uint64_t whole)
{
    return whole > 0 ? (double)part / (double)whole : (double)NAN;
}

/* What is counted of a distribution in all: complete ones, and ones that were cut off. */
typedef struct whole {
    uint64_t complete, censored;
    size_t n; /* bins up to the last that holds anything */
} whole;

static whole sum_up(const brink_count_table *table, const uint64_t *count)
{
    whole all = {0};
    for (size_t b = 0; b < table->n_bins; b++) {
        all.complete += count[b];
        all.censored += count[table->n_bins + b];
        all.n = count[b] > 0 || count[table->n_bins + b] > 0 ? b + 1 : all.n;
    }
    return all;
}

/* Bound on the standard error of a share A/T of totals over replicas: by the delta method the share errs by (a - share
 * t) / mean(t), and the standard error of a difference is at most the sum of the two (Cauchy-Schwarz). Nothing errs in
 * a share that is 1 whatever happens. */
static double share_se(double share, double se_part, double se_whole, uint64_t total, uint64_t n_replicas)
{
    return share < 1.0 ? (se_part + share * se_whole) * (double)n_replicas / (double)total : 0.0;
}

/* One row a bin. `ccdf_all` is the estimate of Kaplan & Meier (1958) with values for times. One cut off at a value has
 * that value or more, and so says nothing of who stops there: it is at risk below its bin only. */
static void write_distribution(brink__csv *csv, const brink_results_point *point, const brink_count_table *table,
                               const uint64_t *count, const double *se)
{
    const uint64_t *censored = count + table->n_bins;
    const uint64_t n_replicas = point->done - point->failed;
    const whole all = sum_up(table, count);
    uint64_t above = all.complete, censored_above = all.censored;
    double reach = share_of(all.complete + all.censored, all.complete + all.censored);
    for (size_t b = 0; b < all.n; b++) {
        const double end = b + 1 < table->n_bins ? table->bins[b + 1].from : table->end;
        const double ccdf = share_of(above, all.complete);
        brink__csv_text(csv, point->scenario);
        brink__csv_text(csv, point->name);
        brink__csv_text(csv, table->name);
        brink__csv_number(csv, table->bins[b].from);
        brink__csv_count(csv, count[b]);
        brink__csv_count(csv, censored[b]);
        brink__csv_number(csv, share_of(count[b], all.complete));
        brink__csv_number(csv, ccdf);
        brink__csv_number(csv, share_se(ccdf, se[b], se[0], all.complete, n_replicas));
        brink__csv_number(csv, reach);
        brink__csv_number(csv, end - table->bins[b].from);
        brink__csv_text(csv, table->unit);
        brink__csv_end_row(csv);
        censored_above -= censored[b];
        reach *= count[b] > 0 ? 1.0 - share_of(count[b], above + censored_above) : 1.0;
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
                write_distribution(cascades, point, table, count, se);
            } else if (status == BRINK_OK) {
                write_transitions(influence, point, table, count, se);
            }
        }
        free(count);
        free(se);
    }
    return status;
}
