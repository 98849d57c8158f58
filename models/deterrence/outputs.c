/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brink/math.h"
#include "metrics.h"

enum metric_kind {
    METRIC_CONFLICT,
    METRIC_CONFLICT_TIME,
    METRIC_CONFLICT_PROBABILITY,
    METRIC_PERIODS,
    METRIC_PEAK_LEVEL,
    METRIC_PEAK_LEVEL_THEATRE,
    METRIC_TIME_ABOVE,
    METRIC_TIME_ABOVE_THEATRE,
    METRIC_CUMULATIVE, /* N_SUMS of them */
    METRIC_PER_PERIOD = METRIC_CUMULATIVE + N_SUMS,
    METRIC_PAYOFF = METRIC_PER_PERIOD + N_SUMS,
    METRIC_ENFORCED,
    METRIC_ENFORCEMENT,
    METRIC_CREDIBILITY_END,
    METRIC_CREDIBILITY_MIN,
    METRIC_UNITY_END,
    METRIC_UNITY_MIN,
    METRIC_BELIEF_END,
    METRIC_ALIGNMENT_END,
    METRIC_CASCADE, /* N_CASCADE_SUMS of them */
    METRIC_CASCADE_SIZE_MEAN = METRIC_CASCADE + N_CASCADE_SUMS,
    METRIC_BRANCHING_SHARE,
    METRIC_EVENTS,
    N_METRIC_KINDS
};

