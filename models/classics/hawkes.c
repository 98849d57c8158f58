/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Self- and cross-exciting events in several theatres: a Hawkes process in discrete time. In period t theatre j has
 * Poisson(lambda_j) events,
 *
 *   lambda_j(t) = background_j + x_j(t),   x_j(t+1) = memory x_j(t) + (1 - memory) sum_i W_ij N_i(t),   x(0) = 0
 *
 * so an event in i sets off W_ij events in j over all later periods, with geometric lags. For a spectral radius of W
 * below 1 the rates settle at (I - W')^-1 background, and the variance of counts over their mean (Fano factor) in long
 * windows at 1'V1 over the sum of rates, V = (I - W')^-1 diag(rate) (I - W)^-1: in one theatre background/(1 - w)
 * and 1/(1 - w)^2. Mean and variance for a window of any length follow exactly from the linear recursion.
 *
 * Hawkes (1971), Biometrika 58, 83-90; Porter & White (2012), Annals of Applied Statistics 6, 106-124 (in days). */
#include <math.h>
#include <string.h>

#include "brink/math.h"
#include "brink/rng.h"
#include "classic.h"
#include "matrix.h"

enum { MOST = 8 }; /* theatres */

static const brink_column theatre_columns[] = {
    KEY("theatre", "Short name of the theatre."),
    COLUMN("background", 0, 1000, "1/period", "Events in a period that nothing sets off, on average."),
};
static const brink_column excitation_columns[] = {
    KEY_IN("theatre", "theatres", "Where the event is."),
    KEY_IN("to", "theatres", "Where it sets off others."),
    COLUMN("weight", 0, 10, "1", "How many it sets off directly there, on average, over all later periods."),
};
static const brink_column rows[] = {
    {.name = "memory",
     .kind = BRINK_CELL_NUMBER,
     .lo = 0,
     .hi = 1,
     .hi_is_open = true,
     .unit = "1",
     .fallback = "0.5",
     .meaning = "Share of the excitation that is left after a period; 0: all of it acts in the next."},
    WHOLE("warm_up", 0, 9999, "periods", "100", "Periods at the start that are not counted."),
};
static const brink_table tables[] = {
    {.name = "theatres",
     .columns = theatre_columns,
     .n_columns = LENGTH(theatre_columns),
     .is_required = true,
     .meaning = "Where events happen."},
    {.name = "excitation",
     .columns = excitation_columns,
     .n_columns = LENGTH(excitation_columns),
     .meaning = "What events set off where; without a row, nothing."},
    PARAMETERS(rows),
};

enum { RATE, FANO = 2, THEATRE_RATE = 4, RATE_LIMIT = 6, FANO_LIMIT, THEATRE_RATE_LIMIT, RADIUS, N_METRICS };
static const brink_quantity metrics[] = {
    PAIR("rate", BRINK_MEAN, "1/period", "events a period in all theatres, after the warm-up", "its mean"),
    PAIR("fano", BRINK_MEAN, "1",
         "squared deviation of the number of events after the warm-up from its mean, over the mean",
         "variance over mean of that number"),
    PAIR_OF("rate", "THEATRE", BRINK_MEAN, "1/period", "events a period in the theatre, after the warm-up", "its mean"),
    [RATE_LIMIT] = {"rate_limit", BRINK_MEAN, "1/period", "stationary rate in all theatres"},
    [FANO_LIMIT] = {"fano_limit", BRINK_MEAN, "1", "variance over mean in long windows: 1'V1 over the sum of rates"},
    [THEATRE_RATE_LIMIT] = {"rate_limit.THEATRE", BRINK_MEAN, "1/period",
                            "stationary rate: element of (I - W')^-1 background"},
    [RADIUS] = {"spectral_radius", BRINK_MEAN, "1", "greatest modulus of an eigenvalue of W: the branching ratio"},
};
_Static_assert(LENGTH(metrics) == N_METRICS, "metrics");
static const brink_quantity series[] = {
    {"events.THEATRE", BRINK_MEAN, "1", "events in the period"},
    {"rate.THEATRE", BRINK_MEAN, "1/period", "rate of events in the next period, given what has happened"},
};
static const char *const headline[] = {"rate", "rate_theory", "fano", "fano_theory", NULL};

