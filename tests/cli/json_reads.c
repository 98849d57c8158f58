/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * json_reads PATH...: reads one JSON document from standard input, and nothing else, and prints the value at each
 * PATH (keys and indices joined by dots, as points.0.done), a line each; arrays print their length. Exit status 1 when
 * there is no such document or no such value. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const json_t *find(const json_t *at, const char *path)
{
    while (at && *path != '\0') {
        char key[64];
        size_t n = strcspn(path, ".");
        snprintf(key, sizeof key, "%.*s", (int)n, path);
        at = json_is_array(at) ? json_array_get(at, (size_t)strtoul(key, NULL, 10)) : json_object_get(at, key);
        path += n + (path[n] == '.');
    }
    return at;
}

int main(int argc, char **argv)
{
    json_error_t fault;
    json_t *root = json_loadf(stdin, JSON_REJECT_DUPLICATES, &fault);
    int bad = root == NULL;
    if (bad) {
        fprintf(stderr, "line %d: %s\n", fault.line, fault.text);
    }
    for (int i = 1; i < argc && !bad; i++) {
        const json_t *value = find(root, argv[i]);
        if (json_is_array(value)) {
            printf("%zu\n", json_array_size(value));
        } else if (value && json_dumpf(value, stdout, JSON_ENCODE_ANY) == 0) {
            printf("\n");
        } else {
            fprintf(stderr, "no %s\n", argv[i]);
            bad = 1;
        }
    }
    json_decref(root);
    return bad;
}
