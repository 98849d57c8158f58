/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random_scenario.h"

#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MOST = 5, MOST_ACTIONS = 6 };

static const char *const tables[] = {"scenario", "actors",    "theatres",     "stakes",     "actions",
                                     "menus",    "transfers", "partnerships", "spillovers", "parameters",
                                     "shocks",   "script",    "doctrine"};

typedef struct post {
    bool is_open;
    unsigned n;                    /* actions besides hold */
    unsigned action[MOST_ACTIONS]; /* of the actor's side */
} post;

typedef struct writer {
    const random_scenario *r;
    const char *folder;
    gsl_rng *rng;
    bool failed;
    unsigned n_challengers, n_defenders, n_theatres, n_actions; /* actions a side */
    unsigned n_partners;
    unsigned partner[2][2];
    post post[2 * MOST][MOST]; /* [actor: challengers first][theatre] */
} writer;

static double between(const writer *w, double lo, double hi)
{
    return lo + (hi - lo) * gsl_rng_uniform(w->rng);
}

static unsigned below(const writer *w, unsigned n)
{
    return (unsigned)gsl_rng_uniform_int(w->rng, n);
}

static bool chance(const writer *w, double p)
{
    return gsl_rng_uniform(w->rng) < p;
}

/* 0 now and then: the term is off */
static double term(const writer *w, double hi)
{
    return chance(w, 0.2) ? 0.0 : between(w, 0.0, hi);
}

/* One of the ends now and then: a corner of the range */
static double share(const writer *w)
{
    return chance(w, 0.1) ? 0.0 : chance(w, 0.1) ? 1.0 : between(w, 0.0, 1.0);
}

static unsigned n_actors(const writer *w)
{
    return w->n_challengers + w->n_defenders;
}

static bool is_challenger(const writer *w, unsigned x)
{
    return x < w->n_challengers;
}

static const char *actor_name(const writer *w, unsigned x, char *buffer)
{
    bool c = is_challenger(w, x);
    (void)snprintf(buffer, 16, "%c%u", c ? 'C' : 'D', (c ? x : x - w->n_challengers) + 1);
    return buffer;
}

static const char *action_name(const writer *w, unsigned x, unsigned a, char *buffer)
{
    (void)snprintf(buffer, 16, "%s%u", is_challenger(w, x) ? "move" : "ans", a + 1);
    return buffer;
}

static FILE *begin(writer *w, const char *table, const char *header)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s.csv", w->folder, table);
    FILE *f = fopen(path, "w");
    if (f == NULL) {
        w->failed = true;
        return NULL;
    }
    (void)fprintf(f, "%s\n", header);
    return f;
}

static void end(writer *w, FILE *f)
{
    if (f != NULL && (ferror(f) != 0) + (fclose(f) != 0) > 0) {
        w->failed = true;
    }
}

/* Cells after the first of a row. One call a draw: compilers differ in the order in which they evaluate the arguments
 * of one call, and a seed must mean the same scenario with each. */
static void number(FILE *f, double x)
{
    (void)fprintf(f, ",%.6g", x);
}

static void word(FILE *f, const char *text)
{
    (void)fprintf(f, ",%s", text);
}

