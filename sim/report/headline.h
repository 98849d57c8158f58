/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The metrics that say most about a study, for tables and charts with room for few. */
#ifndef BRINK_REPORT_HEADLINE_H
#define BRINK_REPORT_HEADLINE_H

#include "brink/results.h"

enum { BRINK__HEADLINE = 8 };

/* Metrics of a point, most telling first: those that its model names (brink_model_type.headline); of a model that names
 * none or is not in this build, the first ones that concern no single actor, theatre or action. Sets `metric` and
 * returns their number. */
size_t brink__headline(const brink_results *results, size_t p, size_t metric[BRINK__HEADLINE]);

#endif
