/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A game of postures: two sides choose one posture each, and a simulation tells what every pair pays either side.
 *
 * The postures of a side are the points of a design: each sets some paths of one scenario. A *cell* is a pair of
 * postures. Replica r of every cell meets the same luck (common noise), so cells are compared pair by pair. What comes
 * out is an *empirical game* (Wellman 2006, "Methods for empirical game-theoretic analysis", AAAI, 1552-1556): payoffs
 * with noise, and so equilibria, regrets and dominance with noise. All that is said of them has an interval over
 * resampled replicas, which are drawn once for all cells, so that pairs stay pairs (Wiedenbeck, Cassell & Wellman 2014,
 * "Bootstrap statistics for empirical games", AAMAS, 597-604; weights of a replica are Poisson with mean 1, Hanley &
 * MacGibbon 2006, Comput. Methods Programs Biomed. 83, 57-62).
 *
 * Replicas are dealt in slices, round by round. The first round gives every cell the same; each later one deals slices
 * to the cells that decide the equilibrium. In resampled games every equilibrium (x, y) has rows i that would be gained
 * or lost against it by d_i = v - u(i, y); were their estimates normal with error s_i, the expected gain that is missed
 * is s f(d/s) - d F(-d/s), f and F being the normal density and distribution; it falls with s_i^2 at the rate
 * f(d_i/s_i) / (2 s_i), and so with the variance of each cell's mean at that rate times the square of its weight in the
 * difference. Slices go one by one to the cell where this falls most, summed over both sides (as shares of the ranges
 * of their payoffs) and the resampled games: the expected opportunity cost of He, Chick & Chen (2007, IEEE Trans. Syst.
 * Man Cybern. C 37, 951-961), with best replies in place of a best system. So cells outside of the support and of
 * deviations from it get nothing (as in the searches of Jordan, Vorobeychik & Wellman 2008, AAMAS, 1063-1070), and
 * those that are clearly worse get no more than they need to be known so (as where Viqueira, Cousins, Mohammad &
 * Greenwald 2019, AAMAS, 1223-1231, prune). One slice in eight goes to the cell that has the fewest, so that an unlucky
 * start is found out.
 *
 * A round adds as many slices as there are cells, or a quarter of those so far if that is more. Which ones depends on
 * the results so far alone, so a larger budget goes on where a smaller one stopped, and bytes depend neither on threads
 * nor on interruptions.
 *
 * Cells that have fewer replicas than others are estimated by regression on these, replica by replica, as far as both
 * have been run (Anderson 1957, J. Am. Stat. Assoc. 52, 200-203, for one regressor: the mean of the cells that have
 * more). Without it the luck that cells share would not cancel between cells of different numbers of replicas. */
#ifndef BRINK_DUEL_H
#define BRINK_DUEL_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/design.h"
#include "brink/precision.h"
#include "brink/status.h"
#include "brink/study.h"

enum {
    BRINK_DUEL_MAX_POSTURES = 24,   /* of a side: brink_nash_all() takes 64 of both, but not in a moment */
    BRINK_DUEL_MAX_EQUILIBRIA = 64, /* listed */
    BRINK_DUEL_RESAMPLES = 1000,
    BRINK_DUEL_MAX_RESAMPLES = 20000
};

/* A metric in a side's payoff. */
typedef struct brink_duel_term {
    const char *metric;
    double weight; /* finite, not 0 */
} brink_duel_term;

typedef struct brink_duel_side {
    const brink_design *postures; /* borrowed; 1 .. BRINK_DUEL_MAX_POSTURES points of one scenario */
    const brink_duel_term *term;  /* [n_terms] the payoff is their sum; more is better */
    size_t n_terms;
} brink_duel_side;

typedef struct brink_duel_problem {
    brink_duel_side side[2];        /* rows and columns */
    const brink_scenario *scenario; /* of all postures, as its files have it */
    const char *label;              /* what a design that lies in the folder calls it */
    const brink_setting *settings;  /* [n_settings] that hold in every cell */
    size_t n_settings;
} brink_duel_problem;

typedef struct brink_duel_progress {
    size_t round; /* from 1 */
    uint64_t replicas, budget, replicas_before;
    double seconds;
} brink_duel_progress;

typedef struct brink_duel_options {
    uint64_t seed;
    uint64_t budget;  /* replicas of all cells, at least those of the first round; what is left of a slice is not run */
    uint64_t slice;   /* replicas in a slice, 32 .. 65536 */
    uint64_t first;   /* slices of each cell in the first round, 1 .. 1000 */
    bool is_uniform;  /* deal the same to all cells in all rounds */
    size_t resamples; /* 100 .. BRINK_DUEL_MAX_RESAMPLES */
    const double *lambda; /* [n_lambdas] precisions of quantal responses, as brink/quantal.h has them */
    size_t n_lambdas;
    const brink_failure_limit *max_failures; /* of a slice; NULL: 5 percent */
    unsigned threads;
    bool resume;
    const char *description;
    const volatile sig_atomic_t *stop;
    void (*progress)(void *context, const brink_duel_progress *now);
    void *context;
} brink_duel_options;

/* An estimate and its 95 % interval, quantiles over resampled games. */
typedef struct brink_interval {
    double value, lo, hi;
} brink_interval;