static void write_actors(writer *w)
{
    FILE *f = begin(w, "actors",
                    "actor,name,side,rationality,resolve,reputation,irresolution,reputation_value,capability,"
                    "capability_rest,strain,fatigue,fatigue_rate,fatigue_drift,audience,clarity,dread,attention");
    for (unsigned x = 0; f != NULL && x < n_actors(w); x++) {
        char name[16];
        bool c = is_challenger(w, x);
        double rationality = term(w, w->r->rationality_most);
        double capability = between(w, 0.05, 2.0), dread = term(w, 250.0);
        (void)fprintf(f, "%s,%s,%s", actor_name(w, x, name), name, c ? "challenger" : "defender");
        number(f, rationality * (chance(w, 0.3) ? 0.3 : 1.0));
        if (c) {
            word(f, ",,,");
            number(f, capability);
            number(f, between(w, 0.0, 2.0));
            number(f, term(w, 2.0));
            word(f, ",,,,");
            number(f, dread);
            (void)fprintf(f, ",\n");
            continue;
        }
        number(f, share(w));
        number(f, between(w, 0.001, 0.999));
        number(f, 1.0 + term(w, 3.0));
        number(f, term(w, w->r->reputation_most));
        number(f, capability);
        number(f, between(w, 0.0, 2.0));
        word(f, "");
        number(f, share(w));
        number(f, term(w, 0.03));
        number(f, term(w, 0.02));
        number(f, term(w, 2.0));
        number(f, share(w));
        number(f, dread);
        number(f, term(w, 3.0));
        (void)fprintf(f, "\n");
    }
    end(w, f);
}

static void write_theatres(writer *w)
{
    FILE *f = begin(w, "theatres", "theatre,name,level,rest,decay,red_line,push,answer_push,noise,damage_weight");
    for (unsigned t = 0; f != NULL && t < w->n_theatres; t++) {
        (void)fprintf(f, "T%u,Theatre %u", t + 1, t + 1);
        number(f, 10.0 * share(w));
        number(f, between(w, 0.0, 6.0));
        number(f, share(w));
        number(f, term(w, 4.0));
        number(f, term(w, 0.3));
        number(f, term(w, 0.2));
        number(f, term(w, 0.5));
        number(f, term(w, 2.0));
        (void)fprintf(f, "\n");
    }
    end(w, f);
}

static void write_actions(writer *w)
{
    static const char *const instruments[] = {"military", "economic",   "covert",
                                              "transfer", "diplomatic", "informational"};
    FILE *f = begin(w, "actions",
                    "action,name,instrument,severity,gain,cost,harm,attribution,burden,attrition,calm,rally,warn");
    for (unsigned side = 0; f != NULL && side < 2; side++) {
        for (unsigned a = 0; a < w->n_actions; a++) {
            char name[16];
            (void)action_name(w, side == 0 ? 0 : w->n_challengers, a, name);
            (void)fprintf(f, "%s,%s,%s", name, name, instruments[below(w, 6)]);
            number(f, term(w, 4.0));
            number(f, term(w, side == 0 ? 3.0 : 0.5));
            number(f, term(w, side == 0 ? 2.5 : 1.5));
            if (side == 0) {
                word(f, "0");
                number(f, share(w));
                word(f, "0,0,0,0,0\n");
                continue;
            }
            number(f, term(w, 2.5));
            word(f, "1");
            number(f, term(w, 0.1));
            number(f, term(w, 0.1));
            number(f, term(w, 0.5));
            number(f, term(w, 0.05));
            (void)fprintf(f, ",%d\n", chance(w, 0.3));
        }
    }
    end(w, f);
}

/* Every actor has a post at least in one theatre; posts have one open action or more, and closed rows among them. */
static void write_posts(writer *w)
{
    FILE *stakes = begin(w, "stakes", "actor,theatre,stake"), *menus = begin(w, "menus", "actor,theatre,action,open");
    for (unsigned x = 0; stakes != NULL && menus != NULL && x < n_actors(w); x++) {
        unsigned home = below(w, w->n_theatres);
        for (unsigned t = 0; t < w->n_theatres; t++) {
            post *p = &w->post[x][t];
            p->is_open = t == home || chance(w, 0.6);
            if (!p->is_open) {
                continue;
            }
            char name[16], act[16];
            (void)actor_name(w, x, name);
            (void)fprintf(stakes, "%s,T%u,%.6g\n", name, t + 1, between(w, 0.1, 1.5));
            unsigned must = below(w, w->n_actions);
            for (unsigned a = 0; a < w->n_actions; a++) {
                bool open = a == must || chance(w, 0.5);
                if (open) {
                    p->action[p->n++] = a;
                }
                if (open || chance(w, 0.3)) {
                    (void)fprintf(menus, "%s,T%u,%s,%d\n", name, t + 1, action_name(w, x, a, act), open);
                }
            }
        }
    }
    end(w, stakes);
    end(w, menus);
}

