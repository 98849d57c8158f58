/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Gambit's .efg: trees, as a list of nodes in prefix order. After a node that cannot be made sense of, reading goes on
 * with the next one, for what is wrong by itself there; the shape of the tree is no longer judged then. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "data.h"
#include "map.h"
#include "read.h"

/* A node whose children are being read. */
typedef struct open_node {
    size_t node, next_action, n_actions;
} open_node;

typedef struct reading {
    brink__tokens tokens;
    brink_game *game;
    brink__map infosets; /* player (or chance), number */
    brink__map outcomes; /* 0, number */
    brink__texts texts, probabilities;
    char label[BRINK__MAX_LABEL + 1];
    open_node path[BRINK_GAME_MAX_DEPTH + 2];
    size_t depth;
    bool has_root, has_lost_shape, is_short_of_memory;
} reading;

enum { MAX_NUMBER = 999999999 };

/* In the maps: its description was refused, so mentions of it are no mistakes of their own. */
#define REFUSED ((size_t)-3)

/* Remembers that; an earlier description stays. Always false. */
static bool refuse(reading *r, brink__map *map, size_t a, size_t number)
{
    if (brink__map_get(map, a, number) == BRINK_GAME_NONE && !brink__map_add(map, a, number, REFUSED)) {
        r->is_short_of_memory = true;
    }
    return false;
}

/* What memory or a limit of the game refuses. */
static bool is_built(reading *r, brink_place place)
{
    if (!r->game->has_failed) {
        return true;
    }
    if (r->game->error.code == BRINK_ENOMEM) {
        r->is_short_of_memory = true;
    } else {
        brink__mistake(r->tokens.report, place, "%s", r->game->error.what);
    }
    return false;
}

/* --- outcomes ----------------------------------------------------------------------------------------------------- */

/* The description at hand must be that of outcome o. */
static bool is_same_outcome(const reading *r, size_t o)
{
    const outcome_data *outcome = &r->game->outcomes[o];
    bool is_same = strcmp(outcome->view.label, r->label) == 0;
    mpq_t old;
    mpq_t again;
    mpq_inits(old, again, (mpq_ptr)NULL);
    for (size_t i = 0; i < r->game->n_players && is_same; i++) {
        brink__game_exact_payoff(r->game, o, i, old);
        brink__exact_set(again, r->texts.item[i], strlen(r->texts.item[i]));
        is_same = mpq_equal(old, again) != 0;
    }
    mpq_clears(old, again, (mpq_ptr)NULL);
    return is_same;
}

static bool take_outcome(reading *r, size_t *outcome)
{
    brink__tokens *t = &r->tokens;
    brink_place place = t->place;
    size_t number = 0;
    *outcome = BRINK_GAME_NONE;
    if (!brink__take_whole(t, "the number of an outcome (0: none)", 0, MAX_NUMBER, &number)) {
        return false;
    }
    size_t known = brink__map_get(&r->outcomes, 0, number);
    *outcome = known;
    if (t->kind != BRINK__TOKEN_TEXT && t->kind != BRINK__TOKEN_OPEN) {
        if (number > 0 && known == BRINK_GAME_NONE) {
            brink__mistake(t->report, place,
                           "outcome %zu without payoffs; allowed: name and payoffs at its first mention", number);
            return false;
        }
        return known != REFUSED;
    }
    if (number == 0) {
        brink__mistake(t->report, t->place, "outcome 0 with a description; allowed: none, it stands for no outcome");
        return false;
    }
    bool is_right = t->kind == BRINK__TOKEN_TEXT && brink__is_label(t);
    (void)snprintf(r->label, sizeof r->label, "%s", t->kind == BRINK__TOKEN_TEXT ? t->text : "");
    if (!brink__take(t, BRINK__TOKEN_TEXT, "the name of the outcome, in quotes") ||
        !brink__take(t, BRINK__TOKEN_OPEN, "{ before the payoffs") ||
        !brink__take_payoffs(t, r->game->n_players, &r->texts, &r->is_short_of_memory) || !is_right) {
        return refuse(r, &r->outcomes, 0, number);
    }
    if (known == REFUSED) {
        return false;
    }
    if (known != BRINK_GAME_NONE) {
        if (!is_same_outcome(r, known)) {
            brink__mistake(t->report, place,
                           "outcome %zu described differently than before; allowed: the same, or nothing", number);
            return false;
        }
        return true;
    }
    *outcome = brink_game_add_outcome_exact(r->game, r->label, (const char *const *)r->texts.item);
    if (!is_built(r, place)) {
        return false;
    }
    brink_game_number_outcome(r->game, *outcome, number);
    r->is_short_of_memory = !brink__map_add(&r->outcomes, 0, number, *outcome);
    return !r->is_short_of_memory;
}

