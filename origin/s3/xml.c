/*
 * xml.c - small XML documents from outside, as trees; and S3's XML out.
 *
 * The only home of expat. The tree lives in the caller's arena, so that a
 * document is dropped in one go whatever became of it. A DOCTYPE stops the
 * parser at once: with it go external entities and billions of laughs. The hash
 * salt is fixed, which keeps expat from asking the system for randomness; the
 * documents' size and number of elements are bounded instead.
 */
#include "origin/s3/xml.h"

#include <expat.h>

#define SEPARATOR ' '
#define SALT      0x706f7062u
#define TEXT_MAX  ((size_t)1 << 20) /* character data of one element */

struct xml_parse {
    XML_Parser parser;
    struct arena *arena;
    struct xml_element *root;
    struct xml_element *at; /* the innermost open element */
    struct buf text;        /* of `at`, until a child or the end */
    size_t n_elements;
    int depth;
    int failed;
};

static void fail(struct xml_parse *parse, int err)
{
    if (!parse->failed)
        parse->failed = err;
    (void)XML_StopParser(parse->parser, XML_FALSE); /* fails when stopped */
}

/* "uri local" without its uri; absent when the uri is not S3's. */
static struct span local_name(const XML_Char *name)
{
    struct span whole = span_str(name);
    size_t blank = span_find(whole, SEPARATOR, 0);

    if (blank == whole.len)
        return whole;
    if (!span_eq(span_cut(whole, 0, blank), SPAN(XML_S3_NAMESPACE)))
        return SPAN_ABSENT;
    return span_cut(whole, blank + 1, whole.len);
}

/* Text is collected until a tag comes; only a leaf's text means anything. */
static int keep_text(struct xml_parse *parse)
{
    int failed = 0;

    if (parse->at && parse->at->text.len == 0)
        failed =
            arena_copy(parse->arena, buf_span(&parse->text), &parse->at->text);
    buf_reset(&parse->text);
    return failed;
}

static struct span type_of(const XML_Char **attributes)
{
    struct span wanted = SPAN("http://www.w3.org/2001/XMLSchema-instance type");

    for (; *attributes; attributes += 2)
        if (span_eq(span_str(attributes[0]), wanted))
            return span_str(attributes[1]);
    return SPAN_ABSENT;
}

static int add_element(struct xml_parse *parse, struct span name,
                       struct span type)
{
    struct xml_element *element =
        arena_zalloc(parse->arena, 1, sizeof(*element));

    if (!element || arena_copy(parse->arena, name, &element->name) ||
        arena_copy(parse->arena, type, &element->type))
        return ERR_TOO_LONG;
    element->text = SPAN("");
    element->parent = parse->at;
    if (!parse->at)
        parse->root = element;
    else if (parse->at->last)
        parse->at->last->next = element;
    else
        parse->at->first = element;
    if (parse->at)
        parse->at->last = element;
    parse->at = element;
    return 0;
}

static void on_start(void *user, const XML_Char *name,
                     const XML_Char **attributes)
{
    struct xml_parse *parse = user;
    struct span local = local_name(name);
    int failed = keep_text(parse);

    if (span_absent(local))
        fail(parse, ERR_SYNTAX);
    else if (++parse->depth > XML_DEPTH_MAX)
        fail(parse, ERR_DEPTH);
    else if (++parse->n_elements > XML_ELEMENTS_MAX)
        fail(parse, ERR_FULL);
    else if (failed || add_element(parse, local, type_of(attributes)))
        fail(parse, ERR_TOO_LONG);
}

static void on_end(void *user, const XML_Char *name)
{
    struct xml_parse *parse = user;

    (void)name; /* expat saw to it that it is the one that was opened */
    if (parse->failed)
        return;
    if (keep_text(parse))
        fail(parse, ERR_TOO_LONG);
    parse->depth--;
    parse->at = parse->at->parent;
}

static void on_text(void *user, const XML_Char *text, int len)
{
    struct xml_parse *parse = user;

    buf_add(&parse->text, span_of(text, (size_t)len));
    if (parse->text.overflow)
        fail(parse, ERR_TOO_LONG);
}

