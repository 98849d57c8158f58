/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/prim.h"

#include <stdlib.h>

#include "base/no_memory.h"
#include "explore/discovery/peel.h"

__extension__ typedef __int128 wide;

/* The harmonic mean of coverage k/K and density k/n is 2k / (n + K). */
static bool is_more_balanced(const brink_box *a, const brink_box *b, size_t all)
{
    wide left = (wide)a->n_interest * (wide)(b->n + all);
    wide right = (wide)b->n_interest * (wide)(a->n + all);
    return left > right || (left == right && a->n_limited < b->n_limited);
}

static bool is_denser(const brink_box *a, const brink_box *b)
{
    return (wide)a->n_interest * (wide)b->n > (wide)b->n_interest * (wide)a->n;
}

/* Coverage falls along a trajectory: the first step that is dense enough covers most. */
static size_t choose_density(const brink_peeling *peeling, double at, bool *is_met)
{
    size_t densest = 0;
    for (size_t i = 0; i < peeling->n_steps; i++) {
        const brink_box *box = &peeling->step[i];
        if (box->n_interest >= brink__share_of(at, box->n)) {
            return i;
        }
        densest = is_denser(box, &peeling->step[densest]) ? i : densest;
    }
    *is_met = false;
    return densest;
}

static size_t choose_coverage(const brink_peeling *peeling, double at)
{
    size_t best = 0;
    for (size_t i = 1; i < peeling->n_steps; i++) {
        bool is_enough = peeling->step[i].n_interest >= brink__share_of(at, peeling->n_interest);
        best = is_enough && is_denser(&peeling->step[i], &peeling->step[best]) ? i : best;
    }
    return best;
}

size_t brink__choose(const brink_peeling *peeling, brink_prim_rule rule, double at, bool *is_met)
{
    *is_met = true;
    if (rule == BRINK_PRIM_DENSITY) {
        return choose_density(peeling, at, is_met);
    }
    if (rule == BRINK_PRIM_COVERAGE) {
        return choose_coverage(peeling, at);
    }
    *is_met = at < (double)peeling->n_steps;
    return *is_met ? (size_t)at : peeling->n_steps - 1;
}

/* --- covering: box after box */

brink_status brink__prim_check(const brink_cases *cases, const brink_prim_options *options, brink_error *err)
{
    if (!(options->alpha > 0.0 && options->alpha <= 0.5)) {
        return brink_fail(err, BRINK_EUSAGE, "a share peeled at a time of %g; more than 0, at most 0.5 is possible",
                          options->alpha);
    }
    if (!(options->paste_alpha >= 0.0 && options->paste_alpha <= 0.5)) {
        return brink_fail(err, BRINK_EUSAGE, "a share pasted at a time of %g; 0 to 0.5 is possible",
                          options->paste_alpha);
    }
    if (!(options->mass_min > 0.0 && options->mass_min < 1.0)) {
        return brink_fail(err, BRINK_EUSAGE, "a least mass of %g; more than 0, less than 1 is possible",
                          options->mass_min);
    }
    bool is_share = options->rule == BRINK_PRIM_DENSITY || options->rule == BRINK_PRIM_COVERAGE;
    if (is_share && !(options->at > 0.0 && options->at <= 1.0)) {
        return brink_fail(err, BRINK_EUSAGE, "a density or coverage of %g; more than 0, at most 1 is possible",
                          options->at);
    }
    if (options->rule == BRINK_PRIM_STEP && !(options->at >= 0.0 && options->at < 1e6)) {
        return brink_fail(err, BRINK_EUSAGE, "there is no step %g", options->at);
    }
    if (options->n_folds < 2 || options->n_folds > 1000) {
        return brink_fail(err, BRINK_EUSAGE, "%zu folds; 2 to 1000 are possible", options->n_folds);
    }
    if (!(options->quasi_p_max > 0.0 && options->quasi_p_max <= 1.0)) {
        return brink_fail(err, BRINK_EUSAGE, "a greatest quasi-p-value of %g; more than 0, at most 1 is possible",
                          options->quasi_p_max);
    }
    if (options->max_boxes == 0) {
        return brink_fail(err, BRINK_EUSAGE, "at least one box must be looked for");
    }
    return brink__discovery_check(cases, err);
}

