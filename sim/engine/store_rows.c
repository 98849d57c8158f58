/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "engine/codec.h"
#include "engine/store_sqlite.h"

static const char *const sql[BRINK__N_QUERIES] = {
    [BRINK__Q_ADD_LAYOUT] = "INSERT INTO layouts VALUES(?1, ?2) ON CONFLICT DO NOTHING",
    [BRINK__Q_ADD_POINT] = "INSERT INTO points VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [BRINK__Q_DESCRIBE_POINT] = "UPDATE points SET model = ?2, n_periods = ?3, layout = ?4 WHERE id = ?1",
    [BRINK__Q_SET_META] = "UPDATE meta SET value = ?2 WHERE key = ?1",
    [BRINK__Q_WRITE_TALLY] = "INSERT OR REPLACE INTO tallies VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [BRINK__Q_READ_TALLY] = "SELECT wanted, replicas, failed, counts, done, tally FROM tallies WHERE point = ?1",
    [BRINK__Q_ADD_BLOCK] = "INSERT INTO replica_blocks VALUES(?1, ?2)",
};

brink_status brink__store_query(brink__store *store, enum brink__query which, sqlite3_stmt **query, brink_error *err)
{
    if (!store->query[which] && sqlite3_prepare_v3(store->db, sql[which], -1, SQLITE_PREPARE_PERSISTENT,
                                                   &store->query[which], NULL) != SQLITE_OK) {
        return brink__store_fail(store, "cannot be queried", err);
    }
    *query = store->query[which];
    (void)sqlite3_reset(*query); /* tells of the last run's failure, which was reported then */
    return BRINK_OK;
}

/* SQLite refuses a text or blob of 2^31 bytes with an error of its own. */
static int bind_blob(sqlite3_stmt *query, int at, const void *data, size_t n)
{
    return sqlite3_bind_blob64(query, at, data, n, SQLITE_STATIC);
}

static int bind_text(sqlite3_stmt *query, int at, const char *text)
{
    return sqlite3_bind_text64(query, at, text, strlen(text), SQLITE_STATIC, SQLITE_UTF8);
}

static brink_status run(brink__store *store, sqlite3_stmt *query, int bound, brink_error *err)
{
    brink_status status = BRINK_OK;
    if (bound != SQLITE_OK || sqlite3_step(query) != SQLITE_DONE) {
        status = brink__store_fail(store, "cannot be written", err);
    }
    (void)sqlite3_reset(query);
    (void)sqlite3_clear_bindings(query);
    return status;
}

static int64_t checksum_of(const char *layout)
{
    return (int64_t)brink__checksum(layout, strlen(layout));
}

static brink_status add_layout(brink__store *store, const char *layout, brink_error *err)
{
    sqlite3_stmt *query = NULL;
    brink_status status = brink__store_query(store, BRINK__Q_ADD_LAYOUT, &query, err);
    if (status == BRINK_OK) {
        int bound = sqlite3_bind_int64(query, 1, checksum_of(layout)) | bind_text(query, 2, layout);
        status = run(store, query, bound, err);
    }
    return status;
}

brink_status brink__store_add_point(brink__store *store, size_t point, const brink__point_facts *facts,
                                    brink_error *err)
{
    sqlite3_stmt *query = NULL;
    brink_status status = facts->layout ? add_layout(store, facts->layout, err) : BRINK_OK;
    if (status == BRINK_OK) {
        status = brink__store_query(store, BRINK__Q_ADD_POINT, &query, err);
    }
    if (status == BRINK_OK) {
        int bound =
            sqlite3_bind_int64(query, 1, (int64_t)point) | bind_text(query, 2, facts->scenario) |
            bind_text(query, 3, facts->name) | sqlite3_bind_int64(query, 4, facts->noise) |
            bind_blob(query, 5, facts->digest, sizeof facts->digest) | bind_text(query, 6, facts->model) |
            sqlite3_bind_int64(query, 7, facts->n_periods) |
            (facts->layout ? sqlite3_bind_int64(query, 8, checksum_of(facts->layout)) : sqlite3_bind_null(query, 8));
        status = run(store, query, bound, err);
    }
    return status;
}

brink_status brink__store_describe_point(brink__store *store, size_t point, const char *model, uint32_t n_periods,
                                         const char *layout, brink_error *err)
{
    sqlite3_stmt *query = NULL;
    brink_status status = add_layout(store, layout, err);
    if (status == BRINK_OK) {
        status = brink__store_query(store, BRINK__Q_DESCRIBE_POINT, &query, err);
    }
    if (status == BRINK_OK) {
        int bound = sqlite3_bind_int64(query, 1, (int64_t)point) | bind_text(query, 2, model) |
                    sqlite3_bind_int64(query, 3, n_periods) | sqlite3_bind_int64(query, 4, checksum_of(layout));
        status = run(store, query, bound, err);
    }
    return status;
}

