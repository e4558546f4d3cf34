/* error_page.h - a refusal as S3 writes it: XML, or HTML for websites. */
#ifndef POPBOX_ORIGIN_S3_ERROR_PAGE_H
#define POPBOX_ORIGIN_S3_ERROR_PAGE_H

#include "origin/s3/request.h"

/* Writes the request's problem into `out`, in place of what was there. */
void error_page_xml(struct s3_request *r);
/* As error_page_xml, for a reader of web pages; adds x-amz-error-* lines. */
void error_page_html(struct s3_request *r);

#endif
