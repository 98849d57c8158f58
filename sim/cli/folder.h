/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The folder of a run's results: claiming it, and knowing which of its files are brink's own. */
#ifndef SIM_CLI_FOLDER_H
#define SIM_CLI_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "brink/status.h"

/* Whether results are in `folder` already: a store or any file that is exported from one. */
bool cli_folder_holds_results(const char *folder);

/* Makes `folder`, parents included; one that is there is fine. BRINK_OK or BRINK_ECANTCREATE (told). */
brink_status cli_folder_make(const char *folder);

/* Gets a folder ready for results: makes it and, where it holds some already, needs `is_resuming` (they are kept) or
 * `is_forced` (they are removed). BRINK_OK or BRINK_ECANTCREATE (told). */
brink_status cli_claim_folder(const char *folder, bool is_resuming, bool is_forced);

/* Removes the files that a run, an export and a plot leave in `folder`, by their names, and nothing else; the folder
 * stays. Without a results.db that brink wrote nothing is touched: BRINK_ECANTCREATE (told), as for what cannot be
 * removed. */
brink_status cli_folder_clear(const char *folder);

/* Removes a claimed folder that nothing came into, since what should have been run was refused. */
void cli_folder_leave(const char *folder);

/* Removes folder/name if it is there. BRINK_OK or BRINK_ECANTCREATE (told). */
brink_status cli_folder_remove(const char *folder, const char *name);

/* The charts in folder/plots that are named after a plot script, sorted; none when there is no such folder. */
typedef struct cli_plots {
    char **name; /* [n], without the folder */
    size_t n;
} cli_plots;
brink_status cli_plots_find(cli_plots *plots, const char *folder); /* BRINK_OK or BRINK_ENOMEM (told) */
void cli_plots_fini(cli_plots *plots);                             /* also after a failed find */

/* The folder of the plot scripts: $BRINK_PLOTS, else that of the data folder; malloc()ed, NULL when there is none. */
char *cli_plot_scripts(void);

/* What a file is called without its folders and its ending: n bytes from the pointer that is returned. */
const char *cli_stem(const char *file, size_t *n);

#endif
