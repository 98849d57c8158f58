/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Games in strategic form as CSV: a row a pure profile, columns action.PLAYER and payoff.PLAYER. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "brink/scenario.h"
#include "data.h"
#include "read.h"
#include "rows.h"
#include "scenario/table.h"

enum { MAX_LISTED = 10 }; /* missing profiles that are named */

typedef struct reading {
    brink__rows rows;
    brink__report *report;
    brink_game *game;
    size_t n_players;
    const char *player[BRINK_GAME_MAX_PLAYERS];
    size_t action[BRINK_GAME_MAX_PLAYERS], payoff[BRINK_GAME_MAX_PLAYERS]; /* columns */
    brink__labels strategies[BRINK_GAME_MAX_PLAYERS];
    size_t *strategy; /* [n_rows][n_players] */
} reading;

static const char allowed_columns[] = "action.PLAYER and payoff.PLAYER for each player";

static void check_column(reading *r, size_t c)
{
    const brink__row_cell *cell = &r->rows.header[c];
    const char *action = brink__rows_suffix(&r->rows, c, "action");
    const char *payoff = brink__rows_suffix(&r->rows, c, "payoff");
    const char *player = action != NULL ? action : payoff;
    char shown[BRINK__SHORT];
    char hint[BRINK__MAX_HINT] = "";
    if (player == NULL || player[0] == '\0') {
        size_t dot = strcspn(cell->text, ".");
        char word[BRINK__SHORT] = "";
        static const char *const words[] = {"action", "payoff", "state"};
        memcpy(word, cell->text, dot < sizeof word ? dot : 0);
        brink__mistake(r->report, brink__rows_place(&r->rows, cell), "column %s; allowed: %s%s",
                       brink__shorten(cell->text, shown), allowed_columns,
                       brink__hint(brink_nearest(word, words, 3), hint));
        return;
    }
    size_t other = brink__rows_find(&r->rows, action != NULL ? "payoff" : "action", player);
    if (other == (size_t)-1) {
        brink__mistake(r->report, brink__rows_place(&r->rows, cell), "column %s without %s.%s; allowed: %s",
                       brink__shorten(cell->text, shown), action != NULL ? "payoff" : "action", player,
                       allowed_columns);
    } else if (action != NULL && r->n_players < BRINK_GAME_MAX_PLAYERS) {
        r->player[r->n_players] = player;
        r->action[r->n_players] = c;
        r->payoff[r->n_players++] = other;
    } else if (action != NULL) {
        brink__mistake(r->report, brink__rows_place(&r->rows, cell), "more than %d players",
                       (int)BRINK_GAME_MAX_PLAYERS);
    }
}

static brink_status find_strategies(reading *r)
{
    r->strategy = malloc((r->rows.n_rows * r->n_players + 1) * sizeof *r->strategy);
    if (r->strategy == NULL) {
        return BRINK_ENOMEM;
    }
    for (size_t row = 0; row < r->rows.n_rows; row++) {
        for (size_t i = 0; i < r->n_players; i++) {
            const brink__row_cell *cell = brink__rows_cell(&r->rows, row, r->action[i]);
            if (cell->text[0] == '\0') {
                brink__mistake(r->report, brink__rows_place(&r->rows, cell), "action.%s is empty; allowed: a strategy",
                               r->player[i]);
            }
            size_t s = brink__labels_index(&r->strategies[i], cell->text);
            if (s == (size_t)-1) {
                return BRINK_ENOMEM;
            }
            if (s >= BRINK_GAME_MAX_ACTIONS / 16) { /* the search for labels is linear */
                brink__mistake(r->report, brink__rows_place(&r->rows, cell), "more than %d strategies of one player",
                               (int)BRINK_GAME_MAX_ACTIONS / 16);
                return BRINK_OK;
            }
            r->strategy[row * r->n_players + i] = s;
        }
    }
    return BRINK_OK;
}

/* Adds players and strategies; the number of profiles, 0 when it cannot be (reported, or remembered by the game). */
static size_t add_players(reading *r)
{
    size_t n_profiles = 1;
    for (size_t i = 0; i < r->n_players; i++) {
        (void)brink_game_add_player(r->game, r->player[i]);
    }
    for (size_t i = 0; i < r->n_players; i++) {
        n_profiles *= r->strategies[i].n;
        if (n_profiles * r->n_players > BRINK_GAME_MAX_ENTRIES) {
            brink__mistake(r->report, (brink_place){.file = r->rows.file}, "more than %d payoffs in a table",
                           (int)BRINK_GAME_MAX_ENTRIES);
            return 0;
        }
        (void)brink_game_add_infoset(r->game, i, "", r->strategies[i].n, r->strategies[i].item);
    }
    return r->game->has_failed ? 0 : n_profiles;
}

