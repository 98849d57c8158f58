/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/headline.h"

static bool is_general(const brink_output *metric)
{
    return !metric->actor && !metric->theatre && !metric->action;
}

size_t brink__headline(const brink_results *results, size_t p, size_t metric[BRINK__HEADLINE])
{
    const brink_results_point *point = brink_results_get_point(results, p);
    const brink_model_type *model = brink_model_find(brink_results_model(results, p));
    const char *const *name = model ? model->headline : NULL;
    size_t n = 0;
    for (size_t i = 0; name && name[i] && n < BRINK__HEADLINE; i++) {
        const size_t m = brink_metric_find(point, name[i]);
        if (m != BRINK_NO_METRIC) {
            metric[n++] = m;
        }
    }
    for (size_t m = 0; !name && m < point->n_metrics && n < BRINK__HEADLINE; m++) {
        if (is_general(&point->metrics[m])) {
            metric[n++] = m;
        }
    }
    return n;
}
