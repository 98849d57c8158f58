/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The choices of one period (brink/posts.h) as text: what every post may do, with what chance, and the terms of the
 * payoffs that make it so. */
#ifndef SIM_CLI_SOLVE_POSTS_H
#define SIM_CLI_SOLVE_POSTS_H

#include <stdbool.h>

#include "brink/posts.h"

typedef struct cli_posts_view {
    const char *scenario;
    const brink_posts *posts;
    brink_moment moment;
    const char *theatre, *actor; /* only these; NULL: all */
    bool has_terms;              /* also of those who answer; in CSV always */
} cli_posts_view;

/* Both: BRINK_OK, or BRINK_ENOMEM (told). Errors of stdout are left to cli_flush(). */
brink_status cli_posts_print(const cli_posts_view *view);
brink_status cli_posts_print_csv(const cli_posts_view *view);

#endif
