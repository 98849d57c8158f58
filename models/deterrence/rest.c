/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rest state of a batch, which says how much of a challenger's provocation is provoked (README.md, 6). */
#include <string.h>

#include "cascades.h"
#include "kernel.h"
#include "solve.h"

/* The work of the same batch at the rest state: levels at rest, no warning, no grievance, everything else as it is.
 * Rows that depend on none of these are shared: solving writes into them what stands there already. */
static work rest_work(const program *p, const work *w)
{
    const state_rows *r = &p->row;
    work rest = *w;
    rest.effective = w->rest_effective;
    rest.value = w->rest_value;
    rest.commitment = w->rest_commitment;
    rest.probability[0] = rest.probability[1] = w->rest_probability;
    rest.warm = rest.point_harm = w->rest_warm;
    rest.point_severity = rest.point_harm + p->n_point_rows;
    rest.point_gap = rest.point_severity + p->n_point_rows;
    rest.mean_attributed = rest.point_gap + p->n_point_rows;
    rest.mean_severity = rest.mean_attributed + p->n_posts;
    memcpy(rest.effective, w->effective, p->n_states * sizeof(lanes));
    memcpy(rest.effective + r->level, w->rest, p->n_theatres * sizeof(lanes));
    memset(rest.effective + r->warning, 0, (r->type - r->warning) * sizeof(lanes));
    memset(rest.effective + r->grievance, 0, p->n_challengers * sizeof(lanes));
    return rest;
}

void brink__cascade_solve_start(const program *p, work *w)
{
    work rest = rest_work(p, w);
    brink__solve_start(p, &rest);
}

void brink__cascade_rest(const program *p, work *w, const brink_batch *batch, uint32_t period)
{
    if ((period - 1) % REST_PERIODS != 0) {
        return;
    }
    uint64_t apart[N_COUNTERS] = {0}; /* effort on the rest state is not effort on the path */
    verdict said = {0};
    work rest = rest_work(p, w);
    p->kernel->prepare(p, &rest);
    for (size_t t = 0; t < p->n_theatres; t++) {
        brink__solve_challengers(p, &rest, t, batch->n, &said, apart);
    }
    batch->counters[COUNT_REST] += batch->n;
    for (size_t l = 0; l < batch->n; l++) {
        batch->counters[COUNT_REST_NONCONVERGED] += said.is_nonconverged[l];
    }
}

void brink__deterrence_get_rest(const brink_batch *batch, size_t lane, size_t index, double *q_rest)
{
    const post *here = &program_of(batch)->posts[index];
    for (size_t a = 0; a < here->n; a++) {
        q_rest[a] = work_of(batch)->rest_probability[here->state + a][lane];
    }
}
