/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which step of a trajectory is the most balanced on cases that peeling has not seen. */
#include <math.h>
#include <stdlib.h>

#include "base/no_memory.h"
#include "explore/discovery/folds.h"
#include "explore/discovery/peel.h"

__extension__ typedef __int128 wide;

typedef struct count {
    size_t n, n_interest;
} count;

/* Cases of one fold inside a box. */
static count count_fold(const brink__field *field, const uint32_t *fold, uint32_t which, const brink_range *box)
{
    count c = {0};
    for (size_t i = 0; i < field->orders->n; i++) {
        size_t k = field->orders->order[0][i];
        bool is_held = fold[k] == which && brink_box_holds(field->cases, box, k);
        c.n += is_held;
        c.n_interest += is_held && field->is_interest[k];
    }
    return c;
}

/* The step of `peeling` whose mass is nearest to that of a step of the whole, n of all; of equally near the lighter. */
static size_t nearest_mass(const brink_peeling *peeling, size_t n, size_t all)
{
    size_t best = 0;
    double least = (double)INFINITY;
    for (size_t i = 0; i < peeling->n_steps; i++) {
        double off = fabs((double)peeling->step[i].n / (double)peeling->n - (double)n / (double)all);
        if (off <= least) {
            least = off;
            best = i;
        }
    }
    return best;
}

/* Peels all but one fold, and adds what that holds of each step to `held` [whole->n_steps]. */
static brink_status try_fold(const brink__field *field, const brink_prim_options *options, size_t least,
                             const brink_peeling *whole, const uint32_t *fold, uint32_t which, bool *is_in, count *held,
                             brink_error *err)
{
    brink__orders orders = {0};
    brink_peeling peeling = {0};
    brink__field part = {
        .cases = field->cases, .orders = &orders, .is_interest = field->is_interest, .all = field->all};
    for (size_t k = 0; k < field->cases->n; k++) {
        is_in[k] = fold[k] != UINT32_MAX && fold[k] != which;
        part.n += is_in[k];
        part.n_interest += is_in[k] && field->is_interest[k];
    }
    brink_status status = brink__orders_pick(&orders, field->orders, is_in, err);
    if (status == BRINK_OK) {
        /* as heavy a part of these cases as it is of all */
        size_t lightest = (least * part.n + field->n - 1) / field->n;
        status = brink__peel(&part, options->alpha, lightest, &peeling, err);
    }
    for (size_t i = 0; i < whole->n_steps && status == BRINK_OK; i++) {
        size_t step = nearest_mass(&peeling, whole->step[i].n, whole->n);
        count c = count_fold(field, fold, which, peeling.step[step].range);
        held[i].n += c.n;
        held[i].n_interest += c.n_interest;
    }
    brink__peeling_fini(&peeling);
    brink__orders_fini(&orders);
    return status;
}

static size_t most_balanced(const brink_peeling *whole, const count *held)
{
    size_t best = 0;
    for (size_t i = 1; i < whole->n_steps; i++) {
        /* 2k / (n + K) */
        wide left = (wide)held[i].n_interest * (wide)(held[best].n + whole->n_interest);
        wide right = (wide)held[best].n_interest * (wide)(held[i].n + whole->n_interest);
        bool is_simpler = whole->step[i].n_limited < whole->step[best].n_limited;
        best = left > right || (left == right && is_simpler) ? i : best;
    }
    return best;
}

brink_status brink__choose_held_out(const brink__field *field, const brink_prim_options *options, size_t least,
                                    brink_peeling *peeling, brink_error *err)
{
    uint32_t *fold = malloc((field->cases->n + 1) * sizeof *fold);
    bool *is_in = malloc((field->cases->n + 1) * sizeof *is_in);
    count *held = calloc(peeling->n_steps, sizeof *held);
    brink_status status = BRINK_OK;
    if (!fold || !is_in || !held) {
        status = brink__no_memory(err, "folds");
    }
    if (status == BRINK_OK) {
        status = brink__deal_folds(field->cases, field->orders, field->is_interest, options->n_folds, options->seed,
                                   fold, err);
    }
    for (uint32_t f = 0; f < options->n_folds && status == BRINK_OK; f++) {
        status = try_fold(field, options, least, peeling, fold, f, is_in, held, err);
    }
    if (status == BRINK_OK) {
        peeling->chosen = most_balanced(peeling, held);
        peeling->is_rule_met = true;
    }
    free(fold);
    free(is_in);
    free(held);
    return status;
}
