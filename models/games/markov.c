/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stochastic games in memory. */
#include "markov.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "brink/game.h"
#include "data.h"
#include "scenario/table.h"

size_t brink__markov_fail(brink_markov_game *game, brink_status code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    brink__first_mistake(&game->error, &game->has_failed, code, format, args);
    va_end(args);
    return BRINK_GAME_NONE;
}

static size_t out_of_memory(brink_markov_game *game)
{
    return brink__markov_fail(game, BRINK_ENOMEM, "out of memory for a stochastic game");
}

static bool is_open(brink_markov_game *game)
{
    if (!game->has_failed && game->is_finished) {
        (void)brink__markov_fail(game, BRINK_EDATA, "the game is finished: nothing can be added to it");
    }
    return !game->has_failed;
}

brink_markov_game *brink_markov_new(void)
{
    return calloc(1, sizeof(brink_markov_game));
}

void brink_markov_free(brink_markov_game *game)
{
    if (game == NULL) {
        return;
    }
    for (size_t s = 0; s < game->n_states; s++) {
        free(game->state[s].payoff);
        free(game->state[s].discount);
        free(game->state[s].to);
        free(game->state[s].is_set);
    }
    free((void *)game->player);
    free(game->state);
    free(game->agent);
    free((void *)game->label);
    brink__pool_free(game->texts);
    free(game);
}

static const char *keep(brink_markov_game *game, const char *text)
{
    return text != NULL ? brink__pool_keep(&game->texts, text, strlen(text)) : "";
}

size_t brink_markov_add_player(brink_markov_game *game, const char *label)
{
    if (!is_open(game)) {
        return BRINK_GAME_NONE;
    }
    if (game->n_states > 0 || game->n_players == BRINK_GAME_MAX_PLAYERS) {
        return game->n_states > 0
                   ? brink__markov_fail(game, BRINK_EDATA, "players must be added before states")
                   : brink__markov_fail(game, BRINK_EDATA, "more than %d players", (int)BRINK_GAME_MAX_PLAYERS);
    }
    const char **player = brink__grown((void *)game->player, game->n_players, &game->player_capacity, sizeof *player);
    const char *kept = keep(game, label);
    game->player = player != NULL ? player : game->player;
    if (player == NULL || kept == NULL) {
        return out_of_memory(game);
    }
    player[game->n_players] = kept;
    return game->n_players++;
}

/* One player's actions in the state that is being added. */
static bool add_agent(brink_markov_game *game, size_t player, size_t n_actions, const char *const *action)
{
    size_t n_agents = game->n_states * game->n_players + player;
    brink_markov_agent *agent = brink__grown(game->agent, n_agents, &game->agent_capacity, sizeof *agent);
    game->agent = agent != NULL ? agent : game->agent;
    for (size_t a = 0; a < n_actions && agent != NULL; a++) {
        const char **label = brink__grown((void *)game->label, game->n_labels, &game->label_capacity, sizeof *label);
        const char *kept = keep(game, action != NULL ? action[a] : NULL);
        game->label = label != NULL ? label : game->label;
        if (label == NULL || kept == NULL) {
            return false;
        }
        label[game->n_labels++] = kept;
    }
    if (agent == NULL) {
        return false;
    }
    agent[n_agents] = (brink_markov_agent){
        .state = game->n_states, .player = player, .n_actions = n_actions, .first = game->n_actions};
    game->n_actions += n_actions;
    return true;
}

size_t brink_markov_add_state(brink_markov_game *game, const char *label, const size_t *n_actions,
                              const char *const *action)
{
    if (!is_open(game)) {
        return BRINK_GAME_NONE;
    }
    if (game->n_players == 0 || game->n_states == BRINK_MARKOV_MAX_STATES) {
        return game->n_players == 0
                   ? brink__markov_fail(game, BRINK_EDATA, "players must be added before states")
                   : brink__markov_fail(game, BRINK_EDATA, "more than %d states", (int)BRINK_MARKOV_MAX_STATES);
    }
    size_t n_profiles = 1;
    for (size_t i = 0; i < game->n_players; i++) {
        n_profiles *= n_actions[i];
        if (n_actions[i] == 0 || n_profiles > BRINK_GAME_MAX_ENTRIES) {
            return brink__markov_fail(game, BRINK_EDATA,
                                      "state '%s': %zu actions of %s; allowed: at least 1, and at most "
                                      "%d profiles",
                                      label, n_actions[i], game->player[i], (int)BRINK_GAME_MAX_ENTRIES);
        }
    }
    markov_state *state = brink__grown(game->state, game->n_states, &game->state_capacity, sizeof *state);
    const char *kept = keep(game, label);
    game->state = state != NULL ? state : game->state;
    if (state == NULL || kept == NULL) {
        return out_of_memory(game);
    }
    state[game->n_states] = (markov_state){.label = kept, .n_profiles = n_profiles};
    for (size_t i = 0; i < game->n_players; i++) {
        if (!add_agent(game, i, n_actions[i], action)) {
            return out_of_memory(game);
        }
        action = action != NULL ? action + n_actions[i] : NULL;
    }
    return game->n_states++;
}

