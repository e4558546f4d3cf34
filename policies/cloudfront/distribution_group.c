/* distribution_group.c - a group of two origins: who fails over to whom. */
#include "policies/cloudfront/distribution_group.h"

#include "policies/cloudfront/members.h"

#define STATUSES_MAX 32

static const struct aws_member rows[] = {
    {"Id", NULL, false},
    {"FailoverCriteria", NULL, false},
    {"Members", NULL, false},
    {"SelectionCriteria", NULL, false},
};

static size_t find_member(const struct aws_in *in, const struct json *member,
                          const struct distribution *of)
{
    const struct json *id =
        json_need(in->reader, member, "OriginId", JSON_STRING);

    for (size_t i = 0; id && i < of->n_origins; i++)
        if (span_eq(of->origins[i].id, json_string(id)))
            return i;
    if (id)
        json_fail(in->reader, id,
                  "a member of an origin group names no "
                  "origin");
    return 0;
}

static void read_members(struct distribution_group *group,
                         const struct aws_in *in, const struct json *item,
                         const struct distribution *of)
{
    struct aws_list list = aws_list_get(in, item, "Members", AWS_LIST_MAX);

    if (list.n != 2) {
        json_fail(in->reader, list.at ? list.at : item,
                  "an origin group has two Members: the primary and the "
                  "secondary origin");
        return;
    }
    group->members[0] = find_member(in, list.first, of);
    group->members[1] = find_member(in, json_next(list.first), of);
    if (group->members[0] == group->members[1])
        json_fail(in->reader, list.at,
                  "the two Members of an origin group must differ");
}

static void read_statuses(struct distribution_group *group,
                          const struct aws_in *in, const struct json *item)
{
    const struct json *criteria =
        json_need(in->reader, item, "FailoverCriteria", JSON_OBJECT);
    struct aws_list list =
        aws_list_get(in, criteria, "StatusCodes", STATUSES_MAX);

    if (!criteria)
        return;
    if (list.n == 0) {
        json_fail(in->reader, criteria,
                  "FailoverCriteria needs at least one of StatusCodes");
        return;
    }
    group->statuses = aws_alloc(in, list.n, sizeof(*group->statuses));
    for (const struct json *at = list.first; group->statuses && at;
         at = json_next(at)) {
        double status = json_type(at) == JSON_NUMBER ? json_number(at) : 0;

        if (!(status >= 400 && status <= 599)) {
            json_fail(in->reader, at, "a status to fail over on: 500");
            return;
        }
        group->statuses[group->n_statuses++] = (int)status;
    }
}

void distribution_group_read(struct distribution_group *group,
                             const struct aws_in *in, const struct json *item,
                             const struct distribution *of)
{
    const struct aws_members members = {"OriginGroups", rows,
                                        sizeof(rows) / sizeof(rows[0])};

    if (!json_need(in->reader, item, "Id", JSON_STRING))
        return;
    group->id = aws_string_get(in, item, "Id");
    read_members(group, in, item, of);
    read_statuses(group, in, item);
    if (span_eq(aws_string_get(in, item, "SelectionCriteria"),
                SPAN("media-quality-based")))
        aws_note(in, SPAN("OriginGroups.SelectionCriteria"),
                 SPAN("CloudFront chooses by the quality of media; popbox asks "
                      "the second origin only when the first one fails"));
    aws_members_note(in, item, &members);
}
