/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Metrics that are made of others: 0/1 indicators of a threshold (brink/results.h). Replicas store nothing of them;
 * each value follows from the stored one. */
#ifndef BRINK_ENGINE_THRESHOLD_H
#define BRINK_ENGINE_THRESHOLD_H

#include "brink/results.h"
#include "engine/layout.h"
#include "engine/tally.h"

/* One of them, in terms of a layout. */
typedef struct brink__derived {
    brink_threshold threshold;
    brink_quantity quantity;
    char *meaning;
    size_t source; /* metric of the layout */
    size_t metric; /* index of its own */
    double bound;  /* the threshold's, rounded as the source's values are */
    struct brink__derived *next;
} brink__derived;

/* The metrics of a layout followed by those derived from them. */
typedef struct brink__metrics {
    const brink__layout *layout; /* borrowed; must outlive */
    brink_output *output;        /* [n] */
    size_t n;
    brink__derived *derived; /* a list: they are few */
} brink__metrics;

BRINK_MUST_CHECK brink_status brink__metrics_init(brink__metrics *metrics, const brink__layout *layout);
void brink__metrics_free(brink__metrics *metrics); /* {0} is fine */

/* Appends the indicator; nothing to do when it is there. BRINK_OK, BRINK_ENOMEM, or what brink_threshold_find() says.
 */
BRINK_MUST_CHECK brink_status brink__metrics_derive(brink__metrics *metrics, const brink_threshold *threshold,
                                                    brink_error *err);

/* The derived metric at an index, or NULL if that is one of the layout's own. */
const brink__derived *brink__metrics_derived(const brink__metrics *metrics, size_t metric);

/* Values of the source become those of the indicator; NaN stays. */
void brink__derived_apply(const brink__derived *derived, double *values, size_t n);

/* All of its estimate but quantiles, from n values (none NaN). */
brink_estimate brink__derived_estimate(const double *values, size_t n);

/* `x` rounded to the resolution that values of the metric have in a store, so that it compares with them as it would
 * have done before they were rounded. */
double brink__round_like(const brink_output *metric, double x);

/* The thresholds that a store's description lists under "thresholds", each given to `add`; stops at its first failure.
 * BRINK_EIO when one cannot be understood. */
BRINK_MUST_CHECK brink_status brink__thresholds_each(const char *description,
                                                     brink_status (*add)(void *context, const brink_threshold *t,
                                                                         brink_error *err),
                                                     void *context, brink_error *err);

#endif