/* Room for what brink_markov_set() gives. */
static bool open_table(brink_markov_game *game)
{
    size_t total = 0;
    for (size_t s = 0; s < game->n_states; s++) {
        total += game->state[s].n_profiles * game->n_states;
    }
    if (total > BRINK_MARKOV_MAX_NUMBERS) {
        (void)brink__markov_fail(game, BRINK_EDATA, "%zu transitions; allowed: %d", total,
                                 (int)BRINK_MARKOV_MAX_NUMBERS);
        return false;
    }
    for (size_t s = 0; s < game->n_states; s++) {
        markov_state *state = &game->state[s];
        state->payoff = calloc(state->n_profiles * game->n_players, sizeof *state->payoff);
        state->discount = calloc(state->n_profiles * game->n_players, sizeof *state->discount);
        state->to = calloc(state->n_profiles * game->n_states, sizeof *state->to);
        state->is_set = calloc(state->n_profiles, 1);
        if (state->payoff == NULL || state->discount == NULL || state->to == NULL || state->is_set == NULL) {
            (void)out_of_memory(game);
            return false;
        }
    }
    return true;
}

void brink_markov_set(brink_markov_game *game, size_t state, size_t profile, const double *payoff,
                      const double *discount, const double *to)
{
    if (!is_open(game)) {
        return;
    }
    if (state >= game->n_states || profile >= game->state[state].n_profiles) {
        (void)brink__markov_fail(game, BRINK_EDATA, "profile %zu of state %zu, of %zu states", profile, state,
                                 game->n_states);
        return;
    }
    if (game->state[0].payoff == NULL && !open_table(game)) {
        return;
    }
    markov_state *s = &game->state[state];
    double sum = 0.0;
    for (size_t i = 0; i < game->n_players; i++) {
        if (!(fabs(payoff[i]) <= BRINK_GAME_MAX_PAYOFF) || !(discount[i] >= 0.0 && discount[i] < 1.0)) {
            (void)brink__markov_fail(
                game, BRINK_EDATA, "state '%s': payoff %g, discount %g; allowed: at most %g in size, 0 up to but not 1",
                s->label, payoff[i], discount[i], BRINK_GAME_MAX_PAYOFF);
            return;
        }
        s->payoff[profile * game->n_players + i] = payoff[i];
        s->discount[profile * game->n_players + i] = discount[i];
    }
    for (size_t t = 0; t < game->n_states; t++) {
        bool is_share = to[t] >= 0.0 && to[t] <= 1.0;
        sum += is_share ? to[t] : (double)NAN;
        s->to[profile * game->n_states + t] = to[t];
    }
    if (!(fabs(sum - 1.0) <= 1e-12)) {
        (void)brink__markov_fail(game, BRINK_EDATA, "state '%s': transitions that are no probabilities with sum 1",
                                 s->label);
        return;
    }
    s->is_set[profile] = 1;
}

brink_status brink_markov_finish(brink_markov_game *game, brink_error *err)
{
    if (!game->has_failed && game->n_states == 0) {
        (void)brink__markov_fail(game, BRINK_EDATA, "a stochastic game without states");
    }
    for (size_t s = 0; s < game->n_states && !game->has_failed; s++) {
        for (size_t a = 0; a < game->state[s].n_profiles && !game->has_failed; a++) {
            if (game->state[s].is_set == NULL || !game->state[s].is_set[a]) {
                (void)brink__markov_fail(game, BRINK_EDATA, "state '%s': profile %zu of %zu is missing",
                                         game->state[s].label, a, game->state[s].n_profiles);
            }
        }
    }
    for (size_t k = 0; k < game->n_states * game->n_players && !game->has_failed; k++) {
        game->agent[k].action = game->label + game->agent[k].first; /* the list has stopped growing */
    }
    game->is_finished = !game->has_failed;
    return game->has_failed ? brink_fail(err, game->error.code, "%s", game->error.what) : BRINK_OK;
}

size_t brink_markov_n_players(const brink_markov_game *game)
{
    return game->n_players;
}

size_t brink_markov_n_states(const brink_markov_game *game)
{
    return game->n_states;
}

size_t brink_markov_n_actions(const brink_markov_game *game)
{
    return game->n_actions;
}

const char *brink_markov_player(const brink_markov_game *game, size_t i)
{
    return game->player[i];
}

const char *brink_markov_state(const brink_markov_game *game, size_t s)
{
    return game->state[s].label;
}

const brink_markov_agent *brink_markov_get_agent(const brink_markov_game *game, size_t s, size_t i)
{
    return &game->agent[s * game->n_players + i];
}
