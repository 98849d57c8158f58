/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "moment.h"

#include <stdlib.h>
#include <string.h>

#include "compile.h"
#include "kernel.h"
#include "step.h"

/* Runs the replica through `n_periods` periods. */
static brink_status walk(standpoint *at, const brink_program *head, brink_moment moment, uint32_t n_periods,
                         brink_error *err)
{
    const size_t bytes = brink__deterrence_batch_bytes(head);
    *at = (standpoint){.p = (const program *)(const void *)head,
                       .batch = {.program = head,
                                 .seed = moment.seed,
                                 .first = moment.replica,
                                 .n = 1,
                                 .memory = aligned_alloc(64, bytes),
                                 .counters = calloc(N_COUNTERS, sizeof(uint64_t))}};
    if (!at->batch.memory || !at->batch.counters) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for a replica");
    }
    memset(at->batch.memory, 0, bytes);
    at->w = work_of(&at->batch);
    brink__deterrence_start(&at->batch);
    while (at->batch.period < n_periods && at->batch.failed[0] == BRINK_OK) {
        brink__deterrence_step(&at->batch);
    }
    if (at->batch.failed[0] != BRINK_OK) {
        return brink_fail(err, (brink_status)at->batch.failed[0], "replica %llu fails in period %u: %s",
                          (unsigned long long)moment.replica, (unsigned)at->batch.period,
                          brink_status_text((brink_status)at->batch.failed[0]));
    }
    return BRINK_OK;
}

static brink_status check_period(const brink_program *head, brink_moment moment, brink_error *err)
{
    return moment.period <= head->n_periods
               ? BRINK_OK
               : brink_fail(err, BRINK_EDATA, "period %u is beyond the horizon of %u periods", (unsigned)moment.period,
                            (unsigned)head->n_periods);
}

brink_status brink__stand_before(standpoint *at, const brink_program *head, brink_moment moment, brink_error *err)
{
    *at = (standpoint){0};
    brink_status status = check_period(head, moment, err);
    if (status == BRINK_OK) {
        status = walk(at, head, moment, moment.period > 0 ? moment.period - 1 : 0, err);
    }
    if (status == BRINK_OK && moment.period > 0) {
        brink__begin_period(at->p, at->w, &at->batch, moment.period);
    } else if (status == BRINK_OK) {
        at->p->kernel->prepare(at->p, at->w);
    }
    return status;
}

brink_status brink__stand_after(standpoint *at, const brink_program *head, brink_moment moment, brink_error *err)
{
    *at = (standpoint){0};
    brink_status status = check_period(head, moment, err);
    return status == BRINK_OK ? walk(at, head, moment, moment.period, err) : status;
}

void brink__stand_down(standpoint *at)
{
    free(at->batch.memory);
    free(at->batch.counters);
    *at = (standpoint){0};
}
