/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The deterrence model: provocation and response as a discrete-time stochastic game of private resolve, solved a period
 * by a mean-field logit equilibrium. README.md has the mathematics and its sources. */
#include "cascades.h"
#include "compile.h"
#include "explain.h"
#include "finite.h"
#include "kernel.h"
#include "metrics.h"
#include "solve.h"
#include "step.h"
#include "trace.h"

size_t brink__layout(const program *p, work *w, void *memory)
{
    const size_t X = p->n_actors, I = p->n_challengers, J = p->n_defenders, T = p->n_theatres, D = p->n_partnerships;
    const size_t points = p->n_point_rows;
    work ignored;
    work *to = w ? w : &ignored;
    /* the warm values stand in one run, in the order of work.warm */
    const struct {
        lanes **view;
        size_t n;
    } views[] = {{&to->state, p->n_states},
                 {&to->effective, p->n_states},
                 {&to->attention_load, J},
                 {&to->red_line, T},
                 {&to->rest, T},
                 {&to->clarity, J},
                 {&to->audience, J},
                 {&to->shock_left, p->n_shocks},
                 {&to->shock_fired, p->n_shocks},
                 {&to->unity, 1},
                 {&to->strength, X},
                 {&to->belief, J},
                 {&to->width, J},
                 {&to->embolden, I},
                 {&to->relief, I},
                 {&to->counterweight, T},
                 {&to->value, p->n_menu_rows},
                 {&to->excess, p->n_menu_rows},
                 {&to->ratio, p->n_menu_rows},
                 {&to->rise, p->n_menu_rows},
                 {&to->harm, p->n_menu_rows},
                 {&to->probability[0], p->n_menu_rows},
                 {&to->probability[1], p->n_menu_rows},
                 {&to->commitment, p->n_posts},
                 {&to->warm, 0},
                 {&to->point_harm, points},
                 {&to->point_severity, points},
                 {&to->point_gap, points},
                 {&to->mean_attributed, p->n_posts},
                 {&to->mean_severity, p->n_posts},
                 {&to->real_harm, J},
                 {&to->real_severity, J},
                 {&to->real_gap, J},
                 {&to->scratch, 4 * p->n_posts + 2 * p->n_posts},
                 {&to->action, p->n_posts},
                 {&to->attributed, p->n_posts},
                 {&to->gap, p->n_posts},
                 {&to->seen_severity, p->n_posts},
                 {&to->provoked, T},
                 {&to->seen, T},
                 {&to->answered_harm, T},
                 {&to->answered_severity, T},
                 {&to->calmed, T},
                 {&to->burden, T},
                 {&to->attrition, T},
                 {&to->nonconverged, 1},
                 {&to->capability_change, X},
                 {&to->transferred, D},
                 {&to->sums, N_SUMS},
                 {&to->peak, T + 1},
                 {&to->payoff, X},
                 {&to->enforced, 1},
                 {&to->conflict_time, 1},
                 {&to->lived, 1},
                 {&to->credibility, 1},
                 {&to->credibility_end, 1},
                 {&to->credibility_min, 1},
                 {&to->unity_end, 1},
                 {&to->unity_min, 1},
                 {&to->belief_end, J},
                 {&to->alignment_end, D},
                 {&to->hazard, 1},
                 {&to->acts, 1},
                 {&to->answers, 1},
                 {&to->rest_effective, p->n_states},
                 {&to->rest_value, p->n_menu_rows},
                 {&to->rest_commitment, p->n_posts},
                 {&to->rest_probability, p->n_menu_rows},
                 {&to->rest_warm, 3 * points + 2 * p->n_posts},
                 {&to->cascade_sums, N_CASCADE_SUMS}};
    size_t used = sizeof(work) + (64 - sizeof(work) % 64) % 64;
    for (size_t i = 0; i < sizeof views / sizeof views[0]; i++) {
        *views[i].view = memory ? (lanes *)(void *)((char *)memory + used) : NULL;
        used += views[i].n * sizeof(lanes);
    }
    to->n_warm = 3 * points + 2 * p->n_posts;
    to->time_at = memory ? (counted *)(void *)((char *)memory + used) : NULL;
    used += (T + 1) * (N_RUNGS + 1) * sizeof(counted);
    to->events = memory ? (counted *)(void *)((char *)memory + used) : NULL;
    used += p->n_menu_rows * sizeof(counted);
    used += (64 - used % 64) % 64;
    to->narrow = memory ? (narrow *)(void *)((char *)memory + used) : NULL;
    used += brink__n_narrow_rows(p) * sizeof(narrow);
    to->trace_space = memory ? (double *)(void *)((char *)memory + used) : NULL;
    used += brink__trace_space(p) * sizeof(double);
    used = brink__cascade_layout(p, to, memory, used);
    return used + (64 - used % 64) % 64;
}

