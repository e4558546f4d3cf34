/* owner.h - the account that everything belongs to, as XML. */
#ifndef POPBOX_ORIGIN_S3_OWNER_H
#define POPBOX_ORIGIN_S3_OWNER_H

#include "cache/base/buf.h"

#define OWNER_ID \
    "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a"
#define OWNER_NAME "popbox"

/* <name><ID/><DisplayName/></name> */
void owner_to_xml(struct buf *out, const char *name);

#endif
