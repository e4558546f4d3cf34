// crowd.js - hit ratio and broken pages against the number of sites, per cure.
//
// Every point is a crowd that the core sent through its own cache in virtual
// time; the chart library only draws.
import {h, put} from "./dom.js";
import {post} from "./api.js";
import {lab} from "./state.js";

const SITES = [1, 2, 5, 10, 20, 50, 100];
const CURES = [
  ["Origin not in the key", {}, [], "circle"],
  ["Origin in the key", {key: "exact"}, [8, 4], "rect"],
  ["present or not, bucket says *", {key: "present", cors: [{AllowedOrigins: ["*"], AllowedMethods: ["GET"]}]}, [2, 3], "triangle"],
  ["policy *, override", {response_headers_policy: "override"}, [12, 3, 2, 3], "rectRot"],
];
const COLOURS = {
  light: ["#b00020", "#1d4ed8", "#7a4b00", "#0f6b3a"],
  dark: ["#ff9aa7", "#8ab4ff", "#ffd27a", "#6fdd9b"],
};

let charts = [];
let nodes = null;
let turn = 0;

function loadLibrary() {
  if (window.Chart) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const script = h("script", {src: "chart.min.js", onload: resolve, onerror: () => reject(new Error("the chart library did not load"))});
    document.head.append(script);
  });
}

function colours() {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  return dark ? COLOURS.dark : COLOURS.light;
}

function chart(canvas, title, max) {
  const ink = getComputedStyle(document.body).color;
  const grid = getComputedStyle(document.documentElement).getPropertyValue("--line");
  const list = colours();
  return new window.Chart(canvas, {
    type: "line",
    data: {labels: SITES, datasets: CURES.map(([label, , dash, point], i) => ({
      label, data: [], borderColor: list[i], backgroundColor: list[i], borderDash: dash, pointStyle: point, pointRadius: 6, borderWidth: 3,
    }))},
    options: {
      responsive: true, maintainAspectRatio: false, animation: false, color: ink,
      scales: {
        x: {title: {display: true, text: "sites", color: ink}, ticks: {color: ink}, grid: {color: grid}},
        y: {min: 0, max, title: {display: true, text: title, color: ink}, ticks: {color: ink}, grid: {color: grid}},
      },
      plugins: {legend: {labels: {color: ink, usePointStyle: true}}},
    },
  });
}

const percent = (part, whole) => whole ? Math.round(1000 * part / whole) / 10 : 0;

function addRow(sites, name, crowd) {
  nodes.rows.append(h("tr", h("td", sites), h("td", name), h("td", `${percent(crowd.hits, crowd.visits)} %`), h("td", `${crowd.broken} of ${crowd.pages}`), h("td", crowd.origin_requests)));
}

async function send() {
  const mine = ++turn;
  const seed = Number(nodes.seed.value) || 1;
  nodes.error.hidden = true;
  nodes.rows.replaceChildren();
  for (const one of charts) for (const set of one.data.datasets) set.data = [];
  try {
    for (const sites of SITES)
      for (const [i, [name, knobs]] of CURES.entries()) {
        const crowd = await post("/api/crowd", {knobs, sites, seed, visits: 3000});
        if (mine !== turn || !nodes) return;
        charts[0].data.datasets[i].data.push(percent(crowd.hits, crowd.visits));
        charts[1].data.datasets[i].data.push(percent(crowd.broken, crowd.pages));
        addRow(sites, name, crowd);
        for (const one of charts) one.update();
      }
  } catch (error) {
    nodes.error.textContent = error.message;
    nodes.error.hidden = false;
  }
}

export function open(main) {
  const hits = h("canvas", {role: "img", "aria-label": "Hit ratio against the number of sites; the table below has the numbers"});
  const broken = h("canvas", {role: "img", "aria-label": "Broken pages against the number of sites; the table below has the numbers"});
  nodes = {
    seed: h("input", {type: "number", id: "seed", min: 1, max: 1000000, value: 1}),
    rows: h("tbody"),
    error: h("p.error", {role: "alert", hidden: true}),
  };
  put(main, h("div.wide",
    h("div.sheet", h("h2", "What does a cure cost?"),
      h("p", "3000 visits to 200 files, four in ten without Origin, through the same cache, in virtual time."),
      h("div.row", h("label.row", "Seed", nodes.seed), h("button.first", {onclick: send}, "Send the crowd")), nodes.error),
    h("div.two", h("section.sheet", h("h3", "Answered by the cache"), h("div.chart", hits)), h("section.sheet", h("h3", "Pages broken by the cache"), h("div.chart", broken))),
    h("details.sheet", h("summary", "The numbers"), h("table.results", h("thead", h("tr", ["sites", "configuration", "hits", "broken pages", "asked of S3"].map(it => h("th", {scope: "col"}, it)))), nodes.rows))));
  loadLibrary().then(() => {
    if (!nodes) return;
    charts = [chart(hits, "hits, %", 100), chart(broken, "broken pages, %", 100)];
    send();
  }).catch(error => {
    nodes.error.textContent = error.message;
    nodes.error.hidden = false;
  });
  return () => {
    for (const one of charts) one.destroy();
    charts = [];
    nodes = null;
  };
}

export function update() {}
