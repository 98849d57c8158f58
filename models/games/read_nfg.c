/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Gambit's .nfg: games in strategic form, with payoffs or outcomes at each pure profile. */
#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "read.h"

typedef struct reading {
    brink__tokens tokens;
    brink_game *game;
    brink__texts texts;
    size_t n_profiles;
    bool is_short_of_memory;
} reading;

/* One player's strategies; too large a table is reported where it becomes too large. */
static bool add_strategies(reading *r, size_t player, size_t n, const char *const *labels, brink_place place)
{
    if (n == 0 || n > BRINK_GAME_MAX_ACTIONS || r->n_profiles * n * r->game->n_players > BRINK_GAME_MAX_ENTRIES) {
        brink__mistake(r->tokens.report, place,
                       "%zu strategies; allowed: at least 1, and at most %d payoffs in a table", n,
                       (int)BRINK_GAME_MAX_ENTRIES);
        return false;
    }
    r->n_profiles *= n;
    r->is_short_of_memory = brink_game_add_infoset(r->game, player, "", n, labels) == BRINK_GAME_NONE;
    return !r->is_short_of_memory;
}

/* { "a" "b" ... } */
static bool take_labels(reading *r, size_t player)
{
    brink__tokens *t = &r->tokens;
    brink_place place = t->place;
    bool is_right = true;
    brink__texts_clear(&r->texts);
    brink__tokens_next(t);
    while (t->kind == BRINK__TOKEN_TEXT) {
        is_right = brink__is_label(t) && is_right;
        if (!brink__texts_add(&r->texts, t->text, t->length)) {
            r->is_short_of_memory = true;
            return false;
        }
        brink__tokens_next(t);
    }
    return brink__take(t, BRINK__TOKEN_CLOSE, "a strategy in quotes, or } after the last") && is_right &&
           add_strategies(r, player, r->texts.n, (const char *const *)r->texts.item, place);
}

/* A number of strategies, which are then called 1, 2, ... */
static bool take_count(reading *r, size_t player)
{
    brink_place place = r->tokens.place;
    size_t n = 0;
    if (!brink__take_whole(&r->tokens, "a number of strategies", 1, BRINK_GAME_MAX_ACTIONS, &n)) {
        return false;
    }
    brink__texts_clear(&r->texts);
    for (size_t a = 0; a < n; a++) {
        char label[24];
        int length = snprintf(label, sizeof label, "%zu", a + 1);
        if (!brink__texts_add(&r->texts, label, (size_t)length)) {
            r->is_short_of_memory = true;
            return false;
        }
    }
    return add_strategies(r, player, n, (const char *const *)r->texts.item, place);
}

static bool take_strategies(reading *r)
{
    brink__tokens *t = &r->tokens;
    if (!brink__take(t, BRINK__TOKEN_OPEN, "{ before the strategies")) {
        return false;
    }
    size_t player = 0;
    while (t->kind == BRINK__TOKEN_OPEN || t->kind == BRINK__TOKEN_NUMBER) {
        if (player == r->game->n_players) {
            brink__mistake(t->report, t->place, "strategies of more players than there are; allowed: %zu", player);
            return false;
        }
        if (!(t->kind == BRINK__TOKEN_OPEN ? take_labels(r, player) : take_count(r, player))) {
            return false;
        }
        player++;
    }
    if (player < r->game->n_players && t->kind == BRINK__TOKEN_CLOSE) {
        brink__mistake(t->report, t->place, "strategies of %zu player%s; allowed: of all %zu", player,
                       player == 1 ? "" : "s", r->game->n_players);
        return false;
    }
    return brink__take(t, BRINK__TOKEN_CLOSE,
                       "the strategies of a player in braces or their number, or } after the last");
}

