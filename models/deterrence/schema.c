/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tables of the deterrence model. Symbols and equations are in README.md; the sentences here are what users read in
 * `brink list` and scenarios/README.md. Ranges are those in which the model is defined; where the mathematics asks only
 * for a number that is not negative, the upper end keeps every product of parameters far from overflow. */
#include "deterrence.h"

#define LARGE     1e6
#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

/* Kinds of columns. NUMBER: closed range; POSITIVE: the lower end 0 is excluded; OF_SIDE: filled for one side only. */
#define KEY(n, m)                                                                                                      \
    {                                                                                                                  \
        .name = (n), .kind = BRINK_CELL_NAME, .is_key = true, .meaning = (m)                                           \
    }
#define KEY_IN(n, table, m)                                                                                            \
    {                                                                                                                  \
        .name = (n), .kind = BRINK_CELL_REFERENCE, .is_key = true, .refers_to = (table), .meaning = (m)                \
    }
#define TEXT(n, m)                                                                                                     \
    {                                                                                                                  \
        .name = (n), .kind = BRINK_CELL_TEXT, .meaning = (m)                                                           \
    }
#define CHOICE(n, words, m)                                                                                            \
    {                                                                                                                  \
        .name = (n), .kind = BRINK_CELL_CHOICE, .choices = (words), .meaning = (m)                                     \
    }
#define FLAG(n, m)                                                                                                     \
    {                                                                                                                  \
        .name = (n), .kind = BRINK_CELL_FLAG, .lo = 0, .hi = 1, .unit = "1", .meaning = (m)                            \
    }
#define NUMBER(n, from, to, u, m)                                                                                      \
    {                                                                                                                  \
        .name = (n), .kind = BRINK_CELL_NUMBER, .lo = (from), .hi = (to), .unit = (u), .meaning = (m)                  \
    }
#define POSITIVE(n, to, u, m)                                                                                          \
    {                                                                                                                  \
        .name = (n), .kind = BRINK_CELL_NUMBER, .lo = 0, .lo_is_open = true, .hi = (to), .unit = (u), .meaning = (m)   \
    }
#define OF_SIDE(n, side, from, to, u, m)                                                                               \
    {                                                                                                                  \
        .name = (n), .kind = BRINK_CELL_NUMBER, .lo = (from), .hi = (to), .unit = (u), .used_if = (side),              \
        .meaning = (m)                                                                                                 \
    }

/* Rows of `parameters`, each with its default. */
#define VALUE(n, from, to, u, value, m)                                                                                \
    {                                                                                                                  \
        .name = (n), .kind = BRINK_CELL_NUMBER, .lo = (from), .hi = (to), .unit = (u), .fallback = (value),            \
        .meaning = (m)                                                                                                 \
    }
#define VALUE_ABOVE_0(n, to, u, value, m)                                                                              \
    {                                                                                                                  \
        .name = (n), .kind = BRINK_CELL_NUMBER, .lo = 0, .lo_is_open = true, .hi = (to), .unit = (u),                  \
        .fallback = (value), .meaning = (m)                                                                            \
    }
#define VALUE_WHOLE(n, from, to, u, value, m)                                                                          \
    {                                                                                                                  \
        .name = (n), .kind = BRINK_CELL_INTEGER, .lo = (from), .hi = (to), .unit = (u), .fallback = (value),           \
        .meaning = (m)                                                                                                 \
    }
#define VALUE_CHOICE(n, words, value, m)                                                                               \
    {                                                                                                                  \
        .name = (n), .kind = BRINK_CELL_CHOICE, .choices = (words), .fallback = (value), .meaning = (m)                \
    }

static const char *const sides[] = {"challenger", "defender", NULL};
static const char *const instruments[] = {"military",   "economic",      "covert", "transfer",
                                          "diplomatic", "informational", NULL};
static const char *const solutions[] = {"qre", "level_k", "best_response", "myopic", "doctrine", NULL};
static const char *const branches[] = {"auto", "trace", NULL};
static const char *const hold[] = {"hold", NULL}; /* in every menu, a row of none */