const brink_quantity brink__deterrence_metrics[N_METRIC_KINDS] = {
    [METRIC_CONFLICT] = {"conflict", BRINK_PROPORTION, "1", "whether a broader conflict began within the horizon"},
    [METRIC_CONFLICT_TIME] = {"conflict_time", BRINK_MEAN, "period",
                              "period in which the broader conflict began; missing where none did"},
    [METRIC_CONFLICT_PROBABILITY] = {"conflict_probability", BRINK_MEAN, "1",
                                     "1 - S at the horizon: the mean of `conflict` with far less variance"},
    [METRIC_PERIODS] = {"periods", BRINK_MEAN, "period", "periods that count: up to the one in which a conflict began"},
    [METRIC_PEAK_LEVEL] = {"peak_level", BRINK_MEAN, "rung", "highest level of any theatre, the start included"},
    [METRIC_PEAK_LEVEL_THEATRE] = {"peak_level.THEATRE", BRINK_MEAN, "rung",
                                   "highest level of the theatre, the start included"},
    [METRIC_TIME_ABOVE] = {"time_above.RUNG", BRINK_MEAN, "period",
                           "periods that ended with some theatre at or above the rung"},
    [METRIC_TIME_ABOVE_THEATRE] = {"time_above.THEATRE.RUNG", BRINK_MEAN, "period",
                                   "periods that the theatre ended at or above the rung"},
    [METRIC_CUMULATIVE + SUM_COST] = {"cost", BRINK_MEAN, "util", "what the defenders' answers cost: sum of c"},
    [METRIC_CUMULATIVE + SUM_GAINS] = {"gains", BRINK_MEAN, "util", "what the challengers gained: sum of S g"},
    [METRIC_CUMULATIVE + SUM_UNANSWERED] = {"unanswered", BRINK_MEAN, "rung",
                                            "attributed severity left without harm in return: sum of [v - C H]+"},
    [METRIC_CUMULATIVE + SUM_DAMAGE] = {"damage", BRINK_MEAN, "1",
                                        "sum of damage_weight (e^(damage_rate L) - 1); after a conflict at level 10"},
    [METRIC_CUMULATIVE +
        SUM_CROSSINGS] = {"crossings", BRINK_MEAN, "1", "times that attributed severity reached a theatre's red line"},
    [METRIC_CUMULATIVE + SUM_TRANSFERS] = {"transfers", BRINK_MEAN, "1", "actions that moved capability to a partner"},
    [METRIC_CUMULATIVE +
        SUM_PROVOCATIONS] = {"provocations", BRINK_MEAN, "1", "actions of challengers other than hold"},
    [METRIC_CUMULATIVE + SUM_ANSWERS] = {"answers", BRINK_MEAN, "1", "actions of defenders other than hold"},
    [METRIC_PER_PERIOD + SUM_COST] = {"cost_per_period", BRINK_MEAN, "util/period", "cost over periods that count"},
    [METRIC_PER_PERIOD + SUM_GAINS] = {"gains_per_period", BRINK_MEAN, "util/period", "gains over periods that count"},
    [METRIC_PER_PERIOD +
        SUM_UNANSWERED] = {"unanswered_per_period", BRINK_MEAN, "rung/period", "unanswered over periods that count"},
    [METRIC_PER_PERIOD + SUM_DAMAGE] = {"damage_per_period", BRINK_MEAN, "1/period", "damage over periods that count"},
    [METRIC_PER_PERIOD +
        SUM_CROSSINGS] = {"crossings_per_period", BRINK_MEAN, "1/period", "crossings over periods that count"},
    [METRIC_PER_PERIOD +
        SUM_TRANSFERS] = {"transfers_per_period", BRINK_MEAN, "1/period", "transfers over periods that count"},
    [METRIC_PER_PERIOD +
        SUM_PROVOCATIONS] = {"provocations_per_period", BRINK_MEAN, "1/period", "provocations over periods that count"},
    [METRIC_PER_PERIOD +
        SUM_ANSWERS] = {"answers_per_period", BRINK_MEAN, "1/period", "answers over periods that count"},
    [METRIC_PAYOFF] = {"payoff.ACTOR", BRINK_MEAN, "util",
                       "realised payoff of the actor, less dread x conflict_probability"},
    [METRIC_ENFORCED] = {"enforced", BRINK_MEAN, "1",
                         "crossings met with harm of at least enforcement_share of the severity"},
    [METRIC_ENFORCEMENT] = {"enforcement", BRINK_RATIO, "1", "enforced over crossings: a ratio of totals"},
    [METRIC_CREDIBILITY_END] = {"credibility_end", BRINK_MEAN, "1",
                                "mean belief in the defenders' resolve in the last period before a conflict"},
    [METRIC_CREDIBILITY_MIN] = {"credibility_min", BRINK_MEAN, "1", "lowest mean belief up to then"},
    [METRIC_UNITY_END] = {"unity_end", BRINK_MEAN, "1", "unity in the last period before a conflict"},
    [METRIC_UNITY_MIN] = {"unity_min", BRINK_MEAN, "1", "lowest unity up to then"},
    [METRIC_BELIEF_END] = {"belief_end.DEFENDER", BRINK_MEAN, "1",
                           "public belief that the defender is resolute in the last period before a conflict"},
    [METRIC_ALIGNMENT_END] = {"alignment_end.FROM.TO", BRINK_MEAN, "1",
                              "alignment of the partnership in the last period before a conflict"},
    [METRIC_CASCADE + CASCADE_ROOTS] = {"cascades", BRINK_MEAN, "1", "cascades begun: actions that nothing set off"},
    [METRIC_CASCADE + CASCADE_EVENTS] = {"cascade_events", BRINK_MEAN, "1",
                                         "actions other than hold, each of which belongs to one cascade"},
    [METRIC_CASCADE +
        CASCADE_LARGEST] = {"cascade_size_max", BRINK_MEAN, "1", "actions in the largest cascade; 0 where none began"},
    [METRIC_CASCADE + CASCADE_PROVOKED] = {"provoked", BRINK_MEAN, "1",
                                           "provocations attributed to an earlier action: above the rest-state rate"},
    [METRIC_CASCADE_SIZE_MEAN] = {"cascade_size_mean", BRINK_RATIO, "1",
                                  "cascade_events over cascades: a ratio of totals; censored cascades included"},
    [METRIC_BRANCHING_SHARE] = {"branching_share", BRINK_RATIO, "1",
                                "provoked over provocations: a ratio of totals; a description, not a cause"},
    [METRIC_EVENTS] = {"events.ACTOR.THEATRE.ACTION", BRINK_MEAN, "1", "times that the post chose the action"},
};
_Static_assert((int)N_METRIC_KINDS == (int)BRINK__DETERRENCE_N_METRICS, "number of metrics");

