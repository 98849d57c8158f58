/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One period (section 3): shocks and script, the two stages, moves, and the state's laws of motion. */
#include <string.h>

#include "brink/rng.h"
#include "parts.h"

static double uniform(const oracle *o, uint32_t period, const char *a, const char *b, int purpose)
{
    brink_address at = {
        .replica = o->replica, .who = brink_who(a, b), .period = (uint16_t)period, .purpose = (uint8_t)purpose};
    return brink_uniform(o->seed, at);
}

static double logit(double p)
{
    return log(p / (1.0 - p));
}

/* ---- section 1: the start ---- */

void oracle_start(oracle *o, uint64_t seed, uint64_t replica)
{
    o->seed = seed;
    o->replica = replica;
    o->period = 0;
    o->effort = (oracle_effort){0};
    state *s = &o->s;
    memset(s, 0, sizeof *s);
    for (size_t t = 0; t < o->n_theatres; t++) {
        s->level[t] = o->theatre[t].level;
        o->severity[t] = o->attributed[t] = o->harm[t] = 0.0;
    }
    for (size_t x = 0; x < o->n_actors; x++) {
        const actor *a = &o->actor[x];
        s->capability[x] = a->capability;
        if (a->is_challenger) {
            s->strain[x] = a->strain;
            continue;
        }
        s->type[x] = uniform(o, 0, a->name, "", PURPOSE_TYPE) < a->resolve ? 1.0 : 0.0;
        s->log_odds[x] = clamp(logit(a->reputation), -8.0, 8.0);
        s->fatigue[x] = a->fatigue;
        s->load[x] = a->attention;
    }
    for (size_t d = 0; d < o->n_partnerships; d++) {
        s->alignment[d] = o->partnership[d].alignment;
    }
    s->survival = 1.0;
    s->conflict_draw = uniform(o, 0, "", "", PURPOSE_CONFLICT);
    for (size_t k = 0; k < o->n_shocks; k++) {
        o->shock[k].has_fired = false;
        o->shock[k].last = 0;
    }
    for (size_t i = 0; i < o->n_posts; i++) {
        o->post[i].chosen = HOLD;
        o->post[i].is_attributed = o->post[i].is_forced = false;
    }
    oracle_look(o, 0);
    oracle_tally_start(o);
}

/* ---- section 3.1: shocks ---- */

/* The number that a shock moves: in the state, or in the columns. */
static double *target(const shock *k, state *s, columns *c)
{
    switch (k->kind) {
    case TARGET_LEVEL:
        return &s->level[k->index];
    case TARGET_CAPABILITY:
        return &s->capability[k->index];
    case TARGET_STRAIN:
        return &s->strain[k->index];
    case TARGET_FATIGUE:
        return &s->fatigue[k->index];
    case TARGET_GRIEVANCE:
        return &s->grievance[k->index];
    case TARGET_ALIGNMENT:
        return &s->alignment[k->index];
    case TARGET_BELIEF:
        return &s->log_odds[k->index];
    case TARGET_WARNING:
        return &s->warning[k->index][k->theatre];
    case TARGET_ATTENTION:
        return &c->attention[k->index];
    case TARGET_RED_LINE:
        return &c->red_line[k->index];
    case TARGET_REST:
        return &c->rest[k->index];
    case TARGET_CLARITY:
        return &c->clarity[k->index];
    default:
        return &c->audience[k->index];
    }
}

/* Section 1's ranges; what is not a defender's or a challenger's stays 0, which lies in all of them. */
static void clamp_state(const oracle *o, state *s)
{
    for (size_t t = 0; t < o->n_theatres; t++) {
        s->level[t] = clamp(s->level[t], 0.0, 10.0);
    }
    for (size_t x = 0; x < o->n_actors; x++) {
        for (size_t t = 0; t < o->n_theatres; t++) {
            s->warning[x][t] = clamp(s->warning[x][t], 0.0, 1.0);
        }
        s->log_odds[x] = clamp(s->log_odds[x], -8.0, 8.0);
        s->capability[x] = clamp(s->capability[x], 0.0, 5.0);
        s->strain[x] = clamp(s->strain[x], 0.0, 5.0);
        s->fatigue[x] = clamp(s->fatigue[x], 0.0, 1.0);
        s->load[x] = clamp(s->load[x], 0.0, 10.0);
        s->grievance[x] = clamp(s->grievance[x], 0.0, 20.0);
    }
    for (size_t d = 0; d < o->n_partnerships; d++) {
        s->alignment[d] = clamp(s->alignment[d], 0.0, 1.0);
    }
    s->survival = clamp(s->survival, 0.0, 1.0);
}

