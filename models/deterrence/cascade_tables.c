/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "brink/math.h"
#include "cascades.h"

enum { EXACT_TO = 64, BINS_A_DOUBLING = 16, PEAK_BINS = 20, MAX_LEVEL = 10 };

size_t brink__cascade_bin(uint32_t number)
{
    uint32_t doubling = 0;
    while (number >> doubling >= 2 * EXACT_TO) {
        doubling++;
    }
    if (number < EXACT_TO) {
        return number - 1;
    }
    const uint32_t step = (uint32_t)(EXACT_TO / BINS_A_DOUBLING) << doubling;
    return EXACT_TO - 1 + (size_t)BINS_A_DOUBLING * doubling + (number - ((uint32_t)EXACT_TO << doubling)) / step;
}

double brink__cascade_bin_from(size_t bin)
{
    if (bin < EXACT_TO) {
        return (double)(bin + 1);
    }
    const size_t doubling = (bin - (EXACT_TO - 1)) / BINS_A_DOUBLING, within = (bin - (EXACT_TO - 1)) % BINS_A_DOUBLING;
    return (double)(((uint64_t)EXACT_TO + EXACT_TO / BINS_A_DOUBLING * within) << doubling);
}

/* What a distribution can reach, and how it is described. */
typedef struct range {
    const char *name, *unit, *meaning;
    uint32_t most;
} range;

static uint32_t at_most(uint64_t number)
{
    return number < UINT32_MAX / 2 ? (uint32_t)number : UINT32_MAX / 2;
}

/* Lays the tables out over one array of labels; with labels NULL only their sizes are set. */
static void list_tables(program *p, brink_count_label *labels)
{
    const uint64_t periods = p->head.n_periods, posts = p->n_posts;
    const range ranges[] = {
        [TABLE_SIZE] = {"size", "1", "actions in a cascade", at_most(periods * posts)},
        [TABLE_DEPTH] = {"depth", "1", "generations of a cascade: 1 if the root set off nothing", at_most(2 * periods)},
        [TABLE_DURATION] = {"duration", "period", "periods from a cascade's first action to its last, both included",
                            at_most(periods)},
        [TABLE_THEATRES] = {"theatres", "1", "theatres in which a cascade had actions", at_most(p->n_theatres)},
        [TABLE_ACTORS] = {"actors", "1", "actors who had actions in a cascade", at_most(p->n_actors)},
        [TABLE_PEAK_LEVEL] = {"peak_level", "rung",
                              "highest level of the theatres that a cascade touched while it lived", MAX_LEVEL},
    };
    size_t used = 2; /* rows 0 and 1 of every distribution: complete and censored, without labels */
    for (size_t i = 0; i < TABLE_INFLUENCE; i++) {
        const bool is_level = i == TABLE_PEAK_LEVEL;
        const size_t n = is_level ? (size_t)PEAK_BINS : brink__cascade_bin(ranges[i].most) + 1;
        for (size_t b = 0; labels && b < n; b++) {
            labels[used + b].from = is_level ? (double)b * MAX_LEVEL / PEAK_BINS : brink__cascade_bin_from(b);
        }
        p->count_tables[i] = (brink_count_table){.name = ranges[i].name,
                                                 .kind = BRINK_COUNT_DISTRIBUTION,
                                                 .unit = ranges[i].unit,
                                                 .meaning = ranges[i].meaning,
                                                 .n_rows = 2,
                                                 .n_bins = n,
                                                 .rows = labels,
                                                 .bins = labels ? labels + used : NULL,
                                                 .end = is_level ? (double)MAX_LEVEL : brink__cascade_bin_from(n)};
        used += n;
    }
    for (size_t i = 0; labels && i < p->n_posts; i++) {
        const post *here = &p->posts[i];
        labels[used + 1 + i] =
            (brink_count_label){.actor = p->actors[here->actor].name, .theatre = p->theatres[here->theatre].name};
    }
    p->count_tables[TABLE_INFLUENCE] =
        (brink_count_table){.name = "influence",
                            .kind = BRINK_COUNT_TRANSITIONS,
                            .unit = "1",
                            .meaning = "actions by the post of their parent and their own",
                            .n_rows = p->n_posts + 1,
                            .n_bins = p->n_posts,
                            .rows = labels ? labels + used : NULL,
                            .bins = labels ? labels + used + 1 : NULL};
    p->n_counts = 0;
    for (size_t i = 0; i < N_COUNT_TABLES; i++) {
        p->first_count[i] = p->n_counts;
        p->n_counts += p->count_tables[i].n_rows * p->count_tables[i].n_bins;
    }
}

/* [same theatre] + spillover weight/push between every two posts; a theatre whose events push no level sends none on.
 */
static void link_posts(program *p)
{
    for (size_t child = 0; child < p->n_posts; child++) {
        for (size_t parent = 0; parent < p->n_posts; parent++) {
            const size_t from = p->posts[parent].theatre, to = p->posts[child].theatre;
            double link = from == to ? 1.0 : 0.0;
            for (size_t i = 0; i < p->n_spillovers; i++) {
                const spillover *s = &p->spillovers[i];
                if (s->from == from && s->to == to && p->theatres[from].push > 0.0) {
                    link += s->weight / p->theatres[from].push;
                }
            }
            p->link[child * p->n_posts + parent] = link;
        }
        p->pull_kept[child] = 1.0 - p->theatres[p->posts[child].theatre].decay;
    }
}

brink_status brink__cascade_compile(program *p, brink_error *err)
{
    p->count_tables = calloc(N_COUNT_TABLES, sizeof *p->count_tables);
    p->link = calloc(p->n_posts * p->n_posts + 1, sizeof *p->link);
    p->pull_kept = calloc(p->n_posts + 1, sizeof *p->pull_kept);
    if (p->count_tables) {
        list_tables(p, NULL);
        size_t n = 2 + p->n_posts + 1;
        for (size_t i = 0; i < TABLE_INFLUENCE; i++) {
            n += p->count_tables[i].n_bins;
        }
        p->count_labels = calloc(n, sizeof *p->count_labels);
    }
    if (!p->count_tables || !p->link || !p->pull_kept || !p->count_labels) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for the tables of cascades");
    }
    list_tables(p, p->count_labels);
    link_posts(p);
    p->head.count_tables = p->count_tables;
    p->head.n_count_tables = N_COUNT_TABLES;
    return BRINK_OK;
}
