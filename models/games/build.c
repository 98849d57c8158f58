/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Building a game, call by call. */
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "data.h"
#include "scenario/table.h"

void brink__first_mistake(brink_error *error, bool *has_failed, brink_status code, const char *format, va_list args)
{
    if (!*has_failed) {
        char text[sizeof error->what];
        (void)vsnprintf(text, sizeof text, format, args);
        (void)brink_fail(error, code, "%s", text);
        *has_failed = true;
    }
}

size_t brink__game_fail(brink_game *game, brink_status code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    brink__first_mistake(&game->error, &game->has_failed, code, format, args);
    va_end(args);
    return BRINK_GAME_NONE;
}

static size_t out_of_memory(brink_game *game)
{
    return brink__game_fail(game, BRINK_ENOMEM, "out of memory for a game");
}

/* A finished game does not change. */
static bool is_open(brink_game *game)
{
    if (!game->has_failed && game->is_finished) {
        (void)brink__game_fail(game, BRINK_EDATA, "the game is finished: nothing can be added to it");
    }
    return !game->has_failed;
}

static const char *keep(brink_game *game, const char *text)
{
    const char *kept = text == NULL ? "" : brink__pool_keep(&game->texts, text, strlen(text));
    if (kept == NULL) {
        (void)out_of_memory(game);
    }
    return kept;
}

brink_game *brink_game_new(brink_game_form form, const char *title)
{
    brink_game *game = calloc(1, sizeof *game);
    if (game == NULL) {
        return NULL;
    }
    game->form = form;
    game->comment = "";
    game->title = keep(game, title);
    if (game->has_failed) {
        brink_game_free(game);
        return NULL;
    }
    return game;
}

void brink_game_free(brink_game *game)
{
    if (game == NULL) {
        return;
    }
    for (size_t h = 0; h < game->n_infosets; h++) {
        free((void *)game->infosets[h].action);
        free((void *)game->infosets[h].exact);
        free(game->infosets[h].probability);
    }
    for (size_t o = 0; o < game->n_outcomes; o++) {
        free((void *)game->outcomes[o].exact);
        free(game->outcomes[o].payoff);
    }
    free(game->players);
    free(game->infosets);
    free(game->nodes);
    free(game->outcomes);
    free(game->payoffs);
    free((void *)game->exact);
    free(game->outcome_at);
    free(game->is_set);
    free(game->infosets_of_players);
    free(game->nodes_of_infosets);
    free(game->children);
    free(game->path_payoffs);
    brink__pool_free(game->texts);
    free(game);
}

void brink_game_set_comment(brink_game *game, const char *comment)
{
    if (is_open(game)) {
        const char *kept = keep(game, comment);
        game->comment = kept != NULL ? kept : "";
    }
}

size_t brink_game_add_player(brink_game *game, const char *label)
{
    if (!is_open(game)) {
        return BRINK_GAME_NONE;
    }
    if (game->n_players >= BRINK_GAME_MAX_PLAYERS || game->n_outcomes > 0 || game->n_profiles > 0) {
        return game->n_players >= BRINK_GAME_MAX_PLAYERS
                   ? brink__game_fail(game, BRINK_EDATA, "more than %d players", (int)BRINK_GAME_MAX_PLAYERS)
                   : brink__game_fail(game, BRINK_EDATA, "players must be added before payoffs");
    }
    brink_game_player *players = brink__grown(game->players, game->n_players, &game->players_capacity, sizeof *players);
    const char *kept = keep(game, label);
    if (players == NULL || kept == NULL) {
        game->players = players != NULL ? players : game->players;
        return out_of_memory(game);
    }
    game->players = players;
    players[game->n_players] = (brink_game_player){.label = kept};
    return game->n_players++;
}

/* --- information sets and chance ---------------------------------------------------------------------------------- */

/* The numbers of a player's information sets, or of chance events, that were given out last. */
static size_t *last_number(brink_game *game, size_t player)
{
    return &game->last_number[player == BRINK_GAME_CHANCE ? BRINK_GAME_MAX_PLAYERS : player];
}

static const char *or_empty(const char *text)
{
    return text != NULL ? text : "";
}

