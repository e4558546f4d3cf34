/* ip_range.h - ranges of IP addresses, as policies write them. */
#ifndef POPBOX_CACHE_BASE_IP_RANGE_H
#define POPBOX_CACHE_BASE_IP_RANGE_H

#include "cache/base/span.h"

struct ip_range {
    unsigned char bytes[16]; /* 4 of them count for version 4 */
    bool is_v6;
    unsigned bits; /* that count */
};

/* "192.0.2.0/24", "2001:db8::/32", or one address; false when it is none. */
bool ip_range_read(struct span text, struct ip_range *range);
/* Is the one address (bits: all) within the range? */
bool ip_range_has(const struct ip_range *range, const struct ip_range *address);

#endif
