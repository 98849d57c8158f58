/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Calibration: which values of uncertain parameters fit what is known (targets.csv), how far what is known narrows them
 * down, and which of them it says nothing about.
 *
 * Parameters are compared as normal scores: z = the standard normal quantile of the prior's distribution function, so
 * that the prior of every parameter is a standard normal, and 1 is its standard deviation.
 *
 * Misfit. Of target j with value v, band [lo, hi], weight w and simulated moment s the residual is r = (s - v) / sigma,
 * with sigma = (hi - v) / 1.96 above v and (v - lo) / 1.96 below it: a band is read as a 95 % interval of what the
 * target's own error may be, in two halves of a normal distribution (assumption). A half of no width takes the other's.
 * The misfit of parameters is Q = sum w r^2; targets of weight 0 are shown only. Moments come from `replicas`
 * replicas and carry their error, which adds to that of the targets: se / sigma stands beside each of them.
 *
 * Posterior. Approximate Bayesian computation with a Gaussian kernel: the density is prior x exp(-Q / (2 e^2)), which
 * at tolerance e = 1 is exact if targets err as their bands say (Wilkinson 2013, Stat. Appl. Genet. Mol. Biol. 12,
 * 129-141). Reached by sequential Monte Carlo: a generation of particles is drawn from the prior; then the tolerance is
 * lowered, not below 1, as far as leaves an effective sample size of half the particles (Del Moral, Doucet & Jasra
 * 2012, Stat. Comput. 22, 1009-1020), and the next generation is drawn around the weighted particles with a normal
 * kernel of their weighted covariance (Beaumont, Cornuet, Marin & Robert 2009, Biometrika 96, 983-990) and weighted by
 * prior over proposal (their population Monte Carlo). Nothing is rejected: every simulation counts with its weight. So
 * the kernel need not be as wide as their twice the covariance, which serves rejection, and has Silverman's bandwidth
 * (West 1993, J. R. Stat. Soc. B 55, 409-422). One particle in ten comes from the prior, which bounds the weights at
 * ten times prior over posterior (Hesterberg 1995, Technometrics 37, 185-194). It ends with the first generation that
 * was drawn around particles of tolerance 1, or when the budget is spent. Each particle meets luck of its own.
 *
 * Simulated moments (McFadden 1989, Econometrica 57, 995-1026): the scores within [-3, 3] that make Q least, from the
 * posterior mean by Levenberg and Marquardt's method with a Jacobian of central differences under common luck.
 *
 * Identifiability. With J the Jacobian of sqrt(w) r by the scores there, the eigenvalues of J'J say how many prior
 * precisions the targets add along each direction (Fisher information of a linear model): a direction with less than 1
 * is flat, since the prior says more about it than all targets. Beside that stands what the particles say: the standard
 * deviation of each score in the posterior, as a share of the prior's (its contraction), and correlations.
 *
 * The same arguments give the same bytes, so a run that was killed goes on by doing the same again: what the store has
 * is not run again. Particles are drawn and weighted without libm but for sqrt. */
#ifndef BRINK_CALIBRATE_H
#define BRINK_CALIBRATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/design.h"
#include "brink/factors.h"
#include "brink/facts.h"
#include "brink/precision.h"
#include "brink/study.h"

enum { BRINK_CALIBRATE_PARAMETERS = 32 }; /* at most */

/* What is calibrated. Everything is borrowed and must outlive the calibration. */
typedef struct brink_calibrate_problem {
    const brink_scenario *scenario; /* without the settings */
    const char *label;              /* what designs call it */
    const brink_setting *settings;  /* [n_settings] the same everywhere */
    size_t n_settings;
    const brink_factors *parameters; /* 1 .. BRINK_CALIBRATE_PARAMETERS; their distributions are the prior */
    const brink_facts *targets;
} brink_calibrate_problem;

