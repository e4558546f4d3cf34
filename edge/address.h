/* address.h - "host:port" in words: parsed, and told whether it is loopback. */
#ifndef POPBOX_EDGE_ADDRESS_H
#define POPBOX_EDGE_ADDRESS_H

#include "cache/base/err.h"
#include "edge/drive.h"

/* "8080", ":8080", "host:8080", "host", "[::1]:8080", "[::1]" or "::1"; what is
 * left out is absent or 0. Borrows from text. ERR_SYNTAX or ERR_RANGE. */
MUST_USE int address_read(struct span text, struct edge_address *address);
/* 127.0.0.0/8, ::1, localhost, or absent: nobody else can reach it. */
bool address_is_loopback(struct span host);

#endif
