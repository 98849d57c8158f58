/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fuzz target: the first byte chooses a format, the rest is the file of a game or of a stochastic game. What is refused
 * must be said in printable messages; what is read must survive being written and read again, to the same text. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "brink/game_file.h"
#include "brink/markov_game.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int is_so, const char *what)
{
    if (!is_so) {
        fprintf(stderr, "%s\n", what);
        abort();
    }
}

static void check_messages(const brink_diagnostics *d)
{
    for (size_t i = 0; i < brink_diagnostics_count(d); i++) {
        const char *message = brink_diagnostics_get(d, i);
        for (size_t k = 0, length = strlen(message); k < length;) {
            size_t step = brink__utf8_length(message + k, length - k);
            require(step > 0 && brink__is_printable(message + k, step), "a message that is not printable");
            k += step;
        }
    }
}

static brink_game *read_game(brink_game_format format, const char *bytes, size_t n)
{
    brink_game *game = NULL;
    brink_diagnostics *d = brink_diagnostics_new();
    require(d != NULL, "memory");
    brink_status status = brink_game_read_bytes("f", format, bytes, n, &game, d);
    require((status == BRINK_OK) == (game != NULL), "status");
    require((status == BRINK_OK) == (brink_diagnostics_count(d) == 0), "messages");
    check_messages(d);
    brink_diagnostics_free(d);
    return game;
}

static void read_markov(const char *bytes, size_t n)
{
    brink_markov_game *game = NULL;
    brink_diagnostics *d = brink_diagnostics_new();
    require(d != NULL, "memory");
    brink_status status = brink_markov_read_bytes("f", bytes, n, &game, d);
    require((status == BRINK_OK) == (game != NULL), "status");
    require((status == BRINK_OK) == (brink_diagnostics_count(d) == 0), "messages");
    check_messages(d);
    brink_diagnostics_free(d);
    brink_markov_free(game);
}

static void check_game(const brink_game *game)
{
    for (size_t h = 0; h < brink_game_n_infosets(game); h++) {
        const brink_game_infoset *view = brink_game_get_infoset(game, h);
        double sum = 0.0;
        for (size_t a = 0; a < view->n_actions && view->probability != NULL; a++) {
            sum += view->probability[a];
        }
        require(view->probability == NULL || (sum > 1.0 - 1e-9 && sum < 1.0 + 1e-9), "probabilities");
    }
    (void)brink_game_forgetful(game);
    (void)brink_game_absent_minded(game);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    /* a block of its own, so that reading beyond its end is seen */
    size_t n = size - 1;
    char *bytes = malloc(n + 1);
    require(bytes != NULL, "memory");
    memcpy(bytes, data + 1, n);
    unsigned kind = data[0] % (BRINK_GAME_N_FORMATS + 1u);
    if (kind == BRINK_GAME_N_FORMATS) {
        read_markov(bytes, n);
        free(bytes);
        return 0;
    }
    brink_game_format format = (brink_game_format)kind;
    brink_game *game = read_game(format, bytes, n);
    if (game != NULL) {
        char *text = NULL;
        char *same = NULL;
        size_t n_text = 0;
        check_game(game);
        require(brink_game_write(game, format, &text, &n_text, NULL) == BRINK_OK, "write");
        brink_game *again = read_game(format, text, n_text);
        require(again != NULL, "a game that cannot be read again");
        require(brink_game_write(again, format, &same, &n_text, NULL) == BRINK_OK, "write again");
        require(strcmp(text, same) == 0, "another game");
        free(text);
        free(same);
        brink_game_free(again);
    }
    brink_game_free(game);
    free(bytes);
    return 0;
}
