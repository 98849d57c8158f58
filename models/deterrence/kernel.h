/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All loops over lanes: the solver of both stages, and what a period is besides. Compiled once per instruction set from
 * kernel_body.h and what it includes. All variants give the same bits: no sum across lanes, no libm, no contraction. */
#ifndef MODELS_DETERRENCE_KERNEL_H
#define MODELS_DETERRENCE_KERNEL_H

#include "program.h"

#define LOG2_E 1.4426950408889634074

/* What a loop over lanes in a hot function must not be without: a caller's arrays known as such. */
#define KERNEL_INLINE static inline __attribute__((always_inline))

/* Work done, summed over lanes in use. */
typedef struct effort {
    uint64_t steps;        /* of Newton's method, in single precision */
    uint64_t sweeps;       /* in double precision */
    uint64_t exponentials; /* in both; those of a search for D within a bracket (settle) apart */
} effort;

/* The equilibrium of a period's two stages. */
typedef struct solver {
    /* Challengers' stage of theatre `t` in the first `n` lanes, from the warm values, which receive the solution, as
     * probability[0] does: Newton's method in single precision (newton_body.h), then Gauss-Seidel over its challengers
     * and, at each of their expectation points, over its defenders.
     *   unsolved [lane]  1 where `tolerance` was not reached in max_iterations, else 0 */
    void (*challengers)(const program *p, work *w, size_t t, size_t n, lanes unsolved, effort *spent);

    /* Defenders' stage at the realised severity w->seen[t]; real_harm, real_severity, real_gap hold the start and
     * receive the solution, probability and gap = ln Z1 - ln Z0 the choices of both types. `is_near`: the start is a
     * solution or next to one. */
    void (*defenders)(const program *p, work *w, size_t t, size_t n, bool is_near, lanes unsolved, effort *spent);
} solver;

typedef struct kernel {
    /* Per action of every post, what depends on the state alone: value, excess, ratio, rise, harm, commitment. */
    void (*prepare)(const program *p, work *w);

    solver solver;

    /* What follows from the state alone, with the offsets of shocks (README.md, 1): effective values and columns,
     * unity, strength, belief, width, embolden, relief, counterweight. moves_body.h */
    void (*derive)(const program *p, work *w);

    /* Moves drawn from `probability` (3.4): action, attributed, and their sums by theatre. moves_body.h */
    void (*move_challengers)(const program *p, work *w, const brink_batch *batch, uint32_t period);
    void (*move_defenders)(const program *p, work *w, const brink_batch *batch, uint32_t period);

    /* The state at the start of the next period but for survival (3.5, 3.7), all from values at the start of this one;
     * survival over this period (3.6) from the levels it ended at, derived anew, and w->hazard. update_body.h */
    void (*update)(const program *p, work *w, const brink_batch *batch, uint32_t period);
    void (*update_survival)(const program *p, work *w);

    /* What a period adds to the metrics (5): what was done in it, before the update; where it ended and whether the
     * conflict began, after the update; and belief, unity and alignment as they stand. account_body.h */
    void (*account_moves)(const program *p, work *w);
    void (*account_end)(const program *p, work *w, uint32_t period);
    void (*note_state)(const program *p, work *w, bool is_first);

    /* k quantal responses from uniform play; both write probabilities (the second also gap) as above. */
    void (*level_k_challengers)(const program *p, work *w, size_t t, size_t n);
    void (*level_k_defenders)(const program *p, work *w, size_t t, size_t n);
} kernel;

extern const kernel brink__deterrence_kernel_base, brink__deterrence_kernel_avx2, brink__deterrence_kernel_avx512;

/* What instruction sets are measured against: the same body with libm and without vectors, a replica after the other
 * (kernel_plain.c), and in loops over lanes (kernel_lanes.c). */
extern const kernel brink__deterrence_kernel_plain, brink__deterrence_kernel_lanes;

/* Another kernel, program.timed_kernel, with the processor time that it takes added to *program.spent. timed.c */
extern const kernel brink__deterrence_kernel_timed;

/* The equations as they are written, iterated with damping, with libm: what the algorithm is measured against. damped.c
 */
extern const solver brink__deterrence_damped;

/* Evaluations of an exponential: of all defenders of the theatre at one severity, of all its challengers. */
static inline uint64_t n_exponentials_at_point(const program *p, const theatre *t)
{
    uint64_t n = 0;
    for (size_t j = 0; j < t->n_defenders; j++) {
        const post *d = &p->posts[t->defenders[j]];
        const bool has_gap = p->actors[d->actor].reputation_value > 0.0 && d->n_alike < d->n;
        n += d->n + 2 + has_gap; /* weights, audience, hazard, reputation */
    }
    return n;
}

static inline uint64_t n_exponentials_of_challengers(const theatre *t)
{
    return 2 * t->n_points; /* hazard and weight of each action */
}

#endif
