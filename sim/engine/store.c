/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/no_results.h"
#include "brink/study.h"
#include "engine/store_sqlite.h"

enum {
    APPLICATION_ID = 0x62726e6b, /* "brnk" */
    BUSY_MS = 2000               /* how long to wait for another writer; one that is alive keeps the lock */
};

static const char schema[] =
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE layouts(id INTEGER PRIMARY KEY, content TEXT NOT NULL);"
    "CREATE TABLE points(id INTEGER PRIMARY KEY, scenario TEXT NOT NULL,"
    " name TEXT NOT NULL UNIQUE, noise INTEGER NOT NULL, digest BLOB NOT NULL, model TEXT NOT NULL,"
    " n_periods INTEGER NOT NULL, layout INTEGER REFERENCES layouts);"
    "CREATE TABLE tallies(point INTEGER PRIMARY KEY REFERENCES points, wanted INTEGER NOT NULL,"
    " replicas INTEGER NOT NULL, failed INTEGER NOT NULL, counts BLOB NOT NULL,"
    " done BLOB NOT NULL, tally BLOB NOT NULL);"
    "CREATE TABLE replica_blocks(id INTEGER PRIMARY KEY, data BLOB NOT NULL);"
    "CREATE VIEW blocks AS SELECT id >> 25 AS point, id & 33554431 AS block, data"
    " FROM replica_blocks;";

brink_status brink__store_fail(brink__store *store, const char *doing, brink_error *err)
{
    int code = sqlite3_errcode(store->db) & 0xff;
    int system_error = sqlite3_system_errno(store->db);
    brink_status status = BRINK_EIO;
    const char *hint = "";
    switch (code) {
    case SQLITE_NOMEM:
        status = BRINK_ENOMEM;
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        hint = "; another process is using it";
        break;
    case SQLITE_IOERR: /* SQLITE_FULL says so itself */
        hint = system_error == ENOSPC ? "; the disk is full" : "";
        break;
    default:
        break;
    }
    return brink_fail(err, status, "%s: %s: %s%s%s%s", store->path, doing, sqlite3_errmsg(store->db),
                      code == SQLITE_IOERR && system_error ? ": " : "",
                      code == SQLITE_IOERR && system_error ? strerror(system_error) : "", hint);
}

brink_status brink__store_execute(brink__store *store, const char *sql, const char *doing, brink_error *err)
{
    return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK ? BRINK_OK
                                                                       : brink__store_fail(store, doing, err);
}

/* The single number that a pragma or query gives. */
static brink_status get_number(brink__store *store, const char *sql, int64_t *number, brink_error *err)
{
    sqlite3_stmt *query = NULL;
    brink_status status = BRINK_OK;
    if (sqlite3_prepare_v2(store->db, sql, -1, &query, NULL) != SQLITE_OK || sqlite3_step(query) != SQLITE_ROW) {
        status = brink__store_fail(store, "reading", err);
    } else {
        *number = sqlite3_column_int64(query, 0);
    }
    sqlite3_finalize(query);
    return status;
}

static char *join(const char *folder)
{
    size_t n = strlen(folder) + sizeof "/results.db";
    char *path = malloc(n);
    if (path) {
        (void)snprintf(path, n, "%s/results.db", folder);
    }
    return path;
}

/* Says why the file could not be opened, or made. */
static void tell_closed(const brink__store *store, const char *folder, brink_status status, brink_error *err)
{
    const int error = store->db ? sqlite3_system_errno(store->db) : 0;
    if (!err) {
        return;
    }
    if (status == BRINK_ENOINPUT && access(store->path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR)) {
        (void)brink__no_results(folder, "results.db", err);
    } else {
        (void)brink_fail(err, status, "%s: %s%s%s", store->path, sqlite3_errmsg(store->db), error != 0 ? ": " : "",
                         error != 0 ? strerror(error) : "");
    }
}