/* Columns keep the ranges that their tables give them. */
static void clamp_columns(const oracle *o, columns *c)
{
    for (size_t x = 0; x < o->n_actors; x++) {
        c->attention[x] = clamp(c->attention[x], 0.0, 10.0);
        c->clarity[x] = clamp(c->clarity[x], 0.0, 1.0);
        c->audience[x] = plus(c->audience[x]);
    }
    for (size_t t = 0; t < o->n_theatres; t++) {
        c->rest[t] = clamp(c->rest[t], 0.0, 10.0);
        c->red_line[t] = plus(c->red_line[t]);
    }
}

/* reading: a shock with a hazard and without `repeat` fires at most once in a replica. One with a duration that fires
 * again while it lasts starts anew; it does not add up with itself. Several shocks at once on one target add up, and
 * are clamped together. */
static void fire_shocks(oracle *o, uint32_t period)
{
    for (size_t n = 0; n < o->n_shocks; n++) {
        shock *k = &o->shock[n];
        bool fires = isnan(k->hazard) ? k->period == (double)period
                                      : uniform(o, period, k->name, "shock", PURPOSE_SHOCK) < k->hazard &&
                                            (k->repeats || !k->has_fired);
        if (!fires) {
            continue;
        }
        k->has_fired = true;
        if (isnan(k->duration)) {
            columns unused = {0};
            *target(k, &o->s, &unused) += k->amount;
            clamp_state(o, &o->s);
        } else {
            k->last = period + (uint32_t)k->duration - 1;
        }
    }
}

/* ---- section 1: what follows from the state at the start of a period ---- */

static double unity(const oracle *o, const state *s)
{
    double total = 0.0, tired = 0.0;
    for (size_t x = 0; x < o->n_actors; x++) {
        if (!o->actor[x].is_challenger) {
            total += o->actor[x].capability;
            tired += o->actor[x].capability * s->fatigue[x];
        }
    }
    return total > 0.0 ? clamp(1.0 - tired / total, 0.0, 1.0) : 1.0;
}

void oracle_look(oracle *o, uint32_t period)
{
    present *now = &o->now;
    now->s = o->s;
    for (size_t x = 0; x < o->n_actors; x++) {
        now->c.attention[x] = o->actor[x].attention;
        now->c.clarity[x] = o->actor[x].clarity;
        now->c.audience[x] = o->actor[x].audience;
    }
    for (size_t t = 0; t < o->n_theatres; t++) {
        now->c.red_line[t] = o->theatre[t].red_line;
        now->c.rest[t] = o->theatre[t].rest;
    }
    for (size_t n = 0; n < o->n_shocks; n++) {
        const shock *k = &o->shock[n];
        if (!isnan(k->duration) && k->last >= period && k->has_fired) {
            *target(k, &now->s, &now->c) += k->amount;
        }
    }
    clamp_state(o, &now->s);
    clamp_columns(o, &now->c);

    now->unity = unity(o, &now->s);
    for (size_t x = 0; x < o->n_actors; x++) {
        now->belief[x] = sigma(now->s.log_odds[x]);
        now->strength[x] = 1.0 + o->p.capability_gain * (now->s.capability[x] / o->actor[x].capability - 1.0);
        now->width[x] =
            now->c.clarity[x] * o->p.audience_width_clear + (1.0 - now->c.clarity[x]) * o->p.audience_width_ambiguous;
        now->embolden[x] = now->relief[x] = 0.0;
        for (size_t d = 0; d < o->n_partnerships; d++) {
            const partnership *of = &o->partnership[d];
            if (of->from == x || of->to == x) {
                now->embolden[x] = fmax(now->embolden[x], of->embolden * now->s.alignment[d]);
                now->relief[x] = fmax(now->relief[x], of->relief * now->s.alignment[d]);
            }
        }
    }
    for (size_t t = 0; t < o->n_theatres; t++) {
        now->counterweight[t] = 1.0;
        for (size_t d = 0; d < o->n_partnerships; d++) {
            if (o->partnership[d].theatre == (int)t) {
                now->counterweight[t] *= 1.0 - o->partnership[d].counterweight * now->s.alignment[d];
            }
        }
    }
}

/* ---- section 3.4: moves ---- */

