/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of the oracle share. Players are indexed by their row in `actors` throughout; arrays that one side
 * does not use stay 0 there. */
#ifndef TESTS_ORACLE_PARTS_H
#define TESTS_ORACLE_PARTS_H

#include <math.h>

#include "oracle.h"

enum { MAX_PARTNERSHIPS = 256, NAME_BYTES = 40, HOLD = 0, NO_ROW = -1, N_RUNGS = 11 };

static inline double plus(double x) /* [x]+ */
{
    return x > 0.0 ? x : 0.0;
}

static inline double clamp(double x, double lo, double hi)
{
    return x < lo ? lo : x > hi ? hi : x;
}

static inline double sigma(double x)
{
    return 1.0 / (1.0 + exp(-x));
}

/* Section 2 */
typedef struct action {
    char name[NAME_BYTES]; /* "hold" for hold, whose attributes are all 0 */
    double severity, gain, cost, harm, attribution, burden, attrition, calm, rally;
    bool warns;
    bool is_forceful; /* military or economic: what an irresolute defender finds dearer */
} action;

typedef struct actor {
    char name[NAME_BYTES];
    bool is_challenger;
    double rationality, resolve, reputation, irresolution, reputation_value, capability, capability_rest, strain,
        fatigue, fatigue_rate, fatigue_drift, audience, clarity, dread, attention;
} actor;

typedef struct theatre {
    char name[NAME_BYTES];
    double level, rest, decay, red_line, push, answer_push, noise, damage_weight;
} theatre;

typedef struct post {
    size_t actor, theatre;
    double stake;
    size_t n; /* actions in the menu, hold included */
    action *menu;
    /* the solution and the moves of a period */
    double probability[2][MAX_MENU];
    double log_probability[2][MAX_MENU];
    size_t chosen;
    bool is_attributed, is_forced, is_observed;
    double distance;
} post;

typedef struct transfer {
    char action[NAME_BYTES];
    size_t from, to;
    double amount, returns;
} transfer;

typedef struct partnership {
    size_t from, to;
    int theatre; /* or NO_ROW */
    double alignment, rest, growth, strain_pull, decay, relief, embolden, counterweight;
} partnership;

typedef struct spillover {
    size_t from, to;
    double weight;
} spillover;

typedef struct script_line {
    uint32_t period;
    size_t post, action;
    bool is_observed;
} script_line;

typedef struct doctrine_line {
    size_t post, action;
    double level_from, probability;
} doctrine_line;

/* Section 1, by actor and theatre */
typedef struct state {
    double level[MAX_THEATRES];
    double warning[MAX_ACTORS][MAX_THEATRES];
    double type[MAX_ACTORS];
    double log_odds[MAX_ACTORS];
    double capability[MAX_ACTORS];
    double strain[MAX_ACTORS];
    double fatigue[MAX_ACTORS];
    double load[MAX_ACTORS]; /* Q */
    double grievance[MAX_ACTORS];
    double alignment[MAX_PARTNERSHIPS];
    double survival, conflict_draw;
} state;

/* The columns that a shock with a duration can offset (section 3.1) */
typedef struct columns {
    double attention[MAX_ACTORS], clarity[MAX_ACTORS], audience[MAX_ACTORS];
    double red_line[MAX_THEATRES], rest[MAX_THEATRES];
} columns;

typedef enum target_kind {
    TARGET_LEVEL,
    TARGET_CAPABILITY,
    TARGET_STRAIN,
    TARGET_FATIGUE,
    TARGET_GRIEVANCE,
    TARGET_ALIGNMENT,
    TARGET_BELIEF,
    TARGET_WARNING,
    TARGET_ATTENTION,
    TARGET_RED_LINE,
    TARGET_REST,
    TARGET_CLARITY,
    TARGET_AUDIENCE
} target_kind;

typedef struct shock {
    char name[NAME_BYTES];
    double period, hazard; /* NaN when not given */
    bool repeats;
    double duration; /* NaN when none */
    target_kind kind;
    size_t index, theatre; /* actor, theatre or partnership; for a warning the theatre besides */
    double amount;
    bool has_fired;
    uint32_t last; /* last period in which the offset holds; 0 = none */
} shock;

/* Everything a period looks at: effective values (state and columns with the offsets of shocks, clamped) and what
 * section 1 derives from them. */
typedef struct present {
    state s;
    columns c;
    double belief[MAX_ACTORS];   /* b_j */
    double unity;                /* C */
    double strength[MAX_ACTORS]; /* k_x */
    double embolden[MAX_ACTORS], relief[MAX_ACTORS];
    double counterweight[MAX_THEATRES];
    double width[MAX_ACTORS];
} present;

typedef enum solution {
    SOLUTION_QRE,
    SOLUTION_LEVEL_K,
    SOLUTION_BEST_RESPONSE,
    SOLUTION_MYOPIC,
    SOLUTION_DOCTRINE
} solution;

typedef struct parameters {
    solution solution;
    size_t k;
    double relief_value, restraint, audience_width_clear, audience_width_ambiguous, warning_commitment, warning_decay,
        memory, learning, strain_decay, capability_gain, capability_reversion, fatigue_recovery, fatigue_cost,
        load_decay, load_cost, hazard_ceiling, hazard_midpoint, hazard_width, punishment_scale, reprisal,
        grievance_decay, damage_rate, enforcement_share;
} parameters;

