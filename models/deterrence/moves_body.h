/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a period starts from and what is done in it (README.md, 1 and 3.4), over lanes. Included by kernel_body.h. */

/* --- derived values */

/* State with the offsets of lasting shocks, clamped to its range; likewise the columns that shocks may offset. */
static void derive_effective(const program *p, work *w)
{
    memcpy(w->effective, w->state, p->n_states * sizeof(lanes));
    for (size_t j = 0; j < p->n_defenders; j++) {
        const actor *x = &p->actors[p->defenders[j]];
        fill(w->attention_load[j], x->attention);
        fill(w->clarity[j], x->clarity);
        fill(w->audience[j], x->audience);
    }
    for (size_t t = 0; t < p->n_theatres; t++) {
        fill(w->red_line[t], p->theatres[t].red_line);
        fill(w->rest[t], p->theatres[t].rest);
    }
    for (size_t i = 0; i < p->n_shocks; i++) {
        const shock *s = &p->shocks[i];
        double lo = 0.0, hi = 0.0;
        double *row = s->duration > 0 ? brink__shock_row(p, w, s, true, &lo, &hi)[0] : NULL;
        const double *left = w->shock_left[i];
        for (size_t l = 0; row && l < BRINK_LANES; l++) {
            row[l] += left[l] > 0.0 ? s->amount : 0.0;
        }
    }
    /* clamped once, after all offsets of a target are in */
    for (size_t i = 0; i < p->n_shocks; i++) {
        const shock *s = &p->shocks[i];
        double lo = 0.0, hi = 0.0;
        double *row = s->duration > 0 ? brink__shock_row(p, w, s, true, &lo, &hi)[0] : NULL;
        for (size_t l = 0; row && l < BRINK_LANES; l++) {
            row[l] = brink_clamp(row[l], lo, hi);
        }
    }
}

static void derive_partners(const program *p, work *w)
{
    for (size_t i = 0; i < p->n_challengers; i++) {
        fill(w->embolden[i], 0.0);
        fill(w->relief[i], 0.0);
    }
    for (size_t t = 0; t < p->n_theatres; t++) {
        fill(w->counterweight[t], 1.0);
    }
    for (size_t d = 0; d < p->n_partnerships; d++) {
        const partnership *ship = &p->partnerships[d];
        const double *alignment = w->effective[p->row.alignment + d];
        const size_t ends[2] = {ship->from, ship->to};
        for (size_t e = 0; e < 2; e++) {
            const actor *x = &p->actors[ends[e]];
            double *embolden = w->embolden[x->player], *relief = w->relief[x->player];
            for (size_t l = 0; x->is_challenger && l < BRINK_LANES; l++) {
                embolden[l] = brink_max(embolden[l], ship->embolden * alignment[l]);
            }
            for (size_t l = 0; x->is_challenger && l < BRINK_LANES; l++) {
                relief[l] = brink_max(relief[l], ship->relief * alignment[l]);
            }
        }
        double *weight = ship->theatre != (size_t)-1 ? w->counterweight[ship->theatre] : NULL;
        for (size_t l = 0; weight && l < BRINK_LANES; l++) {
            weight[l] *= 1.0 - ship->counterweight * alignment[l];
        }
    }
}

/* The effective state, and unity, strength, belief, width, embolden, relief, counterweight from it (README.md, 1). */
static void derive(const program *p, work *w)
{
    const parameters *par = &p->par;
    lanes frayed = {0};
    derive_effective(p, w);
    for (size_t x = 0; x < p->n_actors; x++) {
        const double *capability = w->effective[p->row.capability + x];
        const double gain = par->capability_gain, start = p->actors[x].capability;
        double *strength = w->strength[x];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            strength[l] = 1.0 + gain * (capability[l] / start - 1.0);
        }
    }
    for (size_t j = 0; j < p->n_defenders; j++) {
        const double weight = p->actors[p->defenders[j]].unity_weight;
        const double clear = par->audience_width_clear, ambiguous = par->audience_width_ambiguous;
        const double *fatigue = w->effective[p->row.fatigue + j], *log_odds = w->effective[p->row.log_odds + j];
        const double *clarity = w->clarity[j];
        double *belief = w->belief[j], *width = w->width[j];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            frayed[l] += weight * fatigue[l];
        }
        for (size_t l = 0; l < BRINK_LANES; l++) {
            belief[l] = brink_logistic(log_odds[l]);
        }
        for (size_t l = 0; l < BRINK_LANES; l++) {
            width[l] = clarity[l] * clear + (1.0 - clarity[l]) * ambiguous;
        }
    }
    for (size_t l = 0; l < BRINK_LANES; l++) {
        w->unity[0][l] = brink_clamp(1.0 - frayed[l], 0.0, 1.0);
    }
    derive_partners(p, w);
}

/* --- moves */

/* A double of which all bits are set, or none: for choose(). */
KERNEL_INLINE double mask_of(bool is_set)
{
    const uint64_t bits = UINT64_MAX;
    double all;
    memcpy(&all, &bits, sizeof all);
    return is_set ? all : 0.0;
}

/* `yes` under a mask, else `no`. Both are read, whichever it is: of an ordinary choice between values in memory gcc
 * makes a branch around one of them, and then no vectors. */
