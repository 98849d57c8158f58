/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Interruptions. */
#ifndef SIM_CLI_STOP_H
#define SIM_CLI_STOP_H

#include <signal.h>

/* From the first call on Ctrl-C and SIGTERM set what this returns, once: the next one ends the process at once, which
 * stores survive. What is ignored stays ignored, as nohup and shells without job control want it. */
const volatile sig_atomic_t *cli_stop(void);

#endif