size_t brink_game_add_infoset(brink_game *game, size_t player, const char *label, size_t n_actions,
                              const char *const *action)
{
    if (!is_open(game)) {
        return BRINK_GAME_NONE;
    }
    if (player >= game->n_players && player != BRINK_GAME_CHANCE) {
        return brink__game_fail(game, BRINK_EDATA, "information set '%s' of player %zu, of %zu", or_empty(label),
                                player + 1, game->n_players);
    }
    if (n_actions == 0 || n_actions > BRINK_GAME_MAX_ACTIONS) {
        return brink__game_fail(game, BRINK_EDATA, "information set '%s' with %zu actions; allowed: 1 to %d",
                                or_empty(label), n_actions, (int)BRINK_GAME_MAX_ACTIONS);
    }
    if (game->n_infosets >= BRINK_GAME_MAX_NODES || game->n_profiles > 0) {
        return brink__game_fail(game, BRINK_EDATA, "%s",
                                game->n_profiles > 0 ? "information sets must be added before payoffs of profiles"
                                                     : "too many information sets");
    }
    infoset_data *infosets = brink__grown(game->infosets, game->n_infosets, &game->infosets_capacity, sizeof *infosets);
    if (infosets == NULL) {
        return out_of_memory(game);
    }
    game->infosets = infosets;
    infoset_data *h = &infosets[game->n_infosets];
    *h = (infoset_data){.view = {.player = player, .n_actions = n_actions, .first = BRINK_GAME_NONE}};
    h->view.number = ++*last_number(game, player);
    h->action = calloc(n_actions, sizeof *h->action);
    game->n_infosets++; /* so that it is freed whatever happens next */
    h->view.label = keep(game, label);
    if (h->action == NULL) {
        return out_of_memory(game);
    }
    for (size_t a = 0; a < n_actions && !game->has_failed; a++) {
        h->action[a] = keep(game, action != NULL ? action[a] : NULL);
    }
    h->view.action = h->action;
    return game->has_failed ? BRINK_GAME_NONE : game->n_infosets - 1;
}

/* Sets number `i` of an array of doubles with texts; the array of texts is made when it is first needed. False when
 * something is wrong (remembered). */
static bool set_exact(brink_game *game, const char *text, const char *what, double *value, const char ***exact,
                      size_t n, size_t i)
{
    bool is_plain = true;
    brink__exact_status status = brink__exact_read(text, strlen(text), value, &is_plain);
    if (status != BRINK__EXACT_OK) {
        char shown[BRINK__SHORT];
        (void)brink__game_fail(game, BRINK_EDATA, "%s %s: %s", what, brink__shorten(text, shown),
                               brink__exact_status_text(status));
        return false;
    }
    if (!is_plain) {
        *exact = *exact != NULL ? *exact : calloc(n, sizeof **exact);
        if (*exact == NULL || ((*exact)[i] = keep(game, text)) == NULL) {
            (void)out_of_memory(game);
            return false;
        }
    }
    return true;
}

size_t brink_game_add_chance_exact(brink_game *game, const char *label, size_t n_actions, const char *const *action,
                                   const char *const *probability)
{
    size_t index = brink_game_add_infoset(game, BRINK_GAME_CHANCE, label, n_actions, action);
    if (index == BRINK_GAME_NONE) {
        return index;
    }
    infoset_data *h = &game->infosets[index];
    h->probability = calloc(n_actions, sizeof *h->probability);
    if (h->probability == NULL) {
        return out_of_memory(game);
    }
    mpq_t sum;
    mpq_t q;
    mpq_inits(sum, q, (mpq_ptr)NULL);
    bool is_right = true;
    for (size_t a = 0; a < n_actions && is_right; a++) {
        is_right = set_exact(game, probability[a], "probability", &h->probability[a], &h->exact, n_actions, a);
        if (is_right) {
            brink__exact_set(q, probability[a], strlen(probability[a]));
            mpq_add(sum, sum, q);
            is_right = mpq_sgn(q) >= 0;
        }
    }
    h->view.probability = h->probability;
    is_right = is_right && mpq_cmp_ui(sum, 1, 1) == 0;
    mpq_clears(sum, q, (mpq_ptr)NULL);
    return is_right ? index
                    : brink__game_fail(game, BRINK_EDATA,
                                       "the probabilities of chance event '%s' are not each in [0, 1] with sum 1",
                                       or_empty(label));
}

/* What completes the decimals of the first n - 1 probabilities to one, as a text on the heap; NULL when out of
 * memory. */
