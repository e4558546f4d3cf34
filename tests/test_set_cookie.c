/* test_set_cookie.c - whose cookies an answer brings, and who gets them. */
#include "tests/node_script.h"

#include <criterion/criterion.h>

#define HEAD "head 200 len=1 | Cache-Control: max-age=60"

static const struct span names[] = {SPAN_STATIC("session")};

static void start(struct script *script, bool forwarded)
{
    script_init(script);
    if (forwarded)
        script->behavior.forward.cookies =
            (struct name_set){NAMES_LISTED, names, 1, false};
    script_start(script);
}

/* cloudfront.md 4.5 */
Test(set_cookie, is_replayed_from_the_cache_where_cookies_are_forwarded)
{
    struct script s;

    start(&s, true);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 " HEAD " | Set-Cookie: a=1\n"
             "  A <- 200 Miss len=1 | Set-Cookie: a=1\n"
             "f1 body x\n"
             "  A <- x\n"
             "f1 ends\n"
             "  A <- end\n"
             "B: GET /x\n"
             "  B <- 200 Hit age=0 len=1 | Set-Cookie: a=1\n"
             "  B <- x\n"
             "  B <- end\n");
    STOP(&s);
    start(&s, false);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 " HEAD " | Set-Cookie: a=1\n"
             "  A <- 200 Miss len=1\n"
             "f1 body x\n"
             "  A <- x\n"
             "f1 ends\n"
             "  A <- end\n");
    STOP(&s);
}

/* cloudfront.md 4.5: unless Cache-Control: no-cache="Set-Cookie" */
Test(set_cookie, is_for_the_first_viewer_only_where_the_origin_says_so)
{
    struct script s;

    start(&s, true);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 " HEAD ", no-cache=\"X, set-cookie\" | Set-Cookie: a=1 | "
             "Set-Cookie: b=2 | X-Kept: yes\n"
             "  A <- 200 Miss len=1 | Set-Cookie: a=1 | Set-Cookie: b=2 | "
             "X-Kept: yes\n"
             "f1 body x\n"
             "  A <- x\n"
             "f1 ends\n"
             "  A <- end\n"
             "wait 2s\n"
             "B: GET /x\n"
             "  B <- 200 Hit age=2 len=1 | X-Kept: yes\n"
             "  B <- x\n"
             "  B <- end\n"
             "A journal\n"
             "  KEY_WITHOUT_ORIGIN LOOKUP_MISS COLLAPSE_ALONE FETCH_SENT "
             "FETCH_ANSWERED(200) JUDGE_MAX_AGE(60) RESPOND_MISS STORE_KEPT\n");
    STOP(&s);
}

/* Who waits must not get it either: the answer is not theirs to share. */
Test(set_cookie, that_is_for_one_viewer_is_not_shared_with_those_who_wait)
{
    struct script s;

    script_init_profile(&s, "rfc9111");
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "B: GET /x\n"
             "f1 " HEAD ", no-cache=\"Set-Cookie\" | Set-Cookie: a=1\n"
             "  f2 -> GET /x\n"
             "  A <- 200 Miss len=1 | Set-Cookie: a=1\n"
             "f1 body x\n"
             "  A <- x\n"
             "f1 ends\n"
             "  A <- end\n"
             "f2 head 200 len=1 | Set-Cookie: b=1\n"
             "  B <- 200 Miss len=1 | Set-Cookie: b=1\n"
             "f2 body y\n"
             "  B <- y\n"
             "f2 ends\n"
             "  B <- end\n");
    STOP(&s);
}
