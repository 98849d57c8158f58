/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Section 5: metrics and series by the names under which the model reports them. */
#include <stdio.h>
#include <string.h>

#include "parts.h"

/* "word.one.two.three" into its parts; how many there are. */
typedef struct name {
    size_t n;
    char part[4][NAME_BYTES];
} name;

static name split(const char *text)
{
    name s = {0};
    while (s.n < 4) {
        size_t length = strcspn(text, ".");
        (void)snprintf(s.part[s.n++], NAME_BYTES, "%.*s", (int)length, text);
        if (text[length] == '\0') {
            break;
        }
        text += length + 1;
    }
    return s;
}

static bool is(const name *s, const char *word, size_t n)
{
    return s->n == n && strcmp(s->part[0], word) == 0;
}

static bool find_actor(const oracle *o, const char *text, size_t *x)
{
    for (*x = 0; *x < o->n_actors; ++*x) {
        if (strcmp(o->actor[*x].name, text) == 0) {
            return true;
        }
    }
    return false;
}

static bool find_theatre(const oracle *o, const char *text, size_t *t)
{
    for (*t = 0; *t < o->n_theatres; ++*t) {
        if (strcmp(o->theatre[*t].name, text) == 0) {
            return true;
        }
    }
    return false;
}

static bool find_partnership(const oracle *o, const char *from, const char *to, size_t *d)
{
    for (*d = 0; *d < o->n_partnerships; ++*d) {
        const partnership *of = &o->partnership[*d];
        if (strcmp(o->actor[of->from].name, from) == 0 && strcmp(o->actor[of->to].name, to) == 0) {
            return true;
        }
    }
    return false;
}

static bool find_rung(const char *text, size_t *rung)
{
    return sscanf(text, "%zu", rung) == 1 && *rung < N_RUNGS; // NOLINT(cert-err34-c): names of our own making
}

/* Sums that are also reported per period lived. */
static bool cumulative(const oracle *o, const char *word, double *value)
{
    const tally *t = &o->t;
    const struct {
        const char *word;
        double value;
    } rows[] = {{"cost", t->cost},
                {"gains", t->gains},
                {"unanswered", t->unanswered},
                {"damage", t->damage},
                {"crossings", t->crossings},
                {"transfers", t->transfers},
                {"provocations", t->provocations},
                {"answers", t->answers}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t length = strlen(rows[i].word);
        if (strncmp(word, rows[i].word, length) != 0) {
            continue;
        }
        *value = rows[i].value;
        if (strcmp(word + length, "_per_period") == 0) {
            *value /= (double)t->lived;
            return true;
        }
        return word[length] == '\0';
    }
    return false;
}

static bool plain(const oracle *o, const char *word, double *value)
{
    const tally *t = &o->t;
    double peak = 0.0;
    for (size_t h = 0; h < o->n_theatres; h++) {
        peak = fmax(peak, t->peak[h]);
    }
    const struct {
        const char *word;
        double value;
    } rows[] = {{"conflict", t->conflict_time > 0 ? 1.0 : 0.0},
                {"conflict_time", t->conflict_time > 0 ? (double)t->conflict_time : (double)NAN},
                {"conflict_probability", t->conflict_probability},
                {"periods", (double)t->lived},
                {"peak_level", peak},
                {"enforced", t->enforced},
                {"enforcement", t->enforced / t->crossings},
                {"credibility_end", t->credibility_end},
                {"credibility_min", t->credibility_minimum},
                {"unity_end", t->unity_end},
                {"unity_min", t->unity_minimum}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(word, rows[i].word) == 0) {
            *value = rows[i].value;
            return true;
        }
    }
    return cumulative(o, word, value);
}

static bool event_count(const oracle *o, const name *s, double *value)
{
    size_t x = 0, t = 0;
    if (!find_actor(o, s->part[1], &x) || !find_theatre(o, s->part[2], &t)) {
        return false;
    }
    size_t i = oracle_find_post(o, x, t);
    size_t a = i == (size_t)-1 ? i : oracle_find_action(&o->post[i], s->part[3]);
    if (a == (size_t)-1) {
        return false;
    }
    *value = o->events[i * MAX_MENU + a];
    return true;
}

