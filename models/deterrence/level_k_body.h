/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Level-k play: quantal responses from uniform play, k of them, in both stages. Included by kernel_body.h. */

/* `levels` quantal responses of the defenders of `t` from uniform play at severity v (all respond to the level below,
 * so no order among them); leaves the aggregates in real_harm, real_severity, real_gap, and with `is_last` the last
 * level's probabilities. The reputation term uses what observers infer at the level below; below level 1 play is
 * uniform: they infer nothing. */
static void level_k_answers(const program *p, work *w, const theatre *t, size_t n, const double *v, uint32_t levels,
                            bool is_last)
{
    const size_t n_defenders = t->n_defenders;
    lanes *below_harm = w->scratch, *below_severity = below_harm + n_defenders,
          *below_gap = below_severity + n_defenders;
    lanes sum_harm, sum_severity, others_harm, others_severity;
    answer now;
    for (size_t j = 0; j < n_defenders; j++) {
        const post *d = &p->posts[t->defenders[j]];
        const double share = 1.0 / (double)d->n;
        clear(now.harm, n);
        clear(now.severity, n);
        clear(now.gap, n);
        for (size_t a = 0; a < d->n; a++) {
            const double *harm = w->harm[d->state + a];
            for (size_t l = 0; l < n; l++) {
                now.harm[l] += share * harm[l];
                now.severity[l] += share * d->severity[a];
            }
            for (size_t l = 0; is_last && l < n; l++) {
                w->probability[0][d->state + a][l] = w->probability[1][d->state + a][l] = share;
            }
        }
        copy(w->real_harm[j], now.harm, n);
        copy(w->real_severity[j], now.severity, n);
        copy(w->real_gap[j], now.gap, n);
    }
    for (uint32_t level = 1; level <= levels; level++) {
        for (size_t j = 0; j < n_defenders; j++) {
            copy(below_harm[j], w->real_harm[j], n);
            copy(below_severity[j], w->real_severity[j], n);
            copy(below_gap[j], w->real_gap[j], n);
        }
        total(t, n, below_harm, below_severity, sum_harm, sum_severity);
        for (size_t j = 0; j < n_defenders; j++) {
            const post *d = &p->posts[t->defenders[j]];
            const bool wants = is_last && level == levels;
            for (size_t l = 0; l < n; l++) {
                others_harm[l] = sum_harm[l] - below_harm[j][l];
                others_severity[l] = sum_severity[l] - below_severity[j][l];
            }
            const occasion o = {n, v, others_harm, others_severity, below_gap[j], NULL, false, level > 1};
            respond(p, w, d, &o, &now, wants ? w->probability[0] + d->state : NULL,
                    wants ? w->probability[1] + d->state : NULL);
            copy(w->real_harm[j], now.harm, n);
            copy(w->real_severity[j], now.severity, n);
            copy(w->real_gap[j], now.gap, n);
        }
    }
}

static void level_k_challengers(const program *p, work *w, size_t index, size_t n_used)
{
    const theatre *t = &p->theatres[index];
    const size_t n = whole_vectors(n_used);
    lanes others_attributed, others_severity, v;
    lanes harm[MAX_MENU], severity[MAX_MENU];
    lanes *next_attributed = w->scratch + 3 * t->n_defenders, *next_severity = next_attributed + t->n_challengers;
    for (size_t k = 0; k < t->n_challengers; k++) {
        const post *c = &p->posts[t->challengers[k]];
        const double share = 1.0 / (double)c->n;
        double attributed = 0.0, all = 0.0;
        for (size_t a = 0; a < c->n; a++) {
            attributed += share * c->severity[a] * c->attribution[a];
            all += share * c->severity[a];
            for (size_t l = 0; l < n; l++) {
                w->probability[0][c->state + a][l] = share;
            }
        }
        for (size_t l = 0; l < n; l++) {
            w->mean_attributed[t->challengers[k]][l] = attributed;
            w->mean_severity[t->challengers[k]][l] = all;
        }
    }
    for (uint32_t level = 1; level <= p->par.k; level++) {
        for (size_t k = 0; k < t->n_challengers; k++) {
            const post *c = &p->posts[t->challengers[k]];
            others(t, w, n, k, others_attributed, others_severity);
            for (size_t a = 0; a < c->n; a++) {
                for (size_t l = 0; l < n; l++) {
                    v[l] = others_attributed[l] + c->severity[a];
                }
                level_k_answers(p, w, t, n, v, p->par.k, false);
                total(t, n, w->real_harm, w->real_severity, harm[a], severity[a]);
            }
            provoke(p, w, c, n, others_severity, harm, severity, w->probability[0] + c->state, next_attributed[k],
                    next_severity[k]);
        }
        for (size_t k = 0; k < t->n_challengers; k++) {
            copy(w->mean_attributed[t->challengers[k]], next_attributed[k], n);
            copy(w->mean_severity[t->challengers[k]], next_severity[k], n);
        }
    }
}

static void level_k_defenders(const program *p, work *w, size_t index, size_t n_used)
{
    const theatre *t = &p->theatres[index];
    level_k_answers(p, w, t, whole_vectors(n_used), w->seen[index], p->par.k, true);
    for (size_t j = 0; j < t->n_defenders; j++) {
        copy(w->gap[t->defenders[j]], w->real_gap[j], whole_vectors(n_used));
    }
}