/* --- information sets and chance events --------------------------------------------------------------------------- */

static bool is_same_infoset(const reading *r, size_t h, bool is_chance)
{
    const infoset_data *infoset = &r->game->infosets[h];
    bool is_same = strcmp(infoset->view.label, r->label) == 0 && infoset->view.n_actions == r->texts.n;
    mpq_t old;
    mpq_t again;
    mpq_inits(old, again, (mpq_ptr)NULL);
    for (size_t a = 0; a < r->texts.n && is_same; a++) {
        is_same = strcmp(infoset->view.action[a], r->texts.item[a]) == 0;
        if (is_chance && is_same) {
            brink__game_exact_probability(r->game, h, a, old);
            brink__exact_set(again, r->probabilities.item[a], strlen(r->probabilities.item[a]));
            is_same = mpq_equal(old, again) != 0;
        }
    }
    mpq_clears(old, again, (mpq_ptr)NULL);
    return is_same;
}

/* The sum of the probabilities at hand must be one, each not negative. */
static bool check_probabilities(reading *r, brink_place place)
{
    mpq_t sum;
    mpq_t q;
    mpq_inits(sum, q, (mpq_ptr)NULL);
    bool is_right = true;
    for (size_t a = 0; a < r->probabilities.n; a++) {
        brink__exact_set(q, r->probabilities.item[a], strlen(r->probabilities.item[a]));
        is_right = is_right && mpq_sgn(q) >= 0;
        mpq_add(sum, sum, q);
    }
    if (!is_right) {
        brink__mistake(r->tokens.report, place, "a negative probability; allowed: 0 to 1");
    } else if (mpq_cmp_ui(sum, 1, 1) != 0) {
        char shown[32];
        (void)brink__format_double(brink__exact_double(sum), shown);
        is_right = false;
        brink__mistake(r->tokens.report, place,
                       "probabilities that sum to %s%s; allowed: a sum of exactly 1 (fractions like 1/3 help)",
                       brink__exact_double(sum) == 1.0 ? "nearly " : "", shown);
    }
    mpq_clears(sum, q, (mpq_ptr)NULL);
    return is_right;
}

/* { "a" "b" } of a player, { "a" 1/2 "b" 1/2 } of chance. */
static bool take_actions(reading *r, bool is_chance)
{
    brink__tokens *t = &r->tokens;
    brink_place place = t->place;
    size_t n_mistakes = t->report->n;
    if (!brink__take(t, BRINK__TOKEN_OPEN, "{ before the actions")) {
        return false;
    }
    brink__texts_clear(&r->texts);
    brink__texts_clear(&r->probabilities);
    while (t->kind == BRINK__TOKEN_TEXT && r->texts.n <= BRINK_GAME_MAX_ACTIONS) {
        (void)brink__is_label(t);
        r->is_short_of_memory = !brink__texts_add(&r->texts, t->text, t->length);
        brink__tokens_next(t);
        if (is_chance && !r->is_short_of_memory) {
            if (t->kind != BRINK__TOKEN_NUMBER && t->kind != BRINK__TOKEN_WORD) {
                brink__tokens_unexpected(t, "the probability of the action before");
                return false;
            }
            r->is_short_of_memory = !brink__keep_number(t, &r->probabilities);
            brink__tokens_next(t);
        }
        if (r->is_short_of_memory) {
            return false;
        }
    }
    if (r->texts.n > BRINK_GAME_MAX_ACTIONS) {
        brink__mistake(t->report, place, "more than %d actions", (int)BRINK_GAME_MAX_ACTIONS);
        return false;
    }
    if (!brink__take(t, BRINK__TOKEN_CLOSE, "an action in quotes, or } after the last")) {
        return false;
    }
    if (r->texts.n == 0) {
        brink__mistake(t->report, place, "no actions; allowed: at least one");
    }
    return t->report->n == n_mistakes && (!is_chance || check_probabilities(r, place));
}