/* { { "name" 1, 2 } ... } */
static bool take_outcomes(reading *r)
{
    brink__tokens *t = &r->tokens;
    brink__tokens_next(t);
    while (t->kind == BRINK__TOKEN_OPEN) {
        brink__tokens_next(t);
        if (t->kind != BRINK__TOKEN_TEXT) {
            brink__tokens_unexpected(t, "the name of an outcome, in quotes");
            return false;
        }
        char *label = brink__is_label(t) ? malloc(t->length + 1) : NULL;
        if (label == NULL) {
            r->is_short_of_memory = !t->has_breaks;
            return false;
        }
        memcpy(label, t->text, t->length + 1);
        brink__tokens_next(t);
        bool is_right = brink__take_payoffs(t, r->game->n_players, &r->texts, &r->is_short_of_memory);
        if (is_right) {
            (void)brink_game_add_outcome_exact(r->game, label, (const char *const *)r->texts.item);
        }
        free(label);
        if (!is_right) {
            return false;
        }
    }
    return brink__take(t, BRINK__TOKEN_CLOSE, "an outcome in braces, or } after the last");
}

/* What stands behind the last profile. */
static void check_end(reading *r, const char *what)
{
    brink__tokens *t = &r->tokens;
    if (t->kind != BRINK__TOKEN_END) {
        char allowed[64];
        (void)snprintf(allowed, sizeof allowed, "the end of the file, after %s", what);
        brink__tokens_unexpected(t, allowed);
    }
}

static void take_outcome_body(reading *r)
{
    brink__tokens *t = &r->tokens;
    for (size_t s = 0; s < r->n_profiles; s++) {
        size_t number = 0;
        if (t->kind == BRINK__TOKEN_END) {
            brink__mistake(t->report, t->place, "the file ends after %zu outcomes; allowed: %zu, one a profile", s,
                           r->n_profiles);
            return;
        }
        if (!brink__take_whole(t, "an outcome", 0, r->game->n_outcomes, &number)) {
            if (t->kind != BRINK__TOKEN_NUMBER) {
                return;
            }
            brink__tokens_next(t);
        }
        brink_game_set_outcome(r->game, s, number > 0 ? number - 1 : BRINK_GAME_NONE);
    }
    check_end(r, "the outcome of the last profile");
}

static void take_payoff_body(reading *r)
{
    brink__tokens *t = &r->tokens;
    size_t n = r->game->n_players;
    for (size_t s = 0; s < r->n_profiles; s++) {
        brink__texts_clear(&r->texts);
        for (size_t i = 0; i < n; i++) {
            if (t->kind == BRINK__TOKEN_END) {
                brink__mistake(t->report, t->place,
                               "the file ends after %zu payoffs; allowed: %zu, one a profile and player", s * n + i,
                               r->n_profiles * n);
                return;
            }
            if (t->kind != BRINK__TOKEN_NUMBER && t->kind != BRINK__TOKEN_WORD && t->kind != BRINK__TOKEN_BROKEN) {
                brink__tokens_unexpected(t, "a payoff");
                return;
            }
            if (!brink__keep_number(t, &r->texts)) {
                r->is_short_of_memory = true;
                return;
            }
            brink__tokens_next(t);
        }
        brink_game_set_payoffs_exact(r->game, s, (const char *const *)r->texts.item);
    }
    check_end(r, "the payoffs of the last profile");
}

brink_status brink__read_nfg(const char *file, const char *bytes, size_t n, brink_game **game, brink__report *report)
{
    reading *r = calloc(1, sizeof *r); /* a token has kilobytes */
    if (r == NULL) {
        return BRINK_ENOMEM;
    }
    r->n_profiles = 1;
    brink__tokens *t = &r->tokens;
    brink__tokens_init(t, file, bytes, n, report);
    bool is_right = brink__take_head(t, "NFG", "1", BRINK_GAME_STRATEGIC, &r->game);
    r->is_short_of_memory = !is_right && report->n == 0;
    is_right = is_right && brink__take_players(t, r->game) && take_strategies(r);
    if (is_right) {
        brink__take_comment(t, r->game);
        if (t->kind == BRINK__TOKEN_OPEN) {
            if (take_outcomes(r)) {
                take_outcome_body(r);
            }
        } else {
            take_payoff_body(r);
        }
    }
    bool is_short =
        r->is_short_of_memory || (r->game != NULL && r->game->has_failed && r->game->error.code == BRINK_ENOMEM);
    *game = r->game;
    brink__texts_fini(&r->texts);
    free(r);
    return is_short ? BRINK_ENOMEM : BRINK_OK;
}
