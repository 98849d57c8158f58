/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The folder of plot scripts. Every CHART.gp in it but theme.gp says in a line near its beginning what it draws:
 *
 *   # chart: point series.csv              once for each point, from its rows of these tables
 *   # chart: study actions.csv, differences.csv    once for the study, from the rows of several points
 *   # chart: folder sweep.csv              once, from whole tables
 *   # chart: none                          nothing: it is for other scripts to load
 *
 * A chart is left out where the first of its tables is missing or has no row for it; the others may be missing. */
#ifndef BRINK_REPORT_SCRIPTS_H
#define BRINK_REPORT_SCRIPTS_H

#include <stdbool.h>
#include <stddef.h>

#include "brink/status.h"

enum { BRINK__CHART_TABLES = 2 };

typedef enum brink__chart_scope {
    BRINK__CHART_OF_POINT,
    BRINK__CHART_OF_STUDY,
    BRINK__CHART_OF_FOLDER,
    BRINK__N_CHART_SCOPES
} brink__chart_scope;

typedef struct brink__script {
    char *name; /* without ".gp" */
    brink__chart_scope scope;
    char *table[BRINK__CHART_TABLES]; /* file names; NULL past the last */
} brink__script;

typedef struct brink__scripts {
    char *folder;
    brink__script *script; /* [n] charts, sorted by name */
    size_t n;
} brink__scripts;

/* Reads the folder: `given`, else $BRINK_PLOTS, else where brink was installed, else where it was built; one that has
 * theme.gp. brink__scripts_fini() after either outcome. BRINK_OK; BRINK_ENOINPUT (no such folder); BRINK_EDATA (a
 * script that does not say what it draws); BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__scripts_init(brink__scripts *scripts, const char *given, brink_error *err);
void brink__scripts_fini(brink__scripts *scripts);

#endif
