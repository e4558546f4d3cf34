// moments.js - a played step as messages between columns, from its records.
//
// Nothing is decided here: who asked whom, with which Origin, and what came
// back is read out of the transcript.

export function header(headers, name) {
  const found = headers?.find(([key]) => key.toLowerCase() === name);
  return found ? found[1] : null;
}

const acao = answer => header(answer?.headers, "access-control-allow-origin");
const origin = request => header(request.headers, "origin");

// The columns of a play, in their order on the stage.
export function columns(play) {
  const plain = new Set();
  for (const step of play.steps)
    step.why.forEach((why, i) => why.kind === "request" && plain.add(step.seen.acts[i].who));
  return [
    ...[...plain].map(name => ({id: "plain:" + name, kind: "plain", name, detail: "no browser"})),
    ...play.pages.map((page, i) => ({id: "page:" + page.name, kind: "page", name: page.name, detail: page.origin, site: i, browser: page.browser})),
    ...(play.pages.length ? [{id: "browser", kind: "browser", name: "Browsers", detail: "their own caches"}] : []),
    ...play.edges.map(edge => ({id: "edge:" + edge.name, kind: "edge", name: edge.name === "edge" ? "Edge" : edge.name, detail: edge.domain, of: edge.name})),
    ...play.origins.map(it => ({id: "origin:" + it.name, kind: "origin", name: it.name, detail: it.domain, of: it.name})),
  ];
}

// Which page a value of an origin header names: its index, or -1.
export function siteOf(play, value) {
  return play.pages.findIndex(page => page.origin === value);
}

const isEdge = (play, name) => play.edges.some(edge => edge.name === name);

// What S3 was asked because of this request: the next record that nobody has
// claimed, for the same path.
function claim(records, path) {
  const i = records.findIndex(record => record.request.path === path);
  return i < 0 ? null : records.splice(i, 1)[0];
}

function target(request) {
  return request.path + (request.query ? "?" + request.query : "");
}

function ofRequest(play, step, me, act, j, records) {
  const asked = step.seen.acts[act].requests[j];
  const {request, answer} = asked;
  const journal = step.seen.edges.find(it => it.txn === asked.txn && it.edge === asked.host);
  const there = (isEdge(play, asked.host) ? "edge:" : "origin:") + asked.host;
  const pick = {act, request: j};
  const list = [{
    ...pick, kind: "request", from: me, to: there, label: `${request.method} ${target(request)}`,
    origin: origin(request), preflight: asked.preflight,
  }];
  const fetched = !isEdge(play, asked.host) || journal?.decisions.some(it => it.step === "fetch");
  const record = fetched ? claim(records, request.path) : null;
  if (record && isEdge(play, asked.host)) {
    const at = "origin:" + record.origin;
    list.push({...pick, kind: "request", from: there, to: at, label: `${record.request.method} ${target(record.request)}`, origin: origin(record.request)});
    list.push({...pick, kind: "answer", from: at, to: there, label: record.answer ? String(record.answer.status) : "no answer", acao: acao(record.answer)});
  }
  const hit = journal ? journal.x_cache.replace(" from cloudfront", "") : "";
  list.push({
    ...pick, kind: "answer", from: there, to: me,
    label: asked.wire === "no answer" ? "no answer" : `${answer?.status ?? ""} ${hit}`.trim(), acao: acao(answer),
  });
  return list;
}

// The messages of a step, in their order.
export function messages(play, step) {
  const records = [...step.seen.origins];
  const list = [];
  step.seen.acts.forEach((act, i) => {
    const me = (step.why[i].kind === "load" ? "page:" : "plain:") + act.who;
    act.requests.forEach((_, j) => list.push(...ofRequest(play, step, me, i, j, records)));
    if (act.verdict?.from_cache)
      list.push({act: i, request: -1, kind: "answer", from: "browser", to: me, label: `${act.verdict.status} own copy`, acao: act.verdict.allow_origin});
    if (act.verdict) list.push({act: i, kind: "verdict", at: me, verdict: act.verdict});
  });
  return list;
}

const WORDS = {
  ok: "readable",
  opaque: "shown, not readable",
  blocked: "blocked",
  "network error": "network error",
};

export function verdictWord(verdict) {
  return WORDS[verdict.outcome] ?? verdict.outcome;
}

// The sentence of a step: the author's, else who did what and what came of it.
export function sentence(step) {
  if (!step) return "Nothing has happened yet.";
  if (step.seen.says) return step.seen.says;
  if (step.seen.note) return step.seen.note[0].toUpperCase() + step.seen.note.slice(1) + ".";
  return step.seen.acts.map(act => {
    const end = act.verdict ? `: ${verdictWord(act.verdict)}` : "";
    return `${act.who}: ${act.what}${end}.`;
  }).join(" ");
}

export function outcome(step) {
  const verdicts = step.seen.acts.map(act => act.verdict?.outcome).filter(Boolean);
  return verdicts.find(it => it === "blocked" || it === "network error") ?? verdicts[0] ?? null;
}

// A word for the time line.
export function short(step) {
  if (step.kind === "advance") return "time";
  if (step.kind === "invalidate") return "invalidate";
  if (step.kind === "configure") return "configure";
  return step.seen.acts.map(act => act.who).join("+");
}

export function clock(ms) {
  const s = Math.floor(ms / 1000);
  const two = n => String(n).padStart(2, "0");
  const days = Math.floor(s / 86400);
  return (days ? `${days} d ` : "") + `${two(Math.floor(s / 3600) % 24)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}
