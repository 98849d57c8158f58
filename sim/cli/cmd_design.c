/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * brink design: points to be run, as CSV. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "brink/sampling.h"
#include "exploration.h"

enum { KEY_GRID = CLI_KEY_OWN, KEY_SCRAMBLE, KEY_AS_IS, KEY_OWN_NOISE };
enum { MOST_POINTS = 1000000, MOST_GRID = 1000 };

static const struct argp_option options[] = {
    CLI_FACTOR_OPTIONS(1),
    CLI_SCENARIO_OPTIONS(1),
    {"points", 'n', "N", 0, "Points of sobol, halton and latin (default 128); trajectories of morris (default 10)", 2},
    {"grid", KEY_GRID, "K", 0,
     "Places in each dimension: of factorial (default 3), one_at_a_time (2) and morris (4, an even number); "
     "--vary PATH=LO:HI:K says it of one",
     2},
    {"seed", CLI_RUN_SEED, "S", 0, "Seed of what is random in the design (default 1)", 2},
    {"scramble", KEY_SCRAMBLE, "K", 0, "Another one of the same kind, independent of it (default 0)", 2},
    {"as-is", KEY_AS_IS, NULL, 0, "Put the scenario as it is in front, as the point as_is", 3},
    {"own-noise", KEY_OWN_NOISE, NULL, 0,
     "Give each point luck of its own, so that points are independent (default: all meet the same luck)", 3},
    {"output", 'o', "FILE", 0, "Write to FILE (default: standard output)", 4},
    {"force", CLI_RUN_FORCE, NULL, 0, "Replace FILE", 4},
    {"quiet", 'q', NULL, 0, "Print nothing but the design, warnings and errors", 4},
    {0},
};

struct arguments;

/* Fills a sample that `make` asked room for: u[n][dims]. */
typedef struct sample {
    size_t n, dims;
    double *u;
    uint32_t *moved; /* morris */
} sample;

typedef struct method {
    const char *name;
    char letter; /* of the names of points */
    bool is_grid;
    size_t usual_n, usual_grid;
    brink_status (*make)(const struct arguments *a, sample *s, brink_error *err);
} method;

typedef struct arguments {
    cli_exploration x;
    cli_words words;
    const method *method;
    uint64_t n, grid, scramble; /* 0: not given */
    bool has_as_is, has_own_noise;
} arguments;

