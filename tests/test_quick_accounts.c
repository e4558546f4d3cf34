/* test_quick_accounts.c - accounts of a command line, as words and in files. */
#include "edge/quick_accounts.h"
#include "origin/s3/account.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <unistd.h>

/* Writes the description that the accounts become; the function's ERR_*. */
static int describe(const struct quick_accounts *accounts, struct buf *text,
                    struct buf *error)
{
    struct json_out out;
    int err;

    buf_init(text, 65536);
    buf_init(error, 4096);
    json_out_init(&out, text, false);
    json_out_open(&out, '{');
    err = quick_accounts_write(&out, accounts, error);
    json_out_close(&out, '}');
    return err;
}

struct word_row {
    const char *word;
    const char *written; /* NULL: refused */
};

static const struct word_row words[] = {
    {"main:AK:SK", "{\"accounts\":{\"main\":{\"access_key\":\"AK\","
                   "\"secret_key\":\"SK\"}}}"},
    {"a:K:S/+=:id", "{\"accounts\":{\"a\":{\"access_key\":\"K\","
                    "\"secret_key\":\"S/+=\",\"id\":\"id\"}}}"},
    {"a:K:S::Shown:a@b.c",
     "{\"accounts\":{\"a\":{\"access_key\":\"K\",\"secret_key\":\"S\","
     "\"display_name\":\"Shown\",\"email\":\"a@b.c\"}}}"},
    {"a:K", NULL},
    {"a", NULL},
    {"", NULL},
    {":K:S", NULL},
    {"a:K:S:i:d:e:more", NULL},
};

Test(quick_accounts, words_become_accounts)
{
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        const struct word_row *row = &words[i];
        const struct quick_accounts accounts = {.words = &row->word, .n = 1};
        struct buf error;
        struct buf text;
        int err = describe(&accounts, &text, &error);

        cr_expect_eq(err != 0, row->written == NULL, "%s", row->word);
        if (row->written)
            cr_expect(span_eq(buf_span(&text), span_str(row->written)),
                      "%s: %.*s", row->word, SPAN_ARG(buf_span(&text)));
        else
            cr_expect_not_null(strstr(buf_span(&error).ptr, "--account"));
        buf_fini(&text);
        buf_fini(&error);
    }
}

Test(quick_accounts, without_any_nothing_is_written)
{
    const struct quick_accounts none = {0};
    struct buf error;
    struct buf text;

    cr_expect_eq(describe(&none, &text, &error), 0);
    cr_expect(span_eq(buf_span(&text), SPAN("{}")));
    buf_fini(&text);
    buf_fini(&error);
}

struct file_row {
    const char *file;
    const char *wrong; /* part of the error; NULL: it is taken as it is */
};

static const struct file_row files[] = {
    {"{\"accounts\":{\"m\":{\"access_key\":\"K\",\"secret_key\":\"S\"}}}",
     NULL},
    {"{\"accounts\":{\"m\":{\"access_key\":\"K\"}}}", ":1:"},
    {"{\"accounts\":{\"m\":{\"access_key\":\"K\",\"secret_key\":\"S\","
     "\"id\":\"a b\"}}}",
     "blanks"},
    {"{\"acounts\":{}}", "accounts"},
    {"{}", "accounts"},
    {"{", ":1:"},
};

Test(quick_accounts, files_are_checked_where_they_are_written)
{
    char path[] = "/tmp/popbox-accounts-XXXXXX";
    const struct quick_accounts accounts = {.file = path};
    int fd = mkstemp(path);

    cr_assert_geq(fd, 0);
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        const struct file_row *row = &files[i];
        size_t len = strlen(row->file);
        struct buf error;
        struct buf text;
        int err;

        cr_assert_eq(ftruncate(fd, 0), 0);
        cr_assert_eq(pwrite(fd, row->file, len, 0), (ssize_t)len);
        err = describe(&accounts, &text, &error);
        cr_expect_eq(err != 0, row->wrong != NULL, "row %zu", i);
        if (row->wrong)
            cr_expect_not_null(strstr(buf_span(&error).ptr, row->wrong),
                               "row %zu: %s", i, buf_span(&error).ptr);
        else
            cr_expect(span_eq(buf_span(&text), span_str(row->file)));
        buf_fini(&text);
        buf_fini(&error);
    }
    close(fd);
    unlink(path);
}
