/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "explore/discovery/peel.h"

#include "base/no_memory.h"

double brink__binomial_upper(size_t k, size_t n, size_t successes, size_t trials)
{
    if (k == 0 || successes == trials) {
        return 1.0;
    }
    if (successes == 0) {
        return 0.0;
    }
    double p = (double)successes / (double)trials;
    double odds = (double)successes / (double)(trials - successes);
    /* all terms relative to that at the mode; those too small for a double do not count */
    size_t mode = (size_t)floor((double)(n + 1) * p);
    mode = mode < n ? mode : n;
    double total = 1.0;
    double tail = mode >= k ? 1.0 : 0.0;
    double term = 1.0;
    for (size_t i = mode; i < n && term > 0.0; i++) {
        term *= (double)(n - i) / (double)(i + 1) * odds;
        total += term;
        tail += i + 1 >= k ? term : 0.0;
    }
    term = 1.0;
    for (size_t i = mode; i > 0 && term > 0.0; i--) {
        term *= (double)i / (double)(n - i + 1) / odds;
        total += term;
        tail += i - 1 >= k ? term : 0.0;
    }
    return tail < total ? tail / total : 1.0;
}

static bool holds_but_for(const brink_cases *cases, const brink_range *range, size_t which, size_t *lone)
{
    size_t n_failed = 0;
    for (size_t f = 0; f < cases->n_dimensions && n_failed < 2; f++) {
        if (!brink_range_holds(&cases->dimensions[f], &range[f], cases->x[f][which])) {
            n_failed++;
            *lone = f;
        }
    }
    return n_failed == 1;
}

brink_status brink__quasi_p(const brink__field *field, brink_box *box, brink_error *err)
{
    const brink_cases *cases = field->cases;
    size_t *kept_out =
        calloc(2 * cases->n_dimensions, sizeof *kept_out); /* by each dimension alone: cases, of interest */
    if (!kept_out) {
        return brink__no_memory(err, "quasi-p-values");
    }
    for (size_t i = 0; i < field->orders->n; i++) {
        size_t which = field->orders->order[0][i];
        size_t f = 0;
        if (holds_but_for(cases, box->range, which, &f)) {
            kept_out[2 * f]++;
            kept_out[2 * f + 1] += field->is_interest[which];
        }
    }
    for (size_t f = 0; f < cases->n_dimensions; f++) {
        bool is_limited = brink_range_is_limited(&cases->dimensions[f], &box->range[f]);
        box->quasi_p[f] = is_limited
                              ? brink__binomial_upper(box->n_interest, box->n, box->n_interest + kept_out[2 * f + 1],
                                                      box->n + kept_out[2 * f])
                              : (double)NAN;
    }
    free(kept_out);
    return BRINK_OK;
}
