/* address.c - "host:port" in words: parsed, and told whether it is loopback. */
#include "edge/address.h"

#define HOST_MAX 255u

static int read_port(struct span text, uint16_t *port)
{
    uint64_t value;

    if (!span_u64(text, &value))
        return ERR_SYNTAX;
    if (value > UINT16_MAX)
        return ERR_RANGE;
    *port = (uint16_t)value;
    return 0;
}

static bool is_host(struct span host)
{
    if (host.len == 0 || host.len > HOST_MAX)
        return false;
    for (size_t i = 0; i < host.len; i++) {
        char c = ascii_lower(host.ptr[i]);

        if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' &&
            c != '-' && c != '_' && c != ':')
            return false;
    }
    return true;
}

static int set_host(struct span host, struct edge_address *address)
{
    if (!is_host(host))
        return ERR_SYNTAX;
    address->host = host;
    return 0;
}

/* "[...]" and what follows it. */
static int read_bracketed(struct span text, struct edge_address *address)
{
    size_t end = span_find(text, ']', 0);
    struct span rest = span_cut(text, end + 1, text.len);
    int err = set_host(span_cut(text, 1, end), address);

    if (err || end == text.len)
        return ERR_SYNTAX;
    if (rest.len == 0)
        return 0;
    if (rest.ptr[0] != ':')
        return ERR_SYNTAX;
    return read_port(span_cut(rest, 1, rest.len), &address->port);
}

int address_read(struct span text, struct edge_address *address)
{
    size_t colon = span_find(text, ':', 0);
    uint64_t number;
    int err;

    *address = (struct edge_address){.host = SPAN_ABSENT};
    if (span_u64(text, &number))
        return read_port(text, &address->port);
    if (text.len > 0 && text.ptr[0] == '[')
        return read_bracketed(text, address);
    if (colon == text.len || span_find(text, ':', colon + 1) < text.len)
        return set_host(text, address);
    err = read_port(span_cut(text, colon + 1, text.len), &address->port);
    if (err || colon == 0)
        return err;
    return set_host(span_cut(text, 0, colon), address);
}

bool address_is_loopback(struct span host)
{
    if (span_absent(host) || span_eq(host, SPAN("::1")) ||
        span_ieq(host, SPAN("localhost")) ||
        (host.len > 10 &&
         span_ieq(span_cut(host, host.len - 10, host.len), SPAN(".localhost"))))
        return true;
    if (!span_starts(host, SPAN("127.")))
        return false;
    for (size_t i = 0; i < host.len; i++)
        if ((host.ptr[i] < '0' || host.ptr[i] > '9') && host.ptr[i] != '.')
            return false;
    return true;
}