/* Sums over a replica's counted periods (section 5) */
typedef struct tally {
    uint32_t conflict_time; /* 0 = none yet */
    uint32_t lived;         /* periods counted */
    double peak[MAX_THEATRES];
    double time_at[N_RUNGS]; /* periods in which the highest theatre is at or above the rung */
    double time_at_theatre[MAX_THEATRES][N_RUNGS];
    double cost, gains, unanswered, damage;
    double payoff[MAX_ACTORS]; /* without the dread of conflict */
    double crossings, enforced, transfers, provocations, answers;
    double credibility_end, credibility_minimum, unity_end, unity_minimum;
    double belief_end[MAX_ACTORS], belief_minimum[MAX_ACTORS];
    double alignment_end[MAX_PARTNERSHIPS];
    double level_end[MAX_THEATRES];
    double conflict_probability;
} tally;

struct oracle {
    parameters p;
    uint32_t horizon;
    size_t n_actors, n_theatres, n_posts, n_transfers, n_partnerships, n_spillovers, n_script, n_doctrine, n_shocks;
    actor actor[MAX_ACTORS];
    theatre theatre[MAX_THEATRES];
    post *post;
    transfer *transfer;
    partnership *partnership;
    spillover *spillover;
    script_line *script;
    doctrine_line *doctrine;
    shock *shock;

    oracle_method method;
    uint64_t seed, replica;
    uint32_t period;
    state s;
    present now; /* of the period being solved, or last solved */
    double severity[MAX_THEATRES], attributed[MAX_THEATRES], harm[MAX_THEATRES]; /* s_t, v_t, H_t */
    tally t;
    double *events; /* [post][MAX_MENU], counted periods */
    oracle_effort effort;
};

/* oracle_period.c: effective values and what follows from them, for the state as it stands in o->period + ahead. */
void oracle_look(oracle *o, uint32_t period);
/* h(L), section 1, and its slope */
double oracle_hazard(const oracle *o, double level);
double oracle_hazard_slope(const oracle *o, double level);

/* payoff.c. A defender's post facing severity v, the others' expected harm and severity. */
typedef struct facing {
    double v, harm, severity; /* v, P_-j, R_-j */
} facing;

/* Section 3.2 without the reputation term: u[type][action], and its slopes by v, P_-j and R_-j, the same for both types
 * (slopes may be NULL). */
typedef struct slopes {
    double by_v[MAX_MENU], by_harm[MAX_MENU], by_severity[MAX_MENU];
} slopes;
void oracle_defender_payoffs(const oracle *o, const post *d, facing f, double u[2][MAX_MENU], slopes *slope);

/* Section 3.3. A challenger's post facing the others' vbar and sbar, with P and R of the defenders' stage at vbar + s_a
 * for every action of its menu (action 0 is hold, so harm[0] = P(vbar)). */
void oracle_challenger_payoffs(const oracle *o, const post *c, double others_severity, const double *harm,
                               const double *severity, double *u);
/* its slope by sbar_-i, by R(vbar + s_a) and by R(vbar), per action; by P(vbar + s_a) it is -punishment[a], by P(vbar)
 * the opposite */
typedef struct challenger_slopes {
    double by_others[MAX_MENU], by_answer[MAX_MENU], by_rest[MAX_MENU], punishment[MAX_MENU];
} challenger_slopes;
void oracle_challenger_slopes(const oracle *o, const post *c, double others_severity, const double *severity,
                              challenger_slopes *slope);

/* softmax of rationality x u, by log-sum-exp: probabilities and their logarithms; returns ln Z */
double oracle_softmax(double rationality, const double *u, size_t n, double *probability, double *log_probability);

/* rationality of the period's solution rule: as in `actors`, or a hundred times it (best_response) */
double oracle_rationality(const oracle *o, size_t actor);

/* The two types' choice at a given D = ln Z1 - ln Z0 and rationality lambda. */
typedef struct choice {
    double probability[2][MAX_MENU], log_probability[2][MAX_MENU];
    double payoff[2][MAX_MENU]; /* with the reputation term */
    bool is_free[MAX_MENU];     /* reputation term within its clamp */
    double gap;                 /* ln Z1 - ln Z0 that follows; D at a solution */
    double harm, severity;      /* expected by the public belief */
} choice;
void oracle_choice(const oracle *o, const post *d, double lambda, double u[2][MAX_MENU], double gap, choice *c);
/* The choice when the reputation term is that of an earlier choice: the one that stands in the post. */
void oracle_choice_after(const oracle *o, const post *d, double lambda, double u[2][MAX_MENU], choice *c);

/* solve.c: choices of the traced equilibrium into the posts, of theatre t's challengers and of its defenders at v */
bool oracle_trace_theatre(oracle *o, size_t t);
bool oracle_trace_answers(oracle *o, size_t t, double v);
/* A defender's quantal response to what it faces: solves D = ln Z1 - ln Z0 (section 4). */
bool oracle_respond(oracle *o, post *d, facing f, choice *c);
void oracle_settle(post *d, const choice *c);

/* rules.c: the same by whatever rule or method is asked for */
bool oracle_solve_theatre(oracle *o, size_t t);
bool oracle_solve_answers(oracle *o, size_t t, double v);

/* oracle_metrics.c: at the start; of a period, what flowed (with the present as it was at its start; paid[actor]), and
 * then what stands (with the present at its end) */
void oracle_tally_start(oracle *o);
void oracle_tally_flows(oracle *o, const double *paid, size_t n_transfers);
void oracle_tally_stocks(oracle *o);
double oracle_mean_belief(const oracle *o); /* of the defenders, at present */

/* oracle_read.c */
size_t oracle_find_post(const oracle *o, size_t x, size_t t); /* (size_t)-1 if none */
size_t oracle_find_action(const post *p, const char *name);   /* (size_t)-1 if not in the menu */

#endif
