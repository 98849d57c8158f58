/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Section 3.2 and 3.3: what an action is worth, and the logit choice it leads to. Slopes (for the tracer's Jacobian)
 * stand beside the payoffs; at a kink of min, [.]+ or clamp they are those of one side. */
#include "parts.h"

double oracle_hazard(const oracle *o, double level)
{
    return o->p.hazard_ceiling * sigma((level - o->p.hazard_midpoint) / o->p.hazard_width);
}

double oracle_hazard_slope(const oracle *o, double level)
{
    double at = sigma((level - o->p.hazard_midpoint) / o->p.hazard_width);
    return o->p.hazard_ceiling * at * (1.0 - at) / o->p.hazard_width;
}

double oracle_rationality(const oracle *o, size_t actor_row)
{
    double lambda = o->actor[actor_row].rationality;
    return o->p.solution == SOLUTION_BEST_RESPONSE ? 100.0 * lambda : lambda;
}

double oracle_softmax(double rationality, const double *u, size_t n, double *probability, double *log_probability)
{
    double top = u[0];
    for (size_t a = 1; a < n; a++) {
        top = fmax(top, u[a]);
    }
    double sum = 0.0;
    for (size_t a = 0; a < n; a++) {
        sum += exp(rationality * (u[a] - top));
    }
    double log_z = rationality * top + log(sum);
    for (size_t a = 0; a < n; a++) {
        log_probability[a] = rationality * (u[a] - top) - log(sum);
        probability[a] = exp(log_probability[a]);
    }
    return log_z;
}

void oracle_defender_payoffs(const oracle *o, const post *d, facing f, double u[2][MAX_MENU], slopes *slope)
{
    size_t j = d->actor, t = d->theatre;
    const present *now = &o->now;
    const theatre *at = &o->theatre[t];
    double width = now->width[j], red_line = now->c.red_line[t];
    double audience = now->c.audience[j] * (1.0 + o->p.warning_commitment * now->s.warning[j][t]);
    double crossed = sigma((f.v - red_line) / width), crossed_slope = crossed * (1.0 - crossed) / width;
    double cost_factor = (1.0 + o->p.fatigue_cost * now->s.fatigue[j]) * (1.0 + o->p.load_cost * now->s.load[j]);
    double worth = o->p.relief_value * d->stake * now->unity;

    for (size_t a = 0; a < d->n; a++) {
        const action *act = &d->menu[a];
        double p = now->strength[j] * act->harm; /* p_ja */
        double share = fmin(p, plus(f.v - f.harm));
        double missing = plus(f.v - p), scale = fmax(f.v, 0.5);
        double level = now->s.level[t] + at->push * f.v + at->answer_push * (act->severity + f.severity) - act->calm;
        double common = d->stake * act->gain                   //
                        + worth * share                        // value of answering
                        - o->p.restraint * plus(p - f.v)       //
                        - audience * crossed * missing / scale //
                        - o->actor[j].dread * oracle_hazard(o, level);
        double cost = act->cost * cost_factor;
        u[1][a] = common - cost;
        u[0][a] = common - cost * (act->is_forceful ? o->actor[j].irresolution : 1.0);

        if (slope != NULL) {
            double is_short = f.v - f.harm > 0.0 && f.v - f.harm < p ? 1.0 : 0.0; /* share moves with v - P_-j */
            double hazard_slope = o->actor[j].dread * oracle_hazard_slope(o, level);
            double missing_slope = f.v > p ? 1.0 : 0.0, scale_slope = f.v > 0.5 ? 1.0 : 0.0;
            slope->by_harm[a] = -worth * is_short;
            slope->by_severity[a] = -hazard_slope * at->answer_push;
            slope->by_v[a] = worth * is_short + o->p.restraint * (p > f.v ? 1.0 : 0.0) -
                             audience * (crossed_slope * missing / scale + crossed * missing_slope / scale -
                                         crossed * missing * scale_slope / (scale * scale)) -
                             hazard_slope * at->push;
        }
    }
}

/* What the public belief expects of a choice. */
static void expect(const oracle *o, const post *d, choice *c)
{
    size_t j = d->actor;
    c->harm = c->severity = 0.0;
    for (size_t type = 0; type < 2; type++) {
        double weight = type == 1 ? o->now.belief[j] : 1.0 - o->now.belief[j];
        for (size_t a = 0; a < d->n; a++) {
            c->harm += weight * c->probability[type][a] * o->now.strength[j] * d->menu[a].harm;
            c->severity += weight * c->probability[type][a] * d->menu[a].severity;
        }
    }
}

/* The reputation term is the same for both types, so with base payoffs u, ln pi(a|1) - ln pi(a|0) =
 * lambda (u[1][a] - u[0][a]) - D, where D = ln Z1 - ln Z0 is the only thing that depends on the choice itself. */
void oracle_choice(const oracle *o, const post *d, double lambda, double u[2][MAX_MENU], double gap, choice *c)
{
    size_t j = d->actor;
    double value = o->actor[j].reputation_value;
    for (size_t a = 0; a < d->n; a++) {
        double ratio = lambda * (u[1][a] - u[0][a]) - gap;
        c->is_free[a] = ratio > -3.0 && ratio < 3.0;
        for (size_t type = 0; type < 2; type++) {
            c->payoff[type][a] = u[type][a] + value * clamp(ratio, -3.0, 3.0);
        }
    }
    double log_z[2];
    for (size_t type = 0; type < 2; type++) {
        log_z[type] = oracle_softmax(lambda, c->payoff[type], d->n, c->probability[type], c->log_probability[type]);
    }
    c->gap = log_z[1] - log_z[0];
    expect(o, d, c);
}

void oracle_choice_after(const oracle *o, const post *d, double lambda, double u[2][MAX_MENU], choice *c)
{
    double value = o->actor[d->actor].reputation_value;
    for (size_t a = 0; a < d->n; a++) {
        double ratio = d->log_probability[1][a] - d->log_probability[0][a];
        c->is_free[a] = ratio > -3.0 && ratio < 3.0;
        for (size_t type = 0; type < 2; type++) {
            c->payoff[type][a] = u[type][a] + value * clamp(ratio, -3.0, 3.0);
        }
    }
    c->gap = oracle_softmax(lambda, c->payoff[1], d->n, c->probability[1], c->log_probability[1]) -
             oracle_softmax(lambda, c->payoff[0], d->n, c->probability[0], c->log_probability[0]);
    expect(o, d, c);
}

void oracle_challenger_payoffs(const oracle *o, const post *c, double others_severity, const double *harm,
                               const double *severity, double *u)
{
    size_t i = c->actor, t = c->theatre;
    const present *now = &o->now;
    const theatre *at = &o->theatre[t];
    for (size_t a = 0; a < c->n; a++) {
        const action *act = &c->menu[a];
        double expected_answer = act->attribution * severity[a] + (1.0 - act->attribution) * severity[HOLD];
        double level =
            now->s.level[t] + at->push * (others_severity + act->severity) + at->answer_push * expected_answer;
        u[a] = c->stake * act->gain * now->strength[i] * (1.0 + now->embolden[i]) * now->counterweight[t] //
               + o->p.reprisal * now->s.grievance[i] * act->severity                                      //
               - act->cost * (1.0 + now->s.strain[i])                                                     //
               - o->p.punishment_scale * act->attribution * now->unity * (harm[a] - harm[HOLD])           //
               - o->actor[i].dread * oracle_hazard(o, level);
    }
}

void oracle_challenger_slopes(const oracle *o, const post *c, double others_severity, const double *severity,
                              challenger_slopes *slope)
{
    size_t i = c->actor, t = c->theatre;
    const theatre *at = &o->theatre[t];
    for (size_t a = 0; a < c->n; a++) {
        const action *act = &c->menu[a];
        double expected_answer = act->attribution * severity[a] + (1.0 - act->attribution) * severity[HOLD];
        double level =
            o->now.s.level[t] + at->push * (others_severity + act->severity) + at->answer_push * expected_answer;
        double hazard_slope = o->actor[i].dread * oracle_hazard_slope(o, level);
        slope->by_others[a] = -hazard_slope * at->push;
        slope->by_answer[a] = -hazard_slope * at->answer_push * act->attribution;
        slope->by_rest[a] = -hazard_slope * at->answer_push * (1.0 - act->attribution);
        slope->punishment[a] = o->p.punishment_scale * act->attribution * o->now.unity;
    }
}