brink_status brink__store_set_description(brink__store *store, const char *description, brink_error *err)
{
    sqlite3_stmt *query = NULL;
    brink_status status = brink__store_query(store, BRINK__Q_SET_META, &query, err);
    return status == BRINK_OK
               ? run(store, query, bind_text(query, 1, "description") | bind_text(query, 2, description), err)
               : status;
}

/* --- all points */

/* Layouts read last. Points have few different ones as a rule, of tens of kilobytes each: reading and checking one for
 * every point would be most of the time that a store of many points takes to open. */
enum { N_KEPT = 16 };

typedef struct kept_layout {
    int64_t id;
    char *content; /* checked; NULL: no layout here */
} kept_layout;

typedef struct layout_cache {
    sqlite3_stmt *query;
    kept_layout kept[N_KEPT];
    size_t next; /* to be replaced */
} layout_cache;

/* Stays NULL for an id that has no layout, or a damaged one. */
static brink_status find_layout(brink__store *store, layout_cache *cache, int64_t id, const char **content,
                                brink_error *err)
{
    for (size_t i = 0; i < N_KEPT; i++) {
        if (cache->kept[i].content && cache->kept[i].id == id) {
            *content = cache->kept[i].content;
            return BRINK_OK;
        }
    }
    brink_status status = BRINK_OK;
    const bool is_bound = sqlite3_bind_int64(cache->query, 1, id) == SQLITE_OK;
    const int step = is_bound ? sqlite3_step(cache->query) : SQLITE_ERROR;
    const char *text = step == SQLITE_ROW ? (const char *)sqlite3_column_text(cache->query, 0) : NULL;
    if (step != SQLITE_ROW && step != SQLITE_DONE) {
        status = brink__store_fail(store, "reading", err);
    } else if (text && checksum_of(text) == id) {
        kept_layout *place = &cache->kept[cache->next++ % N_KEPT];
        free(place->content);
        *place = (kept_layout){.id = id, .content = strdup(text)};
        *content = place->content;
        status = place->content ? BRINK_OK : brink_fail(err, BRINK_ENOMEM, "out of memory for a layout");
    }
    (void)sqlite3_reset(cache->query);
    return status;
}

static brink_status point_row(brink__store *store, sqlite3_stmt *query, layout_cache *cache, size_t point,
                              brink__point_facts *facts, brink_error *err)
{
    *facts = (brink__point_facts){
        .scenario = (const char *)sqlite3_column_text(query, 1),
        .name = (const char *)sqlite3_column_text(query, 2),
        .model = (const char *)sqlite3_column_text(query, 5),
        .layout_id = sqlite3_column_int64(query, 7),
        .counts = sqlite3_column_blob(query, 8),
        .n_counts = (size_t)sqlite3_column_bytes(query, 8),
        .done = sqlite3_column_blob(query, 9),
        .n_done = (size_t)sqlite3_column_bytes(query, 9),
        .wanted = (uint64_t)sqlite3_column_int64(query, 10),
    };
    int64_t noise = sqlite3_column_int64(query, 3);
    int64_t n_periods = sqlite3_column_int64(query, 6);
    const void *digest = sqlite3_column_blob(query, 4);
    bool has_layout = sqlite3_column_type(query, 7) != SQLITE_NULL;
    bool is_unknown = !has_layout && facts->model && facts->model[0] == '\0';
    brink_status status = has_layout ? find_layout(store, cache, facts->layout_id, &facts->layout, err) : BRINK_OK;
    if (status != BRINK_OK) {
        return status;
    }
    bool is_described = facts->layout && n_periods >= 1 && n_periods <= UINT16_MAX;
    if (sqlite3_column_int64(query, 0) != (int64_t)point || !facts->scenario || !facts->name || !facts->model ||
        !digest || sqlite3_column_bytes(query, 4) != (int)sizeof facts->digest || noise < 0 || noise > UINT32_MAX ||
        !(is_unknown || is_described)) {
        return brink_fail(err, BRINK_EIO, "%s: what it says about point %lu is damaged", store->path,
                          (unsigned long)point);
    }
    facts->noise = (uint32_t)noise;
    facts->n_periods = is_unknown ? 0 : (uint32_t)n_periods;
    memcpy(facts->digest, digest, sizeof facts->digest);
    return BRINK_OK;
}

static brink_status visit_all(brink__store *store, sqlite3_stmt *query, layout_cache *cache, brink__visit_point *visit,
                              void *context, brink_error *err)
{
    brink_status status = BRINK_OK;
    int step = sqlite3_step(query);
    for (size_t point = 0; status == BRINK_OK && step == SQLITE_ROW; point++) {
        brink__point_facts facts;
        status = point_row(store, query, cache, point, &facts, err);
        if (status == BRINK_OK) {
            status = visit(context, point, &facts, err);
        }
        if (status == BRINK_OK) {
            step = sqlite3_step(query);
        }
    }
    return status == BRINK_OK && step != SQLITE_DONE ? brink__store_fail(store, "reading", err) : status;
}

