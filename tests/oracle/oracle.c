/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The oracle's outside: state as a vector, views of posts, solving without moving. */
#include "oracle.h"

#include "parts.h"

void oracle_use(oracle *o, oracle_method method)
{
    o->method = method;
}

uint32_t oracle_period(const oracle *o)
{
    return o->period;
}

oracle_effort oracle_get_effort(const oracle *o)
{
    return o->effort;
}

static bool is_of(const oracle *o, size_t x, bool is_challengers, bool is_defenders)
{
    return o->actor[x].is_challenger ? is_challengers : is_defenders;
}

/* Visits the state's numbers in the order of deterrence.h, copying from or to `vector` (NULL: only counts them). */
static size_t copy_state(const oracle *o, state *s, double *vector, bool is_set)
{
    size_t n = 0;
#define PUT(place)                                                                                                     \
    do {                                                                                                               \
        double *p = &(place);                                                                                          \
        if (vector != NULL && is_set) {                                                                                \
            *p = vector[n];                                                                                            \
        } else if (vector != NULL) {                                                                                   \
            vector[n] = *p;                                                                                            \
        }                                                                                                              \
        n++;                                                                                                           \
    } while (0)
#define PUT_ALL(array, is_challengers, is_defenders)                                                                   \
    for (size_t x = 0; x < o->n_actors; x++) {                                                                         \
        if (is_of(o, x, is_challengers, is_defenders)) {                                                               \
            PUT((array)[x]);                                                                                           \
        }                                                                                                              \
    }
    for (size_t t = 0; t < o->n_theatres; t++) {
        PUT(s->level[t]);
    }
    for (size_t x = 0; x < o->n_actors; x++) {
        for (size_t t = 0; t < o->n_theatres && !o->actor[x].is_challenger; t++) {
            PUT(s->warning[x][t]);
        }
    }
    PUT_ALL(s->type, false, true)
    PUT_ALL(s->log_odds, false, true)
    PUT_ALL(s->capability, true, true)
    PUT_ALL(s->strain, true, false)
    PUT_ALL(s->fatigue, false, true)
    PUT_ALL(s->load, false, true)
    PUT_ALL(s->grievance, true, false)
    for (size_t d = 0; d < o->n_partnerships; d++) {
        PUT(s->alignment[d]);
    }
    PUT(s->survival);
    PUT(s->conflict_draw);
#undef PUT_ALL
#undef PUT
    return n;
}

size_t oracle_n_state(const oracle *o)
{
    state unused = o->s;
    return copy_state(o, &unused, NULL, false);
}

void oracle_get_state(const oracle *o, double *vector)
{
    state copy = o->s;
    (void)copy_state(o, &copy, vector, false);
}

void oracle_set_state(oracle *o, const double *vector)
{
    double values[MAX_ACTORS * (MAX_THEATRES + 8) + MAX_THEATRES + MAX_PARTNERSHIPS + 2];
    size_t n = oracle_n_state(o);
    for (size_t k = 0; k < n; k++) {
        values[k] = vector[k];
    }
    (void)copy_state(o, &o->s, values, true);
    for (size_t x = 0; x < o->n_actors; x++) {
        for (size_t t = 0; t < o->n_theatres; t++) {
            if (oracle_find_post(o, x, t) == (size_t)-1) {
                o->s.warning[x][t] = 0.0;
            }
        }
    }
    oracle_look(o, o->period);
}

size_t oracle_count(const oracle *o, oracle_set set)
{
    size_t n_challengers = 0;
    for (size_t x = 0; x < o->n_actors; x++) {
        n_challengers += o->actor[x].is_challenger ? 1 : 0;
    }
    switch (set) {
    case ORACLE_THEATRES:
        return o->n_theatres;
    case ORACLE_CHALLENGERS:
        return n_challengers;
    case ORACLE_DEFENDERS:
        return o->n_actors - n_challengers;
    default:
        return o->n_partnerships;
    }
}

size_t oracle_n_posts(const oracle *o)
{
    return o->n_posts;
}

size_t oracle_menu_size(const oracle *o, size_t post_row)
{
    return o->post[post_row].n;
}

bool oracle_is_challenger(const oracle *o, size_t post_row)
{
    return o->actor[o->post[post_row].actor].is_challenger;
}

void oracle_get_post(const oracle *o, size_t post_row, oracle_post_view *view)
{
    const post *p = &o->post[post_row];
    *view = (oracle_post_view){.action = p->chosen,
                               .is_attributed = p->is_attributed,
                               .is_forced = p->is_forced,
                               .probability = {p->probability[0], p->probability[1]},
                               .distance = p->distance};
}

double oracle_attributed(const oracle *o, size_t theatre_row)
{
    return o->attributed[theatre_row];
}

double oracle_severity(const oracle *o, size_t theatre_row)
{
    return o->severity[theatre_row];
}

bool oracle_solve_challengers(oracle *o, size_t theatre_row)
{
    oracle_look(o, o->period);
    return oracle_solve_theatre(o, theatre_row);
}

bool oracle_solve_defenders(oracle *o, size_t theatre_row, double v)
{
    oracle_look(o, o->period);
    return oracle_solve_answers(o, theatre_row, v);
}
