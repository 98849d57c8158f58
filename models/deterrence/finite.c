/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A theatre of one challenger and one defender is a signalling game turned around: nature draws the defender's type,
 * the challenger moves without seeing it, nature tells whether the move can be laid at its door, and the defender, who
 * sees the attributed severity and nothing else, answers. Two things of README.md, 3.2 are no part of a finite game,
 * since payoffs depend on what players expect of one another: looking resolute (reputation_value), and the severity
 * of answers that are expected (answer_push). Punishment is linear in the answers; the answers to nothing that it is
 * counted from are the same for all actions, and so left out. */
#include "finite.h"

#include <stdio.h>
#include <string.h>

#include "moment.h"
#include "reckon.h"
#include "solve.h"

enum { RESOLUTE = 0, N_TYPES = 2, TEXT = 64 };

typedef struct tree {
    const program *p;
    situation s;
    const post *challenger, *defender;
    double scale; /* of all rationalities */
    brink_game *game;
    size_t n_severities;
    double severity[MAX_MENU + 1];             /* attributed ones, each once; the first is none at all */
    size_t at[MAX_MENU];                       /* index of each action's */
    size_t answer[N_TYPES][MAX_MENU + 1];      /* information sets */
    size_t challenge;                          /* information set */
    double own[N_CHALLENGER_TERMS * MAX_MENU]; /* terms of the challenger, but punishment */
} tree;

/* --- what a finite game is not */

static size_t find_theatre(const program *p, const char *name, brink_error *err)
{
    char all[512] = "";
    for (size_t t = 0; t < p->n_theatres; t++) {
        if (name != NULL ? strcmp(name, p->theatres[t].name) == 0 : p->n_theatres == 1) {
            return t;
        }
        size_t length = strlen(all);
        (void)snprintf(all + length, sizeof all - length, "%s%s", t > 0 ? ", " : "", p->theatres[t].name);
    }
    (void)(name != NULL ? brink_fail(err, BRINK_EDATA, "there is no theatre '%s' (%s)", name, all)
                        : brink_fail(err, BRINK_EDATA, "one of the theatres must be named (%s)", all));
    return p->n_theatres;
}

/* Adds a reason to a list. */
static void add_reason(char *list, size_t size, bool holds, const char *reason)
{
    size_t length = strlen(list);
    if (holds && length < size) {
        (void)snprintf(list + length, size - length, "%s%s", length > 0 ? "; " : "", reason);
    }
}

static brink_status check(const program *p, const theatre *t, brink_error *err)
{
    char reasons[512] = "", posts[96];
    const bool is_pair = t->n_challengers == 1 && t->n_defenders == 1;
    const bool has_defender = t->n_defenders > 0;
    (void)snprintf(posts, sizeof posts, "it has %zu challengers and %zu defenders, not one of each", t->n_challengers,
                   t->n_defenders);
    add_reason(reasons, sizeof reasons, !is_pair, posts);
    add_reason(reasons, sizeof reasons, t->answer_push > 0.0, "its answer_push is not 0");
    add_reason(reasons, sizeof reasons,
               has_defender && p->actors[p->posts[t->defenders[0]].actor].reputation_value > 0.0,
               "the reputation_value of its defender is not 0");
    add_reason(reasons, sizeof reasons, p->par.solution != SOLUTION_QRE && p->par.solution != SOLUTION_BEST_RESPONSE,
               "the scenario's solution is no equilibrium (qre or best_response)");
    return reasons[0] == '\0'
               ? BRINK_OK
               : brink_fail(err, BRINK_EDATA, "theatre %s is not exactly a finite game: %s", t->name, reasons);
}

/* --- the tree */

/* The index of an attributed severity; added if it is new. */
static size_t severity_of(tree *g, double v)
{
    size_t i = 0;
    while (i < g->n_severities && g->severity[i] != v) {
        i++;
    }
    if (i == g->n_severities) {
        g->severity[g->n_severities++] = v;
    }
    return i;
}

static void add_players(tree *g)
{
    const program *p = g->p;
    const char *action[MAX_MENU];
    static const char *const types[N_TYPES] = {"resolute", "irresolute"};
    (void)brink_game_add_player(g->game, p->actors[g->challenger->actor].name);
    (void)brink_game_add_player(g->game, p->actors[g->defender->actor].name);
    (void)severity_of(g, 0.0);
    for (size_t a = 0; a < g->challenger->n; a++) {
        action[a] = a == 0 ? "hold" : p->action_names[g->challenger->action_row[a]];
        g->at[a] = g->challenger->attribution[a] > 0.0 ? severity_of(g, g->challenger->severity[a]) : 0;
    }
    g->challenge = brink_game_add_infoset(g->game, 0, "", g->challenger->n, action);
    for (size_t a = 0; a < g->defender->n; a++) {
        action[a] = a == 0 ? "hold" : p->action_names[g->defender->action_row[a]];
    }
    for (size_t type = 0; type < N_TYPES; type++) {
        for (size_t i = 0; i < g->n_severities; i++) {
            char label[TEXT];
            (void)snprintf(label, sizeof label, "%s at %g", types[type], g->severity[i]);
            g->answer[type][i] = brink_game_add_infoset(g->game, 1, label, g->defender->n, action);
        }
    }
}

