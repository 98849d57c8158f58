/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The patient rule induction method: boxes in which cases of interest are dense.
 *
 * J. H. Friedman & N. I. Fisher (1999), Bump hunting in high-dimensional data, Statistics and Computing 9, 123-143;
 * B. P. Bryant & R. J. Lempert (2010), Thinking inside the box, Technological Forecasting and Social Change 77, 34-49.
 *
 * Of a box with n cases, k of them of interest, out of K of interest in all: density k/n, coverage k/K, mass n/N.
 *
 * Peeling starts from everything and takes off a slice at a time: of a numeric dimension the lowest or the highest
 * share `alpha` of the cases inside (rounded up to whole cases, and to whole groups of equal values), of a category one
 * level. The slice is taken that raises density most (or lowers it least) for each case taken off; where slices are of
 * one size, as with real dimensions, that is Friedman & Fisher's criterion, and where they are not, it keeps coarse
 * dimensions from winning by their size (J. H. Kwakkel & M. Jaxa-Rozen 2016, Environmental Modelling & Software 79,
 * 311-321). Equal gains: a dimension that is limited already, then the first dimension, the lower side, the first
 * level. It goes on where every slice lowers density, as the way to cases of interest at both ends of a dimension leads
 * through a valley, and ends when all cases inside are of interest or the box would be lighter than `mass_min`.
 *
 * A box on that trajectory is chosen by a rule, and pasting then moves its limits out again: the same slices from
 * outside, of paste_alpha n cases and then half as many and so on down to single ones, as long as density does not fall
 * and coverage rises. Covering takes the cases inside away and starts again with the rest.
 *
 * All decisions compare fractions of whole numbers exactly, so boxes are the same on every machine; limits are means of
 * two neighbouring values. */
#ifndef BRINK_PRIM_H
#define BRINK_PRIM_H

#include "brink/cases.h"
#include "brink/status.h"

typedef enum brink_prim_rule {
    /* greatest harmonic mean of coverage and density on cases not seen: the cases are dealt into folds, all but one are
     * peeled, the one left out is counted, and each step of the trajectory is judged by the steps of its mass (Friedman
     * & Fisher choose the mass by test data too). Of equal ones the fewest limited dimensions. The step after it is
     * taken instead when pasting makes that more balanced; then limits whose quasi-p-value is above `quasi_p_max` are
     * taken off the box, as Bryant & Lempert advise. In-sample, density rises with every limit, also where there is
     * nothing to find
     */
    BRINK_PRIM_BALANCE,
    BRINK_PRIM_DENSITY,  /* greatest coverage with a density of at least `at`; the densest box if none has that */
    BRINK_PRIM_COVERAGE, /* greatest density with a coverage of at least `at` */
    BRINK_PRIM_STEP      /* step `at` of the first trajectory; further boxes by balance */
} brink_prim_rule;

typedef struct brink_prim_options {
    double alpha;       /* share peeled at a time, in (0, 0.5] */
    double paste_alpha; /* share pasted at a time, in [0, 0.5]; 0: no pasting */
    double mass_min;    /* least share of all cases in a box, in (0, 1) */
    brink_prim_rule rule;
    double at;          /* DENSITY and COVERAGE: in (0, 1]; STEP: 0, 1, ... */
    double quasi_p_max; /* BALANCE: in (0, 1]; 1: all limits stay */
    size_t n_folds;     /* BALANCE: 2 .. 1000 */
    uint64_t seed;      /* of the folds, and of resamples */
    size_t max_boxes;   /* >= 1 */
} brink_prim_options;

#define BRINK_PRIM_DEFAULTS                                                                                            \
    ((brink_prim_options){.alpha = 0.05,                                                                               \
                          .paste_alpha = 0.05,                                                                         \
                          .mass_min = 0.05,                                                                            \
                          .quasi_p_max = 0.05,                                                                         \
                          .n_folds = 10,                                                                               \
                          .seed = 1,                                                                                   \
                          .max_boxes = 4})

