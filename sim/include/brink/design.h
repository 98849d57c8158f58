/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A design: the points of a study as a CSV table, a row a point.
 *
 *   scenario,name,note,actors.USA.clarity,parameters.reprisal
 *   baseline,baseline,,,
 *   baseline,clear,The United States says where its lines are.,0.9,
 *
 *
 * or one that is made in memory, as explorations do.
 *
 * `scenario` is a folder, relative to that of the design file; a name that is no folder there (and does not begin with
 * a dot or a slash, nor leads out by one) is looked up among the shipped scenarios. `name` identifies the point (as
 * keys do: letters, digits and _, a letter first, at most 32 bytes) and is unique. `note`, which may be left out, says
 * in a sentence why the point is there. `noise`, which may be left out, is a whole number, 0 if empty: points of one
 * number share their luck, those of different ones have nothing in common (`brink_point.noise` of brink/study.h). Every
 * further column is the path of a value (brink/scenario.h); an empty cell inherits what the scenario says. The columns
 * stand in that order, those of paths in any.
 *
 * Results of a point are a function of the seed and of what its row says, not of the other rows or their order. */
#ifndef BRINK_DESIGN_H
#define BRINK_DESIGN_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "brink/scenario.h"
#include "brink/status.h"

typedef struct brink_design brink_design;

/* One value to be set. `origin` stands for its place in messages, as "--set actors.USA.clarity=0.7". */
typedef struct brink_setting {
    const char *path, *value, *origin;
} brink_setting;

/* Reads the design in `file`, every scenario that it names (once each), and checks every point.
 *
 *   shipped    folder in which names are looked up that are no folder beside the file; NULL = none
 *   settings   [n_settings] borrowed for the call; applied to every point after its row, so that they win
 *   design     set to a new design that the caller frees, or to NULL
 *
 * Mistakes of the design, of its scenarios and of the settings are added to `diagnostics` (required) in one go, sorted
 * by place. BRINK_OK; BRINK_EDATA when anything was diagnosed; BRINK_ENOINPUT when there is no such file (diagnosed
 * too); BRINK_ENOMEM. Limits are those of a table (brink_scenario_read()), but for a file of 512 MiB, 1,000,000 points
 * and 1024 columns. Time: a copy and a check
 * of a scenario a point. Memory: the scenarios, and what the cells hold; a point's own scenario is made when asked for.
 */
BRINK_MUST_CHECK brink_status brink_design_read(const char *file, const char *shipped, const brink_setting *settings,
                                                size_t n_settings, brink_design **design,
                                                brink_diagnostics *diagnostics);
void brink_design_free(brink_design *design); /* NULL is fine */

/* --- in memory --- */

/* A design without points and columns, whose points will start from `scenario` (borrowed, and copied). `label`
 * is what its column scenario says: a folder relative to where the design may be written, or the bare name of a shipped
 * scenario. NULL when out of memory. The caller frees it. */
brink_design *brink_design_new(const brink_scenario *scenario, const char *label);

/* From here on points start from another scenario, or again from one: that of the label, if it is known already.
 * BRINK_OK, BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_design_start_from(brink_design *design, const brink_scenario *scenario,
                                                      const char *label);

/* Adds the column of a path. Not after the first point. BRINK_OK, BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_design_add_path(brink_design *design, const char *path);

/* The same of a column that says `value` at every point. Before the others. */
BRINK_MUST_CHECK brink_status brink_design_add_constant(brink_design *design, const char *path, const char *value);

/* Adds a point at the end.
 *
 *   name     must be a name (see above), and unique
 *   note     "" for none
 *   values   as cells would have them, for the paths that are no constants; NULL or "" inherits. Texts are copied.
 *
 * BRINK_OK, BRINK_ENOMEM. O(n_paths) time; memory: 16 bytes and the text a value that is not inherited. */
BRINK_MUST_CHECK brink_status brink_design_add_point(brink_design *design, const char *name, const char *note,
                                                     uint32_t noise, const char *const *values);

/* Judges a design made in memory as brink_design_read() does one that it reads; at most once, after the last point was
 * added. What is wrong is added to `diagnostics`: a point's name stands for its place. BRINK_OK; BRINK_EDATA;
 * BRINK_ENOMEM.
 */
BRINK_MUST_CHECK brink_status brink_design_check(brink_design *design, brink_diagnostics *diagnostics);

/* Writes a design as folder/name, whole or not at all: columns scenario, name, note and noise (if any point has one)
 * and the paths. Reading it back gives the same points with the same values, provided that the labels of scenarios lead
 * to the same ones from there. BRINK_OK, BRINK_ECANTCREATE, BRINK_EIO, BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_design_write(const brink_design *design, const char *folder, const char *name,
                                                 brink_error *err);

/* The same to a stream. BRINK_OK, or BRINK_EIO when writing failed; the stream is flushed. */
BRINK_MUST_CHECK brink_status brink_design_print(const brink_design *design, FILE *out, brink_error *err);

/* --- both --- */

size_t brink_design_n_points(const brink_design *design);

/* Of point i, in the order of the rows; borrowed. The note is "" if there is none. */
const char *brink_design_name(const brink_design *design, size_t i);
const char *brink_design_note(const brink_design *design, size_t i);
uint32_t brink_design_noise(const brink_design *design, size_t i);

/* The scenario of point i: what its row calls it; and as it was read, an index into brink_design_get_scenario(). */
const char *brink_design_label(const brink_design *design, size_t i);
size_t brink_design_scenario_of(const brink_design *design, size_t i);

/* The scenario of point i, with its row and the settings applied: a new one, that the caller frees. BRINK_OK or
 * BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_design_make(const brink_design *design, size_t i, brink_scenario **scenario);

/* The scenarios that the rows name, in the order of their first row. */
size_t brink_design_n_scenarios(const brink_design *design);
const brink_scenario *brink_design_get_scenario(const brink_design *design, size_t i);

/* The columns of paths, and what a row says: NULL where it inherits. O(columns that the row fills). */
size_t brink_design_n_paths(const brink_design *design);
const char *brink_design_path(const brink_design *design, size_t column);
const char *brink_design_value(const brink_design *design, size_t i, size_t column);

/* The file itself (made in memory: ""); those of the scenarios are listed by each scenario. */
const brink_input *brink_design_input(const brink_design *design);

#endif