static void on_doctype(void *user, const XML_Char *name, const XML_Char *sysid,
                       const XML_Char *pubid, int has_internal_subset)
{
    (void)name; /* whatever it declares is refused */
    (void)sysid;
    (void)pubid;
    (void)has_internal_subset;
    fail(user, ERR_SYNTAX);
}

int xml_read(struct xml_element **root, struct arena *arena, struct span text)
{
    struct xml_parse parse = {.arena = arena};
    enum XML_Status status = XML_STATUS_ERROR;

    *root = NULL;
    if (text.len > INT32_MAX)
        return ERR_TOO_LONG;
    parse.parser = XML_ParserCreateNS(NULL, SEPARATOR);
    if (!parse.parser)
        return ERR_FULL;
    buf_init(&parse.text, TEXT_MAX);
    (void)XML_SetHashSalt(parse.parser, SALT); /* 0 only once parsing began */
    XML_SetUserData(parse.parser, &parse);
    XML_SetElementHandler(parse.parser, on_start, on_end);
    XML_SetCharacterDataHandler(parse.parser, on_text);
    XML_SetStartDoctypeDeclHandler(parse.parser, on_doctype);
    status = XML_Parse(parse.parser, text.ptr ? text.ptr : "", (int)text.len,
                       XML_TRUE);
    XML_ParserFree(parse.parser);
    buf_fini(&parse.text);
    if (parse.failed)
        return parse.failed;
    if (status != XML_STATUS_OK || !parse.root)
        return ERR_SYNTAX;
    *root = parse.root;
    return 0;
}

bool xml_is(const struct xml_element *element, const char *name)
{
    return span_eq(element->name, span_str(name));
}

const struct xml_element *xml_child(const struct xml_element *element,
                                    const char *name)
{
    const struct xml_element *child = element->first;

    while (child && !xml_is(child, name))
        child = child->next;
    return child;
}

struct span xml_child_text(const struct xml_element *element, const char *name)
{
    const struct xml_element *child = xml_child(element, name);

    return child ? child->text : SPAN_ABSENT;
}

size_t xml_count(const struct xml_element *element, const char *name)
{
    size_t n = 0;

    for (const struct xml_element *e = element->first; e; e = e->next)
        n += xml_is(e, name);
    return n;
}

/* ---- writing ------------------------------------------------------------- */

void xml_out_open(struct buf *out, const char *name)
{
    buf_add_byte(out, '<');
    buf_add_str(out, name);
    buf_add_byte(out, '>');
}

void xml_out_root(struct buf *out, const char *name)
{
    buf_addf(out, "<%s xmlns=\"" XML_S3_NAMESPACE "\">", name);
}

void xml_out_close(struct buf *out, const char *name)
{
    buf_add_str(out, "</");
    buf_add_str(out, name);
    buf_add_byte(out, '>');
}

static const char *escape_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\r':
        return "&#13;";
    default:
        return NULL;
    }
}

void xml_out_escaped(struct buf *out, struct span text)
{
    size_t from = 0;

    for (size_t i = 0; i < text.len; i++) {
        const char *escape = escape_of(text.ptr[i]);
        bool control = (unsigned char)text.ptr[i] < ' ' &&
                       text.ptr[i] != '\n' && text.ptr[i] != '\t';

        if (!escape && !control)
            continue;
        buf_add(out, span_cut(text, from, i));
        if (escape)
            buf_add_str(out, escape);
        else
            buf_addf(out, "&#x%x;", (unsigned)text.ptr[i]);
        from = i + 1;
    }
    buf_add(out, span_cut(text, from, text.len));
}

void xml_out_text(struct buf *out, const char *name, struct span text)
{
    if (span_absent(text))
        return;
    xml_out_open(out, name);
    xml_out_escaped(out, text);
    xml_out_close(out, name);
}

void xml_out_u64(struct buf *out, const char *name, uint64_t value)
{
    xml_out_open(out, name);
    buf_add_u64(out, value);
    xml_out_close(out, name);
}

void xml_out_bool(struct buf *out, const char *name, bool value)
{
    xml_out_text(out, name, value ? SPAN("true") : SPAN("false"));
}
