/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A period's solution by the scenario's rule: the fast kernel, tracing where it does not arrive or is not wanted, and
 * the audit of a keyed sample. Private to models/deterrence. */
#ifndef MODELS_DETERRENCE_SOLVE_H
#define MODELS_DETERRENCE_SOLVE_H

#include "program.h"

/* What is said of the period in each lane, over all its stages. */
typedef struct verdict {
    bool is_nonconverged[BRINK_LANES];
    bool is_audited[BRINK_LANES]; /* set by the caller: solve again by tracing and compare */
    bool is_mismatch[BRINK_LANES];
    bool is_unaudited[BRINK_LANES]; /* the audit's own tracing failed */
} verdict;

/* Probabilities of all challengers of theatre `t` into probability[0], for the first `n` lanes. Adds to the counters of
 * stages and sweeps. */
void brink__solve_challengers(const program *p, work *w, size_t t, size_t n, verdict *said, uint64_t *counters);

/* Probabilities of all defenders of theatre `t` at w->seen[t] into probability[type], and gap. */
void brink__solve_defenders(const program *p, work *w, size_t t, size_t n, verdict *said, uint64_t *counters);

/* All rationalities are scaled by this in the solution: 100 for best_response, else 1. */
static inline double brink__scale(const program *p)
{
    return p->par.solution == SOLUTION_BEST_RESPONSE ? 100.0 : 1.0;
}

/* Whether no exponential or product of them in kernel_body.h can overflow, or lose what matters to underflow: see
 * README.md, "Numbers". Outside these bounds every stage is traced, in the log domain. */
bool brink__is_fast_safe(const program *p);

/* Whether single precision can hold what newton_body.h computes: ratios and products of weights, and of hazards. */
bool brink__has_newton(const program *p);

/* Has periods computed by the kernel of an instruction set. kernels.c */
void brink__use_isa(program *p, brink_isa isa);

/* Rows of the largest stage in single precision. */
size_t brink__n_narrow_rows(const program *p);

/* Traces every theatre at the state in lane 0 and leaves warm values there. */
void brink__solve_start(const program *p, work *w);

#endif
