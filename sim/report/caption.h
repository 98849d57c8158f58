/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What charts are told besides rows, from the manifest of the results. */
#ifndef BRINK_REPORT_CAPTION_H
#define BRINK_REPORT_CAPTION_H

#include <jansson.h>
#include <stddef.h>

typedef struct brink__caption {
    char start[16];       /* YYYY-MM-DD, or "" */
    char period_days[32]; /* or "" */
    char title[256];
    char source[512];
} brink__caption;

/* Of a scenario: its title, or its name where there is none; and `subject`, what the picture shows of the study, with
 * seed and version. A NULL manifest says nothing. */
void brink__caption_init(brink__caption *caption, const json_t *manifest, const char *scenario, const char *subject);

/* Of all that lies in a folder: the title of its first scenario, or the folder's name, and how many points and replicas
 * it rests on. */
void brink__caption_of_folder(brink__caption *caption, const json_t *manifest, const char *folder);

/* The names of the headline, a blank before each, in `out` of `size` bytes; those that do not fit are left out. */
void brink__caption_headline(const json_t *manifest, char *out, size_t size);

#endif