static error_t parse(int key, char *arg, struct argp_state *state)
{
    arguments *a = state->input;
    const cli_command *me = &cli_command_design;
    switch (key) {
    case 'n':
        return cli_parse_whole(me, "--points", arg, 1, MOST_POINTS, &a->n);
    case KEY_GRID:
        return cli_parse_whole(me, "--grid", arg, 2, MOST_GRID, &a->grid);
    case KEY_SCRAMBLE:
        return cli_parse_whole(me, "--scramble", arg, 0, UINT32_MAX, &a->scramble);
    case KEY_AS_IS:
        a->has_as_is = true;
        return 0;
    case KEY_OWN_NOISE:
        a->has_own_noise = true;
        return 0;
    case ARGP_KEY_ARGS:
        cli_take_words(&a->words, state);
        return 0;
    default:
        return cli_explore_parse(&a->x, key, arg, state);
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "METHOD SCENARIO",
    .doc =
        "Make a design: points of a scenario to be run side by side, as CSV.\n\n"
        "METHOD is factorial (every combination), one_at_a_time, latin (a Latin hypercube, spread out), sobol or "
        "halton "
        "(quasi-random sequences, scrambled), or morris (trajectories of elementary effects).\v"
        "Without --levers, --uncertainties and --vary all levers and uncertain values of the scenario are varied. "
        "Levers "
        "are varied evenly over their range, uncertain values by their distributions.\n\n"
        "Designs grow: with more points sobol, halton, morris, latin (twice the points) and factorial (3, 5, 9, 17 ... "
        "places) hold the smaller design first, and 'brink run --design FILE --resume' runs only what is new.\n\n"
        "Examples:\n"
        "  brink design sobol baseline --uncertainties -n 256 -o unknown.csv\n"
        "  brink design latin baseline --levers='actors.*' -n 64 -o postures.csv\n"
        "  brink design factorial baseline --vary actors.USA.clarity=0.1:0.9:5 --vary parameters.solution=qre,level_k\n"
        "  brink design one_at_a_time baseline --levers -o one.csv\n"
        "  brink run --design unknown.csv --metrics-only\n",
};

/* --- methods ------------------------------------------------------------------------------------------------- */

/* Room for n points. */
static brink_status reserve(sample *s, size_t n, size_t dims, brink_error *err)
{
    if (n > MOST_POINTS) {
        return brink_fail(err, BRINK_EUSAGE, "%zu points; allowed: at most %d", n, (int)MOST_POINTS);
    }
    *s = (sample){.n = n, .dims = dims, .u = malloc((n * dims + 1) * sizeof *s->u)};
    return s->u != NULL ? BRINK_OK : brink_fail(err, BRINK_ENOMEM, "out of memory for %zu points", n);
}

static brink_status make_sobol(const arguments *a, sample *s, brink_error *err)
{
    const size_t dims = brink_factors_n(a->x.factors);
    if (dims > BRINK_SOBOL_DIMS) {
        return brink_fail(err, BRINK_EUSAGE, "%zu values are varied; Sobol's sequence has %d dimensions: take halton",
                          dims, (int)BRINK_SOBOL_DIMS);
    }
    brink_status status = reserve(s, a->n, dims, err);
    return status == BRINK_OK ? brink_sobol(a->n, dims, a->x.run.seed, (uint32_t)a->scramble, s->u, err) : status;
}

static brink_status make_halton(const arguments *a, sample *s, brink_error *err)
{
    brink_status status = reserve(s, a->n, brink_factors_n(a->x.factors), err);
    return status == BRINK_OK ? brink_halton(a->n, s->dims, a->x.run.seed, (uint32_t)a->scramble, s->u, err) : status;
}

static brink_status make_latin(const arguments *a, sample *s, brink_error *err)
{
    brink_status status = reserve(s, a->n, brink_factors_n(a->x.factors), err);
    return status == BRINK_OK ? brink_latin(a->n, s->dims, a->x.run.seed, (uint32_t)a->scramble, s->u, err) : status;
}

static brink_status make_factorial(const arguments *a, sample *s, brink_error *err)
{
    const size_t dims = brink_factors_n(a->x.factors);
    size_t *levels = calloc(dims + 1, sizeof *levels);
    if (levels == NULL) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory");
    }
    for (size_t d = 0; d < dims; d++) {
        const brink_distribution *range = &brink_factors_get(a->x.factors, d)->distribution;
        const size_t own = cli_explore_levels(&a->x, brink_factors_get(a->x.factors, d)->path);
        const size_t most = range->kind == BRINK_DISCRETE ? range->n_values
                            : range->is_whole             ? (size_t)(range->upper - range->lower) + 1
                                                          : SIZE_MAX;
        levels[d] = own > 0 ? own : a->grid;
        levels[d] = range->kind == BRINK_DISCRETE || levels[d] > most ? most : levels[d];
    }
    const size_t n = brink_factorial_n(levels, dims, MOST_POINTS);
    brink_status status =
        n > 0 ? reserve(s, n, dims, err)
              : brink_fail(err, BRINK_EUSAGE, "more than %d combinations: vary fewer values, or in fewer places",
                           (int)MOST_POINTS);
    if (status == BRINK_OK) {
        status = brink_factorial(levels, dims, s->u, err);
    }
    free(levels);
    return status;
}

static brink_status make_one_at_a_time(const arguments *a, sample *s, brink_error *err)
{
    const size_t dims = brink_factors_n(a->x.factors);
    brink_status status = reserve(s, 1 + a->grid * dims, dims, err);
    if (status == BRINK_OK) {
        brink_one_at_a_time(a->grid, dims, s->u);
    }
    return status;
}

