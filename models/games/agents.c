/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "agents.h"

#include <stdlib.h>

#include "brink/game.h"

bool brink__agents_init(brink__agents *agents, size_t n_agents)
{
    agents->n_agents = n_agents;
    agents->first = calloc(n_agents + 1, sizeof *agents->first);
    agents->player = calloc(n_agents + 1, sizeof *agents->player);
    return agents->first != NULL && agents->player != NULL;
}

void brink__agents_fini(brink__agents *agents)
{
    free(agents->first);
    free(agents->player);
}

void brink__agents_free(brink__agents *agents)
{
    if (agents != NULL) {
        agents->free(agents);
    }
}

double brink__agents_scale(size_t n, const double *rationality, const double *lo, const double *hi, double *weight,
                           double *shift)
{
    double scale = 0.0;
    for (size_t i = 0; i < n && rationality != NULL; i++) {
        double span = rationality[i] * (hi[i] - lo[i]);
        scale = span > scale ? span : scale;
    }
    scale = scale > 0.0 ? scale : 1.0;
    for (size_t i = 0; i < n; i++) {
        weight[i] = rationality != NULL ? rationality[i] / scale : 1.0;
        shift[i] = rationality != NULL ? lo[i] : 0.0;
    }
    return scale;
}

brink_status brink__agents_of_game(const brink_game *game, const double *rationality, brink__agents **agents,
                                   brink_error *err)
{
    size_t absent_minded = brink_game_absent_minded(game);
    if (absent_minded != BRINK_GAME_NONE) {
        char infoset[64];
        char player[64];
        size_t i = brink_game_get_infoset(game, absent_minded)->player;
        return brink_fail(
            err, BRINK_EDATA,
            "information set %s of %s is met twice on one path (an absent-minded player): what is believed "
            "there is not defined",
            brink_game_infoset_name(game, absent_minded, infoset, sizeof infoset),
            brink_game_player_name(game, i, player, sizeof player));
    }
    return brink_game_get_form(game) == BRINK_GAME_STRATEGIC ? brink__agents_of_table(game, rationality, agents, err)
                                                             : brink__agents_of_tree(game, rationality, agents, err);
}