static char *complement(size_t n, const double *probability)
{
    mpq_t rest;
    mpq_t q;
    mpq_inits(rest, q, (mpq_ptr)NULL);
    mpq_set_ui(rest, 1, 1);
    for (size_t a = 0; a + 1 < n; a++) {
        brink__exact_set_number(q, probability[a], NULL);
        mpq_sub(rest, rest, q);
    }
    double value = brink__exact_double(rest);
    char *text = NULL;
    if (fabs(value - probability[n - 1]) <= 1e-12 && mpq_sgn(rest) >= 0) {
        text = brink__exact_text(rest); /* short enough to be exact: see EXACT_MAX_LENGTH */
    } else {
        text = calloc(1, 1); /* says that they do not sum to one */
    }
    mpq_clears(rest, q, (mpq_ptr)NULL);
    return text;
}

size_t brink_game_add_chance(brink_game *game, const char *label, size_t n_actions, const char *const *action,
                             const double *probability)
{
    for (size_t a = 0; a < n_actions && is_open(game); a++) {
        if (!(probability[a] >= 0.0 && probability[a] <= 1.0)) {
            return brink__game_fail(game, BRINK_EDATA, "chance event '%s': probability %g; allowed: 0 to 1",
                                    or_empty(label), probability[a]);
        }
    }
    if (!is_open(game) || n_actions == 0 || n_actions > BRINK_GAME_MAX_ACTIONS) {
        return brink_game_add_infoset(game, BRINK_GAME_CHANCE, label, n_actions, action); /* says what is wrong */
    }
    size_t index = BRINK_GAME_NONE;
    char(*decimal)[32] = calloc(n_actions, sizeof *decimal);
    const char **text = calloc(n_actions, sizeof *text);
    char *last = complement(n_actions, probability);
    if (decimal == NULL || text == NULL || last == NULL) {
        (void)out_of_memory(game);
    } else if (last[0] == '\0') {
        (void)brink__game_fail(game, BRINK_EDATA, "the probabilities of chance event '%s' do not sum to 1",
                               or_empty(label));
    } else {
        for (size_t a = 0; a + 1 < n_actions; a++) {
            (void)brink__format_double(probability[a], decimal[a]);
            text[a] = decimal[a];
        }
        text[n_actions - 1] = last;
        index = brink_game_add_chance_exact(game, label, n_actions, action, text);
    }
    free(decimal);
    free((void *)text);
    free(last);
    return index;
}

void brink_game_number_infoset(brink_game *game, size_t infoset, size_t number)
{
    if (!is_open(game)) {
        return;
    }
    if (infoset >= game->n_infosets || number == 0) {
        (void)brink__game_fail(game, BRINK_EDATA, "number %zu for information set %zu of %zu", number, infoset,
                               game->n_infosets);
        return;
    }
    brink_game_infoset *h = &game->infosets[infoset].view;
    size_t *last = last_number(game, h->player);
    *last = number > *last ? number : *last;
    h->number = number;
}

void brink_game_number_outcome(brink_game *game, size_t outcome, size_t number)
{
    if (!is_open(game)) {
        return;
    }
    if (outcome >= game->n_outcomes || number == 0) {
        (void)brink__game_fail(game, BRINK_EDATA, "number %zu for outcome %zu of %zu", number, outcome,
                               game->n_outcomes);
        return;
    }
    game->outcomes[outcome].view.number = number;
}

/* --- payoffs ------------------------------------------------------------------------------------------------------ */

static bool is_payoff(brink_game *game, double x)
{
    if (!(fabs(x) <= BRINK_GAME_MAX_PAYOFF)) {
        (void)brink__game_fail(game, BRINK_EDATA, "payoff %g; allowed: at most %g in size", x, BRINK_GAME_MAX_PAYOFF);
        return false;
    }
    return true;
}

bool brink__game_take_payoffs(brink_game *game, const double *payoff, const char *const *text, double *out,
                              const char ***exact, size_t n, size_t first)
{
    bool is_right = true;
    for (size_t i = 0; i < game->n_players && is_right; i++) {
        if (*exact != NULL) {
            (*exact)[first + i] = NULL;
        }
        if (text != NULL) {
            is_right = set_exact(game, text[i], "payoff", &out[i], exact, n, first + i);
        } else {
            out[i] = payoff[i] == 0.0 ? 0.0 : payoff[i]; /* no -0 */
        }
        is_right = is_right && is_payoff(game, out[i]);
    }
    return is_right;
}

