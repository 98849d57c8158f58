/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a period adds to the metrics of a replica (README.md, 5), over lanes. Included by kernel_body.h. */

/* Counts the actions taken by a post, in periods that count. */
static void count_actions(const post *d, counted *events, const double *action, const double *on)
{
    counted taken, counts;
    for (size_t l = 0; l < BRINK_LANES; l++) {
        taken[l] = (uint16_t)(int32_t)action[l];
    }
    for (size_t l = 0; l < BRINK_LANES; l++) {
        counts[l] = (uint16_t)(int32_t)on[l];
    }
    for (size_t a = 1; a < d->n; a++) {
        const uint16_t which = (uint16_t)a;
        uint16_t *times = events[a];
        for (size_t l = 0; l < BRINK_LANES; l++) {
            times[l] = (uint16_t)(times[l] + (taken[l] == which ? counts[l] : 0));
        }
    }
}

/* Adds what a post did to the sums that both sides have: actions other than hold, and transfers. */
static void account_acts(work *w, const post *d, const double *action, const double *on, double *acts, double *sum)
{
    double *transfers = w->sums[SUM_TRANSFERS];
    lanes acted;
    for (size_t l = 0; l < BRINK_LANES; l++) {
        acted[l] = action[l] > 0.0 ? 1.0 : 0.0;
    }
    for (size_t l = 0; l < BRINK_LANES; l++) {
        acts[l] += acted[l];
    }
    for (size_t l = 0; l < BRINK_LANES; l++) {
        sum[l] += on[l] * acted[l];
    }
    for (size_t a = 0; d->has_transfers && a < d->n; a++) {
        for (size_t l = 0; d->recipient[a] != (size_t)-1 && l < BRINK_LANES; l++) {
            transfers[l] += choose(mask_of(action[l] == (double)a), on[l], 0.0);
        }
    }
}

static void account_challenger(const program *p, work *w, size_t index, const double *on)
{
    const post *c = &p->posts[index];
    const double *strain = w->effective[p->row.strain + c->player], *action = w->action[index];
    const double *seen_severity = w->seen_severity[index], *seen = w->seen[c->theatre];
    const double *strength = w->strength[c->actor], *embolden = w->embolden[c->player];
    const double *counterweight = w->counterweight[c->theatre], *harm = w->answered_harm[c->theatre];
    const double *unity = w->unity[0];
    const double stake = c->stake, punishment = p->par.punishment_scale;
    double *payoff = w->payoff[c->actor], *gains = w->sums[SUM_GAINS];
    lanes gained, cost;
    look_up(c->gain, action, gained);
    look_up(c->cost, action, cost);
    for (size_t l = 0; l < BRINK_LANES; l++) {
        gained[l] *= stake;
        gains[l] += on[l] * gained[l];
    }
    for (size_t l = 0; l < BRINK_LANES; l++) {
        double share = share_of(seen_severity[l], seen[l]);
        payoff[l] += on[l] * (gained[l] * strength[l] * (1.0 + embolden[l]) * counterweight[l] -
                              cost[l] * (1.0 + strain[l]) - punishment * unity[l] * harm[l] * share);
    }
}

static void account_defender(const program *p, work *w, size_t index, const double *on)
{
    const post *d = &p->posts[index];
    const actor *x = &p->actors[d->actor];
    const double *action = w->action[index], *type = w->state[p->row.type + d->player];
    const double *fatigue = w->effective[p->row.fatigue + d->player];
    const double *attention = w->effective[p->row.attention + d->player];
    const double *seen = w->seen[d->theatre], *harm = w->answered_harm[d->theatre], *unity = w->unity[0];
    const double stake = d->stake, per_fatigue = p->par.fatigue_cost, per_load = p->par.load_cost;
    double *payoff = w->payoff[d->actor], *costs = w->sums[SUM_COST];
    double dearer[MAX_MENU];
    lanes cost, factor;
    for (size_t a = 0; a < d->n; a++) {
        dearer[a] = d->is_costly[a] ? x->irresolution : 1.0;
    }
    look_up(d->cost, action, cost);
    look_up(dearer, action, factor);
    for (size_t l = 0; l < BRINK_LANES; l++) {
        costs[l] += on[l] * cost[l];
    }
    for (size_t l = 0; l < BRINK_LANES; l++) {
        double unanswered = brink_plus(seen[l] - unity[l] * harm[l]);
        double paid = cost[l] * (1.0 + per_fatigue * fatigue[l]) * (1.0 + per_load * attention[l]) *
                      (type[l] == 0.0 ? factor[l] : 1.0);
        payoff[l] -= on[l] * (stake * unanswered + paid);
    }
}

static void account_theatre(const program *p, work *w, size_t t, const double *on)
{
    const double *seen = w->seen[t], *harm = w->answered_harm[t], *red_line = w->red_line[t], *unity = w->unity[0];
    const double share = p->par.enforcement_share;
    double *unanswered = w->sums[SUM_UNANSWERED], *crossings = w->sums[SUM_CROSSINGS], *enforced = w->enforced[0];
    for (size_t l = 0; l < BRINK_LANES; l++) {
        unanswered[l] += on[l] * brink_plus(seen[l] - unity[l] * harm[l]);
    }
    for (size_t l = 0; l < BRINK_LANES; l++) {
        crossings[l] += choose(mask_of(seen[l] >= red_line[l]), on[l], 0.0);
    }
    for (size_t l = 0; l < BRINK_LANES; l++) {
        double crossed = choose(mask_of(seen[l] >= red_line[l]), on[l], 0.0);
        enforced[l] += choose(mask_of(unity[l] * harm[l] >= share * seen[l]), crossed, 0.0);
    }
}