/* Inverse CDF in menu order, unless the script forces the post. */
static void move(const oracle *o, post *p, const double *probability, uint32_t period)
{
    const actor *who = &o->actor[p->actor];
    const theatre *at = &o->theatre[p->theatre];
    double u = uniform(o, period, who->name, at->name, PURPOSE_ACTION), cumulative = 0.0;
    p->chosen = p->n - 1;
    p->distance = 1.0;
    for (size_t a = 0; a + 1 < p->n; a++) {
        cumulative += probability[a];
        p->distance = fmin(p->distance, fabs(u - cumulative));
        if (u < cumulative && p->chosen == p->n - 1) {
            p->chosen = a;
        }
    }
    p->is_forced = false;
    p->is_observed = true;
    for (size_t k = 0; k < o->n_script; k++) {
        if (o->script[k].period == period && &o->post[o->script[k].post] == p) {
            p->chosen = o->script[k].action;
            p->is_forced = true;
            p->is_observed = o->script[k].is_observed;
            p->distance = 1.0;
        }
    }
    p->is_attributed = who->is_challenger && p->chosen != HOLD &&
                       uniform(o, period, who->name, at->name, PURPOSE_ATTRIBUTION) < p->menu[p->chosen].attribution;
}

static bool play_theatre(oracle *o, size_t t, uint32_t period)
{
    if (!oracle_solve_theatre(o, t)) {
        return false;
    }
    o->severity[t] = o->attributed[t] = o->harm[t] = 0.0;
    for (size_t i = 0; i < o->n_posts; i++) {
        post *p = &o->post[i];
        if (p->theatre == t && o->actor[p->actor].is_challenger) {
            move(o, p, p->probability[0], period);
            o->severity[t] += p->menu[p->chosen].severity;
            o->attributed[t] += p->is_attributed ? p->menu[p->chosen].severity : 0.0;
        }
    }
    if (!oracle_solve_answers(o, t, o->attributed[t])) {
        return false;
    }
    for (size_t i = 0; i < o->n_posts; i++) {
        post *p = &o->post[i];
        if (p->theatre == t && !o->actor[p->actor].is_challenger) {
            move(o, p, p->probability[o->s.type[p->actor] > 0.5 ? 1 : 0], period);
            o->harm[t] += o->now.strength[p->actor] * p->menu[p->chosen].harm;
        }
    }
    return true;
}

/* ---- sections 3.5 to 3.7: the state moves on ---- */

static const action *done(const post *p)
{
    return &p->menu[p->chosen];
}

/* share_it */
static double share(const oracle *o, const post *c)
{
    double v = o->attributed[c->theatre];
    return v > 0.0 && c->is_attributed ? done(c)->severity / v : 0.0;
}

/* reading: what carries a variable over, and what it decays from, is the variable itself; offsets of shocks with a
 * duration (in `now`) are felt wherever the variable bears on something else, so nothing of them stays when they end.
 */
static void move_levels(const oracle *o, uint32_t period, state *next)
{
    const state *s = &o->s;
    const present *now = &o->now;
    for (size_t t = 0; t < o->n_theatres; t++) {
        const theatre *at = &o->theatre[t];
        double level = s->level[t] + at->push * o->severity[t] - at->decay * (s->level[t] - now->c.rest[t]);
        for (size_t i = 0; i < o->n_posts; i++) {
            const post *p = &o->post[i];
            if (p->theatre == t) {
                bool is_answer = !o->actor[p->actor].is_challenger;
                level += (is_answer ? at->answer_push * done(p)->severity : 0.0) - done(p)->calm;
                if (is_answer) {
                    next->warning[p->actor][t] =
                        (1.0 - o->p.warning_decay) * (done(p)->warns ? 1.0 : s->warning[p->actor][t]);
                }
            }
        }
        for (size_t k = 0; k < o->n_spillovers; k++) {
            const spillover *v = &o->spillover[k];
            if (v->to == t) {
                level += v->weight * plus(now->s.level[v->from] - now->c.rest[v->from]);
            }
        }
        brink_address address = {.replica = o->replica,
                                 .who = brink_who("", at->name),
                                 .period = (uint16_t)period,
                                 .purpose = PURPOSE_NOISE};
        level += at->noise * brink_normal(o->seed, address);
        next->level[t] = clamp(level, 0.0, 10.0);
    }
}

/* The beliefs' evidence: one post's term of the sum over theatres. */
static double evidence(const oracle *o, const post *d)
{
    double v = o->attributed[d->theatre];
    double one = d->log_probability[1][d->chosen], zero = d->log_probability[0][d->chosen];
    if (!(v > 0.0) || !d->is_observed || one == zero) { /* equal: also two infinities, of a doctrine */
        return 0.0;
    }
    return sigma((v - o->now.c.red_line[d->theatre]) / o->now.width[d->actor]) * (one - zero);
}

