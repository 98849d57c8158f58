/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stochastic games as CSV: a row a profile of a state. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "brink/scenario.h"
#include "exact.h"
#include "markov.h"
#include "read.h"
#include "rows.h"
#include "scenario/table.h"

#define NOWHERE ((size_t)-1)

enum { MAX_LISTED = 10 };

typedef struct reading {
    brink__rows rows;
    brink__report *report;
    brink_markov_game *game;
    size_t state_column, discount_column; /* NOWHERE: a discount for each player */
    size_t n_players;
    const char *player[BRINK_GAME_MAX_PLAYERS];
    size_t action[BRINK_GAME_MAX_PLAYERS], payoff[BRINK_GAME_MAX_PLAYERS], discount[BRINK_GAME_MAX_PLAYERS];
    brink__labels states;
    size_t *to_column;     /* [states] */
    brink__labels *labels; /* [states][n_players] actions */
    size_t *state_of;      /* [n_rows] */
    size_t *action_of;     /* [n_rows][n_players] */
    double *to;            /* [states] of a row */
} reading;

static const char allowed_columns[] =
    "state, discount (or discount.PLAYER), action.PLAYER and payoff.PLAYER for each player, to.STATE for each state";

static void unknown_column(const reading *r, size_t c)
{
    static const char *const words[] = {"state", "discount", "action", "payoff", "to"};
    const brink__row_cell *cell = &r->rows.header[c];
    char shown[BRINK__SHORT];
    char word[BRINK__SHORT] = "";
    char hint[BRINK__MAX_HINT];
    size_t dot = strcspn(cell->text, ".");
    memcpy(word, cell->text, dot < sizeof word ? dot : 0);
    brink__mistake(r->report, brink__rows_place(&r->rows, cell), "column %s; allowed: %s%s",
                   brink__shorten(cell->text, shown), allowed_columns,
                   brink__hint(brink_nearest(word, words, 5), hint));
}

static void add_player(reading *r, size_t c, const char *player)
{
    const brink__row_cell *cell = &r->rows.header[c];
    if (r->n_players == BRINK_GAME_MAX_PLAYERS) {
        brink__mistake(r->report, brink__rows_place(&r->rows, cell), "more than %d players",
                       (int)BRINK_GAME_MAX_PLAYERS);
        return;
    }
    size_t payoff = brink__rows_find(&r->rows, "payoff", player);
    size_t discount =
        r->discount_column != NOWHERE ? r->discount_column : brink__rows_find(&r->rows, "discount", player);
    if (payoff == NOWHERE || discount == NOWHERE) {
        brink__mistake(r->report, brink__rows_place(&r->rows, cell), "column %s without %s.%s; allowed: %s", cell->text,
                       payoff == NOWHERE ? "payoff" : "discount", player, allowed_columns);
        return;
    }
    r->player[r->n_players] = player;
    r->action[r->n_players] = c;
    r->payoff[r->n_players] = payoff;
    r->discount[r->n_players++] = discount;
}

