/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Targets of shocks: the words that may stand in shocks.target, such as `level.UKR` or `alignment.RUS.IRN`. Used when
 * checking and when compiling a scenario. */
#ifndef MODELS_DETERRENCE_TARGET_H
#define MODELS_DETERRENCE_TARGET_H

#include <stdbool.h>
#include <stddef.h>

#include "brink/scenario.h"

/* State variables first; the others are columns of tables, which a shock can only offset for a while. */
typedef enum brink__target_kind {
    TARGET_LEVEL,
    TARGET_CAPABILITY,
    TARGET_STRAIN,
    TARGET_FATIGUE,
    TARGET_GRIEVANCE,
    TARGET_ALIGNMENT,
    TARGET_BELIEF, /* the log-odds l_j */
    TARGET_WARNING,
    TARGET_ATTENTION,
    TARGET_RED_LINE,
    TARGET_REST,
    TARGET_CLARITY,
    TARGET_AUDIENCE,
    N_TARGETS
} brink__target_kind;

/* What each kind is, indexed by brink__target_kind: for checks and for the documentation. */
typedef struct brink__target_type {
    const char *word;    /* before the first dot */
    const char *form;    /* as users write it, with capitals for keys */
    const char *side;    /* side that the actor must be on, or NULL for either (and for targets without an actor) */
    bool needs_duration; /* a column, not state */
    const char *unit;    /* of the amount */
    const char *meaning; /* one sentence */
} brink__target_type;
extern const brink__target_type brink__target_types[N_TARGETS];

/* Rows of the tables, counted from 0 in file order; (size_t)-1 where the kind has none. */
typedef struct brink__target {
    brink__target_kind kind;
    size_t actor;       /* in actors */
    size_t theatre;     /* in theatres */
    size_t partnership; /* in partnerships */
} brink__target;

/* Reads `text`. BRINK_OK, or BRINK_EDATA with a sentence that names what was found, what is allowed, and the nearest
 * known name. Whether the shock's duration fits is left to the caller. */
BRINK_MUST_CHECK brink_status brink__target_parse(const brink_scenario *scenario, const char *text,
                                                  brink__target *target, brink_error *err);

/* The key in the first column of `table` (one whose key is that column alone) that is most like `word`, or NULL. */
const char *brink__nearest_key(const brink_scenario *scenario, const char *table, const char *column, const char *word);

#endif
