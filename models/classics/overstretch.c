/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Overstretch as Erlang's loss system: `servers` crises can be answered at a time, crises come at random (Poisson) and
 * an answered one binds a server for an exponential time, `load` times the mean time between crises. One that finds all
 * servers busy is left unanswered,
 *
 *   B = (load^c/c!) / sum_k load^k/k!,  by B(0) = 1, B(c) = load B(c-1)/(c + load B(c-1))
 *
 * which holds for durations of any distribution. A period is a crisis: between two of them each of n busy servers gets
 * free before the next crisis comes with the chances of competing exponentials, n/(n + load) one after the other. A
 * crisis has just come at the start, and what it found is drawn from the stationary law, so that every period has it.
 *
 * Erlang (1917); Takacs (1962), Introduction to the Theory of Queues, chapter 4. */
#include "brink/math.h"
#include "brink/rng.h"
#include "classic.h"

enum { MOST_SERVERS = 200 };

static const brink_column rows[] = {
    WHOLE("servers", 1, MOST_SERVERS, "1", "3", "Crises that can be answered at the same time."),
    NUMBER("load", 0, 1000, "1", "2", "Mean number of crises that begin while one is being answered."),
};
static const brink_table tables[] = {PARAMETERS(rows)};

enum { UNANSWERED, BUSY = 2, N_METRICS = 4 };
static const brink_quantity metrics[] = {
    PAIR("unanswered", BRINK_MEAN, "1", "share of crises that find no server", "Erlang's B"),
    PAIR("busy", BRINK_MEAN, "1", "servers that a crisis finds busy, on average over crises",
         "load (1 - B), as crises see time averages"),
};
_Static_assert(LENGTH(metrics) == N_METRICS, "pairs");
static const brink_quantity series[] = {
    {"unanswered", BRINK_PROPORTION, "1", "whether the crisis of the period finds no server"},
    {"busy", BRINK_MEAN, "1", "servers that it finds busy"},
};
static const char *const headline[] = {"unanswered", "unanswered_theory", "busy", "busy_theory", NULL};

enum { IS_LOST, IS_BUSY, N_NOW, N_BOUND = 2 * N_NOW, N_ROWS };
enum { PURPOSE_START, PURPOSE_END };

typedef struct program {
    classic common;
    size_t servers;
    double load;
    uint32_t who;
    double up_to[MOST_SERVERS + 1]; /* P(busy <= n) */
} program;

static double erlang_b(size_t servers, double load)
{
    double b = 1.0;
    for (size_t n = 1; n <= servers; n++) {
        b = load * b / ((double)n + load * b);
    }
    return b;
}

/* P(n busy) is proportional to load^n/n!; scaled by the last, downwards, so that nothing overflows. */
static void find_distribution(program *p)
{
    double weight[MOST_SERVERS + 1], sum = 0.0;
    size_t mode = p->load < (double)p->servers ? (size_t)p->load : p->servers;
    weight[mode] = 1.0;
    for (size_t n = mode; n > 0; n--) {
        weight[n - 1] = weight[n] * (double)n / p->load;
    }
    for (size_t n = mode + 1; n <= p->servers; n++) {
        weight[n] = weight[n - 1] * p->load / (double)n;
    }
    for (size_t n = 0; n <= p->servers; n++) {
        sum += weight[n];
        p->up_to[n] = sum;
    }
    for (size_t n = 0; n <= p->servers; n++) {
        p->up_to[n] /= sum;
    }
}

static brink_status compile(const brink_scenario *scenario, brink_program **out, brink_error *err)
{
    program *p = brink__classic_new(scenario, sizeof *p, N_ROWS);
    if (p == NULL) {
        return brink__classic_finish(NULL, out, err);
    }
    p->servers = (size_t)brink__parameter(scenario, "servers");
    p->load = brink__parameter(scenario, "load");
    p->who = brink_who("overstretch", "");
    find_distribution(p);
    const double b = erlang_b(p->servers, p->load), most = (double)p->servers;
    const double periods = (double)p->common.head.n_periods;
    brink__show_share(&p->common, &metrics[UNANSWERED], &series[0], IS_LOST, N_NOW, b);
    (void)brink__show_pair(&p->common, &metrics[BUSY], NULL, N_NOW + IS_BUSY, 1.0 / periods, 0.0, most,
                           p->load * (1.0 - b));
    brink__show_of_period(&p->common, &series[1], NULL, IS_BUSY, 0.0, most);
    return brink__classic_finish(&p->common, out, err);
}

static void start(brink_batch *batch)
{
    const program *p = (const program *)(const void *)batch->program;
    lanes *row = brink__rows(batch);
    lanes u;
    brink__classic_start(batch);
    brink__uniforms(batch, p->who, PURPOSE_START, 0, u);
    for (size_t k = 0; k < BRINK_LANES; k++) {
        size_t n = 0;
        while (n < p->servers && u[k] >= p->up_to[n]) {
            n++;
        }
        row[N_BOUND][k] = brink_min((double)n + 1.0, (double)p->servers);
    }
}

static void step(brink_batch *batch)
{
    const program *p = (const program *)(const void *)batch->program;
    lanes *row = brink__rows(batch);
    const double servers = (double)p->servers;
    lanes is_next; /* whether the next to happen is the crisis */
    batch->period++;
    for (size_t k = 0; k < BRINK_LANES; k++) {
        is_next[k] = 0.0;
    }
    for (size_t i = 0; i < p->servers; i++) {
        lanes u;
        brink__uniforms(batch, p->who, PURPOSE_END, i, u);
        for (size_t k = 0; k < BRINK_LANES; k++) {
            const double n = row[N_BOUND][k];
            is_next[k] = is_next[k] != 0.0 || u[k] * (n + p->load) >= n ? 1.0 : 0.0;
            row[N_BOUND][k] = n - (1.0 - is_next[k]);
        }
    }
    for (size_t k = 0; k < BRINK_LANES; k++) {
        const double n = row[N_BOUND][k];
        row[IS_BUSY][k] = n;
        row[IS_LOST][k] = n >= servers ? 1.0 : 0.0;
        row[N_BOUND][k] = brink_min(n + 1.0, servers);
    }
    brink__sum_period(batch, N_NOW);
}

extern const brink_model_type brink_model_overstretch;
const brink_model_type brink_model_overstretch = {
    .name = "overstretch",
    .summary = "Crises that come while too many others are being answered",
    .source = "Erlang (1917); Takacs (1962), Introduction to the Theory of Queues, chapter 4",
    CLASSIC_MEMBERS,
};
