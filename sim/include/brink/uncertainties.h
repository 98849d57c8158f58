/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Uncertainties: the values of a scenario that nobody knows, with what they might be. Table uncertainties.csv beside a
 * scenario, a row a value:
 *
 *   path,distribution,parameters,basis,source,note
 *   parameters.reprisal,triangular,lower=0.05 mode=0.18 upper=0.4,judgement,...,...
 *
 * brink/distribution.h lists the distributions and their parameters. A mean, median or mode that is left out is the
 * scenario's own value: "sd=0.1" spreads around it, "sigma=0.2" in proportion to it.
 *
 * A path may be a pattern, in which `*` stands for any run of characters, dots included: each value that fits has that
 * distribution, around itself where nothing else is said. A pattern is about numbers (with discrete, about anything),
 * leaves out what is empty, and with a lognormal around the value what is 0; never about table scenario. The last row
 * that fits a value counts, so general rows come before their exceptions; distribution `fixed` takes a value out.
 *
 * Values are independent of one another: a convention, since nobody knows how they hang together either. */
#ifndef BRINK_UNCERTAINTIES_H
#define BRINK_UNCERTAINTIES_H

#include <stddef.h>

#include "brink/distribution.h"
#include "brink/scenario.h"
#include "brink/schema.h"
#include "brink/status.h"

typedef struct brink_uncertainties brink_uncertainties;

typedef struct brink_uncertainty {
    const char *path; /* of a value in the scenario */
    const char *row;  /* the path, or pattern, that says so */
    brink_distribution distribution;
    const char *parameters; /* as the cell has them */
    const char *basis;      /* evidence, judgement, assumption, or "" */
    const char *source, *note;
    const char *now;  /* what the scenario says */
    const char *unit; /* of a number; NULL for what is none */
} brink_uncertainty;

/* The schema of uncertainties.csv. */
const brink_table *brink_uncertainties_table(void);

/* Reads uncertainties.csv of the scenario's folder and of those it extends: a row replaces the row of the same path.
 * Checked as the tables of a scenario are; a pattern must fit a value, unless it is of a folder further up. All that a
 * distribution can give must be allowed for the value: ends that are given must be such values; the tails of normal and
 * lognormal are cut where the value's range ends, and refused when that leaves less than a quarter of the probability.
 * Whole numbers take uniform and discrete, words discrete only.
 *
 *   uncertainties   set to new ones that the caller frees, or to NULL
 *
 * BRINK_OK (without any when there is no file); BRINK_EDATA when anything was diagnosed; BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_uncertainties_read(const brink_scenario *scenario,
                                                       brink_uncertainties **uncertainties,
                                                       brink_diagnostics *diagnostics);
void brink_uncertainties_free(brink_uncertainties *uncertainties); /* NULL is fine */

size_t brink_uncertainties_n(const brink_uncertainties *uncertainties);
const brink_uncertainty *brink_uncertainties_get(const brink_uncertainties *uncertainties, size_t i);

/* The files that they were read from. */
size_t brink_uncertainties_n_inputs(const brink_uncertainties *uncertainties);
const brink_input *brink_uncertainties_input(const brink_uncertainties *uncertainties, size_t i);

#endif
