/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What discovery and robustness found, as CSV files: written as safely as results are (brink/report.h), numbers in
 * digits that read back exactly, NaN as an empty cell. */
#ifndef BRINK_FINDINGS_H
#define BRINK_FINDINGS_H

#include <stddef.h>

#include "brink/case_table.h"
#include "brink/prim.h"
#include "brink/robust.h"
#include "brink/status.h"
#include "brink/tree.h"
#include "brink/worlds.h"

typedef struct brink_discovery {
    const brink_case_table *table;
    const brink_prim *prim;
    const brink_prim_trust *trust; /* NULL: not tried */
    const brink_tree *tree;
} brink_discovery;

/* Limits of a dimension for people: "actors.USA.clarity <= 0.42", "0.2 <= x <= 0.7", "solution = qre, level_k". Returns
 * out. */
const char *brink_range_text(const brink_dimension *dimension, const brink_range *range, char *out, size_t size);

/* Writes into `folder`:
 *
 *   discover_summary.csv      quantity,value: cases, of interest, undecided, boxes together, trust, tree, agreement
 *   discover_boxes.csv        box,dimension,kind,unit,is_limited,lower,upper,levels,least,greatest,from,to,quasi_p,
 *                             resampled,n,n_interest,density,coverage,mass
 *   discover_trajectory.csv   box,step,n,n_interest,density,coverage,mass,n_limited,largest_quasi_p,is_chosen,limits
 *   discover_tree.csv         node,parent,depth,condition,n,n_interest,density,coverage,is_leaf,is_taken
 *   discover_cases.csv        case, a column a dimension, one an outcome, is_interest,is_undecided,box,is_taken
 *
 * In boxes each box and dimension is a row; lower and upper are empty on a side without a limit; from and to are the
 * range as shares of least .. greatest (of a category 0 and the share of its levels inside); resampled is the share of
 * resamples that limit it, of the first box; coverage and mass are of all cases. The box of a case is the first that
 * holds it, 0 if none does.
 *
 * BRINK_OK, BRINK_EIO, BRINK_ECANTCREATE, BRINK_ENOMEM: what was there is then untouched. */
BRINK_MUST_CHECK brink_status brink_discovery_write(const brink_discovery *discovery, const char *folder,
                                                    brink_error *err);

typedef struct brink_robust_findings {
    const brink_worlds *worlds;
    const brink_objective *objectives; /* [payoffs->n_objectives] */
    const brink_payoffs *payoffs;
    const brink_robust *robust;
} brink_robust_findings;

/* Label of an objective: its metric, with the statistic if that is not the mean; "all bounds" for NULL. Returns out. */
const char *brink_objective_label(const brink_objective *objective, char *out, size_t size);

/* Writes into `folder`:
 *
 *   robust.csv           objective,direction,bound,measure,posture,value,raw,lo95,hi95,rank,may_be_best,covers_states,
 *                        noise,unseen,is_censored,unit: a brink_robustness a row, of those that there are
 *   robust_regrets.csv   objective,posture,state,distance,value,se,best,regret,kept,place,unit
 *   robust_states.csv    state,distance and a column an uncertain value: what the states are
 *
 * In regrets each posture in each state is a row, as estimated: se is of value, best the value of the best posture
 * there, kept whether the bound is kept; place is that of the state by the best posture's loss, 1 the easiest, empty of
 * states near what is expected.
 *
 * Statuses as above. */
BRINK_MUST_CHECK brink_status brink_robust_write(const brink_robust_findings *findings, const char *folder,
                                                 brink_error *err);

/* Writes folder/name, the manifest of findings, a JSON object: version and commit of brink, the members of `facts` (a
 * JSON object as text), and outputs: file and sha256 of each of the files [n] that is in the folder. BRINK_OK,
 * BRINK_EDATA (facts are no object), BRINK_EIO, BRINK_ECANTCREATE, BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_findings_describe(const char *folder, const char *name, const char *facts,
                                                      const char *const *files, size_t n, brink_error *err);

#endif