/* The defender's answers to attributed severity `i`, below an action of a node. */
static void add_answers(tree *g, size_t parent, size_t branch, size_t type, size_t a, size_t i)
{
    const program *p = g->p;
    const work *w = g->s.w;
    const post *d = g->defender;
    const size_t n = g->challenger->n;
    const double precision[2] = {g->scale * p->actors[g->challenger->actor].rationality,
                                 g->scale * p->actors[d->actor].rationality};
    double term[N_DEFENDER_TERMS * MAX_MENU], before = 0.0;
    for (size_t k = 0; k < N_CHALLENGER_TERMS; k++) {
        before += g->own[k * n + a];
    }
    brink__terms_of_defender(&g->s, d, &(facing){.severity = g->severity[i]}, g->scale, type == RESOLUTE, term);
    size_t node = brink_game_add_node(g->game, parent, branch, g->answer[type][i], BRINK_GAME_NONE, "");
    for (size_t b = 0; b < d->n; b++) {
        const double harm = w->strength[d->actor][g->s.lane] * d->harm[b];
        double payoff[2] = {before - p->par.punishment_scale * g->s.unity * harm, 0.0};
        for (size_t k = 0; k < N_DEFENDER_TERMS; k++) {
            payoff[1] += term[k * d->n + b];
        }
        payoff[0] *= precision[0];
        payoff[1] *= precision[1];
        (void)brink_game_add_leaf(g->game, node, b, "", payoff);
    }
}

static void add_moves(tree *g)
{
    static const char *const types[N_TYPES] = {"resolute", "irresolute"};
    static const char *const traces[2] = {"attributed", "deniable"};
    const double belief = g->s.w->belief[g->defender->player][g->s.lane];
    const double prior[N_TYPES] = {belief, 1.0 - belief};
    size_t nature = brink_game_add_chance(g->game, "resolve", N_TYPES, types, prior);
    size_t root = brink_game_add_node(g->game, BRINK_GAME_NONE, 0, nature, BRINK_GAME_NONE, "");
    const size_t n = g->challenger->n;
    size_t found[MAX_MENU];
    for (size_t a = 0; a < n; a++) {
        const double o = g->challenger->attribution[a];
        bool is_open = g->at[a] != 0 && o < 1.0;
        found[a] = is_open ? brink_game_add_chance(g->game, "attribution", 2, traces, (const double[]){o, 1.0 - o})
                           : BRINK_GAME_NONE;
    }
    for (size_t type = 0; type < N_TYPES; type++) {
        size_t moves = brink_game_add_node(g->game, root, type, g->challenge, BRINK_GAME_NONE, "");
        for (size_t a = 0; a < n; a++) {
            if (found[a] == BRINK_GAME_NONE) {
                add_answers(g, moves, a, type, a, g->at[a]);
                continue;
            }
            size_t node = brink_game_add_node(g->game, moves, a, found[a], BRINK_GAME_NONE, "");
            add_answers(g, node, 0, type, a, g->at[a]);
            add_answers(g, node, 1, type, a, 0);
        }
    }
}

static brink_status build(standpoint *at, size_t t, brink_moment moment, brink_game **game, brink_error *err)
{
    const program *p = at->p;
    tree g = {.p = p,
              .s = brink__situation_challengers(p, at->w, t, 0),
              .challenger = &p->posts[p->theatres[t].challengers[0]],
              .defender = &p->posts[p->theatres[t].defenders[0]],
              .scale = brink__scale(p)};
    const double none[MAX_MENU] = {0};
    char title[TEXT + 32];
    (void)snprintf(title, sizeof title, "%s, period %u", p->theatres[t].name, (unsigned)moment.period);
    g.game = brink_game_new(BRINK_GAME_EXTENSIVE, title);
    if (g.game == NULL) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for a game");
    }
    brink_game_set_comment(g.game,
                           "Payoffs are multiplied by each player's rationality: play is the logit quantal "
                           "response equilibrium at lambda 1. The challenger's leave out what no action changes.");
    brink__terms_of_challenger(&g.s, g.challenger, 0.0, none, none, g.own);
    add_players(&g);
    add_moves(&g);
    brink_status status = brink_game_finish(g.game, err);
    if (status == BRINK_OK) {
        *game = g.game;
    } else {
        brink_game_free(g.game);
    }
    return status;
}

brink_status brink__deterrence_finite(const brink_program *head, brink_moment moment, const char *theatre_name,
                                      brink_game **game, brink_error *err)
{
    standpoint at = {0};
    *game = NULL;
    brink_status status = brink__stand_before(&at, head, moment, err);
    if (status == BRINK_OK) {
        const size_t t = find_theatre(at.p, theatre_name, err);
        status = t < at.p->n_theatres ? check(at.p, &at.p->theatres[t], err) : BRINK_EDATA;
        status = status == BRINK_OK ? build(&at, t, moment, game, err) : status;
    }
    brink__stand_down(&at);
    return status;
}