static void find_columns(reading *r)
{
    r->state_column = brink__rows_find(&r->rows, NULL, "state");
    r->discount_column = brink__rows_find(&r->rows, NULL, "discount");
    if (r->state_column == NOWHERE) {
        brink__mistake(r->report, (brink_place){r->rows.file, 1, 1}, "no column state; allowed: %s", allowed_columns);
    }
    for (size_t c = 0; c < r->rows.n_columns; c++) {
        const char *action = brink__rows_suffix(&r->rows, c, "action");
        const char *payoff = brink__rows_suffix(&r->rows, c, "payoff");
        const char *discount = brink__rows_suffix(&r->rows, c, "discount");
        const char *player = payoff != NULL ? payoff : discount;
        if (action != NULL && action[0] != '\0') {
            add_player(r, c, action);
        } else if (player != NULL && player[0] != '\0') {
            const brink__row_cell *cell = &r->rows.header[c];
            char shown[BRINK__SHORT];
            if (brink__rows_find(&r->rows, "action", player) == NOWHERE) {
                brink__mistake(r->report, brink__rows_place(&r->rows, cell), "column %s without action.%s; allowed: %s",
                               brink__shorten(cell->text, shown), player, allowed_columns);
            } else if (discount != NULL && r->discount_column != NOWHERE) {
                brink__mistake(r->report, brink__rows_place(&r->rows, cell),
                               "column %s beside discount; allowed: one for all, or one for each player",
                               brink__shorten(cell->text, shown));
            }
        } else if (c != r->state_column && c != r->discount_column && brink__rows_suffix(&r->rows, c, "to") == NULL) {
            unknown_column(r, c);
        }
    }
    if (r->n_players == 0 && r->report->n == 0) {
        brink__mistake(r->report, (brink_place){r->rows.file, 1, 1}, "no players; allowed: %s", allowed_columns);
    }
}

/* States in order of their rows, each with a column to.STATE. */
static brink_status find_states(reading *r)
{
    r->state_of = malloc((r->rows.n_rows + 1) * sizeof *r->state_of);
    if (r->state_of == NULL) {
        return BRINK_ENOMEM;
    }
    for (size_t row = 0; row < r->rows.n_rows; row++) {
        const brink__row_cell *cell = brink__rows_cell(&r->rows, row, r->state_column);
        if (cell->text[0] == '\0') {
            brink__mistake(r->report, brink__rows_place(&r->rows, cell), "state is empty; allowed: its name");
        }
        r->state_of[row] = brink__labels_index(&r->states, cell->text);
        if (r->state_of[row] == NOWHERE) {
            return BRINK_ENOMEM;
        }
        if (r->states.n > BRINK_MARKOV_MAX_STATES) {
            brink__mistake(r->report, brink__rows_place(&r->rows, cell), "more than %d states",
                           (int)BRINK_MARKOV_MAX_STATES);
            return BRINK_OK;
        }
    }
    r->to_column = malloc((r->states.n + 1) * sizeof *r->to_column);
    r->to = malloc((r->states.n + 1) * sizeof *r->to);
    if (r->to_column == NULL || r->to == NULL) {
        return BRINK_ENOMEM;
    }
    for (size_t s = 0; s < r->states.n; s++) {
        char shown[BRINK__SHORT];
        r->to_column[s] = brink__rows_find(&r->rows, "to", r->states.item[s]);
        if (r->to_column[s] == NOWHERE && r->states.item[s][0] != '\0') {
            brink__mistake(r->report, (brink_place){r->rows.file, 1, 1}, "no column to.%s; allowed: one for each state",
                           brink__shorten(r->states.item[s], shown));
        }
    }
    for (size_t c = 0; c < r->rows.n_columns; c++) {
        const char *state = brink__rows_suffix(&r->rows, c, "to");
        bool is_known = state == NULL;
        for (size_t s = 0; s < r->states.n && !is_known; s++) {
            is_known = strcmp(r->states.item[s], state) == 0;
        }
        if (!is_known) {
            char shown[BRINK__SHORT];
            char hint[BRINK__MAX_HINT];
            brink__mistake(r->report, brink__rows_place(&r->rows, &r->rows.header[c]),
                           "column %s of a state without rows; allowed: to.STATE for each state that has rows%s",
                           brink__shorten(r->rows.header[c].text, shown),
                           brink__hint(brink_nearest(state, r->states.item, r->states.n), hint));
        }
    }
    return BRINK_OK;
}

