/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Robustness: how postures fare over states of the world, which nobody can choose.
 *
 * v[p][s] is the performance of posture p in state s, in the unit of an objective; l = v where small values are wanted,
 * l = -v where large ones are. States are a sample of what may be, each with the same weight. Measures sum up a
 * posture's row; McPhail et al. (2018, Earth's Future 6, 169-191) have the map of them. Share and radius are also given
 * for all objectives with bounds at once.
 *
 * Errors. Two things are sampled: the states, and the replicas behind each v. Under common noise, which is demanded
 * here, replica r meets the same luck in every posture and state, so states and replicas are crossed. Each of `n_draws`
 * bootstrap draws draws both anew, states and batches of replicas, the same for all postures: the pigeonhole bootstrap
 * (Owen 2007, Annals of Applied Statistics 1, 386-411), whose variance is right for states and for replicas and a
 * little too large for what is of both.
 *
 * Noise biases all but the mean. Estimates spread more over states than what they estimate, so their worst is too bad
 * and their tails are too long: first a row is moved towards its mean until its variance is the one observed less that
 * of the noise (constrained empirical Bayes: Louis 1984, J. American Statistical Association 79, 393-398); noise that
 * moves all states alike spreads nothing and does not count. Draws of replicas start from there and are treated alike;
 * by what their mean is beyond the start the measure is corrected (Davison & Hinkley 1997, Bootstrap Methods, 2.4).
 * Intervals that cover the states are percentiles of the draws, moved as the value is; those of extremes are basic
 * ones, 2 start - (quantile of draws), since draws of an extreme are skewed the way that it is biased. Regrets are of
 * plain estimates, as what postures share cancels, and so have the second step alone; where several postures or states
 * are within the noise of each other about half of the bias stays. tests/verification/robust_noise.c shows how much is
 * left and how often intervals hold. More replicas are the cure; `noise` says when they are due.
 *
 * What lies beyond the worst state seen no resampling can tell. So worst, hurwicz, regret and deviation are of the
 * states as they are, and their intervals of the replicas alone; `unseen` is, at 95 % confidence, the most that the
 * share of states worse than the worst seen can be: 1 - 0.05^(1/n) (Wilks 1941, Annals of Mathematical Statistics 12,
 * 91-96, for a random sample). Tails and means are of the population, and their intervals cover both. A share's
 * interval is Wilson's for the number of states that would have the bootstrap's variance (after Korn & Graubard 1998,
 * Survey Methodology 24, 193-201), at most the true number, so that 0 and 1 have one too. A radius has a percentile
 * interval of the replicas alone, without correction; between states seen there may be ones that fail. */
#ifndef BRINK_ROBUST_H
#define BRINK_ROBUST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/status.h"

typedef enum brink_robust_measure {
    /* mean over states (Laplace's principle of insufficient reason) */
    BRINK_ROBUST_EXPECTED,
    /* v in the worst state: maximin (Wald 1950, Statistical Decision Functions) */
    BRINK_ROBUST_WORST,
    /* the `tail` quantile of l, as v: exceeded in the worst 1 - tail of the states */
    BRINK_ROBUST_WORST_TAIL,
    /* optimism x best + (1 - optimism) x worst (Hurwicz 1951, Cowles Commission paper 370) */
    BRINK_ROBUST_HURWICZ,
    /* max over s of l[p][s] - min over q of l[q][s]: what the best posture for that state would have spared (Savage
     * 1951, J. American Statistical Association 46, 55-67; regret II of Herman et al. 2015, J. Water Resources Planning
     * and Management 141, 04015012) */
    BRINK_ROBUST_REGRET,
    /* the `tail` quantile of that over states */
    BRINK_ROBUST_REGRET_TAIL,
    /* max over s of l[p][s] - l[p][own]: what the posture loses against its own performance where all is as expected
     * (Kasprzyk et al. 2013, Environmental Modelling & Software 42, 55-71; regret I of Herman et al.), in units and not
     * relative, so that performances near 0 do no harm; negative if no state is as bad. Without a state that is as
     * expected: against its own best state */
    BRINK_ROBUST_DEVIATION,
    /* the `tail` quantile of that over states */
    BRINK_ROBUST_DEVIATION_TAIL,
    /* share of states in which the bound is kept: domain criterion (Starr 1962, Product Design and Decision Theory;
     * satisficing I of Herman et al.) */
    BRINK_ROBUST_SHARE,
    /* distance from what is expected to the nearest state in which the bound is not kept: radius of stability, as of
     * info-gap theory (Ben-Haim 2006, Info-Gap Decision Theory; satisficing II of Herman et al.) */
    BRINK_ROBUST_RADIUS,
    BRINK_N_ROBUST_MEASURES
} brink_robust_measure;

