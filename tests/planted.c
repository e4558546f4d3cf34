/* planted.c - the planted configurations of tests/check/, for tests */
#include "tests/planted.h"

#include "edge/files.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER    TESTS_DIR "/check"
#define BYTES_MAX ((size_t)4 << 20)

/* ---- reading ---------------------------------------------------------------
 */

static int is_folder(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && !strchr(entry->d_name, '.');
}

static int is_json(const struct dirent *entry)
{
    return span_ends(span_str(entry->d_name), SPAN(".json"));
}

/* What the arena has no room for would be a test that is missing. */
static const char *kept(struct arena *arena, struct span text)
{
    cr_assert_not(span_absent(text));
    cr_assert_eq(arena_copy(arena, text, &text), 0);
    return text.ptr;
}

size_t planted_names(struct arena *arena, const char *names[PLANTED_MAX])
{
    struct dirent **found;
    int n = scandir(FOLDER, &found, is_folder, alphasort);

    cr_assert(n > 0 && n <= PLANTED_MAX, "%s: %d folders", FOLDER, n);
    for (int i = 0; i < n; i++) {
        names[i] = kept(arena, span_str(found[i]->d_name));
        free(found[i]);
    }
    free(found);
    return (size_t)n;
}

static void read_file(const struct planted *planted, const char *file,
                      struct buf *text)
{
    struct buf path, error;

    buf_init(&path, 4096);
    buf_init(&error, 4096);
    buf_init(text, PLANTED_FILE_MAX);
    buf_addf(&path, "%s/%s/%s", FOLDER, planted->name, file);
    cr_assert_eq(files_read(buf_span(&path).ptr, text, &error), 0, "%s",
                 buf_span(&error).ptr);
    buf_fini(&path);
    buf_fini(&error);
}

static void read_json(const struct planted *planted, const char *file,
                      struct planted_json *json)
{
    read_file(planted, file, &json->text);
    cr_assert_eq(json_open(&json->reader, file, buf_span(&json->text)), 0,
                 "%s: %s", planted->name, json->reader.error);
    json->root = json_root(&json->reader);
}

static void read_documents(struct planted *planted)
{
    struct dirent **found;
    struct buf path;
    int n;

    buf_init(&path, 4096);
    buf_addf(&path, "%s/%s", FOLDER, planted->name);
    n = scandir(buf_span(&path).ptr, &found, is_json, alphasort);
    buf_fini(&path);
    cr_assert(n > 0 && n <= 16);
    for (int i = 0; i < n; i++) {
        struct span file = span_str(found[i]->d_name);
        size_t at = planted->n_texts;

        if (!span_eq(file, SPAN("expect.json")) &&
            !span_eq(file, SPAN("play.json"))) {
            read_file(planted, file.ptr, &planted->bytes[at]);
            planted->texts[at] = (struct aws_text){
                kept(&planted->arena, file), buf_span(&planted->bytes[at])};
            planted->n_texts++;
        }
        free(found[i]);
    }
    free(found);
}

void planted_open(struct planted *planted, const char *name)
{
    *planted = (struct planted){.name = name};
    arena_init(&planted->arena, BYTES_MAX);
    read_documents(planted);
    read_json(planted, "expect.json", &planted->expect);
    read_json(planted, "play.json", &planted->play);
}

void planted_close(struct planted *planted)
{
    for (size_t i = 0; i < planted->n_texts; i++)
        buf_fini(&planted->bytes[i]);
    json_close(&planted->expect.reader);
    json_close(&planted->play.reader);
    buf_fini(&planted->expect.text);
    buf_fini(&planted->play.text);
    arena_fini(&planted->arena);
}

/* ---- asking ----------------------------------------------------------------
 */

struct span planted_finding(const struct planted *planted, const char *member)
{
    const struct json *finding = json_member(planted->expect.root, "finding");
    const struct json *value = finding ? json_member(finding, member) : NULL;

    return value ? json_string(value) : SPAN_ABSENT;
}

int64_t planted_steps(const struct planted *planted)
{
    const struct json *finding = json_member(planted->expect.root, "finding");

    return finding ? (int64_t)json_number(json_member(finding, "steps")) : 0;
}

const struct json *planted_item(const struct json *list, size_t at)
{
    const struct json *value = json_first(list);

    while (value && at-- > 0)
        value = json_next(value);
    cr_assert(value);
    return value;
}

const struct json *planted_plays(const struct planted *planted)
{
    const struct json *list = json_member(planted->play.root, "plays");

    cr_assert(list, "%s: no plays", planted->name);
    return list;
}

size_t planted_n_plays(const struct planted *planted)
{
    return json_count(planted_plays(planted));
}

bool planted_changes(const struct planted *planted, size_t play)
{
    return json_member(planted_item(planted_plays(planted), play), "change");
}

size_t planted_n_steps(const struct planted *planted, size_t play)
{
    return json_count(
        json_member(planted_item(planted_plays(planted), play), "steps"));
}

const struct json *planted_last_load(const struct planted *planted)
{
    const struct json *steps =
        json_member(planted_item(planted_plays(planted), 0), "steps");

    return json_member(planted_item(steps, json_count(steps) - 1), "load");
}