/* The box of a step, pasted; the caller frees it. */
static brink_status finish(const brink__field *field, const brink_prim_options *options, const brink_box *step,
                           brink_box *box, brink_error *err)
{
    brink_status status = brink__box_copy(box, step, field->cases->n_dimensions, err);
    return status == BRINK_OK && options->paste_alpha > 0.0 ? brink__paste(field, options->paste_alpha, box, err)
                                                            : status;
}

/* Pasting gives back what a slice too many took, but takes nothing: so the next step is taken instead when it ends up
 * more balanced. */
static brink_status try_next(const brink__field *field, const brink_prim_options *options, brink_peeling *peeling,
                             brink_error *err)
{
    brink_box next = {0};
    if (peeling->chosen + 1 >= peeling->n_steps ||
        peeling->step[peeling->chosen + 1].n_limited > peeling->step[peeling->chosen].n_limited) {
        return BRINK_OK;
    }
    brink_status status = finish(field, options, &peeling->step[peeling->chosen + 1], &next, err);
    if (status == BRINK_OK && is_more_balanced(&next, &peeling->final, peeling->n_interest)) {
        brink__box_fini(&peeling->final);
        peeling->final = next;
        peeling->chosen++;
        return BRINK_OK;
    }
    brink__box_fini(&next);
    return status;
}

/* Takes limits off whose quasi-p-value is above `most`, the largest first, as the others' change with each. */
static brink_status drop_idle(const brink__field *field, double most, brink_box *box, brink_error *err)
{
    for (;;) {
        size_t worst = SIZE_MAX;
        for (size_t f = 0; f < field->cases->n_dimensions; f++) {
            bool is_above = box->quasi_p[f] > most; /* never if it is NaN */
            worst = is_above && (worst == SIZE_MAX || box->quasi_p[f] > box->quasi_p[worst]) ? f : worst;
        }
        if (worst == SIZE_MAX) {
            return BRINK_OK;
        }
        box->range[worst] = field->all[worst];
        brink__box_count(field, box);
        brink_status status = brink__quasi_p(field, box, err);
        if (status != BRINK_OK) {
            return status;
        }
    }
}

static brink_status choose(const brink__field *field, const brink_prim_options *options, brink_prim_rule rule,
                           size_t least, brink_peeling *peeling, brink_error *err)
{
    if (rule == BRINK_PRIM_BALANCE) {
        return brink__choose_held_out(field, options, least, peeling, err);
    }
    peeling->chosen = brink__choose(peeling, rule, options->at, &peeling->is_rule_met);
    return BRINK_OK;
}

brink_status brink__find_box(const brink__field *field, const brink_prim_options *options, brink_prim_rule rule,
                             size_t least, brink_peeling *peeling, brink_error *err)
{
    brink_status status = brink__peel(field, options->alpha, least, peeling, err);
    if (status == BRINK_OK) {
        status = choose(field, options, rule, least, peeling, err);
    }
    if (status == BRINK_OK) {
        status = finish(field, options, &peeling->step[peeling->chosen], &peeling->final, err);
    }
    if (status == BRINK_OK && rule == BRINK_PRIM_BALANCE) {
        status = try_next(field, options, peeling, err);
    }
    if (status == BRINK_OK) {
        status = brink__quasi_p(field, &peeling->final, err);
    }
    return status == BRINK_OK && rule == BRINK_PRIM_BALANCE
               ? drop_idle(field, options->quasi_p_max, &peeling->final, err)
               : status;
}

/* Leaves out what the last box holds, and counts the rest. */
static void leave_out(const brink_cases *cases, const brink_peeling *last, bool *is_left, brink__field *field)
{
    field->n = 0;
    field->n_interest = 0;
    for (size_t i = 0; i < cases->n; i++) {
        is_left[i] = is_left[i] && !(last && brink_box_holds(cases, last->final.range, i));
        field->n += is_left[i];
        field->n_interest += is_left[i] && cases->is_interest[i];
    }
}

