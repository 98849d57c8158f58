/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files that check a scenario of the deterrence model share. */
#ifndef MODELS_DETERRENCE_CHECK_H
#define MODELS_DETERRENCE_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "brink/scenario.h"

/* Names for a message, "A, B, C", cut with ", ..." when they grow long. Starts zeroed. */
typedef struct brink__name_list {
    char text[320];
    size_t length;
    bool is_cut;
} brink__name_list;
void brink__name_list_add(brink__name_list *list, const char *name);

/* True if the actor is a post in the theatre: its stake there is above 0. */
bool brink__is_post(const brink_scenario *scenario, const char *actor, const char *theatre);

/* True if the pair has an open action besides `hold`. */
bool brink__has_choice(const brink_scenario *scenario, const char *actor, const char *theatre);

/* Adds `hold` and the open actions of a post. */
void brink__list_menu(const brink_scenario *scenario, const char *actor, const char *theatre, brink__name_list *list);

/* Rules for shocks and script (check_events.c), and for doctrine (check_doctrine.c). */
void brink__check_shocks(const brink_scenario *scenario, brink_diagnostics *diagnostics);
void brink__check_script(const brink_scenario *scenario, brink_diagnostics *diagnostics);
void brink__check_doctrine(const brink_scenario *scenario, brink_diagnostics *diagnostics);

#endif
