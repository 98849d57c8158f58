/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Folders of results in which there is nothing to draw. */
#ifndef BRINK_REPORT_NOTHING_H
#define BRINK_REPORT_NOTHING_H

#include "report/scripts.h"

/* Says that a folder has none of the tables that the scripts draw, which these are, and what is there instead. Returns
 * BRINK_ENOINPUT. */
brink_status brink__nothing_to_draw(const char *folder, const brink__scripts *scripts, brink_error *err);

#endif