static brink_status find_actions(reading *r)
{
    r->labels = calloc(r->states.n * r->n_players + 1, sizeof *r->labels);
    r->action_of = malloc((r->rows.n_rows * r->n_players + 1) * sizeof *r->action_of);
    if (r->labels == NULL || r->action_of == NULL) {
        return BRINK_ENOMEM;
    }
    for (size_t row = 0; row < r->rows.n_rows; row++) {
        for (size_t i = 0; i < r->n_players; i++) {
            const brink__row_cell *cell = brink__rows_cell(&r->rows, row, r->action[i]);
            brink__labels *labels = &r->labels[r->state_of[row] * r->n_players + i];
            if (cell->text[0] == '\0') {
                brink__mistake(r->report, brink__rows_place(&r->rows, cell), "action.%s is empty; allowed: an action",
                               r->player[i]);
            }
            size_t a = brink__labels_index(labels, cell->text);
            if (a == NOWHERE) {
                return BRINK_ENOMEM;
            }
            if (labels->n > BRINK_QUANTAL_MAX_ACTIONS) {
                brink__mistake(r->report, brink__rows_place(&r->rows, cell), "more than %d actions",
                               (int)BRINK_QUANTAL_MAX_ACTIONS);
                return BRINK_OK;
            }
            r->action_of[row * r->n_players + i] = a;
        }
    }
    return BRINK_OK;
}

static brink_status add_states(reading *r)
{
    for (size_t i = 0; i < r->n_players; i++) {
        (void)brink_markov_add_player(r->game, r->player[i]);
    }
    for (size_t s = 0; s < r->states.n && !r->game->has_failed; s++) {
        size_t n[BRINK_GAME_MAX_PLAYERS];
        size_t total = 0;
        size_t used = 0;
        for (size_t i = 0; i < r->n_players; i++) {
            n[i] = r->labels[s * r->n_players + i].n;
            total += n[i];
        }
        const char **labels = malloc((total + 1) * sizeof *labels);
        if (labels == NULL) {
            return BRINK_ENOMEM;
        }
        for (size_t i = 0; i < r->n_players; i++) {
            memcpy((void *)(labels + used), (const void *)r->labels[s * r->n_players + i].item, n[i] * sizeof *labels);
            used += n[i];
        }
        (void)brink_markov_add_state(r->game, r->states.item[s], n, labels);
        free((void *)labels);
    }
    if (r->game->has_failed && r->game->error.code != BRINK_ENOMEM) {
        brink__mistake(r->report, (brink_place){.file = r->rows.file}, "%s", r->game->error.what);
    }
    return r->game->has_failed && r->game->error.code == BRINK_ENOMEM ? BRINK_ENOMEM : BRINK_OK;
}

/* A number of a row; `q` is set too. 0 when it is refused (reported). */
static double number_at(reading *r, size_t row, size_t column, mpq_t q)
{
    const brink__row_cell *cell = brink__rows_cell(&r->rows, row, column);
    mpq_set_ui(q, 0, 1);
    if (!brink__check_number(cell->text, strlen(cell->text), brink__rows_place(&r->rows, cell), r->report)) {
        return 0.0;
    }
    brink__exact_set(q, cell->text, strlen(cell->text));
    return brink__exact_double(q);
}

static void read_discounts(reading *r, size_t row, double *discount, mpq_t q)
{
    for (size_t i = 0; i < r->n_players; i++) {
        bool is_known = i > 0 && r->discount[i] == r->discount[0];
        discount[i] = is_known ? discount[0] : number_at(r, row, r->discount[i], q);
        if (!is_known && !(discount[i] >= 0.0 && discount[i] < 1.0)) {
            const brink__row_cell *cell = brink__rows_cell(&r->rows, row, r->discount[i]);
            brink__mistake(r->report, brink__rows_place(&r->rows, cell),
                           "discount %s; allowed: 0 up to, not including, 1", cell->text);
        }
    }
}