size_t brink__deterrence_batch_bytes(const brink_program *head)
{
    return brink__layout((const program *)(const void *)head, NULL, NULL);
}

size_t brink__deterrence_n_state(const brink_program *head)
{
    return ((const program *)(const void *)head)->n_states;
}

void brink__deterrence_get_state(const brink_batch *batch, size_t lane, double *state)
{
    for (size_t r = 0; r < program_of(batch)->n_states; r++) {
        state[r] = work_of(batch)->state[r][lane];
    }
}

void brink__deterrence_set_state(brink_batch *batch, size_t lane, const double *state)
{
    for (size_t r = 0; r < program_of(batch)->n_states; r++) {
        work_of(batch)->state[r][lane] = state[r];
    }
    program_of(batch)->kernel->derive(program_of(batch), work_of(batch));
}

size_t brink__deterrence_n_posts(const brink_program *head)
{
    return ((const program *)(const void *)head)->n_posts;
}

size_t brink__deterrence_menu_size(const brink_program *head, size_t index)
{
    return ((const program *)(const void *)head)->posts[index].n;
}

void brink__deterrence_get_post(const brink_batch *batch, size_t lane, size_t index, brink__deterrence_post *out)
{
    const work *w = work_of(batch);
    const post *here = &program_of(batch)->posts[index];
    out->action = (uint32_t)w->action[index][lane];
    out->is_attributed = here->is_challenger && w->attributed[index][lane] != 0.0;
    for (size_t a = 0; a < here->n; a++) {
        out->probability[0][a] = w->probability[0][here->state + a][lane];
        out->probability[1][a] = w->probability[here->is_challenger ? 0 : 1][here->state + a][lane];
    }
}

bool brink__deterrence_is_converged(const brink_batch *batch, size_t lane)
{
    return work_of(batch)->nonconverged[0][lane] == 0.0;
}

static const char *const counters[N_COUNTERS] = {
    [COUNT_PERIODS] = "periods",
    [COUNT_NONCONVERGED] = "nonconverged_periods",
    [COUNT_TRACED_STAGES] = "traced_stages",
    [COUNT_STAGES] = "iterated_stages",
    [COUNT_STEPS] = "newton_steps",
    [COUNT_SWEEPS] = "sweeps",
    [COUNT_EXPONENTIALS] = "exponentials",
    [COUNT_AUDITS] = "audits",
    [COUNT_MISMATCHES] = "audit_mismatches",
    [COUNT_UNAUDITED] = "audit_failures",
    [COUNT_REST] = "rest_states",
    [COUNT_REST_NONCONVERGED] = "nonconverged_rest_states",
};

static const brink_effort efforts[] = {
    {"newton_steps", "iterated_stages", "Newton steps a solve"},
    {"sweeps", "iterated_stages", "sweeps a solve"},
    {"exponentials", "periods", "exponentials a period"},
};

static const char *const headline[] = {"conflict_probability", "provocations", "damage",     "cost",
                                       "credibility_end",      "unity_end",    "peak_level", NULL};

extern const brink_model_type brink_model_deterrence;

const brink_model_type brink_model_deterrence = {
    .name = "deterrence",
    .summary = "Provocation and response among challengers and defenders of private resolve, in several theatres",
    .source = "models/deterrence/README.md; McKelvey & Palfrey (1995, 1998); Esarey, Mukherjee & Moore (2008)",
    .tables = brink__deterrence_tables,
    .n_tables = BRINK__DETERRENCE_N_TABLES,
    .metrics = brink__deterrence_metrics,
    .n_metrics = BRINK__DETERRENCE_N_METRICS,
    .series = brink__deterrence_series,
    .n_series = BRINK__DETERRENCE_N_SERIES,
    .headline = headline,
    .counters = counters,
    .n_counters = N_COUNTERS,
    .check = brink__deterrence_check,
    .compile = brink__deterrence_compile,
    .program_free = brink__deterrence_free,
    .batch_bytes = brink__deterrence_batch_bytes,
    .start = brink__deterrence_start,
    .step = brink__deterrence_step,
    .series_values = brink__series_values,
    .metric_values = brink__metric_values,
    .posts = brink__deterrence_explain,
    .finite = brink__deterrence_finite,
    .kernels = brink__deterrence_kernels,
    .n_kernels = BRINK__DETERRENCE_N_KERNELS,
    .use_kernel = brink__deterrence_use_kernel,
    .time_kernel = brink__deterrence_time_kernel,
    .efforts = efforts,
    .n_efforts = sizeof efforts / sizeof efforts[0],
};
