// badges.js - a header's value as a badge: shape, text and colour.
import {h} from "./dom.js";
import {siteOf} from "./moments.js";

function short(value) {
  return value.replace(/^https?:\/\//, "");
}

function badge(play, name, value, missing) {
  if (value === null || value === undefined)
    return h("span.badge.none", {title: `${name}: absent`}, missing);
  const site = siteOf(play, value);
  const kind = value === "*" ? "any" : site >= 0 ? `site-${site % 2}` : "other";
  return h(`span.badge.${kind}`, {title: `${name}: ${value}`}, `${name === "Origin" ? "Origin" : "ACAO"} ${short(value)}`);
}

export function originBadge(play, value) {
  return badge(play, "Origin", value, "no Origin");
}

export function acaoBadge(play, value) {
  return badge(play, "Access-Control-Allow-Origin", value, "no ACAO");
}