/* Adds the information set whose description is at hand. */
static size_t add_infoset(reading *r, size_t player, size_t number, brink_place place)
{
    const char *const *actions = (const char *const *)r->texts.item;
    size_t h = player == BRINK_GAME_CHANCE ? brink_game_add_chance_exact(r->game, r->label, r->texts.n, actions,
                                                                         (const char *const *)r->probabilities.item)
                                           : brink_game_add_infoset(r->game, player, r->label, r->texts.n, actions);
    if (!is_built(r, place)) {
        return BRINK_GAME_NONE;
    }
    brink_game_number_infoset(r->game, h, number);
    r->is_short_of_memory = !brink__map_add(&r->infosets, player, number, h);
    return r->is_short_of_memory ? BRINK_GAME_NONE : h;
}

static bool take_infoset(reading *r, size_t player, size_t *infoset)
{
    brink__tokens *t = &r->tokens;
    brink_place place = t->place;
    bool is_chance = player == BRINK_GAME_CHANCE;
    const char *what = is_chance ? "chance event" : "information set";
    size_t number = 0;
    char allowed[64];
    (void)snprintf(allowed, sizeof allowed, "the number of %s %s", is_chance ? "a" : "an", what);
    if (!brink__take_whole(t, allowed, 1, MAX_NUMBER, &number)) {
        return false;
    }
    *infoset = brink__map_get(&r->infosets, player, number);
    if (t->kind != BRINK__TOKEN_TEXT && t->kind != BRINK__TOKEN_OPEN) {
        if (*infoset == BRINK_GAME_NONE) {
            brink__mistake(t->report, place,
                           "%s %zu without a description; allowed: name and actions at its first mention", what,
                           number);
        }
        return *infoset != BRINK_GAME_NONE && *infoset != REFUSED;
    }
    bool is_right = t->kind == BRINK__TOKEN_TEXT && brink__is_label(t);
    (void)snprintf(r->label, sizeof r->label, "%s", t->kind == BRINK__TOKEN_TEXT ? t->text : "");
    if (!brink__take(t, BRINK__TOKEN_TEXT, "a name in quotes, before the actions") || !take_actions(r, is_chance) ||
        !is_right) {
        return refuse(r, &r->infosets, player, number);
    }
    if (*infoset == REFUSED) {
        return false;
    }
    if (*infoset == BRINK_GAME_NONE) {
        *infoset = add_infoset(r, player, number, place);
        return *infoset != BRINK_GAME_NONE;
    }
    if (!is_same_infoset(r, *infoset, is_chance)) {
        brink__mistake(t->report, place, "%s %zu described differently than before; allowed: the same, or nothing",
                       what, number);
        return false;
    }
    return true;
}

/* --- nodes -------------------------------------------------------------------------------------------------------- */

/* Goes on to what may be the next node. */
static void skip_node(reading *r)
{
    brink__tokens *t = &r->tokens;
    r->has_lost_shape = true;
    while (t->kind != BRINK__TOKEN_END &&
           !(t->kind == BRINK__TOKEN_WORD && strlen(t->text) == 1 && strchr("cpt", t->text[0]) != NULL)) {
        brink__tokens_next(t);
    }
}

/* Puts a node in the place that is next in prefix order. */
static bool add_node(reading *r, size_t infoset, size_t outcome, const char *label, brink_place place)
{
    if (r->has_lost_shape) {
        return true;
    }
    open_node *parent = r->depth > 0 ? &r->path[r->depth - 1] : NULL;
    if (parent == NULL && r->has_root) {
        brink__mistake(r->tokens.report, place, "a node after the tree is complete; allowed: the end of the file");
        return false;
    }
    if (r->depth > BRINK_GAME_MAX_DEPTH) {
        brink__mistake(r->tokens.report, place, "a path of more than %d moves", (int)BRINK_GAME_MAX_DEPTH);
        return false;
    }
    size_t node = brink_game_add_node(r->game, parent != NULL ? parent->node : BRINK_GAME_NONE,
                                      parent != NULL ? parent->next_action : 0, infoset, outcome, label);
    if (!is_built(r, place)) {
        return false;
    }
    r->has_root = true;
    if (parent != NULL) {
        parent->next_action++;
    }
    if (infoset != BRINK_GAME_NONE) {
        r->path[r->depth++] = (open_node){node, 0, r->game->infosets[infoset].view.n_actions};
    }
    while (r->depth > 0 && r->path[r->depth - 1].next_action == r->path[r->depth - 1].n_actions) {
        r->depth--;
    }
    return true;
}

