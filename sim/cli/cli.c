/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/plan.h"

enum { MAX_OPTIONS = 64 };

static void BRINK_PRINTF(2, 0) say(const char *prefix, const char *format, va_list args)
{
    char text[sizeof((brink_error *)NULL)->what];
    (void)vsnprintf(text, sizeof text, format, args);
    brink_error shown;
    (void)brink_fail(&shown, BRINK_EUSAGE, "%s", text); /* for its treatment of control characters */
    (void)fprintf(stderr, "brink: %s%s\n", prefix, shown.what);
}

brink_status(cli_fail)(brink_status code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say("", format, args);
    va_end(args);
    return code;
}

brink_status(cli_fail_error)(brink_status code, const brink_error *err)
{
    return cli_fail(code, "%s", err != NULL && err->what[0] != '\0' ? err->what : brink_status_text(code));
}

void cli_print_diagnostics(const brink_diagnostics *diagnostics)
{
    for (size_t i = 0; i < brink_diagnostics_count(diagnostics); i++) {
        const char *message = brink_diagnostics_get(diagnostics, i);
        (void)fprintf(stderr, "%s\n", message != NULL ? message : "(a message was lost: out of memory)");
    }
}

brink_status cli_fail_diagnosed(brink_status status, const brink_diagnostics *diagnostics, const char *format, ...)
{
    char what[sizeof((brink_error *)NULL)->what];
    va_list args;
    if (status == BRINK_ENOMEM || diagnostics == NULL) {
        return cli_fail(BRINK_ENOMEM, "out of memory");
    }
    va_start(args, format);
    (void)vsnprintf(what, sizeof what, format, args);
    va_end(args);
    const size_t n = brink_diagnostics_count(diagnostics);
    cli_print_diagnostics(diagnostics);
    return cli_fail(status, "%zu error%s in %s", n, n == 1 ? "" : "s", what);
}

void cli_warn(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say("warning: ", format, args);
    va_end(args);
}

brink_status(cli_usage)(const cli_command *command, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say("", format, args);
    va_end(args);
    (void)fprintf(stderr, "Try 'brink %s%s--help' for more information.\n", command != NULL ? command->name : "",
                  command != NULL ? " " : "");
    return BRINK_EUSAGE;
}

const char *cli_hint(char *buffer, size_t size, const char *prefix, const char *word, const char *const *words,
                     size_t n)
{
    const char *near = brink_nearest(word, words, n);
    buffer[0] = '\0';
    if (near != NULL) {
        (void)snprintf(buffer, size, "; did you mean '%s%s'?", prefix, near);
    }
    return buffer;
}

const char *cli_hint_output(char *buffer, size_t size, const char *name, const struct brink_output *outputs, size_t n)
{
    const char *near = brink__nearest_output(outputs, n, name);
    return cli_hint(buffer, size, "", name, &near, 1);
}

brink_status cli_flush(void)
{
    errno = 0;
    if (fflush(stdout) != 0 || ferror(stdout)) {
        return cli_fail(BRINK_EIO, "writing to standard output failed%s%s", errno != 0 ? ": " : "",
                        errno != 0 ? strerror(errno) : "");
    }
    return BRINK_OK;
}

/* --- arguments ----------------------------------------------------------------------------------------------- */

typedef struct parsing {
    const cli_command *command;
    void *input;
    bool is_done;
    char **argv; /* where argp stopped */
    int next;
} parsing;

static const struct argp_option common_options[] = {
    {"help", 'h', NULL, 0, "Give this help", -1},
    {0},
};