static void write_links(writer *w)
{
    char one[16], two[16], act[16];
    FILE *f = begin(w, "transfers", "action,from,to,amount,returns");
    for (unsigned x = 0; f != NULL && x < n_actors(w); x++) {
        bool first = is_challenger(w, x);
        unsigned lo = first ? 0 : w->n_challengers, n = first ? w->n_challengers : w->n_defenders;
        if (n > 1 && chance(w, 0.5)) {
            unsigned to = lo + (x - lo + 1 + below(w, n - 1)) % n;
            unsigned t = 0; /* an action of one of its menus */
            while (!w->post[x][t].is_open) {
                t++;
            }
            (void)fprintf(f, "%s,%s,%s", action_name(w, x, w->post[x][t].action[0], act), actor_name(w, x, one),
                          actor_name(w, to, two));
            number(f, term(w, 0.2));
            number(f, term(w, 0.1));
            (void)fprintf(f, "\n");
        }
    }
    end(w, f);

    f = begin(w, "partnerships",
              "from,to,theatre,alignment,rest,growth,strain_pull,decay,relief,embolden,counterweight");
    w->n_partners = 0;
    for (unsigned i = 0; f != NULL && i < 2 && n_actors(w) > 2; i++) {
        unsigned from = i == 0 ? 0 : n_actors(w) - 1, to = i == 0 ? 1 + below(w, n_actors(w) - 2) : n_actors(w) - 2;
        if (from == to || chance(w, 0.2) || (i == 1 && from == 1)) {
            continue;
        }
        w->partner[w->n_partners][0] = from;
        w->partner[w->n_partners++][1] = to;
        char where[16] = "";
        if (chance(w, 0.5)) {
            (void)snprintf(where, sizeof where, "T%u", 1 + below(w, w->n_theatres));
        }
        (void)fprintf(f, "%s,%s,%s", actor_name(w, from, one), actor_name(w, to, two), where);
        number(f, share(w));
        number(f, share(w));
        number(f, term(w, 0.2));
        number(f, term(w, 0.2));
        number(f, share(w));
        number(f, share(w));
        number(f, share(w));
        number(f, where[0] == '\0' ? 0.0 : share(w));
        (void)fprintf(f, "\n");
    }
    end(w, f);

    f = begin(w, "spillovers", "from,to,weight");
    for (unsigned t = 0; f != NULL && t < w->n_theatres; t++) {
        for (unsigned to = 0; to < w->n_theatres; to++) {
            if (to != t && chance(w, 0.5)) {
                (void)fprintf(f, "T%u,T%u,%.6g\n", t + 1, to + 1, term(w, 0.1));
            }
        }
    }
    end(w, f);
}

static void parameter(FILE *f, const char *name, double value)
{
    (void)fprintf(f, "%s,%.6g\n", name, value);
}