enum series_kind {
    SERIES_LEVEL,
    SERIES_BELIEF,
    SERIES_CREDIBILITY,
    SERIES_UNITY,
    SERIES_NO_CONFLICT,
    SERIES_CONFLICT_PROBABILITY,
    SERIES_HAZARD,
    SERIES_PROVOCATIONS,
    SERIES_ANSWERS,
    SERIES_FATIGUE,
    SERIES_ATTENTION,
    SERIES_CAPABILITY,
    SERIES_STRAIN,
    SERIES_GRIEVANCE,
    SERIES_ALIGNMENT,
    N_SERIES_KINDS
};

const brink_quantity brink__deterrence_series[N_SERIES_KINDS] = {
    [SERIES_LEVEL] = {"level.THEATRE", BRINK_MEAN, "rung", "level L of the theatre, shocks in force included"},
    [SERIES_BELIEF] = {"belief.DEFENDER", BRINK_MEAN, "1", "public belief b that the defender is resolute"},
    [SERIES_CREDIBILITY] = {"credibility", BRINK_MEAN, "1", "mean of the beliefs over defenders"},
    [SERIES_UNITY] = {"unity", BRINK_MEAN, "1", "unity C of the defenders"},
    [SERIES_NO_CONFLICT] = {"no_conflict", BRINK_PROPORTION, "1", "1 while no broader conflict has begun"},
    [SERIES_CONFLICT_PROBABILITY] = {"conflict_probability", BRINK_MEAN, "1", "1 - S so far"},
    [SERIES_HAZARD] = {"hazard", BRINK_MEAN, "1", "chance that the conflict begins in the period"},
    [SERIES_PROVOCATIONS] = {"provocations", BRINK_MEAN, "1", "challengers' actions other than hold in the period"},
    [SERIES_ANSWERS] = {"answers", BRINK_MEAN, "1", "defenders' actions other than hold in the period"},
    [SERIES_FATIGUE] = {"fatigue.DEFENDER", BRINK_MEAN, "1", "domestic fatigue F"},
    [SERIES_ATTENTION] = {"attention.DEFENDER", BRINK_MEAN, "1", "load Q on the defender's attention"},
    [SERIES_CAPABILITY] = {"capability.ACTOR", BRINK_MEAN, "1", "capability K"},
    [SERIES_STRAIN] = {"strain.CHALLENGER", BRINK_MEAN, "1", "economic strain E"},
    [SERIES_GRIEVANCE] = {"grievance.CHALLENGER", BRINK_MEAN, "1", "grievance G"},
    [SERIES_ALIGNMENT] = {"alignment.FROM.TO", BRINK_MEAN, "1", "alignment A of the partnership"},
};
_Static_assert((int)N_SERIES_KINDS == (int)BRINK__DETERRENCE_N_SERIES, "number of series");

/* Two passes with the same code: the first (outputs NULL) counts rows and bytes of names, the second fills them. */
typedef struct list {
    brink_output *outputs;
    char *names;
    size_t n, bytes;
} list;

static size_t add(list *to, const brink_quantity *quantity, double lo, double hi, const char *format, ...)
    BRINK_PRINTF(5, 6);

static size_t add(list *to, const brink_quantity *quantity, double lo, double hi, const char *format, ...)
{
    char name[4 * 40];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(name, sizeof name, format, arguments);
    va_end(arguments);
    size_t bytes = (size_t)(length > 0 ? length : 0) + 1;
    if (to->outputs) {
        memcpy(to->names + to->bytes, name, bytes);
        to->outputs[to->n] = (brink_output){.name = to->names + to->bytes, .quantity = quantity, .lo = lo, .hi = hi};
    }
    to->bytes += bytes;
    return to->n++;
}

static void label(list *to, size_t i, const char *of_actor, const char *in_theatre, const char *action)
{
    if (to->outputs) {
        to->outputs[i].actor = of_actor;
        to->outputs[i].theatre = in_theatre;
        to->outputs[i].action = action;
    }
}

/* Bounds of what may be summed a period over all posts. */
typedef struct bounds {
    double cost, gains, severity, damage, provocations, answers, payoff[MAX_ACTORS];
} bounds;