// NOLINTNEXTLINE(readability-non-const-parameter): the type is argp's
static error_t parse_common(int key, char *arg, struct argp_state *state)
{
    parsing *p = state->input;
    (void)arg;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = p->input;
        return 0;
    case ARGP_KEY_ERROR:
        p->argv = state->argv;
        p->next = state->next;
        return 0;
    case 'h':
        cli_help(p->command);
        p->is_done = true;
        return CLI_TOLD; /* ends the parsing: what follows does not matter */
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* Two levels, so that --help is described once. */
static struct argp wrapper(const cli_command *command, struct argp_child children[2])
{
    children[0] = (struct argp_child){.argp = command->argp};
    children[1] = (struct argp_child){0};
    return (struct argp){.options = common_options,
                         .parser = parse_common,
                         .args_doc = command->argp->args_doc,
                         .doc = command->argp->doc,
                         .children = children};
}

void cli_help(const cli_command *command)
{
    char name[64];
    (void)snprintf(name, sizeof name, "brink %s", command->name);
    struct argp_child children[2];
    struct argp all = wrapper(command, children);
    /* The documentation is the wrapper's; a child that has it too would print it again. */
    struct argp child = *command->argp;
    child.doc = NULL;
    child.args_doc = NULL;
    children[0].argp = &child;
    argp_help(&all, stdout, ARGP_HELP_USAGE | ARGP_HELP_DOC | ARGP_HELP_LONG, name);
}

/* --- options that argp refuses --- */

/* argp's own texts name no nearest option, so they are switched off (ARGP_NO_ERRS), and what it stumbled over is looked
 * at again here. */
static const struct argp_option *find_short(const cli_command *command, int key)
{
    for (const struct argp_option *o = command->argp->options; o->name != NULL; o++) {
        if (o->key == key) {
            return o;
        }
    }
    return key == common_options[0].key ? &common_options[0] : NULL;
}

/* Tells what is wrong with "-abc"; false when nothing is. */
static bool tell_bad_cluster(const cli_command *command, const char *arg)
{
    for (const char *c = arg + 1; *c != '\0'; c++) {
        const struct argp_option *o = find_short(command, *c);
        if (o == NULL) {
            (void)cli_usage(command, "'brink %s' has no option -%c", command->name, *c);
            return true;
        }
        if (o->arg != NULL && c[1] == '\0') {
            (void)cli_usage(command, "option -%c needs a value (%s)", *c, o->arg);
            return true;
        }
        if (o->arg != NULL) {
            break; /* the rest is its value */
        }
    }
    return false;
}

/* Options whose name begins with `name`, an exact match alone. */
static size_t find_long(const cli_command *command, const char *name, const struct argp_option *found[MAX_OPTIONS])
{
    const struct argp_option *lists[] = {common_options, command->argp->options};
    size_t n = 0;
    for (size_t l = 0; l < 2; l++) {
        for (const struct argp_option *o = lists[l]; o->name != NULL && n < MAX_OPTIONS; o++) {
            if (strcmp(o->name, name) == 0) {
                found[0] = o;
                return 1;
            }
            if (strncmp(o->name, name, strlen(name)) == 0) {
                found[n++] = o;
            }
        }
    }
    return n;
}

/* Tells what is wrong with "--name" or "--name=value", that came last or had nothing usable behind it. */
static void tell_bad_long(const cli_command *command, const char *arg)
{
    char name[64];
    size_t length = strcspn(arg + 2, "=");
    (void)snprintf(name, sizeof name, "%.*s", (int)(length < sizeof name ? length : sizeof name - 1), arg + 2);
    const struct argp_option *found[MAX_OPTIONS];
    size_t n = find_long(command, name, found);
    if (n > 1) {
        (void)cli_usage(command, "--%s may mean --%s or --%s", name, found[0]->name, found[1]->name);
    } else if (n == 1 && arg[2 + length] == '=') {
        (void)cli_usage(command, "option --%s takes no value", found[0]->name);
    } else if (n == 1) {
        (void)cli_usage(command, "option --%s needs a value (%s)", found[0]->name, found[0]->arg);
    } else {
        const char *words[MAX_OPTIONS];
        char hint[128];
        n = find_long(command, "", found);
        for (size_t i = 0; i < n; i++) {
            words[i] = found[i]->name;
        }
        (void)cli_usage(command, "'brink %s' has no option --%s%s", command->name, name,
                        cli_hint(hint, sizeof hint, "--", name, words, n));
    }
}

/* getopt has moved behind the bad option, unless that is a letter inside a cluster. */
static void tell_bad_option(const parsing *p)
{
    const char *before = p->argv[p->next - 1];
    if (before[0] == '-' && before[1] == '-') {
        tell_bad_long(p->command, before);
    } else if (!(before[0] == '-' && tell_bad_cluster(p->command, before)) &&
               !(p->argv[p->next] != NULL && tell_bad_cluster(p->command, p->argv[p->next]))) {
        (void)cli_usage(p->command, "'brink %s' cannot make sense of '%s'", p->command->name, before);
    }
}

brink_status cli_parse(const cli_command *command, int argc, char **argv, void *input, bool *is_done)
{
    struct argp_child children[2];
    struct argp all = wrapper(command, children);
    parsing p = {.command = command, .input = input};
    error_t failed = argp_parse(&all, argc, argv, ARGP_NO_ERRS | ARGP_NO_HELP | ARGP_NO_EXIT, NULL, &p);
    *is_done = p.is_done;
    if (failed == 0 || p.is_done) {
        return BRINK_OK;
    }
    if (failed == CLI_TOLD) {
        return BRINK_EUSAGE;
    }
    if (failed == ENOMEM) {
        return cli_fail(BRINK_ENOMEM, "out of memory");
    }
    tell_bad_option(&p);
    return BRINK_EUSAGE;
}

char **cli_keep_words(int argc, char **argv)
{
    char **kept = calloc((size_t)argc + 1, sizeof *kept);
    if (kept == NULL) {
        (void)cli_fail(BRINK_ENOMEM, "out of memory");
        return NULL;
    }
    memcpy(kept, argv, (size_t)argc * sizeof *kept);
    return kept;
}

int cli_parse_whole(const cli_command *command, const char *option, const char *text, uint64_t lo, uint64_t hi,
                    uint64_t *value)
{
    uint64_t x = 0;
    bool is_good = text[0] != '\0';
    for (const char *c = text; *c != '\0' && is_good; c++) {
        uint64_t digit = (uint64_t)(unsigned char)*c - '0'; /* anything below '0' wraps to a great number */
        is_good = digit <= 9 && x <= (UINT64_MAX - digit) / 10;
        x = 10 * x + digit;
    }
    if (!(is_good && x >= lo && x <= hi)) {
        (void)cli_usage(command, "%s '%s': a whole number %" PRIu64 " .. %" PRIu64 " is needed", option, text, lo, hi);
        return CLI_TOLD;
    }
    *value = x;
    return 0;
}

int cli_add_word(const char ***words, size_t *n, const char *word)
{
    const char **grown = realloc((void *)*words, (*n + 1) * sizeof *grown);
    if (grown == NULL) {
        return ENOMEM;
    }
    *words = grown;
    grown[(*n)++] = word;
    return 0;
}

void cli_take_words(cli_words *words, const struct argp_state *state)
{
    words->word = (const char *const *)(state->argv + state->next);
    words->n = (size_t)(state->argc - state->next);
}
