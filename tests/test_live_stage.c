/* test_live_stage.c - the stage over sockets: order, time, what goes wrong. */
#include "edge/live_stage.h"

#include "bench/url.h"

#include <criterion/criterion.h>

static const char world[] =
    "{\"origins\": {"
    "   \"web\": {\"domain\": \"web.example\", \"type\": \"plain\","
    "     \"size_from_path\": true, \"read_timeout_ms\": 3000,"
    "     \"connect_attempts\": 1,"
    "     \"headers\": {\"Cache-Control\": \"max-age=60\"},"
    "     \"faults\": [{\"path\": \"/late/*\", \"delay_ms\": 700},"
    "                  {\"path\": \"/hang/*\", \"fault\": \"hang\"}]},"
    "   \"gone\": {\"domain\": \"gone.example\","
    "     \"address\": \"127.0.0.1:1\"}},"
    " \"edges\": {\"edge\": {\"domain\": \"cdn.example\","
    "   \"DefaultCacheBehavior\": {\"TargetOriginId\": \"web\","
    "     \"CachePolicyId\": \"CachingOptimized\"},"
    "   \"CacheBehaviors\": [{\"PathPattern\": \"/gone/*\","
    "     \"TargetOriginId\": \"gone\","
    "     \"CachePolicyId\": \"CachingOptimized\"}]}}}";

/* What was seen, as one line. */
struct play {
    struct json_reader reader;
    struct topology topology;
    struct stage *stage;
    struct buf error;
    struct buf story;
};

static void watch(void *watcher, const struct stage_event *event)
{
    struct play *play = watcher;
    long long at_ms = event->at_ms - STAGE_START_MS;

    switch (event->saw) {
    case STAGE_REQUEST:
        buf_addf(&play->story, "%lld: ask %llu; ", at_ms,
                 (unsigned long long)event->number);
        return;
    case STAGE_ANSWER:
        buf_addf(&play->story, "%lld: answer %llu %d %llu; ", at_ms,
                 (unsigned long long)event->number,
                 event->u.answer.head ? event->u.answer.head->status : 0,
                 (unsigned long long)event->u.answer.body_bytes);
        return;
    case STAGE_JOURNAL:
        buf_addf(&play->story, "%lld: %s; ", at_ms,
                 x_cache_text(event->u.journal.journal->x_cache));
        return;
    case STAGE_ORIGIN:
        buf_addf(&play->story, "%lld: origin; ", at_ms);
        return;
    case STAGE_VERDICT:
        return;
    }
}

static void play_init(struct play *play)
{
    int err = json_open(&play->reader, "world", span_str(world));

    cr_assert_eq(err, 0, "%s", play->reader.error);
    err = topology_read(&play->topology, &play->reader,
                        json_root(&play->reader), STAGE_START_MS);
    cr_assert_eq(err, 0, "%s", play->reader.error);
    buf_init(&play->error, 4096);
    buf_init(&play->story, 65536);
    play->stage = live_stage_new(&play->topology, &play->error);
    cr_assert(play->stage, "%s", buf_span(&play->error).ptr);
    stage_watch(play->stage, watch, play);
}

static void play_fini(struct play *play)
{
    stage_free(play->stage);
    topology_fini(&play->topology);
    json_close(&play->reader);
    buf_fini(&play->error);
    buf_fini(&play->story);
}

static void ask(struct play *play, uint64_t number, const char *url_text)
{
    struct stage_request request = {.edge = TOPOLOGY_NONE,
                                    .url = span_str(url_text)};
    struct url url;

    cr_assert_eq(url_split(request.url, &url), 0);
    request.head.method = SPAN("GET");
    request.head.scheme = url.scheme;
    request.head.authority = url.authority;
    request.head.path = url.path;
    request.head.query = url.query;
    stage_request(play->stage, number, &request);
}

static const char *story_of(struct play *play)
{
    int err = stage_run(play->stage);
    struct span trouble = stage_trouble(play->stage);

    cr_expect_eq(err, 0, "%.*s", SPAN_ARG(trouble));
    return buf_span(&play->story).ptr;
}

Test(live_stage, all_are_taken_before_any_origin_answers)
{
    struct play play;

    play_init(&play);
    ask(&play, 1, "https://cdn.example/10");
    ask(&play, 2, "https://cdn.example/10");
    ask(&play, 3, "https://cdn.example/20");
    cr_expect_str_eq(story_of(&play),
                     "0: ask 1; 0: origin; 0: ask 2; 0: ask 3; 0: origin; "
                     "0: Miss from cloudfront; 0: Hit from cloudfront; "
                     "0: Miss from cloudfront; 0: answer 1 200 10; "
                     "0: answer 2 200 10; 0: answer 3 200 20; ");
    play_fini(&play);
}

Test(live_stage, time_moves_only_while_everything_waits_for_it)
{
    struct play play;

    play_init(&play);
    ask(&play, 1, "https://cdn.example/late/10");
    ask(&play, 2, "https://cdn.example/20");
    cr_expect_str_eq(story_of(&play),
                     "0: ask 1; 0: origin; 0: ask 2; 0: origin; "
                     "0: Miss from cloudfront; 0: answer 2 200 20; "
                     "700: Miss from cloudfront; 700: answer 1 200 10; ");
    buf_reset(&play.story);
    stage_advance(play.stage, 59000);
    ask(&play, 3, "https://cdn.example/late/10");
    cr_expect_str_eq(story_of(&play), "59700: ask 3; 59700: Hit from "
                                      "cloudfront; 59700: answer 3 200 10; ");
    buf_reset(&play.story);
    cr_expect_eq(stage_invalidate(play.stage, 0, SPAN("/late/*")), 1);
    cr_expect_eq(stage_now_ms(play.stage), STAGE_START_MS + 59700);
    play_fini(&play);
}

Test(live_stage, a_hanging_origin_is_waited_for_in_no_time)
{
    struct play play;

    play_init(&play);
    ask(&play, 1, "https://cdn.example/hang/10");
    ask(&play, 2, "https://web.example/hang/10");
    cr_expect_str_eq(story_of(&play),
                     "0: ask 1; 0: origin; 0: ask 2; 0: origin; "
                     "3000: Error from cloudfront; 3000: answer 1 504 576; "
                     "300000: answer 2 0 0; ");
    play_fini(&play);
}

Test(live_stage, who_is_not_there_is_answered_for)
{
    struct play play;

    play_init(&play);
    ask(&play, 1, "https://cdn.example/gone/10");
    ask(&play, 2, "https://gone.example/10");
    ask(&play, 3, "https://nowhere.example/10");
    cr_expect_str_eq(story_of(&play),
                     "0: ask 1; 0: Error from cloudfront; 0: ask 2; 0: ask 3; "
                     "0: answer 1 502 576; 0: answer 2 0 0; 0: answer 3 0 0; ");
    play_fini(&play);
}

Test(live_stage, a_play_that_is_given_up_leaves_nothing)
{
    struct play play;

    play_init(&play);
    ask(&play, 1, "https://cdn.example/10");
    play_fini(&play); /* never run */
    play_init(&play);
    play_fini(&play);
}
