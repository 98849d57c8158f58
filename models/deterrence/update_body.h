/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How the state moves on after everybody has moved (README.md, 3.5 to 3.7), over lanes, all from values at the start of
 * the period. Included by kernel_body.h. */

static void move_levels(const program *p, work *w, const brink_batch *batch, uint32_t period)
{
    for (size_t t = 0; t < p->n_theatres; t++) {
        const theatre *here = &p->theatres[t];
        const double *provoked = w->provoked[t], *answered = w->answered_severity[t], *calmed = w->calmed[t];
        const double *rest = w->rest[t];
        double *level = w->state[p->row.level + t];
        lanes noise, spilled = {0};
        brink_draw_normals(batch->seed, (brink_address){batch->first, here->who, (uint16_t)period, PURPOSE_NOISE, 0},
                           BRINK_LANES, noise);
        for (size_t i = 0; i < p->n_spillovers; i++) {
            const spillover *s = &p->spillovers[i];
            const double *there = w->effective[p->row.level + s->from], *rest_there = w->rest[s->from];
            for (size_t l = 0; s->to == t && l < BRINK_LANES; l++) {
                spilled[l] += s->weight * brink_plus(there[l] - rest_there[l]);
            }
        }
        const double push = here->push, answer_push = here->answer_push, decay = here->decay, size = here->noise;
        for (size_t l = 0; l < BRINK_LANES; l++) {
            double next = level[l] + push * provoked[l] + answer_push * answered[l] - calmed[l] -
                          decay * (level[l] - rest[l]) + spilled[l] + size * noise[l];
            level[l] = brink_clamp(next, 0.0, 10.0);
        }
    }
}

static bool is_observed(const program *p, size_t index, uint32_t period)
{
    const forced_move *forced = brink__find_forced(p, index, period);
    return forced == NULL || forced->is_observed;
}

/* Adds learning x omega x [ln pi(a|1) - ln pi(a|0)]: what the action taken by a defender's post says of resolve, by how
 * much of a test the occasion was. */
static void learn(const program *p, const work *w, size_t index, lanes learned)
{
    const post *d = &p->posts[index];
    const double *v = w->seen[d->theatre], *red_line = w->red_line[d->theatre], *width = w->width[d->player];
    const double *action = w->action[index], *gap = w->gap[index];
    const double scale = brink__scale(p);
    lanes excess = {0};
    if (p->par.solution == SOLUTION_DOCTRINE || (p->par.solution == SOLUTION_LEVEL_K && p->par.k == 0)) {
        return; /* both types play alike */
    }
    for (size_t i = d->n_alike; i < d->n; i++) {
        const double a = (double)d->order[i];
        const double *dearer = w->excess[d->state + d->order[i]];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            excess[l] += choose(mask_of(action[l] == a), dearer[l], 0.0); /* but one is 0 */
        }
    }
    for (size_t l = 0; l < BRINK_LANES; l++) {
        double test = brink_logistic((v[l] - red_line[l]) / width[l]);
        learned[l] += choose(mask_of(v[l] > 0.0), test * (scale * excess[l] - gap[l]), 0.0);
    }
}

/* A public warning stands until it has decayed. */
static void warn(const program *p, work *w, size_t index)
{
    const post *d = &p->posts[index];
    const double *action = w->action[index];
    const double fresh = 1.0 - p->par.warning_decay;
    double *warning = w->state[p->row.warning + d->player * p->n_theatres + d->theatre];
    for (size_t a = 0; a < d->n; a++) {
        for (size_t l = 0; d->warns[a] && l < BRINK_LANES; l++) {
            warning[l] = action[l] == (double)a ? fresh : warning[l];
        }
    }
}

