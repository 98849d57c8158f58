/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/levels.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "agents.h"
#include "brink/math.h"
#include "solution.h"

static const double SAME = 1e-12; /* of the range of payoffs: best replies */

typedef struct reasoning {
    const brink_game *game;
    const brink_levels_options *options;
    brink__agents *raw;
    size_t n_levels;    /* 0 .. level */
    double **play;      /* [n_levels][n_actions] what each level does */
    double *population; /* [n_actions] */
    double *others;     /* [n_actions] what a player thinks is played */
    double *log_p;      /* [n_actions] */
    double *payoff;     /* [n_actions] */
    double *weight;     /* [n_levels] shares of levels */
    size_t *order;      /* [n_infosets] information sets by their first node, the last first */
} reasoning;

double brink_poisson_share(double tau, size_t k)
{
    double share = brink_exp(-tau);
    for (size_t i = 1; i <= k; i++) {
        share *= tau / (double)i;
    }
    return share;
}

/* --- responses ---------------------------------------------------------------------------------------------------- */

static void respond(const reasoning *r, const brink_game_infoset *view, const double *payoff, double *p)
{
    const brink_game_player *player = brink_game_get_player(r->game, view->player);
    double rationality = r->options->rationality != NULL ? r->options->rationality[view->player] : 1.0;
    double lambda = rationality > 0.0 ? rationality * r->options->lambda : 0.0; /* not 0 times infinity */
    double top = payoff[0];
    double sum = 0.0;
    for (size_t a = 1; a < view->n_actions; a++) {
        top = payoff[a] > top ? payoff[a] : top;
    }
    for (size_t a = 0; a < view->n_actions; a++) {
        double below = top - payoff[a];
        if (isfinite(lambda)) {
            p[a] = lambda * below > 708.0 ? 0.0 : brink_exp(-lambda * below);
        } else {
            p[a] = below <= SAME * (player->hi - player->lo) ? 1.0 : 0.0;
        }
        sum += p[a];
    }
    for (size_t a = 0; a < view->n_actions; a++) {
        p[a] /= sum;
    }
}

static void set_logs(const double *p, double *log_p, size_t n)
{
    for (size_t v = 0; v < n; v++) {
        log_p[v] = p[v] >= DBL_MIN ? brink_log(p[v]) : -HUGE_VAL;
    }
}

/* The probability with which a player's own choices at `level` lead to an information set: the same at all its nodes.
 */
static double own_weight(const reasoning *r, size_t level, const brink_game_infoset *view)
{
    double weight = 1.0;
    for (size_t n = view->n_nodes > 0 ? view->node[0] : BRINK_GAME_NONE; n != BRINK_GAME_NONE;) {
        const brink_game_node *node = brink_game_get_node(r->game, n);
        if (node->parent == BRINK_GAME_NONE) {
            break;
        }
        const brink_game_infoset *above =
            brink_game_get_infoset(r->game, brink_game_get_node(r->game, node->parent)->infoset);
        weight *= above->player == view->player ? r->play[level][above->first + node->action] : 1.0;
        n = node->parent;
    }
    return weight;
}

/* The behaviour that plays like a mixture of levels 0 .. n - 1 with the given weights, each player apart. */
static void mix_levels(const reasoning *r, size_t n, double *p)
{
    for (size_t h = 0; h < brink_game_n_infosets(r->game); h++) {
        const brink_game_infoset *view = brink_game_get_infoset(r->game, h);
        if (view->player == BRINK_GAME_CHANCE) {
            continue;
        }
        double *own = p + view->first;
        double total = 0.0;
        memset(own, 0, view->n_actions * sizeof *own);
        for (size_t k = 0; k < n; k++) {
            total += r->weight[k] * own_weight(r, k, view);
        }
        bool is_reached = total > 0.0; /* if not, what is done there says nothing about levels */
        double sum = 0.0;
        for (size_t k = 0; k < n; k++) {
            double weight = r->weight[k] * (is_reached ? own_weight(r, k, view) : 1.0);
            sum += weight;
            for (size_t a = 0; a < view->n_actions; a++) {
                own[a] += weight * r->play[k][view->first + a];
            }
        }
        for (size_t a = 0; a < view->n_actions; a++) {
            own[a] /= sum;
        }
    }
}

/* What level k thinks the others play. */
static void set_others(const reasoning *r, size_t k)
{
    size_t n = brink_game_n_actions(r->game);
    if (!r->options->is_hierarchy) {
        memcpy(r->others, r->play[k - 1], n * sizeof *r->others);
        return;
    }
    for (size_t j = 0; j < k; j++) {
        r->weight[j] = brink_poisson_share(r->options->tau, j);
    }
    mix_levels(r, k, r->others);
}

/* Level k of one player, against `others`: its last information sets first, so that it plans ahead. */
static void answer(reasoning *r, size_t k, size_t player)
{
    size_t n = brink_game_n_actions(r->game);
    double *p = r->population; /* not needed yet: what is played as this player sees it */
    memcpy(p, r->others, n * sizeof *p);
    for (size_t j = 0; j < brink_game_n_infosets(r->game); j++) {
        const brink_game_infoset *view = brink_game_get_infoset(r->game, r->order[j]);
        if (view->player != player) {
            continue;
        }
        set_logs(p, r->log_p, n);
        r->raw->payoffs(r->raw, p, r->log_p, r->payoff, NULL);
        respond(r, view, r->payoff + view->first, r->play[k] + view->first);
        memcpy(p + view->first, r->play[k] + view->first, view->n_actions * sizeof *p);
    }
}

/* --- the whole ---------------------------------------------------------------------------------------------------- */

typedef struct placed {
    size_t node, infoset;
} placed;