typedef struct brink_calibrate_progress {
    const char *phase; /* "particles", "moments", "check" */
    size_t round;      /* generation, or round of the fit, from 0 */
    uint64_t replicas; /* so far */
    uint64_t budget;
    uint64_t replicas_before; /* of `replicas`, those that the store had when a run was resumed */
    double tolerance;         /* of the last generation; NaN before the first */
    double seconds;           /* wall time of this run */
} brink_calibrate_progress;

typedef struct brink_calibrate_options {
    uint64_t seed;
    uint64_t replicas;  /* of each particle and each point of the fit */
    size_t particles;   /* a generation, at least 20 */
    uint64_t budget;    /* replicas of all particles and points together: none is begun that would go beyond */
    uint64_t check;     /* replicas of the check under fresh luck */
    size_t most_rounds; /* of the fit; 0: no fit, and no Jacobian */
    const brink_failure_limit *max_failures; /* of a point; NULL: 5 percent */
    unsigned threads;                        /* as brink_run_options has them, and so on */
    bool resume;
    const char *description;
    const volatile sig_atomic_t *stop;
    void (*progress)(void *context, const brink_calibrate_progress *progress); /* may be NULL */
    void *context;
} brink_calibrate_options;

typedef struct brink_calibration brink_calibration;

/* Calibrates.
 *
 *   folder   exists; particles and points of the fit go to folder/results.db, the check to folder/fresh/results.db
 * (made when needed): an ordinary study of the points as_is, posterior (its mean scores) and fitted, of noise 0
 *
 * BRINK_OK, also when tolerance 1 was not reached; BRINK_EUSAGE (options or a problem that make no sense; a budget
 * below one generation); BRINK_EDATA (no target with a weight; one with a weight and a band of no width);
 * BRINK_EDIVERGE (fewer than a tenth of a generation could be simulated, or no target has a value, or a distance from
 * it that is no number); BRINK_EMISMATCH (resume: the folder holds something else); statuses of brink_study_run().
 * After BRINK_EINTERRUPTED the same call with `resume` goes on. */
BRINK_MUST_CHECK brink_status brink_calibrate(const brink_calibrate_problem *problem,
                                              const brink_calibrate_options *options, const char *folder,
                                              brink_calibration **calibration, brink_error *err);
void brink_calibration_free(brink_calibration *calibration); /* NULL is fine */

const brink_calibrate_problem *brink_calibration_problem(const brink_calibration *calibration);
const brink_calibrate_options *brink_calibration_options(const brink_calibration *calibration);

/* --- what was simulated --- */

/* A particle, or a point of the fit. */
typedef struct brink_trial_point {
    char name[32];
    size_t round;   /* generation, or round of the fit */
    bool is_fit;    /* a point of the fit */
    bool is_failed; /* its values contradict each other, too many replicas failed, or a target has no value */
    uint32_t noise;
    const double *score;  /* [n_parameters] */
    const double *moment; /* [n_targets] of all targets; NaN if it failed */
    double misfit;        /* Q; NaN if it failed */
    double weight;        /* of a particle in its generation, summing to 1; 0 if it failed; NaN of the fit */
} brink_trial_point;

size_t brink_calibration_n_points(const brink_calibration *calibration);
const brink_trial_point *brink_calibration_point(const brink_calibration *calibration, size_t i);

/* The value of a parameter at a score, as text for a cell. Returns out, or a text of the distribution. */
const char *brink_calibration_text(const brink_calibration *calibration, size_t parameter, double score, char out[32]);

typedef struct brink_generation {
    size_t first, n; /* its particles among the points */
    size_t n_failed;
    double tolerance;     /* e */
    double ess;           /* effective sample size at it, 1 / sum of squared weights */
    double least, median; /* misfit Q of its particles */
} brink_generation;

size_t brink_calibration_n_generations(const brink_calibration *calibration);
const brink_generation *brink_calibration_generation(const brink_calibration *calibration, size_t i);

/* --- what came out --- */

