// cards.js - what caches hold: one card an entry, with a ring for its TTL.
import {h, svg} from "./dom.js";
import {acaoBadge} from "./badges.js";
import {clock, header, siteOf} from "./moments.js";

const AROUND = 2 * Math.PI * 13;

function time(seconds) {
  if (seconds >= 86400) return Math.floor(seconds / 86400) + "d";
  if (seconds >= 3600) return Math.floor(seconds / 3600) + "h";
  if (seconds >= 600) return Math.floor(seconds / 60) + "m";
  return String(seconds);
}

function ring(entry, now) {
  const whole = Math.max(entry.fresh_until_ms - entry.received_ms, 1);
  const left = Math.max(entry.fresh_until_ms - now, 0);
  const text = entry.fresh ? time(Math.ceil(left / 1000)) : "old";
  return svg("svg.ring", {viewBox: "0 0 34 34", role: "img", "aria-label": entry.fresh ? `fresh for ${Math.ceil(left / 1000)} s` : "expired"},
    svg("circle", {cx: 17, cy: 17, r: 13}),
    svg("circle.left", {cx: 17, cy: 17, r: 13, "stroke-dasharray": `${AROUND * left / whole} ${AROUND}`}),
    svg("text", {x: 17, y: 21}, text));
}

function lines(headers) {
  return h("details", h("summary", "stored headers"),
    h("table", h("tbody", headers.map(([name, value]) => h("tr", h("td", `${name}: ${value}`))))));
}

function keyLine(entry) {
  return h("div.key", {title: entry.key}, entry.key_parts.filter(part => part.part !== "domain").map((part, i) => [
    i ? " + " : "", h("b", part.part.replace("header ", "")), " ", part.value ?? "absent"]));
}

function edgeCard(play, entry, now) {
  const by = entry.by;
  const site = siteOf(play, by?.origin);
  const who = by ? `by ${by.who ?? "the edge"} at ${clock(by.at_ms)}` : "";
  return h(`article.card${entry.fresh ? "" : ".stale"}${site >= 0 ? `.site-${site % 2}` : ""}`,
    h("div.head", h("div", keyLine(entry), h("div", who)), ring(entry, now)),
    acaoBadge(play, header(entry.headers, "access-control-allow-origin")),
    lines(entry.headers));
}

function copyCard(play, copy) {
  const site = siteOf(play, copy.site);
  const path = copy.url.replace(/^https?:\/\/[^/]*/, "");
  return h(`article.card${copy.is === "fresh" ? "" : ".stale"}${site >= 0 ? `.site-${site % 2}` : ""}`,
    h("div.head", h("span.key", path), h("span", copy.is)),
    h("div", `of ${copy.site.replace(/^https?:\/\//, "")}`),
    acaoBadge(play, header(copy.headers, "access-control-allow-origin")),
    lines(copy.headers));
}

function none() {
  return h("p.empty", "empty");
}

// What a column holds after a step; null: it holds nothing ever.
export function cache(play, column, after) {
  if (column.kind === "edge") {
    const edge = after.edges.find(it => it.name === column.of);
    const cards = edge.entries.map(entry => edgeCard(play, entry, after.at_ms));
    const rate = edge.requests ? `${edge.hits} of ${edge.requests} from the cache` : "";
    return [rate ? h("p.empty", rate) : null, cards.length ? cards : none()];
  }
  if (column.kind === "browser") {
    const cards = after.browsers.flatMap(browser => browser.copies.map(copy => copyCard(play, copy)));
    return cards.length ? cards : none();
  }
  return null;
}
