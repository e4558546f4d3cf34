/* access_log.h - one line of S3's server access log. */
#ifndef POPBOX_ORIGIN_S3_ACCESS_LOG_H
#define POPBOX_ORIGIN_S3_ACCESS_LOG_H

#include "origin/s3/request.h"

#define ACCESS_LOG_LINE_MAX ((size_t)16 << 10)

/* Writes the record of an answered request, without a line feed, in the format
 * of the S3 user guide ("Amazon S3 server access log format"). Nothing for a
 * request at no bucket: S3 logs buckets. */
void access_log_line(const struct s3_request *r, struct buf *line);

#endif
