/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A period's equilibria as an ordinary program computes them: one replica after the other, without vectors, with the C
 * library's mathematics. It is the body of the kernels for one lane, of which compilers make scalars. What `brink
 * bench` measures the kernels against. */
#define ROW_ALIGNMENT 8 /* rows of one lane begin at that lane */
#include "libm_body.h"

#define VECTOR   1
#define WHOLE(n) ((void)(n), (size_t)1)
#include "kernel_body.h"

/* Moves the views that the solvers use to the next lane; what they leave in work.narrow nobody reads again. */
static void go_to_next_lane(work *w)
{
    lanes **const views[] = {&w->effective,     &w->red_line,       &w->unity,
                             &w->belief,        &w->width,          &w->value,
                             &w->excess,        &w->ratio,          &w->rise,
                             &w->harm,          &w->probability[0], &w->probability[1],
                             &w->commitment,    &w->point_harm,     &w->point_severity,
                             &w->point_gap,     &w->mean_severity,  &w->real_harm,
                             &w->real_severity, &w->real_gap,       &w->mean_attributed,
                             &w->scratch,       &w->seen,           &w->gap};
    for (size_t i = 0; i < sizeof views / sizeof views[0]; i++) {
        *views[i] = (lanes *)(void *)(**views[i] + 1);
    }
}

static void plain_challengers(const program *p, work *w, size_t t, size_t n, lanes unsolved, effort *spent)
{
    work here = *w;
    for (size_t l = 0; l < n; l++, go_to_next_lane(&here)) {
        challengers(p, &here, t, 1, unsolved + l, spent);
    }
}

static void plain_defenders(const program *p, work *w, size_t t, size_t n, bool is_near, lanes unsolved, effort *spent)
{
    work here = *w;
    for (size_t l = 0; l < n; l++, go_to_next_lane(&here)) {
        defenders(p, &here, t, 1, is_near, unsolved + l, spent);
    }
}

static void plain_level_k_challengers(const program *p, work *w, size_t t, size_t n)
{
    work here = *w;
    for (size_t l = 0; l < n; l++, go_to_next_lane(&here)) {
        level_k_challengers(p, &here, t, 1);
    }
}

static void plain_level_k_defenders(const program *p, work *w, size_t t, size_t n)
{
    work here = *w;
    for (size_t l = 0; l < n; l++, go_to_next_lane(&here)) {
        level_k_defenders(p, &here, t, 1);
    }
}

const kernel brink__deterrence_kernel_plain = {
    .prepare = prepare,
    .solver = {plain_challengers, plain_defenders},
    .derive = derive,
    .move_challengers = move_challengers,
    .move_defenders = move_defenders,
    .update = update,
    .update_survival = update_survival,
    .account_moves = account_moves,
    .account_end = account_end,
    .note_state = note_state,
    .level_k_challengers = plain_level_k_challengers,
    .level_k_defenders = plain_level_k_defenders,
};
