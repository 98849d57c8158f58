/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How facts are kept. */
#ifndef BRINK_EXPLORE_FACTS_H
#define BRINK_EXPLORE_FACTS_H

#include "brink/facts.h"
#include "explore/side.h"

struct brink_facts {
    brink__side side; /* of brink_fact; texts are in its table */
};

#endif
