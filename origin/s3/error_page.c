/* error_page.c - a refusal as S3 writes it: XML, or HTML for websites. */
#include "origin/s3/error_page.h"

#include "origin/s3/xml.h"

static struct span message_of(const struct s3_problem *problem)
{
    if (span_absent(problem->message))
        return span_str(s3_error_message(problem->error));
    return problem->message;
}

void error_page_xml(struct s3_request *r)
{
    const struct s3_problem *problem = &r->problem;
    struct buf *out = &r->out;

    buf_reset(out);
    buf_add_str(out, XML_DECLARATION "<Error>");
    xml_out_text(out, "Code", span_str(s3_error_code(problem->error)));
    xml_out_text(out, "Message", message_of(problem));
    for (size_t i = 0; i < problem->n_details; i++)
        xml_out_text(out, problem->details[i].name, problem->details[i].value);
    xml_out_text(out, "RequestId", r->request_id);
    xml_out_text(out, "HostId", r->host_id);
    xml_out_close(out, "Error");
}

static void item(struct buf *out, const char *name, struct span value)
{
    buf_addf(out, "<li>%s: ", name);
    xml_out_escaped(out, value);
    buf_add_str(out, "</li>\n");
}

/* The error document that was to be shown is not there either. */
static void lost_page(struct buf *out, struct span key)
{
    buf_add_str(out, "<h3>An Error Occurred While Attempting to Retrieve a "
                     "Custom Error Document</h3>\n<ul>\n");
    item(out, "Code", span_str(s3_error_code(S3_NO_SUCH_KEY)));
    item(out, "Message", span_str(s3_error_message(S3_NO_SUCH_KEY)));
    item(out, "Key", key);
    buf_add_str(out, "</ul>\n");
}

void error_page_html(struct s3_request *r)
{
    const struct s3_problem *problem = &r->problem;
    int status = s3_error_status(problem->error);
    const char *reason = http_reason(status);
    struct buf *out = &r->out;

    s3_header(r, "x-amz-error-code", span_str(s3_error_code(problem->error)));
    s3_header(r, "x-amz-error-message", message_of(problem));
    buf_reset(out);
    buf_addf(out,
             "<html>\n<head><title>%d %s</title></head>\n<body>\n"
             "<h1>%d %s</h1>\n<ul>\n",
             status, reason, status, reason);
    item(out, "Code", span_str(s3_error_code(problem->error)));
    item(out, "Message", message_of(problem));
    for (size_t i = 0; i < problem->n_details; i++)
        item(out, problem->details[i].name, problem->details[i].value);
    item(out, "RequestId", r->request_id);
    item(out, "HostId", r->host_id);
    buf_add_str(out, "</ul>\n");
    if (!span_absent(r->lost_page))
        lost_page(out, r->lost_page);
    buf_add_str(out, "<hr/>\n</body>\n</html>\n");
}