/* Opens the file, without a look inside. */
static brink_status connect(const char *folder, int flags, brink__store **store, brink_error *err)
{
    *store = calloc(1, sizeof **store);
    if (*store) {
        (*store)->path = join(folder);
    }
    if (!*store || !(*store)->path) {
        brink__store_close(*store);
        *store = NULL;
        (void)brink_fail(err, BRINK_ENOMEM, "out of memory for a store");
        return BRINK_ENOMEM;
    }
    (*store)->for_writing = flags & SQLITE_OPEN_READWRITE;
    (*store)->data_version = -1;
    if (sqlite3_open_v2((*store)->path, &(*store)->db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
        brink_status status = flags & SQLITE_OPEN_CREATE ? BRINK_ECANTCREATE : BRINK_ENOINPUT;
        status = (*store)->db ? status : BRINK_ENOMEM;
        tell_closed(*store, folder, status, err);
        brink__store_close(*store);
        *store = NULL;
        return status;
    }
    sqlite3_extended_result_codes((*store)->db, 1);
    (void)sqlite3_busy_timeout((*store)->db, BUSY_MS);
    return BRINK_OK;
}

/* Takes the write lock, and makes sure that nobody wrote while it was let go: tallies in memory would be stale. */
static brink_status begin(brink__store *store, brink_error *err)
{
    brink_status status =
        brink__store_execute(store, store->for_writing ? "BEGIN IMMEDIATE" : "BEGIN", "cannot be locked", err);
    int64_t data_version = 0;
    if (status == BRINK_OK) {
        status = get_number(store, "PRAGMA data_version", &data_version, err);
    }
    if (status == BRINK_OK && store->data_version >= 0 && data_version != store->data_version) {
        status = brink_fail(err, BRINK_EIO, "%s: another process has written to it", store->path);
    }
    store->data_version = data_version;
    return status;
}

/* WAL lets readers in while a writer works. Where it cannot be had (a file system without shared memory, a reader who
 * is there already) SQLite keeps its rollback journal, which is as safe: so the answer to that pragma does not matter.
 */
static brink_status set_up(brink__store *store, brink_error *err)
{
    brink_status status = brink__store_execute(store, "PRAGMA page_size=8192", "cannot be set up", err);
    if (status == BRINK_OK) {
        (void)sqlite3_exec(store->db, "PRAGMA journal_mode=WAL", NULL, NULL, NULL);
        status = brink__store_execute(store, "PRAGMA synchronous=FULL", "cannot be set up", err);
    }
    return status;
}

bool brink__store_exists(const char *folder)
{
    brink__store *store = NULL;
    int64_t n_tables = 0;
    int64_t application_id = 0;
    /* for writing: a process killed while it made the store leaves a journal, and only a writer may roll it back */
    if (connect(folder, SQLITE_OPEN_READWRITE, &store, NULL) != BRINK_OK) {
        char *path = join(folder);
        struct stat facts;
        bool is_absent = path && stat(path, &facts) != 0 && errno == ENOENT;
        free(path);
        return !is_absent;
    }
    bool is_blank = get_number(store, "SELECT count(*) FROM sqlite_master", &n_tables, NULL) == BRINK_OK &&
                    get_number(store, "PRAGMA application_id", &application_id, NULL) == BRINK_OK && n_tables == 0 &&
                    application_id == 0;
    brink__store_close(store);
    return !is_blank;
}

static brink_status add_meta(brink__store *store, const char *key, const char *value, brink_error *err)
{
    sqlite3_stmt *query = NULL;
    brink_status status = BRINK_OK;
    if (sqlite3_prepare_v2(store->db, "INSERT INTO meta VALUES(?, ?)", -1, &query, NULL) != SQLITE_OK ||
        sqlite3_bind_text(query, 1, key, -1, SQLITE_STATIC) != SQLITE_OK ||
        sqlite3_bind_text(query, 2, value, -1, SQLITE_STATIC) != SQLITE_OK || sqlite3_step(query) != SQLITE_DONE) {
        status = brink__store_fail(store, "writing", err);
    }
    sqlite3_finalize(query);
    return status;
}

static brink_status keep_facts(brink__store *store, const brink__study_facts *facts, brink_error *err)
{
    store->version = strdup(facts->version);
    store->description = strdup(facts->description);
    store->plan = strdup(facts->plan);
    if (!store->version || !store->description || !store->plan) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for a store");
    }
    store->facts = (brink__study_facts){.seed = facts->seed,
                                        .replicas = facts->replicas,
                                        .version = store->version,
                                        .description = store->description,
                                        .plan = store->plan};
    return BRINK_OK;
}

