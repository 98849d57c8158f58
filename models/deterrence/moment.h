/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One replica brought to one period, to be looked at: in lane 0 of a batch of its own. Private to models/deterrence. */
#ifndef MODELS_DETERRENCE_MOMENT_H
#define MODELS_DETERRENCE_MOMENT_H

#include "program.h"

typedef struct standpoint {
    const program *p;
    brink_batch batch;
    work *w; /* of the batch; NULL until there is one */
} standpoint;

/* Stands at the beginning of the moment's period: its shocks have fired, what follows from the state is there, nobody
 * has moved. At period 0 none have fired. BRINK_OK; BRINK_EDATA (no such period), BRINK_ENOMEM, or why the replica
 * failed before. */
brink_status brink__stand_before(standpoint *at, const brink_program *head, brink_moment moment, brink_error *err);

/* Likewise after the period. */
brink_status brink__stand_after(standpoint *at, const brink_program *head, brink_moment moment, brink_error *err);

void brink__stand_down(standpoint *at); /* zeroed is fine */

#endif