static void read_transitions(reading *r, size_t row, mpq_t q, mpq_t sum)
{
    size_t n_mistakes = r->report->n;
    mpq_set_ui(sum, 0, 1);
    for (size_t s = 0; s < r->states.n; s++) {
        const brink__row_cell *cell = brink__rows_cell(&r->rows, row, r->to_column[s]);
        r->to[s] = cell->text[0] != '\0' ? number_at(r, row, r->to_column[s], q) : 0.0;
        if (cell->text[0] != '\0') {
            mpq_add(sum, sum, q);
        }
        if (!(r->to[s] >= 0.0 && r->to[s] <= 1.0)) {
            brink__mistake(r->report, brink__rows_place(&r->rows, cell), "probability %s; allowed: 0 to 1", cell->text);
        }
    }
    if (r->report->n == n_mistakes && mpq_cmp_ui(sum, 1, 1) != 0) {
        char shown[32];
        (void)brink__format_double(brink__exact_double(sum), shown);
        brink__mistake(r->report, (brink_place){r->rows.file, brink__rows_cell(&r->rows, row, 0)->line, 1},
                       "transitions that sum to %s%s; allowed: a sum of exactly 1 (fractions like 1/3 help)",
                       brink__exact_double(sum) == 1.0 ? "nearly " : "", shown);
    }
}

/* Sets what a row says; `line_of` has the lines of profiles that were met, from `first` on for its state. */
static void take_row(reading *r, size_t row, uint32_t *line_of, mpq_t q, mpq_t sum)
{
    double payoff[BRINK_GAME_MAX_PLAYERS];
    double discount[BRINK_GAME_MAX_PLAYERS];
    size_t n_mistakes = r->report->n;
    size_t s = r->state_of[row];
    size_t profile = 0;
    for (size_t i = r->n_players; i > 0; i--) {
        profile = profile * r->labels[s * r->n_players + i - 1].n + r->action_of[row * r->n_players + i - 1];
    }
    for (size_t i = 0; i < r->n_players; i++) {
        payoff[i] = number_at(r, row, r->payoff[i], q);
    }
    read_discounts(r, row, discount, q);
    read_transitions(r, row, q, sum);
    uint32_t line = brink__rows_cell(&r->rows, row, 0)->line;
    if (line_of[profile] != 0) {
        brink__mistake(r->report, (brink_place){r->rows.file, line, 1},
                       "second row of this profile; allowed: one (the first is in line %lu)",
                       (unsigned long)line_of[profile]);
    } else if (r->report->n == n_mistakes) {
        brink_markov_set(r->game, s, profile, payoff, discount, r->to);
    }
    line_of[profile] = line;
}

/* Names a profile that has no row. */
static void report_missing(const reading *r, size_t s, size_t profile)
{
    char name[256] = "";
    size_t used = 0;
    for (size_t i = 0; i < r->n_players && used < sizeof name; i++) {
        const brink__labels *labels = &r->labels[s * r->n_players + i];
        used += (size_t)snprintf(name + used, sizeof name - used, "%s%s", i > 0 ? ", " : "",
                                 labels->item[profile % labels->n]);
        profile /= labels->n;
    }
    brink__mistake(r->report, (brink_place){.file = r->rows.file},
                   "no row for (%s) in state %s; allowed: one for each profile of each state", name, r->states.item[s]);
}

static brink_status fill(reading *r)
{
    const size_t n = r->states.n;
    size_t total = 0;
    size_t *first = malloc((n + 1) * sizeof *first);
    for (size_t s = 0; s < n && first != NULL; s++) {
        first[s] = total;
        total += r->game->state[s].n_profiles;
    }
    uint32_t *line_of = first != NULL ? calloc(total + 1, sizeof *line_of) : NULL;
    if (line_of == NULL) {
        free(first);
        return BRINK_ENOMEM;
    }
    mpq_t q;
    mpq_t sum;
    mpq_inits(q, sum, (mpq_ptr)NULL);
    for (size_t row = 0; row < r->rows.n_rows; row++) {
        take_row(r, row, line_of + first[r->state_of[row]], q, sum);
    }
    mpq_clears(q, sum, (mpq_ptr)NULL);
    size_t n_missing = 0;
    for (size_t s = 0; s < n; s++) {
        for (size_t a = 0; a < r->game->state[s].n_profiles; a++) {
            if (line_of[first[s] + a] == 0 && n_missing++ < MAX_LISTED) {
                report_missing(r, s, a);
            }
        }
    }
    if (n_missing > MAX_LISTED) {
        brink__mistake(r->report, (brink_place){.file = r->rows.file}, "%zu more profiles without a row",
                       n_missing - MAX_LISTED);
    }
    free(first);
    free(line_of);
    return BRINK_OK;
}

