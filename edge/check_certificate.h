/* check_certificate.h - certificates of popbox check, to and from files. */
#ifndef POPBOX_EDGE_CHECK_CERTIFICATE_H
#define POPBOX_EDGE_CHECK_CERTIFICATE_H

#include "bench/check/check.h"
#include "edge/cmd.h"

/* Writes what a check has put into the buf, if its answer is clean; else says
 * why there is no certificate, and STATUS_FAILED. */
enum status check_certificate_write(const char *file, struct buf *certificate,
                                    const struct check_report *report);
/* Verifies a file and says what came of it. config: what the documents beside
 * it come to; NULL: there are none. */
enum status check_certificate_verify(const char *file, struct buf *config);

#endif