static brink_status make_morris(const arguments *a, sample *s, brink_error *err)
{
    const size_t dims = brink_factors_n(a->x.factors);
    brink_status status = reserve(s, a->n * (dims + 1), dims, err);
    if (status == BRINK_OK) {
        s->moved = calloc(a->n * dims, sizeof *s->moved);
        status = s->moved != NULL ? brink_morris(a->n, dims, a->grid, a->x.run.seed, s->u, s->moved, err)
                                  : brink_fail(err, BRINK_ENOMEM, "out of memory for trajectories");
    }
    return status;
}

static const method methods[] = {
    {"factorial", 'f', true, 0, 3, make_factorial}, {"one_at_a_time", 'o', true, 0, 2, make_one_at_a_time},
    {"latin", 'l', false, 128, 0, make_latin},      {"sobol", 's', false, 128, 0, make_sobol},
    {"halton", 'h', false, 128, 0, make_halton},    {"morris", 'm', true, 10, 4, make_morris},
};

enum { N_METHODS = sizeof methods / sizeof methods[0] };

/* --- the command --------------------------------------------------------------------------------------------- */

static brink_status choose_method(arguments *a, cli_words *scenario)
{
    const char *words[N_METHODS];
    for (size_t i = 0; i < N_METHODS; i++) {
        words[i] = methods[i].name;
        if (a->words.n > 0 && strcmp(a->words.word[0], words[i]) == 0) {
            a->method = &methods[i];
        }
    }
    if (a->method == NULL) {
        char hint[128];
        return a->words.n == 0
                   ? cli_usage(&cli_command_design,
                               "'brink design' needs a method and a scenario, as in 'brink design sobol baseline'")
                   : cli_usage(&cli_command_design,
                               "there is no method '%s', but factorial, one_at_a_time, latin, sobol, "
                               "halton and morris%s",
                               a->words.word[0], cli_hint(hint, sizeof hint, "", a->words.word[0], words, N_METHODS));
    }
    if ((a->n > 0 && a->method->usual_n == 0) || (a->grid > 0 && a->method->usual_grid == 0)) {
        return cli_usage(&cli_command_design, "%s has no option --%s", a->method->name,
                         a->n > 0 && a->method->usual_n == 0 ? "points" : "grid");
    }
    a->n = a->n > 0 ? a->n : a->method->usual_n;
    a->grid = a->grid > 0 ? a->grid : a->method->usual_grid;
    *scenario = (cli_words){.word = a->words.word + 1, .n = a->words.n - 1};
    return BRINK_OK;
}

/* The note of a point that differs in one value from the scenario as it is. */
static void note_of(const arguments *a, const double *u, char note[600])
{
    note[0] = '\0';
    for (size_t d = 0; d < brink_factors_n(a->x.factors); d++) {
        if (!isnan(u[d])) {
            char text[32];
            const brink_factor *factor = brink_factors_get(a->x.factors, d);
            (void)snprintf(note, 600, "%s = %s", factor->path,
                           brink_distribution_text(&factor->distribution, u[d], text));
        }
    }
}

static void name_of(const arguments *a, const sample *s, size_t i, char name[64])
{
    const size_t length = s->dims + 1;
    if (a->method->make == make_morris) {
        (void)snprintf(name, 64, "m%zu_%zu", i / length, i % length);
    } else if (a->method->make == make_one_at_a_time) {
        (void)snprintf(name, 64, i == 0 ? "as_is" : "o%zu_%zu", (i - 1) / a->grid + 1, (i - 1) % a->grid + 1);
    } else {
        (void)snprintf(name, 64, "%c%zu", a->method->letter, i);
    }
}

