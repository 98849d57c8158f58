/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cascades as a Galton-Watson process of several types with Poisson offspring: an individual of type i has a Poisson
 * number of children of type j, with mean M_ij. A period is a generation.
 *
 *   extinction        least root of q_i = exp(sum_j M_ij (q_j - 1)), 1 for a spectral radius of at most 1
 *   if it ends        children of type j have mean D_ij = M_ij q_j, so with R = (I - D)^-1, which is (I - M)^-1 below
 * 1, E total from i    e = R 1                        Var total from i    R D e^2 one type, from k  P(total = n) = k/n
 * exp(-m n) (m n)^(n - k)/(n - k)!  (Borel for k = 1, else Borel-Tanner)
 *
 * Harris (1963), The Theory of Branching Processes; Borel (1942); Tanner (1961), Biometrika 48, 222-224. */
#include <math.h>
#include <string.h>

#include "brink/math.h"
#include "brink/rng.h"
#include "classic.h"
#include "matrix.h"

enum { MOST = 8 }; /* types */

static const brink_column type_columns[] = {
    KEY("type", "Short name of the type of event."),
    {.name = "start",
     .kind = BRINK_CELL_INTEGER,
     .lo = 0,
     .hi = 100,
     .unit = "1",
     .meaning = "Events of the type that there are at the start."},
};
static const brink_column offspring_columns[] = {
    KEY_IN("type", "types", "Type of the event that sets off others."),
    KEY_IN("child", "types", "Type of what it sets off."),
    COLUMN("mean", 0, 10, "1", "How many, on average."),
};
static const brink_column rows[] = {
    WHOLE("ceiling", 100, 50000, "1", "5000",
          "Events of all generations together at which a line is left: it escaped."),
};
static const brink_table tables[] = {
    {.name = "types",
     .columns = type_columns,
     .n_columns = LENGTH(type_columns),
     .is_required = true,
     .meaning = "Types of events, and how many there are at first."},
    {.name = "offspring",
     .columns = offspring_columns,
     .n_columns = LENGTH(offspring_columns),
     .meaning = "What sets off what; without a row, nothing."},
    PARAMETERS(rows),
};

enum { N_SIZES = 10 };
enum {
    EXTINCT,
    TOTAL = 2,
    VARIANCE = 4,
    GENERATIONS = 6,
    SIZE = 8,
    ESCAPED = 10,
    RADIUS,
    EXPECTED_TOTAL,
    EXTINCTION,
    N_METRICS
};
static const brink_quantity metrics[] = {
    PAIR("extinct", BRINK_PROPORTION, "1", "whether the line has died out by the horizon",
         "the chance that it ever does, product of q_i^start_i"),
    PAIR("total", BRINK_MEAN, "1", "events of all generations, those at the start included; missing unless it died out",
         "sum of start_i e_i, e = (I - D)^-1 1 with D_ij = M_ij q_j, given that it dies out; missing at radius 1"),
    PAIR("variance", BRINK_MEAN, "1", "squared deviation of `total` from `total_theory`; missing as they are",
         "sum of start_i times element i of (I - D)^-1 D e^2"),
    PAIR("generations", BRINK_MEAN, "periods", "generations with an event up to the horizon, the first included",
         "sum over t < horizon of the chance to be alive then, by iterating the generating function"),
    PAIR_OF("size_share", "N", BRINK_PROPORTION, "1", "whether the line died out with N events in all",
            "of one type: Borel's law, Borel-Tanner for several at the start"),
    [ESCAPED] = {"escaped", BRINK_PROPORTION, "1", "whether the line reached the ceiling and was left there"},
    [RADIUS] = {"spectral_radius", BRINK_MEAN, "1", "greatest modulus of an eigenvalue of M; below 1 cascades end"},
    [EXPECTED_TOTAL] = {"expected_total.TYPE", BRINK_MEAN, "1",
                        "element of (I - M)^-1 1: mean size of a cascade from one event; missing unless radius < 1"},
    [EXTINCTION] = {"extinction.TYPE", BRINK_MEAN, "1", "q_i: chance that a cascade from one event of the type ends"},
};
_Static_assert(LENGTH(metrics) == N_METRICS, "metrics");
static const brink_quantity series[] = {
    {"events.TYPE", BRINK_MEAN, "1", "events of the type in the generation; missing once the line has escaped"},
    {"alive", BRINK_PROPORTION, "1", "whether there is an event in the generation"},
};
static const char *const headline[] = {"extinct", "extinct_theory", "total", "total_theory", NULL};

/* Rows of a batch; those of types [n] come after. */
enum { IS_EXTINCT, SO_FAR, FINAL, DEVIATION, ALIVE, N_GENERATIONS, HAS_ESCAPED, OF_SIZE, OF_TYPE = OF_SIZE + N_SIZES };

