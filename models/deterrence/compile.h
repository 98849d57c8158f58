/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From a checked scenario to a program. Private to models/deterrence. */
#ifndef MODELS_DETERRENCE_COMPILE_H
#define MODELS_DETERRENCE_COMPILE_H

#include "program.h"

brink_status brink__deterrence_compile(const brink_scenario *scenario, brink_program **out, brink_error *err);
void brink__deterrence_free(brink_program *head);
size_t brink__deterrence_batch_bytes(const brink_program *head);

/* Reads the rows of the posts: stakes, menus, attributes, transfers, doctrine. p->actors and p->theatres are there. */
brink_status brink__compile_posts(program *p, const brink_scenario *scenario, brink_error *err);

/* Row of the only key `key` in `table`, which the check has found to exist. */
static inline size_t compile_row(const brink_scenario *scenario, const char *table, const char *key)
{
    return brink_scenario_find(scenario, table, (const char *const[]){key, NULL});
}

#endif