static void write_parameters(writer *w)
{
    FILE *f = begin(w, "parameters", "parameter,value");
    if (f != NULL) {
        (void)fprintf(f, "solution,%s\nbranch,%s\nk,%u\ntolerance,%s\nmax_iterations,200\n", w->r->solution,
                      w->r->branch, below(w, 5), w->r->tolerance);
        parameter(f, "relief_value", term(w, 1.5));
        parameter(f, "restraint", term(w, 1.0));
        parameter(f, "audience_width_clear", between(w, 0.05, 0.5));
        parameter(f, "audience_width_ambiguous", between(w, 0.5, 2.0));
        parameter(f, "warning_commitment", term(w, 1.5));
        parameter(f, "warning_decay", share(w));
        parameter(f, "memory", share(w));
        parameter(f, "learning", share(w));
        parameter(f, "strain_decay", share(w));
        parameter(f, "capability_gain", share(w));
        parameter(f, "capability_reversion", share(w));
        parameter(f, "fatigue_recovery", share(w));
        parameter(f, "fatigue_cost", term(w, 3.0));
        parameter(f, "load_decay", share(w));
        parameter(f, "load_cost", term(w, 1.0));
        parameter(f, "hazard_ceiling", term(w, 0.05));
        parameter(f, "hazard_midpoint", between(w, 3.0, 12.0));
        parameter(f, "hazard_width", between(w, 0.2, 2.0));
        parameter(f, "punishment_scale", term(w, 4.0));
        parameter(f, "reprisal", term(w, 0.3));
        parameter(f, "grievance_decay", share(w));
        parameter(f, "damage_rate", term(w, 1.0));
        parameter(f, "enforcement_share", term(w, 1.0));
    }
    end(w, f);
}

static unsigned some_defender(const writer *w)
{
    return w->n_challengers + below(w, w->n_defenders);
}

/* A target and an amount that matters to it; false when the scenario has none of that kind. */
static bool shock_target(const writer *w, unsigned kind, char target[64], double *amount)
{
    char one[16], two[16];
    unsigned t = 1 + below(w, w->n_theatres), d = some_defender(w), c = below(w, w->n_challengers);
    double sign = chance(w, 0.5) ? 1.0 : -1.0;
    static const struct {
        const char *word;
        char of; /* theatre, any actor, challenger, defender, partnership, warning */
        double most;
    } kinds[] = {{"level", 't', 4.0},   {"capability", 'a', 1.0}, {"strain", 'c', 1.0}, {"fatigue", 'd', 0.5},
                 {"grievance", 'c', 4}, {"alignment", 'p', 0.5},  {"belief", 'd', 4.0}, {"warning", 'w', 1.0},
                 {"attention", 'd', 3}, {"red_line", 't', 2.0},   {"rest", 't', 4.0},   {"clarity", 'd', 0.7},
                 {"audience", 'd', 1.0}};
    *amount = sign * between(w, 0.0, kinds[kind].most);
    switch (kinds[kind].of) {
    case 't':
        (void)snprintf(target, 64, "%s.T%u", kinds[kind].word, t);
        return true;
    case 'w':
        (void)snprintf(target, 64, "warning.%s.T%u", actor_name(w, d, one), t);
        return w->post[d][t - 1].is_open;
    case 'p': {
        if (w->n_partners == 0) {
            return false;
        }
        const unsigned *p = w->partner[below(w, w->n_partners)];
        (void)snprintf(target, 64, "alignment.%s.%s", actor_name(w, p[0], one), actor_name(w, p[1], two));
        return true;
    }
    default: {
        unsigned x = kinds[kind].of == 'c' ? c : kinds[kind].of == 'd' ? d : below(w, n_actors(w));
        (void)snprintf(target, 64, "%s.%s", kinds[kind].word, actor_name(w, x, one));
        return true;
    }
    }
}

static void write_shocks(writer *w)
{
    FILE *f = begin(w, "shocks", "shock,period,hazard,repeat,duration,target,amount,note");
    unsigned n = chance(w, 0.3) ? 0 : below(w, 9);
    for (unsigned i = 0; f != NULL && i < n; i++) {
        unsigned kind = below(w, 13);
        char target[64], duration[16] = "";
        double amount = 0.0;
        if (!shock_target(w, kind, target, &amount)) {
            continue;
        }
        if (kind >= 8 || chance(w, 0.5)) {
            (void)snprintf(duration, sizeof duration, "%u", 1 + below(w, 6));
        }
        if (chance(w, 0.5)) {
            (void)fprintf(f, "shock%u,%u,,,%s,%s,%.6g,\n", i, 1 + below(w, w->r->horizon), duration, target, amount);
        } else {
            double hazard = between(w, 0.0, 0.3);
            (void)fprintf(f, "shock%u,,%.6g,%d,%s,%s,%.6g,\n", i, hazard, chance(w, 0.6), duration, target, amount);
        }
    }
    end(w, f);
}

