/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stop.h"

#include <stdbool.h>
#include <stddef.h>

static volatile sig_atomic_t stop; /* the one thing that a signal handler may touch */

static void on_signal(int number)
{
    struct sigaction fallback = {.sa_handler = SIG_DFL};
    stop = 1;
    (void)sigaction(number, &fallback, NULL);
}

static void catch_signal(int number)
{
    struct sigaction old;
    struct sigaction handler = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    if (sigaction(number, NULL, &old) == 0 && old.sa_handler != SIG_IGN) {
        (void)sigaction(number, &handler, NULL);
    }
}

const volatile sig_atomic_t *cli_stop(void)
{
    static bool is_done; /* a second call must not catch what the first let go */
    if (!is_done) {
        catch_signal(SIGINT);
        catch_signal(SIGTERM);
        is_done = true;
    }
    return &stop;
}
