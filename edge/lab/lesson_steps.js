// lesson_steps.js - ten minutes: one sentence, one action and one "aha" a step.
//
// Each step is played: what `ends` says is the verdict of the last act, and a
// test holds every one of them to it.
const CDN = "https://cdn.example/logo.svg";
const PHOTO = "https://cdn.example/photo.svg";
const S3 = "https://assets.s3.amazonaws.com/logo.svg";

const load = (page, more = {}) => ({load: {page, url: CDN, ...more}});
const curl = (headers, url = CDN) => ({request: {url, ...(headers ? {headers} : {})}});
const invalidate = {invalidate: {edge: "edge", paths: "/*"}};
const onlyA = [{AllowedOrigins: ["https://a.example"], AllowedMethods: ["GET"]}];

export const LESSON = [
  {
    title: "A picture needs no CORS",
    says: "Page A shows a picture that lies on another site.",
    act: "Show the picture",
    steps: [load("A", {as: "img"})],
    aha: "No Origin was sent and nothing was checked: a page may show what it may not read.",
    words: [
      ["Origin", "The site of a page. A browser puts it into a request when the page's script wants to read the answer."],
      ["CORS", "The agreement by which a server lets pages of other sites read its answers."],
    ],
    ends: "opaque",
  },
  {
    title: "The browser refuses, not the server",
    says: "The bucket allows only site A. Now B's script asks the bucket itself, without any cache.",
    knobs: {cors: onlyA},
    act: "Let B ask",
    steps: [load("B", {url: S3})],
    aha: "S3 answered 200 and sent every byte. B's own browser kept them from B's script.",
    words: [
      ["S3 and bucket", "A store of files on the web; a bucket is one of its drawers, with CORS rules of its own."],
      ["blocked", "The answer has come, but the script may not see it."],
    ],
    ends: "blocked",
  },
  {
    title: "S3 speaks of CORS only when asked",
    says: "Two requests for one file to the bucket: one without Origin, one with it.",
    act: "Ask twice",
    steps: [curl(null, S3), load("A", {url: S3})],
    aha: "One URL has two answers. Without Origin there is no ACAO - even where the rules allow everybody.",
    words: [
      ["ACAO", "Short for Access-Control-Allow-Origin: the line of an answer that names the site that may read it, or * for all."],
    ],
    ends: "ok",
  },
  {
    title: "Headers are stored with the file",
    says: "Page A fetches through the edge, which keeps the answer for a minute.",
    act: "Let A fetch",
    steps: [load("A")],
    aha: "Look at the card: the copy holds A's permission, and its key is the path alone.",
    words: [
      ["edge", "A machine near the visitors that keeps copies of files, so that S3 is asked less often."],
      ["key", "What the edge compares to find a copy. Requests with the same key get the same copy."],
    ],
    ends: "ok",
  },
  {
    title: "The second visitor gets the first one's permission",
    says: "Now site B, which the bucket allows just as well, fetches the same file.",
    before: [load("A")],
    act: "Let B fetch",
    steps: [load("B")],
    aha: "The edge had an answer and used it. It says that A may read - so B's browser refuses.",
    ends: "blocked",
  },
  {
    title: "One curl breaks a site",
    says: "A health check, a crawler or a mobile app sends no Origin. Let it come first.",
    act: "curl first, then A",
    steps: [curl(), load("A")],
    aha: "What is stored has no ACAO at all. Now A is blocked, and with A everybody else.",
    words: [
      ["curl", "A program that loads a URL. It is no browser: it sends no Origin and checks nothing."],
    ],
    ends: "blocked",
  },
  {
    title: "\"Random\" is who came first",
    says: "Each time the copy is gone, the next visitor decides for all. Watch A twice.",
    act: "Run it twice",
    steps: [load("A", {cache: "reload"}), invalidate, curl(), load("A", {cache: "reload"})],
    aha: "Nothing was deployed in between. It is a race, run again whenever a copy is dropped, at each point of presence.",
    ends: "blocked",
  },
  {
    title: "Forwarding is not keying",
    says: "The usual advice is: forward Origin to S3. Here it was off; it is switched on, and B follows A.",
    knobs: {forward_origin: false},
    before: [load("A")],
    act: "Forward Origin",
    steps: [{knobs: {forward_origin: true}}, invalidate, load("A", {cache: "reload"}), load("B")],
    aha: "A is cured, B is not: S3 now answers by Origin, but the key still leaves it out. Both switches must agree.",
    words: [
      ["forwarded", "What the edge passes on to S3."],
      ["keyed", "What the edge looks at to tell one copy from another."],
    ],
    ends: "blocked",
  },
  {
    title: "Origin in the key: right, dear, and with a hole",
    says: "With Origin in the key everybody has a copy. Then somebody sends one odd request in A's name.",
    knobs: {key: "exact"},
    before: [curl(), load("A"), load("B")],
    act: "Send the odd request",
    steps: [invalidate, curl({Origin: "https://a.example", "Access-Control-Request-Method": "HEAD"}), load("A", {cache: "reload"})],
    aha: "One copy for each site, and still A is blocked: S3 also looks at Access-Control-Request-Method, which is forwarded and not keyed (S57).",
    ends: "blocked",
  },
  {
    title: "Do it after the cache, once",
    says: "A poisoned copy lies in the edge. A response headers policy adds the header on the way out.",
    before: [curl(), load("A")],
    act: "Attach the policy",
    steps: [{knobs: {response_headers_policy: "override"}}, load("A", {cache: "reload"}), load("B")],
    aha: "One copy serves everybody; even the poisoned one does no harm. What is applied on delivery is never stored.",
    words: [
      ["response headers policy", "Lines that CloudFront writes into each answer as it leaves, whether from a copy or from S3."],
    ],
    ends: "ok",
  },
  {
    title: "Credentials refuse *",
    says: "The same policy, but now A sends its cookies along.",
    knobs: {response_headers_policy: "override"},
    before: [load("A")],
    act: "Fetch with cookies",
    steps: [load("A", {credentials: "include", cache: "reload"})],
    aha: "With credentials a star is not enough: the answer must name the site, and say Allow-Credentials. Try the policy \"our own: A and B\".",
    words: [
      ["credentials", "Cookies and logins that the browser holds for a site and sends along when a page asks for that."],
    ],
    ends: "blocked",
  },
  {
    title: "The second cache is your own",
    says: "The edge is cured by keying on Origin. Page A shows a photo, then its script fetches the same URL.",
    knobs: {key: "exact"},
    before: [load("A", {as: "img", url: PHOTO})],
    act: "Invalidate the edge, then fetch",
    steps: [invalidate, load("A", {url: PHOTO})],
    aha: "No request was sent at all: A's own browser kept the picture without ACAO. No invalidation reaches it.",
    ends: "blocked",
  },
];
