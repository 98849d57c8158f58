/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Laws that follow from noise addressed by names, and from tables that say the same: what may change, and who is left
 * alone, over random scenarios. Most are laws of bytes. */
#include "support/verify.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

#include "support/paths.h"

enum { SEED = 20240909, N_SCENARIOS = 6, HORIZON = 12 };

static verify_about law(const char *check)
{
    return (verify_about){"laws", check, "models/deterrence/README.md; promise of keyed noise"};
}

static tables *random_tables(uint64_t seed, const char *solution, unsigned size_most)
{
    random_scenario r = {seed, solution, "auto", "1e-11", 3.0, 0.3, size_most, HORIZON};
    return tables_random(&r);
}

static const char *solution_of(uint64_t k)
{
    static const char *const solutions[] = {"qre", "level_k", "myopic", "doctrine"};
    return k % 2 == 0 ? "qre" : solutions[k / 2 % COUNT(solutions)];
}

/* Runs both, compares all that they report, and frees `changed`. */
static void compare_tables(const tables *t, tables *changed, bool is_cascade_too, difference *d)
{
    paths *a = paths_new(t, SEED, 0), *b = paths_new(changed, SEED, 0);
    difference_all(d, a, b, HORIZON, 0, BRINK_LANES, is_cascade_too);
    paths_free(a);
    paths_free(b);
    tables_free(changed);
}

/* --- tables that say the same */

static void a_closed_row_is_no_row(void **state)
{
    (void)state;
    difference d = {0};
    size_t n_dropped = 0;
    for (uint64_t k = 0; k < N_SCENARIOS; k++) {
        tables *t = random_tables(1600 + k, solution_of(k), 4), *fewer = tables_copy(t);
        for (size_t i = tables_n_rows(fewer, "menus"); i-- > 0;) {
            if (strcmp(tables_get(fewer, "menus", i, "open"), "0") == 0) {
                tables_drop(fewer, "menus", i);
                n_dropped++;
            }
        }
        compare_tables(t, fewer, true, &d);
        tables_free(t);
    }
    assert_true(n_dropped > 0);
    verify_same(law("a closed row of menus, and no row: series and metrics"), "values", d.n, d.n_different);
}

static void drop_post(tables *t, const char *table, const char *actor, const char *theatre)
{
    for (size_t i = tables_n_rows(t, table); i-- > 0;) {
        if (strcmp(tables_get(t, table, i, "actor"), actor) == 0 &&
            strcmp(tables_get(t, table, i, "theatre"), theatre) == 0) {
            tables_drop(t, table, i);
        }
    }
}

/* A stake of 0 keeps an actor out of a theatre, whatever its menu there. */
static void no_stake_is_no_post(void **state)
{
    (void)state;
    difference d = {0}, in = {0};
    for (uint64_t k = 0; k < 2 * N_SCENARIOS; k++) {
        tables *t = random_tables(1650 + k, solution_of(k), 4);
        const size_t row = k % tables_n_rows(t, "stakes");
        char actor[16], theatre[16];
        (void)snprintf(actor, sizeof actor, "%s", tables_get(t, "stakes", row, "actor"));
        (void)snprintf(theatre, sizeof theatre, "%s", tables_get(t, "stakes", row, "theatre"));
        /* what would be refused without the post */
        tables_empty(t, "transfers");
        tables_empty(t, "shocks");
        tables_empty(t, "script");
        tables *with = tables_copy(t);
        drop_post(t, "doctrine", actor, theatre);
        tables *without = tables_copy(t);
        drop_post(without, "menus", actor, theatre);
        drop_post(without, "stakes", actor, theatre);
        tables_set(t, "stakes", row, "stake", "0");
        compare_tables(t, without, true, &d);
        paths *a = paths_new(with, SEED, 0), *b = paths_new(t, SEED, 0);
        for (size_t s = 0; s < a->n_series; s++) {
            difference_series(&in, a, b, a->series_name[s], HORIZON);
        }
        paths_free(a);
        paths_free(b);
        tables_free(with);
        tables_free(t);
    }
    assert_true(in.n_different > 0);
    verify_same(law("a stake of 0, and no row: series and metrics"), "values", d.n, d.n_different);
}

