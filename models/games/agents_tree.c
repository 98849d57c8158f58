/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Agents of a game in extensive form. What an action pays at an information set is its expectation over the nodes
 * there, weighted by the belief: the probability of a node given that the set is reached. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "agents.h"
#include "brink/game.h"
#include "brink/math.h"

enum { NOBODY = -1 }; /* in place of an agent: chance, or nobody at a terminal node */

typedef struct move {
    size_t parent, action; /* as in brink_game_node */
    size_t infoset;
    int agent; /* who moves here */
    const size_t *child;
    const double *chance; /* probabilities of a chance node */
} move;

typedef struct tree {
    brink__agents head;     /* first */
    const brink_game *game; /* borrowed */
    size_t n_nodes, n_players;
    move *node;
    double *value;     /* [n_nodes][n_players] expected payoffs from a node on, path included */
    double *terminal;  /* the same, scaled payoffs of terminal nodes, once for all */
    double *belief;    /* [n_nodes] */
    double *log_reach; /* [n_nodes] of what is not a tremble */
    size_t *trembles;  /* [n_nodes] choices of probability 0 on the path */
} tree;

static void free_tree(brink__agents *agents)
{
    tree *t = (tree *)(void *)agents;
    free(t->node);
    free(t->value);
    free(t->belief);
    free(t->trembles);
    brink__agents_fini(agents);
    free(t);
}

/* The probability with which the move at `n` takes `action`. */
static double chance_of(const tree *t, const move *n, size_t action, const double *p)
{
    return n->agent == NOBODY ? n->chance[action] : p[t->head.first[n->agent] + action];
}

static void set_reach(tree *t, const double *log_p)
{
    t->log_reach[0] = 0.0;
    t->trembles[0] = 0;
    for (size_t n = 1; n < t->n_nodes; n++) {
        const move *parent = &t->node[t->node[n].parent];
        size_t action = t->node[n].action;
        double log_chance = 0.0;
        bool is_tremble = false;
        if (parent->agent == NOBODY) {
            is_tremble = !(parent->chance[action] >= DBL_MIN);
            log_chance = is_tremble ? 0.0 : brink_log(parent->chance[action]);
        } else {
            log_chance = log_p[t->head.first[parent->agent] + action];
            is_tremble = !(log_chance > -HUGE_VAL);
            log_chance = is_tremble ? 0.0 : log_chance;
        }
        t->trembles[n] = t->trembles[t->node[n].parent] + is_tremble;
        t->log_reach[n] = t->log_reach[t->node[n].parent] + log_chance;
    }
}

/* Beliefs at one information set: nodes with more trembles than the least are infinitely less likely. */
static double set_beliefs(tree *t, const brink_game_infoset *h)
{
    size_t least = SIZE_MAX;
    double top = -HUGE_VAL;
    for (size_t k = 0; k < h->n_nodes; k++) {
        least = t->trembles[h->node[k]] < least ? t->trembles[h->node[k]] : least;
    }
    for (size_t k = 0; k < h->n_nodes; k++) {
        size_t n = h->node[k];
        top = t->trembles[n] == least && t->log_reach[n] > top ? t->log_reach[n] : top;
    }
    double sum = 0.0;
    for (size_t k = 0; k < h->n_nodes; k++) {
        size_t n = h->node[k];
        double distance = t->log_reach[n] - top;
        bool is_likely = t->trembles[n] == least && distance > -708.0;
        t->belief[n] = is_likely ? brink_exp(distance) : 0.0;
        sum += t->belief[n];
    }
    for (size_t k = 0; k < h->n_nodes; k++) {
        t->belief[h->node[k]] /= sum;
    }
    return least > 0 || top < -708.0 ? 0.0 : brink_exp(top) * sum;
}