static void write_script(writer *w)
{
    FILE *f = begin(w, "script", "period,actor,theatre,action,observed");
    unsigned n = chance(w, 0.4) ? 0 : below(w, 8);
    for (unsigned i = 0; f != NULL && i < n; i++) {
        unsigned x = below(w, n_actors(w)), t = below(w, w->n_theatres), period = 1 + 4 * i + below(w, 4);
        const post *p = &w->post[x][t];
        char one[16], act[16];
        if (p->is_open && period <= w->r->horizon) {
            unsigned a = below(w, p->n + 1);
            (void)fprintf(f, "%u,%s,T%u,%s,%d\n", period, actor_name(w, x, one), t + 1,
                          a == p->n ? "hold" : action_name(w, x, p->action[a], act), chance(w, 0.6));
        }
    }
    end(w, f);
}

/* Three bands a post, in eighths, so that a band sums to 1 exactly. */
static void write_doctrine(writer *w)
{
    FILE *f = begin(w, "doctrine", "actor,theatre,level_from,action,probability");
    bool is_used = strcmp(w->r->solution, "doctrine") == 0;
    for (unsigned x = 0; f != NULL && is_used && x < n_actors(w); x++) {
        for (unsigned t = 0; t < w->n_theatres; t++) {
            const post *p = &w->post[x][t];
            for (unsigned band = 0; p->is_open && band < 3; band++) {
                char one[16], act[16];
                unsigned a = below(w, p->n), eighths = below(w, 9);
                double from = band == 0 ? 0.0 : 3.0 * band;
                (void)fprintf(f, "%s,T%u,%g,hold,%g\n", actor_name(w, x, one), t + 1, from, 0.125 * (8 - eighths));
                (void)fprintf(f, "%s,T%u,%g,%s,%g\n", one, t + 1, from, action_name(w, x, p->action[a], act),
                              0.125 * eighths);
            }
        }
    }
    end(w, f);
}

static void write_scenario(writer *w)
{
    FILE *f = begin(w, "scenario", "key,value");
    if (f != NULL) {
        (void)fprintf(f,
                      "name,random\ntitle,Random scenario %llu\nmodel,deterrence\nstart_date,2024-01-01\n"
                      "period_days,7\nhorizon,%u\n",
                      (unsigned long long)w->r->seed, w->r->horizon);
    }
    end(w, f);
}

bool random_scenario_write(const random_scenario *r, const char *folder)
{
    writer w = {.r = r, .folder = folder, .rng = gsl_rng_alloc(gsl_rng_mt19937)};
    if (w.rng == NULL) {
        return false;
    }
    gsl_rng_set(w.rng, (unsigned long)r->seed);
    unsigned most = r->size_most < MOST ? r->size_most : MOST;
    w.n_challengers = 1 + below(&w, most < 4 ? most : 4);
    w.n_defenders = 1 + below(&w, most);
    w.n_theatres = 1 + below(&w, most < 4 ? most : 4);
    w.n_actions = 1 + below(&w, most);
    write_scenario(&w);
    write_actors(&w);
    write_theatres(&w);
    write_actions(&w);
    write_posts(&w);
    write_links(&w);
    write_parameters(&w);
    write_shocks(&w);
    write_script(&w);
    write_doctrine(&w);
    gsl_rng_free(w.rng);
    return !w.failed;
}

void random_scenario_remove(const char *folder)
{
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        char path[512];
        (void)snprintf(path, sizeof path, "%s/%s.csv", folder, tables[i]);
        (void)unlink(path);
    }
    (void)rmdir(folder);
}