static void nothing_added_is_nothing(void **state)
{
    (void)state;
    difference d = {0};
    for (uint64_t k = 0; k < N_SCENARIOS; k++) {
        tables *t = random_tables(1700 + k, solution_of(k), 4), *more = tables_copy(t);
        static const char *const rows[] = {"z1,3,,,,level.T1,0,",     "z2,,0.5,1,,belief.D1,0,",
                                           "z3,2,,,4,red_line.T1,0,", "z4,,0.3,1,2,capability.C1,0,",
                                           "z5,4,,,3,clarity.D1,0,",  "z6,,0.9,1,,grievance.C1,0,"};
        for (size_t i = 0; i < COUNT(rows); i++) {
            tables_add(more, "shocks", rows[i]);
        }
        if (tables_n_rows(more, "theatres") > 1 && tables_n_rows(more, "spillovers") == 0) {
            tables_add(more, "spillovers", "T1,T2,0");
        }
        compare_tables(t, more, true, &d);
        tables_free(t);
    }
    verify_same(law("shocks of amount 0 added: series and metrics"), "values", d.n, d.n_different);
}

/* Rows of these tables may stand in any order; menus as long as the rows of a post keep theirs. */
static void turn(tables *t, const char *table)
{
    for (size_t i = 0, n = tables_n_rows(t, table); i < n / 2; i++) {
        tables_swap(t, table, i, n - 1 - i);
    }
}

/* Stable: rows of one post keep their order. */
static void sort_menus_backwards(tables *t)
{
    for (size_t n = tables_n_rows(t, "menus"), pass = 0; pass < n; pass++) {
        for (size_t i = 0; i + 1 < n; i++) {
            int by_actor = strcmp(tables_get(t, "menus", i, "actor"), tables_get(t, "menus", i + 1, "actor"));
            int by_theatre = strcmp(tables_get(t, "menus", i, "theatre"), tables_get(t, "menus", i + 1, "theatre"));
            if (by_actor < 0 || (by_actor == 0 && by_theatre < 0)) {
                tables_swap(t, "menus", i, i + 1);
            }
        }
    }
}

static void order_of_rows_does_not_matter(void **state)
{
    (void)state;
    difference d = {0};
    for (uint64_t k = 0; k < N_SCENARIOS; k++) {
        tables *t = random_tables(1800 + k, solution_of(k), 4), *other = tables_copy(t);
        turn(other, "actions");
        turn(other, "transfers");
        turn(other, "parameters");
        turn(other, "script");
        sort_menus_backwards(other);
        compare_tables(t, other, true, &d);
        tables_free(t);
    }
    verify_same(law("rows of actions, menus, transfers, parameters, script in another order: series and metrics"),
                "values", d.n, d.n_different);
}

/* --- time */

static void a_horizon_is_a_prefix(void **state)
{
    (void)state;
    difference d = {0};
    for (uint64_t k = 0; k < N_SCENARIOS; k++) {
        tables *t = random_tables(1900 + k, solution_of(k), 4);
        paths *shorter = paths_new(t, SEED, 0);
        char horizon[8];
        (void)snprintf(horizon, sizeof horizon, "%d", HORIZON + 1);
        tables_set_value(t, "scenario", "horizon", horizon);
        paths *longer = paths_new(t, SEED, 0);
        difference_all(&d, shorter, longer, HORIZON, 0, BRINK_LANES, false);
        paths_free(shorter);
        paths_free(longer);
        tables_free(t);
    }
    verify_same(law("horizon T is the prefix of horizon T + 1: series"), "values", d.n, d.n_different);
}

/* --- interventions that change nothing */

/* The name of a post's action: `hold`, then its open rows of menus. */
static const char *action_name(const tables *t, size_t post, uint32_t action)
{
    for (size_t m = 0; action > 0 && m < tables_n_rows(t, "menus"); m++) {
        bool is_open = strcmp(tables_get(t, "menus", m, "open"), "1") == 0 &&
                       strcmp(tables_get(t, "menus", m, "actor"), tables_get(t, "stakes", post, "actor")) == 0 &&
                       strcmp(tables_get(t, "menus", m, "theatre"), tables_get(t, "stakes", post, "theatre")) == 0;
        if (is_open && --action == 0) {
            return tables_get(t, "menus", m, "action");
        }
    }
    return "hold";
}

/* Forces every post, in one period or in all, as this replica chose, or on the contrary. */
static void force(tables *t, const paths *as, size_t lane, size_t period, bool is_contrary)
{
    for (size_t at = 1; at <= HORIZON; at++) {
        for (size_t i = 0; (period == 0 || at == period) && i < as->n_posts; i++) {
            char row[128];
            uint32_t chosen = paths_action(as, at, i, lane);
            (void)snprintf(row, sizeof row, "%zu,%s,%s,%s,1", at, tables_get(t, "stakes", i, "actor"),
                           tables_get(t, "stakes", i, "theatre"),
                           action_name(t, i, is_contrary ? chosen == 0 : chosen));
            tables_add(t, "script", row);
        }
    }
}