/* A parameter in the last generation. Values of words are their place in the distribution's list. */
typedef struct brink_parameter_fit {
    double prior[3];     /* quantiles 0.05, 0.5, 0.95 */
    double posterior[3]; /* the same of the weighted particles */
    double score[3];     /* and of its scores */
    double mean, sd;     /* posterior, of the values */
    double score_mean;   /* posterior, of the scores; 0 in the prior */
    double contraction;  /* posterior standard deviation of the score; 1 in the prior */
    double linear;       /* the same by the Jacobian: root of the diagonal of (I + J'J)^-1; NaN without a fit */
    double fitted_score; /* of the fit; NaN without */
    bool is_at_end;      /* ... which lies at an end of [-3, 3] */
} brink_parameter_fit;
brink_parameter_fit brink_calibration_parameter(const brink_calibration *calibration, size_t parameter);

/* Posterior correlation of the scores of two parameters. NaN where one does not vary. */
double brink_calibration_correlation(const brink_calibration *calibration, size_t a, size_t b);

/* Directions in the space of scores, in order of falling information; none without a fit. */
typedef struct brink_direction {
    double information;    /* eigenvalue of J'J */
    bool is_flat;          /* below 1 */
    const double *loading; /* [n_parameters] unit length; the largest is positive */
} brink_direction;
size_t brink_calibration_n_directions(const brink_calibration *calibration);
const brink_direction *brink_calibration_direction(const brink_calibration *calibration, size_t i);

/* How the fit went. */
typedef struct brink_moments_fit {
    size_t n_rounds;
    bool has_converged; /* no step brought Q down by more than a thousandth, down to the smallest differences */
    size_t point;       /* the best; SIZE_MAX without a fit */
} brink_moments_fit;
const brink_moments_fit *brink_calibration_fit(const brink_calibration *calibration);

/* The targets under fresh luck: of as_is, posterior and, with a fit, fitted. */
size_t brink_calibration_n_checks(const brink_calibration *calibration);
const char *brink_calibration_check_name(const brink_calibration *calibration, size_t i);
const brink_fact_check *brink_calibration_check(const brink_calibration *calibration, size_t i, size_t target);

/* A target's sigma towards `moment`, as above; 0 if its band has no width. */
double brink_calibration_sigma(const brink_fact *target, double moment);

/* --- as files --- */

/* Writes the tables of a calibration into `folder` (which exists), each to a temporary name: they take their names when
 * all are complete and on disk.
 *
 *   posterior.csv        a particle of the last generation a row: particle, weight, misfit, a column a parameter
 *   generations.csv      generation, particles, failed, replicas (up to it), tolerance, ess, least_misfit,
 * median_misfit moments.csv          everything that was simulated, a row a point: point, phase (particles, fit),
 * round, noise, status, weight, misfit, a column a parameter (its value), one a target (its moment) fit.csv a target of
 * a checked point a row, under fresh luck: point, target, metric, statistic, per, value, lo, hi, weight, n, simulated,
 * lo95, hi95, residual, verdict (pass, miss, no_value), close identifiability.csv  a parameter a row: path, prior_q05,
 * prior_q50, prior_q95, now, q05, q50, q95, mean, sd, score_mean, score_q05, score_q50, score_q95, contraction,
 * linear_contraction, fitted, fitted_score, at_end correlations.csv     a, b, correlation: each pair once
 *   directions.csv       direction, information, flat, parameter, loading
 *   calibrated.csv       the checked points as a design, to be run, swept and stressed like any other
 *
 * BRINK_OK; BRINK_EIO (disk full), BRINK_ECANTCREATE, BRINK_ENOMEM: the files of before are then untouched. */
BRINK_MUST_CHECK brink_status brink_report_calibration(const brink_calibration *calibration, const char *folder,
                                                       brink_error *err);

/* The checked points as a design; to be freed. BRINK_OK or BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_calibration_design(const brink_calibration *calibration, brink_design **design);

#endif
