/* quick_accounts.c - accounts of a command line: as words, or in a file. */
#include "edge/quick_accounts.h"

#include "edge/files.h"
#include "origin/s3/account.h"

#define FILE_ARENA_MAX ((size_t)1 << 20)

/* The fields of a word, in their order. */
static const char *const fields[] = {"access_key", "secret_key", "id",
                                     "display_name", "email"};

#define N_FIELDS (sizeof(fields) / sizeof(fields[0]))

/* Cuts the next field off *rest; absent when there is none. */
static struct span next_field(struct span *rest)
{
    size_t end = span_find(*rest, ':', 0);
    struct span field = span_cut(*rest, 0, end);

    if (span_absent(*rest))
        return SPAN_ABSENT;
    *rest = end < rest->len ? span_cut(*rest, end + 1, rest->len) : SPAN_ABSENT;
    return field;
}

static int write_word(struct json_out *out, const char *word, struct buf *error)
{
    struct span rest = span_str(word);
    struct span name = next_field(&rest);
    char key[128];
    size_t n = 0;

    if (name.len == 0 || name.len >= sizeof(key)) {
        buf_addf(error, "--account %s: it begins with a name", word);
        return ERR_SYNTAX;
    }
    memcpy(key, name.ptr, name.len);
    key[name.len] = '\0';
    json_out_key(out, key);
    json_out_open(out, '{');
    for (; n < N_FIELDS && !span_absent(rest); n++) {
        struct span field = next_field(&rest);

        if (field.len == 0)
            continue;
        json_out_key(out, fields[n]);
        json_out_string(out, field);
    }
    json_out_close(out, '}');
    if (n >= 2 && span_absent(rest))
        return 0;
    buf_addf(error,
             "--account %s: not NAME:ACCESS_KEY:SECRET_KEY"
             "[:ID[:DISPLAY[:EMAIL]]]",
             word);
    return ERR_SYNTAX;
}

static int write_words(struct json_out *out,
                       const struct quick_accounts *accounts, struct buf *error)
{
    int err = 0;

    json_out_key(out, "accounts");
    json_out_open(out, '{');
    for (size_t i = 0; i < accounts->n && !err; i++)
        err = write_word(out, accounts->words[i], error);
    json_out_close(out, '}');
    return err;
}

/* Checks them where they are written, and passes them on as they are. */
static void write_read(struct json_out *out, struct json_reader *reader)
{
    static const char *const known[] = {"accounts"};
    const struct json *root = json_root(reader);
    struct accounts accounts;
    struct arena arena;

    json_only(reader, root, known, 1);
    if (!json_need(reader, root, "accounts", JSON_OBJECT))
        return;
    arena_init(&arena, FILE_ARENA_MAX);
    accounts_read(&accounts, &arena, reader, root);
    arena_fini(&arena);
    json_out_key(out, "accounts");
    json_out_value(out, json_member(root, "accounts"));
}

static int write_file(struct json_out *out, const char *file, struct buf *error)
{
    struct json_reader reader;
    struct buf text;
    int err;

    buf_init(&text, JSON_TEXT_MAX);
    err = files_read(file, &text, error);
    if (!err) {
        if (!json_open(&reader, files_name(file), buf_span(&text)))
            write_read(out, &reader);
        if (reader.failed) {
            buf_add_str(error, reader.error);
            err = ERR_SYNTAX;
        }
        json_close(&reader);
    }
    buf_fini(&text);
    return err;
}

int quick_accounts_write(struct json_out *out,
                         const struct quick_accounts *accounts,
                         struct buf *error)
{
    if (accounts->file)
        return write_file(out, accounts->file, error);
    return accounts->n > 0 ? write_words(out, accounts, error) : 0;
}
