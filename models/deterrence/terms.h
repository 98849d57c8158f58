/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The payoffs of README.md, 3.2 and 3.3, term by term, for whoever asks why; the solvers have them in one piece.
 * Scalar, at the state in one lane of a batch. Private to models/deterrence. */
#ifndef MODELS_DETERRENCE_TERMS_H
#define MODELS_DETERRENCE_TERMS_H

#include "situation.h"

enum { N_CHALLENGER_TERMS = 5, N_DEFENDER_TERMS = 7, MOST_TERMS = 7 };
extern const brink_posts_number brink__challenger_terms[N_CHALLENGER_TERMS];
extern const brink_posts_number brink__defender_terms[N_DEFENDER_TERMS];

/* Challenger's post `c`, given sbar and, for each of its actions, P and R at vbar + s_a:
 * term[N_CHALLENGER_TERMS][c->n], row-major. */
void brink__terms_of_challenger(const situation *s, const post *c, double others_severity, const double *harm,
                                const double *severity, double *term);

/* What a defender's post faces. */
typedef struct facing {
    double severity;                     /* v */
    double others_harm, others_severity; /* P_-j, R_-j */
    double gap;                          /* D = ln Z1 - ln Z0 that observers infer from */
    bool is_inferred;                    /* false: observers saw uniform play, and infer nothing */
} facing;

/* Defender's post `d` as type `type`: term[N_DEFENDER_TERMS][d->n], row-major. `scale` is that of all rationalities. */
void brink__terms_of_defender(const situation *s, const post *d, const facing *f, double scale, int type, double *term);

#endif
