/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The equations of a logit quantal response equilibrium over agents, in what their path is followed: y, one log
 * probability for each class of actions that are played alike (brink__symmetry_classes()), and mu = lambda scale.
 *
 *     F_v = x_v - (mu V_v - log sum over the agent's actions of exp(mu V)),     x_v = y of v's class
 *
 * V is taken at the normalised probabilities of x, so F has its zeros where the probabilities of x sum to one by
 * themselves and answer each other. No action is singled out as the one that the others are measured against, so
 * renaming actions changes nothing. */
#ifndef GAMES_LOGIT_H
#define GAMES_LOGIT_H

#include "agents.h"
#include "path.h"

typedef struct brink__logit {
    brink__agents *agents; /* borrowed */
    size_t n_classes;
    const size_t *class_of; /* [n_actions] borrowed */
    const double *bonus;    /* [n_actions] borrowed; NULL: none. bonus mu / (1 + mu) is added to mu V: a perturbation of
                             * payoffs at small mu, and never more than that in log p */
    double *x, *p, *v, *response; /* [n_actions] */
    double *dv;                   /* [n_actions][n_actions] */
    double *jacobian;             /* the same */
} brink__logit;

/* Room for it all; false when out of memory (fini then, too). */
bool brink__logit_init(brink__logit *logit, brink__agents *agents, size_t n_classes, const size_t *class_of);
void brink__logit_fini(brink__logit *logit); /* zeroed is fine */

/* For brink__path_new(); the system borrows the logit. */
brink__path_system brink__logit_system(brink__logit *logit);

/* Uniform play: y [n_classes]. */
void brink__logit_start(const brink__logit *logit, double *y);

/* Normalised log probabilities [n_actions] of y, and the largest residual there at mu over all actions. */
double brink__logit_finish(brink__logit *logit, const double *y, double mu, double *log_p);

/* Real eigenvalues below zero of dF/dx at y over all actions, less those of the same restricted to the classes: modes
 * that treat like actions unlike and have passed zero since mu = 0, where all eigenvalues are 1. BRINK_ENOMEM, or
 * BRINK_EDIVERGE when the eigenvalues cannot be had. */
brink_status brink__logit_broken_modes(brink__logit *logit, const double *y, double mu, size_t *n);

/* Classes of actions such that, when all of a class are played alike (among agents with the same classes), what they
 * pay is alike as well, up to a constant for each agent: class_of [n_actions], numbered from 0; returns their number, 0
 * when out of memory. It is the coarsest such partition: uniform play at mu = 0 lies in it, so the principal branch
 * does. Found by refinement at random points, where different rational functions differ with probability one; payoffs
 * that differ by less than 1e-11 of the range count as the same. O(classes x payoffs). */
size_t brink__symmetry_classes(brink__agents *agents, size_t *class_of);

/* log_p and p (either may be NULL) from log weights x, agent by agent. */
void brink__normalise(const brink__agents *agents, const double *x, double *log_p, double *p);

#endif
