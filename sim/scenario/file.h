/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files and folders of a scenario. */
#ifndef BRINK_SCENARIO_FILE_H
#define BRINK_SCENARIO_FILE_H

#include "scenario/table.h"

/* Whoever takes the bytes of a file; false when no more is wanted. */
typedef struct brink__taker {
    bool (*take)(void *context, const char *bytes, size_t n);
    void *context;
    size_t most; /* bytes that are fed; 0 = BRINK__MAX_FILE */
} brink__taker;

typedef enum brink__feeding {
    BRINK__FILE_MISSING, /* there is none; nothing was reported */
    BRINK__FILE_SHUT,    /* it cannot be opened (reported) */
    BRINK__FILE_CUT,     /* it was not taken to its end: too long, not readable (reported), or no more was wanted */
    BRINK__FILE_WHOLE
} brink__feeding;

/* Feeds a plain file, piece by piece. `sha256` is that of what was fed, once it was opened. */
brink__feeding brink__feed_file(const char *name, const brink__taker *taker, unsigned char sha256[32],
                                brink__report *report);

/* Reads a file into table `index` of the scenario and puts it on the list of inputs.
 *
 *   file    index of its name in the scenario's files
 *   layer   of its rows
 *   found   set to false, and nothing reported, when there is no such file
 *
 * What is not a plain file is never opened for long: no waiting for a FIFO. BRINK_OK, also when mistakes were reported;
 * BRINK_ENOMEM. */
brink_status brink__read_file(brink_scenario *scenario, size_t index, uint32_t file, int layer, bool *found,
                              brink_diagnostics *diagnostics);

/* Reports each *.csv in a folder that is no table of the scenario, nor one of those that other commands read (levers,
 * uncertainties, objectives, targets), in the order of their names. BRINK_OK or BRINK_ENOMEM. */
brink_status brink__check_folder(brink_scenario *scenario, const char *folder, brink__report *report);

/* The entry of `folder` whose name is nearest to `name`, in `out` ("" if none is near). Folders only. */
void brink__nearest_folder(const char *folder, const char *name, char out[256]);

/* Identity of a folder, to find cycles. False, with errno in `error`, when it cannot be had or is no folder (ENOTDIR).
 */
typedef struct brink__identity {
    unsigned long long device, inode;
} brink__identity;
bool brink__identify_folder(const char *folder, brink__identity *identity, int *error);

#endif
