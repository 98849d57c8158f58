/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The fast solver of both stages, over lanes: the hot part of the model, compiled once per instruction set from
 * kernel_body.h. All variants give the same bits: no sum across lanes, no libm, no contraction. */
#ifndef MODELS_DETERRENCE_KERNEL_H
#define MODELS_DETERRENCE_KERNEL_H

#include "program.h"

typedef struct kernel {
    /* Per action of every post, what depends on the state alone: value, excess, ratio, rise, harm, commitment. */
    void (*prepare)(const program *p, work *w);

    /* Challengers' stage of theatre `t`, by Gauss-Seidel over its challengers and, at each of their expectation points,
     * over its defenders. Starts from the warm values and leaves the solution there and in probability[0].
     *   unsolved [lane]  1 where `tolerance` was not reached in max_iterations, else 0
     * Returns sweeps, summed over the first `n` lanes; lanes from n on are left as they are. */
    uint64_t (*challengers)(const program *p, work *w, size_t t, size_t n, lanes unsolved);

    /* Defenders' stage at the realised severity w->seen[t]; real_harm, real_severity, real_gap hold the start and
     * receive the solution. Arguments and result as above. */
    uint64_t (*defenders)(const program *p, work *w, size_t t, size_t n, lanes unsolved);

    /* Choice probabilities of both types and gap = ln Z1 - ln Z0 of every defender of `t` at the realised stage, from
     * real_harm, real_severity, real_gap. */
    void (*realise)(const program *p, work *w, size_t t);

    /* k quantal responses from uniform play; both write probabilities (the second also gap) as above. */
    void (*level_k_challengers)(const program *p, work *w, size_t t);
    void (*level_k_defenders)(const program *p, work *w, size_t t);
} kernel;

extern const kernel brink__deterrence_kernel_base, brink__deterrence_kernel_avx2, brink__deterrence_kernel_avx512;

#endif