static size_t add_outcome(brink_game *game, const char *label, const double *payoff, const char *const *text)
{
    if (!is_open(game)) {
        return BRINK_GAME_NONE;
    }
    if (game->n_outcomes >= BRINK_GAME_MAX_NODES || game->n_players == 0) {
        return brink__game_fail(game, BRINK_EDATA, "%s",
                                game->n_players == 0 ? "players must be added before outcomes" : "too many outcomes");
    }
    outcome_data *outcomes = brink__grown(game->outcomes, game->n_outcomes, &game->outcomes_capacity, sizeof *outcomes);
    if (outcomes == NULL) {
        return out_of_memory(game);
    }
    game->outcomes = outcomes;
    outcome_data *o = &outcomes[game->n_outcomes];
    size_t number = game->n_outcomes > 0 ? o[-1].view.number + 1 : 1;
    *o = (outcome_data){.view = {.number = number}};
    o->payoff = calloc(game->n_players, sizeof *o->payoff);
    game->n_outcomes++; /* so that it is freed whatever happens next */
    o->view.label = keep(game, label);
    if (o->payoff == NULL || o->view.label == NULL) {
        return out_of_memory(game);
    }
    o->view.payoff = o->payoff;
    bool is_right = brink__game_take_payoffs(game, payoff, text, o->payoff, &o->exact, game->n_players, 0);
    return is_right ? game->n_outcomes - 1 : BRINK_GAME_NONE;
}

size_t brink_game_add_outcome(brink_game *game, const char *label, const double *payoff)
{
    return add_outcome(game, label, payoff, NULL);
}

size_t brink_game_add_outcome_exact(brink_game *game, const char *label, const char *const *payoff)
{
    return add_outcome(game, label, NULL, payoff);
}

/* --- nodes -------------------------------------------------------------------------------------------------------- */

static bool is_node_right(brink_game *game, size_t parent, size_t action, size_t infoset, size_t outcome)
{
    const char *what = NULL;
    if (game->form != BRINK_GAME_EXTENSIVE) {
        what = "nodes belong to games in extensive form";
    } else if (game->n_nodes >= BRINK_GAME_MAX_NODES) {
        what = "too many nodes";
    } else if ((parent == BRINK_GAME_NONE) != (game->n_nodes == 0)) {
        what = "the root, and only the root, is the first node and has no parent";
    } else if (parent != BRINK_GAME_NONE && parent >= game->n_nodes) {
        what = "a node with an unknown parent";
    } else if (parent != BRINK_GAME_NONE && game->nodes[parent].infoset == BRINK_GAME_NONE) {
        what = "a node below a terminal node";
    } else if (parent != BRINK_GAME_NONE && action >= game->infosets[game->nodes[parent].infoset].view.n_actions) {
        what = "a node below an action that its parent does not have";
    } else if (infoset != BRINK_GAME_NONE && infoset >= game->n_infosets) {
        what = "a node with an unknown information set";
    } else if (outcome != BRINK_GAME_NONE && outcome >= game->n_outcomes) {
        what = "a node with an unknown outcome";
    }
    if (what != NULL) {
        (void)brink__game_fail(game, BRINK_EDATA, "%s", what);
    }
    return what == NULL;
}

size_t brink_game_add_node(brink_game *game, size_t parent, size_t action, size_t infoset, size_t outcome,
                           const char *label)
{
    if (!is_open(game) || !is_node_right(game, parent, action, infoset, outcome)) {
        return BRINK_GAME_NONE;
    }
    brink_game_node *nodes = brink__grown(game->nodes, game->n_nodes, &game->nodes_capacity, sizeof *nodes);
    if (nodes == NULL) {
        return out_of_memory(game);
    }
    game->nodes = nodes;
    const char *kept = keep(game, label);
    nodes[game->n_nodes] = (brink_game_node){.label = kept,
                                             .parent = parent,
                                             .action = parent == BRINK_GAME_NONE ? 0 : action,
                                             .infoset = infoset,
                                             .outcome = outcome};
    return kept != NULL ? game->n_nodes++ : BRINK_GAME_NONE;
}

size_t brink_game_add_leaf(brink_game *game, size_t parent, size_t action, const char *label, const double *payoff)
{
    size_t outcome = brink_game_add_outcome(game, label, payoff);
    return brink_game_add_node(game, parent, action, BRINK_GAME_NONE, outcome, label);
}
