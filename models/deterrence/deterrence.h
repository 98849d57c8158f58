/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of the deterrence model share, and what its tests and explanations look at. Symbols as in README.md
 * (the mathematics). */
#ifndef MODELS_DETERRENCE_H
#define MODELS_DETERRENCE_H

#include "brink/model.h"

/* Constants, since static descriptions need their number; each is asserted where the array stands. */
enum { BRINK__DETERRENCE_N_TABLES = 12, BRINK__DETERRENCE_N_METRICS = 40, BRINK__DETERRENCE_N_SERIES = 15 };
extern const brink_table brink__deterrence_tables[BRINK__DETERRENCE_N_TABLES];
void brink__deterrence_check(const brink_scenario *scenario, brink_diagnostics *diagnostics);

/* For brink/bench.h: ways to compute a period. kernels.c */
enum { BRINK__DETERRENCE_N_KERNELS = 3 + BRINK_N_ISAS };
extern const brink_kernel brink__deterrence_kernels[BRINK__DETERRENCE_N_KERNELS];
void brink__deterrence_use_kernel(brink_program *head, size_t index);
void brink__deterrence_time_kernel(brink_program *head, uint64_t *spent);

/* What a draw is for. The first period is 1; draws made once have period 0.
 *
 *   TYPE         who(actor, "")       tau_j = 1 iff u < resolve
 *   CONFLICT     who("", "")          U = u
 *   ACTION       who(actor, theatre)  first action, in menu order, whose cumulative probability exceeds u
 *   ATTRIBUTION  who(actor, theatre)  attributed iff u < attribution of the chosen action
 *   NOISE        who("", theatre)     standard normal, by inverse CDF
 *   SHOCK        who(shock, "shock")  fires iff u < hazard
 *   AUDIT        who("", "audit")     the period is solved again by tracing iff u < 1/1024
 *   ROOT         who(actor, theatre)  a challenger's event is a root of a cascade iff u q(a) < q_rest(a), or q <=
 * q_rest PARENT       who(actor, theatre)  the first candidate, in the order of `stakes`, whose cumulative weight
 * exceeds u times their sum */
enum {
    PURPOSE_TYPE,
    PURPOSE_CONFLICT,
    PURPOSE_ACTION,
    PURPOSE_ATTRIBUTION,
    PURPOSE_NOISE,
    PURPOSE_SHOCK,
    PURPOSE_AUDIT,
    PURPOSE_ROOT,
    PURPOSE_PARENT
};

/* Limits of a program; scenarios beyond them are refused when compiling. */
enum { MAX_ACTORS = 64, MAX_THEATRES = 32, MAX_POSTS = 512, MAX_MENU = 65, MAX_ACTIONS = 1024 };

/* State of one replica as a vector of doubles, in this order; actors, challengers, defenders, theatres, partnerships in
 * the order of their tables:
 *   level[theatre], warning[defender][theatre], type[defender], log_odds[defender], capability[actor],
 *   strain[challenger], fatigue[defender], attention[defender], grievance[challenger], alignment[partnership],
 *   survival, conflict_draw */
size_t brink__deterrence_n_state(const brink_program *head);
void brink__deterrence_get_state(const brink_batch *batch, size_t lane, double *state);
void brink__deterrence_set_state(brink_batch *batch, size_t lane, const double *state);

/* What happened in the period just stepped, of one lane. Posts in the order of `stakes`; the actions of a post are
 * `hold`, then its open rows of `menus` in their order. */
typedef struct brink__deterrence_post {
    uint32_t action;                 /* index in the menu */
    bool is_attributed;              /* challengers; false for hold */
    double probability[2][MAX_MENU]; /* [type][action]: at the realised v for defenders; row 0 for challengers */
} brink__deterrence_post;
size_t brink__deterrence_n_posts(const brink_program *head);
size_t brink__deterrence_menu_size(const brink_program *head, size_t index);
/* Whether every stage of the period just stepped reached its tolerance in this lane (the run counts those that did
 * not). */
bool brink__deterrence_is_converged(const brink_batch *batch, size_t lane);
void brink__deterrence_get_post(const brink_batch *batch, size_t lane, size_t index, brink__deterrence_post *out);

/* Probabilities that a challenger's post would choose each action at the rest state (README.md, 6), as refreshed last:
 * q_rest[menu size]. */
void brink__deterrence_get_rest(const brink_batch *batch, size_t lane, size_t index, double *q_rest);

#endif
