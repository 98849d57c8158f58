/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exports.h"

#include <stdio.h>
#include <stdlib.h>

#include "brink/report.h"
#include "folder.h"

int cli_parse_trajectories(const cli_command *command, const char *arg, cli_exports *exports)
{
    if (arg == NULL) {
        exports->trajectories = CLI_TRAJECTORIES;
        return 0;
    }
    return cli_parse_whole(command, "--trajectories", arg, 1, UINT32_MAX, &exports->trajectories);
}

static const struct {
    const char *name;
    bool is_wide, is_replicas, is_trajectories;
} tables[] = {
    {"replicas.csv", .is_replicas = true},
    {"trajectories.csv", .is_trajectories = true},
    {"summary_wide.csv", .is_wide = true},
    {"series_wide.csv", .is_wide = true},
};

static bool is_wanted(const cli_exports *exports, size_t i)
{
    return (tables[i].is_replicas && exports->has_replicas) || (tables[i].is_wide && exports->is_wide) ||
           (tables[i].is_trajectories && exports->trajectories > 0);
}

brink_status cli_exports_write(const cli_exports *exports, brink_results *results, const char *folder)
{
    brink_error err = {0};
    brink_status status = exports->has_replicas ? brink_report_replicas(results, folder, &err) : BRINK_OK;
    if (status == BRINK_OK && exports->is_wide) {
        status = brink_report_wide(results, folder, &err);
    }
    return status == BRINK_OK ? BRINK_OK : cli_fail_error(status, &err);
}

void cli_exports_print_names(const cli_exports *exports, const char *before, const char *folder, const char *after)
{
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        if (is_wanted(exports, i)) {
            (void)printf("%s%s%s%s%s", before, folder != NULL ? folder : "", folder != NULL ? "/" : "", tables[i].name,
                         after);
        }
    }
}

brink_status cli_exports_print_json(brink_results *results)
{
    char *text = NULL;
    brink_error err = {0};
    brink_status status = brink_report_json(results, &text, &err);
    if (status != BRINK_OK) {
        return cli_fail_error(status, &err);
    }
    (void)puts(text); /* whether all of it was written is seen when the program ends */
    free(text);
    return BRINK_OK;
}

brink_status cli_exports_drop(const cli_exports *exports, const char *folder)
{
    brink_status status = BRINK_OK;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0] && status == BRINK_OK; i++) {
        status = is_wanted(exports, i) ? BRINK_OK : cli_folder_remove(folder, tables[i].name);
    }
    return status;
}