/* Belief, warning, fatigue and attention of the defenders. */
static void move_defenders_state(const program *p, work *w, uint32_t period)
{
    const parameters *par = &p->par;
    const state_rows *r = &p->row;
    for (size_t i = r->warning; i < r->type; i++) {
        const double kept = 1.0 - par->warning_decay;
        double *warning = w->state[i];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            warning[l] *= kept;
        }
    }
    for (size_t j = 0; j < p->n_defenders; j++) {
        const actor *x = &p->actors[p->defenders[j]];
        lanes learned = {0}, paid = {0}, rallied = {0};
        for (size_t i = 0; i < x->n_posts; i++) {
            const size_t index = x->posts[i];
            const post *d = &p->posts[index];
            if (is_observed(p, index, period)) {
                learn(p, w, index, learned);
            }
            warn(p, w, index);
            add_attribute(d, d->cost, w->action[index], paid);
            add_attribute(d, d->rally, w->action[index], rallied);
        }
        const double learning = par->learning, memory = 1.0 - par->memory, reputation = x->reputation_log_odds;
        const double recovered = 1.0 - par->fatigue_recovery, drift = x->fatigue_drift, rate = x->fatigue_rate;
        const double load_decay = par->load_decay;
        const double *load = w->attention_load[j];
        double *log_odds = w->state[r->log_odds + j], *fatigue = w->state[r->fatigue + j];
        double *attention = w->state[r->attention + j];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            double revised = log_odds[l] + learning * learned[l];
            log_odds[l] = brink_clamp(revised + memory * (reputation - revised), -8.0, 8.0);
        }
        for (size_t l = 0; l < BRINK_LANES; l++) {
            fatigue[l] = brink_clamp(fatigue[l] * recovered + drift + rate * paid[l] - rallied[l], 0.0, 1.0);
        }
        for (size_t l = 0; l < BRINK_LANES; l++) {
            attention[l] = brink_clamp(attention[l] + load_decay * (load[l] + paid[l] - attention[l]), 0.0, 10.0);
        }
    }
}

/* share_it: the part of what was seen in its theatre that is laid at the door of a challenger's post. */
KERNEL_INLINE double share_of(double seen_severity, double seen)
{
    return seen > 0.0 ? seen_severity / seen : 0.0;
}

/* Strain, grievance, and what attrition takes from the capability of the challengers. */
static void move_challengers_state(const program *p, work *w, lanes *capability_change)
{
    const state_rows *r = &p->row;
    const double *unity = w->unity[0];
    for (size_t i = 0; i < p->n_challengers; i++) {
        const actor *x = &p->actors[p->challengers[i]];
        const double *relief = w->relief[i];
        double *lost = capability_change[p->challengers[i]];
        lanes strained = {0}, aggrieved = {0};
        for (size_t k = 0; k < x->n_posts; k++) {
            const size_t t = p->posts[x->posts[k]].theatre;
            const double *seen_severity = w->seen_severity[x->posts[k]], *seen = w->seen[t];
            const double *burden = w->burden[t], *attrition = w->attrition[t], *harm = w->answered_harm[t];
            for (size_t l = 0; l < BRINK_LANES; l++) {
                double share = share_of(seen_severity[l], seen[l]);
                strained[l] += burden[l] * unity[l] * share * (1.0 - relief[l]);
                aggrieved[l] += unity[l] * harm[l] * share;
            }
            for (size_t l = 0; l < BRINK_LANES; l++) {
                lost[l] -= attrition[l] * share_of(seen_severity[l], seen[l]);
            }
        }
        const double eased = 1.0 - p->par.strain_decay, forgotten = 1.0 - p->par.grievance_decay;
        double *strain = w->state[r->strain + i], *grievance = w->state[r->grievance + i];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            strain[l] = brink_clamp(strain[l] * eased + strained[l], 0.0, 5.0);
        }
        for (size_t l = 0; l < BRINK_LANES; l++) {
            grievance[l] = brink_clamp(grievance[l] * forgotten + aggrieved[l], 0.0, 20.0);
        }
    }
}