static void name_profile(const reading *r, size_t s, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < r->n_players && used < size; i++) {
        size_t n = r->strategies[i].n;
        used += (size_t)snprintf(out + used, size - used, "%s%s", i > 0 ? ", " : "", r->strategies[i].item[s % n]);
        s /= n;
    }
}

/* Each profile has a row. */
static void check_whole(reading *r, const uint32_t *line_of, size_t n_profiles)
{
    size_t n_missing = 0;
    for (size_t s = 0; s < n_profiles; s++) {
        char name[256];
        if (line_of[s] == 0 && n_missing++ < MAX_LISTED) {
            name_profile(r, s, name, sizeof name);
            brink__mistake(r->report, (brink_place){.file = r->rows.file},
                           "no row for (%s); allowed: one for each profile", name);
        }
    }
    if (n_missing > MAX_LISTED) {
        brink__mistake(r->report, (brink_place){.file = r->rows.file}, "%zu more profiles without a row",
                       n_missing - MAX_LISTED);
    }
}

static brink_status fill(reading *r, size_t n_profiles)
{
    uint32_t *line_of = calloc(n_profiles, sizeof *line_of);
    if (line_of == NULL) {
        return BRINK_ENOMEM;
    }
    for (size_t row = 0; row < r->rows.n_rows; row++) {
        const char *text[BRINK_GAME_MAX_PLAYERS];
        size_t n_mistakes = r->report->n;
        for (size_t i = 0; i < r->n_players; i++) {
            const brink__row_cell *cell = brink__rows_cell(&r->rows, row, r->payoff[i]);
            text[i] = cell->text;
            (void)brink__check_number(cell->text, strlen(cell->text), brink__rows_place(&r->rows, cell), r->report);
        }
        size_t s = brink_game_profile(r->game, r->strategy + row * r->n_players);
        const brink__row_cell *first = brink__rows_cell(&r->rows, row, 0);
        if (line_of[s] != 0) {
            brink__mistake(r->report, (brink_place){r->rows.file, first->line, 1},
                           "second row of this profile; allowed: one (the first is in line %lu)",
                           (unsigned long)line_of[s]);
        } else if (r->report->n == n_mistakes) {
            brink_game_set_payoffs_exact(r->game, s, text);
        }
        line_of[s] = first->line;
    }
    check_whole(r, line_of, n_profiles);
    free(line_of);
    return BRINK_OK;
}

static brink_status build(reading *r)
{
    for (size_t c = 0; c < r->rows.n_columns; c++) {
        check_column(r, c);
    }
    if (r->n_players == 0 || r->report->n > 0) {
        if (r->report->n == 0) {
            brink__mistake(r->report, (brink_place){r->rows.file, 1, 1}, "no players; allowed: %s", allowed_columns);
        }
        return BRINK_OK;
    }
    brink_status status = find_strategies(r);
    if (status != BRINK_OK || r->report->n > 0) {
        return status;
    }
    size_t n_profiles = add_players(r);
    return n_profiles > 0 ? fill(r, n_profiles) : BRINK_OK;
}

brink_status brink__read_game_csv(const char *file, const char *bytes, size_t n, brink_game **game,
                                  brink__report *report)
{
    reading r = {.report = report};
    brink_status status = brink__rows_read(&r.rows, file, bytes, n, report);
    r.game = brink_game_new(BRINK_GAME_STRATEGIC, "");
    status = r.game == NULL ? BRINK_ENOMEM : status;
    if (status == BRINK_OK && r.rows.n_columns > 0) {
        status = build(&r);
    }
    if (r.game != NULL && r.game->has_failed && r.game->error.code == BRINK_ENOMEM) {
        status = BRINK_ENOMEM;
    }
    *game = r.game;
    for (size_t i = 0; i < BRINK_GAME_MAX_PLAYERS; i++) {
        brink__labels_fini(&r.strategies[i]);
    }
    free(r.strategy);
    brink__rows_fini(&r.rows);
    return status;
}
