/* xml.h - small XML documents from outside, as trees; and S3's XML out. */
#ifndef POPBOX_ORIGIN_S3_XML_H
#define POPBOX_ORIGIN_S3_XML_H

#include "cache/base/arena.h"
#include "cache/base/buf.h"
#include "cache/base/err.h"

#define XML_DEPTH_MAX    16
#define XML_ELEMENTS_MAX 65536
#define XML_S3_NAMESPACE "http://s3.amazonaws.com/doc/2006-03-01/"
#define XML_DECLARATION  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

/* In the arena of xml_read. */
struct xml_element {
    struct span name; /* without prefix */
    struct span text; /* character data directly in it, as it is; not absent */
    struct span type; /* its xsi:type attribute, or absent */
    struct xml_element *parent;
    struct xml_element *first; /* child */
    struct xml_element *last;
    struct xml_element *next; /* sibling */
};

/* Parses a whole document. A DOCTYPE is refused, and with it every entity but
 * the five of XML itself; elements must be in S3's namespace or in none.
 * ERR_SYNTAX, ERR_DEPTH, ERR_FULL (too many elements) or ERR_TOO_LONG (past the
 * arena's ceiling). */
MUST_USE int xml_read(struct xml_element **root, struct arena *arena,
                      struct span text);

bool xml_is(const struct xml_element *element, const char *name);
/* The first child of that name, or NULL. */
const struct xml_element *xml_child(const struct xml_element *element,
                                    const char *name);
/* Text of the first child of that name, or absent. */
struct span xml_child_text(const struct xml_element *element, const char *name);
size_t xml_count(const struct xml_element *element, const char *name);

/* Writing: names are ours, text is escaped. */
void xml_out_open(struct buf *out, const char *name);
/* As xml_out_open, in S3's namespace. */
void xml_out_root(struct buf *out, const char *name);
void xml_out_close(struct buf *out, const char *name);
void xml_out_escaped(struct buf *out, struct span text);
/* <name>text</name>; nothing at all for an absent text. */
void xml_out_text(struct buf *out, const char *name, struct span text);
void xml_out_u64(struct buf *out, const char *name, uint64_t value);
void xml_out_bool(struct buf *out, const char *name, bool value);

#endif
