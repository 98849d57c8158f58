/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explore/discovery/folds.h"

#include <stdlib.h>

#include "base/no_memory.h"
#include "brink/rng.h"

typedef struct card {
    double draw;
    uint64_t hash; /* tells draws apart that are equal */
    uint32_t which;
    uint8_t is_interest;
} card;

/* FNV-1a over the bytes of a number. */
static uint64_t mix(uint64_t hash, uint64_t number)
{
    for (unsigned b = 0; b < 8; b++) {
        hash = (hash ^ (number >> (8 * b) & 0xff)) * UINT64_C(1099511628211);
    }
    return hash;
}

/* Cases of interest first. What is alike in everything keeps no order that matters. */
static int compare(const void *a, const void *b)
{
    const card *x = a;
    const card *y = b;
    if (x->is_interest != y->is_interest) {
        return x->is_interest > y->is_interest ? -1 : 1;
    }
    if (x->draw != y->draw) {
        return x->draw < y->draw ? -1 : 1;
    }
    return x->hash < y->hash ? -1 : x->hash > y->hash;
}

static void add_ranks(const brink_cases *cases, const brink__orders *orders, size_t f, uint64_t *hash)
{
    const double *x = cases->x[f];
    uint64_t rank = 0;
    for (size_t i = 0; i < orders->n; i++) {
        size_t which = orders->order[f][i];
        rank += i > 0 && x[which] > x[orders->order[f][i - 1]];
        hash[which] = mix(hash[which], rank);
    }
}

brink_status brink__deal_folds(const brink_cases *cases, const brink__orders *orders, const uint8_t *is_interest,
                               size_t n_folds, uint64_t seed, uint32_t *fold, brink_error *err)
{
    uint64_t *hash = malloc((cases->n + 1) * sizeof *hash);
    card *cards = malloc((orders->n + 1) * sizeof *cards);
    if (!hash || !cards) {
        free(hash);
        free(cards);
        return brink__no_memory(err, "folds");
    }
    for (size_t i = 0; i < cases->n; i++) {
        hash[i] = UINT64_C(14695981039346656037);
        fold[i] = UINT32_MAX;
    }
    for (size_t f = 0; f < cases->n_dimensions; f++) {
        add_ranks(cases, orders, f, hash);
    }
    for (size_t i = 0; i < orders->n; i++) {
        uint32_t which = orders->order[0][i];
        brink_address at = {.replica = hash[which], .who = brink_who("discovery", "folds")};
        cards[i] = (card){brink_uniform(seed, at), hash[which], which, is_interest[which]};
    }
    qsort(cards, orders->n, sizeof *cards, compare);
    for (size_t i = 0; i < orders->n; i++) {
        fold[cards[i].which] = (uint32_t)(i % n_folds);
    }
    free(hash);
    free(cards);
    return BRINK_OK;
}
