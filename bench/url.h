/* url.h - absolute http URLs, taken apart and compared by origin and site. */
#ifndef POPBOX_BENCH_URL_H
#define POPBOX_BENCH_URL_H

#include "cache/base/arena.h"
#include "cache/base/err.h"
#include "cache/base/span.h"

/* Borrows from the text that it was read from. */
struct url {
    struct span scheme;    /* "http" or "https" */
    struct span authority; /* host or host:port */
    struct span host;      /* an IPv6 address without its brackets */
    struct span port;      /* absent: the scheme's own */
    struct span path;      /* "/" when there is none */
    struct span query;     /* without '?'; absent differs from empty */
};

/* scheme://host[:port][/path][?query], lower-case scheme and host, printable
 * ASCII, no fragment and no user. ERR_SYNTAX, or ERR_UNKNOWN for a scheme. */
MUST_USE int url_split(struct span text, struct url *url);
/* "https://host" or "https://host:port" with no path and no default port: a
 * serialised origin. */
bool url_is_origin(struct span text);
/* What a Location header says, as seen from base: an absolute URL in the arena,
 * scheme and host in lower case, without fragment and dot segments. ERR_SYNTAX,
 * ERR_UNKNOWN for a scheme, ERR_TOO_LONG past the arena's ceiling. */
MUST_USE int url_resolve(const struct url *base, struct span location,
                         struct arena *arena, struct span *out);
/* Whether the URL belongs to that serialised origin, or to the origin of that
 * whole URL. */
bool url_same_origin(const struct url *url, struct span page_origin);
/* What Chromium partitions its cache by: scheme and registrable domain, no
 * port. The public suffix list is approximated by the last two labels; an
 * address stands for itself. In the arena; absent past its ceiling. */
struct span url_site(const struct url *url, struct arena *arena);

#endif