static bounds bounds_of(const program *p)
{
    bounds b = {0};
    for (size_t i = 0; i < p->n_posts; i++) {
        const post *here = &p->posts[i];
        const actor *x = &p->actors[here->actor];
        double cost = 0.0, gain = 0.0, severity = 0.0, harm = 0.0;
        const double strength = 1.0 + p->par.capability_gain * 5.0 / x->capability;
        for (size_t a = 0; a < here->n; a++) {
            cost = brink_max(cost, here->cost[a]);
            gain = brink_max(gain, here->stake * here->gain[a]);
            severity = brink_max(severity, here->severity[a]);
            harm = brink_max(harm, here->harm[a] * strength);
        }
        if (here->is_challenger) {
            b.gains += gain;
            b.severity += severity;
            b.provocations += 1.0;
            b.payoff[here->actor] += gain * strength * 2.0 + cost * 6.0;
            for (size_t j = 0; j < p->theatres[here->theatre].n_defenders; j++) {
                const post *d = &p->posts[p->theatres[here->theatre].defenders[j]];
                const actor *y = &p->actors[d->actor];
                double most = 0.0;
                for (size_t a = 0; a < d->n; a++) {
                    most = brink_max(most, d->harm[a]);
                }
                b.payoff[here->actor] +=
                    p->par.punishment_scale * most * (1.0 + p->par.capability_gain * 5.0 / y->capability);
            }
        } else {
            b.cost += cost;
            b.answers += 1.0;
            b.payoff[here->actor] +=
                cost * (1.0 + p->par.fatigue_cost) * (1.0 + p->par.load_cost * 10.0) * x->irresolution;
            for (size_t k = 0; k < p->theatres[here->theatre].n_challengers; k++) {
                const post *c = &p->posts[p->theatres[here->theatre].challengers[k]];
                double most = 0.0;
                for (size_t a = 0; a < c->n; a++) {
                    most = brink_max(most, c->severity[a]);
                }
                b.payoff[here->actor] += here->stake * most;
            }
        }
    }
    for (size_t t = 0; t < p->n_theatres; t++) {
        b.damage += p->theatres[t].damage_weight * (brink_exp(10.0 * p->par.damage_rate) - 1.0);
    }
    /* a sum of maxima, rounded on the way, may end a little above their product with the number of periods */
    double *const all[] = {&b.cost, &b.gains, &b.severity, &b.damage};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        *all[i] *= 1.0 + 1e-9;
    }
    for (size_t x = 0; x < p->n_actors; x++) {
        b.payoff[x] *= 1.0 + 1e-9;
    }
    return b;
}

static void set_ratio(list *to, size_t i, size_t numerator, size_t denominator)
{
    if (to->outputs) {
        to->outputs[i].numerator = numerator;
        to->outputs[i].denominator = denominator;
        to->outputs[i].may_be_missing = true;
    }
}

static void list_cascades(program *p, list *to, double provocations, double answers)
{
    const brink_quantity *q = brink__deterrence_metrics;
    output_index *at = &p->at;
    at->cascade = to->n;
    for (size_t i = 0; i < N_CASCADE_SUMS; i++) {
        const double most = i == CASCADE_PROVOKED ? provocations : provocations + answers;
        add(to, &q[METRIC_CASCADE + i], 0, most, "%s", q[METRIC_CASCADE + i].pattern);
    }
    at->cascade_size_mean = add(to, &q[METRIC_CASCADE_SIZE_MEAN], 0, provocations + answers, "cascade_size_mean");
    set_ratio(to, at->cascade_size_mean, at->cascade + CASCADE_EVENTS, at->cascade + CASCADE_ROOTS);
    at->branching_share = add(to, &q[METRIC_BRANCHING_SHARE], 0, 1, "branching_share");
    set_ratio(to, at->branching_share, at->cascade + CASCADE_PROVOKED, at->cumulative + SUM_PROVOCATIONS);
}