brink_status brink__store_each_point(brink__store *store, brink__visit_point *visit, void *context, brink_error *err)
{
    sqlite3_stmt *query = NULL;
    layout_cache cache = {0};
    brink_status status = BRINK_OK;
    if (sqlite3_prepare_v2(store->db,
                           "SELECT points.id, scenario, name, noise, digest, model, n_periods, layout, counts, done,"
                           " wanted FROM points LEFT JOIN tallies ON tallies.point = points.id ORDER BY points.id",
                           -1, &query, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(store->db, "SELECT content FROM layouts WHERE id = ?1", -1, &cache.query, NULL) !=
            SQLITE_OK) {
        status = brink__store_fail(store, "reading", err);
    } else {
        status = visit_all(store, query, &cache, visit, context, err);
    }
    for (size_t i = 0; i < N_KEPT; i++) {
        free(cache.kept[i].content);
    }
    sqlite3_finalize(cache.query);
    sqlite3_finalize(query);
    return status;
}

brink_status brink__store_read_tally(brink__store *store, size_t point, brink__tally_row *row, brink_error *err)
{
    sqlite3_stmt *query = NULL;
    brink_status status = brink__store_query(store, BRINK__Q_READ_TALLY, &query, err);
    if (status != BRINK_OK) {
        return status;
    }
    int bound = sqlite3_bind_int64(query, 1, (int64_t)point);
    int step = bound == SQLITE_OK ? sqlite3_step(query) : bound;
    if (step != SQLITE_ROW) {
        return step == SQLITE_DONE
                   ? brink_fail(err, BRINK_EIO, "%s: point %lu has no tally", store->path, (unsigned long)point)
                   : brink__store_fail(store, "reading", err);
    }
    *row = (brink__tally_row){
        .wanted = (uint64_t)sqlite3_column_int64(query, 0),
        .replicas = (uint64_t)sqlite3_column_int64(query, 1),
        .failed = (uint64_t)sqlite3_column_int64(query, 2),
        .counts = sqlite3_column_blob(query, 3), /* valid until the statement is reset: at its next use */
        .n_counts = (size_t)sqlite3_column_bytes(query, 3),
        .done = sqlite3_column_blob(query, 4),
        .n_done = (size_t)sqlite3_column_bytes(query, 4),
        .tally = sqlite3_column_blob(query, 5),
        .n_tally = (size_t)sqlite3_column_bytes(query, 5),
    };
    return BRINK_OK;
}

brink_status brink__store_write_tally(brink__store *store, size_t point, const brink__tally_row *row, brink_error *err)
{
    sqlite3_stmt *query = NULL;
    brink_status status = brink__store_query(store, BRINK__Q_WRITE_TALLY, &query, err);
    if (status != BRINK_OK) {
        return status;
    }
    int bound = sqlite3_bind_int64(query, 1, (int64_t)point) | sqlite3_bind_int64(query, 2, (int64_t)row->wanted) |
                sqlite3_bind_int64(query, 3, (int64_t)row->replicas) |
                sqlite3_bind_int64(query, 4, (int64_t)row->failed) | bind_blob(query, 5, row->counts, row->n_counts) |
                bind_blob(query, 6, row->done, row->n_done) | bind_blob(query, 7, row->tally, row->n_tally);
    return run(store, query, bound, err);
}

static int64_t block_id(size_t point, uint64_t block)
{
    return (int64_t)((uint64_t)point << BRINK__BLOCK_BITS | block);
}

brink_status brink__store_add_block(brink__store *store, size_t point, uint64_t block, const void *data, size_t n,
                                    brink_error *err)
{
    sqlite3_stmt *query = NULL;
    brink_status status = brink__store_query(store, BRINK__Q_ADD_BLOCK, &query, err);
    if (status != BRINK_OK) {
        return status;
    }
    int bound = sqlite3_bind_int64(query, 1, block_id(point, block)) | bind_blob(query, 2, data, n);
    return run(store, query, bound, err);
}

brink_status brink__store_open_block(brink__store *store, size_t point, uint64_t block, size_t *n, brink_error *err)
{
    int64_t id = block_id(point, block);
    int code = store->blob ? sqlite3_blob_reopen(store->blob, id)
                           : sqlite3_blob_open(store->db, "main", "replica_blocks", "data", id, 0, &store->blob);
    if (code != SQLITE_OK) {
        brink_status status = brink__store_fail(store, "reading a block", err);
        (void)sqlite3_blob_close(store->blob); /* a handle that failed once is of no further use */
        store->blob = NULL;
        return status;
    }
    *n = (size_t)sqlite3_blob_bytes(store->blob);
    return BRINK_OK;
}

brink_status brink__store_read_block(brink__store *store, size_t offset, size_t n, void *out, brink_error *err)
{
    size_t size = store->blob ? (size_t)sqlite3_blob_bytes(store->blob) : 0;
    if (offset > size || n > size - offset || n > INT_MAX) {
        return brink_fail(err, BRINK_EIO, "%s: a block is shorter than it says", store->path);
    }
    if (n > 0 && sqlite3_blob_read(store->blob, out, (int)n, (int)offset) != SQLITE_OK) {
        return brink__store_fail(store, "reading a block", err);
    }
    return BRINK_OK;
}