static brink_status find_next(const brink__field *field, const brink_prim_options *options, bool is_first,
                              brink_peeling *peeling, brink_error *err)
{
    brink_prim_rule rule = !is_first && options->rule == BRINK_PRIM_STEP ? BRINK_PRIM_BALANCE : options->rule;
    size_t least = brink__share_of(options->mass_min, field->cases->n);
    brink_status status = brink__find_box(field, options, rule, least, peeling, err);
    for (size_t i = 0; i < peeling->n_steps && status == BRINK_OK; i++) {
        status = brink__quasi_p(field, &peeling->step[i], err);
    }
    if (status == BRINK_OK && rule == BRINK_PRIM_STEP && !peeling->is_rule_met) {
        return brink_fail(err, BRINK_EUSAGE, "there is no step %g: the trajectory has steps 0 to %zu", options->at,
                          peeling->n_steps - 1);
    }
    return status;
}

/* Appends the next box among the cases that are left; none when it is no denser than all cases are. */
static brink_status add_box(brink_prim *prim, const brink__field *field, const brink_prim_options *options,
                            brink_error *err)
{
    bool is_first = prim->n_peelings == 0;
    brink_peeling *peeling = &prim->peeling[prim->n_peelings];
    brink_status status = find_next(field, options, is_first, peeling, err);
    const brink_box *box = &peeling->final;
    bool is_denser_than_all =
        status == BRINK_OK && (wide)box->n_interest * (wide)prim->n > (wide)prim->n_interest * (wide)box->n;
    if (is_first || is_denser_than_all) {
        prim->n_peelings++;
    } else {
        brink__peeling_fini(peeling);
    }
    return status;
}

static brink_status cover(brink_prim *prim, const brink_cases *cases, const brink_prim_options *options,
                          const brink_range *all, bool *is_left, brink_error *err)
{
    brink__orders orders = {0};
    brink_status status = brink__orders_init(&orders, cases, err);
    for (size_t i = 0; i < options->max_boxes && status == BRINK_OK && prim->n_peelings == i; i++) {
        brink__orders left = {0};
        brink__field field = {.cases = cases, .orders = &left, .is_interest = cases->is_interest, .all = all};
        leave_out(cases, i > 0 ? &prim->peeling[i - 1] : NULL, is_left, &field);
        if (field.n_interest == 0) {
            break;
        }
        status = brink__orders_pick(&left, &orders, is_left, err);
        if (status == BRINK_OK) {
            status = add_box(prim, &field, options, err);
        }
        brink__orders_fini(&left);
    }
    brink__orders_fini(&orders);
    return status;
}

brink_range *brink__ranges_of_all(const brink_cases *cases)
{
    brink_range *all = malloc(cases->n_dimensions * sizeof *all);
    for (size_t f = 0; all && f < cases->n_dimensions; f++) {
        all[f] = brink_range_of_all(cases, f);
    }
    return all;
}

brink_status brink_prim_new(const brink_cases *cases, const brink_prim_options *options, brink_prim **prim,
                            brink_error *err)
{
    *prim = NULL;
    brink_status status = brink__prim_check(cases, options, err);
    if (status != BRINK_OK) {
        return status;
    }
    brink_prim *p = calloc(1, sizeof *p);
    bool *is_left = calloc(cases->n, sizeof *is_left);
    brink_range *all = brink__ranges_of_all(cases);
    if (p) {
        *p = (brink_prim){
            .n_dimensions = cases->n_dimensions, .n = cases->n, .n_interest = brink__count_interest(cases)};
        p->peeling = calloc(options->max_boxes, sizeof *p->peeling);
    }
    if (!p || !p->peeling || !is_left || !all) {
        status = brink__no_memory(err, "boxes");
        goto out;
    }
    for (size_t i = 0; i < cases->n; i++) {
        is_left[i] = true;
    }
    status = cover(p, cases, options, all, is_left, err);
out:
    free(all);
    free(is_left);
    if (status != BRINK_OK) {
        brink_prim_free(p);
        p = NULL;
    }
    *prim = p;
    return status;
}

void brink_prim_free(brink_prim *prim)
{
    for (size_t i = 0; prim && prim->peeling && i < prim->n_peelings; i++) {
        brink__peeling_fini(&prim->peeling[i]);
    }
    if (prim) {
        free(prim->peeling);
    }
    free(prim);
}