static const brink_column actors[] = {
    KEY("actor", "Short name of the actor, used as key everywhere else."),
    TEXT("name", "Full name, for reports and plots."),
    CHOICE("side", sides, "Whether the actor moves first (challenger) or observes and answers (defender)."),
    NUMBER("rationality", 0, 50, "1/util",
           "How sharply the actor prefers better actions: 0 chooses uniformly, large values always the best."),
    OF_SIDE("resolve", "side=defender", 0, 1, "1",
            "Chance that the defender really is resolute; drawn once a replica."),
    {.name = "reputation",
     .kind = BRINK_CELL_NUMBER,
     .lo = 0,
     .lo_is_open = true,
     .hi = 1,
     .hi_is_open = true,
     .unit = "1",
     .used_if = "side=defender",
     .meaning = "Chance that the others believe, at the start, that the defender is resolute."},
    OF_SIDE("irresolution", "side=defender", 1, LARGE, "1",
            "Factor on the cost of military and economic answers when the defender is irresolute."),
    OF_SIDE("reputation_value", "side=defender", 0, LARGE, "util",
            "Worth to the defender of an answer that looks resolute, per unit of log-odds of belief."),
    POSITIVE("capability", 5, "1", "Capability at the start, on a scale on which a leading actor has 1."),
    NUMBER("capability_rest", 0, 5, "1", "Capability to which it returns when nothing is transferred or destroyed."),
    OF_SIDE("strain", "side=challenger", 0, 5, "1",
            "Economic strain at the start; a strain of 1 doubles the cost of every action."),
    OF_SIDE("fatigue", "side=defender", 0, 1, "1", "Domestic fatigue with the confrontation at the start."),
    OF_SIDE("fatigue_rate", "side=defender", 0, LARGE, "1/util", "Fatigue added per util of cost paid."),
    OF_SIDE("fatigue_drift", "side=defender", 0, LARGE, "1/period", "Fatigue added in every period, whatever is done."),
    OF_SIDE("audience", "side=defender", 0, LARGE, "util",
            "Cost of leaving a violation of the red line wholly unanswered, before an audience at home and abroad."),
    OF_SIDE("clarity", "side=defender", 0, 1, "1",
            "How clear the defender's red lines are: 0 ambiguous, 1 clear; sets the width of the threshold."),
    NUMBER("dread", 0, LARGE, "util", "Loss that the actor attaches to a broader conflict."),
    OF_SIDE("attention", "side=defender", 0, 10, "util",
            "Load on the defender's attention from elsewhere: what it starts with and returns to."),
};

static const brink_column theatres[] = {
    KEY("theatre", "Short name of the theatre, used as key everywhere else."),
    TEXT("name", "Full name, for reports and plots."),
    NUMBER("level", 0, 10, "rung", "Level of escalation at the start, on a ladder from 0 (calm) to 10 (general war)."),
    NUMBER("rest", 0, 10, "rung", "Level to which the theatre settles when nobody acts."),
    NUMBER("decay", 0, 1, "1/period", "Share of the distance to the resting level that is lost in a period."),
    NUMBER("red_line", 0, LARGE, "rung", "Attributed severity in one period at which the defenders' red line lies."),
    NUMBER("push", 0, LARGE, "1", "Rungs that the level rises per rung of severity of the challengers' actions."),
    NUMBER("answer_push", 0, LARGE, "1", "Rungs that the level rises per rung of severity of the defenders' answers."),
    NUMBER("noise", 0, LARGE, "rung", "Standard deviation of the chance moves of the level in a period."),
    NUMBER("damage_weight", 0, LARGE, "1", "Weight of the theatre in the metric `damage`."),
};

static const brink_column stakes[] = {
    KEY_IN("actor", "actors", "Actor that has the stake."),
    KEY_IN("theatre", "theatres", "Theatre in which it has it."),
    NUMBER("stake", 0, LARGE, "1",
           "What the theatre is worth to the actor, as a factor on gains and on answered harm; 0 keeps it out."),
};

