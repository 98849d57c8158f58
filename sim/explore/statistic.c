/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "brink/compare.h"
#include "brink/scenario.h"

static const char *const names[] = {
    [BRINK_STATISTIC_MEAN] = "mean", [BRINK_STATISTIC_RATIO] = "ratio",       [BRINK_STATISTIC_QUANTILE] = "quantile",
    [BRINK_STATISTIC_CVAR] = "cvar", [BRINK_STATISTIC_CVAR_LOW] = "cvar_low", [BRINK_STATISTIC_EXCEED] = "exceed",
};

enum { N_NAMES = sizeof names / sizeof names[0] };

static const char allowed[] = "mean, ratio, quantile:P, cvar:P, cvar_low:P (0 < P < 1) and exceed:X";

static bool takes_number(brink_statistic_kind kind)
{
    return kind != BRINK_STATISTIC_MEAN && kind != BRINK_STATISTIC_RATIO;
}

static brink_status refuse_name(const char *text, const char *name, brink_error *err)
{
    char shown[BRINK__SHORT];
    const char *near = brink_nearest(name, names, N_NAMES);
    return brink_fail(err, BRINK_EUSAGE, "there is no statistic '%s', but %s%s%s%s", brink__shorten(text, shown),
                      allowed, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

brink_status brink_statistic_parse(const char *text, brink_statistic *statistic, brink_error *err)
{
    char shown[BRINK__SHORT];
    char name[BRINK__SHORT] = "";
    size_t n = strcspn(text, ":");
    if (n < sizeof name) {
        memcpy(name, text, n);
    }
    size_t kind = 0;
    while (kind < N_NAMES && strcmp(names[kind], name) != 0) {
        kind++;
    }
    if (kind == N_NAMES) {
        return refuse_name(text, name, err);
    }
    *statistic = (brink_statistic){.kind = (brink_statistic_kind)kind};
    if (!takes_number(statistic->kind)) {
        return text[n] == '\0' ? BRINK_OK
                               : brink_fail(err, BRINK_EUSAGE, "'%s': %s takes no number", brink__shorten(text, shown),
                                            names[kind]);
    }
    if (text[n] == '\0' || brink__parse_number(text + n + 1, &statistic->at) != BRINK__NUMBER_OK) {
        return brink_fail(err, BRINK_EUSAGE, "'%s': %s takes a number, as in %s:%s", brink__shorten(text, shown),
                          names[kind], names[kind], statistic->kind == BRINK_STATISTIC_EXCEED ? "7" : "0.05");
    }
    if (statistic->kind != BRINK_STATISTIC_EXCEED && !(statistic->at > 0.0 && statistic->at < 1.0)) {
        return brink_fail(err, BRINK_EUSAGE, "'%s': a share above 0 and below 1 is needed",
                          brink__shorten(text, shown));
    }
    return BRINK_OK;
}

const char *brink_statistic_name(const brink_statistic *statistic, char out[64])
{
    char digits[32];
    if (takes_number(statistic->kind)) {
        (void)brink__format_double(statistic->at, digits);
        (void)snprintf(out, 64, "%s:%s", names[statistic->kind], digits);
    } else {
        (void)snprintf(out, 64, "%s", names[statistic->kind]);
    }
    return out;
}

brink_status brink_statistic_of(const brink_statistic *wanted, const brink_output *metric, brink_statistic *statistic,
                                brink_error *err)
{
    bool is_ratio = metric->quantity->kind == BRINK_RATIO;
    *statistic = *wanted;
    if (is_ratio && wanted->kind == BRINK_STATISTIC_MEAN) {
        statistic->kind = BRINK_STATISTIC_RATIO;
    }
    if (is_ratio && takes_number(wanted->kind)) {
        return brink_fail(err, BRINK_EUSAGE, "%s is a ratio of totals: replicas have no value of it, so it has no %s",
                          metric->name, names[wanted->kind]);
    }
    if (!is_ratio && wanted->kind == BRINK_STATISTIC_RATIO) {
        return brink_fail(err, BRINK_EUSAGE, "%s is no ratio of totals: ask for its mean", metric->name);
    }
    return BRINK_OK;
}
