/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Actions that a game treats alike. The classes are refined from the coarsest (all actions of agents with as many
 * actions), as one refines an equitable partition of a graph; what two actions pay is compared at random points at
 * which every class is played alike. */
#include <math.h>
#include <stdlib.h>

#include "brink/rng.h"
#include "logit.h"

static const double SAME = 1e-11; /* of the range of payoffs */
enum { QUIET_ROUNDS = 3 };        /* without a split, before the classes are believed */

/* What an action is sorted by. */
typedef struct mark {
    size_t class_of, agent_class;
    double pays; /* less the mean of its agent */
    size_t action;
} mark;

static int by_mark(const void *a, const void *b)
{
    const mark *x = a;
    const mark *y = b;
    if (x->class_of != y->class_of) {
        return x->class_of < y->class_of ? -1 : 1;
    }
    if (x->agent_class != y->agent_class) {
        return x->agent_class < y->agent_class ? -1 : 1;
    }
    if (x->pays != y->pays) {
        return x->pays < y->pays ? -1 : 1;
    }
    return x->action < y->action ? -1 : x->action > y->action;
}

static int by_size(const void *a, const void *b)
{
    size_t x = *(const size_t *)a;
    size_t y = *(const size_t *)b;
    return x < y ? -1 : x > y;
}

/* The first agent with as many actions and the same classes; sorted [n_actions] is workspace. */
static void set_agent_classes(const brink__agents *agents, const size_t *class_of, size_t *sorted, size_t *agent_class)
{
    const size_t *first = agents->first;
    for (size_t k = 0; k < agents->n_agents; k++) {
        size_t n = first[k + 1] - first[k];
        for (size_t v = first[k]; v < first[k + 1]; v++) {
            sorted[v] = class_of[v];
        }
        qsort(sorted + first[k], n, sizeof *sorted, by_size);
        agent_class[k] = k;
        for (size_t j = 0; j < k && agent_class[k] == k; j++) {
            bool is_same = first[j + 1] - first[j] == n;
            for (size_t a = 0; a < n && is_same; a++) {
                is_same = sorted[first[j] + a] == sorted[first[k] + a];
            }
            agent_class[k] = is_same ? j : k;
        }
    }
}

/* Numbers the classes anew where neighbours in the order of marks differ; their number. */
static size_t split(mark *marks, size_t n, size_t *class_of)
{
    qsort(marks, n, sizeof *marks, by_mark);
    size_t n_classes = 0;
    for (size_t r = 0; r < n; r++) {
        bool is_new = r == 0 || marks[r].class_of != marks[r - 1].class_of ||
                      marks[r].agent_class != marks[r - 1].agent_class || marks[r].pays - marks[r - 1].pays > SAME;
        n_classes += is_new;
        class_of[marks[r].action] = n_classes - 1;
    }
    return n_classes;
}

/* One round at a random point. */
static size_t refine(brink__agents *agents, uint64_t round, double *work, size_t *sorted, size_t *agent_class,
                     mark *marks, size_t *class_of)
{
    size_t n = agents->n_actions;
    double *x = work;
    double *log_p = x + n;
    double *p = log_p + n;
    double *v = p + n;
    for (size_t r = 0; r < n; r++) {
        uint64_t replica = round * (n + 1) + class_of[r];
        x[r] = 3.0 * brink_uniform(0, (brink_address){.replica = replica});
    }
    brink__normalise(agents, x, log_p, p);
    agents->payoffs(agents, p, log_p, v, NULL);
    set_agent_classes(agents, class_of, sorted, agent_class);
    for (size_t k = 0; k < agents->n_agents; k++) {
        double mean = 0.0;
        for (size_t r = agents->first[k]; r < agents->first[k + 1]; r++) {
            mean += v[r] / (double)(agents->first[k + 1] - agents->first[k]);
        }
        for (size_t r = agents->first[k]; r < agents->first[k + 1]; r++) {
            marks[r] = (mark){.class_of = class_of[r], .agent_class = agent_class[k], .pays = v[r] - mean, .action = r};
        }
    }
    return split(marks, n, class_of);
}

/* Classes in the order of their first actions, so that numbers do not depend on payoffs. */
static void number_by_first(size_t *class_of, size_t n, size_t *number)
{
    size_t next = 0;
    for (size_t r = 0; r < n; r++) {
        number[r] = SIZE_MAX;
    }
    for (size_t r = 0; r < n; r++) {
        size_t old = class_of[r];
        number[old] = number[old] == SIZE_MAX ? next++ : number[old];
        class_of[r] = number[old];
    }
}

size_t brink__symmetry_classes(brink__agents *agents, size_t *class_of)
{
    size_t n = agents->n_actions;
    double *work = malloc((4 * n + 1) * sizeof *work);
    size_t *sorted = malloc((n + 1) * sizeof *sorted);
    size_t *agent_class = malloc((agents->n_agents + 1) * sizeof *agent_class);
    mark *marks = malloc((n + 1) * sizeof *marks);
    size_t n_classes = 0;
    if (work != NULL && sorted != NULL && agent_class != NULL && marks != NULL) {
        n_classes = 1;
        for (size_t r = 0; r < n; r++) {
            class_of[r] = 0;
        }
        size_t n_quiet = 0;
        for (uint64_t round = 0; n_quiet < QUIET_ROUNDS; round++) { /* splits are at most n - 1 */
            size_t before = n_classes;
            n_classes = refine(agents, round, work, sorted, agent_class, marks, class_of);
            n_quiet = n_classes > before || n_classes == 0 ? 0 : n_quiet + 1;
            if (n == 0) {
                break;
            }
        }
        number_by_first(class_of, n, sorted);
    }
    free(work);
    free(sorted);
    free(agent_class);
    free(marks);
    return n_classes;
}
