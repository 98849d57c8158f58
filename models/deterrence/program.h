/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The compiled form of a scenario, and the memory of a batch. Private to models/deterrence. Symbols as in README.md. */
#ifndef MODELS_DETERRENCE_PROGRAM_H
#define MODELS_DETERRENCE_PROGRAM_H

#include "deterrence.h"
#include "target.h"

/* One variable over the lanes of a batch. Aligned so that loops over lanes load whole vectors. */
#ifndef ROW_ALIGNMENT
#define ROW_ALIGNMENT 64
#endif
typedef double lanes[BRINK_LANES] __attribute__((aligned(ROW_ALIGNMENT)));
typedef float narrow[BRINK_LANES] __attribute__((aligned(ROW_ALIGNMENT)));
typedef uint16_t counted[BRINK_LANES] __attribute__((aligned(ROW_ALIGNMENT))); /* of periods, at most 65535 */

enum solution { SOLUTION_QRE, SOLUTION_LEVEL_K, SOLUTION_BEST_RESPONSE, SOLUTION_MYOPIC, SOLUTION_DOCTRINE };

enum counter {
    COUNT_PERIODS,           /* replica-periods stepped */
    COUNT_NONCONVERGED,      /* of them, those with a stage that neither iteration nor tracing brought to tolerance */
    COUNT_TRACED_STAGES,     /* stages solved by tracing because iteration did not reach tolerance, or by rule */
    COUNT_STAGES,            /* stages solved by iteration, two a theatre, summed over replicas */
    COUNT_STEPS,             /* steps of Newton's method over the players of a theatre in them */
    COUNT_SWEEPS,            /* sweeps over the players of a theatre in them */
    COUNT_EXPONENTIALS,      /* exponentials evaluated in them */
    COUNT_AUDITS,            /* replica-periods solved again by tracing */
    COUNT_MISMATCHES,        /* of them, those whose choice probabilities differ: another branch */
    COUNT_UNAUDITED,         /* of them, those whose tracing failed, so that nothing can be said */
    COUNT_REST,              /* replica-periods in which the rest state was solved (README.md, 6) */
    COUNT_REST_NONCONVERGED, /* of them, those that did not reach tolerance */
    N_COUNTERS
};

/* A row of `doctrine`, sorted by level within its post. */
typedef struct doctrine_band {
    double level_from;
    double probability[MAX_MENU];
} doctrine_band;

/* Constants of a post for Newton's method (newton_body.h), payoffs in logits of base 2. */
typedef struct narrow_post {
    float kappa, by_gap, per_gap;              /* rationality x reputation_value; half of it; in base 2, negative */
    float least, most;                         /* of exp(kappa clamp(x - D, -3, 3)); 1 without a reputation term */
    float restraint, dread, push, answer_push; /* the last two in hazard widths of base 2 */
    float hazard_factor[MAX_MENU], severity[MAX_MENU]; /* in the order of post.order */
} narrow_post;

typedef struct post {
    size_t actor;   /* index in actors */
    size_t player;  /* index among the challengers or the defenders */
    size_t theatre; /* index in theatres */
    bool is_challenger;
    uint32_t who;
    double stake;
    size_t n;                    /* actions, `hold` first */
    size_t action_row[MAX_MENU]; /* row in `actions`; (size_t)-1 for hold */
    double severity[MAX_MENU], gain[MAX_MENU], cost[MAX_MENU], harm[MAX_MENU], attribution[MAX_MENU];
    double burden[MAX_MENU], attrition[MAX_MENU], calm[MAX_MENU], rally[MAX_MENU];
    bool warns[MAX_MENU], is_costly[MAX_MENU]; /* is_costly: military or economic, so irresolution counts */
    double hazard_factor[MAX_MENU];            /* exp(-(answer_push s - calm)/hazard_width) of a defender */
    double least_hazard_factor;
    size_t recipient[MAX_MENU]; /* actor that a transfer goes to; (size_t)-1 if none */
    double amount[MAX_MENU], returns[MAX_MENU];
    size_t order[MAX_MENU]; /* actions: first those of a defender that both types value alike (excess 0), then others */
    size_t n_alike;
    double least_seen, most_seen; /* of exp(kappa clamp(x - D, -3, 3)), kappa = rationality x reputation_value */
    narrow_post single;
    size_t narrow; /* first row of this post in the narrow rows of its theatre's stage (newton_body.h) */
    bool has_transfers;
    size_t first_event_metric; /* metric of action 1; those of the others follow */
    size_t n_bands;
    doctrine_band *bands; /* [n_bands] when solution = doctrine */
    size_t state;         /* first row of this post in work.value and its like */
} post;

typedef struct theatre {
    const char *name;
    uint32_t who;
    double level, rest, decay, red_line, push, answer_push, noise, damage_weight;
    size_t n_challengers, n_defenders;
    size_t *challengers, *defenders; /* posts */
    size_t n_points;                 /* sum of the menu sizes of its challengers: where the defenders are anticipated */
    size_t first_point;              /* first row of its points in work.harm and its like: [point][defender] */
    size_t n_narrow;                 /* narrow rows of the level and its posts */
} theatre;