static const brink_column actions[] = {
    KEY("action", "Short name of the action, used as key everywhere else; `hold`, doing nothing, is always there."),
    TEXT("name", "Full name, for reports and plots."),
    CHOICE("instrument", instruments, "Kind of the action; irresolution makes military and economic ones dearer."),
    NUMBER("severity", 0, LARGE, "rung", "How hard the action is as a provocation or answer, on the scale of levels."),
    NUMBER("gain", 0, LARGE, "util", "What success of the action is worth to its actor at a stake of 1."),
    NUMBER("cost", 0, LARGE, "util", "What the action costs its actor before strain, fatigue or load."),
    NUMBER("harm", 0, LARGE, "rung", "Punishment that the answer inflicts, comparable with severity; defenders only."),
    NUMBER("attribution", 0, 1, "1", "Chance that the action can be laid at its actor's door; 1 for defenders."),
    NUMBER("burden", 0, 5, "1", "Strain that the answer adds to the punished challengers; defenders only."),
    NUMBER("attrition", 0, 5, "1", "Capability that the answer takes from the punished challengers; defenders only."),
    NUMBER("calm", 0, 10, "rung", "Rungs that the answer takes off the level directly; defenders only."),
    NUMBER("rally", 0, 1, "1", "Fatigue that the answer takes off its own actor; defenders only."),
    FLAG("warn", "1 if the answer is a public warning, which commits its actor; defenders only."),
};

static const brink_column menus[] = {
    KEY_IN("actor", "actors", "Actor of the post, that is of the pair of actor and theatre."),
    KEY_IN("theatre", "theatres", "Theatre of the post; the actor needs a stake there."),
    KEY_IN("action", "actions", "Action of which the row speaks; `hold` is in every menu and in no row."),
    FLAG("open", "1 if the post may choose the action, 0 if not."),
};

static const brink_column transfers[] = {
    KEY_IN("action", "actions", "Action that moves capability when it is chosen, in whichever theatre."),
    KEY_IN("from", "actors", "Giver: the actor that chooses the action."),
    {.name = "to", .kind = BRINK_CELL_REFERENCE, .refers_to = "actors", .meaning = "Actor that receives."},
    NUMBER("amount", 0, 5, "1", "Capability that the recipient gains each time."),
    NUMBER("returns", 0, 5, "1", "Capability that the giver gets in return each time (the two-way street)."),
};

static const brink_column partnerships[] = {
    KEY_IN("from", "actors", "One partner; the order of the two means nothing."),
    KEY_IN("to", "actors", "The other partner."),
    {.name = "theatre",
     .kind = BRINK_CELL_REFERENCE,
     .is_optional = true,
     .refers_to = "theatres",
     .meaning = "Theatre in which the partnership is a counterweight to challengers; empty if in none."},
    NUMBER("alignment", 0, 1, "1", "How closely the two are aligned at the start."),
    NUMBER("rest", 0, 1, "1", "Alignment to which they return when nothing passes between them."),
    NUMBER("growth", 0, 1, "1", "Alignment gained per transfer between the two."),
    NUMBER("strain_pull", 0, 1, "1/period", "Alignment gained in a period per unit of strain that both share."),
    NUMBER("decay", 0, 1, "1/period", "Share of the distance to the resting alignment that is lost in a period."),
    NUMBER("relief", 0, 1, "1", "Share of the burden of sanctions that full alignment takes off either partner."),
    NUMBER("embolden", 0, 1, "1", "Share by which full alignment raises the gains of a challenger in it."),
    NUMBER("counterweight", 0, 1, "1", "Share of challengers' gains in `theatre` that full alignment takes away."),
};

static const brink_column spillovers[] = {
    KEY_IN("from", "theatres", "Theatre whose level spills over."),
    KEY_IN("to", "theatres", "Theatre whose level rises."),
    NUMBER("weight", 0, 1, "1/period", "Rungs added in a period per rung by which the first lies above its rest."),
};

static const brink_column parameter_columns[] = {
    KEY("parameter", "Name of the parameter; one that is left out has its default."),
    TEXT("value", "Its value: kind, range and default differ by parameter."),
};