/* Returns how many transfers were made; those between the partners of d are added to between[d]. */
static size_t make_transfers(const oracle *o, double *gained, double *between)
{
    size_t n = 0;
    for (size_t i = 0; i < o->n_posts; i++) {
        for (size_t k = 0; k < o->n_transfers; k++) {
            const transfer *v = &o->transfer[k];
            if (v->from != o->post[i].actor || strcmp(v->action, done(&o->post[i])->name) != 0) {
                continue;
            }
            n++;
            gained[v->to] += v->amount;
            gained[v->from] += v->returns;
            for (size_t d = 0; d < o->n_partnerships; d++) {
                const partnership *of = &o->partnership[d];
                if ((of->from == v->from && of->to == v->to) || (of->from == v->to && of->to == v->from)) {
                    between[d] += 1.0;
                }
            }
        }
    }
    return n;
}

static void move_challenger(const oracle *o, size_t i, state *next)
{
    double burden = 0.0, attrition = 0.0, grievance = 0.0;
    for (size_t n = 0; n < o->n_posts; n++) {
        const post *c = &o->post[n];
        if (c->actor != i) {
            continue;
        }
        grievance += o->now.unity * o->harm[c->theatre] * share(o, c);
        for (size_t k = 0; k < o->n_posts; k++) {
            const post *d = &o->post[k];
            if (d->theatre == c->theatre && !o->actor[d->actor].is_challenger) {
                burden += done(d)->burden * o->now.unity * share(o, c) * (1.0 - o->now.relief[i]);
                attrition += done(d)->attrition * share(o, c);
            }
        }
    }
    next->strain[i] = o->s.strain[i] * (1.0 - o->p.strain_decay) + burden;
    next->grievance[i] = o->s.grievance[i] * (1.0 - o->p.grievance_decay) + grievance;
    next->capability[i] -= attrition;
}

static void move_defender(const oracle *o, size_t j, double paid, state *next)
{
    const actor *a = &o->actor[j];
    double learnt = o->s.log_odds[j], rally = 0.0;
    for (size_t n = 0; n < o->n_posts; n++) {
        const post *d = &o->post[n];
        if (d->actor == j) {
            learnt += o->p.learning * evidence(o, d);
            rally += done(d)->rally;
        }
    }
    next->log_odds[j] = learnt + (1.0 - o->p.memory) * (logit(a->reputation) - learnt);
    next->fatigue[j] =
        o->s.fatigue[j] * (1.0 - o->p.fatigue_recovery) + a->fatigue_drift + a->fatigue_rate * paid - rally;
    next->load[j] = o->s.load[j] + o->p.load_decay * (o->now.c.attention[j] + paid - o->s.load[j]);
}

static size_t move_state(const oracle *o, const double *paid, uint32_t period, state *next)
{
    double gained[MAX_ACTORS] = {0}, between[MAX_PARTNERSHIPS] = {0};
    *next = o->s;
    move_levels(o, period, next);
    size_t n_transfers = make_transfers(o, gained, between);
    for (size_t x = 0; x < o->n_actors; x++) {
        const actor *a = &o->actor[x];
        next->capability[x] =
            o->s.capability[x] + o->p.capability_reversion * (a->capability_rest - o->s.capability[x]) + gained[x];
        if (a->is_challenger) {
            move_challenger(o, x, next);
        } else {
            move_defender(o, x, paid[x], next);
        }
    }
    for (size_t d = 0; d < o->n_partnerships; d++) {
        const partnership *of = &o->partnership[d];
        double shared = fmin(o->now.s.strain[of->from], o->now.s.strain[of->to]); /* a defender's is 0 */
        next->alignment[d] = o->s.alignment[d] + of->growth * between[d] + of->strain_pull * shared -
                             of->decay * (o->s.alignment[d] - of->rest);
    }
    clamp_state(o, next);
    return n_transfers;
}

bool oracle_step(oracle *o)
{
    uint32_t period = o->period + 1;
    fire_shocks(o, period);
    oracle_look(o, period);
    for (size_t t = 0; t < o->n_theatres; t++) {
        if (!play_theatre(o, t, period)) {
            return false;
        }
    }
    double paid[MAX_ACTORS] = {0};
    for (size_t i = 0; i < o->n_posts; i++) {
        paid[o->post[i].actor] += done(&o->post[i])->cost;
    }
    state next;
    size_t n_transfers = move_state(o, paid, period, &next);
    o->period = period;
    oracle_tally_flows(o, paid, n_transfers); /* looks at the present, before it moves on */

    /* section 3.6, from the levels just reached.
     * reading: an offset to a level that lasts in this period counts in L'. */
    o->s = next;
    oracle_look(o, period);
    for (size_t t = 0; t < o->n_theatres; t++) {
        o->s.survival *= 1.0 - oracle_hazard(o, o->now.s.level[t]);
    }
    o->now.s.survival = o->s.survival;
    oracle_tally_stocks(o);
    return true;
}