KERNEL_INLINE double choose(double mask, double yes, double no)
{
    uint64_t which, chosen, other;
    memcpy(&which, &mask, sizeof which);
    memcpy(&chosen, &yes, sizeof chosen);
    memcpy(&other, &no, sizeof other);
    other ^= (chosen ^ other) & which;
    memcpy(&no, &other, sizeof no);
    return no;
}

/* Draws the action of a post by inverse CDF in menu order, with each lane's own type for a defender. */
static void draw_action(const program *p, work *w, const brink_batch *batch, size_t index, uint32_t period)
{
    const post *d = &p->posts[index];
    const forced_move *forced = brink__find_forced(p, index, period);
    const double *type = w->state[p->row.type + (d->is_challenger ? 0 : d->player)];
    lanes u, resolute, cumulated = {0}, action = {0};
    if (forced) {
        fill(w->action[index], (double)forced->action);
        return;
    }
    brink_draw_uniforms(batch->seed, (brink_address){batch->first, d->who, (uint16_t)period, PURPOSE_ACTION, 0},
                        BRINK_LANES, u);
    for (size_t l = 0; l < BRINK_LANES; l++) {
        resolute[l] = mask_of(type[l] != 0.0);
    }
    for (size_t a = 0; a + 1 < d->n; a++) {
        const double *q0 = w->probability[0][d->state + a], *q1 = w->probability[1][d->state + a];
        if (d->is_challenger) {
            for (size_t l = 0; l < BRINK_LANES; l++) {
                cumulated[l] += q0[l];
            }
        } else {
            for (size_t l = 0; l < BRINK_LANES; l++) {
                cumulated[l] += choose(resolute[l], q1[l], q0[l]);
            }
        }
        for (size_t l = 0; l < BRINK_LANES; l++) {
            action[l] += u[l] >= cumulated[l] ? 1.0 : 0.0;
        }
    }
    memcpy(w->action[index], action, sizeof action);
}

/* What an attribute of a menu is for the action that each lane's post took. */
KERNEL_INLINE void look_up(const double table[MAX_MENU], const double *action, lanes to)
{
    lanes found;
    for (size_t l = 0; l < BRINK_LANES; l++) {
        found[l] = table[(int32_t)action[l]];
    }
    memcpy(to, found, sizeof found);
}

static void move_challengers(const program *p, work *w, const brink_batch *batch, uint32_t period)
{
    lanes u, severity, attribution;
    for (size_t t = 0; t < p->n_theatres; t++) {
        lanes provoked = {0}, seen = {0};
        for (size_t k = 0; k < p->theatres[t].n_challengers; k++) {
            const size_t index = p->theatres[t].challengers[k];
            const post *c = &p->posts[index];
            double *attributed = w->attributed[index], *seen_severity = w->seen_severity[index];
            draw_action(p, w, batch, index, period);
            brink_draw_uniforms(batch->seed,
                                (brink_address){batch->first, c->who, (uint16_t)period, PURPOSE_ATTRIBUTION, 0},
                                BRINK_LANES, u);
            look_up(c->severity, w->action[index], severity);
            look_up(c->attribution, w->action[index], attribution); /* 0 for hold */
            for (size_t l = 0; l < BRINK_LANES; l++) {
                attributed[l] = u[l] < attribution[l] ? 1.0 : 0.0;
            }
            for (size_t l = 0; l < BRINK_LANES; l++) {
                double is_seen = u[l] < attribution[l] ? severity[l] : 0.0;
                provoked[l] += severity[l];
                seen[l] += is_seen;
                seen_severity[l] = is_seen;
            }
        }
        memcpy(w->provoked[t], provoked, sizeof provoked);
        memcpy(w->seen[t], seen, sizeof seen);
    }
}

/* Adds an attribute of the action taken; nothing where the whole menu has none of it. */
KERNEL_INLINE void add_attribute(const post *d, const double table[MAX_MENU], const double *action, lanes sum)
{
    bool has_any = false;
    for (size_t a = 0; a < d->n; a++) {
        has_any = has_any || table[a] != 0.0;
    }
    for (size_t l = 0; has_any && l < BRINK_LANES; l++) {
        sum[l] += table[(int32_t)action[l]];
    }
}

static void move_defenders(const program *p, work *w, const brink_batch *batch, uint32_t period)
{
    for (size_t t = 0; t < p->n_theatres; t++) {
        lanes harm = {0}, severity = {0}, calm = {0}, burden = {0}, attrition = {0}, done;
        for (size_t j = 0; j < p->theatres[t].n_defenders; j++) {
            const size_t index = p->theatres[t].defenders[j];
            const post *d = &p->posts[index];
            const double *strength = w->strength[d->actor], *action = w->action[index];
            draw_action(p, w, batch, index, period);
            fill(w->attributed[index], 0.0);
            look_up(d->harm, action, done);
            for (size_t l = 0; l < BRINK_LANES; l++) {
                harm[l] += strength[l] * done[l];
            }
            add_attribute(d, d->severity, action, severity);
            add_attribute(d, d->calm, action, calm);
            add_attribute(d, d->burden, action, burden);
            add_attribute(d, d->attrition, action, attrition);
        }
        memcpy(w->answered_harm[t], harm, sizeof harm);
        memcpy(w->answered_severity[t], severity, sizeof severity);
        memcpy(w->calmed[t], calm, sizeof calm);
        memcpy(w->burden[t], burden, sizeof burden);
        memcpy(w->attrition[t], attrition, sizeof attrition);
    }
}
