/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <time.h>

#include "kernel.h"

static uint64_t now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000U + (uint64_t)t.tv_nsec;
}

static void add_since(const program *p, uint64_t begin)
{
    (void)__atomic_fetch_add(p->spent, now() - begin, __ATOMIC_RELAXED);
}

static void challengers(const program *p, work *w, size_t t, size_t n, lanes unsolved, effort *spent)
{
    const uint64_t begin = now();
    p->timed_solver->challengers(p, w, t, n, unsolved, spent);
    add_since(p, begin);
}

static void defenders(const program *p, work *w, size_t t, size_t n, bool is_near, lanes unsolved, effort *spent)
{
    const uint64_t begin = now();
    p->timed_solver->defenders(p, w, t, n, is_near, unsolved, spent);
    add_since(p, begin);
}

static void prepare(const program *p, work *w)
{
    const uint64_t begin = now();
    p->timed_kernel->prepare(p, w);
    add_since(p, begin);
}

static void derive(const program *p, work *w)
{
    const uint64_t begin = now();
    p->timed_kernel->derive(p, w);
    add_since(p, begin);
}

static void move_challengers(const program *p, work *w, const brink_batch *batch, uint32_t period)
{
    const uint64_t begin = now();
    p->timed_kernel->move_challengers(p, w, batch, period);
    add_since(p, begin);
}

static void move_defenders(const program *p, work *w, const brink_batch *batch, uint32_t period)
{
    const uint64_t begin = now();
    p->timed_kernel->move_defenders(p, w, batch, period);
    add_since(p, begin);
}

static void update(const program *p, work *w, const brink_batch *batch, uint32_t period)
{
    const uint64_t begin = now();
    p->timed_kernel->update(p, w, batch, period);
    add_since(p, begin);
}

static void update_survival(const program *p, work *w)
{
    const uint64_t begin = now();
    p->timed_kernel->update_survival(p, w);
    add_since(p, begin);
}

static void account_moves(const program *p, work *w)
{
    const uint64_t begin = now();
    p->timed_kernel->account_moves(p, w);
    add_since(p, begin);
}

static void account_end(const program *p, work *w, uint32_t period)
{
    const uint64_t begin = now();
    p->timed_kernel->account_end(p, w, period);
    add_since(p, begin);
}

static void note_state(const program *p, work *w, bool is_first)
{
    const uint64_t begin = now();
    p->timed_kernel->note_state(p, w, is_first);
    add_since(p, begin);
}

static void level_k_challengers(const program *p, work *w, size_t t, size_t n)
{
    const uint64_t begin = now();
    p->timed_kernel->level_k_challengers(p, w, t, n);
    add_since(p, begin);
}

static void level_k_defenders(const program *p, work *w, size_t t, size_t n)
{
    const uint64_t begin = now();
    p->timed_kernel->level_k_defenders(p, w, t, n);
    add_since(p, begin);
}

const kernel brink__deterrence_kernel_timed = {
    .prepare = prepare,
    .solver = {challengers, defenders},
    .derive = derive,
    .move_challengers = move_challengers,
    .move_defenders = move_defenders,
    .update = update,
    .update_survival = update_survival,
    .account_moves = account_moves,
    .account_end = account_end,
    .note_state = note_state,
    .level_k_challengers = level_k_challengers,
    .level_k_defenders = level_k_defenders,
};
