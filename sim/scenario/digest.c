/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Digest of what a scenario says to its model. */
#include <string.h>
#include <sys/types.h> /* sha256.h needs it */

#include <sha256.h>

#include "base/text.h"
#include "scenario/table.h"

/* A text with its length before it: no two sequences of texts give the same bytes. */
static void add_text(SHA256_CTX *sha, const char *text)
{
    uint64_t n = strlen(text);
    uint8_t length[8];
    for (size_t i = 0; i < sizeof length; i++) {
        length[i] = (uint8_t)(n >> (8 * i));
    }
    SHA256_Update(sha, length, sizeof length);
    SHA256_Update(sha, (const uint8_t *)text, n);
}

static void add_number(SHA256_CTX *sha, double number)
{
    char text[32];
    (void)brink__format_double(number, text);
    add_text(sha, text);
}

/* What a scenario is called, and where its rows came from, does not change what it says. */
static bool is_label(const char *key)
{
    return strcmp(key, "name") == 0 || strcmp(key, "title") == 0 || strcmp(key, "extends") == 0;
}

void brink_scenario_digest(const brink_scenario *scenario, unsigned char sha256[32])
{
    SHA256_CTX sha;
    SHA256_Init(&sha);
    add_text(&sha, "brink scenario 1");
    add_text(&sha, scenario->model->name);
    for (size_t t = 0; t < scenario->n_tables; t++) {
        const brink__table *table = &scenario->tables[t];
        if (t == BRINK__SOURCES) {
            continue;
        }
        add_text(&sha, table->schema->name);
        add_number(&sha, (double)table->n_rows);
        for (size_t row = 0; row < table->n_rows; row++) {
            if (t == BRINK__SCENARIO && is_label(brink__cell_at(table, row, 0)->text)) {
                continue;
            }
            for (size_t c = 0; c < table->schema->n_columns; c++) {
                const brink__cell *cell = brink__cell_at(table, row, c);
                if (brink__is_number(brink__rule(table, row, c)) && cell->text[0] != '\0') {
                    add_number(&sha, cell->number); /* 1.0 is 1 */
                } else {
                    add_text(&sha, cell->text);
                }
            }
        }
    }
    SHA256_Final(sha256, &sha);
}
