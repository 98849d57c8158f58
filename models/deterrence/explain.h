/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The hook that explains a period: every post's choices with their terms. Private to models/deterrence. */
#ifndef MODELS_DETERRENCE_EXPLAIN_H
#define MODELS_DETERRENCE_EXPLAIN_H

#include "program.h"

brink_status brink__deterrence_explain(const brink_program *head, brink_moment moment, brink_posts **posts,
                                       brink_error *err);

#endif