/* What one action of a giver transfers, in the lanes that took it. */
static void transfer(const program *p, work *w, size_t index, size_t a, lanes *capability_change)
{
    const post *giver = &p->posts[index];
    const double *action = w->action[index], taken = (double)a;
    const double amount = giver->amount[a], returns = giver->returns[a];
    double *to = capability_change[giver->recipient[a]], *from = capability_change[giver->actor];
    for (size_t l = 0; l < BRINK_LANES; l++) {
        to[l] += action[l] == taken ? amount : 0.0;
    }
    for (size_t l = 0; l < BRINK_LANES; l++) {
        from[l] += action[l] == taken ? returns : 0.0;
    }
    for (size_t d = 0; d < p->n_partnerships; d++) {
        const partnership *ship = &p->partnerships[d];
        const bool is_theirs = (ship->from == giver->actor && ship->to == giver->recipient[a]) ||
                               (ship->to == giver->actor && ship->from == giver->recipient[a]);
        double *transferred = w->transferred[d];
        for (size_t l = 0; is_theirs && l < BRINK_LANES; l++) {
            transferred[l] += action[l] == taken ? 1.0 : 0.0;
        }
    }
}

/* Transfers move capability both ways and bring partners closer. */
static void move_partners(const program *p, work *w, lanes *capability_change)
{
    static const lanes none = {0};
    for (size_t d = 0; d < p->n_partnerships; d++) {
        fill(w->transferred[d], 0.0);
    }
    for (size_t index = 0; index < p->n_posts; index++) {
        const post *giver = &p->posts[index];
        for (size_t a = 0; giver->has_transfers && a < giver->n; a++) {
            if (giver->recipient[a] != (size_t)-1) {
                transfer(p, w, index, a, capability_change);
            }
        }
    }
    for (size_t d = 0; d < p->n_partnerships; d++) {
        const partnership *ship = &p->partnerships[d];
        const actor *from = &p->actors[ship->from], *to = &p->actors[ship->to];
        const double *strain_from = from->is_challenger ? w->effective[p->row.strain + from->player] : none;
        const double *strain_to = to->is_challenger ? w->effective[p->row.strain + to->player] : none;
        const double *transferred = w->transferred[d];
        const double growth = ship->growth, pull = ship->strain_pull, decay = ship->decay, rest = ship->rest;
        double *alignment = w->state[p->row.alignment + d];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            double next = alignment[l] + growth * transferred[l] + pull * brink_min(strain_from[l], strain_to[l]) -
                          decay * (alignment[l] - rest);
            alignment[l] = brink_clamp(next, 0.0, 1.0);
        }
    }
}

/* State at the start of the next period but for survival. */
static void update(const program *p, work *w, const brink_batch *batch, uint32_t period)
{
    lanes *change = w->capability_change;
    for (size_t x = 0; x < p->n_actors; x++) {
        fill(change[x], 0.0);
    }
    move_levels(p, w, batch, period);
    move_defenders_state(p, w, period);
    move_challengers_state(p, w, change);
    move_partners(p, w, change);
    for (size_t x = 0; x < p->n_actors; x++) {
        const double reversion = p->par.capability_reversion, rest = p->actors[x].capability_rest;
        const double *moved = change[x];
        double *capability = w->state[p->row.capability + x];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            double next = capability[l] + reversion * (rest - capability[l]) + moved[l];
            capability[l] = brink_clamp(next, 0.0, 5.0);
        }
    }
}

/* Survival over this period from the levels it ended at (effective ones), and w->hazard. */
static void update_survival(const program *p, work *w)
{
    const double ceiling = p->par.hazard_ceiling, midpoint = p->par.hazard_midpoint, width = p->par.hazard_width;
    double *survival = w->state[p->row.survival], *hazard = w->hazard[0];
    lanes kept;
    for (size_t l = 0; l < BRINK_LANES; l++) {
        kept[l] = 1.0;
    }
    for (size_t t = 0; t < p->n_theatres; t++) {
        const double *level = w->effective[p->row.level + t];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            kept[l] *= 1.0 - ceiling * brink_logistic((level[l] - midpoint) / width);
        }
    }
    for (size_t l = 0; l < BRINK_LANES; l++) {
        hazard[l] = 1.0 - kept[l];
    }
    for (size_t l = 0; l < BRINK_LANES; l++) {
        survival[l] *= kept[l];
    }
}
