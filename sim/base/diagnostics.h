/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BRINK_BASE_DIAGNOSTICS_H
#define BRINK_BASE_DIAGNOSTICS_H

#include "brink/status.h"

/* Adds the messages of `from` to `to`, but for those on a line of a file about which `to` says something already:
 * consequences of a mistake, as a rule. Messages that find no memory are counted, as by brink_diagnose(). */
void brink__diagnostics_add_new(brink_diagnostics *to, const brink_diagnostics *from);

/* Adds the messages of `from` to `to`: those about `place.file` as they are, all others as "<prefix><message>" at
 * `place`, where their cause stands. */
void brink__diagnostics_add_at(brink_diagnostics *to, const brink_diagnostics *from, brink_place place,
                               const char *prefix);

#endif
