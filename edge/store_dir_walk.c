/*
 * store_dir_walk.c - folders and files beneath a root, never outside it.
 *
 * openat() with O_NOFOLLOW, one segment at a time, and not openat2(): that one
 * is missing on older kernels and forbidden in many a container, and a second
 * way that is only taken there would be a way that nobody tests.
 */
#include "edge/store_dir_walk.h"

#include "cache/base/assert.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define PIECE ((size_t)256 << 10)

int dir_err(void)
{
    switch (errno) {
    case ENOENT:
        return ERR_MISSING;
    case ENOTDIR:
    case ELOOP:
    case EISDIR:
    case EEXIST:
    case ENOTEMPTY:
    case ENAMETOOLONG:
    case EINVAL: /* vfat on a name with a colon */
    case EILSEQ:
        return ERR_MISMATCH;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
    case EMFILE:
    case ENFILE:
        return ERR_FULL;
    default:
        return ERR_IO;
    }
}

void dir_close(int fd)
{
    (void)close(fd); /* what had to be safe was synced before */
}

/* ---- folders ------------------------------------------------------------- */

static int open_here(int folder, const char *name)
{
    return openat(folder, name,
                  O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static int make_here(int folder, const char *name)
{
    if (mkdirat(folder, name, 0777) != 0 && errno != EEXIST)
        return -1;
    if (fsync(folder) != 0)
        return -1;
    return open_here(folder, name);
}

/* The next segment of path as a string, and the rest. */
static int take_segment(struct span *path, char name[DIR_SEGMENT_MAX + 1])
{
    size_t end = span_find(*path, '/', 0);
    struct span segment = span_cut(*path, 0, end);

    ASSERT(segment.len > 0);
    ASSERT(!span_eq(segment, SPAN(".")));
    ASSERT(!span_eq(segment, SPAN("..")));
    *path = span_cut(*path, end + 1, path->len);
    if (segment.len > DIR_SEGMENT_MAX)
        return ERR_MISMATCH;
    memcpy(name, segment.ptr, segment.len);
    name[segment.len] = '\0';
    return 0;
}

int dir_open_folder(int root, struct span path, bool make)
{
    char name[DIR_SEGMENT_MAX + 1];
    int fd = open_here(root, ".");

    while (fd >= 0 && path.len > 0) {
        int at = fd;
        int err = take_segment(&path, name);

        if (!err) {
            fd = open_here(at, name);
            if (fd < 0 && errno == ENOENT && make)
                fd = make_here(at, name);
            err = fd < 0 ? dir_err() : 0;
        }
        dir_close(at);
        if (err)
            return err;
    }
    return fd < 0 ? dir_err() : fd;
}

bool dir_each(int folder,
              void (*each)(void *user, const char *name, unsigned char type),
              void *user)
{
    int fd = open_here(folder, ".");
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    struct dirent *entry;

    if (!dir) {
        if (fd >= 0)
            dir_close(fd);
        return false;
    }
    while ((entry = readdir(dir)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            each(user, entry->d_name, entry->d_type);
    (void)closedir(dir); /* it was only read */
    return true;
}

static void remove_one(void *user, const char *name, unsigned char type)
{
    (void)type; /* unlinkat() refuses folders itself */
    (void)unlinkat(*(int *)user, name, 0); /* what stays costs only room */
}

void dir_empty(int folder)
{
    (void)dir_each(folder, remove_one, &folder); /* as above */
}

/* ---- files --------------------------------------------------------------- */

/* Not blocking, so that a FIFO with no writer cannot hold us up. */
int dir_open_file(int folder, const char *name, struct stat *facts)
{
    int fd = openat(folder, name,
                    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

    if (fd < 0)
        return dir_err();
    if (fstat(fd, facts) != 0 || !S_ISREG(facts->st_mode)) {
        dir_close(fd);
        return ERR_MISMATCH;
    }
    return fd;
}

int dir_make_file(int folder, const char *name)
{
    int fd = openat(folder, name,
                    O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);

    return fd < 0 ? dir_err() : fd;
}

int dir_move(int from, const char *name, int to, const char *new_name)
{
    if (renameat(from, name, to, new_name) != 0 || fsync(to) != 0)
        return dir_err();
    return 0;
}

int dir_remove(int folder, const char *name)
{
    if (unlinkat(folder, name, 0) != 0)
        return errno == ENOENT ? 0 : dir_err();
    return fsync(folder) != 0 ? dir_err() : 0;
}

int dir_copy(int from, int to)
{
    for (;;) {
        ssize_t n = copy_file_range(from, NULL, to, NULL, PIECE, 0);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? dir_err() : 0;
    }
}
