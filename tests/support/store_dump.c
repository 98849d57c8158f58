/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/store_dump.h"

#include "support/check.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void make_folder(char folder[64])
{
    const char *parent = getenv("TMPDIR");
    (void)snprintf(folder, 64, "%.40s/brink-XXXXXX", parent && *parent && strlen(parent) < 40 ? parent : "/tmp");
    assert_non_null(mkdtemp(folder));
}

static void path_of(char path[128], const char *folder, const char *name)
{
    (void)snprintf(path, 128, "%s/%s", folder, name);
}

void remove_folder(const char *folder)
{
    const char *const names[] = {"results.db", "results.db-wal", "results.db-shm", "results.db-journal"};
    for (size_t i = 0; i < COUNT(names); i++) {
        char path[128];
        path_of(path, folder, names[i]);
        (void)unlink(path);
    }
    assert_int_equal(rmdir(folder), 0);
}

long long file_size(const char *folder, const char *name)
{
    char path[128];
    path_of(path, folder, name);
    struct stat facts;
    return stat(path, &facts) == 0 ? (long long)facts.st_size : -1;
}

static void dump_row(FILE *out, sqlite3_stmt *query)
{
    for (int c = 0; c < sqlite3_column_count(query); c++) {
        if (sqlite3_column_type(query, c) == SQLITE_BLOB) {
            const unsigned char *data = sqlite3_column_blob(query, c);
            for (int i = 0; i < sqlite3_column_bytes(query, c); i++) {
                (void)fprintf(out, "%02x", data[i]);
            }
        } else {
            const char *text = (const char *)sqlite3_column_text(query, c);
            (void)fputs(text ? text : "NULL", out);
        }
        (void)fputc('|', out);
    }
    (void)fputc('\n', out);
}

char *dump_store(const char *folder)
{
    static const char *const tables[] = {"meta", "layouts", "points", "tallies", "replica_blocks"};
    char path[128];
    char *text = NULL;
    size_t n = 0;
    sqlite3 *db = NULL;
    path_of(path, folder, "results.db");
    FILE *out = open_memstream(&text, &n);
    bool is_read = out && sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK;
    for (size_t i = 0; is_read && i < COUNT(tables); i++) {
        char sql[64];
        sqlite3_stmt *query = NULL;
        (void)snprintf(sql, sizeof sql, "SELECT * FROM %s ORDER BY 1", tables[i]);
        is_read = sqlite3_prepare_v2(db, sql, -1, &query, NULL) == SQLITE_OK;
        (void)fprintf(out, "%s\n", tables[i]);
        int step = SQLITE_DONE;
        while (is_read && (step = sqlite3_step(query)) == SQLITE_ROW) {
            dump_row(out, query);
        }
        is_read = is_read && step == SQLITE_DONE;
        sqlite3_finalize(query);
    }
    (void)sqlite3_close(db);
    if (out) {
        (void)fclose(out);
    }
    if (!is_read) {
        free(text);
        text = NULL;
    }
    return text;
}

void alter_store(const char *folder, const char *sql)
{
    char path[128];
    sqlite3 *db = NULL;
    path_of(path, folder, "results.db");
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}
