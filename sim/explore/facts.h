/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How facts are kept. */
#ifndef BRINK_EXPLORE_FACTS_H
#define BRINK_EXPLORE_FACTS_H

#include "brink/facts.h"

struct brink_facts {
    brink_fact *target; /* [n]; its texts are in `table` */
    size_t n;
    brink_scenario *table; /* holds targets.csv and nothing else */
};

#endif
