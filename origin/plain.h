/* plain.h - an ordinary web server: fixed, reflecting, generated, faulty. */
#ifndef POPBOX_ORIGIN_PLAIN_H
#define POPBOX_ORIGIN_PLAIN_H

#include "cache/base/json.h"
#include "origin/origin.h"

/* {"type": "plain",
 *  "status": 200,
 *  "body": "text"            the body itself, or
 *  "size": 2147483648        so many bytes of the formula below, or
 *  "size_from_path": true    as many as the path's last segment says: GET /N
 *  "chunked": true           without Content-Length
 *  "headers": {"Cache-Control": "max-age=60", "X-Two": ["a", "b"]},
 *  "allow_origin": "none"    no ACAO (the default), "reflect" (any Origin is
 *                            echoed), "*" or another fixed value, or a list of
 *                            values: one line each
 *  "only": ["https://a.example"]     reflect these alone
 *  "allow_credentials": true         along with an ACAO
 *  "expose": "ETag"                  along with an ACAO
 *  "cors_on_errors": false   no CORS header, Vary included, on 400 and above,
 *                            as servers do that add them to successes only
 *  "vary": "never"           no Vary: Origin (the default), "always", or
 *                            "cors": on answers to requests with Origin
 *  "preflight": {"status": 204, "allow_methods": "GET, PUT",
 *                "allow_headers": "x-a", "max_age_s": 600}
 *                            without it OPTIONS is answered with 405
 *  "etag": "\"v1\"", "last_modified_age_s": 3600    conditional requests
 *  "routes": [{"path": "*.json", ...}]              the first match's members
 *                                                   replace those above
 *  "faults": [...], "fault_seed": 1}                see faults.h
 *
 * Byte number i of a generated body is 'a' + i % 26. Of a 200 one range can be
 * asked for. A request body is taken and counted, never kept. */
MUST_USE int plain_read(struct origin **out, struct json_reader *reader,
                        const struct json *value, int64_t now_ms);

#endif