static brink_status build(reading *r)
{
    find_columns(r);
    brink_status status = r->report->n == 0 ? find_states(r) : BRINK_OK;
    if (status == BRINK_OK && r->report->n == 0) {
        status = find_actions(r);
    }
    if (status == BRINK_OK && r->report->n == 0) {
        status = add_states(r);
    }
    return status == BRINK_OK && r->report->n == 0 ? fill(r) : status;
}

static void reading_fini(reading *r)
{
    for (size_t k = 0; k < r->states.n * r->n_players && r->labels != NULL; k++) {
        brink__labels_fini(&r->labels[k]);
    }
    free(r->labels);
    free(r->state_of);
    free(r->action_of);
    free(r->to_column);
    free(r->to);
    brink__labels_fini(&r->states);
    brink__rows_fini(&r->rows);
}

brink_status brink_markov_read_bytes(const char *name, const char *bytes, size_t n, brink_markov_game **game,
                                     brink_diagnostics *diagnostics)
{
    brink__report report = {.diagnostics = diagnostics};
    reading r = {.report = &report};
    *game = NULL;
    brink_status status = brink__rows_read(&r.rows, name, bytes, n, &report);
    r.game = brink_markov_new();
    status = r.game == NULL ? BRINK_ENOMEM : status;
    if (status == BRINK_OK && report.n == 0) {
        status = build(&r);
    }
    if (status == BRINK_OK && report.n == 0) {
        brink_error err = {0};
        status = brink_markov_finish(r.game, &err);
        if (status == BRINK_EDATA) {
            brink__mistake(&report, (brink_place){.file = name}, "%s", err.what);
        }
    }
    status = status == BRINK_OK && report.n > 0 ? BRINK_EDATA : status;
    reading_fini(&r);
    brink_diagnostics_sort(diagnostics);
    if (status != BRINK_OK) {
        brink_markov_free(r.game);
        return status;
    }
    *game = r.game;
    return BRINK_OK;
}

brink_status brink_markov_read(const char *file, brink_markov_game **game, brink_diagnostics *diagnostics)
{
    brink__report report = {.diagnostics = diagnostics};
    char *bytes = NULL;
    size_t n = 0;
    *game = NULL;
    brink_status status = brink__read_whole(file, "a stochastic game (.csv)", &bytes, &n, &report);
    if (status == BRINK_OK) {
        status = brink_markov_read_bytes(file, bytes, n, game, diagnostics);
    }
    free(bytes);
    return status;
}

bool brink_markov_is_file(const char *file)
{
    char *bytes = NULL;
    size_t n = 0;
    brink_diagnostics *unheard = brink_diagnostics_new();
    brink__report report = {.diagnostics = unheard};
    bool is_one = false;
    if (unheard != NULL && brink__read_whole(file, "", &bytes, &n, &report) == BRINK_OK) {
        size_t end = 0;
        while (end < n && bytes[end] != '\n') {
            end++;
        }
        for (size_t start = 0; start <= end && !is_one;) {
            size_t length = 0;
            while (start + length < end && bytes[start + length] != ',' && bytes[start + length] != '\r') {
                length++;
            }
            is_one = length == 5 && memcmp(bytes + start, "state", 5) == 0;
            start += length + 1;
        }
    }
    free(bytes);
    brink_diagnostics_free(unheard);
    return is_one;
}
