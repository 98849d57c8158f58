/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Games as text. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "brink/game_file.h"
#include "data.h"
#include "token.h"

/* Text that grows; what does not fit in memory is remembered. */
typedef struct text {
    char *bytes;
    size_t n, capacity;
    bool is_short_of_memory;
} text;

static void add(text *t, const char *bytes, size_t n)
{
    if (t->n + n + 1 > t->capacity && !t->is_short_of_memory) {
        size_t capacity = t->capacity > 0 ? t->capacity : 1024;
        while (capacity < t->n + n + 1) {
            capacity *= 2;
        }
        char *grown = realloc(t->bytes, capacity);
        t->is_short_of_memory = grown == NULL;
        t->bytes = grown != NULL ? grown : t->bytes;
        t->capacity = grown != NULL ? capacity : t->capacity;
    }
    if (!t->is_short_of_memory) {
        memcpy(t->bytes + t->n, bytes, n);
        t->n += n;
        t->bytes[t->n] = '\0';
    }
}

static void put(text *t, const char *words)
{
    add(t, words, strlen(words));
}

static void put_count(text *t, size_t n)
{
    char digits[24];
    (void)snprintf(digits, sizeof digits, "%zu", n);
    put(t, digits);
}

static void put_quoted(text *t, const char *words)
{
    add(t, "\"", 1);
    for (const char *c = words; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\') {
            add(t, "\\", 1);
        }
        add(t, c, 1);
    }
    add(t, "\"", 1);
}

static void put_number(text *t, double value, const char *exact)
{
    char digits[32];
    put(t, brink__game_text(value, exact, digits));
}

static void put_numbers(text *t, const double *value, const char *const *exact, size_t n, const char *between)
{
    for (size_t i = 0; i < n; i++) {
        put(t, i > 0 ? between : "");
        put_number(t, value[i], exact != NULL ? exact[i] : NULL);
    }
}

static void put_head(text *t, const brink_game *game, const char *head)
{
    put(t, head);
    put_quoted(t, game->title);
    put(t, " {");
    for (size_t i = 0; i < game->n_players; i++) {
        add(t, " ", 1);
        put_quoted(t, game->players[i].label);
    }
    put(t, " }\n");
}

/* --- .efg --------------------------------------------------------------------------------------------------------- */

static void put_infoset(text *t, const brink_game *game, size_t h)
{
    const infoset_data *infoset = &game->infosets[h];
    add(t, " ", 1);
    put_count(t, infoset->view.number);
    add(t, " ", 1);
    put_quoted(t, infoset->view.label);
    put(t, " {");
    for (size_t a = 0; a < infoset->view.n_actions; a++) {
        add(t, " ", 1);
        put_quoted(t, infoset->view.action[a]);
        if (infoset->probability != NULL) {
            add(t, " ", 1);
            put_number(t, infoset->probability[a], infoset->exact != NULL ? infoset->exact[a] : NULL);
        }
    }
    put(t, " }");
}

static void put_outcome(text *t, const brink_game *game, size_t o)
{
    if (o == BRINK_GAME_NONE) {
        put(t, " 0");
        return;
    }
    const outcome_data *outcome = &game->outcomes[o];
    add(t, " ", 1);
    put_count(t, outcome->view.number);
    add(t, " ", 1);
    put_quoted(t, outcome->view.label);
    put(t, " { ");
    put_numbers(t, outcome->payoff, outcome->exact, game->n_players, ", ");
    put(t, " }");
}

static void put_tree(text *t, const brink_game *game)
{
    put_head(t, game, "EFG 2 R ");
    put_quoted(t, game->comment);
    put(t, "\n\n");
    for (size_t n = 0; n != BRINK_GAME_NONE; n = brink__game_next(game, n)) {
        const brink_game_node *node = &game->nodes[n];
        size_t player = node->infoset != BRINK_GAME_NONE ? game->infosets[node->infoset].view.player : BRINK_GAME_NONE;
        put(t, player == BRINK_GAME_NONE ? "t " : player == BRINK_GAME_CHANCE ? "c " : "p ");
        put_quoted(t, node->label);
        if (player != BRINK_GAME_NONE && player != BRINK_GAME_CHANCE) {
            add(t, " ", 1);
            put_count(t, player + 1);
        }
        if (player != BRINK_GAME_NONE) {
            put_infoset(t, game, node->infoset);
        }
        put_outcome(t, game, node->outcome);
        add(t, "\n", 1);
    }
}

/* --- .nfg --------------------------------------------------------------------------------------------------------- */

