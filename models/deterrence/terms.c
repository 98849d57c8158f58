/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "terms.h"

#include "brink/math.h"

const brink_posts_number brink__challenger_terms[N_CHALLENGER_TERMS] = {
    {"gain", "util",
     "What the action is worth if it succeeds: stake, strength, emboldenment and counterweight included."},
    {"reprisal", "util", "Worth of striking back, by the grievance from earlier answers."},
    {"cost", "util", "What the action costs under the present economic strain."},
    {"punishment", "util", "Loss by the harm that it adds to the expected answers, if it is found out."},
    {"dread", "util", "Loss by the risk of a broader conflict, at the level that it and the expected answers lead to."},
};

const brink_posts_number brink__defender_terms[N_DEFENDER_TERMS] = {
    {"gain", "util", "What the answer is worth by itself."},
    {"relief", "util", "Worth of the provocation that it answers; what others answer need not be answered."},
    {"restraint", "util", "Loss by harm beyond the severity of what provoked it."},
    {"audience", "util", "Loss before the audience by the part of a violation that it leaves unanswered."},
    {"cost", "util", "What the answer costs under the present fatigue and load; dearer to the irresolute."},
    {"dread", "util", "Loss by the risk of a broader conflict, at the level that all this leads to."},
    {"reputation", "util", "Worth of looking resolute: what the answer says of the defender's type."},
};

static double hazard(const program *p, double level)
{
    return p->par.hazard_ceiling * brink_logistic((level - p->par.hazard_midpoint) / p->par.hazard_width);
}

void brink__terms_of_challenger(const situation *s, const post *c, double others_severity, const double *harm,
                                const double *severity, double *term)
{
    const program *p = s->p;
    const work *w = s->w;
    const size_t l = s->lane, n = c->n;
    const double worth =
        c->stake * w->strength[c->actor][l] * (1.0 + w->embolden[c->player][l]) * w->counterweight[c->theatre][l];
    const double strain = w->effective[p->row.strain + c->player][l];
    const double grievance = w->effective[p->row.grievance + c->player][l];
    for (size_t a = 0; a < n; a++) {
        const double o = c->attribution[a];
        const double level = s->level + s->t->push * (others_severity + c->severity[a]) +
                             s->t->answer_push * (o * severity[a] + (1.0 - o) * severity[0]);
        const double of[N_CHALLENGER_TERMS] = {worth * c->gain[a], p->par.reprisal * grievance * c->severity[a],
                                               -c->cost[a] * (1.0 + strain),
                                               -p->par.punishment_scale * o * s->unity * (harm[a] - harm[0]),
                                               -p->actors[c->actor].dread * hazard(p, level)};
        for (size_t i = 0; i < N_CHALLENGER_TERMS; i++) {
            term[i * n + a] = of[i];
        }
    }
}

void brink__terms_of_defender(const situation *s, const post *d, const facing *f, double scale, int type, double *term)
{
    const program *p = s->p;
    const work *w = s->w;
    const actor *j = &p->actors[d->actor];
    const size_t l = s->lane, n = d->n;
    const double v = f->severity, strength = w->strength[d->actor][l];
    const double factor = (1.0 + p->par.fatigue_cost * w->effective[p->row.fatigue + d->player][l]) *
                          (1.0 + p->par.load_cost * w->effective[p->row.attention + d->player][l]);
    const double audience = w->commitment[(size_t)(d - p->posts)][l] *
                            brink_logistic((v - s->red_line) / w->width[d->player][l]) / brink_max(v, 0.5);
    const double wanted = brink_plus(v - f->others_harm);
    for (size_t a = 0; a < n; a++) {
        const double harm = strength * d->harm[a], cost = d->cost[a] * factor;
        const double dearer = d->is_costly[a] ? j->irresolution : 1.0;
        /* ln pi(a|1) - ln pi(a|0): the terms that both types share cancel, but for the normalisers */
        const double inferred = scale * j->rationality * cost * (dearer - 1.0) - f->gap;
        const double level =
            s->level + s->t->push * v + s->t->answer_push * (d->severity[a] + f->others_severity) - d->calm[a];
        const double of[N_DEFENDER_TERMS] = {d->stake * d->gain[a],
                                             p->par.relief_value * d->stake * s->unity * brink_min(harm, wanted),
                                             -p->par.restraint * brink_plus(harm - v),
                                             -audience * brink_plus(v - harm),
                                             -cost * (type == 0 ? dearer : 1.0),
                                             -j->dread * hazard(p, level),
                                             f->is_inferred ? j->reputation_value * brink_clamp(inferred, -3.0, 3.0)
                                                            : 0.0};
        for (size_t i = 0; i < N_DEFENDER_TERMS; i++) {
            term[i * n + a] = of[i];
        }
    }
}