/* Occasions from which something is learnt, so that it can be seen whether it is. */
static void make_telling(tables *t)
{
    tables_empty(t, "script");
    tables_set_value(t, "parameters", "learning", "1");
    tables_set_all(t, "actions", "attribution", 1.0);
    tables_set_all(t, "theatres", "red_line", 0.5);
    tables_set_all(t, "actors", "irresolution", 2.0);
}

static void a_choice_forced_is_a_choice(void **state)
{
    (void)state;
    difference d = {0}, unlike = {0};
    for (uint64_t k = 0; k < 4 * N_SCENARIOS; k++) {
        tables *t = random_tables(2000 + k, solution_of(k), 3);
        make_telling(t);
        const size_t lane = k % BRINK_LANES, period = k % 3 == 0 ? 0 : 1 + k % HORIZON;
        paths *freely = paths_new(t, SEED, 0);
        tables *other = tables_copy(t);
        force(t, freely, lane, period, false);
        force(other, freely, lane, period, true);
        paths *forced = paths_new(t, SEED, 0), *otherwise = paths_new(other, SEED, 0);
        difference_all(&d, freely, forced, HORIZON, lane, 1, false);
        difference_all(&unlike, freely, otherwise, HORIZON, lane, 1, false);
        paths_free(freely);
        paths_free(forced);
        paths_free(otherwise);
        tables_free(t);
        tables_free(other);
    }
    assert_true(unlike.n_different > 0);
    verify_same(law("actions forced as they were chosen, observed: series and metrics but those of cascades"), "values",
                d.n, d.n_different);
}

/* --- theatres without anything between them */

/* Fatigue makes unity, which all defenders share: without it theatres share nothing. */
static void without_fatigue(tables *t)
{
    tables_set_all(t, "actors", "fatigue", 0.0);
    tables_set_all(t, "actors", "fatigue_rate", 0.0);
    tables_set_all(t, "actors", "fatigue_drift", 0.0);
    for (size_t i = tables_n_rows(t, "shocks"); i-- > 0;) {
        if (strncmp(tables_get(t, "shocks", i, "target"), "fatigue.", 8) == 0) {
            tables_drop(t, "shocks", i);
        }
    }
}

/* Series of single theatres, actors and partnerships; the others speak of everybody. */
static void compare_own(const paths *alone, const paths *together, difference *d)
{
    for (size_t s = 0; s < alone->n_series; s++) {
        if (strchr(alone->series_name[s], '.') != NULL) {
            difference_series(d, alone, together, alone->series_name[s], HORIZON);
        }
    }
}

static void theatres_apart_are_independent(void **state)
{
    (void)state;
    difference d = {0}, tied = {0};
    size_t n_moves = 0, n_moved = 0;
    for (uint64_t k = 0; k < N_SCENARIOS; k++) {
        tables *a = random_tables(2100 + 2 * k, solution_of(k), 3), *b = random_tables(2101 + 2 * k, solution_of(k), 3);
        without_fatigue(a);
        without_fatigue(b);
        tables_prefix(a, "A");
        tables_prefix(b, "B");
        tables *both = tables_copy(a);
        tables_join(both, b);
        paths *alone = paths_new(a, SEED, 0), *together = paths_new(both, SEED, 0);
        compare_own(alone, together, &d);
        for (size_t period = 1; period <= HORIZON; period++) {
            for (size_t i = 0; i < alone->n_posts; i++) { /* posts of the first part come first */
                for (size_t l = 0; l < BRINK_LANES; l++, n_moves++) {
                    n_moved += paths_action(alone, period, i, l) != paths_action(together, period, i, l);
                }
            }
        }
        tables_add(both, "spillovers", "BT1,AT1,0.1");
        paths *touching = paths_new(both, SEED, 0);
        compare_own(alone, touching, &tied);
        paths_free(alone);
        paths_free(together);
        paths_free(touching);
        tables_free(a);
        tables_free(b);
        tables_free(both);
    }
    assert_true(tied.n_different > 0);
    verify_same(
        law("theatres without shared actors, transfers, spillovers (and fatigue): series of one, alone and beside "
            "others"),
        "values", d.n, d.n_different);
    verify_same(law("theatres apart, alone and beside others: moves"), "draws", n_moves, n_moved);
}

/* --- names */

/* Actors, stakes, theatres and what refers to them in the opposite order: the same play by the same names, computed in
 * another order. */