/* Its name, as "worst_tail"; static storage. */
const char *brink_robust_name(brink_robust_measure measure);

/* One objective. A posture has a cell for each state: of the sample, 0 .. n_states - 1; then those near what is
 * expected; then, with `has_own`, the one that is as expected. */
typedef struct brink_performance {
    bool is_maximised;
    double bound;        /* kept by values of at most it, at least if maximised; NaN: none */
    double least, most;  /* what values can be: intervals stay within; may be infinite */
    const double *value; /* [n_postures][cells] finite */
    /* [n_postures][cells][n_batches]: for each batch of replicas (those of batch b met the same luck in every cell) the
     * mean of their contributions to the value (brink/compare.h), in any zero; NULL: no noise */
    const double *batch;
    /* There is noise, of which replicas were too few to tell how large: its measures have no intervals, and no posture
     * is ruled out */
    bool has_unknown_error;
} brink_performance;

typedef struct brink_payoffs {
    size_t n_postures, n_states; /* >= 1, >= 2 */
    /* Further states, which count for the radius alone: where many things are uncertain, all states of a sample are far
     * from what is expected, and the nearest failure would be too */
    size_t n_near;
    bool has_own;
    size_t n_batches;       /* >= 2, if any objective has batches */
    const double *distance; /* [n_states + n_near] >= 0, of each state from what is expected; NULL: no radius */
    size_t n_objectives;    /* >= 1 */
    const brink_performance *objective;
} brink_payoffs;

/* Cells of a posture. */
static inline size_t brink_payoffs_width(const brink_payoffs *payoffs)
{
    return payoffs->n_states + payoffs->n_near + payoffs->has_own;
}

typedef struct brink_robust_options {
    double optimism; /* Hurwicz's, in [0, 1] */
    double tail;     /* in (0, 1) */
    size_t n_draws;  /* >= 100 */
    uint64_t seed;
} brink_robust_options;

#define BRINK_ROBUST_DEFAULTS ((brink_robust_options){.optimism = 0.5, .tail = 0.9, .n_draws = 2000, .seed = 1})

/* What a measure says of a posture. In the objective's unit; a share is a pure number, a radius in that of `distance`.
 */
typedef struct brink_robustness {
    double value; /* corrected for noise, see above, and kept within what is possible */
    double raw;   /* of the estimates as they are */
    double lo95, hi95;
    bool covers_states; /* whether the interval covers the sampling of states */
    bool is_censored;   /* radius: no state fails, so it is at least the largest distance */
    double noise;       /* of an interval that covers both: share of its variance that is the replicas'; else NaN */
    double unseen;      /* of extremes, see above; else NaN */
    size_t rank;        /* 1: the most robust by value; ties share the smaller number */
    /* Whether it may be the most robust of all: no other is better by more than z se of the difference, z the one-sided
     * quantile at 0.05 / (n_postures - 1), so that with 95 % all of the best are among these (Gupta 1965, Technometrics
     * 7, 225-245, with Bonferroni's bound) */
    bool may_be_best;
} brink_robustness;

typedef struct brink_robust {
    size_t n_objectives, n_postures;
    /* [n_objectives + 1][BRINK_N_ROBUST_MEASURES][n_postures]; the last objective is all with bounds at once, with
     * share and radius. What a measure does not have (a share without a bound, say) is NaN, rank 0. */
    brink_robustness *cell;
    double *noise; /* [n_objectives][n_postures] share of the variance over states of the estimates that is noise */
} brink_robust;

/* BRINK_OK; BRINK_EUSAGE: shapes or options outside of what is said above, values that are not finite; BRINK_ENOMEM.
 * The caller ends it by brink_robust_fini(), which takes {0}. Draws are keyed by seed and number. O(n_draws
 * n_objectives n_postures n_states (n_batches + log n_states)) time, 8 n_draws bytes for each of the cells. `progress`
 * (may be NULL) is called now and then with the share done. */
BRINK_MUST_CHECK brink_status brink_robust_init(brink_robust *robust, const brink_payoffs *payoffs,
                                                const brink_robust_options *options,
                                                void (*progress)(void *context, double share), void *context,
                                                brink_error *err);
void brink_robust_fini(brink_robust *robust);

static inline const brink_robustness *brink_robust_get(const brink_robust *robust, size_t objective,
                                                       brink_robust_measure measure, size_t posture)
{
    return &robust->cell[(objective * BRINK_N_ROBUST_MEASURES + measure) * robust->n_postures + posture];
}

/* The regret of posture p in every state, as a heat map shows it: out[n_states], of one objective, raw. */
void brink_robust_regrets(const brink_payoffs *payoffs, size_t objective, size_t posture, double *out);

#endif
