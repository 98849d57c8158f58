/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * brink plot: pictures of results. */
#include <stdio.h>
#include <stdlib.h>

#include "brink/report.h"
#include "cli.h"
#include "folder.h"

static const struct argp_option options[] = {
    {"quiet", 'q', NULL, 0, "Do not list the files that were made", 1},
    {0},
};

typedef struct arguments {
    cli_words folders;
    bool is_quiet;
} arguments;

// NOLINTNEXTLINE(readability-non-const-parameter): the type is argp's
static error_t parse(int key, char *arg, struct argp_state *state)
{
    arguments *a = state->input;
    (void)arg;
    switch (key) {
    case 'q':
        a->is_quiet = true;
        return 0;
    case ARGP_KEY_ARGS:
        cli_take_words(&a->folders, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "RESULTS",
    .doc = "Draw the results in a folder, as PNG and SVG, into its folder plots (needs gnuplot).\v"
           "Examples:\n"
           "  brink plot results/baseline\n\n"
           "The pictures are drawn from the CSV files alone, by the gnuplot scripts in the installed folder plots, or "
           "in the folder that BRINK_PLOTS names: copy and change them as you like.",
};

static brink_status plot(const char *folder, bool is_quiet)
{
    brink_error err = {0};
    char *scripts = cli_plot_scripts();
    cli_plots plots = {0};
    brink_status status = brink_report_plots(folder, scripts, &err);
    if (status != BRINK_OK) {
        (void)cli_fail_error(status, &err);
    } else {
        status = cli_plots_find(&plots, folder);
    }
    for (size_t i = 0; i < plots.n && !is_quiet; i++) {
        (void)printf("%s/plots/%s\n", folder, plots.name[i]);
    }
    cli_plots_fini(&plots);
    free(scripts);
    return status;
}

static brink_status command(int argc, char **argv)
{
    arguments a = {0};
    bool is_done = false;
    brink_status status = cli_parse(&cli_command_plot, argc, argv, &a, &is_done);
    if (status != BRINK_OK || is_done) {
        return status;
    }
    if (a.folders.n != 1) {
        return cli_usage(&cli_command_plot, "'brink plot' needs one folder of results, as in "
                                            "'brink plot results/baseline'");
    }
    return plot(a.folders.word[0], a.is_quiet);
}

const cli_command cli_command_plot = {
    .name = "plot", .summary = "draw results as PNG and SVG", .argp = &argp, .run = command};
