// check.js - proves that a configuration is broken, or that it is not.
//
// The checker explores every reachable state; here its findings are shown, and
// those of the lab's own world are played on the stage.
import {h, put} from "./dom.js";
import {post} from "./api.js";
import {knobs, lab, open as openDoc} from "./state.js";

const SLOTS = [
  ["distribution.json", "aws cloudfront get-distribution-config --id ID"],
  ["assets-cors.json", "aws s3api get-bucket-cors --bucket assets"],
  ["policies.json", "a policy of your own, if the distribution names one"],
];
const texts = SLOTS.map(([name]) => ({name, text: ""}));
const WORDS = {
  broken: "Broken: somebody's requests break a page",
  depends: "It depends on what AWS leaves open",
  clean: "No finding: every reachable state was visited",
  bound: "No finding, but cut short",
};

let nodes = null;
let shown = null; // {report, knobs}: the last answer

// ---- a history as steps of the stage ---------------------------------------

function curlStep(line) {
  const words = line.match(/'[^']*'|\S+/g).map(word => word.replace(/^'|'$/g, ""));
  const headers = {};
  let url = null;
  for (let i = 1; i < words.length; i++) {
    if (words[i] === "-H") {
      const [name, ...value] = words[++i].split(": ");
      headers[name] = value.join(": ");
    } else if (/^https?:/.test(words[i])) {
      url = words[i];
    } else {
      return null;
    }
  }
  return url ? {request: {url, headers}} : null;
}

function pageStep(line) {
  const found = line.match(/^(https?:\/\/\S+): fetch\('([^']+)'\)$/);
  const page = found && lab.play.play.pages.find(it => it.origin === found[1]);
  return page ? {load: {page: page.name, url: found[2], cache: "reload"}} : null;
}

// Null: the stage's world cannot be brought there.
function stageSteps(finding) {
  const steps = finding.steps.map(step => {
    if (step.around) return null;
    if (step.who === "page") return pageStep(step.line);
    return step.line.startsWith("curl ") ? curlStep(step.line) : null;
  });
  return steps.every(Boolean) ? steps : null;
}

// ---- drawing ---------------------------------------------------------------

function historyRow(step, i) {
  return h("tr", h("td", String(i + 1)), h("td", step.who), h("td.mono", step.line, step.around ? h("div.note", step.around) : null),
    h("td", step.status ? `${step.status} ${step.x_cache}` : ""), h("td", step.status ? step.allow_origin ?? "no ACAO" : ""), h("td", step.decision));
}

function findingView(finding, i) {
  const steps = shown.knobs ? stageSteps(finding) : null;
  const lesson = lab.about.scenarios.find(it => it.id === finding.scenario);
  return h("section.sheet.finding", h("h3", `${i + 1}. ${finding.decision.sentence}`),
    h("p", [finding.headers ? `By ${finding.headers}. ` : "", `Behavior ${finding.behavior}. `, finding.reading ? `Only if ${finding.reading} is read the other way. ` : "", h("span.note", `${finding.property} · ${finding.decision.source}`)]),
    finding.console ? h("pre.error", {style: {"white-space": "pre-wrap"}, tabIndex: 0}, finding.console) : h("p", "The page reads what it should not."),
    h("table.results", h("thead", h("tr", ["", "who", "what", "answer", "ACAO", "the edge"].map(it => h("th", {scope: "col"}, it || "step")))), h("tbody", finding.steps.map(historyRow))),
    h("div.row",
      steps ? h("button.first", {onclick: () => openDoc({knobs: shown.knobs, steps, at: 1}, true)}, "Play it on the stage") : null,
      lesson ? h("button", {onclick: () => openDoc({scenario: lesson.id, play: 0, at: 1}, true)}, `Its lesson: ${lesson.id}`) : null));
}

function drawReport() {
  if (!nodes || !shown) return;
  const {report} = shown;
  put(nodes.report,
    h("section.sheet", {id: "check-verdict"}, h("h2", WORDS[report.verdict]),
      h("p", `${report.keys} keys, ${report.states} states, ${report.transitions} transitions.`),
      report.bound ? h("p", report.bound) : null,
      report.notes.length ? h("ul", report.notes.map(it => h("li", `${it.what}: ${it.sentence}`))) : null),
    report.findings.map(findingView));
}

async function ask(body, from) {
  nodes.error.hidden = true;
  put(nodes.report, h("p.hint", {role: "status"}, "Every state is being visited."));
  try {
    shown = {report: await post("/api/check", body), knobs: from};
    drawReport();
  } catch (error) {
    put(nodes?.report ?? h("div"));
    if (!nodes) return;
    nodes.error.textContent = error.message;
    nodes.error.hidden = false;
  }
}

function slot(it, i) {
  return h("div", h("label", {htmlFor: `name-${i}`}, "File "), h("input", {id: `name-${i}`, value: it.name, oninput: event => { it.name = event.target.value; }}),
    h("p.note.mono", SLOTS[i][1]),
    h("label.visually-hidden", {htmlFor: `text-${i}`}, `Contents of ${it.name}`),
    h("textarea.paste", {id: `text-${i}`, rows: 7, spellcheck: false, value: it.text, oninput: event => { it.text = event.target.value; }}));
}

export function open(main) {
  nodes = {error: h("p.error", {role: "alert", hidden: true}), report: h("div.wide.report")};
  put(main, h("div.wide", h("section.sheet", h("h2", "Can anyone's requests break a page?"),
    h("p", "Paste what the AWS CLI prints - the bucket's name is taken from the file's - or check what the stage is set to."),
    h("div.two", texts.map(slot)),
    h("div.row", h("button.first", {onclick: () => ask({texts: texts.filter(it => it.text.trim())}, null)}, "Check the pasted files"),
      h("button", {onclick: () => { const now = knobs(); ask({knobs: now}, now); }}, "Check the stage's configuration")),
    nodes.error)), nodes.report);
  drawReport();
  return () => {
    nodes = null;
  };
}

export function update() {}
