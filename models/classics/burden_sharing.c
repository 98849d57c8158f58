/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Burden sharing in an alliance with a pure public good, after Olson & Zeckhauser: member i of wealth w_i has utility
 * (w_i - g_i)^(1-a) G^a, G the sum of all contributions g, so it gives max(0, a w_i - (1-a) (G - g_i)). At the
 * equilibrium, with c = (1-a)/a,
 *
 *   g_i = max(0, w_i - c G),   G = sum of w over the k contributors / (1 + k c)
 *
 * the contributors being the k wealthiest, k the greatest number for which the last still gives: the small exploit the
 * great. The efficient total is a times all wealth (Samuelson). In each period the members adjust one after the other,
 * in their order, to what the others give: Gauss-Seidel's method on a positive definite system, so it converges.
 *
 * Olson & Zeckhauser (1966), Review of Economics and Statistics 48, 266-279. */
#include <string.h>

#include "brink/math.h"
#include "classic.h"

enum { MOST = 64 };

static const brink_column member_columns[] = {
    KEY("member", "Short name of the member."),
    {.name = "wealth",
     .kind = BRINK_CELL_NUMBER,
     .lo = 0,
     .lo_is_open = true,
     .hi = LARGE,
     .unit = "1",
     .meaning = "What it has."},
    COLUMN("contribution", 0, LARGE, "1", "What it gives before the first adjustment."),
};
static const brink_column rows[] = {
    NUMBER_WITHIN("weight", 0, 1, "1", "0.5", "Weight of the common good in utility, a."),
};
static const brink_table tables[] = {
    {.name = "members",
     .columns = member_columns,
     .n_columns = LENGTH(member_columns),
     .is_required = true,
     .meaning = "Who shares the burden."},
    PARAMETERS(rows),
};

enum { TOTAL, FREE_RIDERS = 2, CONTRIBUTION = 4, EFFICIENT = 6, N_METRICS };
static const brink_quantity metrics[] = {
    PAIR("total", BRINK_MEAN, "1", "sum of the contributions at the horizon", "wealth of the contributors/(1 + k c)"),
    PAIR("free_riders", BRINK_MEAN, "1", "members that give nothing at the horizon",
         "members that are not contributors"),
    PAIR_OF("contribution", "MEMBER", BRINK_MEAN, "1", "what the member gives at the horizon", "max(0, w - c G)"),
    [EFFICIENT] = {"total_efficient", BRINK_MEAN, "1", "a times all wealth: what all would give if they agreed"},
};
_Static_assert(LENGTH(metrics) == N_METRICS, "metrics");
static const brink_quantity series[] = {{"contribution.MEMBER", BRINK_MEAN, "1", "what the member gives"}};
static const char *const headline[] = {"total", "total_theory", "total_efficient", "free_riders", NULL};

typedef struct program {
    classic common;
    size_t n; /* rows of a batch: contributions [n], their total, free riders */
    double wealth[MOST], given[MOST], weight;
} program;

static void check(const brink_scenario *scenario, brink_diagnostics *diagnostics)
{
    brink__check_rows(scenario, "members", MOST, diagnostics);
}

/* The total at the equilibrium, member after member from the wealthiest, as long as one still gives. */
static double find_total(const program *p)
{
    const double c = (1.0 - p->weight) / p->weight;
    bool is_in[MOST] = {false};
    double wealth = 0.0, total = 0.0;
    for (size_t k = 1; k <= p->n; k++) {
        size_t next = p->n;
        for (size_t i = 0; i < p->n; i++) {
            if (!is_in[i] && (next == p->n || p->wealth[i] > p->wealth[next])) {
                next = i;
            }
        }
        if (!(p->wealth[next] > c * total)) { /* it would give nothing to what is there already */
            break;
        }
        is_in[next] = true;
        wealth += p->wealth[next];
        total = wealth / (1.0 + (double)k * c);
    }
    return total;
}

static brink_status compile(const brink_scenario *scenario, brink_program **out, brink_error *err)
{
    const size_t n = brink_scenario_n_rows(scenario, "members");
    program *p = brink__classic_new(scenario, sizeof *p, n + 2);
    if (p == NULL) {
        return brink__classic_finish(NULL, out, err);
    }
    double all = 0.0, most_given = 0.0, n_free = 0.0;
    p->n = n;
    p->weight = brink__parameter(scenario, "weight");
    for (size_t i = 0; i < n; i++) {
        p->wealth[i] = brink_scenario_number(scenario, "members", i, "wealth");
        p->given[i] = brink_scenario_number(scenario, "members", i, "contribution");
        all += p->wealth[i];
        most_given += brink_max(p->wealth[i], p->given[i]);
    }
    const double total = find_total(p), c = (1.0 - p->weight) / p->weight;
    for (size_t i = 0; i < n; i++) {
        const char *name = brink_scenario_text(scenario, "members", i, "member");
        const double gives = brink_plus(p->wealth[i] - c * total), most = brink_max(p->wealth[i], p->given[i]);
        n_free += gives > 0.0 ? 0.0 : 1.0;
        (void)brink__show_pair(&p->common, &metrics[CONTRIBUTION], name, i, 1.0, 0.0, most, gives);
        brink__show_series(&p->common, &series[0], name, i, 0.0, most);
    }
    (void)brink__show_pair(&p->common, &metrics[TOTAL], NULL, n, 1.0, 0.0, most_given * (1.0 + 1e-9), total);
    (void)brink__show_pair(&p->common, &metrics[FREE_RIDERS], NULL, n + 1, 1.0, 0.0, (double)n, n_free);
    (void)brink__show_number(&p->common, &metrics[EFFICIENT], NULL, p->weight * all);
    return brink__classic_finish(&p->common, out, err);
}

static void account(const program *p, lanes *row)
{
    memset(row[p->n], 0, 2 * sizeof *row);
    for (size_t i = 0; i < p->n; i++) {
        for (size_t k = 0; k < BRINK_LANES; k++) {
            row[p->n][k] += row[i][k];
            row[p->n + 1][k] += row[i][k] > 0.0 ? 0.0 : 1.0;
        }
    }
}

static void start(brink_batch *batch)
{
    const program *p = (const program *)(const void *)batch->program;
    lanes *row = brink__rows(batch);
    brink__classic_start(batch);
    for (size_t i = 0; i < p->n; i++) {
        for (size_t k = 0; k < BRINK_LANES; k++) {
            row[i][k] = p->given[i];
        }
    }
    account(p, row);
}

static void step(brink_batch *batch)
{
    const program *p = (const program *)(const void *)batch->program;
    lanes *row = brink__rows(batch);
    batch->period++;
    for (size_t i = 0; i < p->n; i++) {
        lanes others = {0.0};
        for (size_t j = 0; j < p->n; j++) {
            for (size_t k = 0; k < BRINK_LANES && j != i; k++) {
                others[k] += row[j][k];
            }
        }
        for (size_t k = 0; k < BRINK_LANES; k++) {
            row[i][k] = brink_plus(p->weight * p->wealth[i] - (1.0 - p->weight) * others[k]);
        }
    }
    account(p, row);
}

extern const brink_model_type brink_model_burden_sharing;
const brink_model_type brink_model_burden_sharing = {
    .name = "burden_sharing",
    .summary = "Members of an alliance who adjust what they give to what the others give",
    .source = "Olson & Zeckhauser (1966), Review of Economics and Statistics 48, 266-279",
    .check = check,
    CLASSIC_MEMBERS,
};