/* Rows of a batch; then for each theatre its excitation, its events now, its rate and its events so far. */
enum { COUNT, DEVIATION, OF_THEATRE };
enum { EXCITATION, EVENTS, NEXT_RATE, EVENTS_SO_FAR, N_OF_THEATRE };

typedef struct program {
    classic common;
    size_t n;
    double background[MOST], memory;
    uint32_t warm_up;
    double mean; /* of the number of events after the warm-up */
    uint32_t who[MOST];
    brink__matrix w; /* [n][n], from theatre to theatre */
} program;

static size_t row_of(size_t theatre, size_t what)
{
    return OF_THEATRE + N_OF_THEATRE * theatre + what;
}

static void read_weights(const brink_scenario *scenario, size_t n, double *w)
{
    memset(w, 0, n * n * sizeof *w);
    for (size_t r = 0; r < brink_scenario_n_rows(scenario, "excitation"); r++) {
        const size_t i = brink__row_of(scenario, "theatres", "excitation", r, "theatre");
        const size_t j = brink__row_of(scenario, "theatres", "excitation", r, "to");
        if (i < n && j < n) { /* a reference that names nothing is told elsewhere */
            w[i * n + j] = brink_scenario_number(scenario, "excitation", r, "weight");
        }
    }
}

static bool are_finite(size_t n, const double *x)
{
    bool is_so = true;
    for (size_t i = 0; i < n; i++) {
        is_so = is_so && isfinite(x[i]);
    }
    return is_so;
}

static void check(const brink_scenario *scenario, brink_diagnostics *diagnostics)
{
    const size_t n = brink_scenario_n_rows(scenario, "theatres");
    brink__matrix w;
    double radius = 0.0;
    brink__check_rows(scenario, "theatres", MOST, diagnostics);
    if (n >= 1 && n <= MOST) {
        read_weights(scenario, n, w);
        if (are_finite(n * n, w) && brink__spectral_radius(n, w, &radius) == BRINK_OK && radius >= 1.0) {
            brink_diagnose(diagnostics, brink_scenario_place(scenario, "excitation", 0, NULL),
                           "the weights have spectral radius %.6g: events would set off ever more; allowed: below 1",
                           radius);
        }
    }
    const double horizon = brink_scenario_value(scenario, "scenario", "horizon");
    brink__check_parameter(scenario, "warm_up", brink__parameter(scenario, "warm_up") < horizon, diagnostics,
                           "allowed: less than the horizon, which is %g", horizon);
}

/* Rates at which the theatres settle, and the Fano factor. */
static brink_status find_limits(const program *p, double *rate, double *fano)
{
    const size_t n = p->n;
    brink__matrix left = {0.0};
    double ones[MOST], sums[MOST], total = 0.0, variance = 0.0;
    for (size_t i = 0; i < n; i++) {
        ones[i] = 1.0;
        for (size_t j = 0; j < n; j++) {
            left[i * n + j] = (i == j ? 1.0 : 0.0) - p->w[j * n + i];
        }
    }
    brink_status status = brink__solve_linear(n, left, p->background, rate);
    for (size_t i = 0; i < n * n; i++) {
        left[i] = (i % (n + 1) == 0 ? 1.0 : 0.0) - p->w[i];
    }
    status = status == BRINK_OK ? brink__solve_linear(n, left, ones, sums) : status; /* 1'(I - W')^-1 */
    for (size_t i = 0; i < n && status == BRINK_OK; i++) {
        total += rate[i];
        variance += sums[i] * sums[i] * rate[i];
    }
    *fano = variance / total;
    return status;
}

/* Moments of (x, C), C the events counted so far, over one period: (x, C)' = F (x, C) + H noise + constant, the noise
 * of theatre i having the variance of its Poisson number, its mean rate. */
typedef struct moments {
    size_t n; /* n theatres and C: vectors of n + 1 */
    double mean[MOST + 1];
    brink__matrix covariance;
} moments;