typedef struct brink_box {
    size_t n, n_interest; /* cases inside, of those that no earlier box holds */
    size_t n_limited;     /* dimensions that are */
    brink_range *range;   /* [n_dimensions] */
    /* [n_dimensions] Bryant & Lempert's quasi-p-value: the probability of at least as many cases of interest among n if
     * each were so with the density of the box without its limits on this dimension (binomial); NaN of one that is not
     * limited. "Quasi", as the limits were chosen by looking: small values do not prove anything, large ones say that a
     * limit does nothing. */
    double *quasi_p;
} brink_box;

typedef struct brink_peeling {
    size_t n, n_interest; /* cases that it began with */
    size_t n_steps;
    brink_box *step;  /* [n_steps]; step 0 holds everything */
    size_t chosen;    /* the step that the rule chose */
    bool is_rule_met; /* whether there was one as the rule wants */
    brink_box final;  /* that step after pasting */
} brink_peeling;

typedef struct brink_prim {
    size_t n_dimensions;
    size_t n, n_interest; /* all cases */
    size_t n_peelings;
    brink_peeling
        *peeling; /* [n_peelings], >= 1, a box each. All but the first have a box denser than all cases are. */
} brink_prim;

/* Finds boxes. BRINK_OK; BRINK_EUSAGE: options or cases outside their domain, no case of interest or all of them, a
 * STEP beyond the trajectory; BRINK_ENOMEM. The caller frees `prim`, which is NULL on failure. Sorting is
 * O(n_dimensions n log n), a trajectory O(n_dimensions n) and then its quasi-p-values O(n_dimensions n) a step. */
BRINK_MUST_CHECK brink_status brink_prim_new(const brink_cases *cases, const brink_prim_options *options,
                                             brink_prim **prim, brink_error *err);
void brink_prim_free(brink_prim *prim); /* NULL is fine */

/* --- how far to trust a box --- */

/* What becomes of the first box when cases are drawn anew. Each of the resamples draws half of the cases without
 * replacement and finds its first box as the whole did (Bryant & Lempert's reproducibility test, with the whole
 * search); the other half, which it has not seen, judges it. And each permutation deals the outcomes out anew, whatever
 * the dimensions: what the search finds where there is nothing to find. Balance is the harmonic mean of coverage and
 * density.
 */
typedef struct brink_prim_trust {
    size_t n_resamples;
    size_t n_judged; /* resamples with cases of interest in both halves and a case not seen in the box: means are over
                        these, NaN if there are none */
    double *chosen_share;       /* [n_dimensions] share of resamples whose box limits the dimension */
    double density, density_sd; /* on the halves not seen: mean and standard deviation over resamples */
    double coverage, coverage_sd;
    double density_seen; /* on the halves seen: the difference is what looking was worth */
    double coverage_seen;
    double balance;        /* of the box itself */
    double chance_balance; /* mean over permutations */
    double p; /* (1 + permutations as balanced at least) / (1 + permutations): Davison & Hinkley 1997, 4.2 */
} brink_prim_trust;

/* Draws are keyed by options->seed and the number of the resample (brink/rng.h). `progress` (may be NULL) is called
 * with the share done. BRINK_OK; BRINK_EUSAGE (options, cases, n_resamples = 0); BRINK_ENOMEM. Costs 2 n_resamples
 * searches, by BALANCE of n_folds + 1 trajectories each. The caller ends it by brink_prim_trust_fini(), which takes
 * {0}. */
BRINK_MUST_CHECK brink_status brink_prim_trust_init(brink_prim_trust *trust, const brink_cases *cases,
                                                    const brink_prim_options *options, const brink_prim *prim,
                                                    size_t n_resamples, void (*progress)(void *context, double share),
                                                    void *context, brink_error *err);
void brink_prim_trust_fini(brink_prim_trust *trust);

#endif
