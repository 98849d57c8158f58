/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Factors: what an exploration varies, each a path of a scenario with a distribution. They come from its levers, from
 * its uncertainties, or from ranges that somebody names. A point of the unit cube, one coordinate a factor, is a point
 * of a design. */
#ifndef BRINK_FACTORS_H
#define BRINK_FACTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/design.h"
#include "brink/distribution.h"
#include "brink/scenario.h"
#include "brink/status.h"

typedef struct brink_factors brink_factors;

typedef struct brink_factor {
    const char *path;
    brink_distribution distribution;
    bool is_lever;
    const char *now;  /* what the scenario says */
    const char *unit; /* of a number; NULL for what is none */
} brink_factor;

/* Without any. NULL when out of memory. */
brink_factors *brink_factors_new(void);
void brink_factors_free(brink_factors *factors); /* NULL is fine */

/* Adds the levers, or the uncertainties, of a scenario whose path fits `pattern` (`*` stands for any run of characters;
 * NULL: all), in the order of their table. BRINK_OK, `n_added` (may be NULL) is their number; BRINK_EDATA: the table is
 * wrong, or a path is a factor already (diagnosed); BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_factors_add_levers(brink_factors *factors, const brink_scenario *scenario,
                                                       const char *pattern, size_t *n_added,
                                                       brink_diagnostics *diagnostics);
BRINK_MUST_CHECK brink_status brink_factors_add_uncertainties(brink_factors *factors, const brink_scenario *scenario,
                                                              const char *pattern, size_t *n_added,
                                                              brink_diagnostics *diagnostics);

/* Adds a distribution as it stands in a table, "uniform" and "lower=0 upper=1". `origin` says where it stands.
 * BRINK_OK, BRINK_EDATA (diagnosed), BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_factors_add(brink_factors *factors, const brink_scenario *scenario,
                                                const char *path, const char *distribution, const char *parameters,
                                                brink_place origin, brink_diagnostics *diagnostics);

/* Takes out the factor of a path; false when there is none. */
bool brink_factors_drop(brink_factors *factors, const char *path);

size_t brink_factors_n(const brink_factors *factors);
const brink_factor *brink_factors_get(const brink_factors *factors, size_t i);

/* The tables that the factors were read from. */
size_t brink_factors_n_inputs(const brink_factors *factors);
const brink_input *brink_factors_input(const brink_factors *factors, size_t i);

/* A design without points, with a column for each of the settings and then one for each factor, in their order.
 *
 *   scenario, label   as in brink_design_new(): the scenario without the settings
 *   settings          [n_settings] borrowed for the call: values that are the same at every point
 *
 * NULL when out of memory. */
brink_design *brink_factors_design(const brink_factors *factors, const brink_scenario *scenario, const char *label,
                                   const brink_setting *settings, size_t n_settings);

/* Adds the point of the unit cube u[n], 0 <= u <= 1, to such a design; NaN leaves a factor as the scenario has it.
 * BRINK_OK, BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_factors_add_point(const brink_factors *factors, brink_design *design,
                                                      const char *name, const char *note, uint32_t noise,
                                                      const double *u);

#endif