typedef struct program {
    classic common;
    size_t n;
    double start[MOST], ceiling;
    double mean; /* of the total; NaN: none */
    uint32_t who[MOST];
    brink__matrix m; /* [n][n], from parent to child */
    brink_count_table sizes;
} program;

/* --- theory ------------------------------------------------------------------------------------------------------- */

/* q[i] = exp(sum_j M_ij (q_j - 1)), once. */
static void generating(const program *p, double *q)
{
    double next[MOST];
    for (size_t i = 0; i < p->n; i++) {
        double sum = 0.0;
        for (size_t j = 0; j < p->n; j++) {
            sum += p->m[i * p->n + j] * (q[j] - 1.0);
        }
        next[i] = brink_exp(sum);
    }
    memcpy(q, next, p->n * sizeof *q);
}

static double to_start(const program *p, const double *q)
{
    double product = 1.0;
    for (size_t i = 0; i < p->n; i++) {
        product *= brink__power(q[i], (uint32_t)p->start[i]);
    }
    return product;
}

/* Least root, from 0 upwards: iterating brings one near it, Newton's steps, which stay below (the functions are convex
 * and increasing), to it. */
static brink_status find_extinction(const program *p, double radius, double *q)
{
    const size_t n = p->n;
    brink__matrix jacobian = {0.0};
    double rest[MOST], move[MOST];
    for (size_t i = 0; i < n; i++) {
        q[i] = radius <= 1.0 ? 1.0 : 0.0;
    }
    for (int t = 0; radius > 1.0 && t < 200; t++) {
        generating(p, q);
    }
    for (int t = 0; radius > 1.0 && t < 60; t++) {
        double image[MOST], size = 0.0;
        memcpy(image, q, n * sizeof *q);
        generating(p, image);
        for (size_t i = 0; i < n; i++) {
            rest[i] = image[i] - q[i];
            for (size_t j = 0; j < n; j++) {
                jacobian[i * n + j] = (i == j ? 1.0 : 0.0) - p->m[i * n + j] * image[i];
            }
        }
        if (brink__solve_linear(n, jacobian, rest, move) != BRINK_OK) {
            return BRINK_ENOMEM;
        }
        for (size_t i = 0; i < n; i++) {
            q[i] = brink_clamp(q[i] + move[i], 0.0, 1.0);
            size = brink_max(size, fabs(move[i]));
        }
        if (!(size > 1e-15)) {
            break;
        }
    }
    return BRINK_OK;
}

/* Means e = R 1 of the totals and their variances R M e^2, given that the cascade ends: children of type j then have
 * the mean M_ij q_j, and are independent as before. NaN at a radius of 1, where a mean does not exist. */
static brink_status find_totals(const program *p, double radius, const double *q, double *e, double *variance)
{
    const size_t n = p->n;
    brink__matrix left = {0.0};
    double right[MOST] = {0.0};
    for (size_t i = 0; i < n * n; i++) {
        left[i] = (i % (n + 1) == 0 ? 1.0 : 0.0) - p->m[i] * q[i % n];
    }
    for (size_t i = 0; i < n; i++) {
        right[i] = 1.0;
    }
    brink_status status = brink__solve_linear(n, left, right, e);
    for (size_t i = 0; i < n; i++) {
        right[i] = 0.0;
        for (size_t j = 0; j < n; j++) {
            right[i] += p->m[i * n + j] * q[j] * e[j] * e[j];
        }
    }
    status = status == BRINK_OK ? brink__solve_linear(n, left, right, variance) : status;
    for (size_t i = 0; i < n && fabs(radius - 1.0) < 1e-9; i++) {
        e[i] = variance[i] = (double)NAN;
    }
    return status;
}

/* P(total = size) of one type. */
static double borel_tanner(double m, size_t k, size_t size)
{
    if (k < 1 || size < k) {
        return 0.0;
    }
    const double n = (double)size;
    double product = (double)k / n * brink_exp(-m * n);
    for (size_t i = 1; i <= size - k; i++) {
        product *= m * n / (double)i;
    }
    return product;
}

/* Mean number of generations with an event, before `periods`. */
static double mean_generations(const program *p, uint32_t periods)
{
    double q[MOST] = {0.0}, sum = 0.0;
    for (uint32_t t = 0; t < periods; t++) {
        sum += 1.0 - to_start(p, q);
        generating(p, q);
    }
    return sum;
}

/* --- program ------------------------------------------------------------------------------------------------------ */

static const brink_count_label completeness[2] = {{.actor = NULL}, {.actor = NULL}};
enum { N_BINS = 27 };
static const brink_count_label bins[N_BINS] = {
    {.from = 0},   {.from = 1},   {.from = 2},   {.from = 3},    {.from = 4},    {.from = 5},    {.from = 6},
    {.from = 7},   {.from = 8},   {.from = 9},   {.from = 10},   {.from = 12},   {.from = 14},   {.from = 16},
    {.from = 20},  {.from = 25},  {.from = 30},  {.from = 40},   {.from = 50},   {.from = 60},   {.from = 80},
    {.from = 100}, {.from = 200}, {.from = 500}, {.from = 1000}, {.from = 2000}, {.from = 5000},
};

