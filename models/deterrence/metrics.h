/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a replica reports (README.md, 5). Private to models/deterrence. */
#ifndef MODELS_DETERRENCE_METRICS_H
#define MODELS_DETERRENCE_METRICS_H

#include "program.h"

/* Fills p->metrics, p->series, p->at and head from the rest of the program. BRINK_OK or BRINK_ENOMEM. outputs.c */
brink_status brink__outputs(program *p, brink_error *err);
extern const brink_quantity brink__deterrence_metrics[BRINK__DETERRENCE_N_METRICS];
extern const brink_quantity brink__deterrence_series[BRINK__DETERRENCE_N_SERIES];

/* Clears the accumulators and notes the values at the start. */
void brink__account_start(const program *p, work *w);

void brink__series_values(const brink_batch *batch, double *out);
void brink__metric_values(brink_batch *batch, double *out);

#endif
