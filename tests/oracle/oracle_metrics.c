/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Section 5: what a replica reports. Cumulative metrics count the periods up to and including the one in which a
 * broader conflict begins; "end" is the last period before it. */
#include <stdlib.h>
#include <string.h>

#include "parts.h"

static bool is_counting(const oracle *o)
{
    return o->t.conflict_time == 0; /* asked before this period's conflict is known */
}

double oracle_mean_belief(const oracle *o)
{
    double sum = 0.0, n = 0.0;
    for (size_t x = 0; x < o->n_actors; x++) {
        if (!o->actor[x].is_challenger) {
            sum += o->now.belief[x];
            n += 1.0;
        }
    }
    return n > 0.0 ? sum / n : (double)NAN;
}

static double damage_at(const oracle *o, size_t t, double level)
{
    return o->theatre[t].damage_weight * expm1(o->p.damage_rate * level);
}

/* Values at the end of a period that began without conflict: state variables, in case it is the last before one. */
static void note_end(oracle *o)
{
    tally *t = &o->t;
    t->credibility_end = oracle_mean_belief(o);
    t->unity_end = o->now.unity;
    for (size_t x = 0; x < o->n_actors; x++) {
        t->belief_end[x] = o->now.belief[x];
    }
    for (size_t d = 0; d < o->n_partnerships; d++) {
        t->alignment_end[d] = o->now.s.alignment[d];
    }
    for (size_t h = 0; h < o->n_theatres; h++) {
        t->level_end[h] = o->now.s.level[h];
    }
}

/* Extremes and times at levels, of a period that counts. */
static void note_levels(oracle *o)
{
    double top = 0.0;
    for (size_t h = 0; h < o->n_theatres; h++) {
        double level = o->now.s.level[h];
        top = fmax(top, level);
        o->t.peak[h] = fmax(o->t.peak[h], level);
        for (size_t r = 0; r < N_RUNGS; r++) {
            o->t.time_at_theatre[h][r] += level >= (double)r ? 1.0 : 0.0;
        }
    }
    for (size_t r = 0; r < N_RUNGS; r++) {
        o->t.time_at[r] += top >= (double)r ? 1.0 : 0.0;
    }
}

static void note_minima(oracle *o)
{
    tally *t = &o->t;
    t->credibility_minimum = fmin(t->credibility_minimum, oracle_mean_belief(o));
    t->unity_minimum = fmin(t->unity_minimum, o->now.unity);
    for (size_t x = 0; x < o->n_actors; x++) {
        t->belief_minimum[x] = fmin(t->belief_minimum[x], o->now.belief[x]);
    }
}

/* reading: minima run to the "end", the last period before a conflict; peaks and times to the conflict's own. The start
 * counts as a value for peaks and minima, and as the end when the conflict begins in period 1; it is
 * no period, so it adds nothing to times and sums. */
void oracle_tally_start(oracle *o)
{
    o->t = (tally){.credibility_minimum = HUGE_VAL, .unity_minimum = HUGE_VAL};
    for (size_t x = 0; x < o->n_actors; x++) {
        o->t.belief_minimum[x] = HUGE_VAL;
    }
    for (size_t h = 0; h < o->n_theatres; h++) {
        o->t.peak[h] = o->now.s.level[h];
    }
    memset(o->events, 0, o->n_posts * MAX_MENU * sizeof *o->events);
    note_end(o);
    note_minima(o);
}

static double crossing_harm(const oracle *o, size_t h) /* C H */
{
    return o->now.unity * o->harm[h];
}

static void count_challenger(oracle *o, const post *c)
{
    const action *act = &c->menu[c->chosen];
    size_t i = c->actor, h = c->theatre;
    double v = o->attributed[h];
    double share = v > 0.0 && c->is_attributed ? act->severity / v : 0.0;
    o->t.gains += c->stake * act->gain;
    o->t.payoff[i] += c->stake * act->gain * o->now.strength[i] * (1.0 + o->now.embolden[i]) * o->now.counterweight[h] -
                      act->cost * (1.0 + o->now.s.strain[i]) - o->p.punishment_scale * crossing_harm(o, h) * share;
    o->t.provocations += c->chosen != HOLD ? 1.0 : 0.0;
}

static void count_defender(oracle *o, const post *d)
{
    const action *act = &d->menu[d->chosen];
    size_t j = d->actor, h = d->theatre;
    double factor = (1.0 + o->p.fatigue_cost * o->now.s.fatigue[j]) * (1.0 + o->p.load_cost * o->now.s.load[j]);
    if (o->s.type[j] < 0.5 && act->is_forceful) {
        factor *= o->actor[j].irresolution;
    }
    o->t.payoff[j] -= d->stake * plus(o->attributed[h] - crossing_harm(o, h)) + act->cost * factor;
    o->t.answers += d->chosen != HOLD ? 1.0 : 0.0;
}

void oracle_tally_flows(oracle *o, const double *paid, size_t n_transfers)
{
    if (!is_counting(o)) {
        return;
    }
    for (size_t i = 0; i < o->n_posts; i++) {
        o->events[i * MAX_MENU + o->post[i].chosen] += 1.0;
        if (o->actor[o->post[i].actor].is_challenger) {
            count_challenger(o, &o->post[i]);
        } else {
            count_defender(o, &o->post[i]);
        }
    }
    for (size_t x = 0; x < o->n_actors; x++) {
        o->t.cost += o->actor[x].is_challenger ? 0.0 : paid[x];
    }
    for (size_t h = 0; h < o->n_theatres; h++) {
        double v = o->attributed[h];
        o->t.unanswered += plus(v - crossing_harm(o, h));
        if (v >= o->now.c.red_line[h]) {
            o->t.crossings += 1.0;
            o->t.enforced += crossing_harm(o, h) >= o->p.enforcement_share * v ? 1.0 : 0.0;
        }
    }
    o->t.transfers += (double)n_transfers;
}

void oracle_tally_stocks(oracle *o)
{
    tally *t = &o->t;
    bool counts = is_counting(o);
    for (size_t h = 0; h < o->n_theatres; h++) {
        t->damage += damage_at(o, h, counts ? o->now.s.level[h] : 10.0);
    }
    t->conflict_probability = 1.0 - o->s.survival;
    if (!counts) {
        return;
    }
    t->lived = o->period;
    note_levels(o);
    if (o->s.survival < o->s.conflict_draw) {
        t->conflict_time = o->period;
    } else {
        note_end(o);
        note_minima(o);
    }
}
