// stage.js - the picture: columns, one row a message, cards of the caches.
import {h, icon, put} from "./dom.js";
import {acaoBadge, originBadge} from "./badges.js";
import {cache} from "./cards.js";
import {columns, messages, sentence, siteOf, verdictWord} from "./moments.js";
import {act, lab} from "./state.js";

const ICONS = {plain: "shell", page: "page", browser: "disk", edge: "cloud", origin: "bucket"};
const LOCKS = {ok: "open", opaque: "eye", blocked: "shut", "network error": "wrong"};
const WIDTHS = {plain: 0.85, page: 1, browser: 1.05, edge: 1.45, origin: 0.85};

// What a student can let a page or a plain client do.
const PAGE_ACTS = [
  ["img", {as: "img"}, "an <img> tag: no CORS"],
  ["fetch", {as: "fetch"}, "fetch(url)"],
  ["cookies", {as: "fetch", credentials: "include"}, "fetch(url, {credentials: 'include'})"],
  ["font", {as: "font"}, "a web font: always CORS"],
  ["PUT", {as: "fetch", method: "PUT"}, "fetch(url, {method: 'PUT'}): a preflight first"],
];
const PLAIN_ACTS = [
  ["GET", {}, "curl URL"],
  ["as A", {headers: {Origin: "https://a.example"}}, "curl -H 'Origin: https://a.example' URL"],
  ["as A, HEAD?", {headers: {Origin: "https://a.example", "Access-Control-Request-Method": "HEAD"}}, "the same with Access-Control-Request-Method: HEAD"],
];
export const FILES = ["logo.svg", "photo.svg", "data.json", "font.ttf"];

let file = FILES[0];

export function chosenFile() {
  return file;
}

export function setFile(name) {
  file = name;
}

// Uploads have a name of their own, so that they destroy nothing.
const url = what => `https://cdn.example/${what.method === "PUT" ? "upload.txt" : file}`;

function acts(column) {
  if (lab.doc.scenario) return null;
  if (column.kind === "page")
    return h("div.acts", PAGE_ACTS.map(([label, load, title]) => h("button", {
      title, "aria-label": `Page ${column.name}: ${label}`, onclick: () => act({load: {page: column.name, url: url(load), ...load}}),
    }, label)));
  if (column.kind === "plain")
    return h("div.acts", PLAIN_ACTS.map(([label, request, title]) => h("button", {
      title, "aria-label": `curl: ${label}`, onclick: () => act({request: {url: url(request), ...request}}),
    }, label)));
  return null;
}

// The page's last verdict up to the step that is shown.
function stateOf(play, column, at) {
  if (column.kind !== "page") return null;
  for (let k = at - 1; k >= 0; k--) {
    const step = play.steps[k];
    const i = step.seen.acts.findLastIndex((it, n) => it.who === column.name && it.verdict && step.why[n].kind === "load");
    if (i >= 0) {
      const verdict = step.seen.acts[i].verdict;
      return h(`p.state.${verdict.outcome.split(" ")[0]}`, icon(LOCKS[verdict.outcome]), " ", verdictWord(verdict));
    }
  }
  return h("p.state", "");
}

function place(play, column, at) {
  const site = column.kind === "page" ? `.site-${column.site % 2}` : "";
  const name = column.kind === "page" && column.name.length === 1 ? `Page ${column.name}` : column.name;
  return h(`section.place${site}`, {style: {"grid-column": column.track}, "aria-label": name},
    h("h2", icon(ICONS[column.kind]), name), h("p.name", {title: column.detail}, column.detail),
    stateOf(play, column, at), acts(column));
}

// Each column is two tracks, so that lines can begin and end at its middle.
function layOut(play) {
  const list = columns(play);
  if (!lab.doc.scenario && !list.some(it => it.kind === "plain"))
    list.unshift({id: "plain:curl", kind: "plain", name: "curl", detail: "no browser"});
  const widths = list.map(it => WIDTHS[it.kind]);
  list.forEach((it, i) => {
    it.track = `${2 * i + 1} / span 2`;
    it.middle = 2 * i + 2;
  });
  return {list, tracks: widths.map(w => `repeat(2, minmax(var(--least, 0px), ${w}fr))`).join(" ")};
}

function siteClass(play, message, list) {
  const pages = [message.from, message.to].map(id => list.find(it => it.id === id)).filter(it => it?.kind === "page");
  if (pages.length) return `.site-${pages[0].site % 2}`;
  const site = siteOf(play, message.origin ?? message.acao);
  return site >= 0 ? `.site-${site % 2}` : ".other";
}

function row(play, list, message, i, picked, onpick) {
  if (message.kind === "verdict") {
    const column = list.find(it => it.id === message.at);
    const {outcome, cors} = message.verdict;
    const first = Math.max(column.middle - 1, 1);
    return h(`p.verdict.${outcome === "network error" ? "error" : outcome}`, {style: {"grid-column": `${first} / span 4`, "--i": i}},
      icon(LOCKS[outcome]), h("span", verdictWord(message.verdict), outcome === "blocked" ? h("span.mono", ` ${cors}`) : null));
  }
  const from = list.find(it => it.id === message.from);
  const to = list.find(it => it.id === message.to);
  if (!from || !to) return null;
  const right = to.middle > from.middle;
  const tracks = [from.middle, to.middle].sort((a, b) => a - b);
  const isPicked = picked && picked.act === message.act && picked.request === message.request;
  return h(`button.message.${message.kind}.${right ? "right" : "left"}${siteClass(play, message, list)}`, {
    style: {"grid-column": `${tracks[0]} / ${tracks[1]}`, "--i": i},
    "aria-pressed": String(Boolean(isPicked)),
    title: "Why? Choose it to see",
    onclick: () => onpick(message),
  }, h("span.label", h("span.visually-hidden", `${message.kind} from ${from.name} to ${to.name}: `), message.preflight ? h("b", "preflight") : null, message.label,
    message.kind === "request" ? originBadge(play, message.origin) : acaoBadge(play, message.acao)),
  h("span.line", {"aria-hidden": "true"}));
}

// Draws the step that is shown into the two places.
export function draw(where, text, picked, onpick) {
  const {play} = lab.play;
  const at = lab.doc.at;
  const step = at > 0 ? play.steps[at - 1] : null;
  const after = step ? step.after : play.before;
  const {list, tracks} = layOut(play);
  const rows = step ? messages(play, step) : [];
  const consoles = step?.seen.acts.filter(it => it.verdict?.console) ?? [];

  put(text, h("p.says", sentence(step)),
    consoles.map(it => h("p.console.mono", `Console of ${it.who}: ${it.verdict.console}`)));
  where.style.setProperty("--tracks", tracks);
  put(where,
    list.map(it => h("div.lane", {style: {"grid-column": it.track}, "aria-hidden": "true"})),
    list.map(it => place(play, it, at)),
    h(`div.messages${lab.moving ? ".moving" : ""}`, rows.map((it, i) => row(play, list, it, i, picked, onpick)).filter(Boolean)),
    list.map(it => {
      const held = cache(play, it, after);
      return held ? h("section.cache", {style: {"grid-column": it.track}, "aria-label": `What ${it.name} holds`, tabIndex: 0}, held) : null;
    }));
  return sentence(step);
}