/* 1 while a period counts: the conflict has not begun before it. */
static void find_counting(const work *w, lanes on)
{
    const double *begun = w->conflict_time[0];
    for (size_t l = 0; l < BRINK_LANES; l++) {
        on[l] = begun[l] == 0.0 ? 1.0 : 0.0;
    }
}

/* Adds what was done in a period, from values at its start (before the update). */
static void account_moves(const program *p, work *w)
{
    lanes on;
    find_counting(w, on);
    fill(w->acts[0], 0.0);
    fill(w->answers[0], 0.0);
    for (size_t index = 0; index < p->n_posts; index++) {
        const post *d = &p->posts[index];
        const double *action = w->action[index];
        if (d->is_challenger) {
            account_acts(w, d, action, on, w->acts[0], w->sums[SUM_PROVOCATIONS]);
            account_challenger(p, w, index, on);
        } else {
            account_acts(w, d, action, on, w->answers[0], w->sums[SUM_ANSWERS]);
            account_defender(p, w, index, on);
        }
        count_actions(d, w->events + d->state, action, on);
    }
    for (size_t t = 0; t < p->n_theatres; t++) {
        account_theatre(p, w, t, on);
    }
}

static void keep_while(const double *on, const double *now, double *kept)
{
    for (size_t l = 0; l < BRINK_LANES; l++) {
        kept[l] = choose(mask_of(on[l] != 0.0), now[l], kept[l]);
    }
}

static void keep_least(const double *on, const double *now, double *kept)
{
    for (size_t l = 0; l < BRINK_LANES; l++) {
        kept[l] = choose(mask_of(on[l] != 0.0), brink_min(kept[l], now[l]), kept[l]);
    }
}

/* Notes belief, unity and alignment as they stand, as long as periods count. */
static void note_state(const program *p, work *w, bool is_first)
{
    const double *unity = w->unity[0];
    double *mean = w->credibility[0];
    lanes on, credibility = {0};
    find_counting(w, on);
    for (size_t j = 0; j < p->n_defenders; j++) {
        for (size_t l = 0; l < BRINK_LANES; l++) {
            credibility[l] += w->belief[j][l];
        }
        keep_while(on, w->belief[j], w->belief_end[j]);
    }
    for (size_t l = 0; l < BRINK_LANES; l++) {
        mean[l] = credibility[l] / (double)p->n_defenders;
    }
    keep_while(on, mean, w->credibility_end[0]);
    keep_while(on, unity, w->unity_end[0]);
    (is_first ? keep_while : keep_least)(on, mean, w->credibility_min[0]);
    (is_first ? keep_while : keep_least)(on, unity, w->unity_min[0]);
    for (size_t d = 0; d < p->n_partnerships; d++) {
        keep_while(on, w->effective[p->row.alignment + d], w->alignment_end[d]);
    }
}

/* Levels as they stand at the end of a period: peak, and the rung, which is counted. */
static void account_level(const double *level, const double *on, double *peak, counted *time_at)
{
    for (size_t l = 0; l < BRINK_LANES; l++) {
        peak[l] = choose(mask_of(on[l] != 0.0), brink_max(peak[l], level[l]), peak[l]);
    }
    for (size_t l = 0; l < BRINK_LANES; l++) {
        uint16_t *times = &time_at[(int32_t)brink_clamp(level[l], 0.0, N_RUNGS)][l];
        *times = (uint16_t)(*times + (on[l] != 0.0 ? 1 : 0));
    }
}

/* Adds where the period ended, and whether the conflict began in it (after the update, with derived values). */
static void account_end(const program *p, work *w, uint32_t period)
{
    const double *survival = w->state[p->row.survival], *draw = w->state[p->row.conflict_draw];
    double *damage = w->sums[SUM_DAMAGE], *lived = w->lived[0], *begun = w->conflict_time[0];
    lanes on, highest = {0};
    find_counting(w, on);
    for (size_t t = 0; t < p->n_theatres; t++) {
        const double *level = w->effective[p->row.level + t];
        const double weight = p->theatres[t].damage_weight, rate = p->par.damage_rate;
        account_level(level, on, w->peak[t], w->time_at + t * (N_RUNGS + 1));
        for (size_t l = 0; l < BRINK_LANES; l++) {
            damage[l] += on[l] * weight * (brink_exp(rate * level[l]) - 1.0);
        }
        for (size_t l = 0; l < BRINK_LANES; l++) {
            highest[l] = brink_max(highest[l], level[l]);
        }
    }
    account_level(highest, on, w->peak[p->n_theatres], w->time_at + p->n_theatres * (N_RUNGS + 1));
    for (size_t l = 0; l < BRINK_LANES; l++) {
        lived[l] += on[l];
    }
    for (size_t l = 0; l < BRINK_LANES; l++) {
        double begins = choose(mask_of(survival[l] < draw[l]), (double)period, begun[l]);
        begun[l] = choose(mask_of(on[l] != 0.0), begins, begun[l]);
    }
    note_state(p, w, false);
}