static void order_of_players_does_not_matter(void **state)
{
    (void)state;
    difference d = {0};
    size_t n_moves = 0, n_moved = 0;
    for (uint64_t k = 0; k < N_SCENARIOS; k++) {
        tables *t = random_tables(2200 + k, solution_of(k), 4), *back = tables_copy(t);
        static const char *const turned[] = {"actors", "stakes", "theatres", "spillovers", "partnerships", "shocks"};
        for (size_t i = 0; i < COUNT(turned); i++) {
            turn(back, turned[i]);
        }
        paths *a = paths_new(t, SEED, 0), *b = paths_new(back, SEED, 0);
        for (size_t s = 0; s < a->n_series; s++) {
            difference_series(&d, a, b, a->series_name[s], HORIZON);
        }
        for (size_t period = 1; period <= HORIZON; period++) {
            for (size_t i = 0; i < a->n_posts; i++) {
                for (size_t l = 0; l < BRINK_LANES; l++, n_moves++) {
                    n_moved += paths_action(a, period, i, l) != paths_action(b, period, a->n_posts - 1 - i, l);
                }
            }
        }
        paths_free(a);
        paths_free(b);
        tables_free(t);
        tables_free(back);
    }
    verify_worst(law("actors, stakes, theatres, partnerships, spillovers, shocks in the opposite order: series"),
                 "those in the first order", d.n, d.worst, 1e-8);
    verify_same(law("players in the opposite order: moves"), "draws", n_moves, n_moved);
}

/* Two actors of a side exchange their names, and so all that the tables say of them. */
static void exchange_names(tables *t, const char *one, const char *other)
{
    tables_rename(t, one, "NOBODY");
    tables_rename(t, other, one);
    tables_rename(t, "NOBODY", other);
}

/* Challengers are forced in period 1, and found out, so that defenders face the same severity under either name. */
static void fix_first_period(tables *t)
{
    tables_set_all(t, "actions", "attribution", 1.0);
    tables_empty(t, "script");
    for (size_t i = 0; i < tables_n_rows(t, "stakes"); i++) {
        char row[128];
        (void)snprintf(row, sizeof row, "1,%s,%s,%s,1", tables_get(t, "stakes", i, "actor"),
                       tables_get(t, "stakes", i, "theatre"), action_name(t, i, 1));
        if (tables_get(t, "stakes", i, "actor")[0] == 'C') {
            tables_add(t, "script", row);
        }
    }
}

static void names_do_not_matter(void **state)
{
    (void)state;
    difference d = {0};
    size_t n_others = 0, n_moved = 0, n_own = 0;
    for (uint64_t seed = 2300; seed < 2340; seed++) {
        tables *t = random_tables(seed, "qre", 4);
        const char *one = seed % 2 == 0 ? "C1" : "D1", *other = seed % 2 == 0 ? "C2" : "D2";
        bool has_both = false;
        for (size_t x = 0; x < tables_n_rows(t, "actors"); x++) {
            has_both = has_both || strcmp(tables_get(t, "actors", x, "actor"), other) == 0;
        }
        if (has_both) {
            fix_first_period(t);
            tables *named = tables_copy(t);
            exchange_names(named, one, other);
            paths *a = paths_new(t, SEED, 0), *b = paths_new(named, SEED, 0);
            for (size_t i = 0; i < a->n_posts; i++) {
                for (size_t q = 0; q < 2 * a->menu[i]; q++) {
                    difference_add(&d, paths_probability(a, 1, i, q % 2, q / 2),
                                   paths_probability(b, 1, i, q % 2, q / 2), 0, BRINK_LANES);
                }
                const char *actor = tables_get(t, "stakes", i, "actor");
                bool is_renamed = strcmp(actor, one) == 0 || strcmp(actor, other) == 0;
                for (size_t l = 0; l < BRINK_LANES; l++) {
                    bool is_moved = paths_action(a, 1, i, l) != paths_action(b, 1, i, l);
                    n_others += !is_renamed;
                    n_moved += !is_renamed && is_moved;
                    n_own += is_renamed && is_moved;
                }
            }
            paths_free(a);
            paths_free(b);
            tables_free(named);
        }
        tables_free(t);
    }
    assert_true(n_own > 0); /* noise goes with the name */
    verify_worst(law("two actors exchange names: mixed strategies in period 1"), "the other's", d.n, d.worst, 1e-9);
    verify_same(law("two actors exchange names: everybody else's moves in period 1"), "draws", n_others, n_moved);
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        verify_test(no_stake_is_no_post),
        verify_test(a_closed_row_is_no_row),
        verify_test(nothing_added_is_nothing),
        verify_test(order_of_rows_does_not_matter),
        verify_test(a_horizon_is_a_prefix),
        verify_test(a_choice_forced_is_a_choice),
        verify_test(theatres_apart_are_independent),
        verify_test(order_of_players_does_not_matter),
        verify_test(names_do_not_matter),
    };
    return verify_main("laws_noise", tests, COUNT(tests));
}