static int by_last_node(const void *a, const void *b)
{
    const placed *x = a;
    const placed *y = b;
    return x->node > y->node ? -1 : x->node < y->node;
}

/* With perfect recall, a player's earlier information sets have earlier first nodes. */
static bool set_order(reasoning *r)
{
    size_t n = brink_game_n_infosets(r->game);
    placed *list = malloc((n + 1) * sizeof *list);
    if (list == NULL) {
        return false;
    }
    for (size_t h = 0; h < n; h++) {
        const brink_game_infoset *view = brink_game_get_infoset(r->game, h);
        list[h] = (placed){view->n_nodes > 0 ? view->node[0] : h, h};
    }
    if (n > 1) {
        qsort(list, n, sizeof *list, by_last_node);
    }
    for (size_t h = 0; h < n; h++) {
        r->order[h] = list[h].infoset;
    }
    free(list);
    return true;
}

static void reason(reasoning *r)
{
    for (size_t h = 0; h < brink_game_n_infosets(r->game); h++) {
        const brink_game_infoset *view = brink_game_get_infoset(r->game, h);
        for (size_t a = 0; a < view->n_actions && view->player != BRINK_GAME_CHANCE; a++) {
            r->play[0][view->first + a] = 1.0 / (double)view->n_actions;
        }
    }
    for (size_t k = 1; k < r->n_levels; k++) {
        set_others(r, k);
        for (size_t i = 0; i < brink_game_n_players(r->game); i++) {
            answer(r, k, i);
        }
    }
    for (size_t k = 0; k < r->n_levels; k++) {
        r->weight[k] = brink_poisson_share(r->options->tau, k);
    }
    mix_levels(r, r->n_levels, r->population);
}

static void fill(const reasoning *r, const double *p, size_t level, brink_solution *solution)
{
    solution->level = level;
    solution->lambda = r->options->lambda;
    memcpy(solution->p, p, brink_game_n_actions(r->game) * sizeof *p);
    brink__solution_fill_from_p(solution, r->game, r->raw);
}

static brink_status check(const brink_game *game, const brink_levels_options *options, brink_error *err)
{
    if (options->level > BRINK_LEVELS_MAX) {
        return brink_fail(err, BRINK_EDATA, "level %zu; allowed: 0 to %d", options->level, (int)BRINK_LEVELS_MAX);
    }
    if (!(options->lambda >= 0.0)) {
        return brink_fail(err, BRINK_EDATA, "lambda %g; allowed: 0 or more", options->lambda);
    }
    if (options->is_hierarchy && !(options->tau >= 0.0 && options->tau <= 50.0)) {
        return brink_fail(err, BRINK_EDATA, "tau %g; allowed: 0 to 50", options->tau);
    }
    for (size_t i = 0; i < brink_game_n_players(game) && options->rationality != NULL; i++) {
        if (!(options->rationality[i] >= 0.0 && isfinite(options->rationality[i]))) {
            return brink_fail(err, BRINK_EDATA, "rationality %g; allowed: 0 or more", options->rationality[i]);
        }
    }
    size_t forgetful = brink_game_forgetful(game);
    if (forgetful != BRINK_GAME_NONE) {
        char infoset[64];
        char player[64];
        return brink_fail(
            err, BRINK_EDATA,
            "%s is reached at information set %s with different memories: planning ahead needs perfect "
            "recall",
            brink_game_player_name(game, brink_game_get_infoset(game, forgetful)->player, player, sizeof player),
            brink_game_infoset_name(game, forgetful, infoset, sizeof infoset));
    }
    return BRINK_OK;
}

static void reasoning_fini(reasoning *r)
{
    free(r->play);
    free(r->population);
    free(r->order);
    brink__agents_free(r->raw);
}

static bool reasoning_init(reasoning *r)
{
    size_t n = brink_game_n_actions(r->game);
    size_t n_levels = r->n_levels;
    r->play = calloc(n_levels, sizeof *r->play);
    r->population = calloc((4 + n_levels) * n + n_levels, sizeof *r->population); /* all numbers in one piece */
    r->order = calloc(brink_game_n_infosets(r->game) + 1, sizeof *r->order);
    if (r->play == NULL || r->population == NULL || r->order == NULL) {
        return false;
    }
    r->others = r->population + n;
    r->log_p = r->others + n;
    r->payoff = r->log_p + n;
    for (size_t k = 0; k < n_levels; k++) {
        r->play[k] = r->payoff + (k + 1) * n;
    }
    r->weight = r->payoff + (n_levels + 1) * n;
    return set_order(r);
}

brink_status brink_levels_solve(const brink_game *game, const brink_levels_options *options,
                                brink_solutions **solutions, brink_error *err)
{
    brink__agents *raw = NULL;
    *solutions = NULL;
    brink_status status = check(game, options, err);
    status = status == BRINK_OK ? brink__agents_of_game(game, NULL, &raw, err) : status;
    if (status != BRINK_OK) {
        return status;
    }
    reasoning r = {.game = game, .options = options, .raw = raw, .n_levels = options->level + 1};
    brink_solutions *list = brink__solutions_new(game, r.n_levels + options->is_hierarchy);
    if (list == NULL || !reasoning_init(&r)) {
        reasoning_fini(&r);
        brink_solutions_free(list);
        return brink_fail(err, BRINK_ENOMEM, "out of memory for levels");
    }
    reason(&r);
    for (size_t k = 0; k < r.n_levels; k++) {
        fill(&r, r.play[k], k, &list->item[k]);
    }
    if (options->is_hierarchy) {
        fill(&r, r.population, BRINK_LEVEL_ALL, &list->item[r.n_levels]);
    }
    reasoning_fini(&r);
    *solutions = list;
    return BRINK_OK;
}