static void put_outcome_table(text *t, const brink_game *game)
{
    put(t, "{\n");
    for (size_t o = 0; o < game->n_outcomes; o++) {
        const outcome_data *outcome = &game->outcomes[o];
        put(t, "{ ");
        put_quoted(t, outcome->view.label);
        add(t, " ", 1);
        put_numbers(t, outcome->payoff, outcome->exact, game->n_players, ", ");
        put(t, " }\n");
    }
    put(t, "}\n");
    size_t row = game->infosets[0].view.n_actions;
    assert(row > 0 && "everybody has a strategy");
    for (size_t s = 0; s < game->n_profiles; s++) {
        put_count(t, game->outcome_at[s] == BRINK_GAME_NONE ? 0 : game->outcome_at[s] + 1);
        add(t, (s + 1) % row == 0 ? "\n" : " ", 1);
    }
}

static void put_table(text *t, const brink_game *game)
{
    put_head(t, game, "NFG 1 R ");
    put(t, "\n{ ");
    for (size_t i = 0; i < game->n_players; i++) {
        put(t, "{");
        for (size_t a = 0; a < game->infosets[i].view.n_actions; a++) {
            add(t, " ", 1);
            put_quoted(t, game->infosets[i].view.action[a]);
        }
        put(t, " }\n");
    }
    put(t, "}\n");
    put_quoted(t, game->comment);
    put(t, "\n\n");
    if (game->outcome_at != NULL) {
        put_outcome_table(t, game);
        return;
    }
    for (size_t s = 0; s < game->n_profiles; s++) {
        size_t first = s * game->n_players;
        put_numbers(t, game->payoffs + first, game->exact != NULL ? game->exact + first : NULL, game->n_players, " ");
        add(t, "\n", 1);
    }
}

/* --- CSV ---------------------------------------------------------------------------------------------------------- */

static void put_cell(text *t, const char *words)
{
    if (words[strcspn(words, ",\"")] == '\0') {
        put(t, words);
        return;
    }
    add(t, "\"", 1);
    for (const char *c = words; *c != '\0'; c++) {
        add(t, c, 1);
        if (*c == '"') {
            add(t, c, 1);
        }
    }
    add(t, "\"", 1);
}

static void put_csv_header(text *t, const brink_game *game, const char *prefix, bool is_first)
{
    for (size_t i = 0; i < game->n_players; i++) {
        char name[BRINK__MAX_LABEL + 32];
        char column[BRINK__MAX_LABEL + 64];
        (void)snprintf(column, sizeof column, "%s.%s", prefix, brink_game_player_name(game, i, name, sizeof name));
        put(t, is_first && i == 0 ? "" : ",");
        put_cell(t, column);
    }
}

static void put_csv(text *t, const brink_game *game)
{
    put_csv_header(t, game, "action", true);
    put_csv_header(t, game, "payoff", false);
    add(t, "\n", 1);
    for (size_t s = 0; s < game->n_profiles; s++) {
        size_t rest = s;
        for (size_t i = 0; i < game->n_players; i++) {
            size_t n = game->infosets[i].view.n_actions;
            char name[BRINK__MAX_LABEL + 32];
            put(t, i > 0 ? "," : "");
            put_cell(t, brink_game_action_name(game, i, rest % n, name, sizeof name));
            rest /= n;
        }
        for (size_t i = 0; i < game->n_players; i++) {
            size_t o = game->outcome_at != NULL ? game->outcome_at[s] : BRINK_GAME_NONE;
            const char *const *exact = o != BRINK_GAME_NONE ? game->outcomes[o].exact : game->exact;
            size_t k = o != BRINK_GAME_NONE ? i : s * game->n_players + i;
            add(t, ",", 1);
            put_number(t, game->payoffs[s * game->n_players + i], exact != NULL ? exact[k] : NULL);
        }
        add(t, "\n", 1);
    }
}

brink_status brink_game_write(const brink_game *game, brink_game_format format, char **bytes, size_t *n,
                              brink_error *err)
{
    text t = {0};
    bool is_tree = game->form == BRINK_GAME_EXTENSIVE;
    *bytes = NULL;
    *n = 0;
    if (is_tree != (format == BRINK_GAME_EFG)) {
        return brink_fail(err, BRINK_EDATA, "a game in %s form is no .%s", is_tree ? "extensive" : "strategic",
                          brink_game_format_name(format));
    }
    if (is_tree) {
        put_tree(&t, game);
    } else if (format == BRINK_GAME_NFG) {
        put_table(&t, game);
    } else {
        put_csv(&t, game);
    }
    if (t.is_short_of_memory) {
        free(t.bytes);
        return brink_fail(err, BRINK_ENOMEM, "out of memory for the text of a game");
    }
    *bytes = t.bytes;
    *n = t.n;
    return BRINK_OK;
}
