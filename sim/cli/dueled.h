/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A game of postures for people. */
#ifndef SIM_CLI_DUELED_H
#define SIM_CLI_DUELED_H

#include "brink/duel.h"

/* For brink_duel_options.progress, with a cli_progress as context. */
void cli_dueled_progress(void *context, const brink_duel_progress *now);

/* What it came to, on stdout. BRINK_OK or BRINK_ENOMEM (told). */
brink_status cli_dueled_print(const brink_duel *duel);

#endif
