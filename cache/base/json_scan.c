/*
 * json_scan.c - RFC 8259 to the letter, before the parser sees a byte.
 *
 * cJSON is lenient: it takes 0123, bad UTF-8 and text after the end, cuts a
 * string at \u0000, and says of an error only where it gave up. So this scan
 * decides what is JSON, and why not, with the place and the way out; what it
 * accepts the parser accepts. It recurses as deep as JSON_DEPTH_MAX.
 */
#include "cache/base/json_scan.h"

static int scan_value(struct scan *scan);

/* "name" and the colon behind it. */
static int scan_name(struct scan *scan, struct frame *frame)
{
    if (scan_peek(scan) != '"')
        return json_scan_fail_name(scan);
    size_t start = scan->at;
    int err = json_scan_string(scan);
    if (err)
        return err;
    frame->name = span_of(scan->text + start + 1, scan->at - start - 2);
    frame->inside = true;
    scan_skip_space(scan);
    if (!scan_take(scan, ':'))
        return json_scan_fail_found(scan, "':'");
    return 0;
}

static int scan_member(struct scan *scan, struct frame *frame)
{
    scan_skip_space(scan);
    if (frame->n == JSON_MEMBERS_MAX)
        return json_scan_fail(scan, ERR_TOO_LONG, scan->at,
                              "more than %d %s; split the %s", JSON_MEMBERS_MAX,
                              frame->object ? "members" : "elements",
                              frame->object ? "object" : "array");
    frame->n++;
    int err = frame->object ? scan_name(scan, frame) : 0;
    if (err)
        return err;
    frame->inside = true;
    err = scan_value(scan);
    frame->inside = false;
    return err;
}

static int scan_container(struct scan *scan)
{
    if (scan->depth == JSON_DEPTH_MAX)
        return json_scan_fail(scan, ERR_DEPTH, scan->at,
                              "nested deeper than %d levels", JSON_DEPTH_MAX);
    bool object = scan_peek(scan) == '{';
    struct frame *frame = &scan->frames[scan->depth++];
    *frame = (struct frame){.object = object};
    scan->at++;
    scan_skip_space(scan);
    if (!scan_take(scan, object ? '}' : ']')) {
        do {
            int err = scan_member(scan, frame);
            if (err)
                return err;
            scan_skip_space(scan);
        } while (scan_take(scan, ','));
        if (!scan_take(scan, object ? '}' : ']'))
            return json_scan_fail_found(scan,
                                        object ? "',' or '}'" : "',' or ']'");
    }
    scan->depth--;
    return 0;
}

static int scan_value(struct scan *scan)
{
    scan_skip_space(scan);
    char c = scan_peek(scan);
    if (c == '{' || c == '[')
        return scan_container(scan);
    if (c == '"')
        return json_scan_string(scan);
    if (c == '-' || scan_is_digit(c))
        return json_scan_number(scan);
    if (json_scan_word(scan, "true") || json_scan_word(scan, "false") ||
        json_scan_word(scan, "null"))
        return 0;
    return json_scan_fail_value(scan);
}

/* What editors and shells put before a document, or in place of UTF-8. */
static int scan_start(struct scan *scan)
{
    struct span text = span_of(scan->text, scan->len);
    if (span_starts(text, SPAN("\xEF\xBB\xBF")))
        return json_scan_fail(
            scan, ERR_SYNTAX, 0,
            "a byte order mark; save the document as UTF-8 without it");
    if (span_starts(text, SPAN("\xFF\xFE")) ||
        span_starts(text, SPAN("\xFE\xFF")) ||
        (text.len > 1 && (text.ptr[0] == '\0') != (text.ptr[1] == '\0')))
        return json_scan_fail(
            scan, ERR_SYNTAX, 0,
            "this looks like UTF-16; save the document as UTF-8");
    return 0;
}

int json_scan(struct json_reader *reader)
{
    struct scan scan = {
        .reader = reader, .text = reader->doc->text, .len = reader->doc->len};
    int err = scan_start(&scan);
    if (!err)
        err = scan_value(&scan);
    if (err)
        return err;
    scan_skip_space(&scan);
    if (!scan_at_end(&scan))
        return json_scan_fail(&scan, ERR_SYNTAX, scan.at,
                              "text after the end of the document; remove it");
    return 0;
}