static void check(const brink_scenario *scenario, brink_diagnostics *diagnostics)
{
    double greatest = 0.0;
    for (size_t r = 0; r < brink_scenario_n_rows(scenario, "offspring"); r++) {
        greatest = brink_max(greatest, brink_scenario_number(scenario, "offspring", r, "mean"));
    }
    brink__check_rows(scenario, "types", MOST, diagnostics);
    brink__check_parameter(scenario, "ceiling", brink__parameter(scenario, "ceiling") * greatest <= BRINK__POISSON_MOST,
                           diagnostics, "allowed: at most %g, %d over the greatest mean of offspring",
                           floor(BRINK__POISSON_MOST / greatest), (int)BRINK__POISSON_MOST);
}

static brink_status show(program *p, const brink_scenario *scenario, brink_error *err)
{
    classic *c = &p->common;
    double radius, e[MOST], variance[MOST], q[MOST], total = 0.0, spread = 0.0;
    if (brink__spectral_radius(p->n, p->m, &radius) != BRINK_OK || find_extinction(p, radius, q) != BRINK_OK ||
        find_totals(p, radius, q, e, variance) != BRINK_OK) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for the theory of cascades");
    }
    for (size_t i = 0; i < p->n; i++) {
        total += p->start[i] * e[i];
        spread += p->start[i] * variance[i];
    }
    p->mean = total;
    const double periods = (double)c->head.n_periods, most = p->ceiling;
    (void)brink__show_pair(c, &metrics[EXTINCT], NULL, IS_EXTINCT, 1.0, 0.0, 1.0, to_start(p, q));
    (void)brink__show_if_any(c, &metrics[TOTAL], NULL, FINAL, 1.0, 0.0, most);
    (void)brink__show_number(c, &metrics[TOTAL + 1], NULL, total);
    (void)brink__show_if_any(c, &metrics[VARIANCE], NULL, DEVIATION, 1.0, 0.0,
                             isfinite(total) ? brink_max(most, total) * brink_max(most, total) : 1.0);
    (void)brink__show_number(c, &metrics[VARIANCE + 1], NULL, spread);
    (void)brink__show_pair(c, &metrics[GENERATIONS], NULL, N_GENERATIONS, 1.0, 0.0, periods,
                           mean_generations(p, c->head.n_periods));
    for (size_t i = 0; i < N_SIZES; i++) {
        char number[BRINK__KEY];
        brink__number_key(i + 1, number);
        (void)brink__show_pair(c, &metrics[SIZE], number, OF_SIZE + i, 1.0, 0.0, 1.0,
                               p->n == 1 ? borel_tanner(p->m[0], (size_t)p->start[0], i + 1) : (double)NAN);
    }
    (void)brink__show(c, &metrics[ESCAPED], NULL, HAS_ESCAPED, 1.0, 0.0, 1.0);
    (void)brink__show_number(c, &metrics[RADIUS], NULL, radius);
    for (size_t i = 0; i < p->n; i++) {
        const char *name = brink_scenario_text(scenario, "types", i, "type");
        (void)brink__show_number(c, &metrics[EXPECTED_TOTAL], name, radius < 1.0 ? e[i] : (double)NAN);
        (void)brink__show_number(c, &metrics[EXTINCTION], name, q[i]);
        brink__show_series_if_any(c, &series[0], name, OF_TYPE + i, 0.0, most);
    }
    brink__show_series(c, &series[1], NULL, ALIVE, 0.0, 1.0);
    return BRINK_OK;
}

static brink_status read(program *p, const brink_scenario *scenario, brink_error *err)
{
    p->ceiling = brink__parameter(scenario, "ceiling");
    for (size_t i = 0; i < p->n; i++) {
        p->start[i] = brink_scenario_number(scenario, "types", i, "start");
    }
    for (size_t r = 0; r < brink_scenario_n_rows(scenario, "offspring"); r++) {
        const size_t i = brink__row_of(scenario, "types", "offspring", r, "type");
        const size_t j = brink__row_of(scenario, "types", "offspring", r, "child");
        p->m[i * p->n + j] = brink_scenario_number(scenario, "offspring", r, "mean");
    }
    return brink__whos(scenario, "types", "type", p->who, err);
}

