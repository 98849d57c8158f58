/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * replay FOLDER: runs a fuzz target over every file of a folder, so that the corpus is an ordinary test. An empty
 * folder fails. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_INPUT = 1 << 20 };

int main(int argc, char **argv)
{
    DIR *dir = argc == 2 ? opendir(argv[1]) : NULL;
    uint8_t *data = malloc(MAX_INPUT);
    size_t n_files = 0;
    if (dir == NULL || data == NULL) {
        fprintf(stderr, "usage: replay FOLDER\n");
        free(data);
        return 2;
    }
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        char path[4096];
        if (entry->d_name[0] == '.') {
            continue;
        }
        snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
        FILE *f = fopen(path, "rb");
        if (f == NULL) {
            perror(path);
            n_files = 0;
            break;
        }
        size_t n = fread(data, 1, MAX_INPUT, f);
        fclose(f);
        printf("%s\n", entry->d_name);
        fflush(stdout); /* the last name is the culprit's when the target stops */
        (void)LLVMFuzzerTestOneInput(data, n);
        n_files++;
    }
    closedir(dir);
    free(data);
    printf("%zu inputs\n", n_files);
    return n_files > 0 ? 0 : 1;
}