typedef struct actor {
    const char *name;
    bool is_challenger;
    size_t player;
    uint32_t who;
    double rationality, resolve, reputation, reputation_log_odds, irresolution, reputation_value;
    double capability, capability_rest, strain, fatigue, fatigue_rate, fatigue_drift, audience, clarity, dread,
        attention;
    double unity_weight; /* capability over the defenders' sum, at start */
    size_t n_posts;
    size_t *posts; /* its posts, in their order */
} actor;

typedef struct partnership {
    size_t from, to;
    size_t theatre; /* (size_t)-1 if none */
    double alignment, rest, growth, strain_pull, decay, relief, embolden, counterweight;
} partnership;

typedef struct spillover {
    size_t from, to;
    double weight;
} spillover;

typedef struct shock {
    uint32_t who;
    uint32_t period; /* 0 = by hazard */
    double hazard;
    bool repeats;
    uint32_t duration; /* 0 = once and for all */
    brink__target target;
    double amount;
} shock;

typedef struct forced_move {
    uint32_t period;
    size_t post, action;
    bool is_observed;
} forced_move;

typedef struct parameters {
    enum solution solution;
    bool always_traces;
    uint32_t k, max_iterations;
    double tolerance;
    double relief_value, restraint, audience_width_clear, audience_width_ambiguous, warning_commitment, warning_decay;
    double memory, learning, strain_decay, capability_gain, capability_reversion, fatigue_recovery, fatigue_cost;
    double load_decay, load_cost, hazard_ceiling, hazard_midpoint, hazard_width, punishment_scale, reprisal;
    double grievance_decay, damage_rate, enforcement_share;
} parameters;

/* Indices of metrics and series in the program's lists; those of lists are the first of a run. */
typedef struct output_index {
    size_t conflict, conflict_time, conflict_probability, periods, peak_level, peak_level_theatre, time_above,
        time_above_theatre, cumulative, per_period, payoff, enforced, enforcement, credibility_end, credibility_min,
        unity_end, unity_min, belief_end, alignment_end, cascade, cascade_size_mean, branching_share, events;
} output_index;

/* Sums over the periods that count, in the order of their metrics. */
enum cumulative {
    SUM_COST,
    SUM_GAINS,
    SUM_UNANSWERED,
    SUM_DAMAGE,
    SUM_CROSSINGS,
    SUM_TRANSFERS,
    SUM_PROVOCATIONS,
    SUM_ANSWERS,
    N_SUMS
};

enum { N_RUNGS = 10 };

/* Numbers of cascades a replica, in the order of their metrics. */
enum cascade_sum {
    CASCADE_ROOTS,    /* cascades begun */
    CASCADE_EVENTS,   /* events, of challengers and defenders */
    CASCADE_LARGEST,  /* size of the largest */
    CASCADE_PROVOKED, /* challengers' events that are no root */
    N_CASCADE_SUMS
};

/* Counted tables: a distribution each, and who set off whom. */
enum cascade_table {
    TABLE_SIZE,
    TABLE_DEPTH,
    TABLE_DURATION,
    TABLE_THEATRES,
    TABLE_ACTORS,
    TABLE_PEAK_LEVEL,
    TABLE_INFLUENCE,
    N_COUNT_TABLES
};

/* First row of each variable in the state vector. */
typedef struct state_rows {
    size_t level, warning, type, log_odds, capability, strain, fatigue, attention, grievance, alignment, survival,
        conflict_draw;
} state_rows;

typedef struct program {
    brink_program head; /* first */
    parameters par;
    size_t n_actors, n_challengers, n_defenders, n_theatres, n_posts, n_partnerships, n_spillovers, n_shocks, n_forced;
    actor *actors;
    size_t *challengers, *defenders; /* actors */
    theatre *theatres;
    post *posts;
    size_t *actor_posts; /* [n_posts] what actor.posts points into */
    partnership *partnerships;
    spillover *spillovers;
    shock *shocks;
    forced_move *forced; /* sorted by period */
    uint32_t who_conflict, who_audit;
    output_index at;
    brink_output *metrics, *series;
    char *names;               /* of the outputs */
    char *strings;             /* names of actors, theatres and actions, copied from the scenario */
    const char **action_names; /* by row of `actions` */
    size_t n_actions;
    size_t n_menu_rows;  /* sum of menu sizes */
    size_t n_point_rows; /* sum of points x defenders */
    size_t n_states;     /* rows of the state vector */
    state_rows row;
    bool has_newton;   /* single precision will do to come near a solution */
    float near;        /* size of a step of Newton's method after which the sweeps in double precision take over */
    bool is_fast_safe; /* no product of exponentials of the fast solver can leave the range of a double */
    bool is_audited;   /* solved by iteration: a sample is solved again by tracing */
    const struct kernel *kernel;
    const struct solver *solver; /* the kernel's, or another to compare it with */
    /* where these are the ones of timed.c: what they time, and where that is added (ns) */
    const struct kernel *timed_kernel;
    const struct solver *timed_solver;
    uint64_t *spent;
    double *start_state;                /* [n_states]; types and conflict draw are drawn */
    brink_count_table *count_tables;    /* [N_COUNT_TABLES] */
    brink_count_label *count_labels;    /* of their rows and bins */
    size_t first_count[N_COUNT_TABLES]; /* first cell of each */
    size_t n_counts;                    /* cells of all */
    double *pull_kept;                  /* [post] 1 - decay of its theatre */
    double *link;            /* [child post][parent post]: [same theatre] + spillover weight/push (README.md, 6) */
    double *start_rest_warm; /* [work.n_warm] likewise, at the rest state */
    double *
        start_warm; /* [work.n_warm] of the traced solution at the start, which all replicas share; NULL until solved */
} program;