typedef struct brink_duel_cell {
    uint64_t replicas;
    uint64_t failed;
    double payoff[2], se[2]; /* of the sides; se is the standard deviation over resampled games */
    brink_interval gain[2]; /* what the side could gain by another posture against the same opponent; 0: a best reply */
    double best_share[2];   /* of resampled games in which it is a best reply */
} brink_duel_cell;

typedef enum brink_dominance { BRINK_NOT_DOMINATED, BRINK_WEAKLY_DOMINATED, BRINK_STRICTLY_DOMINATED } brink_dominance;

typedef struct brink_duel_posture {
    brink_dominance dominance; /* strictly: another posture or a mixture is better whatever the opponent does; weakly:
                                  another posture is never worse, and somewhere better */
    size_t by;                 /* the posture that does it, or BRINK_DUEL_MIXTURE; the first of several */
    double strict_share;       /* of resampled games in which it is strictly dominated */
    size_t eliminated;     /* round in which iterated elimination of strictly dominated postures removes it; 0: never */
    double survives_share; /* of resampled games in which it is not removed */
    brink_interval max_regret; /* what it falls behind the best reply at most, over the opponent's postures */
} brink_duel_posture;
#define BRINK_DUEL_MIXTURE ((size_t)-1)

/* What is played: a Nash equilibrium, or a quantal response equilibrium. Of a resampled game that one counts which is
 * nearest (in the largest difference of a probability). Postures are listed rows first: [n_rows + n_columns]. */
typedef struct brink_duel_profile {
    double lambda;           /* NaN: a Nash equilibrium */
    size_t component;        /* of Nash equilibria, as in brink/solution.h; else 0 */
    double support_share;    /* of resampled games that have an equilibrium with this support; NaN of a quantal one */
    brink_interval value[2]; /* what it pays the sides */
    double regret;           /* largest gain of a side by leaving it, in the game as estimated */
    double regret_hi;        /* the same over resampled games, these mixtures kept: 95 % quantile */
    brink_interval *probability; /* [postures] */
    brink_interval *loss;        /* [postures] what playing it instead would lose its side */
} brink_duel_profile;

typedef struct brink_duel_round {
    uint64_t replicas; /* of all cells, after it */
    size_t *slices;    /* [cells] dealt in it */
} brink_duel_round;

typedef struct brink_duel {
    size_t n[2];             /* postures of the sides */
    const char *const *name; /* [n[0] + n[1]] borrowed from the designs */
    const char *unit[2];     /* of payoffs; "" if terms have different ones. Owned */
    uint64_t seed, slice;
    size_t n_resamples;
    size_t n_unsolved;     /* resampled games whose equilibria could not be had: left out of shares and intervals */
    brink_duel_cell *cell; /* [n[0]][n[1]] */
    brink_duel_posture *posture; /* [n[0] + n[1]] */
    bool is_degenerate, is_cut;  /* as in brink/solution.h */
    size_t n_nash, n_quantal;
    brink_duel_profile *nash;    /* [n_nash] in the order of brink_nash_all() */
    brink_duel_profile *quantal; /* [n_quantal] that could be solved */
    size_t n_rounds;
    brink_duel_round *round; /* [n_rounds] */
} brink_duel;

/* Judges whether the tables make a game: no path is set by both sides, or by a setting and a side; all postures are of
 * one scenario and share their noise; every cell is a scenario without contradictions. Mistakes are added to
 * `diagnostics` with their place (of a cell its name, r1c2), all in one go. The designs were read from files, with the
 * settings. BRINK_OK, BRINK_EDATA, BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_duel_check(const brink_duel_problem *problem, brink_diagnostics *diagnostics);

/* Whether options->budget pays for the first round, with options->first and options->slice; brink_duel_play() asks,
 * too: this is for asking before anything is read or written. The message begins with "budget". BRINK_OK or
 * BRINK_EUSAGE. */
BRINK_MUST_CHECK brink_status brink_duel_check_budget(const brink_duel_problem *problem,
                                                      const brink_duel_options *options, brink_error *err);

/* Plays, or (options->resume) goes on with, a game in folder/results.db. Points of the store are called r1c2_3, for row
 * 1, column 2 and slice 3. The problem has passed brink_duel_check().
 *
 *   duel   set to a new one that the caller frees, or to NULL. It borrows names from the designs.
 *
 * BRINK_OK; BRINK_EUSAGE (options that make no sense); BRINK_EDATA (a metric that there is not); BRINK_EDIVERGE (more
 * replicas of a slice failed than may, or no equilibrium could be had); BRINK_EMISMATCH (resume: another game is
 * there); statuses of brink_study_run(). Besides simulation: 1000 resampled games of 6 x 6 postures take half a second,
 * of 10 x 10 tens of seconds. Memory: 24 bytes a replica. */
BRINK_MUST_CHECK brink_status brink_duel_play(const brink_duel_problem *problem, const brink_duel_options *options,
                                              const char *folder, brink_duel **duel, brink_error *err);
void brink_duel_free(brink_duel *duel); /* NULL is fine */

/* Writes duel_cells.csv, duel_postures.csv, duel_equilibria.csv, duel_rounds.csv into `folder`, each whole or not at
 * all. BRINK_OK, BRINK_EIO, BRINK_ECANTCREATE, BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_report_duel(const brink_duel *duel, const char *folder, brink_error *err);

#endif