static void move(const program *p, moments *m, bool is_counted)
{
    const size_t n = p->n, d = n + 1;
    brink__matrix f = {0.0}, h = {0.0}, next, turned;
    double rate[MOST], mean[MOST + 1] = {0.0};
    for (size_t i = 0; i < n; i++) {
        rate[i] = p->background[i] + m->mean[i];
        for (size_t j = 0; j < n; j++) {
            h[j * d + i] = (1.0 - p->memory) * p->w[i * n + j];
            f[j * d + i] = h[j * d + i] + (i == j ? p->memory : 0.0);
        }
        h[n * d + i] = f[n * d + i] = is_counted ? 1.0 : 0.0;
    }
    f[n * d + n] = 1.0;
    for (size_t j = 0; j < d; j++) {
        mean[j] = j < n ? p->memory * m->mean[j] : m->mean[n];
        for (size_t i = 0; i < n; i++) {
            mean[j] += h[j * d + i] * rate[i];
        }
    }
    memcpy(m->mean, mean, sizeof mean);
    brink__multiply(d, f, m->covariance, next);
    for (size_t i = 0; i < d * d; i++) {
        turned[i] = f[i % d * d + i / d];
    }
    brink__multiply(d, next, turned, m->covariance);
    for (size_t i = 0; i < d * d; i++) {
        for (size_t k = 0; k < n; k++) {
            m->covariance[i] += h[i / d * d + k] * rate[k] * h[i % d * d + k];
        }
    }
}

/* Mean rates of the theatres over the window that is counted, [n] and their sum last; and what the events of a period
 * will not pass in each theatre, 40 standard deviations above the mean. Returns the variance of the number of events in
 * the window. */
static double find_moments(program *p, double rate[MOST + 1], double most[MOST])
{
    moments m = {.n = p->n};
    const uint32_t periods = p->common.head.n_periods;
    memset(rate, 0, (MOST + 1) * sizeof *rate);
    memset(most, 0, MOST * sizeof *most);
    for (uint32_t t = 1; t <= periods; t++) {
        for (size_t i = 0; i < p->n; i++) {
            const double mean = p->background[i] + m.mean[i], variance = mean + m.covariance[i * (p->n + 2)];
            rate[i] += t > p->warm_up ? mean / (double)(periods - p->warm_up) : 0.0;
            most[i] = brink_max(most[i], mean + 40.0 * sqrt(variance) + 20.0);
        }
        move(p, &m, t > p->warm_up);
    }
    p->mean = m.mean[p->n];
    rate[p->n] = p->mean / (double)(periods - p->warm_up);
    return m.covariance[(p->n + 1) * (p->n + 1) - 1];
}

static brink_status show(program *p, const brink_scenario *scenario, brink_error *err)
{
    classic *c = &p->common;
    const double window = (double)(c->head.n_periods - p->warm_up);
    double rate[MOST + 1], limit[MOST], most_now[MOST], fano_limit, radius, total = 0.0;
    if (find_limits(p, limit, &fano_limit) != BRINK_OK || brink__spectral_radius(p->n, p->w, &radius) != BRINK_OK) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for the stationary rates");
    }
    const double variance = find_moments(p, rate, most_now);
    /* Sizes of clusters have an exponential tail, so that 60 standard deviations are out of the question; a replica
     * beyond them would fail. */
    const double most_off = 60.0 * sqrt(variance) + 100.0, most = p->mean + most_off;
    for (size_t i = 0; i < p->n; i++) {
        total += limit[i];
    }
    (void)brink__show_pair(c, &metrics[RATE], NULL, COUNT, 1.0 / window, 0.0, most / window, rate[p->n]);
    (void)brink__show_if_any(c, &metrics[FANO], NULL, DEVIATION, 1.0, 0.0,
                             most_off * most_off / brink_max(p->mean, 1e-6));
    (void)brink__show_number(c, &metrics[FANO + 1], NULL, variance / p->mean);
    (void)brink__show_number(c, &metrics[RATE_LIMIT], NULL, total);
    (void)brink__show_number(c, &metrics[FANO_LIMIT], NULL, fano_limit);
    (void)brink__show_number(c, &metrics[RADIUS], NULL, radius);
    for (size_t i = 0; i < p->n; i++) {
        const char *name = brink_scenario_text(scenario, "theatres", i, "theatre");
        (void)brink__show_pair(c, &metrics[THEATRE_RATE], name, row_of(i, EVENTS_SO_FAR), 1.0 / window, 0.0,
                               most / window, rate[i]);
        (void)brink__show_number(c, &metrics[THEATRE_RATE_LIMIT], name, limit[i]);
        brink__show_of_period(c, &series[0], name, row_of(i, EVENTS), 0.0, most_now[i]);
        brink__show_series(c, &series[1], name, row_of(i, NEXT_RATE), 0.0, most_now[i]);
    }
    return BRINK_OK;
}

