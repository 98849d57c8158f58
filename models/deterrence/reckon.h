/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the posts of one theatre reckon with in one period, by the scenario's rule of solution, at the state in lane 0
 * of a batch: the occasions, what every defender faces at each, and what every challenger takes the others for. Private
 * to models/deterrence. */
#ifndef MODELS_DETERRENCE_RECKON_H
#define MODELS_DETERRENCE_RECKON_H

#include "terms.h"

typedef struct reckoning {
    situation s;
    double scale;
    bool is_response;             /* false: choices are by rule (doctrine, level 0), in `probability` */
    size_t n_points, n_occasions; /* points are the challengers' actions, first of the occasions */
    double *severity;             /* [n_occasions] v */
    facing *facing;               /* [n_occasions][defenders of the theatre] */
    double *reckoned_harm,
        *reckoned_severity; /* [n_occasions][defenders] H_j, R_j at the solution; NaN: no fixed point */
    double *others_attributed, *others_severity; /* [challengers] vbar, sbar */
    double *own_attributed, *own_severity;       /* [challengers] A, B at the solution; NaN: no fixed point */
} reckoning;

/* Whether choices are responses to payoffs; false of doctrine, and of level 0. */
bool brink__is_response(const program *p);

/* `realised` is the severity of one more occasion, NaN for none. BRINK_OK; BRINK_EDIVERGE: the principal branch could
 * not be followed to its end; BRINK_ENOMEM. */
brink_status brink__reckon(reckoning *r, const program *p, work *w, size_t theatre, double realised, brink_error *err);
void brink__reckon_fini(reckoning *r); /* zeroed is fine */

#endif