static brink_status compile(const brink_scenario *scenario, brink_program **out, brink_error *err)
{
    const size_t n = brink_scenario_n_rows(scenario, "types");
    program *p = brink__classic_new(scenario, sizeof *p, OF_TYPE + n);
    if (p == NULL) {
        return brink__classic_finish(NULL, out, err);
    }
    p->n = n;
    brink_status status = read(p, scenario, err);
    status = status == BRINK_OK ? show(p, scenario, err) : status;
    if (status != BRINK_OK) {
        return brink__classic_abandon(&p->common, status);
    }
    p->sizes = (brink_count_table){.name = "size",
                                   .kind = BRINK_COUNT_DISTRIBUTION,
                                   .unit = "events",
                                   .meaning = "Events of all generations of a cascade.",
                                   .n_rows = 2,
                                   .n_bins = N_BINS,
                                   .rows = completeness,
                                   .bins = bins,
                                   .end = 1e6};
    p->common.head.n_count_tables = 1;
    p->common.head.count_tables = &p->sizes;
    return brink__classic_finish(&p->common, out, err);
}

/* --- replicas ----------------------------------------------------------------------------------------------------- */

/* Counts the generation that stands in the rows of types. */
static void account(const program *p, lanes *row, bool is_first)
{
    for (size_t k = 0; k < BRINK_LANES; k++) {
        if (row[HAS_ESCAPED][k] != 0.0) {
            continue;
        }
        double events = 0.0;
        for (size_t i = 0; i < p->n; i++) {
            events += row[OF_TYPE + i][k];
        }
        const bool was_alive = is_first || row[ALIVE][k] != 0.0;
        row[SO_FAR][k] += events;
        row[ALIVE][k] = events > 0.0 ? 1.0 : 0.0;
        if (was_alive && events == 0.0) {
            const double total = row[SO_FAR][k], off = total - p->mean;
            row[IS_EXTINCT][k] = 1.0;
            row[FINAL][k] = total;
            row[DEVIATION][k] = off * off; /* NaN where there is no mean: missing */
            for (size_t i = 0; i < N_SIZES; i++) {
                row[OF_SIZE + i][k] = total == (double)(i + 1) ? 1.0 : 0.0;
            }
        } else if (row[SO_FAR][k] >= p->ceiling) {
            row[HAS_ESCAPED][k] = 1.0;
            for (size_t i = 0; i < p->n; i++) {
                row[OF_TYPE + i][k] = (double)NAN;
            }
        }
    }
}

static void start(brink_batch *batch)
{
    const program *p = (const program *)(const void *)batch->program;
    lanes *row = brink__rows(batch);
    brink__classic_start(batch);
    for (size_t k = 0; k < BRINK_LANES; k++) {
        row[FINAL][k] = row[DEVIATION][k] = (double)NAN;
        for (size_t i = 0; i < p->n; i++) {
            row[OF_TYPE + i][k] = p->start[i];
        }
    }
    account(p, row, true);
}

/* At the end: where each line's size belongs. */
static void count_sizes(const brink_batch *batch)
{
    lanes *row = brink__rows(batch);
    for (size_t k = 0; k < BRINK_LANES; k++) {
        size_t bin = 0;
        while (bin + 1 < N_BINS && row[SO_FAR][k] >= bins[bin + 1].from) {
            bin++;
        }
        batch->counts[k * 2 * N_BINS + (row[IS_EXTINCT][k] != 0.0 ? 0 : N_BINS) + bin]++;
    }
}

static void step(brink_batch *batch)
{
    const program *p = (const program *)(const void *)batch->program;
    lanes *row = brink__rows(batch);
    lanes children[MOST];
    batch->period++;
    for (size_t k = 0; k < BRINK_LANES; k++) {
        row[N_GENERATIONS][k] += row[ALIVE][k];
    }
    for (size_t j = 0; j < p->n; j++) {
        lanes mean;
        for (size_t k = 0; k < BRINK_LANES; k++) {
            mean[k] = 0.0;
            for (size_t i = 0; i < p->n && row[HAS_ESCAPED][k] == 0.0; i++) {
                mean[k] += p->m[i * p->n + j] * row[OF_TYPE + i][k];
            }
        }
        brink__poissons(batch, p->who[j], 0, mean, children[j]);
    }
    for (size_t j = 0; j < p->n; j++) {
        for (size_t k = 0; k < BRINK_LANES; k++) {
            row[OF_TYPE + j][k] = row[HAS_ESCAPED][k] == 0.0 ? children[j][k] : (double)NAN;
        }
    }
    account(p, row, false);
    if (batch->counts && batch->period == p->common.head.n_periods) {
        count_sizes(batch);
    }
}

extern const brink_model_type brink_model_branching;
const brink_model_type brink_model_branching = {
    .name = "branching",
    .summary = "Cascades of several types of events, each setting off a Poisson number of others",
    .source = "Harris (1963), The Theory of Branching Processes; Borel (1942); Tanner (1961), Biometrika 48, 222-224",
    .check = check,
    CLASSIC_MEMBERS,
};