brink_status brink__store_create(const char *folder, const brink__study_facts *facts, brink__store **store,
                                 brink_error *err)
{
    char sql[128];
    char seed[24];
    char replicas[24];
    char block[24];
    (void)snprintf(sql, sizeof sql, "PRAGMA application_id=%d; PRAGMA user_version=%d;", APPLICATION_ID, BRINK__FORMAT);
    (void)snprintf(seed, sizeof seed, "%llu", (unsigned long long)facts->seed);
    (void)snprintf(replicas, sizeof replicas, "%llu", (unsigned long long)facts->replicas);
    (void)snprintf(block, sizeof block, "%d", BRINK_BLOCK);
    brink_status status = connect(folder, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, store, err);
    if (status != BRINK_OK) {
        return status;
    }
    int64_t n_tables = 0;
    if ((status = set_up(*store, err)) != BRINK_OK || (status = begin(*store, err)) != BRINK_OK ||
        (status = get_number(*store, "SELECT count(*) FROM sqlite_master", &n_tables, err)) != BRINK_OK) {
        goto out;
    }
    if (n_tables > 0) { /* somebody else was quicker */
        status = brink_fail(err, BRINK_ECANTCREATE, "%s: exists already", (*store)->path);
        goto out;
    }
    if ((status = brink__store_execute(*store, sql, "writing", err)) != BRINK_OK ||
        (status = brink__store_execute(*store, schema, "writing", err)) != BRINK_OK ||
        (status = add_meta(*store, "version", facts->version, err)) != BRINK_OK ||
        (status = add_meta(*store, "seed", seed, err)) != BRINK_OK ||
        (status = add_meta(*store, "replicas", replicas, err)) != BRINK_OK ||
        (status = add_meta(*store, "plan", facts->plan, err)) != BRINK_OK ||
        (status = add_meta(*store, "block", block, err)) != BRINK_OK ||
        (status = add_meta(*store, "description", facts->description, err)) != BRINK_OK) {
        goto out;
    }
    status = keep_facts(*store, facts, err);
out:
    if (status != BRINK_OK) {
        brink__store_close(*store);
        *store = NULL;
    }
    return status;
}

/* The value of a key as a number, 0 .. 2^64 - 1. */
static bool parse_number(const char *text, uint64_t *number)
{
    char *end = NULL;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    *number = value;
    return *text >= '0' && *text <= '9' && *end == '\0' && errno == 0;
}

static brink_status read_meta(brink__store *store, brink_error *err)
{
    sqlite3_stmt *query = NULL;
    unsigned found = 0;
    uint64_t block = 0;
    bool is_sound = true;
    brink_status status = BRINK_OK;
    int step = sqlite3_prepare_v2(store->db, "SELECT key, value FROM meta", -1, &query, NULL);
    while (step == SQLITE_OK || step == SQLITE_ROW) {
        step = sqlite3_step(query);
        const char *key = step == SQLITE_ROW ? (const char *)sqlite3_column_text(query, 0) : NULL;
        const char *value = key ? (const char *)sqlite3_column_text(query, 1) : NULL;
        if (!value) {
            continue;
        }
        if (strcmp(key, "seed") == 0) {
            is_sound = is_sound && parse_number(value, &store->facts.seed);
            found |= 1;
        } else if (strcmp(key, "replicas") == 0) {
            is_sound = is_sound && parse_number(value, &store->facts.replicas);
            found |= 2;
        } else if (strcmp(key, "block") == 0) {
            is_sound = is_sound && parse_number(value, &block);
            found |= 4;
        } else if (strcmp(key, "version") == 0 && !store->version) {
            store->facts.version = store->version = strdup(value);
            found |= 8;
        } else if (strcmp(key, "description") == 0 && !store->description) {
            store->facts.description = store->description = strdup(value);
            found |= 16;
        } else if (strcmp(key, "plan") == 0 && !store->plan) {
            store->facts.plan = store->plan = strdup(value);
            found |= 32;
        }
    }
    if (step != SQLITE_DONE) {
        status = brink__store_fail(store, "reading", err);
    } else if (!is_sound || found != 63 || block != BRINK_BLOCK || store->facts.replicas < 1 ||
               store->facts.replicas > UINT32_MAX) {
        status = brink_fail(err, BRINK_EDATA, "%s: its table `meta` is damaged or of another format", store->path);
    } else if (!store->version || !store->description || !store->plan) {
        status = brink_fail(err, BRINK_ENOMEM, "out of memory for a store");
    }
    sqlite3_finalize(query);
    return status;
}

