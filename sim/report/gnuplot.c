/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/gnuplot.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ; /* POSIX leaves the declaration to us */

/* The first bytes of what a program said, on one line. */
typedef struct speech {
    char text[600];
    size_t n;
} speech;

static void hear(speech *said, const char *chunk, size_t n)
{
    for (size_t i = 0; i < n && said->n + 1 < sizeof said->text; i++) {
        bool is_blank = chunk[i] == '\n' || chunk[i] == '\r' || chunk[i] == '\t' || chunk[i] == ' ';
        bool is_after_blank = said->n == 0 || said->text[said->n - 1] == ' ';
        if (!(is_blank && is_after_blank)) {
            said->text[said->n] = chunk[i];
            if (is_blank) {
                said->text[said->n] = ' ';
            }
            said->n++;
        }
    }
    said->text[said->n] = '\0';
}

/* Reads to the end even when the buffer is full, or the other side would block. */
static void hear_all(speech *said, int fd)
{
    char chunk[512];
    for (;;) {
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n > 0) {
            hear(said, chunk, (size_t)n);
        } else if (n == 0 || errno != EINTR) {
            return;
        }
    }
}

/* Starts gnuplot with its input empty and both outputs in `fd`. An errno. */
static int spawn(char *const *argv, int fd, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    int error = posix_spawn_file_actions_init(&actions);
    if (error != 0) {
        return error;
    }
    error = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (error == 0) {
        error = posix_spawn_file_actions_adddup2(&actions, fd, STDOUT_FILENO);
    }
    if (error == 0) {
        error = posix_spawn_file_actions_adddup2(&actions, fd, STDERR_FILENO);
    }
    if (error == 0) {
        error = posix_spawnp(pid, argv[0], &actions, NULL, argv, environ);
    }
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

static brink_status judge(int ended, const char *script, const speech *said, brink_error *err)
{
    if (WIFEXITED(ended) && WEXITSTATUS(ended) == 0) {
        return BRINK_OK;
    }
    if (WIFSIGNALED(ended) && (WTERMSIG(ended) == SIGINT || WTERMSIG(ended) == SIGTERM)) {
        return brink_fail(err, BRINK_EINTERRUPTED, "interrupted while drawing with %s", script);
    }
    if (WIFSIGNALED(ended)) {
        return brink_fail(err, BRINK_EUNAVAILABLE, "gnuplot was ended by signal %d on %s: %s", WTERMSIG(ended), script,
                          said->text);
    }
    return brink_fail(err, BRINK_EUNAVAILABLE, "gnuplot failed on %s: %s", script, said->text);
}

brink_status brink__gnuplot_start(brink__drawing *drawing, const char *script, const char *const *arguments,
                                  brink_error *err)
{
    const char *argv[4 + BRINK__GNUPLOT_ARGUMENTS + 1] = {"gnuplot", "-d", "-c", script};
    int ends[2] = {-1, -1};
    *drawing = (brink__drawing){.script = script, .fd = -1};
    for (size_t i = 0; i < BRINK__GNUPLOT_ARGUMENTS && arguments[i]; i++) {
        argv[4 + i] = arguments[i];
    }
    if (pipe(ends) != 0) {
        return brink_fail(err, BRINK_ENOMEM, "cannot start gnuplot: no pipe");
    }
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    char *const *args = (char *const *)(uintptr_t)argv; /* posix_spawn promises not to change them */
    int error = spawn(args, ends[1], &drawing->pid);
    close(ends[1]);
    if (error == 0) {
        drawing->fd = ends[0];
        return BRINK_OK;
    }
    close(ends[0]);
    if (error == ENOENT || error == EACCES) {
        return brink_fail(err, BRINK_EUNAVAILABLE,
                          "gnuplot is not on the PATH; it draws the plots (Debian: apt-get install gnuplot-nox)");
    }
    return brink_fail(err, BRINK_ENOMEM, "cannot start gnuplot: error %d", error);
}

brink_status brink__gnuplot_finish(brink__drawing *drawing, brink_error *err)
{
    int ended = 0;
    speech said = {0};
    hear_all(&said, drawing->fd);
    close(drawing->fd);
    while (waitpid(drawing->pid, &ended, 0) < 0) {
        if (errno != EINTR) {
            return brink_fail(err, BRINK_EUNAVAILABLE, "lost sight of gnuplot while it drew with %s", drawing->script);
        }
    }
    return judge(ended, drawing->script, &said, err);
}