static void list_metrics(program *p, list *to)
{
    const brink_quantity *q = brink__deterrence_metrics;
    const bounds b = bounds_of(p);
    const double periods = (double)p->head.n_periods;
    const double most[N_SUMS] = {[SUM_COST] = b.cost,
                                 [SUM_GAINS] = b.gains,
                                 [SUM_UNANSWERED] = b.severity,
                                 [SUM_DAMAGE] = b.damage,
                                 [SUM_CROSSINGS] = (double)p->n_theatres,
                                 [SUM_TRANSFERS] = (double)p->n_posts,
                                 [SUM_PROVOCATIONS] = b.provocations,
                                 [SUM_ANSWERS] = b.answers};
    output_index *at = &p->at;
    at->conflict = add(to, &q[METRIC_CONFLICT], 0, 1, "conflict");
    at->conflict_time = add(to, &q[METRIC_CONFLICT_TIME], 0, periods, "conflict_time");
    if (to->outputs) {
        to->outputs[at->conflict_time].may_be_missing = true;
    }
    at->conflict_probability = add(to, &q[METRIC_CONFLICT_PROBABILITY], 0, 1, "conflict_probability");
    at->periods = add(to, &q[METRIC_PERIODS], 0, periods, "periods");
    at->peak_level = add(to, &q[METRIC_PEAK_LEVEL], 0, 10, "peak_level");
    at->peak_level_theatre = to->n;
    for (size_t t = 0; t < p->n_theatres; t++) {
        label(to, add(to, &q[METRIC_PEAK_LEVEL_THEATRE], 0, 10, "peak_level.%s", p->theatres[t].name), NULL,
              p->theatres[t].name, NULL);
    }
    at->time_above = to->n;
    for (size_t r = 1; r <= N_RUNGS; r++) {
        add(to, &q[METRIC_TIME_ABOVE], 0, periods, "time_above.%zu", r);
    }
    at->time_above_theatre = to->n;
    for (size_t t = 0; t < p->n_theatres; t++) {
        for (size_t r = 1; r <= N_RUNGS; r++) {
            label(to, add(to, &q[METRIC_TIME_ABOVE_THEATRE], 0, periods, "time_above.%s.%zu", p->theatres[t].name, r),
                  NULL, p->theatres[t].name, NULL);
        }
    }
    at->cumulative = to->n;
    for (size_t i = 0; i < N_SUMS; i++) {
        add(to, &q[METRIC_CUMULATIVE + i], 0, most[i] * periods, "%s", q[METRIC_CUMULATIVE + i].pattern);
    }
    at->per_period = to->n;
    for (size_t i = 0; i < N_SUMS; i++) {
        /* damage after a conflict counts too, so its share a period lived may be as large as its total */
        add(to, &q[METRIC_PER_PERIOD + i], 0, most[i] * (i == SUM_DAMAGE ? periods : 1.0), "%s",
            q[METRIC_PER_PERIOD + i].pattern);
    }
    at->enforced = add(to, &q[METRIC_ENFORCED], 0, most[SUM_CROSSINGS] * periods, "enforced");
    at->enforcement = add(to, &q[METRIC_ENFORCEMENT], 0, 1, "enforcement");
    set_ratio(to, at->enforcement, at->enforced, at->cumulative + SUM_CROSSINGS);
    at->credibility_end = add(to, &q[METRIC_CREDIBILITY_END], 0, 1, "credibility_end");
    at->credibility_min = add(to, &q[METRIC_CREDIBILITY_MIN], 0, 1, "credibility_min");
    at->unity_end = add(to, &q[METRIC_UNITY_END], 0, 1, "unity_end");
    at->unity_min = add(to, &q[METRIC_UNITY_MIN], 0, 1, "unity_min");
    at->belief_end = to->n;
    for (size_t j = 0; j < p->n_defenders; j++) {
        const char *name = p->actors[p->defenders[j]].name;
        label(to, add(to, &q[METRIC_BELIEF_END], 0, 1, "belief_end.%s", name), name, NULL, NULL);
    }
    at->alignment_end = to->n;
    for (size_t d = 0; d < p->n_partnerships; d++) {
        add(to, &q[METRIC_ALIGNMENT_END], 0, 1, "alignment_end.%s.%s", p->actors[p->partnerships[d].from].name,
            p->actors[p->partnerships[d].to].name);
    }
    list_cascades(p, to, b.provocations * periods, b.answers * periods);
    at->payoff = to->n;
    for (size_t x = 0; x < p->n_actors; x++) {
        const double bound = b.payoff[x] * periods + p->actors[x].dread;
        label(to, add(to, &q[METRIC_PAYOFF], -bound, bound, "payoff.%s", p->actors[x].name), p->actors[x].name, NULL,
              NULL);
    }
    for (size_t i = 0; i < p->n_posts; i++) {
        post *here = &p->posts[i];
        const char *who = p->actors[here->actor].name, *where = p->theatres[here->theatre].name;
        here->first_event_metric = to->n;
        for (size_t a = 1; a < here->n; a++) {
            const char *action = p->action_names[here->action_row[a]];
            label(to, add(to, &q[METRIC_EVENTS], 0, periods, "events.%s.%s.%s", who, where, action), who, where,
                  action);
        }
    }
}

