/* test_files.c - whole files: limits, pipes, errors that name the file. */
#include "edge/files.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void setup(char dir[64])
{
    strcpy(dir, "/tmp/popbox-files-XXXXXX");
    cr_assert(mkdtemp(dir));
}

Test(files, what_is_written_is_read_again)
{
    char dir[64];
    char path[128];
    struct buf got;
    struct buf error;
    struct stat stat_of;

    setup(dir);
    snprintf(path, sizeof(path), "%s/x", dir);
    buf_init(&got, 16);
    buf_init(&error, 4096);
    cr_expect_eq(files_write(path, SPAN("first"), &error), 0);
    cr_expect_eq(files_write(path, SPAN("0123456789abcdef"), &error), 0,
                 "in the place of the old one");
    cr_expect_eq(files_read(path, &got, &error), 0, "as long as the limit");
    cr_expect(span_eq(buf_span(&got), SPAN("0123456789abcdef")));
    cr_expect_eq(stat(path, &stat_of), 0);
    cr_expect_eq(stat_of.st_mode & 0777, 0644);
    cr_expect_eq(unlink(path), 0);
    cr_expect_eq(rmdir(dir), 0, "nothing else is left behind");
    buf_fini(&got);
    buf_fini(&error);
}

Test(files, a_file_past_the_limit_is_refused_with_its_name)
{
    char dir[64];
    char path[128];
    char expected[256];
    struct buf got;
    struct buf error;

    setup(dir);
    snprintf(path, sizeof(path), "%s/long", dir);
    snprintf(expected, sizeof(expected), "%s is longer than 4 bytes", path);
    buf_init(&got, 4);
    buf_init(&error, 4096);
    cr_expect_eq(files_write(path, SPAN("12345"), &error), 0);
    cr_expect_eq(files_read(path, &got, &error), ERR_TOO_LONG);
    cr_expect_str_eq(buf_span(&error).ptr, expected);
    cr_expect_eq(files_read("/dev/zero", &got, &error), ERR_TOO_LONG,
                 "one without an end, too");
    unlink(path);
    rmdir(dir);
    buf_fini(&got);
    buf_fini(&error);
}

Test(files, what_cannot_be_read_or_written_says_why)
{
    struct buf got;
    struct buf error;

    buf_init(&got, 4096);
    buf_init(&error, 4096);
    cr_expect_eq(files_read("/nonexistent/x", &got, &error), ERR_IO);
    cr_expect_str_eq(buf_span(&error).ptr,
                     "cannot read /nonexistent/x: No such file or directory");
    buf_reset(&error);
    cr_expect_eq(files_read("/tmp", &got, &error), ERR_IO);
    cr_expect_str_eq(buf_span(&error).ptr, "cannot read /tmp: Is a directory");
    buf_reset(&error);
    cr_expect_eq(files_write("/nonexistent/x", SPAN("x"), &error), ERR_IO);
    cr_expect_str_eq(buf_span(&error).ptr,
                     "cannot write /nonexistent/x: No such file or directory");
    buf_fini(&got);
    buf_fini(&error);
}

Test(files, a_pipe_is_read_to_its_end_as_standard_input)
{
    int ends[2];
    struct buf got;
    struct buf error;

    buf_init(&got, 100000);
    buf_init(&error, 4096);
    cr_assert_eq(pipe(ends), 0);
    cr_assert_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    cr_assert_eq(files_write_all(ends[1], SPAN("from a pipe")), 0);
    close(ends[1]);
    close(ends[0]);
    cr_expect_eq(files_read("-", &got, &error), 0);
    cr_expect(span_eq(buf_span(&got), SPAN("from a pipe")));
    cr_expect_str_eq(files_name("-"), "standard input");
    buf_fini(&got);
    buf_fini(&error);
}

Test(files, a_full_disk_is_an_error)
{
    int fd = open("/dev/full", O_WRONLY);

    cr_assert_geq(fd, 0);
    cr_expect_eq(files_write_all(fd, SPAN("x")), ERR_IO);
    close(fd);
}
