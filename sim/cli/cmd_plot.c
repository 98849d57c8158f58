/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * brink plot: pictures of results. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brink/report.h"
#include "cli.h"
#include "folder.h"

enum { KEY_FORMAT = 256 };

static const struct argp_option options[] = {
    {"chart", 'c', "NAME", 0, "Draw this chart only, as 'levels'; several times for several", 1},
    {"point", 'p', "NAME", 0,
     "Draw this point only, or those that a pattern like 'no_*' fits ('*': all), each beside the first point where "
     "points are compared; several times for several. Without it the first 24 are drawn",
     1},
    {"format", KEY_FORMAT, "FORMAT", 0, "png or svg (default: both)", 1},
    {"quiet", 'q', NULL, 0, "Do not list the files that were made", 2},
    {0},
};

typedef struct arguments {
    cli_words folders;
    const char **charts, **points; /* borrowed words */
    size_t n_charts, n_points;
    const char *format;
    bool is_quiet;
} arguments;

static error_t add(const char ***list, size_t *n, const char *word)
{
    const char **grown = realloc(*list, (*n + 1) * sizeof *grown);
    if (grown == NULL) {
        return ENOMEM;
    }
    *list = grown;
    grown[(*n)++] = word;
    return 0;
}

// NOLINTNEXTLINE(readability-non-const-parameter): the type is argp's
static error_t parse(int key, char *arg, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case 'c':
        return add(&a->charts, &a->n_charts, arg);
    case 'p':
        return add(&a->points, &a->n_points, arg);
    case KEY_FORMAT:
        if (strcmp(arg, "png") != 0 && strcmp(arg, "svg") != 0) {
            (void)cli_usage(&cli_command_plot, "--format=%s: png or svg", arg);
            return CLI_TOLD;
        }
        a->format = arg;
        return 0;
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
           "  brink plot results/baseline\n"
           "  brink plot results/essay --chart damage --format svg\n"
           "  brink plot results/essay --point missiles --point cohesive\n\n"
           "The pictures are drawn from the CSV files alone, by the gnuplot scripts in the installed folder plots, or "
           "in the folder that BRINK_PLOTS names: copy and change them as you like; their README.md says how.",
};

typedef struct listing {
    const char *folder;
    bool is_quiet;
} listing;

static void list(void *context, const char *name)
{
    const listing *l = context;
    if (!l->is_quiet) {
        (void)printf("%s/plots/%s\n", l->folder, name);
    }
}

static brink_status plot(const char *folder, const arguments *a)
{
    brink_error err = {0};
    size_t n_left_out = 0;
    listing made = {.folder = folder, .is_quiet = a->is_quiet};
    char *scripts = cli_plot_scripts();
    const brink_plot_options how = {.scripts = scripts,
                                    .points = a->points,
                                    .n_points = a->n_points,
                                    .charts = a->charts,
                                    .n_charts = a->n_charts,
                                    .format = a->format,
                                    .drawn = list,
                                    .context = &made};
    brink_status status = brink_report_plots(folder, &how, &n_left_out, &err);
    free(scripts);
    if (status != BRINK_OK) {
        return cli_fail_error(status, &err);
    }
    if (n_left_out > 0) {
        (void)fprintf(stderr, "brink: drawn were the first %d points; %zu more were not: --point chooses others\n",
                      BRINK_PLOT_POINTS, n_left_out);
    }
    return BRINK_OK;
}

static brink_status command(int argc, char **argv)
{
    arguments a = {0};
    bool is_done = false;
    brink_status status = cli_parse(&cli_command_plot, argc, argv, &a, &is_done);
    if (status == BRINK_OK && !is_done && a.folders.n != 1) {
        status = cli_usage(&cli_command_plot, "'brink plot' needs one folder of results, as in "
                                              "'brink plot results/baseline'");
    } else if (status == BRINK_OK && !is_done) {
        status = plot(a.folders.word[0], &a);
    }
    free(a.charts);
    free(a.points);
    return status;
}

const cli_command cli_command_plot = {
    .name = "plot", .summary = "draw results as PNG and SVG", .argp = &argp, .run = command};