static void list_series(const program *p, list *to)
{
    const brink_quantity *q = brink__deterrence_series;
    const bounds b = bounds_of(p);
    for (size_t t = 0; t < p->n_theatres; t++) {
        label(to, add(to, &q[SERIES_LEVEL], 0, 10, "level.%s", p->theatres[t].name), NULL, p->theatres[t].name, NULL);
    }
    for (size_t j = 0; j < p->n_defenders; j++) {
        const char *name = p->actors[p->defenders[j]].name;
        label(to, add(to, &q[SERIES_BELIEF], 0, 1, "belief.%s", name), name, NULL, NULL);
    }
    add(to, &q[SERIES_CREDIBILITY], 0, 1, "credibility");
    add(to, &q[SERIES_UNITY], 0, 1, "unity");
    add(to, &q[SERIES_NO_CONFLICT], 0, 1, "no_conflict");
    add(to, &q[SERIES_CONFLICT_PROBABILITY], 0, 1, "conflict_probability");
    add(to, &q[SERIES_HAZARD], 0, 1, "hazard");
    const double acts[2] = {b.provocations, b.answers};
    const char *const names[2] = {"provocations", "answers"};
    for (size_t i = 0; i < 2; i++) {
        size_t s = add(to, &q[SERIES_PROVOCATIONS + i], 0, acts[i], "%s", names[i]);
        if (to->outputs) {
            to->outputs[s].may_be_missing = true; /* nothing is done before the first period */
        }
    }
    const struct {
        enum series_kind kind;
        const char *word;
        double hi;
        const size_t *actors;
        size_t n;
    } runs[] = {{SERIES_FATIGUE, "fatigue", 1, p->defenders, p->n_defenders},
                {SERIES_ATTENTION, "attention", 10, p->defenders, p->n_defenders},
                {SERIES_CAPABILITY, "capability", 5, NULL, p->n_actors},
                {SERIES_STRAIN, "strain", 5, p->challengers, p->n_challengers},
                {SERIES_GRIEVANCE, "grievance", 20, p->challengers, p->n_challengers}};
    for (size_t i = 0; i < sizeof runs / sizeof runs[0]; i++) {
        for (size_t k = 0; k < runs[i].n; k++) {
            const char *name = p->actors[runs[i].actors ? runs[i].actors[k] : k].name;
            label(to, add(to, &q[runs[i].kind], 0, runs[i].hi, "%s.%s", runs[i].word, name), name, NULL, NULL);
        }
    }
    for (size_t d = 0; d < p->n_partnerships; d++) {
        add(to, &q[SERIES_ALIGNMENT], 0, 1, "alignment.%s.%s", p->actors[p->partnerships[d].from].name,
            p->actors[p->partnerships[d].to].name);
    }
}

brink_status brink__outputs(program *p, brink_error *err)
{
    list metrics = {0}, series = {0};
    list_metrics(p, &metrics);
    list_series(p, &series);
    p->metrics = calloc(metrics.n, sizeof *p->metrics);
    p->series = calloc(series.n, sizeof *p->series);
    p->names = malloc(metrics.bytes + series.bytes);
    if (!p->metrics || !p->series || !p->names) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for the list of outputs");
    }
    list fill = {.outputs = p->metrics, .names = p->names};
    list_metrics(p, &fill);
    list fill_series = {.outputs = p->series, .names = p->names + metrics.bytes};
    list_series(p, &fill_series);
    p->head.metrics = p->metrics;
    p->head.n_metrics = metrics.n;
    p->head.series = p->series;
    p->head.n_series = series.n;
    return BRINK_OK;
}
