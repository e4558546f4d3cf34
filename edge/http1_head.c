/*
 * http1_head.c - finds the end of a message head and checks its raw bytes.
 *
 * A line is checked as soon as its LF is there, so a bad head is refused before
 * it is whole, and the work is linear however small the pieces are. What holds
 * of a head that passes:
 *
 *   1. every CR is followed by LF and every LF preceded by CR (RFC 9112 2.2);
 *   2. no line starts with SP or HT: no obs-fold (RFC 9112 5.2);
 *   3. a header line is a token, a colon, and bytes without controls;
 *   4. the request line is token SP target SP version, single spaces, the
 *      target visible ASCII; the status line has three digits, 100 to 599;
 *   5. the version is HTTP/1.0 or HTTP/1.1;
 *   6. its size, the URL's and the number of lines are within their limits.
 *
 * llhttp is laxer about nearly each of them, and two readers that differ are
 * how requests are smuggled.
 */
#include "edge/http1_head.h"

#include "cache/http/msg.h"

/* The longest method, two spaces and the version fit beside the URL. */
#define REQUEST_LINE_MAX (HTTP1_URL_MAX + 64u)

static bool is_version(struct span s)
{
    return span_eq(s, SPAN("HTTP/1.1")) || span_eq(s, SPAN("HTTP/1.0"));
}

/* HT, SP, visible ASCII and obs-text (RFC 9110 5.5). */
static bool is_text_slowly(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];

        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return false;
    }
    return true;
}

/* Whether one of eight bytes is below 0x20 or is 0x7f: a subtraction sets the
 * high bit of a byte that is smaller, and of none if none is ("Bit Twiddling
 * Hacks", determine if a word has a byte less than n). */
static bool has_control(const char *bytes)
{
    const uint64_t ones = UINT64_MAX / 255, high_bits = ones * 0x80;
    uint64_t eight, del;

    memcpy(&eight, bytes, sizeof(eight));
    del = eight ^ ones * 0x7f;
    return (((eight - ones * 0x20) & ~eight) | ((del - ones) & ~del)) &
           high_bits;
}

/* Most bytes of a request are seen here, and hardly one is a control: eight at
 * once, and one by one only where one of them is. */
static bool is_field_text(struct span s)
{
    size_t i = 0;

    for (; s.len - i >= 8; i += 8)
        if (has_control(s.ptr + i) && !is_text_slowly(span_cut(s, i, i + 8)))
            return false;
    return is_text_slowly(span_cut(s, i, s.len));
}

static bool is_visible_ascii(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];

        if (c <= 0x20 || c >= 0x7f)
            return false;
    }
    return true;
}

static enum http1_verdict check_request_line(struct span line)
{
    size_t method_end = span_find(line, ' ', 0);
    size_t target_end = span_find(line, ' ', method_end + 1);
    struct span target = span_cut(line, method_end + 1, target_end);

    if (!is_version(span_cut(line, target_end + 1, line.len)))
        return HTTP1_BAD;
    if (!span_is_token(span_cut(line, 0, method_end)))
        return HTTP1_BAD;
    if (target.len == 0 || !is_visible_ascii(target))
        return HTTP1_BAD;
    return target.len > HTTP1_URL_MAX ? HTTP1_URL_TOO_LONG : HTTP1_OK;
}

static enum http1_verdict check_status_line(struct span line)
{
    const char *at = line.ptr;

    if (line.len < 12 || !is_version(span_cut(line, 0, 8)) || at[8] != ' ')
        return HTTP1_BAD;
    if (at[9] < '1' || at[9] > '5')
        return HTTP1_BAD;
    if (at[10] < '0' || at[10] > '9' || at[11] < '0' || at[11] > '9')
        return HTTP1_BAD;
    if (line.len > 12 && at[12] != ' ')
        return HTTP1_BAD;
    return is_field_text(span_cut(line, 12, line.len)) ? HTTP1_OK : HTTP1_BAD;
}

static enum http1_verdict check_header_line(struct span line)
{
    size_t colon = span_find(line, ':', 0);

    if (colon == line.len || !span_is_token(span_cut(line, 0, colon)))
        return HTTP1_BAD;
    return is_field_text(span_cut(line, colon + 1, line.len)) ? HTTP1_OK
                                                              : HTTP1_BAD;
}

/* RFC 9112 2.2: a server ignores an empty line before the request line. One. */
static enum http1_verdict skip_empty_line(struct http1_head *head,
                                          enum http1_kind kind)
{
    if (kind == HTTP1_RESPONSE || head->begin > 0)
        return HTTP1_BAD;
    head->begin = 2;
    return HTTP1_OK;
}

/* A whole line, without its CR LF, that is not the empty line at the end. */
static enum http1_verdict check_line(struct http1_head *head,
                                     enum http1_kind kind, struct span line)
{
    if (head->started) {
        size_t max =
            kind == HTTP1_REQUEST ? HTTP1_REQUEST_LINES_MAX : HTTP_HEADERS_MAX;

        head->n_lines++;
        return head->n_lines > max ? HTTP1_HEAD_TOO_BIG
                                   : check_header_line(line);
    }
    if (line.len == 0)
        return skip_empty_line(head, kind);
    head->started = true;
    return kind == HTTP1_REQUEST ? check_request_line(line)
                                 : check_status_line(line);
}

/* The sizes, judged from where the line at hand ends or has got to. */
static enum http1_verdict check_size(const struct http1_head *head,
                                     enum http1_kind kind, size_t end)
{
    size_t max = kind == HTTP1_REQUEST ? HTTP1_REQUEST_HEAD_MAX
                                       : HTTP1_RESPONSE_HEAD_MAX;

    if (kind == HTTP1_REQUEST && !head->started &&
        end - head->begin > REQUEST_LINE_MAX)
        return HTTP1_URL_TOO_LONG;
    return end - head->begin > max ? HTTP1_HEAD_TOO_BIG : HTTP1_OK;
}

enum http1_verdict http1_head_scan(struct http1_head *head,
                                   enum http1_kind kind, struct span bytes)
{
    for (;;) {
        size_t lf = span_find(bytes, '\n', head->line + head->seen);
        size_t end = lf < bytes.len ? lf + 1 : bytes.len;
        enum http1_verdict verdict = check_size(head, kind, end);
        struct span line;

        if (verdict != HTTP1_OK)
            return verdict;
        if (lf == bytes.len) {
            head->seen = lf - head->line;
            return HTTP1_MORE;
        }
        if (lf == head->line || bytes.ptr[lf - 1] != '\r')
            return HTTP1_BAD;
        line = span_cut(bytes, head->line, lf - 1);
        head->line = lf + 1;
        head->seen = 0;
        if (line.len == 0 && head->started)
            return HTTP1_OK;
        verdict = check_line(head, kind, line);
        if (verdict != HTTP1_OK)
            return verdict;
    }
}