static void set_values(tree *t, const double *p)
{
    size_t n_players = t->n_players;
    for (size_t n = t->n_nodes; n > 0; n--) { /* children come after their parents */
        const move *node = &t->node[n - 1];
        double *value = t->value + (n - 1) * n_players;
        if (node->child == NULL) {
            memcpy(value, t->terminal + (n - 1) * n_players, n_players * sizeof *value);
            continue;
        }
        memset(value, 0, n_players * sizeof *value);
        size_t n_actions = brink_game_get_infoset(t->game, node->infoset)->n_actions;
        for (size_t a = 0; a < n_actions; a++) {
            double weight = chance_of(t, node, a, p);
            const double *child = t->value + node->child[a] * n_players;
            for (size_t i = 0; i < n_players; i++) {
                value[i] += weight * child[i];
            }
        }
    }
}

/* What the beliefs at an agent's nodes change: moves on the paths to them. */
static void add_belief_terms(const tree *t, size_t n, const double *v, double *dv)
{
    const move *node = &t->node[n];
    size_t n_all = t->head.n_actions;
    size_t first = t->head.first[node->agent];
    size_t n_actions = t->head.first[node->agent + 1] - first;
    size_t player = t->head.player[node->agent];
    for (size_t m = n; t->node[m].parent != BRINK_GAME_NONE; m = t->node[m].parent) {
        const move *parent = &t->node[t->node[m].parent];
        if (parent->agent == NOBODY) {
            continue;
        }
        size_t column = t->head.first[parent->agent] + t->node[m].action;
        for (size_t a = 0; a < n_actions; a++) {
            double value = t->value[node->child[a] * t->n_players + player];
            dv[(first + a) * n_all + column] += t->belief[n] * (value - v[first + a]);
        }
    }
}

/* What the move at `n` changes for those who moved before it on its path. */
static void add_value_terms(const tree *t, size_t n, const double *p, double *dv)
{
    const move *node = &t->node[n];
    size_t n_all = t->head.n_actions;
    size_t first = t->head.first[node->agent];
    size_t n_actions = t->head.first[node->agent + 1] - first;
    double weight = 1.0; /* of reaching `n` from the child at which the walk upwards stands */
    for (size_t m = n; t->node[m].parent != BRINK_GAME_NONE; m = t->node[m].parent) {
        size_t above = t->node[m].parent;
        const move *parent = &t->node[above];
        size_t action = t->node[m].action;
        if (parent->agent != NOBODY) {
            size_t player = t->head.player[parent->agent];
            double *row = dv + (t->head.first[parent->agent] + action) * n_all + first;
            for (size_t b = 0; b < n_actions; b++) {
                row[b] += t->belief[above] * weight * p[first + b] * t->value[node->child[b] * t->n_players + player];
            }
        }
        weight *= chance_of(t, parent, action, p);
    }
}

static void payoffs(brink__agents *agents, const double *p, const double *log_p, double *v, double *dv)
{
    tree *t = (tree *)(void *)agents; /* its workspace changes */
    set_reach(t, log_p);
    set_values(t, p);
    memset(v, 0, agents->n_actions * sizeof *v);
    for (size_t h = 0; h < brink_game_n_infosets(t->game); h++) {
        const brink_game_infoset *view = brink_game_get_infoset(t->game, h);
        if (view->player == BRINK_GAME_CHANCE) {
            continue;
        }
        (void)set_beliefs(t, view);
        for (size_t k = 0; k < view->n_nodes; k++) {
            const move *node = &t->node[view->node[k]];
            for (size_t a = 0; a < view->n_actions; a++) {
                v[view->first + a] += t->belief[view->node[k]] * t->value[node->child[a] * t->n_players + view->player];
            }
        }
    }
    if (dv == NULL) {
        return;
    }
    memset(dv, 0, agents->n_actions * agents->n_actions * sizeof *dv);
    for (size_t n = 0; n < t->n_nodes; n++) {
        if (t->node[n].agent != NOBODY) {
            add_belief_terms(t, n, v, dv);
            add_value_terms(t, n, p, dv);
        }
    }
}

void brink__agents_beliefs(brink__agents *agents, const double *log_p, double *belief, double *reach)
{
    tree *t = (tree *)(void *)agents;
    set_reach(t, log_p);
    memset(t->belief, 0, t->n_nodes * sizeof *t->belief);
    for (size_t h = 0; h < brink_game_n_infosets(t->game); h++) {
        reach[h] = set_beliefs(t, brink_game_get_infoset(t->game, h));
    }
    memcpy(belief, t->belief, t->n_nodes * sizeof *belief);
}