bool oracle_metric(const oracle *o, const char *text, double *value)
{
    const tally *t = &o->t;
    name s = split(text);
    size_t x = 0, h = 0, d = 0, r = 0;
    if (s.n == 1) {
        return plain(o, text, value);
    }
    if (is(&s, "peak_level", 2) && find_theatre(o, s.part[1], &h)) {
        *value = t->peak[h];
        return true;
    }
    if (is(&s, "time_above", 2) && find_rung(s.part[1], &r)) {
        *value = t->time_at[r];
        return true;
    }
    if (is(&s, "time_above", 3) && find_theatre(o, s.part[1], &h) && find_rung(s.part[2], &r)) {
        *value = t->time_at_theatre[h][r];
        return true;
    }
    if (is(&s, "payoff", 2) && find_actor(o, s.part[1], &x)) {
        *value = t->payoff[x] - o->actor[x].dread * t->conflict_probability;
        return true;
    }
    if (is(&s, "belief_end", 2) && find_actor(o, s.part[1], &x)) {
        *value = t->belief_end[x];
        return true;
    }
    if (is(&s, "alignment_end", 3) && find_partnership(o, s.part[1], s.part[2], &d)) {
        *value = t->alignment_end[d];
        return true;
    }
    return is(&s, "events", 4) && event_count(o, &s, value);
}

/* Actions other than hold in the period just stepped.
 * reading: missing at period 0, in which nobody has acted. */
static double acts(const oracle *o, bool of_challengers)
{
    double n = o->period > 0 ? 0.0 : (double)NAN;
    for (size_t i = 0; i < o->n_posts; i++) {
        n += oracle_is_challenger(o, i) == of_challengers && o->post[i].chosen != HOLD ? 1.0 : 0.0;
    }
    return n;
}

/* The chance that the conflict begins in the period just stepped, given that it had not.
 * reading: at period 0, which is no period, 0. */
static double hazard_now(const oracle *o)
{
    double none = 1.0;
    for (size_t h = 0; h < o->n_theatres && o->period > 0; h++) {
        none *= 1.0 - oracle_hazard(o, o->now.s.level[h]);
    }
    return 1.0 - none;
}

bool oracle_series(const oracle *o, const char *text, double *value)
{
    const present *now = &o->now;
    const struct {
        const char *word;
        double value;
    } plain_rows[] = {{"credibility", oracle_mean_belief(o)},
                      {"unity", now->unity},
                      {"no_conflict", o->t.conflict_time > 0 ? 0.0 : 1.0},
                      {"conflict_probability", 1.0 - o->s.survival},
                      {"hazard", hazard_now(o)},
                      {"provocations", acts(o, true)},
                      {"answers", acts(o, false)}};
    const struct {
        const char *word;
        const double *values;
    } actor_rows[] = {{"belief", now->belief},           {"fatigue", now->s.fatigue}, {"attention", now->s.load},
                      {"capability", now->s.capability}, {"strain", now->s.strain},   {"grievance", now->s.grievance}};
    name s = split(text);
    size_t x = 0, h = 0, d = 0;
    for (size_t i = 0; i < sizeof plain_rows / sizeof *plain_rows; i++) {
        if (is(&s, plain_rows[i].word, 1)) {
            *value = plain_rows[i].value;
            return true;
        }
    }
    for (size_t i = 0; i < sizeof actor_rows / sizeof *actor_rows; i++) {
        if (is(&s, actor_rows[i].word, 2) && find_actor(o, s.part[1], &x)) {
            *value = actor_rows[i].values[x];
            return true;
        }
    }
    if (is(&s, "level", 2) && find_theatre(o, s.part[1], &h)) {
        *value = now->s.level[h];
        return true;
    }
    if (is(&s, "alignment", 3) && find_partnership(o, s.part[1], s.part[2], &d)) {
        *value = now->s.alignment[d];
        return true;
    }
    return false;
}
