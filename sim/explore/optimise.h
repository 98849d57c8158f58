/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Optimisers without derivatives: the only file that knows NLopt (Johnson, The NLopt nonlinear-optimization package).
 *
 *   crs      controlled random search 2 with local mutation (Kaelo & Ali 2006, J. Optim. Theory Appl. 130, 253-264):
 *            global; compares values and nothing else, so constraints enter as an order: of two points that meet them
 *            the better value wins, one that meets them beats one that does not, and of two that do not the smaller
 *            violation wins (Deb 2000, Comput. Methods Appl. Mech. Eng. 186, 311-338)
 *   isres    improved stochastic ranking evolution strategy (Runarsson & Yao 2005, IEEE Trans. SMC C 35, 233-243):
 *            global, with constraints
 *   bobyqa   quadratic models in a trust region (Powell 2009, report DAMTP 2009/NA06): local; constraints as crs has
 *            them, which a model does not follow well
 *   cobyla   linear models in a trust region (Powell 1994, in Advances in Optimization and Numerical Analysis, 51-67):
 *            local, with constraints
 *
 * Values asked for. crs, bobyqa and cobyla do arithmetic and square roots alone, so they ask for the same points on
 * every CPU as long as NLopt was not built to fuse multiplications with additions (Debian's is not). isres takes exp
 * and log from libm, whose last bits differ between CPUs with and without FMA.
 *
 * NLopt's random numbers are one sequence a thread (a process, where it was built without thread-local storage), not
 * one a search. brink__optimise() seeds it each time it starts an optimiser, from the lower 32 bits of the seed, and
 * leaves it where the search ends: two searches at once need threads of their own, and an `evaluate` may not search. */
#ifndef BRINK_EXPLORE_OPTIMISE_H
#define BRINK_EXPLORE_OPTIMISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/status.h"
#include "brink/tune.h"

/* Minimise f(x) over the box lower <= x <= upper where g_j(x) <= 0 for each constraint j. A variable with lower = upper
 * stays there. */
typedef struct brink__problem {
    size_t n, n_constraints;
    const double *lower, *upper; /* [n] finite */

    /* Values at `k` points x[k][n], row-major: value[k], and g[k][n_constraints]; all finite. The points of a call do
     * not depend on each other's values: where an optimiser asks for a whole population they come in one call. Sets
     * *is_over (false before) to end the search, as when a budget is spent; what is in `value` and `g` is then not
     * looked at. */
    brink_status (*evaluate)(void *context, const double *x, size_t k, double *value, double *g, bool *is_over,
                             brink_error *err);
    void *context;
} brink__problem;

typedef struct brink__search {
    brink_optimiser method; /* not BRINK_NO_OPTIMISER */
    uint64_t seed;
    size_t population;      /* of crs and isres; 0 = 10 (n + 1), 20 (n + 1), n being the variables that can move */
    size_t max_evaluations; /* at least 1 */
    double step;      /* of bobyqa and cobyla: first radius of the trust region, as a share of each range; (0, 1) */
    double tolerance; /* of them: the radius at which they end, the same; (0, step] */
} brink__search;

typedef enum brink__ending {
    BRINK__CONVERGED, /* the trust region has come to `tolerance` */
    BRINK__SPENT,     /* max_evaluations, or `evaluate` said so */
    BRINK__STALLED    /* rounding errors: nothing better can be found with these values */
} brink__ending;

/* Searches from `start` [n] (moved into the box). Which point is best is left to the caller, who sees all of them.
 * BRINK_OK; what `evaluate` failed with; BRINK_ENOMEM; BRINK_EUSAGE (the problem or the search makes no sense). */
BRINK_MUST_CHECK brink_status brink__optimise(const brink__problem *problem, const brink__search *search,
                                              const double *start, brink__ending *ending, brink_error *err);

#endif