/* Rows of `lanes` in a batch's memory. `state` rows are the model's state proper; `warm` rows are the solver's, which
 * travel with a replica; the others live within one period or accumulate the metrics. */
typedef struct work {
    lanes *state;     /* [n_states], in the order of brink__deterrence_get_state() */
    lanes *effective; /* [n_states] state with offsets, clamped */
    lanes *attention_load, *red_line, *rest, *clarity, *audience; /* parameters with offsets */
    lanes *shock_left, *shock_fired;
    /* derived */
    lanes *unity;             /* [1] */
    lanes *strength;          /* [actor] */
    lanes *belief, *width;    /* [defender] */
    lanes *embolden, *relief; /* [challenger] */
    lanes *counterweight;     /* [theatre] */
    /* per action of a post, rows post.state + a */
    lanes *value;          /* payoff that depends on nobody's choice: defenders, of type 0 */
    lanes *excess;         /* defenders: rationality x what type 0 pays more, x_a >= 0 */
    lanes *ratio;          /* exp(excess) */
    lanes *rise;           /* exp(rationality reputation_value excess) */
    lanes *harm;           /* k_j p_a */
    lanes *probability[2]; /* by type; challengers use [0] */
    lanes *commitment;     /* [post] audience (1 + warning_commitment W) */
    /* warm values of the fast solver */
    lanes *warm;                                    /* [n_warm]: the views below, in order */
    lanes *point_harm, *point_severity, *point_gap; /* [n_point_rows] H_j, R_j, D_j at the expectation points */
    lanes *mean_attributed, *mean_severity;         /* [post] A_i, B_i */
    size_t n_warm;
    /* realised stage: [defender of the theatre, at most n_defenders] */
    lanes *real_harm, *real_severity, *real_gap;
    lanes *scratch; /* [4 n_defenders + 2 n_challengers] of the kernel */
    narrow *narrow; /* [brink__n_narrow_rows(p)] of a stage in single precision (newton_body.h) */
    /* the period's outcome */
    lanes *action, *attributed, *gap;       /* [post]; gap = ln Z1 - ln Z0 of a defender */
    lanes *seen_severity;                   /* [post] attributed severity of a challenger */
    lanes *provoked, *seen, *answered_harm; /* [theatre] s_t, v_t, H_t */
    lanes *answered_severity, *calmed;      /* [theatre] */
    lanes *burden, *attrition;              /* [theatre] of all answers */
    lanes *nonconverged;                    /* [1] 1 where a stage did not reach tolerance */
    lanes *capability_change, *transferred; /* [actor], [partnership] */
    double *trace_space;                    /* [brink__trace_space(p)] of the tracer */
    /* metrics */
    lanes *sums;                  /* [N_SUMS] */
    lanes *peak;                  /* [theatre + 1]: the last is overall */
    counted *time_at;             /* [theatre + 1][N_RUNGS + 1] periods that ended on a rung */
    lanes *payoff;                /* [actor] */
    lanes *enforced;              /* [1] */
    counted *events;              /* [n_menu_rows] */
    lanes *conflict_time, *lived; /* [1] 0 = none yet; periods that counted */
    lanes *credibility, *credibility_end, *credibility_min, *unity_end, *unity_min; /* [1] */
    lanes *belief_end, *alignment_end;                                              /* [defender], [partnership] */
    lanes *hazard, *acts, *answers; /* [1] this period's, for the series */
    /* cascades.c: the rest state (as the rows without `rest_`), and the trees */
    lanes *rest_effective, *rest_value, *rest_commitment, *rest_probability, *rest_warm;
    lanes *cascade_sums;       /* [N_CASCADE_SUMS] */
    double *pull;              /* [lane][post] of each post's last event */
    struct event *last_events; /* [lane][post] */
    struct tree *trees;        /* [lane][2 n_posts], the first n_trees[lane] in use */
    uint32_t n_trees[BRINK_LANES];
} work;

/* Sets the views of `w` into `memory` (NULL to measure), from the next multiple of 64 bytes; returns the bytes used up
 * to the end of the last view. */
size_t brink__layout(const program *p, work *w, void *memory);

/* The work of a batch, at the head of its memory. */
static inline work *work_of(const brink_batch *batch)
{
    return (work *)batch->memory;
}

static inline const program *program_of(const brink_batch *batch)
{
    return (const program *)(const void *)batch->program;
}

#endif
