/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a design is kept: only the cells that are filled, since most inherit. */
#ifndef BRINK_SCENARIO_DESIGN_ROWS_H
#define BRINK_SCENARIO_DESIGN_ROWS_H

#include "brink/design.h"
#include "scenario/file.h"
#include "scenario/table.h"

enum { BRINK__MAX_DESIGN_COLUMNS = 1024, BRINK__MAX_POINTS = 1000000, BRINK__MAX_DESIGN_FILE = 512 * 1024 * 1024 };

typedef struct brink__design_column {
    const char *path;
    unsigned long at;     /* column of the file at which it stands in the header */
    const char *constant; /* in memory: its value at every point; NULL where it has none */
    bool is_wrong;        /* reported: its cells are not looked at */
} brink__design_column;

typedef struct brink__design_cell {
    const char *value;
    uint32_t column; /* index of the path */
    uint32_t at;     /* column of the file */
} brink__design_cell;

typedef struct brink__design_row {
    const char *scenario, *name, *note;
    size_t first, n; /* its cells */
    size_t base;     /* index of its scenario; BRINK__NONE when that cannot be used (reported) */
    uint32_t noise;
    uint32_t line, name_at, scenario_at; /* 0 in memory */
} brink__design_row;

typedef struct brink__design_base {
    brink_scenario *read; /* NULL when it has mistakes (reported) */
    brink__identity identity;
    bool takes_settings; /* false when a setting is wrong for it (reported) */
    const char *label;   /* in memory: what the column scenario says of rows that start from it */
} brink__design_base;

struct brink_design {
    const char *file;                      /* as in messages; "" in memory */
    size_t current;                        /* in memory: index of the base that new rows start from */
    const brink_model_type *const *models; /* borrowed */
    brink_input input;
    struct brink__chunk *texts; /* a pool */
    brink__design_column *columns;
    size_t n_columns, columns_capacity;
    size_t n_constants; /* in memory: of the columns, the first, which have one value */
    unsigned long header_line;
    brink__design_cell *cells;
    size_t n_cells, cells_capacity;
    brink__design_row *rows;
    size_t n_rows, rows_capacity;
    brink__design_base *bases;
    size_t n_bases, bases_capacity;
    brink_setting *settings; /* texts in the pool */
    size_t n_settings;
};

/* A text and whose it is. Sorting puts equal texts together, in the order of their indices. */
typedef struct brink__label {
    const char *text;
    size_t index;
} brink__label;
void brink__sort_labels(brink__label *labels, size_t n);

/* brink_design_read() with a list of models (NULL-terminated) instead of the registry. */
brink_status brink__design_read_with(const char *file, const char *shipped, const brink_setting *settings,
                                     size_t n_settings, const brink_model_type *const *models, brink_design **design,
                                     brink_diagnostics *diagnostics);

/* Fills columns, cells and rows from the file; rows that cannot be used are reported and left out. BRINK_OK (whether or
 * not something was reported), BRINK_ENOINPUT (there is no such file: reported), BRINK_ENOMEM. */
brink_status brink__design_read_rows(brink_design *design, brink__report *report);

/* Reads the scenarios that the rows name, each once. BRINK_OK or BRINK_ENOMEM. */
brink_status brink__design_read_bases(brink_design *design, const char *shipped, brink__report *report);

/* That no two columns have one path; reported at `line`. BRINK_OK (whether or not something was reported) or
 * BRINK_ENOMEM. */
brink_status brink__design_check_paths(brink_design *design, unsigned long line, brink__report *report);

/* That no two points have one name. BRINK_OK (whether or not something was reported) or BRINK_ENOMEM. */
brink_status brink__design_check_names(const brink_design *design, brink__report *report);

/* The rules of the columns `name` and `noise`. */
extern const brink_column brink__design_name_rule, brink__design_noise_rule;

/* Where a point, or a cell of its row, stands. */
brink_place brink__design_place(const brink_design *design, const brink__design_row *row, unsigned long column);

/* The scenario of a row with its cells and the settings applied; what is wrong with them is reported. `is_right` says
 * whether nothing was. BRINK_OK or BRINK_ENOMEM. */
brink_status brink__design_apply(const brink_design *design, const brink__design_row *row, brink_scenario **scenario,
                                 bool *is_right, brink_diagnostics *diagnostics);

#endif
