/* facts.c - one behavior of a distribution, with requests played at it */
#include "tests/facts.h"

#include "tests/aws_documents.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>

#define ARENA_MAX ((size_t)256 << 10)
#define LINE_MAX  1024

#define SHELL                                                                 \
    "{'Distribution': {'Id': 'E1', 'DomainName': 'd1.cloudfront.net', "       \
    "'DistributionConfig': {'Enabled': true, %s'Aliases': {'Quantity': 1, "   \
    "'Items': ['cdn.example']}, 'Origins': {'Quantity': 1, 'Items': [%s]}, "  \
    "'DefaultCacheBehavior': {%s'AllowedMethods': {'Quantity': 7, 'Items': [" \
    "'HEAD', 'DELETE', 'POST', 'GET', 'OPTIONS', 'PUT', 'PATCH'], "           \
    "'CachedMethods': {'Quantity': 2, 'Items': ['HEAD', 'GET']}}, "           \
    "'TargetOriginId': '%s', %s}}}}"

static struct arena *arena_of(struct facts *facts)
{
    if (!facts->begun)
        arena_init(&facts->arena, ARENA_MAX);
    facts->begun = true;
    return &facts->arena;
}

const char *facts_line(struct facts *facts, const char *format, ...)
{
    char line[LINE_MAX];
    struct span copy;
    va_list args;
    int len;

    va_start(args, format);
    len = vsnprintf(line, sizeof(line), format, args);
    va_end(args);
    cr_assert(len >= 0 && len < LINE_MAX);
    cr_assert_eq(arena_copy(arena_of(facts), span_of(line, (size_t)len), &copy),
                 0);
    return copy.ptr;
}

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

/* The files of a case; rows has room for 4. */
static void fill(struct facts *facts, const struct facts_case *it,
                 struct aws_file rows[4])
{
    size_t n = 0;
    struct span text = arena_printf(
        arena_of(facts), SHELL, or_empty(it->distribution),
        it->bucket ? BUCKET("one", "acme", "") : API, or_empty(it->more),
        it->bucket ? "one" : "api", it->behavior);

    cr_assert(!span_absent(text));
    rows[n++] = (struct aws_file){"d.json", text.ptr};
    if (it->cors)
        rows[n++] = (struct aws_file){"cors.json", it->cors};
    if (it->policy)
        rows[n++] = (struct aws_file){"p.json", it->policy};
    rows[n] = (struct aws_file){NULL, NULL};
}

void facts_open(struct facts *facts, const struct facts_case *it,
                const char *const *steps)
{
    struct aws_file rows[4];

    fill(facts, it, rows);
    facts->played.change = it->change;
    facts->played.missing = it->missing;
    played_open(&facts->played, rows, steps);
}

void facts_refused(struct facts *facts, const struct facts_case *it,
                   const char *says)
{
    struct aws_file rows[4];
    struct aws_files files;

    fill(facts, it, rows);
    aws_files_init(&files, rows);
    cr_expect_lt(aws_files_write(&files), 0, "taken");
    cr_expect(strstr(buf_span(&files.error).ptr, says), "%s",
              buf_span(&files.error).ptr);
    aws_files_close(&files);
    arena_fini(&facts->arena);
    facts->begun = false;
}

void facts_cache_is(const struct facts *facts, size_t n, const char *wanted)
{
    const char *got = played_cache(&facts->played, n);

    cr_expect_str_eq(got, wanted, "step %zu: %s", n, got);
}

void facts_status_is(const struct facts *facts, size_t n, int wanted)
{
    int got = played_request(&facts->played, n)->answer.status;

    cr_expect_eq(got, wanted, "step %zu: %d", n, got);
}

void facts_header_is(const struct facts *facts, size_t n, const char *name,
                     const char *wanted)
{
    const char *got = played_header(&facts->played, n, name);

    cr_expect_str_eq(got, wanted, "step %zu, %s: %s", n, name, got);
}

void facts_close(struct facts *facts)
{
    played_close(&facts->played);
    arena_fini(&facts->arena);
    facts->begun = false;
}
