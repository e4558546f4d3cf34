/* scratch_dir.h - a folder of its own for a test, gone with all in it. */
#ifndef POPBOX_TESTS_SCRATCH_DIR_H
#define POPBOX_TESTS_SCRATCH_DIR_H

#include <stdbool.h>

struct scratch_dir {
    char path[64];
};

void scratch_dir_init(struct scratch_dir *dir);
void scratch_dir_fini(struct scratch_dir *dir);
/* Below it; folders are made as needed. */
void scratch_dir_write(const struct scratch_dir *dir, const char *name,
                       const char *text);
bool scratch_dir_has(const struct scratch_dir *dir, const char *name);
/* "DIR/NAME", in path. */
const char *scratch_dir_path(const struct scratch_dir *dir, const char *name,
                             char path[512]);
/* How many files and folders are below name, name not counted; 0 also when
 * there is no such folder. */
unsigned scratch_dir_count(const struct scratch_dir *dir, const char *name);

#endif