static brink_status add_points(const arguments *a, const sample *s, brink_design *design)
{
    const bool is_single = a->method->make == make_one_at_a_time;
    uint32_t noise = 0;
    brink_status status = BRINK_OK;
    double *u = calloc(s->dims + 1, sizeof *u);
    if (u == NULL) {
        return BRINK_ENOMEM;
    }
    for (size_t d = 0; d < s->dims; d++) {
        u[d] = (double)NAN;
    }
    if (a->has_as_is && !is_single) {
        status = brink_factors_add_point(a->x.factors, design, "as_is", "", noise++, u);
    }
    for (size_t i = 0; i < s->n && status == BRINK_OK; i++) {
        char name[64];
        char note[600] = "";
        for (size_t d = 0; d < s->dims; d++) {
            const double at = s->u[i * s->dims + d];
            u[d] = a->method->is_grid && !isnan(at)
                       ? brink_distribution_grid(&brink_factors_get(a->x.factors, d)->distribution, at)
                       : at;
        }
        name_of(a, s, i, name);
        if (is_single) {
            note_of(a, u, note);
        }
        status = brink_factors_add_point(a->x.factors, design, name, note, a->has_own_noise ? noise++ : 0, u);
    }
    free(u);
    return status;
}

static brink_status write_design(const arguments *a, brink_design *design, const char *folder)
{
    brink_error err = {0};
    const char *file = a->x.run.output;
    if (file == NULL) {
        return brink_design_print(design, stdout, &err) == BRINK_OK ? BRINK_OK : cli_fail_error(err.code, &err);
    }
    if (!a->x.run.is_forced && access(file, F_OK) == 0) {
        return cli_fail(BRINK_ECANTCREATE, "%s exists already: --force replaces it", file);
    }
    const char *slash = strrchr(file, '/');
    if (brink_design_write(design, folder, slash != NULL ? slash + 1 : file, &err) != BRINK_OK) {
        return cli_fail_error(err.code, &err);
    }
    if (!a->x.run.is_quiet) {
        (void)fprintf(stderr, "brink: %zu points of %zu values: %s\n", brink_design_n_points(design),
                      brink_factors_n(a->x.factors), file);
    }
    return BRINK_OK;
}

static brink_status make_design(arguments *a)
{
    sample s = {0};
    brink_error err = {0};
    char folder[4096] = ".";
    const char *slash = a->x.run.output != NULL ? strrchr(a->x.run.output, '/') : NULL;
    if (slash != NULL) {
        (void)snprintf(folder, sizeof folder, "%.*s", (int)(slash - a->x.run.output > 0 ? slash - a->x.run.output : 1),
                       a->x.run.output);
    }
    brink_status status = a->method->make(a, &s, &err);
    if (status != BRINK_OK) {
        (void)(status == BRINK_EUSAGE ? cli_usage(&cli_command_design, "%s", err.what) : cli_fail_error(status, &err));
        goto out;
    }
    if (a->method->make == make_sobol && (a->n & (a->n - 1)) != 0) {
        cli_warn("%llu points: Sobol's sequence is even at powers of 2, as 64, 128, 256", (unsigned long long)a->n);
    }
    a->x.design = cli_explore_design(&a->x, folder);
    if (a->x.design == NULL) {
        status = BRINK_ENOMEM;
        goto out;
    }
    status = add_points(a, &s, a->x.design);
    if (status != BRINK_OK) {
        status = cli_fail(BRINK_ENOMEM, "out of memory");
        goto out;
    }
    status = cli_explore_check(&a->x, a->x.design);
    if (status == BRINK_OK) {
        status = write_design(a, a->x.design, folder);
    }
out:
    free(s.u);
    free(s.moved);
    return status;
}

static brink_status command(int argc, char **argv)
{
    static const int usual[] = {CLI_KEY_LEVERS, CLI_KEY_UNCERTAINTIES, 0};
    arguments a = {.x = {.command = &cli_command_design, .run.seed = 1, .takes_levels = true}};
    cli_words scenario = {0};
    bool is_done = false;
    brink_status status = cli_parse(&cli_command_design, argc, argv, &a, &is_done);
    if (status == BRINK_OK && !is_done) {
        status = choose_method(&a, &scenario);
        if (status == BRINK_OK) {
            status = cli_explore_read(&a.x, &scenario);
        }
        if (status == BRINK_OK) {
            status = cli_explore_factors(&a.x, usual);
        }
        if (status == BRINK_OK) {
            status = make_design(&a);
        }
    }
    cli_explore_fini(&a.x);
    return status;
}

const cli_command cli_command_design = {
    .name = "design", .summary = "make points to be run side by side", .argp = &argp, .run = command};
