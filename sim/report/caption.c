/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/caption.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static const char *text_in(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

void brink__caption_init(brink__caption *caption, const json_t *manifest, const char *scenario, const char *subject)
{
    const char *title = text_in(json_object_get(manifest, "titles"), scenario);
    const double days = json_number_value(json_object_get(manifest, "period_days"));
    const char *seed = text_in(manifest, "seed");
    const bool is_known = seed[0] != '\0';
    const char *between = is_known && subject[0] != '\0' ? ", " : "";
    char source[1024];
    *caption = (brink__caption){0};
    snprintf(caption->start, sizeof caption->start, "%s", text_in(manifest, "start_date"));
    if (days > 0) {
        snprintf(caption->period_days, sizeof caption->period_days, "%.15g", days);
    }
    title = title[0] != '\0' ? title : scenario;
    brink__printable(title, strlen(title), caption->title, sizeof caption->title);
    int n = snprintf(source, sizeof source, "%s%s%s%s%s%s", subject, between, is_known ? "seed " : "", seed,
                     is_known ? ", brink " : "", is_known ? text_in(manifest, "version") : "");
    size_t length = n < 0 ? 0 : (size_t)n < sizeof source ? (size_t)n : sizeof source - 1;
    brink__printable(source, length, caption->source, sizeof caption->source);
}

void brink__caption_of_folder(brink__caption *caption, const json_t *manifest, const char *folder)
{
    const json_t *totals = json_object_get(manifest, "totals");
    const intmax_t points = (intmax_t)json_integer_value(json_object_get(totals, "points"));
    const intmax_t replicas = (intmax_t)json_integer_value(json_object_get(manifest, "replicas"));
    void *first = json_object_iter(json_object_get(manifest, "titles"));
    size_t n = strlen(folder);
    char name[256];
    char subject[128] = "";
    while (n > 1 && folder[n - 1] == '/') {
        n--;
    }
    size_t start = n;
    while (start > 0 && folder[start - 1] != '/') {
        start--;
    }
    snprintf(name, sizeof name, "%.*s", (int)(n - start), folder + start);
    if (points > 0) {
        snprintf(subject, sizeof subject, "%" PRIdMAX " point%s, %" PRIdMAX " replica%s each", points,
                 points == 1 ? "" : "s", replicas, replicas == 1 ? "" : "s");
    }
    brink__caption_init(caption, manifest, first ? json_object_iter_key(first) : name, subject);
}

void brink__caption_headline(const json_t *manifest, char *out, size_t size)
{
    size_t i, used = 0;
    json_t *name;
    out[0] = '\0';
    json_array_foreach(json_object_get(manifest, "headline"), i, name)
    {
        const char *text = json_string_value(name);
        int n = text ? snprintf(out + used, size - used, " %s", text) : 0;
        used = n > 0 && (size_t)n < size - used ? used + (size_t)n : used;
        out[used] = '\0';
    }
}
