/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tuning: the optimisers there are. */
#ifndef BRINK_TUNE_H
#define BRINK_TUNE_H

typedef enum brink_optimiser {
    BRINK_NO_OPTIMISER,
    BRINK_CRS,    /* controlled random search 2 with local mutation: Kaelo & Ali 2006 */
    BRINK_ISRES,  /* improved stochastic ranking evolution strategy: Runarsson & Yao 2005 */
    BRINK_BOBYQA, /* quadratic models in a trust region: Powell 2009 */
    BRINK_COBYLA  /* linear models in a trust region, with constraints: Powell 1994 */
} brink_optimiser;

/* "none", "crs", ... Static storage. */
const char *brink_optimiser_name(brink_optimiser optimiser);

#endif
