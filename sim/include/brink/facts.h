/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Facts that a scenario's results can be compared with: table targets.csv beside a scenario, a row a target.
 *
 *   target,metric,statistic,per,value,lo,hi,weight,basis,source,note
 *   sabotage,events.RUS.EUR.sabotage,mean,,46,27,80,1,evidence,"12 in 2023, 34 in 2024",...
 *
 * A target compares one number of the results with what is known of the world: the mean (or a quantile) over replicas
 * of a metric, or the ratio of the means of two (`per`). A miss is a finding, not an error. */
#ifndef BRINK_FACTS_H
#define BRINK_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/results.h"
#include "brink/scenario.h"
#include "brink/schema.h"
#include "brink/status.h"

typedef struct brink_facts brink_facts;

typedef struct brink_fact {
    const char *name;
    const char *metric;    /* a metric that the scenario reports */
    const char *statistic; /* mean, median, q05, q25, q75 or q95: of the metric over replicas */
    const char *per;       /* a second metric, the target then being the ratio of the two means; or "" */
    double value, lo, hi;  /* the fact and its band, lo <= value <= hi, in the metric's unit */
    double weight;         /* of the target in a misfit; 0 = shown only */
    const char *basis;     /* evidence, judgement or assumption: how the fact was mapped to the metric */
    const char *source, *note;
} brink_fact;

/* What results say of a target. Without a replica that has a value, or without such a metric, all numbers are NaN. */
typedef enum brink_fact_verdict { BRINK_FACT_NO_VALUE, BRINK_FACT_MISS, BRINK_FACT_PASS } brink_fact_verdict;

typedef struct brink_fact_check {
    uint64_t n; /* replicas with a value (of both metrics) */
    double simulated;
    double lo95,
        hi95; /* sampling error only: of a mean as in summary.csv, of a ratio by the delta method (Cochran 1977,
                 6.4), of a quantile between order statistics (Conover 1999, 3.2, normal approximation) */
    brink_fact_verdict verdict; /* PASS: lo <= simulated <= hi */
    bool is_close;              /* an end of the band lies within the interval: more replicas could turn the verdict */
} brink_fact_check;

/* The schema of targets.csv. */
const brink_table *brink_facts_table(void);

/* Reads targets.csv of the scenario's folder and of those it extends: as in other tables a row replaces the row of the
 * same key. Checked like them, and every metric against those that the scenario reports; a target from a folder further
 * up may name one that it does not (its check has no value then).
 *
 *   facts   set to new facts that the caller frees, or to NULL
 *
 * BRINK_OK (with no targets when there is no file); BRINK_EDATA when anything was diagnosed; BRINK_ENOMEM; what
 * brink_program_new() returns when the scenario cannot be compiled (diagnosed too). */
BRINK_MUST_CHECK brink_status brink_facts_read(const brink_scenario *scenario, brink_facts **facts,
                                               brink_diagnostics *diagnostics);
void brink_facts_free(brink_facts *facts); /* NULL is fine */

size_t brink_facts_n(const brink_facts *facts);
const brink_fact *brink_facts_get(const brink_facts *facts, size_t i); /* in the order of the rows */

/* The files that they were read from. */
size_t brink_facts_n_inputs(const brink_facts *facts);
const brink_input *brink_facts_input(const brink_facts *facts, size_t i);

/* Compares target i with a point of results. O(n log n) time, 16 bytes a replica while it runs. BRINK_OK (pass, miss
 * and no value alike), BRINK_EIO, BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_facts_check(const brink_facts *facts, size_t i, brink_results *results,
                                                size_t point, brink_fact_check *check, brink_error *err);

#endif