/* --- making ------------------------------------------------------------------------------------------------------- */

static bool allocate(tree *t, size_t n_agents)
{
    size_t n_values = t->n_nodes * t->n_players;
    t->node = calloc(t->n_nodes, sizeof *t->node);
    t->value = calloc(2 * n_values + 1, sizeof *t->value);
    t->belief = calloc(2 * t->n_nodes, sizeof *t->belief);
    t->trembles = calloc(t->n_nodes, sizeof *t->trembles);
    bool is_there = brink__agents_init(&t->head, n_agents) && t->node != NULL && t->value != NULL &&
                    t->belief != NULL && t->trembles != NULL;
    if (is_there) {
        t->terminal = t->value + n_values;
        t->log_reach = t->belief + t->n_nodes;
    }
    return is_there;
}

static void copy_nodes(tree *t, const int *agent_of, const double *weight, const double *shift)
{
    for (size_t n = 0; n < t->n_nodes; n++) {
        const brink_game_node *node = brink_game_get_node(t->game, n);
        move *to = &t->node[n];
        *to = (move){.parent = node->parent,
                     .action = node->action,
                     .infoset = node->infoset,
                     .agent = NOBODY,
                     .child = node->child};
        if (node->infoset != BRINK_GAME_NONE) {
            to->agent = agent_of[node->infoset];
            to->chance = brink_game_get_infoset(t->game, node->infoset)->probability;
        }
        for (size_t i = 0; i < t->n_players && node->payoffs != NULL; i++) {
            t->terminal[n * t->n_players + i] = weight[i] * (node->payoffs[i] - shift[i]);
        }
    }
}

brink_status brink__agents_of_tree(const brink_game *game, const double *rationality, brink__agents **agents,
                                   brink_error *err)
{
    size_t n_infosets = brink_game_n_infosets(game);
    tree *t = calloc(1, sizeof *t);
    int *agent_of = calloc(n_infosets + 1, sizeof *agent_of);
    if (t == NULL || agent_of == NULL) {
        free(t);
        free(agent_of);
        return brink_fail(err, BRINK_ENOMEM, "out of memory for the agents of a game");
    }
    t->head.payoffs = payoffs;
    t->head.free = free_tree;
    t->game = game;
    t->n_nodes = brink_game_n_nodes(game);
    t->n_players = brink_game_n_players(game);
    int n_agents = 0;
    for (size_t h = 0; h < n_infosets; h++) {
        bool is_chance = brink_game_get_infoset(game, h)->player == BRINK_GAME_CHANCE;
        agent_of[h] = is_chance ? NOBODY : n_agents++;
    }
    if (!allocate(t, (size_t)n_agents)) {
        free(agent_of);
        free_tree(&t->head);
        return brink_fail(err, BRINK_ENOMEM, "out of memory for the agents of a game");
    }
    for (size_t h = 0; h < n_infosets; h++) {
        if (agent_of[h] != NOBODY) {
            const brink_game_infoset *view = brink_game_get_infoset(game, h);
            t->head.first[agent_of[h] + 1] = t->head.first[agent_of[h]] + view->n_actions;
            t->head.player[agent_of[h]] = view->player;
        }
    }
    t->head.n_actions = t->head.first[n_agents];
    double lo[BRINK_GAME_MAX_PLAYERS];
    double hi[BRINK_GAME_MAX_PLAYERS];
    double weight[BRINK_GAME_MAX_PLAYERS];
    double shift[BRINK_GAME_MAX_PLAYERS];
    for (size_t i = 0; i < t->n_players; i++) {
        lo[i] = brink_game_get_player(game, i)->lo;
        hi[i] = brink_game_get_player(game, i)->hi;
    }
    t->head.scale = brink__agents_scale(t->n_players, rationality, lo, hi, weight, shift);
    copy_nodes(t, agent_of, weight, shift);
    free(agent_of);
    *agents = &t->head;
    return BRINK_OK;
}