/* One node; its letter is current. False: nothing more is to be read. */
static bool take_node(reading *r)
{
    brink__tokens *t = &r->tokens;
    brink_place place = t->place;
    char kind = (char)(t->kind == BRINK__TOKEN_WORD && t->text[1] == '\0' ? t->text[0] : '\0');
    size_t player = BRINK_GAME_CHANCE;
    size_t infoset = BRINK_GAME_NONE;
    size_t outcome = BRINK_GAME_NONE;
    if (kind != 'c' && kind != 'p' && kind != 't') {
        brink__tokens_unexpected(t, "a node: c (chance), p (player) or t (terminal)");
        brink__tokens_next(t);
        skip_node(r);
        return true;
    }
    brink__tokens_next(t);
    bool is_right = t->kind == BRINK__TOKEN_TEXT && brink__is_label(t);
    char *label = malloc(t->length + 1);
    if (label == NULL) {
        r->is_short_of_memory = true;
        return false;
    }
    memcpy(label, t->text, t->length);
    label[t->length] = '\0';
    is_right = brink__take(t, BRINK__TOKEN_TEXT, "the name of the node, in quotes") && is_right;
    if (is_right && kind == 'p') {
        is_right = brink__take_whole(t, "the number of a player", 1, r->game->n_players, &player);
        player -= 1;
    }
    if (is_right && kind != 't') {
        is_right = take_infoset(r, player, &infoset);
    }
    is_right = is_right && take_outcome(r, &outcome);
    bool goes_on = true;
    if (is_right) {
        goes_on = add_node(r, infoset, outcome, label, place);
    } else if (!r->is_short_of_memory) {
        skip_node(r);
    }
    free(label);
    return goes_on && !r->is_short_of_memory && !r->game->has_failed;
}

static void take_nodes(reading *r)
{
    brink__tokens *t = &r->tokens;
    bool goes_on = true;
    if (t->kind == BRINK__TOKEN_END) {
        brink__tokens_unexpected(t, "a node: c (chance), p (player) or t (terminal)");
        return;
    }
    while (goes_on && t->kind != BRINK__TOKEN_END) {
        goes_on = take_node(r);
    }
    if (goes_on && r->depth > 0 && !r->has_lost_shape) {
        const open_node *last = &r->path[r->depth - 1];
        const brink_game_node *node = &r->game->nodes[last->node];
        char shown[BRINK__SHORT];
        brink__mistake(t->report, t->place,
                       "the file ends where a node is needed, below action %s of information set '%s'",
                       brink_game_action_name(r->game, node->infoset, last->next_action, shown, sizeof shown),
                       r->game->infosets[node->infoset].view.label);
    }
}

brink_status brink__read_efg(const char *file, const char *bytes, size_t n, brink_game **game, brink__report *report)
{
    reading *r = calloc(1, sizeof *r); /* its texts and its path have kilobytes */
    if (r == NULL) {
        return BRINK_ENOMEM;
    }
    brink__tokens *t = &r->tokens;
    brink__tokens_init(t, file, bytes, n, report);
    bool is_right = brink__take_head(t, "EFG", "2", BRINK_GAME_EXTENSIVE, &r->game);
    r->is_short_of_memory = !is_right && report->n == 0;
    if (is_right && brink__take_players(t, r->game)) {
        brink__take_comment(t, r->game);
        take_nodes(r);
    }
    bool is_short =
        r->is_short_of_memory || (r->game != NULL && r->game->has_failed && r->game->error.code == BRINK_ENOMEM);
    *game = r->game;
    brink__map_fini(&r->infosets);
    brink__map_fini(&r->outcomes);
    brink__texts_fini(&r->texts);
    brink__texts_fini(&r->probabilities);
    free(r);
    return is_short ? BRINK_ENOMEM : BRINK_OK;
}
