/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What store.c (files, transactions) and store_rows.c (rows) share. Nobody else includes this. */
#ifndef BRINK_ENGINE_STORE_SQLITE_H
#define BRINK_ENGINE_STORE_SQLITE_H

#include <sqlite3.h>

#include "engine/store.h"

enum { BRINK__FORMAT = 4, BRINK__BLOCK_BITS = 25 }; /* 2^32 replicas are 2^25 blocks of 128 */

enum brink__query {
    BRINK__Q_ADD_LAYOUT,
    BRINK__Q_ADD_POINT,
    BRINK__Q_DESCRIBE_POINT,
    BRINK__Q_SET_META,
    BRINK__Q_WRITE_TALLY,
    BRINK__Q_READ_TALLY,
    BRINK__Q_ADD_BLOCK,
    BRINK__N_QUERIES
};

struct brink__store {
    sqlite3 *db;
    char *path;
    bool for_writing;
    int64_t data_version; /* changes iff another connection has committed; -1 = not looked at yet */
    brink__study_facts facts;
    char *version, *description, *plan;
    sqlite3_stmt *query[BRINK__N_QUERIES]; /* prepared when first used */
    sqlite3_blob *blob;
};

/* brink_fail() with what SQLite says; the status follows its code. */
brink_status brink__store_fail(brink__store *store, const char *doing, brink_error *err);

/* The statement of a query, reset and ready to bind. */
BRINK_MUST_CHECK brink_status brink__store_query(brink__store *store, enum brink__query which, sqlite3_stmt **query,
                                                 brink_error *err);

/* Runs SQL without rows. */
BRINK_MUST_CHECK brink_status brink__store_execute(brink__store *store, const char *sql, const char *doing,
                                                   brink_error *err);

#endif