/* That it is ours, before anything is written to it. */
static brink_status check_format(brink__store *store, brink_error *err)
{
    int64_t application_id = 0;
    int64_t format = 0;
    brink_status status = get_number(store, "PRAGMA application_id", &application_id, err);
    if (status == BRINK_OK) {
        status = get_number(store, "PRAGMA user_version", &format, err);
    }
    if (status == BRINK_OK && application_id != APPLICATION_ID) {
        status = brink_fail(err, BRINK_EDATA, "%s: is not a store of brink", store->path);
    }
    if (status == BRINK_OK && format != BRINK__FORMAT) {
        status = brink_fail(err, BRINK_EDATA, "%s: is of format %lld, this brink reads format %d", store->path,
                            (long long)format, BRINK__FORMAT);
    }
    int code = sqlite3_errcode(store->db) & 0xff;
    if (status == BRINK_EIO && (code == SQLITE_NOTADB || code == SQLITE_CORRUPT)) {
        status =
            brink_fail(err, BRINK_EDATA, "%s: is not a store of brink: %s", store->path, sqlite3_errmsg(store->db));
    }
    return status;
}

brink_status brink__store_open(const char *folder, bool for_writing, brink__store **store, brink_error *err)
{
    brink_status status = connect(folder, for_writing ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY, store, err);
    if (status != BRINK_OK) {
        return status;
    }
    if ((status = check_format(*store, err)) != BRINK_OK ||
        (for_writing && (status = set_up(*store, err)) != BRINK_OK) || (status = begin(*store, err)) != BRINK_OK) {
        goto out;
    }
    status = read_meta(*store, err);
out:
    if (status != BRINK_OK) {
        brink__store_close(*store);
        *store = NULL;
    }
    return status;
}

void brink__store_close(brink__store *store)
{
    if (!store) {
        return;
    }
    for (size_t i = 0; i < BRINK__N_QUERIES; i++) {
        sqlite3_finalize(store->query[i]);
    }
    (void)sqlite3_blob_close(store->blob);
    (void)sqlite3_close(store->db); /* rolls back; the last connection also moves the WAL into the file */
    free(store->path);
    free(store->version);
    free(store->description);
    free(store->plan);
    free(store);
}

const brink__study_facts *brink__store_facts(const brink__store *store)
{
    return &store->facts;
}

brink_status brink__store_commit(brink__store *store, brink_error *err)
{
    (void)sqlite3_reset(store->query[BRINK__Q_READ_TALLY]); /* a reading statement would hold its snapshot */
    brink_status status = brink__store_execute(store, "COMMIT", "cannot be written", err);
    return status == BRINK_OK ? begin(store, err) : status;
}

brink_status brink__store_finish(brink__store *store, brink_error *err)
{
    for (size_t i = 0; i < BRINK__N_QUERIES; i++) {
        sqlite3_finalize(store->query[i]);
        store->query[i] = NULL;
    }
    brink_status status = brink__store_execute(store, "ROLLBACK", "cannot be finished", err);
    if (status == BRINK_OK) {
        status = brink__store_execute(store, "PRAGMA wal_checkpoint(TRUNCATE)", "cannot be finished", err);
    }
    if (status == BRINK_OK) {
        /* Without WAL the file can be read where nothing can be written. A reader that is still there keeps it in WAL,
         * which is no failure. */
        (void)sqlite3_exec(store->db, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
    }
    return status;
}
