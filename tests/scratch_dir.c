/*
 * scratch_dir.c - a folder of its own for a test, gone with all in it.
 *
 * In memory where that is possible: a disk's fsync() would be most of a test's
 * time.
 */
#include "tests/scratch_dir.h"

#include <criterion/criterion.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static unsigned n_counted; /* nftw() takes no user pointer */

void scratch_dir_init(struct scratch_dir *dir)
{
    const char *home = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";

    (void)snprintf(dir->path, sizeof(dir->path), "%s/popbox-test.XXXXXX", home);
    cr_assert_not_null(mkdtemp(dir->path));
}

static int remove_one(const char *path, const struct stat *facts, int type,
                      struct FTW *at)
{
    (void)facts;
    (void)type;
    (void)at;
    return remove(path);
}

void scratch_dir_fini(struct scratch_dir *dir)
{
    cr_assert_eq(nftw(dir->path, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

const char *scratch_dir_path(const struct scratch_dir *dir, const char *name,
                             char path[512])
{
    cr_assert_lt(snprintf(path, 512, "%s/%s", dir->path, name), 512);
    return path;
}

void scratch_dir_write(const struct scratch_dir *dir, const char *name,
                       const char *text)
{
    char path[512];
    FILE *file;

    scratch_dir_path(dir, name, path);
    for (char *at = path + strlen(dir->path) + 1; (at = strchr(at, '/'));) {
        *at = '\0';
        (void)mkdir(path, 0777); /* fopen() tells */
        *at++ = '/';
    }
    file = fopen(path, "w");
    cr_assert_not_null(file, "%s", path);
    cr_assert_geq(fputs(text, file), 0);
    cr_assert_eq(fclose(file), 0);
}

bool scratch_dir_has(const struct scratch_dir *dir, const char *name)
{
    struct stat facts;
    char path[512];

    return lstat(scratch_dir_path(dir, name, path), &facts) == 0;
}

static int count_one(const char *path, const struct stat *facts, int type,
                     struct FTW *at)
{
    (void)path;
    (void)facts;
    (void)type;
    n_counted += at->level > 0;
    return 0;
}

unsigned scratch_dir_count(const struct scratch_dir *dir, const char *name)
{
    char path[512];

    n_counted = 0;
    (void)nftw(scratch_dir_path(dir, name, path), count_one, 16, FTW_PHYS);
    return n_counted;
}
