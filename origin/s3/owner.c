/* owner.c - the account that everything belongs to, as XML. */
#include "origin/s3/owner.h"

#include "origin/s3/xml.h"

void owner_to_xml(struct buf *out, const char *name)
{
    xml_out_open(out, name);
    xml_out_text(out, "ID", SPAN(OWNER_ID));
    xml_out_text(out, "DisplayName", SPAN(OWNER_NAME));
    xml_out_close(out, name);
}
