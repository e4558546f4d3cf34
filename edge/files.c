/*
 * files.c - whole files in, with a limit, and out at one stroke.
 *
 * Reading asks for one byte more than the limit allows, so that a file which
 * grows, or a pipe whose length nobody knows, is told from one that just fits.
 */
#include "edge/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE        65536u
#define PATH_LEN_MAX 4096u

const char *files_name(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

/* ---- reading ------------------------------------------------------------- */

static int cannot_read(const char *path, const char *why, struct buf *error)
{
    buf_addf(error, "cannot read %s: %s", files_name(path), why);
    return ERR_IO;
}

static int too_long(const char *path, const struct buf *out, struct buf *error)
{
    buf_addf(error, "%s is longer than %zu bytes", files_name(path), out->max);
    return ERR_TOO_LONG;
}

static int read_all(int fd, const char *path, struct buf *out,
                    struct buf *error)
{
    for (;;) {
        size_t room = out->max - out->len;
        char over;
        char *to = &over;
        ssize_t n;

        if (room > PIECE)
            room = PIECE;
        if (room > 0)
            to = buf_room(out, room);
        n = read(fd, to, room > 0 ? room : 1);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return cannot_read(path, strerror(errno), error);
        if (n == 0)
            return 0;
        if (room == 0)
            return too_long(path, out, error);
        buf_grow_len(out, (size_t)n);
    }
}

int files_read(const char *path, struct buf *out, struct buf *error)
{
    struct stat stat;
    int fd;
    int err;

    if (strcmp(path, "-") == 0)
        return read_all(STDIN_FILENO, path, out, error);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return cannot_read(path, strerror(errno), error);
    if (fstat(fd, &stat) == 0 && S_ISDIR(stat.st_mode))
        err = cannot_read(path, strerror(EISDIR), error);
    else
        err = read_all(fd, path, out, error);
    (void)close(fd); /* it was only read */
    return err;
}

/* ---- writing ------------------------------------------------------------- */

int files_write_all(int fd, struct span bytes)
{
    while (bytes.len > 0) {
        ssize_t n = write(fd, bytes.ptr, bytes.len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return ERR_IO;
        bytes = span_cut(bytes, (size_t)n, bytes.len);
    }
    return 0;
}

static int cannot_write(const char *path, struct buf *error)
{
    buf_addf(error, "cannot write %s: %s", path, strerror(errno));
    return ERR_IO;
}

/* Writes to the open temporary file and puts it in the place of path. */
static int put_in_place(int fd, const char *temporary, const char *path,
                        struct span bytes)
{
    int err = files_write_all(fd, bytes);

    if (!err && fchmod(fd, 0644) != 0)
        err = ERR_IO;
    if (close(fd) != 0)
        err = ERR_IO;
    if (!err && rename(temporary, path) != 0)
        err = ERR_IO;
    return err;
}

int files_write(const char *path, struct span bytes, struct buf *error)
{
    char temporary[PATH_LEN_MAX];
    int len = snprintf(temporary, sizeof(temporary), "%s.XXXXXX", path);
    int fd;

    if (len < 0 || (size_t)len >= sizeof(temporary)) {
        errno = ENAMETOOLONG;
        return cannot_write(path, error);
    }
    fd = mkstemp(temporary);
    if (fd < 0)
        return cannot_write(path, error);
    if (put_in_place(fd, temporary, path, bytes) != 0) {
        int err = cannot_write(path, error);

        (void)unlink(temporary); /* it failed already */
        return err;
    }
    return 0;
}