static brink_status compile(const brink_scenario *scenario, brink_program **out, brink_error *err)
{
    const size_t n = brink_scenario_n_rows(scenario, "theatres");
    program *p = brink__classic_new(scenario, sizeof *p, OF_THEATRE + N_OF_THEATRE * n);
    if (p == NULL) {
        return brink__classic_finish(NULL, out, err);
    }
    p->n = n;
    p->memory = brink__parameter(scenario, "memory");
    p->warm_up = (uint32_t)brink__parameter(scenario, "warm_up");
    read_weights(scenario, n, p->w);
    for (size_t i = 0; i < n; i++) {
        p->background[i] = brink_scenario_number(scenario, "theatres", i, "background");
    }
    brink_status status = brink__whos(scenario, "theatres", "theatre", p->who, err);
    status = status == BRINK_OK ? show(p, scenario, err) : status;
    return status == BRINK_OK ? brink__classic_finish(&p->common, out, err)
                              : brink__classic_abandon(&p->common, status);
}

static void start(brink_batch *batch)
{
    const program *p = (const program *)(const void *)batch->program;
    lanes *row = brink__rows(batch);
    brink__classic_start(batch);
    for (size_t i = 0; i < p->n; i++) {
        for (size_t k = 0; k < BRINK_LANES; k++) {
            row[row_of(i, NEXT_RATE)][k] = p->background[i];
        }
    }
}

/* What the events of the period add to the excitation of theatre j. */
static void excite(const program *p, lanes *row, size_t j)
{
    for (size_t k = 0; k < BRINK_LANES; k++) {
        double added = 0.0;
        for (size_t i = 0; i < p->n; i++) {
            added += p->w[i * p->n + j] * row[row_of(i, EVENTS)][k];
        }
        double *x = &row[row_of(j, EXCITATION)][k];
        *x = p->memory * *x + (1.0 - p->memory) * added;
        row[row_of(j, NEXT_RATE)][k] = p->background[j] + *x;
    }
}

static void step(brink_batch *batch)
{
    const program *p = (const program *)(const void *)batch->program;
    lanes *row = brink__rows(batch);
    batch->period++;
    for (size_t i = 0; i < p->n; i++) {
        brink__poissons(batch, p->who[i], 0, row[row_of(i, NEXT_RATE)], row[row_of(i, EVENTS)]);
        if (batch->period > p->warm_up) {
            brink__add_rows(&row[COUNT], &row[row_of(i, EVENTS)], 1);
            brink__add_rows(&row[row_of(i, EVENTS_SO_FAR)], &row[row_of(i, EVENTS)], 1);
        }
    }
    for (size_t j = 0; j < p->n; j++) {
        excite(p, row, j);
    }
    for (size_t k = 0; k < BRINK_LANES; k++) {
        const double off = row[COUNT][k] - p->mean;
        row[DEVIATION][k] = off * off / p->mean; /* NaN without events at all: missing */
    }
}

extern const brink_model_type brink_model_hawkes;
const brink_model_type brink_model_hawkes = {
    .name = "hawkes",
    .summary = "Events that set off others, in the same theatre and elsewhere, for a while",
    .source = "Hawkes (1971), Biometrika 58, 83-90; Porter & White (2012), Annals of Applied Statistics 6, 106-124",
    .check = check,
    CLASSIC_MEMBERS,
};
