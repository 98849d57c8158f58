/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tuning: postures (values of levers) that do better by their objectives than what the scenario has, and how sure one
 * may be of that.
 *
 * A trial is one posture, run with `replicas` replicas, the same noise for all: as functions of the levers, objectives
 * are then without chance, and optimisers without derivatives apply. What they find is the best for these replicas, in
 * part by their luck. So the search ends with a second study, of the best postures and the incumbent (what the scenario
 * has), under noise that played no part in it: what is gained there, replica by replica, is the estimate, and what the
 * search believed stands beside it (Mak, Morton & Wood 1999, Oper. Res. Lett. 24, 47-56: the optimum of a sample
 * average is too good on average).
 *
 * One total. Each objective has a weight w and a direction s (1 to minimise, -1 to maximise); the total, to be
 * minimised, is sum w s value + cost_weight x cost of the levers. Objectives with a bound are constraints. A global
 * search (crs, isres) takes a share of the budget, a local one (bobyqa, cobyla) goes on from the best trial so far
 * until its trust region is `tolerance` wide, and again from there with half the first radius, until that brings
 * nothing better. Levers of whole numbers stay where they are in the local search.
 *
 * A front. Every objective with a weight, and the cost of the levers if any has one, is minimised on its own: postures
 * such that none does better in one without doing worse in another, found by differential evolution with the selection
 * of NSGA-II (crossover, mutation and sizes in sim/explore/nsde.h). It begins with the incumbent and a Latin hypercube,
 * of which, where levers cost something, every second point lies halfway to the incumbent. Not by many totals, one
 * after another: they miss the parts of a front that bulge inward, cannot use one another's trials, and leave most
 * threads idle.
 *
 * Violation of a trial: the sum over bounds of what is missing, as a share of the bound's absolute value (of 1, if the
 * bound is 0). A trial that meets all bounds is better than any that does not, and of two that do not the smaller
 * violation is better (Deb 2000, Comput. Methods Appl. Mech. Eng. 186, 311-338). A trial fails when the model refuses
 * its values, when more of its replicas failed than may, or when an objective has no value; it then counts as worse
 * than all others, and is counted.
 *
 * Levers are moved on a grid: multiples of the largest power of ten that is at most a tenth of `tolerance` of the
 * range, and the ends of the range, and what the scenario has. Actions are drawn by inverse distribution functions from
 * fixed uniforms, so objectives that count events are piecewise constant at small scale: the trust region must not get
 * too small to see a slope. Metrics that average probabilities (conflict_probability) are smoother than those that
 * count what happened (conflict).
 *
 * The same arguments give the same trials in the same order, so a run that was killed is resumed by asking the
 * optimiser again: trials that the store has are not run again. crs, bobyqa, cobyla and the search for a front give the
 * same trials on every CPU (with an NLopt that was built without fused multiply-add, as Debian's is). isres goes
 * through libm, whose last bits differ between CPUs with and without FMA; the grid hides nearly all of that. */
#ifndef BRINK_TUNE_H
#define BRINK_TUNE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/design.h"
#include "brink/levers.h"
#include "brink/objectives.h"
#include "brink/outcomes.h"
#include "brink/study.h"

typedef enum brink_optimiser {
    BRINK_NO_OPTIMISER,
    BRINK_CRS,    /* controlled random search 2 with local mutation: Kaelo & Ali 2006 */
    BRINK_ISRES,  /* improved stochastic ranking evolution strategy: Runarsson & Yao 2005 */
    BRINK_BOBYQA, /* quadratic models in a trust region: Powell 2009 */
    BRINK_COBYLA  /* linear models in a trust region, with constraints: Powell 1994 */
} brink_optimiser;

/* "none", "crs", ... Static storage. */
const char *brink_optimiser_name(brink_optimiser optimiser);

/* What is tuned. Everything is borrowed and must outlive the tuning. */
typedef struct brink_tune_problem {
    const brink_scenario *scenario; /* without the settings */
    const char *label;              /* what designs call it: a folder or the bare name of a shipped scenario */
    const brink_setting *settings;  /* [n_settings] the same at every trial */
    size_t n_settings;
    const brink_lever *const *levers; /* [n_levers] `now`: with the settings applied */
    size_t n_levers;
    const brink_objective *const *objectives; /* [n_objectives] */
    size_t n_objectives;
} brink_tune_problem;

typedef struct brink_tune_progress {
    const char *phase;        /* "incumbent", an optimiser's name, "front", "fresh" */
    uint64_t trials;          /* so far */
    uint64_t replicas, total; /* so far, and at most; fresh ones included */
    uint64_t replicas_before; /* of `replicas`, those that the store had when a run was resumed */
    double seconds;           /* wall time of this run */
    double best;      /* least total so far of a trial that meets the bounds; of a front its hypervolume; NaN: none */
    double incumbent; /* the same of the incumbent */
} brink_tune_progress;

typedef struct brink_tune_options {
    uint64_t seed;           /* of the simulation, and of the search */
    uint64_t replicas;       /* of a trial */
    uint64_t budget;         /* replicas of all trials together: no trial is begun that would go beyond */
    uint64_t fresh_replicas; /* of the incumbent and of each posture that is run again */
    bool is_front;
    brink_optimiser global, local; /* of one total; local must be able to keep bounds if there are any */
    double global_share;           /* of the budget, in [0, 1] */
    double step;                   /* first radius of the trust region, as a share of each lever's range */
    double tolerance;              /* last radius, the same; it sets the grid, too */
    size_t population;             /* 0: 10 (n + 1) for crs, 20 (n + 1) for isres, 8 for each objective of a front */
    size_t most_fresh;             /* of a front: postures that are run again, at least 3; 0 = 24 */
    double cost_weight;            /* >= 0 */
    const brink_failure_limit *max_failures; /* of a trial; NULL: 5 percent */
    unsigned threads;                        /* as brink_run_options has them, and so on */
    bool resume;
    const char *description;
    const volatile sig_atomic_t *stop;
    void (*progress)(void *context, const brink_tune_progress *progress); /* may be NULL */
    void *context;
} brink_tune_options;

typedef struct brink_tuning brink_tuning;

/* Searches, and runs the best and the incumbent again.
 *
 *   folder   exists; trials go to folder/results.db, and what is run again to folder/fresh/results.db (made when
 * needed), an ordinary study of points of noise 1
 *
 * BRINK_OK, also when nothing better was found; BRINK_EUSAGE (options or a problem that make no sense, a budget that is
 * too small to begin with); BRINK_EDIVERGE (the incumbent fails); BRINK_EMISMATCH (resume: the folder holds another
 * search); statuses of brink_study_run(). After BRINK_EINTERRUPTED the same call with `resume` goes on. */
BRINK_MUST_CHECK brink_status brink_tune(const brink_tune_problem *problem, const brink_tune_options *options,
                                         const char *folder, brink_tuning **tuning, brink_error *err);
void brink_tuning_free(brink_tuning *tuning); /* NULL is fine */

const brink_tune_problem *brink_tuning_problem(const brink_tuning *tuning);
const brink_tune_options *brink_tuning_options(const brink_tuning *tuning);

/* --- trials --- */

typedef struct brink_trial {
    const char *phase; /* "incumbent", an optimiser's name, "front" */
    uint32_t round;    /* of a front: generation; of a local search: how often it was begun anew; else 0 */
    const double *x;   /* [n_levers] */
    bool is_failed;    /* what follows is then NaN, but for the cost */
    double cost;       /* of the levers, unweighted */
    double total;
    double violation;               /* 0: meets all bounds */
    const brink_outcome *objective; /* [n_objectives] in the metric's own unit */
} brink_trial;

/* In the order in which they were run; the first is the incumbent. */
size_t brink_tuning_n_trials(const brink_tuning *tuning);
const brink_trial *brink_tuning_trial(const brink_tuning *tuning, size_t i);
size_t brink_tuning_n_failed(const brink_tuning *tuning);

/* The value of a lever at a trial as text for a cell; borrowed. */
const char *brink_tuning_text(const brink_tuning *tuning, size_t trial, size_t lever);

/* How the search went: optimisers in order, or generations of a front. */
typedef struct brink_tune_phase {
    const char *name;
    const char *ending; /* "budget spent", "trust region at its smallest", ... */
    size_t n_trials;    /* new ones */
} brink_tune_phase;
size_t brink_tuning_n_phases(const brink_tuning *tuning);
const brink_tune_phase *brink_tuning_phase(const brink_tuning *tuning, size_t i);

/* --- one total --- */

/* Something at the incumbent and at another posture, and their difference, replica by replica. */
typedef struct brink_gain {
    uint64_t n;                /* replicas with all values at both */
    double incumbent, posture; /* over those */
    double difference;         /* posture - incumbent */
    double se, lo95, hi95;     /* of the difference: brink/compare.h; NaN where it has none */
} brink_gain;

/* The trial with the best total: (size_t)0, the incumbent, when no other is better. */
size_t brink_tuning_winner(const brink_tuning *tuning);

/* Of the winner against the incumbent. `which`: 0 .. n_objectives - 1, or BRINK_TUNE_TOTAL (Student's t on the sums of
 * pseudo-values, brink_outcomes_pseudo()). NaN throughout when the incumbent won. */
#define BRINK_TUNE_TOTAL SIZE_MAX
brink_gain brink_tuning_search_gain(const brink_tuning *tuning, size_t which); /* on the trials: too good */
brink_gain brink_tuning_fresh_gain(const brink_tuning *tuning, size_t which);

/* An objective of the winner under fresh noise, with a 95 % interval, for its bound. */
typedef struct brink_held {
    double value, lo95, hi95;
    double bound; /* NaN: none */
} brink_held;
brink_held brink_tuning_held(const brink_tuning *tuning, size_t objective);

/* --- a front --- */

/* What is minimised on its own: the objectives with a weight in their order, and then the cost of the levers if any has
 * one. An index into the problem's objectives, or BRINK_TUNE_COST. */
#define BRINK_TUNE_COST (SIZE_MAX - 1)
size_t brink_tuning_n_goals(const brink_tuning *tuning);
size_t brink_tuning_goal(const brink_tuning *tuning, size_t goal);

/* A posture that was run again. */
typedef struct brink_candidate {
    size_t trial;
    const brink_outcome *fresh; /* [n_objectives] */
    double violation;           /* under fresh noise */
    bool is_on_search_front;    /* none of the trials dominates it; false of the incumbent at most */
    bool is_on_front;           /* the same under fresh noise, among those that were run again */
    double membership;          /* share of resampled studies in which it is on the front */
    bool is_knee;               /* of the front under fresh noise */
    double knee_share;          /* share of resampled studies in which it is the knee */
} brink_candidate;

/* The incumbent first, the others in order of their trials. */
size_t brink_tuning_n_candidates(const brink_tuning *tuning);
const brink_candidate *brink_tuning_candidate(const brink_tuning *tuning, size_t i);

/* Hypervolumes: what postures that meet the bounds dominate of the space up to the reference, which is the worst value
 * of each goal among the trials of the first generation that did not fail. Goals as minimised: those that are maximised
 * have their sign turned. The standard error is over resampled studies. */
typedef struct brink_volume {
    const double *reference; /* [n_goals] as minimised */
    size_t n_rounds;
    const double *after;    /* [n_rounds] of all trials up to and with each generation */
    const size_t *n_trials; /* [n_rounds] so many */
    double search, fresh;   /* of the postures that were run again, by their trials (too good) and when run again */
    double fresh_se;
    double search_incumbent, fresh_incumbent; /* of the incumbent alone */
} brink_volume;
const brink_volume *brink_tuning_volume(const brink_tuning *tuning);

enum { BRINK_TUNE_RESAMPLES = 1000 };

/* --- as files --- */

/* The incumbent and what was run again, as a design: to be run, swept and stressed like any other. To be freed.
 * BRINK_OK or BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_tuning_design(const brink_tuning *tuning, brink_design **design);

/* Writes the tables of a tuning into `folder` (which exists), each to a temporary name: they take their names when all
 * are complete and on disk. An objective is called METRIC.STATISTIC.
 *
 *   tuned.csv   brink_tuning_design()
 *
 *   trace.csv   a trial a row: trial, point, phase, round, replicas (of all trials up to it), status (ok, failed),
 *               total, best (least total so far of those that meet the bounds), violation, cost; two columns an
 *               objective, its value and with .se its standard error; a column a lever
 *
 *   gains.csv   of one total, a quantity of the winner a row (total, lever_cost, the objectives), none when the
 *               incumbent won: point, reference, quantity, statistic, direction, weight, unit; by the trials
 *               search_incumbent, search_posture, search_difference, search_se; under fresh noise n, incumbent,
 *               posture, difference, se, lo95, hi95, posture_lo95, posture_hi95; bound, and holds: yes or no where
 *               the interval of the posture lies on one side of it, else unclear
 *
 *   front.csv   of a front, a quantity of a posture that was run again a row: point, on_search_front, on_front,
 *               membership, knee, knee_share, violation, quantity, statistic, direction, weight, unit, search (by the
 *               trial), value and se (under fresh noise)
 *
 *   hypervolume.csv   of a front, a generation a row: point (its last), generation, trials, replicas, hypervolume
 *
 * BRINK_OK; BRINK_EIO (disk full), BRINK_ECANTCREATE, BRINK_ENOMEM: the files of before are then untouched. */
BRINK_MUST_CHECK brink_status brink_report_tuning(const brink_tuning *tuning, const char *folder, brink_error *err);

#endif
