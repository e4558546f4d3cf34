/* encodings.h - base64, hexadecimal and percent-encoding. */
#ifndef POPBOX_ORIGIN_S3_ENCODINGS_H
#define POPBOX_ORIGIN_S3_ENCODINGS_H

#include "cache/base/arena.h"
#include "cache/base/err.h"

/* Copies in the arena; absent past its ceiling. */
struct span base64_of(struct arena *arena, struct span bytes);
struct span hex_of(struct arena *arena, struct span bytes);

/* The bytes of hexadecimal digits, as far as there are pairs of them and room.
 * Returns how many. */
size_t hex_read(struct span text, unsigned char *out, size_t max);

/* RFC 4648 4, padding needed, no other characters. At most max bytes into out.
 * ERR_SYNTAX or ERR_TOO_LONG. */
MUST_USE int base64_read(struct span text, unsigned char *out, size_t max,
                         size_t *len);

/* "%2F" to "/", and "+" to a blank where plus says so. ERR_SYNTAX for a '%'
 * without two digits, ERR_TOO_LONG past the arena's ceiling. */
MUST_USE int percent_decode(struct arena *arena, struct span text, bool plus,
                            struct span *decoded);
/* As AWS wants it: everything but A-Z a-z 0-9 - . _ ~ becomes %XX; '/' stays
 * where slash says so. Absent past the arena's ceiling. */
struct span percent_encode(struct arena *arena, struct span text, bool slash);

/* Well-formed UTF-8 (no surrogates, nothing overlong). */
bool utf8_is_valid(struct span text);

#endif