static const brink_column parameters[] = {
    VALUE_CHOICE("solution", solutions, "qre",
                 "How players choose: quantal response equilibrium, level-k, best response, challengers that expect no "
                 "answer (myopic), or the fixed rules of table doctrine."),
    VALUE_CHOICE("branch", branches, "auto",
                 "How the principal branch is found: auto iterates and traces when that is slow or fails; trace always "
                 "traces."),
    VALUE_WHOLE("k", 0, 20, "1", "2", "Steps of thought from uniform play; used when solution is level_k."),
    {.name = "tolerance",
     .kind = BRINK_CELL_NUMBER,
     .lo = 0,
     .lo_is_open = true,
     .hi = 0.01,
     .unit = "1",
     .fallback = "1e-6",
     .meaning = "Largest error in a choice probability at which an equilibrium counts as found."},
    VALUE_WHOLE("max_iterations", 1, 10000, "1", "64", "Iterations after which a period counts as not converged."),
    VALUE("relief_value", 0, LARGE, "util/rung", "1.0",
          "Worth to a defender, at a stake of 1, of each rung of provocation that is answered by anybody."),
    VALUE("restraint", 0, LARGE, "util/rung", "0.4", "Cost of each rung by which an answer exceeds what provoked it."),
    VALUE_ABOVE_0("audience_width_clear", LARGE, "rung", "0.25", "Width of the red line's threshold at clarity 1."),
    VALUE_ABOVE_0("audience_width_ambiguous", LARGE, "rung", "1.5", "Width of the red line's threshold at clarity 0."),
    VALUE("warning_commitment", 0, LARGE, "1", "0.6",
          "Share by which an outstanding warning raises the cost of leaving a violation unanswered."),
    VALUE("warning_decay", 0, 1, "1/period", "0.08", "Share of a warning that is forgotten in a period."),
    VALUE("memory", 0, 1, "1", "0.97",
          "Share of what was learnt about resolve that is kept from one period to the next."),
    VALUE("learning", 0, 1, "1", "0.35", "Weight of one period's evidence in the belief about resolve; 1 is Bayes."),
    VALUE("strain_decay", 0, 1, "1/period", "0.03", "Share of economic strain that is overcome in a period."),
    VALUE("capability_gain", 0, 1, "1", "0.6",
          "Share of a relative change of capability that shows in gains and in harm."),
    VALUE("capability_reversion", 0, 1, "1/period", "0.03",
          "Share of the distance to the resting capability that is lost in a period."),
    VALUE("fatigue_recovery", 0, 1, "1/period", "0.004", "Share of domestic fatigue that is overcome in a period."),
    VALUE("fatigue_cost", 0, LARGE, "1", "1.5", "Share by which full fatigue raises the cost of an answer."),
    VALUE("load_decay", 0, 1, "1/period", "0.2",
          "Share by which the load on attention moves, in a period, to what is being asked of it."),
    VALUE("load_cost", 0, LARGE, "1/util", "0.3", "Share by which one util of load raises the cost of an answer."),
    VALUE("hazard_ceiling", 0, 1, "1/period", "0.02",
          "Chance of a broader conflict in a period of one theatre far up the ladder."),
    VALUE("hazard_midpoint", 0, 100, "rung", "8.5", "Level at which the chance is half its ceiling."),
    VALUE_ABOVE_0("hazard_width", LARGE, "rung", "0.5", "Width of the rise of the chance with the level."),
    VALUE("punishment_scale", 0, LARGE, "util/rung", "2.0",
          "Loss to a challenger per rung of harm inflicted by a united answer."),
    VALUE("reprisal", 0, LARGE, "util/rung^2", "0.18",
          "Worth to a challenger of each rung of severity, per unit of grievance from earlier answers."),
    VALUE("grievance_decay", 0, 1, "1/period", "0.5",
          "Share of a challenger's grievance that is forgotten in a period."),
    VALUE("damage_rate", 0, 5, "1/rung", "0.6", "Growth of damage with the level: it is exp(damage_rate x level) - 1."),
    VALUE("enforcement_share", 0, LARGE, "1", "0.5",
          "Share of a violation's severity that answers must inflict for the red line to count as enforced."),
};

static const brink_column shocks[] = {
    KEY("shock", "Name of the shock; it identifies its random draws."),
    {.name = "period",
     .kind = BRINK_CELL_INTEGER,
     .is_optional = true,
     .lo = 1,
     .hi = 65535,
     .unit = "period",
     .meaning = "Period in which the shock fires, counted from 1; exactly one of period and hazard is filled."},
    {.name = "hazard",
     .kind = BRINK_CELL_NUMBER,
     .is_optional = true,
     .lo = 0,
     .hi = 1,
     .unit = "1/period",
     .meaning = "Chance in each period that the shock fires; exactly one of period and hazard is filled."},
    {.name = "repeat",
     .kind = BRINK_CELL_FLAG,
     .is_optional = true,
     .lo = 0,
     .hi = 1,
     .unit = "1",
     .fallback = "0",
     .meaning = "1 if a shock with a hazard may fire again and again, 0 or empty if only once."},
    {.name = "duration",
     .kind = BRINK_CELL_INTEGER,
     .is_optional = true,
     .lo = 1,
     .hi = 65535,
     .unit = "period",
     .meaning = "Periods for which the amount is an offset to the target; empty: it is added to the state once."},
    {.name = "target",
     .kind = BRINK_CELL_TARGET,
     .meaning = "What is shocked, such as level.UKR; see the list of targets."},
    NUMBER("amount", -LARGE, LARGE, "that of the target", "What is added to the target."),
    {.name = "note", .kind = BRINK_CELL_TEXT, .is_optional = true, .meaning = "What the shock stands for."},
};

static const brink_column script[] = {
    {.name = "period",
     .kind = BRINK_CELL_INTEGER,
     .is_key = true,
     .lo = 1,
     .hi = 65535,
     .unit = "period",
     .meaning = "Period in which the action is forced, counted from 1."},
    KEY_IN("actor", "actors", "Actor of the post that is forced."),
    KEY_IN("theatre", "theatres", "Theatre of the post that is forced."),
    {.name = "action",
     .kind = BRINK_CELL_REFERENCE,
     .refers_to = "actions",
     .choices = hold,
     .meaning = "Action that it takes: hold, or an action that is open to the post."},
    {.name = "observed",
     .kind = BRINK_CELL_FLAG,
     .is_optional = true,
     .lo = 0,
     .hi = 1,
     .unit = "1",
     .fallback = "1",
     .meaning = "1 or empty if the action is judged as if it were chosen, 0 if it teaches nothing about resolve."},
};

static const brink_column doctrine[] = {
    KEY_IN("actor", "actors", "Actor of the post that follows the rule."),
    KEY_IN("theatre", "theatres", "Theatre of the post that follows the rule."),
    {.name = "level_from",
     .kind = BRINK_CELL_NUMBER,
     .is_key = true,
     .lo = 0,
     .hi = 10,
     .unit = "rung",
     .meaning = "Level of the theatre from which the band applies, up to the next band of the post; the first is 0."},
    {.name = "action",
     .kind = BRINK_CELL_REFERENCE,
     .is_key = true,
     .refers_to = "actions",
     .choices = hold,
     .meaning = "Action that may be taken in the band: hold, or an action that is open to the post."},
    NUMBER("probability", 0, 1, "1", "Chance of the action in the band; those of a band sum to 1."),
};

#define TABLE(n, required, m)                                                                                          \
    {                                                                                                                  \
        .name = #n, .columns = (n), .n_columns = LENGTH(n), .is_required = (required), .meaning = (m)                  \
    }

const brink_table brink__deterrence_tables[] = {
    TABLE(actors, true, "Who plays: challengers, who move first, and defenders, who answer."),
    TABLE(theatres, true, "Where: each theatre has a level of escalation of its own."),
    TABLE(stakes, true, "What each theatre is worth to each actor; a pair with a stake above 0 is a post."),
    TABLE(actions, true, "What can be done, and what it does."),
    TABLE(menus, true, "Which actions are open to which post."),
    TABLE(transfers, false, "Actions that move capability from one actor to another, and what comes back."),
    TABLE(partnerships, false, "Pairs whose alignment grows or fades, and what alignment does."),
    TABLE(spillovers, false, "How tension in one theatre raises the level of another."),
    {.name = "parameters",
     .columns = parameter_columns,
     .n_columns = LENGTH(parameter_columns),
     .rows = parameters,
     .n_rows = LENGTH(parameters),
     .meaning = "Values that concern everybody, and how the model is solved."},
    TABLE(shocks, false, "Events from outside: at a known time, or by chance."),
    TABLE(script, false, "Actions that are forced on a post in a period."),
    TABLE(doctrine, false, "Fixed rules of behaviour by level, used when parameters.solution is doctrine."),
};
_Static_assert(LENGTH(brink__deterrence_tables) == BRINK__DETERRENCE_N_TABLES, "number of tables");
